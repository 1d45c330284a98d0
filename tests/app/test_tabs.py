"""Tabs come, go, are reloaded and left: a run is kept for its own tab, and no more are kept than there is room for."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from sim.app.settings import ViewSettings
from tests.app.playing import settled, wait_for


class Kernel:
    """Solara's side of a tab, connected or not."""

    def __init__(self, session_id: str = "a browser") -> None:
        from solara.server.kernel_context import PageStatus

        self.session_id, self.close_reason = session_id, "unknown"
        self.page_status = {"page": PageStatus.CONNECTED}
        self.closed_event = threading.Event()

    def disconnect(self) -> None:
        from solara.server.kernel_context import PageStatus

        self.page_status = {"page": PageStatus.DISCONNECTED}

    def close(self) -> None:
        self.closed_event.set()


@pytest.fixture
def room(monkeypatch):
    """No tab is open; all that a test opens are closed."""
    pytest.importorskip("solara.server")
    from sim.app import tabs as module
    from sim.app.settings import ViewSettings

    settings = ViewSettings(overrides=("world.sample=0.0005", "run.days=50", "run.warm_up_days=0"))
    kept, opened = module.Tabs(), []

    def begin(kernel):
        tab = kept.open(settings, kernel)
        if tab is not None:
            opened.append(tab)
        return tab

    yield module, kept, begin
    for tab in opened:
        kept.close(tab)
    for tab in opened:
        tab.player._thread.join(30)
        assert not tab.player._thread.is_alive()


def test_no_more_tabs_than_may_be_and_deserted_ones_make_room(monkeypatch, room):
    module, kept, begin = room
    monkeypatch.setattr(module, "MOST_TABS", 2)
    kernels = [Kernel(), Kernel()]
    first, second = (begin(kernel) for kernel in kernels)
    assert first is not None and second is not None
    assert begin(Kernel()) is None
    kernels[0].disconnect()
    assert begin(Kernel()) is None, "a short break is no reason to go"
    first.player.heard_at = time.monotonic() - 60.0
    third = begin(Kernel())
    assert third is not None and first.player.closed.is_set() and not second.player.closed.is_set()
    kernels[1].disconnect()
    kept.leave(second, kernels[1])
    assert begin(Kernel()) is not None, "a run nobody looks at makes room"
    assert second.player.closed.is_set() and second.player.run is None


def test_where_others_can_come_one_browser_does_not_take_all_places(monkeypatch, room):
    module, _, _ = room
    monkeypatch.setattr(module, "Tab", lambda settings, kernel: SimpleNamespace(
        kernel=kernel, left_at=None, deserted=lambda: False, player=SimpleNamespace(start=lambda: None)
    ))  # fmt: skip
    for shared, most in ((True, module.MOST_TABS_EACH), (False, module.MOST_TABS)):
        kept, settings = module.Tabs(), ViewSettings(shared=shared)
        opened = [kept.open(settings, Kernel("one")) for _ in range(module.MOST_TABS + 1)]
        assert sum(tab is not None for tab in opened) == most
        assert (kept.open(settings, Kernel("another")) is not None) == shared


def test_a_reload_finds_its_run_on_the_same_day(room):
    _, kept, begin = room
    former, later = Kernel(), Kernel()
    tab = begin(former)
    player = tab.player
    wait_for(lambda: player.run is not None and not player.busy)
    tab.actions.do({"do": "switch", "id": "volunteers", "on": True})
    for _ in range(4):
        tab.actions.do({"do": "step"})
    settled(player)
    former.disconnect()
    kept.leave(tab, former)
    tab.actions.do({"do": "play", "on": True})
    settled(player)
    assert player.run.policy.day == 4, "it plays on though nobody is there"
    assert kept.back(f"?lang=zh&run={tab.key}", later) is tab
    settled(player)
    assert player.lang == "zh" and player.run.policy.is_on("volunteers")
    wait_for(lambda: player.run.policy.day > 4)
    wait_for(former.closed_event.is_set)
    kept.leave(tab, former)
    assert not player.away, "the former page's end says nothing about the present one"


def test_a_run_is_given_to_nobody_else(monkeypatch, room):
    module, kept, begin = room
    monkeypatch.setattr(module, "HANDOVER_SECONDS", 0.0)
    kernel = Kernel()
    tab = begin(kernel)
    assert kept.back(f"?run={tab.key}", Kernel()) is None, "two pages of one run"
    kernel.disconnect()
    kept.leave(tab, kernel)
    assert kept.back(f"?run={tab.key}", Kernel("another browser")) is None
    assert kept.back("", Kernel()) is None and kept.back("?run=none", Kernel()) is None
    assert kept.back(f"?run={tab.key}", Kernel()) is tab


def test_a_run_left_for_long_ends_and_no_more_than_a_few_are_kept(monkeypatch, room):
    module, kept, begin = room
    monkeypatch.setattr(module, "MOST_KEPT", 1)
    kernels = [Kernel(), Kernel(), Kernel()]
    first, second, third = (begin(kernel) for kernel in kernels)
    for tab, kernel in ((first, kernels[0]), (second, kernels[1])):
        kernel.disconnect()
        kept.leave(tab, kernel)
    assert first.player.closed.is_set() and not second.player.closed.is_set()
    kernels[2].close_reason = "cull"
    kept.leave(third, kernels[2])
    assert third.player.closed.is_set(), "its connection had been away for as long already"
    kernel = Kernel()
    assert kept.back(f"?run={second.key}", kernel) is second
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.01)
    kernel.disconnect()
    kept.leave(second, kernel)
    wait_for(second.player.closed.is_set)


def test_a_run_that_was_left_gives_its_memory_to_one_that_needs_it(monkeypatch, room):
    _, kept, begin = room
    kernel = Kernel()
    left, here = begin(kernel), begin(Kernel())
    wait_for(lambda: here.player.run is not None and left.player.run is not None)
    kernel.disconnect()
    kept.leave(left, kernel)
    monkeypatch.setattr("sim.app.player.free_bytes", lambda: 2**40 if left.player.run is None else 0)
    monkeypatch.setattr("sim.app.player.residents_of", lambda scenario: 10**6 * scenario.run.days)
    here.actions.do({"do": "apply", "days": 3000})
    settled(here.player)
    assert "smaller sample" in here.player.views.notice
    assert not left.player.closed.is_set(), "a run is given up for one that does not fit all the same"
    here.actions.do({"do": "apply", "days": 51})
    wait_for(lambda: here.player.run is not None and here.player.setup.scenario.run.days == 51)
    settled(here.player)
    assert left.player.closed.is_set() and not here.player.views.notice
