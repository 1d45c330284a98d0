"""What is said of each call of a kernel, of stories, of two runs and of bottlenecks: hand-made calls and tables."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from sim.errors import InputError
from sim.issues import store
from sim.issues.store import FREE, ISSUE, RECORD, grown
from sim.model import GovernanceModel
from sim.trace import render_story, render_why, why
from sim.trace.bottlenecks import Diagnosis, Load, loads, shares_by_wait
from sim.trace.circumstances import Difference, desks_of, differences
from sim.trace.events import Event, Office, Weighed, weighed_in
from sim.trace.find import find
from sim.trace.identity import IssueId, is_second_row, known_community, known_resident, round_of
from sim.trace.interpreter import ahead, planned
from sim.trace.kinds import EventKind as K
from sim.trace.offices import Offices
from sim.trace.record import Call, Decision, Draw, Recorder
from sim.trace.replay import equal
from sim.trace.story import IssueStory, Story, _in_store, about_resident, first_day_of, follow, issue_dict, story_so_far
from sim.trace.telling import Teller
from sim.trace.waiting import LOOK_AFTER, Ending, Wait, Waiting, WaitingClock
from sim.trace.watch import Watch
from sim.vocabulary import Category, Channel, DeskKind, Group, Helper, Setting, State, Tier
from sim.words import Sentence, T
from sim.world.tables import group_of
from tests.language import spoken
from tests.model_runs import finished, scenario, small_world

DAY, KEY, OCCASION = 20, 7 << 16 | 5, 16
NEED = IssueId(KEY, 2)
START = date(2016, 7, 1)


@cache
def model() -> GovernanceModel:
    """The small place before its first day; nobody changes it."""
    return GovernanceModel(scenario(), small_world(), seed=1)


def row(**fields: object) -> dict[str, object]:
    """An issue's record as numbers: of the first committee, reported on day 10, unless said."""
    usual = dict.fromkeys(ISSUE.names, 0) | {"hours": 0.0, "work": 0.0, "spent": 0.0, "key": 0.0}
    usual |= {"resident_key": KEY, "occasion": OCCASION, "reported": 10, "due": 30, "timer": 25, "closed": -1}
    return usual | {"state": int(State.QUEUED)} | fields


def made(decision: str, happened: bool, chance: float = 0.4, draw: float = 0.3) -> Decision:
    """A decision."""
    return Decision(decision, draw, chance, happened)


def told(*calls: Call, concerns: bool = True) -> list[Event]:
    """What is told of some outermost calls on day 20."""
    return Teller(model(), lambda key: concerns).tell(list(calls), DAY)


def kinds(*calls: Call) -> list[K]:
    """The kinds of event that are told."""
    return [event.kind for event in told(*calls)]


def on(day: int) -> date:
    """The date of a day."""
    return START + timedelta(days=day)


# -------------------------------------------------------------------------------------------------- arising, reporting


def candidate(*inner: Call, category: int = Category.SAFETY, decisions: tuple[Decision, ...] = ()) -> Call:
    """A resident's occasion for a need."""
    need = Call("category_of_need", {}, result=category)
    return Call(
        "candidate", {"occasion": OCCASION}, before={"key": KEY}, decisions=list(decisions), children=[need, *inner]
    )


def test_a_need_that_arises_is_told_with_its_category_and_urgency():
    assert told(candidate(category=-1)) == []
    (plain,), (urgent,) = told(candidate()), told(candidate(decisions=(made("EMERGENCY", True),)))
    (calm,) = told(candidate(decisions=(made("EMERGENCY", False),)))
    assert (plain.kind, plain.issue, plain.round, plain.holder) == (K.AROSE, NEED, 1, None)
    assert (plain.day, plain.date) == (DAY, date(2016, 7, 21))
    assert str(plain) == str(calm) == f"a need arises: {Category.SAFETY.label}"
    assert str(urgent) == f"a need arises: {Category.SAFETY.label}, an emergency"
    assert [w.decision for w in urgent.weighed] == ["EMERGENCY"]


@pytest.mark.parametrize(
    ("alone", "courtyard", "speaks", "days", "expected"),
    [
        (True, None, None, None, K.SOLVED_BY_NEIGHBOURS),
        (False, True, None, None, K.SOLVED_IN_COURTYARD),
        (False, False, False, 60, K.KEPT_SILENT),
        (False, False, False, 61, K.ENDURED),
        (False, False, False, None, K.ENDURED),
        (None, None, False, 1, K.KEPT_SILENT),
        (False, False, True, 1, None),
    ],
)
def test_a_need_is_solved_kept_silent_endured_or_spoken_of(alone, courtyard, speaks, days, expected):
    """A patrol finds it within 60 days (`intake.forgotten_days`), or it is endured."""
    inner = [
        Call(name, {}, result=result)
        for name, result in (("solved_among_neighbours", alone), ("courtyard_solves", courtyard), ("speaks_up", speaks))
        if result is not None
    ]
    if days is not None:
        inner.append(Call("days_to_discovery", {}, result=days, children=[Call("discovery_chance", {}, result=0.02)]))
    events = told(candidate(*inner))
    assert [e.kind for e in events] == [K.AROSE, *([expected] if expected is not None else [])]
    if expected == K.KEPT_SILENT:
        assert events[1].facts == {"until": on(DAY + days), "daily": 0.02}


def test_what_comes_back_is_told_where_nobody_speaks_of_it():
    def again(speaks: bool) -> Call:
        inner = Call("speaks_up", {}, result=speaks, decisions=[made("VOICE", speaks)])
        return Call("recurs", {}, before=row(), children=[inner])

    (event,) = told(again(False))
    assert event.kind == K.CAME_BACK_UNREPORTED and event.weighed[0].decision == "VOICE"
    assert told(again(True)) == []


@pytest.mark.parametrize(
    ("flags", "kind"),
    [
        (0, K.REPORTED),
        (store.DUPLICATE | store.REPEAT, K.SECOND_CHANNEL),
        (store.DISCOVERED, K.FOUND),
        (store.BYPASS, K.WENT_OVER_HEADS),
        (store.REPEAT, K.COMPLAINED_AGAIN),
        (store.RECURRED, K.CAME_BACK),
        (store.RECURRED | store.REPEAT, K.COMPLAINED_AGAIN),
        (store.RECURRED | store.BYPASS, K.WENT_OVER_HEADS),
    ],
)
def test_how_a_request_comes_up_follows_from_what_it_was_before(flags, kind):
    after = row(channel=int(Channel.PHONE), joined=0b1011, flags=store.REGISTERED)
    (event,) = told(Call("take_up", {"tier": int(Tier.TOWNSHIP)}, before=row(flags=flags), after=after))
    assert event.kind == kind
    assert (event.facts["tier"], event.facts["channel"]) == (Tier.TOWNSHIP, Channel.PHONE)
    assert event.facts.get("joined") == (3 if kind == K.REPORTED else None)
    assert event.holder.name.en == "the committee of community 910001001001"


def test_who_reports_on_a_day_off_waits_for_the_opening():
    waits = row(plan=store.PLAN_INTAKE, timer=24)
    call = Call("take_up", {"tier": 0}, before=row(), after=waits)
    assert [(e.kind, e.facts.get("until")) for e in told(call)][1:] == [(K.WAITS_FOR_OPENING, on(24))]
    assert kinds(Call("take_up", {"tier": 0}, before=row(), after=row(plan=store.PLAN_DISCOVER))) == [K.REPORTED]


@pytest.mark.parametrize("chosen", [0, 1, 2, 3])
def test_the_chance_of_a_tier_is_its_weight_over_that_of_all(chosen):
    """Weights 1, e^(1 + 0.5), e^-1 and e^-2: odds against the community."""
    sums = {"township": [("a", 1.0), ("b", 0.5)], "district": [("c", -1.0)], "municipality": [("d", -2.0)]}
    tier = Call("tier_addressed", {"u": 0.7}, result=chosen, sums=sums)
    speaks = Call("speaks_up", {}, result=True, decisions=[made("VOICE", True)])
    take_up = Call("take_up", {"tier": chosen}, before=row(), after=row())
    event = told(candidate(speaks, tier, take_up))[-1]
    weights = [1.0, math.exp(1.5), math.exp(-1.0), math.exp(-2.0)]
    voice, weighed = event.weighed
    assert voice.decision == "VOICE" and weighed.decision == "TIER" and weighed.draw == 0.7
    assert weighed.chance == pytest.approx(weights[chosen] / sum(weights))
    assert list(weighed.terms) == ([] if chosen == 0 else list(sums.values())[chosen - 1])


@pytest.mark.parametrize(
    ("flags", "drawn", "kind"),
    [
        (store.REGISTERED, True, K.REGISTERED),
        (store.REFUSED, True, K.KEPT_OFF_BOOK),
        (0, True, K.NO_HOURS_TO_ENTER),
        (0, False, K.NOT_REGISTERED),
    ],
)
def test_what_becomes_of_a_request_at_the_register(flags, drawn, kind):
    call = Call(
        "register",
        {},
        before=row(desk=6),
        after=row(flags=flags, due=33, desk=96),
        decisions=[made("REGISTERED", drawn)],
        children=[Call("x", {})],
    )
    (event,) = told(call)
    assert event.kind == kind and event.facts["due"] == on(33)
    assert event.holder.code == 910001001002, "the office that it came to, not the one it goes to"


def test_wrong_departments_clients_and_nobody_are_told_after_the_register():
    def registered(flags: int, wrong: bool, state: State = State.QUEUED) -> list[K]:
        decisions = [made("REGISTERED", True), made("MISROUTED", wrong), made("CLIENT", True), made("NOBODY", True)]
        after = row(flags=store.REGISTERED | flags, state=int(state))
        return kinds(Call("register", {}, before=row(), after=after, decisions=decisions, children=[Call("x", {})]))

    assert registered(0, True) == [K.REGISTERED, K.SENT_WRONG]
    assert registered(store.CLIENT, True) == [K.REGISTERED, K.TEAM_CLIENT]
    assert registered(0, False) == [K.REGISTERED]
    assert registered(0, False, State.WAITING_HOLDER) == [K.REGISTERED, K.NOBODY_RESPONSIBLE]
    assert kinds(Call("register", {}, before=row(), after=row(), decisions=[made("REGISTERED", True)])) == []
    assert kinds(Call("register", {}, before=row(), after=row(), children=[Call("x", {})])) == []


# -------------------------------------------------------------------------------------------------------- work, money


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        (store.STAGE_WORK, K.QUEUED),
        (store.STAGE_PASS_UP, K.QUEUED_TO_PASS_UP),
        (store.STAGE_DISPATCH, K.QUEUED_TO_SEND_DOWN),
        (store.STAGE_LIAISON, K.QUEUED_FOR_HELPER),
        (store.STAGE_APPLY, K.QUEUED),
    ],
)
def test_a_queue_is_told_with_what_comes_first(stage, kind):
    after = row(stage=stage, hours=2.25, authority=int(Tier.DISTRICT), helper=int(Helper.POLICE))
    (event,) = told(Call("arrive", {}, after=after, seen={"ahead": 3, "hours": 6.5, "n_open": 9}))
    assert event.kind == kind
    assert event.facts == {
        "hours": 2.25,
        "ahead": 3,
        "desk_hours": 6.5,
        "n_open": 9,
        "due": on(30),
        "authority": Tier.DISTRICT,
        "helper": Helper.POLICE,
    }


def test_a_helper_takes_over_or_is_not_ready():
    helping = row(stage=store.STAGE_HELPER, desk=3)
    (took,) = told(Call("give_to_helper", {}, after=helping))
    assert took.kind == K.HELPER_TOOK_OVER and took.facts["helper"].kind == DeskKind.POLICE
    assert kinds(Call("give_to_helper", {}, after=row())) == [K.HELPER_NOT_READY]


def test_hours_at_a_wrong_department_are_told_as_that_and_no_work():
    spend = Call("spend", {"hours": 1.5, "desk": 0}, before=row(hours=2.0), seen={"left": 4.0})
    (worked,) = told(spend)
    assert (worked.kind, worked.hours) == (K.WORKED, 1.5)
    assert worked.facts == {"hours": 1.5, "left": 0.5, "desk_left": 4.0}
    (more,) = told(Call("spend", {"hours": 3.0, "desk": 0}, before=row(hours=2.0)))
    assert more.facts["left"] == 0.0
    assert told(Call("spend", {"hours": 0.0, "desk": 0}, before=row())) == []
    (wrong,) = told(Call("attend", {}, before=row(flags=store.MISROUTED), children=[spend]))
    assert (wrong.kind, wrong.hours) == (K.FOUND_WRONG, 1.5)
    assert kinds(Call("attend", {}, before=row(), children=[spend])) == [K.WORKED]


@pytest.mark.parametrize(
    ("name", "result", "before", "after", "kind"),
    [
        ("checks_again", True, 2.0, 2.5, K.CHECKED_AGAIN),
        ("checks_again", False, 2.0, 2.5, None),
        ("takes_no_back", True, 2.0, 2.5, K.PRESSED),
        ("takes_no_back", True, 2.0, 2.0, None),
    ],
)
def test_hours_of_a_second_look_and_of_pressing_are_those_it_took(name, result, before, after, kind):
    events = told(Call(name, {"desk": 0}, before=row(spent=before), after=row(spent=after), result=result))
    assert [(e.kind, e.hours, e.facts["hours"]) for e in events] == ([(kind, 0.5, 0.5)] if kind else [])


@pytest.mark.parametrize(
    ("tier", "yuan", "reason", "over"),
    [
        (0, 5000, "its purse holds 10 yuan", False),
        (0, 5001, "its limit is 5,000 yuan", True),
        (1, 30000, "its purse holds 20 yuan", False),
        (1, 30001, "its limit is 30,000 yuan", True),
        (2, 10**9, "its purse holds 30 yuan", False),
        (3, 10**9, "its purse holds 30 yuan", False),
    ],
)
def test_who_cannot_pay_lacks_money_or_may_not(tier, yuan, reason, over):
    """Communities may pay 5,000 yuan, townships 30,000, those above anything; purses hold 10, 20 and 30 yuan."""
    seen = {"tier": tier, "purses_fen": (1000, 2000, 3000)}
    call = Call("secure_money", {"desk": 0}, before=row(cost_fen=100 * yuan), seen=seen, result=False)
    (event,) = told(call)
    assert (event.kind, event.facts["reason"].en, event.facts["over_limit"]) == (K.NO_MONEY, reason, over)
    assert event.facts["yuan"] == yuan and event.fen == 0
    call.result = True
    (paid,) = told(call)
    assert (paid.kind, paid.fen, paid.facts["yuan"]) == (K.PAID, 100 * yuan, yuan)


def test_small_things_on_the_way_are_told():
    (waits,) = told(Call("wait_for_money", {}, after=row(money_day=92)))
    assert (waits.kind, waits.facts["until"]) == (K.WAITS_FOR_MONEY, date(2016, 10, 1))
    refused = [Call("next_part", {}, before=row(), decisions=[made("REFUSAL", yes)]) for yes in (True, False)]
    assert kinds(*refused) == [K.REFUSED]
    assert kinds(Call("remaining_parts", {}, after=row(hours=4.0))) == [K.JOINT_PARTS]
    assert kinds(*(Call("agree", {}, before=row(), result=yes) for yes in (True, False))) == [K.AGREED]
    for before, after, expected in (
        (0, store.COSMETIC, [K.PATCHED_UP]),
        (store.COSMETIC, store.COSMETIC, []),
        (0, 0, []),
    ):
        assert kinds(Call("patch_up", {}, before=row(flags=before), after=row(flags=after))) == expected
    (dropped,) = told(Call("drop", {}, before=row(spent=1.25)))
    assert (dropped.kind, dropped.facts["hours"]) == (K.SECOND_ROW_ENDS, 1.25)


def test_work_in_vain_and_another_try_are_told():
    place = [Call("finds_place", {}, result=found, decisions=[made("CARE_PLACE", True)]) for found in (True, False)]
    assert kinds(Call("see_outcome", {}, before=row(), after=row(), result=False, children=[place[0]])) == []
    assert kinds(Call("see_outcome", {}, before=row(), after=row(), result=False, children=[place[1]])) == [K.NO_PLACE]
    succeeds = Call("succeeds", {}, decisions=[made("SUCCESS", False)])
    (again,) = told(Call("see_outcome", {}, before=row(), after=row(hours=3.0), result=True, children=[succeeds]))
    assert again.kind == K.TRY_FAILED and again.facts["hours"] == 3.0 and again.weighed[0].decision == "SUCCESS"


# ----------------------------------------------------------------------------------------------------- passing, endings


@pytest.mark.parametrize(
    ("parent", "stage", "kind"),
    [
        ("attend", store.STAGE_WORK, K.PASSED_TO_RIGHT),
        ("next_part", store.STAGE_WORK, K.PASSED_TO_NEXT),
        ("see_outcome", store.STAGE_WORK, K.DISPUTE_UP),
        ("is_looked_at", store.STAGE_WORK, K.WENT_UP_OVERDUE),
        ("finish_stage", store.STAGE_PASS_UP, K.PASSED_UP),
        ("finish_stage", store.STAGE_APPLY, K.APPLIED_UP),
        ("finish_stage", store.STAGE_DISPATCH, K.SENT_DOWN),
    ],
)
def test_why_an_issue_moves_is_told_and_how_long_it_is_on_the_way(parent, stage, kind):
    desk = model().desk_map.first_township
    call = Call(
        "hand_over",
        {"desk": desk},
        before=row(stage=stage),
        after=row(stage=stage, state=int(State.IN_TRANSIT), timer=DAY + 4),
        decisions=[made("LOST", False)],
    )
    decisions = {"next_part": [made("REFUSAL", False)], "see_outcome": [made("SUCCESS", False)]}.get(parent, [])
    outer = Call(parent, {}, before=row(), after=row(), decisions=decisions, children=[call])
    event = next(e for e in told(outer) if e.kind == kind)
    assert event.facts["days"] == 4 and event.facts["target"].code == 910001001
    assert event.holder.code == 910001001001
    expected = {"next_part": ["REFUSAL", "LOST"], "see_outcome": ["SUCCESS", "LOST"]}.get(parent, ["LOST"])
    assert [w.decision for w in event.weighed] == expected


def test_a_loss_is_told_by_whether_it_was_written_down():
    def over(state: State, *inner: Call) -> Event:
        after = row(state=int(state), timer=44)
        call = Call("hand_over", {"desk": 96}, before=row(stage=store.STAGE_PASS_UP), after=after, children=[*inner])
        return told(call)[0]

    book, lost = over(State.LOST_ON_BOOK), over(State.DROPPED, Call("lose", {}))
    assert (book.kind, book.facts["due"]) == (K.LOST_ON_WAY, on(44))
    assert lost.kind == K.LOST_UNWRITTEN and lost.facts["why"].en == "passed up for want of authority"


@pytest.mark.parametrize(
    ("before", "after", "nominal", "kind"),
    [
        ({"state": int(State.WAITING_MONEY), "money_day": DAY}, {}, None, K.MONEY_DAY),
        ({"state": int(State.WAITING_MONEY), "money_day": DAY - 1}, {}, None, K.MONEY_DAY),
        ({"state": int(State.WAITING_MONEY), "money_day": DAY + 1}, {}, None, None),
        ({"state": int(State.WAITING_MONEY), "money_day": DAY + 1}, {}, False, K.OVERDUE),
        ({}, {}, False, K.OVERDUE),
        ({}, {}, True, None),
        ({"queue_class": 2}, {"queue_class": 1}, None, K.DUE_SOON),
        ({"queue_class": 1}, {"queue_class": 2}, None, None),
        ({"queue_class": 1}, {"queue_class": 1}, None, None),
        ({"queue_class": 2}, {"queue_class": 1, "state": int(State.IN_TRANSIT)}, None, None),
    ],
)
def test_what_a_look_at_an_issue_brings(before, after, nominal, kind):
    inner = [] if nominal is None else [Call("closes_nominally", {}, result=nominal)]
    found = kinds(Call("is_looked_at", {}, before=row(**before), after=row(**after), children=inner))
    assert found == ([kind] if kind is not None else [])


def finish(ending: State, **before: object) -> Call:
    """The end of an issue."""
    return Call("finish", {"ending": int(ending)}, before=row(**before))


def test_endings_are_told_with_the_days_since_the_report():
    for ending, kind in ((State.RESOLVED, K.RESOLVED), (State.FAILED, K.FAILED), (State.NOMINAL, K.NOMINALLY_CLOSED)):
        (event,) = told(finish(ending))
        assert (event.kind, event.facts["days"]) == (kind, DAY - 10)
    assert kinds(finish(State.DROPPED)) == [K.GAVE_UP]
    assert kinds(finish(State.DROPPED, state=int(State.LOST_ON_BOOK))) == [K.FORGOTTEN]
    assert kinds(finish(State.RESOLVED, flags=store.DUPLICATE)) == []
    inside = Call(
        "hand_over",
        {"desk": 96},
        before=row(),
        after=row(),
        children=[Call("lose", {}, children=[finish(State.DROPPED)])],
    )
    assert kinds(inside) == [K.LOST_UNWRITTEN]
    looked = Call("is_looked_at", {}, before=row(), after=row(), decisions=[made("NOMINAL", True)])
    looked.children = [finish(State.NOMINAL)]
    assert [w.decision for w in told(looked)[0].weighed] == ["NOMINAL"]
    succeeds = Call("succeeds", {}, decisions=[made("SUCCESS", True)])
    done = Call("see_outcome", {}, before=row(), after=row(), children=[succeeds, finish(State.RESOLVED)])
    assert [w.decision for w in told(done)[0].weighed] == ["SUCCESS"]


def test_a_closing_that_is_reopened_is_told_twice_and_another_once():
    again = Call("reopen", {}, before=row(), after=row(due=40))
    decisions = [made("CHECKED", True), made("REOPENED", True)]
    call = Call("close", {"ending": int(State.FAILED)}, before=row(), decisions=decisions, children=[again])
    first, second = told(call)
    assert (first.kind, first.facts["days"]) == (K.FAILED, 10)
    assert (second.kind, second.facts["due"]) == (K.REOPENED, on(40))
    assert [w.decision for w in second.weighed] == ["CHECKED", "REOPENED"]
    assert told(Call("close", {"ending": int(State.FAILED)}, before=row())) == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (store.HEARD | store.SATISFIED, "satisfied"),
        (store.HEARD, "not satisfied"),
        (0, "has heard nothing"),
        (store.SATISFIED, "has heard nothing"),
    ],
)
def test_a_judgement_names_satisfaction_trust_and_friends(flags, words):
    trust = {f"trust_{tier.key}": 0.5 for tier in Tier} | {"habit": 0.1, "disposition": 2}
    seen = {"resident": trust, "resident_after": {**trust, "trust_township": 0.625, "habit": 0.2, "disposition": 3}}
    heard = model().rulebook.plain.heard_share
    told_friends = [Call("move_trust", {"weight": w, "tier": 1, "solved": 1}, before={"key": 1}) for w in (1.0, heard)]
    call = Call("judge", {}, after=row(flags=flags, tier=int(Tier.TOWNSHIP)), seen=seen, children=told_friends)
    event = told(call)[0]
    assert (event.kind, event.facts["satisfied"].en, event.facts["friends"]) == (K.JUDGED, words, 1)
    assert (event.facts["tier"], event.facts["before"], event.facts["after"]) == (Tier.TOWNSHIP, 0.5, 0.625)
    assert event.facts["trust_moved"] == {"township": [0.5, 0.625]}
    assert (event.facts["habit_before"], event.facts["habit_after"]) == (0.1, 0.2)
    assert event.facts["disposition_after"] == 3


@pytest.mark.parametrize(
    ("plan", "kind"),
    [
        (store.PLAN_BYPASS, K.WILL_GO_OVER_HEADS),
        (store.PLAN_REPEAT, K.WILL_COMPLAIN_AGAIN),
        (store.PLAN_RECUR, K.WILL_COME_BACK),
        (None, K.GAVE_IN),
    ],
)
def test_what_follows_a_failure_is_told(plan, kind):
    planned = None if plan is None else {"plan": plan, "arose": 50}
    (event,) = told(Call("follow_up", {}, before=row(), seen={"planned": planned}))
    assert event.kind == kind and event.facts.get("until") == (None if plan is None else on(50))


def test_hearsay_is_told_of_others_requests_to_those_who_are_watched():
    """Who hears moves by a share, who joined by all of it, in the tier beside by a part of either."""
    p = model().rulebook.plain

    def moved(weight: float, key: int = 9, tier: Tier = Tier.DISTRICT, **about: int) -> Call:
        given = {"tier": int(Tier.DISTRICT), "weight": weight, "solved": 0}
        before, after = {"key": key, "trust_district": 0.5}, {"trust_district": 0.25}
        request = {"resident_key": KEY, "occasion": 17, "tier": int(tier)}
        return Call("move_trust", given, before=before, after=after, seen={"about": request | about})

    (heard,) = told(moved(p.heard_share))
    (joined,) = told(moved(1.0))
    assert (heard.kind, joined.kind, heard.resident, heard.issue) == (K.HEARD, K.JOINED, 9, None)
    assert heard.facts["outcome"].en == "not solved" and heard.facts["about"] == "7:5:2"
    assert (heard.facts["tier"], heard.facts["before"], heard.facts["after"]) == (Tier.DISTRICT, 0.5, 0.25)
    assert kinds(moved(p.heard_share * p.passed_on_share, tier=Tier.TOWNSHIP)) == [K.HEARD]
    assert kinds(moved(p.passed_on_share, tier=Tier.TOWNSHIP)) == [K.JOINED]
    assert told(moved(1.0, key=KEY)) == [] and told(moved(1.0), concerns=False) == []
    nothing = moved(1.0)
    nothing.seen = {"about": {}}
    assert told(nothing) == []


# ------------------------------------------------------------------------------------------------------- events, ids


def test_terms_that_round_to_nothing_are_not_shown():
    terms = (("habit", 0.004), ("logit(params.voice_share)", 0.005), ("willing", -1.2))
    line = str(Weighed("VOICE", 0.25, 0.1234, True, terms))
    assert line == (
        "the resident speaks up: chance 25.0%, draw 0.123, happens; log-odds: usual share +0.01, "
        "disposition of the party -1.20"
    )
    assert str(Weighed("LOST", 0.05, 0.9, False)) == "it is lost on the way: chance 5.0%, draw 0.900, does not happen"
    assert str(Weighed("TIER", 0.5, 0.9, True)) == "the tier addressed: chance 50.0%"


def test_decisions_come_in_the_order_asked_for_the_first_of_each():
    inner = Call("b", {}, decisions=[made("A", True, draw=0.1), made("A", False, draw=0.2)])
    inner.sums = {"x": [("habit", 1.0), ("no such term", 2.0)]}
    call = Call("a", {}, decisions=[made("B", False)], children=[inner])
    found = weighed_in(call, "A", "C", "B")
    assert [(w.decision, w.draw) for w in found] == [("A", 0.1), ("B", 0.3)]
    assert found[0].terms == (("habit", 1.0),)
    assert weighed_in(None, "A") == ()


def office(kind: DeskKind = DeskKind.COMMITTEE, code: int = 1, tier: Tier = Tier.COMMUNITY) -> Office:
    """An office."""
    return Office(kind, tier, code, Sentence(f"office {code}", f"{code}号"))


def event(kind: K, day: int, holder: Office | None = None, hours: float = 0.0, **more: object) -> Event:
    """An event of the need."""
    facts = more.pop("facts", {})
    return Event(day, on(day), kind, KEY, NEED, holder=holder, hours=hours, facts=facts, **more)  # type: ignore[arg-type]


def test_an_event_for_programs_has_plain_values():
    found = event(K.PAID, 3, office(), fen=1200, facts={"yuan": 12.0, "tier": Tier.DISTRICT, "until": on(4)}).as_dict()
    assert (found["kind"], found["fen"], found["resident"], found["issue"]) == ("paid", 1200, "7:5", "7:5:2")
    assert found["facts"] == {"yuan": 12.0, "tier": "district", "until": "2016-07-05"}
    assert found["holder"] == {"kind": "committee", "tier": "community", "code": 1, "name": "office 1"}
    assert found["sentence"] == "office 1 pays 12 yuan" and found["date"] == "2016-07-04" and found["day"] == 3


def test_rounds_and_second_rows_of_a_need():
    assert [round_of(16 + k) for k in (0, 1, 6)] == [1, 2, 7]
    assert round_of(16 + store.SECOND_ROW) == 1
    assert is_second_row(np.array([15, 16, 22, 23])).tolist() == [True, False, False, True]
    assert [first_day_of(IssueId(KEY, need)) for need in (0, 1, 2, 5)] == [0, 0, 28, 56]


def test_the_last_resident_of_a_community_is_known_and_the_next_is_not():
    assert known_resident("--resident", 7, 4, 5) == 7 << 16 | 4
    with pytest.raises(InputError, match="0-4"):
        known_resident("--resident", 7, 5, 5)
    assert known_community("--community", 20, [10, 20]) == 1
    with pytest.raises(InputError) as refused:
        known_community("--community", 91, [10, 20, 92, 930, 5])
    assert refused.value.faults[0].allowed == "10, 20, 92, 930, ... (5)" and refused.value.faults[0].nearest == "92"


def test_offices_are_called_by_their_place():
    m = model()
    offices, desks = Offices(m), m.desk_map
    assert offices.at(0).name.zh.startswith("东街街道001号社区")
    assert [offices.at(desks.first_township + 3 * t).name.zh for t in (0, 3, 4)] == [
        "东街街道办事处",
        "稻香镇政府",
        "麦浪乡政府",
    ]
    station = offices.at(desks.first_township + 1)
    assert station.kind == DeskKind.SOCIAL_WORKER and station.name.zh == f"东街街道{DeskKind.SOCIAL_WORKER.label_zh}"
    assert (station.tier, station.code) == (Tier.TOWNSHIP, 910001001)
    housing = int(desks.row_of(DeskKind.HOUSING, 1))
    assert offices.at(housing).name.en == f"Fields's department of {DeskKind.HOUSING.label}"
    assert (offices.at(housing).tier, offices.at(housing).code) == (Tier.DISTRICT, int(m.districts.code[1]))
    top = offices.at(int(desks.row_of(DeskKind.MUNICIPAL, 2)))
    assert top.name.en.endswith("for Cloud Hills") and (top.tier, top.code) == (Tier.MUNICIPALITY, 0)


# ------------------------------------------------------------------------------------------------------------- stories


def story() -> IssueStory:
    """A need held by two offices, lost in a second row on the side, resolved by the second."""
    a, b = office(), office(DeskKind.TOWNSHIP, 2, Tier.TOWNSHIP)
    return IssueStory(
        NEED,
        Category.SAFETY,
        (
            event(K.AROSE, 1),
            event(K.REPORTED, 2, a),
            event(K.QUEUED_TO_PASS_UP, 3, a),
            event(K.WORKED, 4, a, 1.0, facts={"left": 1.0}),
            event(K.WORKED, 4, b, 5.0, second_row=True, facts={"left": 0.0}),
            event(K.GAVE_UP, 5, b, second_row=True),
            event(K.WORKED, 5, a, 1.5, facts={"left": 0.0}),
            event(K.PASSED_UP, 6, a),
            event(K.QUEUED, 9, b),
            event(K.QUEUED, 9, b),
            event(K.WORKED, 10, b, 2.0, facts={"left": 0.0}),
            event(K.RESOLVED, 12, b),
            event(K.JUDGED, 12, b),
        ),
    )


def test_who_held_a_need_when_and_with_how_many_hours():
    """The first office from day 3 to 6 with 2.5 hours, the second from day 9 to 12 with 2; second rows left out."""
    found = [(h.office.code, h.first, h.last, h.hours, h.round) for h in story().holdings]
    assert found == [(1, on(3), on(6), 2.5, 1), (2, on(9), on(12), 2.0, 1)]
    assert story().outcome.kind == K.RESOLVED
    still = IssueStory(NEED, None, (event(K.QUEUED, 3, office(), round=2), event(K.STILL_OPEN, 9, office(), 0.5)))
    assert [(h.last, h.round, h.hours) for h in still.holdings] == [(None, 2, 0.5)]
    taken = IssueStory(NEED, None, (event(K.QUEUED, 3, office()), event(K.HELPER_TOOK_OVER, 5, office(code=4), 1.0)))
    assert [(h.office.code, h.last) for h in taken.holdings] == [(1, on(5))]


def test_a_need_for_programs_sums_its_hours_and_says_how_it_ended():
    found = issue_dict(story())
    assert (found["hours"], found["outcome"], found["outcome_date"]) == (9.5, "resolved", "2016-07-13")
    assert (found["arose"], found["rounds"], found["category"]) == ("2016-07-02", 1, "safety")
    assert [h["code"] for h in found["holders"]] == [1, 2]
    none = issue_dict(IssueStory(NEED, None, (event(K.JUDGED, 3, round=3),)))
    assert (none["outcome"], none["category"], none["rounds"]) == (None, None, 3)


def test_the_last_round_says_how_a_need_ended():
    rounds = IssueStory(NEED, None, (event(K.FAILED, 3), event(K.RESOLVED, 8, round=2), event(K.GAVE_IN, 9, round=2)))
    assert rounds.outcome.kind == K.RESOLVED


def test_work_and_hearsay_that_follow_each_other_are_drawn_together():
    """Two spells of one office on one day and one on the next: 4 hours in 2 days; another office apart."""
    a, b = office(), office(code=2)
    work = [
        event(K.WORKED, day, who, hours, facts={"left": left, "hours": hours})
        for day, who, hours, left in ((4, a, 1.0, 3.0), (4, a, 1.0, 2.0), (5, a, 2.0, 0.5), (6, b, 0.5, 0.0))
    ]
    lines = spoken("en", render_story.lines, work)
    assert lines == [
        "2016-07-05  office 1 spends 4.00 h on it in 2 days, until 2016-07-06; 0.50 h are left to do",
        "2016-07-07  office 2 spends 0.50 h on it; 0.00 h are left to do",
    ]
    heard = [
        event(K.HEARD, day, facts={"tier": tier, "before": x, "after": y, "outcome": T(said, "果")})
        for day, tier, x, y, said in (
            (1, Tier.TOWNSHIP, 0.5, 0.45, "not solved"),
            (3, Tier.TOWNSHIP, 0.45, 0.4, "not solved"),
            (5, Tier.TOWNSHIP, 0.4, 0.42, "solved"),
            (5, Tier.DISTRICT, 0.6, 0.61, "solved"),
        )
    ]
    first, second = spoken("en", render_story.lines, heard)
    assert first.startswith("2016-07-02  hears how 3 other requests ended until 2016-07-06 (1 solved)")
    assert first.endswith("0.500 -> 0.420") and "(solved)" in second


def test_rounds_and_second_rows_are_marked():
    weighed = (Weighed("LOST", 0.05, 0.9, False),)
    events = [event(K.REFUSED, 1, weighed=weighed), event(K.OVERDUE, 2, second_row=True), event(K.OVERDUE, 3, round=2)]
    assert spoken("en", render_story.lines, events) == [
        "2016-07-02  the next department refuses",
        "            · it is lost on the way: chance 5.0%, draw 0.900, does not happen",
        "2016-07-03  (second row) past its clock; the office leaves it open",
        "-- round 2 --",
        "2016-07-04  past its clock; the office leaves it open",
    ]
    assert len(render_story.lines(events, weighed=False, rounds=False)) == 3


def test_who_held_it_is_a_line_an_office():
    lines = spoken("en", render_story.holders, story())
    assert lines[1:] == [
        "  round 1  2016-07-04 to 2016-07-07     3 d    2.50 h  office 1",
        "  round 1  2016-07-10 to 2016-07-13     3 d    2.00 h  office 2",
    ]
    still = IssueStory(NEED, None, (event(K.QUEUED, 3, office()), event(K.STILL_OPEN, 9, office())))
    line = " ".join(spoken("en", render_story.holders, still)[1].split())
    assert line == "round 1 2016-07-04 to now - d 0.00 h office 1"
    assert render_story.holders(IssueStory(NEED, None, (event(K.AROSE, 3),))) == []
    line = spoken("en", render_story.issue_line, story())
    assert line == f"7:5:2  {Category.SAFETY.label}, arose 2016-07-02: resolved (2016-07-13)"
    open_ = spoken("en", render_story.issue_line, still)
    assert open_ == "7:5:2  ?, arose 2016-07-04: still open (2016-07-10)"
    none = IssueStory(NEED, None, (event(K.AROSE, 3),))
    assert spoken("en", render_story.issue_line, none).endswith("arose 2016-07-04: no end on these days")


def test_the_mean_days_of_an_office_leave_out_what_it_still_holds():
    """Held for 3 and for 5 days, and a third one still: 4 days in the mean of the two, 6 hours of the three."""
    spells = [((3, K.QUEUED, 0.0), (6, K.PASSED_UP, 1.0)), ((3, K.QUEUED, 2.0), (8, K.RESOLVED, 0.0))]
    spells += [((3, K.QUEUED, 0.0), (9, K.STILL_OPEN, 3.0))]
    issues = [
        IssueStory(IssueId(KEY, n), None, tuple(event(kind, day, office(), hours) for day, kind, hours in spell))
        for n, spell in enumerate(spells)
    ]
    (line,) = spoken("en", render_story._desks, issues)
    assert line.split() == ["3", "4.0", "d", "6.0", "h", "office", "1"]


# ------------------------------------------------------------------------------------------------------------ two runs


def day(a: list[Event], b: list[Event]) -> why.Day:
    """A day of two runs."""
    return why.Day(on(5), tuple(a), tuple(b))


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"hours": 3.0, "fen": 9, "facts": {"hours": 9.0, "days": 4}}, True),
        ({"facts": {"hours": 1.0, "days": 5}}, False),
        ({"kind": K.APPLIED_UP}, False),
        ({"round": 2}, False),
        ({"second_row": True}, False),
        ({"issue": IssueId(KEY, 3)}, False),
        ({"holder": office(code=2)}, False),
        ({"holder": office(DeskKind.POLICE)}, False),
    ],
)
def test_two_events_are_the_same_where_kind_need_round_holder_and_aim_are(changes, same):
    one = event(K.PASSED_UP, 5, office(), facts={"hours": 1.0, "days": 4})
    other = replace(one, **changes)
    assert (why.what(one) == why.what(other)) is same
    assert day([one], [other]).same is same
    assert why._same_own(day([one], [other])) is same


def test_hearsay_is_no_difference_in_the_residents_own_requests():
    heard = event(K.HEARD, 5, facts={"tier": Tier.DISTRICT})
    assert why._same_own(day([heard], [])) and not day([heard], []).same
    assert not why._same_own(day([event(K.OVERDUE, 5)], []))
    assert why._alike(day([heard], []))


def test_another_chance_or_queue_is_a_circumstance():
    def queued(ahead: int, chance: float) -> Event:
        return event(K.QUEUED, 5, office(), facts={"ahead": ahead}, weighed=(Weighed("LOST", chance, 0.9, False),))

    assert why._alike(day([queued(1, 0.1)], [queued(1, 0.1 + 1e-12)]))
    assert not why._alike(day([queued(1, 0.1)], [queued(2, 0.1)]))
    assert not why._alike(day([queued(1, 0.1)], [queued(1, 0.2)]))


def test_decisions_with_another_chance_are_named_those_that_came_out_differently_first():
    terms = (("habit", 0.2), ("willing", 0.5))

    def run(*decided: Weighed) -> list[Event]:
        return [event(K.OVERDUE, 5, weighed=decided)]

    ours = run(
        Weighed("VOICE", 0.5, 0.7, False, terms), Weighed("LOST", 0.3, 0.35, False), Weighed("CLIENT", 0.2, 0.5, False)
    )
    theirs = run(
        Weighed("VOICE", 0.6, 0.7, False, (("habit", 0.6), ("willing", 0.5))),
        Weighed("LOST", 0.4, 0.35, True),
        Weighed("CLIENT", 0.2, 0.5, False),
        Weighed("NOBODY", 0.2, 0.5, False),
    )
    lost, voice = why._decided(ours, theirs)
    assert (lost.baseline.chance, lost.policy.chance, lost.terms) == (0.3, 0.4, ())
    assert voice.terms == (("habit", 0.2, 0.6),)
    assert why._decided(run(Weighed("LOST", 0.3, 0.1, True)), run(Weighed("LOST", 0.4, 0.2, True))) == []


def test_a_queue_is_compared_where_the_same_happened():
    a = event(K.QUEUED, 5, office(), facts={"hours": 1.0, "ahead": 2, "n_open": 3, "due": on(9)})
    b = event(K.QUEUED, 5, office(), facts={"hours": 1.0, "ahead": 5, "n_open": 1, "due": on(10)})
    assert why._queue(a, b) == [("ahead", 2.0, 5.0), ("n_open", 3.0, 1.0)]
    assert why._queue(a, event(K.OVERDUE, 5, office(), facts={"ahead": 9})) == []


def apart(name: str, lever: bool = False) -> Difference:
    """A circumstance that differs."""
    return Difference(name, T(name, "某"), 1.0, 2.0, lever)


def test_causes_are_what_bears_on_what_has_come_out_differently():
    around = (
        apart("township.lever_delay_days", True),
        apart("community.ties"),
        apart("desk.committee.left"),
        apart("desk.police.left"),
        apart("community.condition"),
    )
    passed = event(K.PASSED_UP, 5, office(), weighed=(Weighed("LOST", 0.2, 0.4, False),))
    first = why.FirstDifference(on(5), passed, None, (), (), around)
    assert [d.name for d in first.causes] == ["township.lever_delay_days", "desk.committee.left"]
    voiced = event(K.REPORTED, 5, weighed=(Weighed("SELF_SOLVE", 0.2, 0.4, False),))
    assert [d.name for d in replace(first, baseline=None, policy=voiced).causes] == ["community.ties"]
    decided = why.Decided(Weighed("SELF_SOLVE", 0.2, 0.4, False), Weighed("SELF_SOLVE", 0.3, 0.4, False), ())
    none = replace(first, baseline=None, decided=(decided,))
    assert [d.name for d in none.causes] == ["community.ties"]
    assert (apart("desk.police.left").desk, apart("desk.police.left").column) == ("police", "left")
    assert apart("community.ties").desk == ""


def test_the_first_difference_is_told_with_both_sides_causes_first():
    around = (apart("township.lever_delay_days", True), apart("township.lever_refusal", True), apart("community.room"))
    decided = why.Decided(Weighed("LOST", 0.05, 0.1, False), Weighed("LOST", 0.25, 0.1, True), (("habit", -0.5, 0.25),))
    one = event(K.PASSED_UP, 5, office(), facts={"target": office(code=2), "days": 4})
    two = event(K.REFUSED, 5, office())
    first = why.FirstDifference(on(5), one, two, (decided,), (("ahead", 2.0, 5.0),), around)
    assert spoken("en", render_why.first_difference, first) == [
        "First difference: 2016-07-06",
        "  only A: passed up for want of authority, to office 2; 4 days on the way",
        "  only B: the next department refuses",
        "  it is lost on the way: same draw 0.100, chance A 5.0%, B 25.0%",
        "      habit: A -0.50, B +0.25 log-odds",
        "  issues that come first: A 2, B 5",
        "  What bears on it and differs on that day (A -> B)",
        "    township.lever_delay_days: 1 -> 2",
        "  What else the policy has moved around the resident by that day (A -> B)",
        "    township.lever_refusal: 1 -> 2",
        "  What else differs around the resident on that day (A -> B)",
        "    community.room: 1 -> 2",
    ]
    many = tuple(apart(f"community.x{n}") for n in range(15))
    lines = render_why.first_difference(why.FirstDifference(on(5), None, None, (), (), many))
    assert len(lines) == 2 + 12 + 1 and lines[-1].strip() == "... (3)"


def test_days_of_two_runs_are_marked_by_who_has_them():
    both, ours, theirs = (event(kind, 5) for kind in (K.REFUSED, K.OVERDUE, K.DUE_SOON))
    a = event(K.WORKED, 5, office(), facts={"hours": 1.0, "left": 2.0}, round=2)
    b = event(K.WORKED, 5, office(), facts={"hours": 2.0, "left": 1.0}, round=2)
    lines = spoken("en", render_why._day, day([both, ours, a], [both, theirs, b]), False)
    assert [line[:12] for line in lines] == [f"{mark} 2016-07-06" for mark in "=ABAB"]
    assert lines[1].endswith("leaves it open") and lines[2].endswith("moves forward in the queue")
    assert "(2) office 1 spends 1.00 h" in lines[3] and "(2) office 1 spends 2.00 h" in lines[4]


def test_the_comparison_for_programs_says_which_side_is_which():
    one, two = event(K.REFUSED, 5, office()), event(K.OVERDUE, 5, office())
    decided = why.Decided(Weighed("LOST", 0.05, 0.1, False), Weighed("LOST", 0.25, 0.1, True), (("habit", -0.5, 0.25),))
    around = (apart("community.room"), apart("desk.committee.left"))
    first = why.FirstDifference(on(5), one, two, (decided,), (("ahead", 2.0, 5.0),), around)
    ended = (IssueStory(NEED, None, (event(K.FAILED, 5),)),), (IssueStory(NEED, None, (event(K.RESOLVED, 5),)),)
    found = spoken(
        "en",
        render_why.as_dict,
        why.Why(("base", "better"), 3, "7:5", T("who", "谁"), (day([one], [two]),), on(4), first, ended),
    )
    assert (found["baseline"], found["policy"], found["first_circumstance"]) == ("base", "better", "2016-07-05")
    parted = found["first_difference"]
    assert (parted["baseline"]["kind"], parted["policy"]["kind"]) == ("refused", "overdue")
    assert parted["decided"][0] == {
        "decision": "LOST",
        "draw": 0.1,
        "baseline": 0.05,
        "policy": 0.25,
        "happened": [False, True],
        "terms": [{"source": "habit", "label": "habit", "baseline": -0.5, "policy": 0.25}],
    }
    assert parted["queue"] == [{"fact": "ahead", "baseline": 2.0, "policy": 5.0}]
    assert [(x["name"], x["cause"]) for x in parted["around"]] == [
        ("community.room", False),
        ("desk.committee.left", True),
    ]
    assert [found["outcomes"][side][0]["outcome"] for side in ("baseline", "policy")] == ["failed", "resolved"]
    assert found["days"][0]["same"] is False and found["days"][0]["policy"][0]["kind"] == "overdue"


def test_both_sides_of_the_comparison_stand_in_the_text():
    ended = (IssueStory(NEED, None, (event(K.FAILED, 5),)),), (IssueStory(NEED, None, (event(K.RESOLVED, 5),)),)
    whole = why.Why(("base", "better"), 3, "7:5", T("who", "谁"), (), None, None, ended)
    text = spoken("en", render_why.text, whole, ("Base", "Better"))
    assert "A = Base, B = Better, seed 3" in text
    assert "  A  7:5:2" in text and "worked on without success" in text.split("  B  ")[0]
    assert "resolved (2016-07-06)" in text.split("  B  ")[1]
    assert "The resident's own requests go the same way under both." in text


def record(key: int, state: State, reported: int, closed: int, **more: object) -> np.ndarray:
    """A record of the ledger."""
    found = np.zeros(1, RECORD)
    fields = {
        "resident_key": key,
        "state": state,
        "reported": reported,
        "closed": closed,
        "occasion": 8,
        "departments": 1,
    } | more
    for name, value in fields.items():
        found[name] = value
    return found


def finished_with(*records: np.ndarray, day: int = 50) -> SimpleNamespace:
    """What a finished model leaves: closed records in the ledger, others open."""
    rows = np.concatenate([np.zeros(0, RECORD), *records])
    return SimpleNamespace(
        ledger=SimpleNamespace(records=rows[rows["closed"] >= 0]),
        open_records=lambda: rows[rows["closed"] < 0],
        day=day,
        communities=SimpleNamespace(setting=np.array([0, 2])),
    )


def test_who_gains_and_loses_by_requests_resolved_then_by_days():
    """One: solved only under the policy. Two: 5 days sooner. Three: lost. Four: no change. Five: waits longer."""
    done, failed = State.RESOLVED, State.FAILED
    base = finished_with(
        record(1, failed, 0, 10),
        record(2, done, 0, 10),
        record(3, done, 0, 10),
        record(4, done, 0, 9),
        record(6, done, 0, 0),
    )
    policy = finished_with(
        record(1, done, 0, 30),
        record(2, done, 0, 5),
        record(3, State.QUEUED, 20, -1),
        record(4, done, 0, 9),
        record(5, failed, 0, 7),
        record(6, done, 0, 0),
        record(6, done, 1, 2),
    )
    gain, lose = why.gains_and_losses(base, policy)
    assert [f.resident for f in gain] == [6, 1, 2] and [f.resident for f in lose] == [3, 5]
    assert (lose[0].solved, lose[0].days, lose[0].reported) == ((1, 0), (10, 30), (1, 1))
    assert (lose[1].reported, lose[1].days) == ((0, 1), (0, 7))
    assert [f.resident for f in why.gains_and_losses(base, policy, most=1)[0]] == [6]
    assert [f.resident for f in why.gains_and_losses(policy, base)[0]] == [3, 5]
    text = spoken("en", render_why.fortunes, gain, lose, ("X", "Y"), "x.yaml y.yaml").splitlines()
    assert text[0] == "A = X, B = Y" and text[4].split() == ["0:1", "0", "->", "1", "10", "->", "30"]
    assert render_why.fortune_dict(gain[1]) == {
        "resident": "0:1",
        "resolved": [0, 1],
        "reported": [1, 1],
        "days": [10, 30],
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("resolved", [1]),
        ("failed", [2]),
        ("nominal", [4]),
        ("dropped", [5]),
        ("open", [3]),
        ("longest", [3, 4, 2, 1]),
        ("passed-on", [2, 4]),
        ("passed-up", [1]),
        ("refused", [4]),
        ("reopened", [5]),
        ("money", [2]),
        ("no-money", [1]),
        ("helper", [5]),
        ("found", [4]),
        ("repeated", [3]),
        ("over-heads", [2]),
        ("nobody", [5]),
        ("joint", [1]),
        ("pressed", [3]),
        ("kept-off", [4]),
        ("agreed", [2]),
    ],
)
def test_examples_of_every_kind_are_found_among_five(kind, expected):
    """Days: 1, 5, 39 to the last day (49), 19 and none; hand-overs 0, 4, 0, 2, 0."""
    rows = finished_with(
        record(1, State.RESOLVED, 9, 10, tier=2, tier_reported=0, flags=store.STUCK | store.JOINT),
        record(
            2, State.FAILED, 5, 10, hand_overs=4, flags=store.PAID | store.BYPASS | store.AGREED, cost_fen=9, tier=3
        ),
        record(3, State.QUEUED, 10, -1, flags=store.REPEAT | store.PRESSED),
        record(
            4,
            State.NOMINAL,
            1,
            20,
            hand_overs=2,
            refusals=2,
            departments=2,
            flags=store.DISCOVERED | store.REFUSED,
            cost_fen=5,
        ),
        record(
            5,
            State.DROPPED,
            10,
            10,
            reopenings=1,
            desk_kind=DeskKind.POLICE,
            flags=store.NOBODY,
            refusals=1,
            departments=2,
        ),
        record(6, State.RESOLVED, 0, 45, occasion=8 + store.SECOND_ROW, hand_overs=9, flags=(1 << 21) - 1, cost_fen=1),
    )
    found = find(rows, kind)  # type: ignore[arg-type]
    assert [f.issue.resident for f in found] == expected
    assert all(f.kind == kind for f in found)


def test_examples_are_of_other_residents_and_of_the_category_and_setting_asked_for():
    rows = finished_with(
        record(1, State.FAILED, 0, 10, category=Category.SAFETY, community=1, hand_overs=1),
        record(1, State.FAILED, 0, 11, category=Category.SAFETY, hand_overs=3, occasion=24),
        record(2, State.FAILED, 0, 12, category=Category.DISPUTE, hand_overs=3, tier=2),
    )
    found = find(rows, "failed")  # type: ignore[arg-type]
    assert [(f.issue.resident, f.issue.need, f.days, f.hand_overs) for f in found] == [(1, 3, 11, 3), (2, 1, 12, 3)]
    assert (found[1].tier, found[1].state, found[1].setting) == (Tier.DISTRICT, State.FAILED, Setting.URBAN)
    assert [f.days for f in find(rows, "failed", Category.SAFETY, Setting(2))] == [10]  # type: ignore[arg-type]
    assert [f.issue.resident for f in find(rows, "failed", Category.DISPUTE)] == [2]  # type: ignore[arg-type]
    assert len(find(rows, "failed", most=1)) == 1  # type: ignore[arg-type]


def test_what_differs_around_a_resident_is_read_off_both_models_levers_first():
    one, other = (GovernanceModel(scenario(), small_world(), seed=1) for _ in range(2))
    home, resident = 4, int(one.residents.key[int(one.communities.first_resident[4])])
    assert differences(one, other, resident) == []
    other.communities.ties[home] += 0.125
    other.communities.ties[home + 1] += 0.5
    other.communities.lever_visit_hours[home] += 2.0
    other.townships.purse_fen[int(one.communities.township[home])] += 7
    other.districts.places_used[int(one.communities.district[home])] += 1
    other.residents.records["trust_district"][int(one.communities.first_resident[home])] += 0.25
    office_row, elsewhere = (int(one.desk_map.row_of(DeskKind.HOUSING, d)) for d in (1, 0))
    other.desks.hours[office_row], other.desks.hours[elsewhere] = 77.0, 88.0
    other.desks.belief[office_row] += 1e-12
    found = differences(one, other, resident)
    assert [d.name for d in found] == [
        "community.lever_visit_hours",
        "desk.housing.hours",
        "community.ties",
        "township.purse_fen",
        "district.places_used",
        "resident.trust_district",
    ]
    assert [d.is_lever for d in found] == [True, True, False, False, False, False]
    ties = found[2]
    assert ties.policy - ties.baseline == pytest.approx(0.125)
    assert str(replace(ties, baseline=0.5, policy=0.625)) == "neighbourhood ties: 0.5 -> 0.625"


def test_desks_around_a_community_are_its_own_its_townships_and_its_districts():
    """Six of a community; three of a township, behind 16 communities; eight of a district, behind 7 townships."""
    assert desks_of(model(), 4) == [*range(24, 30), *range(102, 105), *range(125, 133)]
    assert len(model().communities) * 6 == 96 and 96 + 7 * 3 + 8 == 125


# --------------------------------------------------------------------------------------------------------- bottlenecks


def test_loads_are_over_hours_had_and_a_queue_is_days_of_them():
    """100 hours in 50 days: 2 a day, so 30 hours waiting are 15 days."""
    load = Load(DeskKind.COMMITTEE, Setting.URBAN, None, 1, 100.0, 130.0, 90.0, 4.0, 30.0, 2.0, 50)
    assert (load.offered_load, load.carried_load, load.backlog_days) == (1.3, 0.9, 15.0)
    empty = replace(load, available_hours=0.0)
    assert all(math.isnan(x) for x in (empty.offered_load, empty.carried_load, empty.backlog_days))


def books() -> GovernanceModel:
    """A fresh model with hours in some desks and design weights."""
    m = GovernanceModel(scenario(days=50), small_world(), seed=1)
    m.communities.weight[:], m.townships.weight[:] = 2.0, 3.0
    m.day = 60
    return m


def test_loads_by_kind_carry_design_weights_and_single_offices_do_not():
    m = books()
    d, committee = m.desks, m.desk_map.of_communities(DeskKind.COMMITTEE)
    d.available_hours[committee], d.offered_hours[committee] = 10.0, 4.0
    d.offered_hours[0] = 24.0
    d.work_hours[committee], d.passing_hours[committee], d.visit_hours[committee] = 3.0, 2.0, 50.0
    for name, hours in (("intake_hours", 0.5), ("enquiry_hours", 0.25), ("duty_hours", 0.25)):
        getattr(d, name)[committee] = hours
    town = m.desk_map.of_townships(DeskKind.TOWNSHIP)
    d.available_hours[town] = 0.5
    d.available_hours[town.start if isinstance(town, slice) else town[0]] = 1.0
    issues = m.stage.issues
    for slot, (desk, hours, due, state) in enumerate(
        ((0, 2.0, 59, State.QUEUED), (0, 3.0, 60, State.QUEUED), (0, 9.0, 1, State.IN_TRANSIT))
    ):
        issues["desk"][slot], issues["hours"][slot], issues["due"][slot] = desk, hours, due
        issues["state"][slot] = int(state)
    kinds_, _, single = loads(m)
    urban = next(x for x in kinds_ if x.kind == DeskKind.COMMITTEE and x.setting == Setting.URBAN)
    n = int((m.communities.setting == Setting.URBAN).sum())
    assert (urban.n, urban.days) == (n, 50)
    assert urban.available_hours == pytest.approx(2 * 10 * n)
    assert urban.offered_hours == pytest.approx(2 * (5 * n + 20)) and urban.carried_hours == pytest.approx(2 * 6 * n)
    assert (urban.waiting, urban.waiting_hours, urban.overdue) == (4.0, 10.0, 2.0)
    towns = next(x for x in kinds_ if x.kind == DeskKind.TOWNSHIP)
    assert towns.available_hours == pytest.approx(3 * (1.0 + 0.5 * 6)) and towns.setting is None
    first = single[0]
    assert first.office.code == 910001001001
    assert (first.available_hours, first.offered_hours, first.waiting, first.overdue) == (10.0, 25.0, 2.0, 1.0)
    assert [x.office.tier for x in single] == [Tier.COMMUNITY] * 16 + [Tier.TOWNSHIP]
    found = Diagnosis("x", 1, 50, kinds_, (), single, None)  # type: ignore[arg-type]
    assert [x.office.tier for x in found.busiest(2)] == [Tier.COMMUNITY, Tier.COMMUNITY, Tier.TOWNSHIP]


def test_departments_of_a_district_are_taken_together_without_the_municipality_busiest_first():
    m = books()
    d = m.desks
    for district, offered in ((0, 5.0), (1, 30.0), (2, 10.0)):
        for kind, hours in ((DeskKind.HOUSING, 10.0), (DeskKind.SOCIAL_SECURITY, 10.0), (DeskKind.MUNICIPAL, 500.0)):
            d.available_hours[m.desk_map.row_of(kind, district)] = hours if district < 2 else hours / 100.0
        d.offered_hours[m.desk_map.row_of(DeskKind.HOUSING, district)] = offered
        d.offered_hours[m.desk_map.row_of(DeskKind.MUNICIPAL, district)] = 4000.0
    _, districts, _ = loads(m)
    assert [(x.office.name.en, x.available_hours, x.offered_load) for x in districts] == [
        ("all departments of Fields", 20.0, 1.5),
        ("all departments of Riverside", 20.0, 0.25),
    ]


def test_shares_of_waits_are_of_the_endings_category_and_setting_asked_for():
    """Two late issues of 3 and 5 days in towns, three failed of 12 days in villages."""
    shape = (len(Ending), len(Category), len(Setting), len(Tier))
    days, issues = np.zeros((*shape, len(Wait))), np.zeros(shape)
    days[Ending.LATE, Category.SAFETY, 0, 0, Wait.HOURS], days[Ending.LATE, Category.DISPUTE, 0, 1, Wait.MONEY] = 3, 5
    days[Ending.FAILED, Category.SAFETY, 2, 0, Wait.REFUSAL] = 12
    issues[Ending.LATE, Category.SAFETY, 0, 0] = issues[Ending.LATE, Category.DISPUTE, 0, 1] = 1
    issues[Ending.FAILED, Category.SAFETY, 2, 0] = 3
    waiting = Waiting(days, issues, np.zeros((len(Ending), len(Wait))), np.zeros(len(Ending), int))
    n, mean, share = shares_by_wait(waiting, (Ending.LATE,))
    assert (n, mean) == (2.0, 4.0) and share[Wait.HOURS] == 3 / 8 and share[Wait.MONEY] == 5 / 8
    n, mean, share = shares_by_wait(waiting, (Ending.LATE, Ending.FAILED), category=Category.SAFETY)
    assert (n, mean) == (4.0, 15 / 4) and share[Wait.REFUSAL] == 12 / 15
    n, mean, share = shares_by_wait(waiting, (Ending.LATE, Ending.FAILED), setting=Setting(2))
    assert (n, mean, share[Wait.REFUSAL]) == (3.0, 4.0, 1.0)
    n, mean, share = shares_by_wait(waiting, (Ending.NOMINAL,))
    assert n == 0.0 and math.isnan(mean) and np.isnan(share).all()


def waits_for(today: int, fields: dict[str, object], then: dict[str, object]) -> Wait:
    """What the day of one open issue goes to, of which some fields were so at the last look and others are so now."""
    m = GovernanceModel(scenario(days=50), small_world(), seed=1)
    clock = WaitingClock(m)
    issues = m.stage.issues
    usual = {"resident_key": KEY, "occasion": OCCASION, "state": int(State.QUEUED), "hours": 5.0, "community": 0}
    for name, value in (usual | {"part": 0} | fields).items():
        issues[name][0] = value
    clock._before = issues.copy()
    for name, value in then.items():
        issues[name][0] = value
    m.day = today
    clock._after("begin")
    assert clock._counts.sum() == 0
    clock._after(LOOK_AFTER)
    (found,) = np.flatnonzero(clock._counts[0])
    assert clock._counts.sum() == 1
    return Wait(int(found))


FRIDAY, SATURDAY = 0, 1
POLICE_DESK = 3
LIMIT = 4.0
"""Hours that an issue may be worked on in a day (`work.hours_per_day_limit`)."""


@pytest.mark.parametrize(
    ("today", "fields", "then", "wait"),
    [
        (FRIDAY, {}, {}, Wait.HOURS),
        (FRIDAY, {"spent": 1.0}, {"spent": 1.0 + LIMIT}, Wait.WORKED),
        (FRIDAY, {"spent": 1.0}, {"spent": 0.9 + LIMIT}, Wait.HOURS),
        (FRIDAY, {}, {"attempts": 1}, Wait.WORKED),
        (SATURDAY, {}, {}, Wait.DAYS_OFF),
        (SATURDAY, {"desk": POLICE_DESK}, {}, Wait.HOURS),
        (SATURDAY, {"desk": POLICE_DESK}, {"spent": LIMIT}, Wait.WORKED),
        (SATURDAY, {"stage": store.STAGE_PASS_UP}, {}, Wait.DAYS_OFF),
        (FRIDAY, {"stage": store.STAGE_PASS_UP}, {"spent": LIMIT}, Wait.AUTHORITY),
        (FRIDAY, {"stage": store.STAGE_DISPATCH}, {}, Wait.AUTHORITY),
        (FRIDAY, {"stage": store.STAGE_DISPATCH, "flags": store.STUCK}, {}, Wait.MONEY),
        (FRIDAY, {"flags": store.STUCK}, {}, Wait.HOURS),
        (FRIDAY, {"stage": store.STAGE_APPLY}, {}, Wait.MONEY),
        (FRIDAY, {"stage": store.STAGE_REFUSED}, {}, Wait.REFUSAL),
        (FRIDAY, {"stage": store.STAGE_PASS_UP, "flags": store.MISROUTED}, {}, Wait.WRONG),
        (FRIDAY, {"state": int(State.WAITING_MONEY)}, {}, Wait.MONEY),
        (SATURDAY, {"state": int(State.WAITING_HOLDER)}, {}, Wait.NOBODY),
        (FRIDAY, {"state": int(State.LOST_ON_BOOK)}, {}, Wait.LOST),
        (FRIDAY, {"state": int(State.IN_TRANSIT), "plan": store.PLAN_INTAKE}, {}, Wait.DAYS_OFF),
        (FRIDAY, {}, {"state": int(State.IN_TRANSIT), "hand_overs": 1, "stage": store.STAGE_PASS_UP}, Wait.TRANSIT),
        (FRIDAY, {}, {"state": int(State.IN_TRANSIT), "hand_overs": 1, "stage": store.STAGE_APPLY}, Wait.MONEY),
        (FRIDAY, {}, {"state": int(State.IN_TRANSIT), "hand_overs": 1, "part": 1}, Wait.DEPARTMENTS),
        (FRIDAY, {"part": 1}, {"state": int(State.IN_TRANSIT), "hand_overs": 1}, Wait.TRANSIT),
        (
            FRIDAY,
            {"flags": store.STUCK},
            {"state": int(State.IN_TRANSIT), "hand_overs": 1, "stage": store.STAGE_DISPATCH},
            Wait.MONEY,
        ),
        (
            FRIDAY,
            {"flags": store.MISROUTED},
            {"state": int(State.IN_TRANSIT), "hand_overs": 1, "flags": 0},
            Wait.WRONG,
        ),
    ],
)
def test_a_day_goes_to_what_the_issue_waits_for(today, fields, then, wait):
    assert waits_for(today, fields, then) == wait


def test_endings_are_booked_by_weight_late_ones_apart_and_open_ones_at_the_end():
    """Days 3 to hours, 5 to money, 9 worked, 20 off: most of the waiting is money. A day past due on day 20 is late."""
    m = GovernanceModel(scenario(days=40, warm_up_days=10), small_world(), seed=1)
    m.communities.weight[:] = 2.0
    clock = WaitingClock(m)
    issues = m.stage.issues
    rows = (
        (State.RESOLVED, 0, 12, 15, 20),
        (State.RESOLVED, store.LATE, 12, 15, 20),
        (State.FAILED, store.LATE, 12, 15, 20),
        (State.RESOLVED, 0, 9, 15, 20),
        (State.RESOLVED, store.DUPLICATE, 12, 15, 20),
        (State.RESOLVED, 0, 12, 15, 19),
        (State.QUEUED, 0, 12, 20, -1),
        (State.QUEUED, 0, 12, 19, -1),
        (State.QUEUED, store.LATE, 10, 99, -1),
        (State.QUEUED, 0, 9, 99, -1),
        (State.QUEUED, store.DUPLICATE, 12, 99, -1),
        (State.LATENT, 0, 12, 99, -1),
    )
    for slot, (state, flags, reported, due, closed) in enumerate(rows):
        for name, value in (
            ("resident_key", slot + 1),
            ("state", int(state)),
            ("flags", flags),
            ("reported", reported),
            ("due", due),
            ("closed", closed),
            ("category", int(Category.WELFARE)),
            ("tier", int(Tier.DISTRICT)),
        ):
            issues[name][slot] = value
        clock._counts[slot, [Wait.HOURS, Wait.MONEY, Wait.WORKED, Wait.DAYS_OFF]] = (3, 5, 9, 20)
    clock._before = issues.copy()
    m.day = 20
    clock._counts[[6, 7, 8, 9], Wait.HOURS] -= 1  # The day itself adds one.
    clock._after(LOOK_AFTER)
    found = clock.result()
    assert found.n.tolist() == [1, 1, 1, 0, 0, 1, 2]
    assert found.issues[Ending.LATE, Category.WELFARE, 0, Tier.DISTRICT] == 2.0 and found.issues.sum() == 12.0
    assert found.days[Ending.FAILED].sum() == 2 * 37 and found.days[Ending.ON_TIME, ..., Wait.MONEY].sum() == 10.0
    assert found.longest[:, Wait.MONEY].tolist() == [2.0, 2.0, 2.0, 0.0, 0.0, 2.0, 4.0]
    assert found.longest.sum() == 12.0
    assert (issues["state"] != FREE).sum() == 12


# ------------------------------------------------------------------------------------------------- watching and replay


def test_a_story_says_from_when_to_when_it_goes_and_from_when_it_counts():
    """After ten days of which four are warm-up: 1 to 10 July, measured from the fifth."""
    m = GovernanceModel(scenario(days=20, warm_up_days=4), small_world(), seed=1)
    m.day = 10
    seen = SimpleNamespace(model=m, events=[event(K.AROSE, 1)], open_at_end=lambda: [event(K.STILL_OPEN, 9)], n_again=3)
    found = story_so_far(seen, "7:5", T("who", "谁"))  # type: ignore[arg-type]
    assert (found.first, found.last, found.measured_from) == (on(0), on(9), on(4))
    assert [e.kind for e in found.events] == [K.AROSE, K.STILL_OPEN] and found.n_again == 3 and found.seed == 1
    m.day = 0
    assert story_so_far(seen, "7:5", T("who", "谁")).last == on(0)  # type: ignore[arg-type]


def test_a_run_that_is_followed_ends_where_asked_or_where_nothing_of_the_need_is_left():
    """The third need of somebody arises in the second period of 28 days, if at all; after 56 days nothing is left."""
    quiet = scenario({"needs.need_rate_town": 0.0, "needs.need_rate_village": 0.0}, days=70)
    key = int(model().residents.key[0])
    days: list[int] = []
    found = follow(quiet, small_world(), [key], "x", T("who", "谁"), until=3, progress=lambda: days.append(1))
    assert len(days) == 3 and found.last == on(2)
    days.clear()
    about = IssueId(key, 2)
    found = follow(quiet, small_world(), [key], "x", T("who", "谁"), issue=about, progress=lambda: days.append(1))
    assert len(days) == 56 and found.events == ()


def test_a_need_is_left_while_any_of_its_rounds_is():
    m = GovernanceModel(scenario(), small_world(), seed=1)
    issues = m.stage.issues
    issues["resident_key"][0], issues["occasion"][0], issues["state"][0] = KEY, 19, int(State.LATENT)
    assert _in_store(m, NEED)
    assert not _in_store(m, IssueId(KEY, 3)) and not _in_store(m, IssueId(KEY + 1, 2))
    issues["state"][0] = FREE
    assert not _in_store(m, NEED)


def test_who_a_resident_is():
    world = small_world()
    groups = [group_of(x) for x in world.residents.traits[: int(world.communities.population[0])]]
    ordinary, older = groups.index(int(Group.ORDINARY)), groups.index(int(Group.OLDER))
    where = "of the urban community 910001001001 in Riverside"
    assert about_resident(world, 0, ordinary).en == f"an ordinary resident {where}"
    assert about_resident(world, 0, older).en == f"one of the {Group.OLDER.label} {where}"


def test_who_moved_on_new_years_day_is_told_once_with_the_new_place():
    m = GovernanceModel(scenario(days=200), small_world(), seed=1)
    key = int(m.residents.key[0])
    watch = Watch(m, [key])
    watch._homes[key] = 5
    m.day = 183
    watch._see_moves()
    assert watch.events == []
    m.day = 184
    watch._see_moves()
    watch._see_moves()
    (moved,) = watch.events
    assert (moved.kind, moved.date, moved.facts["place"].en) == (K.MOVED, date(2017, 1, 1), "community 910001001001")


def test_what_is_open_at_the_end_is_told_of_the_last_day():
    m = GovernanceModel(scenario(), small_world(), seed=1)
    key = int(m.residents.key[0])
    watch = Watch(m, [key])
    for slot, (who, state) in enumerate(
        ((key, State.QUEUED), (key + 1, State.QUEUED), (key, State.LATENT), (key, State.IN_TRANSIT))
    ):
        for name, value in (("resident_key", who), ("state", int(state)), ("occasion", 8 * slot), ("desk", 0)):
            m.stage.issues[name][slot] = value
    m.day = 10
    found = watch.open_at_end()
    assert [(e.kind, e.day, e.facts["state"]) for e in found] == [
        (K.STILL_OPEN, 9, State.QUEUED),
        (K.STILL_OPEN, 9, State.IN_TRANSIT),
    ]


def test_a_meeting_is_told_of_what_it_takes_up_and_of_what_its_minutes_register():
    m = GovernanceModel(scenario(), small_world(), seed=1)
    key = int(m.residents.key[0])
    watch, issues = Watch(m, [key]), m.stage.issues
    for slot in range(3):
        for name, value in (("resident_key", key), ("state", int(State.QUEUED)), ("occasion", 8 * slot), ("due", 30)):
            issues[name][slot] = value
    issues["flags"][2] = store.JOINT
    watch.replay.keep(0)
    issues["flags"][0], issues["flags"][1] = store.JOINT, store.JOINT | store.REGISTERED
    watch._see_meetings(0)
    assert [(e.kind, e.issue.need) for e in watch.events] == [
        (K.JOINT_MEETING, 0),
        (K.JOINT_MEETING, 1),
        (K.REGISTERED, 1),
    ]
    assert watch.events[2].facts["due"] == on(30)


@pytest.mark.parametrize(
    ("kind", "apart_by", "same"),
    [
        (np.float64, 1e-5, False),
        (np.float64, 1e-11, True),
        (np.float32, 1e-5, False),
        (np.float32, 2e-7, True),
        (np.int32, 1, False),
        (np.int32, 0, True),
    ],
)
def test_a_replay_forgives_rounding_and_nothing_else(kind, apart_by, same):
    assert equal(np.array([1], kind), np.array([1 + apart_by], kind)) is same


def test_a_draw_equal_to_its_chance_does_not_happen():
    recorder = Recorder({5})
    draw = Draw(0.5)
    draw.purpose, draw.recorder = "VOICE", recorder
    assert not draw < 0.5 and draw >= 0.5 and draw < 0.5 + 1e-9 and not draw >= 0.6
    assert recorder.concerns(5) and not recorder.concerns(6) and Recorder(None).concerns(6)


def test_what_comes_first_in_a_queue_and_what_is_planned_next():
    """By class, key and permanent id among those queued at the desk; the next round lies hidden."""
    issues = np.zeros(8, ISSUE)
    issues["state"] = FREE
    rows = (
        (1, 16, 4, 1, 2.0, State.QUEUED),
        (2, 16, 4, 1, 1.0, State.QUEUED),
        (3, 16, 4, 0, 9.0, State.QUEUED),
        (4, 16, 4, 2, 0.0, State.QUEUED),
        (5, 16, 5, 0, 0.0, State.QUEUED),
        (6, 16, 4, 0, 0.0, State.IN_TRANSIT),
        (1, 17, 4, 0, 0.0, State.LATENT),
    )
    for slot, values in enumerate(rows):
        for name, value in zip(
            ("resident_key", "occasion", "desk", "queue_class", "key", "state"), values, strict=True
        ):
            issues[name][slot] = value
    issues["plan"][6], issues["arose"][6] = store.PLAN_REPEAT, 44
    mine = {name: issues[name][0].item() for name in ISSUE.names}
    assert ahead(issues, mine) == 2
    assert planned(issues, mine) == {"plan": store.PLAN_REPEAT, "arose": 44}
    assert planned(issues, mine | {"resident_key": 2}) is None and planned(issues, mine | {"occasion": 17}) is None
    issues["state"][6] = int(State.QUEUED)
    assert planned(issues, mine) is None


def test_counted_days_follow_their_slots_when_the_store_grows():
    m = GovernanceModel(scenario(), small_world(), seed=1)
    clock = WaitingClock(m)
    slot = int(m.districts.first_slot[1]) + 2
    clock._counts[slot, Wait.HOURS], clock._way[slot] = 4, int(Wait.MONEY)
    m.stage = m.stage._replace(issues=grown(m.stage.issues, m.districts.records, np.array([5, 0, 3])))
    clock._make_room()
    assert clock._counts[slot + 5, Wait.HOURS] == 4 and clock._way[slot + 5] == int(Wait.MONEY)
    assert clock._counts.sum() == 4 and len(clock._counts) == len(m.stage.issues)


@pytest.mark.parametrize(("n_nominal", "wait"), [(0, Wait.WRONG), (1, Wait.TRANSIT)])
def test_a_new_round_sent_on_with_its_work_undone_was_in_a_wrong_place(n_nominal, wait):
    then = {"occasion": OCCASION + 1, "state": int(State.IN_TRANSIT), "hand_overs": 1, "n_nominal": n_nominal}
    assert waits_for(FRIDAY, {}, then) == wait
    assert waits_for(FRIDAY, {}, then | {"hours": 0.0}) == Wait.TRANSIT


def test_a_community_is_summed_up_by_endings_moves_and_the_fullest_needs_first():
    needs = [
        [event(K.AROSE, 1), event(K.ENDURED, 1)],
        [event(K.AROSE, 2), event(K.PASSED_UP, 3, office()), event(K.SENT_DOWN, 4), event(K.PASSED_UP, 5)],
        [event(K.AROSE, 3), event(K.RESOLVED, 4), event(K.JUDGED, 4)],
    ]
    events = [replace(e, issue=IssueId(KEY, n)) for n, those in enumerate(needs) for e in those]
    events = [replace(e, facts={"category": Category.SAFETY}) if e.kind == K.AROSE else e for e in events]
    whole = Story("x", 1, "7", T("who", "谁"), on(0), on(9), on(0), tuple(events), 0)
    lines = spoken("en", render_story.summary, whole).splitlines()
    at = lines.index("Why they moved")
    assert [line.split() for line in lines[at + 1 : at + 3]] == [
        ["2", "passed", "up", "for", "want", "of", "authority"],
        ["1", "sent", "down"],
    ]
    assert [line.split()[0] for line in lines[-3:]] == ["7:5:1", "7:5:2", "7:5:0"]
    assert [line.split()[:2] for line in lines[4:7]] == [["1", "endured"], ["1", "no"], ["1", "resolved"]]


def test_twelve_circumstances_are_shown_without_a_rest():
    twelve = tuple(apart(f"community.x{n}") for n in range(12))
    lines = render_why.first_difference(why.FirstDifference(on(5), None, None, (), (), twelve))
    assert len(lines) == 2 + 12


def test_what_was_weighed_is_told_on_the_day_of_the_first_difference_only():
    def refused(day_: int) -> Event:
        return event(K.REFUSED, day_, weighed=(Weighed("REFUSAL", 0.2, 0.1, True),))

    days = tuple(why.Day(on(n), (refused(n),), (refused(n),)) for n in (4, 5, 6))
    first = why.FirstDifference(on(5), None, None, (), (), ())
    whole = why.Why(("a", "b"), 3, "7:5", T("who", "谁"), days, on(4), first, ((), ()))
    text = spoken("en", render_why.text, whole, ("A", "B"))
    assert text.count("draw 0.100") == 1 and text.index("2016-07-06  the next") < text.index("draw 0.100")
    assert spoken("en", render_why.text, whole, ("A", "B"), False).count("draw 0.100") == 0


def test_two_runs_part_on_the_first_day_that_differs():
    """A resident who fares differently: days before the first difference are the same, and dates are the events'."""
    changes = {"needs.need_rate_town": 1.0, "needs.need_rate_village": 0.9}
    certain = {f"intake.registered_{n}": 1.0 for n in ("counter_town", "counter_village", "grid_town", "grid_village")}
    one, other = scenario(changes, days=40), scenario(changes | certain, days=40)
    runs = [finished(s, small_world(), seed=5) for s in (one, other)]
    gain, lose = why.gains_and_losses(*runs)
    found = why.compare(one, other, small_world(), [*gain, *lose][0].resident, T("who", "谁"), seed=5)
    assert found.first is not None and found.circumstance is not None and found.circumstance <= found.first.date
    assert all(day_.same for day_ in found.days if day_.date < found.first.date)
    parted = next(day_ for day_ in found.days if not why._same_own(day_))
    assert parted.date == found.first.date
    assert found.circumstance == next(day_.date for day_ in found.days if not why._alike(day_))
    assert all(e.date == day_.date for day_ in found.days for e in (*day_.baseline, *day_.policy))
