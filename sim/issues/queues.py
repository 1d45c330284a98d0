"""Queues and timers: a desk's pairing heap, a township's timing wheel, a district's free slots.

All functions take the issues of one district (links count within them). The order of a queue depends only on class,
key and permanent id, never on slots or on when an issue joined, so any number of threads gives the same order.
"""

from __future__ import annotations

import numpy as np

from sim.agents.office import place_in_queue
from sim.compiled import kernel
from sim.issues.store import FREE, REGISTERED, WHEEL_DAYS

ANY_CLASS = 255
"""Class of an issue that has no place in a queue yet: whatever it is given comes before."""


@kernel
def comes_before(issues, a, b):
    """Whether issue a is served before issue b: lower class, lower key, lower permanent id."""
    if issues[a].queue_class != issues[b].queue_class:
        return issues[a].queue_class < issues[b].queue_class
    if issues[a].key != issues[b].key:
        return issues[a].key < issues[b].key
    return older_id(issues, a, b)


@kernel
def older_id(issues, a, b):
    """Whether issue a has the lower permanent id (resident key, then occasion)."""
    if issues[a].resident_key != issues[b].resident_key:
        return issues[a].resident_key < issues[b].resident_key
    return issues[a].occasion < issues[b].occasion


@kernel
def meld(issues, a, b):
    """Joins two heaps and gives the root; either may be empty (-1)."""
    if a < 0:
        return b
    if b < 0:
        return a
    if comes_before(issues, b, a):
        a, b = b, a
    first = issues[a].child
    issues[b].previous = a
    issues[b].sibling = first
    if first >= 0:
        issues[first].previous = b
    issues[a].child = b
    issues[a].sibling = -1
    issues[a].previous = -1
    return a


@kernel
def joined_children(issues, k):
    """The heap made of the children of k, joined in pairs from the left and then from the right."""
    node = np.int64(issues[k].child)
    issues[k].child = -1
    pairs = np.int64(-1)
    while node >= 0:
        a = node
        b = np.int64(issues[a].sibling)
        node = np.int64(issues[b].sibling) if b >= 0 else np.int64(-1)
        issues[a].sibling = -1
        issues[a].previous = -1
        if b >= 0:
            issues[b].sibling = -1
            issues[b].previous = -1
        pair = meld(issues, a, b)
        issues[pair].sibling = pairs
        pairs = pair
    root = np.int64(-1)
    while pairs >= 0:
        rest = np.int64(issues[pairs].sibling)
        issues[pairs].sibling = -1
        root = meld(issues, root, pairs)
        pairs = rest
    return root


@kernel
def push(issues, desks, desk, k):
    """Puts issue k into the queue of a desk by the class and key it has."""
    issues[k].child = -1
    issues[k].sibling = -1
    issues[k].previous = -1
    issues[k].desk = desk
    desks[desk].root = meld(issues, np.int64(desks[desk].root), k)
    desks[desk].n_open += 1


@kernel
def line_up(state, issues, k, desk, campaign, due_soon):
    """Gives an issue its place and puts it into the queue of a desk; while it stays there it falls into no later class.

    Everything that comes into a queue, stays in it with other hours left, or moves up in it, goes through here.
    """
    place, key = place_in_queue(state.params[0], issues[k], (issues[k].flags & REGISTERED) != 0, campaign, due_soon)
    issues[k].queue_class = min(place, np.int64(issues[k].queue_class))
    issues[k].key = key
    push(issues, state.desks, desk, k)


@kernel
def pop(issues, desks, desk):
    """Takes the first issue out of a desk's queue; -1 when it is empty."""
    k = np.int64(desks[desk].root)
    if k >= 0:
        desks[desk].root = joined_children(issues, k)
        desks[desk].n_open -= 1
    return k


@kernel
def remove(issues, desks, k):
    """Takes issue k out of the queue it is in, wherever it stands."""
    desk = np.int64(issues[k].desk)
    desks[desk].n_open -= 1
    if desks[desk].root == k:
        desks[desk].root = joined_children(issues, k)
        return
    before = issues[k].previous
    after = issues[k].sibling
    if issues[before].child == k:
        issues[before].child = after
    else:
        issues[before].sibling = after
    if after >= 0:
        issues[after].previous = before
    issues[k].sibling = -1
    issues[k].previous = -1
    below = joined_children(issues, k)
    desks[desk].root = meld(issues, np.int64(desks[desk].root), below)


@kernel
def set_timer(issues, wheel, township, k, day):
    """Lets issue k wait in its township's wheel for a day; it must not wait for another."""
    bucket = township * WHEEL_DAYS + day % WHEEL_DAYS
    first = wheel[bucket]
    issues[k].timer = day
    issues[k].timer_next = first
    issues[k].timer_previous = -1
    if first >= 0:
        issues[first].timer_previous = k
    wheel[bucket] = k


@kernel
def clear_timer(issues, wheel, township, k):
    """Takes issue k out of the wheel, if it waits there."""
    if issues[k].timer < 0:
        return
    before = issues[k].timer_previous
    after = issues[k].timer_next
    if before >= 0:
        issues[before].timer_next = after
    else:
        wheel[township * WHEEL_DAYS + issues[k].timer % WHEEL_DAYS] = after
    if after >= 0:
        issues[after].timer_previous = before
    issues[k].timer = -1
    issues[k].timer_next = -1
    issues[k].timer_previous = -1


@kernel(allocates=True)
def due_today(issues, wheel, township, day):
    """Takes all issues that waited for this day out of the wheel, ordered by permanent id.

    Returns:
        Slots, int64; empty when nothing is due.
    """
    n = 0
    k = np.int64(wheel[township * WHEEL_DAYS + day % WHEEL_DAYS])
    while k >= 0:
        if issues[k].timer == day:
            n += 1
        k = np.int64(issues[k].timer_next)
    found = np.empty(n, np.int64)
    n = 0
    k = np.int64(wheel[township * WHEEL_DAYS + day % WHEEL_DAYS])
    while k >= 0:
        after = np.int64(issues[k].timer_next)
        if issues[k].timer == day:
            clear_timer(issues, wheel, township, k)
            found[n] = k
            n += 1
        k = after
    sort_by_id(issues, found)
    return found


@kernel
def sort_by_id(issues, slots):
    """Sorts slots by permanent id in place (Shell 1959; lists are short)."""
    n = slots.size
    gap = n // 2
    while gap > 0:
        for i in range(gap, n):
            k = slots[i]
            j = i
            while j >= gap and older_id(issues, k, slots[j - gap]):
                slots[j] = slots[j - gap]
                j -= gap
            slots[j] = k
        gap //= 2


@kernel
def take_slot(state, issues, d):
    """A free slot of district d, counted within the district."""
    k = np.int64(state.districts[d].first_free)
    state.districts[d].first_free = issues[k].timer_next
    state.districts[d].n_free -= 1
    return k


@kernel
def give_slot_back(state, issues, d, k):
    """Makes a slot of district d free again."""
    issues[k].state = FREE
    issues[k].timer_next = state.districts[d].first_free
    state.districts[d].first_free = k
    state.districts[d].n_free += 1


@kernel
def put_among_closed(state, issues, d, k):
    """Hangs issue k on the district's list of issues closed today, in order of closing."""
    issues[k].timer_next = -1
    last = state.districts[d].closed_last
    if last < 0:
        state.districts[d].closed_first = k
    else:
        issues[last].timer_next = k
    state.districts[d].closed_last = k
    state.districts[d].n_closed += 1
