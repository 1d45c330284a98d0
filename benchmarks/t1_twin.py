"""T1: the engine against the plain Mesa twin, in resident-days per second, one thread each."""

from __future__ import annotations

import os

import common

from sim.model import GovernanceModel
from sim.run import world_for
from tests.reference.twin import Twin

PERIOD_DAYS = 28
"""Days of one measurement: the engine lays out candidate needs for 28 days at once."""


def main() -> None:
    """Lets both run through the same days in turn, a period each, and compares their speeds."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n_periods, sample = (1, 0.0005) if chosen.quick else (4, 0.004)
    days = PERIOD_DAYS * n_periods
    scenario = common.scenario(
        "baseline",
        {"world.sample": sample, "run.warm_up_days": 0, "run.days": days, "run.check_invariants": False},
    )
    world = world_for(scenario)
    compiled = GovernanceModel(scenario, world, seed=1)
    compiled.run()
    compiled.release()
    engine, twin = GovernanceModel(scenario, world, seed=1), Twin(scenario, world, 1)
    fast, slow = [], []
    for _ in range(n_periods):
        fast.append(common.timed(lambda: _step(engine)))
        slow.append(common.timed(lambda: _step(twin)))
    same = len(engine.ledger.records) == len(twin.ledger()) and bool(
        (engine.ledger.records == twin.ledger()).all()
    )
    resident_days = world.n_residents * PERIOD_DAYS
    ratios = [s.processor / f.processor for f, s in zip(fast, slow, strict=True)]
    result = common.Benchmark(
        "T1",
        "Engine against the plain Mesa twin, resident-days per second",
        f"{world.n_residents:,} residents of a sample of Chongqing, baseline, every phase on, {days} days "
        "from the "
        "scenario's first day, one thread. Engine and twin go through the same days in turns of "
        f"{PERIOD_DAYS} days; "
        "each turn gives one ratio of processor seconds, and the median is judged. Building either is not "
        "counted.",
    )
    ratio = common.spread(ratios)
    result.criteria.append(
        common.Criterion(
            "Speed of the engine over the twin's", ratio["median"], 300, 500, "times", True, ratio
        )
    )
    wall = common.spread([s.wall / f.wall for f, s in zip(fast, slow, strict=True)])
    shared = f"{'all' if same else 'NOT all'} {len(engine.ledger.records):,}"
    result.facts = {
        "The same by wall time": f"{wall['median']:.0f} times ({wall['min']:.0f} to {wall['max']:.0f})",
        f"Closed issues the two have in common": shared,
        f"{len(engine.ledger.records):,}",
    }
    result.tables["Turns"] = [
        ["days", "engine, resident-days/s", "twin, resident-days/s", "ratio"],
        *[
            [
                f"{i * PERIOD_DAYS} to {(i + 1) * PERIOD_DAYS - 1}",
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
    engine.release()


def _step(model: GovernanceModel | Twin) -> None:
    """One period."""
    for _ in range(PERIOD_DAYS):
        model.step()


if __name__ == "__main__":
    main()
