"""Names of earlier versions in users' files and stored tables are taken for the present ones, and it is said."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import InputError
from sim.former_names import ENDINGS, LEVERS, MEASURES, PARAMETERS, FormerNameWarning, current, current_table
from sim.levers import BY_NAME
from sim.measures.registry import measures
from sim.scenario.fields import leaf_paths
from sim.scenario.scenario import Scenario
from sim.trace.find import KINDS

BASELINE = Path(__file__).resolve().parents[1] / "scenarios" / "baseline.yaml"


def test_every_present_name_is_there_and_no_former_one():
    last = {path.rpartition(".")[2] for path in leaf_paths(Scenario)}
    for names, known in (
        (PARAMETERS, last),
        (MEASURES, set(measures())),
        (LEVERS, set(BY_NAME)),
        (ENDINGS, set(KINDS)),
    ):
        assert set(names.values()) <= known
        assert not set(names) & known


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("hand_over.lost_entered_share", "hand_over.lost_registered_share"),
        ("hand_over__lost_entered_share", "hand_over__lost_registered_share"),
        ("lost_share by setting", "dropped_share by setting"),
        ("lost_share__setting__rural", "dropped_share__setting__rural"),
        ("resolution_share - lost_share > 0.3", "resolution_share - dropped_share > 0.3"),
        ("voiced_per_need_gini", "reported_per_need_gini"),
        ("baseline:voiced_per_need/category/dispute", "baseline:reported_per_need/category/dispute"),
    ],
)
def test_a_former_name_is_read_wherever_it_stands_as_a_word(written, read):
    with pytest.warns(FormerNameWarning):
        assert current(written) == read


@pytest.mark.parametrize("text", ["the lost share", "my_lost_share", "lost_shares", "unentered", "reported_per_1000"])
def test_other_words_stay(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert current(text) == text


def test_a_scenario_with_former_names_is_the_same_scenario(tmp_path):
    """In a file, in a setting of the command line and in Python."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("intake: {entered_hotline: 0.5}\nclosing:\n  paper_seen: 0.4\n", encoding="utf-8")
    new.write_text("intake: {registered_hotline: 0.5}\nclosing:\n  nominal_seen: 0.4\n", encoding="utf-8")
    with pytest.warns(FormerNameWarning, match="'entered_hotline' is called 'registered_hotline' now"):
        read = sim.load(old)
    assert read.intake == sim.load(new).intake and read.closing == sim.load(new).closing
    with pytest.warns(FormerNameWarning):
        laid = sim.load(BASELINE, {"hand_over.lost_entered_share": 0.1})
    assert laid == sim.load(BASELINE, {"hand_over.lost_registered_share": 0.1})


def test_the_same_key_under_both_names_is_given_twice(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("intake: {entered_hotline: 0.5, registered_hotline: 0.4}\n", encoding="utf-8")
    with pytest.warns(FormerNameWarning), pytest.raises(InputError) as caught:
        sim.load(path)
    assert [fault.code for fault in caught.value.faults] == ["GZ010"]


def test_stored_tables_are_read_with_present_names():
    table = pd.DataFrame(
        {
            "measure": ["lost_share", "issues_by_path", "issues_by_origin"],
            "by": ["all", "path", "origin"],
            "group": ["all", "unentered_township_lost", "voiced_again"],
            "value": [0.1, 2.0, 3.0],
        }
    )
    read = current_table(table)
    assert list(read["measure"]) == ["dropped_share", "issues_by_path", "issues_by_origin"]
    assert list(read["group"]) == ["all", "unregistered_township_dropped", "reported_again"]
    issues = current_table(pd.DataFrame({"state": ["lost", "lost_on_book"], "voiced_day": [1, 2], "voiced": [1, 1]}))
    assert list(issues["state"]) == ["dropped", "lost_on_book"]
    assert list(issues.columns) == ["state", "reported_day", "reported"]
