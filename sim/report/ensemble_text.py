"""What an ensemble of plausible worlds found, in words and tables, for a terminal and for its page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.report.answer import BETTER, WORSE
from sim.report.numbers import Ends, Number
from sim.report.page import Cell, Table
from sim.report.text import columns, padded
from sim.report.validation_text import RANGE, VERDICTS, number_of, range_text, shown, text_in
from sim.scenario.plausible import ALTERNATIVES
from sim.studies.ensemble import NO, YES, coverage
from sim.words import T

KEPT = T(
    "{kept} members are kept of {drawn} drawn; {outside} miss a fitted figure by more than {tolerances:g} "
    "tolerances and {failed} failed.",
    "抽取 {drawn} 个成员，保留 {kept} 个；{outside} 个与某项拟合数据之差超过 {tolerances:g} 倍容许范围，"
    "{failed} 个运行失败。",
)
BEYOND = T("Further members that meet them are not needed.", "其余相符的成员不再需要。")
WITHIN = T(
    "Within {tolerances:g} tolerances of all {n} fitted figures: {before:.0%} of the members as drawn, "
    "{after:.0%} after {steps} steps.",
    "全部 {n} 项拟合数据均在 {tolerances:g} 倍容许范围内的成员：抽取时 {before:.0%}，{steps} 步之后 {after:.0%}。",
)
NONE = T(
    "No member is left, so that nothing is known of the numbers and no members are written. Ask for more replications "
    "or steps, for wider tolerances, or leave out the figures that no member as drawn comes near.",
    "没有成员保留，因而对各参数一无所知，也不写出成员。请增加重复次数或步数，放宽 tolerances，"
    "或去掉抽取时没有成员接近的数据。",
)
SPREAD = T(
    "Of {n} numbers, {same} keep at least nine tenths of their spread and {less} lose more than a quarter; the "
    "median keeps {median:.0%}.",
    "{n} 个参数中，{same} 个至少保留九成离散度，{less} 个失去四分之一以上；中位数保留 {median:.0%}。",
)
COVERED = T(
    "The bands cover {k} of {n} held-back figures (nine in ten wanted).",
    "区间覆盖 {n} 项留作检验的数据中的 {k} 项（应约为九成）。",
)
UNFINISHED = T("The ensemble was not finished.", "样本集尚未完成。")
NARROWED = T(
    "Spread against the prior's, on the scale of each range; most numbers keep theirs, since no figure speaks "
    "of them. All of them: numbers.csv.",
    "离散度与先验之比，以各区间的尺度计；多数参数保持不变，因为没有数据涉及它们。全部参数见 numbers.csv。",
)
FIGURE_HEADS = (
    T("figure", "公开数据"),
    T("published (tolerance)", "公开值（容许范围）"),
    T("as drawn, 5 to 95 %", "抽取时 5% 至 95%"),
    T("members, 5 to 95 %", "成员 5% 至 95%"),
    T("covered", "是否覆盖"),
    T("use", "用途"),
)
STEP_HEADS = (
    T("step", "步"),
    T("members", "成员数"),
    T("failed", "失败"),
    T("meet all figures", "全部相符"),
    T("spread kept", "保留离散度"),
)
NUMBER_HEADS = (
    T("number", "参数"),
    T("grade", "等级"),
    T("as drawn, 5 to 95 %", "抽取时 5% 至 95%"),
    T("members, 5 to 95 %", "成员 5% 至 95%"),
    T("spread kept", "保留离散度"),
    T("shift", "移动"),
)
MOST_NUMBERS = 20
"""Numbers that the page lists: those that the figures say most of."""


def lead_of(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> list[str]:
    """What comes first: members, figures, spread and coverage.

    Args:
        tables: The tables of the study.
        facts: What its manifest says of it.
    """
    steps, numbers = tables["steps"], tables["numbers"]
    if not len(numbers):
        return [str(UNFINISHED)]
    shares, (covered, n_held) = list(steps["within_share"]), coverage(tables["figures"])
    n_last = int(steps["n_members"].iloc[-1])
    n_good = round(shares[-1] * n_last)
    kept = KEPT.filled(
        kept=facts["n_kept"],
        drawn=facts["n_drawn"],
        outside=n_last - n_good,
        failed=facts["n_failed"],
        tolerances=facts["tolerances"],
    )
    width = numbers["width"]
    spread = SPREAD.filled(
        n=len(width),
        same=int((width >= 0.9).sum()),
        less=int((width < 0.75).sum()),
        median=float(width.median()),
    )
    return [
        str(kept) + (str(T(" ", "")) + str(BEYOND) if n_good > facts["n_kept"] else ""),
        str(
            WITHIN.filled(
                tolerances=facts["tolerances"],
                n=len(facts["fitted"]),
                before=shares[0],
                after=shares[-1],
                steps=facts["n_steps"],
            )
        ),
        str(spread if facts["n_kept"] else NONE),
        *([str(COVERED.filled(k=covered, n=n_held))] if n_held else []),
    ]


def ensemble_text(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any]) -> str:
    """What a terminal shows: the lead, then steps, figures and the numbers that the figures say most of.

    Args:
        tables: The tables of the study.
        facts: What its manifest says of it.
    """
    parts = ["\n".join(lead_of(tables, facts))]
    if len(tables["numbers"]):
        made = [step_table(tables["steps"]), figure_table(tables["figures"])]
        made += [number_table(tables["numbers"])] if facts["n_kept"] else []
        parts += [_plain(table) for table in made]
    return "\n\n".join(parts)


def figure_table(figures: pd.DataFrame) -> Table:
    """Every figure with its bands before and after.

    Args:
        figures: The table of figures.
    """
    lines = []
    for _, row in figures.iterrows():
        unit = str(row["unit"])
        ends = range_text(shown(row["low"], unit), shown(row["high"], unit))
        published = ends if math.isnan(row["target"]) else f"{shown(row['target'], unit)} ({ends})"
        word = str(row["covered"]) if row["covered"] in (YES, NO) else ""
        lines.append(
            [
                Cell(f"{row['scenario']}: {text_in(row, 'what')}"),
                Cell(published),
                Cell(Ends(number_of(row["prior_q05"], unit), number_of(row["prior_q95"], unit), str(RANGE))),
                Cell(Ends(number_of(row["q05"], unit), number_of(row["q95"], unit), str(RANGE))),
                Cell(VERDICTS.say(word) if word else "–", tone={YES: BETTER, NO: WORSE}.get(word, "")),
                Cell(VERDICTS.say(str(row["use"]))),
            ]
        )
    return Table(
        str(FIGURE_HEADS[0]), [str(head) for head in FIGURE_HEADS], lines, numbers=False, csv="report_figures.csv"
    )


def step_table(steps: pd.DataFrame) -> Table:
    """How many members meet the figures after each step.

    Args:
        steps: The table of steps.
    """
    lines = [
        [
            Cell(Number(row["step"], ".0f")),
            Cell(Number(row["n_members"], ".0f")),
            Cell(Number(row["n_failed"], ".0f")),
            Cell(f"{row['within_share']:.0%}"),
            Cell(f"{row['spread_kept']:.0%}"),
        ]
        for _, row in steps.iterrows()
    ]
    return Table(str(STEP_HEADS[0]), [str(head) for head in STEP_HEADS], lines, csv="report_steps.csv")


def number_table(numbers: pd.DataFrame) -> Table:
    """The numbers that the figures say most of, by how much of their spread is left.

    Args:
        numbers: The table of numbers.
    """
    rows = numbers[numbers["scale"] != ALTERNATIVES].sort_values("width", kind="stable").head(MOST_NUMBERS)
    lines = []
    for _, row in rows.iterrows():
        before, after = (
            Ends(Number(row[low], ".3g"), Number(row[high], ".3g"), str(RANGE))
            for low, high in (("low", "high"), ("q05", "q95"))
        )
        lines.append(
            [
                Cell(str(row["key"])),
                Cell(str(row["grade"])),
                Cell(before),
                Cell(after),
                Cell(f"{row['width']:.0%}"),
                Cell(Number(row["shift"], "+.2f")),
            ]
        )
    return Table(
        str(NUMBER_HEADS[0]), [str(head) for head in NUMBER_HEADS], lines, numbers=False, csv="report_numbers.csv"
    )


def _plain(table: Table) -> str:
    """A table for a terminal."""
    lines = [table.head, *([str(cell.text) for cell in line] for line in table.rows)]
    widths = [max(columns(line[k]) for line in lines) for k in range(len(table.head))]
    return "\n".join(
        "  ".join(padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
