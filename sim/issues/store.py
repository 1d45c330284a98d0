"""The store of open issues: one record per issue, one segment of slots per district, queues and timers inside.

Everything an issue needs on its way lies in one record of two cache lines. A district's issues live in the district's
own segment, so districts can be worked on by different threads without locks and with the same result. Links inside
the records make up each desk's queue (a pairing heap, Fredman et al. 1986) and each township's timing wheel (Varghese
and Lauck 1987): an issue waits for at most one day in the wheel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.columns import layout

WHEEL_DAYS = 128

REGISTERED = 1
SILENT = 2
PAID = 4
LATE = 8
MISROUTED = 16
CLIENT = 32
DISCOVERED = 64
REPEAT = 128
BYPASS = 256
COSMETIC = 512
STUCK = 1024
SATISFIED = 2048
HEARD = 4096
ASKED = 8192
RECURRED = 16384
NOBODY = 32768
DUPLICATE = 65536
JOINT = 131072
AGREED = 262144
PRESSED = 524288
REFUSED = 1048576

FLAG_NAMES = {
    "registered": REGISTERED,
    "silent": SILENT,
    "paid": PAID,
    "late": LATE,
    "misrouted": MISROUTED,
    "client": CLIENT,
    "discovered": DISCOVERED,
    "repeat": REPEAT,
    "bypass": BYPASS,
    "cosmetic": COSMETIC,
    "stuck": STUCK,
    "satisfied": SATISFIED,
    "heard": HEARD,
    "asked": ASKED,
    "recurred": RECURRED,
    "nobody": NOBODY,
    "duplicate": DUPLICATE,
    "joint": JOINT,
    "agreed": AGREED,
    "pressed": PRESSED,
    "refused": REFUSED,
}
"""Name of each flag of an issue; they can be switched on together."""

FREE = 255
"""State of a slot that holds no issue."""

ROUNDS = 8
"""Occasions a need has room for: up to seven rounds, and a second row of work."""
LAST_ROUND = 6
"""Nothing follows this round, so that a cause cannot come back for ever."""
SECOND_ROW = ROUNDS - 1
"""Round of the second row of work of a request reported twice."""
MOST_COUNTED = 255
"""Counters of an issue and of a resident are bytes and stay at this."""
MOST_SHARERS = 7
"""Most neighbours who share a cause and may join a complaint; `joined` has a bit for each."""

NO_PLAN = 0
PLAN_DISCOVER = 1
PLAN_REPEAT = 2
PLAN_BYPASS = 3
PLAN_RECUR = 4
PLAN_INTAKE = 5

STAGE_WORK = 0
STAGE_PASS_UP = 1
STAGE_LIAISON = 2
STAGE_HELPER = 3
STAGE_REFUSED = 4
STAGE_APPLY = 5
STAGE_DISPATCH = 6

ISSUE = np.dtype(
    [
        ("resident_key", np.uint64),
        ("cost_fen", np.int64),
        ("hours", np.float64),
        ("work", np.float64),
        ("spent", np.float64),
        ("key", np.float64),
        ("occasion", np.int32),
        ("resident", np.int32),
        ("community", np.int32),
        ("desk", np.int32),
        ("child", np.int32),
        ("sibling", np.int32),
        ("previous", np.int32),
        ("timer_next", np.int32),
        ("timer_previous", np.int32),
        ("flags", np.int32),
        ("timer", np.int16),
        ("arose", np.int16),
        ("reported", np.int16),
        ("due", np.int16),
        ("closed", np.int16),
        ("money_day", np.int16),
        ("category", np.uint8),
        ("emergency", np.uint8),
        ("quick", np.uint8),
        ("departments", np.uint8),
        ("part", np.uint8),
        ("lead", np.uint8),
        ("authority", np.uint8),
        ("tier_reported", np.uint8),
        ("tier", np.uint8),
        ("channel", np.uint8),
        ("helper", np.uint8),
        ("state", np.uint8),
        ("stage", np.uint8),
        ("queue_class", np.uint8),
        ("hand_overs", np.uint8),
        ("reopenings", np.uint8),
        ("attempts", np.uint8),
        ("n_nominal", np.uint8),
        ("joined", np.uint8),
        ("plan", np.uint8),
        ("refusals", np.uint8),
        ("lost_tier", np.uint8),
    ],
    align=True,
)
"""One open issue."""

RECORD = np.dtype(
    [
        ("resident_key", np.uint64),
        ("cost_fen", np.int64),
        ("spent", np.float64),
        ("occasion", np.int32),
        ("resident", np.int32),
        ("community", np.int32),
        ("desk", np.int32),
        ("flags", np.int32),
        ("arose", np.int16),
        ("reported", np.int16),
        ("closed", np.int16),
        ("due", np.int16),
        ("category", np.uint8),
        ("emergency", np.uint8),
        ("quick", np.uint8),
        ("departments", np.uint8),
        ("n_nominal", np.uint8),
        ("refusals", np.uint8),
        ("attempts", np.uint8),
        ("joined", np.uint8),
        ("authority", np.uint8),
        ("tier_reported", np.uint8),
        ("tier", np.uint8),
        ("channel", np.uint8),
        ("helper", np.uint8),
        ("state", np.uint8),
        ("hand_overs", np.uint8),
        ("reopenings", np.uint8),
        ("complaints", np.uint8),
        ("group", np.uint8),
        ("registered_elsewhere", np.uint8),
        ("desk_kind", np.uint8),
    ],
    align=True,
)
"""One closed (or still open) reported issue as the ledger keeps it: what measures are computed from. No padding."""


NEEDS = 0
SELF_SOLVED = 1
ENDURED = 2
EXPOSED = 3
TALLIES = ("needs", "self_solved", "endured", "exposed")
"""What is counted without leaving a record: by community, resident group times registration, category."""


class Stage(NamedTuple):
    """Everything a phase may read and write, as compiled kernels see it: one array per kind of thing.

    Attributes:
        params: One record, the numbers of the scenario.
        kinds: One record per category.
        clock: One record: the day, what costs have grown to, and the streams of random numbers.
        working: Whether each day is a working day, as in `Calendar`.
        communities: One record per community; likewise townships, districts, desks, residents.
        keys: Permanent id of each resident.
        issues: Slots of all districts; those of a district lie together.
        wheel: First issue waiting, by township and day of the wheel; int32.
        tallies: Counts by tally, community, group times registration, and category; int32.
    """

    params: np.ndarray
    kinds: np.ndarray
    clock: np.ndarray
    working: np.ndarray
    communities: np.ndarray
    townships: np.ndarray
    districts: np.ndarray
    desks: np.ndarray
    residents: np.ndarray
    keys: np.ndarray
    issues: np.ndarray
    wheel: np.ndarray
    tallies: np.ndarray


def make_clock(streams: list[int]) -> np.ndarray:
    """The record of the day: its number, what requests cost against the first year, the streams of random numbers.

    Args:
        streams: One stream key per purpose.
    """
    clock = np.zeros(1, layout(("day", np.int64), ("cost_index", np.float64), ("streams", np.uint64, (len(streams),))))
    clock["streams"][0] = streams
    return clock


def free_slots(n: int) -> np.ndarray:
    """Empty slots, chained into one list of free ones."""
    issues = np.zeros(n, ISSUE)
    issues["state"] = FREE
    issues["timer_next"] = np.arange(1, n + 1)
    issues["timer_next"][-1:] = -1
    return issues


def make_issues(districts: np.ndarray, capacities: np.ndarray) -> np.ndarray:
    """Allocates the slots of all districts.

    Args:
        districts: Records of the districts; where their slots lie is written.
        capacities: Slots of each district, at least 1.

    Returns:
        The slots, all free.
    """
    districts["n_slots"] = capacities
    districts["first_slot"] = np.concatenate([[0], np.cumsum(capacities)[:-1]])
    districts["n_free"] = capacities
    districts["first_free"] = 0
    districts["closed_first"] = -1
    districts["closed_last"] = -1
    issues = reserve(int(capacities.sum()))[: capacities.sum()]
    for first, n in zip(districts["first_slot"], capacities, strict=True):
        issues[first : first + n] = free_slots(int(n))
    return issues


def reserve(n: int) -> np.ndarray:
    """Memory for eight times n slots; the system gives it as it is written, so growing seldom holds slots twice."""
    return np.zeros(8 * n, ISSUE)


def with_room(issues: np.ndarray, districts: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """The slots with room for at least `needed` more issues in every district; links stay as they are.

    Whoever will soon be short grows with those that are, so that slots seldom move.

    Args:
        issues: The slots so far; not to be read any more where others come back.
        districts: Records of the districts; changed where slots are added.
        needed: Free slots each district must have.

    Returns:
        The same slots where all districts have room, else `grown` ones.
    """
    if (districts["n_free"] >= needed).all():
        return issues
    return grown(issues, districts, np.maximum(needed + needed // 8 - districts["n_free"], 0))


def grown(issues: np.ndarray, districts: np.ndarray, added: np.ndarray) -> np.ndarray:
    """More slots in every district, within the memory reserved for them as long as it suffices.

    Args:
        issues: The slots so far; not to be read any more.
        districts: Records of the districts; changed where slots are added.
        added: Slots to be added by district.

    Returns:
        All slots, the new ones free.
    """
    held, before = districts["n_slots"].astype(np.int64), districts["first_slot"].astype(np.int64)
    after = np.concatenate([[0], np.cumsum(held + added)[:-1]])
    n, end, size = int((held + added).sum()), len(issues), issues.itemsize
    base = issues.base
    ours = base is not None and base.dtype == ISSUE and len(base) >= n and base.ctypes.data == issues.ctypes.data
    room = base if ours and base is not None else reserve(n)
    old, new = issues.view(np.uint8), room.view(np.uint8)
    for d in np.flatnonzero(added)[::-1]:  # what lies between two that grow moves as one, the last piece first
        first, to = before[d] + held[d], after[d] + held[d]
        new[(to + added[d]) * size : (to + added[d] + end - first) * size] = old[first * size : end * size]
        room[to : to + added[d]] = free_slots(int(added[d]))
        room["timer_next"][to : to + added[d] - 1] += held[d]
        room["timer_next"][to + added[d] - 1] = districts["first_free"][d]
        districts["first_free"][d] = held[d]
        end = first
    if not ours:
        new[: end * size] = old[: end * size]
    districts["n_free"] += added.astype(districts["n_free"].dtype)
    districts["n_slots"] += added.astype(districts["n_slots"].dtype)
    districts["first_slot"] = after
    return room[:n]
