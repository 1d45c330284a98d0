"""What a sweep will run, named so exactly that any change of it is noticed and explained."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sim.measures.grouping import periods_among
from sim.scenario.scenario import Scenario, scenario_hash
from sim.studies import run_store
from sim.studies.common_days import common_days
from sim.studies.designs import Design
from sim.studies.plan import Keys, Plan, plain_scenarios
from sim.studies.runs import Run, world_key
from sim.studies.sweep_file import Sweep, design_of, scenario_at


class SweepPlan(Plan):
    """All runs of a sweep in order: point by point, seed by seed, the baseline and then every policy.

    A run is made when it is asked for, so that a plan of a million runs holds only their keys.
    """

    def __init__(self, sweep: Sweep) -> None:
        """Makes the design and the key of every run.

        Args:
            sweep: The sweep.

        Raises:
            InputError: The values of a point do not fit together.
        """
        self.sweep = sweep
        self.design: Design = design_of(sweep)
        self.cells = frozenset(sweep.cells)
        self.names = Keys(s.world.place for s in sweep.scenarios)
        self._kept = Run(sweep.baseline, 0, cells=self.cells, periods=periods_among(by for _, by in self.cells))
        self._last: tuple[tuple[int, int], Scenario] | None = None
        self._prints: list[str] = []
        worlds: dict[str, int] = {}
        self._worlds: list[int] = []
        for point in range(self.n_points):
            for which in range(len(sweep.scenarios)):
                scenario = self.scenario(point, which)
                self._prints.append(scenario_hash(scenario))
                self._worlds.append(worlds.setdefault(world_key(scenario), len(worlds)))
        points = itertools.product(range(self.n_points), range(len(sweep.scenarios)))
        self._common_days = common_days(itertools.starmap(self.scenario, points))

    @property
    def n_points(self) -> int:
        """Number of points of the design."""
        return len(self.design.points)

    def __len__(self) -> int:
        """Number of runs."""
        return self.n_points * len(self.sweep.seeds) * len(self.sweep.scenarios)

    def run(self, index: int) -> Run:
        """Makes the run at a position.

        Args:
            index: Position in the plan.
        """
        point, seed, which = self.where(index)
        common = self._common_days[point * len(self.sweep.scenarios) + which]
        return replace(
            self._kept,
            scenario=self.scenario(point, which),
            seed=self.sweep.seeds[seed],
            common_days=common.days,
            alike=common.alike,
        )

    def where(self, index: int) -> tuple[int, int, int]:
        """Where a run belongs.

        Args:
            index: Position in the plan.

        Returns:
            Its point, the position of its seed, the position of its scenario.
        """
        rest, which = divmod(index, len(self.sweep.scenarios))
        point, seed = divmod(rest, len(self.sweep.seeds))
        return point, seed, which

    def scenario(self, point: int, which: int) -> Scenario:
        """A scenario at a point.

        Args:
            point: Row of the design.
            which: 0 the baseline, then the policies.
        """
        if self._last is None or self._last[0] != (point, which):
            made = scenario_at(self.sweep, self.sweep.scenarios[which], self.design.settings(point))
            self._last = (point, which), made
        return self._last[1]

    def key(self, index: int) -> str:
        """The name of a run's result: a fingerprint of everything it depends on.

        Args:
            index: Position in the plan.

        Returns:
            64 hexadecimal digits. Two runs have the same key only where they give the same result.
        """
        point, seed, which = self.where(index)
        fingerprint = self._prints[point * len(self.sweep.scenarios) + which]
        return self.names(self.sweep.scenarios[which], self.sweep.seeds[seed], self._kept, fingerprint)

    def order(self, pending: Sequence[int]) -> list[int]:
        """The order in which runs are begun: those with the same world together, then as in the plan.

        Args:
            pending: Positions of the runs to execute.

        Returns:
            The same positions.
        """
        n = len(self.sweep.scenarios)

        def rank(index: int) -> tuple[int, int]:
            point, _, which = self.where(index)
            return self._worlds[point * n + which], index

        return sorted(pending, key=rank)

    def groups(self, order: Sequence[int]) -> dict[int, Hashable]:
        """What runs with days in common share.

        Args:
            order: Positions of the runs to execute.

        Returns:
            By position, equal for runs that are the same for some days; positions of other runs are left out.
        """
        found: dict[int, Hashable] = {}
        for index in order:
            point, seed, which = self.where(index)
            common = self._common_days[point * len(self.sweep.scenarios) + which]
            if common.days > 0:
                found[index] = common.group, seed
        return found

    @property
    def n_worlds(self) -> int:
        """Number of different worlds."""
        return len(set(self._worlds))

    def facts(self) -> dict[str, Any]:
        """Everything the results depend on, to be compared with what a folder was begun with.

        Returns:
            Plain values by name.
        """
        sweep, points = self.sweep, np.ascontiguousarray(self.design.points)
        design = {
            "kind": self.design.kind,
            "factors": list(self.design.names),
            "n_points": self.n_points,
            "points": hashlib.sha256(points.tobytes()).hexdigest(),
            **self.design.details,
        }
        keys = hashlib.sha256("".join(self.key(i) for i in range(len(self))).encode()).hexdigest()
        return {
            "format": run_store.FORMAT,
            "design": design,
            "seeds": {"first": sweep.seeds[0], "n": len(sweep.seeds)},
            "measures": [" by ".join(cell) for cell in sweep.cells],
            "scenarios": plain_scenarios(sweep.scenarios),
            "program": self.names.program,
            "data": self.names.data,
            "n_runs": len(self),
            "runs": keys,
        }

    def factor_columns(self) -> pd.DataFrame:
        """The values of the factors at every point.

        Returns:
            The table of the design: column "point", then one for each factor.
        """
        return self.design.table()
