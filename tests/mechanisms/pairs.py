"""Paired runs: the same place, the same seed, once without and once with a mechanism."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from sim.issues.store import DISCOVERED
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.world.world import World, build_world
from tests.model_runs import CHONGQING, all_records, finished, scenario

MOST_SEEDS = 3
"""No more pairs than so many are run; one is enough where both sides of a pair are the same by construction."""


@cache
def _world(changes: tuple[tuple[str, Any], ...], sample: float) -> World:
    """A sampled Chongqing; `changes` are those of the world's own settings."""
    return build_world(CHONGQING, scenario(dict(changes)).world, sample, 1)


@cache
def _run(
    mechanisms: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...],
    changes: tuple[tuple[str, Any], ...],
    sample: float,
    days: int,
    warm_up_days: int,
    seed: int,
    apply: tuple[Callable[..., None], ...],
) -> GovernanceModel:
    """A finished run; `apply` only tells runs apart whose mechanisms were changed by a test."""
    settings = scenario(dict(changes), {name: dict(values) for name, values in mechanisms}, days, warm_up_days)
    world = _world(tuple((key, value) for key, value in changes if key.startswith("world.")), sample)
    return finished(settings, world, seed=seed)


def pairs(
    mechanism_id: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    seeds: tuple[int, ...] = (1, 2, 3),
    sample: float = 0.005,
    days: int = 365,
    warm_up_days: int = 184,
    changes: Mapping[str, Any] | None = None,
) -> list[tuple[GovernanceModel, GovernanceModel]]:
    """Runs a place without and with a mechanism, on the same world, seed by seed.

    Args:
        mechanism_id: Id of the mechanism.
        parameters: Its parameters; it works at once and everywhere where they do not say otherwise.
        seeds: Seeds of the pairs.
        sample: Share of Chongqing.
        days: Measured days.
        warm_up_days: Days before them; the mechanism works from the first of them.
        changes: Dotted paths of the scenario that both sides share.

    Returns:
        (baseline, policy) for every seed, both after their last day.
    """
    shared = tuple(sorted((changes or {}).items()))
    chosen = tuple(sorted(({"phase_in_days": 0} | dict(parameters or {})).items()))
    apply = (registry()[mechanism_id].apply,)
    return [
        (
            _run((), shared, sample, days, warm_up_days, seed, ()),
            _run(((mechanism_id, chosen),), shared, sample, days, warm_up_days, seed, apply),
        )
        for seed in seeds[:MOST_SEEDS]
    ]


def reported(model: GovernanceModel) -> np.ndarray:
    """All issues of the measured days that residents reported themselves."""
    records = all_records(model)
    return records[(records["flags"] & DISCOVERED) == 0]


def matched(policy: GovernanceModel, baseline: GovernanceModel) -> tuple[np.ndarray, np.ndarray]:
    """The same issues of the same residents under both, in the same order."""
    one, two = reported(policy), reported(baseline)
    keys = [r["resident_key"].astype(object) * 1024 + r["occasion"] for r in (one, two)]
    _, first, second = np.intersect1d(keys[0], keys[1], return_indices=True)
    return one[first], two[second]


def share(condition: np.ndarray) -> float:
    """Share of true values."""
    return float(condition.mean())
