"""Posts follow money and load: who was short of hours asks, who can pay grants, what money no longer pays vanishes.

On 1 January every district looks at the year before. Its offices' posts for residents' issues are paid out of a purse
of its own, the personnel purse. What the new year's budget leaves above the wages of the standing posts goes to offices
that were short of hours, the most loaded first; where it does not reach, posts go where the load is lowest. A new post
is empty at first and is filled over months, by people who lack skill for a year.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sim.agents.adaptation import filled_share
from sim.agents.services import draw_on
from sim.randomness import rule
from sim.vocabulary import DEPARTMENT_KINDS, DeskKind

FEN = 100.0


@rule
def grown(amount, rate, years):
    """An amount after so many years of growth at a yearly rate."""
    return amount * (1.0 + rate) ** years


@rule
def wages_fen(posts, wage_fen):
    """Whole fen that posts cost in the time for which a wage is given."""
    return int(math.floor(posts * wage_fen + 0.5))


@rule
def looked_at(asked, had, hours, working_days):
    """Whether an office's load is known: it has had at least half a year's hours since the last look."""
    return had > 0.0 and asked >= 0.0 and 2.0 * had >= working_days * hours


@rule
def units_wanted(params, asked, had, unit_hours):
    """Whole units of posts that an office asks for: a share of the hours it was short of in the year.

    Args:
        params: Scenario numbers.
        asked: Hours of work that reached it in the year.
        had: Hours it had.
        unit_hours: Hours for issues that one unit brings in a year.
    """
    if unit_hours <= 0.0:
        return 0
    return int(math.floor(params.asked_share * max(asked - params.load_wanted * had, 0.0) / unit_hours))


@rule
def units_to_spare(params, posts, base_hours, post_hours, unit):
    """Whole units of posts that an office can lose before it falls below the least share of its opening hours.

    Args:
        params: Scenario numbers.
        posts: Posts granted since the start, less those abolished.
        base_hours: Hours for issues on a working day at the start.
        post_hours: Those that a post brings.
        unit: Posts that are granted or abolished together.
    """
    if post_hours <= 0.0:
        return 0
    return max(0, int(math.floor((posts + (1.0 - params.least_share) * base_hours / post_hours) / unit)))


@rule
def newcomers(params, posts, filled):
    """Posts that are filled in a month, of those still empty."""
    return filled_share(params) * (posts - filled)


@rule
def novices_with(share, staff, come):
    """The share of staff in their first year after some have come."""
    return (share * staff + come) / (staff + come) if staff + come > 0.0 else share


@rule
def skill_with(skill, params, novices):
    """Skill of an office above the community, less what newcomers beyond the usual ones lack."""
    return max(0.0, skill - params.novice_skill * novices)


class Seat(NamedTuple):
    """An office as its district sees it on 1 January.

    Attributes:
        population: Communities, townships or districts.
        row: Its row.
        opening: Posts at the start.
        base_hours: Hours for issues on a working day at the start.
        post_hours: Hours for issues on a working day that a post brings.
        unit: Posts granted or abolished together: one, above a sample's townships the part that is drawn.
        wage_fen: What a post costs this year.
        asked: Hours of work that reached it since the last look.
        had: Hours it had.
        hours: Hours it has on a working day now.
    """

    population: Any
    row: int
    opening: float
    base_hours: float
    post_hours: float
    unit: float
    wage_fen: float
    asked: float
    had: float
    hours: float

    @property
    def bill_fen(self) -> int:
        """What all its posts cost this year."""
        return wages_fen(self.opening + float(self.population.posts[self.row]), self.wage_fen)


def years_since_start(model: Any) -> int:
    """Calendar years since that of the first day."""
    return int(model.calendar.date(model.day).year - model.calendar.start.year)


def opening_posts(model: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Posts at the start of communities, townships and districts: all of a committee; above, those for issues."""
    staff = model.scenario.staff
    year = staff.working_days_per_year / staff.upper_hours_per_head
    return model.structure.staff, model.township_hours * year, model.district_hours * year


def opening_bills(model: Any) -> list[int]:
    """What the opening posts of each district cost in the first year, in fen."""
    own, staffing = opening_posts(model), model.scenario.staffing
    wages = (FEN * staffing.committee_wage_yuan, FEN * staffing.upper_wage_yuan, FEN * staffing.upper_wage_yuan)
    bills = [0] * len(model.districts)
    districts = (model.communities.district, model.townships.district, np.arange(len(model.districts)))
    for posts, wage, district in zip(own, wages, districts, strict=True):
        for row in range(len(posts)):
            bills[int(district[row])] += wages_fen(float(posts[row]), wage)
    return bills


def personnel_money(model: Any, years: int) -> int:
    """Fen that the account for personnel opens with: the budgets of so many years; nothing where posts stand still."""
    staffing = model.scenario.staffing
    if staffing.asked_share <= 0.0:
        return 0
    bills = opening_bills(model)
    return sum(int(grown(bill, staffing.budget_growth, year)) for bill in bills for year in range(years))


def pay_wages(model: Any) -> np.ndarray:
    """A quarter's budget reaches the personnel purses, and the posts at work are paid out of them.

    On 1 January what is left goes back first.

    Returns:
        Whole fen by district that the purse could not pay; they fall on the purse for residents' issues.
    """
    d, staffing = model.districts, model.scenario.staffing
    short = np.zeros(len(d), np.int64)
    if staffing.asked_share <= 0.0:
        return short
    if model.calendar.quarter[model.day] == 1:
        model.accounts["personnel"] += int(d.personnel_fen.sum())
        d.personnel_fen[:] = 0
    years = years_since_start(model)
    budgets = [int(grown(bill, staffing.budget_growth, years)) // 4 for bill in opening_bills(model)]
    d.personnel_fen += draw_on(model, "personnel", np.array(budgets, np.int64))
    due = np.zeros(len(d), np.int64)
    wages = (staffing.committee_wage_yuan, staffing.upper_wage_yuan, staffing.upper_wage_yuan)
    offices = (
        (model.communities, model.communities.district),
        (model.townships, model.townships.district),
        (d, np.arange(len(d))),
    )
    for opening, wage, (population, district) in zip(opening_posts(model), wages, offices, strict=True):
        quarterly = grown(FEN * wage, staffing.wage_growth, years) / 4.0
        at_work = opening + population.posts_filled
        for row in range(len(at_work)):
            due[int(district[row])] += wages_fen(float(at_work[row]), quarterly)
    paid = np.minimum(due, d.personnel_fen)
    d.personnel_fen -= paid
    model.accounts["households"] += int(paid.sum())
    short[:] = due - paid
    return short


def fill_posts(model: Any) -> None:
    """Every month a part of the empty posts is filled by newcomers; above, whoever came a year ago has learned."""
    if model.scenario.staffing.asked_share <= 0.0:
        return
    params, desks, m = model.rulebook.plain, model.desks, model.desk_map
    for population, opening in zip(
        (model.communities, model.townships, model.districts), opening_posts(model), strict=True
    ):
        for row in np.flatnonzero(population.posts > population.posts_filled):
            filled = float(population.posts_filled[row])
            come = newcomers(params, float(population.posts[row]), filled)
            population.novice_share[row] = novices_with(
                float(population.novice_share[row]), float(opening[row]) + filled, come
            )
            population.posts_filled[row] = filled + come
    for population, kinds in ((model.townships, (DeskKind.TOWNSHIP,)), (model.districts, DEPARTMENT_KINDS)):
        for row in np.flatnonzero(population.novice_share > 0.0):
            novices = float(population.novice_share[row])
            novices -= novices / 12.0
            population.novice_share[row] = novices
            for kind in kinds:
                rows = m.of_townships(kind) if population is model.townships else m.of_districts(kind)
                desks.skill[rows][row] = skill_with(model.scenario.staff.skill_upper, params, novices)


def posts_adapt(model: Any) -> None:
    """On 1 January every district grants posts where hours were short, or takes them where the load is lowest."""
    staffing = model.scenario.staffing
    if staffing.asked_share <= 0.0:
        return
    bills, years = opening_bills(model), years_since_start(model)
    seats = _seats(model, years)
    for district, bill in enumerate(bills):
        budget = int(grown(bill, staffing.budget_growth, years))
        _decide(model, seats[district], budget)


def _seats(model: Any, years: int) -> list[list[Seat]]:
    """The offices of every district in order: its communities, its townships, its departments together."""
    c, t, d, desks, m = model.communities, model.townships, model.districts, model.desks, model.desk_map
    s, staff, staffing = model.structure, model.scenario.staff, model.scenario.staffing
    committees, townships, districts = opening_posts(model)
    wages = [
        grown(FEN * wage, staffing.wage_growth, years)
        for wage in (staffing.committee_wage_yuan, staffing.upper_wage_yuan)
    ]
    upper = staff.upper_hours_per_head / staff.working_days_per_year
    found: list[list[Seat]] = [[] for _ in range(len(d))]

    def looked(population: Any, row: int, rows: list[int]) -> tuple[float, float, float]:
        sums = [0.0, 0.0, 0.0]
        for desk in rows:
            for n, name in enumerate(("offered_hours", "available_hours", "hours")):
                sums[n] += float(desks.column(name)[desk])
        asked, had = sums[0] - float(population.load_offered[row]), sums[1] - float(population.load_available[row])
        population.load_offered[row], population.load_available[row] = sums[0], sums[1]
        return asked, had, sums[2]

    for row in range(len(c)):
        seen = looked(c, row, [int(m.row_of(DeskKind.COMMITTEE, row))])
        found[int(c.district[row])].append(
            Seat(
                c,
                row,
                float(committees[row]),
                float(s.issue_hours[row]),
                float(s.hours_per_head[row]) * staffing.post_issue_share,
                1.0,
                wages[0],
                *seen,
            )
        )
    for row in range(len(t)):
        seen = looked(t, row, [int(m.row_of(DeskKind.TOWNSHIP, row))])
        found[int(t.district[row])].append(
            Seat(t, row, float(townships[row]), float(model.township_hours[row]), upper, 1.0, wages[1], *seen)
        )
    for row in range(len(d)):
        seen = looked(d, row, [int(m.row_of(kind, row)) for kind in DEPARTMENT_KINDS])
        unit = float(d.drawn_share[row])
        found[row].append(
            Seat(d, row, float(districts[row]), float(model.district_hours[row]), upper, unit, wages[1], *seen)
        )
    return found


def _decide(model: Any, seats: list[Seat], budget_fen: int) -> None:
    """One district: what the budget leaves is granted by load, what it lacks is abolished against it."""
    params, working_days = model.rulebook.plain, model.scenario.staff.working_days_per_year
    known = [seat for seat in seats if seat.unit > 0.0 and looked_at(seat.asked, seat.had, seat.hours, working_days)]
    room = budget_fen - sum(seat.bill_fen for seat in seats)
    known.sort(key=lambda seat: seat.asked / seat.had, reverse=room > 0)
    for seat in known:
        posts, before = float(seat.population.posts[seat.row]), seat.bill_fen
        price = seat.wage_fen * seat.unit
        if room > 0:
            wanted = units_wanted(params, seat.asked, seat.had, seat.post_hours * seat.unit * working_days)
            n = min(wanted, int(room // price))
        elif room < 0:
            n = -min(units_to_spare(params, posts, seat.base_hours, seat.post_hours, seat.unit), int(-(room // price)))
        else:
            break
        if n == 0:
            continue
        posts += n * seat.unit
        seat.population.posts[seat.row] = posts
        seat.population.posts_filled[seat.row] = min(float(seat.population.posts_filled[seat.row]), posts)
        changed = room - (seat.bill_fen - before)
        room = max(changed, 0) if room > 0 else min(changed, 0)
