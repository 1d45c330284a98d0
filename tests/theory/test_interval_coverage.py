"""Every interval and band that a study prints holds the truth as often as it says, by simulation.

The criterion is binomial: of the simulated studies the number that hold the truth must be one that the nominal chance
gives with a probability above one in a hundred thousand on the side where it lies; a second condition says that an
interval of another level would have been told apart.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.studies.contrasts import fieller
from sim.studies.statistics import band_of, difference_over_worlds, mean_interval, paired_difference, share_interval

STUDIES = 1000
ALPHA = 1e-5


def credible(n: int, of: int, level: float) -> bool:
    """Whether so many of them are what the level gives."""
    return bool(stats.binomtest(n, of, level).pvalue > ALPHA)


def holds(interval, truth: float) -> bool:
    """Whether an interval holds a number."""
    return bool(interval.low <= truth <= interval.high)


def paired(generator):
    """Two policies over twelve seeds that share their chance events; the first is better by 0.5."""
    shared = generator.normal(0.0, 3.0, 12)
    return shared + 0.5 + generator.normal(size=12), shared + generator.normal(size=12)


def mean_of_normal(generator, level):
    return holds(mean_interval(generator.normal(5.0, 2.0, 10), level).interval, 5.0)


def contrast_of_pairs(generator, level):
    return holds(paired_difference(*paired(generator), level).difference.interval, 0.5)


def ratio_of_means(generator, level):
    """Gain of 2 for a cost of 4, which vary together."""
    shared = generator.normal(size=20)
    gain, cost = 2.0 + shared + generator.normal(size=20), 4.0 + shared + generator.normal(size=20)
    found = fieller(gain, cost)
    return found is not None and found.low <= 0.5 <= found.high


def further_world(generator, level):
    values = generator.uniform(size=60)
    return holds(band_of(values[:-1]), values[-1])


def further_difference(generator, level):
    policy, baseline = generator.uniform(size=60), np.ones(60)
    band = difference_over_worlds(policy[:-1], baseline[:-1]).difference.interval
    return holds(band, policy[-1] - baseline[-1])


@pytest.mark.parametrize(
    ("interval", "level"),
    [
        (mean_of_normal, 0.95),
        (mean_of_normal, 0.8),
        (contrast_of_pairs, 0.95),
        (contrast_of_pairs, 0.8),
        (ratio_of_means, 0.95),
        (further_world, 0.9),
        (further_difference, 0.9),
    ],
)
def test_it_holds_the_truth_as_often_as_it_says(interval, level):
    generator = np.random.default_rng(20240)
    held = sum(interval(generator, level) for _ in range(STUDIES))
    assert credible(held, STUDIES, level)
    assert not credible(held, STUDIES, 0.55 * level + 0.45)
    assert not credible(held, STUDIES, level - 0.08)


def test_the_interval_of_a_share_of_worlds_holds_it_for_shares_drawn_at_random():
    """Wilson's interval is right on average over shares: drawn evenly, it holds nineteen in twenty."""
    generator = np.random.default_rng(7)
    shares, n = generator.uniform(size=4 * STUDIES), 60
    counts = generator.binomial(n, shares)
    ends = [share_interval(k, n) for k in range(n + 1)]
    held = sum(holds(ends[k], share) for k, share in zip(counts, shares, strict=True))
    assert credible(held, 4 * STUDIES, 0.95)
    assert not credible(held, 4 * STUDIES, 0.975) and not credible(held, 4 * STUDIES, 0.92)
