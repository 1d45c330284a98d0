"""Tables of tickets as they come: text, spreadsheets and Parquet, read in blocks so that memory stays small.

Of every block only the columns asked for are kept. Lines that do not fit the header are left out and counted; a file
in which more than one in a hundred does not is refused.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.errors import EnvironmentProblem, Fault, InputError, is_file, is_there, nearest, reason_of, shortened
from sim.words import Sentence, T, Text

BLOCK_ROWS = 50_000
BLOCK_BYTES = 4 * 1024 * 1024
LONGEST_CELL = 131_072
"""Most characters of a cell; an open quotation mark would otherwise swallow the file."""

TOLERATED = 0.01
"""Share of lines that may be unusable, left out and counted, before a file is refused (assumed)."""

MOST_EXAMPLES = 20
_SEPARATORS = ",;\t"
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class Block(NamedTuple):
    """Some lines of a table.

    Attributes:
        cells: Texts of the columns asked for, by name, each of shape (n,).
        lines: Line or row of each, counted from 1, shape (n,).
        share: Share of the file that has been read, 0-1.
    """

    cells: dict[str, np.ndarray]
    lines: np.ndarray
    share: float


@dataclass
class Broken:
    """Lines that do not fit the header.

    Attributes:
        header: Number of cells of the header.
        n: How many lines.
        examples: The first of them: line and number of its cells.
    """

    header: int = 0
    n: int = 0
    examples: list[tuple[int, int]] = field(default_factory=list)

    def add(self, line: int, cells: int) -> None:
        """Notes a line."""
        self.n += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append((line, cells))

    def faults(self, file: str) -> list[Fault]:
        """One fault for each example."""
        return [
            Fault("GZ052", file=file, line=line, found=str(cells), allowed=str(self.header))
            for line, cells in self.examples
        ]


class Source:
    """A table that can be read once, from its header on.

    Attributes:
        path: The file.
        header: Names of its columns.
        encoding: How its text is encoded; "" for what is no text.
        broken: Lines left out so far.
    """

    encoding = ""

    def __init__(self, path: Path) -> None:
        self.path, self.header, self.broken = path, list[str](), Broken()

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """Reads the table.

        Args:
            columns: Names of the columns to keep.

        Yields:
            Its lines, block by block.
        """
        raise NotImplementedError

    def take_header(self, names: Sequence[str]) -> None:
        """Keeps the names of the columns.

        Raises:
            InputError: There are none, or two have one name.
        """
        self.header = [name.strip() for name in names]
        self.broken.header = len(self.header)
        if not any(self.header):
            raise unreadable(self.path, T("the table has no header", "表格没有表头"))
        twice = sorted({name for name in self.header if name and self.header.count(name) > 1})
        if twice:
            raise InputError(
                [
                    Fault(
                        "GZ054",
                        file=str(self.path),
                        line=1,
                        key_path="header",
                        found=shortened(name),
                        column=self.header.index(name) + 1,
                    )
                    for name in twice
                ]
            )


def unreadable(path: Path, problem: Text, help_: Text = "", line: int | None = None) -> InputError:
    """The complaint that a file cannot be read as a table of tickets.

    Args:
        path: The file.
        problem: Why.
        help_: What to do about it.
        line: Line, where there is one.
    """
    return InputError(Fault("GZ100", file=str(path), line=line, help=help_, facts={"problem": problem}))


def open_source(path: Path, encoding: str = "", sheet: str = "", header_row: int = 1) -> Source:
    """Opens a file of any of the kinds known, told by its first bytes.

    Args:
        path: The file.
        encoding: How its text is encoded; "" to find it out.
        sheet: Name of the sheet of a spreadsheet; "" for the only one that holds anything.
        header_row: Row of a spreadsheet, or line of a text, that names the columns, from 1.

    Returns:
        The table.

    Raises:
        InputError: There is no such file, or it is none of these.
    """
    try:
        if not is_there(path):
            known = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
            raise InputError(Fault("GZ001", file=str(path), nearest=nearest(path.name, sorted(known))))
        if not is_file(path):
            raise InputError(Fault("GZ002", file=str(path)))
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as problem:
        raise InputError(Fault("GZ002", file=str(path), help=reason_of(problem))) from None
    if not start:
        raise unreadable(path, T("the file is empty", "文件为空"))
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return SpreadsheetSource(path, sheet, header_row)
    if start.startswith(b"PAR1"):
        return ParquetSource(path)
    packed = {b"\x1f\x8b": "gzip", b"%PDF": "PDF", b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip"}
    for mark, name in packed.items():
        if start.startswith(mark):
            raise unreadable(
                path,
                T(f"it is a file of the kind {name}", f"这是 {name} 类文件"),
                T("give the table itself: CSV, XLSX or Parquet", "请提供表格本身：CSV、XLSX 或 Parquet"),
            )
    return TextSource(path, encoding, header_row)


def encoding_of(path: Path) -> str:
    """How a text is encoded: UTF-8, UTF-16 with its mark, or GB18030; the whole file is looked at.

    Args:
        path: The file.

    Raises:
        InputError: It is none of them.
    """
    with path.open("rb") as stream:
        start = stream.read(3)
        for mark, name in _MARKS.items():
            if start.startswith(mark):
                return name
        problems = []
        for name in ("utf-8", "gb18030"):
            stream.seek(0)
            decoder, at = codecs.getincrementaldecoder(name)(), 0
            try:
                while data := stream.read(BLOCK_BYTES):
                    decoder.decode(data)
                    at += len(data)
                decoder.decode(b"", final=True)
                return name
            except UnicodeDecodeError:
                problems.append(at)
    raise unreadable(
        path,
        T("its text is neither UTF-8 nor GB18030", "其文字既非 UTF-8 亦非 GB18030 编码"),
        T(
            "save it as UTF-8, or name its encoding in a mapping file, such as encoding: cp1252",
            "请另存为 UTF-8，或在映射文件中注明编码，如 encoding: cp1252",
        ),
    )


class TextSource(Source):
    """A text whose cells are separated by commas, semicolons or tabs."""

    def __init__(self, path: Path, encoding: str, header_row: int = 1) -> None:
        super().__init__(path)
        self.encoding = encoding or encoding_of(path)
        self.header_row = header_row
        lines: list[str] = []
        try:
            with self._text() as text:
                lines += (line for _, line in zip(range(header_row), text, strict=False))
                # A spreadsheet program may say in a line of its own what separates the cells.
                if header_row == 1 and lines and re.fullmatch(r"\ufeff?sep=[,;\t]\s*", lines[0], re.IGNORECASE):
                    self.header_row = header_row = 2
                    lines += [text.readline()]
        except UnicodeError as problem:
            raise self._not_so_encoded(problem, len(lines) + 1) from None
        first = lines[header_row - 1] if len(lines) >= header_row else ""
        if "\0" in first:
            raise unreadable(path, T("it is no text", "不是文本文件"))
        csv.field_size_limit(LONGEST_CELL)
        try:
            headers = {sign: next(csv.reader([first], delimiter=sign), []) for sign in _SEPARATORS}
        except csv.Error as problem:
            raise unreadable(
                path, Sentence(f"the text is not CSV: {problem}", f"文本不是有效的 CSV：{problem}"), line=header_row
            ) from None
        self.separator = max(_SEPARATORS, key=lambda sign: len(headers[sign]))
        self.take_header(headers[self.separator])
        if len(self.header) == 1:
            raise unreadable(
                path,
                T("its first line has one column only", "首行只有一列"),
                T("cells are separated by commas, semicolons or tabs", "各列须以逗号、分号或制表符分隔"),
                line=header_row,
            )

    def _not_so_encoded(self, problem: UnicodeError, line: int) -> InputError:
        """The complaint about bytes that the encoding does not have."""
        name = self.encoding
        said = Sentence(f"the text is not {name}: {problem}", f"文本不是 {name} 编码：{problem}")
        return unreadable(self.path, said, line=line)

    def _text(self) -> Any:
        return self.path.open(encoding=self.encoding, newline="", errors="strict")

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """Reads the text line by line."""
        places = [self.header.index(name) for name in columns]
        self.broken = Broken(len(self.header))
        size = max(1, self.path.stat().st_size)
        csv.field_size_limit(LONGEST_CELL)
        with self._text() as text:
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            rows, lines, line = list[list[str]](), list[int](), 0
            try:
                for cells in reader:
                    line, after = reader.line_num, line + 1
                    if after <= self.header_row or not cells:
                        continue
                    if len(cells) != self.broken.header:
                        self.broken.add(after, len(cells))
                        continue
                    rows.append([cells[k] for k in places])
                    lines.append(after)
                    if len(rows) == BLOCK_ROWS:
                        yield _block(columns, rows, lines, text.buffer.tell() / size)
                        rows, lines = [], []
            except csv.Error as problem:
                help_ = T(
                    "look for a quotation mark that is not closed, or not doubled within quotes",
                    "请检查是否有引号未闭合，或引号内的引号未成对书写",
                )
                raise unreadable(
                    self.path,
                    Sentence(f"the text is not CSV: {problem}", f"文本不是有效的 CSV：{problem}"),
                    help_,
                    line + 1,
                ) from None
            except UnicodeError as problem:
                raise self._not_so_encoded(problem, line + 1) from None
            yield _block(columns, rows, lines, 1.0)


def _block(columns: Sequence[str], rows: list[list[str]], lines: list[int], share: float) -> Block:
    table = np.array(rows, dtype=object).reshape(len(rows), len(columns))
    cells = {name: table[:, k] for k, name in enumerate(columns)}
    return Block(cells, np.array(lines, dtype=np.int64), min(share, 1.0))


class SpreadsheetSource(Source):
    """One sheet of an Excel or OpenDocument file; such a sheet has at most 1,048,576 rows."""

    def __init__(self, path: Path, sheet: str, header_row: int) -> None:
        super().__init__(path)
        try:
            import python_calamine as calamine
        except ImportError:
            help_ = T(
                "make install-all, or: python -m pip install 'gongzhi[spreadsheets]', or save the sheet as CSV",
                "make install-all，或 python -m pip install 'gongzhi[spreadsheets]'，或将工作表另存为 CSV",
            )
            missing = T("the extra for spreadsheets is not installed", "未安装读取电子表格的可选组件")
            fault = Fault("GZ092", file=str(path), help=help_, facts={"problem": missing})
            raise EnvironmentProblem(fault) from None
        try:
            book = calamine.CalamineWorkbook.from_path(str(path))
            sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        except Exception as problem:  # The library's errors have no common class, and any of them is about the file.
            raise unreadable(
                path, Sentence(f"it cannot be read as a spreadsheet: {problem}", f"无法按电子表格读取：{problem}")
            ) from None
        filled = [name for name, found in sheets.items() if found.height and found.width]
        if sheet and sheet not in sheets:
            raise InputError(
                Fault(
                    "GZ055",
                    file=str(path),
                    key_path="sheet",
                    found=sheet,
                    allowed=", ".join(sheets),
                    nearest=nearest(sheet, list(sheets)),
                )
            )
        if not sheet and len(filled) != 1:
            names = ", ".join(filled)
            raise unreadable(
                path,
                T("no sheet holds anything", "各工作表均为空")
                if not filled
                else Sentence(f"several sheets hold something: {names}", f"有多个工作表含有内容：{names}"),
                T("name one in a mapping file, such as sheet: NAME", "请在映射文件中指明，如 sheet: 名称"),
            )
        self.sheet = sheets[sheet or filled[0]]
        self.header_row = header_row
        self._refuse_merged()
        rows = list(self._rows(header_row))
        self.take_header([_cell(value) for value in rows[header_row - 1]] if len(rows) >= header_row else [])

    def _rows(self, most: int | None = None) -> Iterator[list[Any]]:
        for number, row in enumerate(self.sheet.to_python(skip_empty_area=False, nrows=most)):
            if most is None or number < most:
                yield row

    def _refuse_merged(self) -> None:
        """A cell merged over rows of the body stands in the first of them alone; which rows it is meant for is unknown.

        Raises:
            InputError: There are such cells.
        """
        ranges = self.sheet.merged_cell_ranges or []
        in_header = [(a, b) for a, b in ranges if a[0] + 1 == self.header_row or a[0] + 1 < self.header_row <= b[0] + 1]
        in_body = [(a, b) for a, b in ranges if a[0] + 1 > self.header_row]
        if in_header:
            raise unreadable(
                self.path,
                T("cells of the header are merged", "表头含有合并单元格"),
                T(
                    "unmerge them, or name the row of the columns' names in a mapping file, such as header_row: 3",
                    "请取消合并，或在映射文件中指明列名所在行，如 header_row: 3",
                ),
                line=self.header_row,
            )
        if in_body:
            raise InputError(
                [
                    Fault(
                        "GZ100",
                        file=str(self.path),
                        line=a[0] + 1,
                        column=a[1] + 1,
                        help=T("unmerge the cells and fill every row", "请取消合并单元格并逐行填写"),
                        facts={
                            "problem": Sentence(
                                f"cells are merged down to row {b[0] + 1}, column {b[1] + 1}",
                                f"单元格合并至第 {b[0] + 1} 行第 {b[1] + 1} 列",
                            )
                        },
                    )
                    for a, b in in_body[:MOST_EXAMPLES]
                ]
            )

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """Reads the sheet; rows without anything in them are passed over."""
        places = [self.header.index(name) for name in columns]
        n, rows, lines = max(1, self.sheet.total_height), list[list[str]](), list[int]()
        for number, row in enumerate(self._rows(), 1):
            if number <= self.header_row or not any(value not in ("", None) for value in row):
                continue
            rows.append([_cell(row[k]) if k < len(row) else "" for k in places])
            lines.append(number)
            if len(rows) == BLOCK_ROWS:
                yield _block(columns, rows, lines, number / n)
                rows, lines = [], []
        yield _block(columns, rows, lines, 1.0)


def _cell(value: Any) -> str:
    """A cell of a spreadsheet or of Parquet as text: days and times in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return moment.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class ParquetSource(Source):
    """A Parquet file."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as parquet

        super().__init__(path)
        try:
            self.file = parquet.ParquetFile(path)
            names = self.file.schema_arrow.names
        except (OSError, ValueError) as problem:
            raise self._damaged(problem) from None
        self.take_header(names)

    def _damaged(self, problem: Exception) -> InputError:
        return unreadable(
            self.path, Sentence(f"it cannot be read as Parquet: {problem}", f"无法按 Parquet 读取：{problem}")
        )

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        """Reads the file, a batch of rows at a time."""
        n, done = max(1, self.file.metadata.num_rows), 0
        try:
            for batch in self.file.iter_batches(batch_size=BLOCK_ROWS, columns=list(dict.fromkeys(columns))):
                lines = np.arange(done + 1, done + batch.num_rows + 1)
                done += batch.num_rows
                yield Block(
                    {name: np.array([_cell(v) for v in _values(batch.column(name))], dtype=object) for name in columns},
                    lines,
                    done / n,
                )
        except (OSError, ValueError) as problem:
            raise self._damaged(problem) from None


def _values(column: Any) -> list[Any]:
    """Values of a column; moments finer than a microsecond are cut."""
    import pyarrow as arrow

    if arrow.types.is_timestamp(column.type):
        column = column.cast(arrow.timestamp("s", column.type.tz), safe=False)
    found: list[Any] = column.to_pylist()
    return found
