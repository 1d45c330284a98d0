"""Scenarios that extend one another, and settings given on the command line, merged into one tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from sim import shipped
from sim.errors import Fault, nearest, shortened
from sim.scenario.header import OWN_KEYS
from sim.scenario.scalars import described
from sim.scenario.text_source import SourceText
from sim.scenario.tree import Node, merged, nested
from sim.scenario.yaml_source import read_mapping, read_option

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


def _parent(path: Path, name: str, extends: Node, root: Path) -> tuple[Path | None, str, list[Fault]]:
    """Finds what 'extends' names: a scenario that comes with the program, or a file within the scenario folder."""
    text = extends.value
    if not isinstance(text, str) or not text:
        return None, "", [extends.fault("GZ040", found=described(extends.plain()))]
    shown = shortened(text)
    names = shipped.scenario_names()
    if text in names:
        above = shipped.scenario_file(text)
        return above, str(above), []
    if (
        Path(text).is_absolute()
        or PureWindowsPath(text).is_absolute()
        or "\\" in text
        or text.startswith("~")
    ):
        return None, "", [extends.fault("GZ041", found=shown)]
    try:
        target = (path.parent / text).resolve()
        inside = target.is_relative_to(root)
        there = inside and target.is_file()
    except (OSError, RuntimeError, ValueError):
        return None, "", [extends.fault("GZ042", found=shown)]
    if not inside:
        return None, "", [extends.fault("GZ041", found=shown)]
    if not there:
        known = sorted(p.name for p in target.parent.glob("*.y*ml")) if target.parent.is_dir() else []
        near = nearest(target.name, [*known, *names])
        folder = text.rpartition("/")[0]
        fault = extends.fault("GZ042", found=shown)
        return None, "", [replace(fault, nearest=f"{folder}/{near}" if near in known and folder else near)]
    if target.suffix not in SUFFIXES:
        return None, "", [extends.fault("GZ040", found=described(text))]
    return target, os.path.normpath(str(Path(name).parent / text)), []


def load_tree(path: Path, root: Path) -> tuple[Node | None, list[Fault]]:
    """Reads a scenario and all it extends.

    Args:
        path: The scenario file.
        root: The folder that 'extends' may not lead out of, resolved.

    Returns:
        The merged tree (None when the file itself cannot be read) and everything wrong with the files.
    """
    trees: list[Node] = []
    faults: list[Fault] = []
    chain: list[tuple[Path, str]] = []
    current: Path | None = path
    name = str(path)
    while current is not None:
        tree, found = read_mapping(current, name, shipped.scenario_names() if current is path else ())
        faults.extend(found)
        chain.append((current.resolve() if current.exists() else current, name))
        if tree is None or not isinstance(tree.value, dict):
            break
        extends = tree.value.pop("extends", None)
        trees.append(tree if not trees else _inheritable(tree))
        if extends is None or extends.refused:
            break
        above, above_name, found = _parent(current, name, extends, root)
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
    texts = (
        [f"{key}={value}" for key, value in overrides.items()]
        if isinstance(overrides, Mapping)
        else overrides
    )
    trees: list[Node] = []
    faults: list[Fault] = []
    for text in texts:
        path, equals, written = text.partition("=")
        path = path.strip()
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
