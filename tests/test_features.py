"""Nothing a user could do, ask for or read is lost: a list of what there was before the program was made smaller.

`tests/data/features.csv` holds kind and name of every feature of version 0.1 as users met it: commands and their
options, names of the Python package, measures, mechanisms, parameters, scenarios, experiments, what the page does, and
the files and report sections of a study of each kind. A name that has changed needs a row in `RENAMED`.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

import sim
from sim.app.actions import MAP_MEASURES, Actions
from sim.cli.parser import make_parser
from sim.former_names import FormerNameWarning, current
from sim.measures.registry import measures
from sim.mechanisms.registry import registry
from tests.cli.test_validation import PATTERNS

ROOT = Path(__file__).resolve().parents[1]
_COOPERATION = "participation.cooperation"
RENAMED: dict[tuple[str, str], str] = {
    ("parameter", "participation.agreement_gain"): "participation.agreement_residents",
    ("parameter", "closing.satisfied_agitated"): "closing.satisfied.agitated",
    ("parameter", "closing.satisfied_engaged"): "closing.satisfied.engaged",
    ("parameter", "voice.self_solve_engaged"): f"{_COOPERATION}.engaged",
    ("parameter", "participation.volunteer_engaged"): f"{_COOPERATION}.engaged",
    ("parameter", "participation.volunteer_money_first"): f"{_COOPERATION}.money_first",
    ("parameter", "participation.council_engaged"): f"{_COOPERATION}.engaged",
    ("parameter", "participation.reference_engaged"): f"{_COOPERATION}.engaged",
    ("parameter", "participation.reference_money_first"): f"{_COOPERATION}.money_first",
}
"""Present names of features that are called something else by now."""


def listed() -> dict[str, list[str]]:
    """Names by kind, as they are called now."""
    found: dict[str, list[str]] = {}
    with (ROOT / "tests" / "data" / "features.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, name = row["kind"], row["name"]
            name = RENAMED.get((kind, name), name)
            with warnings.catch_warnings(action="ignore", category=FormerNameWarning):
                head, figure, measure = name.rpartition("interactions_")
                name = head + figure + current(measure)
            found.setdefault(kind, []).append(name)
    return found


LISTED = listed()
HEAD = "baseline: base.yaml\nmechanisms: [service_platform, three_plus_one]\nquestion: Does it work?\n"
FILES = {
    "base.yaml": "title: The base\ntitle_zh: 基准\n",
    "teams.yaml": "extends: base.yaml\nmechanisms: {three_plus_one: {}}\n",
    "platform.yaml": "extends: base.yaml\nmechanisms: {service_platform: {}}\n",
    "interactions.yaml": f"kind: interactions\n{HEAD}",
    "budget.yaml": f"kind: budget\n{HEAD}yuan_per_resident: 3\n",
    "sweep.yaml": "kind: sweep\nbaseline: base.yaml\npolicies: [teams.yaml]\nsample: 1.0\ndays: 30\nwarm_up_days: 0\n"
    "uncertainties:\n  needs.need_rate_town: {range: [0.2, 0.6]}\n"
    "  voice.voice_share: {range: [0.2, 0.5]}\ndesign: {kind: lhs, n: 24}\nreplications: 2\n"
    "measures: [resolution_share, solved_per_need]\n",
    "patterns.csv": PATTERNS,
    "calibration.yaml": "kind: calibration\npatterns: patterns.csv\nruns: 400\nwaves: 2\nsample: 1\nparameters:\n"
    "  hours: {paths: [staff.issue_hours_factor], low: 0.5, high: 4.0}\n",
}
SMALL = ["--set", f"world.place={ROOT}/tests/data/small_place"]
DAYS = ["--sample", "1", "--days", "60", "--set", "run.warm_up_days=0"]
STUDIES = {
    "run": [["run", "base.yaml", *DAYS, *SMALL, "--replications", "3"]],
    "compare": [["compare", "base.yaml", "teams.yaml", "platform.yaml", *DAYS, *SMALL, "--replications", "3"]],
    "interactions": [["interactions", "interactions.yaml", *DAYS, *SMALL, "--replications", "3"]],
    "budget": [["budget", "budget.yaml", *DAYS, *SMALL, "--replications", "3"]],
    "sweep": [["sweep", "sweep.yaml", *SMALL], ["analyse", "{out}"]],
    "validate": [["validate", "--patterns", "patterns.csv", *DAYS, *SMALL, "--replications", "2"]],
    "calibrate": [["calibrate", "calibration.yaml", *DAYS, *SMALL]],
    "trace": [["trace", "base.yaml", *DAYS, *SMALL]],
    "why": [["why", "base.yaml", "teams.yaml", *DAYS, *SMALL]],
    "diagnose": [["diagnose", "base.yaml", *DAYS, *SMALL]],
}
"""Small studies of every kind: their commands."""


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
        "python": {f"sim.{name}" for name in sim.__all__},
        "measure": set(measures()),
        "mechanism": set(registry()),
        "parameter": set(parameters(schema, schema)),
        "page action": set(Actions(MagicMock())._does),
        "map measure": set(MAP_MEASURES),
        "scenario": {path.stem for path in (ROOT / "scenarios").glob("*.yaml")},
        "experiment": {path.stem for path in (ROOT / "experiments").glob("*.yaml")},
    }
    for kind, name in words(make_parser()):
        found.setdefault(kind, set()).add(name)
    return found


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind not in ("file", "section")])
def test_nothing_that_was_there_is_missing(kind):
    assert sorted(set(LISTED[kind]) - there()[kind]) == []


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("verb", STUDIES)
def test_no_file_and_no_section_of_a_study_is_missing(verb, tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / verb
    for k, words in enumerate(STUDIES[verb]):
        asked = [word.format(out=out) for word in words] + (["--out", str(out)] if k == 0 else [])
        done = subprocess.run(
            [sys.executable, str(ROOT / "run_sim.py"), *asked],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    found = {f"{verb} {path.relative_to(out).as_posix()}" for path in out.rglob("*") if path.is_file()}
    assert [name for name in LISTED["file"] if name.split()[0] == verb and name not in found] == []
    sections = {
        f"{verb} {page.relative_to(out).as_posix()} {name}"
        for page in out.rglob("*.html")
        for name in re.findall(r'<section id="([^"]+)"', page.read_text(encoding="utf-8"))
    }
    assert [name for name in LISTED.get("section", []) if name.split()[0] == verb and name not in sections] == []
