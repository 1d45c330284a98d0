"""Relations between runs that hold whatever the right numbers are: what must change nothing, or change by a known law.

No expected value comes from the program: each test runs a scenario twice, moves what a relation is about, and compares.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

import sim
from sim.issues.store import LATE, NEEDS, REGISTERED, STUCK
from sim.measures.registry import measure_all, observe
from sim.model import GovernanceModel
from sim.scenario.loading import value_at
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.scenario import replace
from sim.state import lay, take
from sim.vocabulary import Helper, State
from sim.world.world import World, build_world
from tests.directions import SEEDS, larger_place
from tests.drawn_scenarios import drawable
from tests.model_runs import SMALL_PLACE, all_records, finished, scenario, small_world, state_bytes

BUSY = {"needs.need_rate_town": 0.9, "needs.need_rate_village": 0.9}
CALM = BUSY | {"governments.campaign_threshold": 1.0}
NOBODY_MOVES = {"migration.urbanisation_points": 0.0}
Line = dict[str, str]


def events(model: GovernanceModel, without: Iterable[str] = ()) -> np.ndarray:
    """All issues by permanent id, without some of their columns."""
    found = np.sort(all_records(model), order=["resident_key", "occasion"])
    return found[[name for name in found.dtype.names if name not in set(without)]]


def same(one: np.ndarray, other: np.ndarray) -> None:
    """Fails where two tables of issues differ, or tell nothing."""
    assert len(one) > 200
    np.testing.assert_array_equal(one, other)


def edited_place(
    folder: Path, edits: Mapping[str, Callable[[list[Line]], list[Line]]], twins: Mapping[str, str] = {}
) -> Path:
    """A copy of the small place with the lines of some of its tables changed, and new districts where others lie."""
    place = folder / "place"
    shutil.copytree(SMALL_PLACE, place)
    for name, edit in edits.items():
        with (place / name).open(encoding="utf-8", newline="") as lines:
            found = edit(list(csv.DictReader(lines)))
        with (place / name).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, found[0].keys())
            writer.writeheader()
            writer.writerows(found)
    outlines = json.loads((place / "map.geojson").read_text(encoding="utf-8"))
    known = {one["properties"]["adcode"]: one for one in outlines["features"]}
    outlines["features"] += [{**known[old], "properties": {"adcode": new}} for new, old in twins.items()]
    (place / "map.geojson").write_text(json.dumps(outlines), encoding="utf-8")
    return place


def world_of(place: Path) -> World:
    """The whole of a place, as the settings of the default scenario build it."""
    return build_world(place, scenario().world, 1.0, 1)


# ------------------------------------------------------------------------------------------ names, order, days, money


def test_the_order_of_a_places_lines_and_its_names_change_nothing(tmp_path):
    """Who is called what and stands in which line is no cause of anything."""

    def renamed(lines: list[Line]) -> list[Line]:
        return [{**line, "name": f"无名{k}"} for k, line in enumerate(reversed(lines))]

    moved = edited_place(tmp_path, {"townships.csv": renamed, "districts.csv": lambda lines: lines[::-1]})
    made = scenario(BUSY, days=150)
    one, other = finished(made, small_world()), finished(made, world_of(moved))
    same(events(one, {"resident", "community", "desk"}), events(other, {"resident", "community", "desk"}))


def test_the_order_of_keys_in_a_scenario_file_changes_nothing(tmp_path):
    forward = "name: one\nneeds:\n  need_rate_town: 0.9\n  quick_share: 0.3\ntrust: {gain: 0.1, loss: 0.2}\n"
    backward = "trust: {loss: 0.2, gain: 0.1}\nneeds:\n  quick_share: 0.3\n  need_rate_town: 0.9\nname: one\n"
    found = []
    for k, text in enumerate((forward, backward)):
        (tmp_path / f"{k}.yaml").write_text(text, encoding="utf-8")
        found.append(sim.load(tmp_path / f"{k}.yaml"))
    assert found[0].needs == found[1].needs and found[0].needs.quick_share == 0.3
    runs = [finished(made.model_copy(update={"run": scenario(days=90).run}), small_world()) for made in found]
    same(events(runs[0]), events(runs[1]))
    assert state_bytes(runs[0]) == state_bytes(runs[1])


def test_the_same_days_28_years_later_are_the_same_run():
    """Where no holidays are known a calendar comes again after 28 years, 7 times 4; moves are drawn by year."""
    early, late = (
        finished(scenario(BUSY | NOBODY_MOVES | {"run.start_date": f"{year}-03-05"}, days=330), small_world())
        for year in (2030, 2058)
    )
    assert (early.calendar.working == late.calendar.working).all()
    assert state_bytes(early) == state_bytes(late)
    same(events(early), events(late))


YUAN = tuple(path for path, facts in drawable(ModelParameters) if facts.unit.startswith("yuan"))
"""Every parameter of the model that is an amount of money."""


def test_money_in_another_unit_moves_nothing_but_money():
    """Twice the yuan for everything is a currency of half the worth: the same issues are paid, solved and refused."""
    plain = scenario(BUSY | {"money.issue_money_per_resident": 12.0}, days=200)
    doubled = replace(plain, {path: 2.0 * value_at(plain, path) for path in YUAN})
    one, other = (finished(made, build_world(SMALL_PLACE, made.world, 1.0, 1)) for made in (plain, doubled))
    same(events(one, {"cost_fen", "spent"}), events(other, {"cost_fen", "spent"}))
    costs = events(one)["cost_fen"], events(other)["cost_fen"]
    assert (np.abs(costs[1] - 2 * costs[0]) <= 1).all() and (costs[0] > 0).sum() > 50
    np.testing.assert_allclose(events(one)["spent"], events(other)["spent"], rtol=1e-3)  # hours bought by whole fen
    assert (events(one)["flags"] & STUCK != 0).any(), "nobody ran out of money"


# ------------------------------------------------------------------------------------------------- more of the same


ALONE = (
    CALM
    | NOBODY_MOVES
    | {
        "world.residents.town_groups.floating": 0.0,
        "world.residents.village_groups.floating": 0.0,
        "governments.municipal_by_residents": 1.0,
        "money.rural_ratio": 1.0,
        "world.institutions.social_workers_per_10k": 0.0,
        "world.institutions.purchased_yuan_per_resident": 0.0,
        "work.place_share": 0.0,
        "voice.tier_municipality": -10.0,
    }
)
"""Nothing is divided among districts but money by residents and equal means."""


def with_a_fourth_district(lines: list[Line]) -> list[Line]:
    """The districts, all equally rich, and one more without anybody near."""
    equal = [{**line, "gdp_pc_2016_est_yuan": "50000"} for line in lines]
    return [*equal, {**equal[-1], "adcode": "910004", "name_zh": "远方区", "short_zh": "远方", "name_en": "Far away"}]


def test_another_district_changes_nothing_in_the_others(tmp_path):
    def townships(lines: list[Line]) -> list[Line]:
        new = [line for line in lines if line["adcode"] == "910003"]
        return [*lines, *({**line, "adcode": "910004", "town_code": "910004" + line["town_code"][6:]} for line in new)]

    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    more = edited_place(
        tmp_path / "with",
        {"districts.csv": with_a_fourth_district, "townships.csv": townships},
        {"910004": "910003"},
    )
    fewer = edited_place(tmp_path / "without", {"districts.csv": lambda lines: with_a_fourth_district(lines)[:-1]})
    made = scenario(ALONE, days=150)
    both = [finished(made, build_world(place, made.world, 1.0, 1)) for place in (fewer, more)]
    assert len(both[1].districts) == len(both[0].districts) + 1
    one, other = (events(model, {"desk"}) for model in both)
    same(one, other[other["community"] < len(both[0].communities)])


# ------------------------------------------------------------------------------------------ limits of an argument


def test_without_any_deadline_nothing_is_late_overdue_or_closed_for_the_clock():
    changes = {f"hand_over.clock_days.{tier}": 365 for tier in ("community", "township", "district", "municipality")}
    found = all_records(finished(scenario(BUSY | changes, days=200), small_world()))
    booked = (found["flags"] & REGISTERED) != 0
    assert booked.sum() > 200 and not (found["flags"] & LATE).any()
    assert not (found["state"][booked] == State.NOMINAL).any() and found["n_nominal"].sum() == 0


def test_whatever_an_office_keeps_beyond_its_deadline_is_late_and_nothing_else():
    changes = {f"hand_over.clock_days.{tier}": 2 for tier in ("community", "township", "district", "municipality")}
    changes |= {"closing.checked_share": 0.0, "intake.nobody_responsible_share": 0.0}
    model = finished(scenario(BUSY | changes, days=200), small_world())
    found = model.ledger.records
    kept = found[((found["flags"] & REGISTERED) != 0) & (found["hand_overs"] == 0) & (found["state"] != State.DROPPED)]
    late = (kept["flags"] & LATE) != 0
    assert late.sum() > 8 and (~late).sum() > 50
    np.testing.assert_array_equal(late, kept["closed"] > kept["due"])


def test_volunteers_nobody_has_are_as_good_as_none():
    """Without volunteers a resident's request goes the way it goes where volunteers are able to take nothing."""
    able = BUSY | {"work.helper_town.environment": 0.9, "work.helper_village.environment": 0.9}
    nobody = able | {"world.residents.volunteer": 0.0, "participation.reconsidered_share": 0.0}
    unable = nobody | {"work.helper_town.environment": 0.0, "work.helper_village.environment": 0.0}
    runs = [finished(made, build_world(SMALL_PLACE, made.world, 1.0, 1)) for made in map(scenario, (nobody, unable))]
    assert (all_records(finished(scenario(able), small_world()))["helper"] == Helper.VOLUNTEER).any()
    assert not (all_records(runs[1])["helper"] == Helper.VOLUNTEER).any()
    np.testing.assert_array_equal(*(events(model, {"helper"}) for model in runs))


def test_trust_that_is_higher_everywhere_with_its_reference_changes_no_choice():
    """Choices see trust beside its reference alone, so where nobody learns a common shift of both is none."""
    tiers = ("community", "township", "district", "municipality")
    still = {"trust.gain": 0.0, "trust.loss": 0.0}

    def shifted(by: float) -> GovernanceModel:
        start = scenario().trust
        changes = {
            f"trust.{level}_{where}.{tier}": getattr(getattr(start, f"{level}_{where}"), tier) + by
            for level in ("start", "reference")
            for where in ("town", "village")
            for tier in tiers
        }
        lower = {
            f"trust.start_{where}.community": changes[f"trust.start_{where}.community"] - 0.2
            for where in ("town", "village")
        }
        return finished(scenario(BUSY | still | changes | lower, days=150), small_world())

    same(events(shifted(0.0)), events(shifted(0.125)))


def test_a_run_taken_up_half_way_ends_as_the_straight_one():
    made = scenario(BUSY, {"service_platform": {}, "deliberation": {}}, days=120, warm_up_days=20)
    straight = finished(made, small_world())
    first, second = (GovernanceModel(made, small_world(), seed=1) for _ in range(2))
    first.run(until=70)
    lay(second, take(first))
    second.run()
    same(events(straight), events(second))
    assert state_bytes(straight) == state_bytes(second)


def test_measuring_proving_and_looking_change_nothing():
    quiet = finished(scenario(BUSY, days=60), small_world())
    watched = GovernanceModel(scenario(BUSY | {"run.check_invariants": True}, days=60), small_world(), seed=1)
    while watched.day < 60:
        watched.step()
        if watched.day % 20 == 0:
            measure_all(observe(watched, ("month",)))
            _ = watched.network
    assert state_bytes(quiet) == state_bytes(watched)


# ------------------------------------------------------------------------------------------------------- in the mean


def doubled_place(folder: Path) -> Path:
    """The small place twice, as one place of six districts."""

    def twice(lines: list[Line]) -> list[Line]:
        other = [{k: v.replace("91000", "91001") if "code" in k else v for k, v in line.items()} for line in lines]
        for line in other:
            for name in ("name_zh", "short_zh", "name_en"):
                if name in line:
                    line[name] = "乙" + line[name] if name != "name_en" else line[name] + " II"
        return lines + other

    twins = {f"91001{k}": f"91000{k}" for k in (1, 2, 3)}
    return edited_place(folder, {"districts.csv": twice, "townships.csv": twice}, twins)


def test_a_place_twice_has_twice_as_much_of_everything_in_the_mean(tmp_path):
    place = doubled_place(tmp_path)
    totals = {}
    for name, folder in (("once", SMALL_PLACE), ("twice", place)):
        found = []
        for seed in range(8):
            made = scenario(BUSY, days=120)
            model = finished(made, build_world(folder, made.world, 1.0, 1 + seed), seed)
            states = all_records(model)["state"]
            found.append([model.stage.tallies[NEEDS].sum(), len(states), (states == State.RESOLVED).sum()])
        totals[name] = np.array(found, float)
    once, twice = totals["once"], totals["twice"]
    error = np.sqrt((4 * once.var(axis=0, ddof=1) + twice.var(axis=0, ddof=1)) / 8)
    off = np.abs(twice.mean(axis=0) - 2 * once.mean(axis=0))
    assert (error < 0.05 * twice.mean(axis=0)).all(), "too few seeds to tell twice from once"
    assert (off <= 4 * error).all(), (off, error)


def test_more_hours_make_nobody_wait_longer_in_the_mean():
    """With triage a single request may wait longer, the mean over them may not; equal draws pair the runs."""

    def waited(factor: float, seed: int) -> float:
        changes = CALM | {"staff.issue_hours_factor": factor, "closing.nominal_intercept": -10.0}
        made = scenario(changes, days=90)
        found = finished(made, build_world(larger_place(), made.world, 1.0, 1), seed).ledger.records
        done = found[(found["state"] == State.RESOLVED) | (found["state"] == State.FAILED)]
        return float((done["closed"] - done["reported"]).mean())

    for seed in SEEDS[:3]:
        assert waited(2.4, seed) < waited(1.2, seed)
