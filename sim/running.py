"""Runs one scenario with one seed: the single way to run, for command line, studies, page and tests."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_facts
from pathlib import Path

import numpy as np
import pandas as pd

from sim.agents.shocks import KINDS as SHOCKS
from sim.columns import Population
from sim.errors import Fault, InputError
from sim.invariants import InvariantBroken, check_numbers
from sim.issues.phases import Candidates
from sim.issues.store import DISCOVERED
from sim.measures.days import resolution_tables
from sim.measures.records import RECORDS
from sim.measures.registry import Observation, measure_all, observe, out_of_range
from sim.measures.survival import kaplan_meier
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, scenario_hash
from sim.shipped import place_folder
from sim.state import State, lay
from sim.structure import EVERYWHERE, named
from sim.vocabulary import DEPARTMENT_KINDS, DeskKind, Setting, Tier
from sim.words import Sentence
from sim.world.places import Place, PlaceNames, read_place
from sim.world.sampling import Drawn
from sim.world.tables import Districts
from sim.world.world import World, build_world, describe, draw_of, prove_world

CURVE_DAYS = 90
"""Last day of the curve of days to resolution; later resolutions are rare (assumed)."""

BOOKED_HOURS = ("intake_hours", "enquiry_hours", "duty_hours")
"""Hours that are offered and carried at once: registering, enquiries and emergency duty."""


@dataclass(frozen=True)
class OfficeLoad:
    """How busy the offices of one tier are over the measured days, weighted to the whole place.

    Attributes:
        tier: The tier.
        setting: Setting of the communities, or None for tiers above the community.
        available_hours: Hours the offices had for residents' matters.
        offered_hours: Hours that the matters reaching them would have taken.
        carried_hours: Hours they really spent on them.
    """

    tier: Tier
    setting: Setting | None
    available_hours: float
    offered_hours: float
    carried_hours: float

    @property
    def offered_load(self) -> float:
        """Offered over available hours; above 1 the offices cannot keep up. nan without hours."""
        return self.offered_hours / self.available_hours if self.available_hours > 0 else float("nan")

    @property
    def carried_load(self) -> float:
        """Carried over available hours: the share of the time offices are busy; nan without hours."""
        return self.carried_hours / self.available_hours if self.available_hours > 0 else float("nan")


@dataclass(frozen=True)
class Halt:
    """Where somebody looks at a model while it runs; looking changes nothing.

    Attributes:
        day: Days that are over then.
        look: Called with the model.
    """

    day: int
    look: Callable[[GovernanceModel], None]


@dataclass(frozen=True)
class RunResult:
    """What one run leaves behind: small tables, never the model.

    Attributes:
        scenario: Name of the scenario.
        scenario_hash: Fingerprint of its parameters.
        seed: Seed of the run.
        table: Every measure: columns measure, by, group, n, value.
        curve: Share of reported issues really resolved within 0, 1, ... 90 days; open ones are censored.
        counts: What the world and the run contain, by name.
        seconds: Time by step of the day, and of building the world and measuring.
        load: How busy the offices are, by tier and, for communities, by setting.
        memory_peak_bytes: Largest memory the process has held so far.
        records: Tables by community and by issue that were asked for.
    """

    scenario: str
    scenario_hash: str
    seed: int
    table: pd.DataFrame
    curve: tuple[float, ...]
    counts: dict[str, int | float]
    seconds: dict[str, float]
    load: tuple[OfficeLoad, ...]
    memory_peak_bytes: int
    records: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def prove_places(scenarios: Iterable[Scenario]) -> dict[str, Place]:
    """Makes sure before the first run that every world can be built and every district named is there.

    Args:
        scenarios: All scenarios of a study.

    Returns:
        The places, by the scenarios' `world.place`.

    Raises:
        InputError: With every fault of the places' data, or every district that is named and is none of the place.
    """
    proved: dict[str, tuple[Place, Districts]] = {}
    places: dict[str, Place] = {}
    faults: dict[tuple[str, str, str], Fault] = {}
    for scenario in scenarios:
        world = scenario.world
        key = world.model_dump_json(exclude={"sample"})
        if key not in proved:
            proved[key] = prove_world(place_folder(world.place), world, world.world_seed)
        places[world.place], districts = proved[key]
        asked = {
            f"mechanisms.{name}.districts": getattr(group, "districts", EVERYWHERE)
            for name, group in scenario.mechanisms.items()
        }
        asked |= {f"shocks.{kind}.districts": getattr(scenario.shocks, kind).districts for kind in SHOCKS}
        for path, text in asked.items():
            for fault in named(text, districts.names(), path)[1]:
                faults.setdefault((scenario.name, path, str(fault.found)), with_facts(fault, file=scenario.name))
    if faults:
        raise InputError(list(faults.values()))
    return places


def calendar_notes(scenarios: Iterable[Scenario]) -> list[Sentence]:
    """What is assumed of days of runs on which the calendars of their places are silent, each once.

    Args:
        scenarios: The scenarios.

    Raises:
        InputError: The folder of a place cannot be used.
    """
    asked = dict.fromkeys((s.world.place, s.run.start_date, s.run.warm_up_days + s.run.days) for s in scenarios)
    notes = [read_place(place_folder(place)).days_off.unknown(start, n_days) for place, start, n_days in asked]
    return list(dict.fromkeys(note for note in notes if note is not None))


def world_for(scenario: Scenario, threads: int = 1) -> World:
    """Builds the world a scenario asks for.

    Args:
        scenario: The scenario.
        threads: Threads to use; the world does not depend on it.

    Returns:
        The world, to be shared by all scenarios with the same `world` settings.

    Raises:
        InputError: The folder of the place cannot be used.
    """
    settings = scenario.world
    return build_world(place_folder(settings.place), settings, settings.sample, settings.world_seed, threads)


def drawn_for(scenario: Scenario) -> Drawn:
    """What the world of a scenario contains beside what its place has, without building it.

    Args:
        scenario: The scenario.

    Raises:
        InputError: The folder of the place cannot be used.
    """
    settings = scenario.world
    return draw_of(place_folder(settings.place), settings, settings.sample, settings.world_seed)


def names_for(scenarios: Iterable[Scenario]) -> PlaceNames:
    """What the places of some scenarios, their regions and their districts are called.

    Args:
        scenarios: The scenarios, one at least.

    Raises:
        InputError: The folder of a place cannot be used.
    """
    places = dict.fromkeys(scenario.world.place for scenario in scenarios)
    return PlaceNames.of_all([read_place(place_folder(place)).names for place in places])


def run_one(
    scenario: Scenario,
    seed: int,
    world: World | None = None,
    threads: int = 1,
    progress: Callable[[], None] | None = None,
    records: Collection[str] = (),
    start: State | None = None,
    halt: Halt | None = None,
    candidates: Candidates | None = None,
    periods: tuple[str, ...] = (),
    measures: Collection[str] | None = None,
) -> RunResult:
    """Runs a scenario from its first day, or from a state, to its last day and measures it.

    Args:
        scenario: The scenario.
        seed: Seed of the run.
        world: The world built for the scenario's world settings; built here where not given.
        threads: Threads over districts; the result does not depend on it.
        progress: Called after every simulated day.
        records: Tables by community and by issue to make: names of `RECORDS`.
        start: State of a run that was the same so far, to go on from; None to begin with the first day.
        halt: Where somebody looks at the model on the way; None for nowhere.
        candidates: What lays candidate occasions out on the way from the first day; None for the model's own.
        periods: Periods of the calendar by which measures of events are given besides, of `PERIODS`.
        measures: Ids of the measures to compute, and neither the curve of waiting nor the load of offices; None for
            everything.

    Returns:
        The measures and what is needed to judge them. The model itself is released.

    Raises:
        InvariantBroken: A number of the model is out of range at the end, so nothing may be averaged from it.
    """
    begun = time.perf_counter()
    world = world_for(scenario, threads) if world is None else world
    built = time.perf_counter()
    model = GovernanceModel(scenario, world, seed=seed, threads=threads)
    observation: Observation | None = None
    try:
        if candidates is not None:
            model.candidates = candidates
        if start is not None:
            lay(model, start)
            if progress is not None:
                for _ in range(start.day):
                    progress()
        if halt is not None:
            model.run(progress, halt.day)
            halt.look(model)
        model.run(progress)
        check_numbers(model)
        finished = time.perf_counter()
        observation = observe(model, periods)
        table = measure_all(observation, measures)
        if scenario.run.check_invariants and (text := out_of_range(table)) is not None:
            raise InvariantBroken(f"measured after the last day: {text}")
        result = RunResult(
            scenario=scenario.name,
            scenario_hash=scenario_hash(scenario),
            seed=seed,
            table=table,
            curve=resolution_curve(observation) if measures is None else (),
            counts=_counts(model, observation),
            seconds={
                "build the world": built - begun,
                **model.step_seconds,
                "measure": time.perf_counter() - finished,
                "all": time.perf_counter() - begun,
            },
            load=office_load(model) if measures is None else (),
            memory_peak_bytes=memory_peak_bytes(),
            records={name: RECORDS[name](observation) for name in RECORDS if name in records},
        )
    finally:
        model.release()
        _empty(model, observation)
    return result


def _empty(model: GovernanceModel, observation: Observation | None) -> None:
    """Takes a released model and what was gathered from it apart, so that their memory is given back at once.

    Model, populations and agents point at one another, and so do intermediate tables of measures. Python finds such
    circles only when it has made many objects, and a run makes few but large ones, so that many models would lie about
    before.
    """
    for part in list(vars(model).values()):
        if isinstance(part, Population):
            part.__dict__.clear()
    model.__dict__.clear()
    if observation is not None:
        observation.__dict__.clear()


def resolution_curve(observation: Observation) -> tuple[float, ...]:
    """The share of reported complaints that are really resolved within so many days.

    Complaints that ended otherwise stay among those at risk, so one minus the curve of the open ones is
    the cumulative incidence of resolution.

    Args:
        observation: What was gathered from a finished run.

    Returns:
        Shares for 0 to 90 days, 0-1; empty where nothing was reported.

    Source: Fine and Gray 1999, Journal of the American Statistical Association 94(446).
    """
    table = resolution_tables(observation).tables["all"][0]
    if not table.sum() > 0.0:
        return ()
    days = np.tile(np.arange(table.shape[1]), 2)
    curve = kaplan_meier(days, np.repeat([False, True], table.shape[1]), table.ravel())
    still_open = np.concatenate([[1.0], curve.survival_share])
    reached = np.searchsorted(curve.days, np.arange(CURVE_DAYS + 1), side="right")
    return tuple(float(x) for x in 1.0 - still_open[reached])


def office_load(model: GovernanceModel) -> tuple[OfficeLoad, ...]:
    """How busy committees, township offices, district departments and the municipal office are.

    Args:
        model: A model that has run to its end.

    Returns:
        Committees by setting, then the three tiers above.
    """
    desks, offices = model.desks, model.desk_map
    settings = model.communities.setting
    weights = model.communities.weight
    found = []
    committee = offices.of_communities(DeskKind.COMMITTEE)
    for setting in Setting:
        found.append(_load(desks, committee, Tier.COMMUNITY, setting, weights * (settings == setting)))
    township = offices.of_townships(DeskKind.TOWNSHIP)
    found.append(_load(desks, township, Tier.TOWNSHIP, None, model.townships.weight))
    ones = np.ones(len(model.districts))
    departments = [_load(desks, offices.of_districts(k), Tier.DISTRICT, None, ones) for k in DEPARTMENT_KINDS]
    found.append(
        OfficeLoad(
            Tier.DISTRICT,
            None,
            math.fsum(d.available_hours for d in departments),
            math.fsum(d.offered_hours for d in departments),
            math.fsum(d.carried_hours for d in departments),
        )
    )
    found.append(_load(desks, offices.of_districts(DeskKind.MUNICIPAL), Tier.MUNICIPALITY, None, ones))
    return tuple(found)


def _load(desks: Population, rows: slice, tier: Tier, setting: Setting | None, weights: np.ndarray) -> OfficeLoad:
    """The weighted hours of the desks in some rows."""

    def hours(*names: str) -> float:
        return float(weights @ sum(desks.column(name)[rows] for name in names))

    return OfficeLoad(
        tier,
        setting,
        hours("available_hours"),
        hours("offered_hours", *BOOKED_HOURS),
        hours("work_hours", "passing_hours", *BOOKED_HOURS),
    )


def _counts(model: GovernanceModel, observation: Observation) -> dict[str, int | float]:
    """What the world and the run contain, without design weights."""
    reported = (observation.column("flags") & DISCOVERED) == 0
    return {
        **describe(model.world),
        "n_days": model.calendar.n_days,
        "n_reported_issues": int(reported.sum()),
        "n_complaints": int(observation.column("complaints")[reported].sum()),
        "n_open_issues": len(observation.open),
        "n_campaigns": int(model.n_campaigns),
    }


def memory_peak_bytes() -> int:
    """The largest memory this process has held.

    Linux's own mark of the program is read where there is one: what `getrusage` tells there begins with the size of
    the process that started this one. macOS counts bytes. 0 where the system says nothing of it, as on Windows.
    """
    try:
        marks = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return 1024 * int(marks.partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError, ValueError):
        try:
            import resource
        except ImportError:
            return 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return int(peak if sys.platform == "darwin" else peak * 1024)
