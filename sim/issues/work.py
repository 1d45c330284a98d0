"""The offices' day: hours become available, emergencies and queues are served, what is left expires (phase work)."""

from __future__ import annotations

import numpy as np

from sim.agents.office import community_desks, desk_of, district_desks, succeeds, township_desks
from sim.agents.purposes import Purpose
from sim.agents.resident import by_setting
from sim.compiled import kernel
from sim.issues.closing import close, drop, hand_over, hand_up, leave_wheel
from sim.issues.intake import LEAD, desk_at, give_to_helper, occasion_turn, part_hours, secure_money
from sim.issues.outcomes import checks_again, finds_place, trust_in_mediation, willing_to_settle
from sim.issues.queues import line_up, pop, set_timer
from sim.issues.store import (
    AGREED,
    DUPLICATE,
    JOINT,
    MISROUTED,
    MOST_COUNTED,
    PAID,
    STAGE_APPLY,
    STAGE_DISPATCH,
    STAGE_HELPER,
    STAGE_LIAISON,
    STAGE_PASS_UP,
    STAGE_REFUSED,
    STAGE_WORK,
    STUCK,
)
from sim.randomness import poisson, uniform
from sim.vocabulary import DeskKind, State, Tier

ENQUIRIES = int(Purpose.ENQUIRIES)
MOST_ENQUIRIES = 2000
"""Most enquiries a community has on a day; the largest one has 655 at most, on average."""
DUTY = int(Purpose.DUTY)
REFUSAL = int(Purpose.REFUSAL)
SUCCESS = int(Purpose.SUCCESS)
DISPUTE_UP = int(Purpose.DISPUTE_UP)
WAITING_MONEY = int(State.WAITING_MONEY)
RESOLVED = int(State.RESOLVED)
FAILED = int(State.FAILED)
COMMITTEE = int(DeskKind.COMMITTEE)
VOLUNTEERS = int(DeskKind.VOLUNTEER)
TEAM_DESK = int(DeskKind.TEAM)
STATION = int(DeskKind.SOCIAL_WORKER)
ORGANISATION = int(DeskKind.ORGANISATION)
COMMUNITY = int(Tier.COMMUNITY)
DISTRICT = int(Tier.DISTRICT)
NOTHING = 1e-9
ATTEMPTS_APART = 16
"""Decisions about one issue between two reopenings: more than it is ever tried at one desk."""


@kernel
def open_offices(state, lo, hi):
    """Every desk of the districts lo to hi gets its hours of the day; committees first see to duty and enquiries."""
    day = state.clock[0].day
    working_day = state.working[day]
    for d in range(lo, hi):
        district = state.districts[d]
        params = state.params[0]
        block = day // int(params.duty_block_days)
        on_duty = uniform(state.clock[0].streams[DUTY], district.code, block) < params.duty_days_per_year / 365.0
        for c in range(district.first_community, district.end_community):
            for desk in range(community_desks(c), community_desks(c + 1)):
                open_desk(state, desk, working_day)
            daily = state.communities[c].lever_courtyard_hours
            left = state.communities[c].courtyard_left + daily
            state.communities[c].courtyard_left = min(left, daily * params.courtyard_saved_days)
            state.communities[c].courtyard_expired += left - state.communities[c].courtyard_left
            if working_day:
                begin_day(state, c, on_duty, day)
                township = state.townships[state.communities[c].township]
                visits = township.home_visits * state.communities[c].population / max(1, township.population)
                state.communities[c].home_visit_hours = visits + state.communities[c].volunteer_visits
                state.communities[c].volunteer_visits = 0.0
        if working_day:
            for t in range(district.first_township, district.end_township):
                state.townships[t].home_visits = 0.0
        for desk in range(township_desks(state, district.first_township), township_desks(state, district.end_township)):
            open_desk(state, desk, working_day)
        for desk in range(district_desks(state, d), district_desks(state, d + 1)):
            open_desk(state, desk, working_day)


@kernel
def open_desk(state, desk, working_day):
    """Adds the day's hours to what a desk has saved."""
    if working_day or state.desks[desk].works_daily != 0:
        state.desks[desk].left += state.desks[desk].hours
        state.desks[desk].available_hours += state.desks[desk].hours


@kernel
def begin_day(state, c, on_duty, day):
    """A committee's morning: emergency duty arises and is done before routine, then enquiries are answered.

    A protected share of the hours is kept from emergency duty (routine first). An enquiry that finds no hours comes
    back on the next working day, at most twice.
    """
    params = state.params[0]
    community = state.communities[c]
    desk = desk_of(state, c, COMMITTEE)
    duty = community.shock_duty
    if on_duty:
        duty = max(duty, params.duty_share)
    if duty > 0.0:
        asked = duty * state.desks[desk].hours
        community.duty_open_hours += asked
        community.duty_asked_hours += asked
    done = min(community.duty_open_hours, state.desks[desk].left * (1.0 - community.lever_protected))
    community.duty_open_hours -= done
    state.desks[desk].left -= done
    state.desks[desk].duty_hours += done
    rate = by_setting(params.reference_reported_town, params.reference_reported_village, community.urban_share)
    mean = (
        rate
        * params.enquiries_per_request
        * community.population
        / params.working_days_per_year
        * community.lever_enquiries
    )
    n = poisson(uniform(state.clock[0].streams[ENQUIRIES], community.code, day), mean, MOST_ENQUIRIES)
    community.n_enquiries += n
    room = 1000000
    if params.enquiry_hours > 0.0:
        room = int(min(1e6, state.desks[desk].left / params.enquiry_hours))
    last = min(room, community.enquiries_waiting_again)
    again = min(room - last, community.enquiries_waiting)
    new = min(room - last - again, n)
    answered = last + again + new
    community.n_enquiries_answered += answered
    community.enquiries_waiting_again = community.enquiries_waiting - again
    community.enquiries_waiting = n - new
    state.desks[desk].left -= answered * params.enquiry_hours
    state.desks[desk].enquiry_hours += answered * params.enquiry_hours
    community.visit_hours_today = community.lever_visit_hours + community.visits_from_idle
    community.visits_from_idle = 0.0


@kernel
def serve_offices(state, lo, hi):
    """All desks of the districts lo to hi serve their queues: communities, then townships, then departments."""
    day = state.clock[0].day
    working_day = state.working[day]
    for d in range(lo, hi):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        district = state.districts[d]
        for desk in range(community_desks(district.first_community), community_desks(district.end_community)):
            serve_and_close(state, issues, d, desk, day, working_day)
        for desk in range(township_desks(state, district.first_township), township_desks(state, district.end_township)):
            serve_and_close(state, issues, d, desk, day, working_day)
        for desk in range(district_desks(state, d), district_desks(state, d + 1)):
            serve_and_close(state, issues, d, desk, day, working_day)


@kernel
def serve_and_close(state, issues, d, desk, day, working_day):
    """Serves one desk, then lets hours beyond what it may save expire; some of them become visits.

    A committee visits with a share of them; so do social workers and organisations where they are told whom to visit,
    and volunteers where somebody matches them with homes.
    """
    open_today = working_day or state.desks[desk].works_daily != 0
    if not open_today:
        return
    if state.desks[desk].root >= 0:
        serve(state, issues, d, desk, day)
    keep = state.desks[desk].saved_days * state.desks[desk].hours
    if state.desks[desk].left > keep:
        expired = state.desks[desk].left - keep
        state.desks[desk].left = keep
        if state.desks[desk].kind == COMMITTEE:
            visits = expired * state.params[0].idle_to_visits_share
            state.communities[state.desks[desk].place].visits_from_idle += visits
            state.desks[desk].visit_hours += visits
            expired -= visits
        elif state.desks[desk].kind == VOLUNTEERS:
            visits = expired * state.communities[state.desks[desk].place].lever_volunteer_visits
            state.communities[state.desks[desk].place].volunteer_visits += visits
            state.desks[desk].visit_hours += visits
            expired -= visits
        elif state.desks[desk].kind == STATION or state.desks[desk].kind == ORGANISATION:
            visits = expired * state.townships[state.desks[desk].place].lever_outreach
            state.townships[state.desks[desk].place].home_visits += visits
            state.desks[desk].visit_hours += visits
            expired -= visits
        state.desks[desk].idle_hours += expired


@kernel
def serve(state, issues, d, desk, day):
    """A desk works down its queue until its hours are used; no issue gets more than the daily limit."""
    limit = state.params[0].hours_per_day_limit
    for_emergencies = state.desks[desk].left
    if state.desks[desk].kind == COMMITTEE:
        for_emergencies *= 1.0 - state.communities[state.desks[desk].place].lever_protected
    aside = np.int64(-1)
    while state.desks[desk].left > NOTHING:
        k = pop(issues, state.desks, desk)
        if k < 0:
            break
        if issues[k].emergency != 0 and for_emergencies <= NOTHING:
            issues[k].child = aside
            aside = k
            continue
        before = state.desks[desk].left
        stays = attend(state, issues, d, k, desk, day, limit)
        if issues[k].emergency != 0:
            for_emergencies -= before - state.desks[desk].left
        if stays:
            issues[k].child = aside
            aside = k
    while aside >= 0:
        k = aside
        aside = np.int64(issues[k].child)
        line_up(state, issues, k, desk, False, False)


@kernel
def attend(state, issues, d, k, desk, day, limit):
    """A desk spends today's hours on one issue.

    Returns:
        Whether the issue stays in the desk's queue for another day.
    """
    params = state.params[0]
    if (issues[k].flags & MISROUTED) != 0:
        issues[k].flags &= ~MISROUTED
        spend(state, issues, k, desk, min(params.rerouting_hours, state.desks[desk].left))
        leave_wheel(state, issues, k)
        hand_over(state, issues, d, k, desk, day)
        return False
    needs_money = (
        issues[k].stage == STAGE_WORK
        or issues[k].stage == STAGE_HELPER
        or (issues[k].stage == STAGE_DISPATCH and (issues[k].flags & STUCK) != 0)
    )
    unpaid = issues[k].cost_fen > 0 and (issues[k].flags & PAID) == 0
    if needs_money and unpaid and not secure_money(state, issues, k, desk):
        issues[k].flags |= STUCK
        if issues[k].tier >= DISTRICT:
            wait_for_money(state, issues, k, day)
            return False
        issues[k].stage = STAGE_APPLY
        issues[k].hours = params.application_hours
    hours = min(min(issues[k].hours, limit), state.desks[desk].left)
    spend(state, issues, k, desk, hours)
    issues[k].hours -= hours
    if issues[k].hours > NOTHING:
        return True
    return finish_stage(state, issues, d, k, desk, day)


@kernel
def spend(state, issues, k, desk, hours):
    """Books hours of a desk on an issue, as work or as passing on; a time bank credits volunteers with their work."""
    state.desks[desk].left -= hours
    issues[k].spent += hours
    if issues[k].stage == STAGE_WORK or issues[k].stage == STAGE_HELPER or issues[k].stage == STAGE_LIAISON:
        state.desks[desk].work_hours += hours
        if state.desks[desk].kind == VOLUNTEERS:
            community = state.communities[issues[k].community]
            community.credit_hours += hours * community.lever_time_bank
    else:
        state.desks[desk].passing_hours += hours


@kernel
def wait_for_money(state, issues, k, day):
    """At the district an unpaid issue waits for the next funding day, but its clock goes on."""
    community = state.communities[issues[k].community]
    leave_wheel(state, issues, k)
    issues[k].state = WAITING_MONEY
    issues[k].money_day = state.districts[community.district].next_funding_day
    due = np.int64(issues[k].due)
    look = due if due > day else day + int(state.params[0].look_days)
    set_timer(issues, state.wheel, community.township, k, min(look, np.int64(issues[k].money_day)))


@kernel
def finish_stage(state, issues, d, k, desk, day):
    """The hours of a stage are done: pass on, hand to a helper, go on to the next department, or see the outcome.

    Returns:
        Whether the issue stays in this desk's queue for another day.
    """
    stage = issues[k].stage
    if stage == STAGE_PASS_UP or stage == STAGE_APPLY:
        leave_wheel(state, issues, k)
        hand_up(state, issues, d, k, day)
        return False
    if stage == STAGE_DISPATCH:
        leave_wheel(state, issues, k)
        tier = np.int64(issues[k].authority)
        hand_over(state, issues, d, k, desk_at(state, issues, k, tier, LEAD), day)
        return False
    if stage == STAGE_LIAISON:
        leave_wheel(state, issues, k)
        give_to_helper(state, issues, k, desk, day)
        return False
    team = state.desks[desk].kind == TEAM_DESK
    if issues[k].tier > COMMUNITY and not team and issues[k].part + 1 < issues[k].departments:
        if (issues[k].flags & JOINT) != 0:
            return remaining_parts(state, issues, k, desk)
        return next_part(state, issues, d, k, day)
    return see_outcome(state, issues, d, k, desk, day)


@kernel
def remaining_parts(state, issues, k, desk):
    """After a joint meeting the departments that remain do their parts in one go, under the desk that has the lead.

    Returns:
        True: the issue stays in this desk's queue.
    """
    n = np.int64(issues[k].departments) - np.int64(issues[k].part) - 1
    issues[k].part = issues[k].departments - 1
    issues[k].stage = STAGE_WORK
    issues[k].hours = part_hours(state, issues, k, np.int64(issues[k].tier)) * n
    state.desks[desk].offered_hours += issues[k].hours
    return True


@kernel
def next_part(state, issues, d, k, day):
    """The next department is asked; it may refuse (推诿), then the desk must ask again another day.

    Returns:
        Whether the issue stays in this desk's queue for another day.
    """
    params = state.params[0]
    turn = occasion_turn(issues, k, issues[k].refusals)
    issues[k].refusals = min(MOST_COUNTED, issues[k].refusals + 1)
    refusal = state.communities[issues[k].community].lever_refusal
    if uniform(state.clock[0].streams[REFUSAL], issues[k].resident_key, turn) < refusal:
        issues[k].stage = STAGE_REFUSED
        issues[k].hours = params.refusal_hours
        return True
    issues[k].part += 1
    tier = np.int64(issues[k].tier)
    leave_wheel(state, issues, k)
    hand_over(state, issues, d, k, desk_at(state, issues, k, tier, np.int64(issues[k].part)), day)
    return False


@kernel
def see_outcome(state, issues, d, k, desk, day):
    """The work is done: the cause is gone, or the work failed and is tried again, sent up, or closed as done.

    What a council has agreed on binds: it is tried again past its due day too, and not sent up.

    Returns:
        Whether the issue stays in this desk's queue for another day.
    """
    params = state.params[0]
    if (issues[k].flags & DUPLICATE) != 0:
        leave_wheel(state, issues, k)
        drop(state, issues, d, k)
        return False
    key = issues[k].resident_key
    turn = occasion_turn(issues, k, issues[k].attempts + ATTEMPTS_APART * issues[k].reopenings)
    kind = state.kinds[issues[k].category]
    agreed = (issues[k].flags & AGREED) != 0
    specialist = state.desks[desk].specialist
    apart = np.int64(1) if (issues[k].flags & JOINT) != 0 else np.int64(issues[k].departments)
    looked = checks_again(state, issues, k, desk, turn)
    u = uniform(state.clock[0].streams[SUCCESS], key, turn)
    done = succeeds(
        u,
        params,
        kind,
        state.desks[desk].skill,
        apart,
        specialist,
        state.desks[desk].strained,
        trust_in_mediation(state, issues, k),
        willing_to_settle(state, issues, k),
    )
    if done and finds_place(state, issues, k):
        community = state.communities[issues[k].community]
        if kind.renews and issues[k].cost_fen > 0:
            gain = issues[k].cost_fen / 100.0 / (params.repair_value_per_resident * community.population)
            community.condition = min(1.0, community.condition + gain)
        leave_wheel(state, issues, k)
        close(state, issues, d, k, desk, RESOLVED, day)
        return False
    issues[k].attempts += 1
    tier = np.int64(issues[k].tier)
    if kind.mediated and not agreed and tier < DISTRICT:
        if uniform(state.clock[0].streams[DISPUTE_UP], key, turn) < params.failed_dispute_up_share:
            leave_wheel(state, issues, k)
            issues[k].authority = tier + 1
            hand_up(state, issues, d, k, day)
            return False
    in_time = (agreed or day < issues[k].due) and issues[k].attempts <= params.retries_in_time
    if in_time or (looked and issues[k].attempts <= params.retries_checked):
        if issues[k].stage == STAGE_REFUSED:
            issues[k].stage = STAGE_WORK
        issues[k].hours = part_hours(state, issues, k, tier)
        return True
    leave_wheel(state, issues, k)
    close(state, issues, d, k, desk, FAILED, day)
    return False
