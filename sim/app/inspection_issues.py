"""Issues as a click tells them: those of a community or a resident, and one with its days, from store and ledger."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.app.model import ViewModel
from sim.app.words import say
from sim.issues.store import FLAG_NAMES, FREE
from sim.vocabulary import Category, Channel, DeskKind, State, Tier, Word

MOST_LISTED = 14


def word_of(kind: type[Word], code: Any) -> str:
    """The label of a coded word.

    Args:
        kind: Its enumeration.
        code: Its code.
    """
    word = next(word for word in kind if word == int(code))
    return str(word.words)


def issue_key(record: np.void) -> str:
    """The reference of an issue: resident's permanent id and occasion, which stay the same whatever happens.

    Args:
        record: A record of the store or of the ledger.
    """
    return f"i:{int(record['resident_key'])}:{int(record['occasion'])}"


def open_of_community(model: ViewModel, community: int) -> np.ndarray:
    """Reported issues of a community's residents that are open, wherever they lie; slots of the store, oldest first.

    Args:
        model: The model.
        community: Row of the community.
    """
    d = int(model.communities.district[community])
    base, n = int(model.districts.first_slot[d]), int(model.districts.n_slots[d])
    issues = model.stage.issues[base : base + n]
    here = (issues["community"] == community) & (issues["state"] != FREE) & (issues["state"] != State.LATENT)
    found = issues[here]
    return found[np.argsort(found["reported"], kind="stable")]


def open_matters(model: ViewModel, community: int) -> dict[str, Any]:
    """The oldest open issues of a community's residents, as links.

    Args:
        model: The model.
        community: Row of the community.
    """
    found = open_of_community(model, community)
    title = say("open_matters", n=len(found))
    return {"title": title, "items": [_link(model, record) for record in found[:MOST_LISTED]]}


def records_of(model: ViewModel, key: int) -> tuple[np.ndarray, np.ndarray]:
    """What store and ledger know of a resident's issues.

    Args:
        model: The model.
        key: Permanent id of the resident.

    Returns:
        Open issues (slots of the store) and closed ones (records of the ledger).
    """
    issues, ledger = model.stage.issues, model.ledger.records
    wanted = np.uint64(key)
    now = issues[(issues["resident_key"] == wanted) & (issues["state"] != FREE)]
    return now, ledger[ledger["resident_key"] == wanted]


def issues_of(model: ViewModel, key: int) -> dict[str, Any]:
    """A resident's issues as links, the latest first.

    Args:
        model: The model.
        key: Permanent id of the resident.
    """
    now, past = records_of(model, key)
    records = sorted([*now, *past], key=lambda record: -int(record["arose"]))
    title = say("own_matters" if records else "no_matters", n=len(records))
    return {"title": title, "items": [_link(model, record) for record in records[:MOST_LISTED]]}


def issue_card(model: ViewModel, key: int, occasion: int) -> dict[str, Any] | None:
    """One issue: what it is, and its days in order as the `story` below.

    Args:
        model: The model.
        key: Permanent id of the resident.
        occasion: Number of the occasion.
    """
    now, past = records_of(model, key)
    match = [record for record in (*now, *past) if int(record["occasion"]) == occasion]
    if not match:
        return None
    record = match[0]
    category, state = word_of(Category, record["category"]), word_of(State, record["state"])
    desk = int(record["desk"])
    kind = int(model.desks.kind[desk]) if 0 <= desk < len(model.desks) else int(DeskKind.COMMITTEE)
    named = [name for name, bit in FLAG_NAMES.items() if int(record["flags"]) & bit]
    rows = [
        [say("category"), category],
        [say("state"), state],
        [say("tier_reported"), word_of(Tier, record["tier_reported"])],
        [say("channel"), word_of(Channel, record["channel"])],
        [say("lies_at"), word_of(DeskKind, kind)],
        [say("departments"), str(int(record["departments"]))],
        [say("hand_overs"), str(int(record["hand_overs"]))],
        [say("reopenings"), str(int(record["reopenings"]))],
        [say("hours_spent"), f"{float(record['spent']):.1f}"],
        [say("cost"), f"¥ {int(record['cost_fen']) / 100.0:,.0f}"],
        [say("marks"), ", ".join(say(f"flag_{name}") for name in named) or say("none")],
    ]
    community = int(record["community"])
    return {
        "title": say("issue_title", category=category),
        "subtitle": state,
        "path": [
            {"text": say("resident_title", id=f"{key >> 16}-{key & 0xFFFF}"), "ref": f"r:{key}"},
            {
                "text": say("community_title", code=int(model.communities.code[community])),
                "ref": f"c:{community}",
            },
        ],
        "district": int(model.communities.district[community]),
        "community": community,
        "sections": [{"title": say("standing"), "rows": rows}],
        "story": _days(model, record),
    }


def _days(model: ViewModel, record: np.void) -> list[str]:
    """The issue's days in order, one line each."""
    closed = int(record["closed"]) if int(record["state"]) >= State.RESOLVED else -1
    known = [(int(record["arose"]), "day_arose"), (int(record["reported"]), "day_reported"), (closed, "day_closed")]
    if int(record["flags"]) & FLAG_NAMES["registered"]:
        known.append((int(record["due"]), "day_due"))
    last = model.calendar.n_days - 1
    lines = [(day, f"{model.calendar.date(min(day, last)).isoformat()}  {say(key)}") for day, key in known if day >= 0]
    return [line for _, line in sorted(lines)]


def _link(model: ViewModel, record: np.void) -> dict[str, str]:
    date = model.calendar.date(min(max(0, int(record["arose"])), model.calendar.n_days - 1)).isoformat()
    category, state = word_of(Category, record["category"]), word_of(State, record["state"])
    return {"text": f"{date}  {category} — {state}", "ref": issue_key(record)}
