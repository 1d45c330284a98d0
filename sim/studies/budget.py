"""What does one more million yuan a year buy through each mechanism?

Each mechanism is run at the coverage at which it costs the budget, and at half of it, paired by seed with the baseline.
Its cost grows with its coverage in expectation; the cost of the communities that were really drawn is what effects are
divided by. The average effect is that of the first million up to the budget, the marginal effect that of the second
half alone. Money is closed: what a mechanism takes out of a purse is no longer there for repairs, and that shows in the
effect. As a yardstick the same budget is also given to the purses by the rule of today, without any mechanism.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.mechanisms import registry
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.studies.costs import MILLION, Cost, Ground, Prices, strength_over, yearly_cost
from sim.studies.experiment import variant
from sim.studies.interactions import values_by_cell
from sim.studies.statistics import ROUNDING, holm_adjust, paired_difference

WITHIN, CHEAPER, FREE, YARDSTICK = "within the budget", "full coverage is cheaper", "costs nothing", "yardstick"
"""How a mechanism stands to the budget."""

MORE_MONEY = "issue_money"
"""Id of the yardstick: the budget added to the public money for residents' issues."""

RESOLVED = "resolved_per_year"
"""Issues really resolved in a year in the whole place: resolved complaints over residents, times all residents."""

RESOLVED_FROM = frozenset({"resolution_share", "reported_per_1000"})
"""Measures it is computed from."""

EFFECT_COLUMNS = (
    "mechanism",
    "spending",
    "measure",
    "by",
    "group",
    "part",
    "n",
    "n_equal",
    "cost_million_yuan",
    "effect",
    "effect_low",
    "effect_high",
    "per_million",
    "per_million_low",
    "per_million_high",
    "p_adjusted",
)
COST_COLUMNS = (
    "mechanism",
    "spending",
    "coverage",
    "full_million_yuan",
    "expected_million_yuan",
    "realised_million_yuan",
    "half_coverage",
    "half_realised_million_yuan",
    "running_million_yuan",
    "general_million_yuan",
    "purchase_million_yuan",
    "capital_million_yuan",
    "pooled_million_yuan",
    "project_million_yuan",
    "committee_hours",
    "township_hours",
    "district_hours",
    "resident_hours",
    "volunteer_hours",
)
LEAST_YUAN = 1.0
"""Yearly cost of the whole place below which a mechanism counts as costing nothing."""

AVERAGE, MARGINAL = "average", "marginal"


@dataclass(frozen=True)
class Level:
    """One of the amounts at which a mechanism is run.

    Attributes:
        scenario: Name of the scenario.
        coverage: Share of communities covered; nan for the yardstick.
        cost: What the communities drawn cost in a year.
        yuan: The same valued.
    """

    scenario: str
    coverage: float
    cost: Cost
    yuan: float


@dataclass(frozen=True)
class Option:
    """A way of spending the budget.

    Attributes:
        mechanism: Id of the mechanism, or `MORE_MONEY`.
        spending: How its cost stands to the budget.
        full_yuan: What it costs in all communities.
        expected_yuan: What it costs at its coverage in expectation.
        whole: The level that spends the budget, or all it can.
        half: Half of that; None where it costs nothing.
    """

    mechanism: str
    spending: str
    full_yuan: float
    expected_yuan: float
    whole: Level
    half: Level | None


def coverage_for(full_yuan: float, budget_yuan: float) -> tuple[float, str]:
    """The coverage at which a mechanism costs the budget, its cost being proportional to coverage.

    Args:
        full_yuan: Its yearly cost in all communities.
        budget_yuan: The budget.

    Returns:
        Coverage 0-1 and how its cost stands to the budget.
    """
    if full_yuan < LEAST_YUAN:
        return 1.0, FREE
    if full_yuan <= budget_yuan:
        return 1.0, CHEAPER
    return budget_yuan / full_yuan, WITHIN


def options_for(
    baseline: Scenario, mechanisms: Sequence[str], ground: Ground, prices: Prices, budget_yuan: float
) -> tuple[list[Option], list[Scenario]]:
    """How the budget is spent through each mechanism, and the scenarios to be run.

    Args:
        baseline: The baseline.
        mechanisms: Ids of the mechanisms.
        ground: The place.
        prices: What an hour costs.
        budget_yuan: The budget of the whole place, yuan a year.

    Returns:
        The options, the yardstick last, and the scenarios, the baseline first.
    """
    options, scenarios = [], [baseline]
    for name in sorted(mechanisms):
        full = _priced(name, 1.0, baseline, ground)
        coverage, spending = coverage_for(full.total_yuan(prices), budget_yuan)
        levels = []
        for label, share in (("whole", coverage), ("half", coverage / 2.0)):
            if label == "half" and spending == FREE:
                continue
            parameters = registry()[name].Parameters(coverage=share)
            scenarios.append(variant(baseline, _named(name, label), {name: parameters}))
            cost = _priced(name, share, baseline, ground)
            levels.append(Level(_named(name, label), share, cost, cost.total_yuan(prices)))
        half = levels[1] if len(levels) > 1 else None
        full_yuan = full.total_yuan(prices)
        options.append(Option(name, spending, full_yuan, coverage * full_yuan, levels[0], half))
    option, more = _yardstick(baseline, ground, budget_yuan)
    return [*options, option], [*scenarios, *more]


def _named(mechanism: str, label: str) -> str:
    """Name of the scenario of a mechanism at the whole budget or at half of it."""
    return f"{mechanism[:57]}--{label}"


def _priced(name: str, coverage: float, baseline: Scenario, ground: Ground) -> Cost:
    """Yearly cost of a mechanism at a coverage, as far as it is phased in on the measured days."""
    kind = registry()[name]
    mechanism = kind(kind.Parameters(coverage=coverage))
    run = baseline.run
    return yearly_cost(mechanism, ground).times(strength_over(mechanism, run.warm_up_days, run.days))


def _yardstick(baseline: Scenario, ground: Ground, budget_yuan: float) -> tuple[Option, list[Scenario]]:
    """The budget and half of it added to the money for issues, as far as the parameter's range allows."""
    path = "money.issue_money_per_resident"
    today = baseline.money.issue_money_per_resident
    levels, scenarios = [], []
    for label, yuan in (("whole", budget_yuan), ("half", budget_yuan / 2.0)):
        name = _named(MORE_MONEY, label)
        scenarios.append(with_changes(baseline, {"name": name, path: today + yuan / ground.residents}))
        levels.append(Level(name, math.nan, Cost(running_yuan=yuan), yuan))
    return Option(MORE_MONEY, YARDSTICK, math.nan, budget_yuan, levels[0], levels[1]), scenarios


def cost_table(options: Sequence[Option]) -> pd.DataFrame:
    """What each mechanism costs and how far it is spread for the budget.

    Args:
        options: The options.

    Returns:
        One row per option with the columns COST_COLUMNS, money in million yuan and hours a year, both of the
        communities drawn at the whole budget.
    """
    rows = []
    for o in options:
        cost = o.whole.cost
        half = (math.nan, math.nan) if o.half is None else (o.half.coverage, o.half.yuan / MILLION)
        money = (
            cost.running_yuan,
            cost.general_yuan,
            cost.purchase_yuan,
            cost.capital_yuan,
            cost.pooled_yuan,
            cost.project_yuan,
        )
        hours = (
            cost.committee_hours,
            cost.township_hours,
            cost.district_hours,
            cost.resident_hours,
            cost.volunteer_hours,
        )
        rows.append(
            (
                o.mechanism,
                o.spending,
                o.whole.coverage,
                o.full_yuan / MILLION,
                o.expected_yuan / MILLION,
                o.whole.yuan / MILLION,
                *half,
                *(yuan / MILLION for yuan in money),
                *hours,
            )
        )
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def with_resolved(measures: pd.DataFrame, residents: float) -> pd.DataFrame:
    """Adds the issues resolved in a year in the whole place to a table of measures.

    Args:
        measures: The table of `sim.studies.compare.measures_table` with the measures `RESOLVED_FROM`.
        residents: Residents of the whole place.

    Returns:
        The table with rows of the measure `RESOLVED`: resolved over reported complaints, times reported complaints per
        resident and year, times residents.
    """
    everybody = measures[measures["by"] == "all"]
    share = everybody[everybody["measure"] == "resolution_share"].set_index(["scenario", "seed"])
    reported = everybody[everybody["measure"] == "reported_per_1000"].set_index(["scenario", "seed"])["value"]
    rows = share.assign(value=share["value"] * reported.reindex(share.index) / 1000.0 * residents, measure=RESOLVED)
    return pd.concat([measures, rows.reset_index()[list(measures.columns)]], ignore_index=True)


def budget_effects(measures: pd.DataFrame, baseline: str, options: Sequence[Option]) -> pd.DataFrame:
    """What each way of spending achieves, altogether and per million yuan.

    Args:
        measures: The table of `sim.studies.compare.measures_table`, of the cells looked at.
        baseline: Name of the baseline.
        options: The options.

    Returns:
        One row per cell, option and part with the columns EFFECT_COLUMNS. The part "average" is from the baseline to
        the whole budget, "marginal" from half of it to the whole; cost is that of the part. Effects per million have
        no value where nothing was spent. P-values of no effect are adjusted after Holm over the options of a cell
        and part.
    """
    rows: list[tuple[object, ...]] = []
    for cell, table in values_by_cell(measures).items():
        for part in (AVERAGE, MARGINAL):
            found = []
            for option in options:
                low = baseline if part == AVERAGE else "" if option.half is None else option.half.scenario
                if low in table.columns and option.whole.scenario in table.columns:
                    spent = option.whole.yuan - (option.half.yuan if part == MARGINAL and option.half else 0.0)
                    numbers, p_value = _effect(table[option.whole.scenario], table[low], spent / MILLION)
                    found.append(((option.mechanism, option.spending, *cell, part, *numbers), p_value))
            adjusted = _adjusted([p_value for _, p_value in found])
            rows += [(*row, p) for (row, _), p in zip(found, adjusted, strict=True)]
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _effect(whole: pd.Series, low: pd.Series, million_yuan: float) -> tuple[tuple[float, ...], float]:
    """n, equal ones, cost, effect with its ends, effect per million with its ends; and the p-value."""
    values = np.column_stack([whole.to_numpy(float), low.to_numpy(float)])
    upper, lower = values[np.isfinite(values).all(axis=1)].T
    if upper.size == 0:
        return (0, 0, million_yuan, *[math.nan] * 6), math.nan
    difference = upper - lower
    largest = np.maximum(np.abs(upper), np.abs(lower))
    difference = np.where(np.abs(difference) <= ROUNDING * largest, 0.0, difference)
    paired = paired_difference(difference, np.zeros(upper.size))
    interval = paired.difference.interval
    ends = (math.nan, math.nan) if interval is None else (interval.low, interval.high)
    effect = (paired.difference.mean, *ends)
    per = [x / million_yuan if million_yuan * MILLION >= LEAST_YUAN else math.nan for x in effect]
    p_value = math.nan if paired.p_value is None else paired.p_value
    return (upper.size, paired.difference.n_equal, million_yuan, *effect, *per), p_value


def _adjusted(p_values: Sequence[float]) -> np.ndarray:
    """Holm's adjustment; nan stays nan and does not count."""
    raw = np.array(p_values, float)
    adjusted = np.full(len(raw), math.nan)
    known = np.isfinite(raw)
    if known.any():
        adjusted[known] = holm_adjust(raw[known])
    return adjusted
