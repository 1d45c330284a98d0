"""Keyed draws for whole columns of the world, and the names of the decisions they belong to."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.compiled import kernel
from sim.randomness import standard_normal, stream, uniform


class WorldPurpose(IntEnum):
    """One number per decision taken in building the world, from 1,001 to keep clear of a run's."""

    TOWNSHIP_DRAW = 1001
    COMMUNITY_SIZE = 1002
    COMMUNITY_PLACE = 1003
    ADMINISTRATIVE_SHARE = 1004
    FACILITY_CONDITION = 1005
    UNMANAGED_ESTATES = 1006
    TIES = 1007
    LEGAL_AWARENESS = 1008
    FACILITY_STANDARD = 1009
    FACILITY_SIZE = 1010
    RESIDENT_GROUP = 1011
    RESIDENT_REGISTRATION = 1012
    RESIDENT_DISPOSITION = 1013
    RESIDENT_ONLINE = 1014
    RESIDENT_PHONE = 1015
    RESIDENT_VOLUNTEER = 1016
    ORIGIN_OUTSIDE = 1017
    ORIGIN_DISTRICT = 1018
    ORIGIN_TOWNSHIP = 1019
    ORIGIN_COMMUNITY = 1020
    ORGANISATION_COUNT = 1021
    ORGANISATION_HOME = 1022
    ORGANISATION_FIELD = 1023
    ORGANISATION_HOURS = 1024
    ORGANISATION_PRICE = 1025


@kernel
def _fill_uniforms(seed, purpose, entities, occasion, out):
    draws = stream(seed, purpose)
    for i in range(len(entities)):
        out[i] = uniform(draws, entities[i], occasion)


@kernel
def _fill_normals(seed, purpose, entities, occasion, out):
    draws = stream(seed, purpose)
    for i in range(len(entities)):
        out[i] = standard_normal(draws, entities[i], occasion)


ONLY_OCCASION = np.uint64(0)
"""A world is built once, so each of its decisions is taken once."""


def keyed_uniforms(world_seed: int, purpose: WorldPurpose, codes: np.ndarray) -> np.ndarray:
    """One keyed number in [0, 1) for every code; a code's number does not depend on the other codes.

    Args:
        world_seed: Seed of the world.
        purpose: The decision the numbers are for.
        codes: Permanent ids, any integer type, shape (n,).

    Returns:
        Numbers in [0, 1), float64, shape (n,).
    """
    out = np.empty(len(codes), dtype=np.float64)
    _fill_uniforms(np.uint64(world_seed), np.uint64(purpose), codes.astype(np.uint64), ONLY_OCCASION, out)
    return out


def keyed_normals(world_seed: int, purpose: WorldPurpose, codes: np.ndarray) -> np.ndarray:
    """One keyed standard normal number for every code; a code's number does not depend on the other codes.

    Args:
        world_seed: Seed of the world.
        purpose: The decision the numbers are for.
        codes: Permanent ids, any integer type, shape (n,).

    Returns:
        Standard normal numbers, float64, shape (n,).
    """
    out = np.empty(len(codes), dtype=np.float64)
    _fill_normals(np.uint64(world_seed), np.uint64(purpose), codes.astype(np.uint64), ONLY_OCCASION, out)
    return out
