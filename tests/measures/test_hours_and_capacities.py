"""Loads, rooms, moves, the balance of hours, quartiles and curves of hand-made places, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.hours import ORIGIN, RELIEVED, USE, Entry
from sim.issues.store import (
    BYPASS,
    NEEDS,
    PLAN_BYPASS,
    PLAN_DISCOVER,
    PLAN_INTAKE,
    PLAN_RECUR,
    PLAN_REPEAT,
    REGISTERED,
    SELF_SOLVED,
    TALLIES,
)
from sim.measures.capacities import CAPACITIES, part_shares
from sim.measures.grouping import group_label, period_label, periods_among
from sim.measures.hours import balance_of_hours
from sim.measures.measure import PER_NEED, Measure
from sim.measures.observation import N_CELLS, ServiceSums, observe
from sim.measures.participation import desk_map
from sim.measures.registry import out_of_range
from sim.measures.trust import trust_distance
from sim.model import GovernanceModel
from sim.vocabulary import STOCKS, Bearer, Category, DeskKind, Group, HoursOrigin, HoursUse, Setting, State, Tier
from sim.words import T
from sim.world.places import PlaceNames
from tests.measures.handmade import END_DAY, FIRST_DAY, issue, observation, row, value
from tests.model_runs import scenario, small_world

WEIGHTS = (2.0, 1.0, 3.0)
PEOPLE = (1000, 500, 800)
"""Residents stand for 2 x 1,000 + 500 + 3 x 800 = 4,900: 2,500 in the east, 2,400 in the west. One measured year."""


def place(**given: object):
    """The three communities with unequal weights and residents."""
    found = observation(weights=WEIGHTS, people=PEOPLE, **given)  # type: ignore[arg-type]
    found.townships["weight"], found.districts["population"] = (2.0, 3.0), (1500, 800)
    return found


def test_movers_count_where_they_live_now_and_where_they_lived():
    """Three came to the first community, which stands for two; one left the second, five the third, for three."""
    found = place()
    found.communities["n_arrived"], found.communities["n_left"] = (3, 0, 0), (0, 1, 5)
    assert value(found, "moved") == pytest.approx(1000 * 6 / 4900)
    assert value(found, "moved_away") == pytest.approx(1000 * 16 / 4900)
    assert value(found, "moved", "district", "east") == pytest.approx(1000 * 6 / 2500)
    assert value(found, "moved_away", "setting", "mixed") == pytest.approx(1000 * 1 / 500)
    assert value(found, "moved", "region", "hills") == 0.0
    assert row(found, "moved").n == 2300
    assert math.isnan(value(replace(found, end_day=FIRST_DAY, _kept={}), "moved"))


def test_residents_who_live_as_urban_count_in_part():
    found = place()
    found.communities["urban_share"] = (1.0, 0.6, 0.25)
    assert value(found, "town_share") == pytest.approx((2000 + 300 + 600) / 4900)
    assert value(found, "town_share", "district", "west") == pytest.approx(0.25)


def test_quartiles_of_closed_issues_lie_between_days():
    """Closed after 2, 6, 10 and 20 days: half of each day counts, at 1/8, 3/8, 5/8 and 7/8; joined by lines.

    A quarter lies halfway from 2 to 6, a half from 6 to 10, three quarters from 10 to 20. What is not on the register,
    got no answer, or is open, is no closed issue; complainants of one order count once.
    """

    def after(days: int, **more: object) -> np.ndarray:
        return issue(**{"reported": 110, "closed": 110 + days, "flags": REGISTERED, **more})

    closed = [after(2, complaints=9), after(6), after(10, state=State.NOMINAL), after(20, state=State.FAILED)]
    closed += [after(90, flags=0), after(80, state=State.DROPPED)]
    found = observation(closed, [issue(flags=REGISTERED, state=State.QUEUED)])
    for level, days in (("q25", 4.0), ("q50", 8.0), ("q75", 15.0), ("q90", 20.0), ("mean", 9.5)):
        assert value(found, f"closing_days_{level}") == pytest.approx(days), level
        assert row(found, f"closing_days_{level}").n == 4
    assert math.isnan(value(found, "closing_days_q25", "category", "dispute"))
    assert value(found, "closing_days_q75", "tier", "community") == pytest.approx(15.0)


def test_a_resolution_curve_counts_residents_and_begins_with_the_poor():
    """Resolved 4, 8 and 12 of 20; residents 5, 1 and 4 tenths. All that is held: .5 x .2 + .1 x .4 + .4 x .6 = 0.38.

    The west is poor and holds 0.24 of it in its four tenths; the east shares 0.14 alike over its six.
    """
    closed = [
        issue(community=c, state=State.RESOLVED if k < n else State.FAILED)
        for c, n in ((0, 4), (1, 8), (2, 12))
        for k in range(20)
    ]
    found = observation(closed, weights=(5.0, 2.0, 4.0), people=(1000, 500, 1000))
    for share, held in (("20", 0.12), ("40", 0.24), ("70", 0.24 + 0.07)):
        at = value(found, "resolution_concentration_curve", "population_share", share)
        assert at == pytest.approx(held / 0.38), share
    for share, held in (("50", 0.10), ("60", 0.14), ("80", 0.14 + 0.12)):
        assert value(found, "resolution_lorenz", "population_share", share) == pytest.approx(held / 0.38), share
    assert row(found, "resolution_concentration_curve", "population_share", "10").n == 3


def test_a_community_enters_a_curve_with_ten_complaints():
    nine, ten = (observation([issue(community=1)] * n) for n in (9, 10))
    assert row(nine, "resolution_lorenz", "population_share", "50").n == 0
    assert row(ten, "resolution_lorenz", "population_share", "50").n == 1


def test_load_of_offices_above_weighs_townships_and_districts():
    """Townships stand for two and three of their kind; a district by its residents, 2,500 for 1,500 and 3 for one."""
    found = place()
    desks, m = found.desks, desk_map(found)
    office = m.of_townships(DeskKind.TOWNSHIP)
    desks["available_hours"][office], desks["offered_hours"][office] = (100.0, 200.0), (50.0, 300.0)
    for name, hours in (("intake_hours", 1.0), ("enquiry_hours", 2.0), ("duty_hours", 4.0)):
        desks[name][office] = hours
    desks["work_hours"][office], desks["passing_hours"][office] = (10.0, 20.0), (30.0, 40.0)
    desks["visit_hours"][office] = desks["idle_hours"][office] = 1000.0
    assert value(found, "offered_load", "desk", "township") == pytest.approx((2 * 57 + 3 * 307) / 800)
    assert value(found, "carried_load", "desk", "township") == pytest.approx((2 * 47 + 3 * 67) / 800)
    assert row(found, "offered_load", "desk", "township").n == 300
    housing = m.of_districts(DeskKind.HOUSING)
    desks["available_hours"][housing], desks["offered_hours"][housing] = (10.0, 10.0), (30.0, 5.0)
    expected = (5 / 3 * 30 + 3 * 5) / (5 / 3 * 10 + 3 * 10)
    assert value(found, "offered_load", "tier", "district") == pytest.approx(expected)
    assert value(found, "offered_load", "tier", "township") == pytest.approx((2 * 57 + 3 * 307) / 800)


def test_the_room_standard_is_met_at_the_standard():
    """It takes 300 m2 in each; a hair's breadth is forgiven, a tenth of a square metre is not."""
    found = place()
    found.communities["facility_m2"] = (300.0 - 5e-7, 299.9, 500.0)
    assert value(found, "facility_standard_share") == pytest.approx((2 + 3) / 6)
    found = place()
    found.communities["facility_m2"] = (300.0, 200.0, 500.0)
    assert value(found, "facility_shortfall_m2") == pytest.approx(1000 * 100 / 4900)
    assert value(found, "facility_shortfall_m2", "setting", "mixed") == pytest.approx(200.0)


def test_idle_hours_of_committees_include_those_saved_for_later():
    """Of 40 hours 10 went to work, 5 to visits, 3 were idle and 2 saved; 20 went to leave."""
    found = place()
    desk = desk_map(found).of_communities(DeskKind.COMMITTEE)
    found.hours.add(Entry("community", Bearer.COMMITTEE, USE, HoursUse.LEAVE), np.full(3, 20.0))
    for name, hours in (("work_hours", 10.0), ("visit_hours", 5.0), ("idle_hours", 3.0), ("left", 2.0)):
        found.desks[name][desk] = hours
    for use, part in (("idle", 5 / 40), ("leave", 20 / 40), ("work", 10 / 40), ("visits", 5 / 40), ("hand_over", 0.0)):
        assert value(found, f"hours_{use}_share") == pytest.approx(part), use
    assert row(found, "hours_idle_share").n == 120


def test_the_balance_of_hours_counts_every_office_for_those_it_stands_for():
    """Over 4,900 residents and a year; relieved work is kept by community, whoever bears it now."""
    found = place()
    lines = {
        "origin.committee.paid": (
            Entry("community", Bearer.COMMITTEE, ORIGIN, HoursOrigin.PAID),
            (1, 2, 4),
            2 + 2 + 12,
        ),
        "use.township.moved_up": (Entry("township", Bearer.TOWNSHIP, USE, HoursUse.MOVED_UP), (5, 7), 10 + 21),
        "origin.district.paid": (Entry("district", Bearer.DISTRICT, ORIGIN, HoursOrigin.PAID), (3, 2), 5 + 6),
        "relieved.township.counter": (
            Entry("community", Bearer.TOWNSHIP, RELIEVED, HoursUse.COUNTER),
            (1, 1, 1),
            2 + 1 + 3,
        ),
    }
    for entry, hours, _ in lines.values():
        found.hours.add(entry, np.array(hours, float))
    found.desks["work_hours"][desk_map(found).of_townships(DeskKind.ORGANISATION)] = (2.0, 1.0)
    found.communities["courtyard_used"], found.communities["courtyard_left"] = 4.0, 9.0
    found.hours.courtyards_before[:] = 10.0
    rows = {r.group: r for r in balance_of_hours(found)}
    for key, (_, hours, weighed) in lines.items():
        assert rows[key].value == pytest.approx(1000 * weighed / 4900), key
        assert rows[key].n == sum(hours)
    assert rows["use.organisation.work"].value == pytest.approx(1000 * 7 / 4900)
    assert rows["use.resident.work"].value == pytest.approx(1000 * 24 / 4900)
    assert rows["use.resident.saved"].value == pytest.approx(-1000 * 6 / 4900)
    empty = balance_of_hours(replace(found, end_day=FIRST_DAY, _kept={}))
    assert all(math.isnan(r.value) for r in empty)


def test_posts_gained_are_those_noted_on_the_morning_after_the_last_day():
    noted = np.zeros(len(STOCKS))
    noted[STOCKS.index("posts")] = 1.5
    found = replace(place(), stocks={END_DAY: noted, END_DAY - 1: noted * 7})
    assert row(found, "posts_gained_per_10000")[2:] == (2300, 1.5)
    assert math.isnan(value(place(), "posts_gained_per_10000"))


def test_the_distance_of_trust_is_far_less_near_for_every_group():
    found = place()
    found.residents.trust[Tier.COMMUNITY, :, 0] = (500.0, 400.0, 80.0)
    found.residents.trust[Tier.TOWNSHIP, :, 0] = (1.0, 2.0, 3.0)
    found.residents.trust[Tier.MUNICIPALITY, :, 0] = (700.0, 300.0, 720.0)
    rows = {(r.by, r.group): r.value for r in trust_distance(found)}
    assert rows["setting", "urban"] == pytest.approx(0.7 - 0.5)
    assert rows["setting", "mixed"] == pytest.approx(0.6 - 0.8)
    assert rows["all", "all"] == pytest.approx(((1400 + 300 + 2160) - (1000 + 400 + 240)) / 4900)


def test_services_above_communities_carry_design_weights():
    """Lots left 100 and 300 yuan, paid 500 and 100; a district's yuan count 5/3 and 3. Ten yuan were built with."""
    services = ServiceSums(
        purchased_fen=np.array([50_000.0, 10_000.0]),
        purchased_hours=np.array([20.0, 4.0]),
        unserved_fen=np.array([10_000.0, 30_000.0]),
        built_fen=1000,
    )
    found = replace(place(), services=services)
    left, paid = 100 * 5 / 3 + 300 * 3, 500 * 5 / 3 + 100 * 3
    assert value(found, "purchases_unserved_share") == pytest.approx(left / (left + paid))
    assert value(found, "purchases_unserved_share", "region", "plain") == pytest.approx(100 / 600)
    # The township's 500 yuan lie on 1,500 residents, a third of them in the second community.
    years = END_DAY / 365.0
    assert value(found, "purchases_per_resident", "setting", "mixed") == pytest.approx(1 / 3 / years)
    whole = 500 / 3 * 2 * 2 + 500 / 3 + 100 * 3
    assert value(found, "purchases_per_resident") == pytest.approx(whole / 4900 / years)
    hours = 20 / 3 * 2 * 2 + 20 / 3 + 4 * 3
    assert value(found, "hours_per_1000_yuan") == pytest.approx(1000 * hours / whole)
    assert row(found, "hours_per_1000_yuan").n == 2300
    assert value(found, "capital_per_resident") == pytest.approx(10 / 2300 / years)
    d = found.districts
    d["places"], d["places_used"] = (30, 10), (6, 9)
    assert value(found, "care_places_used_share") == pytest.approx((6 * 5 / 3 + 9 * 3) / (30 * 5 / 3 + 10 * 3))
    assert row(found, "care_places_used_share").n == 40


def test_each_capacity_has_the_parts_its_definition_names_and_an_unwanted_one_counts_the_other_way():
    """The west has 4 complaints over heads of 10, all registered and half of them nominal, awareness a quarter.

    So lawfulness there is the mean of 1, 1/2, 6/10 and 1/4.
    """
    closed = [issue(community=2, flags=REGISTERED | (BYPASS if k < 4 else 0)) for k in range(5)]
    closed += [issue(community=2, flags=REGISTERED, state=State.NOMINAL) for _ in range(5)]
    found = place(closed=closed)
    found.communities["awareness"] = (0.9, 0.9, 0.25)
    assert value(found, "capacity_lawfulness", "district", "west") == pytest.approx((1 + 0.5 + 0.6 + 0.25) / 4)
    assert math.isnan(value(found, "capacity_lawfulness", "district", "east"))
    assert math.isnan(value(found, "capacity_lawfulness_urban_rural_gap"))
    assert row(found, "capacity_lawfulness", "district", "west").n == 10


def test_a_part_of_a_capacity_is_cut_at_one():
    """Two dispute needs solved among neighbours and three more by offices, of four: counted as all of them."""
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    tallies[NEEDS, 0, 0, Category.DISPUTE], tallies[SELF_SOLVED, 0, 0, Category.DISPUTE] = 4, 2
    found = place(closed=[issue(category=Category.DISPUTE)] * 3, tallies=tallies)
    disputes = next(c for c in CAPACITIES if c.id == "disputes")
    assert [part_shares(found, part)["all"][0] for part in disputes.parts] == [1.0, 1.0, 1.0]


def made(unit: str, signed: bool) -> Measure:
    """A measure of a unit."""
    return Measure("x", "x", "甲", unit, "none", T("x", "甲"), ("all",), lambda o: [], signed)


@pytest.mark.parametrize(
    ("unit", "signed", "limits", "per_cent"),
    [
        ("share", False, (0.0, 1.0), True),
        ("share", True, (-1.0, 1.0), True),
        ("0-1", True, (-1.0, 1.0), False),
        (PER_NEED, False, (0.0, math.inf), True),
        ("days", False, (0.0, math.inf), False),
        ("index", True, (-math.inf, math.inf), False),
    ],
)
def test_a_unit_says_between_which_values_a_measure_lies(unit, signed, limits, per_cent):
    assert made(unit, signed).limits == limits
    assert made(unit, signed).in_per_cent is per_cent


@pytest.mark.parametrize(
    ("measure", "x", "wrong"),
    [
        ("resolution_share", 1.0, False),
        ("resolution_share", 1.0 + 1e-6, True),
        ("resolution_share", -1e-6, True),
        ("resolution_days_q50", -0.1, True),
        ("resolution_days_q50", 900.0, False),
        ("capacity_service_urban_rural_gap", -1.0, False),
        ("capacity_service_urban_rural_gap", -1.01, True),
        ("posts_gained_per_10000", -3.0, False),
    ],
)
def test_a_value_out_of_range_is_named(measure, x, wrong):
    found = out_of_range(
        pd.DataFrame([(measure, "all", "all", 1, x)], columns=["measure", "by", "group", "n", "value"])
    )
    assert found == (f"{measure} by all, all, is {x:.6g}" if wrong else None)


def test_groups_are_called_by_their_words():
    names = PlaceNames(T("place", "地方"), {("region", "plain"): T("The Plain", "平原")})
    for by, key, label in (
        ("region", "plain", "The Plain"),
        ("region", "hills", "hills"),
        ("path", "unregistered_district_failed", "not registered, district or county, worked on without success"),
        ("hours", "origin.committee.paid", f"{Bearer.COMMITTEE.label}: {HoursOrigin.PAID.label}"),
        ("hours", "relieved.township.counter", f"{Bearer.TOWNSHIP.label}: {HoursUse.COUNTER.label}"),
        ("population_share", "40", "lowest 40 %"),
        ("registration", "elsewhere", "elsewhere"),
        ("origin", "patrol", "found by patrols"),
        ("departments", "two", "two"),
        ("setting", "rural", Setting.RURAL.label),
    ):
        assert group_label(by, key, names).en.startswith(label), (by, key)


def test_periods_are_named_within_their_year_and_keep_their_order():
    for by, key, english in (
        ("month", "2017-03", "Mar 2017"),
        ("month", "2017-12", "Dec 2017"),
        ("week", "2016-W52", "week 52 of 2016"),
        ("quarter", "2017-Q1", "quarter 1 of 2017"),
        ("year", "2017", "2017"),
    ):
        assert period_label(by, key).en == english
    assert periods_among(("year", "setting", "month", "year")) == ("month", "year")


def test_a_district_without_drawn_residents_stands_for_nobody():
    found = place()
    assert found.district_weight == pytest.approx([2500 / 1500, 3.0])
    found = place()
    found.communities["population"][2] = 0
    assert found.district_weight[1] == 0.0
    assert replace(found, end_day=FIRST_DAY - 5).years == 0.0
    assert replace(found, end_day=FIRST_DAY + 730).years == pytest.approx(2.0)


def test_a_post_is_vacant_from_the_day_it_falls_vacant():
    """A post that will be filled on day 0 is vacant, one with -1 is not; strain counts those at work."""
    found = place()
    found.workers["township"], found.workers["vacant_until"], found.workers["strain"] = (0, 1), (0, -1), (5.0, 2.0)
    assert value(found, "worker_vacancy_share") == pytest.approx(2 / 5)
    assert value(found, "worker_strain") == 2.0


def test_closed_on_the_same_day_is_after_no_day():
    closed = [issue(flags=REGISTERED, reported=110, closed=110 + days) for days in (0, 1, 1, 5)]
    assert value(observation(closed), "same_day_share") == pytest.approx(1 / 4)


def test_stocks_of_a_year_are_those_of_the_morning_after_it():
    """Measured days 100 to 464 begin in October 2016: the year ends before day 184, the next is cut at the end."""
    noted = {day: np.arange(len(STOCKS)) + float(day) for day in (END_DAY, 184, 183, FIRST_DAY)}
    found = replace(place(), stocks=noted, wanted_periods=("year",))
    for measure, stock in (("backlog_per_1000", "backlog"), ("trust_district", "trust_district")):
        for year, day in (("2016", 184), ("2017", END_DAY)):
            assert value(found, measure, "year", year) == day + STOCKS.index(stock)
    assert row(found, "backlog_per_1000", "year", "2017").n == 2300


def test_what_is_gathered_of_a_model():
    """Standards of rooms, money of society, hidden needs and what was paid on measured days."""
    model = GovernanceModel(scenario({"world.communities.facility_minimum_m2": 20.0}, days=30), small_world(), seed=1)
    model.services.project_fen[:], model.services.pooled_fen[:] = 70, 5
    model.services.lots_fen[1] = 3
    model.accounts["builders"] = 44
    model.communities.spent_fen[:], model.spent_before = 50, {"Community": np.full(16, 20)}
    model.townships.spent_fen[:], model.districts.spent_fen[:] = 7, 9
    model.day = 12
    issues, resident = model.stage.issues, int(model.communities.first_resident[3])
    plans = (PLAN_DISCOVER, PLAN_REPEAT, PLAN_BYPASS, PLAN_RECUR, PLAN_INTAKE, PLAN_DISCOVER)
    for slot, plan in enumerate(plans):
        for name, x in (("plan", plan), ("resident", resident), ("community", 3), ("arose", 5), ("occasion", slot)):
            issues[name][slot] = x
        issues["state"][slot] = int(State.LATENT if slot < 5 else State.IN_TRANSIT)
    model.residents.records["group"][resident] = int(Group.OLDER)
    model.residents.records["registered_elsewhere"][resident] = 1
    found = observe(model)
    place_ = model.scenario.world.communities
    asked = place_.facility_m2_per_household * model.communities.population / place_.household_persons
    assert found.standard_m2 == pytest.approx(np.maximum(20.0, asked)) and (asked > 20.0).any() and (asked < 20.0).any()
    assert found.hidden["plan"].tolist() == [PLAN_DISCOVER, PLAN_REPEAT, PLAN_BYPASS]
    assert set(found.hidden["group"].tolist()) == {int(Group.OLDER)} and found.hidden["registered_elsewhere"].all()
    assert found.hidden["occasion"].tolist() == [0, 1, 2] and (found.hidden["community"] == 3).all()
    assert (found.services.society_fen == 75.0).all() and found.services.built_fen == 44
    assert found.services.unserved_fen[1] == 3.0 * model.services.lots_fen.shape[1]
    assert [part[0] for part in found.spent_fen] == [30.0, 7.0, 9.0]
    assert (found.first_day, found.end_day, found.sample) == (0, 12, 1.0)
