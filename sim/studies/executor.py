"""Carries out many runs in parallel processes and brings back small tables in the order of the plan.

Each process keeps the world of its last run, so the policies of a study share one. A run that raises is
recorded with
its traceback; a process that dies has its run repeated once in a new process. What a run gives depends on its
scenario and seed alone, so neither the number of processes nor their speed changes a byte.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import connection
from typing import Any

from sim.run import RunResult, run_one, warm_up, world_for
from sim.scenario.scenario import Scenario
from sim.world.world import World

TRIES = 2
"""How often a run is begun before it counts as failed, where its process dies."""

REPORT_SECONDS = 0.2
"""How often a process tells how far it is."""

ONE_THREAD = (
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
"""Variables by which numerical libraries are told, before they are imported, to use one thread."""


@dataclass(frozen=True)
class Run:
    """One run to be carried out.

    Attributes:
        scenario: The scenario.
        seed: Seed of the run.
        measures: Measures to be kept of it; None keeps all. Studies of thousands of runs need few of them.
    """

    scenario: Scenario
    seed: int
    measures: frozenset[str] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a run.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed of the run.
        result: Its result; None where it failed or was not carried out.
        error: Traceback or what else went wrong; empty where nothing did.
    """

    scenario: str
    seed: int
    result: RunResult | None
    error: str = ""

    @property
    def status(self) -> str:
        """The word written into `runs.csv`: done, failed or not run."""
        return "done" if self.result is not None else "failed" if self.error else "not run"


@dataclass(frozen=True)
class Executed:
    """All runs of a plan in its order.

    Attributes:
        outcomes: One per run of the plan.
        interrupted: Whether somebody pressed Ctrl-C before all were done.
    """

    outcomes: tuple[Outcome, ...]
    interrupted: bool

    @property
    def n_failed(self) -> int:
        """Number of runs that failed."""
        return sum(outcome.status == "failed" for outcome in self.outcomes)


Progress = Callable[[int, int], None]
"""Told the days simulated since it was last called, and the runs that have ended since then."""


class WorldKeeper:
    """Keeps the world of the last run and builds another only where the world settings differ."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._key = ""
        self._world: World | None = None

    def world(self, scenario: Scenario) -> World:
        """The world of a scenario."""
        key = world_key(scenario)
        if self._world is None or key != self._key:
            self._world = None
            self._world = world_for(scenario, self.threads)
            self._key = key
        return self._world


def world_key(scenario: Scenario) -> str:
    """What scenarios have in common when they have the same world: the text of their world settings."""
    return scenario.world.model_dump_json()


def execute(
    plan: Sequence[Run], jobs: int = 1, threads: int = 1, progress: Progress | None = None
) -> Executed:
    """Carries out all runs of a plan.

    Runs are begun seed by seed, all scenarios of a seed together, so that an interruption leaves complete
    pairs.

    Args:
        plan: The runs.
        jobs: Processes; 1 carries the runs out in this one.
        threads: Threads of each run.
        progress: Told of days and runs as they end; may be None.

    Returns:
        The outcomes in the order of the plan, whatever the order in which they ended.
    """
    worlds = {world_key(run.scenario): None for run in plan}
    place = {key: number for number, key in enumerate(worlds)}
    order = sorted(range(len(plan)), key=lambda i: (place[world_key(plan[i].scenario)], plan[i].seed, i))
    tell = progress if progress is not None else _silent
    if jobs <= 1 or len(plan) <= 1:
        done, interrupted = _execute_here(plan, order, threads, tell)
    else:
        warm_up(plan[0].scenario)
        done, interrupted = _Pool(plan, order, min(jobs, len(plan)), threads, tell).work()
    outcomes = (done.get(i, Outcome(run.scenario.name, run.seed, None)) for i, run in enumerate(plan))
    return Executed(tuple(outcomes), interrupted)


def _silent(days: int, runs: int) -> None:
    """Progress nobody wants to hear of."""


def _execute_here(
    plan: Sequence[Run], order: Sequence[int], threads: int, tell: Progress
) -> tuple[dict[int, Outcome], bool]:
    """Carries out the runs one after another in this process."""
    keeper, done = WorldKeeper(threads), {}
    try:
        for index in order:
            done[index] = _carry_out(plan[index], keeper, threads, lambda: tell(1, 0))
            tell(0, 1)
    except KeyboardInterrupt:
        return done, True
    return done, False


def _carry_out(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """Carries out one run; whatever goes wrong in it is recorded, so that the others go on."""
    name, seed = run.scenario.name, run.seed
    try:
        result = run_one(run.scenario, seed, keeper.world(run.scenario), threads, day_done)
    except Exception:
        return Outcome(name, seed, None, traceback.format_exc())
    if run.measures is not None:
        kept = result.table[result.table["measure"].isin(run.measures)].reset_index(drop=True)
        result = replace(result, table=kept)
    return Outcome(name, seed, result)


# ---------------------------------------------------------------------------------- in other processes


def _work_through(pipe: connection.Connection, threads: int) -> None:
    """The life of a worker: receives runs, sends back days and outcomes, ends when told or left alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper = WorldKeeper(threads)
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        if task is None:
            return
        counter = _DayCounter(pipe)
        outcome = _carry_out(task, keeper, threads, counter.day_done)
        counter.send()
        pipe.send(outcome)


class _DayCounter:
    """Sends the days simulated now and then, not one by one."""

    def __init__(self, pipe: connection.Connection) -> None:
        self._pipe = pipe
        self._days = 0
        self._sent = time.monotonic()

    def day_done(self) -> None:
        """Counts a day."""
        self._days += 1
        if time.monotonic() - self._sent > REPORT_SECONDS:
            self.send()

    def send(self) -> None:
        """Sends what has been counted since the last time."""
        self._pipe.send(self._days)
        self._days, self._sent = 0, time.monotonic()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes started inside use one thread per numerical library; this process keeps its own settings."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _Worker:
    """One process and what it is doing."""

    def __init__(self, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(target=_work_through, args=(far_end, threads), daemon=True)
        with _one_thread_each():
            self.process.start()
        far_end.close()
        self.index: int | None = None
        self.days = 0

    def begin(self, index: int, run: Run) -> None:
        """Hands over a run."""
        self.index, self.days = index, 0
        self.pipe.send(run)

    def end(self, at_once: bool) -> None:
        """Ends the process, waiting for it."""
        if at_once:
            self.process.terminate()
        else:
            try:
                self.pipe.send(None)
            except OSError:
                self.process.terminate()
        self.process.join(timeout=5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


class _Pool:
    """Hands runs to workers, notes what comes back, and replaces workers that die."""

    def __init__(
        self, plan: Sequence[Run], order: Sequence[int], jobs: int, threads: int, tell: Progress
    ) -> None:
        self.plan, self.waiting, self.threads, self.tell = plan, deque(order), threads, tell
        self.jobs = jobs
        self.done: dict[int, Outcome] = {}
        self.deaths: dict[int, int] = {}
        self.workers: list[_Worker] = []

    def work(self) -> tuple[dict[int, Outcome], bool]:
        """Goes on until every run has an outcome or somebody interrupts."""
        interrupted = False
        try:
            while len(self.done) < len(self.plan):
                self._hand_out()
                self._listen()
        except KeyboardInterrupt:
            interrupted = True
        finally:
            for worker in self.workers:
                worker.end(at_once=interrupted or worker.index is not None)
        return self.done, interrupted

    def _hand_out(self) -> None:
        """Gives every idle worker a run and starts workers that are wanting."""
        while len(self.workers) < self.jobs and self.waiting:
            self.workers.append(_Worker(self.threads))
            self._give(self.workers[-1])
        for worker in list(self.workers):
            if worker.index is None and self.waiting:
                self._give(worker)

    def _give(self, worker: _Worker) -> None:
        index = self.waiting.popleft()
        try:
            worker.begin(index, self.plan[index])
        except OSError:
            self._bury(worker)

    def _listen(self) -> None:
        """Waits until some worker has something to say or has died."""
        busy = {worker.pipe: worker for worker in self.workers if worker.index is not None}
        for pipe in connection.wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            try:
                self._note(worker, worker.pipe.recv())
            except (EOFError, OSError):
                self._bury(worker)

    def _note(self, worker: _Worker, message: Any) -> None:
        """Notes days simulated or the outcome of a run."""
        if isinstance(message, int):
            worker.days += message
            self.tell(message, 0)
            return
        assert worker.index is not None
        self.done[worker.index] = message
        worker.index = None
        self.tell(0, 1)

    def _bury(self, worker: _Worker) -> None:
        """A worker has died: its run goes back to the front once, then counts as failed."""
        self.workers.remove(worker)
        worker.process.join()
        worker.pipe.close()
        index = worker.index
        if index is None:
            return
        self.tell(-worker.days, 0)
        self.deaths[index] = self.deaths.get(index, 0) + 1
        if self.deaths[index] < TRIES:
            self.waiting.appendleft(index)
            return
        run = self.plan[index]
        error = f"the process of this run ended with {_ending(worker.process.exitcode)}, {TRIES} times"
        self.done[index] = Outcome(run.scenario.name, run.seed, None, error)
        self.tell(0, 1)


def _ending(exit_code: int | None) -> str:
    """Says how a process ended: by a signal (a negative code) or by itself."""
    if exit_code is not None and exit_code < 0:
        return f"signal {-exit_code} ({signal.Signals(-exit_code).name}; 9 often means that memory ran out)"
    return f"exit code {exit_code}"
