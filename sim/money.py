"""Sharing out money in whole fen so that not one is made or lost.

The rule is the largest remainder (Hamilton's method): everybody first gets the whole part of their exact
share, and the fen left over go one each to those with the largest remainders; where remainders are equal, to the
lower row. All arithmetic is on whole numbers without a bound, and a decimal weight counts as exactly the fraction
that it is, so every machine and every number of threads gives the same parts.

Source: Balinski and Young 2001, "Fair Representation", on Hamilton's method.
"""

from __future__ import annotations

import operator

import numpy as np
from numpy.typing import ArrayLike, NDArray

MANTISSA_BITS = 53
"""Bits of a decimal number's fraction (IEEE 754, double precision)."""


def whole_weights(weights: NDArray[np.float64]) -> list[int]:
    """Whole numbers in exactly the ratio of decimal ones: each is a whole number times a power of two.

    Args:
        weights: Finite, not negative, shape (n,).
    """
    fractions, exponents = np.frexp(weights)
    mantissas = np.ldexp(fractions, MANTISSA_BITS).astype(np.int64).tolist()
    least = int(exponents[weights > 0.0].min(initial=np.iinfo(np.int32).max))
    return [m << (e - least) if m else 0 for m, e in zip(mantissas, exponents.tolist(), strict=True)]


def _checked_weights(weights: ArrayLike) -> list[int]:
    """Whole weights from what the caller gave, or a clear refusal."""
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
    return whole_weights(given.astype(np.float64)) if given.dtype.kind == "f" else given.tolist()


def allocate(total_fen: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Shares out whole fen in proportion to weights by largest remainder; the parts add up exactly.

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
    whole = _checked_weights(weights)
    if total == 0:
        return np.zeros(len(whole), np.int64)
    weight_sum = sum(whole)
    if weight_sum == 0:
        raise ValueError(f"weights: no row has a positive weight, so {total} fen have nowhere to go")
    shares = [divmod(total * weight, weight_sum) for weight in whole]
    parts = [fen for fen, _ in shares]
    largest_first = sorted(range(len(shares)), key=lambda row: -shares[row][1])
    for row in largest_first[: total - sum(parts)]:
        parts[row] += 1
    return np.array(parts, np.int64)
