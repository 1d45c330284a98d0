"""T2: the whole of Chongqing, one year by day, against reading the residents' columns once a day."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import common
import numba
import numpy as np

from sim.model import GovernanceModel
from sim.running import world_for

THREADS = 2
TARGETS = {"baseline": (1.8, 1.2), "all_mechanisms": (2.5, 1.8)}
"""Target and stretch of the time, in times that of reading the columns, by scenario."""

READINGS = 5
"""Readings of all columns before the run, and as many after it."""


@numba.njit(nogil=True)
def _sum(words: np.ndarray) -> np.uint64:
    """Reads an array of 8-byte words once."""
    total = np.uint64(0)
    for word in words:
        total += word
    return total


def read_residents(model: GovernanceModel, pool: ThreadPoolExecutor) -> None:
    """Reads every column of every resident once.

    Args:
        model: The model.
        pool: Its threads share every array evenly.
    """
    residents = model.residents
    parts = []
    for array in (residents.records, *residents.apart.values()):
        words = array.view(np.uint8)[: array.nbytes // 8 * 8].view(np.uint64)
        parts.extend(np.array_split(words, THREADS))
    for _ in pool.map(_sum, parts):
        pass


def declared_bytes(model: GovernanceModel) -> tuple[int, int]:
    """Bytes of one resident: of the declared columns, and of what is kept, which may be padded."""
    residents = model.residents
    declared = sum(array.itemsize for array in residents.arrays.values())
    return declared, residents.records.itemsize + sum(array.itemsize for array in residents.apart.values())


def readings(model: GovernanceModel) -> list[float]:
    """Wall seconds of reading the declared columns, measured several times; padding is not counted."""
    declared, kept = declared_bytes(model)
    with ThreadPoolExecutor(THREADS) as pool:
        read_residents(model, pool)
        seconds = [common.timed(lambda: read_residents(model, pool)).wall for _ in range(READINGS)]
    return [s * declared / kept for s in seconds]


def main(name: str = "baseline") -> None:
    """Runs the year once; readings before and after it, in the same process, are the yardstick.

    Args:
        name: The scenario.
    """
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    sample, days = (0.001, 30) if chosen.quick else (1.0, 365)
    changes = {"world.sample": sample, "run.warm_up_days": 0, "run.days": days, "run.check_invariants": False}
    scenario = common.scenario(name, changes)
    # Compiled by a process of its own: a run that finds its kernels on disk is what is measured.
    subprocess.run([sys.executable, "run_sim.py", "warmup"], cwd=common.ROOT, check=True, capture_output=True)
    tiny = common.scenario(name, {**changes, "world.sample": 0.0005, "run.days": 35})
    rehearsal = GovernanceModel(tiny, world_for(tiny, THREADS), threads=THREADS)
    rehearsal.run()
    rehearsal.release()
    memory = {"Python, libraries and compiled kernels": common.peak_memory_gib()}
    worlds = []
    building = common.timed(lambda: worlds.append(world_for(scenario, THREADS)))
    memory["world"] = common.peak_memory_gib()
    models = []
    starting = common.timed(lambda: models.append(GovernanceModel(scenario, worlds[0], threads=THREADS)))
    model = models[0]
    memory["starting state"] = common.peak_memory_gib()
    before = readings(model)
    memory["readings"] = common.peak_memory_gib()
    run = common.timed(model.run)
    memory["run"] = common.peak_memory_gib()
    after = readings(model)
    reading = statistics.median(before + after)
    result = _result(model, name, days, run, reading)
    declared, kept = declared_bytes(model)
    n_bytes = declared * len(model.residents)
    gigabytes = common.spread([n_bytes / 1e9 / s for s in before + after])
    result.facts |= {
        "Residents, communities, days": f"{len(model.residents):,}, {len(model.communities):,}, {days}",
        "Issues closed": f"{model.ledger.n:,}",
        "Resident-days per second": f"{len(model.residents) * days / run.wall:,.0f}",
        "Nanoseconds of a processor per resident and day": f"{1e9 * run.processor / len(model.residents) / days:.2f}",
        "Declared columns of residents": f"{declared} bytes each ({kept} as kept), {n_bytes / 1e9:.2f} GB",
        "One reading of them, two threads": f"{reading * 1e3:.0f} ms, {gigabytes['median']:.1f} GB/s "
        f"({gigabytes['min']:.1f} to {gigabytes['max']:.1f})",
        "Building the world": f"{building.wall:.1f} s",
        "Starting state of the model": f"{starting.wall:.1f} s",
        "The days: wall seconds, processor seconds": f"{run.wall:.1f}, {run.processor:.1f}",
    }
    result.tables["Seconds by step of the day"] = [
        ["step", "seconds", "share"],
        *[
            [name, f"{s:.2f}", f"{100 * s / run.wall:.1f} %"]
            for name, s in sorted(model.step_seconds.items(), key=lambda item: -item[1])
        ],
    ]
    result.tables["Peak memory after each stage"] = [
        ["stage", "GiB"],
        *[[name, f"{gib:.2f}"] for name, gib in memory.items()],
    ]
    common.write(result, chosen, load)
    model.release()


def _result(model: GovernanceModel, name: str, days: int, run: common.Seconds, reading: float) -> common.Benchmark:
    """What is judged."""
    result = common.Benchmark(
        "T2" if name == "baseline" else f"T2 with {name}",
        "The whole of Chongqing, a year by day, against reading the residents' columns once a day",
        f"{len(model.residents):,} residents, {name}, {days} measured days without warm-up, two threads. "
        "Wall time of "
        "the days, divided by that of reading every declared column of every resident once per day, "
        "measured in the "
        f"same process with two threads ({READINGS} readings before and {READINGS} after; the median "
        "counts). Peak "
        "memory is that of the whole process from its start, world and compiled kernels included.",
    )
    result.criteria = [
        common.Criterion(
            "Time over that of reading the columns", run.wall / (days * reading), *TARGETS[name], "times", False
        ),
        common.Criterion("Peak memory", common.peak_memory_gib(), 2.2, 1.5, "GiB", False),
    ]
    result.notes.append(
        "The run is timed once, so it has no spread of its own; where processor seconds are well below "
        "twice the wall "
        "seconds, threads waited for each other or for other work on the machine."
    )
    return result


if __name__ == "__main__":
    main()
