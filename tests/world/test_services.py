"""The published numbers of services: they agree with each other, with the defaults, and are checked when read."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest

from sim.agents import facilities
from sim.errors import InputError
from sim.rulebook import Rulebook
from sim.vocabulary import Category
from sim.world.places import read_place
from sim.world.services import FACILITY_CLASSES
from sim.world.world import build_world
from tests.model_runs import CHONGQING, SMALL_PLACE, scenario

BOOK = Rulebook(scenario()).plain


def year_before(number):
    """A published number a year before, by its growth."""
    return round(number.value / (1.0 + number.growth_percent / 100.0))


def test_published_numbers_of_section_two_agree_with_each_other():
    found = read_place(CHONGQING).services
    value = {key: number.value for key, number in found.items()}
    assert sum(value[key] for key in FACILITY_CLASSES) == value["facilities.all"] == 8082
    assert value["facilities.all_year_before"] == year_before(found["facilities.all"]) == 7390
    before = sum(year_before(found[key]) for key in FACILITY_CLASSES)
    assert before == value["facilities.all_year_before"]
    for kind in ("day_beds", "overnight_beds", "day_users", "overnight_users"):
        assert year_before(found[f"care.{kind}"]) == value[f"care.{kind}_year_before"]
    villages, committees = value["committees.villages"], value["committees.residents"]
    assert value["facilities.station_share"] == pytest.approx(
        value["facilities.stations"] / (villages + committees), abs=5e-4
    )
    assert (villages + value["committees.villages_lost"], committees - value["committees.residents_gained"]) == (
        8199,
        2878,
    )
    assert value["purchases.budget"] / 30_484_300 == pytest.approx(4.4, abs=0.03)
    assert value["projects.claimed"] / value["projects.proposed"] == pytest.approx(0.64)


def test_defaults_are_the_published_numbers():
    value = {key: number.value for key, number in read_place(CHONGQING).services.items()}
    services, rules = scenario().services, scenario().governments
    assert services.claimed_share == value["projects.claimed"] / value["projects.proposed"]
    assert services.project_yuan == pytest.approx(value["projects.money"] / value["projects.claimed"], rel=0.005)
    assert services.project_person_times == round(value["projects.person_times"] / value["projects.claimed"])
    assert rules.volunteers_per_worker == pytest.approx(
        value["social_work.volunteers"] / value["social_work.workers"], rel=0.03
    )
    place = scenario().world.communities
    assert place.facility_m2_per_household * 100 == value["rooms.m2_per_100_households"]
    assert place.facility_minimum_m2 == value["rooms.least_m2"]


def test_named_issue_classes_map_onto_categories():
    found = read_place(CHONGQING).services
    classes = {key: number for key, number in found.items() if key.startswith("issue_class.")}
    assert 0 < len(classes) <= found["platform.issue_classes"].value == 22
    assert {int(number.value) for number in classes.values()} <= set(Category)


def test_a_place_without_numbers_gets_care_by_rates():
    settings = scenario().world
    world = build_world(SMALL_PLACE, settings, 1.0, 1)
    people = int(world.districts.population.sum())
    assert int(world.districts.day_beds.sum()) == round(9.55 * people / 10_000)
    assert read_place(SMALL_PLACE).services == {}


def test_a_sum_that_is_wrong_is_refused(tmp_path):
    place = tmp_path / "place"
    shutil.copytree(CHONGQING, place)
    file = place / "services.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("facilities.stations,2729", "facilities.stations,2730"), encoding="utf-8")
    with pytest.raises(InputError, match="8083"):
        read_place(place)
    file.write_text(text.replace("care.day_beds,29104", "care.day_beds,many"), encoding="utf-8")
    with pytest.raises(InputError, match=r"services\.csv"):
        read_place(place)


def test_the_books_of_a_rule_need_no_model():
    # The rules read nothing but their arguments: a bare namespace is enough for them.
    params = SimpleNamespace(place_stay_months=2.0)
    assert facilities.places_left(0.0, params, 10) == 5
