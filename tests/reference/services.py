"""Services of the twin: tenders, projects, pooled money, service rooms and care places, on plain objects.

Reused from the engine: the scalar rules, `sim.money.allocate` and the fields' numbers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents import facilities as rooms
from sim.agents import organisations as market
from sim.agents import projects
from sim.agents import staffing as posts
from sim.agents.purposes import Purpose
from sim.agents.resident import by_setting
from sim.money import allocate
from sim.randomness import poisson
from sim.world.tables import ORGANISATION_FIELDS
from tests.reference import staffing
from tests.reference.offices import in_turn, pairwise_sum

FIELDS = range(len(ORGANISATION_FIELDS))
SERVED = {
    "welfare": (1, 2),
    "dispute": (3,),
    "environment": (0,),
    "farming": (5, 6),
}


def settle(twin: Any) -> None:
    """Everything services need before the first day."""
    _start_districts(twin)
    _start_organisations(twin)
    _start_communities(twin)
    count_organisations(twin)


def open_accounts(twin: Any) -> None:
    """All the money of the run."""
    money, services, people = twin.scenario.money, twin.scenario.services, twin.population
    years = twin.calendar.n_days // 365 + 2
    twin.yearly_fen = round(money.issue_money_per_resident * 100) * people
    purchases = sum(d.quarterly_fen for d in twin.districts)
    twin.accounts = {
        "treasury": sum(int(posts.grown(twin.yearly_fen + 4 * purchases, money.growth, n)) for n in range(years)),
        "personnel": staffing.all_budgets(twin, years),
        "organisations": 0,
        "projects": 0,
        "households": years * people * round(100 * twin.scenario.estates.fee_yuan),
        "managers": 0,
        "builders": 0,
        "society": years * round(services.society_money * 100) * people,
        "capital": years * round(services.capital_money * 100) * people,
        "general": years * round(services.general_money * 100) * people,
    }


def _start_districts(twin: Any) -> None:
    """Purchase money, its fields, care places."""
    services, yuan = twin.scenario.services, twin.scenario.world.institutions.purchased_yuan_per_resident
    for d in twin.districts:
        d.quarterly_fen = int(yuan * 100.0 * d.population * d.fiscal_capacity / 4.0)
        d.lots, d.capital_fen = [0] * len(FIELDS), 0
        urban = in_turn(c.population * c.urban_share for c in d.communities)
        rural = in_turn(c.population * (1.0 - c.urban_share) for c in d.communities)
        d.field_weights = [
            urban * getattr(services.purchase_shares_town, name)
            + rural * getattr(services.purchase_shares_village, name)
            for name, *_ in ORGANISATION_FIELDS
        ]
        d.places = math.floor((d.day_beds + d.overnight_beds) * d.drawn_share + 0.5)
        d.places_used = math.floor((d.day_users + d.overnight_users) * d.drawn_share + 0.5)
        d.usual_users = d.places_used


def _start_organisations(twin: Any) -> None:
    """Who is at work, what founders have, and how much each organisation likes the lots of each district."""
    for t in twin.townships:
        t.field_hours = [0.0 for _ in FIELDS]
    for o in twin.organisations:
        o.code = o.home.code * 64 + o.number
        o.active, o.founding_hours = not o.reserve, o.hours_per_year
        z = twin.normal(Purpose.FOUNDERS_CAPITAL, o.code, 0)
        o.capital = twin.params.founders_capital * math.exp(twin.params.founders_capital_sigma * z)
        o.likes = {}
        for d in (d for d in twin.districts if d.code // 10_000 == o.home.district.code // 10_000):
            km = market.way_km(o.home.longitude, o.home.latitude, d.longitude, d.latitude)
            for same in (0.0, 1.0):
                o.likes[d.row, same] = market.bid_score(twin.params, same, km, d.fiscal_capacity)
        if o.active:
            o.home.township.field_hours[o.field] += o.hours_per_year


def _start_communities(twin: Any) -> None:
    """Endowments, standards and rooms."""
    people, place = twin.scenario.world.residents, twin.scenario.world.communities
    town, village = people.town_groups.owner, people.village_groups.owner
    source = twin.world.districts
    mean = pairwise_sum(
        p * f * (village + (town - village) * u)
        for p, f, u in zip(source.population, source.fiscal_capacity, source.urban_share, strict=True)
    ) / int(source.population.sum())
    short = (place.facility_short_low + place.facility_short_high) / 2.0
    for c in twin.communities:
        owners = sum(p.group == 7 for p in c.residents)
        c.endowment = owners / max(c.population, 1) * c.district.fiscal_capacity / mean if mean > 0.0 else 0.0
        c.project_hours, c.due, c.n_proposals, c.n_claimed = 0.0, [0, 0, 0, 0], 0, 0
        c.first_m2, c.building_until, c.building_m2 = c.facility_m2, -1, 0.0
        households = c.population / place.household_persons
        c.standard = rooms.room_standard(households, place.facility_minimum_m2, place.facility_m2_per_household)
        met = by_setting(place.facility_met_urban, place.facility_met_village, c.urban_share)
        c.starting_mean = met + (1.0 - met) * short
        c.room = rooms.room_index(twin.params, c.facility_m2, c.standard, c.starting_mean)


# ------------------------------------------------------------------------------------------------ organisations


def put_out(twin: Any, d: Any, fen: int) -> None:
    """Money goes into the lots of a district."""
    if fen:
        parts = allocate(fen, np.array(d.field_weights)).tolist()
        d.lots = [lot + part for lot, part in zip(d.lots, parts, strict=True)]
        twin.accounts["organisations"] += fen


def take_from(twin: Any, account: str, asked: list[int]) -> list[int]:
    """What an account gives: all that is asked, or parts of what is left."""
    given = asked
    if sum(asked) > twin.accounts[account]:
        given = allocate(twin.accounts[account], np.array(asked)).tolist()
    twin.accounts[account] -= sum(given)
    return given


def organisations_adapt(twin: Any) -> None:
    """Every quarter: purchases are put out and served, organisations grow, close or begin."""
    growth, years = twin.scenario.money.growth, twin.years()
    given = take_from(twin, "treasury", [int(posts.grown(d.quarterly_fen, growth, years)) for d in twin.districts])
    for d, fen in zip(twin.districts, given, strict=True):
        put_out(twin, d, fen)
        d.tendered = list(d.lots)
    for t in twin.townships:
        t.field_hours = [0.0 for _ in FIELDS]
    serve(twin)
    for o in twin.organisations:
        d = o.home.district
        left, tendered = d.lots[o.field], d.tendered[o.field]
        if not o.active:
            perhaps_found(twin, o, left)
            continue
        offered = o.hours_per_year / 4.0
        ratio = o.sold / offered if offered > 0.0 else 0.0
        o.poor_quarters = o.poor_quarters + 1 if ratio < twin.params.organisation_closing else 0
        o.active = not market.closes_down(twin.params, ratio, o.poor_quarters)
        if o.active:
            unspent = left / tendered if tendered > 0 else 0.0
            o.hours_per_year = market.organisation_hours_after(twin.params, o.hours_per_year, ratio, unspent)
    count_organisations(twin)


def serve(twin: Any) -> None:
    """Rounds of bids: everybody with hours names the best lot with money, the cheapest serves first."""
    relief = float(twin.levers["tax_relief"][0])
    for o in twin.organisations:
        o.sold, o.free = 0.0, o.hours_per_year / 4.0
        o.price = market.asked_price_fen(twin.params, o.price_yuan, relief)
    bidders = [o for o in twin.organisations if o.active]
    while bidders:
        lots = [(d, field) for d in twin.districts for field in FIELDS if d.lots[field] > 0]
        if not lots:
            return
        bidders = [o for o in bidders if any((d.row, 0.0) in o.likes for d, _ in lots)]
        best = {
            o.row: max(
                (lot for lot in lots if (lot[0].row, 0.0) in o.likes),
                key=lambda lot: o.likes[lot[0].row, float(lot[1] == o.field)],
            )
            for o in bidders
        }
        scores = {o.row: o.likes[best[o.row][0].row, float(best[o.row][1] == o.field)] for o in bidders}
        bidders = [o for o in bidders if scores[o.row] >= twin.params.bid_least]
        tired = set()
        for d, field in lots:
            for o in sorted((o for o in bidders if best[o.row] == (d, field)), key=lambda o: o.price):
                able = int(o.free * o.price)
                award = min(d.lots[field], able)
                if award == able:
                    tired.add(o.row)
                d.lots[field] -= award
                o.free -= award / o.price
                o.sold += award / o.price
                tax = market.tax_fen(twin.params, award, relief)
                twin.accounts["organisations"] -= award
                twin.accounts["treasury"] += tax
                twin.accounts["households"] += award - tax
                deliver(o, d, field, award / o.price)
        bidders = [o for o in bidders if o.row not in tired]


def deliver(o: Any, d: Any, field: int, hours: float) -> None:
    """Hours are worked at home, or all over the district that buys from elsewhere."""
    if o.home.district is d:
        o.home.township.field_hours[field] += 4.0 * hours
        return
    for t in d.townships:
        t.field_hours[field] += 4.0 * hours * (t.population / d.population)


def perhaps_found(twin: Any, o: Any, left: int) -> None:
    """Founders look at the money left in their field at home."""
    if left <= 0:
        return
    u = twin.draw(Purpose.ORGANISATION_ENTERS, o.code, twin.month)
    threshold = float(twin.levers["entry_threshold"][0])
    needed = 100.0 * o.price_yuan * o.founding_hours / 4.0
    if market.is_founded(u, twin.params, o.capital, threshold, left, needed):
        o.active, o.poor_quarters, o.hours_per_year = True, 0, o.founding_hours


def count_organisations(twin: Any) -> None:
    """Hours at work in each township and what they serve."""
    for t in twin.townships:
        t.organisation_hours = in_turn(t.field_hours)
        for name, fields in SERVED.items():
            served = in_turn(t.field_hours[field] for field in fields)
            share = served / t.organisation_hours if t.organisation_hours > 0.0 else 0.0
            setattr(t, f"organisation_{name}_share", share)


# ------------------------------------------------------------------------------------------------ projects


def projects_adapt(twin: Any) -> None:
    """Every quarter: proposals and claims, a quarter's pay, pooled money."""
    fen = round(100.0 * twin.params.project_yuan)
    for c in twin.communities:
        asked = float(twin.levers["proposals"][c.row])
        if asked > 0.0:
            propose(twin, c, asked, fen)
    for c in twin.communities:
        paid = c.due.pop(0)
        c.due.append(0)
        twin.accounts["projects"] -= paid
        twin.accounts["households"] += paid
        c.project_hours = projects.project_hours_per_day(twin.params, paid) if paid else 0.0
    pooled = twin.levers["pooled_fen"].tolist()
    amounts = [
        projects.pooled_in_quarter(twin.params, fen, c.endowment, c.population) if fen > 0.0 else 0
        for c, fen in zip(twin.communities, pooled, strict=True)
    ]
    if any(amounts):
        for c, given in zip(twin.communities, take_from(twin, "society", amounts), strict=True):
            c.purse_fen += given


def propose(twin: Any, c: Any, asked: float, fen: int) -> None:
    """A community's proposals of a quarter, and which of them find a sponsor."""
    n = poisson(twin.draw(Purpose.PROPOSALS, c.code, twin.month), min(asked / 4.0, 30.0), projects.MOST_PROPOSALS)
    c.n_proposals += n
    for number in range(n):
        u = twin.draw(Purpose.PROJECT_CLAIMED, c.code * projects.MOST_PROPOSALS + number, twin.month)
        if projects.is_claimed(u, twin.params, c.endowment) and twin.accounts["society"] >= fen:
            twin.accounts["society"] -= fen
            twin.accounts["projects"] += fen
            c.n_claimed += 1
            quarter, rest = divmod(fen, 4)
            c.due = [due + quarter + int(i < rest) for i, due in enumerate(c.due)]


# ------------------------------------------------------------------------------------------------ rooms, care


def facilities_adapt(twin: Any) -> None:
    """Rooms open on their day; on the first of a month districts build and care places change users."""
    for c in twin.communities:
        if c.building_until == twin.day:
            c.facility_m2 += c.building_m2
            c.building_until, c.building_m2 = -1, 0.0
            c.room = rooms.room_index(twin.params, c.facility_m2, c.standard, c.starting_mean)
    if twin.today.day != 1:
        return
    asked = [int(float(twin.levers["capital_fen"][d.row]) * d.population / 12.0) for d in twin.districts]
    if any(asked):
        for d, given in zip(twin.districts, take_from(twin, "capital", asked), strict=True):
            d.capital_fen += given
    for d in twin.districts:
        if d.capital_fen > 0:
            build(twin, d)
        if d.places > 0:
            d.places_used -= rooms.places_left(
                twin.draw(Purpose.PLACE_LEFT, d.code, twin.month), twin.params, d.places_used
            )
            u, free = twin.draw(Purpose.PLACE_TAKEN, d.code, twin.month), d.places - d.places_used
            d.places_used += rooms.places_taken(u, twin.params, d.usual_users, free)


def build(twin: Any, d: Any) -> None:
    """The largest shortfall per household first, as long as the district's capital reaches."""

    def gap(c: Any) -> float:
        share = float(twin.levers["building_share"][c.row])
        return rooms.gap_to_build(c.facility_m2, c.first_m2, c.standard, share)

    sites = [c for c in d.communities if c.building_until < 0 and gap(c) >= twin.params.least_built_m2]
    for c in sorted(sites, key=lambda c: -(c.standard - c.facility_m2) / max(c.population, 1)):
        cost = rooms.building_cost_fen(twin.params, gap(c))
        if cost > d.capital_fen:
            return
        d.capital_fen -= cost
        twin.accounts["builders"] += cost
        c.building_m2, c.building_until = gap(c), twin.day + int(twin.params.building_days)
