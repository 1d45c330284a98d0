"""The tables printed at the end of a command, for a terminal of 100 columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.measures.grouping import PERIOD_NAMES, period_label, periods_among
from sim.report.headlines import HEADLINES, SERIES, TOLD, Headline, difference_number, in_period, value_number
from sim.report.numbers import NOT_THERE, Ends
from sim.report.text import columns, dashes, padded, pieces, widest, wrapped
from sim.report.wording import estimate_of, percent
from sim.report.words import say

WIDTH = 100
LABEL_WIDTH = 31
VALUE_WIDTH = 10
CELL_WIDTH = 14
SIGNIFICANT = 0.05
CELL = ["measure", "by", "group"]

STILL_OPEN_SHARE = 0.01
"""Share of the issues of a period still open from which on it is shown in grey (assumed)."""

MOST_PERIODS = 24
"""Periods up to which measures over time are printed."""


def comparison_text(
    comparison: pd.DataFrame,
    baseline: str,
    names: dict[str, str],
    headlines: Sequence[Headline] = HEADLINES,
) -> str:
    """Headline measures: the baseline's value, and what every policy adds to it, with intervals below.

    Args:
        comparison: The table of `sim.studies.compare.compare`.
        baseline: Label of the baseline.
        names: Label of each scenario compared, by name, in order.
        headlines: The measures shown.

    Returns:
        The text; several tables under one another where the policies need more columns than there are.
    """
    by_name = {str(name): table.set_index(CELL) for name, table in comparison.groupby("scenario", sort=False)}
    policies = [_policy(label, by_name.get(name), headlines) for name, label in names.items()]
    tables: list[list[_Policy]] = []
    left = 0
    for policy in policies:
        if left < policy.width + 1:
            tables.append([])
            left = WIDTH - LABEL_WIDTH - VALUE_WIDTH
        tables[-1].append(policy)
        left -= policy.width + 1
    text = "\n\n".join(_one_table(baseline, table, headlines) for table in tables)
    tied = any(estimate_of(row).tied for policy in policies for row in policy.rows.values())
    return f"{text}\n\n{say('ties')}" if tied else text


class _Policy(NamedTuple):
    """A column of the table: its rows and cells by headline, and the width that the widest of them needs."""

    label: str
    rows: dict[Headline, Any]
    cells: dict[Headline, tuple[str, str]]
    width: int


def _policy(label: str, table: Any, headlines: Sequence[Headline]) -> _Policy:
    """The column of one policy."""
    rows = {h: table.loc[h.key] for h in headlines if table is not None and h.key in table.index}
    cells = {h: _cell(row, h.unit) for h, row in rows.items()}
    return _Policy(label, rows, cells, widest((text for pair in cells.values() for text in pair), CELL_WIDTH))


def _one_table(baseline: str, policies: Sequence[_Policy], headlines: Sequence[Headline]) -> str:
    """One table of as many policies as fit."""
    values = {}
    for headline in headlines:
        rows = [policy.rows[headline] for policy in policies if headline in policy.rows]
        if any(math.isfinite(row["mean"]) for row in rows):
            known = [row["baseline"] for row in rows if math.isfinite(row["baseline"])]
            values[headline] = value_number(known[0], headline.unit).typed if known else "-"
    width = widest(values.values(), VALUE_WIDTH)
    lines = _header([(baseline, width), *((policy.label, policy.width) for policy in policies)])
    for headline, value in values.items():
        for line, start in enumerate(((str(headline.words), value), ("", ""))):
            cells = (
                padded(policy.cells.get(headline, (str(NOT_THERE), ""))[line], policy.width, right=True)
                for policy in policies
            )
            text = " ".join((padded(start[0], LABEL_WIDTH) + padded(start[1], width, right=True), *cells)).rstrip()
            lines += [text] if text else []
    return "\n".join(lines)


def _header(labels: Sequence[tuple[str, int]]) -> list[str]:
    """Names of the columns over as many lines as they need, and a rule."""
    broken = [_label_lines(label, width) for label, width in labels]
    height = max(len(lines) for lines in broken)
    lines = []
    for number in range(height):
        cells = [lines_[number - height + len(lines_)] if number >= height - len(lines_) else "" for lines_ in broken]
        text = " ".join(padded(cell, width, right=True) for cell, (_, width) in zip(cells, labels, strict=True))
        lines.append((" " * LABEL_WIDTH + text).rstrip())
    return [*lines, dashes(LABEL_WIDTH + sum(width + 1 for _, width in labels) - 1)]


def _label_lines(label: str, width: int) -> list[str]:
    """A label in at most three lines; names break at their underscores."""
    lines = pieces(label.replace("_", " "), width)[:3]
    return [line if columns(line) <= width else line[: width - 1] + "…" for line in lines]


def is_told_apart(row: Any) -> bool:
    """Whether a difference is told from none: p is below 5 % and its interval or band, where it has one, excludes zero.

    Args:
        row: A row of the table of `sim.studies.compare.compare`.
    """
    return bool(row["p_adjusted"] < SIGNIFICANT) and not row["ci_low"] <= 0.0 <= row["ci_high"]


def _cell(row: Any, unit: str) -> tuple[str, str]:
    """What a policy adds, and its interval below."""
    if not math.isfinite(row["difference"]):
        return (value_number(row["mean"], unit).typed if math.isfinite(row["mean"]) else "") + " ", ""
    mark = "*" if is_told_apart(row) else " "
    ends = Ends(difference_number(row["ci_low"], unit), difference_number(row["ci_high"], unit))
    interval = ends.plain if math.isfinite(ends.low.value) else estimate_of(row).ties(short=True)
    return difference_number(row["difference"], unit).typed + mark, interval


def series_text(tables: Mapping[str, pd.DataFrame], titles: Mapping[str, str]) -> str:
    """A few measures by the periods asked for: of one scenario, or a baseline and what every policy adds to it.

    Args:
        tables: The tables "summary" and, of a comparison, "comparison".
        titles: Label of each scenario by name, the baseline first.

    Returns:
        The text; empty where no period was asked for.
    """
    (first, label), *others = titles.items()
    blocks, summary = [], tables["summary"]
    for by in periods_among(summary["by"].unique()):
        title = str(PERIOD_NAMES[by])
        keys = sorted(set(summary.loc[summary["by"] == by, "group"]))
        if len(keys) > MOST_PERIODS:
            blocks.append(wrapped(say("series_long", n=len(keys), by=title), WIDTH))
            continue
        for headline in (h for h in SERIES if h.measure in TOLD):
            rows = [in_period(headline, by, key) for key in keys]
            text = (
                comparison_text(tables["comparison"], label, dict(others), headlines=rows)
                if others
                else summary_text(summary, first, rows)
            )
            blocks.append(f"{say('series', measure=headline.words, by=title)}\n\n{text}")
        if late := still_open(summary, by):
            blocks.append(wrapped(still_open_text(by, late), WIDTH))
    return "\n\n".join(blocks)


def still_open(summary: pd.DataFrame, by: str) -> tuple[str, ...]:
    """Periods of which in some scenario more than a hundredth of the issues are still open on the last day.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        by: One of `PERIODS`.
    """
    rows = summary[(summary["measure"] == "open_share") & (summary["by"] == by)]
    return tuple(sorted(set(rows.loc[rows["mean"] > STILL_OPEN_SHARE, "group"])))


def still_open_text(by: str, late: Sequence[str]) -> str:
    """Says which periods cannot be judged yet.

    Args:
        by: One of `PERIODS`.
        late: Keys of the periods.
    """
    ends = dict.fromkeys(str(period_label(by, key)) for key in (late[0], late[-1]))
    return say("still_open", share=percent(STILL_OPEN_SHARE, 0), periods=" – ".join(ends))


def summary_text(summary: pd.DataFrame, scenario: str, headlines: Sequence[Headline] = HEADLINES) -> str:
    """Headline measures of one scenario: mean over runs and interval.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        scenario: Name of the scenario.
        headlines: The measures shown.

    Returns:
        The text.
    """
    rows: Any = summary[summary["scenario"] == scenario].set_index(CELL)
    lines = []
    for headline in headlines:
        if headline.key not in rows.index or not math.isfinite(rows.loc[headline.key]["mean"]):
            continue
        row = rows.loc[headline.key]
        line = padded(str(headline.words), LABEL_WIDTH) + padded(
            value_number(row["mean"], headline.unit).typed, VALUE_WIDTH, right=True
        )
        if math.isfinite(row["ci_low"]):
            low, high = (value_number(row[end], headline.unit).typed for end in ("ci_low", "ci_high"))
            line += f"   [{low}, {high}]"
        lines.append(line)
    return "\n".join(lines)


def load_text(load: pd.DataFrame, names: dict[str, str]) -> str:
    """How busy the offices of each tier are: offered and carried hours over available ones.

    Args:
        load: The table of `sim.studies.result_tables.load_table`.
        names: Label of each scenario, by name, in order.

    Returns:
        The text, one line per scenario.
    """
    kinds = list(dict.fromkeys(zip(load["tier"], load["setting"], strict=True)))
    heads = [_office(tier, setting) for tier, setting in kinds]
    table: Any = load.set_index(["scenario", "tier", "setting"])
    busy = {
        key: f"{row['offered_load']:.2f} / {row['carried_load']:.2f}" if math.isfinite(row["offered_load"]) else "-"
        for key, row in table.iterrows()
    }
    cell = widest([*heads, *busy.values()], 12) + 1
    label_width = max([LABEL_WIDTH - 9, *(columns(label) for label in names.values())])
    label_width = min(label_width, WIDTH - len(kinds) * cell)
    lines = [padded("", label_width) + "".join(padded(head, cell, right=True) for head in heads)]
    lines.append(dashes(label_width + len(kinds) * cell))
    for name, label in names.items():
        if name not in table.index.get_level_values(0):
            continue
        shown = padded(pieces(label, label_width)[0], label_width)
        for tier, setting in kinds:
            shown += padded(busy[name, tier, setting], cell, right=True)
        lines.append(shown)
    return "\n".join(lines)


def _office(tier: str, setting: str) -> str:
    """Short name of an office."""
    if setting:
        return say(f"office_{setting}")
    return say(f"office_{tier}")


def winners_text(winners: pd.DataFrame, names: dict[str, str], labels: dict[tuple[str, str], str]) -> str:
    """Who gains and who loses, one line for each policy, measure and verdict.

    Args:
        winners: The table of `sim.studies.compare.winners`.
        names: Label of each scenario, by name, in order.
        labels: Label of each group, by grouping and key.

    Returns:
        The text.
    """
    lines = []
    for name, label in names.items():
        block = []
        for measure in ("solved_per_need", "closing_days_q75"):
            for verdict in ("gains", "loses"):
                chosen = (winners["scenario"] == name) & (winners["measure"] == measure)
                rows = winners[chosen & (winners["verdict"] == verdict)]
                if len(rows):
                    who = _listed(rows, measure, labels)
                    text = say(f"who_{verdict}", measure=say(f"winners_{measure}"), who=who)
                    block += ["    " + piece for piece in pieces(text, WIDTH - 4)]
        lines += [f"  {label}", *(block or ["    " + say("winners_unclear")])]
    return "\n".join(lines)


def _listed(rows: pd.DataFrame, measure: str, labels: dict[tuple[str, str], str]) -> str:
    """Groups with their differences, the largest first."""
    unit = "days" if "days" in measure else "share"
    ordered = rows.reindex(rows["difference"].abs().sort_values(ascending=False, kind="stable").index)
    return ", ".join(
        f"{labels.get((by, group), group)} {difference_number(difference, unit).typed}"
        for by, group, difference in zip(ordered["by"], ordered["group"], ordered["difference"], strict=True)
    )
