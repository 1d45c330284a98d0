"""The story on the page is that of the saved scenario; it holds nothing up, and what cannot be told is said."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from sim.app import stories
from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.inspection_issues import issue_key
from sim.app.player import Player
from sim.app.scenario_files import saved, scenario_from_text
from sim.app.stories import pane_of, subject_of
from sim.cli.parser import parse
from sim.scenario.scenario import replace
from sim.shipped import PROGRAM
from sim.trace import render_story
from sim.trace.identity import read
from sim.trace.story import follow
from tests.app.conftest import watched
from tests.app.playing import settled, wait_for
from tests.language import spoken
from tests.model_runs import small_world
from tests.trace.runs import MANY_NEEDS

DAYS = 60


@pytest.fixture(scope="module")
def tab():
    """A tab at the end of a run in which a mechanism was switched on day 10, the baseline beside it."""
    display = Display()
    player = Player(watched(days=DAYS), display)
    actions = Actions(player)
    player.start()
    actions.do({"do": "compare", "on": True})
    wait_for(lambda: player.run is not None and player.run.baseline is not None and not player.busy)
    for day in range(DAYS):
        if day == 10:
            actions.do({"do": "switch", "id": "service_platform", "on": True})
        actions.do({"do": "step"})
    settled(player)
    assert player.run.policy.day == DAYS
    yield player, actions, display
    player.close()
    player._thread.join(10)
    assert not player._thread.is_alive()


def panel(display):
    return display._shown["panel"].get("told", {})


def told_of(tab, ref):
    """Asks as the browser does and waits for the story; one told before is put away first."""
    _, actions, display = tab
    actions.do({"do": "no_story"})
    wait_for(lambda: panel(display) == {})
    actions.do({"do": "story", "ref": ref})
    wait_for(lambda: panel(display).get("ref") == ref and "busy" not in panel(display), 60)
    return panel(display)


def an_issue(player):
    """A closed issue that arose after the switch and was handed over, so that its story is long."""
    records = player.run.policy.ledger.records
    return max((r for r in records if r["arose"] > 10), key=lambda record: int(record["hand_overs"]))


@pytest.mark.parametrize("kind", ["i", "r"])
def test_the_story_is_the_one_of_the_saved_scenario(tab, kind):
    """The file is read back from its text and followed to its own end, on a world built apart."""
    player, _, _ = tab
    record = an_issue(player)
    key = int(record["resident_key"])
    shown = told_of(tab, issue_key(record) if kind == "i" else f"r:{key}")
    assert shown["day"] == DAYS and [pane["pane"] for pane in shown["panes"]] == ["B", "A"]
    subject = subject_of(small_world(), shown["ref"])
    for pane, model in zip(shown["panes"], (player.run.policy, player.run.baseline), strict=True):
        scenario = scenario_from_text(saved(model).text, "saved.yaml")
        assert ("service_platform" in scenario.mechanisms) == (pane["pane"] == "B")
        again = follow(scenario, small_world(), [key], subject.text, subject.about, issue=subject.issue)
        lines = [line for step in pane["steps"] for line in (step["line"], *step["weighed"])]
        expected = [line.removeprefix("            · ") for line in render_story.lines(again.events)]
        assert lines == expected
    policy = shown["panes"][0]
    assert len(policy["steps"]) >= 3 and any(step["weighed"] for step in policy["steps"])
    date = player.run.policy.calendar.date(int(record["closed"])).isoformat()
    assert any(step["day"] == int(record["closed"]) and step["line"].startswith(date) for step in policy["steps"])


def test_it_follows_the_language_of_the_page(tab):
    player, actions, display = tab
    english = told_of(tab, issue_key(an_issue(player)))
    actions.do({"do": "lang", "value": "zh"})
    wait_for(lambda: "产生需求" in panel(display)["panes"][0]["steps"][0]["line"])
    chinese = panel(display)
    assert [s["day"] for s in chinese["panes"][0]["steps"]] == [s["day"] for s in english["panes"][0]["steps"]]
    actions.do({"do": "lang", "value": "en"})
    wait_for(lambda: panel(display) == english)


def test_a_story_ends_where_the_run_stands_today():
    today, scenario, world = 25, replace(watched(days=DAYS), MANY_NEEDS), small_world()
    subject = subject_of(world, "c:0")
    whole = follow(scenario, world, subject.residents, subject.text, subject.about)
    part = follow(scenario, world, subject.residents, subject.text, subject.about, until=today)
    before = tuple(event for event in whole.events if event.day < today)
    still_open = [event for event in part.events if event not in before]
    assert len(before) > 10 and part.events[: len(before)] == before
    assert still_open and {event.kind.key for event in still_open} == {"still_open"}
    shown = spoken("zh", pane_of, "B", part, subject)
    assert shown["head"] == spoken("zh", render_story.summary, part) and shown["steps"] == []


def test_days_go_on_while_it_is_told_and_a_reset_ends_it(monkeypatch):
    """The run again is held at its first day until the page has played on."""
    held, began, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(*args, progress, **more):
        began.set()
        assert held.wait(30)
        try:
            return follow(*args, progress=progress, **more)
        finally:
            ended.set()

    monkeypatch.setattr(stories, "follow", slow)
    display = Display()
    player = Player(watched(days=DAYS), display)
    actions = Actions(player)
    player.start()
    wait_for(lambda: player.run is not None and not player.busy)
    actions.do({"do": "step"})
    settled(player)
    key = int(player.run.policy.residents.key[0])
    actions.do({"do": "story", "ref": f"r:{key}"})
    assert began.wait(30)
    assert "0 of 1 days" in panel(display)["busy"]
    actions.do({"do": "step"})
    settled(player)
    assert player.run.policy.day == 2 and "busy" in panel(display)
    actions.do({"do": "reset"})
    wait_for(lambda: player.run is not None and player.run.number == 2)
    held.set()
    assert ended.wait(30)
    settled(player)
    assert panel(display) == {}, "a story of the former run is shown"
    player.close()
    player._thread.join(10)


def test_where_no_file_can_tell_the_run_it_says_so(monkeypatch, tab):
    player, _, _ = tab
    ref = issue_key(an_issue(player))
    monkeypatch.setattr(player.run.policy.policies, "unrecorded", {"service_platform"})
    shown = told_of(tab, ref)
    assert set(shown) == {"ref", "refused"} and "service platform" in shown["refused"].lower()


def test_a_large_world_is_sent_to_the_command_line(monkeypatch, tab):
    player, _, _ = tab
    monkeypatch.setattr(stories, "MOST_RESIDENTS", len(small_world().residents) - 1)
    record = an_issue(player)
    shown = told_of(tab, issue_key(record))
    program, _, words = shown["refused"].splitlines()[-1].partition(" trace ")
    options = parse(["trace", *words.split()])
    assert (program, options.command, options.scenario) == (PROGRAM, "trace", "test_page.yaml")
    code, number, _ = read("--issue", options.issue)
    assert (code << 16) + number == int(record["resident_key"])


@pytest.mark.parametrize("ref", ["", "m", "d:0", "t:0", "c:99999", "c:-1", "i:1", "i:1:2:3", "r:x", "r:²"])
def test_offices_and_nonsense_have_no_story(ref):
    assert subject_of(small_world(), ref) is None


def test_a_resident_of_nowhere_is_refused(tab):
    player, actions, _ = tab
    actions.do({"do": "story", "ref": f"r:{np.iinfo(np.int64).max}"})
    wait_for(lambda: player.views.notice != "")
    assert "GZ064" in player.views.notice
