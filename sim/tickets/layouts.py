"""What a ticket file may tell: its fields, exports known by the names of their columns, and guesses for all others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.errors import nearest
from sim.vocabulary import Category
from sim.words import Sentence, Words

OTHER = "other"
"""What is none of the model's categories or channels."""

PATROL = "patrol"
"""Channel of what staff found themselves: nobody reported it, so it is no request."""

CLOSED, OPEN, WITHDRAWN = "closed", "open", "withdrawn"
YES, NO = "yes", "no"
CHANNEL, STATUS = "channel", "status"

FIELDS = Words(
    {
        "received": ("when it was received", "受理时间"),
        "closed": ("when it was closed", "办结时间"),
        "due": ("the deadline by which it had to be closed", "办理期限"),
        "category": ("what it is about", "诉求类别"),
        "area": ("the district, or another part of the place", "区县或其他片区"),
        "channel": ("the way it came", "受理渠道"),
        "status": ("whether it is open, closed or withdrawn", "工单状态"),
        "ticket": (
            "its number; only a keyed hash is used, to find lines twice",
            "工单编号（仅用其加密散列查找重复行）",
        ),
        "reporter": (
            "who raised it; only a keyed hash is used, to count those who come again",
            "诉求人标识（仅用其加密散列统计再次反映）",
        ),
        "resolved": ("whether the matter was solved", "是否解决"),
        "satisfied": ("whether the resident was satisfied", "是否满意"),
        "reopened": ("whether, or how many times, it was reopened", "是否重办或重办次数"),
        "repeated": ("whether it repeats an earlier one", "是否重复诉求"),
        "overdue": ("whether a deadline was missed", "是否超期"),
        "copy": ("whether it is a copy of another ticket", "是否重单"),
    }
)
"""Everything that is read of a ticket, and what it says; no other column is."""

DATES = ("received", "closed", "due")
ANSWERS = ("resolved", "satisfied", "reopened", "repeated", "overdue", "copy")
"""Fields that say yes or no, or how many times."""
COUNTED = ("reopened", "repeated")
NAMES = ("ticket", "reporter")
"""Fields of which a keyed hash is kept, and nothing else."""


@dataclass(frozen=True)
class Layout:
    """An export that is recognised by its columns.

    Attributes:
        name: Its name.
        title: What it is.
        columns: The column of each field.
        formats: How dates are written, by field, where the publisher says so.
    """

    name: str
    title: Sentence
    columns: Mapping[str, str]
    formats: Mapping[str, str] = field(default_factory=dict)


@cache
def _known() -> dict[str, Any]:
    """The tables of `layouts.yaml`."""
    known: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "layouts.yaml").read_text(encoding="utf-8"))
    return known


@cache
def known_classes() -> Mapping[str, str]:
    """The category of each class of known exports, and of the model's own words, by its name in small letters."""
    table = yaml.safe_load((Path(__file__).parent / "classes.yaml").read_text(encoding="utf-8"))
    own = {plain(word): one.key for one in Category for word in (one.key, one.label, one.label_zh)}
    return own | {name: category for category, names in table.items() for name in names}


def plain(word: str) -> str:
    """A word as tables of words hold it: small letters, single blanks."""
    return " ".join(word.split()).casefold()


def _first(names: str | Sequence[str], header: Sequence[str]) -> str:
    """The first of the names that is a column; "" for none."""
    listed = [names] if isinstance(names, str) else names
    return next((name for name in listed if name in header), "")


def recognised(header: Sequence[str]) -> Layout | None:
    """The export that a table is.

    Args:
        header: Names of its columns.

    Returns:
        The layout with the columns that are there; None for a table that is none of them.
    """
    for name, entry in _known()["layouts"].items():
        if all(_first(names, header) for names in entry["signature"]):
            columns = {key: found for key, names in entry["columns"].items() if (found := _first(names, header))}
            title = Sentence(entry["title"], entry["title_zh"])
            formats = {key: text for key, text in entry.get("formats", {}).items() if key in columns}
            return Layout(name, title, columns, formats)
    return None


def guessed(header: Sequence[str]) -> dict[str, str]:
    """The most likely column of each field of a table that is not recognised: an equal name, else the nearest one.

    Args:
        header: Names of its columns.

    Returns:
        Column by field; fields without a likely column are left out.
    """
    bare = {re.sub(r"[\s_\-./（）()]+", "", name).casefold(): name for name in reversed(header) if name}
    words: Mapping[str, Sequence[str]] = _known()["words"]
    found = {key: column for key, names in words.items() if (column := _first(names, list(bare)))}
    taken = set(found.values())
    for key, names in words.items():
        if key not in found:
            near = {
                name: nearest(name, [other for other in bare if other not in taken]) for name in names if len(name) > 3
            }
            column = next((other for other in near.values() if other), "")
            if column:
                found[key] = column
                taken.add(column)
    return {key: bare[column] for key, column in found.items()}


def meanings(key: str) -> dict[str, str]:
    """What the words of a field mean, where the program knows them.

    Args:
        key: The field.

    Returns:
        Meaning by word in small letters: a category, a channel, open, closed, withdrawn, yes or no.
    """
    if key == "category":
        return dict(known_classes())
    values = _known()["values"]
    table = values.get(key) or ({YES: values[YES], NO: values[NO]} if key in ANSWERS else {})
    return {str(word): meaning for meaning, words in table.items() for word in words}
