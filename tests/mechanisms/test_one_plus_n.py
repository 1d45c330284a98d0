"""One plus N: issues of several departments are settled sooner, as far as the agenda goes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import JOINT, REGISTERED
from sim.model import GovernanceModel
from sim.vocabulary import State
from tests.mechanisms.pairs import matched, pairs, reported, share

HALF_YEAR = {"seeds": (1, 2), "days": 270, "warm_up_days": 92}
ALONE = {"part_time_share": 0.0, "protected_share": 0.0}


def days_gained(policy: GovernanceModel, baseline: GovernanceModel, several: bool) -> float:
    """Mean days by which issues, resolved in both, are resolved sooner; those of several departments or of one."""
    one, two = matched(policy, baseline)
    rows = (one["state"] == State.RESOLVED) & (two["state"] == State.RESOLVED) & ((one["departments"] > 1) == several)
    return float(((two["closed"] - two["reported"]) - (one["closed"] - one["reported"]))[rows].mean())


def must_show() -> None:
    """Issues of several departments are faster and refused less; the meetings cost hours of all three tiers."""
    for baseline, policy in pairs("one_plus_n", **HALF_YEAR):
        assert days_gained(policy, baseline, True) > max(0.2, days_gained(policy, baseline, False))
        assert reported(policy)["refusals"].sum() < reported(baseline)["refusals"].sum()
        for offices in ("townships", "districts"):
            hours = [getattr(m, offices).lever_hours.sum() for m in (policy, baseline)]
            assert hours[0] < hours[1]
        assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()


def test_must_show():
    must_show()


def test_a_short_agenda_fills_up():
    """With few slots issues wait beyond the agenda, and less is gained than with many."""
    gained, joint = [], []
    for slots in (0.2, 20.0):
        runs = pairs("one_plus_n", ALONE | {"slots": slots}, **HALF_YEAR)
        gained.append(np.mean([days_gained(policy, baseline, True) for baseline, policy in runs]))
        joint.append(sum(int(policy.townships.n_joint.sum()) for _, policy in runs))
        waited = sum(int(policy.townships.n_not_reached.sum()) for _, policy in runs)
        assert (waited > 0) == (slots < 1.0)
    assert 0 < joint[0] < 0.5 * joint[1]
    assert gained[0] < gained[1]


def test_what_a_meeting_settles_is_no_longer_refused_and_stands_in_the_book():
    for baseline, policy in pairs("one_plus_n", ALONE | {"slots": 20.0}, **HALF_YEAR):
        one, two = matched(policy, baseline)
        joint = (one["flags"] & JOINT) != 0
        assert joint.sum() > 50
        assert one["refusals"][joint].sum() < two["refusals"][joint].sum()
        assert share(one["flags"][joint] & REGISTERED != 0) > 0.9 > share(two["flags"][joint] & REGISTERED != 0)


def test_without_slots_nobody_meets_and_nothing_changes():
    ((baseline, policy),) = pairs("one_plus_n", ALONE | {"slots": 0.0}, seeds=(1,), days=90, warm_up_days=0)
    assert policy.townships.n_meetings.sum() == 0
    assert (reported(policy) == reported(baseline)).all()
    assert share(reported(policy)["departments"] > 1) == pytest.approx(share(reported(baseline)["departments"] > 1))


def test_an_agenda_is_as_short_as_the_hours_of_the_party_that_has_fewest():
    """Where offices give up to a five-hundredth of their hours, every agenda is that part of the whole one."""
    ((_, policy),) = pairs("one_plus_n", {"most_share": 0.002}, seeds=(1,), days=1, warm_up_days=0)
    s, p = policy.structure, policy.mechanisms[0].parameters
    month = 12.0 / s.working_days_per_year
    everywhere = np.ones(len(s.issue_hours))
    parts = (
        0.002 * s.issue_hours / (p.meeting_hours * p.committee_parties * month),
        (0.002 * s.township_hours / (s.by_township(everywhere) * p.township_hours * month))[s.township],
        0.002 * s.district_hours[s.district] / (s.by_district(everywhere)[s.district] * p.district_hours * month),
    )
    fewest = np.minimum(np.min(parts, axis=0), 1.0)
    assert (fewest < 1.0).any()
    assert policy.levers["meeting_slots"] == pytest.approx(p.slots * s.by_township(fewest))
