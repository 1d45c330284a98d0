"""Service facilities: the shortfall of rooms falls once buildings open, and nothing changes before."""

from __future__ import annotations

import numpy as np

from sim.model import GovernanceModel
from tests.mechanisms.pairs import pairs

LONG = {"days": 365, "warm_up_days": 62}
BEFORE_OPENING = {"days": 200, "warm_up_days": 62}
"""Building takes nine months, so the first rooms open after some 270 days."""


def shortfall_m2(model: GovernanceModel) -> float:
    """Floor area of service rooms that all communities together still lack."""
    return float(np.maximum(model.structure.facility_standard_m2 - model.communities.facility_m2, 0.0).sum())


def must_show() -> None:
    """The shortfall falls; no community loses rooms; what is built was paid for."""
    for baseline, policy in pairs("service_facilities", seeds=(1, 2), **LONG):
        assert shortfall_m2(policy) < shortfall_m2(baseline)
        assert (policy.communities.facility_m2 >= baseline.communities.facility_m2).all()
        assert policy.total_fen() == baseline.total_fen()


def test_must_show():
    must_show()


def test_nothing_opens_before_the_opening_day():
    for baseline, policy in pairs("service_facilities", seeds=(1,), **BEFORE_OPENING):
        assert (policy.communities.facility_m2 == baseline.communities.facility_m2).all()
        assert (policy.communities.room == baseline.communities.room).all()


def test_without_capital_nothing_is_built():
    for baseline, policy in pairs("service_facilities", {"capital_yuan": 0.0}, seeds=(1,), **LONG):
        assert (policy.communities.facility_m2 == baseline.communities.facility_m2).all()


def test_nobody_builds_beyond_the_standard():
    for _, policy in pairs("service_facilities", {"capital_yuan": 45.0}, seeds=(1,), **LONG):
        grown = policy.communities.facility_m2 > policy.structure.facility_m2 + 1e-9
        assert grown.any()
        standard = policy.structure.facility_standard_m2[grown]
        assert (policy.communities.facility_m2[grown] <= standard + 1e-6).all()
