"""Figures of a calibration: the posterior by pairs of parameters, and what the targets say of it."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from sim.report.drawing import subplots
from sim.report.figures import COLOURS, GREY
from sim.report.validation_text import VERDICTS
from sim.report.words import say
from sim.studies.calibration import DEFAULTS, RECOMMENDED
from sim.studies.patterns import FIT, HOLD_BACK, INPUT
from sim.words import T

MOST_DOTS = 600
"""Most draws shown in a panel."""

BINS = 25

FURTHEST = 5.0
"""Tolerances beyond which a distance is drawn at the edge."""

USES = (FIT, HOLD_BACK, INPUT)


def posterior_figure(posterior: pd.DataFrame, draws: pd.DataFrame) -> Figure:
    """Draws of the posterior: each parameter by itself on the diagonal, pairs below it, all over the prior's range.

    Args:
        posterior: The table of the posterior.
        draws: Draws, one column per parameter.
    """
    names = list(posterior["parameter"])
    n = len(names)
    figure, axes = subplots(n, n, figsize=(1.7 * n, 1.7 * n), squeeze=False)
    few = draws.iloc[:: max(1, len(draws) // MOST_DOTS)]
    rows = posterior.set_index("parameter")
    for i, below in enumerate(names):
        for j, across in enumerate(names):
            panel = axes[i][j]
            if j > i:
                panel.set_axis_off()
                continue
            panel.set_xlim(rows.loc[across, "prior_low"], rows.loc[across, "prior_high"])
            panel.axvline(rows.loc[across, "default"], color=GREY, linestyle=":")
            if i == j:
                panel.hist(draws[across], bins=BINS, color=COLOURS[0])
                panel.set_yticks([])
            else:
                panel.plot(few[across], few[below], ".", color=COLOURS[0], markersize=1.5)
                panel.set_ylim(rows.loc[below, "prior_low"], rows.loc[below, "prior_high"])
                panel.axhline(rows.loc[below, "default"], color=GREY, linestyle=":")
            panel.tick_params(labelsize=6)
            if i == n - 1:
                panel.set_xlabel(across.replace("_", " "), fontsize=7)
            if j == 0 and i > 0:
                panel.set_ylabel(below.replace("_", " "), fontsize=7)
    figure.suptitle(say("posterior_figure"), fontsize=9)
    figure.tight_layout()
    return figure


def fit_figure(fit: pd.DataFrame) -> Figure:
    """Every target in tolerances: the figure at 0, its range from -1 to 1, defaults and recommended values as dots.

    Args:
        fit: The table of the fit.
    """
    figure, panel = subplots(figsize=(7, 0.5 * len(fit) + 1.4))
    places = range(len(fit))
    panel.axvspan(-1, 1, color=GREY, alpha=0.2, linewidth=0)
    panel.axvline(0, color=GREY)
    for name, colour, marker in ((DEFAULTS, COLOURS[1], "o"), (RECOMMENDED, COLOURS[0], "D")):
        signed = fit[f"{name}_distance"].where(fit[name] >= fit["target"], -fit[f"{name}_distance"])
        panel.plot(signed, places, marker, color=colour, label=say(name), linestyle="none")
    panel.set_yticks(list(places), [name.replace("_", " ") for name in fit["id"]])
    panel.invert_yaxis()
    panel.set_xlabel(say("fit_figure"))
    panel.legend(frameon=False, fontsize=7)
    figure.tight_layout()
    return figure


def validation_figure(table: pd.DataFrame) -> Figure | None:
    """Every figure that was measured, in tolerances: below or above the published one, its range from -1 to 1.

    Args:
        table: The table of verdicts.

    Returns:
        The figure; None where nothing was measured. What lies further away than `FURTHEST` stands at the edge.
    """
    rows = table[table["distance"].notna()].reset_index(drop=True)
    if not len(rows):
        return None
    figure, panel = subplots(figsize=(8, 0.26 * len(rows) + 1.4))
    middle = rows["target"].fillna((rows["low"] + rows["high"]) / 2.0)
    signed = rows["distance"].where(rows["result"] >= middle, -rows["distance"]).clip(-FURTHEST, FURTHEST)
    panel.axvspan(-1, 1, color=GREY, alpha=0.2, linewidth=0)
    panel.axvline(0, color=GREY)
    for use, colour, marker in zip(USES, COLOURS, ("o", "D", "s"), strict=False):
        chosen = rows["use"] == use
        if chosen.any():
            panel.plot(
                signed[chosen], rows.index[chosen], marker, color=colour, linestyle="none", label=VERDICTS.say(use)
            )
    panel.set_yticks(list(rows.index), [f"{row.id} ({row.scenario})".replace("_", " ") for row in rows.itertuples()])
    panel.tick_params(axis="y", labelsize=6)
    panel.set_xlim(-FURTHEST - 0.3, FURTHEST + 0.3)
    panel.invert_yaxis()
    panel.set_xlabel(say("fit_figure"))
    panel.legend(frameon=False, fontsize=7)
    figure.tight_layout()
    return figure


def ensemble_figure(table: pd.DataFrame) -> Figure | None:
    """Bands of every figure in tolerances, as drawn and of the members that are kept; the published one at 0.

    Args:
        table: The table of figures of an ensemble.

    Returns:
        The figure; None where nothing was measured.
    """
    rows = table[table["q50"].notna()].reset_index(drop=True)
    if not len(rows):
        return None
    figure, panel = subplots(figsize=(8, 0.32 * len(rows) + 1.4))
    middle, reach = rows["target"].fillna((rows["low"] + rows["high"]) / 2.0), (rows["high"] - rows["low"]) / 2.0
    panel.axvspan(-1, 1, color=GREY, alpha=0.2, linewidth=0)
    panel.axvline(0, color=GREY)
    for prefix, colour, marker, off, label in (
        ("prior_", COLOURS[1], "o", -0.15, T("as drawn", "抽取时")),
        ("", COLOURS[0], "D", 0.15, T("members", "成员")),
    ):
        low, mid, high = (
            ((rows[f"{prefix}{q}"] - middle) / reach).clip(-FURTHEST, FURTHEST) for q in ("q05", "q50", "q95")
        )
        panel.hlines(rows.index + off, low, high, color=colour)
        panel.plot(mid, rows.index + off, marker, color=colour, linestyle="none", markersize=4, label=str(label))
    panel.set_yticks(
        list(rows.index), [f"{row.id} ({VERDICTS.say(str(row.use))})".replace("_", " ") for row in rows.itertuples()]
    )
    panel.tick_params(axis="y", labelsize=6)
    panel.invert_yaxis()
    panel.set_xlabel(say("fit_figure"))
    panel.legend(frameon=False, fontsize=7)
    figure.tight_layout()
    return figure
