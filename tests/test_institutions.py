"""Meetings, councils, second rows, care places, estates and committee staff behave as their rules say."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.adaptation import (
    agreements_next,
    agreements_with,
    leaving_share,
    novices_next,
    skill_gain_next,
    usual_novices,
    usual_vacancy,
    vacant_next,
)
from sim.agents.resident import accepts, paying_next, position, signs
from sim.issues.store import AGREED
from sim.rulebook import Rulebook
from sim.vocabulary import Category, Disposition, Group, State
from tests.model_runs import all_records, chongqing, finished, scenario, small_world

BOOK = Rulebook(scenario()).plain


def settled(start: float, steps: int = 400) -> float:
    """Where the share of payers ends when service is as good as what is paid for it."""
    paying = start
    for _ in range(steps):
        paying = paying_next(BOOK, paying, paying, 0.0)
    return paying


def test_the_fee_game_has_a_good_and_a_bad_end():
    # Fixed points of p = s(logit(.6) + 3 (p - .5) + 2.5 (p - .6)), found by bisection: .136, .391, .922.
    assert settled(0.45) == pytest.approx(0.922, abs=0.005)
    assert settled(0.35) == pytest.approx(0.136, abs=0.005)


def test_money_first_owners_and_strangers_make_organising_harder():
    owners = np.linspace(0.0, 0.999, 400)
    loyal = sum(signs(u, BOOK, 0.2, 0.6, 0, 0) for u in owners)
    torn = sum(signs(u, BOOK, -0.2, 0.4, 1, 0) for u in owners)
    assert loyal > torn > 0
    assert paying_next(BOOK, 0.6, 0.5, 0.2) < paying_next(BOOK, 0.6, 0.5, 0.0) == pytest.approx(0.6)


def test_ties_bring_parties_together():
    normals = np.linspace(-2.5, 2.5, 501)
    near, far = (
        sum(accepts(BOOK, position(BOOK, z, Disposition.INDIFFERENT, 0, ties), 0.0) for z in normals)
        for ties in (1.0, 0.0)
    )
    # Within .25 of the middle with spread .25 is one standard deviation; with full ties the spread is .175.
    assert far == sum(abs(z) <= 1.0 for z in normals)
    assert near == sum(abs(z) <= 0.25 / 0.175 for z in normals)


def test_dispositions_and_the_sides_of_a_dispute_draw_parties_apart():
    where = {kind: position(BOOK, 0.0, kind, 0, 0.0) for kind in Disposition}
    assert where[Disposition.ENGAGED] < where[Disposition.INDIFFERENT] == 0.0 < where[Disposition.AGITATED]
    one, other = (position(BOOK, 0.0, Disposition.INDIFFERENT, side, 0.0) for side in (1, -1))
    assert one == -other > 0.0
    assert accepts(BOOK, 0.1, 0.1 + BOOK.position_tolerance) and not accepts(BOOK, 0.1, 0.11 + BOOK.position_tolerance)


def test_the_usual_vacancy_is_where_vacancies_settle():
    leaving = leaving_share(BOOK, BOOK.strain_usual, 0.0)
    vacant = novice = 0.0
    for _ in range(600):
        novice = novices_next(BOOK, novice, vacant)
        vacant = vacant_next(BOOK, vacant, leaving)
    assert vacant == pytest.approx(usual_vacancy(BOOK), abs=1e-9)
    assert novice == pytest.approx(usual_novices(BOOK), abs=1e-9)
    # A fifth leaves in a year and a post is empty for some 90 days: about a twentieth is empty at any time.
    assert vacant == pytest.approx(0.2 * 90.0 / 365.0, rel=0.15)


def test_strain_drives_staff_away_and_pay_keeps_it():
    assert leaving_share(BOOK, 1.8, 0.0) > leaving_share(BOOK, 1.4, 0.0) > leaving_share(BOOK, 1.4, 0.5)
    yearly = 1.0 - (1.0 - leaving_share(BOOK, BOOK.strain_usual, 0.0)) ** 12
    assert yearly == pytest.approx(1.0 - np.exp(-0.2))


def test_training_adds_what_it_is_said_to_add_and_fades():
    gain = 0.0
    for _ in range(12):
        gain = skill_gain_next(BOOK, gain, 40.0, 0.5)
    assert 0.8 * 0.08 < gain < 0.08
    kept = skill_gain_next(BOOK, 0.1, 0.0, 0.5)
    assert 0.0 < kept < 0.1
    assert skill_gain_next(BOOK, 0.5, 4000.0, 0.5) == pytest.approx(BOOK.skill_limit - 0.5)


def test_an_agreement_binds_those_who_are_not_yet_bound():
    # Thirty residents of three hundred: a tenth, then a tenth of the nine tenths left; all of a hamlet of twenty.
    once = agreements_with(BOOK, 0.0, 300)
    assert (once, agreements_with(BOOK, once, 300)) == (pytest.approx(0.1), pytest.approx(0.19))
    assert agreements_with(BOOK, 0.3, 20) == 1.0


def test_half_of_the_agreements_stand_after_the_half_life():
    stock = 1.0
    for _ in range(24):
        stock = agreements_next(BOOK, stock)
    assert stock == pytest.approx(0.5, abs=0.005)


def test_islands_make_second_rows_and_shared_records_make_none():
    world = chongqing(0.005)
    islands = finished(scenario(days=120), world)
    shared = finished(scenario({"intake.island_share": 0.0}, days=120), world)
    assert shared.communities.n_duplicates.sum() == 0 and shared.communities.duplicate_hours.sum() == 0.0
    # Every first-time reported request is doubled with one chance; follow-ups and finds of patrols are not.
    first = sum(1 for r in all_records(islands) if r["occasion"] % 8 == 0 and r["flags"] & 64 == 0)
    expected, n = first * 0.08, islands.communities.n_duplicates.sum()
    assert abs(n - expected) < 4.0 * np.sqrt(expected)
    assert (islands.communities.duplicate_hours > 0.0).any()


def test_no_free_place_no_place():
    changes = {"work.place_share": 1.0, "work.success.welfare": 1.0, "services.place_stay_months": 240.0}
    model = finished(scenario(changes, days=200), chongqing(0.005))
    d = model.districts
    assert (d.places_used <= d.places).all()
    full = np.flatnonzero((d.places_used == d.places) & (d.n_refused_place > 0))
    assert len(full), "some district runs out of places"


def test_residents_who_need_no_place_are_not_refused():
    model = finished(scenario({"work.place_share": 0.0}, days=120), chongqing(0.005))
    assert model.districts.n_refused_place.sum() == 0
    records = all_records(model)
    older = (records["group"] == Group.OLDER) & (records["category"] == Category.WELFARE)
    assert (records["state"][older] == State.RESOLVED).any()


def test_without_a_mechanism_nobody_meets():
    model = finished(scenario(days=90), small_world())
    assert model.townships.n_meetings.sum() == 0 and model.communities.n_councils.sum() == 0
    assert not (all_records(model)["flags"] & AGREED).any()


def test_second_rows_leave_no_complaint():
    model = finished(scenario({"voice.double_share": 1.0}, days=90), small_world())
    once = finished(scenario({"voice.double_share": 0.0}, days=90), small_world())
    assert model.communities.n_duplicates.sum() > 10
    assert not (all_records(model)["occasion"] % 8 == 7).any()
    keys = {(int(r["resident_key"]), int(r["occasion"])) for r in all_records(once) if r["occasion"] % 8 == 0}
    doubled = {(int(r["resident_key"]), int(r["occasion"])) for r in all_records(model) if r["occasion"] % 8 == 0}
    # Whether people speak up depends a little on what they lived through; nearly all needs are the same.
    assert len(keys & doubled) > 0.8 * len(keys)
