"""Worlds shared by all tabs: one is built for each set of world settings and goes when nobody looks at it any more."""

from __future__ import annotations

import threading
from functools import cache
from weakref import WeakValueDictionary

from sim.running import world_for
from sim.scenario.scenario import Scenario
from sim.world.world import World


class Worlds:
    """The worlds somebody holds, by their settings."""

    def __init__(self) -> None:
        self._kept: WeakValueDictionary[str, World] = WeakValueDictionary()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of worlds held."""
        return len(self._kept)

    def world(self, scenario: Scenario, threads: int = 1) -> World:
        """The world a scenario asks for; built once while anybody holds it.

        Args:
            scenario: The scenario; only its world settings matter.
            threads: Threads to build it with.
        """
        key = Scenario(world=scenario.world).model_dump_json()
        with self._lock:
            world = self._kept.get(key)
            if world is None:
                world = self._kept[key] = world_for(scenario, threads)
            return world


@cache
def worlds() -> Worlds:
    """The worlds of this process."""
    return Worlds()


def shared_world(scenario: Scenario, threads: int = 1) -> World:
    """The world a scenario asks for, shared by all tabs and resets.

    Args:
        scenario: The scenario; only its world settings matter.
        threads: Threads to build it with, where it has to be built.
    """
    return worlds().world(scenario, threads)
