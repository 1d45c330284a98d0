"""The phases of a day that touch issues: kernels over the districts, split among threads, with the same result.

Districts share nothing on a day, so any split over any number of threads gives the same columns and the same ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import pairwise
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.hours import ORIGIN, USE, Entry
from sim.issues.arising import PERIOD_DAYS, STOCKS_OF_NEEDS, arise, count_candidates, highest_needs, place_candidates
from sim.issues.events import todays_events
from sim.issues.judging import hear_across
from sim.issues.meetings import meet
from sim.issues.records import count_open, gather_closed, read_open, survey
from sim.issues.store import DUPLICATE, HEARD, RECORD, with_room
from sim.issues.work import open_offices, serve_offices
from sim.levers import COMMUNITY
from sim.vocabulary import Bearer, Channel, HoursOrigin, HoursUse, State
from sim.words import Sentence

WEEK_DAYS = 7
"""Home villages hear how issues ended at the end of each week of the run."""


class Crew:
    """Runs a kernel over ranges of districts, in this thread or in several.

    Args:
        populations: Residents of each district; ranges are balanced by them.
        threads: Number of threads.
    """

    def __init__(self, populations: np.ndarray, threads: int) -> None:
        n = len(populations)
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads - 1) if threads > 1 else None
        # More ranges than threads even out nothing that is worth the calls they add.
        share = np.cumsum(populations) / max(1, populations.sum())
        wanted = np.arange(1, threads) / threads
        cuts = np.unique(np.concatenate([[0], np.searchsorted(share, wanted) + 1, [n]]).clip(0, n))
        self.ranges = [(int(a), int(b)) for a, b in pairwise(cuts)]

    def over(self, kernel: Callable[[int, int], Any]) -> None:
        """Calls a kernel with every range of districts; this thread takes its part.

        Args:
            kernel: Function of first district and district after the last; releases the interpreter's lock.
        """
        rest = iter(self.ranges)  # Threads take the next range each; a list's iterator gives none twice.

        def work() -> None:
            for lo, hi in rest:
                kernel(lo, hi)

        others = [] if self.pool is None else [self.pool.submit(work) for _ in range(self.threads - 1)]
        try:
            work()
        finally:
            wait(others)
        for other in others:
            other.result()

    def close(self) -> None:
        """Ends the threads."""
        if self.pool is not None:
            self.pool.shutdown()


class Candidates:
    """Candidate occasions of a period, by day and district in the order of residents.

    Attributes:
        period: Number of the period laid out, -1 for none.
        edges: (days + 1, districts) place of each bucket's first candidate; int64.
        rows: Resident row of each candidate.
        occasions: Number of the occasion within the period.
        rates: (districts, categories) yearly needs in the community at hand; each district's row is one thread's.
    """

    def __init__(self) -> None:
        self.period = -1
        self.edges = np.zeros((0, 0), np.int64)
        self.rows = np.zeros(0, np.int32)
        self.occasions = np.zeros(0, np.uint8)
        self.rates = np.zeros((0, 0))

    def forget(self) -> None:
        """Gives up the candidates laid out: rows have moved, or memory is wanted for others."""
        self.period = -1
        self.rows, self.occasions = np.zeros(0, np.int32), np.zeros(0, np.uint8)

    def lay_out(self, model: Any, period: int) -> None:
        """Draws the candidates of a period."""
        stage, n, most = model.stage, len(model.districts), model.communities.population.max(initial=0)
        counts = np.zeros((n, PERIOD_DAYS), np.int64)
        model.crew.over(lambda lo, hi: count_candidates(stage, period, lo, hi, np.empty(most), counts))
        flat = np.concatenate([[0], np.cumsum(counts.T.ravel())])
        starts = flat[:-1].reshape(PERIOD_DAYS, n)
        total = int(flat[-1])
        self.forget()
        self.rows, self.occasions = np.empty(total, np.int32), np.empty(total, np.uint8)
        at = np.ascontiguousarray(starts.T.copy())
        rows, occasions = self.rows, self.occasions
        model.crew.over(lambda lo, hi: place_candidates(stage, period, lo, hi, np.empty(most), at, rows, occasions))
        ends = np.concatenate([starts[1:, 0], [total]])
        self.edges = np.hstack([starts, ends[:, None]])
        self.rates = np.zeros((n, len(stage.kinds)))
        self.period = period


class ProvedNeeds:
    """The highest needs of any resident by community, and the stocks they were computed from.

    Attributes:
        counts: (communities, groups) residents whose groups count.
        rates: (districts, categories) float64, for the rates of the community at hand.
        known: (communities, STOCKS_OF_NEEDS) stocks as they were, nan for not looked at.
        highest: Yearly needs, one per community.

    Args:
        counts: Residents by community and group.
        categories: Number of categories.
        districts: Number of districts.
    """

    def __init__(self, counts: np.ndarray, categories: int, districts: int) -> None:
        self.counts = counts
        self.rates = np.zeros((districts, categories))
        self.known = np.full((len(counts), STOCKS_OF_NEEDS), np.nan)
        self.highest = np.zeros(len(counts))


class Ledger:
    """All reported issues that were closed, in the order of closing: by day, then district, then desk.

    Attributes:
        n: Number of records kept.

    Args:
        residents: Number of residents.
        days: Measured days. Room is made for one record per resident in four years, about twice what comes; memory is
            taken only for what is written, while enlarging would hold all records twice.
    """

    def __init__(self, residents: int = 0, days: int = 0) -> None:
        self._records = np.zeros(max(1024, residents * days // (4 * 365)), RECORD)
        self.n = 0
        self.week: list[np.ndarray] = []

    def room(self, n: int) -> np.ndarray:
        """The next n records to be written."""
        if self.n + n > len(self._records):
            larger = np.zeros(max(2 * len(self._records), self.n + n), RECORD)
            larger[: self.n] = self._records[: self.n]
            self._records = larger
        return self._records[self.n : self.n + n]

    @property
    def records(self) -> np.ndarray:
        """The records kept so far."""
        return self._records[: self.n]


def begin_day(model: Any) -> None:
    """Offices open: their hours of the day are there, and the balance of hours follows."""
    stage = model.stage
    model.hours.close_day(bool(model.calendar.working[model.day]))
    model.crew.over(lambda lo, hi: open_offices(stage, lo, hi))


def check_rate_bound(model: Any) -> None:
    """Refuses a bound on the rate of needs that some resident exceeds today: needs beyond it would not arise.

    Raises:
        InputError: Names the community, the day, and what the bound must exceed.
    """
    stage, counts, needs = model.stage, model.structure.group_counts, model.scenario.needs
    proved = model.proved_needs
    if proved.counts is not counts:
        proved = model.proved_needs = ProvedNeeds(counts, len(stage.kinds), len(model.districts))
    rates, known, highest = proved.rates, proved.known, proved.highest
    model.crew.over(lambda lo, hi: highest_needs(stage, counts, lo, hi, rates, known, highest))
    bound = needs.most_needs
    if (highest <= bound * (1.0 + 1e-9)).all():
        return
    row = int(highest.argmax())
    code, day = int(model.communities.code[row]), model.calendar.date(model.day).isoformat()
    problem = Sentence(
        f"on {day} residents of community {code} have {highest[row]:.3g} needs a year, above rate_bound times the "
        f"higher need rate, {bound:.3g}",
        f"{day}，社区 {code} 的居民每年有 {highest[row]:.3g} 项需求，高于 rate_bound 与较高需求率之积 {bound:.3g}",
    )
    raise InputError(Fault("GZ027", file=model.scenario.name, key_path="needs.rate_bound", facts={"problem": problem}))


def arise_and_voice(model: Any) -> None:
    """Needs arise among today's candidates; each is solved among neighbours, reported, endured, or found later."""
    check_rate_bound(model)
    period = model.day // PERIOD_DAYS
    if model.candidates.period != period:
        model.candidates.lay_out(model, period)
    edges = model.candidates.edges[model.day % PERIOD_DAYS]
    districts = model.districts.records
    n_open = districts["n_slots"] - districts["n_free"]
    # A resident may use two channels, and offices that are islands make two rows of it.
    issues = with_room(model.stage.issues, districts, 2 * (edges[1:] - edges[:-1]) + n_open + 64)
    if issues is not model.stage.issues:
        model.stage = model.stage._replace(issues=issues)
    stage, found = model.stage, model.candidates
    model.crew.over(lambda lo, hi: arise(stage, period, lo, hi, edges, found.rows, found.occasions, found.rates))


def discover_and_take_up(model: Any) -> None:
    """Issues that waited for today are found, come in, fall due, are given up or come back."""
    stage = model.stage
    model.crew.over(lambda lo, hi: todays_events(stage, lo, hi))


def hold_meetings(model: Any) -> None:
    """On the first working day of a month joint meetings and deliberation councils take up what is before them."""
    if not model.calendar.meeting[model.day] or not (
        model.levers["meeting_slots"].max(initial=0.0) >= 1.0 or model.levers["council_slots"].max(initial=0.0) >= 1.0
    ):
        return
    stage, month, before = model.stage, model.month, model.communities.council_hours.copy()
    model.crew.over(lambda lo, hi: meet(stage, month, lo, hi))
    for side, what in ((ORIGIN, HoursOrigin.GIVEN), (USE, HoursUse.MEETINGS)):
        model.hours.add(Entry(COMMUNITY, Bearer.RESIDENT, side, what), model.communities.council_hours - before)


def work_hand_over_close(model: Any) -> None:
    """Every desk assigns, works, hands over and closes down its queue."""
    stage = model.stage
    model.crew.over(lambda lo, hi: serve_offices(stage, lo, hi))


def keep_records(model: Any) -> None:
    """Closed issues move into the ledger; at the week's end home villages hear how they ended."""
    stage, ledger = model.stage, model.ledger
    ends = np.cumsum(model.districts.n_closed)
    n = int(ends[-1])
    if n > 0:
        at = np.concatenate([[0], ends[:-1]])
        records = ledger.room(n)
        model.crew.over(lambda lo, hi: gather_closed(stage, lo, hi, at, records))
        ledger.week.append(records.copy())
        measured = model.measured(records)
        kept = int(measured.sum())
        if kept < n:
            records[:kept] = records[measured]
        ledger.n += kept
    if (model.day + 1) % WEEK_DAYS == 0:
        closed = np.concatenate([np.empty(0, RECORD), *ledger.week])
        hear_across(stage, closed, len(closed))
        tell(model, closed)
        ledger.week.clear()


def tell(model: Any, records: np.ndarray) -> None:
    """Counts, by community, what a week's closed requests give people to tell: how they ended, by which channel.

    Args:
        model: The model.
        records: Closed issues.
    """
    c = model.communities
    records = records[(records["flags"] & DUPLICATE) == 0]
    answered, solved = (records["flags"] & HEARD) != 0, records["state"] == State.RESOLVED
    by_number = (records["channel"] == Channel.PHONE) | (records["channel"] == Channel.HOTLINE)
    for name, chosen in (
        ("told_solved", solved),
        ("told_failed", answered & ~solved),
        ("told_silent", ~answered & ~solved),
        ("told_number", answered & by_number),
        ("told_online", answered & (records["channel"] == Channel.ONLINE)),
    ):
        column = c.column(name)
        column += np.bincount(records["community"][chosen], minlength=len(c)).astype(column.dtype)


def open_records(model: Any) -> np.ndarray:
    """The measured issues that are still open, ordered by permanent id."""
    records = np.zeros(count_open(model.stage), RECORD)
    read_open(model.stage, records)
    records = records[model.measured(records)]
    return records[np.lexsort((records["occasion"], records["resident_key"]))]


def look_over_open_issues(model: Any) -> None:
    """Every Monday governments see what is overdue, where and in which category."""
    stage, overdue = model.stage, model.overdue
    model.crew.over(lambda lo, hi: survey(stage, overdue, lo, hi))
