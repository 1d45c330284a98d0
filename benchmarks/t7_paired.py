"""T7: how many replications pairing saves when policies are compared."""

from __future__ import annotations

import os

import common

from sim.measures.registry import measures, observe
from sim.model import GovernanceModel
from sim.running import world_for
from sim.studies.statistics import paired_difference
from sim.world.world import World

MECHANISMS = ("three_plus_one", "three_society_linkage", "service_platform", "funding_balance")
HEADLINE = "resolution_share"


def outcome(name: str, changes: dict[str, float | int], world: World, seed: int) -> float:
    """The share of reported complaints that are really resolved in one run.

    Args:
        name: File name of the scenario.
        changes: Values changed in it.
        world: The world, shared by all runs.
        seed: Seed of the run.
    """
    model = GovernanceModel(common.scenario(name, changes), world, seed=seed)
    try:
        model.run()
        rows = measures()[HEADLINE].function(observe(model))
    finally:
        model.release()
    return next(row.value for row in rows if row.by == "all")


def main() -> None:
    """Runs the baseline and each mechanism with the same seeds and compares the variances."""
    load, chosen = os.getloadavg()[0], common.options(__doc__)
    n_seeds = 3 if chosen.quick else 12
    changes: dict[str, float | int] = {"world.sample": 0.0005 if chosen.quick else 0.004}
    if chosen.quick:
        changes |= {"run.warm_up_days": 0, "run.days": 60}
    world = world_for(common.scenario("baseline", changes))
    seeds = range(1, n_seeds + 1)
    outcomes = {name: [outcome(name, changes, world, seed) for seed in seeds] for name in ("baseline", *MECHANISMS)}
    pairs = {name: paired_difference(outcomes[name], outcomes["baseline"]) for name in MECHANISMS}
    ratios = [pair.variance_ratio or float("nan") for pair in pairs.values()]
    result = common.Benchmark(
        "T7",
        "Replications saved by pairing policies over the same chance events",
        f"{n_seeds} seeds of the baseline and of each of the four mechanisms, on {world.n_residents:,} "
        "residents of a "
        "sample of Chongqing. For the share of reported complaints really resolved, the variance that a "
        "difference of "
        "unrelated runs would have, var(policy) + var(baseline), over the variance of the paired "
        "difference: as many "
        "times more replications an unpaired study needs for the same width of interval. The smallest of "
        "the four "
        "mechanisms' ratios is judged.",
    )
    result.criteria.append(
        common.Criterion(
            "Replications unpaired over paired, worst mechanism",
            min(ratios),
            7,
            20,
            "times",
            True,
            common.spread(ratios),
        )
    )
    rows = [["mechanism", "difference, percentage points", "95 % interval", "correlation", "unpaired over paired"]]
    for name, pair in pairs.items():
        interval = pair.difference.interval
        ends = "none" if interval is None else f"{100 * interval.low:+.3f} to {100 * interval.high:+.3f}"
        rows.append(
            [
                name,
                f"{100 * pair.difference.mean:+.3f}",
                ends,
                f"{pair.correlation or 0.0:.3f}",
                f"{pair.variance_ratio or 0.0:.1f}",
            ]
        )
    result.tables["By mechanism"] = rows
    result.notes.append(f"A ratio of variances from {n_seeds} pairs is itself uncertain by about a factor of two.")
    common.write(result, chosen, load)


if __name__ == "__main__":
    main()
