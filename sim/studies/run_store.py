"""Keeps what every run of a study gave: one file a run, complete under its name or not there at all.

A file is named after everything its result depends on, is written once and never changed, and ends with the checksum
of all that stands before it. Writing goes: new file under another name, its content forced to the disk, renamed, the
folder forced to the disk. So a process killed at any moment, or a machine without power, leaves whole files only; a
file damaged later is noticed when it is read, put aside, and its run executed again.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from sim.errors import EnvironmentProblem, Fault, GongzhiError, reason_of
from sim.former_names import current_table
from sim.running import OfficeLoad, RunResult
from sim.studies.runs import Outcome
from sim.vocabulary import Setting, Tier

FORMAT = 2
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
        outcome: What became of the run: all that was kept of its result, or its error.
        digest: Fingerprint of everything that is the same each time the run is executed.
    """

    key: str
    outcome: Outcome
    digest: str


class Store(Protocol):
    """Where a study finds what its runs gave, and leaves what they give."""

    def read(self, key: str) -> Stored | None:
        """The result of a run; None where there is none."""

    def failure(self, key: str) -> Stored | None:
        """What is known of a run that failed; None where it has not."""

    def write(self, key: str, outcome: Outcome) -> None:
        """Keeps what became of a run."""


class MemoryStore:
    """Keeps results in memory, and on the disk as well while the disk takes them.

    A disk that refuses costs the resuming only: what is in memory is complete.

    Attributes:
        problem: Why results have not been kept on the disk any longer; None where they are, or were never meant to be.
    """

    def __init__(self, disk: RunStore | None = None) -> None:
        self._disk = disk
        self._known: dict[str, Stored] = {}
        self.problem: EnvironmentProblem | None = None

    @property
    def kept(self) -> bool:
        """Whether results are kept on the disk."""
        return self._disk is not None and self.problem is None

    @property
    def quarantined(self) -> list[str]:
        """Keys of results that were found damaged on the disk."""
        return [] if self._disk is None else self._disk.quarantined

    def read(self, key: str) -> Stored | None:
        """The result of a run, from memory or from the disk."""
        found = self._known.get(key)
        if found is None and self._disk is not None and (found := self._disk.read(key)) is not None:
            self._known[key] = found
        return found if found is not None and found.outcome.result is not None else None

    def failure(self, key: str) -> Stored | None:
        """What is known of a run that failed."""
        found = self._known.get(key)
        if found is not None:
            return found if found.outcome.result is None else None
        return None if self._disk is None else self._disk.failure(key)

    def write(self, key: str, outcome: Outcome) -> None:
        """Keeps what became of a run.

        Raises:
            GongzhiError: A result is on the disk already and differs: the same run gave two results.
        """
        self._known[key] = Stored(key, outcome, "")
        if self._disk is None or self.problem is not None:
            return
        try:
            self._disk.write(key, outcome)
        except EnvironmentProblem as problem:
            self.problem = problem


class RunStore:
    """The results of a study's runs in a folder, for one writing process."""

    def __init__(self, folder: Path) -> None:
        """Names the folders; nothing is written before `open`.

        Args:
            folder: Folder of the study.
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
        A first line, a line of facts that may differ from one time to the next, the compressed result, the tables by
        record as Parquet one after another, and the checksum of it all.
    """
    result = outcome.result
    text = json.dumps(_body(outcome), ensure_ascii=False, separators=(",", ":")).encode()
    records = {} if result is None else {name: _parquet(table) for name, table in result.records.items()}
    facts = {
        "error": outcome.error,
        "format": FORMAT,
        "key": key,
        "memory_peak_bytes": 0 if result is None else result.memory_peak_bytes,
        "records": {name: len(content) for name, content in records.items()},
        "seconds": {} if result is None else {step: round(seconds, 4) for step, seconds in result.seconds.items()},
    }
    whole = b"".join(
        (MAGIC, json.dumps(facts, ensure_ascii=False).encode(), b"\n", *records.values(), zlib.compress(text, 6))
    )
    return whole + hashlib.sha256(whole).hexdigest().encode()


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = BytesIO()
    table.to_parquet(buffer, compression="zstd", index=False)
    return buffer.getvalue()


def _body(outcome: Outcome) -> dict[str, Any]:
    """What is the same every time a run is executed, but for the tables by record."""
    plain: dict[str, Any] = {"scenario": outcome.scenario, "seed": outcome.seed}
    result = outcome.result
    if result is not None:
        plain["hash"] = result.scenario_hash
        plain["table"] = {name: result.table[name].tolist() for name in COLUMNS}
        plain["counts"] = {name: _number(value) for name, value in result.counts.items()}
        plain["curve"] = list(result.curve)
        plain["load"] = [
            [load.tier, load.setting, load.available_hours, load.offered_hours, load.carried_hours]
            for load in result.load
        ]
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
    line, _, rest = whole[len(MAGIC) :].partition(b"\n")
    facts = json.loads(line)
    if facts["key"] != key or facts["format"] != FORMAT:
        raise Damaged("another run's")
    blobs: dict[str, bytes] = {}
    for name, length in facts["records"].items():
        blobs[name], rest = rest[:length], rest[length:]
    text = zlib.decompress(rest)
    plain = json.loads(text)
    same = hashlib.sha256(b"".join((text, *blobs.values()))).hexdigest()
    result = _result(plain, facts, blobs) if "table" in plain else None
    return Stored(key, Outcome(plain["scenario"], plain["seed"], result, facts["error"]), same)


def _result(plain: Mapping[str, Any], facts: Mapping[str, Any], blobs: Mapping[str, bytes]) -> RunResult:
    """The result of a run, equal to that which was written but for the last digits of its seconds."""
    tiers, settings = list(Tier), list(Setting)
    load = tuple(
        OfficeLoad(tiers[tier], None if setting is None else settings[setting], *hours)
        for tier, setting, *hours in plain["load"]
    )
    return RunResult(
        scenario=plain["scenario"],
        scenario_hash=plain["hash"],
        seed=plain["seed"],
        table=current_table(pd.DataFrame(plain["table"])).astype({"n": "int64", "value": "float64"}),
        curve=tuple(plain["curve"]),
        counts=plain["counts"],
        seconds=facts["seconds"],
        load=load,
        memory_peak_bytes=facts["memory_peak_bytes"],
        records={name: current_table(pd.read_parquet(BytesIO(content))) for name, content in blobs.items()},
    )


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
