"""A running model of the page can be watched: what is told equals the same scenario run and followed from the start."""

from __future__ import annotations

from sim.app.model import ViewModel
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import replace
from sim.trace.story import story_so_far
from sim.trace.watch import Watch
from tests.model_runs import scenario, small_world

ABOUT = ("some residents", "若干居民")


def test_a_watch_on_the_page_tells_what_a_run_with_the_same_switches_tells():
    settings = {"world.place": "tests/data/small_place", "world.sample": 1.0, "needs.need_rate_town": 1.0}
    page = ViewModel(scenario(settings, days=40))
    keys = page.residents.key[:300].tolist()
    for _ in range(10):
        page.step()
    watch = Watch(page, keys)
    page.switch("service_platform", True)
    for _ in range(30):
        page.step()
    switched = registry()["service_platform"].Parameters(start_day=10)
    same = replace(scenario(settings, days=40), {"mechanisms.service_platform": switched})
    model = GovernanceModel(same, small_world())
    from_start = Watch(model, keys)
    model.run()
    live = story_so_far(watch, "x", ABOUT)
    assert len(live.events) > 50
    assert list(watch.events) == [event for event in from_start.events if event.day >= 10]
    page.release()
