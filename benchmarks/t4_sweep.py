"""T4: whether a sweep keeps all processors busy, how little it adds to each run, and whether its memory grows."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import common

from sim.kernels import warm_up
from sim.studies.pool import Ended, Pool, PoolSettings
from sim.studies.runs import Outcome, Progress
from sim.studies.sweep import RUNS_PER_WORKER, TRIES, SweepFolder
from sim.studies.sweep_file import load_sweep
from sim.studies.sweep_plan import SweepPlan

JOBS = 2
SETTLED_RUNS = 100
"""Memory is compared from this run on, when both processes have their world and their libraries."""

EXPERIMENT = """\
kind: sweep
baseline: {baseline}
uncertainties:
  voice.voice_share: {{range: [0.2, 0.5]}}
design: {{kind: lhs, n: {points}}}
replications: 1
sample: {sample}
days: {days}
warm_up_days: 0
"""


@dataclass
class Measured:
    """What is noted while a sweep runs.

    Attributes:
        ends: For every process, when each of its runs came back and the run's own seconds.
        memory_mib: After every run, what all processes hold together.
        wall: Seconds from the first process's start to the last one's end.
    """

    ends: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    memory_mib: list[float] = field(default_factory=list)
    wall: float = 0.0

    def execute(self, plan: SweepPlan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        """Executes runs as `sweep` does, and measures."""
        measured = self

        class WatchedPool(Pool):
            """The pool of `sweep`, which also notes what comes from whom."""

            def _note(self, worker: Any, message: Any) -> None:
                if isinstance(message, Outcome):
                    assert message.result is not None, message.error
                    facts = time.perf_counter(), message.result.seconds["all"]
                    measured.ends.setdefault(worker.process.pid, []).append(facts)
                super()._note(worker, message)

        def noted(index: int, outcome: Outcome) -> None:
            ended(index, outcome)
            processes = [os.getpid(), *(worker.process.pid for worker in pool.workers)]
            self.memory_mib.append(sum(resident_mib(number) for number in processes))

        pool = WatchedPool(plan, order, PoolSettings(JOBS, 1, TRIES, RUNS_PER_WORKER), tell, noted)
        begun = time.perf_counter()
        interrupted = pool.work()
        self.wall = time.perf_counter() - begun
        return interrupted

    def own_seconds(self) -> list[float]:
        """Own seconds of all runs."""
        return [seconds for ends in self.ends.values() for _, seconds in ends]

    def added_seconds(self) -> list[float]:
        """Time from a run's coming back to the next one's of the same process, less the next one's own seconds."""
        return [after - before - own for ends in self.ends.values() for (before, _), (after, own) in pairwise(ends)]


def resident_mib(process: int) -> float:
    """Memory that a process holds at this moment, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def nobody(days: int, runs: int) -> None:
    """Progress that nobody looks at."""


def main() -> None:
    """Executes a sweep of one sampled world with two processes and compares its time with that of its runs."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n_runs, sample, days = (12, 0.0005, 10) if chosen.quick else (500, 0.004, 365)
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "t4.yaml"
        baseline = common.ROOT / "scenarios" / "baseline.yaml"
        file.write_text(
            EXPERIMENT.format(baseline=os.path.relpath(baseline, folder), points=n_runs, sample=sample, days=days),
            encoding="utf-8",
        )
        plan = SweepPlan(load_sweep(file))
        warm_up()
        with SweepFolder(Path(folder) / "out", plan) as study:
            ends = study.execute(measured.execute, nobody)
        assert ends.complete and not ends.failed
    own, added = sum(measured.own_seconds()), [1000 * seconds for seconds in measured.added_seconds()]
    settled = 4 if chosen.quick else SETTLED_RUNS
    early, late = (
        statistics.median(part) for part in (measured.memory_mib[settled - 2 : settled + 20], measured.memory_mib[-20:])
    )
    result = common.Benchmark(
        "T4",
        "A sweep of one sampled world on two processors",
        f"{n_runs} runs of the baseline over {days} days on a sample of {sample:g} of Chongqing, by {JOBS} processes "
        "as the command `sweep` uses them, results written and forced to the disk one by one. A run's own time is from "
        "the start of its model to its measures. Busy is the sum of the runs' own time over the time that passed times "
        "the processes; starting the processes and building a world in each of them count as idle. "
        "Added to a run is the mean time from one run's coming back to the next one's from the same process, less the "
        "next one's own time: handing over, giving memory back, sending and waiting. Memory is what "
        f"coordinator and workers hold together, the median after runs {settled} to {settled + 20} against that after "
        "the last 20, to the whole MiB.",
    )
    result.criteria += [
        common.Criterion("Busy share of the processors", 100 * own / (JOBS * measured.wall), 97, 99, "%", True),
        common.Criterion("Added to each run", statistics.mean(added), 5, 2, "ms", False, common.spread(added)),
        common.Criterion("Memory gained after the first runs", max(0, round(late - early)), 0, 0, "MiB", False),
    ]
    result.facts = {
        "A run's own time, median": f"{1000 * statistics.median(measured.own_seconds()):.0f} ms",
        "Time of all runs": f"{measured.wall:.0f} s",
        "Memory after the first runs and at the end": f"{early:.1f} and {late:.1f} MiB",
    }
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
