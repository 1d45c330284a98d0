"""Measures that divide one thing by another, read a second time from their definitions on drawn books of offices."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measures.amounts import amount
from sim.measures.observation import Observation
from sim.vocabulary import DeskKind, State
from tests.measures.handmade import END_DAY, FIRST_DAY, issue, observation, row, value
from tests.measures.test_amounts import drawn

YEARS = (END_DAY - FIRST_DAY) / 365.0
DISTRICT = np.array([0, 0, 1])
"""District of each community; two townships, one in each district."""
WEIGHTS = (3.0, 1.0, 2.0)

SHARES = {
    "registered_share": ("registered", "reported"),
    "reopened_share": ("reopened", "registered"),
    "pressed_share": ("pressed", "registered"),
    "refused_entry_share": ("refused_entry", "reported"),
    "recurred_share": ("recurred", "reported"),
    "nobody_share": ("nobody", "reported"),
    "online_share": ("online", "reported"),
    "straight_up_share": ("straight_up", "first_reported"),
    "repeat_share": ("repeat", "reported"),
    "bypass_share": ("bypass", "reported"),
    "hand_overs_per_issue": ("hand_overs", "reported_rows"),
}
"""Which amount of issues over which."""

OF_COMMUNITIES = {
    "infrastructure_condition": (lambda c: c["condition"] * c["population"], lambda c: c["population"]),
    "duty_undone_share": (lambda c: c["duty_open_hours"], lambda c: c["duty_asked_hours"]),
    "enquiries_answered_share": (lambda c: c["n_enquiries_answered"], lambda c: c["n_enquiries"]),
    "council_quorum_share": (lambda c: c["n_quorate"], lambda c: c["n_councils"]),
    "council_agreements_per_1000": (lambda c: 1000.0 * c["n_agreed"], lambda c: c["population"] * YEARS),
    "council_agreement_share": (lambda c: c["n_agreed"], lambda c: c["n_discussed"]),
    "agreements_per_council": (lambda c: c["n_agreed"], lambda c: c["n_quorate"]),
    "council_hours_per_1000": (lambda c: 1000.0 * c["council_hours"], lambda c: c["population"] * YEARS),
    "duplicates_per_1000": (lambda c: 1000.0 * c["n_duplicates"], lambda c: c["population"] * YEARS),
    "duplicate_hours_per_1000": (lambda c: 1000.0 * c["duplicate_hours"], lambda c: c["population"] * YEARS),
    "committee_turnover": (lambda c: c["left_share"] * c["staff"], lambda c: c["staff"] * YEARS),
    "committee_vacancy_share": (lambda c: c["vacant_share"] * c["staff"], lambda c: c["staff"]),
    "committee_strain": (lambda c: c["strain"] * c["staff"], lambda c: c["staff"]),
}
"""What is divided by what, of communities."""

OF_TOWNSHIPS = {
    "joint_decisions_per_1000": (lambda t: 1000.0 * t["n_joint"], lambda t: t["population"] * YEARS),
    "agenda_overflow": (lambda t: t["n_not_reached"], lambda t: t["n_meetings"]),
}


def books(seed: int) -> Observation:
    """A place whose offices have drawn books, and drawn issues."""
    _, closed, still_open = drawn(seed)
    found = observation(closed, still_open, weights=WEIGHTS, people=(900, 2000, 700))
    rng = np.random.default_rng(seed)
    for rows in (found.communities, found.townships):
        for name in rows.dtype.names:
            if name.startswith(("n_", "duty_", "council_", "duplicate_", "left_", "vacant_", "strain")) or name in (
                "condition",
                "staff",
            ):
                rows[name] = rng.integers(1, 50, len(rows)) / (1 if rows[name].dtype.kind in "iu" else 8)
    found.townships["population"] = (2900, 700)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_shares_of_issues_divide_what_their_definition_names(seed):
    found = books(seed)
    for name, (above, below) in SHARES.items():
        over, under = amount(found, above).weighted["all"][0], amount(found, below).weighted["all"][0]
        assert under > 0 and value(found, name) == pytest.approx(over / under), name


@pytest.mark.parametrize("seed", range(2))
def test_measures_of_offices_divide_what_their_definition_names_by_design_weight(seed):
    found = books(seed)
    for rows, weight, district, table in (
        (found.communities, np.array(WEIGHTS), DISTRICT, OF_COMMUNITIES),
        (found.townships, found.townships["weight"], np.array([0, 1]), OF_TOWNSHIPS),
    ):
        for name, (above, below) in table.items():
            for by, group, here in (("all", "all", np.ones(len(rows), bool)), ("district", "east", district == 0)):
                over = (above(rows) * weight)[here].sum() / (below(rows) * weight)[here].sum()
                assert value(found, name, by, group) == pytest.approx(over), (name, by)


def test_social_workers_vacant_posts_strain_of_those_at_work_and_turnover():
    """Two posts: one vacant in the first township, which stands for three, one at work under strain in the second."""
    found = observation(weights=(3.0, 1.0, 2.0))
    workers = found.workers
    workers["township"], workers["vacant_until"] = (0, 1), (500, -1)
    workers["strain"], workers["turn"] = (9.0, 1.5), (2, 4)
    found.townships["n_workers"] = (0, 1)
    assert value(found, "worker_vacancy_share") == pytest.approx(3 / 5)
    assert value(found, "worker_vacancy_share", "district", "east") == 1.0
    assert value(found, "worker_strain") == 1.5 and math.isnan(value(found, "worker_strain", "district", "east"))
    assert row(found, "worker_strain").n == 1 and row(found, "worker_vacancy_share").n == 2
    assert value(found, "worker_turnover") == pytest.approx((3 * 2 + 2 * 4) / 5 / (END_DAY / 365.0))
    assert value(found, "workers_per_10000") == pytest.approx(10_000 * 2 / 6000)


def test_money_per_head_of_villages_over_that_of_towns():
    found = observation(
        [
            issue(community=0, cost_fen=900, flags=4),
            issue(community=1, cost_fen=5000, flags=4),
            issue(community=2, cost_fen=300, flags=4),
            issue(community=2, cost_fen=7000, state=State.FAILED),
        ],
        people=(1000, 1000, 500),
    )
    assert value(found, "rural_spending_ratio") == pytest.approx((300 / 500) / (900 / 1000))
    assert math.isnan(value(observation([issue(community=2, cost_fen=300, flags=4)]), "rural_spending_ratio"))


def test_volunteers_and_engaged_residents():
    found = observation(people=(100, 300, 100))
    found.residents.engaged[:, 0], found.residents.volunteers[:, 0] = (50, 30, 20), (10, 60, 5)
    assert value(found, "engaged_share") == pytest.approx(100 / 500)
    assert value(found, "volunteer_share") == pytest.approx(75 / 500)
    desks = found.desks["kind"] == DeskKind.VOLUNTEER
    found.desks["available_hours"][desks], found.desks["work_hours"][desks] = (10.0, 20.0, 5.0), (1.0, 2.0, 3.0)
    assert value(found, "volunteer_hours_offered") == pytest.approx(1000 * 35 / 500 / YEARS)
    assert value(found, "volunteer_hours_worked") == pytest.approx(1000 * 6 / 500 / YEARS)


def test_fees_and_purses():
    found = observation(people=(1000, 3000, 1000))
    found.communities["purse_fen"], found.townships["purse_fen"] = (500_00, 0, 100_00), (200_00, 0)
    found.districts["purse_fen"] = (0, 300_00)
    assert value(found, "purses_left") == pytest.approx(1100 / 5000)
    assert value(found, "purses_left", "tier", "township") == pytest.approx(200 / 5000)
    assert value(found, "purses_left", "district", "west") == pytest.approx(400 / 1000)
