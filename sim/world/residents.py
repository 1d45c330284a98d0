"""Residents: every attribute is a keyed draw by the resident's permanent id."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.compiled import kernel
from sim.randomness import resident_key, stream, uniform
from sim.scenario.resident_settings import ResidentSettings
from sim.vocabulary import Disposition, Group, Setting
from sim.world.communities import blend
from sim.world.draws import WorldPurpose
from sim.world.tables import (
    ONLINE,
    PHONE,
    PROVINCE_DIGITS,
    REGISTERED_ELSEWHERE,
    VOLUNTEER,
    YES_OR_NO,
    Communities,
    Districts,
    Residents,
    first_of_provinces,
    group_of,
    packed,
)

_OLDER = int(Group.OLDER)
_FLOATING = int(Group.FLOATING)
_CHUNKS_PER_THREAD = 4
_EARTH_RADIUS_KM = 6371.0
_PURPOSE_GROUP = int(WorldPurpose.RESIDENT_GROUP)
_PURPOSE_REGISTRATION = int(WorldPurpose.RESIDENT_REGISTRATION)
_PURPOSE_DISPOSITION = int(WorldPurpose.RESIDENT_DISPOSITION)
_PURPOSE_ONLINE = int(WorldPurpose.RESIDENT_ONLINE)
_PURPOSE_PHONE = int(WorldPurpose.RESIDENT_PHONE)
_PURPOSE_VOLUNTEER = int(WorldPurpose.RESIDENT_VOLUNTEER)
_PURPOSE_OUTSIDE = int(WorldPurpose.ORIGIN_OUTSIDE)
_PURPOSE_ORIGIN_DISTRICT = int(WorldPurpose.ORIGIN_DISTRICT)
_PURPOSE_ORIGIN_TOWNSHIP = int(WorldPurpose.ORIGIN_TOWNSHIP)
_PURPOSE_ORIGIN_COMMUNITY = int(WorldPurpose.ORIGIN_COMMUNITY)


def group_shares(settings: ResidentSettings, urban_share: np.ndarray) -> np.ndarray:
    """Shares of the eight groups in every community: the town's and the village's, weighted by urban share.

    Args:
        settings: Parameters of residents.
        urban_share: Share of urban residents, shape (communities,).

    Returns:
        Shares, shape (communities, 8), rows adding up to 1, columns in the order of `Group`.
    """
    shares = np.zeros((len(urban_share), len(Group)))
    for group in Group:
        if group is not Group.ORDINARY:
            town = getattr(settings.town_groups, group.key)
            shares[:, group] = blend(town, getattr(settings.village_groups, group.key), urban_share)
    shares[:, Group.ORDINARY] = 1.0 - shares.sum(axis=1)
    return shares


def disposition_shares(settings: ResidentSettings) -> np.ndarray:
    """Shares of the six dispositions in the order of `Disposition`; the engaged are the rest."""
    shares = np.zeros(len(Disposition))
    for disposition in Disposition:
        if disposition is not Disposition.ENGAGED:
            shares[disposition] = getattr(settings, disposition.key)
    shares[Disposition.ENGAGED] = 1.0 - shares.sum()
    return shares


@kernel
def _fill_people(
    start,
    stop,
    seed,
    codes,
    first,
    group_bounds,
    disposition_bounds,
    elsewhere_chance,
    online_chance,
    online_older_chance,
    phone_chance,
    volunteer_chance,
    traits,
    n_groups,
    n_dispositions,
    n_yes,
):
    group_draws = stream(seed, _PURPOSE_GROUP)
    elsewhere_draws = stream(seed, _PURPOSE_REGISTRATION)
    disposition_draws = stream(seed, _PURPOSE_DISPOSITION)
    online_draws = stream(seed, _PURPOSE_ONLINE)
    phone_draws = stream(seed, _PURPOSE_PHONE)
    volunteer_draws = stream(seed, _PURPOSE_VOLUNTEER)
    once = np.uint64(0)
    for c in range(start, stop):
        bounds = group_bounds[c]
        for row in range(first[c], first[c + 1]):
            key = resident_key(codes[c], np.uint64(row - first[c]))
            u = uniform(group_draws, key, once)
            g = 0
            while g < len(bounds) - 1 and u >= bounds[g]:
                g += 1
            elsewhere = g == _FLOATING or uniform(elsewhere_draws, key, once) < elsewhere_chance[c]
            u = uniform(disposition_draws, key, once)
            kind = 0
            while kind < len(disposition_bounds) - 1 and u >= disposition_bounds[kind]:
                kind += 1
            chance = online_older_chance[c] if g == _OLDER else online_chance[c]
            online = uniform(online_draws, key, once) < chance
            phone = uniform(phone_draws, key, once) < phone_chance[c]
            volunteer = uniform(volunteer_draws, key, once) < volunteer_chance
            traits[row] = packed(g, kind, int(elsewhere), int(online), int(phone), int(volunteer))
            n_groups[c, g] += 1
            n_dispositions[c, kind] += 1
            n_yes[c, REGISTERED_ELSEWHERE] += elsewhere
            n_yes[c, ONLINE] += online
            n_yes[c, PHONE] += phone
            n_yes[c, VOLUNTEER] += volunteer


@kernel
def _choose(draws, key, codes, weights, first, last, excluded):
    """The candidate whose keyed exponential waiting time is shortest; -1 where nobody has weight."""
    best = -1
    shortest = math.inf
    for i in range(first, last):
        if weights[i] > 0.0 and i != excluded:
            time = -math.log(1.0 - uniform(draws, key, codes[i])) / weights[i]
            if time < shortest:
                shortest = time
                best = i
    return best


class Homes(NamedTuple):
    """Communities people may choose as a home, grouped by township and district, with their weights.

    Attributes:
        district_codes: Permanent codes of all districts, then those of the provinces where there are several, uint64.
        province_first_district: First district of each province, and the end of the last.
        township_codes: Permanent codes of the townships that have such communities, uint64.
        township_weights: Residents of these communities, by township.
        district_first_township: First township of each district, and the end of the last.
        codes: Permanent codes of the communities, uint64.
        weights: Residents of the communities.
        township_first: First community of each township, and the end of the last.
        rows: Rows of the communities, int32.
    """

    district_codes: np.ndarray
    province_first_district: np.ndarray
    township_codes: np.ndarray
    township_weights: np.ndarray
    district_first_township: np.ndarray
    codes: np.ndarray
    weights: np.ndarray
    township_first: np.ndarray
    rows: np.ndarray


@kernel
def choose_home(district_draws, township_draws, community_draws, key, homes, district_weights, excluded):
    """A community drawn in steps (province, district, township, community), each by shortest keyed waiting time.

    Where there is one province only, the first step falls away.

    Args:
        district_draws: Stream of the draw of the district; likewise `township_draws`, `community_draws`.
        township_draws: Stream.
        community_draws: Stream.
        key: Permanent id of the resident.
        homes: The communities to choose among.
        district_weights: Weight of each district, 0 where it has none of these communities; then the sum of each
            province where there are several.
        excluded: Place of a community in `homes` that cannot be chosen, -1 for none.

    Returns:
        Place of the community in `homes`; -1 where there is nothing to choose.
    """
    n_districts, n_provinces = len(homes.district_first_township) - 1, len(homes.province_first_district) - 1
    p = 0
    if n_provinces > 1:
        end = n_districts + n_provinces
        p = _choose(district_draws, key, homes.district_codes, district_weights, n_districts, end, -1) - n_districts
        if p < 0:
            return -1
    first, last = homes.province_first_district[p], homes.province_first_district[p + 1]
    d = _choose(district_draws, key, homes.district_codes, district_weights, first, last, -1)
    if d < 0:
        return -1
    first, last = homes.district_first_township[d], homes.district_first_township[d + 1]
    t = _choose(township_draws, key, homes.township_codes, homes.township_weights, first, last, -1)
    first, last = homes.township_first[t], homes.township_first[t + 1]
    return _choose(community_draws, key, homes.codes, homes.weights, first, last, excluded)


@kernel
def _fill_homes(
    start,
    stop,
    seed,
    codes,
    first,
    traits,
    first_floating,
    home_district,
    outside_share,
    gravity,
    villages,
    former_home,
):
    outside_draws = stream(seed, _PURPOSE_OUTSIDE)
    district_draws = stream(seed, _PURPOSE_ORIGIN_DISTRICT)
    township_draws = stream(seed, _PURPOSE_ORIGIN_TOWNSHIP)
    community_draws = stream(seed, _PURPOSE_ORIGIN_COMMUNITY)
    for c in range(start, stop):
        weights = gravity[home_district[c]]
        place = np.searchsorted(villages.rows, c)
        own = place if place < len(villages.rows) and villages.rows[place] == c else -1
        at = first_floating[c] - 1
        for row in range(first[c], first[c + 1]):
            if group_of(traits[row]) != _FLOATING:
                continue
            at += 1
            former_home[at] = -1
            key = resident_key(codes[c], np.uint64(row - first[c]))
            if uniform(outside_draws, key, np.uint64(0)) < outside_share:
                continue
            v = choose_home(district_draws, township_draws, community_draws, key, villages, weights, own)
            if v >= 0:
                former_home[at] = villages.rows[v]


def distances_km(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Great-circle distances between all pairs of points.

    Args:
        longitude: Degrees, shape (n,).
        latitude: Degrees, shape (n,).

    Returns:
        Kilometres, shape (n, n).

    Source:
        Haversine formula with a mean Earth radius of 6,371 km.
    """
    x, y = np.radians(longitude), np.radians(latitude)
    half = np.sin((y[:, None] - y) / 2) ** 2 + np.cos(y)[:, None] * np.cos(y) * np.sin((x[:, None] - x) / 2) ** 2
    return 2.0 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))


def list_homes(
    rows: np.ndarray,
    codes: np.ndarray,
    townships: np.ndarray,
    districts: np.ndarray,
    population: np.ndarray,
    district_codes: np.ndarray,
) -> Homes:
    """Groups communities people may choose as a home by township and district.

    Args:
        rows: Rows of the communities to choose among, ascending.
        codes: Permanent codes of all communities; likewise `townships`, `districts`, `population`.
        townships: Row of each community's township.
        districts: Row of each community's district.
        population: Residents of each community.
        district_codes: Permanent codes of all districts.

    Returns:
        The communities with their residents as weights.
    """
    weights = population[rows].astype(np.float64)
    found, first, place = np.unique(townships[rows], return_index=True, return_inverse=True)
    numbers = np.arange(len(district_codes) + 1)
    provinces = first_of_provinces(district_codes)
    names = district_codes[provinces[:-1]] // PROVINCE_DIGITS if len(provinces) > 2 else np.zeros(0, np.int64)
    return Homes(
        district_codes=np.concatenate([district_codes, names]).astype(np.uint64),
        province_first_district=provinces,
        township_codes=(codes[rows][first] // 1000).astype(np.uint64),
        township_weights=np.bincount(place, weights, len(found)),
        district_first_township=np.searchsorted(districts[rows][first], numbers).astype(np.int64),
        codes=codes[rows].astype(np.uint64),
        weights=weights,
        township_first=np.append(first, len(rows)).astype(np.int64),
        rows=rows.astype(np.int32),
    )


def gravity_of(pull: np.ndarray, away: np.ndarray, district_codes: np.ndarray) -> np.ndarray:
    """How strongly each district draws people of each other: its pull over the way.

    Args:
        pull: Pull of each district, shape (districts,).
        away: What the way between two districts counts, shape (districts, districts).
        district_codes: Permanent codes of the districts.

    Returns:
        Weight of each district (column) seen from each (row); where there are several provinces their sums follow, so
        that a choice takes as many draws as a province has districts, not as the whole place has.
    """
    gravity = pull[None, :] / away
    provinces = first_of_provinces(district_codes)
    if len(provinces) == 2:
        return gravity
    return np.hstack([gravity, np.add.reduceat(gravity, provinces[:-1], axis=1)])


def _list_origins(communities: Communities, districts: Districts, least_km: float) -> tuple[Homes, np.ndarray]:
    """The villages people may come from, and the weight of every district seen from every other."""
    rows = np.flatnonzero((communities.setting != Setting.URBAN) & (communities.population > 0))
    villages = list_homes(
        rows,
        communities.code,
        communities.township,
        communities.district,
        communities.population,
        districts.code,
    )
    residents = np.bincount(communities.district[rows], villages.weights, len(districts))
    away = np.maximum(distances_km(districts.longitude, districts.latitude), least_km)
    return villages, gravity_of(residents, away, districts.code)


def _over_communities(work: Callable[[int, int], None], first_resident: np.ndarray, threads: int) -> None:
    """Runs work on ranges of communities with about equal numbers of residents, in threads."""
    n_chunks = max(1, threads * _CHUNKS_PER_THREAD)
    targets = first_resident[-1] * np.arange(1, n_chunks) // n_chunks
    cuts = np.concatenate([[0], np.searchsorted(first_resident, targets), [len(first_resident) - 1]])
    ranges = [(int(a), int(b)) for a, b in pairwise(cuts) if b > a]
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        for done in [pool.submit(work, a, b) for a, b in ranges]:
            done.result()


def make_residents(
    communities: Communities, districts: Districts, settings: ResidentSettings, world_seed: int, threads: int
) -> Residents:
    """Draws the residents of all communities given.

    Every attribute is drawn by (world seed, decision, resident's key), so that it depends neither on the
    number of threads nor on who else is there. A floating resident's origin is drawn in steps
    (province where there are several, district, township, village) by shortest keyed exponential waiting times at
    rates equal to the weights: district weights are village residents divided by the distance of the centroids, the
    others village residents. A further village changes the origin only of those who now come from it or its
    surroundings.

    Args:
        communities: The communities with their offsets.
        districts: All districts.
        settings: Parameters of residents.
        world_seed: Seed of the world.
        threads: Threads to use.

    Returns:
        The table of residents.

    Source:
        Gravity model of migration (Zipf 1946); choice by exponential races (Efraimidis and Spirakis 2006).
    """
    n, kinds = int(communities.first_resident[-1]), (len(Group), len(Disposition), len(YES_OR_NO))
    traits, counts = np.empty(n, np.uint16), [np.zeros((len(communities), width), np.int64) for width in kinds]
    table = Residents(traits, np.empty(0, np.int32), *counts)
    shares = group_shares(settings, communities.urban_share)
    group_bounds = np.cumsum(shares, axis=1)
    disposition_bounds = np.cumsum(disposition_shares(settings))
    elsewhere = blend(settings.elsewhere_urban, settings.elsewhere_village, communities.urban_share)
    elsewhere = np.where(communities.setting == Setting.MIXED, settings.elsewhere_mixed, elsewhere)
    access = blend(settings.online_urban, settings.online_village, communities.urban_share)
    online = access / (1.0 - (1.0 - settings.online_older_ratio) * shares[:, _OLDER])
    phone = blend(settings.phone_urban, settings.phone_village, communities.urban_share)
    seed, codes, first = np.uint64(world_seed), communities.code.astype(np.uint64), communities.first_resident
    villages, gravity = _list_origins(communities, districts, settings.origin_least_km)

    def draw_people(start: int, stop: int) -> None:
        _fill_people(
            start,
            stop,
            seed,
            codes,
            first,
            group_bounds,
            disposition_bounds,
            elsewhere,
            online,
            online * settings.online_older_ratio,
            phone,
            settings.volunteer,
            traits,
            *counts,
        )

    _over_communities(draw_people, first, threads)
    first_floating = table.first_floating
    table = replace(table, former_home=np.empty(int(first_floating[-1]), np.int32))

    def draw_homes(start: int, stop: int) -> None:
        _fill_homes(
            start,
            stop,
            seed,
            codes,
            first,
            traits,
            first_floating,
            communities.district,
            settings.origin_outside_share,
            gravity,
            villages,
            table.former_home,
        )

    _over_communities(draw_homes, first, threads)
    return table
