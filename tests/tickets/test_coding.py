"""What is kept of a line of a table: dates, words, answers and hashes, each read as its column says."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario.model_parameters import RunSettings
from sim.tickets import coding, dates, proposals
from sim.tickets.coding import CHANNELS, YES_BIT, Coder, Vocabulary
from sim.tickets.layouts import OTHER, PATROL
from sim.tickets.mapping import TicketMapping
from sim.tickets.sources import TOLERATED, Block, Broken
from sim.vocabulary import Channel
from tests.tickets.files import csv_text as table
from tests.tickets.files import order, read

FORMAT = "%Y-%m-%d"
FIELDS = ("received", "closed", "due", "ticket", "reporter", "category", "area", "channel", "status", *YES_BIT)
DAYS = dict.fromkeys(("received", "closed", "due"), FORMAT)


def coder(*fields: str, values: dict[str, dict[str, str]] | None = None) -> Coder:
    """A coder of a table whose columns are called like the fields."""
    return Coder(TicketMapping({f: f for f in fields}, DAYS, values or {}), "orders.csv")


def block(**cells: list[str]) -> Block:
    """Some lines from line 2 on."""
    n = len(next(iter(cells.values())))
    return Block({k: np.array(v, dtype=object) for k, v in cells.items()}, np.arange(2, 2 + n), 1.0)


def day(text: str) -> int:
    """Seconds of a day's beginning."""
    return int(np.datetime64(text, "s").astype(np.int64))


def shifted(days: int) -> str:
    """A day so many days from today."""
    return dates.date_text(int(time.time()) // dates.DAY + days)


def test_a_date_before_1990_or_after_tomorrow_counts_as_not_given_but_a_deadline_may_lie_ahead():
    made = coder("received", "closed", "due")
    texts = ["1989-12-31", "1990-01-01", "2017-03-04", shifted(1), shifted(4), ""]
    received = ["2017-03-01"] * len(texts)
    found = made.coded(block(received=received, closed=texts, due=texts))
    ahead = [day(shifted(1)), day(shifted(4))]
    known = [dates.MISSING, day("1990-01-01"), day("2017-03-04")]
    assert found["closed"].tolist() == [*known, ahead[0], dates.MISSING, dates.MISSING]
    assert found["due"].tolist() == [*known, *ahead, dates.MISSING]
    assert made.future == 1
    assert found["received"].tolist() == [day("2017-03-01")] * len(texts)
    assert found["line"].tolist() == [2, 3, 4, 5, 6, 7]


def test_lines_without_a_reception_are_left_out_and_counted_and_days_span_the_others():
    made = coder("received", "closed")
    found = made.coded(
        block(received=["2017-03-05", "", "2017-02-01"], closed=["2017-03-20", "2018-01-01", "2017-03-06"])
    )
    assert found["line"].tolist() == [2, 4] and made.without_reception == 1 and made.n_lines == 3
    made.coded(block(received=["2017-04-30"], closed=[""]))
    as_days = lambda *texts: tuple(day(text) // dates.DAY for text in texts)  # noqa: E731
    assert made.receptions == as_days("2017-02-01", "2017-04-30")
    assert made.last_closing == as_days("2017-03-20")[0], "the closing of a line that is left out is none"


def test_persons_and_numbers_are_hashes_alike_where_their_texts_are():
    made = coder("received", "reporter", "ticket")
    days = ["2017-03-01"] * 5
    found = made.coded(
        block(received=days, reporter=["Ann", " Ann ", "Bob", "", "Ann"], ticket=["1", "1", "2", "2", ""])
    )
    who, whole = found["reporter"], found["whole"]
    assert who[0] == who[1] == who[4] != who[2] and who[3] == 0 and who[2] != 0
    assert found["ticket"][4] == 0
    assert whole[0] == whole[1] and len(set(whole.tolist())) == 4, "a line is another where any cell is"
    swapped = coder("received", "reporter", "ticket").coded(
        block(received=days[:2], reporter=["a", "b"], ticket=["b", "a"])
    )
    assert swapped["whole"][0] != swapped["whole"][1], "in which column a text stands matters"
    again = coder("received", "reporter").coded(block(received=days[:1], reporter=["Ann"]))
    assert again["reporter"][0] != who[0], "another reading hashes by another key"


def test_words_get_codes_in_the_order_in_which_they_come_with_blanks_made_one():
    words = Vocabulary()
    cells = np.array(["water", " street   light ", "water", "street light", ""], dtype=object)
    assert words.codes(cells, "f", "c").tolist() == [0, 1, 0, 1, 2]
    assert words.codes(np.array(["", "noise"], dtype=object), "f", "c").tolist() == [2, 3]
    assert words.words == ["water", "street light", "", "noise"] and words.counts == [2, 2, 2, 1]


@pytest.mark.parametrize(("n", "refused"), [(coding.MOST_WORDS, False), (coding.MOST_WORDS + 1, True)])
def test_a_column_of_very_many_words_is_free_text(n, refused):
    cells = np.array([f"w{k}" for k in range(n)], dtype=object)
    if not refused:
        assert len(set(Vocabulary().codes(cells, "f", "c").tolist())) == n
        return
    with pytest.raises(InputError) as caught:
        Vocabulary().codes(cells, "orders.csv", "about")
    assert [(f.code, f.file, f.key_path) for f in caught.value.faults] == [("GZ105", "orders.csv", "about")]


def test_channels_are_those_of_the_model_and_patrols_are_nobodys_request():
    said = {"by-phone": Channel.PHONE.key, "at-the-counter": Channel.COUNTER.key, "on-patrol": PATROL}
    made = coder("received", "channel", values={"channel": said})
    found = made.coded(block(received=["2017-03-01"] * 5, channel=[*said, "", "pigeon"]))
    expected = [Channel.PHONE.key, Channel.COUNTER.key, OTHER, OTHER, OTHER]
    assert [CHANNELS[k] for k in found["channel"]] == expected
    assert (found["facts"] & coding.FOUND_BY_STAFF).astype(bool).tolist() == [False, False, True, False, False]
    assert made.unknown["channel"] == {"pigeon": 1}
    without = coder("received").coded(block(received=["2017-03-01"]))
    assert [CHANNELS[k] for k in without["channel"]] == [OTHER]


def test_a_status_says_closed_open_or_withdrawn_and_nothing_where_it_is_empty_or_not_given():
    said = {"done": "closed", "going on": "open", "taken back": "withdrawn"}
    made = coder("received", "status", values={"status": said})
    found = made.coded(block(received=["2017-03-01"] * 4, status=["DONE", "going on", "taken back", ""]))
    bits = (coding.SAYS_CLOSED, coding.SAYS_OPEN, coding.IS_WITHDRAWN, coding.HAS_NO_STATUS)
    assert found["facts"].tolist() == list(bits)
    assert coder("received").coded(block(received=["2017-03-01"]))["facts"].tolist() == [coding.HAS_NO_STATUS]


@pytest.mark.parametrize("question", YES_BIT)
def test_an_answer_is_yes_no_or_none_and_a_count_is_yes_where_it_is_not_zero(question):
    made = coder("received", question)
    cells = ["yes", "no", "", "0", "3"]
    found = made.coded(block(received=["2017-03-01"] * len(cells), **{question: cells}))["facts"] - coding.HAS_NO_STATUS
    yes, no = YES_BIT[question], YES_BIT[question] << 1
    assert found[:3].tolist() == [yes, no, 0]
    if question in ("reopened", "repeated"):
        assert found[3:].tolist() == [no, yes]


def test_a_word_that_is_not_known_is_asked_about_with_how_often_it_stands_there_but_not_of_a_channel():
    made = coder("received", "status", "channel")
    made.coded(block(received=["2017-03-01"] * 4, status=["done?", "done?", "hm", ""], channel=["pigeon", "", "", ""]))
    with pytest.raises(InputError) as caught:
        made.refuse_unfit(Broken(3))
    assert [(f.code, f.key_path, f.found, f.facts["n"]) for f in caught.value.faults] == [
        ("GZ104", "status", "done?", "2"),
        ("GZ104", "status", "hm", "1"),
    ]


@pytest.mark.parametrize(("more", "refused"), [(0, False), (1, True)])
def test_dates_that_cannot_be_read_are_tolerated_up_to_a_share(more, refused):
    n = 1000
    bad = int(TOLERATED * n) + more
    made = coder("received", "closed")
    made.coded(block(received=["2017-03-01"] * n, closed=["soon"] * bad + ["2017-03-02"] * (n - bad)))
    if not refused:
        made.refuse_unfit(Broken(2))
        return
    with pytest.raises(InputError) as caught:
        made.refuse_unfit(Broken(2))
    assert {(f.code, f.key_path, f.found, f.facts["n"]) for f in caught.value.faults} == {
        ("GZ103", "closed", "soon", str(bad))
    }
    assert [f.line for f in caught.value.faults] == [2, 3, 4]


def test_a_table_in_which_nothing_was_received_is_refused_with_the_reason():
    for cells, said in ((["", ""], "no ticket with a date"), ([shifted(9)] * 2, "2 dates lie later"), ([], "no lines")):
        made = coder("received")
        if cells:
            made.coded(block(received=cells))
        with pytest.raises(InputError, match=said):
            made.refuse_unfit(Broken(1))


# ---- what follows for the place ----


def reading_of(days: int, first: str = "2017-03-01", **tally: Any) -> SimpleNamespace:
    """As much of a reading as a proposal needs."""
    start = day(first) // dates.DAY
    period = SimpleNamespace(first=start, last=start + days - 1, days=days)
    return SimpleNamespace(tally=SimpleNamespace(period=period, **tally))


def test_the_run_that_is_proposed_measures_the_days_of_the_file():
    """It begins its warm-up before the first day received, so that the measured days begin on that day."""
    found = proposals._days_of_run(reading_of(61))
    start = np.datetime64(found["start_date"]) + RunSettings().warm_up_days
    assert str(start) == "2017-03-01" and found["days"] == 61


@pytest.mark.parametrize(("of", "n", "said"), [("heating", 5, True), ("heating", 4, False)])
def test_a_class_of_fewer_than_five_requests_is_not_named(tmp_path, of, n, said):
    rows = [order(k) for k in range(40)] + [order(100 + k, about=of) for k in range(n)]
    found = proposals.class_table(read(tmp_path, table(rows)))
    assert (of in set(found["class"])) == said and found["requests"].iloc[0] == 40
    assert found["requests"].is_monotonic_decreasing


def test_what_is_left_out_or_odd_is_counted_by_its_reason(tmp_path):
    rows = [order(k) for k in range(300)]
    rows += [order(400, received=""), order(401, status="已撤销"), order(402, closed="2016-03-04 10:00:00")]
    rows += [order(1), order(2), order(403, closed=f"{shifted(30)} 10:00:00", status="在办")]
    found = read(tmp_path, table(rows))
    assert proposals.left_out(found) == {"without_reception": 1, "copies": 2, "withdrawn": 1}
    assert proposals.odd(found) == {"same_lines": 2, "closed_before": 1, "future": 1}
