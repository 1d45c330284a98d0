"""Calibration files: which parameters are fitted over which ranges, to which patterns, with how many runs.

The file is read strictly, like scenarios; everything wrong with it, with the patterns and with the scenarios they are
judged on is said at once. A fitted parameter can move several parameters of the scenario together.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Fault, InputError, nearest, shortened
from sim.scenario.header import is_name
from sim.scenario.loading import in_order
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.scenario import Scenario, parameter_at
from sim.scenario.scenario import replace as with_changes
from sim.scenario.tree import Node
from sim.scenario.validation import Checker
from sim.scenario.yaml_source import read_mapping
from sim.shipped import beside, experiment_file, experiment_names
from sim.studies.patterns import FIT, Target, load_patterns
from sim.studies.validation import (
    PATTERNS,
    of_other_places,
    own_patterns,
    place_simulated,
    scenario_folders,
    scenarios_for,
    unknown_groups,
)
from sim.words import Sentence

KIND = "calibration"
FORMAT = 1
EXPERIMENT = "experiment.yaml"
"""Name of the experiment in the folder of a finished calibration; its patterns lie beside it."""

POINTS_PER_PARAMETER = 4
"""Fewest points of a wave for each parameter: below, a trend with its constant leaves too little to learn from."""

_MOST_LOG_ODDS = 700.0
"""Beyond it the odds exceed what a number holds; the share is 0 or 1 long before."""


class FittedParameter(ParameterGroup):
    """One unknown: what it moves in the scenario, and its prior."""

    paths: tuple[str, ...] = parameter(
        (),
        unit="",
        source="the study",
        zh="参数路径",
        doc="Dotted paths of the scenario's parameters that it moves together.",
    )
    form: str = parameter(
        "value",
        unit="",
        source="the study",
        zh="作用方式",
        choices=("value", "factor", "log_odds"),
        doc="It is the parameter's value, multiplies it, or is added to its log-odds.",
    )
    low: float = parameter(0.0, unit="", source="the study", zh="先验下限", doc="Lowest value.")
    high: float = parameter(0.0, unit="", source="the study", zh="先验上限", doc="Highest value.")
    prior: str = parameter(
        "uniform",
        unit="",
        source="the study",
        zh="先验分布",
        choices=("uniform", "loguniform"),
        doc="Evenly spread between low and high, or its logarithm is.",
    )
    meaning: str = parameter("", unit="", source="any text", zh="英文含义", doc="What it stands for, in English.")
    meaning_zh: str = parameter("", unit="", source="any text", zh="中文含义", doc="What it stands for, in Chinese.")

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings.

        Returns:
            Path and what is wrong there.
        """
        found = (
            [] if self.paths else [("paths", Sentence("no parameter of the scenario is named", "未列出任何情景参数"))]
        )
        if not self.low < self.high:
            found.append(
                (
                    "low",
                    Sentence(
                        f"low ({self.low:g}) must lie below high ({self.high:g})",
                        f"low（{self.low:g}）应小于 high（{self.high:g}）",
                    ),
                )
            )
        elif self.prior == "loguniform" and self.low <= 0:
            found.append(("low", Sentence("a logarithm needs a lower bound above 0", "取对数时 low 应大于 0")))
        elif not math.isfinite(self.high / self.low if self.prior == "loguniform" else self.high - self.low):
            found.append(("high", Sentence("the range is wider than a number can be", "范围超出数值上限")))
        return found

    def at(self, share: float) -> float:
        """The value below which so much of the prior lies.

        Args:
            share: A coordinate of the unit cube, 0-1.
        """
        if self.prior == "loguniform":
            return self.low * (self.high / self.low) ** share
        return self.low + (self.high - self.low) * share

    def changes(self, scenario: Scenario, value: float) -> dict[str, float]:
        """What it does to a scenario.

        Args:
            scenario: The scenario.
            value: Value of the unknown.

        Returns:
            New value by dotted path.
        """
        return {path: self.moved(float(parameter_at(scenario, path)), value) for path in self.paths}

    def moved(self, base: float, value: float) -> float:
        """A parameter of the scenario once the unknown has a value.

        Args:
            base: What the scenario says.
            value: Value of the unknown.
        """
        if self.form == "factor":
            return base * value
        if self.form == "log_odds":
            against = 1.0 / base - 1.0 if base > 0.0 else math.inf
            grown = math.exp(-min(max(value, -_MOST_LOG_ODDS), _MOST_LOG_ODDS))
            return 1.0 / (1.0 + against * grown) if against > 0.0 else 1.0
        return value

    def unmoved(self, scenario: Scenario) -> float:
        """The value at which it leaves the scenario as it is; that of its first path where it is a value.

        Args:
            scenario: The scenario.
        """
        if self.form == "value":
            return float(parameter_at(scenario, self.paths[0]))
        return 1.0 if self.form == "factor" else 0.0


class CalibrationExperiment(ParameterGroup):
    """What a calibration is to do, apart from its parameters."""

    kind: str = parameter(KIND, unit="", source="the study asked for", zh="类型", doc="Kind of study.")
    name: str = parameter(KIND, unit="", source="the file's name", zh="名称", doc="Name of the results.")
    title: str = parameter("", unit="", source="any text", zh="英文标题", doc="Title in English.")
    title_zh: str = parameter("", unit="", source="any text", zh="中文标题", doc="Title in Chinese.")
    question: str = parameter("", unit="", source="any text", zh="英文问题", doc="The question the study answers.")
    question_zh: str = parameter("", unit="", source="any text", zh="中文问题", doc="The same question in Chinese.")
    patterns: str | None = parameter(
        None,
        unit="",
        source="the place simulated",
        zh="模式数据",
        doc="File of the patterns, by a path from the folder of this file; those of the place where not given.",
    )
    runs: int = parameter(
        150, unit="runs", low=8, high=1_000_000, source="assumed", zh="运行次数预算", doc="Runs of all waves together."
    )
    waves: int = parameter(3, unit="", low=1, high=20, source="assumed", zh="轮数", doc="Waves.")
    replications: int = parameter(
        1,
        unit="runs",
        low=1,
        high=1000,
        source="assumed",
        zh="重复次数",
        doc="Seeds at every point; the emulator takes chance into account.",
    )
    confirmations: int = parameter(
        5,
        unit="runs",
        low=2,
        high=1000,
        source="assumed",
        zh="确认次数",
        doc="Seeds with which the defaults and the recommended values are run at the end.",
    )
    seed: int = parameter(
        1, unit="", low=0, high=2**31 - 1, source="arbitrary", zh="随机种子", doc="Seed of designs, fits and runs."
    )
    sample: float = parameter(
        0.02,
        unit="share",
        low=0.0005,
        high=1.0,
        source="assumed",
        zh="抽样比例",
        doc="Share of townships simulated; every run draws its own.",
    )
    candidates: int = parameter(
        40_000,
        unit="draws",
        low=1000,
        high=10_000_000,
        source="assumed",
        zh="候选数",
        doc="Draws from the prior judged by the emulators.",
    )
    draws: int = parameter(
        2000, unit="draws", low=100, high=1_000_000, source="assumed", zh="后验抽样数", doc="Draws of the posterior."
    )


@dataclass(frozen=True)
class Calibration:
    """A calibration ready to be executed.

    Attributes:
        experiment: Its settings.
        parameters: The unknowns by name.
        targets: The patterns to be met, all with a published figure.
        scenarios: The scenarios these are judged on.
        patterns: The file the patterns were read from.
    """

    experiment: CalibrationExperiment
    parameters: Mapping[str, FittedParameter]
    targets: tuple[Target, ...]
    scenarios: tuple[Scenario, ...]
    patterns: Path

    @property
    def runs_per_point(self) -> int:
        """Runs that one point takes."""
        return len(self.scenarios) * self.experiment.replications

    @property
    def sizes(self) -> tuple[int, ...]:
        """Points of each wave: as many as the budget allows, the first waves taking what is left over."""
        n_points = self.experiment.runs // self.runs_per_point
        n_waves = self.experiment.waves
        return tuple(n_points // n_waves + (k < n_points % n_waves) for k in range(n_waves))

    def scenario_at(self, scenario: Scenario, values: Mapping[str, float]) -> Scenario:
        """A scenario with the unknowns at some values.

        Args:
            scenario: The scenario.
            values: Value by name of the unknown.
        """
        changes: dict[str, Any] = {}
        for name, value in values.items():
            changes |= self.parameters[name].changes(scenario, value)
        return with_changes(scenario, changes)


def load_calibration(
    path: str | Path, overrides: Sequence[str] = (), changes: Mapping[str, Any] | None = None
) -> Calibration:
    """Reads a calibration file, its patterns and their scenarios.

    Args:
        path: The file.
        overrides: Settings "path=value" laid over the scenarios.
        changes: Settings of the experiment that the command line changes, by name.

    Returns:
        The calibration.

    Raises:
        InputError: With every fault.
    """
    file = experiment_file(path)
    tree, faults = read_mapping(file, str(path), names=experiment_names())
    if tree is None or not isinstance(tree.value, dict):
        raise InputError(faults)
    faults = faults + _prepare(tree, file)
    written = tree.value.pop("parameters", None)
    built = Checker(
        CalibrationExperiment,
        tree,
        json.loads(CalibrationExperiment().model_dump_json()),
        also_known=("format", "parameters"),
    ).run()
    faults += built.faults
    experiment = (built.group or CalibrationExperiment()).model_copy(update=dict(changes or {}))
    parameters, found = _parameters(written, tree)
    faults += found
    targets: tuple[Target, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    patterns = Path()
    try:
        laid = [f"world.sample={experiment.sample}", *overrides]
        place = place_simulated(laid)
        patterns = own_patterns(place) if experiment.patterns is None else beside(file, experiment.patterns)
        every = load_patterns(patterns, *scenario_folders(place))
        targets = tuple(target for target in every if target.use == FIT)
        scenarios = scenarios_for(targets, place, laid)
        faults += of_other_places(patterns, scenarios) or unknown_groups(patterns, targets, scenarios)
    except InputError as problem:
        faults += problem.faults
    calibration = Calibration(experiment, parameters, targets, scenarios, patterns)
    if not faults:
        faults = _does_not_fit(calibration, written or tree, tree)
    if faults:
        raise InputError(in_order(faults))
    return calibration


def write_experiment(folder: Path, calibration: Calibration) -> None:
    """Writes the experiment as it was executed, with its patterns beside it, so that it can be repeated.

    Args:
        folder: Where to write `experiment.yaml` and `patterns.csv`.
        calibration: The calibration.
    """
    shutil.copyfile(calibration.patterns, folder / PATTERNS)
    settings = {**calibration.experiment.model_dump(mode="json"), "patterns": PATTERNS}
    settings["parameters"] = {name: unknown.model_dump(mode="json") for name, unknown in calibration.parameters.items()}
    text = yaml.safe_dump({"format": FORMAT, **settings}, sort_keys=False, allow_unicode=True, width=110)
    (folder / EXPERIMENT).write_text(text, encoding="utf-8")


def _prepare(tree: Node, file: Path) -> list[Fault]:
    """Takes the format away, names the study after its file, and checks the kind."""
    top = tree.value
    assert isinstance(top, dict)
    faults = []
    node = top.pop("format", None)
    if node is not None and (node.value != FORMAT or isinstance(node.value, bool)):
        faults.append(node.fault("GZ049", found=shortened(str(node.plain())), allowed=str(FORMAT)))
    node = top.get("kind")
    if node is None:
        faults.append(replace(tree.fault("GZ026", key="kind"), key_path="kind", allowed=KIND))
    elif node.value != KIND:
        fault = node.fault("GZ025", found=shortened(str(node.plain())))
        faults.append(replace(fault, allowed=KIND, nearest=nearest(str(node.value), [KIND])))
    if "name" in top:
        if not is_name(str(top["name"].value)):
            faults.append(top["name"].fault("GZ029", found=shortened(str(top["name"].plain()))))
    elif is_name(file.stem):
        top["name"] = Node(file.stem, tree.source)
    else:
        faults.append(Fault("GZ029", file=str(file), key_path="name", found=file.stem))
    return faults


def _parameters(written: Node | None, tree: Node) -> tuple[dict[str, FittedParameter], list[Fault]]:
    """The unknowns, each checked by itself."""
    if written is None:
        return {}, [replace(tree.fault("GZ026", key="parameters"), key_path="parameters")]
    if not isinstance(written.value, dict) or not written.value:
        return {}, [written.fault("GZ022", expected="a mapping", found=shortened(str(written.plain())))]
    found: dict[str, FittedParameter] = {}
    faults: list[Fault] = []
    defaults = json.loads(FittedParameter().model_dump_json())
    for name, node in written.value.items():
        if not isinstance(node.value, dict):
            faults.append(node.fault("GZ022", expected="a group of settings", found=shortened(str(node.plain()))))
            continue
        built = Checker(FittedParameter, node, defaults, prefix=("parameters", name)).run()
        faults += built.faults
        if built.group is not None:
            found[name] = built.group
    return found, faults


def _does_not_fit(calibration: Calibration, written: Node, tree: Node) -> list[Fault]:
    """Paths that lead nowhere, ends of priors that scenarios refuse, budgets too small, nothing to fit to."""
    faults: list[Fault] = []
    if not calibration.targets:
        problem = Sentence(f"no row of the patterns has the use '{FIT}'", f"模式数据中没有用途为“{FIT}”的行")
        faults.append(replace(tree.fault("GZ027", problem=problem), key_path="patterns"))
    nodes = written.value if isinstance(written.value, dict) else {}
    taken: set[str] = set()
    for name, unknown in calibration.parameters.items():
        twice = sorted({path for path in unknown.paths if path in taken or unknown.paths.count(path) > 1})
        taken |= set(unknown.paths)
        problems = [Sentence(f"'{path}' is moved twice", f"“{path}”被变动两次") for path in twice]
        problems += [] if twice else _refused(calibration.scenarios, unknown)
        faults += [replace(nodes[name].fault("GZ028", problem=p), key_path=f"parameters.{name}") for p in problems]
    least = POINTS_PER_PARAMETER * len(calibration.parameters)
    if calibration.targets and min(calibration.sizes) < least:
        needed = least * calibration.experiment.waves * calibration.runs_per_point
        n = len(calibration.parameters)
        problem = Sentence(
            f"with {n} parameters every wave needs {least} points: runs must be {needed}",
            f"{n} 个参数时每轮至少需要 {least} 个点：runs 应不少于 {needed}",
        )
        faults.append(replace(tree.fault("GZ027", problem=problem), key_path="runs"))
    return faults


def _refused(scenarios: Sequence[Scenario], unknown: FittedParameter) -> list[Sentence]:
    """What is wrong with the paths of an unknown, or with the scenarios at the ends of its prior."""
    problems: list[Sentence] = []
    for path in unknown.paths:
        for scenario in scenarios:
            try:
                base = parameter_at(scenario, path)
            except InputError as problem:
                problems.append(problem.faults[0].message())
                continue
            if isinstance(base, bool) or not isinstance(base, int | float):
                problems.append(Sentence(f"'{path}' is not a number", f"“{path}”不是数"))
                continue
            if unknown.form == "log_odds" and not 0.0 <= base <= 1.0:
                problems.append(
                    Sentence(
                        f"'{path}' is {base:g}, no share, and has no log-odds",
                        f"“{path}”为 {base:g}，不是占比，没有对数几率",
                    )
                )
                continue
            for end in (unknown.low, unknown.high):
                try:
                    with_changes(scenario, {path: unknown.moved(float(base), end)})
                except InputError as problem:
                    first = problem.faults[0]
                    problems.append(
                        Sentence(
                            f"'{path}' at {end:g}: {first.message().en}", f"“{path}”取 {end:g} 时：{first.message().zh}"
                        )
                    )
    return list(dict.fromkeys(problems))
