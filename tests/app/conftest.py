"""A small place watched by the page, short enough to be simulated in a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.model import ViewModel
from sim.app.player import Player
from sim.scenario.scenario import Scenario
from tests.app.playing import wait_for
from tests.model_runs import SMALL_PLACE
from tests.model_runs import scenario as short_scenario


def watched(days: int = 60, warm_up_days: int = 0, **mechanisms) -> Scenario:
    """A scenario of the whole small place."""
    return short_scenario(
        {"world.place": str(SMALL_PLACE), "world.sample": 1.0}, mechanisms, days=days, warm_up_days=warm_up_days
    )


@pytest.fixture(scope="package")
def played() -> Iterator[ViewModel]:
    """A model after 80 days; tests only look at it."""
    model = ViewModel(watched(days=120))
    for _ in range(80):
        model.step()
    yield model
    model.release()


@pytest.fixture
def tab() -> Iterator[tuple[Player, Actions, Display]]:
    """A player of 40 days at rest, what a page may wish of it, and its display."""
    display = Display()
    player = Player(watched(days=40), display)
    player.speed = 0
    player.start()
    wait_for(lambda: player.run is not None and not player.busy)
    yield player, Actions(player), display
    player.close()
    player._thread.join(10)
    assert not player._thread.is_alive()
