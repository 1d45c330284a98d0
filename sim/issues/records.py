"""The ledger: closed issues leave the store at the day's end, in an order no thread can change; open ones are read."""

from __future__ import annotations

import math

from sim.agents.office import community_desks, district_desks, township_desks
from sim.compiled import kernel
from sim.issues.attributes import complaints
from sim.issues.queues import give_slot_back
from sim.issues.store import DUPLICATE, ENTERED, FREE
from sim.vocabulary import State, Tier

LATENT = int(State.LATENT)
IN_TRANSIT = int(State.IN_TRANSIT)
QUEUED = int(State.QUEUED)
WAITING_MONEY = int(State.WAITING_MONEY)
COMMUNITY = int(Tier.COMMUNITY)


@kernel
def write_record(s, issues, k, record):
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
    record.voiced = issues[k].voiced
    record.closed = issues[k].closed
    record.due = issues[k].due
    record.n_paper = issues[k].n_paper
    record.refusals = issues[k].refusals
    record.attempts = issues[k].attempts
    record.joined = issues[k].joined
    record.category = issues[k].category
    record.emergency = issues[k].emergency
    record.quick = issues[k].quick
    record.departments = issues[k].departments
    record.authority = issues[k].authority
    record.tier_voiced = issues[k].tier_voiced
    record.tier = issues[k].tier
    record.channel = issues[k].channel
    record.helper = issues[k].helper
    record.state = issues[k].state
    record.hand_overs = issues[k].hand_overs
    record.reopenings = issues[k].reopenings
    record.complaints = complaints(issues[k].joined)
    record.group = s.residents[row].group
    record.registered_elsewhere = s.residents[row].registered_elsewhere
    record.desk_kind = s.desks[issues[k].desk].kind


@kernel
def gather_closed(s, lo, hi, at, records):
    """Moves today's closed issues of the districts lo to hi into the ledger and frees their slots.

    Args:
        s: The stage.
        lo: First district.
        hi: District after the last.
        at: Place of each district's first record, int64.
        records: The ledger's records of today, written.
    """
    for d in range(lo, hi):
        base = s.districts[d].first_slot
        issues = s.issues[base:base + s.districts[d].n_slots]
        k = s.districts[d].closed_first
        n = at[d]
        while k >= 0:
            after = issues[k].timer_next
            write_record(s, issues, k, records[n])
            give_slot_back(s, issues, d, k)
            n += 1
            k = after
        s.districts[d].closed_first = -1
        s.districts[d].closed_last = -1
        s.districts[d].n_closed = 0


@kernel
def is_open(issues, k):
    """Whether a slot holds a voiced issue that is not closed; second rows of requests voiced twice do not count."""
    state = issues[k].state
    return state != FREE and state != LATENT and (issues[k].flags & DUPLICATE) == 0


@kernel
def count_open(s):
    """Number of voiced issues that are still open."""
    n = 0
    for d in range(s.districts.size):
        base = s.districts[d].first_slot
        issues = s.issues[base:base + s.districts[d].n_slots]
        for k in range(issues.size):
            if is_open(issues, k):
                n += 1
    return n


@kernel
def read_open(s, records):
    """Writes the open issues into records, by district and slot; the caller sorts them by permanent id."""
    n = 0
    for d in range(s.districts.size):
        base = s.districts[d].first_slot
        issues = s.issues[base:base + s.districts[d].n_slots]
        for k in range(issues.size):
            if is_open(issues, k):
                write_record(s, issues, k, records[n])
                n += 1


@kernel
def survey(s, overdue, lo, hi):
    """Looks at all open issues of the districts lo to hi: overdue hours by community, overdue counts by category.

    Hours are summed in whole millionths, so the sum does not depend on the order of slots.

    Args:
        s: The stage; communities get `overdue_hours`, desks `n_overdue`.
        overdue: (districts, categories, open and overdue) int64, written.
        lo: First district.
        hi: District after the last.
    """
    day = s.clock[0].day
    for d in range(lo, hi):
        district = s.districts[d]
        for c in range(district.first_community, district.end_community):
            s.communities[c].overdue_hours = 0.0
        for desk in range(community_desks(district.first_community), community_desks(district.end_community)):
            s.desks[desk].n_overdue = 0
        for desk in range(township_desks(s, district.first_township), township_desks(s, district.end_township)):
            s.desks[desk].n_overdue = 0
        for desk in range(district_desks(s, d), district_desks(s, d + 1)):
            s.desks[desk].n_overdue = 0
        base = s.districts[d].first_slot
        issues = s.issues[base:base + s.districts[d].n_slots]
        for category in range(len(s.kinds)):
            overdue[d, category, 0] = 0
            overdue[d, category, 1] = 0
        for k in range(issues.size):
            if issues[k].state != QUEUED and issues[k].state != WAITING_MONEY:
                continue
            overdue[d, issues[k].category, 0] += 1
            if (issues[k].flags & ENTERED) != 0 and issues[k].due < day:
                overdue[d, issues[k].category, 1] += 1
                s.desks[issues[k].desk].n_overdue += 1
                if issues[k].tier == COMMUNITY:
                    s.communities[issues[k].community].overdue_hours += math.floor(issues[k].hours * 1e6)
        for c in range(s.districts[d].first_community, s.districts[d].end_community):
            s.communities[c].overdue_hours /= 1e6
