"""The streams a command speaks through: whatever happens to them, the command goes on and says so at its end."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.errors import EnvironmentProblem, Fault, reason_of

LIKE = {
    "−": "-",
    "–": "-",
    "—": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "·": "-",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "¥": "CNY ",
    "█": "#",
    "│": "|",
    "─": "-",
    "\u00a0": " ",
}
"""What is printed instead of signs that an encoding lacks, where something else says the same."""

FOR_PEOPLE, FOR_PROGRAMS = "gongzhi.people", "gongzhi.programs"


class Stream:
    """A stream for text that never fails: what cannot be written any more is left out.

    Attributes:
        problem: Why nothing more can be written; None while it can.
    """

    def __init__(self, stream: Any) -> None:
        """Wraps a stream.

        Args:
            stream: The stream; None where the process was begun without.
        """
        self._stream = stream
        self.problem: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        """Whatever else the stream offers."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes a text as far as that is possible; gives its length."""
        self._tried("write", text)
        return len(text)

    def flush(self) -> None:
        """Passes on what has been written."""
        self._tried("flush")

    def isatty(self) -> bool:
        """Whether a person looks on."""
        return self._stream is not None and bool(self._stream.isatty())

    def _tried(self, what: str, *words: str) -> None:
        if self._stream is None or self.problem is not None:
            return
        try:
            getattr(self._stream, what)(*words)
        except OSError as problem:
            self.problem = problem
            # What still waits in the stream has to go somewhere when the process ends.
            with suppress(OSError, ValueError), Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), self._stream.fileno())


@contextmanager
def unfailing(for_programs: bool) -> Iterator[Stream]:
    """Inside, nothing that is printed can fail: neither for its signs nor because nobody reads it.

    Args:
        for_programs: Whether signs that the encoding lacks are written as JSON writes them.

    Yields:
        The stream of the output.
    """
    _occupy()
    codecs.register_error(FOR_PEOPLE, lambda problem: _instead(problem, LIKE))
    codecs.register_error(FOR_PROGRAMS, lambda problem: _instead(problem, {}))
    before = sys.stdout, sys.stderr
    kept = [(stream, stream.errors) for stream in before if hasattr(stream, "reconfigure")]
    for stream, _ in kept:
        stream.reconfigure(errors=FOR_PROGRAMS if for_programs and stream is sys.stdout else FOR_PEOPLE)
    output = Stream(before[0])
    sys.stdout, sys.stderr = output, Stream(before[1])  # type: ignore[assignment]
    try:
        yield output
    finally:
        output.flush()
        sys.stdout, sys.stderr = before
        for stream, errors in kept:
            with suppress(OSError, ValueError):
                stream.reconfigure(errors=errors)


def code_after(output: Stream, code: int) -> int:
    """The exit code of a command once its output is written or lost; what is lost is told.

    A reader that has gone, such as `head`, has read what it wanted.

    Args:
        output: The output.
        code: The exit code so far.
    """
    if output.problem is None or output.problem.errno in (errno.EPIPE, errno.EIO):
        return code
    problem = EnvironmentProblem(Fault("GZ094", facts={"problem": reason_of(output.problem)}))
    if sys.stderr is not None:
        with suppress(OSError):
            print(problem.render(), file=sys.stderr)
    return code or problem.exit_code


def _occupy() -> None:
    """Opens what the process was begun without, so that no file of results gets the number of the output."""
    for number, way in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, way)


def _instead(problem: UnicodeError, like: dict[str, str]) -> tuple[str | bytes, int]:
    """What stands for signs that cannot be written; in JSON it reads as the same sign."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    signs = problem.object[problem.start : problem.end]
    return "".join(like.get(sign) or _escaped(sign) for sign in signs), problem.end


def _escaped(sign: str) -> str:
    """A sign by its number, in the manner of JSON."""
    units = sign.encode("utf-16-be", errors="surrogatepass").hex()
    return "".join(f"\\u{units[k : k + 4]}" for k in range(0, len(units), 4))
