"""How runs are carried out for a person: compiled first, shared among the processors, with a view of how far it is."""

from __future__ import annotations

import os
from collections.abc import Sequence

import mesa  # noqa: F401 (it looks up the source of every module that is importing it: the fewer, the faster)

from sim.api.progress import ProgressShown, ShareShown, tell
from sim.kernels import is_warm, warm_up
from sim.report.words import say
from sim.studies.executor import Executed, Run, execute
from sim.studies.interruption import interruptible

MOST_PROCESSES = 1024


def n_processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_out(n_runs: int, jobs: int | None, threads: int | None) -> tuple[int, int]:
    """Shares the processors among runs.

    Args:
        n_runs: Runs to be carried out.
        jobs: Processes asked for; None for as many as there are processors and runs.
        threads: Threads of each run asked for; None for the processors left over, shared evenly.

    Returns:
        Processes and threads of each run; neither changes a result.
    """
    processors = n_processors()
    jobs = min(processors, n_runs) if jobs is None else jobs
    return jobs, max(1, processors // max(1, jobs)) if threads is None else threads


def compile_first(lang: str) -> float:
    """Compiles where that is needed, and shows on the error stream how far it is.

    Args:
        lang: "en" or "zh".

    Returns:
        Seconds it took, 0 where everything was compiled already.
    """
    if is_warm():
        return 0.0
    tell(say("compiling", lang))
    with interruptible(), ShareShown() as shown:
        return warm_up(shown)


def carry_out(plan: Sequence[Run], jobs: int, threads: int, lang: str, shown: bool = True) -> Executed:
    """Carries runs out, compiling first where that is needed.

    Args:
        plan: The runs.
        jobs: Processes.
        threads: Threads of each run.
        lang: "en" or "zh".
        shown: Whether to show on the error stream how far it is.

    Returns:
        Their outcomes in the order of the plan.
    """
    compile_first(lang)
    if not shown:
        return execute(plan, jobs, threads)
    n_days = sum(run.scenario.run.days + run.scenario.run.warm_up_days for run in plan)
    with ProgressShown(n_days, len(plan), lang) as progress:
        return execute(plan, jobs, threads, progress)
