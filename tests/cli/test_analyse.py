"""The verb `analyse`, from a folder to files and a text."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.studies.sweep_tables import read_sweep
from sim.world.places import read_place
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
    assert written >= {
        "summary.csv",
        "differences.csv",
        "regional.csv",
        "precision.csv",
        "pareto.csv",
        "failures.csv",
        "pareto.png",
        "pareto.svg",
        "regional_resolution_share.png",
        "notes.txt",
    }
    table = pd.read_csv(folder / "analysis" / "differences.csv")
    assert set(table["scenario"]) == {"teams", "desk"}
    assert not list(folder.glob(".analysis*"))


SMALL_PLACE = Path(__file__).parents[1] / "data" / "small_place"
REAL = """kind: sweep
title: A real sweep
title_zh: 真实扫描
question: Does what a sweep writes reach the analysis?
baseline: base.yaml
policies: [platform.yaml]
uncertainties:
  needs.need_rate_town: {range: [0.4, 0.6]}
  staff.issue_hours_factor: {range: [1.0, 2.0]}
design: {kind: lhs, n: 4, seed: 1}
replications: 2
sample: 1.0
days: 30
warm_up_days: 0
measures: [resolution_share, dropped_share, resolution_urban_rural_gap, solved_per_need by region]
"""


def test_what_a_sweep_writes_can_be_analysed(tmp_path, capsys):
    (tmp_path / "base.yaml").write_text(f"title: Base\ntitle_zh: 基准\nworld: {{place: {SMALL_PLACE}}}\n", "utf-8")
    (tmp_path / "platform.yaml").write_text("extends: base.yaml\nmechanisms: {service_platform: {}}\n", "utf-8")
    (tmp_path / "real.yaml").write_text(REAL, "utf-8")
    out = tmp_path / "out"
    assert main(["sweep", str(tmp_path / "real.yaml"), "--out", str(out), "--jobs", "1", "--yes"]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "A real sweep" in page and "Does what a sweep writes reach the analysis?" in page
    before = (out / "manifest.json").read_bytes()
    assert main(["report", str(out), "--lang", "zh"]) == 0
    assert "真实扫描" in (out / "report.html").read_text(encoding="utf-8")
    assert read_sweep(out).names == read_place(SMALL_PLACE).names
    assert (out / "manifest.json").read_bytes() == before
    assert main(["analyse", str(out), "--no-costs", "--no-figures"]) == 0
    failures = pd.read_csv(out / "analysis" / "failures.csv")
    assert failures["n_planned"].tolist() == failures["n_ok"].tolist() == [8, 8]
    differences = pd.read_csv(out / "analysis" / "differences.csv")
    # Nothing registered is lost on a platform, so fewer requests vanish at every point.
    lost = differences[(differences["measure"] == "dropped_share") & (differences["by"] == "all")]
    assert lost["difference"].notna().all() and (lost["difference"] < 0.0).all()
    runs = pd.read_parquet(out / "runs.parquet")
    (out / "measures.parquet").write_bytes((out / "measures.parquet").read_bytes()[:-1] + b"x")
    assert main(["analyse", str(out), "--no-costs"]) == 4, "a damaged table is never analysed"
    assert len(runs) == 16


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
