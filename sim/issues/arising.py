"""From the candidate occasion to a reported issue: needs arise, neighbours help, residents speak up (arise, voice)."""

from __future__ import annotations

import math

import numpy as np

from sim.agents.neighbours import draw_for_all, fetch, from_elsewhere, key_of, neighbour_row
from sim.agents.office import discovery_chance, door_chance
from sim.agents.purposes import Purpose
from sim.agents.resident import (
    candidate_occasions,
    channel_cost,
    cheapest_channel,
    group_matters,
    habit_today,
    most_needs,
    need_rate,
    no_occasion,
    solved_among_neighbours,
    tier_addressed,
    ties_at_hand,
    voices,
)
from sim.compiled import kernel
from sim.issues.attributes import (
    able_helper,
    cost_fen,
    departments_needed,
    field_share,
    in_key_group,
    lead_department,
    lowest_tier,
    turn,
    work_hours,
)
from sim.issues.courtyard import courtyard_solves
from sim.issues.intake import is_client, take_up
from sim.issues.queues import give_slot_back, set_timer, take_slot
from sim.issues.store import (
    DUPLICATE,
    ENDURED,
    EXPOSED,
    MOST_SHARERS,
    NEEDS,
    NO_PLAN,
    PLAN_DISCOVER,
    ROUNDS,
    SECOND_ROW,
    SELF_SOLVED,
    STAGE_WORK,
)
from sim.randomness import poisson, standard_normal, uniform
from sim.vocabulary import Channel, Disposition, Group, Helper, State, Tier

PERIOD_DAYS = 28
"""Candidate occasions are laid out for so many days at a time."""

STOCKS_OF_NEEDS = 8
"""Stocks of a community that the needs of its residents hang on: those that `yearly_needs` looks at."""

OCCASIONS = 2
"""Occasions for a need that a resident has at most in such a period (`candidate_occasions`)."""

NEVER_FOUND = 366
"""Days that stand for a need nobody finds: beyond any `forgotten_days`, which is 120 at most."""

CANDIDATES = int(Purpose.CANDIDATES)
CANDIDATE_DAY = int(Purpose.CANDIDATE_DAY)
NEED = int(Purpose.NEED)
EMERGENCY = int(Purpose.EMERGENCY)
QUICK = int(Purpose.QUICK)
SHARERS = int(Purpose.SHARERS)
SHARER = int(Purpose.SHARER)
JOINS = int(Purpose.JOINS)
SELF_SOLVE = int(Purpose.SELF_SOLVE)
VOICE = int(Purpose.VOICE)
TIER = int(Purpose.TIER)
DOOR = int(Purpose.DOOR)
AWARE_ONLINE = int(Purpose.AWARE_ONLINE)
KNOWS_NUMBER = int(Purpose.KNOWS_NUMBER)
DISCOVERY = int(Purpose.DISCOVERY)
HOURS = int(Purpose.HOURS)
AUTHORITY = int(Purpose.AUTHORITY)
AUTHORITY_UP = int(Purpose.AUTHORITY_UP)
COSTS_MONEY = int(Purpose.COSTS_MONEY)
COST = int(Purpose.COST)
DEPARTMENTS = int(Purpose.DEPARTMENTS)
LEAD = int(Purpose.LEAD)
HELPER = int(Purpose.HELPER)
LATENT = int(State.LATENT)
ORDINARY = int(Group.ORDINARY)
SECOND_CHANNEL = int(Purpose.SECOND_CHANNEL)
COUNTER = int(Channel.COUNTER)
HOTLINE = int(Channel.HOTLINE)
PETITION = int(Channel.PETITION)
AGITATED = int(Disposition.AGITATED)
NOBODY_ELSE = int(Helper.NONE)
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)


@kernel
def count_candidates(state, period, lo, hi, numbers, counts):
    """Counts the candidate occasions of a period by district and day, for the districts lo to hi.

    Args:
        state: The stage.
        period: Number of the period.
        lo: First district.
        hi: District after the last.
        numbers: Room for a number of each resident of a community; float64.
        counts: (districts, days of a period) int64, written.
    """
    params = state.params[0]
    none = no_occasion(params, PERIOD_DAYS)
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            draw_for_all(state, CANDIDATES, c, period, numbers)
            first = state.communities[c].first_resident
            for r in range(first, state.communities[c].end_resident):
                if numbers[r - first] < none:
                    continue
                key = key_of(state, r)
                n = candidate_occasions(numbers[r - first], params, PERIOD_DAYS)
                for i in range(n):
                    u = uniform(state.clock[0].streams[CANDIDATE_DAY], key, period * OCCASIONS + i)
                    counts[d, int(u * PERIOD_DAYS)] += 1


@kernel
def place_candidates(state, period, lo, hi, numbers, at, rows, occasions):
    """Lays out the candidate occasions of a period by day and district, in the order of residents.

    Args:
        state: The stage.
        period: Number of the period.
        lo: First district.
        hi: District after the last.
        numbers: Room for a number of each resident of a community; float64.
        at: (districts, days) int64, next free place of each bucket; moved on.
        rows: Resident row of each candidate, written.
        occasions: Number of the occasion within the period (0 or 1), written.
    """
    params = state.params[0]
    none = no_occasion(params, PERIOD_DAYS)
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            draw_for_all(state, CANDIDATES, c, period, numbers)
            first = state.communities[c].first_resident
            for r in range(first, state.communities[c].end_resident):
                if numbers[r - first] < none:
                    continue
                key = key_of(state, r)
                n = candidate_occasions(numbers[r - first], params, PERIOD_DAYS)
                for i in range(n):
                    day = int(uniform(state.clock[0].streams[CANDIDATE_DAY], key, period * OCCASIONS + i) * PERIOD_DAYS)
                    rows[at[d, day]] = r
                    occasions[at[d, day]] = i
                    at[d, day] += 1


@kernel
def arise(state, period, lo, hi, edges, rows, occasions, rates):
    """Today's candidates of the districts lo to hi: some become needs, and residents decide what to do.

    Args:
        state: The stage.
        period: Number of the period.
        lo: First district.
        hi: District after the last.
        edges: Place of each district's first candidate today, and the end of the last; int64.
        rows: Resident rows.
        occasions: Occasions within the period.
        rates: (districts, categories) float64, for the rates of the community at hand.
    """
    for d in range(lo, hi):
        base = state.districts[d].first_slot
        issues = state.issues[base : base + state.districts[d].n_slots]
        c = np.int64(state.districts[d].first_community)
        rated = np.int64(-1)
        rates[d, 0] = fetch(state, rows, edges[d], edges[d + 1])  # written over with the first community's rates
        for j in range(edges[d], edges[d + 1]):
            r = np.int64(rows[j])
            while r >= state.communities[c].end_resident:
                c += 1
            if c != rated:
                for category in range(len(state.kinds)):
                    rates[d, category] = yearly_needs(state, c, category, ORDINARY)
                rated = c
            candidate(state, issues, d, c, r, (period * OCCASIONS + np.int64(occasions[j])) * ROUNDS, rates)


@kernel
def yearly_needs(state, c, category, group):
    """Yearly needs of one category of a resident of a group in a community, at today's stocks."""
    community = state.communities[c]
    return need_rate(
        state.params[0],
        state.kinds[category],
        group,
        community.urban_share,
        community.condition_start - community.condition,
        community.unmanaged_share - community.unmanaged_start,
        community.elsewhere_share - community.elsewhere_start,
        community.ties - community.ties_start + community.agreements,
        community.floating_share - community.floating_start,
        community.good_habits,
    )


@kernel
def highest_needs(state, counts, lo, hi, rates, known, highest):
    """The highest yearly needs of any resident today, in each community of the districts lo to hi.

    A community on whose stocks nothing has changed since it was looked at last keeps its number.

    Args:
        state: The stage.
        counts: Residents by community and group.
        lo: First district.
        hi: District after the last.
        rates: (districts, categories) float64, for the rates of the community at hand.
        known: (communities, STOCKS_OF_NEEDS) stocks that needs hang on, as they were; nan for none yet, written.
        highest: One value per community, float64, written.
    """
    for d in range(lo, hi):
        for c in range(state.districts[d].first_community, state.districts[d].end_community):
            if not stocks_moved(state.communities[c], known[c]):
                continue
            highest[c] = 0.0
            for category in range(len(state.kinds)):
                rates[d, category] = yearly_needs(state, c, category, ORDINARY)
            for group in range(counts.shape[1]):
                if counts[c, group] > 0.0:
                    total = 0.0
                    for category in range(len(state.kinds)):
                        total += rate_of_group(state, d, c, category, group, rates)
                    highest[c] = max(highest[c], total)


@kernel
def stocks_moved(community, known):
    """Whether a stock that `yearly_needs` looks at is another than was known; it is known afterwards."""
    if (
        known[0] == community.condition
        and known[1] == community.ties
        and known[2] == community.agreements
        and known[3] == community.unmanaged_share
        and known[4] == community.good_habits
        and known[5] == community.elsewhere_share
        and known[6] == community.floating_share
        and known[7] == community.urban_share
    ):
        return False
    known[0] = community.condition
    known[1] = community.ties
    known[2] = community.agreements
    known[3] = community.unmanaged_share
    known[4] = community.good_habits
    known[5] = community.elsewhere_share
    known[6] = community.floating_share
    known[7] = community.urban_share
    return True


@kernel
def rate_of_group(state, d, c, category, group, rates):
    """Yearly needs of one category of a resident of a group; `rates` has those of an ordinary one in the community."""
    if group_matters(state.kinds[category], group):
        return yearly_needs(state, c, category, group)
    return rates[d, category]


@kernel
def category_of_need(state, d, c, group, x, rates):
    """The category in which a candidate becomes a need, or -1; x runs from 0 to the bound on the rate.

    Args:
        state: The stage.
        d: Row of the district.
        c: Row of the community.
        group: Group of the resident.
        x: Uniform number times the bound (needs per year).
        rates: (districts, categories) rates of an ordinary resident of the community.
    """
    total = 0.0
    for category in range(len(state.kinds)):
        total += rate_of_group(state, d, c, category, group, rates)
        if x < total:
            return category
    return -1


@kernel
def candidate(state, issues, d, c, r, occasion, rates):
    """One candidate occasion of one resident: becomes a need or not; is solved, reported, endured or found later."""
    params = state.params[0]
    key = key_of(state, r)
    bound = most_needs(params)
    group = state.residents[r].group
    category = category_of_need(state, d, c, group, uniform(state.clock[0].streams[NEED], key, occasion) * bound, rates)
    if category < 0:
        return
    kind = state.kinds[category]
    cell = group * 2 + state.residents[r].registered_elsewhere
    state.tallies[NEEDS, c, cell, category] += 1
    share = params.emergency_share + state.communities[c].shock_emergency
    emergency = uniform(state.clock[0].streams[EMERGENCY], key, occasion) < share
    ties = ties_at_hand(params, state.communities[c].ties, from_elsewhere(state, r))
    u = uniform(state.clock[0].streams[SELF_SOLVE], key, occasion)
    if not emergency and solved_among_neighbours(
        u, params, kind, ties - state.communities[c].ties_start, state.residents[r].disposition
    ):
        state.tallies[SELF_SOLVED, c, cell, category] += 1
        return
    quick = not emergency and uniform(state.clock[0].streams[QUICK], key, occasion) < params.quick_share
    cost = cost_fen(
        uniform(state.clock[0].streams[COSTS_MONEY], key, occasion),
        kind,
        quick,
        standard_normal(state.clock[0].streams[COST], key, occasion),
    )
    cost = int(cost * state.clock[0].cost_index)
    n_sharing = 0
    if kind.shared:
        u = uniform(state.clock[0].streams[SHARERS], key, occasion)
        n_sharing = poisson(u, params.shared_neighbours, MOST_SHARERS)
        state.tallies[EXPOSED, c, cell, category] += n_sharing
    if not emergency and cost == 0 and courtyard_solves(state, c, r, key, occasion, kind, quick):
        state.tallies[SELF_SOLVED, c, cell, category] += 1
        return
    channel = channel_today(state, c, r, key, occasion)
    u = uniform(state.clock[0].streams[VOICE], key, occasion)
    if speaks_up(state, c, r, u, emergency, cost > 0, channel):
        k = take_slot(state, issues, d)
        describe(state, issues, k, c, r, key, occasion, category, emergency, quick, cost)
        for j in range(n_sharing):
            if joins(state, c, key, occasion, j, emergency, cost > 0):
                issues[k].joined |= 1 << j
        addressed(state, issues, k, c, r, channel)
        reported_twice(state, issues, d, k, c)
        return
    days = days_to_discovery(state, c, r, key, occasion, category)
    if days > params.forgotten_days:
        state.tallies[ENDURED, c, cell, category] += 1
        return
    k = take_slot(state, issues, d)
    describe(state, issues, k, c, r, key, occasion, category, emergency, quick, cost)
    issues[k].state = LATENT
    issues[k].plan = PLAN_DISCOVER
    set_timer(issues, state.wheel, state.communities[c].township, k, state.clock[0].day + days)


@kernel
def reported_twice(state, issues, d, k, c):
    """Some residents also use a second channel; where offices are islands, this makes a second row of work (重复件).

    The second row goes to the township by the hotline, or to the counter where the first went above. It carries no
    money and no complaint of its own; once an office has worked on it, it is dropped.
    """
    params = state.params[0]
    key = issues[k].resident_key
    occasion = np.int64(issues[k].occasion)
    chance = params.double_share * state.communities[c].lever_duplicates
    if uniform(state.clock[0].streams[SECOND_CHANNEL], key, occasion) >= chance:
        return
    first_tier = issues[k].tier_reported
    second = take_slot(state, issues, d)
    r = np.int64(issues[k].resident)
    describe(
        state,
        issues,
        second,
        c,
        r,
        key,
        occasion,
        np.int64(issues[k].category),
        issues[k].emergency != 0,
        issues[k].quick != 0,
        0,
    )
    issues[second].occasion = occasion + SECOND_ROW
    issues[second].flags = DUPLICATE
    issues[second].authority = COMMUNITY
    issues[second].departments = 1
    issues[second].helper = NOBODY_ELSE
    state.communities[c].n_duplicates += 1
    if first_tier == COMMUNITY:
        issues[second].channel = HOTLINE
        take_up(state, issues, second, TOWNSHIP, state.clock[0].day)
    else:
        issues[second].channel = COUNTER
        take_up(state, issues, second, COMMUNITY, state.clock[0].day)


@kernel
def channel_today(state, c, r, key, occasion):
    """The cheapest channel within the resident's reach today: what a resident knows of, or has learned of since."""
    community = state.communities[c]
    online = community.lever_online_awareness + (1.0 - community.lever_online_awareness) * community.online_learned
    aware = state.residents[r].online != 0 and uniform(state.clock[0].streams[AWARE_ONLINE], key, 0) < online
    phone = state.residents[r].phone != 0
    if not phone and community.number_learned > 0.0:
        phone = uniform(state.clock[0].streams[KNOWS_NUMBER], key, 0) < community.number_learned
    chance = door_chance(state.params[0], visits_near(state, c, r, key, True), community.population)
    at_door = uniform(state.clock[0].streams[DOOR], key, occasion) < chance
    return cheapest_channel(state.params[0], community.counter_cost, phone, aware, at_door)


@kernel
def visits_near(state, c, r, key, at_home):
    """Hours of patrol and visits as a resident meets them today; contact visits of linked teams reach clients only.

    Where records say who lives where, visits to homes go to key groups more and to others as much less.
    """
    community = state.communities[c]
    hours = community.visit_hours_today
    if at_home:
        key_group = in_key_group(state.residents[r].group)
        hours *= 1.0 + community.lever_visits_key if key_group else community.lever_visits_other
    if community.lever_client_visits > 0.0 and is_client(state, c, r, key):
        hours += community.lever_client_visits * community.population / 1000.0
    return hours


@kernel
def speaks_up(state, c, r, u, emergency, money_at_stake, channel):
    """Whether a resident voices a need today."""
    params = state.params[0]
    community = state.communities[c]
    habit = habit_today(params, np.float64(state.residents[r].habit), state.clock[0].day - state.residents[r].habit_day)
    cost = channel_cost(params, channel, community.counter_cost)
    trust = np.float64(state.residents[r].trust_community)
    return voices(
        u,
        params,
        emergency,
        trust,
        community.trust_reference_community,
        cost,
        habit + community.heard_habit,
        state.residents[r].disposition,
        money_at_stake,
    )


@kernel
def joins(state, c, key, occasion, j, emergency, money_at_stake):
    """Whether the j-th neighbour who shares the cause joins the complaint, by the same choice, at the counter."""
    other = neighbour_row(state, SHARER, c, key, turn(occasion, j))
    u = uniform(state.clock[0].streams[JOINS], key, turn(occasion, j))
    return speaks_up(state, c, other, u, emergency, money_at_stake, COUNTER)


@kernel
def days_to_discovery(state, c, r, key, occasion, category):
    """Days until patrols or visits find an endured need at today's hours of visits; `NEVER_FOUND` at most."""
    community = state.communities[c]
    visits = visits_near(state, c, r, key, state.kinds[category].visible == 0)
    p = discovery_chance(
        state.params[0],
        state.kinds[category],
        visits,
        community.lever_patrol_hours,
        community.home_visit_hours,
        community.population,
    )
    if p <= 0.0:
        return NEVER_FOUND
    u = uniform(state.clock[0].streams[DISCOVERY], key, occasion)
    return min(NEVER_FOUND, 1 + int(math.log(1.0 - u) / math.log(1.0 - p)))


@kernel
def describe(state, issues, k, c, r, key, occasion, category, emergency, quick, cost):
    """Draws everything that makes up the issue; the same draws whatever the policy."""
    params = state.params[0]
    kind = state.kinds[category]
    community = state.communities[c]
    day = state.clock[0].day
    issues[k].resident_key = key
    issues[k].occasion = occasion
    issues[k].resident = r
    issues[k].community = c
    issues[k].category = category
    issues[k].emergency = emergency
    issues[k].quick = quick
    issues[k].cost_fen = cost
    issues[k].work = work_hours(params, kind, quick, standard_normal(state.clock[0].streams[HOURS], key, occasion))
    issues[k].authority = lowest_tier(
        uniform(state.clock[0].streams[AUTHORITY], key, occasion),
        uniform(state.clock[0].streams[AUTHORITY_UP], key, occasion),
        params,
        kind,
        quick,
        community.urban_share,
    )
    issues[k].departments = departments_needed(
        uniform(state.clock[0].streams[DEPARTMENTS], key, occasion), params, issues[k].authority
    )
    issues[k].lead = lead_department(uniform(state.clock[0].streams[LEAD], key, occasion), kind)
    township = state.townships[community.township]
    served = field_share(
        kind,
        township.organisation_welfare_share,
        township.organisation_dispute_share,
        township.organisation_environment_share,
        township.organisation_farming_share,
    )
    lines, volunteers = community.lever_lines, community.lever_able_volunteer
    if in_key_group(state.residents[r].group):
        lines = max(lines, community.lever_lines_key)
        if kind.social_workers:
            volunteers = max(volunteers, community.lever_able_volunteer_key)
    issues[k].helper = able_helper(
        uniform(state.clock[0].streams[HELPER], key, occasion),
        kind,
        quick,
        community.urban_share,
        1.0 - community.unmanaged_share,
        community.room,
        lines,
        volunteers,
        community.lever_able_police,
        community.lever_able_mediator,
        community.lever_able_organisation * served,
    )
    issues[k].flags = 0
    issues[k].arose = day
    issues[k].reported = day
    issues[k].hours = 0.0
    issues[k].spent = 0.0
    issues[k].due = day
    issues[k].money_day = 0
    issues[k].closed = -1
    issues[k].timer = -1
    issues[k].part = 0
    issues[k].tier = COMMUNITY
    issues[k].stage = STAGE_WORK
    issues[k].hand_overs = 0
    issues[k].reopenings = 0
    issues[k].attempts = 0
    issues[k].n_nominal = 0
    issues[k].joined = 0
    issues[k].plan = NO_PLAN
    issues[k].refusals = 0
    issues[k].lost_tier = COMMUNITY


@kernel
def addressed(state, issues, k, c, r, channel):
    """The resident turns to the community or straight above, and the request reaches that office."""
    community = state.communities[c]
    base = np.float64(state.residents[r].trust_community)
    usual = community.trust_reference_community
    gap_township = np.float64(state.residents[r].trust_township) - base - (community.trust_reference_township - usual)
    gap_district = np.float64(state.residents[r].trust_district) - base - (community.trust_reference_district - usual)
    gap_municipality = (
        np.float64(state.residents[r].trust_municipality) - base - (community.trust_reference_municipality - usual)
    )
    u = uniform(state.clock[0].streams[TIER], issues[k].resident_key, np.int64(issues[k].occasion))
    tier = tier_addressed(
        u,
        state.params[0],
        gap_township,
        gap_district,
        gap_municipality,
        state.residents[r].disposition == AGITATED,
        community.awareness,
    )
    if tier == COMMUNITY:
        issues[k].channel = channel
    elif tier == MUNICIPALITY:
        issues[k].channel = PETITION
    else:
        issues[k].channel = HOTLINE
    take_up(state, issues, k, tier, state.clock[0].day)


@kernel
def recurs(state, issues, d, k):
    """A cause that was only patched up comes back as a new need; the resident decides anew whether to speak up."""
    c = np.int64(issues[k].community)
    r = np.int64(issues[k].resident)
    key = issues[k].resident_key
    occasion = np.int64(issues[k].occasion)
    cell = state.residents[r].group * 2 + state.residents[r].registered_elsewhere
    category = np.int64(issues[k].category)
    state.tallies[NEEDS, c, cell, category] += 1
    channel = channel_today(state, c, r, key, occasion)
    u = uniform(state.clock[0].streams[VOICE], key, occasion)
    if speaks_up(state, c, r, u, issues[k].emergency != 0, issues[k].cost_fen > 0, channel):
        addressed(state, issues, k, c, r, channel)
        return
    state.tallies[ENDURED, c, cell, category] += 1
    give_slot_back(state, issues, d, k)
