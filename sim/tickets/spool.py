"""Coded lines on disk, shared out by number, so that copies meet and no more than one part is ever in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np

from sim.errors import EnvironmentProblem, Fault, reason_of

PARTS = 64


class Spool:
    """Lines of one kind, in files of a folder that nobody else may read and that goes with it; use it as a context.

    Args:
        kind: Fields of a line.
    """

    def __init__(self, kind: np.dtype) -> None:
        self.kind, self.n = kind, 0
        self._folder = tempfile.TemporaryDirectory(prefix="gongzhi-")
        self._files: dict[int, Path] = {}

    def __enter__(self) -> Spool:
        """Nothing is written yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Removes the files."""
        self._folder.cleanup()

    def add(self, lines: np.ndarray, by: np.ndarray) -> None:
        """Writes lines.

        Args:
            lines: Lines of the spool's kind, shape (n,).
            by: Hash by which each is shared out, shape (n,).

        Raises:
            EnvironmentProblem: The system's folder for temporary files is full or cannot be written.
        """
        part = (by % np.uint64(PARTS)).astype(np.int64)
        order = np.argsort(part, kind="stable")
        ends = np.searchsorted(part[order], np.arange(PARTS + 1))
        try:
            for k in np.flatnonzero(np.diff(ends)):
                path = self._files.setdefault(int(k), Path(self._folder.name) / f"{k}")
                with path.open("ab") as file:
                    file.write(lines[order[ends[k] : ends[k + 1]]].tobytes())
        except OSError as problem:
            fault = Fault("GZ091", file=self._folder.name, facts={"problem": reason_of(problem)})
            raise EnvironmentProblem(fault) from None
        self.n += len(lines)

    def parts(self) -> Iterator[np.ndarray]:
        """The lines, part by part; lines of one hash are in one part, in the order in which they came."""
        for k in sorted(self._files):
            yield np.fromfile(self._files[k], dtype=self.kind)
