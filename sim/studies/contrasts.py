"""Which groups gain more than others, which policies can be told apart, and which lie on the front.

Everything is paired by seed like the comparison with the baseline; p-values are adjusted after Holm over all
contrasts that stand beside one another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.studies.compare import CELL, WINNER_GROUPINGS
from sim.studies.pareto import front
from sim.studies.statistics import SEEDS, Over, PairedDifference, holm_adjust

Values = NDArray[np.float64]
Cell = tuple[str, str, str]

GAIN_COLUMNS = (
    "scenario",
    "measure",
    "by",
    "group",
    "n",
    "n_equal",
    "difference",
    "ci_low",
    "ci_high",
    "p_adjusted",
    "apart_n_equal",
    "apart",
    "apart_low",
    "apart_high",
    "apart_p_adjusted",
)
SPENDING = "spending_per_resident"
"""What offices pay for residents' issues; its change is part of what a policy costs."""

PAIR_COLUMNS = ("measure", "first", "second", "n", "n_equal", "difference", "ci_low", "ci_high", "p_adjusted")


class Ratio(NamedTuple):
    """A ratio of two means over runs and its 95 % interval."""

    ratio: float
    low: float
    high: float


def keyed(measures: pd.DataFrame) -> pd.DataFrame:
    """A table of measures whose texts are categories: what is looked through often is found many times as fast.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
    """
    return measures.astype(dict.fromkeys(("scenario", *CELL), "category"))


def values_by_seed(measures: pd.DataFrame, cells: Sequence[Cell]) -> dict[tuple[str, Cell], pd.Series]:
    """The values of some cells, by scenario and cell.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        cells: Measure, grouping and group of each.

    Returns:
        For each scenario and cell that is there its values by seed, finite ones only.
    """
    wanted = set(cells)
    rows = measures[measures["measure"].isin({cell[0] for cell in wanted}) & np.isfinite(measures["value"])]
    found = {}
    for (scenario, *cell), part in rows.groupby(["scenario", *CELL], sort=False, observed=True):
        if tuple(cell) in wanted:
            found[(str(scenario), (cell[0], cell[1], cell[2]))] = part.set_index("seed")["value"].sort_index()
    return found


def group_gains(
    measures: pd.DataFrame, baseline: str, others: Sequence[str], measure: str, over: Over = SEEDS
) -> pd.DataFrame:
    """What each group gains by each policy, and how far that is from what everybody gains.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        baseline: Name of the baseline.
        others: Names of the policies.
        measure: The measure.
        over: What replications differ in.

    Returns:
        Columns `GAIN_COLUMNS`, groups of settings, regions and residents. `apart` is the group's difference less
        everybody's. Both p-values are adjusted over all groups of a policy; nan where one run says nothing.
    """
    rows_of = measures[(measures["measure"] == measure) & measures["by"].isin(WINNER_GROUPINGS)]
    groups = list(
        dict.fromkeys((measure, str(by), str(g)) for by, g in zip(rows_of["by"], rows_of["group"], strict=True))
    )
    everybody: Cell = (measure, "all", "all")
    known = values_by_seed(measures, [everybody, *groups])
    rows = []
    for scenario in others:
        here: list[list[object]] = []
        for cell in groups:
            parts = [
                known.get(key)
                for key in ((scenario, cell), (baseline, cell), (scenario, everybody), (baseline, everybody))
            ]
            gains = _aligned(parts)
            if gains is None:
                continue
            own, all_ = gains[0] - gains[1], gains[2] - gains[3]
            gain, apart = over.difference(gains[0], gains[1]), over.difference(own, all_)
            here.append([scenario, *cell, own.size, *_told(gain), *_told(apart)])
        for column in (GAIN_COLUMNS.index("p_adjusted"), GAIN_COLUMNS.index("apart_p_adjusted")):
            for row, p in zip(here, adjusted([row[column] for row in here]), strict=True):
                row[column] = p
        rows += here
    return pd.DataFrame(rows, columns=list(GAIN_COLUMNS))


def verdicts(gains: pd.DataFrame) -> pd.DataFrame:
    """Who gains and who loses with certainty after Holm over all groups of a policy.

    Args:
        gains: The table of `group_gains`, of a measure of which more is better.

    Returns:
        The same with the column verdict: gains, loses or unclear.
    """
    certain = gains["p_adjusted"] < 0.05
    tied, size = gains["ci_low"].isna(), gains["difference"]
    better = certain & ((gains["ci_low"] > 0) | (tied & (size > 0)))
    worse = certain & ((gains["ci_high"] < 0) | (tied & (size < 0)))
    return gains.assign(verdict=np.select([better, worse], ["gains", "loses"], "unclear"))


def _aligned(parts: Sequence[pd.Series | None]) -> list[Values] | None:
    """Series over the seeds they share; None where there is no such seed."""
    there = [part for part in parts if part is not None]
    if len(there) < len(parts):
        return None
    seeds = there[0].index
    for part in there[1:]:
        seeds = seeds.intersection(part.index)
    return [part.loc[seeds].to_numpy(float) for part in there] if len(seeds) else None


def _told(found: PairedDifference) -> tuple[float, float, float, float, float]:
    """Equal pairs, difference, both ends of its interval, and the p-value; nan for what one run cannot say."""
    interval = found.difference.interval
    low, high = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
    p_value = math.nan if found.p_value is None else found.p_value
    return found.difference.n_equal, found.difference.mean, low, high, p_value


def adjusted(p_values: Sequence[object]) -> Values:
    """Holm's adjustment of those p-values that are known.

    Args:
        p_values: P-values, nan for unknown ones.
    """
    raw = np.array(p_values, dtype=float)
    known = np.isfinite(raw)
    if known.any():
        raw[known] = holm_adjust(raw[known])
    return raw


def fieller(above: Values, below: Values) -> Ratio | None:
    """The ratio of two paired means with its 95 % interval, by Fieller's theorem.

    Args:
        above: One number per run.
        below: One number per run.

    Returns:
        None where the mean below the line cannot be told from zero, so that the interval has no ends, or with one
        run.

    Source: Fieller 1954, Journal of the Royal Statistical Society B 16(2).
    """
    n = above.size
    if n < 2:
        return None
    a, b = float(above.mean()), float(below.mean())
    t = float(scipy.stats.t.ppf(0.975, n - 1))
    saa, sbb = (float(x.var(ddof=1)) * t * t / n for x in (above, below))
    sab = float(np.cov(above, below)[0, 1]) * t * t / n
    bottom = b * b - sbb
    if bottom <= 0:
        return None
    middle = a * b - sab
    width = math.sqrt(max(0.0, middle * middle - (a * a - saa) * bottom))
    return Ratio(a / b, (middle - width) / bottom, (middle + width) / bottom)


def policy_pairs(
    measures: pd.DataFrame, scenarios: Sequence[str], names: Sequence[str], over: Over = SEEDS
) -> pd.DataFrame:
    """Every scenario against every other, the baseline among them.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        scenarios: Names of the scenarios.
        names: Measures over everybody.
        over: What replications differ in.

    Returns:
        Columns `PAIR_COLUMNS`: second less first. P-values are adjusted over all pairs of a measure.
    """
    rows = []
    for measure in names:
        cell: Cell = (measure, "all", "all")
        known = values_by_seed(measures, [cell])
        here: list[list[object]] = []
        for first, second in combinations(scenarios, 2):
            parts = _aligned([known.get((second, cell)), known.get((first, cell))])
            if parts is not None:
                here.append([measure, first, second, parts[0].size, *_told(over.difference(parts[0], parts[1]))])
        for row, p in zip(here, adjusted([row[-1] for row in here]), strict=True):
            row[-1] = p
        rows += here
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


def net_costs(measures: pd.DataFrame, scenarios: Sequence[str], cost: Mapping[str, float]) -> pd.DataFrame:
    """What a policy costs in all: money it moves and hours it takes, and what offices then spend more or less.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        scenarios: Names of the scenarios, the baseline first.
        cost: Yuan per resident and year of each scenario above the baseline, by its levers.

    Returns:
        One column per scenario, one row per seed, yuan per resident and year above the baseline; empty where the cost
        of a scenario or its spending is unknown.
    """
    cell: Cell = (SPENDING, "all", "all")
    known = values_by_seed(measures, [cell])
    parts = [known.get((scenario, cell)) for scenario in scenarios]
    there = [part for part in parts if part is not None]
    if len(there) < len(scenarios) or not set(scenarios) <= set(cost):
        return pd.DataFrame()
    table = pd.concat(there, axis=1, join="inner", keys=list(scenarios))
    return table.sub(table[scenarios[0]], axis=0) + pd.Series(cost)[list(scenarios)]


def policy_front(
    measures: pd.DataFrame, scenarios: Sequence[str], objectives: Mapping[str, str], cost: Mapping[str, float]
) -> pd.DataFrame:
    """Which scenarios are beaten by none in all objectives at once.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        scenarios: Names of the scenarios, the baseline first.
        objectives: For each measure over everybody "higher", "lower" or "zero".
        cost: Yuan per resident and year of each scenario by its levers; empty where nobody computed it.

    Returns:
        Columns scenario, each objective's mean, yuan_per_resident (`net_costs`, where they are known), on_front,
        on_front_share (of bootstrap resamples of the seeds), dominated_by ("" for none). Empty where a measure lacks
        a value.
    """
    cells: list[Cell] = [(name, "all", "all") for name in objectives]
    known = values_by_seed(measures, cells)
    parts = [known.get((scenario, cell)) for scenario in scenarios for cell in cells]
    there = [part for part in parts if part is not None]
    columns = ["scenario", *objectives, "on_front", "on_front_share", "dominated_by"]
    if len(there) < len(parts) or not scenarios:
        return pd.DataFrame(columns=columns)
    better = list(objectives.values())
    tables = [pd.concat(there, axis=1, join="inner", keys=[(s, c) for s in scenarios for c in objectives])]
    net = net_costs(measures, scenarios, cost)
    if len(net):
        columns.insert(1 + len(objectives), "yuan_per_resident")
        better.append("lower")
        tables.append(net.set_axis([(s, "yuan_per_resident") for s in scenarios], axis=1))
    table = pd.concat(tables, axis=1, join="inner")
    if not len(table):
        return pd.DataFrame(columns=columns)
    wanted = columns[1 : 1 + len(better)]
    samples = np.stack([np.stack([table[(s, c)].to_numpy(float) for c in wanted]) for s in scenarios])
    found, means = front(samples, better), samples.mean(axis=2)
    rows = [
        (
            name,
            *means[k],
            bool(found.on_front[k]),
            float(found.on_front_share[k]),
            "" if found.dominated_by[k] < 0 else scenarios[found.dominated_by[k]],
        )
        for k, name in enumerate(scenarios)
    ]
    return pd.DataFrame(rows, columns=columns)
