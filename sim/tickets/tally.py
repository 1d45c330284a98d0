"""Coded tickets counted: copies once, what is no request apart, and everything else by group, time and days.

Counts are kept by block of the calendar, so that whole blocks can be drawn again for the tolerances. Days are whole
days between the day of reception and that of closing, as in the model. A ticket that is closed after the last day seen
was open on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.tickets import dates
from sim.tickets.coding import (
    CHANNELS,
    FOUND_BY_STAFF,
    HAS_NO_STATUS,
    IS_WITHDRAWN,
    SAYS_CLOSED,
    TICKET,
    YES_BIT,
)
from sim.tickets.spool import Spool

Counts = NDArray[np.int64]

LONGEST_DAYS = 3650
"""Days counted apart; longer ones are counted as so many."""

SMALL = 5
"""Counts below it, but for zero, are hidden (assumed; the usual threshold of statistical offices lies at 3 to 10)."""

WHOLE_PERIOD = 180
"""From so many days of receptions on the last of them is the last day seen, as in a run (assumed)."""

AGAIN_DAYS = 90
"""A person who raises something of the same class so soon after an earlier ticket was closed comes again (assumed)."""

AMOUNTS = (
    "registered",
    "closed",
    "dated",
    "clocked",
    "fallen_due",
    "on_time",
    "resolved",
    "asked_resolved",
    "satisfied",
    "rated",
    "reopened",
    "asked_reopened",
    "repeated",
    "asked_repeated",
    "within_minute",
    "timed",
    "on_due_day",
    "with_due",
)
"""What is counted of requests; `sim.tickets.figures` makes shares of it."""

PERSON = np.dtype([("reporter", "u8"), ("group", "u2"), ("received", "i8"), ("closed", "i8")])
AROUND_DUE = 7
"""Days before and after a deadline that are shown."""


class Period(NamedTuple):
    """The days that a file covers, counted from 1970.

    Attributes:
        first: First day of reception.
        last: Last day of reception that counts.
        end: Day after the last one seen.
    """

    first: int
    last: int
    end: int

    @property
    def days(self) -> int:
        """Days of reception."""
        return self.last - self.first + 1


def period_of(receptions: tuple[int, int], last_closing: int, first_day: int | None, last_day: int | None) -> Period:
    """The days that count.

    Args:
        receptions: First and last day of reception in the file.
        last_closing: Last day of closing in it.
        first_day: First day asked for.
        last_day: Last day asked for; else it is the last reception of a file of half a year or more, as the last day
            of a run is, and the last day with anything in it of a shorter file, which would else see too little.
    """
    first = receptions[0] if first_day is None else first_day
    last = receptions[1] if last_day is None else last_day
    seen = last_day
    if seen is None:
        seen = last if last - first + 1 >= WHOLE_PERIOD else max(last, last_closing)
    return Period(first, last, seen + 1)


class Blocks(NamedTuple):
    """How tickets are put together for drawing again.

    Attributes:
        n: Number of blocks.
        days: Days of a block; 0 for every so-manieth line where the file covers two weeks or less.
    """

    n: int
    days: int


def blocks_of(period: Period) -> Blocks:
    """Blocks of the calendar: days, weeks, or four weeks, so that there are some dozens.

    Args:
        period: The days covered.
    """
    if period.days < 15:
        return Blocks(64, 0)
    days = 1 if period.days < 84 else 7 if period.days < 7 * 130 else 28
    return Blocks(-(-period.days // days), days)


class Histogram:
    """Counts by group, block, whether it is closed, and days; sparse, so that its size is that of what occurs."""

    def __init__(self, n_blocks: int) -> None:
        self.n_blocks = n_blocks
        self._keys, self._counts = np.empty(0, np.int64), np.empty(0, np.int64)

    def add(self, group: np.ndarray, block: np.ndarray, closed: np.ndarray, days: np.ndarray) -> None:
        """Counts tickets."""
        keys = ((group.astype(np.int64) * self.n_blocks + block) * 2 + closed) * (LONGEST_DAYS + 1) + days
        new, counts = np.unique(keys, return_counts=True)
        both, place = np.unique(np.concatenate([self._keys, new]), return_inverse=True)
        total = np.bincount(place, weights=np.concatenate([self._counts, counts]))
        self._keys, self._counts = both, total.astype(np.int64)

    def of(self, group: int) -> tuple[Counts, Counts, Counts, Counts]:
        """Block, whether closed, days and count of everything in a group."""
        size = self.n_blocks * 2 * (LONGEST_DAYS + 1)
        low, high = np.searchsorted(self._keys, [group * size, (group + 1) * size])
        rest, days = np.divmod(self._keys[low:high] - group * size, LONGEST_DAYS + 1)
        return rest // 2, rest % 2, days, self._counts[low:high]

    def table(self, group: int) -> Counts:
        """Counts of a group by whether they are closed and by days, shape (2, n_days)."""
        _, closed, days, counts = self.of(group)
        found = np.zeros((2, int(days.max()) + 1 if days.size else 1), dtype=np.int64)
        np.add.at(found, (closed, days), counts)
        return found


@dataclass
class Tally:
    """What a file holds, in counts.

    Attributes:
        period: The days it covers.
        blocks: How tickets are put together.
        sizes: Number of groups by grouping: all, category, area, channel, month.
        amounts: Counts by grouping, of shape (n_groups, n_blocks, len(AMOUNTS)).
        days: Histograms of days by grouping.
        months: Requests, and closed ones, by month from 1970, shape (n_months, 2).
        first_month: The first month.
        crossed: Requests by category and area, shape (n_categories, n_areas).
        groups: Requests by the file's own classes.
        around_due: Closings by days after the deadline, from -AROUND_DUE to AROUND_DUE.
        left_out: Lines that are no request of the period, by why.
        odd: Requests with something odd, by what.
        again: Requests of a person known, and those who come again.
        sample: Some coded requests, where asked for.
    """

    period: Period
    blocks: Blocks
    sizes: Mapping[str, int]
    amounts: dict[str, Counts] = field(default_factory=dict)
    days: dict[str, Histogram] = field(default_factory=dict)
    months: Counts = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    first_month: int = 0
    crossed: Counts = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    groups: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    around_due: Counts = field(default_factory=lambda: np.zeros(2 * AROUND_DUE + 1, np.int64))
    left_out: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("copies", "withdrawn", "staff", "outside"), 0)
    )
    odd: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("same_lines", "closed_before", "closed_undated", "open_closed", "closed_later", "due_missing"), 0
        )
    )
    again: tuple[int, int] = (0, 0)
    sample: np.ndarray = field(default_factory=lambda: np.zeros(0, TICKET))

    @property
    def month_keys(self) -> tuple[str, ...]:
        """The months covered, as runs name them, such as "2017-03"."""
        return tuple(str(np.datetime64(self.first_month + k, "M")) for k in range(len(self.months)))

    def total(self, name: str, by: str = "all") -> Counts:
        """An amount by group, shape (n_groups,)."""
        found: Counts = self.amounts[by][:, :, AMOUNTS.index(name)].sum(axis=1)
        return found


@dataclass(frozen=True)
class Plan:
    """What tickets are counted by.

    Attributes:
        period: The days covered.
        category: Category code of each of the file's classes.
        area: Code of the area of each of its words for areas.
        n_categories: Number of categories, that of other ones included.
        n_areas: Number of areas.
        has_time: Whether both reception and closing say a time of day.
        deadline_days: Days within which a ticket has to be closed, where no column says it; None for none.
        has_numbers: Whether tickets have numbers.
        has_persons: Whether persons are known.
        n_sample: Coded requests to be kept.
    """

    period: Period
    category: np.ndarray
    area: np.ndarray
    n_categories: int
    n_areas: int
    has_time: bool = False
    deadline_days: int | None = None
    has_numbers: bool = False
    has_persons: bool = False
    n_sample: int = 0


class _Requests(NamedTuple):
    """Requests of one part of the file, as whole columns."""

    rows: np.ndarray
    received: Counts
    closed_day: Counts
    is_closed: np.ndarray
    days: Counts
    due: Counts
    block: Counts


def tallied(spool: Spool, plan: Plan) -> Tally:
    """Counts everything.

    Args:
        spool: The coded lines.
        plan: What they are counted by.
    """
    period, blocks = plan.period, blocks_of(plan.period)
    first_month = _month(period.first)
    n_months = _month(period.last) - first_month + 1
    sizes = {
        "all": 1,
        "category": plan.n_categories,
        "area": plan.n_areas,
        "channel": len(CHANNELS),
        "month": n_months,
    }
    tally = Tally(period, blocks, sizes)
    tally.amounts = {by: np.zeros((n, blocks.n, len(AMOUNTS)), np.int64) for by, n in sizes.items()}
    tally.days = {by: Histogram(blocks.n) for by in sizes}
    tally.first_month = first_month
    tally.months = np.zeros((n_months, 2), np.int64)
    tally.crossed = np.zeros((plan.n_categories, plan.n_areas), np.int64)
    tally.groups = np.zeros(len(plan.category), np.int64)
    with Spool(PERSON) as persons:
        for lines in spool.parts():
            _count(tally, _requests(tally, _cohort(tally, lines, plan), plan), plan, persons)
        if plan.has_persons:
            tally.again = _come_again(persons)
    if tally.odd["due_missing"] == tally.total("registered")[0]:  # No column says by when.
        tally.odd["due_missing"] = 0
    return tally


def _month(day: int) -> int:
    return int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(np.int64))


def _cohort(tally: Tally, lines: np.ndarray, plan: Plan) -> np.ndarray:
    """The lines that are requests of the period; why the others are none is counted."""
    lines = lines[np.argsort(lines["line"], kind="stable")]
    last = np.unique(lines["whole"][::-1], return_index=True)[1]
    tally.odd["same_lines"] += len(lines) - len(last)
    if plan.has_numbers:
        numbered = lines["ticket"] != 0
        latest = len(lines) - 1 - np.unique(lines["ticket"][::-1], return_index=True)[1]
        kept = ~numbered
        kept[latest] = True
        tally.left_out["copies"] += int(np.count_nonzero(~kept))
        lines = lines[kept]
    received, facts = dates.day_of(lines["received"]), lines["facts"]
    gone = (facts & (IS_WITHDRAWN | YES_BIT["copy"])) != 0
    staff = ~gone & ((facts & FOUND_BY_STAFF) != 0)
    outside = ~gone & ~staff & ((received < plan.period.first) | (received > plan.period.last))
    for name, which in (("withdrawn", gone), ("staff", staff), ("outside", outside)):
        tally.left_out[name] += int(np.count_nonzero(which))
    kept_lines: np.ndarray = lines[~(gone | staff | outside)]
    return kept_lines


def _requests(tally: Tally, rows: np.ndarray, plan: Plan) -> _Requests:
    """When requests were closed and how long they took or have waited, as seen at the end of the last day."""
    period, facts = plan.period, rows["facts"]
    received = dates.day_of(rows["received"])
    dated = rows["closed"] != dates.MISSING
    closed_day = np.where(dated, dates.day_of(np.where(dated, rows["closed"], 0)), -1)
    before = dated & (closed_day < received)
    later = dated & ~before & (closed_day >= period.end)
    says, silent = (facts & SAYS_CLOSED) != 0, (facts & HAS_NO_STATUS) != 0
    is_closed = (says | (silent & dated)) & ~later
    known = is_closed & dated & ~before
    tally.odd["closed_before"] += int(np.count_nonzero(before))
    tally.odd["closed_undated"] += int(np.count_nonzero(is_closed & ~dated))
    tally.odd["open_closed"] += int(np.count_nonzero(dated & ~says & ~silent))
    tally.odd["closed_later"] += int(np.count_nonzero(later & (says | silent)))
    closed_day = np.where(known, closed_day, -1)
    days = np.minimum(np.where(known, closed_day - received, period.end - received), LONGEST_DAYS)
    due = np.where(rows["due"] != dates.MISSING, dates.day_of(rows["due"]), -1)
    if plan.deadline_days is not None:
        due = np.where(due < 0, received + plan.deadline_days, due)
    tally.odd["due_missing"] += int(np.count_nonzero(due < 0))
    size = tally.blocks.days
    block = (received - period.first) // size if size else rows["line"] % tally.blocks.n
    return _Requests(rows, received, closed_day, is_closed, days, due, block)


def _yes_no(rows: np.ndarray, key: str) -> tuple[np.ndarray, np.ndarray]:
    """Which requests have a yes, and which an answer."""
    facts, bit = rows["facts"], YES_BIT[key]
    yes = (facts & bit) != 0
    return yes, yes | ((facts & (bit << 1)) != 0)


def _amounts(x: _Requests, plan: Plan) -> dict[str, np.ndarray]:
    """Where each request is counted: the definitions of the model, as far as a file can say."""
    rows, known, end = x.rows, x.closed_day >= 0, plan.period.end
    has_due = x.due >= 0
    late, said_late = _yes_no(rows, "overdue")
    past = has_due & np.where(x.is_closed, known & (x.closed_day > x.due), x.due < end)
    resolved, asked = _yes_no(rows, "resolved")
    satisfied, rated = _yes_no(rows, "satisfied")
    reopened, asked_reopened = _yes_no(rows, "reopened")
    repeated, asked_repeated = _yes_no(rows, "repeated")
    seconds = np.where(known, rows["closed"] - rows["received"], -1)
    timed = known & plan.has_time & (rows["closed"] % dates.DAY != 0) & (seconds >= 0)
    return {
        "registered": np.ones(len(rows), bool),
        "closed": x.is_closed,
        "dated": known,
        "clocked": has_due | said_late,
        "fallen_due": x.is_closed | (has_due & (x.due < end)),
        "on_time": np.where(said_late, ~late, has_due & ~past),
        "resolved": x.is_closed & resolved,
        "asked_resolved": x.is_closed & asked,
        "satisfied": x.is_closed & satisfied,
        "rated": x.is_closed & rated,
        "reopened": reopened,
        "asked_reopened": asked_reopened,
        "repeated": repeated,
        "asked_repeated": asked_repeated,
        "within_minute": timed & (seconds <= 60),
        "timed": timed,
        "on_due_day": known & has_due & (x.closed_day == x.due),
        "with_due": known & has_due,
    }


def _count(tally: Tally, x: _Requests, plan: Plan, persons: Spool) -> None:
    """Adds requests to every count."""
    rows, amounts = x.rows, _amounts(x, plan)
    category = plan.category[rows["group"]]
    keys = {
        "all": np.zeros(len(rows), np.int64),
        "category": category,
        "area": plan.area[rows["area"]],
        "channel": rows["channel"].astype(np.int64),
        "month": x.received.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - tally.first_month,
    }
    shown = (x.closed_day >= 0) | ~x.is_closed
    for by, key in keys.items():
        place, size = key * tally.blocks.n + x.block, tally.sizes[by] * tally.blocks.n
        for k, name in enumerate(AMOUNTS):
            counts = np.bincount(place[amounts[name]], minlength=size)
            tally.amounts[by][:, :, k] += counts.reshape(tally.sizes[by], tally.blocks.n)
        tally.days[by].add(key[shown], x.block[shown], x.is_closed[shown].astype(np.int64), x.days[shown])
    for k, which in enumerate((amounts["registered"], amounts["closed"])):
        tally.months[:, k] += np.bincount(keys["month"][which], minlength=len(tally.months))
    crossed = category * tally.sizes["area"] + keys["area"]
    tally.crossed += np.bincount(crossed, minlength=tally.crossed.size).reshape(tally.crossed.shape)
    tally.groups += np.bincount(rows["group"], minlength=len(tally.groups))
    after = (x.closed_day - x.due)[amounts["with_due"]] + AROUND_DUE
    after = after[(after >= 0) & (after <= 2 * AROUND_DUE)]
    tally.around_due += np.bincount(after, minlength=len(tally.around_due))
    if plan.has_persons:
        named = rows["reporter"] != 0
        found = np.zeros(int(np.count_nonzero(named)), PERSON)
        found["reporter"], found["group"] = rows["reporter"][named], category[named]
        found["received"], found["closed"] = x.received[named], x.closed_day[named]
        persons.add(found, found["reporter"])
    if plan.n_sample:
        both = np.concatenate([tally.sample, rows])
        tally.sample = both[np.argsort(both["whole"], kind="stable")[: plan.n_sample]]


def _come_again(persons: Spool) -> tuple[int, int]:
    """Requests of known persons, and how many come soon after one of the same person and category was closed."""
    n = again = 0
    for lines in persons.parts():
        lines = np.sort(lines, order=("reporter", "group", "received"))
        same = (lines["reporter"][1:] == lines["reporter"][:-1]) & (lines["group"][1:] == lines["group"][:-1])
        gap = lines["received"][1:] - lines["closed"][:-1]
        soon = (lines["closed"][:-1] >= 0) & (gap >= 0) & (gap <= AGAIN_DAYS)
        n, again = n + len(lines), again + int(np.count_nonzero(same & soon))
    return n, again
