"""Offices of the twin: communities, townships, districts and their desks, with plain lists as queues."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.agents.adaptation import usual_novices, usual_vacancy
from sim.agents.office import place_in_queue
from sim.agents.resident import by_setting
from sim.structure import Structure
from sim.vocabulary import DEPARTMENT_KINDS, Category, DeskKind, Tier
from tests.reference.people import Resident

COLUMNS = ("group", "registered_elsewhere", "disposition", "online", "phone", "volunteer", "origin")

HOURS = (
    "offered_hours",
    "available_hours",
    "work_hours",
    "passing_hours",
    "intake_hours",
    "enquiry_hours",
    "duty_hours",
    "visit_hours",
    "idle_hours",
)


class Desk:
    """A desk: hours, a list as queue, a belief about being checked."""

    def __init__(self, kind: DeskKind, tier: int, place: Any, skill: float, saved_days: float, belief: float) -> None:
        self.kind, self.tier, self.place = kind, tier, place
        self.skill, self.saved_days, self.belief = skill, saved_days, belief
        self.specialist = kind in (DeskKind.POLICE, DeskKind.MEDIATOR, DeskKind.SOCIAL_WORKER)
        self.works_daily = kind in (DeskKind.VOLUNTEER, DeskKind.POLICE)
        self.strained = False
        self.queue: list[Any] = []
        self.row = -1
        self.left = self.hours = 0.0
        self.n_closed_month = self.n_checked_month = self.n_overdue = 0
        self.offered_hours = self.available_hours = self.work_hours = self.passing_hours = 0.0
        self.intake_hours = self.enquiry_hours = self.duty_hours = self.visit_hours = self.idle_hours = 0.0

    def first(self) -> Any:
        """Takes the issue served next out of the queue: lowest class, then key, then permanent id."""
        issue = min(self.queue, key=lambda i: (i.queue_class, i.key, i.resident.key, i.occasion))
        self.queue.remove(issue)
        return issue


def rank(twin: Any, issue: Any) -> None:
    """Gives an issue its class and order in a queue as of today."""
    due_soon = issue.due - twin.day <= twin.params.due_soon_days
    campaign = issue.category == issue.home.campaign_category
    issue.queue_class, issue.key = place_in_queue(twin.params, issue, issue.registered, campaign, due_soon)


def rank_again(twin: Any, issue: Any) -> None:
    """Other hours are left: the issue moves within its class."""
    issue.key = place_in_queue(twin.params, issue, issue.registered, False, False)[1]


class Community(SimpleNamespace):
    """A residents' committee or village committee."""


class Township(SimpleNamespace):
    """A township or street office."""


class District(SimpleNamespace):
    """A district with its departments."""


def rows_of(table: Any, kind: type) -> list[Any]:
    """One object per row of a table of the world, with Python numbers as attributes."""
    names = [f.name for f in fields(table) if isinstance(getattr(table, f.name), np.ndarray)]
    columns = {name: getattr(table, name).tolist() for name in names}
    return [kind(row=row, **{name: columns[name][row] for name in names}) for row in range(len(table))]


def pairwise_sum(numbers: Any) -> float:
    """A sum in NumPy's order of adding (pairwise), where the engine adds so and the last bit would differ."""
    return float(np.array(list(numbers), float).sum())


def in_turn(numbers: Any) -> float:
    """A sum in the order given (Python's own `sum` of decimals corrects rounding from version 3.12 on)."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def settle(twin: Any) -> None:
    """Makes all offices, desks and residents of a world, in their starting state."""
    world = twin.world
    twin.districts = rows_of(world.districts, District)
    twin.townships = rows_of(world.townships, Township)
    twin.communities = rows_of(world.communities, Community)
    twin.workers = rows_of(world.social_workers, SimpleNamespace)
    twin.organisations = rows_of(world.organisations, SimpleNamespace)
    for office in twin.districts + twin.townships + twin.communities:
        office.purse_fen = office.spent_fen = 0
        office.today, office.hours_so_far = {}, {}
    for d in twin.districts:
        d.townships, d.communities, d.closed_today = [], [], []
        d.campaign_category, d.campaign_end, d.campaign_next = -1, -1, 0
        d.places = d.places_used = d.n_refused_place = d.arrears_fen = 0
        d.open_by_category, d.overdue_by_category = [0] * len(Category), [0] * len(Category)
        d.shares = [getattr(twin.scenario.staff.department_shares, kind.key) for kind in DEPARTMENT_KINDS]
    for t in twin.townships:
        t.district = twin.districts[t.district]
        t.district.townships.append(t)
        t.communities, t.workers, t.lent_hours, t.n_workers = [], [], 0.0, 0
        t.offered_before = t.available_before = t.home_visits = 0.0
        t.n_meetings = t.n_joint = t.n_not_reached = 0
        t.worker_skill_gain = 0.0
        t.organisation_welfare_share = t.organisation_dispute_share = 0.0
        t.organisation_environment_share = t.organisation_farming_share = 0.0
    for c in twin.communities:
        c.township, c.district = twin.townships[c.township], twin.districts[c.district]
        c.township.communities.append(c)
        c.district.communities.append(c)
        _start_community(twin, c)
    _people(twin)
    for office in twin.townships + twin.districts:
        office.population = sum(c.population for c in office.communities)
    for w in twin.workers:
        w.township = twin.townships[w.township]
        w.number, w.full_skill, w.strain, w.vacant_until = len(w.township.workers), w.skill, 1.0, -1
        w.township.workers.append(w)
    for o in twin.organisations:
        o.home, o.poor_quarters, o.active = twin.communities[o.home_community], 0, True
        o.number = sum(other.home_community == o.home_community for other in twin.organisations[: o.row])
    _desks(twin)
    _base_hours(twin)


def _start_community(twin: Any, c: Any) -> None:
    """What hazards and choices of a community are centred on, and counters at zero."""
    settings, trust = twin.scenario.world, twin.scenario.trust
    place, people, urban = settings.communities, settings.residents, c.urban_share
    c.condition_start = by_setting(place.condition_urban, place.condition_village, urban)
    c.unmanaged_start = by_setting(place.unmanaged_urban, 1.0 - place.managed_village, urban)
    c.ties_start = by_setting(place.ties_urban, place.ties_village, urban)
    c.ties_usual = c.ties
    c.floating_start = by_setting(people.town_groups.floating, people.village_groups.floating, urban)
    elsewhere = by_setting(people.elsewhere_urban, people.elsewhere_village, urban)
    c.elsewhere_start = c.floating_start + (1.0 - c.floating_start) * elsewhere
    for kind in ("start", "reference"):
        town, village = getattr(trust, f"{kind}_town"), getattr(trust, f"{kind}_village")
        levels = [by_setting(getattr(town, tier.key), getattr(village, tier.key), urban) for tier in Tier]
        setattr(c, f"trust_{kind}", levels)
    c.residents = []
    c.n_arrived = c.n_left = 0
    c.demanded_fen = c.enquiries_waiting = c.enquiries_waiting_again = 0
    c.n_enquiries = c.n_enquiries_answered = 0
    c.duty_open_hours = c.duty_asked_hours = c.visit_hours_today = c.visits_from_idle = 0.0
    c.volunteer_visits = c.credit_hours = c.redeemed_hours = 0.0
    c.overdue_hours = c.lent_hours = 0.0
    c.campaign_category, c.campaign_factor = -1, 1.0
    c.shock_duty = c.shock_absent = c.shock_counter_cost = c.shock_emergency = 0.0
    c.courtyard_expired = c.home_visit_hours = 0.0
    c.agreements = c.courtyard_left = c.courtyard_used = c.duplicate_hours = c.skill_gain = c.left_share = 0.0
    c.n_councils = c.n_quorate = c.n_discussed = c.n_agreed = c.n_duplicates = 0
    c.fees_fen = c.estate_poor_quarters = 0
    c.council_hours = c.good_habits = 0.0
    c.taken_share = c.paying_share = c.estate_quality = c.strain_offered = c.strain_available = 0.0
    c.strain = c.room = 1.0
    c.vacant_share, c.novice_share = usual_vacancy(twin.params), usual_novices(twin.params)


def _people(twin: Any) -> None:
    """Residents in order of rows, and the shares of their communities."""
    source = twin.world.residents
    columns = {name: getattr(source, name).tolist() for name in COLUMNS}
    twin.residents = []
    for c in twin.communities:
        for _ in range(c.population):
            row = len(twin.residents)
            person = Resident(twin, row, c, {name: values[row] for name, values in columns.items()})
            c.residents.append(person)
            twin.residents.append(person)
        c.floating_share = sum(p.group == 5 for p in c.residents) / c.population
        c.elsewhere_share = sum(p.registered_elsewhere for p in c.residents) / c.population
        c.n_volunteers = sum(p.volunteer for p in c.residents)
        money_first = sum(p.disposition == 1 for p in c.residents) / c.population
        c.money_first_more = money_first - twin.scenario.world.residents.money_first


def _desks(twin: Any) -> None:
    """Six desks in a community, three in a township, eight in a district, numbered in this order."""
    staff, work, belief = twin.scenario.staff, twin.scenario.work, twin.scenario.closing.belief_start
    for c in twin.communities:
        c.desks = [
            Desk(
                kind,
                0,
                c,
                c.skill,
                work.saved_days_team if kind == DeskKind.TEAM else work.saved_days,
                belief,
            )
            for kind in list(DeskKind)[:6]
        ]
    for t in twin.townships:
        t.desks = [
            Desk(kind, int(kind == DeskKind.TOWNSHIP), t, staff.skill_upper, work.saved_days, belief)
            for kind in list(DeskKind)[6:9]
        ]
    for d in twin.districts:
        saved = work.saved_days_scaled if d.drawn_share < 1.0 else work.saved_days
        d.desks = [
            Desk(kind, 3 if kind == DeskKind.MUNICIPAL else 2, d, staff.skill_upper, saved, belief)
            for kind in list(DeskKind)[9:]
        ]
    twin.desks = [desk for office in twin.communities + twin.townships + twin.districts for desk in office.desks]
    for row, desk in enumerate(twin.desks):
        desk.row = row


def _base_hours(twin: Any) -> None:
    """Hours of every office on a working day before any mechanism."""
    staff, days = twin.scenario.staff, twin.scenario.staff.working_days_per_year
    for c in twin.communities:
        c.issue_share = max(1.0 - c.admin_share - c.meetings_share - c.counter_share - c.leave_share, 0.0)
        c.base_hours = c.gross_hours * c.issue_share * staff.issue_hours_factor / days
        c.administrative_hours = c.gross_hours * c.admin_share / days
        c.counter_hours = c.gross_hours * c.counter_share / days
    for t in twin.townships:
        t.base_hours = t.staff * staff.upper_hours_per_head * staff.township_issue_share / days
    for d in twin.districts:
        d.base_hours = staff.district_staff_per_100k * d.population / 1e5 * staff.upper_hours_per_head / days
    people = twin.population
    weighted = float(people)
    if twin.world.sample < 1.0:
        weighted = pairwise_sum(c.weight * c.population for c in twin.communities)
    twin.municipal_hours = (
        staff.municipal_staff_per_million
        * weighted
        / 1e6
        * (people / max(1.0, weighted))
        * staff.upper_hours_per_head
        / days
    )
    for d in twin.districts:
        d.municipal_hours = twin.municipal_hours * d.population / max(1, people)


def structure_of(twin: Any) -> Structure:
    """What mechanisms may look at (the engine's own class: a mechanism must get what it asks for)."""

    def column(offices: list[Any], name: str, kind: type = float) -> np.ndarray:
        return np.array([getattr(office, name) for office in offices], kind)

    c, t, d = twin.communities, twin.townships, twin.districts
    place, staff_days = twin.scenario.world.communities, twin.scenario.staff.working_days_per_year
    households = column(c, "population") / place.household_persons
    groups = [[sum(p.group == group for p in office.residents) for group in range(8)] for office in c]
    return Structure(
        coverage_seed=twin.world.world_seed,
        code=column(c, "code", int),
        population=column(c, "population"),
        urban_share=column(c, "urban_share"),
        township=np.array([x.township.row for x in c]),
        district=np.array([x.district.row for x in c]),
        issue_hours=column(c, "base_hours"),
        administrative_hours=column(c, "administrative_hours"),
        group_counts=np.array(groups, float),
        township_hours=column(t, "base_hours"),
        township_population=column(t, "population"),
        district_of_township=np.array([x.district.row for x in t]),
        district_hours=column(d, "base_hours"),
        district_population=column(d, "population"),
        organisation_hours=column(t, "organisation_hours"),
        counter_hours=column(c, "counter_hours"),
        staff=column(c, "members") + column(c, "contract_workers"),
        hours_per_head=np.array([x.gross_hours / max(x.members + x.contract_workers, 1.0) / staff_days for x in c]),
        skill=column(c, "skill"),
        households=households,
        engaged_share=np.array([sum(p.disposition == 0 for p in x.residents) / x.population for x in c]),
        online_share=np.array([sum(p.online for p in x.residents) / x.population for x in c]),
        fiscal_capacity=np.array([x.district.fiscal_capacity for x in c]),
        remote=column(c, "remote"),
        unmanaged_share=column(c, "unmanaged_share"),
        facility_m2=column(c, "facility_m2"),
        facility_standard_m2=np.maximum(place.facility_minimum_m2, place.facility_m2_per_household * households),
        beat_hours_per_week=column(c, "beat_hours_per_week"),
        justice_hours=np.array([x.base_hours * x.shares[5] for x in d]),
        n_workers=column(t, "n_workers"),
        ties=column(c, "ties"),
        elsewhere_share=column(c, "elsewhere_share"),
        district_names=twin.world.districts.names(),
        working_days_per_year=twin.scenario.staff.working_days_per_year,
    )
