"""The sections of a report about plausible worlds: what holds, what it hangs on, what to find out, and the dots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.report.answer import BETTER, MAIN, NEEDS, UNSURE, WORSE, Statement
from sim.report.drawing import subplots
from sim.report.figures import COLOURS, GREY, MARKERS, broken
from sim.report.page import Cell, Picture, Section, Table
from sim.report.robust_answer import (
    CHOSEN,
    UNIT_OF,
    WorldFacts,
    criteria,
    goals,
    hinge,
    how_to_find_out,
    in_unit,
    number,
    parameter_name,
    parameter_rows,
    worth,
)
from sim.report.robust_words import RESPECTS, ROBUST
from sim.report.wording import UNITS, joined, percent
from sim.studies.certainty import GRADE_WORDS, TELLING
from sim.studies.information import EVERYTHING
from sim.studies.plausible_worlds import ENSEMBLE_SOURCE
from sim.studies.robustness import OBJECTIVES
from sim.studies.statistics import Interval

say = ROBUST.say

DRAWN = (NEEDS, MAIN)
"""Objectives of the figure of dots; the others stand in the table."""

MOST_ROWS = 5
"""Numbers named for each objective."""

LEAST_FOR_BAND = 19
"""Worlds below which a band is the whole range (`sim.studies.statistics.band_of`)."""


def world_sections(world: WorldFacts) -> list[Section]:
    """The sections, in the order of the page.

    Args:
        world: What they are made of.
    """
    return [_holds(world), _hangs(world), _information(world)]


def _graded(sentences: list[Statement]) -> list[str]:
    """Sentences with their grade, as lines of a list."""
    return [f"{s.text} [{s.certainty}]" if s.certainty else s.text for s in sentences]


def _holds(world: WorldFacts) -> Section:
    """Bands, shares of worlds, regret, criteria, goals, chance against ignorance, and the dots."""
    source = say("from_ensemble" if world.said["source"] == ENSEMBLE_SOURCE else "from_ranges")
    section = Section("worlds", say("section"), text=[
        say("section_text", n=world.n, numbers=world.said["n_numbers"], source=source)])
    if world.n < LEAST_FOR_BAND:
        section.text.append(say("few_worlds"))
    section.tables += [_robust_table(world), _best_table(world)]
    section.pictures.append(Picture("plausible_worlds", say("worlds_title"), _dots_message(world)))
    section.listed += _graded([*criteria(world), *goals(world)])
    chance = world.of("chance", NEEDS)
    chance = chance[chance["chance_share"].notna()]
    if len(chance):
        who = [say("chance_one", title=world.title(str(row.scenario)), share=percent(row.chance_share, 0),
                   low=percent(row.low, 0), high=percent(row.high, 0)) for row in chance.itertuples()]
        section.text.append(say("chance", who=joined(who)))
    return section


def _robust_table(world: WorldFacts) -> Table:
    """Median, band, worlds in which it is better, and grade, policy by policy."""
    measures = [m for m in CHOSEN if len(world.of("robust", m))]
    rows = []
    for name in world.facts.policies:
        cells = [Cell(world.title(name))]
        for measure in measures:
            row: Any = world.of("robust", measure).set_index("scenario").loc[name]
            median, low, high = in_unit((row["median"], row["low"], row["high"]), measure)
            of = int(row["n_worlds"])
            below = "; ".join((f"{low} … {high}", say("better_in", n=round(row["better_share"] * of), of=of),
                               GRADE_WORDS.say(row["certainty"])))
            cells.append(Cell(median, below, _tone(row, measure)))
        rows.append(cells)
    heads = [f"{RESPECTS.say(measure)}{_unit(measure)}" for measure in measures]
    return Table(say("robust_table", n=world.n), ["", *heads], rows, note=say("robust_note"),
                 csv="report_worlds.csv")


def _unit(measure: str) -> str:
    """The unit of an objective behind its name."""
    unit = str(UNITS[UNIT_OF[measure]][2]).strip()
    return f" ({unit})" if unit else ""


def _tone(row: Any, measure: str) -> str:
    """Better or worse where the band lies on one side of zero."""
    if row["low"] <= 0.0 <= row["high"]:
        return UNSURE
    if OBJECTIVES[measure] == "zero":  # A change of a gap says nothing of its side.
        return BETTER if row["better_share"] > 0.5 else WORSE
    return BETTER if (row["median"] > 0.0) == (OBJECTIVES[measure] == "higher") else WORSE


def _best_table(world: WorldFacts) -> Table:
    """In how many worlds each scenario is best, and its regret."""
    measures = [m for m in CHOSEN if len(world.of("robust", m))]
    rows = []
    for name in world.facts.titles:
        cells = [Cell(world.title(name))]
        for measure in measures:
            row: Any = world.of("robust", measure).set_index("scenario").loc[name]
            below = say("regret", mean=worth(row["regret_mean"], measure), worst=worth(row["regret_95"], measure))
            cells.append(Cell(f"{row['best_share'] * row['n_worlds']:.3g}", below))
        rows.append(cells)
    return Table(say("best_table"), ["", *(RESPECTS.say(measure) for measure in measures)], rows,
                 note=say("best_note"), csv="report_regret.csv")


def _dots_message(world: WorldFacts) -> str:
    """How many dots lie on the better side."""
    rows = world.of("robust", NEEDS).set_index("scenario")
    parts = [say("in_of", title=world.title(name), n=round(rows.loc[name, "better_share"] * rows.loc[name, "n_worlds"]),
                 of=int(rows.loc[name, "n_worlds"])) for name in world.facts.policies if name in rows.index]
    return say("worlds_message", what=f"{RESPECTS.say(NEEDS)}: {joined(parts)}." if parts else "")


def _hangs(world: WorldFacts) -> Section:
    """Numbers on which the order turns, boxes and break-even values."""
    section, known = Section("hangs", say("hangs"), text=[say("hangs_text")]), parameter_rows()
    sentences = [s for measure in CHOSEN if (s := hinge(world, measure, known)) is not None]
    boxes = [_box_said(world, measure, known) for measure in CHOSEN if len(world.of("boxes", measure))]
    section.listed = [*_graded(sentences), *boxes]
    rows = []
    for measure in CHOSEN:
        for row in world.of("hinges", measure).head(MOST_ROWS).itertuples():
            unit = known[row.parameter].unit if row.parameter in known else ""
            turn = "–" if not math.isfinite(row.break_even) else f"{number(row.break_even)} {unit}"
            ends = "" if not math.isfinite(row.break_even) else _ends(row.break_even_low, row.break_even_high)
            pair = f"{world.title(str(row.first))} – {world.title(str(row.second))}"
            rows.append([Cell(RESPECTS.say(measure), pair), Cell(parameter_name(row.parameter, known)),
                         Cell(_signed(row.correlation), f"{_signed(row.low)} … {_signed(row.high)}"),
                         Cell(f"{row.p_adjusted:.3f}", mark=row.p_adjusted < TELLING), Cell(turn, ends)])
    heads = [say("hangs_head"), say("parameter"), say("correlation"), say("p_value"), say("break_even")]
    section.tables.append(Table(say("hangs_table"), heads, rows, csv="report_hinges.csv"))
    return section


def _signed(value: float) -> str:
    """A correlation with its sign."""
    return f"{value:+.2f}".replace("-", "−")


def _ends(low: float, high: float) -> str:
    """Both ends of the interval of a break-even value."""
    return f"{number(low)} … {number(high)}"


def _box_said(world: WorldFacts, measure: str, known: Mapping[str, Any]) -> str:
    """What would have to be true for the second to beat the first."""
    rows = world.of("boxes", measure)
    limits = []
    for row in rows.itertuples():
        key, value = ("above", row.low) if math.isfinite(row.low) else ("below", row.high)
        limits.append(say(key, parameter=parameter_name(row.parameter, known), value=number(value)))
    last, p_value = rows.iloc[-1], float(rows["p_value"].iloc[0])
    return say("box_line", second=world.title(last["second"]), first=world.title(last["first"]),
               what=RESPECTS.say(measure), limits=joined(limits), density=percent(last["density"], 0),
               coverage=percent(last["coverage"], 0), chance=say("by_chance", p=f"{p_value:.2f}"))


def _information(world: WorldFacts) -> Section:
    """What it is worth to know each number before choosing."""
    section, known = Section("information", say("information"), text=[say("information_text")]), parameter_rows()
    rows = []
    for measure in CHOSEN:
        table = world.of("information", measure)
        for row in table[table["value"] > 0.0].head(MOST_ROWS + 1).itertuples():
            everything = row.parameter == EVERYTHING
            name = say("everything") if everything else parameter_name(row.parameter, known)
            how = "" if everything else how_to_find_out(row.parameter)
            rows.append([Cell(RESPECTS.say(measure)), Cell(name), Cell(worth(row.value, measure)), Cell(how)])
    heads = [say("respect"), say("parameter"), say("worth"), say("how")]
    section.tables.append(Table(say("information_table"), heads, rows, numbers=False, csv="report_information.csv"))
    return section


def dots_figure(world: WorldFacts, differences: Mapping[str, pd.DataFrame], bands: Mapping[tuple[str, str], Interval]
                ) -> Any:
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
    figure, axes = subplots(1, len(drawn), figsize=(9.2, 0.62 * len(names) + 1.3), squeeze=False, sharey=True,
                            layout="constrained")
    for axis, measure in zip(axes[0], drawn, strict=True):
        scale, _, unit = UNITS[UNIT_OF[measure]]
        for height, name in enumerate(names):
            values = scale * differences[measure][name].to_numpy(float)
            colour, marker = COLOURS[height % len(COLOURS)], MARKERS[height % len(MARKERS)]
            band = bands[(name, measure)]
            axis.plot([scale * band.low, scale * band.high], [height, height], color="#DDDDDD", linewidth=15,
                      solid_capstyle="butt", zorder=1)
            axis.plot(values, height + _spread(values), marker, color=colour, markersize=4, alpha=0.75,
                      markeredgewidth=0, linestyle="none", zorder=2)
            middle = float(np.median(values))
            axis.plot([middle, middle], [height - 0.36, height + 0.36], color="black", linewidth=1.6, zorder=3)
        axis.axvline(0.0, color=GREY, linewidth=0.8)
        axis.set_yticks(range(len(names)), [broken(world.title(name)) for name in names])
        axis.set_ylim(len(names) - 0.5, -0.5)
        axis.tick_params(axis="y", length=0)
        axis.set_xlabel(f"{RESPECTS.say(measure)},{unit}")
    return figure


def _spread(values: np.ndarray) -> np.ndarray:
    """Heights that keep dots apart: neighbours in order take turns above and below the middle."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return np.asarray([0.0, -0.18, 0.18, -0.09, 0.09])[order % 5]
