"""What each ticket counts as, read a second time ticket by ticket, on coded tickets drawn at random."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from sim.tickets import coding, dates, figures, proposals, tally
from sim.tickets.figures import Value
from sim.tickets.spool import Spool

DAY = 86_400
FIRST, LAST, END = 17_000, 17_199, 17_221
"""First and last day of reception, and the day after the last one seen."""
QUESTIONS = tuple(coding.YES_BIT)


def drawn(seed: int) -> list[dict[str, int]]:
    """Coded lines: some closed before they came, after the last day seen, without a day, without a status, twice."""
    rng, rows = random.Random(seed), []
    for line in range(600):
        received = rng.randrange(FIRST - 5, LAST + 6) * DAY + rng.randrange(DAY)
        closing = rng.choice((None, -2, 0, 0, 3, 60, END - received // DAY, END - 1 - received // DAY))
        closed = dates.MISSING
        if closing is not None:
            moment = rng.choice((0, DAY - 1, received % DAY, received % DAY + 60, received % DAY + 61))
            closed = (received // DAY + closing) * DAY + min(moment, DAY - 1)
        facts = rng.choice((coding.SAYS_CLOSED, coding.SAYS_CLOSED, coding.SAYS_OPEN, coding.HAS_NO_STATUS))
        facts |= coding.IS_WITHDRAWN * (rng.random() < 0.1) | coding.FOUND_BY_STAFF * (rng.random() < 0.1)
        for question in QUESTIONS:
            answer = rng.choice((0, 0, 1, 2)) if question != "copy" else rng.choice((0,) * 9 + (1, 2))
            facts |= coding.YES_BIT[question] * answer
        due = rng.choice((None, received // DAY + 2, closed // DAY if closing else None, END - 1, END))
        rows.append(
            {
                "ticket": rng.choice((0, 1 + line, 1 + rng.randrange(line + 1))),
                "whole": line + 1,
                "reporter": rng.randrange(40),
                "line": line,
                "received": received,
                "closed": closed,
                "due": dates.MISSING if due is None else due * DAY,
                "group": rng.randrange(3),
                "area": rng.randrange(2),
                "channel": rng.randrange(3),
                "facts": facts,
            }
        )
    return rows


def yes(row: dict[str, int], question: str) -> bool:
    """Whether the file says yes."""
    return bool(row["facts"] & coding.YES_BIT[question])


def answered(row: dict[str, int], question: str) -> bool:
    """Whether it says anything."""
    return bool(row["facts"] & (coding.YES_BIT[question] * 3))


def counted(row: dict[str, int], deadline: int | None, timed: bool) -> tuple[set[str], dict[str, int | None]]:
    """The amounts a request counts in, and its days."""
    received, closed = row["received"] // DAY, row["closed"] // DAY if row["closed"] != dates.MISSING else None
    due = row["due"] // DAY if row["due"] != dates.MISSING else None
    if due is None and deadline is not None:
        due = received + deadline
    before = closed is not None and closed < received
    later = closed is not None and not before and closed >= END
    over = row["facts"] & coding.SAYS_CLOSED or (row["facts"] & coding.HAS_NO_STATUS and closed is not None)
    over = bool(over) and not later
    known = over and closed is not None and not before
    past = due is not None and (known and closed > due if over else due < END)
    seconds = row["closed"] - row["received"]
    by_time = known and timed and row["closed"] % DAY != 0 and seconds >= 0
    found = {
        "registered": True,
        "closed": over,
        "dated": known,
        "clocked": due is not None or answered(row, "overdue"),
        "fallen_due": over or (due is not None and due < END),
        "on_time": not yes(row, "overdue") if answered(row, "overdue") else due is not None and not past,
        "resolved": over and yes(row, "resolved"),
        "asked_resolved": over and answered(row, "resolved"),
        "satisfied": over and yes(row, "satisfied"),
        "rated": over and answered(row, "satisfied"),
        "reopened": yes(row, "reopened"),
        "asked_reopened": answered(row, "reopened"),
        "repeated": yes(row, "repeated"),
        "asked_repeated": answered(row, "repeated"),
        "within_minute": by_time and seconds <= 60,
        "timed": by_time,
        "on_due_day": known and due is not None and closed == due,
        "with_due": known and due is not None,
    }
    days = closed - received if known else END - received
    odd = {"before": before, "undated": over and closed is None, "later": later, "days": days, "over": over}
    odd |= {"shown": known or not over, "closed": closed if known else None, "due": due}
    odd["open_closed"] = closed is not None and bool(row["facts"] & coding.SAYS_OPEN)
    odd["later"] = later and not row["facts"] & coding.SAYS_OPEN
    return {name for name, true in found.items() if true}, odd


@pytest.mark.parametrize(("seed", "deadline", "timed"), [(1, None, True), (2, 5, True), (3, None, False)])
def test_every_ticket_counts_as_its_lines_say(seed: int, deadline: int | None, timed: bool) -> None:
    rows = drawn(seed)
    lines = np.zeros(len(rows), coding.TICKET)
    for name in coding.TICKET.names:
        lines[name] = [row[name] for row in rows]
    category = np.array([2, 0, 1])
    plan = tally.Plan(tally.Period(FIRST, LAST, END), category, np.array([1, 0]), 3, 2, timed, deadline, True, True)
    with Spool(coding.TICKET) as spool:
        spool.add(lines, lines["ticket"])
        found = tally.tallied(spool, plan)

    last = {row["ticket"]: row["line"] for row in rows if row["ticket"]}
    kept = [row for row in rows if not row["ticket"] or last[row["ticket"]] == row["line"]]
    out, requests = Counter(copies=len(rows) - len(kept)), []
    for row in kept:
        if row["facts"] & coding.IS_WITHDRAWN or yes(row, "copy"):
            out["withdrawn"] += 1
        elif row["facts"] & coding.FOUND_BY_STAFF:
            out["staff"] += 1
        elif not FIRST <= row["received"] // DAY <= LAST:
            out["outside"] += 1
        else:
            requests.append(row)
    assert +Counter(found.left_out) == +out
    totals, by_category, odd, days, around = Counter(), Counter(), Counter(), Counter(), Counter()
    for row in requests:
        names, more = counted(row, deadline, timed)
        totals.update(names)
        by_category.update((int(category[row["group"]]), name) for name in names)
        odd.update(closed_before=more["before"], closed_undated=more["undated"], closed_later=more["later"])
        odd.update(open_closed=more["open_closed"], due_missing=more["due"] is None)
        if more["shown"]:
            days[bool(more["over"]), more["days"]] += 1
        if "with_due" in names and abs(more["closed"] - more["due"]) <= 7:
            around[more["closed"] - more["due"]] += 1
    assert {name: int(found.total(name)[0]) for name in tally.AMOUNTS} == {n: totals[n] for n in tally.AMOUNTS}
    for name in tally.AMOUNTS:
        assert found.total(name, "category").tolist() == [by_category[k, name] for k in range(3)], name
    assert +Counter(found.odd) == +odd
    table = found.days["all"].table(0)
    assert {(bool(over), int(day)): int(table[over, day]) for over, day in np.argwhere(table)} == days
    assert found.around_due.tolist() == [around[after] for after in range(-7, 8)]

    known, again, by_person = 0, 0, {}
    for row in sorted(requests, key=lambda row: row["received"] // DAY):
        if row["reporter"]:
            known += 1
            by_person.setdefault((row["reporter"], int(category[row["group"]])), []).append(row)
    for same in by_person.values():
        same.sort(key=lambda row: (row["received"] // DAY, counted(row, deadline, timed)[1]["closed"] or -1))
        for one, other in pairwise(same):
            closed = counted(one, deadline, timed)[1]["closed"]
            if closed is not None and 0 <= other["received"] // DAY - closed <= 90:
                again += 1
    assert found.again[0] == known
    ties = sum(
        one["received"] // DAY == other["received"] // DAY
        for same in by_person.values()
        for one, other in pairwise(same)
    )
    assert abs(found.again[1] - again) <= ties and again > 20, "of one day the order is open"


@pytest.mark.parametrize(
    ("days", "n", "found"),
    [(360, 1000, "high"), (360, 999, "medium"), (359, 1000, "medium"), (90, 5, "medium"), (89, 10**6, "low")],
)
def test_how_far_a_figure_is_trusted_goes_by_days_and_requests(days: int, n: int, found: str) -> None:
    reading = SimpleNamespace(tally=SimpleNamespace(period=tally.Period(FIRST, FIRST + days - 1, FIRST + days)))
    assert proposals.confidence(reading, Value("on_time_share", "all", "all", n, 0.5, 0.4, 0.6)) == found


def test_a_share_of_a_group_is_kept_back_where_it_tells_a_count_below_five() -> None:
    for n, told in ((100, (1, 2, 3, 4, 96, 97, 98, 99)), (60, (1, 2, 3, 4, 56, 57, 58, 59))):
        for k in range(n + 1):
            value = Value("on_time_share", "category", "facility", n, k / n, 0.0, 1.0)
            assert figures._gives_away(value) == (k in told), (k, n)


def test_lines_of_a_short_file_are_shared_out_over_blocks_and_days_of_a_longer_one() -> None:
    """Ten days make 64 blocks of lines, thirty days thirty blocks of a day each; every request is in one."""
    for days, n_blocks in ((10, 64), (30, 30)):
        lines = np.zeros(640, coding.TICKET)
        lines["line"] = lines["whole"] = np.arange(640)
        lines["received"] = (FIRST + np.arange(640) % days) * DAY
        lines["closed"] = lines["due"] = dates.MISSING
        plan = tally.Plan(tally.Period(FIRST, FIRST + days - 1, FIRST + days), np.zeros(1, int), np.zeros(1, int), 1, 1)
        with Spool(coding.TICKET) as spool:
            spool.add(lines, lines["whole"])
            found = tally.tallied(spool, plan)
        blocks = found.amounts["all"][0, :, tally.AMOUNTS.index("registered")]
        assert blocks.tolist() == np.bincount(np.arange(640) % n_blocks).tolist()
