"""The bottlenecks of a run: which offices cannot keep up, in which categories, and what unsolved issues waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.issues.store import FREE
from sim.model import GovernanceModel
from sim.running import BOOKED_HOURS
from sim.scenario.scenario import Scenario
from sim.trace.events import Office, coded
from sim.trace.offices import Offices
from sim.trace.waiting import Ending, Wait, Waiting, WaitingClock
from sim.vocabulary import Category, DeskKind, Setting, State, Tier
from sim.words import T
from sim.world.world import World

LEAST_HOURS = 1.0
"""Offices with fewer hours over the measured days are not ranked."""


@dataclass(frozen=True)
class Load:
    """How busy desks of a kind, or one office, were over the measured days, and what lies there at the end.

    Attributes:
        kind: Kind of desk; None for all departments of a district together.
        setting: Setting of the communities, for committees; else None.
        office: The single office; None for all of a kind.
        n: Desks.
        available_hours: Hours they had, weighted to the whole place.
        offered_hours: Hours that what reached them would have taken.
        carried_hours: Hours they really spent.
        waiting: Issues in their queues at the end, weighted.
        waiting_hours: Hours these still need.
        overdue: Those of them past their clock.
        days: Measured days.
    """

    kind: DeskKind | None
    setting: Setting | None
    office: Office | None
    n: int
    available_hours: float
    offered_hours: float
    carried_hours: float
    waiting: float
    waiting_hours: float
    overdue: float
    days: int

    @property
    def offered_load(self) -> float:
        """Offered over available hours; above 1 the desk cannot keep up."""
        return self.offered_hours / self.available_hours if self.available_hours > 0.0 else float("nan")

    @property
    def carried_load(self) -> float:
        """Carried over available hours."""
        return self.carried_hours / self.available_hours if self.available_hours > 0.0 else float("nan")

    @property
    def backlog_days(self) -> float:
        """Calendar days of its own hours that the queue at the end would take, at the mean of the measured days."""
        daily = self.available_hours / self.days
        return self.waiting_hours / daily if daily > 0.0 else float("nan")


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What a run says about its bottlenecks.

    Attributes:
        scenario: Name of the scenario.
        seed: Seed of the run.
        days: Measured days.
        kinds: Load by kind of desk, committees by setting.
        districts: The departments of each district together, the busiest first.
        offices: Every single office with hours, by tier from the community upwards, the busiest first.
        waiting: Issue-days by what they went to.
    """

    scenario: str
    seed: int
    days: int
    kinds: tuple[Load, ...]
    districts: tuple[Load, ...]
    offices: tuple[Load, ...]
    waiting: Waiting

    def busiest(self, most: int = 5) -> list[Load]:
        """The busiest single offices of each tier.

        Args:
            most: Most offices of a tier.
        """
        return [
            load
            for tier in Tier
            for load in [o for o in self.offices if o.office is not None and o.office.tier == tier][:most]
        ]


def diagnose(
    scenario: Scenario,
    world: World,
    threads: int = 1,
    progress: Callable[[], None] | None = None,
) -> Diagnosis:
    """Runs a scenario and names its bottlenecks.

    Args:
        scenario: The scenario.
        world: The world built for it.
        threads: Threads over districts; the result does not depend on it.
        progress: Called after every simulated day.
    """
    model = GovernanceModel(scenario, world, threads=threads)
    try:
        clock = WaitingClock(model)
        model.run(progress)
        kinds, districts, offices = loads(model)
        return Diagnosis(scenario.name, model.run_seed, scenario.run.days, kinds, districts, offices, clock.result())
    finally:
        model.release()


def loads(model: GovernanceModel) -> tuple[tuple[Load, ...], tuple[Load, ...], tuple[Load, ...]]:
    """Load by kind of desk, by district (all departments), and of every single office.

    Args:
        model: A finished model.
    """
    table, days = _table(model), model.scenario.run.days
    kinds = []
    for kind in DeskKind:
        rows = np.flatnonzero(table["kind"] == int(kind))
        settings = Setting if kind == DeskKind.COMMITTEE else (None,)
        for setting in settings:
            chosen = rows if setting is None else rows[table["setting"][rows] == int(setting)]
            kinds.append(_load(table, chosen, kind, setting, days))
    return tuple(kind for kind in kinds if kind.n), _by_district(model, table, days), _single(model, table, days)


def _by_district(model: GovernanceModel, table: dict[str, np.ndarray], days: int) -> tuple[Load, ...]:
    """The departments of each district together, the busiest first."""
    names, m, found = model.world.districts, model.desk_map, []
    for d in range(len(model.districts)):
        first = m.first_district + d * m.PER_DISTRICT
        office = Office(
            DeskKind.CIVIL_AFFAIRS,
            Tier.DISTRICT,
            int(names.code[d]),
            T(f"all departments of {names.name_en[d]}", f"{names.name_zh[d]}各部门合计"),
        )
        load = _load(table, np.arange(first, first + m.PER_DISTRICT - 1), None, None, days, office)
        if load.available_hours >= LEAST_HOURS:
            found.append(load)
    return tuple(sorted(found, key=lambda load: -load.offered_load))


def _single(model: GovernanceModel, table: dict[str, np.ndarray], days: int) -> tuple[Load, ...]:
    """Every office with hours, unweighted, by tier and then by offered load."""
    offices = Offices(model)
    own = {**table, "weight": np.ones(len(table["kind"]))}
    rows = np.flatnonzero(table["available"] >= LEAST_HOURS)
    load = table["offered"][rows] / table["available"][rows]
    order = rows[np.lexsort((rows, -load, table["tier"][rows]))]
    return tuple(
        _load(own, np.array([row]), coded(DeskKind, table["kind"][row]), None, days, offices.at(int(row)))
        for row in order
    )


def _table(model: GovernanceModel) -> dict[str, np.ndarray]:
    """What is known of every desk at the end, one value per row."""
    desks, m, c = model.desks, model.desk_map, model.communities
    booked = sum(desks.column(name) for name in BOOKED_HOURS)
    weight, setting = np.ones(len(desks)), np.full(len(desks), -1)
    weight[: m.first_township] = np.repeat(c.weight, m.PER_COMMUNITY)
    setting[: m.first_township] = np.repeat(c.setting, m.PER_COMMUNITY)
    weight[m.first_township : m.first_district] = np.repeat(model.townships.weight, m.PER_TOWNSHIP)
    issues = model.stage.issues
    queued = issues[(issues["state"] != FREE) & (issues["state"] == int(State.QUEUED))]
    late = queued["due"] < model.day
    tier = desks.tier.astype(int)
    return {
        "kind": desks.kind.astype(int),
        "tier": tier,
        "weight": weight,
        "setting": setting,
        "available": desks.available_hours.copy(),
        "offered": desks.offered_hours + booked,
        "carried": desks.work_hours + desks.passing_hours + booked,
        "waiting": np.bincount(queued["desk"], minlength=len(desks)).astype(float),
        "waiting_hours": np.bincount(queued["desk"], queued["hours"], minlength=len(desks)),
        "overdue": np.bincount(queued["desk"], late.astype(float), minlength=len(desks)),
    }


def _load(
    table: dict[str, np.ndarray],
    rows: np.ndarray,
    kind: DeskKind | None,
    setting: Setting | None,
    days: int,
    office: Office | None = None,
) -> Load:
    """The weighted sums over some desks."""

    def total(name: str) -> float:
        return float((table[name] * table["weight"])[rows].sum())

    return Load(
        kind,
        setting,
        office,
        len(rows),
        total("available"),
        total("offered"),
        total("carried"),
        total("waiting"),
        total("waiting_hours"),
        total("overdue"),
        days,
    )


def shares_by_wait(
    waiting: Waiting, endings: tuple[Ending, ...], category: Category | None = None, setting: Setting | None = None
) -> tuple[float, float, np.ndarray]:
    """What the issues that ended in some ways waited for.

    Args:
        waiting: The tables of a run.
        endings: Endings looked at.
        category: Only this category.
        setting: Only this setting.

    Returns:
        Weighted issues, mean days per issue, and the share of these days that went to each `Wait`; nan without any.
    """
    rows = [int(ending) for ending in endings]
    of_category: Any = slice(None) if category is None else [int(category)]
    of_setting: Any = slice(None) if setting is None else [int(setting)]
    issues = waiting.issues[rows][:, of_category][:, :, of_setting].sum()
    days = waiting.days[rows][:, of_category][:, :, of_setting].sum(axis=(0, 1, 2, 3))
    total = days.sum()
    share = days / total if total > 0.0 else np.full(len(Wait), np.nan)
    return float(issues), float(total / issues) if issues > 0.0 else float("nan"), share
