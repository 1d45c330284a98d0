"""The ordered day: the one place where order is decided. Each step says which phases it carries out and why here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.agents import (
    adaptation,
    attention,
    facilities,
    government,
    organisations,
    participation,
    projects,
    shocks,
    social_worker,
    staffing,
    word_of_mouth,
)
from sim.issues import moving, phases


@dataclass(frozen=True)
class Step:
    """One step of the day.

    Attributes:
        name: Name used in timings and in the ODD.
        phases: The phases of the life of an issue it carries out.
        run: The function, taking the model.
        reason: Why it stands where it stands.
    """

    name: str
    phases: tuple[str, ...]
    run: Callable[[Any], None]
    reason: str


def schedule() -> tuple[Step, ...]:
    """The steps of a day in order.

    Returns:
        The steps; the ODD tells them in the same words and a test holds the two together.
    """
    return (
        Step(
            "calendar",
            ("calendar",),
            _calendar,
            "everything else asks which day it is, and duty, shocks and campaigns begin and end with the day",
        ),
        Step(
            "mechanisms",
            ("mechanisms",),
            _mechanisms,
            "levers hold for the whole day, so they are set before anybody acts, money included",
        ),
        Step("fund", ("fund",), government.fund, "money must be in the purses before an office can spend it"),
        Step(
            "open offices",
            ("mechanisms",),
            phases.begin_day,
            "clerks can write a request down only while they have hours, so hours come before voices",
        ),
        Step(
            "arise and voice",
            ("arise", "voice"),
            phases.arise_and_voice,
            "needs precede work; a resident decides on the day the need arises",
        ),
        Step(
            "discover and take up",
            ("discover", "intake", "assign", "hand over", "close"),
            phases.discover_and_take_up,
            "found, arriving and overdue issues join the queues before the queues are served",
        ),
        Step("meet", ("assign", "take part"), phases.hold_meetings, "what a meeting settles is worked on the same day"),
        Step(
            "work, hand over and close",
            ("assign", "work", "hand over", "close"),
            phases.work_hand_over_close,
            "offices serve what has arrived; communities first, because their helpers take over on the same day",
        ),
        Step(
            "keep records",
            ("close",),
            phases.keep_records,
            "closed issues leave the store in an order no thread can change; home villages hear weekly",
        ),
        Step(
            "take part",
            ("take part",),
            participation.take_part,
            "people think about volunteering after the month's experience",
        ),
        Step(
            "adapt",
            ("adapt",),
            _adapt,
            "offices, workers and stocks adapt to what the day has shown, for the days to come; movers leave last",
        ),
        Step("observe", ("observe",), _observe, "last, and it changes nothing"),
    )


def _calendar(model: Any) -> None:
    model.begin()
    shocks.begin_and_end(model)


def _mechanisms(model: Any) -> None:
    model.set_levers()


def _adapt(model: Any) -> None:
    """Weekly: survey, lending. Monthly: beliefs, campaigns, posts, word of mouth, stocks. Quarterly: services.

    Yearly: what posts there are, and homes.
    """
    calendar, day = model.calendar, model.day
    if calendar.monday[day]:
        phases.look_over_open_issues(model)
        government.lend_hours(model)
    if calendar.month_start[day]:
        attention.rank_townships(model)
        government.learn_about_checks(model)
        government.call_campaigns(model)
        government.divide_municipal_hours(model)
        social_worker.workers_adapt(model)
        adaptation.train_workers(model)
        staffing.fill_posts(model)
        word_of_mouth.word_spreads(model)
        adaptation.adapt_communities(model)
    if calendar.quarter[day]:
        government.move_departments(model)
        organisations.organisations_adapt(model)
        projects.projects_adapt(model)
    facilities.facilities_adapt(model)
    if calendar.quarter[day] == 1:
        staffing.posts_adapt(model)
        moving.move_homes(model)


def _observe(model: Any) -> None:
    model.observe()
