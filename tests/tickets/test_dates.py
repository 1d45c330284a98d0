"""Dates are read in one format or asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.tickets.dates import MISSING, date_text, day_of, fitting, formats, is_format, parsed
from tests.tickets.files import csv_text, order, read

MOMENT = datetime(2018, 1, 25, 13, 53, 7)


@pytest.mark.parametrize("text", [f for f in formats() if "%y" not in f][::9])
def test_every_format_finds_its_own_day(text):
    moment = MOMENT if "%" in text.split("%d")[-1] else MOMENT.replace(hour=0, minute=0, second=0)
    written = moment.strftime(text.removesuffix("%z")) + ("+0800" if text.endswith("%z") else "")
    found = fitting([written])
    assert text in found or any(parsed(np.array([written]), f) == parsed(np.array([written]), text) for f in found)
    assert {date_text(int(day_of(parsed(np.array([written]), f))[0])) for f in found} == {"2018-01-25"}


@pytest.mark.parametrize(
    ("values", "n"),
    [
        (["1/2/20"], 2),
        (["01/02/20"], 3),
        (["01/02/2018", "03/04/2018"], 2),
        (["01/02/2018", "13/04/2018"], 1),
        (["1/2/20", "1/20/20"], 1),
        (["01/02/2018"] * 199 + ["13/04/2018"], 1),
        (["01/02/2018"] * 199 + ["?"], 2),
        (["2018-01-02"] * 199 + ["?"], 1),
        (["2018-01-02"] * 9 + ["?"], 0),
        (["2018-01-02"], 1),
        (["20180102"], 1),
        (["02.01.2018"], 1),
        (["5-Jan-2018"], 1),
        (["2018年1月2日 9时5分"], 1),
        (["2018-01-02T09:00:00Z"], 1),
        (["2018-01-02 09:00:00+08:00"], 1),
        (["tomorrow"], 0),
        (["2018-13-45"], 0),
        (["2018-01-02", "01/02/2018"], 0),
        (["01/01/2018"], 1),
    ],
)
def test_what_can_be_read_in_several_ways_is_known_as_such(values, n):
    assert len(fitting(values)) == n


@settings(max_examples=12)
@given(
    st.lists(st.datetimes(datetime(1990, 1, 2), datetime(2049, 12, 31)), min_size=1, max_size=40),
    st.sampled_from(["%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d-%m-%y %H:%M", "%y/%m/%d %H:%M"]),
)
def test_a_date_is_never_read_as_another_without_asking(moments, text):
    values = [moment.strftime(text) for moment in moments]
    found = fitting(values)
    truth = [(moment - datetime(1970, 1, 1)) // timedelta(days=1) for moment in moments]
    readings = [day_of(parsed(np.array(values), f)).tolist() for f in found]
    assert truth in readings
    assert len(found) > 1 or readings == [truth]


def test_an_ambiguous_column_is_a_question_with_every_answer(tmp_path):
    rows = [order(k, f"1/{k + 1}/20 09:00", f"2/{k + 1}/20 09:00") for k in range(12)]
    with pytest.raises(InputError) as problem:
        read(tmp_path, csv_text(rows))
    assert [fault.code for fault in problem.value.faults] == ["GZ101", "GZ101"]
    said = str(problem.value)
    assert "%m/%d/%y %H:%M = 2020-01-02" in said and "%d/%m/%y %H:%M = 2020-02-01" in said
    columns = "{ticket: 工单编号, received: 受理时间, closed: 办结时间, category: 诉求类别, status: 工单状态}"
    reading = read(
        tmp_path,
        csv_text(rows),
        f"columns: {columns}\nformats: {{received: '%m/%d/%y %H:%M', closed: '%m/%d/%y %H:%M'}}\n",
    )
    assert (date_text(reading.tally.period.first), date_text(reading.tally.period.last)) == ("2020-01-01", "2020-01-12")


def test_times_stay_on_the_clock_they_were_written_by_or_go_to_that_of_a_zone():
    values = np.array(["2018-01-02T23:30:00-06:00", "2018-07-02T23:30:00-05:00", ""], dtype=object)
    (text,) = fitting(values[:2].tolist())
    kept, moved = parsed(values, text), parsed(values, text, "Asia/Shanghai")
    assert [date_text(int(d)) for d in day_of(kept[:2])] == ["2018-01-02", "2018-07-02"]
    assert [date_text(int(d)) for d in day_of(moved[:2])] == ["2018-01-03", "2018-07-03"]
    assert moved[0] - kept[0] == 14 * 3600 and moved[1] - kept[1] == 13 * 3600
    assert kept[2] == moved[2] == MISSING


def test_days_of_spreadsheets_are_taken_where_the_mapping_says_so(tmp_path):
    # 42736 is 1 January 2017 in the days of Excel (ECMA-376, part 1, 18.17.4.1).
    assert date_text(int(day_of(parsed(np.array(["42736.5"]), "excel"))[0])) == "2017-01-01"
    assert fitting(["42736.5"]) == []


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("%Y-%m-%d", True),
        ("%d.%m.%y %H:%M", True),
        ("%Y-%m", False),
        ("%Y-%m-%d %Q", False),
        ("dd/mm/yyyy", False),
        ("%Y %y %m %d", False),
    ],
)
def test_a_format_has_year_month_and_day_once(text, good):
    assert is_format(text) == good


def test_days_of_a_spreadsheet_count_from_the_end_of_1899_and_others_are_none():
    """43,101 is 1 January 2018 in any spreadsheet; before day 1, and from 100,000 on (in 2173), it is no date."""
    read_as = parsed(
        np.array(["43101", "43101.5", "1", "99999", "0.9", "100000", "-3", "", "x"], dtype=object), "excel"
    )
    assert [date_text(int(day_of(seconds))) for seconds in read_as[:4]] == [
        "2018-01-01",
        "2018-01-01",
        "1899-12-31",
        "2173-10-13",
    ]
    assert read_as[1] - read_as[0] == 43_200 and (read_as[4:] == MISSING).all()
