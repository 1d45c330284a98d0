"""Limiting cases: what must happen when one thing is taken to its extreme; no number here comes from the program."""

from __future__ import annotations

import dataclasses

import numpy as np

from sim.agents.resident import group_matters, need_rate
from sim.issues.store import NEEDS, PAID, REGISTERED
from sim.rulebook import Rulebook
from sim.vocabulary import Category, Group, State
from tests.model_runs import all_records, finished, scenario, small_world

MORE_NEEDS = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 1.0}
NOBODY_WORKS = {
    "staff.township_issue_share": 0.0,
    "staff.district_staff_per_100k": 0.0,
    "staff.municipal_staff_per_million": 0.0,
    "staff.volunteer_issue_share": 0.0,
    "staff.police_issue_share": 0.0,
    "staff.social_worker_direct_share": 0.0,
    "staff.organisation_issue_share": 0.0,
}
CATEGORIES = tuple(category.key for category in Category)
COMMUNITY_DECIDES = {
    f"work.authority_{tier}.{category}": share
    for tier, share in (("township", 0.0), ("district", 0.0), ("community", 1.0))
    for category in CATEGORIES
} | {"work.village_authority_up": 0.0}
NO_FRICTION = COMMUNITY_DECIDES | {
    "intake.misrouted_town": 0.0,
    "intake.misrouted_village": 0.0,
    "intake.nobody_responsible_share": 0.0,
    "hand_over.lost_registered_share": 0.0,
    "hand_over.lost_unregistered_share": 0.0,
    "staff.duty_days_per_year": 0.0,
    "voice.tier_township": -10.0,
    "voice.tier_district": -10.0,
    "voice.tier_municipality": -10.0,
    "governments.campaign_threshold": 1.0,
}


NO_COSTS = {f"money.money_share.{c}": 0.0 for c in CATEGORIES}


def world_with(**columns):
    """The small place with some columns of its communities replaced."""
    world = small_world()
    n = len(world.communities)
    changed = {name: np.full(n, value, float) for name, value in columns.items()}
    return dataclasses.replace(world, communities=dataclasses.replace(world.communities, **changed))


def test_no_staff_resolves_nothing():
    world = world_with(gross_hours=0.0, manager_hours_per_day=0.0, mediator_hours_per_day=0.0, beat_hours_per_week=0.0)
    records = all_records(finished(scenario(MORE_NEEDS | NOBODY_WORKS, days=150), world))
    assert len(records) > 50
    assert (records["state"] != State.RESOLVED).all()
    assert (records["spent"] == 0.0).all()


def test_ample_staff_lets_nothing_wait():
    changes = MORE_NEEDS | NO_FRICTION | NO_COSTS | {"work.hours_per_day_limit": 24.0}
    changes |= {f"work.success.{c}": 0.999999 for c in CATEGORIES} | {f"work.work_hours.{c}": 0.5 for c in CATEGORIES}
    model = finished(scenario(changes, days=120), world_with(gross_hours=1e6))
    records = all_records(model)
    on_working_days = model.calendar.working[records["reported"]] & (records["helper"] == 0)
    assert on_working_days.sum() > 50
    assert (records["state"][on_working_days] == State.RESOLVED).all()
    assert (records["closed"][on_working_days] == records["reported"][on_working_days]).all()
    assert int(model.desks.n_open[model.desk_map.of_communities(0)].sum()) == 0


def test_no_money_pays_for_nothing():
    records = all_records(
        finished(scenario(MORE_NEEDS | {"money.issue_money_per_resident": 0.0}, days=150), small_world())
    )
    costly = records["cost_fen"] > 0
    assert costly.sum() > 10
    assert ((records["flags"][costly] & PAID) == 0).all()
    assert (records["state"][costly] != State.RESOLVED).all()


def test_unlimited_authority_hands_nothing_over():
    changes = MORE_NEEDS | NO_FRICTION | NO_COSTS | {"work.failed_dispute_up_share": 0.0, "closing.bypass_share": 0.001}
    records = all_records(finished(scenario(changes, days=120), small_world()))
    direct = records["tier_reported"] == 0
    assert direct.sum() > 50
    assert (records["hand_overs"][direct] == 0).all()


def test_nothing_is_lost_when_hand_overs_lose_nothing_and_everything_is_registered():
    changes = MORE_NEEDS | {
        "hand_over.lost_registered_share": 0.0,
        "intake.registered_counter_town": 1.0,
        "intake.registered_counter_village": 1.0,
        "intake.registered_grid_town": 1.0,
        "intake.registered_grid_village": 1.0,
        "intake.registered_hotline": 1.0,
        "intake.registering_hours": 0.0,
    }
    records = all_records(finished(scenario(changes, days=150), small_world()))
    looked_at = records["state"] != State.IN_TRANSIT  # reported on the last day off, nobody has seen it yet
    assert ((records["flags"][looked_at] & REGISTERED) != 0).all()
    assert (records["state"] != State.DROPPED).all()


def test_nobody_speaks_up_when_voice_is_all_but_impossible():
    changes = {
        "voice.voice_share": 0.01,
        "voice.voice_emergency": 0.0,
        "voice.voice_trust": 5.0,
        "intake.discovery_rate": 0.0,
        "voice.reference_cost": 0.0,
        "voice.voice_cost": 5.0,
    }
    model = finished(scenario(MORE_NEEDS | changes, days=120), small_world())
    needs = int(model.stage.tallies[NEEDS].sum())
    assert needs > 200
    assert len(all_records(model)) < 0.02 * needs


def test_without_ties_a_community_in_trouble_changes_nothing_elsewhere():
    """Communities that share no desk, no purse and no friend are independent."""
    changes = (
        MORE_NEEDS
        | NO_FRICTION
        | {
            "trust.heard_share": 0.0,
            "closing.practice_drift": 0.0,
            "staff.lent_share": 0.0,
            "closing.bypass_share": 0.001,
            "work.failed_dispute_up_share": 0.0,
            "staff.social_worker_direct_share": 0.0,
            "staff.organisation_issue_share": 0.0,
        }
        | NO_COSTS
    )
    world = small_world()
    worse = world.communities.condition.copy()
    worse[0] = 0.05
    changed = dataclasses.replace(world, communities=dataclasses.replace(world.communities, condition=worse))
    before = all_records(finished(scenario(changes, days=100), world))
    after = all_records(finished(scenario(changes, days=100), changed))
    elsewhere = before["community"] != 0
    assert (before["community"] == 0).sum() != (after["community"] == 0).sum()
    key = ["resident_key", "occasion"]
    np.testing.assert_array_equal(
        np.sort(before[elsewhere], order=key), np.sort(after[after["community"] != 0], order=key)
    )


def test_a_group_matters_in_a_category_exactly_where_its_rate_differs():
    rulebook = Rulebook(scenario())
    for category in Category:
        rates = [
            need_rate(rulebook.plain, rulebook.plain_categories[category], group, 0.4, 0.1, 0.2, 0.05, -0.1, 0.02, 0.1)
            for group in Group
        ]
        for group in Group:
            assert (rates[group] != rates[Group.ORDINARY]) == group_matters(rulebook.plain_categories[category], group)
