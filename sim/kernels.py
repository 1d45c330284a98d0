"""The kernels that Python calls, with the types it calls them with: what is compiled before the first run.

Kernels that only kernels call are compiled inside these. A test runs a model over every mechanism and a New Year and
finds nothing compiled that is not listed here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np

from sim.agents import adaptation, migration, participation
from sim.agents.office import Community, Desk, District, Township
from sim.agents.purposes import N_PURPOSES
from sim.agents.resident import Resident
from sim.columns import record_type
from sim.compiled import private_numba
from sim.issues import arising, events, judging, meetings, records, work
from sim.issues.store import ISSUE, RECORD, Stage, make_clock
from sim.kernel_files import kernel_files
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario
from sim.world import draws, points, residents
from sim.world.residents import Homes

COMPLETE = "complete"
"""File in the folder of kernels that says that all of them are there."""


class EntryPoint(NamedTuple):
    """A kernel that Python calls.

    Attributes:
        kernel: The kernel.
        types: Numba's types of its arguments.
        share: Its share of the time it takes to compile all, measured; roughly, for progress and order.
    """

    kernel: Any
    types: tuple[Any, ...]
    share: float


def entry_points() -> list[EntryPoint]:
    """All kernels that Python calls, those that take longest to compile first."""
    rules = Rulebook(Scenario())
    people = np.zeros(0, record_type(Resident))
    stage = Stage(
        params=rules.record,
        kinds=rules.categories,
        clock=make_clock([0] * N_PURPOSES),
        working=np.zeros(0, bool),
        communities=np.zeros(0, record_type(Community)),
        townships=np.zeros(0, record_type(Township)),
        districts=np.zeros(0, record_type(District)),
        desks=np.zeros(0, record_type(Desk)),
        residents=people,
        keys=np.zeros(0, np.uint64),
        issues=np.zeros(0, ISSUE),
        wheel=np.zeros(0, np.int32),
        tallies=np.zeros((0, 0, 0, 0), np.int32),
    )
    params, i, u = np.zeros(0, RECORD), 1, np.uint64(1)
    i32, i64, f64, u64, u8 = (np.zeros(0, kind) for kind in (np.int32, np.int64, np.float64, np.uint64, np.uint8))
    table, counts = np.zeros((0, 0)), np.zeros((0, 0), np.int64)
    u16 = np.zeros(0, np.uint16)
    fixed16, fixed32, fixed64 = u16.copy(), i32.copy(), i64.copy()  # what the world's tables hold
    fixed16.flags.writeable = fixed32.flags.writeable = fixed64.flags.writeable = False
    homes = Homes(u64, i64, u64, f64, i64, u64, f64, i64, i32)
    listed: list[tuple[float, Any, tuple[Any, ...]]] = [
        (7.7, work.serve_offices, (stage, i, i)),
        (4.5, events.todays_events, (stage, i, i)),
        (2.7, arising.arise, (stage, i, i, i, i64, i32, u8, table)),
        (0.2, arising.highest_needs, (stage, table, i, i, table, table, f64)),
        (0.2, arising.count_candidates, (stage, i, i, i, f64, counts)),
        (0.2, arising.place_candidates, (stage, i, i, i, f64, counts, i32, u8)),
        (1.6, meetings.meet, (stage, i, i, i)),
        (0.4, work.open_offices, (stage, i, i)),
        (0.9, adaptation.communities_adapt, (stage, i, True, i, i)),
        (0.3, participation.think_again, (stage, i, i, i, f64)),
        (0.2, judging.hear_across, (stage, params, i)),
        (0.2, records.count_open, (stage,)),
        (0.3, records.gather_closed, (stage, i, i, i64, params)),
        (0.3, records.read_open, (stage, params)),
        (0.6, records.survey, (stage, np.zeros((0, 0, 0), np.int64), i, i)),
        (0.5, migration.choose_destinations, (stage, i, 1.0, homes, table, i32, i, i)),
        (0.1, migration.count_moves, (stage, i32, i64, i64)),
        (0.2, migration.count_people, (stage, table, i, i)),
        (0.1, migration.move_in, (stage, fixed16, fixed32, i64, i, i)),
        (0.2, migration.number_rows, (stage, i32, i64, i64, people, u64, i32)),
        (0.2, migration.rearrange, (people, u64, i32, people, u64, i32)),
        (0.1, draws._fill_normals, (u, u, u64, u, f64)),
        (0.1, draws._fill_uniforms, (u, u, u64, u, f64)),
        (0.9, points._draw_points, (u, u, u64, i32, table, i64, i64, i, table)),
        (0.6, residents._fill_homes, (i, i, u, u64, fixed64, u16, i64, fixed32, 1.0, table, homes, i32)),
        (0.6, residents._fill_people, (i, i, u, u64, fixed64, table, *(f64,) * 5, 1.0, u16, *(counts,) * 3)),
    ]
    whole = sum(seconds for seconds, _, _ in listed)
    return [
        EntryPoint(kernel, tuple(numba.typeof(argument) for argument in given), seconds / whole)
        for seconds, kernel, given in sorted(listed, key=lambda row: -row[0])
    ]


def is_warm() -> bool:
    """Whether all kernels of the present sources are compiled and on disk."""
    return kernel_files().load(COMPLETE) is not None


def warm_up(progress: Callable[[float], None] | None = None) -> float:
    """Compiles all kernels, so that nothing is compiled later and processes started afterwards find them on disk.

    As many processes compile as there are processors, up to four.

    Args:
        progress: Told the share of the work that is done, 0-1, as each kernel ends; called from several threads.

    Returns:
        Seconds it took, 0 where the kernels were on disk already.
    """
    if not private_numba or numba.config.DISABLE_JIT or is_warm():
        return 0.0
    begun = time.perf_counter()
    points_left, done = list(enumerate(entry_points()))[::-1], 0.0
    lock = threading.Lock()

    def compile_with(compiled: Callable[[int, EntryPoint], bool]) -> None:
        """Takes kernel after kernel until none is left or this helper fails."""
        nonlocal done
        while True:
            with lock:
                if not points_left:
                    return
                number, point = points_left.pop()
            if not compiled(number, point):
                with lock:
                    points_left.append((number, point))
                return
            with lock:
                done += point.share
                if progress is not None:
                    progress(min(done, 1.0))

    helpers = [_Helper() for _ in range(min(4, _n_processors()) - 1)] if kernel_files().folder is not None else []
    threads = [threading.Thread(target=compile_with, args=(helper.compiled,), daemon=True) for helper in helpers]
    try:
        for thread in threads:
            thread.start()
        compile_with(_compile_here)
        for thread in threads:
            thread.join()
        compile_with(_compile_here)  # what a helper that failed has given back
    finally:
        for helper in helpers:
            helper.end()
    kernel_files().keep(COMPLETE, True)
    kernel_files().trim()
    return time.perf_counter() - begun


def _compile_here(_: int, point: EntryPoint) -> bool:
    """Compiles a kernel in this process."""
    point.kernel.compile(point.types)
    return True


def _n_processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Helper:
    """A process that compiles the kernels whose numbers it is sent, and leaves them on disk."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sim.kernels"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )

    def compiled(self, number: int, _: EntryPoint) -> bool:
        """Whether the process has compiled a kernel."""
        try:
            assert self._process.stdin is not None and self._process.stdout is not None
            print(number, file=self._process.stdin, flush=True)
            return self._process.stdout.readline().strip() == str(number)
        except OSError:
            return False

    def end(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.communicate()


def _help() -> None:
    """Compiles what another process asks for, until it asks no more."""
    listed = entry_points()
    for line in sys.stdin:
        point = listed[int(line)]
        point.kernel.compile(point.types)
        print(int(line), flush=True)


if __name__ == "__main__":
    _help()
