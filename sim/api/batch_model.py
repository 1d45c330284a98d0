"""The model as Mesa's own `batch_run` takes it: settings by keyword, measures through a DataCollector."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mesa import DataCollector

from sim.api.names import OUTCOMES, cells_in, cells_named, outcome_name, outcomes_of, path_of
from sim.api.scenarios import Given, load, vary
from sim.errors import Fault, InputError
from sim.measures.grouping import periods_among
from sim.measures.registry import measure_all, observe
from sim.model import GovernanceModel
from sim.words import Sentence
from sim.worlds import shared_world


class BatchModel(GovernanceModel):
    """A run that `mesa.batch_run` can execute.

    It is stepped day by day and ends by itself after the last day of its scenario; then it is measured, and lets go
    of its agents. Settings are keywords: the dotted path with two underscores for each dot, such as
    `needs__need_rate_town` or `mechanisms__three_plus_one__coverage`, or the path itself.

    Attributes:
        running: Whether days remain.
        datacollector: One row a day: `day`, `n_open` (matters in hand), `finished`, and the measures, which are nan
            before the last day.
    """

    running: bool

    def __init__(
        self,
        scenario: Given = "scenarios/baseline.yaml",
        seed: int | None = None,
        measures: str | Sequence[str] = ", ".join(OUTCOMES),
        **settings: Any,
    ) -> None:
        """Starts a run.

        Args:
            scenario: The scenario or its file.
            seed: Seed of the run; the scenario's, or that of the setting `run__seed`, where not given.
            measures: Measures to collect, such as "dropped_share, resolution_share by setting": one text, because
                `batch_run` takes a list for values to vary.
            **settings: Values by setting.

        Raises:
            InputError: A file, setting or measure cannot be used.
        """
        cells = cells_named(_split(measures))
        changes = {path_of(name): value for name, value in settings.items()}
        if seed is not None and changes.get("run.seed", seed) != seed:
            problem = Sentence(
                f"the seed is given twice: {seed} and {changes['run.seed']}",
                f"随机种子给了两次：{seed} 和 {changes['run.seed']}",
            )
            raise InputError(Fault("GZ062", file="seed", facts={"problem": problem}))
        found = vary(scenario if not isinstance(scenario, str | Path) else load(scenario), changes)
        super().__init__(found, shared_world(found, remember=True), seed=found.run.seed if seed is None else int(seed))
        self._cells = cells_in(self.world, found, cells)
        self._measured = {outcome_name(cell): math.nan for cell in self._cells}
        reporters: dict[str, Any] = {
            "day": lambda model: model.day,
            "n_open": lambda model: int(model.desks.n_open.sum()),
            "finished": lambda model: not model.running,
        }
        reporters |= {name: [self._measured.get, [name]] for name in self._measured}
        self.datacollector = DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """Simulates one day and collects it; measures after the last one."""
        super().step()
        self.running = self.day < self.calendar.n_days
        if not self.running:
            seen = observe(self, periods_among(by for _, by, _ in self._cells))
            self._measured.update(outcomes_of(measure_all(seen), self._cells))
        self.datacollector.collect(self)
        if not self.running:
            self.release()


def _split(measures: str | Sequence[str]) -> list[str]:
    """Measures written in one text, or one by one."""
    return [text.strip() for text in measures.split(",")] if isinstance(measures, str) else list(measures)
