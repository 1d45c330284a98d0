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


def survival_at(curve, days):
    """Share still open after each of the given days."""
    return np.append(1.0, curve.survival_share)[np.searchsorted(curve.days, days, side="right")]


def test_published_curve_of_freireich():
    curve = freireich()
    assert curve.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert np.round(curve.survival_share, 3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_quantiles_of_freireich_lie_between_the_published_steps():
    # Published shares left: 0.807 to 0.753 in week 10, 0.690 in week 13; 0.627 to 0.538 in week 22, 0.448 in week 23.
    curve = freireich()
    assert curve.quantile(0.25) == pytest.approx(10 + 3 * (0.25 - 0.22) / (0.2785 - 0.22), abs=0.05)
    assert curve.quantile(0.5) == pytest.approx(22 + (0.5 - 0.4175) / (0.507 - 0.4175), abs=0.01)
    assert math.isnan(curve.quantile(0.75))


durations = st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 5)), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(durations)
def test_unweighted_curve_equals_lifelines(rows):
    days, closed, _ = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed)
    fitter = KaplanMeierFitter().fit(days, closed)
    asked = np.arange(int(days.max()) + 1)
    np.testing.assert_allclose(survival_at(curve, asked), fitter.survival_function_at_times(asked), atol=1e-12)


@settings(max_examples=150, deadline=None)
@given(durations)
def test_weighted_curve_equals_lifelines(rows):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed, weights)
    fitter = KaplanMeierFitter().fit(days, closed, weights=weights)
    asked = np.arange(int(days.max()) + 1)
    np.testing.assert_allclose(survival_at(curve, asked), fitter.survival_function_at_times(asked), atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(durations, st.floats(0.001, 1000))
def test_scaling_design_weights_changes_nothing(rows, factor):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    plain, scaled = kaplan_meier(days, closed, weights), kaplan_meier(days, closed, weights * factor)
    np.testing.assert_allclose(plain.survival_share, scaled.survival_share, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(durations)
def test_a_curve_falls_and_the_order_of_rows_does_not_matter(rows):
    days, closed, weights = map(np.array, zip(*rows, strict=True))
    curve = kaplan_meier(days, closed, weights)
    back = kaplan_meier(days[::-1], closed[::-1], weights[::-1])
    assert (np.diff(curve.survival_share) < 0).all()
    assert ((curve.survival_share >= 0) & (curve.survival_share < 1)).all()
    assert curve.survival_share.tolist() == back.survival_share.tolist()


def test_without_censoring_it_is_the_plain_share_still_open():
    days = np.array([0, 3, 3, 8])
    curve = kaplan_meier(days, np.ones(4, bool))
    assert survival_at(curve, [0, 2, 3, 7, 8, 99]).tolist() == [0.75, 0.75, 0.25, 0.25, 0, 0]
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
    share = 1 - survival_at(kaplan_meier(days, resolved), [5, 20, 60])
    assert share == pytest.approx(0.6 * (1 - np.exp(-np.array([5, 20, 60]) / 20)), abs=0.01)
    exact = np.where(resolved, first, np.where(ended, second, follow_up))
    kinds = np.where(resolved, 1, np.where(ended, 2, 0))
    rival = AalenJohansenFitter(calculate_variance=False, seed=1).fit(exact, kinds, event_of_interest=1)
    assert share == pytest.approx(rival.predict([5, 20, 60]).to_numpy(), abs=0.01)
    naive = 1 - survival_at(kaplan_meier(np.ceil(exact).astype(int), resolved), [60])
    assert naive > share[2] + 0.1


def test_waiting_time_is_found_where_the_naive_mean_is_biased():
    # Geometric with chance 0.05 a day from day 1: mean 20 days, median 14; seen for 30 days at most.
    generator = np.random.default_rng(20180)
    true_days = generator.geometric(0.05, 200_000)
    seen_for = generator.integers(1, 31, true_days.size)
    days, closed = np.minimum(true_days, seen_for), true_days <= seen_for
    curve = kaplan_meier(days, closed)
    expected = 0.95 ** np.arange(1, 26)
    # Greenwood's variance: of those seen, a share 1 - t / 30 is still at risk on day t + 1.
    hazards = [0.05 / (0.95 * days.size * 0.95**t * (1 - t / 30)) for t in range(25)]
    errors = (survival_at(curve, np.arange(1, 26)) - expected) / (expected * np.sqrt(np.cumsum(hazards)))
    assert np.abs(errors).max() < 4.5
    # The mid-distribution of the geometric: half of 0.95^13 + 0.95^14 left in the middle of day 14.
    assert curve.quantile(0.5) == pytest.approx(14, abs=0.2)
    assert days[closed].mean() < 12
    naive_share_after_14 = np.mean(days[closed] > 14)
    assert naive_share_after_14 < 0.3 < survival_at(curve, 14)


def test_nothing_closed_gives_a_flat_curve_and_no_quantile():
    curve = kaplan_meier([4, 9], np.array([False, False]))
    assert curve.days.size == 0
    assert curve.final_share == 1
    assert math.isnan(curve.quantile(0.5))


def test_issues_of_zero_weight_do_not_count():
    curve, shorter = freireich([1.0] * 20 + [0.0]), kaplan_meier(WEEKS[:20], np.array(RELAPSED[:20], bool))
    assert curve.survival_share.tolist() == shorter.survival_share.tolist() != freireich().survival_share.tolist()


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
