"""Checked rows for indices of inequality: values, the people they stand for, and their ranks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def numbers(name: str, numbers: ArrayLike) -> FloatArray:
    """One finite number per row, as float64, or a clear refusal."""
    array = np.asarray(numbers)
    if array.ndim != 1:
        raise ValueError(f"{name}: expected one number per row (1 dimension), found shape {array.shape}")
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name}: expected numbers, found type {array.dtype}")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        row = int(np.flatnonzero(~np.isfinite(array))[0])
        raise ValueError(f"{name}: row {row} is {array[row]}; every row needs a finite number")
    return array


def not_negative(name: str, array: FloatArray) -> None:
    """Refuses the first negative row by its number."""
    if (array < 0).any():
        row = int(np.flatnonzero(array < 0)[0])
        raise ValueError(f"{name}: row {row} is {array[row]:g}; must not be negative")


def same_length(name: str, found: int, expected: int) -> None:
    """Refuses a companion array of another length."""
    if found != expected:
        raise ValueError(f"{name}: {found} rows, but values have {expected}; give one per value")


@dataclass(frozen=True)
class Rows:
    """Checked rows that stand for somebody: values, population shares (sum 1), and which rows were kept."""

    values: FloatArray
    shares: FloatArray
    kept: NDArray[np.bool_]

    @property
    def mean(self) -> float:
        """Population-weighted mean of the values."""
        return float(self.shares @ self.values)


def checked_rows(values: ArrayLike, weights: ArrayLike | None) -> Rows:
    """Checks values and weights, drops rows of zero weight, and scales the weights to shares."""
    checked = numbers("values", values)
    not_negative("values", checked)
    if checked.size == 0:
        raise ValueError("values: no rows; an index needs at least one")
    if weights is None:
        weighted = np.ones(checked.size)
    else:
        weighted = numbers("weights", weights)
        same_length("weights", weighted.size, checked.size)
        not_negative("weights", weighted)
    heaviest = float(weighted.max())
    if heaviest == 0:
        raise ValueError("weights: all are zero; at least one row must stand for somebody")
    kept = weighted > 0
    shares = weighted[kept] / heaviest
    return Rows(checked[kept], shares / shares.sum(), kept)


def mid_ranks(order_by: FloatArray, shares: FloatArray) -> FloatArray:
    """Share of the population ranked below each row plus half of the share ranked level with it."""
    levels, inverse = np.unique(order_by, return_inverse=True)
    level_shares = np.bincount(inverse, weights=shares, minlength=levels.size)
    ranks: FloatArray = (np.cumsum(level_shares) - level_shares / 2)[inverse]
    return ranks


def rank_covariance(rows: Rows, order_by: FloatArray) -> float:
    """Weighted covariance of the values and the mid-rank (whose mean is one half)."""
    return float(rows.shares @ ((rows.values - rows.mean) * (mid_ranks(order_by, rows.shares) - 0.5)))


def held_by_lowest(
    values: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike, population_shares: Sequence[float]
) -> list[float]:
    """Part of the total that the lowest-ranked people hold: ordinates of a Lorenz or concentration curve.

    People level in `rank_by` share alike, so the curve is straight over them and the order of rows never matters.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        rank_by: What people are ranked by, lowest first, shape (n,); the values themselves for a Lorenz curve.
        population_shares: Shares of the people, 0-1, at which the curve is wanted.

    Returns:
        One share of the total for each; nan where the total is zero.

    Raises:
        ValueError: On unusable input.

    Source: Cowell 2011, "Measuring Inequality"; Kakwani 1977, Econometrica 45(3).
    """
    rows = checked_rows(values, weights)
    order_by = numbers("rank_by", rank_by)
    same_length("rank_by", order_by.size, rows.kept.size)
    if rows.mean == 0:
        return [math.nan] * len(population_shares)
    levels, inverse = np.unique(order_by[rows.kept], return_inverse=True)
    people = np.bincount(inverse, weights=rows.shares, minlength=levels.size)
    held = np.bincount(inverse, weights=rows.shares * rows.values, minlength=levels.size) / rows.mean
    x, y = (np.concatenate([[0.0], np.cumsum(part)]) for part in (people, held))
    return [float(found) for found in np.interp(population_shares, x, y)]


def xlogx(ratio: FloatArray) -> FloatArray:
    """The product x ln x, with 0 ln 0 = 0."""
    return np.where(ratio > 0, ratio * np.log(np.where(ratio > 0, ratio, 1.0)), 0.0)
