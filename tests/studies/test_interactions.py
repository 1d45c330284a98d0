"""Pairs of mechanisms: the contrast, its interval and the verdict on made-up numbers with a known answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.mechanisms import registry
from sim.scenario.scenario import Scenario
from sim.studies.interactions import (
    INTERACTION_COLUMNS,
    LESS,
    MORE,
    NOT_TOLD_APART,
    Pair,
    alone,
    chosen_cells,
    interaction_contrast,
    interaction_scenarios,
    interactions,
    pairs_of,
)
from sim.studies.runs import world_key

PAIR = Pair("a", "b", "a--b")
HIGHER = {"resolution_share": "higher", "dropped_share": "lower", "gap": "none"}


def table(measure: str = "resolution_share", by: str = "all", group: str = "all", **values) -> pd.DataFrame:
    """One measure of several scenarios ("base", "a", "b", "both"), one value per seed."""
    names = {"both": "a--b"}
    rows = [
        (names.get(scenario, scenario), seed, measure, by, group, 100.0, value)
        for scenario, series in values.items()
        for seed, value in enumerate(series, start=1)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def drawn(generator: np.random.Generator, n_seeds: int, interaction: float, noise: float = 0.01) -> pd.DataFrame:
    """Runs that share their chance events: +0.05 of a, +0.03 of b, and so much beyond the sum."""
    shared = generator.normal(0.5, 0.05, n_seeds)
    own = [generator.normal(0.0, noise, n_seeds) for _ in range(4)]
    return table(
        base=shared + own[0],
        a=shared + 0.05 + own[1],
        b=shared + 0.03 + own[2],
        both=shared + 0.08 + interaction + own[3],
    )


def test_effects_that_add_up_have_no_interaction():
    """Binary fractions, so that sums are exact; seeds differ."""
    base = np.array([0.5, 0.625, 0.25, 0.375])
    row = interactions(
        table(base=base, a=base + 0.125, b=base + 0.0625, both=base + 0.1875), "base", [PAIR], HIGHER
    ).iloc[0]
    assert (row["alone_a"], row["alone_b"], row["together"]) == (0.125, 0.0625, 0.1875)
    assert (row["interaction"], row["n"], row["n_equal"], row["p_value"]) == (0.0, 4, 4, 1.0)
    assert np.isnan([row["ci_low"], row["ci_high"]]).all()
    assert row["verdict"] == NOT_TOLD_APART


def test_rounding_of_sums_is_no_interaction():
    """0.1 + 0.2 is not 0.3 in binary; effects that add up in decimals still have none."""
    base = np.array([0.1, 0.3, 0.7])
    a, b = base + 0.1, base + 0.2
    both = base + 0.3
    assert np.any((both + base) - (a + b) != 0.0), "the case would show nothing"
    assert interaction_contrast(base, a, b, both).tolist() == [0.0, 0.0, 0.0]


def test_a_mechanism_that_does_nothing_interacts_with_nothing():
    base = np.array([0.51, 0.47, 0.53])
    other = base + np.array([0.013, 0.017, 0.011])
    row = interactions(table(base=base, a=base, b=other, both=other), "base", [PAIR], HIGHER).iloc[0]
    assert row["interaction"] == 0.0
    assert row["p_value"] == 1.0


def test_the_contrast_is_that_of_a_two_by_two_design():
    base, a, b, both = (
        [0.50, 0.52, 0.48, 0.51],
        [0.55, 0.58, 0.52, 0.57],
        [0.52, 0.53, 0.51, 0.52],
        [0.60, 0.64, 0.57, 0.62],
    )
    found = interactions(table(base=base, a=a, b=b, both=both), "base", [PAIR], HIGHER)
    assert tuple(found.columns) == INTERACTION_COLUMNS
    row = found.iloc[0]
    contrast = np.array(both) - np.array(a) - np.array(b) + np.array(base)
    reference = stats.ttest_1samp(contrast, 0.0)
    interval = reference.confidence_interval(0.95)
    assert row["n"] == 4
    assert row["interaction"] == pytest.approx(contrast.mean())
    assert row["interaction"] == pytest.approx(row["together"] - row["alone_a"] - row["alone_b"])
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))
    assert row["p_value"] == pytest.approx(reference.pvalue)


@pytest.mark.nightly
@pytest.mark.parametrize("truth", [0.0, 0.02])
def test_the_interval_covers_the_truth_in_95_of_100_studies(truth):
    """Of 1,000 studies of ten seeds 95 % cover, give or take three standard errors of 0.7 points."""
    generator = np.random.default_rng(20180)
    covered = 0
    for _ in range(1000):
        values = drawn(generator, 10, truth)["value"].to_numpy().reshape(4, 10)
        contrast = table(base=values[0], a=values[1], b=values[2], both=values[3])
        row = interactions(contrast, "base", [PAIR], HIGHER).iloc[0]
        covered += row["ci_low"] <= truth <= row["ci_high"]
    assert 0.93 <= covered / 1000 <= 0.97


@pytest.mark.parametrize(
    ("measure", "beyond", "verdict"),
    [
        ("resolution_share", 0.05, MORE),
        ("resolution_share", -0.05, LESS),
        ("dropped_share", 0.05, LESS),
        ("dropped_share", -0.05, MORE),
        ("gap", 0.05, MORE),
        ("resolution_share", 0.0, NOT_TOLD_APART),
    ],
)
def test_more_and_less_are_told_of_the_wanted_direction(measure, beyond, verdict):
    runs = drawn(np.random.default_rng(4), 30, beyond).assign(measure=measure)
    assert interactions(runs, "base", [PAIR], HIGHER).iloc[0]["verdict"] == verdict


def test_holm_counts_the_pairs_of_a_cell():
    """Three pairs, the p-values one by one from scipy; the smallest counts three times."""
    generator = np.random.default_rng(3)
    names = ["base", "a", "b", "c", "a--b", "a--c", "b--c"]
    values = {name: generator.normal(0.5, 0.1, 12) for name in names}
    found = interactions(table(**values), "base", pairs_of(["c", "a", "b"]), HIGHER)
    raw = [
        stats.ttest_1samp(values[f"{x}--{y}"] - values[x] - values[y] + values["base"], 0.0).pvalue
        for x, y in (("a", "b"), ("a", "c"), ("b", "c"))
    ]
    assert list(found["p_value"]) == pytest.approx(raw)
    order = np.argsort(raw)
    expected = np.empty(3)
    expected[order] = np.minimum(1.0, np.maximum.accumulate(np.array(raw)[order] * [3, 2, 1]))
    assert list(found["p_adjusted"]) == pytest.approx(list(expected))


@pytest.mark.nightly
def test_few_false_alarms_over_many_pairs():
    """Ten mechanisms without any interaction: in about 5 % of studies is any of 45 pairs told apart."""
    generator = np.random.default_rng(8)
    mechanisms = [f"m{k}" for k in range(10)]
    pairs = pairs_of(mechanisms)
    alarms = 0
    for _ in range(60):
        shared = generator.normal(0.5, 0.05, 10)
        values = {
            name: shared + generator.normal(0, 0.01, 10) for name in ["base", *mechanisms, *(p.both for p in pairs)]
        }
        alarms += (interactions(table(**values), "base", pairs, HIGHER)["verdict"] != NOT_TOLD_APART).any()
    assert alarms <= 9  # binomial(60, 0.05): more than nine happen once in 5,000 times


def test_seeds_without_all_four_runs_are_left_out():
    runs = drawn(np.random.default_rng(5), 5, 0.02)
    runs = runs[~((runs["scenario"] == "a--b") & (runs["seed"] == 2))]
    runs.loc[(runs["scenario"] == "b") & (runs["seed"] == 4), "value"] = float("nan")
    row = interactions(runs, "base", [PAIR], HIGHER).iloc[0]
    kept = runs[runs["seed"].isin([1, 3, 5])].pivot(index="seed", columns="scenario", values="value")
    assert row["n"] == 3
    assert row["interaction"] == pytest.approx((kept["a--b"] - kept["a"] - kept["b"] + kept["base"]).mean())


def test_one_seed_has_a_contrast_but_no_verdict():
    row = interactions(drawn(np.random.default_rng(5), 1, 0.5), "base", [PAIR], HIGHER).iloc[0]
    assert np.isfinite(row["interaction"])
    assert np.isnan([row["ci_low"], row["ci_high"], row["p_value"], row["p_adjusted"]]).all()
    assert row["verdict"] == NOT_TOLD_APART


def test_the_order_of_rows_changes_nothing():
    runs = drawn(np.random.default_rng(6), 7, 0.01)
    shuffled = runs.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(
        interactions(runs, "base", [PAIR], HIGHER), interactions(shuffled, "base", [PAIR], HIGHER)
    )


def test_alone_is_the_paired_difference():
    runs = drawn(np.random.default_rng(7), 12, 0.0)
    row = alone(runs, "base", ["a", "b"]).set_index("mechanism").loc["a"]
    values = runs.pivot(index="seed", columns="scenario", values="value")
    interval = stats.ttest_rel(values["a"], values["base"]).confidence_interval(0.95)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))


def test_cells_are_chosen_by_measure_and_grouping():
    parts = [table(base=[1.0]), table(by="setting", group="rural", base=[2.0]), table("dropped_share", base=[3.0])]
    found = chosen_cells(pd.concat(parts), [("dropped_share", "all"), ("resolution_share", "setting")])
    assert list(found["value"]) == [3.0, 2.0]


def test_the_plan_has_every_mechanism_alone_and_every_pair_in_one_world():
    names = sorted(registry())
    n = len(names)
    scenarios = interaction_scenarios(Scenario(name="base"), names)
    assert len(scenarios) == 1 + n + n * (n - 1) // 2
    assert len({scenario.name for scenario in scenarios}) == len(scenarios)
    assert len({world_key(scenario) for scenario in scenarios}) == 1
    by_name = {scenario.name: set(scenario.mechanisms) for scenario in scenarios}
    assert by_name["base"] == set()
    assert all(by_name[name] == {name} for name in names)
    assert all(by_name[pair.both] == {pair.a, pair.b} for pair in pairs_of(names))


def test_long_names_give_short_and_different_names_of_pairs():
    pairs = pairs_of(["x" * 40, "y" * 40, "z" * 40])
    assert all(len(pair.both) <= 64 for pair in pairs)
    assert len({pair.both for pair in pairs}) == 3
