"""Amounts that measures divide, each read a second time issue by issue, on issues drawn at random."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest

from sim.issues import store
from sim.measures import amounts
from sim.vocabulary import Category, Channel, DeskKind, Group, State, Tier
from tests.measures.handmade import END_DAY, FIRST_DAY, issue, observation

FLAGS = tuple(store.FLAG_NAMES.values())
ENDED = (State.RESOLVED, State.FAILED, State.NOMINAL, State.DROPPED, State.LOST_ON_BOOK)
OPEN = (State.QUEUED, State.IN_TRANSIT, State.WAITING_MONEY, State.WAITING_HOLDER, State.LOST_ON_BOOK)
IN_DIFFICULTIES = (Group.OLDER, Group.DISABLED, Group.LOW_INCOME)


def drawn(seed: int) -> tuple[list[SimpleNamespace], list[np.ndarray], list[np.ndarray]]:
    """Issues as plain fields, and the same as records: closed ones and open ones."""
    rng, rows = random.Random(seed), []
    for k in range(400):
        closed = rng.random() < 0.7
        reported = rng.randrange(FIRST_DAY, END_DAY)
        rows.append(
            SimpleNamespace(
                resident_key=1 + k // 3,
                occasion=rng.randrange(4),
                state=rng.choice(ENDED if closed else OPEN),
                flags=sum(flag for flag in FLAGS if rng.random() < 0.2),
                category=rng.randrange(8),
                tier=rng.randrange(4),
                tier_reported=rng.choice((0, 0, 1, 2, 3)),
                departments=rng.randint(1, 3),
                cost_fen=rng.choice((0, 500, 70_000)),
                hand_overs=rng.choice((0, 0, 1, 4)),
                reopenings=rng.choice((0, 0, 2)),
                channel=rng.randrange(6),
                complaints=rng.randint(1, 8),
                group=rng.randrange(8),
                desk_kind=rng.randrange(5, 10),
                community=rng.randrange(3),
                arose=reported - rng.randrange(9),
                reported=reported,
                due=rng.choice((END_DAY - 1, END_DAY, reported + 9)),
                closed=min(reported + rng.choice((0, 5, 60, 61)), END_DAY - 1) if closed else -1,
                over=closed,
            )
        )
    records = [issue(**{name: value for name, value in vars(row).items() if name != "over"}) for row in rows]
    closed = [record for row, record in zip(rows, records, strict=True) if row.over]
    return rows, closed, [record for row, record in zip(rows, records, strict=True) if not row.over]


def has(row: SimpleNamespace, *names: str) -> bool:
    """Whether an issue carries any of some flags."""
    return any(row.flags & store.FLAG_NAMES[name] for name in names)


def days(row: SimpleNamespace) -> int:
    """Days from reporting to the closing, or to the end."""
    return (row.closed if row.over else END_DAY) - row.reported


REPORTED = lambda r: not has(r, "discovered")  # noqa: E731
REGISTERED = lambda r: REPORTED(r) and has(r, "registered")  # noqa: E731
FIRST = lambda r: not has(r, "repeat", "bypass")  # noqa: E731
RESOLVED = lambda r: r.state == State.RESOLVED  # noqa: E731
LOST = lambda r: r.state in (State.DROPPED, State.LOST_ON_BOOK)  # noqa: E731
WAITING = lambda r: not r.over and r.state != State.LOST_ON_BOOK  # noqa: E731
FOLLOWED = lambda r: REPORTED(r) and END_DAY - r.reported >= 60  # noqa: E731


def late(r: SimpleNamespace) -> bool:
    """A clock was missed, or the issue waits at an office past its due day."""
    return has(r, "late") or (WAITING(r) and r.state != State.IN_TRANSIT and r.due < END_DAY)


def of(*categories: Category):
    """Issues of some categories."""
    return lambda r: r.category in categories


CONFLICT = of(Category.DISPUTE)
SERVICE, RISK = of(*Category.where("service")), of(*Category.where("risk"))
IN_NEED = lambda r: r.group in IN_DIFFICULTIES  # noqa: E731
PASSED = lambda r: REPORTED(r) and r.hand_overs > 0  # noqa: E731
SEVERAL = lambda r: REPORTED(r) and r.departments > 1  # noqa: E731

COMPLAINTS = {
    "reported": REPORTED,
    "registered": REGISTERED,
    "followed": FOLLOWED,
    "followed_heard": lambda r: FOLLOWED(r) and has(r, "heard") and days(r) <= 60,
    "on_book": lambda r: REGISTERED(r) and r.over,
    "fallen_due": lambda r: REGISTERED(r) and (r.over or r.due < END_DAY),
    "resolved": lambda r: REPORTED(r) and RESOLVED(r),
    "resolved_registered": lambda r: REGISTERED(r) and RESOLVED(r),
    "failed": lambda r: REPORTED(r) and r.state == State.FAILED,
    "nominal": lambda r: REPORTED(r) and r.state == State.NOMINAL,
    "dropped": lambda r: REPORTED(r) and LOST(r),
    "open": lambda r: REPORTED(r) and WAITING(r),
    "answered": lambda r: REPORTED(r) and has(r, "heard"),
    "satisfied": lambda r: REPORTED(r) and has(r, "satisfied"),
    "on_time": lambda r: REGISTERED(r) and not late(r),
    "repeat": lambda r: REPORTED(r) and has(r, "repeat"),
    "bypass": lambda r: REPORTED(r) and has(r, "bypass"),
    "first_reported": lambda r: REPORTED(r) and FIRST(r),
    "straight_up": lambda r: REPORTED(r) and FIRST(r) and r.tier_reported > Tier.COMMUNITY,
    "recurred": lambda r: REPORTED(r) and has(r, "recurred"),
    "nobody": lambda r: REPORTED(r) and has(r, "nobody"),
    "online": lambda r: REPORTED(r) and r.channel == Channel.ONLINE,
    "reopened": lambda r: REGISTERED(r) and r.reopenings > 0,
    "pressed": lambda r: REGISTERED(r) and has(r, "pressed"),
    "refused_entry": lambda r: REPORTED(r) and has(r, "refused"),
    "several_reported": SEVERAL,
    "several_resolved": lambda r: SEVERAL(r) and RESOLVED(r),
    "passed_on": PASSED,
    "passed_on_lost": lambda r: PASSED(r) and LOST(r),
    "dispute_reported": lambda r: REPORTED(r) and CONFLICT(r),
    "dispute_resolved": lambda r: REPORTED(r) and CONFLICT(r) and RESOLVED(r),
    "dispute_again": lambda r: REPORTED(r) and CONFLICT(r) and has(r, "repeat", "bypass", "recurred"),
    "vulnerable_reported": lambda r: REPORTED(r) and IN_NEED(r),
    "vulnerable_resolved": lambda r: REPORTED(r) and IN_NEED(r) and RESOLVED(r),
    "welfare_reported": lambda r: REPORTED(r) and r.category == Category.WELFARE,
    "welfare_resolved": lambda r: REPORTED(r) and r.category == Category.WELFARE and RESOLVED(r),
    "closed_nominal": lambda r: REGISTERED(r) and r.over and r.state == State.NOMINAL,
    "worked": lambda r: REPORTED(r) and r.state in (State.RESOLVED, State.FAILED),
    "telephone": lambda r: REPORTED(r) and r.channel in (Channel.PHONE, Channel.HOTLINE),
    "certificate_reported": lambda r: REPORTED(r) and r.category == Category.CERTIFICATE,
    "by_social_workers": lambda r: REPORTED(r) and RESOLVED(r) and r.desk_kind == DeskKind.SOCIAL_WORKER,
}
"""Amounts that count complainants."""

ROWS = {
    "waiting_rows": WAITING,
    "waiting_long_rows": lambda r: WAITING(r) and days(r) > 60,
    "reported_rows": REPORTED,
    "first_reported_rows": lambda r: REPORTED(r) and FIRST(r),
    "discovered_rows": lambda r: has(r, "discovered"),
    "resolved_rows": RESOLVED,
    "rows": lambda r: True,
    "service_resolved_rows": lambda r: RESOLVED(r) and SERVICE(r),
    "dispute_resolved_rows": lambda r: RESOLVED(r) and CONFLICT(r),
    "vulnerable_resolved_rows": lambda r: RESOLVED(r) and IN_NEED(r),
    "passed_on_lost_rows": lambda r: PASSED(r) and LOST(r),
    "recorded_rows": lambda r: (REGISTERED(r) and FIRST(r)) or has(r, "discovered"),
    "risk_resolved_rows": lambda r: RESOLVED(r) and RISK(r),
    "safety_resolved_rows": lambda r: RESOLVED(r) and r.category == Category.SAFETY,
}
"""Amounts that count rows of work."""

SUMS = {
    "hand_overs": (REPORTED, lambda r: r.hand_overs),
    "waiting_days": (WAITING, days),
    "discovered_days": (lambda r: has(r, "discovered"), lambda r: r.reported - r.arose),
}
"""Amounts that add something up."""

ONCE = {
    "asked_rows": (lambda r: r.cost_fen > 0, lambda r: 1),
    "asked_fen": (lambda r: r.cost_fen > 0, lambda r: r.cost_fen),
    "met_fen": (lambda r: has(r, "paid"), lambda r: r.cost_fen),
}
"""Amounts in which a cause counts once, however often it is complained of."""


@pytest.mark.parametrize("seed", range(3))
def test_every_amount_counts_the_issues_its_definition_names(seed: int) -> None:
    rows, closed, still_open = drawn(seed)
    found = observation(closed, still_open)
    every = {**COMPLAINTS, **ROWS, **SUMS, **ONCE}
    assert set(every) == set(amounts._ISSUES), "an amount needs a second reading here"
    for by, code in (("all", lambda r: 0), ("category", lambda r: r.category)):
        for name in every:
            expected = np.zeros(1 if by == "all" else len(Category))
            for row in rows:
                if name in COMPLAINTS and COMPLAINTS[name](row):
                    expected[code(row)] += row.complaints
                elif name in ROWS and ROWS[name](row):
                    expected[code(row)] += 1
                elif name in SUMS and SUMS[name][0](row):
                    expected[code(row)] += SUMS[name][1](row)
            if name in ONCE:
                chosen, value = ONCE[name]
                ids = {(row.resident_key, row.occasion) for row in rows if chosen(row)}
                for row in rows:
                    again = not FIRST(row) and (row.resident_key, row.occasion - 1) in ids
                    if chosen(row) and not again:
                        expected[code(row)] += value(row)
            assert amounts.amount(found, name).counted[by].tolist() == expected.tolist(), (name, by)
