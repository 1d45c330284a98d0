"""The table that says how measures move from year to year, and whether the last year still drifts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.measures.registry import measures
from sim.report.page import Cell, Table
from sim.report.page_words import page_word
from sim.report.wording import Estimate, level, signed
from sim.studies.drift import DRIFTS, drift_table
from sim.words import T

UNITS = {"share": "share", "0-1": "trust"}
"""How a measure is shown, by its unit; others as plain numbers."""


def drift_section_table(table: pd.DataFrame, titles: Mapping[str, str]) -> Table | None:
    """Every year's value and its change, scenario by scenario.

    Args:
        table: The measures of all runs.
        titles: Title of each scenario by name.

    Returns:
        The table; None where fewer than two years were asked for.
    """
    found = drift_table(table)
    if found.empty:
        return None
    years = list(dict.fromkeys(found["year"]))
    rows = []
    for key, part in found.groupby(["scenario", "measure"], sort=False):
        scenario, measure = map(str, key)
        by_year: dict[str, Any] = {row["year"]: row for row in part.to_dict("records")}
        label = (
            f"{titles[scenario]}{T(': ', '：')}{measures()[measure].words}"
            if len(titles) > 1
            else str(measures()[measure].words)
        )
        unit = UNITS.get(measures()[measure].unit, "index")
        rows.append([Cell(label), *(_cell(by_year.get(year), unit) for year in years)])
    return Table(
        page_word("drift_table"),
        [page_word("drift_head"), *years],
        rows,
        note=page_word("drift_note"),
        csv="report_drift.csv",
    )


def _cell(row: Mapping[str, Any] | None, unit: str) -> Cell:
    """A year's value; below it the change from the year before."""
    if row is None or not math.isfinite(row["value"]):
        return Cell("–")
    value = level(row["value"], unit)
    if not math.isfinite(row["change"]):
        return Cell(value)
    below = signed(Estimate(row["change"], row["ci_low"], row["ci_high"], math.nan, int(row["n"])), unit)
    if row["verdict"]:
        below = f"{below} ({page_word('drift_' + row['verdict'])})"
    return Cell(value, below, tone="unsure" if row["verdict"] == DRIFTS else "")
