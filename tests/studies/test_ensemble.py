"""An ensemble is moved to published figures as theory says, keeps its spread elsewhere, and recovers what is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.mechanisms import known_mechanisms
from sim.report.ensemble_text import ensemble_text
from sim.running import run_one
from sim.scenario.plausible import deviates, laid_over, plausible_ranges, worlds_at
from sim.scenario.scenario import load_scenario
from sim.studies.ensemble import Conditioned, Smoother, Wave, figures_table, kept_members, steps_table, widths, within
from sim.studies.history_matching import TWO_SIDED
from sim.studies.patterns import FIT, HOLD_BACK, Cell, Target
from sim.world.places import PlaceNames
from sim.world.world import build_world
from tests.language import spoken
from tests.model_runs import SMALL_PLACE


def target(name: str, centre: float, tolerance: float, use: str = FIT) -> Target:
    """A made-up figure with its tolerance."""
    cell = Cell("baseline", "dropped_share", "all", "all")
    return Target(
        name,
        "P1",
        "baseline",
        cell,
        "value",
        None,
        centre,
        centre - tolerance,
        centre + tolerance,
        "share",
        use,
        "made up",
        "assumed",
        "",
    )


def test_a_linear_figure_moves_its_number_as_bayes_says_and_no_other():
    # x standard normal, y = x, figure 1 with standard deviation 1/2: posterior mean 0.8, variance 0.2 (conjugate).
    figure, n = target("a", 1.0, 0.5 * TWO_SIDED), 1000
    points, smoother = deviates(40, n, 1), Smoother([figure], 3, 1)
    before = points.copy()
    for _ in range(3):
        points = smoother.moved(points, points[:, :1])
    assert points[:, 0].mean() == pytest.approx(0.8, abs=0.06)
    assert points[:, 0].var() == pytest.approx(0.2, rel=0.15)
    moved = np.abs(points[:, 1:] - before[:, 1:]).max(axis=0) > 0
    assert moved.sum() <= 1  # three over the root of the members: one chance correlation in 370 passes
    assert widths(before, points)[1:] == pytest.approx(1.0, abs=0.05)


def test_several_linear_figures_move_their_numbers_as_bayes_says():
    """The conjugate posterior of a normal prior under linear figures with independent normal errors."""
    weights = np.array([[1.0, 0.5], [-1.0, 0.5], [0.0, 1.0]])  # numbers by figures
    centres, errors = np.array([0.6, -0.4]), np.array([0.5, 0.25])
    precision = np.eye(3) + weights @ np.diag(errors**-2) @ weights.T
    mean = np.linalg.solve(precision, weights @ np.diag(errors**-2) @ centres)
    figures = [target(str(k), centres[k], errors[k] * TWO_SIDED) for k in range(2)]
    found, spread = [], []
    for seed in range(8):
        points, smoother = deviates(12, 1500, seed), Smoother(figures, 4, seed)
        for _ in range(4):
            points = smoother.moved(points, points[:, :3] @ weights)
        found.append(points[:, :3].mean(axis=0))
        spread.append(np.cov(points[:, :3].T))
    assert np.mean(found, axis=0) == pytest.approx(mean, abs=0.04)
    assert np.mean(spread, axis=0) == pytest.approx(np.linalg.inv(precision), abs=0.03)


def test_a_number_that_does_not_vary_is_left_and_disturbs_no_other():
    figure, points = target("a", 1.0, 0.5 * TWO_SIDED), deviates(3, 100, 2)
    points[:, 1] = 0.3
    moved = Smoother([figure], 1, 2).moved(points, points[:, :1])
    assert (moved[:, 1] == 0.3).all() and np.isfinite(moved).all()
    assert abs(moved[:, 0].mean() - 0.8) < 0.15
    level = Smoother([figure], 1, 2).moved(points, np.full((100, 1), 0.4))
    assert (level == points).all()  # A figure that nothing moves says nothing.


def test_members_are_kept_by_number_where_they_meet_all_figures():
    figures = [
        target("a", 0.5, 0.1),
        target("b", 0.3, 0.1),
        target("held", 0.5, 1.0, HOLD_BACK),
        target("far", 10.0, 1.0, HOLD_BACK),
    ]
    results = np.array(
        [
            [0.5, 0.3, 0.0, 0.0],
            [0.71, 0.3, 0.0, 0.0],
            [0.69, 0.11, 0.5, 0.0],
            [0.5, math.nan, 0.0, 0.0],
            [0.5, 0.3, 9.0, 0.0],
        ]
    )
    assert list(within(figures[:2], results[:, :2], 2.0)) == [True, False, True, False, True]
    wave = Wave(np.arange(1, 6), deviates(2, 5, 1), results)
    assert list(kept_members(figures[:2], wave, 2.0, 2).members) == [1, 3]
    found = Conditioned(wave, wave, kept_members(figures[:2], wave, 2.0, 9))
    table = figures_table(figures, found, PlaceNames()).set_index("id")
    assert list(table["covered"]) == ["yes", "yes", "yes", "no"]
    assert table.loc["held", "q95"] == pytest.approx(np.quantile([0.0, 0.5, 9.0], 0.95))
    steps = steps_table(figures[:2], [wave], [1], 2.0)
    assert steps.loc[0, "within_share"] == pytest.approx(0.6) and steps.loc[0, "n_failed"] == 1


def test_without_a_member_nothing_is_said_of_the_numbers():
    figures = [target("a", 0.5, 0.1)]
    wave = Wave(np.arange(1, 4), deviates(2, 3, 1), np.array([[0.9], [0.8], [0.1]]))
    found = Conditioned(wave, wave, kept_members(figures, wave, 2.0, 9))
    tables = {
        "steps": steps_table(figures, [wave], [1], 2.0),
        "figures": figures_table(figures, found, PlaceNames()),
        "numbers": pd.DataFrame({"key": ["x"], "scale": ["log"], "width": [math.nan]}),
    }
    facts = {"n_kept": 0, "n_drawn": 3, "n_failed": 0, "tolerances": 2.0, "fitted": ["a"], "n_steps": 1}
    text = ensemble_text(tables, facts)
    assert "0 members are kept of 3" in text and "no members are written" in text
    assert "nan" not in text.replace("n/a", "")
    assert "不写出成员" in spoken("zh", ensemble_text, tables, facts)


def made_up(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Shares that follow some of the numbers, bent as a model's are."""
    return 1.0 / (1.0 + np.exp(-points @ weights))


def test_known_truth_is_recovered_with_nominal_coverage_from_made_up_figures():
    """Bands of 90 % hold nine in ten true values over many trials, of numbers the figures speak of and of others."""
    random, inside, told, narrowed = np.random.default_rng(5), [], [], []
    for trial in range(40):
        weights = np.zeros((30, 4))
        weights[:8] = random.normal(0.0, 0.5, (8, 4))
        truth = random.normal(size=(1, 30))
        figures = [
            target(str(k), float(share), 0.05)
            for k, share in enumerate(made_up(truth, weights)[0] + random.normal(0.0, 0.05 / TWO_SIDED, 4))
        ]
        points = deviates(30, 200, trial)
        smoother = Smoother(figures, 3, trial)
        before = points
        for _ in range(3):
            points = smoother.moved(points, made_up(points, weights))
        low, high = np.quantile(points, (0.05, 0.95), axis=0)
        covered = (low <= truth[0]) & (truth[0] <= high)
        inside.append(covered.mean())
        told.append(covered[:8].mean())
        narrowed.append(widths(before, points)[:8].min())
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)
    assert np.mean(told) >= 0.8  # 320 values; localisation and 200 members cost a little
    assert np.mean(narrowed) < 0.75  # or nothing would have been learnt


@pytest.mark.nightly
def test_the_model_recovers_a_world_that_is_known():
    """Figures made by a drawn world of the small place; the ensemble's bands hold most of that world's numbers."""
    base = load_scenario(
        "baseline",
        known_mechanisms(),
        ["world.place=tests/data/small_place", "world.sample=1", "run.days=60", "run.warm_up_days=10"],
    )
    ranges = plausible_ranges(base)
    measured = (
        ("dropped_share", 0.06),
        ("same_day_share", 0.06),
        ("resolution_share", 0.06),
        ("closing_days_q50", 2.0),
    )

    def results(points: np.ndarray, seed: int) -> np.ndarray:
        rows = []
        for k, (_, row) in enumerate(worlds_at(ranges, points).iterrows()):
            scenario = laid_over(base, {str(key): value for key, value in row.items()}, base)
            table = run_one(scenario, seed + k, build_world(SMALL_PLACE, scenario.world, 1.0, 1)).table
            whole = table[table["by"] == "all"].set_index("measure")["value"]
            rows.append([float(whole[name]) for name, _ in measured])
        return np.array(rows)

    truth = deviates(len(ranges), 3, 77)[:1]
    figures = [
        target(name, centre, tolerance)
        for (name, tolerance), centre in zip(
            measured, np.mean([results(truth, 100 + k)[0] for k in range(8)], axis=0), strict=True
        )
    ]
    points = before = deviates(len(ranges), 120, 5)
    smoother, first = Smoother(figures, 3, 5), None
    for step in range(3):
        found = results(points, 1000 * (step + 1))
        first = within(figures, found, 2.0).mean() if first is None else first
        points = smoother.moved(points, found)
    last = within(figures, results(points, 9000), 2.0).mean()
    low, high = np.quantile(points, (0.05, 0.95), axis=0)
    assert last > first
    assert ((low <= truth[0]) & (truth[0] <= high)).mean() >= 0.85
    assert np.median(widths(before, points)) > 0.9  # no collapse


@pytest.mark.parametrize(
    ("low", "high", "covered"),
    [(0.0, 0.2, "no"), (0.0, 0.35, "yes"), (0.45, 0.5, "yes"), (0.6, 0.9, "yes"), (0.8, 0.9, "no")],
)
def test_a_published_range_is_covered_where_the_band_meets_it(low, high, covered):
    """The band of 101 members spread evenly from .25 to .75 runs from .275 to .725."""
    wave = Wave(np.arange(1, 102), deviates(2, 101, 1), np.linspace(0.25, 0.75, 101)[:, None])
    one = replace(target("a", 0.5, 0.1), target=None, low=low, high=high)
    table = figures_table([one], Conditioned(wave, wave, wave), PlaceNames())
    assert list(table["covered"]) == [covered]


@pytest.mark.parametrize(("figure", "covered"), [(0.26, "no"), (0.28, "yes"), (0.72, "yes"), (0.74, "no")])
def test_a_published_figure_is_covered_where_it_lies_in_the_band_itself(figure, covered):
    """The band runs from .275 to .725; a tolerance of .1 around the figure reaches into it in every case."""
    wave = Wave(np.arange(1, 102), deviates(2, 101, 1), np.linspace(0.25, 0.75, 101)[:, None])
    table = figures_table([target("a", figure, 0.1)], Conditioned(wave, wave, wave), PlaceNames())
    assert list(table["covered"]) == [covered]
