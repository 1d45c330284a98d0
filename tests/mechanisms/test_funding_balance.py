"""Balanced funding: money is less unequal and moves to villages, out of an unchanged total."""

from __future__ import annotations

import numpy as np

from sim.measures.inequality import gini
from sim.model import GovernanceModel
from sim.vocabulary import State
from tests.mechanisms.pairs import pairs, reported, share

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}


def received(model: GovernanceModel) -> np.ndarray:
    """Fen per resident that each community has received."""
    c = model.communities
    return (c.purse_fen + c.spent_fen) / c.population


def paid_in_villages(model: GovernanceModel) -> float:
    """Share resolved of villages' issues that cost money."""
    records = reported(model)
    costly = (records["cost_fen"] > 0) & (model.communities.setting == 1)[records["community"]]
    return share(records["state"][costly] == State.RESOLVED)


def must_show() -> None:
    """Money per resident is less unequal, villages can pay for more, and the total is the same to the fen."""
    for baseline, policy in pairs("funding_balance", seeds=(1, 2), **SHORT):
        weights = policy.communities.population
        assert gini(received(policy), weights) < gini(received(baseline), weights)
        assert policy.total_fen() == baseline.total_fen()
        assert paid_in_villages(policy) > paid_in_villages(baseline)


def test_must_show():
    must_show()


def test_rich_districts_pay_for_balance():
    """The total does not grow, so somebody gets less: districts of high fiscal capacity."""
    ((baseline, policy),) = pairs("funding_balance", seeds=(1,), **SHORT)
    capacity = baseline.districts.fiscal_capacity[baseline.communities.district]
    rich = (capacity > 1.3) & (baseline.communities.setting == 0)
    got = [(m.communities.purse_fen + m.communities.spent_fen)[rich].sum() for m in (policy, baseline)]
    assert got[0] < got[1]
