"""Stopping at a precision: coverage on simulated data, and every pitfall said."""

import numpy as np
import pytest
from scipy import stats

from sim.studies import sequential
from sim.studies.sequential import n_needed, until_precise
from sim.studies.statistics import mean_interval


def coverage(n_studies=1000):
    """How often the interval holds the mean of a normal outcome (mean 10, sd 3) at a precision of a tenth."""
    rng = np.random.default_rng(sequential.FIRST_LOOK)
    hits = 0
    for _ in range(n_studies):
        outcomes = rng.normal(10, 3, 400)
        found = until_precise(lambda a, b, x=outcomes: x[a:b], half_width=1.0, cap=400)
        assert found.reached
        interval = found.estimate.interval
        hits += interval.low <= 10 <= interval.high
    return hits / n_studies


def test_with_thirty_runs_and_batches_the_interval_holds_as_often_as_it_says():
    # Standard error of a share of 0.95 over 1,000 studies: 0.007.
    assert coverage() >= 0.93


@pytest.mark.slow
def test_looking_early_and_often_would_hold_less_often(monkeypatch):
    monkeypatch.setattr(sequential, "FIRST_LOOK", 3)
    monkeypatch.setattr(sequential, "BATCH", 1)
    assert coverage() < 0.93


def test_what_is_precise_at_the_first_look_needs_no_second():
    found = until_precise(lambda a, b: np.arange(a, b) * 1.0, half_width=100, cap=1000)
    assert (found.reached, found.looks, found.warnings) == (True, (30,), ())


def test_the_cap_is_flagged_and_looks_come_in_batches():
    rng = np.random.default_rng(5)
    outcomes = rng.normal(0, 1, 100)
    found = until_precise(lambda a, b: outcomes[a:b], half_width=0.001, cap=55)
    assert (found.reached, found.looks) == (False, (30, 40, 50, 55))
    assert any("cap of 55" in text for text in found.warnings)


def test_failed_runs_count_and_never_let_a_precision_be_reached():
    outcomes = np.tile([1.0, 1.1, np.nan], 40)
    found = until_precise(lambda a, b: outcomes[a:b], half_width=10, cap=60)
    assert not found.reached
    assert found.n_failed == 20
    assert any("20 of 60 runs failed" in text for text in found.warnings)


def test_the_number_needed_is_the_smallest_that_is_narrow_enough():
    outcomes = np.random.default_rng(3).normal(50, 8, 40)
    estimate = mean_interval(outcomes)
    needed = int(n_needed(estimate, 1.0))

    def half(n):
        return stats.t.ppf(0.975, n - 1) * estimate.standard_deviation / np.sqrt(n)

    assert half(needed) <= 1.0 < half(needed - 1)


@pytest.mark.parametrize("wrong", [{"half_width": 0}, {"cap": 5}])
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match="half_width must be above 0"):
        until_precise(lambda a, b: np.ones(b - a), **{"half_width": 1.0, "cap": 100, **wrong})
