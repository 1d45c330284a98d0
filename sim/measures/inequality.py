"""Inequality of service between people or communities, weighted by population.

Every function takes one value per row (a resident, a community, a district) and the number of people
the row stands for. Rows that stand for nobody are left out. A row of weight 2 counts exactly like two
rows of weight 1: all indices are of the n-convention (Gini of one holder among n is 1 - 1/n).

Values must be finite and not negative, weights finite, not negative and not all zero; anything else is
refused. Where an index is not defined for legal values (a mean of zero, Theil L with a zero among the
values) the answer is nan, never infinity and never a guess.

Source: Cowell 2011, "Measuring Inequality". Theil indices are in `theil`, concentration indices in
`concentration`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from sim.measures.checks import Rows, checked_rows, rank_covariance

WORST_OFF_SHARE = 0.1


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini: half the mean absolute difference of two people drawn with replacement, over the mean.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) to 1 - 1/n; nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `checked_rows`.
    """
    rows = checked_rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return max(0.0, 2 * rank_covariance(rows, rows.values) / rows.mean)


def atkinson(values: ArrayLike, weights: ArrayLike | None = None, epsilon: float = 0.5) -> float:
    """Atkinson: the share of the total a society would give up to have the rest spread equally.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        epsilon: Aversion to inequality, 0 (none) upwards; 0.5, 1 and 2 are usual.

    Returns:
        0 (all equal) to 1. With epsilon >= 1 anybody at zero makes it 1, its limit. nan where the mean is
        zero.

    Raises:
        ValueError: On unusable input, see `checked_rows`, or a negative or infinite epsilon.

    Source: Atkinson 1970, Journal of Economic Theory 2(3).
    """
    if not (math.isfinite(epsilon) and epsilon >= 0):
        raise ValueError(f"epsilon: {epsilon} is not a finite number of at least 0")
    rows = checked_rows(values, weights)
    if rows.mean == 0:
        return math.nan
    positive = rows.values > 0
    if epsilon >= 1 and not positive.all():
        return 1.0
    shares, logs, power = rows.shares[positive], np.log(rows.values[positive] / rows.mean), 1.0 - epsilon
    if power == 0:
        log_equivalent = float(shares @ logs)
    elif positive.all() and abs(power) * float(np.abs(logs).max()) < 1:
        # Close to epsilon = 1 the plain sum would lose all digits to the division by a tiny power.
        log_equivalent = math.log1p(float(shares @ np.expm1(power * logs))) / power
    else:
        highest = float((power * logs).max())
        log_equivalent = (highest + math.log(float(shares @ np.exp(power * logs - highest)))) / power
    return max(0.0, -math.expm1(log_equivalent))


def equal_burden(values: ArrayLike, weights: ArrayLike | None = None, epsilon: float = 1.0) -> float:
    """The burden that would be as bad if everybody bore it alike: the power mean of order 1 + epsilon.

    Atkinson's equally distributed equivalent, turned from a good to a bad: society loses the mean of x^(1 + epsilon),
    which is convex, so taking burden from those who bear more and giving it to those who bear less lowers it. It is
    never below the mean, rises with anybody's burden, and grows in proportion with all of them. Atkinson's own power
    1 - epsilon would reward spreading a bad unequally, and gives 0 for a burden that one person is spared.

    Args:
        values: One non-negative burden per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        epsilon: Aversion to inequality, 0 (the mean) upwards.

    Returns:
        From the mean to the largest value, in their unit.

    Raises:
        ValueError: On unusable input, see `checked_rows`, or a negative or infinite epsilon.

    Source: Atkinson 1970, Journal of Economic Theory 2(3); for bads Sheriff and Maguire 2020, Risk Analysis 40(12),
    who recommend equally distributed equivalents over indices; the power mean of deprivations is that of Anand and Sen
    1997, "Concepts of Human Development and Poverty", who take order 3 (epsilon 2).
    """
    if not (math.isfinite(epsilon) and epsilon >= 0):
        raise ValueError(f"epsilon: {epsilon} is not a finite number of at least 0")
    rows = checked_rows(values, weights)
    highest = float(rows.values.max())
    if highest == 0:
        return 0.0
    order = 1.0 + epsilon
    return highest * float(rows.shares @ (rows.values / highest) ** order) ** (1.0 / order)


def _held_by_lowest(rows: Rows, population_share: float) -> float:
    """Value held by the lowest share of the people, per head of all; the person on the boundary is split."""
    order = np.argsort(rows.values, kind="stable")
    shares = rows.shares[order]
    below = np.cumsum(shares) - shares
    counted = np.clip(population_share - below, 0.0, shares)
    return float(counted @ rows.values[order])


def palma(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Palma: what the top 10 % of people hold over what the bottom 40 % hold.

    A row that lies across a boundary is split in proportion.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        The ratio, 0.25 where all are equal; nan where the bottom 40 % hold nothing.

    Raises:
        ValueError: On unusable input, see `checked_rows`.

    Source: Palma 2011, Development and Change 42(1); Cobham and Sumner 2013.
    """
    rows = checked_rows(values, weights)
    bottom = _held_by_lowest(rows, 0.4)
    return (rows.mean - _held_by_lowest(rows, 0.9)) / bottom if bottom > 0 else math.nan


def worst_decile_mean(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    higher_is_better: bool = True,
) -> float:
    """Mean of the worst-off tenth of the people (Rawls' view: judge by those served worst).

    Args:
        values: One non-negative number per row, usually per community, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        higher_is_better: True for shares solved; False for waiting days, where the worst-off have most.

    Returns:
        Weighted mean in the unit of the values; the row on the boundary counts in part.

    Raises:
        ValueError: On unusable input, see `checked_rows`.
    """
    rows = checked_rows(values, weights)
    if higher_is_better:
        return _held_by_lowest(rows, WORST_OFF_SHARE) / WORST_OFF_SHARE
    return (rows.mean - _held_by_lowest(rows, 1 - WORST_OFF_SHARE)) / WORST_OFF_SHARE
