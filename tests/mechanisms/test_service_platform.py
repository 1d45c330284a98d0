"""The service platform: nothing registered is lost, more is registered; without capacity more is nominally closed."""

from __future__ import annotations

from sim.issues.store import REGISTERED
from sim.vocabulary import State
from tests.mechanisms.pairs import pairs, reported, share

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}


def must_show() -> None:
    """No registered issue is lost, and more is registered."""
    for baseline_model, policy_model in pairs("service_platform", seeds=(1, 2), **SHORT):
        policy, baseline = reported(policy_model), reported(baseline_model)
        registered = (policy["flags"] & REGISTERED) != 0
        assert not (policy["state"][registered] == State.DROPPED).any()
        assert not (policy["state"] == State.LOST_ON_BOOK).any()
        assert (baseline["state"][(baseline["flags"] & REGISTERED) != 0] == State.DROPPED).sum() > 100
        assert share(registered) > share((baseline["flags"] & REGISTERED) != 0)


def test_must_show():
    must_show()


def test_without_capacity_it_closes_more_on_paper():
    for baseline_model, policy_model in pairs("service_platform", seeds=(1, 2), **SHORT):
        policy, baseline = reported(policy_model), reported(baseline_model)
        assert share(policy["state"] == State.NOMINAL) > share(baseline["state"] == State.NOMINAL)
        assert policy["reopenings"].sum() > baseline["reopenings"].sum()
