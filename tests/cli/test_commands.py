"""The front door: it answers at once, explains what is wrong, and writes nothing then."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys

import pytest

from sim.cli.main import VERBS
from sim.cli.parser import COMMANDS, parse
from sim.errors import InputError
from tests.cli.conftest import ROOT, Command

HEAVY = {"numpy", "numba", "mesa", "pandas", "scipy", "pydantic", "matplotlib", "networkx", "tqdm", "pyarrow"}


@pytest.mark.parametrize("words", [["--help"], ["compare", "--help"], ["--version"], []])
def test_help_loads_nothing_heavy(words):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "run_sim.py"), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert loaded & HEAVY == set()
    assert "argparse" in loaded


def test_help_names_every_command(command: Command):
    said = command("--help").stdout
    assert [name for name in COMMANDS if name not in said] == []


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["comprae", "a.yaml"], "GZ062", "compare"),
        (["run", "a.yaml", "--replication", "3"], "GZ062", "--replications"),
        (["run"], "GZ062", ""),
        (["run", "a.yaml", "--lang", "fr"], "GZ062", ""),
    ],
)
def test_a_command_line_that_cannot_be_read(words, code, meant):
    with pytest.raises(InputError) as caught:
        parse(words)
    assert caught.value.exit_code == 2
    assert caught.value.faults[0].code == code
    assert caught.value.faults[0].nearest == meant


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(command: Command, scenarios, tmp_path):
    out = tmp_path / "out"
    words = ["compare", scenarios / "base.yaml", scenarios / "nowhere.yaml", "--out", out]
    words += [
        "--set",
        "run.dayz=3",
        "--set",
        "world.sample=30",
        "--jobs",
        "0",
        "--replications",
        "2.5",
        "--days",
        "x",
    ]
    done = command(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    for part in (
        "nowhere.yaml",
        "--set run.dayz=3",
        "--set world.sample=30",
        "--jobs",
        "--replications",
        "--days x",
    ):
        assert part in done.stderr, part
    assert "did you mean 'run.days'" in done.stderr or "did you mean 'days'" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_two_scenarios_of_one_name_are_refused(command: Command, scenarios, tmp_path):
    done = command("compare", scenarios / "base.yaml", scenarios / "base.yaml", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "GZ061" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_read_is_a_bad_input(command: Command, scenarios, tmp_path):
    words = ["run", scenarios / "base.yaml", "--set", "world.place=tests/nowhere", "--out", tmp_path / "out"]
    done = command(*words)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_never_touched(command: Command, scenarios, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    done = command("run", scenarios / "base.yaml", "--out", out)
    assert done.returncode == 4
    assert "GZ090" in done.stderr
    assert f"--out {out}-2" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine.txt"]


def test_a_folder_that_cannot_be_made(command: Command, scenarios, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = command("run", scenarios / "base.yaml", "--out", tmp_path / "file" / "out")
    assert done.returncode == 4
    assert "GZ091" in done.stderr


def test_errors_for_programs(command: Command):
    done = command("check", "nowhere.yaml", "--json")
    assert done.returncode == 2
    said = json.loads(done.stdout)
    assert said["exit_code"] == 2
    assert [error["code"] for error in said["errors"]] == ["GZ001"]


def test_errors_in_chinese(command: Command):
    assert "找不到文件" in command("check", "nowhere.yaml", "--lang", "zh").stderr


def test_check_names_what_is_in_order(command: Command, scenarios):
    done = command("check", scenarios / "service_platform.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["mechanisms"] == ["service_platform"]


def test_lists_for_people_and_programs(command: Command):
    mechanisms = json.loads(command("mechanisms", "--json").stdout)
    assert {"three_plus_one", "service_platform"} <= {fact["id"] for fact in mechanisms}
    measures = json.loads(command("measures", "--json").stdout)
    assert "resolution_share" in {fact["id"] for fact in measures}
    assert max(len(line) for line in command("measures").stdout.splitlines()) <= 130


def test_the_schema_can_be_written(command: Command, tmp_path):
    file = tmp_path / "schema.json"
    assert command("schema", "--out", file).returncode == 0
    assert "mechanisms" in json.loads(file.read_text(encoding="utf-8"))["properties"]


def test_every_verb_of_the_help_has_its_function_and_no_other_does():
    assert list(VERBS) == list(COMMANDS)
    for place in VERBS.values():
        module, name = place.split(":")
        assert callable(getattr(importlib.import_module(module), name))
