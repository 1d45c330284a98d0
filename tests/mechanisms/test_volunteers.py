"""Volunteers: more hours, most where trust is high; recruiting takes hours of the committee."""

from __future__ import annotations

import pytest

from sim.issues.store import DISCOVERED
from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind
from tests.mechanisms.pairs import pairs, reported
from tests.model_runs import all_records

HALF_YEAR = {"seeds": (1, 2), "days": 180, "warm_up_days": 92}
STRONG = {"participation.volunteer_trust": 5.0, "participation.reconsidered_share": 0.5}
KEPT = STRONG | {"trust.loss": 0.0}
LOST = STRONG | {"trust.loss": 0.5, "trust.gain": 0.0, "trust.heard_share": 1.0}


def volunteer_hours(model: GovernanceModel) -> float:
    """Hours of volunteers for issues over the measured days."""
    return float(model.desks.available_hours[model.desk_map.of_communities(DeskKind.VOLUNTEER)].sum())


def must_show() -> None:
    """Volunteers are more and take more issues; recruiting costs the committee hours."""
    for baseline, policy in pairs("volunteers", **HALF_YEAR):
        assert volunteer_hours(policy) > 1.05 * volunteer_hours(baseline)
        by_volunteers = [(reported(m)["desk_kind"] == DeskKind.VOLUNTEER).sum() for m in (policy, baseline)]
        assert by_volunteers[0] > by_volunteers[1]
        assert (policy.levers["mechanism_hours"] > baseline.levers["mechanism_hours"]).all()


def test_must_show():
    must_show()


def test_it_rests_on_trust():
    """Where residents have lost trust, the same mechanism wins fewer volunteers than where they have kept it."""
    gained = []
    for changes in (KEPT, LOST):
        runs = pairs("volunteers", changes=changes, **HALF_YEAR)
        gained.append(sum(volunteer_hours(policy) - volunteer_hours(baseline) for baseline, policy in runs))
        trust = [float(baseline.residents.trust_community.mean()) for baseline, _ in runs]
        assert trust[0] > 0.6 if changes is KEPT else trust[0] < 0.6
    assert gained[0] > 1.02 * gained[1] > 0.0


def test_credit_is_what_was_worked_and_is_redeemed_once():
    """Four fifths of an hour for each hour worked: redeemed or still in the bank, to the last minute."""
    ((_, policy),) = pairs("volunteers", seeds=(1,), days=200, warm_up_days=0)
    c, rows = policy.communities, policy.desk_map.of_communities(DeskKind.VOLUNTEER)
    assert c.credit_hours + c.redeemed_hours == pytest.approx(0.8 * policy.desks.work_hours[rows])
    assert c.redeemed_hours.sum() > 0.0 and (c.credit_hours >= 0.0).all()


def test_unused_hours_find_care_needs_and_disputes_only():
    """Visits to homes find more of what is said at home; what shows in public is found by nobody else than before."""
    only_visits = {
        "visits_share": 1.0,
        "able_share": 0.0,
        "time_bank": 0.0,
        "projects_per_year": 0.0,
        "recruiting_hours": 0.0,
    }
    ((baseline, policy),) = pairs("volunteers", only_visits, seeds=(1,), days=90, warm_up_days=0)
    found = []
    for model in (baseline, policy):
        records = all_records(model)
        records = records[(records["flags"] & DISCOVERED) != 0]
        at_home = (records["category"] == Category.WELFARE) | (records["category"] == Category.DISPUTE)
        found.append((int(at_home.sum()), int((~at_home).sum())))
    assert found[1][0] > 1.1 * found[0][0]
    assert found[1][1] == pytest.approx(found[0][1], rel=0.05)


def test_recruiting_takes_the_hours_it_says():
    """0.08 hours a week and 1,000 residents, over five working days."""
    ((_, policy),) = pairs("volunteers", seeds=(1,), days=1, warm_up_days=0)
    asked = policy.levers["mechanism_hours"]
    assert asked == pytest.approx(0.08 * policy.structure.population / 1000.0 / 5.0)
    assert (policy.levers["proposals"] == 1.75).all()
