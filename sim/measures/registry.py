"""All measures in one list, and the tidy table they make of a finished run."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection

import pandas as pd

from sim.measures import (
    capacities,
    capacity,
    curves,
    days,
    equity,
    handling,
    hours,
    institutions,
    migration,
    money,
    participation,
    paths,
    services,
    situation,
    stocks,
    supply,
    trust,
    unmet,
    zeros,
)
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation, observe

__all__ = ["COLUMNS", "Measure", "Observation", "Row", "measure_all", "measures", "observe", "out_of_range"]

COLUMNS = ("measure", "by", "group", "n", "value")
"""Columns of the tidy table."""


@functools.cache
def measures() -> dict[str, Measure]:
    """Every measure by its id, in the order of topics.

    Raises:
        ValueError: Two measures have the same id.
    """
    found: dict[str, Measure] = {}
    topics = (
        handling,
        days,
        equity,
        unmet,
        trust,
        stocks,
        participation,
        capacity,
        hours,
        institutions,
        money,
        services,
        capacities,
        migration,
        situation,
        supply,
        zeros,
        paths,
        curves,
    )
    for topic in topics:
        for measure in topic.measures():
            if measure.id in found:
                raise ValueError(f"measure {measure.id!r} is listed twice")
            found[measure.id] = measure
    return found


def out_of_range(table: pd.DataFrame) -> str | None:
    """Looks for a value that its measure's unit does not allow, such as a share above 1.

    Args:
        table: The tidy table of a run.

    Returns:
        Where the first one stands and what it is; None where there is none.
    """
    limits = {id_: measure.limits for id_, measure in measures().items()}
    low, high = (table["measure"].map({id_: pair[end] for id_, pair in limits.items()}) for end in (0, 1))
    outside = table[(table["value"] < low - 1e-9) | (table["value"] > high + 1e-9)]
    if outside.empty:
        return None
    row = outside.iloc[0]
    return f"{row['measure']} by {row['by']}, {row['group']}, is {row['value']:.6g}"


def measure_all(
    observation: Observation,
    only: Collection[str] | None = None,
    progress: Callable[[], None] | None = None,
) -> pd.DataFrame:
    """Computes every measure for every group it is given for.

    Args:
        observation: What was gathered from a finished run.
        only: Ids of the measures wanted; None for all.
        progress: Called before every measure; what it raises ends the measuring.

    Returns:
        One row per measure and group: measure, by, group, n (as counted, without design weights) and value
        (nan means n/a: nothing to divide by, or a quantile that was not reached).
    """
    table: list[tuple[str, str, str, int, float]] = []
    for measure in measures().values():
        if only is not None and measure.id not in only:
            continue
        if progress is not None:
            progress()
        table.extend((measure.id, *row) for row in measure.function(observation))
    return pd.DataFrame(table, columns=list(COLUMNS)).astype({"n": "int64", "value": "float64"})
