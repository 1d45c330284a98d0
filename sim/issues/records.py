"""The ledger: closed issues leave the store at the day's end, in an order no thread can change; open ones are read."""

from __future__ import annotations

import math

from sim.agents.office import community_desks, district_desks, township_desks
from sim.compiled import kernel
from sim.issues.attributes import complaints
from sim.issues.queues import give_slot_back
from sim.issues.store import DUPLICATE, FREE, REGISTERED
from sim.vocabulary import State, Tier

LATENT = int(State.LATENT)
IN_TRANSIT = int(State.IN_TRANSIT)
QUEUED = int(State.QUEUED)
WAITING_MONEY = int(State.WAITING_MONEY)
COMMUNITY = int(Tier.COMMUNITY)


@kernel
def write_record(state, issues, k, record):
    """Copies what measures need of one issue into a record of the ledger."""
    row = issues[k].resident
    record.resident_key = issues[k].resident_key
    record.cost_fen = issues[k].cost_fen
    record.spent = issues[k].spent
    record.occasion = issues[k].occasion
    record.resident = row
    record.community = issues[k].community
    record.desk = issues[k].desk
    record.flags = issues[k].flags
    record.arose = issues[k].arose
    record.reported = issues[k].reported
    record.closed = issues[k].closed
    record.due = issues[k].due
    record.n_nominal = issues[k].n_nominal
    record.refusals = issues[k].refusals
    record.attempts = issues[k].attempts
    record.joined = issues[k].joined
    record.category = issues[k].category
    record.emergency = issues[k].emergency
    record.quick = issues[k].quick
    record.departments = issues[k].departments
    record.authority = issues[k].authority
    record.tier_reported = issues[k].tier_reported
    record.tier = issues[k].tier
    record.channel = issues[k].channel
    record.helper = issues[k].helper
    record.state = issues[k].state
    record.hand_overs = issues[k].hand_overs
    record.reopenings = issues[k].reopenings
    record.complaints = complaints(issues[k].joined)
    record.group = state.residents[row].group
    record.registered_elsewhere = state.residents[row].registered_elsewhere
    record.desk_kind = state.desks[issues[k].desk].kind


@kernel
def gather_closed(state, lo, hi, at, records):
    """Moves today's closed issues of the districts lo to hi into the ledger and frees their slots.

    Args:
        state: The stage.
        lo: First district.
        hi: District after the last.
        at: Place of each district's first record, int64.
        records: The ledger's records of today, written.
    """
    for d in range(lo, hi):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        k = state.districts[d].closed_first
        n = at[d]
        while k >= 0:
            after = issues[k].timer_next
            write_record(state, issues, k, records[n])
            give_slot_back(state, issues, d, k)
            n += 1
            k = after
        state.districts[d].closed_first = -1
        state.districts[d].closed_last = -1
        state.districts[d].n_closed = 0


@kernel
def is_open(issues, k):
    """Whether a slot holds a reported issue that is not closed; second rows of requests reported twice do not count."""
    state = issues[k].state
    return state != FREE and state != LATENT and (issues[k].flags & DUPLICATE) == 0


@kernel
def count_open(state):
    """Number of reported issues that are still open."""
    n = 0
    for d in range(state.districts.size):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        for k in range(issues.size):
            if is_open(issues, k):
                n += 1
    return n


@kernel
def read_open(state, records):
    """Writes the open issues into records, by district and slot; the caller sorts them by permanent id."""
    n = 0
    for d in range(state.districts.size):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        for k in range(issues.size):
            if is_open(issues, k):
                write_record(state, issues, k, records[n])
                n += 1


@kernel
def survey(state, overdue, lo, hi):
    """Looks at all open issues of the districts lo to hi: overdue hours by community, overdue counts by category.

    Hours are summed in whole millionths, so the sum does not depend on the order of slots.

    Args:
        state: The stage; communities get `overdue_hours`, desks `n_overdue` and `waiting_hours`.
        overdue: (districts, categories, open and overdue) int64, written.
        lo: First district.
        hi: District after the last.
    """
    day = state.clock[0].day
    for d in range(lo, hi):
        district = state.districts[d]
        for c in range(district.first_community, district.end_community):
            state.communities[c].overdue_hours = 0.0
        offices = (
            (community_desks(district.first_community), community_desks(district.end_community)),
            (township_desks(state, district.first_township), township_desks(state, district.end_township)),
            (district_desks(state, d), district_desks(state, d + 1)),
        )
        for first, end in offices:
            for desk in range(first, end):
                state.desks[desk].n_overdue = 0
                state.desks[desk].waiting_hours = 0.0
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        for category in range(len(state.kinds)):
            overdue[d, category, 0] = 0
            overdue[d, category, 1] = 0
        for k in range(issues.size):
            if issues[k].state != QUEUED and issues[k].state != WAITING_MONEY:
                continue
            overdue[d, issues[k].category, 0] += 1
            hours = math.floor(issues[k].hours * 1e6)
            if issues[k].state == QUEUED:
                state.desks[issues[k].desk].waiting_hours += hours
            if (issues[k].flags & REGISTERED) != 0 and issues[k].due < day:
                overdue[d, issues[k].category, 1] += 1
                state.desks[issues[k].desk].n_overdue += 1
                if issues[k].tier == COMMUNITY:
                    state.communities[issues[k].community].overdue_hours += hours
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            state.communities[c].overdue_hours /= 1e6
        for first, end in offices:
            for desk in range(first, end):
                state.desks[desk].waiting_hours /= 1e6
