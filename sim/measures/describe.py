"""Describes all measures as a Markdown page, so that the documentation never differs from the registry."""

from __future__ import annotations

from sim.measures.grouping import GROUPINGS, RELIABLE_SAMPLE
from sim.measures.registry import measures

_HEAD = """# Measures

Every run gives one tidy table with the columns `measure`, `by`, `group`, `n` and `value`. `n` is what
stands behind a value as counted in the sample; values are weighted by the design weights of the sample.
A value that is not a number means n/a: there is nothing to divide by, or a quantile was not reached.
Quantiles of days are those of the mid-distribution: days are whole, and half of what ends on a day counts as having
ended before it. With F the share that ended by day t and f the share that ended on it, the points (t, F - f / 2) are
joined by straight lines, and the quantile of a share p is the day at which they reach p (Ma, Genton and Parzen 2011,
Annals of the Institute of Statistical Mathematics 63). Days to resolution have for F the cumulative incidence.
Complaints are counted where residents are meant, rows of work where the work is meant. Closure, on time
and resolution of registered complaints are over *registered* ones; response, resolution and loss over
*reported* ones; solved per need over *needs*.
"""

_RECORDS = """
## Tables by community and by issue

`run` and `compare` leave `communities.parquet` beside the measures, and with `--tables communities,issues` (in Python
`tables="communities,issues"`) `issues.parquet` too: one row per run and community, or per run and issue of the measured
days. A share of any group of communities is the sum of `weight` times the amount above the line over that of the amount
below, so `resolution_share` is `resolved` over `reported` and `solved_per_need` is `solved` over `needs`;
`unmet_burden` over `residents` and years is the measure of that name. Indices of
inequality are over the quotients of communities with at least ten below the line, each counted by `population` times
`weight`, shares cut at one. The curve of resolution is that of Kaplan and Meier over reported issues with `days` where
`resolved`, else `followed_days` as censored, each counted by `complaints` times `weight`. A test computes measures
again from these tables with pandas, inequality and lifelines.
"""

_OVER_TIME = """
## Over time

`--by month` of `run` and `compare` (also `week`, `quarter`, `year`, several with commas; in Python `by="month"`) adds
rows with `by` = `month` to `measures`, `summary` and `comparison`, prints a few of them and draws them in the report.
Studies, patterns, `sim.BatchModel` and EMA Workbench ask for one measure: `dropped_share by month`. Groups are named
`2017-03`, `2017-W09` (weeks of ISO 8601 from Monday to Sunday; 1 January 2017 is in `2016-W52`), `2017-Q1` and `2017`;
the first and the last one are cut where the measured days begin and end.

An issue counts on the day on which it was reported, or found by a patrol, whatever day it ended on; a need on the day
it arose, which is also the day on which neighbours solved it or it was endured. So a share by month is that of one
cohort, numerator within denominator, and counts of the months sum to the whole. Rates per year are over the days within
the period and the residents of the last day. Days to resolution take open issues as censored, in each period as in the
whole. All others take the last day as it is: what was reported late is partly still open and counts as not resolved,
not lost, in time, and days of closed issues are those of the quick ones. Periods of which in some scenario more than a
hundredth is still open (`open_share`) are therefore grey in the figure and named beside it; there a slower policy looks
worse than it is. Intervals and p-values are of each period alone: among many periods some differ by chance. Of stocks
trust, the backlog and posts are given by year, as the year's last day leaves them; other stocks, hours and the accounts
of offices have no periods, nor have indices of inequality and gaps.
"""

_UNMET = """
## Unmet need

`unmet_days` counts, for every need, the measured days from the one on which it arose to the one on which it was really
solved, else to the last; `unmet_burden` weighs each day by the severity of its category (`valuation.severity`, assumed;
it changes no run). Per resident and year; by category the parts of the whole.

- Solved among neighbours or in a courtyard: on the day it arose, so it has no days.
- Resolved, by whomever: its days end on the day of resolution.
- Worked on without success, nominally closed, dropped, still open: with the last day. A complaint again or over heads
  is the same need.
- Patched up (cosmetic repair, failed settlement) and not complained about again: when it is patched up. When it comes
  back it is a new need, as in `needs_per_1000`. So a policy under which more is patched up gains the days of rest,
  `closing.recurrence_days` on average.
- Endured, or on the last day not found by a patrol yet: with the last day.

What arose before the measured days counts if it was reported (again) or found in them, from that day on. Nothing is
known of others from before, so the stock of unmet needs begins at nothing: values of runs of different length cannot be
compared, and months would show little but the stock filling up, so there are none. A need counts once, however many
share its cause. Emergencies weigh as others of their category, for endured needs are known by category alone. Endured
needs are counted by community, and by day for the whole place on Mondays and firsts of a month: they are taken to have
arisen evenly in between, in every community in the weeks in which those of their category and group did in the whole
place. Beside a count of every day that moves settings and regions by up to 1.2 %, communities by 3.2 % (standard
deviation) and the whole by less than a ten-thousandth (baseline and flood, 1 % of the townships).

`unmet_burden_equal_*` is the burden that, borne by everybody alike, would be as bad as the one there is. For a good
Atkinson (1970) takes the power mean of order 1 - epsilon, never above the mean. A burden is a bad, its loss is convex,
so the order is 1 + epsilon and the value is never below the mean (Sheriff and Maguire 2020, Risk Analysis 40(12), who
recommend such equivalents over indices for bads; Anand and Sen 1997 take this mean of deprivations, of order 3).
Aversions are 0.5, 1 and 2; at 0 it would be `unmet_burden`. It rises in proportion with the burden. Whoever holds that
the same days added for everybody leave inequality as it is wants the form of Kolm and Pollak instead, which Sheriff and
Maguire prefer because it judges days with and days without an unmet need alike; its aversion has a unit, one over days,
and no usual value. The mean is over communities counted by the residents they stand for, within every place it is given
for. Among individuals it would measure chance: most have no need in a year. Atkinson, Gini and Theil of other measures
stay as they were.
"""

_TABLE_HEAD = "| measure | label | 名称 | unit | better | definition | by |\n|---|---|---|---|---|---|---|\n"


def _cell(text: str) -> str:
    """Text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def _every_measure() -> str:
    """One line per measure in the order of the registry, as a Markdown table.

    Returns:
        The table, ending in a line break.
    """
    lines = [
        f"| `{m.id}` | {_cell(m.label)} | {_cell(m.label_zh)} | {_cell(m.unit)} | {m.better} | "
        f"{_cell(m.definition.en)} | "
        f"{', '.join(m.by)} |\n"
        for m in measures().values()
    ]
    return _TABLE_HEAD + "".join(lines)


def groupings_table() -> str:
    """One line per grouping, as a Markdown table.

    Returns:
        The table, ending in a line break.
    """
    lines = [f"| `{key}` | {label} | {label_zh} |\n" for key, (label, label_zh) in GROUPINGS.items()]
    return "| by | meaning | 名称 |\n|---|---|---|\n" + "".join(lines)


def measures_page() -> str:
    """The whole page docs/measures.md.

    Returns:
        Markdown text.
    """
    grey = (
        f"Figures of districts can be trusted where at least {RELIABLE_SAMPLE:.0%} of the "
        "townships are in the "
        "sample; below that they are given with their n and shown in grey.\n"
    )
    head = f"{_HEAD}\n## Groupings\n\n{groupings_table()}\n{grey}"
    return f"{head}{_OVER_TIME}{_UNMET}{_RECORDS}\n## All measures\n\n{_every_measure()}"


if __name__ == "__main__":
    print(measures_page(), end="")
