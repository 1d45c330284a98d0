"""The model as the page watches it: mechanisms that can be switched while it runs, and Mesa's DataCollector."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from dataclasses import replace as with_changes
from functools import cache
from typing import Any, cast

import numpy as np
from mesa import DataCollector

from sim.app.live_policies import LivePolicies, Switching
from sim.app.rolling import CLOSED, RESOLVED, RollingEndings
from sim.measures.registry import Observation, observe
from sim.mechanisms import registry
from sim.mechanisms.base import MechanismParameters
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.state import State, lay, take
from sim.vocabulary import Setting, Tier
from sim.worlds import shared_world

MANY_RESIDENTS = 5_000_000
"""From here on residents' trust is read every fourth week instead of every week: a reading costs about a day's work."""


@dataclass(frozen=True)
class Moment:
    """A watched model between two days; another one that was the same so far can go on from it.

    Attributes:
        state: What the days have changed.
        endings: How complaints of the last days ended.
        trust: Residents' trust at its last reading.
        trust_day: Day of that reading.
        collected: What was collected day by day, by name.
    """

    state: State
    endings: RollingEndings
    trust: np.ndarray
    trust_day: int
    collected: dict[str, list[Any]]


class ViewModel(GovernanceModel):
    """The model with a collector of aggregates and with mechanisms that can be switched while it runs.

    It simulates the scenario as it stands, warm-up included. Only its ledger keeps more: the issues of the warm-up
    too, so that the page has figures from the first day. `observation` leaves them out again, so measures are those
    of the command line.

    Attributes:
        running: Whether days remain, as Mesa's page asks.
        datacollector: One row per day: municipal shares, open matters, trust, and the share of every district.
        endings: How complaints of the last days ended, by community.
        policies: The mechanisms and what was switched.
        trust: Residents' trust summed by tier and community at the last reading, shape (4, communities).
        trust_day: Day of that reading.
    """

    running: bool

    def __init__(
        self,
        scenario: Scenario,
        sample: float | None = None,
        seed: int | None = None,
        switches: Mapping[str, bool | None] | None = None,
        threads: int = 1,
    ) -> None:
        """Starts a run.

        Args:
            scenario: The scenario.
            sample: Share of townships, 0-1; the scenario's where not given.
            seed: Seed of the run; the scenario's where not given.
            switches: Mechanisms switched on or off from day 0; None leaves one as the scenario has it.
            threads: Threads over districts; the result does not depend on it.
        """
        watched = watched_scenario(scenario, sample, seed)
        super().__init__(watched, shared_world(watched, threads), seed=watched.run.seed, threads=threads)
        self._lock = threading.RLock()
        self.policies = LivePolicies({m.id: m for m in self.mechanisms})
        c = self.communities
        self.endings = RollingEndings(c.district, c.setting, c.weight, len(self.districts))
        self.trust = np.zeros((len(Tier), len(c)))
        self._open: tuple[int, np.ndarray] = (-1, np.zeros(len(Tier)))
        self.trust_day = 0
        self._read_trust()
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
            every = 7 if len(self.residents) < MANY_RESIDENTS else 28
            if self.day % every == 0 or self.day == self.calendar.n_days:
                self._read_trust()
            self.datacollector.collect(self)
            self.running = self.day < self.calendar.n_days

    def moment(self) -> Moment:
        """Copies what the days have changed, and what was seen of it."""
        with self._lock:
            # Candidates are drawn again: their layout would otherwise outlive its period in memory.
            state = with_changes(take(self), candidates=None)
            collected = {name: list(rows) for name, rows in self.datacollector.model_vars.items()}
            return Moment(state, deepcopy(self.endings), self.trust.copy(), self.trust_day, collected)

    def go_on_from(self, moment: Moment) -> None:
        """Puts a model that has just been opened into a moment of one that was the same up to then.

        Args:
            moment: The moment; it can be used again.
        """
        lay(self, moment.state)
        self.endings, self.trust, self.trust_day = deepcopy(moment.endings), moment.trust.copy(), moment.trust_day
        self.datacollector.model_vars.update({name: list(rows) for name, rows in moment.collected.items()})
        self.running = self.day < self.calendar.n_days

    def measured(self, records: np.ndarray) -> np.ndarray:
        """Keeps every issue in the ledger, those of the warm-up too; bool, one per record."""
        return np.ones(len(records), bool)

    def observation(self) -> Observation:
        """What measures are computed from, as the command line would gather it today."""
        seen = observe(self)
        first = self.scenario.run.warm_up_days
        closed, still_open = (rows[rows["reported"] >= first] for rows in (seen.closed, seen.open))
        return with_changes(seen, closed=closed, open=still_open, _kept={})

    def open_by_tier(self) -> np.ndarray:
        """Issues in the queues of each tier today; counted once a day."""
        if self._open[0] != self.day:
            self._open = self.day, np.bincount(self.desks.tier, self.desks.n_open.astype(float), len(Tier))
        return self._open[1]

    def _read_trust(self) -> None:
        """Sums residents' trust by tier and community; a moment's work per million residents."""
        c = self.communities
        first = np.minimum(c.first_resident.astype(np.int64), max(0, len(self.residents) - 1))
        for tier in Tier:
            column = self.residents.column(f"trust_{tier.key}")
            self.trust[tier] = np.add.reduceat(column, first) * (c.population > 0)
        self.trust_day = self.day

    # ---------------------------------------------------------------------------------------------- policies

    @property
    def switchings(self) -> list[Switching]:
        """What was switched in this run, in order."""
        return self.policies.switchings

    def is_on(self, mechanism: str) -> bool:
        """Whether a mechanism works today or will work later."""
        return self.policies.is_on(mechanism, self.day)

    def strength(self, mechanism: str) -> float:
        """How far a mechanism is phased in today, 0-1."""
        found = self.policies.mechanisms.get(mechanism)
        return 0.0 if found is None else found.strength(self.day)

    def parameters(self, mechanism: str) -> MechanismParameters | None:
        """The parameters of a mechanism that is on, or None."""
        found = self.policies.mechanisms.get(mechanism)
        return None if found is None else found.parameters

    def start_day(self, mechanism: str) -> int | None:
        """The day on which a mechanism that is on starts to work, or None."""
        found = self.parameters(mechanism)
        return None if found is None else found.start_day

    def switch(self, mechanism: str, on: bool, parameters: MechanismParameters | None = None) -> None:
        """Switches a mechanism from the present day on.

        The strength of a mechanism depends on the day alone, so what follows equals the run of a scenario in which
        the mechanism starts, or ends, on this day.

        Args:
            mechanism: Id of the mechanism.
            on: True to switch it on.
            parameters: Its parameters; where not given the scenario's, where it has none the defaults.

        Raises:
            KeyError: No such mechanism.
        """
        kind = registry()[mechanism]
        with self._lock:
            if on == self.is_on(mechanism):
                return
            if on:
                usual = self.scenario.mechanisms.get(mechanism, kind.Parameters())
                self.policies.switch_on(mechanism, self.day, parameters or cast(MechanismParameters, usual))
            else:
                self.policies.switch_off(mechanism, self.day)
            self._take_up(mechanism)

    def change(self, mechanism: str, parameters: MechanismParameters) -> None:
        """Gives a mechanism that is on other parameters from today on; its dates stay.

        Args:
            mechanism: Id of the mechanism.
            parameters: The parameters.

        Raises:
            KeyError: The mechanism is not on.
        """
        with self._lock:
            self.policies.change(mechanism, self.day, parameters)
            self._take_up(mechanism)

    def _take_up(self, mechanism: str) -> None:
        """Lets the levers follow what has been switched."""
        self.mechanisms = [m for _, m in sorted(self.policies.mechanisms.items())]
        standing = self.policies.mechanisms.get(mechanism)
        if standing is not None:
            self._coverage[mechanism] = standing.covered(self.structure)
        # Equal strengths of other mechanisms must not pass for the present ones.
        self._lever_state = None

    def as_scenario(self) -> Scenario:
        """The scenario that repeats this run: its parameters, and the mechanisms with the dates of their switching."""
        off = {f"mechanisms.{name}": "off" for name in self.scenario.mechanisms}
        switched = {f"mechanisms.{name}": group for name, group in self.policies.told().items()}
        return replace(self.scenario, {**off, **switched})

    def release(self) -> None:
        """Ends the run and lets Mesa forget it; a step in progress is finished first."""
        with self._lock:
            self.running = False
            super().release()


def watched_scenario(scenario: Scenario, sample: float | None = None, seed: int | None = None) -> Scenario:
    """The scenario with another sample or seed.

    Args:
        scenario: The scenario.
        sample: Share of townships, 0-1, or None.
        seed: Seed of the run, or None.
    """
    changes: dict[str, Any] = {}
    if sample is not None:
        changes["world.sample"] = sample
    if seed is not None:
        changes["run.seed"] = seed
    return replace(scenario, changes) if changes else scenario


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


def _open_at(tier: Tier) -> Any:
    return lambda model: int(model.open_by_tier()[tier])


def _trust_in(tier: Tier) -> Any:
    def mean(model: ViewModel) -> float:
        c = model.communities
        people = float(c.weight @ c.population)
        return float(model.trust[tier] @ c.weight) / people if people > 0.0 else float("nan")

    return mean


def _collectors() -> dict[str, Any]:
    """What is collected every day, from arrays: no agent is visited."""
    return {
        "date": lambda model: model.calendar.date(model.day - 1).isoformat(),
        "closed_share": lambda model: model.endings.share(CLOSED),
        "resolved_share": lambda model: model.endings.share(RESOLVED),
        "resolved_share_urban": lambda model: model.endings.share(RESOLVED, Setting.URBAN),
        "resolved_share_rural": lambda model: model.endings.share(RESOLVED, Setting.RURAL),
        "n_open": lambda model: int(model.desks.n_open.sum()),
        "resolved_share_by_district": lambda model: model.endings.district_shares()[0],
        **{f"open_{tier.key}": _open_at(tier) for tier in Tier},
        **{f"trust_{tier.key}": _trust_in(tier) for tier in Tier},
    }


REPORTERS = _collectors()
"""Name to function, as Mesa's collector wants them."""
