"""Statistics over runs: coverage by simulation, published tables, definitions and scipy's own tests."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.studies.statistics import LEAST_UNLIKE, holm_adjust, mean_interval, paired_difference

# Student 1908, extra hours of sleep under two drugs, the same ten patients.
SLEEP_FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_students_sleep_data_as_published():
    # R prints t = -4.0621, p = 0.002833, interval -2.4598858 to -0.7001142, mean -1.58.
    result = paired_difference(SLEEP_FIRST, SLEEP_SECOND)
    assert result.difference.mean == pytest.approx(-1.58, abs=1e-12)
    assert result.difference.interval.low == pytest.approx(-2.4598858, abs=5e-8)
    assert result.difference.interval.high == pytest.approx(-0.7001142, abs=5e-8)
    assert result.p_value == pytest.approx(0.002833, abs=5e-7)
    assert result.correlation == pytest.approx(0.7951702, abs=5e-8)
    assert result.warnings == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=30))
def test_paired_difference_equals_scipy(rows):
    policy, baseline = (np.array(column, float) for column in zip(*rows, strict=True))
    result = paired_difference(policy, baseline, 0.9)
    if result.difference.interval is None:
        assert np.unique(policy - baseline).size < len(rows)
        return
    expected = stats.ttest_rel(policy, baseline)
    interval = expected.confidence_interval(0.9)
    assert result.p_value == pytest.approx(expected.pvalue, abs=1e-12)
    assert result.difference.interval.low == pytest.approx(interval.low, abs=1e-9)
    assert result.difference.interval.high == pytest.approx(interval.high, abs=1e-9)
    ratio = (policy.var(ddof=1) + baseline.var(ddof=1)) / (policy - baseline).var(ddof=1)
    assert result.variance_ratio == pytest.approx(ratio, rel=1e-9)
    if np.ptp(policy) > 0 and np.ptp(baseline) > 0:
        assert result.correlation == pytest.approx(np.corrcoef(policy, baseline)[0, 1], abs=1e-9)
    else:
        assert result.correlation is None


def test_pairing_takes_out_shared_noise():
    # Shared noise of variance 9, own noise of variance 1 each: ratio 20 / 2 = 10.
    generator = np.random.default_rng(7)
    shared = generator.normal(0, 3, 200_000)
    result = paired_difference(shared + generator.normal(size=200_000), shared + generator.normal(size=200_000))
    assert result.variance_ratio == pytest.approx(10, rel=0.02)
    assert result.correlation == pytest.approx(0.9, abs=0.01)


def test_pairs_that_do_not_move_together_are_called_out():
    up = np.arange(12.0)
    assert "broken or useless" in " ".join(paired_difference(up, -up).warnings)
    assert paired_difference(up, -up).variance_ratio == pytest.approx(0.5)
    assert "broken" not in " ".join(paired_difference(up, 2 * up).warnings)


def test_differences_that_do_not_vary():
    up = np.arange(12.0)
    same = paired_difference(up, up)
    assert (same.difference.mean, same.p_value, same.variance_ratio) == (0, 1.0, None)
    shifted = paired_difference(up + 2, up)
    assert (shifted.difference.mean, shifted.p_value) == (2, pytest.approx(2 / 2**12))
    for found in (same, shifted):
        assert found.difference.interval is None
        assert found.difference.n_equal == 12
        assert "no interval: 12 of 12 runs are equal" in found.warnings


def test_differences_that_are_rounding_are_ties():
    # The same shares summed in another order: nothing differs, though the bits do.
    values = np.random.default_rng(1).uniform(0.2, 0.6, 10)
    found = paired_difference(values * (1 + np.array([1, 2, -3, 4, 5, -6, 7, 8, 9, 1]) * 2e-16), values)
    assert found.difference.interval is None
    assert found.p_value == 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6), st.lists(st.integers(-3, 3), max_size=5), st.integers(-2, 2))
def test_where_ties_leave_no_interval_p_is_that_of_flipped_signs(n_equal, others, value):
    differences = np.array([value] * n_equal + others, float)
    found = paired_difference(differences, np.zeros(differences.size))
    if found.difference.interval is not None:
        return
    expected = stats.permutation_test(
        (differences,),
        lambda x, axis: abs(x.sum(axis=axis)),
        permutation_type="samples",
        vectorized=True,
        alternative="greater",
        n_resamples=np.inf,
    )
    assert found.p_value == pytest.approx(expected.pvalue, abs=1e-12)


def test_zero_differences_with_few_others_are_never_told_apart():
    for m in range(LEAST_UNLIKE):
        found = paired_difference([0.0] * 60 + [1.0 + k for k in range(m)], np.zeros(60 + m))
        assert found.difference.interval is None
        assert found.p_value == pytest.approx(1.0 if m == 0 else 2.0 ** (1 - m))
        assert found.p_value > 0.05
    assert paired_difference([0.0] * 60 + [1.0 + k for k in range(6)], np.zeros(66)).difference.interval is not None


@pytest.mark.parametrize("n_equal", [2, 3, 7])
def test_ties_leave_an_interval_where_six_runs_differ_from_the_commonest(n_equal):
    """2^(1 - 5) is above 5 % and 2^(1 - 6) below it."""
    for n_others in range(1, 9):
        found = mean_interval([0.0] * n_equal + [1.0 + k for k in range(n_others)])
        assert (found.interval is not None) == (n_others >= 6)
        assert found.n_equal == n_equal
        assert any("are equal" in warning for warning in found.warnings) == (n_others < 6)


def test_a_single_run_has_no_interval_and_few_runs_warn():
    single = mean_interval([3.5])
    assert (single.mean, single.standard_deviation, single.interval) == (3.5, None, None)
    assert "no interval" in single.warnings[0]
    assert "only 9 runs" in mean_interval(np.arange(9)).warnings[0]
    assert mean_interval(np.arange(10)).warnings == ()
    pair = paired_difference([1.0], [2.0])
    assert (pair.p_value, pair.correlation, pair.difference.interval) == (None, None, None)
    assert "no interval" in pair.warnings[0]


def test_mean_interval_by_the_table():
    # Student's table: t(0.975; 9) = 2.262157; 1..10 has mean 5.5 and standard deviation 3.027650.
    result = mean_interval(np.arange(1, 11))
    assert result.standard_deviation == pytest.approx(3.0276504, abs=1e-7)
    assert result.interval.half_width == pytest.approx(2.262157 * 3.0276504 / math.sqrt(10), abs=1e-6)
    assert result.interval.low + result.interval.high == pytest.approx(11, abs=1e-12)


def test_order_of_finishing_changes_no_digit():
    generator = np.random.default_rng(3)
    outcomes = generator.lognormal(0, 3, 101)
    shuffled = generator.permutation(outcomes)
    assert mean_interval(outcomes) == mean_interval(shuffled)
    other = generator.permutation(101)
    first, second = outcomes, outcomes * generator.uniform(0.5, 1, 101)
    assert paired_difference(first, second) == paired_difference(first[other], second[other])


def _coverage(draw, truth, interval, n_data_sets=2000, seed=20180):
    """Share of simulated data sets whose interval holds the truth."""
    generator = np.random.default_rng(seed)
    found = (interval(draw(generator)) for _ in range(n_data_sets))
    return sum(one.low <= truth <= one.high for one in found) / n_data_sets


@pytest.mark.parametrize("n_runs", [10, 30])
def test_t_interval_covers_normal_outcomes(n_runs):
    draw = lambda generator: generator.normal(5, 2, n_runs)  # noqa: E731
    assert 0.935 <= _coverage(draw, 5, lambda data: mean_interval(data).interval) <= 0.965


def test_t_interval_covers_run_means_of_skewed_and_rare_issues():
    # What a run reports is a mean over many issues: exponential waits and a 2 % event, 500 issues a run.
    waits = lambda generator: generator.exponential(1, (20, 500)).mean(axis=1)  # noqa: E731
    rare = lambda generator: generator.binomial(500, 0.02, 20) / 500  # noqa: E731
    assert 0.935 <= _coverage(waits, 1, lambda data: mean_interval(data).interval) <= 0.965
    assert 0.935 <= _coverage(rare, 0.02, lambda data: mean_interval(data).interval) <= 0.965


def test_paired_interval_covers_and_an_unpaired_one_would_be_far_too_wide():
    def draw(generator):
        shared = generator.normal(0, 3, 12)
        return shared + 0.5 + generator.normal(size=12), shared + generator.normal(size=12)

    paired = _coverage(draw, 0.5, lambda pair: paired_difference(*pair).difference.interval)
    assert 0.935 <= paired <= 0.965
    unpaired = _coverage(draw, 0.5, lambda pair: stats.ttest_ind(*pair).confidence_interval())
    assert unpaired > 0.99


def _tied(kind: str, unlike: float, n: int, generator: np.random.Generator) -> np.ndarray:
    """Differences of which a share differs from zero: all by one, by one either way, mostly one way, or normally."""
    size = {
        "one": np.ones(n),
        "either": generator.choice([-1.0, 1.0], n),
        "mostly": generator.choice([1.0, 1.0, 1.0, -1.0], n),
        "normal": generator.normal(0.5, 1.0, n),
    }[kind]
    return np.where(generator.random(n) < unlike, size, 0.0)


def _misses(kind: str, unlike: float, n: int, n_data_sets: int) -> tuple[float, float]:
    """Share of data sets whose interval misses the truth, and of those with a width of zero or none given."""
    generator = np.random.default_rng(n)
    truth = unlike * {"one": 1.0, "either": 0.0, "mostly": 0.5, "normal": 0.5}[kind]
    missed = without = 0
    for _ in range(n_data_sets):
        found = paired_difference(_tied(kind, unlike, n, generator), np.zeros(n)).difference.interval
        without += found is None
        missed += found is not None and not found.low <= truth <= found.high
        assert found is None or found.half_width > 0
    return missed / n_data_sets, without / n_data_sets


@pytest.mark.parametrize("kind", ["one", "either", "mostly", "normal"])
def test_intervals_of_tied_differences_miss_no_more_often_than_they_say(kind):
    # Ten seeds of which one in twelve differs, as in a median of whole days: Student's misses 40 to 60 % of the time.
    missed, without = _misses(kind, 1 / 12, 10, 500)
    assert missed == 0.0
    assert without > 0.99
    missed, without = _misses(kind, 0.9, 10, 500)
    assert missed < 0.05 + 4 * math.sqrt(0.05 * 0.95 / 500)
    assert without < 0.25 or kind != "normal"


@pytest.mark.nightly
@pytest.mark.parametrize("n", [5, 10, 20, 30, 60])
@pytest.mark.parametrize("kind", ["one", "either", "mostly", "normal"])
def test_intervals_miss_no_more_often_than_they_say_at_any_share_of_ties(kind, n):
    for unlike in (0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97):
        missed, _ = _misses(kind, unlike, n, 3000)
        # Student's interval is not exact for discrete numbers: two points of a hundred, and four standard errors.
        assert missed < 0.07 + 4 * math.sqrt(0.07 * 0.93 / 3000), (unlike, missed)


def test_holm_published_example():
    # The usual worked example: 0.01, 0.04, 0.03, 0.005 at 5 %; the fourth and the first are rejected.
    assert holm_adjust([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02], abs=1e-15)
    assert holm_adjust([0.6, 0.7]).tolist() == [1.0, 1.0]


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=7))
def test_holm_is_the_closure_of_bonferroni(p_values):
    # Marcus, Peritz and Gabriel 1976: a hypothesis falls when every set it belongs to falls by Bonferroni.
    rows = range(len(p_values))
    sets = [s for size in rows for s in itertools.combinations(rows, size + 1)]
    expected = [max(min(1.0, len(s) * min(p_values[i] for i in s)) for s in sets if row in s) for row in rows]
    assert holm_adjust(p_values) == pytest.approx(expected, abs=1e-15)


def test_holm_keeps_the_chance_of_any_false_alarm():
    generator = np.random.default_rng(5)
    alarms = sum(holm_adjust(generator.uniform(size=6)).min() <= 0.05 for _ in range(4000)) / 4000
    expected = 1 - (1 - 0.05 / 6) ** 6
    assert abs(alarms - expected) < 4 * math.sqrt(expected * (1 - expected) / 4000)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean_interval([]), "at least one run"),
        (lambda: mean_interval([[1.0]]), "one outcome per run"),
        (
            lambda: mean_interval([1.0, math.nan, 2.0]),
            "1 of 3 runs have no finite outcome \\(first: run 1\\)",
        ),
        (lambda: mean_interval([1.0, 2.0], 1.0), "confidence"),
        (lambda: mean_interval([1.0, 2.0], 95), "confidence"),
        (lambda: paired_difference([1.0, 2.0], [1.0]), "policy has 2 runs, baseline 1"),
        (lambda: holm_adjust([]), "at least one"),
        (lambda: holm_adjust([0.1, 1.2]), "between 0 and 1"),
        (lambda: holm_adjust([0.1, math.nan]), "between 0 and 1"),
    ],
)
def test_bad_input_is_refused_in_plain_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()
