"""Comparing policies: paired differences, Holm's adjustment and verdicts on tables made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.running import run_one
from sim.studies.compare import COMPARISON_COLUMNS, SUMMARY_COLUMNS, compare, summarise, winners
from sim.studies.statistics import paired_difference
from tests.model_runs import chongqing, scenario

SEEDS = (5, 6, 7, 8)
BASE = (0.50, 0.52, 0.48, 0.51)
BETTER = (0.55, 0.58, 0.52, 0.565)
WORSE = (0.44, 0.47, 0.435, 0.44)


def table(**values: tuple[float, ...]) -> pd.DataFrame:
    """One measure of several scenarios, one value per seed."""
    rows = [
        (scenario, seed, "resolution_share", "setting", "rural", 100.0, value)
        for scenario, series in values.items()
        for seed, value in zip(SEEDS, series, strict=False)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_a_difference_is_that_of_the_pairs():
    found = compare(table(base=BASE, better=BETTER), "base", ["better"])
    assert tuple(found.columns) == COMPARISON_COLUMNS
    row = found.iloc[0]
    reference = stats.ttest_rel(BETTER, BASE)
    interval = reference.confidence_interval(0.95)
    assert row["n"] == 4
    assert row["difference"] == pytest.approx(np.mean(BETTER) - np.mean(BASE))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))
    assert row["p_adjusted"] == pytest.approx(reference.pvalue)


def test_holm_counts_the_scenarios_of_a_cell_only():
    """Two scenarios: the smaller p-value is doubled, the larger stays unless the doubled one is larger."""
    found = compare(table(base=BASE, better=BETTER, worse=WORSE), "base", ["better", "worse"])
    raw = [float(stats.ttest_rel(values, BASE).pvalue) for values in (BETTER, WORSE)]
    small, large = sorted(raw)
    expected = {small: 2 * small, large: max(2 * small, large)}
    assert list(found["p_adjusted"]) == pytest.approx([expected[p] for p in raw])


def test_the_order_of_rows_changes_nothing():
    straight = table(base=BASE, better=BETTER)
    turned = pd.concat([part[::-1] for _, part in straight.groupby("scenario", sort=False)])
    pd.testing.assert_frame_equal(compare(straight, "base", ["better"]), compare(turned, "base", ["better"]))


def test_a_pair_without_a_value_is_left_out_and_counted():
    lacking = (0.55, float("nan"), 0.52, 0.57)
    row = compare(table(base=BASE, better=lacking), "base", ["better"]).iloc[0]
    reference = stats.ttest_rel([0.55, 0.52, 0.57], [0.50, 0.48, 0.51])
    assert row["n"] == 3
    assert row["p_adjusted"] == pytest.approx(reference.pvalue)


def test_ties_that_leave_no_interval_are_counted():
    found = compare(table(base=BASE, better=(0.50, 0.52, 0.48, 0.61)), "base", ["better"]).iloc[0]
    assert (found["n"], found["n_equal"], found["difference"]) == (4, 3, pytest.approx(0.025))
    assert np.isnan([found["ci_low"], found["ci_high"]]).all()
    assert found["p_adjusted"] == 1.0, "one seed that differs has either sign with the same chance"


def test_pairs_need_the_same_seed():
    measures = table(base=BASE, better=BETTER)
    measures = measures[~((measures["scenario"] == "better") & (measures["seed"] == 5))]
    row = compare(measures, "base", ["better"]).iloc[0]
    assert row["n"] == 3
    assert row["baseline"] == pytest.approx(np.mean(BASE[1:]))


def test_one_run_has_a_difference_but_no_interval():
    row = compare(table(base=BASE[:1], better=BETTER[:1]), "base", ["better"]).iloc[0]
    assert row["difference"] == pytest.approx(0.05)
    assert np.isnan([row["ci_low"], row["ci_high"], row["p_adjusted"]]).all()


def test_a_group_the_baseline_lacks_keeps_its_mean():
    nobody = (float("nan"),) * 4
    row = compare(table(base=nobody, better=BETTER), "base", ["better"]).iloc[0]
    assert row["n"] == 0
    assert row["mean"] == pytest.approx(np.mean(BETTER))
    assert np.isnan(row["difference"])


def test_a_summary_has_the_interval_of_student():
    found = summarise(table(base=BASE))
    assert tuple(found.columns) == SUMMARY_COLUMNS
    row = found.iloc[0]
    half = stats.t.ppf(0.975, 3) * np.std(BASE, ddof=1) / 2
    assert row["n_runs"] == 4
    assert (row["mean"], row["sd"]) == pytest.approx((np.mean(BASE), np.std(BASE, ddof=1)))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((np.mean(BASE) - half, np.mean(BASE) + half))


@pytest.mark.parametrize(
    ("higher_is_better", "ends", "verdict"),
    [
        (True, (0.01, 0.02), "gains"),
        (True, (-0.02, -0.01), "loses"),
        (True, (-0.01, 0.02), "unclear"),
        (False, (0.01, 0.02), "loses"),
        (False, (-0.02, -0.01), "gains"),
        (True, (float("nan"), float("nan")), "unclear"),
    ],
)
def test_a_verdict_needs_an_interval_on_one_side(higher_is_better, ends, verdict):
    comparison = compare(table(base=BASE, better=BETTER), "base", ["better"])
    comparison[["ci_low", "ci_high"]] = ends
    assert list(winners(comparison, {"resolution_share": higher_is_better})["verdict"]) == [verdict]


@pytest.mark.nightly
def test_intervals_of_the_days_a_policy_moves_a_little_cover():
    """3+1 moves the median by a fraction of a day. Ten seeds a time are drawn from sixty, whose mean is the truth."""
    usual = scenario(days=365)
    teams = scenario(mechanisms={"three_plus_one": {}}, days=365)
    found = {}
    for name in ("closing_days_q50", "closing_days_q75", "resolution_share", "solved_per_need"):
        found[name] = np.zeros(60)
    for seed in range(60):
        values = [
            run_one(kind, seed + 1, chongqing(0.002)).table.query("by == 'all'").set_index("measure")["value"]
            for kind in (teams, usual)
        ]
        for name, differences in found.items():
            differences[seed] = values[0][name] - values[1][name]
    generator = np.random.default_rng(4)
    for name, differences in found.items():
        assert (differences != 0).sum() > 54, name
        missed = 0
        for _ in range(2000):
            drawn = generator.choice(differences, 10)
            interval = paired_difference(drawn, np.zeros(10)).difference.interval
            missed += interval is not None and not interval.low <= differences.mean() <= interval.high
        assert missed / 2000 < 0.07 + 4 * (0.07 * 0.93 / 2000) ** 0.5, (name, missed)
