"""The verb `ensemble` makes members of a place with figures of its own, goes on where it was, and refuses in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.mechanisms import known_mechanisms
from sim.scenario.members import read_members
from sim.scenario.plausible import laid_over
from sim.scenario.scenario import load_scenario
from tests.cli.conftest import TINY

pytestmark = pytest.mark.slow

HEAD = "id,pattern,scenario,measure,by,group,statistic,against,target,low,high,unit,use,source,confidence,note\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An experiment of few members with figures of its own."""
    folder = tmp_path_factory.mktemp("ensemble")
    (folder / "patterns.csv").write_text(
        HEAD + "lost,P5,baseline,dropped_share,all,all,value,,0.2,0.05,0.35,share,fit,made up,assumed,\n"
        "same_day,P4,baseline,same_day_share,all,all,value,,0.25,0.1,0.5,share,fit,made up,assumed,\n"
        "held,P1,baseline,satisfaction_share,all,all,value,,0.6,0.5,0.7,share,hold back,made up,assumed,\n"
        "elsewhere,P1,accountable,dropped_share,all,all,value,,0.6,0.5,0.7,share,hold back,made up,assumed,\n",
        encoding="utf-8",
    )
    (folder / "study.yaml").write_text(
        "kind: ensemble\npatterns: patterns.csv\nmechanisms: [volunteers]\nreplications: 3\ndrawn: 4\nsteps: 1\n"
        "tolerances: 10\n",
        encoding="utf-8",
    )
    return folder


def test_the_verb_makes_members_that_a_place_can_keep(files: Path, command, tmp_path):
    out, words = tmp_path / "out", ("ensemble", files / "study.yaml", *TINY, "--no-figures", "--jobs", "1")
    told = json.loads(command(*words, "--dry-run", "--json").stdout)
    assert (told["n_scenarios"], told["n_seeds"], told["n_runs"]) == (1, 24, 24)
    done = command(*words, "--out", out, "--members", tmp_path / "ensemble.csv")
    assert done.returncode == 0, done.stderr
    found = read_members(tmp_path / "ensemble.csv")
    assert (tmp_path / "ensemble.csv").read_bytes() == (out / "ensemble.csv").read_bytes()
    assert len(found.table) == found.made["n_members"] == found.made["n_kept"] == 3
    assert found.made["n_drawn"] == 12 and found.made["fitted"] == ["lost", "same_day"]
    assert "mechanisms.volunteers.time_bank" in found.table.columns and len(found.made["within_share"]) == 2
    baseline = load_scenario("baseline", known_mechanisms(), ["world.place=tests/data/small_place"])
    assert laid_over(baseline, found.values(3), baseline).work.quick_hours == found.values(3)["work.quick_hours"]
    again = command(*words, "--out", out, "--resume", "--members", tmp_path / "again.csv")
    assert again.returncode == 0 and (tmp_path / "again.csv").read_bytes() == (out / "ensemble.csv").read_bytes()
    assert "members are kept" in done.stdout and "样本" not in done.stdout
    assert "保留" in command("report", out, "--lang", "zh").stdout or (out / "report.html").exists()


def test_faults_of_an_ensemble_are_said_in_both_languages(files: Path, command, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("kind: ensemble\nsteps: 0\ndrawn: 99\nmechanisms: [volunteer]\n", encoding="utf-8")
    for lang in ("en", "zh"):
        wrong = command("ensemble", path, *TINY, "--lang", lang)
        assert wrong.returncode == 2 and wrong.stderr.count("GZ023") == 2 and "GZ030" in wrong.stderr
    missing = command("ensemble", files / "study.yaml", *TINY, "--members", tmp_path / "nowhere" / "a.csv")
    assert missing.returncode == 2 and "nowhere" in missing.stderr
    folder = command("ensemble", files / "study.yaml", *TINY, "--members", files)
    assert folder.returncode == 2 and str(files / "ensemble.csv") in folder.stderr
