"""The tree of values that remember where they stand, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.errors import Fault
from sim.former_names import current
from sim.scenario.scalars import Scalar
from sim.scenario.text_source import SourceText
from sim.words import Text

Path = tuple[str | int, ...]


@dataclass
class Node:
    """One value of a scenario file and where it stands.

    Args:
        value: A single value, a list of nodes, or a mapping of keys to nodes.
        source: The text it stands in.
        offset: Where the value begins, in characters.
        end: Where it ends.
        key_offset: Where its key begins; None in a list and at the root.
        key_end: Where its key ends.
        refused: True when a fault was already reported here, so that nothing more should be said of it.
        quoted: True for text in quotes.
    """

    value: Scalar | list[Node] | dict[str, Node]
    source: SourceText
    offset: int = 0
    end: int = 0
    key_offset: int | None = None
    key_end: int = 0
    refused: bool = False
    quoted: bool = False
    path: str = ""

    def plain(self) -> object:
        """Gives the value without places; refused values are left out of mappings and lists."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items() if not node.refused}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value if not node.refused]
        return self.value

    def fault(self, code: str, *, at_key: bool = False, **facts: Text) -> Fault:
        """Makes a fault that stands at this value, or at its key.

        Args:
            code: Code in the catalogue.
            at_key: Point to the key rather than to the value.
            **facts: Words for the catalogue's sentence.

        Returns:
            The fault.
        """
        start, end = self.offset, self.end
        if self.key_offset is not None and (at_key or end <= start or isinstance(self.value, dict | list)):
            start, end = self.key_offset, self.key_end
        line_end = self.source.text.find("\n", start)
        end = end if line_end < 0 else min(end, line_end)
        return replace(self.source.fault(code, start, max(1, end - start), **facts), key_path=self.path)


def joined(path: str, key: str) -> str:
    """Adds a key to a dotted path."""
    return f"{path}.{key}" if path else key


def node_at(root: Node, path: Path) -> tuple[Node, bool]:
    """Follows a path as far as the tree goes.

    Args:
        root: The tree.
        path: Keys and list positions.

    Returns:
        The last node on the way, and whether it is the one asked for.
    """
    node = root
    for step in path:
        if isinstance(node.value, dict) and str(step) in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return node, False
    return node, True


def overlaid(base: Any, over: Any) -> Any:
    """Lays plain values over the defaults, mapping by mapping."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    both = dict(base)
    for key, value in over.items():
        both[key] = overlaid(both[key], value) if key in both else value
    return both


def refused_paths(node: Node, path: Path = ()) -> Iterator[Path]:
    """Lists the paths at which the reader already refused something."""
    if node.refused:
        yield path
    elif isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from refused_paths(inner, (*path, key))
    elif isinstance(node.value, list):
        for position, inner in enumerate(node.value):
            yield from refused_paths(inner, (*path, position))


def dotted(path: Sequence[str | int]) -> str:
    """Joins a path with dots."""
    return ".".join(str(step) for step in path)


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Lists the values that are no mappings, with their paths; refused ones are left out."""
    if node.refused:
        return
    if isinstance(node.value, dict):
        for key, inner in node.value.items():
            yield from leaves(inner, (*path, key))
    else:
        yield path, node


def merged(base: Node, over: Node) -> Node:
    """Lays one tree over another: mappings are merged key by key, single values and lists are replaced.

    Args:
        base: The scenario extended.
        over: The scenario that extends it.

    Returns:
        A new tree whose values still know the file and line they stand in.
    """
    if not isinstance(base.value, dict) or not isinstance(over.value, dict) or over.refused:
        return over
    both = dict(base.value)
    for key, node in over.value.items():
        both[key] = merged(both[key], node) if key in both else node
    return Node(both, over.source, over.offset, over.end, over.key_offset, over.key_end, path=over.path)


def node_from(value: Any, source: SourceText, path: str = "") -> Node:
    """Makes a tree of a value that stands in no file.

    Args:
        value: Single values, lists and mappings.
        source: How messages call the place.
        path: Dotted path of the value.

    Returns:
        The tree.
    """
    if isinstance(value, Mapping):
        inner = {
            key: node_from(v, source, f"{path}.{key}" if path else key)
            for key, v in ((current(str(name)), v) for name, v in value.items())
        }
        return Node(inner, source, path=path)
    if isinstance(value, list | tuple):
        return Node([node_from(v, source, f"{path}.{i}") for i, v in enumerate(value)], source, path=path)
    return Node(current(value) if isinstance(value, str) else value, source, path=path)


def nested(path: str, value: Node, source: SourceText) -> Node:
    """Wraps a value into the mappings that its dotted path names."""
    value.path = path
    for key in reversed(path.split(".")):
        path = path.rpartition(".")[0]
        value = Node({key: value}, source, path=path)
    return value
