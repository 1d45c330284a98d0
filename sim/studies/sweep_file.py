"""Files of the kind `sweep`: factors, design, policies and measures of a sweep, read as strictly as scenarios."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError, is_file, nearest, shortened, words_allowed
from sim.mechanisms import registry
from sim.scenario.loading import in_order
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_settings
from sim.scenario.tree import Node
from sim.scenario.validation import Checker
from sim.scenario.yaml_source import read_mapping
from sim.shipped import experiment_file, experiment_names
from sim.studies.designs import DESIGNS, MORRIS_LEVELS, Design, Points, make_design, n_points
from sim.studies.experiment import (
    FORMAT,
    StudySettings,
    all_kinds,
    fault_at,
    measured_cells,
    prepare,
    read_baseline,
    read_scenario,
)
from sim.studies.factor_file import FactorFacts, read_factors, read_table
from sim.studies.factors import Factor, Value
from sim.words import Sentence

DEFAULT_MEASURES = (
    "resolution_share",
    "resolution_share by setting",
    "resolution_share by region",
    "solved_per_need",
    "dropped_share",
    "on_time_share",
    "closing_days_mean",
    "satisfaction_share",
    "resolution_urban_rural_gap",
    "resolution_region_gap",
    "resolution_theil_t",
    "resolution_worst_decile",
    "solved_per_need_urban_rural_gap",
)
"""Handling, and beside it who is served: equity is measured in every sweep unless a file says otherwise."""

MOST_POINTS = 1_000_000


class DesignSettings(ParameterGroup):
    """Which points are run."""

    kind: str = parameter("lhs", unit="", source="assumed", zh="设计类型", doc="Kind of design.", choices=DESIGNS)
    n: int | None = parameter(
        None,
        unit="points",
        low=2,
        high=MOST_POINTS,
        source="100 where not given, assumed",
        zh="点数",
        doc="Points of a Latin hypercube, or base points of a Sobol' design.",
    )
    seed: int = parameter(
        1, unit="", low=0, high=2**31 - 1, source="assumed", zh="设计种子", doc="Seed of the design, not of a run."
    )
    levels: int | None = parameter(
        None,
        unit="levels",
        low=2,
        high=1000,
        zh="水平数",
        source="3 in a full factorial, assumed; 4 of Morris 1991",
        doc="Levels of a range in a full factorial or Morris design.",
    )
    trajectories: int | None = parameter(
        None,
        unit="trajectories",
        low=2,
        high=100_000,
        source="20, assumed",
        zh="轨迹数",
        doc="Trajectories of a Morris design.",
    )
    file: str | None = parameter(
        None,
        unit="",
        source="any file",
        zh="设计表",
        doc="CSV table of points, by a path from the folder of this file.",
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings.

        Returns:
            Path and what is wrong there.
        """
        found = []
        users = {"n": ("lhs", "sobol"), "levels": ("full", "morris"), "trajectories": ("morris",), "file": ("table",)}
        for key, kinds in users.items():
            if getattr(self, key) is not None and self.kind not in kinds:
                found.append(
                    (
                        key,
                        Sentence(
                            f"a design of the kind '{self.kind}' has no '{key}'",
                            f"类型为“{self.kind}”的设计没有“{key}”",
                        ),
                    )
                )
        if self.kind == "table" and self.file is None:
            found.append(
                ("file", Sentence("a design of the kind 'table' needs a file", "类型为 table 的设计需要给出 file"))
            )
        if self.kind == "sobol" and self.n is not None and self.n & (self.n - 1):
            low = 1 << (self.n.bit_length() - 1)
            found.append(
                (
                    "n",
                    Sentence(
                        f"a Sobol' design needs a power of two, such as {low} or {2 * low}, found {self.n}",
                        f"Sobol' 设计的 n 应为 2 的幂，如 {low} 或 {2 * low}，而实际为 {self.n}",
                    ),
                )
            )
        if self.kind == "morris" and self.levels is not None and self.levels % 2:
            found.append(
                (
                    "levels",
                    Sentence(
                        f"a Morris design needs an even number of levels, found {self.levels}",
                        f"Morris 设计的水平数应为偶数，而实际为 {self.levels}",
                    ),
                )
            )
        return found

    def sizes(self) -> dict[str, int]:
        """What the design's maker wants to know, defaults filled in.

        Returns:
            Sizes by name.
        """
        n = (100 if self.kind == "lhs" else 128) if self.n is None else self.n
        levels = (MORRIS_LEVELS if self.kind == "morris" else 3) if self.levels is None else self.levels
        return {"n": n, "levels": levels, "trajectories": 20 if self.trajectories is None else self.trajectories}


class LimitSettings(ParameterGroup):
    """Above which a sweep asks before it begins."""

    runs: int = parameter(20_000, unit="runs", low=1, high=10**9, source="assumed", zh="运行次数上限", doc="Runs.")
    hours: float = parameter(
        12.0, unit="hours", low=0.001, high=100_000, source="assumed", zh="时长上限", doc="Expected time."
    )
    gigabytes: float = parameter(
        5.0, unit="GB", low=0.001, high=1_000_000, source="assumed", zh="磁盘上限", doc="Expected size of the results."
    )


class SweepExperiment(StudySettings):
    """What follows from what is uncertain, and from what a government can decide?"""

    policies: tuple[str, ...] = parameter(
        (), unit="", source="none", zh="政策情景", doc="Scenario files run at every point beside the baseline, by seed."
    )
    design: DesignSettings = parameter(DesignSettings(), unit="", source="assumed", zh="设计", doc="Points run.")
    measures: tuple[str, ...] = parameter(
        DEFAULT_MEASURES, unit="", source="assumed", zh="指标", doc="Measures, each over everybody or 'by' a grouping."
    )
    limits: LimitSettings = parameter(
        LimitSettings(), unit="", source="assumed", zh="上限", doc="Above which a sweep asks before it begins."
    )


@dataclass(frozen=True)
class Sweep:
    """A sweep ready to be executed.

    Attributes:
        experiment: Its settings.
        written: Uncertainties and levers as the file writes them, for the resolved file.
        factors: What is varied, uncertainties first, each in the order of the file.
        baseline: The baseline, with seed, days and sample of the experiment and the command line laid over it.
        policies: The policies, likewise.
        cells: Measures and groupings kept.
        seeds: Seed of each replication.
        rows: Points of a design from a table; None otherwise.
    """

    experiment: SweepExperiment
    written: Mapping[str, Mapping[str, Any]]
    factors: tuple[Factor, ...]
    baseline: Scenario
    policies: tuple[Scenario, ...]
    cells: tuple[tuple[str, str], ...]
    seeds: tuple[int, ...]
    rows: Points | None = None

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The baseline, then the policies."""
        return (self.baseline, *self.policies)

    @property
    def n_points(self) -> int:
        """How many points the design has; for a factorial design with equal values at most this."""
        n_rows = 0 if self.rows is None else len(self.rows)
        return n_points(self.factors, self.experiment.design.kind, n_rows=n_rows, **self.experiment.design.sizes())


def design_of(sweep: Sweep) -> Design:
    """Makes the points of a sweep.

    Args:
        sweep: The sweep.

    Returns:
        The design, the same every time.

    Raises:
        EnvironmentProblem: The design is SALib's, and SALib is not installed.
    """
    settings = sweep.experiment.design
    return make_design(sweep.factors, settings.kind, seed=settings.seed, rows=sweep.rows, **settings.sizes())


def scenario_at(sweep: Sweep, scenario: Scenario, settings: Mapping[str, Value]) -> Scenario:
    """A scenario of a sweep at one point of the design.

    Uncertainties hold in every scenario. Levers hold in the policies and not in the baseline that they are compared
    with; where a sweep has no policies, in the baseline. A setting of a mechanism holds where the mechanism is on; in
    a sweep without policies the levers of a mechanism switch it on.

    Args:
        sweep: The sweep.
        scenario: Its baseline or one of its policies.
        settings: Values of the point, as `Design.settings` gives them.

    Returns:
        The scenario, under the same name.

    Raises:
        InputError: The values do not fit together.
    """
    changes: dict[str, Any] = {}
    alone = not sweep.policies
    roles = {factor.name: factor.role for factor in sweep.factors}
    switched_on = {
        mechanism for path in settings if alone and roles[path] == "lever" and (mechanism := mechanism_of(path))
    } - set(scenario.mechanisms)
    for mechanism in sorted(switched_on):
        changes[f"mechanisms.{mechanism}"] = registry()[mechanism].Parameters()
    for path, value in settings.items():
        reaches = roles[path] == "uncertainty" or alone or scenario.name != sweep.baseline.name
        mechanism = mechanism_of(path)
        if reaches and (not mechanism or mechanism in scenario.mechanisms or mechanism in switched_on):
            changes[path] = value
    return with_settings(scenario, changes)


def mechanism_of(path: str) -> str:
    """The mechanism that a dotted path leads into; "" where it leads into none."""
    parts = path.split(".")
    return parts[1] if parts[0] == "mechanisms" and len(parts) > 2 else ""


def load_sweep(path: str | Path, overrides: Sequence[str] = (), replications: int | None = None) -> Sweep:
    """Reads a sweep file with the baseline, the policies and the table that it names.

    Args:
        path: The file.
        overrides: Settings "path=value" of the command line, laid over baseline and policies last.
        replications: Number of seeds; the file's where not given.

    Returns:
        The sweep.

    Raises:
        InputError: With every fault in all the files and settings.
    """
    file = experiment_file(path)
    tree, faults = read_mapping(file, str(path), names=experiment_names())
    if tree is None or not isinstance(tree.value, dict):
        raise InputError(faults)
    kind = tree.value.get("kind")
    faults = faults + prepare(tree, file, "sweep")
    if kind is not None and kind.value in all_kinds() and kind.value != "sweep":
        raise InputError(in_order(faults))
    top = dict(tree.value)
    asked = {role: top.pop(key, None) for role, key in (("uncertainty", "uncertainties"), ("lever", "levers"))}
    rest = Node(top, tree.source, tree.offset, tree.end)
    checker = Checker(
        SweepExperiment,
        rest,
        json.loads(SweepExperiment().model_dump_json()),
        also_known=("format", "uncertainties", "levers"),
    )
    built = checker.run()
    faults += built.faults
    experiment = built.group if built.group is not None else SweepExperiment()
    cells, found = measured_cells(experiment.measures, tree)
    faults += found
    scenarios, found = _scenarios(experiment, tree, file, overrides)
    faults += found
    known, found = read_factors(asked, tree, with_table=experiment.design.kind == "table")
    faults += found
    rows = None
    if experiment.design.kind == "table" and experiment.design.file is not None and known:
        table = file.parent / experiment.design.file
        rows, found = read_table(table, known)
        if not is_file(table):
            fault = fault_at(
                tree,
                "design",
                "GZ027",
                problem=Sentence(
                    f"there is no table '{experiment.design.file}'", f"没有数据表“{experiment.design.file}”"
                ),
            )
            found = [replace(fault, key_path="design.file")]
        faults += found
    if not faults:
        n = experiment.replications if replications is None else replications
        experiment = experiment.model_copy(update={"replications": n})
        first = scenarios[0].run.seed
        written: dict[str, Any] = {role: {} if node is None else node.plain() for role, node in asked.items()}
        sweep = Sweep(
            experiment,
            written,
            tuple(fact.factor for fact in known),
            scenarios[0],
            tuple(scenarios[1:]),
            cells,
            tuple(first + k for k in range(n)),
            rows,
        )
        faults += _whole_faults(sweep, tree, known)
        if not faults:
            return sweep
    raise InputError(in_order(faults))


def _scenarios(
    experiment: SweepExperiment, tree: Node, file: Path, overrides: Sequence[str]
) -> tuple[list[Scenario], list[Fault]]:
    """The baseline and the policies that can be read, and what is wrong with the others."""
    baseline, faults = read_baseline(experiment, tree, file, overrides)
    found: list[Scenario] = [] if baseline is None else [baseline]
    for item, name in enumerate(experiment.policies):
        policy, wrong = read_scenario(experiment, name, tree, file, overrides, item)
        faults = faults + wrong
        if policy is None:
            continue
        if any(policy.name == other.name for other in found):
            faults.append(fault_at(tree, "policies", "GZ061", item, found=policy.name))
        if found and policy.world != found[0].world:
            problem = Sentence(
                f"'{policy.name}' has another world than '{found[0].name}', so runs cannot be paired",
                f"“{policy.name}”与“{found[0].name}”的世界设置不同，无法配对",
            )
            faults.append(fault_at(tree, "policies", "GZ027", item, problem=problem))
        found.append(policy)
    return found, faults


def _whole_faults(sweep: Sweep, tree: Node, known: Sequence[FactorFacts]) -> list[Fault]:
    """What is wrong with a sweep as a whole: its size, factors that reach nothing, ends that no scenario allows."""
    if sweep.n_points > MOST_POINTS:
        problem = Sentence(
            f"the design has {sweep.n_points} points, at most {MOST_POINTS}",
            f"设计含 {sweep.n_points} 个点，上限为 {MOST_POINTS}",
        )
        return [fault_at(tree, "design", "GZ027", problem=problem)]
    if sweep.seeds[-1] >= 2**63:
        return [
            fault_at(
                tree,
                "replications",
                "GZ027",
                problem=Sentence(f"the seeds would reach {sweep.seeds[-1]}", f"种子将达到 {sweep.seeds[-1]}，超出上限"),
            )
        ]
    faults = []
    for fact in known:
        reached = sweep.policies if fact.factor.role == "lever" and sweep.policies else sweep.scenarios
        on = {name for scenario in reached for name in scenario.mechanisms}
        mechanism, path = mechanism_of(fact.factor.name), fact.factor.name
        switches = not sweep.policies and fact.factor.role == "lever"
        levered = any(f.role == "lever" and mechanism_of(f.name) == mechanism for f in sweep.factors)
        if mechanism and mechanism not in on and not switches and (sweep.policies or not levered):
            who = Sentence("policy", "方案") if reached is sweep.policies else Sentence("scenario", "情景")
            problem = Sentence(
                f"no {who.en} of this sweep has the mechanism '{mechanism}' on, so all its runs would be the same",
                f"本扫描的{who.zh}均未启用机制“{mechanism}”，各次运行将完全相同",
            )
            near = nearest(mechanism, on)
            faults.append(
                replace(
                    fact.node.fault("GZ027", at_key=True, problem=problem),
                    key_path=path,
                    nearest=near,
                    allowed=words_allowed(sorted(on)),
                )
            )
            continue
        for end in fact.ends:
            for scenario in sweep.scenarios:
                try:
                    scenario_at(sweep, scenario, {path: end})
                except InputError as wrong:
                    value, first = shortened(str(end)), wrong.faults[0]
                    problem = Sentence(
                        f"{path} = {value} in '{scenario.name}': {first.message().en}",
                        f"“{scenario.name}”中 {path} = {value}：{first.message().zh}",
                    )
                    faults.append(replace(fact.node.fault("GZ027", at_key=True, problem=problem), key_path=path))
                    break
    return faults


def as_yaml(sweep: Sweep, baseline_file: str, policy_files: Sequence[str] = (), table_file: str | None = None) -> str:
    """Writes a sweep out in full, so that it can be executed again.

    Args:
        sweep: The sweep.
        baseline_file: Where its baseline stands, by a path from the folder of the file.
        policy_files: Where its policies stand, in their order.
        table_file: Where the table of its design stands; None where it has none.

    Returns:
        YAML text, every value given.
    """
    plain = json.loads(sweep.experiment.model_dump_json(exclude_none=True))
    run = sweep.baseline.run
    plain |= {
        "baseline": baseline_file,
        "policies": list(policy_files),
        "seed": run.seed,
        "days": run.days,
        "warm_up_days": run.warm_up_days,
        "sample": sweep.baseline.world.sample,
        "uncertainties": sweep.written["uncertainty"],
        "levers": sweep.written["lever"],
    }
    if table_file is not None:
        plain["design"]["file"] = table_file
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items() if value is not None]
    return "\n".join([f"format: {FORMAT}", *lines]) + "\n"
