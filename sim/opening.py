"""The starting state: what the world says becomes columns, hours and accounts before the first day."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.adaptation import usual_novices, usual_vacancy
from sim.agents.government import issue_hours_share
from sim.agents.migration import move_in
from sim.agents.resident import by_setting
from sim.agents.services import opening_balances
from sim.agents.staffing import grown, personnel_money
from sim.levers import PLACE, Levers
from sim.structure import Structure
from sim.vocabulary import DEPARTMENT_KINDS, DeskKind, Disposition, Group, Tier
from sim.world.tables import ONLINE, REGISTERED_ELSEWHERE, VOLUNTEER

FEN = 100


def number_within(group: np.ndarray) -> np.ndarray:
    """The number of each row among the rows of its group, in row order; int64."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.searchsorted(ordered, ordered, side="left")
    numbers = np.empty(len(group), np.int64)
    numbers[order] = np.arange(len(group)) - starts
    return numbers


def fill_offices(model: Any) -> None:
    """Offices, workers and organisations take over what the world says of them."""
    c, t, d, world = model.communities, model.townships, model.districts, model.world
    source = world.communities
    for name in (
        "code",
        "township",
        "district",
        "region",
        "setting",
        "remote",
        "urban_share",
        "population",
        "weight",
        "longitude",
        "latitude",
        "distance_km",
        "gross_hours",
        "meetings_share",
        "counter_share",
        "leave_share",
        "condition",
        "unmanaged_share",
        "ties",
        "awareness",
        "facility_m2",
    ):
        getattr(c, name)[:] = getattr(source, name)
    c.administrative_share[:] = source.admin_share
    c.staff[:] = source.members + source.contract_workers
    c.first_resident[:] = source.first_resident[:-1]
    c.end_resident[:] = source.first_resident[1:]
    fill_references(model)
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
        getattr(model.workers, name)[:] = getattr(world.social_workers, name)
    model.workers.full_skill[:] = world.social_workers.skill
    model.worker_number = number_within(world.social_workers.township)
    for name in ("home_community", "field", "hours_per_year", "price_yuan"):
        getattr(model.organisations, name)[:] = getattr(world.organisations, name)
    model.organisation_number = number_within(world.organisations.home_community)


def fill_references(model: Any) -> None:
    """The starting means that hazards and choices are centred on: parameters, not means of the sample."""
    c, settings = model.communities, model.scenario.world
    place, people = settings.communities, settings.residents
    urban = c.urban_share
    c.condition_start[:] = by_setting(place.condition_urban, place.condition_village, urban)
    c.unmanaged_start[:] = by_setting(place.unmanaged_urban, 1.0 - place.managed_village, urban)
    c.ties_start[:] = by_setting(place.ties_urban, place.ties_village, urban)
    c.ties_usual[:] = c.ties
    c.floating_start[:] = by_setting(people.town_groups.floating, people.village_groups.floating, urban)
    elsewhere = by_setting(people.elsewhere_urban, people.elsewhere_village, urban)
    c.elsewhere_start[:] = c.floating_start + (1.0 - c.floating_start) * elsewhere
    residents, n = model.world.residents, np.maximum(c.population, 1)
    c.floating_share[:] = residents.n_groups[:, Group.FLOATING] / n
    c.elsewhere_share[:] = residents.n_yes[:, REGISTERED_ELSEWHERE] / n
    money_first = residents.n_dispositions[:, Disposition.MONEY_FIRST] / n
    c.money_first_more[:] = money_first - settings.residents.money_first
    params = model.rulebook.plain
    c.skill_start[:] = model.world.communities.skill
    c.vacant_share[:] = usual_vacancy(params)
    c.novice_share[:] = usual_novices(params)
    c.n_volunteers[:] = residents.n_yes[:, VOLUNTEER]
    trust = model.scenario.trust
    for tier in Tier:
        for kind in ("start", "reference"):
            town, village = (getattr(getattr(trust, f"{kind}_{place}"), tier.key) for place in ("town", "village"))
            getattr(c, f"trust_{kind}_{tier.key}")[:] = by_setting(town, village, urban)


def fill_residents(model: Any) -> None:
    """Residents take over what the world says of them, with the starting trust of their community."""
    stage, source = model.stage, model.world.residents
    first_floating = source.first_floating
    model.crew.over(lambda lo, hi: move_in(stage, source.traits, source.former_home, first_floating, lo, hi))


def fill_desks(model: Any) -> None:
    """Every desk gets its place, tier, skill and belief."""
    desks, m, c = model.desks, model.desk_map, model.communities
    staff, work = model.scenario.staff, model.scenario.work
    desks.belief[:] = model.scenario.closing.belief_start
    desks.skill[:] = staff.skill_upper
    desks.saved_days[:] = work.saved_days
    for kind in DeskKind:
        if kind.row.place is Tier.COMMUNITY:
            rows = m.of_communities(kind)
            desks.place[rows] = np.arange(len(c))
            desks.skill[rows] = model.world.communities.skill
            if kind == DeskKind.TEAM:
                desks.saved_days[rows] = work.saved_days_team
        elif kind.row.place is Tier.TOWNSHIP:
            rows = m.of_townships(kind)
            desks.place[rows] = np.arange(len(model.townships))
        else:
            rows = m.of_districts(kind)
            desks.place[rows] = np.arange(len(model.districts))
            scaled = model.districts.drawn_share < 1.0
            desks.saved_days[rows] = np.where(scaled, work.saved_days_scaled, work.saved_days)
        desks.kind[rows] = kind
        desks.tier[rows] = kind.row.place if kind.row.tier is None else kind.row.tier
        desks.specialist[rows] = kind.row.specialist
        desks.works_daily[rows] = kind.row.works_daily


def make_structure(model: Any) -> None:
    """The hours of every office before any mechanism, and what mechanisms may look at."""
    c, t, d, staff = model.communities, model.townships, model.districts, model.scenario.staff
    days = staff.working_days_per_year
    issue_hours = c.gross_hours * issue_hours_share(c) * staff.issue_hours_factor / days
    model.township_hours = t.staff * staff.upper_hours_per_head * staff.township_issue_share / days
    model.district_hours = staff.district_staff_per_100k * d.population / 1e5 * staff.upper_hours_per_head / days
    weighted = float((c.weight * c.population).sum()) if model.world.sample < 1.0 else float(c.population.sum())
    share_drawn = float(c.population.sum()) / max(1.0, weighted)
    model.municipal_hours = (
        staff.municipal_staff_per_million * weighted / 1e6 * share_drawn * staff.upper_hours_per_head / days
    )
    model.department_shares = np.tile(
        [getattr(staff.department_shares, kind.key) for kind in DEPARTMENT_KINDS], (len(d), 1)
    )
    d.lever_municipal_hours[:] = model.municipal_hours * d.population / max(1, d.population.sum())
    source, place = model.world.communities, model.scenario.world.communities
    households = c.population / place.household_persons
    people, n = model.world.residents, np.maximum(c.population, 1)
    justice = DEPARTMENT_KINDS.index(DeskKind.JUSTICE)
    model.structure = Structure(
        coverage_seed=model.world.world_seed,
        code=c.code.copy(),
        population=c.population.astype(float),
        urban_share=c.urban_share.copy(),
        township=c.township.copy(),
        district=c.district.copy(),
        issue_hours=issue_hours,
        administrative_hours=c.gross_hours * c.administrative_share / days,
        group_counts=people.n_groups.astype(float),
        township_hours=model.township_hours,
        township_population=t.population.astype(float),
        district_of_township=t.district.copy(),
        district_hours=model.district_hours,
        district_population=d.population.astype(float),
        organisation_hours=t.organisation_hours.copy(),
        counter_hours=c.gross_hours * c.counter_share / days,
        staff=c.staff.copy(),
        hours_per_head=c.gross_hours / np.maximum(c.staff, 1.0) / days,
        skill=source.skill.copy(),
        households=households,
        engaged_share=people.n_dispositions[:, Disposition.ENGAGED] / n,
        online_share=people.n_yes[:, ONLINE] / n,
        fiscal_capacity=d.fiscal_capacity[c.district],
        remote=c.remote.astype(float),
        unmanaged_share=c.unmanaged_share.copy(),
        facility_m2=c.facility_m2.copy(),
        facility_standard_m2=np.maximum(place.facility_minimum_m2, place.facility_m2_per_household * households),
        beat_hours_per_week=source.beat_hours_per_week.copy(),
        justice_hours=model.district_hours * model.department_shares[:, justice],
        n_workers=t.n_workers.astype(float),
        working_days_per_year=days,
        ties=source.ties.copy(),
        elsewhere_share=c.elsewhere_share.copy(),
        district_names=model.world.districts.names(),
    )
    model.levers = Levers({**{level: len(rows) for level, rows in model.offices.items()}, PLACE: 1})
    model._coverage = {m.id: m.covered(model.structure) for m in model.mechanisms}


def open_accounts(model: Any) -> None:
    """Opening balances: the treasury holds all the money of the run; nothing is created later."""
    people = int(model.communities.population.sum())
    years, growth = model.calendar.n_days // 365 + 2, model.scenario.money.growth
    model.yearly_fen = round(model.scenario.money.issue_money_per_resident * FEN) * people
    yearly_fen = model.yearly_fen + 4 * int(model.services.quarterly_fen.sum())
    model.accounts = {
        "treasury": sum(int(grown(yearly_fen, growth, year)) for year in range(years)),
        "personnel": personnel_money(model, years),
        **opening_balances(model, people, years),
    }
    model.opening_fen = model.total_fen()
