"""One command at a time in a folder.

The lock is the system's own, by way of `filelock`, and ends with the process that holds it, however it ends; on a file
system that knows no locks a marker file stands for it. The file beside it says who holds it, so that the message can
name them; what a dead process has left there is taken over.
"""

from __future__ import annotations

import datetime
import json
import os
import socket
import warnings
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout, UnixFileLock

from sim.errors import EnvironmentProblem, Fault, GongzhiError, reason_of
from sim.studies.sealed import contents
from sim.words import Sentence, Text

NAME = "LOCK"
HELD = "LOCK.held"
"""The file that the system locks; on Windows nobody else could read it."""


class FolderLock:
    """Holds the lock of a folder; use it as a context."""

    def __init__(self, folder: Path) -> None:
        """Names the file.

        Args:
            folder: The folder.
        """
        self.path = folder / NAME
        self.taken_over: Text = ""
        self._lock = FileLock(folder / HELD, timeout=0, is_singleton=False)

    def __enter__(self) -> FolderLock:
        """Takes the lock.

        Raises:
            EnvironmentProblem: Another process holds it, or may hold it on another machine.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # That a marker stands for the lock is no news to anybody.
                self._lock.acquire()
            before = self._holder()
            if before is not None:
                self._judge(before)
            self._write(holder())
        except Timeout:
            raise self._refused(named(self._holder() or {})) from None
        except OSError as problem:
            with suppress(OSError):
                self.path.unlink()
            self._give_back()
            fault = Fault("GZ091", file=str(self.path.parent), facts={"problem": reason_of(problem)})
            raise EnvironmentProblem(fault) from None
        except BaseException:
            self._give_back()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the lock back."""
        self.path.unlink(missing_ok=True)
        self._give_back()

    def _give_back(self) -> None:
        """Removes the file that is locked while it still is, so that nobody waits for one without a name."""
        if isinstance(self._lock, UnixFileLock) and self._lock.is_locked:
            with suppress(OSError):
                Path(self._lock.lock_file).unlink()
        self._lock.release()

    def _holder(self) -> dict[str, Any] | None:
        """Who has written the file; None where it is empty or cut short, as a dying process leaves it."""
        try:
            found = json.loads(contents(self.path))
        except (ValueError, RecursionError, GongzhiError):
            return None
        return found if isinstance(found, dict) else None

    def _judge(self, before: dict[str, Any]) -> None:
        """Somebody has not given the lock back: dead on this machine, or perhaps alive on another."""
        if before.get("host") != socket.gethostname():
            raise self._refused(named(before), elsewhere=True)
        self.taken_over = named(before)

    def _refused(self, who: Sentence, elsewhere: bool = False) -> EnvironmentProblem:
        advice: Text = ""
        if elsewhere:
            advice = Sentence(f"if it has ended, delete {self.path}", f"若其已结束，请删除 {self.path}")
        return EnvironmentProblem(Fault("GZ070", file=str(self.path.parent), found=who, help=advice))

    def _write(self, facts: dict[str, Any]) -> None:
        with self.path.open("wb") as file:
            file.write(json.dumps(facts).encode())
            file.flush()
            os.fsync(file.fileno())


def holder() -> dict[str, Any]:
    """What this process writes about itself.

    Returns:
        Machine, process and time.
    """
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    return {"host": socket.gethostname(), "process": os.getpid(), "since": now}


def named(facts: dict[str, Any]) -> Sentence:
    """Names a holder.

    Args:
        facts: As `holder` gives them.

    Returns:
        Words for a message.
    """
    words = Sentence("process {process} on {host}, since {since}", "{host} 上的进程 {process}，自 {since} 起")
    return words.filled(**{name: facts.get(name, "?") for name in ("process", "host", "since")})
