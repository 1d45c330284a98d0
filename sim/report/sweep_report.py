"""The report of a sweep: how often a policy is better over what nobody knows, and which factors matter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.registry import measures as all_measures
from sim.mechanisms import registry
from sim.report.answer import BETTER, UNSURE, WORSE, Answer, Card, Statement
from sim.report.assumptions import is_assumed
from sim.report.numbers import DOTS, Ends, Number
from sim.report.page import Cell, Page, Picture, Section, Table
from sim.report.page_words import page_word
from sim.report.report_tables import as_frame, difference_cell, records
from sim.report.report_words import word
from sim.report.study_report import Report, answer_frame, other_language
from sim.report.study_tables import measure_name
from sim.report.sweep_words import sweep_word
from sim.report.wording import (
    Estimate,
    between,
    calendar_of,
    drawn_of,
    estimate_of,
    listed,
    percent,
    seeds_text,
    signed,
    size,
)
from sim.report.words import title_of
from sim.scenario.description import parameter_table
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.parameter import ParameterGroup
from sim.shipped import PROGRAM
from sim.studies.importance import rank_correlations
from sim.studies.study_folder import Study
from sim.studies.sweep_summaries import differences, without_rounding
from sim.studies.sweep_tables import SweepTables, by_point, cells_of, failures, read_sweep
from sim.words import T

MAIN = "resolution_share"
MOST_MEASURES = 8
MOST_FACTORS = 4
OFTEN = 0.95
"""Share of points from which on a policy counts as better throughout (assumed)."""


def sweep_report(study: Study) -> Report:
    """The report of a finished sweep.

    Args:
        study: The study.
    """
    tables = read_sweep(study.folder)
    sweep, n_points = tables.sweep, len(tables.design.points)
    titles = {scenario.name: title_of(scenario) for scenario in sweep.scenarios}
    policies = [policy.name for policy in sweep.policies]
    better = {name: measure.better for name, measure in all_measures().items()}
    table = differences(tables.measures, sweep.baseline.name, policies, n_points, better)
    rows = table[table["by"] == "all"] if len(table) else table
    main = _main_measure(tables)
    matter = _matter(tables, main)
    failed = failures(tables.runs)
    answer = Answer(cards=[_card(name, titles[name], rows, matter) for name in policies])
    answer.lead = _lead(rows, main, titles, policies)
    answer.caveats = [*_caveats(tables, failed, study.manifest.get("drawn")), *calendar_of(study.manifest)]
    experiment = sweep.experiment
    title = str(T(experiment.title, experiment.title_zh)) or experiment.name
    facts = sweep_word(
        "facts",
        points=n_points,
        scenarios=len(sweep.scenarios),
        seeds=len(sweep.seeds),
        runs=len(tables.runs),
        date=str(study.manifest["finished"])[:10],
    )
    sections = _sections(study, tables, rows, matter, titles, main)
    page = Page(title, f"{experiment.asked} {facts}".strip(), answer, None, sections)
    frames = {t.csv: as_frame(t) for section in sections for t in section.tables if t.csv}
    frames["report_answer.csv"] = answer_frame(answer)
    frames["report_differences.csv"] = table
    frames["report_factors.csv"] = (
        pd.concat([part.assign(scenario=name, measure=main) for name, part in matter.items()], ignore_index=True)
        if matter
        else pd.DataFrame()
    )

    def draw() -> dict[str, Any]:
        # matplotlib takes a second, and is not wanted by everybody.
        from sim.report.sweep_figures import sweep_figures

        return sweep_figures(rows, matter, titles, main, n_points)

    return Report(page, draw, frames)


def _main_measure(tables: SweepTables) -> str:
    """Real resolution where it was kept, else the first measure over everybody."""
    kept = list(dict.fromkeys(tables.measures.loc[tables.measures["by"] == "all", "measure"]))
    return MAIN if MAIN in kept or not kept else kept[0]


def _matter(tables: SweepTables, main: str) -> dict[str, pd.DataFrame]:
    """What moves the difference of each policy, or the baseline where there is none, in the main measure."""
    values = next((v for cell, v in cells_of(tables.measures) if cell == (main, "all", "all")), None)
    if values is None:
        return {}
    arrays = by_point(values, len(tables.design.points))
    base = tables.sweep.baseline.name
    if base not in arrays:
        return {}
    found = {}
    for policy in tables.sweep.policies:
        if policy.name in arrays:
            gain = without_rounding(arrays[policy.name], arrays[base]).mean(axis=1)
            found[policy.name] = rank_correlations(tables.design, gain)
    return found or {base: rank_correlations(tables.design, arrays[base].mean(axis=1))}


def kind_of_unit(measure: str) -> str:
    """Unit of a measure as sentences know it."""
    known = all_measures().get(measure)
    if known is None:
        return "index"
    return "share" if known.in_per_cent else "days" if known.unit == "days" else "index"


def _estimate(row: Any) -> Estimate:
    return estimate_of(row, n="n_seeds")


def _wanted(measure: str) -> int:
    """1 where a rise is wanted, -1 where a fall is, 0 where neither."""
    known = all_measures().get(measure)
    return {"higher": 1, "lower": -1}.get("" if known is None else known.better, 0)


def _lead(rows: pd.DataFrame, main: str, titles: dict[str, str], policies: list[str]) -> list[Statement]:
    """How often each policy does better in the main measure."""
    if not policies:
        return [Statement(sweep_word("no_policies"), UNSURE)]
    sentences = []
    for row in records(rows[rows["measure"] == main]):
        if not math.isfinite(row["difference"]):
            sentences.append(Statement(sweep_word("withheld", title=titles[row["scenario"]]), UNSURE))
            continue
        unit, found = kind_of_unit(main), _estimate(row)
        ends = Estimate(row["q50"], row["q05"], row["q95"], math.nan)
        share = percent(row["better_share"], 0) if math.isfinite(row["better_share"]) else "–"
        key = "ranges" if share == "–" else "often" if found.sign else "often_unsure"
        text = sweep_word(
            key,
            title=titles[row["scenario"]],
            share=share,
            measure=measure_name(main),
            n=row["n_points"],
            range=between(ends, unit),
            mean=between(found, unit) or "–",
        )
        good = found.sign * _wanted(main)
        tone = BETTER if good > 0 and row["better_share"] >= OFTEN else UNSURE
        sentences.append(Statement(text, WORSE if good < 0 and row["better_share"] <= 1 - OFTEN else tone))
    return sentences


def _card(name: str, title: str, rows: pd.DataFrame, matter: dict[str, pd.DataFrame]) -> Card:
    """What is said of one policy: mean effects over the design, and what they hang on."""
    sentences = []
    for row in records(rows[rows["scenario"] == name].head(MOST_MEASURES)):
        found, measure = _estimate(row), measure_name(row["measure"])
        if not (found.has_interval or found.tied):
            continue
        unit = kind_of_unit(row["measure"])
        key = {1: "mean_up", -1: "mean_down", 0: "mean_none"}[found.sign]
        text = sweep_word(key, measure=measure, size=size(found, unit), range=between(found, unit))
        tone = {1: BETTER, -1: WORSE, 0: "plain"}[found.sign * _wanted(row["measure"])]
        sentences.append(Statement(text, tone if found.sign else UNSURE))
    factors = matter.get(name)
    if factors is not None:
        certain = factors[factors["p_adjusted"] < 0.05].head(MOST_FACTORS)
        if len(certain):
            who = listed([f"{r['factor']} ({Number(r['correlation'], '+.2f')})" for r in records(certain)])
            sentences.append(Statement(sweep_word("hangs_on", who=who)))
        else:
            sentences.append(Statement(sweep_word("hangs_on_none"), UNSURE))
    return Card(name, title, tuple(sentences))


def _caveats(tables: SweepTables, failed: pd.DataFrame, drawn: Mapping[str, Any] | None) -> list[str]:
    """What a reader must know."""
    sentences = [sweep_word("ranges_assumed")]
    n_failed = int(failed["n_failed"].sum())
    if n_failed:
        sentences.append(page_word("failed_runs", failed=n_failed, n=len(tables.runs)))
    if len(tables.sweep.seeds) < 10:
        sentences.append(sweep_word("few_seeds", n=len(tables.sweep.seeds)))
    world = {"sample": tables.sweep.baseline.world.sample, **({"drawn": drawn} if drawn else {})}
    sentences.append(page_word("conditional", drawn=drawn_of(world)))
    return sentences


def _sections(
    study: Study,
    tables: SweepTables,
    rows: pd.DataFrame,
    matter: dict[str, pd.DataFrame],
    titles: dict[str, str],
    main: str,
) -> list[Section]:
    """Differences, factors, what was varied, how to repeat it."""
    sections = []
    if len(rows):
        heads = [
            page_word("policy"),
            page_word("measure"),
            page_word("baseline"),
            sweep_word("difference"),
            str(T("better at", "占优比例")),
            str(T("nine tenths of the points", "九成设计点")),
        ]
        cells = []
        for row in records(rows):
            unit = kind_of_unit(row["measure"])
            scale, digits = (100.0, 1) if unit == "share" else (1.0, 1 if unit == "days" else 3)
            share = "–" if not math.isfinite(row["better_share"]) else percent(row["better_share"], 0)
            low, high = (Number(scale * row[end], f"+.{digits}f") for end in ("q05", "q95"))
            shown = unit if unit in ("share", "days") else "days"
            cells.append(
                [
                    Cell(titles[row["scenario"]]),
                    Cell(measure_name(row["measure"])),
                    Cell(Number(scale * row["baseline"], f".{digits}f")),
                    difference_cell(_estimate(row), shown, _wanted(row["measure"])),
                    Cell(share),
                    Cell(Ends(low, high, DOTS)),
                ]
            )
        table = Table(
            sweep_word("differences"),
            heads,
            cells,
            note=sweep_word("differences_note"),
            csv="report_differences_shown.csv",
        )
        message = "; ".join(
            f"{titles[r['scenario']]} {signed(_estimate(r), kind_of_unit(main))}"
            for r in records(rows[rows["measure"] == main])
            if math.isfinite(r["difference"])
        )
        sections.append(
            Section(
                "differences",
                sweep_word("how_often"),
                tables=[table],
                pictures=[Picture("sweep_differences", sweep_word("how_often"), message)],
            )
        )
    known = {name: part for name, part in matter.items() if len(part)}
    if known:
        heads = [sweep_word("factor"), *(titles[name] for name in known)]
        factors = list(dict.fromkeys(f for part in known.values() for f in part["factor"]))
        cells = []
        for factor in factors:
            line = [Cell(factor)]
            for part in known.values():
                found = part[part["factor"] == factor]
                line.append(
                    Cell("–")
                    if not len(found)
                    else Cell(
                        Number(found.iloc[0]["correlation"], "+.2f"), mark=bool(found.iloc[0]["p_adjusted"] < 0.05)
                    )
                )
            cells.append(line)
        message = sweep_word("matter_message", measure=measure_name(main))
        sections.append(
            Section(
                "factors",
                sweep_word("what_matters"),
                tables=[Table(sweep_word("correlations"), heads, cells, note=word("matter_note"))],
                pictures=[Picture("sweep_factors", sweep_word("what_matters"), message)],
            )
        )
    sections += [_varied(tables), _again(study, tables)]
    return sections


def _varied(tables: SweepTables) -> Section:
    """What was varied, from where to where; a source that parameters have too is said in Chinese."""
    design = tables.design.table()
    groups: list[type[ParameterGroup]] = [ModelParameters, *(kind.Parameters for kind in registry().values())]
    known = {row.source.en: row.source for group in groups for row in parameter_table(group)}
    rows = []
    for factor in tables.design.factors:
        column = design[factor.name]
        ends = (
            ", ".join(map(str, dict.fromkeys(column)))
            if factor.has_words
            else Ends(Number(float(column.min()), ".4g"), Number(float(column.max()), ".4g"), DOTS)
        )
        source = str(tables.sweep.written[factor.role].get(factor.name, {}).get("source", ""))
        rows.append(
            [
                Cell(factor.name),
                Cell(sweep_word(factor.role)),
                Cell(ends),
                Cell((str(known[source]) if source in known else source) or "–", mark=is_assumed(source)),
            ]
        )
    heads = [sweep_word(key) for key in ("factor", "role", "range", "factor_source")]
    return Section(
        "assumptions",
        page_word("assumptions"),
        text=[sweep_word("ranges_assumed")],
        tables=[Table(str(T("What was varied", "变动的参数")), heads, rows, numbers=False, csv="report_varied.csv")],
    )


def _again(study: Study, tables: SweepTables) -> Section:
    """How to repeat the sweep."""
    versions = ", ".join(f"{name} {value}" for name, value in study.manifest["versions"].items() if value)
    text = [
        page_word("reproduce_text"),
        seeds_text(tables.sweep.seeds, tables.sweep.baseline.world.world_seed),
        page_word("versions", versions=versions),
    ]
    return Section(
        "reproduce",
        page_word("reproduce"),
        text=text,
        commands=[f"{PROGRAM} sweep FOLDER/experiment.yaml --out again", f"{PROGRAM} analyse FOLDER", other_language()],
    )
