"""A run of the page: the model with the policies, and where wanted the baseline beside it on the same chance events."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from pathlib import Path
from typing import cast

import numpy as np

from sim.app.live_policies import at_work
from sim.app.model import Moment, ViewModel
from sim.measures.registry import measure_all
from sim.mechanisms import registry
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.report.headlines import HEADLINES, Headline, difference_number, value_number
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import Scenario, replace
from sim.state import memory_bytes
from sim.worlds import shared_world

BYTES_PER_RESIDENT = 75
"""Memory of a resident: 10 in the world, 65 in a model with its issues (measured on the whole of Chongqing)."""

RESIDENTS_FOR_THREADS = 3_000_000
"""From so many residents on a day is long enough to be shared among threads; below, a thread more costs as much as it
saves, and the browser wants a processor too (a tenth of Chongqing, measured)."""

MOST_KEPT_BYTES = 2**31
"""Memory of a state up to which it is kept for a baseline that is asked for late; a resident takes some 58 bytes."""

FREE_FOR_KEPT = 0.25
"""Share of the free memory that such a state may take (assumed)."""


@dataclass(frozen=True)
class Setup:
    """From what a run is built.

    Attributes:
        scenario: The scenario as its file gives it, with the main parameters chosen on the page.
        touched: Mechanisms switched on the page: parameters, or None for one switched off.
        compared: Whether the baseline runs beside the policy.
        reference: The baseline: "none" (no mechanism) or "file" (the scenario as it stands).
    """

    scenario: Scenario
    touched: Mapping[str, MechanismParameters | None] = field(default_factory=dict)
    compared: bool = False
    reference: str = "none"

    def policy(self) -> Scenario:
        """The scenario of the policy's model: what was switched on the page holds from the first day."""
        changes: dict[str, ParameterGroup | str] = {}
        for mechanism, parameters in self.touched.items():
            if parameters is not None:
                end = type(parameters).model_fields["end_day"].default
                dated = parameters.model_copy(update={"start_day": 0, "end_day": end})
                changes[f"mechanisms.{mechanism}"] = dated
            elif mechanism in self.scenario.mechanisms:
                changes[f"mechanisms.{mechanism}"] = "off"
        return replace(self.scenario, changes) if changes else self.scenario

    def baseline(self) -> Scenario:
        """The scenario of the baseline's model."""
        if self.reference == "file":
            return self.scenario
        off = {f"mechanisms.{mechanism}": "off" for mechanism in self.scenario.mechanisms}
        return replace(self.scenario, off) if off else self.scenario


class Run:
    """The models of one run. They share the world and, through keyed draws, every chance event.

    Up to the first day on which other mechanisms work in the policy than in a baseline, both are the same. The state
    at the beginning of that day is kept, and so is that of a baseline that is let go, so that a baseline that is asked
    for late has only the days since then to make up. There are at most two such states, of the scenario without
    mechanisms and of the scenario as it stands; one that is too large is not kept, and its baseline begins on the first
    day.

    Attributes:
        number: Number of the run in its tab; pictures of earlier runs are thrown away by it.
        policy: The model whose mechanisms can be switched.
        baseline: The model it is compared with, or None.
    """

    def __init__(self, setup: Setup, number: int) -> None:
        self.number = number
        self.world = shared_world(setup.scenario, processors())
        self.threads = processors() if self.world.n_residents > RESIDENTS_FOR_THREADS else 1
        self.policy = ViewModel(setup.policy(), threads=self.threads)
        self.baseline: ViewModel | None = None
        self._beside: str | None = None
        baselines = [with_changes(setup, reference=reference) for reference in ("none", "file")]
        self._working = {_which(each): _mechanisms(each.baseline()) for each in baselines}
        self._kept: dict[str, Moment | None] = {}
        self._pool: ThreadPoolExecutor | None = None
        if setup.compared:
            try:
                self.add_baseline(setup)
            except BaseException:
                self.release()
                raise

    def add_baseline(self, setup: Setup) -> None:
        """Builds the baseline; it has to catch up with the policy's days since both were the same.

        Args:
            setup: From what it is built.
        """
        self.drop_baseline()
        baseline = ViewModel(setup.baseline(), threads=max(1, self.threads // 2))
        which = _which(setup)
        moment = self._kept[which] if which in self._kept else self._moment_of(self.policy)
        if moment is not None:
            baseline.go_on_from(moment)
        self.baseline, self._beside = baseline, which
        if which in self._kept:
            self._kept[which] = None  # It has its own state now, which is kept when it is let go.
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="gongzhi-day")

    def drop_baseline(self) -> None:
        """Lets go of the baseline; the state it has reached is kept."""
        if self.baseline is not None and self._beside in self._kept:
            self._kept[self._beside] = self._moment_of(self.baseline)
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        if self.baseline is not None:
            self.baseline.release()
            self.baseline = self._beside = None
            # A model is a ring of references; waiting for the collector would keep a whole city beside the next.
            gc.collect()

    @property
    def catching_up(self) -> bool:
        """Whether the baseline has days to make up."""
        return self.baseline is not None and self.baseline.day < self.policy.day

    @property
    def over(self) -> bool:
        """Whether no day remains."""
        return not self.policy.running and not self.catching_up

    def step(self) -> None:
        """Simulates one day: of the baseline alone while it catches up, else of both at once."""
        if self.baseline is not None and self.catching_up:
            self.baseline.step()
            return
        self._keep_what_parts()
        if self.baseline is None or self._pool is None:
            self.policy.step()
        else:
            both = [self._pool.submit(model.step) for model in (self.policy, self.baseline)]
            for day in both:
                day.result()

    def _keep_what_parts(self) -> None:
        """Keeps the state of the policy where today is the first day on which it differs from a baseline."""
        day = self.policy.day
        if not self.policy.running:
            return
        today = at_work(self.policy.mechanisms, day)
        parting = {
            which
            for which, mechanisms in self._working.items()
            if which not in self._kept and at_work(mechanisms, day) != today
        }
        moment = self._moment_of(self.policy) if parting - {self._beside} else None
        self._kept.update({which: None if which == self._beside else moment for which in parting})

    def _moment_of(self, model: ViewModel) -> Moment | None:
        """The state a model has reached; None on the first day and where it takes too much memory."""
        most = min(MOST_KEPT_BYTES, FREE_FOR_KEPT * free_bytes())
        return model.moment() if model.day > 0 and memory_bytes(model) <= most else None

    @property
    def kept_bytes(self) -> int:
        """Memory of the states that are kept."""
        kept = {id(moment): moment.state for moment in list(self._kept.values()) if moment is not None}
        return sum(array.nbytes for state in kept.values() for array in state.arrays.values())

    def release(self) -> None:
        """Lets go of both models, and of what was kept."""
        self._kept.clear()
        self.drop_baseline()
        self.policy.release()


def _which(setup: Setup) -> str:
    """Which baseline it is; that of a scenario without mechanisms is the same as it stands."""
    return setup.reference if setup.scenario.mechanisms else "none"


def _mechanisms(scenario: Scenario) -> list[Mechanism]:
    """The mechanisms of a scenario."""
    return [registry()[name](cast(MechanismParameters, group)) for name, group in scenario.mechanisms.items()]


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def needed_bytes(setup: Setup, residents: int) -> int:
    """Memory a run will need.

    Args:
        setup: From what it is built.
        residents: Residents of the whole place.
    """
    models = 2 if setup.compared else 1
    return int(residents * setup.scenario.world.sample * (10 + models * (BYTES_PER_RESIDENT - 10)))


def free_bytes() -> int:
    """Memory that can still be taken without swapping, as Linux estimates it; elsewhere a great deal."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return 2**40


@dataclass(frozen=True)
class Figure:
    """One headline measure of the policy and, where there is one, of the baseline."""

    headline: Headline
    values: tuple[float, ...]

    def row(self) -> list[str]:
        """Name, policy and, where there is one, baseline and difference, as the reader sees them."""
        unit = self.headline.unit
        row = [str(self.headline.words), *(value_number(value, unit).typed for value in self.values)]
        return [*row, difference_number(self.values[0] - self.values[1], unit).typed] if len(self.values) == 2 else row


def figures(run: Run, progress: Callable[[], None] | None = None) -> list[Figure]:
    """The headline measures of the measured days so far, as the command line would measure them today.

    Args:
        run: The run; it must not be simulated on meanwhile.
        progress: Called before every measure; what it raises ends the measuring.
    """
    models = [model for model in (run.policy, run.baseline) if model is not None]
    wanted = {headline.key[0] for headline in HEADLINES}
    tables = [
        measure_all(model.observation(), wanted, progress).set_index(["measure", "by", "group"])["value"]
        for model in models
    ]
    return [
        Figure(headline, tuple(float(table.get(headline.key, np.nan)) for table in tables))
        for headline in HEADLINES
        if headline.key in tables[0].index
    ]
