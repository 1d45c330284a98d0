"""Experiment files executed from the command line on the small place."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import sim
from tests.cli.conftest import ROOT, TINY, Command

MECHANISMS = "[service_platform, three_plus_one, funding_balance]"
QUICK = (*TINY, "--replications", "3")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A baseline and one experiment of each kind."""
    folder = tmp_path_factory.mktemp("experiments")
    (folder / "base.yaml").write_text("title: The base\n", encoding="utf-8")
    head = f"baseline: base.yaml\nmechanisms: {MECHANISMS}\nquestion: Does it work?\n"
    (folder / "interactions.yaml").write_text(f"kind: interactions\n{head}", encoding="utf-8")
    (folder / "budget.yaml").write_text(f"kind: budget\n{head}yuan_per_resident: 3\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def studies(command: Command, files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Folder and printed text of each kind, executed by one process."""
    found = {}
    for kind in ("interactions", "budget"):
        out = tmp_path_factory.mktemp("studies") / kind
        done = command(kind, files / f"{kind}.yaml", *QUICK, "--jobs", "1", "--out", out)
        assert done.returncode == 0, done.stderr
        found[kind] = out, done.stdout
    return found


@pytest.mark.slow
def test_the_folder_of_pairs_holds_everything(studies):
    folder, printed = studies["interactions"]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "interactions"
    assert manifest["counts"]["n_done"] == (1 + 3 + 3) * 3
    assert manifest["baseline"] == "base"
    assert manifest["study"]["question"] == "Does it work?"
    assert manifest["study"]["mechanisms"] == ["funding_balance", "service_platform", "three_plus_one"]
    pairs = pd.read_csv(folder / "interactions.csv")
    assert set(zip(pairs["mechanism_a"], pairs["mechanism_b"], strict=True)) == {
        ("funding_balance", "service_platform"),
        ("funding_balance", "three_plus_one"),
        ("service_platform", "three_plus_one"),
    }
    assert set(pairs["verdict"]) <= {"more", "less", "not told apart"}
    for name in ("interactions_resolution_share", "interactions_dropped_share"):
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert b"<svg" in (folder / f"{name}.svg").read_bytes()[:1000]
    assert "only 3 runs" in printed
    assert printed.rstrip().endswith(f"Report: {folder / 'report.html'}")


@pytest.mark.slow
def test_pairs_are_recomputed_from_the_measures(studies):
    """The contrast by hand from the values run by run."""
    folder, _ = studies["interactions"]
    measures = pd.read_parquet(folder / "measures.parquet")
    chosen = measures[(measures["measure"] == "dropped_share") & (measures["by"] == "all")]
    mean = chosen.groupby("scenario")["value"].mean()
    row = (
        pd.read_csv(folder / "interactions.csv")
        .query("measure == 'dropped_share' and mechanism_a == 'service_platform' and mechanism_b == 'three_plus_one'")
        .iloc[0]
    )
    expected = (
        mean["service_platform--three_plus_one"] - mean["service_platform"] - mean["three_plus_one"] + mean["base"]
    )
    assert row["interaction"] == pytest.approx(expected, abs=1e-12)
    assert row["alone_a"] == pytest.approx(mean["service_platform"] - mean["base"], abs=1e-12)
    assert mean["service_platform"] < mean["base"]


@pytest.mark.slow
def test_the_folder_of_budgets_holds_everything(studies):
    folder, printed = studies["budget"]
    costs = pd.read_csv(folder / "costs.csv").set_index("mechanism")
    assert costs.loc["funding_balance", "spending"] == "costs nothing"
    assert costs.loc["issue_money", "realised_million_yuan"] == pytest.approx(3 * 1680 / 1e6)
    effects = pd.read_csv(folder / "budget.csv")
    assert set(effects["measure"]) == {"resolved_per_year", "solved_per_need", "resolution_urban_rural_gap"}
    assert set(effects["part"]) == {"average", "marginal"}
    row = effects.query("mechanism == 'issue_money' and part == 'average' and measure == 'solved_per_need'").iloc[0]
    assert row["per_million"] == pytest.approx(row["effect"] / row["cost_million_yuan"])
    assert (folder / "budget_resolved_per_year.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "budget_resolved_per_year.svg").is_file()
    assert "cost nothing" in printed


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["interactions", "budget"])
def test_two_processes_give_the_same_tables(studies, command: Command, files, tmp_path, kind):
    folder, _ = studies[kind]
    again = tmp_path / "again"
    done = command(kind, files / f"{kind}.yaml", *QUICK, "--jobs", "2", "--no-figures", "--out", again)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in folder.glob("*.csv")} - {"runs.csv"} | {"measures.parquet", "config.yaml"}
    assert len(names) == 4
    for name in names:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.nightly
@pytest.mark.slow
def test_the_experiment_written_runs_again(studies, command: Command, tmp_path):
    folder, _ = studies["interactions"]
    again = tmp_path / "again"
    done = command("interactions", folder / "experiment.yaml", "--jobs", "1", "--no-figures", "--out", again)
    assert done.returncode == 0, done.stderr
    assert (again / "interactions.csv").read_bytes() == (folder / "interactions.csv").read_bytes()
    assert (again / "experiment.yaml").read_bytes() == (folder / "experiment.yaml").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["interactions", "budget"])
def test_a_dry_run_says_how_long_and_writes_nothing(command: Command, files, tmp_path, kind):
    out = tmp_path / "out"
    done = command(kind, files / f"{kind}.yaml", *QUICK, "--dry-run", "--json", "--out", out)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    variants = {"interactions": 1 + 3 + 3, "budget": 1 + 2 + 2 + 1 + 2}[kind]
    assert (said["n_scenarios"], said["n_runs"], said["n_days"]) == (variants, 3 * variants, 70)
    assert said["seconds"] > 0
    assert list(tmp_path.iterdir()) == []
    people = command(kind, files / f"{kind}.yaml", *QUICK, "--dry-run")
    assert f"= {3 * variants} runs" in people.stdout


@pytest.mark.parametrize("kind", ["interactions", "budget"])
def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(command: Command, files, tmp_path, kind):
    bad = files / f"bad_{kind}.yaml"
    text = (files / f"{kind}.yaml").read_text(encoding="utf-8").replace("three_plus_one", "three_plus_won")
    bad.write_text(text + "replicate: 3\n", encoding="utf-8")
    done = command(kind, bad, "--jobs", "0", "--replications", "x", "--sample", "30", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stdout == ""
    for part in ("three_plus_won", "replicate", "--jobs", "--replications", "--sample 30"):
        assert part in done.stderr, part
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["interactions", "budget"])
def test_the_report_is_made_again_in_chinese_without_a_missing_sign(studies, tmp_path, kind):
    folder = Path(shutil.copytree(studies[kind][0], tmp_path / "study"))
    english = (folder / "report.html").read_text(encoding="utf-8")
    drawn = {path.name for path in folder.glob("*.svg")}
    assert drawn and all(path.unlink() is None for path in folder.glob("*.svg"))
    code = (
        "import warnings, sys; warnings.simplefilter('error')\nfrom sim.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "report", str(folder), "--lang", "zh"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.glob("*.svg")} == drawn
    chinese = (folder / "report.html").read_text(encoding="utf-8")
    assert english.count("<img") == chinese.count("<img") == len(drawn)
    for said in {"interactions": ("各自之和", "均衡化"), "budget": ("按现行办法增加经费", "百万元")}[kind]:
        assert said in chinese
    assert "Does it work?" in english


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["interactions", "budget"])
def test_a_folder_is_read_from_python(studies, kind):
    found = sim.read(studies[kind][0])
    assert (found.command, found.n_done, found.names[0]) == (kind, len(found.runs), "base")
    assert set(found.tables) == {
        "runs",
        "measures",
        *({"interactions", "alone"} if kind == "interactions" else {"budget", "costs"}),
    }
