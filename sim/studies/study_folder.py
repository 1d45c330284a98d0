"""Reads the folder of a finished study again: what was run, and every table it left."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.mechanisms import known_mechanisms
from sim.running import names_for
from sim.scenario.header import is_name
from sim.scenario.scenario import Scenario, load_scenario
from sim.scenario.yaml_source import read_mapping
from sim.studies.goals_file import goals_of
from sim.studies.kinds import kinds
from sim.studies.robustness import Goal
from sim.studies.sealed import Columns, Opened, contents, csv_table, opened, parquet_table
from sim.words import Sentence
from sim.world.places import PlaceNames, title_of_folder

PAGE = "report.html"
"""Name of the report in the folder of its study."""

EXPERIMENT = "experiment.yaml"
"""Name of the experiment file in full, in the folder of a study that is made from one."""

CELL = ("measure", "by", "group")
EFFECT = ("difference", "ci_low", "ci_high")
MEASURES = Columns(("scenario", *CELL), ("seed", "n", "value"))
RECORDS = {
    "measures": MEASURES,
    "communities": Columns(("scenario", "district", "region", "setting"), ("seed", "code", "population", "weight")),
    "issues": Columns(("scenario", "category", "state"), ("seed", "community", "weight", "complaints")),
}
"""What is read of the tables that are written as Parquet."""


@dataclass(frozen=True)
class Stored:
    """What the folder of a study holds besides `runs.csv` and its manifest.

    Attributes:
        tables: Its tables, and the columns that are read of each.
        several: Whether every scenario lies in `config/<name>.yaml`, and not the first alone in `config.yaml`.
        measures: Whether it holds every value of every run, `measures.parquet`.
        optional: Tables that folders of earlier versions lack.
    """

    tables: Mapping[str, Columns]
    several: bool = False
    measures: bool = True
    optional: tuple[str, ...] = ()


RUN: Mapping[str, Columns] = {
    "summary": Columns(("scenario", *CELL), ("n_runs", "mean", "sd", "ci_low", "ci_high")),
    "curves": Columns(("scenario",), ("seed", "days", "resolved_share")),
    "offices": Columns(("scenario", "tier", "setting"), ("available_hours", "offered_load", "carried_load")),
}
HOURS = Columns(("scenario", "side", "bearer", "use"), ("hours", "difference"))
OVER_WORLDS: Mapping[str, Columns] = {
    "worlds": Columns((), ("world", "seed", "second_seed", "world_seed")),
    "robust": Columns(
        ("scenario", "measure"),
        ("n_worlds", "median", "low", "high", "better_share", "best_share", "regret_mean", "regret_95"),
    ),
    "criteria": Columns(("measure", "criterion", "best"), ("value",)),
    "chance": Columns(("scenario", "measure"), ("n_pairs", "chance_share", "low", "high")),
    "information": Columns(("parameter", "measure"), ("value",)),
    "hinges": Columns(
        ("parameter", "measure", "first", "second"),
        ("n_worlds", "correlation", "low", "high", "p_adjusted", "break_even", "break_even_low", "break_even_high"),
    ),
    "boxes": Columns(
        ("measure", "first", "second", "parameter"),
        ("step", "low", "high", "n_worlds", "density", "coverage", "p_value"),
    ),
    "goals": Columns(("scenario",), ("n_worlds", "share", "low", "high")),
}
"""What a comparison over plausible worlds leaves besides; goals where there are any."""

STORED: Mapping[str, Stored] = {
    "run": Stored({**RUN, "hours": HOURS}, optional=("hours",)),
    "compare": Stored(
        {
            **RUN,
            "comparison": Columns(("scenario", *CELL), ("n", "baseline", "mean", *EFFECT, "p_adjusted")),
            "winners": Columns(("scenario", *CELL, "verdict"), ("n", *EFFECT)),
            "costs": Columns(("scenario",), ("money_yuan", "total_yuan", "yuan_per_resident")),
            "hours": HOURS,
            "prices": Columns(("scenario", "payer"), ("hours", "hours_low", "hours_high", "fen")),
            **OVER_WORLDS,
        },
        several=True,
        optional=("costs", "hours", "prices", *OVER_WORLDS),
    ),
    "calibrate": Stored(
        {
            "posterior": Columns(
                ("parameter", "verdict", "meaning"),
                ("prior_low", "prior_high", "default", "recommended", "q05", "q95", "width"),
            ),
            "correlations": Columns(("a", "b"), ("correlation",)),
            "influence": Columns(),
            "fit": Columns(
                ("id", "unit"),
                (
                    "target",
                    "low",
                    "high",
                    "defaults",
                    "recommended",
                    "defaults_distance",
                    "recommended_distance",
                    "posterior_q05",
                    "posterior_q95",
                ),
            ),
            "waves": Columns(("wave",), ("n_points", "plausible_share", "foreseen_share")),
            "points": Columns(),
            "draws": Columns(),
            "noise": Columns(),
        },
        several=True,
        measures=False,
    ),
    "sweep": Stored({}, measures=False),
}
"""What verbs of their own leave; a kind of study says it itself (`sim.studies.study_kind`)."""


def stored_by(command: str) -> Stored | None:
    """What the folder of a command holds; None where it leaves none that can be read.

    Args:
        command: The verb.
    """
    if command in STORED:
        return STORED[command]
    kind = kinds().get(command)
    if kind is None:
        return None
    stored: Stored = kind.load().stored
    return stored


@dataclass(frozen=True)
class Study:
    """A finished study.

    Attributes:
        folder: Where it lies.
        manifest: What was run with what.
        scenarios: The scenarios, the baseline first; none for a sweep, whose own reader knows them.
        tables: Tables by name.
        notice: What a reader must know of its folder; None for nothing.
    """

    folder: Path
    manifest: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]
    tables: Mapping[str, pd.DataFrame]
    notice: Sentence | None = None

    @property
    def command(self) -> str:
        """The verb that made it."""
        return str(self.manifest["command"])

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What the planner wants of a policy; nothing where nobody said it."""
        return goals_of(self.manifest.get("goals", {}))

    @property
    def names(self) -> PlaceNames:
        """What the place, its regions and its districts are called."""
        return names_of(self.manifest, self.scenarios)


def names_of(manifest: Mapping[str, Any], scenarios: Sequence[Scenario]) -> PlaceNames:
    """What the place of a study, its regions and its districts are called.

    Args:
        manifest: The manifest; one of an earlier version has no names.
        scenarios: The scenarios, whose place is asked where the manifest has no names; one that is gone has none.
    """
    if "names" in manifest:
        return PlaceNames.of_facts(manifest["names"])
    try:
        return names_for(scenarios)
    except InputError:
        title = title_of_folder(Path(scenarios[0].world.place))
        return PlaceNames(Sentence(title, title))


def read_study(folder: Path) -> Study:
    """Reads a folder.

    Args:
        folder: Folder of a study of any kind.

    Returns:
        The study.

    Raises:
        InputError: It is no such folder, or files are missing; all of them are named.
        EnvironmentProblem: Files are not as they were written.
    """
    found = opened_study(folder)
    manifest, command = found.manifest, str(found.manifest["command"])
    stored = stored_by(command)
    if stored is None:
        raise InputError(Fault("GZ097", file=str(folder), found=command, allowed=", ".join([*STORED, *kinds()])))
    if command == "sweep":
        return Study(folder, manifest, (), {}, found.notice)
    names = [str(scenario["name"]) for scenario in manifest["scenarios"]]
    files = [folder / "config" / f"{name}.yaml" for name in names] if stored.several else [folder / "config.yaml"]
    expected = [*files, *(folder / f"{name}.csv" for name in stored.tables if name not in stored.optional)]
    if stored.measures:
        expected.append(folder / "measures.parquet")
    missing = [file for file in expected if not file.exists()]
    if missing:
        raise InputError([Fault("GZ001", file=str(file)) for file in missing])
    scenarios = tuple(load_scenario(file, known_mechanisms()) for file in files)
    return Study(folder, manifest, scenarios, _tables(folder, stored), found.notice)


def written_settings(folder: Path) -> dict[str, Any]:
    """Settings of the experiment file that a study was made from, as its folder holds it; none where it has none.

    Args:
        folder: Folder of the study.
    """
    path = folder / EXPERIMENT
    if not os.path.lexists(path):
        return {}
    contents(path)  # A pipe or a device is refused, not waited for.
    tree, _ = read_mapping(path, str(path))
    found = {} if tree is None else tree.plain()
    return found if isinstance(found, dict) else {}


def opened_study(folder: Path) -> Opened:
    """Opens a folder whose manifest says what a study says.

    Args:
        folder: The folder.

    Raises:
        InputError: It is no folder of a finished study, or files are missing.
        EnvironmentProblem: Files are not as they were written.
    """
    found = opened(folder)
    try:
        good = _is_study(found.manifest)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        good = False
    if not good:
        raise InputError(Fault("GZ096", file=str(folder)))
    return found


def _is_study(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has what readers use; a wrong kind of value may also raise."""
    command, counts = manifest["command"], manifest["counts"]
    good = isinstance(command, str) and isinstance(counts, dict) and isinstance(manifest["versions"], dict)
    readable = good and stored_by(command) is not None
    if readable:
        good = all(int(counts[name]) >= 0 for name in ("n_runs", "n_done", "n_failed")) and "finished" in manifest
    goals_of(manifest.get("goals", {}))
    if "names" in manifest:
        PlaceNames.of_facts(manifest["names"])
    if not good or command == "sweep":
        return good
    names = [scenario["name"] for scenario in manifest["scenarios"]]
    good = all(isinstance(name, str) and is_name(name) for name in names) and len(set(names)) == len(names)
    if readable:
        good &= len(names) == 1 if command == "run" else len(names) > 0
        good &= bool(manifest["seeds"]) and all(int(seed) >= 0 for seed in manifest["seeds"])
        good &= float(manifest["world"]["sample"]) > 0 and int(manifest["world"]["world_seed"]) >= 0
    return good


def _tables(folder: Path, stored: Stored) -> dict[str, pd.DataFrame]:
    """Every table of the folder, with the digits it was written with."""
    found = {}
    for name, columns in stored.tables.items():
        if name in stored.optional and not (folder / f"{name}.csv").exists():
            continue
        found[name] = csv_table(
            folder / f"{name}.csv", lambda file: pd.read_csv(file, keep_default_na=False, na_values=[""]), columns
        )
    if stored.measures:
        found["measures"] = parquet_table(folder / "measures.parquet", MEASURES)
    if "robust" in found:
        found["robust"] = found["robust"].assign(certainty=found["robust"]["certainty"].fillna(""))
    if "offices" in found:
        found["offices"] = found["offices"].assign(setting=found["offices"]["setting"].fillna(""))
    return found
