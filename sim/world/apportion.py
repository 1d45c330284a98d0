"""Sharing out whole numbers exactly: people among communities, committees among townships."""

from __future__ import annotations

import numpy as np


def largest_remainder(weights: np.ndarray, total: int) -> np.ndarray:
    """Shares a whole number out in proportion to weights; the rest goes to the largest remainders.

    Equal remainders are served in the order of the list. Where all weights are zero the shares are even.

    Args:
        weights: Weights, not negative, shape (n,).
        total: Whole number to share out, not negative.

    Returns:
        Whole numbers that add up to `total`, int64, shape (n,).

    Raises:
        ValueError: There is something to share out and nobody to receive it, or a weight is negative.

    Source:
        Hamilton's method of apportionment.
    """
    weights = np.asarray(weights, dtype=np.float64)
    if len(weights) == 0:
        if total:
            raise ValueError(f"nobody to share {total} among")
        return np.zeros(0, dtype=np.int64)
    if weights.min() < 0.0:
        raise ValueError("a weight is negative")
    if weights.sum() == 0.0:
        weights = np.ones(len(weights))
    quota = weights / weights.sum() * total
    shares = np.floor(quota).astype(np.int64)
    left = int(total - shares.sum())
    order = np.argsort(-(quota - shares), kind="stable")
    shares[order[:left]] += 1
    return shares


def fill_up_to(weights: np.ndarray, room: np.ndarray, total: int) -> np.ndarray:
    """Shares a whole number out in proportion to weights without exceeding anybody's room.

    Args:
        weights: Weights, not negative, shape (n,).
        room: Largest share of each, whole numbers, shape (n,).
        total: Whole number to share out.

    Returns:
        Whole numbers, int64, shape (n,). They add up to the smaller of `total` and the whole room.
    """
    given = np.zeros(len(room), dtype=np.int64)
    left = int(min(total, room.sum()))
    while left > 0:
        free = np.flatnonzero(given < room)
        part = largest_remainder(weights[free], left)
        given[free] += np.minimum(part, room[free] - given[free])
        if part.sum() and np.all(weights[free] == 0.0):
            weights = np.ones(len(room))
        left = int(min(total, room.sum()) - given.sum())
    return given


def scaled_counts(
    n_committees: np.ndarray, n_villages: np.ndarray, committees_total: int, villages_total: int
) -> tuple[np.ndarray, np.ndarray]:
    """Scales a district's counts of committees and villages to its totals; no township is left empty.

    Both counts are scaled by largest remainder. A township that ends with neither receives one community, of
    the kind it has more of, from the township of the district that has most of that kind.

    Args:
        n_committees: Residents' committees of every township, shape (t,).
        n_villages: Village committees of every township, shape (t,).
        committees_total: Residents' committees the district shall have.
        villages_total: Village committees the district shall have.

    Returns:
        Committees and villages per township, int64, shape (t,) each; sums equal to the totals.

    Raises:
        ValueError: The district has fewer communities than townships.
    """
    if committees_total + villages_total < len(n_committees):
        raise ValueError(f"{len(n_committees)} townships cannot share {committees_total + villages_total} communities")
    committees = largest_remainder(n_committees, committees_total)
    villages = largest_remainder(n_villages, villages_total)
    for empty in np.flatnonzero(committees + villages == 0):
        prefers_village = n_villages[empty] > n_committees[empty]
        first, second = (villages, committees) if prefers_village else (committees, villages)
        for column in (first, second):
            donors = np.where(committees + villages >= 2, column, 0)
            if donors.max() > 0:
                column[np.argmax(donors)] -= 1
                column[empty] += 1
                break
    return committees, villages
