"""Hours become available: what each office has on a working day, where it comes from and where it goes.

Work that communities hand back is borne by somebody: departments and townships do it in hours of their own, the rest
goes online, to contractors, or nobody needs it. What becomes of the hours it frees is a rule of the committees.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.agents.adaptation import usual_vacancy
from sim.agents.attention import hours_turned, weight_of_issues
from sim.agents.office import DeskMap
from sim.hours import BOOKED, DESKS, ENTRIES, ORIGIN, RELIEVED, RELIEVED_TO, USE, Entry, HoursBalance
from sim.levers import BY_NAME, COMMUNITY, DISTRICT, TOWNSHIP
from sim.vocabulary import DEPARTMENT_KINDS, Bearer, DeskKind, HoursOrigin, HoursUse

Rows = np.ndarray


class TakenOver(NamedTuple):
    """Tasks that upper offices take over from communities, one value per office.

    Attributes:
        hours: Hours of a working day that they take.
        from_issues: Part of them out of the hours for residents' issues; the rest is out of other duties.
        accepted: Share of what communities hand over that there are hours for.
    """

    hours: Rows
    from_issues: Rows
    accepted: Rows


def take_over(asked: Rows, issue_hours: Rows, paid: Rows, staff: Any) -> TakenOver:
    """Upper offices take tasks over, in hours they have: partly those for issues, else those of other duties.

    Args:
        asked: Hours of tasks that communities hand over to each office.
        issue_hours: Its hours for residents' issues.
        paid: All its paid hours.
        staff: Parameters of staff.

    Returns:
        What is taken over; what no hours are left for stays with the communities.
    """
    from_issues = np.minimum(asked * staff.moved_from_issues_share, issue_hours * staff.moved_most_share)
    hours = np.minimum(asked, from_issues + np.maximum(paid - issue_hours, 0.0))
    accepted = np.divide(hours, asked, out=np.ones_like(asked), where=asked > 0.0)
    return TakenOver(hours, from_issues, accepted)


def give_hours(model: Any) -> None:
    """Hours of every desk on a working day, from the levers and the offices as they stand; the balance follows."""
    freed = _move_work_and_open_above(model)
    _committees(model, freed)
    _helpers_of_communities(model)
    _helpers_of_townships(model)


def _write(
    model: Any, level: str, bearer: Bearer, origins: dict[HoursOrigin, Any], uses: dict[HoursUse, Any] | None = None
) -> None:
    """Writes the day of a bearer into the balance."""
    for origin, hours in origins.items():
        model.hours.write(Entry(level, bearer, ORIGIN, origin), hours)
    for use, hours in (uses or {}).items():
        model.hours.write(Entry(level, bearer, USE, use), hours)


def _move_work_and_open_above(model: Any) -> dict[HoursUse, Rows]:
    """Work that communities no longer do goes to its bearers; upper offices have what that leaves them.

    Together mechanisms relieve a committee of no more than it has to do.

    Returns:
        Hours relieved in each community, by what they went to.
    """
    s, staff, levers = model.structure, model.scenario.staff, model.levers
    part: dict[str, Rows] = {}
    for use, before in ((HoursUse.ADMINISTRATIVE, s.administrative_hours), (HoursUse.COUNTER, s.counter_hours)):
        names = [name for name, (task, _) in RELIEVED_TO.items() if task is use]
        asked = sum((levers[name] for name in names), np.zeros(len(before)))
        share = np.divide(before, asked, out=np.ones(len(before)), where=asked > before)
        part |= {name: levers[name] * share for name in names}
    a_post = staff.upper_hours_per_head / staff.working_days_per_year
    paid = model.townships.staff * staff.upper_hours_per_head / staff.working_days_per_year
    posts = model.townships.posts_filled * a_post
    own, paid = model.township_hours + posts, np.maximum(paid, model.township_hours) + posts
    asked = s.by_township(part["to_township_hours"] + part["counter_to_township_hours"])
    township = take_over(asked, own, paid, staff)
    kept_up = _Upkeep(*_township_offices(model, township, own, paid))
    posts = model.districts.posts_filled * a_post
    own, paid = model.district_hours + posts, model.district_hours / staff.district_issue_share + posts
    district = take_over(s.by_district(part["to_district_hours"]), own, paid, staff)
    _inspect(model, kept_up, _Upkeep(*_district_departments(model, district, own, paid)))
    accepted = {Bearer.TOWNSHIP: township.accepted[s.township], Bearer.DISTRICT: district.accepted[s.district]}
    relieved = {HoursUse.ADMINISTRATIVE: np.zeros(len(s.code)), HoursUse.COUNTER: np.zeros(len(s.code))}
    for name, (use, bearer) in RELIEVED_TO.items():
        hours = part[name] * accepted[bearer] if bearer in accepted else part[name]
        relieved[use] += hours
        model.hours.write(Entry(COMMUNITY, bearer, RELIEVED, use), hours)
    return relieved


class _Upkeep(NamedTuple):
    """Inspections and upkeep of public places by offices of a level: hours of a day as usual, and hours given up."""

    usual: Rows
    given_up: Rows


def _seen(model: Any, office: Rows, n: int) -> Rows:
    """How far overdue issues are seen from above: the mean over the communities of each of n offices."""
    total = np.bincount(office, weights=model.communities.lever_seen, minlength=n)
    return total / np.maximum(np.bincount(office, minlength=n), 1)


def _township_offices(model: Any, tasks: TakenOver, own: Rows, paid: Rows) -> tuple[Rows, Rows]:
    """Township offices: own hours for issues, less what mechanisms and tasks taken over ask for, and what is lent.

    Reporting for a ranking, and hours turned to issues, come out of inspections and upkeep.

    Returns:
        Usual hours of inspections and upkeep, and what is given up of them.
    """
    t, desks, params = model.townships, model.desks, model.rulebook.plain
    desk = model.desk_map.of_townships(DeskKind.TOWNSHIP)
    before = own - tasks.from_issues
    besides = paid - own - (tasks.hours - tasks.from_issues)
    upkeep = np.maximum(np.minimum(paid * params.unassessed_share, besides), 0.0)
    reporting = np.minimum(model.levers["reporting_hours"] * (1.0 + t.rank_place), upkeep)
    weight = weight_of_issues(
        params, _seen(model, model.communities.township, len(t)), desks.belief[desk], t.rank_belief
    )
    turned = hours_turned(params, before, upkeep - reporting, weight, desks.waiting_hours[desk])
    before = before + turned
    t.lever_hours[:] = np.maximum(before + model.levers["township_hours"], 0.0)
    lent = np.minimum(t.lent_hours, t.lever_hours)
    desks.hours[model.desk_map.of_townships(DeskKind.TOWNSHIP)] = t.lever_hours - lent
    _write(
        model,
        TOWNSHIP,
        Bearer.TOWNSHIP,
        {HoursOrigin.PAID: paid, HoursOrigin.MECHANISM: np.maximum(t.lever_hours - before, 0.0)},
        {
            HoursUse.MOVED_UP: tasks.hours,
            HoursUse.LENT: lent,
            HoursUse.MECHANISM: np.maximum(before - t.lever_hours, 0.0),
            HoursUse.REPORTING: reporting,
            HoursUse.OTHER: besides - turned - reporting,
        },
    )
    return upkeep, turned + reporting


def _district_departments(model: Any, tasks: TakenOver, own: Rows, paid: Rows) -> tuple[Rows, Rows]:
    """Departments share a district's hours; those of police and justice may be moved besides. So the municipality.

    Hours turned to issues come out of inspections and upkeep; a department is not ranked.

    Returns:
        Usual hours of inspections and upkeep, and what is given up of them.
    """
    d, desks, m, levers, params = (model.districts, model.desks, model.desk_map, model.levers, model.rulebook.plain)
    before = own - tasks.from_issues
    besides = paid - own - (tasks.hours - tasks.from_issues)
    upkeep = np.maximum(np.minimum(paid * params.unassessed_share, besides), 0.0)
    belief, waiting = np.zeros(len(d)), np.zeros(len(d))
    for kind in DEPARTMENT_KINDS:
        belief += desks.belief[m.of_districts(kind)] / len(DEPARTMENT_KINDS)
        waiting += desks.waiting_hours[m.of_districts(kind)]
    weight = weight_of_issues(params, _seen(model, model.communities.district, len(d)), belief, 0.0)
    turned = hours_turned(params, before, upkeep, weight, waiting)
    before = before + turned
    d.lever_hours[:] = np.maximum(before + levers["district_hours"], 0.0)
    for number, kind in enumerate(DEPARTMENT_KINDS):
        desks.hours[m.of_districts(kind)] = d.lever_hours * model.department_shares[:, number]
    justice = m.of_districts(DeskKind.JUSTICE)
    usual = desks.hours[justice].copy()
    desks.hours[justice] = np.maximum(usual + levers["justice_hours"], 0.0)
    moved = desks.hours[justice] - usual
    _write(
        model,
        DISTRICT,
        Bearer.DISTRICT,
        {
            HoursOrigin.PAID: paid,
            HoursOrigin.MECHANISM: np.maximum(d.lever_hours - before, 0.0) + np.maximum(moved, 0.0),
        },
        {
            HoursUse.MOVED_UP: tasks.hours,
            HoursUse.MECHANISM: np.maximum(before - d.lever_hours, 0.0) + np.maximum(-moved, 0.0),
            HoursUse.OTHER: besides - turned,
        },
    )
    desks.hours[m.of_districts(DeskKind.MUNICIPAL)] = d.lever_municipal_hours
    _write(model, DISTRICT, Bearer.MUNICIPALITY, {HoursOrigin.PAID: d.lever_municipal_hours})
    return upkeep, turned


def _inspect(model: Any, townships: _Upkeep, districts: _Upkeep) -> None:
    """How much of the usual inspections and upkeep each community gets from its township and its district."""
    c, t, d = model.communities, model.townships, model.districts
    of_township, of_district = np.maximum(t.population, 1)[c.township], np.maximum(d.population, 1)[c.district]
    usual = townships.usual[c.township] / of_township + districts.usual[c.district] / of_district
    lost = townships.given_up[c.township] / of_township + districts.given_up[c.district] / of_district
    c.inspected[:] = 1.0 - np.divide(lost, usual, out=np.zeros(len(c)), where=usual > 0.0)


def _committees(model: Any, relieved: dict[HoursUse, Rows]) -> None:
    """Committees: freed hours are partly taken again by new tasks, partly used for issues, else for routine services.

    So are the hours of posts gained or lost, for issues and for routine services.

    Where mechanisms ask for more than there is, as much less of their visits is made. During a campaign and with staff
    away there is less; hours lent by the township come on top. Hours turned to issues come out of routine services,
    and as much less of the usual visits is made.
    """
    c, t, s, levers, staff = model.communities, model.townships, model.structure, model.levers, model.scenario.staff
    days = staff.working_days_per_year
    c.lever_freed_hours[:] = relieved[HoursUse.ADMINISTRATIVE]
    c.lever_freed_counter_hours[:] = relieved[HoursUse.COUNTER]
    freed = c.lever_freed_hours + c.lever_freed_counter_hours
    kept = freed * (1.0 - staff.recaptured_share)
    gained = kept * staff.freed_to_issues_share
    posts = c.posts_filled * s.hours_per_head
    of_posts = posts * model.scenario.staffing.post_issue_share
    before = s.issue_hours + gained + levers["issue_hours"] + of_posts
    desk, params = model.desk_map.of_communities(DeskKind.COMMITTEE), model.rulebook.plain
    routine = np.maximum(s.counter_hours - c.lever_freed_counter_hours, 0.0) * params.routine_share
    weight = weight_of_issues(params, c.lever_seen, model.desks.belief[desk], t.rank_belief[c.township])
    turned = hours_turned(params, np.maximum(before, 0.0), routine, weight, model.desks.waiting_hours[desk])
    before = before + turned
    kept_visits = 1.0 - np.divide(turned, routine, out=np.zeros(len(c)), where=routine > 0.0)
    asked, visits = levers["mechanism_hours"], BY_NAME["visit_hours"]
    c.lever_issue_hours[:] = np.maximum(before - asked, 0.0)
    met = np.divide(np.maximum(before, 0.0), asked, out=np.ones(len(c)), where=asked > before)
    c.lever_visit_hours[:] = visits.start(model.scenario, c) * kept_visits + levers["visit_hours"] * met
    at_work = (1.0 - c.vacant_share) / (1.0 - usual_vacancy(model.rulebook.plain)) * (1.0 - c.shock_absent)
    outside_campaigns = c.lever_issue_hours * c.campaign_factor
    present = outside_campaigns * at_work
    given = np.divide(
        np.minimum(t.lent_hours, t.lever_hours), t.lent_hours, out=np.ones(len(t)), where=t.lent_hours > 0.0
    )
    lent = c.lent_hours * given[c.township]
    model.desks.hours[desk] = present + lent
    paid = c.gross_hours / days
    _write(
        model,
        COMMUNITY,
        Bearer.COMMITTEE,
        {
            HoursOrigin.PAID: paid + posts + np.maximum(present - outside_campaigns, 0.0),
            HoursOrigin.LENT: lent,
            HoursOrigin.MECHANISM: levers["issue_hours"] + levers["routine_hours"],
            HoursOrigin.BEYOND_PAY: s.issue_hours * (1.0 - 1.0 / staff.issue_hours_factor),
        },
        {
            HoursUse.ADMINISTRATIVE: s.administrative_hours - c.lever_freed_hours,
            HoursUse.NEW_TASKS: freed - kept,
            HoursUse.MEETINGS: paid * c.meetings_share + (c.lever_issue_hours - outside_campaigns),
            HoursUse.COUNTER: (
                s.counter_hours
                - c.lever_freed_counter_hours
                + (kept - gained)
                + levers["routine_hours"]
                + (posts - of_posts)
                - turned
            ),
            HoursUse.LEAVE: paid * c.leave_share + np.maximum(outside_campaigns - present, 0.0),
            HoursUse.MECHANISM: before - c.lever_issue_hours,
        },
    )
    model.desks.hours[model.desk_map.of_communities(DeskKind.TEAM)] = c.lever_team_hours
    _write(model, COMMUNITY, Bearer.TEAM, {HoursOrigin.MECHANISM: c.lever_team_hours})


def _helpers_of_communities(model: Any) -> None:
    """Volunteers and courtyard committees, property managers, police and mediators.

    Volunteers give what their habit lets them give; a social worker who leads some of them directs more of it to cases.
    """
    c, desks, m, levers, scenario = model.communities, model.desks, model.desk_map, model.levers, model.scenario
    staff, estates, source = scenario.staff, scenario.estates, model.world.communities
    days = staff.working_days_per_year
    whole = staff.volunteer_hours_per_month * 12.0 / 365.0
    a_day = staff.volunteer_hours_per_month * 12.0 * staff.volunteer_issue_share / 365.0
    led = np.minimum(levers["led_volunteers"], c.n_volunteers)
    directed = led * whole * max(staff.led_issue_share - staff.volunteer_issue_share, 0.0)
    fit = c.n_volunteers * a_day + directed + levers["volunteer_hours"]
    desks.hours[m.of_communities(DeskKind.VOLUNTEER)] = fit + c.project_hours
    elsewhere = c.n_volunteers * (whole - a_day) - directed + levers["giving_hours"]
    _write(
        model,
        COMMUNITY,
        Bearer.VOLUNTEER,
        {
            HoursOrigin.GIVEN: c.n_volunteers * whole + levers["volunteer_hours"] + levers["giving_hours"],
            HoursOrigin.SPONSORED: c.project_hours,
        },
        {HoursUse.OTHER: elsewhere},
    )
    _write(model, COMMUNITY, Bearer.RESIDENT, {HoursOrigin.GIVEN: c.lever_courtyard_hours})
    usual = source.beat_hours_per_week / 7.0
    beat = np.maximum(source.beat_hours_per_week + levers["police_hours"], 0.0) / 7.0
    desks.hours[m.of_communities(DeskKind.POLICE)] = beat * staff.police_issue_share
    _write(
        model,
        COMMUNITY,
        Bearer.POLICE,
        {HoursOrigin.PAID: usual, HoursOrigin.MECHANISM: np.maximum(beat - usual, 0.0)},
        {HoursUse.MECHANISM: np.maximum(usual - beat, 0.0), HoursUse.OTHER: beat * (1.0 - staff.police_issue_share)},
    )
    per_resident = estates.fee_yuan * estates.fee_issue_share / estates.fee_yuan_per_hour / days
    fees = c.population * c.urban_share * c.taken_share * c.paying_share * per_resident
    desks.hours[m.of_communities(DeskKind.MANAGER)] = source.manager_hours_per_day + fees
    _write(model, COMMUNITY, Bearer.MANAGER, {HoursOrigin.PAID: source.manager_hours_per_day, HoursOrigin.FEES: fees})
    desks.hours[m.of_communities(DeskKind.MEDIATOR)] = source.mediator_hours_per_day + levers["mediator_hours"]
    _write(
        model,
        COMMUNITY,
        Bearer.MEDIATOR,
        {HoursOrigin.PAID: source.mediator_hours_per_day, HoursOrigin.MECHANISM: levers["mediator_hours"]},
    )


def _helpers_of_townships(model: Any) -> None:
    """Stations of social workers, and social organisations."""
    t, w, desks, m, levers, staff = (
        model.townships,
        model.workers,
        model.desks,
        model.desk_map,
        model.levers,
        model.scenario.staff,
    )
    days = staff.working_days_per_year
    further = levers["workers"] * model.scenario.world.institutions.social_worker_hours
    cases = (model.worker_hours + further) * staff.social_worker_direct_share / days
    t.lever_worker_hours[:] = np.maximum(cases + levers["worker_hours"], 0.0)
    desks.hours[m.of_townships(DeskKind.SOCIAL_WORKER)] = t.lever_worker_hours
    at_work = w.vacant_until < 0
    paid = np.bincount(w.township[at_work], weights=w.hours_per_year[at_work], minlength=len(t)) / days
    _write(
        model,
        TOWNSHIP,
        Bearer.SOCIAL_WORKER,
        {HoursOrigin.PAID: paid, HoursOrigin.MECHANISM: further / days + np.maximum(t.lever_worker_hours - cases, 0.0)},
        {
            HoursUse.MECHANISM: np.maximum(cases - t.lever_worker_hours, 0.0),
            HoursUse.OTHER: paid + further / days - cases,
        },
    )
    sold = t.organisation_hours / days
    desks.hours[m.of_townships(DeskKind.ORGANISATION)] = t.organisation_hours * t.lever_organisation_cases / days
    _write(
        model,
        TOWNSHIP,
        Bearer.ORGANISATION,
        {HoursOrigin.PURCHASED: sold},
        {HoursUse.OTHER: sold * (1.0 - t.lever_organisation_cases)},
    )


def origins_of(balance: HoursBalance, bearer: Bearer) -> dict[HoursOrigin, Rows]:
    """Where the hours of a bearer have come from since the first measured day.

    Args:
        balance: The balance of hours.
        bearer: Whose hours.

    Returns:
        Hours by origin, one per office.
    """
    return {
        entry.what: balance.of(entry)  # type: ignore[misc]
        for entry in ENTRIES
        if entry.bearer is bearer and entry.side == ORIGIN
    }


def uses_of(
    balance: HoursBalance, bearer: Bearer, desks: Any, communities: Any, desk_map: DeskMap
) -> dict[HoursUse, Rows]:
    """What the hours of a bearer have gone to since the first measured day; together they are the origins.

    Args:
        balance: The balance of hours.
        bearer: Whose hours.
        desks: Records of the desks.
        communities: Records of the communities.
        desk_map: Where each desk lies.

    Returns:
        Hours by use, one per office. Saved hours may be fewer than before the first measured day, so below 0.
    """
    found: dict[HoursUse, Rows] = {
        entry.what: balance.of(entry)  # type: ignore[misc]
        for entry in ENTRIES
        if entry.bearer is bearer and entry.side == USE
    }
    if bearer is Bearer.RESIDENT:
        return {
            **found,
            HoursUse.WORK: communities["courtyard_used"],
            HoursUse.IDLE: communities["courtyard_expired"],
            HoursUse.SAVED: communities["courtyard_left"] - balance.courtyards_before,
        }
    rows = [_rows(desk_map, kind) for kind in DESKS[bearer]]
    for use, column in BOOKED.items():
        found[use] = sum(desks[column][part] for part in rows)  # type: ignore[assignment]
    found[HoursUse.SAVED] = sum(desks["left"][part] - balance.left_before[part] for part in rows)  # type: ignore[assignment]
    return found


def _rows(desk_map: DeskMap, kind: DeskKind) -> slice:
    """Rows of the desks of a kind."""
    of = (desk_map.of_communities, desk_map.of_townships, desk_map.of_districts)
    return of[kind.row.place](kind)
