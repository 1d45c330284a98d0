"""Scenarios from Python: read from a file with changes laid over it, or varied from one at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError
from sim.mechanisms import known_mechanisms, registry
from sim.scenario.scenario import Scenario, load_scenario, replace

Given = str | Path | Scenario
"""A scenario, or its file."""


def load(path: str | Path, changes: Mapping[str, Any] | None = None) -> Scenario:
    """Reads a scenario file and lays changes over it, as `--set` does.

    Args:
        path: The file, or the name of a scenario that comes with the program, such as "baseline".
        changes: New value by dotted path, such as {"world.sample": 0.01, "run.days": 90,
            "mechanisms.three_plus_one.coverage": 0.5}; "name" renames it, and "mechanisms.<id>" takes a mapping of
            settings ({} for the defaults) or "off".

    Returns:
        The scenario.

    Raises:
        InputError: With every fault in the file and the changes.
    """
    return read_scenario(path, setting_texts(changes or {}))


def vary(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Gives a scenario with some values changed; a mechanism that is mentioned is switched on.

    Args:
        scenario: The scenario to start from, itself left as it is.
        changes: As for `load`.

    Returns:
        The new scenario; give it another "name" where both are to be compared.

    Raises:
        InputError: A path leads nowhere or a value is not allowed.
    """
    known, on = registry(), dict(scenario.mechanisms)
    first: dict[str, Any] = {}
    left = dict(changes)
    for path, value in changes.items():
        parts = path.split(".")
        mechanism = parts[1] if parts[0] == "mechanisms" and len(parts) > 1 else ""
        off = len(parts) == 2 and (value is False or value == "off")
        if mechanism in known and mechanism not in on and not off:
            first[f"mechanisms.{mechanism}"] = known[mechanism].Parameters()
        elif mechanism in known and mechanism not in on:
            del left[path]  # What is not on need not be switched off.
    switched = replace(scenario, first) if first else scenario
    return replace(switched, left)


def read_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Reads a scenario file that may use every registered mechanism.

    Args:
        path: The file.
        overrides: Settings "path=value" laid over it.

    Raises:
        InputError: With every fault.
    """
    return load_scenario(path, known_mechanisms(), overrides)


def read_all(given: Sequence[Given]) -> tuple[list[Scenario], list[str]]:
    """Reads those of several scenarios that are files.

    Args:
        given: Scenarios and files.

    Returns:
        The scenarios, and where each comes from, for messages.

    Raises:
        InputError: With every fault in any of the files.
    """
    scenarios: list[Scenario] = []
    faults: list[Fault] = []
    for item in given:
        try:
            scenarios.append(item if isinstance(item, Scenario) else load(item))
        except InputError as problem:
            faults += problem.faults
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    return scenarios, [item.name if isinstance(item, Scenario) else str(item) for item in given]


def setting_texts(changes: Mapping[str, Any]) -> list[str]:
    """Changes as the command line writes settings.

    Args:
        changes: Value by dotted path.

    Returns:
        Texts "path=value".
    """
    return [f"{path}={_as_text(value)}" for path, value in changes.items()]


def _as_text(value: Any) -> str:
    """A value as a scenario file would write it."""
    if hasattr(value, "item"):
        value = value.item()
    return json.dumps(value, ensure_ascii=False, default=str)
