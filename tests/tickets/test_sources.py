"""Tables of every kind are read alike; whatever is wrong with one is said in one clear answer."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.tickets.coding import YES_BIT
from sim.tickets.layouts import FIELDS, guessed, known_classes, meanings, recognised
from sim.tickets.mapping import guessed_text
from sim.tickets.mapping import read as read_mapping_file
from sim.tickets.reading import CATEGORY_KEYS, NotRecognised, read_tickets
from sim.tickets.sources import BLOCK_ROWS, TextSource, open_source
from tests.language import spoken
from tests.tickets.files import HEADER, csv_text, order, read, spreadsheet, written

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    order(1),
    order(2, about="物业管理", area="乙区"),
    order(3, closed="", status="办理中"),
    order(4, channel="监督员上报"),
    order(5, status="作废"),
    order(1, closed="2017-03-05 10:00:00"),
]
COLUMNS = (
    "columns: {ticket: 工单编号, received: 受理时间, closed: 办结时间, category: 诉求类别, status: 工单状态, "
    "area: 所属区县}\n"
)


def totals(reading) -> tuple:
    """What every way of writing the same table must give."""
    tally = reading.tally
    return (
        int(tally.total("registered")[0]),
        int(tally.total("closed")[0]),
        tally.left_out,
        dict(zip(reading.areas, tally.total("registered", "area").tolist(), strict=True)),
        tally.days["all"].table(0).tolist(),
    )


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ";"), ("utf-8-sig", ","), ("gb18030", "\t"), ("utf-16", "\t")]
)
def test_encodings_and_separators_are_found(tmp_path, encoding, separator):
    plain = totals(read(tmp_path, csv_text(ROWS)))
    assert plain[:3] == (3, 2, {"copies": 1, "withdrawn": 1, "staff": 1, "outside": 0})
    assert plain[3] == {"甲区": 2, "乙区": 1}
    assert totals(read(tmp_path, csv_text(ROWS, separator=separator).encode(encoding))) == plain


def test_parquet_is_read_like_text(tmp_path):
    table = pd.DataFrame(ROWS, columns=HEADER)
    for column in ("受理时间", "办结时间"):
        table[column] = pd.to_datetime(table[column])
    data = io.BytesIO()
    table.to_parquet(data)
    assert totals(read(tmp_path, data.getvalue(), name="orders.parquet")) == totals(read(tmp_path, csv_text(ROWS)))


def test_spreadsheets_are_read_like_text_and_merged_cells_are_refused(tmp_path):
    pytest.importorskip("python_calamine")
    book = spreadsheet(tmp_path / "orders.xlsx", {"说明": [], "工单": [HEADER, *ROWS]})
    assert totals(read_tickets(book, tmp_path)) == totals(read(tmp_path, csv_text(ROWS)))
    for sheets, merged, words in (
        ({"s": [HEADER, *ROWS]}, ["G2:G3", "E4:F4"], ("merged down to row 3", "merged down to row 4", ":2:7")),
        ({"s": [HEADER, *ROWS]}, ["A1:B1"], ("cells of the header are merged",)),
        ({"a": [HEADER, *ROWS], "b": [HEADER, *ROWS]}, [], ("several sheets hold something: a, b",)),
        ({"a": []}, [], ("no sheet holds anything",)),
    ):
        with pytest.raises(InputError) as problem:
            read_tickets(spreadsheet(tmp_path / "other.xlsx", sheets, merged), tmp_path)
        assert all(word in str(problem.value) for word in words), str(problem.value)
    titled = spreadsheet(tmp_path / "titled.xlsx", {"s": [("2017 年工单",), HEADER, *ROWS]}, ["A1:G1"])
    row = written(tmp_path / "row.yaml", f"{COLUMNS}header_row: 2\n")
    # Without the channel staff is not told.
    assert read_tickets(titled, tmp_path, row).tally.total("registered")[0] == 4
    with pytest.raises(InputError, match="cannot be read as a spreadsheet"):
        read_tickets(written(tmp_path / "broken.xlsx", b"PK\x03\x04 and no more"), tmp_path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n", "has no header"),
        (b"alone\n1\n", "has one column only"),
        ("a,b\n\x81\xff\n".encode("latin-1"), "neither UTF-8 nor GB18030"),
        (b"\x1f\x8b\x08 packed", "of the kind gzip"),
        (b"%PDF-1.7", "of the kind PDF"),
        (b"PAR1 and no more", "cannot be read as Parquet"),
        (csv_text([], (*HEADER, "工单编号")), "occurs twice"),
        (csv_text([]), "has a header and no lines"),
        (csv_text([order(1, received="2199-03-01 09:00:00")] * 3), "up to today; 3 dates lie later"),
        (csv_text([order(1, received="")]), "no ticket with a date of reception"),
        (csv_text([order(1, received="soon")]), "no dates of one known format"),
        (csv_text(ROWS) + '"open quote,2017\n', "is not CSV"),
        (csv_text([*ROWS, ("only", "two")]), "the row has 2 fields, the header 7"),
        (csv_text([*ROWS, order(7, status="搁置"), order(8, status="搁置")]), "it occurs 2 times"),
        (csv_text([order(k, about=f"word {k}") for k in range(5001)]), "so it is free text, not a column of classes"),
    ],
)
def test_a_broken_file_gets_one_clear_answer(tmp_path, data, words):
    with pytest.raises(InputError) as problem:
        read(tmp_path, data)
    assert words in str(problem.value), str(problem.value)
    assert spoken("zh", problem.value.render)
    assert list((tmp_path / "somewhere").iterdir()) == []


def test_all_faults_of_a_file_are_said_at_once(tmp_path):
    bad = [order(9, received="2017-03-01 09:00:0x"), order(10, status="搁置"), ("short",)]
    with pytest.raises(InputError) as problem:
        read(
            tmp_path,
            csv_text([*ROWS, *bad]),
            f"{COLUMNS}formats: {{received: '%Y-%m-%d %H:%M:%S', closed: '%Y-%m-%d %H:%M:%S'}}\n",
        )
    assert [(f.code, f.line) for f in problem.value.faults] == [("GZ052", 10), ("GZ103", 8), ("GZ104", None)]


def test_few_unusable_lines_are_left_out_and_counted(tmp_path):
    rows = [order(k) for k in range(400)]
    odd = [
        ("short",),
        order(401, received="?"),
        order(402, closed="1900-01-01 00:00:00"),
        order(403, closed="2017-02-01 10:00:00"),
    ]
    reading = read(tmp_path, csv_text([*rows, *odd]))
    assert (reading.n_broken, reading.coder.without_reception) == (1, 1)
    assert (reading.tally.odd["closed_undated"], reading.tally.odd["closed_before"]) == (1, 1)
    assert reading.tally.total("closed")[0] == 402 and reading.tally.total("dated")[0] == 400


def test_a_block_begins_where_another_ends(tmp_path):
    n = BLOCK_ROWS + 7
    path = written(tmp_path / "long.csv", "a,b\n" + "".join(f"{k},x\n" for k in range(n)))
    source = open_source(path)
    assert isinstance(source, TextSource)
    blocks = list(source.blocks(["a"]))
    assert [len(block.lines) for block in blocks] == [BLOCK_ROWS, 7]
    assert np.concatenate([block.cells["a"] for block in blocks]).tolist() == [str(k) for k in range(n)]
    assert blocks[-1].lines[-1] == n + 1 and blocks[-1].share == 1.0


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (["Unique Key", "Created Date", "Closed Date", "Complaint Type", "Borough"], "City of New York"),
        (["unique_key", "created_date", "complaint_type", "borough"], "City of New York (names of the interface)"),
        (["SR_NUMBER", "SR_TYPE", "CREATED_DATE", "CLOSED_DATE", "DUPLICATE"], "City of Chicago"),
        (["case_enquiry_id", "open_dt", "closed_dt", "on_time", "reason"], "City of Boston"),
        (["service_request_id", "requested_datetime", "service_name", "status"], "Open311"),
        (["任务号", "问题来源", "大类名称", "小类名称", "上报时间", "结案时间"], "grid management"),
        (list(HEADER), "12345 hotline"),
    ],
)
def test_known_exports_are_recognised_by_their_columns(header, name):
    found = recognised(header)
    assert found is not None and name in found.title.en
    assert set(found.columns.values()) <= set(header) and {"received", "category"} <= set(found.columns)
    assert recognised(header[:1]) is None


def test_tables_of_classes_are_whole():
    assert set(known_classes().values()) == set(CATEGORY_KEYS)
    assert all(word == word.casefold() for word in known_classes())
    for key in ("status", "channel", *YES_BIT):
        assert meanings(key) and key in FIELDS


def test_columns_are_guessed_by_name():
    header = ["Ticket ID", "Date opened", "created", "Closed Date", "Request Type", "District", "Phone", "notes"]
    found = guessed(header)
    assert found["received"] == "created" and found["closed"] == "Closed Date" and found["category"] == "Request Type"
    assert found["area"] == "District" and "notes" not in found.values()


def test_an_unknown_table_is_offered_a_mapping(tmp_path):
    with pytest.raises(NotRecognised):
        read(tmp_path, csv_text([("2017-03-01", "leak")], ("when", "what")))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("columns: {recieved: came, category: what}\n", [("GZ026", 1), ("GZ012", 1)]),
        ("columns: {received: cane, category: what}\n", [("GZ051", 1)]),
        ("columns: {received: came, category: came}\n", [("GZ054", 1)]),
        ("columns: {received: came, category: what}\nformats: {received: dd/mm/yyyy}\n", [("GZ022", 2)]),
        ("columns: {received: came, category: what}\nvalues: {status: {shut: [x]}}\n", [("GZ012", 2)]),
        ("columns: {received: came, category: what}\nvalues: {satisfied: {yes: [5], no: ['5']}}\n", [("GZ054", 2)]),
        (
            "columns: {received: came, category: what}\ntimezone: Mars\nencoding: klingon\nheader_row: 0\n",
            [("GZ022", 2), ("GZ022", 3), ("GZ022", 4)],
        ),
        ("columns: {received: came, category: what}\nfirst_day: 2018-02-30\n", [("GZ032", 2)]),
        ("columns: {received: came, category: what}\nfirst_day: 2018-02-03\nlast_day: 2018-02-02\n", [("GZ027", 3)]),
        ("columns: [came]\n", [("GZ026", 1), ("GZ026", 1), ("GZ021", 1)]),
        ("clumns: {received: came}\ncolumns: {received: came, category: what}\n", [("GZ012", 1)]),
        ("columns: {}\n", [("GZ026", 1), ("GZ026", 1)]),
    ],
)
def test_a_mapping_file_is_read_strictly(tmp_path, text, places):
    with pytest.raises(InputError) as problem:
        read_mapping_file(written(tmp_path / "map.yaml", text), ["came", "what"])
    assert sorted((f.code, f.line) for f in problem.value.faults) == sorted(places), str(problem.value)


UNCLEAR = [order(k, f"{1 + k}/2/20", f"{1 + k}/3/20") for k in range(9)]


@pytest.mark.parametrize(
    ("data", "map_text"),
    [
        (csv_text(UNCLEAR), "formats: {received: '%d/%m/%y', closed: '%d/%m/%y'}"),
        (csv_text([order(k, status="搁置") for k in range(9)]), "values: {status: {closed: [搁置]}}"),
        ("Orders of 2017\n" + csv_text([order(k) for k in range(9)]), "header_row: 2"),
        (csv_text([order(k, area="Cañón") for k in range(9)]).encode("utf-16-le"), "encoding: utf-16-le"),
    ],
)
def test_of_a_known_export_a_mapping_file_need_say_only_what_was_asked(tmp_path, data, map_text):
    with pytest.raises((InputError, NotRecognised)):
        read(tmp_path, data)
    reading = read(tmp_path, data, map_text)
    assert "12345 hotline" in reading.mapping.title.en
    assert reading.tally.total("closed")[0] == 9


def test_a_mapping_file_without_columns_for_a_table_that_is_not_known_is_offered_them(tmp_path):
    with pytest.raises(NotRecognised) as problem:
        read(tmp_path, "when;what\n2017-03-01;leak\n", "encoding: cp1252\nheader_row: 1\n")
    assert yaml.safe_load(guessed_text(problem.value.source, problem.value.mapping))["encoding"] == "cp1252"


@pytest.mark.parametrize("word", ["4,5", "#3", "x: [y", "'", '"', "~", "12:30"])
def test_a_word_that_is_asked_for_can_be_copied_into_a_mapping_file(tmp_path, word):
    with pytest.raises(InputError) as problem:
        read(tmp_path, csv_text([order(k, status=word) for k in range(9)]))
    (fault,) = problem.value.faults
    assert yaml.safe_load(fault.facts["example"])["values"] == {"status": {"closed": [word]}}
    assert fault.facts["example"] in fault.render()


def test_a_line_that_says_what_separates_cells_is_no_header(tmp_path):
    text = csv_text(ROWS, separator=";")
    assert totals(read(tmp_path, f"sep=;\n{text}")) == totals(read(tmp_path, text))


SNIPPETS = (
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    ";",
    "\t",
    "\0",
    "\ufeff",
    "=1+1",
    "9" * 400,
    "1/2/20",
    "2017-13-45",
    "作废",
    "已办结",
    "2999-01-01 00:00:00",
    "1800-01-01 00:00:00",
    "\u202e",
    "nan",
    "-1",
    "工单编号",
)


@settings(max_examples=10)
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 8), st.sampled_from(SNIPPETS) | st.text(max_size=4)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["utf-8", "gb18030"]),
    st.booleans(),
)
def test_whatever_stands_in_a_file_it_is_read_or_refused(edits, encoding, cut):
    text = csv_text([order(k, f"2017-03-{1 + k % 28:02d} 09:00:00") for k in range(120)])
    for at, n, snippet in edits:
        k = int(at * len(text))
        text = text[:k] + snippet + text[k + n :]
    data = text.encode(encoding, "surrogatepass" if encoding == "utf-8" else "replace")
    data = data[:-7] if cut else data
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            reading = read(Path(folder), data)
        except NotRecognised:
            pass
        except InputError as problem:
            assert problem.faults and problem.render() and spoken("zh", problem.render)
        else:
            tally = reading.tally
            assert tally.total("registered")[0] + sum(tally.left_out.values()) + reading.coder.without_reception == (
                reading.coder.n_lines
            )
            assert tally.days["all"].table(0).sum() <= tally.total("registered")[0]
            assert tally.period.end <= (datetime(3000, 1, 1) - datetime(1970, 1, 1)).days
    assert time.monotonic() - begun < 60.0


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != "linux", reason="peaks are read as Linux counts them")
def test_a_big_file_takes_hardly_more_memory_than_a_small_one(tmp_path):
    """Lines are read in blocks of 50,000: of three times as many lines no more are in memory at once."""
    script = (
        "import re, sys; from pathlib import Path; from sim.tickets.reading import read_tickets\n"
        "seen = []; r = read_tickets(Path(sys.argv[1]), Path(sys.argv[2]), progress=seen.append)\n"
        "assert len(seen) > 1 and seen == sorted(seen) and seen[-1] == 1.0\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(r.tally.total('registered')[0], peak)"
    )
    peaks = []
    for n in (120_000, 360_000):
        (place := tmp_path / str(n)).mkdir()
        file = written(tmp_path / f"{n}.csv", csv_text([(f"A{k}", *order(0)[1:]) for k in range(n)]))
        done = subprocess.run(
            [sys.executable, "-c", script, str(file), str(place)], capture_output=True, text=True, cwd=ROOT, check=True
        )
        counted, peak = map(int, done.stdout.split())
        assert counted == n
        peaks.append(peak)
    # Kilobytes; all lines at once would be some 130 MB more: 240,000 of seven texts.
    assert peaks[1] - peaks[0] < 40_000, peaks
