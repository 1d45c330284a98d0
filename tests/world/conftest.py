"""Worlds the tests of this folder share; a world is read-only, so sharing is safe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.scenario.world_settings import WorldSettings
from sim.world.world import World, build_world

ROOT = Path(__file__).parents[2]
CITY = ROOT / "data" / "chongqing"
SMALL_PLACE = ROOT / "tests" / "data" / "small_place"


@pytest.fixture(scope="session")
def small_world() -> World:
    """The whole small place."""
    return build_world(SMALL_PLACE, WorldSettings(), 1.0, 1)


@pytest.fixture(scope="session")
def sampled_city() -> World:
    """A twentieth of Chongqing."""
    return build_world(CITY, WorldSettings(), 0.05, 1, 2)


@pytest.fixture
def place_copy(tmp_path: Path) -> Path:
    """A copy of the small place that a test may spoil or extend."""
    return Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
