"""Writes `calendar.csv` of a place: the public holidays and make-up working days of its country.

`python -m maintenance.calendar_table CN 2006 2026 data/chongqing` needs `pip install holidays`, a library that the
program itself does without: what a run takes for a working day is what the table says, whatever version anybody has.
The country is a code of ISO 3166, with a part of it behind a hyphen where that has holidays of its own (US-CA). Every
year named is one whose holidays have been announced; the table says so by having rows of it, and no other year.
"""

from __future__ import annotations

import csv
import importlib
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sim.world.days_off import COLUMNS, FILE, HOLIDAY, WORKING

MAKE_UP = ("make-up working day", "调休上班")


def rows(country: str, first: int, last: int) -> list[dict[str, str]]:
    """Every holiday and every day of a weekend that is worked, in order.

    Args:
        country: Code of the country, as above.
        first: First year.
        last: Last year.
    """
    library: Any = importlib.import_module("holidays")
    code, _, part = country.partition("-")
    years = range(first, last + 1)
    english, chinese = (
        library.country_holidays(code, part or None, years=years, language=language)
        for language in (("en_US", "zh_CN") if code == "CN" else ("en_US", "en_US"))
    )
    source = f"holidays {library.__version__} ({country})"
    found = []
    day = date(first, 1, 1)
    while day.year <= last:
        names = (english.get(day), chinese.get(day)) if day in english else None
        if names is None and day.weekday() >= 5 and english.is_working_day(day):
            names = MAKE_UP
        if names is not None:
            kind = WORKING if names is MAKE_UP else HOLIDAY
            name, name_zh = names
            found.append({"date": day.isoformat(), "kind": kind, "name": name, "name_zh": name_zh, "source": source})
        day += timedelta(days=1)
    return found


def main(arguments: list[str]) -> int:
    """Writes the table."""
    country, first, last, folder = arguments
    with (Path(folder) / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*COLUMNS, "name", "name_zh", "source"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(country, int(first), int(last)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
