"""A player in a test: what its display shows, and waiting for it."""

from __future__ import annotations

import threading
import time


def wait_for(condition, seconds: float = 30.0) -> None:
    """Waits until a condition holds; fails where it does not."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.005)


def shown(display, name, trait):
    """What a part of the page shows."""
    return display._shown[name][trait]


def settled(player):
    """Waits until all that was wished for is done."""
    done = threading.Event()
    player.post(done.set)
    assert done.wait(30)
