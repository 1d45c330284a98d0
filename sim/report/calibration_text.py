"""What a calibration says on a terminal: posterior, what is confounded, and the fit before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.report.text import columns, padded
from sim.report.validation_text import shown
from sim.report.words import say
from sim.studies.calibration import DEFAULTS, RECOMMENDED

VERDICTS_ZH = {"identified": "可识别", "weakly identified": "弱识别", "not identified": "不可识别"}
POSTERIOR_HEADS = (("parameter", "prior", "default", "posterior 90 %", "recommended", "width", "verdict"),
                   ("参数", "先验", "默认值", "后验 90%", "建议值", "相对宽度", "判定"))
FIT_HEADS = (("target", "figure (tolerance)", "defaults", "distance", "recommended", "distance", "posterior 90 %"),
             ("目标", "公开数据（容许范围）", "默认值", "距离", "建议值", "距离", "后验 90%"))


def calibration_text(tables: Mapping[str, pd.DataFrame], effective_size: float, lang: str) -> str:
    """All that a reader needs of a calibration.

    Args:
        tables: Tables of the calibration.
        effective_size: Independent draws that the posterior is worth.
        lang: "en" or "zh".
    """
    waves = tables["waves"]
    last = waves["foreseen_share"].dropna()
    facts = {"share": waves["plausible_share"].iloc[-1], "size": effective_size,
             "foreseen": last.iloc[-1] if len(last) else float("nan"),
             "accepted": int(tables["points"]["accepted"].sum()), "points": len(tables["points"])}
    confounded = tables["correlations"][tables["correlations"]["confounded"]]
    pairs = [f"{row['a']}, {row['b']} ({row['correlation']:+.2f})" for _, row in confounded.iterrows()]
    return "\n".join([
        aligned(posterior_lines(tables["posterior"], lang)),
        "",
        aligned(fit_lines(tables["fit"], lang)),
        "",
        say("confounded", lang) + ": " + ("; ".join(pairs) or "-"),
        say("calibration_facts", lang).format(**facts),
    ])


def posterior_lines(table: pd.DataFrame, lang: str) -> list[tuple[str, ...]]:
    """Heads and rows of the posterior.

    Args:
        table: The table of the posterior.
        lang: "en" or "zh".
    """
    lines: list[tuple[str, ...]] = [POSTERIOR_HEADS[lang == "zh"]]
    for _, row in table.iterrows():
        verdict = VERDICTS_ZH[row["verdict"]] if lang == "zh" else row["verdict"]
        lines.append((row["parameter"], f"{row['prior_low']:.3g} to {row['prior_high']:.3g}", f"{row['default']:.3g}",
                      f"{row['q05']:.3g} to {row['q95']:.3g}", f"{row['recommended']:.3g}", f"{row['width']:.2f}",
                      verdict))
    return lines


def fit_lines(table: pd.DataFrame, lang: str) -> list[tuple[str, ...]]:
    """Heads and rows of the fit before and after.

    Args:
        table: The table of the fit.
        lang: "en" or "zh".
    """
    lines: list[tuple[str, ...]] = [FIT_HEADS[lang == "zh"]]
    for _, row in table.iterrows():
        unit = row["unit"]
        cells = [row["id"], f"{shown(row['target'], unit)} ({shown(row['low'], unit)} to {shown(row['high'], unit)})"]
        for name in (DEFAULTS, RECOMMENDED):
            cells += [shown(row[name], unit), f"{row[f'{name}_distance']:.2f}"]
        lines.append((*cells, f"{shown(row['posterior_q05'], unit)} to {shown(row['posterior_q95'], unit)}"))
    return lines


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Rows under one another.

    Args:
        lines: Cells of each row.
    """
    widths = [max(columns(line[k]) for line in lines) for k in range(len(lines[0]))]
    return "\n".join(
        "  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Rows as a table in Markdown.

    Args:
        lines: Heads first, then rows.
    """
    told = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([told[0], "|" + " --- |" * len(lines[0]), *told[1:]]) + "\n"
