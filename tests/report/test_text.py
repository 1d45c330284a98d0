"""Text on a terminal: Chinese characters take two columns."""

from __future__ import annotations

import math

import pytest

from sim.report.headlines import shown_difference, shown_value
from sim.report.text import columns, padded, pieces


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
    assert shown_value(0.5414, "share", "en") == "54.1 %"
    assert shown_difference(0.0414, "share") == "+4.1"
    assert shown_difference(-0.0414, "share") == "-4.1"
    assert shown_difference(-0.0001, "share") == "0.0"
    assert shown_value(math.nan, "days", "en") == "n/a"
    assert shown_value(math.nan, "days", "zh") == "无"
    assert shown_value(3.0, "days", "zh") == "3.0 天"
