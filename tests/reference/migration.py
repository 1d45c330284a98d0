"""Moving to town in the twin: plain lists of residents, out of one and onto the end of another."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim.agents.migration import group_after_move, moves_to_town
from sim.agents.purposes import Purpose
from sim.randomness import stream, uniform
from sim.vocabulary import Group, Setting
from sim.world.residents import distances_km
from tests.reference.offices import pairwise_sum


class Province(NamedTuple):
    """The districts whose codes begin alike."""

    code: int
    row: int
    districts: list[Any]


def move_homes(twin: Any) -> None:
    """On 1 January villagers without a request under way move to towns."""
    towns = [c for c in twin.communities if c.setting == Setting.URBAN]
    villages = [c for c in twin.communities if c.setting != Setting.URBAN]
    rate = yearly_rate(twin)
    if rate <= 0.0 or not towns:
        return
    gravity = weights_of_districts(twin, towns)
    busy = {issue.resident for issue in twin.issues}
    year = twin.today.year
    moves: list[tuple[Any, Any]] = []
    for home in villages:
        leaving = []
        for person in home.residents:
            u = twin.draw(Purpose.MOVES, person.key, year)
            if moves_to_town(u, rate, home.urban_share, person.group, person in busy):
                town = destination(twin, person, year, towns, gravity[home.district.row])
                if town is not None:
                    leaving.append((person, town))
        if len(leaving) == len(home.residents):
            leaving = leaving[1:]
        moves += leaving
    for person, _ in moves:
        person.home.n_left += 1
    leavers = {person for person, _ in moves}
    for home in villages:
        home.residents = [person for person in home.residents if person not in leavers]
    for person, town in moves:
        person.origin, person.registered_elsewhere = person.home.row, 1
        person.group = group_after_move(person.group)
        person.home = town
        town.residents.append(person)
        town.n_arrived += 1
    twin.n_moved += len(moves)
    if moves:
        settle(twin)


def yearly_rate(twin: Any) -> float:
    """The chance of a resident living as rural by which the urban share rises as wanted."""
    able = pairwise_sum(
        0.0
        if c.setting == Setting.URBAN
        else sum(p.group != Group.FARMER for p in c.residents) * (1.0 - c.urban_share) * (1.0 - c.urban_share)
        for c in twin.communities
    )
    points = twin.scenario.migration.urbanisation_points
    return min(1.0, points * twin.population / able) if able > 0.0 else 0.0


def weights_of_districts(twin: Any, towns: list[Any]) -> list[list[float]]:
    """How strongly each district draws movers from each other (the engine's distances, NumPy's powers)."""
    settings = twin.scenario.migration
    place = twin.world.districts
    least = twin.scenario.world.residents.origin_least_km
    away = np.maximum(distances_km(place.longitude, place.latitude), least) ** settings.move_distance_exponent
    capacity = np.array([d.fiscal_capacity for d in twin.districts]) ** settings.move_capacity_exponent
    people = [sum(len(c.residents) for c in towns if c.district is d) for d in twin.districts]
    pull = [n * float(factor) for n, factor in zip(people, capacity, strict=True)]
    return [[pull[b.row] / float(away[a.row, b.row]) for b in twin.districts] for a in twin.districts]


def destination(twin: Any, person: Any, year: int, towns: list[Any], weights: list[float]) -> Any:
    """Province where there are several, district, township, community: where the keyed waiting time is shortest."""

    def race(purpose: Purpose, offices: list[Any], weights: list[float]) -> Any:
        draws = stream(twin.streams[purpose], year)
        times = [
            (-math.log(1.0 - uniform(draws, person.key, office.code)) / weight, office.row, office)
            for office, weight in zip(offices, weights, strict=True)
            if weight > 0.0
        ]
        return min(times)[2] if times else None

    counties = twin.districts
    provinces = [
        Province(code, i, [d for d in counties if d.code // 10_000 == code])
        for i, code in enumerate(dict.fromkeys(d.code // 10_000 for d in counties))
    ]
    if len(provinces) > 1:
        together = [sum(weights[d.row] for d in province.districts) for province in provinces]
        province = race(Purpose.MOVES_TO_DISTRICT, provinces, together)
        if province is None:
            return None
        counties = province.districts
    district = race(Purpose.MOVES_TO_DISTRICT, counties, [weights[d.row] for d in counties])
    if district is None:
        return None
    near = [c for c in towns if c.district is district]
    townships = [t for t in district.townships if any(c.township is t for c in near)]
    people = [float(sum(len(c.residents) for c in near if c.township is t)) for t in townships]
    township = race(Purpose.MOVES_TO_TOWNSHIP, townships, people)
    near = [c for c in near if c.township is township]
    return race(Purpose.MOVES_TO_COMMUNITY, near, [float(len(c.residents)) for c in near])


def settle(twin: Any) -> None:
    """Everybody's row, the shares of communities and what mechanisms see follow the move."""
    twin.residents = [person for c in twin.communities for person in c.residents]
    for row, person in enumerate(twin.residents):
        person.row = row
    for c in twin.communities:
        c.population = len(c.residents)
        c.floating_share = sum(p.group == Group.FLOATING for p in c.residents) / c.population
        c.elsewhere_share = sum(p.registered_elsewhere for p in c.residents) / c.population
        c.n_volunteers = sum(p.volunteer for p in c.residents)
    for office in twin.townships + twin.districts:
        office.population = sum(c.population for c in office.communities)
    groups = [[sum(p.group == group for p in c.residents) for group in Group] for c in twin.communities]
    twin.structure = replace(
        twin.structure,
        population=np.array([c.population for c in twin.communities], float),
        group_counts=np.array(groups, float),
        elsewhere_share=np.array([c.elsewhere_share for c in twin.communities]),
        township_population=np.array([t.population for t in twin.townships], float),
        district_population=np.array([d.population for d in twin.districts], float),
    )
    twin.strengths = None
