"""Scenario discovery: where in the space of factors do the cases of interest lie?

The patient rule induction method (PRIM) peels thin slices off the space until a box holds mostly cases of interest. A
box is described by its density (share of cases of interest inside it) and coverage (share of all cases of interest
that it holds). The peeling is EMA Workbench's.

Source: Friedman and Fisher 1999, Statistics and Computing 9; Bryant and Lempert 2010, Technological Forecasting and
Social Change 77.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.errors import EnvironmentProblem, Fault
from sim.studies.designs import Design
from sim.words import Sentence

BOX_COLUMNS = ("step", "density", "coverage", "mass_share", "n_restricted", "chosen")
LIMIT_COLUMNS = ("factor", "role", "low", "high", "values", "p_value")
LEAST_CASES = 10
"""Fewer cases of interest, or fewer others, give no box worth describing (assumed)."""

LEAST_COVERAGE = 0.5
"""A box that holds fewer of the cases is said to explain them only in part (assumed)."""

LEAST_DENSITY = 0.8
"""Of the boxes at least so dense, that with the largest harmonic mean of density and coverage is chosen; the densest
where none is (density and coverage: Bryant and Lempert 2010; the bound is assumed)."""


@dataclass(frozen=True)
class Discovery:
    """What was found.

    Attributes:
        boxes: The peeling trajectory, columns `BOX_COLUMNS`: every box from the whole space inwards.
        limits: Limits of the chosen box, columns `LIMIT_COLUMNS`: one row for each factor that is restricted, with
            the p-value of the restriction (one-sided binomial test, as if the limit had not been searched for).
        n_cases: Cases of interest.
        n_points: All points.
        warnings: What a reader must know, in plain words.
    """

    boxes: pd.DataFrame
    limits: pd.DataFrame
    n_cases: int
    n_points: int
    warnings: tuple[Sentence, ...]


def prim_class() -> Any:
    """EMA Workbench's PRIM, imported when it is needed.

    Returns:
        The class.

    Raises:
        EnvironmentProblem: EMA Workbench is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = importlib.import_module("ema_workbench.analysis.prim").Prim
    except ImportError as problem:
        missing = Sentence(
            f"scenario discovery needs EMA Workbench ({problem.name})", f"情景发现需要 EMA Workbench（{problem.name}）"
        )
        advice = "python -m pip install 'gongzhi[discovery]'"
        raise EnvironmentProblem(Fault("GZ092", help=advice, facts={"problem": missing})) from None
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return found


def discover(design: Design, cases: NDArray[np.bool_]) -> Discovery:
    """Looks for a box that holds the cases of interest.

    Args:
        design: The design, of any kind; Morris trajectories cover space badly and get a warning.
        cases: Whether each point is a case of interest, shape (n_points,).

    Returns:
        The boxes and the limits of the chosen one; both empty where there are too few cases of either kind.

    Raises:
        EnvironmentProblem: EMA Workbench is not installed.
    """
    kind = prim_class()
    interesting = np.asarray(cases, dtype=bool)
    n_cases, n = int(interesting.sum()), interesting.size
    nothing = pd.DataFrame(columns=list(BOX_COLUMNS)), pd.DataFrame(columns=list(LIMIT_COLUMNS))
    if min(n_cases, n - n_cases) < LEAST_CASES:
        text = Sentence(
            f"{n_cases} of {n} points are cases of interest; at least {LEAST_CASES} of either kind are needed",
            f"{n} 个设计点中有 {n_cases} 个属于所关注的情形；两类各至少需要 {LEAST_CASES} 个",
        )
        return Discovery(*nothing, n_cases, n, (text,))
    lines: list[Sentence] = []
    if design.kind in ("morris", "table"):
        lines.append(
            Sentence(
                f"a {design.kind} design does not cover the space evenly: density and coverage are of its points only",
                f"{design.kind} 设计未均匀覆盖参数空间：密度与覆盖率仅针对其设计点",
            )
        )
    points = design.table().drop(columns="point")
    for factor in design.factors:
        if factor.values:
            points[factor.name] = points[factor.name].astype(str).astype("category")
    arguments = {"threshold": 0.5} if "threshold" in inspect.signature(kind.__init__).parameters else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        box = kind(points, interesting.astype(int), **arguments).find_box()
    if box is None:
        return Discovery(
            *nothing,
            n_cases,
            n,
            (*lines, Sentence("no slice can be peeled off with a gain", "再无可剥去且有增益的切片")),
        )
    boxes: Any = _described(points, interesting, box.box_lims)
    dense = boxes.index[boxes["density"] >= LEAST_DENSITY]
    balance = 2 / (1 / boxes["density"].clip(1e-9) + 1 / boxes["coverage"].clip(1e-9))
    among = balance.where(boxes["density"] >= LEAST_DENSITY) if len(dense) else boxes["density"]
    chosen = int(np.nanargmax(among.to_numpy(float)))
    if not len(dense):
        lines.append(
            Sentence(
                f"no box reaches a density of {LEAST_DENSITY:.0%}: the factors explain the cases only in part",
                f"没有密度达到 {LEAST_DENSITY:.0%} 的箱体：各因素只能部分解释这些情形",
            )
        )
    elif boxes.loc[chosen, "coverage"] < LEAST_COVERAGE:
        held = boxes.loc[chosen, "coverage"]
        lines.append(
            Sentence(
                f"the box holds {held:.0%} of the cases: it explains them only in part, and small boxes are "
                "easily dense "
                "by chance",
                f"该箱体仅含 {held:.0%} 的情形，只能部分解释；箱体过小时，高密度容易出于偶然",
            )
        )
    boxes["chosen"] = boxes.index == chosen
    limits = _limits(design, points, interesting, box.box_lims[chosen])
    return Discovery(boxes, limits, n_cases, n, tuple(lines))


def _described(points: pd.DataFrame, cases: NDArray[np.bool_], boxes: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Density, coverage and size of every box, counted over the points."""
    rows = []
    for step, box in enumerate(boxes):
        inside = [_inside(points[name], box[name]) for name in points.columns]
        held = np.logical_and.reduce(inside)
        n = max(1, int(held.sum()))
        restricted = sum(not each.all() for each in inside)
        rows.append((step, cases[held].sum() / n, cases[held].sum() / cases.sum(), held.mean(), restricted))
    return pd.DataFrame(rows, columns=list(BOX_COLUMNS[:-1]))


def _limits(design: Design, points: pd.DataFrame, cases: NDArray[np.bool_], box: pd.DataFrame) -> pd.DataFrame:
    """The factors that a box restricts."""
    inside = {factor.name: _inside(points[factor.name], box[factor.name]) for factor in design.factors}
    all_inside = np.logical_and.reduce(list(inside.values()))
    rows = []
    for factor in design.factors:
        name = factor.name
        if inside[name].all():
            continue
        others = np.logical_and.reduce(
            [rows_in for other, rows_in in inside.items() if other != name] or [np.ones(len(points), bool)]
        )
        share = cases[others].sum() / max(1, others.sum())
        p_value = float(
            scipy.stats.binomtest(
                int(cases[all_inside].sum()), max(1, int(all_inside.sum())), float(share), alternative="greater"
            ).pvalue
        )
        if factor.values:
            words = ", ".join(sorted(map(str, box[name].iloc[0])))
            rows.append((name, factor.role, math.nan, math.nan, words, p_value))
        else:
            low, high = (float(x) for x in box[name])
            rows.append((name, factor.role, low, high, "", p_value))
    return pd.DataFrame(rows, columns=list(LIMIT_COLUMNS))


def _inside(column: pd.Series, limits: pd.Series) -> NDArray[np.bool_]:
    """Which points lie within the limits of one factor."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.isin(set(limits.iloc[0])).to_numpy()
    values = column.to_numpy(float)
    return (values >= float(limits.iloc[0])) & (values <= float(limits.iloc[1]))
