"""Residents: whether to voice a need, how and where, and what an outcome does to them."""

from __future__ import annotations

import math

import numpy as np

from sim.columns import Column, ColumnAgent
from sim.randomness import rule
from sim.vocabulary import Channel, Disposition, Group, NeedsOfGroups, Tier

LN_2 = math.log(2.0)
"""What a half-life is turned into a rate by."""
CARE = int(NeedsOfGroups.CARE)
FARMING = int(NeedsOfGroups.FARMING)
OLDER = int(Group.OLDER)
DISABLED = int(Group.DISABLED)
LOW_INCOME = int(Group.LOW_INCOME)
FARMER = int(Group.FARMER)
COUNTER = int(Channel.COUNTER)
PHONE = int(Channel.PHONE)
ONLINE = int(Channel.ONLINE)
GRID_WORKER = int(Channel.GRID_WORKER)
ENGAGED = int(Disposition.ENGAGED)
MONEY_FIRST = int(Disposition.MONEY_FIRST)
INDIFFERENT = int(Disposition.INDIFFERENT)
AGITATED = int(Disposition.AGITATED)
IRRESPONSIBLE = int(Disposition.IRRESPONSIBLE)
INSINCERE = int(Disposition.INSINCERE)
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)


class Resident(ColumnAgent):
    """A person with a home community, a group, a disposition, trust in four tiers and a reporting habit."""

    key = Column(np.uint64, unit="", doc="Permanent id; it stays with a resident who moves.", apart=True)
    group = Column(np.uint8, unit="Group", doc="The group the resident belongs to.")
    registered_elsewhere = Column(np.uint8, unit="yes or no", doc="Household registration is elsewhere (人户分离).")
    disposition = Column(np.uint8, unit="Disposition", doc="Stance towards common affairs.")
    online = Column(np.uint8, unit="yes or no", doc="Has access to the internet.")
    phone = Column(np.uint8, unit="yes or no", doc="Knows the service number.")
    volunteer = Column(np.uint8, unit="yes or no", doc="Registered volunteer.")
    origin = Column(np.int32, unit="community row", doc="Former home of whoever floats or moved, else -1.", default=-1)
    trust_community = Column(np.float32, unit="0-1", doc="Trust in the community.")
    trust_township = Column(np.float32, unit="0-1", doc="Trust in the township or street.")
    trust_district = Column(np.float32, unit="0-1", doc="Trust in the district.")
    trust_municipality = Column(np.float32, unit="0-1", doc="Trust in the municipality.")
    habit = Column(np.float32, unit="logit", doc="Reporting habit on the day it last changed.")
    habit_day = Column(np.int16, unit="day", doc="Day on which the habit last changed.")
    successes = Column(np.uint8, unit="times", doc="Requests of this resident that were resolved.")
    failures = Column(np.uint8, unit="times", doc="Requests that failed or were nominally closed.")
    silences = Column(np.uint8, unit="times", doc="Requests that were met by silence.")


@rule
def logistic(x):
    """The share whose log-odds are x."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@rule
def logit(share):
    """The log-odds of a share; 0 and 1 count as one in a trillion away."""
    share = min(max(share, 1e-12), 1.0 - 1e-12)
    return math.log(share / (1.0 - share))


@rule
def by_setting(town, village, urban_share):
    """A value that lies between the town's and the village's in proportion to the urban share of residents."""
    return village + (town - village) * urban_share


@rule
def need_rate(
    params, kind, group, urban_share, condition_lost, unmanaged_more, mixed_more, ties_more, floating_more, good_habits
):
    """Yearly needs of one category of one resident: base rate times mix times a hazard that follows stocks.

    Args:
        params: Scenario numbers.
        kind: Numbers of the category.
        group: Code of the resident's group.
        urban_share: Urban share of the community's residents.
        condition_lost: Mean starting condition less today's infrastructure condition.
        unmanaged_more: Share of estates without manager above the starting mean.
        mixed_more: Share of residents registered elsewhere above the starting mean.
        ties_more: Ties above the starting mean.
        floating_more: Share of floating residents above the starting mean.
        good_habits: Share of residents who keep good habits that they were taught.

    Returns:
        Needs per year.
    """
    town = params.need_rate_town * kind.mix_town
    village = params.need_rate_village * kind.mix_village
    growth = (
        kind.from_condition * (params.hazard_condition * condition_lost)
        + kind.from_unmanaged * (params.hazard_unmanaged * unmanaged_more)
        + kind.from_mixed * (params.hazard_mixed * mixed_more - params.hazard_ties * ties_more)
        + kind.from_floating * (params.hazard_floating * floating_more)
        - kind.conflict * (params.hazard_habits * good_habits)
    )
    rate = by_setting(town, village, urban_share) * math.exp(growth)
    if kind.by_groups == CARE:
        factor = 1.0
        if group == OLDER:
            factor = params.welfare_older
        elif group == DISABLED:
            factor = params.welfare_disabled
        elif group == LOW_INCOME:
            factor = params.welfare_low_income
        rate = rate * factor / by_setting(params.welfare_mean_town, params.welfare_mean_village, urban_share)
    elif kind.by_groups == FARMING:
        factor = 1.0
        if group == FARMER:
            factor = params.farming_farmer
        rate = rate * factor / by_setting(params.farming_mean_town, params.farming_mean_village, urban_share)
    return rate


@rule
def group_matters(kind, group):
    """Whether residents of a group have another rate of needs in a category than ordinary residents."""
    if kind.by_groups == CARE:
        return group in (OLDER, DISABLED, LOW_INCOME)
    return kind.by_groups == FARMING and group == FARMER


@rule
def most_needs(params):
    """The bound on anybody's yearly needs: the same for everybody and every policy, above town's and village's rate."""
    return params.rate_bound * max(params.need_rate_town, params.need_rate_village)


@rule
def no_occasion(params, period_days):
    """The chance of a resident to have no occasion for a need in a period."""
    return math.exp(-(most_needs(params) * period_days / 365.0))


@rule
def candidate_occasions(u, params, period_days):
    """How many occasions for a need a resident has in a period: 0, 1 or 2 (Poisson, cut at 2).

    The rate bounds every need rate from above and is the same for everybody and every policy.
    """
    none = no_occasion(params, period_days)
    if u < none:
        return 0
    if u < none * (1.0 + most_needs(params) * period_days / 365.0):
        return 1
    return 2


@rule
def ties_at_hand(params, ties, from_elsewhere):
    """A resident's ties in the community: who floats or moved here has one of the friends in the former home."""
    if from_elsewhere and params.n_friends > 0:
        return ties * (1.0 - 1.0 / params.n_friends)
    return ties


@rule
def cooperation(params, disposition):
    """What the disposition adds to the log-odds of doing one's part in common affairs."""
    if disposition == ENGAGED:
        return params.cooperation_engaged
    if disposition == MONEY_FIRST:
        return params.cooperation_money_first
    if disposition == INDIFFERENT:
        return params.cooperation_indifferent
    if disposition == AGITATED:
        return params.cooperation_agitated
    if disposition == IRRESPONSIBLE:
        return params.cooperation_irresponsible
    return params.cooperation_insincere


@rule
def solved_among_neighbours(u, params, kind, ties_more, disposition):
    """Whether neighbours solve it among themselves: likelier where ties are strong and the resident does a part.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        kind: Numbers of the category.
        ties_more: The resident's ties today above the mean at which the category's share holds.
        disposition: Code.
    """
    x = kind.self_solve + params.self_solve_ties * ties_more / params.ties_sd + cooperation(params, disposition)
    return u < logistic(x)


@rule
def habit_today(params, habit, days_since):
    """The reporting habit after fading for some days (half-life)."""
    return habit * math.exp(-LN_2 * days_since / params.habit_half_life_days)


@rule
def habit_after(params, habit, successes, solved, silent):
    """The habit after an outcome: a first success counts most, silence discourages most."""
    if solved:
        change = params.habit_first_success if successes == 0 else params.habit_success
    else:
        change = params.habit_silence if silent else params.habit_nominal
    return min(params.habit_limit, max(-params.habit_limit, habit + change))


@rule
def way_to_counter(params, distance_km, shock):
    """What the way to the counter costs a resident: a fixed part, the distance, and what a shock adds."""
    return params.cost_counter + params.cost_per_km * distance_km + shock


@rule
def channel_cost(params, channel, counter_cost):
    """What reaching the office costs the resident through a channel (cost units)."""
    if channel == COUNTER:
        return counter_cost
    if channel == PHONE:
        return params.cost_phone
    if channel == ONLINE:
        return params.cost_online
    return params.cost_grid_worker


@rule
def cheapest_channel(params, counter_cost, phone, online_aware, at_door):
    """The cheapest channel within reach: counter, telephone, online or the grid worker at the door."""
    best = COUNTER
    cost = counter_cost
    if phone and channel_cost(params, PHONE, counter_cost) < cost:
        best = PHONE
        cost = channel_cost(params, PHONE, counter_cost)
    if online_aware and channel_cost(params, ONLINE, counter_cost) < cost:
        best = ONLINE
        cost = channel_cost(params, ONLINE, counter_cost)
    if at_door and channel_cost(params, GRID_WORKER, counter_cost) < cost:
        best = GRID_WORKER
    return best


@rule
def stance(params, disposition, money_at_stake):
    """What the disposition adds to the log-odds of reporting."""
    if disposition == ENGAGED:
        return params.stance_engaged
    if money_at_stake and disposition in (MONEY_FIRST, INSINCERE):
        return params.stance_money_at_stake
    if disposition == MONEY_FIRST:
        return params.stance_money_first
    if disposition == INDIFFERENT:
        return params.stance_indifferent
    if disposition == AGITATED:
        return params.stance_agitated
    if disposition == IRRESPONSIBLE:
        return params.stance_irresponsible
    return params.stance_insincere


@rule
def voices(u, params, emergency, trust, trust_reference, cost, habit, disposition, money_at_stake):
    """Whether the resident voices the need: logistic in urgency, trust, cost of the channel, habit, disposition.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        emergency: 1 for an emergency.
        trust: Trust in the community today.
        trust_reference: Trust in such a community at which the share of reporting holds.
        cost: Cost of the cheapest channel.
        habit: Habit today (logit).
        disposition: Code.
        money_at_stake: 1 where solving it costs money.
    """
    x = (
        logit(params.voice_share)
        + params.voice_emergency * emergency
        + params.voice_trust * (trust - trust_reference)
        - params.voice_cost * (cost - params.reference_cost)
        + habit
        + stance(params, disposition, money_at_stake)
    )
    return u < logistic(x)


@rule
def tier_addressed(u, params, gap_township, gap_district, gap_municipality, agitated, awareness):
    """The tier the resident turns to: community, or straight above where trust is higher there (越级).

    Args:
        u: Uniform number.
        params: Scenario numbers.
        gap_township: Trust in the township less trust in the community, less the same of the references.
        gap_district: The same for the district.
        gap_municipality: The same for the municipality.
        agitated: 1 for an agitated resident.
        awareness: Legal awareness in the community.
    """
    township = math.exp(params.tier_township + params.tier_trust * gap_township)
    district = math.exp(params.tier_district + params.tier_trust * gap_district + params.tier_agitated * agitated)
    municipality = math.exp(
        params.tier_municipality
        + params.tier_trust * gap_municipality
        + params.tier_agitated * agitated
        - params.tier_awareness * (awareness - params.reference_awareness)
    )
    x = u * (1.0 + township + district + municipality)
    if x < 1.0:
        return COMMUNITY
    if x < 1.0 + township:
        return TOWNSHIP
    if x < 1.0 + township + district:
        return DISTRICT
    return MUNICIPALITY


@rule
def goes_over_heads(u, params, gap, agitated, awareness):
    """Whether a disappointed resident turns to the tier above the one that failed.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        gap: Trust in the tier above less trust in the tier that failed, less the same of the references.
        agitated: 1 for an agitated resident.
        awareness: Legal awareness in the community.
    """
    x = (
        logit(params.bypass_share)
        + params.tier_trust * gap
        + params.tier_agitated * agitated
        - params.tier_awareness * (awareness - params.reference_awareness)
    )
    return u < logistic(x)


@rule
def complains_again(u, params, silent, awareness):
    """Whether a disappointed resident complains again; those who know the lawful roads take these instead.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        silent: 1 where nobody ever answered.
        awareness: Legal awareness in the community.
    """
    share = params.repeat_silent_share if silent else params.repeat_nominal_share
    return u < logistic(logit(share) - params.tier_awareness * (awareness - params.reference_awareness))


@rule
def patience_days(params, normal):
    """Whole days until a resident gives up on a request that was never written down (log-normal)."""
    return max(1, int(params.patience_median_days * math.exp(params.patience_sigma * normal)))


@rule
def contentment(params, disposition):
    """What the disposition adds to the log-odds of being satisfied with an answer."""
    if disposition == ENGAGED:
        return params.satisfied_engaged
    if disposition == MONEY_FIRST:
        return params.satisfied_money_first
    if disposition == INDIFFERENT:
        return params.satisfied_indifferent
    if disposition == AGITATED:
        return params.satisfied_agitated
    if disposition == IRRESPONSIBLE:
        return params.satisfied_irresponsible
    return params.satisfied_insincere


@rule
def is_satisfied(u, params, solved, days, disposition):
    """Whether the resident is satisfied with an answer, by outcome, delay and disposition."""
    if solved:
        delay = math.log(1.0 + days / params.satisfied_resolved_days)
        x = params.satisfied_resolved - params.satisfied_resolved_delay * delay
    else:
        delay = math.log(1.0 + days / params.satisfied_nominal_days)
        x = params.satisfied_nominal - params.satisfied_nominal_delay * delay
    x = x + contentment(params, disposition)
    return u < logistic(x)


@rule
def trust_after(params, trust, solved, weight):
    """Trust after an outcome: a gain towards 1, or a larger loss towards 0, times the weight of the news.

    Args:
        params: Scenario numbers.
        trust: Trust before.
        solved: 1 where the issue was really solved.
        weight: 1 for own experience; less for hearsay or for a tier that was only involved.
    """
    if solved:
        return trust + weight * params.gain * (1.0 - trust)
    return trust - weight * params.loss * trust


@rule
def friend_number(u, n_residents):
    """The number, within the community, of a friend drawn by a uniform number."""
    return int(u * n_residents)


@rule
def disposition_after(u, params, disposition, successes, failures, silences):
    """The disposition after repeated experience: success engages, failure makes indifferent, silence agitates.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        disposition: Code before.
        successes: Requests resolved so far.
        failures: Requests failed or nominally closed so far.
        silences: Requests met by silence so far.
    """
    if u >= params.disposition_share:
        return disposition
    if disposition == INDIFFERENT and successes >= params.disposition_times:
        return ENGAGED
    if disposition == ENGAGED and silences >= params.disposition_times:
        return AGITATED
    if disposition == ENGAGED and failures >= params.disposition_times and successes == 0:
        return INDIFFERENT
    return disposition


@rule
def volunteers(u, params, trust_more, disposition, time_bank):
    """Whether a resident who thinks about it is a volunteer next month; a time bank (0-1) gives a reason."""
    x = (
        logit(params.volunteer_share)
        + params.volunteer_trust * trust_more
        + cooperation(params, disposition)
        + params.volunteer_time_bank * time_bank
    )
    return u < logistic(x)


@rule
def attends(u, params, trust_more, disposition):
    """Whether an invited resident comes to a deliberation council; trust and doing one's part help."""
    x = logit(params.council_attendance_share) + params.council_trust * trust_more + cooperation(params, disposition)
    return u < logistic(x)


@rule
def position(params, normal, disposition, side, ties):
    """Where a party to a council stands on who is to do what: above 0 the offices, below 0 the neighbours themselves.

    Engaged residents want to take part, the indifferent do not mind, all others leave it to others (paper, section
    3.2.3). Ties bring positions together.

    Args:
        params: Scenario numbers.
        normal: Standard normal number of the party for this matter.
        disposition: Disposition of whoever speaks for the party.
        side: 1 or -1 for the sides of a dispute, else 0.
        ties: Neighbourhood ties, 0-1.
    """
    lean = 0.0
    if disposition == ENGAGED:
        lean = -params.position_lean
    elif disposition != INDIFFERENT:
        lean = params.position_lean
    apart = lean + params.position_sides * side + params.position_sigma * normal
    return apart * (1.0 - params.position_narrowing * ties)


@rule
def accepts(params, position, proposal):
    """Whether a party accepts a proposal: it lies no further from its own position than it tolerates."""
    return abs(position - proposal) <= params.position_tolerance


@rule
def signs(u, params, trust_more, ties, irresponsible, indifferent):
    """Whether an owner of an unmanaged estate signs for a committee of owners or a service station."""
    x = (
        params.sign_intercept
        + params.sign_trust * trust_more
        + params.sign_ties * ties
        - params.sign_irresponsible * irresponsible
        - params.sign_indifferent * indifferent
    )
    return u < logistic(x)


@rule
def paying_next(params, paying_share, quality, money_first_more):
    """The share of owners who pay the fee next quarter: good service and others who pay make more pay."""
    x = (
        logit(params.fee_share)
        + params.fee_quality * (quality - params.reference_quality)
        + params.fee_others * (paying_share - params.reference_paying)
        - params.fee_money_first * money_first_more
    )
    return logistic(x)
