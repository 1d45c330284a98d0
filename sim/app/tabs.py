"""The tabs that are open: one player each, no more than the machine can carry."""

from __future__ import annotations

import threading
import time
from functools import cache
from typing import Any

from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.player import Player
from sim.app.settings import ViewSettings, place_for, scenario_of
from sim.app.words import LANGUAGES, vocabulary

MOST_TABS = 8
"""Tabs that may be open at once (assumed: each may hold two models and a thread)."""

DESERTED_SECONDS = 10.0
"""A tab without connection and silent for so long may be closed to make room; a mere break is shorter (assumed)."""


class Tab:
    """What one tab of the browser owns.

    Attributes:
        display: Its widgets.
        player: Its player.
        actions: What its browser may ask for.
        kernel: Solara's side of the tab: who is connected, and how it is closed.
    """

    def __init__(self, settings: ViewSettings, lang: str, kernel: Any) -> None:
        scenario = scenario_of(settings)
        place = place_for(scenario)
        residents = place.residents or int(sum(row.residents_10k for row in place.districts) * 10_000)
        self.kernel = kernel
        self.display = Display()
        self.display.show_everywhere(words=vocabulary(lang), lang=lang)
        self.player = Player(scenario, self.display, lang, residents)
        self.actions = Actions(self.player)
        self.player.start()

    def deserted(self) -> bool:
        """Whether its browser has gone: no connection, and not a word for a while."""
        connected = any(status.value == "connected" for status in self.kernel.page_status.values())
        return not connected and time.monotonic() - self.player.heard_at > DESERTED_SECONDS

    def close(self) -> None:
        """Ends what the tab had running."""
        self.player.close()


class Tabs:
    """Keeps the open tabs."""

    def __init__(self) -> None:
        self._open: list[Tab] = []
        self._lock = threading.Lock()

    def open(self, settings: ViewSettings, lang: str, kernel: Any) -> Tab | None:
        """Opens a tab; where as many are open as may be, deserted ones have to go first.

        Args:
            settings: What it begins with.
            lang: "en" or "zh".
            kernel: Solara's side of the tab.

        Returns:
            The tab; None where there is no room.
        """
        if len(self._open) >= MOST_TABS:
            for tab in [tab for tab in self._open if tab.deserted()]:
                self.close(tab)
        with self._lock:
            if len(self._open) >= MOST_TABS:
                return None
            self._open.append(Tab(settings, lang, kernel))
            return self._open[-1]

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


@cache
def tabs() -> Tabs:
    """The tabs of this process."""
    return Tabs()


def language_of(search: str, usual: str) -> str:
    """The language an address asks for by "?lang=".

    Args:
        search: What stands behind the question mark.
        usual: The language where it asks for none.
    """
    asked = [part.partition("=")[2] for part in search.lstrip("?").split("&") if part.startswith("lang=")]
    return asked[-1] if asked and asked[-1] in LANGUAGES else usual
