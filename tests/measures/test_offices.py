"""Hours, load, rooms, purses, trust and equity of hand-made places with known answers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.hours import USE, Entry
from sim.issues.store import NEEDS, TALLIES
from sim.measures.capacities import CAPACITIES, capacity_values, part_shares
from sim.measures.capacity import USES, committee_hours
from sim.measures.grouping import PLACES
from sim.measures.observation import N_CELLS
from sim.vocabulary import Bearer, Category, DeskKind, HoursUse, State
from tests.measures.handmade import issue, observation, row, value


def test_load_is_hours_over_hours_available():
    found = observation()
    committee = found.desks["kind"] == DeskKind.COMMITTEE
    found.desks["available_hours"][committee] = 100.0
    found.desks["offered_hours"][committee] = (50.0, 100.0, 150.0)
    found.desks["duty_hours"][committee] = 10.0
    found.desks["work_hours"][committee] = 30.0
    assert value(found, "offered_load", "desk", "committee") == pytest.approx(330 / 300)
    assert value(found, "carried_load", "desk", "committee") == pytest.approx(120 / 300)
    assert row(found, "carried_load", "tier", "community").n == 300
    assert math.isnan(value(found, "carried_load", "tier", "district"))


def test_hours_of_the_committee_by_use():
    found = observation()
    for use, a_day in ((HoursUse.ADMINISTRATIVE, 4.3), (HoursUse.COUNTER, 2.28), (HoursUse.MEETINGS, 1.0)):
        found.hours.write(Entry("community", Bearer.COMMITTEE, USE, use), a_day)
    for day in range(140):
        found.hours.close_day(working=day % 7 < 5)
    committee = found.desks["kind"] == DeskKind.COMMITTEE
    found.desks["work_hours"][committee], found.desks["left"][committee] = 150.0, 10.0
    hours = committee_hours(found)
    assert hours[HoursUse.ADMINISTRATIVE] == pytest.approx(np.full(3, 430))
    assert hours[HoursUse.COUNTER] == pytest.approx(np.full(3, 228))
    assert hours[HoursUse.IDLE] == pytest.approx(np.full(3, 10))
    total = 430 + 100 + 228 + 150 + 10
    assert value(found, "hours_work_share") == pytest.approx(150 / total)
    assert sum(value(found, f"hours_{use.key}_share", "setting", "rural") for use in USES) == pytest.approx(1.0)


def test_room_standard_and_shortfall():
    found = observation()
    found.communities["facility_m2"] = (300.0, 200.0, 0.0)
    assert value(found, "facility_standard_share") == pytest.approx(1 / 3)
    assert value(found, "facility_shortfall_m2") == pytest.approx(400 / 3)


def test_spending_of_the_tiers_adds_up_to_the_whole():
    found = observation(weights=(2.0, 2.0, 1.0))
    found.spent_fen[0][:] = (100_00, 200_00, 300_00)
    found.spent_fen[1][:] = (50_00, 0)
    found.spent_fen[2][:] = (0, 80_00)
    whole = (2 * 300 + 300 + 2 * 50 + 80) / 5000
    assert value(found, "spending_per_resident") == pytest.approx(whole)
    tiers = [value(found, "spending_per_resident", "tier", tier) for tier in ("community", "township", "district")]
    assert sum(tiers) == pytest.approx(whole)
    assert value(found, "spending_per_resident", "region", "hills") == pytest.approx(0.38)


def test_cost_of_a_resolved_issue():
    found = observation([issue(complaints=7), issue(), issue(state=State.FAILED)])
    found.spent_fen[0][0] = 500_00
    assert value(found, "cost_per_resolved") == pytest.approx(250.0)
    assert math.isnan(value(found, "cost_per_resolved", "region", "hills"))


def test_trust_is_the_mean_over_residents():
    found = observation(people=(100, 300, 100))
    found.residents.trust[0, :, 0] = (50.0, 240.0, 20.0)
    found.residents.trust[3, :, 0] = 80.0
    assert value(found, "trust_community") == pytest.approx(310 / 500)
    assert value(found, "trust_community", "setting", "rural") == pytest.approx(0.2)
    assert value(found, "trust_distance", "setting", "rural") == pytest.approx(0.6)


def many(community: int, resolved: int, failed: int) -> list[np.ndarray]:
    """Complaints of one community."""
    return [issue(community=community)] * resolved + [issue(community=community, state=State.FAILED)] * failed


def test_gaps_and_indices_of_two_groups_with_known_values():
    found = observation([*many(0, 18, 2), *many(2, 6, 14)])
    assert value(found, "resolution_urban_rural_gap") == pytest.approx(0.6)
    assert value(found, "resolution_urban_rural_ratio") == pytest.approx(3.0)
    assert value(found, "resolution_region_gap") == pytest.approx(0.6)
    # Two equal halves with 0.9 and 0.3: Gini = (0.9 - 0.3) / (4 * 0.6), Theil T in closed form.
    assert row(found, "resolution_gini")[2:] == (2, pytest.approx(0.25))
    assert value(found, "resolution_theil_t") == pytest.approx((1.5 * math.log(1.5) + 0.5 * math.log(0.5)) / 2)
    assert value(found, "resolution_theil_t_within_setting") == pytest.approx(0.0, abs=1e-12)
    # Mid-ranks 0.25 and 0.75: Erreygers' index is 8 times the covariance of value and rank.
    assert value(found, "resolution_concentration") == pytest.approx(8 * 0.3 * 0.25)
    assert value(found, "resolution_worst_decile") == pytest.approx(0.3)


def test_equal_communities_show_no_inequality():
    found = observation([*many(0, 10, 10), *many(1, 10, 10), *many(2, 10, 10)])
    for index in ("gini", "theil_t", "theil_l", "atkinson", "concentration", "region_gap", "urban_rural_gap"):
        assert value(found, f"resolution_{index}") == pytest.approx(0.0, abs=1e-12), index
    assert value(found, "resolution_palma") == pytest.approx(0.25)


def test_communities_with_a_handful_of_complaints_enter_no_index():
    found = observation([*many(0, 10, 10), *many(2, 0, 9)])
    assert row(found, "resolution_gini")[2:] == (1, 0.0)


def test_a_capacity_is_the_mean_of_its_parts_and_lies_between_0_and_1():
    found = observation([*many(0, 10, 10), *many(2, 3, 9)])
    for capacity in CAPACITIES:
        parts = [part_shares(found, part) for part in capacity.parts]
        for by in PLACES:
            whole = capacity_values(found, capacity)[by]
            expected = sum(part[by] for part in parts) / len(parts)
            assert np.allclose(whole, expected, equal_nan=True)
            assert ((whole >= 0) & (whole <= 1) | np.isnan(whole)).all()


def test_a_share_of_a_community_is_cut_at_one_where_older_causes_are_solved_too():
    """60 solved of 40 needs count as all, 20 of 40 as half: Gini of two equal halves = (1 - .5) / (4 * .75)."""
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    tallies[NEEDS, (0, 2), 0, 0] = 40
    found = observation([*many(0, 60, 0), *many(2, 20, 0)], tallies=tallies)
    assert value(found, "solved_per_need_gini") == pytest.approx(0.5 / 3)
    assert value(found, "solved_per_need_worst_decile") == pytest.approx(0.5)
