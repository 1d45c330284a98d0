"""A model's state: whatever the days change is taken and laid again, so that a run goes on as if nothing had been."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from types import FunctionType, MethodType
from typing import Any

import mesa
import numpy as np
import pytest
from pydantic import BaseModel

from sim import state
from sim.columns import Population
from sim.measures.registry import measure_all, observe
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.world.world import World
from tests.model_runs import chongqing, finished, scenario, small_world, state_bytes

EVERYTHING = {name: {"phase_in_days": 10} for name in registry()}
BUSY = {
    "needs.need_rate_town": 0.9,
    "needs.need_rate_village": 0.9,
    "run.check_invariants": True,
    "run.start_date": "2024-11-20",
    "world.institutions.social_workers_per_10k": 20.0,
    "shocks.flood.start_day": 30,
    "shocks.campaign.start_day": 45,
}
NOT_OF_THE_RUN = {
    "step_seconds": "time that was taken",
    "pool": "threads",
    "_records": "room beyond the ledger's records; these are compared",
    "_faces": "views of rows",
    "_waiting": "views of rows",
    "_on_demand": "views of rows",
    "_agents": "views of rows",
    "_all_agents": "views of rows",
    "_agents_by_type": "views of rows",
    "_network": "made when asked for",
}
"""Attributes that need not be equal, each with its reason."""


def differences(one: Any, other: Any, path: str, seen: dict[int, Any]) -> Iterator[str]:
    """Paths of all values that differ between two objects, however deep."""
    if id(one) in seen or one is other:
        return
    seen[id(one)] = one
    if type(one) is not type(other):
        yield path
    elif isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            yield path
        elif one.dtype.names:
            for name in one.dtype.names:
                if one[name].tobytes() != other[name].tobytes():
                    yield f"{path}.{name}"
        elif one.tobytes() != other.tobytes():
            yield path
    elif isinstance(one, Mapping):
        if set(one) != set(other):
            yield path
        for key in (key for key in one if key in other):  # in one order: what is seen twice is named by its first path
            yield from differences(one[key], other[key], f"{path}[{key!r}]", seen)
    elif isinstance(one, list | tuple):
        if len(one) != len(other):
            yield path
        for n, pair in enumerate(zip(one, other, strict=False)):
            yield from differences(*pair, f"{path}[{n}]", seen)
    elif isinstance(one, np.random.Generator):
        yield from differences(one.bit_generator.state, other.bit_generator.state, path, seen)
    elif isinstance(one, random.Random):
        yield from differences(one.getstate(), other.getstate(), path, seen)
    elif isinstance(one, FunctionType | MethodType | mesa.Agent | type):
        return
    elif isinstance(one, BaseModel) or not hasattr(one, "__dict__"):
        if one != other:
            yield path
    else:
        if isinstance(one, state.Ledger):
            yield from differences(one.records, other.records, f"{path}.records", seen)
        yield from differences(attributes(one), attributes(other), path, seen)


def attributes(thing: Any) -> dict[str, Any]:
    """What an object holds; a population also under the names of columns that were written with `+=`."""
    columns = thing.arrays if isinstance(thing, Population) else {}
    return {
        name: value
        for name, value in vars(thing).items()
        if name not in NOT_OF_THE_RUN and value is not columns.get(name, NOT_OF_THE_RUN)
    }


def compared(one: GovernanceModel, other: GovernanceModel) -> list[str]:
    """What differs between two models."""
    one.candidates.rates[...] = other.candidates.rates[...] = 0.0  # room for sums of one community at a time
    one.proved_needs = other.proved_needs  # proved again from stocks that are compared
    return list(differences(one, other, "model", {}))


def parted(made: Any, world: World, day: int, threads: int = 1) -> tuple[GovernanceModel, GovernanceModel]:
    """A model at a day, and another one laid into its state."""
    one = GovernanceModel(made, world, seed=3, threads=threads)
    one.run(until=day)
    other = GovernanceModel(made, world, seed=3, threads=threads)
    state.lay(other, state.take(one))
    return one, other


# Within the warm-up, at its end, before, on and after 1 January (day 42), when residents move, and on the last day.
@pytest.mark.parametrize("day", [0, 1, 13, 20, 31, 41, 42, 43, 46, 60, 74, 75])
def test_whatever_the_days_change_belongs_to_the_state(day):
    made = scenario(BUSY, EVERYTHING, days=55, warm_up_days=20)
    one, other = parted(made, small_world(), day)
    assert compared(one, other) == []
    one.run()
    other.run()
    assert compared(one, other) == []
    assert measure_all(observe(one)).equals(measure_all(observe(other)))


@pytest.mark.nightly
def test_what_changes_with_quarters_and_years_belongs_to_the_state_too():
    made = scenario(
        {
            **BUSY,
            "run.start_date": "2024-06-20",
            "governments.moved_share": 0.3,
            "services.building_days": 30,
            "shocks.epidemic.start_day": 125,
        },
        EVERYTHING,
        days=250,
        warm_up_days=20,
    )
    for day in (130, 200):
        one, other = parted(made, chongqing(0.005), day)
        assert compared(one, other) == []
        one.run(until=215)
        other.run(until=215)
        assert compared(one, other) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_a_slice_of_chongqing_goes_on_as_if_nothing_had_been(threads):
    made = scenario({"run.start_date": "2024-12-20"}, EVERYTHING, days=15, warm_up_days=10)
    undisturbed = finished(made, chongqing(0.002), seed=3)
    one, other = parted(made, chongqing(0.002), 11, threads)
    assert compared(one, other) == []
    other.run()
    assert state_bytes(other) == state_bytes(undisturbed)
    assert measure_all(observe(other)).equals(measure_all(observe(undisturbed)))


def test_a_state_is_a_copy_that_serves_any_number_of_models():
    made = scenario(BUSY, days=60)
    one = GovernanceModel(made, small_world(), seed=3)
    one.run(until=20)
    kept = state.take(one)
    one.run()
    for _ in range(2):
        other = GovernanceModel(made, small_world(), seed=3)
        state.lay(other, kept)
        other.run()
        assert state_bytes(other) == state_bytes(one)


@pytest.mark.parametrize("place", ["", "services", "ledger", "levers", "communities", "crew"])
def test_an_attribute_that_the_state_forgets_is_noticed(place):
    made = scenario(BUSY, days=60)
    one, other = parted(made, small_world(), 20)
    for number, model in enumerate((one, other)):
        vars(getattr(model, place) if place else model)["remembered"] = number
    found = f"model['{place}']['remembered']" if place else "model['remembered']"
    assert compared(one, other) == [found]


def test_a_state_of_another_place_is_refused():
    small = GovernanceModel(scenario(days=10), small_world(), seed=3)
    large = GovernanceModel(scenario(days=10), chongqing(0.002), seed=3)
    with pytest.raises(state.UnfitState):
        state.lay(large, state.take(small))
