"""The table of patterns: target and tolerance beside result and interval, for a terminal and as Markdown."""

from __future__ import annotations

import math

import pandas as pd

from sim.report.text import columns, padded, rule
from sim.report.words import say
from sim.studies.patterns import FIT, HOLD_BACK, INPUT
from sim.studies.validation import NO, YES, tally

HEADS = ("pattern", "what", "target (tolerance)", "result (95 % interval)", "distance", "within", "use")
HEADS_ZH = ("模式", "指标", "目标（容许范围）", "结果（95% 区间）", "距离", "是否吻合", "用途")
WORDS_ZH = {YES: "是", NO: "否", "not measured": "未测量", FIT: "用于拟合", HOLD_BACK: "留作检验", INPUT: "输入"}
MARKDOWN_HEADS = ("pattern", "judged on", "measure", "target (tolerance)", "result (95 % interval)", "distance",
                  "within", "use", "source; note")


def shown(value: float, unit: str) -> str:
    """A number with as many decimals as its unit deserves; an en dash for none.

    Args:
        value: The number.
        unit: Its unit.
    """
    if math.isnan(value):
        return "–"
    return f"{value:.3f}" if unit in ("share", "ratio") else f"{value:.1f}"


def target_text(row: pd.Series) -> str:
    """The published figure and the range that counts as agreement.

    Args:
        row: A row of the table of verdicts.
    """
    unit = row["unit"]
    ends = f"{shown(row['low'], unit)} to {shown(row['high'], unit)}"
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
    return f"{result} ({shown(row['ci_low'], unit)} to {shown(row['ci_high'], unit)})"


def distance_text(row: pd.Series) -> str:
    """The distance in tolerances.

    Args:
        row: A row of the table of verdicts.
    """
    return "–" if math.isnan(row["distance"]) else f"{row['distance']:.2f}"


def validation_text(table: pd.DataFrame, lang: str) -> str:
    """The table of patterns for a terminal; the source stands below each row.

    Args:
        table: The table of verdicts.
        lang: "en" or "zh".
    """
    chinese = lang == "zh"
    lines = [HEADS_ZH if chinese else HEADS]
    for _, row in table.iterrows():
        words = [WORDS_ZH[w] if chinese else w for w in (row["within"], row["use"])]
        what = f"{row['scenario']}: {row['what']}"
        lines.append((row["pattern"], what, target_text(row), result_text(row), distance_text(row), *words))
    widths = [max(columns(line[k]) for line in lines) for k in range(len(HEADS))]
    told = ["  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    said = [told[0], rule(min(100, sum(widths)))]
    for text, (_, row) in zip(told[1:], table.iterrows(), strict=True):
        note = f" [{row['note']}]" if row["note"] else ""
        said += [text, " " * (widths[0] + 2) + f"{row['source']} ({row['confidence']}){note}"]
    return "\n".join([*said, "", tally_text(table, lang)])


def tally_text(table: pd.DataFrame, lang: str) -> str:
    """How many rows agree, by use.

    Args:
        table: The table of verdicts.
        lang: "en" or "zh".
    """
    found = tally(table)
    return "\n".join(
        say("tally", lang).format(use=WORDS_ZH[use] if lang == "zh" else use, yes=yes, all=yes + no, missing=missing)
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
        cells = (row["pattern"], f"`{row['scenario']}`", row["what"], target_text(row), result_text(row),
                 distance_text(row), within, row["use"], source)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
