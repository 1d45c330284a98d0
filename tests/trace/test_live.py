"""A running model of the page can be watched: what is told equals the same scenario run and followed from the start."""

from __future__ import annotations

import numpy as np

from sim.app.model import ViewModel
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import replace
from sim.trace.kinds import EventKind
from sim.trace.story import story_so_far
from sim.trace.watch import Watch
from sim.words import Sentence
from tests.model_runs import scenario, small_world
from tests.trace.runs import plain

ABOUT = Sentence("some residents", "若干居民")


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


def test_what_is_heard_from_another_district_reaches_the_only_district_that_is_watched():
    """Homes of those who tell are set far from the watched district's first row, where a blank copy would put them."""
    model = plain(days=28)
    district = len(model.districts) - 1
    c = model.communities
    assert district > 0
    rows = np.flatnonzero(
        c.district[np.searchsorted(c.first_resident, np.arange(len(model.residents)), "right") - 1] == district
    )
    model.residents.origin[: rows[0]] = len(c) - 1
    watch = Watch(model, model.residents.key[rows].tolist())
    model.run()
    assert any(e.kind == EventKind.HEARD and e.issue is None and e.day % 7 == 6 for e in watch.events)
