"""The front door: it answers at once, explains what is wrong, and writes nothing then."""

from __future__ import annotations

import argparse
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.main import STUDY_VERB, VERBS
from sim.cli.parser import make_parser, parse
from sim.cli.settings import load_scenarios, overrides_of
from sim.cli.words import commands
from sim.errors import InputError
from sim.studies.kinds import kinds
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


LOADING = """
import gc, sys, weakref
from sim.cli.main import main
meanwhile = []
def seen(phase, info):
    module = sys.modules.get("sim.cli.simulate")
    meanwhile.extend([phase] * bool(module and module.__spec__._initializing))
gc.callbacks.append(seen)
class Ring: pass
rings = []
for _ in range(2):
    main(["run", "nowhere.yaml"])
    ring = Ring()
    ring.itself, ring = ring, weakref.ref(ring)
    rings.append(ring)
gc.collect()
print(len(meanwhile), gc.isenabled(), gc.get_freeze_count() > 0, [ring() for ring in rings])
"""


def test_libraries_are_loaded_without_collecting_garbage_and_what_a_command_leaves_is_collected():
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "0 True True [None, None]", done.stderr


def test_help_names_every_command(command: Command):
    said = command("--help").stdout
    assert [name for name in commands() if name not in said] == []


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
    assert {*VERBS, *kinds()} == set(commands()) and not {*VERBS} & {*kinds()}
    for place in (*VERBS.values(), STUDY_VERB):
        module, name = place.split(":")
        assert callable(getattr(importlib.import_module(module), name))


def test_a_word_that_is_not_understood_is_never_suggested_again() -> None:
    parser = make_parser()
    every = {option for options in parser.verbs().values() for option in options if option.startswith("--")}
    for verb, own in parser.verbs().items():
        for option in sorted(every - own):
            (fault,) = parser.not_understood(verb, [option]).faults
            assert not fault.nearest and "it is an option of" in fault.advice().en
            takers = fault.advice().en.removeprefix("it is an option of: ").split(", ")
            assert verb not in takers and all(option in parser.verbs()[taker] for taker in takers)
    (fault,) = parser.not_understood("run", ["--replicatons"]).faults
    assert fault.nearest == "--replications"


def test_an_option_of_another_verb_is_refused_with_the_verbs_that_take_it(command: Command) -> None:
    done = command("compare", "a.yaml", "b.yaml", "--dry-run")
    assert done.returncode == 2
    assert "it is an option of: budget, ensemble, interactions, validate, sweep, calibrate" in done.stderr
    assert "did you mean" not in done.stderr


def test_a_place_that_cannot_be_used_is_refused_before_any_run(command: Command, tmp_path: Path) -> None:
    place = Path(shutil.copytree(ROOT / "tests" / "data" / "small_place", tmp_path / "place"))
    file = place / "districts.csv"
    crowded = file.read_text(encoding="utf-8").replace("0.0400", "40.0")  # 100,000 residents in each of 4 villages
    file.write_text(crowded, encoding="utf-8")
    setting = ("--set", f"world.place={place}")
    baseline = ROOT / "scenarios" / "baseline.yaml"
    run = ("run", baseline, "--out", tmp_path / "out")
    for verb in (("check", baseline), run, ("trace", baseline, "--find", "dropped")):
        done = command(*verb, *setting)
        assert done.returncode == 2, done.stdout
        assert f"{file}:4" in done.stderr and "at most 65535" in done.stderr
    assert not (tmp_path / "out").exists()
    teams = ROOT / "scenarios" / "tongnan_three_plus_one.yaml"
    done = command("check", teams, "--set", "world.place=tests/data/small_place")
    assert done.returncode == 2 and "cloud hills" in done.stderr
    assert "mechanisms.three_plus_one.districts" in done.stderr


def test_check_says_what_is_derived_where_a_place_has_no_map(command: Command, tmp_path: Path) -> None:
    place = Path(shutil.copytree(ROOT / "tests" / "data" / "small_place", tmp_path / "place"))
    (place / "map.geojson").unlink()
    done = command("check", ROOT / "scenarios" / "baseline.yaml", "--set", f"world.place={place}")
    assert done.returncode == 0 and "hexagon" in done.stdout


def test_of_two_settings_of_one_number_that_of_set_has_the_last_word() -> None:
    options = argparse.Namespace(settings=["run.days=60"], days=30, sample=0.1, seed=None)
    assert overrides_of(options) == ["world.sample=0.1", "run.days=30", "run.days=60"]
    found = load_scenarios([str(ROOT / "scenarios" / "baseline.yaml")], options)
    assert (found[0].run.days, found[0].world.sample) == (60, 0.1)
