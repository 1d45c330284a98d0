"""What is known about the field that a dotted path leads to: its group, range, unit and type."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.parameter import Declaration, ParameterGroup, ShareSum
from sim.words import Sentence

Number = int | float
NOTHING = Sentence("", "")


@dataclass(frozen=True)
class FieldFacts:
    """What a field's declaration says.

    Args:
        annotation: Its type, without constraints.
        default: Its default; None where it has to be given.
        low: Smallest value allowed.
        high: Largest value allowed.
        unit: Its unit, or that of the table it belongs to.
        source: Public source of the default, or "assumed".
        doc: What it means.
        label_zh: Chinese label.
        choices: The words allowed, empty when any are.
        plausible: Its plausible range with the grade, where the declaration has one.
    """

    annotation: Any
    default: Any
    low: Number | None
    high: Number | None
    unit: str
    source: Sentence
    doc: Sentence
    label_zh: str
    choices: tuple[str, ...]
    plausible: tuple[float, float, str] | None = None


def bare_type(annotation: Any) -> Any:
    """Takes constraints and "or None" off a type."""
    if get_origin(annotation) is Annotated:
        return bare_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return bare_type(inner[0]) if len(inner) == 1 else annotation
    return annotation


def group_of(annotation: Any) -> type[ParameterGroup] | None:
    """Gives the group a type stands for, or None when it is not a group."""
    bare = bare_type(annotation)
    return bare if isinstance(bare, type) and issubclass(bare, ParameterGroup) else None


def _constraints(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    if get_origin(info.annotation) is Annotated:
        for extra in get_args(info.annotation)[1:]:
            yield from extra.metadata if isinstance(extra, FieldInfo) else (extra,)


def _limit(info: FieldInfo, names: Sequence[str]) -> Number | None:
    for constraint in _constraints(info):
        for name in names:
            value = getattr(constraint, name, None)
            if isinstance(value, int | float):
                return value
    return None


def facts_of(info: FieldInfo, above: FieldFacts | None = None) -> FieldFacts:
    """Reads a field's declaration.

    Args:
        info: The field.
        above: The field of the table it belongs to, whose unit, source and label it shares unless it has its own.

    Returns:
        What the declaration says.
    """
    said = info.json_schema_extra if isinstance(info.json_schema_extra, Declaration) else Declaration(NOTHING)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return FieldFacts(
        annotation=info.annotation,
        default=default,
        low=_limit(info, ("ge", "gt")),
        high=_limit(info, ("le", "lt")),
        unit=said.unit if said.unit is not None else above.unit if above else "",
        source=said.source or (above.source if above else NOTHING),
        doc=said.doc if said.doc.en or above is None else above.doc,
        label_zh=said.label_zh or (above.label_zh if above else ""),
        choices=said.choices,
        plausible=said.plausible,
    )


def find_field(group: type[ParameterGroup], path: Sequence[str]) -> FieldFacts | None:
    """Follows a path through groups within groups.

    Args:
        group: Where to start.
        path: Names of the fields.

    Returns:
        What is known of the last field; None when the path leads nowhere.
    """
    return _found(group, tuple(path))


@lru_cache(8192)  # Every key of every file asks, and declarations do not change.
def _found(group: type[ParameterGroup], path: tuple[str, ...]) -> FieldFacts | None:
    facts: FieldFacts | None = None
    inside: type[ParameterGroup] | None = group
    for name in path:
        if inside is None or name not in inside.model_fields:
            return None
        facts = facts_of(inside.model_fields[name], facts)
        inside = group_of(facts.annotation)
    return facts


def leaf_paths(group: type[ParameterGroup], prefix: str = "") -> Iterator[str]:
    """Lists the dotted paths of all parameters that are not groups themselves, in order of declaration."""
    for name, info in group.model_fields.items():
        inside = group_of(info.annotation)
        if inside is None:
            yield f"{prefix}{name}"
        else:
            yield from leaf_paths(inside, f"{prefix}{name}.")


def all_share_sums(group: type[ParameterGroup], prefix: str = "") -> Iterator[ShareSum]:
    """Lists the sums of shares declared in a class and in the groups within it, with paths from the class."""
    for one in group.share_sums:
        yield ShareSum(tuple(prefix + part for part in one.parts), one.whole)
    for name, info in group.model_fields.items():
        inside = group_of(info.annotation)
        if inside is not None:
            yield from all_share_sums(inside, f"{prefix}{name}.")
