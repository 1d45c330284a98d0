"""What holds over plausible worlds: bands, shares of worlds, regret, goals, and how much of the spread is chance.

One observation is one plausible world, in which every policy was run; all differences are taken world by world. A world
is a joint draw of the numbers nobody knows, a draw of townships and a seed, so that the spread over worlds holds
ignorance, sampling and chance together.

Source: Lempert, Groves, Popper and Bankes 2006, Management Science 52(4), for policies over many states of the world;
McPhail et al. 2018, Earth's Future 6(2), for the criteria.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from sim.studies.contrasts import net_costs, values_by_seed
from sim.studies.statistics import Interval, band_of, share_interval

Values = NDArray[np.float64]

COST = "yuan_per_resident"
"""What a policy costs in all, a resident and year, above the baseline (`sim.studies.contrasts.net_costs`)."""

OBJECTIVES = {
    "solved_per_need": "higher",
    "resolution_share": "higher",
    "resolution_urban_rural_gap": "zero",
    "closing_days_mean": "lower",
    COST: "lower",
    "unmet_burden": "lower",
}
"""What policies are judged by, over everybody, and which values are wanted; the first leads the report."""

ROBUST_COLUMNS = (
    "scenario",
    "measure",
    "n_worlds",
    "median",
    "low",
    "high",
    "better_share",
    "best_share",
    "regret_mean",
    "regret_95",
    "certainty",
)
CRITERIA_COLUMNS = ("measure", "criterion", "best", "value")
CHANCE_COLUMNS = ("scenario", "measure", "n_pairs", "chance_share", "low", "high")
GOAL_COLUMNS = ("scenario", "n_worlds", "share", "low", "high")

CRITERIA = ("mean", "median", "worst", "regret_95", "best_share")
"""By what a policy may be chosen: the mean over worlds, their median, the worst world, the 95 % quantile of regret,
and the share of worlds in which it is best. The mean regret chooses what the mean chooses."""


class Goal(NamedTuple):
    """What a planner wants of a policy.

    Attributes:
        measure: The measure, or `COST`.
        low: The least that satisfies; None for no bound.
        high: The most that satisfies; None for no bound.
        change: Whether the bounds are on the difference from the baseline, and not on the value itself.
    """

    measure: str
    low: float | None
    high: float | None
    change: bool


def outcomes_by_world(
    measures: pd.DataFrame,
    scenarios: Sequence[str],
    cost: Mapping[str, float],
    names: Sequence[str] = tuple(OBJECTIVES),
) -> dict[str, pd.DataFrame]:
    """What each policy gives in each world.

    Args:
        measures: The table of `sim.studies.compare.measures_table`, one seed a world.
        scenarios: Names of the scenarios, the baseline first.
        cost: Yuan per resident and year of each scenario by its levers; empty where nobody computed it.
        names: Measures over everybody, and `COST`.

    Returns:
        For each measure a table, worlds by scenarios; worlds in which a scenario lacks a value are left out, and so is
        a measure without any.
    """
    found = {}
    known = values_by_seed(measures, [(name, "all", "all") for name in names])
    for name in names:
        if name == COST:
            table = net_costs(measures, scenarios, cost)
        else:
            columns = {scenario: known.get((scenario, (name, "all", "all"))) for scenario in scenarios}
            there = {scenario: values for scenario, values in columns.items() if values is not None}
            table = pd.DataFrame(there).dropna() if len(there) == len(scenarios) else pd.DataFrame()
        if len(table):
            found[name] = table
    return found


def wanted(table: pd.DataFrame, better: str) -> pd.DataFrame:
    """Outcomes turned so that more is better.

    Args:
        table: Worlds by scenarios.
        better: "higher", "lower", or "zero" for a gap of either sign.
    """
    return {"higher": table, "lower": -table, "zero": -table.abs()}[better]


def better_worlds(table: pd.DataFrame, better: str, scenario: str, baseline: str) -> int:
    """The number of worlds in which a policy is better than the baseline; a tie is none.

    Args:
        table: Worlds by scenarios.
        better: As for `wanted`.
        scenario: The policy.
        baseline: The baseline.
    """
    gain = wanted(table, better)
    return int((gain[scenario] > gain[baseline]).sum())


def best_shares(gain: pd.DataFrame) -> pd.Series:
    """The share of worlds in which each scenario is best; those that tie share the world evenly.

    Args:
        gain: Worlds by scenarios, more is better.
    """
    top = gain.eq(gain.max(axis=1), axis=0).astype(float)
    return top.div(top.sum(axis=1), axis=0).mean()


def regrets(gain: pd.DataFrame) -> pd.DataFrame:
    """What is lost in each world by not having the policy that is best there.

    Args:
        gain: Worlds by scenarios, more is better.

    Source: Savage 1951, Journal of the American Statistical Association 46(253).
    """
    return gain.rsub(gain.max(axis=1), axis=0)


def robust_table(outcomes: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How each scenario does over the worlds, objective by objective.

    Args:
        outcomes: What `outcomes_by_world` gives; the first column of each table is the baseline.

    Returns:
        Columns `ROBUST_COLUMNS`. median, low and high are of the differences from the baseline, in the unit of the
        measure; low and high are their 5-95 % band (`band_of`). better_share is the share of worlds in which it is
        better than the baseline, best_share that in which it is best of all. Regrets are in the unit of the measure.
        certainty is empty (`sim.studies.certainty.graded`). The baseline has no median, band or better_share.
    """
    rows = []
    for measure, table in outcomes.items():
        gain = wanted(table, OBJECTIVES[measure])
        best, lost = best_shares(gain), regrets(gain)
        baseline = table.columns[0]
        for scenario in table.columns:
            own = [math.nan] * 4
            if scenario != baseline:
                difference = (table[scenario] - table[baseline]).to_numpy(float)
                band = band_of(difference)
                share = better_worlds(table, OBJECTIVES[measure], scenario, baseline) / len(table)
                own = [float(np.median(difference)), band.low, band.high, share]
            regret = lost[scenario].to_numpy(float)
            rows.append(
                (
                    scenario,
                    measure,
                    len(table),
                    *own,
                    float(best[scenario]),
                    math.fsum(regret) / regret.size,
                    float(np.quantile(regret, 0.95)),
                    "",
                )
            )
    return pd.DataFrame(rows, columns=list(ROBUST_COLUMNS))


def criteria_table(outcomes: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Which scenario each criterion chooses, objective by objective.

    Args:
        outcomes: What `outcomes_by_world` gives.

    Returns:
        Columns `CRITERIA_COLUMNS`. The value is that of the criterion for the scenario it chooses, turned so that more
        is better, but for regret, of which less is. Of scenarios that tie the first is named.
    """
    rows = []
    for measure, table in outcomes.items():
        gain = wanted(table, OBJECTIVES[measure])
        of = {
            "mean": gain.mean(),
            "median": gain.median(),
            "worst": gain.min(),
            "regret_95": -regrets(gain).quantile(0.95),
            "best_share": best_shares(gain),
        }
        for criterion in CRITERIA:
            best = str(of[criterion].idxmax())
            value = float(of[criterion][best])
            rows.append((measure, criterion, best, -value + 0.0 if criterion == "regret_95" else value))
    return pd.DataFrame(rows, columns=list(CRITERIA_COLUMNS))


def chance_table(outcomes: Mapping[str, pd.DataFrame], again: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much of the spread of a difference over worlds is chance, and not ignorance.

    Half the mean squared difference of the two runs of a world is the variance of chance; its share of the variance
    over worlds has an interval from the ratio of two such variances, as if both were of normal numbers.

    Args:
        outcomes: What `outcomes_by_world` gives, by world.
        again: The same of some worlds with other seeds, under the same index.

    Returns:
        Columns `CHANCE_COLUMNS`; the share and its 95 % interval are cut at 0 and 1, nan where nothing varies.
    """
    rows = []
    for measure, table in outcomes.items():
        second = again.get(measure)
        if second is None:
            continue
        both = table.index.intersection(second.index)
        first = table.columns[0]
        for scenario in table.columns[1:]:
            every = (table[scenario] - table[first]).to_numpy(float)
            once, twice = (part.loc[both, scenario] - part.loc[both, first] for part in (table, second))
            rows.append((scenario, measure, len(both), *chance_share(every, (once - twice).to_numpy(float))))
    return pd.DataFrame(rows, columns=list(CHANCE_COLUMNS))


def chance_share(every: Values, apart: Values) -> tuple[float, float, float]:
    """The share of chance in a variance, with its 95 % interval.

    Args:
        every: One number a world.
        apart: What the two runs of some worlds differ by.

    Returns:
        The share and both ends; nan where there are no two worlds or nothing varies.
    """
    if every.size < 2 or not apart.size or not np.ptp(every) > 0.0:
        return math.nan, math.nan, math.nan
    ratio = float((apart**2).mean() / 2.0 / every.var(ddof=1))
    ends = scipy.stats.f.ppf([0.975, 0.025], apart.size, every.size - 1)
    low, high = (min(1.0, ratio / float(end)) for end in np.atleast_1d(ends))
    return min(1.0, ratio), low, high


def goals_met(outcomes: Mapping[str, pd.DataFrame], goals: Sequence[Goal]) -> pd.DataFrame:
    """The share of worlds in which a scenario meets every goal at once.

    Args:
        outcomes: What `outcomes_by_world` gives of every measure of the goals.
        goals: What is wanted.

    Returns:
        Columns `GOAL_COLUMNS`, with the 95 % interval of the share; empty without goals or where a measure is missing.

    Source: Simon 1956, Psychological Review 63(2), for satisficing.
    """
    if not goals or any(goal.measure not in outcomes for goal in goals):
        return pd.DataFrame(columns=list(GOAL_COLUMNS))
    tables = [outcomes[goal.measure] for goal in goals]
    worlds = tables[0].index
    for table in tables[1:]:
        worlds = worlds.intersection(table.index)
    met = pd.DataFrame(True, index=worlds, columns=tables[0].columns)
    for goal, table in zip(goals, tables, strict=True):
        here = table.loc[worlds]
        values = here.sub(here[here.columns[0]], axis=0) if goal.change else here
        if goal.low is not None:
            met &= values >= goal.low
        if goal.high is not None:
            met &= values <= goal.high
    rows = []
    for scenario in met.columns:
        n = int(met[scenario].sum())
        ends = share_interval(n, len(worlds)) if len(worlds) else Interval(math.nan, math.nan)
        rows.append((scenario, len(worlds), n / len(worlds) if len(worlds) else math.nan, ends.low, ends.high))
    return pd.DataFrame(rows, columns=list(GOAL_COLUMNS))
