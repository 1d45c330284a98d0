"""A sweep file as a model of EMA Workbench: `perform_experiments(sim.ema.model("experiments/sweep_example.yaml"))`.

Versions 2.5 (Python 3.11) and 3 (Python 3.12 and later). Parameters and outcomes are named by Python identifiers,
which version 3 asks for: `needs__need_rate_town`, `dropped_share__setting__rural`.
"""

from __future__ import annotations

import importlib
import inspect
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from sim.api.names import Cell, cells_in, identifier, outcome_name, outcomes_of
from sim.api.scenarios import setting_texts
from sim.errors import EnvironmentProblem, Fault
from sim.measures.grouping import periods_among
from sim.measures.registry import measures as all_measures
from sim.running import run_one
from sim.studies.factors import Distribution, Factor
from sim.studies.sweep_file import Sweep, load_sweep, scenario_at
from sim.words import Sentence
from sim.worlds import shared_world

SCENARIO = "scenario_name"
"""The lever that says which scenario of the sweep is run: its baseline or one of its policies. EMA Workbench calls its
own points scenarios and policies, so neither word is free."""

DIRECTIONS = {"higher": "MAXIMIZE", "lower": "MINIMIZE", "none": "INFO"}


def model(
    experiment: str | Path, *, seeds: int | Sequence[int] | None = None, changes: Mapping[str, Any] | None = None
) -> Any:
    """Makes a `ReplicatorModel` of a sweep file.

    Uncertainties, levers and distributions are those of the file; where it has policies, a categorical lever
    `scenario_name` chooses among baseline and policies. What has one value only is a constant. Every measure of the
    file is a scalar outcome for each group: the mean over the seeds, which are the model's replications.

    Args:
        experiment: File of the kind "sweep".
        seeds: How many seeds each experiment is run with, or the seeds themselves; None for the file's.
        changes: Settings laid over baseline and policies, by dotted path.

    Returns:
        The model, ready for `perform_experiments`. A run that fails ends the experiments with its error: EMA
        Workbench 2.5 would repeat the outcomes of the experiment before.

    Raises:
        InputError: The file cannot be used.
        EnvironmentProblem: EMA Workbench is not installed (extra `discovery`).
    """
    ema = ema_module()
    sweep = _read(experiment, changes or {})
    cells = cells_in(shared_world(sweep.baseline, remember=True), sweep.baseline, sweep.cells)
    made = ema.ReplicatorModel("gongzhi", function=Experiments(sweep, tuple(cells)))
    found = [(factor.role, _parameter(ema, ranged(sweep, factor))) for factor in sweep.factors]
    constants = [p for _, p in found if isinstance(p, ema.Constant)]
    made.uncertainties = [p for role, p in found if role == "uncertainty" and p not in constants]
    levers = [p for role, p in found if role == "lever" and p not in constants]
    if sweep.policies:
        levers.insert(0, ema.CategoricalParameter(SCENARIO, [s.name for s in sweep.scenarios]))
    made.levers, made.constants = levers, constants
    made.outcomes = [_outcome(ema, cell) for cell in cells]
    made.replications = [{"seed": seed} for seed in _seeds(sweep, seeds)]
    return made


def policies(experiment: str | Path, *, changes: Mapping[str, Any] | None = None) -> list[Any]:
    """The baseline and the policies of a sweep file as they stand, as policies of EMA Workbench.

    Levers have the values of the scenario's file; those that do not reach it have its first possible value.

    Args:
        experiment: File of the kind "sweep", with policies.
        changes: Settings laid over baseline and policies, by dotted path.

    Returns:
        One policy for each scenario, under its name, for `perform_experiments(model, 100, policies)`.

    Raises:
        InputError: The file cannot be used.
        EnvironmentProblem: EMA Workbench is not installed (extra `discovery`).
    """
    ema = ema_module()
    sweep = _read(experiment, changes or {})
    kind = ema.Sample if hasattr(ema, "Sample") else ema.Policy
    levers = [factor for factor in sweep.factors if factor.role == "lever" and len(factor.values) != 1]
    found = []
    for scenario in sweep.scenarios:
        values = {identifier(f.name): _value_in(scenario, f) for f in levers}
        chosen = {SCENARIO: scenario.name} if sweep.policies else {}
        found.append(kind(scenario.name, **chosen, **values))
    return found


def ema_module() -> Any:
    """Imports EMA Workbench when it is needed.

    Raises:
        EnvironmentProblem: It is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module("ema_workbench")
    except ImportError as problem:
        facts = {"problem": Sentence(f"this needs EMA Workbench ({problem})", f"此项需要 EMA Workbench（{problem}）")}
        advice = "python -m pip install 'gongzhi[discovery]'"
        raise EnvironmentProblem(Fault("GZ092", help=advice, facts=facts)) from None


@dataclass(frozen=True)
class Experiments:
    """What EMA Workbench calls: one run of a sweep at the values it has drawn; other processes can be sent it.

    Attributes:
        sweep: The sweep.
        cells: The values wanted of a run.
    """

    sweep: Sweep
    cells: tuple[Cell, ...]

    def __call__(self, *, seed: int, **drawn: Any) -> dict[str, float]:
        """Executes one run.

        Args:
            seed: Seed of the run.
            **drawn: Value of every parameter by identifier, and the name of the scenario.

        Returns:
            Value by outcome.
        """
        name = drawn.pop(SCENARIO, self.sweep.baseline.name)
        scenario = next(s for s in self.sweep.scenarios if s.name == name)
        factors = {factor.name: factor for factor in self.sweep.factors}
        settings = {
            path: _plain(drawn[identifier(path)], factor)
            for path, factor in factors.items()
            if identifier(path) in drawn
        }
        at = scenario_at(self.sweep, scenario, settings)
        periods = periods_among(by for _, by, _ in self.cells)
        result = run_one(at, seed, shared_world(at, remember=True), periods=periods)
        return outcomes_of(result.table, self.cells)


class CutDistribution(stats.rv_continuous):
    """A distribution of a sweep, cut at its ends, as SciPy and EMA Workbench know distributions."""

    def __init__(self, distribution: Distribution, **facts: Any) -> None:
        """Names the distribution.

        Args:
            distribution: The distribution.
            **facts: What SciPy says of it when it copies one.
        """
        self.distribution = distribution
        low, high = distribution.quantiles(np.array([0.0, 1.0]))
        super().__init__(**{"a": float(low), "b": float(high), "name": "cut", **facts})

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return self.distribution.quantiles(np.asarray(q, dtype=np.float64))

    def _cdf(self, x: Any, *shapes: Any) -> Any:
        return self.distribution.cumulative(np.asarray(x, dtype=np.float64))

    def _updated_ctor_param(self) -> dict[str, Any]:
        facts = super()._updated_ctor_param()  # type: ignore[misc]  # SciPy's way to say what a copy is made from
        return {**facts, "distribution": self.distribution}


def _read(experiment: str | Path, changes: Mapping[str, Any]) -> Sweep:
    return load_sweep(experiment, setting_texts(changes))


def _seeds(sweep: Sweep, seeds: int | Sequence[int] | None) -> list[int]:
    """The seeds of the replications."""
    if seeds is None:
        return list(sweep.seeds)
    return [sweep.seeds[0] + k for k in range(seeds)] if isinstance(seeds, int) else [int(seed) for seed in seeds]


def ranged(sweep: Sweep, factor: Factor) -> Factor:
    """A factor with the range of its column, where the points of the sweep are a table and the file gives no range.

    Args:
        sweep: The sweep.
        factor: One of its factors.
    """
    if factor.values or factor.distribution is not None or sweep.rows is None:
        return factor
    column = sweep.rows[:, sweep.factors.index(factor)]
    low, high = float(column.min()), float(column.max())
    if low == high:
        return replace(factor, values=(factor.setting(low),))
    return replace(factor, distribution=Distribution("uniform", low, high))


def _parameter(ema: Any, factor: Factor) -> Any:
    """A factor as a parameter of EMA Workbench; a constant where there is one value only."""
    name, distribution = identifier(factor.name), factor.distribution
    if factor.values:
        if len(factor.values) == 1:
            return ema.Constant(name, factor.values[0])
        return ema.CategoricalParameter(name, list(factor.values))
    assert distribution is not None, "a column of a table has been given its range"
    if distribution.kind == "uniform":
        low, high = (float(x) for x in factor.numbers(np.array([0.0, 1.0])))
        return ema.IntegerParameter(name, int(low), int(high)) if factor.whole else ema.RealParameter(name, low, high)
    # Version 2.5 forgets `pff` where it is not given, and version 3 has none.
    known = inspect.signature(ema.RealParameter.__init__).parameters
    facts = {"pff": False} if "pff" in known else {}
    if not factor.whole:
        return ema.RealParameter.from_dist(name, CutDistribution(distribution)(), **facts)
    low, high = (int(x) for x in factor.numbers(np.array([0.0, 1.0])))
    whole = np.arange(low, high + 1)
    chance = np.diff(distribution.cumulative(np.arange(low, high + 2, dtype=np.float64) - 0.5))
    return ema.IntegerParameter.from_dist(name, stats.rv_discrete(values=(whole, chance / chance.sum()))(), **facts)


def _outcome(ema: Any, cell: Cell) -> Any:
    """A measure of a group as a scalar outcome: the mean over replications."""
    kind = getattr(ema.ScalarOutcome, DIRECTIONS[all_measures()[cell[0]].better])
    return ema.ScalarOutcome(outcome_name(cell), kind=kind, function=np.mean)


def _value_in(scenario: Any, factor: Factor) -> Any:
    """The value of a factor in a scenario as its file has it; its first possible value where it has none."""
    group: Any = scenario
    for step in factor.name.split("."):
        group = group.get(step) if isinstance(group, Mapping) else getattr(group, step, None)
    return factor.setting(float(factor.grid(2)[0])) if group is None else group


def _plain(value: Any, factor: Factor) -> Any:
    """A value as a scenario takes it."""
    value = value.item() if hasattr(value, "item") else value
    return int(value) if factor.whole and not factor.values else value
