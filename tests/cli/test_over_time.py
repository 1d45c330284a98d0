"""Measures by month, week and quarter reach every verb, every table, the terminal and the report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.errors import InputError
from sim.report.tables import still_open
from tests.cli.conftest import ROOT
from tests.cli.test_chinese import english

pytestmark = pytest.mark.slow

SMALL_PLACE = ROOT / "tests" / "data" / "small_place"
TINY = (
    "--sample",
    "1",
    "--days",
    "150",
    "--set",
    "run.warm_up_days=10",
    "--set",
    f"world.place={SMALL_PLACE}",
    "--set",
    "run.start_date=2017-11-10",
    "--jobs",
    "1",
)
MONTHS = ["2017-11", "2017-12", "2018-01", "2018-02", "2018-03", "2018-04"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A baseline, a policy, and studies that ask for months."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "base.yaml").write_text(f"title: The base\ntitle_zh: 基准\nworld: {{place: {SMALL_PLACE}}}\n", "utf-8")
    (folder / "platform.yaml").write_text(
        "extends: base.yaml\ntitle_zh: 群工系统\nmechanisms: {service_platform: {}}\n", "utf-8"
    )
    common = (
        "baseline: base.yaml\nreplications: 2\nsample: 1.0\ndays: 40\nwarm_up_days: 0\n"
        "measures: [dropped_share, dropped_share by month]\n"
    )
    (folder / "pairs.yaml").write_text(
        f"kind: interactions\n{common}mechanisms: [service_platform, three_plus_one]\n", "utf-8"
    )
    (folder / "money.yaml").write_text(
        f"kind: budget\n{common}mechanisms: [service_platform, three_plus_one]\nyuan_per_resident: 2\n", "utf-8"
    )
    (folder / "many.yaml").write_text(
        f"kind: sweep\n{common}uncertainties:\n  needs.need_rate_town: {{range: [0.4, 0.6]}}\n"
        "design: {kind: lhs, n: 4, seed: 1}\n",
        "utf-8",
    )
    (folder / "patterns.csv").write_text(
        "id,pattern,scenario,measure,by,group,statistic,against,target,low,high,unit,use,source,confidence,note\n"
        "july,P1,baseline,dropped_share,month,2016-07,value,,0.2,0.0,1.0,share,hold back,a table,low,\n",
        "utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def study(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison by month and week, with its report."""
    out = tmp_path_factory.mktemp("results") / "study"
    words = ("compare", files / "base.yaml", files / "platform.yaml", *TINY, "--replications", "3", "--out", out)
    assert main([*map(str, words), "--by", "month, week"]) == 0
    return out


def test_every_table_has_the_periods_and_is_read_back(study):
    read = sim.read(study)
    for name in ("measures", "summary", "comparison"):
        table = read.tables[name]
        rows = table[(table["measure"] == "resolution_share") & (table["by"] == "month")]
        assert sorted(set(rows["group"])) == MONTHS, name
        assert "week" in set(table["by"]) and "quarter" not in set(table["by"])
    by_month = read.comparison.query("measure == 'registered_share' and by == 'month'")
    assert len(by_month) == 6 and by_month["ci_low"].notna().any()


def test_months_are_an_axis_of_labelled_arrays(study):
    pytest.importorskip("xarray")
    found = sim.read(study).to_xarray(["dropped_share by month"])["dropped_share by month"]
    assert found.dims == ("scenario", "seed", "month") and list(found["month"].values) == MONTHS


def test_the_report_draws_them_in_both_languages(study, tmp_path):
    for lang, month in (("en", "Nov 2017"), ("zh", "2017年11月")):
        place = tmp_path / lang
        shutil.copytree(study, place)
        for picture in place.glob("over_time*"):
            picture.unlink()
        assert main(["report", str(place), "--lang", lang]) == 0
        assert sorted(path.name for path in place.glob("over_time*")) == [
            "over_time_month.png",
            "over_time_month.svg",
            "over_time_week.png",
            "over_time_week.svg",
        ]
        text = (place / "report.html").read_text(encoding="utf-8")
        assert 'id="over_time"' in text and month in text and "--by month,week" in text


def test_nothing_of_it_where_nobody_asks(files, tmp_path, capsys):
    assert main(["run", *map(str, (files / "base.yaml", *TINY)), "--no-figures", "--out", str(tmp_path / "run")]) == 0
    text = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "over_time" not in text and "--by" not in text
    assert not set(sim.read(tmp_path / "run").measures["by"]) & {"month", "week", "quarter"}
    assert "by month" not in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_the_terminal_shows_a_few_measures(verb, files, tmp_path, capsys):
    scenarios = [files / "base.yaml", files / "platform.yaml"][: 1 if verb == "run" else 2]
    words = [verb, *map(str, (*scenarios, *TINY)), "--replications", "2", "--no-figures", "--by", "month"]
    assert main([*words, "--out", str(tmp_path / "en")]) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert max(map(len, (line for line in lines if not line.startswith(("Results", "Report"))))) <= 100
    assert sum(line.startswith("Feb 2018  ") for line in lines) == 3
    assert "Apr 2018: more than 1 % of what was reported then is still open" in " ".join(lines)
    assert main([*words, "--out", str(tmp_path / "zh"), "--lang", "zh"]) == 0
    out, err = capsys.readouterr()
    assert english(out + err) == [] and out.count("\n2018年2月  ") == 3


def test_programs_get_the_same_rows(files, tmp_path, capsys):
    words = ("run", files / "base.yaml", *TINY, "--json", "--by", "quarter", "--out", tmp_path / "run")
    assert main([*map(str, words), "--no-figures"]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out)["summary"] if row["by"] == "quarter"]
    assert {row["group"] for row in rows} == {"2017-Q4", "2018-Q1", "2018-Q2"}
    assert {"reported_per_1000", "resolution_share", "open_share"} <= {row["measure"] for row in rows}


def test_names_that_are_no_period_are_refused_together(files, tmp_path, capsys):
    words = (
        "run",
        files / "base.yaml",
        *TINY,
        "--by",
        "mont,setting,week",
        "--tables",
        "isues",
        "--out",
        tmp_path / "out",
    )
    assert main([*map(str, words)]) == 2
    said = capsys.readouterr().err
    assert said.count("allowed: month, week, quarter") == 2 and "'mont'" in said and "'setting'" in said
    assert "'isues'" in said and not (tmp_path / "out").exists()
    with pytest.raises(InputError) as caught:
        sim.run(files / "base.yaml", by="mont")
    assert [(fault.file, fault.nearest) for fault in caught.value.faults] == [("by", "month")]


@pytest.mark.parametrize(
    ("verb", "file", "table"),
    [("interactions", "pairs", "interactions.csv"), ("budget", "money", "budget.csv"), ("sweep", "many", None)],
)
def test_studies_that_name_months_have_them(verb, file, table, files, tmp_path):
    out = tmp_path / "out"
    assert main([verb, str(files / f"{file}.yaml"), "--jobs", "1", "--no-figures", "--out", str(out)]) == 0
    found = pd.read_csv(out / table) if table else sim.read(out).measures
    rows = found[(found["measure"] == "dropped_share") & (found["by"] == "month")]
    assert set(rows["group"]) == {"2016-07", "2016-08"}


def test_a_pattern_may_be_of_a_month(files, tmp_path):
    words = (
        "validate",
        "--patterns",
        files / "patterns.csv",
        "--sample",
        "1",
        "--days",
        "40",
        "--set",
        "run.warm_up_days=0",
        "--set",
        f"world.place={SMALL_PLACE}",
        "--replications",
        "2",
        "--jobs",
        "1",
    )
    assert main([*map(str, words), "--out", str(tmp_path / "out")]) == 0
    row = pd.read_csv(tmp_path / "out" / "validation.csv").set_index("id").loc["july"]
    assert row["n_runs"] == 2 and 0.0 < row["result"] < 1.0


def test_a_batch_of_mesa_may_be_by_quarter(files):
    made = sim.BatchModel(
        files / "base.yaml",
        measures="dropped_share by quarter, dropped_share",
        run__days=100,
        run__warm_up_days=0,
        world__sample=1.0,
    )
    while made.running:
        made.step()
    last = made.datacollector.get_model_vars_dataframe().iloc[-1]
    assert 0.0 < last["dropped_share__quarter__2016_Q3"] < 1.0 and "dropped_share__quarter__2016_Q4" in last.index


def test_a_period_is_open_where_any_scenario_has_more_than_a_hundredth_left():
    rows = [
        ("base", "2018-01", 0.0),
        ("base", "2018-02", 0.01),
        ("base", "2018-03", 0.011),
        ("slow", "2018-01", 0.0),
        ("slow", "2018-02", 0.02),
        ("slow", "2018-03", 0.4),
    ]
    table = pd.DataFrame(
        [
            {"scenario": scenario, "measure": "open_share", "by": "month", "group": group, "mean": mean}
            for scenario, group, mean in rows
        ]
    )
    assert still_open(table, "month") == ("2018-02", "2018-03")
    assert still_open(table[table["scenario"] == "base"], "month") == ("2018-03",)
    assert still_open(table, "week") == ()
