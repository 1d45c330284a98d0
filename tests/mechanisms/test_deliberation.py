"""Deliberation: where a council has its quorum, disputes come back less; where nobody comes, hours are in vain."""

from __future__ import annotations

import pytest

from sim.issues.store import BYPASS, RECURRED, REPEAT
from sim.model import GovernanceModel
from sim.vocabulary import Category
from tests.mechanisms.pairs import pairs, voiced
from tests.model_runs import all_records

YEAR = {"seeds": (1, 2), "days": 270, "warm_up_days": 92}
NOBODY_COMES = {"participation.council_attendance_share": 0.001}


def disputes_that_come_back(model: GovernanceModel, where) -> int:
    """Disputes that are voiced again, taken over heads, or break out anew, in some communities."""
    records = all_records(model)
    back = (records["flags"] & (REPEAT | BYPASS | RECURRED)) != 0
    return int((back & (records["category"] == Category.DISPUTE) & where[records["community"]]).sum())


def must_show() -> None:
    """Councils settle matters; disputes come back less where they had a quorum; hours are spent."""
    for baseline, policy in pairs("deliberation", **YEAR):
        quorate = policy.communities.n_quorate > 0
        assert policy.communities.n_agreed.sum() > 100
        assert (policy.communities.agreements[~quorate] == 0.0).all()
        before, after = (disputes_that_come_back(m, quorate) for m in (baseline, policy))
        assert after < before
        assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()
        assert (policy.townships.lever_hours < baseline.townships.lever_hours).all()


def test_must_show():
    must_show()


def test_without_quorum_nothing_is_settled_but_the_hours_are_spent():
    (baseline, policy), = pairs("deliberation", changes=NOBODY_COMES, seeds=(1,), days=120, warm_up_days=0)
    c = policy.communities
    assert c.n_councils.sum() > 0
    assert c.n_quorate.sum() == c.n_agreed.sum() == 0
    assert (c.agreements == 0.0).all()
    assert (c.lever_issue_hours < baseline.communities.lever_issue_hours).all()


def test_a_council_takes_ten_hours_a_month_of_the_committee():
    """Three parties at two hours and four hours of preparation, twelve times in 250 working days."""
    (_, policy), = pairs("deliberation", seeds=(1,), days=1, warm_up_days=0)
    asked = policy.levers["mechanism_hours"]
    issue = policy.structure.issue_hours
    enough = 0.5 * issue > 10.0 * 12.0 / 250.0
    assert enough.any()
    assert asked[enough] == pytest.approx(10.0 * 12.0 / 250.0)
    assert asked[~enough] == pytest.approx(0.5 * issue[~enough])


def test_without_slots_no_council_meets():
    (_, policy), = pairs("deliberation", {"slots": 0.0}, seeds=(1,), days=60, warm_up_days=0)
    assert policy.communities.n_councils.sum() == 0
    assert (policy.communities.n_agreed == 0).all()
    assert len(voiced(policy)) > 0
