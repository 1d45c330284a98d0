"""With --lang zh every verb speaks Chinese: its help, its tables, its progress, and what it finds wrong."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.parser import complaint, language_of, make_parser
from sim.cli.words import commands
from tests.cli.conftest import ROOT
from tests.language import spoken
from tests.studies.sweep_folders import sweep_folder
from tests.studies.test_analysis import PEOPLE, helped

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_WORD = re.compile(r"\S*[/_=.{}<>\[\]|\\`'-]\S*|[A-Z]{2,}\S*")
"""Paths, keys, settings, options, code and names in capitals."""

ENGLISH = re.compile(r"[A-Za-z]+ [a-z]{2,} [a-z]{2,}")
FOREIGN = re.compile(r"^\s*\d+ \|.*$", re.M)
"""A line as it stands in the planner's own file."""

SMALL_PLACE = ROOT / "tests" / "data" / "small_place"
TINY = ("--sample", "1", "--days", "14", "--set", "run.warm_up_days=0", "--set", f"world.place={SMALL_PLACE}")


def english(text: str, known: tuple[str, ...] = ()) -> list[str]:
    """Lines with three English words in a row that are no code, path or key."""
    found = []
    for line in FOREIGN.sub("", text).splitlines():
        plain = line
        for name in known:
            plain = plain.replace(name, "")
        if ENGLISH.search(NO_WORD.sub("", plain)):
            found.append(line)
    return found


@pytest.fixture
def said(capsys):
    """Runs a verb in Chinese and gives what it wrote on both streams."""

    def run(*words: str | Path, code: int = 0) -> str:
        assert main([*map(str, words), "--lang", "zh"]) == code
        out, err = capsys.readouterr()
        return out + err

    return run


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenarios and studies of the small place."""
    folder = tmp_path_factory.mktemp("small")
    world = f"world: {{place: {SMALL_PLACE}}}\n"
    (folder / "base.yaml").write_text(f"title: The base\ntitle_zh: 基准\n{world}", "utf-8")
    (folder / "platform.yaml").write_text(
        "extends: base.yaml\ntitle_zh: 群工系统\nmechanisms: {service_platform: {}}\n", "utf-8"
    )
    common = (
        "title: A small study of all\ntitle_zh: 小试验\n"
        "question: What does it show us?\nquestion_zh: 结果如何？\n"
        "baseline: base.yaml\nreplications: 2\nsample: 1.0\ndays: 14\nwarm_up_days: 0\n"
    )
    named = "mechanisms: [service_platform, three_plus_one]\n"
    (folder / "pairs.yaml").write_text(f"kind: interactions\n{common}{named}", "utf-8")
    (folder / "money.yaml").write_text(f"kind: budget\n{common}{named}yuan_per_resident: 2\n", "utf-8")
    (folder / "many.yaml").write_text(
        f"kind: sweep\n{common}policies: [platform.yaml]\nuncertainties:\n"
        "  needs.need_rate_town: {range: [0.4, 0.6]}\ndesign: {kind: lhs, n: 4, seed: 1}\n",
        "utf-8",
    )
    return folder


@pytest.mark.parametrize("text", ["the runs are done", "  x: one factor of many numbers", "3 of 4 runs did not finish"])
def test_english_is_seen(text):
    assert english(text)


@pytest.mark.parametrize(
    "text",
    [
        "用法：run_sim.py [-h] [--lang {en,zh}] COMMAND ...",
        "结果：outputs/base/a b",
        "Kaplan-Meier 估计",
        "平均 Sobol' 指数",
    ],
)
def test_names_and_code_are_no_english(text):
    assert english(text) == []


@pytest.mark.parametrize("verb", ["", *commands()])
def test_help_is_chinese(verb, capsys):
    for words in ([verb, "--help", "--lang", "zh"], ["--lang", "zh", verb, "--help"], ["--lang=zh", verb, "-h"]):
        assert main([word for word in words if word]) == 0
        text = capsys.readouterr().out
        assert english(text, ("language: --lang en for English",)) == []
        assert "用法：" in text and "选项" in text
    assert main(["--lang", "zh"]) == 0
    assert "退出码" in capsys.readouterr().out


def test_the_language_is_that_of_the_line_else_of_the_environment_else_english(monkeypatch, capsys):
    monkeypatch.delenv("GONGZHI_LANG", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language_of(["run", "x"]) == "en", "the locale is not asked"
    monkeypatch.setenv("GONGZHI_LANG", "zh")
    assert language_of(["run", "x"]) == "zh"
    assert language_of(["run", "x", "--lang", "en"]) == language_of(["--lang=en", "run"]) == "en"
    assert main(["check", str(ROOT / "scenarios" / "baseline.yaml")]) == 0
    assert "无误" in capsys.readouterr().out
    monkeypatch.setenv("GONGZHI_LANG", "fr")
    assert main(["check", "x.yaml"]) == 2
    assert "GONGZHI_LANG" in capsys.readouterr().err


COMPLAINTS = {
    ("report",): "required",
    ("run", "x.yaml", "--seed"): "expected one argument",
    ("compare", "x.yaml"): "required",
    ("run", "x.yaml", "--json=1"): "explicit argument",
    ("run", "x.yaml", "--lang", "fr"): "invalid choice",
}


@pytest.mark.parametrize("words", COMPLAINTS)
def test_what_argparse_says_has_a_chinese_form(words):
    """The English is that of the argparse at hand, so a Python that words it differently fails here."""
    heard: list[str] = []

    class Listening(Exception):
        pass

    parser = make_parser()
    for verb in next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices.values():

        def listen(message: str) -> None:
            heard.append(message)
            raise Listening

        verb.error = listen  # type: ignore[method-assign,assignment]
    with pytest.raises(Listening):
        parser.parse_args(list(words))
    assert COMPLAINTS[words] in heard[0]
    assert CHINESE.search(complaint(heard[0]).zh) and complaint(heard[0]).en == heard[0]


@pytest.mark.parametrize(
    "words",
    [
        ("rum",),
        ("run",),
        ("run", "nowhere.yaml", "--sample", "2x"),
        ("run", "x.yaml", "--jobs", "many"),
        ("run", "scenarios/baseline.yaml", "--sample", "30", "--days", "-1", "--set", "money.community_share=1"),
        ("check", "scenarios/baseline.yaml", "--set", "staff.hours=2"),
        ("check", "scenarios/baseline.yaml", "--set", "residents.groups={older: 0.9, family: 0.9}"),
        ("view", "--port", "x"),
        ("sweep", "experiments/budget.yaml"),
        ("budget", "experiments/sensitivity.yaml"),
        ("sweep", "experiments/sweep_example.yaml", "--retry-failed", "--dask", "nowhere"),
        ("analyse", "outputs/none", "--precision", "7"),
        ("calibrate", "scenarios/baseline.yaml"),
        ("validate", "--replications", "0"),
        ("validate", "--patterns", "data/chongqing/districts.csv"),
        ("trace", "scenarios/baseline.yaml", "--find", "longst"),
        ("trace", "scenarios/baseline.yaml", "--issue", "12:3"),
        ("trace", "scenarios/baseline.yaml", "--issue", "1:2:3", "--community", "1"),
        ("trace", "scenarios/baseline.yaml", "--category", "facility", "--resident", "1:2"),
        ("why", "scenarios/baseline.yaml", "scenarios/service_platform.yaml", "--resident", "x"),
        ("diagnose", "scenarios/baseline.yaml", "--threads", "none"),
        ("compare", "scenarios/baseline.yaml", "scenarios/all_four.yaml", "--by", "day"),
        ("run", "scenarios/baseline.yaml", "--replications", "2", "--set", "run.seed=9223372036854775807"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(said, words, monkeypatch):
    monkeypatch.chdir(ROOT)
    text = said(*words, code=2)
    assert "错误[GZ" in text
    assert english(text) == []


def test_faults_of_files_are_said_in_chinese(said):
    for file in sorted((ROOT / "tests" / "bad_inputs").glob("*.yaml")):
        code = main(["check", str(file), "--lang", "zh"])
        if code:
            text = said("check", file, code=2)
            assert english(text, (file.name,)) == [], file


def test_lists_are_chinese(said):
    from sim.mechanisms import registry

    names = tuple(kind.name for kind in registry().values())
    assert english(said("mechanisms"), names) == []
    assert english(said("measures")) == []
    assert english(said("schema").replace('"title": "', '"_')) == []
    assert english(said("check", ROOT / "scenarios" / "all_four.yaml")) == []


def test_runs_and_comparisons_are_chinese(said, files, tmp_path):
    text = said("run", files / "base.yaml", *TINY, "--out", tmp_path / "run")
    assert english(text) == []
    assert "解决率" in text and "已用" in text
    words = ("compare", files / "base.yaml", files / "platform.yaml", *TINY, "--replications", "2", "--jobs", "1")
    text = said(*words, "--no-figures", "--out", tmp_path / "compare")
    assert english(text) == []
    assert "谁受益" in text
    assert main([*map(str, ("run", files / "base.yaml", *TINY, "--no-figures", "--out", tmp_path / "english"))]) == 0
    stored = {file.name for file in (tmp_path / "english").glob("*.csv") if not file.name.startswith("report_")}
    assert {"curves.csv", "summary.csv"} <= stored
    for name in stored - {"runs.csv"}:  # which says how long each took
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "english" / name).read_bytes(), name


def test_studies_are_chinese(said, files, tmp_path):
    for kind, file in (("interactions", "pairs"), ("budget", "money"), ("sweep", "many")):
        text = said(kind, files / f"{file}.yaml", "--dry-run")
        assert english(text) == [], kind
        assert "小试验" in text and "结果如何" in text
    text = said("interactions", files / "pairs.yaml", "--jobs", "1", "--no-figures", "--out", tmp_path / "pairs")
    assert english(text) == []
    text = said("budget", files / "money.yaml", "--jobs", "1", "--no-figures", "--out", tmp_path / "money")
    assert english(text) == []
    assert english(said("calibrate", ROOT / "experiments" / "calibration.yaml", "--dry-run")) == []


def test_stories_are_chinese(said, files, tmp_path):
    tiny = (*TINY, "--days", "60", "--set", "needs.need_rate_town=1.0", "--set", "needs.need_rate_village=0.9")
    found = said("trace", files / "base.yaml", *tiny)
    assert english(found) == []
    assert "历时最长" in found and "追踪其中一件" in found and "已用" in found
    issue = re.findall(r"^(\d+:\d+):\d+", found, re.M)[0]
    for option, name in (("--resident", issue), ("--community", issue.partition(":")[0])):
        story = said("trace", files / "base.yaml", *tiny, option, name)
        assert english(story) == [], option
        assert "产生需求" in story or "结果分布" in story
    two = (files / "base.yaml", files / "platform.yaml")
    found = said("why", *two, *tiny)
    assert english(found) == []
    assert "受益最多" in found and "A = 基准，B = 群工系统" in found and "已用" in found
    compared = said("why", *two, *tiny, "--resident", re.findall(r"^  (\d+:\d+) ", found, re.M)[0])
    assert english(compared) == []
    assert "逐日对照" in compared
    text = said("diagnose", files / "base.yaml", *TINY, "--relax", "--jobs", "1", "--out", tmp_path / "diagnosis")
    assert english(text) == []
    assert "最忙的区县" in text and "逐项放宽" in text and "已用" in text


def test_an_analysis_is_chinese_and_so_are_its_notes(said, tmp_path):
    folder = sweep_folder(tmp_path, PEOPLE.replace("replications: 12", "replications: 4"), helped)
    text = said("analyse", folder, "--no-costs", "--no-figures")
    assert english(text) == []
    assert english((folder / "analysis" / "notes.txt").read_text("utf-8")) == []


def test_the_table_of_patterns_and_a_posterior_are_chinese():
    import pandas as pd

    from sim.report.calibration_text import fit_lines, posterior_lines
    from sim.report.validation_text import validation_text
    from sim.studies.patterns import load_patterns
    from sim.studies.validation import judge, verdict_table
    from sim.world.places import read_place

    names = read_place(ROOT / "data" / "chongqing").names
    targets = load_patterns(ROOT / "data" / "chongqing" / "patterns.csv", ROOT / "scenarios")
    measures = pd.DataFrame(columns=["scenario", "seed", "measure", "by", "group", "value"])
    text = spoken("zh", validation_text, verdict_table(judge(targets, measures), names))
    assert english(text) == [] and "未测量" in text
    # A source that several rows in succession share is said once, below the last of them.
    shared = [replace(targets[0], id=f"row_{k}") for k in range(3)]
    lines = validation_text(verdict_table(judge(shared, measures), names)).split("\n\n")[0].splitlines()
    assert len(lines) == 2 + 3 + 1 and shared[0].source in lines[-1]
    posterior = pd.DataFrame(
        [
            {
                "parameter": "x",
                "prior_low": 0.0,
                "prior_high": 1.0,
                "default": 0.5,
                "q05": 0.2,
                "q95": 0.8,
                "recommended": 0.4,
                "width": 0.6,
                "verdict": "not identified",
            }
        ]
    )
    fit = pd.DataFrame(
        [
            {
                "id": "y",
                "unit": "share",
                "target": 0.5,
                "low": 0.4,
                "high": 0.6,
                "defaults": 0.5,
                "defaults_distance": 0.0,
                "recommended": 0.5,
                "recommended_distance": 0.0,
                "posterior_q05": 0.4,
                "posterior_q95": 0.6,
            }
        ]
    )
    lines = [*spoken("zh", posterior_lines, posterior), *spoken("zh", fit_lines, fit)]
    assert english("\n".join(" ".join(line) for line in lines)) == []
