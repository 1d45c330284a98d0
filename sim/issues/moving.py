"""What follows residents to their new rows when villagers move to towns: requests, records and occasions."""

from __future__ import annotations

from typing import Any

from sim.agents import migration
from sim.issues.store import FREE


def move_homes(model: Any) -> None:
    """On 1 January some villagers move to towns; nobody does while an office has, or will get, a request of theirs.

    Args:
        model: The model; residents get new rows, and all that names a resident's row is changed with them.
    """
    issues = model.stage.issues
    used = issues["state"] != FREE
    new_row = migration.move_homes(model, issues["resident"][used])
    if new_row is None:
        return
    issues["resident"][used] = new_row[issues["resident"][used]]
    for records in (model.ledger.records, *model.ledger.week):
        records["resident"] = new_row[records["resident"]]
    model.residents.renumber(new_row)
    model.candidates.period = -1
