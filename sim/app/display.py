"""What one tab shows: its widgets' traits, kept so that one that appears later shows them too, and its pictures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sim.app.picture_line import PictureLine

PANES = ("A", "B", "D")
"""Maps: the baseline, the policy, and policy less baseline."""


class Layout:
    """Which widgets there are. It belongs to no browser: one that goes and one that comes back find it as it is.

    Attributes:
        value: {"view": "map" or "network", "compared": bool}.
    """

    def __init__(self) -> None:
        self.value: dict[str, Any] = {"view": "map", "compared": False}
        self._followers: list[Callable[[dict[str, Any]], None]] = []

    def change(self, **to: Any) -> None:
        """Changes it; whoever follows hears of it.

        Args:
            **to: What is different.
        """
        self.value = {**self.value, **to}
        for follower in list(self._followers):
            follower(self.value)

    def follow(self, follower: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Tells somebody the present layout and every later one.

        Args:
            follower: Called with the layout.

        Returns:
            Called to follow no longer.
        """
        self._followers.append(follower)
        follower(self.value)
        return lambda: self._followers.remove(follower)


class Display:
    """What the widgets of a tab show. A trait is pushed to the browser as it is set, without any re-rendering.

    Attributes:
        line: The line over which the tab's pictures go.
        layout: Which widgets there are; the page follows it.
    """

    def __init__(self) -> None:
        self.line = PictureLine()
        self.layout = Layout()
        self._widgets: dict[str, Any] = {}
        self._shown: dict[str, dict[str, Any]] = {}
        self._everywhere: dict[str, Any] = {}
        self._lock = threading.RLock()

    def attach(self, name: str, widget: Any) -> None:
        """A widget has appeared: it gets what it should show.

        Args:
            name: Its name.
            widget: The widget.
        """
        with self._lock:
            self._widgets[name] = widget
            self._push(widget, {**self._everywhere, **self._shown.get(name, {})})

    def detach(self, name: str, widget: Any) -> None:
        """A widget has gone.

        Args:
            name: Its name.
            widget: The widget; where another has taken its name by now, that one stays.
        """
        with self._lock:
            if self._widgets.get(name) is widget:
                del self._widgets[name]

    def show(self, name: str, **traits: Any) -> None:
        """Shows something on one widget, now or when it appears.

        Args:
            name: Name of the widget.
            **traits: What it shows, by trait.
        """
        with self._lock:
            self._shown.setdefault(name, {}).update(traits)
            widget = self._widgets.get(name)
            if widget is not None:
                self._push(widget, traits)

    def show_everywhere(self, **traits: Any) -> None:
        """Shows something on every widget that has such a trait.

        Args:
            **traits: What it shows, by trait.
        """
        with self._lock:
            self._everywhere.update(traits)
            for widget in self._widgets.values():
                self._push(widget, traits)

    def push_again(self) -> None:
        """Sends everything once more: the browser may have missed some of it while its connection was down."""
        with self._lock:
            for name, widget in self._widgets.items():
                traits = {**self._everywhere, **self._shown.get(name, {})}
                widget.send_state([key for key in traits if widget.has_trait(key)])

    @staticmethod
    def _push(widget: Any, traits: dict[str, Any]) -> None:
        for key, value in traits.items():
            if widget.has_trait(key):
                setattr(widget, key, value)
