"""3+1 linkage: clients are served faster and surer; wide linkage slows everybody else."""

from __future__ import annotations

import pytest

from sim.agents.office import client_days
from sim.issues.store import CLIENT, LATE, REGISTERED
from sim.model import GovernanceModel
from sim.rulebook import Rulebook
from sim.vocabulary import State, Tier
from tests.mechanisms.pairs import matched, pairs, share
from tests.model_runs import chongqing, scenario

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}


def must_show() -> None:
    """Clients' issues are registered, hardly lost and resolved more often."""
    for baseline, policy in pairs("three_plus_one", seeds=(1, 2), **SHORT):
        one, two = matched(policy, baseline)
        clients = (one["flags"] & CLIENT) != 0
        assert clients.sum() > 100
        assert share(one["flags"][clients] & REGISTERED != 0) > 0.95 > share(two["flags"][clients] & REGISTERED != 0)
        assert share(one["state"][clients] == State.DROPPED) < 0.5 * share(two["state"][clients] == State.DROPPED)
        assert share(one["state"][clients] == State.RESOLVED) > share(two["state"][clients] == State.RESOLVED)


def test_must_show():
    must_show()


def test_wide_linkage_slows_everybody_else():
    for baseline, policy in pairs("three_plus_one", {"resident_share": 0.2}, seeds=(1, 2), **SHORT):
        one, two = matched(policy, baseline)
        others = ((one["flags"] & CLIENT) == 0) & ((one["flags"] & two["flags"] & REGISTERED) != 0)
        assert share(one["flags"][others] & LATE != 0) > share(two["flags"][others] & LATE != 0)
        assert share(one["state"][others] == State.RESOLVED) < share(two["state"][others] == State.RESOLVED)


@pytest.mark.parametrize(
    ("authority", "factor", "days"),
    [
        (Tier.COMMUNITY, 0.5, 3),
        (Tier.TOWNSHIP, 0.5, 7),
        (Tier.DISTRICT, 0.5, 15),
        (Tier.DISTRICT, 1.0, 30),
        (Tier.COMMUNITY, 0.1, 1),
    ],
)
def test_the_ledger_shortens_the_limit_of_the_tier_that_must_decide(authority, factor, days):
    """Half of 7, 15 and 30 days in whole days, and never less than one."""
    assert client_days(Rulebook(scenario()).plain, int(authority), factor) == days


def test_team_hours_leave_the_three_offices():
    """What the teams and their visits get is what committees, townships and districts give up, hour for hour."""
    model = GovernanceModel(scenario({}, {"three_plus_one": {"phase_in_days": 0}}), chongqing(0.008), seed=1)
    model.step()
    levers = model.levers
    p, s = model.mechanisms[0].parameters, model.structure
    farmers, owners = s.group_counts[:, 6], s.group_counts[:, 7]
    clients = p.farmer_share * farmers + p.owner_share * owners + p.resident_share * (s.population - farmers - owners)
    given = levers["mechanism_hours"].sum() - levers["township_hours"].sum() - levers["district_hours"].sum()
    got = levers["team_hours"].sum() + (levers["client_visits"] * clients).sum() / 1000.0
    assert given > 1.0
    assert got == pytest.approx(given, rel=1e-12)
