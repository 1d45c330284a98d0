"""The verb that names the bottlenecks of a run, and with --relax what binds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.api.progress import ProgressShown
from sim.cli.parser import whole_number
from sim.cli.settings import effort_of
from sim.cli.simulate import INTERRUPTED, carry_out, complain, title_of
from sim.cli.stories import leaving, read_scenarios, world_of
from sim.errors import RunsFailed
from sim.report import diagnosis_text as told
from sim.scenario.scenario import Scenario
from sim.studies import relax
from sim.studies.compare import compare, measures_table
from sim.studies.executor import Executed, Run
from sim.studies.sealed import MANIFEST, opened
from sim.trace.bottlenecks import Diagnosis, diagnose

CONFIGURATION = "config.yaml"


def diagnose_verb(options: argparse.Namespace) -> int:
    """Names the bottlenecks of a run; a folder of a run stands for its configuration, which is run again."""
    if Path(options.scenario).is_dir():
        if (Path(options.scenario) / MANIFEST).exists():
            opened(Path(options.scenario))
        options.scenario = str(Path(options.scenario) / CONFIGURATION)
    threads, faults = whole_number("--threads", options.threads, 1, 1024)
    effort, more = effort_of(options, 1 + len(relax.RELAXATIONS) if options.relax else 1)
    (scenario,) = read_scenarios([options.scenario], options, [*faults, *more])
    with leaving(options, "diagnose", [scenario]) as leave:
        world = world_of(scenario, threads, options)
        with ProgressShown(scenario.run.days + scenario.run.warm_up_days, 1, options.lang) as progress:
            found = diagnose(scenario, world, threads=threads, progress=lambda: progress(1, 0))
            progress(0, 1)
        title = title_of(scenario, options.lang)
        said: dict[str, Any] = told.diagnosis_dict(found, options.lang)
        text = told.diagnosis_text(found, title, options.lang)
        code = 0
        if options.relax:
            code, relaxed = _relax(options, scenario, effort, said)
            text += relaxed
        if leave.folder is not None:
            told.office_table(found, options.lang).to_csv(leave.folder.path / "offices.csv", index=False)
            told.waiting_table(found).to_csv(leave.folder.path / "waiting.csv", index=False)
            if options.figures:
                _draw(leave.folder.path, found, title, options.lang)
        leave.say(said, text)
    return code


def _draw(folder: Path, found: Diagnosis, title: str, lang: str) -> None:
    """Draws the figure; matplotlib is imported here because it takes a second."""
    from sim.report.diagnosis_figure import draw_diagnosis

    draw_diagnosis(folder, found, title, lang)


def _relax(options: argparse.Namespace, scenario: Scenario, effort: Any, said: dict[str, Any]) -> tuple[int, str]:
    """Runs the relaxations and adds what they move; gives the exit code and the text."""
    variants = relax.relaxed(scenario)
    seeds = [scenario.run.seed + k for k in range(effort.replications)]
    plan = [Run(variant, seed) for variant in (scenario, *variants) for seed in seeds]
    executed: Executed = carry_out(plan, effort, options.lang)
    complain(executed, Path(options.out or "."), options)
    if executed.interrupted:
        return INTERRUPTED, ""
    if executed.n_failed:
        return RunsFailed.exit_code, ""
    results = [outcome.result for outcome in executed.outcomes if outcome.result is not None]
    comparison = compare(measures_table(results), scenario.name, [variant.name for variant in variants])
    said["relaxed"] = told.relaxations_dict(comparison, scenario.name, options.lang)
    said["replications"] = effort.replications
    return 0, "\n\n" + told.relaxations_text(comparison, scenario.name, effort.replications, options.lang)

