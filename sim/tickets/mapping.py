"""The mapping file: which column of a table holds what, how its dates are written, what its words mean.

For a known export it follows from the names of the columns. For any other table it is written with best guesses and
examples, to be looked over. Guesses of columns are offered; formats of dates are found or asked for.
"""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Fault, InputError, nearest, shortened, words_allowed
from sim.scenario.tree import Node, node_at
from sim.scenario.yaml_source import read_mapping
from sim.tickets import dates
from sim.tickets.layouts import (
    ANSWERS,
    CHANNEL,
    CLOSED,
    DATES,
    FIELDS,
    NO,
    OPEN,
    OTHER,
    PATROL,
    STATUS,
    WITHDRAWN,
    YES,
    Layout,
    guessed,
    plain,
    recognised,
)
from sim.tickets.sources import Source
from sim.vocabulary import Channel
from sim.words import Sentence, T, Text

MEANINGS = {
    STATUS: (CLOSED, OPEN, WITHDRAWN),
    CHANNEL: (*(c.key for c in Channel), PATROL, OTHER),
    **dict.fromkeys(ANSWERS, (YES, NO)),
}
"""What a word of a field may mean."""

_BY_MAPPING = T("a table with a mapping file", "附映射文件的表格")

SETTINGS = (
    "columns",
    "formats",
    "values",
    "timezone",
    "encoding",
    "sheet",
    "header_row",
    "first_day",
    "last_day",
    "deadline_days",
)
NEEDED = ("received", "category")
MOST_EXAMPLES = 3
LONGEST_DEADLINE = 3650


@dataclass(frozen=True)
class TicketMapping:
    """How a table is to be read.

    Attributes:
        columns: Column of each field.
        formats: Format of dates by field.
        values: Meaning of words by field, by word in small letters; laid over what the program knows.
        timezone: Zone on whose clock times with an offset are put; "" to leave them on their own.
        encoding: Encoding of a text; "" to find it out.
        sheet: Sheet of a spreadsheet; "" for the only one.
        header_row: Row of the header, from 1.
        first_day: First day of reception that counts, from 1970; None for all.
        last_day: Last day seen; None to take it from the file.
        deadline_days: Days within which every ticket has to be closed, where no column says it; None for none.
        title: What kind of table it is.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    timezone: str = ""
    encoding: str = ""
    sheet: str = ""
    header_row: int = 1
    first_day: int | None = None
    last_day: int | None = None
    deadline_days: int | None = None
    title: Sentence = _BY_MAPPING


class _Reader:
    """Turns the tree of a mapping file into settings and notes what is wrong with it."""

    def __init__(self, root: Node) -> None:
        self.root, self.faults = root, list[Fault]()

    def table(self, key: str, known: Sequence[str]) -> dict[str, Node]:
        """A mapping under a key, with keys out of a list."""
        node, there = node_at(self.root, (key,))
        if not there or node.value is None or node.refused:
            return {}
        if not isinstance(node.value, dict):
            self.faults.append(node.fault("GZ021", found=shortened(str(node.plain()))))
            return {}
        for name, inner in node.value.items():
            if name not in known:
                self.faults.append(
                    replace(
                        inner.fault("GZ012", at_key=True, key=name),
                        nearest=nearest(name, known),
                        allowed=words_allowed(known),
                    )
                )
        return {name: inner for name, inner in node.value.items() if name in known and not inner.refused}

    def text(self, node: Node, expected: Text) -> str:
        """A text; "" for nothing."""
        if node.value is None:
            return ""
        if not isinstance(node.value, str | int) or isinstance(node.value, bool):
            self.faults.append(node.fault("GZ022", expected=expected, found=shortened(str(node.plain()))))
            return ""
        return str(node.value)

    def setting(self, key: str, expected: Text) -> tuple[str, Node]:
        """A text under a key of the root, and where it stands."""
        node, there = node_at(self.root, (key,))
        return (self.text(node, expected) if there and not node.refused else ""), node

    def refuse(self, node: Node, found: str, expected: Text) -> None:
        """Notes that a value is not what is expected."""
        self.faults.append(node.fault("GZ022", expected=expected, found=shortened(found)))

    def day(self, key: str) -> int | None:
        """A day of the calendar, counted from 1970."""
        text, node = self.setting(key, T("a day such as 2018-12-31", "日期，如 2018-12-31"))
        if not text:
            return None
        try:
            return (date.fromisoformat(text) - date(1970, 1, 1)).days
        except ValueError:
            self.faults.append(node.fault("GZ032", found=shortened(text)))
            return None

    def number(self, key: str, most: int) -> int | None:
        """A whole number from 1."""
        text, node = self.setting(key, T("a whole number", "整数"))
        if text and not (text.isdecimal() and 1 <= int(text[:9]) <= most):
            self.refuse(node, text, Sentence(f"a whole number from 1 to {most}", f"1 至 {most} 的整数"))
            return None
        return int(text) if text else None


def read(path: Path, header: Sequence[str] | None = None) -> TicketMapping:
    """Reads a mapping file. One that names no columns holds what is to be read otherwise of a known export.

    Args:
        path: The file.
        header: Columns of the table it is for; None while they are not known.

    Returns:
        The mapping.

    Raises:
        InputError: With everything wrong with it.
    """
    root, faults = read_mapping(path, str(path))
    if root is None or faults:
        raise InputError(faults)
    reader = _Reader(root)
    assert isinstance(root.value, dict)
    for name, node in root.value.items():
        if name not in SETTINGS:
            reader.faults.append(
                replace(
                    node.fault("GZ012", at_key=True, key=name),
                    nearest=nearest(name, SETTINGS),
                    allowed=words_allowed(SETTINGS),
                )
            )
    layout = recognised(header or ())
    if "columns" in root.value:
        layout = Layout("", _BY_MAPPING, _columns(reader, header))
    columns = {} if layout is None else layout.columns
    formats = {} if layout is None else dict(layout.formats)
    for key, node in reader.table("formats", DATES).items():
        text = reader.text(node, T("a format such as %Y-%m-%d", "日期格式，如 %Y-%m-%d"))
        if text and not dates.is_format(text):
            reader.refuse(
                node,
                text,
                T(
                    "year, month and day in the signs of strptime, such as %m/%d/%Y %H:%M, or excel",
                    "以 strptime 记号书写的年月日，如 %m/%d/%Y %H:%M，或 excel",
                ),
            )
        elif text:
            formats[key] = text
    values = _values(reader)
    zone, node = reader.setting("timezone", T("a time zone", "时区"))
    if zone and zone not in zoneinfo.available_timezones():
        reader.refuse(node, zone, T("a time zone such as Asia/Shanghai", "时区，如 Asia/Shanghai"))
    encoding, node = reader.setting("encoding", T("an encoding", "编码"))
    if encoding and not _is_encoding(encoding):
        reader.refuse(
            node, encoding, T("an encoding such as utf-8, gb18030 or cp1252", "编码，如 utf-8、gb18030 或 cp1252")
        )
    sheet, _ = reader.setting("sheet", T("the name of a sheet", "工作表名称"))
    first, last = reader.day("first_day"), reader.day("last_day")
    if first is not None and last is not None and first > last:
        reader.faults.append(
            node_at(root, ("last_day",))[0].fault(
                "GZ027", problem=T("last_day lies before first_day", "last_day 早于 first_day")
            )
        )
    row, days = reader.number("header_row", 1000), reader.number("deadline_days", LONGEST_DEADLINE)
    if reader.faults:
        raise InputError(sorted(reader.faults, key=lambda fault: fault.line or 0))
    return TicketMapping(
        columns,
        formats,
        values,
        zone,
        encoding,
        sheet,
        row or 1,
        first,
        last,
        days,
        _BY_MAPPING if layout is None else layout.title,
    )


def _is_encoding(name: str) -> bool:
    import codecs

    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _columns(reader: _Reader, header: Sequence[str] | None) -> dict[str, str]:
    """The columns, of which those that are needed must be there."""
    found, taken = {}, dict[str, str]()
    nodes = reader.table("columns", list(FIELDS))
    for key, node in nodes.items():
        name = reader.text(node, T("the name of a column", "列名"))
        if not name:
            continue
        if header is not None and name not in header:
            reader.faults.append(
                replace(
                    node.fault("GZ051", found=shortened(name)),
                    nearest=nearest(name, header),
                    allowed=words_allowed(shortened(column, 30) for column in header),
                )
            )
        elif name in taken:
            reader.faults.append(node.fault("GZ054", found=shortened(name), key="columns"))
        taken[name] = found[key] = name
    for key in NEEDED:
        if key not in found and key not in {f.key_path.rpartition(".")[2] for f in reader.faults}:
            reader.faults.append(
                replace(reader.root.fault("GZ026", key=f"columns.{key}"), key_path=f"columns.{key}", help=FIELDS[key])
            )
    return found


def _values(reader: _Reader) -> dict[str, dict[str, str]]:
    """Meanings of words, by field."""
    found: dict[str, dict[str, str]] = {}
    for key, node in reader.table("values", list(MEANINGS)).items():
        inner = _Reader(Node({key: node}, node.source))
        for meaning, listed in inner.table(key, MEANINGS[key]).items():
            words = listed.value if isinstance(listed.value, list) else [listed]
            for word in words:
                text = inner.text(word, T("a word of the column", "该列中的词"))
                if text and found.setdefault(key, {}).setdefault(plain(text), meaning) != meaning:
                    inner.faults.append(word.fault("GZ054", found=shortened(text), key=f"values.{key}"))
        reader.faults += inner.faults
    return found


def of_known(source: Source) -> TicketMapping:
    """The mapping of a known export.

    Args:
        source: The table, one that is recognised.
    """
    layout = recognised(source.header)
    assert layout is not None
    return TicketMapping(layout.columns, layout.formats, title=layout.title)


def samples(source: Source, columns: Sequence[str], most: int = dates.SAMPLE) -> dict[str, list[str]]:
    """Values of columns in the first lines of a table, none empty.

    Args:
        source: The table.
        columns: The columns.
        most: Most values of each.
    """
    wanted = list(dict.fromkeys(columns))
    block = next(iter(source.blocks(wanted)))
    return {name: [v for c in block.cells[name] if (v := str(c).strip())][:most] for name in wanted}


def with_formats(mapping: TicketMapping, source: Source, file: str) -> TicketMapping:
    """The mapping with a format for every column of dates.

    Args:
        mapping: The mapping.
        source: The table.
        file: How messages call what is to be corrected: the table, or the mapping file.

    Raises:
        InputError: A column of dates can be read in several ways, or in none.
    """
    asked = {key: mapping.columns[key] for key in DATES if key in mapping.columns}
    seen, formats, faults = samples(source, list(asked.values())), dict(mapping.formats), list[Fault]()
    for key, column in asked.items():
        values = seen[column]
        if key in formats or not values:
            formats.setdefault(key, dates.formats()[0])
            continue
        found = dates.fitting(values)
        if len(found) == 1:
            formats[key] = found[0]
        elif found:
            faults.append(_ambiguous(key, column, values, found, file))
        else:
            faults.append(
                Fault(
                    "GZ102",
                    file=str(source.path),
                    key_path=column,
                    facts={
                        "key": column,
                        "found": "; ".join([shortened(v, 30) for v in dict.fromkeys(values)][:MOST_EXAMPLES]),
                    },
                    help=Sentence(
                        f"name it in a mapping file, such as formats: {{{key}: '%Y-%m-%d %H:%M:%S'}}",
                        f"请在映射文件中注明，如 formats: {{{key}: '%Y-%m-%d %H:%M:%S'}}",
                    ),
                )
            )
    if faults:
        raise InputError(faults)
    return replace(mapping, formats=formats)


def _ambiguous(key: str, column: str, values: Sequence[str], found: Sequence[str], file: str) -> Fault:
    """The question how a column of dates is meant, with one date and what it would be."""
    sample = np.array(values, dtype=object)
    read = {text: dates.parsed(sample, text) for text in found}
    seconds = np.array(list(read.values()))
    differing = np.flatnonzero((seconds != seconds[0]).any(axis=0) & (seconds != dates.MISSING).all(axis=0))
    at = int(differing[0]) if differing.size else 0
    ways = "; ".join(f"{text} = {dates.date_text(int(dates.day_of(moments[at])))}" for text, moments in read.items())
    return Fault(
        "GZ101",
        file=file,
        key_path=column,
        found=shortened(values[at]),
        facts={"key": column, "ways": ways},
        help=Sentence(
            f"say in a mapping file which is meant, such as formats: {{{key}: '{found[0]}'}}",
            f"请在映射文件中注明，如 formats: {{{key}: '{found[0]}'}}",
        ),
    )


def guessed_text(source: Source, given: TicketMapping) -> str:
    """A mapping file to be looked over: best guesses, examples of dates and words, and the columns not read.

    Numbers and persons are shown no examples of, and what is in columns without a guess is not shown at all.

    Args:
        source: A table that is not recognised.
        given: How it was opened: encoding, sheet and row of the header stay as they are.
    """
    columns = guessed(source.header)
    shown = {key: column for key, column in columns.items() if key not in ("ticket", "reporter")}
    seen = samples(source, list(shown.values()), 5000) if shown else {}
    lines = [
        str(line)
        for line in (
            T(
                "# Which column holds what, guessed by name: look it over, fill in what is missing, delete what "
                "is wrong.",
                "# 各列的含义。以下按列名推测：请核对、补充、删除。",
            ),
            T(
                "# Only columns named here are read. Write nothing after a colon where there is no such column.",
                "# 仅读取此处列出的列。没有对应列时冒号后留空。",
            ),
        )
    ]
    lines.append("columns:")
    for key in FIELDS:
        column = columns.get(key)
        name = "" if column is None else f" {json.dumps(column, ensure_ascii=False)}"
        examples = [shortened(v, 30) for v in dict.fromkeys(seen.get(column or "", []))] if key in shown else []
        quoted = f": {' | '.join(examples[:MOST_EXAMPLES])}" if examples else ""
        lines.append(f"  {key}:{name}  # {FIELDS[key]}{quoted}")
    lines.append("formats:")
    for key in DATES:
        values = seen.get(columns.get(key, ""), [])
        found = dates.fitting(values) if values else []
        text = f' "{found[0]}"' if len(found) == 1 else ""
        ways = f"  # {' | '.join(found)}" if len(found) > 1 else ""
        lines.append(f"  {key}:{text}{ways}")
    lines += [
        f"{key}: {json.dumps(getattr(given, key), ensure_ascii=False)}"
        for key in ("encoding", "sheet", "header_row")
        if getattr(given, key) != getattr(TicketMapping(), key)
    ]
    rest = [name for name in source.header if name and name not in columns.values()]
    lines += [f"# {T('not read', '不读取')}: {', '.join(shortened(name, 40) for name in rest)}"] if rest else []
    lines += [
        f"# {line}"
        for line in str(
            T(
                "Further settings: timezone, encoding, sheet, header_row, first_day, last_day, deadline_days, "
                "and values:\n"
                "values: "
                "{status: {closed: [done], open: [waiting], withdrawn: [void]}, satisfied: {yes: ['5'], no: ['1']}}",
                "其他设置：timezone、encoding、sheet、header_row、first_day、last_day、deadline_days，以及 values，如\n"
                "values: "
                "{status: {closed: [已办], open: [在办], withdrawn: [作废]}, satisfied: {yes: ['5'], no: ['1']}}",
            )
        ).split("\n")
    ]
    return "\n".join(lines) + "\n"


def as_yaml(mapping: TicketMapping) -> str:
    """A mapping as a file, so that the same table is read in the same way again.

    Args:
        mapping: The mapping.
    """
    import yaml

    said: dict[str, Any] = {"columns": dict(mapping.columns), "formats": dict(mapping.formats)}
    if mapping.values:
        said["values"] = {
            key: {meaning: [w for w, m in words.items() if m == meaning] for meaning in dict.fromkeys(words.values())}
            for key, words in mapping.values.items()
        }
    said |= {
        key: value for key in ("timezone", "encoding", "sheet", "deadline_days") if (value := getattr(mapping, key))
    }
    said |= {"header_row": mapping.header_row} if mapping.header_row > 1 else {}
    said |= {
        key: dates.date_text(day) for key in ("first_day", "last_day") if (day := getattr(mapping, key)) is not None
    }
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)
