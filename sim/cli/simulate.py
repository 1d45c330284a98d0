"""The verbs that simulate: run one scenario, compare several, and leave a folder of results."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sim.api import execution
from sim.api.execution import compile_first
from sim.calendar import PERIODS
from sim.cli.parser import whole_number
from sim.cli.presenting import plain_rows, present
from sim.cli.settings import SHORT_OPTIONS, Effort, effort_of, folder_for, load_scenarios
from sim.cli.words import SAID
from sim.errors import Fault, InputError
from sim.report.headlines import HEADLINES, SERIES
from sim.report.scenario_study import warnings_for, write_report_of
from sim.report.study_report import lead_of
from sim.report.tables import WIDTH, comparison_text, load_text, series_text, summary_text, winners_text
from sim.report.text import wrapped
from sim.report.words import group_labels, say, title_of
from sim.running import prove_places
from sim.studies.executor import Executed
from sim.studies.goals_file import read_goals
from sim.studies.plausible_worlds import MOST_WORLDS, USUAL_WORLDS, plausible_worlds
from sim.studies.robustness import Goal
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run
from sim.studies.saved_state import SavedState, refuse_taken
from sim.studies.saved_state import read as read_state
from sim.studies.scenario_study import (
    ScenarioStudy,
    StudyDone,
    execute_study,
    name_faults,
    periods_asked,
    records_asked,
    seed_faults,
    seeds_from,
)
from sim.studies.study_folder import Study, names_of
from sim.words import Sentence

USUAL_SEEDS = 10
"""Replications of a comparison of chance alone, where nobody says how many."""

__all__ = ["compare", "compile_first", "execute", "run", "title_of", "warnings_for"]


def run(options: argparse.Namespace) -> int:
    """Runs one scenario, once or several times."""
    state = None if options.state is None else read_state(Path(options.state))
    if state is None or options.scenario is not None:
        study, effort = _read(options, "run", [options.scenario])
    else:
        study, effort = _of_state(options, state)
    if state is not None:
        for scenario in study.scenarios:
            state.refuse_other(scenario)
        if options.seed is not None and study.seeds != (state.seed,):
            raise InputError(_refused("--seed", SAID.phrase("other_seed", seed=state.seed)))
        study = replace(study, seeds=(state.seed,))
    saved = _to_be_saved(options, study, effort, 0 if state is None else state.state.day)
    begins = None if state is None else state.state
    if options.resume and (state is not None or saved is not None):
        raise InputError(_refused("--resume", SAID.phrase("without_states")))
    return _study(
        options,
        study,
        effort,
        lambda each: replace(each, start=begins, saved=saved),
        keeps=state is None and saved is None,
    )


def _refused(option: str, problem: Sentence) -> Fault:
    return Fault("GZ062", file=option, facts={"problem": problem})


def _of_state(options: argparse.Namespace, state: SavedState) -> tuple[ScenarioStudy, Effort]:
    """The run that a state continues; options may not change its scenario."""
    effort, faults = effort_of(options, 1)
    records, periods, found = _asked(options)
    given = [f"--{name}" for name in SHORT_OPTIONS if getattr(options, name) is not None]
    given += ["--set"] * bool(options.settings)
    faults += found + [_refused(name, SAID.phrase("of_the_state", option=name)) for name in given]
    if faults:
        raise InputError(faults)
    prove_places([state.scenario])
    return ScenarioStudy("run", (state.scenario,), (state.seed,), records, periods), effort


def _to_be_saved(
    options: argparse.Namespace, study: ScenarioStudy, effort: Effort, first: int
) -> tuple[int, Path] | None:
    """When and where a state is to be saved; None for not at all."""
    run, faults, day = study.scenarios[0].run, [], 0
    asked = [name for name, value in (("--save", options.save), ("--continue", options.state)) if value is not None]
    if effort.replications > 1:
        faults += [_refused(name, SAID.phrase("one_run", n=effort.replications)) for name in asked]
    if options.save_day is not None and options.save is None:
        faults.append(_refused("--save-day", SAID.phrase("with_option", option="--save")))
    if options.save is not None:
        written = str(max(first, run.warm_up_days)) if options.save_day is None else options.save_day
        day, found = whole_number("--save-day", written, first, run.warm_up_days + run.days)
        faults += found
    if faults:
        raise InputError(faults)
    if options.save is None:
        return None
    refuse_taken(Path(options.save))
    return day, Path(options.save)


def compare(options: argparse.Namespace) -> int:
    """Runs a baseline and other scenarios over plausible worlds, or over seeds alone, and compares them."""
    files = [options.scenario, *options.others]
    fixed = options.fixed or options.replications is not None
    written = str(USUAL_WORLDS) if options.worlds is None else options.worlds
    n, faults = whole_number("--worlds", written, 1, MOST_WORLDS)
    if fixed and options.worlds is not None:
        faults.append(_refused("--worlds", SAID.phrase("worlds_or_seeds")))
    if fixed and options.goals is not None:
        faults.append(_refused("--goals", SAID.phrase("with_option", option="--worlds")))
    goals: tuple[Goal, ...] = ()
    if options.goals is not None:
        goals, found = read_goals(options.goals)
        faults += found
    study, effort = _read(options, "compare", files, USUAL_SEEDS if fixed else n, faults)
    if not fixed:
        study = replace(study, worlds=plausible_worlds(study.scenarios, n), goals=goals)
    return _study(options, study, effort)


def _read(
    options: argparse.Namespace, command: str, files: Sequence[str], usual: int = 1, faults: Sequence[Fault] = ()
) -> tuple[ScenarioStudy, Effort]:
    """Reads files and options; everything wrong with any of them is reported together."""
    effort, found = effort_of(options, len(files), usual)
    faults = [*faults, *found]
    try:
        scenarios = load_scenarios(files, options)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    seeds = seeds_from(scenarios[0].run.seed, effort.replications)
    records, periods, found = _asked(options)
    faults += name_faults(files, scenarios) + seed_faults("--replications", seeds[-1]) + found
    if faults:
        raise InputError(faults)
    prove_places(scenarios)
    return ScenarioStudy(command, tuple(scenarios), seeds, records, periods), effort


def _asked(options: argparse.Namespace) -> tuple[tuple[str, ...], tuple[str, ...], list[Fault]]:
    """Which tables by record and which periods are asked for, and what is wrong with them."""
    records, faults = records_asked("--tables", options.tables)
    periods, found = periods_asked("--by", options.by)
    return records, periods, faults + found


def _study(
    options: argparse.Namespace,
    study: ScenarioStudy,
    effort: Effort,
    prepared: Callable[[Run], Run] = lambda each: each,
    keeps: bool = True,
) -> int:
    """Runs everything, saves the folder, then prints and draws what came out."""
    name = study.scenarios[0].name
    folder = folder_for(options, name if study.command == "run" else f"{name}-compared")
    done = execute_study(study, lambda plan, kept: execute([*map(prepared, plan)], effort, kept), folder, keeps)

    def show() -> None:
        if options.json:
            _print_json({**done.manifest, "folder": folder.named}, done.tables)
        else:
            _print(done)

    def draw(place: Path) -> None:
        if len(done.tables["measures"]):
            write_report_of(done, place, options.figures)

    return present(options, folder, show, draw, done.executed)


def execute(plan: Sequence[Run], effort: Effort, store: MemoryStore | None = None) -> Executed:
    """Executes runs, compiling first where that is needed and showing how far it is.

    Args:
        plan: The runs.
        effort: How many at once.
        store: What is known of them already, and where their results are kept; None for nothing.

    Returns:
        Their outcomes.
    """
    return execution.execute_shown(plan, effort.executor, store=store, retry_failed=effort.retry_failed)


def _print(done: StudyDone) -> None:
    """Prints the tables for people."""
    command, scenarios, seeds, tables = done.study.command, done.study.scenarios, done.study.seeds, done.tables
    titles = {scenario.name: title_of(scenario) for scenario in scenarios}
    first, *others = titles
    if command == "compare":
        if len(tables["comparison"]):
            over = "_worlds" if done.study.over.worlds else ""
            for sentence in lead_of(Study(Path(), done.manifest, scenarios, tables)):
                print(wrapped(sentence, WIDTH) + "\n")
            print(say(f"comparison{over}", n=len(seeds), baseline=titles[first]) + "\n")
            print(comparison_text(tables["comparison"], titles[first], {name: titles[name] for name in others}))
            print("\n" + say(f"star{over}", k=len(others)))
            print("\n" + say("winners") + "\n")
            labels = group_labels(tables["winners"], names_of(done.manifest, scenarios))
            print(winners_text(tables["winners"], {n: titles[n] for n in others}, labels))
    elif len(tables["summary"]):
        print(say("summary", n=len(seeds), title=titles[first]) + "\n")
        print(summary_text(tables["summary"], first))
    if over_time := series_text(tables, titles):
        print("\n" + over_time)
    if len(tables["offices"]):
        print("\n" + say("offices") + "\n")
        print(load_text(tables["offices"], titles))
    print()
    for warning in warnings_for(scenarios, seeds, done.study.over):
        print(wrapped(warning, WIDTH))
    if command == "compare" and not done.study.over.worlds:
        print(wrapped(SAID.say("over_seeds"), WIDTH))


def _print_json(manifest: dict[str, Any], tables: dict[str, pd.DataFrame]) -> None:
    """Prints the manifest and the headline rows for programs."""
    keys = {headline.key for headline in HEADLINES}
    over_time = {(headline.measure, by) for headline in SERIES for by in PERIODS}
    facts = dict(manifest)
    for name in (
        "robust",
        "criteria",
        "chance",
        "hinges",
        "boxes",
        "goals",
        "summary",
        "comparison",
        "winners",
        "offices",
    ):
        if name in tables:
            facts[name] = plain_rows(tables[name])
    for name in {"summary", "comparison"} & set(tables):
        facts[name] = [
            row
            for row in facts[name]
            if (row["measure"], row["by"], row["group"]) in keys or (row["measure"], row["by"]) in over_time
        ]
    print(json.dumps(facts, ensure_ascii=False, indent=2))
