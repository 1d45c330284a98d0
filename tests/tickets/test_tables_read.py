"""Files of tickets and their mapping files, read cell by cell: which column, which format, which line, which word."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.errors import InputError
from sim.tickets import dates, sources
from sim.tickets.layouts import FIELDS, guessed, meanings, plain, recognised
from sim.tickets.mapping import TicketMapping, as_yaml, guessed_text, read, samples, with_formats
from sim.tickets.sources import Block, Broken, Source, encoding_of, open_source
from tests.tickets.files import spreadsheet, written


class Given(Source):
    """A table of texts in memory."""

    def __init__(self, **columns: list[str]) -> None:
        super().__init__(Path("given.csv"))
        self.columns = columns
        self.take_header(list(columns))

    def blocks(self, columns: Any) -> Any:
        """Its one block."""
        n = len(next(iter(self.columns.values())))
        cells = {name: np.array(self.columns[name], dtype=object) for name in columns}
        yield Block(cells, np.arange(2, 2 + n), 1.0)


def mapping_of(folder: Path, text: str, header: tuple[str, ...] = ("came", "what", "went")) -> TicketMapping:
    """What a mapping file says."""
    return read(written(folder / "map.yaml", "columns: {received: came, category: what}\n" + text), header)


# ---- mapping files ----


def test_every_setting_of_a_mapping_file_is_taken(tmp_path: Path) -> None:
    found = mapping_of(
        tmp_path,
        "formats: {received: '%m/%d/%Y', closed: excel}\n"
        "values: {status: {closed: [Done, ' ALL  over '], open: Open}}\n"
        "timezone: Asia/Shanghai\nencoding: cp1252\nsheet: 2017\nheader_row: 3\n"
        "first_day: 1970-01-02\nlast_day: 1970-01-02\ndeadline_days: 7\n",
    )
    assert found.columns == {"received": "came", "category": "what"}
    assert found.formats == {"received": "%m/%d/%Y", "closed": "excel"}
    assert found.values == {"status": {"done": "closed", "all over": "closed", "open": "open"}}
    assert (found.timezone, found.encoding, found.sheet, found.header_row) == ("Asia/Shanghai", "cp1252", "2017", 3)
    assert (found.first_day, found.last_day, found.deadline_days) == (1, 1, 7)
    plain_one = mapping_of(tmp_path, "")
    assert plain_one == TicketMapping(plain_one.columns)
    assert plain_one.title.en == "a table with a mapping file"


@pytest.mark.parametrize(
    ("setting", "good"),
    [
        ("header_row: 1000", True),
        ("header_row: 1001", False),
        ("header_row: 1", True),
        ("header_row: 0", False),
        ("deadline_days: 3650", True),
        ("deadline_days: 3651", False),
        ("deadline_days: 0", False),
        ("deadline_days: -1", False),
        ("deadline_days: 1.5", False),
        ("deadline_days: true", False),
        ("encoding: hex", False),
        ("encoding: utf-8", True),
        ("timezone: Asia/Chongqing", True),
        ("timezone: Beijing", False),
        ("sheet: yes", True),
        ("sheet: true", False),
        ("sheet:", True),
        ("first_day: 2018-01-02\nlast_day: 2018-01-01", False),
        ("formats: {received: '%Y-%m'}", False),
        ("formats: {category: '%Y-%m-%d'}", False),
        ("values: {category: {facility: [x]}}", False),
        ("values: {satisfied: {yes: [5, '4'], no: ['1']}}", True),
        ("values: {status: {closed: [x], open: [X]}}", False),
        ("values: {status: {closed: [x, X]}}", True),
        ("values: {channel: {patrol: [x], other: [z], grid_worker: [y]}}", True),
    ],
)
def test_a_setting_of_a_mapping_file_is_taken_up_to_its_limit(tmp_path: Path, setting: str, good: bool) -> None:
    if good:
        mapping_of(tmp_path, setting + "\n")
        return
    with pytest.raises(InputError):
        mapping_of(tmp_path, setting + "\n")


def test_a_mapping_file_names_only_columns_of_the_table_and_the_nearest_where_it_errs(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        mapping_of(tmp_path, "", ("cane", "what"))
    assert [(f.code, f.key_path, f.nearest) for f in refused.value.faults] == [("GZ051", "columns.received", "cane")]
    path = written(tmp_path / "map.yaml", "columns: {received: came}\n")
    with pytest.raises(InputError) as refused:
        read(path, ("came",))
    assert [(f.code, f.key_path) for f in refused.value.faults] == [("GZ026", "columns.category")]


def test_a_mapping_is_written_so_that_it_is_read_alike_again(tmp_path: Path) -> None:
    whole = TicketMapping(
        {"received": "came", "category": "what"},
        {"received": "%m/%d/%Y"},
        {"status": {"done": "closed", "over": "closed", "new": "open"}, "satisfied": {"5": "yes"}},
        "Asia/Shanghai",
        "cp1252",
        "one",
        4,
        0,
        3,
        9,
    )
    again = read(written(tmp_path / "again.yaml", as_yaml(whole)), ("came", "what"))
    assert again == whole
    assert set(yaml.safe_load(as_yaml(TicketMapping({"received": "came"})))) == {"columns", "formats"}


# ---- formats of dates ----


def test_formats_are_found_kept_where_given_and_usual_where_a_column_is_empty() -> None:
    table = Given(came=["13/04/2018", "01/02/2018"], went=["", " "], by=["1/2/20", "1/2/20"])
    mapping = TicketMapping({"received": "came", "closed": "went", "due": "by"}, {"due": "%d/%m/%y"})
    assert with_formats(mapping, table, "map.yaml").formats == {
        "received": "%d/%m/%Y",
        "closed": "%Y-%m-%d",
        "due": "%d/%m/%y",
    }


def test_a_format_that_is_not_clear_is_asked_for_with_a_date_on_which_the_ways_differ() -> None:
    """The first date is the same in both ways; the second is 3 April or 4 March."""
    table = Given(came=["05/05/2018", "03/04/2018"], went=["soon", "soon"])
    with pytest.raises(InputError) as asked:
        with_formats(TicketMapping({"received": "came", "closed": "went"}), table, "map.yaml")
    first, second = asked.value.faults
    assert (first.code, first.file, first.key_path, first.found) == ("GZ101", "map.yaml", "came", "03/04/2018")
    assert first.facts["ways"] == "%m/%d/%Y = 2018-03-04; %d/%m/%Y = 2018-04-03"
    assert (second.code, second.file, second.facts["found"]) == ("GZ102", "given.csv", "soon")


def test_values_to_look_at_are_the_first_ones_that_are_not_empty() -> None:
    table = Given(a=["", " x ", "y", "z"], b=["1", "", "", ""])
    assert samples(table, ["a", "b", "a"], 2) == {"a": ["x", "y"], "b": ["1"]}


@pytest.mark.parametrize(
    ("text", "time"),
    [("%Y-%m-%d", False), ("%Y-%m-%d %H:%M", True), ("%m/%d/%Y %I:%M %p", True), ("excel", True)],
)
def test_a_format_says_a_time_of_day_or_not(text: str, time: bool) -> None:
    assert dates.has_time(text) == time


def test_days_of_moments_before_1970_are_floored() -> None:
    assert dates.day_of(np.array([0, 86_399, 86_400, -1])).tolist() == [0, 0, 1, -1]
    assert dates.date_text(-1) == "1969-12-31"


def test_short_compact_dates_are_no_dates() -> None:
    """Eight digits are a day and fourteen a moment; fewer would be read as another day."""
    values = np.array(["20180105", "2018105", "201815"], dtype=object)
    assert (dates.parsed(values, "%Y%m%d") != dates.MISSING).tolist() == [True, False, False]
    moments = np.array(["20180105090000", "2018010590000"], dtype=object)
    assert (dates.parsed(moments, "%Y%m%d%H%M%S") != dates.MISSING).tolist() == [True, False]


# ---- the mapping that is offered ----


def test_the_mapping_that_is_offered_shows_no_numbers_no_persons_and_three_examples() -> None:
    table = Given(
        **{
            "Ticket number": ["T-1", "T-2"] * 2,
            "Created": ["1/2/20"] * 4,
            "Category": ["a", "b", "a", "c"],
            "Closed": ["2018-03-04"] * 4,
            "secret": ["x"] * 4,
        }
    )
    table.columns["Category"] = ["a", "b", "c", "d"]
    text = guessed_text(table, TicketMapping(header_row=2, encoding="gb18030"))
    offered = yaml.safe_load(text)
    assert offered["columns"]["category"] == "Category" and offered["columns"]["received"] == "Created"
    assert "a | b | c\n" in text and "| d" not in text and "T-1" not in text
    assert offered["formats"]["closed"] == "%Y-%m-%d" and offered["formats"]["received"] is None
    assert "%m/%d/%y | %d/%m/%y" in text
    assert (offered["header_row"], offered["encoding"], "sheet" in offered) == (2, "gb18030", False)
    assert "not read: secret" in text and set(offered["columns"]) == set(FIELDS)


def test_a_guess_prefers_an_equal_name_and_takes_no_column_twice() -> None:
    found = guessed(["Closed Date", "created", "CREATED DATE", "Request Type"])
    assert len(set(found.values())) == len(found)
    assert found["closed"] == "Closed Date" and found["category"] == "Request Type"
    assert guessed(["zzz", "qqq"]) == {}


def test_a_known_export_is_told_by_all_its_signs_and_keeps_the_columns_that_are_there() -> None:
    found = recognised(["Unique Key", "Created Date", "Closed Date", "Complaint Type", "Borough"])
    assert found is not None and found.columns["received"] == "Created Date" and found.columns["area"] == "Borough"
    assert "status" not in found.columns and set(found.formats) <= set(found.columns)
    assert recognised(["Unique Key", "Created Date"]) is None


def test_words_are_compared_in_small_letters_with_single_blanks() -> None:
    assert plain("  Street \t LIGHTS ") == "street lights"
    assert meanings("category")["facility"] == "facility" and meanings("satisfied")["是"] == "yes"
    assert meanings("resolved")["否"] == "no" and set(meanings("copy").values()) == {"yes", "no"}


# ---- tables ----


def lines_of(path: Path, *columns: str, **given: Any) -> tuple[list[int], list[list[str]], Source]:
    """Line numbers and cells of a file."""
    source = open_source(path, **given)
    blocks = list(source.blocks(columns))
    rows = [list(row) for block in blocks for row in zip(*(block.cells[name] for name in columns), strict=True)]
    return [int(n) for block in blocks for n in block.lines], rows, source


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path: Path) -> None:
    """Line 2 is empty, the cell of line 3 goes on in line 4, line 5 has too many cells."""
    path = written(tmp_path / "a.csv", 'a, b\n\n"x\ny",1\nz,2,3\nw,4\n')
    numbers, rows, source = lines_of(path, "b", "a")
    assert numbers == [3, 6] and rows == [["1", "x\ny"], ["4", "w"]]
    assert source.header == ["a", "b"] and source.broken == Broken(2, 1, [(5, 3)])
    assert [(f.code, f.line, f.found, f.allowed) for f in source.broken.faults("a.csv")] == [("GZ052", 5, "3", "2")]


def test_examples_of_broken_lines_are_the_first_twenty() -> None:
    broken = Broken(2)
    for k in range(25):
        broken.add(k, 3)
    assert broken.n == 25 and [line for line, _ in broken.examples] == list(range(20))


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a;b,c;d\n", ["a", "b,c", "d"]),
        ("a,b;c,d\n", ["a", "b;c", "d"]),
        ("a\tb,c\td\n", ["a", "b,c", "d"]),
        ("a,b;c\n", ["a", "b;c"]),
        ("sep=;\na;b;c,d\n", ["a", "b", "c,d"]),
        ("SEP=,\na,b\n", ["a", "b"]),
    ],
)
def test_cells_are_separated_by_the_sign_that_gives_most_columns(tmp_path: Path, text: str, header: list[str]) -> None:
    assert open_source(written(tmp_path / "a.csv", text)).header == header


def test_a_header_may_stand_further_down(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Orders of 2017\nand more\na,b\n1,2\n")
    numbers, rows, source = lines_of(path, "a", header_row=3)
    assert (numbers, rows, source.header) == ([4], [["1"]], ["a", "b"])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"a,b\n", "utf-8"),
        ("重庆".encode(), "utf-8"),
        ("重庆".encode("gb18030"), "gb18030"),
        (b"\xef\xbb\xbfa,b", "utf-8-sig"),
        ("a,b".encode("utf-16"), "utf-16"),
        (b"\xfe\xff\x00a", "utf-16"),
    ],
)
def test_an_encoding_is_told_by_its_mark_or_by_reading_the_whole(tmp_path: Path, data: bytes, name: str) -> None:
    assert encoding_of(written(tmp_path / "a.csv", data)) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (2.5, "2.5"),
        (True, "True"),
        (date(2018, 1, 2), "2018-01-02 00:00:00"),
        (datetime(2018, 1, 2, 3, 4, 5, 678), "2018-01-02 03:04:05"),
        ("x", "x"),
    ],
)
def test_cells_of_spreadsheets_are_texts(value: Any, text: str) -> None:
    assert sources._cell(value) == text


def test_rows_of_a_spreadsheet_are_numbered_from_one_and_empty_ones_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    book = spreadsheet(tmp_path / "a.xlsx", {"s": [("a", "b"), ("1", "x"), ("", ""), ("", "y")], "t": [("c", "d")]})
    numbers, rows, _ = lines_of(book, "b", "a", sheet="s")
    assert numbers == [2, 4] and rows == [["x", "1"], ["y", ""]]
    assert open_source(book, sheet="t").header == ["c", "d"]
    with pytest.raises(InputError) as refused:
        open_source(book, sheet="u")
    assert refused.value.faults[0].code == "GZ055"


def test_rows_of_parquet_are_numbered_from_one(tmp_path: Path) -> None:
    data = io.BytesIO()
    moments = pd.to_datetime(pd.Series(["2018-01-02 03:04:05.678", None]))
    pd.DataFrame({"a": [1, 2], "b": moments, "c": [1.5, None]}).to_parquet(data)
    numbers, rows, _ = lines_of(written(tmp_path / "a.parquet", data.getvalue()), "a", "b")
    assert numbers == [1, 2] and rows == [["1", "2018-01-02 03:04:05"], ["2", ""]]


@pytest.mark.parametrize(
    ("names", "code"),
    [([" a ", "b"], ""), (["a", "a "], "GZ054"), (["", " "], "GZ100"), (["", "", "a"], "")],
)
def test_a_header_has_names_and_none_twice(names: list[str], code: str) -> None:
    source = Source(Path("a.csv"))
    if not code:
        source.take_header(names)
        assert source.header == [name.strip() for name in names] and source.broken.header == len(names)
        return
    with pytest.raises(InputError) as refused:
        source.take_header(names)
    assert refused.value.faults[0].code == code


def test_a_file_that_is_not_there_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    written(tmp_path / "orders.csv", "a,b\n")
    with pytest.raises(InputError) as refused:
        open_source(tmp_path / "order.csv")
    assert (refused.value.faults[0].code, refused.value.faults[0].nearest) == ("GZ001", "orders.csv")
    with pytest.raises(InputError) as refused:
        open_source(tmp_path)
    assert refused.value.faults[0].code == "GZ002"
