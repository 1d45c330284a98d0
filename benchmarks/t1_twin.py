"""T1: the engine against the plain Mesa twin, in resident-days per second, one thread each."""

from __future__ import annotations

import os

import common

from sim.model import GovernanceModel
from sim.run import world_for
from tests.reference.twin import Twin

TURN_DAYS = 7
"""Days of one turn: every weekday once."""


def main() -> None:
    """Lets both run through the same days in turn, a week each, and compares their speeds."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n_turns, sample = (1, 0.0005) if chosen.quick else (4, 0.004)
    days = TURN_DAYS * n_turns
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
    for _ in range(n_turns):
        fast.append(common.timed(lambda: _step(engine)))
        slow.append(common.timed(lambda: _step(twin)))
    ours, theirs = ({row.tobytes() for row in model} for model in (engine.ledger.records, twin.ledger()))
    resident_days = world.n_residents * TURN_DAYS
    ratios = [s.processor / f.processor for f, s in zip(fast, slow, strict=True)]
    result = common.Benchmark(
        "T1",
        "Engine against the plain Mesa twin, resident-days per second",
        f"{world.n_residents:,} residents of a sample of Chongqing, baseline, every phase on, {days} days "
        "from the scenario's first day (1 July: a month and a quarter begin), one thread. Engine and twin "
        "go through the same days in turns of "
        f"{TURN_DAYS} days; processor seconds of all turns are judged, the spread is that of single turns "
        "(the engine lays out candidate needs for four weeks in its first). Building either is not counted.",
    )
    ratio = common.spread(ratios)
    overall = sum(s.processor for s in slow) / sum(f.processor for f in fast)
    result.criteria.append(
        common.Criterion("Speed of the engine over the twin's", overall, 300, 500, "times", True, ratio)
    )
    wall = common.spread([s.wall / f.wall for f, s in zip(fast, slow, strict=True)])
    shared = f"{len(ours & theirs):,} of {len(ours):,} and {len(theirs):,}"
    result.facts = {
        "The same by wall time": f"{wall['median']:.0f} times ({wall['min']:.0f} to {wall['max']:.0f})",
        "Closed issues equal to the last bit, of the engine's and the twin's": shared,
    }
    result.tables["Turns"] = [
        ["days", "engine, resident-days/s", "twin, resident-days/s", "ratio"],
        *[
            [
                f"{i * TURN_DAYS} to {(i + 1) * TURN_DAYS - 1}",
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
    """One turn."""
    for _ in range(TURN_DAYS):
        model.step()


if __name__ == "__main__":
    main()
