"""What follows residents to their new rows when villagers move to towns: requests, records and occasions."""

from __future__ import annotations

from typing import Any

from sim.agents import migration
from sim.issues.store import FREE

PIECE = 65_536
"""Records renumbered at once, so that little is held twice."""


def move_homes(model: Any) -> None:
    """On 1 January some villagers move to towns; nobody does while an office has, or will get, a request of theirs.

    Args:
        model: The model; residents get new rows, and all that names a resident's row is changed with them.
    """
    model.candidates.forget()
    issues = model.stage.issues
    used = issues["state"] != FREE
    new_row = migration.move_homes(model, issues["resident"][used])
    if new_row is None:
        return
    issues["resident"][used] = new_row[issues["resident"][used]]
    for records in (model.ledger.records, *model.ledger.week):
        for first in range(0, len(records), PIECE):
            part = records["resident"][first : first + PIECE]
            part[:] = new_row[part]
    model.residents.renumber(new_row)
