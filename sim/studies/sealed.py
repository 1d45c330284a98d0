"""The seal of a finished study: its manifest holds a digest of every file and, last, one of the manifest itself.

What publishes a study seals it; whoever reads one opens it here first, so that a file that was cut, flipped or
exchanged is never taken for a result. Reports and analyses can be made again at any time and are not sealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.errors import EnvironmentProblem, Fault, InputError, reason_of
from sim.former_names import current_table
from sim.words import Sentence, Text

MANIFEST = "manifest.json"
FORMAT = 1
"""The form of folders that this program writes and reads."""

FILES, DIGEST = "files", "digest"
UNSEALED = "0" * 64
MADE_AGAIN = ("report.html", "report_*", "*.png", "*.svg", "analysis/*", ".*")
"""What can be made from the results again."""

CHECKSUM = Sentence("its checksum is wrong", "校验和不符")


@dataclass(frozen=True)
class Columns:
    """What a table must have to be read.

    Attributes:
        text: Columns of names.
        numbers: Columns of numbers, which may be missing in some rows.
    """

    text: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A folder whose files are as they were written.

    Attributes:
        folder: The folder.
        manifest: What was run with what, without the digests.
        files: Names of the sealed files; None in a folder of a version that wrote no digests.
    """

    folder: Path
    manifest: dict[str, Any]
    files: frozenset[str] | None

    @property
    def notice(self) -> Sentence | None:
        """What a reader must know of a folder without digests."""
        if self.files is not None:
            return None
        return Sentence(
            f"{self.folder} is of an earlier version that wrote no checksums: not all damage is noticed",
            f"{self.folder} 由不写校验和的早期版本生成，并非所有损坏都能发现",
        )


def sealed(folder: Path, manifest: Mapping[str, Any], names: Iterable[str] | None = None) -> bytes:
    """The manifest with its seal, to be written after everything else.

    Args:
        folder: Folder that holds the results.
        manifest: What was run with what.
        names: The files that belong to the results, by path in the folder; None for all but those of reports.
    """
    if names is None:
        there = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        names = [path.as_posix() for path in there if path.name != MANIFEST and not _is_made_again(path)]
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(names)}
    text = json.dumps({**manifest, FILES: files, DIGEST: UNSEALED}, ensure_ascii=False, indent=2) + "\n"
    data = text.encode("utf-8", errors="backslashreplace")  # a file's name may be no text
    before, _, after = data.rpartition(UNSEALED.encode())
    return before + hashlib.sha256(data).hexdigest().encode() + after


def _is_made_again(path: PurePath) -> bool:
    return any(path.match(pattern) for pattern in MADE_AGAIN)


def opened(folder: Path) -> Opened:
    """Compares every file of a finished study with its digest.

    Args:
        folder: The folder.

    Returns:
        Its manifest.

    Raises:
        InputError: It is no folder of a finished study, is one of another format, or lacks files.
        EnvironmentProblem: Files are not as they were written; all of them are named.
    """
    path = folder / MANIFEST
    if not os.path.lexists(path):
        raise InputError(Fault("GZ096", file=str(folder)))
    text = contents(path)
    found = json_object(path, text)
    files, digest = found.pop(FILES, None), found.pop(DIGEST, None)
    has_seal = (files, digest) != (None, None)
    if has_seal and not _is_whole(text, digest):
        raise damaged(path, CHECKSUM)
    if not has_seal:
        # Sweeps have always had checksums of their tables.
        files = found.get("tables", {}) if found.get("command") == "sweep" else {}
    if not (isinstance(files, dict) and all(_is_inside(name) for name in files)):
        raise InputError(Fault("GZ096", file=str(folder)))
    if (number := found.get("format", FORMAT)) != FORMAT:
        raise InputError(Fault("GZ086", file=str(folder), found=str(number), allowed=str(FORMAT)))
    faults = [fault for name, expected in files.items() for fault in _faults(folder / name, expected)]
    if faults:
        raise (InputError if all(fault.code == "GZ001" for fault in faults) else EnvironmentProblem)(faults)
    return Opened(folder, found, frozenset(files) if has_seal else None)


def _is_inside(name: str) -> bool:
    """Whether a manifest names a file of its own folder, whichever system wrote it."""
    parts = name.replace("\\", "/").split("/")
    return not ({"", ".", ".."} & set(parts) or PureWindowsPath(name).drive)


def _is_whole(text: bytes, digest: Any) -> bool:
    """Whether a manifest has the digest that stands in it."""
    if not (isinstance(digest, str) and len(digest) == len(UNSEALED) and digest.isascii()):
        return False
    head, _, tail = text.rpartition(digest.encode())
    return hashlib.sha256(head + UNSEALED.encode() + tail).hexdigest() == digest


def _faults(path: Path, expected: str) -> list[Fault]:
    """What is wrong with one sealed file."""
    try:
        content = contents(path)
    except (InputError, EnvironmentProblem) as problem:
        return list(problem.faults)
    return [] if hashlib.sha256(content).hexdigest() == expected else list(damaged(path, CHECKSUM).faults)


def damaged(path: Path, problem: Text) -> EnvironmentProblem:
    """The message that a file of a study is not as it was written.

    Args:
        path: The file.
        problem: What shows it.
    """
    return EnvironmentProblem(Fault("GZ085", file=str(path), facts={"problem": problem}))


def contents(path: Path) -> bytes:
    """Reads a file of a study; waits for no pipe and reads no device.

    Args:
        path: The file.

    Raises:
        InputError: There is none.
        EnvironmentProblem: It is no ordinary file, or cannot be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 (what was opened is looked at, not what has its name now)
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise damaged(path, Sentence("it is not a regular file", "不是普通文件"))
            return file.read()
    except FileNotFoundError:
        raise InputError(Fault("GZ001", file=str(path))) from None
    except IsADirectoryError:
        raise damaged(path, Sentence("it is not a regular file", "不是普通文件")) from None
    except (OSError, ValueError) as problem:
        raise damaged(path, reason_of(problem)) from None


def json_object(path: Path, text: bytes) -> dict[str, Any]:
    """A JSON file that holds values by name.

    Args:
        path: The file.
        text: Its content.

    Raises:
        EnvironmentProblem: It is not like that.
    """
    try:
        found = json.loads(text.decode())
    except (ValueError, RecursionError) as problem:
        reason = problem if isinstance(problem, json.JSONDecodeError | UnicodeDecodeError) else type(problem).__name__
        raise damaged(path, Sentence(f"it is not JSON: {reason}", f"不是 JSON：{reason}")) from None
    if not isinstance(found, dict):
        raise damaged(path, Sentence("it is not a JSON object", "不是 JSON 对象"))
    return found


def csv_table(path: Path, read: Callable[[BytesIO], pd.DataFrame], columns: Columns | None = None) -> pd.DataFrame:
    """A table of a study that was written as CSV.

    Args:
        path: The file.
        read: Makes the table of its content.
        columns: What it must have; None for anything.

    Raises:
        InputError: There is no such file.
        EnvironmentProblem: It is no such table.
    """
    return _table(path, lambda content: read(BytesIO(content)), columns)


def parquet_table(path: Path, columns: Columns | None = None) -> pd.DataFrame:
    """A table of a study that was written as Parquet; the checksums of its pages are compared.

    Args:
        path: The file.
        columns: What it must have; None for anything.

    Raises:
        InputError: There is no such file.
        EnvironmentProblem: It is no such table.
    """

    def read(content: bytes) -> pd.DataFrame:
        return parquet.read_table(pa.BufferReader(content), page_checksum_verification=True).to_pandas()

    return _table(path, read, columns)


def _table(path: Path, read: Callable[[bytes], pd.DataFrame], columns: Columns | None) -> pd.DataFrame:
    content = contents(path)
    try:
        table = current_table(read(content))
    except Exception as problem:  # What the libraries raise over foreign bytes is no closed list.
        reason = " ".join(str(problem).split())[:200]
        raise damaged(path, Sentence(f"it cannot be read: {reason}", f"无法读取：{reason}")) from None
    wanted = columns or Columns()
    missing = [name for name in (*wanted.text, *wanted.numbers) if name not in table.columns]
    if missing:
        names = ", ".join(missing)
        raise damaged(path, Sentence(f"columns are missing: {names}", f"缺少列：{names}"))
    for name in wanted.numbers:
        if len(table) and not pd.api.types.is_numeric_dtype(table[name]):
            numbers = pd.to_numeric(table[name], errors="coerce")
            rows = table.index[numbers.isna() & table[name].notna()]
            word = str(table[name][rows[0]]) if len(rows) else str(table[name].dtype)
            raise damaged(path, Sentence(f"column '{name}' holds no number: '{word}'", f"列“{name}”不是数字：“{word}”"))
    return table
