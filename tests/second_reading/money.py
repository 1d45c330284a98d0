"""Money, purchases, rooms, places and moves to town (ODD 7.2 and 7.12), read for the second time."""

from __future__ import annotations

import math

from tests.second_reading.common import FARMER, between

# ---- ODD 7.2: money reaches purses ----------------------------------------------------------------------------------


def weight_of_money(p, residents, capacity, mean_powered, need, urban_share, by_need, by_rural):
    """A community's weight: n · [(1 − b) f^γ + b f̄ d] · [(1 − b') s + b']."""
    setting = p["money.rural_ratio"] + (1.0 - p["money.rural_ratio"]) * urban_share
    means = (1.0 - by_need) * capacity ** p["money.capacity_exponent"] + by_need * mean_powered * need
    return residents * means * ((1.0 - by_rural) * setting + by_rural)


def need_index(p, demanded_per_resident, mean_demanded, days):
    """Money demanded per resident over its mean, within bounds; 1 until enough days have been seen."""
    if days < p["governments.need_index_days"] or mean_demanded <= 0.0:
        return 1.0
    return between(
        p["governments.need_index_least"], demanded_per_resident / mean_demanded, p["governments.need_index_most"]
    )


def lifted_to_floor(amounts, floors):
    """Communities below the floor are lifted and the others pay pro rata to their excess; the total stays."""
    lack = sum(max(floor - amount, 0.0) for amount, floor in zip(amounts, floors, strict=True))
    excess = sum(max(amount - floor, 0.0) for amount, floor in zip(amounts, floors, strict=True))
    if lack <= 0.0:
        return list(amounts)
    rate = min(lack / excess, 1.0) if excess > 0.0 else 0.0
    paid = rate * excess
    return [
        amount + (floor - amount) * paid / lack if amount < floor else amount - rate * (amount - floor)
        for amount, floor in zip(amounts, floors, strict=True)
    ]


def largest_remainder(total, weights):
    """Whole fen in proportion to weights: floors first, the rest to the largest remainders, earlier ones first."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [math.floor(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def grown(amount, rate, years):
    """What grows by a share a year, after so many firsts of January."""
    return amount * (1.0 + rate) ** years


# ---- ODD 7.12: purchases and organisations --------------------------------------------------------------------------


def bid_score(p, own_field, km, capacity):
    """Score of a lot: a [own field] − b ln(km) + c ln(fiscal capacity), km at least 1."""
    return (
        p["services.bid_same_field"] * (1.0 if own_field else 0.0)
        - p["services.bid_distance"] * math.log(max(km, 1.0))
        + p["services.bid_capacity"] * math.log(capacity)
    )


def tax_share(p, relief):
    """The tax on an organisation's income after relief."""
    return p["services.tax_share"] * (1.0 - relief)


def way_km(longitude, latitude, other_longitude, other_latitude):
    """The way between two points in degrees on a globe of 6,371 km radius, equirectangular; 1 km at least."""
    degree = 6371.0 * math.pi / 180.0
    middle = math.cos(math.pi * (latitude + other_latitude) / 360.0)
    return max(degree * math.hypot((longitude - other_longitude) * middle, latitude - other_latitude), 1.0)


def great_circle_km(longitude, latitude, other_longitude, other_latitude):
    """ODD 7.12: the way between two districts on the same globe, by the angle between their directions."""
    points = ((math.radians(x), math.radians(y)) for x, y in ((longitude, latitude), (other_longitude, other_latitude)))
    a, b = ((math.cos(y) * math.cos(x), math.cos(y) * math.sin(x), math.sin(y)) for x, y in points)
    across = math.dist(a, b) / 2.0
    return 6371.0 * 2.0 * math.asin(min(across, 1.0))


def asked_price_fen(p, price_yuan, relief):
    """An hour's price: its cost and the tax on it, the nearest whole fen, one at least; named at full taxes."""
    cost = 100.0 * price_yuan * (1.0 - p["services.tax_share"])
    return max(math.floor(cost / (1.0 - tax_share(p, relief)) + 0.5), 1)


def tax_fen(p, income_fen, relief):
    """What goes back to the treasury, rounded down."""
    return math.floor(income_fen * tax_share(p, relief))


def organisation_hours_after(p, hours, sold_share, unserved_share):
    """Next quarter's hours: less by the part not sold, or more by the part of the field's money at home that is left.

    All are sold where less than a thousandth is left.
    """
    most = p["services.size_change_limit"]
    change = sold_share - 1.0 if sold_share <= 0.999 else unserved_share
    return hours * (1.0 + between(-most, change, most))


def closes_down(p, sold_share, poor_quarters):
    """So many poor quarters in a row up to this one, and an organisation closes."""
    return (
        sold_share < p["governments.organisation_closing"]
        and poor_quarters >= p["governments.organisation_poor_quarters"]
    )


def founded_chance(p, capital_yuan, unserved_fen, needed_fen, threshold=1.0):
    """The chance that founders set an organisation up in a quarter."""
    if capital_yuan < p["services.registered_capital"] * threshold or needed_fen <= 0.0:
        return 0.0
    return 1.0 - math.exp(-p["governments.organisation_entry"] * unserved_fen / needed_fen)


def claimed_chance(p, endowment):
    """ODD 7.12: claimed share · (1 + slope · (endowment − 1)); from 1 on every project is claimed."""
    return p["services.claimed_share"] * (1.0 + p["services.claim_endowment"] * (endowment - 1.0))


def project_hours_per_day(p, paid_fen_of_quarter):
    """Hours for issues a day that a quarter's payment for projects buys."""
    hours = paid_fen_of_quarter / 100.0 / p["services.project_yuan_per_hour"]
    return p["services.project_issue_share"] * hours / (365.0 / 4.0)


def pooled_in_quarter(p, pooled_fen_a_year, residents, endowment):
    """Pooled money of a quarter, at most the limit per resident and year times the endowment; rounded down."""
    return math.floor(min(pooled_fen_a_year, 100.0 * p["services.pooled_limit"] * endowment) * residents / 4.0)


# ---- ODD 7.12: rooms and places -------------------------------------------------------------------------------------


def room_standard(p, residents):
    """30 m2 per hundred households and at least 300 m2."""
    households = residents / p["world.communities.household_persons"]
    return max(
        p["world.communities.facility_minimum_m2"], p["world.communities.facility_m2_per_household"] * households
    )


def room_index(p, m2, standard_m2, mean_met):
    """The part of the standard there is, over the starting mean of such communities, up to the most that helps.

    Where no room is asked for or there never was any, 1.
    """
    if mean_met <= 0.0:
        return 1.0
    part = min(m2 / standard_m2, 1.0) if standard_m2 > 0.0 else 1.0
    return min(part / mean_met, p["services.most_room"])


def gap_to_build(m2, first_m2, standard_m2, share):
    """What is missing today of the first day's rooms and the share asked for of the first day's shortfall."""
    wanted = first_m2 + share * max(standard_m2 - first_m2, 0.0)
    return min(wanted, standard_m2) - m2


def building_cost_fen(p, m2):
    """Paid at the start; the nearest whole fen."""
    return math.floor(100.0 * p["services.building_yuan_per_m2"] * m2 + 0.5)


def places_left(p, used, u):
    """Users who leave in a month: one over the mean months of the users; a uniform number settles the fraction."""
    return min(math.floor(used / p["services.place_stay_months"] + u), used)


def places_taken(p, used_at_start, free, u):
    """As many as leave at the start's occupancy come, as far as places are free."""
    return min(math.floor(used_at_start / p["services.place_stay_months"] + u), free)


# ---- ODD 7.12: moving to town ---------------------------------------------------------------------------------------


def moving_rate(p, residents, terms):
    """Yearly rate: points · residents / Σ (residents − farmers) · rural share², over all but urban communities.

    `terms`: pairs of movable residents and rural share.
    """
    below = sum(movable * rural * rural for movable, rural in terms)
    return p["migration.urbanisation_points"] * residents / below if below > 0.0 else 0.0


def moves_to_town(rate, urban_share, group, busy):
    """The chance of moving; large-scale farmers stay, and whoever has a request under way."""
    return 0.0 if group == FARMER or busy else min(rate * (1.0 - urban_share), 1.0)
