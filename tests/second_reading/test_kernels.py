"""Kernels that work rules out by themselves, run as plain Python, against the second reading."""

from __future__ import annotations

import pytest

from sim.issues import store
from sim.levers import BY_NAME
from sim.vocabulary import DeskKind, Setting, State
from tests.second_reading import attention, common, offices, residents, staff
from tests.second_reading.draws import Drawn, alike, decides
from tests.second_reading.plain import Heard, Row, kernels, stage

TRUST = ("community", "township", "district", "municipality")
SETS = tuple(Drawn(seed) for seed in range(10))


@pytest.fixture(params=range(len(SETS)))
def d(request):
    drawn = SETS[request.param]
    drawn.begin(request.function.__name__)
    return drawn


def nothing(*_):
    """Stands for what a comparison is not about."""


def trusting(d):
    """A resident with trust in the four tiers."""
    return Row(**{f"trust_{tier}": d.share() for tier in TRUST}, disposition=d.rng.randrange(6), habit=d.normal())


def trust_in(row):
    """Trust in the four tiers."""
    return [getattr(row, f"trust_{tier}") for tier in TRUST]


def test_an_outcome_moves_trust_in_its_tier_and_in_the_one_beside_it(d):
    for tier in range(4):
        for solved in (False, True):
            row = trusting(d)
            s, before = stage(d, residents=[row]), trust_in(row)
            kernels({}).experience(s, 0, tier, solved, d.p["trust.heard_share"])
            for found, trust, weight in zip(
                trust_in(row), before, residents.trust_weights(d.p, tier, solved, True), strict=True
            ):
                alike(found, residents.trust_after(d.p, trust, solved, weight), tier, solved)


def test_a_matter_is_told_in_the_courtyard_by_the_choice_of_voicing_at_the_door(d):
    row, reference = trusting(d), d.share()
    place = Row(trust_reference_community=reference, trust_start_community=d.share(), counter_cost=d.amount(3.0))
    s = stage(d, residents=[row], communities=[place], day=30)
    habit = residents.habit_today(d.p, row.habit, 30)
    chance = residents.tells_neighbours(d.p, False, row.trust_community, reference, habit, row.disposition, False)
    decides(lambda u: kernels({"VOICE": u}).tells_neighbours(s, 0, 0, 1, 0), chance)


def test_a_courtyard_takes_small_matters_of_neighbours_while_it_has_hours(d):
    for category in range(8):
        z, left = d.normal(), d.amount(30.0)
        hours = offices.work_hours(d.p, category, False, z)
        place = Row(courtyard_left=left)
        s, told = stage(d, communities=[place]), Heard(True)
        kernels({"HOURS": z, "COURTYARD": 0.0}, tells_neighbours=told).courtyard_solves(
            s, 0, 0, 1, 0, d.kinds[category], False
        )
        takes = residents.courtyard_takes(d.p, category, 0, False, hours, left) and left > 0.0
        assert bool(told.said) == takes, category
        alike(place.courtyard_left, left - hours if takes else left)


def test_a_courtyard_succeeds_as_one_office_of_its_skill_would(d):
    for category in (common.DISPUTE, common.ENVIRONMENT, common.PROPERTY):
        chance = offices.succeeds(d.p, category, d.p["work.courtyard_skill"], 1, False, False, 0.0, 0.0)
        if offices.work_hours(d.p, category, False, -9.0) > d.p["work.courtyard_limit_hours"]:
            continue

        def solved(u, category=category):
            s = stage(d, communities=[Row(courtyard_left=10**9)])
            return kernels({"HOURS": -9.0, "COURTYARD": u}, tells_neighbours=Heard(True)).courtyard_solves(
                s, 0, 0, 1, 0, d.kinds[category], False
            )

        decides(solved, chance, category)


def test_who_joined_lives_through_an_outcome_in_full_and_friends_hear_of_it(d):
    for joined in (0, 0b101):
        for elsewhere in (False, True):
            for silent in (False, True):
                lived = Heard()
                kernels(
                    {},
                    experience=lived,
                    neighbour_row=lambda s, purpose, c, key, j: 10 + int(j),
                    turn=lambda occasion, j: j,
                    from_elsewhere=lambda *_, elsewhere=elsewhere: elsewhere,
                ).judge(stage(d), [Row(closed=5, tier=2, joined=joined)], 0, False, silent)
                own = [(0, 1.0)] + [(10 + j, 1.0) for j in range(3) if joined >> j & 1]
                friends = int(d.p["trust.n_friends"]) - elsewhere
                heard = [(10 + j, d.p["trust.heard_share"]) for j in range(friends)]
                assert [(said[1], said[4]) for said in lived.said] == own + heard
                assert {(said[2], said[3]) for said in lived.said} == {(2, False)}


def test_more_needs_are_emergencies_in_a_shock_and_neighbours_share_causes(d):
    for category in range(8):
        assert bool(d.kinds[category].shared) == residents.shares_cause(category)
        shock = d.share() * 0.5

        def emergency(u, category=category, shock=shock):
            speaks = Heard(False)
            tallies = {(i, 0, 0, category): 0 for i in range(4)}
            s = stage(d, communities=[Row(shock_emergency=shock)], tallies=tallies)
            kernels(
                {"EMERGENCY": u},
                category_of_need=lambda *_: category,
                speaks_up=speaks,
                solved_among_neighbours=lambda *_: False,
                courtyard_solves=lambda *_: False,
                channel_today=lambda *_: 0,
                days_to_discovery=lambda *_: 10**6,
            ).candidate(s, [], 0, 0, 0, 0, None)
            return speaks.said[0][4]

        decides(emergency, residents.emergency_chance(d.p, shock))


def test_who_goes_above_uses_hotline_or_petition(d):
    for tier in (1, 2, 3):
        issue = Row()
        kernels({}, tier_addressed=lambda *_, tier=tier: tier, take_up=nothing).addressed(
            stage(d), [issue], 0, 0, 0, common.COUNTER
        )
        alike(issue.channel, residents.channel_above(tier), tier)


def test_levers_start_from_the_parameters_of_the_setting(d):
    scenario = Row(
        **{
            group: Row(
                **{
                    path.split(".")[1]: value
                    for path, value in d.p.items()
                    if path.startswith(f"{group}.") and path.count(".") == 1
                }
            )
            for group in ("intake", "hand_over")
        }
    )
    for remote in (0, 1):
        place = Row(urban_share=d.share(), remote=remote, setting=int(Setting.MIXED))
        alike(float(BY_NAME["misrouted"].start(scenario, place)), offices.misrouted_chance(d.p, place.urban_share))
        alike(float(BY_NAME["delay_days"].start(scenario, place)), offices.hand_over_mean(d.p, False, remote == 1))


def test_hours_of_a_part_and_of_a_second_attempt(d):
    for tier in range(4):
        for attempts in (0, 1):
            issue = Row(work=d.amount(60.0), departments=d.rng.randint(1, 3), attempts=attempts)
            place = Row(urban_share=d.share(), remote=d.rng.randrange(2))
            hours = offices.hours_at_tier(
                d.p, issue.work, tier, place.urban_share, place.remote == 1, issue.departments
            )
            found = kernels({}).part_hours(stage(d, communities=[place]), [issue], 0, tier)
            alike(found, offices.hours_of_retry(d.p, hours) if attempts else hours, tier, attempts)


def test_what_a_helper_leaves_the_committee(d):
    issue, place = Row(work=d.amount(60.0), helper=1), Row(urban_share=d.share())
    s = stage(d, communities=[place], desks=[Row(kind=0)])
    kernels({}, helper_ready=lambda *_: 0, enqueue=nothing).arrive(s, [issue], 0, 0, 0, False)
    whole = offices.hours_at_tier(d.p, issue.work, 0, place.urban_share, False)
    alike(issue.hours, offices.liaison_hours(d.p, whole))
    kernels({}, helper_ready=lambda *_: 0, enqueue=nothing).give_to_helper(s, [issue], 0, 0, 0)
    alike(issue.hours, whole - offices.liaison_hours(d.p, whole))


def test_the_largest_item_a_tier_may_pay(d):
    for tier in (0, 1, 2):
        for fen in (0, 1, int(100 * d.p["money.community_limit"]), int(100 * d.p["money.township_limit"]) + 1):
            rich = [Row(purse_fen=10**14)]
            s = stage(d, communities=rich, townships=rich, districts=rich, desks=[Row(tier=tier)])
            issue = Row(cost_fen=fen, flags=store.STUCK | store.CLIENT)
            found = kernels({}).secure_money(s, [issue], 0, 0)
            assert bool(found) == offices.payer_may(d.p, tier, fen), (tier, fen)
            assert issue.flags == store.CLIENT | (store.PAID if found else store.STUCK)


def outcome(d, issue, looked, day):
    """What becomes of an issue whose work failed: "again", "up" or the state in which it is closed."""
    up, closed = Heard(), Heard()
    stays = kernels(
        {"SUCCESS": 0.999999999, "DISPUTE_UP": 1.0 - 2.0**-53},
        succeeds=lambda *_: False,
        hand_up=up,
        close=closed,
        leave_wheel=nothing,
        trust_in_mediation=lambda *_: 0.0,
        part_hours=lambda *_: 1.0,
        willing_to_settle=lambda *_: 0.0,
        checks_again=lambda *_: looked,
    ).see_outcome(stage(d), [issue], 0, 0, 0, day)
    return "again" if stays else "up" if up.said else closed.said[0][5]


def test_failed_work_is_tried_again_as_often_as_in_time_or_looked_at(d):
    for failures in range(4):
        for looked in (False, True):
            for agreed in (0, store.AGREED):
                for due in (0, 10, 20):
                    issue = Row(attempts=failures, due=due, flags=agreed, departments=1, tier=2, category=1)
                    again = offices.tried_again(d.p, failures + 1, due > 10, looked, agreed > 0)
                    found = outcome(d, issue, looked, 10)
                    assert found == ("again" if again else int(State.FAILED)), (failures, looked, agreed, due)


def test_a_repair_lifts_the_condition(d):
    for category in range(8):
        place, issue = Row(condition=d.share(), population=2000), Row(cost_fen=10**6, departments=1, category=category)
        before = place.condition
        kernels(
            {},
            succeeds=lambda *_: True,
            finds_place=lambda *_: True,
            close=nothing,
            leave_wheel=nothing,
            trust_in_mediation=nothing,
            willing_to_settle=nothing,
            checks_again=nothing,
        ).see_outcome(stage(d, communities=[place]), [issue], 0, 0, 0, 3)
        lifted = offices.condition_after_repair(d.p, before, 10**6, 2000) if category == common.FACILITY else before
        alike(place.condition, lifted, category)


def test_who_asks_for_a_care_place(d):
    for category in range(8):
        for group in range(8):
            u = d.rng.choice((0.0, d.p["work.place_share"], d.rng.random()))
            full = Row(places=5, places_used=5)
            s = stage(d, residents=[Row(group=group)], districts=[full])
            free = kernels({"CARE_PLACE": u}).finds_place(s, [Row(category=category)], 0)
            assert bool(free) != offices.asks_for_place(d.p, category, group, u), (category, group, u)


def test_a_hand_over_takes_days_and_may_lose_the_thread(d):
    for registered in (False, True):
        for emergency in (False, True):
            place = Row(
                lever_lost_registered=d.share(), lever_lost_unregistered=d.share(), lever_delay_days=d.amount(9.0)
            )
            u = d.rng.random()

            def sent(lost, u=u, registered=registered, emergency=emergency, place=place):
                issue = Row(flags=store.REGISTERED * registered, emergency=int(emergency), due=200)
                timer, gone = Heard(), Heard()
                kernels({"LOST": lost, "HAND_OVER_DAYS": u}, set_timer=timer, lose=gone).hand_over(
                    stage(d, communities=[place]), [issue], 0, 0, 0, 100
                )
                return issue, timer.said, gone.said

            def lost(u, sent=sent):
                issue, _, gone = sent(u)
                return issue.state == State.LOST_ON_BOOK or bool(gone)

            decides(lost, place.lever_lost_registered if registered else place.lever_lost_unregistered)
            mean = offices.hand_over_mean(d.p, True, False) if emergency else place.lever_delay_days
            if not lost(1.0 - 2.0**-53):
                day = sent(1.0 - 2.0**-53)[1][0][-1]
                alike(day, 100 + int(offices.hand_over_days(d.p, mean, u)))


def test_only_past_its_due_day_a_request_is_late(d):
    for day in (9, 10, 11):
        issue = Row(flags=store.REGISTERED, due=10)
        kernels({}).note_clock([issue], 0, day)
        assert bool(issue.flags & store.LATE) == offices.counts_as_late(10, day)


def test_an_issue_waits_for_money_until_its_next_funding_day_or_another_look(d):
    for due in (30, 60):
        for funding in (45, 90):
            left, timer = Heard(), Heard()
            s = stage(d, districts=[Row(next_funding_day=funding)])
            issue = Row(due=due)
            kernels({}, leave_wheel=left, set_timer=timer).wait_for_money(s, [issue], 0, 40)
            look = due if due > 40 else 40 + int(d.p["closing.look_days"])
            assert len(left.said) == 1, "what has a timer of its own leaves it first"
            assert (issue.state, issue.money_day) == (State.WAITING_MONEY, funding)
            assert timer.said[0][-1] == min(look, funding)


def test_hours_of_volunteers_for_issues_earn_credit(d):
    for kind in (DeskKind.VOLUNTEER, DeskKind.COMMITTEE):
        for step in (store.STAGE_WORK, store.STAGE_HELPER, store.STAGE_LIAISON, store.STAGE_PASS_UP):
            place, desk, issue = Row(lever_time_bank=0.25), Row(kind=int(kind)), Row(stage=step)
            kernels({}).spend(stage(d, communities=[place], desks=[desk]), [issue], 0, 0, 3.0)
            work = step != store.STAGE_PASS_UP
            assert (desk.work_hours, desk.passing_hours) == ((3.0, 0) if work else (0, 3.0))
            assert place.credit_hours == (0.75 if work and kind == DeskKind.VOLUNTEER else 0)
            assert issue.spent == 3.0


def test_what_follows_a_failure_and_when(d):
    """Going over heads, complaining again, coming back by itself, in this order at most one."""
    for over, again, flags, state in (
        (1, 1, 0, State.NOMINAL),
        (0, 1, store.COSMETIC, State.NOMINAL),
        (0, 0, store.COSMETIC, State.NOMINAL),
        (0, 0, 0, State.FAILED),
    ):
        u, timer = d.rng.random(), Heard()
        issues = [Row(state=int(state), flags=flags, category=3, tier=1), Row()]
        draws = {"REPEAT_DAYS": u, "RECURRENCE": u}
        kernels(
            draws,
            goes_over_heads=lambda *_, over=over: over,
            complains_again=lambda *_, again=again: again,
            take_slot=lambda *_: 1,
            renew=nothing,
            set_timer=timer,
        ).follow_up(stage(d), issues, 0, 0, 50)
        wait = offices.days_until_repeat(d.p, u) if over or again else offices.days_until_recurrence(d.p, u)
        plan = store.PLAN_BYPASS if over else store.PLAN_REPEAT if again else store.PLAN_RECUR
        if plan == store.PLAN_RECUR and wait > d.p["closing.recurrence_limit_days"]:
            assert not timer.said
        else:
            assert (issues[1].plan, timer.said[0][-1]) == (plan, 50 + wait)


def test_a_cosmetic_repair_spends_a_share_of_the_cost(d):
    cost, pays = d.rng.randrange(1, 10**7), Heard(True)
    kernels({}, pays=pays).patch_up(stage(d), [Row(cost_fen=cost)], 0, 0)
    assert abs(pays.said[0][4] - offices.cosmetic_fen(d.p, cost)) < 1.0


def test_nobody_answers_for_some_days(d):
    for group in range(2):
        u, timer = d.rng.random(), Heard()
        s = stage(d, communities=[Row(lever_nobody=1.0)], residents=[Row(registered_elsewhere=1, group=group)])
        kernels({"NOBODY_DAYS": u}, set_timer=timer).register(s, [Row(quick=1)], 0, 20)
        alike(timer.said[0][-1], 20 + int(offices.days_of_nobody(d.p, u)))


def test_duty_comes_first_and_enquiries_follow_residents(d):
    for on_duty in (False, True):
        place = Row(
            urban_share=d.share(), population=3000, lever_enquiries=1.0, shock_duty=d.share(), lever_protected=1.0
        )
        desk, mean = Row(hours=d.amount(40.0), left=0.0), Heard(0)
        kernels({}, poisson=mean).begin_day(stage(d, communities=[place], desks=[desk]), 0, on_duty, 0)
        alike(place.duty_asked_hours, staff.duty_asked(d.p, desk.hours, place.shock_duty, on_duty))
        alike(mean.said[0][1], staff.enquiries_mean(d.p, place.urban_share, 3000))


def test_the_chance_of_duty(d):
    s = stage(d, districts=[Row(end_community=1)], communities=[Row(population=1)])

    def on_duty(u):
        begun = Heard()
        kernels(
            {"DUTY": u},
            begin_day=begun,
            open_desk=nothing,
            community_desks=lambda c: 0,
            township_desks=lambda *_: 0,
            district_desks=lambda *_: 0,
        ).open_offices(s, 0, 1)
        return begun.said[0][2]

    decides(on_duty, staff.duty_chance(d.p))


def test_a_part_of_hours_that_expire_becomes_visits(d):
    left = d.amount(50.0)
    place, desk = Row(), Row(kind=0, hours=2.0, saved_days=3.0, left=left, root=-1)
    kernels({}).serve_and_close(stage(d, communities=[place], desks=[desk]), [], 0, 0, 0, True)
    alike(float(place.visits_from_idle), float(staff.idle_to_visits(d.p, max(left - 6.0, 0.0))))


def test_a_council_agrees_where_enough_accept_the_mean(d):
    for _ in range(10):
        stands = [d.normal() * 0.4 for _ in range(8)]
        present = d.rng.randrange(1, 256)
        found = kernels({}, stands=lambda s, issues, k, c, party, _, stands=stands: stands[party]).agree(
            stage(d), [Row()], 0, 0, present, None
        )
        assert bool(found) == residents.agree(d.p, [x for j, x in enumerate(stands) if present >> j & 1])


def test_a_council_needs_a_quorum(d):
    for came in (0, int(d.p["participation.quorum_residents"]), 1000):
        parties = 8 if d.p["participation.party_presence"] > 0.5 else 0
        place = Row()
        kernels({"PARTY_COMES": 0.5}, residents_come=lambda *_, came=came: came).council(
            stage(d, communities=[place]), [], 0, 0, -1, [], None
        )
        assert bool(place.n_quorate) == residents.has_quorum(d.p, parties, came)


def test_an_agreement_does_its_part_of_the_work(d):
    for category in range(8):
        issue = Row(work=8.0, hours=5.0, category=category, stage=store.STAGE_WORK)
        kernels({}, remove=nothing, line_up=nothing).settle(stage(d), [issue], 0)
        alike(issue.hours, residents.settled(d.p, category, 5.0), category)
        alike(issue.work, residents.settled(d.p, category, 8.0), category)


def test_service_follows_what_owners_pay(d):
    place = Row(taken_share=0.3, paying_share=d.share(), estate_quality=d.share(), money_first_more=0.0)
    quality, paying = place.estate_quality, residents.paying_next(d.p, place.estate_quality, place.paying_share, 0.0)
    kernels({}).fees_are_paid(stage(d, communities=[place]), 0)
    alike(place.estate_quality, residents.quality_next(d.p, quality, paying))


def test_fees_are_paid_once_a_quarter(d):
    for quarter in (False, True):
        paid = Heard()
        s = stage(d, communities=[Row(population=900)], districts=[Row(end_community=1)])
        kernels({}, estates_organise=nothing, fees_are_paid=paid).communities_adapt(s, 0, quarter, 0, 1)
        assert len(paid.said) == quarter


def test_stocks_of_a_month(d):
    place = Row(
        condition=d.share(),
        awareness=d.share(),
        lever_awareness_gain=d.share(),
        population=900,
        strain=1.0,
        strain_available=0.0,
        strain_offered=0.0,
        ties=0.5,
        ties_usual=0.5,
        inspected=1.5 * d.share(),
    )
    before = place.condition, place.awareness
    s = stage(
        d,
        communities=[place],
        districts=[Row(end_community=1)],
        desks=[Row(offered_hours=d.amount(500.0), available_hours=100.0)],
    )
    kernels({}, estates_organise=nothing).communities_adapt(s, 0, False, 0, 1)
    alike(place.condition, offices.condition_after_month(before[0], attention.decay_in_year(d.p, place.inspected)))
    alike(place.awareness, residents.awareness_next(before[1], place.lever_awareness_gain))
    alike(place.strain, staff.strain_after(d.p, 1.0, s.desks[0].offered_hours, 100.0))
