"""Figures of where issues get stuck: the flow from need to outcome, and what ends unresolved at which tier."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sim.measures.grouping import ENDS, ORIGINS, REGISTERS
from sim.report.drawing import subplots
from sim.report.figures import GREY, broken, note
from sim.report.flow import STUCK, Flow, flow_of
from sim.report.report_words import word
from sim.report.text import columns
from sim.vocabulary import Tier
from sim.words import T

END_COLOURS = {
    "resolved": "#009E73",
    "failed": "#E69F00",
    "nominal": "#CC79A7",
    "dropped": "#D55E00",
    "open": "#BBBBBB",
}
TIER_COLOURS = ("#9ECAE1", "#4292C6", "#2171B5", "#08306B")
"""One hue from light to dark, from the community upwards."""

TIER_COLUMNS, END_COLUMNS = 13, 20
"""Columns of the label of a bar within the figure and at its end."""

NODE_WIDTH = 0.16
NODE_COLOUR = "#5B6770"
GAP_SHARE = 0.03

HALO = (withStroke(linewidth=2.2, foreground="white"),)


@dataclass
class _Node:
    """A bar of the figure: where it stands, and how far its ribbons have come on both sides."""

    column: int
    bottom: float
    height: float
    left: float = 0.0
    right: float = 0.0


def flow_figure(flow: Flow, title: str, n_runs: int) -> Figure:
    """The flow of one scenario.

    Args:
        flow: What `sim.report.flow.flow_of` gives.
        title: Title of the scenario.
        n_runs: Runs behind it.
    """
    figure, axis = subplots(figsize=(9.2, 5.4), layout="constrained")
    total = max(flow["needs"] + flow["reported_again"], 1e-9)
    columns = _columns(flow)
    nodes = _placed(columns, total)
    for start, end, amount, colour in _links(flow):
        if amount > 0:
            _ribbon(axis, nodes[start], nodes[end], amount, colour)
    for name, node in nodes.items():
        if node.height > 0:
            _bar(axis, name, node, total)
    axis.set_xlim(-0.1, len(columns) - 0.05)
    low = min(node.bottom for node in nodes.values())
    axis.set_ylim(low - 0.03 * total, max(n.bottom + n.height for n in nodes.values()) + 0.08 * total)
    axis.set_axis_off()
    axis.text(4, axis.get_ylim()[1], str(T("held last by", "最后承办")), fontsize=8, color=GREY, va="top")
    figure.suptitle(word("flow_title", title=broken(title, 60)), x=0.01, ha="left", fontsize=11)
    note(figure, word("flow_note", n=n_runs))
    return figure


def _sum(flow: Flow, *wanted: str) -> float:
    """Sum of the paths that carry all of some words at their places: register, tier, end ("" for any)."""
    return math.fsum(
        value
        for key, value in flow.items()
        if key.count("_") == 2
        and all(not want or want == part for want, part in zip(wanted, key.split("_"), strict=True))
    )


def _columns(flow: Flow) -> list[dict[str, float]]:
    """Bars of each column from the top down."""
    issues = math.fsum(flow[origin] for origin in ORIGINS)
    return [
        {"needs": flow["needs"]},
        {
            name: flow[name]
            for name in ("reported_again", "first_voice", "patrol", "undecided", "endured", "self_solved")
        },
        {"issues": issues},
        {register: _sum(flow, register, "", "") for register in REGISTERS},
        {tier.key: _sum(flow, "", tier.key, "") for tier in Tier},
        {f"end_{end}": _sum(flow, "", "", end) for end in ENDS},
    ]


def _placed(columns: Sequence[Mapping[str, float]], total: float) -> dict[str, _Node]:
    """Every bar in its place; columns begin at the same height, the needs lower by what is reported again."""
    nodes = {}
    for number, column in enumerate(columns):
        top = total
        if number == 0:
            top -= columns[1]["reported_again"] + GAP_SHARE * total
        for name, height in column.items():
            nodes[name] = _Node(number, top - height, height)
            top -= height + (GAP_SHARE * total if height > 0 else 0.0)
    return nodes


def _links(flow: Flow) -> list[tuple[str, str, float, str]]:
    """Ribbons: from, to, amount, colour."""
    grey = "#C9CFD4"
    found = [
        ("needs", name, flow[name], grey) for name in ("first_voice", "patrol", "undecided", "endured", "self_solved")
    ]
    found += [(origin, "issues", flow[origin], grey) for origin in ("reported_again", "first_voice", "patrol")]
    found += [("issues", register, _sum(flow, register, "", ""), grey) for register in REGISTERS]
    found += [(register, tier.key, _sum(flow, register, tier.key, ""), grey) for register in REGISTERS for tier in Tier]
    found += [
        (tier.key, f"end_{end}", _sum(flow, "", tier.key, end), END_COLOURS[end]) for tier in Tier for end in ENDS
    ]
    return found


def _ribbon(axis: Axes, start: _Node, end: _Node, amount: float, colour: str) -> None:
    """A band between two bars; bands leave and arrive from the top down."""
    x0, x1 = start.column + NODE_WIDTH, float(end.column)
    y0 = start.bottom + start.height - start.right
    y1 = end.bottom + end.height - end.left
    start.right += amount
    end.left += amount
    middle = (x0 + x1) / 2
    corners = [
        (x0, y0),
        (middle, y0),
        (middle, y1),
        (x1, y1),
        (x1, y1 - amount),
        (middle, y1 - amount),
        (middle, y0 - amount),
        (x0, y0 - amount),
        (x0, y0),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axis.add_patch(PathPatch(Path(corners, codes), facecolor=colour, alpha=0.55, linewidth=0))


def _bar(axis: Axes, name: str, node: _Node, total: float) -> None:
    """A bar with its name and number to the right."""
    end = name.removeprefix("end_")
    colour = END_COLOURS[end] if name.startswith("end_") else NODE_COLOUR
    axis.add_patch(Rectangle((node.column, node.bottom), NODE_WIDTH, node.height, color=colour, linewidth=0))
    label = _label(name)
    lines = label.count("\n") + 1
    digits = 0 if node.height >= 9.95 else 1
    text = f"{label} {node.height:.{digits}f}"
    small = node.height < 0.035 * total * lines
    axis.text(
        node.column + NODE_WIDTH + 0.04,
        node.bottom + node.height / 2,
        text,
        fontsize=7.5 if small else 8.5,
        va="center",
        linespacing=1.05,
        path_effects=HALO,
    )


def _label(name: str) -> str:
    """What a bar is called."""
    if name.startswith("end_"):
        return _halved(str(ENDS[name.removeprefix("end_")]), END_COLUMNS)
    tiers = {tier.key: tier.words for tier in Tier}
    if name in tiers:
        return _halved(str(tiers[name]), TIER_COLUMNS)
    return word(name)


def _halved(label: str, most: int) -> str:
    """A label that is wider than `most` columns over two lines, as even as its words allow."""
    words = label.split(" ")
    if columns(label) <= most or len(words) == 1:
        return label
    halves = ((" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words)))
    return "\n".join(min(halves, key=lambda two: max(map(columns, two))))


def stuck_figure(summary: pd.DataFrame, titles: Mapping[str, str]) -> Figure | None:
    """What ends unresolved, by tier, scenario by scenario: one panel for each way to end.

    Args:
        summary: The table of `sim.studies.compare.summarise`.
        titles: Title of each scenario by name, the baseline first.

    Returns:
        The figure; None without the measure.
    """
    flows: dict[str, Any] = {name: flow_of(summary, name) for name in titles}
    names = [name for name in titles if flows[name] is not None]
    if not names:
        return None
    figure, axes = subplots(
        1,
        len(STUCK),
        figsize=(9.2, 0.42 * len(names) + 1.9),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for axis, end in zip(axes[0], STUCK, strict=True):
        left = np.zeros(len(names))
        for tier, colour in zip(Tier, TIER_COLOURS, strict=True):
            values = np.array([_sum(flows[name], "", tier.key, end) for name in names])
            label = str(tier.words)
            axis.barh(range(len(names)), values, left=left, color=colour, height=0.68, label=label)
            left += values
        for height, value in enumerate(left):
            axis.text(value, height, f" {value:.1f}", va="center", fontsize=8)
        axis.set_title(str(ENDS[end]), fontsize=9.5)
        axis.tick_params(axis="y", length=0)
        axis.margins(x=0.22)
    axes[0, 0].set_yticks(range(len(names)), [broken(titles[name]) for name in names])
    axes[0, 0].invert_yaxis()
    figure.suptitle(word("stuck_title"), x=0.01, ha="left", fontsize=11)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    note(figure, word("stuck_note"))
    return figure
