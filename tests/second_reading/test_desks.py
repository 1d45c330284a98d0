"""What desks do in a day: kernels as plain Python against the second reading (ODD 7.3, 7.8 and 7.9)."""

from __future__ import annotations

import pytest

from sim.issues import store
from sim.vocabulary import DeskKind, State
from tests.second_reading import attention, common, offices, residents
from tests.second_reading.draws import Drawn, alike, decides
from tests.second_reading.plain import Heard, Row, kernels, stage

SETS = tuple(Drawn(seed) for seed in range(6))
STAGES = range(7)


@pytest.fixture(params=range(len(SETS)))
def d(request):
    drawn = SETS[request.param]
    drawn.begin(request.function.__name__)
    return drawn


def test_hours_of_a_day_follow_the_stage_the_limit_and_what_is_left(d):
    """Misrouted ones are sent on; money comes first where work begins; then hours, and what is done goes on."""
    for _ in range(60):
        limit, left = d.p["work.hours_per_day_limit"], d.amount(9.0)
        desk = Row(left=left, tier=d.rng.randrange(3))
        issue = Row(
            stage=d.rng.choice(STAGES),
            hours=d.amount(9.0),
            tier=desk.tier,
            cost_fen=d.rng.choice((0, 50)),
            flags=d.rng.choice((0, store.PAID, store.STUCK, store.MISROUTED)),
        )
        stage_before, hours, flags, pays = issue.stage, issue.hours, issue.flags, d.rng.random() < 0.5
        sent, money, waits, done = Heard(), Heard(pays), Heard(), Heard("next")
        stays = kernels(
            {}, hand_over=sent, secure_money=money, wait_for_money=waits, finish_stage=done, leave_wheel=Heard()
        ).attend(stage(d, desks=[desk]), [issue], 0, 0, 0, 5, limit)
        if flags & store.MISROUTED:
            alike(desk.passing_hours + desk.work_hours + 0.0, min(d.p["intake.rerouting_hours"], left))
            assert sent.said and not issue.flags & store.MISROUTED and not stays and not money.said
            continue
        applied = stage_before == store.STAGE_DISPATCH and flags & store.STUCK
        due = stage_before in (store.STAGE_WORK, store.STAGE_HELPER) or applied
        lacking = bool(due and issue.cost_fen and not flags & store.PAID)
        assert len(money.said) == lacking
        if lacking and not pays:
            assert issue.flags & store.STUCK
            if desk.tier == 2:
                assert waits.said and not stays and desk.left == left
                continue
            assert issue.stage == store.STAGE_APPLY
            hours = d.p["money.application_hours"]
        spent = min(hours, limit, left)
        alike(issue.spent, spent)
        alike(desk.left, left - spent)
        working = issue.stage in (store.STAGE_WORK, store.STAGE_HELPER, store.STAGE_LIAISON)
        alike((desk.work_hours if working else desk.passing_hours) + 0.0, spent + 0.0)
        alike(issue.hours, hours - spent)
        assert len(done.said) == (hours - spent <= 1e-9)
        assert stays == ("next" if done.said else True)


def test_what_follows_a_finished_stage(d):
    for step in STAGES:
        for tier in range(4):
            for part in range(3):
                for joint in (False, True):
                    for team in (False, True):
                        kind = DeskKind.TEAM if team else DeskKind.COMMITTEE
                        issue = Row(
                            stage=step, tier=tier, part=part, departments=3, flags=store.JOINT * joint, authority=1
                        )
                        names = (
                            "hand_up",
                            "hand_over",
                            "give_to_helper",
                            "remaining_parts",
                            "next_part",
                            "see_outcome",
                        )
                        called = {name: Heard(name) for name in names}
                        asked = Heard(9)
                        found = kernels({}, leave_wheel=Heard(), desk_at=asked, **called).finish_stage(
                            stage(d, desks=[Row(kind=int(kind))]), [issue], 0, 0, 0, 5
                        )
                        if step in (store.STAGE_PASS_UP, store.STAGE_APPLY):
                            expected = "hand_up"
                        elif step == store.STAGE_DISPATCH:
                            expected = "hand_over"
                            assert asked.said[0][3:] == (1, 0), "to the tier with authority, its lead"
                        elif step == store.STAGE_LIAISON:
                            expected = "give_to_helper"
                        elif tier > 0 and not team and part < 2:
                            expected = "remaining_parts" if joint else "next_part"
                        else:
                            expected = "see_outcome"
                        assert [name for name, heard in called.items() if heard.said] == [expected]
                        own_stage = expected in ("remaining_parts", "next_part", "see_outcome")
                        assert found == (expected if own_stage else False)


def test_after_a_joint_meeting_the_rest_is_done_in_one_go(d):
    for departments in (2, 3):
        for part in range(departments - 1):
            work, place, desk = d.amount(40.0), Row(urban_share=d.share()), Row(offered_hours=1.0)
            issue = Row(work=work, departments=departments, part=part, tier=2, stage=store.STAGE_REFUSED)
            stays = kernels({}).remaining_parts(stage(d, communities=[place], desks=[desk]), [issue], 0, 0)
            one = offices.hours_at_tier(d.p, work, 2, place.urban_share, False, departments)
            alike(issue.hours, one * (departments - part - 1))
            alike(desk.offered_hours, 1.0 + issue.hours)
            assert stays and (issue.part, issue.stage) == (departments - 1, store.STAGE_WORK)


def test_the_next_department_may_refuse(d):
    refusal = d.share()

    def refused(u):
        issue, sent, asked = Row(part=0, departments=3, tier=2, refusals=4, hours=0.0), Heard(), Heard(5)
        stays = kernels({"REFUSAL": u}, hand_over=sent, desk_at=asked, leave_wheel=Heard()).next_part(
            stage(d, communities=[Row(lever_refusal=refusal)]), [issue], 0, 0, 8
        )
        assert issue.refusals == 5 and bool(stays) == (not sent.said)
        if stays:
            assert (issue.stage, issue.hours, issue.part) == (store.STAGE_REFUSED, d.p["work.refusal_hours"], 0)
        else:
            assert issue.part == 1 and asked.said[0][3:] == (2, 1)
        return stays

    decides(refused, refusal)


def queue_of(d, rows):
    """A district's issues in the queue of one desk."""
    issues = [
        Row(child=-1, sibling=-1, previous=-1, queue_class=255, resident_key=k, **row) for k, row in enumerate(rows)
    ]
    return issues


def test_a_desk_serves_by_class_and_key_and_emergencies_within_what_is_not_protected(d):
    """Emergencies first, within the part of the hours that is not kept from them; the others from what is left."""
    for kind in (DeskKind.COMMITTEE, DeskKind.TOWNSHIP):
        for _ in range(12):
            rows = [
                {
                    "emergency": int(d.rng.random() < 0.5),
                    "quick": d.rng.randrange(2),
                    "flags": d.rng.randrange(2),
                    "hours": d.rng.uniform(0.2, 3.0),
                    "due": d.rng.randrange(40, 90),
                }
                for _ in range(7)
            ]
            issues, protected, left = queue_of(d, rows), d.share(), d.amount(8.0)
            desk = Row(root=-1, kind=int(kind), left=left)
            s = stage(d, communities=[Row(lever_protected=protected)], desks=[desk])
            served, takes = [], {k: row["hours"] for k, row in enumerate(rows)}

            def attend(s, issues, d_, k, desk_, day, limit, desk=desk, served=served, takes=takes):
                used = min(takes[k], desk.left)
                desk.left -= used
                served.append((k, used))
                return takes[k] - used > 1e-9

            found = kernels({}, attend=attend)
            for k in range(7):
                found.line_up(s, issues, k, 0, False, False)
            found.serve(s, issues, 0, 0, 5)

            def place(k, rows=rows):
                row = rows[k]
                cls = offices.rank(d.p, row["emergency"], False, row["quick"], row["flags"] & 1, 10**6, 0)
                by_due = d.p["work.order"] == "due"
                return cls, row["due"] if by_due else row["hours"], k

            hours, free = left, left * (1.0 - protected) if kind == DeskKind.COMMITTEE else left
            expected, kept = [], set()
            for k in sorted(range(7), key=place):
                if hours <= 1e-9 or (rows[k]["emergency"] and free <= 1e-9):
                    kept.add(k)
                else:
                    used = min(takes[k], hours)
                    expected.append((k, used))
                    free -= used if rows[k]["emergency"] else 0.0
                    hours -= used
                    if takes[k] - used > 1e-9:
                        kept.add(k)
            assert [k for k, _ in served] == [k for k, _ in expected]
            for (_, used), (_, reading) in zip(served, expected, strict=True):
                assert abs(used - reading) < 1e-9
            waiting = set()
            while (k := found.pop(issues, s.desks, 0)) >= 0:
                waiting.add(k)
            assert waiting == kept


def test_hours_that_expire_become_visits_where_somebody_sends_them(d):
    """Beyond the days saved hours expire; committees visit with a share, others where a lever tells them whom."""
    for kind in (DeskKind.VOLUNTEER, DeskKind.SOCIAL_WORKER, DeskKind.ORGANISATION, DeskKind.TOWNSHIP):
        place, township = Row(lever_volunteer_visits=d.share()), Row(lever_outreach=d.share())
        desk = Row(kind=int(kind), hours=2.0, saved_days=3.0, left=6.0 + d.amount(9.0), root=-1)
        over = desk.left - 6.0
        kernels({}).serve_and_close(
            stage(d, communities=[place], townships=[township], desks=[desk]), [], 0, 0, 0, True
        )
        share = {
            DeskKind.VOLUNTEER: place.lever_volunteer_visits,
            DeskKind.SOCIAL_WORKER: township.lever_outreach,
            DeskKind.ORGANISATION: township.lever_outreach,
        }.get(kind, 0.0)
        assert abs(desk.visit_hours - over * share) < 1e-9 and abs(desk.idle_hours - over * (1.0 - share)) < 1e-9
        assert abs(place.volunteer_visits + township.home_visits - over * share) < 1e-9
        assert desk.left == min(6.0, 6.0 + over)


def test_a_closed_desk_neither_serves_nor_loses_hours(d):
    for daily in (0, 1):
        for working in (False, True):
            desk = Row(works_daily=daily, hours=2.0, saved_days=1.0, left=9.0, root=-1, kind=int(DeskKind.TOWNSHIP))
            kernels({}).serve_and_close(stage(d, desks=[desk]), [], 0, 0, 0, working)
            assert desk.left == (2.0 if daily or working else 9.0)
            desk = Row(works_daily=daily, hours=2.0, left=1.0)
            kernels({}).open_desk(stage(d, desks=[desk]), 0, working)
            assert (desk.left, desk.available_hours) == ((3.0, 2.0) if daily or working else (1.0, 0))


def test_courtyard_committees_save_some_days(d):
    daily, left = d.amount(2.0), d.amount(40.0)
    place = Row(lever_courtyard_hours=daily, courtyard_left=left, population=1)
    kernels(
        {},
        begin_day=Heard(),
        open_desk=Heard(),
        community_desks=lambda c: 0,
        township_desks=lambda *_: 0,
        district_desks=lambda *_: 0,
    ).open_offices(stage(d, communities=[place], districts=[Row(end_community=1)]), 0, 1)
    kept = min(left + daily, daily * d.p["work.courtyard_saved_days"])
    alike(place.courtyard_left, kept)
    assert abs(place.courtyard_expired - (left + daily - kept)) < 1e-12


def test_home_visits_of_a_township_go_by_residents_and_are_made_once(d):
    places = [Row(population=n, volunteer_visits=d.amount(2.0)) for n in (900, 300)]
    own, township = [row.volunteer_visits for row in places], Row(home_visits=d.amount(9.0), population=1200)
    hours = township.home_visits
    kernels(
        {},
        begin_day=Heard(),
        open_desk=Heard(),
        community_desks=lambda c: 0,
        township_desks=lambda *_: 0,
        district_desks=lambda *_: 0,
    ).open_offices(
        stage(d, communities=places, townships=[township], districts=[Row(end_community=2, end_township=1)]), 0, 1
    )
    for row, visits, share in zip(places, own, (0.75, 0.25), strict=True):
        alike(row.home_visit_hours, hours * share + visits)
        assert row.volunteer_visits == 0.0
    assert township.home_visits == 0.0


def test_enquiries_on_their_last_try_come_first_and_turned_away_ones_come_back_twice(d):
    for _ in range(20):
        each = d.p["intake.enquiry_hours"]
        last, second, new = (d.rng.randrange(5) for _ in range(3))
        place = Row(enquiries_waiting_again=last, enquiries_waiting=second, population=100)
        desk = Row(left=d.amount(1.5), hours=1.0)
        room = int(desk.left / each) if each > 0.0 else 10**6
        kernels({}, poisson=lambda *_, new=new: new).begin_day(stage(d, communities=[place], desks=[desk]), 0, False, 0)
        first = min(room, last)
        then = min(room - first, second)
        today = min(room - first - then, new)
        assert place.n_enquiries_answered == first + then + today and place.n_enquiries == new
        assert (place.enquiries_waiting_again, place.enquiries_waiting) == (second - then, new - today)
        alike(desk.enquiry_hours + 0.0, (first + then + today) * each)


def test_duty_is_done_within_what_is_not_protected_and_the_rest_stays(d):
    for _ in range(10):
        place = Row(duty_open_hours=d.amount(9.0), lever_protected=d.share(), population=1)
        desk, owed = Row(left=d.amount(9.0), hours=0.0), place.duty_open_hours
        left = desk.left
        kernels({}, poisson=lambda *_: 0).begin_day(stage(d, communities=[place], desks=[desk]), 0, False, 0)
        done = min(owed, left * (1.0 - place.lever_protected))
        alike(place.duty_open_hours, owed - done)
        alike(desk.duty_hours, done)
        alike(desk.left, left - done)


def test_visits_of_a_day_are_those_of_levers_and_of_yesterdays_unused_hours(d):
    place = Row(lever_visit_hours=d.amount(4.0), visits_from_idle=d.amount(4.0), population=1)
    hours = place.lever_visit_hours + place.visits_from_idle
    kernels({}, poisson=lambda *_: 0).begin_day(stage(d, communities=[place], desks=[Row()]), 0, False, 0)
    alike(place.visit_hours_today, hours)
    assert place.visits_from_idle == 0.0


def test_a_second_look_is_the_mechanisms_or_the_offices_own(d):
    for tier in (0, 1, 2):
        asked, belief, fear, left = d.share() / 2, d.share(), d.share(), d.amount(2.0)

        def looks(u, tier=tier, asked=asked, belief=belief, fear=fear, left=left):
            desk, issue = Row(belief=belief, tier=tier, left=left), Row()
            s = stage(d, communities=[Row(lever_double_check=asked)], townships=[Row(rank_belief=fear)], desks=[desk])
            found = kernels({"DOUBLE_CHECK": u}).checks_again(s, [issue], 0, 0, 0)
            spent = min(d.p["work.double_check_hours"], left) if found else 0.0
            alike(issue.spent + 0.0, spent)
            alike(desk.left, left - spent)
            return found

        decides(looks, max(asked, attention.care_share(d.p, belief, fear if tier < 2 else 0.0)), tier)


def test_whoever_finds_a_care_place_takes_it_while_one_is_free(d):
    for used in (0, 3):
        district = Row(places=3, places_used=used)
        s = stage(d, residents=[Row(group=common.OLDER)], districts=[district])
        found = kernels({"CARE_PLACE": -1.0}).finds_place(s, [Row(category=common.WELFARE)], 0)
        assert bool(found) == (used < 3)
        assert (district.places_used, district.n_refused_place) == ((1, 0) if used < 3 else (3, 1))
        quick = kernels({"CARE_PLACE": -1.0}).finds_place(s, [Row(category=common.WELFARE, quick=1)], 0)
        assert quick and district.places_used == (1 if used < 3 else 3)


def test_success_goes_by_who_worked_and_disputes_by_trust_and_disposition(d):
    for category in range(8):
        for joint in (0, store.JOINT):
            trust, reference, disposition = d.share(), d.share(), d.rng.randrange(6)
            desk = Row(skill=d.share(), specialist=d.rng.randrange(2), strained=d.rng.randrange(2), tier=1)
            person = Row(trust_township=trust, disposition=disposition)
            place = Row(trust_reference_township=reference, population=1000)

            def solved(u, category=category, joint=joint, desk=desk, person=person, place=place):
                closed = Heard()
                issue = Row(category=category, departments=3, tier=1, flags=joint)
                kernels(
                    {"SUCCESS": u},
                    finds_place=lambda *_: True,
                    close=closed,
                    leave_wheel=Heard(),
                    checks_again=Heard(),
                    hand_up=Heard(),
                ).see_outcome(stage(d, communities=[place], residents=[person], desks=[desk]), [issue], 0, 0, 0, 9)
                return bool(closed.said) and closed.said[0][5] == State.RESOLVED

            chance = offices.succeeds(
                d.p,
                category,
                desk.skill,
                1 if joint else 3,
                desk.specialist,
                desk.strained,
                trust - reference,
                residents.cooperation(d.p, disposition),
            )
            decides(solved, chance, category, joint)


def test_failed_settlements_go_up_a_tier_with_its_authority(d):
    for category in range(8):
        for tier in (0, 1, 2, 3):
            for agreed in (0, store.AGREED):

                def goes(u, category=category, tier=tier, agreed=agreed):
                    up, issue = Heard(), Row(category=category, tier=tier, authority=0, flags=agreed, departments=1)
                    kernels(
                        {"DISPUTE_UP": u},
                        succeeds=lambda *_: False,
                        hand_up=up,
                        close=Heard(),
                        leave_wheel=Heard(),
                        trust_in_mediation=lambda *_: 0.0,
                        willing_to_settle=lambda *_: 0.0,
                        checks_again=Heard(),
                        part_hours=lambda *_: 1.0,
                    ).see_outcome(stage(d), [issue], 0, 0, 0, 9)
                    assert issue.authority == (tier + 1 if up.said else 0) and issue.attempts == 1
                    return bool(up.said)

                may = category == common.DISPUTE and tier < 2 and not agreed
                decides(goes, d.p["work.failed_dispute_up_share"] if may else 0.0, category, tier)
