"""The program's rules of behaviour against their second reading, on drawn parameters and drawn and extreme stocks."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from sim import randomness
from sim.agents import adaptation, facilities, migration, office, organisations, projects, resident, social_worker
from sim.issues import attributes
from sim.world import tables
from sim.world.residents import distances_km
from tests.second_reading import common, money, offices, residents, staff
from tests.second_reading.draws import Drawn, alike, decides, falls

N_SETS = 40
"""Sets of parameters each rule is compared on; the first are the defaults."""
N_TIMES = 12
"""Comparisons on each set."""
STOCKS = ("condition", "unmanaged", "elsewhere", "ties", "floating")
CHECKS: dict[object, Callable[[Drawn], None]] = {}


def of(rule: object) -> Callable[[Callable[[Drawn], None]], Callable[[Drawn], None]]:
    """Notes that a function compares a rule once."""
    def note(check: Callable[[Drawn], None]) -> Callable[[Drawn], None]:
        CHECKS[rule] = check
        return check
    return note


@cache
def sets() -> tuple[Drawn, ...]:
    """The sets of parameters, the same for every rule."""
    return tuple(Drawn(seed) for seed in range(N_SETS))


# ---- log-odds, chance, calendar -------------------------------------------------------------------------------------


@of(resident.logistic)
def _(d):
    x = d.rng.choice((0.0, 1.0, 30.0, 300.0)) * d.rng.uniform(-2.0, 2.0)
    alike(resident.logistic(x), common.logistic(x), x)


@of(resident.logit)
def _(d):
    x = d.rng.choice((d.share(), 1e-13, 1.0 - 1e-14, d.rng.random() ** 20))
    alike(resident.logit(x), common.logit(x), x)


@of(resident.by_setting)
def _(d):
    town, village, share = d.share(), d.share(), d.share()
    alike(resident.by_setting(town, village, share), common.by_setting(town, village, share))


@of(randomness.mix)
def _(d):
    word = d.rng.getrandbits(64)
    alike(randomness.mix(word), common.mix(word))


@of(randomness.stream)
def _(d):
    seed, purpose = d.rng.choice((0, 1, d.rng.getrandbits(63))), d.rng.randrange(80)
    alike(randomness.stream(seed, purpose), common.stream(seed, purpose))


@of(randomness.key)
def _(d):
    key, entity, occasion = (d.rng.getrandbits(n) for n in (64, 64, 40))
    alike(randomness.key(key, entity, occasion), common.key(key, entity, occasion))


@of(randomness.uniform)
def _(d):
    key, entity, occasion = (d.rng.getrandbits(n) for n in (64, 64, 40))
    alike(randomness.uniform(key, entity, occasion), common.uniform_of(common.key(key, entity, occasion)))


@of(randomness.standard_normal)
def _(d):
    key, entity, occasion = (d.rng.getrandbits(n) for n in (64, 64, 40))
    alike(randomness.standard_normal(key, entity, occasion), common.normal_of(common.key(key, entity, occasion)))


@of(randomness.poisson)
def _(d):
    mean, most, u = d.rng.choice((0.0, d.amount(3.0), d.amount(600.0))), d.rng.choice((2, 7, 2000)), d.rng.random()
    alike(randomness.poisson(u, mean, most), common.poisson(mean, u, most), mean, u)


@of(randomness.geometric_days)
def _(d):
    mean, u = d.rng.choice((0.5, 1.0, 1.0 + d.amount(99.0))), d.rng.random()
    alike(randomness.geometric_days(u, mean), common.geometric_days(mean, u), mean, u)


@of(randomness.resident_key)
def _(d):
    code, number = d.rng.randrange(10**12), d.rng.randrange(65536)
    alike(randomness.resident_key(code, number), common.resident_key(code, number))


@of(attributes.turn)
def _(d):
    occasion, n = d.rng.randrange(10**6), d.rng.randrange(1024)
    alike(attributes.turn(occasion, n), common.turn(occasion, n))


def traits(d):
    """A resident's traits: group, disposition, and four of yes or no."""
    return [d.rng.randrange(8), d.rng.randrange(6), *(d.rng.randrange(2) for _ in range(4))]


@of(tables.packed)
def _(d):
    own = traits(d)
    alike(tables.packed(*own), common.packed(*own), own)


@of(tables.group_of)
def _(d):
    own = traits(d)
    alike(tables.group_of(common.packed(*own)), own[0], own)


@of(tables.disposition_of)
def _(d):
    own = traits(d)
    alike(tables.disposition_of(common.packed(*own)), own[1], own)


@of(tables.yes_or_no)
def _(d):
    own, n = traits(d), d.rng.randrange(4)
    alike(tables.yes_or_no(common.packed(*own), n), own[2 + n], own)


def calendar(d):
    """Working days with weekends, holidays and make-up days, and how the second reading asks for them."""
    days = [common.is_working_day(day % 7, d.rng.random() < 0.1, d.rng.random() < 0.05) for day in range(60)]
    return days, lambda day: days[day] if day < len(days) else None


@of(office.last_day)
def _(d):
    working, ask = calendar(d)
    day, days, alone = d.rng.randrange(60), d.rng.choice((1, 2, 7, 15, 40)), d.rng.random() < 0.5
    alike(office.last_day(working, day, days, alone), common.last_day(day, days, ask, alone), working, day, days)


@of(office.due_day)
def _(d):
    working, ask = calendar(d)
    day, days = d.rng.randrange(40), d.rng.choice((1, 2, 7, 15))
    alike(office.due_day(d.params, working, day, days), offices.due_day(d.p, day, days, ask), working, day, days)


# ---- needs arise ----------------------------------------------------------------------------------------------------


@of(resident.need_rate)
def _(d):
    category, group = d.rng.randrange(8), d.rng.randrange(8)
    place = {"urban_share": d.share(), "good_habits": d.share(), "agreements": d.share()}
    for stock in STOCKS:
        place |= {f"{stock}_start": d.share(), stock: d.share()}
    place |= {f"{stock}_share": place[stock] for stock in STOCKS}
    more = {stock: place[stock] - place[f"{stock}_start"] for stock in STOCKS}
    found = resident.need_rate(d.params, d.kinds[category], group, place["urban_share"], -more["condition"],
                               more["unmanaged"], more["elsewhere"], more["ties"] + place["agreements"],
                               more["floating"], place["good_habits"])
    alike(found, residents.need_rate(d.p, category, group, place), category, group, place)


@of(resident.group_matters)
def _(d):
    category, group = d.rng.randrange(8), d.rng.randrange(8)
    alike(bool(resident.group_matters(d.kinds[category], group)), residents.group_matters(category, group))


@of(resident.most_needs)
def _(d):
    alike(resident.most_needs(d.params), residents.most_needs(d.p))


@of(resident.no_occasion)
def _(d):
    alike(resident.no_occasion(d.params, 28), residents.occasion_shares(d.p, 28)[0])


@of(resident.candidate_occasions)
def _(d):
    shares = residents.occasion_shares(d.p, 28)
    falls(lambda u: resident.candidate_occasions(u, d.params, 28), list(enumerate(shares)))


@of(adaptation.good_habits_next)
def _(d):
    share, hours, people = d.share(), d.amount(20.0), d.rng.choice((0, 1, 900, 14000))
    alike(adaptation.good_habits_next(d.params, share, hours, people),
          residents.good_habits_next(d.p, share, hours, people), share, hours, people)


# ---- what an issue is made of ---------------------------------------------------------------------------------------


@of(attributes.complaints)
def _(d):
    joined = [d.rng.random() < 0.5 for _ in range(7)]
    alike(attributes.complaints(sum(yes << j for j, yes in enumerate(joined))), offices.complainants(joined))


@of(attributes.work_hours)
def _(d):
    category, quick, z = d.rng.randrange(8), d.rng.random() < 0.3, d.normal()
    alike(attributes.work_hours(d.params, d.kinds[category], quick, z), offices.work_hours(d.p, category, quick, z))


@of(attributes.lowest_tier)
def _(d):
    category, urban = d.rng.randrange(8), d.share()
    shares = list(enumerate(offices.authority_shares(d.p, category)))
    kind = d.kinds[category]
    falls(lambda u: attributes.lowest_tier(u, 1.0, d.params, kind, 0, urban), shares, category)
    if shares[0][1] > 0.0:
        passed = zip((1, 2, 0), offices.passed_up_shares(d.p, urban), strict=True)
        falls(lambda v: attributes.lowest_tier(0.0, v, d.params, kind, 0, urban), list(passed), urban)
    alike(attributes.lowest_tier(d.rng.random(), 0.0, d.params, kind, 1, urban), common.COMMUNITY)


@of(attributes.cost_fen)
def _(d):
    category, quick, z, u = d.rng.randrange(8), d.rng.random() < 0.3, 2.0 * d.normal(), d.rng.random()
    costs = u < d.p[f"money.money_share.{common.CATEGORIES[category]}"]
    alike(attributes.cost_fen(u, d.kinds[category], quick, z), offices.cost_fen(d.p, category, quick, costs, z))


@of(attributes.departments_needed)
def _(d):
    tier = d.rng.randrange(4)
    one, two, three = offices.departments_shares(d.p, tier)
    falls(lambda u: attributes.departments_needed(u, d.params, tier), [(3, three), (2, two), (1, one)], tier)


@of(attributes.lead_department)
def _(d):
    category, u = d.rng.randrange(8), d.rng.random()
    alike(attributes.lead_department(u, d.kinds[category]), offices.lead_department(d.p, category, u), category)


@of(attributes.next_department)
def _(d):
    lead, part = d.rng.randrange(7), d.rng.randrange(3)
    alike(attributes.next_department(lead, part), offices.next_department(lead, part))


@of(attributes.in_key_group)
def _(d):
    group = d.rng.randrange(8)
    alike(bool(attributes.in_key_group(group)), residents.in_key_group(group))


@of(attributes.field_share)
def _(d):
    category, shares = d.rng.randrange(8), d.of("welfare dispute environment farming")
    alike(attributes.field_share(d.kinds[category], shares.welfare, shares.dispute, shares.environment,
                                 shares.farming), offices.field_share(category, vars(shares)), category)


@of(attributes.able_helper)
def _(d):
    category, group, quick = d.rng.randrange(8), d.rng.randrange(8), d.rng.random() < 0.1
    levers = {f"lever_{name}": d.share() for name in ("lines", "able_volunteer", "able_police", "able_mediator",
                                                      "able_organisation")}
    levers |= {"lever_lines_key": 0.0, "lever_able_volunteer_key": 0.0}
    place = levers | {"urban_share": d.share(), "unmanaged_share": d.share(), "room": d.amount(1.5),
                      "field_share": d.share()}
    served = place["field_share"] if category in offices.SERVED_BY else 0.0
    falls(lambda u: attributes.able_helper(
        u, d.kinds[category], quick, place["urban_share"], 1.0 - place["unmanaged_share"], place["room"],
        levers["lever_lines"], levers["lever_able_volunteer"], levers["lever_able_police"],
        levers["lever_able_mediator"], levers["lever_able_organisation"] * served),
        offices.helper_shares(d.p, category, group, quick, place), category, place)


# ---- speaking up ----------------------------------------------------------------------------------------------------


@of(resident.ties_at_hand)
def _(d):
    ties, elsewhere = d.share(), d.rng.random() < 0.5
    alike(resident.ties_at_hand(d.params, ties, elsewhere), residents.ties_at_hand(d.p, ties, elsewhere))


@of(resident.cooperation)
def _(d):
    disposition = d.rng.randrange(6)
    alike(resident.cooperation(d.params, disposition), residents.cooperation(d.p, disposition))


@of(resident.solved_among_neighbours)
def _(d):
    category, ties, start, disposition = d.rng.randrange(8), d.share(), d.share(), d.rng.randrange(6)
    chance = residents.solved_among_neighbours(d.p, category, False, ties, start, disposition)
    decides(lambda u: resident.solved_among_neighbours(u, d.params, d.kinds[category], ties - start, disposition),
            chance, category, ties, start, disposition)


@of(resident.habit_today)
def _(d):
    habit, days = d.rng.uniform(-1.5, 1.5), d.rng.choice((0, 1, 30, 365, 2000))
    alike(resident.habit_today(d.params, habit, days), residents.habit_today(d.p, habit, days))


@of(resident.habit_after)
def _(d):
    habit, successes = d.rng.uniform(-1.5, 1.5), d.rng.choice((0, 1, 5))
    outcome = d.rng.choice(("resolved", "nominal", "silence"))
    found = resident.habit_after(d.params, habit, successes, outcome == "resolved", outcome == "silence")
    alike(found, residents.habit_after(d.p, habit, outcome, successes == 0), outcome, successes)


@of(resident.way_to_counter)
def _(d):
    km, shock = d.amount(30.0), d.amount(5.0)
    alike(resident.way_to_counter(d.params, km, shock), residents.way_to_counter(d.p, km, shock))


@of(resident.channel_cost)
def _(d):
    channel, counter = d.rng.randrange(4), d.amount(5.0)
    alike(resident.channel_cost(d.params, channel, counter), residents.channel_cost(d.p, channel, counter), channel)


@of(resident.cheapest_channel)
def _(d):
    counter, within = d.amount(3.0), [d.rng.random() < 0.5 for _ in range(3)]
    found = resident.cheapest_channel(d.params, counter, *within)
    assert found == common.COUNTER or within[found - 1]
    best = residents.cheapest_channel(d.p, counter, *within)
    alike(residents.channel_cost(d.p, found, counter), residents.channel_cost(d.p, best, counter), counter, within)


@of(resident.stance)
def _(d):
    disposition, money_at_stake = d.rng.randrange(6), d.rng.random() < 0.5
    alike(resident.stance(d.params, disposition, money_at_stake), residents.stance(d.p, disposition, money_at_stake))


@of(resident.voices)
def _(d):
    case = (d.rng.random() < 0.3, d.share(), d.share(), d.amount(5.0), d.rng.uniform(-1.5, 1.5), d.rng.randrange(6),
            d.rng.random() < 0.5)
    decides(lambda u: resident.voices(u, d.params, *case), residents.voices(d.p, *case), case)


@of(resident.tier_addressed)
def _(d):
    trust, reference = [d.share() for _ in range(4)], [d.share() for _ in range(4)]
    disposition, awareness = d.rng.randrange(6), d.share()
    gaps = [trust[tier] - trust[0] - (reference[tier] - reference[0]) for tier in (1, 2, 3)]
    falls(lambda u: resident.tier_addressed(u, d.params, *gaps, int(disposition == common.AGITATED), awareness),
          list(enumerate(residents.tier_shares(d.p, trust, reference, disposition, awareness))), trust, reference)


@of(office.discovery_chance)
def _(d):
    category, people = d.rng.randrange(8), d.rng.choice((300, 2500, 14000))
    hours = [d.amount(20.0) for _ in range(3)]
    alike(office.discovery_chance(d.params, d.kinds[category], *hours, people),
          residents.discovery_chance(d.p, category, *hours, people), category, hours)


@of(office.door_chance)
def _(d):
    hours, people = d.amount(20.0), d.rng.choice((300, 2500, 14000))
    alike(office.door_chance(d.params, hours, people), residents.door_chance(d.p, hours, people))


# ---- registering, working, closing ----------------------------------------------------------------------------------


@of(office.chance_registered)
def _(d):
    channel, urban, factor = d.rng.randrange(6), d.share(), d.share()
    alike(office.chance_registered(d.params, channel, urban, factor),
          offices.chance_registered(d.p, channel, urban, factor), channel)


@of(resident.patience_days)
def _(d):
    z = d.normal()
    alike(resident.patience_days(d.params, z), offices.patience_days(d.p, z), z)


@of(office.hours_at_tier)
def _(d):
    work, tier, urban, remote = d.amount(100.0), d.rng.randrange(4), d.share(), d.rng.random() < 0.5
    alike(office.hours_at_tier(d.params, work, tier, urban, remote),
          offices.hours_at_tier(d.p, work, tier, urban, remote), tier, urban, remote)


@of(office.hours_of_passing)
def _(d):
    work = d.amount(100.0)
    alike(office.hours_of_passing(d.params, work), offices.hours_of_passing(d.p, work))


@of(office.clock_days)
def _(d):
    tier = d.rng.randrange(4)
    alike(office.clock_days(d.params, tier), offices.clock_days(d.p, tier), tier)


@of(office.client_days)
def _(d):
    tier, factor = d.rng.randrange(4), d.share()
    alike(office.client_days(d.params, tier, factor), offices.client_days(offices.clock_days(d.p, tier), factor), tier)


@of(office.place_in_queue)
def _(d):
    emergency, campaign, quick, registered = (d.rng.random() < 0.3 for _ in range(4))
    today, due, hours = d.rng.randrange(300), d.rng.randrange(300), d.amount(50.0)
    issue = SimpleNamespace(hours=hours, due=due, emergency=int(emergency), quick=int(quick))
    soon = due - today <= d.p["work.due_soon_days"]
    place, key = office.place_in_queue(d.params, issue, registered, campaign, soon)
    alike(place, offices.rank(d.p, emergency, campaign, quick, registered, due, today))
    alike(float(key), hours if d.p["work.order"] == "easy" else float(due))


@of(office.succeeds)
def _(d):
    category, skill, departments = d.rng.randrange(8), d.share(), d.rng.randint(1, 3)
    specialist, strained, gap, willing = d.rng.randrange(2), d.rng.randrange(2), d.rng.uniform(-1, 1), d.normal()
    mediated = (gap, willing) if category == common.DISPUTE else (0.0, 0.0)
    chance = offices.succeeds(d.p, category, skill, departments, specialist, strained, gap, willing)
    decides(lambda u: office.succeeds(u, d.params, d.kinds[category], skill, departments, specialist, strained,
                                      *mediated), chance, category, skill, departments)


@of(office.closes_nominally)
def _(d):
    case = d.share(), d.rng.randrange(2), d.share(), d.rng.randrange(2)
    decides(lambda u: office.closes_nominally(u, d.params, *case), offices.closes_nominally(d.p, *case), case)


@of(office.belief_after)
def _(d):
    closed, belief, mean = d.rng.choice((0, 1, 7, 100)), d.share(), d.share()
    checked = d.rng.randint(0, closed)
    reading = staff.drifted(d.p, staff.belief_after(d.p, belief, closed, checked), mean)
    alike(office.belief_after(d.params, belief, closed, checked, mean), reading, belief, closed, checked, mean)


# ---- judging and what follows ---------------------------------------------------------------------------------------


@of(resident.contentment)
def _(d):
    disposition = d.rng.randrange(6)
    alike(resident.contentment(d.params, disposition), residents.contentment(d.p, disposition))


@of(resident.is_satisfied)
def _(d):
    case = d.rng.random() < 0.5, d.rng.choice((0, 1, 3, 30, 400)), d.rng.randrange(6)
    decides(lambda u: resident.is_satisfied(u, d.params, *case), residents.is_satisfied(d.p, *case), case)


@of(resident.trust_after)
def _(d):
    trust, solved, weight = d.share(), d.rng.random() < 0.5, d.share()
    alike(resident.trust_after(d.params, trust, solved, weight), residents.trust_after(d.p, trust, solved, weight))


@of(resident.friend_number)
def _(d):
    u, people = d.rng.random(), d.rng.choice((1, 300, 14000))
    alike(resident.friend_number(u, people), residents.friend_number(u, people))


@of(resident.disposition_after)
def _(d):
    u, disposition, counts = d.rng.random(), d.rng.randrange(6), [d.rng.choice((0, 1, 2, 5)) for _ in range(3)]
    u = d.rng.choice((u, 0.0, d.p["trust.disposition_share"]))
    alike(resident.disposition_after(u, d.params, disposition, *counts),
          residents.disposition_after(d.p, disposition, *counts, u), disposition, counts, u)


@of(resident.goes_over_heads)
def _(d):
    here, above, own, other, awareness = (d.share() for _ in range(5))
    disposition = d.rng.randrange(6)
    chance = residents.goes_over_heads(d.p, here, above, own, other, disposition, awareness)
    gap = above - here - (other - own)
    agitated = int(disposition == common.AGITATED)
    decides(lambda u: resident.goes_over_heads(u, d.params, gap, agitated, awareness), chance)


@of(resident.complains_again)
def _(d):
    case = d.rng.random() < 0.5, d.share()
    decides(lambda u: resident.complains_again(u, d.params, *case), residents.complains_again(d.p, *case), case)


# ---- taking part ----------------------------------------------------------------------------------------------------


@of(resident.volunteers)
def _(d):
    trust, reference, disposition, bank = d.share(), d.share(), d.rng.randrange(6), d.share()
    decides(lambda u: resident.volunteers(u, d.params, trust - reference, disposition, bank),
            residents.volunteers(d.p, trust, reference, disposition, bank), trust, reference, disposition, bank)


@of(resident.attends)
def _(d):
    trust, reference, disposition = d.share(), d.share(), d.rng.randrange(6)
    decides(lambda u: resident.attends(u, d.params, trust - reference, disposition),
            residents.attends(d.p, trust, reference, disposition), trust, reference, disposition)


@of(resident.position)
def _(d):
    z, disposition, side, ties = d.normal(), d.rng.randrange(6), d.rng.choice((-1, 0, 1)), d.share()
    alike(resident.position(d.params, z, disposition, side, ties),
          residents.position(d.p, residents.lean(d.p, disposition), side, z, ties), disposition, side)


@of(resident.accepts)
def _(d):
    own, proposal = d.normal(), d.normal()
    alike(bool(resident.accepts(d.params, own, proposal)), residents.accepts(d.p, own, proposal))


@of(adaptation.agreements_with)
def _(d):
    bound, people = d.share(), d.rng.choice((1, 20, 300, 14000))
    alike(adaptation.agreements_with(d.params, bound, people), residents.agreements_with(d.p, bound, people))


@of(adaptation.agreements_next)
def _(d):
    bound = d.share()
    alike(adaptation.agreements_next(d.params, bound), residents.agreements_next(d.p, bound))


@of(resident.signs)
def _(d):
    trust, reference, ties, disposition = d.share(), d.share(), d.share(), d.rng.randrange(6)
    stances = int(disposition == common.IRRESPONSIBLE), int(disposition == common.INDIFFERENT)
    decides(lambda u: resident.signs(u, d.params, trust - reference, ties, *stances),
            residents.signs(d.p, trust, reference, ties, disposition), disposition)


@of(resident.paying_next)
def _(d):
    paying, quality, more = d.share(), d.share(), d.rng.uniform(-1.0, 1.0)
    alike(resident.paying_next(d.params, paying, quality, more), residents.paying_next(d.p, quality, paying, more))


@of(adaptation.ties_next)
def _(d):
    ties, usual, gain = d.share(), d.share(), d.amount(1.0)
    alike(adaptation.ties_next(d.params, ties, usual, gain), residents.ties_next(d.p, ties, usual, gain))


@of(migration.group_after_move)
def _(d):
    group = d.rng.randrange(8)
    alike(migration.group_after_move(group), residents.group_after_move(group))


@of(migration.moves_to_town)
def _(d):
    case = d.amount(1.0), d.share(), d.rng.randrange(8), d.rng.random() < 0.2
    decides(lambda u: migration.moves_to_town(u, *case), money.moves_to_town(*case), case)


# ---- staff ----------------------------------------------------------------------------------------------------------


@of(adaptation.leaving_share)
def _(d):
    strain, pay = d.amount(4.0), d.amount(1.0)
    alike(adaptation.leaving_share(d.params, strain, pay), staff.leaving_share(d.p, strain, pay), strain, pay)


@of(adaptation.filled_share)
def _(d):
    alike(adaptation.filled_share(d.params), staff.filled_share(d.p))


@of(adaptation.vacant_next)
def _(d):
    vacant, leaving = d.share(), d.share()
    alike(adaptation.vacant_next(d.params, vacant, leaving), staff.vacant_next(d.p, vacant, leaving))


@of(adaptation.novices_next)
def _(d):
    novices, vacant = d.share(), d.share()
    alike(adaptation.novices_next(d.params, novices, vacant), staff.novices_next(d.p, novices, vacant))


@of(adaptation.usual_vacancy)
def _(d):
    alike(adaptation.usual_vacancy(d.params), staff.usual_vacancy(d.p))


@of(adaptation.usual_novices)
def _(d):
    alike(adaptation.usual_novices(d.params), staff.usual_novices(d.p))


@of(adaptation.skill_gain_next)
def _(d):
    gain, hours, skill = d.share(), d.amount(400.0), d.share()
    alike(adaptation.skill_gain_next(d.params, gain, hours, skill), staff.skill_gain_next(d.p, gain, hours, skill))


@of(adaptation.skill_of_staff)
def _(d):
    start, gain, novices = d.share(), d.amount(0.3), d.share()
    alike(adaptation.skill_of_staff(d.params, start, gain, novices - adaptation.usual_novices(d.params)),
          staff.skill_of_staff(d.p, start, novices, gain))


@of(social_worker.strain_after)
def _(d):
    strain, asked, had = d.amount(4.0), d.amount(500.0), d.amount(100.0)
    alike(social_worker.strain_after(d.params, strain, asked, had), staff.strain_after(d.p, strain, asked, had))


@of(social_worker.novice_skill)
def _(d):
    full = d.share()
    alike(social_worker.novice_skill(d.params, full), staff.novice_skill(d.p, full))


@of(social_worker.leaves)
def _(d):
    strain = d.amount(4.0)
    decides(lambda u: social_worker.leaves(u, d.params, strain), staff.worker_leaves(d.p, strain), strain)


# ---- money, organisations, rooms, places ----------------------------------------------------------------------------


@of(organisations.way_km)
def _(d):
    here, there = (d.rng.uniform(105, 110), d.rng.uniform(28, 32)), (d.rng.uniform(105, 110), d.rng.uniform(28, 32))
    there = d.rng.choice((here, there))
    assert organisations.way_km(*here, *there) == pytest.approx(money.way_km(*here, *there), rel=1e-9)


@of(distances_km)
def _(d):
    east, north = [d.rng.uniform(100, 110) for _ in range(2)], [d.rng.uniform(28, 32) for _ in range(2)]
    found = distances_km(np.array(east), np.array(north))
    for i, j in ((0, 0), (0, 1), (1, 0)):
        reading = money.great_circle_km(east[i], north[i], east[j], north[j])
        assert found[i, j] == pytest.approx(reading, rel=1e-9)


@of(organisations.bid_score)
def _(d):
    own, km, capacity = d.rng.randrange(2), 1.0 + d.amount(400.0), d.rng.uniform(0.2, 3.0)
    alike(organisations.bid_score(d.params, own, km, capacity), money.bid_score(d.p, own, km, capacity))


@of(organisations.asked_price_fen)
def _(d):
    price, relief = d.amount(300.0), d.share()
    alike(organisations.asked_price_fen(d.params, price, relief), money.asked_price_fen(d.p, price, relief), price)


@of(organisations.tax_fen)
def _(d):
    income, relief = d.rng.randrange(10**7), d.share()
    alike(organisations.tax_fen(d.params, income, relief), money.tax_fen(d.p, income, relief), income, relief)


@of(organisations.organisation_hours_after)
def _(d):
    hours, sold, unspent = d.amount(5000.0), d.rng.choice((1.0, 0.9995, 0.995, d.share())), d.share()
    alike(organisations.organisation_hours_after(d.params, hours, sold, unspent),
          money.organisation_hours_after(d.p, hours, sold, unspent), sold, unspent)


@of(organisations.closes_down)
def _(d):
    ratio, poor = d.share(), d.rng.randrange(6)
    alike(bool(organisations.closes_down(d.params, ratio, poor)), money.closes_down(d.p, ratio, poor))


@of(organisations.is_founded)
def _(d):
    capital, left = d.amount(2.0) * d.p["services.registered_capital"], d.share()
    unspent, needed = d.amount(1e8), d.amount(1e7)
    decides(lambda u: organisations.is_founded(u, d.params, capital, left, unspent, needed),
            money.founded_chance(d.p, capital, unspent, needed, left), capital, left)


@of(projects.is_claimed)
def _(d):
    endowment = d.amount(5.0)
    decides(lambda u: projects.is_claimed(u, d.params, endowment), money.claimed_chance(d.p, endowment), endowment)


@of(projects.project_hours_per_day)
def _(d):
    fen = d.rng.randrange(10**8)
    alike(projects.project_hours_per_day(d.params, fen), money.project_hours_per_day(d.p, fen))


@of(projects.pooled_in_quarter)
def _(d):
    asked, endowment, people = d.amount(2000.0), d.amount(3.0), d.rng.choice((300, 2500, 14000))
    alike(projects.pooled_in_quarter(d.params, asked, endowment, people),
          money.pooled_in_quarter(d.p, asked, people, endowment))


@of(facilities.room_standard)
def _(d):
    people = d.rng.choice((10, 300, 2800, 14000))
    settings = "world.communities.household_persons", "facility_minimum_m2", "facility_m2_per_household"
    least, each = d.p[f"world.communities.{settings[1]}"], d.p[f"world.communities.{settings[2]}"]
    alike(facilities.room_standard(people / d.p[settings[0]], least, each), money.room_standard(d.p, people))


@of(facilities.room_index)
def _(d):
    case = d.amount(900.0), d.rng.choice((0.0, 300.0, 700.0)), d.rng.choice((0.0, 0.4, 1.0))
    alike(facilities.room_index(d.params, *case), money.room_index(d.p, *case), case)


@of(facilities.gap_to_build)
def _(d):
    first, standard, share = d.amount(600.0), d.rng.choice((300.0, 500.0)), d.share()
    rooms = first + d.amount(300.0)
    alike(facilities.gap_to_build(rooms, first, standard, share), money.gap_to_build(rooms, first, standard, share))


@of(facilities.building_cost_fen)
def _(d):
    m2 = d.amount(500.0)
    alike(facilities.building_cost_fen(d.params, m2), money.building_cost_fen(d.p, m2))


@of(facilities.places_left)
def _(d):
    u, used = d.rng.random(), d.rng.randrange(500)
    alike(facilities.places_left(u, d.params, used), money.places_left(d.p, used, u))


@of(facilities.places_taken)
def _(d):
    u, usual, free = d.rng.random(), d.rng.randrange(500), d.rng.randrange(60)
    alike(facilities.places_taken(u, d.params, usual, free), money.places_taken(d.p, usual, free, u))


def name_of(rule: object) -> str:
    """Module and name of a rule."""
    return f"{rule.__module__}.{rule.__name__}"


@pytest.mark.parametrize("rule", CHECKS, ids=name_of)
def test_the_program_does_what_the_description_says(rule):
    for d in sets():
        d.begin(name_of(rule))
        for _ in range(N_TIMES):
            CHECKS[rule](d)


def test_the_drawn_numbers_leave_the_defaults_and_are_finite():
    drawn = [d.params for d in sets()[1:]]
    assert all(math.isfinite(value) for params in drawn for value in vars(params).values())
    still = [name for name in vars(drawn[0]) if len({getattr(params, name) for params in drawn}) == 1]
    assert not still, "parameters that are never drawn"
