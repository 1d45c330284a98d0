"""The balance of hours: whoever has hours to give has them from somewhere, and gives them to something.

Hours are kept like money. The balance says for every bearer and office where its hours of a day come from and what they
go to before any of them reach a desk; a desk books the rest itself, as work, passing on, visits and so on. On every day
origins equal uses, office by office. Work that communities no longer do has a bearer too: an office above in hours of
its own, an online service, a contractor who is paid, or nobody, because nobody needed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from sim.levers import COMMUNITY, DISTRICT, TOWNSHIP
from sim.vocabulary import DEPARTMENT_KINDS, Bearer, DeskKind, HoursOrigin, HoursUse, Word

ORIGIN = "origin"
USE = "use"
RELIEVED = "relieved"
"""Sides of the balance: where hours come from, what they go to, and who bears work that communities no longer do."""


@dataclass(frozen=True)
class Entry:
    """One line of the balance.

    Attributes:
        level: Level of the offices it is kept for.
        bearer: Whose hours they are; of relieved work whoever bears it now.
        side: One of `ORIGIN`, `USE` and `RELIEVED`.
        what: An origin, or a use; of relieved work the use it would have had in a committee.
    """

    level: str
    bearer: Bearer
    side: str
    what: Word


_BEARERS: Mapping[str, Mapping[Bearer, tuple[Word, ...]]] = MappingProxyType(
    {
        COMMUNITY: {
            Bearer.COMMITTEE: (
                HoursOrigin.PAID,
                HoursOrigin.BEYOND_PAY,
                HoursOrigin.LENT,
                HoursOrigin.MECHANISM,
                HoursUse.ADMINISTRATIVE,
                HoursUse.NEW_TASKS,
                HoursUse.MEETINGS,
                HoursUse.COUNTER,
                HoursUse.LEAVE,
                HoursUse.MECHANISM,
            ),
            Bearer.TEAM: (HoursOrigin.MECHANISM,),
            Bearer.VOLUNTEER: (HoursOrigin.GIVEN, HoursOrigin.SPONSORED, HoursUse.OTHER),
            Bearer.RESIDENT: (HoursOrigin.GIVEN, HoursUse.MEETINGS),
            Bearer.MANAGER: (HoursOrigin.PAID, HoursOrigin.FEES),
            Bearer.POLICE: (HoursOrigin.PAID, HoursOrigin.MECHANISM, HoursUse.OTHER, HoursUse.MECHANISM),
            Bearer.MEDIATOR: (HoursOrigin.PAID, HoursOrigin.MECHANISM),
        },
        TOWNSHIP: {
            Bearer.TOWNSHIP: (
                HoursOrigin.PAID,
                HoursOrigin.MECHANISM,
                HoursUse.MOVED_UP,
                HoursUse.LENT,
                HoursUse.MECHANISM,
                HoursUse.REPORTING,
                HoursUse.OTHER,
            ),
            Bearer.SOCIAL_WORKER: (HoursOrigin.PAID, HoursOrigin.MECHANISM, HoursUse.MECHANISM, HoursUse.OTHER),
            Bearer.ORGANISATION: (HoursOrigin.PURCHASED, HoursUse.OTHER),
        },
        DISTRICT: {
            Bearer.DISTRICT: (
                HoursOrigin.PAID,
                HoursOrigin.MECHANISM,
                HoursUse.MOVED_UP,
                HoursUse.MECHANISM,
                HoursUse.OTHER,
            ),
            Bearer.MUNICIPALITY: (HoursOrigin.PAID,),
        },
    }
)

RELIEVED_TO: Mapping[str, tuple[HoursUse, Bearer]] = MappingProxyType(
    {
        "abolished_hours": (HoursUse.ADMINISTRATIVE, Bearer.NOBODY),
        "to_township_hours": (HoursUse.ADMINISTRATIVE, Bearer.TOWNSHIP),
        "to_district_hours": (HoursUse.ADMINISTRATIVE, Bearer.DISTRICT),
        "online_hours": (HoursUse.ADMINISTRATIVE, Bearer.ONLINE),
        "bought_hours": (HoursUse.ADMINISTRATIVE, Bearer.CONTRACTOR),
        "counter_to_township_hours": (HoursUse.COUNTER, Bearer.TOWNSHIP),
        "counter_online_hours": (HoursUse.COUNTER, Bearer.ONLINE),
    }
)
"""Levers that take work off committees, the work and who bears it: there is no lever that only takes it away."""

ENTRIES: tuple[Entry, ...] = (
    *(
        Entry(level, bearer, ORIGIN if isinstance(what, HoursOrigin) else USE, what)
        for level, bearers in _BEARERS.items()
        for bearer, lines in bearers.items()
        for what in lines
    ),
    *(Entry(COMMUNITY, bearer, RELIEVED, use) for use, bearer in RELIEVED_TO.values()),
)
"""All lines of the balance."""

DESKS: Mapping[Bearer, tuple[DeskKind, ...]] = MappingProxyType(
    {
        Bearer.COMMITTEE: (DeskKind.COMMITTEE,),
        Bearer.TEAM: (DeskKind.TEAM,),
        Bearer.VOLUNTEER: (DeskKind.VOLUNTEER,),
        Bearer.MANAGER: (DeskKind.MANAGER,),
        Bearer.POLICE: (DeskKind.POLICE,),
        Bearer.MEDIATOR: (DeskKind.MEDIATOR,),
        Bearer.TOWNSHIP: (DeskKind.TOWNSHIP,),
        Bearer.SOCIAL_WORKER: (DeskKind.SOCIAL_WORKER,),
        Bearer.ORGANISATION: (DeskKind.ORGANISATION,),
        Bearer.DISTRICT: DEPARTMENT_KINDS,
        Bearer.MUNICIPALITY: (DeskKind.MUNICIPAL,),
    }
)
"""Kinds of desks that the hours of a bearer reach; courtyard committees have none and book in their community."""

BOOKED: Mapping[HoursUse, str] = MappingProxyType(
    {
        HoursUse.EMERGENCY_DUTY: "duty_hours",
        HoursUse.ENQUIRIES: "enquiry_hours",
        HoursUse.INTAKE: "intake_hours",
        HoursUse.WORK: "work_hours",
        HoursUse.HAND_OVER: "passing_hours",
        HoursUse.VISITS: "visit_hours",
        HoursUse.IDLE: "idle_hours",
    }
)
"""Uses that a desk books, and the column it books them in."""


def works_daily(bearer: Bearer) -> bool:
    """Whether a bearer gives hours on days off too."""
    return bearer is Bearer.RESIDENT or any(kind.row.works_daily for kind in DESKS.get(bearer, ()))


class HoursBalance:
    """Hours by bearer, side and line, for every office of a level.

    Attributes:
        today: Level to the hours of a day, shape (lines of the level, offices).
        total: The same added up since the first measured day.
        left_before: Hours that each desk had saved before the first measured day.
        courtyards_before: Hours that the courtyard committees of each community had saved before it.
    """

    def __init__(self, n_rows: Mapping[str, int], n_desks: int) -> None:
        """Opens an empty balance.

        Args:
            n_rows: Offices of each level.
            n_desks: Desks.
        """
        lines = {level: [entry for entry in ENTRIES if entry.level == level] for level in _BEARERS}
        self._row = {entry: number for level in lines for number, entry in enumerate(lines[level])}
        self._daily = {
            level: np.array([works_daily(entry.bearer) and entry.side != RELIEVED for entry in entries])
            for level, entries in lines.items()
        }
        self.today = {level: np.zeros((len(entries), n_rows[level])) for level, entries in lines.items()}
        self.total = {level: np.zeros_like(rows) for level, rows in self.today.items()}
        self.left_before = np.zeros(n_desks)
        self.courtyards_before = np.zeros(n_rows[COMMUNITY])

    def write(self, entry: Entry, hours: np.ndarray | float) -> None:
        """Writes the hours of a day into a line, from today on.

        Args:
            entry: The line.
            hours: Hours of each office on a day on which its bearer works.
        """
        self.today[entry.level][self._row[entry]] = hours

    def add(self, entry: Entry, hours: np.ndarray) -> None:
        """Adds hours that are had or used once, such as those of a meeting.

        Args:
            entry: The line.
            hours: Hours of each office.
        """
        self.total[entry.level][self._row[entry]] += hours

    def of(self, entry: Entry) -> np.ndarray:
        """Hours of a line since the first measured day, one per office."""
        found: np.ndarray = self.total[entry.level][self._row[entry]]
        return found

    def close_day(self, working: bool) -> None:
        """Adds a day: every line on a working day, else those of bearers who work daily."""
        for level, rows in self.today.items():
            if working:
                self.total[level] += rows
            else:
                daily = self._daily[level]
                self.total[level][daily] += rows[daily]

    def start(self, left: np.ndarray, courtyards_left: np.ndarray) -> None:
        """Begins afresh with the measured days.

        Args:
            left: Hours that each desk has saved.
            courtyards_left: Hours that courtyard committees have saved.
        """
        for rows in self.total.values():
            rows[:] = 0.0
        self.left_before[:] = left
        self.courtyards_before[:] = courtyards_left

    def arrays(self) -> dict[str, np.ndarray]:
        """All that a run's days change, by name; the arrays themselves."""
        return {
            **{f"today.{level}": rows for level, rows in self.today.items()},
            **{f"total.{level}": rows for level, rows in self.total.items()},
            "left_before": self.left_before,
            "courtyards_before": self.courtyards_before,
        }
