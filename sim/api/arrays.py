"""Measures as a labelled array of xarray."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.errors import EnvironmentProblem, Fault
from sim.measures.registry import measures as all_measures
from sim.words import Sentence

if TYPE_CHECKING:
    import xarray

OF_A_RUN = ("point", "scenario", "seed")
NO_FACTORS = frozenset({*OF_A_RUN, "status", "key", "error", "seconds", "memory_peak_bytes"})
"""Columns of the runs of a sweep that are no factors."""


def xarray_module() -> Any:
    """Imports xarray when it is needed.

    Raises:
        EnvironmentProblem: It is not installed.
    """
    try:
        return importlib.import_module("xarray")
    except ImportError as problem:
        facts = {"problem": Sentence(f"labelled arrays need xarray ({problem})", f"带标签数组需要 xarray（{problem}）")}
        raise EnvironmentProblem(Fault("GZ092", help="python -m pip install 'gongzhi[xarray]'", facts=facts)) from None


def dataset_of(runs: pd.DataFrame, measures: pd.DataFrame) -> xarray.Dataset:
    """Turns the measures of runs into one variable for each measure and grouping.

    Args:
        runs: One row for each planned run: scenario, seed, of a sweep point and the factors.
        measures: scenario, seed, measure, by, group, n, value, of a sweep with the point.

    Returns:
        Dimensions (point,) scenario, seed and, where a measure is given by groups, its grouping.

    Raises:
        EnvironmentProblem: xarray is not installed.
    """
    module = xarray_module()
    dimensions = [name for name in OF_A_RUN if name in measures.columns]
    labels = {name: pd.Index(dict.fromkeys(runs[name])) for name in dimensions}
    groups = {
        str(by): pd.Index(dict.fromkeys(part["group"]))
        for by, part in measures.groupby("by", sort=False)
        if by != "all"
    }
    known, variables = all_measures(), {}
    for (measure, by), rows in measures.groupby(["measure", "by"], sort=False):
        axes = {**labels, **({} if by == "all" else {str(by): groups[str(by)]})}
        values = np.full([len(axis) for axis in axes.values()], np.nan)
        columns = [*dimensions, *([] if by == "all" else ["group"])]
        place = tuple(axis.get_indexer(rows[name]) for name, axis in zip(columns, axes.values(), strict=True))
        values[place] = rows["value"].to_numpy(float)
        facts = known.get(str(measure))
        attributes = (
            {}
            if facts is None
            else {"label": facts.label, "label_zh": facts.label_zh, "unit": facts.unit, "better": facts.better}
        )
        name = str(measure) if by == "all" else f"{measure} by {by}"
        variables[name] = (list(axes), values, attributes)
    found = module.Dataset(variables, {name: axis.to_numpy() for name, axis in {**labels, **groups}.items()})
    if "point" in dimensions:
        factors = runs.drop_duplicates("point").set_index("point").loc[labels["point"]]
        found = found.assign_coords(
            {name: ("point", factors[name].to_numpy()) for name in factors.columns if name not in NO_FACTORS}
        )
    return found
