"""How issues of the twin are passed on, closed, followed up, and what happens to them while they wait."""

from __future__ import annotations

import math
from typing import Any

from sim.agents import office as offices_rules
from sim.agents import resident as people_rules
from sim.agents.adaptation import agreements_with
from sim.agents.attention import presses_share
from sim.agents.purposes import Purpose
from sim.issues import store
from sim.issues.attributes import turn
from sim.randomness import geometric_days
from sim.vocabulary import Channel, State
from tests.reference.issues import (
    Issue,
    addressed,
    arrive,
    desk_at,
    due_of,
    enqueue,
    part_hours,
    register,
    take_up,
)
from tests.reference.people import judge


def note_clock(twin: Any, issue: Issue) -> None:
    """An office that lets go of a registered request after its due day has missed its clock."""
    if issue.registered and twin.day > issue.due:
        issue.flags |= store.LATE


def hand_over(twin: Any, issue: Issue, desk: Any) -> None:
    """Sends an issue to another desk: it takes days and may be lost on the way."""
    note_clock(twin, issue)
    home, key = issue.home, issue.resident.key
    issue.timer = -1
    issue.hand_overs = min(255, issue.hand_overs + 1)
    at = turn(issue.occasion, issue.hand_overs)
    lost = home.lever_lost_registered if issue.registered else home.lever_lost_unregistered
    if not follows_up(twin, issue, at) and twin.draw(Purpose.LOST, key, at) < lost:
        if issue.registered:
            issue.state, issue.timer = State.LOST_ON_BOOK, max(issue.due, twin.day + 1)
        else:
            lose(twin, issue)
        return
    mean = twin.params.delay_emergency_days if issue.emergency else home.lever_delay_days
    days = geometric_days(twin.draw(Purpose.HAND_OVER_DAYS, key, at), mean)
    issue.state, issue.desk = State.IN_TRANSIT, desk
    issue.timer = twin.day + min(int(twin.params.delay_limit_days), days)


def follows_up(twin: Any, issue: Issue, at: int) -> bool:
    """Whether the desk that sends an issue follows it up with a call."""
    share = issue.home.lever_followed_up
    return (
        share > 0.0
        and twin.draw(Purpose.FOLLOWED_UP, issue.resident.key, at) < share
        and calls(twin, issue, issue.desk)
    )


def hand_up(twin: Any, issue: Issue) -> None:
    """Sends an issue one tier up."""
    hand_over(twin, issue, desk_at(issue, issue.tier + 1))


def close(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """An office closes an issue; the resident may be asked, and an unsolved one may be reopened."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return
    note_clock(twin, issue)
    key = issue.resident.key
    issue.timer = -1
    desk.n_closed_month += 1
    if issue.registered:
        asked = issue.home.lever_rating_online if issue.resident.online else issue.home.lever_rating_other
        at = turn(issue.occasion, issue.reopenings)
        u = twin.draw(Purpose.CHECKED, key, at)
        if u < asked or (u < watched(issue) and calls(twin, issue, desk)):
            issue.flags |= store.ASKED
            desk.n_checked_month += 1
            if takes_no_back(twin, issue, desk, state, asked, at):
                desk.n_satisfied_month += 1
                finish(twin, issue, state)
                return
            desk.n_unsolved_month += state != State.RESOLVED
            if issue.home.township.lever_ranked > 0.0:
                u = twin.draw(Purpose.SATISFIED, key, issue.occasion)
                days, person = twin.day - issue.reported, issue.resident
                desk.n_satisfied_month += people_rules.is_satisfied(
                    u, twin.params, state == State.RESOLVED, days, person.disposition
                )
            again = twin.draw(Purpose.REOPENED, key, at) < twin.params.reopened_share
            if state != State.RESOLVED and again and issue.reopenings < twin.params.reopenings_limit:
                reopen(twin, issue, desk, state)
                return
    finish(twin, issue, state)


def feared_rank(issue: Issue, desk: Any) -> float:
    """How far a desk fears the next ranking; departments and the municipality are not ranked."""
    return float(issue.home.township.rank_belief) if desk.tier <= 1 else 0.0


def takes_no_back(twin: Any, issue: Issue, desk: Any, state: State, asked: float, at: int) -> bool:
    """Whether the resident's negative rating is changed under pressure and no second call reveals it."""
    ranked, key = feared_rank(issue, desk), issue.resident.key
    if state == State.RESOLVED or ranked <= 0.0 or desk.left < twin.params.press_hours:
        return False
    if twin.draw(Purpose.PRESSED, key, at) >= presses_share(twin.params, desk.belief, ranked):
        return False
    issue.flags |= store.PRESSED
    desk.left -= twin.params.press_hours
    desk.work_hours += twin.params.press_hours
    issue.spent += twin.params.press_hours
    yields = twin.draw(Purpose.YIELDS, key, at) < twin.params.yields_share
    return bool(yields and twin.draw(Purpose.ASKED_TWICE, key, at) >= asked)


def watched(issue: Issue) -> float:
    """How far somebody watches an issue: those in a linked team's ledger."""
    return float(issue.home.lever_client_watched) if issue.flags & store.CLIENT else 0.0


def calls(twin: Any, issue: Issue, desk: Any) -> bool:
    """Whether the desk has the hours to ask the client about a closing, which it then spends."""
    hours = twin.params.call_hours
    if desk.left < hours:
        return False
    desk.left -= hours
    desk.work_hours += hours
    issue.spent += hours
    return True


def reopen(twin: Any, issue: Issue, desk: Any, state: State) -> None:
    """The issue goes back to the desk that closed it, with a new clock and the work that is missing."""
    issue.reopenings += 1
    issue.due = due_of(twin, issue, issue.tier)
    if state == State.FAILED:
        issue.attempts, issue.part, issue.stage = 1, 0, store.STAGE_WORK
        issue.hours = part_hours(twin, issue, issue.tier)
    desk.offered_hours += issue.hours
    enqueue(twin, issue, desk)


def lose(twin: Any, issue: Issue) -> None:
    """An issue is gone without a word."""
    issue.flags |= store.SILENT
    finish(twin, issue, State.DROPPED)


def finish(twin: Any, issue: Issue, state: State) -> None:
    """The final outcome: people judge it and something may follow."""
    if issue.flags & store.DUPLICATE:
        drop(twin, issue)
        return
    issue.state, issue.closed, issue.timer = state, twin.day, -1
    judge(twin, issue, state == State.RESOLVED, state == State.DROPPED)
    if state != State.RESOLVED:
        follow_up(twin, issue)
    elif issue.flags & store.AGREED:
        issue.home.agreements = agreements_with(twin.params, issue.home.agreements, issue.home.population)
    issue.home.district.closed_today.append(issue)
    twin.issues.remove(issue)


def drop(twin: Any, issue: Issue) -> None:
    """A second row of a request reported twice ends; nobody judges it."""
    issue.home.duplicate_hours += issue.spent
    issue.timer = -1
    twin.issues.remove(issue)


def follow_up(twin: Any, issue: Issue) -> None:
    """After a failure: over heads, once more, or the cause comes back by itself later; at most six rounds."""
    if issue.occasion % 8 >= 6:
        return
    params, person, at, tier = twin.params, issue.resident, issue.occasion, issue.tier
    plan, wait = 0, 1 + int(twin.draw(Purpose.REPEAT_DAYS, person.key, at) * params.repeat_days)
    if tier < 3:
        start = issue.home.trust_reference
        gap = person.trust[tier + 1] - person.trust[tier] - (start[tier + 1] - start[tier])
        u = twin.draw(Purpose.BYPASS, person.key, at)
        if people_rules.goes_over_heads(u, params, gap, person.disposition == 3, issue.home.awareness):
            plan = store.PLAN_BYPASS
    u = twin.draw(Purpose.REPEAT, person.key, at)
    if not plan and people_rules.complains_again(u, params, issue.state == State.DROPPED, issue.home.awareness):
        plan = store.PLAN_REPEAT
    quarrel = issue.category == 3 and issue.state == State.FAILED and not issue.flags & store.AGREED
    patched = issue.flags & store.COSMETIC or quarrel
    if not plan and patched:
        wait = geometric_days(twin.draw(Purpose.RECURRENCE, person.key, at), params.recurrence_days)
        plan = store.PLAN_RECUR if wait <= params.recurrence_limit_days else 0
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
        "tier_reported",
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
    elif issue.state in (State.IN_TRANSIT, State.WAITING_HOLDER) and not issue.registered and issue.due <= twin.day:
        lose(twin, issue)
    elif issue.state == State.IN_TRANSIT:
        arrive(twin, issue, issue.desk, issue.tier != issue.desk.tier)
    elif issue.state == State.WAITING_HOLDER:
        note_clock(twin, issue)
        arrive(twin, issue, issue.desk, True)
    elif issue.state in (State.QUEUED, State.WAITING_MONEY):
        is_looked_at(twin, issue)
    else:
        lose(twin, issue)


def surfaces(twin: Any, issue: Issue) -> None:
    """A hidden issue is found by a patrol, reported again, carried over heads, or comes back."""
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
        take_up(twin, issue, issue.tier_reported)
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
    """An issue at a desk is due soon, has its money, is given up, goes up, or may be nominally closed."""
    waiting, day, desk = issue.state == State.WAITING_MONEY, twin.day, issue.desk
    if waiting and issue.money_day <= day:
        enqueue(twin, issue, desk)
        return
    if not waiting:
        desk.queue.remove(issue)
    if not issue.registered:
        lose(twin, issue)
        return
    next_look = issue.due
    if day < issue.due:
        issue.queue_class = min(issue.queue_class, 3)
    else:
        if issue.home.lever_goes_up > 0.0 and issue.tier < 2 and issue.n_nominal > 0:
            issue.authority = max(issue.authority, issue.tier + 1)
            hand_up(twin, issue)
            return
        stuck = bool(issue.flags & store.STUCK) or issue.stage in (store.STAGE_PASS_UP, store.STAGE_APPLY)
        u = twin.draw(Purpose.NOMINAL, issue.resident.key, turn(issue.occasion, issue.n_nominal))
        issue.n_nominal = min(255, issue.n_nominal + 1)
        seen = max(issue.home.lever_seen, watched(issue))
        ranked = feared_rank(issue, desk)
        if offices_rules.closes_nominally(u, twin.params, seen, stuck, desk.belief, issue.emergency, ranked):
            little = int(issue.cost_fen * twin.params.cosmetic_share)
            if issue.cost_fen and not issue.flags & store.PAID and pays(issue, desk.tier, little, math.inf):
                issue.flags |= store.COSMETIC
            close(twin, issue, desk, State.NOMINAL)
            return
        next_look = day + int(twin.params.look_days)
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
