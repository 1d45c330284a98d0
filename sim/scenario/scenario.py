"""The scenario: everything a run depends on, read from a file, checked, frozen, and written out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.scenario import loading
from sim.scenario.description import ParameterRow, in_chinese, parameter_table, schema_of
from sim.scenario.header import ScenarioHeader
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.parameter import ParameterGroup

__all__ = [
    "ParameterRow",
    "Scenario",
    "json_schema",
    "load_scenario",
    "parameter_at",
    "parameter_table",
    "replace",
    "resolved_yaml",
    "scenario_hash",
]


class Scenario(ModelParameters, ScenarioHeader):
    """All parameters, the mechanisms switched on, and the name under which results are kept."""


def load_scenario(
    path: str | Path,
    mechanisms: Mapping[str, type[ParameterGroup]],
    overrides: Mapping[str, str] | Iterable[str] = (),
    root: Path | None = None,
) -> Scenario:
    """Reads a scenario file with all it extends.

    In a file, `mechanisms: {three_plus_one: {coverage: 0.05}}` switches a mechanism on, `three_plus_one: {}`
    does so with its defaults, and `three_plus_one: off` (or `false`) removes one that the scenario extended
    has switched on.

    Args:
        path: The file, or the name of a scenario that comes with the program.
        mechanisms: Class of each known mechanism's parameters, by id.
        overrides: Texts "path.to.key=value", or a mapping of dotted path to value; laid over the file in turn.
        root: Folder that 'extends' may not lead out of in any way; None to allow absolute paths to anywhere, and
            relative ones within the nearest folder "scenarios" above the file, else the file's own.

    Returns:
        The scenario. Its name is the file's where the file gives none.

    Raises:
        InputError: With every fault in all the files and settings.
    """
    return loading.load(path, Scenario, mechanisms, overrides, root)


def replace(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Gives a scenario with some values replaced, checked like a file.

    Args:
        scenario: The scenario to start from, itself left as it is.
        changes: New value by dotted path; "mechanisms.<id>" takes a group of parameters (switched on),
            a mapping of changes to one that is on, or "off".

    Returns:
        The new scenario.

    Raises:
        InputError: A path leads nowhere or a value is not allowed.
    """
    return loading.changed(scenario, changes)


def parameter_at(scenario: Scenario, path: str) -> Any:
    """Gives the value at a dotted path, such as "run.days" or "mechanisms.three_plus_one.coverage".

    Args:
        scenario: The scenario.
        path: The path.

    Returns:
        The value, possibly a group.

    Raises:
        InputError: The path leads nowhere; the nearest name is given.
    """
    return loading.value_at(scenario, path)


def resolved_yaml(scenario: Scenario) -> str:
    """Writes a scenario out in full, so that it can be run again: it loads back to an equal scenario.

    Args:
        scenario: The scenario.

    Returns:
        The text, the same for equal scenarios.
    """
    return loading.as_yaml(scenario)


def scenario_hash(scenario: Scenario) -> str:
    """Fingerprints what a scenario does (SHA-256); name, titles and description are no part of it.

    Args:
        scenario: The scenario.

    Returns:
        64 hexadecimal digits, equal exactly when all parameters are.
    """
    return loading.content_hash(scenario)


def json_schema(mechanisms: Mapping[str, type[ParameterGroup]]) -> dict[str, Any]:
    """Describes scenario files to editors.

    Args:
        mechanisms: Class of each known mechanism's parameters, by id.

    Returns:
        A JSON Schema (draft 2020-12) with descriptions, units, defaults and ranges.
    """
    return schema_of(Scenario, mechanisms)


def json_schema_zh(mechanisms: Mapping[str, type[ParameterGroup]]) -> dict[str, Any]:
    """Describes scenario files to editors in Chinese; what has no Chinese is not described.

    Args:
        mechanisms: Class of each known mechanism's parameters, by id.

    Returns:
        The schema of `json_schema`, told in Chinese.
    """
    return dict(in_chinese(json_schema(mechanisms), [Scenario, *mechanisms.values()]))
