"""Keeps what every run of a sweep gave: one file a run, complete under its name or not there at all.

A file is named after everything its result depends on, is written once and never changed, and ends with the checksum
of all that stands before it. Writing goes: new file under another name, its content forced to the disk, renamed, the
folder forced to the disk. So a process killed at any moment, or a machine without power, leaves whole files only; a
file damaged later is noticed when it is read, put aside, and its run carried out again.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import EnvironmentProblem, Fault, GongzhiError, reason_of
from sim.running import RunResult
from sim.studies.runs import Outcome

FORMAT = 1
MAGIC = b"gongzhi run\n"
DIGEST_CHARACTERS = 64
COLUMNS = ("measure", "by", "group", "n", "value")
RUNS, FAILED, UNFINISHED, QUARANTINE = "runs", "failed", "unfinished", "quarantine"
UNFINISHED_NAME = ".unfinished"
"""Ending of files that are being written."""


class Damaged(Exception):
    """A file does not hold what was written into it."""


@dataclass(frozen=True)
class Stored:
    """What is kept of one run.

    Attributes:
        key: Name of the file, after everything the result depends on.
        scenario: Name of the scenario.
        seed: Seed of the run.
        table: Measures kept: columns measure, by, group, n, value.
        counts: What the world and the run contain, by name.
        seconds: How long the run took.
        memory_peak_bytes: Largest memory of its process.
        error: Traceback of a run that failed; empty for one that did not.
        digest: Fingerprint of scenario, seed, table and counts: equal for equal results.
    """

    key: str
    scenario: str
    seed: int
    table: pd.DataFrame
    counts: dict[str, int | float]
    seconds: float
    memory_peak_bytes: int
    error: str
    digest: str


class RunStore:
    """The results of a sweep's runs in a folder, for one writing process."""

    def __init__(self, folder: Path) -> None:
        """Names the folders; nothing is written before `open`.

        Args:
            folder: Folder of the sweep.
        """
        self.folder = folder
        self.quarantined: list[str] = []

    def open(self) -> None:
        """Makes the folders and removes what a killed process has left unfinished.

        Raises:
            EnvironmentProblem: The folder cannot be written.
        """
        try:
            for name in (RUNS, FAILED, UNFINISHED):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            for rest in (self.folder / UNFINISHED).iterdir():
                rest.unlink()
            force_to_disk(self.folder)
        except OSError as problem:
            raise unwritable(self.folder, problem) from None

    def path(self, key: str, room: str = RUNS) -> Path:
        """Where the file of a run lies: in one of 256 folders, so that none grows too large.

        Args:
            key: Key of the run.
            room: `RUNS` or `FAILED`.
        """
        return self.folder / room / key[:2] / f"{key}.run"

    def write(self, key: str, outcome: Outcome) -> None:
        """Keeps what became of a run.

        Args:
            key: Key of the run.
            outcome: Its result or its error.

        Raises:
            EnvironmentProblem: The disk is full or cannot be written; nothing is left under the file's name.
            GongzhiError: A result is there already and differs: the same run gave two results.
        """
        room = RUNS if outcome.result is not None else FAILED
        path = self.path(key, room)
        content = encoded(key, outcome)
        if room == RUNS and path.exists():
            before = self.read(key)
            if before is not None:
                if before.digest != decoded(content, key).digest:
                    seed = str(outcome.seed)
                    raise GongzhiError(Fault("GZ078", file=str(path), found=outcome.scenario, allowed=seed))
                return
        write_whole(path, content, self.folder / UNFINISHED)
        if room == RUNS:
            self.path(key, FAILED).unlink(missing_ok=True)

    def read(self, key: str) -> Stored | None:
        """Reads the result of a run; a damaged file is put aside and counts as not there.

        Args:
            key: Key of the run.

        Returns:
            The result, or None where there is none.

        Raises:
            EnvironmentProblem: The file is there and cannot be read or moved.
        """
        return self._read(key, RUNS)

    def failure(self, key: str) -> Stored | None:
        """Reads why a run failed.

        Args:
            key: Key of the run.

        Returns:
            What is known of the failure, or None where the run has not failed.
        """
        return self._read(key, FAILED)

    def _read(self, key: str, room: str) -> Stored | None:
        path = self.path(key, room)
        try:
            if not path.is_file():
                if os.path.lexists(path):
                    raise Damaged("no ordinary file")
                return None
            return decoded(path.read_bytes(), key)
        except Damaged:
            self._put_aside(path)
            return None
        except OSError as problem:
            raise unwritable(path, problem) from None

    def _put_aside(self, path: Path) -> None:
        """Moves a damaged file away, where it can be looked at and is never read as a result."""
        folder = self.folder / QUARANTINE
        try:
            folder.mkdir(exist_ok=True)
            number = sum(1 for _ in folder.glob(f"{path.stem}*"))
            path.replace(folder / f"{path.stem}.{number}")
        except OSError as problem:
            raise unwritable(folder, problem) from None
        self.quarantined.append(path.stem)

    def found(self) -> Iterator[str]:
        """Keys of all results that are there, unread."""
        return (path.stem for path in sorted((self.folder / RUNS).glob("??/*.run")))


def encoded(key: str, outcome: Outcome) -> bytes:
    """Writes what became of a run as bytes.

    Args:
        key: Key of the run.
        outcome: Its result or its error.

    Returns:
        A first line, a line of facts that may differ from one time to the next, the compressed result, and the
        checksum of it all.
    """
    result = outcome.result
    body = zlib.compress(json.dumps(_body(outcome, result), ensure_ascii=False, separators=(",", ":")).encode(), 6)
    facts = {
        "bytes": len(body),
        "error": outcome.error,
        "format": FORMAT,
        "key": key,
        "memory_peak_bytes": 0 if result is None else result.memory_peak_bytes,
        "seconds": 0.0 if result is None else round(result.seconds["all"], 4),
    }
    whole = MAGIC + json.dumps(facts, ensure_ascii=False).encode() + b"\n" + body
    return whole + hashlib.sha256(whole).hexdigest().encode()


def _body(outcome: Outcome, result: RunResult | None) -> dict[str, Any]:
    """What is the same every time a run is carried out."""
    plain: dict[str, Any] = {"scenario": outcome.scenario, "seed": outcome.seed}
    if result is not None:
        plain["table"] = {name: result.table[name].tolist() for name in COLUMNS}
        plain["counts"] = {name: _number(value) for name, value in result.counts.items()}
    return plain


def _number(value: Any) -> int | float:
    """A number JSON knows."""
    return value.item() if hasattr(value, "item") else value


def decoded(content: bytes, key: str) -> Stored:
    """Reads what `encoded` has written.

    Args:
        content: The bytes of the file.
        key: The key it is expected to have.

    Returns:
        What is kept of the run.

    Raises:
        Damaged: A byte differs, bytes are missing, or the file belongs to another run.
    """
    whole, digest = content[:-DIGEST_CHARACTERS], content[-DIGEST_CHARACTERS:]
    if not whole.startswith(MAGIC) or hashlib.sha256(whole).hexdigest().encode() != digest:
        raise Damaged("checksum")
    line, _, body = whole[len(MAGIC) :].partition(b"\n")
    facts = json.loads(line)
    if facts["key"] != key or facts["format"] != FORMAT:
        raise Damaged("another run's")
    text = zlib.decompress(body)
    plain = json.loads(text)
    table = pd.DataFrame(plain.get("table", {name: [] for name in COLUMNS})).astype({"n": "int64", "value": "float64"})
    return Stored(key, plain["scenario"], plain["seed"], table, plain.get("counts", {}), facts["seconds"],
                  facts["memory_peak_bytes"], facts["error"], hashlib.sha256(text).hexdigest())


def write_whole(path: Path, content: bytes, aside: Path | None = None) -> None:
    """Writes a file so that it is complete under its name or not there at all, whatever happens.

    Args:
        path: The file; one that is there is replaced.
        content: Its content.
        aside: Folder on the same disk for the file while it is written; the file's own where not given.

    Raises:
        EnvironmentProblem: The disk is full or the folder cannot be written.
    """
    unfinished = (path.parent if aside is None else aside) / f".{path.name}.{os.getpid()}{UNFINISHED_NAME}"
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
            force_to_disk(path.parent.parent)
        try:
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        force_to_disk(path.parent)
    except OSError as problem:
        raise unwritable(path, problem) from None


def force_to_disk(folder: Path) -> None:
    """Forces the names in a folder to the disk; Windows opens no folder and does so by itself.

    Args:
        folder: The folder.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unwritable(path: Path, problem: OSError) -> EnvironmentProblem:
    """The message that the disk refuses.

    Args:
        path: File or folder.
        problem: What the system said.

    Returns:
        The error to raise.
    """
    return EnvironmentProblem(Fault("GZ075", file=str(path), facts={"problem": reason_of(problem)}))
