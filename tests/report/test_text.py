"""Text on a terminal: Chinese characters take two columns."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.report.diagnosis_text import relaxations_text
from sim.report.headlines import difference_number, value_number
from sim.report.tables import load_text
from sim.report.text import columns, padded, pieces
from sim.studies.relax import MEASURES, RELAXATIONS
from tests.language import spoken


def test_chinese_takes_two_columns():
    assert columns("解决率 ok") == 9
    assert columns(padded("解决", 10)) == 10
    assert padded("ab", 4, right=True) == "  ab"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("three society linkage", 14, ["three society", "linkage"]),
        ("城乡解决率差", 8, ["城乡解决", "率差"]),
        ("word", 2, ["word"]),
        ("", 5, [""]),
        ("城乡解决率。", 10, ["城乡解决", "率。"]),
        ("城乡（解决）率", 6, ["城乡", "（解", "决）率"]),
        ("城乡 low，率", 9, ["城乡", "low，率"]),
        ("甲乙（《丙》）", 4, ["甲乙", "（《丙》）"]),
        ("甲（ab）", 6, ["甲", "（ab）"]),
    ],
)
def test_lines_break_at_spaces_and_between_characters(text, width, lines):
    assert pieces(text, width) == lines


def test_shares_are_shown_in_percent_and_their_differences_in_points():
    assert value_number(0.5414, "share").typed == "54.1 %"
    assert difference_number(0.0414, "share").typed == "+4.1"
    assert difference_number(-0.0414, "share").typed == "-4.1"
    assert difference_number(-0.0001, "share").typed == "0.0"
    assert value_number(math.nan, "days").typed == "n/a"
    assert spoken("zh", lambda: value_number(math.nan, "days").typed) == "无"
    assert spoken("zh", lambda: value_number(3.0, "days").typed) == "3.0 天"


def test_loads_far_above_one_keep_their_distance():
    kinds = [("community", "urban"), ("community", "rural"), ("township", ""), ("district", "")]
    table = pd.DataFrame(
        [("base", tier, setting, 1234.5, 1000.0) for tier, setting in kinds],
        columns=["scenario", "tier", "setting", "offered_load", "carried_load"],
    )
    line = load_text(table, {"base": "Baseline"}).split("\n")[-1]
    assert line.split("  ", 1)[1].strip() == " ".join(["1234.50 / 1000.00"] * 4)


def test_wide_intervals_of_relaxations_keep_their_distance():
    rows = [
        (f"base+{relaxation.id}", measure, "all", "all", -1.0, -2.0, 3.25, 1.0, 3, 1)
        for relaxation in RELAXATIONS
        for measure in MEASURES
    ]
    comparison = pd.DataFrame(
        rows,
        columns=["scenario", "measure", "by", "group", "difference", "ci_low", "ci_high", "p_adjusted", "n", "n_equal"],
    )
    lines = relaxations_text(comparison, "base", 3).split("\n")
    intervals = [line[line.index("[") :] for line in lines if "[" in line]
    assert len(intervals) == len(RELAXATIONS)
    assert all(len(line.replace(", ", ",").split()) == len(MEASURES) for line in intervals)
