"""Counts, figures and tolerances of a handful of tickets, worked out by hand from their definitions."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from sim.tickets import coding, dates, figures, tally
from sim.tickets.coding import CHANNELS, HAS_NO_STATUS, TICKET
from sim.tickets.figures import CAVEATS, caveats_of, closing_curve, figures_of, waiting_curve
from sim.tickets.tally import Histogram, Period, blocks_of, period_of
from tests.tickets.coded import DAY, FIRST, counted, line, place_of, reading_of

# ---- days and blocks ----


@pytest.mark.parametrize(
    ("receptions", "closing", "asked", "found"),
    [
        ((100, 279), 400, (None, None), (100, 279, 280)),
        ((100, 278), 400, (None, None), (100, 278, 401)),
        ((100, 278), 150, (None, None), (100, 278, 279)),
        ((100, 150), 400, (120, None), (120, 150, 401)),
        ((100, 400), 500, (230, None), (230, 400, 501)),
        ((100, 150), 400, (None, 140), (100, 140, 141)),
        ((100, 150), 400, (0, 0), (0, 0, 1)),
        ((100, 150), 400, (90, 200), (90, 200, 201)),
    ],
)
def test_the_last_day_seen_is_the_last_reception_of_half_a_year_and_else_the_last_day_with_anything(
    receptions: tuple[int, int], closing: int, asked: tuple[int | None, int | None], found: tuple[int, int, int]
) -> None:
    """180 days from 100 to 279 are half a year; day 0 that is asked for counts too."""
    assert period_of(receptions, closing, *asked) == Period(*found)


@pytest.mark.parametrize(
    ("days", "blocks"),
    [
        (1, (64, 0)),
        (14, (64, 0)),
        (15, (15, 1)),
        (83, (83, 1)),
        (84, (12, 7)),
        (85, (13, 7)),
        (909, (130, 7)),
        (910, (33, 28)),
        (924, (33, 28)),
        (925, (34, 28)),
    ],
)
def test_blocks_are_days_weeks_or_four_weeks(days: int, blocks: tuple[int, int]) -> None:
    """84 days are 12 weeks, a day more begins the 13th; 910 days are 32.5 times four weeks."""
    assert tuple(blocks_of(Period(FIRST, FIRST + days - 1, FIRST + days))) == blocks


def test_a_histogram_keeps_group_block_closed_and_days_apart() -> None:
    found = Histogram(3)
    for group, block, closed, days, n in ((0, 2, 1, 5, 2), (1, 0, 0, 3650, 1), (1, 2, 1, 0, 3), (0, 2, 1, 5, 1)):
        found.add(*(np.full(n, value) for value in (group, block, closed, days)))
    assert [column.tolist() for column in found.of(0)] == [[2], [1], [5], [3]]
    assert [column.tolist() for column in found.of(1)] == [[0, 2], [0, 1], [3650, 0], [1, 3]]
    assert found.table(0).tolist() == [[0] * 6, [0, 0, 0, 0, 0, 3]]
    assert found.table(2).tolist() == [[0], [0]], "a group without any has no days"


# ---- counts ----


def test_requests_are_counted_by_category_area_channel_and_month() -> None:
    """1 March to 8 June 2017: days 0, 31 and 61 lie in March, April and May."""
    lines = [
        line(0, 1, group=2, area=1, channel=1),
        line(31, None, group=2, area=0, channel=4),
        line(61, 2, group=0, area=1, channel=1),
    ]
    found = counted(lines)
    assert found.month_keys == ("2017-03", "2017-04", "2017-05", "2017-06")
    assert found.months.tolist() == [[1, 1], [1, 0], [1, 1], [0, 0]]
    assert found.crossed.tolist() == [[0, 1, 0], [0, 0, 0], [1, 1, 0], *[[0, 0, 0]] * 6]
    assert found.groups.tolist() == [1, 0, 2, 0, 0, 0, 0, 0, 0]
    assert found.total("registered", "category").tolist() == [1, 0, 2, 0, 0, 0, 0, 0, 0]
    assert found.total("closed", "area").tolist() == [0, 2, 0]
    assert found.total("registered", "channel").tolist() == [0, 2, 0, 0, 1, 0, 0] and len(CHANNELS) == 7
    assert found.total("closed", "month").tolist() == [1, 0, 1, 0]
    registered = found.amounts["all"][0, :, tally.AMOUNTS.index("registered")]
    assert np.flatnonzero(registered).tolist() == [0, 31 // 7, 61 // 7], "weeks from the first day"


def test_classes_and_words_for_areas_count_for_what_the_plan_says() -> None:
    found = counted([line(group=1, area=2)], category=np.array([4, 7]), area=np.array([0, 0, 1]))
    assert np.flatnonzero(found.total("registered", "category")).tolist() == [7]
    assert np.flatnonzero(found.total("registered", "area")).tolist() == [1]
    assert found.groups.tolist() == [0, 1]


def test_of_lines_of_one_number_the_last_counts_and_lines_without_a_number_all_do() -> None:
    lines = [line(0, 1, ticket=7), line(1, 5, ticket=7), line(2), line(3), line(4, whole=77), line(5, whole=77)]
    found = counted(lines, has_numbers=True)
    assert found.left_out == {"copies": 1, "withdrawn": 0, "staff": 0, "outside": 0}
    assert found.odd["same_lines"] == 1 and found.total("registered").tolist() == [5]
    assert np.flatnonzero(found.days["all"].table(0)[1]).tolist() == [5], "the later line took five days"
    assert counted(lines).left_out["copies"] == 0 and counted(lines).total("registered").tolist() == [6]


@pytest.mark.parametrize(
    ("day", "days", "seen"),
    [
        (0, 4, ("closed", 4)),
        (0, 99, ("closed", 99)),
        (0, 100, ("open", 100)),
        (99, 0, ("closed", 0)),
        (99, None, ("open", 1)),
        (10, None, ("open", 90)),
    ],
)
def test_days_run_to_closing_or_to_the_day_after_the_last_one_seen(
    day: int, days: int | None, seen: tuple[str, int]
) -> None:
    """Of 100 days a request of day 10 that stays open has waited 90; one closed on day 100 was open on day 99."""
    table = counted([line(day, days)]).days["all"].table(0)
    assert [("open", "closed")[row] for row in np.flatnonzero(table.any(axis=1))] == [seen[0]]
    assert table.shape[1] == seen[1] + 1


def test_days_beyond_ten_years_count_as_ten_years() -> None:
    assert counted([line(0, 3650), line(0, 3651)], end=5000).days["all"].table(0)[1, 3650] == 2


def test_a_deadline_of_so_many_days_stands_where_no_column_says_one() -> None:
    """Due on day 3 by the setting: closed after 3 is on its day, after 4 late; its own deadline of 4 comes first."""
    lines = [line(0, 3), line(0, 4), line(0, 4, due=4), line(0, 2, due=4)]
    found = counted(lines, deadline_days=3)
    assert found.total("on_due_day").tolist() == [2] and found.total("on_time").tolist() == [3]
    assert found.around_due.tolist() == [0] * 5 + [1, 0, 2, 1] + [0] * 6, "two days before to one after"
    assert counted(lines).odd["due_missing"] == 2 and counted(lines[:2]).odd["due_missing"] == 0
    assert counted(lines).total("clocked").tolist() == [2]


@pytest.mark.parametrize(
    ("seconds", "time", "within", "timed"),
    [(60, True, 1, 1), (61, True, 0, 1), (0, True, 1, 1), (-1, True, 0, 0), (60, False, 0, 0)],
)
def test_a_minute_counts_to_its_last_second_where_times_are_known(
    seconds: int, time: bool, within: int, timed: int
) -> None:
    one = line(0, 0)
    one["closed"] = one["received"] + seconds
    found = counted([one], has_time=time)
    assert (found.total("within_minute")[0], found.total("timed")[0]) == (within, timed)


def test_a_closing_at_midnight_has_no_time() -> None:
    one = line(0, 0)
    one["received"], one["closed"] = FIRST * DAY, FIRST * DAY
    assert counted([one], has_time=True).total("timed").tolist() == [0]


def test_without_a_status_a_day_of_closing_says_closed() -> None:
    silent = [line(0, 3, facts=HAS_NO_STATUS), line(0, None, facts=HAS_NO_STATUS)]
    found = counted(silent)
    assert (found.total("registered")[0], found.total("closed")[0], found.total("dated")[0]) == (2, 1, 1)


@pytest.mark.parametrize(("gap", "group", "again"), [(0, 0, 1), (90, 0, 1), (91, 0, 0), (-1, 0, 0), (5, 1, 0)])
def test_a_person_comes_again_within_ninety_days_of_a_closing_of_the_same_class(
    gap: int, group: int, again: int
) -> None:
    """One matter of day 0 is closed on day 2, the next comes `gap` days later; nobody known does not count."""
    lines = [line(0, 2, reporter=9), line(2 + gap, 1, reporter=9, group=group), line(3, 1), line(4, 1)]
    found = counted(lines, n_days=200, has_persons=True)
    assert found.again == (2, again)
    assert counted(lines, n_days=200).again == (0, 0)
    others = [line(0, 2, reporter=9), line(4, 1, reporter=10), line(5, None, reporter=10), line(6, 1, reporter=10)]
    assert counted(others, has_persons=True).again == (4, 1), "what stayed open is not come back to"


def test_copies_that_are_marked_are_no_requests_and_neither_is_what_staff_found_or_what_came_on_other_days() -> None:
    """Of six one is asked for; a copy that is withdrawn, or found by staff, counts once, as withdrawn."""
    staff, gone = coding.FOUND_BY_STAFF, coding.IS_WITHDRAWN
    copy = coding.YES_BIT["copy"]
    lines = [line(0, 1, no=("copy",)), line(0, 1, yes=("copy",)), line(0, 1, facts=gone | copy | staff)]
    lines += [line(0, 1, facts=staff), line(-1, 1), line(100, 1)]
    found = counted(lines, end=120)
    assert found.left_out == {"copies": 0, "withdrawn": 2, "staff": 1, "outside": 2}
    assert found.total("registered").tolist() == [1]


@pytest.mark.parametrize(
    ("question", "yes", "asked", "of_open"),
    [
        ("resolved", "resolved", "asked_resolved", 0),
        ("satisfied", "satisfied", "rated", 0),
        ("reopened", "reopened", "asked_reopened", 1),
        ("repeated", "repeated", "asked_repeated", 1),
    ],
)
def test_whether_a_matter_was_solved_is_asked_of_closed_requests_alone(
    question: str, yes: str, asked: str, of_open: int
) -> None:
    """Two closed ones, yes and no, and an open one with a yes, which counts of what may be said at any time."""
    lines = [line(0, 1, yes=(question,)), line(0, 1, no=(question,)), line(0, None, yes=(question,)), line(0, 1)]
    found = counted(lines)
    assert (found.total(yes)[0], found.total(asked)[0]) == (1 + of_open, 2 + of_open)


def test_what_is_solved_is_of_all_that_is_closed_with_or_without_a_day() -> None:
    """80 of 100 are closed, 20 of them without a day; half of those asked are solved: .8 x .5, and 60 have days."""
    lines = [line(k % 50, 1, yes=("resolved",) if k % 2 else (), no=() if k % 2 else ("resolved",)) for k in range(60)]
    lines += [line(k, 1, closed=dates.MISSING) for k in range(20)] + [line(k) for k in range(20)]
    values = {v.measure: v for v in figures_of(reading_of(counted(lines))).values if v.by == "all"}
    assert values["resolution_registered_share"].value == pytest.approx(0.4)
    assert values["closing_days_mean"].n == 60


def test_the_sample_holds_as_many_as_asked_for_in_the_order_of_their_hashes() -> None:
    lines = [line(k, 1, whole=hash_) for k, hash_ in enumerate((50, 20, 90, 40))]
    found = counted(lines, n_sample=2).sample
    assert found.dtype == TICKET and found["whole"].tolist() == [20, 40]
    assert counted(lines).sample.size == 0


# ---- figures ----


def two_hundred() -> list[dict[str, Any]]:
    """200 requests, two a day: 40 closed after ten days, 80 after two, 40 at once, 40 open, of them ten not due yet.

    Due after two days. Of the 160 closed 100 say whether it was solved (75 yes) and 80 are rated (60 satisfied); of
    all 50 say whether they were reopened (10 yes) and 60 whether they repeat another (9 yes). The first 100 are of
    facilities and of area A, the others of disputes and of area B.
    """
    lines = []
    for k in range(200):
        yes = [("resolved", k < 75), ("satisfied", k < 60), ("reopened", k < 10), ("repeated", 20 <= k < 29)]
        asked = [("resolved", k < 100), ("satisfied", k < 80), ("reopened", k < 50), ("repeated", 20 <= k < 80)]
        days = 10 if k < 40 else 2 if k < 120 else 0 if k < 160 else None
        answers = {name for name, true in yes if true}
        lines.append(
            line(
                k // 2,
                days,
                due=2 if k < 190 else 101 - k // 2,
                yes=answers,
                no={name for name, true in asked if true} - answers,
                group=0 if k < 100 else 3,
                area=0 if k < 100 else 1,
            )
        )
    return lines


COLUMNS = {key: key for key in ("received", "closed", "due", "category", "resolved", "satisfied")}


def test_figures_of_two_hundred_requests_are_those_of_their_definitions() -> None:
    """Seen to day 100, the day after the last reception.

    On time: 120 closed within two days and the ten that are not due yet. Fallen due: 160 closed and 30 open ones.
    Solved: 160/200 closed times 75/100. Quantiles join (0, .125), (2, .5), (10, .875): .25 lies a third of the way from
    0 to 2, .75 two thirds from 2 to 10. 200 in 100 days of 50,000 residents are 730 a year, 14.6 per 1,000.
    """
    found = counted(two_hundred(), end=101)
    given = figures_of(reading_of(found, columns=COLUMNS, place=place_of((3.0, 50.0), (2.0, 50.0))))
    wanted = {
        "on_time_share": (200, 130 / 200),
        "closure_share": (190, 160 / 190),
        "resolution_registered_share": (200, 0.8 * 0.75),
        "satisfaction_share": (80, 60 / 80),
        "reopened_share": (50, 10 / 50),
        "repeat_share": (60, 9 / 60),
        "registered_per_1000": (200, 14.6),
        "closing_days_mean": (160, 560 / 160),
        "same_day_share": (160, 40 / 160),
        "closing_days_q25": (160, 2 / 3),
        "closing_days_q50": (160, 2.0),
        "closing_days_q75": (160, 2 + 8 * 2 / 3),
        "closing_days_q90": (160, 10.0),
    }
    values = {v.measure: v for v in given.values if v.by == "all"}
    assert {key: (v.n, pytest.approx(v.value)) for key, v in values.items()} == wanted
    assert {v.group for v in values.values()} == {"all"}
    assert all(v.low < v.value < v.high or v.high == v.value == 1.0 for v in values.values())


def test_figures_of_groups_rest_on_their_own_requests_and_are_six() -> None:
    """Of the first hundred all are closed, 60 on time, 75 solved; of the others 60, on time, and ten not due yet."""
    found = counted(two_hundred(), end=101)
    values = {(v.measure, v.by, v.group): v for v in figures_of(reading_of(found, columns=COLUMNS)).values}
    for by, (first, other) in {"category": ("facility", "dispute"), "district": ("A", "B")}.items():
        named = {measure for measure, of, group in values if of == by and group == first}
        assert named == set(figures.OF_GROUPS)
        assert values["on_time_share", by, first].value == 0.6 and values["on_time_share", by, other].value == 0.7
        assert values["closure_share", by, first].value == 1.0
        assert values["closure_share", by, other].value == pytest.approx(60 / 90)
        assert values["resolution_registered_share", by, first].value == 0.75
        assert ("resolution_registered_share", by, other) not in values, "nobody of them was asked"
        assert (values["same_day_share", by, first].value, values["same_day_share", by, first].n) == (0.0, 100)
        assert values["same_day_share", by, other].value == pytest.approx(40 / 60)
    assert {by for _, by, _ in values} == {"all", "category", "district"}
    assert not any(group == "C" for *_, group in values), "an area that is no district"


def test_months_have_figures_where_they_are_asked_for() -> None:
    """Two requests a day: 62 of March, of which 40 take ten days and 22 two; 60 of April, 62 of May, 16 of June."""
    reading = reading_of(counted(two_hundred(), end=101), columns=COLUMNS)
    assert not any(v.by == "month" for v in figures_of(reading).values)
    values = {(v.measure, v.group): v for v in figures_of(reading, months=True).values if v.by == "month"}
    assert {group for _, group in values} == {"2017-03", "2017-04", "2017-05"}, "June has 16 requests"
    assert (values["closing_days_q50", "2017-03"].n, values["on_time_share", "2017-03"].value) == (62, 22 / 62)


@pytest.mark.parametrize(("n", "given"), [(50, True), (49, False)])
def test_figures_begin_at_fifty_requests(n: int, given: bool) -> None:
    found = counted([line(k % 20, 1, yes=("resolved",)) for k in range(n)])
    measures = {v.measure for v in figures_of(reading_of(found)).values}
    assert measures == (
        {"resolution_registered_share", "same_day_share", "closing_days_mean", *figures.LEVELS} if given else set()
    )


@pytest.mark.parametrize(("asked", "given"), [(50, True), (49, False)])
def test_a_question_counts_from_fifty_answers(asked: int, given: bool) -> None:
    keys = ("resolved", "satisfied", "reopened", "repeated")
    lines = [line(k % 50, 1, no=keys if k < asked else ()) for k in range(100)]
    measures = {v.measure for v in figures_of(reading_of(counted(lines))).values}
    wanted = {"resolution_registered_share", "satisfaction_share", "reopened_share", "repeat_share"}
    assert measures & wanted == (wanted if given else set())


@pytest.mark.parametrize(("closed", "given"), [(50, True), (49, False)])
def test_days_count_from_fifty_closings(closed: int, given: bool) -> None:
    lines = [line(k % 50, 1 if k < closed else None) for k in range(100)]
    assert ("closing_days_q50" in {v.measure for v in figures_of(reading_of(counted(lines))).values}) == given


def test_on_time_needs_a_deadline_of_every_request_and_closure_a_column_or_setting() -> None:
    lines = [line(k % 50, 1, due=3) for k in range(60)]

    def named(found: tally.Tally, **given: Any) -> set[str]:
        return {v.measure for v in figures_of(reading_of(found, **given)).values} & {"on_time_share", "closure_share"}

    assert named(counted(lines), columns=COLUMNS) == {"on_time_share", "closure_share"}
    assert named(counted([*lines, line(1, 1)]), columns=COLUMNS) == {"closure_share"}
    assert named(counted(lines, deadline_days=3), deadline_days=3) == {"on_time_share", "closure_share"}
    said = [line(k % 50, 1, yes=("overdue",)) for k in range(60)]
    assert named(counted(said), columns={"overdue": "late"}) == {"on_time_share"}


# ---- tolerances ----


@pytest.mark.parametrize(
    ("measure", "value", "drawn", "low", "high"),
    [
        ("on_time_share", 0.5, np.linspace(0, 1, 401), 0.025, 0.975),
        ("on_time_share", 0.5, np.full(9, 0.5), 0.49, 0.51),
        ("on_time_share", 0.995, np.full(9, 0.995), 0.985, 1.0),
        ("on_time_share", 0.005, np.full(9, 0.005), 0.0, 0.015),
        ("closing_days_q50", 3.0, np.full(9, 3.0), 2.5, 3.5),
        ("closing_days_q50", 0.2, np.full(9, 0.2), 0.0, 0.7),
        ("closing_days_q50", 40.0, np.linspace(0, 80, 401), 2.0, 78.0),
        ("registered_per_1000", 50.0, np.full(9, 50.0), 49.0, 51.0),
        ("closing_days_q90", 6.0, np.full(9, math.nan), 5.5, 6.5),
        ("closing_days_q90", 6.0, np.array([math.nan, 4.0, 4.0]), 4.0, 6.5),
    ],
)
def test_a_tolerance_is_the_middle_95_percent_and_no_less_than_definitions_agree(
    measure: str, value: float, drawn: np.ndarray, low: float, high: float
) -> None:
    """Least one point of a share, half a day, one part in fifty of an amount; never below nought or above the whole."""
    found = figures._value(measure, "all", "all", 7, np.array([value, *drawn]))
    assert (found.value, found.low, found.high) == (value, pytest.approx(low), pytest.approx(high))
    assert found[:4] == (measure, "all", "all", 7)


def test_a_busy_day_counts_as_one_observation_in_a_tolerance() -> None:
    """60 days of ten requests, on half of them all are closed at once, on the others none.

    The share of days drawn again has a standard deviation of the root of .25 / 60: the tolerance is .5 -+ 1.96 of it.
    """
    lines = [line(day, day % 2) for day in range(60) for _ in range(10)]
    share = next(
        v for v in figures_of(reading_of(counted(lines, n_days=60, end=70))).values if v.measure == "same_day_share"
    )
    reach = 1.96 * math.sqrt(0.25 / 60)
    assert share.value == 0.5
    assert share.low == pytest.approx(0.5 - reach, abs=0.03) and share.high == pytest.approx(0.5 + reach, abs=0.03)
    assert (
        figures_of(reading_of(counted(lines, n_days=60))).values
        == figures_of(reading_of(counted(lines, n_days=60))).values
    )


def test_days_of_equal_numbers_have_the_least_tolerance_of_a_volume() -> None:
    lines = [line(day, 1) for day in range(60) for _ in range(2)]
    reading = reading_of(counted(lines, n_days=60, end=70), place=place_of((1.0, 50.0)))
    found = next(v for v in figures_of(reading).values if v.measure == "registered_per_1000")
    # 120 in 60 days of 10,000 residents: 730 a year, 73 per 1,000.
    assert (found.value, found.low, found.high) == (73.0, pytest.approx(71.54), pytest.approx(74.46))


def test_published_residents_come_before_the_sum_of_the_districts() -> None:
    found = counted([line(k % 50, 1) for k in range(60)])
    assert reading_of(found, place=place_of((3.0, 50.0), (2.0, 50.0))).residents == 50_000.0
    assert reading_of(found, place=place_of((3.0, 50.0), residents=12_345)).residents == 12_345.0
    assert math.isnan(reading_of(found).residents)


def test_curves_of_closed_ones_and_of_all() -> None:
    """One of four is closed on day 1, one on day 3, two are open since three days: 3/4, then 3/4 times 2/3."""
    table = np.array([[0, 0, 0, 2], [0, 1, 0, 1]])
    waiting = waiting_curve(table)
    assert waiting is not None and waiting.days.tolist() == [1, 3]
    assert waiting.survival_share == pytest.approx([0.75, 0.5])
    closed = closing_curve(table[1])
    assert closed is not None and closed.survival_share == pytest.approx([0.5, 0.0])
    assert closing_curve(np.zeros(3)) is None and waiting_curve(np.zeros((2, 3))) is None
    nobody = waiting_curve(np.array([[0, 2], [0, 0]]))
    assert nobody is not None and nobody.final_share == 1.0


# ---- what a file cannot say ----


def said_of(lines: list[dict[str, Any]], n_days: int = 400, end: int | None = None, **given: Any) -> list[str]:
    """Names of the caveats of a file."""
    found = counted(lines, n_days, end, deadline_days=given.get("deadline_days"))
    texts = caveats_of(reading_of(found, **given))
    patterns = {key: ".*".join(map(re.escape, re.split(r"{.*?}", words.en))) for key, words in CAVEATS.items()}
    return [key for key, pattern in patterns.items() if any(re.fullmatch(pattern, text.en) for text in texts)]


WHOLE = {key: key for key in ("received", "closed", "due", "category", "resolved", "satisfied", "copy")}
PLACE = place_of((1.0, 50.0))


def test_of_a_file_that_says_everything_only_what_was_never_registered_is_unknown() -> None:
    answered = [line(k, 1, due=3, yes=("resolved", "satisfied")) for k in range(100)]
    assert said_of(answered, columns=WHOLE, place=PLACE) == ["hidden"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": WHOLE.keys() - {"due"}}, ["no_due"]),
        ({"columns": (WHOLE.keys() - {"due"}) | {"overdue"}}, ["due_for_closure"]),
        ({"columns": WHOLE.keys() - {"due"}, "deadline_days": 5}, []),
        ({"columns": WHOLE.keys() - {"resolved"}}, ["no_resolved"]),
        ({"columns": WHOLE.keys() - {"satisfied"}}, ["no_satisfied"]),
        ({"columns": WHOLE.keys() - {"copy"}}, ["requests"]),
        ({"place": None}, ["no_residents"]),
        ({"n_days": 360}, []),
        ({"n_days": 359}, ["short"]),
        ({"end": 430}, []),
        ({"end": 431}, ["seen_longer"]),
    ],
)
def test_what_a_file_cannot_say_is_said(change: dict[str, Any], said: list[str]) -> None:
    answered = [line(k, 1, due=3, yes=("resolved", "satisfied")) for k in range(100)]
    given: dict[str, Any] = {"columns": WHOLE, "place": PLACE} | change
    given["columns"] = {key: key for key in given["columns"]}
    assert set(said_of(answered, **given)) == {"hidden", *said}


@pytest.mark.parametrize(("asked", "said"), [(90, set()), (89, {"few"}), (0, {"no"})])
def test_answers_stand_for_all_from_nine_in_ten_closed_ones(asked: int, said: set[str]) -> None:
    for key, few in (("resolved", "few_resolved"), ("satisfied", "few_rated")):
        other = {"resolved", "satisfied"} - {key}
        lines = [line(k, 1, due=3, yes={*other, *({key} if k < asked else ())}) for k in range(100)]
        names = {"few": few, "no": f"no_{key}"}
        assert set(said_of(lines, columns=WHOLE, place=PLACE)) == {"hidden", *(names[word] for word in said)}
    text = [
        t.en
        for t in caveats_of(
            reading_of(counted([line(k, 1, no=("resolved",) if k < 45 else ()) for k in range(60)]), columns=WHOLE)
        )
    ]
    assert any(t.startswith("Only 75% of closed requests say whether the matter was solved") for t in text)


def test_numbers_in_what_a_file_cannot_say() -> None:
    lines = [line(k, 1) for k in range(40)] + [line(5, 1, closed=dates.MISSING)] * 3
    said = [t.en for t in caveats_of(reading_of(counted(lines, 50, 90)))]
    assert any(t.startswith("Receptions cover only 50 days") for t in said)
    assert any(t.startswith("Receptions end 40 days before the last day seen") for t in said)
    assert any(t.startswith("3 closed requests have no usable day of closing") for t in said)


@pytest.mark.parametrize(
    ("outside", "named"),
    [(5, True), (4, False)],
)
def test_an_area_that_is_no_district_is_named_from_five_requests(outside: int, named: bool) -> None:
    """Of 20 with 5 outside it is a quarter."""
    lines = [line(area=0)] * (20 - outside) + [line(area=2)] * outside
    reading = reading_of(counted(lines), columns={"area": "where"}, place=place_of((1.0, 5.0)))
    text = figures._strangers(reading)[0].en
    assert text.startswith(f"{outside / 20:.0%} of the requests ({outside})")
    assert (f"(C: {outside}" in text) == named


def test_areas_outside_are_named_from_the_most_frequent_on_and_no_more_than_eight() -> None:
    words = [f"zone number {k:02d} beyond" for k in range(10)]
    lines = [line(area=k) for k in range(11) for _ in range(5 + k if k else 30)]
    reading = reading_of(
        counted(lines, area=np.arange(11), n_areas=11),
        columns={"area": "where"},
        areas=("A", *words),
        n_districts=1,
        place=place_of((1.0, 5.0)),
    )
    text = figures._strangers(reading)[0].en
    shown = [word for word in words if word in text]
    assert shown == words[2:] and text.index(words[9]) < text.index(words[2])
    assert f"{words[9]}: 15" in text
    assert not figures._strangers(reading_of(counted(lines[:9]), columns={"area": "where"}, place=place_of((1.0, 5.0))))
    assert not figures._strangers(reading_of(counted(lines[:9]), place=place_of((1.0, 5.0))))
