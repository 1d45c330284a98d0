"""What residents need, say, feel and join (ODD 7.4 to 7.7, 7.10, 7.11), read for the second time."""

from __future__ import annotations

import math

from tests.second_reading.common import (
    AGITATED,
    CATEGORIES,
    COMMUNITY,
    COUNTER,
    DISABLED,
    DISPOSITIONS,
    DISPUTE,
    DISTRICT,
    ENGAGED,
    ENVIRONMENT,
    FACILITY,
    FAMILY,
    FARMER,
    FARMING,
    FLOATING,
    GRID_WORKER,
    GROUPS,
    HOTLINE,
    INDIFFERENT,
    INSINCERE,
    IRRESPONSIBLE,
    LOW_INCOME,
    MONEY_FIRST,
    MONTH_DAYS,
    MUNICIPALITY,
    OLDER,
    ONLINE,
    ORDINARY,
    OWNER,
    PETITION,
    PROPERTY,
    SAFETY,
    TELEPHONE,
    TIERS,
    WELFARE,
    between,
    by_setting,
    left_after,
    logistic,
    logit,
)

# ---- ODD 7.4: needs arise -------------------------------------------------------------------------------------------


def most_needs(p):
    """B: `needs.rate_bound` times the higher of town's and village's need rate, per resident and year."""
    return p["needs.rate_bound"] * max(p["needs.need_rate_town"], p["needs.need_rate_village"])


def occasion_shares(p, days):
    """Shares of residents with 0, 1 and 2 candidates in a period: Poisson with mean B · days/365, cut at 2."""
    mean = most_needs(p) * days / 365.0
    none = math.exp(-mean)
    return none, none * mean, 1.0 - none - none * mean


def multiple(p, category, group):
    """Needs of a group against an ordinary resident's, in welfare and farming; else 1."""
    if category == WELFARE:
        named = {
            OLDER: "needs.welfare_older",
            DISABLED: "needs.welfare_disabled",
            LOW_INCOME: "needs.welfare_low_income",
        }
        return p[named[group]] if group in named else 1.0
    if category == FARMING and group == FARMER:
        return p["needs.farming_farmer"]
    return 1.0


def mean_multiple(p, category, urban_share):
    """The multiple's mean over groups, by the shares of groups of town and village; ordinary are all the others."""
    means = []
    for setting in ("town", "village"):
        shares = {g: p[f"world.residents.{setting}_groups.{GROUPS[g]}"] for g in range(1, 8)}
        shares[ORDINARY] = 1.0 - sum(shares.values())
        means.append(sum(share * multiple(p, category, g) for g, share in shares.items()))
    return by_setting(means[0], means[1], urban_share)


def group_matters(category, group):
    """Whether the need rate of a group differs in a category."""
    if category == WELFARE:
        return group in (OLDER, DISABLED, LOW_INCOME)
    return category == FARMING and group == FARMER


def need_rate(p, category, group, place):
    """λ_k: needs of one category per year of a resident of a group in a community.

    `place` has the stocks of a community by the names of its columns.
    """
    name = CATEGORIES[category]
    rate = by_setting(
        p["needs.need_rate_town"] * p[f"needs.mix_town.{name}"],
        p["needs.need_rate_village"] * p[f"needs.mix_village.{name}"],
        place["urban_share"],
    )
    power = 0.0
    if category == FACILITY:
        power += p["needs.hazard_condition"] * (place["condition_start"] - place["condition"])
    if category in (ENVIRONMENT, PROPERTY):
        power += p["needs.hazard_unmanaged"] * (place["unmanaged_share"] - place["unmanaged_start"])
    if category == DISPUTE:
        power += p["needs.hazard_mixed"] * (place["elsewhere_share"] - place["elsewhere_start"])
        power -= p["needs.hazard_ties"] * (place["ties"] + place["agreements"] - place["ties_start"])
    if category == SAFETY:
        power += p["needs.hazard_floating"] * (place["floating_share"] - place["floating_start"])
    if category in (ENVIRONMENT, PROPERTY, DISPUTE):
        power -= p["needs.hazard_habits"] * place["good_habits"]
    factor = (
        multiple(p, category, group) / mean_multiple(p, category, place["urban_share"])
        if category in (WELFARE, FARMING)
        else 1.0
    )
    return rate * math.exp(power) * factor


def emergency_chance(p, shock_emergency=0.0):
    """A need is an emergency with this chance; a shock adds its share (7.1)."""
    return min(p["needs.emergency_share"] + shock_emergency, 1.0)


def shares_cause(category):
    """Facility, environment and property needs are shared with neighbours (at most 7)."""
    return category in (FACILITY, ENVIRONMENT, PROPERTY)


def good_habits_next(p, kept, teaching_hours, residents):
    """A month on: habits fade, then a share of those reached, nobody twice, takes them up as far as they have none.

    `teaching_hours` are those of a working day.
    """
    hours = teaching_hours * p["staff.working_days_per_year"] / 12.0
    reached = min(hours * p["needs.taught_per_hour"] / max(residents, 1), 1.0)
    still = kept * left_after(MONTH_DAYS, p["needs.good_habit_half_life_days"])
    return still + (1.0 - still) * reached * p["needs.taught_adopt_share"]


# ---- ODD 7.6: speaking up -------------------------------------------------------------------------------------------


def cooperation(p, disposition):
    """`participation.cooperation`: what the disposition adds to the log-odds of doing one's part."""
    return p[f"participation.cooperation.{DISPOSITIONS[disposition]}"]


def ties_at_hand(p, ties, has_home_elsewhere):
    """The community's ties; for whoever floats or moved less the one friend of `trust.n_friends` left at home."""
    friends = p["trust.n_friends"]
    return ties * (1.0 - 1.0 / friends) if has_home_elsewhere and friends > 0 else ties


def solved_among_neighbours(p, category, emergency, ties, ties_start, disposition):
    """The chance that neighbours solve it among themselves; `ties` are the resident's own."""
    if emergency:
        return 0.0
    deviations = (ties - ties_start) / max(p["world.communities.ties_noise"], 0.01)
    return logistic(
        p[f"voice.self_solve.{CATEGORIES[category]}"]
        + p["voice.self_solve_ties"] * deviations
        + cooperation(p, disposition)
    )


def courtyard_takes(p, category, cost_fen, emergency, work_hours, hours_left):
    """Disputes, environment and property without money, no emergency, not too large, while hours are left."""
    return (
        category in (DISPUTE, ENVIRONMENT, PROPERTY)
        and cost_fen == 0
        and not emergency
        and work_hours <= p["work.courtyard_limit_hours"]
        and work_hours <= hours_left
    )


def stance(p, disposition, money_at_stake):
    """The disposition's term; money-first and insincere residents speak up where money is at stake."""
    if money_at_stake and disposition in (MONEY_FIRST, INSINCERE):
        return p["voice.stance_money_at_stake"]
    return p[f"voice.stance.{DISPOSITIONS[disposition]}"]


def habit_today(p, habit, days):
    """Half the habit is gone every `voice.habit_half_life_days`."""
    return habit * left_after(days, p["voice.habit_half_life_days"])


def voices(p, emergency, trust, reference_trust, cost, habit, disposition, money_at_stake):
    """The chance of speaking up; habit as of today, trust in the community."""
    return logistic(
        logit(p["voice.voice_share"])
        + p["voice.voice_emergency"] * (1.0 if emergency else 0.0)
        + p["voice.voice_trust"] * (trust - reference_trust)
        - p["voice.voice_cost"] * (cost - p["voice.reference_cost"])
        + habit
        + stance(p, disposition, money_at_stake)
    )


def tells_neighbours(p, emergency, trust, reference_trust, habit, disposition, money_at_stake):
    """The choice of reporting at the cost of a talk at the door (ODD 7.6, solved in the courtyard)."""
    return voices(p, emergency, trust, reference_trust, p["voice.cost_grid_worker"], habit, disposition, money_at_stake)


def way_to_counter(p, km, shock=0.0):
    """The counter costs c₀ + c₁ · km and what a shock adds."""
    return p["voice.cost_counter"] + p["voice.cost_per_km"] * km + shock


def channel_cost(p, channel, counter_cost):
    """The counter as far as it is; telephone, online and a grid worker at the door fixed costs."""
    fixed = {TELEPHONE: "voice.cost_phone", ONLINE: "voice.cost_online", GRID_WORKER: "voice.cost_grid_worker"}
    return counter_cost if channel == COUNTER else p[fixed[channel]]


def cheapest_channel(p, counter_cost, knows_number, knows_online, at_the_door):
    """The cheapest channel within reach; of equally cheap ones any will do, so the cost alone is certain."""
    within = [COUNTER] + [TELEPHONE] * knows_number + [ONLINE] * knows_online + [GRID_WORKER] * at_the_door
    return min(within, key=lambda channel: channel_cost(p, channel, counter_cost))


def door_chance(p, visit_hours, residents):
    """1 − exp(−rate · visit hours per 1,000 residents)."""
    return 1.0 - math.exp(-p["voice.door_rate"] * visit_hours * 1000.0 / residents)


def tier_weights(p, trust, reference, disposition, awareness):
    """Weights of the four tiers; `trust` and `reference` are four levels each, the community's first."""
    weights = [1.0]
    for tier in range(1, 4):
        gap = (trust[tier] - trust[COMMUNITY]) - (reference[tier] - reference[COMMUNITY])
        x = p[f"voice.tier_{TIERS[tier]}"] + p["voice.tier_trust"] * gap
        if disposition == AGITATED and tier in (DISTRICT, MUNICIPALITY):
            x += p["voice.tier_agitated"]
        if tier == MUNICIPALITY:
            x -= p["voice.tier_awareness"] * (awareness - p["voice.reference_awareness"])
        weights.append(math.exp(x))
    return weights


def tier_shares(p, trust, reference, disposition, awareness):
    """The chances of turning to each tier."""
    weights = tier_weights(p, trust, reference, disposition, awareness)
    return [weight / sum(weights) for weight in weights]


def channel_above(tier):
    """Those who go to the township or district use the hotline, to the municipality a petition."""
    return PETITION if tier == MUNICIPALITY else HOTLINE


# ---- ODD 7.7: being found -------------------------------------------------------------------------------------------


def shows_in_public(category):
    """Facilities, environment and safety are easier to see on patrol."""
    return category in (FACILITY, ENVIRONMENT, SAFETY)


def discovery_chance(p, category, visit_hours, patrol_hours, home_visit_hours, residents):
    """The daily chance that visits find a need that nobody reported.

    Patrols for unsafe places find safety needs only, home visits of those who take cases welfare needs and disputes.
    """
    if category == SAFETY:
        visit_hours += patrol_hours
    if category in (WELFARE, DISPUTE):
        visit_hours += home_visit_hours
    ease = p["intake.patrol_visibility"] if shows_in_public(category) else 1.0
    return 1.0 - math.exp(-p["intake.discovery_rate"] * visit_hours * 1000.0 / residents * ease)


def in_key_group(group):
    """ODD 7.5: older, family, disabled, low-income and floating residents."""
    return group in (OLDER, FAMILY, DISABLED, LOW_INCOME, FLOATING)


# ---- ODD 7.10: judging, trust, habit, what follows ------------------------------------------------------------------


def contentment(p, disposition):
    """The disposition's term in satisfaction."""
    return p[f"closing.satisfied.{DISPOSITIONS[disposition]}"]


def is_satisfied(p, resolved, days, disposition):
    """The chance that a resident who got an answer is satisfied, `days` after reporting."""
    kind = "resolved" if resolved else "nominal"
    return logistic(
        p[f"closing.satisfied_{kind}"]
        - p[f"closing.satisfied_{kind}_delay"] * math.log(1.0 + days / p[f"closing.satisfied_{kind}_days"])
        + contentment(p, disposition)
    )


def trust_after(p, trust, resolved, weight=1.0):
    """T + g · (1 − T) after a resolution, T − l · T after failure, nominal closing or silence.

    `weight` is 1 for own experience; of what is passed on or heard a share of the change.
    """
    change = p["trust.gain"] * (1.0 - trust) if resolved else -p["trust.loss"] * trust
    return trust + weight * change


def trust_weights(p, tier, resolved, heard):
    """What weighs in the four tiers: the tier itself, and in part the one above (credit) or below it (blame)."""
    weights = [0.0] * 4
    weights[tier] = p["trust.heard_share"] if heard else 1.0
    beside = tier + 1 if resolved else tier - 1
    if 0 <= beside < 4:
        weights[beside] = weights[tier] * p["trust.passed_on_share"]
    return weights


def friend_number(u, residents):
    """ODD 7.10 and 2: friends are drawn by number among those who live in the community, all alike."""
    return math.floor(u * residents)


def habit_after(p, habit, outcome, first_success):
    """First success, later success, failure or nominal closing ("nominal"), or "silence"; within ± the limit."""
    if outcome == "resolved":
        step = p["voice.habit_first_success"] if first_success else p["voice.habit_success"]
    else:
        step = p["voice.habit_nominal"] if outcome == "nominal" else p["voice.habit_silence"]
    return between(-p["voice.habit_limit"], habit + step, p["voice.habit_limit"])


def disposition_after(p, disposition, successes, failures, silences, u):
    """After an outcome, which the counts contain; with chance `trust.disposition_share`."""
    if u >= p["trust.disposition_share"]:
        return disposition
    times = p["trust.disposition_times"]
    if disposition == INDIFFERENT and successes >= times:
        return ENGAGED
    if disposition == ENGAGED and silences >= times:
        return AGITATED
    if disposition == ENGAGED and failures >= times and successes == 0:
        return INDIFFERENT
    return disposition


def goes_over_heads(p, trust_here, trust_above, reference_here, reference_above, disposition, awareness):
    """The chance of going to the next tier; a is that of the tier first addressed."""
    gap = (trust_above - trust_here) - (reference_above - reference_here)
    return logistic(
        logit(p["closing.bypass_share"])
        + p["voice.tier_trust"] * gap
        + (p["voice.tier_agitated"] if disposition == AGITATED else 0.0)
        - p["voice.tier_awareness"] * (awareness - p["voice.reference_awareness"])
    )


def complains_again(p, silent, awareness):
    """The chance of complaining again at the same tier, less the same effect of legal awareness in log-odds."""
    share = p["closing.repeat_silent_share"] if silent else p["closing.repeat_nominal_share"]
    return logistic(logit(share) - p["voice.tier_awareness"] * (awareness - p["voice.reference_awareness"]))


# ---- ODD 7.11: taking part ------------------------------------------------------------------------------------------


def volunteers(p, trust, reference_trust, disposition, time_bank):
    """The chance of being a volunteer; a time bank adds its term as far as there is one."""
    return logistic(
        logit(p["participation.volunteer_share"])
        + p["participation.volunteer_trust"] * (trust - reference_trust)
        + cooperation(p, disposition)
        + p["participation.volunteer_time_bank"] * time_bank
    )


def attends(p, trust, reference_trust, disposition):
    """The chance that an invited resident comes to a council."""
    return logistic(
        logit(p["participation.council_attendance_share"])
        + p["participation.council_trust"] * (trust - reference_trust)
        + cooperation(p, disposition)
    )


def lean(p, disposition):
    """A resident's lean: engaged ones to the neighbours, indifferent not at all, all others to the offices."""
    if disposition == ENGAGED:
        return -p["participation.position_lean"]
    return 0.0 if disposition == INDIFFERENT else p["participation.position_lean"]


def position(p, leaning, side, z, ties):
    """(lean + side + σ · z) · (1 − narrowing · ties); side is −1, 0 or 1 times `position_sides`."""
    return (leaning + side * p["participation.position_sides"] + p["participation.position_sigma"] * z) * (
        1.0 - p["participation.position_narrowing"] * ties
    )


def accepts(p, own, proposal):
    """A party accepts a proposal no further from its own position than it tolerates."""
    return abs(own - proposal) <= p["participation.position_tolerance"]


def agree(p, positions):
    """Whether the share of those present who accept the mean of their positions suffices."""
    proposal = sum(positions) / len(positions)
    accepting = sum(accepts(p, x, proposal) for x in positions)
    return accepting >= p["participation.agreement_share"] * len(positions)


def has_quorum(p, parties, residents):
    """Enough parties and enough residents."""
    return parties >= p["participation.quorum_parties"] and residents >= p["participation.quorum_residents"]


def settled(p, category, hours):
    """Hours left of a matter on which a council agreed."""
    share = p["participation.settled_dispute_share" if category == DISPUTE else "participation.settled_share"]
    return hours * (1.0 - share)


def agreements_with(p, bound, residents):
    """An agreement carried out binds so many residents, as far as they are not bound yet."""
    return bound + (1.0 - bound) * min(p["participation.agreement_residents"] / residents, 1.0)


def agreements_next(p, bound):
    """A month later; half is left after the half-life."""
    return bound * left_after(MONTH_DAYS, p["participation.agreement_half_life_days"])


def signs(p, trust, reference_trust, ties, disposition):
    """The chance that an owner signs."""
    x = p["estates.sign_intercept"] + p["estates.sign_trust"] * (trust - reference_trust)
    x += p["estates.sign_ties"] * ties
    x -= p["estates.sign_irresponsible"] if disposition == IRRESPONSIBLE else 0.0
    x -= p["estates.sign_indifferent"] if disposition == INDIFFERENT else 0.0
    return logistic(x)


def paying_next(p, quality, paying, money_first_more):
    """The share of owners who pay next: good service and others who pay make more pay."""
    return logistic(
        logit(p["estates.fee_share"])
        + p["estates.fee_quality"] * (quality - p["estates.reference_quality"])
        + p["estates.fee_others"] * (paying - p["estates.reference_paying"])
        - p["estates.fee_money_first"] * money_first_more
    )


def quality_next(p, quality, paying):
    """Service follows what is paid, a share of the way in a quarter."""
    return quality + p["estates.quality_rate"] * (paying - quality)


def group_after_move(group):
    """ODD 7.12: ordinary residents and business owners become floating residents."""
    return FLOATING if group in (ORDINARY, OWNER) else group


def ties_next(p, ties, usual, gain_per_year):
    """ODD 7.12: half of what activities added is gone after the half-life; they add by the month."""
    added = (ties - usual) * left_after(MONTH_DAYS, p["participation.ties_half_life_days"])
    return min(usual + added + gain_per_year / 12.0, 1.0)


def awareness_next(awareness, gain_per_year):
    """ODD 7.12: legal awareness grows by so much a year, a twelfth a month."""
    return between(0.0, awareness + gain_per_year / 12.0, 1.0)


# ---- ODD 7.6: word of mouth over years ------------------------------------------------------------------------------


def learned_next(p, learned, advertised, told, residents):
    """A month on: who does not know a channel learns of it from advertisements and neighbours; some forget (Bass 1969).

    `advertised` is a yearly rate; `told` are the requests of a month that came by the channel and were answered.
    """
    by_neighbours = p["voice.told_channel_share"] * p["trust.n_friends"] * told / max(residents, 1)
    kept = learned * math.exp(-p["voice.channel_forgotten"] / 12.0)
    return kept + (1.0 - kept) * (1.0 - math.exp(-advertised / 12.0 - by_neighbours))


def heard_next(p, heard, solved, failed, silent, residents):
    """A month on: what was heard fades as habit does; each outcome adds a share of its change of habit for neighbours.

    A success heard of counts as a first one.
    """
    change = (
        (
            p["voice.habit_first_success"] * solved
            + p["voice.habit_nominal"] * failed
            + p["voice.habit_silence"] * silent
        )
        * p["trust.n_friends"]
        / max(residents, 1)
    )
    after = habit_today(p, heard, MONTH_DAYS) + p["voice.heard_habit_share"] * change
    return between(-p["voice.habit_limit"], after, p["voice.habit_limit"])
