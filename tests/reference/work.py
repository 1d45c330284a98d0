"""The hours that desks of the twin spend on issues, and what comes of them."""

from __future__ import annotations

import math
from typing import Any

from sim.agents import office as offices_rules
from sim.agents.attention import care_share
from sim.agents.purposes import Purpose
from sim.agents.resident import cooperation
from sim.issues import store
from sim.issues.attributes import turn
from sim.vocabulary import DeskKind, State
from tests.reference.handling import close, drop, feared_rank, hand_over, hand_up, pays
from tests.reference.issues import Issue, desk_at, enqueue, full_hours, helper_ready, part_hours
from tests.reference.offices import rank_again

NOTHING = 1e-9
WORKING = (store.STAGE_WORK, store.STAGE_HELPER, store.STAGE_LIAISON)


def secure_money(twin: Any, issue: Issue, desk: Any) -> bool:
    """Whether the cost is paid by the desk's own office, or by any tier of a linked team."""
    limits = (twin.params.community_limit, twin.params.township_limit, math.inf, math.inf)
    tiers = (0, 1, 2) if desk.kind == DeskKind.TEAM else (desk.tier,)
    paid = any(pays(issue, tier, issue.cost_fen, limits[tier]) for tier in tiers)
    if paid:
        issue.flags = (issue.flags | store.PAID) & ~store.STUCK
    return paid


def serve(twin: Any, desk: Any) -> None:
    """A desk works down its queue; what it has attended to waits for another day."""
    for_emergencies = desk.left * (1.0 - desk.place.lever_protected) if desk.kind == DeskKind.COMMITTEE else desk.left
    aside = []
    while desk.left > NOTHING and desk.queue:
        issue = desk.first()
        if issue.emergency and for_emergencies <= NOTHING:
            aside.append(issue)
            continue
        before = desk.left
        if attend(twin, issue, desk):
            aside.append(issue)
        if issue.emergency:
            for_emergencies -= before - desk.left
    desk.queue.extend(aside)


def attend(twin: Any, issue: Issue, desk: Any) -> bool:
    """A desk spends today's hours on one issue; gives whether the issue stays for another day."""
    params = twin.params
    if issue.flags & store.MISROUTED:
        issue.flags &= ~store.MISROUTED
        spend(issue, desk, min(params.rerouting_hours, desk.left))
        hand_over(twin, issue, desk)
        return False
    needs_money = issue.stage in (store.STAGE_WORK, store.STAGE_HELPER) or (
        issue.stage == store.STAGE_DISPATCH and issue.flags & store.STUCK
    )
    unpaid = issue.cost_fen > 0 and not issue.flags & store.PAID
    if needs_money and unpaid and not secure_money(twin, issue, desk):
        issue.flags |= store.STUCK
        if issue.tier >= 2:
            issue.state, issue.money_day = State.WAITING_MONEY, issue.home.district.next_funding_day
            issue.timer = min(issue.due if issue.due > twin.day else twin.day + int(params.look_days), issue.money_day)
            return False
        issue.stage, issue.hours = store.STAGE_APPLY, params.application_hours
    hours = min(issue.hours, params.hours_per_day_limit, desk.left)
    spend(issue, desk, hours)
    issue.hours -= hours
    if issue.hours > NOTHING:
        rank_again(twin, issue)
        return True
    return finish_stage(twin, issue, desk)


def spend(issue: Issue, desk: Any, hours: float) -> None:
    """Books hours on an issue, as work or as passing on."""
    desk.left -= hours
    issue.spent += hours
    if issue.stage in WORKING:
        desk.work_hours += hours
        if desk.kind == DeskKind.VOLUNTEER:
            issue.home.credit_hours += hours * issue.home.lever_time_bank
    else:
        desk.passing_hours += hours


def finish_stage(twin: Any, issue: Issue, desk: Any) -> bool:
    """The hours of a stage are done; gives whether the issue stays at the desk for another day."""
    if issue.stage in (store.STAGE_PASS_UP, store.STAGE_APPLY):
        hand_up(twin, issue)
    elif issue.stage == store.STAGE_DISPATCH:
        hand_over(twin, issue, desk_at(issue, issue.authority))
    elif issue.stage == store.STAGE_LIAISON:
        helper = helper_ready(twin, issue)
        issue.hours = full_hours(twin, issue, 0) * (1.0 - twin.params.liaison_share)
        issue.stage = store.STAGE_WORK if helper is None else store.STAGE_HELPER
        (helper or desk).offered_hours += issue.hours
        enqueue(twin, issue, helper or desk)
    elif issue.tier > 0 and desk.kind != DeskKind.TEAM and issue.part + 1 < issue.departments:
        return remaining_parts(twin, issue, desk) if issue.flags & store.JOINT else next_part(twin, issue)
    else:
        return see_outcome(twin, issue, desk)
    return False


def remaining_parts(twin: Any, issue: Issue, desk: Any) -> bool:
    """After a joint meeting all parts that remain are done in one go under the desk that has the lead."""
    n = issue.departments - issue.part - 1
    issue.part, issue.stage = issue.departments - 1, store.STAGE_WORK
    issue.hours = part_hours(twin, issue, issue.tier) * n
    rank_again(twin, issue)
    desk.offered_hours += issue.hours
    return True


def next_part(twin: Any, issue: Issue) -> bool:
    """The next department is asked and may refuse; then it is asked again another day."""
    at = turn(issue.occasion, issue.refusals)
    issue.refusals = min(255, issue.refusals + 1)
    if twin.draw(Purpose.REFUSAL, issue.resident.key, at) < issue.home.lever_refusal:
        issue.stage, issue.hours = store.STAGE_REFUSED, twin.params.refusal_hours
        rank_again(twin, issue)
        return True
    issue.part += 1
    hand_over(twin, issue, desk_at(issue, issue.tier, issue.part))
    return False


def see_outcome(twin: Any, issue: Issue, desk: Any) -> bool:
    """The work is done: the cause is gone, or it is tried again, sent up, or closed as done."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return False
    params, key, home = twin.params, issue.resident.key, issue.home
    at = turn(issue.occasion, issue.attempts + 16 * issue.reopenings)
    looked = checks_again(twin, issue, desk, at)
    u = twin.draw(Purpose.SUCCESS, key, at)
    more = willing = 0.0
    if issue.category == 3:
        more = issue.resident.trust[issue.tier] - home.trust_reference[issue.tier]
        willing = cooperation(params, issue.resident.disposition)
    apart = 1 if issue.flags & store.JOINT else issue.departments
    kind, strained = twin.kinds[issue.category], desk.strained
    if offices_rules.succeeds(
        u, params, kind, desk.skill, apart, desk.specialist, strained, more, willing
    ) and finds_place(twin, issue):
        if issue.category == 0 and issue.cost_fen > 0:
            gain = issue.cost_fen / 100.0 / (params.repair_value_per_resident * home.population)
            home.condition = min(1.0, home.condition + gain)
        close(twin, issue, desk, State.RESOLVED)
        return False
    issue.attempts += 1
    agreed = issue.flags & store.AGREED != 0
    up = issue.category == 3 and issue.tier < 2 and not agreed
    if up and twin.draw(Purpose.DISPUTE_UP, key, at) < params.failed_dispute_up_share:
        issue.authority = issue.tier + 1
        hand_up(twin, issue)
        return False
    in_time = (agreed or twin.day < issue.due) and issue.attempts <= params.retries_in_time
    if in_time or (looked and issue.attempts <= params.retries_checked):
        if issue.stage == store.STAGE_REFUSED:
            issue.stage = store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
        rank_again(twin, issue)
        return True
    close(twin, issue, desk, State.FAILED)
    return False


def checks_again(twin: Any, issue: Issue, desk: Any, at: int) -> bool:
    """Whether the office itself looks at finished work, which takes hours."""
    care = care_share(twin.params, desk.belief, feared_rank(issue, desk))
    share = max(issue.home.lever_double_check, care)
    if share <= 0.0 or twin.draw(Purpose.DOUBLE_CHECK, issue.resident.key, at) >= share:
        return False
    hours = max(0.0, min(twin.params.double_check_hours, desk.left))
    desk.left -= hours
    desk.work_hours += hours
    issue.spent += hours
    if desk.kind == DeskKind.VOLUNTEER:
        issue.home.credit_hours += hours * issue.home.lever_time_bank
    return True


def finds_place(twin: Any, issue: Issue) -> bool:
    """Whether an older resident who asks for a care place finds one free in the district."""
    if issue.category != 4 or issue.quick or issue.resident.group != 1:
        return True
    if twin.draw(Purpose.CARE_PLACE, issue.resident.key, issue.occasion) >= twin.params.place_share:
        return True
    district = issue.home.district
    if district.places_used >= district.places:
        district.n_refused_place += 1
        return False
    district.places_used += 1
    return True
