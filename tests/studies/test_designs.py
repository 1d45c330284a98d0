"""Designs: their sizes, their even spread, and the way from the unit cube to values."""

import numpy as np
import pytest
from scipy import stats

from sim.studies.designs import make_design, n_points
from sim.studies.factors import Distribution, Factor


def uniform(name, low=0.0, high=1.0, whole=False, role="uncertainty"):
    return Factor(name, role, whole, distribution=Distribution("uniform", low, high))


THREE = (uniform("a"), uniform("b", -2.0, 2.0), uniform("c", 10.0, 20.0))


def test_a_full_factorial_holds_every_combination_once():
    factors = (uniform("a", 1.0, 3.0), Factor("b", "lever", values=("x", "y")), uniform("n", 0, 3, whole=True))
    design = make_design(factors, "full", levels=3)
    table = design.table()
    assert len(design.points) == 3 * 2 * 3 == n_points(factors, "full", levels=3)
    assert len(table.drop(columns="point").drop_duplicates()) == len(table)
    assert set(table["a"]) == {1.0, 2.0, 3.0}
    assert set(table["b"]) == {"x", "y"}
    assert set(table["n"]) == {0, 2, 3}
    assert design.settings(0) == {"a": 1.0, "b": "x", "n": 0}
    assert isinstance(design.settings(0)["n"], int)


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_factor():
    design = make_design(THREE, "lhs", n=50, seed=3)
    for column, (low, high) in zip(design.points.T, ((0, 1), (-2, 2), (10, 20)), strict=True):
        assert sorted(np.floor((column - low) / (high - low) * 50).astype(int)) == list(range(50))


@pytest.mark.parametrize(
    ("kind", "sizes", "expected"),
    [("sobol", {"n": 16}, 16 * 5), ("morris", {"trajectories": 7, "levels": 4}, 7 * 4), ("lhs", {"n": 9}, 9)],
)
def test_designs_have_their_published_size_and_are_the_same_every_time(kind, sizes, expected):
    first, again = (make_design(THREE, kind, seed=5, **sizes) for _ in range(2))
    assert len(first.points) == expected == n_points(THREE, kind, **sizes)
    assert (first.points == again.points).all()
    assert (first.points != make_design(THREE, kind, seed=6, **sizes).points).any()
    assert ((first.points >= (0, -2, 10)) & (first.points <= (1, 2, 20))).all()


def test_a_morris_step_moves_one_factor_by_two_thirds_of_its_range():
    design = make_design(THREE, "morris", trajectories=10, levels=4, seed=1)
    steps = np.abs(np.diff(design.unit.reshape(10, 4, 3), axis=1))
    assert np.allclose(np.sort(steps, axis=2), (0, 0, 2 / 3))


@pytest.mark.parametrize(
    ("distribution", "reference"),
    [
        (Distribution("normal", mean=3, standard_deviation=2), stats.norm(3, 2)),
        (Distribution("lognormal", median=17, log_standard_deviation=0.3), stats.lognorm(0.3, scale=17)),
        (Distribution("triangular", 0, 4, mode=1), stats.triang(0.25, 0, 4)),
        (Distribution("beta", 1, 3, alpha=2, beta=5), stats.beta(2, 5, 1, 2)),
        (Distribution("uniform", -1, 4), stats.uniform(-1, 5)),
    ],
)
def test_a_factor_follows_its_distribution(distribution, reference):
    unit = make_design((uniform("u"),), "lhs", n=4000, seed=2).unit[:, 0]
    values = Factor("x", "uncertainty", distribution=distribution).numbers(unit)
    # A Latin hypercube of n points lies within 1/n of the uniform distribution; open ends are cut at a thousandth.
    assert stats.kstest(values, reference.cdf).statistic < 1 / 4000 + 0.001


def test_a_cut_distribution_keeps_its_shape_inside_and_has_nothing_outside():
    cut = Distribution("normal", low=0.0, high=1.0, mean=0.0, standard_deviation=1.0)
    values = cut.quantiles(np.linspace(0, 1, 2001))
    assert (values[0], values[-1]) == (0.0, pytest.approx(1.0))
    assert values[1000] == pytest.approx(stats.truncnorm(0, 1).median())
    assert cut.inside_share() == pytest.approx(0.3413447, abs=1e-6)


def test_whole_numbers_and_lists_are_equally_likely():
    unit = (np.arange(6000) + 0.5) / 6000
    whole = uniform("n", 2, 7, whole=True).numbers(unit)
    assert dict(zip(*np.unique(whole, return_counts=True), strict=True)) == dict.fromkeys(range(2, 8), 1000)
    listed = Factor("x", "lever", values=(1.5, 9.0, 2.0)).numbers(unit)
    assert dict(zip(*np.unique(listed, return_counts=True), strict=True)) == {1.5: 2000, 2.0: 2000, 9.0: 2000}
    assert uniform("n", 2, 7, whole=True).numbers(np.array([0.0, 1.0])).tolist() == [2, 7]
