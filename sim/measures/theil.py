"""Theil indices and their exact split into inequality between groups and within them.

Rows, weights and refusals are those of `inequality`. Source: Shorrocks 1980, Econometrica 48(3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.measures.checks import checked_rows, same_length, xlogx


@dataclass(frozen=True)
class TheilParts:
    """One Theil index split exactly: total = between groups + within groups.

    Attributes:
        total: The index over all people, computed on its own and not as the sum of the parts.
        between: What would remain if everybody had the mean of their group.
        within: Weighted sum of the indices inside the groups.
    """

    total: float
    between: float
    within: float


UNDEFINED = TheilParts(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class TheilDecomposition:
    """Theil T and L of the same people, split by the same groups.

    Attributes:
        theil_t: Parts of Theil T, the mean of (x / mean) ln(x / mean); sensitive to the top, 0 to ln n.
        theil_l: Parts of Theil L, the mean of ln(mean / x); sensitive to the bottom, 0 upwards.
    """

    theil_t: TheilParts
    theil_l: TheilParts


def theil_decomposition(values: ArrayLike, weights: ArrayLike | None, groups: ArrayLike) -> TheilDecomposition:
    """Splits Theil T and L exactly into inequality between groups and inequality within them.

    T = sum of s_g T_g + sum of s_g ln(m_g / m), with s_g the group's share of the total value;
    L = sum of p_g L_g + sum of p_g ln(m / m_g), with p_g the group's share of the people (Shorrocks 1980).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        groups: Label of each row, shape (n,).

    Returns:
        Both splits. Zeros count as 0 ln 0 = 0 in T. All of T is nan where the mean is zero, all of L where anybody
        has zero. A group whose mean is zero holds no value, so it adds nothing to T.

    Raises:
        ValueError: On unusable input, see `checked_rows`.
    """
    rows = checked_rows(values, weights)
    labels = np.asarray(groups)
    if labels.ndim != 1:
        raise ValueError(f"groups: expected one label per row (1 dimension), found shape {labels.shape}")
    same_length("groups", labels.size, rows.kept.size)
    if rows.mean == 0:
        return TheilDecomposition(UNDEFINED, UNDEFINED)
    distinct, position = np.unique(labels[rows.kept], return_inverse=True)
    n_groups = distinct.size
    population = np.bincount(position, weights=rows.shares, minlength=n_groups).astype(np.float64)
    means = np.bincount(position, weights=rows.shares * rows.values, minlength=n_groups) / population
    relative = means / rows.mean
    inner_share = rows.shares / population[position]
    own = rows.values / np.where(means > 0, means, 1.0)[position]

    inside_t = np.maximum(0.0, np.bincount(position, weights=inner_share * xlogx(own), minlength=n_groups))
    parts_t = TheilParts(
        total=max(0.0, float(rows.shares @ xlogx(rows.values / rows.mean))),
        between=max(0.0, float(population @ xlogx(relative))),
        within=float((population * relative) @ inside_t),
    )
    parts_l = UNDEFINED
    if (rows.values > 0).all():
        inside_l = np.maximum(0.0, np.bincount(position, weights=-inner_share * np.log(own), minlength=n_groups))
        parts_l = TheilParts(
            total=max(0.0, float(rows.shares @ -np.log(rows.values / rows.mean))),
            between=max(0.0, float(population @ -np.log(relative))),
            within=float(population @ inside_l),
        )
    return TheilDecomposition(parts_t, parts_l)
