"""Looks, closings, judgement and what follows: kernels as plain Python against the second reading (ODD 7.10, 7.11)."""

from __future__ import annotations

import itertools

import pytest

from sim.issues import store
from sim.vocabulary import State
from tests.second_reading import attention, common, offices, residents, staff
from tests.second_reading.draws import Drawn, alike, decides
from tests.second_reading.plain import Heard, Row, Slots, kernels, stage

SETS = tuple(Drawn(seed) for seed in range(6))
TIERS = [f"trust_{tier}" for tier in common.TIERS]


@pytest.fixture(params=range(len(SETS)))
def d(request):
    drawn = SETS[request.param]
    drawn.begin(request.function.__name__)
    return drawn


def test_what_an_issue_waited_for_happens(d):
    expected = {
        State.LATENT: "surfaces",
        State.WAITING_HOLDER: "gets_holder",
        State.QUEUED: "is_looked_at",
        State.WAITING_MONEY: "is_looked_at",
        State.LOST_ON_BOOK: "lose",
    }
    names = ("surfaces", "register", "comes_in", "gets_holder", "is_looked_at", "lose")
    for state, plan in itertools.product((*expected, State.IN_TRANSIT), (store.NO_PLAN, store.PLAN_INTAKE)):
        called = {name: Heard() for name in names}
        kernels({}, **called).happens(stage(d), [Row(state=int(state), plan=plan)], 0, 0, 5)
        of_transit = "register" if plan == store.PLAN_INTAKE else "comes_in"
        assert [name for name, heard in called.items() if heard.said] == [expected.get(state, of_transit)]


def test_how_a_hidden_issue_surfaces(d):
    """A patrol's to the community, a bypass to the tier above the one that held it, a repeat where it went before."""
    for held, addressed in itertools.product(range(4), range(4)):
        for plan in (store.PLAN_DISCOVER, store.PLAN_BYPASS, store.PLAN_RECUR, store.PLAN_REPEAT):
            taken, again = Heard(), Heard()
            issue = Row(plan=plan, lost_tier=held, tier_reported=addressed, channel=common.ONLINE)
            kernels({}, take_up=taken, recurs=again).surfaces(stage(d), [issue], 0, 0, 5)
            assert issue.plan == store.NO_PLAN and len(again.said) == (plan == store.PLAN_RECUR)
            if plan == store.PLAN_RECUR:
                assert not taken.said
                continue
            above = min(held + 1, common.MUNICIPALITY)
            tier, channel = {
                store.PLAN_DISCOVER: (common.COMMUNITY, common.GRID_WORKER),
                store.PLAN_BYPASS: (above, residents.channel_above(above)),
                store.PLAN_REPEAT: (addressed, common.ONLINE),
            }[plan]
            assert (taken.said[0][3], issue.channel) == (tier, channel), (plan, held, addressed)
            assert bool(issue.flags & store.DISCOVERED) == (plan == store.PLAN_DISCOVER)


def test_patience_ends_on_the_way_and_where_nobody_owns_it(d):
    """An unregistered request whose patience ends that day is lost; a registered one goes on, late past its due day."""
    for due, written, tier in itertools.product((9, 10, 11), (False, True), (1, 2)):
        for name in ("comes_in", "gets_holder"):
            lost, comes = Heard(), Heard()
            issue = Row(due=due, flags=store.REGISTERED * written, tier=1)
            s = stage(d, desks=[Row(tier=tier)])
            getattr(kernels({}, lose=lost, arrive=comes), name)(s, [issue], 0, 0, 10)
            gone = not written and due <= 10
            assert (len(lost.said), len(comes.said)) == (gone, not gone), (name, due, written)
            if not gone:
                assert comes.said[0][-1] == (name == "gets_holder" or tier != 1), "a new holder's clock"
            if name == "gets_holder" and written:
                assert bool(issue.flags & store.LATE) == offices.counts_as_late(due, 10)


def looked(d, issue, place, desk, fear, u, day, money=False):
    """What a look at an issue calls, by name."""
    names = ("enqueue", "lose", "hand_up", "close", "patch_up", "line_up", "remove")
    called, timer = {name: Heard() for name in names}, Heard()
    s = stage(d, communities=[Row(**place)], townships=[Row(rank_belief=fear)], desks=[Row(**desk)])
    kernels({"NOMINAL": u}, set_timer=timer, **called).is_looked_at(s, [issue], 0, 0, day)
    return {name: heard.said for name, heard in called.items() if heard.said}, [said[-1] for said in timer.said]


def test_an_unregistered_request_is_lost_and_money_that_came_puts_back_in_the_queue(d):
    for waiting, money, written in itertools.product((False, True), (9, 10, 11), (False, True)):
        state = State.WAITING_MONEY if waiting else State.QUEUED
        issue = Row(state=int(state), money_day=money, due=50, flags=store.REGISTERED * written, queue_class=4)
        found, timer = looked(d, issue, {}, {}, 0.0, 0.5, 10)
        if waiting and money <= 10:
            assert set(found) == {"enqueue"}
        elif not written:
            assert set(found) == ({"lose"} if waiting else {"lose", "remove"})
        else:
            assert set(found) == (set() if waiting else {"remove", "line_up"}), "due soon moves up"
            assert timer == [min(50, money) if waiting else 50]


def test_overdue_issues_go_up_at_the_second_look_below_the_district(d):
    for tier, looks, ledger in itertools.product(range(4), (0, 1, 2), (0.0, 1.0)):
        issue = Row(tier=tier, n_nominal=looks, due=5, flags=store.REGISTERED, state=int(State.QUEUED), authority=0)
        found, _ = looked(d, issue, {"lever_goes_up": ledger}, {}, 0.0, 1.0 - 2.0**-53, 10)
        goes = ledger > 0.0 and tier < common.DISTRICT and looks > 0
        assert ("hand_up" in found) == goes, (tier, looks, ledger)
        assert issue.authority == (tier + 1 if goes else 0)
        assert issue.n_nominal == (looks if goes else looks + 1)


def test_an_overdue_issue_is_closed_nominally_by_what_presses_and_what_is_feared(d):
    for step in range(7):
        for client, stuck, tier in itertools.product((0, store.CLIENT), (0, store.STUCK), (0, 2)):
            emergency = d.rng.randrange(2)
            place = {"lever_seen": d.share(), "lever_client_watched": d.share()}
            desk, fear = {"belief": d.share(), "tier": tier}, d.share()

            def closes(u, step=step, flags=client | stuck, emergency=emergency, place=place, desk=desk, fear=fear):
                issue = Row(
                    stage=step, flags=flags | store.REGISTERED, emergency=emergency, due=5, state=int(State.QUEUED)
                )
                found, timer = looked(d, issue, place, desk, fear, u, 10)
                assert ("close" in found) == ("patch_up" in found) == ("remove" in found)
                if "close" in found:
                    assert found["close"][0][5] == State.NOMINAL
                else:
                    assert timer == [10 + int(d.p["closing.look_days"])]
                return "close" in found

            seen = max(place["lever_seen"], place["lever_client_watched"] if client else 0.0)
            hopeless = bool(stuck) or step in (store.STAGE_PASS_UP, store.STAGE_APPLY)
            feared = fear if tier < common.DISTRICT else 0.0
            chance = offices.closes_nominally(d.p, seen, hopeless, desk["belief"], emergency, feared)
            decides(closes, chance, step, client, stuck, tier)


def test_a_cosmetic_repair_needs_a_cost_that_is_not_paid(d):
    for cost, paid, rich in itertools.product((0, 500), (0, store.PAID), (False, True)):
        pays, issue = Heard(rich), Row(cost_fen=cost, flags=paid)
        kernels({}, pays=pays).patch_up(stage(d, desks=[Row(tier=1)]), [issue], 0, 0)
        tries = cost > 0 and not paid
        assert len(pays.said) == tries
        assert bool(issue.flags & store.COSMETIC) == (tries and rich)
        if tries:
            assert pays.said[0][3] == 1 and pays.said[0][5] > 10**9, "out of the desk's tier's purse, without limit"


ENDS = (State.RESOLVED, State.FAILED, State.NOMINAL)


def test_who_is_asked_after_a_closing_and_what_reopens(d):
    """Asked by rating, or by the team's call where a client's closing is watched; a no reopens, some times at most."""
    for _ in range(80):
        written, client, online = (d.rng.random() < share for share in (0.8, 0.4, 0.5))
        ending, reopenings = d.rng.choice(ENDS), d.rng.choice((0, int(d.p["closing.reopenings_limit"])))
        place = {"lever_rating_online": d.share() / 2, "lever_rating_other": d.share() / 2}
        place["lever_client_watched"] = d.share()
        left, taken_back = d.rng.choice((0.0, 5.0)), d.rng.random() < 0.3
        u = {"CHECKED": min(d.share(), 0.999999), "REOPENED": min(d.share(), 0.999999)}
        desk, again, done, pressed = Row(left=left), Heard(), Heard(), Heard(taken_back)
        issue = Row(flags=store.REGISTERED * written | store.CLIENT * client, reopenings=reopenings, due=10**3)
        s = stage(d, communities=[Row(**place)], residents=[Row(online=int(online))], desks=[desk])
        kernels(u, reopen=again, finish=done, takes_no_back=pressed).close(s, [issue], 0, 0, 0, int(ending), 9)
        assert desk.n_closed_month == 1
        rated = written and u["CHECKED"] < place["lever_rating_online" if online else "lever_rating_other"]
        called = written and not rated and client and u["CHECKED"] < place["lever_client_watched"]
        called = called and left >= d.p["closing.call_hours"]
        alike(desk.work_hours + 0.0, d.p["closing.call_hours"] if called else 0.0)
        asked = rated or called
        assert bool(issue.flags & store.ASKED) == bool(desk.n_checked_month) == asked
        unsolved = asked and ending != State.RESOLVED
        assert len(pressed.said) == unsolved
        assert desk.n_unsolved_month == (unsolved and not taken_back)
        reopens = unsolved and not taken_back and u["REOPENED"] < d.p["closing.reopened_share"]
        reopens = reopens and reopenings < d.p["closing.reopenings_limit"]
        assert (len(again.said), len(done.said)) == (reopens, not reopens)


def test_satisfaction_on_the_sheet_of_a_ranking(d):
    """Whoever is asked counts as on the day of judging; a no taken back counts as satisfied."""
    for ranked, back, ending in itertools.product((0.0, 1.0), (False, True), ENDS):
        disposition = d.rng.randrange(6)

        def counted(u, ranked=ranked, back=back, ending=ending, disposition=disposition):
            desk, issue = Row(), Row(flags=store.REGISTERED, reported=2, due=10**3)
            s = stage(
                d,
                communities=[Row(lever_rating_other=1.0)],
                townships=[Row(lever_ranked=ranked)],
                residents=[Row(disposition=disposition)],
                desks=[desk],
            )
            kernels({"SATISFIED": u, "REOPENED": 1.0}, finish=Heard(), takes_no_back=Heard(back)).close(
                s, [issue], 0, 0, 0, int(ending), 9
            )
            return desk.n_satisfied_month

        solved = ending == State.RESOLVED
        chance = residents.is_satisfied(d.p, solved, 7, disposition) if ranked else 0.0
        decides(counted, 1.0 if back and not solved else chance, ranked, back, ending)


def test_a_no_is_taken_back_where_the_office_presses_and_no_second_call_brings_it_out(d):
    for tier in (0, 2):
        belief, fear, asked = d.share(), d.share(), d.share()
        feared = fear if tier < common.DISTRICT else 0.0
        presses = attention.presses_share(d.p, belief, feared)
        for left, yields, twice in itertools.product((0.0, 2.0), (0.0, 0.999999), (0.0, 0.999999)):

            def pressed(u, tier=tier, left=left, yields=yields, twice=twice, belief=belief, fear=fear, asked=asked):
                desk, issue = Row(tier=tier, belief=belief, left=left), Row()
                s = stage(d, townships=[Row(rank_belief=fear)], desks=[desk])
                back = kernels({"PRESSED": u, "YIELDS": yields, "ASKED_TWICE": twice}).takes_no_back(
                    s, [issue], 0, 0, asked, 0
                )
                hours = d.p["attention.press_hours"] if issue.flags & store.PRESSED else 0.0
                alike(issue.spent + 0.0, hours)
                alike(desk.left, left - hours)
                silent = yields < d.p["attention.yields_share"] and not twice < asked
                assert bool(back) == (silent and bool(issue.flags & store.PRESSED))
                return bool(issue.flags & store.PRESSED)

            decides(pressed, presses if left >= d.p["attention.press_hours"] else 0.0, tier, left)


def test_what_is_reopened_begins_anew_after_a_failure_and_goes_on_after_a_nominal_closing(d):
    for ending in (State.FAILED, State.NOMINAL):
        work, place, lined = d.amount(30.0), Row(urban_share=d.share()), Heard()
        issue = Row(work=work, departments=2, part=1, tier=1, stage=store.STAGE_PASS_UP, hours=1.25, reopenings=1)
        desk = Row(tier=1)
        kernels({}, enqueue=lined, due_of=lambda *_: 33).reopen(
            stage(d, communities=[place], desks=[desk]), [issue], 0, 0, int(ending), 9
        )
        retry = offices.hours_of_retry(d.p, offices.hours_at_tier(d.p, work, 1, place.urban_share, False, 2))
        failed = ending == State.FAILED
        alike(issue.hours, retry if failed else 1.25)
        alike(desk.offered_hours, issue.hours)
        assert (issue.reopenings, issue.due, len(lined.said)) == (2, 33, 1)
        assert (issue.part, issue.stage) == ((0, store.STAGE_WORK) if failed else (1, store.STAGE_PASS_UP))


def test_an_ending_is_judged_followed_up_and_where_agreed_and_solved_binds(d):
    for ending, agreed, second in itertools.product((*ENDS, State.DROPPED), (0, store.AGREED), (0, store.DUPLICATE)):
        place, judged, followed, kept, freed = (
            Row(agreements=d.share(), population=400),
            Heard(),
            Heard(),
            Heard(),
            Heard(),
        )
        bound = place.agreements
        issue = Row(flags=agreed | second, spent=1.5)
        kernels({}, judge=judged, follow_up=followed, put_among_closed=kept, give_slot_back=freed).finish(
            stage(d, communities=[place]), [issue], 0, 0, int(ending), 9
        )
        if second:
            assert freed.said and not judged.said and not kept.said and place.duplicate_hours == 1.5
            continue
        solved = ending == State.RESOLVED
        assert (issue.state, issue.closed, len(kept.said)) == (ending, 9, 1)
        assert judged.said[0][3:] == (solved, ending == State.DROPPED)
        assert len(followed.said) == (not solved)
        alike(place.agreements, residents.agreements_with(d.p, bound, 400) if solved and agreed else bound)


def test_going_over_heads_looks_at_the_tier_above_the_one_that_held_it(d):
    for tier, disposition in itertools.product(range(4), (common.AGITATED, common.ENGAGED)):
        trust, reference, awareness = [d.share() for _ in TIERS], [d.share() for _ in TIERS], d.share()
        place = Row(
            awareness=awareness, **{f"trust_reference_{t}": v for t, v in zip(common.TIERS, reference, strict=True)}
        )
        person = Row(disposition=disposition, **dict(zip(TIERS, trust, strict=True)))

        def over(u, tier=tier, place=place, person=person):
            issues = Slots([Row(state=int(State.FAILED), tier=tier, category=0), Row()])
            kernels({"BYPASS": u, "REPEAT": 1.0}, take_slot=lambda *_: 1, renew=Heard(), set_timer=Heard()).follow_up(
                stage(d, communities=[place], residents=[person]), issues, 0, 0, 9
            )
            if issues[1].plan:
                assert (issues[1].plan, issues[1].lost_tier) == (store.PLAN_BYPASS, tier)
                assert issues[1].flags & store.BYPASS
            return issues[1].plan

        chance = 0.0
        if tier < common.MUNICIPALITY:
            chance = residents.goes_over_heads(
                d.p, trust[tier], trust[tier + 1], reference[tier], reference[tier + 1], disposition, awareness
            )
        decides(over, chance, tier, disposition)


def test_complaining_again_is_rarer_after_silence_and_paid_money_stays_paid(d):
    for state, paid in itertools.product((State.FAILED, State.NOMINAL, State.DROPPED), (0, store.PAID)):
        awareness = d.share()

        def again(u, state=state, paid=paid, awareness=awareness):
            issues = Slots([Row(state=int(state), tier=3, category=0, flags=paid), Row()])
            kernels({"REPEAT": u}, take_slot=lambda *_: 1, set_timer=Heard()).follow_up(
                stage(d, communities=[Row(awareness=awareness)]), issues, 0, 0, 9
            )
            if issues[1].plan:
                assert issues[1].flags == store.REPEAT | paid and issues[1].state == State.LATENT
            return issues[1].plan == store.PLAN_REPEAT

        decides(again, residents.complains_again(d.p, state == State.DROPPED, awareness), state)


def follows(d, state, flags, category, occasion=0, round_=0):
    """The plan of the round after one that ended so, by itself, and the row of that round."""
    issues = Slots([Row(state=int(state), tier=3, category=category, flags=flags, occasion=occasion + round_), Row()])
    kernels(
        {"REPEAT": 1.0, "RECURRENCE": 0.0}, take_slot=lambda *_: 1, complains_again=lambda *_: False, set_timer=Heard()
    ).follow_up(stage(d), issues, 0, 0, 9)
    return issues[1].plan, issues[1]


def test_what_was_patched_up_or_failed_to_be_settled_comes_back_and_costs_anew(d):
    for state, cosmetic, agreed, category in itertools.product(
        (State.FAILED, State.NOMINAL, State.DROPPED), (0, store.COSMETIC), (0, store.AGREED), range(8)
    ):
        plan, row = follows(d, state, cosmetic | agreed | store.PAID, category)
        assert row.flags == (store.RECURRED if plan else 0), "money is asked for anew"
        settlement = category == common.DISPUTE and state == State.FAILED and not agreed
        assert plan == (store.PLAN_RECUR if cosmetic or settlement else store.NO_PLAN), (state, category)


def test_at_most_six_further_rounds(d):
    for round_ in range(8):
        plan, _ = follows(d, State.NOMINAL, store.COSMETIC, 0, occasion=80, round_=round_)
        assert (plan == store.PLAN_RECUR) == (round_ < 6), round_


def test_the_next_round_keeps_what_the_issue_is_about_and_nothing_that_was_done(d):
    done = dict.fromkeys(
        ("part", "attempts", "n_nominal", "refusals", "hand_overs", "reopenings", "spent", "joined"), 1
    )
    about = {
        name: d.rng.randrange(3)
        for name in ("category", "emergency", "cost_fen", "work", "authority", "departments", "lead", "helper")
    }
    row = Row(**done, **about, flags=store.PAID | store.LATE, occasion=80, closed=5, timer=7, due=3)
    kernels({}).renew([row], 0, 44)
    assert not any(getattr(row, name) for name in (*done, "flags"))
    assert {name: getattr(row, name) for name in about} == about
    assert (row.occasion, row.arose, row.due, row.closed, row.timer) == (81, 44, 44, -1, -1)


def test_a_hand_over_that_is_followed_up_by_a_call_is_not_lost(d):
    for left in (0.0, 1.0):
        share = d.share()

        def followed(u, left=left, share=share):
            desk, issue = Row(left=left), Row()
            found = kernels({"FOLLOWED_UP": u}).follows_up(
                stage(d, communities=[Row(lever_followed_up=share)], desks=[desk]), [issue], 0, 0
            )
            alike(issue.spent + 0.0, d.p["closing.call_hours"] if found else 0.0)
            alike(desk.left, left - issue.spent)
            return found

        decides(followed, share if left >= d.p["closing.call_hours"] else 0.0, left)
        lost = Heard()
        place = Row(lever_lost_unregistered=1.0, lever_followed_up=1.0, lever_delay_days=2.0)
        kernels({"LOST": 0.0, "FOLLOWED_UP": 0.0}, lose=lost, set_timer=Heard()).hand_over(
            stage(d, communities=[place], desks=[Row(left=left)]), [Row(due=99)], 0, 0, 0, 9
        )
        assert bool(lost.said) == (left < d.p["closing.call_hours"])


def test_a_lost_registered_request_stays_on_the_book_until_its_due_day(d):
    for due in (5, 9, 30):
        timer, issue = Heard(), Row(due=due, flags=store.REGISTERED)
        place = Row(lever_lost_registered=1.0)
        kernels({"LOST": 0.0}, set_timer=timer, lose=Heard()).hand_over(
            stage(d, communities=[place]), [issue], 0, 0, 0, 9
        )
        assert (issue.state, timer.said[0][-1]) == (State.LOST_ON_BOOK, max(due, 10))


def test_an_outcome_is_judged_counted_and_remembered(d):
    for solved, silent in ((True, False), (False, False), (False, True)):
        before = Row(habit=d.normal() / 2, habit_day=3, successes=d.rng.randrange(3), failures=1, silences=1)
        before.disposition, u = d.rng.randrange(6), min(d.share(), 0.999999)
        first, habit, counts = before.successes == 0, before.habit, (before.successes, 1, 1)
        disposition = before.disposition

        def satisfied(v, solved=solved, silent=silent, u=u, before=before):
            row, issue = Row(**vars(before)), Row(closed=40, reported=30, tier=1)
            kernels({"SATISFIED": v, "DISPOSITION": u}, experience=Heard(), neighbour_row=lambda *_: 0).judge(
                stage(d, residents=[row]), [issue], 0, solved, silent
            )
            assert bool(issue.flags & store.HEARD) == (not silent)
            satisfied.row = row
            return bool(issue.flags & store.SATISFIED)

        decides(satisfied, 0.0 if silent else residents.is_satisfied(d.p, solved, 10, disposition), solved, silent)
        row = satisfied.row
        today = residents.habit_today(d.p, habit, 37)
        outcome = "solved" if solved else "silent" if silent else "nominal"
        assert row.habit_day == 40, outcome
        after = tuple(n + m for n, m in zip(counts, (solved, not solved and not silent, silent), strict=True))
        assert (row.successes, row.failures, row.silences) == after
        assert row.disposition == residents.disposition_after(d.p, disposition, *after, u)
        change = {
            "solved": d.p["voice.habit_first_success" if first else "voice.habit_success"],
            "nominal": d.p["voice.habit_nominal"],
            "silent": d.p["voice.habit_silence"],
        }[outcome]
        limit = d.p["voice.habit_limit"]
        alike(row.habit, common.between(-limit, today + change, limit), outcome)


def test_the_home_village_hears_over_the_last_friend_at_the_weeks_end(d):
    friends, lived, drawn = int(d.p["trust.n_friends"]), Heard(), Heard(17)
    records = [
        Row(resident=k, resident_key=100 + k, tier=2, state=int(s))
        for k, s in enumerate((State.RESOLVED, State.FAILED))
    ]
    people = [Row(origin=4), Row(origin=-1)]
    kernels({}, experience=lived, neighbour_row=drawn).hear_across(stage(d, residents=people), records, 2)
    if friends < 1:
        assert not lived.said
        return
    assert [said[2:] for said in drawn.said] == [(4, 100, friends - 1)]
    assert [said[1:] for said in lived.said] == [(17, 2, True, d.p["trust.heard_share"])]


def test_the_month_of_a_committee_sees_only_the_hours_since_the_last_one(d):
    for _ in range(8):
        skill, gain, novices, vacant = (d.share() for _ in range(4))
        place = Row(
            population=900,
            strain=d.amount(d.p["governments.strain_load_limit"]),
            strain_available=d.amount(200.0),
            strain_offered=d.amount(200.0),
            skill_start=skill,
            skill_gain=gain,
            novice_share=novices,
            vacant_share=vacant,
            lever_training_hours=d.amount(80.0),
            lever_pay=d.normal() / 4,
            lever_ties_gain=d.share(),
            lever_teaching_hours=d.amount(2.0),
            good_habits=d.share(),
            agreements=d.share(),
            ties=0.6,
            ties_usual=0.5,
            left_share=0.25,
        )
        asked, had = d.amount(200.0), d.amount(200.0)
        desk = Row(offered_hours=place.strain_offered + asked, available_hours=place.strain_available + had)
        reading = dict(vars(place))
        kernels({}, estates_organise=Heard()).communities_adapt(
            stage(d, communities=[place], districts=[Row(end_community=1)], desks=[desk]), 0, False, 0, 1
        )
        strain = staff.strain_after(d.p, reading["strain"], asked, had)
        assert abs(place.strain - strain) < 1e-9
        leaving = staff.leaving_share(d.p, place.strain, reading["lever_pay"])
        alike(place.left_share, 0.25 + leaving * (1.0 - vacant))
        alike(place.novice_share, staff.novices_next(d.p, novices, vacant))
        alike(place.vacant_share, staff.vacant_next(d.p, vacant, leaving))
        alike(place.skill_gain, staff.skill_gain_next(d.p, gain, reading["lever_training_hours"], skill))
        expected = staff.skill_of_staff(d.p, skill, place.novice_share, place.skill_gain)
        assert abs(desk.skill - expected) < 1e-9
        alike(place.ties, residents.ties_next(d.p, 0.6, 0.5, reading["lever_ties_gain"]))
        alike(
            place.good_habits,
            residents.good_habits_next(d.p, reading["good_habits"], reading["lever_teaching_hours"], 900),
        )
        alike(place.agreements, residents.agreements_next(d.p, reading["agreements"]))


def test_counters_of_an_issue_and_of_a_resident_stop_at_255(d):
    """They are bytes: the 256th hand-over, look, refusal, success, failure or silence is the last counted."""
    issue = Row(hand_overs=255, due=10**3)
    kernels({"LOST": 1.0}, set_timer=Heard()).hand_over(
        stage(d, communities=[Row(lever_delay_days=2.0)]), [issue], 0, 0, 0, 9
    )
    assert issue.hand_overs == 255
    issue = Row(n_nominal=255, due=5, flags=store.REGISTERED, state=int(State.QUEUED))
    looked(d, issue, {}, {}, 0.0, 1.0, 10)
    assert issue.n_nominal == 255
    issue = Row(refusals=255, departments=3)
    kernels({"REFUSAL": 0.0}).next_part(stage(d, communities=[Row(lever_refusal=1.0)]), [issue], 0, 0, 8)
    assert issue.refusals == 255
    for solved, silent in ((True, False), (False, False), (False, True)):
        row = Row(successes=255, failures=255, silences=255)
        kernels({}, experience=Heard(), neighbour_row=lambda *_: 0).judge(
            stage(d, residents=[row]), [Row(closed=9)], 0, solved, silent
        )
        assert (row.successes, row.failures, row.silences) == (255, 255, 255)
