"""How runs are executed for a person: compiled first, shared among the processors, with a view of how far it is."""

from __future__ import annotations

import os
from collections.abc import Sequence

import mesa  # noqa: F401 (it looks up the source of every module that is importing it: the fewer, the faster)

from sim.api.progress import ProgressShown, ShareShown, tell
from sim.kernels import is_warm, warm_up
from sim.report.words import say
from sim.studies.executor import Executed, Executor, ends_in, execute
from sim.studies.interruption import interruptible
from sim.studies.plan import Plan
from sim.studies.run_store import MemoryStore
from sim.studies.runs import Run

MOST_PROCESSES = 1024


def n_processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_out(n_runs: int, jobs: int | None, threads: int | None) -> tuple[int, int]:
    """Shares the processors among runs.

    Args:
        n_runs: Runs to be executed.
        jobs: Processes asked for; None for as many as there are processors and runs.
        threads: Threads of each run asked for; None for the processors left over, shared evenly.

    Returns:
        Processes and threads of each run; neither changes a result.
    """
    processors = n_processors()
    jobs = min(processors, n_runs) if jobs is None else jobs
    return jobs, max(1, processors // max(1, jobs)) if threads is None else threads


def compile_first() -> float:
    """Compiles where that is needed, and shows on the error stream how far it is.

    Returns:
        Seconds it took, 0 where everything was compiled already.
    """
    if is_warm():
        return 0.0
    tell(say("compiling"))
    with interruptible(), ShareShown() as shown:
        return warm_up(shown)


def execute_shown(
    plan: Sequence[Run],
    executor: Executor,
    shown: bool = True,
    store: MemoryStore | None = None,
    retry_failed: bool = False,
) -> Executed:
    """Executes runs, compiling first where that is needed.

    Args:
        plan: The runs.
        executor: What executes them.
        shown: Whether to show on the error stream how far it is.
        store: What is known of them already, and where their results are kept; None for nothing.
        retry_failed: Whether runs that failed before are executed again.

    Returns:
        Their outcomes in the order of the plan.
    """
    compile_first()
    made, store = Plan(plan), MemoryStore() if store is None else store
    if not shown:
        return execute(made, executor, store=store, retry_failed=retry_failed)
    ends = ends_in(made, store)
    known = ends.done if retry_failed else ends.done | ends.failed
    rest = [run for index, run in enumerate(plan) if index not in known]
    n_days = sum(run.scenario.run.days + run.scenario.run.warm_up_days for run in rest)
    with ProgressShown(max(1, n_days), max(1, len(rest))) as progress:
        return execute(made, executor, progress, store, retry_failed)
