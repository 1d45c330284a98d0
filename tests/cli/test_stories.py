"""The verbs trace, why and diagnose: what they print, what they refuse, and what they leave behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.studies.relax import RELAXATIONS
from tests.cli.conftest import TINY, Command

CHINESE = re.compile("[一-鿿]")
FEW = (*TINY, "--set", "needs.need_rate_town=1.0", "--set", "needs.need_rate_village=0.9")
OTHER_WORLD = ("--set", "world.world_seed=9")
COMMUNITY = "910001001001"


def said(capsys, *words) -> tuple[int, str, str]:
    """The exit code, output and errors of a command, in this process."""
    code = main([str(word) for word in words])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture(scope="module")
def example(scenarios) -> str:
    """The id of a resolved issue."""
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["trace", str(scenarios / "base.yaml"), *FEW, "--find", "resolved", "--json"]) == 0
    return json.loads(out.getvalue())["found"][0]["issue"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_issue_is_followed_to_its_end(capsys, scenarios, example, lang):
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW, "--issue", example, "--lang", lang)
    assert code == 0 and out.startswith(example)
    assert ("the cause is gone: resolved" if lang == "en" else "问题解决") in out
    assert ("Who held it" if lang == "en" else "谁在办") in out
    if lang == "zh":
        # A line that was broken may go on with a number alone.
        assert all(CHINESE.search(line) for line in out.splitlines()[3:] if re.search(r"[^\W\d_]", line))


def test_a_story_for_programs_has_what_was_weighed(capsys, scenarios, example):
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW, "--issue", example, "--json")
    story = json.loads(out)
    assert code == 0 and story["subject"] == example
    assert {event["issue"] for event in story["events"]} == {example}
    assert story["issues"][0]["outcome"] == "resolved"
    weighed = [w for event in story["events"] for w in event["weighed"]]
    assert weighed and all(w["happened"] == (w["draw"] < w["chance"]) for w in weighed if w["decision"] != "TIER")
    days = [event["day"] for event in story["events"]]
    assert days == sorted(days)


def test_a_resident_and_a_community_are_followed(capsys, scenarios, example):
    resident = example.rsplit(":", 1)[0]
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW, "--resident", resident, "--brief")
    assert code == 0 and out.startswith(resident) and "log-odds" not in out
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW, "--community", COMMUNITY, "--json")
    events = json.loads(out)["events"]
    assert code == 0 and {event["resident"].split(":")[0] for event in events} == {COMMUNITY}
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW, "--community", COMMUNITY, "--lang", "zh")
    assert code == 0 and "结果分布" in out and "谁在办" in out


def test_examples_are_named_where_nothing_is_asked_for(capsys, scenarios):
    code, out, _ = said(capsys, "trace", scenarios / "base.yaml", *FEW)
    assert code == 0 and "--issue" in out
    assert len(re.findall(r"^\d+:\d+:\d+", out, re.M)) > 5


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["--issue", "12:3"], "GZ063", ""),
        (["--resident", "abc"], "GZ063", ""),
        (["--community", "910001001009"], "GZ064", "9100010010"),
        (["--resident", f"{COMMUNITY}:100000"], "GZ065", ""),
        (["--issue", f"{COMMUNITY}:1:999"], "GZ066", ""),
        (["--find", "longst"], "GZ062", "longest"),
        (["--find", "dropped", "--category", "facilty"], "GZ062", "facility"),
        (["--issue", "1:2:3", "--resident", "1:2"], "GZ062", ""),
        (["--category", "facility", "--community", COMMUNITY], "GZ062", ""),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_followed_is_refused(capsys, scenarios, tmp_path, words, code, meant, lang):
    out_folder = tmp_path / "out"
    exit_code, out, _ = said(
        capsys, "trace", scenarios / "base.yaml", *FEW, *words, "--json", "--lang", lang, "--out", out_folder
    )
    errors = json.loads(out)["errors"]
    assert exit_code == 2 and errors[0]["code"] == code
    assert meant in errors[0]["help"]
    assert bool(CHINESE.search(errors[0]["message"])) == (lang == "zh")
    assert not out_folder.exists() and list(tmp_path.iterdir()) == []


def test_a_folder_is_written_only_where_asked_for(capsys, scenarios, example, tmp_path):
    folder = tmp_path / "story"
    words = ["trace", scenarios / "base.yaml", *FEW, "--issue", example, "--out", folder]
    assert said(capsys, *words)[0] == 0
    assert {"trace.json", "trace.txt", "config.yaml"} <= {path.name for path in folder.iterdir()}
    assert json.loads((folder / "trace.json").read_text(encoding="utf-8"))["subject"] == example
    assert said(capsys, *words)[0] == 4, "a folder that holds something is never overwritten"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_why_names_residents_and_compares_one(capsys, scenarios, lang):
    files = [scenarios / "base.yaml", scenarios / "service_platform.yaml"]
    code, out, _ = said(capsys, "why", *files, *FEW, "--lang", lang)
    assert code == 0
    resident = re.findall(r"^\s+(\d+:\d+) ", out, re.M)[0]
    code, out, _ = said(capsys, "why", *files, *FEW, "--resident", resident, "--lang", lang)
    assert code == 0 and out.startswith(resident)
    assert ("First difference" if lang == "en" else "首次分歧") in out
    code, out, _ = said(capsys, "why", *files, *FEW, "--resident", resident, "--json", "--lang", lang)
    assert json.loads(out)["first_difference"]["around"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "verb",
    [
        ["diagnose", "--relax", "--replications", "2"],
        ["trace", "--find", "dropped"],
        ["why"],
    ],
)
def test_what_was_drawn_is_said(capsys, scenarios, verb, lang):
    files = [scenarios / "base.yaml", scenarios / "service_platform.yaml"][: 2 if verb == ["why"] else 1]
    words = [verb[0], *files, *verb[1:], *FEW, "--sample", "0.5", "--seed", "3", *OTHER_WORLD, "--lang", lang]
    drawn = check_says(capsys, files[0], lang)
    seeds = "3, 4" if "--relax" in verb else "3"
    code, out, _ = said(capsys, *words)
    assert code == 0
    last = " ".join(out.splitlines()[-2:])
    assert drawn in last
    assert (f"Seeds: {seeds}. World seed: 9." if lang == "en" else f"种子：{seeds}。世界种子：9。") in last
    found = json.loads(said(capsys, *words, "--json")[1])
    assert found["world"]["world_seed"] == 9 and found["seeds"] == [int(seed) for seed in seeds.split(",")]
    assert found["world"]["drawn"]["n_townships"] == 4


def check_says(capsys, file: Path, lang: str) -> str:
    """What the verb `check` says is drawn."""
    text = said(capsys, "check", file, *FEW, "--sample", "0.5", *OTHER_WORLD, "--lang", lang)[1]
    return re.search(r"[;；] ?(.*townships.*|.*镇街.*)$", text, re.M)[1]


def test_why_refuses_two_worlds(capsys, scenarios, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(f"extends: {(scenarios / 'base.yaml').name}\nworld: {{world_seed: 9}}\n", encoding="utf-8")
    (tmp_path / "base.yaml").write_text((scenarios / "base.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    code, _, err = said(capsys, "why", tmp_path / "base.yaml", other, *FEW, "--resident", f"{COMMUNITY}:1")
    assert code == 2 and "differ in their world" in err


@pytest.mark.slow
def test_diagnose_prints_writes_and_relaxes(capsys, scenarios, tmp_path):
    folder = tmp_path / "diagnosis"
    code, out, _ = said(capsys, "diagnose", scenarios / "base.yaml", *FEW, "--relax", "--jobs", "1", "--out", folder)
    assert code == 0 and "What binds" in out and "waited for" in out
    assert {
        "diagnose.json",
        "diagnose.txt",
        "waiting.png",
        "waiting.svg",
        "config.yaml",
        "offices.csv",
        "waiting.csv",
    } <= {path.name for path in folder.iterdir()}
    found = json.loads((folder / "diagnose.json").read_text(encoding="utf-8"))
    assert {r["id"] for r in found["relaxed"]} >= {"hours", "money", "authority", "loss", "everything"}
    code, out, _ = said(capsys, "diagnose", folder, "--lang", "zh")
    assert code == 0 and "在等什么" in out, "a folder is diagnosed by running its configuration again"
    again = json.loads(said(capsys, "diagnose", folder, "--json")[1])
    assert again["unsolved_or_late"] == found["unsolved_or_late"]
    whole, runs = (folder / "diagnose.json").read_bytes(), sorted(folder.glob("runs/*/*.run"))
    assert len(runs) == 1 + len(RELAXATIONS)
    for path in (*runs[:4], folder / "diagnose.json"):
        path.unlink()
    words = ("diagnose", scenarios / "base.yaml", *FEW, "--relax", "--jobs", "1")
    code, _, err = said(capsys, *words, "--out", folder, "--resume")
    assert code == 0 and "of 4 runs" in err and (folder / "diagnose.json").read_bytes() == whole
    code, _, err = said(capsys, *words, "--resume")
    assert code == 2 and "--out" in err


def test_the_verbs_run_as_a_program(command: Command, scenarios: Path):
    done = command("trace", scenarios / "base.yaml", *FEW, "--issue", "1:2:3")
    assert done.returncode == 2 and "GZ064" in done.stderr and "Traceback" not in done.stderr
