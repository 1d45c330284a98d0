"""From an occasion to a request at a desk: kernels as plain Python against the second reading (ODD 7.4 to 7.8)."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from sim.issues import store
from sim.vocabulary import DeskKind, State
from tests.second_reading import attention, common, offices, residents
from tests.second_reading.draws import Drawn, alike, decides, falls
from tests.second_reading.plain import Heard, Row, kernels, stage

SETS = tuple(Drawn(seed) for seed in range(6))
NEVER = 366
"""Days of a need that nobody finds: more than any limit."""


@pytest.fixture(params=range(len(SETS)))
def d(request):
    drawn = SETS[request.param]
    drawn.begin(request.function.__name__)
    return drawn


def below_one(d):
    """A uniform number."""
    return min(d.share(), 1.0 - 2.0**-53)


def somebody(d, **more):
    """A resident of any group."""
    given = {"group": d.rng.randrange(8), "registered_elsewhere": d.rng.randrange(2), "disposition": d.rng.randrange(6)}
    return Row(**{"origin": d.rng.choice((-1, 3)), "habit": d.normal(), **given, **more})


def test_what_becomes_of_a_candidate(d):
    """Emergency, solved among neighbours, quick, cost, neighbours, courtyard, reporting, discovery: in this order."""
    for _ in range(40):
        category, person, index = d.rng.randrange(8), somebody(d), d.rng.uniform(0.5, 2.0)
        place = Row(ties=d.share(), ties_start=d.share(), shock_emergency=d.share() / 4)
        u = {name: below_one(d) for name in ("EMERGENCY", "SELF_SOLVE", "QUICK", "COSTS_MONEY", "SHARERS")}
        z, joining, days = d.normal(), d.rng.randrange(128), d.rng.randrange(2, NEVER)
        taken, told = d.rng.random() < 0.5, d.rng.random() < 0.5
        heard = {name: Heard() for name in ("describe", "addressed", "reported_twice", "set_timer")}
        court, voice, counts, issue = Heard(taken), Heard(told), Counter(), Row()
        s = stage(d, communities=[place], residents=[person], tallies=counts, day=50)
        s.clock[0].cost_index = index
        kernels(
            {**u, "COST": z},
            category_of_need=lambda *_, category=category: category,
            courtyard_solves=court,
            speaks_up=voice,
            channel_today=lambda *_: common.ONLINE,
            days_to_discovery=lambda *_, days=days: days,
            take_slot=lambda *_: 0,
            joins=lambda s, c, key, occasion, j, *_, joining=joining: joining >> j & 1,
            **heard,
        ).candidate(s, [issue], 0, 0, 0, 8, None)

        emergency = u["EMERGENCY"] < residents.emergency_chance(d.p, place.shock_emergency)
        home = person.group == common.FLOATING or person.origin >= 0
        ties = residents.ties_at_hand(d.p, place.ties, home)
        alone = residents.solved_among_neighbours(d.p, category, emergency, ties, place.ties_start, person.disposition)
        quick = not emergency and u["QUICK"] < d.p["needs.quick_share"]
        costs = u["COSTS_MONEY"] < d.p[f"money.money_share.{common.CATEGORIES[category]}"]
        cost = math.floor(offices.cost_fen(d.p, category, quick, costs, z) * index)
        sharing = residents.shares_cause(category) * common.poisson(d.p["needs.shared_neighbours"], u["SHARERS"], 7)
        expected = Counter({store.NEEDS: 1})
        if u["SELF_SOLVE"] < alone:
            assert not court.said and not voice.said
            expected[store.SELF_SOLVED] += 1
        else:
            expected[store.EXPOSED] += sharing
            asked = not emergency and cost == 0
            assert len(court.said) == asked, (emergency, cost)
            if asked and taken:
                assert not voice.said
                expected[store.SELF_SOLVED] += 1
            else:
                assert voice.said[0][4:] == (emergency, cost > 0, common.ONLINE)
                if not told and days > d.p["intake.forgotten_days"]:
                    expected[store.ENDURED] += 1
                    assert not heard["describe"].said
                else:
                    said = heard["describe"].said[0]
                    assert (said[3:5], said[7:]) == ((0, 0), (category, emergency, quick, cost))
                    assert len(heard["addressed"].said) == len(heard["reported_twice"].said) == told
                    if told:
                        assert issue.joined == joining % 2**sharing
                    else:
                        assert (issue.state, issue.plan) == (State.LATENT, store.PLAN_DISCOVER)
                        assert heard["set_timer"].said[0][-1] == 50 + days
        cell = person.group * 2 + person.registered_elsewhere
        assert +counts == +Counter({(tally, 0, cell, category): n for tally, n in expected.items()})


STOCKS = (
    "condition",
    "condition_start",
    "unmanaged_share",
    "unmanaged_start",
    "elsewhere_share",
    "elsewhere_start",
    "ties",
    "ties_start",
    "agreements",
    "floating_share",
    "floating_start",
    "good_habits",
    "urban_share",
)


def test_needs_hang_on_the_stocks_of_the_place(d):
    stocks = {name: d.share() for name in STOCKS}
    found = kernels({})
    s = stage(d, communities=[Row(**stocks)])
    rates = [residents.need_rate(d.p, category, common.ORDINARY, stocks) for category in range(8)]
    for group in range(8):
        of_group = [residents.need_rate(d.p, category, group, stocks) for category in range(8)]
        for category in range(8):
            alike(found.yearly_needs(s, 0, category, group), of_group[category], category, group)
        table = {(0, category): rate for category, rate in enumerate(rates)}
        bound = sum(of_group) * 1.25
        shares = [(category, rate / bound) for category, rate in enumerate(of_group)]

        def category_at(u, group=group, bound=bound, table=table):
            return found.category_of_need(s, 0, 0, group, u * bound, table)

        falls(category_at, [*shares, (-1, 0.2)], group)


def test_visits_that_a_resident_meets(d):
    """At home key groups are visited more and others less; contact visits reach clients alone, per 1,000 residents."""
    for group in range(8):
        for at_home in (False, True):
            for client in (False, True):
                place = Row(
                    visit_hours_today=d.amount(9.0),
                    lever_visits_key=d.share(),
                    lever_visits_other=d.share(),
                    lever_client_visits=d.amount(2.0),
                    population=1500,
                )
                s = stage(d, communities=[place], residents=[Row(group=group)])
                found = kernels({}, is_client=lambda *_, client=client: client).visits_near(s, 0, 0, 1, at_home)
                hours = place.visit_hours_today
                if at_home:
                    key = residents.in_key_group(group)
                    hours *= 1.0 + place.lever_visits_key if key else place.lever_visits_other
                alike(found, hours + (place.lever_client_visits * 1.5 if client else 0.0), group, at_home, client)


def test_the_channel_of_today(d):
    """What a resident knew or has learned since, the door by the visits at home, and of all the cheapest."""
    for _ in range(12):
        place = Row(
            lever_online_awareness=d.share(),
            online_learned=d.share(),
            number_learned=d.share(),
            counter_cost=d.amount(2.0),
            population=1500,
        )
        person = Row(online=d.rng.randrange(2), phone=d.rng.randrange(2))
        u = {name: below_one(d) for name in ("AWARE_ONLINE", "KNOWS_NUMBER", "DOOR")}
        near, s = Heard(d.amount(9.0)), stage(d, communities=[place], residents=[person])
        found = kernels(u, visits_near=near).channel_today(s, 0, 0, 1, 0)
        aware = 1.0 - (1.0 - place.lever_online_awareness) * (1.0 - place.online_learned)
        if abs(u["AWARE_ONLINE"] - aware) < 1e-9:
            continue
        within = residents.cheapest_channel(
            d.p,
            place.counter_cost,
            person.phone or u["KNOWS_NUMBER"] < place.number_learned,
            person.online and u["AWARE_ONLINE"] < aware,
            u["DOOR"] < residents.door_chance(d.p, near.answer, 1500),
        )
        assert near.said[0][-1], "visits at home"
        alike(found, within)


def test_days_until_a_need_is_found(d):
    for category in range(8):
        visits, u = d.amount(20.0), below_one(d)
        place = Row(lever_patrol_hours=d.amount(5.0), home_visit_hours=d.amount(5.0), population=1500)
        near = Heard(visits)
        found = kernels({"DISCOVERY": u}, visits_near=near).days_to_discovery(
            stage(d, communities=[place]), 0, 0, 1, 0, category
        )
        assert bool(near.said[0][-1]) != residents.shows_in_public(category), "what shows in public is not at home"
        chance = residents.discovery_chance(
            d.p, category, visits, place.lever_patrol_hours, place.home_visit_hours, 1500
        )
        days = 1 + math.floor(math.log(1.0 - u) / math.log(1.0 - chance)) if chance > 0.0 else NEVER
        assert found == min(days, NEVER), category


def test_which_tier_a_resident_turns_to(d):
    for disposition in range(6):
        trust, reference = [d.share() for _ in range(4)], [d.share() for _ in range(4)]
        awareness = d.share()
        place = Row(
            awareness=awareness, **{f"trust_reference_{t}": v for t, v in zip(common.TIERS, reference, strict=True)}
        )
        person = Row(disposition=disposition, **{f"trust_{t}": v for t, v in zip(common.TIERS, trust, strict=True)})
        s = stage(d, communities=[place], residents=[person])

        def turned_to(u, s=s):
            taken, issue = Heard(), Row()
            kernels({"TIER": u}, take_up=taken).addressed(s, [issue], 0, 0, 0, common.GRID_WORKER)
            tier = taken.said[0][3]
            assert issue.channel == (residents.channel_above(tier) if tier else common.GRID_WORKER)
            return tier

        shares = residents.tier_shares(d.p, trust, reference, disposition, awareness)
        falls(turned_to, list(enumerate(shares)), disposition)


def test_a_second_row_goes_by_another_road_and_carries_nothing(d):
    for first in range(4):
        duplicates = d.share()

        def second(u, first=first, duplicates=duplicates):
            place, taken, drawn = Row(lever_duplicates=duplicates), Heard(), Heard()
            issues = [
                Row(tier_reported=first, occasion=40, cost_fen=500, category=3, emergency=1, resident=0),
                Row(cost_fen=7, authority=2, departments=3, helper=4),
            ]
            kernels({"SECOND_CHANNEL": u}, take_slot=lambda *_: 1, describe=drawn, take_up=taken).reported_twice(
                stage(d, communities=[place], day=9), issues, 0, 0, 0
            )
            assert place.n_duplicates == len(taken.said)
            if taken.said:
                assert taken.said[0][2:] == (1, 0 if first else 1, 9)
                assert drawn.said[0][7:] == (3, True, False, 0), "no money"
                row = issues[1]
                assert (row.channel, row.flags) == (common.COUNTER if first else common.HOTLINE, store.DUPLICATE)
                assert (row.occasion, row.authority, row.departments, row.helper) == (47, 0, 1, common.NOBODY_ELSE)
            return bool(taken.said)

        decides(second, d.p["voice.double_share"] * duplicates, first)


def test_a_cause_that_comes_back_is_a_new_need_and_a_new_choice(d):
    for speaks in (False, True):
        person, counts, voice, taken, freed = somebody(d), Counter(), Heard(speaks), Heard(), Heard()
        issue = Row(category=5, emergency=1, cost_fen=300)
        s = stage(d, residents=[person], tallies=counts)
        kernels(
            {}, channel_today=lambda *_: common.ONLINE, speaks_up=voice, addressed=taken, give_slot_back=freed
        ).recurs(s, [issue], 0, 0)
        cell = person.group * 2 + person.registered_elsewhere
        assert voice.said[0][4:] == (True, True, common.ONLINE)
        assert (len(taken.said), len(freed.said)) == (speaks, not speaks)
        assert counts[store.NEEDS, 0, cell, 5] == 1
        assert counts[store.ENDURED, 0, cell, 5] == (not speaks)


def test_neighbours_join_by_the_same_choice_at_the_counter(d):
    voice = Heard(True)
    kernels({}, speaks_up=voice, neighbour_row=lambda *_: 6).joins(stage(d), 0, 1, 0, 2, True, False)
    assert (voice.said[0][2], voice.said[0][4:]) == (6, (True, False, common.COUNTER))


def test_a_resident_speaks_up_by_trust_cost_and_habit_of_own_and_heard(d):
    for channel in range(4):
        person = somebody(d, habit_day=10, trust_community=d.share())
        place = Row(trust_reference_community=d.share(), counter_cost=d.amount(2.0), heard_habit=d.normal() / 4)
        s = stage(d, communities=[place], residents=[person], day=200)
        habit = residents.habit_today(d.p, person.habit, 190) + place.heard_habit
        cost = residents.channel_cost(d.p, channel, place.counter_cost)
        for emergency in (False, True):
            for money in (False, True):
                chance = residents.voices(
                    d.p,
                    emergency,
                    person.trust_community,
                    place.trust_reference_community,
                    cost,
                    habit,
                    person.disposition,
                    money,
                )
                found = kernels({})

                def speaks(u, s=s, emergency=emergency, channel=channel, money=money, found=found):
                    return found.speaks_up(s, 0, 0, u, emergency, money, channel)

                decides(speaks, chance)


def test_what_an_issue_is_made_of(d):
    levers = ("lines", "lines_key", "able_volunteer", "able_volunteer_key", "able_police", "able_mediator")
    fields = ("welfare", "dispute", "environment", "farming")
    for category in range(8):
        quick, group = d.rng.random() < 0.3, d.rng.randrange(8)
        place = {f"lever_{name}": d.share() for name in (*levers, "able_organisation")}
        place |= {"urban_share": d.share(), "unmanaged_share": d.share(), "room": d.amount(2.0)}
        shares = {name: d.share() for name in fields}
        place["field_share"] = offices.field_share(category, shares)
        township = Row(**{f"organisation_{name}_share": share for name, share in shares.items()})
        s = stage(d, communities=[Row(**place)], townships=[township], residents=[Row(group=group)], day=30)
        z, u = d.normal(), {"AUTHORITY": below_one(d), "AUTHORITY_UP": below_one(d), "LEAD": below_one(d)}

        def made(more, s=s, category=category, quick=quick, z=z, u=u):
            issue = Row(spent=3.0, hand_overs=4, attempts=1, joined=5, flags=9, stage=3)
            kernels({"HOURS": z, **u, **more}).describe(s, [issue], 0, 0, 0, 11, 16, category, False, quick, 70)
            return issue

        issue = made({})
        alike(issue.work, offices.work_hours(d.p, category, quick, z), category)
        alike(issue.lead, offices.lead_department(d.p, category, u["LEAD"]), category)
        falls(
            lambda x, made=made: made({"HELPER": x}).helper,
            offices.helper_shares(d.p, category, group, quick, place),
            category,
        )
        one, two, three = offices.departments_shares(d.p, issue.authority)
        falls(lambda x, made=made: made({"DEPARTMENTS": x}).departments, [(3, three), (2, two), (1, one)], category)
        assert (issue.arose, issue.reported, issue.due, issue.cost_fen, issue.stage) == (30, 30, 30, 70, 0)
        undone = ("flags", "spent", "hand_overs", "reopenings", "attempts", "n_nominal", "joined", "refusals", "part")
        assert not any(getattr(issue, name) for name in undone)


def test_what_is_taken_up_asks_for_money_once_and_waits_for_a_working_day(d):
    marks = (0, store.REPEAT, store.BYPASS, store.DUPLICATE, store.RECURRED, store.DISCOVERED)
    for mark in marks:
        for works in (False, True):
            place, timer, written, credit = Row(demanded_fen=5), Heard(), Heard(), Heard()
            issue = Row(flags=mark, cost_fen=400)
            working = [False] * 3 + [works] + [False] * 2 + [True] * 10
            kernels({}, desk_at=lambda *_: 7, set_timer=timer, register=written, redeem_credit=credit).take_up(
                stage(d, communities=[place], working=working), [issue], 0, 2, 3
            )
            first = mark not in (store.REPEAT, store.BYPASS, store.DUPLICATE)
            assert place.demanded_fen == 5 + 400 * first and len(credit.said) == first, mark
            assert (issue.tier, issue.tier_reported, issue.reported, issue.desk) == (2, 2, 3, 7)
            assert len(written.said) == works
            if not works:
                assert (issue.state, issue.plan) == (State.IN_TRANSIT, store.PLAN_INTAKE)
                assert timer.said[0][-1] == 6


def registered(d, issue, place, person, desk, draws, day):
    """What the description says of taking up: flags, due day, hours of entering, who holds it and from when."""
    p, client = d.p, 0
    chance = offices.chance_registered(p, issue["channel"], place["urban_share"], place["lever_unregistered"])
    own = issue["tier"] == common.COMMUNITY
    if own and not issue["flags"] & store.DUPLICATE and person["client"]:
        client, chance = store.CLIENT, max(chance, place["lever_client_ledger"])
    written, refused = draws["REGISTERED"] < chance, 0
    at_counter = own and issue["channel"] != common.ONLINE
    kept_off = attention.refuses_share(p, person["fear"], place["lever_unregistered"])
    may_refuse = person["fear"] > 0.0 and issue["authority"] > 0 and not client and not issue["flags"]
    if written and at_counter and may_refuse and draws["REFUSED_ENTRY"] < kept_off:
        written, refused = False, store.REFUSED
    entering = place["lever_registering_hours"] if written and at_counter else 0.0
    if entering > desk["left"]:
        written, entering = False, 0.0
    flags = issue["flags"] | client | refused | (store.REGISTERED if written else 0)
    if not client and not issue["quick"] and draws["MISROUTED"] < place["lever_misrouted"]:
        flags |= store.MISROUTED
    patience = min(offices.patience_days(p, draws["PATIENCE"]), int(p["intake.patience_limit_days"]))
    due = None if written else day + patience
    waits = not client and own and person["elsewhere"] and draws["NOBODY"] < place["lever_nobody"]
    if waits:
        flags |= store.NOBODY
    return flags, due, entering, waits, bool(client)


def test_a_request_is_written_down_sent_and_owned(d):
    for _ in range(60):
        place = {
            "urban_share": d.share(),
            "lever_unregistered": d.share(),
            "lever_client_ledger": d.share(),
            "lever_registering_hours": d.amount(0.5),
            "lever_misrouted": d.share(),
            "lever_nobody": d.share(),
        }
        issue = {
            "tier": d.rng.randrange(3),
            "channel": d.rng.randrange(6),
            "authority": d.rng.randrange(3),
            "quick": d.rng.randrange(2),
            "flags": d.rng.choice((0, 0, store.DUPLICATE)),
        }
        person = {"client": d.rng.random() < 0.3, "fear": d.share(), "elsewhere": d.rng.randrange(2)}
        desk = {"left": d.amount(1.0)}
        draws = {name: below_one(d) for name in ("REGISTERED", "REFUSED_ENTRY", "MISROUTED", "NOBODY", "NOBODY_DAYS")}
        draws["PATIENCE"] = d.normal()
        row, timer, comes, team = Row(**issue), Heard(), Heard(), Row(**desk)
        s = stage(
            d,
            communities=[Row(**place)],
            townships=[Row(rank_belief=person["fear"])],
            residents=[Row(registered_elsewhere=person["elsewhere"])],
            desks=[Row(**desk), team],
        )
        kernels(
            draws,
            is_client=lambda *_, client=person["client"]: client,
            desk_of=lambda *_: 1,
            due_of=lambda *_: 77,
            set_timer=timer,
            arrive=comes,
        ).register(s, [row], 0, 20)
        flags, due, entering, waits, client = registered(d, issue, place, person, desk, draws, 20)
        assert row.flags == flags, (issue, person, draws)
        assert row.due == (77 if due is None else due)
        used = s.desks[client]
        alike(used.intake_hours + 0.0, entering + 0.0)
        alike(used.left, desk["left"] - entering)
        assert s.desks[not client].left == desk["left"]
        assert len(timer.said) == waits and len(comes.said) == (not waits)
        if waits:
            assert row.state == State.WAITING_HOLDER
        else:
            assert comes.said[0][3:] == (int(client), 20, False)


def test_what_a_desk_does_with_what_arrives(d):
    """Second rows, teams, authority above or below, quick matters, helpers, own work: in the order of the ODD."""
    for _ in range(80):
        tier, authority = d.rng.randrange(4), d.rng.randrange(4)
        team, helper, second = (d.rng.random() < 0.25 for _ in range(3))
        quick, stuck = int(d.rng.random() < 0.3), d.rng.random() < 0.5
        place = Row(urban_share=d.share(), remote=d.rng.randrange(2), lever_reentry=d.amount(1.0))
        desk = Row(tier=0 if team else tier, kind=int(DeskKind.TEAM if team else DeskKind.COMMITTEE))
        tier = desk.tier
        issue = Row(
            work=d.amount(40.0),
            departments=d.rng.randint(1, 3),
            authority=authority,
            quick=quick,
            tier=d.rng.choice((tier, 1)),
            part=1,
            attempts=d.rng.randrange(2),
            hand_overs=d.rng.randrange(2),
            flags=store.DUPLICATE * second | store.STUCK * stuck | store.REGISTERED * (d.rng.random() < 0.5),
            due=11,
        )
        before, attempts, new_clock = issue.tier, issue.attempts, d.rng.random() < 0.5
        s = stage(d, communities=[place], desks=[desk])
        kernels(
            {}, helper_ready=lambda *_, helper=helper: 0 if helper else -1, enqueue=Heard(), due_of=lambda *_: 99
        ).arrive(s, [issue], 0, 0, 5, new_clock)
        moved = before != tier
        assert issue.tier == tier and issue.part == (0 if moved else 1) and issue.attempts == (0 if moved else attempts)
        assert issue.due == (99 if new_clock and issue.flags & store.REGISTERED else 11)
        whole = offices.hours_at_tier(d.p, issue.work, tier, place.urban_share, place.remote == 1)
        part = offices.hours_at_tier(d.p, issue.work, tier, place.urban_share, place.remote == 1, issue.departments)
        part = offices.hours_of_retry(d.p, part) if attempts and not moved else part
        if second and not team:
            step, hours = store.STAGE_WORK, d.p["work.duplicate_work_share"] * whole
        elif team:
            step, hours = store.STAGE_WORK, part
        elif authority > tier:
            step, hours = store.STAGE_PASS_UP, offices.hours_of_passing(d.p, issue.work)
        elif authority < tier and not quick:
            step = store.STAGE_DISPATCH
            hours = d.p["money.application_hours" if stuck else "intake.triage_hours"]
        elif tier == common.COMMUNITY and helper:
            step, hours = store.STAGE_LIAISON, offices.liaison_hours(d.p, whole)
        else:
            step, hours = store.STAGE_WORK, part
        hours += place.lever_reentry if issue.hand_overs else 0.0
        assert issue.stage == step, (tier, authority, quick, team, helper, second)
        alike(issue.hours, hours)
        alike(desk.offered_hours, hours)


def test_who_is_ready_to_help(d):
    """A desk with hours; of social workers fewer open cases than each may have, else an organisation where linked."""
    for _ in range(60):
        worker, helper = d.rng.random() < 0.7, common.SOCIAL_WORKER
        if not worker:
            helper = d.rng.choice((common.NOBODY_ELSE, common.VOLUNTEER, common.POLICE))
        workers, more, open_ = d.rng.randrange(3), d.rng.choice((0.0, 1.5)), d.rng.randrange(100)
        hours, organised, linked = d.rng.choice((0.0, 2.0)), d.rng.choice((0.0, 2.0)), d.rng.choice((0.0, 0.4))
        desks = [Row(hours=hours, n_open=open_), Row(hours=organised)]
        s = stage(
            d,
            communities=[Row(lever_referral=linked)],
            townships=[Row(n_workers=workers, lever_workers=more)],
            desks=desks,
        )
        found = kernels({}, desk_of=lambda s, c, kind: int(kind == int(DeskKind.ORGANISATION))).helper_ready(
            s, 0, helper
        )
        own = hours > 0.0
        if worker:
            own = own and open_ < d.p["work.caseload_limit"] * (workers + more)
        expected = 0 if own and helper != common.NOBODY_ELSE else -1
        if worker and not own and linked > 0.0 and organised > 0.0:
            expected = 1
        assert found == expected, (helper, hours, open_, workers, more, linked, organised)


def test_credit_of_the_time_bank_is_redeemed_by_volunteers_for_what_volunteers_can_do(d):
    for category in range(8):
        for volunteer in (0, 1):
            for quick in (0, 1):
                for authority in (0, 1):
                    place = Row(credit_hours=d.amount(30.0), urban_share=d.share())
                    credit, work = place.credit_hours, d.amount(30.0)
                    issue = Row(category=category, quick=quick, authority=authority, work=work)
                    kernels({}).redeem_credit(
                        stage(d, communities=[place], residents=[Row(volunteer=volunteer)]), [issue], 0
                    )
                    whole = offices.hours_at_tier(d.p, work, 0, place.urban_share, False)
                    hours = whole - offices.liaison_hours(d.p, whole)
                    possible = category in (common.ENVIRONMENT, common.WELFARE) and not quick and not authority
                    if abs(hours - credit) < 1e-9:
                        continue
                    given = bool(volunteer and possible and credit > 0.0 and hours <= credit)
                    assert (issue.helper == common.VOLUNTEER) == given, (category, volunteer, quick, authority)
                    alike(place.credit_hours, credit - hours if given else credit)
                    alike(place.redeemed_hours + 0.0, hours if given else 0.0)


def test_who_is_a_client_of_a_linked_team(d):
    for group in range(8):
        shares = {f"lever_client_{name}": d.share() for name in ("others", "farmers", "owners")}
        for hours in (0.0, 1.0):
            s = stage(d, communities=[Row(lever_team_hours=hours, **shares)], residents=[Row(group=group)])
            name = {common.FARMER: "farmers", common.OWNER: "owners"}.get(group, "others")
            chance = shares[f"lever_client_{name}"] if hours > 0.0 else 0.0
            decides(lambda u, s=s: kernels({"CLIENT": u}).is_client(s, 0, 0, 1), chance, group)


def test_when_a_queued_issue_is_looked_at_again(d):
    """Shortly before a due day that lies ahead, else on it, else after the days of a look, or tomorrow."""
    for written in (False, True):
        for emergency in (0, 1):
            for due in (10, 11, 12, 30):
                issue, timer, lined = Row(due=due, emergency=emergency, flags=int(written)), Heard(), Heard()
                place = Row(campaign_category=d.rng.choice((-1, 0)))
                kernels({}, set_timer=timer, line_up=lined).enqueue(stage(d, communities=[place]), [issue], 0, 0, 11)
                soon = int(d.p["work.due_soon_days"])
                if written and not emergency and due - soon > 11:
                    day = due - soon
                elif due > 11:
                    day = due
                else:
                    day = 11 + int(d.p["closing.look_days"]) if written else 12
                assert timer.said[0][-1] == day, (written, emergency, due)
                assert issue.state == State.QUEUED
                assert lined.said[0][4:] == (place.campaign_category == 0, due - 11 <= soon)
