"""The calendar against Python's own dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import Calendar

STARTS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(STARTS, st.integers(1, 800))
def test_every_day_is_what_python_says(start, n_days):
    calendar = Calendar(start.isoformat(), n_days)
    for day in range(n_days):
        today = start + timedelta(days=day)
        assert calendar.date(day) == today
        assert calendar.working[day] == (today.isoweekday() <= 5)
        assert calendar.monday[day] == (today.isoweekday() == 1)
        assert calendar.month_start[day] == (today.day == 1)
        starts_quarter = (today.month, today.day) in ((1, 1), (4, 1), (7, 1), (10, 1))
        assert calendar.quarter[day] == ([1, 4, 7, 10].index(today.month) + 1 if starts_quarter else 0)


@given(STARTS, st.integers(1, 400))
def test_the_next_working_day_is_the_first_after_today(start, n_days):
    calendar = Calendar(start.isoformat(), n_days)
    assert len(calendar.next_working) == n_days
    for day in range(n_days):
        later = day + 1
        while (start + timedelta(days=later)).isoweekday() > 5:
            later += 1
        assert calendar.next_working[day] == later


@given(STARTS, st.integers(0, 1500))
def test_the_next_quarter_is_the_first_after_the_day_also_beyond_the_run(start, day):
    found = Calendar(start.isoformat(), 1).next_quarter_start(day)
    later = day + 1
    while (start + timedelta(days=later)).strftime("%m-%d") not in ("01-01", "04-01", "07-01", "10-01"):
        later += 1
    assert found == later


def test_july_2016_by_hand():
    # 1 July 2016 was a Friday; the warm-up of 184 days ends with the year.
    calendar = Calendar("2016-07-01", 549)
    assert calendar.working[:5].tolist() == [True, False, False, True, True]
    assert calendar.next_working[:4].tolist() == [3, 3, 3, 4]
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
