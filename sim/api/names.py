"""Names that other programs can use: settings and outcomes as Python identifiers, with __ where a dot or a space is.

Mesa's `batch_run` passes settings as keywords, and EMA Workbench 3 takes identifiers only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from sim.errors import InputError
from sim.measures.grouping import group_keys
from sim.measures.observation import run_keys
from sim.scenario.scenario import Scenario
from sim.scenario.text_source import SourceText
from sim.scenario.tree import node_from
from sim.studies.experiment import measured_cells
from sim.studies.sweep_file import DEFAULT_MEASURES
from sim.world.world import World

Cell = tuple[str, str, str]

OUTCOMES = DEFAULT_MEASURES
"""What is measured where nothing else is asked for: handling, and beside it who is served."""


def identifier(path: str) -> str:
    """A setting as a Python identifier.

    Args:
        path: Such as "needs.need_rate_town".

    Returns:
        Such as "needs__need_rate_town".
    """
    return path.replace(".", "__")


def path_of(name: str) -> str:
    """The setting that an identifier stands for; a dotted path stands for itself.

    Args:
        name: Such as "needs__need_rate_town".
    """
    return name.replace("__", ".")


def outcome_name(cell: Cell) -> str:
    """A measure of a group as a Python identifier.

    Args:
        cell: Measure, grouping and group.

    Returns:
        Such as "dropped_share" for everybody, else such as "dropped_share__setting__rural".
    """
    measure, by, group = cell
    return measure if by == "all" else f"{measure}__{by}__" + re.sub(r"\W+", "_", group)


def cells_named(measures: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Reads measures with their groupings, as experiment files write them.

    Args:
        measures: Such as "dropped_share" or "dropped_share by setting".

    Returns:
        Pairs of measure and grouping.

    Raises:
        InputError: With every measure or grouping there is not.
    """
    source = SourceText("measures", "", is_option=True)
    written = list(measures)
    cells, faults = measured_cells(written, node_from({"measures": written}, source))
    if faults:
        raise InputError(faults)
    return cells


def cells_in(world: World, scenario: Scenario, cells: Sequence[tuple[str, str]]) -> list[Cell]:
    """All groups of measures in a place and the measured days.

    Args:
        world: The place.
        scenario: The scenario, for its days.
        cells: Pairs of measure and grouping.

    Returns:
        Measure, grouping and group of each value to expect.
    """
    keys = run_keys(world, scenario)
    return [(measure, by, group) for measure, by in cells for group in group_keys(keys, by)]


def outcomes_of(table: pd.DataFrame, cells: Sequence[Cell]) -> dict[str, float]:
    """Values of a finished run by the names other programs know them under.

    Args:
        table: Every measure of the run.
        cells: The values wanted.

    Returns:
        Value by outcome name; nan where the run has none.
    """
    columns = (table[name] for name in ("measure", "by", "group", "value"))
    values = {(m, by, group): float(value) for m, by, group, value in zip(*columns, strict=True)}
    return {outcome_name(cell): values.get(cell, float("nan")) for cell in cells}
