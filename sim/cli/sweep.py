"""The verb `sweep`: many runs over a design, in a folder that can be resumed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sim.api.sweeps import FEW_RUNS, above_limits, execute_sweep, expected
from sim.cli.parser import whole_number
from sim.cli.presenting import INTERRUPTED, present, resume_command
from sim.cli.settings import Effort, effort_of, overrides_of, read_with
from sim.errors import Fault, InputError, RunsFailed, is_there
from sim.report.run_errors import failed_run
from sim.report.words import say
from sim.running import prove_places
from sim.studies.cluster import distributed_module
from sim.studies.executor import Ends, Executor, local
from sim.studies.interruption import held
from sim.studies.pool import PoolSettings
from sim.studies.store import PLAN, Saved
from sim.studies.sweep import RUNS_PER_WORKER, SILENT_SECONDS, TRIES, SweepFolder
from sim.studies.sweep_file import Sweep, load_sweep
from sim.studies.sweep_plan import SweepPlan
from sim.words import T


def sweep_verb(options: argparse.Namespace) -> int:
    """Executes a sweep, or the rest of one."""
    sweep, effort, silent = _read(options)
    folder = Path(options.out) if options.out else Path("outputs") / sweep.experiment.name
    n_runs = sweep.n_points * len(sweep.seeds) * len(sweep.scenarios)
    most = sweep.experiment.limits.runs
    if n_runs > most:
        many = say("sweep_runs", n=n_runs, most=most)
        if options.dry_run:
            print(json.dumps({"n_runs": n_runs, "limit": most}) if options.json else many)
            return 0
        _ask(options, many)
    plan = SweepPlan(sweep)
    study = SweepFolder(folder, plan, options.resume)
    if options.dry_run:
        _tell_expected(options, plan, expected(plan, effort.jobs, effort.threads, folder))
        return 0
    executor = _executor(options, effort, silent)
    study.refuse_unfit()
    if not options.resume and len(plan) >= FEW_RUNS and not options.yes:
        _ask_above_limits(options, plan, effort, folder)
    with held() as hold:
        try:
            with study:
                if study.taken_over:
                    print(say("sweep_taken_over", who=study.taken_over), file=sys.stderr)
                ends = execute_sweep(study, executor, options.retry_failed)
        except KeyboardInterrupt:
            # Before the first run or while the tables were made; what has been begun can be resumed all the same.
            if not is_there(folder / PLAN):
                raise
            ends = study.ends_by_name()
        ends.interrupted = hold.taken() or ends.interrupted
    return _report(study, ends, options)


def _read(options: argparse.Namespace) -> tuple[Sweep, Effort, float]:
    """Reads the file and the options; everything wrong with either is said together."""
    first, faults = effort_of(options, 1)
    silent, found = whole_number("--silent-seconds", options.silent_seconds or str(int(SILENT_SECONDS)), 1, 10**7)
    faults += found
    given = None if options.replications is None else first.replications
    sweep = read_with(options, faults, lambda: load_sweep(options.experiment, overrides_of(options), given))
    prove_places(sweep.scenarios)
    effort, _ = effort_of(options, max(1, sweep.n_points * len(sweep.scenarios)), len(sweep.seeds))
    return sweep, effort, float(silent)


def _executor(options: argparse.Namespace, effort: Effort, silent: float) -> Executor:
    """What executes the runs: processes of this machine, or a cluster."""
    if options.dask is not None:
        distributed_module()
        return effort.executor
    return local(PoolSettings(effort.jobs, effort.threads, TRIES, RUNS_PER_WORKER, silent))


def _tell_expected(options: argparse.Namespace, plan: SweepPlan, expected: dict[str, Any]) -> None:
    """Says what would be run."""
    if options.json:
        print(json.dumps({**expected, "factors": list(plan.design.names)}, ensure_ascii=False, indent=2))
        return
    experiment = plan.sweep.experiment
    title = str(T(experiment.title, experiment.title_zh)) or experiment.name
    print(f"{title}\n{experiment.asked}\n")
    print(", ".join(plan.design.names))
    print(say("sweep_dry", **expected))
    print(say("dry_time", **expected))
    print(say("sweep_disk", **expected))


def _ask_above_limits(options: argparse.Namespace, plan: SweepPlan, effort: Effort, folder: Path) -> None:
    """Times the first run; asks where the sweep is long or large, and refuses where the disk is too small."""
    above = above_limits(plan, expected(plan, effort.jobs, effort.threads, folder), folder)
    if above:
        _ask(options, above)


def _ask(options: argparse.Namespace, what: str) -> None:
    """Asks whether a large sweep is meant; where nobody can answer, refuses.

    Args:
        options: The command line.
        what: What is large.

    Raises:
        InputError: It is not meant.
    """
    if options.yes:
        return
    if sys.stdin.isatty() and not options.json:
        print(f"{what}\n{say('sweep_ask')} ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes", "是"):
            return
    raise InputError(Fault("GZ074", facts={"problem": what}))


def _report(study: SweepFolder, ends: Ends, options: argparse.Namespace) -> int:
    """Says what became of the sweep; gives the exit code."""
    facts = {
        "done": len(ends.done),
        "failed": len(ends.failed),
        "n": ends.n_runs,
        "folder": str(study.folder),
        "rest": ends.n_runs - len(ends.done) - len(ends.failed),
        "command": resume_command(options, study.folder),
    }
    if options.json:
        shown = {
            **facts,
            "complete": ends.complete and not ends.interrupted,
            "interrupted": ends.interrupted,
            "damaged": ends.quarantined,
        }
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    if ends.quarantined:
        words = say("sweep_damaged")
        print(words.format(n=len(ends.quarantined), folder=study.folder), file=sys.stderr)
    for index in sorted(ends.failed)[:3]:
        stored = study.disk.failure(study.plan.key(index))
        run = study.plan[index]
        error = "" if stored is None else stored.outcome.error
        print(failed_run(run.scenario.name, run.seed, error), file=sys.stderr)
    if ends.interrupted or not ends.complete:
        print(say("sweep_interrupted", **facts), file=sys.stderr)
        return INTERRUPTED

    def show() -> None:
        if not options.json:
            print(say("sweep_done", **facts))

    def draw(place: Path) -> None:
        # Imported here because jinja2 and matplotlib take a second.
        from sim.report.report import write_report

        write_report(place, options.figures)

    code = present(options, Saved(study.folder), show, draw)
    if not ends.failed:
        return code
    advice = f"{facts['command']} --retry-failed"
    fault = Fault("GZ095", found=str(len(ends.failed)), allowed=str(ends.n_runs), help=advice)
    print(fault.render(), file=sys.stderr)
    return INTERRUPTED if code == INTERRUPTED else RunsFailed.exit_code
