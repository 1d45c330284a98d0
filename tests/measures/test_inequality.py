"""Inequality indices against closed forms, published numbers, another program and their axioms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from inequality.atkinson import atkinson as pysal_atkinson
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from sim.measures.concentration import concentration_index, erreygers_index
from sim.measures.inequality import atkinson, equal_burden, gini, palma, worst_decile_mean
from sim.measures.theil import theil_decomposition

ONE_TO_FIVE = [1, 2, 3, 4, 5]


def theil_t(values, weights=None):
    """Theil T of people who are all of one group."""
    return theil_decomposition(values, weights, np.zeros(np.shape(values)[:1])).theil_t.total


def theil_l(values, weights=None):
    """Theil L of people who are all of one group."""
    return theil_decomposition(values, weights, np.zeros(np.shape(values)[:1])).theil_l.total


RELATIVE = {
    "gini": gini,
    "theil_t": theil_t,
    "theil_l": theil_l,
    "atkinson_0.5": lambda x, w=None: atkinson(x, w, 0.5),
    "atkinson_1": lambda x, w=None: atkinson(x, w, 1),
    "atkinson_2": lambda x, w=None: atkinson(x, w, 2),
    "palma": palma,
}
STRICT = [name for name in RELATIVE if name != "palma"]
relative = pytest.mark.parametrize("index", RELATIVE.values(), ids=RELATIVE.keys())
positive = st.lists(st.integers(1, 1000).map(float), min_size=1, max_size=25)


# ---- closed forms ----


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (gini, 4 / 15),
        (theil_t, sum(x / 3 * math.log(x / 3) for x in ONE_TO_FIVE) / 5),
        (theil_l, math.log(3) - math.log(120) / 5),
        (lambda x: atkinson(x, None, 0), 0),
        (lambda x: atkinson(x, None, 0.5), 1 - (sum(map(math.sqrt, ONE_TO_FIVE)) / 5) ** 2 / 3),
        (lambda x: atkinson(x, None, 1), 1 - 120**0.2 / 3),
        (lambda x: atkinson(x, None, 2), 1 - 5 / (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 3),
        (palma, 0.5 * 5 / 3),
    ],
)
def test_one_to_five(index, expected):
    assert index(ONE_TO_FIVE) == pytest.approx(expected, abs=1e-12)


def test_one_to_five_to_six_digits():
    assert [round(index(ONE_TO_FIVE), 6) for index in (gini, theil_t, theil_l)] == [
        0.266667,
        0.119688,
        0.141114,
    ]
    assert [round(atkinson(ONE_TO_FIVE, None, e), 6) for e in (0.5, 1)] == [0.063153, 0.131610]


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_first_n_whole_numbers_and_one_holder(n):
    assert gini(np.arange(1, n + 1)) == pytest.approx((n - 1) / (3 * n), abs=1e-12)
    holder = np.zeros(n)
    holder[n // 2] = 7
    assert gini(holder) == pytest.approx(1 - 1 / n, abs=1e-12)
    assert theil_t(holder) == pytest.approx(math.log(n), abs=1e-12)
    assert atkinson(holder, None, 0.5) == pytest.approx(1 - 1 / n, abs=1e-12)
    assert atkinson(holder, None, 1) == atkinson(holder, None, 2) == 1


def test_one_holder_of_four():
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75, abs=1e-15)


def test_palma_of_one_to_ten_is_one():
    assert palma(np.arange(1, 11)) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_zero_one_outcome(share):
    outcome, people = [0, 1], [1 - share, share]
    assert gini(outcome, people) == pytest.approx(1 - share, abs=1e-12)
    assert theil_t(outcome, people) == pytest.approx(-math.log(share), abs=1e-12)


def _quantile_sample(quantile, n=200_000):
    """A distribution as its quantiles at the middle of n equal slices: no chance, error about 1 / n."""
    return quantile((np.arange(n) + 0.5) / n)


def test_continuous_distributions():
    from scipy import stats

    sigma = 0.6
    lognormal = _quantile_sample(lambda p: np.exp(sigma * stats.norm.ppf(p)))
    assert gini(lognormal) == pytest.approx(math.erf(sigma / 2), abs=1e-4)
    assert theil_t(lognormal) == pytest.approx(sigma**2 / 2, abs=1e-4)
    assert theil_l(lognormal) == pytest.approx(sigma**2 / 2, abs=1e-4)
    for epsilon in (0.5, 1, 2):
        assert atkinson(lognormal, None, epsilon) == pytest.approx(1 - math.exp(-epsilon * sigma**2 / 2), abs=1e-4)
    exponential = _quantile_sample(lambda p: -np.log1p(-p))
    assert gini(exponential) == pytest.approx(0.5, abs=1e-4)
    assert theil_t(exponential) == pytest.approx(1 - np.euler_gamma, abs=1e-4)
    assert gini(_quantile_sample(lambda p: p)) == pytest.approx(1 / 3, abs=1e-6)
    pareto = _quantile_sample(lambda p: (1 - p) ** (-1 / 3))
    assert gini(pareto) == pytest.approx(1 / 5, abs=1e-3)


def test_atkinson_passes_smoothly_through_one():
    at_one = atkinson(ONE_TO_FIVE, None, 1)
    for step in (1e-4, 1e-8, 1e-12, 1e-15):
        for epsilon in (1 - step, 1 + step):
            assert atkinson(ONE_TO_FIVE, None, epsilon) == pytest.approx(at_one, abs=0.2 * step + 1e-14)


def test_atkinson_with_great_aversion_looks_at_the_worst_off_only():
    assert atkinson([1, 1000], None, 5000) == pytest.approx(1 - 1 / 500.5, abs=1e-5)


# ---- a burden borne alike ----

AVERSIONS = (0.5, 1.0, 2.0)


@pytest.mark.parametrize(
    ("epsilon", "expected"),
    [
        (0.0, 3.0),
        (0.5, ((1 + 2**1.5 + 3**1.5 + 8 + 5**1.5) / 5) ** (2 / 3)),
        (1.0, 11.0**0.5),  # squares of one to five sum to 55
        (2.0, 45.0 ** (1 / 3)),  # cubes to 225
    ],
)
def test_the_equal_burden_of_one_to_five(epsilon, expected):
    assert equal_burden(ONE_TO_FIVE, None, epsilon) == pytest.approx(expected, rel=1e-12)


def test_one_of_two_bears_everything():
    # ((0 + 2^(1 + e)) / 2)^(1 / (1 + e)) = 2^(e / (1 + e)), where the mean is 1.
    for epsilon in AVERSIONS:
        assert equal_burden([0, 2], None, epsilon) == pytest.approx(2 ** (epsilon / (1 + epsilon)), rel=1e-12)


def test_the_equal_burden_of_a_lognormal_distribution():
    # E[x^k] of logs with mean 0 and variance s^2 is exp(k^2 s^2 / 2).
    from scipy import stats

    sigma = 0.6
    lognormal = _quantile_sample(lambda p: np.exp(sigma * stats.norm.ppf(p)))
    for epsilon in AVERSIONS:
        expected = math.exp((1 + epsilon) * sigma**2 / 2)
        assert equal_burden(lognormal, None, epsilon) == pytest.approx(expected, rel=2e-3)


@given(positive, st.data())
@settings(max_examples=60, deadline=None)
def test_axioms_of_the_equal_burden(values, data):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    mean, highest = float(np.average(values, weights=weights)), max(values)
    found = [equal_burden(values, weights, epsilon) for epsilon in (0.0, *AVERSIONS)]
    assert found[0] == pytest.approx(mean)
    assert all(a <= b * (1 + 1e-12) for a, b in zip(found, [*found[1:], highest], strict=True))
    for epsilon in AVERSIONS:
        whole = equal_burden(values, weights, epsilon)
        assert equal_burden([7 * x for x in values], weights, epsilon) == pytest.approx(7 * whole)
        assert equal_burden(values * 2, weights * 2, epsilon) == pytest.approx(whole)
        assert equal_burden(np.repeat(values, weights), None, epsilon) == pytest.approx(whole)
        assert equal_burden([3.5] * len(values), weights, epsilon) == pytest.approx(3.5)
        worse = [values[0] + 1, *values[1:]]
        assert equal_burden(worse, weights, epsilon) > whole


@given(st.integers(0, 500), st.integers(2, 500), st.integers(1, 200), st.sampled_from(AVERSIONS))
@settings(max_examples=60, deadline=None)
def test_burden_moved_to_those_who_bear_less_is_less_bad(low, gap, moved, epsilon):
    assume(2 * moved <= gap)
    before, after = [low, low + gap, 40], [low + moved, low + gap - moved, 40]
    assert equal_burden(after, None, epsilon) < equal_burden(before, None, epsilon)


def test_the_equal_burden_tends_to_the_mean_and_of_none_is_none():
    assert equal_burden(ONE_TO_FIVE, None, 1e-9) == pytest.approx(3.0, rel=1e-8)
    assert equal_burden([0, 0, 0]) == 0.0
    for epsilon in (-0.1, math.inf, math.nan):
        with pytest.raises(ValueError, match="epsilon"):
            equal_burden([1, 2], None, epsilon)


# ---- concentration ----


def test_world_bank_technical_note_7():
    # Under-5 deaths per 1,000 births in India by wealth group, poor to rich; C = -0.1694 as published.
    births, deaths = [29939, 28776, 26528, 24689, 19739], [154.7, 152.9, 119.5, 86.9, 54.3]
    assert concentration_index(deaths, births, [1, 2, 3, 4, 5]) == pytest.approx(-0.1694, abs=5e-5)
    shuffled = [3, 0, 4, 1, 2]
    pick = lambda row: [row[i] for i in shuffled]  # noqa: E731
    assert concentration_index(pick(deaths), pick(births), pick([1, 2, 3, 4, 5])) == pytest.approx(-0.1694, abs=5e-5)


def test_people_level_in_rank_share_their_middle():
    # Ranks of 10, 20, 20, 30 are 1/8, 1/2, 1/2, 7/8, so the covariance with 0, 1, 3, 4 (mean 2) is
    # (-2 * -3/8 + 2 * 3/8) / 4 = 3/8, and C = 2 * (3/8) / 2.
    for values in ([0, 1, 3, 4], [0, 3, 1, 4]):
        assert concentration_index(values, None, [10, 20, 20, 30]) == pytest.approx(0.375, abs=1e-12)
    assert concentration_index([0, 1, 3, 4], None, [5, 5, 5, 5]) == pytest.approx(0, abs=1e-15)


def test_bounded_index_by_hand():
    # Half solved, all of it among the richer half: C = 1/2, Erreygers 1.
    solved, people, rank = [0, 1], [50, 50], [1, 2]
    assert concentration_index(solved, people, rank) == pytest.approx(0.5, abs=1e-12)
    assert erreygers_index(solved, people, rank) == pytest.approx(1, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50), st.integers(0, 6)), min_size=1, max_size=20))
def test_bounded_index_mirrors_and_follows_its_definition(rows):
    share, people, rank = (np.array(column, float) for column in zip(*rows, strict=True))
    average = np.average(share, weights=people)
    assume(0.01 < average < 0.99)
    index = concentration_index(share, people, rank)
    erreygers = erreygers_index(share, people, rank)
    assert erreygers == pytest.approx(4 * average * index, abs=1e-12)
    assert erreygers_index(1 - share, people, rank) == pytest.approx(-erreygers, abs=1e-12)
    assert -1 - 1e-12 <= erreygers <= 1 + 1e-12


@settings(deadline=None)
@given(positive, st.data())
def test_ranked_by_itself_concentration_is_gini(values, data):
    people = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    assert concentration_index(values, people, values) == pytest.approx(gini(values, people), abs=1e-12)
    opposite = concentration_index(values, people, -np.array(values))
    assert opposite == pytest.approx(-gini(values, people), abs=1e-12)


# ---- another program ----


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 1000).map(float), min_size=2, max_size=25))
def test_unweighted_indices_equal_pysal(values):
    array = np.array(values)
    assert gini(array) == pytest.approx(Gini(array).g, abs=1e-12)
    assert theil_t(array) == pytest.approx(Theil(array).T, abs=1e-12)
    for epsilon in (0.5, 1, 2):
        assert atkinson(array, None, epsilon) == pytest.approx(pysal_atkinson(array, epsilon), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 1000), st.sampled_from("abc")), min_size=2, max_size=25))
def test_split_of_theil_t_equals_pysal(rows):
    values, groups = (np.array(column) for column in zip(*rows, strict=True))
    parts, other = theil_decomposition(values, None, groups).theil_t, TheilD(values.astype(float), groups)
    assert parts.between == pytest.approx(float(np.squeeze(other.bg)), abs=1e-12)
    assert parts.within == pytest.approx(float(np.squeeze(other.wg)), abs=1e-12)


# ---- decomposition ----


def test_published_split_of_one_to_six():
    split = theil_decomposition([1, 2, 3, 4, 5, 6], None, list("aaabbb"))
    found = split.theil_t.total, split.theil_t.between, split.theil_t.within
    assert [round(part, 6) for part in found] == [0.129383, 0.094878, 0.034505]
    assert split.theil_l.between == pytest.approx(math.log(3.5) - math.log(2 * 5) / 2, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 9), st.sampled_from("abcd")), min_size=1, max_size=30))
def test_split_adds_up_exactly(rows):
    values, people, groups = (np.array(column) for column in zip(*rows, strict=True))
    assume(people.sum() > 0)
    split = theil_decomposition(values, people, groups)
    if (values * people).sum() == 0:
        assert math.isnan(split.theil_t.total)
        assert math.isnan(split.theil_l.total)
        return
    assert split.theil_t.total == pytest.approx(theil_t(values, people), abs=1e-12)
    assert split.theil_t.between + split.theil_t.within == pytest.approx(split.theil_t.total, abs=1e-12)
    held = [groups == group for group in np.unique(groups) if (values * people)[groups == group].sum() > 0]
    shares = [(values * people)[inside].sum() / (values * people).sum() for inside in held]
    own = [theil_t(values[inside], people[inside]) for inside in held]
    assert split.theil_t.within == pytest.approx(np.dot(shares, own), abs=1e-12)
    if (values[people > 0] > 0).all():
        assert split.theil_l.total == pytest.approx(theil_l(values, people), abs=1e-12)
        assert split.theil_l.between + split.theil_l.within == pytest.approx(split.theil_l.total, abs=1e-12)
    else:
        assert math.isnan(split.theil_l.total)


# ---- axioms ----


@relative
@settings(deadline=None)
@given(values=positive, factor=st.floats(1e-6, 1e6))
def test_scale_does_not_matter(index, values, factor):
    assert index(np.array(values) * factor) == pytest.approx(index(values), abs=1e-9, rel=1e-9)


@relative
@settings(deadline=None)
@given(values=positive, data=st.data())
def test_order_of_rows_does_not_matter(index, values, data):
    assert index(data.draw(st.permutations(values))) == pytest.approx(index(values), abs=1e-9)


@relative
@settings(deadline=None)
@given(values=positive, data=st.data(), unit=st.floats(0.001, 1000))
def test_a_weight_is_a_number_of_people(index, values, data, unit):
    people = data.draw(st.lists(st.integers(0, 4), min_size=len(values), max_size=len(values)).filter(any))
    written_out = np.repeat(values, people)
    assert index(values, np.array(people) * unit) == pytest.approx(index(written_out), abs=1e-9)


@relative
@settings(deadline=None)
@given(values=positive, copies=st.integers(2, 4))
def test_replication_does_not_matter(index, values, copies):
    assert index(values * copies) == pytest.approx(index(values), abs=1e-9)


@pytest.mark.parametrize("name", STRICT)
@settings(deadline=None)
@given(values=st.lists(st.integers(1, 100).map(float), min_size=2, max_size=12), data=st.data())
def test_a_transfer_from_rich_to_poor_lowers_it(name, values, data):
    index = RELATIVE[name]
    values = sorted(values)
    poor, rich = 0, len(values) - 1
    assume(values[rich] - values[poor] >= 2)
    amount = data.draw(st.floats(0.5, (values[rich] - values[poor]) / 2))
    after = values.copy()
    after[poor] += amount
    after[rich] -= amount
    assert index(after) < index(values) - 1e-9


@pytest.mark.parametrize("name", STRICT)
@settings(deadline=None)
@given(values=positive)
def test_zero_if_and_only_if_all_are_equal(name, values):
    index = RELATIVE[name](values)
    if len(set(values)) == 1:
        assert index == pytest.approx(0, abs=1e-12)
    else:
        assert index > 1e-10


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=25).filter(any))
def test_bounds(values):
    n = len(values)
    assert 0 <= gini(values) <= (n - 1) / n + 1e-12
    assert 0 <= theil_t(values) <= math.log(n) + 1e-12


@settings(deadline=None)
@given(positive)
def test_atkinson_one_and_theil_l_say_the_same(values):
    assert math.log1p(-atkinson(values, None, 1)) == pytest.approx(-theil_l(values), abs=1e-12)


# ---- worst off ----


def test_worst_decile_counts_the_boundary_community_in_part():
    # 10 % of 100 people: the 4 at 0.1 and 6 of the 16 at 0.3.
    solved, people = [0.9, 0.3, 0.1, 0.6], [30, 16, 4, 50]
    assert worst_decile_mean(solved, people) == pytest.approx((4 * 0.1 + 6 * 0.3) / 10, abs=1e-12)
    days = [5, 90, 40, 10]
    assert worst_decile_mean(days, [50, 4, 16, 30], higher_is_better=False) == pytest.approx(
        (4 * 90 + 6 * 40) / 10, abs=1e-12
    )


def test_palma_splits_the_boundary_person():
    # Top 10 % is half of the richest of five, bottom 40 % the two poorest: (10 / 2) / (1 + 2).
    assert palma([1, 2, 3, 4, 10]) == pytest.approx(5 / 3, abs=1e-12)
    assert palma([2, 2, 2]) == pytest.approx(0.25, abs=1e-12)
    assert math.isnan(palma([0, 0, 0, 5]))


# ---- undefined and refused ----


@pytest.mark.parametrize("name", RELATIVE)
def test_a_mean_of_zero_is_not_a_number_rather_than_a_guess(name):
    assert math.isnan(RELATIVE[name]([0, 0, 0]))


def test_not_defined_is_not_a_number():
    assert math.isnan(theil_l([0, 1, 2]))
    assert not math.isnan(theil_l([0, 1, 2], [0, 1, 1]))
    assert math.isnan(concentration_index([0, 0], None, [1, 2]))
    assert erreygers_index([0, 0], None, [1, 2]) == 0


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([], None, "no rows"),
        ([[1, 2]], None, "1 dimension"),
        (["a"], None, "expected numbers"),
        ([1, -2], None, "row 1 is -2"),
        ([1, math.nan], None, "row 1 is nan"),
        ([1, math.inf], None, "row 1 is inf"),
        ([1, 2], [1], "weights: 1 rows, but values have 2"),
        ([1, 2], [1, -1], "weights: row 1 is -1"),
        ([1, 2], [1, math.nan], "weights: row 1 is nan"),
        ([1, 2], [0, 0], "all are zero"),
    ],
)
@relative
def test_bad_input_is_refused_in_plain_words(index, values, weights, message):
    with pytest.raises(ValueError, match=message):
        index(values, weights)


def test_bad_companions_are_refused():
    with pytest.raises(ValueError, match="rank_by: 1 rows"):
        concentration_index([1, 2], None, [1])
    with pytest.raises(ValueError, match="groups: 1 rows"):
        theil_decomposition([1, 2], None, ["a"])
    with pytest.raises(ValueError, match="between 0 and 1"):
        erreygers_index([0.5, 1.5], None, [1, 2])
    with pytest.raises(ValueError, match="epsilon"):
        atkinson([1, 2], None, -1)
