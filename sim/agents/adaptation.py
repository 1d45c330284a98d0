"""Stocks of a community that move by the month: staff, skill, ties, awareness, habits, agreements (phase adapt)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.attention import decay_in_year
from sim.agents.estates import estates_organise, fees_are_paid
from sim.agents.office import desk_of
from sim.agents.resident import LN_2
from sim.compiled import kernel
from sim.randomness import rule
from sim.vocabulary import DeskKind

COMMITTEE = int(DeskKind.COMMITTEE)
MONTH_DAYS = 30.4
"""Days of a mean month: a year has twelve."""


@rule
def leaving_share(params, strain, pay):
    """The share of a committee's staff that leaves in a month: a yearly hazard that strain raises and pay lowers."""
    felt = min(strain, params.strain_felt_limit) - params.strain_usual
    hazard = params.turnover_per_year / 12.0 * math.exp(params.turnover_strain * felt - params.turnover_pay * pay)
    return 1.0 - math.exp(-hazard)


@rule
def filled_share(params):
    """The share of vacant posts that is filled in a month."""
    return min(1.0, MONTH_DAYS / max(params.vacancy_days, MONTH_DAYS))


@rule
def vacant_next(params, vacant, leaving):
    """The share of posts vacant next month: new leavers join, and posts are filled after some time."""
    return min(1.0, vacant + leaving * (1.0 - vacant) - filled_share(params) * vacant)


@rule
def novices_next(params, novice, vacant):
    """The share of staff in their first year next month: filled posts come in, a twelfth is experienced by now."""
    return min(1.0, novice + filled_share(params) * vacant - novice / 12.0)


@rule
def usual_vacancy(params):
    """The share of posts vacant at the usual turnover; the leave share of hours contains it."""
    leaving = leaving_share(params, params.strain_usual, 0.0)
    return leaving / (leaving + filled_share(params))


@rule
def usual_novices(params):
    """The share of staff in their first year at the usual turnover; the starting skill contains it."""
    return 12.0 * filled_share(params) * usual_vacancy(params)


@rule
def skill_gain_next(params, gain, training_hours, skill):
    """The skill gained by supervised training after another month of so many hours a year; it fades without.

    Args:
        params: Scenario numbers.
        gain: Gain so far.
        training_hours: Supervised hours per head and year.
        skill: Skill of the staff before any training; the sum stays below a limit.
    """
    gain = gain + params.skill_per_40_hours * training_hours / 40.0 / 12.0 - params.skill_fading * gain / 12.0
    return max(0.0, min(gain, params.skill_limit - skill))


@rule
def skill_of_staff(params, start, gain, novices_more):
    """Skill of a committee's staff, 0-1: at the start, and gained, less what newcomers lack.

    Args:
        params: Scenario numbers.
        start: Skill at the start, when the usual share were newcomers.
        gain: Skill gained by supervised training.
        novices_more: Share of staff in their first year above the usual one.
    """
    return min(1.0, max(0.0, start + gain - params.novice_skill * novices_more))


@rule
def good_habits_next(params, share, teaching_hours, population):
    """The share of residents who keep good habits a month later: some of those reached take them up, and they fade.

    Args:
        params: Scenario numbers.
        share: The share so far.
        teaching_hours: Hours of teaching and reminding on a working day.
        population: Residents.
    """
    hours = teaching_hours * params.working_days_per_year / 12.0
    reached = min(1.0, hours * params.taught_per_hour / max(1.0, population))
    kept = share * math.exp(-LN_2 * MONTH_DAYS / params.good_habit_half_life_days)
    return kept + (1.0 - kept) * reached * params.taught_adopt_share


@rule
def agreements_with(params, agreements, population):
    """The share of residents bound by standing agreements once another is carried out; it binds some afresh."""
    return agreements + (1.0 - agreements) * min(1.0, params.agreement_residents / population)


@rule
def agreements_next(params, agreements):
    """The stock of standing agreements a month later: half of it is left after a half-life."""
    return agreements * math.exp(-LN_2 * MONTH_DAYS / params.agreement_half_life_days)


@rule
def ties_next(params, ties, usual, gain):
    """Neighbourhood ties a month later, at most 1: activities add to them, and what they added fades by a half-life.

    Args:
        params: Scenario numbers.
        ties: Ties today.
        usual: Ties of the place without activities.
        gain: What activities add in a year.
    """
    kept = (ties - usual) * math.exp(-LN_2 * MONTH_DAYS / params.ties_half_life_days)
    return min(1.0, usual + kept + gain / 12.0)


@kernel
def communities_adapt(state, month, quarter, lo, hi):
    """Every month the stocks of the communities of the districts lo to hi move; every quarter fees are paid.

    Args:
        state: The stage.
        month: Number of the month since the start.
        quarter: Whether a quarter starts.
        lo: First district.
        hi: District after the last.
    """
    params = state.params[0]
    usual = usual_novices(params)
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            community = state.communities[c]
            desk = desk_of(state, c, COMMITTEE)
            offered = state.desks[desk].offered_hours
            available = state.desks[desk].available_hours
            had = available - community.strain_available
            asked = offered - community.strain_offered
            community.strain_offered = offered
            community.strain_available = available
            if had > 0.0 and asked >= 0.0:
                load = min(asked / had, params.strain_load_limit)
                community.strain += params.strain_weight * (load - community.strain)
            leaving = leaving_share(params, community.strain, community.lever_pay)
            community.left_share += leaving * (1.0 - community.vacant_share)
            community.novice_share = novices_next(params, community.novice_share, community.vacant_share)
            community.vacant_share = vacant_next(params, community.vacant_share, leaving)
            community.skill_gain = skill_gain_next(
                params, community.skill_gain, community.lever_training_hours, community.skill_start
            )
            community.ties = ties_next(params, community.ties, community.ties_usual, community.lever_ties_gain)
            community.awareness = min(1.0, community.awareness + community.lever_awareness_gain / 12.0)
            community.good_habits = good_habits_next(
                params, community.good_habits, community.lever_teaching_hours, community.population
            )
            community.agreements = agreements_next(params, community.agreements)
            community.condition = max(community.condition - decay_in_year(params, community.inspected) / 12.0, 0.0)
            state.desks[desk].skill = skill_of_staff(
                params, community.skill_start, community.skill_gain, community.novice_share - usual
            )
            if quarter:
                fees_are_paid(state, c)
            estates_organise(state, c, month)


def adapt_communities(model: Any) -> None:
    """On the first of a month the stocks of all communities move; the fees of a quarter are booked."""
    stage, month = model.stage, model.month
    quarter = bool(model.calendar.quarter[model.day])
    before = int(model.communities.fees_fen.sum())
    model.crew.over(lambda lo, hi: communities_adapt(stage, month, quarter, lo, hi))
    paid = int(model.communities.fees_fen.sum()) - before
    model.accounts["households"] -= paid
    model.accounts["managers"] += paid
    ties = model.communities.ties
    if (ties != model.structure.ties).any():
        model.ties_changed()


def train_workers(model: Any) -> None:
    """Every month supervised training adds to the skill of social workers; without it the gain fades."""
    t, params = model.townships, model.rulebook.plain
    skill = model.scenario.world.institutions.social_worker_skill
    hours = model.levers["worker_training"]
    for row in np.flatnonzero((hours > 0.0) | (t.worker_skill_gain > 0.0)):
        t.worker_skill_gain[row] = skill_gain_next(params, float(t.worker_skill_gain[row]), float(hours[row]), skill)
    rows = model.desk_map.of_townships(DeskKind.SOCIAL_WORKER)
    model.desks.skill[rows] += t.worker_skill_gain
