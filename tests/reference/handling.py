"""What offices of the twin do with issues: work, pass on, close, and what happens while issues wait."""

from __future__ import annotations

import math
from typing import Any

from sim.agents import office as offices_rules
from sim.agents import resident as people_rules
from sim.agents.purposes import Purpose
from sim.issues import store
from sim.issues.attributes import turn
from sim.randomness import geometric_days
from sim.vocabulary import Channel, DeskKind, State
from tests.reference.issues import (
    Issue,
    addressed,
    arrive,
    desk_at,
    enqueue,
    full_hours,
    helper_ready,
    part_hours,
    register,
    take_up,
)
from tests.reference.people import judge

NOTHING = 1e-9
WORKING = (store.STAGE_WORK, store.STAGE_HELPER, store.STAGE_LIAISON)


def hand_over(twin: Any, issue: Issue, desk: Any) -> None:
    """Sends an issue to another desk: it takes days and may be lost on the way."""
    home, key = issue.home, issue.resident.key
    issue.timer = -1
    issue.hand_overs = min(255, issue.hand_overs + 1)
    at = turn(issue.occasion, issue.hand_overs)
    if twin.draw(Purpose.LOST, key, at) < (home.lost_entered if issue.entered else home.lost_unentered):
        if issue.entered:
            issue.state, issue.timer = State.LOST_ON_BOOK, max(issue.due, twin.day + 1)
        else:
            lose(twin, issue)
        return
    mean = 1.0 if issue.emergency else home.delay_days
    days = geometric_days(twin.draw(Purpose.HAND_OVER_DAYS, key, at), mean)
    issue.state, issue.desk, issue.timer = State.IN_TRANSIT, desk, twin.day + min(100, days)


def hand_up(twin: Any, issue: Issue) -> None:
    """Sends an issue one tier up."""
    hand_over(twin, issue, desk_at(issue, issue.tier + 1))


def close(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """An office closes an issue; the resident may be asked, and an unsolved one may be reopened."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return
    key = issue.resident.key
    issue.timer = -1
    desk.n_closed_month += 1
    if issue.entered:
        asked = issue.home.rating_online if issue.resident.online else issue.home.rating_other
        at = turn(issue.occasion, issue.reopenings)
        if twin.draw(Purpose.CHECKED, key, at) < asked:
            issue.flags |= store.ASKED
            desk.n_checked_month += 1
            again = twin.draw(Purpose.REOPENED, key, at) < twin.book.reopened_share
            if state != State.RESOLVED and again and issue.reopenings < twin.book.reopenings_limit:
                reopen(twin, issue, desk, state)
                return
    finish(twin, issue, state)


def reopen(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """The issue goes back to the desk that closed it, with a new clock and the work that is missing."""
    issue.reopenings += 1
    issue.due = twin.day + offices_rules.clock_days(twin.book, issue.tier)
    if state == State.FAILED:
        issue.attempts, issue.part, issue.stage = 1, 0, store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
    desk.offered_hours += issue.hours
    enqueue(twin, issue, desk)


def lose(twin: Any, issue: Issue) -> None:
    """An issue is gone without a word."""
    issue.flags |= store.SILENT
    finish(twin, issue, State.LOST)


def finish(twin: Any, issue: Issue, state: State) -> None:
    """The final outcome: people judge it and something may follow."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return
    issue.state, issue.closed, issue.timer = state, twin.day, -1
    judge(twin, issue, state == State.RESOLVED, state == State.LOST)
    if state != State.RESOLVED:
        follow_up(twin, issue)
    issue.home.district.closed_today.append(issue)
    twin.issues.remove(issue)


def drop(twin: Any, issue: Issue) -> None:
    """A second row of a request voiced twice ends; nobody judges it."""
    issue.home.duplicate_hours += issue.spent
    issue.timer = -1
    twin.issues.remove(issue)


def follow_up(twin: Any, issue: Issue) -> None:
    """After a failure: over heads, once more, or the cause comes back by itself later; at most six rounds."""
    if issue.occasion % 8 >= 6:
        return
    book, person, at, tier = twin.book, issue.resident, issue.occasion, issue.tier
    plan, wait = 0, 1 + int(twin.draw(Purpose.REPEAT_DAYS, person.key, at) * book.repeat_days)
    if tier < 3:
        start = issue.home.trust_start
        gap = person.trust[tier + 1] - person.trust[tier] - (start[tier + 1] - start[tier])
        u = twin.draw(Purpose.BYPASS, person.key, at)
        if people_rules.goes_over_heads(u, book, gap, person.disposition == 3, issue.home.awareness):
            plan = store.PLAN_BYPASS
    u = twin.draw(Purpose.REPEAT, person.key, at)
    if not plan and people_rules.complains_again(u, book, issue.state == State.LOST, issue.home.awareness):
        plan = store.PLAN_REPEAT
    patched = issue.flags & store.COSMETIC or (issue.category == 3 and issue.state == State.FAILED)
    if not plan and patched:
        wait = geometric_days(twin.draw(Purpose.RECURRENCE, person.key, at), book.recurrence_days)
        plan = store.PLAN_RECUR if wait <= book.recurrence_limit_days else 0
    if plan:
        twin.issues.append(next_round(issue, plan, twin.day + wait))


def next_round(issue: Issue, plan: int, day: int) -> Issue:
    """The next round: what it is about and a granted payment stay, what was done starts afresh."""
    new = Issue(issue.resident, issue.occasion + 1, day)
    for name in (
        "category",
        "emergency",
        "quick",
        "cost_fen",
        "work",
        "authority",
        "departments",
        "lead",
        "helper",
        "channel",
        "tier_voiced",
    ):
        setattr(new, name, getattr(issue, name))
    new.flags = {
        store.PLAN_REPEAT: store.REPEAT,
        store.PLAN_BYPASS: store.BYPASS,
        store.PLAN_RECUR: store.RECURRED,
    }[plan]
    if plan != store.PLAN_RECUR:
        new.flags |= issue.flags & store.PAID
    new.plan, new.timer, new.lost_tier = plan, day, issue.tier
    return new


def happens(twin: Any, issue: Issue) -> None:
    """What an issue waited for happens today."""
    issue.timer = -1
    if issue.state == State.LATENT:
        surfaces(twin, issue)
    elif issue.state == State.IN_TRANSIT and issue.plan == store.PLAN_INTAKE:
        register(twin, issue)
    elif issue.state == State.IN_TRANSIT and not issue.entered and issue.due <= twin.day:
        lose(twin, issue)
    elif issue.state == State.IN_TRANSIT:
        arrive(twin, issue, issue.desk, issue.tier != issue.desk.tier)
    elif issue.state == State.WAITING_HOLDER:
        arrive(twin, issue, issue.desk, True)
    elif issue.state in (State.QUEUED, State.WAITING_MONEY):
        is_looked_at(twin, issue)
    else:
        lose(twin, issue)


def surfaces(twin: Any, issue: Issue) -> None:
    """A hidden issue is found by a patrol, voiced again, carried over heads, or comes back."""
    plan, issue.plan = issue.plan, 0
    if plan == store.PLAN_DISCOVER:
        issue.flags |= store.DISCOVERED
        issue.channel = Channel.GRID_WORKER
        take_up(twin, issue, 0)
    elif plan == store.PLAN_BYPASS:
        tier = min(3, issue.lost_tier + 1)
        issue.channel = Channel.PETITION if tier == 3 else Channel.HOTLINE
        take_up(twin, issue, tier)
    elif plan == store.PLAN_REPEAT:
        take_up(twin, issue, issue.tier_voiced)
    else:
        person = issue.resident
        twin.count(store.NEEDS, person, issue.category)
        channel = person.channel_today(twin, issue.occasion)
        u = twin.draw(Purpose.VOICE, person.key, issue.occasion)
        if person.voices(twin, u, bool(issue.emergency), issue.cost_fen > 0, channel):
            addressed(twin, issue, channel)
        else:
            twin.count(store.ENDURED, person, issue.category)
            twin.issues.remove(issue)


def is_looked_at(twin: Any, issue: Issue) -> None:
    """An issue at a desk is due soon, has its money, is given up, goes up, or may be closed on paper."""
    waiting, day, desk = issue.state == State.WAITING_MONEY, twin.day, issue.desk
    if waiting and issue.money_day <= day:
        enqueue(twin, issue, desk)
        return
    if not waiting:
        desk.queue.remove(issue)
    if not issue.entered:
        lose(twin, issue)
        return
    next_look = issue.due
    if day < issue.due:
        issue.queue_class = min(issue.queue_class, 3)
    else:
        issue.flags |= store.LATE
        if issue.home.goes_up > 0.0 and issue.tier < 2 and issue.n_paper > 0:
            issue.authority = max(issue.authority, issue.tier + 1)
            hand_up(twin, issue)
            return
        stuck = bool(issue.flags & store.STUCK) or issue.stage in (store.STAGE_PASS_UP, store.STAGE_APPLY)
        u = twin.draw(Purpose.PAPER, issue.resident.key, turn(issue.occasion, issue.n_paper))
        issue.n_paper = min(255, issue.n_paper + 1)
        if offices_rules.closes_on_paper(u, twin.book, issue.home.seen, stuck, desk.belief, issue.emergency):
            little = int(issue.cost_fen * twin.book.cosmetic_share)
            if issue.cost_fen and not issue.flags & store.PAID and pays(issue, desk.tier, little, math.inf):
                issue.flags |= store.COSMETIC
            close(twin, issue, desk, State.NOMINAL)
            return
        next_look = day + 7
    issue.timer = min(next_look, issue.money_day) if waiting else next_look
    if not waiting:
        desk.queue.append(issue)


def pays(issue: Issue, tier: int, fen: int, limit_yuan: float) -> bool:
    """Whether the office of a tier pays an amount out of its purse, within its limit."""
    office = (issue.home, issue.home.township, issue.home.district, issue.home.district)[tier]
    if fen > limit_yuan * 100.0 or office.purse_fen < fen:
        return False
    office.purse_fen -= fen
    office.spent_fen += fen
    return True


def secure_money(twin: Any, issue: Issue, desk: Any) -> bool:
    """Whether the cost is paid by the desk's own office, or by any tier of a linked team."""
    limits = (twin.book.community_limit, twin.book.township_limit, math.inf, math.inf)
    tiers = (0, 1, 2) if desk.kind == DeskKind.TEAM else (desk.tier,)
    paid = any(pays(issue, tier, issue.cost_fen, limits[tier]) for tier in tiers)
    if paid:
        issue.flags = (issue.flags | store.PAID) & ~store.STUCK
    return paid


def serve(twin: Any, desk: Any) -> None:
    """A desk works down its queue; what it has attended to waits for another day."""
    for_emergencies = desk.left * (1.0 - desk.place.protected) if desk.kind == DeskKind.COMMITTEE else desk.left
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
    book = twin.book
    if issue.flags & store.MISROUTED:
        issue.flags &= ~store.MISROUTED
        spend(issue, desk, min(book.rerouting_hours, desk.left))
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
            issue.timer = min(issue.due if issue.due > twin.day else twin.day + 7, issue.money_day)
            return False
        issue.stage, issue.hours = store.STAGE_APPLY, book.application_hours
    hours = min(issue.hours, book.hours_per_day_limit, desk.left)
    spend(issue, desk, hours)
    issue.hours -= hours
    if issue.hours > NOTHING:
        issue.key = offices_rules.order_key(book, issue.hours, issue.due)
        return True
    return finish_stage(twin, issue, desk)


def spend(issue: Issue, desk: Any, hours: float) -> None:
    """Books hours on an issue, as work or as passing on."""
    desk.left -= hours
    issue.spent += hours
    if issue.stage in WORKING:
        desk.work_hours += hours
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
        issue.hours = full_hours(twin, issue, 0) * (1.0 - twin.book.liaison_share)
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
    issue.key = offices_rules.order_key(twin.book, issue.hours, issue.due)
    desk.offered_hours += issue.hours
    return True


def next_part(twin: Any, issue: Issue) -> bool:
    """The next department is asked and may refuse; then it is asked again another day."""
    at = turn(issue.occasion, issue.refusals)
    issue.refusals = min(255, issue.refusals + 1)
    if twin.draw(Purpose.REFUSAL, issue.resident.key, at) < issue.home.refusal:
        issue.stage, issue.hours = store.STAGE_REFUSED, twin.book.refusal_hours
        issue.key = offices_rules.order_key(twin.book, issue.hours, issue.due)
        return True
    issue.part += 1
    hand_over(twin, issue, desk_at(issue, issue.tier, issue.part))
    return False


def see_outcome(twin: Any, issue: Issue, desk: Any) -> bool:
    """The work is done: the cause is gone, or it is tried again, sent up, or closed as done."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return False
    book, key, home = twin.book, issue.resident.key, issue.home
    at = turn(issue.occasion, issue.attempts + 16 * issue.reopenings)
    looked = checks_again(twin, issue, desk, at)
    u = twin.draw(Purpose.SUCCESS, key, at)
    more = issue.resident.trust[issue.tier] - home.trust_start[issue.tier] if issue.category == 3 else 0.0
    if offices_rules.succeeds(
        u, book, twin.kinds[issue.category], desk.skill, issue.departments, desk.specialist, desk.strained, more
    ) and finds_place(twin, issue):
        if issue.category == 0 and issue.cost_fen > 0:
            gain = issue.cost_fen / 100.0 / (book.repair_value_per_resident * home.population)
            home.condition = min(1.0, home.condition + gain)
        close(twin, issue, desk, State.RESOLVED)
        return False
    issue.attempts += 1
    up = issue.category == 3 and issue.tier < 2
    if up and twin.draw(Purpose.DISPUTE_UP, key, at) < book.failed_dispute_up_share:
        issue.authority = issue.tier + 1
        hand_up(twin, issue)
        return False
    if (issue.attempts == 1 and twin.day < issue.due) or (looked and issue.attempts <= 2):
        if issue.stage == store.STAGE_REFUSED:
            issue.stage = store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
        issue.key = offices_rules.order_key(book, issue.hours, issue.due)
        return True
    close(twin, issue, desk, State.FAILED)
    return False


def checks_again(twin: Any, issue: Issue, desk: Any, at: int) -> bool:
    """Whether the office itself looks at finished work, which takes hours."""
    share = issue.home.double_check
    if share <= 0.0 or twin.draw(Purpose.DOUBLE_CHECK, issue.resident.key, at) >= share:
        return False
    hours = max(0.0, min(twin.book.double_check_hours, desk.left))
    desk.left -= hours
    desk.work_hours += hours
    issue.spent += hours
    return True


def finds_place(twin: Any, issue: Issue) -> bool:
    """Whether an older resident who asks for a care place finds one free in the district."""
    if issue.category != 4 or issue.quick or issue.resident.group != 1:
        return True
    if twin.draw(Purpose.CARE_PLACE, issue.resident.key, issue.occasion) >= twin.book.place_share:
        return True
    district = issue.home.district
    if district.places_used >= district.places:
        district.n_refused_place += 1
        return False
    district.places_used += 1
    return True
