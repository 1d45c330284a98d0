"""Social workers and social organisations: how many there are, where they are at home, and their hours."""

from __future__ import annotations

import numpy as np

from sim.scenario.world_settings import InstitutionSettings
from sim.vocabulary import Field
from sim.world.apportion import largest_remainder
from sim.world.draws import WorldPurpose, keyed_normals, keyed_uniforms
from sim.world.settlement import Settlement
from sim.world.tables import ORGANISATION_FIELDS, Organisations, SocialWorkers, fields_serving

_N_FARM_FIELDS = len(fields_serving(Field.FARMING))


def make_social_workers(
    settlement: Settlement, township_fiscal: np.ndarray, settings: InstitutionSettings, fiscal_exponent: float
) -> SocialWorkers:
    """Allots social workers to townships by residents and fiscal capacity (largest remainder).

    Args:
        settlement: Who lives where in the whole place.
        township_fiscal: Fiscal capacity of every township's district, shape (townships,).
        settings: Parameters of institutions.
        fiscal_exponent: How strongly fiscal capacity moves the allotment.

    Returns:
        One row per social worker; `township` counts among all townships of the place.
    """
    n = len(township_fiscal)
    weights = settlement.urban_residents + settings.social_worker_rural_weight * settlement.rural_residents
    by_township = np.bincount(settlement.township, weights, n) * township_fiscal**fiscal_exponent
    total = round(settings.social_workers_per_10k * float(settlement.population.sum()) / 10_000.0)
    township = np.repeat(np.arange(n, dtype=np.int32), largest_remainder(by_township, total))
    return SocialWorkers(
        township=township,
        skill=np.full(len(township), settings.social_worker_skill),
        hours_per_year=np.full(len(township), settings.social_worker_hours),
    )


def _choose_homes(
    settlement: Settlement,
    townships: np.ndarray,
    numbers: np.ndarray,
    settings: InstitutionSettings,
    seed: int,
    township_codes: np.ndarray,
) -> np.ndarray:
    """Draws the home community of every organisation among those of its township, towns preferred."""
    weight = np.where(
        settlement.is_village, settings.organisations_per_village, settings.organisations_per_committee
    ) * (settlement.population > 0)
    first = np.searchsorted(settlement.township, np.arange(len(township_codes) + 1))
    ids = township_codes[townships] * 1000 + numbers
    u = keyed_uniforms(seed, WorldPurpose.ORGANISATION_HOME, ids)
    homes = np.empty(len(townships), dtype=np.int32)
    for i, township in enumerate(townships):
        bounds = np.cumsum(weight[first[township] : first[township + 1]])
        homes[i] = first[township] + np.searchsorted(bounds, u[i] * bounds[-1], side="right")
    return homes


def make_organisations(
    settlement: Settlement,
    township_codes: np.ndarray,
    township_district: np.ndarray,
    fiscal_capacity: np.ndarray,
    settings: InstitutionSettings,
    world_seed: int,
) -> Organisations:
    """Draws the social organisations and shares the hours purchased in their district out among them.

    A township expects a third of an organisation per committee and a twelfth per village (assumed), times its
    district's fiscal capacity; the fraction is settled by a keyed draw. A district's purchased hours are its
    residents times the purchases per head times its fiscal capacity; the organisations at work can offer as many,
    with log-normal differences. Each asks its own price for an hour. Beside those at work there are groups that
    could found one (the reserve), drawn alike; they have no part in the hours.

    Args:
        settlement: Who lives where in the whole place.
        township_codes: Township codes, shape (townships,).
        township_district: Row of the district, shape (townships,).
        fiscal_capacity: Fiscal capacity of districts, shape (districts,).
        settings: Parameters of institutions.
        world_seed: Seed of the world.

    Returns:
        One row per organisation; `home_community` counts among all communities of the place.
    """
    n = len(township_codes)
    each = np.where(settlement.is_village, settings.organisations_per_village, settings.organisations_per_committee) * (
        settlement.population > 0
    )
    expected = np.bincount(settlement.township, each, n) * fiscal_capacity[township_district]
    fraction = keyed_uniforms(world_seed, WorldPurpose.ORGANISATION_COUNT, township_codes)
    at_work = np.floor(expected + fraction).astype(np.int64)
    count = np.floor(expected * (1.0 + settings.organisation_reserve_share) + fraction).astype(np.int64)
    townships = np.repeat(np.arange(n), count)
    numbers = np.arange(len(townships)) - np.repeat(np.cumsum(count) - count, count)
    reserve = numbers >= at_work[townships]
    ids = township_codes[townships] * 1000 + numbers
    homes = _choose_homes(settlement, townships, numbers, settings, world_seed, township_codes)
    farm = np.where(
        settlement.is_village[homes],
        settings.organisation_farm_share_village,
        settings.organisation_farm_share_town,
    )
    u = keyed_uniforms(world_seed, WorldPurpose.ORGANISATION_FIELD, ids)
    n_other = len(ORGANISATION_FIELDS) - _N_FARM_FIELDS
    in_farm = n_other + np.floor(u / np.maximum(farm, 1e-12) * _N_FARM_FIELDS)
    in_other = np.floor((u - farm) / np.maximum(1.0 - farm, 1e-12) * n_other)
    fields = np.where(u < farm, in_farm, np.minimum(in_other, n_other - 1)).astype(np.uint8)
    residents = np.bincount(settlement.district, settlement.population, len(fiscal_capacity))
    hours_per_head = settings.purchased_yuan_per_resident / settings.purchased_yuan_per_hour
    purchased = residents * fiscal_capacity * hours_per_head
    size = np.exp(settings.organisation_hours_sigma * keyed_normals(world_seed, WorldPurpose.ORGANISATION_HOURS, ids))
    district = township_district[townships]
    together = np.bincount(district, np.where(reserve, 0.0, size), len(fiscal_capacity))
    together = np.where(together > 0.0, together, np.bincount(district, size, len(fiscal_capacity)))
    sigma = settings.organisation_price_sigma
    prices = settings.purchased_yuan_per_hour * np.exp(
        sigma * keyed_normals(world_seed, WorldPurpose.ORGANISATION_PRICE, ids) - sigma**2 / 2.0
    )
    return Organisations(
        home_community=homes,
        field=fields,
        hours_per_year=purchased[district] * size / together[district],
        price_yuan=prices,
        reserve=reserve.astype(np.uint8),
    )
