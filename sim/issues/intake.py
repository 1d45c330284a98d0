"""Taking issues up: registering, triage, routing, arriving at a desk (phases intake and assign)."""

from __future__ import annotations

import numpy as np

from sim.agents.attention import refuses_share
from sim.agents.office import (
    DESKS_OF_HELPERS,
    chance_registered,
    client_days,
    clock_days,
    desk_of,
    due_day,
    hours_at_tier,
    hours_of_passing,
    last_day,
)
from sim.agents.purposes import Purpose
from sim.agents.resident import patience_days
from sim.compiled import kernel
from sim.issues.attributes import next_department, turn
from sim.issues.queues import ANY_CLASS, line_up, set_timer
from sim.issues.store import (
    BYPASS,
    CLIENT,
    DUPLICATE,
    MISROUTED,
    NO_PLAN,
    NOBODY,
    PAID,
    PLAN_INTAKE,
    REFUSED,
    REGISTERED,
    REPEAT,
    STAGE_DISPATCH,
    STAGE_HELPER,
    STAGE_LIAISON,
    STAGE_PASS_UP,
    STAGE_WORK,
    STUCK,
)
from sim.randomness import geometric_days, standard_normal, uniform
from sim.vocabulary import DEPARTMENT_KINDS, Channel, DeskKind, Group, Helper, State, Tier

REGISTERING = int(Purpose.REGISTERED)
REFUSING = int(Purpose.REFUSED_ENTRY)
MISROUTING = int(Purpose.MISROUTED)
NOBODY_OWNS = int(Purpose.NOBODY)
NOBODY_DAYS = int(Purpose.NOBODY_DAYS)
PATIENCE = int(Purpose.PATIENCE)
CLIENTS = int(Purpose.CLIENT)
IN_TRANSIT = int(State.IN_TRANSIT)
QUEUED = int(State.QUEUED)
WAITING_HOLDER = int(State.WAITING_HOLDER)
COMMITTEE = int(DeskKind.COMMITTEE)
TEAM_DESK = int(DeskKind.TEAM)
TOWNSHIP_OFFICE = int(DeskKind.TOWNSHIP)
ORGANISATIONS = int(DeskKind.ORGANISATION)
DEPARTMENTS = int(DEPARTMENT_KINDS[0])
MUNICIPAL_OFFICE = int(DeskKind.MUNICIPAL)
NOBODY_ELSE = int(Helper.NONE)
SOCIAL_WORKER = int(Helper.SOCIAL_WORKER)
VOLUNTEERS = int(Helper.VOLUNTEER)
ONLINE = int(Channel.ONLINE)
FARMER = int(Group.FARMER)
OWNER = int(Group.OWNER)
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)
LEAD = 0
"""The part of an issue that the department in the lead does."""
NO_LIMIT = 1e15
ALMOST_NOTHING = 1e-9


@kernel
def desk_at(state, issues, k, tier, part):
    """The desk of a tier that is responsible for an issue; in the district that of its lead or a further department."""
    community = np.int64(issues[k].community)
    if tier == COMMUNITY:
        return desk_of(state, community, COMMITTEE)
    if tier == TOWNSHIP:
        return desk_of(state, community, TOWNSHIP_OFFICE)
    if tier == DISTRICT:
        return desk_of(state, community, DEPARTMENTS + next_department(np.int64(issues[k].lead), part))
    return desk_of(state, community, MUNICIPAL_OFFICE)


@kernel
def helper_ready(state, community, helper):
    """The desk that can take an issue over, or -1: helpers without hours or with a full caseload take nothing.

    Social workers whose caseload is full refer to organisations where the three are linked.
    """
    if helper == NOBODY_ELSE:
        return -1
    desk = desk_of(state, community, DESKS_OF_HELPERS[helper])
    if helper == SOCIAL_WORKER:
        township = np.int64(state.communities[community].township)
        workers = state.townships[township].n_workers + state.townships[township].lever_workers
        room = state.params[0].caseload_limit * workers
        if state.desks[desk].hours <= 0.0 or state.desks[desk].n_open >= room:
            if state.communities[community].lever_referral <= 0.0:
                return -1
            desk = desk_of(state, community, ORGANISATIONS)
    if state.desks[desk].hours <= 0.0:
        return -1
    return desk


@kernel
def full_hours(state, issues, k, tier):
    """Hours of the whole work at a tier, with travel or file work."""
    community = state.communities[issues[k].community]
    return hours_at_tier(state.params[0], issues[k].work, tier, community.urban_share, community.remote)


@kernel
def part_hours(state, issues, k, tier):
    """Hours of one department's part; a second attempt takes a share of the first."""
    hours = full_hours(state, issues, k, tier)
    if tier > COMMUNITY:
        hours = hours / issues[k].departments
    if issues[k].attempts > 0:
        hours = hours * state.params[0].retry_share
    return hours


@kernel
def enqueue(state, issues, k, desk, day):
    """An issue comes into a desk's queue, and the day is set on which it must be looked at again."""
    community = issues[k].community
    registered = (issues[k].flags & REGISTERED) != 0
    due = np.int64(issues[k].due)
    campaign = issues[k].category == state.communities[community].campaign_category
    issues[k].state = QUEUED
    issues[k].queue_class = ANY_CLASS
    soon = int(state.params[0].due_soon_days)
    if registered and issues[k].emergency == 0 and due - soon > day:
        wake = due - soon
    elif due > day:
        wake = due
    else:
        wake = day + int(state.params[0].look_days) if registered else day + 1
    set_timer(issues, state.wheel, state.communities[community].township, k, wake)
    line_up(state, issues, k, desk, campaign, due - day <= soon)


@kernel
def days_allowed(state, issues, k, tier):
    """Days a holder has; a linked team has what its ledger sets for the tier that must decide."""
    if (issues[k].flags & CLIENT) != 0:
        factor = state.communities[issues[k].community].lever_client_clock
        return client_days(state.params[0], np.int64(issues[k].authority), factor)
    return clock_days(state.params[0], tier)


@kernel
def due_of(state, issues, k, tier, day):
    """The day by which a holder must be done with what has come to it today."""
    return due_day(state.params[0], state.working, day, days_allowed(state, issues, k, tier))


@kernel
def arrive(state, issues, k, desk, day, new_clock):
    """An issue arrives at a desk: the desk sees whether it may decide, whom it can involve, and by when.

    What needs a higher authority is passed up. What a lower tier may decide is sent down to it (转办), after its
    money has been granted where that was applied for. Quick matters are answered by whoever gets them.

    Args:
        state: The stage.
        issues: The district's issues.
        k: Slot.
        desk: Row of the desk.
        day: Today.
        new_clock: Whether a new holder's clock starts.
    """
    params = state.params[0]
    tier = np.int64(state.desks[desk].tier)
    team = state.desks[desk].kind == TEAM_DESK
    if issues[k].tier != tier:
        issues[k].part = 0
        issues[k].attempts = 0
    issues[k].tier = tier
    if new_clock and (issues[k].flags & REGISTERED) != 0:
        issues[k].due = due_of(state, issues, k, tier, day)
    if team:
        issues[k].stage = STAGE_WORK
        issues[k].hours = part_hours(state, issues, k, COMMUNITY)
    elif (issues[k].flags & DUPLICATE) != 0:
        issues[k].stage = STAGE_WORK
        issues[k].hours = full_hours(state, issues, k, tier) * params.duplicate_work_share
    elif issues[k].authority > tier:
        issues[k].stage = STAGE_PASS_UP
        issues[k].hours = hours_of_passing(params, issues[k].work)
    elif issues[k].authority < tier and issues[k].quick == 0:
        issues[k].stage = STAGE_DISPATCH
        applied = (issues[k].flags & STUCK) != 0
        issues[k].hours = params.application_hours if applied else params.triage_hours
    elif tier == COMMUNITY and helper_ready(state, np.int64(issues[k].community), np.int64(issues[k].helper)) >= 0:
        issues[k].stage = STAGE_LIAISON
        issues[k].hours = full_hours(state, issues, k, COMMUNITY) * params.liaison_share
    else:
        issues[k].stage = STAGE_WORK
        issues[k].hours = part_hours(state, issues, k, tier)
    if issues[k].hand_overs > 0:
        issues[k].hours += state.communities[issues[k].community].lever_reentry
    state.desks[desk].offered_hours += issues[k].hours
    enqueue(state, issues, k, desk, day)


@kernel
def give_to_helper(state, issues, k, desk, day):
    """After the liaison the helper takes the rest over; if none is ready any more, the committee does it."""
    params = state.params[0]
    helper = helper_ready(state, np.int64(issues[k].community), np.int64(issues[k].helper))
    issues[k].hours = full_hours(state, issues, k, COMMUNITY) * (1.0 - params.liaison_share)
    if helper < 0:
        issues[k].stage = STAGE_WORK
        helper = desk
    else:
        issues[k].stage = STAGE_HELPER
    state.desks[helper].offered_hours += issues[k].hours
    enqueue(state, issues, k, helper, day)


@kernel
def is_client(state, c, r, key):
    """Whether a resident is a client of a linked team; residents apply once, so it is always the same ones."""
    community = state.communities[c]
    if community.lever_team_hours <= 0.0:
        return False
    group = state.residents[r].group
    share = community.lever_client_others
    if group == FARMER:
        share = community.lever_client_farmers
    elif group == OWNER:
        share = community.lever_client_owners
    return uniform(state.clock[0].streams[CLIENTS], key, 0) < share


@kernel
def redeem_credit(state, issues, k):
    """A volunteer with a need that volunteers can meet is served for credit, while there is enough (时间银行).

    Volunteers of a community share one account: what they have worked for others is what they can be given.
    """
    community = state.communities[issues[k].community]
    if community.credit_hours <= 0.0 or state.residents[issues[k].resident].volunteer == 0:
        return
    possible = state.kinds[issues[k].category].volunteers and issues[k].quick == 0 and issues[k].authority == COMMUNITY
    hours = full_hours(state, issues, k, COMMUNITY) * (1.0 - state.params[0].liaison_share)
    if possible and issues[k].helper != VOLUNTEERS and hours <= community.credit_hours:
        community.credit_hours -= hours
        community.redeemed_hours += hours
        issues[k].helper = VOLUNTEERS


@kernel
def take_up(state, issues, k, tier, day):
    """A request reaches an office; on days off it waits for the next working day before anybody looks at it."""
    issues[k].tier = tier
    issues[k].tier_reported = tier
    issues[k].reported = day
    issues[k].desk = desk_at(state, issues, k, tier, LEAD)
    if issues[k].flags & (REPEAT | BYPASS | DUPLICATE) == 0:
        state.communities[issues[k].community].demanded_fen += issues[k].cost_fen
        redeem_credit(state, issues, k)
    if not state.working[day]:
        issues[k].state = IN_TRANSIT
        issues[k].plan = PLAN_INTAKE
        township = state.communities[issues[k].community].township
        set_timer(issues, state.wheel, township, k, last_day(state.working, day, 1, True))
    else:
        register(state, issues, k, day)


@kernel
def refuses_entry(state, issues, k):
    """Whether a committee that fears for its township's rank keeps what it cannot decide off the register."""
    community = state.communities[issues[k].community]
    ranked = state.townships[community.township].rank_belief
    if ranked <= 0.0 or issues[k].authority <= COMMUNITY or (issues[k].flags & (CLIENT | DUPLICATE)) != 0:
        return False
    u = uniform(state.clock[0].streams[REFUSING], issues[k].resident_key, np.int64(issues[k].occasion))
    return u < refuses_share(state.params[0], ranked, community.lever_unregistered)


@kernel
def register(state, issues, k, day):
    """The office writes the request down (or not), sends it to a department (perhaps a wrong one) and to a desk.

    A client's request goes to the linked team, which writes it into its ledger out of its own hours.
    """
    params = state.params[0]
    community = state.communities[issues[k].community]
    key = issues[k].resident_key
    occasion = np.int64(issues[k].occasion)
    desk = np.int64(issues[k].desk)
    tier = np.int64(issues[k].tier)
    channel = np.int64(issues[k].channel)
    issues[k].plan = NO_PLAN
    chance = chance_registered(params, channel, community.urban_share, community.lever_unregistered)
    duplicate = (issues[k].flags & DUPLICATE) != 0
    if (
        tier == COMMUNITY
        and not duplicate
        and is_client(state, np.int64(issues[k].community), np.int64(issues[k].resident), key)
    ):
        issues[k].flags |= CLIENT
        desk = desk_of(state, np.int64(issues[k].community), TEAM_DESK)
        chance = max(chance, community.lever_client_ledger)
    registered = uniform(state.clock[0].streams[REGISTERING], key, occasion) < chance
    if registered and tier == COMMUNITY and channel != ONLINE and refuses_entry(state, issues, k):
        issues[k].flags |= REFUSED
        registered = False
    if registered and tier == COMMUNITY and channel != ONLINE:
        cost = community.lever_registering_hours
        if state.desks[desk].left + ALMOST_NOTHING >= cost:
            cost = min(cost, max(state.desks[desk].left, 0.0))
            state.desks[desk].left -= cost
            state.desks[desk].intake_hours += cost
        else:
            registered = False
    if registered:
        issues[k].flags |= REGISTERED
        issues[k].due = due_of(state, issues, k, tier, day)
    else:
        normal = standard_normal(state.clock[0].streams[PATIENCE], key, occasion)
        issues[k].due = day + min(int(params.patience_limit_days), patience_days(params, normal))
    if issues[k].quick == 0 and uniform(state.clock[0].streams[MISROUTING], key, occasion) < community.lever_misrouted:
        issues[k].flags |= MISROUTED
    if (issues[k].flags & CLIENT) != 0:
        issues[k].flags &= ~MISROUTED
        arrive(state, issues, k, desk, day, False)
        return
    elsewhere = state.residents[issues[k].resident].registered_elsewhere != 0
    if (
        tier == COMMUNITY
        and elsewhere
        and uniform(state.clock[0].streams[NOBODY_OWNS], key, occasion) < community.lever_nobody
    ):
        issues[k].flags |= NOBODY
        issues[k].state = WAITING_HOLDER
        u = uniform(state.clock[0].streams[NOBODY_DAYS], key, occasion)
        days = min(int(params.nobody_responsible_limit_days), geometric_days(u, params.nobody_responsible_days))
        set_timer(issues, state.wheel, community.township, k, day + days)
        return
    arrive(state, issues, k, desk, day, False)


@kernel
def pays(state, issues, k, tier, fen, limit_yuan):
    """Whether the office of a tier pays an amount for an issue: within the limit, out of its purse, whole fen."""
    if fen > limit_yuan * 100.0:
        return False
    community = state.communities[issues[k].community]
    if tier == COMMUNITY:
        if community.purse_fen < fen:
            return False
        community.purse_fen -= fen
        community.spent_fen += fen
    elif tier == TOWNSHIP:
        township = state.townships[community.township]
        if township.purse_fen < fen:
            return False
        township.purse_fen -= fen
        township.spent_fen += fen
    else:
        district = state.districts[community.district]
        if district.purse_fen < fen:
            return False
        district.purse_fen -= fen
        district.spent_fen += fen
    return True


@kernel
def secure_money(state, issues, k, desk):
    """Whether what an issue costs is paid: by the desk's own office, or by any tier of a linked team.

    The municipality has no purse for single issues; it lets the district pay.
    """
    fen = issues[k].cost_fen
    params = state.params[0]
    tier = np.int64(state.desks[desk].tier)
    paid = False
    if tier == COMMUNITY:
        paid = pays(state, issues, k, COMMUNITY, fen, params.community_limit)
        if not paid and state.desks[desk].kind == TEAM_DESK:
            paid = pays(state, issues, k, TOWNSHIP, fen, params.township_limit) or pays(
                state, issues, k, DISTRICT, fen, NO_LIMIT
            )
    elif tier == TOWNSHIP:
        paid = pays(state, issues, k, TOWNSHIP, fen, params.township_limit)
    else:
        paid = pays(state, issues, k, DISTRICT, fen, NO_LIMIT)
    if paid:
        issues[k].flags |= PAID
        issues[k].flags &= ~STUCK
    return paid


@kernel
def renew(issues, k, day):
    """Prepares a fresh round of an issue: nothing paid, nothing done yet."""
    issues[k].flags = 0
    issues[k].occasion += 1
    issues[k].arose = day
    issues[k].due = day
    issues[k].part = 0
    issues[k].attempts = 0
    issues[k].n_nominal = 0
    issues[k].refusals = 0
    issues[k].hand_overs = 0
    issues[k].reopenings = 0
    issues[k].spent = 0.0
    issues[k].joined = 0
    issues[k].closed = -1
    issues[k].timer = -1


@kernel
def occasion_turn(issues, k, n):
    """The occasion of the n-th decision of one kind about issue k."""
    return turn(np.int64(issues[k].occasion), np.int64(n))
