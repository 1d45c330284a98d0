"""The table of patterns: target and tolerance beside result and interval, for a terminal and as Markdown."""

from __future__ import annotations

import math

import pandas as pd

from sim.report.numbers import Number
from sim.report.text import columns, dashes, padded
from sim.report.words import say
from sim.studies.patterns import FIT, HOLD_BACK, INPUT
from sim.studies.validation import NO, NOT_MEASURED, YES, tally
from sim.words import Sentence, T, Words

HEADS = Words(
    {
        "pattern": ("pattern", "模式"),
        "what": ("what", "指标"),
        "target": ("target (tolerance)", "目标（容许范围）"),
        "result": ("result (95 % interval)", "结果（95% 区间）"),
        "distance": ("distance", "距离"),
        "within": ("within", "是否吻合"),
        "use": ("use", "用途"),
    }
)
VERDICTS = Words(
    {
        YES: (YES, "是"),
        NO: (NO, "否"),
        NOT_MEASURED: (NOT_MEASURED, "未测量"),
        FIT: (FIT, "用于拟合"),
        HOLD_BACK: (HOLD_BACK, "留作检验"),
        INPUT: (INPUT, "输入"),
        "high": ("high", "可信度高"),
        "medium": ("medium", "可信度中"),
        "low": ("low", "可信度低"),
        "assumed": ("assumed", "假定"),
    }
)
RANGE = Sentence("{low} to {high}", "{low} 至 {high}")
MARKDOWN_HEADS = (
    "pattern",
    "judged on",
    "measure",
    "target (tolerance)",
    "result (95 % interval)",
    "distance",
    "within",
    "use",
    "source; note",
)


def shown(value: float, unit: str) -> str:
    """A number with as many decimals as its unit deserves; an en dash for none.

    Args:
        value: The number.
        unit: Its unit.
    """
    return "–" if math.isnan(value) else number_of(value, unit).typed


def number_of(value: float, unit: str) -> Number:
    """A number with as many decimals as its unit deserves.

    Args:
        value: The number.
        unit: Its unit.
    """
    return Number(value, ".3f" if unit in ("share", "ratio") else ".1f")


def range_text(low: str, high: str) -> str:
    """Both ends of a range.

    Args:
        low: Its lower end.
        high: Its upper end.
    """
    return str(RANGE.filled(low=low, high=high))


def target_text(row: pd.Series) -> str:
    """The published figure and the range that counts as agreement.

    Args:
        row: A row of the table of verdicts.
    """
    unit = row["unit"]
    ends = range_text(shown(row["low"], unit), shown(row["high"], unit))
    return ends if math.isnan(row["target"]) else f"{shown(row['target'], unit)} ({ends})"


def result_text(row: pd.Series) -> str:
    """What came out, with its interval where there is one.

    Args:
        row: A row of the table of verdicts.
    """
    unit = row["unit"]
    result = shown(row["result"], unit)
    if math.isnan(row["ci_low"]):
        return result
    return f"{result} ({range_text(shown(row['ci_low'], unit), shown(row['ci_high'], unit))})"


def distance_text(row: pd.Series) -> str:
    """The distance in tolerances.

    Args:
        row: A row of the table of verdicts.
    """
    return "–" if math.isnan(row["distance"]) else f"{row['distance']:.2f}"


def _source(row: pd.Series) -> str:
    """Where a figure comes from, how far it is to be trusted, and what has to be said of it."""
    note = f" [{text_in(row, 'note')}]" if row["note"] else ""
    return f"{text_in(row, 'source')} ({VERDICTS.say(row['confidence'])}){note}"


def validation_text(table: pd.DataFrame) -> str:
    """The table of patterns for a terminal; the source stands below each row, once below rows that share it.

    Args:
        table: The table of verdicts.
    """
    lines = [tuple(str(head) for head in HEADS.values())]
    for _, row in table.iterrows():
        words = [VERDICTS.say(word) for word in (row["within"], row["use"])]
        what = f"{row['scenario']}: {text_in(row, 'what')}"
        texts = target_text(row), result_text(row), distance_text(row)
        lines.append((row["pattern"], what, *texts, *words))
    widths = [max(columns(line[k]) for line in lines) for k in range(len(HEADS))]
    aligned = [
        "  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    sentences = [aligned[0], dashes(min(100, sum(widths)))]
    sources = [_source(row) for _, row in table.iterrows()]
    for text, source, following in zip(aligned[1:], sources, [*sources[1:], ""], strict=True):
        sentences += [text] if source == following else [text, " " * (widths[0] + 2) + source]
    return "\n".join([*sentences, "", tally_text(table)])


def text_in(row: pd.Series, column: str) -> str:
    """A text of a row; English where it has no Chinese one.

    Args:
        row: A row of the table of verdicts.
        column: Its column.
    """
    return str(T(str(row[column]), str(row[f"{column}_zh"]) or str(row[column])))


def tally_text(table: pd.DataFrame) -> str:
    """How many rows agree, by use.

    Args:
        table: The table of verdicts.
    """
    found = tally(table)
    return "\n".join(
        say("tally", use=VERDICTS.say(use), yes=yes, all=yes + no, missing=missing)
        for use, (yes, no, missing) in found.items()
    )


def validation_markdown(table: pd.DataFrame) -> str:
    """The table of patterns as Markdown.

    Args:
        table: The table of verdicts.
    """
    lines = ["| " + " | ".join(MARKDOWN_HEADS) + " |", "|" + " --- |" * len(MARKDOWN_HEADS)]
    for _, row in table.iterrows():
        within = "**no**" if row["within"] == NO else row["within"]
        source = f"{row['source']} ({row['confidence']})" + (f"; {row['note']}" if row["note"] else "")
        cells = (
            row["pattern"],
            f"`{row['scenario']}`",
            row["what"],
            target_text(row),
            result_text(row),
            distance_text(row),
            within,
            row["use"],
            source,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
