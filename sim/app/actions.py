"""What the browser may ask of a tab: every wish by name. Its values are checked on this side; none is cut or moved."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.app import scenario_files
from sim.app.frames import MAP_MEASURES
from sim.app.player import SPEEDS, Player
from sim.app.policy_cards import changed_parameters, parameters_now
from sim.app.runs import Run, Setup
from sim.app.views import FIELDS
from sim.app.words import LANGUAGES, WORDS
from sim.errors import Fault, InputError
from sim.mechanisms import registry
from sim.scenario.scenario import Scenario, resolved_yaml
from sim.words import speaking

MOST_REF = 64
MOST_SETTINGS = 20_000
"""Characters of further settings the page takes at once."""


class Actions:
    """Does what the browser of one tab asks for.

    Args:
        player: The tab's player.
    """

    def __init__(self, player: Player) -> None:
        self._player = player
        self._views = player.views
        self._does: dict[str, Callable[[dict[str, Any]], None]] = {
            "play": lambda wish: player.play(bool(wish.get("on"))),
            "step": lambda wish: player.step(),
            "reset": lambda wish: player.reset(),
            "speed": self._speed,
            "compare": lambda wish: player.compare(bool(wish.get("on"))),
            "reference": self._reference,
            "measure": self._measure,
            "draw_as": self._draw_as,
            "view": self._view,
            "lang": self._lang,
            "switch": self._switch,
            "parameter": self._parameter,
            "apply": self._apply,
            "choose": self._choose,
            "load": self._load,
            "save": lambda wish: self._with_run(self._views.save),
            "replay": self._replay,
            "inspect": self._inspect,
            "story": self._story,
            "no_story": lambda wish: player.post(player.stories.forget),
            "network": self._network,
            "figures": lambda wish: player.post(player.measure),
            "alive": self._alive,
        }

    def do(self, wish: Any) -> None:
        """Does one thing; what is not known or makes no sense is left alone.

        Args:
            wish: What the browser sent: {"do": name, ...}.
        """
        if not isinstance(wish, dict):
            return
        self._player.heard_at = time.monotonic()
        act = self._does.get(str(wish.get("do", "")))
        if act is not None:
            with speaking(self._views.lang):
                act(wish)

    def _with_run(self, job: Callable[[Run], None]) -> None:
        """Leaves a job that needs the present run; a refusal is said to the reader."""

        def work() -> None:
            if self._player.run is not None:
                job(self._player.run)

        self._player.post(lambda: self._player.or_refuse(work))

    # ---------------------------------------------------------------------------------------------- the bar

    def _speed(self, wish: dict[str, Any]) -> None:
        if wish.get("value") in SPEEDS:
            self._player.speed = int(wish["value"])
            self._player.show_state()

    def _lang(self, wish: dict[str, Any]) -> None:
        lang = wish.get("value")
        if lang in LANGUAGES:
            self._views.speak(str(lang))
            self._player.show_state()
            self._with_run(self._views.everything)
            self._with_run(self._views.network)
            self._player.post(self._player.stories.show)

    # ---------------------------------------------------------------------------------------------- the map

    def _measure(self, wish: dict[str, Any]) -> None:
        if wish.get("value") in MAP_MEASURES:
            self._views.measure = str(wish["value"])
            self._with_run(self._redraw)

    def _draw_as(self, wish: dict[str, Any]) -> None:
        if wish.get("value") in ("points", "districts"):
            self._views.draw_as = str(wish["value"])
            self._with_run(self._redraw)

    def _redraw(self, run: Run) -> None:
        self._views.legends(run)
        self._views.picture(run, time.monotonic(), at_once=True)

    def _view(self, wish: dict[str, Any]) -> None:
        if wish.get("value") not in ("map", "network"):
            return

        def show(run: Run) -> None:
            self._views.layout.change(view=str(wish["value"]))
            self._views.network(run)
            self._redraw(run)

        self._with_run(show)

    def _network(self, wish: dict[str, Any]) -> None:
        def show(run: Run) -> None:
            row = _whole(wish.get("district"), -1, len(run.policy.districts) - 1)
            self._views.district = -1 if row is None else row
            self._views.network(run)
            self._redraw(run)
            if row is not None and row >= 0:
                self._views.inspect(run, f"d:{row}")

        self._with_run(show)

    def _inspect(self, wish: dict[str, Any]) -> None:
        ref = str(wish.get("ref", ""))[:MOST_REF]
        self._with_run(lambda run: self._views.inspect(run, ref))

    def _story(self, wish: dict[str, Any]) -> None:
        ref = str(wish.get("ref", ""))[:MOST_REF]
        self._with_run(lambda run: self._player.stories.tell(run, ref))

    def _alive(self, wish: dict[str, Any]) -> None:
        """The browser asks whether anybody is there; after a break everything is sent again, once."""
        if wish.get("back"):
            self._player.display.push_again()
        if isinstance(wish.get("beat"), int):
            self._player.display.show("bar", beat=wish["beat"])

    # -------------------------------------------------------------------------------------------- policies

    def _switch(self, wish: dict[str, Any]) -> None:
        mechanism, on = str(wish.get("id", "")), bool(wish.get("on"))
        if mechanism not in registry():
            return

        def switch(run: Run) -> None:
            parameters = parameters_now(run.policy, mechanism, self._views.drafts.get(mechanism))
            registry()[mechanism](parameters).covered(run.policy.structure)
            run.policy.switch(mechanism, on, parameters)
            self._touch(mechanism, run.policy.parameters(mechanism) if on else None)
            self._say_policies(run)

        self._with_run(switch)

    def _parameter(self, wish: dict[str, Any]) -> None:
        mechanism, path = str(wish.get("id", "")), str(wish.get("path", ""))
        if mechanism not in registry():
            return

        def change(run: Run) -> None:
            standing = parameters_now(run.policy, mechanism, self._views.drafts.get(mechanism))
            changed = changed_parameters(mechanism, standing, path, wish.get("value"))
            registry()[mechanism](changed).covered(run.policy.structure)
            self._views.drafts[mechanism] = changed
            if run.policy.is_on(mechanism):
                run.policy.change(mechanism, changed)
                self._touch(mechanism, changed)
            self._say_policies(run)

        self._with_run(change)

    def _touch(self, mechanism: str, parameters: Any) -> None:
        setup = self._player.setup
        self._player.setup = replace(setup, touched={**setup.touched, mechanism: parameters})

    def _say_policies(self, run: Run) -> None:
        self._views.saved_text = None
        self._views.policies(run)
        self._views.scenario(run)
        self._views.charts(run)
        self._player.say_notice("")

    # -------------------------------------------------------------------------------------------- scenario

    def _anew(self, chosen: Callable[[Setup], Scenario], keep_policies: bool = False) -> None:
        """Another scenario, chosen between two days; where it cannot be used, everything stays as it is."""

        def wanted(setup: Setup) -> Setup:
            scenario = chosen(setup)
            return replace(setup, scenario=scenario, touched=setup.touched if keep_policies else {})

        def taken() -> None:
            self._views.file = self._player.setup.scenario.name
            self._views.drafts = self._views.drafts if keep_policies else {}

        self._player.change(wanted, taken)

    def _reference(self, wish: dict[str, Any]) -> None:
        if wish.get("value") not in ("none", "file"):
            return
        self._player.compare(reference=str(wish["value"]))

    def _apply(self, wish: dict[str, Any]) -> None:
        """Main parameters and further settings, checked like --set."""
        settings = [f"{path}={wish[field]}" for field, path in FIELDS.items() if wish.get(field) is not None]
        further = str(wish.get("settings", ""))
        settings += [line.strip() for line in further.splitlines() if line.strip()]

        def chosen(setup: Setup) -> Scenario:
            if len(further) > MOST_SETTINGS:
                raise InputError(WORDS.phrase("settings_too_long", most=f"{MOST_SETTINGS:,}"))
            now = setup.scenario
            return scenario_files.scenario_from_text(resolved_yaml(now), f"{now.name}.yaml", tuple(settings))

        self._anew(chosen, keep_policies=True)

    def _choose(self, wish: dict[str, Any]) -> None:
        name = str(wish.get("name", ""))
        self._anew(
            lambda setup: scenario_files.with_sample(scenario_files.shipped_scenario(name), setup.scenario.world.sample)
        )

    def _load(self, wish: dict[str, Any]) -> None:
        """A file of the reader's: its bytes, or its size alone where that is too large to be sent."""
        name, size = str(wish.get("name", "loaded.yaml"))[:200], wish.get("size")

        def chosen(setup: Setup) -> Scenario:
            if isinstance(size, int) and size > scenario_files.MOST_BYTES:
                raise scenario_files.too_large(name, size)
            try:
                data = base64.b64decode(str(wish.get("data", "")), validate=True)
            except (binascii.Error, ValueError):
                raise InputError(Fault("GZ005", file=name, found="the file")) from None
            return scenario_files.scenario_from_file(data, name)

        self._anew(chosen)

    def _replay(self, wish: dict[str, Any]) -> None:
        def chosen(setup: Setup) -> Scenario:
            run = self._player.run
            return setup.scenario if run is None else run.policy.as_scenario()

        self._anew(chosen)


def _whole(value: Any, low: int, high: int) -> int | None:
    """A whole number within limits; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return min(max(value, low), high)
