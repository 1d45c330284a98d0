"""The verbs that simulate: run one scenario, compare several, and leave a folder of results."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.cli.progress import ProgressShown
from sim.cli.settings import Effort, distinct_names, effort_of, folder_for, load_scenarios
from sim.errors import Fault, InputError, RunsFailed
from sim.report.headlines import HEADLINES
from sim.report.tables import comparison_text, load_text, summary_text, winners_text
from sim.report.words import group_labels, say, title_of
from sim.run import is_warm, place_folder, warm_up
from sim.scenario.scenario import Scenario
from sim.studies import store
from sim.studies.compare import compare as compare_tables
from sim.studies.compare import measures_table, summarise, winners
from sim.studies.costs import costs_of
from sim.studies.executor import Executed, Run, execute, world_key
from sim.studies.statistics import FEW_RUNS
from sim.studies.study_folder import PAGE, Study
from sim.world.places import read_place

INTERRUPTED = 130
WINNER_MEASURES = {"solved_per_need": True, "closing_days_q75": False}
"""Measures by which gains and losses are told, and whether more of them is better."""


def run(options: argparse.Namespace) -> int:
    """Runs one scenario, once or several times."""
    scenarios, effort = _read(options, [options.scenario])
    return _study(options, "run", scenarios, effort)


def compare(options: argparse.Namespace) -> int:
    """Runs a baseline and other scenarios over the same seeds and compares them."""
    scenarios, effort = _read(options, [options.scenario, *options.others])
    return _study(options, "compare", scenarios, effort)


def _read(options: argparse.Namespace, files: Sequence[str]) -> tuple[list[Scenario], Effort]:
    """Reads files and options; everything wrong with any of them is reported together."""
    effort, faults = effort_of(options, len(files))
    try:
        scenarios = load_scenarios(files, options)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    faults += distinct_names(files, scenarios)
    last_seed = scenarios[0].run.seed + effort.replications - 1
    if last_seed >= 2**63:
        facts = {"problem": f"the seeds would reach {last_seed}; the largest is {2**63 - 1}"}
        faults.append(Fault("GZ062", file="--replications", facts=facts))
    if faults:
        raise InputError(faults)
    for place in dict.fromkeys(scenario.world.place for scenario in scenarios):
        read_place(place_folder(place))
    return scenarios, effort


def _study(options: argparse.Namespace, command: str, scenarios: Sequence[Scenario], effort: Effort) -> int:
    """Runs everything, writes the folder, prints what came out."""
    baseline = scenarios[0]
    seeds = [baseline.run.seed + k for k in range(effort.replications)]
    name = baseline.name if command == "run" else f"{baseline.name}-compared"
    folder = store.Folder(folder_for(options, name))
    try:
        executed = _execute(scenarios, seeds, effort, options.lang)
        tables = _tables(command, scenarios, executed)
        manifest = _write(folder.path, command, scenarios, seeds, executed, tables)
        if len(tables["measures"]):
            # Imported here because jinja2 and matplotlib take a second.
            from sim.report.report import write_report

            study = Study(folder.path, manifest, tuple(scenarios), tables)
            write_report(folder.path, options.lang, options.figures, study)
        place = folder.keep()
    except BaseException:
        folder.drop()
        raise
    if options.json:
        _print_json(manifest, tables, place)
    else:
        _print(command, scenarios, seeds, tables, options.lang)
        print(f"\n{say('results', options.lang)}: {place}")
        if (place / PAGE).is_file():
            print(f"{say('report', options.lang)}: {place / PAGE}")
    complain(executed, place, options)
    if executed.interrupted:
        return INTERRUPTED
    return RunsFailed.exit_code if executed.n_failed else 0


def _execute(scenarios: Sequence[Scenario], seeds: Sequence[int], effort: Effort, lang: str) -> Executed:
    """Compiles where that is needed and carries the runs out, showing how far it is."""
    return carry_out([Run(scenario, seed) for scenario in scenarios for seed in seeds], effort, lang)


def compile_first(scenario: Scenario, lang: str) -> None:
    """Compiles where that is needed, and says so.

    Args:
        scenario: Any scenario of the place.
        lang: "en" or "zh".
    """
    if not is_warm():
        print(say("compiling", lang), file=sys.stderr, flush=True)
    warm_up(scenario)


def carry_out(plan: Sequence[Run], effort: Effort, lang: str) -> Executed:
    """Carries runs out, compiling first where that is needed and showing how far it is.

    Args:
        plan: The runs.
        effort: How many at once.
        lang: "en" or "zh".

    Returns:
        Their outcomes.
    """
    compile_first(plan[0].scenario, lang)
    n_days = sum(run.scenario.run.days + run.scenario.run.warm_up_days for run in plan)
    with ProgressShown(n_days, len(plan)) as progress:
        return execute(plan, effort.jobs, effort.threads, progress)


def _tables(command: str, scenarios: Sequence[Scenario], executed: Executed) -> dict[str, pd.DataFrame]:
    """All tables of a study."""
    results = [outcome.result for outcome in executed.outcomes if outcome.result is not None]
    measures = measures_table(results)
    tables = {
        "measures": measures,
        "summary": summarise(measures),
        "curves": store.curves_table(executed.outcomes),
        "offices": store.load_table(executed.outcomes),
    }
    if command == "compare":
        others = [scenario.name for scenario in scenarios[1:]]
        tables["comparison"] = compare_tables(measures, scenarios[0].name, others)
        tables["winners"] = winners(tables["comparison"], WINNER_MEASURES)
        tables["costs"] = costs_of(scenarios)
    return tables


def _write(
    folder: Path,
    command: str,
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    executed: Executed,
    tables: dict[str, pd.DataFrame],
) -> dict[str, Any]:
    """Writes everything but the figures."""
    store.write_configuration(folder, scenarios, several=command == "compare")
    store.write_tables(folder, executed, tables)
    return store.write_manifest(folder, command, scenarios, seeds, executed)


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
        print(warning)


def warnings_for(scenarios: Sequence[Scenario], seeds: Sequence[int], lang: str) -> list[str]:
    """What a reader must know before using the numbers.

    Args:
        scenarios: The scenarios run.
        seeds: Seed of each replication.
        lang: "en" or "zh".
    """
    found = []
    if len(seeds) == 1:
        found.append(say("one_run", lang))
    elif len(seeds) < FEW_RUNS:
        found.append(say("few_runs", lang).format(n=len(seeds), least=FEW_RUNS))
    if len({world_key(scenario) for scenario in scenarios}) > 1:
        found.append(say("worlds", lang))
    if len({(s.run.days, s.run.warm_up_days, s.run.start_date) for s in scenarios}) > 1:
        found.append(say("days", lang))
    return [*found, say("conditional", lang)]


def _print_json(manifest: dict[str, Any], tables: dict[str, pd.DataFrame], place: Path) -> None:
    """Prints the manifest and the headline rows for programs."""
    keys = {headline.key for headline in HEADLINES}
    said = {**manifest, "folder": str(place)}
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


def plain(value: Any) -> Any:
    """A value JSON knows: missing numbers are null.

    Args:
        value: A value of a table.
    """
    return None if isinstance(value, float) and not math.isfinite(value) else value


def complain(executed: Executed, place: Path, options: argparse.Namespace) -> None:
    """Tells of failed and missing runs on the error stream.

    Args:
        executed: All runs.
        place: Folder of the results.
        options: The command line.
    """
    failed = [outcome for outcome in executed.outcomes if outcome.status == "failed"]
    for outcome in failed[:3]:
        last = outcome.error.strip().split("\n")[-1]
        print(f"{outcome.scenario}, seed {outcome.seed}: {last}", file=sys.stderr)
    if failed:
        numbers = {"found": str(len(failed)), "allowed": str(len(executed.outcomes))}
        fault = Fault(
            "GZ095", found=numbers["found"], allowed=numbers["allowed"], help=f"{place / 'runs.csv'}"
        )
        print(fault.render(options.lang), file=sys.stderr)
    if executed.interrupted:
        done = sum(outcome.result is not None for outcome in executed.outcomes)
        print(say("interrupted", options.lang).format(n=done, all=len(executed.outcomes)), file=sys.stderr)
