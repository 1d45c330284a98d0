"""The figure of plausible worlds: one dot for each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.report.answer import MAIN, NEEDS
from sim.report.drawing import subplots
from sim.report.figures import COLOURS, GREY, MARKERS, broken
from sim.report.robust_answer import UNIT_OF, WorldFacts
from sim.report.robust_words import RESPECTS
from sim.report.wording import UNITS
from sim.studies.statistics import Interval
from sim.words import T

SLICES = 50
"""Slices of the width of a panel; dots within one stand above one another."""

DRAWN = (NEEDS, MAIN)
"""Objectives that are drawn; the others stand in the table."""


def dots_figure(
    world: WorldFacts, differences: Mapping[str, pd.DataFrame], bands: Mapping[tuple[str, str], Interval]
) -> Figure:
    """One dot for each plausible world and policy: what the policy changes there.

    Args:
        world: What is known of the worlds.
        differences: For each objective a table, worlds by policies.
        bands: The band of each policy and objective.

    Returns:
        The figure.
    """
    drawn = [measure for measure in DRAWN if measure in differences]
    names = world.facts.policies
    figure, axes = subplots(
        1, len(drawn), figsize=(9.2, 0.62 * len(names) + 1.3), squeeze=False, sharey=True, layout="constrained"
    )
    for axis, measure in zip(axes[0], drawn, strict=True):
        scale, _, unit = UNITS[UNIT_OF[measure]]
        width = scale * float(np.ptp(differences[measure][names].to_numpy(float)))
        for height, name in enumerate(names):
            values = scale * differences[measure][name].to_numpy(float)
            colour, marker = COLOURS[height % len(COLOURS)], MARKERS[height % len(MARKERS)]
            band = bands[(name, measure)]
            axis.plot(
                [scale * band.low, scale * band.high],
                [height, height],
                color="#DDDDDD",
                linewidth=15,
                solid_capstyle="butt",
                zorder=1,
            )
            axis.plot(
                values,
                height + _spread(values, width),
                marker,
                color=colour,
                markersize=4,
                alpha=0.75,
                markeredgewidth=0,
                linestyle="none",
                zorder=2,
            )
            middle = float(np.median(values))
            axis.plot([middle, middle], [height - 0.36, height + 0.36], color="black", linewidth=1.6, zorder=3)
        axis.axvline(0.0, color=GREY, linewidth=0.8)
        axis.set_yticks(range(len(names)), [broken(world.title(name)) for name in names])
        axis.set_ylim(len(names) - 0.5, -0.5)
        axis.tick_params(axis="y", length=0)
        axis.set_xlabel(str(T(f"change of {RESPECTS.say(measure)},{unit}", f"{RESPECTS.say(measure)}之差，{unit}")))
    return figure


def _spread(values: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """Heights that keep dots apart which lie in the same slice of the axis."""
    heights = np.zeros(values.size)
    slices = np.round(values / max(width, 1e-12) * SLICES)
    for one in np.unique(slices):
        there = np.flatnonzero(slices == one)
        step = min(0.11, 0.8 / there.size)
        heights[there] = step * (np.arange(there.size) - (there.size - 1) / 2.0)
    return heights
