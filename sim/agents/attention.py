"""Attention: what offices give hours and care to, by what they expect to be seen, asked and ranked for.

An office has hours for residents' issues and hours for duties that nobody assesses: inspections and upkeep of public
places, visits and routine services. It divides the two in proportion to what each counts for (Herrnstein's matching
law; with a logarithmic gain of each use it is also the best division). What issues count for follows three
expectations, each of which learns from what really happens: that overdue issues are seen from above, that residents
are asked about closings, and that the township's next rank is a bad one. Attention is hours: no chance of success,
no satisfaction and no trust hangs on it otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.office import PER_COMMUNITY, PER_TOWNSHIP
from sim.compiled import kernel
from sim.randomness import rule
from sim.vocabulary import Tier

TOWNSHIP = int(Tier.TOWNSHIP)
SHEET = ("n_closed_month", "n_checked_month", "n_unsolved_month", "n_satisfied_month", "n_overdue")
"""Columns of desks that the ranking is reckoned from."""


def weight_of_issues(params: Any, seen: Any, belief: Any, ranked: Any) -> Any:
    """What residents' issues weigh beside duties nobody assesses, against the calibrated division; 0 at least.

    Args:
        params: Scenario numbers.
        seen: How far overdue issues are seen from above, 0-1.
        belief: Belief that closings are checked.
        ranked: Belief that the township comes last in the next ranking; 0 without one.

    Returns:
        1 at the reference levels; a number or an array, as the arguments are.
    """
    return np.maximum(
        0.0,
        1.0
        + params.weight_seen * (seen - params.reference_seen)
        + params.weight_checked * (belief - params.reference_checked)
        + params.weight_ranked * ranked,
    )


def hours_turned(params: Any, issue_hours: Any, free_hours: Any, weight: Any, waiting_hours: Any) -> Any:
    """Hours of a day that an office turns from duties nobody assesses to issues; below 0: the other way.

    Both uses keep the proportion issues times weight to free hours. No more is turned to issues than what waits needs.

    Args:
        params: Scenario numbers.
        issue_hours: Hours for issues on a working day, at least 0.
        free_hours: Hours of duties nobody assesses, at least 0.
        weight: What issues weigh.
        waiting_hours: Work that waits at the office.
    """
    weighed = issue_hours * weight
    both = weighed + free_hours
    wanted = (issue_hours + free_hours) * weighed / np.where(both > 0.0, both, 1.0) - issue_hours
    wanted = np.minimum(wanted, np.minimum(free_hours, waiting_hours / params.work_off_days))
    return np.where(both > 0.0, np.maximum(wanted, -issue_hours), 0.0)


@rule
def care_share(params, belief, ranked):
    """The share of finished work that an office looks at again before it closes it, of its own accord.

    It is the chance that a no of the resident would come out, times what a no counts for.

    Args:
        params: Scenario numbers.
        belief: Belief that closings are checked.
        ranked: Belief that the township comes last in the next ranking.
    """
    return belief * (params.unranked_stake + (1.0 - params.unranked_stake) * ranked)


@rule
def presses_share(params, belief, ranked):
    """The chance that an office presses a resident to take a no back: it fears its rank, and no second call.

    Args:
        params: Scenario numbers.
        belief: Belief that closings are checked.
        ranked: Belief that the township comes last in the next ranking.
    """
    return params.press_share * ranked * (1.0 - belief)


@rule
def refuses_share(params, ranked, unregistered_factor):
    """The chance that a committee keeps a request beyond its authority off the register, where it cannot be counted.

    Args:
        params: Scenario numbers.
        ranked: Belief that the township comes last in the next ranking.
        unregistered_factor: Factor on the chance of staying unregistered (1: no ledger takes requests past the
            office).
    """
    return params.refused_share * ranked * unregistered_factor


@rule
def decay_in_year(params, inspected):
    """Condition that infrastructure loses in a year without repair, by inspections and upkeep made of the usual.

    Args:
        params: Scenario numbers.
        inspected: Hours of inspections and upkeep over the usual ones.
    """
    further = (params.decay_uninspected_per_year - params.decay_per_year) * (1.0 - inspected)
    return max(0.0, params.decay_per_year + further)


@rule
def rank_belief_after(params, belief, place):
    """A township's belief that it comes last after a month, from its place: 0 the first or unranked, 1 the last."""
    return belief + params.belief_rate * (place - belief)


@kernel
def feared_rank(state, desk, community):
    """How far a desk fears the next ranking: as its township does; departments are not ranked."""
    if state.desks[desk].tier > TOWNSHIP:
        return 0.0
    return state.townships[state.communities[community].township].rank_belief


def score(params: Any, closed: Any, asked: Any, noes: Any, satisfied: Any, overdue: Any) -> Any:
    """What a month's sheet says of a township, 0-1: response, resolution and satisfaction, weighed.

    A closing counts as solved unless the resident was asked and said no; where nothing was due, closed or asked about,
    the sheet shows nothing wrong.

    Args:
        params: Scenario numbers.
        closed: Closings of its communities' and its own desks.
        asked: Those of them whose residents were asked.
        noes: Noes that nobody took back.
        satisfied: Residents asked who were satisfied, or took their no back.
        overdue: Issues overdue at the last survey.
    """
    due = closed + overdue
    response = np.where(due > 0.0, closed / np.maximum(due, 1.0), 1.0)
    resolution = 1.0 - noes / np.maximum(closed, 1.0)
    satisfaction = np.where(asked > 0.0, satisfied / np.maximum(asked, 1.0), 1.0)
    rest = 1.0 - params.score_response - params.score_resolution
    return params.score_response * response + params.score_resolution * resolution + rest * satisfaction


def places(scores: np.ndarray) -> np.ndarray:
    """The place of each score among all, 0 the best to 1 the worst; equal scores share the mean of their places."""
    ordered = np.sort(scores)
    above = len(scores) - np.searchsorted(ordered, scores, side="right")
    equal = len(scores) - np.searchsorted(ordered, scores, side="left") - above
    found: np.ndarray = (above + (equal - 1) / 2.0) / max(1, len(scores) - 1)
    return found


def rank_townships(model: Any) -> None:
    """Every month ranked townships get their place, and all learn what to expect of the next one.

    The ranking is over all ranked townships of the place, as Beijing's is.
    """
    t, c, desks, params = model.townships, model.communities, model.desks, model.rulebook.plain
    ranked = t.lever_ranked > 0.0
    if not ranked.any() and not (t.rank_belief > 0.0).any():
        return
    township = np.concatenate([np.repeat(c.township, PER_COMMUNITY), np.repeat(np.arange(len(t)), PER_TOWNSHIP)])
    sheet = [np.bincount(township, weights=desks.column(name)[: len(township)], minlength=len(t)) for name in SHEET]
    t.rank_place[:] = 0.0
    t.rank_place[ranked] = places(score(params, *sheet)[ranked])
    t.rank_belief[:] = rank_belief_after(params, t.rank_belief, t.rank_place * t.lever_ranked)
