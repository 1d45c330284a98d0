"""Building the world of a study: one place, one sample, one seed; shared by all policies compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.calendar import DaysOff
from sim.errors import Fault, InputError
from sim.scenario.world_settings import StaffSettings, WorldSettings
from sim.vocabulary import Group, Setting
from sim.words import Sentence
from sim.world.apportion import largest_remainder
from sim.world.communities import blend, make_communities
from sim.world.institutions import make_organisations, make_social_workers
from sim.world.places import Place, read_place
from sim.world.residents import make_residents
from sim.world.sampling import Drawn, draw_townships
from sim.world.services import allot_care
from sim.world.settlement import Settlement, settle
from sim.world.tables import (
    Communities,
    Districts,
    Organisations,
    Residents,
    SocialWorkers,
    Townships,
)


@dataclass(frozen=True, eq=False)
class World:
    """The world: read-only columns, built once and shared by all policies of a study.

    Attributes:
        name_zh: Name of the place in Chinese.
        name_en: Name of the place in English.
        regions: The regions as (key, Chinese name, English name); the code is the position.
        remote_region: 1 for regions of low fiscal capacity, shape (regions,).
        borders: Neighbouring districts as (row, row, border in km).
        days_off: Public holidays and make-up working days.
        sample: Share of townships drawn.
        world_seed: Seed of the world.
        districts: All districts, drawn or not.
        townships: Townships drawn.
        communities: Their communities.
        residents: Their residents.
        social_workers: Social workers of the townships drawn.
        organisations: Social organisations at home in their communities.
    """

    name_zh: str
    name_en: str
    regions: tuple[tuple[str, str, str], ...]
    remote_region: np.ndarray
    borders: tuple[tuple[int, int, float], ...]
    days_off: DaysOff
    sample: float
    world_seed: int
    districts: Districts
    townships: Townships
    communities: Communities
    residents: Residents
    social_workers: SocialWorkers
    organisations: Organisations

    @property
    def n_residents(self) -> int:
        """Number of residents."""
        return len(self.residents)

    @property
    def memory_bytes(self) -> int:
        """Memory of all columns, in bytes."""
        tables = (
            self.districts,
            self.townships,
            self.communities,
            self.residents,
            self.social_workers,
            self.organisations,
        )
        return sum(table.memory_bytes for table in tables)

    def community_of_resident(self, rows: np.ndarray) -> np.ndarray:
        """Finds the communities of residents.

        Args:
            rows: Resident rows, any shape.

        Returns:
            Community rows, int32, same shape.
        """
        found = np.searchsorted(self.communities.first_resident, rows, side="right") - 1
        return np.asarray(found, dtype=np.int32)

    @property
    def drawn(self) -> Drawn:
        """What was drawn, beside what the place has."""
        strata = self.districts.region[self.townships.district] * 2 + self.townships.kind
        return Drawn(
            len(self.townships),
            self.n_residents,
            round(float(self.townships.weight.sum())),
            int(self.districts.population.sum()),
            len(np.unique(strata)),
        )


def _make_districts(place: Place, settings: WorldSettings) -> tuple[Districts, tuple[tuple[str, str, str], ...]]:
    rows = place.districts
    regions: dict[str, tuple[str, str, str]] = {}
    present = [row.region for row in rows]
    order = dict.fromkeys([key for key in place.region_order if key in present] + present)
    first = {row.region: row for row in reversed(rows)}
    for row in (first[key] for key in order):
        regions[row.region] = (row.region, row.region_zh, row.region_en)
    codes = {key: code for code, key in enumerate(regions)}
    tens = np.array([row.residents_10k for row in rows])
    if place.residents is None:
        population = np.round(tens * 10_000.0).astype(np.int64)
    else:
        population = largest_remainder(tens, place.residents)
    gdp = np.array([row.gdp_per_head_yuan for row in rows])
    fiscal = gdp / np.average(gdp, weights=population)
    urban = np.array([row.urban_percent for row in rows]) / 100.0
    people = settings.residents
    older = population * blend(people.town_groups.older, people.village_groups.older, urban)
    return Districts(
        code=np.array([row.code for row in rows], dtype=np.int64),
        name_zh=tuple(row.name_zh for row in rows),
        name_en=tuple(row.name_en for row in rows),
        short_zh=tuple(row.short_zh for row in rows),
        region=np.array([codes[row.region] for row in rows], dtype=np.uint8),
        population=population,
        gdp_per_head_yuan=gdp,
        fiscal_capacity=fiscal,
        urban_share=urban,
        longitude=np.array([row.longitude for row in rows]),
        latitude=np.array([row.latitude for row in rows]),
        drawn_share=np.ones(len(rows)),
        **allot_care(place.services, older, population, fiscal, settings.institutions),
    ), tuple(regions.values())


def _make_townships(
    place: Place,
    district: np.ndarray,
    settlement: Settlement,
    drawn: np.ndarray,
    weight: np.ndarray,
    settings: StaffSettings,
) -> Townships:
    residents = np.bincount(settlement.township, settlement.population, len(place.townships))[drawn]
    return Townships(
        code=np.array([place.townships[t].code for t in drawn], dtype=np.int64),
        name_zh=tuple(place.townships[t].name_zh for t in drawn),
        kind=np.array([place.townships[t].kind for t in drawn], dtype=np.uint8),
        district=district[drawn],
        weight=weight,
        staff=settings.township_staff_base + settings.township_staff_per_1000 * residents / 1000.0,
    )


def _new_rows(n: int, kept: np.ndarray) -> np.ndarray:
    """Where each old row went; -1 for rows left out."""
    rows = np.full(n, -1, dtype=np.int32)
    rows[kept] = np.arange(len(kept), dtype=np.int32)
    return rows


def _cut_communities(communities: Communities, drawn: np.ndarray, townships: Townships, n_all: int) -> Communities:
    """The communities of the townships drawn, with rows, weights and resident offsets of the sample."""
    new_township = _new_rows(n_all, drawn)
    kept = np.flatnonzero(new_township[communities.township] >= 0)
    cut = communities.rows(kept)
    township = new_township[cut.township]
    first = np.concatenate([[0], np.cumsum(cut.population, dtype=np.int64)])
    return replace(cut, township=township, weight=townships.weight[township], first_resident=first)


def _cut_institutions(
    workers: SocialWorkers, organisations: Organisations, new_township: np.ndarray, new_community: np.ndarray
) -> tuple[SocialWorkers, Organisations]:
    workers = workers.rows(np.flatnonzero(new_township[workers.township] >= 0))
    organisations = organisations.rows(np.flatnonzero(new_community[organisations.home_community] >= 0))
    return (
        replace(workers, township=new_township[workers.township]),
        replace(organisations, home_community=new_community[organisations.home_community]),
    )


class _Draw(NamedTuple):
    """A place settled, and the townships drawn of it."""

    place: Place
    districts: Districts
    regions: tuple[tuple[str, str, str], ...]
    settlement: Settlement
    township_district: np.ndarray
    strata: np.ndarray
    rows: np.ndarray
    weight: np.ndarray


def _draw(place: Path, settings: WorldSettings, sample: float, world_seed: int) -> _Draw:
    """Reads a place, settles the whole of it and draws townships."""
    if not 0.0 < sample <= 1.0:
        raise InputError(
            Fault("GZ023", key_path="world.sample", found=f"{sample:g}", low=Sentence("above 0", "大于 0"), high="1")
        )
    data = read_place(Path(place))
    districts, regions = _make_districts(data, settings)
    settlement = settle(data, districts.population, districts.urban_share, settings.communities, world_seed)
    row_of_district = {row.code: d for d, row in enumerate(data.districts)}
    township_district = np.array([row_of_district[t.district_code] for t in data.townships], dtype=np.int32)
    kind = np.array([t.kind for t in data.townships], dtype=np.uint8)
    region = districts.region[township_district]
    rows, weight = draw_townships(region, kind, sample, world_seed)
    return _Draw(data, districts, regions, settlement, township_district, region * 2 + kind, rows, weight)


def draw_of(place: Path, settings: WorldSettings, sample: float, world_seed: int) -> Drawn:
    """What a world would contain, without building it.

    Args:
        place: Folder of the place.
        settings: Parameters of the world; its `place`, `sample` and `world_seed` are not read here.
        sample: Share of townships to draw, above 0 and at most 1.
        world_seed: Seed of the world.

    Raises:
        InputError: The folder cannot be used, or the sample is out of range.
    """
    draw = _draw(place, settings, sample, world_seed)
    population = draw.settlement.population
    return Drawn(
        len(draw.rows),
        int(population[np.isin(draw.settlement.township, draw.rows)].sum()),
        len(draw.place.townships),
        int(population.sum()),
        len(np.unique(draw.strata)),
    )


def prove_world(place: Path, settings: WorldSettings, world_seed: int) -> tuple[Place, Districts]:
    """Reads a place and settles it, so that nothing is begun in a world that cannot be built.

    Args:
        place: Folder of the place.
        settings: Parameters of the world.
        world_seed: Seed of the world.

    Returns:
        The place and its districts.

    Raises:
        InputError: The folder cannot be used.
    """
    data = read_place(place)
    districts, _ = _make_districts(data, settings)
    settle(data, districts.population, districts.urban_share, settings.communities, world_seed)
    return data, districts


def build_world(place: Path, settings: WorldSettings, sample: float, world_seed: int, threads: int = 1) -> World:
    """Builds the world of a study from the folder of a place.

    The whole place is settled first and the sample cut from it, so that a township has the same communities,
    residents and institutions in every sample that contains it.

    Args:
        place: Folder of the place.
        settings: Parameters of the world; its `place`, `sample` and `world_seed` are not read here.
        sample: Share of townships to draw, above 0 and at most 1.
        world_seed: Seed of everything drawn here.
        threads: Threads to use; the world does not depend on it.

    Returns:
        The world, all columns read-only.

    Raises:
        InputError: The folder cannot be used, or the sample is out of range.
    """
    draw = _draw(place, settings, sample, world_seed)
    data, districts, regions = draw.place, draw.districts, draw.regions
    settlement, township_district, drawn = draw.settlement, draw.township_district, draw.rows
    fiscal, n_regions = districts.fiscal_capacity, len(regions)
    region_residents = np.bincount(districts.region, districts.population, n_regions)
    region_fiscal = np.bincount(districts.region, districts.population * fiscal, n_regions) / region_residents
    remote = (region_fiscal < settings.communities.remote_fiscal_capacity).astype(np.uint8)
    row_of_district = {row.code: d for d, row in enumerate(data.districts)}
    township_codes = np.array([t.code for t in data.townships], dtype=np.int64)
    townships = _make_townships(data, township_district, settlement, drawn, draw.weight, settings.staff)
    everywhere = make_communities(data, settlement, districts, remote, settings, world_seed)
    communities = _cut_communities(everywhere, drawn, townships, len(data.townships))
    new_township = _new_rows(len(data.townships), drawn)
    new_community = _new_rows(len(everywhere), np.flatnonzero(new_township[everywhere.township] >= 0))
    workers, organisations = _cut_institutions(
        make_social_workers(
            settlement, fiscal[township_district], settings.institutions, settings.staff.fiscal_exponent
        ),
        make_organisations(settlement, township_codes, township_district, fiscal, settings.institutions, world_seed),
        new_township,
        new_community,
    )
    present = np.bincount(communities.district, communities.population, len(districts))
    districts = replace(districts, drawn_share=present / districts.population)
    remote.setflags(write=False)
    return World(
        name_zh=data.title.zh,
        name_en=data.title.en,
        regions=regions,
        remote_region=remote,
        borders=tuple((row_of_district[a], row_of_district[b], km) for a, b, km in data.borders),
        days_off=data.days_off,
        sample=sample,
        world_seed=world_seed,
        districts=districts.sealed(),
        townships=townships.sealed(),
        communities=communities.sealed(),
        residents=make_residents(communities, districts, settings.residents, world_seed, threads).sealed(),
        social_workers=workers.sealed(),
        organisations=organisations.sealed(),
    )


def describe(world: World) -> dict[str, int | float]:
    """Counts what the world contains, unweighted.

    Args:
        world: The world.

    Returns:
        Counts by name, and the share of urban residents.
    """
    communities = world.communities
    setting = np.bincount(communities.setting, minlength=len(Setting))
    residents = max(world.n_residents, 1)
    return {
        "n_districts": len(world.districts),
        "n_districts_drawn": int((world.districts.drawn_share > 0).sum()),
        "n_townships": len(world.townships),
        "n_communities": len(communities),
        "n_urban_communities": int(setting[Setting.URBAN]),
        "n_rural_communities": int(setting[Setting.RURAL]),
        "n_mixed_communities": int(setting[Setting.MIXED]),
        "n_residents": world.n_residents,
        "urban_share": float(communities.urban_share @ communities.population) / residents,
        "n_floating_residents": int(world.residents.n_groups[:, Group.FLOATING].sum()),
        "n_social_workers": len(world.social_workers),
        "n_organisations": int((world.organisations.reserve == 0).sum()),
        "memory_bytes": world.memory_bytes,
    }
