"""Figures of the report that compare scenarios: curves of inequality, the front, and the five capacities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.capacities import CAPACITIES
from sim.measures.curves import AT, CURVES
from sim.measures.grouping import POPULATION_SHARES
from sim.report.drawing import subplots
from sim.report.figures import COLOURS, GREY, MARKERS, broken, note
from sim.report.report_words import word
from sim.report.words import say
from sim.studies.contrasts import net_costs, values_by_seed
from sim.studies.statistics import SEEDS, Over
from sim.words import T

EFFECT = "resolution_share"

STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)))


def look(number: int) -> tuple[str, str]:
    """Colour and marker of a scenario; the baseline, number 0, is black.

    Args:
        number: Its place.
    """
    if number == 0:
        return "#000000", "*"
    return COLOURS[(number - 1) % len(COLOURS)], MARKERS[(number - 1) % len(MARKERS)]


def inequality_curves(summary: pd.DataFrame, titles: Mapping[str, str]) -> Figure | None:
    """Lorenz curves above, concentration curves below, one column for each outcome.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name, the baseline first.

    Returns:
        The figure; None without the measures.
    """
    rows = summary[summary["by"] == "population_share"]
    if not rows["mean"].notna().any():
        return None
    means: Any = rows.set_index(["scenario", "measure", "group"])["mean"]
    figure, axes = subplots(2, len(CURVES), figsize=(9.2, 6.6), sharex=True, sharey=True, layout="constrained")
    x = [0.0, *(100 * share for share in AT), 100.0]
    for line, kind in enumerate(("lorenz", "concentration_curve")):
        for axis, (id_, *_) in zip(axes[line], CURVES, strict=True):
            axis.plot([0, 100], [0, 100], color="#BBBBBB", linewidth=1.0)
            for number, (name, title) in enumerate(titles.items()):
                held = [means.get((name, f"{id_}_{kind}", group), math.nan) for group in POPULATION_SHARES]
                if np.isfinite(held).all():
                    axis.plot(
                        x,
                        [0.0, *(100 * share for share in held), 100.0],
                        color=look(number)[0],
                        linestyle=STYLES[number % len(STYLES)],
                        linewidth=1.8 if number == 0 else 1.3,
                        label=broken(title, 40),
                    )
            axis.set_title(word(id_), fontsize=9.5)
            axis.set_aspect("equal")
            axis.set_xlim(0, 100)
            axis.set_ylim(0, 100)
            axis.set_xticks(range(0, 101, 25))
            axis.set_yticks(range(0, 101, 25))
        name = "lorenz" if kind == "lorenz" else "concentration"
        axes[line, len(CURVES) // 2].set_xlabel(word(f"{name}_x"))
        axes[line, 0].set_ylabel(f"{word(f'{name}_row')}\n{word('lorenz_y')}")
    figure.suptitle(word("lorenz_title"), x=0.01, ha="left", fontsize=11)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    if not handles:
        handles, labels = axes[0, -1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(3, max(1, len(labels))))
    note(figure, word("lorenz_note"))
    return figure


def front_figure(
    measures: pd.DataFrame,
    front: pd.DataFrame,
    titles: Mapping[str, str],
    costs: Mapping[str, float],
    over: Over = SEEDS,
) -> Figure | None:
    """Real resolution against cost and against the gap between town and village, as differences from the baseline.

    Each panel has the front of its two respects; where a gap changes its side, a smaller number is not a smaller gap,
    and none is drawn.

    Args:
        measures: The table of `sim.studies.compare.measures_table`.
        front: The table of `sim.studies.contrasts.policy_front`.
        titles: Title of each scenario by name, the baseline first.
        costs: Yuan per resident and year of each scenario by its levers; empty where unknown.
        over: What replications differ in.

    Returns:
        The figure; None where the front could not be computed.
    """
    if not len(front):
        return None
    names = list(front["scenario"])
    measures_of = [("resolution_share", "all", "all"), ("resolution_urban_rural_gap", "all", "all")]
    known = values_by_seed(measures, measures_of)
    effect, gap = (
        {
            name: _ends(100 * (known[(name, cell)] - known[(names[0], cell)]).dropna().to_numpy(float), over)
            for name in names
        }
        for cell in measures_of
    )
    net = net_costs(measures, names, costs)
    panels: list[tuple[str, dict[str, tuple[float, float, float]]]] = [("front_gap", gap)]
    if len(net):
        panels.insert(0, ("front_cost", {name: _ends(net[name].to_numpy(float), over) for name in names}))
    same_side = (front["resolution_urban_rural_gap"] >= 0).all()
    figure, axes = subplots(
        1, len(panels), figsize=(9.2 if len(panels) > 1 else 6.0, 4.4), sharey=True, squeeze=False, layout="constrained"
    )
    on_front = dict(zip(names, front["on_front"].astype(bool), strict=True))
    for axis, (label, across) in zip(axes[0], panels, strict=True):
        _points(axis, names, across, effect, on_front, titles)
        axis.axhline(0, color="black", linewidth=0.6)
        axis.axvline(0, color="black", linewidth=0.6)
        if label != "front_gap" or same_side:
            _staircase(axis, [(across[name][0], effect[name][0]) for name in names])
        axis.set_xlabel(word(label))
    axes[0, 0].set_ylabel(str(T("really resolved: difference,\npercentage points", "真实解决率之差（百分点）")))
    figure.suptitle(str(T("Effect against cost and equity", "效果、成本与公平")), x=0.01, ha="left", fontsize=11)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(3, len(labels)))
    note(figure, word("front_note" if len(panels) > 1 else "front_note_no_cost"))
    return figure


def _ends(values: np.ndarray, over: Over) -> tuple[float, float, float]:
    """Mean and both ends of its interval; the mean thrice where one run has none."""
    found = over.mean(values)
    if found.interval is None:
        return found.mean, found.mean, found.mean
    return found.mean, found.interval.low, found.interval.high


def _points(
    axis: Axes,
    names: Sequence[str],
    across: Mapping[str, tuple[float, float, float]],
    effect: Mapping[str, tuple[float, float, float]],
    on_front: Mapping[str, bool],
    titles: Mapping[str, str],
) -> None:
    """Every scenario with both intervals."""
    for number, name in enumerate(names):
        colour, marker = look(number)
        (x, x_low, x_high), (y, y_low, y_high) = across[name], effect[name]
        axis.plot([x_low, x_high], [y, y], color=colour, linewidth=1.2)
        axis.plot([x, x], [y_low, y_high], color=colour, linewidth=1.2)
        axis.plot(
            x,
            y,
            marker,
            color=colour,
            markerfacecolor=colour if on_front[name] else "white",
            markersize=10 if number == 0 else 7,
            label=broken(titles[name], 40),
            linestyle="none",
        )
    axis.grid(color="#EEEEEE", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.margins(0.1)


def _staircase(axis: Axes, points: Sequence[tuple[float, float]]) -> None:
    """The front of two respects: less across and more upwards is better."""
    best: list[tuple[float, float]] = []
    for x, y in sorted(points, key=lambda point: (point[0], -point[1])):
        if not best or y > best[-1][1]:
            best.append((x, y))
    (left, right), (bottom, top) = axis.get_xlim(), axis.get_ylim()
    across, up = [point[0] for point in best], [point[1] for point in best]
    axis.step(
        [across[0], *across, right],
        [bottom, *up, up[-1]],
        where="post",
        color=GREY,
        linewidth=0.9,
        linestyle="--",
        zorder=0,
    )
    axis.set(xlim=(left, right), ylim=(bottom, top))


def cost_and_effect(comparison: pd.DataFrame, titles: dict[str, str]) -> Figure | None:
    """What a policy moves resolution by, against the money and the committee hours it takes.

    Args:
        comparison: The table of `sim.studies.compare.compare`.
        titles: Label of each scenario by name, the baseline first.

    Returns:
        The figure; None without the measures.
    """
    rows: Any = comparison[comparison["by"] == "all"].set_index(["scenario", "measure"])
    panels = [("spending_per_resident", "cost_x", 1.0), ("hours_mechanism_share", "hours_x", 100.0)]
    panels = [p for p in panels if any((name, p[0]) in rows.index for name in titles)]
    if not panels or not any((name, EFFECT) in rows.index for name in titles):
        return None
    figure, axes = subplots(1, len(panels), figsize=(9.2, 4.3), sharey=True, squeeze=False, layout="constrained")
    for axis, (measure, label, scale) in zip(axes[0], panels, strict=True):
        for number, name in enumerate(list(titles)[1:]):
            if (name, measure) not in rows.index or (name, EFFECT) not in rows.index:
                continue
            cost, effect = rows.loc[(name, measure)], rows.loc[(name, EFFECT)]
            colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
            bars = [
                [
                    [max(0.0, k * (row["difference"] - row["ci_low"]))],
                    [max(0.0, k * (row["ci_high"] - row["difference"]))],
                ]
                if math.isfinite(row["ci_low"])
                else None
                for row, k in ((cost, scale), (effect, 100.0))
            ]
            axis.errorbar(
                scale * cost["difference"],
                100 * effect["difference"],
                xerr=bars[0],
                yerr=bars[1],
                fmt=marker,
                color=colour,
                markersize=7,
                linewidth=1.2,
                label=broken(titles[name], 40),
            )
        axis.axhline(0, color="black", linewidth=0.8)
        axis.axvline(0, color="black", linewidth=0.8)
        axis.margins(0.12)
        axis.set_xlabel(say(label))
    axes[0, 0].set_ylabel(str(T("resolved, of reported: difference,\npercentage points", "解决率之差（百分点）")))
    figure.suptitle(str(T("What an effect costs", "效果与成本")), x=0.01, ha="left", fontsize=11)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(3, len(labels)))
    return figure


def capacity_figure(summary: pd.DataFrame, titles: Mapping[str, str]) -> Figure | None:
    """The five capacities, scenario by scenario.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name, the baseline first.

    Returns:
        The figure; None without the measures.
    """
    rows: Any = summary[summary["by"] == "all"].set_index(["scenario", "measure"])
    names = [name for name in titles if all((name, f"capacity_{c.id}") in rows.index for c in CAPACITIES)]
    if not names or not np.isfinite([rows.loc[(names[0], f"capacity_{c.id}"), "mean"] for c in CAPACITIES]).any():
        return None
    figure, axis = subplots(figsize=(9.2, len(CAPACITIES) * (0.11 * len(names) + 0.2) + 1.4), layout="constrained")
    offsets = np.linspace(-0.32, 0.32, len(names)) if len(names) > 1 else np.zeros(1)
    for number, name in enumerate(names):
        colour, marker = look(number)
        axis.plot(
            [],
            [],
            marker,
            color=colour,
            label=broken(titles[name], 40),
            markersize=8 if number == 0 else 5,
            linestyle="none",
        )
        for height, capacity in enumerate(CAPACITIES):
            row, y = rows.loc[(name, f"capacity_{capacity.id}")], height + offsets[number]
            if math.isfinite(row["ci_low"]):
                axis.plot([row["ci_low"], row["ci_high"]], [y, y], color=colour, linewidth=1.6)
            axis.plot(row["mean"], y, marker, color=colour, markersize=8 if number == 0 else 5)
    labels = [broken(str(c.words), 30) for c in CAPACITIES]
    axis.set_yticks(range(len(CAPACITIES)), labels)
    axis.set_ylim(len(CAPACITIES) - 0.5, -0.5)
    for height in range(1, len(CAPACITIES)):
        axis.axhline(height - 0.5, color="#E4E4E4", linewidth=0.8)
    axis.set_xlim(0, 1)
    axis.set_xlabel(word("capacity_x"))
    axis.tick_params(axis="y", length=0)
    figure.suptitle(word("capacity_title"), x=0.01, ha="left", fontsize=11)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=min(3, len(names)))
    note(figure, word("capacity_note"))
    return figure
