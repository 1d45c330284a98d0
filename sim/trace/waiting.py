"""What issues wait for, day by day: hours, money, authority, a department, nobody, or a thread that is lost.

At the end of every working part of a day each open issue is looked at once and its day is put down to what it waited
for. Nothing is guessed: state, stage and flags of the record say it, and the way it moved says why it is in transit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.issues import store
from sim.issues.store import FREE
from sim.vocabulary import Category, Setting, State, Tier, Word
from sim.words import Sentence, T

NOTHING = 1e-9
LOOK_AFTER = "work, hand over and close"


class Wait(Word):
    """What a day of an open issue went to, with the same in a word where there is one."""

    row: Sentence | None

    @property
    def short(self) -> Sentence:
        """The same in as few words as can be."""
        return self.row or self.words

    WORKED = 0, "being worked on for as many hours as a day allows", "正在办理（已达单日工时上限）"
    HOURS = (
        1,
        "hours: in the queue, or worked on for fewer hours than a day allows",
        "工时：排队待办，或当日工时不足",
        T("hours", "工时"),
    )
    MONEY = 2, "money: applying or waiting for it", "资金：申请或待拨", T("money", "资金")
    AUTHORITY = 3, "authority: waiting to be passed to who may decide", "权限：等待上报或转办", T("authority", "权限")
    TRANSIT = 4, "authority: on the way between tiers", "权限：在上下级之间流转途中", T("authority", "权限")
    DEPARTMENTS = 5, "departments: on the way to the next one", "部门：移交下一部门途中", T("departments", "部门")
    REFUSAL = 6, "departments: refused by the next one", "部门：下一部门推诿", T("departments", "部门")
    WRONG = 7, "departments: in a wrong one", "部门：分派有误", T("departments", "部门")
    NOBODY = 8, "nobody responsible", "无人认领"
    LOST = 9, "lost on the way, still on the register", "途中丢失，台账仍在册"
    DAYS_OFF = 10, "days off of the office", "休息日"


class Ending(Word):
    """How issues stand at the end, in the order of tables."""

    ON_TIME = 0, "resolved on time", "按时解决"
    LATE = 1, "resolved late", "逾期解决"
    FAILED = 2, "worked on without success", "办而未成"
    NOMINAL = 3, "nominally closed", "形式办结"
    DROPPED = 4, "dropped unanswered", "杳无音讯"
    OPEN = 5, "still open, within its clock", "在办未超期"
    OPEN_LATE = 6, "still open, past its clock", "在办已超期"


UNSOLVED_OR_LATE = (Ending.LATE, Ending.FAILED, Ending.NOMINAL, Ending.DROPPED, Ending.OPEN_LATE)
"""Endings that a bottleneck may explain."""

_CLOSED = {
    State.RESOLVED: Ending.ON_TIME,
    State.FAILED: Ending.FAILED,
    State.NOMINAL: Ending.NOMINAL,
    State.DROPPED: Ending.DROPPED,
}


@dataclass(frozen=True, eq=False)
class Waiting:
    """Days by what they went to.

    Attributes:
        days: (endings, categories, settings, tiers, waits) weighted issue-days; the tier is the one that held it last.
        issues: (endings, categories, settings, tiers) weighted issues.
        longest: (endings, waits) weighted issues by what most of their days went to, days of work left out.
        n: (endings,) issues seen, without weights.
    """

    days: np.ndarray
    issues: np.ndarray
    longest: np.ndarray
    n: np.ndarray


class WaitingClock:
    """Counts the days of all open issues of a model by what they went to.

    Memory: one row of small integers per slot of the store. A day costs a few passes over the store.
    """

    def __init__(self, model: Any) -> None:
        """Begins to count; the model's results stay what they are.

        Args:
            model: A model before its first day, or at any later day.
        """
        self.model = model
        shape = (len(Ending), len(Category), len(Setting), len(Tier))
        self._days = np.zeros((*shape, len(Wait)))
        self._issues = np.zeros(shape)
        self._longest = np.zeros((len(Ending), len(Wait)))
        self._n = np.zeros(len(Ending), np.int64)
        n = len(model.stage.issues)
        self._spans = self._spans_now()
        self._counts = np.zeros((n, len(Wait)), np.int16)
        self._way = np.full(n, int(Wait.TRANSIT), np.uint8)
        self._before = model.stage.issues.copy()
        model.look_between_steps(lambda step: None, self._after)

    def _spans_now(self) -> np.ndarray:
        """First slot and number of slots of each district."""
        districts = self.model.districts.records
        return np.stack([districts["first_slot"], districts["n_slots"]], axis=1).astype(np.int64)

    def _make_room(self) -> None:
        """Follows the store where it has grown: slots keep their number within the district."""
        spans = self._spans_now()
        if np.array_equal(spans, self._spans):
            return
        issues = self.model.stage.issues
        counts, way = np.zeros((len(issues), len(Wait)), np.int16), np.full(len(issues), int(Wait.TRANSIT), np.uint8)
        before = np.zeros(len(issues), issues.dtype)
        before["state"] = FREE
        for (old, n), (new, _) in zip(self._spans, spans, strict=True):
            counts[new : new + n], way[new : new + n] = self._counts[old : old + n], self._way[old : old + n]
            before[new : new + n] = self._before[old : old + n]
        self._counts, self._way, self._before, self._spans = counts, way, before, spans

    def _after(self, step: str) -> None:
        if step != LOOK_AFTER:
            return
        self._make_room()
        issues, before, day = self.model.stage.issues, self._before, self.model.day
        used = (issues["state"] != FREE) & (issues["state"] != int(State.LATENT))
        used &= issues["flags"] & store.DUPLICATE == 0
        other = (issues["resident_key"] != before["resident_key"]) | (issues["occasion"] != before["occasion"])
        other |= before["state"] == FREE
        self._counts[other] = 0
        self._see_ways(issues, before, other)
        closed = used & (issues["state"] >= int(State.RESOLVED)) & (issues["closed"] == day)
        waits = np.flatnonzero(used & (issues["state"] < int(State.RESOLVED)))
        self._counts[waits, self._wait(waits, other)] += 1
        self._book(np.flatnonzero(closed & (issues["reported"] >= self.model.scenario.run.warm_up_days)), None)
        self._before = issues.copy()

    def _see_ways(self, issues: np.ndarray, before: np.ndarray, other: np.ndarray) -> None:
        """What an issue that has been sent on its way since yesterday is under way for."""
        sent = (issues["state"] == int(State.IN_TRANSIT)) | (issues["state"] == int(State.LOST_ON_BOOK))
        sent &= other | (issues["hand_overs"] != before["hand_overs"])
        stage = issues["stage"]
        way = np.full(len(issues), int(Wait.TRANSIT), np.uint8)
        way[(stage == store.STAGE_APPLY) | ((stage == store.STAGE_DISPATCH) & (issues["flags"] & store.STUCK != 0))] = (
            Wait.MONEY
        )
        working = (stage == store.STAGE_WORK) | (stage == store.STAGE_REFUSED)
        way[working & (issues["part"] > 0) & (issues["part"] != np.where(other, 0, before["part"]))] = Wait.DEPARTMENTS
        wrong = ~other & (before["flags"] & store.MISROUTED != 0) & (issues["flags"] & store.MISROUTED == 0)
        # Whoever redirects leaves the work undone; whoever passes on has finished a stage.
        undone = other & (issues["hours"] > NOTHING) & (issues["n_nominal"] == 0)
        way[wrong | undone] = Wait.WRONG
        self._way[sent] = way[sent]

    def _wait(self, slots: np.ndarray, other: np.ndarray) -> np.ndarray:
        """What the day of each open issue went to."""
        issues, before = self.model.stage.issues[slots], self._before[slots]
        state, stage, flags = issues["state"], issues["stage"], issues["flags"]
        found = np.full(len(slots), int(Wait.HOURS))
        queued = state == int(State.QUEUED)
        spent = np.where(other[slots], 0.0, before["spent"])
        if not self.model.calendar.working[self.model.day]:
            found[queued & (self.model.desks.works_daily[np.maximum(issues["desk"], 0)] == 0)] = Wait.DAYS_OFF
        limit = self.model.rulebook.plain.hours_per_day_limit
        tried = ~other[slots] & (issues["attempts"] > before["attempts"])
        enough = (issues["spent"] - spent >= limit - NOTHING) | tried
        found[queued & enough & (stage != store.STAGE_PASS_UP)] = Wait.WORKED
        if self.model.calendar.working[self.model.day]:
            found[queued & (stage == store.STAGE_PASS_UP)] = Wait.AUTHORITY
            stuck = flags & store.STUCK != 0
            found[queued & (stage == store.STAGE_DISPATCH)] = Wait.AUTHORITY
            found[queued & ((stage == store.STAGE_APPLY) | ((stage == store.STAGE_DISPATCH) & stuck))] = Wait.MONEY
            found[queued & (stage == store.STAGE_REFUSED)] = Wait.REFUSAL
            found[queued & (flags & store.MISROUTED != 0)] = Wait.WRONG
        found[state == int(State.WAITING_MONEY)] = Wait.MONEY
        found[state == int(State.WAITING_HOLDER)] = Wait.NOBODY
        found[state == int(State.LOST_ON_BOOK)] = Wait.LOST
        transit = state == int(State.IN_TRANSIT)
        found[transit] = self._way[slots[transit]]
        found[transit & (issues["plan"] == store.PLAN_INTAKE)] = Wait.DAYS_OFF
        return found

    def _book(self, slots: np.ndarray, ending: np.ndarray | None) -> None:
        """Adds issues to the tables by how they ended."""
        if len(slots) == 0:
            return
        issues, c = self.model.stage.issues[slots], self.model.communities
        if ending is None:
            ending = np.array([int(_CLOSED[state]) for state in State if state >= State.RESOLVED])[
                issues["state"] - int(State.RESOLVED)
            ]
            late = (ending == int(Ending.ON_TIME)) & (issues["flags"] & store.LATE != 0)
            ending = np.where(late, int(Ending.LATE), ending)
        weight, setting = c.weight[issues["community"]], c.setting[issues["community"]]
        counts = self._counts[slots].astype(float)
        at = (ending, issues["category"], setting, issues["tier"])
        np.add.at(self._issues, at, weight)
        np.add.at(self._days, at, counts * weight[:, None])
        waits = counts.copy()
        waits[:, int(Wait.WORKED)] = waits[:, int(Wait.DAYS_OFF)] = 0.0
        some = waits.sum(axis=1) > 0.0
        np.add.at(self._longest, (ending[some], waits[some].argmax(axis=1)), weight[some])
        self._n += np.bincount(ending, minlength=len(Ending))

    def result(self) -> Waiting:
        """The tables, with the issues that are open now added to them; to be asked for once, after the last day."""
        issues = self.model.stage.issues
        open_ = (issues["state"] != FREE) & (issues["state"] != int(State.LATENT))
        open_ &= (issues["state"] < int(State.RESOLVED)) & (issues["flags"] & store.DUPLICATE == 0)
        slots = np.flatnonzero(open_ & (issues["reported"] >= self.model.scenario.run.warm_up_days))
        late = issues["flags"][slots] & store.LATE != 0
        late |= issues["due"][slots] < self.model.day
        self._book(slots, np.where(late, int(Ending.OPEN_LATE), int(Ending.OPEN)))
        return Waiting(self._days, self._issues, self._longest, self._n)
