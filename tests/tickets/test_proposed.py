"""What follows for a place from its tickets: rows, mixes, tables, what is held out, and what is said of it all."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.errors import InputError
from sim.studies.patterns import COLUMNS, FIT, HOLD_BACK, INPUT, TRANSLATIONS
from sim.tickets import dates, page, proposals, results
from sim.tickets.figures import Figures, Value
from sim.tickets.hold_out import HoldOut, hold_out_of
from sim.tickets.proposals import (
    class_table,
    group_table,
    hidden,
    left_out,
    mixes,
    odd,
    overlay,
    pattern_rows,
    period_said,
)
from sim.tickets.reading import CATEGORY_KEYS, matched, read_categories
from tests.tickets.coded import FIRST, counted, line, place_of, reading_of, vocabulary

FEW = counted([line(k % 50, 1) for k in range(60)])

# ---- rows of patterns ----


def value(measure: str, by: str = "all", group: str = "all", number: float = 0.51237, **more: Any) -> Value:
    """A figure with its tolerance."""
    return Value(measure, by, group, more.get("n", 60), number, more.get("low", 0.43219), more.get("high", 0.58881))


def rows_of(*values: Value, hold_out: HoldOut | None = None) -> pd.DataFrame:
    """Rows of patterns by id."""
    return pattern_rows(reading_of(FEW), Figures(values, []), hold_out).set_index("id")


def test_a_row_holds_the_figure_with_its_tolerance_rounded_outwards() -> None:
    """Down for the lower end and up for the upper one, so that the tolerance never shrinks: .4321 to .5889."""
    rows = rows_of(value("on_time_share", "district", "New Town"), value("closing_days_q50", number=3.0))
    assert list(pattern_rows(reading_of(FEW), Figures([], [])).columns) == [*COLUMNS, *TRANSLATIONS]
    row = rows.loc["tickets_on_time_share_district_New_Town"]
    assert (row["target"], row["low"], row["high"]) == (0.5124, 0.4321, 0.5889)
    assert (row["measure"], row["by"], row["group"]) == ("on_time_share", "district", "New Town")
    assert (row["pattern"], row["scenario"], row["statistic"], row["against"]) == ("tickets", "tickets", "value", "")
    assert (row["unit"], row["confidence"], row["use"]) == ("share", "medium", HOLD_BACK)
    assert row["source"] == "published for the place: 60 requests of orders.csv, received 2017-03-01 to 2017-06-08"
    assert "drawing blocks of 7 days again" in row["note"] and "7 天的时段" in row["note_zh"]
    assert "60 件诉求" in row["source_zh"]
    assert (rows.loc["tickets_closing_days_q50", "unit"], rows.loc["tickets_closing_days_q50", "use"]) == ("days", FIT)
    short = reading_of(counted([line(k % 9, 0) for k in range(60)], n_days=10))
    assert "drawing groups of lines again" in pattern_rows(short, Figures([value("on_time_share")], [])).loc[0, "note"]


def test_what_is_no_number_gives_no_row() -> None:
    rows = rows_of(value("closing_days_q90", number=math.nan), value("closing_days_q75", number=7.0))
    assert list(rows.index) == ["tickets_closing_days_q75"]


@pytest.mark.parametrize(
    ("by", "group", "hold_out", "use"),
    [
        ("all", "all", None, FIT),
        ("district", "A", None, HOLD_BACK),
        ("category", "facility", None, HOLD_BACK),
        ("district", "A", HoldOut("district", frozenset({"A"})), HOLD_BACK),
        ("district", "B", HoldOut("district", frozenset({"A"})), FIT),
        ("all", "all", HoldOut("district", frozenset({"A"})), None),
        ("category", "facility", HoldOut("district", frozenset({"A"})), None),
        ("month", "2017-03", HoldOut("month", frozenset({"2017-03"})), HOLD_BACK),
        ("month", "2017-04", HoldOut("month", frozenset({"2017-03"})), FIT),
        ("district", "A", HoldOut("month", frozenset({"A"})), None),
    ],
)
def test_what_a_row_is_for_goes_by_its_group_and_what_is_held_out(
    by: str, group: str, hold_out: HoldOut | None, use: str | None
) -> None:
    rows = rows_of(value("on_time_share", by, group), value("registered_per_1000", number=9.0), hold_out=hold_out)
    assert rows.loc["tickets_registered_per_1000", "use"] == INPUT
    assert list(rows["use"])[:-1] == ([] if use is None else [use])


# ---- what is held out ----


def areas(*counts: int) -> Any:
    """A reading with so many requests in each of its districts A, B, C ..., and 50 outside."""
    lines = [line(k % 90, 1, area=area) for area, n in enumerate((*counts, 50)) for k in range(n)]
    names = tuple("ABCDEFGH"[: len(counts)])
    found = counted(lines, area=np.arange(len(counts) + 1), n_areas=len(counts) + 1)
    return reading_of(found, areas=(*names, "outside"), n_districts=len(counts))


def test_every_third_district_by_its_requests_and_every_third_month_is_held_out() -> None:
    """Sizes 1, 9, 5, 7, 5, 2: B 9, D 7, C 5, E 5, F 2, A 1; the third and the sixth are C and A."""
    reading = areas(1, 9, 5, 7, 5, 2)
    assert hold_out_of("district", reading) == HoldOut("district", frozenset({"C", "A"}))
    assert hold_out_of(" month ", reading) == HoldOut("month", frozenset({"2017-05"}))
    assert hold_out_of("B, F,,B", reading) == HoldOut("district", frozenset({"B", "F"}))
    assert hold_out_of("2017-06,2017-03", reading) == HoldOut("month", frozenset({"2017-03", "2017-06"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outside", "no such month or district"),
        ("A,2017-03", "cannot be held out together"),
        ("A,B", "others left to fit to"),
        ("district", "others left to fit to"),
        (" , ", "others left to fit to"),
    ],
)
def test_what_cannot_be_held_out_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        hold_out_of(text, areas(3, 4))


# ---- the mix ----


def test_a_mix_is_tilted_as_the_baselines_mixes_differ_from_their_mean() -> None:
    """50 of facilities, 50 of property, 100 of no category; 70 % urban, 300,000 at 80 % and 100,000 at 40 %.

    Mean of facilities .27, as in both; of property .7 x .18 + .3 x .03 = .135. Town: .5 to .5 x .18 / .135 = .6667, so
    .4286 and .5714; village: .5 to .5 x .03 / .135 = .1111, so .8182 and .1818; what is cut off goes to the largest.
    """
    lines = [line(k % 50, 1, group=group) for group in (0, 2, 8, 8) for k in range(50)]
    reading = reading_of(counted(lines), place=place_of((30.0, 80.0), (10.0, 40.0)))
    found = {name: {key: share for key, share in mix.items() if share} for name, mix in mixes(reading).items()}
    assert found == {
        "mix_town": {"facility": 0.4285, "property": 0.5715},
        "mix_village": {"facility": 0.8182, "property": 0.1818},
    }
    assert list(mixes(reading)["mix_town"]) == list(CATEGORY_KEYS[:-1])


def test_without_a_place_town_and_village_weigh_alike() -> None:
    """Property: mean (.18 + .03) / 2 = .105, town .5 x .18 / .105 = .857 to .5: .3684 and .6316."""
    lines = [line(k % 50, 1, group=group) for group in (0, 2) for k in range(50)]
    town = mixes(reading_of(counted(lines)))["mix_town"]
    assert (town["facility"], town["property"]) == (0.3684, 0.6316)


@pytest.mark.parametrize(("n", "given"), [(50, True), (49, False)])
def test_a_mix_needs_fifty_requests_of_the_models_categories(n: int, given: bool) -> None:
    lines = [line(k % 50, 1, group=0) for k in range(n)] + [line(k, 1, group=8) for k in range(50)]
    assert bool(mixes(reading_of(counted(lines)))) == given
    assert bool(overlay(reading_of(counted(lines)), Figures([], []), is_place=True)) == given


@pytest.mark.parametrize(
    ("is_place", "has_scenario", "extends", "world"),
    [
        (True, False, "baseline", {"place": "."}),
        (True, True, "place.yaml", None),
        (False, False, "baseline", None),
    ],
)
def test_the_scenario_of_tickets_stands_on_the_places_own_where_there_is_one(
    is_place: bool, has_scenario: bool, extends: str, world: dict[str, str] | None
) -> None:
    """The measured days begin on 1 March 2017, 184 days of warm-up after 29 August 2016; a quarter has no category."""
    lines = [line(k % 50, 1, group=group) for group in (0, 2, 8, 1) for k in range(50)]
    given = [value("registered_per_1000", number=14.64), value("on_time_share", number=99.0)]
    text = overlay(reading_of(counted(lines)), Figures(given, []), is_place, has_scenario)
    read = yaml.safe_load(text)
    assert (read["extends"], read.get("world")) == (extends, world)
    assert read["run"] == {"start_date": "2016-08-29", "days": 100}
    assert sum(read["needs"]["mix_town"].values()) == pytest.approx(1.0)
    assert "# The mix of categories of 200 requests of orders.csv, received 2017-03-01 to 2017-06-08." in text
    assert "25.0% of the requests" in text and "by 14.6 over what it gives" in text and "99.0" not in text


# ---- tables ----


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ([0, 0, 3], [0, 0, 1]),
        ([5, 9, 7], [0, 0, 0]),
        ([4, 9, 7], [1, 0, 1]),
        ([1, 4, 7], [1, 1, 0]),
        ([[4, 6], [0, 0]], [[1, 1], [0, 0]]),
        ([[4, 6], [8, 9]], [[1, 1], [1, 1]]),
    ],
)
def test_a_second_count_is_hidden_where_a_sum_would_tell_the_first(counts: list[Any], gone: list[Any]) -> None:
    """The next smallest one; of a table in both directions, until no line and no column gives one away."""
    assert hidden(np.array(counts)).astype(int).tolist() == gone


def test_a_table_of_groups_has_requests_closings_and_days_without_small_numbers() -> None:
    """Facilities: of ten closed after 2 days and ten open for 10 the median closing is 2, and half have waited 2.

    Environment has 4 requests, so property, the smallest other one, is hidden too; of disputes 3 of 20 are open.
    """
    lines = [line(90, 2, group=0)] * 10 + [line(90, None, group=0)] * 10 + [line(0, 1, group=1)] * 4
    lines += [line(0, 1, group=2)] * 6 + [line(0, 4, group=3)] * 17 + [line(0, None, group=3)] * 3
    table = group_table(reading_of(counted(lines)), "category", CATEGORY_KEYS).set_index("group")
    assert list(table.index) == ["facility", "environment", "property", "dispute"]
    assert table.loc[["environment", "property"]].isna().all().all()
    assert table.loc["facility"].tolist()[:4] == [20.0, 10.0, 2.0, 2.0] and math.isnan(table.loc["facility"].iloc[4])
    assert table.loc["dispute", "requests"] == 20.0 and math.isnan(table.loc["dispute", "closed"])
    assert table.loc["dispute", "waiting_days_q75"] == 4.0


@pytest.mark.parametrize(("open_", "closed"), [(0, 20.0), (1, math.nan), (4, math.nan), (5, 15.0)])
def test_closings_are_hidden_where_they_tell_how_few_are_open(open_: int, closed: float) -> None:
    lines = [line(0, None)] * open_ + [line(0, 1)] * (20 - open_)
    found = group_table(reading_of(counted(lines)), "category", CATEGORY_KEYS)["closed"].iloc[0]
    assert found == closed or (math.isnan(found) and math.isnan(closed))


def test_an_area_of_fewer_than_five_requests_has_no_line() -> None:
    lines = [line(0, 1, area=area) for area, n in ((0, 4), (1, 5), (2, 9)) for _ in range(n)]
    table = group_table(reading_of(counted(lines)), "area", ("A", "B", "C"))
    assert table["group"].tolist() == ["B", "C"]
    assert math.isnan(table["requests"].iloc[0]) and table["requests"].iloc[1] == 9.0, "4 of A hide 5 of B"


def test_classes_come_by_their_number_with_the_nearest_known_one_where_they_have_no_category() -> None:
    lines = [line(0, 1, group=group) for group, n in ((0, 5), (1, 9), (2, 4), (3, 7)) for _ in range(n)]
    reading = reading_of(counted(lines), words=["facilty", "dispute", "rare", ""], categories=["", "dispute", "", ""])
    assert class_table(reading).to_numpy().tolist() == [
        ["dispute", "dispute", 9, ""],
        ["facilty", "", 5, "facility: facility"],
    ]


def test_lines_left_out_and_odd_ones_are_told_by_their_reason() -> None:
    reading = reading_of(counted([line(0, -1), line(0, 1, closed=dates.MISSING)]), n_broken=2)
    reading.coder.without_reception, reading.coder.future = 4, 5
    reading.coder.unread = {"closed": SimpleNamespace(n=6), "due": SimpleNamespace(n=7)}
    assert left_out(reading) == {"broken": 2, "without_reception": 4}
    assert odd(reading) == {"closed_before": 1, "closed_undated": 2 - 1, "future": 5, "unread": 13}


def test_the_period_is_said_to_its_last_day() -> None:
    assert period_said(reading_of(counted([line()], 31, 40))).en == (
        "received 2017-03-01 to 2017-03-31, seen to the end of 2017-04-09"
    )


# ---- the page ----


def test_signs_of_nominal_closing_are_shares_of_their_own_wholes() -> None:
    """One of four timed closings within a minute; of five with a deadline one on the day before, two on it, one after.

    Of three requests of known persons one comes again.
    """
    lines = [line(0, 2, due=3), line(0, 3, due=3, reporter=5), line(6, 3, due=3, reporter=5), line(0, 4, due=3)]
    lines += [line(0, 20, due=3), line(0, 0, reporter=6)]
    for k, one in enumerate(lines):
        one["closed"] += 1800 * (k < 3)
    lines[5]["closed"] = lines[5]["received"] + 60
    reading = reading_of(counted(lines, has_time=True, has_persons=True))
    section = page._nominal(reading)
    assert section is not None
    said = " ".join(section.text)
    assert "16.7% of closings came within a minute" in said
    assert (
        "40% of closings with a deadline fall on its very day, 20% on the day before and 20% on the day after" in said
    )
    assert "33.3% of the requests of persons known came within 90 days" in said
    assert page._nominal(reading_of(counted([line()]))) is None


def cells(section: Any) -> list[list[str]]:
    """Texts of the first table of a section."""
    return [[cell.text for cell in row] for row in section.tables[0].rows]


def test_months_and_areas_on_the_page_hide_small_numbers() -> None:
    """March 20 of which 3 are open, April 4, May 6, June 9."""
    lines = [line(0, 1)] * 17 + [line(0)] * 3 + [line(31, 1)] * 4 + [line(61, 1)] * 6 + [line(92, 1)] * 9
    assert cells(page._months(reading_of(counted(lines)))) == [
        ["2017-03", "20", "–"],
        ["2017-04", "–", "–"],
        ["2017-05", "–", "–"],
        ["2017-06", "9", "9"],
    ]
    crossed = [line(group=group, area=area) for group, area, n in ((0, 0, 9), (0, 1, 8), (3, 0, 7)) for _ in range(n)]
    section = page._crossed(reading_of(counted([*crossed, *[line(area=2)] * 4])))
    assert [row[1:] for row in cells(section)] == [["9", "–"], ["7", "0"]], "8 would tell the 4 of an area not shown"


def test_what_is_said_first_is_volume_share_closed_and_days() -> None:
    lines = [line(k % 50, 0 if k < 15 else 4, group=8 if k < 6 else 0) for k in range(60)] + [line()] * 20
    reading = reading_of(counted(lines))
    given = [value(f"closing_days_{q}", number=n) for q, n in (("q50", 3.25), ("q75", 4.75))]
    given += [value("same_day_share", number=0.25), value("same_day_share", "district", "A", 0.9)]
    answer = page._answer(reading, Figures(given, []), 0)
    texts = [statement.text for statement in answer.lead]
    assert texts[0] == "80 requests in 100 days, 75.0% of them closed by the last day seen."
    assert texts[1].startswith("Half of the closed ones took up to 3.2 days, three quarters up to 4.8; 25% were")
    assert answer.caveats[0].startswith("8% of the requests belong to none of the model's categories (6)")
    assert not any("sample.csv" in text for text in texts)
    assert any("A sample of 7 coded" in s.text for s in page._answer(reading, Figures([], []), 7).lead)


def test_what_is_printed_and_kept_of_figures_is_their_value_and_tolerance() -> None:
    reading = reading_of(FEW)
    given = Figures(
        [
            value("on_time_share"),
            value("closing_days_q90", number=3.0, low=2.5, high=math.nan),
            value("same_day_share", "district", "A"),
        ],
        [],
    )
    said = page.summary(reading, given)
    assert "on_time_share = 51.2% [43.2%, 58.9%]" in said and "closing_days_q90 = 3.0 [2.5, nan]" in said
    assert "same_day_share" not in said
    facts = page.as_facts(reading, given)
    assert (facts["first_day"], facts["last_day_of_reception"], facts["last_day_seen"]) == (
        "2017-03-01",
        "2017-06-08",
        "2017-06-08",
    )
    assert facts["figures"][1] == {
        "measure": "closing_days_q90",
        "by": "all",
        "group": "all",
        "n": 60,
        "value": 3.0,
        "low": 2.5,
        "high": None,
    }
    assert len(facts["figures"]) == 3 and facts["requests"] == 60


# ---- areas, classes, samples ----


def test_areas_of_a_file_are_districts_then_others_by_number_then_none() -> None:
    """Words meet districts by code, any name or key; of the others the most frequent comes first."""
    place = place_of((1.0, 5.0), (1.0, 5.0), (1.0, 5.0))
    words = ["Mars", "district 2", "", "Venus", "区0", "2"]
    coder = SimpleNamespace(areas=vocabulary(words, [3, 9, 2, 8, 1, 1]))
    found, codes, n = matched(coder, place)
    assert (found, n) == (["District_0", "District_2", "Venus", "Mars", ""], 2)
    assert [found[code] for code in codes] == ["Mars", "District_2", "", "Venus", "District_0", "District_2"]
    assert matched(coder, None)[2] == 0 and matched(coder, None)[0][:2] == ["district 2", "Venus"]


def test_areas_beyond_two_hundred_are_counted_together() -> None:
    words = [f"w{k}" for k in range(203)]
    found, codes, _ = matched(SimpleNamespace(areas=vocabulary(words, list(range(203, 0, -1)))), None)
    assert found == [*words[:200], "..."] and codes[200:].tolist() == [200] * 3 and codes[199] == 199
    assert matched(SimpleNamespace(areas=vocabulary(words[:200], [1] * 200)), None)[0] == words[:200]


def test_a_corrected_table_of_categories_is_read_without_the_mark_of_spreadsheets(tmp_path: Any) -> None:
    (tmp_path / "categories.csv").write_text(
        "class,category\n'=Water  MAIN,facility\n'quoted,dispute\nnothing,\nelse,other\n", encoding="utf-8"
    )
    assert read_categories(tmp_path) == {"=water main": "facility", "'quoted": "dispute", "else": "other"}
    assert read_categories(tmp_path / "nowhere") == {}
    (tmp_path / "categories.csv").write_text("class,category\nA,facilty\na,dispute\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_categories(tmp_path)
    assert [(f.code, f.line, f.nearest) for f in refused.value.faults] == [("GZ053", 2, "facility"), ("GZ054", 3, "")]


def test_a_sample_holds_days_and_classes() -> None:
    found = counted([line(3, 2, due=5, group=1, area=1, channel=2), line(0, group=2, channel=6)], n_sample=5)
    reading = reading_of(found, categories=["facility", "dispute", ""])
    assert results.sample_table(reading).to_numpy().tolist() == [
        ["2017-03-04", "2017-03-06", "2017-03-09", "dispute", "B", "online"],
        ["2017-03-01", "", "", "other", "A", "other"],
    ]
    assert FIRST == 17_226


def test_rows_of_an_earlier_file_give_way_and_others_stay(tmp_path: Any) -> None:
    """Of an earlier figure the use that was written by hand stays, and nothing else of it."""
    rows = pattern_rows(reading_of(FEW), Figures([value("on_time_share"), value("same_day_share")], []))
    assert results.with_rows(tmp_path, rows) is rows
    before = rows.assign(target=[0.1, 0.2], use=[HOLD_BACK, FIT])
    other = before.iloc[:1].assign(id="mine", pattern="P1", target=0.7)
    gone = before.iloc[:1].assign(id="tickets_closure_share")
    pd.concat([before, other, gone]).to_csv(tmp_path / "patterns.csv", index=False)
    found = results.with_rows(tmp_path, rows)
    assert found["id"].tolist() == ["mine", "tickets_on_time_share", "tickets_same_day_share"]
    assert found["use"].tolist() == [HOLD_BACK, HOLD_BACK, FIT] and found["target"].tolist() == ["0.7", 0.5124, 0.5124]


def test_what_to_do_next_judges_the_place_only_where_it_is_one(tmp_path: Any) -> None:
    folder = tmp_path / "here" / "tickets"
    assert [text.split()[2] for text in results.next_commands(folder, "")] == ["check"]
    found = results.next_commands(folder, "here")
    assert [text.split()[2] for text in found] == ["check", "run", "validate"]
    assert all(str(tmp_path / "here" / "tickets.yaml") in text for text in found[:2]) and "--place here" in found[2]
    assert proposals.TICKETS == "tickets"
