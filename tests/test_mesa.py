"""The model is a Mesa model: agents, agent sets, collector and page parameters work on the real thing."""

from __future__ import annotations

import gc
import inspect
import tracemalloc
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

from sim.agents.office import Community, District, Township
from sim.agents.organisations import Organisation
from sim.agents.resident import Resident
from sim.agents.social_worker import SocialWorker
from sim.app.model import ViewModel, view_model_class, watched_scenario
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.vocabulary import Setting
from sim.world.world import World, build_world

SMALL_PLACE = Path(__file__).parent / "data" / "small_place"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    changes = {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 120, "run.warm_up_days": 0}
    return replace(Scenario(), changes)


@pytest.fixture(scope="module")
def world(scenario) -> World:
    return build_world(SMALL_PLACE, scenario.world, sample=1.0, world_seed=scenario.world.world_seed)


@pytest.fixture
def model(scenario, world):
    made = GovernanceModel(scenario, world)
    yield made
    made.release()


def test_institutions_are_in_mesas_registry(model):
    assert isinstance(model, mesa.Model)
    found = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    expected = {
        District: len(model.districts),
        Township: len(model.townships),
        Community: len(model.communities),
        SocialWorker: len(model.workers),
        Organisation: len(model.organisations),
    }
    assert found == {kind: n for kind, n in expected.items() if n > 0}
    assert len(model.agents) == sum(expected.values())


def test_faces_of_institutions_are_made_when_the_registry_or_one_of_them_is_asked_for(scenario, world):
    kinds = (District, Township, Community, SocialWorker, Organisation)
    orders = []
    for ask in (lambda m: m.agents, lambda m: m.agents_by_type, lambda m: m.agent_types, lambda m: m.communities[0]):
        made = GovernanceModel(scenario, world)
        made.step()
        assert not [a for a in gc.get_objects() if type(a) in kinds and a.model is made]
        ask(made)
        orders.append([(type(agent), agent.row, agent.unique_id) for agent in made.agents])
        assert made.communities[1] is made.agents_by_type[Community][1]
        made.release()
        assert len(made.agents) == 0
    assert orders == [orders[0]] * 4
    assert [number for _, _, number in orders[0]] == list(range(1, len(orders[0]) + 1))
    assert [kind for kind, row, _ in orders[0] if row == 0] == [k for k in kinds if any(o[0] is k for o in orders[0])]


def test_an_agent_set_selects_and_aggregates_like_numpy(model):
    communities = model.agents_by_type[Community]
    villages = communities.select(lambda community: community.setting == Setting.RURAL)
    c = model.communities
    assert len(villages) == int((c.setting == Setting.RURAL).sum()) > 0
    assert villages.agg("population", sum) == int(c.population[c.setting == Setting.RURAL].sum())
    assert communities.agg("population", sum) == len(model.residents)
    assert sorted(communities.get("code")) == sorted(c.code.tolist())


def test_an_agent_set_writes_through_to_the_columns(model):
    model.agents_by_type[Community].select(lambda community: community.row < 2).set("condition", 0.25)
    assert model.communities.condition[:2].tolist() == [0.25, 0.25]
    assert (model.communities.condition[2:] != 0.25).all()


def test_mesas_own_collector_collects_from_the_model_and_its_agents(model):
    collector = mesa.DataCollector(
        model_reporters={"day": "day", "paid_fen": lambda m: int(m.communities.spent_fen.sum())},
        agenttype_reporters={Community: {"population": "population", "staff": "staff"}},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    by_day = collector.get_model_vars_dataframe()
    assert by_day["day"].tolist() == [1, 2, 3]
    by_agent = collector.get_agenttype_vars_dataframe(Community)
    assert len(by_agent) == 3 * len(model.communities)
    assert by_agent["population"].groupby(level="Step").sum().tolist() == [len(model.residents)] * 3
    assert model.steps == 3


def test_a_residents_face_is_made_on_demand_and_is_the_row(model):
    row = len(model.residents) - 1
    view = model.residents[row]
    assert isinstance(view, Resident) and isinstance(view, mesa.Agent)
    assert view is model.residents[row]
    assert view.group == model.residents.group[row]
    view.trust_community = 0.125
    assert model.residents.trust_community[row] == np.float32(0.125)
    assert Resident not in model.agents_by_type
    with pytest.raises(IndexError):
        model.residents[row + 1]


def test_a_slip_of_the_pen_is_refused(model):
    for view in (model.communities[0], model.residents[0]):
        with pytest.raises(AttributeError, match="populaton"):
            view.populaton = 5
    with pytest.raises(AttributeError):
        _ = model.communities.populaton


def test_a_released_model_is_freed_though_mesa_remembers_agents(scenario, world):
    made = GovernanceModel(scenario, world)
    made.step()
    gone = weakref.ref(made)
    made.release()
    del made
    gc.collect()
    assert gone() is None


def test_a_released_view_is_freed_and_steps_no_more(scenario):
    made = view_model_class()(scenario)
    made.step()
    made.release()
    made.step()
    assert (made.day, made.running) == (1, False)
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_the_page_class_says_its_keywords_and_swallows_none(scenario):
    kind = view_model_class()
    names = list(inspect.signature(kind.__init__).parameters)
    assert names == ["self", "scenario", "sample", "seed", *registry()]
    assert not any(p.kind is p.VAR_KEYWORD for p in inspect.signature(kind.__init__).parameters.values())
    with pytest.raises(TypeError, match="three_plus_two"):
        kind(scenario, three_plus_two=True)
    made = kind(scenario, seed=7, three_plus_one=True)
    assert made.run_seed == 7
    assert {name for name in registry() if made.is_on(name)} == {"three_plus_one"}
    made.release()


@pytest.mark.parametrize("mechanism", sorted(registry()))
def test_a_switch_equals_a_scenario_with_that_date(scenario, world, mechanism):
    """Switched on on day 20 of a run, a mechanism does to the byte what a start on day 20 does."""
    switched = ViewModel(scenario)
    for _ in range(20):
        switched.step()
    switched.switch(mechanism, True)
    for _ in range(100):
        switched.step()
    parameters = registry()[mechanism].Parameters(start_day=20)
    dated = GovernanceModel(replace(scenario, {f"mechanisms.{mechanism}": parameters}), world)
    dated.run()
    plain = GovernanceModel(scenario, world)
    plain.run()
    assert switched.ledger.records.tobytes() == dated.ledger.records.tobytes()
    assert switched.communities.records.tobytes() == dated.communities.records.tobytes()
    # Where a mechanism only saves for a building so far, the saving is all there is to see.
    assert (
        switched.communities.records.tobytes() != plain.communities.records.tobytes()
        or (switched.services.capital_fen != plain.services.capital_fen).any()
    )
    for made in (switched, dated, plain):
        made.release()


def test_a_mechanism_switched_off_ends_like_one_with_an_end(scenario, world):
    on = {"mechanisms.three_plus_one": registry()["three_plus_one"].Parameters()}
    switched = ViewModel(replace(scenario, on))
    for _ in range(60):
        switched.step()
    switched.switch("three_plus_one", False)
    assert not switched.is_on("three_plus_one") and switched.strength("three_plus_one") == 0.0
    for _ in range(60):
        switched.step()
    until = {"mechanisms.three_plus_one": registry()["three_plus_one"].Parameters(end_day=60)}
    ended = GovernanceModel(replace(scenario, until), world)
    ended.run()
    assert switched.communities.records.tobytes() == ended.communities.records.tobytes()
    for made in (switched, ended):
        made.release()


def test_exchanging_two_mechanisms_of_equal_strength_in_one_day_is_noticed(scenario):
    at_once = {
        f"mechanisms.{name}": registry()[name].Parameters(phase_in_days=0)
        for name in ("service_platform", "three_plus_one")
    }
    both = replace(scenario, at_once)
    made = ViewModel(both, switches={"three_plus_one": False})
    made.step()
    before = made.communities.lever_client_farmers.copy()
    made.switch("service_platform", False)
    made.switch("three_plus_one", True)
    made.step()
    assert (made.communities.lever_client_farmers != before).any()
    made.release()


def test_the_collector_of_the_page_agrees_with_the_ledger(scenario):
    """The shares of the last 60 days, recomputed from the records one by one."""
    made = ViewModel(scenario)
    while made.running:
        made.step()
    today, c = made.day - 1, made.communities
    resolved = ended = 0.0
    by_district = np.zeros((2, len(made.districts)))
    for record in made.ledger.records:
        if record["closed"] <= today - 60 or record["flags"] & 64:
            continue
        weight = float(record["complaints"]) * float(c.weight[record["community"]])
        ended += weight
        by_district[1, c.district[record["community"]]] += weight
        if record["state"] == 6:
            resolved += weight
            by_district[0, c.district[record["community"]]] += weight
    collected = made.datacollector.get_model_vars_dataframe()
    assert len(collected) == 120 and ended > 0
    assert collected["resolved_share"].iloc[-1] == pytest.approx(resolved / ended)
    with np.errstate(invalid="ignore"):
        expected = by_district[0] / by_district[1]
    np.testing.assert_allclose(collected["resolved_share_by_district"].iloc[-1], expected)
    made.release()


def test_watching_changes_sample_and_seed_alone():
    watched = watched_scenario(Scenario(), sample=0.02, seed=9)
    assert (watched.run.warm_up_days, watched.run.days) == (184, 365)
    assert (watched.world.sample, watched.run.seed) == (0.02, 9)


@pytest.mark.parametrize("threads", [1, 2])
def test_models_that_nobody_holds_give_their_memory_back_without_being_released(scenario, world, threads):
    def made(seed: int) -> GovernanceModel:
        model = GovernanceModel(scenario, world, seed=seed, threads=threads)
        model.step()
        return model

    def bytes_held() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    made(1)
    tracemalloc.start()
    try:
        before = bytes_held()
        one = made(2)
        size = bytes_held() - before
        del one
        alive = [weakref.ref(made(seed)) for seed in range(30)]
        grown = bytes_held() - before
    finally:
        tracemalloc.stop()
    assert [each for each in alive if each() is not None] == []
    assert size > 200_000 and grown < 0.5 * size


def test_agents_of_every_model_are_numbered_from_one(model):
    other = GovernanceModel(model.scenario, model.world, seed=2)
    for each in (model, other):
        assert sorted(agent.unique_id for agent in each.agents) == list(range(1, len(each.agents) + 1))
    other.release()
