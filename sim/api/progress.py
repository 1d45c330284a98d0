"""How far a command is: a bar with the time left on a terminal, else a line now and then."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

from sim.report.words import say

STEP_PERCENT = 10


def tell(text: str) -> None:
    """Writes a line on the error stream; one that nobody can receive is lost and harms nothing else.

    Args:
        text: The line.
    """
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(text, file=sys.stderr, flush=True)


MOST_COLUMNS = 90


def _columns() -> int:
    """Width of the bar: that of the terminal as it is now, less the column where the cursor rests."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        width = 0
    return min(MOST_COLUMNS, width - 1) if width > 1 else MOST_COLUMNS


class ShareShown:
    """Shows on a terminal's error stream what share of one thing is done; use it as a context."""

    def __init__(self) -> None:
        self.bar: Any = None

    def __enter__(self) -> ShareShown:
        """Draws the empty bar."""
        with suppress(OSError, ValueError, AttributeError):
            if sys.stderr.isatty():
                from tqdm import tqdm

                self.bar = tqdm(
                    total=1.0,
                    bar_format="{percentage:3.0f} % |{bar}| {elapsed}",
                    ncols=_columns(),
                    file=sys.stderr,
                    leave=False,
                )
        return self

    def __exit__(self, *_: object) -> None:
        """Takes the bar away."""
        if self.bar is not None:
            with suppress(OSError, ValueError):
                self.bar.close()

    def __call__(self, share: float) -> None:
        """Notes the share that is done, 0-1."""
        if self.bar is not None:
            with suppress(OSError, ValueError):
                self.bar.update(share - self.bar.n)


class ProgressShown:
    """Shows days simulated and runs done on the error stream; use it as a context.

    What cannot be shown, because the stream is closed or its reader has gone, is left out.
    """

    def __init__(self, n_days: int, n_runs: int) -> None:
        """Begins.

        Args:
            n_days: Days of all runs together.
            n_runs: Number of runs.
        """
        self.n_days, self.n_runs = max(1, n_days), n_runs
        self.days, self.runs = 0, 0
        self.begun = time.monotonic()
        self.next_percent = STEP_PERCENT
        self.bar: Any = None

    def __enter__(self) -> ProgressShown:
        """Draws the empty bar."""
        with suppress(OSError, ValueError, AttributeError):  # Without an error stream there is no method either.
            if sys.stderr.isatty():
                from tqdm import tqdm

                form = say("bar")
                self.bar = tqdm(  # type: ignore[call-overload]  # a list as postfix is documented but not typed
                    total=self.n_days,
                    bar_format=form,
                    postfix=[0, self.n_runs],
                    file=sys.stderr,
                    ncols=_columns(),
                )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the bar and leaves it standing."""
        if self.bar is not None:
            with suppress(OSError, ValueError):
                self.bar.close()

    def __call__(self, days: int, runs: int) -> None:
        """Notes further days and runs.

        Args:
            days: Days simulated since the last call; negative where a run begins again.
            runs: Runs that have ended since.
        """
        if not self.days:
            # Starting processes and building worlds come before the first day and tell nothing of the pace.
            self.begun = time.monotonic()
        self.days += days
        self.runs += runs
        if self.bar is not None:
            self.bar.postfix[0] = self.runs
            with suppress(OSError, ValueError):
                self.bar.ncols = _columns()
                self.bar.update(days)
                if runs:
                    self.bar.refresh()
            return
        percent = 100 * self.days // self.n_days
        if percent >= self.next_percent:
            self.next_percent = percent - percent % STEP_PERCENT + STEP_PERCENT
            gone = time.monotonic() - self.begun
            left = gone / max(1, self.days) * max(0, self.n_days - self.days)
            runs_done = say("runs_done", done=self.runs, n=self.n_runs)
            tell(say("progress", percent=percent, runs=runs_done, gone=gone, left=left))
