"""Scenarios drawn inside all declared ranges: numbers and words, mechanisms, tiny worlds, invariants on.

Shares that divide one whole are scaled where they would exceed it, as their declaration says; the bound on the rate
of needs is drawn last, since it must exceed every rate there is.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.running import run_one
from sim.scenario.fields import FieldFacts, all_share_sums, bare_type, find_field, leaf_paths
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.need_parameters import MOST_OCCASIONS
from sim.scenario.parameter import ParameterGroup, ShareSum
from sim.scenario.scenario import Scenario, replace
from sim.world.world import build_world
from tests.model_runs import SMALL_PLACE

Changes = dict[str, Any]
BASE = Scenario(name="drawn", title="drawn", title_zh="抽取")
SUMS = tuple(all_share_sums(ModelParameters))
OWN = ("run.", "world.place", "world.sample", "world.world_seed")
"""What a test sets itself."""


def drawable(group: type[ParameterGroup]) -> Iterator[tuple[str, FieldFacts]]:
    """The parameters of a class that have limits, words to choose from, or two states."""
    for path in leaf_paths(group):
        facts = find_field(group, path.split("."))
        if facts is not None and not path.startswith(OWN) and extremes(facts):
            yield path, facts


def extremes(facts: FieldFacts) -> list[Any]:
    """Both limits of a parameter, or all its words or states."""
    kind = bare_type(facts.annotation)
    if facts.choices or kind is bool:
        return list(facts.choices) or [False, True]
    return [kind(limit) for limit in (facts.low, facts.high) if limit is not None]


def drawn(rng: random.Random, facts: FieldFacts) -> Any:
    """A value inside a range: often a limit, else anything between, more often near the lower one."""
    ends = extremes(facts)
    if facts.choices or bare_type(facts.annotation) is bool or rng.random() < 0.4:
        return rng.choice(ends)
    low, high = ends
    return type(low)(low + (high - low) * rng.random() ** rng.choice((1, 3)))


def in_proportion(values: Sequence[float]) -> list[float]:
    """The shares scaled to sum to 1; equal ones where all are nought."""
    total = math.fsum(values)
    return [value / total if total > 0.0 else 1.0 / len(values) for value in values]


def with_sums_respected(
    values: Mapping[str, Any], sums: Iterable[ShareSum], others: Callable[[str], float]
) -> dict[str, Any]:
    """Values drawn one by one, with those scaled that would exceed a whole together.

    Args:
        values: Value by dotted path; sums of which no part is among them are left alone.
        sums: The sums of the class, from `all_share_sums`.
        others: The value of a part that was not drawn.

    Returns:
        The values, with every part of a sum that had to be scaled.
    """
    fitting = dict(values)
    for one in sums:
        if not any(part in fitting for part in one.parts):
            continue
        before = [fitting[part] if part in fitting else others(part) for part in one.parts]
        after = before if one.fault(before) is None else in_proportion(before)
        if after != before:
            fitting.update(zip(one.parts, after, strict=True))
    return fitting


def fitting(changes: Changes) -> Changes:
    """The changes with sums of shares respected and, where needs are drawn, with the widest bound on their rate."""
    found = with_sums_respected(changes, SUMS, lambda path: reduce(getattr, path.split("."), BASE))
    rate = max(
        found.get(f"needs.need_rate_{kind}", getattr(BASE.needs, f"need_rate_{kind}")) for kind in ("town", "village")
    )
    return {"needs.rate_bound": min(10.0, MOST_OCCASIONS / max(rate, 1e-9)), **found}


def drawn_scenario(seed: int) -> Scenario:
    """A scenario of many drawn parameters and a drawn set of mechanisms.

    Raises:
        InputError: What was drawn does not fit together.
    """
    rng = random.Random(seed)
    part = rng.choice((0.02, 0.1, 0.3))
    changes = {path: drawn(rng, facts) for path, facts in drawable(ModelParameters) if rng.random() < part}
    changes.pop("needs.rate_bound", None)
    mechanisms: dict[str, Changes] = {}
    for name in rng.sample(sorted(registry()), rng.choice((0, 1, 3, 6, len(registry())))):
        own = drawable(registry()[name].Parameters)
        mechanisms[name] = {path: drawn(rng, facts) for path, facts in own if rng.random() < 2.0 * part}
        mechanisms[name] |= {"start_day": rng.choice((0, 5)), "phase_in_days": rng.choice((0, 10)), "end_day": 100_000}
    run = {"run.days": rng.choice((20, 40, 130)), "run.warm_up_days": rng.choice((0, 5, 30))}
    return scenario_of({**fitting(changes), **run}, mechanisms)


def scenario_of(changes: Changes, mechanisms: dict[str, Changes]) -> Scenario:
    """The scenario that differs from the defaults in some values and mechanisms, with its invariants on."""
    chosen = {f"mechanisms.{name}": registry()[name].Parameters(**own) for name, own in mechanisms.items()}
    return replace(BASE, {"run.check_invariants": True, **changes, **chosen})


def one_at_a_limit() -> Iterator[tuple[str, Callable[[], Scenario]]]:
    """Each parameter of the model and of every mechanism at each of its limits, the others at their defaults."""
    short = {"run.days": 25, "run.warm_up_days": 5}
    for path, facts in drawable(ModelParameters):
        for end in extremes(facts):
            bound = {path: end} if path == "needs.rate_bound" else fitting({path: end})
            yield f"{path}={end}", lambda bound=bound: scenario_of({**bound, **short}, {})
    for name, mechanism in registry().items():
        for path, facts in drawable(mechanism.Parameters):
            for end in extremes(facts):
                own = {"phase_in_days": 0, path: end}
                yield f"{name}.{path}={end}", lambda name=name, own=own: scenario_of(short, {name: own})


def carried_out(scenario: Scenario) -> None:
    """Runs a scenario in the small place, measures included.

    Raises:
        AssertionError: A measure is infinite, or one over residents of the whole place is no number.
    """
    table = run_one(scenario, 1, build_world(SMALL_PLACE, scenario.world, 1.0, 1)).table
    assert not np.isinf(table["value"]).any(), table[np.isinf(table["value"])].to_string()
    over_residents = table["measure"].isin([name for name, one in measures().items() if "resident" in one.unit])
    missing = table[over_residents & (table["by"] == "all") & table["value"].isna()]
    assert missing.empty, missing.to_string()
