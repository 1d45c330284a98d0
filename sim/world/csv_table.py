"""One CSV file of a user: typed cells, and faults named by file, row and column."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import Fault, is_hidden, nearest, shortened, words_allowed
from sim.scenario.scalars import number_in, plainly
from sim.scenario.text_source import MOST_TABLE_BYTES, hidden_faults, read_source
from sim.words import Sentence, T, Text

LONGEST_WORD = 1000
"""Most characters of a name or a source."""

NO_OTHER_NAMES: Mapping[str, str] = MappingProxyType({})

_OTHER_SEPARATORS = {";": Sentence("semicolons", "分号"), "\t": Sentence("tabs", "制表符")}


class CsvTable:
    """One CSV file being read: gives typed cells and collects what is wrong with them.

    Attributes:
        file: Path of the file, for messages.
        faults: What is wrong so far; shared with the other files of the place.
        header: Names of the columns.
        rows: Line number and cells of every row; the line is the one in which the row begins.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        columns: tuple[str, ...],
        faults: list[Fault],
        partial: bool = False,
        also: Mapping[str, str] = NO_OTHER_NAMES,
    ) -> None:
        """Reads the file.

        Args:
            folder: Folder of the place.
            name: Name of the file.
            columns: Columns it must have.
            faults: Faults are added here.
            partial: Whether to give the rows though columns are missing, so that their other cells can be checked.
            also: Another name that a column may have, by the one in `columns`; `called` says which it has.
        """
        self.file = str(folder / name)
        self.faults = faults
        self.header: list[str] = []
        self.rows: list[tuple[int, dict[str, str]]] = []
        self.also = also
        source, found = read_source(folder / name, self.file, MOST_TABLE_BYTES)
        found = found or hidden_faults(source)
        if found:
            faults.extend(replace(fault, code="GZ050") if fault.code == "GZ001" else fault for fault in found)
            return
        reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
        try:
            self._take(reader, columns, partial)
        except csv.Error as problem:
            text = Sentence(f"the file cannot be read as CSV: {problem}", f"无法按 CSV 读取文件：{problem}")
            help_ = Sentence(
                "look for a quotation mark that is not closed, or not doubled within quotes",
                "请检查是否有引号未闭合，或引号内的引号未成对书写",
            )
            faults.append(Fault("GZ059", file=self.file, line=max(1, reader.line_num), text=text, help=help_))

    def _take(self, reader: Any, columns: tuple[str, ...], partial: bool) -> None:
        self.header = [name.strip() for name in next(reader, [])]
        separator = next((s for s in _OTHER_SEPARATORS if len(self.header) == 1 and s in self.header[0]), "")
        if separator and len(columns) > 1:
            what = _OTHER_SEPARATORS[separator]
            self.faults.append(
                Fault(
                    "GZ059",
                    file=self.file,
                    line=1,
                    text=Sentence(f"columns are separated by {what.en}, not by commas", f"各列以{what.zh}而非逗号分隔"),
                )
            )
            return
        missing = [name for name in columns if self.called(name) not in self.header]
        self.faults.extend(
            Fault(
                "GZ051",
                file=self.file,
                line=1,
                found=name,
                nearest=nearest(name, [other for other in self.header if other not in columns]),
            )
            for name in missing
        )
        twice = [name for name, n in Counter(self.header).items() if name and n > 1]
        for name in twice:
            second = self.header.index(name, self.header.index(name) + 1) + 1
            self.faults.append(Fault("GZ054", file=self.file, line=1, column=second, key_path="header", found=name))
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(self.header):
                found, allowed = str(len(cells)), str(len(self.header))
                self.faults.append(Fault("GZ052", file=self.file, line=line, found=found, allowed=allowed))
            elif not twice and (partial or not missing):
                row = {name: cell.strip() for name, cell in zip(self.header, cells, strict=True)}
                self.rows.append((line, row))

    def called(self, column: str) -> str:
        """The name that a column has in this file."""
        other = self.also.get(column, column)
        return other if other in self.header and column not in self.header else column

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Notes columns that nobody reads.

        Args:
            known: Columns that the file may have.
        """
        self.faults += [
            Fault(
                "GZ012",
                file=self.file,
                line=1,
                column=column,
                allowed=words_allowed(known),
                nearest=nearest(name, known),
                facts={"key": name},
            )
            for column, name in enumerate(self.header, 1)
            if name not in known
        ]

    def fault(self, code: str, line: int, column: str, found: str, allowed: Text = "", text: Text = "") -> None:
        """Notes one fault of one cell; the column is counted in cells from 1."""
        self.faults.append(
            Fault(
                code,
                file=self.file,
                line=line,
                column=self.header.index(column) + 1,
                key_path=column,
                found=shortened(found),
                allowed=allowed,
                text=text,
            )
        )

    def _number(self, row: dict[str, str], line: int, column: str, low: float, high: float, whole: bool) -> int | float:
        written = row[column]
        value = number_in(written)
        fits = value is not None and (isinstance(value, int) or not whole)
        if fits and value is not None and math.isfinite(value) and low <= value <= high:
            return value
        kind = Sentence("a whole number", "整数") if whole else Sentence("a number", "数")
        limits = Sentence(
            f"{kind.en} from {_shown(low)} to {_shown(high)}", f"{_shown(low)} 至 {_shown(high)} 之间的{kind.zh}"
        )
        self.fault("GZ053", line, column, written, allowed=limits)
        word = plainly(written)
        if isinstance(value, float) and whole and value.is_integer() and abs(value) < 1e15:
            word = str(int(value))
        better = number_in(word)
        if better is not None and low <= better <= high and (isinstance(better, int) or not whole):
            self.faults[-1] = replace(self.faults[-1], help="plain_number", facts={"word": word})
        return low

    def whole(self, row: dict[str, str], line: int, column: str, low: int, high: int) -> int:
        """A whole number between two bounds."""
        return int(self._number(row, line, column, low, high, True))

    def number(self, row: dict[str, str], line: int, column: str, low: float, high: float) -> float:
        """A finite number between two bounds."""
        return float(self._number(row, line, column, low, high, False))

    def name(self, row: dict[str, str], line: int, column: str) -> str:
        """A text of one line; "" where the cell is empty or the table has no such column."""
        return self.word(row, line, column) if row.get(column) else ""

    def word(self, row: dict[str, str], line: int, column: str) -> str:
        """A text of one line that is not empty."""
        text = row[column]
        if not text or len(text) > LONGEST_WORD or any(is_hidden(c) for c in text):
            self.fault(
                "GZ053",
                line,
                column,
                text,
                allowed=Sentence(
                    f"a text of one line, 1 to {LONGEST_WORD} characters", f"单行文字，1 至 {LONGEST_WORD} 个字符"
                ),
            )
        return text


def _shown(limit: float) -> str:
    """A limit in digits."""
    return str(int(limit)) if float(limit).is_integer() and abs(limit) < 1e15 else f"{limit:g}"


def no_rows(file: str) -> Fault:
    """The fault that a table of a place is still empty, and how it can be filled.

    Args:
        file: How messages call the table.
    """
    help_ = T(
        "fill it in; or begin the place anew from one table of districts: init PLACE --from FILE",
        "请填写；或由一张区县表重新建立该地区：init PLACE --from FILE",
    )
    return Fault("GZ059", file=file, text=T("the table has no rows", "表中没有数据行"), help=help_)
