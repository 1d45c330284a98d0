"""Reading `calendar.csv` of a place: its public holidays, and the days of weekends that are worked instead.

The file is optional: one row for each such day with `date` and `kind`; further columns, such as the name of the
holiday, are for readers. A year with a row is one whose holidays are known.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sim.calendar import DaysOff
from sim.errors import Fault, is_there
from sim.words import Sentence
from sim.world.csv_table import CsvTable

FILE = "calendar.csv"
COLUMNS = ("date", "kind")
HOLIDAY, WORKING = "holiday", "working"
"""A day off whatever its weekday, and a working day whatever its weekday."""

FEWEST_WORKING_DAYS = 200
"""Fewer working days of a year are taken for a mistake, as in `staff.working_days_per_year`."""


def read_days_off(folder: Path, faults: list[Fault]) -> DaysOff:
    """Reads `calendar.csv` of a place; where there is none, no holiday is known of any year.

    Args:
        folder: Folder of the place.
        faults: Faults are added here.

    Returns:
        The days of both kinds and the years they are of.
    """
    if not is_there(folder / FILE):
        return DaysOff()
    table = CsvTable(folder, FILE, COLUMNS, faults)
    days: dict[date, str] = {}
    for line, row in table.rows:
        try:
            day = date.fromisoformat(row["date"])
            if day.isoformat() != row["date"]:
                raise ValueError
        except ValueError:
            table.fault(
                "GZ053",
                line,
                "date",
                row["date"],
                allowed=Sentence("a day of the calendar such as 2017-10-01", "日历中的一天，如 2017-10-01"),
            )
            continue
        if day in days:
            table.fault("GZ054", line, "date", row["date"])
        if row["kind"] not in (HOLIDAY, WORKING):
            table.fault("GZ053", line, "kind", row["kind"], allowed=f"{HOLIDAY}, {WORKING}")
        days[day] = row["kind"]
    found = DaysOff(
        tuple(sorted(day for day, kind in days.items() if kind == HOLIDAY)),
        tuple(sorted(day for day, kind in days.items() if kind == WORKING)),
        tuple(sorted({day.year for day in days})),
    )
    for year in found.years:
        first, last = date(year, 1, 1), date(year, 12, 31)
        n = int(found.working_days(first, (last - first) // timedelta(days=1) + 1).sum())
        if n < FEWEST_WORKING_DAYS:
            table.faults.append(
                Fault(
                    "GZ059",
                    file=table.file,
                    text=Sentence(
                        f"{year} has {n} working days; a year has at least {FEWEST_WORKING_DAYS}",
                        f"{year} 年仅有 {n} 个工作日；一年至少应有 {FEWEST_WORKING_DAYS} 个",
                    ),
                )
            )
    return found
