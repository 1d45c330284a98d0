"""Rows of comparisons column by column: summaries, differences, contrasts, fronts, robustness and grades by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.mechanisms import registry
from sim.scenario.scenario import Scenario
from sim.studies.certainty import BOUNDS, Grounds, graded, grounds_of, lowest
from sim.studies.compare import (
    COMPARISON_COLUMNS,
    MEASURES_COLUMNS,
    SUMMARY_COLUMNS,
    WINNERS_COLUMNS,
    compare,
    measures_table,
    summarise,
    winners,
)
from sim.studies.contrasts import (
    GAIN_COLUMNS,
    PAIR_COLUMNS,
    adjusted,
    fieller,
    group_gains,
    keyed,
    net_costs,
    policy_front,
    policy_pairs,
    values_by_seed,
    verdicts,
)
from sim.studies.information import HINGE_COLUMNS
from sim.studies.robustness import (
    COST,
    CRITERIA,
    OBJECTIVES,
    Goal,
    better_worlds,
    chance_share,
    chance_table,
    criteria_table,
    goals_met,
    outcomes_by_world,
    robust_table,
)
from sim.studies.statistics import (
    BAND,
    SEEDS,
    WORLDS,
    band_of,
    bands,
    deviation,
    difference_over_worlds,
    mean_and_deviation,
    mean_in_band,
    mean_interval,
    medians_over_worlds,
    paired_difference,
    share_interval,
)

NAN = math.nan
T2, T3 = 4.302653, 3.182446
"""Student's 97.5 % quantiles with two and with three degrees of freedom, as in any table."""

RURAL = ("solved_per_need", "setting", "rural")
URBAN = ("solved_per_need", "setting", "urban")
NEEDS = ("solved_per_need", "all", "all")
SPENDING = ("spending_per_resident", "all", "all")
SHARE = ("resolution_share", "all", "all")


def runs(cells: dict[tuple[str, tuple[str, str, str]], Any], first: int = 1) -> pd.DataFrame:
    """The table of all runs, from values by scenario and cell; a dict gives values by seed."""
    rows = []
    for (scenario, cell), values in cells.items():
        by_seed = values if isinstance(values, dict) else dict(enumerate(values, start=first))
        rows += [(scenario, seed, *cell, 100.0, value) for seed, value in by_seed.items()]
    return pd.DataFrame(rows, columns=list(MEASURES_COLUMNS))


def p_of_two(t: float) -> float:
    """Two-sided p of Student's t with two degrees of freedom, in closed form."""
    return 1.0 - abs(t) / math.sqrt(2.0 + t * t)


# Tables of runs


def test_the_table_of_measures_holds_every_run_under_its_name_and_seed():
    table = pd.DataFrame({"value": [0.5, 0.25], "group": ["all", "urban"], "by": ["all", "setting"], "n": [7, 3]})
    results: list[Any] = [
        SimpleNamespace(scenario=name, seed=seed, table=table.assign(measure="m", extra=1.0, value=table["value"] + k))
        for k, (name, seed) in enumerate((("base", 4), ("policy", 4), ("base", 5)))
    ]
    found = measures_table(results)
    assert tuple(found.columns) == MEASURES_COLUMNS
    assert found["scenario"].tolist() == ["base", "base", "policy", "policy", "base", "base"]
    assert found["seed"].tolist() == [4, 4, 4, 4, 5, 5] and found["seed"].dtype == np.int64
    assert found["value"].tolist() == [0.5, 0.25, 1.5, 1.25, 2.5, 2.25]
    assert found["n"].tolist() == [7.0, 3.0] * 3 and found["n"].dtype == np.float64
    assert found["group"].tolist() == ["all", "urban"] * 3 and found["by"].tolist() == ["all", "setting"] * 3
    assert found.index.tolist() == list(range(6))
    none = measures_table([])
    assert tuple(none.columns) == MEASURES_COLUMNS and not len(none)


def test_a_summary_leaves_out_runs_without_a_value_and_counts_the_rest():
    """2, 4, 9: mean 5, deviation sqrt(13); of 1 and 5 mean 3, deviation sqrt(8), t with one degree 12.7062."""
    table = runs(
        {
            ("b", RURAL): [2.0, 4.0, 9.0],
            ("b", URBAN): [1.0, NAN, 5.0],
            ("b", NEEDS): [NAN, 7.0, NAN],
            ("b", SHARE): [NAN, NAN, math.inf],
            ("a", RURAL): [1.0, 1.0, 1.0],
        }
    )
    found = summarise(table)
    assert tuple(found.columns) == SUMMARY_COLUMNS
    assert found["scenario"].tolist() == ["b"] * 4 + ["a"]
    assert found["n_runs"].tolist() == [3, 2, 1, 0, 3]
    half = (T2 * math.sqrt(13 / 3), 12.7062 * 2.0)
    assert found["mean"].tolist() == pytest.approx([5.0, 3.0, 7.0, NAN, 1.0], nan_ok=True)
    assert found["sd"].tolist() == pytest.approx([math.sqrt(13), math.sqrt(8), NAN, NAN, 0.0], nan_ok=True)
    assert found["ci_low"].tolist() == pytest.approx([5 - half[0], 3 - half[1], NAN, NAN, NAN], abs=1e-3, nan_ok=True)
    assert found["ci_high"].tolist() == pytest.approx([5 + half[0], 3 + half[1], NAN, NAN, NAN], abs=1e-3, nan_ok=True)
    assert found["group"].tolist() == ["rural", "urban", "all", "all", "rural"]


def test_a_summary_over_worlds_has_the_band_and_one_world_none():
    """Fewer than nineteen worlds span their whole range; the mean stays the mean."""
    table = runs({("b", RURAL): [2.0, 4.0, 9.0], ("b", URBAN): [NAN, 3.0, 1.0], ("b", NEEDS): [NAN, NAN, 6.0]})
    found = summarise(table, WORLDS)
    assert found["n_runs"].tolist() == [3, 2, 1]
    assert found["mean"].tolist() == [5.0, 2.0, 6.0]
    assert found["ci_low"].tolist() == pytest.approx([2.0, 1.0, NAN], nan_ok=True)
    assert found["ci_high"].tolist() == pytest.approx([9.0, 3.0, NAN], nan_ok=True)


def test_every_column_of_a_comparison_by_hand():
    """Baseline 1, 3, 5, policy 2, 8, 8: differences 1, 5, 3 with mean 3 and deviation 2, t = 3 / (2 / sqrt 3)."""
    found = compare(runs({("b", RURAL): [1.0, 3.0, 5.0], ("p", RURAL): [2.0, 8.0, 8.0]}), "b", ["p"])
    assert tuple(found.columns) == COMPARISON_COLUMNS
    row = found.iloc[0].to_dict()
    half, p = T2 * 2.0 / math.sqrt(3), p_of_two(1.5 * math.sqrt(3))
    assert {k: row[k] for k in ("scenario", "measure", "by", "group", "n", "n_equal")} == {
        "scenario": "p",
        "measure": "solved_per_need",
        "by": "setting",
        "group": "rural",
        "n": 3,
        "n_equal": 1,
    }
    expected = {
        "baseline": 3.0,
        "mean": 6.0,
        "difference": 3.0,
        "ci_low": 3.0 - half,
        "ci_high": 3.0 + half,
        "p_value": p,
        "p_adjusted": p,
        "baseline_sd": 2.0,
        "mean_sd": math.sqrt(12.0),
        "difference_sd": 2.0,
    }
    assert {k: row[k] for k in expected} == pytest.approx(expected, abs=2e-6)


def test_every_column_of_a_comparison_over_worlds_by_hand():
    """Differences 1, 5, -3: median 1, band -3 to 5; two of three worlds go up, the sign test has p = 1."""
    found = compare(runs({("b", RURAL): [1.0, 3.0, 5.0], ("p", RURAL): [2.0, 8.0, 2.0]}), "b", ["p"], WORLDS)
    row = found.iloc[0].to_dict()
    expected = {
        "n": 3,
        "n_equal": 2,
        "baseline": 3.0,
        "mean": 4.0,
        "difference": 1.0,
        "ci_low": -3.0,
        "ci_high": 5.0,
        "p_value": 1.0,
        "p_adjusted": 1.0,
        "baseline_sd": 2.0,
        "mean_sd": math.sqrt(12.0),
        "difference_sd": 4.0,
    }
    assert {k: row[k] for k in expected} == pytest.approx(expected)


def test_holm_counts_neither_other_groups_nor_scenarios_without_a_p_value():
    """One seed of the third policy has a value, so it has no p; the other two are adjusted as two, group by group."""
    table = runs(
        {
            ("b", RURAL): [1.0, 3.0, 5.0],
            ("b", URBAN): [0.0, 0.0, 0.0],
            ("p", RURAL): [2.0, 8.0, 8.0],
            ("p", URBAN): [1.0, 5.0, 3.0],
            ("q", RURAL): [3.0, 5.5, 7.6],
            ("q", URBAN): [1.0, 5.0, 3.0],
            ("r", RURAL): [1.0, NAN, NAN],
            ("r", URBAN): [NAN, NAN, 2.0],
        }
    )
    found = compare(table, "b", ["p", "q", "r"]).set_index(["scenario", "group"])
    p = p_of_two(1.5 * math.sqrt(3))
    q = found.loc[("q", "rural"), "p_value"]
    assert q < p / 2
    assert found.loc[("p", "rural"), "p_adjusted"] == pytest.approx(p)
    assert found.loc[("q", "rural"), "p_adjusted"] == pytest.approx(2 * q)
    for name in ("p", "q"):
        assert found.loc[(name, "urban"), "p_value"] == pytest.approx(p)
        assert found.loc[(name, "urban"), "p_adjusted"] == pytest.approx(2 * p)
    assert math.isnan(found.loc[("r", "rural"), "p_adjusted"])
    assert found.loc[("r", "urban"), ["n", "baseline", "mean", "difference"]].tolist() == [1, 0.0, 2.0, 2.0]


def test_what_stands_in_a_comparison_and_what_does_not():
    """Scenarios without a run and groups that the baseline never has are left out; one without a pair has its mean."""
    table = runs(
        {
            ("b", RURAL): [NAN, NAN, 1.0],
            ("p", RURAL): [2.0, 5.0, NAN],
            ("p", URBAN): [2.0, 4.0, 6.0],
            ("b", NEEDS): [1.0, 1.0, 1.0],
            ("p", NEEDS): [NAN, NAN, NAN],
        }
    )
    found = compare(table, "b", ["absent", "p"])
    assert list(zip(found["scenario"], found["group"], strict=True)) == [("p", "rural"), ("p", "all")]
    assert found["n"].tolist() == [0, 0] and found["n_equal"].tolist() == [0, 0]
    assert found["mean"].tolist() == pytest.approx([3.5, NAN], nan_ok=True)
    rest = ["baseline", *COMPARISON_COLUMNS[COMPARISON_COLUMNS.index("difference") :]]
    assert found[rest].isna().all(axis=None)
    nothing = compare(table, "absent", ["p"])
    assert tuple(nothing.columns) == COMPARISON_COLUMNS and not len(nothing)


@pytest.mark.parametrize(
    ("ends", "higher", "lower"),
    [
        ((0.0, 0.2), "unclear", "unclear"),
        ((-0.2, 0.0), "unclear", "unclear"),
        ((1e-9, 0.2), "gains", "loses"),
        ((-0.2, -1e-9), "loses", "gains"),
    ],
)
def test_gains_and_losses_exclude_zero_itself(ends, higher, lower):
    row = {"scenario": "p", "by": "region", "n": 3, "difference": 0.1, "ci_low": ends[0], "ci_high": ends[1]}
    table = pd.DataFrame([{**row, "measure": name, "group": "x"} for name in ("up", "down")])
    assert winners(table, {"up": True, "down": False})["verdict"].tolist() == [higher, lower]


def test_winners_are_told_by_setting_region_and_resident_group_of_the_measures_asked_for():
    rows = [
        ("p", measure, by, "x", 3, 0.1, 0.05, 0.2, 0.5)
        for measure in ("up", "other")
        for by in ("all", "setting", "district", "region", "tier", "resident_group")
    ]
    table = pd.DataFrame(rows, columns=[*WINNERS_COLUMNS[:-1], "p_adjusted"])
    found = winners(table, {"up": True})
    assert tuple(found.columns) == WINNERS_COLUMNS
    assert found["by"].tolist() == ["setting", "region", "resident_group"] and set(found["measure"]) == {"up"}
    assert found.iloc[0].tolist() == ["p", "up", "setting", "x", 3, 0.1, 0.05, 0.2, "gains"]


# Contrasts


def test_values_by_seed_are_finite_ones_of_the_cells_wanted_in_the_order_of_seeds():
    table = runs(
        {
            ("b", RURAL): {3: 0.3, 1: 0.1, 2: NAN, 4: math.inf},
            ("b", URBAN): {1: 0.9},
            ("p", RURAL): {2: 0.2},
            ("p", SHARE): {1: 0.7},
        }
    )
    for measures in (table, keyed(table)):
        found = values_by_seed(measures, [RURAL])
        assert set(found) == {("b", RURAL), ("p", RURAL)}
        assert found["b", RURAL].to_dict() == {1: 0.1, 3: 0.3} and found["b", RURAL].index.tolist() == [1, 3]
        assert found["p", RURAL].to_dict() == {2: 0.2}
    words = keyed(table)
    assert {str(words[name].dtype) for name in ("scenario", "measure", "by", "group")} == {"category"}
    assert words["seed"].dtype == table["seed"].dtype and words["value"].equals(table["value"])


def gains_by_hand() -> pd.DataFrame:
    """Everybody gains 1, 5, 3; the rural 4, 10, 7; the urban 2, 6, 5, of which a fourth seed lacks everybody."""
    base = {1: 10.0, 2: 20.0, 3: 30.0, 4: 40.0}
    return runs(
        {
            ("b", NEEDS): {1: 10.0, 2: 20.0, 3: 30.0},
            ("p", NEEDS): {1: 11.0, 2: 25.0, 3: 33.0, 4: 1.0},
            ("b", RURAL): base,
            ("p", RURAL): {1: 14.0, 2: 30.0, 3: 37.0, 4: 99.0},
            ("b", URBAN): base,
            ("p", URBAN): {1: 12.0, 2: 26.0, 3: 35.0},
            ("b", ("solved_per_need", "district", "x")): base,
            ("p", ("solved_per_need", "district", "x")): base,
            ("p", ("solved_per_need", "region", "new")): base,
            ("b", ("dropped_share", "setting", "rural")): base,
            ("p", ("dropped_share", "setting", "rural")): base,
        }
    )


def test_every_column_of_a_groups_gain_by_hand():
    """Rural: 4, 10, 7 has mean 7, deviation 3; less 1, 5, 3 it is 3, 5, 4 with mean 4, deviation 1."""
    found = group_gains(gains_by_hand(), "b", ["p"], "solved_per_need")
    assert tuple(found.columns) == GAIN_COLUMNS
    assert found["group"].tolist() == ["rural", "urban"] and found["n"].tolist() == [3, 3]
    rural, urban = (found.iloc[k].to_dict() for k in (0, 1))
    half, apart = T2 * 3.0 / math.sqrt(3), T2 / math.sqrt(3)
    assert (rural["scenario"], rural["measure"], rural["by"]) == ("p", "solved_per_need", "setting")
    assert rural["difference"] == pytest.approx(7.0) and rural["apart"] == pytest.approx(4.0)
    assert (rural["ci_low"], rural["ci_high"]) == pytest.approx((7.0 - half, 7.0 + half), abs=1e-5)
    assert (rural["apart_low"], rural["apart_high"]) == pytest.approx((4.0 - apart, 4.0 + apart), abs=1e-5)
    # Urban: 2, 6, 5 has mean 13/3, deviation sqrt(13/3); less everybody it is 1, 1, 2, of which two are equal.
    assert urban["difference"] == pytest.approx(13 / 3) and urban["apart"] == pytest.approx(4 / 3)
    assert (rural["n_equal"], rural["apart_n_equal"], urban["n_equal"], urban["apart_n_equal"]) == (1, 1, 1, 2)
    assert math.isnan(urban["apart_low"]) and math.isnan(urban["apart_high"])
    own = [p_of_two(7.0 / (3.0 / math.sqrt(3))), p_of_two(13 / 3 / math.sqrt(13 / 9))]
    assert own[0] > own[1] / 2
    smaller = min(own)
    assert [rural["p_adjusted"], urban["p_adjusted"]] == pytest.approx(
        [max(2 * smaller, p) if p != smaller else 2 * p for p in own]
    )
    # Flipped signs of 1, 1, 2: of eight ways two are as far from zero, p = 1/4; rural: t = 4 sqrt 3.
    p_apart = p_of_two(4.0 * math.sqrt(3))
    assert rural["apart_p_adjusted"] == pytest.approx(2 * p_apart)
    assert urban["apart_p_adjusted"] == pytest.approx(0.25)


def test_groups_of_one_policy_are_adjusted_apart_from_those_of_another():
    table = gains_by_hand()
    both = pd.concat([table, table[table["scenario"] == "p"].assign(scenario="q")], ignore_index=True)
    one = group_gains(both, "b", ["p"], "solved_per_need")
    two = group_gains(keyed(both), "b", ["q", "p"], "solved_per_need")
    assert two["scenario"].tolist() == ["q", "q", "p", "p"]
    pd.testing.assert_frame_equal(two.iloc[2:].reset_index(drop=True), one)
    assert two.loc[0, "p_adjusted"] == one.loc[0, "p_adjusted"]


def test_a_group_with_one_seed_has_a_gain_and_nothing_to_be_sure_by():
    table = runs({(s, cell): [x] for s, x in (("b", 1.0), ("p", 4.0)) for cell in (NEEDS, RURAL)})
    row = verdicts(group_gains(table, "b", ["p"], "solved_per_need")).iloc[0]
    assert (row["n"], row["difference"], row["apart"], row["verdict"]) == (1, 3.0, 0.0, "unclear")
    assert row[["ci_low", "ci_high", "p_adjusted", "apart_low", "apart_high", "apart_p_adjusted"]].isna().all()


def test_p_values_that_are_unknown_are_not_counted():
    assert adjusted([0.01, NAN, 0.03]).tolist() == pytest.approx([0.02, NAN, 0.03], nan_ok=True)
    assert np.isnan(adjusted([NAN, NAN])).all() and adjusted([]).size == 0


def test_fiellers_interval_by_hand():
    """Above 2, 4, 6 and below 10, 10, 13: means 4 and 11, variances 4 and 3, covariance 3, t squared over n 6.1709."""
    found = fieller(np.array([2.0, 4.0, 6.0]), np.array([10.0, 10.0, 13.0]))
    assert found is not None
    k = T2 * T2 / 3
    a, b, c = 11.0**2 - 3 * k, 44.0 - 3 * k, 16.0 - 4 * k
    width = math.sqrt(b * b - a * c)
    assert found == pytest.approx((4 / 11, (b - width) / a, (b + width) / a), rel=1e-6)
    assert found.low < found.ratio < found.high


def test_pairs_are_second_less_first_over_the_seeds_that_both_have():
    """B has 1, 3, 5 and p 2, 8, 8 in the seeds of both: 1, 5, 3; the measures are adjusted apart."""
    table = runs(
        {
            ("b", SHARE): {1: 1.0, 2: 3.0, 3: 5.0, 4: 100.0},
            ("p", SHARE): {1: 2.0, 2: 8.0, 3: 8.0, 5: 0.0},
            ("q", SHARE): {9: 1.0},
            ("b", NEEDS): [1.0, 3.0, 5.0],
            ("p", NEEDS): [2.0, 8.0, 8.0],
        }
    )
    found = policy_pairs(table, ["b", "p", "q"], ["resolution_share", "solved_per_need"])
    assert tuple(found.columns) == PAIR_COLUMNS
    assert found["measure"].tolist() == ["resolution_share", "solved_per_need"]
    half, p = T2 * 2.0 / math.sqrt(3), p_of_two(1.5 * math.sqrt(3))
    for row in found.to_dict("records"):
        assert (row["first"], row["second"], row["n"], row["n_equal"]) == ("b", "p", 3, 1)
        assert [row[k] for k in ("difference", "ci_low", "ci_high", "p_adjusted")] == pytest.approx(
            [3.0, 3.0 - half, 3.0 + half, p], abs=1e-5
        )


def test_net_costs_are_levers_and_what_is_spent_more_than_in_the_first_scenario():
    """Seed 2: p spends 34 - 31 = 3 more beside 2 of levers, q 1 less beside 7; seeds of one scenario alone are out."""
    table = runs(
        {("b", SPENDING): [30.0, 31.0, 32.0], ("p", SPENDING): [33.0, 34.0], ("q", SPENDING): [30.0, 30.0, 1.0]}
    )
    net = net_costs(table, ["b", "p", "q"], {"q": 7.0, "b": 0.0, "p": 2.0, "other": 9.0})
    assert net.columns.tolist() == ["b", "p", "q"] and net.index.tolist() == [1, 2]
    assert net["b"].tolist() == [0.0, 0.0] and net["p"].tolist() == [5.0, 5.0] and net["q"].tolist() == [7.0, 6.0]
    assert not len(net_costs(table, ["b", "p", "r"], {"b": 0.0, "p": 2.0, "r": 1.0}))
    assert not len(net_costs(table, ["b", "p"], {"b": 0.0}))


def test_the_front_holds_what_costs_less_in_all():
    """P resolves as much as q for 5 yuan instead of 6; the baseline costs nothing; without costs p and q are equal."""
    table = runs(
        {
            **{(s, SHARE): values for s, values in (("b", [0.4, 0.5]), ("p", [0.6, 0.7]), ("q", [0.6, 0.7]))},
            **{(s, SPENDING): values for s, values in (("b", [1.0, 2.0]), ("p", [4.0, 5.0]), ("q", [5.0, 6.0]))},
        }
    )
    objectives = {"resolution_share": "higher"}
    found = policy_front(table, ["b", "p", "q"], objectives, {"b": 0.0, "p": 2.0, "q": 2.0})
    assert found.columns.tolist() == [
        "scenario",
        "resolution_share",
        "yuan_per_resident",
        "on_front",
        "on_front_share",
        "dominated_by",
    ]
    assert found["scenario"].tolist() == ["b", "p", "q"]
    assert found["resolution_share"].tolist() == pytest.approx([0.45, 0.65, 0.65])
    assert found["yuan_per_resident"].tolist() == pytest.approx([0.0, 5.0, 6.0])
    assert found["on_front"].tolist() == [True, True, False]
    assert found["on_front_share"].tolist() == [1.0, 1.0, 0.0]
    assert found["dominated_by"].tolist() == ["", "", "p"]
    bare = policy_front(table, ["b", "p", "q"], objectives, {})
    assert bare.columns.tolist() == ["scenario", "resolution_share", "on_front", "on_front_share", "dominated_by"]
    assert bare["dominated_by"].tolist() == ["p", "", ""]
    for scenarios, wanted in ((["b", "r"], objectives), ([], objectives), (["b"], {"dropped_share": "lower"})):
        nothing = policy_front(table, scenarios, wanted, {})
        assert not len(nothing) and nothing.columns.tolist()[0] == "scenario"


def test_a_front_without_a_common_seed_is_empty():
    table = runs({("b", SHARE): {1: 0.4}, ("p", SHARE): {2: 0.6}})
    assert not len(policy_front(table, ["b", "p"], {"resolution_share": "higher"}, {}))


# Statistics


def test_a_band_by_hand():
    """Of 39 ordered worlds the 5 % quantile is the second (.05 times 40), the 95 % one the 38th; of 19 the ends."""
    assert BAND == (0.05, 0.95)
    for values, ends in ((np.arange(1.0, 40.0) ** 2, (4.0, 38.0**2)), (np.arange(19.0), (0.0, 18.0))):
        band = band_of(values[::-1])
        assert (band.low, band.high) == pytest.approx(ends)
        assert band.half_width == pytest.approx((ends[1] - ends[0]) / 2)
    assert bands(np.array([[1.0, 2.0, 4.0], [9.0, 5.0, 6.0]])).tolist() == [[1.0, 5.0], [4.0, 9.0]]
    with pytest.raises(ValueError, match="1 of 2 runs have no finite outcome"):
        band_of([1.0, NAN])


def test_a_mean_over_worlds_says_what_it_is():
    few, many = mean_in_band([3.0, 1.0, 1.0]), mean_in_band(np.arange(10.0))
    assert (few.mean, few.n_runs, few.n_equal, few.confidence) == (pytest.approx(5 / 3), 3, 1, pytest.approx(0.9))
    assert few.standard_deviation == pytest.approx(math.sqrt(4 / 3))
    assert "only 3 runs" in few.warnings[0] and many.warnings == ()
    assert (SEEDS.worlds, WORLDS.worlds) == (False, True)
    assert SEEDS.mean is mean_interval and SEEDS.difference is paired_difference
    assert WORLDS.mean is mean_in_band and WORLDS.difference is difference_over_worlds


def test_everything_that_a_difference_over_worlds_says():
    """Policy 2, 8, 2 and baseline 1, 3, 5: covariance 0, variances 12 and 4, the difference has 16."""
    found = difference_over_worlds([2.0, 8.0, 2.0], [1.0, 3.0, 5.0])
    assert found.correlation == pytest.approx(0.0, abs=1e-12) and found.variance_ratio == pytest.approx(1.0)
    assert found.difference.standard_deviation == pytest.approx(4.0)
    assert found.difference.confidence == pytest.approx(0.9) and found.difference.n_runs == 3
    assert "only 3 runs" in found.warnings[0] and found.difference.warnings == found.warnings
    same = difference_over_worlds([2.0, 3.0], [1.0, 2.0])
    assert same.variance_ratio is None and same.correlation == pytest.approx(1.0)
    assert difference_over_worlds([2.0, 3.0], [1.0, 1.0]).correlation is None
    one = difference_over_worlds([2.0], [1.5])
    assert (one.difference.mean, one.difference.interval, one.difference.n_equal) == (0.5, None, 1)
    assert "single run" in one.warnings[0]


def test_many_medians_at_once_by_hand():
    """Rows: 1, 5, -3 and 0, 0, 2 and -1, -2, -4; the sign test leaves out zeros, p = 2 / 2^n with n of one kind."""
    found = medians_over_worlds(
        np.array([[2.0, 8.0, 2.0], [1.0, 1.0, 3.0], [0.0, 0.0, 0.0]]), np.array([[1.0, 3, 5], [1, 1, 1], [1, 2, 4]])
    )
    assert found.median.tolist() == [1.0, 0.0, -2.0]
    assert found.low.tolist() == [-3.0, 0.0, -4.0] and found.high.tolist() == [5.0, 2.0, -1.0]
    assert found.n_equal.tolist() == [2, 2, 3] and found.p_value.tolist() == pytest.approx([1.0, 1.0, 0.25])
    single = medians_over_worlds(np.array([[2.0]]), np.array([[1.0]]))
    assert single.median.tolist() == [1.0] and single.n_equal.tolist() == [1]
    assert np.isnan([single.low, single.high, single.p_value]).all()


def test_what_pairs_say_of_one_another():
    """Up 0, 1, 2 against 5, 5, 8: variances 1 and 3, covariance 1.5; the difference has 1, the ratio is 4."""
    found = paired_difference([0.0, 1.0, 2.0], [5.0, 5.0, 8.0], 0.9)
    assert found.correlation == pytest.approx(1.5 / math.sqrt(3)) and found.variance_ratio == pytest.approx(4.0)
    assert found.difference.mean == pytest.approx(-5.0) and found.difference.confidence == 0.9
    assert not any("correlation" in text for text in found.warnings)
    broken = paired_difference([0.0, 1.0, 2.0, 3.0], [1.0, 0.0, 0.0, 1.0])
    assert broken.correlation == pytest.approx(0.0, abs=1e-12)
    assert any("correlation of the pairs is 0.00" in text or "-0.00" in text for text in broken.warnings)
    assert any("only 4 runs" in text for text in broken.warnings)


def test_against_outcomes_that_do_not_vary_pairing_is_worth_nothing():
    """The variance of the difference is that of the side that varies: their ratio is 1, and nothing correlates."""
    varying, still = [1.0, 2.0, 4.0], [3.0, 3.0, 3.0]
    for found in (paired_difference(varying, still), paired_difference(still, varying)):
        assert found.variance_ratio == pytest.approx(1.0) and found.correlation is None


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, 95.0])
def test_a_level_lies_between_0_and_1_both_excluded(confidence):
    with pytest.raises(ValueError, match="not between 0 and 1"):
        mean_interval([1.0, 2.0], confidence)


def test_the_interval_is_that_of_its_level():
    """1, 2, 3: mean 2, deviation 1; t of .95 with two degrees is 2.919986, so the 90 % interval is 2 -+ 1.685855."""
    narrow, wide = mean_interval([1.0, 2.0, 3.0], 0.9).interval, mean_interval([1.0, 2.0, 3.0]).interval
    assert narrow is not None and wide is not None
    assert (narrow.low, narrow.high) == pytest.approx((2 - 1.685855, 2 + 1.685855), abs=1e-5)
    assert wide.half_width == pytest.approx(T2 / math.sqrt(3), abs=1e-5)


def test_deviations_by_hand():
    assert deviation([2.0, 4.0, 9.0]) == pytest.approx(math.sqrt(13.0))
    assert deviation([3.0, 3.0]) == 0.0 and math.isnan(deviation([3.0]))
    assert mean_and_deviation(np.array([0.1, 0.1, 0.1])) == (0.1, 0.0)
    assert mean_and_deviation(np.array([4.0])) == (4.0, None)


def test_wilsons_interval_of_three_in_four():
    """(p + z2 / 2n -+ z sqrt(p q / n + z2 / 4 n2)) / (1 + z2 / n) with p = 3/4, n = 4: .3006 to .9544."""
    found = share_interval(3, 4)
    assert (found.low, found.high) == pytest.approx((0.3006, 0.9544), abs=1e-4)


# What holds over worlds

WORLDS_INDEX = [10, 11, 12, 13]
TABLE = pd.DataFrame(
    {"b": [5.0, 5.0, 5.0, 5.0], "p": [6.0, 7.0, 5.0, 4.0], "q": [9.0, 5.0, 1.0, 5.0]}, index=WORLDS_INDEX
)
"""Four worlds; p gains 1, 2, 0, -1 and q 4, 0, -4, 0."""


def test_every_column_of_the_robust_table_by_hand():
    """More is better: the best have 9, 7, 5, 5; regrets of b 4, 2, 0, 0, of p 3, 0, 0, 1, of q 0, 2, 4, 0."""
    found = robust_table({"solved_per_need": TABLE}).set_index("scenario")
    assert found["measure"].tolist() == ["solved_per_need"] * 3 and found["n_worlds"].tolist() == [4, 4, 4]
    assert found["median"].tolist() == pytest.approx([NAN, 0.5, 0.0], nan_ok=True)
    assert found["low"].tolist() == pytest.approx([NAN, -1.0, -4.0], nan_ok=True)
    assert found["high"].tolist() == pytest.approx([NAN, 2.0, 4.0], nan_ok=True)
    assert found["better_share"].tolist() == pytest.approx([NAN, 0.5, 0.25], nan_ok=True)
    # World 12 is shared by b and p, world 13 by b and q.
    assert found["best_share"].tolist() == pytest.approx([0.25, 0.375, 0.375])
    assert found["regret_mean"].tolist() == pytest.approx([1.5, 1.0, 1.5])
    # 95 % of the way through four ordered numbers is .85 of the way from the third to the fourth.
    assert found["regret_95"].tolist() == pytest.approx([2 + 0.85 * 2, 1 + 0.85 * 2, 2 + 0.85 * 2])
    assert set(found["certainty"]) == {""}


@pytest.mark.parametrize(("better", "p", "q"), [("higher", 2, 1), ("lower", 1, 1), ("zero", 1, 1)])
def test_better_worlds_are_counted_in_the_wanted_direction_without_ties(better, p, q):
    assert (better_worlds(TABLE, better, "p", "b"), better_worlds(TABLE, better, "q", "b")) == (p, q)


def test_every_criterion_by_hand():
    """Means 5, 5.5, 5; medians 5, 5.5, 5; worst 5, 4, 1; 95 % regrets 3.7, 2.7, 3.7; best shares .25, .375, .375."""
    found = criteria_table({"solved_per_need": TABLE, "closing_days_mean": TABLE})
    assert found["criterion"].tolist() == list(CRITERIA) * 2
    more = found[found["measure"] == "solved_per_need"].set_index("criterion")
    assert more["best"].to_dict() == {"mean": "p", "median": "p", "worst": "b", "regret_95": "p", "best_share": "p"}
    assert more["value"].to_dict() == pytest.approx(
        {"mean": 5.5, "median": 5.5, "worst": 5.0, "regret_95": 2.7, "best_share": 0.375}
    )
    less = found[found["measure"] == "closing_days_mean"].set_index("criterion")
    assert less.loc["mean", ["best", "value"]].tolist() == ["b", -5.0]
    assert less.loc["worst", ["best", "value"]].tolist() == ["b", -5.0]
    # Fewer is better: b shares world 11 with q and has 10, q has 12, p 13; of b and q, which tie, the first is named.
    assert less.loc["best_share", ["best", "value"]].tolist() == ["b", 0.375]


def test_outcomes_are_measures_over_everybody_and_the_whole_cost():
    table = runs(
        {
            **{(s, NEEDS): values for s, values in (("b", [0.1, 0.2, 0.3]), ("p", [0.4, NAN, 0.6]))},
            **{(s, RURAL): [9.0, 9.0, 9.0] for s in ("b", "p")},
            **{(s, SPENDING): values for s, values in (("b", [1.0, 1.0, 1.0]), ("p", [2.0, 3.0, 4.0]))},
            ("p", SHARE): [0.5, 0.5, 0.5],
        }
    )
    found = outcomes_by_world(table, ["b", "p"], {"b": 0.0, "p": 10.0})
    assert list(found) == ["solved_per_need", COST]
    assert found["solved_per_need"].to_dict("list") == {"b": [0.1, 0.3], "p": [0.4, 0.6]}
    assert found[COST].to_dict("list") == {"b": [0.0, 0.0, 0.0], "p": [11.0, 12.0, 13.0]}
    assert list(outcomes_by_world(table, ["b", "p"], {})) == ["solved_per_need"]
    assert list(outcomes_by_world(table, ["b", "p"], {}, ("spending_per_resident",))) == ["spending_per_resident"]


def test_the_objectives_and_what_is_wanted_of_them():
    assert OBJECTIVES == {
        "solved_per_need": "higher",
        "resolution_share": "higher",
        "resolution_urban_rural_gap": "zero",
        "closing_days_mean": "lower",
        "yuan_per_resident": "lower",
        "unmet_burden": "lower",
    }


def test_the_share_of_chance_is_of_differences_from_the_first_scenario():
    """P less b is 1, 2, 0, -1 with variance 5/3; run again 3 and 2: half the mean of 4 and 0 is 1, the share .6."""
    again = pd.DataFrame({"b": [5.0, 1.0, 0.0], "p": [8.0, 3.0, 0.0], "q": [9.0, 1.0, 0.0]}, index=[10, 11, 99])
    found = chance_table({"m": TABLE, "other": TABLE}, {"m": again})
    assert found["scenario"].tolist() == ["p", "q"] and found["measure"].tolist() == ["m", "m"]
    assert found["n_pairs"].tolist() == [2, 2]
    row = found.iloc[0]
    assert row["chance_share"] == pytest.approx(0.6)
    # F(.975; 2, 3) = 16.044, and F(.025; 2, 3) = 1 / F(.975; 3, 2) = 1 / 39.165: the upper end is cut at 1.
    assert (row["low"], row["high"]) == pytest.approx((0.6 / 16.044, 1.0), rel=1e-4)
    assert found.iloc[1]["chance_share"] == 0.0


def test_nothing_is_said_of_chance_without_two_worlds_or_a_world_run_twice():
    assert all(map(math.isnan, chance_share(np.array([1.0]), np.array([1.0]))))
    assert all(map(math.isnan, chance_share(np.array([1.0, 2.0]), np.array([]))))
    assert chance_share(np.array([1.0, 2.0]), np.array([5.0]))[0] == 1.0
    assert chance_share(np.array([0.0, 2.0]), np.array([1.0]))[0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("goal", "b", "p", "q"),
    [
        (Goal("m", 6.0, None, False), 0.0, 0.5, 0.25),
        (Goal("m", None, 5.0, False), 1.0, 0.5, 0.75),
        (Goal("m", 5.0, 6.0, False), 1.0, 0.5, 0.5),
        (Goal("m", 1.0, None, True), 0.0, 0.5, 0.25),
        (Goal("m", None, -1.0, True), 0.0, 0.25, 0.25),
        (Goal("m", 0.0, 0.0, True), 1.0, 0.25, 0.5),
    ],
)
def test_bounds_of_goals_are_met_at_the_bound_and_changes_are_from_the_first_scenario(goal, b, p, q):
    found = goals_met({"m": TABLE}, [goal])
    assert found["scenario"].tolist() == ["b", "p", "q"] and found["n_worlds"].tolist() == [4, 4, 4]
    assert found["share"].tolist() == [b, p, q]
    assert (found["low"] <= found["share"]).all() and (found["share"] <= found["high"]).all()


def test_goals_count_the_worlds_that_every_measure_has():
    """World 10 is not in the second table; in 11 to 13 p has at least 5 twice, of which once the other is at most 1."""
    other = pd.DataFrame({"b": [0.0] * 3, "p": [2.0, 1.0, 1.0], "q": [0.0] * 3}, index=[13, 12, 11])
    other.loc[11, "p"] = 9.0
    found = goals_met({"m": TABLE, "o": other}, [Goal("m", 5.0, None, False), Goal("o", None, 1.0, False)])
    assert found["n_worlds"].tolist() == [3, 3, 3]
    assert found["share"].tolist() == pytest.approx([1.0, 1 / 3, 2 / 3])


# How certain


def test_a_grade_goes_down_for_assumed_numbers_and_for_unchecked_measures():
    grounds = Grounds(checked={"m"}, unevaluated={"new"}, hinges={"turning"})
    assert grounds.of("p", "m", 24, 24) == "high"
    assert grounds.of("p", "n", 24, 24) == "moderate"
    assert grounds.of("new", "m", 24, 24) == "moderate"
    assert grounds.of("new", "n", 24, 24) == "low"
    assert grounds.of("p", "turning", 24, 24) == "low"
    assert grounds.of("new", "turning", 24, 24) == "low"
    assert Grounds(checked={"m", "turning"}, hinges={"turning"}).of("p", "turning", 24, 24) == "moderate"
    assert Grounds().of("p", "m", 24, 24) == "moderate"
    assert BOUNDS == (0.50, 0.70, 0.85)
    assert lowest(["moderate", "high", ""]) == "moderate" and lowest(["very low", "low"]) == "very low"


def test_grounds_are_numbers_that_surely_turn_the_order_and_have_no_source():
    """three_plus_one has no evaluation, service_platform has some; p of .05 itself does not count."""
    rows = [("a", "m1", 0.049), ("a", "m2", 0.05), ("published", "m3", 0.001), ("b", "m4", 0.001)]
    hinges = pd.DataFrame(
        [(name, m, "x", "y", 9, 0.5, 0.1, 0.9, p, NAN, NAN, NAN) for name, m, p in rows], columns=list(HINGE_COLUMNS)
    )
    scenarios = [
        Scenario(name=name, mechanisms={m: registry()[m].Parameters() for m in mechanisms})
        for name, mechanisms in (
            ("base", ()),
            ("known", ("service_platform",)),
            ("teams", ("service_platform", "three_plus_one")),
        )
    ]
    found = grounds_of(scenarios, ["checked"], hinges, ["a", "b"])
    assert found.unevaluated == {"teams"} and found.hinges == {"m1", "m4"} and found.checked == {"checked"}


def test_a_table_is_graded_by_the_worlds_that_bear_either_direction_out():
    """22 of 24 have a lower end of .742, 12 of 24 of .314; two of 24 that are better are 22 that are not."""
    rows = [
        ("b", "m", 24, NAN),
        ("p", "m", 24, 22 / 24),
        ("q", "m", 24, 2 / 24),
        ("r", "m", 24, 0.5),
        ("s", "unwanted", 24, 1.0),
        ("t", "m", 24, 1.0),
    ]
    table = pd.DataFrame(rows, columns=["scenario", "measure", "n_worlds", "better_share"])
    found = graded(table, Grounds(checked={"m", "unwanted"}, unevaluated={"t"}), {"m": "higher"})
    assert found["certainty"].tolist() == ["", "moderate", "moderate", "very low", "", "moderate"]
