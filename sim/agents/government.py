"""Governments of all tiers decide: dividing money, lending hours, calling campaigns, learning about checks.

Each decision is a rule of what an office can see; none is a coin flip. Functions take the model and change its
columns; they run at the start of quarters, weeks or months.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.office import belief_after
from sim.agents.organisations import put_out_to_tender
from sim.agents.services import draw_on
from sim.agents.staffing import grown, pay_wages, years_since_start
from sim.columns import MONTH, WEEK
from sim.money import allocate
from sim.vocabulary import DEPARTMENT_KINDS, DeskKind

CENT = 100


def fund(model: Any) -> None:
    """Money of a quarter reaches purses by the allocation rule in force; first, what is left over goes back.

    On 1 January communities and townships return unspent money to their district, unless money is kept over the
    year's end. The year's total grows at its rate; purchases of services are paid out of the districts' share.
    """
    quarter = int(model.calendar.quarter[model.day])
    first_day = model.day == 0
    if quarter == 0 and not first_day:
        return
    if first_day and quarter == 0:
        quarter = (model.calendar.date(0).month + 2) // 3
    even = bool(model.levers["even_quarters"][0] >= 1.0)
    if quarter == 1 and not first_day and not even:
        return_unspent(model)
    money = model.scenario.money
    early = money.first_quarters_share
    share = 0.25 if even else (early if quarter < 4 else 1.0 - 3.0 * early)
    total = int(round(grown(model.yearly_fen * share, money.growth, years_since_start(model))))
    total = min(total, model.accounts["treasury"])
    pay_out(model, total)
    model.districts.next_funding_day[:] = model.calendar.next_quarter_start(model.day)


def return_unspent(model: Any) -> None:
    """Communities and townships return what they have not spent to their district."""
    c, t, d = model.communities, model.townships, model.districts
    np.add.at(d.purse_fen, c.district, c.purse_fen)
    np.add.at(d.purse_fen, t.district, t.purse_fen)
    c.purse_fen[:] = 0
    t.purse_fen[:] = 0


def need_index(model: Any) -> np.ndarray:
    """Reported demand for money per resident over the mean, within limits; 1 until enough of it has been seen.

    Returns:
        One value per community, float64.
    """
    c, rules = model.communities, model.scenario.governments
    if model.day < rules.need_index_days:
        return np.ones(len(c))
    per_head = c.demanded_fen / np.maximum(c.population, 1)
    mean = c.demanded_fen.sum() / max(1, c.population.sum())
    return np.clip(per_head / mean, rules.need_index_least, rules.need_index_most) if mean > 0 else np.ones(len(c))


def money_weights(model: Any) -> np.ndarray:
    """What each community counts when money is divided: residents times capacity and setting, balanced towards need.

    Returns:
        One weight per community, float64; a floor per resident has been worked in.
    """
    c = model.communities
    money = model.scenario.money
    capacity = model.districts.fiscal_capacity[c.district] ** money.capacity_exponent
    setting = money.rural_ratio + (1.0 - money.rural_ratio) * c.urban_share
    need = need_index(model)
    region, rural = float(model.levers["balance_region"][0]), float(model.levers["balance_rural"][0])
    mean_capacity = float((capacity * c.population).sum() / c.population.sum())
    weights = c.population * ((1.0 - region) * capacity + region * mean_capacity * need)
    weights = weights * ((1.0 - rural) * setting + rural)
    mean_fen = CENT * money.issue_money_per_resident
    floor = float(model.levers["floor_fen"][0]) / mean_fen if mean_fen > 0.0 else 0.0
    if floor > 0.0:
        weights = lifted_to_floor(weights, c.population, min(floor, 1.0))
    return weights


def lifted_to_floor(weights: np.ndarray, population: np.ndarray, floor: float) -> np.ndarray:
    """Lifts communities below a floor per resident; the others pay pro rata to their excess.

    Args:
        weights: Weights before, one per community.
        population: Residents.
        floor: Least share of the mean per resident, 0-1.

    Returns:
        Weights per community that sum to the same total.
    """
    least = floor * weights.sum() / population.sum() * population
    missing = np.maximum(least - weights, 0.0)
    excess = np.maximum(weights - least, 0.0)
    if excess.sum() <= 0.0:
        return weights
    return weights + missing - excess * (missing.sum() / excess.sum())


def pay_out(model: Any, total_fen: int) -> None:
    """Divides money over communities, then each community's part over its own purse, its township and its district.

    Districts then pay for services and for what mechanisms run; staff out of their general budget as far as it goes,
    and posts of their own out of the personnel purse.

    Args:
        model: The model.
        total_fen: Whole fen to pay out of the treasury.
    """
    c, t, d = model.communities, model.townships, model.districts
    money = model.scenario.money
    parts = allocate(total_fen, money_weights(model))
    own = (parts * money.community_share).astype(np.int64)
    township = (parts * money.township_share).astype(np.int64)
    c.purse_fen += own
    np.add.at(t.purse_fen, c.township, township)
    np.add.at(d.purse_fen, c.district, parts - own - township)
    model.accounts["treasury"] -= total_fen
    purchases = (model.levers["purchase_fen"] * d.population / 4.0).astype(np.int64)
    purchases = np.minimum(purchases, d.purse_fen)
    d.purse_fen -= purchases
    put_out_to_tender(model, purchases)
    asked = (model.levers["general_fen"] * d.population / 4.0).astype(np.int64)
    paid = draw_on(model, "general", asked)
    model.accounts["households"] += int(paid.sum())
    due = (model.levers["running_fen"] * d.population / 4.0).astype(np.int64) + d.arrears_fen + (asked - paid)
    due += pay_wages(model)
    running = np.minimum(due, d.purse_fen)
    d.purse_fen -= running
    d.spent_fen += running
    d.arrears_fen[:] = due - running


def lend_hours(model: Any) -> None:
    """Every Monday a township lends hours to the community with most overdue hours per resident; ties to the first.

    The lent hours leave the township's own hours for the week.
    """
    c, t = model.communities, model.townships
    c.reset(WEEK)
    t.reset(WEEK)
    pressure = c.overdue_hours / np.maximum(c.population, 1)
    best = np.maximum.reduceat(pressure, t.first_community)
    first = np.where(pressure == best[c.township], np.arange(len(c)), len(c))
    chosen = np.minimum.reduceat(first, t.first_community)
    lends = best > 0.0
    hours = t.lever_hours[lends] * model.scenario.staff.lent_share
    t.lent_hours[lends] = hours
    c.lent_hours[chosen[lends]] = hours


def call_campaigns(model: Any) -> None:
    """A district calls a campaign for the category whose overdue share is highest and above its threshold.

    During a campaign the category's issues come before others and everybody's administrative share rises.
    """
    d = model.districts
    rules = model.scenario.governments
    ending = (d.campaign_end >= 0) & (d.campaign_end <= model.day)
    d.campaign_category[ending] = -1
    d.campaign_end[ending] = -1
    n_open = model.overdue[:, :, 0]
    enough = n_open >= rules.campaign_least_issues
    share = np.divide(model.overdue[:, :, 1], n_open, out=np.zeros(n_open.shape), where=enough)
    worst = share.argmax(axis=1)
    calls = (share.max(axis=1) > rules.campaign_threshold) & (d.campaign_end < 0) & (d.campaign_next <= model.day)
    d.campaign_category[calls] = worst[calls]
    d.campaign_end[calls] = model.day + rules.campaign_days
    d.campaign_next[calls] = model.day + rules.campaign_days + rules.campaign_rest_days
    model.n_campaigns += int(calls.sum())
    carry_campaigns(model)


def issue_hours_share(communities: Any) -> np.ndarray:
    """The share of paid hours that regular uses leave for residents' issues, one value per community, 0 to 1."""
    c = communities
    return np.maximum(1.0 - c.administrative_share - c.meetings_share - c.counter_share - c.leave_share, 0.0)


def carry_campaigns(model: Any) -> None:
    """Communities follow their district's campaign: its category first, less time for everything else."""
    c, d = model.communities, model.districts
    rules = model.scenario.governments
    category = d.campaign_category[c.district]
    c.campaign_category[:] = category
    issue_share, present = issue_hours_share(c), 1.0 - c.leave_share
    lost = np.divide(rules.campaign_administrative * issue_share, present, out=np.zeros(len(c)), where=present > 0.0)
    left = np.maximum(issue_share - lost, 0.0)
    c.campaign_factor[:] = 1.0
    np.divide(left, issue_share, out=c.campaign_factor, where=(category >= 0) & (issue_share > 0.0))


def learn_about_checks(model: Any) -> None:
    """Every month desks adjust their belief about being checked; desks of one township drift towards each other."""
    desks, params = model.desks, model.rulebook.plain
    committee = model.desk_map.of_communities(DeskKind.COMMITTEE)
    means = np.zeros(len(desks))
    belief = desks.belief[committee]
    n = np.bincount(model.communities.township, minlength=len(model.townships))
    by_township = np.bincount(model.communities.township, weights=belief, minlength=len(n)) / n
    means[:] = desks.belief
    means[committee] = by_township[model.communities.township]
    active = np.flatnonzero((desks.n_closed_month > 0) | (means != desks.belief))
    seen = (desks.belief, desks.n_closed_month, desks.n_checked_month, means)
    desks.belief[active] = [
        belief_after(params, *of_desk) for of_desk in zip(*(column[active].tolist() for column in seen), strict=True)
    ]
    desks.reset(MONTH)


def divide_municipal_hours(model: Any) -> None:
    """Every month the municipality divides its hours over districts by residents and by open municipal issues."""
    d = model.districts
    desk = model.desk_map.of_districts(DeskKind.MUNICIPAL)
    n_open = model.desks.n_open[desk].astype(float)
    by_residents = d.population / max(1, d.population.sum())
    part = model.scenario.governments.municipal_by_residents
    share = by_residents if n_open.sum() == 0 else part * by_residents + (1.0 - part) * n_open / n_open.sum()
    d.lever_municipal_hours[:] = model.municipal_hours * share


def move_departments(model: Any) -> None:
    """Every quarter a district moves a share of its staff towards departments with most overdue issues.

    In the baseline the share moved is 0: departments keep their habit shares.
    """
    moved = model.scenario.governments.moved_share
    if moved <= 0.0:
        return
    for number, kind in enumerate(DEPARTMENT_KINDS):
        rows = model.desk_map.of_districts(kind)
        model.department_overdue[:, number] = model.desks.n_overdue[rows]
    total = model.department_overdue.sum(axis=1, keepdims=True)
    wanted = np.divide(model.department_overdue, total, out=model.department_shares.copy(), where=total > 0)
    model.department_shares[:] = (1.0 - moved) * model.department_shares + moved * wanted
