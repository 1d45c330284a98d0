"""Tables of sweeps, years, daily series and designs, each number against a hand calculation."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy

from sim.model import GovernanceModel
from sim.studies import analysis, discovery
from sim.studies.analysis import DIFFERENCE, VALUE, Cases, precision_table, usual_cases
from sim.studies.backlog import daily_backlog
from sim.studies.costs import Prices, ground_of, scenario_cost
from sim.studies.designs import Design, make_design, n_points
from sim.studies.discovery import _described, _inside, _limits
from sim.studies.drift import COLUMNS as DRIFT_COLUMNS
from sim.studies.drift import DRIFTS, STEADY, drift_table
from sim.studies.factors import Distribution, Factor
from sim.studies.importance import IMPORTANCE_COLUMNS, rank_correlations
from sim.studies.pareto import dominators, front
from sim.studies.sensitivity import elementary_effects, noise_share, ranked, usable
from sim.studies.sequential import n_needed, until_precise
from sim.studies.statistics import mean_interval
from sim.studies.steady_state import _drift, mser, warm_up_check
from sim.studies.sweep_file import design_of, load_sweep
from sim.studies.sweep_pareto import FRONT_COLUMNS, costs, pareto
from sim.studies.sweep_summaries import (
    DIFFERENCE_COLUMNS,
    POINT_COLUMNS,
    SUMMARY_COLUMNS,
    differences,
    differences_by_point,
    failure_factors,
    regional,
    summaries,
    without_rounding,
)
from sim.studies.sweep_tables import SweepTables, by_point, cells_of, failures
from tests.model_runs import SMALL_PLACE, scenario, small_world

NAN = math.nan
T1, T2 = 12.706205, 4.302653
SHARE = ("resolution_share", "all", "all")
GAP = ("resolution_urban_rural_gap", "all", "all")


def measured(cells: dict[tuple[str, tuple[str, str, str]], Any]) -> pd.DataFrame:
    """Measures of a sweep from arrays of points by seeds, by scenario and cell."""
    rows = [
        (point, scenario, seed, *cell, 1.0, value)
        for (scenario, cell), values in cells.items()
        for point, seeds in enumerate(values)
        for seed, value in enumerate(seeds, start=5)
    ]
    return pd.DataFrame(rows, columns=["point", "scenario", "seed", "measure", "by", "group", "n", "value"])


BASE = [[1.0, 3.0, 5.0], [2.0, 2.0, 2.0]]
POLICY = [[2.0, 8.0, 8.0], [1.0, 2.0, 6.0]]
"""Two points of three seeds; seed by seed the means are 1.5, 2.5, 3.5 and 1.5, 5, 7."""


def test_values_stand_by_point_and_seed_whatever_the_order_of_rows():
    table = measured({("b", SHARE): BASE, ("p", SHARE): [[9.0, 8.0, 7.0]]}).sample(frac=1.0, random_state=1)
    [(cell, values)] = list(cells_of(table))
    arrays = by_point(values, 3)
    assert cell == SHARE and arrays["b"][:2].tolist() == BASE and np.isnan(arrays["b"][2]).all()
    assert arrays["p"][0].tolist() == [9.0, 8.0, 7.0] and np.isnan(arrays["p"][1:]).all()


def test_a_summary_is_of_the_seeds_of_each_point():
    table = measured({("b", SHARE): [[1.0, 3.0, 8.0], [4.0, NAN, 6.0], [NAN, NAN, 2.0], [NAN] * 3]})
    found = summaries(table, 4)
    assert tuple(found.columns) == SUMMARY_COLUMNS and found["point"].tolist() == [0, 1, 2, 3]
    assert found["n_runs"].tolist() == [3, 2, 1, 0]
    assert found["mean"].tolist() == pytest.approx([4.0, 5.0, 2.0, NAN], nan_ok=True)
    sd = math.sqrt(13.0)
    assert found["sd"].tolist() == pytest.approx([sd, math.sqrt(2.0), NAN, NAN], nan_ok=True)
    half = [T2 * sd / math.sqrt(3), T1 * 1.0]
    assert found["ci_low"].tolist() == pytest.approx([4 - half[0], 5 - half[1], NAN, NAN], abs=1e-4, nan_ok=True)
    assert found["ci_high"].tolist() == pytest.approx([4 + half[0], 5 + half[1], NAN, NAN], abs=1e-4, nan_ok=True)
    said = found["warnings"].tolist()
    assert "only 3 runs" in said[0] and "have no value" not in said[0]
    assert "1 of 3 runs have no value" in said[1] and "2 of 3 runs have no value" in said[2]
    assert said[3] == "no run has a value"


def test_every_column_of_a_difference_over_a_design():
    """Seed by seed 0, 2.5, 3.5: mean 2; at the points 3 and 1; both points are better where more is wanted."""
    table = measured({("b", SHARE): BASE, ("p", SHARE): POLICY})
    found = differences(table, "b", ["absent", "p"], 2, {"resolution_share": "higher"})
    assert tuple(found.columns) == DIFFERENCE_COLUMNS and len(found) == 1
    row = found.iloc[0]
    d = np.array([0.0, 2.5, 3.5])
    t = scipy.stats.ttest_1samp(d, 0.0)
    half = T2 * d.std(ddof=1) / math.sqrt(3)
    assert row[["scenario", "measure", "by", "group"]].tolist() == ["p", *SHARE]
    assert row[["n_points", "n_seeds", "n_equal"]].tolist() == [2, 3, 1]
    numbers = ["baseline", "mean", "difference", "ci_low", "ci_high", "p_value", "p_adjusted", "better_share", "q50"]
    expected = [2.5, 4.5, 2.0, 2.0 - half, 2.0 + half, t.pvalue, t.pvalue, 1.0, 2.0]
    assert row[numbers].tolist() == pytest.approx(expected, abs=1e-5)
    # Deviations from each point's mean: baseline -2, 0, 2, 0, 0, 0; policy -4, 2, 2, -2, -1, 3.
    assert row["correlation"] == pytest.approx(12 / math.sqrt(8 * 38))
    assert row["variance_ratio"] == pytest.approx((8 + 38) / (4 + 4 + 0 + 4 + 1 + 9))
    assert row["q05"] < row["q50"] < row["q95"] and (row["q05"], row["q95"]) == pytest.approx((1.0, 3.0))


@pytest.mark.parametrize(("better", "share"), [("higher", 2 / 3), ("lower", 1 / 3), ("none", NAN)])
def test_the_share_of_points_on_the_wanted_side(better, share):
    table = measured({("b", SHARE): [[0.0, 0.0]] * 3, ("p", SHARE): [[1.0, 2.0], [0.5, 2.0], [-3.0, -1.0]]})
    row = differences(table, "b", ["p"], 3, {"resolution_share": better}).iloc[0]
    assert row["better_share"] == pytest.approx(share, nan_ok=True)
    assert (row["q05"], row["q50"], row["q95"]) == pytest.approx((-2.0, 1.25, 1.5))


@pytest.mark.parametrize(("n", "told"), [(100, True), (99, False)])
def test_a_hundredth_of_the_points_may_lack_a_value(n, told):
    """One point of a hundred is left out; one of ninety-nine is too much."""
    draws = np.random.default_rng(1)
    base = draws.normal(size=(n, 4))
    other = base + 1.0 + 0.1 * draws.normal(size=(n, 4))
    other[7, 2] = NAN
    row = differences(measured({("b", SHARE): base, ("p", SHARE): other}), "b", ["p"], n, {}).iloc[0]
    assert row["n_points"] == n - 1 and math.isfinite(row["difference"]) == told
    assert f"1 of {n} points lack a value" in row["warnings"] and ("withheld" in row["warnings"]) != told
    if told:
        kept = np.delete(other - base, 7, axis=0)
        assert row["difference"] == pytest.approx(kept.mean())


def test_pairs_at_a_point_that_do_not_move_together_are_warned_of():
    table = measured(
        {("b", SHARE): [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], ("p", SHARE): [[3.0, 2.0, 1.0], [9.0, 8.0, 7.0]]}
    )
    row = differences(table, "b", ["p"], 2, {}).iloc[0]
    assert row["correlation"] == pytest.approx(-1.0) and "correlation of pairs at one point is -1.00" in row["warnings"]
    assert row["variance_ratio"] == pytest.approx(0.5) and row["warnings"].count("correlation") == 1
    still = measured({("b", SHARE): [[1.0, 1.0], [2.0, 2.0]], ("p", SHARE): [[1.0, 2.0], [2.0, 4.0]]})
    flat = differences(still, "b", ["p"], 2, {}).iloc[0]
    assert math.isnan(flat["correlation"]) and math.isnan(flat["variance_ratio"])


def test_policies_of_one_cell_are_adjusted_together_and_cells_apart():
    table = measured(
        {
            ("b", SHARE): BASE,
            ("p", SHARE): POLICY,
            ("q", SHARE): POLICY,
            ("b", GAP): BASE,
            ("p", GAP): POLICY,
        }
    )
    found = differences(table, "b", ["p", "q"], 2, {})
    raw = scipy.stats.ttest_1samp([0.0, 2.5, 3.5], 0.0).pvalue
    assert found["p_value"].tolist() == pytest.approx([raw] * 3)
    assert found["p_adjusted"].tolist() == pytest.approx([2 * raw, 2 * raw, raw])


def test_every_column_of_a_difference_at_a_point():
    table = measured({("b", SHARE): [*BASE, [1.0, NAN, 2.0]], ("p", SHARE): [*POLICY, [NAN, 3.0, NAN]]})
    found = differences_by_point(table, "b", ["absent", "p"], 3)
    assert tuple(found.columns) == POINT_COLUMNS and found["point"].tolist() == [0, 1, 2]
    assert found["n_seeds"].tolist() == [3, 3, 0] and found["n_equal"].tolist() == [1, 1, 0]
    assert found["baseline"].tolist() == pytest.approx([3.0, 2.0, NAN], nan_ok=True)
    assert found["mean"].tolist() == pytest.approx([6.0, 3.0, NAN], nan_ok=True)
    assert found["difference"].tolist() == pytest.approx([3.0, 1.0, NAN], nan_ok=True)
    half = T2 * 2.0 / math.sqrt(3)
    assert found.loc[0, ["ci_low", "ci_high"]].tolist() == pytest.approx([3 - half, 3 + half], abs=1e-5)
    # Variances 4 and 12 over that of the difference, 4.
    assert found.loc[0, "variance_ratio"] == pytest.approx(4.0)
    partly = measured({("b", SHARE): [[1.0, 3.0, 9.0]], ("p", SHARE): [[2.0, 8.0, NAN]]})
    assert differences_by_point(partly, "b", ["p"], 1).loc[0, ["n_seeds", "baseline", "mean"]].tolist() == [2, 2.0, 5.0]


def test_the_regional_table_has_a_row_a_place_and_a_block_a_policy():
    rows = [
        (policy, "m", by, group, 0.5, d, low, high)
        for policy, by, group, d, low, high in (
            ("p", "region", "east", 0.1, 0.01, 0.2),
            ("p", "district", "x", -0.1, -0.2, -0.01),
            ("p", "setting", "urban", 0.1, -0.1, 0.3),
            ("p", "all", "all", 0.7, 0.6, 0.8),
            ("p", "tier", "a", 0.7, 0.6, 0.8),
            ("q", "region", "east", 0.3, 0.0, 0.6),
        )
    ]
    table = pd.DataFrame(
        rows, columns=["scenario", "measure", "by", "group", "baseline", "difference", "ci_low", "ci_high"]
    )
    found = regional(table)
    assert found["group"].tolist() == ["east", "x", "urban"] and found["baseline"].tolist() == [0.5] * 3
    assert found["p: clear"].tolist() == [True, True, False] and found["p: difference"].tolist() == [0.1, -0.1, 0.1]
    assert found.loc[0, ["p: ci_low", "p: ci_high", "q: difference"]].tolist() == [0.01, 0.2, 0.3]
    assert not found.loc[0, "q: clear"], "an interval that ends at zero does not exclude it"
    nothing = regional(table[table["by"] == "all"])
    assert not len(nothing) and nothing.columns.tolist() == ["measure", "by", "group", "baseline"]


def test_failed_runs_are_counted_by_scenario_and_status():
    table = pd.DataFrame(
        {"scenario": ["b"] * 4 + ["p"] * 2, "status": ["done", "failed", "not run", "failed", "done", "done"]}
    )
    found = failures(table)
    assert found.columns.tolist() == ["scenario", "n_planned", "n_ok", "n_failed", "failed_share", "statuses"]
    assert found.iloc[0].tolist() == ["b", 4, 1, 3, 0.75, "failed: 2, not run: 1"]
    assert found.iloc[1].tolist() == ["p", 2, 2, 0, 0.0, ""]


def test_factors_of_failures_are_medians_of_either_kind_with_the_rank_sum_test():
    """Runs at points 0 to 9; those at 7, 8 and 9 failed: medians 3 and 8; of the other factor 4.5 and so on."""
    points = pd.DataFrame(
        {"point": range(10), "x": np.arange(10.0), "y": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3], "w": ["a"] * 10}
    )
    runs = pd.DataFrame({"point": range(10), "status": ["done"] * 7 + ["failed"] * 3})
    found = failure_factors(runs, points).set_index("factor")
    assert found.index.tolist() == ["x", "y"]
    assert found["median_ok"].tolist() == [3.0, 3.0] and found["median_failed"].tolist() == [8.0, 5.0]
    raw = [scipy.stats.mannwhitneyu(points.loc[7:, name], points.loc[:6, name]).pvalue for name in ("x", "y")]
    assert found["p_adjusted"].tolist() == pytest.approx([2 * raw[0], max(2 * raw[0], raw[1])])
    for status in ("done", "failed"):
        assert not len(failure_factors(runs.assign(status=status), points))


def test_what_differs_by_rounding_is_equal():
    found = without_rounding(np.array([[0.1 + 0.2, 5.0]]), np.array([[0.3, 4.0]]))
    assert found.tolist() == [[0.0, pytest.approx(1.0)]]
    assert without_rounding(np.zeros((1, 2)), np.zeros((1, 2))).tolist() == [[0.0, 0.0]]


# Analysis


def tables_of(measures: pd.DataFrame, names: tuple[str, ...], n: int, n_seeds: int = 3, **design: Any) -> SweepTables:
    """A sweep whose first scenario is the baseline."""
    scenarios = [SimpleNamespace(name=name) for name in names]
    sweep: Any = SimpleNamespace(
        baseline=scenarios[0], policies=scenarios[1:], scenarios=scenarios, seeds=tuple(range(n_seeds))
    )
    made: Any = SimpleNamespace(points=np.zeros((n, 1)), kind="lhs", factors=(), **design)
    return SweepTables(sweep, made, pd.DataFrame(), measures, {})


def test_the_usual_cases_are_where_the_policy_does_worse_or_the_worst_quarter_of_the_baseline():
    values = [[0.1, 0.3], [0.5, 0.5], [0.8, 1.0], [0.3, 0.5], [0.6, 0.6]]
    cells = [("trust_community", "setting", "urban"), SHARE]
    both = measured({(name, cell): values for cell in cells for name in ("b", "p")})
    assert usual_cases(tables_of(both, ("b", "p"), 5)) == Cases(SHARE, DIFFERENCE, False, 0.0)
    # Means .2, .5, .9, .4, .6: a quarter of them lies at or below .4; of days or losses three quarters.
    alone = measured({("b", SHARE): values})
    assert usual_cases(tables_of(alone, ("b",), 5)) == Cases(SHARE, VALUE, False, pytest.approx(0.4))
    lost = measured({("b", ("dropped_share", "all", "all")): values})
    assert usual_cases(tables_of(lost, ("b",), 5)) == Cases(
        ("dropped_share", "all", "all"), VALUE, True, pytest.approx(0.6)
    )
    nothing = measured({("b", ("spending_per_resident", "all", "all")): values})
    assert usual_cases(tables_of(nothing, ("b",), 5)) is None


@pytest.mark.parametrize(
    ("cases", "written"),
    [
        (Cases(SHARE, VALUE, True, 0.3), "resolution_share > 0.3"),
        (Cases(SHARE, DIFFERENCE, False, 0.0), "resolution_share difference < 0"),
        (Cases(("m", "setting", "rural"), DIFFERENCE, True, -1.5), "m by setting rural difference > -1.5"),
    ],
)
def test_cases_are_written_as_they_are_read(cases, written):
    assert str(cases) == written
    cells = {(name, cases.cell): [[0.1, 0.2]] for name in ("b", "p")}
    assert analysis.cases_of(written, tables_of(measured(cells), ("b", "p"), 1)) == cases


def test_precision_is_a_part_of_the_mean_of_the_baseline_for_differences():
    """Means by seed over the two points: baseline 1.5, 2.5, 3.5, policy 1.5, 5, 7; a tenth of 2.5 is wanted."""
    tables = tables_of(measured({("b", SHARE): BASE, ("p", SHARE): POLICY}), ("b", "p"), 2)
    found = precision_table(tables, 0.1)
    assert found["scenario"].tolist() == ["b", "p", "p"] and found["outcome"].tolist() == [VALUE, VALUE, DIFFERENCE]
    assert found["n_seeds"].tolist() == [3, 3, 3] and found["mean"].tolist() == pytest.approx([2.5, 4.5, 2.0])
    assert found["wanted"].tolist() == pytest.approx([0.25, 0.45, 0.25])
    half = [T2 * np.std(x, ddof=1) / math.sqrt(3) for x in ([1.5, 2.5, 3.5], [1.5, 5.0, 7.0], [0.0, 2.5, 3.5])]
    assert found["half_width"].tolist() == pytest.approx(half, abs=1e-5)
    assert not found["reached"].any() and set(found["looks"]) == {""}
    assert found["warnings"].str.contains("too few seeds").all()
    # With deviation 1 and .25 wanted: 64 runs give 1.9983 / 8 < .25, 63 give 1.99897 / sqrt(63) > .25.
    assert found["n_needed"].iloc[0] == 64
    assert precision_table(tables, 2.0)["reached"].all()


def test_from_thirty_seeds_on_precision_is_looked_for_in_batches():
    draws = np.random.default_rng(1).normal(10.0, 1.0, (1, 45))
    tables = tables_of(measured({("b", SHARE): draws}), ("b",), 1, 45)
    row = precision_table(tables, 0.02).iloc[0]
    assert row["looks"] == "30 40 45" and not row["reached"] and "stopped by the cap of 45" in row["warnings"]
    assert "too few seeds" not in row["warnings"]
    assert precision_table(tables, 0.5).iloc[0]["looks"] == "30"
    fewer = tables_of(measured({("b", SHARE): draws[:, :29]}), ("b",), 1, 29)
    assert precision_table(fewer, 0.5).iloc[0]["looks"] == ""


@pytest.mark.parametrize(
    ("shares", "seeds", "said"),
    [
        ([0.2, 0.5, 0.8], 3, "chance between 3 seeds is 0.50 of the variance between points (median of 3 outcomes)"),
        ([0.2, NAN, 0.3], 2, "is 0.25 of the variance between points (median of 2 outcomes)"),
        ([0.2], 1, "one seed cannot show"),
        ([NAN], 4, "one seed cannot show"),
    ],
)
def test_how_much_of_the_differences_is_chance_is_said(shares, seeds, said):
    note = analysis._noise_note(np.array(shares), seeds)
    assert said in note.en
    if "median" in note.en:
        assert f"more than half of it in {sum(x > 0.5 for x in shares)}:" in note.en


def test_outcomes_are_values_of_all_and_differences_of_policies():
    measures = measured({("b", SHARE): BASE, ("p", SHARE): POLICY})
    tables = tables_of(measures, ("b", "p", "absent"), 2)
    [(_, values)] = list(cells_of(measures))
    found = analysis.outcomes(tables, values)
    assert [(name, what) for name, what, _ in found] == [("b", VALUE), ("p", VALUE), ("p", DIFFERENCE)]
    assert found[1][2].tolist() == POLICY
    assert found[2][2] == pytest.approx(np.array(POLICY) - np.array(BASE))


# Which factors matter


def test_the_share_of_chance_between_points_by_hand():
    """Point means 2 and 5, variance 4.5; the rest is -.5, .5, .5, -.5: its mean square 1, over two seeds .5."""
    assert noise_share(np.array([[1.0, 3.0], [5.0, 5.0]])) == pytest.approx(0.5 / 4.5)
    # Means .5 and .5 do not differ; 0 and 1 differ by less than the rest says of chance.
    assert math.isnan(noise_share(np.array([[0.0, 1.0], [1.0, 0.0]])))
    assert noise_share(np.array([[0.0, 3.0], [2.0, 1.2]])) == pytest.approx(1.0)
    assert math.isnan(noise_share(np.array([[1.0, 2.0]]))) and math.isnan(noise_share(np.array([[1.0], [2.0]])))


def test_elementary_effects_by_hand():
    """The second factor rises by a third for 6, the first falls by two thirds for 1 less."""
    unit = np.array([[1.0, 0.0], [1.0, 1 / 3], [1 / 3, 1 / 3]])
    assert elementary_effects(unit, np.array([1.0, 7.0, 6.0])) == pytest.approx(np.array([[1.5, 18.0]]))


def test_factors_are_ranked_largest_first_and_unknown_last():
    table = pd.DataFrame({"factor": list("abcd"), "total": [0.2, NAN, 0.9, 0.2]})
    assert ranked(table, "total") == ["c", "a", "d", "b"]


def test_why_indices_are_withheld():
    lhs, sobol = (Design(("x",), np.zeros((3, 1)), kind) for kind in ("lhs", "sobol"))
    values = np.array([[1.0, 2.0], [NAN, 1.0], [1.0, NAN]])
    assert "'lhs' has no indices" in usable(lhs, values).en  # type: ignore[union-attr]
    assert "2 of 3 points lack" in usable(sobol, values).en  # type: ignore[union-attr]
    assert usable(sobol, values[:1]) is None


def factor_design(**columns: Any) -> Any:
    """A design of factors with these values."""
    factors = tuple(Factor(name, "lever" if name == "lever" else "uncertainty") for name in columns)
    table = pd.DataFrame({"point": range(len(next(iter(columns.values())))), **columns})
    return SimpleNamespace(factors=factors, table=lambda: table)


@pytest.mark.parametrize(("n", "told"), [(7, False), (8, True)])
def test_eight_points_say_something_of_factors(n, told):
    """Ranks of the outcome rise with the first, fall with the second; points without an outcome do not count."""
    x = np.arange(10.0)
    outcomes = np.where(x < n, x**2, NAN)
    found = rank_correlations(
        factor_design(wild=[3, 1, 2, 6, 4, 5, 7, 0, 9, 8], lever=-x, same=[1.0] * 10, up=x), outcomes
    )
    assert tuple(found.columns) == IMPORTANCE_COLUMNS and bool(len(found)) == told
    if told:
        assert found["factor"].tolist() == ["lever", "up", "wild"] and found["role"].iloc[0] == "lever"
        assert found["correlation"].tolist()[:2] == pytest.approx([-1.0, 1.0]) and set(found["n_points"]) == {8}
        raw = scipy.stats.spearmanr([3, 1, 2, 6, 4, 5, 7, 0], outcomes[:8])
        assert found.loc[2, ["correlation", "p_value"]].tolist() == pytest.approx([raw.statistic, raw.pvalue])
        assert found.loc[2, "p_adjusted"] == pytest.approx(raw.pvalue)


# Scenario discovery


def test_boxes_are_counted_over_the_points():
    """Of ten points the cases are the last four; a box from 5 on holds five points, four of them cases."""
    points = pd.DataFrame({"x": np.arange(10.0), "w": pd.Categorical(["a", "b"] * 5)})
    cases = np.arange(10) >= 6
    whole = pd.DataFrame({"x": [0.0, 9.0], "w": [{"a", "b"}, {"a", "b"}]})
    part = pd.DataFrame({"x": [5.0, 9.0], "w": [{"a", "b"}, {"a", "b"}]})
    small = pd.DataFrame({"x": [6.0, 8.0], "w": [{"a"}, {"a"}]})
    found = _described(points, cases, [whole, part, small])
    assert found["density"].tolist() == pytest.approx([0.4, 0.8, 1.0])
    assert found["coverage"].tolist() == pytest.approx([1.0, 1.0, 0.5])
    assert found["mass_share"].tolist() == pytest.approx([1.0, 0.5, 0.2])
    assert found["n_restricted"].tolist() == [0, 1, 2] and found["step"].tolist() == [0, 1, 2]
    assert _inside(points["x"], part["x"]).tolist() == [k >= 5 for k in range(10)]
    design: Any = SimpleNamespace(
        factors=(
            Factor("x", "uncertainty", distribution=Distribution("uniform", 0.0, 9.0)),
            Factor("w", "lever", values=("a", "b")),
        )
    )
    limits = _limits(design, points, cases, small).set_index("factor")
    assert limits.loc["x", ["role", "low", "high", "values"]].tolist() == ["uncertainty", 6.0, 8.0, ""]
    assert limits.loc["w", "role"] == "lever" and limits.loc["w", "values"] == "a"
    assert math.isnan(limits.loc["w", "low"]) and math.isnan(limits.loc["w", "high"])
    # Both in the box are cases. Without the limit on x two of five are (p = .16), without that on w all three.
    assert limits["p_value"].to_dict() == pytest.approx({"x": 0.4**2, "w": 1.0})
    assert _limits(design, points, cases, part)["factor"].tolist() == ["x"]


def peeled(monkeypatch: pytest.MonkeyPatch, cases: np.ndarray, *ends: float) -> Any:
    """What is said of boxes of forty points from each of these ends on, as if EMA Workbench had peeled them."""
    boxes = [pd.DataFrame({"x": [end, 39.0]}) for end in ends]
    box = SimpleNamespace(box_lims=boxes) if boxes else None

    def made(points: pd.DataFrame, found: np.ndarray) -> Any:
        assert points.columns.tolist() == ["x"] and found.tolist() == cases.astype(int).tolist()
        return SimpleNamespace(find_box=lambda: box)

    class Outside:
        """Stands for the peeling of another package."""

        def __new__(cls, points: pd.DataFrame, found: np.ndarray) -> Any:
            """Gives the boxes."""
            return made(points, found)

    monkeypatch.setattr(discovery, "prim_class", lambda: Outside)
    factor = Factor("x", "uncertainty", distribution=Distribution("uniform", 0.0, 39.0))
    return discovery.discover(make_design([factor], "table", rows=np.arange(40.0)), cases)


def test_of_dense_boxes_that_with_the_best_balance_is_chosen(monkeypatch):
    """Cases from 20 on: from 16 density 20/24 and coverage 1, .909; from 20 both 1; from 30 density 1, coverage .5."""
    found = peeled(monkeypatch, np.arange(40) >= 20, 0.0, 16.0, 20.0, 30.0)
    assert found.boxes["chosen"].tolist() == [False, False, True, False] and found.limits["low"].tolist() == [20.0]
    assert (found.n_cases, found.n_points) == (20, 40) and "does not cover" in found.warnings[0].en
    assert len(found.warnings) == 1


def test_a_dense_box_with_few_of_the_cases_is_doubted(monkeypatch):
    """Every other point below 30 is a case, and all from 30 on: density 1 there, coverage 10 of 25."""
    cases = (np.arange(40) >= 30) | (np.arange(40) % 2 == 0)
    found = peeled(monkeypatch, cases, 0.0, 30.0)
    assert found.boxes["chosen"].tolist() == [False, True]
    assert any("holds 40% of the cases" in text.en for text in found.warnings)


def test_where_no_box_is_dense_the_densest_is_chosen_and_that_is_said(monkeypatch):
    """Every other point is a case, and two more from 30 on: density 22/40, 12/20 and 7/10, all below .8."""
    cases = (np.arange(40) % 2 == 0) | np.isin(np.arange(40), (31, 33))
    found = peeled(monkeypatch, cases, 0.0, 20.0, 30.0)
    assert found.boxes["density"].tolist() == pytest.approx([0.55, 0.6, 0.7])
    assert found.boxes["chosen"].tolist() == [False, False, True]
    assert any("no box reaches a density of 80%" in text.en for text in found.warnings)
    assert not len(peeled(monkeypatch, cases).boxes)


@pytest.mark.parametrize(("n_cases", "told"), [(9, False), (10, True), (30, True), (31, False)])
def test_ten_points_of_either_kind_are_needed(monkeypatch, n_cases, told):
    found = peeled(monkeypatch, np.arange(40) >= 40 - n_cases, 0.0, 40.0 - n_cases)
    assert bool(len(found.boxes)) == told
    assert any("at least 10 of either kind" in text.en for text in found.warnings) != told


def test_discovery_looks_at_the_cell_and_the_side_that_the_cases_name(monkeypatch):
    """At the points the gap of the policy is 2, 4 and 6: above 3 lie the last two; other cells are not looked at."""
    asked: list[list[bool]] = []

    def discovered(design: Any, cases: np.ndarray) -> Any:
        asked.append(cases.tolist())
        nothing = pd.DataFrame()
        return discovery.Discovery(nothing, nothing, int(cases.sum()), cases.size, ())

    monkeypatch.setattr(analysis, "discover", discovered)
    gaps = [[1.0, 3.0], [4.0, 4.0], [5.0, 7.0]]
    cells = {("b", SHARE): [[9.0, 9.0]] * 3, ("b", GAP): gaps}
    for above, inside in ((True, [False, True, True]), (False, [True, False, False])):
        found = analysis.Analysis({})
        analysis._discover(found, tables_of(measured(cells), ("b",), 3), Cases(GAP, VALUE, above, 3.0))
        assert asked.pop() == inside and not asked
        assert found.discoveries["b"][0] == f"resolution_urban_rural_gap {'>' if above else '<'} 3"


# Replications


def test_looks_come_after_thirty_and_then_every_ten_up_to_the_cap():
    draws = np.random.default_rng(2).normal(0.0, 1.0, 200)
    asked: list[tuple[int, int]] = []

    def draw(first: int, last: int) -> np.ndarray:
        asked.append((first, last))
        return draws[first:last]

    found = until_precise(draw, half_width=0.01, cap=55)
    assert found.looks == (30, 40, 50, 55) and asked == [(0, 30), (30, 40), (40, 50), (50, 55)]
    assert not found.reached and found.estimate.mean == pytest.approx(draws[:55].mean())
    assert found.warnings == ("stopped by the cap of 55 runs before the precision was reached",)


@pytest.mark.parametrize(("failed", "cap", "reached"), [(1, 100, True), (1, 90, False), (0, 30, True)])
def test_one_run_in_a_hundred_may_fail(failed, cap, reached):
    """With one failed run the precision counts from a hundred runs on."""
    values = np.tile([0.0, 1.0], 60)
    values[:failed] = NAN
    found = until_precise(lambda first, last: values[first:last], half_width=0.5, cap=cap)
    assert found.reached == reached and found.n_failed == failed and found.looks[-1] == cap
    assert any("runs failed" in text for text in found.warnings) == bool(failed)


@pytest.mark.parametrize(("half_width", "cap"), [(0.0, 30), (-1.0, 30), (1.0, 29)])
def test_a_precision_needs_a_width_and_thirty_runs(half_width, cap):
    with pytest.raises(ValueError, match="at least 30"):
        until_precise(lambda first, last: np.zeros(last - first), half_width=half_width, cap=cap)


def test_equal_runs_are_precise_at_once_and_ties_never():
    assert until_precise(lambda a, b: np.ones(b - a), half_width=1e-9, cap=40).looks == (30,)
    ties = np.zeros(40)
    ties[:3] = 1.0
    found = until_precise(lambda a, b: ties[a:b], half_width=9.0, cap=40)
    assert not found.reached and found.looks == (30, 40)


@pytest.mark.parametrize("wanted", [0.25, 0.3, 1.0, 5.0])
def test_the_number_needed_is_the_first_that_is_narrow_enough(wanted):
    estimate = mean_interval([1.5, 2.5, 3.5])
    n = n_needed(estimate, wanted)
    half = [scipy.stats.t.ppf(0.975, k - 1) / math.sqrt(k) for k in range(2, 100)]
    assert n == 2 + next(k for k, x in enumerate(half) if x <= wanted) if wanted < 5 else n == 3
    assert math.isnan(n_needed(mean_interval([1.0]), 1.0)) and math.isnan(n_needed(estimate, 0.0))


# Fronts


def test_what_dominates_is_the_first_that_is_no_worse_and_once_better():
    objectives = np.array([[1.0, 2.0], [1.0, 1.0], [2.0, 2.0], [0.0, 3.0], [1.0, 1.0]])
    assert dominators(objectives).tolist() == [1, -1, 0, -1, -1]


def test_directions_of_a_front_are_told_apart():
    samples = np.array([[[1.0, 1.0], [5.0, 5.0], [-1.0, -1.0]], [[2.0, 2.0], [4.0, 4.0], [0.5, 0.5]]])
    assert front(samples, ["higher", "lower", "zero"]).dominated_by.tolist() == [1, -1]
    assert front(samples, ["lower", "higher", "zero"]).dominated_by.tolist() == [-1, -1]
    with pytest.raises(ValueError, match="best is none of"):
        front(samples, ["best", "lower", "zero"])


def fronted(role: str, cost: pd.DataFrame | None, drop: str = "") -> pd.DataFrame:
    """The front of two scenarios at two points of a factor of that role."""
    cells = {
        ("b", SHARE): [[0.4, 0.5], [0.4, 0.5]],
        ("p", SHARE): [[0.5, 0.7], [0.3, 0.5]],
        ("b", GAP): [[0.1, 0.1], [0.2, 0.2]],
        ("p", GAP): [[-0.05, -0.05], [0.3, 0.3]],
    }
    measures = measured(cells)
    tables = tables_of(measures[measures["measure"] != drop], ("b", "p"), 2, 2)
    tables.design.factors = (SimpleNamespace(role=role),)  # type: ignore[misc]
    return pareto(tables, cost)


def test_points_of_levers_are_alternatives_and_points_of_uncertainties_are_not():
    cost = pd.DataFrame(
        {"point": [0, 1, 0, 1], "scenario": ["b", "b", "p", "p"], "cost_million_yuan": [0.0, 0.0, 2.0, 4.0]}
    )
    found = fronted("lever", cost)
    assert tuple(found.columns) == FRONT_COLUMNS
    assert list(zip(found["scenario"], found["point"], strict=True)) == [("b", 0), ("b", 1), ("p", 0), ("p", 1)]
    assert found["resolution"].tolist() == pytest.approx([0.45, 0.45, 0.6, 0.4])
    assert found["equity_gap"].tolist() == pytest.approx([0.1, 0.2, -0.05, 0.3])
    assert found["cost_million_yuan"].tolist() == [0.0, 0.0, 2.0, 4.0]
    assert found["on_front"].tolist() == [True, False, True, False]
    assert found["dominated_by"].tolist() == ["", "b at point 0", "", "b at point 0"]
    free = fronted("lever", None)
    assert free["on_front"].tolist() == [False, False, True, False] and free["cost_million_yuan"].isna().all()
    mean = fronted("uncertainty", cost)
    assert mean["point"].tolist() == [-1, -1] and mean["scenario"].tolist() == ["b", "p"]
    assert mean["resolution"].tolist() == pytest.approx([0.45, 0.5])
    assert mean["equity_gap"].tolist() == pytest.approx([0.15, 0.125])
    assert mean["cost_million_yuan"].tolist() == [0.0, 3.0] and mean["dominated_by"].tolist() == ["", ""]
    assert fronted("uncertainty", None)["dominated_by"].tolist() == ["p", ""]
    assert not len(fronted("lever", None, "resolution_urban_rural_gap"))
    assert not len(fronted("lever", cost[cost["scenario"] == "b"]))


def test_a_sweep_is_charged_for_levers_and_for_more_money_above_its_baseline(tmp_path: Path):
    """Five yuan more a resident and a platform; what nobody can price is named and costs nothing."""
    for name, text in (("base", "title: Base\n"), ("desk", "mechanisms: {service_platform: {phase_in_days: 0}}\n")):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    asked = tmp_path / "asked.yaml"
    money = scenario().money.issue_money_per_resident
    asked.write_text(
        "kind: sweep\nbaseline: base.yaml\npolicies: [desk.yaml]\ndesign: {kind: full}\nlevers:\n"
        f"  money.issue_money_per_resident: {{values: [{money}, {money + 5}]}}\n"
        "  mechanisms.service_platform.coverage: {values: [1.0]}\n  staff.issue_hours_factor: {values: [2.0]}\n",
        "utf-8",
    )
    sweep = load_sweep(asked, [f"world.place={SMALL_PLACE}"])
    ground = ground_of(scenario(), small_world())
    table, unknown = costs(SweepTables(sweep, design_of(sweep), pd.DataFrame(), pd.DataFrame(), {}), ground, Prices())
    assert unknown == ("staff.issue_hours_factor",)
    assert list(zip(table["scenario"], table["point"], strict=True)) == [
        ("base", 0),
        ("desk", 0),
        ("base", 1),
        ("desk", 1),
    ]
    platform = scenario_cost(sweep.policies[0], ground).total_yuan(Prices())
    assert platform > 0
    more = 5.0 * ground.residents
    assert table["cost_million_yuan"].tolist() == pytest.approx([0.0, platform / 1e6, 0.0, (platform + more) / 1e6])


# Years and daily series


def years(values: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    """Measures of one scenario by year, one value a seed."""
    rows = [("a", seed, m, "year", year, 1.0, v) for (m, year), of in values.items() for seed, v in enumerate(of)]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_every_year_has_its_mean_and_its_change_and_the_last_a_verdict():
    """Trust .4, .6 and .5 in the mean over two seeds; changes .2 and -.1 with half widths of t times sqrt(.0001)."""
    found = drift_table(
        years(
            {
                ("trust_community", "2018"): [0.59, 0.61],
                ("trust_community", "2017"): [0.4, 0.4],
                ("trust_community", "2019"): [0.48, 0.52],
                ("solved_per_need", "2017"): [0.1, 0.1],
                ("solved_per_need", "2018"): [0.9, 0.9],
            }
        )
    )
    assert tuple(found.columns) == DRIFT_COLUMNS and set(found["measure"]) == {"trust_community"}
    assert found["year"].tolist() == ["2017", "2018", "2019"] and found["n"].tolist() == [2, 2, 2]
    assert found["value"].tolist() == pytest.approx([0.4, 0.6, 0.5])
    assert found["change"].tolist() == pytest.approx([NAN, 0.2, -0.1], nan_ok=True)
    assert found["ci_low"].tolist() == pytest.approx([NAN, 0.2 - T1 * 0.01, -0.1 - T1 * 0.01], abs=1e-6, nan_ok=True)
    assert found["ci_high"].tolist() == pytest.approx([NAN, 0.2 + T1 * 0.01, -0.1 + T1 * 0.01], abs=1e-6, nan_ok=True)
    assert found["verdict"].tolist()[:2] == ["", ""]


@pytest.mark.parametrize(
    ("measure", "value"), [("dropped_share", 0.5), ("resolution_share", 0.5), ("backlog_per_1000", 0.4)]
)
def test_shares_of_requests_are_of_those_no_longer_open(measure, value):
    table = years(
        {
            (measure, "2017"): [0.4, 0.4],
            (measure, "2018"): [0.4, 0.4],
            ("open_share", "2017"): [0.0, 0.0],
            ("open_share", "2018"): [0.2, 0.2],
        }
    )
    found = drift_table(table)
    assert found[found["measure"] == measure]["value"].tolist() == pytest.approx([0.4, value])


@pytest.mark.parametrize(
    ("change", "verdict"), [(0.0101, DRIFTS), (0.0099, STEADY), (-0.0101, DRIFTS), (-0.0099, STEADY)]
)
def test_a_clear_change_counts_from_a_fiftieth_of_the_year_before(change, verdict):
    before = [0.49, 0.5, 0.51]
    now = [x + change + 1e-7 * k for k, x in enumerate(before)]
    found = drift_table(years({("trust_municipality", "2017"): before, ("trust_municipality", "2018"): now}))
    assert found["verdict"].tolist() == ["", verdict]


def test_the_cut_of_mser_is_where_the_error_of_the_mean_is_least():
    """Batches of two: 10, 1, 2, 1 (a day is left over): 0: 57 / 16, 2: (2/3) / 9, 4: .5 / 4; two days are cut."""
    cut, statistic = mser(np.array([9.0, 11.0, 0.5, 1.5, 2.0, 2.0, 1.0, 1.0, 99.0]), 2)
    assert cut == 2 and statistic.tolist() == pytest.approx([57 / 16, 2 / 27, 1 / 8])


@pytest.mark.parametrize(("days", "told"), [(59, False), (60, True)])
def test_sixty_days_say_something_of_a_steady_state(days, told):
    values = np.random.default_rng(1).normal(5.0, 1.0, (2, days))
    if told:
        assert warm_up_check(values).n_days == 60
    else:
        with pytest.raises(ValueError, match="at least 60"):
            warm_up_check(values)


def test_a_drift_is_the_later_half_less_the_earlier():
    """Of seven days the last three less the first three: 2, 3 and 4 in three runs; runs that agree leave no doubt."""
    left = np.zeros((3, 7))
    left[:, 4:] = [[2.0], [3.0], [4.0]]
    mean, p_value = _drift(left)
    assert mean == pytest.approx(3.0) and p_value == pytest.approx(scipy.stats.ttest_1samp([2.0, 3.0, 4.0], 0.0).pvalue)
    assert _drift(left[:1])[0] == 2.0 and math.isnan(_drift(left[:1])[1])
    assert _drift(np.zeros((2, 6))) == (0.0, 1.0) and _drift(np.tile([1.0, 1.0, 3.0, 3.0], (2, 1))) == (2.0, 0.0)


def test_the_daily_backlog_counts_every_day_of_warm_up_and_run_with_its_weights():
    chosen = scenario(days=3, warm_up_days=2)
    world = small_world()
    found = daily_backlog(chosen, [4, 5], world)
    assert found.shape == (2, 5)
    model = GovernanceModel(scenario(days=5), world, seed=5)
    try:
        for day in range(5):
            model.step()
            weight = np.array(model.communities.weight, float)
            people = float((weight * np.array(model.communities.population, float)).sum())
            n = weight[model.open_records()["community"]].sum()
            assert found[1, day] == pytest.approx(1000.0 * n / people)
    finally:
        model.release()
    assert found[1, -1] > 0 and (found[0] != found[1]).any()


# Designs


@pytest.mark.parametrize(
    ("kind", "sizes", "n"),
    [
        ("full", {"levels": 4}, 12),
        ("lhs", {"n": 17}, 17),
        ("sobol", {"n": 8}, 32),
        ("morris", {"trajectories": 5}, 15),
        ("table", {"n_rows": 9}, 9),
    ],
)
def test_the_size_of_a_design_is_known_before_it_is_made(kind, sizes, n):
    factors = [
        Factor("a", "uncertainty", distribution=Distribution("uniform", 0.0, 1.0)),
        Factor("b", "lever", values=("x", "y", "z")),
    ]
    assert n_points(factors, kind, **sizes) == n


def test_the_last_factor_of_a_full_design_changes_fastest_and_words_stand_in_the_table():
    factors = [
        Factor("a", "uncertainty", whole=True, distribution=Distribution("uniform", 1.0, 3.0)),
        Factor("b", "lever", values=("x", "y")),
    ]
    design = make_design(factors, "full", levels=2)
    assert design.points.tolist() == [[1, 0], [1, 1], [3, 0], [3, 1]]
    assert design.table().to_dict("list") == {"point": [0, 1, 2, 3], "a": [1, 1, 3, 3], "b": ["x", "y", "x", "y"]}
    assert design.settings(3) == {"a": 3, "b": "y"} and design.names == ("a", "b")
    table = make_design(factors, "table", rows=np.array([[2.0, 1.0]]))
    assert table.settings(0) == {"a": 2, "b": "y"} and np.isnan(table.unit).all()


def test_a_latin_hypercube_is_that_of_its_seed():
    factors = [Factor("a", "uncertainty", distribution=Distribution("uniform", 10.0, 20.0))]
    one, same, other = (make_design(factors, "lhs", n=10, seed=seed) for seed in (1, 1, 2))
    assert (one.points == same.points).all() and not (one.points == other.points).all()
    assert one.points.ravel() == pytest.approx(10.0 + 10.0 * one.unit.ravel())
    assert sorted((one.unit.ravel() * 10).astype(int)) == list(range(10))


def test_factors_turn_shares_into_values():
    """Whole numbers from 1 to 3 are equally likely; a list is cut into equal parts; one level is the middle."""
    unit = np.array([0.0, 0.33, 0.34, 0.66, 0.67, 1.0])
    whole = Factor("a", "lever", whole=True, distribution=Distribution("uniform", 1.0, 3.0))
    assert whole.numbers(unit).tolist() == [1, 1, 2, 2, 3, 3]
    assert Factor("a", "lever", values=(5.0, 7.0, 9.0)).numbers(unit).tolist() == [5, 5, 7, 7, 9, 9]
    words = Factor("a", "lever", values=(True, False))
    assert words.numbers(unit).tolist() == [0, 0, 0, 1, 1, 1] and words.setting(1.0) is False and words.has_words
    assert whole.grid(1).tolist() == [2.0] and whole.grid(5).tolist() == [1.0, 2.0, 3.0]
    plain = Factor("a", "lever", distribution=Distribution("uniform", 1.0, 4.0))
    assert plain.grid(4).tolist() == [1.0, 2.0, 3.0, 4.0] and plain.grid(1).tolist() == [2.5]
    normal = Distribution("normal", mean=10.0, standard_deviation=2.0)
    assert Factor("a", "lever", distribution=normal).grid(1).tolist() == pytest.approx([10.0])
    # An open end is cut where a thousandth lies beyond it, 3.0902 deviations away.
    assert normal.quantiles(np.array([0.0, 1.0])).tolist() == pytest.approx(
        [10 - 2 * 3.0902, 10 + 2 * 3.0902], abs=1e-3
    )
    half = Distribution("normal", low=10.0, mean=10.0, standard_deviation=2.0)
    assert half.inside_share() == pytest.approx(0.499) and half.cumulative(np.array([9.0, 10.0, 99.0])).tolist() == [
        0,
        0,
        1,
    ]
