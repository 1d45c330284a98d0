"""Online Party grid: residents online are a message away, more is asked, and without capacity everybody waits."""

from __future__ import annotations

import numpy as np

from sim.model import GovernanceModel
from sim.vocabulary import Channel, DeskKind, State
from tests.mechanisms.pairs import pairs, reported, share

SHORT = {"days": 270, "warm_up_days": 92}


def mean_days(model: GovernanceModel) -> float:
    """Mean days until closed issues were closed."""
    records = reported(model)
    closed = records["closed"] >= 0
    return float((records["closed"] - records["reported"])[closed].mean())


def must_show() -> None:
    """More comes online and more is reported, by those online; volunteers' hours rise; everybody waits longer."""
    for baseline, policy in pairs("online_party_grid", **SHORT):
        new, old = reported(policy), reported(baseline)
        assert share(new["channel"] == Channel.ONLINE) > 2.0 * share(old["channel"] == Channel.ONLINE)
        assert len(new) > len(old)
        rows = policy.desk_map.of_communities(DeskKind.VOLUNTEER)
        assert policy.desks.available_hours[rows].sum() > baseline.desks.available_hours[rows].sum()
        assert mean_days(policy) > mean_days(baseline)


def test_must_show():
    must_show()


def test_where_hours_are_short_a_smaller_share_is_solved():
    short = {"staff.issue_hours_factor": 0.8, "staff.township_issue_share": 0.05, "staff.district_staff_per_100k": 3.0}
    for baseline, policy in pairs("online_party_grid", changes=short, **SHORT):
        new, old = reported(policy), reported(baseline)
        assert share(new["state"] == State.RESOLVED) < share(old["state"] == State.RESOLVED)


def test_only_residents_online_come_by_message():
    for _, policy in pairs("online_party_grid", seeds=(1,), **SHORT):
        records = reported(policy)
        by_message = records["resident"][records["channel"] == Channel.ONLINE]
        assert len(by_message) > 0
        assert (policy.residents.online[by_message] != 0).all()


def test_without_access_nobody_is_reached():
    offline = {"world.residents.online_urban": 0.0, "world.residents.online_village": 0.0}
    alone = {"party_share": 0.0}
    for baseline, policy in pairs("online_party_grid", alone, seeds=(1,), changes=offline, **SHORT):
        assert not (reported(policy)["channel"] == Channel.ONLINE).any()
        assert np.array_equal(reported(policy), reported(baseline))
