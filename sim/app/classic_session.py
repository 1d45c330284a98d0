"""What one tab of Mesa's own page owns: its model, its language and the positions of its switches."""

from __future__ import annotations

from typing import Any

import solara
from mesa.visualization.utils import force_update

from sim.app.model import ViewModel, view_model_class
from sim.app.settings import ViewSettings, place_for, scenario_of
from sim.app.shapes import district_shapes
from sim.app.words import say
from sim.mechanisms import registry
from sim.words import speaking

SAMPLES = (0.01, 0.02, 0.05, 0.1)
"""Shares of townships offered on the page; each can be watched smoothly."""

MOST_SEEDS = 100


class ClassicSession:
    """What one tab owns.

    Attributes:
        lang: Language, "en" or "zh".
        model: The model being watched; Mesa's page replaces it at a reset.
        switches: Position of every switch by mechanism id; a reset keeps the positions.
        place: The place.
        shapes: The districts as paths, in the model's order.
        height: Height of the drawing of the map.
    """

    def __init__(self, settings: ViewSettings) -> None:
        """Builds the first model.

        Args:
            settings: What the page begins with.
        """
        self.scenario = scenario_of(settings)
        self.lang = solara.Reactive(settings.lang)
        self.place = place_for(self.scenario)
        self.shapes, self.height = district_shapes(self.place)
        first = view_model_class()(self.scenario)
        self.switches = solara.Reactive({name: first.is_on(name) for name in registry()})
        self.model: Any = solara.Reactive(first)
        self.model.subscribe_change(self._replaced)

    def switch(self, mechanism: str, on: bool) -> None:
        """Switches a mechanism of the running model from today on.

        Args:
            mechanism: Its id.
            on: True to switch it on.
        """
        self.model.value.switch(mechanism, on)
        self.switches.value = {**self.switches.value, mechanism: on}
        force_update()

    def other_language(self) -> None:
        """Changes between English and Chinese."""
        self.lang.value = "en" if self.lang.value == "zh" else "zh"

    def title(self) -> str:
        """The title of the page."""
        with speaking(self.lang.value):
            return say("title", place=self.place.title)

    def parameters(self) -> dict[str, Any]:
        """The parameters of the model as Mesa's page wants them: inputs for some, the rest fixed."""
        with speaking(self.lang.value):
            sample, seed = self.scenario.world.sample, self.scenario.run.seed
            return {
                "scenario": self.scenario,
                "sample": {
                    "type": "Select",
                    "label": say("sample"),
                    "value": sample,
                    "values": sorted({*SAMPLES, sample}),
                },
                "seed": {
                    "type": "SliderInt",
                    "label": say("seed"),
                    "value": seed,
                    "min": 0,
                    "max": max(MOST_SEEDS, seed),
                    "step": 1,
                },
            }

    def close(self) -> None:
        """Lets go of the model when the tab is closed."""
        self.model.value.release()

    def _replaced(self, new: ViewModel, old: ViewModel) -> None:
        """A reset made a new model: it starts with the switches as they stand, and the old one is freed."""
        for mechanism, on in self.switches.value.items():
            new.switch(mechanism, on)
        old.release()
