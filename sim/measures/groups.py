"""Means of groups and the gaps and ratios between them.

Rows, weights and refusals are those of `inequality`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.measures.checks import FloatArray, Rows, checked_rows, same_length


@dataclass(frozen=True)
class GroupMeans:
    """Population-weighted mean of every group that holds somebody.

    Attributes:
        groups: Distinct group labels in ascending order, shape (n_groups,).
        population_share: Share of people in each group, sums to 1.
        means: Mean of each group, in the unit of the values.
    """

    groups: NDArray[Any]
    population_share: FloatArray
    means: FloatArray

    def of(self, group: object) -> float:
        """The mean of one group.

        Args:
            group: A label as it was given in `groups`.

        Raises:
            ValueError: Where no one lives in such a group.
        """
        found = np.flatnonzero(self.groups == group)
        if found.size == 0:
            raise ValueError(f"group {group!r}: nobody in it; groups with people: {self.groups.tolist()}")
        return float(self.means[found[0]])


def grouped(rows: Rows, groups: ArrayLike) -> tuple[GroupMeans, NDArray[np.intp]]:
    """Group means and, for each kept row, the position of its group."""
    labels = np.asarray(groups)
    if labels.ndim != 1:
        raise ValueError(f"groups: expected one label per row (1 dimension), found shape {labels.shape}")
    same_length("groups", labels.size, rows.kept.size)
    distinct, position = np.unique(labels[rows.kept], return_inverse=True)
    share: FloatArray = np.bincount(position, weights=rows.shares, minlength=distinct.size).astype(np.float64)
    held = np.bincount(position, weights=rows.shares * rows.values, minlength=distinct.size)
    return GroupMeans(distinct, share, held / share), position


def group_means(values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike) -> GroupMeans:
    """Population-weighted mean by group (urban and rural, region, district, resident group).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).

    Returns:
        Labels, population shares and means; groups without people do not appear.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    return grouped(checked_rows(values, weights), groups)[0]


def group_gap(
    values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike, first: object, second: object
) -> float:
    """Mean of one group minus mean of another (urban minus rural).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).
        first: Label of the group that is compared.
        second: Label of the group it is compared with.

    Returns:
        The difference in the unit of the values; times 100 it is percentage points for shares.

    Raises:
        ValueError: On unusable input, see `mean`, or where one of the groups holds nobody.
    """
    means = group_means(values, weights, groups)
    return means.of(first) - means.of(second)


def group_ratio(
    values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike, first: object, second: object
) -> float:
    """Mean of one group over mean of another (urban : rural).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).
        first: Label of the group above the line.
        second: Label of the group below the line.

    Returns:
        The ratio; nan where the mean of `second` is zero.

    Raises:
        ValueError: On unusable input, see `mean`, or where one of the groups holds nobody.
    """
    means = group_means(values, weights, groups)
    below = means.of(second)
    return means.of(first) / below if below > 0 else math.nan


def highest_to_lowest_ratio(values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike) -> float:
    """Highest group mean over lowest group mean, such as between regions.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).

    Returns:
        1 (equal means) upwards; nan where the lowest mean is zero.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    means = group_means(values, weights, groups).means
    lowest = float(means.min())
    return float(means.max()) / lowest if lowest > 0 else math.nan
