"""Is there a steady state, and from which day on? The rule MSER-5 on the mean over runs of a daily series.

The cut is the one that makes the standard error of the mean of what is left, estimated as if days were unrelated, as
small as possible. A series that never settles pushes the cut to the end of the search; then a steady state must not be
claimed, whether because offices cannot keep up or because the run is too short. A cut elsewhere is not enough either:
where the later half of what is left still differs from the earlier one in run after run, the claim is refused too.

Source: White 1997, Simulation 69(6); White, Cobb and Spratt 2000, Winter Simulation Conference; search up to half of
the series after Hoad, Robinson and Davies 2010, Journal of the Operational Research Society 61.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.words import Sentence

BATCH_DAYS = 5
LEAST_DAYS = 60
"""A shorter series says nothing about a steady state (assumed)."""

DRIFT_SIGNIFICANT = 0.01
DRIFT_RELEVANT_SHARE = 0.02
"""A drift between both halves of what is left counts where it is clear and at least this part of the mean (assumed)."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class WarmUp:
    """What the check says.

    Attributes:
        steady: Whether a steady state may be claimed.
        cut_days: Days to be left out; the search's limit where there is no steady state.
        statistic: MSER-5 for every cut that was tried, shape (n_cuts,), cut after 0, 5, 10, ... days.
        drift: Mean of the later half of what is left less that of the earlier half.
        drift_p_value: Two-sided t-test over runs of no drift; not a number for a single run.
        n_runs: Number of runs.
        n_days: Length of the series.
        reason: Why a steady state is refused; empty in both languages where it is not.
    """

    steady: bool
    cut_days: int
    statistic: Values
    drift: float
    drift_p_value: float
    n_runs: int
    n_days: int
    reason: Sentence


def mser(series: Values, batch: int = BATCH_DAYS) -> tuple[int, Values]:
    """The cut of the rule MSER on one series.

    Args:
        series: One number a day, shape (n_days,).
        batch: Days averaged first; 5 for MSER-5. Days that fill no batch at the end are left out.

    Returns:
        The cut in days and the statistic for every cut tried, up to half of the series. Of equal cuts the shortest.
    """
    n = len(series) // batch
    means = series[: n * batch].reshape(n, batch).mean(axis=1)
    found = np.empty(n // 2 + 1)
    for cut in range(len(found)):
        left = means[cut:]
        found[cut] = ((left - left.mean()) ** 2).sum() / len(left) ** 2
    return int(found.argmin()) * batch, found


def warm_up_check(series: Values) -> WarmUp:
    """Looks for the warm-up of a daily series.

    Args:
        series: One row a run, one column a day from the very first day on, shape (n_runs, n_days).

    Returns:
        The check. The cut is made on the mean over runs, never on one noisy run; the drift is tested over runs, which
        are independent whatever the days within them are.

    Raises:
        ValueError: The series is too short or not finite.
    """
    values = np.atleast_2d(np.asarray(series, dtype=np.float64))
    n_runs, n_days = values.shape
    if n_days < LEAST_DAYS:
        raise ValueError(f"series: {n_days} days are too few for the check; at least {LEAST_DAYS} are needed")
    if not np.isfinite(values).all():
        raise ValueError("series: every day of every run needs a value")
    cut, statistic = mser(values.mean(axis=0))
    limit = (len(statistic) - 1) * BATCH_DAYS
    drift, p_value = _drift(values[:, cut:])
    level = abs(float(values[:, cut:].mean()))
    reason = Sentence("", "")
    if cut >= limit:
        reason = Sentence(
            f"no steady state: the best cut is at the limit of the search ({limit} of {n_days} days); offices "
            "cannot keep up, or the run is too short",
            f"无稳态：最优截点已达搜索上限（{n_days} 天中的第 {limit} 天）；各级应付不过来，或运行过短",
        )
    elif p_value < DRIFT_SIGNIFICANT and abs(drift) > DRIFT_RELEVANT_SHARE * level:
        reason = Sentence(
            f"no steady state: after {cut} days the later half still differs from the earlier by {drift:+.3g} "
            f"(p = {p_value:.2g} over {n_runs} runs)",
            f"无稳态：{cut} 天之后，后半段与前半段仍相差 {drift:+.3g}（{n_runs} 次运行，p = {p_value:.2g}）",
        )
    return WarmUp(not reason.en, cut, statistic, drift, p_value, n_runs, n_days, reason)


def _drift(left: Values) -> tuple[float, float]:
    """Later half less earlier half, and the p-value over runs."""
    half = left.shape[1] // 2
    differences = left[:, -half:].mean(axis=1) - left[:, :half].mean(axis=1)
    mean = float(differences.mean())
    if len(differences) < 2:
        return mean, math.nan
    if differences.min() == differences.max():
        return mean, 1.0 if mean == 0 else 0.0
    return mean, float(scipy.stats.ttest_1samp(differences, 0.0).pvalue)
