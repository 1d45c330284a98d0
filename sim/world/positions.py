"""Where districts lie: who is whose neighbour by centroids, and where those are drawn of which nobody says it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

STEP = 0.3
"""Degrees between the centres of neighbouring tiles, some 33 km, as of a thousand square kilometres (assumed)."""


def tiles(regions: Sequence[str]) -> np.ndarray:
    """Lays districts out as six-sided tiles around 0° N, 0° E, where a degree is as long either way.

    Every region is a block as square as its districts allow; blocks stand beside each other in rows as wide as they
    are high, a tile apart. Within a block districts follow each other as in the table. That two districts touch
    therefore says no more than that they are of one region.

    Args:
        regions: Region of each district, in the order of the table.

    Returns:
        Longitude and latitude of each district, shape (districts, 2).
    """
    members: dict[str, list[int]] = {}
    for row, region in enumerate(regions):
        members.setdefault(region, []).append(row)
    sides = {region: math.ceil(math.sqrt(len(rows))) for region, rows in members.items()}
    across = math.ceil(math.sqrt(sum((side + 1) ** 2 for side in sides.values())))
    points = np.zeros((len(regions), 2))
    left = top = deepest = 0
    for region, rows in members.items():
        side = sides[region]
        if left and left + side > across:
            left, top, deepest = 0, top + deepest + 1, 0
        for number, row in enumerate(rows):
            down, along = divmod(number, side)
            points[row] = left + along + 0.5 * ((top + down) % 2), -(top + down) * math.sqrt(0.75)
        left += side + 1
        deepest = max(deepest, math.ceil(len(rows) / side))
    if len(points):
        points -= (points.min(axis=0) + points.max(axis=0)) / 2.0
    return np.round(points * STEP, 6)


def near_pairs(codes: Sequence[int], centroids: np.ndarray) -> list[tuple[int, int, float]]:
    """Districts between whose centroids no third one lies.

    Two are neighbours where the circle that has them as its diameter holds no other centroid.

    Args:
        codes: Code of each district.
        centroids: Longitude and latitude of each, shape (districts, 2).

    Returns:
        Pairs of codes with the border's length in km, nan because it is not known.

    Source:
        Gabriel and Sokal 1969, Systematic Zoology 18, 259-278.
    """
    points = centroids.copy()
    points[:, 0] *= np.cos(np.radians(centroids[:, 1]))
    apart = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    found = []
    for a in range(len(codes)):
        near = np.argsort(apart[a], kind="stable")[1:17]  # what stands between mostly stands near
        free = ~(apart[a, near] + apart[:, near] < apart[a][:, None] * (1.0 - 1e-9)).any(axis=1)
        for b in (np.flatnonzero(free[a + 1 :]) + a + 1).tolist():
            if not (apart[a] + apart[b] < apart[a, b] * (1.0 - 1e-9)).any():
                found.append((codes[a], codes[b], float("nan")))
    return found
