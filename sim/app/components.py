"""The panels of the page: the district map, the chart, and the mechanism switches."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import solara
from mesa.visualization.utils import update_counter

from sim.app.model import ViewModel
from sim.app.rolling import WINDOW_DAYS
from sim.app.session import Session
from sim.app.shapes import WIDTH
from sim.app.words import say
from sim.mechanisms import registry

BREAKS = (0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
"""Edges of the map's classes: steps of five points around the shares seen (assumed)."""

COLOURS = ("#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58")
"""Nine sequential classes, distinguishable by colour-blind readers (ColorBrewer YlGnBu, Harrower and Brewer 2003)."""

LINES = {
    "closed_share": ("#8d6e63", ""),
    "resolved_share": ("#1565c0", ""),
    "resolved_share_urban": ("#00897b", "7 4"),
    "resolved_share_rural": ("#ef6c00", "2 3"),
}
"""Colour and dashes of each line of the chart, by what the collector calls it."""

MOST_POINTS = 200
"""Points of a line sent to the browser; more cannot be seen and would only cost time."""

PALE_BELOW_SAMPLE = 0.3
"""Below this share of townships a district is judged by few of them, so its colour is pale."""


@solara.component_vue("district_map.vue", vuetify=False)
def DistrictMap(  # noqa: N802 (components are named like classes)
    shapes: list[dict[str, Any]],
    width: int,
    height: int,
    shares: list[float | None],
    counts: list[int],
    drawn: list[bool],
    breaks: list[float],
    colours: list[str],
    words: dict[str, str],
    lang: str,
    pale: bool,
):
    """The districts as SVG, coloured by class; see the file for what it does with each argument."""


@solara.component_vue("share_chart.vue", vuetify=False)
def ShareChart(  # noqa: N802
    days: list[int],
    lines: list[list[float | None]],
    labels: list[str],
    colours: list[str],
    dashes: list[str],
    ticks: list[dict[str, Any]],
    marks: list[dict[str, Any]],
    n_days: int,
    words: dict[str, str],
):
    """Lines over the days of the run as SVG; see the file for what it does with each argument."""


def without_nan(values: np.ndarray) -> list[float | None]:
    """Shares rounded to four digits, None where there is none: JSON knows no nan."""
    return [None if np.isnan(value) else round(float(value), 4) for value in values]


def mechanism_name(mechanism: str, lang: str) -> str:
    """The name of a mechanism in a language."""
    kind = registry()[mechanism]
    return kind.name_zh if lang == "zh" else kind.name


def map_arguments(model: ViewModel, session: Session, lang: str) -> dict[str, Any]:
    """What the map is to draw today."""
    shares, counts = model.endings.district_shares()
    sample = model.world.sample
    pale = sample < PALE_BELOW_SAMPLE
    note = [say("pale", lang).format(sample=sample)] if pale else []
    keys = ("legend", "not_drawn", "nothing_yet", "complaints")
    return {
        "shapes": session.shapes,
        "width": WIDTH,
        "height": session.height,
        "shares": without_nan(shares),
        "counts": counts.tolist(),
        "drawn": (model.districts.population > 0).tolist(),
        "breaks": list(BREAKS),
        "colours": list(COLOURS),
        "words": {key: say(key, lang) for key in keys}
        | {"map": say("map", lang).format(days=WINDOW_DAYS), "note": " ".join([*note, say("boundaries", lang)])},
        "lang": lang,
        "pale": pale,
    }


def chart_arguments(model: ViewModel, lang: str) -> dict[str, Any]:
    """What the chart is to draw today, from Mesa's collector."""
    collected = model.datacollector.model_vars
    n = len(collected["date"])
    every = max(1, -(-n // MOST_POINTS))
    # Counted from the latest day, so that it is always among the points.
    chosen = np.arange(n - 1, -1, -every)[::-1]
    quarters = np.flatnonzero(model.calendar.quarter)
    marks = []
    for switching in model.switchings:
        key = "switched_on" if switching.on else "switched_off"
        text = say(key, lang).format(name=mechanism_name(switching.mechanism, lang))
        marks.append({"day": switching.day, "text": text})
    return {
        "days": (chosen + 1).tolist(),
        "lines": [without_nan(np.array(collected[key], dtype=float)[chosen]) for key in LINES],
        "labels": [say(key, lang) for key in LINES],
        "colours": [colour for colour, _ in LINES.values()],
        "dashes": [dashes for _, dashes in LINES.values()],
        "ticks": [{"day": int(day), "text": model.calendar.date(int(day)).strftime("%Y-%m")} for day in quarters],
        "marks": marks,
        "n_days": model.calendar.n_days,
        "words": {"chart": say("chart", lang).format(days=WINDOW_DAYS)},
    }


def standing(model: ViewModel, mechanism: str, lang: str) -> str:
    """Whether and how far a mechanism is in force today, in words."""
    start = model.start_day(mechanism)
    if start is None or not model.is_on(mechanism):
        return say("off", lang)
    date = model.calendar.date(start).isoformat()
    if model.day < start:
        return say("starts", lang).format(date=date)
    return say("in_force", lang).format(date=date, percent=100.0 * model.strength(mechanism))


@solara.component
def Switches(model: ViewModel, session: Session):  # noqa: N802
    """One switch for every registered mechanism, with what is in force today."""
    update_counter.get()
    lang = session.lang.value
    solara.Text(say("mechanisms", lang), classes=["gz-heading"])
    with solara.GridFixed(columns=2, column_gap="12px", row_gap="4px"):
        for mechanism in registry():
            with solara.Column(gap="0px"):
                solara.Switch(
                    label=mechanism_name(mechanism, lang),
                    value=session.switches.value[mechanism],
                    on_value=partial(session.switch, mechanism),
                    classes=["gz-switch", f"gz-switch-{mechanism}"],
                )
                solara.Text(standing(model, mechanism, lang), classes=["gz-note", f"gz-standing-{mechanism}"])


@solara.component
def Today(model: ViewModel, session: Session):  # noqa: N802
    """The date, the size of the world, what lies at offices, and the choice of language."""
    update_counter.get()
    lang = session.lang.value
    day = max(0, model.day - 1)
    said = [
        say("today", lang).format(
            date=model.calendar.date(day).isoformat(), day=model.day, n_days=model.calendar.n_days
        ),
        say("residents", lang).format(n=len(model.residents), communities=len(model.communities)),
        say("open", lang).format(n=int(model.desks.n_open.sum())),
    ]
    with solara.Row(justify="space-between", style={"align-items": "center"}):
        solara.Text(" · ".join(said), classes=["gz-today"])
        solara.Button(say("language", lang), on_click=session.other_language, text=True, classes=["gz-language"])


def make_panels(session: Session) -> list[Any]:
    """The panels of one tab, as components that Mesa's page calls with the model.

    Args:
        session: What the tab owns.

    Returns:
        The map, and beside it the switches with the chart.
    """

    @solara.component
    def MapPanel(model):  # noqa: N802
        update_counter.get()
        DistrictMap(**map_arguments(model, session, session.lang.value))

    @solara.component
    def ChartPanel(model):  # noqa: N802
        update_counter.get()
        with solara.Column(gap="4px", classes=["gz-side"]):
            Today(model, session)
            Switches(model, session)
            ShareChart(**chart_arguments(model, session.lang.value))

    return [MapPanel, ChartPanel]
