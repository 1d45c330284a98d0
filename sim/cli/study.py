"""The verb of every kind of study (`sim.studies.study_kind`): read, dry run, run, save, print, report."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.api.execution import n_processors
from sim.cli.presenting import plain_rows, present_study
from sim.cli.settings import Effort, effort_of, folder_for, overrides_of, read_with
from sim.cli.simulate import compile_first, execute
from sim.report.wording import drawn_text
from sim.report.words import say
from sim.running import prove_places, run_one, world_for
from sim.studies import result_tables, store, study_manifest
from sim.studies.compare import measures_table
from sim.studies.executor import Executed
from sim.studies.kinds import kinds
from sim.studies.runs import Run, world_key
from sim.studies.scenario_study import seed_faults
from sim.studies.study_folder import Study
from sim.studies.study_kind import Asked, StudyKind

Tables = Mapping[str, pd.DataFrame]


def study_verb(options: argparse.Namespace) -> int:
    """Runs a study of the kind that the verb names; a dry run says what would be run."""
    study = _read(options)
    if study.needs_world:
        compile_first()
        study.prepare(world_for(study.scenarios[0], int(options.threads or n_processors())))
    effort, _ = effort_of(options, len(study.scenarios), len(study.seeds))
    if options.dry_run:
        return _dry_run(options, study, effort)
    study.require()
    folder, world = folder_for(options, study.name), study_manifest.world_facts(study.scenarios)
    with folder:
        kept = {"measures": sorted(study.kept), "periods": study.periods, **study.depends_on}
        folder.keep(store.plan_facts(options.command, study.scenarios, study.seeds, kept))
        executed = _executed(study, lambda plan: execute(plan, effort, folder.store))
        executed.refuse_empty()
        tables = study.analyse(measures_table([o.result for o in executed.outcomes if o.result is not None]))
        manifest = study_manifest.manifest_of(
            options.command, study.scenarios, study.seeds, executed, world, study.facts(tables)
        )
        folder.save(lambda place: _write(place, study, executed, manifest, tables))
    # Every value of every run stands in the folder alone.
    printed = [name for name in tables if name != "measures"]
    whole = Study(Path(), manifest, tuple(study.written), tables)
    return present_study(options, folder, whole, lambda: study.text(tables, manifest), printed, executed)


def _executed(study: StudyKind, execute_plan: Callable[[Sequence[Run]], Executed]) -> Executed:
    """Executes the runs of a study, and those that follow from them."""
    executed = execute_plan(study.plan())
    while not executed.interrupted and (further := study.further(executed.outcomes)):
        more = execute_plan(further)
        executed = Executed((*executed.outcomes, *more.outcomes), more.interrupted)
    return executed


def _read(options: argparse.Namespace) -> StudyKind:
    """Reads what is asked for; everything wrong with it and with the options is said together."""
    known = kinds()[options.command]
    first, faults = effort_of(options, 1)
    own = {name: getattr(options, name) for name in known.heading.option_names}
    asked = Asked(
        options.command,
        options.experiment if known.heading.file else "",
        overrides_of(options),
        None if options.replications is None else first.replications,
        own,
    )

    def read() -> StudyKind:
        found: StudyKind = known.load().read(asked)
        faults.extend(seed_faults("--replications", found.last_seed))
        return found

    study = read_with(options, faults, read)
    prove_places(study.scenarios)
    return study


def _write(folder: Path, study: StudyKind, executed: Executed, manifest: Mapping[str, Any], tables: Tables) -> None:
    """Writes scenarios and experiment, the tables and the manifest."""
    study.write(folder)
    result_tables.write_tables(folder, executed, tables)
    study_manifest.write_manifest_file(folder, manifest)


def _dry_run(options: argparse.Namespace, study: StudyKind, effort: Effort) -> int:
    """Says what would be run; the time is that of the first run, which is executed and thrown away."""
    compile_first()
    plan = study.plan()
    first: Run = plan[0]
    begun = time.perf_counter()
    world = world_for(first.scenario, effort.threads)
    built = time.perf_counter() - begun
    seconds = run_one(first.scenario, first.seed, world, effort.threads).seconds["all"]
    run, n_worlds = first.scenario.run, len({world_key(run.scenario) for run in plan})
    expected = (math.ceil(n_worlds / effort.jobs) * built + math.ceil(len(plan) / effort.jobs) * seconds) * study.waves
    facts = {
        "n_scenarios": len(study.scenarios),
        "n_seeds": len(study.seeds),
        "n_runs": len(plan) * study.waves,
        "n_days": run.days + run.warm_up_days,
        "sample": first.scenario.world.sample,
        "seconds": seconds,
        "world": built,
        "minutes": expected / 60.0,
        "jobs": effort.jobs,
    }
    if options.json:
        shown = {
            **facts,
            **study.facts_beforehand(),
            **{n: plain_rows(t) for n, t in study.tables_beforehand().items()},
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return 0
    print(study.outline() + "\n")
    drawn = drawn_text(world.drawn, first.scenario.world.sample)
    print(say("dry_runs").format(**facts, drawn=drawn))
    print(say("dry_time").format(**facts))
    return 0
