"""Runs of the small place in which nearly everything that can happen to an issue happens."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from sim.model import GovernanceModel
from sim.schedule import schedule
from sim.trace.record import Call, Recorder
from sim.trace.replay import KERNELS, Replay
from sim.trace.watch import Watch
from tests.model_runs import scenario, small_world
from tests.moved_levers import with_levers

MANY_NEEDS = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 0.9}
LIVELY = {
    **MANY_NEEDS,
    "participation.quorum_residents": 3,
    "participation.council_attendance_share": 0.5,
    "voice.double_share": 0.4,
    "work.place_share": 0.8,
    "closing.recurrence_days": 8.0,
    "needs.welfare_older": 6.0,
    "staff.issue_hours_factor": 3.0,
    "staff.district_staff_per_100k": 60.0,
    "staff.municipal_staff_per_million": 60.0,
}
AMOUNTS = {
    "meeting_slots": 3.0,
    "council_slots": 2.0,
    "double_check": 0.4,
    "courtyard_hours": 0.3,
    "team_hours": 1.0,
    "client_farmers": 0.3,
    "client_owners": 0.3,
    "client_others": 0.1,
    "rating_other": 0.5,
    "rating_online": 0.5,
    "goes_up": 1.0,
    "lines": 0.4,
    "able_volunteer": 0.4,
    "able_police": 0.4,
    "able_mediator": 0.4,
    "referral": 1.0,
    "ranked": 1.0,
}
"""Levers moved so that teams, councils, joint meetings, second looks and ratings occur."""


def lively(seed: int = 5, days: int = 90, threads: int = 1) -> GovernanceModel:
    """A model of the small place before its first day in which much will happen."""
    model = GovernanceModel(scenario(LIVELY, days=days), small_world(), seed=seed, threads=threads)
    return with_levers(model, AMOUNTS)


def plain(seed: int = 5, days: int = 100, threads: int = 1) -> GovernanceModel:
    """A model of the small place with many needs and no mechanism."""
    return GovernanceModel(scenario(MANY_NEEDS, days=days), small_world(), seed=seed, threads=threads)


def every_step_again(model: GovernanceModel) -> list[Call]:
    """Runs a model and every district's every step a second time by the interpreter; gives all that was recorded."""
    replay = Replay(model, Recorder(None))
    districts = range(len(model.districts))
    calls: list[Call] = []

    def before(step: str) -> None:
        if step in KERNELS:
            for d in districts:
                replay.keep(d)

    def after(step: str) -> None:
        if step in KERNELS and step != "keep records" and (step != "meet" or model.calendar.meeting[model.day]):
            for d in districts:
                calls.extend(replay.again(step, d))

    model.look_between_steps(before, after)
    model.run()
    return calls


@cache
def watched(kind: str = "lively") -> tuple[GovernanceModel, Watch]:
    """A finished run in which everybody was watched."""
    model = {"lively": lively, "plain": plain}[kind]()
    watch = Watch(model, model.residents.key.tolist())
    model.run()
    return model, watch


def names_and_purposes(calls: list[Call]) -> tuple[Counter[str], Counter[str]]:
    """How often each function was called, and each stream compared with a chance."""
    names: Counter[str] = Counter()
    purposes: Counter[str] = Counter()
    for call in (inner for root in calls for inner in root.walk()):
        names[call.name] += 1
        purposes.update(decision.purpose for decision in call.decisions)
    return names, purposes


def records_by_id(model: GovernanceModel) -> dict[tuple[int, int], np.void]:
    """Closed and open issues by permanent id."""
    records = np.concatenate([model.ledger.records, model.open_records()])
    return {(int(r["resident_key"]), int(r["occasion"])): r for r in records}


STEPS = tuple(step.name for step in schedule())
