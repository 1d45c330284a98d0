"""Paths of issues and curves of inequality of hand-made observations, whose answers follow by arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.issues.store import BYPASS, DISCOVERED, NEEDS, PAID, REGISTERED, REPEAT, SELF_SOLVED, TALLIES
from sim.measures.checks import held_by_lowest
from sim.measures.concentration import concentration_index
from sim.measures.grouping import ORIGINS, PATHS, POPULATION_SHARES
from sim.measures.inequality import gini
from sim.measures.observation import N_CELLS
from sim.measures.registry import measures
from sim.vocabulary import State, Tier
from tests.measures.handmade import issue, observation, value

# Three communities of 1,000 residents over one year (days 100 to 465): one issue is a third per 1,000 and year.
THIRD = 1 / 3


def test_paths_say_book_tier_and_end():
    found = observation(
        [
            issue(flags=REGISTERED, tier=Tier.COMMUNITY, state=State.RESOLVED),
            issue(flags=REGISTERED, tier=Tier.COMMUNITY, state=State.RESOLVED, complaints=5),
            issue(flags=REGISTERED | REPEAT, tier=Tier.DISTRICT, state=State.NOMINAL),
            issue(flags=BYPASS, tier=Tier.TOWNSHIP, state=State.DROPPED),
            issue(flags=DISCOVERED | REGISTERED, tier=Tier.COMMUNITY, state=State.FAILED),
        ],
        [
            issue(flags=REGISTERED, tier=Tier.MUNICIPALITY, state=State.LOST_ON_BOOK),
            issue(tier=Tier.COMMUNITY, state=State.QUEUED),
        ],
    )
    expected = {
        "registered_community_resolved": 2,
        "registered_district_nominal": 1,
        "unregistered_township_dropped": 1,
        "registered_community_failed": 1,
        "registered_municipality_dropped": 1,
        "unregistered_community_open": 1,
    }
    for path in PATHS:
        assert value(found, "issue_paths_per_1000", "path", path) == pytest.approx(THIRD * expected.get(path, 0)), path
    origins = {"first_voice": 4, "reported_again": 2, "patrol": 1}
    for origin in ORIGINS:
        assert value(found, "issue_origins_per_1000", "origin", origin) == pytest.approx(THIRD * origins[origin])


def test_paths_carry_design_weights():
    """One issue of a community that stands for three, among residents that stand for five thousand."""
    found = observation([issue(flags=REGISTERED)], weights=(3.0, 1.0, 1.0))
    assert value(found, "issue_paths_per_1000", "path", "registered_community_resolved") == pytest.approx(3 / 5)


def test_every_path_and_origin_adds_up_to_the_same():
    rng = np.random.default_rng(5)
    flags = [int(x) for x in rng.choice([0, REGISTERED, REGISTERED | REPEAT, DISCOVERED], 40)]
    states = [State.RESOLVED, State.FAILED, State.NOMINAL, State.DROPPED]
    issues = [issue(flags=f, tier=int(rng.integers(4)), state=states[rng.integers(4)]) for f in flags]
    found = observation(issues)
    sums = [
        sum(r.value for r in measures()[m].function(found)) for m in ("issue_paths_per_1000", "issue_origins_per_1000")
    ]
    assert sums == pytest.approx([40 * THIRD] * 2)


def test_held_by_lowest_by_hand():
    """Two communities of 1,000: the worse holds 0.2 of 0.8, so the lower half holds a quarter."""
    assert held_by_lowest([0.6, 0.2], [1000, 1000], [0.6, 0.2], [0.1, 0.5, 0.75, 1.0]) == pytest.approx(
        [0.05, 0.25, 0.625, 1.0]
    )
    # Ranked by wealth the richer holds the 0.2.
    assert held_by_lowest([0.6, 0.2], [1000, 1000], [1.0, 2.0], [0.5]) == pytest.approx([0.75])
    # Level ranks share alike, whatever the order of rows.
    assert held_by_lowest([0.6, 0.2], [1000, 1000], [1.0, 1.0], [0.25, 0.5]) == pytest.approx([0.25, 0.5])
    assert all(math.isnan(y) for y in held_by_lowest([0.0, 0.0], None, [1.0, 2.0], [0.5]))


def test_the_area_under_a_whole_curve_is_its_index():
    """Gini and concentration index are one minus twice the area under their curves (Cowell 2011)."""
    rng = np.random.default_rng(3)
    values, people, rank = rng.random(7), rng.integers(1, 9, 7), rng.integers(0, 4, 7)
    at = np.concatenate([[0.0], np.cumsum(np.sort(people)), [0.0]])
    at = np.unique(np.concatenate([np.arange(people.sum() + 1) / people.sum(), at[:0]]))
    for order, index in ((values, gini(values, people)), (rank, concentration_index(values, people, rank))):
        y = held_by_lowest(values, people, order, list(at))
        assert 1 - 2 * np.trapezoid(y, at) == pytest.approx(index)


def test_curves_of_solved_needs_and_spending():
    """Shares solved 0.2, 0.4, 0.6 of twenty needs each; 0.2 and 0.4 in the richer district. Total 1.2 thirds."""
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, 8), np.int32)
    tallies[NEEDS, :, 0, 3] = 20
    tallies[SELF_SOLVED, :, 0, 3] = (4, 8, 12)
    paid = [issue(community=c, flags=REGISTERED | PAID, cost_fen=fen) for c, fen in ((0, 100), (1, 100), (2, 200))]
    plain, money = observation(tallies=tallies), observation(paid)
    lorenz = {p: value(plain, "solved_per_need_lorenz", "population_share", p) for p in POPULATION_SHARES}
    assert lorenz["10"] == pytest.approx(0.3 * 0.2 / 1.2)
    assert lorenz["50"] == pytest.approx((0.2 + 0.5 * 0.4) / 1.2)
    assert lorenz["90"] == pytest.approx((0.2 + 0.4 + 0.7 * 0.6) / 1.2)
    # The poorer district holds 0.6 of 1.2 in its third of the residents, the richer two share the rest alike.
    assert value(plain, "solved_per_need_concentration_curve", "population_share", "30") == pytest.approx(0.9 * 0.5)
    assert value(plain, "solved_per_need_concentration_curve", "population_share", "50") == pytest.approx(0.625)
    assert value(money, "spending_lorenz", "population_share", "50") == pytest.approx(0.375)
    assert value(money, "spending_concentration_curve", "population_share", "20") == pytest.approx(0.3)


def test_no_curve_where_nobody_has_enough_behind():
    assert math.isnan(value(observation(), "resolution_lorenz", "population_share", "50"))
    assert math.isnan(value(observation(), "spending_lorenz", "population_share", "50"))
