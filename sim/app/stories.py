"""The page tells the story of an issue, a resident or a community: the run again, beside it, in a thread of its own."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sim.app.display import Display
from sim.app.runs import BYTES_PER_RESIDENT, Run, free_bytes
from sim.app.scenario_files import saved
from sim.app.words import WORDS, say
from sim.errors import GongzhiError
from sim.mechanisms import registry
from sim.scenario.scenario import Scenario
from sim.shipped import command_line
from sim.trace import identity, render_story
from sim.trace.identity import IssueId
from sim.trace.story import Story, about_community, about_resident, follow
from sim.words import Sentence, T
from sim.world.world import World

MOST_RESIDENTS = 2_000_000
"""Residents of the sample up to whom the page runs again; a larger world belongs to the command line (assumed)."""

PROGRESS_PER_SECOND = 3.0


class Stopped(Exception):
    """Nobody wants the story any more."""


class Hosts(Protocol):
    """What stories ask of the tab's player."""

    display: Display

    def post(self, job: Callable[[], None]) -> None:
        """Leaves a job for the tab's thread."""


@dataclass(frozen=True)
class Subject:
    """Whom a story is about.

    Attributes:
        what: "issue", "resident" or "community".
        text: The permanent id as the command line takes it.
        about: Who that is, in English and in Chinese.
        residents: Keys of the residents followed.
        issue: The need, or None.
    """

    what: str
    text: str
    about: Sentence
    residents: tuple[int, ...]
    issue: IssueId | None = None


def subject_of(world: World, ref: str) -> Subject | None:
    """Whom a reference of the page means; None for an office, which has no story.

    Args:
        world: The world.
        ref: The reference, as `sim.app.inspection.card_of` takes it.

    Raises:
        InputError: No such resident.
    """
    kind, *numbers = ref.split(":")
    if (kind, len(numbers)) not in {("i", 2), ("r", 1), ("c", 1)} or not all(
        number.isascii() and number.isdigit() for number in numbers
    ):
        return None
    codes, first = world.communities.code, int(numbers[0])
    if kind == "c":
        if first >= len(codes):
            return None
        code, n = int(codes[first]), int(world.communities.population[first])
        keys = tuple(identity.known_resident("--community", code, number, n) for number in range(n))
        return Subject("community", str(code), about_community(world, first), keys)
    option = "--issue" if kind == "i" else "--resident"
    row = identity.known_community(option, first >> 16, [int(code) for code in codes])
    number = first & 0xFFFF
    identity.known_resident(option, first >> 16, number, int(world.communities.population[row]))
    about = about_resident(world, row, number)
    if kind == "r":
        return Subject("resident", identity.resident_text(first), about, (first,))
    issue = identity.issue_of(first, int(numbers[1]))
    return Subject("issue", str(issue), about, (first,), issue)


@dataclass
class Telling:
    """One story in the making, or render_story.

    Attributes:
        ref: What it is about, as the page names it.
        subject: The same for the run.
        scenarios: The scenarios to be run again, by pane: "B" the policy, "A" the baseline.
        day: The day up to which they are run.
        stories: Those told so far.
        n_days: Days simulated so far.
        problem: Why there is no story; None where there is one.
        stop: Set when nobody wants it any more.
    """

    ref: str
    subject: Subject
    scenarios: dict[str, Scenario]
    day: int
    stories: dict[str, Story] = field(default_factory=dict)
    n_days: int = 0
    problem: Sentence | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def shown(self) -> dict[str, Any]:
        """What the panel shows."""
        if self.problem is not None:
            return {"ref": self.ref, "refused": str(self.problem)}
        if len(self.stories) < len(self.scenarios):
            n = self.day * len(self.scenarios)
            return {"ref": self.ref, "busy": say("running_again", day=self.n_days, n=n)}
        panes = [pane_of(pane, story, self.subject) for pane, story in self.stories.items()]
        return {"ref": self.ref, "day": self.day, "panes": panes}


def pane_of(pane: str, story: Story, subject: Subject) -> dict[str, Any]:
    """One story as the panel shows it; of a community the summary, since its lines are thousands.

    Args:
        pane: "B" or "A".
        story: The story.
        subject: Whom it is about.

    Returns:
        Title, text above, steps (day, line, what was weighed) and text below.
    """
    shown: dict[str, Any] = {"pane": pane, "title": say(f"pane_{pane}"), "steps": [], "below": ""}
    if subject.what == "community":
        return {**shown, "head": render_story.summary(story)}
    steps = [{"day": step.day, "line": step.line, "weighed": step.weighed} for step in render_story.steps(story.events)]
    above, below = ("\n".join(part(story)).strip() for part in (render_story.above, render_story.below))
    return {**shown, "head": above, "steps": steps, "below": below}


class Stories:
    """Tells the stories of one tab, one at a time; the models that play are left alone.

    Args:
        host: The tab's player.
    """

    def __init__(self, host: Hosts) -> None:
        self._host = host
        self._telling: Telling | None = None

    def tell(self, run: Run, ref: str) -> None:
        """Begins a story of the run up to its present day, or says why there is none; in the player's thread.

        Args:
            run: The run; side by side its baseline is told too.
            ref: What it is about.

        Raises:
            InputError: No such resident.
        """
        subject = subject_of(run.world, ref)
        if subject is None:
            return
        self.cancel()
        scenarios = {"B": run.policy.as_scenario()}
        if run.baseline is not None:
            scenarios["A"] = run.baseline.as_scenario()
        telling = Telling(ref, subject, scenarios, run.policy.day, problem=_refusal(run, subject))
        self._telling = telling
        self.show()
        if telling.problem is None:
            work = threading.Thread(target=self._work, args=(telling, run.world), name="gongzhi-story", daemon=True)
            work.start()

    def cancel(self) -> None:
        """Gives up the story that is being told; one that has been told stays."""
        if self._telling is not None:
            self._telling.stop.set()

    def forget(self) -> None:
        """Leaves no story on the page: another run begins, or the reader has stopped it."""
        self.cancel()
        self._telling = None
        self.show()

    def show(self) -> None:
        """Shows the story, or how far it is, in the language of the page."""
        telling = self._telling
        self._host.display.show("panel", told={} if telling is None else telling.shown())

    def _work(self, telling: Telling, world: World) -> None:
        """Runs the scenarios again; touches no widget, but leaves jobs for the player."""
        subject, last = telling.subject, time.monotonic()

        def a_day_more() -> None:
            nonlocal last
            if telling.stop.is_set():
                raise Stopped
            telling.n_days += 1
            if time.monotonic() - last >= 1.0 / PROGRESS_PER_SECOND:
                last = time.monotonic()
                self._host.post(self.show)

        try:
            for pane, scenario in telling.scenarios.items():
                telling.stories[pane] = follow(
                    scenario, world, subject.residents, subject.text, subject.about,
                    issue=subject.issue, progress=a_day_more, until=telling.day,
                )  # fmt: skip
        except Stopped:
            return
        except Exception as problem:
            if not isinstance(problem, GongzhiError):
                traceback.print_exc(file=sys.stderr)
            text = f"{type(problem).__name__}: {problem}"
            telling.problem = WORDS.phrase("story_failed", problem=text)
        self._host.post(self.show)


def _refusal(run: Run, subject: Subject) -> Sentence | None:
    """Why a run cannot be run again here; None where it can."""
    unrecorded = [registry()[name].title() for name in sorted(run.policy.policies.unrecorded)]
    if unrecorded:
        names = T(", ".join(t.en for t in unrecorded), "、".join(t.zh for t in unrecorded))
        return WORDS.phrase("story_unrecorded", names=names)
    n = len(run.policy.residents)
    if n > MOST_RESIDENTS or n * BYTES_PER_RESIDENT > 0.9 * free_bytes():
        command = command_line("trace", saved(run.policy).file_name, f"--{subject.what}", subject.text)
        return WORDS.phrase("story_too_large", n=n, command=command)
    return None
