"""What the README tells people to type works, on a small place and in a hurry."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from maintenance import demo_table
from maintenance.result_digests import results
from sim.cli.main import main

ROOT = Path(__file__).parent.parent
FAST = [
    "--set",
    "world.place=tests/data/small_place",
    "--set",
    "world.sample=1.0",
    "--days",
    "20",
    "--set",
    "run.warm_up_days=0",
    "--no-figures",
]


def commands(readme: str = "README.md") -> list[list[str]]:
    """Every call of run_sim.py in a README's shell blocks, without the interpreter's path."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if "run_sim.py" in line]
    return [shlex.split(line.split("#")[0])[2:] for line in lines]


def test_both_readmes_show_the_same_commands():
    chinese = [" ".join(command).replace(" --lang zh", "") for command in commands("README.zh.md")]
    english = [" ".join(command) for command in commands()]
    assert [command for command in chinese if not any(shown.startswith(command) for shown in english)] == []


def test_the_readme_shows_commands():
    assert {command[0] for command in commands()} >= {"run", "compare", "check", "mechanisms", "measures", "schema"}


TYPED = ("run", "check")
"""Verbs that are started as the README has it; the others are called, as loading takes longer than what they do."""


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_a_command_of_the_readme_works(command, tmp_path, monkeypatch, capfd):
    arguments = list(command)
    if arguments[0] in ("run", "compare", "interactions", "budget", "trace", "why", "diagnose"):
        if "--sample" in arguments:
            at = arguments.index("--sample")
            del arguments[at : at + 2]
        if "--replications" in arguments:
            arguments[arguments.index("--replications") + 1] = "2"
        if "--worlds" in arguments:
            arguments[arguments.index("--worlds") + 1] = "2"
        fast = FAST if arguments[0] not in ("trace", "why") else FAST[:-1]
        # Two policies must have time to part.
        longer = ["--days", "60"] if arguments[0] == "why" else []
        arguments += [*fast, *longer, "--out", str(tmp_path / "out")]
    monkeypatch.chdir(ROOT)
    if arguments[0] in TYPED:
        code = subprocess.run([sys.executable, "run_sim.py", *arguments], check=False, timeout=600).returncode
    else:
        code = main(arguments)
    said = capfd.readouterr()
    assert code == 0, said.err[-3000:]
    assert said.out.strip()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_of_the_demo_is_that_of_the_kept_result_and_no_change_has_moved_results_since(lang):
    facts = json.loads((demo_table.KEPT / "facts.json").read_text(encoding="utf-8"))
    assert facts.get("results") == results(facts["scenarios"]), (
        "stale: make demo, then maintenance.demo_table outputs/demo"
    )
    text = (ROOT / demo_table.READMES[lang]).read_text(encoding="utf-8")
    assert demo_table.filled(text, lang) == text


def test_a_table_of_the_demo_that_was_changed_by_hand_is_noticed(tmp_path):
    head = "scenario,measure,by,group,n,n_equal,baseline,mean,difference,ci_low,ci_high,p_adjusted"
    rows = [f"{name},dropped_share,all,all,10,1,0.2,0.21,0.01,0.005,0.015,0.01" for name in demo_table.POLICIES]
    (tmp_path / "comparison.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    filled = demo_table.filled("<!-- demo-table -->\nold\n<!-- /demo-table -->", "en", tmp_path)
    assert "| dropped unanswered | 20.0 % | +1.0 [+0.5, +1.5] |" in filled
    assert demo_table.filled(filled.replace("+1.0", "+1.1"), "en", tmp_path) == filled


def test_make_knows_the_two_commands():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "view"):
        assert re.search(rf"^{target}:", makefile, re.M)
