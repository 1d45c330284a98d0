"""Requests to end a command: Ctrl-C, SIGTERM as a batch system sends it, SIGHUP as a terminal that is closed sends it.

All three are one KeyboardInterrupt, raised where runs are executed and kept back where results are gathered and
saved, so that neither the first request nor an impatient second one loses a run that has finished.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask for an end, as far as the system knows them."""


class Hold:
    """What becomes of requests to end for a while: kept back, unless something that can be broken off listens.

    Attributes:
        asked: Whether somebody asked for an end.
        raised: Whether that was told by a KeyboardInterrupt or taken note of.
        listening: Whether the next request raises KeyboardInterrupt.
    """

    def __init__(self) -> None:
        self.asked = self.raised = self.listening = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Receives a signal."""
        self.asked = True
        if self.listening:
            self.listening, self.raised = False, True
            raise KeyboardInterrupt

    def taken(self) -> bool:
        """Whether somebody asked for an end; whoever asks here answers for it, so that nothing is raised later."""
        self.raised = True
        return self.asked


@contextmanager
def heeded() -> Iterator[None]:
    """Inside, each of the signals raises KeyboardInterrupt; one that whoever began switched off (nohup) stays so."""
    with _handled(_interrupt, lambda before: before is not None and before is not signal.SIG_IGN):
        yield


@contextmanager
def held() -> Iterator[Hold]:
    """Inside, requests to end are kept back wherever nothing listens (`interruptible`); what is left is raised after.

    Only signals are held that would raise something; one that would end the process at once still does.

    Yields:
        What has been asked for; of holds inside one another the outer.
    """
    outer = _present()
    if outer is not None:
        yield outer
        return
    hold = Hold()
    with _handled(hold, callable):
        yield hold
    if hold.asked and not hold.raised:
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, the first request to end raises KeyboardInterrupt though requests are held; those after it wait."""
    hold = _present()
    if hold is None:
        yield
        return
    before, hold.listening = hold.listening, True
    try:
        if hold.asked:
            hold(0, None)
        yield
    finally:
        hold.listening = before and not hold.asked


def _present() -> Hold | None:
    """The hold in force, if there is one."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return next((found for number in ENDING if isinstance(found := signal.getsignal(number), Hold)), None)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None], wanted: Callable[[Any], bool]) -> Iterator[None]:
    """Puts a handler in the place of those wanted; only the main thread may."""
    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: found for number in ENDING if wanted(found := signal.getsignal(number))}
    try:
        for number in before:
            signal.signal(number, handler)
        yield
    finally:
        for number, found in before.items():
            signal.signal(number, found)
