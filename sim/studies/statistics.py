"""Statistics over independent runs: every number with its interval, and a warning where it is weak.

A run is one observation. Issues inside a run are not independent of one another, so shares of issues go in
here as one share per run. Sums use `math.fsum`, so the order in which runs finish never changes a digit.

Where runs tie, Student's interval is false: of ten differences that are mostly zero it often has no width. An interval
is given only where no two runs are equal or at least `LEAST_UNLIKE` differ from the commonest value: with fewer, the
test of flipped signs cannot reject at 5 %, whatever the differences are. That test gives the p-value then.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

FEW_RUNS = 10
"""Below this number of runs an interval comes with a warning (assumed)."""

LEAST_UNLIKE = 6
"""Runs that must differ from the commonest value where runs tie: the least m with 2^(1 - m) below 5 %."""

BAND = (0.05, 0.95)
"""The part of plausible worlds that a band spans."""

ROUNDING = 1e-12
"""Differences below this part of the largest value are the rounding of sums."""


@dataclass(frozen=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the distance between the ends."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class MeanEstimate:
    """A mean over runs and how far to trust it.

    Attributes:
        mean: Mean over runs, in the unit of the measure.
        standard_deviation: Standard deviation between runs (divided by n - 1); None for a single run.
        n_runs: Number of runs.
        confidence: Level of the interval, 0-1.
        interval: Confidence interval of the mean; None for a single run, and where ties leave none.
        warnings: What a reader must know before using it, in plain words; empty where there is nothing.
        n_equal: Runs that share the commonest value; 1 where no two are equal.
    """

    mean: float
    standard_deviation: float | None
    n_runs: int
    confidence: float
    interval: Interval | None
    warnings: tuple[str, ...]
    n_equal: int


@dataclass(frozen=True)
class PairedDifference:
    """One policy against another over runs that share their chance events.

    Attributes:
        difference: Mean of (policy - baseline) over pairs of runs, with its t-interval.
        p_value: Two-sided paired t-test of no difference, or the exact test of flipped signs where ties leave no
            interval; None for a single pair.
        correlation: Correlation of the two outcomes over pairs; None where one of them does not vary.
        variance_ratio: (var(policy) + var(baseline)) / var(difference), 1 for unrelated runs; None where the
            difference does not vary.
        warnings: What a reader must know, in plain words.
    """

    difference: MeanEstimate
    p_value: float | None
    correlation: float | None
    variance_ratio: float | None
    warnings: tuple[str, ...]


def _outcomes(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """One finite outcome per run, or a refusal: failed runs are counted, never dropped in silence."""
    outcomes = np.asarray(values, dtype=np.float64)
    if outcomes.ndim != 1 or outcomes.size == 0:
        raise ValueError(f"{name}: expected one outcome per run, at least one run; found shape {outcomes.shape}")
    if not np.isfinite(outcomes).all():
        failed = np.flatnonzero(~np.isfinite(outcomes))
        raise ValueError(
            f"{name}: {failed.size} of {outcomes.size} runs have no finite outcome (first: run {failed[0]}); "
            "report failed runs and decide about them before averaging"
        )
    return outcomes


def _check_confidence(confidence: float) -> None:
    """Refuses a level that is no level."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: {confidence} is not between 0 and 1, both excluded")


def _run_warnings(n_runs: int) -> tuple[str, ...]:
    """The warning that goes with so many runs."""
    if n_runs == 1:
        return ("no interval: a single run says nothing about chance",)
    if n_runs < FEW_RUNS:
        return (f"only {n_runs} runs: the interval assumes nearly normal outcomes; use at least {FEW_RUNS}",)
    return ()


def mean_and_deviation(outcomes: NDArray[np.float64]) -> tuple[float, float | None]:
    """Mean and standard deviation by exact sums, whatever the order of runs.

    Args:
        outcomes: One finite outcome per run.

    Returns:
        Both; no deviation for a single run.
    """
    if outcomes.min() == outcomes.max():
        return float(outcomes[0]), None if outcomes.size == 1 else 0.0
    mean = math.fsum(outcomes) / outcomes.size
    return mean, math.sqrt(math.fsum((outcomes - mean) ** 2) / (outcomes.size - 1))


def _commonest(outcomes: NDArray[np.float64], scale: float = 0.0) -> NDArray[np.bool_]:
    """Which runs share the commonest value, up to rounding of sums of the given size."""
    near = ROUNDING * max(scale, float(np.abs(outcomes).max()))
    ordered = np.sort(outcomes)
    starts = np.flatnonzero(np.diff(ordered, prepend=-math.inf) > near)
    most = int(np.diff(starts, append=outcomes.size).argmax())
    ends = [*starts[1:], outcomes.size]
    same: NDArray[np.bool_] = (outcomes >= ordered[starts[most]]) & (outcomes <= ordered[ends[most] - 1])
    return same


def _tie_warnings(n_equal: int, n_runs: int) -> tuple[str, ...]:
    """The warning that goes with ties that leave no interval; nothing where there is one."""
    if n_equal < 2 or n_runs - n_equal >= LEAST_UNLIKE:
        return ()
    return (f"no interval: {n_equal} of {n_runs} runs are equal",)


def deviation(values: ArrayLike) -> float:
    """Standard deviation between runs, by exact sums.

    Args:
        values: One outcome per run, shape (n_runs,).

    Returns:
        The square root of the sum of squares over n - 1; nan for a single run.
    """
    found = mean_and_deviation(_outcomes("values", values))[1]
    return math.nan if found is None else found


def mean_interval(values: ArrayLike, confidence: float = 0.95, scale: float = 0.0) -> MeanEstimate:
    """Mean over runs with Student's t-interval.

    Args:
        values: One outcome per run, shape (n_runs,).
        confidence: Level of the interval, between 0 and 1.
        scale: Size of the numbers that the values are differences of; what differs by their rounding is equal.

    Returns:
        The estimate; with a single run it has neither deviation nor interval, with ties no interval, and says so.

    Raises:
        ValueError: Where there is no run, an outcome is not finite, or the level is none.
    """
    _check_confidence(confidence)
    outcomes = _outcomes("values", values)
    mean, deviation = mean_and_deviation(outcomes)
    n_equal = int(_commonest(outcomes, scale).sum())
    ties = _tie_warnings(n_equal, outcomes.size)
    interval = None
    if deviation is not None and not ties:
        half = float(scipy.stats.t.ppf((1 + confidence) / 2, outcomes.size - 1)) * deviation / math.sqrt(outcomes.size)
        interval = Interval(mean - half, mean + half)
    return MeanEstimate(
        mean, deviation, outcomes.size, confidence, interval, (*_run_warnings(outcomes.size), *ties), n_equal
    )


def paired_difference(policy: ArrayLike, baseline: ArrayLike, confidence: float = 0.95) -> PairedDifference:
    """Compares two policies pair by pair and says what the pairing was worth.

    Run i of both must share its chance events (same seed). Pairs without a difference count as what they are, zeros.
    Where ties leave no interval, p is that of the exact test of flipped signs: 1 where no pair differs, 2^(1 - n) where
    all n differ by the same amount.

    Args:
        policy: Outcome of each run under the policy, shape (n_runs,).
        baseline: Outcome of each run under the baseline, in the same order of seeds, shape (n_runs,).
        confidence: Level of the interval, between 0 and 1.

    Returns:
        The mean difference with its t-interval, the test and the gain from pairing.

    Raises:
        ValueError: Where the numbers of runs differ, or as `mean_interval`.

    Source: Pitman 1937, Supplement to the Journal of the Royal Statistical Society 4(1), for flipped signs.
    """
    first, second = _outcomes("policy", policy), _outcomes("baseline", baseline)
    if first.size != second.size:
        raise ValueError(f"policy has {first.size} runs, baseline {second.size}; pairs need the same runs of both")
    scale = float(max(np.abs(first).max(), np.abs(second).max()))
    difference = mean_interval(first - second, confidence, scale)
    deviation, warnings = difference.standard_deviation, list(difference.warnings)
    if deviation is None:
        return PairedDifference(difference, None, None, None, tuple(warnings))
    spread_first = mean_and_deviation(first)[1] or 0.0
    spread_second = mean_and_deviation(second)[1] or 0.0
    correlation = _correlation(first, second)
    if correlation is not None and correlation <= 0:
        warnings.append(
            f"correlation of the pairs is {correlation:.2f}: common random numbers are broken or useless here"
        )
    if difference.n_equal == first.size:
        return PairedDifference(difference, _flipped_signs(first - second, scale), correlation, None, tuple(warnings))
    ratio = (spread_first**2 + spread_second**2) / deviation**2
    if difference.interval is None:
        p_value = _flipped_signs(first - second, scale)
    else:
        statistic = difference.mean / (deviation / math.sqrt(first.size))
        p_value = float(2 * scipy.stats.t.sf(abs(statistic), first.size - 1))
    return PairedDifference(
        difference=difference,
        p_value=p_value,
        correlation=correlation,
        variance_ratio=ratio,
        warnings=tuple(warnings),
    )


def band_of(values: ArrayLike) -> Interval:
    """The 5-95 % band of outcomes over plausible worlds: nine in ten further worlds would lie in it.

    Quantile p stands at p (n + 1) of n ordered outcomes, where the chance that a further one lies below is p. With
    fewer than 19 worlds that is outside what was seen; the band is then the whole range and holds fewer.

    Args:
        values: One outcome a world, shape (n_worlds,).

    Source: Weibull 1939, plotting positions; type 6 of Hyndman and Fan 1996, The American Statistician 50(4).
    """
    low, high = bands(_outcomes("values", values))
    return Interval(float(low), float(high))


def bands(outcomes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both ends of many bands at once, as `band_of` gives them.

    Args:
        outcomes: Outcomes whose last axis is the worlds, all finite.

    Returns:
        An array with the axis (low, high) first and the others of the outcomes after it.
    """
    ends: NDArray[np.float64] = np.quantile(outcomes, BAND, method="weibull", axis=-1)
    return ends


def share_interval(n: int, of: int) -> Interval:
    """The 95 % interval of a share of worlds.

    Args:
        n: Worlds counted.
        of: All worlds, one at least.

    Source: Wilson 1927, Journal of the American Statistical Association 22(158).
    """
    found = scipy.stats.binomtest(n, of).proportion_ci(0.95, method="wilson")
    return Interval(float(found.low), float(found.high))


def mean_in_band(values: ArrayLike, confidence: float = 0.95, scale: float = 0.0) -> MeanEstimate:
    """Mean over plausible worlds with their 5-95 % band; stands where `mean_interval` stands over seeds.

    Args:
        values: One outcome a world, shape (n_worlds,).
        confidence: Not used: a band is no confidence interval.
        scale: Not used: equal outcomes need no rule of their own.
    """
    outcomes = _outcomes("values", values)
    mean, deviation = mean_and_deviation(outcomes)
    interval = None if outcomes.size == 1 else band_of(outcomes)
    return MeanEstimate(mean, deviation, outcomes.size, BAND[1] - BAND[0], interval, _run_warnings(outcomes.size), 1)


class MediansOverWorlds(NamedTuple):
    """What many differences come to over the same number of plausible worlds, each an array with one value per row.

    Attributes:
        median: The median difference.
        low: Lower end of the 5-95 % band; nan for a single world.
        high: Its upper end.
        n_equal: Worlds on the side of the median.
        p_value: That of the sign test; nan for a single world.
    """

    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    n_equal: NDArray[np.int64]
    p_value: NDArray[np.float64]


def _differences(policy: NDArray[np.float64], baseline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Row by row, 0 where it is but the rounding of sums."""
    found = policy - baseline
    scale = np.maximum(np.abs(policy).max(axis=1), np.abs(baseline).max(axis=1))
    found[np.abs(found) <= ROUNDING * scale[:, None]] = 0.0
    return found


def medians_over_worlds(policy: NDArray[np.float64], baseline: NDArray[np.float64]) -> MediansOverWorlds:
    """Many differences between two policies world by world, row by row what `difference_over_worlds` gives.

    Args:
        policy: Outcomes under the policy, shape (rows, worlds), all finite.
        baseline: Outcomes under the baseline in the same order.
    """
    found = _differences(policy, baseline)
    median = np.median(found, axis=1)
    n_equal = (np.sign(found) == np.sign(median)[:, None]).sum(axis=1)
    if found.shape[1] == 1:
        none = np.full(len(found), math.nan)
        return MediansOverWorlds(median, none, none, n_equal, none)
    up, down = (found > 0).sum(axis=1), (found < 0).sum(axis=1)
    p_value = np.array([_sign_test(int(n), int(n + m)) for n, m in zip(up, down, strict=True)])
    low, high = bands(found)
    return MediansOverWorlds(median, low, high, n_equal, p_value)


def difference_over_worlds(policy: ArrayLike, baseline: ArrayLike, confidence: float = 0.95) -> PairedDifference:
    """One policy against another world by world; stands where `paired_difference` stands over seeds.

    Args:
        policy: Outcome of each world under the policy, shape (n_worlds,).
        baseline: Outcome of each world under the baseline, in the same order, shape (n_worlds,).
        confidence: Not used: a band is no confidence interval.

    Returns:
        As "mean" the median of the differences, as interval their 5-95 % band, as `n_equal` the number of worlds on
        the side of the median, and as p-value that of the sign test: worlds without a difference are left out of it,
        and p is 1 where none has one.

    Source: Arbuthnott 1710 for the sign test.
    """
    first, second = _outcomes("policy", policy), _outcomes("baseline", baseline)
    if first.size != second.size:
        raise ValueError(f"policy has {first.size} worlds, baseline {second.size}; pairs need the same worlds of both")
    row = medians_over_worlds(first[None], second[None])
    n, several = first.size, first.size > 1
    spread = mean_and_deviation(_differences(first[None], second[None])[0])[1]
    interval = Interval(float(row.low[0]), float(row.high[0])) if several else None
    level, warnings = BAND[1] - BAND[0], _run_warnings(n)
    estimate = MeanEstimate(float(row.median[0]), spread, n, level, interval, warnings, int(row.n_equal[0]))
    if not several:
        return PairedDifference(estimate, None, None, None, warnings)
    variance = first.var(ddof=1) + second.var(ddof=1)
    ratio = float(variance / spread**2) if spread else None
    return PairedDifference(estimate, float(row.p_value[0]), _correlation(first, second), ratio, warnings)


@functools.cache
def _sign_test(n: int, of: int) -> float:
    """Exact two-sided p of so many signs of one kind among all; a table asks the same some ten thousand times."""
    return float(scipy.stats.binomtest(n, of).pvalue) if of else 1.0


@dataclass(frozen=True)
class Over:
    """What replications differ in, and so how their outcomes are summed up.

    Attributes:
        worlds: Whether each replication is a plausible world of its own, and not another seed of one world.
    """

    worlds: bool = False

    @property
    def mean(self) -> Callable[..., MeanEstimate]:
        """Sums outcomes up."""
        return mean_in_band if self.worlds else mean_interval

    @property
    def difference(self) -> Callable[..., PairedDifference]:
        """Compares two policies."""
        return difference_over_worlds if self.worlds else paired_difference


SEEDS, WORLDS = Over(), Over(True)


def _flipped_signs(differences: NDArray[np.float64], scale: float) -> float:
    """Exact two-sided test of no difference where fewer than `LEAST_UNLIKE` differ from the commonest value.

    If the policy did nothing, each difference would have either sign with the same chance: p is the share of all ways
    of setting signs whose sum is at least as far from zero as the one found. Equal ones are counted by how many of
    them go up.
    """
    same = _commonest(differences, scale)
    value, n_equal = float(np.median(differences[same])), int(same.sum())
    near = ROUNDING * max(scale, float(np.abs(differences).max())) * differences.size
    sums = np.zeros(1)
    for one in differences[~same]:
        sums = np.concatenate([sums + one, sums - one])
    ups = np.arange(n_equal + 1)
    far = np.abs(value * (2 * ups - n_equal)[:, None] + sums) >= abs(math.fsum(differences)) - near
    ways = sum(math.comb(n_equal, up) * int(n) for up, n in enumerate(far.sum(axis=1)))
    return float(ways / 2**differences.size)


def _correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float | None:
    """Pearson's correlation by exact sums; None where one side does not vary."""
    if first.min() == first.max() or second.min() == second.max():
        return None
    from_first, from_second = first - math.fsum(first) / first.size, second - math.fsum(second) / second.size
    spread = math.sqrt(math.fsum(from_first**2)) * math.sqrt(math.fsum(from_second**2))
    return min(1.0, max(-1.0, math.fsum(from_first * from_second) / spread))


def holm_adjust(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Holm's step-down adjusted p-values for several comparisons at once.

    The smallest is multiplied by m, the next by m - 1, and so on; none may be smaller than the one before it.
    Rejecting where the adjusted value is at most alpha keeps the chance of any false alarm at alpha.

    Args:
        p_values: One per comparison, 0-1, shape (m,).

    Returns:
        Adjusted p-values in the order given, shape (m,).

    Raises:
        ValueError: Where there is none, or one is missing or outside 0-1.

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2).
    """
    raw = np.asarray(p_values, dtype=np.float64)
    if raw.ndim != 1 or raw.size == 0:
        raise ValueError(f"p_values: expected one per comparison, at least one; found shape {raw.shape}")
    if not ((raw >= 0) & (raw <= 1)).all():
        raise ValueError("p_values: every one must be between 0 and 1")
    order = np.argsort(raw, kind="stable")
    adjusted = np.empty(raw.size)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(raw[order] * np.arange(raw.size, 0, -1)))
    return adjusted
