"""What studies of pairs and of budgets say on a terminal, and how measures and mechanisms are called there."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd

from sim.measures.grouping import group_label
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.report.numbers import Number
from sim.report.text import columns, padded
from sim.report.wording import Estimate, estimate_of
from sim.report.words import say
from sim.studies.budget import AVERAGE, CHEAPER, FREE, MARGINAL, MORE_MONEY, RESOLVED, WITHIN, YARDSTICK
from sim.studies.interactions import LESS, MORE
from sim.vocabulary import unit_of
from sim.words import T, Words
from sim.world.places import PlaceNames

MOST_PAIRS = 6
NAME_COLUMNS = 34


def mechanism_name(mechanism: str) -> str:
    """What a mechanism, or the yardstick, is called.

    Args:
        mechanism: Its id.
    """
    if mechanism == MORE_MONEY:
        return str(T("more money by the rule of today", "按现行办法增加经费"))
    kind = registry().get(mechanism)
    return mechanism if kind is None else str(kind.title())


def measure_name(measure: str) -> str:
    """What a measure is called.

    Args:
        measure: Its id.
    """
    if measure == RESOLVED:
        return str(T("issues really resolved", "真正解决的诉求"))
    known = measures().get(measure)
    return measure if known is None else str(known.words)


def better_of(measure: str) -> str:
    """Which direction is wanted: higher, lower or none.

    Args:
        measure: Its id.
    """
    known = measures().get(measure)
    return "higher" if known is None else known.better


def scale_of(measure: str) -> tuple[float, str]:
    """By what a difference of a measure is multiplied to be shown, and its unit then.

    Args:
        measure: Its id.

    Returns:
        100 and "percentage points" for shares, else 1 and the measure's unit.
    """
    if measure == RESOLVED:
        return 1.0, str(T("issues a year", "件／年"))
    known = measures().get(measure)
    if known is None or not known.in_per_cent:
        return 1.0, "" if known is None else str(unit_of(known.unit))
    return 100.0, say("points")


def shown(value: float, scale: float = 1.0, digits: int = 3) -> str:
    """A number with its sign and so many significant digits.

    Args:
        value: The number; nan for none.
        scale: What it is multiplied by.
        digits: Significant digits.

    Returns:
        Such as "+1.25"; "n/a" where there is none.
    """
    return Number(scale * value, f"+.{digits}g").typed


def ends_text(found: Estimate, scale: float) -> str:
    """Both ends of an interval, or in how many seeds the difference is the same where that leaves none.

    Args:
        found: The difference.
        scale: What numbers are multiplied by.
    """
    return found.ties(short=True) or f"[{shown(found.low, scale)}, {shown(found.high, scale)}]"


def cells_of(table: pd.DataFrame) -> list[tuple[tuple[str, str, str], Any]]:
    """The rows of every cell of a table, in the order first met.

    Args:
        table: A table with the columns measure, by and group.

    Returns:
        (measure, by, group) and the rows.
    """
    groups = table.groupby(["measure", "by", "group"], sort=False)
    return [((str(measure), str(by), str(group)), rows) for (measure, by, group), rows in groups]


def cell_name(cell: tuple[str, str, str], names: PlaceNames) -> str:
    """What a cell is called: its measure, and its group where that is not everybody.

    Args:
        cell: Measure, grouping and group.
        names: What the place calls its regions and districts.
    """
    measure, by, group = cell
    if by == "all":
        return measure_name(measure)
    return f"{measure_name(measure)} ({group_label(by, group, names)})"


def cell_file(kind: str, cell: tuple[str, str, str]) -> str:
    """Name of the figure of a cell, without ending; the name of a district may hold any sign.

    Args:
        kind: What the figure shows.
        cell: Measure, grouping and group.
    """
    measure, by, group = cell
    return f"{kind}_{measure}" if by == "all" else f"{kind}_{measure}_{by}_" + re.sub(r"\W+", "_", group)


def pairs_text(cell: tuple[str, str, str], rows: pd.DataFrame, names: PlaceNames) -> str:
    """How many pairs do more or less than the sum of both in one measure.

    Args:
        cell: Measure, grouping and group.
        rows: Its rows of the table of `sim.studies.interactions.interactions`.
        names: What the place calls its regions and districts.
    """
    counts, k = rows["verdict"].value_counts(), len(rows)
    more, less = int(counts.get(MORE, 0)), int(counts.get(LESS, 0))
    return say(
        "pair_heading",
        measure=cell_name(cell, names),
        more=more,
        less=less,
        none=k - more - less,
        k=k,
        n=int(rows["n"].max()),
    )


def interactions_text(table: pd.DataFrame, names: PlaceNames) -> str:
    """How many pairs do more or less than the sum, and the pairs furthest from it.

    Args:
        table: The table of `sim.studies.interactions.interactions`.
        names: What the place calls its regions and districts.

    Returns:
        Lines for a terminal.
    """
    lines: list[str] = []
    for cell, rows in cells_of(table):
        scale, unit = scale_of(cell[0])
        lines.append(pairs_text(cell, rows, names))
        if cell[1] != "all" or not rows["interaction"].notna().any():
            continue
        lines.append(f"  {say('pair_strongest', unit=unit)}; {say('pair_columns')}")
        strongest = rows.reindex(rows["interaction"].abs().sort_values(ascending=False, kind="stable").index)
        for row in strongest.head(MOST_PAIRS).itertuples():
            pair = f"{mechanism_name(row.mechanism_a)} + {mechanism_name(row.mechanism_b)}"
            star = "*" if row.verdict in (MORE, LESS) else " "
            beyond = f"{shown(row.interaction, scale)}{star}"
            ends = ends_text(estimate_of(row._asdict()), scale)
            total = shown(row.alone_a + row.alone_b, scale)
            lines.append(
                f"    {padded(pair, 2 * NAME_COLUMNS - 14)} {total:>8} {shown(row.together, scale):>8} "
                f"{beyond:>8} {ends}"
            )
    return "\n".join(lines)


def budget_text(effects: pd.DataFrame, costs: pd.DataFrame, names: PlaceNames) -> str:
    """Effects per million yuan, best first, measure by measure.

    Args:
        effects: The table of `sim.studies.budget.budget_effects`.
        costs: The table of `sim.studies.budget.cost_table`.
        names: What the place calls its regions and districts.

    Returns:
        Lines for a terminal.
    """
    cost: Any = costs.set_index("mechanism")
    lines: list[str] = []
    for cell, rows in cells_of(effects):
        scale, unit = scale_of(cell[0])
        lines += ["", f"{cell_name(cell, names)}, {unit}: {say('budget_columns')}"]
        parts = rows.set_index(["mechanism", "part"])
        for name in sorted_options(rows):
            average = parts.loc[(name, AVERAGE)]
            text = _with_ends(average, "per_million", scale)
            if (name, MARGINAL) in parts.index:
                text = f"{padded(text, 32)} {_with_ends(parts.loc[(name, MARGINAL)], 'per_million', scale)}"
            row = cost.loc[name]
            coverage = "" if not math.isfinite(row["coverage"]) else f"{100 * row['coverage']:.1f} %"
            lines.append(
                f"  {padded(mechanism_name(name), NAME_COLUMNS)} {row['realised_million_yuan']:8.3g} "
                f"{coverage:>7} {text}"
            )
        free = rows[(rows["spending"] == FREE) & (rows["part"] == AVERAGE)]
        if len(free):
            lines.append(f"  {say('budget_free', unit=unit)}")
        for _, row in free.iterrows():
            name = padded(mechanism_name(row["mechanism"]), NAME_COLUMNS)
            lines.append(f"  {name} {'':16} {_with_ends(row, 'effect', scale)}")
    return "\n".join(lines[1:])


def cost_text(table: pd.DataFrame) -> str:
    """What mechanisms cost, under one another.

    Args:
        table: The table of `sim.studies.budget.cost_table`.
    """
    names = [COSTS.say(name) for name in table.columns]
    lines = [names]
    for _, row in table.iterrows():
        cells = [f"{x:.4g}" if isinstance(x, float) else str(x) for x in row.tolist()]
        cells[:2] = mechanism_name(str(row["mechanism"])), COSTS.say(str(row["spending"]))
        lines.append(cells)
    widths = [max(columns(line[k]) for line in lines) for k in range(len(names))]
    return "\n".join(
        " ".join(padded(cell, width, right=k > 1) for k, (cell, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    )


COSTS = Words(
    {
        "mechanism": ("mechanism", "机制"),
        "spending": ("spending", "支出"),
        "coverage": ("coverage", "覆盖率"),
        "full_million_yuan": ("full", "全覆盖"),
        "expected_million_yuan": ("expected", "预期"),
        "realised_million_yuan": ("realised", "实际"),
        "half_coverage": ("half coverage", "半额覆盖率"),
        "half_realised_million_yuan": ("half realised", "半额实际"),
        "running_million_yuan": ("running", "运行"),
        "general_million_yuan": ("general budget", "一般预算"),
        "purchase_million_yuan": ("purchase", "购买"),
        "capital_million_yuan": ("capital", "建设"),
        "pooled_million_yuan": ("pooled", "共筹"),
        "project_million_yuan": ("project", "项目"),
        "committee_hours": ("committee hours", "居村委会工时"),
        "resident_hours": ("residents' hours", "居民投入工时"),
        "volunteer_hours": ("volunteers' hours", "志愿者投入工时"),
        "township_hours": ("township hours", "镇街工时"),
        "district_hours": ("district hours", "区县工时"),
        WITHIN: (WITHIN, "预算之内"),
        CHEAPER: (CHEAPER, "全覆盖仍低于预算"),
        FREE: (FREE, "不花钱"),
        YARDSTICK: (YARDSTICK, "对照"),
    }
)
"""Columns of the table of costs, money in million yuan a year, and how much of the budget is spent."""


def _with_ends(row: Any, name: str, scale: float) -> str:
    """A number and its interval."""
    return f"{shown(row[name], scale)} {ends_text(estimate_of(row, name), scale)}"


def sorted_options(rows: Any) -> list[str]:
    """The options of one cell that cost something, by average effect per million yuan, largest first.

    Args:
        rows: Rows of one cell of `sim.studies.budget.budget_effects`.

    Returns:
        Ids of mechanisms; those without a value come last.
    """
    chosen = rows[(rows["part"] == AVERAGE) & (rows["spending"] != FREE)]
    order = chosen.sort_values("per_million", ascending=False, na_position="last", kind="stable")
    return list(order["mechanism"])
