"""The model as the page watches it: keyword parameters, mechanisms that can be switched, and Mesa's DataCollector."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, cast

import numpy as np
from mesa import DataCollector

from sim.app.rolling import CLOSED, RESOLVED, RollingEndings
from sim.mechanisms import registry
from sim.mechanisms.base import MechanismParameters
from sim.model import GovernanceModel
from sim.running import shared_world
from sim.scenario.scenario import Scenario, replace
from sim.vocabulary import Setting

LONGEST_DAYS = 3650
"""Longest run a scenario allows."""


class Switching(NamedTuple):
    """A mechanism was switched.

    Attributes:
        day: First day on which it holds.
        mechanism: Id of the mechanism.
        on: Whether it was switched on.
    """

    day: int
    mechanism: str
    on: bool


class ViewModel(GovernanceModel):
    """The model with a collector of aggregates and with mechanisms that can be switched while it runs.

    The days of the warm-up are watched like all others, so every issue from day 0 enters the figures.

    Attributes:
        running: Whether days remain, as Mesa's page asks.
        datacollector: One row per day: municipal shares, open matters, and the share of every district.
        endings: How complaints of the last days ended.
        switchings: What was switched in this run, in order.
    """

    running: bool

    def __init__(
        self,
        scenario: Scenario,
        sample: float | None = None,
        seed: int | None = None,
        switches: Mapping[str, bool | None] | None = None,
    ) -> None:
        """Starts a run.

        Args:
            scenario: The scenario.
            sample: Share of townships, 0-1; the scenario's where not given.
            seed: Seed of the run; the scenario's where not given.
            switches: Mechanisms switched on or off from day 0; None leaves one as the scenario has it.
        """
        watched = watched_scenario(scenario, sample, seed)
        super().__init__(watched, shared_world(watched), seed=watched.run.seed)
        self._lock = threading.RLock()
        self.switchings: list[Switching] = []
        c = self.communities
        self.endings = RollingEndings(c.district, c.setting, c.weight, len(self.districts))
        self.datacollector = DataCollector(model_reporters=REPORTERS)
        for mechanism, on in (switches or {}).items():
            if on is not None:
                self.switch(mechanism, on)

    def step(self) -> None:
        """Simulates one day and collects it; after the last day nothing happens any more."""
        with self._lock:
            if not self.running:
                return
            known = self.ledger.n
            super().step()
            self.endings.add(self.day - 1, self.ledger.records[known:])
            self.datacollector.collect(self)
            self.running = self.day < self.calendar.n_days

    def is_on(self, mechanism: str) -> bool:
        """Whether a mechanism works today or will work later."""
        return any(m.id == mechanism and self.day < m.parameters.end_day for m in self.mechanisms)

    def strength(self, mechanism: str) -> float:
        """How far a mechanism is phased in today, 0-1."""
        return next((m.strength(self.day) for m in self.mechanisms if m.id == mechanism), 0.0)

    def start_day(self, mechanism: str) -> int | None:
        """The day on which a mechanism that is on starts to work, or None."""
        return next((m.parameters.start_day for m in self.mechanisms if m.id == mechanism), None)

    def switch(self, mechanism: str, on: bool) -> None:
        """Switches a mechanism from the present day on.

        The strength of a mechanism depends on the day alone, so what follows equals the run of a scenario in which
        the mechanism starts, or ends, on this day.

        Args:
            mechanism: Id of the mechanism.
            on: True to switch it on: with the scenario's parameters where it has any, else with the defaults.

        Raises:
            KeyError: No such mechanism.
        """
        kind = registry()[mechanism]
        with self._lock:
            if on == self.is_on(mechanism):
                return
            standing = [m for m in self.mechanisms if m.id != mechanism]
            if on:
                defaults = kind.Parameters()
                given = cast(MechanismParameters, self.scenario.mechanisms.get(mechanism, defaults))
                parameters = given.model_copy(update={"start_day": self.day, "end_day": defaults.end_day})
                switched = kind(parameters)
                standing.append(switched)
                self._coverage[mechanism] = switched.covered(self.structure)
            self.mechanisms = sorted(standing, key=lambda m: m.id)
            # Equal strengths of other mechanisms must not pass for the present ones.
            self._lever_state = None
            self.switchings.append(Switching(self.day, mechanism, on))

    def release(self) -> None:
        """Ends the run and lets Mesa forget it; a step in progress is finished first."""
        with self._lock:
            self.running = False
            super().release()


def watched_scenario(scenario: Scenario, sample: float | None = None, seed: int | None = None) -> Scenario:
    """The scenario with all its days measured, so that the ledger keeps what the page shows from day 0.

    Args:
        scenario: The scenario.
        sample: Share of townships, 0-1, or None.
        seed: Seed of the run, or None.
    """
    days = min(scenario.run.warm_up_days + scenario.run.days, LONGEST_DAYS)
    changes: dict[str, Any] = {"run.warm_up_days": 0, "run.days": days}
    if sample is not None:
        changes["world.sample"] = sample
    if seed is not None:
        changes["run.seed"] = seed
    return replace(scenario, changes)


@cache
def view_model_class() -> type[ViewModel]:
    """The model class with one keyword per registered mechanism, as Mesa's page wants its parameters.

    Returns:
        A class to be called with scenario, sample, seed, and True, False or None for any mechanism by id.
    """
    names = tuple(registry())

    def begin(
        self: ViewModel,
        scenario: Scenario,
        sample: float | None = None,
        seed: int | None = None,
        **switches: bool | None,
    ) -> None:
        unknown = sorted(set(switches) - set(names))
        if unknown:
            raise TypeError(f"there is no mechanism {unknown[0]!r}; there are {', '.join(names)}")
        ViewModel.__init__(self, scenario, sample, seed, switches)

    keyword = inspect.Parameter.KEYWORD_ONLY
    given = [p for p in inspect.signature(begin).parameters.values() if p.kind is not p.VAR_KEYWORD]
    mechanisms = [inspect.Parameter(name, keyword, default=None, annotation="bool | None") for name in names]
    setattr(begin, "__signature__", inspect.Signature([*given, *mechanisms]))  # noqa: B010 (mypy knows no such)
    return type("GovernanceView", (ViewModel,), {"__init__": begin, "__doc__": ViewModel.__doc__})


def _date(model: ViewModel) -> str:
    return model.calendar.date(model.day - 1).isoformat()


def _n_open(model: ViewModel) -> int:
    return int(model.desks.n_open.sum())


def _district_shares(model: ViewModel) -> np.ndarray:
    return model.endings.district_shares()[0]


REPORTERS = {
    "date": _date,
    "closed_share": lambda model: model.endings.share(CLOSED),
    "resolved_share": lambda model: model.endings.share(RESOLVED),
    "resolved_share_urban": lambda model: model.endings.share(RESOLVED, Setting.URBAN),
    "resolved_share_rural": lambda model: model.endings.share(RESOLVED, Setting.RURAL),
    "n_open": _n_open,
    "resolved_share_by_district": _district_shares,
}
"""What is collected every day, from arrays: no agent is visited."""
