"""The tabs that are open, one player each, and the runs of those that have just been left or reloaded."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qs

from solara.server.kernel_context import without_context

from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.player import Player
from sim.app.settings import ViewSettings, allowed_on, scenario_of
from sim.app.words import LANGUAGES, vocabulary
from sim.words import language

MOST_TABS = 8
"""Tabs that may be open at once (assumed: each may hold two models and a thread)."""

MOST_TABS_EACH = 2
"""Tabs that one browser may have open where others can reach the page, so that nobody keeps the others out."""

MOST_KEPT = 3
"""Runs kept for browsers that have left; the one left first goes first (assumed)."""

KEPT_SECONDS = 600.0
"""How long a run is kept for its browser to come back: a reload, a crash, a short way from the desk (assumed)."""

DESERTED_SECONDS = 10.0
"""A tab without connection and silent for so long may be closed to make room; a mere break is shorter (assumed)."""

HANDOVER_SECONDS = 1.0
"""How long a browser that asks for a run waits for the former page to be gone: a reload opens before it has closed."""


class Tab:
    """What one tab of the browser owns; it begins in the present language.

    Attributes:
        key: Names its run in the address of the page, so that a reload finds it.
        display: Its widgets.
        player: Its player.
        actions: What its browser may ask for.
        kernel: Solara's side of the tab: who is connected, and how it is closed.
        left_at: When its browser left; None while it is there.
    """

    def __init__(self, settings: ViewSettings, kernel: Any) -> None:
        self.key = secrets.token_urlsafe(9)
        self.kernel = kernel
        self.left_at: float | None = None
        self._end: threading.Timer | None = None
        self.display = Display()
        self.display.show_everywhere(words=vocabulary(), lang=language())
        self.player = Player(scenario_of(settings), self.display, partial(allowed_on, settings))
        self.actions = Actions(self.player)

    def connected(self) -> bool:
        """Whether a page of its browser is there."""
        return any(status.value == "connected" for status in self.kernel.page_status.values())

    def deserted(self) -> bool:
        """Whether its browser has gone: no connection, and not a word for a while."""
        return not self.connected() and time.monotonic() - self.player.heard_at > DESERTED_SECONDS

    def leave(self, end: Callable[[float], None]) -> None:
        """Its browser has left: the run stands still.

        Args:
            end: Called, with the time at which it left, where nobody has come back by then.
        """
        self.left_at = time.monotonic()
        self.player.away = True
        self._end = threading.Timer(KEPT_SECONDS, end, [self.left_at])
        self._end.daemon = True
        self._end.start()

    def come_back(self, kernel: Any) -> None:
        """Its browser is there again, with another page.

        Args:
            kernel: Solara's side of the new page.
        """
        self._stop_waiting()
        self.kernel, self.left_at = kernel, None
        self.player.heard_at = time.monotonic()
        self.player.away = False

    def close(self) -> None:
        """Ends what the tab had running."""
        self._stop_waiting()
        self.player.close()

    def _stop_waiting(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None


class Tabs:
    """Keeps the open tabs, and for a while those that were left."""

    def __init__(self) -> None:
        self._open: list[Tab] = []
        self._lock = threading.Lock()

    def open(self, settings: ViewSettings, kernel: Any) -> Tab | None:
        """Opens a tab; where as many are open as may be, those left and those deserted have to go first.

        Args:
            settings: What it begins with.
            kernel: Solara's side of the tab.

        Returns:
            The tab; None where there is no room.
        """

        def full() -> bool:
            same = [tab for tab in self._open if tab.kernel.session_id == kernel.session_id]
            return len(self._open) >= MOST_TABS or (settings.shared and len(same) >= MOST_TABS_EACH)

        while full() and self.make_room():
            pass
        if full():
            for tab in [tab for tab in self._open if tab.deserted()]:
                self.close(tab)
        with self._lock:
            if full():
                return None
            tab = Tab(settings, kernel)
            self._open.append(tab)
        tab.player.make_room = lambda: self.make_room(tab)
        tab.player.spare = lambda: sum(other.player.held_bytes() for other in self._left() if other is not tab)
        # The player outlives the page that began it, so its thread belongs to none.
        with without_context():
            tab.player.start()
        return tab

    def back(self, search: str, kernel: Any) -> Tab | None:
        """The tab whose run an address names, where its own browser comes back to it.

        Args:
            search: What stands behind the question mark of the address.
            kernel: Solara's side of the new page.

        Returns:
            The tab; None where there is none, where another browser asks, and where the run is on view elsewhere: a
            second tab gets a run of its own.
        """
        key = asked(search, "run")
        with self._lock:
            tab = next((tab for tab in self._open if tab.key == key), None)
        if tab is None or tab.kernel.session_id != kernel.session_id:
            return None
        until = time.monotonic() + HANDOVER_SECONDS
        while tab.connected():
            if time.monotonic() > until:
                return None
            time.sleep(0.02)
        with self._lock:
            if tab not in self._open or tab.connected():
                return None
            before = tab.kernel
            tab.come_back(kernel)
        if not before.closed_event.is_set():
            threading.Thread(target=before.close, name="gongzhi-former-page", daemon=True).start()
        lang = asked(search, "lang", LANGUAGES)
        if lang and lang != tab.player.lang:
            tab.actions.do({"do": "lang", "value": lang})
        return tab

    def leave(self, tab: Tab, kernel: Any) -> None:
        """A page is gone. Its run is kept for a while, unless its connection had been away for as long already.

        Args:
            tab: The tab.
            kernel: Solara's side of the page that is gone.
        """
        with self._lock:
            if tab not in self._open or tab.kernel is not kernel:
                return
            tab.leave(lambda left_at: self._forget(tab, left_at))
            kept = sorted(self._left(), key=lambda tab: tab.left_at or 0.0)
        if kernel.close_reason == "cull":
            self.close(tab)
            return
        for oldest in kept[:-MOST_KEPT]:
            self.close(oldest)

    def make_room(self, wanted_by: Tab | None = None) -> bool:
        """Ends the run that was left first and waits until its memory is free.

        Args:
            wanted_by: Who needs the room; its own run stays.

        Returns:
            Whether there was one.
        """
        with self._lock:
            others = [tab for tab in self._left() if tab is not wanted_by]
            tab = min(others, key=lambda tab: tab.left_at or 0.0, default=None)
        if tab is None:
            return False
        self.close(tab)
        tab.player.wait()
        return True

    def with_line(self, key: str) -> Tab | None:
        """The open tab whose pictures go over a line.

        Args:
            key: The line's key.
        """
        with self._lock:
            return next((tab for tab in self._open if tab.display.line.key == key), None)

    def close(self, tab: Tab) -> None:
        """Closes a tab, once.

        Args:
            tab: The tab.
        """
        with self._lock:
            if tab not in self._open:
                return
            self._open.remove(tab)
        tab.close()

    def _left(self) -> list[Tab]:
        return [tab for tab in self._open if tab.left_at is not None]

    def _forget(self, tab: Tab, left_at: float) -> None:
        """Closes a tab that nobody has come back to since it was left."""
        if tab.left_at == left_at:
            self.close(tab)


@cache
def tabs() -> Tabs:
    """The tabs of this process."""
    return Tabs()


def asked(search: str, name: str, known: Collection[str] | None = None) -> str:
    """What an address asks for, "" for nothing.

    Args:
        search: What stands behind the question mark.
        name: Name of what is asked for.
        known: What can be asked for; None for anything.
    """
    found = parse_qs(search.lstrip("?")).get(name, [""])[-1]
    return found if known is None or found in known else ""
