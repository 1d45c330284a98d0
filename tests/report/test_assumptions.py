"""The tables of what a study rests on speak the reader's language; the spreadsheet of numbers holds both."""

from __future__ import annotations

import re

import pytest

from sim.mechanisms import registry
from sim.report.assumptions import assumptions_of
from sim.report.report_tables import assumption_tables
from sim.scenario.scenario import Scenario, replace
from tests.language import spoken
from tests.model_runs import SMALL_PLACE

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{3}")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Every mechanism, and a setting of the model of each kind."""
    all_on = Scenario(name="all_on", mechanisms={name: kind.Parameters() for name, kind in registry().items()})
    return replace(all_on, {"run.check_invariants": True, "work.caseload_limit": 20, "run.days": 90})


def test_chinese_tables_have_chinese_meanings_units_and_sources(scenario):
    found = assumptions_of([scenario])
    _, numbers, settings = spoken("zh", assumption_tables, found, {"all_on": "全部"})
    assert len(numbers.rows) == len(found.parameters) > 150 and len(settings.rows) == 3
    for rows, source in ((numbers.rows, 3), (settings.rows, 4)):
        for row in rows:
            assert CHINESE.search(row[1].text) and CHINESE.search(row[source].text), row
            assert not WORD.search(row[2].below), row
            assert row[source].text != "假设值" or row[source].mark, row
    said = {row[0].text: row for row in [*numbers.rows, *settings.rows]}
    assert [c.text for c in said["run.check_invariants"]] == [
        "run.check_invariants",
        "每日结束后检查事项与资金是否守恒。",
        "是",
        "否",
        "约多用十分之一的时间",
    ]
    assert (said["funding_balance.even_quarters"][2].text, said["work.caseload_limit"][2].below) == ("是", "在办个案")


def test_english_tables_stay_english(scenario):
    _, numbers, settings = assumption_tables(assumptions_of([scenario]), {"all_on": "All"})
    assert not any(
        CHINESE.search(cell.text) and "(" not in cell.text for row in [*numbers.rows, *settings.rows] for cell in row
    )
    assert [cell.text for cell in settings.rows[0]] == [
        "run.days",
        "Measured days after the warm-up.",
        "90",
        "365",
        "one fiscal year",
    ]


def test_the_spreadsheet_holds_both_languages(scenario):
    frame = assumptions_of([scenario]).parameters.set_index("path")
    row = frame.loc["mechanisms.three_plus_one.farmer_share"]
    assert (row["unit"], row["unit_zh"], row["source"], row["source_zh"]) == ("share", "比例", "assumed", "假设值")
    assert (row["meaning"], row["meaning_zh"]) == (
        "Share of large-scale farmers who are clients.",
        "种养大户中结对对象的比例。",
    )


def test_the_report_of_another_place_says_of_every_number_whose_it_is():
    base = replace(Scenario(name="base"), {"world.place": str(SMALL_PLACE), "needs.quick_share": 0.3})
    found = assumptions_of([base])
    assert sum(found.origins.values()) == found.n_all and min(found.origins.values()) > 0
    (changed,) = found.changed.to_dict("records")
    assert changed["origin"] == "your data" and changed["origin_zh"] == "自有数据"
    assert changed["source"].startswith("your data; the default is: default, not of this place: Chongqing, calibrated")
    assert found.origins["own"] == 1
    assert assumptions_of([replace(base, {"world.place": "data/chongqing"})]).origins == {}
