"""Rules of the program against their second reading: what residents need, say, feel and join."""

from __future__ import annotations

from sim.agents import adaptation, migration, office, resident, word_of_mouth
from tests.second_reading import common, money, residents
from tests.second_reading.comparing import of
from tests.second_reading.draws import alike, decides, falls

STOCKS = ("condition", "unmanaged", "elsewhere", "ties", "floating")

# ---- needs arise ----------------------------------------------------------------------------------------------------


@of(resident.need_rate)
def _(d):
    category, group = d.rng.randrange(8), d.rng.randrange(8)
    place = {"urban_share": d.share(), "good_habits": d.share(), "agreements": d.share()}
    for stock in STOCKS:
        place |= {f"{stock}_start": d.share(), stock: d.share()}
    place |= {f"{stock}_share": place[stock] for stock in STOCKS}
    more = {stock: place[stock] - place[f"{stock}_start"] for stock in STOCKS}
    found = resident.need_rate(
        d.params,
        d.kinds[category],
        group,
        place["urban_share"],
        -more["condition"],
        more["unmanaged"],
        more["elsewhere"],
        more["ties"] + place["agreements"],
        more["floating"],
        place["good_habits"],
    )
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
    alike(
        adaptation.good_habits_next(d.params, share, hours, people),
        residents.good_habits_next(d.p, share, hours, people),
        share,
        hours,
        people,
    )


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
    decides(
        lambda u: resident.solved_among_neighbours(u, d.params, d.kinds[category], ties - start, disposition),
        chance,
        category,
        ties,
        start,
        disposition,
    )


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
    case = (
        d.rng.random() < 0.3,
        d.share(),
        d.share(),
        d.amount(5.0),
        d.rng.uniform(-1.5, 1.5),
        d.rng.randrange(6),
        d.rng.random() < 0.5,
    )
    decides(lambda u: resident.voices(u, d.params, *case), residents.voices(d.p, *case), case)


@of(resident.tier_addressed)
def _(d):
    trust, reference = [d.share() for _ in range(4)], [d.share() for _ in range(4)]
    disposition, awareness = d.rng.randrange(6), d.share()
    gaps = [trust[tier] - trust[0] - (reference[tier] - reference[0]) for tier in (1, 2, 3)]
    falls(
        lambda u: resident.tier_addressed(u, d.params, *gaps, int(disposition == common.AGITATED), awareness),
        list(enumerate(residents.tier_shares(d.p, trust, reference, disposition, awareness))),
        trust,
        reference,
    )


@of(office.discovery_chance)
def _(d):
    category, people = d.rng.randrange(8), d.rng.choice((300, 2500, 14000))
    hours = [d.amount(20.0) for _ in range(3)]
    alike(
        office.discovery_chance(d.params, d.kinds[category], *hours, people),
        residents.discovery_chance(d.p, category, *hours, people),
        category,
        hours,
    )


@of(office.door_chance)
def _(d):
    hours, people = d.amount(20.0), d.rng.choice((300, 2500, 14000))
    alike(office.door_chance(d.params, hours, people), residents.door_chance(d.p, hours, people))


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
    alike(
        resident.disposition_after(u, d.params, disposition, *counts),
        residents.disposition_after(d.p, disposition, *counts, u),
        disposition,
        counts,
        u,
    )


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
    decides(
        lambda u: resident.volunteers(u, d.params, trust - reference, disposition, bank),
        residents.volunteers(d.p, trust, reference, disposition, bank),
        trust,
        reference,
        disposition,
        bank,
    )


@of(resident.attends)
def _(d):
    trust, reference, disposition = d.share(), d.share(), d.rng.randrange(6)
    decides(
        lambda u: resident.attends(u, d.params, trust - reference, disposition),
        residents.attends(d.p, trust, reference, disposition),
        trust,
        reference,
        disposition,
    )


@of(resident.position)
def _(d):
    z, disposition, side, ties = d.normal(), d.rng.randrange(6), d.rng.choice((-1, 0, 1)), d.share()
    alike(
        resident.position(d.params, z, disposition, side, ties),
        residents.position(d.p, residents.lean(d.p, disposition), side, z, ties),
        disposition,
        side,
    )


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
    decides(
        lambda u: resident.signs(u, d.params, trust - reference, ties, *stances),
        residents.signs(d.p, trust, reference, ties, disposition),
        disposition,
    )


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


# ---- word of mouth --------------------------------------------------------------------------------------------------


@of(word_of_mouth.learned_next)
def _(d):
    case = d.share(), d.amount(2.0), d.rng.choice((0, 1, 7, 300)), d.rng.choice((1, 20, 300, 14000))
    alike(word_of_mouth.learned_next(d.params, *case), residents.learned_next(d.p, *case), case)


@of(word_of_mouth.heard_next)
def _(d):
    case = d.rng.uniform(-1.5, 1.5), *(d.rng.choice((0, 1, 40)) for _ in range(3)), d.rng.choice((1, 20, 300, 14000))
    alike(word_of_mouth.heard_next(d.params, *case), residents.heard_next(d.p, *case), case)
