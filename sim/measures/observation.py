"""What a finished run is measured from: gathered once, and nothing of the model is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.calendar import PERIODS, MeasuredDays
from sim.hours import HoursBalance
from sim.issues.store import PLAN_BYPASS, PLAN_DISCOVER, PLAN_REPEAT
from sim.scenario.scenario import Scenario
from sim.vocabulary import Category, Disposition, Group, State, Tier
from sim.world.places import district_keys

Floats = NDArray[np.float64]
T = TypeVar("T")
_NONE = np.zeros(0)

N_CELLS = 2 * len(Group)
"""Cells of residents within a community: group times registered elsewhere (group * 2 + elsewhere)."""

_CHUNK_RESIDENTS = 1_000_000

HIDDEN = np.dtype(
    [
        ("resident_key", np.uint64),
        ("occasion", np.int32),
        ("community", np.int32),
        ("arose", np.int16),
        ("category", np.uint8),
        ("plan", np.uint8),
        ("group", np.uint8),
        ("registered_elsewhere", np.uint8),
    ]
)
"""One need on the last day that no office knows of: not found yet, or about to be reported again."""


@dataclass(frozen=True, eq=False)
class ResidentSums:
    """Sums over residents by community and cell, each of shape (n_communities, N_CELLS).

    Attributes:
        n: Residents.
        volunteers: Registered volunteers.
        engaged: Residents of the engaged disposition.
        trust: Sum of trust by tier, shape (4, n_communities, N_CELLS).
    """

    n: Floats
    volunteers: Floats
    engaged: Floats
    trust: Floats


@dataclass(frozen=True, eq=False)
class ServiceSums:
    """What services came to since the first simulated day; empty where nothing was counted.

    Attributes:
        purchased_fen: (townships,) paid to organisations for services worked there.
        purchased_hours: (townships,) hours bought there.
        unserved_fen: (districts,) purchase money that no organisation has served.
        n_proposals: (communities,) projects put forward.
        n_claimed: (communities,) projects claimed.
        person_times: (communities,) person-times served by claimed projects.
        society_fen: (communities,) money of sponsors, and of units and firms that pool.
        built_fen: Capital money paid for building.
    """

    purchased_fen: Floats = field(default_factory=_NONE.copy)
    purchased_hours: Floats = field(default_factory=_NONE.copy)
    unserved_fen: Floats = field(default_factory=_NONE.copy)
    n_proposals: Floats = field(default_factory=_NONE.copy)
    n_claimed: Floats = field(default_factory=_NONE.copy)
    person_times: Floats = field(default_factory=_NONE.copy)
    society_fen: Floats = field(default_factory=_NONE.copy)
    built_fen: int = 0


@dataclass(frozen=True, eq=False)
class Observation:
    """Everything measures are computed from; arrays are of the sample, weights make them stand for the place.

    Attributes:
        closed: Records of closed issues reported on measured days.
        open: Records of issues reported on measured days and still open.
        communities: One record per community; likewise townships, districts, desks and workers.
        tallies: Counts by tally, community, cell and category.
        residents: Sums over residents.
        region_keys: Key of each region.
        district_keys: Key of each district.
        sample: Share of townships in the sample, 0-1.
        first_day: First measured day.
        end_day: Day after the last simulated one.
        standard_m2: Service room standard of each community in m2.
        spent_fen: Paid in measured days by the offices of a tier: community, township and district.
        hours: The balance of hours over measured days.
        services: What services came to since the first simulated day.
        start_date: Date of day 0.
        wanted_periods: Periods of the calendar by which measures are given, of `PERIODS`.
        tallied: Tallies of the measured days before a Monday or the first of a month, by day; shape (tallies, 2 as
            counted and weighted, N_CELLS, categories).
        stocks: The stocks of `STOCKS` in the morning of some days: every 1 January, and the day after the last one.
        severity: What a day of unmet need weighs, by category.
        hidden: Needs that patrols may still find, and complaints about to be reported again, on the last day.
    """

    closed: np.ndarray
    open: np.ndarray
    communities: np.ndarray
    townships: np.ndarray
    districts: np.ndarray
    desks: np.ndarray
    workers: np.ndarray
    tallies: np.ndarray
    residents: ResidentSums
    region_keys: tuple[str, ...]
    district_keys: tuple[str, ...]
    sample: float
    first_day: int
    end_day: int
    standard_m2: Floats
    spent_fen: tuple[Floats, Floats, Floats]
    hours: HoursBalance
    services: ServiceSums = field(default_factory=ServiceSums)
    start_date: date = date(2016, 7, 1)
    wanted_periods: tuple[str, ...] = ()
    tallied: Mapping[int, Floats] = field(default_factory=dict)
    stocks: Mapping[int, Floats] = field(default_factory=dict)
    severity: Floats = field(default_factory=lambda: np.ones(len(Category)))
    hidden: np.ndarray = field(default_factory=lambda: np.zeros(0, HIDDEN))
    _kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def years(self) -> float:
        """Measured time in years of 365 days; 0 where nothing was measured."""
        return max(0, self.end_day - self.first_day) / 365.0

    @property
    def days(self) -> MeasuredDays:
        """The measured days in the calendar."""
        return MeasuredDays(self.start_date, self.first_day, self.end_day)

    def asked(self, by: tuple[str, ...]) -> tuple[str, ...]:
        """The groupings of a measure without the periods that nobody has asked for.

        Args:
            by: Groupings it can be given for.
        """
        return tuple(name for name in by if name not in PERIODS or name in self.wanted_periods)

    def period_numbers(self, by: str) -> NDArray[np.int64]:
        """For each measured day the number of its period.

        Args:
            by: One of `PERIODS`.
        """
        return self.remember(("periods", by), lambda: self.days.periods(by))[1]

    def period_years(self, by: str) -> Floats:
        """Measured time within each period, in years of 365 days."""
        return np.bincount(self.period_numbers(by)) / 365.0

    @property
    def weight(self) -> Floats:
        """Design weight of each community: communities it stands for."""
        return np.asarray(self.communities["weight"], dtype=np.float64)

    @property
    def district_weight(self) -> Floats:
        """Residents that a district's sampled ones stand for, over their number; 0 where none is drawn."""
        return self.remember("district weight", self._district_weight)

    def _district_weight(self) -> Floats:
        c, n = self.communities, len(self.districts)
        people = np.bincount(c["district"], weights=c["population"], minlength=n)
        weighted = np.bincount(c["district"], weights=c["population"] * self.weight, minlength=n)
        return np.divide(weighted, people, out=np.zeros(n), where=people > 0)

    def column(self, name: str) -> np.ndarray:
        """One field of all issues of the measured cohort, closed ones first.

        Args:
            name: Field of the record.
        """
        return np.concatenate([self.closed[name], self.open[name]])

    def remember(self, key: Any, make: Callable[[], T]) -> T:
        """Computes something once per observation.

        Args:
            key: What it is kept under.
            make: Computes it.
        """
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found


def sum_residents(model: Any) -> ResidentSums:
    """Sums residents by community and cell, a million residents at a time so that memory stays small.

    Args:
        model: The model; only read.

    Returns:
        Sums by community and cell.
    """
    c, r = model.communities, model.residents
    n = len(c)
    sums = {name: np.zeros(n * N_CELLS) for name in ("n", "volunteers", "engaged")}
    trust = np.zeros((len(Tier), n * N_CELLS))
    first = 0
    while first < n:
        begin = int(c.first_resident[first])
        last = max(first + 1, int(np.searchsorted(c.end_resident, begin + _CHUNK_RESIDENTS, side="right")))
        end = int(c.end_resident[last - 1])
        rows, size = slice(begin, end), (last - first) * N_CELLS
        key = np.repeat(np.arange(last - first), c.population[first:last]) * N_CELLS
        key += r.group[rows].astype(np.int64) * 2 + (r.registered_elsewhere[rows] != 0)
        to = slice(first * N_CELLS, last * N_CELLS)
        sums["n"][to] = np.bincount(key, minlength=size)
        sums["volunteers"][to] = np.bincount(key, weights=r.volunteer[rows], minlength=size)
        engaged = r.disposition[rows] == Disposition.ENGAGED
        sums["engaged"][to] = np.bincount(key, weights=engaged, minlength=size)
        for tier in Tier:
            trust[tier, to] = np.bincount(key, weights=r.column(f"trust_{tier.key}")[rows], minlength=size)
        first = last
    shape = (n, N_CELLS)
    return ResidentSums(
        sums["n"].reshape(shape),
        sums["volunteers"].reshape(shape),
        sums["engaged"].reshape(shape),
        trust.reshape(len(Tier), *shape),
    )


def _spent(model: Any) -> tuple[Floats, Floats, Floats]:
    """What the offices of each tier paid on measured days, in fen; since the start where none was."""
    before = getattr(model, "spent_before", {})
    found = [
        np.asarray(p.spent_fen - before.get(p.view_class.__name__, 0), dtype=np.float64)
        for p in (model.communities, model.townships, model.districts)
    ]
    return found[0], found[1], found[2]


def _services(model: Any) -> ServiceSums:
    """Services as the model stands."""
    services = model.services
    return ServiceSums(
        purchased_fen=services.purchased_fen.astype(np.float64),
        purchased_hours=services.purchased_hours.copy(),
        unserved_fen=services.lots_fen.sum(axis=1).astype(np.float64),
        n_proposals=services.n_proposals.astype(np.float64),
        n_claimed=services.n_claimed.astype(np.float64),
        person_times=services.person_times.astype(np.float64),
        society_fen=(services.project_fen + services.pooled_fen).astype(np.float64),
        built_fen=int(model.accounts["builders"]),
    )


def _hidden(model: Any) -> np.ndarray:
    """Needs that patrols may still find, and complaints about to be reported again, as the last day leaves them."""
    issues, residents = model.stage.issues, model.residents
    waiting = issues["state"] == State.LATENT
    waiting &= np.isin(issues["plan"], (PLAN_DISCOVER, PLAN_REPEAT, PLAN_BYPASS))
    chosen = issues[waiting]
    found = np.zeros(len(chosen), HIDDEN)
    for name in ("resident_key", "occasion", "community", "arose", "category", "plan"):
        found[name] = chosen[name]
    for name in ("group", "registered_elsewhere"):
        found[name] = residents.column(name)[chosen["resident"]]
    return found


class RunKeys(NamedTuple):
    """Keys of the groups that depend on place and days.

    Attributes:
        region_keys: Key of each region.
        district_keys: Key of each district.
        days: The measured days.
    """

    region_keys: tuple[str, ...]
    district_keys: tuple[str, ...]
    days: MeasuredDays


def run_keys(world: Any, scenario: Scenario) -> RunKeys:
    """Names the regions and districts of a world; districts by their code where two have one name.

    Args:
        world: The world.
        scenario: The scenario, for its days.
    """
    districts = district_keys(world.districts.code, world.districts.name_en)
    run = scenario.run
    days = MeasuredDays(date.fromisoformat(run.start_date), run.warm_up_days, run.warm_up_days + run.days)
    return RunKeys(tuple(key for key, _, _ in world.regions), districts, days)


def observe(model: Any, periods: tuple[str, ...] = ()) -> Observation:
    """Gathers what measures need from a model whose run is over; the model is only read.

    Args:
        model: The governance model after `run`.
        periods: Periods of the calendar by which measures of events are wanted besides, of `PERIODS`.

    Returns:
        The observation. It shares the ledger's and the hours' memory with the model, so measure before stepping on.
    """
    world, settings = model.world, model.scenario.world
    place = settings.communities
    households = model.communities.population / place.household_persons
    first_day = min(model.scenario.run.warm_up_days, model.day)
    keys = run_keys(world, model.scenario)
    return Observation(
        closed=model.ledger.records,
        open=model.open_records(),
        communities=model.communities.records.copy(),
        townships=model.townships.records.copy(),
        districts=model.districts.records.copy(),
        desks=model.desks.records.copy(),
        workers=model.workers.records.copy(),
        tallies=model.stage.tallies.copy(),
        residents=sum_residents(model),
        region_keys=keys.region_keys,
        district_keys=keys.district_keys,
        sample=world.sample,
        first_day=first_day,
        end_day=model.day,
        standard_m2=np.maximum(place.facility_minimum_m2, place.facility_m2_per_household * households),
        spent_fen=_spent(model),
        hours=model.hours,
        services=_services(model),
        start_date=keys.days.start,
        wanted_periods=periods,
        tallied=model.tallied,
        stocks={**model.stocks, model.day: model.stocks_today()},
        severity=np.array([getattr(model.scenario.valuation.severity, category.key) for category in Category]),
        hidden=_hidden(model),
    )
