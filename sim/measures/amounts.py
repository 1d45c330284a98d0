"""Amounts: what is counted among issues, needs and residents, defined once, summed over groupings.

Which issue counts where follows from three facts: its final state, whether it was registered, and whether the resident
heard anything. Complaints are counted (one row of work may carry several complainants); where the work itself is meant,
rows are counted. Issues found by patrols were never reported and stand apart.

| state | registered | closed on record | resolved | heard |
|---|---|---|---|---|
| resolved | yes | yes | yes | yes |
| failed or nominally closed | yes | yes | no | yes |
| lost after its due day | yes | yes (the sender's register shows it as done) | no | no |
| resolved, failed or nominally closed | no | not on record | as it is | yes |
| dropped | no | not on record | no | no |
| any open state | either | no | no | no |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.issues.store import (
    BYPASS,
    CLIENT,
    DISCOVERED,
    ENDURED,
    EXPOSED,
    HEARD,
    LATE,
    NEEDS,
    NOBODY,
    PAID,
    PRESSED,
    RECURRED,
    REFUSED,
    REGISTERED,
    REPEAT,
    SATISFIED,
    SELF_SOLVED,
)
from sim.measures.grouping import N_KINDS, Sums, sums_of_cells, sums_of_kinds, sums_of_periods
from sim.measures.observation import N_CELLS, Floats, Observation
from sim.vocabulary import Category, Channel, DeskKind, Group, State, Tier

Mask = NDArray[np.bool_]

RESPONSE_DAYS = 60
"""A resident has had a response if anything was heard within so many days of reporting (assumed)."""

CONFLICTS = Category.where("conflict")

SERVICES = Category.where("service")

VULNERABLE = (Group.OLDER, Group.DISABLED, Group.LOW_INCOME)
"""Residents in difficulties (困难群众): older, disabled and low-income residents."""

RISKS = Category.where("risk")

OLD_DAYS = 60
"""An open issue is old after so many days (assumed)."""


def _listed(codes: np.ndarray, wanted: tuple[int, ...]) -> Mask:
    """Which small codes are among those wanted."""
    table = np.zeros(256, dtype=bool)
    table[list(wanted)] = True
    return table[codes]


def round_ids(resident_key: np.ndarray, occasion: np.ndarray) -> np.ndarray:
    """One number for each round of a need; that of the round before is one less.

    Args:
        resident_key: Permanent ids of residents.
        occasion: Occasions of the rounds.
    """
    ids: np.ndarray = (resident_key << np.uint64(16)) + occasion.astype(np.uint64)
    return ids


class Columns:
    """Fields of all issues of the cohort as whole columns, and where each issue is counted.

    Args:
        observation: What was gathered.
    """

    def __init__(self, observation: Observation) -> None:
        column = observation.column
        self.observation = observation
        self.complaints = column("complaints")
        self.state = column("state")
        self.flags = column("flags")
        self.category = column("category")
        self.tier = column("tier")
        self.tier_reported = column("tier_reported")
        self.departments = column("departments")
        self.cost_fen = column("cost_fen")
        self.reported_day = reported_day = column("reported").astype(np.int32)
        self.community = column("community")
        self.hand_overs = column("hand_overs")
        self.reopenings = column("reopenings")
        self.channel = column("channel")
        n_closed = len(observation.closed)
        self.is_closed = np.arange(len(self.state)) < n_closed
        closed_day = np.where(self.is_closed, column("closed"), observation.end_day)
        self.days = np.maximum(closed_day - reported_day, 0).astype(np.int32)
        self.followed_days = np.maximum(observation.end_day - reported_day, 0).astype(np.int32)
        self.reported = ~self.has(DISCOVERED)
        self.registered = self.reported & self.has(REGISTERED)
        self.first = ~self.has(REPEAT | BYPASS)
        self.resolved = self.state == State.RESOLVED
        self.on_book = self.registered & self.is_closed
        self.fallen_due = self.registered & (self.is_closed | (column("due") < observation.end_day))
        self.heard = self.has(HEARD)
        self.waiting = ~self.is_closed & (self.state != State.LOST_ON_BOOK)
        at_desk_past_due = self.waiting & (self.state != State.IN_TRANSIT) & (column("due") < observation.end_day)
        self.late = self.registered & (self.has(LATE) | at_desk_past_due)
        self.group = column("group")
        cell = self.group.astype(np.int32) * 2 + (column("registered_elsewhere") != 0)
        self.cell = self.community * N_CELLS + cell
        self.stratum_weight, stratum = np.unique(observation.weight, return_inverse=True)
        kind = self.category.astype(np.int32) * 4 + self.tier
        kind = (kind * 2 + self.has(CLIENT)) * 2 + (self.cost_fen > 0)
        kind = kind * 3 + np.clip(self.departments, 1, 3) - 1
        self.kind = stratum.astype(np.int32)[self.community] * N_KINDS + kind

    def has(self, flag: int) -> Mask:
        """Issues that carry any of the given flags."""
        found: Mask = (self.flags & flag) != 0
        return found

    def of(self, *categories: int) -> Mask:
        """Issues of some categories."""
        found: Mask = _listed(self.category, categories)
        return found

    def once(self, chosen: Mask) -> Mask:
        """The chosen issues whose round of complaint before is not among the chosen: each cause once.

        Args:
            chosen: The issues to count: those paid, since a repeat inherits the payment, or those that need money.
        """
        rows = np.flatnonzero(chosen)
        ids = round_ids(self.observation.column("resident_key")[rows], self.observation.column("occasion")[rows])
        again = ~self.first[rows]
        counted = np.zeros(len(rows), dtype=bool)
        ordered = np.sort(ids)
        before = ids[again] - np.uint64(1)
        place = np.minimum(np.searchsorted(ordered, before), max(len(ordered) - 1, 0))
        counted[again] = ordered[place] == before
        found = np.zeros(len(self.flags), dtype=bool)
        found[rows[~counted]] = True
        return found


Counted = Callable[[Columns], tuple[Mask, np.ndarray | None]]
"""Gives which issues are counted and how much each counts (None: one per row of work)."""

_ISSUES: dict[str, Counted] = {
    "reported": lambda x: (x.reported, x.complaints),
    "registered": lambda x: (x.registered, x.complaints),
    "followed": lambda x: (x.reported & (x.followed_days >= RESPONSE_DAYS), x.complaints),
    "followed_heard": lambda x: (
        x.reported & (x.followed_days >= RESPONSE_DAYS) & x.heard & (x.days <= RESPONSE_DAYS),
        x.complaints,
    ),
    "on_book": lambda x: (x.on_book, x.complaints),
    "fallen_due": lambda x: (x.fallen_due, x.complaints),
    "resolved": lambda x: (x.reported & x.resolved, x.complaints),
    "resolved_registered": lambda x: (x.registered & x.resolved, x.complaints),
    "failed": lambda x: (x.reported & (x.state == State.FAILED), x.complaints),
    "nominal": lambda x: (x.reported & (x.state == State.NOMINAL), x.complaints),
    "dropped": lambda x: (x.reported & ((x.state == State.DROPPED) | (x.state == State.LOST_ON_BOOK)), x.complaints),
    "open": lambda x: (x.reported & x.waiting, x.complaints),
    "answered": lambda x: (x.reported & x.heard, x.complaints),
    "satisfied": lambda x: (x.reported & x.has(SATISFIED), x.complaints),
    "on_time": lambda x: (x.registered & ~x.late, x.complaints),
    "repeat": lambda x: (x.reported & x.has(REPEAT), x.complaints),
    "bypass": lambda x: (x.reported & x.has(BYPASS), x.complaints),
    "first_reported": lambda x: (x.reported & x.first, x.complaints),
    "straight_up": lambda x: (x.reported & x.first & (x.tier_reported > Tier.COMMUNITY), x.complaints),
    "recurred": lambda x: (x.reported & x.has(RECURRED), x.complaints),
    "nobody": lambda x: (x.reported & x.has(NOBODY), x.complaints),
    "online": lambda x: (x.reported & (x.channel == Channel.ONLINE), x.complaints),
    "reopened": lambda x: (x.registered & (x.reopenings > 0), x.complaints),
    "pressed": lambda x: (x.registered & x.has(PRESSED), x.complaints),
    "refused_entry": lambda x: (x.reported & x.has(REFUSED), x.complaints),
    "hand_overs": lambda x: (x.reported, x.hand_overs),
    "waiting_rows": lambda x: (x.waiting, None),
    "waiting_days": lambda x: (x.waiting, x.days.astype(np.float64)),
    "waiting_long_rows": lambda x: (x.waiting & (x.days > OLD_DAYS), None),
    "reported_rows": lambda x: (x.reported, None),
    "several_reported": lambda x: (x.reported & (x.departments > 1), x.complaints),
    "several_resolved": lambda x: (x.reported & x.resolved & (x.departments > 1), x.complaints),
    "passed_on": lambda x: (x.reported & (x.hand_overs > 0), x.complaints),
    "passed_on_lost": lambda x: (
        x.reported & (x.hand_overs > 0) & ((x.state == State.DROPPED) | (x.state == State.LOST_ON_BOOK)),
        x.complaints,
    ),
    "dispute_reported": lambda x: (x.reported & x.of(Category.DISPUTE), x.complaints),
    "dispute_resolved": lambda x: (x.reported & x.resolved & x.of(Category.DISPUTE), x.complaints),
    "dispute_again": lambda x: (
        x.reported & x.of(Category.DISPUTE) & x.has(REPEAT | BYPASS | RECURRED),
        x.complaints,
    ),
    "vulnerable_reported": lambda x: (x.reported & _listed(x.group, VULNERABLE), x.complaints),
    "vulnerable_resolved": lambda x: (x.reported & x.resolved & _listed(x.group, VULNERABLE), x.complaints),
    "welfare_reported": lambda x: (x.reported & x.of(Category.WELFARE), x.complaints),
    "welfare_resolved": lambda x: (x.reported & x.resolved & x.of(Category.WELFARE), x.complaints),
    "closed_nominal": lambda x: (x.on_book & (x.state == State.NOMINAL), x.complaints),
    "first_reported_rows": lambda x: (x.reported & x.first, None),
    "discovered_rows": lambda x: (x.has(DISCOVERED), None),
    "resolved_rows": lambda x: (x.resolved, None),
    "rows": lambda x: (np.ones(len(x.state), dtype=bool), None),
    "service_resolved_rows": lambda x: (x.resolved & x.of(*SERVICES), None),
    "dispute_resolved_rows": lambda x: (x.resolved & x.of(Category.DISPUTE), None),
    "vulnerable_resolved_rows": lambda x: (x.resolved & _listed(x.group, VULNERABLE), None),
    "worked": lambda x: (x.reported & ((x.state == State.RESOLVED) | (x.state == State.FAILED)), x.complaints),
    "telephone": lambda x: (
        x.reported & ((x.channel == Channel.PHONE) | (x.channel == Channel.HOTLINE)),
        x.complaints,
    ),
    "certificate_reported": lambda x: (x.reported & x.of(Category.CERTIFICATE), x.complaints),
    "by_social_workers": lambda x: (
        x.reported & x.resolved & (x.observation.column("desk_kind") == DeskKind.SOCIAL_WORKER),
        x.complaints,
    ),
    "passed_on_lost_rows": lambda x: (
        x.reported & (x.hand_overs > 0) & ((x.state == State.DROPPED) | (x.state == State.LOST_ON_BOOK)),
        None,
    ),
    "recorded_rows": lambda x: ((x.registered & x.first) | x.has(DISCOVERED), None),
    "discovered_days": lambda x: (
        x.has(DISCOVERED),
        x.observation.column("reported").astype(np.float64) - x.observation.column("arose"),
    ),
    "risk_resolved_rows": lambda x: (x.resolved & x.of(*RISKS), None),
    "safety_resolved_rows": lambda x: (x.resolved & x.of(Category.SAFETY), None),
    "asked_rows": lambda x: (x.once(x.cost_fen > 0), None),
    "asked_fen": lambda x: (x.once(x.cost_fen > 0), x.cost_fen),
    "met_fen": lambda x: (x.once(x.has(PAID)), x.cost_fen),
}


class _Tally(NamedTuple):
    """A count of the tallies over some categories and groups; None stands for all of them."""

    tally: int
    categories: tuple[int, ...] | None = None
    groups: tuple[int, ...] | None = None


_TALLIES: dict[str, tuple[_Tally, ...]] = {
    "needs": (_Tally(NEEDS),),
    "self_solved": (_Tally(SELF_SOLVED),),
    "endured": (_Tally(ENDURED),),
    "conflicts": (_Tally(NEEDS, CONFLICTS), _Tally(EXPOSED, CONFLICTS)),
    "service_needs": (_Tally(NEEDS, SERVICES),),
    "service_self_solved": (_Tally(SELF_SOLVED, SERVICES),),
    "risk_needs": (_Tally(NEEDS, RISKS),),
    "risk_self_solved": (_Tally(SELF_SOLVED, RISKS),),
    "dispute_needs": (_Tally(NEEDS, (Category.DISPUTE,)),),
    "dispute_self_solved": (_Tally(SELF_SOLVED, (Category.DISPUTE,)),),
    "vulnerable_needs": (_Tally(NEEDS, None, VULNERABLE),),
    "vulnerable_self_solved": (_Tally(SELF_SOLVED, None, VULNERABLE),),
}

AMOUNTS = (
    *_ISSUES,
    *_TALLIES,
    "solved",
    "service_solved",
    "dispute_solved",
    "vulnerable_solved",
    "risk_solved",
    "unreported",
    "residents",
)
"""Names of all amounts."""

_COMBINED = {
    "solved": ("self_solved", "resolved_rows"),
    "service_solved": ("service_self_solved", "service_resolved_rows"),
    "dispute_solved": ("dispute_self_solved", "dispute_resolved_rows"),
    "vulnerable_solved": ("vulnerable_self_solved", "vulnerable_resolved_rows"),
    "risk_solved": ("risk_self_solved", "risk_resolved_rows"),
    "unreported": ("endured", "discovered_rows"),
}


def columns(observation: Observation) -> Columns:
    """The columns of the cohort, made once.

    Args:
        observation: What was gathered.
    """
    return observation.remember("columns", lambda: Columns(observation))


def _count_issues(observation: Observation, name: str) -> tuple[Floats, Floats, Sums]:
    """An amount of issues by community and cell, by stratum and kind, and over periods by the day of reporting."""
    x = columns(observation)
    mask, values = _ISSUES[name](x)
    rows = np.flatnonzero(mask)
    size = len(observation.communities) * N_CELLS
    chosen = None if values is None else values[rows]
    cells = np.bincount(x.cell[rows], weights=chosen, minlength=size).astype(np.float64)
    kinds = np.bincount(x.kind[rows], weights=chosen, minlength=len(x.stratum_weight) * N_KINDS).astype(np.float64)
    periods = sums_of_periods(observation, x.reported_day[rows], x.community[rows], chosen)
    return cells.reshape(-1, N_CELLS), kinds.reshape(-1, N_KINDS), periods


def _tally_table(tallies: np.ndarray, name: str) -> Floats:
    """A count of the tallies by community, cell and category, shape (n_communities, N_CELLS, 8)."""
    total = np.zeros(tallies.shape[1:])
    for part in _TALLIES[name]:
        table = tallies[part.tally].astype(np.float64)
        if part.categories is not None:
            table = table * np.isin(np.arange(len(Category)), part.categories)
        if part.groups is not None:
            table = table * np.isin(np.arange(N_CELLS) // 2, part.groups)[:, None]
        total += table
    return total


def cells_of(observation: Observation, name: str) -> Floats:
    """An amount by community and cell of residents, as counted, shape (n_communities, N_CELLS).

    Args:
        observation: What was gathered.
        name: One of `AMOUNTS`.

    Raises:
        KeyError: No such amount.
    """
    if name == "residents":
        return observation.residents.n
    if name in _COMBINED:
        first, second = _COMBINED[name]
        return cells_of(observation, first) + cells_of(observation, second)
    if name in _TALLIES:
        return observation.remember(("cells", name), lambda: _tally_table(observation.tallies, name).sum(axis=2))
    return observation.remember(("issues", name), lambda: _count_issues(observation, name))[0]


def _tally_sums(observation: Observation, name: str) -> Sums:
    """A count of the tallies by category and over periods: counted and weighted."""
    table = _tally_table(observation.tallies, name).sum(axis=1)
    sums = Sums({"category": table.sum(axis=0)}, {"category": observation.weight @ table})
    whole = np.array([sums.counted["category"].sum(), sums.weighted["category"].sum()])
    for by in observation.wanted_periods:
        begins = observation.first_day + np.flatnonzero(np.diff(observation.period_numbers(by))) + 1
        before = [_tally_table(observation.tallied[day], name).sum(axis=(1, 2)) for day in begins.tolist()]
        in_period = np.diff([np.zeros(2), *before, whole], axis=0)
        sums.counted[by], sums.weighted[by] = in_period.T
    return sums


def _sum(observation: Observation, name: str) -> Sums:
    sums = sums_of_cells(observation, cells_of(observation, name))
    if name in _ISSUES:
        _, kinds, periods = observation.remember(("issues", name), lambda: _count_issues(observation, name))
        of_kinds = sums_of_kinds(kinds, columns(observation).stratum_weight)
        more = Sums(of_kinds.counted | periods.counted, of_kinds.weighted | periods.weighted)
    elif name in _TALLIES:
        more = _tally_sums(observation, name)
    elif name in _COMBINED:
        first, second = (amount(observation, part) for part in _COMBINED[name])
        by_too = ("category", *observation.wanted_periods)
        more = Sums(*({by: a[by] + b[by] for by in by_too} for a, b in zip(first, second, strict=True)))
    else:
        more = Sums(
            *(
                {by: np.full(len(observation.period_years(by)), part["all"][0]) for by in observation.wanted_periods}
                for part in sums
            )
        )
    return Sums({**sums.counted, **more.counted}, {**sums.weighted, **more.weighted})


def amount(observation: Observation, name: str) -> Sums:
    """An amount summed over the groups of every grouping it has, computed once.

    Args:
        observation: What was gathered.
        name: One of `AMOUNTS`.

    Raises:
        KeyError: No such amount.
    """
    return observation.remember(("amount", name), lambda: _sum(observation, name))
