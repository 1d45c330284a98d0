"""Hours of the twin's offices: where they come from and what they go to, office by office.

What an office has and gives on a day stands in its `today`, by bearer, side and line; `hours` adds it up.
"""

from __future__ import annotations

from typing import Any

from sim.agents.adaptation import usual_vacancy
from sim.agents.attention import weight_of_issues
from sim.hours import DESKS, ORIGIN, RELIEVED, USE
from sim.levers import BY_NAME, COMMUNITY, DISTRICT, TOWNSHIP
from sim.vocabulary import Bearer, HoursOrigin, HoursUse
from tests.reference.offices import in_turn

ADMINISTRATIVE = ("abolished_hours", "to_township_hours", "to_district_hours", "online_hours", "bought_hours")
COUNTER = ("counter_to_township_hours", "counter_online_hours")
BEARERS = {
    "abolished_hours": Bearer.NOBODY,
    "to_township_hours": Bearer.TOWNSHIP,
    "to_district_hours": Bearer.DISTRICT,
    "online_hours": Bearer.ONLINE,
    "bought_hours": Bearer.CONTRACTOR,
    "counter_to_township_hours": Bearer.TOWNSHIP,
    "counter_online_hours": Bearer.ONLINE,
}


def lines(twin: Any, entry: Any) -> list[float]:
    """Hours of a line of the balance since the first measured day, one per office."""
    level = {COMMUNITY: twin.communities, TOWNSHIP: twin.townships, DISTRICT: twin.districts}[entry.level]
    return [office.hours_so_far.get((entry.bearer, entry.side, entry.what), 0.0) for office in level]


def close_day(twin: Any) -> None:
    """Every line of a bearer that works today is added."""
    working = twin.is_working_day()
    for office in twin.communities + twin.townships + twin.districts:
        for key, amount in office.today.items():
            bearer, side, _ = key
            daily = bearer in (Bearer.VOLUNTEER, Bearer.POLICE, Bearer.RESIDENT) and side != RELIEVED
            if working or daily:
                office.hours_so_far[key] = office.hours_so_far.get(key, 0.0) + amount


def post(office: Any, bearer: Bearer, came_from: dict[HoursOrigin, float], went_to: dict[HoursUse, float]) -> None:
    """A bearer's day in an office."""
    assert bearer in (*DESKS, Bearer.RESIDENT)
    office.today |= {(bearer, ORIGIN, what): amount for what, amount in came_from.items()}
    office.today |= {(bearer, USE, what): amount for what, amount in went_to.items()}


def from_levers(twin: Any) -> None:
    """Hours of every desk on a working day."""
    for office in twin.communities + twin.townships + twin.districts:
        office.today = {}
    for c in twin.communities:
        c.part = {}
        for before, names in ((c.administrative_hours, ADMINISTRATIVE), (c.counter_hours, COUNTER)):
            asked = in_turn(lever(twin, name, c) for name in names)
            share = before / asked if asked > before else 1.0
            c.part |= {name: lever(twin, name, c) * share for name in names}
    for t in twin.townships:
        township(twin, t)
    for d in twin.districts:
        district(twin, d)
    for c in twin.communities:
        inspections(c)
        committee(twin, c)
        helpers(twin, c)
    for t in twin.townships:
        stations(twin, t)


def lever(twin: Any, name: str, office: Any) -> float:
    """Where a lever stands in an office."""
    return float(twin.levers[name][office.row])


def take_over(twin: Any, asked: float, issue_hours: float, paid: float) -> tuple[float, float, float]:
    """Tasks an upper office takes over: hours, those of them meant for issues, share that is accepted."""
    staff = twin.scenario.staff
    from_issues = min(asked * staff.moved_from_issues_share, issue_hours * staff.moved_most_share)
    taken = min(asked, from_issues + max(paid - issue_hours, 0.0))
    return taken, from_issues, taken / asked if asked > 0.0 else 1.0


def turned(twin: Any, issue_hours: float, free: float, weight: float, waiting: float) -> float:
    """Hours of a day that go to issues instead of duties nobody assesses: shares follow what each use weighs."""
    weighed = issue_hours * weight
    if weighed + free <= 0.0:
        return 0.0
    wanted = (issue_hours + free) * weighed / (weighed + free) - issue_hours
    return max(min(wanted, min(free, waiting / twin.params.work_off_days)), -issue_hours)


def seen_by(office: Any) -> float:
    """How far overdue issues are seen from above, over an office's communities."""
    return in_turn(c.lever_seen for c in office.communities) / max(1, len(office.communities))


def inspections(c: Any) -> None:
    """How much of the usual inspections and upkeep a community gets, by hours per resident of both offices above."""
    offices = (c.township, c.district)
    usual = in_turn(o.usual_upkeep / max(o.population, 1) for o in offices)
    lost = in_turn(o.given_up / max(o.population, 1) for o in offices)
    c.inspected = 1.0 - lost / usual if usual > 0.0 else 1.0


def township(twin: Any, t: Any) -> None:
    """A township has its hours for issues, less tasks of communities, what mechanisms ask for, and what it lends."""
    staff = twin.scenario.staff
    more = t.posts_filled * (staff.upper_hours_per_head / staff.working_days_per_year)
    own = t.base_hours + more
    paid = max(t.staff * staff.upper_hours_per_head / staff.working_days_per_year, t.base_hours) + more
    asked = in_turn(c.part["to_township_hours"] + c.part["counter_to_township_hours"] for c in t.communities)
    taken, from_issues, t.accepted = take_over(twin, asked, own, paid)
    before, besides = own - from_issues, paid - own - (taken - from_issues)
    t.usual_upkeep = max(min(paid * twin.params.unassessed_share, besides), 0.0)
    reporting = min(lever(twin, "reporting_hours", t) * (1.0 + t.rank_place), t.usual_upkeep)
    weight = float(weight_of_issues(twin.params, seen_by(t), t.desks[0].belief, t.rank_belief))
    to_issues = turned(twin, before, t.usual_upkeep - reporting, weight, t.desks[0].waiting_hours)
    before, t.given_up = before + to_issues, to_issues + reporting
    t.hours = max(before + lever(twin, "township_hours", t), 0.0)
    lent = min(t.lent_hours, t.hours)
    t.lent_part = lent / t.lent_hours if t.lent_hours > 0.0 else 1.0
    t.desks[0].hours = t.hours - lent
    other = paid - own - (taken - from_issues) - to_issues - reporting
    post(
        t,
        Bearer.TOWNSHIP,
        {HoursOrigin.PAID: paid, HoursOrigin.MECHANISM: max(t.hours - before, 0.0)},
        {
            HoursUse.MOVED_UP: taken,
            HoursUse.LENT: lent,
            HoursUse.MECHANISM: max(before - t.hours, 0.0),
            HoursUse.REPORTING: reporting,
            HoursUse.OTHER: other,
        },
    )


def district(twin: Any, d: Any) -> None:
    """A district's case handlers are part of its staff; the municipality has a desk for each district."""
    staff = twin.scenario.staff
    more = d.posts_filled * (staff.upper_hours_per_head / staff.working_days_per_year)
    own, paid = d.base_hours + more, d.base_hours / staff.district_issue_share + more
    asked = in_turn(c.part["to_district_hours"] for c in d.communities)
    taken, from_issues, d.accepted = take_over(twin, asked, own, paid)
    before, besides = own - from_issues, paid - own - (taken - from_issues)
    d.usual_upkeep = max(min(paid * twin.params.unassessed_share, besides), 0.0)
    belief = in_turn(desk.belief / 7 for desk in d.desks[:7])
    waiting = in_turn(desk.waiting_hours for desk in d.desks[:7])
    weight = float(weight_of_issues(twin.params, seen_by(d), belief, 0.0))
    d.given_up = turned(twin, before, d.usual_upkeep, weight, waiting)
    before = before + d.given_up
    hours = max(before + lever(twin, "district_hours", d), 0.0)
    for desk, share in zip(d.desks, d.shares, strict=False):
        desk.hours = hours * share
    usual = d.desks[5].hours
    d.desks[5].hours = max(usual + lever(twin, "justice_hours", d), 0.0)
    moved = d.desks[5].hours - usual
    post(
        d,
        Bearer.DISTRICT,
        {HoursOrigin.PAID: paid, HoursOrigin.MECHANISM: max(hours - before, 0.0) + max(moved, 0.0)},
        {
            HoursUse.MOVED_UP: taken,
            HoursUse.MECHANISM: max(before - hours, 0.0) + max(-moved, 0.0),
            HoursUse.OTHER: paid - own - (taken - from_issues) - d.given_up,
        },
    )
    d.desks[7].hours = d.municipal_hours
    post(d, Bearer.MUNICIPALITY, {HoursOrigin.PAID: d.municipal_hours}, {})


def committee(twin: Any, c: Any) -> None:
    """A committee gets hours back for the tasks that others do now, and gives hours to mechanisms."""
    staff = twin.scenario.staff
    accepted = {Bearer.TOWNSHIP: c.township.accepted, Bearer.DISTRICT: c.district.accepted}
    back = {HoursUse.ADMINISTRATIVE: 0.0, HoursUse.COUNTER: 0.0}
    for use, names in ((HoursUse.ADMINISTRATIVE, ADMINISTRATIVE), (HoursUse.COUNTER, COUNTER)):
        for name in names:
            amount = c.part[name] * accepted.get(BEARERS[name], 1.0)
            back[use] += amount
            c.today[BEARERS[name], RELIEVED, use] = amount
    freed = back[HoursUse.ADMINISTRATIVE] + back[HoursUse.COUNTER]
    kept = freed * (1.0 - staff.recaptured_share)
    gained = kept * staff.freed_to_issues_share
    more = c.posts_filled * (c.gross_hours / max(c.members + c.contract_workers, 1.0) / staff.working_days_per_year)
    for_them = more * twin.scenario.staffing.post_issue_share
    before = c.base_hours + gained + lever(twin, "issue_hours", c) + for_them
    routine = max(c.counter_hours - back[HoursUse.COUNTER], 0.0) * twin.params.routine_share
    weight = float(weight_of_issues(twin.params, c.lever_seen, c.desks[0].belief, c.township.rank_belief))
    to_issues = turned(twin, max(before, 0.0), routine, weight, c.desks[0].waiting_hours)
    before = before + to_issues
    usual_visits = 1.0 - to_issues / routine if routine > 0.0 else 1.0
    asked, visits = lever(twin, "mechanism_hours", c), lever(twin, "visit_hours", c)
    for_issues = max(before - asked, 0.0)
    met = max(before, 0.0) / asked if asked > before else 1.0
    c.lever_visit_hours = BY_NAME["visit_hours"].start(twin.scenario, c) * usual_visits + visits * met
    at_work = (1.0 - c.vacant_share) / (1.0 - usual_vacancy(twin.params)) * (1.0 - c.shock_absent)
    outside_campaigns = for_issues * c.campaign_factor
    present = outside_campaigns * at_work
    lent = c.lent_hours * c.township.lent_part
    c.desks[0].hours = present + lent
    paid = c.gross_hours / staff.working_days_per_year
    post(
        c,
        Bearer.COMMITTEE,
        {
            HoursOrigin.PAID: paid + more + max(present - outside_campaigns, 0.0),
            HoursOrigin.LENT: lent,
            HoursOrigin.MECHANISM: lever(twin, "issue_hours", c) + lever(twin, "routine_hours", c),
            HoursOrigin.BEYOND_PAY: c.base_hours * (1.0 - 1.0 / staff.issue_hours_factor),
        },
        {
            HoursUse.ADMINISTRATIVE: c.administrative_hours - back[HoursUse.ADMINISTRATIVE],
            HoursUse.NEW_TASKS: freed - kept,
            HoursUse.MEETINGS: paid * c.meetings_share + (for_issues - outside_campaigns),
            HoursUse.COUNTER: (
                c.counter_hours
                - back[HoursUse.COUNTER]
                + (kept - gained)
                + lever(twin, "routine_hours", c)
                + (more - for_them)
                - to_issues
            ),
            HoursUse.LEAVE: paid * c.leave_share + max(outside_campaigns - present, 0.0),
            HoursUse.MECHANISM: before - for_issues,
        },
    )


def helpers(twin: Any, c: Any) -> None:
    """Volunteers, managers, police, mediators and the linked team of a community, in the order of their desks."""
    staff, estates, days = twin.scenario.staff, twin.scenario.estates, twin.scenario.staff.working_days_per_year
    whole = staff.volunteer_hours_per_month * 12.0 / 365.0
    fit = staff.volunteer_hours_per_month * 12.0 * staff.volunteer_issue_share / 365.0
    led = min(lever(twin, "led_volunteers", c), c.n_volunteers)
    directed = led * whole * max(staff.led_issue_share - staff.volunteer_issue_share, 0.0)
    besides, elsewhere = lever(twin, "volunteer_hours", c), lever(twin, "giving_hours", c)
    c.desks[1].hours = c.n_volunteers * fit + directed + besides + c.project_hours
    post(
        c,
        Bearer.VOLUNTEER,
        {HoursOrigin.GIVEN: c.n_volunteers * whole + besides + elsewhere, HoursOrigin.SPONSORED: c.project_hours},
        {HoursUse.OTHER: c.n_volunteers * (whole - fit) - directed + elsewhere},
    )
    post(c, Bearer.RESIDENT, {HoursOrigin.GIVEN: c.lever_courtyard_hours}, {})
    per_resident = estates.fee_yuan * estates.fee_issue_share / estates.fee_yuan_per_hour / days
    fees = c.population * c.urban_share * c.taken_share * c.paying_share * per_resident
    c.desks[2].hours = c.manager_hours_per_day + fees
    post(c, Bearer.MANAGER, {HoursOrigin.PAID: c.manager_hours_per_day, HoursOrigin.FEES: fees}, {})
    usual = c.beat_hours_per_week / 7.0
    beat = max(c.beat_hours_per_week + lever(twin, "police_hours", c), 0.0) / 7.0
    c.desks[3].hours = beat * staff.police_issue_share
    post(
        c,
        Bearer.POLICE,
        {HoursOrigin.PAID: usual, HoursOrigin.MECHANISM: max(beat - usual, 0.0)},
        {HoursUse.MECHANISM: max(usual - beat, 0.0), HoursUse.OTHER: beat * (1.0 - staff.police_issue_share)},
    )
    mediators = lever(twin, "mediator_hours", c)
    c.desks[4].hours = c.mediator_hours_per_day + mediators
    post(c, Bearer.MEDIATOR, {HoursOrigin.PAID: c.mediator_hours_per_day, HoursOrigin.MECHANISM: mediators}, {})
    c.desks[5].hours = c.lever_team_hours
    post(c, Bearer.TEAM, {HoursOrigin.MECHANISM: c.lever_team_hours}, {})


def stations(twin: Any, t: Any) -> None:
    """Social workers and organisations of a township."""
    staff, days = twin.scenario.staff, twin.scenario.staff.working_days_per_year
    further = lever(twin, "workers", t) * twin.scenario.world.institutions.social_worker_hours
    cases = (t.worker_hours + further) * staff.social_worker_direct_share / days
    t.desks[1].hours = max(cases + lever(twin, "worker_hours", t), 0.0)
    paid = in_turn(w.hours_per_year for w in t.workers if w.vacant_until < 0) / days
    post(
        t,
        Bearer.SOCIAL_WORKER,
        {HoursOrigin.PAID: paid, HoursOrigin.MECHANISM: further / days + max(t.desks[1].hours - cases, 0.0)},
        {HoursUse.MECHANISM: max(cases - t.desks[1].hours, 0.0), HoursUse.OTHER: paid + further / days - cases},
    )
    t.desks[2].hours = t.organisation_hours * t.lever_organisation_cases / days
    sold = t.organisation_hours / days
    post(
        t,
        Bearer.ORGANISATION,
        {HoursOrigin.PURCHASED: sold},
        {HoursUse.OTHER: sold * (1.0 - t.lever_organisation_cases)},
    )
