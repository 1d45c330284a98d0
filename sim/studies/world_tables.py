"""The tables that a comparison over plausible worlds has beside those of every comparison."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.errors import InputError
from sim.running import place_folder
from sim.scenario.scenario import Scenario
from sim.studies.certainty import graded, grounds_of
from sim.studies.information import box_table, hinge_table, information_table
from sim.studies.patterns import load_patterns
from sim.studies.plausible_worlds import AGAIN, PlausibleWorlds, assumed_numbers
from sim.studies.robustness import (
    OBJECTIVES,
    Goal,
    chance_table,
    criteria_table,
    goals_met,
    outcomes_by_world,
    robust_table,
)
from sim.studies.validation import PATTERNS, scenario_folders

WORLD_COLUMNS = ("world", "seed", "second_seed", "world_seed")
"""Columns of the table of worlds that are no numbers of theirs."""


def world_tables(
    scenarios: Sequence[Scenario],
    worlds: PlausibleWorlds,
    seeds: Sequence[int],
    measures: pd.DataFrame,
    costs: pd.DataFrame,
    goals: Sequence[Goal] = (),
) -> dict[str, pd.DataFrame]:
    """What holds over plausible worlds, and what it hangs on.

    Args:
        scenarios: The scenarios, the baseline first.
        worlds: Their worlds.
        seeds: Seed of each world.
        measures: The table of `sim.studies.compare.measures_table`, second seeds among them.
        costs: The table of `sim.studies.costs.costs_of`.
        goals: What a planner wants of a policy.

    Returns:
        "worlds", "robust", "criteria", "chance", "information", "hinges", "boxes", and with goals "goals".
    """
    names = [scenario.name for scenario in scenarios]
    table = worlds.table(seeds, scenarios[0].world.world_seed)
    cost = dict(zip(costs["scenario"], costs["yuan_per_resident"].astype(float), strict=True))
    asked = tuple(dict.fromkeys([*OBJECTIVES, *(goal.measure for goal in goals)]))
    every = outcomes_by_world(measures[measures["seed"].isin(seeds)], names, cost, asked)
    outcomes = {name: part for name, part in every.items() if name in OBJECTIVES}
    second = measures[measures["seed"].isin(set(table["second_seed"]) - {0})]
    again = {name: part.set_axis(part.index - AGAIN) for name, part in outcomes_by_world(second, names, cost).items()}
    parameters = numbers_of(table, scenarios)
    hinges = hinge_table(outcomes, parameters)
    grounds = grounds_of(scenarios, checked_measures(scenarios[0]), hinges, assumed_numbers(scenarios[0]))
    tables = {
        "worlds": table,
        "robust": graded(robust_table(outcomes), grounds, OBJECTIVES),
        "criteria": criteria_table(outcomes),
        "chance": chance_table(outcomes, again),
        "information": information_table(outcomes, parameters),
        "hinges": hinges,
        "boxes": box_table(outcomes, parameters),
    }
    return tables | ({"goals": goals_met(every, goals)} if goals else {})


def numbers_of(table: pd.DataFrame, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The numbers and choices of each world that some scenario hangs on, by its seed.

    Args:
        table: The table of `PlausibleWorlds.table`.
        scenarios: The scenarios; numbers of mechanisms that none of them has are left out.
    """
    used = {f"mechanisms.{name}." for scenario in scenarios for name in scenario.mechanisms}
    names = [
        name
        for name in table.columns
        if name not in WORLD_COLUMNS and (not name.startswith("mechanisms.") or name.startswith(tuple(used)))
    ]
    return table.set_index("seed")[names]


def checked_measures(baseline: Scenario) -> frozenset[str]:
    """Measures beside which a published figure of the place is held, over everybody.

    Args:
        baseline: The baseline.

    Returns:
        Their ids; none where the place has no patterns that can be read.
    """
    path = place_folder(baseline.world.place) / PATTERNS
    try:
        targets = load_patterns(path, *scenario_folders(baseline.world.place)) if path.exists() else ()
    except InputError:
        return frozenset()  # What is wrong with the file is said by the verb that is about it.
    return frozenset(
        target.cell.measure
        for target in targets
        if target.cell is not None and target.cell.by == "all" and target.confidence in ("high", "medium")
    )
