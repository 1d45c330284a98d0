"""Routine first: routine requests wait less because emergency duty waits longer; requests nobody owned get an owner."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import NOBODY
from sim.levers import Levers
from sim.mechanisms.routine_first import RoutineFirst
from sim.model import GovernanceModel
from tests.mechanisms.pairs import pairs, share, reported
from tests.model_runs import chongqing, scenario, small_world

SHORT = {"days": 270, "warm_up_days": 92}


def routine_days(model: GovernanceModel) -> float:
    """Mean days until closed routine requests were closed."""
    records = reported(model)
    chosen = (records["closed"] >= 0) & (records["emergency"] == 0)
    return float((records["closed"] - records["reported"])[chosen].mean())


def waiting_duty(mechanisms: dict[str, dict[str, float]]) -> float:
    """Hours of emergency duty that wait for another day, summed over a hundred days."""
    model, total = GovernanceModel(scenario({}, mechanisms, days=100), chongqing(0.005), seed=1), 0.0
    for _ in range(100):
        model.step()
        total += float(model.communities.duty_open_hours.sum())
    return total


def must_show() -> None:
    """Routine requests are closed sooner and fewer lack an owner, while emergency duty waits longer."""
    for baseline, policy in pairs("routine_first", **SHORT):
        assert routine_days(policy) < routine_days(baseline)
        assert share(reported(policy)["flags"] & NOBODY != 0) < share(reported(baseline)["flags"] & NOBODY != 0)
    assert waiting_duty({"routine_first": {"phase_in_days": 0}}) > 2.0 * waiting_duty({})


def test_must_show():
    must_show()


def test_the_list_reaches_as_far_as_its_hours():
    """Fifty weeks of .25 hours keep one household from elsewhere and a quarter on the list, at 10 hours each."""
    structure = GovernanceModel(scenario(), small_world(), seed=1).structure
    here = np.ones(len(structure.code))
    for hours in (0.0, 0.25):
        levers = Levers({"community": len(here), "township": 1, "district": 1, "place": 1})
        RoutineFirst(RoutineFirst.Parameters(list_hours=hours, record_hours=10.0)).apply(levers, structure, here)
        known = np.minimum(50.0 * hours / 10.0 / (structure.households * structure.elsewhere_share), 1.0)
        assert levers["nobody"] == pytest.approx(1.0 - 0.8 * known)
    assert (known < 1.0).any()


def test_without_emergencies_protection_changes_nothing():
    """Where no duty ever arises there is nothing to protect hours from."""
    calm = {"staff.duty_days_per_year": 0.0, "needs.emergency_share": 0.0}
    protection = {"owned_share": 0.0, "list_hours": 0.0}
    for baseline, policy in pairs("routine_first", protection, seeds=(1,), changes=calm, **SHORT):
        assert (reported(policy) == reported(baseline)).all()
