"""The tables of the page and of its spreadsheets, made from the tables of a study."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sim.hours import ORIGIN, RELIEVED, USE
from sim.measures.grouping import group_label
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.report.answer import BETTER, GAP, MAIN, NEEDS, UNSURE, WAIT, WORSE, Facts
from sim.report.assumptions import Assumptions
from sim.report.headlines import HEADLINES, difference_number, value_number
from sim.report.numbers import Ends, Number, Shown
from sim.report.page import Cell, Table
from sim.report.page_words import page_word
from sim.report.study_tables import mechanism_name
from sim.report.wording import Estimate, estimate_of
from sim.report.words import group_labels
from sim.studies.hours import FEN_PER_YUAN
from sim.studies.robustness import OBJECTIVES, outcomes_by_world, wanted
from sim.studies.statistics import Over, band_of
from sim.vocabulary import Bearer
from sim.words import T
from sim.world.places import PlaceNames

GLANCE = ((MAIN, "share", 1), (NEEDS, "share", 1), (GAP, "share", -1), (WAIT, "days", -1))
"""Measures of the table at a glance: unit, and 1 where a rise is wanted."""

INDICES = {
    "resolution_gini": "gini_resolution",
    "solved_per_need_gini": "gini_needs",
    "spending_gini": "gini_spending",
    "resolution_concentration": "concentration_resolution",
    "solved_per_need_concentration": "concentration_needs",
    "spending_concentration": "concentration_spending",
}
"""Indices shown beside the curves, and their words."""

BURDEN = "unmet_burden"
UNMET = ("unmet_days", BURDEN, "unmet_burden_equal_0_5", "unmet_burden_equal_1", "unmet_burden_equal_2")
"""Measures of unmet need for everybody."""

BORNE_BY = ("setting", "region", "resident_group", "registration", "category")
"""Groupings by which the burden is shown."""


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def interval_of(low: float, high: float, unit: str) -> Ends | str:
    """Both ends of an interval of differences, or nothing.

    Args:
        low: Lower end; nan for none.
        high: Upper end.
        unit: Unit of the headline.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return Ends(difference_number(low, unit, (low, high)), difference_number(high, unit, (low, high)))


def difference_cell(found: Estimate | None, unit: str, better: int) -> Cell:
    """A difference with its interval, and whether it is better or worse.

    Args:
        found: The difference; None for none.
        unit: Unit of the headline.
        better: 1 where a rise is wanted, -1 where a fall is, 0 where neither.
    """
    if found is None or not math.isfinite(found.value):
        return Cell("–")
    tone = ""
    if better and (found.has_interval or found.tied):
        tone = {1: BETTER, -1: WORSE, 0: UNSURE}[found.sign * better]
    value = difference_number(found.value, unit, (found.low, found.high))
    below = interval_of(found.low, found.high, unit) or found.ties()
    return Cell(value, below, tone, mark=not better and found.sign != 0)


def effect_number(value: float, scale: float) -> Number:
    """An effect with its sign and three significant digits.

    Args:
        value: The effect.
        scale: What it is multiplied by.
    """
    return Number(scale * value, "+.3g")


def effect_cell(found: Estimate, scale: float, tone: str = "") -> Cell:
    """An effect with its interval, or in how many seeds it is the same.

    Args:
        found: The effect.
        scale: What it is multiplied by.
        tone: Tone of the cell.
    """
    ends = Ends(effect_number(found.low, scale), effect_number(found.high, scale)) if found.has_interval else ""
    return Cell(effect_number(found.value, scale), found.ties(short=True) or ends, tone)


def glance_table(facts: Facts) -> Table:
    """What each policy moves in four respects and what it costs.

    Args:
        facts: What the sentences are made of.
    """
    names = {headline.measure: str(headline.words) for headline in HEADLINES if headline.by == "all"}
    heads = [
        names[MAIN],
        names[NEEDS],
        str(T("Gap town to village", "城乡差距")),
        str(T("Days to close, mean", "平均办结天数")),
    ]
    gap = _mean(facts, GAP)
    rows = []
    net = facts.net_costs
    for name in facts.policies:
        cells = [Cell(facts.titles[name])]
        for measure, unit, better in GLANCE:
            side = better if measure != GAP else (-1 if gap > 0 else 0)
            cell = difference_cell(facts.estimate(name, measure), unit, side)
            cells.append(replace(cell, tone=_gap_tone(facts, name)) if measure == GAP and facts.over.worlds else cell)
        if len(net):
            cells.append(_cost_cell(net[name], facts.over))
        rows.append(cells)
    if len(net):
        heads.append(str(T("Cost in all, yuan per resident", "总成本（元/人）")))
    note = page_word("glance_note_worlds" if facts.over.worlds else "glance_note")
    return Table(page_word("glance"), [page_word("policy"), *heads], rows, note=note, csv="report_glance.csv")


def _gap_tone(facts: Facts, name: str) -> str:
    """Whether the size of the gap clearly falls or rises: in some worlds the gap is the other way round."""
    found = outcomes_by_world(facts.measures, list(facts.titles), {}, (GAP,)).get(GAP)
    if found is None:
        return ""
    gain = wanted(found, OBJECTIVES[GAP])
    band = band_of((gain[name] - gain[gain.columns[0]]).to_numpy(float))
    return BETTER if band.low > 0.0 else WORSE if band.high < 0.0 else UNSURE


def _mean(facts: Facts, measure: str) -> float:
    """Mean of the baseline in a measure."""
    row = next((facts.row(name, measure) for name in facts.policies if facts.row(name, measure) is not None), None)
    return math.nan if row is None else float(row["baseline"])


def _cost_cell(values: pd.Series, over: Over) -> Cell:
    """Mean over the runs, or median over worlds, with its interval."""
    found = over.mean(values.to_numpy(float))
    middle, ends = float(values.median()) if over.worlds else found.mean, found.interval
    if ends is None:
        return Cell(difference_number(middle, "yuan"))
    return Cell(difference_number(middle, "yuan", (ends.low, ends.high)), interval_of(ends.low, ends.high, "yuan"))


def comparison_table(facts: Facts) -> Table:
    """The headline measures: the baseline, and what every policy adds.

    Args:
        facts: What the sentences are made of.
    """
    rows = []
    for headline in HEADLINES:
        found = {name: facts.row(name, *headline.key) for name in facts.policies}
        usual = [float(row["baseline"]) for row in found.values() if row is not None]
        if not usual:
            continue
        arrow = {1: " ↑", -1: " ↓", 0: ""}[headline.better]
        cells = [Cell(f"{headline.words}{arrow}"), Cell(value_number(usual[0], headline.unit))]
        cells += [
            difference_cell(facts.estimate(name, *headline.key), headline.unit, headline.better)
            for name in facts.policies
        ]
        rows.append(cells)
    n = int(facts.comparison["n"].max()) if len(facts.comparison) else 0
    heads = [page_word("measure"), page_word("baseline"), *(facts.titles[n] for n in facts.policies)]
    return Table(
        page_word("comparison_table"), heads, rows, note=page_word("comparison_note", n=n), csv="report_comparison.csv"
    )


def summary_table(summary: pd.DataFrame, name: str) -> Table:
    """The headline measures of one scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        name: Name of the scenario.
    """
    found: Any = summary[summary["scenario"] == name].set_index(["measure", "by", "group"])
    rows = []
    for headline in HEADLINES:
        if headline.key not in found.index or not math.isfinite(found.loc[headline.key, "mean"]):
            continue
        row = found.loc[headline.key]
        mean, low, high = (value_number(row[end], headline.unit) for end in ("mean", "ci_low", "ci_high"))
        below = Ends(low, high) if math.isfinite(low.value) else ""
        rows.append([Cell(str(headline.words)), Cell(mean, below)])
    return Table(page_word("summary_table"), [page_word("measure"), page_word("value")], rows, csv="report_summary.csv")


def equity_table(summary: pd.DataFrame, titles: Mapping[str, str]) -> Table | None:
    """Gini and concentration indices, scenario by scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name.
    """
    found: Any = summary[summary["by"] == "all"].set_index(["scenario", "measure"])
    rows = []
    for name, title in titles.items():
        cells = [Cell(title)]
        for measure in INDICES:
            row = found.loc[(name, measure)] if (name, measure) in found.index else None
            if row is None or not math.isfinite(row["mean"]):
                cells.append(Cell("–"))
                continue
            mean, low, high = (Number(row[end], ".3f") for end in ("mean", "ci_low", "ci_high"))
            cells.append(Cell(mean, Ends(low, high) if math.isfinite(low.value) else ""))
        rows.append(cells)
    if not rows:
        return None
    heads = [page_word("scenario"), *(page_word(key) for key in INDICES.values())]
    return Table(page_word("equity_table"), heads, rows, note=page_word("equity_note"), csv="report_equity.csv")


def unmet_table(summary: pd.DataFrame, titles: Mapping[str, str], names: PlaceNames) -> Table | None:
    """Days of unmet need, scenario by scenario: of everybody, plain and weighed, and weighed by place and group.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name.
        names: What the place calls its regions and districts.
    """
    known = summary[summary["measure"].isin(UNMET) & np.isfinite(summary["mean"])]
    found: Any = known.set_index(["scenario", "measure", "by", "group"])
    whole = [(measure, "all", "all") for measure in UNMET]
    parts = known[(known["measure"] == BURDEN) & known["by"].isin(BORNE_BY)]
    labels = group_labels(parts, names)
    rows = []
    for key in (*whole, *((BURDEN, by, group) for asked in BORNE_BY for by, group in labels if by == asked)):
        here = [found.loc[(name, *key)] if (name, *key) in found.index else None for name in titles]
        if all(row is None for row in here):
            continue
        cells = [Cell(labels[key[1:]] if key[1:] in labels else str(measures()[key[0]].words))]
        for row in here:
            if row is None:
                cells.append(Cell("–"))
                continue
            mean, low, high = (value_number(row[end], "days") for end in ("mean", "ci_low", "ci_high"))
            cells.append(Cell(mean, Ends(low, high) if math.isfinite(low.value) else ""))
        rows.append(cells)
    if not rows:
        return None
    return Table(
        str(T("Days of unmet need per resident and year", "人均每年需求未满足天数")),
        [str(T("measure or group", "指标或群体")), *titles.values()],
        rows,
        note=page_word("unmet_note"),
        csv="report_unmet.csv",
    )


def who_table(facts: Facts) -> Table | None:
    """What each group gains by each policy.

    Args:
        facts: What the sentences are made of.
    """
    gains = facts.gains
    if not len(gains):
        return None
    labels = group_labels(gains, facts.names)
    rows = []
    found: Any = gains.set_index(["scenario", "by", "group"])
    for by, group in labels:
        cells = [Cell(labels[(by, group)])]
        for name in facts.policies:
            if (name, by, group) not in found.index:
                cells.append(Cell("–"))
                continue
            row = found.loc[(name, by, group)]
            cells.append(difference_cell(estimate_of(row), "share", 1))
        rows.append(cells)
    heads = [page_word("group"), *(facts.titles[name] for name in facts.policies)]
    return Table(page_word("who_table"), heads, rows, note=page_word("who_note"), csv="report_groups.csv")


def cost_table(costs: pd.DataFrame, facts: Facts, prices: Sequence[float]) -> Table:
    """What each policy asks for a year, and what offices spend more or less.

    Args:
        costs: The table of `sim.studies.costs.policy_costs`.
        facts: What the sentences are made of.
        prices: Yuan for an hour of a committee, of an office above and of residents.
    """
    rows = []
    found: Any = costs.set_index("scenario")
    for name in facts.policies:
        if name not in found.index:
            continue
        row = found.loc[name]
        hours = math.fsum(row[f"{who}_hours"] for who in ("committee", "township", "district", "resident", "volunteer"))
        rows.append(
            [
                Cell(facts.titles[name]),
                Cell(Number(row["money_yuan"] / 1e6, ",.1f")),
                Cell(Number(hours / 1e3, ",.0f")),
                Cell(Number(row["total_yuan"] / 1e6, ",.1f")),
                Cell(Number(row["yuan_per_resident"], ".2f")),
                difference_cell(facts.estimate(name, "spending_per_resident"), "yuan", 0),
            ]
        )
    keys = ("policy", "cost_money", "cost_hours", "cost_total", "cost_head", "cost_spending")
    note = page_word("cost_note", committee=prices[0], upper=prices[1], resident=prices[2])
    return Table(page_word("cost_table"), [page_word(key) for key in keys], rows, note=note, csv="report_costs.csv")


def price_table(prices: pd.DataFrame, facts: Facts) -> Table | None:
    """Who gives hours and money for each policy.

    Args:
        prices: The table of `sim.studies.hours.price_table`.
        facts: What the sentences are made of.
    """
    if not len(prices):
        return None
    rows = []
    found: Any = prices.set_index(["payer", "scenario"])[["hours", "hours_low", "hours_high", "fen"]].astype(float)
    for payer in dict.fromkeys(prices["payer"]):
        cells, shown = [], False
        for name in facts.policies:
            hours, low, high, fen = found.loc[(payer, name)] if (payer, name) in found.index else [math.nan] * 4
            below = Ends(Number(low, ",.1f"), Number(high, ",.1f")) if math.isfinite(low) else ""
            value = Number(fen / FEN_PER_YUAN, ",.0f") if math.isfinite(fen) else Number(hours, ",.1f")
            known = math.isfinite(value.value)
            shown |= known and value.plain != 0
            cells.append(Cell(value if known else "–", below))
        if shown:
            unit = "price_yuan" if _bearer(payer) is None else "price_hours"
            rows.append([Cell(_payer(payer), page_word(unit)), *cells])
    if not rows:
        return None
    heads = [str(T("from", "付出方")), *(facts.titles[name] for name in facts.policies)]
    return Table(page_word("price_table"), heads, rows, note=page_word("price_note"), csv="report_prices.csv")


def _bearer(key: str) -> Bearer | None:
    """Whoever gives hours by that key; None for a purse."""
    return Bearer.__members__.get(key.upper())


def _payer(key: str) -> str:
    """Whoever gives hours, or the purse that pays."""
    word = _bearer(key)
    return page_word(f"payer_{key}") if word is None else str(T(word.label, word.label_zh))


def hours_table(hours: pd.DataFrame, titles: Mapping[str, str]) -> Table | None:
    """Where the hours of each bearer come from and go to: of several scenarios, the lines in which they differ.

    Args:
        hours: The table of `sim.studies.hours.hours_table`.
        titles: Title of each scenario by name.
    """
    found: Any = hours.set_index(["side", "bearer", "use", "scenario"])["hours"]
    sides = {ORIGIN: "hours_origin", USE: "hours_use", RELIEVED: "hours_relieved"}
    rows = []
    for bearer in dict.fromkeys(hours["bearer"]):
        for side, use in dict.fromkeys(zip(hours["side"], hours["use"], strict=True)):
            values = [float(found.get((side, bearer, use, name), math.nan)) for name in titles]
            if not any(abs(value - (values[0] if len(values) > 1 else 0.0)) >= 1.0 for value in values):
                continue
            label = str(group_label("hours", f"{side}.{bearer}.{use}", PlaceNames()))
            cells = [Cell(label, page_word(sides[side]))]
            rows.append([*cells, *(Cell(Number(x, ",.0f") if math.isfinite(x) else "–") for x in values)])
    if not rows:
        return None
    return Table(
        page_word("hours_table"), ["", *titles.values()], rows, note=page_word("hours_note"), csv="report_hours.csv"
    )


def assumption_tables(found: Assumptions, titles: Mapping[str, str]) -> list[Table]:
    """Mechanisms with what stands behind them, their numbers, and what differs from the defaults.

    Args:
        found: What the study rests on.
        titles: Title of each scenario by name.
    """
    tables = []
    meaning, source, unit = (str(T(column, f"{column}_zh")) for column in ("meaning", "source", "unit"))
    kinds = registry()
    if len(found.mechanisms):
        rows = [
            [
                Cell(mechanism_name(row["mechanism"]), row["mechanism"]),
                Cell(kinds[row["mechanism"]].section),
                Cell(f"{row['n_assumed']} / {row['n_parameters']}"),
                Cell(
                    page_word("evidence_not_used" if row["evaluated"] else "evidence_none"), mark=not row["evaluated"]
                ),
            ]
            for row in records(found.mechanisms)
        ]
        heads = [page_word("mechanism"), "§", str(T("assumed", "假设值")), page_word("evidence")]
        tables.append(Table(page_word("mechanisms_table"), heads, rows, numbers=False))
        rows = [
            [
                Cell(row["path"].removeprefix("mechanisms.")),
                Cell(row[meaning]),
                Cell(_values(row["value"]), row[unit]),
                Cell(row[source], mark=row["assumed"]),
            ]
            for row in records(found.parameters)
        ]
        heads = [page_word(key) for key in ("parameter", "meaning", "value", "source")]
        tables.append(
            Table(
                str(T("Numbers of the mechanisms used", "所用机制的参数")),
                heads,
                rows,
                numbers=False,
                note=page_word("assumptions_note"),
                csv="report_assumptions.csv",
            )
        )
    if len(found.changed):
        rows = [
            [
                Cell(
                    row["path"],
                    ", ".join(titles.get(n, n) for n in row["scenario"].split(", ")) if row["scenario"] else "",
                ),
                Cell(row[meaning]),
                Cell(_values(row["value"]), row[unit]),
                Cell(_values(row["default"])),
                Cell(row[source], mark=row["assumed"]),
            ]
            for row in records(found.changed)
        ]
        heads = [page_word(key) for key in ("parameter", "meaning", "value", "default", "source")]
        tables.append(Table(page_word("changed_table"), heads, rows, numbers=False, csv="report_settings.csv"))
    return tables


def _values(values: str) -> str:
    """The values of a parameter, with yes and no in the reader's language."""
    return ", ".join(page_word(value) if value in ("yes", "no") else value for value in values.split(", "))


def as_frame(table: Table) -> pd.DataFrame:
    """A table of the page as columns: each cell, and beside it what stands below it where anything does.

    Args:
        table: The table.

    Returns:
        Cells that are numbers as numbers, everything else as text.
    """
    columns: dict[str, list[object]] = {}
    for k, head in enumerate(table.head):
        name = head if head not in columns else f"{head} ({k + 1})"
        columns[name] = [_plain(row[k].text) for row in table.rows]
        if any(row[k].below for row in table.rows):
            columns[f"{name} [95 %]" if table.numbers and k else f"{name} *"] = [
                _plain(row[k].below) for row in table.rows
            ]
    return pd.DataFrame(columns)


def _plain(part: Shown) -> float | str:
    """What a spreadsheet holds of a part of a cell."""
    return part if isinstance(part, str) else part.plain
