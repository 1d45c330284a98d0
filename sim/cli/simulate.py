"""The verbs that simulate: run one scenario, compare several, and leave a folder of results."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.api import carrying_out
from sim.api.carrying_out import compile_first
from sim.cli.presenting import plain, present
from sim.cli.settings import Effort, effort_of, folder_for, load_scenarios
from sim.errors import InputError
from sim.report.headlines import HEADLINES
from sim.report.scenario_study import warnings_for, write_report_of
from sim.report.tables import WIDTH, comparison_text, load_text, summary_text, winners_text
from sim.report.text import wrapped
from sim.report.words import group_labels, say, title_of
from sim.running import prove_places
from sim.scenario.scenario import Scenario
from sim.studies.executor import Executed, Run
from sim.studies.scenario_study import (
    ScenarioStudy,
    carry_out_study,
    name_faults,
    records_asked,
    seed_faults,
    seeds_from,
)

__all__ = ["carry_out", "compare", "compile_first", "run", "title_of", "warnings_for"]


def run(options: argparse.Namespace) -> int:
    """Runs one scenario, once or several times."""
    study, effort = _read(options, "run", [options.scenario])
    return _study(options, study, effort)


def compare(options: argparse.Namespace) -> int:
    """Runs a baseline and other scenarios over the same seeds and compares them."""
    study, effort = _read(options, "compare", [options.scenario, *options.others])
    return _study(options, study, effort)


def _read(options: argparse.Namespace, command: str, files: Sequence[str]) -> tuple[ScenarioStudy, Effort]:
    """Reads files and options; everything wrong with any of them is reported together."""
    effort, faults = effort_of(options, len(files))
    try:
        scenarios = load_scenarios(files, options)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    seeds = seeds_from(scenarios[0].run.seed, effort.replications)
    records, found = records_asked("--tables", options.tables)
    faults += name_faults(files, scenarios) + seed_faults("--replications", seeds[-1]) + found
    if faults:
        raise InputError(faults)
    prove_places(scenarios)
    return ScenarioStudy(command, tuple(scenarios), seeds, records), effort


def _study(options: argparse.Namespace, study: ScenarioStudy, effort: Effort) -> int:
    """Runs everything, saves the folder, then prints and draws what came out."""
    name = study.scenarios[0].name
    folder = folder_for(options, name if study.command == "run" else f"{name}-compared")
    done = carry_out_study(study, lambda plan: carry_out(plan, effort, options.lang), folder)

    def show() -> None:
        if options.json:
            _print_json({**done.manifest, "folder": folder.named}, done.tables)
        else:
            _print(study.command, study.scenarios, study.seeds, done.tables, options.lang)

    def draw(place: Path) -> None:
        if len(done.tables["measures"]):
            write_report_of(done, place, options.lang, options.figures)

    return present(options, folder, show, draw, done.executed)


def carry_out(plan: Sequence[Run], effort: Effort, lang: str) -> Executed:
    """Carries runs out, compiling first where that is needed and showing how far it is.

    Args:
        plan: The runs.
        effort: How many at once.
        lang: "en" or "zh".

    Returns:
        Their outcomes.
    """
    return carrying_out.carry_out(plan, effort.jobs, effort.threads, lang)


def _print(
    command: str,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    tables: dict[str, pd.DataFrame],
    lang: str,
) -> None:
    """Prints the tables for people."""
    titles = {scenario.name: title_of(scenario, lang) for scenario in scenarios}
    first, *others = titles
    if command == "compare":
        if len(tables["comparison"]):
            print(say("comparison", lang).format(n=len(seeds), baseline=titles[first]) + "\n")
            print(
                comparison_text(
                    tables["comparison"], titles[first], {name: titles[name] for name in others}, lang
                )
            )
            print("\n" + say("star", lang).format(k=len(others)))
            print("\n" + say("winners", lang) + "\n")
            labels = group_labels(tables["winners"])
            print(winners_text(tables["winners"], {n: titles[n] for n in others}, labels[lang], lang))
    elif len(tables["summary"]):
        print(say("summary", lang).format(n=len(seeds), title=titles[first]) + "\n")
        print(summary_text(tables["summary"], first, lang))
    if len(tables["offices"]):
        print("\n" + say("offices", lang) + "\n")
        print(load_text(tables["offices"], titles, lang))
    print()
    for warning in warnings_for(scenarios, seeds, lang):
        print(wrapped(warning, WIDTH))


def _print_json(manifest: dict[str, Any], tables: dict[str, pd.DataFrame]) -> None:
    """Prints the manifest and the headline rows for programs."""
    keys = {headline.key for headline in HEADLINES}
    said = dict(manifest)
    for name in ("summary", "comparison", "winners"):
        if name in tables:
            rows = tables[name].to_dict("records")
            if name != "winners":
                rows = [row for row in rows if (row["measure"], row["by"], row["group"]) in keys]
            said[name] = [{str(key): plain(value) for key, value in row.items()} for row in rows]
    said["offices"] = [
        {str(key): plain(value) for key, value in row.items()}
        for row in tables["offices"].to_dict("records")
    ]
    print(json.dumps(said, ensure_ascii=False, indent=2))
