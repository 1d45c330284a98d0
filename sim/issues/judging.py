"""What an outcome does to people: trust, habit, disposition, word of mouth in the community (phase close)."""

from __future__ import annotations

import numpy as np

from sim.agents.neighbours import neighbour_row
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
def trust_of(s, row, tier):
    """A resident's trust in a tier, in double precision."""
    if tier == COMMUNITY:
        return np.float64(s.residents[row].trust_community)
    if tier == TOWNSHIP:
        return np.float64(s.residents[row].trust_township)
    if tier == DISTRICT:
        return np.float64(s.residents[row].trust_district)
    return np.float64(s.residents[row].trust_municipality)


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
def move_trust(s, row, tier, solved, weight):
    """Moves a resident's trust in a tier after an outcome."""
    value = trust_after(s.book[0], trust_of(s, row, tier), solved, weight)
    if tier == COMMUNITY:
        s.residents[row].trust_community = value
    elif tier == TOWNSHIP:
        s.residents[row].trust_township = value
    elif tier == DISTRICT:
        s.residents[row].trust_district = value
    else:
        s.residents[row].trust_municipality = value


@kernel
def experience(s, row, tier, solved, weight):
    """An outcome moves trust in the tier that held the issue and, in part, in the tier beside it.

    Args:
        s: The stage.
        row: Row of the resident.
        tier: Tier that held the issue last.
        solved: Whether the cause is gone.
        weight: 1 for own experience, less for hearsay.
    """
    passed_on = weight * s.book[0].passed_on_share
    move_trust(s, row, tier, solved, weight)
    if solved and tier < MUNICIPALITY:
        move_trust(s, row, tier + 1, solved, passed_on)
    elif not solved and tier > COMMUNITY:
        move_trust(s, row, tier - 1, solved, passed_on)


@kernel
def judge(s, issues, k, solved, silent):
    """The resident and those who joined judge the outcome; friends in the community hear of it at once.

    Args:
        s: The stage.
        issues: The district's issues.
        k: Slot of the closed issue; its `tier` is the tier that held it last.
        solved: Whether the cause is gone.
        silent: Whether the resident heard nothing.
    """
    book = s.book[0]
    row = np.int64(issues[k].resident)
    community = np.int64(issues[k].community)
    tier = np.int64(issues[k].tier)
    key = issues[k].resident_key
    day = issues[k].closed
    occasion = np.int64(issues[k].occasion)
    disposition = s.residents[row].disposition
    if not silent:
        issues[k].flags |= HEARD
        u = uniform(s.clock[0].streams[SATISFACTION], key, occasion)
        if is_satisfied(u, book, solved, day - issues[k].voiced, disposition):
            issues[k].flags |= SATISFIED
    experience(s, row, tier, solved, 1.0)
    habit = habit_today(book, np.float64(s.residents[row].habit), day - s.residents[row].habit_day)
    s.residents[row].habit = habit_after(book, habit, s.residents[row].successes, solved, silent)
    s.residents[row].habit_day = day
    if solved:
        s.residents[row].successes = min(MOST_COUNTED, s.residents[row].successes + 1)
    elif silent:
        s.residents[row].silences = min(MOST_COUNTED, s.residents[row].silences + 1)
    else:
        s.residents[row].failures = min(MOST_COUNTED, s.residents[row].failures + 1)
    u = uniform(s.clock[0].streams[DISPOSITION], key, occasion)
    s.residents[row].disposition = disposition_after(u, book, disposition, s.residents[row].successes,
                                                   s.residents[row].failures, s.residents[row].silences)
    joined = issues[k].joined
    for j in range(MOST_SHARERS):
        if joined >> j & 1:
            other = neighbour_row(s, SHARER, community, key, turn(occasion, j))
            if other != row:
                experience(s, other, tier, solved, 1.0)
    n_friends = int(book.n_friends)
    if s.residents[row].origin >= 0:
        n_friends -= 1
    for j in range(n_friends):
        other = neighbour_row(s, FRIEND, community, key, j)
        if other != row:
            experience(s, other, tier, solved, book.heard_share)


@kernel
def hear_across(s, records, n):
    """At the week's end the home village hears, over the one tie across communities, how an issue ended.

    Args:
        s: The stage.
        records: Closed issues of the week in the order of the ledger.
        n: How many.
    """
    book = s.book[0]
    last = int(book.n_friends) - 1
    if last < 0:
        return
    for i in range(n):
        origin = np.int64(s.residents[records[i].resident].origin)
        if origin >= 0:
            row = neighbour_row(s, FRIEND, origin, records[i].resident_key, last)
            experience(s, row, np.int64(records[i].tier), records[i].state == RESOLVED, book.heard_share)
