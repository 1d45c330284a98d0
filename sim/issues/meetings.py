"""Meetings: departments decide together, and deliberation councils settle common matters (assign, take part)."""

from __future__ import annotations

import numpy as np

from sim.agents.neighbours import key_of, neighbour_row
from sim.agents.office import desk_of
from sim.agents.purposes import Purpose
from sim.agents.resident import accepts, attends
from sim.compiled import kernel
from sim.issues.attributes import complaints, turn
from sim.issues.closing import close, leave_wheel
from sim.issues.intake import days_allowed, enqueue
from sim.issues.queues import remove
from sim.issues.store import AGREED, DUPLICATE, ENTERED, JOINT, PAID
from sim.randomness import standard_normal, uniform
from sim.vocabulary import DeskKind, Disposition, State, Tier

INVITED = int(Purpose.INVITED)
ATTENDS = int(Purpose.ATTENDS)
PARTY_COMES = int(Purpose.PARTY_COMES)
POSITION = int(Purpose.POSITION)
QUEUED = int(State.QUEUED)
RESOLVED = int(State.RESOLVED)
HANDLED = (int(State.IN_TRANSIT), QUEUED, int(State.WAITING_MONEY), int(State.WAITING_HOLDER))
TOWNSHIP = int(Tier.TOWNSHIP)
TOWNSHIP_OFFICE = int(DeskKind.TOWNSHIP)
ENGAGED = int(Disposition.ENGAGED)
PARTIES = 8
"""A council has eight parties: township, Party, committee, supervision, organisations, owners, collective, residents'
representatives (paper, section 4.3.1)."""


@kernel(allocates=True)
def meet(s, month, lo, hi):
    """On the first working day of a month the districts lo to hi hold their joint meetings and councils.

    Args:
        s: The stage.
        month: Number of the month since the start.
        lo: First district.
        hi: District after the last.
    """
    for d in range(lo, hi):
        base = s.districts[d].first_slot
        issues = s.issues[base:base + s.districts[d].n_slots]
        following = np.empty(issues.size, np.int64)
        first = list_by_township(s, issues, d, following)
        for t in range(s.districts[d].first_township, s.districts[d].end_township):
            if s.townships[t].lever_meeting_slots >= 1.0:
                joint_meeting(s, issues, t, first[t - s.districts[d].first_township], following)
        first = list_by_community(s, issues, d, following)
        for c in range(s.districts[d].first_community, s.districts[d].end_community):
            if s.communities[c].lever_council_slots >= 1.0:
                council(s, issues, d, c, month, first[c - s.districts[d].first_community], following)


@kernel(allocates=True)
def list_by_township(s, issues, d, following):
    """Chains the issues of a district that need a joint meeting by township.

    Args:
        s: The stage.
        issues: The district's issues.
        d: Row of the district.
        following: Next issue of the same chain, -1 at its end; int64, one per slot, written.

    Returns:
        First issue of each township's chain, -1 for none.
    """
    first = np.full(s.districts[d].end_township - s.districts[d].first_township, -1, np.int64)
    for k in range(issues.size):
        if needs_meeting(issues, k):
            at = s.communities[issues[k].community].township - s.districts[d].first_township
            following[k] = first[at]
            first[at] = k
    return first


@kernel(allocates=True)
def list_by_community(s, issues, d, following):
    """Chains the issues of a district that a council could take by community, as `list_by_township` does."""
    first = np.full(s.districts[d].end_community - s.districts[d].first_community, -1, np.int64)
    for k in range(issues.size):
        if is_matter(s, issues, k):
            at = issues[k].community - s.districts[d].first_community
            following[k] = first[at]
            first[at] = k
    return first


@kernel
def before(issues, a, b):
    """Whether issue a comes before issue b on an agenda: the older one, then the lower permanent id."""
    if issues[a].voiced != issues[b].voiced:
        return issues[a].voiced < issues[b].voiced
    if issues[a].resident_key != issues[b].resident_key:
        return issues[a].resident_key < issues[b].resident_key
    return issues[a].occasion < issues[b].occasion


@kernel
def needs_meeting(issues, k):
    """Whether several departments still have to act on an issue that is being handled."""
    state = issues[k].state
    if state not in HANDLED or (issues[k].flags & (JOINT | DUPLICATE)) != 0:
        return False
    return issues[k].part + 1 < issues[k].departments


@kernel
def joint_meeting(s, issues, township, first, following):
    """The bodies of a township settle together who does what in the oldest issues of several departments (联席会议).

    Each issue on the agenda is then worked through without a refusal and without passing from department to
    department. What is beyond the agenda waits for the next month's meeting.
    """
    slots = int(s.townships[township].lever_meeting_slots)
    waiting = 0
    k = first
    while k >= 0:
        waiting += 1
        k = following[k]
    s.townships[township].n_meetings += 1
    s.townships[township].n_not_reached += max(0, waiting - slots)
    for _ in range(min(slots, waiting)):
        oldest = np.int64(-1)
        k = first
        while k >= 0:
            if (issues[k].flags & JOINT) == 0 and (oldest < 0 or before(issues, k, oldest)):
                oldest = k
            k = following[k]
        issues[oldest].flags |= JOINT
        take_minutes(s, issues, oldest)
        s.townships[township].n_joint += 1


@kernel
def take_minutes(s, issues, k):
    """What a meeting settles stands in its minutes: the township writes an unentered request down, if it has the hours.

    From then on the request has a due day, and no patience of a resident ends it.
    """
    desk = desk_of(s, np.int64(issues[k].community), TOWNSHIP_OFFICE)
    hours = s.communities[issues[k].community].lever_entering_hours
    if (issues[k].flags & ENTERED) != 0 or s.desks[desk].left < hours:
        return
    s.desks[desk].left -= hours
    s.desks[desk].intake_hours += hours
    day = s.clock[0].day
    issues[k].flags |= ENTERED
    issues[k].due = day + days_allowed(s, issues, k, np.int64(issues[k].tier))
    if issues[k].state == QUEUED:
        remove(issues, s.desks, k)
        leave_wheel(s, issues, k)
        enqueue(s, issues, k, np.int64(issues[k].desk), day)


@kernel
def is_matter(s, issues, k):
    """Whether a council can take an issue: neighbours can agree on it, and it is in a queue below.

    Money must not be missing, and emergencies do not wait for councils.
    """
    if issues[k].state != QUEUED or issues[k].tier > TOWNSHIP:
        return False
    if not s.kinds[issues[k].category].agreeable or issues[k].emergency != 0 or (issues[k].flags & DUPLICATE) != 0:
        return False
    return issues[k].cost_fen == 0 or (issues[k].flags & PAID) != 0


@kernel
def comes_first(issues, a, b):
    """Whether matter a comes before matter b: more complainants, then older, then the lower permanent id."""
    of_a, of_b = complaints(issues[a].joined), complaints(issues[b].joined)
    if of_a != of_b:
        return of_a > of_b
    return before(issues, a, b)


@kernel
def council(s, issues, d, c, month, first, following):
    """A deliberation council of eight parties and residents: with a quorum, it may settle matters by agreement (协商).

    Matters of most complainants come first. An agreement of most parties present ends the common cause
    for all who complained, and stands for some years. Without a quorum the hours were in vain.
    """
    s.communities[c].n_councils += 1
    present = parties_present(s, c, month)
    if present < s.book[0].quorum_parties or residents_present(s, c, month) < s.book[0].quorum_residents:
        return
    s.communities[c].n_quorate += 1
    day = s.clock[0].day
    last = np.int64(-1)
    for _ in range(int(s.communities[c].lever_council_slots)):
        chosen = np.int64(-1)
        k = first
        while k >= 0:
            taken = last >= 0 and (k == last or comes_first(issues, k, last))
            if not taken and (chosen < 0 or comes_first(issues, k, chosen)):
                chosen = k
            k = following[k]
        if chosen < 0:
            return
        last = chosen
        if agree(s, issues, chosen, c, present):
            desk = np.int64(issues[chosen].desk)
            remove(issues, s.desks, chosen)
            leave_wheel(s, issues, chosen)
            issues[chosen].flags |= AGREED
            s.communities[c].n_agreed += 1
            s.communities[c].agreements += s.book[0].agreement_gain
            close(s, issues, d, chosen, desk, RESOLVED, day)


@kernel
def parties_present(s, c, month):
    """Number of the eight parties that come."""
    n = 0
    for party in range(PARTIES):
        u = uniform(s.clock[0].streams[PARTY_COMES], s.communities[c].code, month * PARTIES + party)
        if u < s.book[0].party_presence:
            n += 1
    return n


@kernel
def residents_present(s, c, month):
    """Number of the residents invited who come; the invited are drawn by number, month by month."""
    book = s.book[0]
    n = 0
    for j in range(int(book.council_invited)):
        row = neighbour_row(s, INVITED, c, s.communities[c].code, turn(month, j))
        more = np.float64(s.residents[row].trust_community) - s.communities[c].trust_start_community
        u = uniform(s.clock[0].streams[ATTENDS], key_of(s, row), turn(month, j))
        if attends(u, book, more, int(s.residents[row].disposition == ENGAGED)):
            n += 1
    return n


@kernel
def agree(s, issues, k, c, present):
    """Whether as many of the parties present as it takes accept a proposal on a matter."""
    book = s.book[0]
    n = 0
    for party in range(present):
        occasion = np.int64(issues[k].occasion) * PARTIES + party
        normal = standard_normal(s.clock[0].streams[POSITION], issues[k].resident_key, occasion)
        if accepts(normal, book, s.communities[c].ties):
            n += 1
    return n >= book.agreement_share * present
