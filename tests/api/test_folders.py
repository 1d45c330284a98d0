"""What was written is read back as it was."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import sim
from sim.errors import EnvironmentProblem, InputError
from sim.report.scenario_study import warnings_for
from sim.studies.statistics import SEEDS, WORLDS
from tests.studies.small_sweeps import here, invented, plan_of, sweep, write_files

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def quick_disk(monkeypatch):
    """Nothing is forced to the disk here."""
    monkeypatch.setattr("os.fsync", lambda handle: None)


def test_a_comparison_is_read_back_as_it_was(compared):
    back = sim.read(compared.folder)
    assert (back.command, back.names, back.scenarios) == ("compare", ["base", "teams"], compared.scenarios)
    assert back.tables.keys() == compared.tables.keys()
    for name, table in compared.tables.items():
        pd.testing.assert_frame_equal(back.tables[name], table, check_exact=True)
    assert back.manifest == compared.manifest
    assert (
        back.notes()
        == warnings_for(compared.scenarios, [1, 2], SEEDS)
        != warnings_for(compared.scenarios, [1, 2], WORLDS)
    )
    over_worlds = dataclasses.replace(back, manifest={**back.manifest, "worlds": {"n": 2}})
    assert over_worlds.notes() == warnings_for(compared.scenarios, [1, 2], WORLDS)


def test_a_study_of_pairs_is_read_back_with_its_own_tables(files, tmp_path):
    from sim.cli import main

    (tmp_path / "pairs.yaml").write_text(
        f"kind: interactions\nbaseline: {files / 'base.yaml'}\nmechanisms: [volunteers, five_zeros]\nreplications: 2\n"
        "days: 5\nwarm_up_days: 0\nsample: 1.0\nmeasures: [dropped_share]\n",
        encoding="utf-8",
    )
    place = f"world.place={sim.load(files / 'base.yaml').world.place}"
    code = main(
        [
            "interactions",
            str(tmp_path / "pairs.yaml"),
            "--set",
            place,
            "--set",
            "world.sample=0.002",
            "--no-figures",
            "--jobs",
            "1",
            "--out",
            str(tmp_path / "out"),
            "--json",
        ]
    )
    found = sim.read(tmp_path / "out")
    assert code == 0 and found.command == "interactions"
    assert {"runs", "measures", "interactions", "alone"} <= set(found.tables)
    assert found.n_planned == found.n_done == 8 and len(found.scenarios) == 1
    assert [path.name for path in found.draw(tmp_path / "figures")] == ["interactions_dropped_share.png"]
    with pytest.raises(InputError, match="command line"):
        dataclasses.replace(found, command="mine").draw(tmp_path / "figures")


def test_a_sweep_is_read_back_with_design_and_failures(tmp_path):
    folder = tmp_path / "out"
    sweep(plan_of(write_files(tmp_path / "files")), folder, here(invented))
    found = sim.read(folder)
    assert isinstance(found, sim.SweepResults)
    assert (found.command, found.names) == ("sweep", ["base", "policy"])
    assert len(found.design) == 3 and found.n_planned == found.n_done == 12
    assert {"summary", "differences"} <= set(found.analyse().tables)
    assert set(found.summary["scenario"]) == {"base", "policy"}


def test_an_unfinished_sweep_and_a_stranger_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"manifest\.json"):
        sim.read(tmp_path)
    folder = tmp_path / "out"
    sweep(plan_of(write_files(tmp_path / "files")), folder, here(invented))
    (folder / "manifest.json").unlink()
    with pytest.raises(EnvironmentProblem, match="12"):
        sim.read(folder)


def test_a_damaged_table_is_named(compared, tmp_path):
    import shutil

    shutil.copytree(compared.folder, tmp_path / "copy")
    (tmp_path / "copy" / "measures.parquet").write_bytes(b"PAR1")
    with pytest.raises(EnvironmentProblem, match="copy"):
        sim.read(tmp_path / "copy")
