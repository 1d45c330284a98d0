"""Shared information: transfers are shorter and duplicates rarer, most of all in villages; low skill slows it."""

from __future__ import annotations

import numpy as np

from sim.model import GovernanceModel
from sim.vocabulary import Setting, State
from tests.mechanisms.pairs import matched, pairs, reported

HALF_YEAR = {"seeds": (1, 2), "days": 180, "warm_up_days": 92}


def transfer_days(model: GovernanceModel, setting: Setting) -> float:
    """Expected days in transfer per issue: hand-overs times the mean days of one."""
    records, c = reported(model), model.communities
    rows = c.setting[records["community"]] == setting
    return float((records["hand_overs"] * c.lever_delay_days[records["community"]])[rows].mean())


def must_show() -> None:
    """Fewer duplicates, shorter transfers, more saved in villages; handed-over issues close sooner; hours are paid."""
    for baseline, policy in pairs("information_sharing", **HALF_YEAR):
        assert policy.communities.n_duplicates.sum() < 0.5 * baseline.communities.n_duplicates.sum()
        town, village = (transfer_days(baseline, s) - transfer_days(policy, s) for s in (Setting.URBAN, Setting.RURAL))
        assert village > town > 0.0
        one, two = matched(policy, baseline)
        rows = (one["hand_overs"] > 0) & (two["hand_overs"] > 0)
        rows &= (one["state"] == State.RESOLVED) & (two["state"] == State.RESOLVED)
        days = [(r["closed"] - r["reported"])[rows].mean() for r in (one, two)]
        assert days[0] < days[1] - 1.0
        assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()


def test_must_show():
    must_show()


def test_low_skill_slows_it():
    ((_, policy),) = pairs("information_sharing", seeds=(1,), days=1, warm_up_days=0)
    c, skill = policy.communities, policy.structure.skill
    low, high = skill <= 0.35, skill >= 0.44
    assert c.lever_delay_days[low].min() > c.lever_delay_days[high].max()
    assert (c.lever_delay_days >= 0.75).all()


def test_training_comes_first():
    """While the records are introduced training takes more hours of the committee than afterwards."""
    asked = []
    for phase_in_days in (1000, 0):
        ((_, policy),) = pairs(
            "information_sharing", {"phase_in_days": phase_in_days}, seeds=(1,), days=3, warm_up_days=0
        )
        asked.append(policy.levers["mechanism_hours"])
    assert (asked[0] > 3.0 * asked[1]).all()
    assert (asked[1] > 0.0).all()


def test_a_township_joins_as_far_as_its_communities_do():
    ((_, policy),) = pairs("information_sharing", {"coverage": 0.5}, seeds=(1,), days=1, warm_up_days=0)
    c, s = policy.communities, policy.structure
    joined = s.by_township(s.covered("information_sharing", 0.5) * s.population) / s.township_population
    left = c.lever_duplicates
    expected = 1.0 - 0.9 * joined[s.township] * np.minimum(s.skill / 0.5, 1.0)
    np.testing.assert_allclose(left, expected)


def test_what_stands_in_the_record_is_lost_less_often_and_what_does_not_as_before():
    ((baseline, policy),) = pairs("information_sharing", seeds=(1,), days=1, warm_up_days=0)
    ((_, without),) = pairs("information_sharing", {"kept_share": 0.0}, seeds=(1,), days=1, warm_up_days=0)
    lost = [model.communities.lever_lost_registered for model in (baseline, policy, without)]
    assert (lost[1] < lost[0]).all() and (lost[1] >= 0.5 * lost[0]).all()
    assert (lost[2] == lost[0]).all()
    assert (policy.communities.lever_lost_unregistered == baseline.communities.lever_lost_unregistered).all()
