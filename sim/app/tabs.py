"""The tabs that are open: one player each, no more than the machine can carry."""

from __future__ import annotations

import threading
from functools import cache

from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.player import Player
from sim.app.settings import ViewSettings, place_for, scenario_of
from sim.app.words import LANGUAGES, vocabulary

MOST_TABS = 8
"""Tabs that may be open at once (assumed: each may hold two models and a thread)."""


class Tab:
    """What one tab of the browser owns.

    Attributes:
        display: Its widgets.
        player: Its player.
        actions: What its browser may ask for.
    """

    def __init__(self, settings: ViewSettings, lang: str) -> None:
        scenario = scenario_of(settings)
        place = place_for(scenario)
        residents = place.residents or int(sum(row.residents_10k for row in place.districts) * 10_000)
        self.display = Display()
        self.display.show_everywhere(words=vocabulary(lang), lang=lang)
        self.player = Player(scenario, self.display, lang, residents)
        self.actions = Actions(self.player)
        self.player.start()

    def close(self) -> None:
        """Ends what the tab had running."""
        self.player.close()


class Tabs:
    """Counts the open tabs."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._lock = threading.Lock()

    def open(self, settings: ViewSettings, lang: str) -> Tab | None:
        """Opens a tab; None where as many are open as may be.

        Args:
            settings: What it begins with.
            lang: "en" or "zh".
        """
        with self._lock:
            if len(self._open) >= MOST_TABS:
                return None
            tab = Tab(settings, lang)
            self._open.add(id(tab))
            return tab

    def close(self, tab: Tab) -> None:
        """Closes a tab.

        Args:
            tab: The tab.
        """
        with self._lock:
            self._open.discard(id(tab))
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
