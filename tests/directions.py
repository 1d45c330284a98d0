"""What each number of behaviour moves, and which way: paired runs of the rows of `tests/data/directions.csv`.

A row names a parameter, two values, a measure of what happened, and the sign that docs/ODD.md states. Both values are
run with the same seeds, so the same residents meet the same needs on the same days and a difference is the parameter's.
It is *shown* where the differences of all seeds have that sign and their mean is at least `LEAST_T` standard errors
away from nothing. A row with the sign `0` moves nothing of what it names, or nothing at all; one with `~` moves what
happens, but neither way is stated. Both say why.

`python -m tests.directions` runs the rows and prints what came of each; `--only TEXT` those whose name holds the text.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim import vocabulary
from sim.issues.store import FLAG_NAMES, TALLIES
from sim.model import GovernanceModel
from sim.scenario.fields import bare_type, find_field
from sim.scenario.model_parameters import ModelParameters
from sim.vocabulary import Group, State
from sim.world.world import World, build_world
from tests.drawn_scenarios import SUMS, drawable
from tests.model_runs import SMALL_PLACE, all_records, finished, scenario

FILE = Path(__file__).parent / "data" / "directions.csv"
SEEDS = (1, 2, 3, 4)
LEAST_T = 4.54
"""One-sided 1 % point of Student's t with three degrees of freedom; chance passes about one row in two hundred."""
TIMES = 20
"""How many times the residents of the small place the runs have: 33,600."""
DAYS = 200
SIGNED = ("+", "-")
SHOWN, UNCLEAR, WRONG = "shown", "unclear", "wrong"


class Row(NamedTuple):
    """One parameter and what it moves.

    Attributes:
        parameter: Dotted path.
        low: One value.
        high: The other, larger one.
        sign: `+` or `-` as the measure goes when the value rises, `0` or `~` (see above).
        measure: Expression over a finished run, of the names of `Names`.
        needs: What else the runs differ in from the defaults: dotted paths, and mechanisms by name.
        reason: Why there is no sign.
    """

    parameter: str
    low: float
    high: float
    sign: str
    measure: str
    needs: Mapping[str, Any]
    reason: str


def rows() -> list[Row]:
    """All rows of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Row(
                x["parameter"],
                float(x["low"]),
                float(x["high"]),
                x["sign"],
                x["measure"],
                json.loads(x["needs"] or "{}"),
                x["reason"],
            )
            for x in csv.DictReader(lines)
        ]


def numbers_of_behaviour() -> Iterator[str]:
    """Every numeric parameter of the model besides length, place, sample and seeds."""
    for path, facts in drawable(ModelParameters):
        if bare_type(facts.annotation) in (int, float):
            yield path


class Names(Mapping[str, Any]):
    """The names a measure may use of a finished run.

    Columns and flags of the issues reported or found (`category`, `registered`, `hand_overs`); `resolved`, `failed`,
    `nominal`, `dropped`, `answered`, `days` (to closing), `found`, `disposition`; columns of their communities by the
    prefix `in_` (`in_setting`); `communities`, `townships`, `districts`, `desks`, `residents`, `workers`,
    `organisations`; `tally(name)` by community, cell of residents and category, and `cells(group)`; the words of
    `sim.vocabulary`; and the functions below.

    Args:
        model: The model after its last day.
    """

    FUNCTIONS: Mapping[str, Any] = {}

    def __init__(self, model: GovernanceModel) -> None:
        self.model = model
        self.issues = all_records(model)

    def __getitem__(self, name: str) -> Any:
        issues, model = self.issues, self.model
        if name in FLAG_NAMES:
            return (issues["flags"] & FLAG_NAMES[name]) != 0
        if name in issues.dtype.names:
            return issues[name]
        if name.upper() in State.__members__:
            return issues["state"] == State[name.upper()]
        if name.startswith("in_"):
            return model.communities.column(name[3:])[issues["community"]]
        if hasattr(vocabulary, name):
            return getattr(vocabulary, name)
        if name in FUNCTIONS:
            return FUNCTIONS[name]
        return getattr(self, f"_{name}")() if hasattr(self, f"_{name}") else getattr(model, name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _answered(self) -> np.ndarray:
        return self["resolved"] | self["failed"] | self["nominal"]

    def _days(self) -> np.ndarray:
        return self.issues["closed"].astype(float) - self.issues["reported"]

    def _found(self) -> np.ndarray:
        return self["discovered"]

    def _disposition(self) -> np.ndarray:
        return self.model.residents.disposition[self.issues["resident"]]

    def _home(self) -> np.ndarray:
        """Row of the community of every resident."""
        c = self.model.communities
        return np.repeat(np.arange(len(c.population)), c.end_resident - c.first_resident)

    def _tally(self) -> Any:
        return lambda name: self.model.stage.tallies[TALLIES.index(name)].astype(float)


def mean(values: np.ndarray, where: Any = True) -> float:
    """Mean of the values where something holds; nan where it never does."""
    chosen = np.asarray(values, float)[np.broadcast_to(where, np.shape(values))]
    return float(chosen.mean()) if len(chosen) else math.nan


def spread(values: np.ndarray, where: Any = True) -> float:
    """Standard deviation of the values where something holds."""
    return float(np.asarray(values, float)[np.broadcast_to(where, np.shape(values))].std())


def total(values: np.ndarray, where: Any = True) -> float:
    """Sum of the values where something holds."""
    return float(np.asarray(values, float)[np.broadcast_to(where, np.shape(values))].sum())


def ratio(values: np.ndarray, where: np.ndarray) -> float:
    """Sum of the values where something holds over their sum where it does not."""
    return total(values, where) / total(values, ~where)


def cells(group: Group) -> slice:
    """Cells of a tally that hold a group of residents."""
    return slice(2 * group, 2 * group + 2)


FUNCTIONS = {"mean": mean, "spread": spread, "total": total, "ratio": ratio, "cells": cells, "np": np, "abs": np.abs}


@cache
def larger_place() -> Path:
    """The small place with more residents."""
    folder = Path(tempfile.mkdtemp()) / "larger_place"
    shutil.copytree(SMALL_PLACE, folder)
    table = folder / "districts.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        districts = list(csv.DictReader(lines))
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, districts[0].keys())
        writer.writeheader()
        for district in districts:
            writer.writerow({**district, "pop2016_est_10k": float(district["pop2016_est_10k"]) * TIMES})
    return folder


@cache
def _world(settings: str) -> World:
    given = scenario().world.__class__.model_validate_json(settings)
    return build_world(larger_place(), given, 1.0, 1)


@lru_cache(maxsize=16)
def _finished(changes: str, seed: int) -> GovernanceModel:
    """The run of some changes; the last few are kept, for rows often share one."""
    given = json.loads(changes)
    mechanisms = {name: {"phase_in_days": 0, **own} for name, own in given.pop("mechanisms", {}).items()}
    made = scenario({"run.days": DAYS, **given}, mechanisms)
    return finished(made, _world(made.world.model_dump_json()), seed)


def measured(row: Row, value: float, seed: int) -> float:
    """The measure of a row at one value and seed."""
    model = run(row, value, seed)
    return float(eval(row.measure, {"__builtins__": {}}, Names(model)))


def run(row: Row, value: float, seed: int) -> GovernanceModel:
    """The run of a row at one value and seed; of shares of one whole the others give in proportion."""
    facts = find_field(ModelParameters, row.parameter.split("."))
    assert facts is not None
    given = {**row.needs, row.parameter: bare_type(facts.annotation)(value)}
    for one in SUMS:
        if one.whole and row.parameter in one.parts:
            others = {part: float(_default(part)) for part in one.parts if part != row.parameter}
            kept = (1.0 - value) / sum(others.values())
            given |= {part: share * kept for part, share in others.items()}
    return _finished(json.dumps(given, sort_keys=True), seed)


def _default(path: str) -> Any:
    return reduce(getattr, path.split("."), scenario())


class Found(NamedTuple):
    """What came of a row: a word, mean difference, and by how many standard errors it is away from nothing."""

    word: str
    difference: float
    t: float


def _differences(row: Row) -> tuple[np.ndarray, float]:
    """Differences by seed, and by how many standard errors their mean is away from nothing."""
    d = np.array([measured(row, row.high, seed) - measured(row, row.low, seed) for seed in SEEDS])
    error = d.std(ddof=1) / math.sqrt(len(d))
    return d, float(d.mean() / error) if error > 0 else float(np.sign(d.mean()) * math.inf) if d.any() else 0.0


def agrees(row: Row) -> bool:
    """Whether the measure of a row without a sign is the same but for chance at both values."""
    return abs(_differences(row)[1]) < LEAST_T


def found(row: Row) -> Found:
    """Runs a row that has a sign."""
    d, t = _differences(row)
    wanted = 1.0 if row.sign == "+" else -1.0
    if (d * wanted > 0).all() and t * wanted >= LEAST_T:
        word = SHOWN
    else:
        word = WRONG if (d * wanted < 0).all() and t * wanted <= -LEAST_T else UNCLEAR
    return Found(word, float(d.mean()), t)


def main() -> int:
    """Runs rows and prints what came of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="TEXT", help="rows whose parameter holds the text")
    options = parser.parse_args()
    words, began = [], time.monotonic()
    for row in rows():
        if options.only in row.parameter and row.sign in SIGNED:
            got = found(row)
            words.append(got.word)
            print(
                f"{got.word:8} {row.parameter} {row.low:g} -> {row.high:g}: {got.difference:+.4g} (t {got.t:+.1f})",
                flush=True,
            )
    print(f"{words.count(SHOWN)} of {len(words)} shown, {time.monotonic() - began:.0f} s")
    return 0 if words.count(SHOWN) == len(words) else 1


if __name__ == "__main__":
    sys.exit(main())
