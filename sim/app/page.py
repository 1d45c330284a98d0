"""The page: Mesa's SolaraViz with our panels. Solara imports this module by name, so `Page` is what it shows.

It can also be opened by Solara's own command, ``solara run sim.app.page``; then with the baseline.
"""

from __future__ import annotations

import solara
from mesa.visualization import SolaraViz

from sim.app.components import make_panels
from sim.app.session import Session
from sim.app.settings import stored_settings

PLAY_INTERVAL_MILLISECONDS = 60
"""Pause between days; Mesa's page is overrun by re-drawings when it is asked for many more a second."""

STYLE = """
.vue-grid-item { height: calc(100vh - 190px) !important; min-height: 600px; }
.gz-side { overflow-y: auto; height: 100%; padding: 0 8px; }
.gz-heading { font-weight: 600; }
.gz-switch { margin: 0 !important; padding: 0 !important; }
.gz-switch .v-input__slot, .gz-switch .v-messages { margin: 0 !important; min-height: 0 !important; }
.gz-switch .v-label { font-size: 14px; }
"""


@solara.component
def Page():  # noqa: N802 (the name Solara looks for)
    """One tab: a session of its own and Mesa's page on it."""
    session = solara.use_memo(lambda: Session(stored_settings()), [])
    panels = solara.use_memo(lambda: make_panels(session), [])
    solara.use_effect(lambda: session.close, [])
    solara.Style(STYLE)
    solara.Title(session.title())
    SolaraViz(
        session.model,
        components=panels,
        model_params=session.parameters(),
        name=session.title(),
        play_interval=PLAY_INTERVAL_MILLISECONDS,
    )
