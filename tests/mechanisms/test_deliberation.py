"""Deliberation: councils agree on who does what and commit offices to do it; without a quorum hours are in vain."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import AGREED, NEEDS, RECURRED
from sim.vocabulary import Category, Disposition, State
from tests.mechanisms.pairs import pairs, reported
from tests.model_runs import all_records

YEAR = {"seeds": (1, 2), "days": 270, "warm_up_days": 92}
NOBODY_COMES = {"participation.council_attendance_share": 0.001}


def must_show() -> None:
    """Councils agree; fewer disputes arise where agreements stand; offices and those who come pay with hours."""
    for baseline, policy in pairs("deliberation", **YEAR):
        quorate = policy.communities.n_quorate > 0
        assert policy.communities.n_agreed.sum() > 100
        assert (policy.communities.agreements[~quorate] == 0.0).all()
        before, after = (int(m.stage.tallies[NEEDS, quorate, :, Category.DISPUTE].sum()) for m in (baseline, policy))
        assert after < before
        assert (policy.communities.council_hours > 0.0).all() and not baseline.communities.council_hours.any()
        assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()
        assert (policy.townships.lever_hours < baseline.townships.lever_hours).all()


def test_must_show():
    must_show()


def test_an_agreement_leaves_work_to_be_done():
    """What was agreed on is not solved by that: somebody works on it, and it may still fail or wait."""
    ((_, policy),) = pairs("deliberation", seeds=(1,), days=270, warm_up_days=92)
    agreed = all_records(policy)
    agreed = agreed[(agreed["flags"] & AGREED) != 0]
    done = agreed[agreed["state"] == State.RESOLVED]
    assert 0 < len(done) < len(agreed)
    assert (done["spent"] > 0.0).all()


def test_an_agreed_dispute_does_not_break_out_anew():
    """A failed settlement does; where all are agreed on whom it binds, none comes back by itself."""
    ((_, policy),) = pairs("deliberation", seeds=(1,), days=270, warm_up_days=92)
    records = all_records(policy)
    key = records["resident_key"].astype(object) * 4096 + records["occasion"]
    agreed = set(key[(records["flags"] & AGREED) != 0])
    again = records[(records["flags"] & RECURRED) != 0]
    disputes = again[again["category"] == Category.DISPUTE]
    assert len(disputes) > 0
    assert not {k - 1 for k in disputes["resident_key"].astype(object) * 4096 + disputes["occasion"]} & agreed


def test_the_further_apart_the_fewer_agreements():
    """More is agreed on where all residents are engaged than where half blame others; without tolerance nothing is."""
    alike = dict.fromkeys((f"world.residents.{d.key}" for d in Disposition if d is not Disposition.ENGAGED), 0.0)
    apart = alike | {"world.residents.agitated": 0.5}
    shares = []
    for changes in (alike, apart, alike | {"participation.position_tolerance": 0.0}):
        ((_, policy),) = pairs("deliberation", changes=changes, seeds=(1,), days=180, warm_up_days=0)
        shares.append(policy.communities.n_agreed.sum() / policy.communities.n_discussed.sum())
    assert shares[0] > shares[1] + 0.05
    assert shares[2] == 0.0


def test_without_quorum_nothing_is_settled_but_the_hours_are_spent():
    ((baseline, policy),) = pairs("deliberation", changes=NOBODY_COMES, seeds=(1,), days=120, warm_up_days=0)
    c = policy.communities
    assert c.n_councils.sum() > 0
    assert c.n_quorate.sum() == c.n_agreed.sum() == 0
    assert (c.agreements == 0.0).all()
    assert (c.lever_issue_hours < baseline.communities.lever_issue_hours).all()


def test_a_council_takes_ten_hours_a_month_of_the_committee():
    """Three parties at two hours and four hours of preparation, twelve times in 250 working days."""
    ((_, policy),) = pairs("deliberation", seeds=(1,), days=1, warm_up_days=0)
    asked = policy.levers["mechanism_hours"]
    issue = policy.structure.issue_hours
    enough = 0.5 * issue > 10.0 * 12.0 / 250.0
    assert enough.any()
    assert asked[enough] == pytest.approx(10.0 * 12.0 / 250.0)
    assert asked[~enough] == pytest.approx(0.5 * issue[~enough])


def test_what_nobody_has_hours_for_is_not_discussed():
    """A council takes that part of its three matters for which committee and township have the hours."""
    month = 12.0 / 250.0
    ((_, policy),) = pairs("deliberation", seeds=(1,), days=1, warm_up_days=0)
    short = 0.5 * policy.structure.issue_hours / (10.0 * month)
    townships = (
        0.5 * policy.structure.township_hours / (policy.structure.by_township(np.ones(len(short))) * 2.0 * month)
    )
    part = np.minimum(np.minimum(short, townships[policy.structure.township]), 1.0)
    assert (part < 1.0).any() and (part == 1.0).any()
    assert policy.levers["council_slots"] == pytest.approx(3.0 * part)


def test_without_slots_no_council_meets():
    ((_, policy),) = pairs("deliberation", {"slots": 0.0}, seeds=(1,), days=60, warm_up_days=0)
    assert policy.communities.n_councils.sum() == 0
    assert (policy.communities.n_agreed == 0).all()
    assert len(reported(policy)) > 0
