"""Curves and quantiles against published values, the definition and the packages lifelines, SciPy and NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from scipy.stats import rankdata

from sim.measures.survival import kaplan_meier

# Remission of leukaemia in weeks under 6-mercaptopurine, Freireich et al. 1963, Blood 21(6).
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def freireich(weights=None):
    return kaplan_meier(WEEKS, np.array(RELAPSED, bool), weights)


def test_published_curve_of_freireich():
    curve = freireich()
    assert curve.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert np.round(curve.survival_share, 3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (curve.n_issues, curve.n_closed, curve.last_day) == (21, 9, 35)


def test_published_standard_errors_of_freireich():
    # Standard errors as printed by R's survfit for the same data.
    errors = np.sqrt(freireich().variance)
    assert np.round(errors, 4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_quantiles_of_freireich_lie_between_the_published_steps():
    # Published shares left: 0.807 to 0.753 in week 10, 0.690 in week 13; 0.627 to 0.538 in week 22, 0.448 in week 23.
    curve = freireich()
    assert curve.quantile(0.25) == pytest.approx(10 + 3 * (0.25 - 0.22) / (0.2785 - 0.22), abs=0.05)
    assert curve.quantile(0.5) == pytest.approx(22 + (0.5 - 0.4175) / (0.507 - 0.4175), abs=0.01)
    assert math.isnan(curve.quantile(0.75))


def test_restricted_mean_is_the_area_under_the_steps():
    # By hand: six weeks at 1, week 6 to 7 at 6/7, week 7 to 8 at 6/7 * 16/17.
    curve = freireich()
    area = sum(float(curve.survival_at(day)) for day in range(35))
    assert curve.restricted_mean(35) == pytest.approx(area, abs=1e-12)
    assert curve.restricted_mean(0) == 0
    assert curve.restricted_mean(6) == 6
    assert curve.restricted_mean(8) == pytest.approx(6 + 6 / 7 + 6 / 7 * 16 / 17, abs=1e-12)


def test_restricted_mean_of_freireich_as_published():
    # R's survfit prints a mean of 23.29 with standard error 2.83 for this arm, restricted to week 35.
    curve = freireich()
    assert curve.restricted_mean(35) == pytest.approx(23.29, abs=0.005)
    assert math.sqrt(curve.restricted_mean_variance(35)) == pytest.approx(2.83, abs=0.005)


durations = st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 5)), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(durations)
def test_unweighted_curve_and_variance_equal_lifelines(rows):
    days, closed, _ = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed)
    fitter = KaplanMeierFitter().fit(days, closed)
    asked = np.arange(int(days.max()) + 1)
    np.testing.assert_allclose(curve.survival_at(asked), fitter.survival_function_at_times(asked), atol=1e-12)
    known = curve.survival_share > 0
    relative = fitter._cumulative_sq_.loc[curve.days[known]].to_numpy()
    np.testing.assert_allclose(
        curve.variance[known], relative * curve.survival_share[known] ** 2, rtol=1e-9, atol=1e-15
    )


@settings(max_examples=150, deadline=None)
@given(durations)
def test_weighted_curve_equals_lifelines(rows):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed, weights)
    fitter = KaplanMeierFitter().fit(days, closed, weights=weights)
    asked = np.arange(int(days.max()) + 1)
    np.testing.assert_allclose(curve.survival_at(asked), fitter.survival_function_at_times(asked), atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(durations, st.floats(0.001, 1000))
def test_scaling_design_weights_changes_nothing(rows, factor):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    plain, scaled = kaplan_meier(days, closed, weights), kaplan_meier(days, closed, weights * factor)
    np.testing.assert_allclose(plain.survival_share, scaled.survival_share, atol=1e-12)
    np.testing.assert_allclose(plain.variance, scaled.variance, rtol=1e-9, atol=1e-14)


@settings(max_examples=100, deadline=None)
@given(durations)
def test_a_curve_falls_and_the_order_of_rows_does_not_matter(rows):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed, weights)
    back = kaplan_meier(days[::-1], closed[::-1], weights[::-1])
    assert (np.diff(curve.survival_share) < 0).all()
    assert ((curve.survival_share >= 0) & (curve.survival_share < 1)).all()
    assert curve.survival_share.tolist() == back.survival_share.tolist()


def test_unequal_weights_widen_the_variance():
    days = np.repeat(np.arange(1, 21), 10)
    closed = np.ones(200, bool)
    uneven = np.tile([1.0] * 9 + [11.0], 20)
    equal = kaplan_meier(days, closed)
    weighted = kaplan_meier(days, closed, uneven)
    # (sum w)^2 / sum w^2 = 400 / 130 of every ten, so the variance grows by 10 * 130 / 400 at the first
    # closing.
    assert weighted.variance[0] / equal.variance[0] == pytest.approx(3.25, rel=1e-12)


def test_without_censoring_it_is_the_plain_share_still_open():
    days = np.array([0, 3, 3, 8])
    curve = kaplan_meier(days, np.ones(4, bool))
    assert curve.survival_at([0, 2, 3, 7, 8, 99]).tolist() == [0.75, 0.75, 0.25, 0.25, 0, 0]
    assert curve.restricted_mean(50) == days.mean()
    # Binomial variance S(1 - S)/n, and of the mean: population variance over n.
    assert curve.variance[:2] == pytest.approx([0.75 * 0.25 / 4] * 2)
    assert curve.restricted_mean_variance(50) == pytest.approx(days.var() / 4)
    assert math.isnan(curve.variance[2])
    # Half of those of a day count as before it: an eighth on day 0, a half on day 3, seven eighths on day 8.
    assert [curve.quantile(share) for share in (0.1, 0.25, 0.5, 1.0)] == pytest.approx([0, 1, 3, 8])


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.floats(0.001, 1.0))
def test_quantiles_of_tied_days_are_those_of_mean_ranks(days, probability):
    # Ma, Genton and Parzen 2011: the mid-distribution of a value is its mean rank less one half, over n.
    order = np.argsort(days)
    middle = (rankdata(days) - 0.5) / len(days)
    expected = np.interp(probability, middle[order], np.array(days)[order])
    curve = kaplan_meier(days, np.ones(len(days), bool))
    assert curve.quantile(probability) == pytest.approx(expected, abs=1e-9)


@given(st.sets(st.integers(0, 500), min_size=1, max_size=40), st.floats(0.001, 1.0))
def test_quantiles_of_days_without_ties_are_hazens(days, probability):
    curve = kaplan_meier(sorted(days), np.ones(len(days), bool))
    assert curve.quantile(probability) == pytest.approx(np.quantile(list(days), probability, method="hazen"), abs=1e-9)


def test_a_few_issues_more_move_a_quantile_a_little():
    days, closed = np.array([3, 4, 5, 6]), np.ones(4, bool)
    found = [kaplan_meier(days, closed, [100, 100 + more, 100, 100]).quantile(0.5) for more in range(10)]
    steps = -np.diff(found)
    assert len(set(found)) == 10
    assert (steps > 0).all()
    assert (steps < 0.005).all()


def test_those_who_ended_otherwise_stay_at_risk_and_give_the_cumulative_incidence():
    # Two exponential ends with hazards 0.03 and 0.02 a day: F(t) = 0.6 (1 - exp(-t / 20)); entry over 100 days.
    generator = np.random.default_rng(7)
    n = 40_000
    first, second = generator.exponential(1 / 0.03, n), generator.exponential(1 / 0.02, n)
    follow_up = generator.integers(1, 101, n)
    resolved, ended = first < np.minimum(second, follow_up), second < np.minimum(first, follow_up)
    days = np.where(resolved, np.ceil(first), follow_up).astype(int)
    share = 1 - kaplan_meier(days, resolved).survival_at([5, 20, 60])
    assert share == pytest.approx(0.6 * (1 - np.exp(-np.array([5, 20, 60]) / 20)), abs=0.01)
    exact = np.where(resolved, first, np.where(ended, second, follow_up))
    kinds = np.where(resolved, 1, np.where(ended, 2, 0))
    rival = AalenJohansenFitter(calculate_variance=False, seed=1).fit(exact, kinds, event_of_interest=1)
    assert share == pytest.approx(rival.predict([5, 20, 60]).to_numpy(), abs=0.01)
    naive = 1 - kaplan_meier(np.ceil(exact).astype(int), resolved).survival_at([60])
    assert naive > share[2] + 0.1


def test_waiting_time_is_found_where_the_naive_mean_is_biased():
    # Geometric with chance 0.05 a day from day 1: mean 20 days, median 14; seen for 30 days at most.
    generator = np.random.default_rng(20180)
    true_days = generator.geometric(0.05, 200_000)
    seen_for = generator.integers(1, 31, true_days.size)
    days, closed = np.minimum(true_days, seen_for), true_days <= seen_for
    curve = kaplan_meier(days, closed)
    expected = 0.95 ** np.arange(1, 26)
    errors = (curve.survival_at(np.arange(1, 26)) - expected) / np.sqrt(curve.variance[:25])
    assert np.abs(errors).max() < 4.5
    # The mid-distribution of the geometric: half of 0.95^13 + 0.95^14 left in the middle of day 14.
    assert curve.quantile(0.5) == pytest.approx(14, abs=0.2)
    assert days[closed].mean() < 12
    naive_share_after_14 = np.mean(days[closed] > 14)
    assert naive_share_after_14 < 0.3 < curve.survival_at(14)


def test_nothing_closed_gives_a_flat_curve_and_no_quantile():
    curve = kaplan_meier([4, 9], np.array([False, False]))
    assert curve.days.size == 0
    assert curve.final_share == 1
    assert math.isnan(curve.quantile(0.5))
    assert curve.restricted_mean(9) == 9
    assert curve.restricted_mean_variance(9) == 0
    assert np.isnan(curve.survival_at([9, 10])).tolist() == [False, True]


def test_beyond_the_last_day_seen_nothing_is_invented():
    with pytest.raises(ValueError, match="beyond day 35"):
        freireich().restricted_mean(36)


def test_issues_of_zero_weight_do_not_count():
    curve = freireich([1.0] * 20 + [0.0])
    assert curve.n_issues == 20
    assert curve.last_day == 34


@pytest.mark.parametrize(
    ("days", "closed", "weights", "message"),
    [
        ([], [], None, "no issues"),
        ([1, 2], [True], None, "was_closed: shape"),
        ([1, 2], [True, False], [1.0], "weights: shape"),
        ([1.5, 2.0], [True, False], None, "whole days"),
        ([-1, 2], [True, False], None, "-1 to 2"),
        ([1, 2_000_000], [True, False], None, "days"),
        ([1, 2], [1, 0], None, "True or False"),
        ([1, 2], [True, False], [1.0, -1.0], "negative"),
        ([1, 2], [True, False], [1.0, math.nan], "missing"),
        ([1, 2], [True, False], [0.0, 0.0], "all are zero"),
    ],
)
def test_bad_input_is_refused_in_plain_words(days, closed, weights, message):
    with pytest.raises(ValueError, match=message):
        kaplan_meier(days, closed, weights)


@pytest.mark.parametrize("probability", [0, -0.1, 1.1, math.nan])
def test_impossible_quantiles_are_refused(probability):
    with pytest.raises(ValueError, match="probability"):
        freireich().quantile(probability)
