"""The calendar against Python's own dates and the State Council's notices."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.office import due_day, last_day
from sim.agents.purposes import Purpose
from sim.calendar import DAYS_BEYOND, Calendar, DaysOff
from sim.issues.store import LATE, NOBODY, REGISTERED
from sim.randomness import geometric_days, uniform
from sim.world.places import read_place
from tests.model_runs import finished, scenario, small_world
from tests.world.conftest import CITY

STARTS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def days_from(first: str, n: int) -> list[date]:
    """Some days in a row."""
    return [date.fromisoformat(first) + timedelta(days=k) for k in range(n)]


@given(STARTS, st.integers(1, 800))
def test_every_day_is_what_python_says(start, n_days):
    calendar = Calendar(start.isoformat(), n_days)
    assert len(calendar.working) == n_days + DAYS_BEYOND
    for day in range(n_days):
        today = start + timedelta(days=day)
        assert calendar.date(day) == today
        assert calendar.working[day] == (today.isoweekday() <= 5)
        assert calendar.monday[day] == (today.isoweekday() == 1)
        assert calendar.month_start[day] == (today.day == 1)
        starts_quarter = (today.month, today.day) in ((1, 1), (4, 1), (7, 1), (10, 1))
        assert calendar.quarter[day] == ([1, 4, 7, 10].index(today.month) + 1 if starts_quarter else 0)


@given(STARTS, st.integers(0, 1500))
def test_the_next_quarter_is_the_first_after_the_day_also_beyond_the_run(start, day):
    found = Calendar(start.isoformat(), 1).next_quarter_start(day)
    later = day + 1
    while (start + timedelta(days=later)).strftime("%m-%d") not in ("01-01", "04-01", "07-01", "10-01"):
        later += 1
    assert found == later


SOME_DAYS = st.lists(st.integers(0, 400), unique=True)


@given(STARTS, st.integers(1, 400), SOME_DAYS, SOME_DAYS)
def test_offices_meet_on_the_first_working_day_of_a_month(start, n_days, off, worked):
    holidays = tuple(sorted(start + timedelta(days=n) for n in off if n not in worked))
    days_off = DaysOff(holidays, tuple(sorted(start + timedelta(days=n) for n in worked)))
    calendar = Calendar(start.isoformat(), n_days, days_off)
    met = set()
    for day in days_from(start.replace(day=1).isoformat(), start.day - 1 + n_days):
        works = day in days_off.worked or (day.isoweekday() <= 5 and day not in holidays)
        first = works and (day.year, day.month) not in met
        met |= {(day.year, day.month)} if works else set()
        if day >= start:
            assert calendar.meeting[(day - start).days] == first
            assert calendar.working[(day - start).days] == works


def test_july_2016_by_hand():
    # 1 July 2016 was a Friday; the warm-up of 184 days ends with the year.
    calendar = Calendar("2016-07-01", 549)
    assert calendar.working[:5].tolist() == [True, False, False, True, True]
    assert calendar.quarter[0] == 3 and calendar.quarter[184] == 1
    assert calendar.date(184) == date(2017, 1, 1) and calendar.date(548) == date(2017, 12, 31)
    assert calendar.next_quarter_start(0) == 92 and calendar.next_quarter_start(548) == 549
    assert calendar.month_start.sum() == 18 and (calendar.quarter > 0).sum() == 6


def test_29_february_is_a_day():
    assert Calendar("2016-02-28", 3).month_start.tolist() == [False, False, True]


@pytest.mark.parametrize("start", ["2016-02-30", "1 July 2016", ""])
def test_no_date_is_refused(start):
    with pytest.raises(ValueError):
        Calendar(start, 10)


# --------------------------------------------------------------------------- China's holidays and make-up days

NOTICES = {
    2017: (
        "01-01 01-02 | 01-27..02-02 | 04-02..04-04 | 05-01 | 05-28..05-30 | 10-01..10-08",
        "01-22 02-04 04-01 05-27 09-30",
    ),
    2018: (
        "01-01 | 02-15..02-21 | 04-05..04-07 | 04-29..05-01 | 06-18 | 09-24 | 10-01..10-07 | 12-30..12-31",
        "02-11 02-24 04-08 04-28 09-29 09-30 12-29",
    ),
    2023: (
        "01-01..01-02 | 01-21..01-27 | 04-05 | 04-29..05-03 | 06-22..06-24 | 09-29..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2025: (
        "01-01 | 01-28..02-04 | 04-04..04-06 | 05-01..05-05 | 05-31..06-02 | 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
}
"""Days off and weekend days worked, from the notices of the General Office of the State Council on the holidays of each
year (2016 no. 17, 2017 no. 12, 2022 no. 16, 2024 no. 12); the end of 2018 from the notice on 2019 (2018 no. 15)."""


def spelled(year: int, text: str) -> set[date]:
    """The days that such a line names."""
    found: set[date] = set()
    for part in text.replace("|", " ").split():
        first, _, last = part.partition("..")
        day, end = (date.fromisoformat(f"{year}-{end}") for end in (first, last or first))
        found |= {day + timedelta(days=n) for n in range((end - day).days + 1)}
    return found


@pytest.mark.parametrize("year", NOTICES)
def test_a_year_is_as_the_state_council_announced_it(year):
    holidays, worked = (spelled(year, text) for text in NOTICES[year])
    calendar = Calendar(f"{year}-01-01", 365, read_place(CITY).days_off)
    for n, day in enumerate(days_from(f"{year}-01-01", 365)):
        assert calendar.working[n] == (day in worked or (day.isoweekday() <= 5 and day not in holidays)), day


@pytest.mark.parametrize("year", range(2016, 2026))
def test_a_year_has_about_250_working_days(year):
    # 365 days less 104 of rest and 11 holidays, 13 from 2025 on; which weekday a year begins with moves it by a day.
    n_days = 366 if year % 4 == 0 else 365
    n = Calendar(f"{year}-01-01", n_days, read_place(CITY).days_off).working[:n_days].sum()
    assert abs(n - (250 if year < 2025 else 248)) <= 1


def golden_week() -> np.ndarray:
    """The working days from Thursday, 28 September 2017: Thursday to Saturday, then eight days off."""
    return Calendar("2017-09-28", 30, read_place(CITY).days_off).working


@pytest.mark.parametrize(
    ("day", "days", "only_working", "last"),
    [
        (0, 1, False, 1),  # ends on Friday
        (0, 2, False, 2),  # on the Saturday that is worked
        (0, 7, False, 11),  # in the holidays: on Monday, 9 October
        (0, 7, True, 15),  # Friday, Saturday and, from Monday 9 October on, five more
        (0, 15, True, 27),  # and another five and three
        (3, 1, True, 11),
    ],
)
def test_a_deadline_knows_the_golden_week(day, days, only_working, last):
    assert last_day(golden_week(), day, days, only_working) == last


@given(STARTS, st.integers(0, 60), st.integers(1, 365), st.booleans())
def test_a_deadline_ends_on_a_working_day_and_counts_what_it_says(start, day, days, only_working):
    working = Calendar(start.isoformat(), 61, read_place(CITY).days_off).working
    last = last_day(working, day, days, only_working)
    assert working[last]
    if only_working:
        assert working[day + 1 : last + 1].sum() == days
    else:
        assert last >= day + days and not working[day + days : last].any()


def test_the_clock_runs_while_nobody_is_responsible():
    """A registered request is late once its first due day has passed without a holder."""
    changes = {
        "intake.nobody_responsible_share": 1.0,
        "hand_over.clock_days.community": 3,
        "needs.need_rate_town": 1.0,
        "needs.need_rate_village": 0.9,
    }
    model = finished(scenario(changes, days=100), small_world())
    book, working, draws = model.rulebook.plain, model.calendar.working, model.streams[Purpose.NOBODY_DAYS]
    outlasted = 0
    for r in model.ledger.records:
        if r["flags"] & NOBODY and r["flags"] & REGISTERED:
            begun = last_day(working, r["reported"] - 1, 1, True)
            waited = geometric_days(uniform(draws, int(r["resident_key"]), int(r["occasion"])), 15.0)
            if begun + min(120, waited) > due_day(book, working, begun, 3):
                outlasted += 1
                assert r["flags"] & LATE
    assert outlasted > 5
