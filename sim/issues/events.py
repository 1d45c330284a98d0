"""What happens today to issues that waited for today: found, arrived, overdue, given up (discover, intake, close)."""

from __future__ import annotations

import numpy as np

from sim.agents.attention import feared_rank
from sim.agents.office import DUE_SOON, closes_nominally
from sim.agents.purposes import Purpose
from sim.compiled import kernel
from sim.issues.arising import recurs
from sim.issues.closing import close, hand_up, lose, note_clock, watched
from sim.issues.intake import NO_LIMIT, arrive, enqueue, occasion_turn, pays, register, take_up
from sim.issues.queues import due_today, line_up, remove, set_timer
from sim.issues.store import (
    COSMETIC,
    DISCOVERED,
    MOST_COUNTED,
    NO_PLAN,
    PAID,
    PLAN_BYPASS,
    PLAN_DISCOVER,
    PLAN_INTAKE,
    PLAN_RECUR,
    REGISTERED,
    STAGE_APPLY,
    STAGE_PASS_UP,
    STUCK,
)
from sim.randomness import uniform
from sim.vocabulary import Channel, State, Tier

NOMINAL_CLOSING = int(Purpose.NOMINAL)
LATENT = int(State.LATENT)
IN_TRANSIT = int(State.IN_TRANSIT)
QUEUED = int(State.QUEUED)
WAITING_MONEY = int(State.WAITING_MONEY)
WAITING_HOLDER = int(State.WAITING_HOLDER)
NOMINAL = int(State.NOMINAL)
GRID_WORKER = int(Channel.GRID_WORKER)
HOTLINE = int(Channel.HOTLINE)
PETITION = int(Channel.PETITION)
COMMUNITY = int(Tier.COMMUNITY)
DISTRICT = int(Tier.DISTRICT)
MUNICIPALITY = int(Tier.MUNICIPALITY)


@kernel(allocates=True)
def todays_events(state, lo, hi):
    """All issues of the districts lo to hi that waited for today, township by township, in order of permanent id."""
    day = state.clock[0].day
    for d in range(lo, hi):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        for township in range(state.districts[d].first_township, state.districts[d].end_township):
            for k in due_today(issues, state.wheel, township, day):
                happens(state, issues, d, k, day)


@kernel
def happens(state, issues, d, k, day):
    """What one issue waited for happens."""
    ending = issues[k].state
    if ending == LATENT:
        surfaces(state, issues, d, k, day)
    elif ending == IN_TRANSIT:
        if issues[k].plan == PLAN_INTAKE:
            register(state, issues, k, day)
        else:
            comes_in(state, issues, d, k, day)
    elif ending == WAITING_HOLDER:
        gets_holder(state, issues, d, k, day)
    elif ending == QUEUED or ending == WAITING_MONEY:
        is_looked_at(state, issues, d, k, day)
    else:
        lose(state, issues, d, k, day)


@kernel
def surfaces(state, issues, d, k, day):
    """A hidden issue surfaces: found by a patrol, reported again, carried over heads, or come back."""
    plan = issues[k].plan
    issues[k].plan = NO_PLAN
    if plan == PLAN_DISCOVER:
        issues[k].flags |= DISCOVERED
        issues[k].channel = GRID_WORKER
        take_up(state, issues, k, COMMUNITY, day)
    elif plan == PLAN_BYPASS:
        tier = min(MUNICIPALITY, np.int64(issues[k].lost_tier) + 1)
        issues[k].channel = PETITION if tier == MUNICIPALITY else HOTLINE
        take_up(state, issues, k, tier, day)
    elif plan == PLAN_RECUR:
        recurs(state, issues, d, k)
    else:
        take_up(state, issues, k, np.int64(issues[k].tier_reported), day)


@kernel
def comes_in(state, issues, d, k, day):
    """An issue comes out of transit; a resident whose patience has run out meanwhile has given up."""
    if (issues[k].flags & REGISTERED) == 0 and issues[k].due <= day:
        lose(state, issues, d, k, day)
        return
    desk = np.int64(issues[k].desk)
    arrive(state, issues, k, desk, day, issues[k].tier != state.desks[desk].tier)


@kernel
def gets_holder(state, issues, d, k, day):
    """A holder is named, who starts a clock; the first ran on, and so did the patience of who is not registered."""
    if (issues[k].flags & REGISTERED) == 0 and issues[k].due <= day:
        lose(state, issues, d, k, day)
        return
    note_clock(issues, k, day)
    arrive(state, issues, k, np.int64(issues[k].desk), day, True)


@kernel
def is_looked_at(state, issues, d, k, day):
    """An issue at a desk is due: it moves forward, gets its money, is given up, goes up, or is closed nominally.

    A desk that passes its clock decides once on the due day and every `look_days` after whether to close nominally.
    Where overdue issues go up by themselves, the tier above takes it over at the second look.
    """
    desk = np.int64(issues[k].desk)
    waiting = issues[k].state == WAITING_MONEY
    if waiting and issues[k].money_day <= day:
        enqueue(state, issues, k, desk, day)
        return
    if (issues[k].flags & REGISTERED) == 0:
        if not waiting:
            remove(issues, state.desks, k)
        lose(state, issues, d, k, day)
        return
    community = state.communities[issues[k].community]
    if day < issues[k].due:
        next_look = np.int64(issues[k].due)
        if not waiting and issues[k].queue_class > DUE_SOON:
            remove(issues, state.desks, k)
            line_up(state, issues, k, desk, False, True)
        look_again(state, issues, k, next_look, waiting)
        return
    if community.lever_goes_up > 0.0 and issues[k].tier < DISTRICT and issues[k].n_nominal > 0:
        if not waiting:
            remove(issues, state.desks, k)
        issues[k].authority = max(issues[k].authority, issues[k].tier + 1)
        hand_up(state, issues, d, k, day)
        return
    stuck = (issues[k].flags & STUCK) != 0 or issues[k].stage == STAGE_PASS_UP or issues[k].stage == STAGE_APPLY
    turn = occasion_turn(issues, k, issues[k].n_nominal)
    issues[k].n_nominal = min(MOST_COUNTED, issues[k].n_nominal + 1)
    u = uniform(state.clock[0].streams[NOMINAL_CLOSING], issues[k].resident_key, turn)
    seen = max(community.lever_seen, watched(state, issues, k))
    ranked = feared_rank(state, desk, np.int64(issues[k].community))
    if closes_nominally(u, state.params[0], seen, stuck, state.desks[desk].belief, issues[k].emergency, ranked):
        if not waiting:
            remove(issues, state.desks, k)
        patch_up(state, issues, k, desk)
        close(state, issues, d, k, desk, NOMINAL, day)
        return
    look_again(state, issues, k, day + int(state.params[0].look_days), waiting)


@kernel
def look_again(state, issues, k, next_look, waiting):
    """Sets the day of the next look; an issue that waits for money is also looked at when money arrives."""
    if waiting:
        next_look = min(next_look, np.int64(issues[k].money_day))
    set_timer(issues, state.wheel, state.communities[issues[k].community].township, k, next_look)


@kernel
def patch_up(state, issues, k, desk):
    """A nominal closing for want of money spends a little on a cosmetic repair, if the purse has that much."""
    cost = issues[k].cost_fen
    if cost == 0 or (issues[k].flags & PAID) != 0:
        return
    little = np.int64(cost * state.params[0].cosmetic_share)
    if pays(state, issues, k, np.int64(state.desks[desk].tier), little, NO_LIMIT):
        issues[k].flags |= COSMETIC
