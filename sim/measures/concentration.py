"""Concentration of service along a socio-economic rank: who has more, the rich or the poor?

Rows, weights and refusals are those of `inequality`. Source: O'Donnell et al. 2008, "Analyzing Health
Equity Using Household Survey Data" (World Bank).
"""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from sim.measures.checks import FloatArray, Rows, checked_rows, numbers, rank_covariance, same_length


def concentration_index(values: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike) -> float:
    """Concentration index: twice the covariance of value and socio-economic rank, over the mean.

    People level in `rank_by` share the middle of their ranks, so the order of rows never matters.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        rank_by: What people are ranked by, poorest lowest (gross domestic product per head), shape (n,).

    Returns:
        -1 to 1; negative where the value is found more among the poor; nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `checked_rows`.

    Source: Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77(1).
    """
    rows, order_by = _ranked(values, weights, rank_by)
    if rows.mean == 0:
        return math.nan
    return 2 * rank_covariance(rows, order_by) / rows.mean


def _ranked(values: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike) -> tuple[Rows, FloatArray]:
    """Checked rows and what each kept row is ranked by."""
    rows = checked_rows(values, weights)
    order_by = numbers("rank_by", rank_by)
    same_length("rank_by", order_by.size, rows.kept.size)
    return rows, order_by[rows.kept]


def _refuse_above_one(rows: Rows) -> None:
    """Refuses values that are no shares."""
    if (rows.values > 1).any():
        raise ValueError(f"shares: found {float(rows.values.max()):g}; every share must be between 0 and 1")


def erreygers_index(shares: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike) -> float:
    """Erreygers' corrected concentration index of a 0-1 outcome: 4 * mean * concentration index.

    Shares solved and shares unsolved give the same size with opposite signs, which the plain index does not.

    Args:
        shares: Outcome of each row, 0-1, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        rank_by: What people are ranked by, poorest lowest, shape (n,).

    Returns:
        -1 to 1; 0 where the outcome does not vary.

    Raises:
        ValueError: On unusable input, see `checked_rows`, or a share above 1.

    Source: Erreygers 2009, Journal of Health Economics 28(2).
    """
    rows, order_by = _ranked(shares, weights, rank_by)
    _refuse_above_one(rows)
    return 8 * rank_covariance(rows, order_by)
