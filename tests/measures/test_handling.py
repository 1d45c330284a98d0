"""Handling, days, clients and money of hand-made issues whose answers follow from the definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.issues.store import (
    BYPASS,
    CLIENT,
    DISCOVERED,
    ENDURED,
    EXPOSED,
    HEARD,
    LATE,
    NEEDS,
    PAID,
    REGISTERED,
    REPEAT,
    SATISFIED,
    SELF_SOLVED,
    TALLIES,
)
from sim.measures.observation import N_CELLS
from sim.measures.registry import measures
from sim.vocabulary import Category, Group, State, Tier
from tests.measures.handmade import END_DAY, issue, observation, row, value


@pytest.fixture
def ten():
    """Ten reported complaints, one per line of the truth table, and one found by a patrol."""
    closed = [
        issue(flags=REGISTERED | HEARD | SATISFIED, state=State.RESOLVED, closed=110),
        issue(flags=REGISTERED | HEARD, state=State.RESOLVED, closed=114),
        issue(flags=REGISTERED | HEARD | LATE, state=State.FAILED, closed=130),
        issue(flags=REGISTERED | HEARD | LATE, state=State.NOMINAL, closed=180),
        issue(flags=REGISTERED, state=State.DROPPED, closed=120),
        issue(flags=HEARD | SATISFIED, state=State.RESOLVED, closed=112),
        issue(flags=0, state=State.DROPPED, closed=140),
        issue(flags=HEARD, state=State.NOMINAL, closed=150),
        issue(flags=DISCOVERED | REGISTERED | HEARD, state=State.RESOLVED),
    ]
    still_open = [
        issue(flags=REGISTERED, state=State.QUEUED, closed=-1),
        issue(flags=REGISTERED, state=State.LOST_ON_BOOK, closed=-1),
    ]
    return observation(closed, still_open)


def test_who_waits_at_an_office_past_its_clock_is_late():
    still_open = [
        issue(flags=REGISTERED, state=State.QUEUED, closed=-1, due=END_DAY),
        issue(flags=REGISTERED, state=State.QUEUED, closed=-1, due=END_DAY - 1),
        issue(flags=REGISTERED, state=State.IN_TRANSIT, closed=-1, due=END_DAY - 1),
        issue(flags=REGISTERED | LATE, state=State.IN_TRANSIT, closed=-1, due=END_DAY + 9),
    ]
    assert value(observation([], still_open), "on_time_share") == pytest.approx(2 / 4)


@pytest.mark.parametrize(
    ("measure", "above", "below"),
    [
        ("registered_share", 7, 10),
        ("closure_share", 5, 7),
        ("resolution_share", 3, 10),
        ("resolution_registered_share", 2, 7),
        ("failed_share", 1, 10),
        ("nominal_share", 2, 10),
        ("dropped_share", 3, 10),
        ("open_share", 1, 10),
        ("on_time_share", 4, 7),
        ("satisfaction_share", 2, 6),
        ("response_share", 5, 10),
    ],
)
def test_truth_table(ten, measure, above, below):
    found = row(ten, measure)
    assert found.value == pytest.approx(above / below)
    assert found.n == below


def test_places_where_nobody_lives_have_no_row_and_kinds_without_issues_have_one():
    found = observation([issue(community=0)], people=(1000, 1000, 0))
    rows = {(r.by, r.group) for r in measures()["resolution_share"].function(found)}
    assert {group for by, group in rows if by == "setting"} == {"urban", "mixed"}
    assert ("region", "hills") not in rows and ("district", "west") not in rows
    assert {("region", "plain"), ("district", "east"), ("category", "dispute")} <= rows


def test_response_within_sixty_days_and_only_of_those_followed_so_long():
    late = END_DAY - 59
    found = observation(
        [
            issue(flags=HEARD, closed=170),
            issue(flags=HEARD, closed=171),
            issue(flags=HEARD, reported=late, closed=late),
        ]
    )
    assert row(found, "response_share") == ("all", "all", 2, 0.5)
    assert math.isnan(value(observation([issue(flags=HEARD, reported=late, closed=late)]), "response_share"))


def test_complaints_count_complainants_and_work_counts_rows():
    found = observation([issue(complaints=4, hand_overs=2), issue(state=State.FAILED, hand_overs=0)])
    assert value(found, "resolution_share") == pytest.approx(4 / 5)
    assert value(found, "hand_overs_per_issue") == pytest.approx(1.0)
    assert value(found, "reported_per_1000") == pytest.approx(5 / 3)


def test_design_weights_move_values_but_not_n():
    records = [issue(community=0), issue(community=2, state=State.FAILED)]
    found = observation(records, weights=(3.0, 1.0, 1.0))
    assert row(found, "resolution_share") == ("all", "all", 2, 0.75)
    assert row(found, "resolution_share", "category", "facility") == ("category", "facility", 2, 0.75)
    assert value(found, "resolution_share", "setting", "rural") == 0.0


def test_voices_again_above_and_over_heads():
    found = observation(
        [
            issue(),
            issue(flags=REPEAT),
            issue(flags=BYPASS, tier_reported=1),
            issue(tier_reported=Tier.MUNICIPALITY),
        ]
    )
    assert value(found, "repeat_share") == 0.25
    assert value(found, "bypass_share") == 0.25
    assert value(found, "straight_up_share") == 0.5


def test_needs_are_solved_reported_or_found():
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    tallies[NEEDS, 0, 0, Category.DISPUTE] = 10
    tallies[SELF_SOLVED, 0, 0, Category.DISPUTE] = 2
    tallies[ENDURED, 0, 0, Category.DISPUTE] = 4
    dispute = {"category": Category.DISPUTE}
    found = observation(
        [
            issue(complaints=3, **dispute),
            issue(state=State.DROPPED, **dispute),
            issue(flags=REPEAT, **dispute),
            issue(flags=DISCOVERED, **dispute),
        ],
        tallies=tallies,
    )
    for by, group in (
        ("all", "all"),
        ("setting", "urban"),
        ("category", "dispute"),
        ("resident_group", "ordinary"),
    ):
        assert row(found, "solved_per_need", by, group) == (by, group, 10, 0.5)
        assert value(found, "reported_per_need", by, group) == pytest.approx(0.2)
        assert value(found, "self_solved_share", by, group) == pytest.approx(0.2)
        assert value(found, "endured_share", by, group) == pytest.approx(0.4)
        assert value(found, "discovered_per_need", by, group) == pytest.approx(0.1)
    assert math.isnan(value(found, "solved_per_need", "setting", "rural"))


def test_conflicts_ever_met_follow_a_poisson_process():
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    tallies[NEEDS, 0, 0, Category.DISPUTE] = 100
    tallies[EXPOSED, 0, 0, Category.PROPERTY] = 200
    tallies[NEEDS, 0, 0, Category.CERTIFICATE] = 500
    found = observation(tallies=tallies)
    assert value(found, "conflict_exposure", "setting", "urban") == pytest.approx(1 - math.exp(-7 * 0.3))
    assert value(found, "conflict_exposure", "setting", "rural") == 0.0


def test_days_to_resolution_keep_other_ends_at_risk_and_censor_open_issues():
    ends = [issue(closed=112), issue(closed=115), issue(closed=130), issue(state=State.DROPPED, closed=111)]
    # Quarters end on days 2, 5 and 20; half of a day's issues count as before it: 1/8, 3/8 and 5/8 there.
    assert value(observation(ends), "resolution_days_q25") == pytest.approx(3.5)
    assert value(observation(ends), "resolution_days_q50") == pytest.approx(12.5)
    assert value(observation(ends), "resolution_days_q75") == 20.0
    assert math.isnan(value(observation(ends), "resolution_days_q90"))
    # By hand: 4 at risk on day 2 (3/4 left), the open one leaves on day 10, 2 at risk on day 20 (3/8 left), none on 30.
    late = issue(reported=END_DAY - 10, closed=-1, state=State.QUEUED)
    found = observation([issue(closed=112), issue(closed=130), issue(closed=140)], [late])
    assert value(found, "resolution_days_q50") == pytest.approx(20 + 10 * (0.5 - 0.4375) / (0.8125 - 0.4375))
    assert value(found, "resolution_days_q90") == 30.0


def test_days_of_closed_issues_are_those_of_work_orders():
    registered = REGISTERED | HEARD
    found = observation(
        [
            issue(flags=registered, closed=110, complaints=8),
            issue(flags=registered, closed=114),
            issue(flags=registered, closed=120, state=State.NOMINAL),
            issue(flags=HEARD, closed=300),
            issue(flags=REGISTERED, closed=400, state=State.DROPPED),
        ]
    )
    assert value(found, "closing_days_mean") == pytest.approx(14 / 3)
    assert value(found, "closing_days_q50") == 4.0
    assert row(found, "same_day_share") == ("all", "all", 3, pytest.approx(1 / 3))
    assert value(found, "closing_days_q90", "region", "plain") == 10.0
    assert math.isnan(value(found, "closing_days_q50", "region", "hills"))


def test_backlog_and_its_age():
    found = observation(
        [issue()],
        [
            issue(reported=END_DAY - 20, closed=-1, state=State.QUEUED, complaints=5),
            issue(reported=END_DAY - 100, closed=-1, state=State.WAITING_MONEY),
        ],
    )
    assert value(found, "backlog_per_1000") == pytest.approx(2 / 3)
    assert value(found, "backlog_age_days") == pytest.approx(60.0)
    assert value(found, "backlog_old_share") == 0.5


def test_where_issues_are_resolved_sums_to_one():
    found = observation([issue(tier=0), issue(tier=0), issue(tier=1), issue(tier=3), issue(tier=2, state=State.FAILED)])
    shares = [value(found, "solved_at_tier_share", "tier", tier.key) for tier in Tier]
    assert shares == [0.5, 0.25, 0.0, 0.25]


def test_clients_money_and_departments_are_compared():
    found = observation(
        [
            issue(flags=CLIENT | REGISTERED, cost_fen=100, departments=3, closed=111),
            issue(state=State.FAILED, flags=REGISTERED, closed=150),
            issue(departments=2),
        ]
    )
    assert value(found, "resolution_share", "client", "client") == 1.0
    assert value(found, "resolution_share", "client", "other") == 0.5
    assert value(found, "resolution_days_q50", "client", "client") == 1.0
    assert value(found, "resolution_share", "money", "no_money") == 0.5
    assert value(found, "resolution_share", "departments", "three") == 1.0
    assert value(found, "resolution_share", "departments", "one") == 0.0


def test_floating_residents_stand_apart_from_others_registered_elsewhere():
    found = observation(
        [
            issue(group=Group.FLOATING, registered_elsewhere=1),
            issue(registered_elsewhere=1),
            issue(registered_elsewhere=1, state=State.DROPPED),
            issue(state=State.DROPPED),
        ]
    )
    shares = {g: row(found, "resolution_share", "registration", g)[2:] for g in ("local", "floating", "elsewhere")}
    assert shares == {"local": (1, 0.0), "floating": (1, 1.0), "elsewhere": (2, 0.5)}


def test_a_payment_counts_once_however_often_the_cause_is_reported():
    key = np.uint64(7 << 16)
    first = issue(resident_key=key, occasion=16, flags=PAID, cost_fen=500_00, state=State.FAILED)
    again = issue(resident_key=key, occasion=17, flags=PAID | REPEAT, cost_fen=500_00)
    unpaid = issue(resident_key=key + np.uint64(1), occasion=16, cost_fen=300_00, state=State.DROPPED)
    paid_later = issue(resident_key=key + np.uint64(1), occasion=17, flags=PAID | BYPASS, cost_fen=300_00)
    never = issue(cost_fen=200_00, state=State.NOMINAL)
    found = observation([first, again, unpaid, paid_later, never])
    assert row(found, "money_met_share") == ("all", "all", 3, pytest.approx(0.8))
    assert value(found, "paid_per_resident", "setting", "urban") == pytest.approx(0.8)
    assert value(found, "asked_per_resident", "setting", "urban") == pytest.approx(1.0)


def test_nothing_reported_gives_no_answer_rather_than_a_guess():
    found = observation()
    for name in (
        "resolution_share",
        "closure_share",
        "resolution_days_q50",
        "closing_days_mean",
        "resolution_gini",
        "money_met_share",
        "solved_per_need",
        "solved_at_tier_share",
    ):
        by = ("tier", "community") if name == "solved_at_tier_share" else ("all", "all")
        assert math.isnan(value(found, name, *by)), name
    assert value(found, "reported_per_1000") == 0.0


def test_an_open_request_falls_due_when_its_due_day_has_passed():
    """The last day is the one before the end: what is due by then counts against closure, what is due later not yet."""
    for due, share in ((END_DAY - 1, 1 / 2), (END_DAY, 1.0), (END_DAY + 1, 1.0)):
        waiting = issue(flags=REGISTERED, state=State.QUEUED, closed=-1, due=due)
        assert value(observation([issue(flags=REGISTERED)], [waiting]), "closure_share") == pytest.approx(share)
