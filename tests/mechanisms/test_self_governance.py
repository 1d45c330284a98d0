"""Residents' self-governance: small matters are solved in the courtyard where people know each other."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import NEEDS, SELF_SOLVED
from sim.model import GovernanceModel
from sim.vocabulary import DeskKind
from sim.world.world import build_world
from tests.mechanisms.pairs import pairs
from tests.model_runs import SMALL_PLACE, finished, scenario, small_world, state_bytes

SHORT = {"days": 120, "warm_up_days": 62}
NOBODY_ENGAGED = {
    f"world.residents.{name}": value
    for name, value in (
        ("money_first", 0.2),
        ("indifferent", 0.2),
        ("agitated", 0.2),
        ("irresponsible", 0.2),
        ("insincere", 0.2),
    )
}
NO_TIES = {
    "world.communities.ties_urban": 0.0,
    "world.communities.ties_village": 0.0,
    "world.communities.ties_noise": 0.0,
}


def solved_without_office(model: GovernanceModel) -> float:
    """Share of needs that residents solved among themselves."""
    return float(model.stage.tallies[SELF_SOLVED].sum() / model.stage.tallies[NEEDS].sum())


def must_show() -> None:
    """More needs never reach an office; the committee pays for it with hours."""
    for baseline, policy in pairs("self_governance", **SHORT):
        assert solved_without_office(policy) > solved_without_office(baseline) + 0.01
        assert policy.communities.courtyard_used.sum() > 0.0
        committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
        assert policy.desks.available_hours[committees].sum() < baseline.desks.available_hours[committees].sum()


def test_must_show():
    must_show()


def test_hours_spent_never_exceed_the_hours_of_the_members():
    for _, policy in pairs("self_governance", seeds=(1,), **SHORT):
        c, saved = policy.communities, policy.rulebook.plain.courtyard_saved_days
        assert (c.courtyard_used <= c.lever_courtyard_hours * (SHORT["days"] + saved) + 1e-6).all()


def test_whoever_keeps_silent_is_not_helped():
    """Where hardly anybody brings a matter to anybody, members have hardly anything to do, whatever hours they have."""
    used = []
    for share in (0.01, 0.5):
        ((_, policy),) = pairs("self_governance", seeds=(1,), changes={"voice.voice_share": share}, **SHORT)
        used.append(policy.communities.courtyard_used.sum())
    assert 0.0 < used[0] < 0.2 * used[1]


def test_members_work_no_more_than_the_committee_can_supervise():
    """An hour of members takes a quarter of the committee's besides convening; where it has half, half of them work."""
    ((_, policy),) = pairs("self_governance", {"supervision_share": 0.25}, seeds=(1,), days=1, warm_up_days=0)
    c, s, asked = policy.communities, policy.structure, policy.levers["mechanism_hours"]
    days = policy.scenario.staff.working_days_per_year
    members = s.population * s.engaged_share * np.minimum(0.015 * s.ties, 1.0)
    wanted = 0.5 / 5.0 + 0.25 * members * 12.0 / days
    assert asked == pytest.approx(np.minimum(wanted, 0.2 * s.issue_hours))
    assert c.lever_courtyard_hours == pytest.approx(members * 12.0 / 365.0 * asked / wanted)


def test_members_whom_nobody_has_to_supervise_work_all_their_hours():
    """Supervision that takes no hours takes none of the members' either: at no price they do not do less."""
    free = {"supervision_share": 0.0, "support_hours": 0.0}
    ((_, policy),) = pairs("self_governance", free, seeds=(1,), days=1, warm_up_days=0)
    c, s = policy.communities, policy.structure
    members = s.population * s.engaged_share * np.minimum(0.015 * s.ties, 1.0)
    assert c.lever_courtyard_hours == pytest.approx(members * 12.0 / 365.0)
    assert (policy.levers["mechanism_hours"] == 0.0).all()


@pytest.mark.parametrize("changes", [NOBODY_ENGAGED, NO_TIES], ids=["nobody engaged", "no ties"])
def test_without_ties_or_engaged_residents_there_is_nothing(changes):
    """Nobody joins, so there are no hours, no committee to guide and no change at all."""
    world, runs = build_world(SMALL_PLACE, scenario(changes).world, 1.0, 1), []
    for chosen in ({}, {"self_governance": {"phase_in_days": 0}}):
        runs.append(state_bytes(finished(scenario(changes, chosen, days=40), world)))
    assert runs[0] == runs[1]


def test_courtyards_have_the_members_of_todays_ties():
    mechanisms = {"self_governance": {"phase_in_days": 0, "most_share": 1.0}, "co_governance": {"ties_per_year": 1.0}}
    model = finished(scenario({}, mechanisms, days=100), small_world())
    assert (model.structure.ties == model.communities.ties).all()
    assert (model.structure.ties > model.world.communities.ties).any()
