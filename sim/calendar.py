"""The calendar of a run: working days, weeks, months, quarters and fiscal years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

PERIODS = ("month", "week", "quarter")
"""Periods of the calendar by which events are counted; weeks are those of ISO 8601, from Monday to Sunday."""


class MeasuredDays(NamedTuple):
    """The days of a run that are measured, and the periods of the calendar that they fall in.

    Attributes:
        start: Date of day 0.
        first: First measured day.
        end: Day after the last one.
    """

    start: date
    first: int
    end: int

    def periods(self, by: str) -> tuple[tuple[str, ...], np.ndarray]:
        """The periods in order, cut where the measured days begin and end.

        Args:
            by: One of `PERIODS`.

        Returns:
            Keys such as "2017-03", "2017-W09" (the year to which ISO 8601 counts the week) or "2017-Q1", and for each
            measured day the number of its period.
        """
        keys = [period_of(self.start + timedelta(days=day), by) for day in range(self.first, self.end)]
        order = tuple(dict.fromkeys(keys))
        number = {key: n for n, key in enumerate(order)}
        return order, np.array([number[key] for key in keys], dtype=np.int64)


def period_of(day: date, by: str) -> str:
    """The key of the period that a day falls in.

    Args:
        day: The day.
        by: One of `PERIODS`.
    """
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}"}[by]


class Calendar:
    """What kind of day each day of a run is. Weeks have five working days; public holidays are not represented.

    Attributes:
        n_days: Days of the run.
        working: True on Monday to Friday; bool, one per day.
        next_working: The next working day after each day; int64.
        monday: True on Mondays; bool.
        month_start: True on the first day of a month; bool.
        meeting: True on the first working day of a month; bool.
        quarter: Quarter of the year (1-4) that starts on the day, else 0; int64.
    """

    def __init__(self, start: str, n_days: int) -> None:
        """Lays out the calendar.

        Args:
            start: ISO date of day 0.
            n_days: Days of the run.
        """
        self.start = date.fromisoformat(start)
        self.n_days = n_days
        days = [self.start + timedelta(days=n) for n in range(n_days + 8)]
        working = np.array([day.weekday() < 5 for day in days])
        later = np.flatnonzero(working)
        self.working = working[:n_days]
        self.next_working = later[np.searchsorted(later, np.arange(n_days), side="right")].astype(np.int64)
        self.monday = np.array([day.weekday() == 0 for day in days[:n_days]])
        self.month_start = np.array([day.day == 1 for day in days[:n_days]])
        months = np.array([day.year * 12 + day.month for day in days])
        first = np.searchsorted(months[later], np.unique(months))
        self.meeting = np.zeros(len(days), bool)
        self.meeting[later[first[first < len(later)]]] = True
        self.meeting = self.meeting[:n_days]
        self.quarter = np.array([(day.month + 2) // 3 if day.day == 1 and day.month % 3 == 1 else 0
                                 for day in days[:n_days]])

    def date(self, day: int) -> date:
        """The date of a day of the run."""
        return self.start + timedelta(days=int(day))

    def next_quarter_start(self, day: int) -> int:
        """The first day after `day` on which a quarter starts, also beyond the run."""
        today = self.date(day)
        month = (today.month - 1) // 3 * 3 + 4
        first = date(today.year + (month > 12), (month - 1) % 12 + 1, 1)
        return (first - self.start).days
