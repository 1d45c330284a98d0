"""Whole numbers are shared out exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.apportion import fill_up_to, largest_remainder, scaled_counts

WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=30)


def test_hamiltons_example() -> None:
    # Hamilton's method: 21, 12 and 33 of 66 thousand people and 10 seats; quotas 3.18, 1.82 and 5.
    assert largest_remainder(np.array([21.0, 12.0, 33.0]), 10).tolist() == [3, 2, 5]


@given(weights=WEIGHTS, total=st.integers(0, 10_000))
def test_shares_add_up_and_stay_within_one_of_the_quota(weights: list[int], total: int) -> None:
    shares = largest_remainder(np.array(weights, dtype=float), total)
    assert shares.sum() == total
    if sum(weights):
        quota = np.array(weights) / sum(weights) * total
        assert np.all(np.abs(shares - quota) < 1.0)


def test_nobody_to_share_among_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        largest_remainder(np.array([]), 3)
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(np.array([1.0, -1.0]), 3)


@given(data=st.data(), weights=WEIGHTS, total=st.integers(0, 5_000))
def test_nobody_receives_more_than_its_room(data: st.DataObject, weights: list[int], total: int) -> None:
    room = data.draw(st.lists(st.integers(0, 300), min_size=len(weights), max_size=len(weights)))
    given_out = fill_up_to(np.array(weights, dtype=float), np.array(room), total)
    assert np.all(given_out <= room)
    assert np.all(given_out >= 0)
    assert given_out.sum() == min(total, sum(room))


@given(
    counts=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=15),
    totals=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
def test_every_township_keeps_a_community(counts: list[tuple[int, int]], totals: tuple[int, int]) -> None:
    committees, villages = (np.array(column) for column in zip(*counts, strict=True))
    if sum(totals) < len(counts):
        with pytest.raises(ValueError, match="cannot share"):
            scaled_counts(committees, villages, *totals)
        return
    scaled = scaled_counts(committees, villages, *totals)
    assert (scaled[0].sum(), scaled[1].sum()) == totals
    assert np.all(scaled[0] + scaled[1] >= 1)
    assert min(scaled[0].min(), scaled[1].min()) >= 0
