"""Meetings: departments decide together, and deliberation councils agree on common matters (assign, take part)."""

from __future__ import annotations

import numpy as np

from sim.agents.neighbours import key_of, neighbour_row
from sim.agents.office import desk_of
from sim.agents.purposes import Purpose
from sim.agents.resident import accepts, attends, position
from sim.compiled import kernel
from sim.issues.attributes import complaints, turn
from sim.issues.closing import leave_wheel
from sim.issues.intake import due_of, enqueue
from sim.issues.queues import line_up, remove
from sim.issues.store import AGREED, DUPLICATE, JOINT, PAID, REGISTERED, STAGE_HELPER, STAGE_LIAISON, STAGE_WORK
from sim.randomness import standard_normal, uniform
from sim.vocabulary import DeskKind, Disposition, State, Tier

INVITED = int(Purpose.INVITED)
ATTENDS = int(Purpose.ATTENDS)
PARTY_COMES = int(Purpose.PARTY_COMES)
POSITION = int(Purpose.POSITION)
QUEUED = int(State.QUEUED)
HANDLED = (int(State.IN_TRANSIT), QUEUED, int(State.WAITING_MONEY), int(State.WAITING_HOLDER))
TOWNSHIP = int(Tier.TOWNSHIP)
TOWNSHIP_OFFICE = int(DeskKind.TOWNSHIP)
ENGAGED = int(Disposition.ENGAGED)
PARTIES = 8
"""A council has eight parties: township, Party, committee, supervision, organisations, owners, collective, residents'
representatives (paper, section 4.3.1)."""
OFFICES = 4
"""The first four of them sit there in paid hours; the others speak for residents and give time of their own."""


@kernel(allocates=True)
def meet(state, month, lo, hi):
    """On the first working day of a month the districts lo to hi hold their joint meetings and councils.

    Args:
        state: The stage.
        month: Number of the month since the start.
        lo: First district.
        hi: District after the last.
    """
    for d in range(lo, hi):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        speakers = np.empty(PARTIES, np.int64)
        following = np.empty(issues.size, np.int64)
        first = list_by_township(state, issues, d, following)
        for t in range(state.districts[d].first_township, state.districts[d].end_township):
            if state.townships[t].lever_meeting_slots >= 1.0:
                joint_meeting(state, issues, t, first[t - state.districts[d].first_township], following)
        first = list_by_community(state, issues, d, following)
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            if state.communities[c].lever_council_slots >= 1.0:
                council(state, issues, c, month, first[c - state.districts[d].first_community], following, speakers)


@kernel(allocates=True)
def list_by_township(state, issues, d, following):
    """Chains the issues of a district that need a joint meeting by township.

    Args:
        state: The stage.
        issues: The district's issues.
        d: Row of the district.
        following: Next issue of the same chain, -1 at its end; int64, one per slot, written.

    Returns:
        First issue of each township's chain, -1 for none.
    """
    first = np.full(state.districts[d].end_township - state.districts[d].first_township, -1, np.int64)
    for k in range(issues.size):
        if needs_meeting(issues, k):
            at = state.communities[issues[k].community].township - state.districts[d].first_township
            following[k] = first[at]
            first[at] = k
    return first


@kernel(allocates=True)
def list_by_community(state, issues, d, following):
    """Chains the issues of a district that a council could take by community, as `list_by_township` does."""
    first = np.full(state.districts[d].end_community - state.districts[d].first_community, -1, np.int64)
    for k in range(issues.size):
        if is_matter(state, issues, k):
            at = issues[k].community - state.districts[d].first_community
            following[k] = first[at]
            first[at] = k
    return first


@kernel
def before(issues, a, b):
    """Whether issue a comes before issue b on an agenda: the older one, then the lower permanent id."""
    if issues[a].reported != issues[b].reported:
        return issues[a].reported < issues[b].reported
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
def joint_meeting(state, issues, township, first, following):
    """The bodies of a township settle together who does what in the oldest issues of several departments (联席会议).

    Each issue on the agenda is then worked through without a refusal and without passing from department to
    department. What is beyond the agenda waits for the next month's meeting.
    """
    slots = int(state.townships[township].lever_meeting_slots)
    waiting = 0
    k = first
    while k >= 0:
        waiting += 1
        k = following[k]
    state.townships[township].n_meetings += 1
    state.townships[township].n_not_reached += max(0, waiting - slots)
    for _ in range(min(slots, waiting)):
        oldest = np.int64(-1)
        k = first
        while k >= 0:
            if (issues[k].flags & JOINT) == 0 and (oldest < 0 or before(issues, k, oldest)):
                oldest = k
            k = following[k]
        issues[oldest].flags |= JOINT
        take_minutes(state, issues, oldest)
        state.townships[township].n_joint += 1


@kernel
def take_minutes(state, issues, k):
    """What a meeting settles stands in its minutes: the township registers a request, if it has the hours.

    From then on the request has a due day, and no patience of a resident ends it.
    """
    desk = desk_of(state, np.int64(issues[k].community), TOWNSHIP_OFFICE)
    hours = state.communities[issues[k].community].lever_registering_hours
    if (issues[k].flags & REGISTERED) != 0 or state.desks[desk].left < hours:
        return
    state.desks[desk].left -= hours
    state.desks[desk].intake_hours += hours
    day = state.clock[0].day
    issues[k].flags |= REGISTERED
    issues[k].due = due_of(state, issues, k, np.int64(issues[k].tier), day)
    if issues[k].state == QUEUED:
        remove(issues, state.desks, k)
        leave_wheel(state, issues, k)
        enqueue(state, issues, k, np.int64(issues[k].desk), day)


@kernel
def is_matter(state, issues, k):
    """Whether a council can take an issue: neighbours can agree on it, have not yet, and it is in a queue below.

    Money must not be missing, and emergencies do not wait for councils.
    """
    if issues[k].state != QUEUED or issues[k].tier > TOWNSHIP:
        return False
    if not state.kinds[issues[k].category].agreeable or issues[k].emergency != 0:
        return False
    if (issues[k].flags & (DUPLICATE | AGREED)) != 0:
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
def council(state, issues, c, month, first, following, speakers):
    """A deliberation council of eight parties and residents: with a quorum, it may agree on what is to be done (协商).

    Matters of most complainants come first. Whoever comes gives the hours of the meeting, those who sit there unpaid
    time of their own; without a quorum they were in vain.

    Args:
        state: The stage.
        issues: The district's issues.
        c: Row of the community.
        month: Number of the month since the start.
        first: First of its matters, -1 for none.
        following: Next matter of the same community.
        speakers: Room for the disposition of whoever speaks for each party.
    """
    params = state.params[0]
    state.communities[c].n_councils += 1
    came = residents_come(state, c, month, speakers)
    present = 0
    own_time = came
    for party in range(PARTIES):
        u = uniform(state.clock[0].streams[PARTY_COMES], state.communities[c].code, month * PARTIES + party)
        if u < params.party_presence:
            present |= 1 << party
            own_time += int(party >= OFFICES)
    state.communities[c].council_hours += own_time * state.communities[c].lever_council_hours
    if members(present) < params.quorum_parties or came < params.quorum_residents:
        return
    state.communities[c].n_quorate += 1
    last = np.int64(-1)
    for _ in range(int(state.communities[c].lever_council_slots)):
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
        state.communities[c].n_discussed += 1
        if agree(state, issues, chosen, c, present, speakers):
            state.communities[c].n_agreed += 1
            settle(state, issues, chosen)


@kernel
def members(present):
    """Number of the parties that are present, of one bit for each."""
    n = 0
    for party in range(PARTIES):
        n += present >> party & 1
    return n


@kernel
def residents_come(state, c, month, speakers):
    """Number of the residents invited who come; the invited are drawn by number, month by month.

    The first who come speak for the parties that are no offices, in turn; offices would have neighbours take part, as
    engaged residents do.
    """
    params = state.params[0]
    for party in range(PARTIES):
        speakers[party] = ENGAGED
    n = 0
    for j in range(int(params.council_invited)):
        row = neighbour_row(state, INVITED, c, state.communities[c].code, turn(month, j))
        more = np.float64(state.residents[row].trust_community) - state.communities[c].trust_reference_community
        u = uniform(state.clock[0].streams[ATTENDS], key_of(state, row), turn(month, j))
        if attends(u, params, more, state.residents[row].disposition):
            if OFFICES + n < PARTIES:
                speakers[OFFICES + n] = state.residents[row].disposition
            n += 1
    return n


@kernel
def stands(state, issues, k, c, party, speakers):
    """Where a party stands on a matter; in a dispute those who speak for residents take sides by turns."""
    occasion = np.int64(issues[k].occasion) * PARTIES + party
    normal = standard_normal(state.clock[0].streams[POSITION], issues[k].resident_key, occasion)
    side = 0
    if party >= OFFICES and state.kinds[issues[k].category].mediated:
        side = 1 if party % 2 == 0 else -1
    return position(state.params[0], normal, speakers[party], side, state.communities[c].ties)


@kernel
def agree(state, issues, k, c, present, speakers):
    """Whether as many of the parties present as it takes accept what lies in the middle of their positions."""
    params = state.params[0]
    total = 0.0
    for party in range(PARTIES):
        if present >> party & 1:
            total += stands(state, issues, k, c, party, speakers)
    middle = total / max(1, members(present))
    n = 0
    for party in range(PARTIES):
        if present >> party & 1:
            n += accepts(params, stands(state, issues, k, c, party, speakers), middle)
    return n >= params.agreement_share * members(present)


@kernel
def settle(state, issues, k):
    """What is to be done is agreed: that part of the work is done, the rest stays in the queue with hours and money."""
    params = state.params[0]
    share = params.settled_dispute_share if state.kinds[issues[k].category].mediated else params.settled_share
    desk = np.int64(issues[k].desk)
    remove(issues, state.desks, k)
    issues[k].flags |= AGREED
    issues[k].work *= 1.0 - share
    stage = issues[k].stage
    if stage == STAGE_WORK or stage == STAGE_LIAISON or stage == STAGE_HELPER:
        issues[k].hours *= 1.0 - share
    line_up(state, issues, k, desk, False, False)
