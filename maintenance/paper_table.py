"""Writes docs/paper.md, the table of what the paper says and what represents it, from docs/paper.yaml.

`python -m maintenance.paper_table` writes the page; with --check it changes nothing, tells every name in the rows
that does not exist, and ends with 1 where there is one or where the page would change.

A row names mechanisms by id. The file, the scenario and the test of a mechanism follow from the id, so a row names
only what is beyond them.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from maintenance.effects import FEWEST_SEEDS, cell_of, event_measures, kept, moves, switch_text
from maintenance.effects_page import row_of, shown_effect
from maintenance.generate_docs import moved_levers, parameters, shown, table
from maintenance.published_numbers import faults_of_uses, load_uses, numbers_page, published
from sim.levers import LEVERS
from sim.measures.registry import measures
from sim.mechanisms import registry

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "docs" / "paper.yaml"
PAGE = ROOT / "docs" / "paper.md"
DIRECTIONS = {"up": 1.0, "down": -1.0}
KINDS = ("mechanism", "problem", "cause", "number", "path", "context")
STATUSES = ("represented", "input", "outside")
INTRODUCTION = """# The paper and the model

This page is written by `python -m maintenance.paper_table` from [paper.yaml](paper.yaml); change the rows, not the
page. A test fails when a row names a file, mechanism, parameter, lever, measure, scenario or test that does not
exist.

The paper is He Honghua 何洪华 2018, on the coordinated development of urban and rural community governance in
Chongqing, 绿色科技 2018(10) 246-250. Each statement has one row: what it says, what stands for it in the model,
where, how it is measured and what shows it. *Represented*: it is part of the world, the behaviour or a mechanism, and
taking it away or moving it moves what happens to needs and requests: the row names the switch, a measure of events and
its direction, and the difference found with it in the run kept in [effects/effects.csv](effects/effects.csv), which has
to exceed chance. A stock that a lever fills is no such measure. Switches are told in [effects.md](effects.md).
*Input*: a published number that goes in, or that a scenario and a comparison use. *Outside*: the model leaves it
out, for the reason given. Mechanisms are told in [mechanisms.md](mechanisms.md), measures in
[measures.md](measures.md), parameters in [parameters.md](parameters.md), levers in [levers.md](levers.md), and what
turns each problem of section 3 in [problems.md](problems.md).
"""


@dataclass(frozen=True)
class Statement:
    """One statement of the paper and what represents it.

    Attributes:
        section: Section of the paper.
        statement_zh: Short quotation or paraphrase.
        statement: The statement in English, with its numbers.
        kind: One of KINDS.
        represented_by: What stands for it in the model, in one plain sentence.
        status: One of STATUSES.
        files: Files from the root of the project.
        mechanisms: Ids of mechanisms.
        parameters: Dotted paths of parameters or of groups of parameters.
        levers: Names of levers.
        measures: Ids of measures.
        scenarios: Names of files in scenarios, without the ending.
        tests: Tests as file::function.
        switch: Where it is represented, what takes it away or brings it in: a mechanism, a part of one
            ("five_zeros.habits"), a scenario, or parameters with the values they are moved to.
        measure: The measure of events that the switch moves, such as "dropped_share" or "dropped_share by setting
            rural".
        moves: "up" or "down".
        published: Parameters whose default is the number that the paper gives.
        reason: Why it is left out, where it is.
    """

    section: str
    statement_zh: str
    statement: str
    kind: str
    represented_by: str
    status: str
    files: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    switch: str | dict[str, Any] = ""
    measure: str = ""
    moves: str = ""
    published: dict[str, float] = field(default_factory=dict)
    reason: str = ""

    @property
    def all_files(self) -> tuple[str, ...]:
        """Its files with those of its mechanisms."""
        return _joined((f"sim/mechanisms/{name}.py" for name in self.mechanisms), self.files)

    @property
    def all_scenarios(self) -> tuple[str, ...]:
        """Its scenarios with those of its mechanisms."""
        return _joined(self.mechanisms, self.scenarios)

    @property
    def all_tests(self) -> tuple[str, ...]:
        """Its tests with those of its mechanisms."""
        own = (f"tests/mechanisms/test_{name}.py::test_must_show" for name in self.mechanisms)
        return _joined(own, self.tests)


@dataclass(frozen=True)
class Coverage:
    """The whole table.

    Attributes:
        sections: Number of a section to its title in Chinese and English, in the order of the paper.
        rows: All statements.
    """

    sections: dict[str, tuple[str, str]]
    rows: tuple[Statement, ...]


def _joined(*parts: Iterable[str]) -> tuple[str, ...]:
    """All parts in their order, each name once."""
    return tuple(dict.fromkeys(name for part in parts for name in part))


def load(path: Path = ROWS) -> Coverage:
    """Reads the rows.

    Args:
        path: The YAML file.

    Returns:
        The table.

    Raises:
        TypeError: A row has a key that is not a field of `Statement`, or lacks one.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    sections = {number: (title["title_zh"], title["title"]) for number, title in data["sections"].items()}
    rows = ({key: tuple(v) if isinstance(v, list) else v for key, v in row.items()} for row in data["rows"])
    return Coverage(sections, tuple(Statement(**row) for row in rows))


@cache
def functions_of(path: Path) -> frozenset[str]:
    """Names of all functions in a Python file, read without running it; none where there is no file."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _missing(row: Statement) -> Iterator[str]:
    """Every name in a row that leads nowhere, with its kind."""
    paths = parameters()
    yield from (f"file {name}" for name in row.all_files if not (ROOT / name).is_file())
    yield from (f"mechanism {name}" for name in row.mechanisms if name not in registry())
    for name in (*row.parameters, *row.published):
        if name not in paths and not any(path.startswith(f"{name}.") for path in paths):
            yield f"parameter {name}"
    levers = {lever.name for lever in LEVERS}
    yield from (f"lever {name}" for name in row.levers if name not in levers)
    yield from (f"measure {name}" for name in row.measures if name not in measures())
    yield from (f"scenario {name}" for name in row.all_scenarios if not (ROOT / "scenarios" / f"{name}.yaml").is_file())
    for name in row.all_tests:
        file, _, function = name.partition("::")
        if not function.startswith("test_") or function not in functions_of(ROOT / file):
            yield f"test {name}"


def _ill_formed(row: Statement) -> Iterator[str]:
    """What a row lacks or contradicts."""
    if row.kind not in KINDS:
        yield f"unknown kind {row.kind!r}"
    if row.status not in STATUSES:
        yield f"unknown status {row.status!r}"
    if bool(row.reason) != (row.status == "outside"):
        yield "a reason is given where, and only where, the status is 'outside'"
    if row.status != "outside" and not (row.all_files or row.parameters or row.measures):
        yield "says neither where it is represented nor how it is measured"
    if row.status != "outside" and not row.all_tests:
        yield "no test shows it"
    if bool(row.switch and row.measure and row.moves in DIRECTIONS) != (row.status == "represented"):
        yield "a switch, a measure and its direction are given where, and only where, the status is 'represented'"
    elif row.measure:
        yield from _no_event(row.measure)
    known = [name for name in row.mechanisms if name in registry()]
    if known and len(known) == len(row.mechanisms):
        moved = {lever for name in known for _, lever in moved_levers(registry()[name])}
        yield from (f"none of its mechanisms moves the lever {name}" for name in row.levers if name not in moved)
    for path, value in row.published.items():
        if path in parameters() and parameters()[path].default != value:
            yield f"parameter {path} is {shown(parameters()[path].default)}, the paper says {shown(value)}"


def _no_event(cell: str) -> Iterator[str]:
    """What is wrong with the measure of a switch."""
    try:
        measure, by, _ = cell_of(cell)
    except ValueError as problem:
        yield str(problem)
        return
    if measure not in measures():
        yield f"there is no measure {measure}"
    elif measure not in event_measures():
        yield f"{measure} is a stock or an account, no measure of events"
    elif by not in measures()[measure].by:
        yield f"{measure} is not given by {by}"


def _effects(coverage: Coverage, found: pd.DataFrame | None) -> Iterator[tuple[Statement, str, dict[str, Any] | None]]:
    """Every row "represented" with what is said of it and the kept effect of its switch; None where it was not run."""
    found = kept() if found is None else found
    for row in coverage.rows:
        if row.status == "represented":
            effect = row_of(found, switch_text(row.switch), row.measure)
            name = f"{row.section} {row.statement_zh}: {switch_text(row.switch)}, {row.measure}"
            yield row, name, effect if effect is not None and effect["n"] >= FEWEST_SEEDS else None


def unshown(coverage: Coverage, found: pd.DataFrame | None = None) -> list[str]:
    """Every row "represented" whose switch does not move its measure as it says and by more than chance in a kept run.

    Args:
        coverage: The table.
        found: What is kept of the run; that of docs/effects where not given.

    Returns:
        One line per row.
    """
    return [
        f"{name}: does not move it {row.moves}: {shown_effect(effect)}, noise {effect['noise']:.3g}"
        for row, name, effect in _effects(coverage, found)
        if effect is not None and not (moves(effect) and effect["difference"] * DIRECTIONS[row.moves] > 0.0)
    ]


def not_run(coverage: Coverage, found: pd.DataFrame | None = None) -> list[str]:
    """Every row "represented" of whose switch and measure the kept run has fewer than three seeds.

    Args:
        coverage: The table.
        found: What is kept of the run; that of docs/effects where not given.

    Returns:
        One line per row.
    """
    return [f"{name}: python -m maintenance.effects" for _, name, effect in _effects(coverage, found) if effect is None]


def faults(coverage: Coverage) -> list[str]:
    """Everything that is wrong with the rows.

    Args:
        coverage: The table.

    Returns:
        One line per fault: section, start of the statement, fault. Empty where all is well.
    """
    found = []
    for row in coverage.rows:
        said = f"{row.section} {row.statement_zh}"
        if row.section not in coverage.sections:
            found.append(f"{said}: there is no section {row.section}")
        found += [f"{said}: {fault}" for fault in _ill_formed(row)]
        found += [f"{said}: there is no {name}" for name in _missing(row)]
    return found


def _default(path: str) -> str:
    """A parameter with its default, or a group of parameters."""
    return f"`{path}` = {shown(parameters()[path].default)}" if path in parameters() else f"`{path}`"


def _where(row: Statement) -> str:
    """Cell of mechanisms, files, parameters and levers."""
    parts = [
        ", ".join(f"**{name}**" for name in row.mechanisms),
        ", ".join(f"[{name}](../{name})" for name in row.all_files),
        ", ".join(_default(path) for path in _joined(row.parameters, row.published)),
        "levers " + ", ".join(f"`{name}`" for name in row.levers) if row.levers else "",
    ]
    return "<br>".join(part for part in parts if part)


def _shown_by(row: Statement) -> str:
    """Cell of scenarios and tests."""
    tests = [(name.partition("::")[0], name.partition("::")[2]) for name in row.all_tests]
    parts = [
        "scenarios " + ", ".join(f"[{name}](../scenarios/{name}.yaml)" for name in row.all_scenarios)
        if row.all_scenarios
        else "",
        *(f"[{Path(file).stem}](../{file}): {function}" for file, function in tests),
    ]
    return "<br>".join(part for part in parts if part)


def _effect(row: Statement) -> str:
    """Cell of the switch and of what it moves in the kept run."""
    if not row.switch:
        return ""
    effect = row_of(kept(), switch_text(row.switch), row.measure)
    found = "not in the kept run" if effect is None else shown_effect(effect, unit=True)
    return f"`{switch_text(row.switch)}`: `{row.measure}` {found}"


def _line(row: Statement) -> tuple[str, ...]:
    """The cells of one row."""
    claim = row.represented_by + (f" *{row.reason}*" if row.reason else "")
    return (
        f"{row.statement_zh}<br>{row.statement}",
        row.kind,
        row.status,
        claim,
        _where(row),
        ", ".join(f"`{name}`" for name in row.measures),
        _effect(row),
        _shown_by(row),
    )


def _summary(coverage: Coverage) -> str:
    """Counts by kind and status."""
    counts = Counter((row.kind, row.status) for row in coverage.rows)
    lines = [
        (kind, *(str(counts[kind, status]) for status in STATUSES), str(sum(counts[kind, s] for s in STATUSES)))
        for kind in KINDS
    ]
    totals = [sum(counts[kind, status] for kind in KINDS) for status in STATUSES]
    return table(("kind", *STATUSES, "all"), [*lines, ("all", *map(str, totals), str(sum(totals)))])


def _sections_of_mechanisms(coverage: Coverage) -> str:
    """Every mechanism with the sections whose statements it represents."""
    sections: dict[str, list[str]] = {}
    for row in coverage.rows:
        for name in row.mechanisms:
            sections.setdefault(name, []).append(row.section)
    lines = ((f"`{name}`", ", ".join(_joined(found)), str(len(found))) for name, found in sorted(sections.items()))
    return table(("mechanism", "sections", "statements"), lines)


def page(coverage: Coverage) -> str:
    """The whole page.

    Args:
        coverage: The table.

    Returns:
        Markdown.
    """
    size = f"{len(coverage.rows)} statements in {len(coverage.sections)} sections."
    outside = [(row.section, row.statement, row.reason) for row in coverage.rows if row.status == "outside"]
    parts = [
        INTRODUCTION,
        f"\n## Summary\n\n{size}\n\n{_summary(coverage)}",
        f"\nLeft out:\n\n{table(('section', 'statement', 'reason'), outside)}",
        f"\nWhich mechanism stands for which sections:\n\n{_sections_of_mechanisms(coverage)}",
    ]
    head = ("the paper says", "kind", "status", "in the model", "where", "measured by", "what moves what", "shown by")
    for number, (title_zh, title) in coverage.sections.items():
        rows = [_line(row) for row in coverage.rows if row.section == number]
        heading = title if number == "abstract" else f"{number} {title}"
        parts.append(f"\n## {heading} ({title_zh})\n\n{table(head, rows)}")
    parts.append(numbers_page(load_uses(), published()))
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Writes the page, or with --check only tells what is wrong.

    Args:
        arguments: Words of the command line.

    Returns:
        0, or 1 where --check found something.
    """
    coverage = load()
    wanted = page(coverage)
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted
    if "--check" not in arguments:
        if stale:
            PAGE.write_text(wanted, encoding="utf-8")
            print("written: docs/paper.md")
        return 0
    found = [*faults(coverage), *unshown(coverage), *not_run(coverage), *faults_of_uses(load_uses(), published())]
    found += ["docs/paper.md is out of date"] if stale else []
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
