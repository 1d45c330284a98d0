"""The calendar of a run: working days, weeks, months, quarters and fiscal years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.words import Sentence

DAYS_BEYOND = 732
"""Days laid out behind the last day of a run: deadlines that end after it, counted in working days too."""

PERIODS = ("month", "week", "quarter", "year")
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
            Keys such as "2017-03", "2017-W09" (the year to which ISO 8601 counts the week), "2017-Q1" or "2017", and
            for each measured day the number of its period.
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
    return {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}"}[by]


class DaysOff(NamedTuple):
    """What a place says of its working days beyond Monday to Friday.

    Attributes:
        holidays: Days off, whatever their weekday, in order.
        worked: Working days, whatever their weekday, in order: those that make up for a long holiday.
        years: Years whose holidays are known, in order; in any other, Monday to Friday are taken for working days.
    """

    holidays: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    years: tuple[int, ...] = ()

    def working_days(self, first: date, n_days: int) -> np.ndarray:
        """Which of some days are worked.

        Args:
            first: The first of them.
            n_days: How many.

        Returns:
            True on working days; bool, shape (n_days,).
        """
        found = (np.arange(n_days) + first.weekday()) % 7 < 5
        for days, worked in ((self.holidays, False), (self.worked, True)):
            places = np.array([day.toordinal() for day in days], dtype=np.int64) - first.toordinal()
            found[places[(places >= 0) & (places < n_days)]] = worked
        return found

    def unknown(self, start: str, n_days: int) -> Sentence | None:
        """What is assumed of a run on days of years whose holidays are not known.

        Args:
            start: ISO date of the first day of the run.
            n_days: Days of the run.

        Returns:
            The sentence; None where the holidays of all its years are known.
        """
        first = date.fromisoformat(start)
        last = date.fromordinal(min(first.toordinal() + n_days - 1, date.max.toordinal()))
        lacking = [year for year in range(first.year, last.year + 1) if year not in self.years]
        if not lacking:
            return None
        years = f"{lacking[0]}" if len(lacking) == 1 else f"{lacking[0]}–{lacking[-1]}"
        return Sentence(
            f"The place's calendar.csv lists no public holidays in {years}: Monday to Friday count as working days.",
            f"该地区的 calendar.csv 没有 {years} 年的法定节假日：周一至周五均视为工作日。",
        )


NOTHING_KNOWN = DaysOff()


class Calendar:
    """What kind of day each day of a run is.

    Attributes:
        n_days: Days of the run.
        working: True on working days; bool, one for each day of the run and for `DAYS_BEYOND` more.
        monday: True on Mondays; bool.
        month_start: True on the first day of a month; bool.
        meeting: True on the first working day of a month; bool.
        quarter: Quarter of the year (1-4) that starts on the day, else 0; int64.
    """

    def __init__(self, start: str, n_days: int, days_off: DaysOff = NOTHING_KNOWN) -> None:
        """Lays out the calendar.

        Args:
            start: ISO date of day 0.
            n_days: Days of the run.
            days_off: Public holidays and make-up working days of the place.
        """
        self.start = date.fromisoformat(start)
        self.n_days = n_days
        days = [self.start + timedelta(days=n) for n in range(n_days)]
        self.working = days_off.working_days(self.start, n_days + DAYS_BEYOND)
        self.monday = np.array([day.weekday() == 0 for day in days])
        self.month_start = np.array([day.day == 1 for day in days])
        self.meeting = self._meeting_days(days_off)
        self.quarter = np.array([(day.month + 2) // 3 if day.day == 1 and day.month % 3 == 1 else 0 for day in days])

    def _meeting_days(self, days_off: DaysOff) -> np.ndarray:
        """The first working day of each month; that of the first month may lie before the run."""
        before = self.start.day - 1
        first = self.start - timedelta(days=before)
        worked = np.flatnonzero(days_off.working_days(first, before + self.n_days))
        months = [(first + timedelta(days=int(day))).replace(day=1).toordinal() for day in worked]
        found = np.zeros(before + self.n_days, bool)
        found[worked[np.unique(months, return_index=True)[1]]] = True
        return found[before:]

    def date(self, day: int) -> date:
        """The date of a day of the run."""
        return self.start + timedelta(days=int(day))

    def next_quarter_start(self, day: int) -> int:
        """The first day after `day` on which a quarter starts, also beyond the run."""
        today = self.date(day)
        month = (today.month - 1) // 3 * 3 + 4
        first = date(today.year + (month > 12), (month - 1) % 12 + 1, 1)
        return (first - self.start).days
