"""How long issues stay open where some are still open: the product-limit estimator with design weights.

An issue still open on the last day has waited *at least* that long. Leaving it out makes waiting look
shorter than it is; counting its age as its duration does too. The estimator uses exactly what is known of
each issue. It is that of Kaplan and Meier. `sim.measures.days` keeps issues that ended otherwise at risk to the end of
their follow-up; one minus the curve is then a cumulative incidence.

Conventions: durations are whole days; an issue closed on day t and one last seen open on day t were both at
risk on day t (closing comes before censoring). Source: Kaplan and Meier 1958, Journal of the American
Statistical Association 53.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

LONGEST_DAYS = 1_000_000
"""Longest duration accepted; beyond 2,700 years the unit is surely not days."""

# Rounding may leave a survival share a few units in the last place above the level it equals on paper.
_LEVEL_TOLERANCE = 1e-12


@dataclass(frozen=True)
class SurvivalCurve:
    """Share of issues still open after each day on which at least one was closed.

    Attributes:
        days: Days with closings, ascending, shape (k,), whole days.
        survival_share: Share still open after that day, 0-1, shape (k,).
    """

    days: NDArray[np.int64]
    survival_share: FloatArray

    @property
    def final_share(self) -> float:
        """Share still open after the last closing; 1 where nothing was closed."""
        return float(self.survival_share[-1]) if self.days.size else 1.0

    def quantile(self, probability: float) -> float:
        """Days by which this share of issues was closed, interpolated between days: the mid-distribution quantile.

        Whole days tie. The mid-distribution counts half of those closed on a day as closed before it, G = F - f / 2,
        and its points (day, G) are joined by straight lines. One issue more or less moves the quantile a little, not
        by a day or not at all; without ties it is the quantile of Hazen.

        Args:
            probability: Share closed, above 0 and at most 1; 0.5 gives the median.

        Returns:
            Days, from the first to the last day with a closing; nan where the share closed never got that far.

        Raises:
            ValueError: Where the probability is outside its range.

        Source: Ma, Genton and Parzen 2011, Annals of the Institute of Statistical Mathematics 63, section 2.
        """
        if not 0 < probability <= 1:
            raise ValueError(f"probability: {probability} is not above 0 and at most 1")
        if not self.days.size or self.final_share > 1 - probability + _LEVEL_TOLERANCE:
            return math.nan
        still_open_before = np.concatenate(([1.0], self.survival_share[:-1]))
        middle = 1 - (still_open_before + self.survival_share) / 2
        return float(np.interp(probability, middle, self.days))


def _checked(
    durations_days: ArrayLike, was_closed: ArrayLike, weights: ArrayLike | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_], FloatArray]:
    """The three columns of equal length without rows of zero weight, or a clear refusal."""
    days, closed = np.asarray(durations_days), np.asarray(was_closed)
    weight = np.ones(days.shape) if weights is None else np.asarray(weights, dtype=np.float64)
    for name, column in (("durations_days", days), ("was_closed", closed), ("weights", weight)):
        if column.ndim != 1 or column.size != days.size:
            raise ValueError(f"{name}: shape {column.shape}; expected one per issue, {days.size} rows")
    if days.size == 0:
        raise ValueError("durations_days: no issues; a curve needs at least one")
    if days.dtype.kind not in "iu":
        raise ValueError(f"durations_days: expected whole days, found type {days.dtype}")
    if days.min() < 0 or days.max() > LONGEST_DAYS:
        raise ValueError(f"durations_days: {days.min()} to {days.max()}; expected 0 to {LONGEST_DAYS} days")
    if closed.dtype != np.bool_:
        raise ValueError(f"was_closed: expected True or False, found type {closed.dtype}")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("weights: found a negative, missing or infinite one; expected finite numbers of at least 0")
    kept = weight > 0
    if not kept.any():
        raise ValueError("weights: all are zero; at least one issue must count")
    return days[kept].astype(np.int64), closed[kept], weight[kept]


def kaplan_meier(durations_days: ArrayLike, was_closed: ArrayLike, weights: ArrayLike | None = None) -> SurvivalCurve:
    """Estimates how long issues stay open, using open ones for as long as they were seen.

    Weights are design weights (how many issues one recorded issue stands for): scaling all of them changes nothing.

    Args:
        durations_days: Days from raising to closing, or to the last day seen, whole numbers, shape (n,).
        was_closed: True where the issue was closed, False where it was still open (censored), shape (n,).
        weights: Design weight of each issue, shape (n,); None counts every issue once.

    Returns:
        The curve on every day with a closing.

    Raises:
        ValueError: Where lengths differ, durations are not whole days of at least 0, or no weight is
            positive.
    """
    days, closed, weight = _checked(durations_days, was_closed, weights)
    n_days = int(days.max()) + 1

    def per_day(amount: FloatArray) -> FloatArray:
        return np.bincount(days, weights=amount, minlength=n_days).astype(np.float64)

    closed_weight = per_day(np.where(closed, weight, 0.0))
    at_risk = np.cumsum(per_day(weight)[::-1])[::-1]
    event_days = np.flatnonzero(closed_weight > 0)
    # Nobody is left exactly when all at risk are closed; rounding of unequal weights must not hide it.
    n_left = np.cumsum(np.bincount(days, minlength=n_days)[::-1])[::-1][event_days]
    n_closed_on = np.bincount(days[closed], minlength=n_days)[event_days]
    stays = np.where(n_left == n_closed_on, 0.0, 1 - closed_weight[event_days] / at_risk[event_days])
    return SurvivalCurve(event_days.astype(np.int64), np.cumprod(stays, dtype=np.float64))
