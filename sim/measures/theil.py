"""Theil indices and their exact split into inequality between groups and within them.

Rows, weights and refusals are those of `inequality`. Source: Shorrocks 1980, Econometrica 48(3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.measures.checks import FloatArray, checked_rows, xlogx
from sim.measures.groups import grouped


def theil_t(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil T: mean of (x / mean) ln(x / mean); sensitive to the top. Zeros count as 0 ln 0 = 0.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) to ln n; nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = checked_rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return max(0.0, float(rows.shares @ xlogx(rows.values / rows.mean)))


def theil_l(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil L, the mean log deviation: mean of ln(mean / x); sensitive to the bottom.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) upwards; nan where anybody has zero, since ln 0 is not defined.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = checked_rows(values, weights)
    if (rows.values == 0).any():
        return math.nan
    return max(0.0, float(rows.shares @ -np.log(rows.values / rows.mean)))


@dataclass(frozen=True)
class TheilParts:
    """One Theil index split exactly: total = between groups + within groups.

    Attributes:
        total: The index over all people, computed on its own and not as the sum of the parts.
        between: What would remain if everybody had the mean of their group.
        within: Weighted sum of the indices inside the groups.
        group_index: The index inside each group, shape (n_groups,).
    """

    total: float
    between: float
    within: float
    group_index: FloatArray

    @property
    def between_share(self) -> float:
        """Share of the inequality that lies between groups, 0-1; nan where there is no inequality."""
        return self.between / self.total if self.total > 0 else math.nan


@dataclass(frozen=True)
class TheilDecomposition:
    """Theil T and L of the same people, split by the same groups.

    Attributes:
        groups: Distinct group labels in ascending order, shape (n_groups,).
        population_share: Share of people in each group; the weights of L.
        value_share: Share of the total value in each group; the weights of T.
        theil_t: Parts of Theil T.
        theil_l: Parts of Theil L; nan where anybody has zero.
    """

    groups: NDArray[Any]
    population_share: FloatArray
    value_share: FloatArray
    theil_t: TheilParts
    theil_l: TheilParts


def theil_decomposition(
    values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike
) -> TheilDecomposition:
    """Splits Theil T and L exactly into inequality between groups and inequality within them.

    T = sum of s_g T_g + sum of s_g ln(m_g / m), with s_g the group's share of the total value;
    L = sum of p_g L_g + sum of p_g ln(m / m_g), with p_g the group's share of the people (Shorrocks 1980).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).

    Returns:
        Both splits. All of T is nan where the mean is zero, all of L where anybody has zero. A group whose
        mean is zero holds no value, so it adds nothing to T; its own index is nan.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = checked_rows(values, weights)
    summary, position = grouped(rows, groups)
    n_groups, population = summary.groups.size, summary.population_share
    undefined = TheilParts(math.nan, math.nan, math.nan, np.full(n_groups, math.nan))
    if rows.mean == 0:
        return TheilDecomposition(
            summary.groups, population, np.full(n_groups, math.nan), undefined, undefined
        )
    relative = summary.means / rows.mean
    value_share = population * relative
    inner_share = rows.shares / population[position]
    held = summary.means > 0
    own = rows.values / np.where(held, summary.means, 1.0)[position]

    inside_t = np.maximum(0.0, np.bincount(position, weights=inner_share * xlogx(own), minlength=n_groups))
    parts_t = TheilParts(
        total=max(0.0, float(rows.shares @ xlogx(rows.values / rows.mean))),
        between=max(0.0, float(population @ xlogx(relative))),
        within=float(value_share @ inside_t),
        group_index=np.where(held, inside_t, math.nan),
    )
    parts_l = undefined
    if (rows.values > 0).all():
        inside_l = np.maximum(
            0.0, np.bincount(position, weights=-inner_share * np.log(own), minlength=n_groups)
        )
        parts_l = TheilParts(
            total=max(0.0, float(rows.shares @ -np.log(rows.values / rows.mean))),
            between=max(0.0, float(population @ -np.log(relative))),
            within=float(population @ inside_l),
            group_index=inside_l,
        )
    return TheilDecomposition(summary.groups, population, value_share, parts_t, parts_l)
