"""Whether the engine and the twin have come to the same, bit for bit: rows, tallies, people, offices and money."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.hours import ENTRIES
from sim.model import GovernanceModel
from sim.vocabulary import Tier
from tests.reference.hours import lines
from tests.reference.offices import HOURS
from tests.reference.twin import Twin


def assert_same_rows(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    """Every field of every row is equal, in the same order; the first difference is named."""
    n = min(len(found), len(expected))
    for name in expected.dtype.names or ():
        unequal = np.flatnonzero(found[name][:n] != expected[name][:n])
        if len(unequal):
            row = int(unequal[0])
            raise AssertionError(f"{what}, row {row}, {name}: engine {found[row]}, twin {expected[row]}")
    assert len(found) == len(expected), f"{what}: the engine has {len(found)} rows, the twin {len(expected)}"


def assert_same_column(found: np.ndarray, expected: list[Any], what: str) -> None:
    """A column of the engine equals the twin's numbers, bit for bit."""
    plain = np.array(expected, found.dtype)
    unequal = np.flatnonzero(found != plain)
    assert len(unequal) == 0, f"{what}, row {unequal[0]}: engine {found[unequal[0]]!r}, twin {plain[unequal[0]]!r}"


def assert_same(model: GovernanceModel, twin: Twin) -> None:
    """Everything observable is equal: rows, tallies, people, desks, offices, money."""
    assert_same_rows(model.ledger.records, twin.ledger(), "ledger")
    assert_same_rows(model.open_records(), twin.open_records(), "open records")
    assert (model.stage.tallies == twin.tallies).all(), "tallies"
    for tier in Tier:
        assert_same_column(
            model.residents.column(f"trust_{tier.key}"),
            [p.trust[tier] for p in twin.residents],
            f"trust in the {tier.label}",
        )
    for name in ("key", "group", "registered_elsewhere", "origin"):
        assert_same_column(model.residents.column(name), [getattr(p, name) for p in twin.residents], name)
    for name in ("habit", "habit_day", "disposition", "volunteer", "successes", "failures", "silences"):
        assert_same_column(model.residents.column(name), [getattr(p, name) for p in twin.residents], name)
    for name in (
        *HOURS,
        "hours",
        "left",
        "skill",
        "strained",
        "belief",
        "saved_days",
        "n_closed_month",
        "n_checked_month",
        "n_unsolved_month",
        "n_satisfied_month",
        "waiting_hours",
        "n_overdue",
        "tier",
        "kind",
        "specialist",
        "works_daily",
    ):
        assert_same_column(model.desks.column(name), [getattr(d, name) for d in twin.desks], f"desks' {name}")
    assert_same_column(model.desks.n_open, [len(d.queue) for d in twin.desks], "lengths of queues")
    assert_same_offices(model, twin)
    for entry in ENTRIES:
        assert_same_column(model.hours.of(entry), lines(twin, entry), f"hours of {entry}")
    assert (model.n_campaigns, model.n_moved) == (twin.n_campaigns, twin.n_moved)
    assert model.accounts == twin.accounts
    assert model.services.lots_fen.tolist() == [d.lots for d in twin.districts]
    assert model.services.due_fen.tolist() == [c.due for c in twin.communities]
    assert model.total_fen() == twin.total_fen() == model.opening_fen


def assert_same_offices(model: GovernanceModel, twin: Twin) -> None:
    """Purses and the standing of offices, workers and organisations are equal."""
    for population, offices in (
        (model.communities, twin.communities),
        (model.townships, twin.townships),
        (model.districts, twin.districts),
    ):
        for name in ("purse_fen", "spent_fen"):
            assert_same_column(population.column(name), [getattr(o, name) for o in offices], name)
    for name in (
        "population",
        "floating_share",
        "elsewhere_share",
        "n_arrived",
        "n_left",
        "condition",
        "inspected",
        "n_volunteers",
        "demanded_fen",
        "duty_open_hours",
        "duty_asked_hours",
        "visit_hours_today",
        "visits_from_idle",
        "volunteer_visits",
        "credit_hours",
        "redeemed_hours",
        "home_visit_hours",
        "overdue_hours",
        "lent_hours",
        "campaign_category",
        "campaign_factor",
        "enquiries_waiting",
        "enquiries_waiting_again",
        "n_enquiries",
        "n_enquiries_answered",
        "counter_cost",
        "good_habits",
        "agreements",
        "n_councils",
        "n_quorate",
        "n_discussed",
        "n_agreed",
        "council_hours",
        "courtyard_left",
        "courtyard_used",
        "courtyard_expired",
        "vacant_share",
        "novice_share",
        "skill_gain",
        "strain",
        "left_share",
        "ties",
        "awareness",
        "unmanaged_share",
        "taken_share",
        "paying_share",
        "estate_quality",
        "fees_fen",
        "n_duplicates",
        "duplicate_hours",
        "facility_m2",
        "building_until",
        "building_m2",
        "room",
        "project_hours",
        "posts",
        "posts_filled",
        "told_solved",
        "told_failed",
        "told_silent",
        "told_number",
        "told_online",
        "number_learned",
        "online_learned",
        "heard_habit",
    ):
        assert_same_column(model.communities.column(name), [getattr(c, name) for c in twin.communities], name)
    served = [f"organisation_{name}_share" for name in ("welfare", "dispute", "environment", "farming")]
    meetings = ("n_meetings", "n_joint", "n_not_reached")
    ranking = ("rank_place", "rank_belief")
    for name in ("lent_hours", "home_visits", "n_workers", "organisation_hours", *served, *meetings, *ranking):
        assert_same_column(model.townships.column(name), [getattr(t, name) for t in twin.townships], name)
    for population, offices in ((model.townships, twin.townships), (model.districts, twin.districts)):
        for name in ("population", "posts", "posts_filled", "novice_share"):
            assert_same_column(population.column(name), [getattr(o, name) for o in offices], name)
    names = ("campaign_category", "campaign_end", "campaign_next", "next_funding_day", "places", "places_used")
    for name in (*names, "arrears_fen", "personnel_fen"):
        assert_same_column(model.districts.column(name), [getattr(d, name) for d in twin.districts], name)
    for name in ("skill", "strain", "vacant_until"):
        assert_same_column(model.workers.column(name), [getattr(w, name) for w in twin.workers], f"workers' {name}")
    for name in ("poor_quarters", "active", "hours_per_year"):
        assert_same_column(model.organisations.column(name), [getattr(o, name) for o in twin.organisations], name)
