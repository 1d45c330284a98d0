"""Published numbers of the paper against defaults, the world and the baseline; each has one use."""

from __future__ import annotations

import numpy as np
import pytest

from maintenance.generate_docs import parameters
from maintenance.paper_table import ROOT, functions_of
from maintenance.published_numbers import NumberUse, faults_of_uses, load_uses, platform_classes, published
from sim.measures.registry import Observation, measures, observe
from sim.mechanisms import registry
from sim.vocabulary import Category
from sim.world.places import read_place
from sim.world.services import ServiceNumber
from sim.world.tables import ORGANISATION_FIELDS
from tests.model_runs import CHONGQING, chongqing, finished, scenario

YUZHONG_RESIDENTS = 658_400
"""Residents of Yuzhong, the published year-end estimate of 2018 (`pop2018_10k` of districts.csv)."""


def number(key: str) -> float:
    """One published number."""
    return published()[key].value


def default(path: str) -> float:
    """Default of a parameter."""
    return float(parameters()[path].default)


@pytest.fixture(scope="module")
def baseline() -> Observation:
    """A year of the baseline on a slice of Chongqing."""
    return observe(finished(scenario(days=365, warm_up_days=184), chongqing(0.005)))


def value(found: Observation, name: str) -> float:
    """A measure of the whole place."""
    return next(row.value for row in measures()[name].function(found) if row.by == "all")


def test_every_number_has_one_use_and_what_it_names_exists():
    assert list(faults_of_uses(load_uses(), published())) == []
    for use in load_uses():
        assert use.note.endswith("."), use.keys
        for name in use.tests:
            file, _, function = name.partition("::")
            assert function in functions_of(ROOT / file), name


def test_a_use_that_is_wrong_is_found():
    known = {"a.b": published()["care.day_beds"], "c.d": published()["care.day_beds"]}
    uses = (NumberUse(("a.b",), "rumour", "No."), NumberUse(("a.b", "e.f"), "default", "No.", tests=("t::t",)))
    said = " | ".join(faults_of_uses(uses, known))
    for part in (
        "c.d has no use",
        "a.b has more than one use",
        "no number e.f",
        "unknown use 'rumour'",
        "names its parameters",
        "a test is named",
    ):
        assert part in said


def test_classes_of_the_platform_stand_under_their_categories():
    found = platform_classes(published())
    assert found[Category.FACILITY] == ("transport", "water electricity")
    assert found[Category.WELFARE] == ("social security", "welfare relief")
    assert found[Category.FARMING] == ()
    made_up = ServiceNumber(7.0, "code of category", 2017, None, "2.2.3", "made up", "assumed")
    assert platform_classes({"issue_class.farm_roads": made_up})[Category.FARMING] == ("farm roads",)


def test_defaults_follow_from_the_published_numbers():
    residents = number("population.all")
    assert default("world.institutions.purchased_yuan_per_resident") == pytest.approx(
        number("purchases.budget") / residents, rel=0.01
    )
    assert default("mechanisms.three_society_linkage.burden_share") == number("linkage.burden_share")
    assert default("mechanisms.community_policing.beat_hours") == number("policing.beat_hours")
    assert default("mechanisms.volunteers.projects_per_year") == number("projects.proposed") / number(
        "projects.communities"
    )
    assert default("mechanisms.social_work_132.full_workers") == pytest.approx(
        1e4 * number("social_work.workers") / YUZHONG_RESIDENTS, rel=0.01
    )
    assert default("migration.urbanisation_points") == pytest.approx(number("population.urban_points") / 100)
    rural = residents - number("population.urban")
    floating = (
        default("world.residents.town_groups.floating") * number("population.urban")
        + default("world.residents.village_groups.floating") * rural
    )
    assert default("world.residents.origin_outside_share") == pytest.approx(
        number("population.from_outside") / floating, abs=0.02
    )


def test_room_standards_at_the_start_follow_the_published_stations():
    towns, villages = number("committees.residents"), number("committees.villages")
    met = towns * default("world.communities.facility_met_urban") + villages * default(
        "world.communities.facility_met_village"
    )
    assert met / (towns + villages) == pytest.approx(number("facilities.station_share"), abs=0.01)


def test_parts_of_practices_are_as_many_as_the_paper_names():
    assert len(ORGANISATION_FIELDS) == number("organisations.fields")
    zeros = [name for name in measures() if name.startswith("zero_")]
    switches = [
        row
        for row in registry()["five_zeros"].Parameters.model_fields
        if row in ("distance", "error", "habits", "blind_spots", "seams")
    ]
    assert len(zeros) == len(switches) == number("five_zeros.parts")
    fields = registry()["three_plus_one"].Parameters.model_fields
    clients = [name for name in fields if name in ("farmer_share", "owner_share", "resident_share")]
    assert len(clients) == number("team.groups")
    # The district gives what village and township do not.
    assert len([name for name in fields if name.endswith("_part")]) + 1 == number("team.cadres")


def test_the_world_has_the_published_committees_and_residents():
    place = read_place(CHONGQING)
    residents = 10_000 * np.array([d.residents_10k for d in place.districts])
    urban = residents * np.array([d.urban_percent for d in place.districts]) / 100
    assert sum(d.n_villages for d in place.districts) == number("committees.villages")
    assert sum(d.n_committees for d in place.districts) == number("committees.residents")
    assert residents.sum() == pytest.approx(number("population.all"), rel=1e-4)
    assert urban.sum() == pytest.approx(number("population.urban"), rel=1e-3)


def test_product_of_the_regions_is_the_published_one():
    districts = read_place(CHONGQING).districts
    for region in ("main_city", "northeast", "southeast", "place"):
        chosen = [d for d in districts if region in (d.region, "place")]
        people = np.array([d.residents_10k for d in chosen])
        mean = np.average([d.gdp_per_head_yuan for d in chosen], weights=people)
        assert mean == pytest.approx(number(f"product.{region}"), rel=0.02), region


def test_paid_staff_falls_with_the_region_but_less_than_health_staff():
    staff = (number("product.northeast") / number("product.main_city")) ** default("world.staff.fiscal_exponent")
    for kind in ("staff", "doctors"):
        assert number(f"health.{kind}_northeast") / number(f"health.{kind}_main_city") < staff < 1.0


def test_registration_elsewhere_covers_the_two_rural_shares():
    urban = number("population.urban") / number("population.all")
    floating, elsewhere = (default("world.residents.town_groups.floating"), default("world.residents.elsewhere_urban"))
    least = number("population.rural_share") - (1.0 - urban)
    assert 0.0 < least < urban * (floating + (1.0 - floating) * elsewhere)


def test_rural_investment_grew_as_published():
    grown = number("rural_investment.yuan_1990") * (1.0 + number("rural_investment.growth")) ** 26
    assert grown == pytest.approx(number("rural_investment.yuan_2016"), rel=0.02)


def test_the_baseline_meets_what_the_paper_reports(baseline):
    assert value(baseline, "closure_share") > number("platform.closure_share") - 0.02
    assert value(baseline, "resolution_share") < value(baseline, "closure_share") - 0.2
    assert value(baseline, "conflict_exposure") > number("survey.conflicts")
    ratio = value(baseline, "rural_spending_ratio")
    assert ratio < number("rural_investment.ratio_1990")
    assert ratio == pytest.approx(number("rural_investment.ratio_2016"), abs=0.1)


def test_a_joint_meeting_is_held_every_month():
    model = finished(scenario(mechanisms={"one_plus_n": {"phase_in_days": 0}}, days=365), chongqing(0.005))
    held = model.townships.n_meetings
    assert held.max() == number("one_plus_n.meetings")
