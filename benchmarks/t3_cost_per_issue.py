"""T3: the cost of an issue in the whole city against that in a hundredth of it."""

from __future__ import annotations

import os

import common

from sim.model import GovernanceModel
from sim.running import world_for
from sim.world.world import World

SMALL = 0.01
SCENARIOS = ("baseline", "all_mechanisms")
"""Each is judged by itself; both run in the same worlds, which take most of the time to build."""


def cost(name: str, sample: float, world: World, days: int) -> tuple[common.Seconds, int]:
    """Runs the first days of a scenario.

    Args:
        name: The scenario.
        sample: Share of townships.
        world: The world of that sample.
        days: Days simulated.

    Returns:
        Time of the days, and issues handled: all rows closed, those found by patrols included.
    """
    scenario = common.scenario(
        name,
        {"world.sample": sample, "run.warm_up_days": 0, "run.days": days, "run.check_invariants": False},
    )
    model = GovernanceModel(scenario, world, threads=1)
    seconds = common.timed(model.run)
    n_issues = model.ledger.n
    model.release()
    return seconds, n_issues


def world_of(sample: float) -> World:
    """The world of a sample."""
    return world_for(common.scenario("baseline", {"world.sample": sample}))


def judge(name: str, worlds: dict[float, World], days: int, result: common.Benchmark) -> None:
    """Times the small world before and after the large one, and adds what is found.

    Args:
        name: The scenario.
        worlds: The small and the large world by sample.
        days: Days simulated.
        result: The benchmark, added to.
    """
    large = max(worlds)
    cost(name, SMALL, worlds[SMALL], days)
    small = [cost(name, SMALL, worlds[SMALL], days) for _ in range(3)]
    large_seconds, large_issues = cost(name, large, worlds[large], days)
    small += [cost(name, SMALL, worlds[SMALL], days) for _ in range(3)]
    costs = [seconds.processor / n for seconds, n in small]
    per_issue = large_seconds.processor / large_issues
    ratio = common.spread([per_issue / c for c in costs])
    wall = common.spread([large_seconds.wall / large_issues * n / s.wall for s, n in small])
    result.criteria.append(
        common.Criterion(
            f"Cost per issue at sample {large:g} over that at {SMALL:g}, {name}",
            ratio["median"],
            1.5,
            1.1,
            "times",
            False,
            ratio,
        )
    )
    microseconds = 1e6 * common.spread(costs)["median"]
    result.facts |= {
        f"Sample {large:g}, {name}": f"{large_issues:,} issues, {1e6 * per_issue:.2f} microseconds each",
        f"Sample {SMALL:g}, {name}": f"{small[0][1]:,} issues, {microseconds:.2f} microseconds each",
        f"The same by wall time, {name}": f"{wall['median']:.2f} times ({wall['min']:.2f} to {wall['max']:.2f})",
    }


def main() -> None:
    """Judges each scenario in the same two worlds."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    large, days = (0.02, 28) if chosen.quick else (1.0, 91)
    result = common.Benchmark(
        "T3",
        "Cost of an issue in the whole city against that in a hundredth of it",
        f"Processor seconds of the first {days} days of the baseline, and of the scenario with all mechanisms on, with "
        "one thread, nothing subtracted, divided by the issues handled: all rows closed on those days, those found by "
        "patrols included. The small world is timed three times before and three times after the large one; the median "
        "of the six ratios is judged, for each scenario by itself.",
    )
    worlds = {sample: world_of(sample) for sample in (SMALL, large)}
    for name in SCENARIOS:
        judge(name, worlds, days, result)
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
