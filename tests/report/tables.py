"""Tables of studies made by hand, so that what must be said of them is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.report.answer import Facts, facts_of
from sim.studies.compare import compare
from sim.world.places import PlaceNames

SEEDS = tuple(range(1, 11))
NOISE = np.array([0.4, -0.6, 0.9, -0.2, 0.1, -0.8, 0.5, 0.3, -0.7, 0.1])
"""Chance of each seed; its mean is zero."""

TWIST = np.array([-0.3, 0.8, -0.5, 0.6, -0.9, 0.2, 0.7, -0.4, 0.1, -0.3])
"""Other chance, likewise of mean zero."""

Cell = tuple[str, str, str]
MAIN: Cell = ("resolution_share", "all", "all")
NEEDS: Cell = ("solved_per_need", "all", "all")
GAP: Cell = ("resolution_urban_rural_gap", "all", "all")
WAIT: Cell = ("closing_days_mean", "all", "all")
SPENDING: Cell = ("spending_per_resident", "all", "all")
RURAL: Cell = ("solved_per_need", "setting", "rural")
URBAN: Cell = ("solved_per_need", "setting", "urban")


def series(mean: float, own: float = 0.0, shared: float = 0.002) -> list[float]:
    """Ten runs around a mean: chance that all scenarios share, and chance of the scenario's own."""
    return [float(x) for x in mean + shared * NOISE + own * TWIST]


def measures(cells: Mapping[tuple[str, Cell], Sequence[float]]) -> pd.DataFrame:
    """The table of all runs, from values by scenario and cell."""
    rows = [
        (scenario, seed, *cell, 100.0, value)
        for (scenario, cell), values in cells.items()
        for seed, value in zip(SEEDS, values, strict=False)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def facts(
    cells: Mapping[tuple[str, Cell], Sequence[float]],
    titles: Mapping[str, str],
    costs: Mapping[str, float] | None = None,
) -> Facts:
    """What the sentences are made of."""
    table = measures(cells)
    first, *others = titles
    return facts_of(table, compare(table, first, others), titles, costs or {}, PlaceNames())
