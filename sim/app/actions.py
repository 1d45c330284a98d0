"""What the browser may ask of a tab: every wish by name, its values brought into their limits on this side."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.app import scenario_files
from sim.app.frames import MAP_MEASURES
from sim.app.player import SPEEDS, Player
from sim.app.policy_cards import changed_parameters, parameters_now
from sim.app.runs import Run
from sim.app.words import LANGUAGES, say
from sim.errors import GongzhiError
from sim.mechanisms import registry
from sim.scenario.scenario import Scenario, resolved_yaml

MOST_SEED = 2**53 - 1
"""Largest seed the page takes: browsers know whole numbers up to here exactly."""

MOST_REF = 64


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
            act(wish)

    def _with_run(self, job: Callable[[Run], None]) -> None:
        """Leaves a job that needs the present run; a refusal is said to the reader."""

        def work() -> None:
            if self._player.run is None:
                return
            try:
                job(self._player.run)
            except (GongzhiError, ValueError) as problem:
                self._refuse(problem)

        self._player.post(work)

    def _refuse(self, problem: Exception) -> None:
        lang = self._views.lang
        text = problem.render(lang) if isinstance(problem, GongzhiError) else str(problem)
        self._player.say_notice(say("refused", lang).format(problem=text))

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
        """The browser says what it has: where pictures have passed it by, everything is sent again."""
        if wish.get("back"):
            self._player.display.push_again()

    # -------------------------------------------------------------------------------------------- policies

    def _switch(self, wish: dict[str, Any]) -> None:
        mechanism, on = str(wish.get("id", "")), bool(wish.get("on"))
        if mechanism not in registry():
            return

        def switch(run: Run) -> None:
            parameters = parameters_now(run.policy, mechanism, self._views.drafts.get(mechanism))
            run.policy.switch(mechanism, on, parameters)
            self._touch(mechanism, run.policy.parameters(mechanism) if on else None)
            self._say_policies(run)

        self._with_run(switch)

    def _parameter(self, wish: dict[str, Any]) -> None:
        mechanism = str(wish.get("id", ""))
        if mechanism not in registry():
            return

        def change(run: Run) -> None:
            standing = parameters_now(run.policy, mechanism, self._views.drafts.get(mechanism))
            try:
                changed = changed_parameters(mechanism, standing, str(wish.get("path", "")), wish.get("value"))
                registry()[mechanism](changed).covered(run.policy.structure)
            except (GongzhiError, ValueError, TypeError):
                self._views.policies(run)
                raise
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
        self._player.notice = ""
        self._views.saved_text = None
        self._views.policies(run)
        self._views.scenario(run)
        self._views.charts(run)
        self._player.say_notice("")

    # -------------------------------------------------------------------------------------------- scenario

    def _anew(self, scenario: Scenario, touched: dict[str, Any] | None = None) -> None:
        """Another scenario: builds its run; policies switched on the page are kept only where given."""
        self._views.file = scenario.name
        self._views.drafts = {} if touched is None else self._views.drafts
        self._player.say_notice("")
        kept = touched if touched is not None else {}
        self._player.reset(replace(self._player.setup, scenario=scenario, touched=kept))

    def _reference(self, wish: dict[str, Any]) -> None:
        if wish.get("value") not in ("none", "file"):
            return
        self._player.setup = replace(self._player.setup, reference=str(wish["value"]))
        if self._player.setup.compared:
            self._player.compare(True)
        self._with_run(self._views.scenario)

    def _apply(self, wish: dict[str, Any]) -> None:
        """Main parameters: numbers are brought into their ranges; further settings are checked like --set."""
        now = self._player.setup.scenario
        sample = _number(wish.get("sample"), 0.0005, 1.0)
        wanted: dict[str, Any] = {
            "world.sample": sample,
            "run.seed": _whole(wish.get("seed"), 0, MOST_SEED),
            "run.days": _whole(wish.get("days"), 1, 3650),
            "run.warm_up_days": _whole(wish.get("warm_up_days"), 0, 3650),
            "world.world_seed": _whole(wish.get("world_seed"), 0, MOST_SEED),
        }
        settings = [f"{path}={value}" for path, value in wanted.items() if value is not None]
        settings += [line.strip() for line in str(wish.get("settings", ""))[:4000].splitlines() if line.strip()]
        try:
            scenario = scenario_files.scenario_from_text(resolved_yaml(now), f"{now.name}.yaml", tuple(settings))
        except GongzhiError as problem:
            self._refuse(problem)
            return
        self._anew(scenario, dict(self._player.setup.touched))

    def _choose(self, wish: dict[str, Any]) -> None:
        try:
            scenario = scenario_files.shipped_scenario(str(wish.get("name", "")))
        except GongzhiError as problem:
            self._refuse(problem)
            return
        sample = self._player.setup.scenario.world.sample
        self._anew(scenario_files.with_sample(scenario, sample))

    def _load(self, wish: dict[str, Any]) -> None:
        name = str(wish.get("name", "loaded.yaml"))[:200]
        try:
            scenario = scenario_files.scenario_from_text(str(wish.get("text", "")), name)
        except GongzhiError as problem:
            lang = self._views.lang
            self._player.say_notice(f"{say('not_loaded', lang)}\n\n{problem.render(lang)}")
            return
        self._anew(scenario)

    def _replay(self, wish: dict[str, Any]) -> None:
        self._with_run(lambda run: self._anew(run.policy.as_scenario()))


def _number(value: Any, low: float, high: float) -> float | None:
    """A number within limits; None for what is no number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return min(max(number, low), high) if math.isfinite(number) else None


def _whole(value: Any, low: int, high: int) -> int | None:
    """A whole number within limits; None for what is no number."""
    number = _number(value, low, high)
    return None if number is None else int(number)
