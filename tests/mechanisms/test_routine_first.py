"""Routine first: routine requests wait less because emergency duty waits longer; requests nobody owned get an owner."""

from __future__ import annotations

from sim.issues.store import NOBODY
from sim.model import GovernanceModel
from tests.mechanisms.pairs import pairs, reported, share
from tests.model_runs import chongqing, scenario

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


def test_without_emergencies_protection_changes_nothing():
    """Where no duty ever arises there is nothing to protect hours from."""
    calm = {"staff.duty_days_per_year": 0.0, "needs.emergency_share": 0.0}
    protection = {"owned_share": 0.0, "list_hours": 0.0}
    for baseline, policy in pairs("routine_first", protection, seeds=(1,), changes=calm, **SHORT):
        assert (reported(policy) == reported(baseline)).all()
