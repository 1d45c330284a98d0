"""Sharing out money in whole fen so that not one is made or lost.

The rule is the largest remainder (Hamilton's method): everybody first gets the whole part of their exact
share, and the fen left over go, one each, to those with the largest remainders; where remainders are equal,
to the lower row. All arithmetic is on whole numbers, so every machine and every number of threads gives the
same parts.

Source: Balinski and Young 2001, "Fair Representation", on Hamilton's method.
"""

from __future__ import annotations

import operator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import kernel

SCALED_WEIGHT_SUM = 2**31 - 1
"""Largest sum of the integer weights that float weights are turned into."""

LARGEST_WEIGHT_SUM = 2**62 - 1
"""Largest sum of integer weights; twice it still fits a 64-bit integer."""


@kernel(allocates=True)
def integer_weights(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Turns float weights into integer weights whose sum is below 2**31.

    Whole numbers with a sum below 2**31 (head counts) are taken as they stand. All others are multiplied by
    one factor, (2**31 - 1) / sum, and rounded down: each share then moves by less than n / 2**31.

    Args:
        weights: Finite, not negative, not all zero, shape (n,); the caller has checked this.

    Returns:
        Integer weights, shape (n,), at least one of them above zero.
    """
    scaled = np.empty(weights.size, np.int64)
    largest = 0.0
    for row in range(weights.size):
        largest = max(largest, weights[row])
    # Dividing by the largest first keeps the sum finite; a plain loop adds in the same order on every
    # machine.
    total = 0.0
    plain_total = 0.0
    whole = True
    for row in range(weights.size):
        total += weights[row] / largest
        plain_total += weights[row]
        whole = whole and weights[row] == np.floor(weights[row])
    if whole and plain_total <= SCALED_WEIGHT_SUM:
        for row in range(weights.size):
            scaled[row] = np.int64(weights[row])
        return scaled
    # One part in 10**12 below the limit: rounding of the sum can then never carry the integers above it.
    factor = SCALED_WEIGHT_SUM * (1.0 - 1e-12) / total
    for row in range(weights.size):
        scaled[row] = np.int64(np.floor(weights[row] / largest * factor))
    return scaled


@kernel(allocates=True)
def _multiply_divide(amount: np.int64, weight: np.int64, divisor: np.int64) -> tuple[np.int64, np.int64]:
    """Whole part and remainder of amount * weight / divisor, exact for divisor < 2**62 and amount < divisor.

    A product of two numbers below 2**31 fits; a larger one is built up bit by bit, always reduced by the
    divisor.
    """
    if divisor <= 2147483648:
        product = amount * weight
        return product // divisor, product % divisor
    quotient = np.int64(0)
    remainder = np.int64(0)
    for bit in range(61, -1, -1):
        quotient *= 2
        remainder *= 2
        if remainder >= divisor:
            remainder -= divisor
            quotient += 1
        if (weight >> bit) & 1:
            remainder += amount
            if remainder >= divisor:
                remainder -= divisor
                quotient += 1
    return quotient, remainder


@kernel(allocates=True)
def allocate_rows(total_fen: int, weights: NDArray[np.int64], parts_fen: NDArray[np.int64]) -> None:
    """Fills `parts_fen` with the shares of `total_fen`; for compiled callers, which have checked their input.

    Args:
        total_fen: Fen to share out, at least 0.
        weights: Integer weights, not negative, with a sum of 1 to 2**62 - 1, shape (n,).
        parts_fen: Written to: the fen of each row, shape (n,).
    """
    n_rows = weights.size
    weight_sum = np.int64(0)
    for row in range(n_rows):
        weight_sum += weights[row]
    left_fen = np.int64(total_fen)
    per_unit = left_fen // weight_sum
    rest = left_fen % weight_sum
    remainders = np.empty(n_rows, np.int64)
    for row in range(n_rows):
        whole, remainder = _multiply_divide(rest, weights[row], weight_sum)
        parts_fen[row] = per_unit * weights[row] + whole
        remainders[row] = -remainder
        left_fen -= parts_fen[row]
    # Stable order of negated remainders: largest first, and the lower row first among equals.
    order = np.argsort(remainders, kind="mergesort")
    for position in range(left_fen):
        parts_fen[order[position]] += 1


def _checked_weights(weights: ArrayLike) -> NDArray[np.int64]:
    """Integer weights from what the caller gave, or a clear refusal."""
    given = np.asarray(weights)
    if given.ndim != 1:
        raise ValueError(f"weights: expected one per row (1 dimension), found shape {given.shape}")
    if given.size and given.dtype.kind not in "iuf":
        raise ValueError(f"weights: expected numbers, found type {given.dtype}")
    if not np.isfinite(given).all():
        raise ValueError("weights: found a missing or infinite one; expected finite numbers of at least 0")
    if (given < 0).any():
        row = int(np.flatnonzero(given < 0)[0])
        raise ValueError(f"weights: row {row} is {given[row]}; must not be negative")
    if given.dtype.kind == "f" and given.size and given.max() > 0:
        scaled: NDArray[np.int64] = integer_weights(np.ascontiguousarray(given, dtype=np.float64))
        return scaled
    # A float sum cannot wrap around; the margin is far wider than its rounding error.
    if given.size and float(given.astype(np.float64).sum()) > LARGEST_WEIGHT_SUM * (1 - 1e-9):
        raise ValueError(
            f"weights: integer weights must add up to less than 2**62, found {float(given.sum()):g}"
        )
    return np.ascontiguousarray(given, dtype=np.int64)


def allocate(total_fen: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Shares out whole fen in proportion to weights by largest remainder; the parts add up exactly.

    Integer weights are used exactly. Float weights are first turned into integers, see `integer_weights`.
    A row of weight zero gets nothing.

    Args:
        total_fen: Fen to share out, at least 0.
        weights: One per row, not negative, not all zero, shape (n,).

    Returns:
        Fen of each row, int64, shape (n,).

    Raises:
        TypeError: Where the total is not a whole number.
        ValueError: Where the total is negative or above 2**63 - 1, a weight is negative, missing or
            infinite, or there is money but no positive weight to give it to.
    """
    total = operator.index(total_fen)
    if not 0 <= total < 2**63:
        raise ValueError(f"total_fen: {total} is not between 0 and 2**63 - 1")
    checked = _checked_weights(weights)
    parts = np.zeros(checked.size, np.int64)
    if total == 0:
        return parts
    if not (checked > 0).any():
        raise ValueError(f"weights: no row has a positive weight, so {total} fen have nowhere to go")
    allocate_rows(total, checked, parts)
    return parts
