"""The model: wires world, agents, issues, levers and the schedule together as a Mesa model."""

from __future__ import annotations

import time
from typing import Any

import mesa
import numpy as np

from sim.agents.office import Community, Desk, District, Township
from sim.agents.purposes import N_PURPOSES
from sim.agents.resident import Resident, by_setting
from sim.agents.social_worker import Organisation, SocialWorker, count_organisations, count_workers
from sim.calendar import Calendar
from sim.columns import Population
from sim.invariants import check_all
from sim.issues import phases
from sim.issues.store import TALLIES, WHEEL_DAYS, DeskMap, Stage, make_clock, make_issues
from sim.levers import Levers
from sim.mechanisms import registry
from sim.randomness import stream
from sim.rulebook import Rulebook
from sim.scenario.scenario import Scenario
from sim.schedule import schedule
from sim.structure import Structure
from sim.vocabulary import DEPARTMENT_KINDS, DeskKind, Group, Tier
from sim.world.world import World

FEN = 100


def _number_within(group: np.ndarray) -> np.ndarray:
    """The number of each row among the rows of its group, in row order; int64."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.searchsorted(ordered, ordered, side="left")
    numbers = np.empty(len(group), np.int64)
    numbers[order] = np.arange(len(group)) - starts
    return numbers


class GovernanceModel(mesa.Model):
    """Residents, social workers, organisations and four tiers of government handle residents' issues day by day.

    Attributes:
        scenario: The parameters and mechanisms of this run.
        world: The place, shared with other runs.
        communities: Population of communities; likewise townships, districts, desks, residents, workers,
            organisations.
        ledger: Closed issues of the measured days.
        accounts: Treasury and organisations in fen; purses and payments are columns of offices.
        day: Number of the day being simulated, from 0.
    """

    def __init__(self, scenario: Scenario, world: World, seed: int | None = None, threads: int = 1) -> None:
        """Puts the world into its starting state.

        Args:
            scenario: Parameters and mechanisms.
            world: The world built for the scenario's world settings.
            seed: Seed of this run; the scenario's where not given.
            threads: Threads over districts; the result does not depend on it.
        """
        seed = scenario.run.seed if seed is None else seed
        super().__init__(seed=seed % 2**31)
        self.scenario, self.world, self.run_seed = scenario, world, seed
        self.rulebook = Rulebook(scenario)
        self.mechanisms = [registry()[name](parameters) for name, parameters in sorted(scenario.mechanisms.items())]
        self.calendar = Calendar(scenario.run.start_date, scenario.run.warm_up_days + scenario.run.days)
        self.streams = [stream(seed, purpose) for purpose in range(N_PURPOSES)]
        self.day = 0
        self.month = 0
        self.step_seconds: dict[str, float] = {}
        self._steps = schedule()
        self._make_populations()
        self._fill_offices()
        self._fill_residents()
        self._fill_desks()
        self.crew = phases.Crew(self.districts.population, threads)
        self.candidates = phases.Candidates()
        self.ledger = phases.Ledger()
        self._make_stage()
        self._make_structure()
        self._open_accounts()
        self._lever_state: tuple[float, ...] | None = None
        self.daily: list[dict[str, float]] = []

    # ----------------------------------------------------------------------------------------------- starting state

    def _make_populations(self) -> None:
        world = self.world

        def by_rows(kind: type, n: int) -> Population:
            return Population(self, kind, n, by_rows=True, registered=True)

        self.districts = by_rows(District, len(world.districts))
        self.townships = by_rows(Township, len(world.townships))
        self.communities = by_rows(Community, len(world.communities))
        self.workers = by_rows(SocialWorker, len(world.social_workers))
        self.organisations = by_rows(Organisation, len(world.organisations))
        self.residents = Population(self, Resident, world.n_residents, by_rows=True, registered=False)
        self.desk_map = DeskMap(len(self.communities), len(self.townships), len(self.districts))
        self.desks = Population(self, Desk, self.desk_map.n, by_rows=True, registered=False)

    def _fill_offices(self) -> None:
        c, t, d, world = self.communities, self.townships, self.districts, self.world
        source = world.communities
        for name in ("code", "township", "district", "region", "setting", "remote", "urban_share", "population",
                     "weight", "longitude", "latitude", "distance_km", "gross_hours", "meetings_share",
                     "counter_share", "leave_share", "condition", "unmanaged_share", "ties", "awareness",
                     "facility_m2"):
            getattr(c, name)[:] = getattr(source, name)
        c.administrative_share[:] = source.admin_share
        c.staff[:] = source.members + source.contract_workers
        c.first_resident[:] = source.first_resident[:-1]
        c.end_resident[:] = source.first_resident[1:]
        self._fill_references()
        for name in ("code", "district", "weight", "staff"):
            getattr(t, name)[:] = getattr(world.townships, name)
        t.first_community[:] = np.searchsorted(c.township, np.arange(len(t)), side="left")
        t.end_community[:] = np.searchsorted(c.township, np.arange(len(t)), side="right")
        t.population[:] = np.bincount(c.township, weights=c.population, minlength=len(t))
        for name in ("code", "region", "fiscal_capacity", "drawn_share"):
            getattr(d, name)[:] = getattr(world.districts, name)
        for name, source_rows in (("township", t.district), ("community", c.district)):
            getattr(d, f"first_{name}")[:] = np.searchsorted(source_rows, np.arange(len(d)), side="left")
            getattr(d, f"end_{name}")[:] = np.searchsorted(source_rows, np.arange(len(d)), side="right")
        d.population[:] = np.bincount(c.district, weights=c.population, minlength=len(d))
        d.first_resident[:] = source.first_resident[d.first_community]
        d.end_resident[:] = source.first_resident[d.end_community]
        for name in ("township", "skill", "hours_per_year"):
            getattr(self.workers, name)[:] = getattr(world.social_workers, name)
        self.workers.full_skill[:] = world.social_workers.skill
        self.worker_number = _number_within(world.social_workers.township)
        for name in ("home_community", "field", "hours_per_year"):
            getattr(self.organisations, name)[:] = getattr(world.organisations, name)
        self.organisation_number = _number_within(world.organisations.home_community)

    def _fill_references(self) -> None:
        """The starting means that hazards and choices are centred on: parameters, not means of the sample."""
        c, settings = self.communities, self.scenario.world
        place, people = settings.communities, settings.residents
        urban = c.urban_share
        mixed = c.setting == 2
        c.condition_start[:] = by_setting(place.condition_urban, place.condition_village, urban)
        c.unmanaged_start[:] = by_setting(place.unmanaged_urban, 1.0 - place.managed_village, urban)
        c.ties_start[:] = by_setting(place.ties_urban, place.ties_village, urban)
        c.ties_deviation[:] = (c.ties - c.ties_start) / max(place.ties_noise, 0.01)
        c.floating_start[:] = by_setting(people.town_groups.floating, people.village_groups.floating, urban)
        elsewhere = by_setting(people.elsewhere_urban, people.elsewhere_village, urban)
        c.elsewhere_start[:] = c.floating_start + (1.0 - c.floating_start) * elsewhere
        residents = self.world.residents
        starts = self.world.communities.first_resident[:-1]
        n = np.maximum(c.population, 1)
        c.floating_share[:] = np.add.reduceat((residents.group == Group.FLOATING).astype(np.int64), starts) / n
        c.elsewhere_share[:] = np.add.reduceat(residents.registered_elsewhere.astype(np.int64), starts) / n
        c.n_volunteers[:] = np.add.reduceat(residents.volunteer.astype(np.int64), starts)
        # The share beyond the start is what mixing adds; in mixed communities it is there from the first day.
        c.elsewhere_share[:] = np.where(mixed, c.elsewhere_share, np.minimum(c.elsewhere_share, 1.0))
        trust = self.scenario.trust
        for tier in Tier:
            column = getattr(c, f"trust_start_{tier.key}")
            column[:] = by_setting(getattr(trust.start_town, tier.key), getattr(trust.start_village, tier.key), urban)

    def _fill_residents(self) -> None:
        r, c, source = self.residents, self.communities, self.world.residents
        for name in ("group", "registered_elsewhere", "disposition", "online", "phone", "volunteer", "origin"):
            r.column(name)[:] = getattr(source, name)
        for tier in Tier:
            r.column(f"trust_{tier.key}")[:] = np.repeat(
                getattr(c, f"trust_start_{tier.key}").astype(np.float32), c.population)

    def _fill_desks(self) -> None:
        desks, m, c = self.desks, self.desk_map, self.communities
        staff, work = self.scenario.staff, self.scenario.work
        desks.belief[:] = self.scenario.closing.belief_start
        desks.skill[:] = staff.skill_upper
        desks.saved_days[:] = work.saved_days
        for kind in DeskKind:
            if kind <= DeskKind.TEAM:
                rows = m.of_communities(kind)
                desks.place[rows] = np.arange(len(c))
                desks.skill[rows] = self.world.communities.skill
                if kind == DeskKind.TEAM:
                    desks.saved_days[rows] = work.saved_days_team
            elif kind <= DeskKind.ORGANISATION:
                rows = m.of_townships(kind)
                desks.tier[rows] = Tier.TOWNSHIP if kind == DeskKind.TOWNSHIP else Tier.COMMUNITY
                desks.place[rows] = np.arange(len(self.townships))
            else:
                rows = m.of_districts(kind)
                desks.tier[rows] = Tier.MUNICIPALITY if kind == DeskKind.MUNICIPAL else Tier.DISTRICT
                desks.place[rows] = np.arange(len(self.districts))
                scaled = self.districts.drawn_share < 1.0
                desks.saved_days[rows] = np.where(scaled, work.saved_days_scaled, work.saved_days)
            desks.kind[rows] = kind
            desks.specialist[rows] = kind in (DeskKind.POLICE, DeskKind.MEDIATOR, DeskKind.SOCIAL_WORKER)
            desks.works_daily[rows] = kind in (DeskKind.VOLUNTEER, DeskKind.POLICE)

    def _make_stage(self) -> None:
        n, d = len(self.communities), self.districts
        self.overdue = np.zeros((len(d), 8, 2), np.int64)
        self.department_overdue = np.zeros((len(d), 7))
        self.n_campaigns = 0
        self.stage = Stage(
            book=self.rulebook.record, kinds=self.rulebook.categories, clock=make_clock(self.streams),
            communities=self.communities.records, townships=self.townships.records, districts=d.records,
            desks=self.desks.records, residents=self.residents.records,
            issues=make_issues(d.records, d.population // 50 + 64),
            wheel=np.full(len(self.townships) * WHEEL_DAYS, -1, np.int32),
            tallies=np.zeros((len(TALLIES), n, 2 * len(Group), 8), np.int32),
        )
        self.station_offered = np.zeros(len(self.townships))
        self.station_available = np.zeros(len(self.townships))
        self.worker_hours = np.zeros(len(self.townships))
        count_workers(self)
        count_organisations(self)

    def _make_structure(self) -> None:
        """The hours of every office before any mechanism, and what mechanisms may look at."""
        c, t, d, staff = self.communities, self.townships, self.districts, self.scenario.staff
        days = staff.working_days_per_year
        issue_share = 1.0 - c.administrative_share - c.meetings_share - c.counter_share - c.leave_share
        issue_hours = c.gross_hours * issue_share * staff.issue_hours_factor / days
        self.township_hours = t.staff * staff.upper_hours_per_head * staff.township_issue_share / days
        self.district_hours = (staff.district_staff_per_100k * d.population / 1e5 * staff.upper_hours_per_head / days)
        weighted = float((c.weight * c.population).sum()) if self.world.sample < 1.0 else float(c.population.sum())
        share_drawn = float(c.population.sum()) / max(1.0, weighted)
        self.municipal_hours = (staff.municipal_staff_per_million * weighted / 1e6 * share_drawn
                                * staff.upper_hours_per_head / days)
        self.department_shares = np.tile([getattr(staff.department_shares, kind.key) for kind in DEPARTMENT_KINDS],
                                         (len(d), 1))
        d.lever_municipal_hours[:] = self.municipal_hours * d.population / max(1, d.population.sum())
        cell = np.repeat(np.arange(len(c)), c.population) * len(Group) + self.world.residents.group
        groups = np.bincount(cell, minlength=len(c) * len(Group)).reshape(len(c), len(Group))
        self.structure = Structure(
            coverage_seed=self.world.world_seed, code=c.code.copy(), population=c.population.astype(float),
            urban_share=c.urban_share.copy(), township=c.township.copy(), district=c.district.copy(),
            issue_hours=issue_hours, administrative_hours=c.gross_hours * c.administrative_share / days,
            group_counts=groups.astype(float), township_hours=self.township_hours,
            township_population=t.population.astype(float), district_of_township=t.district.copy(),
            district_hours=self.district_hours, district_population=d.population.astype(float),
            organisation_hours=t.organisation_hours.copy(), working_days_per_year=days,
        )
        self.levers = Levers({"community": len(c), "township": len(t), "district": len(d), "place": 1})
        self._coverage = {m.id: self.structure.covered(m.id, m.parameters.coverage) for m in self.mechanisms}

    def _open_accounts(self) -> None:
        """Opening balances: the treasury holds all the money of the run; nothing is created later."""
        people = int(self.communities.population.sum())
        years = self.calendar.n_days // 365 + 2
        self.yearly_fen = int(round(self.scenario.money.issue_money_per_resident * FEN)) * people
        self.purchase_fen_per_quarter = int(self.scenario.world.institutions.purchased_yuan_per_resident * FEN * people / 4.0)
        self.accounts = {"treasury": years * (self.yearly_fen + 4 * self.purchase_fen_per_quarter),
                         "organisations": 0}
        self.opening_fen = self.total_fen()

    # ----------------------------------------------------------------------------------------------- the day

    def step(self) -> None:
        """Simulates one day by walking the schedule."""
        for step in self._steps:
            begun = time.perf_counter()
            step.run(self)
            self.step_seconds[step.name] = self.step_seconds.get(step.name, 0.0) + time.perf_counter() - begun
        self.day += 1

    def run(self, progress: Any = None) -> None:
        """Simulates all days that remain.

        Args:
            progress: Called without arguments after every day, for progress bars; may be None.
        """
        while self.day < self.calendar.n_days:
            self.step()
            if progress is not None:
                progress()

    def begin(self) -> None:
        """Sets the date; at the end of the warm-up what leaves no record is counted afresh."""
        clock = self.stage.clock
        clock["day"] = self.day
        clock["working"] = self.calendar.working[self.day]
        clock["next_working"] = self.calendar.next_working[self.day]
        if self.calendar.month_start[self.day] and self.day > 0:
            self.month += 1
        if self.day == self.scenario.run.warm_up_days:
            self.start_measuring()

    def start_measuring(self) -> None:
        """Counts afresh: tallies, hours and payments before the measured days do not enter measures."""
        self.stage.tallies[...] = 0
        for name in ("offered_hours", "available_hours", "work_hours", "passing_hours", "intake_hours",
                     "enquiry_hours", "duty_hours", "visit_hours", "idle_hours"):
            self.desks.column(name)[:] = 0.0
        self.station_offered[:] = 0.0
        self.station_available[:] = 0.0
        c = self.communities
        for name in ("duty_asked_hours", "n_enquiries", "n_enquiries_answered"):
            c.column(name)[:] = 0
        self.spent_before = {p.face_class.__name__: p.spent_fen.copy()
                             for p in (self.communities, self.townships, self.districts)}
        self.n_campaigns = 0

    def measured(self, records: np.ndarray) -> np.ndarray:
        """Which issues belong to the measured cohort: those voiced on measured days; bool, one per record."""
        return records["voiced"] >= self.scenario.run.warm_up_days

    def set_levers(self) -> None:
        """Lets every mechanism move the levers, then turns them into the hours and chances of today."""
        state = tuple(m.strength(self.day) for m in self.mechanisms)
        if state != self._lever_state:
            self.levers.reset()
            for mechanism, strength in zip(self.mechanisms, state, strict=True):
                if strength > 0.0:
                    mechanism.apply(self.levers, self.structure, self._coverage[mechanism.id] * strength)
            self._chances_from_levers()
            self._lever_state = state
            self._hours_stale = True
        yesterday = max(0, self.day - 1)
        adapted = self.calendar.monday[yesterday] or self.calendar.month_start[yesterday]
        if self._hours_stale or adapted:
            self._hours_from_levers()
            self._hours_stale = False

    def _chances_from_levers(self) -> None:
        """Chances, delays and reaches: the scenario's values moved by the levers."""
        c, levers, s = self.communities, self.levers, self.scenario
        urban = c.urban_share
        delay = s.hand_over.delay_days + s.hand_over.delay_remote_days * c.remote
        c.lever_delay_days[:] = np.minimum(delay, levers["delay_days"])
        c.lever_lost_entered[:] = s.hand_over.lost_entered_share * levers["lost_entered"]
        c.lever_lost_unentered[:] = s.hand_over.lost_unentered_share * levers["lost_unentered"]
        c.lever_misrouted[:] = (by_setting(s.intake.misrouted_town, s.intake.misrouted_village, urban)
                                * levers["misrouted"])
        c.lever_unentered[:] = levers["unentered"]
        c.lever_entering_hours[:] = s.intake.entering_hours + levers["entering_hours"]
        c.lever_seen[:] = np.maximum(s.closing.seen_by_statistics, levers["seen"])
        c.lever_goes_up[:] = levers["goes_up"]
        c.lever_rating_online[:] = np.maximum(s.closing.checked_share, levers["rating_online"])
        c.lever_rating_other[:] = np.maximum(s.closing.checked_share, levers["rating_other"])
        c.lever_online_awareness[:] = np.maximum(s.voice.online_awareness_share, levers["online_awareness"])
        c.lever_nobody[:] = s.intake.nobody_responsible_share * levers["nobody"]
        c.lever_protected[:] = levers["protected"]
        c.lever_visit_hours[:] = s.intake.visit_hours_per_1000 * c.population / 1000.0 + levers["visit_hours"]
        c.lever_client_farmers[:] = levers["client_farmers"]
        c.lever_client_owners[:] = levers["client_owners"]
        c.lever_client_others[:] = levers["client_others"]
        c.lever_team_hours[:] = levers["team_hours"]
        c.lever_referral[:] = levers["referral"]
        c.lever_lines[:] = levers["lines"]
        c.lever_mechanism_hours[:] = levers["mechanism_hours"]

    def _hours_from_levers(self) -> None:
        """Hours of every desk on a working day: freed hours are partly taken again, partly used for issues."""
        c, t, d, levers, staff = self.communities, self.townships, self.districts, self.levers, self.scenario.staff
        days = staff.working_days_per_year
        freed = self.structure.administrative_hours * (1.0 - levers["administrative_hours"])
        c.lever_freed_hours[:] = freed
        gained = freed * (1.0 - staff.recaptured_share) * staff.freed_to_issues_share
        hours = self.structure.issue_hours + gained + levers["issue_hours"] - levers["mechanism_hours"]
        c.lever_issue_hours[:] = np.maximum(hours, 0.0)
        desks, m = self.desks, self.desk_map
        desks.hours[m.of_communities(DeskKind.COMMITTEE)] = c.lever_issue_hours * c.campaign_factor + c.lent_hours
        desks.hours[m.of_communities(DeskKind.TEAM)] = c.lever_team_hours
        volunteer = staff.volunteer_hours_per_month * 12.0 * staff.volunteer_issue_share / 365.0
        desks.hours[m.of_communities(DeskKind.VOLUNTEER)] = c.n_volunteers * volunteer
        source = self.world.communities
        desks.hours[m.of_communities(DeskKind.POLICE)] = (source.beat_hours_per_week / 7.0
                                                          * staff.police_issue_share)
        desks.hours[m.of_communities(DeskKind.MANAGER)] = source.manager_hours_per_day
        desks.hours[m.of_communities(DeskKind.MEDIATOR)] = source.mediator_hours_per_day
        t.lever_hours[:] = np.maximum(self.township_hours + levers["township_hours"], 0.0)
        desks.hours[m.of_townships(DeskKind.TOWNSHIP)] = np.maximum(t.lever_hours - t.lent_hours, 0.0)
        t.lever_worker_hours[:] = (self.worker_hours * staff.social_worker_direct_share / days
                                   + levers["worker_hours"])
        t.lever_organisation_hours[:] = (t.organisation_hours * staff.organisation_issue_share / days
                                         + levers["organisation_hours"])
        desks.hours[m.of_townships(DeskKind.SOCIAL_WORKER)] = t.lever_worker_hours
        desks.hours[m.of_townships(DeskKind.ORGANISATION)] = t.lever_organisation_hours
        d.lever_hours[:] = np.maximum(self.district_hours + levers["district_hours"], 0.0)
        for number, kind in enumerate(DEPARTMENT_KINDS):
            desks.hours[m.of_districts(kind)] = d.lever_hours * self.department_shares[:, number]
        desks.hours[m.of_districts(DeskKind.MUNICIPAL)] = d.lever_municipal_hours

    def stocks_age(self) -> None:
        """Every month infrastructure loses a twelfth of its yearly wear."""
        c = self.communities
        np.maximum(c.condition - self.scenario.money.decay_per_year / 12.0, 0.0, out=c.condition)

    def observe(self) -> None:
        """Looks, and changes nothing: checks the invariants where asked to."""
        if self.scenario.run.check_invariants:
            check_all(self)

    # ----------------------------------------------------------------------------------------------- reading

    def total_fen(self) -> int:
        """All the money there is: treasury, purses, organisations and what vendors were paid; never changes."""
        offices = (self.communities, self.townships, self.districts)
        return (sum(self.accounts.values()) + sum(int(p.purse_fen.sum()) + int(p.spent_fen.sum()) for p in offices))

    def open_records(self) -> np.ndarray:
        """Measured issues that are still open, as records ordered by permanent id."""
        return phases.open_records(self)

    def release(self) -> None:
        """Ends threads and lets Mesa forget the model, so that its memory is freed."""
        self.crew.close()
        for agents in list(self.agents_by_type.values()):
            for agent in list(agents):
                agent.remove()
        ids = getattr(mesa.Agent, "_ids", None)
        if hasattr(ids, "pop"):
            ids.pop(self, None)
