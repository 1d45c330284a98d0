"""Coded tickets written by hand, their counts, and as much of a reading as figures and proposals need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.tickets import coding, dates, tally
from sim.tickets.coding import YES_BIT, Vocabulary
from sim.tickets.mapping import TicketMapping
from sim.tickets.reading import CATEGORY_KEYS, Reading
from sim.tickets.spool import Spool

DAY = dates.DAY
FIRST = 17_226
"""1 March 2017, counted from 1970."""


def line(day: int = 0, days: int | None = None, due: int | None = None, **other: Any) -> dict[str, Any]:
    """A request of 9 o'clock on a day from FIRST, closed so many days later at 10 or open, due so many days later.

    Of `yes` and `no` the questions with that answer; further fields of a coded line as they are called there.
    """
    received = (FIRST + day) * DAY + 9 * 3600
    facts = coding.SAYS_OPEN if days is None else coding.SAYS_CLOSED
    facts |= sum(YES_BIT[key] for key in other.pop("yes", ())) | sum(YES_BIT[key] << 1 for key in other.pop("no", ()))
    return {
        "received": received,
        "closed": dates.MISSING if days is None else received + days * DAY + 3600,
        "due": dates.MISSING if due is None else (FIRST + day + due) * DAY,
        "facts": facts,
    } | other


def counted(lines: Sequence[dict[str, Any]], n_days: int = 100, end: int | None = None, **plan: Any) -> tally.Tally:
    """The counts of lines over so many days from FIRST, seen to the day before FIRST + end."""
    coded = np.zeros(len(lines), coding.TICKET)
    coded["line"], coded["whole"] = np.arange(len(lines)), np.arange(1, len(lines) + 1)
    for k, one in enumerate(lines):
        for name, value in one.items():
            coded[name][k] = value
    period = tally.Period(FIRST, FIRST + n_days - 1, FIRST + (n_days if end is None else end))
    given = {"category": np.arange(len(CATEGORY_KEYS)), "area": np.arange(3), "n_categories": len(CATEGORY_KEYS)}
    with Spool(coding.TICKET) as spool:
        spool.add(coded, np.where(coded["ticket"] != 0, coded["ticket"], coded["whole"]))
        return tally.tallied(spool, tally.Plan(period, **(given | {"n_areas": 3} | plan)))


def vocabulary(words: Sequence[str], counts: Sequence[int]) -> Vocabulary:
    """Words with how often each was met."""
    return Vocabulary(list(words), list(counts), {word: k for k, word in enumerate(words)})


def reading_of(found: tally.Tally, **given: Any) -> Reading:
    """A reading with these counts: three areas, two of them districts, and a class for each category."""
    columns = given.pop("columns", {"received": "came", "category": "what"})
    words = given.pop("words", CATEGORY_KEYS)
    coder = SimpleNamespace(
        groups=vocabulary(words, found.groups.tolist()),
        areas=vocabulary(["A", "B", "C"], [0, 0, 0]),
        without_reception=0,
        future=0,
        unread={},
    )
    settings = {name: given.pop(name) for name in ("deadline_days", "formats") if name in given}
    usual: dict[str, Any] = {
        "file": Path("orders.csv"),
        "mapping": TicketMapping(columns, **settings),
        "encoding": "utf-8",
        "tally": found,
        "coder": coder,
        "n_broken": 0,
        "categories": CATEGORY_KEYS,
        "areas": ("A", "B", "C"),
        "n_districts": 2,
        "place": None,
    }
    return Reading(**(usual | given))


def place_of(*districts: tuple[float, float], residents: int | None = None) -> Any:
    """As much of a place as a reading asks for: residents in ten thousands and urban share in % of each district."""
    rows = [
        SimpleNamespace(
            residents_10k=people, urban_percent=urban, code=k, name_zh=f"区{k}", short_zh="", name_en=f"District {k}"
        )
        for k, (people, urban) in enumerate(districts)
    ]
    return SimpleNamespace(
        residents=residents, districts=rows, district_keys=tuple(f"District_{k}" for k in range(len(rows)))
    )
