"""Loads, changes and writes scenarios of any class of parameters; `scenario.py` binds it to the real one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace as with_changes
from pathlib import Path
from typing import Any, TypeVar

from pydantic_core import to_jsonable_python

from sim.errors import Fault, InputError, nearest, words_allowed
from sim.scenario.header import OWN_KEYS, PLAUSIBLE, ScenarioHeader, is_name
from sim.scenario.inheritance import load_tree, override_trees, scenario_root
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scalars import described
from sim.scenario.text_source import SourceText
from sim.scenario.tree import Node, dotted, merged, nested, node_from
from sim.scenario.validation import Checker
from sim.scenario.written_range import read_ranges
from sim.shipped import scenario_file
from sim.words import Sentence

S = TypeVar("S", bound=ScenarioHeader)
FORMAT = 1
"""Version of the file format; a file may state it as 'format: 1'."""


class KnownMechanisms(dict[str, type[ParameterGroup]]):
    """Class of each mechanism's parameters, by id, with what is known of mechanisms beyond that.

    Args:
        classes: The classes.
        unusable: Why mechanisms that are installed cannot be used, by the names a scenario may call them.
        tried: Finds what is wrong with a mechanism, given its id and its parameters.
    """

    def __init__(
        self,
        classes: Mapping[str, type[ParameterGroup]],
        unusable: Mapping[str, Sentence],
        tried: Callable[[str, ParameterGroup], Iterable[Fault]],
    ) -> None:
        super().__init__(classes)
        self.unusable, self.tried = unusable, tried


def _beyond(classes: Mapping[str, type[ParameterGroup]], key: str, node: Node, group: ParameterGroup) -> list[Fault]:
    """What is wrong with a mechanism whose parameters are in order, at its place in the file."""
    found = classes.tried(key, group) if isinstance(classes, KnownMechanisms) else ()
    place = node.fault("GZ033", at_key=True)
    return [
        with_changes(place, code=f.code, found=f.found, allowed=f.allowed, nearest=f.nearest, facts=f.facts)
        for f in found
    ]


def _defaults(group: type[ParameterGroup]) -> dict[str, Any]:
    """Gives a group's defaults as plain values; only those there are, where some have to be given."""
    plain: dict[str, Any] = {}
    for name, info in group.model_fields.items():
        if not info.is_required():
            default = info.get_default(call_default_factory=True)
            plain[name] = to_jsonable_python(default)
    return plain


def _is_off(node: Node) -> bool:
    return node.value is False or node.value == "off"


def _mechanisms(
    node: Node, classes: Mapping[str, type[ParameterGroup]], bases: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, ParameterGroup], list[Fault]]:
    """Checks the mechanisms of a scenario, each against its own class."""
    if not isinstance(node.value, dict):
        fault = node.fault("GZ022", expected="a mapping", found=described(node.plain()))
        return {}, [with_changes(fault, help="empty_group")]
    switched_on: dict[str, ParameterGroup] = {}
    faults: list[Fault] = []
    for key, inner in node.value.items():
        if inner.refused:
            continue
        if isinstance(classes, KnownMechanisms) and key in classes.unusable:
            faults.append(inner.fault("GZ033", at_key=True, problem=classes.unusable[key]))
        elif key not in classes:
            fault = inner.fault("GZ030", at_key=True)
            near = nearest(key, classes)
            faults.append(with_changes(fault, nearest=near, allowed=words_allowed(classes)))
        elif isinstance(inner.value, dict):
            base = bases.get(key, _defaults(classes[key]))
            built = Checker(classes[key], inner, base, prefix=("mechanisms", key)).run()
            faults.extend(built.faults)
            if built.group is not None:
                switched_on[key] = built.group
                if not built.faults:
                    faults.extend(_beyond(classes, key, inner, built.group))
        elif not _is_off(inner):
            faults.append(inner.fault("GZ031", found=described(inner.plain())))
    return switched_on, faults


def _check_format(tree: dict[str, Node]) -> list[Fault]:
    """Takes out 'format' and refuses versions this program does not read."""
    node = tree.pop("format", None)
    if node is None or node.refused or (node.value == FORMAT and not isinstance(node.value, bool)):
        return []
    return [node.fault("GZ049", found=described(node.plain()), allowed=str(FORMAT))]


def build(
    tree: Node,
    scenario_class: type[S],
    mechanisms: Mapping[str, type[ParameterGroup]],
    base: S | None = None,
    earlier: Iterable[Fault] = (),
) -> S:
    """Makes a scenario of a tree.

    Args:
        tree: The values written; its root is a mapping.
        scenario_class: Class of the scenario.
        mechanisms: Class of each mechanism's parameters, by id.
        base: Scenario whose values stand where nothing is written; None for the defaults.
        earlier: Faults found while reading.

    Returns:
        The scenario.

    Raises:
        InputError: With every fault, `earlier` ones included, in the order of files and lines.
    """
    faults = list(earlier)
    top = dict(tree.value) if isinstance(tree.value, dict) else {}
    faults.extend(_check_format(top))
    mechanisms_node = top.pop("mechanisms", None)
    switched_on: dict[str, ParameterGroup] = dict(base.mechanisms) if base else {}
    if mechanisms_node is not None and not mechanisms_node.refused:
        bases = {key: value.model_dump(mode="json") for key, value in switched_on.items()}
        changed, found = _mechanisms(mechanisms_node, mechanisms, bases)
        mentioned = mechanisms_node.value if isinstance(mechanisms_node.value, dict) else {}
        switched_on = {key: value for key, value in switched_on.items() if key not in mentioned} | changed
        faults.extend(found)
    ranges, ranges_node = dict(base.plausible) if base else {}, top.pop(PLAUSIBLE, None)
    if ranges_node is not None and not ranges_node.refused:
        ranges, found = read_ranges(ranges_node, scenario_class, mechanisms, ranges)
        faults.extend(found)
    plain = base.model_dump(mode="json", exclude={"mechanisms"}) if base else _defaults(scenario_class)
    plain["mechanisms"], plain[PLAUSIBLE] = {}, {}
    root = Node(top, tree.source, tree.offset, tree.end)
    built = Checker(scenario_class, root, plain, also_known=("extends", "format")).run()
    faults.extend(built.faults)
    if faults or built.group is None:
        raise InputError(in_order(faults))
    ordered = {key: switched_on[key] for key in sorted(switched_on)}
    return built.group.model_copy(update={"mechanisms": ordered, PLAUSIBLE: ranges})


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Sorts faults by file (in the order first met, options last), line and column, and drops repetitions."""
    once = list({(f.code, f.file, f.line, f.column, f.key_path): f for f in faults}.values())
    files = list(dict.fromkeys(fault.file for fault in once))
    return sorted(once, key=lambda f: (f.file.startswith("--"), files.index(f.file), f.line or 0, f.column or 0))


def load(
    path: str | Path,
    scenario_class: type[S],
    mechanisms: Mapping[str, type[ParameterGroup]],
    overrides: Mapping[str, str] | Iterable[str] = (),
    root: Path | None = None,
) -> S:
    """Reads a scenario file, all it extends and the settings laid over it.

    Args:
        path: The file, or the name of a scenario that comes with the program.
        scenario_class: Class of the scenario.
        mechanisms: Class of each mechanism's parameters, by id.
        overrides: Texts "path.to.key=value", or a mapping of dotted path to value.
        root: Folder that 'extends' may not lead out of in any way; None to allow absolute paths to anywhere, and
            relative ones within the nearest folder "scenarios" above the file, else the file's own.

    Returns:
        The scenario.

    Raises:
        InputError: With every fault found.
    """
    file = scenario_file(path)
    tree, faults = load_tree(file, root.resolve() if root else scenario_root(file), confined=root is not None)
    layers, found = override_trees(overrides)
    if tree is None or not isinstance(tree.value, dict):
        raise InputError(in_order([*faults, *found]))
    for layer in layers:
        tree = merged(tree, layer)
    if isinstance(tree.value, dict) and "name" not in tree.value:
        if is_name(file.stem):
            tree.value["name"] = Node(file.stem, SourceText(str(file), ""))
        else:
            found.append(Fault("GZ029", file=str(file), key_path="name", found=file.stem))
    extends_failed = [fault for fault in faults if fault.code.startswith("GZ04")]
    try:
        return build(tree, scenario_class, mechanisms, earlier=[*faults, *found])
    except InputError as problem:
        if not extends_failed:
            raise
        # Without the scenario extended, contradictions between settings may be due to its absence.
        raise InputError([fault for fault in problem.faults if fault.code != "GZ027"]) from None


def changed(scenario: S, changes: Mapping[str, Any]) -> S:
    """Gives a scenario with some values replaced, checked like a file.

    Args:
        scenario: The scenario to start from, itself left as it is.
        changes: New value by dotted path; "mechanisms.<id>" takes a group of parameters (switched on),
            a mapping of changes, or "off".

    Returns:
        The new scenario.

    Raises:
        InputError: A path leads nowhere or a value is not allowed.
    """
    classes = {key: type(value) for key, value in scenario.mechanisms.items()}
    tree = Node({}, SourceText("replace", "", is_option=True))
    faults: list[Fault] = []
    for path, value in changes.items():
        source = SourceText(f"replace {path}", "", is_option=True)
        if not path or not all(path.split(".")):
            faults.append(Fault("GZ046", file=source.name, found=path))
            continue
        if isinstance(value, ParameterGroup):
            if path.startswith("mechanisms."):
                classes[path.removeprefix("mechanisms.")] = type(value)
            value = value.model_dump()
        elif path == "mechanisms" and isinstance(value, Mapping):
            groups = {key: group for key, group in value.items() if isinstance(group, ParameterGroup)}
            classes.update({key: type(group) for key, group in groups.items()})
        plain = to_jsonable_python(value, inf_nan_mode="constants", fallback=repr)
        tree = merged(tree, nested(path, node_from(plain, source, path), source))
    return build(tree, type(scenario), classes, base=scenario, earlier=faults)


def value_at(scenario: ParameterGroup, path: str) -> Any:
    """Gives the value at a dotted path.

    Args:
        scenario: A scenario or a group.
        path: Such as "run.days" or "mechanisms.three_plus_one.coverage".

    Returns:
        The value, possibly a group.

    Raises:
        InputError: The path leads nowhere; the nearest name is given.
    """
    value: Any = scenario
    steps = path.split(".")
    for position, step in enumerate(steps):
        known: list[str] = []
        if isinstance(value, ParameterGroup):
            known = list(type(value).model_fields)
        elif isinstance(value, Mapping):
            known = [str(key) for key in value]
        if step not in known:
            near = nearest(step, known)
            here = steps[:position]
            raise InputError(
                Fault(
                    "GZ012",
                    key_path=dotted([*here, step]),
                    allowed=words_allowed(known),
                    nearest=dotted([*here, near]) if near else "",
                )
            )
        value = value[step] if isinstance(value, Mapping) else getattr(value, step)
    return value


def _written(value: Any) -> str:
    """Writes a single value or a list so that every reader of YAML takes it for the same thing."""
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text or "n" in text else text.replace("e", ".0e")
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(
        "[\u0080-\u009f\u2028-\u202e\u200b-\u200f\u2066-\u2069\ufeff]",
        lambda match: f"\\u{ord(match.group()):04x}",
        text,
    )


_PLAIN_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_WORDS_OF_OLD_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def _lines(values: Mapping[str, Any], depth: int) -> Iterable[str]:
    for key, value in values.items():
        plain = _PLAIN_KEY.fullmatch(key) and key not in _WORDS_OF_OLD_YAML
        start = "  " * depth + (key if plain else json.dumps(key, ensure_ascii=False)) + ":"
        if isinstance(value, Mapping) and value:
            yield start
            yield from _lines(value, depth + 1)
        else:
            yield f"{start} {{}}" if isinstance(value, Mapping) else f"{start} {_written(value)}"


def as_yaml(scenario: ScenarioHeader) -> str:
    """Writes a scenario out in full: every value, also those left at their defaults.

    Args:
        scenario: The scenario.

    Returns:
        YAML text that loads back to an equal scenario; the same scenario always gives the same text.
    """
    plain = scenario.model_dump(mode="json")
    first = {key: plain.pop(key) for key in OWN_KEYS}
    mechanisms, ranges = plain.pop("mechanisms"), plain.pop(PLAUSIBLE)
    last: dict[str, Any] = {PLAUSIBLE: _nested_ranges(ranges)} if ranges else {}
    lines = _lines({"format": FORMAT, **first, **plain, "mechanisms": mechanisms, **last}, 0)
    return "\n".join(lines) + "\n"


def _nested_ranges(ranges: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Plausible ranges in the groups of their parameters, without what they do not say."""
    whole: dict[str, Any] = {}
    for key, written in sorted(ranges.items()):
        inside = whole
        for step in key.split("."):
            inside = inside.setdefault(step, {})
        said = {name: value for name, value in written.items() if value is not None and value is not False}
        inside.update({name: value for name, value in said.items() if value != {}})
    return whole


def content_hash(scenario: ScenarioHeader) -> str:
    """Fingerprints what a scenario does.

    Args:
        scenario: The scenario.

    Returns:
        SHA-256 in hexadecimal over its values as canonical JSON (sorted keys, no spaces); name, titles, description
        and plausible ranges, which change no result, are no part of it.
    """
    plain = scenario.model_dump(mode="json", exclude={*OWN_KEYS, PLAUSIBLE})
    text = json.dumps(_unsigned_zeros(plain), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _unsigned_zeros(value: Any) -> Any:
    """Writes -0.0 as 0.0, since the two are equal."""
    if isinstance(value, Mapping):
        return {key: _unsigned_zeros(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unsigned_zeros(inner) for inner in value]
    return 0.0 if isinstance(value, float) and value == 0 else value


__all__ = ["FORMAT", "as_yaml", "build", "changed", "content_hash", "in_order", "load", "value_at"]
