"""What the view of the network draws: the tiers of one district, and the ties among communities and districts.

The same ties are in `model.network`, edge by edge; a whole city has millions of them, so here they are counted from
the columns, for one district at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.app.inspection import place_name
from sim.app.model import ViewModel
from sim.vocabulary import Tier
from sim.words import T

MOST_LINKS = 90
"""Strongest migration links drawn inside a district; more would cover each other."""

MOST_FLOWS = 70
"""Strongest flows drawn among districts."""

RINGS = (0.0, 0.42, 0.86)
"""Radius of the district office, of its townships and of the communities, of half the drawing."""


def migration_links_of(model: ViewModel, district: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residents of a district by the community they moved away from.

    Args:
        model: The model.
        district: Row of the district.

    Returns:
        Home community, former community and number of residents, one row per pair that occurs.
    """
    c, d = model.communities, model.districts
    first, end = int(d.first_resident[district]), int(d.end_resident[district])
    origin = model.residents.origin[first:end]
    rows = np.flatnonzero(origin >= 0)
    starts = c.first_resident[int(d.first_community[district]) : int(d.end_community[district])]
    home = int(d.first_community[district]) + np.searchsorted(starts, rows + first, side="right") - 1
    n = max(1, len(c))
    pairs, counts = np.unique(home.astype(np.int64) * n + origin[rows], return_counts=True)
    return pairs // n, pairs % n, counts


def tree_of(model: ViewModel, district: int) -> dict[str, Any]:
    """The tiers of a district as a tree in rings: its office, townships around it, their communities outside.

    Args:
        model: The model.
        district: Row of the district.

    Returns:
        Townships with name, short name and place, communities with row, township and place (units of half the
        drawing), and the strongest ties among them and to other districts.
    """
    c, d, t = model.communities, model.districts, model.townships
    first, end = int(d.first_community[district]), int(d.end_community[district])
    n = end - first
    towns = range(int(d.first_township[district]), int(d.end_township[district]))
    # A gap of one place between townships keeps their communities apart.
    places = n + len(towns)
    angle = np.zeros(n)
    townships = []
    at = 0
    for number in towns:
        a, b = int(t.first_community[number]) - first, int(t.end_community[number]) - first
        angle[a:b] = 2.0 * np.pi * (at + np.arange(b - a) + 0.5) / max(1, places)
        middle = 2.0 * np.pi * (at + 0.5 * (b - a)) / max(1, places)
        townships.append(
            {
                "row": number,
                "name": place_name(model, Tier.TOWNSHIP, number),
                # Inside a district the last three digits of a code tell its townships apart.
                "short": str(T(f"{int(t.code[number]) % 1000:03d}", model.world.townships.name_zh[number])),
                "n": b - a,
                **_place(middle, RINGS[1]),
            }
        )
        at += b - a + 1
    homes, origins, counts = migration_links_of(model, district)
    return {
        "district": district,
        "townships": townships,
        "first": first,
        "communities": [
            {
                "row": first + i,
                "t": int(c.township[first + i]) - (towns.start if towns else 0),
                "setting": int(c.setting[first + i]),
                **_place(float(angle[i]), RINGS[2]),
            }
            for i in range(n)
        ],
        "links": _inside(homes, origins, counts, first, end),
        "outside": _outside(origins, counts, model, first, end),
    }


def _place(angle: float, radius: float) -> dict[str, float]:
    return {"x": round(radius * float(np.sin(angle)), 4), "y": round(-radius * float(np.cos(angle)), 4)}


def _inside(homes: np.ndarray, origins: np.ndarray, counts: np.ndarray, first: int, end: int) -> list[list[int]]:
    """The strongest ties between two communities of the district: both counted from its first, and residents."""
    here = (origins >= first) & (origins < end)
    a, b, n = homes[here] - first, origins[here] - first, counts[here]
    strongest = np.argsort(-n, kind="stable")[:MOST_LINKS]
    return [[int(a[i]), int(b[i]), int(n[i])] for i in strongest]


def _outside(origins: np.ndarray, counts: np.ndarray, model: ViewModel, first: int, end: int) -> list[list[int]]:
    """Residents who came from other districts: district and residents, the most first."""
    away = (origins < first) | (origins >= end)
    n = np.bincount(model.communities.district[origins[away]], weights=counts[away], minlength=len(model.districts))
    strongest = np.argsort(-n, kind="stable")[:10]
    return [[int(d), int(n[d])] for d in strongest if n[d] > 0]


def flows(model: ViewModel) -> list[list[int]]:
    """Residents by district of home and of origin, the strongest flows between two districts.

    Args:
        model: The model.

    Returns:
        District they came from, district they live in, residents of the sample.
    """
    n = len(model.districts)
    counted = np.zeros((n, n), np.int64)
    for district in range(n):
        _, origins, counts = migration_links_of(model, district)
        counted[district] = np.bincount(model.communities.district[origins], weights=counts, minlength=n)
    np.fill_diagonal(counted, 0)
    order = np.argsort(-counted, axis=None, kind="stable")[:MOST_FLOWS]
    return [[int(i % n), int(i // n), int(counted.flat[i])] for i in order if counted.flat[i] > 0]


def overview(model: ViewModel) -> dict[str, Any]:
    """The network of districts: neighbours and the strongest migration flows.

    Args:
        model: The model.
    """
    return {"borders": [[a, b] for a, b, _ in model.world.borders], "flows": flows(model)}
