"""Passing issues on and closing them: hand-overs, losses, checks, reopenings, and what follows (hand over, close)."""

from __future__ import annotations

import numpy as np

from sim.agents.adaptation import agreements_with
from sim.agents.attention import feared_rank, presses_share
from sim.agents.purposes import Purpose
from sim.agents.resident import complains_again, goes_over_heads, is_satisfied
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
    LAST_ROUND,
    LATE,
    MOST_COUNTED,
    NO_PLAN,
    PAID,
    PLAN_BYPASS,
    PLAN_RECUR,
    PLAN_REPEAT,
    PRESSED,
    RECURRED,
    REGISTERED,
    REPEAT,
    ROUNDS,
    SILENT,
    STAGE_WORK,
)
from sim.randomness import geometric_days, uniform
from sim.vocabulary import Disposition, State, Tier

HAND_OVER_DAYS = int(Purpose.HAND_OVER_DAYS)
LOSING = int(Purpose.LOST)
FOLLOWING_UP = int(Purpose.FOLLOWED_UP)
CHECKING = int(Purpose.CHECKED)
SATISFACTION = int(Purpose.SATISFIED)
PRESSING = int(Purpose.PRESSED)
YIELDING = int(Purpose.YIELDS)
ASKING_TWICE = int(Purpose.ASKED_TWICE)
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
DROPPED = int(State.DROPPED)
AGITATED = int(Disposition.AGITATED)
MUNICIPALITY = int(Tier.MUNICIPALITY)


@kernel
def note_clock(issues, k, day):
    """An office that lets go of a registered request after its due day has missed its clock; the due day is in time."""
    if (issues[k].flags & REGISTERED) != 0 and day > issues[k].due:
        issues[k].flags |= LATE


@kernel
def hand_over(state, issues, d, k, desk, day):
    """Sends an issue to another desk: it takes days, and a thread that nobody follows up may be lost on the way.

    A registered request that is lost stays on the sender's register until its due day; nobody works on it or answers.

    Args:
        state: The stage.
        issues: The district's issues.
        d: Row of the district.
        k: Slot; in no queue, its timer cleared.
        desk: Row of the desk it is sent to.
        day: Today.
    """
    note_clock(issues, k, day)
    community = state.communities[issues[k].community]
    issues[k].hand_overs = min(MOST_COUNTED, issues[k].hand_overs + 1)
    turn = occasion_turn(issues, k, issues[k].hand_overs)
    registered = (issues[k].flags & REGISTERED) != 0
    lost = community.lever_lost_registered if registered else community.lever_lost_unregistered
    u = uniform(state.clock[0].streams[LOSING], issues[k].resident_key, turn)
    if not follows_up(state, issues, k, turn) and u < lost:
        if registered:
            issues[k].state = LOST_ON_BOOK
            set_timer(issues, state.wheel, community.township, k, max(np.int64(issues[k].due), day + 1))
        else:
            lose(state, issues, d, k, day)
        return
    params = state.params[0]
    mean = params.delay_emergency_days if issues[k].emergency else community.lever_delay_days
    u = uniform(state.clock[0].streams[HAND_OVER_DAYS], issues[k].resident_key, turn)
    issues[k].state = IN_TRANSIT
    issues[k].desk = desk
    days = min(int(params.delay_limit_days), geometric_days(u, mean))
    set_timer(issues, state.wheel, community.township, k, day + days)


@kernel
def follows_up(state, issues, k, turn):
    """Whether the desk that sends an issue follows it up with a call, so that the thread holds; that takes hours."""
    share = state.communities[issues[k].community].lever_followed_up
    if share <= 0.0 or uniform(state.clock[0].streams[FOLLOWING_UP], issues[k].resident_key, turn) >= share:
        return False
    return calls(state, issues, k, np.int64(issues[k].desk))


@kernel
def hand_up(state, issues, d, k, day):
    """Sends an issue one tier up."""
    hand_over(state, issues, d, k, desk_at(state, issues, k, np.int64(issues[k].tier) + 1, LEAD), day)


@kernel
def close(state, issues, d, k, desk, ending, day):
    """An office closes an issue: resolved, failed or nominally. If the resident is asked and says no, it reopens.

    Args:
        state: The stage.
        issues: The district's issues.
        d: Row of the district.
        k: Slot; in no queue, its timer cleared.
        desk: Row of the desk that closes.
        ending: Code of the outcome.
        day: Today.
    """
    params = state.params[0]
    if (issues[k].flags & DUPLICATE) != 0:
        drop(state, issues, d, k)
        return
    note_clock(issues, k, day)
    community = state.communities[issues[k].community]
    state.desks[desk].n_closed_month += 1
    if (issues[k].flags & REGISTERED) != 0:
        online = state.residents[issues[k].resident].online != 0
        asked = community.lever_rating_online if online else community.lever_rating_other
        turn = occasion_turn(issues, k, issues[k].reopenings)
        u = uniform(state.clock[0].streams[CHECKING], issues[k].resident_key, turn)
        if u < asked or (u < watched(state, issues, k) and calls(state, issues, k, desk)):
            issues[k].flags |= ASKED
            state.desks[desk].n_checked_month += 1
            ranked = state.townships[community.township].lever_ranked > 0.0
            satisfied = ranked and likes_it(state, issues, k, ending, day)
            if ending != RESOLVED and takes_no_back(state, issues, k, desk, asked, turn):
                state.desks[desk].n_satisfied_month += 1
                finish(state, issues, d, k, ending, day)
                return
            if satisfied:
                state.desks[desk].n_satisfied_month += 1
            if ending != RESOLVED:
                state.desks[desk].n_unsolved_month += 1
            again = uniform(state.clock[0].streams[REOPENING], issues[k].resident_key, turn) < params.reopened_share
            if ending != RESOLVED and again and issues[k].reopenings < params.reopenings_limit:
                reopen(state, issues, k, desk, ending, day)
                return
    finish(state, issues, d, k, ending, day)


@kernel
def likes_it(state, issues, k, ending, day):
    """Whether a resident who is asked today is satisfied: by the same draw as when the outcome is judged."""
    u = uniform(state.clock[0].streams[SATISFACTION], issues[k].resident_key, np.int64(issues[k].occasion))
    disposition = state.residents[issues[k].resident].disposition
    return is_satisfied(u, state.params[0], ending == RESOLVED, day - issues[k].reported, disposition)


@kernel
def takes_no_back(state, issues, k, desk, asked, turn):
    """Whether a resident who has said no takes it back: pressed by the office, in its hours, and not called again.

    Args:
        state: The stage.
        issues: The district's issues.
        k: Slot.
        desk: Row of the desk that closed it.
        asked: Chance that residents are asked, and so that a second call brings the pressing out.
        turn: Occasion of the check.
    """
    ranked = feared_rank(state, desk, np.int64(issues[k].community))
    params, key, hours = state.params[0], issues[k].resident_key, state.params[0].press_hours
    if ranked <= 0.0 or state.desks[desk].left < hours:
        return False
    if uniform(state.clock[0].streams[PRESSING], key, turn) >= presses_share(params, state.desks[desk].belief, ranked):
        return False
    issues[k].flags |= PRESSED
    state.desks[desk].left -= hours
    state.desks[desk].work_hours += hours
    issues[k].spent += hours
    if uniform(state.clock[0].streams[YIELDING], key, turn) >= params.yields_share:
        return False
    return uniform(state.clock[0].streams[ASKING_TWICE], key, turn) >= asked


@kernel
def watched(state, issues, k):
    """How far somebody watches the time limit and the closing of an issue: those in a linked team's ledger."""
    return state.communities[issues[k].community].lever_client_watched if (issues[k].flags & CLIENT) != 0 else 0.0


@kernel
def calls(state, issues, k, desk):
    """Whether a desk has the hours of a call, and spends them: to a client at the closing, or after a hand-over."""
    hours = state.params[0].call_hours
    if state.desks[desk].left < hours:
        return False
    state.desks[desk].left -= hours
    state.desks[desk].work_hours += hours
    issues[k].spent += hours
    return True


@kernel
def reopen(state, issues, k, desk, ending, day):
    """The issue goes back to the desk that closed it, with a new clock and the work that is missing."""
    tier = np.int64(issues[k].tier)
    issues[k].reopenings += 1
    issues[k].due = due_of(state, issues, k, tier, day)
    if ending == FAILED:
        issues[k].attempts = 1
        issues[k].part = 0
        issues[k].stage = STAGE_WORK
        issues[k].hours = part_hours(state, issues, k, tier)
    state.desks[desk].offered_hours += issues[k].hours
    enqueue(state, issues, k, desk, day)


@kernel
def lose(state, issues, d, k, day):
    """An issue is gone without a word to the resident (杳无音讯)."""
    issues[k].flags |= SILENT
    finish(state, issues, d, k, DROPPED, day)


@kernel
def finish(state, issues, d, k, ending, day):
    """The final outcome: people judge it, something may follow, and the ledger gets it at the day's end.

    An agreement that was carried out stands for some years; one that was not, does not.
    """
    if (issues[k].flags & DUPLICATE) != 0:
        drop(state, issues, d, k)
        return
    params = state.params[0]
    silent = ending == DROPPED
    issues[k].state = ending
    issues[k].closed = day
    judge(state, issues, k, ending == RESOLVED, silent)
    if ending != RESOLVED:
        follow_up(state, issues, d, k, day)
    elif (issues[k].flags & AGREED) != 0:
        home = state.communities[issues[k].community]
        home.agreements = agreements_with(params, home.agreements, home.population)
    put_among_closed(state, issues, d, k)


@kernel
def drop(state, issues, d, k):
    """A second row of a request reported twice ends: its hours are counted, nobody judges it, nothing follows."""
    state.communities[issues[k].community].duplicate_hours += issues[k].spent
    give_slot_back(state, issues, d, k)


@kernel
def follow_up(state, issues, d, k, day):
    """After a failure the resident goes over heads, complains again, or the cause comes back by itself later."""
    params = state.params[0]
    if issues[k].occasion % ROUNDS >= LAST_ROUND:
        return
    key = issues[k].resident_key
    occasion = np.int64(issues[k].occasion)
    tier = np.int64(issues[k].tier)
    row = np.int64(issues[k].resident)
    community = state.communities[issues[k].community]
    silent = issues[k].state == DROPPED
    plan = NO_PLAN
    wait = 1 + int(uniform(state.clock[0].streams[REPEAT_DAYS], key, occasion) * params.repeat_days)
    if tier < MUNICIPALITY:
        gap = (
            trust_of(state, row, tier + 1)
            - trust_of(state, row, tier)
            - (reference_trust(community, tier + 1) - reference_trust(community, tier))
        )
        agitated = state.residents[row].disposition == AGITATED
        u = uniform(state.clock[0].streams[BYPASSING], key, occasion)
        if goes_over_heads(u, params, gap, agitated, community.awareness):
            plan = PLAN_BYPASS
    if plan == NO_PLAN:
        u = uniform(state.clock[0].streams[REPEATING], key, occasion)
        if complains_again(u, params, silent, community.awareness):
            plan = PLAN_REPEAT
    if plan == NO_PLAN:
        cosmetic = (issues[k].flags & COSMETIC) != 0
        settlement = (
            state.kinds[issues[k].category].mediated and issues[k].state == FAILED and (issues[k].flags & AGREED) == 0
        )
        if cosmetic or settlement:
            wait = geometric_days(uniform(state.clock[0].streams[RECURRING], key, occasion), params.recurrence_days)
            if wait <= params.recurrence_limit_days:
                plan = PLAN_RECUR
    if plan == NO_PLAN:
        return
    new = take_slot(state, issues, d)
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
    set_timer(issues, state.wheel, community.township, new, day + wait)


@kernel
def leave_wheel(state, issues, k):
    """Takes an issue out of its township's timing wheel."""
    clear_timer(issues, state.wheel, state.communities[issues[k].community].township, k)
