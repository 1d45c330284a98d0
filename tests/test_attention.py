"""Offices turn hours and care to what is seen, asked about and ranked; the hours come out of something."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from sim.agents import attention
from sim.hours import ORIGIN, USE, Entry
from sim.issues.store import DISCOVERED, PRESSED, REFUSED, REGISTERED
from sim.levers import COMMUNITY, TOWNSHIP
from sim.model import GovernanceModel
from sim.rulebook import Rulebook
from sim.vocabulary import Bearer, DeskKind, HoursOrigin, HoursUse, State
from tests.model_runs import all_records, chongqing, scenario
from tests.moved_levers import with_levers

BOOK = Rulebook(scenario()).plain
SEEDS = (1, 2)
FEW, MANY = {"rating_online": 0.04, "rating_other": 0.04}, {"rating_online": 0.8, "rating_other": 0.8}
RANKED = {"ranked": 1.0, "reporting_hours": 2.0}
EAGER = (("attention.nominal_ranked", 6.0),)
"""Offices on which a feared rank presses so hard towards nominal closing that it shows in few townships."""

HONEST = (("attention.nominal_ranked", 0.0), ("attention.press_share", 0.0), ("attention.refused_share", 0.0))


# --------------------------------------------------------------------------------------------------------- the rules


def test_where_everything_is_as_usual_no_hour_is_turned():
    weight = attention.weight_of_issues(BOOK, BOOK.reference_seen, BOOK.reference_checked, 0.0)
    assert weight == 1.0
    assert attention.hours_turned(BOOK, 2.0, 3.0, weight, 100.0) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("issues", "free", "weight", "waiting", "turned"),
    [
        (2.0, 2.0, 2.0, 100.0, 2.0 / 3.0),  # four hours in proportion 4 : 2
        (2.0, 2.0, 2.0, 1.0, 1.0 / BOOK.work_off_days),  # no more than what waits needs
        (2.0, 2.0, 2.0, 0.0, 0.0),
        (2.0, 0.0, 9.0, 100.0, 0.0),  # nothing to take it from
        (2.0, 2.0, 0.5, 100.0, -2.0 / 3.0),  # the other way: 1 : 2
        (2.0, 2.0, 0.0, 100.0, -2.0),
        (0.0, 0.0, 2.0, 100.0, 0.0),
    ],
)
def test_hours_follow_what_each_use_weighs(issues, free, weight, waiting, turned):
    assert attention.hours_turned(BOOK, issues, free, weight, waiting) == pytest.approx(turned)
    both = attention.hours_turned(BOOK, np.array([issues] * 2), np.array([free] * 2), np.array([weight] * 2), waiting)
    assert both == pytest.approx([turned, turned])


def test_an_office_looks_again_at_as_much_as_a_no_would_come_out_and_count():
    assert attention.care_share(BOOK, 0.0, 1.0) == 0.0, "nobody asks"
    assert attention.care_share(BOOK, 0.6, 1.0) == pytest.approx(0.6), "last in the ranking: every no counts in full"
    assert attention.care_share(BOOK, 0.6, 0.0) == pytest.approx(0.6 * BOOK.unranked_stake)


def test_gaming_grows_with_the_fear_of_a_rank_and_shrinks_with_checks():
    assert attention.presses_share(BOOK, 0.2, 0.0) == 0.0 == attention.refuses_share(BOOK, 0.0, 1.0)
    assert attention.presses_share(BOOK, 0.2, 0.9) > attention.presses_share(BOOK, 0.2, 0.4)
    assert attention.presses_share(BOOK, 0.8, 0.9) < attention.presses_share(BOOK, 0.2, 0.9)
    assert attention.refuses_share(BOOK, 0.9, 1.0) > attention.refuses_share(BOOK, 0.9, 0.4), "a ledger goes past it"


def test_places_run_from_the_best_to_the_worst_and_equals_share_theirs():
    assert attention.places(np.array([0.1, 0.9, 0.5, 0.5])) == pytest.approx([1.0, 0.0, 0.5, 0.5])
    assert attention.places(np.array([0.4])) == pytest.approx([0.0]), "a ranking of one says nothing"


def test_a_closing_counts_as_solved_unless_somebody_asks():
    def sheet(closed: float, asked: float, noes: float, satisfied: float, overdue: float) -> float:
        return float(attention.score(BOOK, closed, asked, noes, satisfied, overdue))

    assert sheet(0.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(1.0)
    assert sheet(10.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(1.0), "closings that nobody asks about"
    assert sheet(10.0, 5.0, 5.0, 2.0, 10.0) == pytest.approx((0.5 + 0.5 + 0.4) / 3.0)


def test_without_inspections_infrastructure_wears_out_faster():
    assert attention.decay_in_year(BOOK, 1.0) == pytest.approx(BOOK.decay_per_year)
    assert attention.decay_in_year(BOOK, 0.0) == pytest.approx(BOOK.decay_uninspected_per_year)


def test_a_township_learns_from_its_place_and_forgets_without_a_ranking():
    belief = 0.0
    for _ in range(24):
        belief = attention.rank_belief_after(BOOK, belief, 1.0)
    assert belief > 0.99
    for _ in range(24):
        belief = attention.rank_belief_after(BOOK, belief, 0.0)
    assert belief < 0.01


# ------------------------------------------------------------------------------------------------------- paired runs


@cache
def run(
    seed: int, levers: tuple[tuple[str, float], ...], changes: tuple[tuple[str, float], ...] = ()
) -> GovernanceModel:
    """A finished run in which townships are well seen, with further levers moved."""
    settings = scenario({**dict(changes), "run.check_invariants": False}, days=120, warm_up_days=120)
    model = with_levers(GovernanceModel(settings, chongqing(0.005), seed=seed), dict(levers))
    model.run()
    return model


def pair(seed: int, one: Mapping[str, float], two: Mapping[str, float]) -> tuple[GovernanceModel, GovernanceModel]:
    """The same place with one set of levers and with another."""
    return run(seed, tuple(one.items())), run(seed, tuple(two.items()))


def spent(model: GovernanceModel, level: str, bearer: Bearer, use: HoursUse) -> float:
    """Hours of a line of the balance on measured days."""
    return float(model.hours.of(Entry(level, bearer, USE, use)).sum())


def reported(model: GovernanceModel) -> np.ndarray:
    """Issues reported on measured days."""
    records = all_records(model)
    return records[(records["flags"] & DISCOVERED) == 0]


def shares(model: GovernanceModel) -> dict[str, float]:
    """Shares of what was reported: nominally closed, pressed, kept off the register."""
    records = reported(model)
    return {
        "paper": float(((records["state"] == State.NOMINAL) & (records["flags"] & REGISTERED != 0)).mean()),
        "pressed": float((records["flags"] & PRESSED != 0).mean()),
        "refused": float((records["flags"] & REFUSED != 0).mean()),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_ranking_turns_hours_to_issues_and_reporting_and_away_from_other_duties(seed):
    unranked, ranked = pair(seed, MANY, MANY | RANKED)
    for level, bearer, kind in (
        (COMMUNITY, Bearer.COMMITTEE, DeskKind.COMMITTEE),
        (TOWNSHIP, Bearer.TOWNSHIP, DeskKind.TOWNSHIP),
    ):
        rows = (ranked.desk_map.of_communities if level == COMMUNITY else ranked.desk_map.of_townships)(kind)
        assert ranked.desks.available_hours[rows].sum() > unranked.desks.available_hours[rows].sum(), bearer
        less = HoursUse.COUNTER if level == COMMUNITY else HoursUse.OTHER
        assert spent(ranked, level, bearer, less) < spent(unranked, level, bearer, less), bearer
    assert spent(unranked, TOWNSHIP, Bearer.TOWNSHIP, HoursUse.REPORTING) == 0.0
    assert spent(ranked, TOWNSHIP, Bearer.TOWNSHIP, HoursUse.REPORTING) > 0.0
    assert 0.3 < ranked.townships.rank_belief.mean() < 0.7, "places have the mean of one half"


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_turned_to_issues_is_missing_in_inspections_and_visits(seed):
    unranked, ranked = pair(seed, MANY, MANY | RANKED)
    assert ranked.communities.inspected.mean() < unranked.communities.inspected.mean() <= 1.0
    assert ranked.communities.lever_visit_hours.sum() < unranked.communities.lever_visit_hours.sum()
    wear = [m.scenario.money.decay_per_year for m in (ranked, unranked)]
    assert wear[0] == wear[1], "by hours alone"


@pytest.mark.parametrize("seed", SEEDS)
def test_gaming_rises_with_ranking_and_falls_with_checks(seed):
    """More hours leave fewer issues overdue; how many of these are papered shows beside honest offices."""
    unranked, ranked = (shares(model) for model in pair(seed, FEW, FEW | RANKED))
    checked, honest = (
        shares(run(seed, tuple((MANY | RANKED).items()))),
        shares(run(seed, tuple((FEW | RANKED).items()), HONEST)),
    )
    assert unranked["pressed"] == unranked["refused"] == honest["pressed"] == honest["refused"] == 0.0
    assert ranked["refused"] > 0.0 and checked["pressed"] > 0.0
    eager = shares(run(seed, tuple((FEW | RANKED).items()), EAGER))
    assert eager["paper"] > honest["paper"] and eager["paper"] > checked["paper"]


def test_hours_close_while_townships_are_ranked():
    settings = scenario({"run.check_invariants": True}, days=70)
    model = with_levers(GovernanceModel(settings, chongqing(0.005), seed=3), MANY | RANKED)
    model.run()
    paid = model.hours.of(Entry(TOWNSHIP, Bearer.TOWNSHIP, ORIGIN, HoursOrigin.PAID)).sum()
    assert paid > spent(model, TOWNSHIP, Bearer.TOWNSHIP, HoursUse.REPORTING) > 0.0
