"""One sweep at a time in a folder.

The lock is the system's own (`flock`), which ends with the process that holds it, however it ends. The file beside it
says who holds it, so that the message can name them; what a dead process has left there is taken over.
"""

from __future__ import annotations

import datetime
import errno
import fcntl
import json
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Any

from sim.errors import EnvironmentProblem, Fault
from sim.studies.run_store import unwritable
from sim.words import Said, Sentence

NAME = "LOCK"


class FolderLock:
    """Holds the lock of a folder; use it as a context."""

    def __init__(self, folder: Path) -> None:
        """Names the file.

        Args:
            folder: The folder.
        """
        self.path = folder / NAME
        self.taken_over: Said = ""
        self._handle = -1

    def __enter__(self) -> FolderLock:
        """Takes the lock.

        Raises:
            EnvironmentProblem: Another process holds it, or may hold it on another machine.
        """
        try:
            self._handle = self._locked_handle()
            before = self._holder()
            if before is not None:
                self._judge(before)
            self._write(holder())
        except OSError as problem:
            self._close()
            if problem.errno in (errno.EWOULDBLOCK, errno.EACCES) and self.path.exists():
                raise self._refused(self._holder_named()) from None
            raise unwritable(self.path, problem) from None
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the lock back."""
        self.path.unlink(missing_ok=True)
        self._close()

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _locked_handle(self) -> int:
        """Opens and locks the file; again where its last holder removed it in between."""
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self.path.exists() and os.fstat(handle).st_ino == self.path.stat().st_ino:
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)

    def _holder(self) -> dict[str, Any] | None:
        """Who has written the file; None where it is empty or cut short, as a dying process leaves it."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _holder_named(self) -> Sentence:
        """Who holds the lock, in words."""
        return named(self._holder() or {})

    def _judge(self, before: dict[str, Any]) -> None:
        """Somebody has not given the lock back: dead on this machine, or perhaps alive on another."""
        if before.get("host") != socket.gethostname():
            raise self._refused(named(before), elsewhere=True)
        self.taken_over = named(before)

    def _refused(self, who: Sentence, elsewhere: bool = False) -> EnvironmentProblem:
        advice: Said = ""
        if elsewhere:
            advice = Sentence(f"if it has ended, delete {self.path}", f"若其已结束，请删除 {self.path}")
        return EnvironmentProblem(Fault("GZ070", file=str(self.path.parent), found=who, help=advice))

    def _write(self, facts: dict[str, Any]) -> None:
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, json.dumps(facts).encode(), 0)
        os.fsync(self._handle)


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
