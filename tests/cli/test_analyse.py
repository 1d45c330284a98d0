"""The verb `analyse`, from a folder to files and a text."""

import json

import pandas as pd
import pytest

from sim.cli import main
from tests.studies.sweep_folders import sweep_folder
from tests.studies.test_analysis import PEOPLE, helped


@pytest.fixture
def folder(tmp_path):
    return sweep_folder(tmp_path, PEOPLE.replace("replications: 12", "replications: 4"), helped)


def test_tables_figures_and_a_text(folder, capsys):
    assert main(["analyse", str(folder), "--no-costs"]) == 0
    out = capsys.readouterr().out
    assert "teams" in out
    written = {path.name for path in (folder / "analysis").iterdir()}
    assert written >= {"summary.csv", "differences.csv", "regional.csv", "precision.csv", "pareto.csv", "failures.csv",
                       "pareto.png", "pareto.svg", "regional_resolution_share.png", "notes.txt"}
    table = pd.read_csv(folder / "analysis" / "differences.csv")
    assert set(table["scenario"]) == {"teams", "desk"}
    assert not list(folder.glob(".analysis*"))


def test_a_second_analysis_takes_the_place_of_the_first_and_changes_nothing(folder, capsys):
    main(["analyse", str(folder), "--no-costs", "--no-figures"])
    first = {path.name: path.read_bytes() for path in (folder / "analysis").iterdir()}
    assert main(["analyse", str(folder), "--no-costs", "--no-figures", "--json"]) == 0
    assert {path.name: path.read_bytes() for path in (folder / "analysis").iterdir()} == first
    facts = json.loads("{" + capsys.readouterr().out.partition("\n{")[2])
    assert "differences" in facts["tables"]


@pytest.mark.parametrize("arguments", [["--precision", "2"], ["--warm-up-runs", "x"], ["--cases", "nonsense"]])
def test_wrong_options_write_nothing(folder, arguments, capsys):
    assert main(["analyse", str(folder), *arguments]) == 2
    assert not (folder / "analysis").exists()


def test_a_folder_that_is_no_sweep_is_refused(tmp_path, capsys):
    assert main(["analyse", str(tmp_path)]) == 2
    assert "finished sweep" in capsys.readouterr().err
