"""Inequality of service between people or communities, weighted by population.

Every function takes one value per row (a resident, a community, a district) and the number of people the row
stands for. Rows that stand for nobody are left out. A row of weight 2 counts exactly like two rows of weight
1: all indices are of the n-convention (Gini of one holder among n is 1 - 1/n).

Values must be finite and not negative, weights finite, not negative and not all zero; anything else is
refused. Where an index is not defined for legal values (a mean of zero, Theil L with a zero among the
values) the answer is nan, never infinity and never a guess.

Sources: Cowell 2011, "Measuring Inequality"; Shorrocks 1980, Econometrica 48(3), for the decomposition;
O'Donnell et al. 2008, "Analyzing Health Equity Using Household Survey Data" (World Bank), for the
concentration index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def _numbers(name: str, numbers: ArrayLike) -> FloatArray:
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


def _not_negative(name: str, array: FloatArray) -> None:
    """Refuses the first negative row by its number."""
    if (array < 0).any():
        row = int(np.flatnonzero(array < 0)[0])
        raise ValueError(f"{name}: row {row} is {array[row]:g}; must not be negative")


def _same_length(name: str, found: int, expected: int) -> None:
    """Refuses a companion array of another length."""
    if found != expected:
        raise ValueError(f"{name}: {found} rows, but values have {expected}; give one per value")


@dataclass(frozen=True)
class _Rows:
    """Checked rows that stand for somebody: values, population shares (sum 1), and which rows were kept."""

    values: FloatArray
    shares: FloatArray
    kept: NDArray[np.bool_]

    @property
    def mean(self) -> float:
        """Population-weighted mean of the values."""
        return float(self.shares @ self.values)


def _rows(values: ArrayLike, weights: ArrayLike | None) -> _Rows:
    """Checks values and weights, drops rows of zero weight, and scales the weights to shares."""
    checked = _numbers("values", values)
    _not_negative("values", checked)
    if checked.size == 0:
        raise ValueError("values: no rows; an index needs at least one")
    if weights is None:
        weighted = np.ones(checked.size)
    else:
        weighted = _numbers("weights", weights)
        _same_length("weights", weighted.size, checked.size)
        _not_negative("weights", weighted)
    heaviest = float(weighted.max())
    if heaviest == 0:
        raise ValueError("weights: all are zero; at least one row must stand for somebody")
    kept = weighted > 0
    shares = weighted[kept] / heaviest
    return _Rows(checked[kept], shares / shares.sum(), kept)


def _mid_ranks(order_by: FloatArray, shares: FloatArray) -> FloatArray:
    """Share of the population ranked below each row plus half of the share ranked level with it."""
    levels, inverse = np.unique(order_by, return_inverse=True)
    level_shares = np.bincount(inverse, weights=shares, minlength=levels.size)
    ranks: FloatArray = (np.cumsum(level_shares) - level_shares / 2)[inverse]
    return ranks


def _rank_covariance(rows: _Rows, order_by: FloatArray) -> float:
    """Weighted covariance of the values and the mid-rank (whose mean is one half)."""
    return float(rows.shares @ ((rows.values - rows.mean) * (_mid_ranks(order_by, rows.shares) - 0.5)))


def mean(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Population-weighted mean.

    Args:
        values: One non-negative number per row, shape (n,), any unit.
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        The mean, in the unit of the values.

    Raises:
        ValueError: Where shapes, signs, missing numbers or a total weight of zero make the input unusable.
    """
    return _rows(values, weights).mean


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini: half the mean absolute difference of two people drawn with replacement, over the mean.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) to 1 - 1/n; nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = _rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return max(0.0, 2 * _rank_covariance(rows, rows.values) / rows.mean)


def _xlogx(ratio: FloatArray) -> FloatArray:
    """The product x ln x, with 0 ln 0 = 0."""
    return np.where(ratio > 0, ratio * np.log(np.where(ratio > 0, ratio, 1.0)), 0.0)


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
    rows = _rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return max(0.0, float(rows.shares @ _xlogx(rows.values / rows.mean)))


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
    rows = _rows(values, weights)
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


def _grouped(rows: _Rows, groups: ArrayLike) -> tuple[GroupMeans, NDArray[np.intp]]:
    """Group means and, for each kept row, the position of its group."""
    labels = np.asarray(groups)
    if labels.ndim != 1:
        raise ValueError(f"groups: expected one label per row (1 dimension), found shape {labels.shape}")
    _same_length("groups", labels.size, rows.kept.size)
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
    return _grouped(_rows(values, weights), groups)[0]


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
    rows = _rows(values, weights)
    summary, position = _grouped(rows, groups)
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

    inside_t = np.maximum(0.0, np.bincount(position, weights=inner_share * _xlogx(own), minlength=n_groups))
    parts_t = TheilParts(
        total=max(0.0, float(rows.shares @ _xlogx(rows.values / rows.mean))),
        between=max(0.0, float(population @ _xlogx(relative))),
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
        ValueError: On unusable input, see `mean`, or a negative or infinite epsilon.

    Source: Atkinson 1970, Journal of Economic Theory 2(3).
    """
    if not (math.isfinite(epsilon) and epsilon >= 0):
        raise ValueError(f"epsilon: {epsilon} is not a finite number of at least 0")
    rows = _rows(values, weights)
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
        ValueError: On unusable input, see `mean`.

    Source: Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77(1).
    """
    rows, order_by = _ranked(values, weights, rank_by)
    if rows.mean == 0:
        return math.nan
    return 2 * _rank_covariance(rows, order_by) / rows.mean


def _ranked(values: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike) -> tuple[_Rows, FloatArray]:
    """Checked rows and what each kept row is ranked by."""
    rows = _rows(values, weights)
    order_by = _numbers("rank_by", rank_by)
    _same_length("rank_by", order_by.size, rows.kept.size)
    return rows, order_by[rows.kept]


def _refuse_above_one(rows: _Rows) -> None:
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
        ValueError: On unusable input, see `mean`, or a share above 1.

    Source: Erreygers 2009, Journal of Health Economics 28(2).
    """
    rows, order_by = _ranked(shares, weights, rank_by)
    _refuse_above_one(rows)
    return 8 * _rank_covariance(rows, order_by)


def wagstaff_index(shares: ArrayLike, weights: ArrayLike | None, rank_by: ArrayLike) -> float:
    """Wagstaff's normalised concentration index of a 0-1 outcome: concentration index / (1 - mean).

    Args:
        shares: Outcome of each row, 0-1, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        rank_by: What people are ranked by, poorest lowest, shape (n,).

    Returns:
        -1 to 1; nan where the outcome is 0 for all or 1 for all.

    Raises:
        ValueError: On unusable input, see `mean`, or a share above 1.

    Source: Wagstaff 2005, Health Economics 14(4).
    """
    rows, order_by = _ranked(shares, weights, rank_by)
    _refuse_above_one(rows)
    if (rows.values == 0).all() or (rows.values == 1).all():
        return math.nan
    return 2 * _rank_covariance(rows, order_by) / (rows.mean * float(rows.shares @ (1 - rows.values)))


def hoover(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Hoover (Schutz, Robin Hood): the share of the total that would have to change hands for equality.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) to 1 - 1/n; nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = _rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return float(rows.shares @ np.abs(rows.values / rows.mean - 1)) / 2


def coefficient_of_variation(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Standard deviation over the mean; the standard deviation is that of the population (divided by n).

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.

    Returns:
        0 (all equal) to sqrt(n - 1); nan where the mean is zero.

    Raises:
        ValueError: On unusable input, see `mean`.
    """
    rows = _rows(values, weights)
    if rows.mean == 0:
        return math.nan
    return math.sqrt(float(rows.shares @ (rows.values / rows.mean - 1) ** 2))


def kolm(values: ArrayLike, weights: ArrayLike | None = None, alpha: float = 1.0) -> float:
    """Kolm: an absolute index, unchanged when everybody gains the same amount.

    Args:
        values: One non-negative number per row, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        alpha: Aversion to inequality, above 0, per unit of the values.

    Returns:
        (1 / alpha) ln(mean of exp(alpha (mean - x))), 0 upwards, in the unit of the values.

    Raises:
        ValueError: On unusable input, see `mean`, or an alpha that is not above 0.

    Source: Kolm 1976, Journal of Economic Theory 12(3).
    """
    if not (math.isfinite(alpha) and alpha > 0):
        raise ValueError(f"alpha: {alpha} is not a finite number above 0")
    rows = _rows(values, weights)
    exponent = alpha * (rows.mean - rows.values)
    highest = float(exponent.max())
    return max(0.0, (highest + math.log(float(rows.shares @ np.exp(exponent - highest)))) / alpha)


def _held_by_lowest(rows: _Rows, population_share: float) -> float:
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
        ValueError: On unusable input, see `mean`.

    Source: Palma 2011, Development and Change 42(1); Cobham and Sumner 2013.
    """
    rows = _rows(values, weights)
    bottom = _held_by_lowest(rows, 0.4)
    return (rows.mean - _held_by_lowest(rows, 0.9)) / bottom if bottom > 0 else math.nan


def worst_decile_mean(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    higher_is_better: bool = True,
    population_share: float = 0.1,
) -> float:
    """Mean of the worst-off tenth of the people (Rawls' view: judge by those served worst).

    Args:
        values: One non-negative number per row, usually per community, shape (n,).
        weights: People each row stands for, shape (n,); None counts every row once.
        higher_is_better: True for shares solved; False for waiting days, where the worst-off have most.
        population_share: Share of the people counted as worst off, above 0 up to 1.

    Returns:
        Weighted mean in the unit of the values; the row on the boundary counts in part.

    Raises:
        ValueError: On unusable input, see `mean`, or a share outside 0-1.
    """
    if not 0 < population_share <= 1:
        raise ValueError(f"population_share: {population_share} is not above 0 and at most 1")
    rows = _rows(values, weights)
    if higher_is_better:
        return _held_by_lowest(rows, population_share) / population_share
    return (rows.mean - _held_by_lowest(rows, 1 - population_share)) / population_share


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
    """Highest group mean over lowest group mean (between the regions of Chongqing, for one).

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
