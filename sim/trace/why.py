"""Why a resident fares differently under two policies: both runs on common draws, day by day, to the first difference.

Draws are keyed by resident and occasion, so two runs tell the same story until a policy has really changed something
for the resident. What differed on that day is read off both models and off the decisions themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario
from sim.trace.circumstances import Difference, differences
from sim.trace.decision_words import TERMS
from sim.trace.events import Event, Weighed, plain
from sim.trace.identity import resident_text
from sim.trace.kinds import EventKind
from sim.trace.meanings import HAND_OVERS as MOVES
from sim.trace.story import IssueStory, issues_of
from sim.trace.watch import Watch
from sim.vocabulary import State
from sim.words import Sentence
from sim.world.world import World

CLOSE = 1e-9
QUIET = (EventKind.HEARD, EventKind.JOINED)
"""Events about other people's requests; they are shown but are no difference in the resident's own."""


CIRCUMSTANCES = ("hours", "ahead", "desk_hours", "left", "desk_left", "n_open", "daily")
"""Facts of an event that may differ without making it another event."""

FOR_VISITS = (
    "visit_hours_today",
    "lever_visit_hours",
    "lever_client_visits",
    "lever_visits_key",
    "lever_visits_other",
    "lever_patrol_hours",
    "home_visit_hours",
)

DECIDED_BY: dict[str, tuple[str, ...]] = {
    "SELF_SOLVE": ("ties",),
    "VOICE": (
        "trust_community",
        "habit",
        "disposition",
        "counter_cost",
        "lever_online_awareness",
        "visit_hours_today",
        "number_learned",
        "online_learned",
        "heard_habit",
    ),
    "TIER": ("trust_community", "trust_township", "trust_district", "trust_municipality", "awareness"),
    "SECOND_CHANNEL": ("lever_duplicates",),
    "REGISTERED": ("lever_unregistered", "lever_client_ledger", "lever_registering_hours", "left"),
    "MISROUTED": ("lever_misrouted",),
    "NOBODY": ("lever_nobody",),
    "CLIENT": ("lever_client_farmers", "lever_client_owners", "lever_client_others", "lever_team_hours"),
    "LOST": ("lever_lost_registered", "lever_lost_unregistered", "lever_followed_up", "left"),
    "REFUSAL": ("lever_refusal",),
    "SUCCESS": ("skill", "trust_community", "trust_township", "trust_district"),
    "NOMINAL": ("lever_seen", "lever_client_watched", "belief", "rank_belief"),
    "REFUSED_ENTRY": ("rank_belief", "lever_unregistered"),
    "PRESSED": ("rank_belief", "belief"),
    "ASKED_TWICE": ("lever_rating_online", "lever_rating_other"),
    "CHECKED": ("lever_rating_online", "lever_rating_other", "lever_client_watched"),
    "BYPASS": ("trust_community", "trust_township", "trust_district", "trust_municipality", "awareness"),
    "REPEAT": ("awareness",),
    "DOUBLE_CHECK": ("lever_double_check", "belief", "rank_belief"),
    "KEPT_SILENT": FOR_VISITS,
    "FOUND": FOR_VISITS,
    "PAID": ("purse_fen",),
    "NO_MONEY": ("purse_fen",),
    "QUEUED": ("hours", "left", "n_open"),
    "QUEUED_FOR_HELPER": (
        "hours",
        "left",
        "n_open",
        "lever_lines",
        "lever_lines_key",
        "lever_able_volunteer",
        "lever_able_volunteer_key",
        "credit_hours",
        "lever_able_police",
        "lever_able_mediator",
        "lever_able_organisation",
        "lever_referral",
        "room",
    ),
    "WORKED": ("hours", "left", "n_open"),
    "WENT_UP_OVERDUE": ("lever_goes_up",),
    "JOINT_MEETING": ("lever_meeting_slots",),
    "AGREED": ("lever_council_slots", "ties"),
    "SOLVED_IN_COURTYARD": ("lever_courtyard_hours",),
}
"""Columns that bear on a decision or on a kind of event, by its name."""

FOR_HANDING_OVER = (
    "lever_delay_days",
    "lever_lost_registered",
    "lever_lost_unregistered",
    "lever_followed_up",
    "lever_reentry",
)


@dataclass(frozen=True)
class Decided:
    """One decision that came out differently, or was made with another chance, on the same draw.

    Attributes:
        baseline: The decision under the baseline.
        policy: The same decision under the policy.
        terms: Terms that differ: source, value under the baseline, value under the policy.
    """

    baseline: Weighed
    policy: Weighed
    terms: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class FirstDifference:
    """The first day on which the two stories part.

    Attributes:
        date: The day.
        baseline: The first event that only the baseline has, if any.
        policy: The first event that only the policy has, if any.
        decided: Decisions on common draws with other chances.
        queue: What differed for the same event: fact, value under the baseline, value under the policy.
        around: What differed around the resident that day, levers first.
    """

    date: date
    baseline: Event | None
    policy: Event | None
    decided: tuple[Decided, ...]
    queue: tuple[tuple[str, float, float], ...]
    around: tuple[Difference, ...]

    @property
    def causes(self) -> list[Difference]:
        """The differences around that bear on what has come out differently."""
        names: set[str] = set()
        kinds: set[str] = set()
        for event in (self.baseline, self.policy):
            if event is not None:
                names |= set(DECIDED_BY.get(event.kind.name, ()))
                names |= {name for w in event.weighed for name in DECIDED_BY.get(w.decision, ())}
                names |= set(FOR_HANDING_OVER) if event.kind in MOVES else set()
                kinds |= {event.holder.kind.key} if event.holder is not None else set()
        names |= {name for d in self.decided for name in DECIDED_BY.get(d.baseline.decision, ())}
        return [d for d in self.around if d.column in names and (d.desk == "" or d.desk in kinds)]


@dataclass(frozen=True)
class Day:
    """What happened on a day in both runs.

    Attributes:
        date: The day.
        baseline: Events under the baseline.
        policy: Events under the policy.
    """

    date: date
    baseline: tuple[Event, ...]
    policy: tuple[Event, ...]

    @property
    def same(self) -> bool:
        """Whether the same happened in both, circumstances apart."""
        return [what(e) for e in self.baseline] == [what(e) for e in self.policy]


@dataclass(frozen=True)
class Why:
    """The comparison of one resident in two policies.

    Attributes:
        names: Names of the two scenarios.
        seed: Seed of both runs.
        resident: The resident's id, as typed.
        about: Who that is, in English and in Chinese.
        days: Days on which anything happened, in order.
        circumstance: The first day on which anything that was weighed or queued for differed, or None.
        first: The first day on which the stories part, or None where they never do.
        outcomes: The resident's needs under the baseline and under the policy.
    """

    names: tuple[str, str]
    seed: int
    resident: str
    about: Sentence
    days: tuple[Day, ...]
    circumstance: date | None
    first: FirstDifference | None
    outcomes: tuple[tuple[IssueStory, ...], tuple[IssueStory, ...]]


SAME_FACTS = ("until", "days", "tier", "channel", "target")
"""Facts that two events must share to be the same: dates, days on the way, where it goes."""


def what(event: Event) -> tuple[Any, ...]:
    """What makes two events the same: kind, need, round, who held it, and where and when it leads."""
    facts = tuple(plain(event.facts.get(name)) for name in SAME_FACTS)
    holder = None if event.holder is None else (event.holder.kind, event.holder.code)
    return (event.kind, event.issue, event.round, event.second_row, holder, str(facts))


def compare(
    baseline: Scenario,
    policy: Scenario,
    world: World,
    resident: int,
    about: Sentence,
    seed: int | None = None,
    threads: int = 1,
    progress: Callable[[], None] | None = None,
) -> Why:
    """Runs both scenarios side by side, following one resident.

    Args:
        baseline: One scenario.
        policy: The other, with the same world, days and first day.
        world: The world of both.
        resident: The resident's key.
        about: Who that is, in English and in Chinese.
        seed: Seed of both runs; the baseline's where not given.
        threads: Threads over districts.
        progress: Called after every simulated day of both.
    """
    seed = baseline.run.seed if seed is None else seed
    models = [GovernanceModel(s, world, seed=seed, threads=threads) for s in (baseline, policy)]
    try:
        watches = [Watch(model, [resident]) for model in models]
        days: list[Day] = []
        first: FirstDifference | None = None
        circumstance: date | None = None
        while models[0].day < models[0].calendar.n_days:
            known = [len(watch.events) for watch in watches]
            for model in models:
                model.step()
            a, b = (tuple(w.events[n:]) for w, n in zip(watches, known, strict=True))
            today = Day(models[0].calendar.date(models[0].day - 1), a, b)
            if a or b:
                days.append(today)
            if circumstance is None and not _alike(today):
                circumstance = today.date
            if first is None and not _same_own(today):
                first = _parted(today, models, resident)
            if progress is not None:
                progress()
        issues = [issues_of([*w.events, *w.open_at_end()]) for w in watches]
    finally:
        for model in models:
            model.release()
    return Why(
        (baseline.name, policy.name),
        seed,
        resident_text(resident),
        about,
        tuple(days),
        circumstance,
        first,
        (tuple(issues[0]), tuple(issues[1])),
    )


def _same_own(day: Day) -> bool:
    """Whether the resident's own requests went the same way on a day."""
    own = [[what(e) for e in events if e.kind not in QUIET] for events in (day.baseline, day.policy)]
    return own[0] == own[1]


def _alike(day: Day) -> bool:
    """Whether a day was the same in both runs in what happened and in every chance and queue."""
    if not _same_own(day):
        return False
    own = [[e for e in events if e.kind not in QUIET] for events in (day.baseline, day.policy)]
    return all(not _decided([a], [b]) and not _queue(a, b) for a, b in zip(own[0], own[1], strict=True))


def _parted(day: Day, models: list[GovernanceModel], resident: int) -> FirstDifference:
    """What differed on the day on which two stories part."""
    own = [[e for e in events if e.kind not in QUIET] for events in (day.baseline, day.policy)]
    n = 0
    while n < min(map(len, own)) and what(own[0][n]) == what(own[1][n]):
        n += 1
    a, b = (events[n] if n < len(events) else None for events in own)
    queue = tuple(x for one, other in zip(own[0], own[1], strict=False) for x in _queue(one, other))
    return FirstDifference(
        day.date, a, b, tuple(_decided(*own)), queue, tuple(differences(models[0], models[1], resident))
    )


def _decided(baseline: list[Event], policy: list[Event]) -> list[Decided]:
    """Decisions on the same draw with other chances, those that came out differently first."""
    others = {(e.issue, e.round, w.decision, w.draw): w for e in policy for w in e.weighed}
    found: dict[tuple[str, float], Decided] = {}
    for event in baseline:
        for mine in event.weighed:
            other = others.get((event.issue, event.round, mine.decision, mine.draw))
            if other is not None and abs(mine.chance - other.chance) > CLOSE:
                theirs = dict(other.terms)
                terms = tuple(
                    (source, value, theirs[source])
                    for source, value in mine.terms
                    if source in theirs and abs(value - theirs[source]) > CLOSE
                )
                found[mine.decision, mine.draw] = Decided(mine, other, terms)
    return sorted(found.values(), key=lambda d: d.baseline.happened == d.policy.happened)


def _queue(one: Event, other: Event) -> list[tuple[str, float, float]]:
    """What differed when the same event happened: hours, place in the queue, hours of the desk."""
    if what(one) != what(other):
        return []
    return [
        (name, float(one.facts[name]), float(other.facts[name]))
        for name in CIRCUMSTANCES
        if isinstance(one.facts.get(name), int | float)
        and isinstance(other.facts.get(name), int | float)
        and abs(float(one.facts[name]) - float(other.facts[name])) > CLOSE
    ]


@dataclass(frozen=True)
class Fortune:
    """How one resident fared in both runs.

    Attributes:
        resident: The resident's key.
        solved: Requests really resolved, under the baseline and under the policy.
        reported: Requests reported or found.
        days: Days until the last of them ended, summed over requests.
    """

    resident: int
    solved: tuple[int, int]
    reported: tuple[int, int]
    days: tuple[int, int]


def gains_and_losses(
    one: GovernanceModel, other: GovernanceModel, most: int = 5
) -> tuple[list[Fortune], list[Fortune]]:
    """Residents who gain and lose most between two finished runs on common draws.

    By requests really resolved first, then by days waited; ties by permanent id.

    Args:
        one: The baseline, finished.
        other: The policy, finished.
        most: Most residents of each list.
    """
    a, b = (_by_resident(model) for model in (one, other))
    fortunes = []
    for key in a.keys() | b.keys():
        (s0, v0, d0), (s1, v1, d1) = a.get(key, (0, 0, 0)), b.get(key, (0, 0, 0))
        fortunes.append(Fortune(key, (s0, s1), (v0, v1), (d0, d1)))

    def worth(f: Fortune) -> tuple[int, int]:
        return (f.solved[1] - f.solved[0], f.days[0] - f.days[1])

    best = sorted(fortunes, key=lambda f: (tuple(-x for x in worth(f)), f.resident))
    worst = sorted(fortunes, key=lambda f: (worth(f), f.resident))
    return ([f for f in best[:most] if worth(f) > (0, 0)], [f for f in worst[:most] if worth(f) < (0, 0)])


def _by_resident(model: GovernanceModel) -> dict[int, tuple[int, int, int]]:
    """Resolved and reported requests and days waited of every resident with a measured request."""
    records = np.concatenate([model.ledger.records, model.open_records()])
    end = np.where(records["closed"] >= 0, records["closed"], model.day)
    keys, at = np.unique(records["resident_key"], return_inverse=True)
    solved = np.bincount(at, records["state"] == int(State.RESOLVED), len(keys)).astype(int)
    reported = np.bincount(at, minlength=len(keys))
    days = np.bincount(at, end - records["reported"], len(keys)).astype(int)
    return {int(k): (int(s), int(v), int(d)) for k, s, v, d in zip(keys, solved, reported, days, strict=True)}


def term_words(source: str) -> str:
    """A term in words."""
    return str(TERMS[source])
