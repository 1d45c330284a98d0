"""One run of a study: what is asked for, how it is executed, and what became of it.

Whatever executes runs (this process, processes of this machine, a cluster) calls `execute_run`, so that a run gives
the same wherever it happens.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from sim.errors import EnvironmentProblem
from sim.issues.phases import Candidates
from sim.model import GovernanceModel
from sim.running import Halt, RunResult, run_one, world_for
from sim.scenario.scenario import Scenario
from sim.state import CommonCandidates, State, memory_bytes, take
from sim.studies.common_days import acting
from sim.studies.saved_state import save
from sim.world.world import World

MOST_STATE_BYTES = 1 << 30
"""Memory of a state, beside the model's, up to which it is kept for other runs (assumed)."""


@dataclass(frozen=True)
class Run:
    """One run to be executed.

    Attributes:
        scenario: The scenario.
        seed: Seed of the run.
        measures: Measures to be kept of it; None keeps all. Studies of thousands of runs need few of them.
        cells: Measures with their groupings to be kept, such as ("dropped_share", "setting"); None keeps all groupings.
        records: Tables by community and by issue to be kept.
        common_days: Days, from the first on, that it has in common with other runs of its seed (`common_days`).
        alike: Whether other runs of its seed differ in mechanisms alone.
        start: State in which it begins; None for the first day.
        saved: Day at whose beginning its state is saved, and the file; None for not at all.
        periods: Periods of the calendar by which measures of events are given besides.
    """

    scenario: Scenario
    seed: int
    measures: frozenset[str] | None = None
    cells: frozenset[tuple[str, str]] | None = None
    records: tuple[str, ...] = ()
    common_days: int = 0
    alike: bool = False
    start: State | None = None
    saved: tuple[int, Path] | None = None
    periods: tuple[str, ...] = ()

    @property
    def computed(self) -> Collection[str] | None:
        """Measures to be computed, since rows of them are kept; None for all."""
        return self.measures if self.cells is None else {measure for measure, _ in self.cells}

    def kept(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a run's table that are kept.

        Args:
            table: Every measure of the run.

        Returns:
            The rows, in the same order.
        """
        if self.measures is None and self.cells is None:
            return table.reset_index(drop=True)
        pairs = zip(table["measure"].tolist(), table["by"].tolist(), strict=True)
        rows = [
            (self.measures is None or measure in self.measures) and (self.cells is None or (measure, by) in self.cells)
            for measure, by in pairs
        ]
        return table[rows].reset_index(drop=True)


@dataclass(frozen=True)
class Outcome:
    """What became of a run.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed of the run.
        result: Its result; None where it failed or was not executed.
        error: Traceback or what else went wrong; empty where nothing did.
        program: Fingerprint of the program that executed it; empty where nobody asked.
    """

    scenario: str
    seed: int
    result: RunResult | None
    error: str = ""
    program: str = ""

    @property
    def status(self) -> str:
        """The word written into `runs.csv`: done, failed or not run."""
        return "done" if self.result is not None else "failed" if self.error else "not run"


Progress = Callable[[int, int], None]
"""Told the days simulated since it was last called, and the runs that have ended since then."""


class WorldKeeper:
    """Keeps the world of the last run, and the state in which it parted from the others of its seed.

    Another world is built only where the world settings differ. One state is kept at a time.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._key = ""
        self._world: World | None = None
        self._layouts: tuple[Hashable, dict[int, Candidates]] = (None, {})
        self._parting: Hashable = None
        self._state: State | None = None

    def world(self, scenario: Scenario) -> World:
        """The world of a scenario."""
        key = world_key(scenario)
        if self._world is None or key != self._key:
            self._world = self._state = self._parting = None
            self._world = world_for(scenario, self.threads)
            self._key = key
        return self._world

    def begun(self, run: Run) -> tuple[State | None, Halt | None]:
        """Where a run begins: in a state of its own, or at the end of common days that were simulated here.

        Args:
            run: The run.

        Returns:
            The state, None for the first day; and where the run halts, so that its state is kept or saved.
        """
        if run.start is not None or run.saved is not None:
            return run.start, None if run.saved is None else Halt(run.saved[0], partial(save, path=run.saved[1]))
        days = run.common_days
        parting = (world_key(run.scenario), run.seed, days, acting(run.scenario).until(days)) if days > 0 else None
        if parting is None or parting != self._parting:
            self._state, self._parting = None, parting
        if self._state is not None or parting is None:
            return self._state, None
        return None, Halt(days, self._keep)

    def candidates(self, run: Run) -> Candidates | None:
        """What lays candidate occasions out for a run; None for the model's own where no other run has the same."""
        if not run.alike:
            return None
        key = (world_key(run.scenario), run.seed, acting(run.scenario).common)
        if key != self._layouts[0]:
            self._layouts = key, {}
        return CommonCandidates(self._layouts[1])

    def _keep(self, model: GovernanceModel) -> None:
        if memory_bytes(model) <= MOST_STATE_BYTES:
            self._state = take(model)


def world_key(scenario: Scenario) -> str:
    """What scenarios have in common when they have the same world: the text of their world settings."""
    return scenario.world.model_dump_json()


def execute_run(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """Executes one run; whatever goes wrong in it is recorded, so that the others go on.

    Args:
        run: The run.
        keeper: Keeps the world between runs.
        threads: Threads of the run.
        day_done: Called after every simulated day.

    Returns:
        Its result, or the traceback.
    """
    name, seed = run.scenario.name, run.seed
    try:
        world = keeper.world(run.scenario)
        result = run_one(
            run.scenario,
            seed,
            world,
            threads,
            day_done,
            run.records,
            *keeper.begun(run),
            keeper.candidates(run),
            run.periods,
            run.computed,
        )
    except Exception as problem:
        if run.saved is not None and isinstance(problem, EnvironmentProblem):
            raise  # The state cannot be saved: one message says so.
        return Outcome(name, seed, None, traceback.format_exc())
    return Outcome(name, seed, replace(result, table=run.kept(result.table)))


ExecuteRun = Callable[[Run, WorldKeeper, int, Callable[[], None]], Outcome]
"""A function like `execute_run`, known by its name in its module, so that other processes can find it."""
