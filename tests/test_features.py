"""Nothing a user could do, ask for or read is lost: a list of what there was before the program was made smaller.

`tests/data/features.csv` holds kind and name of every feature of version 0.1 as users met it: commands and their
options, names of the Python package, measures, mechanisms, parameters, scenarios, experiments, what the page does, and
the files and report sections of a study of each kind. A name that has changed needs a row in `RENAMED`.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

import sim
from sim.app.actions import MAP_MEASURES, Actions
from sim.cli.parser import make_parser
from sim.measures.registry import measures
from sim.mechanisms.registry import registry

ROOT = Path(__file__).resolve().parents[1]
RENAMED: dict[tuple[str, str], str] = {}
"""Present names of features that are called something else by now."""


def listed() -> dict[str, list[str]]:
    """Names by kind, as they are called now."""
    found: dict[str, list[str]] = {}
    with (ROOT / "tests" / "data" / "features.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, name = row["kind"], row["name"]
            found.setdefault(kind, []).append(RENAMED.get((kind, name), name))
    return found


LISTED = listed()


def words(parser: argparse.ArgumentParser, verb: str = "") -> Iterator[tuple[str, str]]:
    """Commands and options of a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield "command", f"{verb} {name}".strip()
                yield from words(inner, f"{verb} {name}".strip())
        else:
            for option in action.option_strings or [action.dest]:
                yield "option", f"{verb} {option}".strip()


def parameters(schema: dict[str, Any], node: dict[str, Any], before: str = "") -> Iterator[str]:
    """Dotted names of the settings of a scenario."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].split("/")[-1]]
    for name, inner in node.get("properties", {}).items():
        yield before + name
        yield from parameters(schema, inner, f"{before}{name}.")


def there() -> dict[str, set[str]]:
    """What there is now, by kind."""
    schema = json.loads((ROOT / "scenarios" / "schema.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {
        "python": {f"sim.{name}" for name in sim.__all__}, "measure": set(measures()), "mechanism": set(registry()),
        "parameter": set(parameters(schema, schema)), "page action": set(Actions(MagicMock())._does),
        "map measure": set(MAP_MEASURES), "scenario": {path.stem for path in (ROOT / "scenarios").glob("*.yaml")},
        "experiment": {path.stem for path in (ROOT / "experiments").glob("*.yaml")},
    }
    for kind, name in words(make_parser()):
        found.setdefault(kind, set()).add(name)
    return found


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind not in ("file", "section")])
def test_nothing_that_was_there_is_missing(kind):
    assert sorted(set(LISTED[kind]) - there()[kind]) == []
