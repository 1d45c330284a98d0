"""The page measures a run in a thread of its own, so that every control answers meanwhile."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from typing import Protocol

from sim.app.runs import Figure, Run, figures

Job = Callable[[], None]


class GivenUp(Exception):
    """Nobody wants the figures any more."""


class Measuring:
    """One measuring of a run. The run is only read and must hold still until the thread has ended.

    Attributes:
        run: The run.
        day: The day on which it is measured.
        figures: What was measured; None before the end, after a fault, and where it was given up.
        problem: What went wrong, or None.
    """

    def __init__(self, run: Run, done: Callable[[Measuring], None]) -> None:
        """Begins to measure.

        Args:
            run: The run.
            done: Called at the end, in the measuring's own thread, however it ended.
        """
        self.run, self.day = run, run.policy.day
        self.figures: list[Figure] | None = None
        self.problem: Exception | None = None
        self._done = done
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._work, name="gongzhi-measure", daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """Ends it before the next measure; its figures are thrown away."""
        self._unwanted.set()

    def wait(self) -> None:
        """Waits until the thread has ended and reads nothing any more."""
        self._thread.join()

    def _work(self) -> None:
        try:
            found = figures(self.run, self._still_wanted)
            self._still_wanted()
            self.figures = found
        except GivenUp:
            pass
        except Exception as problem:
            traceback.print_exc(file=sys.stderr)
            self.problem = problem
        self._done(self)

    def _still_wanted(self) -> None:
        if self._unwanted.is_set():
            raise GivenUp


class Hosts(Protocol):
    """What a measuring asks of the tab's player."""

    def post(self, job: Job) -> None:
        """Leaves a job for the tab's thread."""

    def measured(self, measuring: Measuring) -> None:
        """Takes what was measured; called in the tab's thread."""


class Measurings:
    """Measures for one tab, one run at a time. What changes the models waits; all of it in the player's thread.

    Args:
        host: The tab's player.
    """

    def __init__(self, host: Hosts) -> None:
        self._host = host
        self._under_way: Measuring | None = None
        self._waiting: list[Job] = []

    @property
    def under_way(self) -> bool:
        """Whether a run is being measured and has to hold still."""
        return self._under_way is not None

    def begin(self, run: Run) -> None:
        """Begins to measure a run, where none is being measured.

        Args:
            run: The run.
        """
        if self._under_way is None:
            self._under_way = Measuring(run, lambda measuring: self._host.post(lambda: self._end(measuring)))

    def after(self, job: Job) -> None:
        """Does what changes the models; where they are being measured, afterwards.

        Args:
            job: Function without arguments.
        """
        if self._under_way is None:
            job()
        else:
            self._waiting.append(lambda: self.after(job))

    def instead(self, job: Job) -> None:
        """Does what makes the figures under way worthless, as soon as they are given up.

        Args:
            job: Function without arguments.
        """
        if self._under_way is None:
            job()
        else:
            self._under_way.give_up()
            self._waiting.append(lambda: self.instead(job))

    def give_up(self) -> None:
        """Lets the thread end soon; may be called from any thread."""
        measuring = self._under_way
        if measuring is not None:
            measuring.give_up()

    def stop(self) -> None:
        """Gives up and waits until nothing reads the models any more."""
        measuring, self._under_way = self._under_way, None
        if measuring is not None:
            measuring.give_up()
            measuring.wait()

    def _end(self, measuring: Measuring) -> None:
        if measuring is not self._under_way:
            return
        measuring.wait()
        self._under_way = None
        self._host.measured(measuring)
        # Left as jobs, not done here: this call still holds the measured models, and the next may need their memory.
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._host.post(job)
