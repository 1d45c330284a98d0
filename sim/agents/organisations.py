"""Social organisations (社会组织): they bid for purchases, grow or shrink, close, and new ones are founded.

Every quarter each district puts its purchase money out in lots, one for each field of service. Organisations bid for
the lot of their province they like best, if they like it enough; of those who bid for a lot the cheapest serves first,
as far as its hours go; whoever still has hours bids again. What nobody serves stays in the lot. (Paper, sections 2.1.1
and 2.1.3; an organisation is registered with its province and works there.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.agents.purposes import Purpose
from sim.agents.services import N_FIELDS, draw_on
from sim.agents.staffing import grown, years_since_start
from sim.columns import Column, ColumnAgent
from sim.money import allocate
from sim.randomness import rule, standard_normal, uniform
from sim.vocabulary import Field
from sim.world.tables import fields_serving, first_of_provinces

EARTH_RADIUS_KM = 6371.0
SOLD_OUT = 0.999
"""Share of its hours from which an organisation has sold all: parts of an hour below the price of one stay unsold."""


class Organisation(ColumnAgent):
    """A social organisation with a service field, a price and hours to offer (社会组织)."""

    home_community = Column(np.int32, unit="row", doc="Community it is at home in.")
    field = Column(np.uint8, unit="field", doc="Service field.")
    hours_per_year = Column(np.float64, unit="hours per year", doc="Hours it can offer in a year.")
    price_yuan = Column(np.float64, unit="yuan per hour", doc="Price it asks for an hour at full taxes.")
    income_ratio = Column(np.float64, unit="ratio", doc="Income over cost in the last quarter.", default=1.0)
    poor_quarters = Column(np.int32, unit="quarters", doc="Quarters in a row with too little income.")
    active = Column(np.uint8, unit="yes or no", doc="Whether it is at work; others may be founded.", default=1)


@rule
def way_km(longitude, latitude, other_longitude, other_latitude):
    """The way between two points on the globe in km, at least 1 (equirectangular approximation)."""
    east = math.radians(other_longitude - longitude) * math.cos(math.radians((latitude + other_latitude) / 2.0))
    north = math.radians(other_latitude - latitude)
    return max(1.0, EARTH_RADIUS_KM * math.sqrt(east * east + north * north))


@rule
def bid_score(params, same_field, distance_km, fiscal_capacity):
    """How much an organisation likes a lot: its own field, a short way, a district that can pay.

    Args:
        params: Scenario numbers.
        same_field: 1 where the lot is in its own field, else 0.
        distance_km: Way to the district, at least 1.
        fiscal_capacity: Fiscal capacity of the district over the mean.
    """
    return (
        params.bid_same_field * same_field
        - params.bid_distance * math.log(distance_km)
        + params.bid_capacity * math.log(fiscal_capacity)
    )


@rule
def asked_price_fen(params, price_yuan, relief):
    """The price asked for an hour in whole fen: the cost of the hour and the tax on it, less with tax relief."""
    cost = 100.0 * price_yuan * (1.0 - params.tax_share)
    return max(1, int(math.floor(cost / (1.0 - params.tax_share * (1.0 - relief)) + 0.5)))


@rule
def tax_fen(params, income_fen, relief):
    """The tax on an income in whole fen, after relief."""
    return int(income_fen * (params.tax_share * (1.0 - relief)))


@rule
def organisation_hours_after(params, hours, sold_share, unspent_share):
    """Hours an organisation offers next: fewer where they were not sold, more where money in its field is left.

    Args:
        params: Scenario numbers.
        hours: Hours it could offer so far.
        sold_share: Share of them that was sold.
        unspent_share: Share of its field's money in its own district that nobody served.
    """
    wanted = unspent_share if sold_share > SOLD_OUT else sold_share - 1.0
    return hours * (1.0 + min(max(wanted, -params.size_change_limit), params.size_change_limit))


@rule
def closes_down(params, income_ratio, poor_quarters):
    """Whether an organisation closes: some quarters in a row below a share of its cost."""
    return income_ratio < params.organisation_closing and poor_quarters >= params.organisation_poor_quarters


@rule
def is_founded(u, params, capital_yuan, threshold_left, unspent_fen, needed_fen):
    """Whether founders set up an organisation: they can show the capital, and money in their field is unserved.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        capital_yuan: Funds that the founders have.
        threshold_left: Share of the registered capital that is still asked for.
        unspent_fen: Money in their field that nobody in the district served.
        needed_fen: What the organisation needs to earn in a quarter.
    """
    if capital_yuan < params.registered_capital * threshold_left or needed_fen <= 0.0:
        return False
    return u < 1.0 - math.exp(-params.organisation_entry * unspent_fen / needed_fen)


def organisation_key(model: Any, row: int) -> int:
    """The permanent key of an organisation: code of the home community and number there."""
    return int(model.communities.code[model.organisations.home_community[row]]) * 64 + int(
        model.organisation_number[row]
    )


def found_organisations(model: Any) -> None:
    """Before the first day: who is at work, what founders can show, and which lots each would like."""
    o, c, services = model.organisations, model.communities, model.services
    params = model.rulebook.plain
    o.active[:] = model.world.organisations.reserve == 0
    services.founding_hours[:] = o.hours_per_year
    for row in range(len(o)):
        z = standard_normal(model.streams[Purpose.FOUNDERS_CAPITAL], organisation_key(model, row), 0)
        services.founders_capital[row] = params.founders_capital * math.exp(params.founders_capital_sigma * z)
    provinces = first_of_provinces(model.districts.code)
    liked = [_liked_lots(model, row, provinces) for row in range(len(o))]
    services.first_liked[1:] = np.cumsum([len(lots) for lots in liked])
    services.liked_lots = np.concatenate([services.liked_lots, *liked])
    active = o.active == 1
    home_township = c.township[o.home_community[active]]
    np.add.at(services.field_hours, (home_township, o.field[active]), o.hours_per_year[active])
    count_organisations(model)


def _liked_lots(model: Any, row: int, provinces: np.ndarray) -> np.ndarray:
    """The lots in an organisation's province that it would bid for, the best first, the earlier one among equals.

    What an organisation likes of a lot never changes, so the order is made once.
    """
    o, c, d = model.organisations, model.communities, model.districts
    params, places = model.rulebook.plain, model.world.districts
    home, field = int(o.home_community[row]), int(o.field[row])
    province = int(np.searchsorted(provinces, c.district[home], side="right"))
    liked: list[tuple[float, int]] = []
    for district in range(int(provinces[province - 1]), int(provinces[province])):
        way = way_km(
            float(c.longitude[home]),
            float(c.latitude[home]),
            float(places.longitude[district]),
            float(places.latitude[district]),
        )
        capacity = float(d.fiscal_capacity[district])
        other, own = (bid_score(params, same, way, capacity) for same in (0.0, 1.0))
        if other >= params.bid_least:
            liked += [(-other, district * N_FIELDS + f) for f in range(N_FIELDS) if f != field]
        if own >= params.bid_least:
            liked.append((-own, district * N_FIELDS + field))
    return np.array([lot for _, lot in sorted(liked)], np.int32)


def put_out_to_tender(model: Any, fen_by_district: np.ndarray) -> None:
    """Money for purchases goes into the districts' lots, divided over fields by what residents there use.

    Args:
        model: The model.
        fen_by_district: Whole fen, one per district; the caller has taken them from where they came.
    """
    services = model.services
    for district in np.flatnonzero(fen_by_district):
        services.lots_fen[district] += allocate(int(fen_by_district[district]), services.field_weights[district])
    model.accounts["organisations"] += int(fen_by_district.sum())


def organisations_adapt(model: Any) -> None:
    """Every quarter: the treasury's purchases are put out, bid for and paid; organisations grow, close or begin."""
    services = model.services
    growth, years = model.scenario.money.growth, years_since_start(model)
    quarterly = [int(grown(int(fen), growth, years)) for fen in services.quarterly_fen]
    put_out_to_tender(model, draw_on(model, "treasury", np.array(quarterly, np.int64)))
    services.tendered_fen[:] = services.lots_fen
    services.field_hours[:] = 0.0
    sold = serve_lots(model)
    for row in range(len(model.organisations)):
        if model.organisations.active[row]:
            _grow_or_close(model, row, float(sold[row]))
        else:
            _perhaps_found(model, row)
    count_organisations(model)


def serve_lots(model: Any) -> np.ndarray:
    """Organisations bid until no lot has money left or no bidder hours.

    Returns:
        Hours sold by each organisation in this quarter, float64.
    """
    o, services, params = model.organisations, model.services, model.rulebook.plain
    relief = float(model.levers["tax_relief"][0])
    prices = [asked_price_fen(params, float(price), relief) for price in o.price_yuan]
    free = np.where(o.active == 1, o.hours_per_year / 4.0, 0.0)
    sold = np.zeros(len(o))
    bids = o.active == 1
    lots = services.lots_fen.reshape(-1)
    nearest, ends = services.first_liked[:-1].copy(), services.first_liked[1:]
    while bids.any():
        looking = np.flatnonzero(bids)
        while len(looking):  # past lots without money: they stay empty, so nobody looks back
            looking = looking[nearest[looking] < ends[looking]]
            looking = looking[lots[services.liked_lots[nearest[looking]]] <= 0]
            nearest[looking] += 1
        bids &= nearest < ends
        rows = np.flatnonzero(bids)
        choice = services.liked_lots[nearest[rows]]
        by_lot = np.argsort(choice, kind="stable")
        chosen, first = np.unique(choice[by_lot], return_index=True)
        for lot, bidders in zip(chosen, np.split(rows[by_lot], first[1:]), strict=False):
            for row in sorted(bidders.tolist(), key=lambda row: (prices[row], row)):
                able_fen = int(free[row] * prices[row])
                award_fen = min(int(lots[lot]), able_fen)
                bids[row] = award_fen < able_fen
                hours = award_fen / prices[row]
                lots[lot] -= award_fen
                free[row] -= hours
                sold[row] += hours
                _pay(model, award_fen, relief)
                _deliver(model, row, int(lot), award_fen, hours)
    return sold


def _pay(model: Any, award_fen: int, relief: float) -> None:
    """The price of a lot: the tax goes to the treasury, the rest is wages."""
    tax = tax_fen(model.rulebook.plain, award_fen, relief)
    model.accounts["organisations"] -= award_fen
    model.accounts["treasury"] += tax
    model.accounts["households"] += award_fen - tax


def _deliver(model: Any, row: int, lot: int, award_fen: int, hours: float) -> None:
    """Hours are worked at home where the own district buys, else all over the district that buys, by residents."""
    services, t, d = model.services, model.townships, model.districts
    district, field = divmod(lot, N_FIELDS)
    home = int(model.communities.township[model.organisations.home_community[row]])
    if int(t.district[home]) == district:
        services.field_hours[home, field] += 4.0 * hours
        services.purchased_fen[home] += award_fen
        services.purchased_hours[home] += hours
        return
    townships = slice(int(d.first_township[district]), int(d.end_township[district]))
    shares = t.population[townships] / d.population[district]
    services.field_hours[townships, field] += 4.0 * hours * shares
    services.purchased_fen[townships] += allocate(award_fen, t.population[townships])
    services.purchased_hours[townships] += hours * shares


def _home_lot(model: Any, row: int) -> tuple[int, int]:
    """District and field of the lot an organisation was made for."""
    o = model.organisations
    return int(model.communities.district[o.home_community[row]]), int(o.field[row])


def _grow_or_close(model: Any, row: int, sold_hours: float) -> None:
    """An organisation at work adapts its hours to the quarter's orders, and closes after too many poor ones."""
    o, services, params = model.organisations, model.services, model.rulebook.plain
    offered = float(o.hours_per_year[row]) / 4.0
    ratio = sold_hours / offered if offered > 0.0 else 0.0
    o.income_ratio[row] = ratio
    o.poor_quarters[row] = o.poor_quarters[row] + 1 if ratio < params.organisation_closing else 0
    if closes_down(params, ratio, int(o.poor_quarters[row])):
        o.active[row] = 0
        return
    lot = _home_lot(model, row)
    tendered = int(services.tendered_fen[lot])
    unspent = int(services.lots_fen[lot]) / tendered if tendered > 0 else 0.0
    o.hours_per_year[row] = organisation_hours_after(params, float(o.hours_per_year[row]), ratio, unspent)


def _perhaps_found(model: Any, row: int) -> None:
    """Founders of an organisation that is not at work look at the money left in their field at home."""
    o, services, params = model.organisations, model.services, model.rulebook.plain
    unspent = int(services.lots_fen[_home_lot(model, row)])
    if unspent <= 0:
        return
    needed = 100.0 * float(o.price_yuan[row]) * float(services.founding_hours[row]) / 4.0
    u = uniform(model.streams[Purpose.ORGANISATION_ENTERS], organisation_key(model, row), model.month)
    if is_founded(
        u, params, float(services.founders_capital[row]), float(model.levers["entry_threshold"][0]), unspent, needed
    ):
        o.active[row] = 1
        o.poor_quarters[row] = 0
        o.hours_per_year[row] = services.founding_hours[row]


def count_organisations(model: Any) -> None:
    """Puts the hours that organisations work into their townships, and the shares of hours by what they serve."""
    t, hours = model.townships, model.services.field_hours
    total = np.zeros(len(t))
    for field in range(N_FIELDS):
        total += hours[:, field]
    t.organisation_hours[:] = total
    for requests in Field:
        if requests is Field.NONE:
            continue
        served = np.zeros(len(t))
        for field in fields_serving(requests):
            served += hours[:, field]
        column = getattr(t, f"organisation_{requests.key}_share")
        column[:] = np.divide(served, total, out=np.zeros(len(t)), where=total > 0.0)
