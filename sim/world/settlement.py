"""Settlement: how many residents live in each committee and each village of a place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.errors import Fault, InputError
from sim.scenario.world_settings import CommunitySettings
from sim.words import Sentence
from sim.world.apportion import fill_up_to, largest_remainder, scaled_counts
from sim.world.draws import WorldPurpose, keyed_normals
from sim.world.places import Place

FIRST_COMMITTEE_NUMBER = 1
FIRST_VILLAGE_NUMBER = 201
MOST_RESIDENTS = 65_535


@dataclass(frozen=True, eq=False)
class Settlement:
    """Who lives where: one row per community of the whole place, ordered by township, committees first.

    Attributes:
        code: Community codes, shape (communities,).
        township: Row of the township among all townships of the place.
        district: Row of the district.
        is_village: True for village committees.
        urban_residents: Residents counted as urban.
        rural_residents: Residents counted as rural.
    """

    code: np.ndarray
    township: np.ndarray
    district: np.ndarray
    is_village: np.ndarray
    urban_residents: np.ndarray
    rural_residents: np.ndarray

    @property
    def population(self) -> np.ndarray:
        """Residents of every community."""
        return self.urban_residents + self.rural_residents


def _list_communities(place: Place) -> Settlement:
    """Makes the empty list of communities: every district's counts scaled to its totals."""
    codes, townships, districts, villages_flags = [], [], [], []
    townships_of: dict[int, list[int]] = {}
    for row, township in enumerate(place.townships):
        townships_of.setdefault(township.district_code, []).append(row)
    for d, district in enumerate(place.districts):
        rows = townships_of[district.code]
        committees, villages = scaled_counts(
            np.array([place.townships[t].n_committees for t in rows]),
            np.array([place.townships[t].n_villages for t in rows]),
            district.n_committees,
            district.n_villages,
        )
        for t, n_committees, n_villages in zip(rows, committees, villages, strict=True):
            if n_committees >= FIRST_VILLAGE_NUMBER or n_villages > 999 - FIRST_VILLAGE_NUMBER:
                name = place.townships[t].code
                text = Sentence(
                    f"township {name} would have {n_committees} committees, {n_villages} villages",
                    f"镇街 {name} 将有 {n_committees} 个居委会、{n_villages} 个村委会，超出上限",
                )
                raise InputError(Fault("GZ059", file=place.file("townships.csv"), text=text))
            numbers = np.concatenate(
                [
                    np.arange(n_committees) + FIRST_COMMITTEE_NUMBER,
                    np.arange(n_villages) + FIRST_VILLAGE_NUMBER,
                ]
            )
            codes.append(place.townships[t].code * 1000 + numbers)
            townships.append(np.full(len(numbers), t))
            districts.append(np.full(len(numbers), d))
            villages_flags.append(numbers >= FIRST_VILLAGE_NUMBER)
    n = sum(map(len, codes))
    return Settlement(
        np.concatenate(codes).astype(np.int64),
        np.concatenate(townships).astype(np.int32),
        np.concatenate(districts).astype(np.int32),
        np.concatenate(villages_flags),
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=np.int64),
    )


def _settle_overflow(
    settlement: Settlement, committees: np.ndarray, villages: np.ndarray, settings: CommunitySettings
) -> None:
    """Caps the committees of one district; what is above goes to villages, or to committees with room.

    First the villages of the same township take urban residents up to a share, then all villages of the
    district in proportion to their residents. A district without villages fills its other committees up to
    the cap; where they are full too, the cap gives way.
    """
    urban, rural = settlement.urban_residents, settlement.rural_residents
    over = np.maximum(urban[committees] - settings.committee_cap, 0)
    if not over.any():
        return
    urban[committees] -= over
    if len(villages) == 0:
        room = settings.committee_cap - urban[committees]
        given = fill_up_to(urban[committees].astype(np.float64), room, int(over.sum()))
        urban[committees] += given
        urban[committees] += largest_remainder(np.ones(len(committees)), int(over.sum() - given.sum()))
        return
    ratio = settings.mixed_most_urban_share / (1.0 - settings.mixed_most_urban_share)
    left = 0
    for township in np.unique(settlement.township[committees[over > 0]]):
        amount = int(over[settlement.township[committees] == township].sum())
        near = villages[settlement.township[villages] == township]
        room = np.floor(rural[near] * ratio).astype(np.int64)
        given = fill_up_to(rural[near].astype(np.float64), room, amount) if len(near) else np.zeros(0, np.int64)
        urban[near] += given
        left += amount - int(given.sum())
    urban[villages] += largest_remainder(rural[villages], left)


def settle(
    place: Place,
    population: np.ndarray,
    urban_share: np.ndarray,
    settings: CommunitySettings,
    world_seed: int,
) -> Settlement:
    """Shares every district's urban residents out among its committees and its rural ones among its villages.

    Sizes differ by keyed log-normal noise; the sums of the district are exact (largest remainder). Committees
    are capped (see `CommunitySettings.committee_cap`). The whole place is settled whatever the sample is, so
    that a community has the same residents in every sample.

    Args:
        place: The place.
        population: Residents of every district, shape (districts,).
        urban_share: Share of them that is urban, shape (districts,).
        settings: Parameters of communities.
        world_seed: Seed of the world.

    Returns:
        The settlement of the whole place.

    Raises:
        InputError: A community would have more than 65,535 residents, or a township too many communities.
    """
    settlement = _list_communities(place)
    noise = keyed_normals(world_seed, WorldPurpose.COMMUNITY_SIZE, settlement.code)
    size = np.exp(settings.size_noise_sigma * noise)
    first = np.searchsorted(settlement.district, np.arange(len(place.districts) + 1))
    for d, (start, end) in enumerate(pairwise(first.tolist())):
        is_village = settlement.is_village[start:end]
        committees, villages = start + np.flatnonzero(~is_village), start + np.flatnonzero(is_village)
        n_urban = round(float(population[d] * urban_share[d]))
        if len(villages) == 0:
            n_urban = int(population[d])
        settlement.rural_residents[villages] = largest_remainder(size[villages], int(population[d]) - n_urban)
        if len(committees) == 0:
            settlement.urban_residents[villages] = largest_remainder(size[villages], n_urban)
            continue
        settlement.urban_residents[committees] = largest_remainder(size[committees], n_urban)
        _settle_overflow(settlement, committees, villages, settings)
    crowded = np.flatnonzero(settlement.population > MOST_RESIDENTS)
    if len(crowded):
        row = crowded[0]
        residents = settlement.population[row]
        code = settlement.code[row]
        district = place.districts[settlement.district[row]]
        text = Sentence(
            f"community {code} would have {residents} residents, at most {MOST_RESIDENTS}: too many "
            f"residents or too few committees and villages for {district.name_en}",
            f"社区 {code} 将有居民 {residents} 人，上限为 {MOST_RESIDENTS} 人：{district.name_zh}居民过多，"
            f"或居委会、村委会过少",
        )
        raise InputError(Fault("GZ059", file=place.file("districts.csv"), line=district.line, text=text))
    return settlement
