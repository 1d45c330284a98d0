"""Smart community: the counter is relieved, in towns first; without access there is nothing but the cost."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import GovernanceModel
from sim.vocabulary import Channel, Setting
from tests.mechanisms.pairs import pairs, reported, share

HALF_YEAR = {"seeds": (1, 2), "days": 180, "warm_up_days": 92}
NO_ACCESS = {"world.residents.online_urban": 0.0, "world.residents.online_village": 0.0}


def online(model: GovernanceModel, town: np.ndarray) -> float:
    """Share of requests that came online, in the communities given."""
    records = reported(model)
    return share(records["channel"][town[records["community"]]] == Channel.ONLINE)


def must_show() -> None:
    """Fewer enquiries reach the counter and hours are freed; the gain is larger in towns, and money is spent."""
    for baseline, policy in pairs("smart_community", **HALF_YEAR):
        c = policy.communities
        town, village = c.setting == Setting.URBAN, c.setting == Setting.RURAL
        assert policy.desks.enquiry_hours.sum() < 0.95 * baseline.desks.enquiry_hours.sum()
        asked = [m.communities.n_enquiries for m in (policy, baseline)]
        fell = [1.0 - asked[0][rows].sum() / asked[1][rows].sum() for rows in (town, village)]
        assert fell[0] > fell[1] > 0.0
        freed = c.lever_freed_counter_hours / c.staff
        assert freed[town].mean() > freed[village].mean() > 0.0
        more = [online(policy, rows) - online(baseline, rows) for rows in (town, village)]
        assert more[0] > more[1] > 0.0
        assert (policy.levers["running_fen"] > 0.0).any()


def test_must_show():
    must_show()


def test_without_access_it_frees_nothing_and_still_costs():
    ((baseline, policy),) = pairs("smart_community", changes=NO_ACCESS, seeds=(1,), days=30, warm_up_days=0)
    assert (policy.communities.lever_freed_hours == 0.0).all()
    assert (policy.communities.n_enquiries == baseline.communities.n_enquiries).all()
    assert policy.levers["running_fen"].sum() > 0.0


def test_it_costs_building_and_upkeep_per_resident():
    """Two yuan over five years and 0.3 yuan a year make 70 fen per resident and year; the total money stays."""
    ((baseline, policy),) = pairs("smart_community", seeds=(1,), days=100, warm_up_days=0)
    here = policy.districts.population > 0
    assert policy.levers["running_fen"][here] == pytest.approx(70.0)
    assert policy.total_fen() == baseline.total_fen()
