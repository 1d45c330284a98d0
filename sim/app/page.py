"""The page: a bar, the map or the network, the charts and a panel. Solara imports this module by name.

It can also be opened by Solara's own command, ``solara run sim.app.page``; then with the baseline.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
from solara.server.kernel_context import get_current_context

from sim.app.components import Bar, Charts, MapPane, NetworkPane, Panel, Pictures, Shown, Tools
from sim.app.display import PANES
from sim.app.picture_line import PATH
from sim.app.settings import stored_settings
from sim.app.tabs import MOST_TABS, MOST_TABS_EACH, Tab, asked, tabs
from sim.app.words import LANGUAGES, say
from sim.words import speaking

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")

OWN_WORD = ".v-overlay, .v-dialog__content, .v-application--wrap > .v-alert { display: none !important; }"
"""Solara's three ways to say that the connection is gone, which contradict one another; the bar says it."""


@solara.component
def Layout(children: Any = None):  # noqa: N802 (the name Solara looks for)
    """No frame of Solara's around the page: it has its own bar."""
    solara.Style(STYLE + OWN_WORD)
    solara.Div(children=children or [])


@solara.component
def Page():  # noqa: N802 (the name Solara looks for)
    """One tab: a player of its own."""
    settings, kernel = stored_settings(), get_current_context()
    search = solara.use_router().search or ""
    lang = asked(search, "lang", LANGUAGES) or settings.lang

    def begun() -> Tab | None:
        with speaking(lang):
            return tabs().back(search, kernel) or tabs().open(settings, kernel)

    tab = solara.use_memo(begun, [])

    def leave() -> Any:
        return (lambda: tabs().leave(tab, kernel)) if tab is not None else None

    solara.use_effect(leave, [])
    solara.Title("Gongzhi 共治")
    if tab is None:
        with speaking(lang):
            solara.Text(say("too_many", n=MOST_TABS_EACH if settings.shared else MOST_TABS))
        return
    Opened(tab)


@solara.component
def Opened(tab: Tab):  # noqa: N802
    """The widgets of a tab."""
    act, display = tab.actions.do, tab.display
    layout, follow = solara.use_state(display.layout.value)
    kernel = get_current_context()

    def followed() -> Any:
        def changed(to: dict[str, Any]) -> None:
            # It is the player's thread that changes the layout; widgets are made on behalf of this browser.
            with kernel:
                follow(to)

        return display.layout.follow(changed)

    solara.use_effect(followed, [])
    Pictures(path=PATH + display.line.key)
    with solara.Div(classes=["gz-page"]):
        Shown("bar", display, lambda: Bar(run_key=tab.key, event_act=act))
        with solara.v.Html(tag="main", class_="gz-body"):
            with solara.Div(classes=["gz-stage"]):
                Shown("tools", display, lambda: Tools(event_act=act))
                if layout["view"] == "network":
                    with solara.Div(classes=["gz-maps"]):
                        Shown("network", display, lambda: NetworkPane(event_act=act)).key("network")
                else:
                    panes = PANES if layout["compared"] else ("B",)
                    with solara.Div(classes=["gz-maps", *(["gz-two"] if layout["compared"] else [])]):
                        for pane in panes:
                            _map(pane, tab)
            Shown("charts", display, lambda: Charts(event_act=act))
            Shown("panel", display, lambda: Panel(event_act=act))


def _map(pane: str, tab: Tab) -> None:
    Shown(pane, tab.display, lambda: MapPane(pane=pane, event_act=tab.actions.do)).key(f"map-{pane}")
