"""Estate management: old estates get managers and fewer troubles, villages nothing; free riders end the service."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import NEEDS
from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind
from tests.mechanisms.pairs import pairs

YEAR = {"seeds": (1, 2), "days": 270, "warm_up_days": 92}


def property_needs(model: GovernanceModel, where: np.ndarray) -> int:
    """Needs in property matters that arose in some communities."""
    return int(model.stage.tallies[NEEDS][where][:, :, Category.PROPERTY].sum())


def must_show() -> None:
    """Estates are taken over in towns, where property troubles fall and managers have more hours; villages as before.

    Needs follow stocks of the own community, so villages feel no more than what repairs paid elsewhere leave over.
    """
    for baseline, policy in pairs("estate_management", **YEAR):
        c = policy.communities
        village = c.urban_share == 0.0
        old = (c.unmanaged_share + c.taken_share > 0.2) & ~village
        assert c.taken_share[old].mean() > 0.1
        assert (c.taken_share[village] == 0.0).all()
        assert property_needs(policy, old) < 0.97 * property_needs(baseline, old)
        assert (c.unmanaged_share[village] == baseline.communities.unmanaged_share[village]).all()
        assert property_needs(policy, village) == pytest.approx(property_needs(baseline, village), rel=0.02)
        rows = policy.desk_map.of_communities(DeskKind.MANAGER)
        more = policy.desks.hours[rows] - baseline.desks.hours[rows]
        assert more[old].sum() > 0.0
        assert (more[village] == 0.0).all()
        assert (policy.levers["mechanism_hours"][old] > 0.0).all()
        assert (policy.levers["mechanism_hours"][village] == 0.0).all()


def test_must_show():
    must_show()


def test_free_riders_end_the_service():
    """Where few owners pay, all that was taken over is given up again after two poor quarters."""
    taken = []
    for fee_share in (0.3, 0.9):
        ((_, policy),) = pairs(
            "estate_management",
            {"end_day": 120},
            changes={"estates.fee_share": fee_share},
            seeds=(1,),
            days=365,
            warm_up_days=62,
        )
        c = policy.communities
        taken.append(c.taken_share.sum())
        assert c.fees_fen.sum() > 0
        served = c.taken_share > 0.0
        assert (c.paying_share[served] > 0.0).all()
    assert taken[0] == 0.0
    assert taken[1] > 0.5


def test_fees_are_paid_by_households_to_managers():
    for baseline, policy in pairs("estate_management", **YEAR):
        assert policy.total_fen() == baseline.total_fen()
        paid = policy.accounts["managers"] - baseline.accounts["managers"]
        assert paid > 0
        assert paid == baseline.accounts["households"] - policy.accounts["households"]
