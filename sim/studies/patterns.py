"""The published figures and orders by which the model is judged: `patterns.csv` of a place, read strictly.

One row is one target: the measure it is about, the scenario it is judged on, the published figure with the range
that still counts as agreement, and what it is used for. A row used to fit never counts as validation. Everything
wrong with the file is said at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import Fault, InputError, nearest, words_allowed
from sim.former_names import current
from sim.measures.registry import measures as all_measures
from sim.words import Sentence
from sim.world.csv_table import CsvTable

COLUMNS = (
    "id",
    "pattern",
    "scenario",
    "measure",
    "by",
    "group",
    "statistic",
    "against",
    "target",
    "low",
    "high",
    "unit",
    "use",
    "source",
    "confidence",
    "note",
)
TRANSLATIONS = ("source_zh", "note_zh")
"""Columns that may be left out; a row without Chinese words shows the English ones."""
STATISTICS = ("value", "difference", "ratio", "spread")
"""The measure itself; less, or over, the measure of `against`; highest less lowest of the groups."""

FIT, HOLD_BACK, INPUT = "fit", "hold back", "input"
USES = (FIT, HOLD_BACK, INPUT)
CONFIDENCES = ("high", "medium", "low", "assumed")
LARGEST = 1e9
_SCENARIO = re.compile(r"[a-z0-9_-]+(?:@[1-9][0-9]{0,3})?")
_AGAINST = re.compile(r"(?:(?P<scenario>[^:/]+):)?(?P<measure>[^:/]+)(?:/(?P<by>[^:/]+)/(?P<group>[^:/]+))?")


@dataclass(frozen=True, order=True)
class Cell:
    """One number that a run gives.

    Attributes:
        scenario: Name of a scenario file, with "@365" behind it where only so many days are measured.
        measure: Id of a measure.
        by: Grouping.
        group: Key within it; empty for all groups of it.
    """

    scenario: str
    measure: str
    by: str
    group: str


@dataclass(frozen=True)
class Target:
    """One published figure or order, and the range that counts as agreement.

    Attributes:
        id: Name of the row.
        pattern: The pattern it belongs to, such as "P4".
        scenario: The scenario it is judged on, as in `Cell`.
        cell: What is measured; None where no table of a run holds it.
        statistic: One of STATISTICS.
        against: What is taken off or divided by, for a difference or a ratio.
        target: The published figure; None where only a range or an order is published.
        low: Lowest value that agrees.
        high: Highest value that agrees.
        unit: Unit of the figure.
        use: Used to fit, held back, or an input that is put in and comes out by construction.
        source: Where it is published.
        confidence: high, medium, low or assumed.
        note: What a reader has to know.
        source_zh: The source in Chinese; "" for none.
        note_zh: The note in Chinese; "" for none.
    """

    id: str
    pattern: str
    scenario: str
    cell: Cell | None
    statistic: str
    against: Cell | None
    target: float | None
    low: float
    high: float
    unit: str
    use: str
    source: str
    confidence: str
    note: str
    source_zh: str = ""
    note_zh: str = ""

    @property
    def centre(self) -> float:
        """The published figure, else the middle of the range."""
        return (self.low + self.high) / 2.0 if self.target is None else self.target

    def width(self, value: float) -> float:
        """How far agreement reaches from the centre towards a value; the other way where it does not at all.

        Args:
            value: The value.
        """
        above, below = self.high - self.centre, self.centre - self.low
        wanted, other = (above, below) if value >= self.centre else (below, above)
        return wanted if wanted > 0.0 else other

    def distance(self, value: float) -> float:
        """How far a value lies from the target, counted in tolerances.

        Args:
            value: What a run gave.

        Returns:
            0 at the published figure and 1 at the end of its range. Where only a range or an order is published,
            0 within it and outside of it the way to its nearer end over half its width. nan for no value.
        """
        if math.isnan(value):
            return math.nan
        if self.target is not None:
            return abs(value - self.target) / self.width(value)
        outside = max(self.low - value, value - self.high, 0.0)
        return outside / ((self.high - self.low) / 2.0)

    def within(self, value: float) -> bool:
        """Whether a value lies in the range that counts as agreement.

        Args:
            value: What a run gave; nan does not.
        """
        return self.low <= value <= self.high

    def cells(self) -> tuple[Cell, ...]:
        """The numbers of runs that are needed."""
        return tuple(cell for cell in (self.cell, self.against) if cell is not None)


def load_patterns(path: str | Path, *scenario_folders: Path) -> tuple[Target, ...]:
    """Reads a file of patterns.

    Args:
        path: The file.
        *scenario_folders: Folders of the scenario files that rows name.

    Returns:
        The targets in the order of the file.

    Raises:
        InputError: With every fault in the file.
    """
    file = Path(path)
    faults: list[Fault] = []
    table = CsvTable(file.parent, file.name, COLUMNS, faults)
    table.refuse_unknown((*COLUMNS, *TRANSLATIONS))
    reader = Rows(table, {found.stem for folder in scenario_folders for found in folder.glob("*.yaml")} | {"baseline"})
    found = [reader.target(line, row) for line, row in table.rows]
    if not faults and not found:
        faults.append(
            Fault(
                "GZ059", file=table.file, facts={"problem": Sentence("there is no pattern in it", "其中没有任何模式")}
            )
        )
    if faults:
        raise InputError(sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0)))
    return tuple(target for target in found if target is not None)


class Rows:
    """Turns rows of the file into targets and notes what is wrong with their cells.

    Args:
        table: The file.
        scenarios: Names of the scenarios that rows may name.
    """

    def __init__(self, table: CsvTable, scenarios: set[str]) -> None:
        self.table = table
        self.scenarios = scenarios
        self.ids: set[str] = set()

    def target(self, line: int, row: dict[str, str]) -> Target | None:
        """The target of one row; None where anything is wrong with it."""
        table, before = self.table, len(self.table.faults)
        name = table.word(row, line, "id")
        if name and name in self.ids:
            table.fault("GZ054", line, "id", name)
        self.ids.add(name)
        texts = {column: table.word(row, line, column) for column in ("pattern", "unit", "source")}
        for column, known in (("statistic", STATISTICS), ("use", USES), ("confidence", CONFIDENCES)):
            self.choice(line, column, row[column], known)
        scenario = row["scenario"]
        self.scenario(line, "scenario", scenario)
        cell = against = None
        if row["measure"]:
            measure = current(row["measure"])
            cell = self.cell(
                line,
                ("measure", "by", "group"),
                scenario,
                measure,
                row["by"],
                row["group"],
                all_groups=row["statistic"] == "spread",
            )
            against = self.against(line, row, scenario)
        elif row["use"] != INPUT or row["by"] or row["group"] or row["against"]:
            table.fault(
                "GZ053",
                line,
                "measure",
                "",
                allowed=Sentence("a measure, unless the row is an input and no more", "一项指标，除非该行仅为输入"),
            )
        low = table.number(row, line, "low", -LARGEST, LARGEST)
        high = table.number(row, line, "high", -LARGEST, LARGEST)
        figure = table.number(row, line, "target", -LARGEST, LARGEST) if row["target"] else None
        if len(table.faults) == before:
            self.range(line, row, low, high, figure)
        if len(table.faults) > before:
            return None
        return Target(
            name,
            texts["pattern"],
            scenario,
            cell,
            row["statistic"],
            against,
            figure,
            low,
            high,
            texts["unit"],
            row["use"],
            texts["source"],
            row["confidence"],
            row["note"],
            *(row.get(column, "") for column in TRANSLATIONS),
        )

    def range(self, line: int, row: dict[str, str], low: float, high: float, figure: float | None) -> None:
        """The range is one, the figure lies in it, and what is fitted has a figure to be drawn to."""
        if not low < high:
            self.table.fault(
                "GZ053", line, "high", row["high"], allowed=Sentence(f"a number above {low:g}", f"大于 {low:g} 的数")
            )
        elif figure is not None and not low <= figure <= high:
            self.table.fault(
                "GZ053",
                line,
                "target",
                row["target"],
                allowed=Sentence(f"a number from {low:g} to {high:g}", f"{low:g} 至 {high:g} 之间的数"),
            )
        elif figure is None and row["use"] == FIT:
            self.table.fault(
                "GZ053",
                line,
                "target",
                "",
                allowed=Sentence("a number, since the row is used to fit", "一个数，因为该行用于拟合"),
            )

    def choice(self, line: int, column: str, found: str, known: Sequence[str]) -> None:
        """A word out of a list."""
        if found not in known:
            self.table.fault("GZ053", line, column, found, allowed=words_allowed(known))
            self.near(found, known)

    def near(self, found: str, known: Sequence[str]) -> None:
        """Adds to the last fault what was probably meant."""
        self.table.faults[-1] = replace(self.table.faults[-1], nearest=nearest(found, known))

    def scenario(self, line: int, column: str, written: str) -> None:
        """A scenario file of the folder, with or without a number of days."""
        name = written.partition("@")[0]
        if not _SCENARIO.fullmatch(written):
            self.table.fault(
                "GZ053",
                line,
                column,
                written,
                allowed=Sentence(
                    "a scenario, such as baseline or baseline@365", "一个情景，如 baseline 或 baseline@365"
                ),
            )
        elif name not in self.scenarios:
            self.table.fault("GZ055", line, column, written, allowed=words_allowed(sorted(self.scenarios)))
            self.near(name, sorted(self.scenarios))

    def cell(
        self,
        line: int,
        columns: tuple[str, str, str],
        scenario: str,
        measure: str,
        by: str,
        group: str,
        all_groups: bool = False,
    ) -> Cell:
        """A measure, a grouping it has, and a group."""
        known = all_measures()
        if measure not in known:
            self.table.fault("GZ055", line, columns[0], measure)
            self.near(measure, list(known))
        elif by not in known[measure].by or (all_groups and by == "all"):
            self.table.fault("GZ053", line, columns[1], by, allowed=words_allowed(known[measure].by))
            self.near(by, known[measure].by)
        elif bool(group) == all_groups:
            wanted = (
                Sentence("nothing, for the spread is over all groups", "留空，因为极差针对所有群体")
                if all_groups
                else Sentence("a group", "一个群体")
            )
            self.table.fault("GZ053", line, columns[2], group, allowed=wanted)
        elif by == "all" and group != "all":
            self.table.fault("GZ053", line, columns[2], group, allowed="all")
        return Cell(scenario, measure, by, group)

    def against(self, line: int, row: dict[str, str], scenario: str) -> Cell | None:
        """What a difference or a ratio is taken against: [scenario:]measure[/by/group]."""
        written = current(row["against"])
        if row["statistic"] not in ("difference", "ratio"):
            if written:
                self.table.fault(
                    "GZ053",
                    line,
                    "against",
                    written,
                    allowed=Sentence("nothing, unless for a difference or ratio", "留空，仅差值或比值才填写"),
                )
            return None
        found = _AGAINST.fullmatch(written)
        if found is None:
            self.table.fault("GZ053", line, "against", written, allowed="[scenario:]measure[/by/group]")
            return None
        other = found["scenario"] or scenario
        if found["scenario"]:
            self.scenario(line, "against", other)
        columns = ("against", "against", "against")
        return self.cell(line, columns, other, found["measure"], found["by"] or "all", found["group"] or "all")
