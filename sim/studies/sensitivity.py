"""Which factors matter: Sobol' indices and Morris's elementary effects, each with bootstrap intervals.

Both are computed by SALib on a design made by SALib in the unit cube, so that a factor's range is the whole of it.
"""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.studies.designs import Design, salib_module, unit_problem
from sim.studies.statistics import ROUNDING
from sim.words import Sentence

Values = NDArray[np.float64]
N_RESAMPLES = 1000
CONFIDENCE = 0.95
SOBOL_COLUMNS = ("factor", "role", "first", "first_low", "first_high", "total", "total_low", "total_high")
MORRIS_COLUMNS = ("factor", "role", "mu", "mu_star", "mu_star_low", "mu_star_high", "sigma", "sigma_low", "sigma_high")


def sobol_indices(design: Design, outcomes: Values, seed: int = 1) -> pd.DataFrame:
    """First and total Sobol' indices.

    The first index is the share of the variance of the outcome that a factor explains alone, the total index the
    share that would be left if all other factors were fixed.

    Args:
        design: A design of the kind "sobol".
        outcomes: One outcome a point, shape (n_points,), all finite.
        seed: Seed of the bootstrap.

    Returns:
        Columns `SOBOL_COLUMNS`, one row a factor. Intervals of 95 % are normal ones with the bootstrap's standard
        error. An outcome that does not vary has no index.

    Raises:
        ValueError: The design is of another kind, or an outcome is missing.

    Source: Saltelli et al. 2010, Computer Physics Communications 181, 259-270, as in SALib.
    """
    values = _checked(design, outcomes, "sobol")
    factors = design.factors
    if values.min() == values.max():
        nothing = [math.nan] * 6
        return pd.DataFrame([(f.name, f.role, *nothing) for f in factors], columns=list(SOBOL_COLUMNS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=FutureWarning)
        found = salib_module("SALib.analyze.sobol").analyze(
            unit_problem(factors),
            values,
            calc_second_order=False,
            num_resamples=N_RESAMPLES,
            conf_level=CONFIDENCE,
            seed=seed,
        )
    rows = []
    for i, factor in enumerate(factors):
        first, total = float(found["S1"][i]), float(found["ST"][i])
        half, half_total = float(found["S1_conf"][i]), float(found["ST_conf"][i])
        rows.append(
            (factor.name, factor.role, first, first - half, first + half, total, total - half_total, total + half_total)
        )
    return pd.DataFrame(rows, columns=list(SOBOL_COLUMNS))


def morris_effects(design: Design, outcomes: Values, seed: int = 1) -> pd.DataFrame:
    """Elementary effects: mu* says how much a factor matters, sigma how much that depends on the others or bends.

    Args:
        design: A design of the kind "morris".
        outcomes: One outcome a point, shape (n_points,), all finite.
        seed: Seed of the bootstrap.

    Returns:
        Columns `MORRIS_COLUMNS`, one row a factor, in the unit of the outcome for the whole range of the factor.
        Intervals of 95 % are percentiles of a bootstrap over trajectories.

    Raises:
        ValueError: The design is of another kind, or an outcome is missing.

    Source: Morris 1991, Technometrics 33(2); mu* of Campolongo, Cariboni and Saltelli 2007, Environmental Modelling
    and Software 22, as in SALib.
    """
    values = _checked(design, outcomes, "morris")
    problem = unit_problem(design.factors)
    found = salib_module("SALib.analyze.morris").analyze(
        problem, design.unit, values, num_resamples=10, num_levels=design.details["levels"], seed=seed
    )
    effects = elementary_effects(design.unit, values)
    picks = np.random.default_rng(seed).integers(len(effects), size=(N_RESAMPLES, len(effects)))
    tail = 100 * (1 - CONFIDENCE) / 2
    star = np.percentile(np.abs(effects)[picks].mean(axis=1), (tail, 100 - tail), axis=0)
    sigma = np.percentile(effects[picks].std(axis=1, ddof=1), (tail, 100 - tail), axis=0)
    rows = [
        (
            factor.name,
            factor.role,
            float(found["mu"][i]),
            float(found["mu_star"][i]),
            *star[:, i],
            float(found["sigma"][i]),
            *sigma[:, i],
        )
        for i, factor in enumerate(design.factors)
    ]
    return pd.DataFrame(rows, columns=list(MORRIS_COLUMNS))


def elementary_effects(unit: Values, outcomes: Values) -> Values:
    """The effect of each one-factor step of each trajectory.

    Args:
        unit: Points in the unit cube, trajectory by trajectory, shape (n_trajectories (k + 1), k).
        outcomes: One outcome a point.

    Returns:
        Shape (n_trajectories, k), change of the outcome over change of the factor.
    """
    k = unit.shape[1]
    steps = np.diff(unit.reshape(-1, k + 1, k), axis=1)
    changes = np.diff(outcomes.reshape(-1, k + 1), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((len(steps), k))
    np.put_along_axis(effects, moved, changes / size, axis=1)
    return effects


def noise_share(values: Values) -> float:
    """Share of the variance of point means that is chance between seeds, which no factor explains.

    Every seed is run at every point, and what a seed does to all points alike leaves their differences as they are. So
    a value is taken as mean + point + seed + rest: with n seeds the means of points vary by var(point) + var(rest) / n,
    of which the second part is chance. The variance of the rest is estimated by its mean square over
    (n_points - 1)(n_seeds - 1) degrees of freedom, that of points by what is left of theirs, at least 0.

    Args:
        values: Shape (n_points, n_seeds).

    Returns:
        Between 0 and 1; not a number for one seed or one point, and where nothing varies between points.

    Source: Searle, Casella and McCulloch 1992, "Variance Components", sections 4.3 and 4.4 (two-way crossed, one value
    a cell, estimates cut at 0).
    """
    n_points, n_seeds = values.shape
    if min(n_points, n_seeds) < 2:
        return math.nan
    means = values.mean(axis=1, keepdims=True)
    rest = values - means - values.mean(axis=0, keepdims=True) + values.mean()
    between = float(means.var(ddof=1))
    chance = float((rest**2).sum()) / ((n_points - 1) * (n_seeds - 1)) / n_seeds
    if between <= (ROUNDING * float(np.abs(values).max())) ** 2:
        return math.nan
    return chance / max(between, chance)


def ranked(table: pd.DataFrame, column: str) -> list[str]:
    """Factors by an index, the most important first; those without a value last.

    Args:
        table: Sobol' or Morris table of one outcome.
        column: Such as "total" or "mu_star".
    """
    return list(table.sort_values(column, ascending=False, kind="stable", na_position="last")["factor"])


def _checked(design: Design, outcomes: Values, kind: str) -> Values:
    """The outcomes of a design of the kind wanted, one a point."""
    values = np.asarray(outcomes, dtype=np.float64)
    if design.kind != kind:
        raise ValueError(f"design: expected the kind '{kind}', found '{design.kind}'")
    if values.shape != (len(design.points),):
        raise ValueError(f"outcomes: expected {len(design.points)}, one a point; found shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"outcomes: {int((~np.isfinite(values)).sum())} points have none; indices need all of them")
    return values


def usable(design: Design, values: Values) -> Sentence | None:
    """Why a design's indices cannot be computed for an outcome; None where they can.

    Args:
        design: The design.
        values: Shape (n_points, n_seeds).
    """
    if design.kind not in ("sobol", "morris"):
        return Sentence(f"a design of the kind '{design.kind}' has no indices", f"类型为“{design.kind}”的设计没有指数")
    missing = int((~np.isfinite(values).all(axis=1)).sum())
    if not missing:
        return None
    return Sentence(
        f"withheld: {missing} of {len(values)} points lack a run or a value",
        f"不予给出：{len(values)} 个设计点中有 {missing} 个缺少运行或数值",
    )
