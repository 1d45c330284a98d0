"""One CSV file of a place: typed cells, and faults named by file, row and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.errors import Fault
from sim.words import Said, Sentence


class CsvTable:
    """One CSV file being read: gives typed cells and collects what is wrong with them.

    Attributes:
        file: Path of the file, for messages.
        faults: What is wrong so far; shared with the other files of the place.
        header: Names of the columns.
        rows: Line number and cells of every row.
    """

    def __init__(self, folder: Path, name: str, columns: tuple[str, ...], faults: list[Fault]) -> None:
        """Reads the file.

        Args:
            folder: Folder of the place.
            name: Name of the file.
            columns: Columns it must have.
            faults: Faults are added here.
        """
        self.file = str(folder / name)
        self.faults = faults
        self.header: list[str] = []
        self.rows: list[tuple[int, dict[str, str]]] = []
        try:
            with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.reader(stream, strict=True)
                self._take(reader, columns)
        except FileNotFoundError:
            faults.append(Fault("GZ050", file=self.file))
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            faults.append(Fault("GZ059", file=self.file, text=Sentence(f"the file cannot be read: {problem}",
                                                                       f"无法读取文件：{problem}")))

    def _take(self, reader: Any, columns: tuple[str, ...]) -> None:
        self.header = [name.strip() for name in next(reader, [])]
        missing = [name for name in columns if name not in self.header]
        self.faults.extend(Fault("GZ051", file=self.file, line=1, found=name) for name in missing)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(self.header):
                found, allowed = str(len(cells)), str(len(self.header))
                self.faults.append(
                    Fault("GZ052", file=self.file, line=reader.line_num, found=found, allowed=allowed)
                )
            elif not missing:
                row = {name: cell.strip() for name, cell in zip(self.header, cells, strict=True)}
                self.rows.append((reader.line_num, row))

    def fault(self, code: str, line: int, column: str, found: str, allowed: Said = "", text: Said = "") -> None:
        """Notes one fault of one cell; the column is counted in cells from 1."""
        self.faults.append(
            Fault(
                code,
                file=self.file,
                line=line,
                column=self.header.index(column) + 1,
                key_path=column,
                found=found,
                allowed=allowed,
                text=text,
            )
        )

    def _number(
        self,
        row: dict[str, str],
        line: int,
        column: str,
        low: float,
        high: float,
        convert: Callable[[str], float],
    ) -> float:
        kind = Sentence("a whole number", "整数") if convert is int else Sentence("a number", "数")
        try:
            value = convert(row[column])
        except ValueError:
            self.fault("GZ053", line, column, row[column], allowed=kind)
            return low
        if not (math.isfinite(value) and low <= value <= high):
            self.fault("GZ053", line, column, row[column], allowed=Sentence(f"{kind.en} from {low:g} to {high:g}",
                                                                            f"{low:g} 至 {high:g} 之间的{kind.zh}"))
            return low
        return value

    def whole(self, row: dict[str, str], line: int, column: str, low: int, high: int) -> int:
        """A whole number between two bounds."""
        return int(self._number(row, line, column, low, high, int))

    def number(self, row: dict[str, str], line: int, column: str, low: float, high: float) -> float:
        """A finite number between two bounds."""
        return float(self._number(row, line, column, low, high, float))

    def word(self, row: dict[str, str], line: int, column: str) -> str:
        """A text that is not empty."""
        if not row[column]:
            self.fault("GZ053", line, column, "", allowed=Sentence("a word", "文字"))
        return row[column]
