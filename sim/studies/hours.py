"""The balance of hours of a study, and what each scenario takes from whom, in hours and in fen."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sim.hours import ORIGIN, USE
from sim.studies.costs import Prices
from sim.studies.statistics import SEEDS, Over
from sim.vocabulary import Bearer, HoursOrigin, HoursUse

MEASURE = "hours_balance"
PER_RESIDENTS = 1000.0
FEN_PER_YUAN = 100.0
SMALL = 1e-9
"""Hours that are rounding."""

TAKEN = ((USE, HoursUse.MECHANISM), (USE, HoursUse.MOVED_UP), (USE, HoursUse.REPORTING), (ORIGIN, HoursOrigin.GIVEN))
"""Lines that say what a bearer gives up for mechanisms: hours asked for, tasks taken over, reporting, unpaid hours."""

UNPAID = "unpaid_"
"""What stands before a bearer of hours where their value is meant."""

UNPAID_BEARERS = tuple(bearer.key for bearer in (Bearer.VOLUNTEER, Bearer.RESIDENT))
"""Bearers whose line among those taken is hours given without pay, and nothing else."""

PURSES = {
    "district_purse": ("running_yuan", "purchase_yuan"),
    "general_budget": ("general_yuan",),
    "treasury": ("capital_yuan",),
    "firms": ("pooled_yuan",),
    "sponsors": ("project_yuan",),
}
"""Who pays, and the columns of the table of costs that say how much."""

HOURS_COLUMNS = (
    "scenario",
    "side",
    "bearer",
    "use",
    "hours",
    "ci_low",
    "ci_high",
    "difference",
    "difference_low",
    "difference_high",
)
PRICE_COLUMNS = ("scenario", "payer", "hours", "hours_low", "hours_high", "fen")


def hours_table(summary: pd.DataFrame, comparison: pd.DataFrame | None = None) -> pd.DataFrame:
    """Where the hours of every bearer come from and go to, scenario by scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        comparison: The table of `sim.studies.compare.compare`; None without a baseline.

    Returns:
        Columns scenario, side (origin, use or relieved), bearer, use (or origin), hours per 1,000 residents and year
        with their interval, and the difference from the baseline with its own; missing for the baseline. Over origins
        and over uses the hours of a bearer add up to the same.
    """
    rows = summary[summary["measure"] == MEASURE]
    table = pd.DataFrame(
        {
            "scenario": rows["scenario"],
            "group": rows["group"],
            "hours": rows["mean"],
            "ci_low": rows["ci_low"],
            "ci_high": rows["ci_high"],
        }
    )
    words = rows["group"].astype(str).str.split(".", expand=True).reindex(columns=range(3))
    table[["side", "bearer", "use"]] = words.to_numpy()
    found = (
        pd.DataFrame(columns=["scenario", "group"])
        if comparison is None
        else comparison.loc[comparison["measure"] == MEASURE, ["scenario", "group", "difference", "ci_low", "ci_high"]]
    )
    found = found.rename(columns={"ci_low": "difference_low", "ci_high": "difference_high"})
    table = table.merge(found, on=["scenario", "group"], how="left").reindex(columns=list(HOURS_COLUMNS))
    return table.reset_index(drop=True)


def price_table(
    measures: pd.DataFrame,
    costs: pd.DataFrame,
    baseline: str,
    over: Over = SEEDS,
) -> pd.DataFrame:
    """What each scenario takes above the baseline: hours from whom, as measured, and fen from whom, by its levers.

    Hours given without pay have a line of their own for each bearer, valued in full; nobody pays for them.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        costs: The table of `sim.studies.costs.policy_costs`, the baseline first.
        baseline: Name of the baseline.
        over: What replications differ in.

    Returns:
        Columns scenario, payer (a bearer of hours, a purse, or `UNPAID` and a bearer), hours per 1,000 residents and
        year with the interval over replications (of bearers), and whole fen per 1,000 residents and year (of purses
        and of unpaid hours). Payers of nothing are left out.
    """
    lines = {f"{side}.{bearer.key}.{what.key}": bearer.key for side, what in TAKEN for bearer in Bearer}
    chosen = measures[measures["measure"] == MEASURE]
    taken = chosen.assign(payer=chosen["group"].map(lines)).dropna(subset=["payer"])
    sums: Any = taken.pivot_table(index="payer", columns=["scenario", "seed"], values="value", aggfunc="sum")
    money = costs.set_index("scenario")
    rows: list[tuple[Any, ...]] = []
    for name in [name for name in money.index if name != baseline]:
        known = {name, baseline} <= set(sums.columns.get_level_values("scenario"))
        more = (sums[name] - sums[baseline]).dropna(axis=1) if known else sums[:0]
        for payer, differences in more.iterrows():
            found = over.mean(differences.to_numpy(float))
            if abs(found.mean) > SMALL:
                ends = found.interval
                low, high = (math.nan, math.nan) if ends is None else (ends.low, ends.high)
                rows.append((name, payer, found.mean, low, high, math.nan))
                if payer in UNPAID_BEARERS:
                    value = float(round(FEN_PER_YUAN * Prices().resident * found.mean))
                    rows.append((name, f"{UNPAID}{payer}", math.nan, math.nan, math.nan, value))
        for payer, columns in PURSES.items():
            yuan = sum(float(money.loc[name, column] - money.loc[baseline, column]) for column in columns)
            fen = float(round(FEN_PER_YUAN * PER_RESIDENTS * yuan / float(money.loc[name, "residents"])))
            if fen:
                rows.append((name, payer, math.nan, math.nan, math.nan, fen))
    return pd.DataFrame(rows, columns=list(PRICE_COLUMNS)).astype({"fen": float})
