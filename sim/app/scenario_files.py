"""Scenarios of the page: those that come with the program, one loaded from the reader's file, and what is saved."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from dataclasses import replace as with_changes
from functools import cache
from pathlib import Path

from sim.app.model import ViewModel
from sim.errors import Fault, InputError, nearest
from sim.mechanisms import known_mechanisms
from sim.scenario.header import is_name
from sim.scenario.scenario import Scenario, load_scenario, replace, resolved_yaml
from sim.scenario.text_source import MOST_BYTES
from sim.shipped import SCENARIOS


@dataclass(frozen=True)
class Shipped:
    """A scenario that comes with the program: its file's name and its titles."""

    name: str
    title: str
    title_zh: str


def read_scenario(path: str | Path, overrides: tuple[str, ...] = (), root: Path | None = None) -> Scenario:
    """Reads a scenario file with every mechanism of the registry known.

    Args:
        path: The file.
        overrides: Settings laid over it, as "path=value".
        root: Folder that it may not reach out of; None where the file is the reader's own.

    Raises:
        InputError: With every fault.
    """
    return load_scenario(path, known_mechanisms(), overrides, root)


@cache
def _listed() -> tuple[tuple[Shipped, ...], tuple[InputError, ...]]:
    """The scenarios that come with the program, and what is wrong with those that cannot be read."""
    found, broken = [], []
    for path in sorted(SCENARIOS.glob("*.yaml")):
        try:
            s = read_scenario(path)
        except InputError as problem:
            there = str(SCENARIOS)
            broken.append(InputError([_in_readers_file(f, str(path), path.name, there) for f in problem.faults]))
        else:
            found.append(Shipped(path.stem, s.title or s.name, s.title_zh or s.title or s.name))
    return tuple(sorted(found, key=lambda s: (s.name != "baseline", s.title))), tuple(broken)


def shipped() -> tuple[Shipped, ...]:
    """The scenarios of the folder scenarios/, the baseline first, then by title; those that cannot be read are not."""
    return _listed()[0]


def unreadable() -> list[str]:
    """What is wrong with the files of the folder scenarios/ that cannot be read, a text each."""
    return [problem.render() for problem in _listed()[1]]


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
    """Reads a scenario given as text; see `scenario_from_file`.

    Args:
        text: The text.
        file_name: Name of its file.
        overrides: Settings laid over it, as "path=value".

    Raises:
        InputError: With every fault, placed in the reader's file.
    """
    return scenario_from_file(text.encode("utf-8", "surrogatepass"), file_name, overrides)


def scenario_from_file(data: bytes, file_name: str, overrides: tuple[str, ...] = ()) -> Scenario:
    """Reads a scenario the reader has chosen in the browser, as strictly as the command line reads a file.

    `extends` finds the scenarios that come with the program.

    Args:
        data: The file's bytes.
        file_name: Its name; the scenario is called after it where the text gives no name.
        overrides: Settings laid over it, as "path=value".

    Raises:
        InputError: With every fault, placed in the reader's file.
    """
    if len(data) > MOST_BYTES:
        raise too_large(file_name, len(data))
    stem = re.sub(r"[^a-z0-9_-]+", "_", Path(file_name).stem.lower())[:64] or "loaded"
    stem = stem if is_name(stem) else "loaded"
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "scenarios"
        folder.mkdir()
        for path in SCENARIOS.glob("*.yaml"):
            shutil.copy(path, folder)
        # It stands among the others, so that "extends: baseline.yaml" means what it means in scenarios/.
        own = folder / f"{stem}.yaml" if not (folder / f"{stem}.yaml").exists() else folder / f"{stem}-loaded.yaml"
        own.write_bytes(data)
        try:
            return read_scenario(own, overrides, root=folder)
        except InputError as problem:
            raise InputError(
                [_in_readers_file(fault, str(own), file_name, str(folder)) for fault in problem.faults]
            ) from None


def too_large(file_name: str, size: int) -> InputError:
    """What is said of a file too large to be looked at.

    Args:
        file_name: Its name.
        size: Its bytes.
    """
    found, allowed = (f"{n // 1024} KB" for n in (size, MOST_BYTES))
    return InputError(Fault("GZ004", file=file_name, found=found, allowed=allowed))


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
        unrecorded: Mechanisms whose history in this run it cannot tell.
    """

    file_name: str
    text: str
    exact: bool
    unrecorded: tuple[str, ...]


def saved(model: ViewModel) -> Saved:
    """Writes a run as a scenario file: every parameter, and the mechanisms with the dates of their switching.

    Args:
        model: The model.
    """
    scenario = model.as_scenario()
    name = f"{scenario.name[:58]}_page" if not scenario.name.endswith("_page") else scenario.name
    unrecorded = tuple(sorted(model.policies.unrecorded))
    text = resolved_yaml(replace(scenario, {"name": name}))
    return Saved(f"{name}.yaml", text, not unrecorded, unrecorded)


def with_sample(scenario: Scenario, sample: float) -> Scenario:
    """The scenario with another share of townships.

    Args:
        scenario: The scenario.
        sample: Share of townships, 0-1.
    """
    return replace(scenario, {"world.sample": sample})
