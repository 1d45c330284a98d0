"""The file of public holidays of a place: read, refused with all its faults, and what it leaves unsaid is said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sim.calendar import DaysOff
from sim.errors import InputError
from sim.world.days_off import FILE
from sim.world.places import read_place
from tests.language import spoken
from tests.world.conftest import CITY


@pytest.mark.parametrize(
    ("start", "n_days", "years"),
    [
        ("2016-07-01", 549, None),
        ("2026-01-01", 365, None),
        ("2026-01-01", 366, "2027"),
        ("2026-07-01", 1000, "2027–2029"),
        ("2005-12-31", 1, "2005"),
    ],
)
def test_years_without_a_known_holiday_are_said(start, n_days, years):
    note = read_place(CITY).days_off.unknown(start, n_days)
    if years is None:
        assert note is None
    else:
        assert note is not None and years in note.en and years in note.zh


def test_a_place_without_the_file_knows_no_holiday(place_copy: Path):
    (place_copy / FILE).unlink()
    found = read_place(place_copy).days_off
    assert found == DaysOff() and found.unknown("2016-07-01", 549) is not None


def test_all_faults_of_the_file_come_at_once(place_copy: Path):
    (place_copy / FILE).write_text(
        "date,kind\n2017-02-30,holiday\n20170101,holiday\n2017-05-01,off\n2017-05-02,holiday\n2017-05-02,working\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_place(place_copy)
    found = [(fault.code, Path(fault.file).name, fault.line, fault.column) for fault in caught.value.faults]
    assert found == [("GZ053", FILE, 2, 1), ("GZ053", FILE, 3, 1), ("GZ053", FILE, 4, 2), ("GZ054", FILE, 6, 1)]
    assert spoken("zh", caught.value.render)


def test_a_year_of_holidays_is_taken_for_a_mistake(place_copy: Path):
    rows = "".join(f"{day},holiday\n" for day in (date(2017, 1, 1) + timedelta(days=n) for n in range(200)))
    (place_copy / FILE).write_text(f"date,kind\n{rows}", encoding="utf-8")
    with pytest.raises(InputError, match="2017 has 117 working days"):
        read_place(place_copy)
