"""Mesa's own page, SolaraViz, on the same model with the same map and charts: `view --classic`.

It can also be opened by Solara's own command, ``solara run sim.app.classic_page``; then with the baseline.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from sim.app.charts import chart_data
from sim.app.classic_session import ClassicSession
from sim.app.components import Charts, MapPane
from sim.app.frames import MAP_MEASURES, frame, legend, points, values_of
from sim.app.page import STYLE
from sim.app.policy_cards import mechanism_name, standing_text
from sim.app.settings import stored_settings
from sim.app.shapes import WIDTH, inner_part, projection_of
from sim.app.words import say, vocabulary
from sim.mechanisms import registry
from sim.report.wording import drawn_text
from sim.words import language, speaking

PLAY_INTERVAL_MILLISECONDS = 60
"""Pause between days; Mesa's page is overrun by re-drawings when it is asked for many more a second."""

CLASSIC_STYLE = """
.vue-grid-item { height: calc(100vh - 190px) !important; min-height: 600px; overflow: hidden; }
.gz-classic { height: 100%; display: flex; flex-direction: column; overflow-y: auto; }
.gz-classic > * { flex: none; } .gz-classic > .gz-pane { flex: 1 1 auto; min-height: 0; }
"""


@solara.component
def Page():  # noqa: N802 (the name Solara looks for)
    """One tab: a session of its own and Mesa's page on it."""
    session = solara.use_memo(lambda: ClassicSession(stored_settings()), [])
    panels = solara.use_memo(lambda: make_panels(session), [])
    solara.use_effect(lambda: session.close, [])
    solara.Style(STYLE + CLASSIC_STYLE)
    solara.Title(session.title())
    SolaraViz(
        session.model,
        components=panels,
        model_params=session.parameters(),
        name=session.title(),
        play_interval=PLAY_INTERVAL_MILLISECONDS,
    )


def map_arguments(model: Any, session: ClassicSession) -> dict[str, Any]:
    """What the map is to draw today.

    Args:
        model: The model.
        session: What the tab owns.
    """
    measure = MAP_MEASURES["resolved"]
    projection = projection_of(session.place)
    run = id(model)
    place = {
        "shapes": session.shapes,
        "size": [WIDTH, session.height],
        "inner": inner_part(session.place),
        "pts": points(model, projection.project, (WIDTH, session.height)),
        "drawn": (model.districts.population > 0).tolist(),
        "run": run,
    }
    drawn = drawn_text(model.world.drawn, model.world.sample)
    note = say("note_sample", drawn=drawn, n=len(model.communities))
    return {
        "pane": "B",
        "words": vocabulary(),
        "lang": language(),
        "place": place,
        "legend": legend(measure),
        "frame": frame(values_of(model, measure), measure, seq=model.day, run=run, day=model.day),
        "note": " ".join([note, say("note_places"), str(session.place.map_note)]).strip(),
        "chosen": {},
    }


@solara.component
def Switches(model: Any, session: ClassicSession):  # noqa: N802
    """One switch for every registered mechanism, with what is in force today."""
    update_counter.get()
    with speaking(session.lang.value):
        solara.Text(say("mechanisms"))
        with solara.GridFixed(columns=2, column_gap="12px", row_gap="4px"):
            for mechanism in registry():
                with solara.Column(gap="0px"):
                    solara.Switch(
                        label=mechanism_name(mechanism),
                        value=session.switches.value[mechanism],
                        on_value=partial(session.switch, mechanism),
                    )
                    solara.Text(standing_text(model, mechanism), classes=[f"gz-standing-{mechanism}"])


@solara.component
def Today(model: Any, session: ClassicSession):  # noqa: N802
    """The date, the size of the world, what lies at offices, and the choice of language."""
    update_counter.get()
    with speaking(session.lang.value):
        date = model.calendar.date(max(0, model.day - 1)).isoformat()
        parts = [
            say("today", date=date, day=model.day, n_days=model.calendar.n_days),
            say("residents_line", n=len(model.residents), communities=len(model.communities)),
            say("open", n=int(model.desks.n_open.sum())),
        ]
        with solara.Row(justify="space-between", style={"align-items": "center"}):
            solara.Text(" · ".join(parts), classes=["gz-today"])
            solara.Button(say("language"), on_click=session.other_language, text=True)


def make_panels(session: ClassicSession) -> list[Any]:
    """The panels of one tab, as components that Mesa's page calls with the model.

    Args:
        session: What the tab owns.

    Returns:
        The map, and beside it the switches with the charts.
    """

    @solara.component
    def MapPanel(model):  # noqa: N802
        update_counter.get()
        with solara.Div(classes=["gz-classic"]), speaking(session.lang.value):
            MapPane(**map_arguments(model, session), event_act=lambda wish: None)

    @solara.component
    def ChartPanel(model):  # noqa: N802
        update_counter.get()
        with solara.Div(classes=["gz-classic"]):
            Today(model, session)
            Switches(model, session)
            with speaking(session.lang.value):
                Charts(words=vocabulary(), lang=language(), series=chart_data(model, None))

    return [MapPanel, ChartPanel]
