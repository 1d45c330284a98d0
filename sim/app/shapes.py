"""The districts of a place as paths for the page's map."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.world.places import DistrictRow, Place

WIDTH = 640
MARGIN = 22
"""Room around the districts, so that names at the edge are not cut."""

ROOM_FOR_LABEL = 38.0
"""Square root of a district's area, in units of the drawing, from which its name fits (judged by eye)."""


def district_shapes(place: Place) -> tuple[list[dict[str, Any]], int]:
    """Projects the districts onto a drawing of fixed width.

    Degrees are taken as a plane, longitudes shortened by the cosine of the middle latitude (equirectangular
    projection); for a place of a few degrees the distortion cannot be seen.

    Args:
        place: The place, with polygons in degrees.

    Returns:
        For each district, in the order of the place, its code, path, names, label position and whether a label fits;
        and the height of the drawing.
    """
    every = np.concatenate([ring for rings in place.rings.values() for ring in rings])
    low, high = every.min(axis=0), every.max(axis=0)
    shortened = float(np.cos(np.radians((low[1] + high[1]) / 2.0)))
    scale = (WIDTH - 2 * MARGIN) / ((high[0] - low[0]) * shortened)

    def project(points: np.ndarray) -> np.ndarray:
        """Degrees to units of the drawing, north up."""
        x = MARGIN + (points[:, 0] - low[0]) * shortened * scale
        y = MARGIN / 2 + (high[1] - points[:, 1]) * scale
        return np.column_stack([x, y])

    height = int(np.ceil((high[1] - low[1]) * scale)) + MARGIN
    return [_shape(row, [project(ring) for ring in place.rings[row.code]]) for row in place.districts], height


def _shape(row: DistrictRow, rings: list[np.ndarray]) -> dict[str, Any]:
    """One district; its label stands at the centroid of its largest ring."""
    path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _centroid(largest)
    return {
        "id": str(row.code),
        "d": path,
        "zh": row.short_zh,
        "en": row.name_en,
        "x": round(x, 1),
        "y": round(y + 5.0, 1),
        "roomy": abs(_area(largest)) ** 0.5 >= ROOM_FOR_LABEL,
    }


def _area(ring: np.ndarray) -> float:
    """Signed area of a closed ring (shoelace formula)."""
    x, y = ring.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2.0


def _centroid(ring: np.ndarray) -> tuple[float, float]:
    """Centroid of the area of a closed ring."""
    x, y = ring.T
    cross = x * np.roll(y, -1) - y * np.roll(x, -1)
    area = cross.sum() / 2.0
    return (
        float(((x + np.roll(x, -1)) * cross).sum() / (6.0 * area)),
        float(((y + np.roll(y, -1)) * cross).sum() / (6.0 * area)),
    )
