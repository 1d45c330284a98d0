"""Scenarios in which offices are queues that theory knows, and what is seen of them day by day.

By ordinary settings alone every request is a certificate of the same hours, reported on the day it arises to the
community, never lost, misrouted, refused or reopened; committees have no other duty, save no hours, and every day of
the calendar is a working day. What is left is a queue in discrete time: arrivals, then the day's hours, first come
first served.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.model import GovernanceModel
from sim.vocabulary import DeskKind, State, Tier
from sim.world.world import World, build_world
from tests.model_runs import SMALL_PLACE, all_records, scenario

VOICE = 0.99
"""Chance that a need is reported: the highest there is."""
NEEDS = 1.0
"""Needs per resident and year."""
WORK = 2.0
"""Hours of a request."""
CATEGORIES = ("facility", "environment", "property", "dispute", "welfare", "safety", "certificate", "farming")
ZERO = (
    *("needs.emergency_share", "voice.voice_cost", "voice.voice_trust", "voice.tier_trust", "voice.tier_awareness"),
    *("voice.tier_agitated", "voice.double_share", "voice.stance_money_at_stake", "voice.habit_first_success"),
    *("voice.habit_success", "voice.habit_nominal", "voice.habit_silence"),
    *(f"voice.stance.{name}" for name in ("engaged", "money_first", "indifferent", "agitated", "irresponsible")),
    *("intake.nobody_responsible_share", "intake.enquiries_per_request", "intake.registering_hours"),
    *("intake.triage_hours", "intake.misrouted_town", "intake.misrouted_village", "intake.discovery_rate"),
    *("intake.reentry_hours", "intake.patience_sigma", "intake.registered_counter_town"),
    *("intake.registered_counter_village", "intake.registered_online", "intake.registered_petition"),
    *("intake.registered_hotline", "intake.registered_grid_town", "intake.registered_grid_village"),
    *("staff.duty_days_per_year", "staff.lent_share", "attention.weight_seen", "attention.weight_checked"),
    *("attention.weight_ranked", "work.saved_days", "work.village_authority_up", "work.work_sigma.certificate"),
    *("work.success_skill", "hand_over.delay_remote_days", "hand_over.lost_registered_share"),
    *("hand_over.lost_unregistered_share", "hand_over.passing_share", "closing.checked_share"),
    *("work.departments_two_share", "work.departments_three_share", "migration.urbanisation_points"),
    *(
        "governments.turnover_per_year",
        "work.double_check_hours",
        "closing.repeat_nominal_share",
        "closing.repeat_silent_share",
    ),
)
PLAIN: dict[str, Any] = {
    **dict.fromkeys(ZERO, 0.0),
    **{f"needs.need_rate_{place}": NEEDS for place in ("town", "village")},
    **{f"needs.mix_{p}.{k}": float(k == "certificate") for p in ("town", "village") for k in CATEGORIES},
    **{f"voice.tier_{tier}": -10.0 for tier in ("township", "district", "municipality")},
    "voice.voice_share": VOICE,
    "needs.quick_share": 1.0,
    "work.authority_community.certificate": 1.0,
    "work.authority_township.certificate": 0.0,
    "work.authority_district.certificate": 0.0,
    "work.quick_hours": WORK,
    "work.hours_per_day_limit": 24.0,
    "work.order": "due",
    "work.success.certificate": 1.0,
    "work.travel_village": 1.0,
    "work.travel_remote": 1.0,
    "work.file_work_township": 1.0,
    "work.file_work_district": 1.0,
    "intake.patience_median_days": 200.0,
    "intake.patience_limit_days": 365,
}
"""Overrides that leave a plain queue at every committee."""


@cache
def place(folder: Path, residents: float = 10.0) -> World:
    """The small place with more residents and without days off.

    Args:
        folder: Where its files are written.
        residents: Residents per resident of the small place.
    """
    shutil.copytree(SMALL_PLACE, folder, dirs_exist_ok=True)
    first = datetime.date(2016, 1, 1).toordinal()
    days = (datetime.date.fromordinal(first + n) for n in range(366 * 16))
    rows = [f"{day},working" for day in days if day.weekday() >= 5]
    (folder / "calendar.csv").write_text("\n".join(["date,kind", *rows, ""]), encoding="utf-8")
    table = (folder / "districts.csv").read_text("utf-8").splitlines()
    column = table[0].split(",").index("pop2016_est_10k")
    for n, line in enumerate(table[1:], 1):
        cells = line.split(",")
        cells[column] = f"{float(cells[column]) * residents:.4f}"
        table[n] = ",".join(cells)
    (folder / "districts.csv").write_text("\n".join([*table, ""]), encoding="utf-8")
    return build_world(folder, scenario().world, 1.0, 1)


class Seen(NamedTuple):
    """What is seen of a run; rows are days.

    Attributes:
        records: All requests, closed and open.
        hours: Hours a committee gets, (days, communities).
        waiting: Requests in a committee's queue in the evening, likewise.
        transit: Requests of a community on the way between offices in the evening, likewise.
        township: Hours a township has spent so far, (days, townships).
        station: Requests in a social work station's queue in the evening, likewise.
        workers: Social workers at work on a day, likewise.
        worked: Hours a committee has spent so far, (days, communities).
        idle: Hours of a committee that have expired so far, likewise.
        arrived: Requests reported to it, likewise.
        model: The model after its last day.
    """

    records: np.ndarray
    hours: np.ndarray
    waiting: np.ndarray
    transit: np.ndarray
    township: np.ndarray
    station: np.ndarray
    workers: np.ndarray
    worked: np.ndarray
    idle: np.ndarray
    arrived: np.ndarray
    model: GovernanceModel


def by_day(records: np.ndarray, days: np.ndarray, n_days: int, n_communities: int) -> np.ndarray:
    """Number of records by day and community."""
    table = np.zeros((n_days, n_communities), np.int64)
    inside = (days >= 0) & (days < n_days)
    np.add.at(table, (days[inside], records["community"][inside]), 1)
    return table


def watched(
    changes: Mapping[str, Any],
    world: World,
    days: int,
    seed: int = 1,
    mechanisms: Mapping[str, Mapping[str, Any]] | None = None,
) -> Seen:
    """Runs plain offices with some changes and looks at every evening.

    Args:
        changes: Overrides beside the plain ones.
        world: The place.
        days: Days of the run.
        seed: Seed of the run.
        mechanisms: Mechanisms switched on, with their parameters.
    """
    model = GovernanceModel(scenario({**PLAIN, **changes}, mechanisms, days=days), world, seed=seed)
    kinds = model.desks.column("kind")
    committees, townships, stations = (
        np.flatnonzero(kinds == kind) for kind in (DeskKind.COMMITTEE, DeskKind.TOWNSHIP, DeskKind.SOCIAL_WORKER)
    )
    evenings: list[tuple[np.ndarray, ...]] = []
    while model.day < days:
        model.step()
        desks, issues = model.desks, model.stage.issues
        on_the_way = issues["community"][issues["state"] == State.IN_TRANSIT]
        spent = desks.column("work_hours") + desks.column("passing_hours")
        evenings.append(
            (
                desks.column("hours")[committees],
                desks.column("n_open")[committees],
                np.bincount(on_the_way, minlength=len(committees)),
                spent[townships],
                desks.column("n_open")[stations],
                model.townships.column("n_workers").copy(),
                spent[committees],
                (desks.column("idle_hours") + desks.column("visit_hours"))[committees],
            )
        )
    records = all_records(model)
    own = records[records["tier_reported"] == Tier.COMMUNITY]
    arrived = by_day(own, own["reported"], days, len(model.communities))
    return Seen(records, *map(np.array, zip(*evenings, strict=True)), arrived, model)
