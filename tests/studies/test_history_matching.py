"""History matching against cases with known answers: linear models have a normal posterior in closed form."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.studies import history_matching
from sim.studies.calibration import correlation_table, identification
from sim.studies.history_matching import (
    CUTOFF,
    TWO_SIDED,
    deviations,
    implausibility,
    latin_hypercube,
    log_weights,
    match,
)
from sim.studies.patterns import Cell, Target

CELL = Cell("baseline", "resolution_share", "all", "all")


def figure(value: float, low: float, high: float) -> Target:
    """A published figure and its tolerance."""
    return Target("x", "P2", "baseline", CELL, "value", None, value, low, high, "share", "fit", "s", "high", "")


def within(value: float, deviation: float) -> Target:
    """A figure whose tolerance stands for a standard deviation."""
    half = TWO_SIDED * deviation
    return figure(value, value - half, value + half)


def test_every_slice_of_every_parameter_holds_one_point() -> None:
    points = latin_hypercube(20, 3, np.random.default_rng(4))
    for column in points.T:
        assert sorted((column * 20).astype(int)) == list(range(20))


def test_implausibility_by_hand() -> None:
    # Tolerance 1 below and 3 above the figure 10; an emulator's variance of 1 is added.
    target = figure(10.0, 9.0, 13.0)
    means = np.array([[9.0], [13.0], [10.0]])
    assert deviations([target], means).ravel() == pytest.approx([1 / 1.96, 3 / 1.96, 3 / 1.96])
    assert implausibility([target], means, np.zeros((3, 1))).ravel() == pytest.approx([1.96, 1.96, 0.0])
    expected = 3.0 / np.sqrt(1.0 + (3 / 1.96) ** 2)
    assert implausibility([target], means, np.ones((3, 1)))[1, 0] == pytest.approx(expected)


def test_log_weights_are_normal_densities() -> None:
    # Deviation 2, 4 away. With variance 0: -0.5 * (4/2)^2; with variance 12 beside 4: -0.5 * 16/16 - 0.5 * ln(16/4).
    target = within(5.0, 2.0)
    means = np.array([[9.0], [9.0]])
    said = log_weights([target], means, np.array([[0.0], [12.0]]))
    assert said == pytest.approx([-2.0, -0.5 - 0.5 * np.log(4.0)])


def linear(matrix: np.ndarray, noise: float, seed: int) -> object:
    """A model whose targets are sums of its parameters, with noise."""
    random = np.random.default_rng(seed)
    return lambda points: points @ matrix.T + noise * random.standard_normal((len(points), len(matrix)))


def test_known_parameters_are_recovered_with_the_width_that_theory_gives() -> None:
    pytest.importorskip("sklearn")
    # y1 = a + b, y2 = a - b, each known to 0.05: a and b have deviation 0.05 / sqrt(2) and are uncorrelated.
    truth = np.array([0.6, 0.4])
    matrix = np.array([[1.0, 1.0], [1.0, -1.0]])
    targets = [within(float(y), 0.05) for y in matrix @ truth]
    matched = match(linear(matrix, 0.002, 1), targets, 2, (15, 15), 7, 40_000, 4000)  # type: ignore[arg-type]
    draws = matched.posterior.draws
    assert draws.mean(axis=0) == pytest.approx(truth, abs=0.01)
    assert draws.std(axis=0) == pytest.approx([0.05 / np.sqrt(2)] * 2, rel=0.08)
    assert abs(np.corrcoef(draws.T)[0, 1]) < 0.1
    assert matched.waves[1].plausible_share < 0.25
    # What 3 deviations leave of the unit square: |y1 - y1*| and |y2 - y2*| up to 0.15, a square of side 0.15 * sqrt 2.
    assert matched.posterior.plausible_share == pytest.approx(0.15**2 * 2, rel=0.1)


def test_what_only_a_sum_tells_is_not_identified_and_said_to_be_confounded() -> None:
    pytest.importorskip("sklearn")
    matched = match(linear(np.array([[1.0, 1.0]]), 0.002, 2), [within(1.0, 0.02)], 2, (20,), 3, 40_000, 4000)  # type: ignore[arg-type]
    draws = matched.posterior.draws
    widths = (np.quantile(draws, 0.95, axis=0) - np.quantile(draws, 0.05, axis=0)) / 0.9
    assert [identification(w, True) for w in widths] == ["not identified", "not identified"]
    table = correlation_table(["a", "b"], draws)
    assert table.loc[0, "correlation"] < -0.95
    assert bool(table.loc[0, "confounded"])


def test_noise_is_taken_for_noise() -> None:
    pytest.importorskip("sklearn")
    # Forty points with noise of 0.1 about a line: the emulator is surer of the line than of a point.
    matched = match(linear(np.array([[1.0]]), 0.1, 5), [within(0.5, 0.05)], 1, (40,), 3, 5000, 500)  # type: ignore[arg-type]
    emulator = matched.surrogates[0]
    mean, variance = emulator.predict(np.array([[0.25], [0.75]]))
    assert np.sqrt(emulator.noise) == pytest.approx(0.1, rel=0.35)
    assert mean == pytest.approx([0.25, 0.75], abs=0.08)
    assert (variance < emulator.noise / 4).all()


def test_the_same_seed_gives_the_same_draws() -> None:
    pytest.importorskip("sklearn")
    targets = [within(0.5, 0.05)]
    first, again, other = (
        match(linear(np.array([[1.0]]), 0.01, 5), targets, 1, (10, 10), seed, 2000, 100)  # type: ignore[arg-type]
        for seed in (3, 3, 4)
    )
    assert (first.posterior.draws == again.posterior.draws).all()
    assert (first.waves[1].points == again.waves[1].points).all()
    assert not (first.waves[0].points == other.waves[0].points).all()


def test_failed_points_are_left_out() -> None:
    pytest.importorskip("sklearn")

    def sometimes(points: np.ndarray) -> np.ndarray:
        return np.where(points[:, :1] < 0.2, np.nan, points)

    matched = match(sometimes, [within(0.5, 0.02)], 1, (20,), 3, 5000, 500)
    assert matched.posterior.draws.mean() == pytest.approx(0.5, abs=0.01)
    assert np.isnan(matched.waves[0].results).sum() == 4


def test_words_for_widths() -> None:
    assert [identification(w, True) for w in (0.5, 0.51, 0.8, 0.81)] == [
        "identified",
        "weakly identified",
        "weakly identified",
        "not identified",
    ]
    assert {identification(w, False) for w in (0.01, 0.5, 0.9)} == {"nothing fits"}
    assert replace(figure(1.0, 0.0, 2.0), target=None).centre == 1.0


def test_what_any_figure_rules_out_is_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two results that are the numbers themselves, wanted at .5 to .05: a square of .3 is left, .09 of all points."""
    monkeypatch.setattr(history_matching, "predicted", lambda surrogates, points: (points, np.zeros_like(points)))
    targets, random = [within(0.5, 0.05), within(0.5, 0.05)], np.random.default_rng(3)
    first = SimpleNamespace(points=random.random((4, 2)))
    points, share = history_matching._next_points([], targets, [first], 20, 4000, random)
    assert share == pytest.approx((2 * CUTOFF * 0.05) ** 2, abs=0.015)
    assert np.abs(points - 0.5).max() <= CUTOFF * 0.05 and points.shape == (20, 2)
