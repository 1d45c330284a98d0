"""The widgets of the page, each a Vue file that draws what it is shown and says what its reader wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from sim.app.display import Display

Words = dict[str, str]
Act = Callable[[dict[str, Any]], None]
NOTHING: dict[str, Any] = {}


@solara.component_vue("vue/bar.vue", vuetify=False)
def Bar(  # noqa: N802
    words: Words = NOTHING,
    lang: str = "en",
    state: dict = NOTHING,
    run_key: str = "",
    beat: int = 0,
    event_act: Act | None = None,
):
    """The bar at the top: title, transport, day, comparison, language. It writes the run's key into the address."""


@solara.component_vue("vue/pictures.vue", vuetify=False)
def Pictures(path: str = ""):  # noqa: N802
    """Shows nothing itself: takes the tab's pictures from their line and hands them to the panes."""


@solara.component_vue("vue/tools.vue", vuetify=False)
def Tools(  # noqa: N802
    words: Words = NOTHING,
    lang: str = "en",
    measures: list = [],  # noqa: B006 (a trait's default, never changed)
    measure: str = "",
    draw_as: str = "points",
    view: str = "map",
    compared: bool = False,
    event_act: Act | None = None,
):
    """What the map shows and how."""


@solara.component_vue("vue/map.vue", vuetify=False)
def MapPane(  # noqa: N802
    pane: str = "B",
    words: Words = NOTHING,
    lang: str = "en",
    place: dict | None = None,
    frame: dict | None = None,
    legend: dict = NOTHING,
    draw_as: str = "points",
    note: str = "",
    compared: bool = False,
    chosen: dict = NOTHING,
    event_act: Act | None = None,
):
    """One map: districts as SVG, communities as points on a canvas.

    A picture comes over the tab's line; Mesa's own page, which has none, gives it as `frame`.
    """


@solara.component_vue("vue/network.vue", vuetify=False)
def NetworkPane(  # noqa: N802
    words: Words = NOTHING,
    lang: str = "en",
    place: dict | None = None,
    net: dict = NOTHING,
    legend: dict = NOTHING,
    note: str = "",
    compared: bool = False,
    chosen: dict = NOTHING,
    event_act: Act | None = None,
):
    """The tiers of a district, or the ties among districts."""


@solara.component_vue("vue/charts.vue", vuetify=False)
def Charts(words: Words = NOTHING, lang: str = "en", series: dict = NOTHING, event_act: Act | None = None):  # noqa: N802
    """Lines over the days of the run."""


@solara.component_vue("vue/panel.vue", vuetify=False)
def Panel(  # noqa: N802
    words: Words = NOTHING,
    lang: str = "en",
    policies: list = [],  # noqa: B006
    scenario: dict = NOTHING,
    saved: dict | None = None,
    card: dict = NOTHING,
    told: dict = NOTHING,
    districts: list = [],  # noqa: B006
    chosen: str = "",
    figures: dict = NOTHING,
    notice: str = "",
    refused: dict = NOTHING,
    event_act: Act | None = None,
):
    """Policies, scenario, inspection and figures."""


@solara.component
def Shown(name: str, display: Display, make: Callable[[], Any]):  # noqa: N802
    """A widget that shows what the display holds under its name; it is pushed there, never re-rendered.

    Args:
        name: Its name in the display.
        display: The tab's display.
        make: Makes the element. It must not be given what the display pushes, or a re-rendering would put old
            values back.
    """
    with solara.Div(classes=["gz-cell", f"gz-cell-{name}"]):
        element = make()

    def attach() -> Callable[[], None]:
        widget = solara.get_widget(element)
        display.attach(name, widget)
        return lambda: display.detach(name, widget)

    solara.use_effect(attach, [])
