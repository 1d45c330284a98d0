"""The command line of sweeps against real signals: nothing is lost, nothing is left behind, not a byte differs."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.kernels import warm_up
from sim.studies.sweep_folder import load_tables
from tests.studies.small_sweeps import plan_of, pool, sweep, tables, write_files
from tests.studies.sweep_processes import SweepCommand, disturbed, n_files, resume_words, wait_for

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes through /proc")
DAYS = 5


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file of a sweep of sixty real runs, and the folder of an undisturbed one in one process."""
    folder = tmp_path_factory.mktemp("sixty")
    file = write_files(folder / "files", points=15, days=DAYS)
    plan = plan_of(file)
    warm_up()
    assert sweep(plan, folder / "undisturbed", pool(jobs=1)).complete
    return file, folder / "undisturbed"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "everybody"),
    [(signal.SIGINT, True), (signal.SIGTERM, False), pytest.param(signal.SIGTERM, True, marks=pytest.mark.nightly)],
)
def test_a_signal_keeps_what_is_done_and_prints_the_command_that_goes_on(sixty, tmp_path, number, everybody):
    """Ctrl-C reaches every process of a terminal; a batch system ends the command, or everything at once."""
    file, undisturbed = sixty
    out = tmp_path / "a folder"
    command = SweepCommand(file, "--jobs", "2", "--set", f"run.days={DAYS}", "--out", out)
    assert wait_for(lambda: n_files(out) >= 5 or command.process.poll() is not None)
    workers = command.workers()
    (os.killpg if everybody else os.kill)(command.process.pid, number)
    end = command.ended()
    assert end.code == 130, end.err
    assert command.nobody_is_left() and workers
    assert "Traceback" not in end.err
    done = n_files(out)
    assert 5 <= done < 60 and f"{done} of 60 runs are done and kept" in end.err
    words = resume_words(end.err)
    assert words[0] == str(file) and f"run.days={DAYS}" in words
    before = {path: path.stat().st_mtime_ns for path in (out / "runs").rglob("*.run")}
    again = SweepCommand(*words)
    assert (again.ended().code, again.nobody_is_left()) == (0, True)
    assert before.items() <= {path: path.stat().st_mtime_ns for path in (out / "runs").rglob("*.run")}.items()
    assert tables(out) == tables(undisturbed)


@pytest.mark.slow
def test_a_command_killed_at_any_time_is_resumed_to_the_same_bytes(sixty, tmp_path):
    """Killed while it begins, between runs and while tables are made: after moments drawn at random."""
    file, undisturbed = sixty
    out, draw = tmp_path / "out", random.Random(4)
    for seconds in sorted(draw.uniform(0.3, 4.0) for _ in range(5)):
        command = SweepCommand(file, "--jobs", "2", "--out", out, *(["--resume"] if out.exists() else []))
        time.sleep(seconds)
        command.process.kill()
        command.ended()
        assert command.nobody_is_left()
    begun = (out / "plan.json").exists() or (out / "LOCK").exists()
    end = SweepCommand(file, "--jobs", "2", "--out", out, *(["--resume"] if begun else [])).ended()
    assert end.code == 0, end.err
    assert tables(out) == tables(undisturbed)


@pytest.mark.slow
@pytest.mark.nightly
def test_sixty_runs_with_workers_and_the_command_killed_give_the_table_of_an_undisturbed_sweep(sixty, tmp_path):
    file, undisturbed = sixty
    killed = disturbed([file, "--jobs", "2"], tmp_path / "out", 60, random.Random(2))
    assert sum(killed) >= 3
    assert set(load_tables(tmp_path / "out").runs["status"]) == {"done"}
    assert tables(tmp_path / "out") == tables(undisturbed)


@pytest.mark.nightly
def test_a_thousand_runs_disturbed_or_carried_out_by_other_numbers_of_workers_give_one_table(tmp_path):
    """The promise at its full size: one process, three processes, and a sweep that is disturbed all the time."""
    file = write_files(tmp_path / "files", points=250)
    plan = plan_of(file)
    warm_up()
    assert len(plan) == 1000
    assert sweep(plan, tmp_path / "undisturbed", pool(jobs=1)).complete
    expected = tables(tmp_path / "undisturbed")
    killed = disturbed([file, "--jobs", "2", "--yes"], tmp_path / "disturbed", 1000, random.Random(3))
    assert min(killed) >= 10
    found = load_tables(tmp_path / "disturbed")
    assert found.manifest["counts"] == {"n_runs": 1000, "n_done": 1000, "n_failed": 0}
    assert tables(tmp_path / "disturbed") == expected
    assert sweep(plan, tmp_path / "three", pool(jobs=3, runs_per_worker=100)).complete
    assert tables(tmp_path / "three") == expected
    assert isinstance(found.runs, pd.DataFrame) and found.runs["key"].is_unique
