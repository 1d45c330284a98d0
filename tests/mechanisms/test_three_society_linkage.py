"""Three-society linkage: hours are freed and cases move off the committee, at the price of coordination."""

from __future__ import annotations

import numpy as np

from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind, State
from tests.mechanisms.pairs import pairs, share, voiced
from tests.model_runs import chongqing, scenario

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}
NOW = {"phase_in_days": 0}


def by_workers(model: GovernanceModel) -> float:
    """Share of closed disputes and welfare cases that ended with social workers or organisations."""
    records = voiced(model)
    cases = np.isin(records["category"], (Category.DISPUTE, Category.WELFARE)) & (records["state"] >= State.RESOLVED)
    return share(np.isin(records["desk_kind"][cases], (DeskKind.SOCIAL_WORKER, DeskKind.ORGANISATION)))


def must_show() -> None:
    """Committees have more hours for issues, personal cases move off them, organisations are paid."""
    for baseline, policy in pairs("three_society_linkage", seeds=(1, 2), **SHORT):
        committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.available_hours[committees].sum() > baseline.desks.available_hours[committees].sum()
        assert by_workers(policy) > by_workers(baseline)
        assert policy.services.purchased_fen.sum() > baseline.services.purchased_fen.sum()


def test_must_show():
    must_show()


def test_linkage_without_freed_hours_costs_committees_hours():
    """Coordination has its price: with no burden to hand back, committees have fewer hours than before."""
    policy = GovernanceModel(scenario({}, {"three_society_linkage": NOW | {"burden_share": 0.0}}), chongqing(0.008),
                             seed=1)
    baseline = GovernanceModel(scenario(), chongqing(0.008), seed=1)
    policy.step()
    baseline.step()
    assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()
