"""The verb `sweep`: many runs over a design, in a folder that can be resumed."""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sim.cli.parser import whole_number
from sim.cli.progress import ProgressShown
from sim.cli.settings import Effort, effort_of, overrides_of, with_option
from sim.cli.simulate import INTERRUPTED, compile_first
from sim.errors import EnvironmentProblem, Fault, InputError, RunsFailed
from sim.report.words import say
from sim.run import place_folder
from sim.studies.cluster import check_address, distributed_module, on_cluster
from sim.studies.pool import PoolSettings
from sim.studies.runs import WorldKeeper, carry_out
from sim.studies.sweep import (
    RUNS_PER_WORKER,
    SILENT_SECONDS,
    TRIES,
    Carrier,
    Ends,
    SweepFolder,
    local,
)
from sim.studies.sweep_file import Sweep, load_sweep
from sim.studies.sweep_folder import free_bytes
from sim.studies.sweep_plan import SweepPlan
from sim.world.places import read_place

FEW_RUNS = 50
"""Below so many runs nothing is timed beforehand."""


def sweep_verb(options: argparse.Namespace) -> int:
    """Carries out a sweep, or the rest of one."""
    sweep, effort, silent = _read(options)
    folder = Path(options.out) if options.out else Path("outputs") / sweep.experiment.name
    n_runs = sweep.n_points * len(sweep.seeds) * len(sweep.scenarios)
    most = sweep.experiment.limits.runs
    if n_runs > most:
        many = say("sweep_runs", options.lang).format(n=n_runs, most=most)
        if options.dry_run:
            print(json.dumps({"n_runs": n_runs, "limit": most}) if options.json else many)
            return 0
        _ask(options, many)
    plan = SweepPlan(sweep)
    study = SweepFolder(folder, plan)
    if options.dry_run:
        _tell_expected(options, plan, _expected(plan, effort, folder, options.lang))
        return 0
    carrier = _carrier(options, effort, silent)
    study.refuse_unfit(options.resume)
    if not options.resume and len(plan) >= FEW_RUNS and not options.yes:
        _ask_above_limits(options, plan, effort, folder)
    with _interruptible(), study.opened(options.resume):
        if study.taken_over:
            print(say("sweep_taken_over", options.lang).format(who=study.taken_over), file=sys.stderr)
        ends = _carry(study, carrier, options)
    return _report(study, ends, options)


def _read(options: argparse.Namespace) -> tuple[Sweep, Effort, float]:
    """Reads the file and the options; everything wrong with either is said together."""
    first, faults = effort_of(options, 1)
    silent, found = whole_number("--silent-seconds", options.silent_seconds or str(int(SILENT_SECONDS)), 1, 10**7)
    faults += found
    if options.retry_failed and not options.resume:
        faults.append(Fault("GZ062", file="--retry-failed", facts={"problem": "it goes with --resume"}))
    given = None if options.replications is None else first.replications
    try:
        if options.dask is not None:
            check_address(options.dask, options.plain_network)
        sweep = load_sweep(options.experiment, overrides_of(options), given)
    except InputError as problem:
        raise InputError([*(with_option(f, options.settings) for f in problem.faults), *faults]) from None
    if faults:
        raise InputError(faults)
    read_place(place_folder(sweep.baseline.world.place))
    effort, _ = effort_of(options, max(1, sweep.n_points * len(sweep.scenarios)), len(sweep.seeds))
    return sweep, effort, float(silent)


def _carrier(options: argparse.Namespace, effort: Effort, silent: float) -> Carrier:
    """What carries the runs out: processes of this machine, or a cluster."""
    if options.dask is not None:
        distributed_module()
        return on_cluster(options.dask, effort.threads)
    return local(PoolSettings(effort.jobs, effort.threads, TRIES, RUNS_PER_WORKER, silent))


@contextmanager
def _interruptible() -> Iterator[None]:
    """A request to end (SIGTERM, as a batch system sends it) is treated like Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _carry(study: SweepFolder, carrier: Carrier, options: argparse.Namespace) -> Ends:
    """Carries out what is missing, showing how far it is."""
    plan = study.plan
    run = plan.sweep.baseline.run
    compile_first(plan.sweep.baseline, options.lang)
    n_days = (run.days + run.warm_up_days) * len(plan)
    with ProgressShown(n_days, len(plan)) as shown:
        ended_before = sum(1 for room in ("runs", "failed") for _ in (study.folder / room).glob("??/*.run"))
        shown.runs = min(ended_before, len(plan))
        shown.n_days = max(1, n_days * (len(plan) - shown.runs) // max(1, len(plan)))
        return study.carry_on(carrier, shown, options.retry_failed)


def _expected(plan: SweepPlan, effort: Effort, folder: Path, lang: str) -> dict[str, Any]:
    """What the sweep is expected to take: timed by the first run, which is thrown away."""
    compile_first(plan.sweep.baseline, lang)
    keeper = WorldKeeper(effort.threads)
    begun = time.perf_counter()
    keeper.world(plan[0].scenario)
    built = time.perf_counter() - begun
    outcome = carry_out(plan[0], keeper, effort.threads, _nothing)
    if outcome.result is None:
        raise RunsFailed(f"the first run fails, so none is begun:\n{outcome.error}")
    seconds = outcome.result.seconds["all"]
    size = SweepFolder(folder, plan).bytes_of_a_run(outcome)
    worlds = built * (effort.jobs if plan.n_worlds == 1 else plan.n_worlds)
    return {
        "n_points": plan.n_points, "n_scenarios": len(plan.sweep.scenarios), "n_seeds": len(plan.sweep.seeds),
        "n_runs": len(plan), "n_worlds": plan.n_worlds, "seconds": seconds, "world": built, "jobs": effort.jobs,
        "minutes": (math.ceil(len(plan) / effort.jobs) * seconds + worlds / effort.jobs) / 60.0,
        "megabytes": size * len(plan) / 1e6, "free_megabytes": free_bytes(folder) / 1e6,
    }


def _nothing() -> None:
    """Nobody wants to hear of the days of a run that is thrown away."""


def _tell_expected(options: argparse.Namespace, plan: SweepPlan, expected: dict[str, Any]) -> None:
    """Says what would be run."""
    if options.json:
        print(json.dumps({**expected, "factors": list(plan.design.names)}, ensure_ascii=False, indent=2))
        return
    experiment = plan.sweep.experiment
    title = (experiment.title_zh if options.lang == "zh" else experiment.title) or experiment.name
    print(f"{title}\n{experiment.question}\n")
    print(", ".join(plan.design.names))
    print(say("sweep_dry", options.lang).format(**expected))
    print(say("dry_time", options.lang).format(**expected))
    print(say("sweep_disk", options.lang).format(**expected))


def _ask_above_limits(options: argparse.Namespace, plan: SweepPlan, effort: Effort, folder: Path) -> None:
    """Times the first run; asks where the sweep is long or large, and refuses where the disk is too small."""
    expected = _expected(plan, effort, folder, options.lang)
    if expected["megabytes"] > expected["free_megabytes"]:
        problem = "{megabytes:.0f} MB are needed, {free_megabytes:.0f} MB are free".format(**expected)
        raise EnvironmentProblem(Fault("GZ075", file=str(folder), facts={"problem": problem}))
    limits = plan.sweep.experiment.limits
    if expected["minutes"] / 60.0 > limits.hours or expected["megabytes"] / 1e3 > limits.gigabytes:
        said = say("dry_time", options.lang).format(**expected) + "; "
        _ask(options, said + say("sweep_disk", options.lang).format(**expected))


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
        print(f"{what}\n{say('sweep_ask', options.lang)} ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes", "是"):
            return
    raise InputError(Fault("GZ074", facts={"problem": what}))


def _report(study: SweepFolder, ends: Ends, options: argparse.Namespace) -> int:
    """Says what became of the sweep; gives the exit code."""
    facts = {"done": len(ends.done), "failed": len(ends.failed), "n": ends.n_runs, "folder": str(study.folder),
             "rest": ends.n_runs - len(ends.done) - len(ends.failed), "file": options.experiment}
    if options.json:
        said = {**facts, "complete": ends.complete, "interrupted": ends.interrupted, "damaged": ends.quarantined}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    if ends.quarantined:
        words = say("sweep_damaged", options.lang)
        print(words.format(n=len(ends.quarantined), folder=study.folder), file=sys.stderr)
    for index in sorted(ends.failed)[:3]:
        stored = study.store.failure(study.plan.key(index))
        run = study.plan[index]
        last = "" if stored is None else stored.error.strip().split("\n")[-1]
        print(f"{run.scenario.name}, seed {run.seed}: {last}", file=sys.stderr)
    if not ends.complete:
        print(say("sweep_interrupted", options.lang).format(**facts), file=sys.stderr)
        return INTERRUPTED
    # Imported here because jinja2 and matplotlib take a second.
    from sim.report.report import write_report

    page = write_report(study.folder, options.lang, options.figures)
    if not options.json:
        print(say("sweep_done", options.lang).format(**facts))
        print(f"{say('results', options.lang)}: {study.folder}")
        print(f"{say('report', options.lang)}: {page}")
    if ends.failed:
        advice = f"run_sim.py sweep {options.experiment} --out {study.folder} --resume --retry-failed"
        fault = Fault("GZ095", found=str(len(ends.failed)), allowed=str(ends.n_runs), help=advice)
        print(fault.render(options.lang), file=sys.stderr)
        return RunsFailed.exit_code
    return 0
