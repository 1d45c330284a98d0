"""Strict YAML: a tree of values that remember where they stand, or every fault at once.

YAML as commonly read is full of traps: later keys silently replace earlier ones, "no" becomes false, "1:30"
becomes 90, a few hundred bytes of aliases expand to gigabytes. Scenarios use the plain part of the language
only: mappings, lists and single values, by the core schema of YAML 1.2. The parser's event stream is walked
without recursion and bounded in size, number of values and depth, so that no file can exhaust the program.
"""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sim.error_messages import YAML_PROBLEMS
from sim.errors import Fault, is_hidden, shortened
from sim.former_names import current
from sim.scenario.scalars import RefusedScalar, half_width, resolve
from sim.scenario.text_source import SourceText, checked_text, full_width_fault, full_width_keys, read_text
from sim.scenario.tree import Node, joined
from sim.words import Text

MOST_DEPTH = 32
MOST_NODES = 10_000
MOST_KEY_CHARACTERS = 100
MOST_FAULTS = 200


@dataclass(frozen=True)
class _Key:
    """A key whose value has not come yet."""

    name: str
    offset: int
    end: int
    refused: bool


def _span(event: yaml.Event) -> tuple[int, int]:
    """Gives where an event begins and ends, in characters."""
    start = event.start_mark.index if event.start_mark else 0
    return start, event.end_mark.index if event.end_mark else start


class _TreeBuilder:
    """Builds the tree from parser events, one event at a time, and notes what is refused."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.open: list[Node] = []
        self.due: list[_Key | None] = []
        self.n_nodes = 0
        self.n_documents = 0
        self.stopped = False

    def fault(self, code: str, offset: int, width: int = 1, **facts: Text) -> None:
        self.note(self.source.fault(code, offset, width, **facts))

    def note(self, fault: Fault) -> None:
        """Notes a fault together with the path of the mapping, list or key that is being read."""
        if fault.code == "GZ011" and any(f.code == fault.code and f.line == fault.line for f in self.faults):
            return
        path = self.open[-1].path if self.open else ""
        due = self.due[-1] if self.due else None
        self.faults.append(replace(fault, key_path=joined(path, due.name) if due else path))
        self.stopped = self.stopped or len(self.faults) >= MOST_FAULTS

    def stop(self, code: str, offset: int, **facts: Text) -> None:
        """Notes a fault after which reading on makes no sense."""
        self.fault(code, offset, 1, **facts)
        self.stopped = True

    def take(self, event: yaml.Event) -> None:
        """Takes one event of the parser."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.n_documents += 1
            if self.n_documents > 1:
                self.stop("GZ019", _span(event)[0])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.open.pop()
            self.due.pop()
        elif isinstance(event, yaml.NodeEvent):
            self.take_node(event)

    def take_node(self, event: yaml.NodeEvent) -> None:
        """Takes the beginning of a value or of a key."""
        self.n_nodes += 1
        if self.n_nodes > MOST_NODES:
            self.stop("GZ015", _span(event)[0], allowed=str(MOST_NODES))
            return
        key_is_due = bool(self.open) and isinstance(self.open[-1].value, dict) and self.due[-1] is None
        refused = self.refusals(event)
        if key_is_due:
            self.take_key(event, refused)
            return
        node = Node(None, self.source, _span(event)[0], _span(event)[1], refused=refused)
        if isinstance(event, yaml.ScalarEvent):
            self.fill_scalar(node, event)
        elif isinstance(event, yaml.MappingStartEvent):
            node.value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            node.value = []
        self.place(node)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.open.append(node)
            self.due.append(None)
            if len(self.open) > MOST_DEPTH:
                self.stop("GZ014", _span(event)[0], allowed=str(MOST_DEPTH))

    def refusals(self, event: yaml.NodeEvent) -> bool:
        """Notes anchors, aliases and tags; True when the value cannot be taken."""
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            found = f"{sign}{event.anchor}"
            self.fault("GZ011", _span(event)[0], len(found), found=shortened(found))
            return True
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.fault("GZ013", _span(event)[0], found=shortened(tag))
            return True
        return False

    def take_key(self, event: yaml.NodeEvent, refused: bool) -> None:
        """Takes a key; what cannot be one is noted and its value left out."""
        owner = self.open[-1]
        if not isinstance(event, yaml.ScalarEvent):
            if not refused:
                kind = "a list" if isinstance(event, yaml.SequenceStartEvent) else "a mapping"
                self.fault("GZ020", _span(event)[0], found=kind)
            self.stopped = True
            return
        key = unicodedata.normalize("NFC", event.value)
        start, width = _span(event)[0], max(1, _span(event)[1] - _span(event)[0])
        slip = next((c for c in key if half_width(c)), "")
        if event.implicit[0] and key == "<<":
            self.fault("GZ011", _span(event)[0], width, found="<<")
            refused = True
        elif not key or len(key) > MOST_KEY_CHARACTERS or any(is_hidden(c) for c in key):
            found = "nothing" if not key else f"'{shortened(key, 40)}'"
            self.fault("GZ020", _span(event)[0], width, found=found)
            refused = True
        elif slip:
            offset = start + max(0, event.value.find(slip))
            self.note(full_width_fault(self.source, offset, slip, half_width(slip)))
            refused = True
        key = current(key)
        due = _Key(key, start, _span(event)[1], refused)
        self.due[-1] = due
        if isinstance(owner.value, dict) and key in owner.value:
            self.note_duplicate(owner.value[key], due)

    def note_duplicate(self, first: Node, second: _Key) -> None:
        """Notes a key given twice, with both lines."""
        line = self.source.line_number(first.key_offset or 0)
        fault = self.source.fault("GZ010", second.offset, second.end - second.offset, first_line=str(line))
        if not self.source.is_option:
            fault = replace(fault, related=(line, self.source.line(line)))
        self.note(fault)

    def fill_scalar(self, node: Node, event: yaml.ScalarEvent) -> None:
        """Reads a single value: an unquoted word by the core schema, anything else as text."""
        text = unicodedata.normalize("NFC", event.value)
        node.quoted = not event.implicit[0]
        if node.refused:
            return
        hidden = next((c for c in text if is_hidden(c) and c not in "\n\t"), "")
        if hidden:
            self.fault("GZ006", _span(event)[0], node.end - node.offset, found=f"U+{ord(hidden):04X}")
            node.refused = True
        elif node.quoted:
            node.value = current(text)
        else:
            try:
                node.value = resolve(current(text))
            except RefusedScalar as refusal:
                self.fault(refusal.code, _span(event)[0], node.end - node.offset, **refusal.facts)
                node.refused = True

    def place(self, node: Node) -> None:
        """Puts a value into the mapping or list that is open."""
        if not self.open:
            self.root = node if self.root is None else self.root
            return
        owner, key = self.open[-1], self.due[-1]
        if isinstance(owner.value, dict) and key is not None:
            node.key_offset, node.key_end = key.offset, key.end
            node.refused = node.refused or key.refused
            node.path = joined(owner.path, key.name)
            owner.value[key.name] = node
            self.due[-1] = None
        elif isinstance(owner.value, list):
            node.path = joined(owner.path, str(len(owner.value)))
            owner.value.append(node)


def _syntax_faults(source: SourceText, problem: yaml.MarkedYAMLError) -> list[Fault]:
    """Words a parser's complaint; the usual slips of the keyboard are named instead where they explain it."""
    slips = full_width_keys(source)
    if slips:
        return slips
    mark = problem.problem_mark or problem.context_mark
    if mark is not None and problem.context_mark is not None and not source.text[mark.index :].strip("\0\n "):
        mark = problem.context_mark  # something was opened and never closed: point to where it was opened
    offset = 0 if mark is None else min(mark.index, len(source.text))
    if source.text[offset : offset + 1] == "\t":
        return [source.fault("GZ007", offset)]
    character = source.text[offset : offset + 1]
    if character and half_width(character):
        return [full_width_fault(source, offset, character, half_width(character))]
    words = ", ".join(part for part in (problem.context, problem.problem) if part)
    plain = next((said for part, said in YAML_PROBLEMS.items() if part in words), words)
    return [source.fault("GZ009", offset, problem=plain)]


def parse(source: SourceText) -> tuple[Node | None, list[Fault]]:
    """Parses checked text into a tree.

    Args:
        source: Text that passed `checked_text`.

    Returns:
        The root (None when the text is empty or cannot be read on) and everything wrong with it.
    """
    if "\t" not in source.text:  # The parser written in C lets tabs stand where YAML has none.
        with contextlib.suppress(yaml.YAMLError, ValueError, OverflowError):
            return _built(_TreeBuilder(source), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    builder = _TreeBuilder(source)
    try:  # What the quick parser refuses, the one written in Python says in words that are the same on every machine.
        return _built(builder, yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        return None, builder.faults + _syntax_faults(source, problem)
    except (yaml.YAMLError, ValueError, OverflowError) as problem:
        return None, [*builder.faults, source.fault("GZ009", 0, problem=shortened(str(problem)))]


def _built(builder: _TreeBuilder, loader: Any) -> tuple[Node | None, list[Fault]]:
    for event in yaml.parse(builder.source.text, Loader=loader):
        builder.take(event)
        if builder.stopped:
            return None, builder.faults
    return builder.root, builder.faults


def read_mapping(path: Path, name: str, depth: int = 0, names: Iterable[str] = ()) -> tuple[Node | None, list[Fault]]:
    """Reads a scenario file whose root has to be a mapping.

    Args:
        path: The file.
        name: How messages call it.
        depth: How many files extend it.
        names: Names under which files of the kind can be had besides their paths.

    Returns:
        The root mapping, or None when there is none to go on with, and everything wrong with the file.
    """
    source, faults = read_text(path, name, depth, names)
    if faults:
        return None, faults
    root, faults = parse(source)
    if root is not None and not root.refused and not isinstance(root.value, dict) and not faults:
        if root.value is None and root.offset == root.end:
            return None, [Fault("GZ003", file=name)]
        slips = full_width_keys(source)
        kind = "a list" if isinstance(root.value, list) else "a single value"
        return None, slips or [root.fault("GZ021", found=kind)]
    if root is None and not faults:
        return None, [Fault("GZ003", file=name)]
    return (root if root is not None and isinstance(root.value, dict) else None), faults


def read_option(text: str, option: str) -> tuple[Node | None, list[Fault]]:
    """Reads the value of a command-line setting by the same rules as a file.

    Args:
        text: The value as typed.
        option: The whole option as messages show it, such as "--set run.days=3".

    Returns:
        The value (empty text means nothing), and everything wrong with it.
    """
    source, faults = checked_text(SourceText(option, text, is_option=True))
    if faults:
        return None, faults
    root, faults = parse(source)
    return (root if root is not None or faults else Node(None, source)), faults
