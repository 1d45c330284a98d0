"""The sections of a report about plausible worlds: what holds, what it hangs on, what to find out, and the dots."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sim.report.answer import BETTER, NEEDS, UNSURE, WORSE, Statement
from sim.report.numbers import DOTS, Ends, Number
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
    untold,
    worth,
)
from sim.report.robust_words import RESPECTS, ROBUST
from sim.report.wording import UNITS, amount, joined, percent
from sim.studies.certainty import GRADE_WORDS, TELLING
from sim.studies.information import EVERYTHING
from sim.studies.plausible_worlds import ENSEMBLE_SOURCE
from sim.studies.robustness import OBJECTIVES
from sim.studies.statistics import BAND
from sim.words import T

say = ROBUST.say

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
    section = Section(
        "worlds", say("section"), text=[say("section_text", n=world.n, numbers=world.said["n_numbers"], source=source)]
    )
    if world.n < LEAST_FOR_BAND:
        section.text.append(say("few_worlds"))
    section.tables += [_robust_table(world), _best_table(world)]
    section.listed += _graded([*criteria(world), *goals(world)])
    chance = world.of("chance", NEEDS)
    chance = chance[chance["chance_share"].notna()]
    if len(chance):
        who = [
            say(
                "chance_one",
                title=world.title(str(row.scenario)),
                share=percent(row.chance_share, 0),
                low=percent(row.low, 0),
                high=percent(row.high, 0),
            )
            for row in chance.itertuples()
        ]
        section.text.append(say("chance", who=joined(who)))
    return section


def _robust_table(world: WorldFacts) -> Table:
    """Median, band, worlds in which it is better, and grade, policy by policy."""
    rows = []
    for name in world.facts.policies:
        for measure in CHOSEN:
            found = world.of("robust", measure).set_index("scenario")
            if name not in found.index:
                continue
            row: Any = found.loc[name]
            median, low, high = in_unit((row["median"], row["low"], row["high"]), measure)
            of = int(row["n_worlds"])
            share = say("better_in", n=round(row["better_share"] * of), of=of)
            rows.append(
                [
                    Cell(world.title(name)),
                    Cell(f"{RESPECTS.say(measure)}{_unit(measure)}"),
                    Cell(median, "", _tone(row, measure)),
                    Cell(Ends(low, high, DOTS)),
                    Cell(share),
                    Cell(GRADE_WORDS.say(row["certainty"])),
                ]
            )
    heads = [say(key) for key in ("policy", "respect", "median", "band", "share", "grade")]
    return Table(
        say("robust_table", n=world.n), heads, rows, numbers=False, note=say("robust_note"), csv="report_worlds.csv"
    )


def _unit(measure: str) -> str:
    """The unit of an objective behind its name."""
    unit = str(UNITS[UNIT_OF[measure]][2]).strip()
    return f" ({unit})" if unit else ""


def _tone(row: Any, measure: str) -> str:
    """Better or worse where the band lies on one side of zero."""
    if row["low"] <= 0.0 <= row["high"]:
        return UNSURE
    if OBJECTIVES[measure] == "zero":  # A change of a gap says nothing of its side.
        low, high = BAND
        return BETTER if row["better_share"] >= high else WORSE if row["better_share"] <= low else UNSURE
    return BETTER if (row["median"] > 0.0) == (OBJECTIVES[measure] == "higher") else WORSE


def _best_table(world: WorldFacts) -> Table:
    """In how many worlds each scenario is best, and its regret."""
    measures = [m for m in CHOSEN if len(world.of("robust", m))]
    rows = []
    for name in world.facts.titles:
        cells = [Cell(world.title(name))]
        for measure in measures:
            row: Any = world.of("robust", measure).set_index("scenario").loc[name]
            below = "; ".join(amount(float(row[column]), UNIT_OF[measure]) for column in ("regret_mean", "regret_95"))
            cells.append(Cell(Number(row["best_share"] * row["n_worlds"], ".3g"), below))
        rows.append(cells)
    return Table(
        str(T("Best, and what is lost where it is not", "最佳与否，及非最佳时的损失")),
        ["", *(f"{RESPECTS.say(measure)}{_unit(measure)}" for measure in measures)],
        rows,
        note=say("best_note"),
        csv="report_regret.csv",
    )


def dots_picture(world: WorldFacts) -> Picture:
    """The figure beside the answer, with how many dots lie on the better side.

    Args:
        world: What it shows.
    """
    rows = world.of("robust", NEEDS).set_index("scenario")
    parts = [
        say(
            "in_of",
            title=world.title(name),
            n=round(rows.loc[name, "better_share"] * rows.loc[name, "n_worlds"]),
            of=int(rows.loc[name, "n_worlds"]),
        )
        for name in world.facts.policies
        if name in rows.index
    ]
    message = say("worlds_message", what=say("dots", what=RESPECTS.say(NEEDS), who=joined(parts)) if parts else "")
    return Picture("plausible_worlds", str(T("One dot for each plausible world", "每点为一种可能情形")), message)


def _hangs(world: WorldFacts) -> Section:
    """Numbers on which the order turns, boxes and break-even values."""
    section, known = Section("hangs", say("hangs"), text=[say("hangs_text")]), parameter_rows()
    sentences = [s for measure in CHOSEN if (s := hinge(world, measure, known)) is not None]
    if (rest := untold(world)) is not None:
        sentences.append(rest)
    boxes = [
        _box_said(world, measure, known)
        for measure in CHOSEN
        if (world.of("boxes", measure)["p_value"] < TELLING).any()
    ]
    section.listed = [*_graded(sentences), *boxes]
    rows = []
    for measure in CHOSEN:
        found = world.of("hinges", measure)
        for row in found[found["p_adjusted"] < TELLING].head(MOST_ROWS).itertuples():
            unit = known[row.parameter].unit if row.parameter in known else ""
            turn = "–" if not math.isfinite(row.break_even) else f"{number(row.break_even)} {unit}"
            ends = "" if not math.isfinite(row.break_even) else _ends(row.break_even_low, row.break_even_high)
            pair = f"{world.title(str(row.first))} – {world.title(str(row.second))}"
            rows.append(
                [
                    Cell(RESPECTS.say(measure), pair),
                    Cell(parameter_name(row.parameter, known)),
                    Cell(
                        Number(row.correlation, "+.2f"),
                        Ends(Number(row.low, "+.2f"), Number(row.high, "+.2f"), DOTS),
                    ),
                    Cell(Number(row.p_adjusted, ".3f"), mark=row.p_adjusted < TELLING),
                    Cell(turn, ends),
                ]
            )
    heads = [say("hangs_head"), say("parameter"), say("correlation"), say("p_value"), say("break_even")]
    if rows:
        section.tables.append(Table(say("hangs_table"), heads, rows, numbers=False, csv="report_hinges.csv"))
    return section


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
    return say(
        "box_line",
        second=world.title(last["second"]),
        first=world.title(last["first"]),
        what=RESPECTS.say(measure),
        limits=joined(limits),
        density=percent(last["density"], 0),
        coverage=percent(last["coverage"], 0),
        chance=say("by_chance", p=f"{p_value:.2f}"),
    )


def _information(world: WorldFacts) -> Section:
    """What it is worth to know each number before choosing."""
    section, known = Section("information", say("information"), text=[say("information_text")]), parameter_rows()
    rows = []
    for measure in CHOSEN:
        table, hinges = world.of("information", measure), world.of("hinges", measure)
        named = {EVERYTHING, *hinges.loc[hinges["p_adjusted"] < TELLING, "parameter"]}
        table = table[(table["value"] > 0.0) & table["parameter"].isin(named)]
        for row in table.head(MOST_ROWS + 1).itertuples():
            everything = row.parameter == EVERYTHING
            name = str(T("everything at once", "同时知道一切")) if everything else parameter_name(row.parameter, known)
            how = "" if everything else how_to_find_out(row.parameter)
            rows.append([Cell(RESPECTS.say(measure)), Cell(name), Cell(worth(row.value, measure)), Cell(how)])
    heads = [say("respect"), say("parameter"), str(T("worth", "价值")), say("how")]
    section.tables.append(Table(say("information_table"), heads, rows, numbers=False, csv="report_information.csv"))
    return section
