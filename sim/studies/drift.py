"""Does a run still drift in its last year? Each year against the one before, run by run."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.studies.statistics import mean_interval
from sim.studies.steady_state import DRIFT_RELEVANT_SHARE

RESOLVED, OPEN = "resolution_share", "open_share"
DRIFTING = (RESOLVED, "dropped_share", "reported_per_1000", "backlog_per_1000", "trust_community", "trust_municipality")
"""Measures looked at; the first two are of requests that are no longer open, or the last year would seem worse."""

DRIFTS, STEADY, UNTOLD = "drifts", "steady", "untold"
"""What is said: the change is clear and large enough, surely smaller than that, or neither can be told."""
LEAST_YEARS = 2
COLUMNS = ("scenario", "measure", "year", "value", "change", "ci_low", "ci_high", "n", "verdict")


def drift_table(measures: pd.DataFrame) -> pd.DataFrame:
    """The change of every year against the year before, of scenarios that were measured by year.

    Args:
        measures: The measures of all runs: scenario, seed, measure, by, group, value.

    Returns:
        One row per scenario, measure and year from the first on: the mean over runs, the mean change from the year
        before with its 95 % interval over runs, and for the last year a verdict. A change counts from
        `DRIFT_RELEVANT_SHARE` of the year before on. Empty where fewer than two years were asked for.
    """
    found = []
    table = measures[measures["by"] == "year"]
    chosen = table[table["measure"].isin(DRIFTING)]
    for (scenario, measure), part in chosen.groupby(["scenario", "measure"], sort=False):
        values = part.pivot_table(index="seed", columns="group", values="value", dropna=False)
        if measure in (RESOLVED, "dropped_share"):
            still = table[(table["scenario"] == scenario) & (table["measure"] == OPEN)]
            values = values / (1.0 - still.pivot_table(index="seed", columns="group", values="value"))
        years = sorted(values.columns)
        if len(years) < LEAST_YEARS:
            continue
        before = None
        for year in years:
            now = values[year].to_numpy(float)
            row = {"scenario": scenario, "measure": measure, "year": year, "value": float(now.mean())}
            found.append(row | _change(now, before, year == years[-1]))
            before = now
    return pd.DataFrame(found, columns=list(COLUMNS))


def _change(now: np.ndarray, before: np.ndarray | None, last: bool) -> dict[str, object]:
    """The change of a year against the one before."""
    nothing = {"change": math.nan, "ci_low": math.nan, "ci_high": math.nan, "n": len(now), "verdict": ""}
    if before is None or not np.isfinite(now - before).all():
        return nothing
    found = mean_interval(now - before)
    low, high = (found.interval.low, found.interval.high) if found.interval else (math.nan, math.nan)
    relevant = DRIFT_RELEVANT_SHARE * abs(float(before.mean()))
    verdict = UNTOLD
    if low > 0.0 or high < 0.0:
        verdict = DRIFTS if abs(found.mean) >= relevant else STEADY
    elif -relevant < low and high < relevant:
        verdict = STEADY
    return {"change": found.mean, "ci_low": low, "ci_high": high, "n": len(now), "verdict": verdict if last else ""}
