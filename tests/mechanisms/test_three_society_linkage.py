"""Three-society linkage: hours are freed and cases move off the committee, at the price of coordination."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind, Helper, State
from tests.mechanisms.pairs import pairs, reported, share
from tests.model_runs import chongqing, scenario

SHORT = {"sample": 0.008, "days": 150, "warm_up_days": 92}
NOW = {"phase_in_days": 0}


def by_workers(model: GovernanceModel) -> float:
    """Share of closed disputes and welfare cases that ended with social workers or organisations."""
    records = reported(model)
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


def started(**parameters: float) -> GovernanceModel:
    """A slice of Chongqing after the first day with the linkage at full strength."""
    model = GovernanceModel(scenario({}, {"three_society_linkage": NOW | parameters}), chongqing(0.008), seed=1)
    model.step()
    return model


def test_linkage_without_freed_hours_costs_committees_hours():
    """Coordination has its price: with no burden to hand back, committees have fewer hours than before."""
    policy = started(burden_share=0.0)
    baseline = GovernanceModel(scenario(), chongqing(0.008), seed=1)
    baseline.step()
    assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()
    assert (policy.townships.lever_hours == baseline.townships.lever_hours).all()


def test_what_moves_up_is_done_above():
    """Of 40 % of tasks half move up, 70 % of it to townships, a tenth of which comes from hours for issues."""
    policy = started()
    moved = 0.4 * 0.5 * policy.structure.by_township(policy.structure.administrative_hours) * 0.7
    assert policy.township_hours - policy.townships.lever_hours == pytest.approx(0.1 * moved)


@pytest.mark.parametrize(
    ("part", "off", "seen"),
    [
        ("platform", {"outreach_share": 0.0}, "visit_hours"),
        ("carriers", {"programme_share": 0.0, "able_share": 0.0}, "work_hours"),
        ("support", {"lines_share": 0.0}, "cases"),
    ],
)
def test_each_of_the_three_has_an_effect_of_its_own(part, off, seen):
    """Home visits come from the platform, organisations' case hours from the carriers, workers' cases from support."""
    without = {"burden_share": 0.0, "purchase_yuan": 0.0, **off}
    ((_, rest),) = pairs("three_society_linkage", without, seeds=(1,), **SHORT)
    ((_, whole),) = pairs("three_society_linkage", {"burden_share": 0.0, "purchase_yuan": 0.0}, seeds=(1,), **SHORT)

    def shown(model: GovernanceModel) -> float:
        if seen == "cases":
            return float((reported(model)["helper"] == Helper.SOCIAL_WORKER).sum())
        kinds = [DeskKind.SOCIAL_WORKER] if seen == "visit_hours" else [DeskKind.ORGANISATION]
        return sum(float(model.desks.column(seen)[model.desk_map.of_townships(kind)].sum()) for kind in kinds)

    assert shown(whole) > shown(rest)
    if part == "platform":
        assert shown(rest) == 0.0
