"""Compares policies with a baseline over paired runs: differences with intervals, who gains and who loses.

Run k of every scenario has the same seed and so the same chance events; the difference is taken pair by pair.
The tables hold one row per measure and group of residents or places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from sim.running import RunResult
from sim.studies.statistics import (
    SEEDS,
    Over,
    bands,
    deviation,
    holm_adjust,
    mean_and_deviation,
    medians_over_worlds,
)

MEASURES_COLUMNS = ("scenario", "seed", "measure", "by", "group", "n", "value")
SUMMARY_COLUMNS = ("scenario", "measure", "by", "group", "n_runs", "mean", "sd", "ci_low", "ci_high")
COMPARISON_COLUMNS = (
    "scenario",
    "measure",
    "by",
    "group",
    "n",
    "n_equal",
    "baseline",
    "mean",
    "difference",
    "ci_low",
    "ci_high",
    "p_value",
    "p_adjusted",
    "baseline_sd",
    "mean_sd",
    "difference_sd",
)
WINNERS_COLUMNS = ("scenario", "measure", "by", "group", "n", "difference", "ci_low", "ci_high", "verdict")
CELL = ["measure", "by", "group"]

WINNER_GROUPINGS = ("setting", "region", "resident_group")
"""By what gains and losses are told."""


def measures_table(results: Iterable[RunResult]) -> pd.DataFrame:
    """Puts the measures of all runs under one another.

    Args:
        results: Runs in the order of the plan.

    Returns:
        Columns scenario, seed, measure, by, group, n, value; one row per run, measure and group.
    """
    parts = [
        result.table.assign(scenario=result.scenario, seed=result.seed)[list(MEASURES_COLUMNS)] for result in results
    ]
    if not parts:
        return pd.DataFrame(columns=list(MEASURES_COLUMNS))
    table = pd.concat(parts, ignore_index=True)
    text = {name: table[name].astype(str) for name in ("scenario", "measure", "by", "group")}
    return table.assign(**text, seed=table["seed"].astype("int64"), n=table["n"].astype("float64"))


def summarise(measures: pd.DataFrame, over: Over = SEEDS) -> pd.DataFrame:
    """Mean over runs with its 95 % interval, for every scenario, measure and group.

    Args:
        measures: The table of `measures_table`.
        over: What replications differ in; over plausible worlds the interval is the 5-95 % band.

    Returns:
        Columns scenario, measure, by, group, n_runs, mean, sd, ci_low, ci_high. Runs in which a measure has no value
        (nobody in the group) are left out and n_runs says how many remain.
    """
    rows = []
    for scenario, table in _by_scenario(measures):
        values = table.to_numpy(float)
        known = np.isfinite(values)
        told: list[tuple[float, ...]] = [(0, *[math.nan] * 4)] * len(values)
        for n, at in _by_number(known):
            outcomes = values[at][known[at]].reshape(-1, n)
            ends = bands(outcomes).T if over.worlds and n > 1 else [_ends(over.mean(one).interval) for one in outcomes]
            for row, one, (low, high) in zip(at, outcomes, ends, strict=True):
                mean, spread = mean_and_deviation(one)
                told[row] = (n, mean, math.nan if spread is None else spread, low, high)
        rows += [(scenario, *cell, *found) for cell, found in zip(table.index, told, strict=True)]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def compare(measures: pd.DataFrame, baseline: str, others: Sequence[str], over: Over = SEEDS) -> pd.DataFrame:
    """Paired differences from the baseline with 95 % intervals and adjusted p-values.

    P-values are adjusted after Holm over the scenarios compared, separately for every measure and group: the
    chance that any of the policies seems to move this one cell, though none does, stays at 5 %.

    Args:
        measures: The table of `measures_table`.
        baseline: Name of the baseline.
        others: Names of the scenarios compared with it.
        over: What replications differ in. Over plausible worlds the difference is the median, its interval the 5-95 %
            band and its p that of the sign test.

    Returns:
        Columns scenario, measure, by, group, n (pairs of runs in which both have a value), n_equal (those with the
        commonest difference), baseline, mean, difference, ci_low, ci_high, p_value, p_adjusted (after Holm), and the
        standard deviations between runs of both and of their difference. Where ties leave no interval p is that of
        flipped signs, 1 where no pair differs; such cells count in Holm's adjustment like all others. Where only the
        policy has the group (such as clients), its mean stands without a difference.
    """
    tables = dict(_by_scenario(measures))
    if baseline not in tables:
        return pd.DataFrame(columns=list(COMPARISON_COLUMNS))
    first = tables[baseline]
    rows = []
    for scenario in others:
        if scenario not in tables:
            continue
        other = tables[scenario]
        cells = [cell for cell in other.index if cell in first.index]
        seeds = [seed for seed in first.columns if seed in other.columns]
        with_policy = other.loc[cells, seeds].to_numpy(float)
        without = first.loc[cells, seeds].to_numpy(float)
        found = _compared_rows(with_policy, without, over)
        rows += [(scenario, *cell, *row) for cell, row in zip(cells, found, strict=True)]
    table = pd.DataFrame(rows, columns=[name for name in COMPARISON_COLUMNS if name != "p_adjusted"])
    table["p_adjusted"] = _adjusted(table, table["p_value"].to_numpy(float))
    return table[list(COMPARISON_COLUMNS)]


def _compared_rows(policy: np.ndarray, reference: np.ndarray, over: Over) -> list[tuple[float, ...]]:
    """Rows of the comparison without their adjusted p-values; nan for what there is not."""
    both = np.isfinite(policy) & np.isfinite(reference)
    found: list[tuple[float, ...]] = [
        _alone(row) if not n else () for row, n in zip(policy, both.sum(axis=1), strict=True)
    ]
    for n, at in _by_number(both):
        first, second = policy[at][both[at]].reshape(-1, n), reference[at][both[at]].reshape(-1, n)
        told = zip(*medians_over_worlds(first, second), strict=True) if over.worlds else _told(first, second, over)
        for row, one, other, (median, low, high, n_equal, p_value) in zip(at, first, second, told, strict=True):
            means = math.fsum(other) / n, math.fsum(one) / n
            deviations = [deviation(values) for values in (other, one, one - other)]
            found[row] = (n, int(n_equal), *means, median, low, high, p_value, *deviations)
    return found


def _alone(policy: np.ndarray) -> tuple[float, ...]:
    """The row of a cell that only the policy has."""
    known = policy[np.isfinite(policy)]
    mean = math.fsum(known) / known.size if known.size else math.nan
    return (0, 0, math.nan, mean, *[math.nan] * 7)


def _told(policy: np.ndarray, reference: np.ndarray, over: Over) -> Iterator[tuple[float, float, float, int, float]]:
    """Differences row by row, in the order of `MediansOverWorlds`."""
    for first, second in zip(policy, reference, strict=True):
        paired = over.difference(first, second)
        p_value = math.nan if paired.p_value is None else paired.p_value
        found = paired.difference
        yield (found.mean, *_ends(found.interval), found.n_equal, p_value)


def _by_number(known: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Rows that have the same number of known values, numbers above 0."""
    numbers = known.sum(axis=1)
    for n in np.unique(numbers[numbers > 0]):
        yield int(n), np.flatnonzero(numbers == n)


def _adjusted(table: pd.DataFrame, p_values: np.ndarray) -> np.ndarray:
    """Holm's adjustment over the scenarios of each cell; nan stays nan and does not count."""
    adjusted = np.full(len(p_values), math.nan)
    for rows in table.groupby(CELL, sort=False).indices.values():
        known = rows[np.isfinite(p_values[rows])]
        if known.size:
            adjusted[known] = holm_adjust(p_values[known])
    return adjusted


def winners(comparison: pd.DataFrame, higher_is_better: dict[str, bool]) -> pd.DataFrame:
    """Who gains and who loses: by setting, region and resident group, for the measures given.

    Args:
        comparison: The table of `compare`.
        higher_is_better: For each measure told of, whether a rise is a gain.

    Returns:
        Columns scenario, measure, by, group, n, difference, ci_low, ci_high and verdict: gains or loses where the
        interval excludes zero, else unclear; also unclear where there is no interval.
    """
    chosen = comparison["measure"].isin(higher_is_better) & comparison["by"].isin(WINNER_GROUPINGS)
    table = comparison[chosen].reset_index(drop=True)
    sign = table["measure"].map(higher_is_better).map({True: 1.0, False: -1.0}).astype(float)
    risen, fallen = table["ci_low"] > 0, table["ci_high"] < 0
    better, worse = (risen & (sign > 0)) | (fallen & (sign < 0)), (fallen & (sign > 0)) | (risen & (sign < 0))
    table["verdict"] = np.select([better, worse], ["gains", "loses"], "unclear")
    return table[list(WINNERS_COLUMNS)]


def _by_scenario(measures: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """For every scenario a table with one row per cell and one column per seed, in the order first met."""
    found = []
    for scenario, rows in measures.groupby("scenario", sort=False):
        columns = {seed: part.set_index(CELL)["value"] for seed, part in rows.groupby("seed", sort=False)}
        found.append((str(scenario), pd.DataFrame(columns)))
    return found


def _ends(interval: object) -> tuple[float, float]:
    """Both ends of an interval, nan where there is none."""
    return (getattr(interval, "low", math.nan), getattr(interval, "high", math.nan))
