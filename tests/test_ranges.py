"""Every scenario inside the declared ranges runs with its invariants on, or is refused in words."""

from __future__ import annotations

import numpy as np
import pytest

from sim.columns import Column
from sim.errors import InputError
from sim.invariants import InvariantBroken, check_numbers
from sim.levers import LEVERS, Levers
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.running import run_one
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.parameter import ShareSum
from sim.scenario.scenario import Scenario, json_schema, json_schema_zh, replace
from sim.world.world import build_world
from tests.drawn_scenarios import (
    BASE,
    SUMS,
    carried_out,
    drawn_scenario,
    one_at_a_limit,
    scenario_of,
    with_sums_respected,
)
from tests.model_runs import SMALL_PLACE, finished, scenario, small_world

NOTHING = dict.fromkeys(type(BASE.needs.mix_town).model_fields, 0.0)
SHORT = {"run.days": 40, "run.warm_up_days": 5}


def failures(cases) -> list[str]:
    """What did neither run nor was refused in words, each with its name."""
    found, refused = [], 0
    for name, make in cases:
        try:
            carried_out(make())
        except InputError as fault:
            refused += 1
            assert {f.code for f in fault.faults} == {"GZ027"}, (name, fault)
        except Exception as problem:
            found.append(f"{name}: {type(problem).__name__}: {problem}")
    assert refused <= 0.1 * len(cases)
    return found


def drawn_cases(seeds):
    return [(str(seed), lambda seed=seed: drawn_scenario(seed)) for seed in seeds]


def test_drawn_scenarios_run_with_their_invariants_on():
    assert failures(drawn_cases(range(10))) == []


@pytest.mark.slow
def test_some_parameters_at_each_limit_run_with_invariants_on():
    assert failures(list(one_at_a_limit())[::29]) == []


@pytest.mark.nightly
@pytest.mark.slow
def test_many_drawn_scenarios_run_with_their_invariants_on():
    assert failures(drawn_cases(range(600))) == []


@pytest.mark.nightly
@pytest.mark.slow
def test_every_parameter_at_each_limit_runs_with_invariants_on():
    assert failures(list(one_at_a_limit())) == []


# ------------------------------------------------------------------------------------------------------ sums of shares


def at_the_edge(one: ShareSum, total: float) -> dict[str, float]:
    """The parts of a sum, equal and adding up to a total."""
    return {part: total / len(one.parts) for part in one.parts}


@pytest.mark.parametrize("one", SUMS, ids=lambda one: one.parts[0])
def test_shares_that_exceed_one_whole_are_refused_by_name(one):
    with pytest.raises(InputError) as caught:
        replace(BASE, at_the_edge(one, 1.2))
    text = str(caught.value)
    assert "1.2" in text and all(part.rpartition(".")[2] in text for part in one.parts)


@pytest.mark.parametrize("one", SUMS, ids=lambda one: one.parts[0])
def test_a_sampler_respects_sums_of_shares(one):
    fitting = with_sums_respected(at_the_edge(one, 2.0), [one], lambda path: 0.0)
    assert sum(fitting.values()) == pytest.approx(1.0)
    assert len(set(fitting.values())) == 1


def test_a_sampler_takes_the_parts_into_account_that_it_does_not_draw():
    one = ShareSum(("a", "b"))
    assert with_sums_respected({"a": 0.9}, [one], lambda path: 0.6) == pytest.approx({"a": 0.6, "b": 0.4})
    assert with_sums_respected({"a": 0.3}, [one], lambda path: 0.6) == {"a": 0.3}
    assert with_sums_respected({"c": 0.9}, [one], lambda path: 0.6) == {"c": 0.9}


def test_editors_are_told_which_shares_are_judged_together():
    mechanisms = {name: kind.Parameters for name, kind in registry().items()}
    schema = json_schema(mechanisms)
    told = {tuple(s["parts"]) for part in schema["$defs"].values() for s in part.get("share_sums", ())}
    assert all(any(one.parts[-1].endswith(parts[-1]) for parts in told) for one in SUMS)
    staff = schema["$defs"]["StaffSettings"]["$comment"]
    assert "meetings_share_village" in staff and "at most 1" in staff
    assert "合计不超过 1" in json_schema_zh(mechanisms)["$defs"]["StaffSettings"]["$comment"]


def test_hours_of_a_committee_without_any_for_issues_are_none_below_zero():
    changes = {
        "world.staff.leave_share": 0.0,
        "world.staff.issue_share_least": 0.0,
        "world.staff.meetings_share_village": 0.95,
        "world.staff.counter_share_village": 0.03,
        "world.staff.meetings_share_remote": 0.02,
        "governments.campaign_threshold": 0.0,
    }
    made = scenario_of({**SHORT, **changes}, {"grid_management": {"phase_in_days": 0}})
    model = finished(made, build_world(SMALL_PLACE, made.world, 1.0, 1))
    assert (model.structure.issue_hours >= 0.0).all() and model.structure.issue_hours.min() < 0.01
    assert (model.levers["mechanism_hours"] >= 0.0).all()


def test_a_committee_on_leave_for_the_whole_year_works_on_nothing():
    none = dict.fromkeys(
        (
            "meetings_share_urban",
            "meetings_share_village",
            "meetings_share_remote",
            "counter_share_urban",
            "counter_share_village",
            "issue_share_least",
        ),
        0.0,
    )
    changes = {f"world.staff.{name}": share for name, share in {**none, "leave_share": 1.0}.items()}
    made = scenario_of({**SHORT, **changes, "governments.campaign_threshold": 0.0}, {})
    with np.errstate(all="raise"):
        model = finished(made, build_world(SMALL_PLACE, made.world, 1.0, 1))
    assert (model.communities.lever_issue_hours == 0.0).all()


# --------------------------------------------------------------------------------------------- the bound on the rates


def test_a_bound_that_some_group_exceeds_from_the_start_is_refused():
    with pytest.raises(InputError, match="above rate_bound"):
        replace(BASE, {"needs.welfare_disabled": 6.0, "needs.mix_town": {**NOTHING, "welfare": 1.0}})


def test_a_bound_that_the_model_comes_to_exceed_is_refused_on_that_day():
    flood = {"start_day": 10, "damage": 1.0, "districts": "everywhere"}
    changes = {
        "needs.rate_bound": 1.5,
        "needs.hazard_condition": 4.0,
        "needs.mix_town.facility": 0.4,
        "needs.mix_town.environment": 0.05,
        "world.communities.condition_noise": 0.0,
    }
    changes |= {f"shocks.flood.{key}": value for key, value in flood.items()}
    made = scenario_of({**SHORT, **changes}, {})
    model = GovernanceModel(made, build_world(SMALL_PLACE, made.world, 1.0, 1), seed=1)
    with pytest.raises(InputError, match="residents of community"):
        model.run()
    assert model.day == 10


def test_occasions_that_would_be_cut_are_refused():
    with pytest.raises(InputError, match="occasions a year"):
        replace(BASE, {"needs.rate_bound": 10.0, "needs.need_rate_town": 0.5})


# --------------------------------------------------------------------------------------------------------- skill, hours


def test_skill_stays_between_0_and_1_however_many_leave():
    """Newcomers lack all skill and everybody leaves; before, skill fell below 0 and novices made up more than all."""
    changes = {
        "governments.novice_skill": 1.0,
        "governments.turnover_per_year": 1.0,
        "governments.vacancy_days": 0,
        "governments.turnover_strain": 5.0,
        "governments.strain_usual": 0.1,
        "run.days": 200,
    }
    model = finished(scenario_of(changes, {}), small_world())
    check_numbers(model)
    assert (model.desks.skill >= 0.0).all() and (model.communities.novice_share <= 1.0).all()
    assert model.communities.novice_share.max() > 0.5


def test_training_beyond_all_hours_leaves_social_workers_none():
    made = scenario_of(
        {**SHORT, "world.institutions.social_workers_per_10k": 20.0, "staff.social_worker_direct_share": 0.1},
        {"workforce": {"worker_hours": 400.0, "phase_in_days": 0}},
    )
    model = finished(made, build_world(SMALL_PLACE, made.world, 1.0, 1))
    assert (model.townships.lever_worker_hours == 0.0).all()


# ---------------------------------------------------------------------------------------------------- invariants


@pytest.mark.parametrize(
    ("population", "column", "value"),
    [
        ("desks", "skill", -0.01),
        ("desks", "hours", -1.0),
        ("communities", "ties", 1.2),
        ("communities", "strain", -0.5),
        ("communities", "vacant_share", 1.5),
        ("townships", "lever_worker_hours", -2.0),
        ("districts", "places", -1),
        ("workers", "skill", -0.2),
        ("communities", "lever_lost_registered", 1.01),
        ("residents", "trust_township", -0.1),
        ("desks", "left", float("nan")),
        ("desks", "offered_hours", float("inf")),
    ],
)
def test_a_number_outside_the_limits_of_its_unit_is_found(population, column, value):
    changes = {"world.institutions.social_workers_per_10k": 20.0}
    model = finished(scenario(changes, days=3), build_world(SMALL_PLACE, scenario(changes).world, 1.0, 1))
    check_numbers(model)
    getattr(model, population).column(column)[0] = value
    with pytest.raises(InvariantBroken, match=column):
        check_numbers(model)


def test_issues_and_levers_outside_their_limits_are_found():
    model = finished(scenario(days=20), small_world())
    check_numbers(model)
    model.levers.values["misrouted"][0] = -0.1
    with pytest.raises(InvariantBroken, match="misrouted"):
        check_numbers(model)
    model.levers.values["misrouted"][0] = 1.0
    model.stage.issues["work"][model.stage.issues["state"] != 255] = -3.0
    with pytest.raises(InvariantBroken, match="work = -3"):
        check_numbers(model)


def test_a_measured_share_above_1_ends_a_run_whose_invariants_are_on(monkeypatch):
    monkeypatch.setattr("sim.running.out_of_range", lambda table: "dropped_share is 2")
    with pytest.raises(InvariantBroken, match="dropped_share is 2"):
        run_one(scenario({"run.check_invariants": True}, days=2), 1, small_world())


def test_the_unit_says_what_a_column_may_hold():
    limits = {unit: Column(float, unit=unit, doc="").limits for unit in ("share", "hours per day", "logit", "sd")}
    assert limits["share"] == (0.0, 1.0) and limits["hours per day"] == (0.0, float("inf"))
    assert limits["logit"] == limits["sd"] == (-float("inf"), float("inf"))


# -------------------------------------------------------------------------------------------------------- levers


@pytest.mark.parametrize("lever", [lever.name for lever in LEVERS if lever.combine == "remove"])
def test_removals_leave_a_share_in_whatever_order_and_number(lever):
    """What survives several removals is the product of the survivors, and a rounding beyond 1 leaves nothing."""
    levers = Levers({"community": 2, "township": 1, "district": 1, "place": 1})
    for share in (0.5, 0.2, 1.0 + 1e-12, 0.3):
        levers.remove(lever, share)
    assert (levers[lever] == 0.0).all()
    levers.reset()
    for share in (0.5, 0.2):
        levers.remove(lever, share)
    assert levers[lever] == pytest.approx(np.full(len(levers[lever]), 0.4))
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValueError, match=lever):
            levers.remove(lever, wrong)


@pytest.mark.parametrize("lever", [x.name for x in LEVERS if x.combine == "raise" and x.unit in ("share", "0-1")])
def test_presences_are_shares(lever):
    levers = Levers({"community": 2, "township": 1, "district": 1, "place": 1})
    with pytest.raises(ValueError, match=lever):
        levers.raise_to(lever, 1.2)


def test_spreads_are_so_narrow_that_no_draw_overflows():
    assert isinstance(Scenario(), ModelParameters)
    for path in ("work.work_sigma.dispute", "money.cost_sigma.facility"):
        with pytest.raises(InputError, match="out of range"):
            replace(BASE, {path: 4.0})
