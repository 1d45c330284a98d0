"""Rules of the program against their second reading: chance and calendar, issues and what offices do with them."""

from __future__ import annotations

from types import SimpleNamespace

from sim import randomness
from sim.agents import attention as attending
from sim.agents import office, resident
from sim.issues import attributes
from sim.world import tables
from tests.second_reading import attention, common, offices, residents, staff
from tests.second_reading.comparing import of
from tests.second_reading.draws import alike, decides, falls

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
    alike(
        attributes.field_share(d.kinds[category], shares.welfare, shares.dispute, shares.environment, shares.farming),
        offices.field_share(category, vars(shares)),
        category,
    )


@of(attributes.able_helper)
def _(d):
    category, group, quick = d.rng.randrange(8), d.rng.randrange(8), d.rng.random() < 0.1
    levers = {
        f"lever_{name}": d.share()
        for name in ("lines", "able_volunteer", "able_police", "able_mediator", "able_organisation")
    }
    levers |= {"lever_lines_key": 0.0, "lever_able_volunteer_key": 0.0}
    place = levers | {
        "urban_share": d.share(),
        "unmanaged_share": d.share(),
        "room": d.amount(1.5),
        "field_share": d.share(),
    }
    served = place["field_share"] if category in offices.SERVED_BY else 0.0
    falls(
        lambda u: attributes.able_helper(
            u,
            d.kinds[category],
            quick,
            place["urban_share"],
            1.0 - place["unmanaged_share"],
            place["room"],
            levers["lever_lines"],
            levers["lever_able_volunteer"],
            levers["lever_able_police"],
            levers["lever_able_mediator"],
            levers["lever_able_organisation"] * served,
        ),
        offices.helper_shares(d.p, category, group, quick, place),
        category,
        place,
    )


# ---- registering, working, closing ----------------------------------------------------------------------------------


@of(office.chance_registered)
def _(d):
    channel, urban, factor = d.rng.randrange(6), d.share(), d.share()
    alike(
        office.chance_registered(d.params, channel, urban, factor),
        offices.chance_registered(d.p, channel, urban, factor),
        channel,
    )


@of(resident.patience_days)
def _(d):
    z = d.normal()
    alike(resident.patience_days(d.params, z), offices.patience_days(d.p, z), z)


@of(office.hours_at_tier)
def _(d):
    work, tier, urban, remote = d.amount(100.0), d.rng.randrange(4), d.share(), d.rng.random() < 0.5
    alike(
        office.hours_at_tier(d.params, work, tier, urban, remote),
        offices.hours_at_tier(d.p, work, tier, urban, remote),
        tier,
        urban,
        remote,
    )


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
    decides(
        lambda u: office.succeeds(u, d.params, d.kinds[category], skill, departments, specialist, strained, *mediated),
        chance,
        category,
        skill,
        departments,
    )


@of(office.closes_nominally)
def _(d):
    case = d.share(), d.rng.randrange(2), d.share(), d.rng.randrange(2), d.share()
    decides(lambda u: office.closes_nominally(u, d.params, *case), offices.closes_nominally(d.p, *case), case)


@of(office.belief_after)
def _(d):
    closed, belief, mean = d.rng.choice((0, 1, 7, 100)), d.share(), d.share()
    checked = d.rng.randint(0, closed)
    reading = staff.drifted(d.p, staff.belief_after(d.p, belief, closed, checked), mean)
    alike(office.belief_after(d.params, belief, closed, checked, mean), reading, belief, closed, checked, mean)


# ---- attention and ranking ------------------------------------------------------------------------------------------


@of(attending.weight_of_issues)
def _(d):
    case = d.share(), d.share(), d.share()
    alike(attending.weight_of_issues(d.params, *case), attention.weight_of_issues(d.p, *case), case)


@of(attending.hours_turned)
def _(d):
    hours = d.amount(60.0)
    case = hours, d.amount(40.0), d.amount(3.0), d.amount(200.0)
    turned = float(attending.hours_turned(d.params, *case))
    alike(hours + turned, hours + attention.hours_turned(d.p, *case), case)


@of(attending.decay_in_year)
def _(d):
    inspected = 1.5 * d.share()
    alike(attending.decay_in_year(d.params, inspected), attention.decay_in_year(d.p, inspected), inspected)


@of(attending.care_share)
def _(d):
    case = d.share(), d.share()
    alike(attending.care_share(d.params, *case), attention.care_share(d.p, *case), case)


@of(attending.refuses_share)
def _(d):
    case = d.share(), d.share()
    alike(attending.refuses_share(d.params, *case), attention.refuses_share(d.p, *case), case)


@of(attending.presses_share)
def _(d):
    case = d.share(), d.share()
    alike(attending.presses_share(d.params, *case), attention.presses_share(d.p, *case), case)


@of(attending.score)
def _(d):
    closed, overdue = d.rng.choice((0, 1, 9, 100)), d.rng.choice((0, 1, 20))
    asked = d.rng.randint(0, closed)
    noes = d.rng.randint(0, asked)
    case = closed, asked, noes, d.rng.randint(0, asked), overdue
    alike(attending.score(d.params, *case), attention.score(d.p, *case), case)


@of(attending.rank_belief_after)
def _(d):
    case = d.share(), d.share()
    alike(attending.rank_belief_after(d.params, *case), attention.rank_belief_after(d.p, *case), case)
