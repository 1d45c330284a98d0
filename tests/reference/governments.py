"""Governments, social workers and organisations of the twin: money, hours, campaigns, beliefs, staff.

Reused from the engine: `sim.money.allocate` (tested by itself), the levers and the mechanisms (arrays).
"""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from sim.agents import staffing as posts
from sim.agents.attention import rank_belief_after, score
from sim.agents.office import belief_after
from sim.agents.purposes import Purpose
from sim.agents.social_worker import WORKER_KEY, leaves, novice_skill, strain_after
from sim.levers import ADD, COMMUNITY, DISTRICT, LEVERS, LOWER, RAISE, REMOVE, TOWNSHIP
from sim.money import allocate
from sim.vocabulary import Category, State
from tests.reference import hours, meetings, services, shocks, staffing, telling
from tests.reference.migration import move_homes
from tests.reference.offices import in_turn, pairwise_sum

MOVED = {ADD: operator.add, REMOVE: operator.mul, RAISE: max, LOWER: min}


def fund(twin: Any) -> None:
    """Money of a quarter reaches the purses; on 1 January what is left goes back, unless it is kept."""
    month = twin.calendar.date(twin.day).month
    starts = twin.calendar.date(twin.day).day == 1 and month % 3 == 1
    if not starts and twin.day > 0:
        return
    quarter = (month + 2) // 3
    even = bool(twin.levers["even_quarters"][0] >= 1.0)
    if quarter == 1 and twin.day > 0 and not even:
        for office in twin.communities + twin.townships:
            office.district.purse_fen += office.purse_fen
            office.purse_fen = 0
    money = twin.scenario.money
    early = money.first_quarters_share
    share = 0.25 if even else (early if quarter < 4 else 1.0 - 3.0 * early)
    total = min(round(posts.grown(twin.yearly_fen * share, money.growth, twin.years())), twin.accounts["treasury"])
    twin.accounts["treasury"] -= total
    parts = allocate(total, np.array(money_weights(twin))).tolist()
    for c, part in zip(twin.communities, parts, strict=True):
        own, above = int(part * money.community_share), int(part * money.township_share)
        c.purse_fen += own
        c.township.purse_fen += above
        c.district.purse_fen += part - own - above
    asked = [int(float(twin.levers["general_fen"][d.row]) * d.population / 4.0) for d in twin.districts]
    paid = services.take_from(twin, "general", asked)
    twin.accounts["households"] += sum(paid)
    unpaid = staffing.pay_wages(twin)
    for d, wanted, given in zip(twin.districts, asked, paid, strict=True):
        purchases = min(int(float(twin.levers["purchase_fen"][d.row]) * d.population / 4.0), d.purse_fen)
        d.purse_fen -= purchases
        services.put_out(twin, d, purchases)
        due = int(float(twin.levers["running_fen"][d.row]) * d.population / 4.0) + d.arrears_fen + wanted - given
        due += unpaid[d.row]
        running = min(due, d.purse_fen)
        d.purse_fen -= running
        d.spent_fen += running
        d.arrears_fen = due - running
        d.next_funding_day = twin.calendar.next_quarter_start(twin.day)


def money_weights(twin: Any) -> list[float]:
    """Residents times capacity and setting, balanced towards need, with a floor paid for pro rata."""
    money, all_c = twin.scenario.money, twin.communities
    # NumPy's power of an array, whose last bit need not be that of Python's.
    powers = np.array([d.fiscal_capacity for d in twin.districts]) ** money.capacity_exponent
    capacity = [float(powers[c.district.row]) for c in all_c]
    region, rural = float(twin.levers["balance_region"][0]), float(twin.levers["balance_rural"][0])
    mean_capacity = pairwise_sum(x * c.population for x, c in zip(capacity, all_c, strict=True)) / twin.population
    demanded = sum(c.demanded_fen for c in all_c) / max(1, twin.population)
    weights = []
    for x, c in zip(capacity, all_c, strict=True):
        need = 1.0
        if twin.day >= twin.params.need_index_days and demanded > 0:
            per_head = c.demanded_fen / max(c.population, 1) / demanded
            need = min(twin.params.need_index_most, max(twin.params.need_index_least, per_head))
        setting = money.rural_ratio + (1.0 - money.rural_ratio) * c.urban_share
        weight = c.population * ((1.0 - region) * x + region * mean_capacity * need)
        weights.append(weight * ((1.0 - rural) * setting + rural))
    mean_fen = 100 * money.issue_money_per_resident
    floor = min(float(twin.levers["floor_fen"][0]) / mean_fen, 1.0) if mean_fen > 0.0 else 0.0
    if floor <= 0.0:
        return weights
    mean = floor * pairwise_sum(weights) / twin.population
    least = [mean * c.population for c in all_c]
    missing = [max(a - w, 0.0) for a, w in zip(least, weights, strict=True)]
    excess = [max(w - a, 0.0) for a, w in zip(least, weights, strict=True)]
    if pairwise_sum(excess) <= 0.0:
        return weights
    ratio = pairwise_sum(missing) / pairwise_sum(excess)
    return [w + m - e * ratio for w, m, e in zip(weights, missing, excess, strict=True)]


def set_levers(twin: Any, shocked: bool) -> None:
    """Mechanisms move the levers when their strength changes; hours follow then and after a day of adapting."""
    strengths = [m.strength(twin.day) for m in twin.mechanisms]
    changed = strengths != twin.strengths
    if changed:
        twin.levers.reset()
        for mechanism, strength in zip(twin.mechanisms, strengths, strict=True):
            if strength > 0.0:
                mechanism.apply(twin.levers, twin.structure, mechanism.presence(twin.structure, twin.day))
        chances_from_levers(twin)
        twin.strengths = strengths
    yesterday = twin.calendar.date(max(0, twin.day - 1))
    if changed or shocked or yesterday.weekday() == 0 or yesterday.day == 1:
        hours.from_levers(twin)


def chances_from_levers(twin: Any) -> None:
    """Chances, delays and reaches of every office today: the base of each lever, moved."""
    offices = {COMMUNITY: twin.communities, TOWNSHIP: twin.townships, DISTRICT: twin.districts}
    for lever in LEVERS:
        for office in offices[lever.level] if lever.column else []:
            moved = MOVED[lever.combine](lever.start(twin.scenario, office), float(twin.levers[lever.name][office.row]))
            setattr(office, f"lever_{lever.name}", moved)
    for c in twin.communities:
        shocks.count_way(twin, c)


def survey(twin: Any) -> None:
    """On Mondays all open issues are looked over: what is overdue, where and in which category.

    Overdue hours are added up in whole millionths, so that no order of adding matters.
    """
    for c in twin.communities:
        c.overdue_hours = 0
    for desk in twin.desks:
        desk.n_overdue = desk.waiting_hours = 0
    for d in twin.districts:
        d.open_by_category, d.overdue_by_category = [0] * len(Category), [0] * len(Category)
    for issue in twin.at_desks():
        district = issue.home.district
        district.open_by_category[issue.category] += 1
        if issue.state == State.QUEUED:
            issue.desk.waiting_hours += math.floor(issue.hours * 1e6)
        if issue.registered and issue.due < twin.day:
            district.overdue_by_category[issue.category] += 1
            issue.desk.n_overdue += 1
            if issue.tier == 0:
                issue.home.overdue_hours += math.floor(issue.hours * 1e6)
    for c in twin.communities:
        c.overdue_hours /= 1e6
    for desk in twin.desks:
        desk.waiting_hours /= 1e6


def lend_hours(twin: Any) -> None:
    """A township lends hours for the week to its community with most overdue hours per head."""
    for t in twin.townships:
        t.lent_hours = 0.0
        for c in t.communities:
            c.lent_hours = 0.0
        chosen = max(t.communities, key=lambda c: c.overdue_hours / max(c.population, 1))
        if chosen.overdue_hours > 0.0:
            t.lent_hours = chosen.lent_hours = t.hours * twin.scenario.staff.lent_share


def learn_about_checks(twin: Any) -> None:
    """Beliefs move towards the month's checks and, among committees, towards the township's mean."""
    means = {desk: desk.belief for desk in twin.desks}
    for t in twin.townships:
        mean = in_turn(c.desks[0].belief for c in t.communities) / len(t.communities)
        means |= {c.desks[0]: mean for c in t.communities}
    for desk, mean in means.items():
        desk.belief = belief_after(twin.params, desk.belief, desk.n_closed_month, desk.n_checked_month, mean)
        desk.n_closed_month = desk.n_checked_month = desk.n_unsolved_month = desk.n_satisfied_month = 0


SHEET = ("n_closed_month", "n_checked_month", "n_unsolved_month", "n_satisfied_month", "n_overdue")


def rank_townships(twin: Any) -> None:
    """Ranked townships are put in order by their sheets; those level share the mean of their places."""
    scores = {}
    for t in twin.townships:
        t.rank_place = 0.0
        if t.lever_ranked > 0.0:
            desks = [desk for office in (*t.communities, t) for desk in office.desks]
            scores[t.row] = float(score(twin.params, *(float(sum(getattr(d, name) for d in desks)) for name in SHEET)))
    for row, own in scores.items():
        above = sum(other > own for other in scores.values())
        level = sum(other == own for other in scores.values())
        twin.townships[row].rank_place = (above + (level - 1) / 2.0) / max(1, len(scores) - 1)
    for t in twin.townships:
        t.rank_belief = rank_belief_after(twin.params, t.rank_belief, t.rank_place * t.lever_ranked)


def call_campaigns(twin: Any) -> None:
    """A district calls a campaign for the category with the highest overdue share above a threshold."""
    rules = twin.scenario.governments
    for d in twin.districts:
        if 0 <= d.campaign_end <= twin.day:
            d.campaign_category, d.campaign_end = -1, -1
        pairs = zip(d.open_by_category, d.overdue_by_category, strict=True)
        shares = [late / n if n >= rules.campaign_least_issues else 0.0 for n, late in pairs]
        if max(shares) > rules.campaign_threshold and d.campaign_end < 0 and d.campaign_next <= twin.day:
            d.campaign_category = shares.index(max(shares))
            d.campaign_end = twin.day + rules.campaign_days
            d.campaign_next = d.campaign_end + rules.campaign_rest_days
            twin.n_campaigns += 1
    carry_campaigns(twin)


def carry_campaigns(twin: Any) -> None:
    """Communities follow their district's campaign: its category first, less time for everything else."""
    rules = twin.scenario.governments
    for d in twin.districts:
        for c in d.communities:
            c.campaign_category = d.campaign_category
            lost = rules.campaign_administrative * c.issue_share / (1.0 - c.leave_share) if c.leave_share < 1.0 else 0.0
            left = max(c.issue_share - lost, 0.0)
            c.campaign_factor = left / c.issue_share if d.campaign_category >= 0 and c.issue_share > 0.0 else 1.0


def divide_municipal_hours(twin: Any) -> None:
    """The municipality divides its hours by residents and, where it has open issues, a part by these."""
    n_open, part = sum(len(d.desks[7].queue) for d in twin.districts), twin.params.municipal_by_residents
    for d in twin.districts:
        share = d.population / max(1, twin.population)
        if n_open > 0:
            share = part * share + (1.0 - part) * len(d.desks[7].queue) / n_open
        d.municipal_hours = twin.municipal_hours * share


def move_departments(twin: Any) -> None:
    """Every quarter a share of a district's staff moves towards departments with most overdue issues."""
    moved = twin.scenario.governments.moved_share
    for d in twin.districts if moved > 0.0 else []:
        total = sum(desk.n_overdue for desk in d.desks[:7])
        wanted = [desk.n_overdue / total for desk in d.desks[:7]] if total else d.shares
        d.shares = [(1.0 - moved) * share + moved * other for share, other in zip(d.shares, wanted, strict=True)]


def workers_adapt(twin: Any) -> None:
    """Every month workers feel their station's load, learn, leave, or are replaced."""
    for t in twin.townships:
        station = t.desks[1]
        asked, had = station.offered_hours - t.offered_before, station.available_hours - t.available_before
        t.offered_before, t.available_before = station.offered_hours, station.available_hours
        for w in t.workers:
            if w.vacant_until >= 0:
                if w.vacant_until <= twin.day:
                    w.vacant_until, w.skill, w.strain = -1, novice_skill(twin.params, w.full_skill), 1.0
                continue
            w.strain = strain_after(twin.params, w.strain, asked, had)
            w.skill = min(w.full_skill, w.skill + twin.params.novice_skill / 12.0)
            u = twin.draw(Purpose.LEAVES, WORKER_KEY * t.code + w.number, twin.month)
            if leaves(u, twin.params, w.strain):
                w.vacant_until = twin.day + int(twin.params.vacancy_days)
    count_workers(twin)


def count_workers(twin: Any) -> None:
    """Number, mean skill and strain of a station's workers; recruiting volunteers takes case hours."""
    rules = twin.scenario.governments
    for t in twin.townships:
        at_work = [w for w in t.workers if w.vacant_until < 0]
        n = t.n_workers = len(at_work)
        t.desks[1].skill = in_turn(w.skill for w in at_work) / n if n else 0.5
        t.desks[1].strained = n > 0 and in_turn(w.strain for w in at_work) / n > 1.0 + 1e-9
        short = max(rules.volunteers_per_worker * n - sum(c.n_volunteers for c in t.communities), 0.0)
        t.worker_hours = max(in_turn(w.hours_per_year for w in at_work) - 12.0 * short * rules.recruiting_hours, 0.0)


def adapt(twin: Any) -> None:
    """Weekly: survey, lending. Monthly: beliefs, campaigns, workers, stocks. Quarterly: departments, services."""
    if twin.today.weekday() == 0:
        survey(twin)
        lend_hours(twin)
    if twin.today.day == 1:
        rank_townships(twin)
        learn_about_checks(twin)
        call_campaigns(twin)
        divide_municipal_hours(twin)
        workers_adapt(twin)
        meetings.train_workers(twin)
        staffing.fill_posts(twin)
        telling.word_spreads(twin)
        meetings.communities_adapt(twin)
    if twin.today.day == 1 and twin.today.month % 3 == 1:
        move_departments(twin)
        services.organisations_adapt(twin)
        services.projects_adapt(twin)
    services.facilities_adapt(twin)
    if twin.today.day == 1 and twin.today.month == 1:
        staffing.posts_adapt(twin)
        move_homes(twin)
