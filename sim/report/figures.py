"""The figures of a study, each as PNG for the screen and SVG for print."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine

from sim.measures.grouping import PERIOD_NAMES, period_label
from sim.report.drawing import subplots
from sim.report.headlines import HEADLINES, SERIES, Headline
from sim.report.maps import district_maps
from sim.report.tables import STILL_OPEN_SHARE, is_told_apart, still_open
from sim.report.text import pieces
from sim.report.wording import percent
from sim.report.words import group_labels, say
from sim.words import T
from sim.world.places import PlaceNames

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Colours that people with colour blindness can tell apart (Okabe and Ito 2008)."""

MARKERS = ("o", "s", "D", "^", "v", "P", "X")
STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))
MOST_TICKS = 13
"""Periods named on the axis of a figure over time."""

OUTCOMES = {
    "resolution_share": ("resolved", "#009E73"),
    "failed_share": ("failed", "#E69F00"),
    "nominal_share": ("nominal", "#CC79A7"),
    "dropped_share": ("dropped", "#D55E00"),
    "open_share": ("open", "#BBBBBB"),
}
"""Measures of the final states of reported complaints, with label and colour."""

GREY = "#666666"
SIGNIFICANT = 0.05
TITLE_COLUMNS = 26
PADDING = 0.1
"""Inches around what is drawn."""


def study_figures(
    tables: dict[str, pd.DataFrame],
    titles: dict[str, str],
    place: Path,
    sample: float,
) -> dict[str, Figure | None]:
    """Draws the figures that the tables of a study allow; to be called while `drawing`.

    Args:
        tables: Tables of the study by name.
        titles: Label of each scenario by name, the baseline first.
        place: Folder of the place, with its map.
        sample: Share of townships in the sample.

    Returns:
        Figures by name; None for what cannot be drawn.
    """
    figures: dict[str, Figure | None] = {"outcomes": outcome_bars(tables["summary"], titles)}
    if len(tables.get("curves", ())):
        figures["days_to_resolution"] = resolution_curves(tables["curves"], titles)
    comparison = tables.get("comparison")
    if comparison is not None and len(comparison):
        figures["differences"] = forest(comparison, titles)
    figures["map"] = district_maps(tables["measures"], tables["summary"], comparison, titles, place, sample)
    return figures


def save(folder: Path, figures: dict[str, Figure | None]) -> list[str]:
    """Writes figures as PNG and SVG.

    Args:
        folder: Where to write.
        figures: Figures by name; None is left out.

    Returns:
        Names of the figures written, without endings.
    """
    written = []
    for name, figure in figures.items():
        if figure is None:
            continue
        settle(figure)
        page = figure.get_tightbbox().padded(PADDING)
        for ending in ("png", "svg"):
            metadata = {"Date": None} if ending == "svg" else {"Software": "gongzhi"}
            figure.savefig(folder / f"{name}.{ending}", bbox_inches=page, metadata=metadata)
        written.append(name)
    return written


def broken(label: str, width: int = TITLE_COLUMNS) -> str:
    """A label over as many lines as it needs.

    Args:
        label: One line.
        width: Columns of a line.
    """
    return "\n".join(pieces(label.replace("_", " "), width))


def settle(figure: Figure) -> None:
    """Lays a figure out once and for all; later drawing costs no second layout.

    Saving cuts the page to what is drawn, and a legend at the figure's edge would follow the edge; so legends are
    fixed where the layout puts them.

    Args:
        figure: The figure, all but its caption drawn.
    """
    if isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine):
        return
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for legend in figure.legends:
        box = legend.get_window_extent().transformed(figure.transFigure.inverted())
        legend.set_loc("center")
        legend.set_bbox_to_anchor(box, transform=figure.transFigure)


def note(figure: Figure, text: str, width: int = 118) -> None:
    """A caption below the figure, whose layout is settled first.

    Args:
        figure: The figure, all else drawn.
        text: The caption.
        width: Columns of a line.
    """
    settle(figure)
    figure.text(0.01, -0.01, "\n".join(pieces(text, width)), fontsize=8, color=GREY, va="top", ha="left")


def forest(comparison: pd.DataFrame, titles: dict[str, str]) -> Figure:
    """Differences of the headline measures with intervals: one panel for each kind of unit.

    Args:
        comparison: The table of `sim.studies.compare.compare`.
        titles: Label of each scenario by name, the baseline first.

    Returns:
        The figure.
    """
    names = list(titles)[1:]
    rows: Any = comparison.set_index(["scenario", "measure", "by", "group"])
    n_runs = int(comparison["n"].max())
    panels = [("share", "pp", 100.0), ("days", "days_axis", 1.0)]
    chosen = {unit: [h for h in HEADLINES if h.unit == unit and _known(rows, names, h)] for unit, _, _ in panels}
    panels = [panel for panel in panels if chosen[panel[0]]]
    heights = [len(chosen[unit]) * (0.11 * len(names) + 0.16) + 0.5 for unit, _, _ in panels]
    figure, axes = subplots(
        len(panels),
        1,
        figsize=(9.2, sum(heights) + 0.8),
        height_ratios=heights,
        squeeze=False,
        layout="constrained",
    )
    for axis, (unit, label, scale) in zip(axes[:, 0], panels, strict=True):
        _forest_panel(axis, rows, names, titles, chosen[unit], scale)
        axis.set_xlabel(say(label))
    figure.suptitle(str(T("What the policies change", "各方案带来的变化")), x=0.01, ha="left", fontsize=11)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(3, len(labels)))
    note(figure, say("forest_note", n=n_runs))
    return figure


def _known(rows: Any, names: list[str], headline: Headline) -> bool:
    """Whether some policy has a difference in a headline measure."""
    keys = [(name, *headline.key) for name in names if (name, *headline.key) in rows.index]
    return any(math.isfinite(rows.loc[key, "difference"]) for key in keys)


def _forest_panel(
    axis: Axes,
    rows: Any,
    names: list[str],
    titles: dict[str, str],
    headlines: list[Headline],
    scale: float,
) -> None:
    """The measures of one unit."""
    offsets = np.linspace(-0.34, 0.34, len(names)) if len(names) > 1 else np.zeros(1)
    for number, (name, offset) in enumerate(zip(names, offsets, strict=True)):
        colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
        axis.plot([], [], marker, color=colour, label=broken(titles[name], 40), markersize=5)
        for height, headline in enumerate(headlines):
            if (name, *headline.key) not in rows.index:
                continue
            row = rows.loc[(name, *headline.key)]
            x, y = scale * row["difference"], height + offset
            if math.isfinite(row["ci_low"]):
                axis.plot([scale * row["ci_low"], scale * row["ci_high"]], [y, y], color=colour, linewidth=1.6)
            filled = colour if is_told_apart(row) else "white"
            axis.plot(x, y, marker, color=colour, markerfacecolor=filled, markersize=5)
    arrows = {1: " ↑", -1: " ↓", 0: ""}
    axis.set_yticks(range(len(headlines)), [f"{h.words}{arrows[h.better]}" for h in headlines])
    axis.set_ylim(len(headlines) - 0.5, -0.5)
    axis.axvline(0, color="black", linewidth=0.8)
    for height in range(1, len(headlines)):
        axis.axhline(height - 0.5, color="#E4E4E4", linewidth=0.8)
    axis.tick_params(axis="y", length=0)


def outcome_bars(summary: pd.DataFrame, titles: dict[str, str]) -> Figure | None:
    """What becomes of reported complaints, scenario by scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Label of each scenario by name, the baseline first.

    Returns:
        The figure; None without the measures.
    """
    rows = summary[(summary["by"] == "all")].set_index(["scenario", "measure"])["mean"]
    names = [name for name in titles if (name, "resolution_share") in rows.index]
    if not names:
        return None
    figure, axis = subplots(figsize=(9.2, 0.55 * len(names) + 1.5), layout="constrained")
    left = np.zeros(len(names))
    for measure, (label, colour) in OUTCOMES.items():
        values = np.array([rows.get((name, measure), math.nan) for name in names], float) * 100
        values = np.nan_to_num(values)
        bars = axis.barh(range(len(names)), values, left=left, color=colour, label=say(label), height=0.68)
        shown = [f"{value:.1f}" if value >= 3.5 else "" for value in values]
        axis.bar_label(bars, shown, label_type="center", fontsize=8.5, color="black")
        left += values
    axis.set_yticks(range(len(names)), [broken(titles[name]) for name in names])
    axis.invert_yaxis()
    axis.set_xlim(0, 100)
    axis.set_xlabel(str(T("share of reported complaints, %", "占表达诉求的比例（%）")))
    axis.set_title(str(T("What becomes of reported complaints", "诉求的最终去向")), pad=26)
    axis.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=5,
        columnspacing=1.2,
        handlelength=1.2,
        borderaxespad=0.2,
    )
    axis.tick_params(axis="y", length=0)
    return figure


def resolution_curves(curves: pd.DataFrame, titles: dict[str, str]) -> Figure:
    """The share really resolved within so many days, with the range of the runs.

    Args:
        curves: The table of `sim.studies.result_tables.curves_table`.
        titles: Label of each scenario by name, the baseline first.

    Returns:
        The figure.
    """
    figure, axis = subplots(figsize=(9.2, 4.6), layout="constrained")
    for number, (name, title) in enumerate(titles.items()):
        rows = curves[curves["scenario"] == name]
        if not len(rows):
            continue
        by_day = rows.groupby("days")["resolved_share"]
        days = np.array(sorted(rows["days"].unique()))
        colour: Any = "black" if number == 0 else COLOURS[(number - 1) % len(COLOURS)]
        axis.plot(
            days,
            100 * by_day.mean().to_numpy(),
            color=colour,
            label=broken(title, 40),
            linestyle=STYLES[number % len(STYLES)],
            linewidth=2.2 if number == 0 else 1.6,
            drawstyle="steps-post",
        )
        low, high = 100 * by_day.min().to_numpy(), 100 * by_day.max().to_numpy()
        axis.fill_between(days, low, high, color=colour, alpha=0.12, linewidth=0, step="post")
    axis.set_xlim(0, float(curves["days"].max()))
    axis.set_ylim(0, None)
    axis.set_xlabel(str(T("days since the issue was reported", "诉求提出后的天数")))
    axis.set_ylabel(str(T("resolved by then, % of reported", "届时已解决的比例（%）")))
    axis.set_title(str(T("How long residents wait until their issue is really resolved", "诉求真正解决所需天数")))
    axis.grid(axis="y", color="#E4E4E4", linewidth=0.8)
    axis.legend(loc="lower right")
    return figure


def series_figure(summary: pd.DataFrame, titles: dict[str, str], by: str) -> Figure:
    """A few measures over time, one panel each: a line for each scenario with the interval of its mean.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Label of each scenario by name, the baseline first.
        by: One of `PERIODS`.

    Returns:
        The figure.
    """
    rows = summary[summary["by"] == by]
    keys = sorted(set(rows["group"]))
    place = {key: n for n, key in enumerate(keys)}
    shown = [headline for headline in SERIES if (rows["measure"] == headline.measure).any()]
    height = math.ceil(len(shown) / 2)
    figure, axes = subplots(
        height, 2, figsize=(9.2, 2.3 * height + 0.9), sharex=True, squeeze=False, layout="constrained"
    )
    late = [place[key] for key in still_open(summary, by)]
    for axis, headline in zip(axes.flat, shown, strict=False):
        _series_panel(
            axis, rows[rows["measure"] == headline.measure], titles, place, 100.0 if headline.unit == "share" else 1.0
        )
        axis.set_title(f"{headline.words}{' (%)' if headline.unit == 'share' else ''}", fontsize=10)
        for n in late:
            axis.axvspan(n - 0.5, n + 0.5, color="#EEEEEE", zorder=0, linewidth=0)
    step = math.ceil(len(keys) / MOST_TICKS)
    ticks = range(0, len(keys), step)
    labels = [str(period_label(by, keys[n])) for n in ticks]
    axes[0, 0].set_xlim(-0.5, len(keys) - 0.5)
    for axis in axes[-1]:
        axis.set_xticks(list(ticks), labels, rotation=40, ha="right", rotation_mode="anchor", fontsize=8)
    for axis in axes.flat[len(shown) :]:
        axis.set_visible(False)
    figure.suptitle(say("series_title", by=str(PERIOD_NAMES[by])), x=0.01, ha="left", fontsize=11)
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=min(3, len(titles)))
    note(figure, say("series_note", n=int(summary["n_runs"].max()), share=percent(STILL_OPEN_SHARE, 0)))
    return figure


def _series_panel(axis: Axes, rows: pd.DataFrame, titles: dict[str, str], place: dict[str, int], scale: float) -> None:
    """One measure over time."""
    for number, (name, title) in enumerate(titles.items()):
        table = rows[rows["scenario"] == name].sort_values("group")
        if not len(table):
            continue
        at = table["group"].map(place).to_numpy(float)
        colour = "black" if number == 0 else COLOURS[(number - 1) % len(COLOURS)]
        axis.plot(
            at,
            scale * table["mean"].to_numpy(float),
            color=colour,
            linestyle=STYLES[number % len(STYLES)],
            label=broken(title, 40),
            linewidth=2.0 if number == 0 else 1.5,
            marker="o",
            markersize=2.5,
        )
        low, high = (scale * table[end].to_numpy(float) for end in ("ci_low", "ci_high"))
        axis.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
    axis.grid(axis="y", color="#E4E4E4", linewidth=0.8)


def gains(winners: pd.DataFrame, titles: dict[str, str], names: PlaceNames) -> Figure | None:
    """Change of needs solved by setting, region and resident group, one panel for each policy.

    Args:
        winners: Columns scenario, measure, by, group, difference, ci_low, ci_high and verdict ("gains", "loses",
            "unclear"), such as `sim.studies.contrasts.verdicts` gives.
        titles: Label of each scenario by name, the baseline first.
        names: What the place calls its regions and districts.

    Returns:
        The figure; None without the measure.
    """
    rows = winners[(winners["measure"] == "solved_per_need") & np.isfinite(winners["difference"])]
    policies = [name for name in list(titles)[1:] if (rows["scenario"] == name).any()]
    if not policies:
        return None
    labels = group_labels(rows, names)
    cells = list(dict.fromkeys(zip(rows["by"], rows["group"], strict=True)))
    table: Any = rows.set_index(["scenario", "by", "group"])
    figure, axes = subplots(
        1,
        len(policies),
        figsize=(3.0 + 1.75 * len(policies), 0.27 * len(cells) + 1.6),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    colours = {"gains": COLOURS[0], "loses": COLOURS[1], "unclear": "#BBBBBB"}
    for axis, name in zip(axes[0], policies, strict=True):
        for height, cell in enumerate(cells):
            if (name, *cell) not in table.index:
                continue
            row = table.loc[(name, *cell)]
            axis.barh(height, 100 * row["difference"], color=colours[row["verdict"]], height=0.7)
            if math.isfinite(row["ci_low"]):
                axis.plot(
                    [100 * row["ci_low"], 100 * row["ci_high"]],
                    [height, height],
                    color="black",
                    linewidth=0.9,
                )
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_title(broken(titles[name], 18), fontsize=9.5)
        axis.tick_params(axis="y", length=0)
        for height in range(1, len(cells)):
            if cells[height][0] != cells[height - 1][0]:
                axis.axhline(height - 0.5, color=GREY, linewidth=0.6)
    axes[0, 0].set_yticks(range(len(cells)), [labels[cell] for cell in cells])
    axes[0, 0].invert_yaxis()
    figure.suptitle(say("gains_title"), x=0.01, ha="left", fontsize=11)
    figure.supxlabel(say("pp"), fontsize=9.5)
    note(figure, say("gains_note"), width=44 + 24 * len(policies))
    return figure
