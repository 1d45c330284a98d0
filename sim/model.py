"""The model: wires world, agents, issues, levers and the schedule together as a Mesa model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from sim import opening
from sim.agents import government, office_hours, shocks
from sim.agents.facilities import measure_rooms, open_places
from sim.agents.office import Community, Desk, DeskMap, District, Township
from sim.agents.organisations import Organisation, found_organisations
from sim.agents.purposes import N_PURPOSES
from sim.agents.resident import Resident
from sim.agents.services import open_services
from sim.agents.social_worker import SocialWorker, count_workers
from sim.agents.staffing import grown, years_since_start
from sim.calendar import Calendar
from sim.columns import MEASURING, ColumnModel, Population
from sim.hours import HoursBalance
from sim.invariants import check_all
from sim.issues import phases
from sim.issues.store import DUPLICATE, FREE, TALLIES, WHEEL_DAYS, Stage, make_clock, make_issues
from sim.levers import COMMUNITY, DISTRICT, TOWNSHIP
from sim.mechanisms import Mechanism, MechanismParameters, registry
from sim.randomness import stream
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario
from sim.schedule import Step, schedule
from sim.structure import Structure
from sim.vocabulary import DEPARTMENT_KINDS, Category, Group, State, Tier
from sim.world.network import community_network
from sim.world.world import World


class GovernanceModel(ColumnModel):
    """Residents, social workers, organisations and four tiers of government handle residents' issues day by day.

    Attributes:
        scenario: The parameters and mechanisms of this run.
        world: The place, shared with other runs.
        communities: Population of communities; likewise townships, districts, desks, residents, workers,
            organisations.
        ledger: Closed issues of the measured days.
        accounts: Treasury, organisations, society and others in fen; purses and payments are columns of offices.
        services: Purchases, projects, service rooms, and the money for them.
        hours: The balance of hours.
        stocks: The stocks of `STOCKS` on the morning of each 1 January that follows a measured day, by day.
        structure: What mechanisms may look at.
        day: Number of the day being simulated, from 0.
    """

    structure: Structure

    def __init__(self, scenario: Scenario, world: World, seed: int | None = None, threads: int = 1) -> None:
        """Puts the world into its starting state.

        Args:
            scenario: Parameters and mechanisms.
            world: The world built for the scenario's world settings.
            seed: Seed of this run; the scenario's where not given.
            threads: Threads over districts; the result does not depend on it.
        """
        seed = scenario.run.seed if seed is None else seed
        super().__init__(rng=seed % 2**31)
        self.scenario, self.world, self.run_seed = scenario, world, seed
        self.rulebook = Rulebook(scenario)
        self.mechanisms = self._make_mechanisms()
        self.calendar = Calendar(scenario.run.start_date, scenario.run.warm_up_days + scenario.run.days, world.days_off)
        self.streams = [stream(seed, purpose) for purpose in range(N_PURPOSES)]
        self.day = 0
        self.month = 0
        self._network: nx.Graph | None = None
        self.step_seconds: dict[str, float] = {}
        self._steps = schedule()
        self._make_populations()
        opening.fill_offices(self)
        opening.fill_desks(self)
        self.crew = phases.Crew(self.districts.population, threads)
        self.candidates = phases.Candidates()
        self.ledger = phases.Ledger(world.n_residents, scenario.run.days)
        self._make_stage()
        self.tallied: dict[int, np.ndarray] = {}
        self.stocks: dict[int, np.ndarray] = {}
        opening.fill_residents(self)
        self._prepare_offices()
        opening.make_structure(self)
        self.proved_needs = phases.ProvedNeeds(self.structure.group_counts, len(self.stage.kinds), len(self.districts))
        opening.open_accounts(self)
        shocks.prepare(self)
        self._lever_state: tuple[float, ...] | None = None
        self._hours_stale = True

    # ----------------------------------------------------------------------------------------------- starting state

    def _make_mechanisms(self) -> list[Mechanism]:
        """The mechanisms switched on, in the order of their ids."""
        made = []
        for name, parameters in sorted(self.scenario.mechanisms.items()):
            if not isinstance(parameters, MechanismParameters):
                raise TypeError(f"the parameters of {name!r} are a {type(parameters).__name__}")
            made.append(registry()[name](parameters))
        return made

    def _make_populations(self) -> None:
        world = self.world

        def registered(kind: type, n: int) -> Population:
            return Population(self, kind, n, registered=True)

        self.districts = registered(District, len(world.districts))
        self.townships = registered(Township, len(world.townships))
        self.communities = registered(Community, len(world.communities))
        self.offices = {COMMUNITY: self.communities, TOWNSHIP: self.townships, DISTRICT: self.districts}
        self.workers = registered(SocialWorker, len(world.social_workers))
        self.organisations = registered(Organisation, len(world.organisations))
        self.residents = Population(self, Resident, world.n_residents, registered=False, defaults=False)
        self.desk_map = DeskMap(len(self.communities), len(self.townships), len(self.districts))
        self.desks = Population(self, Desk, self.desk_map.n, registered=False)
        self.hours = HoursBalance({level: len(rows) for level, rows in self.offices.items()}, self.desk_map.n)

    def _make_stage(self) -> None:
        n, d = len(self.communities), self.districts
        self.overdue = np.zeros((len(d), len(Category), 2), np.int64)
        self.department_overdue = np.zeros((len(d), len(DEPARTMENT_KINDS)))
        self.n_campaigns = 0
        self.n_moved = 0
        self.stage = Stage(
            params=self.rulebook.record,
            kinds=self.rulebook.categories,
            clock=make_clock(self.streams),
            working=self.calendar.working,
            communities=self.communities.records,
            townships=self.townships.records,
            districts=d.records,
            desks=self.desks.records,
            residents=self.residents.records,
            keys=self.residents.key,
            issues=make_issues(d.records, d.population // 50 + 64),
            wheel=np.full(len(self.townships) * WHEEL_DAYS, -1, np.int32),
            tallies=np.zeros((len(TALLIES), n, 2 * len(Group), len(Category)), np.int32),
        )

    def _prepare_offices(self) -> None:
        self.station_offered = np.zeros(len(self.townships))
        self.station_available = np.zeros(len(self.townships))
        self.worker_hours = np.zeros(len(self.townships))
        count_workers(self)
        open_services(self)
        found_organisations(self)
        measure_rooms(self)
        open_places(self)

    # ----------------------------------------------------------------------------------------------- the day

    def step(self) -> None:
        """Simulates one day by walking the schedule."""
        for step in self._steps:
            begun = time.perf_counter()
            step.run(self)
            self.step_seconds[step.name] = self.step_seconds.get(step.name, 0.0) + time.perf_counter() - begun
        self.day += 1

    def look_between_steps(self, before: Callable[[str], None], after: Callable[[str], None]) -> None:
        """Registers read-only hooks that are called before and after every step from now on.

        Args:
            before: Called with the name of the step that begins.
            after: Called with the name of the step that has ended.
        """

        def watched(step: Step) -> Callable[[Any], None]:
            def run(model: Any) -> None:
                before(step.name)
                step.run(model)
                after(step.name)

            return run

        self._steps = tuple(replace(step, run=watched(step)) for step in self._steps)

    def run(self, progress: Any = None, until: int | None = None) -> None:
        """Simulates all days that remain.

        Args:
            progress: Called without arguments after every day, for progress bars; may be None.
            until: First day that is not simulated; None for those after the run's last.
        """
        while self.day < (self.calendar.n_days if until is None else until):
            self.step()
            if progress is not None:
                progress()

    def begin(self) -> None:
        """Sets the date; at the end of the warm-up what leaves no record is counted afresh."""
        self.stage.clock["day"] = self.day
        self.stage.clock["cost_index"] = grown(1.0, self.scenario.money.cost_growth, years_since_start(self))
        if self.calendar.month_start[self.day] and self.day > 0:
            self.month += 1
        if self.day == self.scenario.run.warm_up_days:
            self.start_measuring()
        elif self.calendar.monday[self.day] or self.calendar.month_start[self.day]:
            self.tallied[self.day] = self.tallies_so_far()
        if self.calendar.quarter[self.day] == 1 and self.day > self.scenario.run.warm_up_days:
            self.stocks[self.day] = self.stocks_today()

    def start_measuring(self) -> None:
        """Counts afresh: tallies, hours and payments before the measured days do not enter measures."""
        self.stage.tallies[...] = 0
        self.tallied.clear()
        for population in (self.desks, *self.offices.values()):
            population.reset(MEASURING)
        self.hours.start(self.desks.left, self.communities.courtyard_left)
        self.station_offered[:] = 0.0
        self.station_available[:] = 0.0
        c = self.communities
        c.duty_asked_hours[:] = c.duty_open_hours
        c.n_enquiries[:] = c.enquiries_waiting + c.enquiries_waiting_again
        self.spent_before = {p.view_class.__name__: p.spent_fen.copy() for p in self.offices.values()}
        self.n_campaigns = self.n_moved = 0

    def tallies_so_far(self) -> np.ndarray:
        """Tallies summed over communities; (tallies, 2 as counted and times the design weight, cells, categories)."""
        tallies = self.stage.tallies
        weight = self.communities.weight
        return np.stack([tallies.sum(axis=1, dtype=np.float64), np.einsum("c,tc...->t...", weight, tallies)], axis=1)

    def stocks_today(self) -> np.ndarray:
        """The stocks of `STOCKS` as they stand, each community counted by its design weight; float64."""
        c, t, d, issues = self.communities, self.townships, self.districts, self.stage.issues
        people = float(c.weight @ c.population)
        found = [float(c.weight @ self._sums_of(f"trust_{tier.key}")) / people for tier in Tier]
        held = ~np.isin(issues["state"], (FREE, State.LATENT, State.LOST_ON_BOOK)) & self.measured(issues)
        held &= (issues["flags"] & DUPLICATE) == 0
        stands_for = np.bincount(c.district, weights=c.weight * c.population, minlength=len(d))
        posts = (
            c.weight @ c.posts_filled
            + t.weight @ t.posts_filled
            + np.divide(stands_for, d.population, out=np.zeros(len(d)), where=d.population > 0) @ d.posts_filled
        )
        backlog = c.weight[issues["community"][held]].sum()
        return np.array([*found, 1000.0 * float(backlog) / people, 10000.0 * float(posts) / people])

    def _sums_of(self, column: str) -> np.ndarray:
        """Sums of a residents' column by community; a district at a time, since numpy copies what it converts."""
        c, values = self.communities, self.residents.column(column)
        parts = []
        for lo, hi in zip(self.districts.first_community, self.districts.end_community, strict=True):
            if lo < hi:
                first, end = c.first_resident[lo], c.end_resident[hi - 1]
                parts.append(np.add.reduceat(values[first:end], c.first_resident[lo:hi] - first, dtype=np.float64))
        return np.concatenate(parts)

    def residents_changed(self) -> None:
        """Residents have moved: tomorrow mechanisms look at the structure afresh, and so does who asks for links."""
        self._lever_state = None
        self._network = None

    def ties_changed(self) -> None:
        """Neighbourhood ties are others than so far: tomorrow mechanisms look at them afresh."""
        self.structure = replace(self.structure, ties=self.communities.ties.copy())
        self._lever_state = None

    def measured(self, records: np.ndarray) -> np.ndarray:
        """Which issues belong to the measured cohort: those reported on measured days; bool, one per record."""
        return records["reported"] >= self.scenario.run.warm_up_days

    def set_levers(self) -> None:
        """Lets every mechanism move the levers, then turns them into the hours and chances of today."""
        state = tuple(m.strength(self.day) for m in self.mechanisms)
        if state != self._lever_state:
            self.levers.reset()
            for mechanism, strength in zip(self.mechanisms, state, strict=True):
                if strength > 0.0:
                    mechanism.apply(self.levers, self.structure, self._coverage[mechanism.id] * strength)
            self.levers.write(self.scenario, self.offices)
            shocks.count_ways(self)
            self._lever_state = state
            self._hours_stale = True
        yesterday = max(0, self.day - 1)
        adapted = self.calendar.monday[yesterday] or self.calendar.month_start[yesterday]
        if self._hours_stale or adapted:
            office_hours.give_hours(self)
            self._hours_stale = False

    def campaigns_changed(self) -> None:
        """Communities follow the campaigns of their districts from today on."""
        government.carry_campaigns(self)
        self._hours_stale = True

    def observe(self) -> None:
        """Looks, and changes nothing: checks the invariants where asked to."""
        if self.scenario.run.check_invariants:
            check_all(self)

    # ----------------------------------------------------------------------------------------------- reading

    @property
    def scenario(self) -> Scenario:
        """The scenario of this run; it stands in the place of the one that Mesa keeps from version 3.5 on."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @property
    def network(self) -> nx.Graph:
        """The network of communities and offices: hierarchy, neighbouring districts, migration links.

        Built when first asked for, and again after residents have moved. What travels along it: issues and lent
        hours along the hierarchy, practice among the offices of a township, and word of mouth along migration links.
        """
        if self._network is None:
            c, world = self.communities, self.world
            homes = replace(
                world.communities,
                population=c.population.copy(),
                first_resident=np.append(c.first_resident, len(self.residents)),
            )
            self._network = community_network(replace(world, communities=homes), origin=self.residents.origin)
        return self._network

    def total_fen(self) -> int:
        """All the money there is: accounts, purses, capital pots and what vendors were paid; never changes."""
        return (
            sum(self.accounts.values())
            + int(self.services.capital_fen.sum())
            + int(self.districts.personnel_fen.sum())
            + sum(int(p.purse_fen.sum()) + int(p.spent_fen.sum()) for p in self.offices.values())
        )

    def open_records(self) -> np.ndarray:
        """Measured issues that are still open, as records ordered by permanent id."""
        return phases.open_records(self)

    def release(self) -> None:
        """Ends threads and lets Mesa forget the model, so that its memory is freed."""
        self.crew.close()
        self.remove_all_agents()
