"""The mechanisms as the page offers them: a card each, made from the registry, with its parameters as inputs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.app.model import ViewModel
from sim.app.words import say
from sim.mechanisms import registry
from sim.mechanisms.base import MechanismParameters
from sim.scenario.description import ParameterRow, parameter_table
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import Scenario, replace
from sim.words import T

DATES = ("start_day", "end_day")
"""Parameters that the switch itself sets."""


def mechanism_name(mechanism: str) -> str:
    """The name of a mechanism, in the present language.

    Args:
        mechanism: Its id.
    """
    return str(registry()[mechanism].title())


@cache
def inputs_of(mechanism: str) -> tuple[ParameterRow, ...]:
    """The parameters of a mechanism that the page offers, in the order of declaration.

    Args:
        mechanism: Its id.
    """
    rows = parameter_table(registry()[mechanism].Parameters, "p.")
    short = [row._replace(path=row.path.removeprefix("p.")) for row in rows]
    return tuple(row for row in short if row.path not in DATES and isinstance(row.default, bool | int | float | str))


def changed_parameters(mechanism: str, standing: MechanismParameters, path: str, value: Any) -> MechanismParameters:
    """Parameters with one value replaced, checked like a file.

    Args:
        mechanism: Id of the mechanism.
        standing: Its parameters.
        path: Name of the parameter, dotted where it lies in a group.
        value: What the browser sent; a number may be given as it was typed.

    Raises:
        InputError: The value is not allowed.
        ValueError: There is no such parameter.
    """
    row = next((row for row in inputs_of(mechanism) if row.path == path), None)
    if row is None:
        raise ValueError(f"{mechanism} has no parameter {path!r}")
    carrier = Scenario(mechanisms={mechanism: standing})
    found = replace(carrier, {f"mechanisms.{mechanism}.{path}": _typed(row, value)}).mechanisms[mechanism]
    if not isinstance(found, MechanismParameters):
        raise TypeError(type(found).__name__)
    return found


def _typed(row: ParameterRow, value: Any) -> Any:
    """A typed number as a number where one is wanted; anything else as it is, for the reader of scenarios to judge."""
    if not isinstance(value, str) or isinstance(row.default, str):
        return value
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def standing_text(model: ViewModel, mechanism: str) -> str:
    """Whether and how far a mechanism is in force today, in words.

    Args:
        model: The model.
        mechanism: Id of the mechanism.
    """
    start = model.start_day(mechanism)
    if start is None or not model.is_on(mechanism):
        return say("off")
    date = model.calendar.date(min(start, model.calendar.n_days - 1)).isoformat()
    if model.day < start:
        return say("starts", date=date)
    return say("in_force", date=date, percent=100.0 * model.strength(mechanism))


def cards(model: ViewModel, drafts: Mapping[str, MechanismParameters]) -> list[dict[str, Any]]:
    """All mechanisms as cards, in the order of the registry.

    Args:
        model: The model whose policies can be switched.
        drafts: Parameters chosen on the page for mechanisms that are off.
    """
    return [_card(model, mechanism, drafts.get(mechanism)) for mechanism in registry()]


def parameters_now(model: ViewModel, mechanism: str, draft: MechanismParameters | None) -> MechanismParameters:
    """The parameters a mechanism has, or would be switched on with.

    Args:
        model: The model.
        mechanism: Id of the mechanism.
        draft: Parameters chosen on the page, or None.
    """
    standing = model.parameters(mechanism) if model.is_on(mechanism) else None
    scenario: ParameterGroup | None = model.scenario.mechanisms.get(mechanism)
    for found in (standing, draft, scenario):
        if isinstance(found, MechanismParameters):
            return found
    return registry()[mechanism].Parameters()


def _card(model: ViewModel, mechanism: str, draft: MechanismParameters | None) -> dict[str, Any]:
    now = parameters_now(model, mechanism, draft)
    kind = registry()[mechanism]
    other = str(T(kind.name_zh, kind.name))
    return {
        "id": mechanism,
        "name": mechanism_name(mechanism),
        "other": other,
        "line": str(kind.what()),
        "section": kind.section,
        "on": model.is_on(mechanism),
        "standing": standing_text(model, mechanism),
        "inputs": [_input(row, _at(now, row.path)) for row in inputs_of(mechanism)],
    }


def _at(group: Any, path: str) -> Any:
    for name in path.split("."):
        group = getattr(group, name)
    return group


def _input(row: ParameterRow, value: Any) -> dict[str, Any]:
    """One input: its label, and what a slider or a field must know."""
    kind = "yes" if isinstance(row.default, bool) else "text" if isinstance(row.default, str) else "number"
    return {
        "path": row.path,
        "label": str(row.doc),
        "unit": str(row.unit),
        "source": str(row.source),
        "kind": kind,
        "value": value,
        "default": row.default,
        "low": row.low,
        "high": row.high,
        "whole": isinstance(row.default, int),
    }
