"""Meetings, owners and volunteers: kernels as plain Python against the second reading (ODD 7.9 and 7.11)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.issues import store
from sim.vocabulary import State
from tests.second_reading import common, offices, residents
from tests.second_reading.draws import Drawn, alike
from tests.second_reading.plain import Heard, Row, kernels, stage

SETS = tuple(Drawn(seed) for seed in range(6))
PARTIES = 8


@pytest.fixture(params=range(len(SETS)))
def d(request):
    drawn = SETS[request.param]
    drawn.begin(request.function.__name__)
    return drawn


def agenda(d, n):
    """Issues with few different days and ids, so that ties occur."""
    return [
        Row(
            reported=d.rng.randrange(3),
            resident_key=d.rng.randrange(3),
            occasion=k,
            joined=d.rng.randrange(8),
            departments=3,
            state=int(State.QUEUED),
        )
        for k in range(n)
    ]


def older(row):
    """By the day of reporting, then permanent id."""
    return row.reported, row.resident_key, row.occasion


def chained(n):
    """The numbers 0 to n - 1 as a chain: its first one, and what follows each."""
    return (0 if n else -1), [k + 1 if k + 1 < n else -1 for k in range(n)]


def test_a_joint_meeting_settles_the_oldest_as_far_as_its_agenda_goes(d):
    for n in (0, 2, 6):
        for slots in (1.0, 2.9, 9.0):
            issues, township, minutes = agenda(d, n), Row(lever_meeting_slots=slots), Heard()
            kernels({}, take_minutes=minutes).joint_meeting(stage(d, townships=[township]), issues, 0, *chained(n))
            reached = sorted(range(n), key=lambda k: older(issues[k]))[: int(slots)]
            assert [said[2] for said in minutes.said] == reached
            assert [k for k in range(n) if issues[k].flags & store.JOINT] == sorted(reached)
            counts = township.n_meetings, township.n_joint, township.n_not_reached
            assert counts == (1, len(reached), n - len(reached))


def test_which_issues_need_a_joint_meeting(d):
    open_ = (State.IN_TRANSIT, State.QUEUED, State.WAITING_MONEY, State.WAITING_HOLDER)
    for state in State:
        for flags in (0, store.JOINT, store.DUPLICATE, store.REGISTERED):
            for part in range(3):
                issue = Row(state=int(state), flags=flags, part=part, departments=2)
                needed = state in open_ and not flags & (store.JOINT | store.DUPLICATE) and part < 1
                assert bool(kernels({}).needs_meeting([issue], 0)) == needed, (state, flags, part)


def test_minutes_enter_what_was_not_in_the_book_for_the_hours_of_an_entry(d):
    for written in (0, store.REGISTERED):
        for left in (0.0, 1.0):
            for state in (State.QUEUED, State.IN_TRANSIT):
                desk, lined, hours = Row(left=left), Heard(), d.p["intake.registering_hours"]
                issue = Row(flags=written, tier=2, state=int(state), due=5)
                s = stage(d, communities=[Row(lever_registering_hours=hours)], desks=[desk], day=40)
                kernels(
                    {}, desk_of=lambda *_: 0, due_of=lambda *_: 60, remove=Heard(), leave_wheel=Heard(), enqueue=lined
                ).take_minutes(s, [issue], 0)
                enters = not written and left >= hours
                assert bool(issue.flags & store.REGISTERED) == bool(written or enters)
                assert issue.due == (60 if enters else 5)
                alike(desk.left, left - hours if enters else left)
                assert len(lined.said) == (enters and state == State.QUEUED), "a queue is by the book"


def test_which_matters_a_council_takes(d):
    for _ in range(150):
        issue = Row(
            state=int(d.rng.choice((State.QUEUED, State.QUEUED, State.IN_TRANSIT))),
            tier=d.rng.randrange(4),
            category=d.rng.randrange(8),
            emergency=int(d.rng.random() < 0.2),
            flags=d.rng.choice((0, 0, store.DUPLICATE, store.AGREED, store.PAID, store.STUCK)),
            cost_fen=d.rng.choice((0, 9)),
        )
        takes = (
            issue.state == State.QUEUED
            and issue.tier <= common.TOWNSHIP
            and issue.category in (common.DISPUTE, common.ENVIRONMENT, common.PROPERTY)
            and not issue.emergency
            and not issue.flags & (store.DUPLICATE | store.AGREED)
            and (issue.cost_fen == 0 or bool(issue.flags & store.PAID))
        )
        assert bool(kernels({}).is_matter(stage(d), [issue], 0)) == takes, vars(issue)


def test_a_council_takes_matters_of_most_complainants_first(d):
    for n in (0, 3, 6):
        for slots in (1.0, 2.5, 9.0):
            issues, asked, settled = agenda(d, n), [], Heard()

            def agree(s, issues, k, *_, asked=asked):
                asked.append(k)
                return k % 2 == 0

            place = Row(lever_council_slots=slots, lever_council_hours=2.0)
            kernels({"PARTY_COMES": -1.0}, residents_come=lambda *_: 1000, agree=agree, settle=settled).council(
                stage(d, communities=[place]), issues, 0, 0, *chained(n), None
            )
            order = sorted(
                range(n),
                key=lambda k: (-offices.complainants([issues[k].joined >> j & 1 for j in range(7)]), *older(issues[k])),
            )
            assert asked == order[: int(slots)]
            assert [said[2] for said in settled.said] == [k for k in asked if k % 2 == 0]
            assert (place.n_discussed, place.n_agreed) == (len(asked), len(settled.said))
            assert place.council_hours == (1000 + 4) * 2.0, "residents, and the parties that are no offices"


def test_the_first_residents_who_come_speak_for_the_parties_that_are_no_offices(d):
    people = [Row(disposition=d.rng.randrange(6), trust_community=d.share()) for _ in range(9)]
    place, u = Row(trust_reference_community=d.share()), min(d.share(), 0.999999)
    rows = [d.rng.randrange(9) for _ in range(int(d.p["participation.council_invited"]))]
    speakers = [None] * PARTIES
    s = stage(d, communities=[place], residents=people, keys=list(range(9)))
    came = kernels({"ATTENDS": u}, neighbour_row=lambda s, purpose, c, key, j: rows[j % 1024]).residents_come(
        s, 0, 3, speakers
    )
    present = [
        people[row].disposition
        for row in rows
        if u
        < residents.attends(d.p, people[row].trust_community, place.trust_reference_community, people[row].disposition)
    ]
    assert came == len(present)
    spoken = (present[:4] + [common.ENGAGED] * 4)[:4]
    assert speakers == [common.ENGAGED] * 4 + spoken


def test_where_a_party_stands(d):
    for category in range(8):
        for party in range(PARTIES):
            z, ties, disposition = d.normal(), d.share(), d.rng.randrange(6)
            side = 0
            if category == common.DISPUTE and party >= 4:
                side = 1 if party in (4, 6) else -1
            s = stage(d, communities=[Row(ties=ties)])
            found = kernels({"POSITION": z}).stands(s, [Row(category=category)], 0, 0, party, [disposition] * PARTIES)
            alike(found, residents.position(d.p, residents.lean(d.p, disposition), side, z, ties), category, party)


def test_owners_of_one_estate_are_asked_and_half_of_them_decide(d):
    for _ in range(12):
        unmanaged, taken = d.share(), d.rng.choice((0.0, 0.3))
        effort, urban, u = d.share(), d.rng.choice((0.0, 0.7)), min(d.share(), 0.999999)
        place = Row(
            unmanaged_share=unmanaged,
            taken_share=taken,
            urban_share=urban,
            lever_estate_effort=effort,
            ties=d.share(),
            trust_reference_community=d.share(),
            paying_share=0.2,
            estate_quality=0.2,
            estate_poor_quarters=1,
        )
        owner = Row(trust_community=d.share(), disposition=d.rng.randrange(6), group=common.ORDINARY, origin=-1)
        asked = int(d.p["estates.owners_asked"] * effort)
        kernels({"OWNER_SIGNS": u}, neighbour_row=lambda *_: 0).estates_organise(
            stage(d, communities=[place], residents=[owner]), 0, 2
        )
        chance = residents.signs(
            d.p, owner.trust_community, place.trust_reference_community, place.ties, owner.disposition
        )
        signed = asked if u < chance else 0
        goes = asked >= 1 and unmanaged > 0.0 and urban > 0.0 and signed >= d.p["estates.sign_needed"] * asked
        step = min(d.p["estates.estate_share"], unmanaged) if goes else 0.0
        alike(place.unmanaged_share, unmanaged - step)
        alike(place.taken_share, taken + step)
        first = goes and taken == 0.0
        expected = (d.p["estates.fee_share"], d.p["estates.reference_quality"], 0) if first else (0.2, 0.2, 1)
        assert (place.paying_share, place.estate_quality, place.estate_poor_quarters) == expected


def test_fees_of_a_quarter_and_when_service_ends(d):
    for poor in range(4):
        place = Row(
            taken_share=0.3,
            unmanaged_share=0.25,
            paying_share=d.share(),
            estate_quality=d.share(),
            population=1000,
            urban_share=d.share(),
            money_first_more=d.normal() / 9,
            estate_poor_quarters=poor,
            fees_fen=7,
        )
        urban = place.urban_share
        paying = residents.paying_next(d.p, place.estate_quality, place.paying_share, place.money_first_more)
        kernels({}).fees_are_paid(stage(d, communities=[place]), 0)
        fen = 100.0 * d.p["estates.fee_yuan"] / 4.0 * 1000 * urban * 0.3 * paying
        assert abs(place.fees_fen - 7 - fen) <= 1.0
        enough = paying >= d.p["estates.fee_threshold"]
        ends = not enough and poor + 1 >= d.p["estates.fee_poor_quarters"]
        assert place.estate_poor_quarters == (0 if enough else poor + 1)
        assert (place.taken_share, place.unmanaged_share) == ((0.0, 0.55) if ends else (0.3, 0.25))


def test_who_thinks_again_about_volunteering(d):
    people = [
        Row(volunteer=d.rng.randrange(2), trust_community=d.share(), disposition=d.rng.randrange(6)) for _ in range(9)
    ]
    place = Row(end_resident=9, n_volunteers=sum(row.volunteer for row in people), lever_time_bank=d.share())
    place.trust_reference_community = d.share()
    before, drawn, u = [row.volunteer for row in people], [d.share() / 8 for _ in people], min(d.share(), 0.999999)

    def draw(s, purpose, c, month, numbers):
        numbers[:9] = drawn

    kernels({"VOLUNTEER": u}, draw_for_all=draw).think_again(
        stage(d, communities=[place], residents=people, districts=[Row(end_community=1)], keys=list(range(9))),
        3,
        0,
        1,
        np.empty(9),
    )
    for row, was, number in zip(people, before, drawn, strict=True):
        chance = residents.volunteers(
            d.p, row.trust_community, place.trust_reference_community, row.disposition, place.lever_time_bank
        )
        thinks = number < d.p["participation.reconsidered_share"]
        assert row.volunteer == (u < chance if thinks else was)
    assert place.n_volunteers == sum(int(row.volunteer) for row in people)
