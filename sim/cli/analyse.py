"""The verb `analyse`: tables and figures of a finished sweep, into its folder's `analysis`."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.api.progress import tell
from sim.cli.parser import whole_number
from sim.cli.presenting import plain_rows, present
from sim.cli.simulate import compile_first
from sim.errors import Fault, InputError
from sim.report.study_tables import ends_text, measure_name, scale_of, shown
from sim.report.text import padded, wrapped
from sim.report.wording import estimate_of
from sim.report.words import say, title_of
from sim.running import world_for
from sim.studies.analysis import Analysis, analyse, cases_of
from sim.studies.backlog import daily_backlog
from sim.studies.costs import Prices, ground_of
from sim.studies.steady_state import LEAST_DAYS, WarmUp, warm_up_check
from sim.studies.store import Folder
from sim.studies.sweep_pareto import costs
from sim.studies.sweep_tables import SweepTables, read_sweep
from sim.words import Sentence, Text, as_text

FOLDER = "analysis"
MOST_SHOWN = 8
WIDTH = 100


def analyse_verb(options: argparse.Namespace) -> int:
    """Analyses a sweep and writes tables and figures."""
    precision, n_runs = _numbers(options)
    folder = Path(options.folder)
    tables = read_sweep(folder)
    if tables.notice is not None:
        tell(str(tables.notice))
    cases = None if options.cases is None else cases_of(options.cases, tables)
    cost, notes = _costs(tables, options)
    found = analyse(tables, cost=cost, cases=cases, precision=precision)
    found.notes += notes
    check, series = _warm_up(tables, n_runs, found, options) if n_runs else (None, None)
    analysis = Folder(folder / FOLDER, replaces=True)
    with analysis:
        analysis.save(lambda place: _write(place, found))

    def draw(place: Path) -> None:
        from sim.report.analysis_figures import draw_analysis, draw_warm_up

        names = {scenario.name: title_of(scenario) for scenario in tables.sweep.scenarios}
        draw_analysis(place, found.tables, names, tables.names)
        if check is not None and series is not None:
            draw_warm_up(place, series, check)

    return present(
        options,
        analysis,
        lambda: _print(tables, found, check, analysis.named, options),
        draw if options.figures else None,
    )


def _write(folder: Path, found: Analysis) -> None:
    """Writes tables and notes."""
    for name, table in found.tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    notes_text = "".join(f"{as_text(text)}\n" for text in found.notes)
    (folder / "notes.txt").write_text(notes_text, encoding="utf-8")


def _numbers(options: argparse.Namespace) -> tuple[float, int]:
    """Precision and number of runs, or everything wrong with them."""
    faults: list[Fault] = []
    n_runs = 0
    if options.warm_up_runs is not None:
        n_runs, faults = whole_number("--warm-up-runs", options.warm_up_runs, 1, 1000)
    try:
        precision = float(options.precision)
    except ValueError:
        precision = math.nan
    if not 0 < precision < 1:
        facts: dict[str, Text] = {
            "key": "--precision",
            "expected": Sentence("a number between 0 and 1", " 0 与 1 之间的数"),
        }
        faults.append(Fault("GZ060", file="--precision", found=options.precision, facts=facts))
    if faults:
        raise InputError(faults)
    return precision, n_runs


def _costs(tables: SweepTables, options: argparse.Namespace) -> tuple[pd.DataFrame | None, list[Sentence]]:
    """Cost by point and scenario, and what is to be said about it."""
    has_levers = any(factor.role == "lever" for factor in tables.design.factors)
    if not options.costs or not (tables.sweep.policies or has_levers):
        return None, []
    baseline = tables.sweep.baseline
    compile_first()
    cost, unknown = costs(tables, ground_of(baseline, world_for(baseline)), Prices())
    free = Sentence(
        f"nobody knows what these levers cost, so they count as free: {', '.join(unknown)}",
        f"以下政策杠杆成本不明，按零成本计：{'、'.join(unknown)}",
    )
    return cost, [free] if unknown else []


def _warm_up(
    tables: SweepTables, n_runs: int, found: Analysis, options: argparse.Namespace
) -> tuple[WarmUp | None, NDArray[np.float64] | None]:
    """Runs the baseline from its first day on and looks for a steady state."""
    baseline = tables.sweep.baseline
    n_days = baseline.run.warm_up_days + baseline.run.days
    if n_days < LEAST_DAYS:
        found.notes.append(
            Sentence(
                f"runs of {n_days} days are too short to look for a steady state; at least {LEAST_DAYS}",
                f"运行 {n_days} 天过短，无法判断稳态，至少需 {LEAST_DAYS} 天",
            )
        )
        return None, None
    compile_first()
    seeds = [baseline.run.seed + k for k in range(n_runs)]
    series = daily_backlog(baseline, seeds, world_for(baseline))
    check = warm_up_check(series)
    columns = {f"seed {seed}": row for seed, row in zip(seeds, series, strict=True)}
    found.tables["daily_backlog"] = pd.DataFrame({"day": range(n_days), **columns})
    found.tables["warm_up"] = pd.DataFrame(
        [
            {
                "scenario": baseline.name,
                "n_runs": n_runs,
                "n_days": n_days,
                "steady": check.steady,
                "cut_days": check.cut_days,
                "warm_up_days": baseline.run.warm_up_days,
                "drift": check.drift,
                "drift_p_value": check.drift_p_value,
                "reason": check.reason.en,
            }
        ]
    )
    if check.steady and baseline.run.warm_up_days < check.cut_days:
        found.notes.append(
            Sentence(
                f"the warm-up of {baseline.run.warm_up_days} days is shorter than the cut of {check.cut_days} days",
                f"预热期 {baseline.run.warm_up_days} 天短于应截去的 {check.cut_days} 天",
            )
        )
    if not check.steady:
        found.notes.append(
            check.reason.and_then(
                Sentence(
                    "measures are those of the days measured, not of a steady state",
                    "各指标仅反映所测量的时段，并非稳态",
                )
            )
        )
    return check, series


def _print(
    tables: SweepTables, found: Analysis, check: WarmUp | None, place: str | None, options: argparse.Namespace
) -> None:
    """Says the most important findings."""
    if options.json:
        shown_tables = ("failures", "differences", "pareto", "box_limits", "warm_up")
        rows = {name: plain_rows(found.tables[name]) for name in shown_tables if name in found.tables}
        notes = [as_text(text) for text in found.notes]
        facts = {"folder": place, "tables": sorted(found.tables), "notes": notes, **rows}
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    print(f"{tables.sweep.experiment.asked}\n")
    for line in _findings(found):
        print(line)
    for text in found.notes:
        print(wrapped(as_text(text), WIDTH, indent=2))
    if check is not None and check.steady:
        print("  " + say("steady", n=check.cut_days))


def _findings(found: Analysis) -> list[str]:
    """Differences, and for each outcome the factors that matter most."""
    lines = []
    if "differences" in found.tables:
        table = found.tables["differences"]
        rows: Any = table[table["by"] == "all"]
        for row in rows.itertuples():
            scale, unit = scale_of(str(row.measure))
            name = measure_name(str(row.measure))
            star = "*" if row.p_adjusted < 0.05 else " "
            ratio = "" if math.isnan(row.variance_ratio) else f"  x{row.variance_ratio:.1f}"
            lines.append(
                f"  {padded(str(row.scenario), 24)} {padded(name, 34)} {shown(row.difference, scale)}{star} "
                f"{ends_text(estimate_of(row._asdict(), n='n_seeds'), scale)} {unit}{ratio}"
            )
        lines.append("  " + say("variance_ratio"))
    for kind, column in (("sobol", "total"), ("morris", "mu_star")):
        if kind not in found.tables:
            continue
        table = found.tables[kind]
        for (scenario, outcome, measure), rows in table[table["by"] == "all"].groupby(
            ["scenario", "outcome", "measure"], sort=False
        ):
            best = rows.sort_values(column, ascending=False, kind="stable").head(MOST_SHOWN // 2)
            words = ", ".join(f"{r.factor} {getattr(r, column):.3g}" for r in best.itertuples())
            name = measure_name(str(measure))
            lines.append(f"  {scenario} {say(f'outcome_{outcome}')} {name}: {words}")
    return lines
