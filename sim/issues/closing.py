"""Passing issues on and closing them: hand-overs, losses, checks, reopenings, and what follows (hand over, close)."""

from __future__ import annotations

import numpy as np

from sim.agents.adaptation import agreements_with
from sim.agents.purposes import Purpose
from sim.agents.resident import complains_again, goes_over_heads
from sim.compiled import kernel
from sim.issues.intake import LEAD, desk_at, due_of, enqueue, occasion_turn, part_hours, renew
from sim.issues.judging import judge, reference_trust, trust_of
from sim.issues.queues import clear_timer, give_slot_back, put_among_closed, set_timer, take_slot
from sim.issues.store import (
    AGREED,
    ASKED,
    BYPASS,
    CLIENT,
    COSMETIC,
    DUPLICATE,
    ENTERED,
    LAST_ROUND,
    LATE,
    MOST_COUNTED,
    NO_PLAN,
    PAID,
    PLAN_BYPASS,
    PLAN_RECUR,
    PLAN_REPEAT,
    RECURRED,
    REPEAT,
    ROUNDS,
    SILENT,
    STAGE_WORK,
)
from sim.randomness import geometric_days, uniform
from sim.vocabulary import Disposition, State, Tier

HAND_OVER_DAYS = int(Purpose.HAND_OVER_DAYS)
LOSING = int(Purpose.LOST)
CHECKING = int(Purpose.CHECKED)
REOPENING = int(Purpose.REOPENED)
BYPASSING = int(Purpose.BYPASS)
REPEATING = int(Purpose.REPEAT)
REPEAT_DAYS = int(Purpose.REPEAT_DAYS)
RECURRING = int(Purpose.RECURRENCE)
LATENT = int(State.LATENT)
IN_TRANSIT = int(State.IN_TRANSIT)
LOST_ON_BOOK = int(State.LOST_ON_BOOK)
RESOLVED = int(State.RESOLVED)
FAILED = int(State.FAILED)
NOMINAL = int(State.NOMINAL)
LOST = int(State.LOST)
AGITATED = int(Disposition.AGITATED)
MUNICIPALITY = int(Tier.MUNICIPALITY)


@kernel
def note_clock(issues, k, day):
    """An office that lets go of an entered request after its due day has missed its clock; the due day is in time."""
    if (issues[k].flags & ENTERED) != 0 and day > issues[k].due:
        issues[k].flags |= LATE


@kernel
def hand_over(s, issues, d, k, desk, day):
    """Sends an issue to another desk: it takes days, and its thread may be lost on the way.

    An entered request that is lost stays on the sender's book until its due day; nobody works on it, nobody answers.

    Args:
        s: The stage.
        issues: The district's issues.
        d: Row of the district.
        k: Slot; in no queue, its timer cleared.
        desk: Row of the desk it is sent to.
        day: Today.
    """
    note_clock(issues, k, day)
    community = s.communities[issues[k].community]
    issues[k].hand_overs = min(MOST_COUNTED, issues[k].hand_overs + 1)
    turn = occasion_turn(issues, k, issues[k].hand_overs)
    entered = (issues[k].flags & ENTERED) != 0
    lost = community.lever_lost_entered if entered else community.lever_lost_unentered
    if uniform(s.clock[0].streams[LOSING], issues[k].resident_key, turn) < lost:
        if entered:
            issues[k].state = LOST_ON_BOOK
            set_timer(issues, s.wheel, community.township, k, max(np.int64(issues[k].due), day + 1))
        else:
            lose(s, issues, d, k, day)
        return
    book = s.book[0]
    mean = book.delay_emergency_days if issues[k].emergency else community.lever_delay_days
    u = uniform(s.clock[0].streams[HAND_OVER_DAYS], issues[k].resident_key, turn)
    issues[k].state = IN_TRANSIT
    issues[k].desk = desk
    days = min(int(book.delay_limit_days), geometric_days(u, mean))
    set_timer(issues, s.wheel, community.township, k, day + days)


@kernel
def hand_up(s, issues, d, k, day):
    """Sends an issue one tier up."""
    hand_over(s, issues, d, k, desk_at(s, issues, k, np.int64(issues[k].tier) + 1, LEAD), day)


@kernel
def close(s, issues, d, k, desk, state, day):
    """An office closes an issue: resolved, failed or on paper. If the resident is asked and says no, it reopens.

    Args:
        s: The stage.
        issues: The district's issues.
        d: Row of the district.
        k: Slot; in no queue, its timer cleared.
        desk: Row of the desk that closes.
        state: Code of the outcome.
        day: Today.
    """
    book = s.book[0]
    if (issues[k].flags & DUPLICATE) != 0:
        drop(s, issues, d, k)
        return
    note_clock(issues, k, day)
    community = s.communities[issues[k].community]
    s.desks[desk].n_closed_month += 1
    if (issues[k].flags & ENTERED) != 0:
        online = s.residents[issues[k].resident].online != 0
        asked = community.lever_rating_online if online else community.lever_rating_other
        turn = occasion_turn(issues, k, issues[k].reopenings)
        u = uniform(s.clock[0].streams[CHECKING], issues[k].resident_key, turn)
        if u < asked or (u < watched(s, issues, k) and calls(s, issues, k, desk)):
            issues[k].flags |= ASKED
            s.desks[desk].n_checked_month += 1
            again = uniform(s.clock[0].streams[REOPENING], issues[k].resident_key, turn) < book.reopened_share
            if state != RESOLVED and again and issues[k].reopenings < book.reopenings_limit:
                reopen(s, issues, k, desk, state, day)
                return
    finish(s, issues, d, k, state, day)


@kernel
def watched(s, issues, k):
    """How far somebody watches the time limit and the closing of an issue: those in a linked team's ledger."""
    return s.communities[issues[k].community].lever_client_watched if (issues[k].flags & CLIENT) != 0 else 0.0


@kernel
def calls(s, issues, k, desk):
    """Whether the desk that closes a client's issue has the hours to ask the client about it; then they are spent."""
    hours = s.book[0].call_hours
    if s.desks[desk].left < hours:
        return False
    s.desks[desk].left -= hours
    s.desks[desk].work_hours += hours
    issues[k].spent += hours
    return True


@kernel
def reopen(s, issues, k, desk, state, day):
    """The issue goes back to the desk that closed it, with a new clock and the work that is missing."""
    tier = np.int64(issues[k].tier)
    issues[k].reopenings += 1
    issues[k].due = due_of(s, issues, k, tier, day)
    if state == FAILED:
        issues[k].attempts = 1
        issues[k].part = 0
        issues[k].stage = STAGE_WORK
        issues[k].hours = part_hours(s, issues, k, tier)
    s.desks[desk].offered_hours += issues[k].hours
    enqueue(s, issues, k, desk, day)


@kernel
def lose(s, issues, d, k, day):
    """An issue is gone without a word to the resident (杳无音讯)."""
    issues[k].flags |= SILENT
    finish(s, issues, d, k, LOST, day)


@kernel
def finish(s, issues, d, k, state, day):
    """The final outcome: people judge it, something may follow, and the ledger gets it at the day's end.

    An agreement that was carried out stands for some years; one that was not, does not.
    """
    if (issues[k].flags & DUPLICATE) != 0:
        drop(s, issues, d, k)
        return
    book = s.book[0]
    silent = state == LOST
    issues[k].state = state
    issues[k].closed = day
    judge(s, issues, k, state == RESOLVED, silent)
    if state != RESOLVED:
        follow_up(s, issues, d, k, day)
    elif (issues[k].flags & AGREED) != 0:
        home = s.communities[issues[k].community]
        home.agreements = agreements_with(book, home.agreements, home.population)
    put_among_closed(s, issues, d, k)


@kernel
def drop(s, issues, d, k):
    """A second row of a request voiced twice ends: its hours are counted, nobody judges it, nothing follows."""
    s.communities[issues[k].community].duplicate_hours += issues[k].spent
    give_slot_back(s, issues, d, k)


@kernel
def follow_up(s, issues, d, k, day):
    """After a failure the resident goes over heads, complains again, or the cause comes back by itself later."""
    book = s.book[0]
    if issues[k].occasion % ROUNDS >= LAST_ROUND:
        return
    key = issues[k].resident_key
    occasion = np.int64(issues[k].occasion)
    tier = np.int64(issues[k].tier)
    row = np.int64(issues[k].resident)
    community = s.communities[issues[k].community]
    silent = issues[k].state == LOST
    plan = NO_PLAN
    wait = 1 + int(uniform(s.clock[0].streams[REPEAT_DAYS], key, occasion) * book.repeat_days)
    if tier < MUNICIPALITY:
        gap = (trust_of(s, row, tier + 1) - trust_of(s, row, tier)
               - (reference_trust(community, tier + 1) - reference_trust(community, tier)))
        agitated = s.residents[row].disposition == AGITATED
        u = uniform(s.clock[0].streams[BYPASSING], key, occasion)
        if goes_over_heads(u, book, gap, agitated, community.awareness):
            plan = PLAN_BYPASS
    if plan == NO_PLAN:
        u = uniform(s.clock[0].streams[REPEATING], key, occasion)
        if complains_again(u, book, silent, community.awareness):
            plan = PLAN_REPEAT
    if plan == NO_PLAN:
        cosmetic = (issues[k].flags & COSMETIC) != 0
        settlement = (s.kinds[issues[k].category].mediated and issues[k].state == FAILED
                      and (issues[k].flags & AGREED) == 0)
        if cosmetic or settlement:
            wait = geometric_days(uniform(s.clock[0].streams[RECURRING], key, occasion), book.recurrence_days)
            if wait <= book.recurrence_limit_days:
                plan = PLAN_RECUR
    if plan == NO_PLAN:
        return
    new = take_slot(s, issues, d)
    issues[new] = issues[k]
    renew(issues, new, day + wait)
    if plan != PLAN_RECUR and (issues[k].flags & PAID) != 0:
        issues[new].flags |= PAID
    if plan == PLAN_REPEAT:
        issues[new].flags |= REPEAT
    elif plan == PLAN_BYPASS:
        issues[new].flags |= BYPASS
        issues[new].lost_tier = tier
    else:
        issues[new].flags |= RECURRED
    issues[new].state = LATENT
    issues[new].plan = plan
    set_timer(issues, s.wheel, community.township, new, day + wait)


@kernel
def leave_wheel(s, issues, k):
    """Takes an issue out of its township's timing wheel."""
    clear_timer(issues, s.wheel, s.communities[issues[k].community].township, k)
