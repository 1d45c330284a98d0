"""Analyses the folder of a sweep: every table that its design and its runs allow."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.errors import EnvironmentProblem, Fault, InputError, nearest, words_allowed
from sim.former_names import current
from sim.measures.registry import measures as all_measures
from sim.studies.discovery import Discovery, discover
from sim.studies.sensitivity import morris_effects, noise_share, sobol_indices, usable
from sim.studies.sequential import n_needed, until_precise
from sim.studies.statistics import mean_interval
from sim.studies.sweep_pareto import pareto
from sim.studies.sweep_summaries import (
    differences,
    differences_by_point,
    failure_factors,
    regional,
    summaries,
    without_rounding,
)
from sim.studies.sweep_tables import Cell, SweepTables, by_point, cells_of, failures
from sim.words import Sentence, Text

VALUE, DIFFERENCE = "value", "difference"
MOSTLY_NOISE = 0.5
"""Share of chance in the variance between points above which indices say little (assumed)."""

PRECISION = 0.05
"""Half width of the intervals aimed at where nothing else is asked for, as a part of the mean (assumed)."""

PRECISION_COLUMNS = (
    "scenario",
    "outcome",
    "measure",
    "by",
    "group",
    "n_seeds",
    "mean",
    "half_width",
    "wanted",
    "reached",
    "looks",
    "n_needed",
    "warnings",
)
_CASES = re.compile(r"\s*([a-z0-9_]+)(?: by ([a-z_]+) (\S+))?( difference)?\s*([<>])\s*(-?[0-9.]+(?:e-?[0-9]+)?)\s*")


@dataclass(frozen=True)
class Cases:
    """Which points are of interest.

    Attributes:
        cell: Measure, grouping and group.
        outcome: The value itself or the policy less the baseline.
        above: Whether values above the bound are of interest, else those below.
        bound: The bound.
    """

    cell: Cell
    outcome: str
    above: bool
    bound: float

    def __str__(self) -> str:
        """The cases as they are written."""
        measure, by, group = self.cell
        where = "" if by == "all" else f" by {by} {group}"
        what = " difference" if self.outcome == DIFFERENCE else ""
        return f"{measure}{where}{what} {'>' if self.above else '<'} {self.bound:g}"


@dataclass
class Analysis:
    """What came out.

    Attributes:
        tables: Tables by name, each written as a CSV file of that name.
        discoveries: Scenario discovery by scenario, with the cases looked for.
        notes: What a reader must know, in plain words.
    """

    tables: dict[str, pd.DataFrame]
    discoveries: dict[str, tuple[str, Discovery]] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)


def cases_of(text: str, tables: SweepTables) -> Cases:
    """Reads which points are of interest.

    Args:
        text: Such as "dropped_share > 0.3", "resolution_share by setting rural < 0.4" or
            "resolution_share difference < 0".
        tables: The sweep.

    Returns:
        The cases.

    Raises:
        InputError: It cannot be understood, or the sweep has no such measure or no policies.
    """
    found = _CASES.fullmatch(current(text))
    if found is None:
        advice = Sentence(
            "write MEASURE [by GROUPING GROUP] [difference] < NUMBER, for example 'dropped_share > 0.3'",
            "请写作 指标 [by 分组 组别] [difference] < 数，例如 'dropped_share > 0.3'",
        )
        raise InputError(
            Fault(
                "GZ062",
                file="--cases",
                found=text,
                help=advice,
                facts={"problem": Sentence(f"'{text}' says no cases", f"“{text}”没有说明情形")},
            )
        )
    cell = (found[1], found[2] or "all", found[3] or "all")
    known = {c for c, _ in cells_of(tables.measures)}
    if cell not in known:
        same = [c for c in known if c[0] == cell[0]]
        words = sorted({c[0] for c in known}) if not same else sorted(" by ".join(c[:2]) + f" {c[2]}" for c in same)
        raise InputError(
            Fault(
                "GZ025",
                file="--cases",
                found=" ".join(cell),
                allowed=words_allowed(words),
                nearest=nearest(cell[0], words),
            )
        )
    if found[4] and not tables.sweep.policies:
        raise InputError(
            Fault(
                "GZ062",
                file="--cases",
                facts={"problem": Sentence("the sweep has no policies to compare", "该扫描没有可比较的政策情景")},
            )
        )
    return Cases(cell, DIFFERENCE if found[4] else VALUE, found[5] == ">", float(found[6]))


def usual_cases(tables: SweepTables) -> Cases | None:
    """The cases looked for where nothing is asked: the policy does worse, or the worst quarter of the baseline.

    Args:
        tables: The sweep.

    Returns:
        The cases, of the first measure over everybody whose wanted direction is known; None where there is none.
    """
    for cell, values in cells_of(tables.measures):
        known = all_measures().get(cell[0])
        if known is None or known.better not in ("higher", "lower") or cell[1] != "all":
            continue
        above = known.better == "lower"
        if tables.sweep.policies:
            return Cases(cell, DIFFERENCE, above, 0.0)
        means = by_point(values, len(tables.design.points))[tables.sweep.baseline.name].mean(axis=1)
        return Cases(cell, VALUE, above, float(np.nanquantile(means, 0.75 if above else 0.25)))
    return None


def analyse(
    tables: SweepTables, *, cost: pd.DataFrame | None = None, cases: Cases | None = None, precision: float = PRECISION
) -> Analysis:
    """Makes every table that a sweep allows.

    Args:
        tables: The sweep.
        cost: Cost by point and scenario, for the front; None where it was not computed.
        cases: Points of interest; the usual ones where not given.
        precision: Half width of the intervals aimed at, as a part of the mean.

    Returns:
        The analysis.

    Raises:
        EnvironmentProblem: Cases were asked for and EMA Workbench is not installed.
    """
    sweep, n_points = tables.sweep, len(tables.design.points)
    base, policies = sweep.baseline.name, [policy.name for policy in sweep.policies]
    better = {name: measure.better for name, measure in all_measures().items()}
    found = Analysis({"failures": failures(tables.runs), "summary": summaries(tables.measures, n_points)})
    _say_failures(found, tables)
    if policies:
        found.tables["differences"] = differences(tables.measures, base, policies, n_points, better)
        found.tables["differences_by_point"] = differences_by_point(tables.measures, base, policies, n_points)
        found.tables["regional"] = regional(found.tables["differences"])
        unpaired = found.tables["differences"]["correlation"] <= 0
        if unpaired.any():
            found.notes.append(
                Sentence(
                    f"in {int(unpaired.sum())} comparisons runs with one seed are not positively correlated: "
                    "common random "
                    "numbers are broken or useless there",
                    f"有 {int(unpaired.sum())} 项比较中同一种子的运行并无正相关，共同随机数在此失效或无助益",
                )
            )
    if tables.design.kind in ("sobol", "morris"):
        found.tables[tables.design.kind] = _indices(tables, found.notes)
    found.tables["precision"] = precision_table(tables, precision)
    found.tables["pareto"] = pareto(tables, cost)
    _discover(found, tables, cases)
    found.tables = {name: table for name, table in found.tables.items() if len(table) or name == "failures"}
    return found


def _say_failures(found: Analysis, tables: SweepTables) -> None:
    """Failed runs are told of first."""
    failed = int(found.tables["failures"]["n_failed"].sum())
    if failed:
        found.notes.append(
            Sentence(
                f"{failed} of {len(tables.runs)} runs did not finish; averages that need them are not given",
                f"{len(tables.runs)} 次运行中有 {failed} 次未完成；凡受影响的均值均不给出，不作默认处理",
            )
        )
        found.tables["failure_factors"] = failure_factors(tables.runs, tables.design.table())
        clear = found.tables["failure_factors"]
        names = list(clear.loc[clear["p_adjusted"] < 0.05, "factor"])
        if names:
            found.notes.append(
                Sentence(
                    f"runs fail more often for some values of {', '.join(names)}: what is left is not a fair sample",
                    f"{'、'.join(names)} 取某些值时更易失败，余下的运行不是无偏样本",
                )
            )


def outcomes(tables: SweepTables, values: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    """Everything a cell can be analysed for: each scenario's value, and each policy less the baseline.

    Args:
        tables: The sweep.
        values: One cell as `cells_of` gives it.

    Returns:
        Scenario, "value" or "difference", and the outcomes of shape (n_points, n_seeds).
    """
    arrays = by_point(values, len(tables.design.points))
    base = tables.sweep.baseline.name
    found = [(s.name, VALUE, arrays[s.name]) for s in tables.sweep.scenarios if s.name in arrays]
    if base in arrays:
        names = [policy.name for policy in tables.sweep.policies if policy.name in arrays]
        found += [(name, DIFFERENCE, without_rounding(arrays[name], arrays[base])) for name in names]
    return found


def _indices(tables: SweepTables, notes: list[Text]) -> pd.DataFrame:
    """Sobol' or Morris tables of all outcomes, under one another."""
    parts, withheld = [], []
    method = sobol_indices if tables.design.kind == "sobol" else morris_effects
    for cell, values in cells_of(tables.measures):
        for scenario, outcome, array in outcomes(tables, values):
            reason = usable(tables.design, array)
            if reason:
                withheld.append(reason)
                continue
            part = method(tables.design, array.mean(axis=1))
            facts = {"scenario": scenario, "outcome": outcome, "measure": cell[0], "by": cell[1], "group": cell[2]}
            parts.append(part.assign(**facts, noise_share=noise_share(array))[[*facts, *part.columns, "noise_share"]])
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if parts:
        notes.append(_noise_note(found["noise_share"].to_numpy(float)[:: len(parts[0])], len(tables.sweep.seeds)))
    if withheld:
        notes.append(
            Sentence(
                f"{len(withheld)} outcomes have no indices ({withheld[0].en})",
                f"{len(withheld)} 项结果无法计算敏感性指数（{withheld[0].zh}）",
            )
        )
    return found


def _noise_note(shares: np.ndarray, n_seeds: int) -> Sentence:
    """How much of what is called sensitivity is chance between seeds."""
    known = shares[np.isfinite(shares)]
    if n_seeds < 2 or not known.size:
        return Sentence(
            "one seed cannot show how much of the differences between points is chance",
            "仅一个种子，无法判断设计点之间的差异有多少出于偶然",
        )
    most, middle = int((known > MOSTLY_NOISE).sum()), float(np.median(known))
    return Sentence(
        f"chance between {n_seeds} seeds is {middle:.2f} of the variance between points (median of {known.size} "
        f"outcomes), and more than half of it in {most}: their indices say little, more seeds would help",
        f"{n_seeds} 个种子之间的偶然波动占设计点间方差的 {middle:.2f}（{known.size} 项结果的中位数），"
        f"其中 {most} 项超过一半，其指数参考价值有限，宜增加种子",
    )


def precision_table(tables: SweepTables, precision: float) -> pd.DataFrame:
    """How precise the means over the design are, and how many replications a chosen precision needs.

    Args:
        tables: The sweep.
        precision: Half width aimed at: a part of the mean for values, and of the baseline's mean for differences.

    Returns:
        Columns `PRECISION_COLUMNS`. From 30 seeds on, the rule of `sim.studies.sequential` is applied to the seeds in
        their order: looks after 30, 40, ...; below that only the number needed is told.
    """
    rows = []
    base = tables.sweep.baseline.name
    for cell, values in cells_of(tables.measures):
        levels = {}
        for scenario, outcome, array in outcomes(tables, values):
            seeds = array.mean(axis=0)
            if not np.isfinite(seeds).all():
                continue
            if outcome == VALUE:
                levels[scenario] = abs(float(seeds.mean()))
            wanted = precision * levels.get(base if outcome == DIFFERENCE else scenario, math.nan)
            rows.append((scenario, outcome, *cell, seeds.size, *_precision(seeds, wanted)))
    return pd.DataFrame(rows, columns=list(PRECISION_COLUMNS))


def _precision(seeds: np.ndarray, wanted: float) -> tuple[object, ...]:
    """mean, half width, what is wanted, whether it is reached, looks, runs needed and warnings."""
    estimate = mean_interval(seeds)
    warnings, looks = list(estimate.warnings), ""
    if seeds.size >= 30 and wanted > 0:
        found = until_precise(lambda first, last: seeds[first:last], half_width=wanted, cap=seeds.size)
        estimate, looks = found.estimate, " ".join(map(str, found.looks))
        warnings += found.warnings
    half = math.nan if estimate.interval is None else estimate.interval.half_width
    needed = n_needed(estimate, wanted) if wanted > 0 else math.nan
    if seeds.size < 30:
        warnings.append("too few seeds to stop by their look; the number needed is a rough guess")
    return estimate.mean, half, wanted, half <= wanted, looks, needed, "; ".join(warnings)


def _discover(found: Analysis, tables: SweepTables, cases: Cases | None) -> None:
    """Scenario discovery for every scenario that the cases are about."""
    wanted = cases or usual_cases(tables)
    if wanted is None or (cases is None and tables.design.kind not in ("lhs", "sobol")):
        return
    values = next(table for cell, table in cells_of(tables.measures) if cell == wanted.cell)
    boxes, limits = [], []
    for scenario, outcome, array in outcomes(tables, values):
        if outcome != wanted.outcome:
            continue
        means = array.mean(axis=1)
        if not np.isfinite(means).all():
            found.notes.append(
                Sentence(
                    f"scenario discovery for '{scenario}' is withheld: a point lacks a run or a value",
                    f"不给出“{scenario}”的情景发现：有设计点缺少运行或数值",
                )
            )
            continue
        try:
            box = discover(tables.design, means > wanted.bound if wanted.above else means < wanted.bound)
        except EnvironmentProblem as problem:
            if cases is not None:
                raise
            found.notes.append(problem.faults[0].message().and_then(problem.faults[0].advice()))
            return
        found.discoveries[scenario] = (str(wanted), box)
        found.notes += [
            Sentence(f"cases '{wanted}' of '{scenario}': {text.en}", f"“{scenario}”的情形“{wanted}”：{text.zh}")
            for text in box.warnings
        ]
        boxes.append(box.boxes.assign(scenario=scenario, cases=str(wanted)))
        limits.append(box.limits.assign(scenario=scenario, cases=str(wanted)))
    for name, parts in (("boxes", boxes), ("box_limits", limits)):
        kept: Sequence[pd.DataFrame] = [part for part in parts if len(part)]
        if kept:
            found.tables[name] = pd.concat(kept, ignore_index=True)
