"""Gaps and indices of every outcome, read a second time from their definitions, resident by resident."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues.store import FLAG_NAMES
from sim.measures.amounts import cells_of
from sim.measures.equity import LEAST_N
from sim.measures.observation import Observation
from sim.vocabulary import CLOSED_STATES, Category, Setting
from tests.measures.handmade import N_CELLS, TALLIES, issue, observation, row, value
from tests.measures.test_amounts import REGISTERED, REPORTED, RESOLVED, drawn

PEOPLE, WEIGHTS = (900, 2000, 700), (3.0, 1.0, 2.0)
STANDS_FOR = np.array([2700, 2000, 1400])
"""Residents that each community stands for."""
SETTING, REGION = np.array([Setting.URBAN, Setting.MIXED, Setting.RURAL]), np.array([0, 0, 1])
CAPACITY = np.array([1.5, 1.5, 0.5])
SHARES = ("resolution", "solved_per_need", "reported_per_need")
OUTCOMES = (*SHARES, "closing_days")


def made(seed: int) -> tuple[list, Observation]:
    """Drawn issues of three communities, their needs, and what residents solved among themselves."""
    several = [drawn(100 * seed + k) for k in range(6)]
    rows, closed, still_open = ([one for part in several for one in part[kind]] for kind in range(3))
    tallies = np.zeros((len(TALLIES), 3, N_CELLS, len(Category)), np.int32)
    rng = np.random.default_rng(seed)
    for name, most in (("needs", 9), ("self_solved", 3)):
        tallies[TALLIES.index(name)] = rng.integers(1, most, tallies.shape[1:])
    return rows, observation(closed, still_open, weights=WEIGHTS, people=PEOPLE, tallies=tallies)


def complainants(rows: list) -> np.ndarray:
    """How many complained of some issues, by community."""
    return np.bincount([r.community for r in rows], [r.complaints for r in rows], minlength=3)


def parts(rows: list, found: Observation, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    """What is above and below the line of an outcome in each community."""
    if outcome == "resolution":
        return complainants([r for r in rows if REPORTED(r) and RESOLVED(r)]), complainants(
            list(filter(REPORTED, rows))
        )
    if outcome == "closing_days":
        ended = [r for r in rows if r.over and REGISTERED(r) and r.state in CLOSED_STATES]
        where = [r.community for r in ended]
        return np.bincount(where, [r.closed - r.reported for r in ended], minlength=3), np.bincount(where, minlength=3)
    above = {"solved_per_need": "solved", "reported_per_need": "first_reported_rows"}[outcome]
    return cells_of(found, above).sum(axis=1), cells_of(found, "needs").sum(axis=1)


def gini(x: np.ndarray) -> float:
    """Half the mean difference of two residents over the mean; sorted, by ranks."""
    x, n = np.sort(x), len(x)
    return float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * n * x.mean()))


def theil(x: np.ndarray, letter: str) -> float:
    """Theil's T or L."""
    relative = x / x.mean()
    return float(np.mean(relative * np.log(relative)) if letter == "t" else -np.mean(np.log(relative)))


def concentration(x: np.ndarray, rank_by: np.ndarray) -> float:
    """Twice the covariance with the rank by another thing, level ones sharing their middle, over the mean."""
    n = len(x)
    middle = {v: ((rank_by < v).sum() + 0.5 * (rank_by == v).sum()) / n for v in set(rank_by)}
    return float(2.0 * np.mean((x - x.mean()) * np.array([middle[v] - 0.5 for v in rank_by])) / x.mean())


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("seed", range(2))
def test_gaps_compare_settings_and_regions_by_design_weight(seed, outcome):
    rows, found = made(seed)
    above, below = parts(rows, found, outcome)
    share = lambda where: float((above * WEIGHTS)[where].sum() / (below * WEIGHTS)[where].sum())  # noqa: E731
    town, village = share(SETTING == Setting.URBAN), share(SETTING == Setting.RURAL)
    regions = [share(REGION == 0), share(REGION == 1)]
    assert value(found, f"{outcome}_urban_rural_gap") == pytest.approx(town - village)
    assert value(found, f"{outcome}_urban_rural_ratio") == pytest.approx(town / village)
    assert value(found, f"{outcome}_region_gap") == pytest.approx(max(regions) - min(regions))
    assert value(found, f"{outcome}_region_ratio") == pytest.approx(max(regions) / min(regions))
    for place in ("urban_rural", "region"):
        assert row(found, f"{outcome}_{place}_gap").n == below.sum(), "what lies behind a gap is counted unweighted"


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("seed", range(2))
def test_indices_are_taken_over_the_residents_communities_stand_for(seed, outcome):
    rows, found = made(seed)
    above, below = parts(rows, found, outcome)
    assert (below >= LEAST_N).all()
    x = above / below
    x = np.minimum(x, 1.0) if outcome in SHARES else x
    people = np.repeat(x, STANDS_FOR)
    of = lambda name: value(found, f"{outcome}_{name}")  # noqa: E731
    assert row(found, f"{outcome}_gini").n == 3
    assert of("gini") == pytest.approx(gini(people))
    assert of("atkinson") == pytest.approx(1 - np.mean(np.sqrt(people)) ** 2 / people.mean())
    for letter in "tl":
        assert of(f"theil_{letter}") == pytest.approx(theil(people, letter))
        for by, group in (("setting", SETTING), ("region", REGION)):
            means = np.array([np.average(x[group == g], weights=STANDS_FOR[group == g]) for g in group])
            between = theil(np.repeat(means, STANDS_FOR), letter)
            assert of(f"theil_{letter}_between_{by}") == pytest.approx(between, abs=1e-12)
            assert of(f"theil_{letter}_within_{by}") == pytest.approx(theil(people, letter) - between, abs=1e-12)
    ordered, n = np.sort(people), len(people)
    assert of("palma") == pytest.approx(ordered[n - n // 10 :].sum() / ordered[: 4 * n // 10].sum(), rel=1e-3)
    worst = ordered[: n // 10] if outcome in SHARES else ordered[n - n // 10 :]
    assert of("worst_decile") == pytest.approx(worst.mean(), rel=1e-6)
    index = concentration(people, np.repeat(CAPACITY, STANDS_FOR))
    # Erreygers' index of a share between 0 and 1 is four times its mean times the concentration index.
    expected = 4.0 * people.mean() * index if outcome in SHARES else index
    assert of("concentration") == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("few", "communities"), [(LEAST_N - 1, 2), (LEAST_N, 3)])
def test_a_community_with_next_to_nothing_behind_it_enters_no_index(few, communities):
    n = (few, 30, 30)
    closed = [issue(community=c, flags=FLAG_NAMES["registered"], closed=112 + c) for c in range(3) for _ in range(n[c])]
    found = observation(closed)
    for name in ("closing_days_gini", "resolution_gini"):
        assert row(found, name).n == communities
