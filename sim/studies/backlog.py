"""The daily series on which a steady state is judged: open issues, from the very first day on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.world.world import World


def daily_backlog(scenario: Scenario, seeds: Sequence[int], world: World) -> NDArray[np.float64]:
    """Runs a scenario without a warm-up and counts its open issues after every day.

    Args:
        scenario: The scenario; its warm-up days are simulated as any others, so that the series is as long as a run.
        seeds: Seed of each run.
        world: The world built for the scenario.

    Returns:
        Open issues per 1,000 residents, each issue and resident counted with the weight of the community, shape
        (n_runs, n_days).
    """
    run = scenario.run
    whole = replace(scenario, {"run.warm_up_days": 0, "run.days": run.warm_up_days + run.days})
    series = np.empty((len(seeds), whole.run.days))
    for row, seed in enumerate(seeds):
        model = GovernanceModel(whole, world, seed=seed)
        try:
            weight = np.array(model.communities.weight, float)
            residents = float(weight @ np.array(model.communities.population, float))
            for day in range(whole.run.days):
                model.step()
                series[row, day] = 1000.0 * weight[model.open_records()["community"]].sum() / residents
        finally:
            model.release()
    return series
