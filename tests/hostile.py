"""Texts changed at random, and what must hold of whatever a reader makes of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sim.error_messages import CATALOGUE
from sim.errors import Fault, GongzhiError, InputError, is_hidden
from tests.language import spoken

MOST_SECONDS = 20.0
"""Longest that one file may take, on a machine with other work."""

PIECES = (
    *("\0", "\ufeff", "\u202e", "\x1b[2J", "\x07", "\x85", "\u2028", "\ud7ff", "\t", "\n", "\r", "\r\n"),
    *(
        ":",
        ": ",
        "：",
        ",",
        "，",
        ";",
        "#",
        "'",
        '"',
        "'''",
        "[",
        "]",
        "{",
        "}",
        "|",
        ">",
        "?",
        "- ",
        "@",
        "`",
        "%",
        "\\",
    ),
    *("&a ", "*a", "<<: *a", "!!python/object/apply:os.system [ls]", "!own ", "---\n", "...\n", "%YAML 1.1\n"),
    *("null", "~", "true", "on", "off", "nan", ".nan", "-.inf", "Infinity", "NaN", "1e999", "-1e999", "0", "-1", "1.5"),
    *("017", "0x1F", "1_000", "1,000", "1:30", "１２", "٣", "2024-02-30", "9" * 400, "1" * 5000, "1e-400"),
    *("[" * 3000, "{a: " * 400, '{"a":' * 3000, "- " * 3000, "x" * 70_000),
    *(
        "../../../../etc/passwd",
        "/etc/passwd",
        "/dev/zero",
        "C:\\Windows\\win.ini",
        "~/.ssh/id_rsa",
        "file:///etc/passwd",
    ),
    *("<script>alert(1)</script>", "=1+1", "{{7*7}}", "${HOME}", "$(ls)", "%s%n", "__class__", "\\u0000", "\\ud800"),
    *("extends: town.yaml\n", "extends: ..\n", "format: 99\n", "name: a\nname: b\n", "mechanisms: ", "run: "),
)
"""What is put into a text: signs with a meaning, numbers at the edge, names of files elsewhere, steering characters."""


def changed(text: str, rng: random.Random) -> bytes:
    """A text with one to five changes: pieces put in or in place of others, lines left out, doubled or exchanged."""
    for _ in range(rng.randint(1, 5)):
        lines = text.splitlines(keepends=True) or [""]
        kind, k = rng.randrange(8), rng.randrange(len(lines))
        if kind == 0:
            del lines[k]
        elif kind == 1:
            lines.insert(rng.randrange(len(lines) + 1), lines[k])
        elif kind == 2:
            other = rng.randrange(len(lines))
            lines[k], lines[other] = lines[other], lines[k]
        elif kind == 3:
            lines[k] = lines[k][: rng.randrange(len(lines[k]) + 1)]
        else:
            place, end = rng.randrange(len(lines[k]) + 1), rng.choice((0, 0, 1, 4, 12))
            lines[k] = lines[k][:place] + rng.choice(PIECES) + lines[k][place + end :]
        text = "".join(lines)
    data = text.encode("utf-8", "surrogatepass")
    if rng.random() < 0.1:
        place = rng.randrange(len(data) + 1)
        data = data[:place] + rng.randbytes(rng.randint(1, 4)) + data[place:]
    return data


@dataclass(frozen=True)
class Kind:
    """A kind of file that somebody may hand to the program.

    Attributes:
        name: Name of the file that is changed.
        text: What stands in it.
        read: What the program does with the folder that holds it.
        beside: Further files of the folder, by name.
        stored: Whether the program wrote it itself, so that damage may be named without a line, with exit code 4.
    """

    name: str
    text: str
    read: Callable[[Path], object]
    beside: dict[str, str] = field(default_factory=dict)
    stored: bool = False

    def lay(self, folder: Path) -> None:
        """Writes the files."""
        for name, text in {**self.beside, self.name: self.text}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")


def outcome(kind: Kind, folder: Path, data: bytes) -> InputError | GongzhiError | None:
    """Reads a changed file; None where it is as good as before.

    Raises:
        AssertionError: What came is no clear answer, or took too long.
    """
    (folder / kind.name).write_bytes(data)
    begun = time.monotonic()
    try:
        kind.read(folder)
    except GongzhiError as problem:
        assert problem.exit_code == 2 or (kind.stored and problem.exit_code == 4), problem
        for fault in problem.faults:
            is_clear(fault, folder, kind)
        for text in (problem.render(), spoken("zh", problem.render)):
            assert text and not any(is_hidden(sign) for sign in text if sign != "\n"), text
        return problem
    finally:
        assert time.monotonic() - begun < MOST_SECONDS
    return None


def is_clear(fault: Fault, folder: Path, kind: Kind) -> None:
    """A fault has a known code and a sentence, names the file, and shows the line that stands there."""
    assert fault.code in CATALOGUE and fault.message().en and fault.message().zh, fault
    file = Path(fault.file)
    if kind.stored and file == folder:
        return
    assert file.is_relative_to(folder), fault
    if fault.line is not None:
        assert fault.line >= 1 and (fault.column is None or fault.column >= 1), fault
        text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        # A line ends as Python's universal newlines and YAML have it.
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert fault.line <= len(lines), fault
        if fault.source_line.strip():
            assert fault.source_line[:200] in lines[fault.line - 1], (fault, lines[fault.line - 1][:200])
