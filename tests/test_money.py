"""Money is shared out exactly: compared with unbounded integers and fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.money import allocate


def largest_remainder(total: int, weights: list[int] | list[float]) -> list[int]:
    """Hamilton's method on unbounded fractions, written from its definition."""
    whole = sum(map(Fraction, weights))
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda row: (-(exact[row] - parts[row]), row))
    for row in order[: total - sum(parts)]:
        parts[row] += 1
    return parts


def test_textbook_apportionment():
    # Hamilton's method on a house of 10 seats, populations 1,500 / 1,400 / 1,300 / 1,200 / 1,100 / 1,000:
    # quotas 2.000, 1.867, 1.733, 1.600, 1.467, 1.333; the four seats left go to rows 1, 2, 3 and (.467) 4.
    assert allocate(10, [1500, 1400, 1300, 1200, 1100, 1000]).tolist() == [2, 2, 2, 2, 1, 1]


def test_alabama_paradox_is_kept_as_the_method_has_it():
    # Balinski and Young: weights 6, 6, 2 with 10 seats give the small one 2, with 11 seats only 1.
    assert allocate(10, [6, 6, 2]).tolist() == [4, 4, 2]
    assert allocate(11, [6, 6, 2]).tolist() == [5, 5, 1]


def test_equal_remainders_go_to_the_lower_row():
    assert allocate(2, [1, 1, 1]).tolist() == [1, 1, 0]
    assert allocate(5, [0, 1, 0, 1]).tolist() == [0, 3, 0, 2]


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.one_of(st.integers(0, 5), st.integers(0, 2**31), st.integers(0, 2**57)), min_size=1, max_size=20),
)
def test_integer_weights_are_exact_for_any_size(total, weights):
    if sum(weights) == 0:
        weights[0] = 1
    parts = allocate(total, np.array(weights, np.int64))
    assert parts.dtype == np.int64
    assert parts.tolist() == largest_remainder(total, weights)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 10**15),
    st.lists(st.floats(0, 1e300, allow_subnormal=True), min_size=1, max_size=30).filter(any),
)
def test_float_weights_are_exact_too(total, weights):
    assert allocate(total, weights).tolist() == largest_remainder(total, weights)


def test_remainders_closer_than_any_rounded_weight_go_to_the_larger():
    """Three almost equal weights, the last one larger by one part in 10**15: it has the largest remainder."""
    assert allocate(4, [1.0, 1.0, 1.0 + 2.0**-50]).tolist() == [1, 1, 2]


def test_whole_float_weights_count_as_integers():
    people = [3_205_000, 14_000, 1, 0, 999_999]
    total = 123_456_789_012
    assert allocate(total, np.array(people, float)).tolist() == allocate(total, people).tolist()


@settings(deadline=None)
@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=10).filter(any),
    st.integers(1, 999),
)
def test_only_the_ratio_of_weights_matters(total, weights, factor):
    assert allocate(total, weights).tolist() == allocate(total, [weight * factor for weight in weights]).tolist()


def test_nothing_to_share_needs_no_weights():
    assert allocate(0, []).tolist() == []
    assert allocate(0, [0, 0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (-1, [1], "not between 0"),
        (2**63, [1], "not between 0"),
        (1, [], "nowhere to go"),
        (1, [0.0, 0.0], "nowhere to go"),
        (1, [1, -2], "row 1 is -2"),
        (1, [1.0, float("nan")], "missing or infinite"),
        (1, [1.0, float("inf")], "missing or infinite"),
        (1, [[1, 2]], "1 dimension"),
        (1, ["a"], "expected numbers"),
    ],
)
def test_bad_input_is_refused_in_plain_words(total, weights, message):
    with pytest.raises(ValueError, match=message):
        allocate(total, weights)


def test_a_total_with_a_fraction_is_refused():
    with pytest.raises(TypeError):
        allocate(1.5, [1, 2])
