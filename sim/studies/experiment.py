"""Experiment files: one strict YAML file per study, with its question, read like scenarios.

A file names its kind, and each kind has a class of settings (`sim/kinds/`). What is common to all of them (baseline,
mechanisms, seeds, sample, days, measures) stands in `Experiment`. Everything wrong with the file, with the baseline
it names and with the command line is said at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from sim.errors import Fault, InputError, is_file, is_folder, nearest, shortened, words_allowed
from sim.measures.registry import measures as all_measures
from sim.mechanisms import known_mechanisms, registry, unusable
from sim.scenario.header import is_name
from sim.scenario.loading import in_order
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.scenario import Scenario, load_scenario
from sim.scenario.text_source import SourceText
from sim.scenario.tree import Node
from sim.scenario.validation import Checker
from sim.scenario.yaml_source import read_mapping
from sim.shipped import (
    SCENARIOS,
    beside,
    command_line,
    experiment_file,
    experiment_names,
    own_scenario,
    scenario_names,
)
from sim.studies.kinds import kinds
from sim.studies.study_settings import StudySettings
from sim.words import Sentence, Text

EVERY_MECHANISM = ("all",)
"""What `mechanisms: all` is read as."""

FORMAT = 1
_CELL = re.compile(r"([a-z0-9_]+)(?: by ([a-z_]+))?")
_OVERLAID = {"seed": "run.seed", "days": "run.days", "warm_up_days": "run.warm_up_days", "sample": "world.sample"}
"""Settings of an experiment that are laid over its baseline."""


class Experiment(StudySettings):
    """An experiment on mechanisms, each at its defaults."""

    fewest_mechanisms: ClassVar[int] = 1
    """Mechanisms without which the kind has nothing to look at."""

    mechanisms: tuple[str, ...] = parameter(
        EVERY_MECHANISM,
        unit="",
        source="all there are",
        zh="机制",
        doc="Ids of the mechanisms studied, each at its defaults, or 'all'.",
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Contradictions between settings.

        Returns:
            Path and what is wrong there.
        """
        found = (
            []
            if self.mechanisms
            else [
                (
                    "mechanisms",
                    Sentence("no mechanism is named; write 'all' for all of them", "未列出机制；如需全部请写 all"),
                )
            ]
        )
        twice = sorted({name for name in self.mechanisms if self.mechanisms.count(name) > 1})
        return [*found, *(("mechanisms", Sentence(f"'{name}' is named twice", f"“{name}”重复列出")) for name in twice)]


def all_kinds() -> tuple[str, ...]:
    """Every kind that is asked for by a file; a sweep is read by `sim.studies.sweep_file`."""
    return (*(name for name, kind in kinds().items() if kind.heading.file), "sweep")


@dataclass(frozen=True)
class Study:
    """An experiment ready to be executed.

    Attributes:
        experiment: Its settings.
        baseline: The baseline, with seed, days and sample of the experiment and the command line laid over it.
        mechanisms: Ids of the mechanisms studied, sorted.
        cells: Measures and groupings looked at.
        seeds: Seed of each replication.
    """

    experiment: Experiment
    baseline: Scenario
    mechanisms: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    seeds: tuple[int, ...]


def load_experiment(
    path: str | Path, kind: str, overrides: Sequence[str] = (), replications: int | None = None
) -> Study:
    """Reads an experiment file and the baseline it names.

    Args:
        path: The file.
        kind: The kind wanted, one of `kinds`.
        overrides: Settings "path=value" of the command line, laid over the baseline last.
        replications: Number of seeds; the file's where not given.

    Returns:
        The study.

    Raises:
        InputError: With every fault in the file, its baseline and the settings.
    """
    file = experiment_file(path)
    tree, faults = read_mapping(file, str(path), names=experiment_names())
    if tree is None or not isinstance(tree.value, dict):
        raise InputError(faults)
    faults = faults + prepare(tree, file, kind)
    written = tree.value["kind"].value if "kind" in tree.value else kind
    if written == "sweep":
        raise InputError(in_order(faults))
    known: type[Experiment] = kinds()[written if written in all_kinds() else kind].load().settings
    defaults = json.loads(known().model_dump_json())
    built = Checker(known, tree, defaults, also_known=("format",)).run()
    experiment = built.group if built.group is not None else known()
    wrong = {fault.key_path for fault in built.faults if fault.code != "GZ027"}
    faults += [f for f in built.faults if f.key_path != "yuan_per_resident" or "million_yuan" not in wrong]
    mechanisms, found = _mechanisms(experiment, tree)
    faults += found
    cells, found = measured_cells(getattr(experiment, "measures", ()), tree)
    faults += found
    baseline, found = read_baseline(experiment, tree, file, overrides)
    faults += found
    if baseline is not None:
        mechanisms, found = _not_in_baseline(experiment, mechanisms, baseline, tree)
        faults += found
    if not faults and len(mechanisms) < known.fewest_mechanisms:
        n = known.fewest_mechanisms
        faults.append(
            fault_at(
                tree,
                "mechanisms",
                "GZ027",
                problem=Sentence(f"at least {n} mechanisms are needed", f"至少需要 {n} 项机制"),
            )
        )
    if baseline is None or faults:
        raise InputError(in_order(faults))
    n = experiment.replications if replications is None else replications
    first = baseline.run.seed
    experiment = experiment.model_copy(update={"replications": n})
    return Study(experiment, baseline, mechanisms, cells, tuple(first + k for k in range(n)))


def prepare(tree: Node, file: Path, kind: str) -> list[Fault]:
    """Puts what may be written short in full; says where the kind or the format is not the one wanted.

    Args:
        tree: The file, changed in place.
        file: The file.
        kind: The kind wanted.

    Returns:
        What is wrong with format, kind and name.
    """
    top = tree.value
    assert isinstance(top, dict)
    faults = []
    node = top.pop("format", None)
    if node is not None and not node.refused and (node.value != FORMAT or isinstance(node.value, bool)):
        faults.append(node.fault("GZ049", found=shortened(str(node.plain())), allowed=str(FORMAT)))
    node = top.get("kind")
    if node is None:
        faults.append(replace(tree.fault("GZ026", key="kind"), key_path="kind", allowed=words_allowed(all_kinds())))
    elif not node.refused and isinstance(node.value, str) and node.value != kind:
        if node.value in all_kinds():
            problem = Sentence(
                f"this is an experiment of the kind '{node.value}', not '{kind}'",
                f"这是类型为“{node.value}”的试验，不是“{kind}”",
            )
            faults.append(replace(node.fault("GZ062", problem=problem), help=command_line(node.value, file)))
        else:
            fault = node.fault("GZ025", found=shortened(node.value))
            faults.append(replace(fault, allowed=words_allowed(all_kinds()), nearest=nearest(node.value, all_kinds())))
    for key in ("mechanisms", "measures", "policies"):
        node = top.get(key)
        if node is not None and isinstance(node.value, str):
            inner = Node(node.value, node.source, node.offset, node.end, path=f"{key}.0", quoted=node.quoted)
            node.value = [inner]
    if "name" not in top:
        if is_name(file.stem):
            top["name"] = Node(file.stem, SourceText(str(file), ""))
        else:
            faults.append(Fault("GZ029", file=str(file), key_path="name", found=file.stem))
    elif isinstance(top["name"].value, str) and not is_name(top["name"].value):
        faults.append(top["name"].fault("GZ029", found=shortened(top["name"].value)))
    return faults


def fault_at(tree: Node, where: str, code: str, item: int | None = None, **facts: Text) -> Fault:
    """Makes a fault at a key of the file, or at an item of its list; at the file where the key is not written.

    Args:
        tree: The file.
        where: The key at the top of the file.
        code: Code in the catalogue.
        item: Position in the key's list.
        **facts: Words for the catalogue's sentence.

    Returns:
        The fault.
    """
    top = tree.value if isinstance(tree.value, dict) else {}
    if where not in top:
        fault = tree.fault(code, at_key=False, **facts)
        return Fault(code, file=fault.file, key_path=where, found=fault.found, facts=fault.facts)
    node = top[where]
    if item is not None and isinstance(node.value, list) and item < len(node.value):
        node = node.value[item]
    return replace(node.fault(code, at_key=False, **facts), key_path=where)


def _mechanisms(experiment: Experiment, tree: Node) -> tuple[tuple[str, ...], list[Fault]]:
    """The ids studied, sorted, and those nobody knows."""
    known = registry()
    if experiment.mechanisms == EVERY_MECHANISM:
        return tuple(known), []
    faults = []
    for item, name in enumerate(experiment.mechanisms):
        if name not in known:
            if name in unusable():
                faults.append(fault_at(tree, "mechanisms", "GZ033", item, key=name, problem=unusable()[name]))
                continue
            fault = fault_at(tree, "mechanisms", "GZ030", item, key=shortened(name))
            faults.append(replace(fault, allowed=words_allowed(known), nearest=nearest(name, known)))
    return tuple(sorted({name for name in experiment.mechanisms if name in known})), faults


def measured_cells(written: Iterable[str], tree: Node) -> tuple[tuple[tuple[str, str], ...], list[Fault]]:
    """Reads measures with their groupings, such as "resolution_share by setting".

    Args:
        written: As the file says.
        tree: The file, for messages.

    Returns:
        Pairs such as ("resolution_share", "setting"), and what is wrong with them.
    """
    known = all_measures()
    cells: list[tuple[str, str]] = []
    written, faults = list(written), []
    if not written and isinstance(tree.value, dict) and "measures" in tree.value:
        faults.append(
            fault_at(
                tree,
                "measures",
                "GZ027",
                problem=Sentence("the list is empty, so nothing would be kept", "列表为空，将不保留任何指标"),
            )
        )
    for item, text in enumerate(written):
        found = _CELL.fullmatch(text)
        measure, by = (found[1], found[2] or "all") if found else (text, "all")
        if measure not in known:
            fault = fault_at(tree, "measures", "GZ025", item, found=shortened(measure))
            faults.append(replace(fault, allowed=words_allowed(known), nearest=nearest(measure, known)))
        elif by not in known[measure].by:
            fault = fault_at(tree, "measures", "GZ025", item, found=shortened(by))
            allowed = known[measure].by
            faults.append(replace(fault, allowed=words_allowed(allowed), nearest=nearest(by, allowed)))
        else:
            cells.append((measure, by))
    return tuple(dict.fromkeys(cells)), faults


def read_baseline(
    experiment: StudySettings, tree: Node, file: Path, overrides: Sequence[str]
) -> tuple[Scenario | None, list[Fault]]:
    """Reads the baseline with what is laid over it.

    Args:
        experiment: The experiment.
        tree: Its file, for messages.
        file: Where it stands.
        overrides: Settings of the command line.

    Returns:
        The baseline, None where it cannot be read, and what is wrong with it.
    """
    return read_scenario(experiment, experiment.baseline, tree, file, overrides)


def read_scenario(
    experiment: StudySettings,
    scenario_file: str,
    tree: Node,
    file: Path,
    overrides: Sequence[str],
    item: int | None = None,
) -> tuple[Scenario | None, list[Fault]]:
    """Reads a scenario that an experiment names, with seed, days and sample of the experiment laid over it.

    Args:
        experiment: The experiment.
        scenario_file: The scenario: its name, or its file by a path from the experiment's folder.
        tree: The experiment's file, for messages.
        file: Where it stands.
        overrides: Settings of the command line, laid over last.
        item: Position among the policies; None for the baseline.

    Returns:
        The scenario, None where it cannot be read, and what is wrong with it.
    """
    written = {path: getattr(experiment, key) for key, path in _OVERLAID.items()}
    laid = [f"{path}={value}" for path, value in written.items() if value is not None]
    target = _of_the_place(scenario_file, overrides) or beside(file, scenario_file, SCENARIOS)
    if not is_file(target):
        folder = target.parent
        known = [path.name for path in folder.glob("*.y*ml")] if is_folder(folder) else []
        names = scenario_names()
        key = "baseline" if item is None else "policies"
        word = Sentence("baseline", "基准情景") if item is None else Sentence("policy", "政策情景")
        fault = fault_at(tree, key, "GZ042", item, found=shortened(scenario_file))
        near = nearest(target.name, [*known, *names])
        missing = replace(
            fault,
            text=Sentence(
                f"the {word.en} does not exist: {shortened(scenario_file)}",
                f"{word.zh}不存在：{shortened(scenario_file)}",
            ),
            nearest=str(Path(scenario_file).with_name(near)) if near in known else near,
        )
        return None, [missing]
    try:
        return load_scenario(target, known_mechanisms(), [*laid, *overrides]), []
    except InputError as problem:
        return None, list(problem.faults)


def _of_the_place(name: str, overrides: Sequence[str]) -> Path | None:
    """The scenario of that name in the folder of the place that the command line names; None where it has none."""
    place = next((text.partition("=")[2] for text in reversed(overrides) if text.startswith("world.place=")), "")
    return own_scenario(place, name) if place and name in scenario_names() else None


def _not_in_baseline(
    experiment: Experiment, mechanisms: tuple[str, ...], baseline: Scenario, tree: Node
) -> tuple[tuple[str, ...], list[Fault]]:
    """A mechanism that the baseline has on cannot be added to it; 'all' means all the others."""
    on = [name for name in mechanisms if name in baseline.mechanisms]
    if experiment.mechanisms == EVERY_MECHANISM:
        return tuple(name for name in mechanisms if name not in on), []
    problem = Sentence("the baseline has '{name}' switched on already", "基准情景已启用“{name}”")
    return mechanisms, [
        fault_at(tree, "mechanisms", "GZ027", experiment.mechanisms.index(name), problem=problem.filled(name=name))
        for name in on
    ]


def as_yaml(study: Study, baseline_file: str) -> str:
    """Writes an experiment out in full, so that it can be executed again.

    Args:
        study: The study.
        baseline_file: Where its baseline stands, by a path from the folder of the experiment.

    Returns:
        YAML text, every value given, mechanisms by name.
    """
    plain = json.loads(study.experiment.model_dump_json())
    run = study.baseline.run
    plain |= {
        "baseline": baseline_file,
        "mechanisms": list(study.mechanisms),
        "seed": run.seed,
        "days": run.days,
        "warm_up_days": run.warm_up_days,
        "sample": study.baseline.world.sample,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items() if value is not None]
    return "\n".join([f"format: {FORMAT}", *lines]) + "\n"


def variant(baseline: Scenario, name: str, mechanisms: Mapping[str, ParameterGroup]) -> Scenario:
    """The baseline with further mechanisms.

    Args:
        baseline: The baseline.
        name: Name of the variant in tables.
        mechanisms: Parameters of the further mechanisms, by id.

    Returns:
        The variant; seeds, days and world are those of the baseline.
    """
    every = dict(sorted({**baseline.mechanisms, **mechanisms}.items()))
    return baseline.model_copy(update={"name": name, "title": "", "title_zh": "", "mechanisms": every})
