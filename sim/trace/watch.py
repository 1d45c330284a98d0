"""The watch list: which residents are followed through a run, and the events collected on the way.

Only what concerns a watched resident is run again by the interpreter: a step in which a request of theirs, their trust
or an occasion for a need has moved. Everything else costs a copy of a district's rows per step.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.issues.phases import PERIOD_DAYS
from sim.issues.store import FREE, JOINT, REGISTERED
from sim.trace.events import Event, as_row, coded
from sim.trace.kinds import EventKind
from sim.trace.record import Recorder
from sim.trace.replay import KERNELS, ExplanationFailed, Replay
from sim.trace.telling import Teller
from sim.vocabulary import State

COMPARED = (
    "state",
    "stage",
    "desk",
    "flags",
    "hours",
    "spent",
    "due",
    "plan",
    "queue_class",
    "part",
    "refusals",
    "attempts",
    "n_nominal",
    "reopenings",
    "hand_overs",
    "money_day",
    "timer",
    "closed",
)
"""Fields whose change means that something has happened to an issue."""

MOVED = ("trust_community", "trust_township", "trust_district", "trust_municipality", "habit", "disposition")
"""Fields whose change means that something has happened to a resident."""

WEEK_DAYS = 7


class Watch:
    """Follows some residents of a model and collects what happens to them.

    Attributes:
        events: Events so far, in order.
        n_again: How many steps of districts were run again.
    """

    def __init__(self, model: Any, residents: Iterable[int]) -> None:
        """Begins to follow residents; the model must not have been run by anybody else in between.

        Args:
            model: The model; its results stay what they are.
            residents: Keys of the residents.
        """
        self.model = model
        self.keys = np.array(sorted(residents), np.uint64)
        self.recorder = Recorder({int(key) for key in self.keys})
        self.replay = Replay(model, self.recorder)
        self.teller = Teller(model, self.recorder.concerns)
        self.events: list[Event] = []
        self.n_again = 0
        self._find_rows()
        model.look_between_steps(self._before, self._after)

    def _find_rows(self) -> None:
        """Where the residents live now, and which districts that makes."""
        model = self.model
        self.rows = np.flatnonzero(np.isin(model.residents.key, self.keys))
        self.communities = np.searchsorted(model.communities.first_resident, self.rows, side="right") - 1
        self.districts = np.unique(model.communities.district[self.communities])
        keys = model.residents.key[self.rows].tolist()
        self._homes: dict[int, int] = dict(zip(keys, self.communities.tolist(), strict=True))

    def _before(self, step: str) -> None:
        if step not in KERNELS:
            return
        for d in self.districts:
            self.replay.keep(int(d))
        if step == "keep records" and self.model.day % WEEK_DAYS == WEEK_DAYS - 1:
            self._week = [*self.model.ledger.week, self._closed_today()]

    def _after(self, step: str) -> None:
        if step == "adapt":
            self._see_moves()
        if step not in KERNELS:
            return
        if step == "keep records":
            self._hear()
            return
        for d in self.districts:
            if not self._touched(step, int(d)):
                continue
            if step == "meet":
                self._see_meetings(int(d))
            calls = self.replay.again(step, int(d))
            self.n_again += 1
            self.events += self.teller.tell(calls, self.model.day)

    def _touched(self, step: str, d: int) -> bool:
        """Whether a step has moved anything that is watched in a district."""
        if step == "arise and voice":
            candidates = self.model.candidates
            edges = candidates.edges[self.model.day % PERIOD_DAYS]
            return bool(np.isin(candidates.rows[edges[d] : edges[d + 1]], self.rows).any())
        kept, now = self._watched(self.replay.kept_issues(d)), self._watched(self.replay.segment(d))
        if kept.keys() != now.keys() or any(kept[name] != now[name] for name in kept):
            return True
        return len(self._moved(d)) > 0

    def _watched(self, issues: np.ndarray) -> dict[tuple[int, int], tuple[Any, ...]]:
        """The watched issues among some slots, by permanent id."""
        chosen = issues[(issues["state"] != FREE) & np.isin(issues["resident_key"], self.keys)]
        return {
            (int(i["resident_key"]), int(i["occasion"])): tuple(i[name].item() for name in COMPARED) for i in chosen
        }

    def _moved(self, d: int) -> np.ndarray:
        """Rows of watched residents of a district whose trust, habit or disposition has moved in this step."""
        rows = self.rows[self.model.communities.district[self.communities] == d]
        before, now = self.replay.kept_residents(rows), self.model.residents.records[rows]
        changed = np.zeros(len(rows), bool)
        for name in MOVED:
            changed |= before[name] != now[name]
        return rows[changed]

    def _see_meetings(self, d: int) -> None:
        """Issues that a joint meeting has put on its agenda today, and those that its minutes have registered."""
        before, now = self.replay.kept_issues(d), self.replay.segment(d)
        n = len(before)
        new = (now["flags"][:n] & JOINT != 0) & (before["flags"] & JOINT == 0) & (before["state"] != FREE)
        for slot in np.flatnonzero(new & np.isin(now["resident_key"][:n], self.keys)):
            issue = as_row(now[slot])
            self.events.append(self.teller.about(EventKind.JOINT_MEETING, issue, self.model.day))
            if now["flags"][slot] & ~before["flags"][slot] & REGISTERED:
                due = self.model.calendar.date(int(issue["due"]))
                self.events.append(self.teller.about(EventKind.REGISTERED, issue, self.model.day, due=due))

    def _see_moves(self) -> None:
        """On 1 January residents may have moved to other rows, and some to other places."""
        model = self.model
        if model.calendar.quarter[model.day] != 1:
            return
        before = self._homes
        self._find_rows()
        for key, community in self._homes.items():
            if before[key] != community:
                self.events.append(
                    Event(
                        model.day,
                        model.calendar.date(model.day),
                        EventKind.MOVED,
                        key,
                        facts={"place": self.teller.offices.community(community)},
                    )
                )

    def _closed_today(self) -> np.ndarray:
        """Issues closed today anywhere, while they are still in the store."""
        issues = self.model.stage.issues
        closed = (issues["closed"] == self.model.day) & (issues["state"] >= int(State.RESOLVED))
        return issues[closed & (issues["state"] != FREE)]

    def _hear(self) -> None:
        """At the week's end the home village hears; what has reached a watched resident is told."""
        if self.model.day % WEEK_DAYS != WEEK_DAYS - 1:
            return
        moved = [self._moved(int(d)) for d in self.districts]
        rows = np.concatenate(moved) if moved else np.zeros(0, int)
        if len(rows) == 0:
            return
        homes = np.unique(self.communities[np.isin(self.rows, rows)])
        for records in self._week:
            reach = np.isin(self.model.residents.origin[records["resident"]], homes)
            calls = self.replay.hear(records[reach])
            self.events += self.teller.tell(calls, self.model.day)
        heard, engine = self.replay.kept_residents(rows), self.model.residents.records[rows]
        if not all(np.allclose(heard[name], engine[name], atol=1e-5) for name in MOVED[:4]):
            raise ExplanationFailed(f"day {self.model.day}, keep records: trust differs")

    def open_at_end(self) -> list[Event]:
        """Events that say which watched issues are still open, to be asked for after the last day."""
        issues = self.model.stage.issues
        chosen = issues[
            (issues["state"] != FREE)
            & (issues["state"] != int(State.LATENT))
            & np.isin(issues["resident_key"], self.keys)
        ]
        return [
            self.teller.about(
                EventKind.STILL_OPEN, as_row(issue), self.model.day - 1, state=coded(State, issue["state"])
            )
            for issue in chosen
        ]
