"""The front over equity, resolution and cost for the policies of a sweep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.scenario import parameter_at
from sim.studies.costs import MILLION, Ground, Prices, scenario_cost
from sim.studies.pareto import front
from sim.studies.sweep_file import mechanism_of, scenario_at
from sim.studies.sweep_tables import SweepTables, by_point, cells_of

MORE_MONEY = "money.issue_money_per_resident"
"""A lever that is no mechanism and whose cost is known: money for residents' issues."""

FRONT_COLUMNS = (
    "point",
    "scenario",
    "resolution",
    "equity_gap",
    "cost_million_yuan",
    "on_front",
    "on_front_share",
    "dominated_by",
)

OBJECTIVES = {"resolution_share": "higher", "resolution_urban_rural_gap": "zero"}
"""What the front is over, besides cost: measures over everybody, and which of their values is best."""


def costs(tables: SweepTables, ground: Ground, prices: Prices) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """What each scenario of a sweep costs a year at each point.

    Args:
        tables: The sweep.
        ground: The place.
        prices: What an hour costs.

    Returns:
        Columns point, scenario, cost_million_yuan, above the baseline without levers; and the levers whose cost
        nobody knows, which count as costing nothing.
    """
    sweep, rows = tables.sweep, []
    levers = [factor.name for factor in tables.design.factors if factor.role == "lever"]
    unknown = tuple(name for name in levers if not mechanism_of(name) and name != MORE_MONEY)
    for point in range(len(tables.design.points)):
        settings = tables.design.settings(point)
        for scenario in sweep.scenarios:
            there = scenario_at(sweep, scenario, settings)
            with_levers, without = (scenario_cost(s, ground).total_yuan(prices) for s in (there, sweep.baseline))
            yuan = with_levers - without
            if MORE_MONEY in levers:
                more = parameter_at(there, MORE_MONEY) - parameter_at(sweep.baseline, MORE_MONEY)
                yuan += more * ground.residents
            rows.append((point, scenario.name, yuan / MILLION))
    return pd.DataFrame(rows, columns=["point", "scenario", "cost_million_yuan"]), unknown


def pareto(tables: SweepTables, cost: pd.DataFrame | None) -> pd.DataFrame:
    """The front over the policies that were run, the baseline among them.

    Where the design varies levers only, every point of every scenario is an alternative. Where something uncertain is
    varied too, points are not alternatives but states of the world: scenarios are compared by their means over points.

    Args:
        tables: The sweep.
        cost: Cost by point and scenario; None leaves it out of the objectives.

    Returns:
        Columns `FRONT_COLUMNS`, one row an alternative (point -1 for a mean over points); empty where a measure was
        not kept or an alternative lacks a run.
    """
    arrays = {
        cell[0]: by_point(values, len(tables.design.points))
        for cell, values in cells_of(tables.measures)
        if cell[1] == "all"
    }
    empty = pd.DataFrame(columns=list(FRONT_COLUMNS))
    if not arrays.keys() >= OBJECTIVES.keys():
        return empty
    uncertain = any(factor.role == "uncertainty" for factor in tables.design.factors)
    spent: dict[Any, float] = {}
    if cost is not None:
        spent = cost.set_index(["scenario", "point"])["cost_million_yuan"].to_dict()
    rows, samples = [], []
    for scenario in tables.sweep.scenarios:
        pair = [arrays[name].get(scenario.name) for name in OBJECTIVES]
        if pair[0] is None or pair[1] is None:
            return empty
        for point, seeds in _alternatives(np.stack([pair[0], pair[1]]), uncertain):
            points = range(len(tables.design.points)) if point < 0 else [point]
            money = _mean_cost(spent, scenario.name, points)
            rows.append((point, scenario.name, *seeds.mean(axis=1), money))
            samples.append(seeds if cost is None else np.vstack([seeds, np.full((1, seeds.shape[1]), money)]))
    if not rows or not np.isfinite(np.stack(samples)).all():
        return empty
    better = [*OBJECTIVES.values(), *(["lower"] if cost is not None else [])]
    found = front(np.stack(samples), better)
    table = pd.DataFrame(rows, columns=list(FRONT_COLUMNS[:5]))
    names = [name if point < 0 else f"{name} at point {point}" for point, name, *_ in rows]
    beaten = ["" if k < 0 else names[k] for k in found.dominated_by]
    return table.assign(on_front=found.on_front, on_front_share=found.on_front_share, dominated_by=beaten)


def _alternatives(values: np.ndarray, uncertain: bool) -> list[tuple[int, np.ndarray]]:
    """Point and outcomes of shape (2, n_seeds) of every alternative of one scenario."""
    if uncertain:
        return [(-1, values.mean(axis=1))]
    return [(point, values[:, point]) for point in range(values.shape[1])]


def _mean_cost(spent: Mapping[Any, float], scenario: str, points: Iterable[int]) -> float:
    """Mean cost over points; not a number where costs are unknown."""
    found = [spent.get((scenario, point), math.nan) for point in points]
    return math.fsum(found) / len(found)
