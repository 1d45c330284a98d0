"""Days of unmet need of hand-made places with known answers, and of a run counted again need by need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.issues.store import (
    BYPASS,
    COSMETIC,
    DISCOVERED,
    ENDURED,
    NEEDS,
    PLAN_DISCOVER,
    PLAN_REPEAT,
    RECURRED,
    REPEAT,
    SELF_SOLVED,
    TALLIES,
)
from sim.measures.observation import HIDDEN, N_CELLS, Observation, observe
from sim.measures.registry import measures
from sim.measures.unmet import days_left, days_of_rows
from sim.model import GovernanceModel
from sim.vocabulary import Category, Group, Setting, State
from tests.measures.handmade import END_DAY, FIRST_DAY, issue, observation, value
from tests.model_runs import finished, scenario, small_world

KEY = np.uint64(77 << 16)


def rounds(*records: np.ndarray) -> list[np.ndarray]:
    """Records of one need, round after round."""
    for number, record in enumerate(records):
        record["resident_key"], record["occasion"] = KEY, 16 + number
    return list(records)


def hidden(**fields: Any) -> np.ndarray:
    """One need that no office knows of on the last day."""
    record = np.zeros(1, HIDDEN)
    for name, given in {"plan": PLAN_DISCOVER, "arose": 450, **fields}.items():
        record[name] = given
    return record


def days(closed: list[np.ndarray], still_open: list[np.ndarray] | None = None, **fields: Any) -> float:
    """All days of unmet need of a place of 3,000 residents in one year."""
    return 3000.0 * value(replace(observation(closed, still_open or ()), **fields), "unmet_days")


def test_a_need_is_unmet_from_the_day_it_arises_until_it_is_resolved():
    assert days([issue()]) == pytest.approx(3.0)
    assert days([issue(closed=110)]) == 0.0
    assert days([issue(arose=105, flags=DISCOVERED)]) == pytest.approx(8.0)


@pytest.mark.parametrize("state", [State.FAILED, State.NOMINAL, State.DROPPED])
def test_an_end_that_solves_nothing_ends_nothing(state):
    assert days([issue(state=state)]) == pytest.approx(END_DAY - 110)
    assert days([], [issue(state=State.QUEUED, closed=-1)]) == pytest.approx(END_DAY - 110)
    assert days([], [issue(state=State.LOST_ON_BOOK, closed=-1)]) == pytest.approx(END_DAY - 110)


@pytest.mark.parametrize("flag", [REPEAT, BYPASS])
def test_complaining_again_is_the_same_need(flag):
    failed = issue(state=State.FAILED, category=Category.DISPUTE)
    again = issue(arose=130, reported=130, closed=150, flags=flag, category=Category.DISPUTE)
    assert days(rounds(failed, again)) == pytest.approx(150 - 110)
    third = issue(arose=200, reported=200, closed=210, flags=REPEAT, category=Category.DISPUTE)
    again["state"] = State.DROPPED
    assert days(rounds(failed, again, third)) == pytest.approx(210 - 110)
    assert days(rounds(failed, again)) == pytest.approx(END_DAY - 110)


def test_a_need_from_before_counts_from_the_day_it_comes_up():
    assert days([issue(arose=130, reported=130, closed=150, flags=REPEAT)]) == pytest.approx(20.0)
    assert days([issue(arose=FIRST_DAY - 10, flags=DISCOVERED)]) == pytest.approx(3.0)


@pytest.mark.parametrize(
    "patched", [{"state": State.NOMINAL, "flags": COSMETIC}, {"state": State.FAILED, "category": Category.DISPUTE}]
)
def test_what_was_patched_up_rests_until_it_comes_back(patched):
    assert days([issue(**patched)]) == pytest.approx(3.0)
    back = issue(arose=200, reported=200, closed=204, flags=RECURRED)
    assert days(rounds(issue(**patched), back)) == pytest.approx(3.0 + 4.0)
    # Nothing follows on the last round, so that nothing comes back from it.
    last = issue(**patched)
    last["occasion"] = 8 + 6
    assert days([last]) == pytest.approx(END_DAY - 110)


def test_who_is_about_to_complain_again_does_not_rest():
    (failed,) = rounds(issue(state=State.FAILED, category=Category.DISPUTE))
    coming = hidden(plan=PLAN_REPEAT, resident_key=KEY, occasion=17)
    assert days([failed], hidden=coming) == pytest.approx(END_DAY - 110)


def test_needs_not_found_yet_last_to_the_end_and_those_of_before_leave_no_trace():
    assert days([], hidden=hidden()) == pytest.approx(END_DAY - 450)
    assert days([], hidden=hidden(arose=FIRST_DAY - 1)) == 0.0


def test_endured_needs_last_from_the_week_in_which_they_arose():
    table = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    table[ENDURED, 0, 0, Category.WELFARE] = 4
    noted = np.zeros((len(TALLIES), 2, N_CELLS, len(Category)))
    noted[ENDURED, 0, 0, Category.WELFARE] = 4
    none = np.zeros_like(noted)
    # All four arose from day 200 to day 206, on day 203 in the middle.
    found = replace(observation(tallies=table), tallied={200: none, 207: noted, 300: noted})
    assert days_left(found)[0, Category.WELFARE] == pytest.approx(END_DAY - 203)
    assert 3000 * value(found, "unmet_days") == pytest.approx(4 * (END_DAY - 203))
    # Where nothing was noted they arose evenly: on days 100 to 464, 183 days before the end on average.
    assert 3000 * value(observation(tallies=table), "unmet_days") == pytest.approx(4 * 183)


def mixed_place() -> Observation:
    """Ten days of safety in town, which weigh 2; six of certificates in the village, which weigh a half."""
    found = observation(
        [
            issue(closed=120, category=Category.SAFETY, group=Group.OLDER),
            issue(community=2, closed=116, category=Category.CERTIFICATE),
        ],
        people=(1000, 500, 500),
        weights=(1.0, 1.0, 3.0),
    )
    severity = np.ones(len(Category))
    severity[Category.SAFETY], severity[Category.CERTIFICATE] = 2.0, 0.5
    return replace(found, severity=severity)


def test_days_weigh_by_severity_for_every_group():
    found = mixed_place()
    found.residents.n[0, :] = 0
    found.residents.n[0, 0], found.residents.n[0, Group.OLDER * 2] = 800, 200
    people = 1000 + 500 + 3 * 500
    assert value(found, "unmet_days") == pytest.approx((10 + 3 * 6) / people)
    assert value(found, "unmet_burden") == pytest.approx((20 + 3 * 3) / people)
    assert value(found, "unmet_burden", "setting", "urban") == pytest.approx(20 / 1000)
    assert value(found, "unmet_burden", "region", "hills") == pytest.approx(3 / 500)
    assert value(found, "unmet_burden", "district", "west") == pytest.approx(3 / 500)
    assert value(found, "unmet_burden", "resident_group", "older") == pytest.approx(20 / 200)
    assert value(found, "unmet_burden", "category", "safety") == pytest.approx(20 / people)
    assert value(found, "unmet_burden", "category", "certificate") == pytest.approx(9 / people)


def test_the_equal_burden_is_over_communities_counted_by_residents():
    found = mixed_place()
    burdens, people = (20 / 1000, 0.0, 3 / 500), (1000, 500, 1500)
    for epsilon, name in ((0.5, "0_5"), (1.0, "1"), (2.0, "2")):
        order = 1 + epsilon
        expected = (sum(n * x**order for n, x in zip(people, burdens, strict=True)) / 3000) ** (1 / order)
        assert value(found, f"unmet_burden_equal_{name}") == pytest.approx(expected)
        assert value(found, f"unmet_burden_equal_{name}", "setting", "urban") == pytest.approx(20 / 1000)
        plain = (1000 * 0.02**order / 1500) ** (1 / order)
        assert value(found, f"unmet_burden_equal_{name}", "region", "plain") == pytest.approx(plain)


def test_twice_as_many_complainants_are_not_twice_the_need():
    assert days([issue(complaints=5)]) == pytest.approx(3.0)


# ---- a run, counted again need by need ----


@pytest.fixture(scope="module")
def model() -> Iterator[GovernanceModel]:
    """The small place after a warm-up of 60 days and 300 measured ones, with many needs."""
    many = {"needs.need_rate_town": 0.9, "needs.need_rate_village": 0.8}
    made = finished(scenario(many, days=300, warm_up_days=60), small_world())
    yield made
    made.release()


@pytest.fixture(scope="module")
def seen(model: GovernanceModel) -> Observation:
    return observe(model)


def needs_of(seen: Observation) -> dict[tuple[int, int], list[np.void]]:
    """Rows by resident and need, in the order of rounds."""
    found: dict[tuple[int, int], list[np.void]] = defaultdict(list)
    for row in (*seen.closed, *seen.open):
        found[int(row["resident_key"]), int(row["occasion"]) // 8].append(row)
    return {key: sorted(rows, key=lambda row: int(row["occasion"])) for key, rows in found.items()}


def spans(rows: list[np.void], pending: set[tuple[int, int]], seen: Observation) -> list[tuple[int, int]]:
    """The times in which a need is unmet: walks through its rounds with a switch that is on or off."""
    found, since = [], None
    for row, after in pairwise([*rows, None]):
        if since is None:
            since = int(row["arose"]) if row["arose"] >= seen.first_day else int(row["reported"])
        state, again = int(row["state"]), after is not None and int(after["flags"]) & (REPEAT | BYPASS)
        again = again or (int(row["resident_key"]), int(row["occasion"]) + 1) in pending
        settled = Category(int(row["category"])).row.mediated and state == State.FAILED
        rests = int(row["flags"]) & COSMETIC or settled
        done = state in (State.FAILED, State.NOMINAL, State.DROPPED) and rests and not again
        if state == State.RESOLVED or (done and int(row["occasion"]) % 8 < 6):
            found.append((since, int(row["closed"])))
            since = None
    return [*found, (since, seen.end_day)] if since is not None else found


def test_days_of_all_needs_are_those_counted_one_by_one(model, seen):
    pending = {(int(row["resident_key"]), int(row["occasion"])) for row in seen.hidden if row["plan"] != PLAN_DISCOVER}
    assert pending and (seen.hidden["plan"] == PLAN_DISCOVER).any()
    total, weighed, repeated = 0.0, 0.0, 0
    severity = model.scenario.valuation.severity
    rounds_of = needs_of(seen)
    for rows in rounds_of.values():
        spent = sum(stop - start for start, stop in spans(rows, pending, seen))
        repeated += len(rows) > 1
        total += spent
        weighed += spent * getattr(severity, Category(int(rows[0]["category"])).key)
    assert repeated > 50 and total == pytest.approx(days_of_rows(seen).sum())
    others = defaultdict(float)
    for row in seen.hidden:
        if row["plan"] == PLAN_DISCOVER and row["arose"] >= seen.first_day:
            others[int(row["category"])] += seen.end_day - int(row["arose"])
    looks = [seen.first_day, *sorted(seen.tallied), seen.end_day]
    for category in range(8):
        counts = [
            0.0,
            *(seen.tallied[day][ENDURED, 0, :, category].sum() for day in looks[1:-1]),
            float(seen.tallies[ENDURED, :, :, category].sum()),
        ]
        for (low, high), (before, after) in zip(pairwise(looks), pairwise(counts), strict=True):
            others[category] += sum((after - before) / (high - low) * (seen.end_day - day) for day in range(low, high))
    people = len(model.residents) * seen.years
    assert value(seen, "unmet_days") == pytest.approx((total + sum(others.values())) / people)
    weighed += sum(spent * getattr(severity, Category(category).key) for category, spent in others.items())
    assert value(seen, "unmet_burden") == pytest.approx(weighed / people)


def test_every_need_is_counted_once(seen):
    """Needs that arose are those solved at once, endured, not found yet, and the first rows of all others."""
    arisen = int(seen.tallies[NEEDS].sum())
    at_once, endured = (int(seen.tallies[tally].sum()) for tally in (SELF_SOLVED, ENDURED))
    rows = np.concatenate([seen.closed, seen.open])
    first = ((rows["flags"] & (REPEAT | BYPASS)) == 0) & (rows["arose"] >= seen.first_day)
    waiting = (seen.hidden["plan"] == PLAN_DISCOVER) & (seen.hidden["arose"] >= seen.first_day)
    assert arisen == at_once + endured + int(first.sum()) + int(waiting.sum())


def test_parts_sum_to_the_whole_and_no_place_bears_less_than_nothing(seen):
    for name in ("unmet_days", "unmet_burden"):
        rows = measures()[name].function(seen)
        whole = next(row.value for row in rows if row.by == "all")
        assert sum(row.value for row in rows if row.by == "category") == pytest.approx(whole)
        assert all(row.value >= -1e-12 for row in rows if not np.isnan(row.value))
    mean = value(seen, "unmet_burden")
    found = [value(seen, f"unmet_burden_equal_{name}") for name in ("0_5", "1", "2")]
    assert mean < found[0] < found[1] < found[2] < 3 * mean


def test_the_weights_of_a_scenario_change_the_measure_and_nothing_else(seen):
    level = replace(seen, severity=np.ones(len(Category)), _kept={})
    assert value(level, "unmet_burden") == pytest.approx(value(seen, "unmet_days"))
    assert value(level, "unmet_burden", "setting", Setting.RURAL.key) == pytest.approx(
        value(seen, "unmet_days", "setting", Setting.RURAL.key)
    )
    assert value(level, "unmet_days") == value(seen, "unmet_days")
