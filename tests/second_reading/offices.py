"""What an issue is made of and what offices do with it (ODD 7.5, 7.7 to 7.10), read for the second time."""

from __future__ import annotations

import math

from tests.second_reading.common import (
    AGRICULTURE,
    CATEGORIES,
    CERTIFICATE,
    CITY_MANAGEMENT,
    CIVIL_AFFAIRS,
    COMMUNITY,
    COUNTER,
    DISPUTE,
    DISTRICT,
    ENVIRONMENT,
    FACILITY,
    FARMING,
    GRID_WORKER,
    HOTLINE,
    HOUSING,
    JUSTICE,
    MANAGER,
    MEDIATOR,
    NOBODY_ELSE,
    OLDER,
    ONLINE,
    ORGANISATION,
    PETITION,
    POLICE,
    PROPERTY,
    SAFETY,
    SOCIAL_SECURITY,
    SOCIAL_WORKER,
    TIERS,
    TOWNSHIP,
    TRANSPORT,
    VOLUNTEER,
    WELFARE,
    by_setting,
    geometric_days,
    last_day,
    logistic,
    logit,
)
from tests.second_reading.residents import in_key_group

# ---- ODD 7.5: what the issue is made of -----------------------------------------------------------------------------


def work_hours(p, category, quick, z):
    """Quick matters a fixed time; others triage and a log-normal amount of work."""
    if quick:
        return p["work.quick_hours"]
    name = CATEGORIES[category]
    return p["intake.triage_hours"] + p[f"work.work_hours.{name}"] * math.exp(p[f"work.work_sigma.{name}"] * z)


def authority_shares(p, category):
    """Shares of the four tiers with authority where a town committee decides; the municipality has the rest."""
    own, township, district = (p[f"work.authority_{tier}.{CATEGORIES[category]}"] for tier in TIERS[:3])
    return [own, township, district, 1.0 - own - township - district]


def passed_up_share(p, urban_share):
    """What of a town committee's matters is passed up: a share in villages, none in town."""
    return by_setting(0.0, p["work.village_authority_up"], urban_share)


def passed_up_shares(p, urban_share):
    """Shares of a town committee's matters that end with the township, the district, and the community itself."""
    up = passed_up_share(p, urban_share)
    township = up * p["work.village_authority_township"]
    return [township, up - township, 1.0 - up]


def cost_fen(p, category, quick, costs_money, z):
    """Fen: none of quick matters and of most others; else 100 · median · exp(σ z), whole, one at least.

    No matter costs more than 20 million yuan.
    """
    if quick or not costs_money:
        return 0
    name = CATEGORIES[category]
    yuan = min(p[f"money.cost.{name}"] * math.exp(p[f"money.cost_sigma.{name}"] * z), 2e7)
    return max(math.floor(100.0 * yuan), 1)


def departments_shares(p, lowest_tier):
    """Shares of issues that need one, two and three departments."""
    if lowest_tier == COMMUNITY:
        return 1.0, 0.0, 0.0
    two, three = p["work.departments_two_share"], p["work.departments_three_share"]
    return 1.0 - two - three, two, three


FIRST_AND_SECOND = {
    FACILITY: (HOUSING, TRANSPORT),
    ENVIRONMENT: (CITY_MANAGEMENT, CITY_MANAGEMENT),
    PROPERTY: (HOUSING, HOUSING),
    DISPUTE: (JUSTICE, JUSTICE),
    SAFETY: (JUSTICE, JUSTICE),
    WELFARE: (CIVIL_AFFAIRS, SOCIAL_SECURITY),
    CERTIFICATE: (SOCIAL_SECURITY, SOCIAL_SECURITY),
    FARMING: (AGRICULTURE, AGRICULTURE),
}


def lead_department(p, category, u):
    """The category's first department with chance `work.lead_first_share`, else its second."""
    first, second = FIRST_AND_SECOND[category]
    return first if u < p[f"work.lead_first_share.{CATEGORIES[category]}"] else second


def complainants(neighbours):
    """The resident who spoke up and the neighbours who joined, given as yes or no."""
    return 1 + sum(neighbours)


def next_department(lead, part):
    """Those beside the lead in order: part 0 is the lead's, part k of the one k further on, in a circle of seven."""
    return (lead + part) % 7


HELPER_OF = {
    ENVIRONMENT: VOLUNTEER,
    PROPERTY: MANAGER,
    SAFETY: POLICE,
    DISPUTE: MEDIATOR,
    WELFARE: SOCIAL_WORKER,
    FARMING: ORGANISATION,
}


def helper_chance(p, category, place):
    """The helper of a category and the chance that it is able to take an issue over.

    Managers only inside managed estates; mediators, social workers and organisations need a room.
    """
    name = CATEGORIES[category]
    helper = HELPER_OF.get(category, NOBODY_ELSE)
    chance = by_setting(p[f"work.helper_town.{name}"], p[f"work.helper_village.{name}"], place["urban_share"])
    if helper == NOBODY_ELSE:
        return NOBODY_ELSE, 0.0
    if helper == MANAGER:
        chance *= 1.0 - place["unmanaged_share"]
    if helper in (MEDIATOR, SOCIAL_WORKER, ORGANISATION):
        chance *= place["room"]
    return helper, min(chance, 1.0)


def further_chances(category, group, place):
    """What mechanisms add, one after the other, to what nobody could take: pairs of helper and chance.

    `place` has the levers, and the share of the township's organisations whose field serves the category.
    Quick matters need no helper.
    """
    key = in_key_group(group)
    pairs = []
    if category == DISPUTE:
        pairs.append((MEDIATOR, place["lever_able_mediator"]))
    if category in (DISPUTE, WELFARE):
        pairs.append((SOCIAL_WORKER, max(place["lever_lines"], place["lever_lines_key"] if key else 0.0)))
    if category in (ENVIRONMENT, WELFARE):
        of_care = place["lever_able_volunteer_key"] if key and category == WELFARE else 0.0
        pairs.append((VOLUNTEER, max(place["lever_able_volunteer"], of_care)))
    if category == SAFETY:
        pairs.append((POLICE, place["lever_able_police"]))
    if category in (ENVIRONMENT, DISPUTE, WELFARE, FARMING):
        pairs.append((ORGANISATION, place["lever_able_organisation"] * place["field_share"]))
    return pairs


def helper_shares(p, category, group, quick, place):
    """Shares of issues by helper: the usual one, then of what is left those whom mechanisms enable, then nobody."""
    if quick:
        return [(NOBODY_ELSE, 1.0)]
    helper, chance = helper_chance(p, category, place)
    shares, left = [(helper, chance)], 1.0 - chance
    for further, part in further_chances(category, group, place):
        shares.append((further, left * part))
        left *= 1.0 - part
    return [*shares, (NOBODY_ELSE, left)]


SERVED_BY = {ENVIRONMENT: "environment", DISPUTE: "dispute", WELFARE: "welfare", FARMING: "farming"}


def field_share(category, shares):
    """The part of the township's organisations whose field serves the category; `shares` by kind of request."""
    return shares[SERVED_BY[category]] if category in SERVED_BY else 0.0


# ---- ODD 7.7: registering and routing -------------------------------------------------------------------------------


def chance_registered(p, channel, urban_share, factor_unregistered):
    """The chance of being registered; a ledger multiplies the chance of staying out."""
    chance = {
        COUNTER: by_setting(p["intake.registered_counter_town"], p["intake.registered_counter_village"], urban_share),
        GRID_WORKER: by_setting(p["intake.registered_grid_town"], p["intake.registered_grid_village"], urban_share),
        ONLINE: p["intake.registered_online"],
        PETITION: p["intake.registered_petition"],
        HOTLINE: p["intake.registered_hotline"],
    }.get(channel, by_setting(p["intake.registered_counter_town"], p["intake.registered_counter_village"], urban_share))
    return 1.0 - (1.0 - chance) * factor_unregistered


def clock_days(p, tier):
    """The time limit of a tier."""
    return p[f"hand_over.clock_days.{TIERS[tier]}"]


def client_days(limit, factor):
    """ODD 7.8: the limit of the tier that must decide, shortened for clients of a linked team; whole days."""
    return max(1, math.floor(limit * factor))


def due_day(p, day, days, working):
    """The last day of a time limit that begins today."""
    return last_day(day, days, working, p["hand_over.clock_counts"] == "working")


def patience_days(p, z):
    """Days until a resident gives up, before the limit: log-normal, whole, one at least."""
    return max(1, math.floor(p["intake.patience_median_days"] * math.exp(p["intake.patience_sigma"] * z)))


def misrouted_chance(p, urban_share):
    """The chance of a wrong department before any lever."""
    return by_setting(p["intake.misrouted_town"], p["intake.misrouted_village"], urban_share)


def days_of_nobody(p, u):
    """Days until the township names a holder."""
    return min(geometric_days(p["intake.nobody_responsible_days"], u), p["intake.nobody_responsible_limit_days"])


# ---- ODD 7.8: at a desk ---------------------------------------------------------------------------------------------


def hours_of_passing(p, work):
    """Passing up one tier: fixed hours and a share of the work."""
    return p["hand_over.passing_hours"] + p["hand_over.passing_share"] * work


def hours_at_tier(p, work, tier, urban_share, remote, departments=1):
    """Hours of work at a tier: travel where the community itself works, file work above, split over departments."""
    if tier == COMMUNITY:
        travel = p["work.travel_village"] * (p["work.travel_remote"] if remote else 1.0)
        return work * by_setting(1.0, travel, urban_share)
    return work * p["work.file_work_township" if tier == TOWNSHIP else "work.file_work_district"] / departments


def liaison_hours(p, work):
    """What the committee keeps of the hours when a helper takes an issue over; the helper has the rest."""
    return p["work.liaison_share"] * work


def rank(p, emergency, in_campaign, quick, registered, due, today):
    """The class in a queue: the smallest that holds."""
    if emergency:
        return 0
    if in_campaign:
        return 1
    if quick:
        return 2
    if registered:
        return 3 if due - today <= p["work.due_soon_days"] else 4
    return 5


def payer_may(p, tier, fen):
    """ODD 7.9: the largest item a tier may pay; the district without limit."""
    if tier >= DISTRICT:
        return True
    return fen <= 100 * p["money.community_limit" if tier == COMMUNITY else "money.township_limit"]


# ---- ODD 7.9: work and outcome --------------------------------------------------------------------------------------


def succeeds(p, category, skill, departments, specialist, strained, trust_gap, cooperation):
    """The chance that finished work removes the cause; trust above the reference and cooperation in disputes only."""
    x = logit(p[f"work.success.{CATEGORIES[category]}"])
    x += p["work.success_skill"] * (skill - p["work.reference_skill"])
    x -= p["work.success_departments"] * (departments - 1)
    x += p["work.success_specialist"] * specialist
    x -= p["work.success_strain"] * strained
    if category == DISPUTE:
        x += p["work.success_trust"] * trust_gap + cooperation
    return logistic(x)


def tried_again(p, failures, in_time, looked_again, agreed):
    """Whether failed work is tried again: in time, after its own second look, or where people agreed."""
    if looked_again and failures <= p["work.retries_checked"]:
        return True
    return failures <= p["work.retries_in_time"] and (in_time or agreed)


def hours_of_retry(p, hours):
    """A second attempt takes a share of the hours."""
    return p["work.retry_share"] * hours


def asks_for_place(p, category, group, u):
    """ODD 7.9: of older residents' welfare requests a share asks for a care place."""
    return category == WELFARE and group == OLDER and u < p["work.place_share"]


# ---- ODD 7.10: passing on and closing -------------------------------------------------------------------------------


def hand_over_mean(p, emergency, remote):
    """Mean days of a hand-over before any lever."""
    if emergency:
        return p["hand_over.delay_emergency_days"]
    return p["hand_over.delay_days"] + (p["hand_over.delay_remote_days"] if remote else 0.0)


def hand_over_days(p, mean, u):
    """Geometric days, at most the limit."""
    return min(geometric_days(mean, u), p["hand_over.delay_limit_days"])


def closes_nominally(p, seen, stuck, belief, emergency, fear):
    """The chance of closing an overdue issue nominally at a look; `fear` of the rank is 0 where nobody ranks."""
    return logistic(
        p["closing.nominal_intercept"]
        + p["closing.nominal_seen"] * seen
        + p["closing.nominal_stuck"] * (1.0 if stuck else 0.0)
        - p["closing.nominal_checked"] * belief
        - p["closing.nominal_emergency"] * (1.0 if emergency else 0.0)
        + p["attention.nominal_ranked"] * fear * (1.0 - 2.0 * belief)
    )


def cosmetic_fen(p, cost):
    """A cosmetic repair spends a share of the cost, before rounding to whole fen."""
    return p["money.cosmetic_share"] * cost


def counts_as_late(due, closed):
    """Up to the due day, that day included, is in time."""
    return closed > due


def days_until_repeat(p, u):
    """A repeat or bypass comes within `closing.repeat_days`."""
    return 1 + math.floor(u * p["closing.repeat_days"])


def days_until_recurrence(p, u):
    """The cause comes back after a geometric number of days; beyond the limit it does not."""
    return geometric_days(p["closing.recurrence_days"], u)


def condition_after_repair(p, condition, fen, residents):
    """ODD 7.4: a resolved facility issue lifts condition by cost / (repair value · residents)."""
    return min(condition + fen / 100.0 / (p["money.repair_value_per_resident"] * residents), 1.0)


def condition_after_month(condition, decay_in_year):
    """ODD 7.4: a twelfth of the year's decay each month."""
    return max(condition - decay_in_year / 12.0, 0.0)
