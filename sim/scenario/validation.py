"""From a tree of values to a frozen group of parameters, or every fault with its line.

Pydantic does the checking, in strict mode; this file turns what it says into faults that point into the file
where the value stands and that say what would be right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from sim.errors import Fault, nearest, shortened, words_allowed
from sim.scenario.fields import FieldFacts, find_field, group_of, leaf_paths
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scalars import described, number_in, plainly
from sim.scenario.tree import Node, Path, dotted, leaves, node_at, overlaid, refused_paths
from sim.vocabulary import in_brackets
from sim.words import Sentence, Text

G = TypeVar("G", bound=ParameterGroup)

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a group of settings",
    "model_attributes_type": "a group of settings",
}
_RANGE = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})
_CHOICE = frozenset({"literal_error", "enum"})
_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


@dataclass
class Built(Generic[G]):
    """What came of a tree.

    Args:
        group: The group of parameters, faulty values replaced by their defaults; None when even that failed.
        faults: Everything wrong.
        touched: Paths at which something is wrong.
    """

    group: G | None
    faults: list[Fault]
    touched: set[Path]


def shown_number(value: float) -> str:
    """Writes a number as a person would: no ".0", no exponent where it is short."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


class Checker(Generic[G]):
    """Checks one tree against one class of parameters.

    Args:
        group: The class.
        tree: What was written.
        base: Plain values used where nothing was written.
        prefix: Where the group stands within the scenario, such as ("mechanisms", "three_plus_one").
        also_known: Keys dealt with elsewhere, offered in messages.
    """

    def __init__(
        self,
        group: type[G],
        tree: Node,
        base: Mapping[str, Any],
        prefix: Path = (),
        also_known: Sequence[str] = (),
    ) -> None:
        self.group = group
        self.tree = tree
        self.base = base
        self.prefix = prefix
        self.also_known = also_known
        self.touched = set(refused_paths(tree))

    def run(self) -> Built[G]:
        """Checks everything.

        Returns:
            The group and all faults, in the order in which they stand.
        """
        faults: list[Fault] = []
        built: G | None = None
        for _ in range(4):
            data = overlaid(self.base, self.tree.plain())
            found: list[Fault] = []
            try:
                built = self.group.model_validate_json(json.dumps(data), strict=True)
            except ValidationError as problem:
                found = self.from_pydantic(problem)
            found.extend(self.word_faults())
            faults.extend(found)
            if built is not None and not found:
                break
            self.refuse_touched()
        if built is not None:
            faults.extend(self.cross_faults(built))
        return Built(built, faults, self.touched)

    def refuse_touched(self) -> None:
        """Takes faulty values out of the tree, so that the rest can be checked further."""
        for path in self.touched:
            node, _ = node_at(self.tree, path)
            node.refused = True

    def from_pydantic(self, problem: ValidationError) -> list[Fault]:
        """Turns Pydantic's complaints into faults, one for each place."""
        faults = []
        for error in problem.errors(include_url=False):
            path = self.own_path(tuple(error["loc"]))
            if any(path[: len(known)] == known for known in self.touched):
                continue
            self.touched.add(path)
            faults.append(self.fault(error["type"], path, error["input"], error["msg"], error.get("ctx", {})))
        return faults

    def own_path(self, loc: Path) -> Path:
        """Cuts what Pydantic adds to a place for types with alternatives."""
        names: list[str | int] = []
        for step in loc:
            names.append(step)
            facts = find_field(self.group, [str(name) for name in names])
            if facts is None and not node_at(self.tree, tuple(names))[1]:
                return tuple(names[:-1]) if len(names) > 1 and self._is_leaf(names[:-1]) else tuple(names)
        return tuple(names)

    def _is_leaf(self, names: Sequence[str | int]) -> bool:
        found, there = node_at(self.tree, tuple(names))
        return there and not isinstance(found.value, dict | list)

    def fault(self, kind: str, path: Path, found: object, message: str, context: Mapping[str, Any]) -> Fault:
        """Words one complaint."""
        if kind == "extra_forbidden":
            return self.unknown_key(path)
        if kind == "missing":
            return self.placed("GZ026", path[:-1], key=str(path[-1])) if len(path) > 1 else self.missing(path)
        facts = find_field(self.group, [str(step) for step in path])
        if kind in _EXPECTED:
            return self.wrong_type(path, found, _EXPECTED[kind])
        if kind == "finite_number":
            return self.placed("GZ024", path, found=described(found).removeprefix("the decimal "))
        if kind in _RANGE:
            return self.out_of_range(path, found, facts, context)
        if kind in _CHOICE:
            allowed = str(context.get("expected", ""))
            words = [word.strip("' ") for word in allowed.replace(" or ", ", ").split(",")]
            return self.not_a_choice(path, found, words)
        if self.prefix == () and path == ("name",):
            return self.placed("GZ029", path, found=shortened(str(found)))
        raised = context.get("error")
        if isinstance(raised, ValueError) and raised.args and isinstance(raised.args[0], Sentence):
            return self.placed("GZ028", path, problem=raised.args[0])
        return self.placed("GZ028", path, problem=_worded(kind, message, context))

    def placed(self, code: str, path: Path, *, at_key: bool = False, **facts: Text) -> Fault:
        """Makes a fault at a path, or where the nearest mapping above it stands."""
        node, there = node_at(self.tree, path)
        fault = node.fault(code, at_key=at_key or not there, **facts)
        if not there and node.key_offset is None:
            fault = Fault(code, file=fault.file, found=fault.found, facts=fault.facts)
        return replace(fault, key_path=dotted((*self.prefix, *path)))

    def missing(self, path: Path) -> Fault:
        """Names a key that has to be given at the top of the group."""
        return replace(self.placed("GZ026", (), key=str(path[-1])), key_path=dotted((*self.prefix, *path)))

    def unknown_key(self, path: Path) -> Fault:
        """Names an unknown key, the keys there are, and the one that was probably meant."""
        key = str(path[-1])
        owner: type[ParameterGroup] | None = self.group
        if len(path) > 1:
            facts = find_field(self.group, [str(step) for step in path[:-1]])
            owner = None if facts is None else group_of(facts.annotation)
        known = [*(owner.model_fields if owner else ()), *(self.also_known if len(path) == 1 else ())]
        near = nearest(key, known)
        if not near:
            elsewhere = [leaf for leaf in leaf_paths(self.group) if leaf == key or leaf.endswith(f".{key}")]
            near = elsewhere[0] if elsewhere else ""
        group, _, name = key.partition(".")
        nest = bool(name) and find_field(self.group, [*(str(step) for step in path[:-1]), *key.split(".")])
        fault = self.placed("GZ012", path, at_key=True, key=key, word=f"{group}: {{{name}: ...}}")
        if nest:
            return replace(fault, help="nested", allowed=words_allowed(known))
        return replace(fault, nearest=near, allowed=words_allowed(known))

    def wrong_type(self, path: Path, found: object, expected: str) -> Fault:
        """Says which kind of value is due, and how to write the one that was meant."""
        advice = word = ""
        if isinstance(found, str) and expected in ("a whole number", "a number"):
            word = _fitting(plainly(found) or found, expected)
            advice = "plain_number" if word else ""
        elif isinstance(found, str) and expected == "true or false" and found.lower() in _TRUTH:
            advice, word = "write", _TRUTH[found.lower()]
        elif isinstance(found, float) and expected == "a whole number":
            word = _fitting(shown_number(found), expected)
            advice = "write" if word else ""
        elif expected == "text" and isinstance(found, int | float):
            advice = "quotes"
        elif found is None and expected in ("a group of settings", "a mapping"):
            advice = "empty_group"
        fault = self.placed("GZ022", path, expected=expected, found=described(found), word=word)
        return replace(fault, help=advice)

    def out_of_range(self, path: Path, found: object, facts: FieldFacts | None, context: Mapping[str, Any]) -> Fault:
        """Says the range; a percentage where a share is due is recognised."""
        low = facts.low if facts else context.get("ge", context.get("gt"))
        high = facts.high if facts else context.get("le", context.get("lt"))
        unit = in_brackets(facts.unit) if facts else Sentence("", "")
        number = found if isinstance(found, int | float) else 0
        advice = word = ""
        if facts and facts.unit == "share" and high == 1 and 1 < number <= 100:
            advice, word = "share", f"{number / 100:.2f}" if number == round(number) else f"{number / 100:g}"
        fault = self.placed("GZ023", path, found=_short_number(number), word=word)
        lowest: Text = "" if low is None else shown_number(low)
        highest: Text = "" if high is None else unit.after(shown_number(high))
        return replace(
            fault, help=advice, low=lowest if highest or not lowest else unit.after(str(lowest)), high=highest
        )

    def not_a_choice(self, path: Path, found: object, words: Sequence[str]) -> Fault:
        """Lists the words allowed."""
        fault = self.placed("GZ025", path, found=shortened(str(found)))
        return replace(fault, allowed=words_allowed(words), nearest=nearest(str(found), words))

    def word_faults(self) -> list[Fault]:
        """Checks what Pydantic does not know of: words out of a list, and dates."""
        faults = []
        for path, node in leaves(self.tree):
            facts = find_field(self.group, [str(step) for step in path])
            if facts is None or not isinstance(node.value, str) or path in self.touched:
                continue
            if facts.choices and node.value not in facts.choices:
                faults.append(self.not_a_choice(path, node.value, facts.choices))
            elif facts.unit == "ISO date" and not _is_date(node.value):
                faults.append(self.placed("GZ032", path, found=shortened(node.value)))
            else:
                continue
            self.touched.add(path)
        return faults

    def cross_faults(self, built: ParameterGroup) -> list[Fault]:
        """Asks the group and the groups within it for contradictions, where nothing else is wrong."""
        faulty = {path[:1] for path in self.touched}
        if () in self.touched:
            return []
        faults = []
        for path, problem in contradictions(built):
            if path[:1] not in faulty:
                faults.append(self.placed("GZ027", self.cause(path, built), problem=problem))
                self.touched.add(path)
        return faults

    def cause(self, path: Path, built: ParameterGroup) -> Path:
        """Finds the setting to point to for a contradiction at a path: one that, left out, would end it.

        The path itself may not be written at all, or only in a scenario that is extended, while another setting of
        the pair stands in the user's own file.
        """
        value: Any = built
        for step in path:
            value = getattr(value, str(step), None)
        if value is None:
            return path  # something is missing there, and that is what is said
        written, there = node_at(self.tree, path)
        candidates = [
            (at, node) for at, node in leaves(self.tree) if not there or node.source.distance < written.source.distance
        ]
        for at, node in sorted(candidates, key=lambda one: one[1].source.distance):
            node.refused = True
            data = json.dumps(overlaid(self.base, self.tree.plain()))
            node.refused = False
            try:
                without = self.group.model_validate_json(data, strict=True)
            except ValidationError:
                continue
            if path not in {other for other, _ in contradictions(without)}:
                return at
        return path


def contradictions(group: ParameterGroup, prefix: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Asks a group, and the groups within it, for contradictions between parameters.

    Args:
        group: A group; where it has a method `cross_checks() -> list[tuple[path, message]]`, it is asked.
        prefix: Where the group stands.

    Yields:
        The path and what is wrong there.
    """
    checks = getattr(group, "cross_checks", None)
    if callable(checks):
        for path, problem in checks():
            yield (*prefix, *filter(None, str(path).split("."))), problem
    for name in type(group).model_fields:
        value = getattr(group, name)
        if isinstance(value, ParameterGroup):
            yield from contradictions(value, (*prefix, name))


def _worded(kind: str, message: str, context: Mapping[str, Any]) -> Text:
    """What Pydantic says of a value's length, in both languages; anything rarer as Pydantic words it."""
    limit = next((context[key] for key in ("min_length", "max_length") if key in context), "")
    if kind in ("too_short", "string_too_short"):
        return Sentence(f"it is too short; at least {limit}", f"过短，至少 {limit} 个")
    if kind in ("too_long", "string_too_long"):
        return Sentence(f"it is too long; at most {limit}", f"过长，至多 {limit} 个")
    return message


def _fitting(text: str, expected: str) -> str:
    """The text, where it writes a number of the kind expected; otherwise advising it would not help."""
    number = number_in(text)
    fits = isinstance(number, int) if expected == "a whole number" else number is not None and math.isfinite(number)
    return text if fits else ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _short_number(number: float) -> Text:
    if isinstance(number, int) and abs(number) >= 10**4000:
        return Sentence("a whole number of thousands of digits", "数千位的整数")
    if isinstance(number, int) and abs(number) >= 10**25:
        return Sentence(f"a whole number of {len(str(number))} digits", f"{len(str(number))} 位的整数")
    return shown_number(number)
