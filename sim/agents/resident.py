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
    """A person with a home community, a group, a disposition, trust in four tiers and a voicing habit."""

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
    habit = Column(np.float32, unit="logit", doc="Voicing habit on the day it last changed.")
    habit_day = Column(np.int16, unit="day", doc="Day on which the habit last changed.")
    successes = Column(np.uint8, unit="times", doc="Requests of this resident that were resolved.")
    failures = Column(np.uint8, unit="times", doc="Requests that failed or were closed on paper.")
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
def need_rate(book, kind, group, urban_share, condition_lost, unmanaged_more, mixed_more, ties_more, floating_more,
              good_habits):
    """Yearly needs of one category of one resident: base rate times mix times a hazard that follows stocks.

    Args:
        book: Scenario numbers.
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
    town = book.need_rate_town * kind.mix_town
    village = book.need_rate_village * kind.mix_village
    growth = (kind.from_condition * (book.hazard_condition * condition_lost)
              + kind.from_unmanaged * (book.hazard_unmanaged * unmanaged_more)
              + kind.from_mixed * (book.hazard_mixed * mixed_more - book.hazard_ties * ties_more)
              + kind.from_floating * (book.hazard_floating * floating_more)
              - kind.conflict * (book.hazard_habits * good_habits))
    rate = by_setting(town, village, urban_share) * math.exp(growth)
    if kind.by_groups == CARE:
        factor = 1.0
        if group == OLDER:
            factor = book.welfare_older
        elif group == DISABLED:
            factor = book.welfare_disabled
        elif group == LOW_INCOME:
            factor = book.welfare_low_income
        rate = rate * factor / by_setting(book.welfare_mean_town, book.welfare_mean_village, urban_share)
    elif kind.by_groups == FARMING:
        factor = 1.0
        if group == FARMER:
            factor = book.farming_farmer
        rate = rate * factor / by_setting(book.farming_mean_town, book.farming_mean_village, urban_share)
    return rate


@rule
def group_matters(kind, group):
    """Whether residents of a group have another rate of needs in a category than ordinary residents."""
    if kind.by_groups == CARE:
        return group in (OLDER, DISABLED, LOW_INCOME)
    return kind.by_groups == FARMING and group == FARMER


@rule
def most_needs(book):
    """The bound on anybody's yearly needs: the same for everybody and every policy, above town's and village's rate."""
    return book.rate_bound * max(book.need_rate_town, book.need_rate_village)


@rule
def no_occasion(book, period_days):
    """The chance of a resident to have no occasion for a need in a period."""
    return math.exp(-(most_needs(book) * period_days / 365.0))


@rule
def candidate_occasions(u, book, period_days):
    """How many occasions for a need a resident has in a period: 0, 1 or 2 (Poisson, cut at 2).

    The rate bounds every need rate from above and is the same for everybody and every policy.
    """
    none = no_occasion(book, period_days)
    if u < none:
        return 0
    if u < none * (1.0 + most_needs(book) * period_days / 365.0):
        return 1
    return 2


@rule
def ties_at_hand(book, ties, from_elsewhere):
    """A resident's ties in the community: who floats or moved here has one of the friends in the former home."""
    if from_elsewhere and book.n_friends > 0:
        return ties * (1.0 - 1.0 / book.n_friends)
    return ties


@rule
def cooperation(book, disposition):
    """What the disposition adds to the log-odds of doing one's part in common affairs."""
    if disposition == ENGAGED:
        return book.cooperation_engaged
    if disposition == MONEY_FIRST:
        return book.cooperation_money_first
    if disposition == INDIFFERENT:
        return book.cooperation_indifferent
    if disposition == AGITATED:
        return book.cooperation_agitated
    if disposition == IRRESPONSIBLE:
        return book.cooperation_irresponsible
    return book.cooperation_insincere


@rule
def solved_among_neighbours(u, book, kind, ties_more, disposition):
    """Whether neighbours solve it among themselves: likelier where ties are strong and the resident does a part.

    Args:
        u: Uniform number.
        book: Scenario numbers.
        kind: Numbers of the category.
        ties_more: The resident's ties today above the mean at which the category's share holds.
        disposition: Code.
    """
    x = kind.self_solve + book.self_solve_ties * ties_more / book.ties_sd + cooperation(book, disposition)
    return u < logistic(x)


@rule
def habit_today(book, habit, days_since):
    """The voicing habit after fading for some days (half-life)."""
    return habit * math.exp(-LN_2 * days_since / book.habit_half_life_days)


@rule
def habit_after(book, habit, successes, solved, silent):
    """The habit after an outcome: a first success counts most, silence discourages most."""
    if solved:
        change = book.habit_first_success if successes == 0 else book.habit_success
    else:
        change = book.habit_silence if silent else book.habit_nominal
    return min(book.habit_limit, max(-book.habit_limit, habit + change))


@rule
def way_to_counter(book, distance_km, shock):
    """What the way to the counter costs a resident: a fixed part, the distance, and what a shock adds."""
    return book.cost_counter + book.cost_per_km * distance_km + shock


@rule
def channel_cost(book, channel, counter_cost):
    """What reaching the office costs the resident through a channel (cost units)."""
    if channel == COUNTER:
        return counter_cost
    if channel == PHONE:
        return book.cost_phone
    if channel == ONLINE:
        return book.cost_online
    return book.cost_grid_worker


@rule
def cheapest_channel(book, counter_cost, phone, online_aware, at_door):
    """The cheapest channel within reach: counter, telephone, online or the grid worker at the door."""
    best = COUNTER
    cost = counter_cost
    if phone and channel_cost(book, PHONE, counter_cost) < cost:
        best = PHONE
        cost = channel_cost(book, PHONE, counter_cost)
    if online_aware and channel_cost(book, ONLINE, counter_cost) < cost:
        best = ONLINE
        cost = channel_cost(book, ONLINE, counter_cost)
    if at_door and channel_cost(book, GRID_WORKER, counter_cost) < cost:
        best = GRID_WORKER
    return best


@rule
def stance(book, disposition, money_at_stake):
    """What the disposition adds to the log-odds of voicing."""
    if disposition == ENGAGED:
        return book.stance_engaged
    if money_at_stake and disposition in (MONEY_FIRST, INSINCERE):
        return book.stance_money_at_stake
    if disposition == MONEY_FIRST:
        return book.stance_money_first
    if disposition == INDIFFERENT:
        return book.stance_indifferent
    if disposition == AGITATED:
        return book.stance_agitated
    if disposition == IRRESPONSIBLE:
        return book.stance_irresponsible
    return book.stance_insincere


@rule
def voices(u, book, emergency, trust, trust_reference, cost, habit, disposition, money_at_stake):
    """Whether the resident voices the need: logistic in urgency, trust, cost of the channel, habit, disposition.

    Args:
        u: Uniform number.
        book: Scenario numbers.
        emergency: 1 for an emergency.
        trust: Trust in the community today.
        trust_reference: Trust in such a community at which the share of voicing holds.
        cost: Cost of the cheapest channel.
        habit: Habit today (logit).
        disposition: Code.
        money_at_stake: 1 where solving it costs money.
    """
    x = (logit(book.voice_share) + book.voice_emergency * emergency + book.voice_trust * (trust - trust_reference)
         - book.voice_cost * (cost - book.reference_cost) + habit + stance(book, disposition, money_at_stake))
    return u < logistic(x)


@rule
def tier_addressed(u, book, gap_township, gap_district, gap_municipality, agitated, awareness):
    """The tier the resident turns to: community, or straight above where trust is higher there (越级).

    Args:
        u: Uniform number.
        book: Scenario numbers.
        gap_township: Trust in the township less trust in the community, less the same of the references.
        gap_district: The same for the district.
        gap_municipality: The same for the municipality.
        agitated: 1 for an agitated resident.
        awareness: Legal awareness in the community.
    """
    township = math.exp(book.tier_township + book.tier_trust * gap_township)
    district = math.exp(book.tier_district + book.tier_trust * gap_district + book.tier_agitated * agitated)
    municipality = math.exp(book.tier_municipality + book.tier_trust * gap_municipality
                            + book.tier_agitated * agitated
                            - book.tier_awareness * (awareness - book.reference_awareness))
    x = u * (1.0 + township + district + municipality)
    if x < 1.0:
        return COMMUNITY
    if x < 1.0 + township:
        return TOWNSHIP
    if x < 1.0 + township + district:
        return DISTRICT
    return MUNICIPALITY


@rule
def goes_over_heads(u, book, gap, agitated, awareness):
    """Whether a disappointed resident turns to the tier above the one that failed.

    Args:
        u: Uniform number.
        book: Scenario numbers.
        gap: Trust in the tier above less trust in the tier that failed, less the same of the references.
        agitated: 1 for an agitated resident.
        awareness: Legal awareness in the community.
    """
    x = (logit(book.bypass_share) + book.tier_trust * gap + book.tier_agitated * agitated
         - book.tier_awareness * (awareness - book.reference_awareness))
    return u < logistic(x)


@rule
def complains_again(u, book, silent, awareness):
    """Whether a disappointed resident complains again; those who know the lawful roads take these instead.

    Args:
        u: Uniform number.
        book: Scenario numbers.
        silent: 1 where nobody ever answered.
        awareness: Legal awareness in the community.
    """
    share = book.repeat_silent_share if silent else book.repeat_nominal_share
    return u < logistic(logit(share) - book.tier_awareness * (awareness - book.reference_awareness))


@rule
def patience_days(book, normal):
    """Whole days until a resident gives up on a request that was never written down (log-normal)."""
    return max(1, int(book.patience_median_days * math.exp(book.patience_sigma * normal)))


@rule
def contentment(book, disposition):
    """What the disposition adds to the log-odds of being satisfied with an answer."""
    if disposition == ENGAGED:
        return book.satisfied_engaged
    if disposition == MONEY_FIRST:
        return book.satisfied_money_first
    if disposition == INDIFFERENT:
        return book.satisfied_indifferent
    if disposition == AGITATED:
        return book.satisfied_agitated
    if disposition == IRRESPONSIBLE:
        return book.satisfied_irresponsible
    return book.satisfied_insincere


@rule
def is_satisfied(u, book, solved, days, disposition):
    """Whether the resident is satisfied with an answer, by outcome, delay and disposition."""
    if solved:
        delay = math.log(1.0 + days / book.satisfied_resolved_days)
        x = book.satisfied_resolved - book.satisfied_resolved_delay * delay
    else:
        delay = math.log(1.0 + days / book.satisfied_nominal_days)
        x = book.satisfied_nominal - book.satisfied_nominal_delay * delay
    x = x + contentment(book, disposition)
    return u < logistic(x)


@rule
def trust_after(book, trust, solved, weight):
    """Trust after an outcome: a gain towards 1, or a larger loss towards 0, times the weight of the news.

    Args:
        book: Scenario numbers.
        trust: Trust before.
        solved: 1 where the issue was really solved.
        weight: 1 for own experience; less for hearsay or for a tier that was only involved.
    """
    if solved:
        return trust + weight * book.gain * (1.0 - trust)
    return trust - weight * book.loss * trust


@rule
def friend_number(u, n_residents):
    """The number, within the community, of a friend drawn by a uniform number."""
    return int(u * n_residents)


@rule
def disposition_after(u, book, disposition, successes, failures, silences):
    """The disposition after repeated experience: success engages, failure makes indifferent, silence agitates.

    Args:
        u: Uniform number.
        book: Scenario numbers.
        disposition: Code before.
        successes: Requests resolved so far.
        failures: Requests failed or closed on paper so far.
        silences: Requests met by silence so far.
    """
    if u >= book.disposition_share:
        return disposition
    if disposition == INDIFFERENT and successes >= book.disposition_times:
        return ENGAGED
    if disposition == ENGAGED and silences >= book.disposition_times:
        return AGITATED
    if disposition == ENGAGED and failures >= book.disposition_times and successes == 0:
        return INDIFFERENT
    return disposition


@rule
def volunteers(u, book, trust_more, disposition, time_bank):
    """Whether a resident who thinks about it is a volunteer next month; a time bank (0-1) gives a reason."""
    x = (logit(book.volunteer_share) + book.volunteer_trust * trust_more
         + cooperation(book, disposition) + book.volunteer_time_bank * time_bank)
    return u < logistic(x)


@rule
def attends(u, book, trust_more, disposition):
    """Whether an invited resident comes to a deliberation council; trust and doing one's part help."""
    x = logit(book.council_attendance_share) + book.council_trust * trust_more + cooperation(book, disposition)
    return u < logistic(x)


@rule
def position(book, normal, disposition, side, ties):
    """Where a party to a council stands on who is to do what: above 0 the offices, below 0 the neighbours themselves.

    Engaged residents want to take part, the indifferent do not mind, all others leave it to others (paper, section
    3.2.3). Ties bring positions together.

    Args:
        book: Scenario numbers.
        normal: Standard normal number of the party for this matter.
        disposition: Disposition of whoever speaks for the party.
        side: 1 or -1 for the sides of a dispute, else 0.
        ties: Neighbourhood ties, 0-1.
    """
    lean = 0.0
    if disposition == ENGAGED:
        lean = -book.position_lean
    elif disposition != INDIFFERENT:
        lean = book.position_lean
    apart = lean + book.position_sides * side + book.position_sigma * normal
    return apart * (1.0 - book.position_narrowing * ties)


@rule
def accepts(book, position, proposal):
    """Whether a party accepts a proposal: it lies no further from its own position than it tolerates."""
    return abs(position - proposal) <= book.position_tolerance


@rule
def signs(u, book, trust_more, ties, irresponsible, indifferent):
    """Whether an owner of an unmanaged estate signs for a committee of owners or a service station."""
    x = (book.sign_intercept + book.sign_trust * trust_more + book.sign_ties * ties
         - book.sign_irresponsible * irresponsible - book.sign_indifferent * indifferent)
    return u < logistic(x)


@rule
def paying_next(book, paying_share, quality, money_first_more):
    """The share of owners who pay the fee next quarter: good service and others who pay make more pay."""
    x = (logit(book.fee_share) + book.fee_quality * (quality - book.reference_quality)
         + book.fee_others * (paying_share - book.reference_paying)
         - book.fee_money_first * money_first_more)
    return logistic(x)
