"""Summaries of a sweep: means with intervals, paired differences, what common random numbers achieved, and regions.

A run is the unit of chance. At one point, runs differ by their seed alone, and intervals are over seeds. Over a whole
design every seed is run at every point, so runs with one seed share chance events: the mean over points is taken seed
by seed first, and the interval is over those means. It says how much chance matters for this design; how much the
factors matter is told by the quantiles over points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.studies.statistics import (
    ROUNDING,
    MeanEstimate,
    PairedDifference,
    holm_adjust,
    mean_interval,
    paired_difference,
)
from sim.studies.sweep_folder import DONE
from sim.studies.sweep_tables import by_point, cells_of

Values = NDArray[np.float64]
FAILED_SHARE_LIMIT = 0.01
"""Where more runs failed, means over a design are withheld: failed runs are seldom a random part (assumed)."""

SUMMARY_COLUMNS = (
    "point",
    "scenario",
    "measure",
    "by",
    "group",
    "n_runs",
    "mean",
    "sd",
    "ci_low",
    "ci_high",
    "warnings",
)
DIFFERENCE_COLUMNS = (
    "scenario",
    "measure",
    "by",
    "group",
    "n_points",
    "n_seeds",
    "n_equal",
    "baseline",
    "mean",
    "difference",
    "ci_low",
    "ci_high",
    "p_value",
    "p_adjusted",
    "correlation",
    "variance_ratio",
    "better_share",
    "q05",
    "q50",
    "q95",
    "warnings",
)
POINT_COLUMNS = (
    "point",
    "scenario",
    "measure",
    "by",
    "group",
    "n_seeds",
    "n_equal",
    "baseline",
    "mean",
    "difference",
    "ci_low",
    "ci_high",
    "variance_ratio",
)
REGIONAL = ("region", "district", "setting")
"""Groupings of the regional table."""


def ends_of(estimate: MeanEstimate) -> tuple[float, float]:
    """Both ends of an estimate's interval, not a number where it has none."""
    return (math.nan, math.nan) if estimate.interval is None else (estimate.interval.low, estimate.interval.high)


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def summaries(measures: pd.DataFrame, n_points: int) -> pd.DataFrame:
    """Mean over replications with its 95 % interval, for every point, scenario, measure and group.

    Args:
        measures: The table of measures.
        n_points: Points of the design.

    Returns:
        Columns `SUMMARY_COLUMNS`; runs without a value are counted in the warnings, never dropped in silence.
    """
    rows = []
    for cell, table in cells_of(measures):
        for scenario, values in by_point(table, n_points).items():
            for point, outcomes in enumerate(values):
                known = outcomes[np.isfinite(outcomes)]
                if not known.size:
                    rows.append((point, scenario, *cell, 0, *[math.nan] * 4, "no run has a value"))
                    continue
                estimate = mean_interval(known)
                warnings = list(estimate.warnings)
                if known.size < outcomes.size:
                    warnings.append(f"{outcomes.size - known.size} of {outcomes.size} runs have no value")
                rows.append(
                    (
                        point,
                        scenario,
                        *cell,
                        known.size,
                        estimate.mean,
                        _known(estimate.standard_deviation),
                        *ends_of(estimate),
                        "; ".join(warnings),
                    )
                )
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def differences(
    measures: pd.DataFrame, baseline: str, policies: Sequence[str], n_points: int, better: Mapping[str, str]
) -> pd.DataFrame:
    """Policy less baseline over the whole design, paired by point and seed.

    P-values are adjusted after Holm over the policies, separately for every measure and group.

    Args:
        measures: The table of measures.
        baseline: Name of the baseline.
        policies: Names of the policies.
        n_points: Points of the design.
        better: Wanted direction of each measure: "higher", "lower" or "none".

    Returns:
        Columns `DIFFERENCE_COLUMNS`. `variance_ratio` is what common random numbers achieved: the variance of the
        difference had runs been unrelated over the one found. `better_share` is the share of points at which the
        policy's mean is on the wanted side; q05, q50 and q95 are quantiles over points of differences of means.
        Only points with a value of both in every seed count; where more than a hundredth are missing, mean and
        interval are withheld.
    """
    rows = []
    for cell, table in cells_of(measures):
        values = by_point(table, n_points)
        found = [
            (name, _difference(values[name], values[baseline], better.get(cell[0], "none")))
            for name in policies
            if name in values and baseline in values
        ]
        raw = np.array([numbers[8] for _, (numbers, _) in found], dtype=float)
        adjusted = np.full(raw.size, math.nan)
        if np.isfinite(raw).any():
            adjusted[np.isfinite(raw)] = holm_adjust(raw[np.isfinite(raw)])
        for (name, (numbers, warnings)), p in zip(found, adjusted, strict=True):
            rows.append((name, *cell, *numbers[:9], p, *numbers[9:], warnings))
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def _difference(policy: Values, baseline: Values, better: str) -> tuple[tuple[float, ...], str]:
    """Numbers in the order of the columns, from n_points on without the adjusted p-value; and the warnings."""
    n_seeds = policy.shape[1]
    complete = np.isfinite(policy).all(axis=1) & np.isfinite(baseline).all(axis=1)
    missing = int((~complete).sum())
    warnings = [f"{missing} of {complete.size} points lack a value in some run"] if missing else []
    if missing > FAILED_SHARE_LIMIT * complete.size or not complete.any():
        warnings.append("withheld: the points that are left are no fair part of the design")
        return (int(complete.sum()), n_seeds, 0, *[math.nan] * 12), "; ".join(warnings)
    first, second = policy[complete], baseline[complete]
    first = second + without_rounding(first, second)
    paired = paired_difference(first.mean(axis=0), second.mean(axis=0))
    correlation, ratio = _pairing(first, second, paired)
    if correlation is not None and correlation <= 0:
        warnings.append(
            f"correlation of pairs at one point is {correlation:.2f}: common random numbers are broken or useless here"
        )
    warnings += [text for text in paired.warnings if "correlation" not in text]
    at_points = first.mean(axis=1) - second.mean(axis=1)
    wanted = {"higher": at_points > 0, "lower": at_points < 0}.get(better)
    share = math.nan if wanted is None else float(wanted.mean())
    quantiles = np.quantile(at_points, (0.05, 0.5, 0.95), method="median_unbiased")
    means = float(second.mean()), float(first.mean()), paired.difference.mean, *ends_of(paired.difference)
    gain = _known(paired.p_value), _known(correlation), _known(ratio), share
    return (int(complete.sum()), n_seeds, paired.difference.n_equal, *means, *gain, *quantiles), "; ".join(warnings)


def without_rounding(policy: Values, baseline: Values) -> Values:
    """Policy less baseline, differences that are the rounding of sums set to a common value.

    Args:
        policy: Values under the policy.
        baseline: Values under the baseline, of the same shape.

    Returns:
        The difference to within `ROUNDING` of the largest value.
    """
    known = np.abs(np.concatenate([policy.ravel(), baseline.ravel()]))
    known = known[np.isfinite(known)]
    step = ROUNDING * float(known.max()) if known.size else 0.0
    difference = policy - baseline
    return np.round(difference / step) * step if step > 0 else difference


def _pairing(policy: Values, baseline: Values, paired: PairedDifference) -> tuple[float | None, float | None]:
    """Correlation and variance ratio of runs at one point, pooled over points; those of seeds for a single point.

    Pooled: deviations from each point's own mean, so that what the factors do does not look like pairing.
    """
    if policy.shape[0] == 1 or policy.shape[1] == 1:
        return paired.correlation, paired.variance_ratio
    a = policy - policy.mean(axis=1, keepdims=True)
    b = baseline - baseline.mean(axis=1, keepdims=True)
    tiny = (ROUNDING * max(float(np.abs(policy).max()), float(np.abs(baseline).max()))) ** 2 * a.size
    spread = math.fsum((a**2).ravel()), math.fsum((b**2).ravel()), math.fsum(((a - b) ** 2).ravel())
    if min(spread[:2]) <= 0:
        return None, None
    correlation = math.fsum((a * b).ravel()) / math.sqrt(spread[0] * spread[1])
    return correlation, None if spread[2] <= tiny else (spread[0] + spread[1]) / spread[2]


def differences_by_point(measures: pd.DataFrame, baseline: str, policies: Sequence[str], n_points: int) -> pd.DataFrame:
    """Policy less baseline at every point, with the interval over seeds.

    Args:
        measures: The table of measures.
        baseline: Name of the baseline.
        policies: Names of the policies.
        n_points: Points of the design.

    Returns:
        Columns `POINT_COLUMNS`. There are no p-values: looking through all points for a significant one would find
        some by chance; points of interest are to be run again with fresh seeds.
    """
    rows = []
    for cell, table in cells_of(measures):
        values = by_point(table, n_points)
        for name in policies:
            if name not in values or baseline not in values:
                continue
            for point, (policy, reference) in enumerate(zip(values[name], values[baseline], strict=True)):
                both = np.isfinite(policy) & np.isfinite(reference)
                if not both.any():
                    rows.append((point, name, *cell, 0, 0, *[math.nan] * 6))
                    continue
                paired = paired_difference(policy[both], reference[both])
                rows.append(
                    (
                        point,
                        name,
                        *cell,
                        int(both.sum()),
                        paired.difference.n_equal,
                        float(reference[both].mean()),
                        float(policy[both].mean()),
                        paired.difference.mean,
                        *ends_of(paired.difference),
                        _known(paired.variance_ratio),
                    )
                )
    return pd.DataFrame(rows, columns=list(POINT_COLUMNS))


def regional(difference: pd.DataFrame) -> pd.DataFrame:
    """What each policy would change where: one row per place, one block of columns per policy.

    Args:
        difference: The table of `differences`.

    Returns:
        Columns measure, by, group, baseline and for every policy its difference, both ends of the interval and
        whether the interval excludes 0; empty where nothing was measured by place.
    """
    chosen = difference[difference["by"].isin(REGIONAL)]
    if chosen.empty:
        return pd.DataFrame(columns=["measure", "by", "group", "baseline"])
    cell = ["measure", "by", "group"]
    order = chosen.drop_duplicates(cell)[[*cell, "baseline"]].reset_index(drop=True)
    for policy, rows in chosen.groupby("scenario", sort=False):
        part = rows.set_index(cell)[["difference", "ci_low", "ci_high"]]
        part = part.assign(clear=(part["ci_low"] > 0) | (part["ci_high"] < 0))
        order = order.join(part.add_prefix(f"{policy}: "), on=cell)
    return order


def failure_factors(runs: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Whether failed runs lie elsewhere in the space of factors than finished ones.

    Args:
        runs: The table of runs.
        points: The design as a table, with the column point and one for each factor.

    Returns:
        Columns factor, median_ok, median_failed, p_adjusted (rank sum test of Mann and Whitney 1947, after Holm over
        the factors), one row for each factor of numbers; empty where every run or none failed.
    """
    columns = ["factor", "median_ok", "median_failed", "p_adjusted"]
    failed = runs["status"].astype(str).to_numpy() != DONE
    if not failed.any() or failed.all():
        return pd.DataFrame(columns=columns)
    at = points.set_index("point").loc[runs["point"].to_numpy()]
    rows, p_values = [], []
    for name in at.columns:
        if not pd.api.types.is_numeric_dtype(at[name]):
            continue
        values = at[name].to_numpy(float)
        rows.append((name, float(np.median(values[~failed])), float(np.median(values[failed]))))
        p_values.append(float(scipy.stats.mannwhitneyu(values[failed], values[~failed]).pvalue))
    adjusted = holm_adjust(p_values).tolist() if p_values else []
    return pd.DataFrame([(*row, p) for row, p in zip(rows, adjusted, strict=True)], columns=columns)
