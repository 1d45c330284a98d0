"""The verb that fits unknown parameters to published figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sim.cli.settings import Effort, effort_of, folder_for, overrides_of, with_option
from sim.cli.simulate import carry_out, complain, plain
from sim.errors import EnvironmentProblem, Fault, InputError, RunsFailed
from sim.report.calibration_text import calibration_text
from sim.report.words import say
from sim.running import place_folder
from sim.shipped import SCENARIOS, experiment_file
from sim.studies import store
from sim.studies.calibration import Calibrated, Runner, calibrate, noise_table
from sim.studies.calibration_file import Calibration, load_calibration, write_experiment
from sim.studies.emulator import need_library
from sim.studies.executor import Executed
from sim.studies.study_folder import PAGE, Study
from sim.words import Said, Sentence
from sim.world.places import read_place


def calibrate_verb(options: argparse.Namespace) -> int:
    """Fits the unknowns of a calibration file and says which of them the figures identify."""
    calibration, effort = _read(options)
    c = calibration.experiment
    facts = {"n": len(calibration.parameters), "targets": len(calibration.targets), "runs": sum(calibration.sizes)
             * calibration.runs_per_point, "waves": c.waves, "sample": c.sample,
             "confirm": 2 * c.confirmations * len(calibration.scenarios)}
    if options.dry_run:
        said = json.dumps(facts) if options.json else say("calibration_plan", options.lang).format(**facts)
        print(said)
        return 0
    need_library()
    folder = store.Folder(folder_for(options, c.name))
    try:
        found, runner = calibrate(calibration, lambda plan: carry_out(plan, effort, options.lang))
        executed = Executed(tuple(runner.outcomes), False)
        manifest = _write(folder.path, calibration, found, runner, executed, options)
        # Imported here because jinja2 and matplotlib take a second.
        from sim.report.report import write_report

        study = Study(folder.path, manifest, tuple(calibration.scenarios), found.tables)
        write_report(folder.path, options.lang, options.figures, study)
        place = folder.keep()
    except ValueError as problem:
        folder.drop()
        why: Said = problem.args[0] if problem.args and isinstance(problem.args[0], Sentence) else str(problem)
        raise EnvironmentProblem(Fault("GZ099", facts={"problem": why})) from problem
    except BaseException:
        folder.drop()
        raise
    if options.json:
        rows = {name: [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict("records")]
                for name, table in found.tables.items() if name not in ("draws", "points")}
        print(json.dumps({**manifest, "folder": str(place), **rows}, ensure_ascii=False, indent=2))
    else:
        print(say("calibration_plan", options.lang).format(**facts) + "\n")
        print(calibration_text(found.tables, found.matched.posterior.effective_size, options.lang))
        print(f"\n{say('results', options.lang)}: {place}")
        print(f"{say('report', options.lang)}: {place / PAGE}")
    complain(executed, place, options)
    return RunsFailed.exit_code if executed.n_failed else 0


def _read(options: argparse.Namespace) -> tuple[Calibration, Effort]:
    """Reads the file and the options; everything wrong with either is said together."""
    effort, faults = effort_of(options, 2)
    changes: dict[str, Any] = {} if options.replications is None else {"replications": effort.replications}
    try:
        calibration = load_calibration(options.experiment, SCENARIOS, overrides_of(options), changes)
    except InputError as problem:
        raise InputError([*(with_option(f, options.settings) for f in problem.faults), *faults]) from None
    if faults:
        raise InputError(faults)
    for place in dict.fromkeys(scenario.world.place for scenario in calibration.scenarios):
        read_place(place_folder(place))
    effort, _ = effort_of(options, max(calibration.sizes), 1)
    return calibration, effort


def _write(folder: Path, calibration: Calibration, found: Calibrated, runner: Runner,
           executed: Executed, options: argparse.Namespace) -> dict[str, Any]:
    """Writes the experiment with its patterns, scenarios, tables and manifest."""
    settings = found.tables["settings"]
    write_experiment(folder, calibration, experiment_file(options.experiment))
    store.write_configuration(folder, calibration.scenarios, several=True)
    tables = {**found.tables, "noise": noise_table(calibration, found.matched)}
    store.write_tables(folder, executed, tables)
    facts = {
        "question": calibration.experiment.question,
        "settings": calibration.experiment.model_dump(mode="json"),
        "overrides": overrides_of(options),
        "parameters": {name: p.model_dump(mode="json") for name, p in calibration.parameters.items()},
        "targets": [target.id for target in calibration.targets],
        "effective_size": found.matched.posterior.effective_size,
        "recommended": dict(found.recommended),
        "recommended_settings": dict(zip(settings["path"], settings["recommended"], strict=True)),
    }
    seeds = sorted({outcome.seed for outcome in runner.outcomes})
    return store.write_manifest(folder, "calibrate", calibration.scenarios, seeds, executed, facts)
