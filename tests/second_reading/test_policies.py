"""What every mechanism moves against its second reading, on drawn parameters and a drawn place of two districts."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest

from sim.levers import ADD, BY_NAME, LOWER, NEUTRAL, RAISE, REMOVE, Levers
from sim.mechanisms import registry
from sim.scenario.fields import find_field, leaf_paths
from sim.structure import Structure
from tests.second_reading import policies
from tests.second_reading.draws import alike, value_of

N_TIMES = 60
TOWNSHIP = [0, 0, 0, 1, 1, 2, 2, 3, 3]
DISTRICT = [0, 0, 0, 0, 0, 1, 1, 1, 1]
OF_TOWNSHIP = [0, 0, 1, 1]
WAYS = {ADD: "add", REMOVE: "remove", RAISE: "raise", LOWER: "lower"}


def place(rng: random.Random) -> SimpleNamespace:
    """A place in plain lists: nine communities, four townships, two districts; some want for something."""
    n = len(TOWNSHIP)

    def some(most: float, least: float = 0.0) -> list[float]:
        return [rng.choice((least, rng.uniform(least, most), rng.uniform(least, most))) for _ in range(n)]

    residents = [float(rng.randint(20, 14000)) for _ in range(n)]
    groups = [[float(rng.randint(0, int(people / 9))) for _ in range(8)] for people in residents]
    w = SimpleNamespace(
        township=TOWNSHIP,
        district=DISTRICT,
        township_district=OF_TOWNSHIP,
        residents=residents,
        groups=groups,
        urban=some(1.0),
        capacity=some(2.5, 0.3),
        staff=some(30.0, 3.0),
        skill=some(1.0),
        ties=some(1.0),
        hours=some(60.0),
        head_hours=some(8.0, 4.0),
        administrative=some(60.0),
        counter=some(30.0),
        households=[people / 2.8 for people in residents],
        online=some(1.0),
        engaged=some(1.0),
        elsewhere=some(1.0),
        unmanaged=some(1.0),
        rooms=some(900.0),
        room_standard=some(900.0, 300.0),
        beat=some(40.0),
        days=rng.choice((250.0, 240.0, 261.0)),
    )
    w.township_residents, w.district_residents = [0.0] * 4, [0.0] * 2
    for row, people in enumerate(residents):
        w.township_residents[TOWNSHIP[row]] += people
        w.district_residents[DISTRICT[row]] += people
    w.township_hours = [rng.choice((0.0, rng.uniform(0.0, 40.0))) for _ in range(4)]
    w.workers = [float(rng.randint(0, 20)) for _ in range(4)]
    w.district_hours = [rng.uniform(0.0, 80.0) for _ in range(2)]
    w.justice = [rng.uniform(0.0, 20.0) for _ in range(2)]
    return w


def structure(w: SimpleNamespace) -> Structure:
    """The same place as mechanisms see it."""
    a = {name: np.array(value) for name, value in vars(w).items() if name != "days"}
    return Structure(
        coverage_seed=1,
        code=np.arange(9),
        population=a["residents"],
        urban_share=a["urban"],
        township=a["township"],
        district=a["district"],
        issue_hours=a["hours"],
        administrative_hours=a["administrative"],
        group_counts=a["groups"],
        township_hours=a["township_hours"],
        township_population=a["township_residents"],
        district_of_township=a["township_district"],
        district_hours=a["district_hours"],
        district_population=a["district_residents"],
        organisation_hours=np.zeros(4),
        counter_hours=a["counter"],
        staff=a["staff"],
        hours_per_head=a["head_hours"],
        skill=a["skill"],
        households=a["households"],
        engaged_share=a["engaged"],
        online_share=a["online"],
        fiscal_capacity=a["capacity"],
        remote=np.zeros(9),
        unmanaged_share=a["unmanaged"],
        facility_m2=a["rooms"],
        facility_standard_m2=a["room_standard"],
        beat_hours_per_week=a["beat"],
        justice_hours=a["justice"],
        n_workers=a["workers"],
        working_days_per_year=w.days,
        ties=a["ties"],
        elsewhere_share=a["elsewhere"],
    )


def parameters(rng: random.Random, kind: type, first: bool) -> SimpleNamespace:
    """Values of a mechanism's parameters: the defaults at first, then any in their ranges, sums of shares respected."""
    own = kind()
    values = {}
    for path in leaf_paths(kind):
        facts = find_field(kind, [path])
        default = getattr(own, path)
        values[path] = default if first or isinstance(default, bool | str) else value_of(rng, path, facts, default)
    if not first:
        values |= {name: rng.random() < 0.7 for name, value in values.items() if isinstance(value, bool)}
    for whole in getattr(kind, "share_sums", ()):
        total = sum(values[part] for part in whole.parts)
        if total > 1.0:
            values |= {part: values[part] / total * (1.0 - 1e-12) for part in whole.parts}
    return SimpleNamespace(**values)


@pytest.mark.parametrize("name", sorted(registry()))
def test_a_mechanism_moves_what_its_page_says_and_nothing_else(name):
    kind = registry()[name]
    rng = random.Random(name)
    for time in range(N_TIMES):
        w, m = place(rng), parameters(rng, kind.Parameters, time == 0)
        strength = rng.choice((1.0, rng.random()))
        presence = [rng.choice((0.0, strength, strength)) for _ in TOWNSHIP] if time else [1.0] * len(TOWNSHIP)
        levers = Levers({"community": 9, "township": 4, "district": 2, "place": 1})
        kind(m).apply(levers, structure(w), np.array(presence))
        moved = getattr(policies, name)(m, w, presence)
        for lever in BY_NAME.values():
            found, neutral = levers[lever.name].tolist(), NEUTRAL[lever.combine]
            reading = moved.get(lever.name, [0.0 if lever.combine == REMOVE else neutral] * len(found))
            assert len(reading) == len(found), lever.name
            for value, part in zip(found, reading, strict=True):
                parts = [] if part is None else [min(part, 1.0) if lever.unit in ("share", "0-1") else part]
                alike(value, policies.combine(WAYS[lever.combine], neutral, parts), name, lever.name, vars(m))


def test_presence_is_coverage_times_phase_in():
    rng = random.Random(1)
    kind = registry()["routine_first"]
    for _ in range(200):
        m = SimpleNamespace(
            start_day=rng.randrange(50),
            end_day=rng.choice((40, 100000)),
            phase_in_days=rng.choice((0, 1, 30)),
            coverage=1.0,
            districts="everywhere",
        )
        day = rng.randrange(100)
        alike(kind(m).strength(day), policies.presence_on(m, 1.0, day), vars(m), day)


def test_several_mechanisms_combine_as_the_description_says():
    rng = random.Random(2)
    for lever in BY_NAME.values():
        levers = Levers({"community": 1, "township": 1, "district": 1, "place": 1})
        parts = [rng.random() for _ in range(3)]
        for part in parts:
            if lever.combine == LOWER:
                levers.lower_to(lever.name, part, np.array([True]))
            else:
                {ADD: levers.add, REMOVE: levers.remove, RAISE: levers.raise_to}[lever.combine](lever.name, part)
        alike(float(levers[lever.name][0]), policies.combine(WAYS[lever.combine], NEUTRAL[lever.combine], parts))
