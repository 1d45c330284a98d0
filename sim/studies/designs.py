"""Designs: which points of the space of factors are run.

A design is made in the unit cube and then carried over to values of the factors, so that the analysis sees the same
structure whatever the ranges. The same experiment always gives the same points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.errors import EnvironmentProblem, Fault
from sim.studies.factors import Factor, Value
from sim.words import Sentence

DESIGNS = ("full", "lhs", "sobol", "morris", "table")
MORRIS_LEVELS = 4
"""Levels of a Morris design where the file names none (Morris 1991 used 4)."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Points to be run.

    Attributes:
        names: Names of the factors, uncertainties first.
        points: Shape (n_points, n_factors), in the units of the factors; words by their position in the list.
        kind: One of `DESIGNS`.
        details: What the analysis needs to know: "n", "seed", "levels", "trajectories".
        unit: The points in the unit cube, of the same shape; not a number in a table or full factorial.
        factors: The factors, in the order of the columns.
    """

    names: tuple[str, ...]
    points: Points
    kind: str
    details: Mapping[str, int] = field(default_factory=dict)
    unit: Points = field(default_factory=lambda: np.empty((0, 0)))
    factors: tuple[Factor, ...] = ()

    def settings(self, point: int) -> dict[str, Value]:
        """The values of one point.

        Args:
            point: Row of the design, from 0.

        Returns:
            Value by dotted path, of the type that the parameter has.
        """
        return {f.name: f.setting(x) for f, x in zip(self.factors, self.points[point], strict=True)}

    def table(self) -> pd.DataFrame:
        """The design as a table.

        Returns:
            One row a point; column "point" from 0, then one for each factor with the values that a scenario takes.
        """
        columns: dict[str, Any] = {"point": np.arange(len(self.points))}
        for column, factor in enumerate(self.factors):
            columns[factor.name] = [factor.setting(x) for x in self.points[:, column]]
        return pd.DataFrame(columns)


def salib_module(name: str) -> Any:
    """Imports a part of SALib when it is needed.

    Args:
        name: Such as "SALib.sample.sobol".

    Returns:
        The module.

    Raises:
        EnvironmentProblem: SALib is not installed.
    """
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as problem:
        missing = Sentence(
            f"the analysis extra is not installed ({problem.name})", f"未安装分析所需的可选组件（{problem.name}）"
        )
        advice = "python -m pip install 'gongzhi[analysis]'"
        raise EnvironmentProblem(Fault("GZ092", help=advice, facts={"problem": missing})) from None


def unit_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """The unit cube as SALib wants it.

    Args:
        factors: The factors, in order.

    Returns:
        SALib's description of a problem whose factors all go from 0 to 1.
    """
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def make_design(
    factors: Sequence[Factor],
    kind: str,
    *,
    n: int = 0,
    seed: int = 0,
    levels: int = 0,
    trajectories: int = 0,
    rows: Points | None = None,
) -> Design:
    """Makes a design.

    Args:
        factors: What is varied.
        kind: "full" (every combination), "lhs" (Latin hypercube), "sobol" (Saltelli's sampling for first and total
            indices), "morris" (trajectories of one-at-a-time steps) or "table".
        n: Points of a Latin hypercube; base points of a Sobol' design, a power of two, which gives n (k + 2) points.
        seed: Seed of the design, its own and not that of a run.
        levels: Levels of a range in a full factorial or Morris design.
        trajectories: Trajectories of a Morris design, each of k + 1 points.
        rows: Points of a table, shape (n_points, n_factors).

    Returns:
        The design, the same for the same arguments.

    Raises:
        EnvironmentProblem: SALib is wanted and not installed.

    Source: McKay, Beckman and Conover 1979 (Latin hypercube); Saltelli et al. 2010, Computer Physics Communications
    181 (radial sampling); Morris 1991, Technometrics 33(2).
    """
    names = tuple(factor.name for factor in factors)
    details = {"n": n, "seed": seed, "levels": levels, "trajectories": trajectories}
    k = len(factors)
    if kind in ("full", "table"):
        points = _grid(factors, levels) if kind == "full" else np.asarray(rows, dtype=np.float64).reshape(-1, k)
        return Design(names, points, kind, details, np.full(points.shape, np.nan), tuple(factors))
    if kind == "lhs":
        unit = scipy.stats.qmc.LatinHypercube(d=k, rng=np.random.default_rng(seed)).random(n)
    elif kind == "sobol":
        sampler = salib_module("SALib.sample.sobol")
        unit = sampler.sample(unit_problem(factors), n, calc_second_order=False, scramble=True, seed=seed)
    else:
        sampler = salib_module("SALib.sample.morris")
        unit = sampler.sample(unit_problem(factors), trajectories, num_levels=levels, seed=seed)
    unit = np.asarray(unit, dtype=np.float64)
    points = np.column_stack([factor.numbers(unit[:, j]) for j, factor in enumerate(factors)])
    return Design(names, points, kind, details, unit, tuple(factors))


def n_points(
    factors: Sequence[Factor], kind: str, *, n: int = 0, levels: int = 0, trajectories: int = 0, n_rows: int = 0
) -> int:
    """How many points a design has, without making it.

    Args:
        factors: What is varied.
        kind: As `make_design`.
        n: As `make_design`.
        levels: As `make_design`.
        trajectories: As `make_design`.
        n_rows: Rows of a table.

    Returns:
        The number of points.
    """
    if kind == "full":
        return math.prod(len(factor.values) or levels for factor in factors)
    if kind == "table":
        return n_rows
    k = len(factors)
    return {"lhs": n, "sobol": n * (k + 2), "morris": trajectories * (k + 1)}[kind]


def _grid(factors: Sequence[Factor], levels: int) -> Points:
    """Every combination, the last factor changing fastest."""
    axes = np.meshgrid(*(factor.grid(levels) for factor in factors), indexing="ij")
    return np.column_stack([axis.ravel() for axis in axes]).astype(np.float64)
