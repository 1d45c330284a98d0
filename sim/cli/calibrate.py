"""The verb that fits unknown parameters to published figures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.cli.presenting import complain, present_study
from sim.cli.settings import Effort, effort_of, folder_for, overrides_of, read_with
from sim.cli.simulate import execute
from sim.errors import EnvironmentProblem, Fault
from sim.report.calibration_text import calibration_text
from sim.report.wording import drawn_of
from sim.report.words import say
from sim.running import prove_places
from sim.studies import result_tables, store, study_manifest
from sim.studies.calibration import Calibrated, Runner, calibrate, noise_table
from sim.studies.calibration_file import Calibration, load_calibration, write_experiment
from sim.studies.emulator import need_library
from sim.studies.executor import Executed
from sim.studies.study_folder import Study
from sim.words import Sentence, Text

SHOWN = ("posterior", "settings", "correlations", "influence", "fit", "waves")
"""Tables that are printed for programs."""


def calibrate_verb(options: argparse.Namespace) -> int:
    """Fits the unknowns of a calibration file and says which of them the figures identify."""
    calibration, effort = _read(options)
    c = calibration.experiment
    facts = {
        "n": len(calibration.parameters),
        "targets": len(calibration.targets),
        "runs": sum(calibration.sizes) * calibration.runs_per_point,
        "waves": c.waves,
        "sample": c.sample,
        "confirm": 2 * c.confirmations * len(calibration.scenarios),
    }
    world = study_manifest.world_facts(calibration.scenarios)
    drawn = drawn_of(world["world"])
    plan = say("calibration_plan", **facts, drawn=drawn)
    if options.dry_run:
        print(json.dumps({**facts, "drawn": world["world"]["drawn"]}) if options.json else plan)
        return 0
    need_library()
    found, problem = None, None
    folder = folder_for(options, c.name)
    runner = Runner(calibration, lambda plan: execute(plan, effort, folder.store))
    with folder:
        folder.keep(store.plan_facts("calibrate", calibration.scenarios, (), _settings(calibration)))
        try:
            found = calibrate(runner)
        except KeyboardInterrupt:
            pass
        except Exception as error:
            problem = error  # The runs are kept, whatever their fit fails of.
        executed = Executed(tuple(runner.outcomes), found is None and problem is None)
        executed.refuse_empty()
        tables = runner.tables()
        if found is not None:
            tables = {**found.tables, "noise": noise_table(calibration, found.matched)}
        manifest = _manifest(calibration, found, executed, world, options)
        folder.save(lambda place: _write(place, calibration, executed, tables, manifest))
    if problem is not None:
        complain(executed, folder.place, options)
        if not isinstance(problem, ValueError):
            raise problem
        why: Text = problem.args[0] if problem.args and isinstance(problem.args[0], Sentence) else str(problem)
        raise EnvironmentProblem(Fault("GZ099", file=folder.named or "", facts={"problem": why})) from problem

    def text() -> str:
        if found is None:
            return ""
        return f"{plan}\n\n{calibration_text(found.tables, found.matched.posterior.effective_size)}"

    study = Study(Path(), manifest, tuple(calibration.scenarios), tables)
    return present_study(options, folder, study, text, SHOWN, executed)


def _read(options: argparse.Namespace) -> tuple[Calibration, Effort]:
    """Reads the file and the options; everything wrong with either is said together."""
    effort, faults = effort_of(options, 2)
    changes: dict[str, Any] = {} if options.replications is None else {"replications": effort.replications}
    calibration = read_with(
        options,
        faults,
        lambda: load_calibration(options.experiment, overrides_of(options), changes),
    )
    prove_places(calibration.scenarios)
    effort, _ = effort_of(options, max(calibration.sizes), 1)
    return calibration, effort


def _settings(calibration: Calibration) -> dict[str, Any]:
    """What a calibration's points depend on beside its scenarios, as plain values."""
    return {
        "settings": calibration.experiment.model_dump(mode="json"),
        "parameters": {name: p.model_dump(mode="json") for name, p in calibration.parameters.items()},
        "targets": {target.id: [target.low, target.high] for target in calibration.targets},
    }


def _manifest(
    calibration: Calibration,
    found: Calibrated | None,
    executed: Executed,
    world: Mapping[str, Any],
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Says what was run with what, and what is recommended where the calibration came to an end."""
    facts: dict[str, Any] = {
        "question": calibration.experiment.question,
        "settings": calibration.experiment.model_dump(mode="json"),
        "overrides": overrides_of(options),
        "parameters": {name: p.model_dump(mode="json") for name, p in calibration.parameters.items()},
        "targets": [target.id for target in calibration.targets],
    }
    if found is not None:
        settings = found.tables["settings"]
        facts |= {
            "effective_size": found.matched.posterior.effective_size,
            "recommended": dict(found.recommended),
            "recommended_settings": dict(zip(settings["path"], settings["recommended"], strict=True)),
        }
    seeds = sorted({outcome.seed for outcome in executed.outcomes})
    return study_manifest.manifest_of("calibrate", calibration.scenarios, seeds, executed, world, facts)


def _write(
    folder: Path,
    calibration: Calibration,
    executed: Executed,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
) -> None:
    """Writes the experiment with its patterns, scenarios, tables and manifest."""
    write_experiment(folder, calibration)
    result_tables.write_configuration(folder, calibration.scenarios, several=True)
    result_tables.write_tables(folder, executed, tables)
    study_manifest.write_manifest_file(folder, manifest)
