"""The districts of a place as paths for the page's map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.world.places import DistrictRow, Place

WIDTH = 640
MARGIN = 22
"""Room around the districts, so that names at the edge are not cut."""


@dataclass(frozen=True)
class Projection:
    """Degrees as a plane, longitudes shortened by the cosine of the middle latitude (equirectangular projection).

    For a place of a few degrees the distortion cannot be seen.

    Attributes:
        west: Longitude of the western edge.
        north: Latitude of the northern edge.
        shortened: Factor on longitudes.
        scale: Units of the drawing per degree of latitude.
        height: Height of the drawing; its width is WIDTH.
    """

    west: float
    north: float
    shortened: float
    scale: float
    height: int

    def project(self, points: np.ndarray) -> np.ndarray:
        """Degrees to units of the drawing, north up.

        Args:
            points: Longitude and latitude, shape (n, 2).
        """
        x = MARGIN + (points[:, 0] - self.west) * self.shortened * self.scale
        y = MARGIN / 2 + (self.north - points[:, 1]) * self.scale
        return np.column_stack([x, y])


def projection_of(place: Place) -> Projection:
    """The projection that lets a place fill a drawing of fixed width.

    Args:
        place: The place, with polygons in degrees.
    """
    every = np.concatenate([ring for rings in place.rings.values() for ring in rings])
    low, high = every.min(axis=0), every.max(axis=0)
    shortened = float(np.cos(np.radians((low[1] + high[1]) / 2.0)))
    scale = float((WIDTH - 2 * MARGIN) / ((high[0] - low[0]) * shortened))
    height = int(np.ceil((high[1] - low[1]) * scale)) + MARGIN
    return Projection(float(low[0]), float(high[1]), shortened, scale, height)


def district_shapes(place: Place) -> tuple[list[dict[str, Any]], int]:
    """Projects the districts onto a drawing of fixed width.

    Args:
        place: The place, with polygons in degrees.

    Returns:
        For each district, in the order of the place, its code, path, names, the middle of its largest part and the
        room there (square root of its area); and the height of the drawing.
    """
    projection = projection_of(place)
    rings = place.rings
    shapes = [_shape(row, [projection.project(ring) for ring in rings[row.code]]) for row in place.districts]
    return shapes, projection.height


def inner_part(place: Place) -> dict[str, Any] | None:
    """The part of the drawing that the first region fills: the crowded middle, which is offered enlarged.

    Args:
        place: The place.

    Returns:
        Left, top, width and height in units of the drawing as `box`, and the region's names as `en` and `zh`; None
        where the place has one region only.
    """
    if len({row.region for row in place.districts}) == 1:
        return None
    first = place.region_order[0] if place.region_order else place.districts[0].region
    rows = [row for row in place.districts if row.region == first]
    every = place.rings
    at = projection_of(place).project(np.concatenate([ring for row in rows for ring in every[row.code]]))
    low, high = at.min(axis=0), at.max(axis=0)
    box = [float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])]
    english = rows[0].region_en
    return {"box": box, "en": english[:1].upper() + english[1:], "zh": rows[0].region_zh}


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
        "y": round(y, 1),
        "room": round(abs(_area(largest)) ** 0.5, 1),
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
