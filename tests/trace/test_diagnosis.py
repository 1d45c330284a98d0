"""What issues waited for: days add up, and a run short of one thing only waits for that."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from sim.measures.registry import measures
from sim.report import diagnosis_text as told
from sim.scenario.scenario import replace
from sim.studies.relax import MEASURES, PARTS, RELAXATIONS, relaxed
from sim.studies.runs import world_key
from sim.trace.bottlenecks import diagnose, loads, shares_by_wait
from sim.trace.waiting import UNSOLVED_OR_LATE, Ending, Wait, WaitingClock
from sim.vocabulary import Category, DeskKind, State
from tests.language import spoken
from tests.model_runs import finished, scenario, small_world
from tests.test_limits import NO_COSTS, NO_FRICTION, NOBODY_WORKS, world_with
from tests.trace.runs import MANY_NEEDS, lively, plain

ALL = tuple(Ending)


@pytest.mark.parametrize("make", [plain, lively])
def test_days_add_up_to_the_days_from_voice_to_the_end(make):
    model = make(days=70)
    clock = WaitingClock(model)
    model.run()
    waiting = clock.result()
    records, open_ = model.ledger.records, model.open_records()
    weight = model.communities.weight
    expected = float(
        ((records["closed"] - records["reported"]) * weight[records["community"]]).sum()
        + ((model.day - open_["reported"]) * weight[open_["community"]]).sum()
    )
    assert waiting.days.sum() == pytest.approx(expected)
    assert waiting.issues.sum() == pytest.approx(weight[records["community"]].sum() + weight[open_["community"]].sum())
    ended = {Ending.FAILED: State.FAILED, Ending.NOMINAL: State.NOMINAL, Ending.DROPPED: State.DROPPED}
    for ending, state in ended.items():
        assert waiting.n[ending] == (records["state"] == state).sum()
    assert waiting.n[Ending.ON_TIME] + waiting.n[Ending.LATE] == (records["state"] == State.RESOLVED).sum()
    assert waiting.n[Ending.OPEN] + waiting.n[Ending.OPEN_LATE] == len(open_)


def waits(changes, world=None, days=90):
    """The shares of days of all issues of a run, by what they waited for."""
    found = diagnose(scenario(changes, days=days), small_world() if world is None else world)
    return shares_by_wait(found.waiting, ALL)[2]


def test_where_nobody_works_issues_wait_for_hours():
    share = waits(
        {**MANY_NEEDS, **NO_FRICTION, **NO_COSTS, **NOBODY_WORKS},
        world_with(gross_hours=0.0, manager_hours_per_day=0.0, mediator_hours_per_day=0.0, beat_hours_per_week=0.0),
    )
    assert share[Wait.HOURS] + share[Wait.DAYS_OFF] == pytest.approx(1.0)


def test_where_hours_abound_and_money_lacks_issues_wait_for_money():
    costly = {f"money.money_share.{c.key}": 1.0 for c in Category}
    share = waits(
        {
            **MANY_NEEDS,
            **NO_FRICTION,
            **costly,
            "closing.bypass_share": 0.001,
            "money.issue_money_per_resident": 0.0,
            "needs.quick_share": 0.0,
            "work.hours_per_day_limit": 24.0,
        },
        world_with(gross_hours=1e6),
    )
    assert share[Wait.MONEY] > 0.75
    assert share[[Wait.WRONG, Wait.NOBODY, Wait.LOST, Wait.REFUSAL]].sum() == 0.0


def test_where_nothing_is_lost_wrong_or_unclaimed_nobody_waits_for_that():
    share = waits({**MANY_NEEDS, **NO_FRICTION, **NO_COSTS, "work.failed_dispute_up_share": 0.0})
    assert share[[Wait.WRONG, Wait.NOBODY, Wait.LOST]].sum() == 0.0


def test_loads_add_up_to_the_hours_of_the_desks():
    model = finished(scenario(MANY_NEEDS, days=40), small_world())
    kinds, districts, offices = loads(model)
    desks = model.desks
    everything = sum(load.available_hours for load in kinds)
    assert everything == pytest.approx(float(desks.available_hours.sum()))  # all design weights are 1 here
    busiest = next(load for load in offices if load.office.kind == DeskKind.TOWNSHIP)
    rows = model.desk_map.of_townships(DeskKind.TOWNSHIP)
    offered = desks.offered_hours[rows] + desks.intake_hours[rows] + desks.enquiry_hours[rows] + desks.duty_hours[rows]
    assert busiest.offered_load == pytest.approx(float(np.max(offered / desks.available_hours[rows])))
    assert sum(load.waiting for load in kinds) == int(desks.n_open.sum())
    assert sum(load.available_hours for load in offices) == pytest.approx(everything, abs=1.0 * len(desks))
    departments = model.desk_map.first_district
    assert sum(load.available_hours for load in districts) + sum(
        load.available_hours for load in kinds if load.kind == DeskKind.MUNICIPAL
    ) == pytest.approx(float(desks.available_hours[departments:].sum()))


def test_threads_change_nothing():
    one, two = (diagnose(scenario(MANY_NEEDS, days=40), small_world(), threads=n) for n in (1, 2))
    assert (one.waiting.days == two.waiting.days).all() and one.kinds == two.kinds and one.offices == two.offices


def test_relaxations_keep_the_world_and_change_one_thing_each():
    base = scenario(days=30)
    variants = relaxed(base)
    assert len({variant.name for variant in variants}) == len(RELAXATIONS)
    for relaxation, variant in zip(RELAXATIONS, variants, strict=True):
        assert world_key(variant) == world_key(base)
        assert variant.model_copy(update={"name": base.name}) != base, relaxation.id
    changed = [set(part.changes(base)) for part in PARTS]
    assert sum(map(len, changed)) == len(set().union(*changed)), "no setting belongs to two constraints"
    assert set(MEASURES) <= set(measures())


def test_a_relaxed_constraint_is_gone():
    base = scenario({**MANY_NEEDS}, days=60)
    by_id = {r.id: v for r, v in zip(RELAXATIONS, relaxed(base), strict=True)}
    loss = diagnose(by_id["loss"], small_world())
    assert loss.waiting.days[..., Wait.LOST].sum() == 0.0
    departments = diagnose(by_id["departments"], small_world())
    assert departments.waiting.days[..., [Wait.REFUSAL, Wait.WRONG]].sum() == 0.0
    nobody = diagnose(by_id["nobody"], small_world())
    assert nobody.waiting.days[..., Wait.NOBODY].sum() == 0.0


def test_a_diagnosis_can_be_said_in_both_languages():
    found = diagnose(scenario(MANY_NEEDS, days=30), small_world())
    chinese = re.compile("[一-鿿]")
    english, said = told.diagnosis_text(found, "Base"), spoken("zh", told.diagnosis_text, found, "基准")
    assert "waited for" in english and "在等什么" in said
    table = told.waiting_table(found)
    assert table["days"].sum() == pytest.approx(found.waiting.days.sum())
    assert len(told.office_table(found)) == len(found.offices)
    for wait in Wait:
        assert wait.label in english and wait.label_zh in said and chinese.search(wait.label_zh)
    for en, zh in (*told.TEXTS.values(), *told.SHORT.values(), *(r.words for r in RELAXATIONS)):
        assert not chinese.search(en) and chinese.search(zh)
    assert spoken("zh", told.diagnosis_dict, found)["unsolved_or_late"]["issues"] == pytest.approx(
        shares_by_wait(found.waiting, UNSOLVED_OR_LATE)[0]
    )


def test_a_policy_without_days_or_issues_says_nothing_false():
    quiet = replace(scenario(days=5), {"needs.need_rate_town": 0.0, "needs.need_rate_village": 0.0})
    found = diagnose(quiet, small_world())
    assert np.isnan(shares_by_wait(found.waiting, ALL)[2]).all()
    assert "-" in told.diagnosis_text(found, "Quiet")
    assert dataclasses.is_dataclass(found)
