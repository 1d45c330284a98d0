"""Communities: where each lies, who works there, where the hours go and in what condition it is."""

from __future__ import annotations

import numpy as np

from sim.scenario.world_settings import CommunitySettings, StaffSettings, WorldSettings
from sim.vocabulary import Setting
from sim.world.draws import WorldPurpose, keyed_normals, keyed_uniforms
from sim.world.places import Place
from sim.world.points import synthetic_points
from sim.world.settlement import Settlement
from sim.world.tables import Communities, Districts


def blend(town: float | np.ndarray, village: float | np.ndarray, urban_share: np.ndarray) -> np.ndarray:
    """The mean of a town and a village figure, weighted by the share of urban residents."""
    return village + (np.asarray(town) - village) * urban_share


def _with_noise(mean: np.ndarray, sd: float, purpose: WorldPurpose, codes: np.ndarray, seed: int) -> np.ndarray:
    return mean + sd * keyed_normals(seed, purpose, codes)


def _staff_columns(
    residents: np.ndarray,
    urban: np.ndarray,
    is_village: np.ndarray,
    share: np.ndarray,
    remote: np.ndarray,
    fiscal_capacity: np.ndarray,
    codes: np.ndarray,
    settings: StaffSettings,
    seed: int,
) -> dict[str, np.ndarray]:
    """Members, contract workers and where their hours go."""
    urban_members = np.clip(
        np.round(residents / settings.members_urban_residents_each),
        settings.members_urban_least,
        settings.members_urban_most,
    )
    village_members = np.clip(
        np.round(settings.members_village_base + residents / settings.members_village_residents_each),
        settings.members_village_least,
        settings.members_village_most,
    )
    members = np.where(is_village, village_members, urban_members)
    contract = settings.contract_workers_per_1000 * urban / 1000.0 * fiscal_capacity**settings.fiscal_exponent
    hours = blend(settings.hours_per_member_urban, settings.hours_per_member_village, share)
    meetings_village = settings.meetings_share_village + settings.meetings_share_remote * remote
    meetings = blend(settings.meetings_share_urban, meetings_village, share)
    counter = blend(settings.counter_share_urban, settings.counter_share_village, share)
    leave = np.full(len(codes), settings.leave_share)
    mean = np.full(len(codes), settings.administrative_share)
    admin = _with_noise(mean, settings.administrative_noise, WorldPurpose.ADMINISTRATIVE_SHARE, codes, seed)
    admin = np.clip(admin, settings.administrative_least, settings.administrative_most)
    admin = np.maximum(0.0, np.minimum(admin, 1.0 - settings.issue_share_least - meetings - counter - leave))
    return {
        "members": members,
        "contract_workers": contract,
        "hours_per_head": hours,
        "gross_hours": members * hours + contract * settings.hours_per_contract_worker,
        "admin_share": admin,
        "meetings_share": meetings,
        "counter_share": counter,
        "leave_share": leave,
    }


def _condition_columns(
    residents: np.ndarray,
    share: np.ndarray,
    remote: np.ndarray,
    codes: np.ndarray,
    settings: CommunitySettings,
    seed: int,
) -> dict[str, np.ndarray]:
    """Skill, facilities, estates and ties."""
    purpose = WorldPurpose
    condition = blend(settings.condition_urban, settings.condition_village, share)
    town_unmanaged = np.full(len(codes), settings.unmanaged_urban)
    town_unmanaged = _with_noise(town_unmanaged, settings.unmanaged_noise, purpose.UNMANAGED_ESTATES, codes, seed)
    unmanaged = blend(np.clip(town_unmanaged, 0.0, 1.0), 1.0 - settings.managed_village, share)
    ties = blend(settings.ties_urban, settings.ties_village, share)
    awareness = np.full(len(codes), settings.awareness)
    households = residents / settings.household_persons
    standard = np.maximum(settings.facility_minimum_m2, settings.facility_m2_per_household * households)
    met = keyed_uniforms(seed, purpose.FACILITY_STANDARD, codes) < blend(
        settings.facility_met_urban, settings.facility_met_village, share
    )
    u = keyed_uniforms(seed, purpose.FACILITY_SIZE, codes)
    part = settings.facility_short_low + (settings.facility_short_high - settings.facility_short_low) * u
    return {
        "skill": np.clip(
            blend(settings.skill_urban, settings.skill_village, share) - settings.skill_remote_loss * remote,
            0.0,
            1.0,
        ),
        "condition": np.clip(
            _with_noise(condition, settings.condition_noise, purpose.FACILITY_CONDITION, codes, seed),
            0.05,
            0.95,
        ),
        "unmanaged_share": unmanaged,
        "ties": np.clip(_with_noise(ties, settings.ties_noise, purpose.TIES, codes, seed), 0.0, 1.0),
        "awareness": np.clip(
            _with_noise(awareness, settings.awareness_noise, purpose.LEGAL_AWARENESS, codes, seed), 0.0, 1.0
        ),
        "facility_m2": np.where(met, standard, part * standard),
    }


def make_communities(
    place: Place,
    settlement: Settlement,
    districts: Districts,
    remote_region: np.ndarray,
    settings: WorldSettings,
    world_seed: int,
) -> Communities:
    """Fills in the columns of all communities of the place; weights and offsets come with the sample.

    Args:
        place: The place.
        settlement: Who lives where.
        districts: Table of districts.
        remote_region: True for remote regions, shape (regions,).
        settings: Parameters of the world.
        world_seed: Seed of the world.

    Returns:
        The table of communities; `township` counts among all townships of the place.
    """
    codes, urban, residents = settlement.code, settlement.urban_residents, settlement.population
    part = settings.communities
    own_kind = np.where(settlement.is_village, 0.0, 1.0)
    share = np.where(residents > 0, urban / np.maximum(residents, 1), own_kind)
    share = np.where(settlement.is_village, share, 1.0)
    setting = np.full(len(codes), Setting.URBAN, dtype=np.uint8)
    setting[settlement.is_village] = Setting.RURAL
    setting[settlement.is_village & (share >= part.mixed_from_urban_share) & (share > 0.0)] = Setting.MIXED
    region = districts.region[settlement.district]
    remote = remote_region[region].astype(np.uint8)
    points = synthetic_points(place, codes, settlement.district, world_seed)
    village_way = np.where(remote == 1, part.distance_remote_km, part.distance_village_km)
    staff = _staff_columns(
        residents,
        urban,
        settlement.is_village,
        share,
        remote,
        districts.fiscal_capacity[settlement.district],
        codes,
        settings.staff,
        world_seed,
    )
    condition = _condition_columns(residents, share, remote, codes, part, world_seed)
    institutions = settings.institutions
    managed_residents = (1.0 - condition["unmanaged_share"]) * urban
    return Communities(
        code=codes,
        township=settlement.township,
        district=settlement.district,
        region=region,
        setting=setting,
        urban_share=share,
        population=residents.astype(np.int32),
        weight=np.ones(len(codes)),
        longitude=points[:, 0].copy(),
        latitude=points[:, 1].copy(),
        distance_km=blend(part.distance_urban_km, village_way, share),
        remote=remote,
        **staff,
        **condition,
        beat_hours_per_week=np.full(len(codes), institutions.beat_hours_per_week),
        manager_hours_per_day=managed_residents * institutions.manager_hours_per_resident_day,
        mediator_hours_per_day=residents / 1000.0 * institutions.mediator_hours_per_1000_days,
        first_resident=np.zeros(len(codes), dtype=np.int64),
    )
