"""Scenarios of the page: those that come with the program, one loaded from the reader's file, and what is saved."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from dataclasses import replace as with_changes
from functools import cache
from pathlib import Path

from sim.app.model import ViewModel
from sim.errors import Fault, InputError, LeftOutWarning, nearest
from sim.mechanisms import known_mechanisms
from sim.scenario.header import is_name
from sim.scenario.scenario import Scenario, load_scenario, replace, resolved_yaml
from sim.shipped import SCENARIOS, scenario_names
from sim.words import Sentence

MOST_CHARACTERS = 256 * 1024
"""Characters taken of a file from the browser; one longer is refused by the reader of scenarios."""


@dataclass(frozen=True)
class Shipped:
    """A scenario that comes with the program: its file's name and its titles."""

    name: str
    title: str
    title_zh: str


def read_scenario(path: str | Path, overrides: tuple[str, ...] = ()) -> Scenario:
    """Reads a scenario file with every mechanism of the registry known.

    Args:
        path: The file.
        overrides: Settings laid over it, as "path=value".

    Raises:
        InputError: With every fault.
    """
    return load_scenario(path, known_mechanisms(), overrides)


@cache
def shipped() -> tuple[Shipped, ...]:
    """The scenarios of the folder scenarios/ that can be used, the baseline first, then by title."""
    found = []
    for name in scenario_names():
        try:
            s = read_scenario(name)
        except InputError as problem:
            why = problem.faults[0]
            warnings.warn(LeftOutWarning(Sentence(
                f"the scenario '{name}' is not offered: {why.place()}: {why.message()}",
                f"情景“{name}”未列出：{why.place()}：{why.message('zh')}")), stacklevel=2)
        else:
            found.append(Shipped(name, s.title or s.name, s.title_zh or s.title or s.name))
    return tuple(sorted(found, key=lambda s: (s.name != "baseline", s.title)))


def shipped_scenario(name: str) -> Scenario:
    """Reads a scenario that comes with the program.

    Args:
        name: Its file's name without ending.

    Raises:
        InputError: There is none of that name.
    """
    if name not in {s.name for s in shipped()}:
        known = [s.name for s in shipped()]
        raise InputError(Fault("GZ042", file="scenarios/", found=name, nearest=nearest(name, known)))
    return read_scenario(name)


def scenario_from_text(text: str, file_name: str, overrides: tuple[str, ...] = ()) -> Scenario:
    """Reads a scenario the reader has chosen in the browser, as strictly as the command line reads a file.

    `extends` finds the scenarios that come with the program.

    Args:
        text: The file's text.
        file_name: Its name; the scenario is called after it where the text gives no name.
        overrides: Settings laid over it, as "path=value".

    Raises:
        InputError: With every fault, placed in the reader's file.
    """
    stem = re.sub(r"[^a-z0-9_-]+", "_", Path(file_name).stem.lower())[:64] or "loaded"
    stem = stem if is_name(stem) else "loaded"
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "scenarios"
        folder.mkdir()
        for path in SCENARIOS.glob("*.yaml"):
            shutil.copy(path, folder)
        # It stands among the others, so that "extends: baseline.yaml" means what it means in scenarios/.
        own = folder / f"{stem}.yaml" if not (folder / f"{stem}.yaml").exists() else folder / f"{stem}-loaded.yaml"
        own.write_text(text[: MOST_CHARACTERS + 1], encoding="utf-8", errors="replace", newline="")
        try:
            return read_scenario(own, overrides)
        except InputError as problem:
            raise InputError(
                [_in_readers_file(fault, str(own), file_name, str(folder)) for fault in problem.faults]
            ) from None


def _in_readers_file(fault: Fault, own: str, file_name: str, folder: str) -> Fault:
    """Names the file as the reader knows it."""
    return with_changes(fault, file=fault.file.replace(own, file_name).replace(folder, "scenarios"))


@dataclass(frozen=True)
class Saved:
    """A run written as a scenario file.

    Attributes:
        file_name: Suggested name.
        text: The YAML text.
        exact: Whether the command line repeats this run with it.
        untold: Mechanisms whose history in this run it cannot tell.
    """

    file_name: str
    text: str
    exact: bool
    untold: tuple[str, ...]


def saved(model: ViewModel) -> Saved:
    """Writes a run as a scenario file: every parameter, and the mechanisms with the dates of their switching.

    Args:
        model: The model.
    """
    scenario = model.as_scenario()
    name = f"{scenario.name[:58]}_page" if not scenario.name.endswith("_page") else scenario.name
    untold = tuple(sorted(model.policies.untold))
    text = resolved_yaml(replace(scenario, {"name": name}))
    return Saved(f"{name}.yaml", text, not untold, untold)


def with_sample(scenario: Scenario, sample: float) -> Scenario:
    """The scenario with another share of townships.

    Args:
        scenario: The scenario.
        sample: Share of townships, 0-1.
    """
    return replace(scenario, {"world.sample": sample})
