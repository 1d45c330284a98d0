"""Stories: a scenario run again with a watch list, and what came out of it for one issue, resident or community."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sim.issues.phases import PERIOD_DAYS
from sim.issues.store import FREE
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario
from sim.trace.events import Event, Office, coded
from sim.trace.identity import ROUNDS, IssueId
from sim.trace.kinds import OUTCOMES, EventKind
from sim.trace.watch import Watch
from sim.vocabulary import Category, Group, Setting
from sim.words import Sentence, T
from sim.world.tables import group_of
from sim.world.world import World

NEEDS_PER_PERIOD = 2

BEGINS_HOLDING = (
    EventKind.QUEUED,
    EventKind.QUEUED_TO_PASS_UP,
    EventKind.QUEUED_TO_SEND_DOWN,
    EventKind.QUEUED_FOR_HELPER,
    EventKind.HELPER_TOOK_OVER,
    EventKind.HELPER_NOT_READY,
    EventKind.MONEY_DAY,
    EventKind.REOPENED,
)
"""Events with which an office begins to hold an issue."""

ENDS_HOLDING = (
    EventKind.PASSED_UP,
    EventKind.APPLIED_UP,
    EventKind.SENT_DOWN,
    EventKind.PASSED_TO_NEXT,
    EventKind.PASSED_TO_RIGHT,
    EventKind.WENT_UP_OVERDUE,
    EventKind.DISPUTE_UP,
    EventKind.LOST_ON_WAY,
    EventKind.SECOND_ROW_ENDS,
    *OUTCOMES,
)
"""Events with which it stops."""


@dataclass(frozen=True)
class Holding:
    """A time during which one office held an issue.

    Attributes:
        office: The office.
        first: First day.
        last: Day on which it passed on, closed or lost it; None while it still holds it.
        hours: Hours it spent.
        round: Round of the need.
    """

    office: Office
    first: date
    last: date | None
    hours: float
    round: int


@dataclass(frozen=True)
class IssueStory:
    """Everything that happened to one need, all rounds.

    Attributes:
        issue: Its id.
        category: What it is about; None where it arose before the watch began.
        events: Events in order.
    """

    issue: IssueId
    category: Category | None
    events: tuple[Event, ...]

    @property
    def outcome(self) -> Event | None:
        """The event that says how it ended, the last one where there were several rounds."""
        return next((e for e in reversed(self.events) if e.kind in OUTCOMES and not e.second_row), None)

    @property
    def holdings(self) -> list[Holding]:
        """Who held it when, and with how many hours; second rows of work left out."""
        found: list[Holding] = []
        now: Event | None = None
        hours = 0.0
        for event in self.events:
            if event.second_row:
                continue
            hours += event.hours
            begins, ends = event.kind in BEGINS_HOLDING, event.kind in ENDS_HOLDING
            if now is not None and now.holder is not None and (ends or (begins and event.holder != now.holder)):
                still = event.kind == EventKind.STILL_OPEN
                found.append(Holding(now.holder, now.date, None if still else event.date, hours, now.round))
                now, hours = None, 0.0
            if begins and now is None:
                now = event
        return found


@dataclass(frozen=True)
class Story:
    """What a run with a watch list has found.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed of the run.
        subject: The id that was followed, as typed.
        about: Who that is, in English and in Chinese.
        first: First day of the run.
        last: Last day that was simulated.
        measured_from: First measured day.
        events: All events, in order.
        n_again: How many steps of a district's day the interpreter ran again, each equal to the engine's.
    """

    scenario: str
    seed: int
    subject: str
    about: Sentence
    first: date
    last: date
    measured_from: date
    events: tuple[Event, ...]
    n_again: int

    def issues(self) -> list[IssueStory]:
        """The needs of the story, in the order in which they arose."""
        return issues_of(self.events)

    def as_dict(self) -> dict[str, Any]:
        """The story for programs."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "subject": self.subject,
            "about": str(self.about),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "measured_from": self.measured_from.isoformat(),
            "steps_run_again": self.n_again,
            "issues": [issue_dict(issue) for issue in self.issues()],
            "events": [event.as_dict() for event in self.events],
        }


def issue_dict(story: IssueStory) -> dict[str, Any]:
    """The summary of one need for programs."""
    outcome = story.outcome
    return {
        "issue": str(story.issue),
        "category": None if story.category is None else story.category.key,
        "arose": story.events[0].date.isoformat(),
        "rounds": max(event.round for event in story.events),
        "outcome": None if outcome is None else outcome.kind.key,
        "outcome_date": None if outcome is None else outcome.date.isoformat(),
        "hours": math.fsum(event.hours for event in story.events),
        "holders": [
            {
                "office": str(h.office.name),
                "kind": h.office.kind.key,
                "code": h.office.code,
                "first": h.first.isoformat(),
                "last": None if h.last is None else h.last.isoformat(),
                "hours": h.hours,
                "round": h.round,
            }
            for h in story.holdings
        ],
    }


def issues_of(events: Iterable[Event]) -> list[IssueStory]:
    """Events sorted by the need they are about.

    Args:
        events: Events in order.
    """
    by_issue: dict[IssueId, list[Event]] = {}
    for event in events:
        if event.issue is not None:
            by_issue.setdefault(event.issue, []).append(event)
    return [
        IssueStory(
            issue, next((e.facts["category"] for e in its_events if e.kind == EventKind.AROSE), None), tuple(its_events)
        )
        for issue, its_events in by_issue.items()
    ]


def first_day_of(issue: IssueId) -> int:
    """First day on which a need of this number can arise."""
    return issue.need // NEEDS_PER_PERIOD * PERIOD_DAYS


def follow(
    scenario: Scenario,
    world: World,
    residents: Iterable[int],
    subject: str,
    about: Sentence,
    seed: int | None = None,
    threads: int = 1,
    issue: IssueId | None = None,
    progress: Callable[[], None] | None = None,
    until: int | None = None,
) -> Story:
    """Runs a scenario with a watch list and tells what happened; the run itself stays what it would have been.

    Args:
        scenario: The scenario.
        world: The world built for it.
        residents: Keys of the residents followed.
        subject: The id that is followed, as typed.
        about: Who that is, in English and in Chinese.
        seed: Seed of the run; the scenario's where not given.
        threads: Threads over districts; the story does not depend on it.
        issue: Follow only this need, and stop when nothing of it is left.
        progress: Called after every simulated day.
        until: Days to simulate; all of the scenario's where not given.

    Returns:
        The story.
    """
    model = GovernanceModel(scenario, world, seed=seed, threads=threads)
    try:
        ends = model.calendar.n_days if until is None else min(until, model.calendar.n_days)
        begins = 0 if issue is None else min(first_day_of(issue), ends)
        while model.day < begins:
            _step(model, progress)
        watch = Watch(model, residents)
        while model.day < ends:
            _step(model, progress)
            if issue is not None and model.day >= begins + PERIOD_DAYS and not _in_store(model, issue):
                break
        story = story_so_far(watch, subject, about)
        return story if issue is None else replace(story, events=tuple(e for e in story.events if e.issue == issue))
    finally:
        model.release()


def story_so_far(watch: Watch, subject: str, about: Sentence) -> Story:
    """What a watch has seen up to now, for a page that shows a running model.

    Args:
        watch: The watch; the model may go on afterwards.
        subject: The id that is followed, as typed.
        about: Who that is, in English and in Chinese.
    """
    model = watch.model
    date_of = model.calendar.date
    return Story(
        model.scenario.name,
        model.run_seed,
        subject,
        about,
        date_of(0),
        date_of(max(0, model.day - 1)),
        date_of(model.scenario.run.warm_up_days),
        (*watch.events, *watch.open_at_end()),
        watch.n_again,
    )


def _step(model: GovernanceModel, progress: Callable[[], None] | None) -> None:
    model.step()
    if progress is not None:
        progress()


def _in_store(model: GovernanceModel, issue: IssueId) -> bool:
    """Whether a row of a need is still open, hidden or to come again."""
    issues = model.stage.issues
    return bool(
        (
            (issues["resident_key"] == issue.resident)
            & (issues["occasion"] // ROUNDS == issue.need)
            & (issues["state"] != FREE)
        ).any()
    )


ORDINARY = T("an ordinary resident of {community}", "{community}的普通居民")
ONE_OF = T("one of the {group} of {community}", "{community}的居民，属{group}")


def about_resident(world: World, community: int, number: int) -> Sentence:
    """Who a resident is on the first day, in English and in Chinese.

    Args:
        world: The world.
        community: Row of the community.
        number: Number of the resident within it.
    """
    group = coded(Group, group_of(world.residents.traits[int(world.communities.first_resident[community]) + number]))
    who = ORDINARY if group == Group.ORDINARY else ONE_OF
    return who.filled(group=group.words, community=about_community(world, community))


def about_community(world: World, community: int) -> Sentence:
    """What community this is, in English and in Chinese.

    Args:
        world: The world.
        community: Row of the community.
    """
    code, setting = int(world.communities.code[community]), coded(Setting, world.communities.setting[community])
    township, district = int(world.communities.township[community]), int(world.communities.district[community])
    name_zh = f"{world.districts.name_zh[district]}{world.townships.name_zh[township]}{code % 1000:03d}号社区"
    name = f"the {setting.label} community {code} in {world.districts.name_en[district]}"
    return Sentence(name, f"{name_zh}（{setting.label_zh}）")
