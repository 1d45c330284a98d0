"""Published benchmarks go through the same design and analysis as sweeps and give the known indices."""

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris

from sim.studies.designs import make_design, unit_problem
from sim.studies.factors import Distribution, Factor
from sim.studies.sensitivity import elementary_effects, morris_effects, noise_share, sobol_indices, usable

# Indices at n = 4096 base points differ from theory by less than this; one standard error is about 0.02.
TOLERANCE = 0.05
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def factors(n, low, high):
    return tuple(Factor(f"x{i}", "uncertainty", distribution=Distribution("uniform", low, high)) for i in range(n))


def ishigami(x, a=7.0, b=0.1):
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices(a=7.0, b=0.1):
    """Saltelli et al. 2008, "Global Sensitivity Analysis: The Primer", section 4.8."""
    first = np.array([0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0])
    third = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    total = first + np.array([third, 0.0, third])
    return first / variance, total / variance


def sobol_g(x):
    return np.prod((np.abs(4 * x - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def sobol_g_indices():
    """Saltelli et al. 2008, section 4.8: V_i = 1/3 / (1 + a_i)^2, V = prod(1 + V_i) - 1."""
    own = 1 / 3 / (1 + WEIGHTS) ** 2
    variance = np.prod(1 + own) - 1
    return own / variance, own * np.array([np.prod(np.delete(1 + own, i)) for i in range(len(own))]) / variance


@pytest.mark.parametrize(
    ("function", "known", "space"),
    [(ishigami, ishigami_indices(), (3, -np.pi, np.pi)), (sobol_g, sobol_g_indices(), (6, 0.0, 1.0))],
)
def test_sobol_indices_of_published_functions(function, known, space):
    design = make_design(factors(*space), "sobol", n=4096, seed=1)
    table = sobol_indices(design, function(design.points))
    assert np.abs(table["first"] - known[0]).max() < TOLERANCE
    assert np.abs(table["total"] - known[1]).max() < TOLERANCE
    assert (table["first_low"] <= table["first"]).all()
    # An interval of 95 % misses one in twenty; twice its width misses hardly ever.
    half = table["total_high"] - table["total"]
    assert (np.abs(table["total"] - known[1]) <= 2 * half + 1e-6).all()


def test_the_known_numbers_are_those_printed():
    first, total = ishigami_indices()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=1e-4)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    assert sobol_g_indices()[0][:4] == pytest.approx([0.7165, 0.1791, 0.0237, 0.0072], abs=3e-4)


def test_intervals_of_sobol_indices_cover_the_truth():
    known = sobol_g_indices()[1][:3]
    hits = np.zeros(3)
    for seed in range(60):
        design = make_design(factors(6, 0.0, 1.0), "sobol", n=256, seed=seed)
        table = sobol_indices(design, sobol_g(design.points), seed=seed)[:3]
        hits += (table["total_low"] <= known) & (known <= table["total_high"])
    # Sobol' points are more even than random ones, so the intervals are rather too wide.
    assert (hits >= 0.88 * 60).all()


def test_morris_finds_slopes_interactions_and_idle_factors():
    design = make_design(factors(4, 0.0, 1.0), "morris", trajectories=40, levels=4, seed=2)
    x = design.points
    table = morris_effects(design, 3 * x[:, 0] - 5 * x[:, 1] + 4 * x[:, 0] * x[:, 2]).set_index("factor")
    # d/dx0 = 3 + 4 x2, d/dx1 = -5, d/dx2 = 4 x0, d/dx3 = 0; x lies on {0, 1/3, 2/3, 1} with mean 1/2.
    assert table.loc["x1", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([-5, 5, 0], abs=1e-9)
    assert table.loc["x3", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert table.loc["x0", "mu_star_low"] < 5 < table.loc["x0", "mu_star_high"]
    assert table.loc["x2", "mu_star_low"] < 2 < table.loc["x2", "mu_star_high"]
    assert table.loc["x0", "sigma_low"] < 4 * np.sqrt(5 / 36) < table.loc["x0", "sigma_high"]


def test_the_range_of_a_factor_is_the_whole_of_it():
    small, large = (make_design(factors(2, 0.0, high), "morris", trajectories=10, levels=4, seed=2) for high in (1, 9))
    assert morris_effects(small, small.points[:, 0])["mu_star"][0] == pytest.approx(1)
    assert morris_effects(large, large.points[:, 0])["mu_star"][0] == pytest.approx(9)


def test_elementary_effects_are_those_of_salib():
    design = make_design(factors(5, 0.0, 1.0), "morris", trajectories=30, levels=4, seed=7)
    y = np.exp(design.points[:, 0]) * design.points[:, 1] + design.points[:, 4]
    own = elementary_effects(design.unit, y)
    found = salib_morris.analyze(unit_problem(design.factors), design.unit, y, num_levels=4, seed=1)
    assert own.mean(axis=0) == pytest.approx(np.asarray(found["mu"]), abs=1e-9)
    assert np.abs(own).mean(axis=0) == pytest.approx(np.asarray(found["mu_star"]), abs=1e-9)
    assert own.std(axis=0, ddof=1) == pytest.approx(np.asarray(found["sigma"]), abs=1e-9)


def test_the_share_of_noise_is_that_of_chance():
    rng = np.random.default_rng(4)
    signal, noise = rng.normal(0, 3, (2000, 1)), rng.normal(0, 2, (2000, 8))
    assert noise_share(signal + noise) == pytest.approx((4 / 8) / (9 + 4 / 8), rel=0.1)
    assert np.isnan(noise_share(signal))
    assert np.isnan(noise_share((signal + noise)[:1]))
    assert np.isnan(noise_share(np.full((20, 3), 0.3)))


@pytest.mark.parametrize("n_seeds", [2, 8])
def test_what_a_seed_does_to_all_points_is_no_noise_of_theirs(n_seeds):
    # Ishigami's function with a = 7 and b = 0.1 has the variance 13.8446 (Saltelli et al. 2008, section 4.8).
    rng = np.random.default_rng(5)
    x = rng.uniform(-np.pi, np.pi, (4000, 3))
    signal = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    seed, rest = rng.normal(0, 30, (1, n_seeds)), rng.normal(0, 3, (4000, n_seeds))
    expected = (9 / n_seeds) / (13.8446 + 9 / n_seeds)
    assert noise_share(signal[:, None] + seed + rest) == pytest.approx(expected, rel=0.1)


def test_a_share_of_noise_is_one_where_points_do_nothing_and_never_more():
    rng = np.random.default_rng(6)
    found = [noise_share(rng.normal(0, 1, (12, 2)) + rng.normal(0, 5, (1, 2))) for _ in range(400)]
    assert max(found) <= 1.0
    assert min(found) > 0.0
    # Without a point's effect the mean squares are of one variance: the truth is 1, and half of the shares reach it.
    assert np.mean(np.array(found) == 1.0) == pytest.approx(0.5, abs=0.08)


def test_a_missing_outcome_withholds_indices_instead_of_being_filled_in():
    design = make_design(factors(2, 0.0, 1.0), "sobol", n=8, seed=1)
    values = np.ones((len(design.points), 2))
    assert usable(design, values) is None
    values[3, 1] = np.nan
    assert "1 of 32 points" in usable(design, values).en
    with pytest.raises(ValueError, match="1 points have none"):
        sobol_indices(design, values.mean(axis=1))
    constant = sobol_indices(design, np.ones(32))
    assert constant["total"].isna().all()
