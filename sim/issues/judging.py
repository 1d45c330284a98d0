"""What an outcome does to people: trust, habit, disposition, word of mouth in the community (phase close)."""

from __future__ import annotations

import numpy as np

from sim.agents.neighbours import from_elsewhere, neighbour_row
from sim.agents.purposes import Purpose
from sim.agents.resident import (
    disposition_after,
    habit_after,
    habit_today,
    is_satisfied,
    trust_after,
)
from sim.compiled import kernel
from sim.issues.attributes import turn
from sim.issues.store import HEARD, MOST_COUNTED, MOST_SHARERS, SATISFIED
from sim.randomness import uniform
from sim.vocabulary import State, Tier

FRIEND = int(Purpose.FRIEND)
SATISFACTION = int(Purpose.SATISFIED)
DISPOSITION = int(Purpose.DISPOSITION)
SHARER = int(Purpose.SHARER)
RESOLVED = int(State.RESOLVED)
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)


@kernel
def trust_of(state, row, tier):
    """A resident's trust in a tier, in double precision."""
    if tier == COMMUNITY:
        return np.float64(state.residents[row].trust_community)
    if tier == TOWNSHIP:
        return np.float64(state.residents[row].trust_township)
    if tier == DISTRICT:
        return np.float64(state.residents[row].trust_district)
    return np.float64(state.residents[row].trust_municipality)


@kernel
def reference_trust(community, tier):
    """The trust of such a community's residents in a tier at which the shares of choices hold."""
    if tier == COMMUNITY:
        return community.trust_reference_community
    if tier == TOWNSHIP:
        return community.trust_reference_township
    if tier == DISTRICT:
        return community.trust_reference_district
    return community.trust_reference_municipality


@kernel
def move_trust(state, row, tier, solved, weight):
    """Moves a resident's trust in a tier after an outcome."""
    value = trust_after(state.params[0], trust_of(state, row, tier), solved, weight)
    if tier == COMMUNITY:
        state.residents[row].trust_community = value
    elif tier == TOWNSHIP:
        state.residents[row].trust_township = value
    elif tier == DISTRICT:
        state.residents[row].trust_district = value
    else:
        state.residents[row].trust_municipality = value


@kernel
def experience(state, row, tier, solved, weight):
    """An outcome moves trust in the tier that held the issue and, in part, in the tier beside it.

    Args:
        state: The stage.
        row: Row of the resident.
        tier: Tier that held the issue last.
        solved: Whether the cause is gone.
        weight: 1 for own experience, less for hearsay.
    """
    passed_on = weight * state.params[0].passed_on_share
    move_trust(state, row, tier, solved, weight)
    if solved and tier < MUNICIPALITY:
        move_trust(state, row, tier + 1, solved, passed_on)
    elif not solved and tier > COMMUNITY:
        move_trust(state, row, tier - 1, solved, passed_on)


@kernel
def judge(state, issues, k, solved, silent):
    """The resident and those who joined judge the outcome; friends in the community hear of it at once.

    Args:
        state: The stage.
        issues: The district's issues.
        k: Slot of the closed issue; its `tier` is the tier that held it last.
        solved: Whether the cause is gone.
        silent: Whether the resident heard nothing.
    """
    params = state.params[0]
    row = np.int64(issues[k].resident)
    community = np.int64(issues[k].community)
    tier = np.int64(issues[k].tier)
    key = issues[k].resident_key
    day = issues[k].closed
    occasion = np.int64(issues[k].occasion)
    disposition = state.residents[row].disposition
    if not silent:
        issues[k].flags |= HEARD
        u = uniform(state.clock[0].streams[SATISFACTION], key, occasion)
        if is_satisfied(u, params, solved, day - issues[k].reported, disposition):
            issues[k].flags |= SATISFIED
    experience(state, row, tier, solved, 1.0)
    habit = habit_today(params, np.float64(state.residents[row].habit), day - state.residents[row].habit_day)
    state.residents[row].habit = habit_after(params, habit, state.residents[row].successes, solved, silent)
    state.residents[row].habit_day = day
    if solved:
        state.residents[row].successes = min(MOST_COUNTED, state.residents[row].successes + 1)
    elif silent:
        state.residents[row].silences = min(MOST_COUNTED, state.residents[row].silences + 1)
    else:
        state.residents[row].failures = min(MOST_COUNTED, state.residents[row].failures + 1)
    u = uniform(state.clock[0].streams[DISPOSITION], key, occasion)
    state.residents[row].disposition = disposition_after(
        u,
        params,
        disposition,
        state.residents[row].successes,
        state.residents[row].failures,
        state.residents[row].silences,
    )
    joined = issues[k].joined
    for j in range(MOST_SHARERS):
        if joined >> j & 1:
            other = neighbour_row(state, SHARER, community, key, turn(occasion, j))
            if other != row:
                experience(state, other, tier, solved, 1.0)
    n_friends = int(params.n_friends)
    if from_elsewhere(state, row):
        n_friends -= 1
    for j in range(n_friends):
        other = neighbour_row(state, FRIEND, community, key, j)
        if other != row:
            experience(state, other, tier, solved, params.heard_share)


@kernel
def hear_across(state, records, n):
    """At the week's end the home village hears, over the one tie across communities, how an issue ended.

    Args:
        state: The stage.
        records: Closed issues of the week in the order of the ledger.
        n: How many.
    """
    params = state.params[0]
    last = int(params.n_friends) - 1
    if last < 0:
        return
    for i in range(n):
        origin = np.int64(state.residents[records[i].resident].origin)
        if origin >= 0:
            row = neighbour_row(state, FRIEND, origin, records[i].resident_key, last)
            experience(state, row, np.int64(records[i].tier), records[i].state == RESOLVED, params.heard_share)
