"""The five zeros, unsafe matters, records and who supplies services, of hand-made places with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.issues.store import DISCOVERED, ENDURED, NEEDS, REGISTERED, REPEAT, SELF_SOLVED, TALLIES
from sim.measures.observation import N_CELLS
from sim.vocabulary import Category, Channel, DeskKind, Group, State
from tests.measures.handmade import issue, observation, value


def tallies(*counts: tuple[int, int, int, int]) -> np.ndarray:
    """Tallies of ordinary local residents: (tally, community, category, count)."""
    table = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    for tally, community, category, count in counts:
        table[tally, community, 0, category] = count
    return table


def test_distance_is_needs_that_nobody_reported():
    found = observation(
        [issue(flags=DISCOVERED, category=Category.SAFETY)] * 2 + [issue()],
        tallies=tallies((ENDURED, 0, Category.SAFETY, 6), (NEEDS, 0, Category.SAFETY, 32)),
    )
    assert value(found, "zero_distance") == pytest.approx(8 / 32)


def test_errors_are_failures_of_what_was_worked_to_the_end():
    found = observation(
        [issue(), issue(), issue(state=State.FAILED), issue(state=State.NOMINAL), issue(state=State.DROPPED)]
    )
    assert value(found, "zero_errors") == pytest.approx(1 / 3)


def test_bad_habits_are_conflicts_that_arise():
    found = observation(
        people=(100, 300, 100),
        weights=(1.0, 1.0, 1.0),
        tallies=tallies(
            (NEEDS, 0, Category.DISPUTE, 6), (NEEDS, 1, Category.PROPERTY, 4), (NEEDS, 1, Category.SAFETY, 9)
        ),
    )
    assert value(found, "zero_bad_habits") == pytest.approx(1000.0 * 10 / 500 / found.years)


def test_blind_spots_are_unreported_needs_that_nobody_finds():
    found = observation(
        [issue(flags=DISCOVERED, category=Category.SAFETY)] * 2 + [issue()],
        tallies=tallies((ENDURED, 0, Category.SAFETY, 6)),
    )
    assert value(found, "zero_blind_spots") == pytest.approx(6 / 8)
    assert value(found, "zero_blind_spots", "category", "safety") == pytest.approx(0.75)
    assert math.isnan(value(found, "zero_blind_spots", "category", "welfare"))


def test_seams_are_losses_over_hand_overs_row_by_row():
    found = observation(
        [
            issue(hand_overs=3, complaints=5),
            issue(hand_overs=1, state=State.DROPPED, complaints=4),
            issue(state=State.DROPPED),
        ],
        [issue(hand_overs=4, state=State.LOST_ON_BOOK)],
    )
    assert value(found, "zero_seams") == pytest.approx(2 / 8)


def test_unsafe_matters_left_are_needs_less_those_solved():
    found = observation(
        [
            issue(category=Category.SAFETY),
            issue(category=Category.SAFETY, flags=DISCOVERED, community=2),
            issue(category=Category.DISPUTE, state=State.FAILED),
            issue(category=Category.FACILITY),
        ],
        tallies=tallies(
            (NEEDS, 0, Category.SAFETY, 5),
            (NEEDS, 0, Category.DISPUTE, 7),
            (SELF_SOLVED, 0, Category.DISPUTE, 4),
            (NEEDS, 2, Category.SAFETY, 3),
            (NEEDS, 0, Category.FACILITY, 100),
        ),
    )
    # One year, 3,000 residents: 15 needs, 4 solved by neighbours, 2 by offices.
    assert value(found, "unsettled_risks_per_1000") == pytest.approx(9 / 3)
    assert value(found, "unsettled_risks_per_1000", "setting", "urban") == pytest.approx(7.0)
    assert value(found, "unsettled_risks_per_1000", "setting", "rural") == pytest.approx(2.0)
    assert value(found, "safety_resolved_per_1000") == pytest.approx(2 / 3)


def test_floating_residents_and_others_registered_elsewhere_stand_apart():
    found = observation(people=(70, 0, 0))
    found.residents.n[:] = 0.0
    found.residents.n[0, Group.FLOATING * 2 + 1] = 20.0
    found.residents.n[0, Group.ORDINARY * 2 + 1] = 10.0
    found.residents.n[0, Group.OLDER * 2] = 70.0
    assert value(found, "floating_share") == pytest.approx(0.2)
    assert value(found, "elsewhere_share", "setting", "urban") == pytest.approx(0.1)


def test_records_hold_what_was_registered_first_or_found():
    found = observation(
        [
            issue(flags=REGISTERED),
            issue(flags=REGISTERED | REPEAT),
            issue(),
            issue(flags=DISCOVERED, arose=100, reported=130),
            issue(flags=DISCOVERED, arose=120, reported=130, category=Category.WELFARE),
        ],
        tallies=tallies((NEEDS, 0, Category.FACILITY, 8), (NEEDS, 0, Category.WELFARE, 2)),
    )
    assert value(found, "recorded_per_need") == pytest.approx(3 / 10)
    assert value(found, "recorded_per_need", "category", "welfare") == pytest.approx(1 / 2)
    assert value(found, "finding_days_mean") == pytest.approx(20.0)
    assert value(found, "finding_days_mean", "category", "welfare") == pytest.approx(10.0)


def test_who_resolves_sums_to_one_over_desks():
    station, helper = DeskKind.SOCIAL_WORKER, DeskKind.VOLUNTEER
    found = observation(
        [
            issue(desk_kind=station, complaints=2, category=Category.WELFARE),
            issue(desk_kind=helper, category=Category.WELFARE),
            issue(community=2, desk_kind=DeskKind.COMMITTEE),
            issue(desk_kind=station, state=State.FAILED),
        ],
        weights=(1.0, 1.0, 2.0),
    )
    assert value(found, "solved_at_desk_share", "desk", "social_worker") == pytest.approx(2 / 5)
    assert value(found, "solved_at_desk_share", "desk", "committee") == pytest.approx(2 / 5)
    assert sum(value(found, "solved_at_desk_share", "desk", kind.key) for kind in DeskKind) == pytest.approx(1.0)
    assert value(found, "by_social_workers_share", "category", "welfare") == pytest.approx(2 / 3)
    assert value(found, "by_social_workers_share") == pytest.approx(2 / 5)


def test_the_telephone_and_certificates():
    found = observation(
        [
            issue(channel=Channel.PHONE, category=Category.CERTIFICATE),
            issue(channel=Channel.HOTLINE),
            issue(channel=Channel.ONLINE, category=Category.CERTIFICATE, complaints=2),
            issue(channel=Channel.GRID_WORKER, flags=DISCOVERED, category=Category.CERTIFICATE),
        ]
    )
    assert value(found, "telephone_share") == pytest.approx(2 / 4)
    assert value(found, "certificate_requests_per_1000") == pytest.approx(3 / 3)


def test_agreements_are_counted_over_councils_with_a_quorum():
    found = observation()
    found.communities["n_quorate"], found.communities["n_agreed"] = (4, 0, 2), (6, 0, 3)
    assert value(found, "agreements_per_council") == pytest.approx(1.5)
    assert math.isnan(value(found, "agreements_per_council", "setting", "mixed"))
