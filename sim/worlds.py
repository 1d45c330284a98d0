"""One world for all who ask for the same: tabs of the page, their resets, and models made one after another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from weakref import WeakValueDictionary

from sim.running import world_for
from sim.scenario.scenario import Scenario
from sim.world.world import World

REMEMBERED_WORLDS = 8
"""Worlds remembered for models that are made one after another: more than the samples the page offers."""


class Worlds:
    """Keeps worlds by their settings: as long as anybody holds one, and the last few that were to be remembered."""

    def __init__(self) -> None:
        self._held: WeakValueDictionary[str, World] = WeakValueDictionary()
        self._remembered: OrderedDict[str, World] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Number of worlds kept."""
        return len(self._held)

    def world(self, scenario: Scenario, threads: int = 1, remember: bool = False) -> World:
        """The world a scenario asks for, built where nobody has it.

        Args:
            scenario: The scenario; only its world settings matter.
            threads: Threads to build it with, where it has to be built.
            remember: Whether to keep it though nobody may hold it until the next model is made. The page does not
                want that: the whole city would stay in memory behind a smaller one.
        """
        key = Scenario(world=scenario.world).model_dump_json()
        with self._lock:
            world = self._held.get(key)
            if world is None:
                world = self._held[key] = world_for(scenario, threads)
            if remember:
                self._remembered[key] = world
                self._remembered.move_to_end(key)
                if len(self._remembered) > REMEMBERED_WORLDS:
                    self._remembered.popitem(last=False)
            return world


@cache
def worlds() -> Worlds:
    """The worlds of this process."""
    return Worlds()


def shared_world(scenario: Scenario, threads: int = 1, remember: bool = False) -> World:
    """The world a scenario asks for, shared by all of this process that ask for the same.

    Args:
        scenario: The scenario; only its world settings matter.
        threads: Threads to build it with, where it has to be built.
        remember: Whether to keep it for the next model though nobody holds it until then.
    """
    return worlds().world(scenario, threads, remember)
