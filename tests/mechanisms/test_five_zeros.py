"""Five zeros: each part moves its own rate first, the others only through the hours that all of them share."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents.adaptation import good_habits_next
from sim.issues.store import DISCOVERED, ENDURED, NEEDS, NOBODY, REGISTERED
from sim.model import GovernanceModel
from sim.rulebook import Rulebook
from sim.vocabulary import Category, Channel, State
from tests.mechanisms.pairs import pairs, reported, share
from tests.model_runs import all_records, scenario

HALF_YEAR = {"seeds": (1, 2), "days": 120, "warm_up_days": 92}
PARTS = ("distance", "error", "habits", "blind_spots", "seams")


def rates(model: GovernanceModel) -> dict[str, float]:
    """The five rates that are to become zero, counted on events, each named by the part that is to move it."""
    records, own, tallies = all_records(model), reported(model), model.stage.tallies.sum(axis=(1, 2))
    elsewhere = own["registered_elsewhere"] == 1
    worked = np.isin(records["state"], (State.RESOLVED, State.FAILED))
    return {
        "distance": float(
            (tallies[ENDURED].sum() + ((records["flags"] & DISCOVERED) != 0).sum()) / tallies[NEEDS].sum()
        ),
        "error": share(records["state"][worked] == State.FAILED),
        "habits": float(tallies[NEEDS, list(Category.where("conflict"))].sum() / model.communities.population.sum()),
        "blind_spots": share((own["flags"][elsewhere] & NOBODY) != 0),
        "seams": float((records["state"] == State.DROPPED).sum() / records["hand_overs"].sum()),
    }


def changes(seed_pairs: list[tuple[GovernanceModel, GovernanceModel]]) -> dict[str, float]:
    """Mean change of each rate, as a share of the baseline's."""
    found = [(rates(baseline), rates(policy)) for baseline, policy in seed_pairs]
    return {part: float(np.mean([new[part] / old[part] - 1.0 for old, new in found])) for part in PARTS}


def must_show() -> None:
    """With one part switched on at a time, its own rate falls, and by more than under any other part."""
    alone = {
        part: changes(pairs("five_zeros", {other: float(other == part) for other in PARTS}, **HALF_YEAR))
        for part in PARTS
    }
    for part in PARTS:
        assert alone[part][part] < -0.005
        assert all(alone[part][part] < 2.0 * min(alone[other][part], 0.0) for other in PARTS if other != part)


def test_must_show():
    must_show()


def test_going_out_meets_residents_and_finds_needs():
    for part in ("distance", "blind_spots"):
        at_door = np.zeros(2)
        for both in pairs("five_zeros", {other: float(other == part) for other in PARTS}, **HALF_YEAR):
            at_door += [np.sum(reported(m)["channel"] == Channel.GRID_WORKER) for m in both]
            found = [share((all_records(m)["flags"] & DISCOVERED) != 0) for m in both]
            assert found[0] < found[1]
        assert at_door[0] < at_door[1]


def test_a_hand_over_that_is_followed_up_is_not_lost_and_takes_the_hours_of_a_call():
    """With every hand-over followed up no registered request is lost, where a call takes nothing; no hours, no call."""
    alone = {part: float(part == "seams") for part in PARTS} | {"followed_share": 1.0, "phase_in_days": 0}
    lost = []
    for call_hours in (0.0, 0.15):
        ((baseline, policy),) = pairs(
            "five_zeros", alone, seeds=(1,), changes={"closing.call_hours": call_hours}, days=120, warm_up_days=0
        )
        records = [all_records(m) for m in (baseline, policy)]
        lost.append([int(((r["state"] == State.DROPPED) & (r["flags"] & REGISTERED != 0)).sum()) for r in records])
    assert lost[0][0] > 10 and lost[0][1] == 0
    assert 0 < lost[1][1] < lost[1][0]


def test_habits_are_taught_by_the_hour_and_fade():
    """Ten hours a month reach two hundred of two thousand, a fifth of whom adopt; half is left after half a year."""
    book = SimpleNamespace(**vars(Rulebook(scenario()).plain) | {"working_days_per_year": 240.0})
    share = good_habits_next(book, 0.0, 0.5, 2000)
    assert share == pytest.approx(0.2 * 200.0 / 2000.0)
    for _ in range(6):
        share = good_habits_next(book, share, 0.0, 2000)
    assert share == pytest.approx(0.02 * 2.0 ** (-6 * 30.4 / 180.0))
    ((baseline, policy),) = pairs("five_zeros", {p: float(p == "habits") for p in PARTS}, **HALF_YEAR | {"seeds": (1,)})
    assert (policy.communities.good_habits > 0.0).all() and not baseline.communities.good_habits.any()


@pytest.mark.parametrize("part", PARTS)
def test_switched_off_a_part_moves_nothing_of_its_own(part):
    """Each part has a lever that only it moves, and that is neutral again without it."""
    own = {
        "distance": "counter_km",
        "error": "double_check",
        "habits": "teaching_hours",
        "blind_spots": "nobody",
        "seams": "referral",
    }[part]
    levers = []
    for strength in (0.0, 1.0):
        ((baseline, policy),) = pairs("five_zeros", {part: strength}, seeds=(1,), days=2, warm_up_days=0)
        levers.append((policy.levers[own] == baseline.levers[own]).all())
    assert levers == [True, False]


def test_the_parts_cost_issue_hours_and_compete_for_them():
    """Alone, each part reaches further than together with the others where hours are short; none is free."""
    ((baseline, policy),) = pairs("five_zeros", {"most_share": 0.005}, seeds=(1,), days=2, warm_up_days=0)
    cost = baseline.communities.lever_issue_hours - policy.communities.lever_issue_hours
    assert cost == pytest.approx(0.005 * baseline.communities.lever_issue_hours)
    ((_, alone),) = pairs(
        "five_zeros",
        {"most_share": 0.005} | {p: float(p == "blind_spots") for p in PARTS},
        seeds=(1,),
        days=2,
        warm_up_days=0,
    )
    assert (alone.communities.lever_nobody < policy.communities.lever_nobody).all()


def test_without_any_part_it_is_the_baseline():
    ((baseline, policy),) = pairs("five_zeros", dict.fromkeys(PARTS, 0.0), seeds=(1,), days=60, warm_up_days=0)
    assert (reported(policy) == reported(baseline)).all()
