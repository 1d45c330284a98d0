"""T1: the engine against the plain Mesa twin, in resident-days per second, one thread each."""

from __future__ import annotations

import os

import common

from sim.model import GovernanceModel
from sim.running import world_for
from tests.reference.twin import Twin

DAYS = 28
"""Days of one run: the engine lays out candidate needs for 28 days at once, so these are its whole cost."""


def main() -> None:
    """Runs engine and twin in turns from the same start and compares their speeds."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n_runs, sample = (1, 0.0005) if chosen.quick else (3, 0.004)
    scenario = common.scenario(
        "baseline",
        {"world.sample": sample, "run.warm_up_days": 0, "run.days": DAYS, "run.check_invariants": False},
    )
    world = world_for(scenario)
    compiled = GovernanceModel(scenario, world, seed=1)
    compiled.run()
    compiled.release()
    fast, slow = [], []
    for _ in range(n_runs):
        engine = GovernanceModel(scenario, world, seed=1)
        fast.append(common.timed(engine.run))
        engine.release()
        twin = Twin(scenario, world, 1)
        slow.append(common.timed(twin.run))
    ours, theirs = ({row.tobytes() for row in model} for model in (engine.ledger.records, twin.ledger()))
    resident_days = world.n_residents * DAYS
    ratios = [s.processor / f.processor for f, s in zip(fast, slow, strict=True)]
    result = common.Benchmark(
        "T1",
        "Engine against the plain Mesa twin, resident-days per second",
        f"{world.n_residents:,} residents of a small sample of Chongqing, baseline, every phase on, {DAYS} days "
        "from the scenario's first day (1 July: a month and a quarter begin), one thread. Engine and twin run these "
        "days in turns, each from the same start; each turn gives one ratio of processor seconds, and the median is "
        "judged. Building either is not counted.",
    )
    ratio = common.spread(ratios)
    result.criteria.append(
        common.Criterion("Speed of the engine over the twin's", ratio["median"], 450, 600, "times", True, ratio)
    )
    wall = common.spread([s.wall / f.wall for f, s in zip(fast, slow, strict=True)])
    shared = f"{len(ours & theirs):,} of {len(ours):,} and {len(theirs):,}"
    result.facts = {
        "The same by wall time": f"{wall['median']:.0f} times ({wall['min']:.0f} to {wall['max']:.0f})",
        "Closed issues equal to the last bit, of the engine's and the twin's": shared,
    }
    result.tables["Turns"] = [
        ["turn", "engine, resident-days/s", "twin, resident-days/s", "ratio"],
        *[
            [
                str(i + 1),
                f"{resident_days / f.processor:,.0f}",
                f"{resident_days / s.processor:,.0f}",
                f"{s.processor / f.processor:.0f}",
            ]
            for i, (f, s) in enumerate(zip(fast, slow, strict=True))
        ],
    ]
    result.notes.append(
        "The twin is written to be read and to be right: one Mesa agent per resident, a look at every "
        "resident and "
        "every issue on every day. A faster twin would make a smaller ratio."
    )
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
