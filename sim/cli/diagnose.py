"""The verb that names the bottlenecks of a run, and with --relax what binds."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.api.progress import ProgressShown
from sim.cli.parser import whole_number
from sim.cli.settings import effort_of
from sim.cli.simulate import execute, title_of
from sim.cli.stories import Rendered, leave, read_scenarios, world_of
from sim.cli.words import SAID
from sim.errors import Fault, is_folder
from sim.report import diagnosis_text
from sim.scenario.scenario import Scenario
from sim.studies import relax, result_tables, store
from sim.studies.compare import compare, measures_table
from sim.studies.executor import Executed
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run
from sim.studies.sealed import MANIFEST, opened
from sim.trace.bottlenecks import diagnose

CONFIGURATION = "config.yaml"


def diagnose_verb(options: argparse.Namespace) -> int:
    """Names the bottlenecks of a run; a folder of a run stands for its configuration, which is run again."""
    if is_folder(Path(options.scenario)):
        if (Path(options.scenario) / MANIFEST).exists():
            opened(Path(options.scenario))
        options.scenario = str(Path(options.scenario) / CONFIGURATION)
    threads, faults = whole_number("--threads", options.threads, 1, 1024)
    effort, more = effort_of(options, 1 + len(relax.RELAXATIONS) if options.relax else 1)
    more += [
        Fault("GZ062", file="--resume", facts={"problem": SAID.phrase("with_option", option=option)})
        for option, given in (("--relax", options.relax), ("--out", options.out))
        if options.resume and not given
    ]
    (scenario,) = read_scenarios([options.scenario], options, [*faults, *more])
    compared, seeds = [scenario, *relax.relaxed(scenario)], [scenario.run.seed + k for k in range(effort.replications)]

    def tell(kept: MemoryStore) -> Rendered:
        world = world_of(scenario, threads, options)
        with ProgressShown(scenario.run.days + scenario.run.warm_up_days, 1) as progress:
            found = diagnose(scenario, world, threads=threads, progress=lambda: progress(1, 0))
            progress(0, 1)
        title = title_of(scenario)
        shown: dict[str, Any] = diagnosis_text.diagnosis_dict(found)
        text = diagnosis_text.diagnosis_text(found, title)
        executed = None
        if options.relax:
            executed = execute([Run(each, seed) for each in compared for seed in seeds], effort, kept)
            relaxed = _relaxed(compared, executed, effort.replications, shown)
            text += relaxed

        def write(place: Path) -> None:
            diagnosis_text.office_table(found).to_csv(place / "offices.csv", index=False)
            diagnosis_text.waiting_table(found).to_csv(place / "waiting.csv", index=False)
            if executed is not None:
                measures = measures_table([o.result for o in executed.outcomes if o.result is not None])
                result_tables.write_tables(place, executed, {"measures": measures})

        def draw(place: Path) -> None:
            # Imported here because matplotlib takes a second.
            from sim.report.diagnosis_figure import draw_diagnosis

            draw_diagnosis(place, found, title)

        return Rendered(shown, text, write, draw if options.figures else None, executed)

    facts = store.plan_facts("diagnose", compared, seeds) if options.relax else None
    return leave(options, "diagnose", [scenario], tell, facts)


def _relaxed(compared: Sequence[Scenario], executed: Executed, n: int, shown: dict[str, Any]) -> str:
    """Adds what the relaxations move to what is said; gives the text."""
    if executed.interrupted or executed.n_failed:
        return ""
    results = [outcome.result for outcome in executed.outcomes if outcome.result is not None]
    scenario, *variants = compared
    comparison = compare(measures_table(results), scenario.name, [variant.name for variant in variants])
    shown["relaxed"] = diagnosis_text.relaxations_dict(comparison, scenario.name)
    shown["replications"] = n
    return "\n\n" + diagnosis_text.relaxations_text(comparison, scenario.name, n)
