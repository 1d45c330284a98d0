"""Carries out many runs in parallel processes and brings back small tables in the order of the plan.

Each process keeps the world of its last run, so the policies of a study share one, and the state in which they part
from one another (`common_days`), so that days they have in common are simulated once. A run that raises is recorded
with its traceback; a process that dies has its run repeated once in a new process. What a run gives depends on its
scenario and seed alone, so neither the number of processes nor their speed changes a byte.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sim.kernels import warm_up
from sim.studies.common_days import common_days
from sim.studies.pool import Pool, PoolSettings, work_here
from sim.studies.runs import Outcome, Progress, Run, WorldKeeper, world_key

__all__ = ["Executed", "Outcome", "Progress", "Run", "WorldKeeper", "execute", "world_key"]


@dataclass(frozen=True)
class Executed:
    """All runs of a plan in its order.

    Attributes:
        outcomes: One per run of the plan.
        interrupted: Whether somebody asked for an end before all were done.
    """

    outcomes: tuple[Outcome, ...]
    interrupted: bool

    @property
    def n_failed(self) -> int:
        """Number of runs that failed."""
        return sum(outcome.status == "failed" for outcome in self.outcomes)

    def refuse_empty(self) -> None:
        """Goes no further where somebody asked for an end before any run had ended: there is nothing to keep.

        Raises:
            KeyboardInterrupt: It is so.
        """
        if self.interrupted and all(outcome.status == "not run" for outcome in self.outcomes):
            raise KeyboardInterrupt


def execute(
    plan: Sequence[Run], jobs: int = 1, threads: int = 1, progress: Progress | None = None,
) -> Executed:
    """Carries out all runs of a plan.

    Runs are begun seed by seed, all scenarios of a seed together, so that an interruption leaves complete pairs.

    Args:
        plan: The runs.
        jobs: Processes; 1 carries the runs out in this one.
        threads: Threads of each run.
        progress: Told of days and runs as they end; may be None.

    Returns:
        The outcomes in the order of the plan, whatever the order in which they ended.
    """
    worlds = {world_key(run.scenario): None for run in plan}
    place = {key: number for number, key in enumerate(worlds)}
    plan, groups = with_common_days(plan)
    first = {group: i for i, group in sorted(groups.items(), reverse=True)}
    order = sorted(range(len(plan)), key=lambda i: (place[world_key(plan[i].scenario)], plan[i].seed,
                                                    first[groups[i]] if i in groups else i, i))
    tell = progress if progress is not None else _silent
    done: dict[int, Outcome] = {}

    note = done.__setitem__
    if jobs <= 1 or len(plan) <= 1:
        interrupted = work_here(plan, order, PoolSettings(1, threads), tell, note)
    else:
        warm_up()
        interrupted = Pool(plan, order, PoolSettings(min(jobs, len(plan)), threads), tell, note, groups).work()
    outcomes = (done.get(i, Outcome(run.scenario.name, run.seed, None)) for i, run in enumerate(plan))
    return Executed(tuple(outcomes), interrupted)


def with_common_days(plan: Sequence[Run]) -> tuple[list[Run], dict[int, Hashable]]:
    """Finds the days that runs have in common.

    Args:
        plan: The runs.

    Returns:
        The runs with the number of these days, and the group of each run that has some, by position in the plan.
    """
    scenarios = {id(run.scenario): run.scenario for run in plan}
    common = dict(zip(scenarios, common_days(scenarios.values()), strict=True))
    found = [replace(run, common_days=common[id(run.scenario)].days, alike=common[id(run.scenario)].alike)
             for run in plan]
    groups: dict[int, Hashable] = {i: (common[id(run.scenario)].group, run.seed)
                                   for i, run in enumerate(found) if run.common_days > 0}
    return found, groups


def _silent(days: int, runs: int) -> None:
    """Progress nobody wants to hear of."""
