"""Posts follow money and load; word of channels and outcomes spreads; ten years keep their accounts."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import social_worker, staffing, word_of_mouth
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario, load_scenario, replace
from tests.model_runs import SMALL_PLACE, finished, small_world

BOOK = Rulebook(
    replace(Scenario(), {"staffing.asked_share": 0.5, "staffing.load_wanted": 0.9, "staffing.least_share": 0.7})
).plain


class Offices(SimpleNamespace):
    """A population of one office."""


def seat(load: float, **changes: float) -> staffing.Seat:
    """An office of ten posts that had 1,000 hours and was asked for `load` times as many; a post brings 250 hours."""
    given = {
        "opening": 10.0,
        "base_hours": 4.0,
        "post_hours": 1.0,
        "unit": 1.0,
        "wage_fen": 100.0,
        "asked": 1000.0 * load,
        "had": 1000.0,
        "hours": 4.0,
        **changes,
    }
    return staffing.Seat(Offices(posts=np.zeros(1), posts_filled=np.zeros(1)), 0, **given)


def decided(budget_fen: int, *seats: staffing.Seat) -> list[float]:
    """Posts that a district's decision leaves each of its offices with."""
    model = SimpleNamespace(
        rulebook=SimpleNamespace(plain=BOOK),
        scenario=SimpleNamespace(staff=SimpleNamespace(working_days_per_year=250.0)),
    )
    staffing._decide(model, list(seats), budget_fen)
    return [float(one.population.posts[0]) for one in seats]


def test_posts_go_where_hours_were_short_as_far_as_money_goes():
    # Short of 1.9 - .9 and 1.5 - .9 of 1,000 hours; half of it over 250 hours a post: two posts, and one.
    assert decided(10_000, seat(1.5), seat(1.9), seat(0.8)) == [1.0, 2.0, 0.0]
    assert decided(3_000 + 250, seat(1.5), seat(1.9), seat(0.8)) == [0.0, 2.0, 0.0]  # 250 fen pay two, the busiest's
    assert decided(3_000, seat(1.5), seat(1.9), seat(0.8)) == [0.0, 0.0, 0.0]


def test_posts_vanish_where_the_load_is_lowest_and_the_least_share_stays():
    # Each can lose .3 of four hours a day: one post of one hour.
    assert decided(3_000 - 100, seat(1.5), seat(1.9), seat(0.8)) == [0.0, 0.0, -1.0]
    assert decided(0, seat(1.5), seat(1.9), seat(0.8)) == [-1.0, -1.0, -1.0]


def test_an_office_that_was_looked_at_for_a_month_is_left_alone():
    assert decided(10_000, seat(1.9, asked=190.0, had=100.0)) == [0.0]
    assert decided(0, seat(0.1, asked=10.0, had=100.0)) == [0.0]


def test_a_scaled_department_asks_in_parts_of_a_post():
    # Half of 550 hours short, over 25 hours a unit: eleven tenths of a post.
    (posts,) = decided(10_000, seat(1.45, unit=0.1))
    assert posts == pytest.approx(1.1)


def test_empty_posts_are_filled_as_a_geometric_series_and_newcomers_are_novices():
    rate = 30.4 / 90.0
    filled, novices = 0.0, 0.0
    for month in range(1, 13):
        come = staffing.newcomers(BOOK, 2.0, filled)
        novices = staffing.novices_with(novices, 10.0 + filled, come)
        filled += come
        assert filled == pytest.approx(2.0 * (1.0 - (1.0 - rate) ** month))
    assert novices == pytest.approx(filled / (10.0 + filled))


def test_knowledge_of_a_channel_follows_the_curve_of_bass():
    """By advertisement alone it grows as 1 - exp(-p t) and settles where learning equals forgetting."""
    book = SimpleNamespace(told_channel_share=0.0, n_friends=8, channel_forgotten=0.0)
    learned = 0.0
    for _ in range(24):
        learned = word_of_mouth.learned_next(book, learned, 0.3, 0, 1000)
    assert learned == pytest.approx(1.0 - math.exp(-0.3 * 2.0))
    told = SimpleNamespace(told_channel_share=0.05, n_friends=8, channel_forgotten=0.0)
    assert word_of_mouth.learned_next(told, 0.0, 0.0, 10, 1000) == pytest.approx(1.0 - math.exp(-0.05 * 8 * 10 / 1000))
    fading = SimpleNamespace(told_channel_share=0.0, n_friends=8, channel_forgotten=0.1)
    learned = 1.0
    for _ in range(12):
        learned = word_of_mouth.learned_next(fading, learned, 0.0, 0, 1000)
    assert learned == pytest.approx(math.exp(-0.1))


def test_word_of_outcomes_encourages_and_discourages_and_stays_within_the_limit():
    book = Rulebook(replace(Scenario(), {"voice.heard_habit_share": 0.15})).plain
    assert word_of_mouth.heard_next(book, 0.0, 10, 0, 0, 1000) == pytest.approx(8 * 0.15 * 10 * 0.73 / 1000)
    assert word_of_mouth.heard_next(book, 0.0, 0, 0, 10, 1000) == pytest.approx(-8 * 0.15 * 10 * 0.6 / 1000)
    assert word_of_mouth.heard_next(book, 0.0, 10_000, 0, 0, 1000) == 1.5
    faded = word_of_mouth.heard_next(book, 1.0, 0, 0, 0, 1000)
    assert faded == pytest.approx(0.5 ** (30.4 / 365.0))


def test_growing_money_and_costs_are_steps_of_whole_years():
    assert staffing.grown(100.0, 0.1, 0) == 100.0
    assert staffing.grown(100.0, 0.1, 2) == pytest.approx(121.0)


@pytest.mark.nightly
@pytest.mark.parametrize("growth", [0.08, -0.08])
def test_ten_years_keep_every_hour_and_every_fen(growth):
    shipped = load_scenario(Path(__file__).parent.parent / "scenarios" / "horizon_10.yaml", {})
    scenario = replace(
        shipped,
        {
            "world.place": str(SMALL_PLACE),
            "world.sample": 1.0,
            "run.check_invariants": True,
            "staffing.budget_growth": growth,
            "staffing.asked_share": 1.0,
        },
    )
    model = finished(scenario, small_world(), seed=3)  # Invariants are checked on every day.
    posts = np.concatenate([p.posts for p in (model.communities, model.townships, model.districts)])
    assert (posts > 0.0).any() if growth > 0.0 else (posts < 0.0).any()
    assert model.total_fen() == model.opening_fen
    closed = model.ledger.records["closed"].astype(int)
    assert (np.diff(closed) >= 0).all() and closed[-1] > 3650  # Days stay in order to the end.
    assert [model.calendar.date(day).year for day in model.stocks] == list(range(2018, 2027))


class Counted(SimpleNamespace):
    """Townships of which the workers are counted."""

    def __init__(self, n: int) -> None:
        super().__init__(n_workers=np.zeros(n, np.int64))

    def __len__(self) -> int:
        return len(self.n_workers)


def test_whoever_is_away_until_a_day_is_away_the_first_day_too(monkeypatch):
    """A post is filled where it says -1; a vacancy that ends on day 0 is one until then."""
    workers = {
        "vacant_until": [-1, 0, 5, -1],
        "township": [0, 0, 1, 1],
        "skill": [0.8, 0.1, 0.2, 0.4],
        "hours_per_year": [9, 8, 7, 6],
    }
    desks = SimpleNamespace(skill=np.zeros(2), strained=np.zeros(2))
    model = SimpleNamespace(
        workers=SimpleNamespace(**{name: np.array(given) for name, given in workers.items()}, strain=np.ones(4)),
        townships=Counted(2),
        desks=desks,
        desk_map=SimpleNamespace(of_townships=lambda kind: slice(0, 2)),
        worker_hours=np.zeros(2),
    )
    monkeypatch.setattr(social_worker, "recruit", lambda model: None)
    social_worker.count_workers(model)
    assert model.townships.n_workers.tolist() == [1, 1]
    assert desks.skill.tolist() == [0.8, 0.4]
    assert model.worker_hours.tolist() == [9.0, 6.0]
