"""Runs and comparisons from Python equal those of the command line, and no run is dropped in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.running import run_one
from tests.api.conftest import SHORT

ROOT = Path(__file__).resolve().parents[2]


def test_the_folder_and_the_tables_are_those_of_the_command_line(files, compared, tmp_path):
    settings = [word for path, value in SHORT.items() for word in ("--set", f"{path}={value}")]
    words = [
        "compare",
        files / "base.yaml",
        files / "teams.yaml",
        *settings,
        "--replications",
        "2",
        "--jobs",
        "1",
        "--no-figures",
        "--out",
        tmp_path / "cli",
    ]
    done = subprocess.run(
        [sys.executable, "run_sim.py", *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = {str(p.relative_to(tmp_path / "cli")) for p in (tmp_path / "cli").rglob("*")}
    assert names == {str(p.relative_to(compared.folder)) for p in compared.folder.rglob("*")}
    # The report tells when and how it was made, and of figures only the command line had been told to draw none.
    same = {name for name in names if name.rpartition(".")[2] in ("csv", "parquet", "yaml")} - {"runs.csv"}
    for name in sorted(same):
        assert (tmp_path / "cli" / name).read_bytes() == (compared.folder / name).read_bytes(), name
    assert same >= {f"{name}.csv" for name in ("summary", "comparison", "winners", "curves", "offices", "costs")}
    by_cli = sim.read(tmp_path / "cli")
    for name in ("measures", "summary", "comparison", "winners", "curves", "offices"):
        pd.testing.assert_frame_equal(by_cli.tables[name], compared.tables[name], check_exact=True)
    timed = ["seconds", "memory_peak_bytes"]
    pd.testing.assert_frame_equal(by_cli.runs.drop(columns=timed), compared.runs.drop(columns=timed))


def test_a_run_gives_what_one_run_gives(baseline):
    results = sim.run(baseline, seeds=[5, 9], jobs=1)
    assert results.command == "run" and results.names == ["base"] and results.folder is None
    for seed in (5, 9):
        alone = run_one(baseline, seed).table
        found = results.measures[results.measures["seed"] == seed].reset_index(drop=True)
        for name in ("measure", "by", "group"):
            assert found[name].tolist() == alone[name].tolist()
        pd.testing.assert_series_equal(found["value"], alone["value"], check_exact=True)
    assert (results.n_planned, results.n_done, results.n_failed, results.n_not_run) == (2, 2, 0, 0)


@pytest.mark.nightly
def test_processes_change_nothing_and_need_no_guarded_script(tmp_path, files, compared):
    """A script without `if __name__ == "__main__"` is executed once, not once in every process."""
    script = tmp_path / "script.py"
    script.write_text(
        f"import sim\nprint('begun')\nbase = sim.load({str(files / 'base.yaml')!r}, {SHORT!r})\n"
        f"teams = sim.load({str(files / 'teams.yaml')!r}, {SHORT!r})\n"
        "found = sim.compare(base, teams, seeds=2, jobs=2)\n"
        f"print(found.n_done)\nfound.measures.to_parquet({str(tmp_path / 'm.parquet')!r})\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["begun", "4"]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "m.parquet"), compared.measures, check_exact=True)


def test_a_failed_run_is_counted_kept_and_told_of(baseline):
    spoilt = baseline.model_copy(update={"needs": None, "name": "spoilt"})
    with pytest.warns(RuntimeWarning, match="1 of 2 runs failed"):
        found = sim.compare(baseline, spoilt, seeds=1, jobs=1)
    assert (found.n_planned, found.n_done, found.n_failed) == (2, 1, 1)
    assert found.runs["status"].tolist() == ["done", "failed"]
    assert "Traceback" in found.runs["error"].iloc[1]
    assert set(found.measures["scenario"]) == {"base"}
    assert "1 failed" in repr(found)


def test_after_ctrl_c_the_results_say_what_is_missing(baseline):
    sim.run(baseline, jobs=1)  # whatever is compiled at a first run is compiled now
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.warns(RuntimeWarning, match="interrupted"):
        found = sim.run(baseline, seeds=400, jobs=1)
    assert found.n_planned == 400 and 0 < found.n_done < 400
    assert found.n_not_run == 400 - found.n_done
    assert found.measures["seed"].nunique() == found.n_done


def test_figures_are_drawn_into_any_folder(compared, tmp_path):
    drawn = compared.draw(tmp_path / "figures", lang="zh")
    assert {path.stem for path in drawn} >= {"outcomes", "differences", "gains_and_losses"}
    assert all(path.stat().st_size > 1000 for path in drawn)


def test_notes_say_what_a_reader_must_know(compared):
    assert any("2" in note for note in compared.notes())
    assert len(compared.notes("zh")) == len(compared.notes("en")) == 2


def test_a_table_that_is_not_there_is_named(baseline):
    found = sim.run(baseline, jobs=1)
    with pytest.raises(AttributeError, match=r"no table 'comparison'.*summary"):
        _ = found.comparison
