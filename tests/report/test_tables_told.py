"""Tables of the report against tables of a study made by hand, cell by cell."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.report.answer import BETTER, UNSURE, WORSE
from sim.report.headlines import HEADLINES
from sim.report.report_tables import (
    as_frame,
    comparison_table,
    difference_cell,
    equity_table,
    glance_table,
    hours_table,
    price_table,
    summary_table,
    unmet_table,
    who_table,
)
from sim.report.wording import Estimate
from sim.studies.compare import summarise
from sim.world.places import PlaceNames
from tests.report.tables import GAP, MAIN, NEEDS, RURAL, SPENDING, URBAN, WAIT, facts, measures, series

LOST = ("dropped_share", "all", "all")
TITLES = {"base": "Baseline", "good": "Good", "bad": "Bad"}


def texts(table) -> list[list[str]]:
    """What stands in the cells of a table."""
    return [[f"{cell.text}" for cell in row] for row in table.rows]


def tones(table) -> list[list[str]]:
    """Tones of the cells behind the first column."""
    return [[cell.tone for cell in row[1:]] for row in table.rows]


def number(text: object) -> float:
    """A number of a cell."""
    return float(f"{text}".replace("−", "-").replace("+", "").replace(",", "").split(" ")[0])


@pytest.fixture(scope="module")
def made():
    """A policy that is better in all respects, and one that is worse; villages first in nothing."""
    by_scenario = {
        "base": (0.50, 0.40, 0.10, 12.0, 30.0, 0.35, 0.45),
        "good": (0.54, 0.43, 0.08, 11.0, 28.0, 0.39, 0.47),
        "bad": (0.47, 0.38, 0.13, 14.0, 33.0, 0.33, 0.43),
    }
    cells = {}
    for name, values in by_scenario.items():
        for cell, value in zip((MAIN, NEEDS, GAP, WAIT, SPENDING, RURAL, URBAN), values, strict=True):
            cells[(name, cell)] = series(value, 0.0 if name == "base" else 0.001)
    return facts(cells, TITLES, {"base": 0.0, "good": 1.0, "bad": 2.0})


def test_at_a_glance_every_policy_has_its_own_differences_and_its_whole_cost(made):
    """Cost is that of the levers and what offices spend more: 1 - 2 and 2 + 3 yuan."""
    good, bad = texts(glance_table(made))
    assert (good[0], bad[0]) == ("Good", "Bad")
    assert [number(x) for x in good[1:]] == pytest.approx([4.0, 3.0, -2.0, -1.0, -1.0])
    assert [number(x) for x in bad[1:]] == pytest.approx([-3.0, -2.0, 3.0, 2.0, 5.0])
    assert tones(glance_table(made)) == [[BETTER] * 4 + [""], [WORSE] * 4 + [""]]


@pytest.mark.parametrize(("usual", "tone"), [(0.10, BETTER), (-0.10, "")])
def test_a_smaller_gap_is_better_only_where_towns_are_ahead(usual, tone):
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.5), ("base", GAP): series(usual)}
    found = glance_table(facts({**cells, ("p", GAP): series(usual - 0.02, 0.001)}, {"base": "Baseline", "p": "P"}))
    assert tones(found)[0][2] == tone


def test_without_costs_no_cost_is_shown():
    cells = {("base", MAIN): series(0.5), ("p", MAIN): series(0.52)}
    table = glance_table(facts(cells, {"base": "Baseline", "p": "P"}))
    assert len(table.head) == 5 and texts(table)[0][2:] == ["–", "–", "–"]


def test_the_comparison_shows_the_baselines_level_and_what_each_policy_adds(made):
    table = comparison_table(made)
    shown = {row[0].split(" ↑")[0].split(" ↓")[0]: row for row in texts(table)}
    words = {h.key: str(h.words) for h in HEADLINES}
    assert [number(x) for x in shown[words[MAIN]][1:]] == pytest.approx([50.0, 4.0, -3.0])
    assert [number(x) for x in shown[words[GAP]][1:]] == pytest.approx([10.0, -2.0, 3.0])
    assert table.head[2:] == ["Good", "Bad"]
    arrows = {row[0] for row in texts(table)}
    assert f"{words[MAIN]} ↑" in arrows and words[GAP] in arrows, "a gap has no wanted direction"
    cells = {("base", LOST): series(0.2), ("good", LOST): series(0.1, 0.001), ("bad", LOST): series(0.2)}
    [lost] = comparison_table(facts(cells, TITLES)).rows
    assert f"{lost[0].text}".endswith("↓") and lost[2].tone == BETTER


@pytest.mark.parametrize(
    ("low", "high", "better", "tone", "mark"),
    [
        (0.01, 0.03, 1, BETTER, False),
        (0.01, 0.03, -1, WORSE, False),
        (-0.03, -0.01, 1, WORSE, False),
        (-0.03, -0.01, -1, BETTER, False),
        (-0.01, 0.03, 1, UNSURE, False),
        (0.01, 0.03, 0, "", True),
        (-0.01, 0.03, 0, "", False),
        (math.nan, math.nan, 1, "", False),
    ],
)
def test_a_difference_is_better_where_it_goes_the_wanted_way_for_certain(low, high, better, tone, mark):
    middle = 0.02 if math.isnan(low) else (low + high) / 2.0
    cell = difference_cell(Estimate(middle, low, high, 0.001, 10, 0), "share", better)
    assert (cell.tone, cell.mark) == (tone, mark)
    assert number(cell.text) == pytest.approx(100.0 * middle)
    if math.isfinite(low):
        assert [number(x) for x in (cell.below.low, cell.below.high)] == pytest.approx([100 * low, 100 * high])
    assert f"{difference_cell(None, 'share', better).text}" == "–"


def test_a_summary_of_one_scenario_is_its_own_with_both_ends():
    cells = {("base", MAIN): series(0.5, 0.01), ("other", MAIN): series(0.9), ("base", NEEDS): series(0.25)}
    summary = summarise(measures(cells))
    rows = summary_table(summary, "base").rows
    row = summary[(summary["scenario"] == "base") & (summary["measure"] == MAIN[0])].iloc[0]
    [main, needs] = rows
    assert number(main[1].text) == pytest.approx(50.0, abs=0.06) and number(needs[1].text) == pytest.approx(25.0)
    ends = [number(main[1].below.low), number(main[1].below.high)]
    assert ends == pytest.approx([100 * row["ci_low"], 100 * row["ci_high"]], abs=0.06) and ends[0] < 50.0 < ends[1]


def summary(rows: list[tuple[str, str, str, str, float]]) -> pd.DataFrame:
    """A summary whose intervals reach a tenth of the mean to either side."""
    table = pd.DataFrame(rows, columns=["scenario", "measure", "by", "group", "mean"])
    return table.assign(ci_low=table["mean"] * 0.9, ci_high=table["mean"] * 1.1)


def test_indices_of_equity_stand_in_their_own_columns():
    from sim.report.report_tables import INDICES

    rows = [
        (name, measure, "all", "all", 0.1 * (k + 1) + 0.01 * j)
        for j, name in enumerate(("base", "good"))
        for k, measure in enumerate(INDICES)
    ]
    table = equity_table(summary(rows[:-1]), {"base": "Baseline", "good": "Good"})
    assert table is not None and [row[0].text for row in table.rows] == ["Baseline", "Good"]
    for j, row in enumerate(table.rows):
        values = [0.1 * (k + 1) + 0.01 * j for k in range(len(INDICES))]
        for k, cell in enumerate(row[1:]):
            if (j, k) == (1, len(INDICES) - 1):
                assert cell.text == "–"
                continue
            assert number(cell.text) == pytest.approx(values[k], abs=5e-4)
            ends = [number(cell.below.low), number(cell.below.high)]
            assert ends == pytest.approx([0.9 * values[k], 1.1 * values[k]], abs=5e-4)


def test_days_of_unmet_need_stand_by_measure_then_by_group_of_who_bears_them():
    rows = [
        ("base", "unmet_burden", "all", "all", 10.0),
        ("good", "unmet_burden", "all", "all", 8.0),
        ("base", "unmet_burden", "setting", "rural", 14.0),
        ("good", "unmet_burden", "setting", "rural", math.nan),
        ("base", "unmet_burden", "month", "2017-01", 99.0),
        ("base", "resolution_share", "setting", "rural", 77.0),
    ]
    table = unmet_table(summary(rows), {"base": "Baseline", "good": "Good"}, PlaceNames())
    assert table is not None
    found = texts(table)
    assert [number(x) for x in found[0][1:]] == [10.0, 8.0]
    assert found[1][1:] == ["14.0 d", "–"] and "rural" in found[1][0].lower() and len(found) == 2
    assert unmet_table(summary(rows[4:]), {"base": "Baseline"}, PlaceNames()) is None


def test_who_gains_is_shown_group_by_group_and_policy_by_policy(made):
    table = who_table(made)
    assert table is not None
    rows = {row[0].text: [number(cell.text) for cell in row[1:]] for row in table.rows}
    village, town = (next(v for k, v in rows.items() if word in k.lower()) for word in ("rural", "urban"))
    assert village == pytest.approx([4.0, -2.0]) and town == pytest.approx([2.0, -2.0])
    assert table.head[1:] == ["Good", "Bad"]


def test_who_pays_hours_and_who_pays_money():
    rows = [
        ("good", "committee", -1.5, -2.0, -1.0, math.nan),
        ("bad", "committee", 2.5, 2.0, 3.0, math.nan),
        ("good", "district_purse", math.nan, math.nan, math.nan, 123_456_00.0),
        ("good", "volunteer", 0.01, math.nan, math.nan, math.nan),
        ("bad", "volunteer", 0.04, math.nan, math.nan, math.nan),
    ]
    prices = pd.DataFrame(rows, columns=["scenario", "payer", "hours", "hours_low", "hours_high", "fen"])
    cells = {(name, MAIN): series(0.5) for name in TITLES}
    table = price_table(prices, facts(cells, TITLES))
    assert table is not None
    committee, purse, *rest = table.rows
    assert [f"{c.text}" for c in committee[1:]] == ["−1.5", "2.5"]
    assert [number(committee[1].below.low), number(committee[1].below.high)] == [-2.0, -1.0]
    assert [f"{c.text}" for c in purse[1:]] == ["123,456", "–"]
    assert "yuan" in f"{purse[0].below}" and "hours" in f"{committee[0].below}"
    assert len(rest) <= 1, "a line whose numbers are all shown as nothing says nothing"
    assert price_table(prices[:0], facts(cells, TITLES)) is None


def test_hours_of_several_scenarios_are_shown_where_they_differ_by_an_hour():
    rows = [
        ("use", "committee", "counter", "base", 100.0),
        ("use", "committee", "counter", "good", 90.0),
        ("use", "committee", "leave", "base", 50.0),
        ("use", "committee", "leave", "good", 50.5),
        ("origin", "township", "given", "base", 10.0),
        ("origin", "township", "given", "good", 11.0),
    ]
    hours = pd.DataFrame(rows, columns=["side", "bearer", "use", "scenario", "hours"])
    table = hours_table(hours, {"base": "Baseline", "good": "Good"})
    assert table is not None
    assert [row[1:] for row in texts(table)] == [["100", "90"], ["10", "11"]]
    alone = hours_table(hours[hours["scenario"] == "base"], {"base": "Baseline"})
    assert alone is not None and [row[1] for row in texts(alone)] == ["100", "50", "10"]
    equal = hours[hours["use"] == "leave"]
    assert hours_table(equal, {"base": "Baseline", "good": "Good"}) is None


def test_a_table_as_columns_holds_numbers_as_they_are_shown_and_intervals_beside_them(made):
    frame = as_frame(comparison_table(made))
    assert list(frame.columns[2:]) == ["Good", "Good [95 %]", "Bad", "Bad [95 %]"]
    row = frame[frame.iloc[:, 0].str.startswith(str(HEADLINES[0].words))].iloc[0]
    assert (row["Good"], row["Bad"]) == (pytest.approx(4.0), pytest.approx(-3.0))
    low, high = row["Bad [95 %]"].strip("[]").split(", ")
    assert float(low) <= -3.0 <= float(high) < 0.0
