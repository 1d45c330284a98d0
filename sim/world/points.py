"""Synthetic points inside polygons: where a community is drawn on a map."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.errors import Fault, InputError
from sim.randomness import stream, uniform
from sim.words import Sentence
from sim.world.draws import WorldPurpose
from sim.world.map_file import FILE as MAP
from sim.world.places import Place

_MOST_TRIES = 10_000


@kernel
def _is_inside(x, y, points, ring_start, first_ring, last_ring):
    inside = False
    for ring in range(first_ring, last_ring):
        j = ring_start[ring + 1] - 1
        for i in range(ring_start[ring], ring_start[ring + 1]):
            crosses = (points[i, 1] > y) != (points[j, 1] > y)
            if crosses:
                edge_x = points[i, 0] + (y - points[i, 1]) / (points[j, 1] - points[i, 1]) * (
                    points[j, 0] - points[i, 0]
                )
                if x < edge_x:
                    inside = not inside
            j = i
    return inside


@kernel(allocates=True)
def _draw_points(seed, purpose, codes, district, points, ring_start, district_ring, most_tries, out):
    draws = stream(seed, purpose)
    for c in range(len(codes)):
        d = district[c]
        first, last = district_ring[d], district_ring[d + 1]
        box = points[ring_start[first] : ring_start[last]]
        low_x, high_x = box[:, 0].min(), box[:, 0].max()
        low_y, high_y = box[:, 1].min(), box[:, 1].max()
        for attempt in range(most_tries):
            x = low_x + (high_x - low_x) * uniform(draws, codes[c], np.uint64(2 * attempt))
            y = low_y + (high_y - low_y) * uniform(draws, codes[c], np.uint64(2 * attempt + 1))
            if _is_inside(x, y, points, ring_start, first, last):
                out[c, 0] = x
                out[c, 1] = y
                break


def synthetic_points(place: Place, codes: np.ndarray, district: np.ndarray, world_seed: int) -> np.ndarray:
    """Draws a synthetic point inside the district for every community: not the real place of its office.

    Points are drawn in the district's bounding box until one falls inside (even-odd rule over all rings).

    Args:
        place: The place with its polygons.
        codes: Community codes, shape (communities,).
        district: Row of each community's district.
        world_seed: Seed of the world.

    Returns:
        Longitude and latitude in degrees, shape (communities, 2).

    Raises:
        InputError: A district's polygon has next to no area.
    """
    rings = [ring for district_row in place.districts for ring in place.rings[district_row.code]]
    counts = [len(place.rings[district_row.code]) for district_row in place.districts]
    ring_start = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    district_ring = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    out = np.full((len(codes), 2), np.nan)
    _draw_points(
        np.uint64(world_seed),
        np.uint64(WorldPurpose.COMMUNITY_PLACE),
        codes.astype(np.uint64),
        district,
        np.concatenate(rings),
        ring_start,
        district_ring,
        _MOST_TRIES,
        out,
    )
    if np.isnan(out).any():
        row = place.districts[district[np.flatnonzero(np.isnan(out[:, 0]))[0]]]
        raise InputError(
            Fault(
                "GZ059",
                file=place.file(MAP),
                text=Sentence(
                    f"the polygon of district {row.code} has no area", f"区县 {row.code} 的边界多边形面积为零"
                ),
            )
        )
    return out
