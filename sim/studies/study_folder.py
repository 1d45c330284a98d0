"""Reads the folder of a finished study again: what was run, and every table it left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import Fault, InputError
from sim.mechanisms import known_mechanisms
from sim.scenario.header import is_name
from sim.scenario.scenario import Scenario, load_scenario
from sim.studies.store import FORMAT

MANIFEST = "manifest.json"
PAGE = "report.html"
"""Name of the report in the folder of its study."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "run": ("summary", "curves", "offices"),
    "compare": ("summary", "curves", "offices", "comparison", "winners"),
    "calibrate": ("posterior", "correlations", "influence", "fit", "waves", "points", "draws", "noise"),
    "sweep": (),
}
"""Tables beside `measures.parquet` that the folder of each command has."""

WITHOUT_MEASURES = ("calibrate", "sweep")
MAY_BE_MISSING = ("costs",)


@dataclass(frozen=True)
class Study:
    """A finished study.

    Attributes:
        folder: Where it lies.
        manifest: What was run with what.
        scenarios: The scenarios, the baseline first; none for a sweep, whose own reader knows them.
        tables: Tables by name.
    """

    folder: Path
    manifest: Mapping[str, Any]
    scenarios: tuple[Scenario, ...]
    tables: Mapping[str, pd.DataFrame]

    @property
    def command(self) -> str:
        """The verb that made it."""
        return str(self.manifest["command"])


def read_study(folder: Path) -> Study:
    """Reads a folder.

    Args:
        folder: Folder of `run`, `compare`, `calibrate` or `sweep`.

    Returns:
        The study.

    Raises:
        InputError: It is no such folder, or files are missing; all of them are named.
    """
    manifest = _manifest(folder)
    command = manifest["command"]
    if command not in TABLES:
        raise InputError(Fault("GZ097", file=str(folder), found=str(command), allowed=", ".join(TABLES)))
    if command == "sweep":
        return Study(folder, manifest, (), {})
    names = [str(scenario["name"]) for scenario in manifest["scenarios"]]
    files = [folder / "config.yaml"] if command == "run" else [folder / "config" / f"{name}.yaml" for name in names]
    files += [folder / f"{name}.csv" for name in TABLES[command]]
    if command not in WITHOUT_MEASURES:
        files.append(folder / "measures.parquet")
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise InputError([Fault("GZ001", file=str(file)) for file in missing])
    scenarios = tuple(load_scenario(file, known_mechanisms()) for file in files[: len(names)])
    return Study(folder, manifest, scenarios, _tables(folder, command))


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder that is one of a study."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        counted = isinstance(found["counts"], dict) and isinstance(found["versions"], dict)
        named = found["command"] == "sweep" or all(is_name(s["name"]) for s in found["scenarios"])
        if not (isinstance(found["command"], str) and counted and named and found.get("format", FORMAT) == FORMAT):
            raise ValueError(folder)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise InputError(Fault("GZ096", file=str(folder))) from None
    return dict(found)


def _tables(folder: Path, command: str) -> dict[str, pd.DataFrame]:
    """Every table of the folder, with the digits it was written with."""
    found = {}
    there = [*TABLES[command], *(name for name in MAY_BE_MISSING if (folder / f"{name}.csv").is_file())]
    for name in there:
        path = folder / f"{name}.csv"
        try:
            table = pd.read_csv(path, keep_default_na=False, na_values=[""])
        except (ValueError, OSError) as problem:
            raise InputError(Fault("GZ075", file=str(path), facts={"problem": str(problem)})) from None
        found[name] = table
    if command not in WITHOUT_MEASURES:
        path = folder / "measures.parquet"
        try:
            found["measures"] = pd.read_parquet(path)
        except (ValueError, OSError) as problem:
            raise InputError(Fault("GZ075", file=str(path), facts={"problem": str(problem)})) from None
    for name in ("offices",):
        if name in found:
            found[name] = found[name].assign(setting=found[name]["setting"].fillna(""))
    return found
