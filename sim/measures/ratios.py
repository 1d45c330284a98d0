"""Measures that divide one amount by another, for every group of every grouping asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.calendar import PERIODS
from sim.measures.amounts import amount
from sim.measures.grouping import Sums, group_keys
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.words import Sentence


def divided(above: Floats, below: Floats, factor: float | Floats = 1.0) -> Floats:
    """Element-wise quotient times a factor; nan where there is nothing to divide by.

    Args:
        above: Numerators.
        below: Denominators, same shape.
        factor: Multiplies the quotient; one for all, or one each.
    """
    return factor * np.divide(above, below, out=np.full(np.shape(below), np.nan), where=np.asarray(below) > 0)


def rows_of(
    observation: Observation, by: tuple[str, ...], counted: dict[str, Floats], values: dict[str, Floats]
) -> list[Row]:
    """Rows of a measure; groups of places where nobody lives in the sample, and periods not asked for, are left out.

    Args:
        observation: What was gathered.
        by: Groupings asked for.
        counted: What stands behind each value, by grouping.
        values: The values, by grouping.
    """
    people = amount(observation, "residents").counted
    rows = []
    for name in observation.asked(by):
        here = people[name] > 0 if name in ("setting", "region", "district") else np.ones(len(values[name]), bool)
        keys = group_keys(observation, name)
        for i in np.flatnonzero(here):
            rows.append(Row(name, keys[i], round(float(counted[name][i])), float(values[name][i])))
    return rows


def quotient(
    observation: Observation,
    by: tuple[str, ...],
    above: Sums,
    below: Sums,
    factor: float = 1.0,
    n: Sums | None = None,
    yearly: bool = False,
) -> list[Row]:
    """Weighted quotient of two sums in every group.

    Args:
        observation: What was gathered.
        by: Groupings asked for.
        above: Numerator.
        below: Denominator.
        factor: Multiplies the quotient.
        n: What stands behind the value; the denominator where not given.
        yearly: Whether it is divided by the measured years too, of each period by those within it.
    """
    values = {}
    for name in observation.asked(by):
        scale = _per_measured_year(observation, name, factor) if yearly else factor
        values[name] = divided(above.weighted[name], below.weighted[name], scale)
    return rows_of(observation, by, (below if n is None else n).counted, values)


def _per_measured_year(observation: Observation, by: str, factor: float) -> float | Floats:
    """A factor over the measured years; nan where nothing was measured."""
    if by in PERIODS:
        return factor / observation.period_years(by)
    return factor / observation.years if observation.years > 0 else np.nan


def share(above: str, below: str, by: tuple[str, ...]) -> Callable[[Observation], list[Row]]:
    """A function that divides one amount by another.

    Args:
        above: Name of the amount above the line.
        below: Name of the amount below the line.
        by: Groupings it is given for.
    """

    def rows(observation: Observation) -> list[Row]:
        return quotient(observation, by, amount(observation, above), amount(observation, below))

    return rows


def per_year(above: str, below: str, by: tuple[str, ...], factor: float) -> Callable[[Observation], list[Row]]:
    """A function that divides one amount by another and by the measured years.

    Args:
        above: Name of the amount above the line.
        below: Name of the amount below the line.
        by: Groupings it is given for.
        factor: Multiplies the quotient, for example 1,000 residents.
    """

    def rows(observation: Observation) -> list[Row]:
        return quotient(observation, by, amount(observation, above), amount(observation, below), factor, yearly=True)

    return rows


def share_measure(
    id_: str,
    label: str,
    label_zh: str,
    better: str,
    parts: tuple[str, str],
    by: tuple[str, ...],
    definition: Sentence,
    unit: str = "share",
) -> Measure:
    """A measure that divides one amount by another, most often its share in the other.

    Args:
        id_: Name in tables.
        label: English label.
        label_zh: Chinese label.
        better: Wanted direction.
        parts: Names of the amounts above and below the line.
        by: Groupings it is given for.
        definition: What is divided by what.
        unit: Unit where it is no share.
    """
    return Measure(id_, label, label_zh, unit, better, definition, by, share(*parts, by))
