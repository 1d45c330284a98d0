"""Ties and mentalities act on what residents do: solving with neighbours, speaking up, doing their part, judging."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.adaptation import MONTH_DAYS, ties_next
from sim.agents.purposes import Purpose
from sim.agents.resident import (
    attends,
    contentment,
    cooperation,
    friend_number,
    is_satisfied,
    solved_among_neighbours,
    stance,
    ties_at_hand,
    volunteers,
)
from sim.issues.judging import judge
from sim.issues.store import ISSUE, NEEDS, SELF_SOLVED
from sim.randomness import uniform
from sim.rulebook import Rulebook
from sim.vocabulary import Category, Disposition, Group
from tests.model_runs import chongqing, finished, scenario, small_world

RULES = Rulebook(scenario())
BOOK, DISPUTE = RULES.plain, RULES.plain_categories[Category.DISPUTE]
DRAWS = np.linspace(0.0005, 0.9995, 1000)
ENGAGED, MONEY_FIRST, INDIFFERENT, AGITATED, IRRESPONSIBLE, INSINCERE = Disposition


def test_shares_hold_at_the_default_mix_of_mentalities():
    residents = scenario().world.residents
    shares = {mind: getattr(residents, mind.key) for mind in Disposition if mind is not ENGAGED}
    shares[ENGAGED] = 1.0 - sum(shares.values())
    for table in (cooperation, contentment):
        assert sum(share * table(BOOK, mind) for mind, share in shares.items()) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("mind", [MONEY_FIRST, INDIFFERENT, IRRESPONSIBLE, INSINCERE])
def test_who_keeps_out_of_common_affairs_does_less_of_each(mind):
    for does in (
        lambda u, d: solved_among_neighbours(u, BOOK, DISPUTE, 0.0, d),
        lambda u, d: attends(u, BOOK, 0.0, d),
        lambda u, d: volunteers(u, BOOK, 0.0, d, 0.0),
    ):
        engaged, other, agitated = (sum(does(u, d) for u in DRAWS) for d in (ENGAGED, mind, AGITATED))
        assert engaged > agitated > other > 0


def test_insincere_residents_speak_where_money_is_at_stake_and_are_less_content_than_others():
    assert stance(BOOK, INSINCERE, 1) == stance(BOOK, MONEY_FIRST, 1) > stance(BOOK, INSINCERE, 0)
    assert stance(BOOK, INSINCERE, 0) > stance(BOOK, MONEY_FIRST, 0)
    content = {mind: sum(is_satisfied(u, BOOK, 0, 10, mind) for u in DRAWS) for mind in Disposition}
    assert content[AGITATED] < content[IRRESPONSIBLE] < content[INSINCERE] < content[INDIFFERENT] < content[ENGAGED]


def test_residents_from_elsewhere_solve_less_among_neighbours_and_others_as_before():
    def solved(n_friends):
        model = finished(scenario({"trust.n_friends": n_friends}, days=60), chongqing(0.002))
        tallies = model.stage.tallies.sum(axis=(1, 3)).reshape(len(model.stage.tallies), len(Group), 2).sum(axis=2)
        return tallies[SELF_SOLVED], tallies[NEEDS]

    (few, needs), (many, _) = solved(2), solved(32)
    floating = np.arange(len(Group)) == Group.FLOATING
    assert few[floating].sum() < 0.8 * many[floating].sum() < 0.8 * needs[floating].sum()
    assert (few[~floating] == many[~floating]).all()


def test_todays_ties_decide_whether_neighbours_solve_it():
    for u in DRAWS[::50]:
        assert solved_among_neighbours(u, BOOK, DISPUTE, 0.1, AGITATED) >= solved_among_neighbours(
            u, BOOK, DISPUTE, 0.0, AGITATED
        )
    weak, strong = (
        finished(scenario(days=150, mechanisms={"co_governance": {"ties_per_year": gain}}), small_world())
        for gain in (0.0, 1.0)
    )
    assert strong.communities.ties.mean() > weak.communities.ties.mean() + 0.1
    assert strong.stage.tallies[SELF_SOLVED].sum() > 1.1 * weak.stage.tallies[SELF_SOLVED].sum()


def test_ties_settle_where_fading_takes_what_activities_add():
    ties = 0.5
    for _ in range(2000):
        ties = ties_next(BOOK, ties, 0.5, 0.01)
    # Fixed point of x = x 2^(-month / half-life) + gain / 12.
    assert ties == pytest.approx(0.5 + 0.01 / 12.0 / (1.0 - 0.5 ** (MONTH_DAYS / BOOK.ties_half_life_days)))
    assert ties_next(BOOK, 0.5, 0.5, 0.0) == 0.5
    assert ties_next(BOOK, 0.9, 0.5, 12.0) == 1.0


def test_one_friend_of_whoever_came_from_elsewhere_is_at_the_former_home():
    assert ties_at_hand(BOOK, 0.8, 1) == pytest.approx(0.8 * (BOOK.n_friends - 1) / BOOK.n_friends)
    assert ties_at_hand(BOOK, 0.8, 0) == 0.8


def test_whoever_floats_tells_one_friend_less_here_wherever_the_former_home_is():
    """Seven friends of eight hear here, by their numbers, of somebody from outside the place; all eight of a local."""
    model = finished(scenario(days=1), small_world())
    r, stage = model.residents, model.stage
    for chosen, n_friends in (((r.group == Group.FLOATING) & (r.origin < 0), 7), (r.group == Group.ORDINARY, 8)):
        row = int(np.flatnonzero(chosen)[0])
        c = int(np.searchsorted(model.communities.end_resident, row, side="right"))
        first, n = int(model.communities.first_resident[c]), int(model.communities.population[c])
        numbers = (uniform(model.streams[Purpose.FRIEND], int(r.key[row]), j) for j in range(n_friends))
        heard = {first + friend_number(u, n) for u in numbers}
        issues = np.zeros(1, ISSUE)
        issues["resident"], issues["resident_key"], issues["community"] = row, r.key[row], c
        before = r.trust_community.copy()
        judge(stage, issues, 0, True, False)
        assert set(np.flatnonzero(r.trust_community != before).tolist()) == heard | {row}
