"""Maps of the districts: what is resolved in the baseline and what each policy changes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.measures.grouping import RELIABLE_SAMPLE
from sim.report.drawing import drawable, subplots
from sim.report.text import columns, pieces
from sim.report.wording import percent
from sim.report.words import say
from sim.world.places import Place, readable

MEASURE = "resolution_share"

PALE = 0.45
NOT_DRAWN = "#F0F0F0"
COLUMNS = 3
TILE_COLUMNS = 9
"""Columns of a line of a name in a tile."""

WIDTH_OF_A_SIGN = 0.66
"""Width of a column of text over its size; of a Chinese sign it is half of 1."""


def outlines_of(place: Place) -> dict[str, list[np.ndarray]]:
    """The outlines of the districts, matched by code.

    Args:
        place: The place.

    Returns:
        Outer rings of longitudes and latitudes by the district's key in tables.
    """
    return {
        key: [polygon[0] for polygon in place.polygons[row.code]]
        for key, row in zip(place.district_keys, place.districts, strict=True)
    }


def district_maps(
    measures: pd.DataFrame,
    summary: pd.DataFrame,
    comparison: pd.DataFrame | None,
    titles: dict[str, str],
    place: Path,
    sample: float,
) -> Figure | None:
    """Draws the resolution of every scenario and the differences of the policies, district by district.

    Args:
        measures: The table of `sim.studies.compare.measures_table`, for the number of complaints.
        summary: The table of `sim.studies.compare.summarise`.
        comparison: The table of `sim.studies.compare.compare`; None for a single scenario.
        titles: Label of each scenario by name, the baseline first.
        place: Folder of the place.
        sample: Share of townships in the sample; below 0.3 districts are pale.

    Returns:
        The figure; None where the place cannot be read or the measure is missing.
    """
    read = readable(place)
    if read is None:
        return None
    outlines = outlines_of(read)
    levels = _by_district(summary, "mean", titles)
    differences = [] if comparison is None else _by_district(comparison, "difference", dict(list(titles.items())[1:]))
    if not any(math.isfinite(v) for v in levels[0][1].values()):
        return None
    pale = sample < RELIABLE_SAMPLE
    values = levels + differences
    n_columns = min(COLUMNS, len(values))
    n_rows = math.ceil(len(values) / n_columns)
    figure, axes = subplots(
        n_rows,
        n_columns,
        figsize=(0.4 + 2.95 * n_columns, 2.65 * n_rows + 0.6),
        squeeze=False,
        layout="constrained",
    )
    panels = list(axes.flat)
    for axis in panels[len(values) :]:
        axis.set_visible(False)
    _draw_levels(figure, panels[: len(levels)], levels, outlines, pale)
    _draw_differences(figure, panels[len(levels) : len(values)], differences, outlines, pale)
    numbers = _complaints(measures, next(iter(titles))) if pale else {}
    if read.has_map:
        _write_numbers(panels[0], numbers, outlines)
    else:
        named = {
            key: f"{name}\n{numbers[key]:.0f}" if numbers.get(key, 0.0) > 0.0 else name
            for key, name in tile_names(read).items()
        }
        write_into(figure, panels[0], named, outlines, 6.0)
    figure.suptitle(say("map_title"), x=0.01, ha="left", fontsize=11)
    notes = [say("map_grey", sample=percent(sample, 1))] if pale else []
    text = " ".join([*notes, str(read.map_note)]).strip()
    width = 31 * n_columns + 25
    figure.text(0.01, -0.01, "\n".join(pieces(text, width)), fontsize=8, color="#666666", va="top", ha="left")
    return figure


Values = Sequence[tuple[str, dict[str, float]]]
"""Title of each map, and its values by district in per cent or points."""


def _by_district(table: pd.DataFrame, column: str, titles: dict[str, str]) -> list[tuple[str, dict[str, float]]]:
    """A column of a table, one map for each scenario."""
    rows = table[(table["measure"] == MEASURE) & (table["by"] == "district")]
    found = []
    for name, title in titles.items():
        mine = rows[rows["scenario"] == name]
        found.append((title, dict(zip(mine["group"], 100 * mine[column], strict=True))))
    return found


def _complaints(measures: pd.DataFrame, scenario: str) -> dict[str, float]:
    """Complaints seen in each district, mean over the runs of a scenario."""
    rows = measures[(measures["scenario"] == scenario) & (measures["measure"] == MEASURE)]
    return dict(rows[rows["by"] == "district"].groupby("group", sort=False)["n"].mean())


def write_into(
    figure: Figure, axis: Axes, texts: Mapping[str, str], outlines: dict[str, list[np.ndarray]], largest: float
) -> None:
    """Writes a text into the middle of each district, in one size in which every text fits its district.

    Args:
        figure: The figure, with everything else that is laid out in it.
        axis: A map of it that has been drawn.
        texts: Text of each district by its key in tables, over one line or several.
        outlines: Outlines of each district (`outlines_of`).
        largest: Largest size in points; where texts would need less than half of it, nothing is written.
    """
    found = {key: max(outlines[key], key=len) for key, text in texts.items() if key in outlines and text}
    if not found:
        return
    columns_of = {key: max(map(columns, texts[key].split("\n"))) for key in found}
    figure.canvas.draw()  # How large a district is, the layout says.
    wide = {key: axis.transData.transform(ring)[:, 0] for key, ring in found.items()}
    room = min(72.0 / figure.dpi * float(np.ptp(wide[key])) / columns_of[key] for key in found)
    size = min(largest, 0.95 * room / WIDTH_OF_A_SIGN)
    if size < largest / 2.0:
        return
    for key, ring in found.items():
        x, y = (ring.max(axis=0) + ring.min(axis=0)) / 2
        text = axis.text(x, y, texts[key], fontsize=size, ha="center", va="center", linespacing=1.05, clip_on=True)
        text.set_path_effects([withStroke(linewidth=1.5, foreground="white", alpha=0.85)])


def tile_names(place: Place) -> dict[str, str]:
    """The names of districts that stand as tiles or hexagons, whose shape and place say nothing of who they are.

    A name that no font of figures can draw gives way to the one in the other language, else to the district's code.

    Args:
        place: The place.

    Returns:
        Name by the district's key in tables, over several lines where it is long; none where there is a map.
    """
    if place.has_map:
        return {}
    found = {}
    for key, row in zip(place.district_keys, place.districts, strict=True):
        name = place.names.parts["district", key]
        known = [text for text in (str(name), *name, str(row.code)) if drawable(text)]
        found[key] = "\n".join(pieces(known[0], TILE_COLUMNS))
    return found


def _write_numbers(axis: Axes, numbers: dict[str, float], outlines: dict[str, list[np.ndarray]]) -> None:
    """Writes a number into the middle of each district that has one and is wide enough for it."""
    widest = max(float(np.ptp(np.concatenate(rings)[:, 0])) for rings in outlines.values())
    for name, number in numbers.items():
        if name not in outlines or not number > 0:
            continue
        ring = max(outlines[name], key=len)
        if np.ptp(ring[:, 0]) > 0.25 * widest:
            x, y = (ring.max(axis=0) + ring.min(axis=0)) / 2
            axis.text(x, y, f"{number:.0f}", fontsize=5.5, ha="center", va="center", clip_on=True)


def _draw_levels(
    figure: Figure, panels: Sequence[Axes], levels: Values, outlines: dict[str, list[np.ndarray]], pale: bool
) -> None:
    """The level of every scenario, all in one scale from low to high."""
    every = [v for _, shown in levels for v in shown.values() if math.isfinite(v)]
    low = math.floor(min(every))
    norm: Normalize = Normalize(low, max(math.ceil(max(every)), low + 1))
    for axis, (title, shown) in zip(panels, levels, strict=True):
        one_map(axis, shown, outlines, "viridis", norm, pale)
        axis.set_title("\n".join(pieces(say("map_base", title=title), 36)), fontsize=9.5)
        scale_beside(figure, [axis], "viridis", norm, pale)


def _draw_differences(
    figure: Figure,
    panels: Sequence[Axes],
    changes: Values,
    outlines: dict[str, list[np.ndarray]],
    pale: bool,
) -> None:
    """What every policy changes, all in one scale around zero."""
    every = [v for _, shown in changes for v in shown.values() if math.isfinite(v)]
    most = max(0.5, float(np.quantile(np.abs(every), 0.98))) if every else 0.5
    around = TwoSlopeNorm(0.0, -most, most)
    for axis, (title, shown) in zip(panels, changes, strict=True):
        one_map(axis, shown, outlines, "PuOr", around, pale)
        axis.set_title("\n".join(pieces(say("map_difference", title=title), 36)), fontsize=9.5)
        scale_beside(figure, [axis], "PuOr", around, pale)


def one_map(
    axis: Axes,
    shown: dict[str, float],
    outlines: dict[str, list[np.ndarray]],
    colours: str,
    norm: Normalize,
    pale: bool,
) -> None:
    """Draws one map; a degree of longitude is as wide as it is at the place's latitude.

    Args:
        axis: Where to draw.
        shown: Value of each district by its key in tables; one without is grey.
        outlines: Outlines of each district (`outlines_of`).
        colours: Name of the colours.
        norm: Values to colours.
        pale: Whether colours are pale, where the districts' numbers rest on few communities.
    """
    latitudes = [ring[:, 1].mean() for rings in outlines.values() for ring in rings]
    for name, rings in outlines.items():
        value = shown.get(name, math.nan)
        colour = colormaps[colours](norm(value)) if math.isfinite(value) else NOT_DRAWN
        alpha = PALE if pale and math.isfinite(value) else 1.0
        axis.add_collection(
            PolyCollection(rings, facecolors=[colour], edgecolors="#777777", linewidths=0.4, alpha=alpha)
        )
    axis.autoscale_view()
    axis.set_aspect(1.0 / math.cos(math.radians(float(np.mean(latitudes)))))
    axis.set_axis_off()


def scale_beside(figure: Figure, axes: list[Axes], colours: str, norm: Normalize, pale: bool) -> None:
    """Draws the scale beside a map, as pale as the map.

    Args:
        figure: The figure.
        axes: The maps.
        colours: Name of the colours.
        norm: Values to colours.
        pale: Whether the maps are pale.
    """
    bar = figure.colorbar(ScalarMappable(norm, colours), ax=axes, shrink=0.65, pad=0.02, alpha=PALE if pale else 1.0)
    bar.outline.set_linewidth(0.4)  # type: ignore[operator]
    bar.ax.tick_params(labelsize=8)
