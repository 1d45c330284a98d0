"""Figures of studies of pairs and of budgets: a triangle of interactions, and effects per million yuan."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.report.drawing import blank, subplots
from sim.report.figures import COLOURS, GREY, SIGNIFICANT, broken, note
from sim.report.study_tables import (
    better_of,
    cell_file,
    cell_name,
    cells_of,
    mechanism_name,
    scale_of,
    sorted_options,
)
from sim.report.words import say
from sim.studies.budget import AVERAGE, FREE, MARGINAL, YARDSTICK
from sim.world.places import PlaceNames

DIVERGING = "PuOr"
"""Orange to purple through white: people with colour blindness can tell the ends apart (ColorBrewer)."""

MOST_NUMBERED = 12
"""Most mechanisms for which the cells of the triangle bear numbers."""


def interaction_figures(table: pd.DataFrame, names: PlaceNames) -> dict[str, Figure | None]:
    """One triangle for every cell of the table.

    Args:
        table: The table of `sim.studies.interactions.interactions`.
        names: What the place calls its regions and districts.

    Returns:
        Figures by name; None where a cell has no value.
    """
    return {cell_file("interactions", cell): triangle(rows, cell_name(cell, names)) for cell, rows in cells_of(table)}


def triangle(rows: Any, label: str) -> Figure | None:
    """The interactions of all pairs in one measure as a triangle of coloured cells.

    Colours are of the wanted direction. A hatched cell has an interval that contains 0; a dot marks pairs told apart
    after Holm.

    Args:
        rows: Rows of one cell of the table.
        label: What the measure is called.

    Returns:
        The figure; None where no pair has a value.
    """
    if not rows["interaction"].notna().any():
        return None
    measure = str(rows["measure"].iloc[0])
    scale, unit = scale_of(measure)
    better = better_of(measure)
    scale *= -1.0 if better == "lower" else 1.0
    names = sorted({*rows["mechanism_a"], *rows["mechanism_b"]})
    place = {name: number for number, name in enumerate(names)}
    size = max(4.6, 0.36 * len(names) + 2.6)
    figure, axis = subplots(figsize=(size + 1.6, size), layout="constrained")
    values = np.full((len(names) - 1, len(names) - 1), math.nan)
    for row in rows.itertuples():
        values[place[row.mechanism_b] - 1, place[row.mechanism_a]] = scale * row.interaction
    largest = max(float(np.nanmax(np.abs(values))), 1e-9)
    image = axis.imshow(values, cmap=DIVERGING, vmin=-largest, vmax=largest)
    for row in rows.itertuples():
        _mark(axis, place[row.mechanism_a], place[row.mechanism_b] - 1, row, scale, len(names), largest)
    axis.set_xticks(range(len(names) - 1), [mechanism_name(n) for n in names[:-1]], rotation=90)
    axis.set_yticks(range(len(names) - 1), [mechanism_name(n) for n in names[1:]])
    axis.tick_params(length=0)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)
    axis.set_title(broken(say("pair_title", measure=label), round(7 * size)), x=-0.1)
    key = "pair_neutral" if better == "none" else "pair_axis"
    bar = figure.colorbar(image, ax=axis, shrink=0.7, pad=0.02)
    bar.set_label(broken(say(key, unit=unit), 34))
    note(figure, say("pair_note", n=int(rows["n"].max()), k=len(rows)), width=round(14 * size))
    return figure


def _mark(axis: Axes, x: int, y: int, row: Any, scale: float, n_names: int, largest: float) -> None:
    """Hatches a cell whose interval contains 0, dots one that is told apart, and writes the number if it fits."""
    certain = math.isfinite(row.ci_low) and (row.ci_low > 0 or row.ci_high < 0)
    if not certain:
        corner = (x - 0.5, y - 0.5)
        axis.add_patch(Rectangle(corner, 1, 1, facecolor="white", edgecolor="none", alpha=0.55))
        axis.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor="#AAAAAA", linewidth=0))
    numbered = n_names <= MOST_NUMBERED and math.isfinite(row.interaction)
    if row.p_adjusted < SIGNIFICANT:
        axis.plot(x, y + (0.28 if numbered else 0.0), "o", color="black", markeredgecolor="white", markersize=5)
    if numbered:
        dark = abs(scale * row.interaction) > 0.65 * largest
        box = None if certain else {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
        colour = "white" if dark and certain else "black"
        axis.text(x, y, f"{scale * row.interaction:+.2g}", ha="center", va="center", fontsize=8, color=colour, bbox=box)


def budget_figures(
    effects: pd.DataFrame, costs: pd.DataFrame, facts: dict[str, float], names: PlaceNames
) -> dict[str, Figure | None]:
    """Effects per million yuan, one figure for every cell of the table.

    Args:
        effects: The table of `sim.studies.budget.budget_effects`.
        costs: The table of `sim.studies.budget.cost_table`.
        facts: Numbers of the caption: budget (million yuan), committee and upper (yuan per hour).
        names: What the place calls its regions and districts.

    Returns:
        Figures by name; None where a cell has no value.
    """
    return {
        cell_file("budget", cell): per_million(rows, costs, cell_name(cell, names), facts)
        for cell, rows in cells_of(effects)
    }


def per_million(rows: Any, costs: pd.DataFrame, label: str, facts: dict[str, float]) -> Figure | None:
    """Effects of one measure per million yuan: average and marginal, best first; what costs nothing stands below.

    Args:
        rows: Rows of one cell of `sim.studies.budget.budget_effects`.
        costs: The table of `sim.studies.budget.cost_table`.
        label: What the measure is called.
        facts: Numbers of the caption.

    Returns:
        The figure; None where nothing has a value.
    """
    names = sorted_options(rows)
    free = rows[(rows["spending"] == FREE) & (rows["part"] == AVERAGE)]
    if not names or not rows["per_million"].notna().any():
        return None
    scale, unit = scale_of(str(rows["measure"].iloc[0]))
    heights = [0.3 * len(names) + 0.8] + ([0.3 * len(free) + 0.8] if len(free) else [])
    figure = blank((10.4, sum(heights) + 1.0), "constrained")
    grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
    labels = [_with_cost(name, costs) for name in names]
    left: Axes | None = None
    for column, part in enumerate((AVERAGE, MARGINAL)):
        axis = figure.add_subplot(grid[0, column], sharex=left, sharey=left)
        chosen = rows[rows["part"] == part].set_index("mechanism").reindex(names)
        _dots(axis, chosen, "per_million", scale)
        axis.set_title(say(f"budget_{part}"), fontsize=10)
        axis.set_xlabel(say("budget_axis", unit=unit))
        if left is None:
            left = axis
            axis.set_yticks(range(len(names)), labels)
            axis.set_ylim(len(names) - 0.5, -0.5)
        else:
            axis.tick_params(labelleft=False)
    if len(free):
        axis = figure.add_subplot(grid[1, 0])
        _dots(axis, free.set_index("mechanism"), "effect", scale)
        axis.set_yticks(range(len(free)), [mechanism_name(name) for name in free["mechanism"]])
        axis.set_ylim(len(free) - 0.5, -0.5)
        axis.set_title(say("budget_free", unit=unit), fontsize=10)
    figure.suptitle(say("budget_title", measure=label), x=0.01, ha="left", fontsize=11)
    note(figure, say("budget_note", n=int(rows["n"].max()), **facts), width=130)
    return figure


def _dots(axis: Axes, rows: Any, name: str, scale: float) -> None:
    """One dot with its interval for each row; filled where the adjusted p-value is below 5 %."""
    for height, (_, row) in enumerate(rows.iterrows()):
        if not (isinstance(row[name], float) and math.isfinite(row[name])):
            continue
        colour = COLOURS[1] if row["spending"] == YARDSTICK else COLOURS[0]
        if math.isfinite(row[f"{name}_low"]):
            ends = [scale * row[f"{name}_low"], scale * row[f"{name}_high"]]
            axis.plot(ends, [height, height], color=colour, linewidth=1.6)
        filled = colour if row["p_adjusted"] < SIGNIFICANT else "white"
        marker = "D" if row["spending"] == YARDSTICK else "o"
        axis.plot(scale * row[name], height, marker, color=colour, markerfacecolor=filled, markersize=5.5)
    axis.axvline(0, color="black", linewidth=0.8)
    axis.grid(axis="y", color="#E4E4E4", linewidth=0.8)
    axis.set_axisbelow(True)
    axis.tick_params(axis="y", length=0, labelcolor=GREY if name == "effect" else "black")


def _with_cost(name: str, costs: pd.DataFrame) -> str:
    """Name of an option with the cost of the communities drawn and its coverage."""
    row: Any = costs.set_index("mechanism").loc[name]
    spread = f", {100 * row['coverage']:.3g} %" if math.isfinite(row["coverage"]) else ""
    return f"{mechanism_name(name)} ({row['realised_million_yuan']:.3g}{spread})"
