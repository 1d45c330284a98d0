"""Writes docs/effects.md from docs/effects/effects.csv: what each mechanism and each of its parts does, and who pays.

`python -m maintenance.effects --page` writes the page. What may not be is found here too: a part that does nothing
without a word why, a word where there is an effect, a gain that nobody bears, a switch that was not run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from maintenance.effects import (
    FACTS,
    FEWEST_SEEDS,
    HEADLINES,
    ROOT,
    TAKEN_FEN,
    TAKEN_HOURS,
    Part,
    Specification,
    cell_of,
    kept,
    moves,
    specification,
)
from maintenance.generate_docs import table
from sim.measures.registry import measures
from sim.mechanisms import registry

PAGE = ROOT / "docs" / "effects.md"
HEADS = (
    "",
    "needs solved, pp",
    "resolved, pp",
    "days to close",
    "town less village, pp",
    "unmet burden, d",
    "what it moves first",
    "hours",
    "fen",
)
INTRODUCTION = """# What each mechanism does, part by part

This page is written by `python -m maintenance.effects`, which runs the study and keeps what it found in
[effects/effects.csv](effects/effects.csv); `--page` writes the page alone. Parts are listed in
[effects.yaml](effects.yaml); which row of the paper rests on which switch: [paper.md](paper.md).

{seeds} paired seeds, {sample:g} of the townships, {days} measured days after half a year of warm-up. The line *all*
is the mechanism less the baseline. A part's line is the whole mechanism less the mechanism without that part: what
the part adds where the others are there, so parts that do the same work, or compete for the same hours, need not add
up to the whole. Parts called *a cost* are what somebody gives up; their line shows what that giving up does to
residents.

Each number has the half width of its 95 % interval. **Bold** is what counts as an effect: its interval excludes zero,
and it is larger than the standard deviation between two seeds of the same policy. *Needs solved*, *resolved* and the
gap (needs solved in towns less in villages) are in percentage points, days are the mean of closed requests, the unmet
burden is in severity-weighted days per resident and year. *What it moves first* is a measure of events named
beforehand. Hours are those that all bearers give up, fen what all purses pay, per 1,000 residents and year, by the
balance of hours and by the levers. A number without ± is of one seed and shows nothing yet.
"""


def unit_of(measure: str) -> tuple[float, str]:
    """By what values of a measure are multiplied to be shown, and the unit they then have."""
    found = measures()[measure]
    return (100.0, " pp") if found.in_per_cent else (1.0, "")


def number(value: float) -> str:
    """A signed number of about three digits."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:+,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else f"{0:.{digits}f}"


def shown_effect(row: Mapping[str, Any], unit: bool = False) -> str:
    """An effect with the half width of its interval, bold where it counts as one."""
    if not row["n"]:
        return "–"
    scale, name = unit_of(str(row["measure"]))
    if not math.isfinite(float(row["ci_low"])):
        return f"{number(scale * float(row['difference']))}{name if unit else ''}"
    half = scale * (float(row["ci_high"]) - float(row["ci_low"])) / 2.0
    text = f"{number(scale * float(row['difference']))} ± {number(half).lstrip('+')}" + (name if unit else "")
    return f"**{text}**" if moves(row) else text


def row_of(found: pd.DataFrame, switch: str, cell: str) -> dict[str, Any] | None:
    """The kept row of a switch and a cell; None where the kept run lacks it."""
    key = (switch, *cell_of(cell))
    return None if key not in found.index else dict(found.loc[key])


def bearers(found: pd.DataFrame, switch: str, measure: str) -> dict[str, float]:
    """What each payer gives up for a switch: hours or fen per 1,000 residents and year."""
    rows = found[(found["switch"] == switch) & (found["measure"] == measure)]
    return {str(row["group"]): float(row["difference"]) for _, row in rows.iterrows()}


def _line(found: pd.DataFrame, switch: str, label: str, first: str) -> tuple[str, ...]:
    """The cells of a mechanism or a part."""
    headlines = [row_of(found, switch, cell) for cell in HEADLINES]
    cells = ["–" if row is None else shown_effect(row) for row in headlines]
    own = row_of(found, switch, first) if first else None
    own_text = "" if own is None else f"`{first}`: {shown_effect(own, unit=True)}"
    totals = (sum(bearers(found, switch, measure).values()) for measure in (TAKEN_HOURS, TAKEN_FEN))
    return (label, *cells, own_text, *(number(total) if total else "0" for total in totals))


def does_something(found: pd.DataFrame, part: Part) -> bool:
    """Whether a part moves a headline or what it is said to move first."""
    rows = [row_of(found, part.switch, cell) for cell in (*HEADLINES, part.measure)]
    return any(row is not None and row["n"] and moves(row) for row in rows)


def paid(found: pd.DataFrame, mechanism: str) -> str:
    """Who bears a mechanism, in one sentence; empty for nobody."""
    words = []
    for measure, unit in ((TAKEN_HOURS, "h"), (TAKEN_FEN, "fen")):
        words += [
            f"{payer.replace('_', ' ')} {number(value).lstrip('+')} {unit}"
            for payer, value in sorted(bearers(found, mechanism, measure).items(), key=lambda item: -item[1])
            if abs(value) >= 0.005
        ]
    return f"Borne by: {', '.join(words)}." if words else ""


def _section(found: pd.DataFrame, spec: Specification, mechanism: str) -> str:
    """The section of a mechanism."""
    known = registry()[mechanism]
    lines = [_line(found, mechanism, "*all*", "")]
    lines += [
        _line(found, p.switch, f"{p.says} (`{p.id}`{', alone' if p.alone else ''})", p.measure)
        for p in spec.of(mechanism)
    ]
    said = [paid(found, mechanism) or spec.bearers.get(mechanism, "")]
    said += [f"`{p.id}`: {p.why}" for p in spec.of(mechanism) if p.why]
    text = "\n\n".join(sentence.strip() for sentence in said if sentence)
    return f"\n## {mechanism}: {known.name} ({known.name_zh})\n\n{table(HEADS, lines)}\n{text}\n"


def page(
    spec: Specification | None = None, found: pd.DataFrame | None = None, facts: Mapping[str, Any] | None = None
) -> str:
    """The whole page.

    Args:
        spec: The parts; those of docs/effects.yaml where not given.
        found: What is kept; that of docs/effects where not given.
        facts: Seeds, sample and days of what is kept.
    """
    spec, found = spec or specification(), kept() if found is None else found
    facts = facts or json.loads(FACTS.read_text(encoding="utf-8"))
    return INTRODUCTION.format(**facts) + "".join(_section(found, spec, name) for name in sorted(registry()))


def faults(spec: Specification, found: pd.DataFrame, mechanisms: Sequence[str] | None = None) -> list[str]:
    """What may not be: parts without effect and without a word, or with both, gains without a bearer, what was not run.

    Args:
        spec: The parts.
        found: What is kept.
        mechanisms: Mechanisms looked at; all where not given.

    Returns:
        One line per fault.
    """
    said = []
    for name in sorted(registry()) if mechanisms is None else mechanisms:
        if not spec.of(name):
            said.append(f"{name}: no part of it is taken away")
        row = row_of(found, name, HEADLINES[0])
        if row is None or row["n"] < FEWEST_SEEDS:
            said.append(f"{name}: not in the kept run")
            continue
        gains = moves(row) and float(row["difference"]) > 0.0
        costs = [*bearers(found, name, TAKEN_HOURS).values(), *bearers(found, name, TAKEN_FEN).values()]
        if gains and not any(value > 0.0 for value in costs) and name not in spec.bearers:
            said.append(f"{name}: a gain without a bearer")
    for part in spec.parts:
        if mechanisms is not None and part.mechanism not in mechanisms:
            continue
        row = row_of(found, part.switch, part.measure)
        if row is None or row["n"] < FEWEST_SEEDS:
            said.append(f"{part.switch}: not in the kept run with {part.measure}")
        elif not part.why and not does_something(found, part):
            said.append(f"{part.switch}: does nothing, and no sentence says why")
        elif part.why and moves(row):
            said.append(f"{part.switch}: moves {part.measure}, and a sentence says why it does not")
    return said


def write_page(path: Path = PAGE) -> None:
    """Writes the page.

    Args:
        path: Where to.
    """
    path.write_text(page(), encoding="utf-8")
