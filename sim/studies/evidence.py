"""What studies elsewhere found of the mechanisms: `data/evidence.csv`, read strictly.

One row is one finding: a mechanism (none where it is about how residents or offices behave anyway), where and how it
was studied, what was found of which outcome, how sure that is, and the measure of the model that comes nearest.
Findings are shown beside what the model gives, not put into it. A row graded "none" says that a search found nothing.
Everything wrong with the file is said at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, InputError, words_allowed
from sim.mechanisms import registry
from sim.shipped import EVIDENCE
from sim.studies.patterns import LARGEST, Cell, Rows
from sim.words import Sentence, T
from sim.world.csv_table import CsvTable

COLUMNS = (
    "id",
    "mechanism",
    "place",
    "design",
    "direction",
    "effect",
    "low",
    "high",
    "unit",
    "outcome",
    "measure",
    "grade",
    "source",
    "published",
    "link",
    "note",
    "place_zh",
    "outcome_zh",
    "note_zh",
)
NONE = "none"
DESIGNS = {
    "experiment": T("randomised experiment", "随机实验"),
    "review": T("systematic review", "系统综述"),
    "quasi-experiment": T("quasi-experiment", "准实验"),
    "panel": T("panel data", "面板数据"),
    "survey": T("survey", "问卷调查"),
    "before-after": T("before and after, no control", "前后对比，无对照"),
    "case": T("case study", "个案研究"),
    NONE: T("none found", "未见"),
}
"""How it was studied."""
GRADES = {
    "high": T("high", "高"),
    "medium": T("medium", "中"),
    "low": T("low", "低"),
    NONE: T("none", "无"),
}
"""High: randomised, or a review of such studies, and read. Medium: another comparison, or read in part. Low: without
comparison, graded by the office itself, or of a size that could not be confirmed."""
DIRECTIONS = {"+": T("rises", "上升"), "-": T("falls", "下降"), "0": T("no effect found", "未见影响"), "": T("", "")}
"""What becomes of the outcome."""
PER_CENT = "per cent"
UNITS = {
    "percentage points": T("percentage points", "个百分点"),
    PER_CENT: T("%", "%"),
    "standard deviations": T("standard deviations", "个标准差"),
    "": T("", ""),
}
"""Points are a difference of shares, per cent a change of the outcome against what it was without the mechanism."""

_CELL = re.compile(r"(?P<measure>[^:/]+)(?:/(?P<by>[^:/]+)/(?P<group>[^:/]+))?")


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes:
        id: Name of the row.
        mechanism: Id of a mechanism; "" for behaviour that no mechanism makes.
        place: Where, and when.
        design: One of `DESIGNS`.
        direction: One of `DIRECTIONS`.
        effect: Its size in `unit`; None where only the direction is known.
        low: Lower end of its interval; None where not known.
        high: Upper end.
        unit: One of `UNITS`.
        outcome: What was measured.
        cell: The measure of the model that comes nearest; None where there is none.
        grade: One of `GRADES`.
        source: Who published it where.
        published: Year.
        link: Address; "" for none.
        note: What a reader has to know.
    """

    id: str
    mechanism: str
    place: Sentence
    design: str
    direction: str
    effect: float | None
    low: float | None
    high: float | None
    unit: str
    outcome: Sentence
    cell: Cell | None
    grade: str
    source: str
    published: int
    link: str
    note: Sentence

    @property
    def size(self) -> Sentence:
        """The effect with its interval, or its direction where no size is known."""
        if self.effect is None:
            return DIRECTIONS[self.direction]
        interval = "" if self.low is None else f" [{self.low:+g}, {self.high:+g}]"
        return UNITS[self.unit].after(f"{self.effect:+g}{interval} ".replace("-", "−"))


def load_evidence(path: str | Path = EVIDENCE) -> tuple[Finding, ...]:
    """Reads a file of findings.

    Args:
        path: The file.

    Returns:
        The findings in the order of the file.

    Raises:
        InputError: With every fault in the file.
    """
    file = Path(path)
    faults: list[Fault] = []
    table = CsvTable(file.parent, file.name, COLUMNS, faults)
    table.refuse_unknown(COLUMNS)
    reader = _Findings(table, set())
    found = [reader.finding(line, row) for line, row in table.rows]
    if faults:
        raise InputError(sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0)))
    return tuple(finding for finding in found if finding is not None)


def findings_of(mechanism: str, findings: Iterable[Finding]) -> list[Finding]:
    """What was found of a mechanism; rows that say that nothing was found are left out.

    Args:
        mechanism: Its id.
        findings: All findings.
    """
    return [finding for finding in findings if finding.mechanism == mechanism and finding.grade != NONE]


class _Findings(Rows):
    """Turns rows of the file into findings and notes what is wrong with their cells."""

    def finding(self, line: int, row: dict[str, str]) -> Finding | None:
        """The finding of one row; None where anything is wrong with it."""
        table, before = self.table, len(self.table.faults)
        name = table.word(row, line, "id")
        if name and name in self.ids:
            table.fault("GZ054", line, "id", name)
        self.ids.add(name)
        for column, known in (("design", DESIGNS), ("direction", DIRECTIONS), ("unit", UNITS), ("grade", GRADES)):
            self.choice(line, column, row[column], list(known))
        nothing = row["grade"] == NONE
        if row["mechanism"] not in registry() and (row["mechanism"] or nothing):
            table.fault("GZ055", line, "mechanism", row["mechanism"], allowed=words_allowed(list(registry())))
            self.near(row["mechanism"], list(registry()))
        if nothing:
            self._empty(line, row)
        else:
            self._filled(line, row)
        effect, low, high = (
            table.number(row, line, column, -LARGEST, LARGEST) if row[column] else None
            for column in ("effect", "low", "high")
        )
        published = table.whole(row, line, "published", 1900, 2100) if row["published"] else 0
        cell = self._cell(line, row["measure"]) if row["measure"] else None
        if len(table.faults) == before:
            self._agree(line, row, effect, low, high)
        if len(table.faults) > before:
            return None
        place, outcome, note = (
            Sentence(row[column], row[f"{column}_zh"] or row[column]) for column in ("place", "outcome", "note")
        )
        return Finding(
            name,
            row["mechanism"],
            place,
            row["design"],
            row["direction"],
            effect,
            low,
            high,
            row["unit"],
            outcome,
            cell,
            row["grade"],
            row["source"],
            published,
            row["link"],
            note,
        )

    def _empty(self, line: int, row: dict[str, str]) -> None:
        """A row that says that nothing was found says nothing else but why."""
        for column in ("direction", "effect", "low", "high", "unit", "measure", "source"):
            if row[column]:
                self.table.fault(
                    "GZ053",
                    line,
                    column,
                    row[column],
                    allowed=Sentence("nothing, for nothing was found", "留空，因为未见任何研究"),
                )
        if row["design"] != NONE:
            self.table.fault("GZ053", line, "design", row["design"], allowed=NONE)

    def _filled(self, line: int, row: dict[str, str]) -> None:
        """What every finding has."""
        for column in ("place", "outcome", "source", "published", "direction"):
            self.table.word(row, line, column)
        if row["design"] == NONE:
            self.table.fault("GZ053", line, "design", NONE, allowed=words_allowed([d for d in DESIGNS if d != NONE]))
        if row["link"] and not re.fullmatch(r"https?://\S+", row["link"]):
            self.table.fault(
                "GZ053",
                line,
                "link",
                row["link"],
                allowed=Sentence("an address that begins with https://", "以 https:// 开头的网址"),
            )

    def _cell(self, line: int, written: str) -> Cell | None:
        """The measure[/by/group] that comes nearest."""
        found = _CELL.fullmatch(written)
        if found is None:
            self.table.fault("GZ053", line, "measure", written, allowed="measure[/by/group]")
            return None
        return self.cell(line, ("measure",) * 3, "", found["measure"], found["by"] or "all", found["group"] or "all")

    def _agree(
        self, line: int, row: dict[str, str], effect: float | None, low: float | None, high: float | None
    ) -> None:
        """Size, interval, unit and direction say the same."""
        table = self.table
        if (effect is None) != (row["unit"] == "") or (effect is None and (low is not None or high is not None)):
            table.fault(
                "GZ053",
                line,
                "unit",
                row["unit"],
                allowed=Sentence("a unit where there is an effect, else nothing", "有效应值时填写单位，否则留空"),
            )
        elif (low is None) != (high is None) or (
            effect is not None and low is not None and high is not None and not low <= effect <= high
        ):
            table.fault(
                "GZ053",
                line,
                "low",
                row["low"],
                allowed=Sentence(
                    "both ends of an interval around the effect, or none", "包含效应值的区间的两端，或均留空"
                ),
            )
        elif effect is not None and row["direction"] != {1: "+", -1: "-", 0: "0"}[(effect > 0) - (effect < 0)]:
            table.fault(
                "GZ053",
                line,
                "direction",
                row["direction"],
                allowed=Sentence(f"the direction of an effect of {effect:g}", f"效应值 {effect:g} 的方向"),
            )


def unevaluated() -> frozenset[str]:
    """Mechanisms of which a search found no evaluation of outcomes."""
    return frozenset(finding.mechanism for finding in load_evidence() if finding.grade == NONE)
