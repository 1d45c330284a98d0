"""From the bytes of a file to text that is safe to parse, or faults that name the byte and the character.

Every text file a user writes (scenarios, studies, tables, maps) is read here, so that one encoding is understood, and
the same wrong ones are recognised, everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from sim.errors import Fault, is_hidden, nearest, reason_of
from sim.words import Text

MOST_BYTES = 256 * 1024
"""Largest scenario or study file."""

MOST_TABLE_BYTES = 64 * 1024 * 1024
"""Largest table or map of a place: several times what a country's townships and outlines take."""

MOST_FAULTS = 100
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_FULL_WIDTH_KEY = re.compile(r"^[ \u3000-]*[\w -]{1,64}(\uff1a)")
_TAB_INDENT = re.compile(r"^ *(\t)[ \t]*[^\s#]")


@dataclass(frozen=True)
class SourceText:
    """The text of one file or option, with its lines for messages.

    Args:
        name: The file as the user wrote it, or the option such as "--set run.days=3".
        text: The text, every line break a single line feed, without byte order mark.
        is_option: True for a command-line option, which has no lines.
        depth: How many files extend the one it stands in.
    """

    name: str
    text: str
    is_option: bool = False
    depth: int = 0

    @property
    def distance(self) -> int:
        """How far the text is from what the user has just typed: an option, then the file, then what it extends."""
        return -1 if self.is_option else self.depth

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self.text.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts[:-1]

    def line_number(self, offset: int) -> int:
        """Gives the line, counted from 1, in which an offset stands."""
        return bisect_right(self._line_starts, max(0, offset))

    def line(self, number: int) -> str:
        """Gives the text of one line, counted from 1."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end]

    def fault(self, code: str, offset: int, width: int = 1, **facts: Text) -> Fault:
        """Makes a fault that stands at an offset of the text.

        Args:
            code: Code in the catalogue.
            offset: Position in the text, in characters.
            width: How many characters to underline.
            **facts: Words for the catalogue's sentence; "found" among them is also the fault's own.

        Returns:
            The fault, with line and column unless this is an option.
        """
        found = facts.get("found", "")
        if self.is_option:
            return Fault(code, file=self.name, found=found, facts=facts)
        line = self.line_number(offset)
        column = offset - self._line_starts[line - 1] + 1
        return Fault(
            code,
            file=self.name,
            line=line,
            column=column,
            found=found,
            width=width,
            source_line=self.line(line),
            facts=facts,
        )


def full_width_fault(source: SourceText, offset: int, character: str, half: str) -> Fault:
    """Names a full-width character and the half-width one that was meant."""
    found = f"'{character}' (U+{ord(character):04X})"
    return source.fault("GZ008", offset, found=found, half=half)


def decoded(name: str, data: bytes) -> tuple[str, list[Fault]]:
    """Reads bytes as UTF-8, with or without byte order mark.

    Args:
        name: How messages call the file.
        data: The bytes.

    Returns:
        The text; or the byte at which it stops being UTF-8, and what it looks like instead.
    """
    if data.startswith(_UTF16_MARKS):
        return "", [Fault("GZ005", file=name, line=1, found="the file", facts={"guess": " (it looks like UTF-16)"})]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as problem:
        position = problem.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    try:
        data.decode("gb18030")
        guess = " (it looks like GBK)"
    except UnicodeDecodeError:
        guess = ""
    return "", [
        Fault(
            "GZ005",
            file=name,
            line=line,
            column=column,
            found=f"byte 0x{data[position]:02X}",
            facts={"guess": guess},
        )
    ]


def hidden_faults(source: SourceText) -> list[Fault]:
    """Finds characters nobody can see."""
    hidden = "".join(c for c in set(source.text) if c not in "\n\t" and is_hidden(c))
    if not hidden:
        return []
    found = islice(re.finditer(f"[{re.escape(hidden)}]", source.text), MOST_FAULTS)
    return [source.fault("GZ006", match.start(), found=f"U+{ord(match.group()):04X}") for match in found]


def _tab_faults(source: SourceText) -> list[Fault]:
    """Finds tabs used as indentation."""
    faults = []
    offset = 0
    for line in source.text.split("\n"):
        tab = _TAB_INDENT.match(line)
        if tab:
            faults.append(source.fault("GZ007", offset + tab.start(1)))
        offset += len(line) + 1
    return faults


def full_width_keys(source: SourceText) -> list[Fault]:
    """Finds lines written as 'key：value' with a full-width colon, the usual slip of a Chinese keyboard."""
    faults = []
    offset = 0
    for line in source.text.split("\n"):
        slip = _FULL_WIDTH_KEY.match(line)
        if slip:
            faults.append(full_width_fault(source, offset + slip.start(1), "\uff1a", ":"))
        offset += len(line) + 1
    return faults


def read_source(path: Path, name: str, most_bytes: int, names: Iterable[str] = ()) -> tuple[SourceText, list[Fault]]:
    """Reads any text file: an ordinary file, not too large, in UTF-8.

    Args:
        path: The file.
        name: How messages call it.
        most_bytes: Largest size allowed.
        names: Names under which files of the kind can be had besides their paths.

    Returns:
        The text with line feeds only, and what is wrong with the file.
    """
    nothing = SourceText(name, "")
    try:
        if not path.exists():
            folder = path.parent
            known = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
            return nothing, [Fault("GZ001", file=name, nearest=nearest(path.name, [*sorted(known), *names]))]
        if not path.is_file():
            return nothing, [Fault("GZ002", file=name)]
        with path.open("rb") as stream:
            data = stream.read(most_bytes + 1)
            size = path.stat().st_size
    except (OSError, ValueError) as problem:
        return nothing, [Fault("GZ002", file=name, help=reason_of(problem))]
    if len(data) > most_bytes:
        return nothing, [Fault("GZ004", file=name, found=f"{size // 1024} KB", allowed=f"{most_bytes // 1024} KB")]
    text, faults = decoded(name, data)
    return (nothing if faults else SourceText(name, text.replace("\r\n", "\n").replace("\r", "\n"))), faults


def read_text(path: Path, name: str, depth: int = 0, names: Iterable[str] = ()) -> tuple[SourceText, list[Fault]]:
    """Reads a scenario file as text.

    Args:
        path: The file.
        name: How messages call it.
        depth: How many files extend it.
        names: Names under which scenarios can be had besides their paths.

    Returns:
        The text, and what is wrong with it; the text is only fit for parsing when nothing is.
    """
    source, faults = read_source(path, name, MOST_BYTES, names)
    return (source, faults) if faults else checked_text(replace(source, depth=depth))


def checked_text(source: SourceText) -> tuple[SourceText, list[Fault]]:
    """Checks text for hidden characters and tabs; line breaks count as those of YAML 1.2 only.

    Args:
        source: The text.

    Returns:
        The same text, and what is wrong with it.
    """
    return source, hidden_faults(source) + _tab_faults(source)
