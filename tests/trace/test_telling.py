"""Stories against the ledger, issue by issue, and against a case worked out by hand."""

from __future__ import annotations

import re
import string
from collections import defaultdict

import numpy as np
import pytest

from sim.agents.office import Community, District, Township
from sim.issues import store
from sim.model import GovernanceModel
from sim.trace.circumstances import COMMUNITY, DESK, DISTRICT, RESIDENT, TOWNSHIP
from sim.trace.decision_words import DECISIONS, TERMS
from sim.trace.identity import SECOND_ROW, issue_of, round_of
from sim.trace.kinds import EventKind as K
from sim.trace.meanings import HAND_OVERS, LOSSES
from sim.trace.render_story import LABELS, TEXTS, lines, whole
from sim.trace.story import issues_of
from sim.trace.watch import Watch
from sim.vocabulary import Category, State, Tier
from tests.language import spoken
from tests.model_runs import scenario, small_world
from tests.trace.runs import records_by_id, watched

ENDS = {
    K.RESOLVED: State.RESOLVED,
    K.FAILED: State.FAILED,
    K.NOMINALLY_CLOSED: State.NOMINAL,
    K.GAVE_UP: State.DROPPED,
    K.FORGOTTEN: State.DROPPED,
    K.LOST_UNWRITTEN: State.DROPPED,
}
MOVES = (*HAND_OVERS, *LOSSES)


def by_row(watch: Watch):
    """Events of each row of work, by permanent id; the second row of a request reported twice is left out."""
    found = defaultdict(list)
    for event in watch.events:
        if event.issue is not None and not event.second_row:
            found[(event.resident, event.issue.need * 8 + event.round - 1)].append(event)
    return found


@pytest.mark.parametrize("kind", ["plain", "lively"])
def test_every_story_agrees_with_the_ledger(kind):
    model, watch = watched(kind)
    told, n = by_row(watch), 0
    for (key, occasion), record in records_by_id(model).items():
        events = told[(key, occasion)]
        n += 1
        end = [e for e in events if e.kind in ENDS]
        closed = record["closed"] >= 0
        if closed:
            assert ENDS[end[-1].kind] == record["state"]
            assert end[-1].day == record["closed"]
        reopened = sum(e.kind == K.REOPENED for e in events)
        assert reopened == record["reopenings"]
        assert len(end) == reopened + closed
        assert sum(e.hours for e in events) == pytest.approx(record["spent"], abs=1e-9)
        assert sum(e.kind in MOVES for e in events) == record["hand_overs"]
        assert any(e.kind == K.PAID for e in events) == (
            bool(record["flags"] & store.PAID) and not was_paid_before(told, key, occasion)
        )
        assert any(e.kind == K.REGISTERED for e in events) == bool(record["flags"] & store.REGISTERED)
        assert any(e.kind == K.JOINT_MEETING for e in events) == bool(record["flags"] & store.JOINT)
        assert any(e.kind == K.AGREED for e in events) == bool(record["flags"] & store.AGREED)
        assert sum(e.kind == K.JUDGED for e in events) == closed
    assert n > 250


def was_paid_before(told, key, occasion):
    """Whether money was paid in an earlier round of the need."""
    return any(e.kind == K.PAID for other in range(occasion - occasion % 8, occasion) for e in told[(key, other)])


def test_needs_that_leave_no_record_agree_with_the_tallies():
    model, watch = watched("lively")
    counts = {kind: sum(e.kind == kind for e in watch.events) for kind in K}
    tallies = model.stage.tallies.sum(axis=(1, 2, 3))
    again = counts[K.CAME_BACK] + counts[K.CAME_BACK_UNREPORTED]
    assert counts[K.AROSE] + again == tallies[store.NEEDS]
    assert counts[K.SOLVED_BY_NEIGHBOURS] + counts[K.SOLVED_IN_COURTYARD] == tallies[store.SELF_SOLVED]
    assert counts[K.ENDURED] + counts[K.CAME_BACK_UNREPORTED] == tallies[store.ENDURED]


def test_a_residents_trust_moves_only_where_a_story_says_so():
    """From the first day to the last: every change of trust in a tier is told, and the changes join up."""
    model, watch = watched("plain")
    start = {t: {} for t in Tier}
    for event in watch.events:
        if event.kind in (K.HEARD, K.JOINED):
            moved = {event.facts["tier"]: (event.facts["before"], event.facts["after"])}
        elif event.kind == K.JUDGED:
            moved = {Tier[name.upper()]: tuple(pair) for name, pair in event.facts["trust_moved"].items()}
        else:
            continue
        for tier, (before, after) in moved.items():
            known = start[tier].get(event.resident)
            assert known is None or known == pytest.approx(before, abs=1e-6)
            start[tier][event.resident] = after
    row = {int(key): i for i, key in enumerate(model.residents.key)}
    checked = 0
    for tier in Tier:
        for key, value in start[tier].items():
            assert model.residents.column(f"trust_{tier.key}")[row[key]] == pytest.approx(value, abs=1e-6)
            checked += 1
    assert checked > 300


TOWNSHIP_DECIDES = {
    f"work.authority_{t}.{c.key}": float(t == "township")
    for t in ("community", "district", "township")
    for c in Category
}
BY_HAND = {
    **TOWNSHIP_DECIDES,
    "needs.need_rate_town": 1.0,
    "needs.need_rate_village": 0.9,
    "needs.emergency_share": 0.0,
    "needs.quick_share": 0.0,
    "voice.voice_share": 0.99,
    "voice.tier_township": -10.0,
    "voice.tier_district": -10.0,
    "voice.tier_municipality": -10.0,
    "voice.double_share": 0.0,
    "intake.misrouted_town": 0.0,
    "intake.misrouted_village": 0.0,
    "intake.nobody_responsible_share": 0.0,
    "intake.discovery_rate": 0.0,
    "hand_over.delay_days": 1.0,
    "hand_over.delay_remote_days": 0.0,
    "hand_over.lost_registered_share": 0.0,
    "hand_over.lost_unregistered_share": 0.0,
    "work.departments_two_share": 0.0,
    "work.departments_three_share": 0.0,
    "work.hours_per_day_limit": 24.0,
    "staff.township_issue_share": 1.0,
    "staff.issue_hours_factor": 5.0,
    "staff.duty_days_per_year": 0.0,
    "attention.unranked_stake": 0.0,
    "governments.campaign_threshold": 1.0,
    **{f"work.work_hours.{c.key}": 5.0 for c in Category},
    **{f"work.work_sigma.{c.key}": 0.0 for c in Category},
    **{f"work.success.{c.key}": 0.999999 for c in Category},
    **{f"money.money_share.{c.key}": 0.0 for c in Category},
    **{f"intake.registered_{name}": 1.0 for name in ("counter_town", "counter_village", "grid_town", "grid_village")},
}


def test_a_case_worked_out_by_hand():
    """Everybody speaks up, everything is written down, only the township may decide, nothing is lost.

    Work is 0.3 h of triage and 5 h. Passing it up takes 0.5 h and 12 % of it: 0.5 + 0.12 x 5.3 = 1.136 h. The township
    takes 15 % for files and writes it down again in 0.1 h: 1.15 x 5.3 + 0.1 = 6.195 h. The way takes one day.
    """
    model = GovernanceModel(scenario(BY_HAND, days=40), small_world(), seed=2)
    watch = Watch(model, model.residents.key.tolist())
    model.run()
    quick = 0
    for story in issues_of(watch.events):
        kinds = [e.kind for e in story.events if e.kind != K.WAITS_FOR_OPENING]
        if K.RESOLVED not in kinds or K.KEPT_SILENT in kinds:
            continue
        worked = [e for e in story.events if e.kind == K.WORKED]
        if kinds.count(K.WORKED) != 2 or K.DUE_SOON in kinds:
            continue
        quick += 1
        assert kinds == [
            K.AROSE,
            K.REPORTED,
            K.REGISTERED,
            K.QUEUED_TO_PASS_UP,
            K.WORKED,
            K.PASSED_UP,
            K.QUEUED,
            K.WORKED,
            K.RESOLVED,
            K.JUDGED,
        ]
        assert [e.hours for e in worked] == [pytest.approx(1.136), pytest.approx(6.195)]
        assert [h.office.tier for h in story.holdings] == [Tier.COMMUNITY, Tier.TOWNSHIP]
        passed, arrived = (next(e for e in story.events if e.kind == k) for k in (K.PASSED_UP, K.QUEUED))
        assert passed.facts["days"] == 1 and arrived.day == passed.day + 1
        lost = next(w for w in passed.weighed if w.decision == "LOST")
        assert (lost.chance, lost.happened) == (0.0, False)
        success = next(e for e in story.events if e.kind == K.RESOLVED).weighed[0]
        assert success.decision == "SUCCESS" and success.happened and success.chance > 0.999
    assert quick > 10


def fields(template: str) -> set[str]:
    """Names of the facts a template takes."""
    return {name.split(":")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize("kind", list(K))
def test_every_kind_of_event_says_the_same_in_both_languages(kind):
    assert fields(kind.en) == fields(kind.zh)
    assert CHINESE.search(kind.zh) and not CHINESE.search(kind.en)


@pytest.mark.parametrize(
    "words", [DECISIONS, TERMS, TEXTS, LABELS, COMMUNITY, TOWNSHIP, DISTRICT, RESIDENT, DESK, HAND_OVERS, LOSSES]
)
def test_all_words_exist_in_both_languages(words):
    for en, zh in words.values():
        assert en and CHINESE.search(zh) and not CHINESE.search(en)
        assert fields(en) == fields(zh)


def test_every_lever_of_a_place_has_words():
    for kind, words in ((Community, COMMUNITY), (Township, TOWNSHIP), (District, DISTRICT)):
        levers = {name for name in kind.columns if name.startswith("lever_")}
        assert levers - set(words) == set()
        assert set(words) - set(kind.columns) == set()


@pytest.mark.nightly
def test_every_event_of_a_run_can_be_said():
    _, watch = watched("lively")
    seen = {event.kind for event in watch.events}
    for event in watch.events:
        english, chinese = spoken("en", str, event), spoken("zh", str, event)
        assert english and CHINESE.search(chinese) and not {"{", "'"} & set(chinese)
        assert spoken("zh", event.as_dict)["sentence"] == chinese
        for weighed in event.weighed:
            assert spoken("en", str, weighed) and CHINESE.search(spoken("zh", str, weighed))
    seen |= {event.kind for event in watched("plain")[1].events}
    rare = {K.MOVED, K.STILL_OPEN, K.NO_HOURS_TO_ENTER, K.HELPER_NOT_READY, K.CAME_BACK}
    assert set(K) - seen <= rare


def test_work_on_following_days_is_told_in_one_line():
    _, watch = watched("plain")
    story = max(issues_of(watch.events), key=lambda s: sum(e.kind == K.WORKED for e in s.events))
    assert sum(e.kind == K.WORKED for e in story.events) > 5
    told = lines(story.events, weighed=False)
    assert sum(" spends " in line for line in told) < sum(e.kind == K.WORKED for e in story.events)


@pytest.mark.nightly
def test_who_moves_is_told_once_and_goes_on_being_followed():
    model = GovernanceModel(scenario({"migration.urbanisation_points": 0.1}, days=230), small_world(), seed=1)
    keys = model.residents.key[::3].tolist()
    watch = Watch(model, keys)
    model.run()
    moved = [e for e in watch.events if e.kind == K.MOVED]
    came_from = {int(key): int(key) >> 16 for key in keys}
    c = model.communities
    homes = c.code[np.searchsorted(c.first_resident, np.arange(len(model.residents)), side="right") - 1]
    elsewhere = {
        int(k)
        for k, code in zip(model.residents.key, homes, strict=True)
        if int(k) in came_from and came_from[int(k)] != code
    }
    assert len(moved) == len(elsewhere) > 0 and {e.resident for e in moved} == elsewhere
    assert {e.date.isoformat() for e in moved} == {"2017-01-01"}
    assert any(e.day > moved[0].day and e.resident in {m.resident for m in moved} for e in watch.events)


def test_ids_are_what_people_type():
    key, occasion = (500108005001 << 16) | 5034, 16 * 8 + 1
    assert str(issue_of(key, occasion)) == "500108005001:5034:16"
    assert (round_of(occasion), round_of(16 * 8 + SECOND_ROW)) == (2, 1)
    assert whole


@pytest.mark.parametrize("kind", ["plain", "lively"])
def test_who_only_heard_of_an_outcome_is_moved_by_a_part_of_what_moves_who_joined(kind):
    """In the tier that held the issue by 1 or the share of hearsay, in the one beside it by a fixed part of either."""
    model, watch = watched(kind)
    trust, found = model.scenario.trust, defaultdict(set)
    for event in watch.events:
        if event.kind in (K.HEARD, K.JOINED):
            before, after = event.facts["before"], event.facts["after"]
            full = trust.gain * (1.0 - before) if event.facts["outcome"].en == "solved" else -trust.loss * before
            found[event.kind].add(round((after - before) / full, 3))
    for told, weight in ((K.HEARD, trust.heard_share), (K.JOINED, 1.0)):
        assert found[told] == {weight, weight * trust.passed_on_share}, told
