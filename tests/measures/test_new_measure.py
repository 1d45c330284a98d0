"""A measure is one row: added to a copy of the program as CONTRIBUTING says, it is computed, compared and told."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.edited_copy import ROOT, edited_copy

AMOUNTS = """_ISSUES: dict[str, Counted] = {
"""
COUNTED = (
    AMOUNTS
    + """    "petitions": lambda x: (x.reported & (x.channel == Channel.PETITION), x.complaints),
"""
)
OUTCOMES = """    return (
        share_measure(
            "resolution_share",
"""
ROW = """    return (
        share_measure("petition_share", "sent as petitions", "信访占比", "lower", ("petitions", "reported"),
                      EVERY_AND_PERIODS, T("Reported complaints sent as petitions, over reported complaints.",
                                           "以信访提出的诉求，占所提出的诉求。")),
        share_measure(
            "resolution_share",
"""
EDITS = {"sim/measures/amounts.py": [(AMOUNTS, COUNTED)], "sim/measures/handling.py": [(OUTCOMES, ROW)]}
SMALL_PLACE = ROOT / "tests" / "data" / "small_place"
TINY = (
    "--sample",
    "1",
    "--days",
    "90",
    "--set",
    "run.warm_up_days=0",
    "--set",
    f"world.place={SMALL_PLACE}",
    "--jobs",
    "1",
)
PAIRS = """\
kind: interactions
baseline: plain.yaml
mechanisms: [service_platform, three_plus_one]
measures: [petition_share]
replications: 2
sample: 1.0
days: 60
warm_up_days: 0
"""


def test_the_recipe_names_the_files_that_this_test_edits():
    recipe = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Add a measure")[1].split("\n## ")[0]
    assert set(EDITS) <= set(re.findall(r"`(sim/[\w/]+\.py)`", recipe)) and Path(__file__).name in recipe
    lines = sum(new.count("\n") - old.count("\n") for edits in EDITS.values() for old, new in edits)
    assert f"{lines} lines" in recipe


@pytest.mark.nightly
def test_a_measure_of_one_row_reaches_tables_comparison_and_words(tmp_path):
    (tmp_path / "plain.yaml").write_text(f"title: Plain\ntitle_zh: 原样\nworld: {{place: {SMALL_PLACE}}}\n", "utf-8")
    (tmp_path / "platform.yaml").write_text(
        "extends: plain.yaml\ntitle_zh: 群工系统\nmechanisms: {service_platform: {}}\n", "utf-8"
    )
    (tmp_path / "pairs.yaml").write_text(PAIRS, "utf-8")
    (tmp_path / "copy").mkdir()
    run = edited_copy(tmp_path / "copy", EDITS)
    study = tmp_path / "study"
    run(
        "run_sim.py",
        "compare",
        str(tmp_path / "plain.yaml"),
        str(tmp_path / "platform.yaml"),
        *TINY,
        "--replications",
        "2",
        "--by",
        "month",
        "--no-figures",
        "--out",
        str(study),
    )
    summary = pd.read_csv(study / "summary.csv").query("measure == 'petition_share'")
    assert {"all", "setting", "region", "resident_group", "month"} <= set(summary["by"])
    known = summary["mean"].dropna()
    assert len(known) and known.between(0.0, 1.0).all() and known.max() > 0.0
    compared = pd.read_csv(study / "comparison.csv").query("measure == 'petition_share' and by == 'all'")
    assert compared["n"].tolist() == [2]
    for lang, label in (("en", "sent as petitions"), ("zh", "信访占比")):
        told = run(
            "run_sim.py",
            "interactions",
            str(tmp_path / "pairs.yaml"),
            "--jobs",
            "1",
            "--lang",
            lang,
            "--no-figures",
            "--out",
            str(tmp_path / f"pairs-{lang}"),
        )
        assert label in told
