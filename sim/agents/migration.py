"""Moving to town: on 1 January some villagers move to a town, and everybody's row follows (phase adapt).

Who moves and where to are keyed draws by the resident's permanent id and the calendar year. Rows stay dense: within a
community those who stay keep their order, those who arrive follow in the order of their former rows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.agents.neighbours import key_of
from sim.agents.purposes import Purpose
from sim.compiled import kernel
from sim.randomness import resident_key, rule, stream, uniform
from sim.vocabulary import Group, Setting
from sim.world.residents import Homes, choose_home, distances_km, gravity_of, list_homes
from sim.world.tables import ONLINE, PHONE, REGISTERED_ELSEWHERE, VOLUNTEER, disposition_of, group_of, yes_or_no

STAYS = -1
BUSY = -2
MOVES = int(Purpose.MOVES)
MOVES_TO_DISTRICT = int(Purpose.MOVES_TO_DISTRICT)
MOVES_TO_TOWNSHIP = int(Purpose.MOVES_TO_TOWNSHIP)
MOVES_TO_COMMUNITY = int(Purpose.MOVES_TO_COMMUNITY)
ORDINARY = int(Group.ORDINARY)
FLOATING = int(Group.FLOATING)
FARMER = int(Group.FARMER)
OWNER = int(Group.OWNER)
URBAN = int(Setting.URBAN)


@rule
def moves_to_town(u, rate, urban_share, group, busy):
    """Whether a villager moves to a town this year; large-scale farmers and people with a request under way stay.

    Args:
        u: Uniform number.
        rate: Chance of a resident who lives as rural.
        urban_share: Share of the community's residents who live as urban.
        group: Code of the resident's group.
        busy: Whether an office still has, or will get, a request of the resident.
    """
    if group == FARMER or busy:
        return False
    return u < rate * (1.0 - urban_share)


@rule
def group_after_move(group):
    """The group after a move: ordinary residents and business owners are floating residents now, others as before."""
    if group in (ORDINARY, OWNER):
        return FLOATING
    return group


@kernel
def move_in(state, traits, former_home, first_floating, lo, hi):
    """Residents of the districts lo to hi take over what the world says of them, in one pass.

    Args:
        state: The stage; residents are written. A permanent id is the code of the first home and the number within it.
        traits: Traits of each resident, packed; uint16.
        former_home: Former home of each floating resident, or -1; int32.
        first_floating: Number of each community's first floating resident; int64.
        lo: First district.
        hi: District after the last.
    """
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            community = state.communities[c]
            first = community.first_resident
            at = first_floating[c]
            for r in range(first, community.end_resident):
                state.keys[r] = resident_key(community.code, r - first)
                group = group_of(traits[r])
                state.residents[r].group = group
                state.residents[r].disposition = disposition_of(traits[r])
                state.residents[r].registered_elsewhere = yes_or_no(traits[r], REGISTERED_ELSEWHERE)
                state.residents[r].online = yes_or_no(traits[r], ONLINE)
                state.residents[r].phone = yes_or_no(traits[r], PHONE)
                state.residents[r].volunteer = yes_or_no(traits[r], VOLUNTEER)
                state.residents[r].origin = -1
                if group == FLOATING:
                    state.residents[r].origin = former_home[at]
                    at += 1
                state.residents[r].trust_community = community.trust_start_community
                state.residents[r].trust_township = community.trust_start_township
                state.residents[r].trust_district = community.trust_start_district
                state.residents[r].trust_municipality = community.trust_start_municipality


@kernel
def choose_destinations(state, year, rate, homes, gravity, goes_to, lo, hi):
    """Writes where the residents of the districts lo to hi move; nobody is the last to leave a community.

    Args:
        state: The stage.
        year: Calendar year.
        rate: Chance of a resident who lives as rural.
        homes: The town communities.
        gravity: Weight of a district (column) for movers from a district (row), as `gravity_of` gives it; float64.
        goes_to: By row of resident: BUSY or STAYS before; row of the new community, or STAYS, after.
        lo: First district.
        hi: District after the last.
    """
    moving = state.clock[0].streams[MOVES]
    district_draws = stream(state.clock[0].streams[MOVES_TO_DISTRICT], year)
    township_draws = stream(state.clock[0].streams[MOVES_TO_TOWNSHIP], year)
    community_draws = stream(state.clock[0].streams[MOVES_TO_COMMUNITY], year)
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            community = state.communities[c]
            n_leaving = 0
            for r in range(community.first_resident, community.end_resident):
                busy = goes_to[r] == BUSY
                goes_to[r] = STAYS
                if community.setting == URBAN:
                    continue
                key = key_of(state, r)
                u = uniform(moving, key, year)
                if moves_to_town(u, rate, community.urban_share, np.int64(state.residents[r].group), busy):
                    h = choose_home(district_draws, township_draws, community_draws, key, homes, gravity[d], -1)
                    if h >= 0:
                        goes_to[r] = homes.rows[h]
                        n_leaving += 1
            if n_leaving > 0 and n_leaving == community.end_resident - community.first_resident:
                goes_to[community.first_resident] = STAYS


@kernel
def count_moves(state, goes_to, arriving, leaving):
    """Counts arrivals and departures of every community.

    Args:
        state: The stage.
        goes_to: By row of resident: row of the new community, or STAYS.
        arriving: Residents who come, by community; int64, added to.
        leaving: Residents who go, by community; int64, added to.
    """
    for c in range(state.communities.size):
        for r in range(state.communities[c].first_resident, state.communities[c].end_resident):
            if goes_to[r] >= 0:
                arriving[goes_to[r]] += 1
                leaving[c] += 1


@kernel
def number_rows(state, new_row, stay_at, arrive_at, movers, mover_keys, mover_rows):
    """Turns destinations into new rows and takes the movers out, with what the move changes about them.

    Args:
        state: The stage with the rows as they were.
        new_row: By row: row of the new community or STAYS before; the new row, for movers as -1 - row, after; int32.
        stay_at: New row of the next one who stays, by community; moved on.
        arrive_at: New row of the next one who arrives, by community; moved on.
        movers: Records of the movers in the order of their former rows, written.
        mover_keys: Their permanent ids, written.
        mover_rows: New rows of the movers, written.
    """
    n = 0
    for c in range(state.communities.size):
        for r in range(state.communities[c].first_resident, state.communities[c].end_resident):
            to = new_row[r]
            if to < 0:
                new_row[r] = stay_at[c]
                stay_at[c] += 1
                continue
            movers[n] = state.residents[r]
            mover_keys[n] = key_of(state, r)
            movers[n].origin = c
            movers[n].registered_elsewhere = 1
            movers[n].group = group_after_move(np.int64(state.residents[r].group))
            mover_rows[n] = arrive_at[to]
            new_row[r] = -1 - arrive_at[to]
            arrive_at[to] += 1
            n += 1


@kernel
def rearrange(residents, keys, new_row, movers, mover_keys, mover_rows):
    """Puts every resident into the new row, in place.

    Those who stay keep their order, so runs of rows that go up are copied from their end and all others from their
    beginning; no row is overwritten before it has been copied. Movers were taken out before and are put in last.

    Args:
        residents: Records of all residents, changed.
        keys: Their permanent ids, changed.
        new_row: New row of each former row, movers as -1 - row; afterwards without exception the new row.
        movers: Records of the movers.
        mover_keys: Their permanent ids.
        mover_rows: Their new rows.
    """
    r = 0
    while r < residents.size:
        end = r
        while end < residents.size and (new_row[end] > end or new_row[end] < 0):
            end += 1
        for i in range(end - 1, r - 1, -1):
            if new_row[i] >= 0:
                residents[new_row[i]] = residents[i]
                keys[new_row[i]] = keys[i]
            else:
                new_row[i] = -1 - new_row[i]
        r = end
        while r < residents.size and 0 <= new_row[r] <= r:
            if new_row[r] < r:
                residents[new_row[r]] = residents[r]
                keys[new_row[r]] = keys[r]
            r += 1
    for i in range(movers.size):
        residents[mover_rows[i]] = movers[i]
        keys[mover_rows[i]] = mover_keys[i]


@kernel
def count_people(state, groups, lo, hi):
    """Counts who lives in the communities of the districts lo to hi.

    Args:
        state: The stage; communities get `floating_share`, `elsewhere_share` and `n_volunteers`.
        groups: (communities, groups) residents by group, float64, written.
        lo: First district.
        hi: District after the last.
    """
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            n_elsewhere = 0
            n_volunteers = 0
            groups[c, :] = 0.0
            for r in range(state.communities[c].first_resident, state.communities[c].end_resident):
                groups[c, state.residents[r].group] += 1.0
                n_elsewhere += state.residents[r].registered_elsewhere
                n_volunteers += state.residents[r].volunteer
            n = max(1, state.communities[c].end_resident - state.communities[c].first_resident)
            state.communities[c].floating_share = groups[c, FLOATING] / n
            state.communities[c].elsewhere_share = n_elsewhere / n
            state.communities[c].n_volunteers = n_volunteers


def yearly_rate(points: float, population: np.ndarray, farmers: np.ndarray, rural_share: np.ndarray) -> float:
    """The chance to move of a resident who lives as rural, such that the urban share rises by `points`.

    A resident of a community with rural share s moves with chance rate times s and raises the urban residents of the
    place by s on average, hence the square.

    Args:
        points: Rise of the urban share, as a share of all residents.
        population: Residents, one per community.
        farmers: Large-scale farmers among them, who do not move.
        rural_share: Share who live as rural; 0 in urban communities.

    Returns:
        A share, 0 to 1; 0 where nobody lives as rural.
    """
    able = float(((population - farmers) * rural_share * rural_share).sum())
    return min(1.0, points * float(population.sum()) / able) if able > 0.0 else 0.0


def towns(model: Any) -> tuple[Homes, np.ndarray]:
    """The town communities of today and how strongly each district draws movers from each other.

    Returns:
        The communities weighted by residents, and weights by district and district: town residents times fiscal
        capacity over distance, each with its exponent; sums of provinces follow where there are several.

    Source:
        Gravity model of migration (Zipf 1946); fiscal capacity as the pull is assumed.
    """
    c, d, settings = model.communities, model.districts, model.scenario.migration
    rows = np.flatnonzero((c.setting == URBAN) & (c.population > 0))
    homes = list_homes(rows, c.code, c.township, c.district, c.population, d.code)
    place = model.world.districts
    away = np.maximum(distances_km(place.longitude, place.latitude), model.scenario.world.residents.origin_least_km)
    pull = np.bincount(c.district[rows], homes.weights, len(d)) * d.fiscal_capacity**settings.move_capacity_exponent
    return homes, gravity_of(pull, away**settings.move_distance_exponent, d.code)


def move_homes(model: Any, busy_rows: np.ndarray) -> np.ndarray | None:
    """Villagers move to towns; residents get their new rows, and offices see who lives with them now.

    Args:
        model: The model on 1 January.
        busy_rows: Rows of residents with a request under way, who stay this year.

    Returns:
        The new row of every former row, int32; None where nobody moves.
    """
    c, stage = model.communities, model.stage
    rural_share = np.where(c.setting == URBAN, 0.0, 1.0 - c.urban_share)
    rate = yearly_rate(
        model.scenario.migration.urbanisation_points,
        model.structure.population,
        model.structure.group_counts[:, Group.FARMER],
        rural_share,
    )
    homes, gravity = towns(model)
    if rate <= 0.0 or len(homes.rows) == 0:
        return None
    year = model.calendar.date(model.day).year
    new_row = np.full(len(model.residents), STAYS, np.int32)
    new_row[busy_rows] = BUSY
    model.crew.over(lambda lo, hi: choose_destinations(stage, year, rate, homes, gravity, new_row, lo, hi))
    arriving, leaving = np.zeros(len(c), np.int64), np.zeros(len(c), np.int64)
    count_moves(stage, new_row, arriving, leaving)
    n_movers = int(leaving.sum())
    if n_movers == 0:
        return None
    first = np.concatenate([[0], np.cumsum(c.population - leaving + arriving)])
    movers, mover_rows = np.empty(n_movers, stage.residents.dtype), np.empty(n_movers, np.int32)
    mover_keys = np.empty(n_movers, stage.keys.dtype)
    number_rows(stage, new_row, first[:-1].copy(), first[1:] - arriving, movers, mover_keys, mover_rows)
    rearrange(stage.residents, stage.keys, new_row, movers, mover_keys, mover_rows)
    c.n_arrived += arriving.astype(np.int32)
    c.n_left += leaving.astype(np.int32)
    model.n_moved += n_movers
    settle(model, first)
    return new_row


def settle(model: Any, first: np.ndarray) -> None:
    """Offices and mechanisms see the residents of today.

    Args:
        model: The model with residents in their new rows.
        first: First row of each community's residents, and the end of the last; int64.
    """
    c, t, d, stage = model.communities, model.townships, model.districts, model.stage
    c.first_resident[:], c.end_resident[:] = first[:-1], first[1:]
    c.population[:] = np.diff(first)
    t.population[:] = np.bincount(c.township, weights=c.population, minlength=len(t))
    d.population[:] = np.bincount(c.district, weights=c.population, minlength=len(d))
    d.first_resident[:] = first[d.first_community]
    d.end_resident[:] = first[d.end_community]
    groups = np.empty((len(c), len(Group)))
    model.crew.over(lambda lo, hi: count_people(stage, groups, lo, hi))
    model.structure = replace(
        model.structure,
        population=c.population.astype(float),
        group_counts=groups,
        elsewhere_share=c.elsewhere_share.copy(),
        township_population=t.population.astype(float),
        district_population=d.population.astype(float),
    )
    model.residents_changed()
