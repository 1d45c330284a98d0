"""What a calibration says on a terminal: posterior, what is confounded, and the fit before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.report.text import columns, padded
from sim.report.validation_text import range_text, shown
from sim.report.words import say
from sim.studies.calibration import DEFAULTS, RECOMMENDED
from sim.words import Words

VERDICTS = Words(
    {
        "identified": ("identified", "可识别"),
        "weakly identified": ("weakly identified", "弱识别"),
        "not identified": ("not identified", "不可识别"),
        "nothing fits": ("nothing fits", "无一吻合"),
    }
)
HEADS = Words(
    {
        "parameter": ("parameter", "参数"),
        "prior": ("prior", "先验"),
        "default": ("default", "默认值"),
        "posterior": ("posterior 90 %", "后验 90%"),
        "recommended": ("recommended", "建议值"),
        "width": ("width", "相对宽度"),
        "verdict": ("verdict", "判定"),
        "target": ("target", "目标"),
        "figure": ("figure (tolerance)", "公开数据（容许范围）"),
        "defaults": ("defaults", "默认值"),
        "distance": ("distance", "距离"),
    }
)
POSTERIOR_HEADS = ("parameter", "prior", "default", "posterior", "recommended", "width", "verdict")
FIT_HEADS = ("target", "figure", "defaults", "distance", "recommended", "distance", "posterior")


def calibration_text(tables: Mapping[str, pd.DataFrame], effective_size: float) -> str:
    """All that a reader needs of a calibration.

    Args:
        tables: Tables of the calibration.
        effective_size: Independent draws that the posterior is worth.
    """
    waves = tables["waves"]
    last = waves["foreseen_share"].dropna()
    facts = {
        "share": waves["plausible_share"].iloc[-1],
        "size": effective_size,
        "accepted": int(tables["points"]["accepted"].sum()),
        "points": len(tables["points"]),
    }
    confounded = tables["correlations"][tables["correlations"]["confounded"]]
    pairs = [f"{row['a']}, {row['b']} ({row['correlation']:+.2f})" for _, row in confounded.iterrows()]
    return "\n".join(
        [
            aligned(posterior_lines(tables["posterior"])),
            "",
            aligned(fit_lines(tables["fit"])),
            "",
            say("confounded") + ": " + ("; ".join(pairs) or "-"),
            say("calibration_facts", **facts),
            say("calibration_foreseen", foreseen=last.iloc[-1]) if len(last) else say("calibration_not_foreseen"),
        ]
    )


def posterior_lines(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Heads and rows of the posterior.

    Args:
        table: The table of the posterior.
    """
    lines: list[tuple[str, ...]] = [tuple(HEADS.say(key) for key in POSTERIOR_HEADS)]
    for _, row in table.iterrows():
        verdict = VERDICTS.say(row["verdict"])
        lines.append(
            (
                row["parameter"],
                range_text(f"{row['prior_low']:.3g}", f"{row['prior_high']:.3g}"),
                f"{row['default']:.3g}",
                range_text(f"{row['q05']:.3g}", f"{row['q95']:.3g}"),
                f"{row['recommended']:.3g}",
                f"{row['width']:.2f}",
                verdict,
            )
        )
    return lines


def fit_lines(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Heads and rows of the fit before and after.

    Args:
        table: The table of the fit.
    """
    lines: list[tuple[str, ...]] = [tuple(HEADS.say(key) for key in FIT_HEADS)]
    for _, row in table.iterrows():
        unit = row["unit"]
        ends = range_text(shown(row["low"], unit), shown(row["high"], unit))
        cells = [row["id"], f"{shown(row['target'], unit)} ({ends})"]
        for name in (DEFAULTS, RECOMMENDED):
            cells += [shown(row[name], unit), f"{row[f'{name}_distance']:.2f}"]
        lines.append((*cells, range_text(shown(row["posterior_q05"], unit), shown(row["posterior_q95"], unit))))
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
    sentences = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
    return "\n".join([sentences[0], "|" + " --- |" * len(lines[0]), *sentences[1:]]) + "\n"
