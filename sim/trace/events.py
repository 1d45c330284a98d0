"""Events: what happened to an issue or a resident on a day, who held it, and what was weighed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sim.trace.decision_words import DECISIONS, TERMS, TIERS_WEIGHED, WEIGHED
from sim.trace.identity import IssueId, resident_text
from sim.trace.kinds import EventKind
from sim.trace.record import Call, Decision
from sim.trace.terms import Terms
from sim.vocabulary import DeskKind, Tier, Word
from sim.words import Sentence

W = TypeVar("W", bound=Word)


@dataclass(frozen=True)
class Office:
    """An office that holds issues.

    Attributes:
        kind: Kind of its desk.
        tier: Tier it belongs to.
        code: Permanent code of its community, township or district.
        name: Its name.
    """

    kind: DeskKind
    tier: Tier
    code: int
    name: Sentence


@dataclass(frozen=True)
class Weighed:
    """One decision: a keyed draw held against a chance, and the terms the chance is made of.

    Attributes:
        decision: Name of the decision, a key of `DECISIONS`, or "TIER".
        chance: Chance that it happens, 0-1.
        draw: The draw, 0-1; it happens where the draw lies below the chance (for "TIER": where it falls).
        happened: Whether it happened.
        terms: What was added up, in log-odds, by source; empty where the chance is a plain share.
    """

    decision: str
    chance: float
    draw: float
    happened: bool
    terms: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        """The decision as a line of text."""
        shown = [f"{TERMS[source]} {value:+.2f}" for source, value in self.terms if abs(value) >= 0.005]
        terms = WEIGHED.say("terms", terms=WEIGHED.say("comma").join(shown)) if shown else ""
        if self.decision == "TIER":
            return WEIGHED.say("tier", name=TIERS_WEIGHED, chance=self.chance, terms=terms)
        ended = WEIGHED["happens" if self.happened else "does_not"]
        return WEIGHED.say(
            "decision", name=DECISIONS[self.decision], chance=self.chance, draw=self.draw, ended=ended, terms=terms
        )


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        day: Day of the run, from 0.
        date: Its date.
        kind: What it was.
        resident: Key of the resident it concerns.
        issue: The need it concerns; None for what concerns the resident alone.
        round: Round of the need, from 1.
        second_row: Whether it concerns the second row of work of a request reported twice.
        holder: Who held the issue at this moment; None before anybody did.
        hours: Hours spent in this event.
        fen: Money paid in this event.
        facts: What the sentence names.
        weighed: What was weighed.
    """

    day: int
    date: date
    kind: EventKind
    resident: int
    issue: IssueId | None = None
    round: int = 1
    second_row: bool = False
    holder: Office | None = None
    hours: float = 0.0
    fen: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    weighed: tuple[Weighed, ...] = ()

    def __str__(self) -> str:
        """The event as a sentence."""
        words = {name: in_words(value) for name, value in self.facts.items()}
        if self.holder is not None:
            words.setdefault("holder", self.holder.name)
        return str(self.kind.words.filled(**words))

    def as_dict(self) -> dict[str, Any]:
        """The event for programs, its sentence included."""
        return {
            "day": self.day,
            "date": self.date.isoformat(),
            "kind": self.kind.key,
            "resident": resident_text(self.resident),
            "issue": None if self.issue is None else str(self.issue),
            "round": self.round,
            "second_row": self.second_row,
            "holder": None
            if self.holder is None
            else {
                "kind": self.holder.kind.key,
                "tier": self.holder.tier.key,
                "code": self.holder.code,
                "name": str(self.holder.name),
            },
            "hours": self.hours,
            "fen": self.fen,
            "facts": {name: plain(value) for name, value in self.facts.items()},
            "sentence": str(self),
            "weighed": [
                {
                    "decision": w.decision,
                    "chance": w.chance,
                    "draw": w.draw,
                    "happened": w.happened,
                    "terms": [
                        {"source": source, "label": str(TERMS[source]), "value": value} for source, value in w.terms
                    ],
                    "sentence": str(w),
                }
                for w in self.weighed
            ],
        }


def in_words(value: Any) -> Any:
    """A fact as it stands in a sentence: words by their label, offices by their name, dates by ISO 8601."""
    if isinstance(value, Word):
        return value.words
    if isinstance(value, Office):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


def plain(value: Any) -> Any:
    """A fact for programs."""
    if isinstance(value, Word):
        return value.key
    if isinstance(value, Office):
        return {"kind": value.kind.key, "tier": value.tier.key, "code": value.code}
    if isinstance(value, Sentence):
        return value.en
    return value.isoformat() if isinstance(value, date) else value


def weighed_in(call: Call | None, *purposes: str) -> tuple[Weighed, ...]:
    """The decisions of some streams made in a call or inside it, in the order of the streams.

    Args:
        call: The call; None gives nothing.
        purposes: Names of the streams.
    """
    found = []
    for purpose in purposes:
        for inner in call.walk() if call is not None else ():
            made = [decision for decision in inner.decisions if decision.purpose == purpose]
            if made:
                found.append(as_weighed(made[0], inner.sums.get("x", [])))
                break
    return tuple(found)


def as_weighed(decision: Decision, terms: Terms) -> Weighed:
    """A decision with the terms of the rule it was made in."""
    return Weighed(
        decision.purpose,
        decision.chance,
        decision.draw,
        decision.happened,
        tuple((source, value) for source, value in terms if source in TERMS),
    )


def coded(kind: type[W], code: Any) -> W:
    """The word of a kind with a code."""
    return kind._value2member_map_[int(code)]  # type: ignore[return-value]


def as_row(record: Any) -> dict[str, Any]:
    """A record of the store as numbers by name."""
    return {name: record[name].item() for name in record.dtype.names}
