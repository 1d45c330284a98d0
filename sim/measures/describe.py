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
and resolution of entered complaints are over *entered* ones; response, resolution and loss over
*voiced* ones; solved per need over *needs*.
"""

_RECORDS = """
## Tables by community and by issue

`run` and `compare` leave `communities.parquet` beside the measures, and with `--tables communities,issues` (in Python
`tables="communities,issues"`) `issues.parquet` too: one row per run and community, or per run and issue of the measured
days. A share of any group of communities is the sum of `weight` times the amount above the line over that of the amount
below, so `resolution_share` is `resolved` over `voiced` and `solved_per_need` is `solved` over `needs`. Indices of
inequality are over the quotients of communities with at least ten below the line, each counted by `population` times
`weight`, shares cut at one. The curve of resolution is that of Kaplan and Meier over voiced issues with `days` where
`resolved`, else `followed_days` as censored, each counted by `complaints` times `weight`. A test computes measures
again from these tables with pandas, inequality and lifelines.
"""

_OVER_TIME = """
## Over time

`--by month` of `run` and `compare` (also `week`, `quarter`, several with commas; in Python `by="month"`) adds rows with
`by` = `month` to `measures`, `summary` and `comparison`, prints a few of them and draws them in the report. Studies,
patterns, `sim.BatchModel` and EMA Workbench ask for one measure: `lost_share by month`. Groups are named `2017-03`,
`2017-W09` (weeks of ISO 8601 from Monday to Sunday; 1 January 2017 is in `2016-W52`) and `2017-Q1`; the first and the
last one are cut where the measured days begin and end.

An issue counts on the day on which it was voiced, or found by a patrol, whatever day it ended on; a need on the day it
arose, which is also the day on which neighbours solved it or it was endured. So a share by month is that of one cohort,
numerator within denominator, and counts of the months sum to the whole. Rates per year are over the days within the
period and the residents of the last day. Days to resolution take open issues as censored, in each period as in the
whole. All others take the last day as it is: what was voiced late is partly still open and counts as not resolved, not
lost, in time, and days of closed issues are those of the quick ones. Periods of which in some scenario more than a
hundredth is still open (`open_share`) are therefore grey in the figure and named beside it; there a slower policy looks
worse than it is. Intervals and p-values are of each period alone: among many periods some differ by chance. Stocks of
the last day (trust, volunteers, the backlog), hours and the books of offices are no events and have no periods, neither
have indices of inequality and gaps.
"""

_TABLE_HEAD = "| measure | label | 名称 | unit | better | definition | by |\n|---|---|---|---|---|---|---|\n"


def _cell(text: str) -> str:
    """Text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def measures_table() -> str:
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
    return f"{head}{_OVER_TIME}{_RECORDS}\n## All measures\n\n{measures_table()}"


if __name__ == "__main__":
    print(measures_page(), end="")
