"""Measures of services of hand-made places with known answers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.measures.observation import ServiceSums
from tests.measures.handmade import END_DAY, observation, value

YEARS = END_DAY / 365.0


def counted(**sums: object):
    """Three communities of 1,000, 3,000 and 1,000 residents; the first two in township and district 0."""
    given = {k: np.array(v, float) if isinstance(v, tuple) else v for k, v in sums.items()}
    return replace(observation(people=(1000, 3000, 1000)), services=ServiceSums(**given))


def test_purchases_of_a_township_are_spread_over_its_residents():
    found = counted(purchased_fen=(400_000.0, 50_000.0), purchased_hours=(80.0, 5.0), unserved_fen=(0.0, 150_000.0))
    assert value(found, "purchases_per_resident") == pytest.approx(4500 / 5000 / YEARS)
    assert value(found, "purchases_per_resident", "setting", "urban") == pytest.approx(1.0 / YEARS)
    assert value(found, "purchases_per_resident", "setting", "rural") == pytest.approx(0.5 / YEARS)
    assert value(found, "hours_per_1000_yuan") == pytest.approx(85 / 4.5)
    assert value(found, "hours_per_1000_yuan", "region", "hills") == pytest.approx(10.0)
    assert value(found, "purchases_unserved_share") == pytest.approx(1500 / 6000)
    assert value(found, "purchases_unserved_share", "region", "plain") == 0.0
    assert value(found, "purchases_unserved_share", "district", "west") == pytest.approx(0.75)


def test_projects_and_money_of_society():
    found = counted(
        n_proposals=(4.0, 2.0, 2.0),
        n_claimed=(3.0, 2.0, 0.0),
        person_times=(600.0, 400.0, 0.0),
        society_fen=(100_000.0, 0.0, 20_000.0),
        built_fen=1_000_000,
    )
    assert value(found, "projects_claimed_share") == pytest.approx(5 / 8)
    assert value(found, "projects_claimed_share", "setting", "rural") == 0.0
    assert value(found, "person_times_per_1000") == pytest.approx(1000 / 5 / YEARS)
    assert value(found, "society_per_resident", "setting", "urban") == pytest.approx(1.0 / YEARS)
    assert value(found, "capital_per_resident") == pytest.approx(10_000 / 5000 / YEARS)


def test_care_places_in_use():
    found = counted()
    found.districts["places"], found.districts["places_used"] = (100, 40), (80, 10)
    assert value(found, "care_places_used_share", "region", "hills") == pytest.approx(0.25)
    assert value(found, "care_places_used_share", "district", "east") == pytest.approx(0.8)
    # Residents stand for themselves, so places count as they are.
    assert value(found, "care_places_used_share") == pytest.approx(90 / 140)


def test_nothing_counted_is_nothing_not_an_error():
    found = observation()
    assert value(found, "purchases_per_resident") == 0.0
    assert math.isnan(value(found, "projects_claimed_share"))
    assert math.isnan(value(found, "care_places_used_share"))
