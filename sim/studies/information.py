"""What the choice between policies hangs on, and what it is worth to find out first.

The plausible worlds of a study are a sample of the numbers nobody knows and of what each policy gives there. From it
follow, without another run, the expected value of perfect and of partial information (in units of the objective), the
numbers on which the order of two policies turns, what would have to be true for one to beat the other, and where the
order changes. A few dozen worlds and hundreds of numbers find something by chance alone, so whatever is picked out of
many is held against the same search in shuffled worlds.

Source: Strong, Oakley and Brennan 2014, Medical Decision Making 34(3), for the regression; Westfall and Young 1993,
Resampling-Based Multiple Testing, for the search in shuffled worlds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.studies.robustness import OBJECTIVES, wanted

Values = NDArray[np.float64]

INFORMATION_COLUMNS = ("parameter", "measure", "value")
HINGE_COLUMNS = (
    "parameter",
    "measure",
    "first",
    "second",
    "n_worlds",
    "correlation",
    "low",
    "high",
    "p_adjusted",
    "break_even",
    "break_even_low",
    "break_even_high",
)
BOX_COLUMNS = (
    "measure",
    "first",
    "second",
    "step",
    "parameter",
    "low",
    "high",
    "n_worlds",
    "density",
    "coverage",
    "p_value",
)

EVERYTHING = "everything"
"""The row of perfect information: all numbers, the draw of townships and chance known at once."""

SHUFFLES = 199
"""How often worlds are shuffled (assumed); the smallest p is 1 / 200."""

SHUFFLING_SEED = 0

LEAST_WORLDS = 10
"""Fewer worlds say nothing about what they hang on (assumed)."""

LEAST_INSIDE = 6
"""Worlds that a box must hold at least (assumed)."""

NOTHING = math.nan, math.nan, math.nan
"""A break-even value and its interval where there is none."""

MOST_HINGES = 10
"""Numbers of which a break-even value is sought."""


class Pair(NamedTuple):
    """The two policies between which the choice lies: the best by the mean over worlds, and the next."""

    first: str
    second: str


def contenders(gain: pd.DataFrame) -> Pair:
    """The best and the second best by the mean over worlds.

    Args:
        gain: Worlds by scenarios, more is better.
    """
    order = gain.mean().sort_values(ascending=False, kind="stable").index
    return Pair(str(order[0]), str(order[1]))


def varied(parameters: pd.DataFrame) -> pd.DataFrame:
    """The numbers that differ between worlds, words left out.

    Args:
        parameters: Worlds by parameters.
    """
    numbers = parameters.select_dtypes(["number", "bool"]).astype(float)
    return numbers.loc[:, numbers.nunique() > 1]


def n_terms(n_worlds: int) -> int:
    """Terms of a regression on one number beside its constant: a line in few worlds, bends in more (assumed)."""
    return 1 if n_worlds < 20 else 2 if n_worlds < 60 else 3 if n_worlds < 150 else 5


def basis(values: Values, terms: int) -> Values:
    """An orthonormal basis of a natural cubic spline in the normal scores of a number, its constant left out.

    On normal scores it does not matter on which scale a number is drawn, and single large values do not bend the fit.

    Args:
        values: The number in each world, shape (n,).
        terms: Columns at most.

    Returns:
        Shape (n, terms), columns of mean zero and length one; fewer where the number takes few values.

    Source: Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, section 5.2.1; knots after
    Harrell 2015, Regression Modeling Strategies, section 2.4.6.
    """
    x = scipy.special.ndtri((scipy.stats.rankdata(values) - 0.5) / values.size)
    knots = scipy.special.ndtri(np.linspace(0.05, 0.95, terms + 1))
    columns = [x]
    if terms > 1:
        cubes = np.maximum(0.0, x[:, None] - knots) ** 3
        slopes = (cubes - cubes[:, -1:])[:, :-1] / (knots[-1] - knots[:-1])
        columns += list((slopes[:, :-1] - slopes[:, -1:]).T)
    whole = np.column_stack(columns)
    made, sizes, _ = np.linalg.svd(whole - whole.mean(axis=0), full_matrices=False)
    return np.asarray(made[:, sizes > 1e-9 * sizes[0]])


def perfect(gain: Values) -> float:
    """The expected value of perfect information: what knowing the world before choosing is worth on average.

    Args:
        gain: Worlds by policies, more is better.

    Source: Raiffa and Schlaifer 1961, Applied Statistical Decision Theory.
    """
    return float(gain.max(axis=1).mean() - gain.mean(axis=0).max())


def partial(gain: Values, values: Values, terms: int | None = None) -> float:
    """The expected value of knowing one number before choosing, by regression on it.

    Args:
        gain: Worlds by policies, more is better.
        values: The number in each world.
        terms: Terms of the regression; None for as many as the worlds carry.
    """
    part = basis(values, n_terms(values.size) if terms is None else terms)
    mean = gain.mean(axis=0)
    fitted = mean + part @ (part.T @ (gain - mean))
    return float(fitted.max(axis=1).mean() - mean.max())


def information_table(
    outcomes: Mapping[str, pd.DataFrame],
    parameters: pd.DataFrame,
    objectives: Mapping[str, str] = OBJECTIVES,
) -> pd.DataFrame:
    """What finding out each number before choosing is worth, objective by objective.

    Args:
        outcomes: What `sim.studies.robustness.outcomes_by_world` gives.
        parameters: Worlds by parameters, under the same index.
        objectives: Which values are wanted.

    Returns:
        Columns `INFORMATION_COLUMNS`, within each measure sorted by value, in units of the measure. The value of a
        number is that of the regression less what shuffled worlds give, 0 at least: a regression over few worlds finds
        some value in any number. `EVERYTHING` is the value of perfect information, of which all others are a part and
        which none exceeds.
    """
    rows: list[tuple[str, str, float]] = []
    numbers = varied(parameters)
    for measure, table in outcomes.items():
        gain = wanted(table, objectives[measure])
        here = gain.to_numpy(float)
        found = [(EVERYTHING, measure, perfect(here))]
        if len(table) >= LEAST_WORLDS:
            known = numbers.loc[table.index]
            values = _less_chance(here, [known[name].to_numpy(float) for name in known])
            most = found[0][2]
            found += [(str(name), measure, min(value, most)) for name, value in zip(known, values, strict=True)]
        rows += sorted(found, key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=list(INFORMATION_COLUMNS))


def _less_chance(gain: Values, numbers: list[Values]) -> list[float]:
    """The value of each number less the mean of its value in shuffled worlds."""
    mean, terms = gain.mean(axis=0), n_terms(len(gain))
    apart, n_policies = gain - mean, gain.shape[1]
    draws = np.random.default_rng(SHUFFLING_SEED)
    shuffled = np.hstack([apart, *(apart[draws.permutation(len(gain))] for _ in range(SHUFFLES))])
    found = []
    for values in numbers:
        part = basis(values, terms)
        fitted = (part @ (part.T @ shuffled)).reshape(len(gain), SHUFFLES + 1, n_policies) + mean
        worth = fitted.max(axis=2).mean(axis=0) - mean.max()
        found.append(max(0.0, float(worth[0] - worth[1:].mean())))
    return found


def hinge_table(
    outcomes: Mapping[str, pd.DataFrame],
    parameters: pd.DataFrame,
    objectives: Mapping[str, str] = OBJECTIVES,
) -> pd.DataFrame:
    """The numbers on which the order of the first two policies turns, objective by objective.

    Args:
        outcomes: What `sim.studies.robustness.outcomes_by_world` gives.
        parameters: Worlds by parameters, under the same index.
        objectives: Which values are wanted.

    Returns:
        Columns `HINGE_COLUMNS`: Spearman's correlation of each number with what the first gains over the second, its
        95 % interval (Bonett and Wright 2000, Psychometrika 65), and p after the largest correlation of all numbers in
        shuffled worlds; the largest in size first. Of the first ten also the value at which both are expected to do
        equally well with all others free (`break_even`).
    """
    rows: list[tuple[object, ...]] = []
    numbers = varied(parameters)
    for measure, table in outcomes.items():
        gain = wanted(table, objectives[measure])
        pair = contenders(gain)
        apart = (gain[pair.first] - gain[pair.second]).to_numpy(float)
        if len(table) < LEAST_WORLDS or not np.ptp(apart) > 0.0 or not len(numbers.columns):
            continue
        known = numbers.loc[table.index]
        known = known.loc[:, known.nunique() > 1]
        correlation, p_adjusted = rank_correlations(known.to_numpy(float), apart)
        for place, k in enumerate(np.argsort(-np.abs(correlation), kind="stable")):
            turn = NOTHING
            if place < MOST_HINGES:
                turn = break_even(known.iloc[:, k].to_numpy(float), apart)
            ends = correlation_interval(float(correlation[k]), len(table))
            rows.append(
                (
                    str(known.columns[k]),
                    measure,
                    *pair,
                    len(table),
                    float(correlation[k]),
                    *ends,
                    float(p_adjusted[k]),
                    *turn,
                )
            )
    return pd.DataFrame(rows, columns=list(HINGE_COLUMNS))


def rank_correlations(numbers: Values, apart: Values) -> tuple[Values, Values]:
    """Spearman's correlation of every number with an outcome, and p after a search among all of them.

    Args:
        numbers: Worlds by numbers, none of them constant.
        apart: The outcome in each world.

    Returns:
        Correlations, and for each the share of shuffled worlds in which the largest of all is at least as large.
    """
    ranks = scipy.stats.rankdata(numbers, axis=0)
    ranks = ranks - ranks.mean(axis=0)
    ranks /= np.linalg.norm(ranks, axis=0)
    own = scipy.stats.rankdata(apart)
    own = (own - own.mean()) / np.linalg.norm(own - own.mean())
    draws = np.random.default_rng(SHUFFLING_SEED)
    shuffled = np.column_stack([own[draws.permutation(own.size)] for _ in range(SHUFFLES)])
    largest = np.abs(ranks.T @ shuffled).max(axis=0)
    correlation = ranks.T @ own
    beaten = (largest >= np.abs(correlation)[:, None] - 1e-12).sum(axis=1)
    return correlation, (1.0 + beaten) / (1.0 + SHUFFLES)


def correlation_interval(correlation: float, n_worlds: int) -> tuple[float, float]:
    """The 95 % interval of a rank correlation, on Fisher's scale.

    Args:
        correlation: The correlation.
        n_worlds: Worlds, more than three.
    """
    if abs(correlation) >= 1.0:
        return correlation, correlation
    middle = math.atanh(correlation)
    half = float(scipy.stats.norm.ppf(0.975)) * math.sqrt((1.0 + correlation**2 / 2.0) / (n_worlds - 3))
    return math.tanh(middle - half), math.tanh(middle + half)


def break_even(values: Values, apart: Values) -> tuple[float, float, float]:
    """The value of a number at which an outcome is expected to be zero, by a line through the worlds.

    Args:
        values: The number in each world.
        apart: The outcome in each world.

    Returns:
        The value and its 95 % interval; nan where the slope cannot be told from zero, or where the value lies outside
        of what the number takes in these worlds.

    Source: Fieller 1954, Journal of the Royal Statistical Society B 16(2).
    """
    n = values.size
    middle = values.mean()
    squares = float(((values - middle) ** 2).sum())
    if n < 4 or not squares > 0.0:
        return NOTHING
    slope, level = float((values - middle) @ apart) / squares, float(apart.mean())
    rest = float(((apart - level - slope * (values - middle)) ** 2).sum()) / (n - 2)
    t = float(scipy.stats.t.ppf(0.975, n - 2))
    bottom = slope**2 - t * t * rest / squares
    if not bottom > 0.0:
        return NOTHING
    root = middle - level / slope
    if not values.min() <= root <= values.max():
        return NOTHING
    width = math.sqrt(max(0.0, level**2 * slope**2 - (level**2 - t * t * rest / n) * bottom))
    low, high = ((-level * slope - sign * width) / bottom + middle for sign in (1.0, -1.0))
    return float(root), float(low), float(high)


def box_table(
    outcomes: Mapping[str, pd.DataFrame],
    parameters: pd.DataFrame,
    objectives: Mapping[str, str] = OBJECTIVES,
) -> pd.DataFrame:
    """What would have to be true for the second policy to beat the first: at most two limits, objective by objective.

    The first limit is that of all numbers which parts the worlds best, by the harmonic mean of density (share of the
    worlds inside in which the second is better) and coverage (share of those worlds that lie inside); the second is
    sought inside the first and kept where that mean rises.

    Args:
        outcomes: What `sim.studies.robustness.outcomes_by_world` gives.
        parameters: Worlds by parameters, under the same index.
        objectives: Which values are wanted.

    Returns:
        Columns `BOX_COLUMNS`, one row a limit with what the box holds up to it; infinite where there is no bound. p is
        the share of shuffled worlds in which a search over all numbers finds as good a first limit. Nothing where
        either policy is better in fewer than `LEAST_INSIDE` worlds.

    Source: Friedman and Fisher 1999, Statistics and Computing 9; Bryant and Lempert 2010, Technological Forecasting and
    Social Change 77, for density and coverage.
    """
    rows: list[tuple[object, ...]] = []
    numbers = varied(parameters)
    for measure, table in outcomes.items():
        gain = wanted(table, objectives[measure])
        pair = contenders(gain)
        cases = (gain[pair.second] > gain[pair.first]).to_numpy(bool)
        known = numbers.loc[table.index].to_numpy(float)
        if min(cases.sum(), (~cases).sum()) < LEAST_INSIDE or not known.size:
            continue
        inside, before = np.ones(cases.size, dtype=bool), 0.0
        for step in (1, 2):
            score, k, low, high = best_limit(known[inside], cases[inside], int(cases.sum()))
            if score <= before:
                break
            before = score
            inside &= (known[:, k] >= low) & (known[:, k] <= high)
            held = int(cases[inside].sum())
            p_value = _p_of_limit(known, cases, score) if step == 1 else math.nan
            rows.append(
                (
                    measure,
                    *pair,
                    step,
                    str(numbers.columns[k]),
                    low,
                    high,
                    int(inside.sum()),
                    held / inside.sum(),
                    held / cases.sum(),
                    p_value,
                )
            )
    return pd.DataFrame(rows, columns=list(BOX_COLUMNS))


def best_limit(numbers: Values, cases: NDArray[np.bool_], n_cases: int) -> tuple[float, int, float, float]:
    """The single limit that parts cases best from the rest.

    Args:
        numbers: Worlds by numbers.
        cases: Whether each world is a case.
        n_cases: All cases, also those outside the worlds given.

    Returns:
        The harmonic mean of density and coverage, the number's column, and both limits, one of them infinite; a score
        of 0 where no limit leaves `LEAST_INSIDE` worlds.
    """
    order, between = _ordered(numbers)
    scores = _scores(cases[order], n_cases) * between
    _, row, k = (int(at) for at in np.unravel_index(int(scores.argmax()), scores.shape))
    first, after = numbers[order[row, k], k], numbers[order[min(row + 1, len(order) - 1), k], k]
    cut, below = float(first + after) / 2.0, scores[0, row, k] >= scores[1, row, k]
    return float(scores.max()), k, -math.inf if below else cut, cut if below else math.inf


def _ordered(numbers: Values) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The order of the worlds by each number, and the places after which a limit can lie: not within a tie."""
    order = np.argsort(numbers, axis=0, kind="stable")
    values = np.take_along_axis(numbers, order, axis=0)
    between = np.zeros(values.shape, dtype=bool)
    between[:-1] = values[1:] > values[:-1]
    return order, between


def _scores(sorted_cases: NDArray[np.bool_], n_cases: int) -> Values:
    """Harmonic means of density and coverage of the worlds up to, and after, each place in their order."""
    n = len(sorted_cases)
    up = np.cumsum(sorted_cases, axis=0, dtype=float)
    size = np.arange(1.0, n + 1.0)[:, None]
    parts = []
    for held, inside in ((up, size), (up[-1] - up, n - size)):
        # 2 / (1 / density + 1 / coverage), density being held / inside and coverage held / n_cases.
        parts.append(np.where(inside >= LEAST_INSIDE, 2.0 * held / (inside + n_cases), 0.0))
    return np.stack(parts)


def _p_of_limit(numbers: Values, cases: NDArray[np.bool_], score: float) -> float:
    """The share of shuffled worlds in which the best limit over all numbers is as good."""
    draws = np.random.default_rng(SHUFFLING_SEED)
    order, between = _ordered(numbers)
    as_good = sum(
        (_scores(cases[draws.permutation(cases.size)][order], int(cases.sum())) * between).max() >= score - 1e-12
        for _ in range(SHUFFLES)
    )
    return float((1.0 + as_good) / (1.0 + SHUFFLES))
