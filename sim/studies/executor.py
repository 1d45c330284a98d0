"""Executes the runs of a plan that a store lacks, and brings back small tables in the order of the plan.

Whatever executes runs (this process, processes of this machine, a cluster) is an `Executor`; what they give is kept
under each run's key as soon as it has ended. What a run gives depends on its scenario and seed alone, so neither the
number of processes, nor their speed, nor an interruption in between changes a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.errors import EnvironmentProblem, Fault
from sim.kernels import warm_up
from sim.studies.interruption import interruptible
from sim.studies.plan import Plan
from sim.studies.pool import Ended, Pool, PoolSettings, work_here
from sim.studies.program import fingerprint
from sim.studies.run_store import MemoryStore, Store
from sim.studies.runs import Outcome, Progress, Run

Executor = Callable[[Plan, Sequence[int], Progress, Ended], bool]
"""Executes some runs of a plan, telling of progress and outcomes; says whether somebody interrupted."""


def local(settings: PoolSettings) -> Executor:
    """Executes runs in processes of this machine.

    Args:
        settings: How.

    Returns:
        The executor.
    """

    def work(plan: Plan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        return Pool(plan, order, settings, tell, ended, plan.groups(order)).work()

    return work


def nearby(jobs: int, threads: int) -> Executor:
    """Executes runs in this process where one is enough, else in processes of this machine.

    Args:
        jobs: Processes at most.
        threads: Threads of each run.

    Returns:
        The executor.
    """

    def work(plan: Plan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        if min(jobs, len(order)) <= 1:
            return work_here(plan, order, PoolSettings(1, threads), tell, ended)
        warm_up()
        return local(PoolSettings(min(jobs, len(order)), threads))(plan, order, tell, ended)

    return work


@dataclass(frozen=True)
class Executed:
    """All runs of a plan in its order.

    Attributes:
        outcomes: One per run of the plan.
        interrupted: Whether somebody asked for an end before all were done.
    """

    outcomes: tuple[Outcome, ...]
    interrupted: bool

    @property
    def n_failed(self) -> int:
        """Number of runs that failed."""
        return sum(outcome.status == "failed" for outcome in self.outcomes)

    def refuse_empty(self) -> None:
        """Goes no further where somebody asked for an end before any run had ended: there is nothing to keep.

        Raises:
            KeyboardInterrupt: It is so.
        """
        if self.interrupted and all(outcome.status == "not run" for outcome in self.outcomes):
            raise KeyboardInterrupt


@dataclass
class Ends:
    """How far a study is.

    Attributes:
        n_runs: Runs of the plan.
        done: Positions of runs with a result.
        failed: Positions of runs that failed.
        interrupted: Whether somebody interrupted.
        seconds: Seconds of the runs executed this time.
        quarantined: Keys of results found damaged.
    """

    n_runs: int
    done: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    interrupted: bool = False
    seconds: list[float] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every run has ended."""
        return len(self.done) + len(self.failed) == self.n_runs


def ends_in(plan: Plan, store: Store) -> Ends:
    """Reads what a store has of a plan.

    Args:
        plan: The plan.
        store: Where results are kept.

    Returns:
        What is done and what has failed.
    """
    found = Ends(len(plan))
    for index in range(len(plan)):
        key = plan.key(index)
        if store.read(key) is not None:
            found.done.add(index)
        elif store.failure(key) is not None:
            found.failed.add(index)
    return found


def complete(
    plan: Plan,
    store: Store,
    executor: Executor,
    tell: Progress,
    retry_failed: bool = False,
    first: Callable[[], None] = lambda: None,
) -> Ends:
    """Executes the runs of a plan that a store lacks, keeping each result as it comes.

    Runs that must give the same, such as the baseline at points that differ in levers only, are executed once.

    Args:
        plan: The plan.
        store: Where results are kept.
        executor: What executes runs.
        tell: Told of days and runs.
        retry_failed: Whether runs that failed are executed again.
        first: Called before the first run where any is to be executed.

    Returns:
        How far the study is now.

    Raises:
        EnvironmentProblem: The disk refuses, or a worker has another version of the program.
    """
    with interruptible():
        ends = ends_in(plan, store)
    if retry_failed:
        ends.failed.clear()
    same: dict[str, list[int]] = {}
    for index in range(len(plan)):
        if index not in ends.done and index not in ends.failed:
            same.setdefault(plan.key(index), []).append(index)
    own = fingerprint()

    def ended(index: int, outcome: Outcome) -> None:
        if outcome.program != own:
            raise EnvironmentProblem(Fault("GZ077", found=outcome.program[:12] or "?", allowed=own[:12]))
        key = plan.key(index)
        store.write(key, outcome)
        (ends.done if outcome.result is not None else ends.failed).update(same[key])
        if outcome.result is not None:
            ends.seconds.append(outcome.result.seconds["all"])

    if same:
        first()
        ends.interrupted = executor(plan, plan.order([places[0] for places in same.values()]), tell, ended)
    return ends


def execute(
    plan: Sequence[Run],
    executor: Executor,
    progress: Progress | None = None,
    store: MemoryStore | None = None,
    retry_failed: bool = False,
) -> Executed:
    """Executes all runs of a plan, or the rest of them, and brings back every outcome.

    Args:
        plan: The runs.
        executor: What executes runs.
        progress: Told of days and runs as they end; may be None.
        store: What is known of them already, and where their results are kept; None for nothing.
        retry_failed: Whether runs that failed before are executed again.

    Returns:
        The outcomes in the order of the plan, whatever the order in which they ended.
    """
    made = plan if isinstance(plan, Plan) else Plan(plan)
    store = MemoryStore() if store is None else store
    tell = progress if progress is not None else _silent
    ends = complete(made, store, executor, tell, retry_failed)
    outcomes = []
    for index, run in enumerate(made):
        key = made.key(index)
        found = store.read(key) or store.failure(key)
        outcomes.append(Outcome(run.scenario.name, run.seed, None) if found is None else found.outcome)
    return Executed(tuple(outcomes), ends.interrupted)


def _silent(days: int, runs: int) -> None:
    """Progress nobody wants to hear of."""
