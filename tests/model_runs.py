"""Short runs for tests of the model: scenarios in a line, a small place, a slice of Chongqing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.world.world import World, build_world

SMALL_PLACE = Path(__file__).parent / "data" / "small_place"
CHONGQING = Path(__file__).parent.parent / "data" / "chongqing"


def scenario(
    changes: Mapping[str, Any] | None = None,
    mechanisms: Mapping[str, Mapping[str, Any]] | None = None,
    days: int = 60,
    warm_up_days: int = 0,
) -> Scenario:
    """A scenario that differs from the defaults by dotted paths and mechanisms."""
    chosen = {name: registry()[name].Parameters(**values) for name, values in (mechanisms or {}).items()}
    base = Scenario(name="test", title="test", title_zh="测试", description="", mechanisms=chosen)
    return replace(base, {"run.days": days, "run.warm_up_days": warm_up_days, **(changes or {})})


@cache
def small_world(world_seed: int = 1) -> World:
    """The small place, whole."""
    return build_world(SMALL_PLACE, scenario().world, 1.0, world_seed)


@cache
def chongqing(sample: float) -> World:
    """A sampled Chongqing."""
    return build_world(CHONGQING, scenario().world, sample, 1)


def finished(scenario: Scenario, world: World, seed: int = 1, threads: int = 1) -> GovernanceModel:
    """A model after its last day."""
    model = GovernanceModel(scenario, world, seed=seed, threads=threads)
    model.run()
    return model


def all_records(model: GovernanceModel) -> np.ndarray:
    """Closed and open issues of the measured cohort."""
    return np.concatenate([model.ledger.records, model.open_records()])


def state_bytes(model: GovernanceModel) -> bytes:
    """Everything a run leaves behind, as bytes: ledger, open issues, residents, tallies, purses."""
    parts = [model.ledger.records, model.open_records(), model.stage.tallies]
    parts += [model.residents.column(name).copy() for name in model.residents.arrays]
    parts += [p.purse_fen.copy() for p in (model.communities, model.townships, model.districts)]
    parts += [model.desks.column(name).copy() for name in ("left", "work_hours", "belief", "n_open")]
    return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
