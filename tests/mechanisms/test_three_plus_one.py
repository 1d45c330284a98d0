"""3+1 linkage: clients are served faster and surer; wide linkage slows everybody else."""

from __future__ import annotations

import pytest

from sim.issues.store import CLIENT, ENTERED, LATE
from sim.model import GovernanceModel
from sim.vocabulary import State
from tests.mechanisms.pairs import matched, pairs, share
from tests.model_runs import chongqing, scenario

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}


def must_show() -> None:
    """Clients' issues are resolved more often and closed sooner than the same issues without teams."""
    for baseline, policy in pairs("three_plus_one", seeds=(1, 2), **SHORT):
        one, two = matched(policy, baseline)
        clients = (one["flags"] & CLIENT) != 0
        assert clients.sum() > 100
        assert share(one["state"][clients] == State.RESOLVED) > share(two["state"][clients] == State.RESOLVED)
        closed = clients & (one["closed"] >= 0) & (two["closed"] >= 0)
        days = [(r["closed"] - r["voiced"])[closed].mean() for r in (one, two)]
        assert days[0] < days[1]


def test_must_show():
    must_show()


def test_wide_linkage_slows_everybody_else():
    for baseline, policy in pairs("three_plus_one", {"resident_share": 0.2}, seeds=(1, 2), **SHORT):
        one, two = matched(policy, baseline)
        others = ((one["flags"] & CLIENT) == 0) & ((one["flags"] & two["flags"] & ENTERED) != 0)
        assert share(one["flags"][others] & LATE != 0) > share(two["flags"][others] & LATE != 0)
        assert share(one["state"][others] == State.RESOLVED) < share(two["state"][others] == State.RESOLVED)


def test_team_hours_leave_the_three_offices():
    """What the teams and their visits get is what committees, townships and districts give up, hour for hour."""
    model = GovernanceModel(scenario({}, {"three_plus_one": {"phase_in_days": 0}}), chongqing(0.008), seed=1)
    model.step()
    levers = model.levers
    given = levers["mechanism_hours"].sum() - levers["township_hours"].sum() - levers["district_hours"].sum()
    got = levers["team_hours"].sum() + levers["visit_hours"].sum()
    assert given > 1.0
    assert got == pytest.approx(given, rel=1e-12)
