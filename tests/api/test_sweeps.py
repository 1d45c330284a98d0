"""Sweeps from Python are executed, gone on with and refused as on the command line."""

from __future__ import annotations

import os
import signal
import threading
import time

import pandas as pd
import pytest

import sim
from sim.errors import EnvironmentProblem, InputError
from tests.studies.small_sweeps import here, plan_of, sweep, tables, write_files


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("sweep"), points=3, replications=2, days=5)


@pytest.fixture(scope="module")
def swept(experiment, tmp_path_factory):
    return sim.sweep(experiment, out=tmp_path_factory.mktemp("out") / "study", jobs=1)


def test_the_tables_are_those_of_the_sweep_itself(experiment, swept, tmp_path):
    from sim.studies.runs import execute_run

    sweep(plan_of(experiment), tmp_path / "plain", here(execute_run))
    assert tables(tmp_path / "plain") == tables(swept.folder)
    assert (swept.n_planned, swept.n_done, swept.n_failed) == (12, 12, 0)


def test_the_same_call_reads_a_finished_sweep_and_a_changed_one_is_refused(experiment, swept):
    before = (swept.folder / "measures.parquet").stat().st_mtime_ns
    again = sim.sweep(experiment, out=swept.folder)
    assert (swept.folder / "measures.parquet").stat().st_mtime_ns >= before
    pd.testing.assert_frame_equal(again.measures, swept.measures)
    with pytest.raises(EnvironmentProblem, match=r"run\.days"):
        sim.sweep(experiment, out=swept.folder, changes={"run.days": 6})
    with pytest.raises(EnvironmentProblem):
        sim.sweep(experiment, out=swept.folder, resume=False)
    with pytest.raises(EnvironmentProblem):
        sim.sweep(experiment, out=swept.folder.with_name("nothing"), resume=True)


def test_a_large_sweep_is_refused_unless_meant(tmp_path):
    file = write_files(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + "limits: {runs: 11}\n", encoding="utf-8")
    with pytest.raises(InputError, match="12"):
        sim.sweep(file, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_bad_numbers_and_a_bad_file_are_said_together(tmp_path):
    with pytest.raises(InputError) as caught:
        sim.sweep(tmp_path / "none.yaml", seeds=0, jobs=0)
    assert [fault.code for fault in caught.value.faults] == ["GZ001", "GZ023", "GZ023"]


def test_an_interrupted_sweep_says_so_and_the_same_call_finishes_it(experiment, swept, tmp_path):
    out = tmp_path / "out"

    def interrupt() -> None:
        while len(list(out.glob("runs/??/*.run"))) < 2:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt, match="of 12 runs are done"):
        sim.sweep(experiment, out=out, jobs=1)
    assert sim.sweep(experiment, out=out, jobs=1).n_done == 12
    assert tables(out) == tables(swept.folder)


def test_a_large_sweep_that_is_meant_begins(experiment, tmp_path):
    file = write_files(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + "limits: {runs: 11}\n", encoding="utf-8")
    assert len(sim.sweep(file, out=tmp_path / "out", large=True).runs) == 12
