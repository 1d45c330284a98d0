"""Comparing one resident in two policies: where two runs part, and what is named as the cause."""

from __future__ import annotations

from functools import cache

import pytest

from sim.scenario.scenario import replace
from sim.trace import render_why, why
from sim.trace.find import KINDS, find, finished
from sim.trace.kinds import EventKind as K
from sim.vocabulary import Category, State
from sim.words import Sentence
from tests.language import spoken
from tests.model_runs import scenario, small_world
from tests.trace.runs import MANY_NEEDS, watched

ABOUT = Sentence("somebody", "某人")
BASE = scenario(MANY_NEEDS, days=60)


def compared(policy, resident):
    """The comparison of a resident under the base and a policy."""
    return why.compare(BASE, policy, small_world(), resident, ABOUT, seed=5)


@cache
def somebody(kind: K) -> int:
    """The first resident whose first own event after the need is followed by an event of a kind, within 60 days."""
    _, watch = watched("plain")
    return next(e.resident for e in watch.events if e.kind == kind and 10 < e.day < 55)


def test_the_same_policy_never_differs():
    found = compared(BASE, somebody(K.PASSED_UP))
    assert found.first is None and found.circumstance is None
    assert found.days and all(day.same for day in found.days)
    text = render_why.text(found, ("A", "B"))
    assert not [line for line in text.splitlines() if line.startswith(("A 2", "B 2"))]


def test_faster_hand_overs_are_named_as_the_cause():
    """The policy changes nothing but the mean days on the way, so the first difference is a hand-over's days."""
    resident = next(
        e.resident for e in watched("plain")[1].events if e.kind == K.PASSED_UP and e.facts["days"] > 3 and e.day < 50
    )
    found = compared(replace(BASE, {"hand_over.delay_days": 1.0, "hand_over.delay_remote_days": 0.0}), resident)
    assert found.first is not None
    names = {d.column for d in found.first.around if d.is_lever}
    assert "lever_delay_days" in names
    if found.first.baseline is not None and found.first.baseline.kind == K.PASSED_UP:
        assert "lever_delay_days" in {d.column for d in found.first.causes}
        assert found.first.baseline.facts["days"] > found.first.policy.facts["days"] == 1


def test_registration_is_decided_by_the_same_draw_and_another_chance():
    """With certainty of being written down, a request that was not written down is; draw and terms say why."""
    certain = {f"intake.registered_{n}": 1.0 for n in ("counter_town", "counter_village", "grid_town", "grid_village")}
    resident = somebody(K.NOT_REGISTERED)
    found = compared(replace(BASE, {**certain, "intake.registering_hours": 0.0}), resident)
    assert found.first is not None
    decided = [d for d in found.first.decided if d.baseline.decision == "REGISTERED"]
    assert decided and decided[0].baseline.draw == decided[0].policy.draw
    assert decided[0].policy.chance == 1.0 and decided[0].baseline.chance < 1.0
    assert (decided[0].baseline.happened, decided[0].policy.happened) in {(False, True), (True, True)}


def test_the_voices_terms_that_differ_are_named():
    """A cheaper counter changes one term of speaking up, and nothing else of it on the first day."""
    found = None
    cheaper = replace(BASE, {"voice.cost_counter": 0.0, "voice.cost_per_km": 0.0})
    for resident in [e.resident for e in watched("plain")[1].events if e.kind == K.AROSE and e.day < 55][:12]:
        found = compared(cheaper, resident)
        told = [d for d in (found.first.decided if found.first else ()) if d.baseline.decision == "VOICE"]
        if told:
            term = "-(params.voice_cost * (cost - params.reference_cost))"
            assert {source for source, _, _ in told[0].terms} == {term}
            return
    pytest.fail("nobody's reporting differed")


def test_gains_and_losses_are_counted_from_both_ledgers():
    world = small_world()
    models = [finished(s, world, 5) for s in (BASE, replace(BASE, {"staff.issue_hours_factor": 5.0}))]
    gain, lose = why.gains_and_losses(*models)
    assert gain and all((f.solved[1] - f.solved[0], f.days[0] - f.days[1]) > (0, 0) for f in gain)
    assert all((f.solved[1] - f.solved[0], f.days[0] - f.days[1]) < (0, 0) for f in lose)
    for f in gain + lose:
        for which, model in enumerate(models):
            mine = [r for r in (*model.ledger.records, *model.open_records()) if int(r["resident_key"]) == f.resident]
            assert len(mine) == f.reported[which]
            assert sum(r["state"] == State.RESOLVED for r in mine) == f.solved[which]
            assert (
                sum(int(r["closed"] if r["closed"] >= 0 else model.day) - int(r["reported"]) for r in mine)
                == (f.days[which])
            )
    ordered = [f.solved[1] - f.solved[0] for f in gain]
    assert ordered == sorted(ordered, reverse=True)


def test_why_can_be_said_in_both_languages():
    found = compared(replace(BASE, {"hand_over.delay_days": 1.0}), somebody(K.PASSED_UP))
    english, chinese = (spoken(lang, render_why.text, found, ("A1", "B1")) for lang in ("en", "zh"))
    assert "Day by day" in english and "逐日对照" in chinese
    assert spoken("zh", render_why.as_dict, found)["resident"] == found.resident
    with pytest.raises(KeyError):
        render_why.say("nothing of the kind")


def test_examples_are_what_was_looked_for():
    model, _ = watched("plain")
    for state, kind in ((State.DROPPED, "dropped"), (State.NOMINAL, "nominal"), (State.FAILED, "failed")):
        found = find(model, kind, most=3)
        assert found and all(example.state == state for example in found)
        assert len({example.issue.resident for example in found}) == len(found)
    longest = find(model, "longest", most=50)
    assert [e.days for e in longest] == sorted((e.days for e in longest), reverse=True)
    assert all(e.category == Category.FACILITY for e in find(model, "resolved", Category.FACILITY))
    assert set(KINDS) >= {"dropped", "longest", "passed-up"}
