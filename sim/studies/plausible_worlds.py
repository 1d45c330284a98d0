"""Plausible worlds under a comparison: each replication has its own numbers, its own draw of townships, its own seed.

World k has the numbers of the k-th member, and every policy is run in it. Members are those of the place's ensemble,
which could all have produced its published figures, or draws from the plausible ranges where there is none or they are
too few. A few worlds are run with a second seed, so that chance can be told from ignorance. World k is the same
whatever the number of worlds, so that a study grows by worlds as it does by seeds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.mechanisms import registry
from sim.running import place_folder
from sim.scenario.members import ENSEMBLE, read_members
from sim.scenario.plausible import (
    ASSUMED_GRADE,
    PlausibleRanges,
    deviates,
    laid_over,
    plausible_ranges,
    worlds_at,
)
from sim.scenario.scenario import Scenario

USUAL_WORLDS = 24
"""Worlds of a comparison where nobody says how many (assumed)."""

MOST_WORLDS = 10_000

AGAIN = 1_000_000
"""The second seed of a world is so much larger than its first."""

EVERY_AGAIN = 6
"""One world in so many is run with a second seed (assumed)."""

BLOCK = 200
"""Worlds that one Latin hypercube spreads; further ones are another."""

ENSEMBLE_SOURCE, RANGES_SOURCE = "ensemble", "ranges"


@dataclass(frozen=True)
class PlausibleWorlds:
    """The worlds of a comparison.

    Attributes:
        members: One row a world, index `world` from 1, one column for each number or choice.
        source: `ENSEMBLE_SOURCE` or `RANGES_SOURCE`.
        origin: The scenario whose unknowns the members are; None for the defaults.
    """

    members: pd.DataFrame
    source: str
    origin: Scenario | None

    def __len__(self) -> int:
        """Number of worlds."""
        return len(self.members)

    @property
    def n_again(self) -> int:
        """Worlds, the first ones, that are run with a second seed."""
        return len(self) // EVERY_AGAIN

    @cached_property
    def _values(self) -> list[dict[str, Any]]:
        """The values of each world by dotted path, as Python's own."""
        return [
            dict(zip(self.members.columns, row, strict=True))
            for row in self.members.astype(object).itertuples(index=False, name=None)
        ]

    def scenario(self, scenario: Scenario, world: int) -> Scenario:
        """A scenario in one world, under the same name.

        Args:
            scenario: The scenario.
            world: Position of the world, from 0.

        Returns:
            It with the numbers of the world laid over all that no policy decides, and another draw of townships.
        """
        there = laid_over(scenario, self._values[world], self.origin)
        drawn = there.world.model_copy(update={"world_seed": scenario.world.world_seed + world})
        return there.model_copy(update={"world": drawn})

    def table(self, seeds: Sequence[int], world_seed: int) -> pd.DataFrame:
        """What the worlds are.

        Args:
            seeds: Seed of each world.
            world_seed: Seed of the first draw of townships.

        Returns:
            Columns world, seed, second_seed (0 for none), world_seed, then one for each number or choice.
        """
        first = range(len(self))
        seconds = [seed + AGAIN if k < self.n_again else 0 for k, seed in enumerate(seeds)]
        facts = pd.DataFrame(
            {
                "world": [k + 1 for k in first],
                "seed": list(seeds),
                "second_seed": seconds,
                "world_seed": [world_seed + k for k in first],
            }
        )
        return pd.concat([facts, self.members.reset_index(drop=True)], axis=1)

    def facts(self) -> dict[str, Any]:
        """What the worlds depend on, however many there are: source, and a fingerprint of the first world."""
        text = self.members.iloc[:1].to_csv(index=False)
        return {"source": self.source, "members": hashlib.sha256(text.encode()).hexdigest()}

    def manifest_facts(self) -> dict[str, Any]:
        """What a manifest states about them."""
        return {"n": len(self), "source": self.source, "n_again": self.n_again, "n_numbers": len(self.members.columns)}


def _ranges(baseline: Scenario) -> PlausibleRanges:
    """The ranges about a baseline, with the numbers of every mechanism, so that worlds do not hang on the policies."""
    return plausible_ranges(baseline, {name: kind.Parameters for name, kind in sorted(registry().items())})


def assumed_numbers(baseline: Scenario) -> frozenset[str]:
    """Unknowns that have no published source.

    Args:
        baseline: The baseline.
    """
    return frozenset(one.key for one in _ranges(baseline) if one.grade == ASSUMED_GRADE)


def plausible_worlds(scenarios: Sequence[Scenario], n: int) -> PlausibleWorlds:
    """The plausible worlds that scenarios are compared over.

    Args:
        scenarios: The scenarios, the baseline first.
        n: Number of worlds.

    Returns:
        The first members of the ensemble of the baseline's place where it has so many, else joint draws from the
        plausible ranges about the baseline, which are conditioned by no published figure.

    Raises:
        InputError: The ensemble cannot be used.
        EnvironmentProblem: Its file is damaged.
    """
    baseline = scenarios[0]
    ranges = _ranges(baseline)
    path = place_folder(baseline.world.place) / ENSEMBLE
    if path.exists():
        members = read_members(path).table
        if len(members) >= n:
            return PlausibleWorlds(members.iloc[:n], ENSEMBLE_SOURCE, None)
    seed, parts = baseline.run.seed, []
    for block in range(-(-n // BLOCK)):
        points = deviates(len(ranges), BLOCK, seed + block)[: n - BLOCK * block]
        parts.append(worlds_at(ranges, points))
    members = pd.concat(parts, ignore_index=True)
    members.index = pd.RangeIndex(1, n + 1, name="world")
    return PlausibleWorlds(members, RANGES_SOURCE, baseline)
