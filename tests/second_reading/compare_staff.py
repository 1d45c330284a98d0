"""Rules of the program against their second reading: staff, money, organisations, rooms and places."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents import adaptation, facilities, organisations, projects, social_worker, staffing
from sim.world.residents import distances_km
from tests.second_reading import money, staff
from tests.second_reading.comparing import of
from tests.second_reading.draws import alike, decides

# ---- staff ----------------------------------------------------------------------------------------------------------


@of(adaptation.leaving_share)
def _(d):
    strain, pay = d.amount(4.0), d.amount(1.0)
    alike(adaptation.leaving_share(d.params, strain, pay), staff.leaving_share(d.p, strain, pay), strain, pay)


@of(adaptation.filled_share)
def _(d):
    alike(adaptation.filled_share(d.params), staff.filled_share(d.p))


@of(adaptation.vacant_next)
def _(d):
    vacant, leaving = d.share(), d.share()
    alike(adaptation.vacant_next(d.params, vacant, leaving), staff.vacant_next(d.p, vacant, leaving))


@of(adaptation.novices_next)
def _(d):
    novices, vacant = d.share(), d.share()
    alike(adaptation.novices_next(d.params, novices, vacant), staff.novices_next(d.p, novices, vacant))


@of(adaptation.usual_vacancy)
def _(d):
    alike(adaptation.usual_vacancy(d.params), staff.usual_vacancy(d.p))


@of(adaptation.usual_novices)
def _(d):
    alike(adaptation.usual_novices(d.params), staff.usual_novices(d.p))


@of(adaptation.skill_gain_next)
def _(d):
    gain, hours, skill = d.share(), d.amount(400.0), d.share()
    alike(adaptation.skill_gain_next(d.params, gain, hours, skill), staff.skill_gain_next(d.p, gain, hours, skill))


@of(adaptation.skill_of_staff)
def _(d):
    start, gain, novices = d.share(), d.amount(0.3), d.share()
    alike(
        adaptation.skill_of_staff(d.params, start, gain, novices - adaptation.usual_novices(d.params)),
        staff.skill_of_staff(d.p, start, novices, gain),
    )


@of(social_worker.strain_after)
def _(d):
    strain, asked, had = d.amount(4.0), d.amount(500.0), d.amount(100.0)
    alike(social_worker.strain_after(d.params, strain, asked, had), staff.strain_after(d.p, strain, asked, had))


@of(social_worker.novice_skill)
def _(d):
    full = d.share()
    alike(social_worker.novice_skill(d.params, full), staff.novice_skill(d.p, full))


@of(social_worker.leaves)
def _(d):
    strain = d.amount(4.0)
    decides(lambda u: social_worker.leaves(u, d.params, strain), staff.worker_leaves(d.p, strain), strain)


# ---- money, organisations, rooms, places ----------------------------------------------------------------------------


@of(organisations.way_km)
def _(d):
    here, there = (d.rng.uniform(105, 110), d.rng.uniform(28, 32)), (d.rng.uniform(105, 110), d.rng.uniform(28, 32))
    there = d.rng.choice((here, there))
    assert organisations.way_km(*here, *there) == pytest.approx(money.way_km(*here, *there), rel=1e-9)


@of(distances_km)
def _(d):
    east, north = [d.rng.uniform(100, 110) for _ in range(2)], [d.rng.uniform(28, 32) for _ in range(2)]
    found = distances_km(np.array(east), np.array(north))
    for i, j in ((0, 0), (0, 1), (1, 0)):
        reading = money.great_circle_km(east[i], north[i], east[j], north[j])
        assert found[i, j] == pytest.approx(reading, rel=1e-9)


@of(organisations.bid_score)
def _(d):
    own, km, capacity = d.rng.randrange(2), 1.0 + d.amount(400.0), d.rng.uniform(0.2, 3.0)
    alike(organisations.bid_score(d.params, own, km, capacity), money.bid_score(d.p, own, km, capacity))


@of(organisations.asked_price_fen)
def _(d):
    price, relief = d.amount(300.0), d.share()
    alike(organisations.asked_price_fen(d.params, price, relief), money.asked_price_fen(d.p, price, relief), price)


@of(organisations.tax_fen)
def _(d):
    income, relief = d.rng.randrange(10**7), d.share()
    alike(organisations.tax_fen(d.params, income, relief), money.tax_fen(d.p, income, relief), income, relief)


@of(organisations.organisation_hours_after)
def _(d):
    hours, sold, unspent = d.amount(5000.0), d.rng.choice((1.0, 0.9995, 0.995, d.share())), d.share()
    alike(
        organisations.organisation_hours_after(d.params, hours, sold, unspent),
        money.organisation_hours_after(d.p, hours, sold, unspent),
        sold,
        unspent,
    )


@of(organisations.closes_down)
def _(d):
    ratio, poor = d.share(), d.rng.randrange(6)
    alike(bool(organisations.closes_down(d.params, ratio, poor)), money.closes_down(d.p, ratio, poor))


@of(organisations.is_founded)
def _(d):
    capital, left = d.amount(2.0) * d.p["services.registered_capital"], d.share()
    unspent, needed = d.amount(1e8), d.amount(1e7)
    decides(
        lambda u: organisations.is_founded(u, d.params, capital, left, unspent, needed),
        money.founded_chance(d.p, capital, unspent, needed, left),
        capital,
        left,
    )


@of(projects.is_claimed)
def _(d):
    endowment = d.amount(5.0)
    decides(lambda u: projects.is_claimed(u, d.params, endowment), money.claimed_chance(d.p, endowment), endowment)


@of(projects.project_hours_per_day)
def _(d):
    fen = d.rng.randrange(10**8)
    alike(projects.project_hours_per_day(d.params, fen), money.project_hours_per_day(d.p, fen))


@of(projects.pooled_in_quarter)
def _(d):
    asked, endowment, people = d.amount(2000.0), d.amount(3.0), d.rng.choice((300, 2500, 14000))
    alike(
        projects.pooled_in_quarter(d.params, asked, endowment, people),
        money.pooled_in_quarter(d.p, asked, people, endowment),
    )


@of(facilities.room_standard)
def _(d):
    people = d.rng.choice((10, 300, 2800, 14000))
    settings = "world.communities.household_persons", "facility_minimum_m2", "facility_m2_per_household"
    least, each = d.p[f"world.communities.{settings[1]}"], d.p[f"world.communities.{settings[2]}"]
    alike(facilities.room_standard(people / d.p[settings[0]], least, each), money.room_standard(d.p, people))


@of(facilities.room_index)
def _(d):
    case = d.amount(900.0), d.rng.choice((0.0, 300.0, 700.0)), d.rng.choice((0.0, 0.4, 1.0))
    alike(facilities.room_index(d.params, *case), money.room_index(d.p, *case), case)


@of(facilities.gap_to_build)
def _(d):
    first, standard, share = d.amount(600.0), d.rng.choice((300.0, 500.0)), d.share()
    rooms = first + d.amount(300.0)
    alike(facilities.gap_to_build(rooms, first, standard, share), money.gap_to_build(rooms, first, standard, share))


@of(facilities.building_cost_fen)
def _(d):
    m2 = d.amount(500.0)
    alike(facilities.building_cost_fen(d.params, m2), money.building_cost_fen(d.p, m2))


@of(facilities.places_left)
def _(d):
    u, used = d.rng.random(), d.rng.randrange(500)
    alike(facilities.places_left(u, d.params, used), money.places_left(d.p, used, u))


@of(facilities.places_taken)
def _(d):
    u, usual, free = d.rng.random(), d.rng.randrange(500), d.rng.randrange(60)
    alike(facilities.places_taken(u, d.params, usual, free), money.places_taken(d.p, usual, free, u))


# ---- posts over years -----------------------------------------------------------------------------------------------


@of(staffing.grown)
def _(d):
    case = d.amount(1e8), d.rng.uniform(-0.2, 0.3), d.rng.choice((0, 1, 2, 9))
    alike(staffing.grown(*case), money.grown(*case), case)


@of(staffing.wages_fen)
def _(d):
    case = d.amount(40.0), d.rng.randrange(10**7)
    alike(staffing.wages_fen(*case), staff.wages_fen(*case), case)


@of(staffing.looked_at)
def _(d):
    hours, days = d.amount(60.0), d.p["staff.working_days_per_year"]
    asked, had = d.amount(9000.0), hours * days * d.rng.choice((0.0, 0.49, 0.51, 1.0))
    alike(staffing.looked_at(asked, had, hours, days), staff.looked_at(had, hours, days), asked, had, hours, days)


@of(staffing.units_wanted)
def _(d):
    case = d.amount(9000.0), d.amount(9000.0), d.rng.uniform(1.0, 2000.0)
    alike(staffing.units_wanted(d.params, *case), staff.units_wanted(d.p, *case), case)


@of(staffing.units_to_spare)
def _(d):
    unit = d.rng.choice((1.0, d.rng.uniform(0.05, 1.0)))
    case = d.rng.uniform(-9.0, 20.0), d.amount(60.0), d.rng.uniform(1.0, 9.0), unit
    alike(staffing.units_to_spare(d.params, *case), staff.units_to_spare(d.p, *case), case)


@of(staffing.newcomers)
def _(d):
    filled = d.amount(40.0)
    case = filled + d.amount(9.0), filled
    alike(staffing.newcomers(d.params, *case), staff.newcomers(d.p, *case), case)


@of(staffing.novices_with)
def _(d):
    case = d.share(), d.rng.choice((0.0, d.amount(40.0))), d.rng.uniform(0.001, 5.0)
    alike(staffing.novices_with(*case), staff.novices_with(*case), case)


@of(staffing.skill_with)
def _(d):
    skill, novices = d.share(), d.share()
    alike(staffing.skill_with(skill, d.params, novices), staff.skill_with(d.p, skill, novices), skill, novices)
