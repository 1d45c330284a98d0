"""The service platform: nothing entered is lost, more is entered; without capacity more is closed on paper."""

from __future__ import annotations

from sim.issues.store import ENTERED
from sim.vocabulary import State
from tests.mechanisms.pairs import pairs, share, voiced

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}


def must_show() -> None:
    """No entered issue is lost, and more is entered."""
    for baseline_model, policy_model in pairs("service_platform", seeds=(1, 2), **SHORT):
        policy, baseline = voiced(policy_model), voiced(baseline_model)
        entered = (policy["flags"] & ENTERED) != 0
        assert not (policy["state"][entered] == State.LOST).any()
        assert not (policy["state"] == State.LOST_ON_BOOK).any()
        assert (baseline["state"][(baseline["flags"] & ENTERED) != 0] == State.LOST).sum() > 100
        assert share(entered) > share((baseline["flags"] & ENTERED) != 0)


def test_must_show():
    must_show()


def test_without_capacity_it_closes_more_on_paper():
    for baseline_model, policy_model in pairs("service_platform", seeds=(1, 2), **SHORT):
        policy, baseline = voiced(policy_model), voiced(baseline_model)
        assert share(policy["state"] == State.NOMINAL) > share(baseline["state"] == State.NOMINAL)
        assert policy["reopenings"].sum() > baseline["reopenings"].sum()
