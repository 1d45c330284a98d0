"""Service rooms are built where they lack most, and care places are left (服务用房、照料床位).

The standard is 30 m2 per hundred households and at least 300 m2 (paper, section 4.4.1). Building costs capital money
and time; nothing changes before the opening day.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.purposes import Purpose
from sim.agents.resident import by_setting
from sim.agents.services import draw_on
from sim.randomness import rule, uniform


@rule
def room_standard(households, minimum_m2, m2_per_household):
    """Floor area of service rooms that a community must have."""
    return max(minimum_m2, m2_per_household * households)


@rule
def room_index(params, rooms_m2, standard_m2, starting_mean):
    """How far helpers find a room: the part of the standard there is, over the starting mean of such communities.

    Args:
        params: Scenario numbers.
        rooms_m2: Floor area there is.
        standard_m2: Floor area of the standard.
        starting_mean: Mean part of the standard at the start in communities of this setting.
    """
    part = min(1.0, rooms_m2 / standard_m2) if standard_m2 > 0.0 else 1.0
    return min(max(part / starting_mean, 0.0), params.most_room) if starting_mean > 0.0 else 1.0


@rule
def gap_to_build(rooms_m2, first_m2, standard_m2, share):
    """Floor area still to be built: the share of the first day's shortfall that is asked for, less what was built."""
    return min(standard_m2, first_m2 + share * max(standard_m2 - first_m2, 0.0)) - rooms_m2


@rule
def building_cost_fen(params, area_m2):
    """Cost of building in whole fen."""
    return int(math.floor(100.0 * params.building_yuan_per_m2 * area_m2 + 0.5))


@rule
def places_left(u, params, used):
    """How many users leave their care place in a month; the fraction is settled by the keyed number."""
    return min(used, int(math.floor(used / params.place_stay_months + u)))


@rule
def places_taken(u, params, usual_users, free):
    """How many users take a care place in a month without asking an office, as far as places are free.

    As many as leave when occupancy is as usual, so the published occupancy holds where nobody asks; the fraction is
    settled by the keyed number.
    """
    return min(free, int(math.floor(usual_users / params.place_stay_months + u)))


def measure_rooms(model: Any) -> None:
    """Sets the standard and the room index of every community; before the first day and on opening days."""
    c, services, settings = model.communities, model.services, model.scenario.world.communities
    params = model.rulebook.plain
    short = (settings.facility_short_low + settings.facility_short_high) / 2.0
    for row in range(len(c)):
        households = int(c.population[row]) / settings.household_persons
        standard = room_standard(households, settings.facility_minimum_m2, settings.facility_m2_per_household)
        met = by_setting(settings.facility_met_urban, settings.facility_met_village, float(c.urban_share[row]))
        services.standard_m2[row] = standard
        c.room[row] = room_index(params, float(c.facility_m2[row]), standard, met + (1.0 - met) * short)


def open_places(model: Any) -> None:
    """Before the first day: care places and users of the residents drawn, in proportion to the district's."""
    d, source = model.districts, model.world.districts
    d.places[:] = np.floor((source.day_beds + source.overnight_beds) * d.drawn_share + 0.5)
    d.places_used[:] = np.floor((source.day_users + source.overnight_users) * d.drawn_share + 0.5)
    model.services.usual_users[:] = d.places_used


def facilities_adapt(model: Any) -> None:
    """Every day rooms that are ready open; every month districts start building and care places change users."""
    open_rooms(model)
    if model.calendar.month_start[model.day]:
        build_rooms(model)
        change_users(model)


def open_rooms(model: Any) -> None:
    """Rooms whose opening day has come are there from now on."""
    c = model.communities
    rows = np.flatnonzero(c.building_until == model.day)
    if len(rows) == 0:
        return
    c.facility_m2[rows] += c.building_m2[rows]
    model.services.built_m2[rows] += c.building_m2[rows]
    c.building_until[rows] = -1
    c.building_m2[rows] = 0.0
    measure_rooms(model)


def build_rooms(model: Any) -> None:
    """Districts get a month's capital money and start building where the shortfall per household is largest.

    A district pays the whole building at its start; while it lacks the money for the next one, it saves.
    """
    d, services, levers = model.districts, model.services, model.levers
    asked = (levers["capital_fen"] * d.population / 12.0).astype(np.int64)
    if asked.any():
        services.capital_fen += draw_on(model, "capital", asked)
    for district in np.flatnonzero(services.capital_fen > 0):
        for row in wanted_rooms(model, int(district)):
            if not start_building(model, int(district), row):
                break


def wanted_rooms(model: Any, district: int) -> list[int]:
    """Communities of a district that still have a gap and no building site, largest shortfall per household first."""
    c, d, services = model.communities, model.districts, model.services
    share, first = model.levers["building_share"], model.world.communities.facility_m2
    wanted = []
    for row in range(int(d.first_community[district]), int(d.end_community[district])):
        rooms, standard = float(c.facility_m2[row]), float(services.standard_m2[row])
        gap = gap_to_build(rooms, float(first[row]), standard, float(share[row]))
        if c.building_until[row] < 0 and gap >= model.rulebook.plain.least_built_m2:
            wanted.append((-(standard - rooms) / max(int(c.population[row]), 1), row))
    return [row for _, row in sorted(wanted)]


def start_building(model: Any, district: int, row: int) -> bool:
    """Pays for a building and sets its opening day.

    Returns:
        False where the district's capital does not reach; nothing has changed then.
    """
    c, services, params = model.communities, model.services, model.rulebook.plain
    gap = gap_to_build(
        float(c.facility_m2[row]),
        float(model.world.communities.facility_m2[row]),
        float(services.standard_m2[row]),
        float(model.levers["building_share"][row]),
    )
    cost = building_cost_fen(params, gap)
    if cost > services.capital_fen[district]:
        return False
    services.capital_fen[district] -= cost
    model.accounts["builders"] += cost
    c.building_m2[row] = gap
    c.building_until[row] = model.day + int(params.building_days)
    return True


def change_users(model: Any) -> None:
    """Every month a share of the users of care places leaves, and others come who asked no office."""
    d, params, usual = model.districts, model.rulebook.plain, model.services.usual_users
    for row in np.flatnonzero(d.places > 0):
        code, used = int(d.code[row]), int(d.places_used[row])
        used -= places_left(uniform(model.streams[Purpose.PLACE_LEFT], code, model.month), params, used)
        u = uniform(model.streams[Purpose.PLACE_TAKEN], code, model.month)
        d.places_used[row] = used + places_taken(u, params, int(usual[row]), int(d.places[row]) - used)
