"""The front, by hand."""

import numpy as np
import pytest

from sim.studies.pareto import dominators, front


def test_the_front_by_hand():
    # Small is good. (1,5), (2,3), (4,1) trade off; (3,4) is beaten by (2,3); (4,6) by (1,5) first.
    found = dominators(np.array([[1, 5], [2, 3], [4, 1], [3, 4], [4, 6]], dtype=float))
    assert found.tolist() == [-1, -1, -1, 1, 0]


def test_equal_alternatives_do_not_beat_each_other():
    assert dominators(np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 2.0]])).tolist() == [-1, -1, 0]


def test_directions_resolution_high_gap_near_zero_cost_low():
    samples = np.array(
        [
            [[0.30], [0.20], [0.0]],  # the baseline: cheapest
            [[0.40], [-0.10], [5.0]],  # better in both, costs 5
            [[0.40], [0.15], [6.0]],  # beaten by the one before: its gap is larger, its cost too
            [[0.50], [0.30], [5.0]],
        ]
    )  # resolves most, at the widest gap
    found = front(samples, ("higher", "zero", "lower"))
    assert found.on_front.tolist() == [True, True, False, True]
    assert found.dominated_by.tolist() == [-1, -1, 1, -1]
    assert found.on_front_share.tolist() == [1.0, 1.0, 0.0, 1.0]


def test_an_uncertain_front_says_so_and_pairing_keeps_it_certain():
    rng = np.random.default_rng(1)
    shared, own = rng.normal(0, 1, 20), rng.normal(0, 1, (2, 20))
    paired = front(np.array([[shared], [shared - 0.05]]), ("higher",))
    assert paired.on_front_share.tolist() == [1.0, 0.0]
    unpaired = front(own[:, None, :], ("higher",))
    assert ((unpaired.on_front_share > 0.01) & (unpaired.on_front_share < 0.999)).all()


def test_a_missing_value_is_refused():
    with pytest.raises(ValueError, match="needs a value"):
        front(np.array([[[np.nan]]]), ("higher",))
    with pytest.raises(ValueError, match="is none of"):
        front(np.array([[[1.0]]]), ("up",))


def test_of_a_gap_the_mean_nearest_to_zero_is_best_on_either_side() -> None:
    """Two alternatives alike but for their gaps: -.5 is beaten by .1, and so is .5 by -.1."""
    for gaps in ((-0.5, 0.1), (0.5, -0.1)):
        samples = np.array([[[1.0] * 4, [gap] * 4] for gap in gaps])
        found = front(samples, ["higher", "zero"])
        assert found.on_front.tolist() == [False, True] and found.dominated_by.tolist() == [1, -1]
