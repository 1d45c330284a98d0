"""Sweeps from Python; what the command line and `import sim` do alike before and while one is executed."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from sim.api.execution import compile_first, shared_out
from sim.api.folders import read
from sim.api.progress import ProgressShown
from sim.api.results import SweepResults
from sim.api.scenarios import setting_texts
from sim.api.studies import number_faults
from sim.errors import EnvironmentProblem, Fault, InputError, RunsFailed, is_there
from sim.report.words import say
from sim.running import prove_places
from sim.studies.executor import Ends, Executor, local
from sim.studies.pool import PoolSettings
from sim.studies.runs import Progress, WorldKeeper, execute_run
from sim.studies.store import PLAN
from sim.studies.sweep import RUNS_PER_WORKER, SILENT_SECONDS, TRIES, SweepFolder
from sim.studies.sweep_file import Sweep, load_sweep
from sim.studies.sweep_folder import free_bytes
from sim.studies.sweep_plan import SweepPlan
from sim.words import Sentence, speaking

FEW_RUNS = 50
"""Below so many runs nothing is timed beforehand."""


def sweep(
    experiment: str | Path,
    *,
    out: str | Path | None = None,
    resume: bool | None = None,
    retry_failed: bool = False,
    changes: Mapping[str, Any] | None = None,
    seeds: int | None = None,
    jobs: int | None = None,
    threads: int | None = None,
    large: bool = False,
    progress: bool = False,
    lang: str | None = None,
) -> SweepResults:
    """Executes a sweep, or the rest of one, and reads its tables.

    Args:
        experiment: File of the kind "sweep".
        out: Its folder; None for a folder of outputs/ with the name of the experiment.
        resume: Whether to go on with a sweep in the folder: True there must be one, False there must be none, None
            goes on where there is one. A finished one is read; one that differs in anything is refused.
        retry_failed: Whether failed runs of an earlier time are executed again.
        changes: Settings laid over baseline and policies, by dotted path.
        seeds: Number of seeds; None for the file's.
        jobs: Processes; None for as many as there are processors. Changes no result.
        threads: Threads of each run. Changes no result.
        large: Whether to begin though the sweep is above the file's limits of runs, hours or room.
        progress: Whether to show on the error stream how far it is.
        lang: Language of messages, "en" or "zh"; None for that of `sim.speaking`, else English.

    Returns:
        Its results; runs that failed stand in `runs` with that status.

    Raises:
        InputError: The file or a number cannot be used, or the sweep is above its limits.
        EnvironmentProblem: The folder is locked, full, or holds something else.
        KeyboardInterrupt: Somebody pressed Ctrl-C; what is done is kept, and the same call goes on with it.
    """
    with speaking(lang):
        plan = SweepPlan(_read(experiment, changes or {}, seeds, jobs, threads))
        folder = Path("outputs") / plan.sweep.experiment.name if out is None else Path(out)
        jobs, threads = shared_out(len(plan), jobs, threads)
        going_on = is_there(folder / PLAN) if resume is None else resume
        study = SweepFolder(folder, plan, going_on)
        study.refuse_unfit()
        if not large and not going_on:
            _refuse_large(plan, jobs, threads, folder)
        executor = local(PoolSettings(jobs, threads, TRIES, RUNS_PER_WORKER, SILENT_SECONDS))
        with study:
            ends = execute_sweep(study, executor, retry_failed, shown=progress)
        if not ends.complete:
            rest = ends.n_runs - len(ends.done) - len(ends.failed)
            raise KeyboardInterrupt(
                say(
                    "sweep_interrupted",
                    done=len(ends.done),
                    n=ends.n_runs,
                    failed=len(ends.failed),
                    rest=rest,
                    command=f'sim.sweep("{experiment}", out="{folder}", resume=True)',
                )
            )
        found = read(folder)
        assert isinstance(found, SweepResults)
        return found


def _read(
    experiment: str | Path, changes: Mapping[str, Any], seeds: int | None, jobs: int | None, threads: int | None
) -> Sweep:
    """Reads the file; everything wrong with it and with the numbers is said together."""
    faults = number_faults(jobs=jobs, threads=threads)
    if seeds is not None and seeds < 1:
        faults.append(Fault("GZ023", file="seeds", found=str(seeds), low="1"))
    try:
        read_sweep = load_sweep(experiment, setting_texts(changes), seeds)
    except InputError as problem:
        raise InputError([*problem.faults, *faults]) from None
    if faults:
        raise InputError(faults)
    prove_places(read_sweep.scenarios)
    return read_sweep


def _refuse_large(plan: SweepPlan, jobs: int, threads: int, folder: Path) -> None:
    """Refuses a sweep above the limits of its file, which the command line would ask about."""
    most = plan.sweep.experiment.limits.runs
    problem = say("sweep_runs", n=len(plan), most=most) if len(plan) > most else ""
    if not problem and len(plan) >= FEW_RUNS:
        problem = above_limits(plan, expected(plan, jobs, threads, folder), folder)
    if problem:
        raise InputError(Fault("GZ074", facts={"problem": problem}, help="large=True"))


def execute_sweep(study: SweepFolder, executor: Executor, retry_failed: bool, shown: bool = True) -> Ends:
    """Executes what is missing of a sweep, compiling first where that is needed.

    Args:
        study: Its folder, opened.
        executor: What executes runs.
        retry_failed: Whether failed runs are executed again.
        shown: Whether to show on the error stream how far it is.

    Returns:
        How far it is now.
    """
    plan = study.plan
    run = plan.sweep.baseline.run
    compile_first()
    n_days = (run.days + run.warm_up_days) * len(plan)
    view = ProgressShown(n_days, len(plan)) if shown else None
    with view if view is not None else nullcontext():
        if view is not None:
            ended_before = sum(1 for room in ("runs", "failed") for _ in (study.folder / room).glob("??/*.run"))
            view.runs = min(ended_before, len(plan))
            view.n_days = max(1, n_days * (len(plan) - view.runs) // max(1, len(plan)))
        tell: Progress = _unseen if view is None else view
        return study.execute(executor, tell, retry_failed)


def expected(plan: SweepPlan, jobs: int, threads: int, folder: Path) -> dict[str, Any]:
    """What a sweep is expected to take: timed by the first run, which is thrown away.

    Args:
        plan: The sweep.
        jobs: Processes.
        threads: Threads of each run.
        folder: Where it is to lie.

    Returns:
        Runs, minutes and megabytes by name.

    Raises:
        RunsFailed: The first run fails.
    """
    compile_first()
    keeper = WorldKeeper(threads)
    begun = time.perf_counter()
    keeper.world(plan[0].scenario)
    built = time.perf_counter() - begun
    outcome = execute_run(plan[0], keeper, threads, lambda: None)
    if outcome.result is None:
        raise RunsFailed(
            Sentence(
                f"the first run fails, so none is begun:\n{outcome.error}",
                f"首次运行即失败，故未开始：\n{outcome.error}",
            )
        )
    seconds = outcome.result.seconds["all"]
    size = SweepFolder(folder, plan).bytes_of_a_run(outcome)
    worlds = built * (jobs if plan.n_worlds == 1 else plan.n_worlds)
    return {
        "n_points": plan.n_points,
        "n_scenarios": len(plan.sweep.scenarios),
        "n_seeds": len(plan.sweep.seeds),
        "n_runs": len(plan),
        "n_worlds": plan.n_worlds,
        "seconds": seconds,
        "world": built,
        "jobs": jobs,
        "minutes": (math.ceil(len(plan) / jobs) * seconds + worlds / jobs) / 60.0,
        "megabytes": size * len(plan) / 1e6,
        "free_megabytes": free_bytes(folder) / 1e6,
    }


def above_limits(plan: SweepPlan, facts: Mapping[str, Any], folder: Path) -> str:
    """Says in what a sweep is above the hours or gigabytes of its file; "" where it is not.

    Args:
        plan: The sweep.
        facts: What `expected` gives.
        folder: Where it is to lie.

    Raises:
        EnvironmentProblem: The disk is too small.
    """
    if facts["megabytes"] > facts["free_megabytes"]:
        problem = Sentence(
            "{megabytes:.0f} MB are needed, {free_megabytes:.0f} MB are free",
            "需要 {megabytes:.0f} MB，可用 {free_megabytes:.0f} MB",
        ).filled(**facts)
        raise EnvironmentProblem(Fault("GZ075", file=str(folder), facts={"problem": problem}))
    limits = plan.sweep.experiment.limits
    if facts["minutes"] / 60.0 <= limits.hours and facts["megabytes"] / 1e3 <= limits.gigabytes:
        return ""
    return say("dry_time", **facts) + "; " + say("sweep_disk", **facts)


def _unseen(days: int, runs: int) -> None:
    """Progress nobody looks at."""
