"""Measures of places that divide one thing by another, read a second time from docs/measures.md on drawn books."""

from __future__ import annotations

import numpy as np
import pytest

from sim.hours import USE, Entry
from sim.measures.amounts import amount, cells_of
from sim.measures.capacity import USES, committee_hours
from sim.measures.observation import Observation
from sim.vocabulary import Bearer, DeskKind, HoursUse, Setting
from tests.measures.handmade import observation, row, value
from tests.measures.test_equity import PEOPLE, SETTING, WEIGHTS
from tests.measures.test_equity import made as issues_made
from tests.measures.test_quotients import YEARS

WEIGHT, RESIDENTS = np.array(WEIGHTS), np.array(PEOPLE, dtype=float)
GROUPS = {"all": np.ones(3, bool), "urban": SETTING == Setting.URBAN, "rural": SETTING == Setting.RURAL}

OF_RESIDENTS = {"ties": "ties", "legal_awareness": "awareness"}
PER_1000 = {
    "courtyard_hours_per_1000": "courtyard_used",
    "moved": "n_arrived",
    "moved_away": "n_left",
}


def filled(seed: int) -> Observation:
    """A place with drawn books, issues, needs, rooms, hours and trust."""
    _, found = issues_made(seed)
    rng = np.random.default_rng(seed)
    c, d = found.communities, found.districts
    c["population"], c["weight"] = PEOPLE, WEIGHTS
    for name in c.dtype.names:
        if name not in ("setting", "township", "district", "region", "population", "weight", "urban_share"):
            c[name] = rng.integers(1, 60, 3) / (1 if c[name].dtype.kind in "iu" else 64)
    c["n_enquiries"] = 100
    c["urban_share"] = (1.0, 0.5, 0.0)
    c["facility_m2"] = (299.0, 300.0, 301.0)
    d["population"], d["n_refused_place"] = (2900, 700), (9, 4)
    return found


def where(group: str) -> dict[str, str]:
    """Grouping and key of a group."""
    return {"by": "all"} if group == "all" else {"by": "setting", "group": group}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("seed", range(2))
def test_what_is_a_mean_over_residents_counts_each_by_design_weight(seed, group):
    found, at = filled(seed), GROUPS[group]
    c, who = found.communities, (WEIGHT * RESIDENTS)[at]
    for measure, column in OF_RESIDENTS.items():
        assert value(found, measure, **where(group)) == pytest.approx(np.average(c[column][at], weights=who))
    managed = 1.0 - c["unmanaged_share"][at]
    assert value(found, "managed_estates_share", **where(group)) == pytest.approx(np.average(managed, weights=who))
    paid = np.average(c["paying_share"][at], weights=who * c["taken_share"][at])
    assert value(found, "fees_paid_share", **where(group)) == pytest.approx(paid)
    assert value(found, "town_share", **where(group)) == pytest.approx(np.average(c["urban_share"][at], weights=who))
    for measure, column in PER_1000.items():
        rate = 1000.0 * (WEIGHT * c[column])[at].sum() / (who.sum() * YEARS)
        assert value(found, measure, **where(group)) == pytest.approx(rate)


@pytest.mark.parametrize("group", GROUPS)
def test_skill_and_strain_are_means_over_staff(group):
    found, at = filled(1), GROUPS[group]
    committee = found.desks["kind"] == DeskKind.COMMITTEE
    found.desks["skill"][committee] = (0.25, 0.5, 1.0)
    staff = (WEIGHT * found.communities["staff"])[at]
    assert value(found, "committee_skill", **where(group)) == pytest.approx(
        np.average(np.array([0.25, 0.5, 1.0])[at], weights=staff)
    )


def test_refused_care_places_are_counted_by_district():
    found = filled(1)
    weight = np.array([found.district_weight[0], found.district_weight[1]])
    rate = 1000.0 * (weight * (9, 4)).sum() / ((weight * (2900, 700)).sum() * YEARS)
    assert value(found, "places_refused_per_1000") == pytest.approx(rate)
    assert value(found, "places_refused_per_1000", "district", "west") == pytest.approx(4000.0 / (700 * YEARS))
    assert value(found, "places_refused_per_1000", "region", "plain") == pytest.approx(9000.0 / (2900 * YEARS))


@pytest.mark.parametrize("group", GROUPS)
def test_every_use_of_committee_hours_has_its_share(group):
    found, at = filled(1), GROUPS[group]
    for k, use in enumerate(HoursUse):
        if use in (HoursUse.ADMINISTRATIVE, HoursUse.COUNTER, HoursUse.MEETINGS, HoursUse.LEAVE):
            found.hours.write(Entry("community", Bearer.COMMITTEE, USE, use), np.array([1.0, 2.0, 5.0]) + k)
    for day in range(70):
        found.hours.close_day(working=day % 7 < 5)
    hours = {use: (WEIGHT * committee_hours(found)[use])[at].sum() for use in USES}
    assert sum(hours.values()) > 0.0
    for use in USES:
        share = value(found, f"hours_{use.key}_share", **where(group))
        assert share == pytest.approx(hours[use] / sum(hours.values())), use


CAPACITIES = {
    "coordination": (
        ("several_resolved", "several_reported", False),
        ("on_time", "registered", False),
        ("passed_on_lost", "passed_on", True),
    ),
    "resilience": (
        ("vulnerable_solved", "vulnerable_needs", False),
        ("vulnerable_resolved", "vulnerable_reported", False),
        ("welfare_resolved", "welfare_reported", False),
    ),
    "disputes": (
        ("dispute_solved", "dispute_needs", False),
        ("dispute_resolved", "dispute_reported", False),
        ("dispute_again", "dispute_reported", True),
    ),
    "service": (("service_solved", "service_needs", False), "enquiries", "rooms"),
    "lawfulness": (
        ("registered", "reported", False),
        ("closed_nominal", "registered", True),
        ("bypass", "reported", True),
        "awareness",
    ),
}
"""What each capacity is the mean of: an amount over another, taken from one where it is unwanted; or of communities."""


def part(found: Observation, what: object, by: str, k: int, at: np.ndarray) -> float:
    """One part of a capacity in one group, between 0 and 1."""
    c = found.communities
    if isinstance(what, tuple):
        above, below, unwanted = what
        share = amount(found, above).weighted[by][k] / amount(found, below).weighted[by][k]
        return min(max(1.0 - share if unwanted else share, 0.0), 1.0)
    if what == "enquiries":
        return min((WEIGHT * c["n_enquiries_answered"])[at].sum() / (WEIGHT * c["n_enquiries"])[at].sum(), 1.0)
    if what == "rooms":  # A standard of 300 square metres in each.
        return float(np.average(c["facility_m2"][at] >= 300.0, weights=WEIGHT[at]))
    return min(float(np.average(c["awareness"][at], weights=(WEIGHT * RESIDENTS)[at])), 1.0)


@pytest.mark.parametrize("capacity", CAPACITIES)
@pytest.mark.parametrize("seed", range(2))
def test_a_capacity_is_the_mean_of_its_parts_and_its_gap_is_town_less_village(seed, capacity):
    found = filled(seed)
    expected = {}
    for group, at in GROUPS.items():
        by, k = ("all", 0) if group == "all" else ("setting", int(Setting.URBAN if group == "urban" else Setting.RURAL))
        expected[group] = np.mean([part(found, what, by, k, at) for what in CAPACITIES[capacity]])
        assert value(found, f"capacity_{capacity}", **where(group)) == pytest.approx(expected[group]), group
    gap = value(found, f"capacity_{capacity}_urban_rural_gap")
    assert gap == pytest.approx(expected["urban"] - expected["rural"])
    assert row(found, f"capacity_{capacity}").n == amount(found, "reported").counted["all"][0]


def test_rates_of_needs_and_complaints_are_per_1000_residents_and_year():
    found = filled(0)
    people = float((WEIGHT * RESIDENTS).sum())
    for measure, what in (("needs_per_1000", "needs"), ("registered_per_1000", "registered")):
        rate = 1000.0 * amount(found, what).weighted["all"][0] / (people * YEARS)
        assert value(found, measure) == pytest.approx(rate)


@pytest.mark.parametrize(("tier", "k"), [("township", 1), ("district", 2)])
def test_trust_is_in_the_tier_it_is_called_by(tier, k):
    found = observation(people=(100, 300, 100))
    found.residents.trust[k, :, 0] = (50.0, 240.0, 20.0)
    for other in range(4):
        if other != k:
            found.residents.trust[other, :, 0] = 99.0
    assert value(found, f"trust_{tier}") == pytest.approx(310 / 500)
    assert value(found, f"trust_{tier}", "setting", "rural") == pytest.approx(0.2)


def test_indices_of_spending_are_over_communities_by_the_money_that_reached_a_resident():
    found = filled(0)
    per_head, stands_for = cells_of(found, "met_fen").sum(axis=1) / RESIDENTS, WEIGHT * RESIDENTS
    assert (per_head > 0).all()
    total, mean = stands_for.sum(), np.average(per_head, weights=stands_for)
    apart = abs(per_head[:, None] - per_head) * stands_for[:, None] * stands_for
    assert value(found, "spending_gini") == pytest.approx(apart.sum() / (2.0 * total**2 * mean))
    # The first two communities lie in the rich district and share the upper ranks, the third has the lower ones.
    poor = stands_for[2] / total
    middle = np.array([(1.0 + poor) / 2.0, (1.0 + poor) / 2.0, poor / 2.0])
    covariance = np.average((per_head - mean) * (middle - 0.5), weights=stands_for)
    assert value(found, "spending_concentration") == pytest.approx(2.0 * covariance / mean)
