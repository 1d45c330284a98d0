"""Figures of the report of a sweep: what the policies change over all points, and which factors matter."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.report.drawing import subplots
from sim.report.figures import COLOURS, broken, note
from sim.report.policy_figures import look
from sim.report.report_tables import records
from sim.report.report_words import word
from sim.report.study_tables import measure_name
from sim.report.sweep_report import kind_of_unit
from sim.words import T


def sweep_figures(
    rows: pd.DataFrame, matter: dict[str, pd.DataFrame], titles: dict[str, str], main: str, n_points: int
) -> dict[str, Any]:
    """Both figures, as far as there is something to show.

    Args:
        rows: Differences of the policies over everybody.
        matter: Rank correlations of the factors by scenario.
        titles: Title of each scenario by name.
        main: The measure shown.
        n_points: Points of the design.
    """
    figures: dict[str, Any] = {}
    shown = rows[(rows["measure"] == main) & np.isfinite(rows["difference"])] if len(rows) else rows
    if len(shown):
        figures["sweep_differences"] = _difference_figure(shown, titles, main, n_points)
    if any(len(part) for part in matter.values()):
        figures["sweep_factors"] = _factor_figure(matter, titles)
    return figures


def _difference_figure(rows: pd.DataFrame, titles: dict[str, str], main: str, n_points: int) -> Figure:
    """The policies' differences: middle nine tenths of the points, mean with interval, share better."""
    scale = 100.0 if kind_of_unit(main) == "share" else 1.0
    figure, axis = subplots(figsize=(9.2, 0.6 * len(rows) + 1.3), layout="constrained")
    for height, row in enumerate(records(rows)):
        axis.plot(
            [scale * row["q05"], scale * row["q95"]],
            [height, height],
            color="#C9D6E2",
            linewidth=9,
            solid_capstyle="butt",
        )
        if math.isfinite(row["ci_low"]):
            axis.plot([scale * row["ci_low"], scale * row["ci_high"]], [height, height], color=COLOURS[0], linewidth=2)
        axis.plot(scale * row["difference"], height, "o", color=COLOURS[0], markersize=6)
        if math.isfinite(row["better_share"]):
            axis.annotate(
                f"{100 * row['better_share']:.0f} %",
                (1.0, height),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
            )
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_yticks(range(len(rows)), [broken(titles[str(name)]) for name in rows["scenario"]])
    axis.invert_yaxis()
    axis.margins(y=0.3)
    axis.tick_params(axis="y", length=0)
    unit = str(T(", percentage points", "（百分点）")) if kind_of_unit(main) == "share" else ""
    axis.set_xlabel(f"{measure_name(main)}{unit}")
    figure.suptitle(word("sweep_title", n=n_points), x=0.01, ha="left", fontsize=11)
    note(figure, word("sweep_note"))
    return figure


def _factor_figure(matter: dict[str, pd.DataFrame], titles: dict[str, str]) -> Figure:
    """Rank correlations of every factor."""
    factors = list(dict.fromkeys(f for part in matter.values() for f in part["factor"]))
    figure, axis = subplots(figsize=(9.2, 0.34 * len(factors) + 1.6), layout="constrained")
    for number, (name, part) in enumerate(matter.items(), start=1):
        colour, marker = look(number)
        axis.plot([], [], marker, color=colour, label=broken(titles[name], 40), linestyle="none")
        for row in records(part):
            axis.plot(
                row["correlation"],
                factors.index(row["factor"]),
                marker,
                color=colour,
                markersize=6,
                markerfacecolor=colour if row["p_adjusted"] < 0.05 else "white",
            )
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_yticks(range(len(factors)), [broken(factor, 44) for factor in factors])
    axis.invert_yaxis()
    axis.set_xlim(-1.05, 1.05)
    axis.grid(axis="y", color="#EEEEEE", linewidth=0.8)
    axis.set_xlabel(word("matter_x"))
    axis.tick_params(axis="y", length=0)
    figure.suptitle(str(T("Which factors move the result", "哪些因素影响结果")), x=0.01, ha="left", fontsize=11)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=min(3, len(matter)))
    note(figure, word("matter_note"))
    return figure
