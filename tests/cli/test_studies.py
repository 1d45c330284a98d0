"""A study leaves a complete folder, the same bytes however many work on it, and warns its reader."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import ROOT, TINY, Command

pytestmark = pytest.mark.slow

COMPARISON = (
    "scenario,measure,by,group,n,n_equal,baseline,mean,difference,ci_low,ci_high,p_value,p_adjusted,"
    "baseline_sd,mean_sd,difference_sd"
)
FIGURES = (
    "capacities",
    "cost_and_effect",
    "days_to_resolution",
    "differences",
    "flow",
    "front",
    "gains_and_losses",
    "inequality",
    "map",
    "outcomes",
    "stuck",
)


def test_the_folder_holds_everything(study):
    folder, printed = study
    assert (folder / "comparison.csv").read_text(encoding="utf-8").split("\n", 1)[0] == COMPARISON
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    drawn, world = manifest["world"]["drawn"], manifest["counts"]["world"]
    assert (drawn["n_townships"], drawn["n_residents"]) == (world["n_townships"], world["n_residents"])
    for text in (printed, (folder / "report.html").read_text(encoding="utf-8")):
        words = " ".join(text.split())
        assert f"{drawn['n_residents']:,} residents" in words or f"{drawn['n_residents']:,} of " in words
    assert {path.name for path in (folder / "config").iterdir()} == {
        "base.yaml",
        "service_platform.yaml",
        "three_plus_one.yaml",
    }
    measures = pd.read_parquet(folder / "measures.parquet")
    assert list(measures.columns) == ["scenario", "seed", "measure", "by", "group", "n", "value"]
    assert set(measures["seed"]) == {1, 2, 3}
    runs = pd.read_csv(folder / "runs.csv")
    assert list(runs["status"]) == ["done"] * 9
    assert list(runs["seed"]) == [1, 2, 3] * 3
    assert manifest["counts"]["n_done"] == 9
    assert manifest["seeds"] == [1, 2, 3]
    assert "conditional on the world" in manifest["world"]["note"]
    assert {"python", "numpy", "numba", "mesa", "gongzhi"} <= set(manifest["versions"])
    for name in FIGURES:
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert b"<svg" in (folder / f"{name}.svg").read_bytes()[:1000]
    assert printed.rstrip().endswith(f"Report: {folder / 'report.html'}")
    assert (folder / "costs.csv").read_text(encoding="utf-8").startswith("scenario,running_yuan,")
    assert not list(folder.parent.glob(".*partial"))


def test_what_is_printed_fits_the_terminal_and_warns(study):
    _, printed = study
    shown = [line for line in printed.split("\n") if not line.startswith(("Results", "Report"))]
    assert max(map(len, shown)) <= 100
    assert "only 3 runs" in printed
    assert "How busy the offices are" in printed
    assert "Resolved, of reported" in printed


def test_comparison_and_measures_agree(study):
    """The comparison is recomputed from the measures by hand."""
    folder, _ = study
    measures = pd.read_parquet(folder / "measures.parquet")
    row = pd.read_csv(folder / "comparison.csv").query(
        "scenario == 'service_platform' and measure == 'dropped_share' and by == 'all'"
    )
    chosen = measures[(measures["measure"] == "dropped_share") & (measures["by"] == "all")]
    means = chosen.groupby("scenario")["value"].mean()
    assert row["difference"].item() == pytest.approx(means["service_platform"] - means["base"])


@pytest.mark.parametrize("effort", [("--jobs", "2"), ("--jobs", "1", "--threads", "2")])
def test_the_bytes_do_not_depend_on_the_effort(study, command: Command, scenarios, tmp_path, effort):
    folder, _ = study
    files = [scenarios / f"{name}.yaml" for name in ("base", "service_platform", "three_plus_one")]
    again = tmp_path / "again"
    done = command("compare", *files, *TINY, "--replications", "3", *effort, "--no-figures", "--out", again)
    assert done.returncode == 0, done.stderr
    for name in ("comparison.csv", "summary.csv", "winners.csv", "curves.csv", "measures.parquet"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_written_configuration_runs_again(study, command: Command, tmp_path):
    folder, _ = study
    again = tmp_path / "again"
    file = folder / "config" / "service_platform.yaml"
    done = command("run", file, "--replications", "3", "--no-figures", "--out", again)
    assert done.returncode == 0, done.stderr
    first = pd.read_parquet(folder / "measures.parquet").query("scenario == 'service_platform'")
    second = pd.read_parquet(again / "measures.parquet")
    pd.testing.assert_frame_equal(first.reset_index(drop=True), second)
    assert (again / "config.yaml").read_bytes() == file.read_bytes()


def test_one_run_has_no_interval_and_says_so(command: Command, scenarios, tmp_path):
    done = command("run", scenarios / "base.yaml", *TINY, "--json", "--no-figures", "--out", tmp_path / "one")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["folder"] == str(tmp_path / "one")
    assert {row["ci_low"] for row in said["summary"]} == {None}


def test_a_failed_run_is_recorded_and_the_rest_goes_on(scenarios, tmp_path):
    """One seed raises inside the run; the others are executed."""
    code = (
        "import sys, sim.running\n"
        "real = sim.running.run_one\n"
        "def run_one(scenario, seed, *rest):\n"
        "    if seed == 2:\n"
        "        raise ArithmeticError('the sky fell')\n"
        "    return real(scenario, seed, *rest)\n"
        "sim.running.run_one = run_one\n"
        "from sim.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    out = tmp_path / "out"
    words = ["run", str(scenarios / "base.yaml"), *TINY, "--replications", "3", "--jobs", "1", "--no-figures"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words, "--out", str(out)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    runs = pd.read_csv(out / "runs.csv")
    assert list(runs["status"]) == ["done", "failed", "done"]
    assert "the sky fell" in runs["error"][1]
    assert "GZ095" in done.stderr
    assert set(pd.read_parquet(out / "measures.parquet")["seed"]) == {1, 3}


@pytest.mark.nightly
def test_a_study_in_chinese_draws_without_a_missing_sign(study, tmp_path):
    folder, _ = study
    code = (
        "import warnings, sys; warnings.simplefilter('error')\n"
        "from sim.cli import main\n"
        "sys.exit(main(['report', sys.argv[1], '--lang', sys.argv[2]]))\n"
    )
    for lang in ("zh", "en"):
        place = tmp_path / lang
        shutil.copytree(folder, place)
        for path in place.glob("*.svg"):
            path.unlink()
        done = subprocess.run([sys.executable, "-c", code, str(place), lang], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert sorted(path.stem for path in place.glob("*.svg")) == list(FIGURES)


def test_results_stand_where_they_are_wanted(command: Command, scenarios, tmp_path: Path):
    """Without --out a folder of outputs/ below the present one is named after the scenario."""
    place = ROOT / "tests" / "data" / "small_place"
    words = ("run", scenarios / "base.yaml", *TINY, "--set", f"world.place={place}", "--no-figures")
    for expected in ("base", "base-2"):
        done = command(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.rstrip().endswith(str(Path("outputs") / expected / "report.html"))
        assert (tmp_path / "outputs" / expected / "manifest.json").is_file()
