"""Scenarios that extend one another, and settings given on the command line, merged into one tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from sim import shipped
from sim.errors import Fault, is_folder, is_there, nearest, shortened
from sim.former_names import current
from sim.scenario.header import OWN_KEYS
from sim.scenario.scalars import described
from sim.scenario.text_source import SourceText
from sim.scenario.tree import Node, merged, nested, node_at
from sim.scenario.yaml_source import read_mapping, read_option
from sim.words import Sentence

MOST_FILES = 8
SCENARIO_FOLDER = "scenarios"
SUFFIXES = frozenset({".yaml", ".yml"})


def scenario_root(path: Path) -> Path:
    """Finds the folder a scenario may not reach out of.

    Args:
        path: The scenario file.

    Returns:
        The nearest folder above it that is called "scenarios", otherwise the file's own folder; resolved.
    """
    folder = path.absolute().parent
    for candidate in (folder, *folder.parents):
        if candidate.name == SCENARIO_FOLDER:
            return candidate.resolve()
    return folder.resolve()


CONFINED = Sentence(
    "only the scenarios beside this one can be extended here: other files are out of reach",
    "此处只能继承同一文件夹内的情景：不得访问本机的其他文件",
)


def _parent(path: Path, name: str, extends: Node, root: Path, confined: bool) -> tuple[Path | None, str, list[Fault]]:
    """Finds what 'extends' names: a scenario that comes with the program, or a file.

    The file is named by a relative path within the scenario folder, or by an absolute one.
    """
    text = extends.value
    if not isinstance(text, str) or not text:
        return None, "", [extends.fault("GZ040", found=described(extends.plain()))]
    shown = shortened(text)
    names = shipped.scenario_names()
    if text in names:
        above = shipped.scenario_file(text)
        return above, str(above), []
    outside = replace(extends.fault("GZ041", found=shown), help=CONFINED if confined else "")
    absolute = Path(text).is_absolute()
    if not absolute and (PureWindowsPath(text).is_absolute() or "\\" in text or text.startswith("~")):
        return None, "", [outside]
    try:
        target = (path.parent / text).resolve()
        inside = target.is_relative_to(root) or (absolute and not confined)
        there = inside and target.is_file()
    except (OSError, RuntimeError, ValueError):
        return None, "", [extends.fault("GZ042", found=shown)]
    if not inside:
        return None, "", [outside]
    if not there:
        known = sorted(p.name for p in target.parent.glob("*.y*ml")) if is_folder(target.parent) else []
        near = nearest(target.name, [*known, *names])
        folder = text.rpartition("/")[0]
        fault = extends.fault("GZ042", found=shown)
        return None, "", [replace(fault, nearest=f"{folder}/{near}" if near in known and folder else near)]
    if target.suffix not in SUFFIXES:
        return None, "", [extends.fault("GZ040", found=described(text))]
    return target, os.path.normpath(str(Path(name).parent / text)), []


def _beside(name: str, tree: Node) -> None:
    """Takes a place that is no folder from here, or is written from ".", for one beside the file that names it."""
    node, there = node_at(tree, ("world", "place"))
    if there and not node.refused and isinstance(node.value, str) and node.value:
        beside = Path(name).parent / node.value
        dotted = node.value == "." or node.value.startswith("./")
        if is_folder(beside) and (dotted or not is_folder(Path(node.value))):
            node.value = os.path.normpath(beside)


def load_tree(path: Path, root: Path, confined: bool = False) -> tuple[Node | None, list[Fault]]:
    """Reads a scenario and all it extends.

    Args:
        path: The scenario file.
        root: The folder that relative paths of 'extends' may not lead out of, resolved.
        confined: Whether absolute paths may not lead out of it either.

    Returns:
        The merged tree (None when the file itself cannot be read) and everything wrong with the files.
    """
    trees: list[Node] = []
    faults: list[Fault] = []
    chain: list[tuple[Path, str]] = []
    current: Path | None = path
    name = str(path)
    while current is not None:
        tree, found = read_mapping(current, name, len(chain), shipped.scenario_names() if current is path else ())
        faults.extend(found)
        chain.append((current.resolve() if is_there(current) else current, name))
        if tree is None or not isinstance(tree.value, dict):
            break
        _beside(name, tree)
        extends = tree.value.pop("extends", None)
        trees.append(tree if not trees else _inheritable(tree))
        if extends is None or extends.refused:
            break
        above, above_name, found = _parent(current, name, extends, root, confined)
        faults.extend(found)
        if above is not None and above in [file for file, _ in chain]:
            circle = [Path(shown).name for _, shown in chain] + [above.name]
            faults.append(extends.fault("GZ043", found=" -> ".join(circle)))
            break
        if above is not None and len(chain) >= MOST_FILES:
            faults.append(extends.fault("GZ044", found=str(len(chain) + 1), allowed=str(MOST_FILES)))
            break
        if above is not None and above.parent == shipped.SCENARIOS:
            root = shipped.SCENARIOS
        current, name = above, above_name
    if not trees:
        return None, faults
    whole = trees[-1]
    for tree in reversed(trees[:-1]):
        whole = merged(whole, tree)
    return whole, faults


def _inheritable(tree: Node) -> Node:
    """Leaves out what belongs to one file alone."""
    if isinstance(tree.value, dict):
        for key in OWN_KEYS:
            tree.value.pop(key, None)
    return tree


def override_trees(overrides: Mapping[str, str] | Iterable[str]) -> tuple[list[Node], list[Fault]]:
    """Reads settings given on the command line; of two for the same key the later one counts.

    Args:
        overrides: Texts "path.to.key=value", or a mapping of dotted path to value.

    Returns:
        One tree for each setting, to be laid over the scenario in turn, and everything wrong with them.
    """
    texts = [f"{key}={value}" for key, value in overrides.items()] if isinstance(overrides, Mapping) else overrides
    trees: list[Node] = []
    faults: list[Fault] = []
    for text in texts:
        path, equals, written = text.partition("=")
        path = current(path.strip())
        option = f"--set {shortened(text, 100)}"
        if not equals or not path or not all(path.split(".")):
            faults.append(Fault("GZ046", file=option, found=shortened(text)))
            continue
        if path == "extends" or path == "format":
            faults.append(Fault("GZ048", file=option, key_path=path))
            continue
        value, found = read_option(written.strip(), option)
        faults.extend(replace(f, key_path=f"{path}.{f.key_path}".rstrip(".")) for f in found)
        if value is None:
            value = Node(None, SourceText(option, written, is_option=True), refused=True)
        trees.append(nested(path, value, value.source))
    return trees, faults
