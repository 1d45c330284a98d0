"""T9: a generated nation at 1, 5 and 10 %, its speed, memory and cost of an issue, against Chongqing's."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import common

from maintenance.nation import generate
from sim.kernels import warm_up

CHONGQING = common.ROOT / "data" / "chongqing"
BYTES_NEEDED = 115
"""Free memory asked for every resident before a sample is tried."""


class Measured(NamedTuple):
    """One place at one sample, in a process of its own."""

    residents: int
    communities: int
    issues: int
    building: float
    opening: float
    running: float
    bytes_each: float
    peak_gib: float


def measure(place: Path, sample: float, days: int) -> Measured:
    """Builds a place at a sample and runs the first days of the baseline in one thread.

    Args:
        place: Folder of the place.
        sample: Share of townships.
        days: Days simulated.

    Returns:
        Processor seconds by stage, and peak memory beyond that of a rehearsal with a tiny world.
    """
    from sim.model import GovernanceModel
    from sim.world.world import build_world

    def scenario(folder: Path, share: float) -> common.Any:
        return common.scenario(
            "baseline",
            {
                "world.place": str(folder),
                "world.sample": share,
                "run.days": days,
                "run.warm_up_days": 0,
                "run.check_invariants": False,
            },
        )

    chosen = scenario(CHONGQING, 0.001)
    rehearsal = GovernanceModel(chosen, build_world(CHONGQING, chosen.world, 0.001, 1))
    rehearsal.run()
    rehearsal.release()
    before = common.peak_memory_gib()
    chosen, made = scenario(place, sample), []
    building = common.timed(lambda: made.append(build_world(place, chosen.world, sample, chosen.world.world_seed)))
    opening = common.timed(lambda: made.append(GovernanceModel(chosen, made[0])))
    model = made[1]
    running = common.timed(model.run)
    peak, n = common.peak_memory_gib(), len(model.residents)
    return Measured(
        n,
        len(model.communities),
        model.ledger.n,
        building.processor,
        opening.processor,
        running.processor,
        (peak - before) * common.GIB / n,
        peak,
    )


def apart(place: Path, sample: float, days: int) -> Measured:
    """Measures in a fresh process, so that peak memory is that of the place alone."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, place, sample, days).result()


def free_bytes() -> int:
    """Memory that can be had without swapping."""
    lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))


def race(nation: Path, samples: tuple[float, ...], days: int) -> tuple[dict[str, Measured], list[float]]:
    """Measures the nation at every sample that fits, and Chongqing with as many residents before and after.

    Returns:
        Measurements by name, and the nation's cost of an issue over each of Chongqing's two.
    """
    found = {f"nation, {100 * samples[0]:g} %": apart(nation, samples[0], days)}
    first = next(iter(found.values()))
    share = min(1.0, first.residents / 30_484_300)
    city = [apart(CHONGQING, share, days)]
    again = apart(nation, samples[0], days)
    city.append(apart(CHONGQING, share, days))
    cost = [m.running / m.issues for m in (first, again)]
    ratios = [c / (m.running / m.issues) for c in cost for m in city]
    found[f"Chongqing, {100 * share:.0f} %"] = city[0]
    for sample in samples[1:]:
        if free_bytes() > sample / samples[0] * first.residents * BYTES_NEEDED:
            found[f"nation, {100 * sample:g} %"] = apart(nation, sample, days)
    return found, ratios


def report(found: dict[str, Measured], ratios: list[float], days: int, chosen: argparse.Namespace, load: float) -> None:
    """Writes the result."""
    result = common.Benchmark(
        "T9",
        "A generated nation against Chongqing with as many residents",
        f"`maintenance/nation.py` makes a place of national size; townships are drawn of it, and {days} days of the "
        "baseline run in one thread without warm-up, every size in a process of its own. Processor seconds of the "
        "days are divided by the issues handled. The smallest sample and Chongqing with as many residents are run "
        "twice in turns; the median of the four ratios is judged. Bytes are peak memory beyond that after a rehearsal "
        "with a tiny world.",
    )
    ratio = common.spread(ratios)
    result.criteria.append(
        common.Criterion(
            "Cost per issue in the nation over that in Chongqing", ratio["median"], 1.5, 1.1, "times", False, ratio
        )
    )
    result.tables["Sizes"] = [
        [
            "place",
            "residents",
            "communities",
            "issues",
            "building, s",
            "opening, s",
            "days, s",
            "resident-days per second",
            "microseconds an issue",
            "bytes a resident",
            "peak, GiB",
        ],
        *[
            [
                name,
                f"{m.residents:,}",
                f"{m.communities:,}",
                f"{m.issues:,}",
                f"{m.building:.1f}",
                f"{m.opening:.1f}",
                f"{m.running:.1f}",
                f"{m.residents * days / m.running:,.0f}",
                f"{1e6 * m.running / m.issues:.1f}",
                f"{m.bytes_each:.0f}",
                f"{m.peak_gib:.2f}",
            ]
            for name, m in found.items()
        ],
    ]
    result.notes.append("What follows for 1.4 billion residents: [scale.md](scale.md).")
    common.write(result, chosen, load)


def main() -> None:
    """Makes the nation in a temporary folder and measures."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    scale, samples, days = (0.002, (0.5, 1.0), 7) if chosen.quick else (1.0, (0.01, 0.05, 0.1), 28)
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        nation = Path(folder) / "nation"
        generate(nation, scale)
        found, ratios = race(nation, samples, days)
    report(found, ratios, days, chosen, load)


if __name__ == "__main__":
    main()
