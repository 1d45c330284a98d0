"""Processes of this machine that execute runs, and what is done when one of them dies, hangs or grows old.

Where the system allows it, workers are forked from a server process that has imported the program and done nothing
else: a new worker is there in a tenth of a second, and a recycled one costs next to nothing.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import connection
from multiprocessing.reduction import ForkingPickler
from types import ModuleType
from typing import Any

from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.shipped import IMPORTED_FROM
from sim.studies.interruption import held, interruptible
from sim.studies.program import fingerprint
from sim.studies.runs import ExecuteRun, Outcome, Progress, Run, WorldKeeper, execute_run
from sim.words import Sentence, Text

REPORT_SECONDS = 0.2
"""How often a process tells how far it is."""

LOOK_SECONDS = 1.0
"""How often the pool looks for workers that have fallen silent."""

LONGEST_TEMPORARY = 64
"""Bytes of a path that leave room for the name of a socket, which may have some hundred in all."""

SHORT_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")

ONE_THREAD = (
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
"""Variables by which numerical libraries are told, before they are imported, to use one thread."""

MOST_LOOKED_AT = 1000
"""Runs of the plan among which one is sought that has days in common with the last (assumed)."""

MOST_STILLBORN = 10
"""So many processes may end, one after another, before they could begin; then something is wrong with all (assumed)."""

Ended = Callable[[int, Outcome], None]
"""Told the position of a run in the plan and what became of it, as soon as it has ended."""


@dataclass(frozen=True)
class PoolSettings:
    """How processes execute a plan.

    Attributes:
        jobs: Processes at once.
        threads: Threads of each run.
        tries: How often a run is begun before it counts as failed, where its process dies or hangs.
        runs_per_worker: A process is replaced after so many runs, so that memory it does not give back is given
            back; None for never.
        silent_seconds: A process that has been busy and silent for so long is ended; None for never.
        execute: What executes a run.
    """

    jobs: int = 1
    threads: int = 1
    tries: int = 2
    runs_per_worker: int | None = None
    silent_seconds: float | None = None
    execute: ExecuteRun = execute_run


def _work_through(pipe: connection.Connection, threads: int, execute: ExecuteRun, program: str) -> None:
    """The life of a worker: says that it is there, receives runs, sends back days and outcomes, ends when told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    keeper, program = WorldKeeper(threads), program or fingerprint()
    gc.freeze()  # What has been imported stays for good; looking through it took a fifth of a second now and then.
    try:
        pipe.send(None)
        while (task := pipe.recv()) is not None:
            counter = _DayCounter(pipe)
            outcome = execute(task, keeper, threads, counter.day_done)
            counter.send()
            pipe.send(replace(outcome, program=program))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # Whoever gave the runs has gone.


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
def _environment_of_workers() -> Iterator[None]:
    """Processes started inside use one thread per numerical library, and import this program and no other.

    Python would look for it in the working folder first, where a `sim.py` of the user's may lie. This process keeps
    its own settings.
    """
    path = os.pathsep.join(filter(None, (str(IMPORTED_FROM), os.environ.get("PYTHONPATH"))))
    settings = {**dict.fromkeys(ONE_THREAD, "1"), "PYTHONSAFEPATH": "1", "PYTHONPATH": path}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _without_main() -> Iterator[None]:
    """Processes started inside do not execute the script that started them again: they need the program only.

    Multiprocessing has every new process import `__main__`, so that a script without a guard would start its study
    anew in each of them.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _short_temporary_folder() -> Iterator[None]:
    """Processes are reached through a socket in the folder for temporary files; its path must not be long."""
    before = tempfile.gettempdir()
    short = next((place for place in SHORT_FOLDERS if os.access(place, os.W_OK | os.X_OK)), before)
    tempfile.tempdir = short if len(os.fsencode(before)) > LONGEST_TEMPORARY else before
    try:
        yield
    finally:
        tempfile.tempdir = before


def _context() -> Any:
    """How processes are started: from a server that has imported the program, on Linux; afresh elsewhere."""
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


class _Worker:
    """One process and what it is doing."""

    def __init__(self, settings: PoolSettings) -> None:
        context = _context()
        # A forked worker is this program, whatever becomes of its files meanwhile; another one has read them afresh.
        program = fingerprint() if context.get_start_method() == "forkserver" else ""
        self.pipe, far_end = context.Pipe()
        self.process = context.Process(
            target=_work_through, args=(far_end, settings.threads, settings.execute, program), daemon=True
        )
        try:
            with _environment_of_workers(), _without_main(), _short_temporary_folder():
                self.process.start()
        except OSError as problem:
            started = Sentence("a process could not be started ({reason})", "无法启动进程（{reason}）")
            facts = {"problem": started.filled(reason=reason_of(problem))}
            advice: Text = Sentence("--jobs 1 runs everything in this process", "--jobs 1 在本进程内执行全部运行")
            if "AF_UNIX" in str(problem):
                advice = Sentence(
                    "set TMPDIR to a folder with a short path, such as /tmp",
                    "请将 TMPDIR 设为路径较短的文件夹，例如 /tmp",
                )
            raise EnvironmentProblem(Fault("GZ092", help=advice, facts=facts)) from None
        far_end.close()
        self.index: int | None = None
        self.group: Hashable = None
        self.prepared: tuple[int, Any] | None = None
        self.days = 0
        self.n_runs = 0
        self.there = False
        self.heard = time.monotonic()

    def prepare(self, index: int, run: Run) -> None:
        """Makes the message by which a run is handed over, so that it need not be waited for when it is wanted."""
        self.prepared = index, ForkingPickler.dumps(run)

    def begin(self) -> None:
        """Hands over the run that was prepared."""
        assert self.prepared is not None
        (self.index, message), self.prepared = self.prepared, None
        self.days, self.heard = 0, time.monotonic()
        self.pipe.send_bytes(message)

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


def work_here(plan: Sequence[Run], order: Iterable[int], settings: PoolSettings, tell: Progress, ended: Ended) -> bool:
    """Runs one after another in this process.

    Args:
        plan: The runs.
        order: Positions in the plan of the runs to execute, in order.
        settings: Threads of each run, and what executes one.
        tell: Told of days and runs.
        ended: Told of every outcome.

    Returns:
        Whether somebody pressed Ctrl-C.
    """
    keeper, program = WorldKeeper(settings.threads), fingerprint()
    with held():
        try:
            with interruptible():
                for index in order:
                    outcome = settings.execute(plan[index], keeper, settings.threads, lambda: tell(1, 0))
                    ended(index, replace(outcome, program=program))
                    tell(0, 1)
        except KeyboardInterrupt:
            return True
        return False


class Pool:
    """Hands runs to workers, tells what becomes of them, and replaces workers that die, hang or grow old."""

    def __init__(
        self,
        plan: Sequence[Run],
        order: Sequence[int],
        settings: PoolSettings,
        tell: Progress,
        ended: Ended,
        groups: Mapping[int, Hashable] | None = None,
    ) -> None:
        """Makes the pool; processes are started by `work`.

        Args:
            plan: The runs; each is asked for when it is begun.
            order: Positions in the plan of the runs to execute, in the order in which they are begun.
            settings: How.
            tell: Told of days and runs.
            ended: Told of every outcome.
            groups: By position in the plan, what runs with days in common share: one process executes them where
                it can, since it has simulated these days.
        """
        self.plan, self.waiting, self.settings = plan, deque(order), settings
        self.groups = groups or {}
        self.tell, self.ended = tell, ended
        self.deaths: dict[int, int] = {}
        self.stillborn = 0
        self.workers: list[_Worker] = []

    def work(self) -> bool:
        """Goes on until every run has an outcome or somebody interrupts.

        Returns:
            Whether somebody interrupted.

        Raises:
            EnvironmentProblem: No process can be started, or none gets as far as its first run.
        """
        if multiprocessing.current_process().daemon:
            # Python lets a process that ends with its parent have no children of its own.
            return work_here(self.plan, self.waiting, self.settings, self.tell, self.ended)
        whole = interrupted = False
        with held():
            try:
                with interruptible():
                    while self.waiting or any(worker.index is not None for worker in self.workers):
                        self._hand_out()
                        self._listen()
                whole = True
            except KeyboardInterrupt:
                interrupted = True
            finally:
                for worker in self.workers:
                    worker.end(at_once=not whole or worker.index is not None)
        return interrupted

    def _hand_out(self) -> None:
        """Gives every idle worker a run and starts workers that are wanting."""
        for worker in [w for w in self.workers if w.index is None and self._is_old(w)]:
            self.workers.remove(worker)
            worker.end(at_once=False)
        while len(self.workers) < self.settings.jobs and self.waiting:
            self.workers.append(_Worker(self.settings))
            self._give(self.workers[-1])
        for worker in list(self.workers):
            if worker.index is None and self.waiting:
                self._give(worker)

    def _is_old(self, worker: _Worker) -> bool:
        """Whether a process is to be replaced."""
        most = self.settings.runs_per_worker
        return most is not None and worker.n_runs >= most

    def _prepare(self, worker: _Worker) -> None:
        """Chooses a worker's next run, which belongs to it from now on."""
        index = self._next(worker.group)
        worker.prepare(index, self.plan[index])
        worker.group = self.groups.get(index)

    def _give(self, worker: _Worker) -> None:
        if worker.prepared is None:
            self._prepare(worker)
        try:
            worker.begin()
        except OSError:
            self._back(worker.index)  # It was dead before it was given the run.
            worker.index = None
            self._bury(worker)

    def _back(self, index: int | None) -> None:
        """Puts a run that was taken for a worker back in front of those that wait."""
        if index is not None:
            self.waiting.appendleft(index)

    def _next(self, group: Hashable) -> int:
        """Takes out the run that is begun next by a process that has simulated the common days of a group.

        One of that group; else the first whose common days nobody has begun; else the last, so that nobody is idle.
        """
        begun = {worker.group for worker in self.workers} - {None, group}
        free = None
        for place, index in enumerate(islice(self.waiting, MOST_LOOKED_AT)):
            found = self.groups.get(index)
            if found is not None and found == group:
                free = place
                break
            if free is None and found not in begun:
                free = place
                if group is None:
                    break
        place = len(self.waiting) - 1 if free is None else free
        index = self.waiting[place]
        del self.waiting[place]
        return index

    def _listen(self) -> None:
        """Waits until some worker has something to say, has died, or has been silent for too long."""
        limit = self.settings.silent_seconds
        busy = {worker.pipe: worker for worker in self.workers if worker.index is not None}
        if not busy:
            return  # The workers have died before they were given a run; others are started.
        for pipe in connection.wait(list(busy), None if limit is None else min(LOOK_SECONDS, limit)):
            worker = busy[pipe]
            try:
                message = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._note(worker, message)
        if limit is None:
            return
        for worker in list(self.workers):
            if worker.index is not None and time.monotonic() - worker.heard > limit:
                worker.process.kill()
                self._bury(worker, f"was ended after {limit:g} seconds without a sign of life")

    def _note(self, worker: _Worker, message: Any) -> None:
        """Notes that a process is there, days simulated, or the outcome of a run."""
        worker.heard = time.monotonic()
        if message is None:
            worker.there, self.stillborn = True, 0
            return
        if isinstance(message, int):
            worker.days += message
            self.tell(message, 0)
            return
        assert worker.index is not None
        index, worker.index = worker.index, None
        worker.n_runs += 1
        if (worker.prepared or self.waiting) and not self._is_old(worker):
            self._give(worker)  # It goes on while this process writes the result.
        self.ended(index, message)
        self.tell(0, 1)
        self._look_ahead(worker)

    def _look_ahead(self, worker: _Worker) -> None:
        """Prepares a busy worker's next run, except the last ones, which go to whoever is free first."""
        most = self.settings.runs_per_worker
        last = most is not None and worker.n_runs + 1 >= most
        if worker.index is not None and len(self.waiting) > self.settings.jobs and not last:
            self._prepare(worker)

    def _bury(self, worker: _Worker, how: str = "") -> None:
        """A worker has died: its run is begun again a few times, then counts as failed.

        A process that ended before it could begin says nothing about its run, which waits for another one.
        """
        self.workers.remove(worker)
        worker.process.join()
        worker.pipe.close()
        if worker.prepared is not None:
            self._back(worker.prepared[0])
        began, index = worker.there or bool(how), worker.index
        if not began:
            self.stillborn += 1
            if self.stillborn == MOST_STILLBORN:
                ending = _ending(worker.process.exitcode)
                problem = Sentence(
                    f"{MOST_STILLBORN} processes in a row ended before their first run, the last with {{ending}}",
                    f"连续 {MOST_STILLBORN} 个进程在首次运行之前即告终止，最后一个：{{ending}}",
                ).filled(ending=ending)
                raise EnvironmentProblem(Fault("GZ092", facts={"problem": problem}))
        if index is None:
            return
        if not began:
            self.waiting.appendleft(index)
            return
        self.tell(-worker.days, 0)
        self.deaths[index] = self.deaths.get(index, 0) + 1
        if self.deaths[index] < self.settings.tries:
            self.waiting.appendleft(index)
            return
        run = self.plan[index]
        how = how or f"ended with {_ending(worker.process.exitcode)}"
        error = f"the process of this run {how}, {self.settings.tries} times"
        self.ended(index, Outcome(run.scenario.name, run.seed, None, error, fingerprint()))
        self.tell(0, 1)


def _ending(exit_code: int | None) -> str:
    """Says how a process ended: by a signal (a negative code) or by itself."""
    if exit_code is not None and exit_code < 0:
        return f"signal {-exit_code} ({signal.Signals(-exit_code).name}; 9 often means that memory ran out)"
    return f"exit code {exit_code}"
