"""Do two mechanisms do more or less together than the sum of what they do alone?

The baseline, every mechanism alone and every pair are run with the same seeds. The interaction of a pair is the effect
of both less the effects of either alone, seed by seed: value(both) - value(a) - value(b) + value(baseline), which is
0 where effects add up. It is the interaction contrast of a two-by-two factorial design.

Source: Montgomery 2017, "Design and Analysis of Experiments", section 6.2.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.mechanisms import registry
from sim.scenario.header import is_name
from sim.scenario.scenario import Scenario
from sim.studies.compare import CELL
from sim.studies.experiment import variant
from sim.studies.statistics import ROUNDING, holm_adjust, paired_difference

INTERACTION_COLUMNS = (
    "mechanism_a",
    "mechanism_b",
    "measure",
    "by",
    "group",
    "n",
    "n_equal",
    "baseline",
    "alone_a",
    "alone_b",
    "together",
    "interaction",
    "ci_low",
    "ci_high",
    "p_value",
    "p_adjusted",
    "verdict",
)
ALONE_COLUMNS = ("mechanism", "measure", "by", "group", "n", "baseline", "difference", "ci_low", "ci_high")
SIGNIFICANT = 0.05
"""Adjusted p-value below which a pair counts as told apart from the sum."""

MORE, LESS, NOT_TOLD_APART = "more", "less", "not told apart"


class Pair(NamedTuple):
    """Two mechanisms and the name of the scenario that has both."""

    a: str
    b: str
    both: str


def pairs_of(mechanisms: Iterable[str]) -> list[Pair]:
    """Every pair of mechanisms, in the order of their ids.

    Args:
        mechanisms: Their ids.

    Returns:
        n (n - 1) / 2 pairs; the scenario with both is called "a--b", or by a number where that is too long.
    """
    found = []
    for a, b in itertools.combinations(sorted(mechanisms), 2):
        name = f"{a}--{b}"
        found.append(Pair(a, b, name if is_name(name) else f"pair-{zlib.crc32(name.encode()):08x}"))
    return found


def interaction_scenarios(baseline: Scenario, mechanisms: Sequence[str]) -> list[Scenario]:
    """The baseline, every mechanism alone at its defaults, and every pair.

    Args:
        baseline: The baseline.
        mechanisms: Ids of the mechanisms.

    Returns:
        1 + n + n (n - 1) / 2 scenarios, all of one world.
    """
    groups = {name: registry()[name].Parameters() for name in sorted(mechanisms)}
    alone = [variant(baseline, name, {name: group}) for name, group in groups.items()]
    both = [variant(baseline, p.both, {p.a: groups[p.a], p.b: groups[p.b]}) for p in pairs_of(mechanisms)]
    return [baseline, *alone, *both]


def chosen_cells(measures: pd.DataFrame, cells: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """The rows of some measures and groupings.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        cells: Pairs of measure and grouping.

    Returns:
        Their rows, cell by cell in the order asked for.
    """
    parts = [measures[(measures["measure"] == measure) & (measures["by"] == by)] for measure, by in cells]
    return pd.concat(parts, ignore_index=True) if parts else measures.iloc[:0]


def values_by_cell(measures: pd.DataFrame) -> dict[tuple[str, str, str], pd.DataFrame]:
    """For every cell a table with one row per seed and one column per scenario.

    Args:
        measures: Rows of one or several cells.

    Returns:
        Tables by (measure, by, group); a run without the cell has nan there.
    """
    found = {}
    for cell, rows in measures.groupby(CELL, sort=False):
        measure, by, group = (str(word) for word in cell)
        found[(measure, by, group)] = rows.pivot(index="seed", columns="scenario", values="value")
    return found


def interactions(
    measures: pd.DataFrame, baseline: str, pairs: Sequence[Pair], better: Mapping[str, str]
) -> pd.DataFrame:
    """What each pair does together against the sum of what both do alone.

    "More" and "less" are told of the wanted direction: two mechanisms that both lower the lost share by 2 points and
    together by 3 do less than their sum. Where neither direction is wanted, more is a larger value. P-values are
    adjusted after Holm over the pairs of a cell; a pair is told apart where the adjusted one is below 5 %.

    Args:
        measures: The table of `sim.studies.compare.measures_table`, of the cells looked at.
        baseline: Name of the baseline.
        pairs: The pairs.
        better: For each measure "higher", "lower" or "none".

    Returns:
        One row per cell and pair with the columns INTERACTION_COLUMNS; n is the number of seeds in which all four
        runs have a value. Without two such seeds there is neither interval nor p-value.
    """
    rows: list[tuple[object, ...]] = []
    for cell, table in values_by_cell(measures).items():
        found = [_interaction(table, baseline, pair) for pair in pairs]
        p_values = np.array([p_value for _, p_value in found])
        adjusted = np.full(len(found), math.nan)
        known = np.isfinite(p_values)
        if known.any():
            adjusted[known] = holm_adjust(p_values[known])
        sign = -1.0 if better.get(cell[0]) == "lower" else 1.0
        for pair, (numbers, p_value), p_adjusted in zip(pairs, found, adjusted, strict=True):
            verdict = _verdict(sign * numbers[6], p_adjusted)
            rows.append((pair.a, pair.b, *cell, *numbers, p_value, p_adjusted, verdict))
    return pd.DataFrame(rows, columns=list(INTERACTION_COLUMNS))


def _interaction(table: pd.DataFrame, baseline: str, pair: Pair) -> tuple[tuple[float, ...], float]:
    """n, equal ones, baseline, effect of a, of b, of both, interaction and its ends; and the p-value."""
    names = [baseline, pair.a, pair.b, pair.both]
    if not set(names) <= set(table.columns):
        return (0, 0, *[math.nan] * 7), math.nan
    values = table[names].to_numpy(float)
    base, a, b, both = values[np.isfinite(values).all(axis=1)].T
    n = base.size
    if n == 0:
        return (0, 0, *[math.nan] * 7), math.nan
    contrast = interaction_contrast(base, a, b, both)
    paired = paired_difference(contrast, np.zeros(n))
    interval = paired.difference.interval
    ends = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
    effects = (math.fsum(base) / n, *(math.fsum(values - base) / n for values in (a, b, both)))
    p_value = math.nan if paired.p_value is None else paired.p_value
    return (n, paired.difference.n_equal, *effects, paired.difference.mean, *ends), p_value


def interaction_contrast(base: np.ndarray, a: np.ndarray, b: np.ndarray, both: np.ndarray) -> np.ndarray:
    """Value with both, less either alone, plus the baseline; sums that differ by rounding alone give 0.

    Args:
        base: Values of the baseline, one per seed; likewise of either mechanism and of both.
        a: Values with the first mechanism.
        b: Values with the second.
        both: Values with both.

    Returns:
        The interaction of each seed, in the unit of the values.
    """
    contrast = (both + base) - (a + b)
    largest = np.max(np.abs([base, a, b, both]), axis=0)
    return np.where(np.abs(contrast) <= ROUNDING * largest, 0.0, contrast)


def _verdict(wanted: float, p_adjusted: float) -> str:
    """More or less than the sum, in the wanted direction, where chance alone is unlikely."""
    if not p_adjusted < SIGNIFICANT:
        return NOT_TOLD_APART
    return MORE if wanted > 0 else LESS


def alone(measures: pd.DataFrame, baseline: str, mechanisms: Sequence[str]) -> pd.DataFrame:
    """What each mechanism does by itself, with its 95 % interval over paired seeds.

    Args:
        measures: As for `interactions`.
        baseline: Name of the baseline.
        mechanisms: Ids of the mechanisms, which are the names of their scenarios.

    Returns:
        One row per cell and mechanism with the columns ALONE_COLUMNS.
    """
    rows: list[tuple[object, ...]] = []
    for cell, table in values_by_cell(measures).items():
        for name in mechanisms:
            if name not in table.columns or baseline not in table.columns:
                continue
            both = table[[baseline, name]].to_numpy(float)
            base, values = both[np.isfinite(both).all(axis=1)].T
            if base.size == 0:
                continue
            estimate = paired_difference(values, base).difference
            interval = estimate.interval
            ends = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
            rows.append((name, *cell, base.size, math.fsum(base) / base.size, estimate.mean, *ends))
    return pd.DataFrame(rows, columns=list(ALONE_COLUMNS))
