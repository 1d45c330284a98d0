"""Rule of law: awareness grows, mediators take more disputes, and with awareness fewer go over heads, slowly."""

from __future__ import annotations

import numpy as np

from sim.issues.store import BYPASS
from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind, Tier
from tests.mechanisms.pairs import pairs, reported, share

SHORT = {"days": 270, "warm_up_days": 92}
FAST = {"awareness_per_year": 1.0, "able_share": 0.0, "lawyer_hours": 0.0, "teaching_hours": 0.0}


def by_mediators(model: GovernanceModel) -> float:
    """Share of disputes that ended with mediators."""
    records = reported(model)
    return share(records["desk_kind"][records["category"] == Category.DISPUTE] == DeskKind.MEDIATOR)


def over_heads(model: GovernanceModel) -> float:
    """Share of requests that went to the municipality at once, or over heads after a failure."""
    records = reported(model)
    return share((records["tier_reported"] == Tier.MUNICIPALITY) | (records["flags"] & BYPASS != 0))


def must_show() -> None:
    """Mediation rises at once; legal awareness grows; committee and justice give hours."""
    for baseline, policy in pairs("rule_of_law", **SHORT):
        assert by_mediators(policy) > by_mediators(baseline) + 0.02
        assert policy.communities.awareness.mean() > baseline.communities.awareness.mean()
        rows = policy.desk_map
        for desks in (rows.of_communities(DeskKind.COMMITTEE), rows.of_districts(DeskKind.JUSTICE)):
            assert policy.desks.available_hours[desks].sum() < baseline.desks.available_hours[desks].sum()
        assert (policy.levers["running_fen"] > 0.0).any()


def test_must_show():
    must_show()


def test_with_awareness_fewer_go_over_heads():
    """Awareness alone, at once as high as decades of law corners would make it: the lawful road is taken."""
    for baseline, policy in pairs("rule_of_law", FAST, **SHORT):
        assert over_heads(policy) < over_heads(baseline)


def test_what_justice_gives_mediators_get():
    """Without paid lawyers, mediators' further hours are those of the department of justice, hour for hour."""
    for _, policy in pairs("rule_of_law", {"justice_part": 1.0}, seeds=(1,), **SHORT):
        given, got = -policy.levers["justice_hours"].sum(), policy.levers["mediator_hours"].sum()
        assert given > 0.0
        assert np.isclose(given, got, rtol=1e-12)
        assert (policy.levers["running_fen"] == 0.0).all()
