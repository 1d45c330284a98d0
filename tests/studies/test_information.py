"""Value of information, hinges, break-even values and boxes, against cases with known answers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy

from sim.studies.information import (
    EVERYTHING,
    basis,
    best_limit,
    box_table,
    break_even,
    contenders,
    correlation_interval,
    hinge_table,
    information_table,
    n_terms,
    partial,
    perfect,
    rank_correlations,
)


def unit_loss(mean: float, deviation: float) -> float:
    """Expected gain of choosing after seeing a normal difference instead of by its mean alone."""
    z = abs(mean) / deviation
    return deviation * (scipy.stats.norm.pdf(z) - z * scipy.stats.norm.sf(z))


def two_options(n: int, mean: float, weights: tuple[float, float], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """One option worth nothing, the other worth a sum of two normal numbers; and the numbers."""
    numbers = np.random.default_rng(seed).normal(size=(n, 2))
    return np.column_stack([np.zeros(n), mean + numbers @ np.array(weights)]), numbers


@pytest.mark.parametrize("mean", [0.0, 0.5, -1.0])
def test_perfect_and_partial_information_are_those_of_the_normal_case(mean: float) -> None:
    gain, numbers = two_options(20_000, mean, (2.0, 1.0), 1)
    assert perfect(gain) == pytest.approx(unit_loss(mean, math.sqrt(5.0)), abs=0.03)
    assert partial(gain, numbers[:, 0]) == pytest.approx(unit_loss(mean, 2.0), abs=0.03)
    assert partial(gain, numbers[:, 1]) == pytest.approx(unit_loss(mean, 1.0), abs=0.03)


def test_partial_information_follows_a_bend() -> None:
    # The option is worth x² - 1 of a normal number: its mean is 0, and after seeing x one takes it where |x| > 1.
    x = np.random.default_rng(2).normal(size=20_000)
    gain = np.column_stack([np.zeros_like(x), x**2 - 1.0])
    known = 2.0 * scipy.stats.norm.pdf(1.0)  # The integral of x² - 1 over |x| > 1 under the normal density.
    assert partial(gain, x) == pytest.approx(known, rel=0.05)
    assert partial(gain, x, terms=1) < 0.1 * known  # A line sees nothing of it.


def test_three_options_with_a_number_that_takes_a_few_values() -> None:
    # x is 0, 1 or 2 with equal chances; the best option there is worth 3, 2 and 4; the best without knowing 2.
    x = np.tile([0.0, 1.0, 2.0], 400)
    worth = {0.0: (3.0, 0.0, 0.0), 1.0: (0.0, 2.0, 0.0), 2.0: (1.0, 1.0, 4.0)}
    gain = np.array([worth[value] for value in x])
    assert perfect(gain) == pytest.approx(3.0 - 4.0 / 3.0)
    assert partial(gain, x, terms=5) == pytest.approx(3.0 - 4.0 / 3.0)


@pytest.mark.parametrize("n", [24, 60, 200])
def test_a_number_that_moves_nothing_is_worth_next_to_nothing(n: int) -> None:
    gain, _ = two_options(n, 0.0, (2.0, 1.0), 4)
    idle = np.random.default_rng(5).normal(size=(n, 60))
    table = information_table(
        {"m": pd.DataFrame(gain, columns=["baseline", "policy"])},
        pd.DataFrame(idle, columns=[f"p{k}" for k in range(60)]),
        {"m": "higher"},
    )
    values = table.set_index("parameter")["value"]
    raw = np.mean([partial(gain, idle[:, k]) for k in range(60)])
    assert values.drop(EVERYTHING).mean() < 0.7 * raw  # The regression alone finds more than that in noise.
    assert (values.drop(EVERYTHING) == 0.0).mean() > 0.3


def test_the_table_is_sorted_and_finds_the_number_that_matters() -> None:
    gain, numbers = two_options(200, 0.0, (2.0, 0.5), 6)
    parameters = pd.DataFrame(numbers, columns=["much", "little"]).assign(same=1.0, word="due")
    table = information_table({"m": pd.DataFrame(gain, columns=["baseline", "policy"])}, parameters, {"m": "higher"})
    assert table["parameter"].tolist() == [EVERYTHING, "much", "little"]
    assert table["value"].is_monotonic_decreasing
    assert table["value"].iloc[1] == pytest.approx(unit_loss(0.0, 2.0), rel=0.25)


def test_no_single_number_is_worth_more_than_everything() -> None:
    """A line through a step overshoots it, and would promise more than the best choice in every world could give."""
    worlds = pd.RangeIndex(1, 25, name="world")
    numbers = pd.DataFrame({"step": np.linspace(-1.0, 1.0, 24)}, worlds)
    gains = pd.DataFrame({"one": np.where(numbers["step"] > 0.3, 0.01, -0.3), "other": 0.0}, worlds)
    table = information_table({"m": gains}, numbers, {"m": "higher"})
    worth = table.set_index("parameter")["value"]
    assert worth[EVERYTHING] == pytest.approx(0.01 * (numbers["step"] > 0.3).mean())
    assert table["parameter"].iloc[0] == EVERYTHING and worth["step"] <= worth[EVERYTHING]
    assert partial(gains.to_numpy(), numbers["step"].to_numpy()) > worth[EVERYTHING]


def test_few_worlds_say_nothing_of_single_numbers() -> None:
    table = information_table(
        {"m": pd.DataFrame({"a": [0.0] * 5, "b": [1.0, -1.0, 1.0, -1.0, 1.0]})},
        pd.DataFrame({"p": range(5)}),
        {"m": "higher"},
    )
    assert table["parameter"].tolist() == [EVERYTHING]


def test_a_basis_is_orthonormal_without_a_constant() -> None:
    made = basis(np.random.default_rng(7).exponential(size=80), 3)
    assert made.shape == (80, 3)
    assert np.allclose(made.T @ made, np.eye(3)) and np.allclose(made.sum(axis=0), 0.0)
    assert basis(np.tile([0.0, 1.0], 20), 5).shape == (40, 1)
    assert [n_terms(n) for n in (10, 24, 100, 200)] == [1, 2, 3, 5]


def test_rank_correlations_are_scipys_and_their_p_holds_over_all_numbers() -> None:
    draws = np.random.default_rng(8)
    numbers, apart = draws.normal(size=(24, 5)), draws.normal(size=24)
    found, _ = rank_correlations(numbers, apart)
    assert found == pytest.approx([scipy.stats.spearmanr(numbers[:, k], apart).statistic for k in range(5)])
    alarms = sum(
        rank_correlations(draws.normal(size=(24, 40)), draws.normal(size=24))[1].min() < 0.05 for _ in range(150)
    )
    assert alarms / 150 < 0.12  # Of 40 numbers that say nothing, some is named in about one study in twenty.
    clear = np.column_stack([apart, draws.normal(size=(24, 300))])
    assert rank_correlations(clear, apart)[1][0] == pytest.approx(1 / 200)


def test_the_interval_of_a_correlation_covers_it() -> None:
    draws, true, covered = np.random.default_rng(9), 6.0 / math.pi * math.asin(0.6 / 2.0), 0
    for _ in range(500):
        x = draws.normal(size=40)
        y = 0.6 * x + 0.8 * draws.normal(size=40)
        low, high = correlation_interval(float(scipy.stats.spearmanr(x, y).statistic), 40)
        covered += low <= true <= high
    assert covered / 500 == pytest.approx(0.95, abs=0.03)


def test_a_break_even_value_is_the_root_and_its_interval_covers_it() -> None:
    root, low, high = break_even(np.arange(11.0), 3.0 - np.arange(11.0))
    assert (root, low, high) == pytest.approx((3.0, 3.0, 3.0))
    draws, covered, told = np.random.default_rng(10), 0, 0
    for _ in range(500):
        x = draws.uniform(0.0, 10.0, 30)
        found = break_even(x, 2.0 * (x - 4.0) + draws.normal(0.0, 4.0, 30))
        told += math.isfinite(found[0])
        covered += found[1] <= 4.0 <= found[2]
    assert told > 480
    assert covered / told == pytest.approx(0.95, abs=0.03)


def test_no_break_even_value_where_there_is_none() -> None:
    x = np.arange(20.0)
    noise = np.random.default_rng(11).normal(size=20)
    assert all(map(math.isnan, break_even(x, noise)))  # No slope.
    assert all(map(math.isnan, break_even(x, 100.0 + x)))  # It lies far outside.
    assert all(map(math.isnan, break_even(np.ones(20), noise)))


def test_a_box_finds_the_limits_that_were_put_in() -> None:
    numbers = np.random.default_rng(12).uniform(size=(200, 30))
    beaten = (numbers[:, 3] > 0.6) & (numbers[:, 7] < 0.5)
    outcomes = pd.DataFrame({"first": np.full(200, 1.0), "second": np.where(beaten, 2.0, 0.0)})
    parameters = pd.DataFrame(numbers, columns=[f"p{k}" for k in range(30)])
    rows = box_table({"m": outcomes}, parameters, {"m": "higher"})
    assert set(rows["parameter"]) == {"p3", "p7"}
    limits = rows.set_index("parameter")
    assert limits.loc["p3", "low"] == pytest.approx(0.6, abs=0.03) and math.isinf(limits.loc["p3", "high"])
    assert limits.loc["p7", "high"] == pytest.approx(0.5, abs=0.03)
    assert rows["density"].iloc[-1] > 0.95 and rows["coverage"].iloc[-1] > 0.95
    assert rows["p_value"].iloc[0] == pytest.approx(1 / 200)


def test_density_and_coverage_are_those_of_ema_workbench() -> None:
    prim = pytest.importorskip("ema_workbench.analysis.prim")
    draws = np.random.default_rng(14)
    numbers = pd.DataFrame(draws.uniform(size=(150, 4)), columns=list("abcd"))
    chance = np.where((numbers["b"] > 0.55) & (numbers["d"] < 0.6), 0.9, 0.1)
    cases = draws.uniform(size=150) < chance
    rows = box_table(
        {"m": pd.DataFrame({"first": np.ones(150), "second": np.where(cases, 2.0, 0.0)})}, numbers, {"m": "higher"}
    )
    assert rows["parameter"].tolist() == ["b", "d"]
    known = prim.Prim(numbers, cases.astype(int), threshold=0.5)
    limits, box = known.box_init.copy(), prim.PrimBox(known, known.box_init, known.yi)
    for row in rows.itertuples():
        limits[row.parameter] = np.clip([row.low, row.high], *known.box_init[row.parameter])
        inside = np.all([numbers[name].between(*limits[name]) for name in numbers], axis=0)
        box.update(limits.copy(), known.yi[inside[known.yi]])
        assert (row.density, row.coverage) == pytest.approx((box.density, box.coverage))


def test_density_and_coverage_are_counts_of_worlds() -> None:
    numbers = np.arange(20.0)[:, None]
    cases = np.arange(20) >= 12
    cases[13] = False
    score, column, low, high = best_limit(numbers, cases, int(cases.sum()))
    assert (column, low, high) == (0, 11.5, math.inf)
    assert score == pytest.approx(2 / (1 / (7 / 8) + 1 / (7 / 7)))


def test_a_limit_lies_not_within_a_tie() -> None:
    numbers = np.repeat([0.0, 1.0], 10)[:, None]
    cases = np.zeros(20, dtype=bool)
    cases[8:] = True
    assert best_limit(numbers, cases, 12)[2:] == (0.5, math.inf)


def test_hinges_are_of_the_best_two_by_the_mean() -> None:
    draws = np.random.default_rng(13)
    x = draws.normal(size=(60, 3))
    table = pd.DataFrame({"baseline": np.full(60, -5.0), "a": 1.0 + x[:, 0], "b": 0.8 - x[:, 0]})
    assert contenders(table) == ("a", "b")
    rows = hinge_table({"m": table}, pd.DataFrame(x, columns=["x", "y", "z"]), {"m": "higher"})
    assert rows["parameter"].iloc[0] == "x" and rows["p_adjusted"].iloc[0] < 0.01
    assert rows["break_even"].iloc[0] == pytest.approx(-0.1)  # 1 + x = .8 - x.
    assert not len(hinge_table({"m": table.head(5)}, pd.DataFrame(x[:5], columns=["x", "y", "z"]), {"m": "higher"}))


def test_the_interval_of_a_correlation_is_bonetts_and_wrights() -> None:
    """In 28 worlds r = .5: Fisher's z is .549306, its standard error the root of (1 + .125) / 25 = .045."""
    low, high = correlation_interval(0.5, 28)
    half = 1.959964 * 0.045**0.5
    assert (math.atanh(low), math.atanh(high)) == pytest.approx((0.549306 - half, 0.549306 + half), abs=1e-6)


def test_no_break_even_value_beyond_either_end() -> None:
    x = np.arange(20.0)
    for root, told in ((-0.5, False), (0.5, True), (18.5, True), (19.5, False)):
        for slope in (1.0, -1.0):
            assert math.isfinite(break_even(x, slope * (x - root))[0]) == told, (root, slope)


def test_a_box_needs_some_worlds_in_which_either_is_better() -> None:
    """The first is better by the mean; whichever of the two is better in five worlds of 40 alone, nothing is sought."""
    x = np.arange(40.0)
    for second_better, told in ((5, False), (6, True), (34, True), (35, False)):
        gain = np.where(x < second_better, 1.0, -100.0)
        outcomes = pd.DataFrame({"first": np.zeros(40), "second": gain})
        rows = box_table({"m": outcomes}, pd.DataFrame({"x": x}), {"m": "higher"})
        assert bool(len(rows)) == told, second_better


def test_what_a_box_holds_is_counted_over_its_worlds_and_over_all_cases() -> None:
    """The second is better in worlds 10 to 29 of 40: a single limit that holds them all holds ten others too."""
    x = np.arange(40.0)
    cases = (x >= 10) & (x < 30)
    outcomes = pd.DataFrame({"first": np.full(40, 0.1), "second": np.where(cases, 1.0, -2.0)})
    rows = box_table({"m": outcomes}, pd.DataFrame({"x": x}), {"m": "higher"})
    first = rows.iloc[0]
    inside = (x >= first["low"]) & (x <= first["high"])
    assert first["n_worlds"] == inside.sum()
    assert first["density"] == pytest.approx(cases[inside].mean()) and first["density"] < 0.8
    assert first["coverage"] == pytest.approx(cases[inside].sum() / 20) == 1.0
