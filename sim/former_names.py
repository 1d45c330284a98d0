"""Names of earlier versions that users may have in files, options and stored tables, and what they are called now.

A former name is taken for its present one wherever it stands as a word: as a key or a value of a YAML file, in an
option, in a table of published figures, in the tables of a finished study. Each is said once, as a warning.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sim.words import Sentence

if TYPE_CHECKING:
    import pandas as pd

PARAMETERS: Mapping[str, str] = {
    "entered_counter_town": "registered_counter_town",
    "entered_counter_village": "registered_counter_village",
    "entered_online": "registered_online",
    "entered_hotline": "registered_hotline",
    "entered_grid_town": "registered_grid_town",
    "entered_grid_village": "registered_grid_village",
    "entering_hours": "registering_hours",
    "lost_entered_share": "lost_registered_share",
    "lost_unentered_share": "lost_unregistered_share",
    "reference_voiced_town": "reference_reported_town",
    "reference_voiced_village": "reference_reported_village",
    "paper_intercept": "nominal_intercept",
    "paper_seen": "nominal_seen",
    "paper_stuck": "nominal_stuck",
    "paper_checked": "nominal_checked",
    "paper_emergency": "nominal_emergency",
}
"""Last words of parameters' paths."""

MEASURES: Mapping[str, str] = {
    "voiced_per_1000": "reported_per_1000",
    "voiced_per_need": "reported_per_need",
    "entered_per_1000": "registered_per_1000",
    "entered_share": "registered_share",
    "resolution_entered_share": "resolution_registered_share",
    "lost_share": "dropped_share",
}
"""Measures."""

LEVERS: Mapping[str, str] = {
    "lost_entered": "lost_registered",
    "lost_unentered": "lost_unregistered",
    "unentered": "unregistered",
}
"""Levers; a mechanism of another package is refused with the present name."""

ENDINGS: Mapping[str, str] = {"lost": "dropped", "paper": "nominal"}
"""How an issue ended, as `trace --find` names it."""

_GROUP_WORDS: Mapping[str, str] = {"entered": "registered", "unentered": "unregistered", "lost": "dropped"}
_COLUMNS: Mapping[str, str] = {
    "voiced": "reported",
    "entered": "registered",
    "voiced_day": "reported_day",
    "tier_voiced": "tier_reported",
    "n_voiced_issues": "n_reported_issues",
}
_NAMES = {**PARAMETERS, **MEASURES}
_WORD = re.compile(
    r"(?<![A-Za-z0-9_])((?:[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*__)?)("
    + "|".join(_NAMES)
    + r")((?<=voiced_per_need)(?:_[a-z]+)+)?(?=__|[^A-Za-z0-9_]|$)"
)
"""A former name as a word, perhaps behind a group as in `hand_over__lost_entered_share`, or with an index behind it."""


class FormerNameWarning(UserWarning):
    """A name of an earlier version was read; it is taken for the present one.

    Args:
        former: The name as written.
        present: What it is called now.
    """

    def __init__(self, former: str, present: str) -> None:
        self.reason = Sentence(f"'{former}' is called '{present}' now", f"“{former}”现称“{present}”")
        super().__init__(self.reason.en)


def current(text: str) -> str:
    """A key, a value or an option with the present names of parameters and measures in it.

    Args:
        text: Such as "hand_over.lost_entered_share", "lost_share by setting" or "lost_share > 0.3".

    Returns:
        The text itself where it has no former name.
    """

    def present(found: re.Match[str]) -> str:
        return found[1] + _present(found[2], _NAMES) + (found[3] or "")

    return _WORD.sub(present, text) if "_" in text else text


def current_ending(name: str) -> str:
    """The present name of an ending that `trace --find` looks for."""
    return _present(name, ENDINGS)


def current_table(table: pd.DataFrame) -> pd.DataFrame:
    """A stored table with the present names of its columns, measures and groups; said of none, since nobody wrote them.

    Args:
        table: The table as read; it is left as it is.
    """
    found = table.rename(columns={name: new for name, new in _COLUMNS.items() if new not in table.columns})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FormerNameWarning)
        for column, present in _CELLS.items():
            if column not in found:
                continue
            known = {word: present(word) for word in found[column].dropna().unique() if isinstance(word, str)}
            if any(word != new for word, new in known.items()):
                found = found.assign(**{column: found[column].map(known)})
    return found


def _group(word: str) -> str:
    """The present name of a group of `issues by path` or `by origin`."""
    parts = word.split("_")
    if len(parts) == 3 and parts[0] in ("entered", "unentered"):
        return "_".join(_GROUP_WORDS.get(part, part) for part in parts)
    return "reported_again" if word == "voiced_again" else word


_CELLS = {"measure": current, "parameter": current, "factor": current, "group": _group, "state": current_ending}
"""Columns of stored tables that hold names, and how each is read."""


def _present(name: str, names: Mapping[str, str]) -> str:
    if name not in names:
        return name
    warnings.warn(FormerNameWarning(name, names[name]), stacklevel=3)
    return names[name]
