"""The player without a browser: its thread plays, pauses, compares, measures, resets and ends."""

from __future__ import annotations

import threading
import time
import weakref

import pytest

from sim.app import measuring
from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.frames import MAP_MEASURES
from sim.app.player import Player
from sim.app.runs import Run
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.words import LANGUAGES, speaking
from tests.app.conftest import watched
from tests.app.playing import settled, shown, wait_for
from tests.model_runs import small_world


def test_it_plays_to_the_end_and_measures(tab):
    player, actions, display = tab
    actions.do({"do": "play", "on": True})
    wait_for(lambda: player.run.over and player.views.figures_day == 40)
    settled(player)
    assert not player.playing
    rows = shown(display, "panel", "figures")["rows"]
    assert rows[0][0] == "Resolved, of reported" and rows[0][1].endswith("%")
    assert shown(display, "bar", "state")["over"] and shown(display, "bar", "state")["day"] == 40
    assert display.line.last.day == 40


@pytest.fixture
def gate(monkeypatch):
    """Figures wait for this event, then are what they are."""
    opened = threading.Event()
    whole = measuring.figures

    def waiting(run, progress):
        assert opened.wait(30)
        return whole(run, progress)

    monkeypatch.setattr(measuring, "figures", waiting)
    yield opened
    opened.set()


def test_a_run_that_is_being_measured_holds_still_and_its_page_answers(tab, gate):
    player, actions, display = tab
    for _ in range(3):
        actions.do({"do": "step"})
    actions.do({"do": "figures"})
    settled(player)
    assert shown(display, "bar", "state")["busy"] == "Measuring …"
    actions.do({"do": "lang", "value": "zh"})
    actions.do({"do": "switch", "id": "volunteers", "on": True})
    actions.do({"do": "inspect", "ref": "c:0"})
    actions.do({"do": "step"})
    actions.do({"do": "play", "on": True})
    settled(player)
    assert shown(display, "bar", "state")["busy"] == "正在计量……"
    assert player.run.policy.is_on("volunteers") and shown(display, "panel", "card")["title"]
    assert player.run.policy.day == 3 and player.views.figures_day == -1
    gate.set()
    wait_for(lambda: player.run.over and player.views.figures_day == 40)
    settled(player)
    assert shown(display, "panel", "figures")["rows"]


@pytest.mark.parametrize("wish", [{"do": "reset"}, {"do": "compare", "on": True}])
def test_what_replaces_the_models_gives_the_measuring_up(tab, gate, wish):
    player, actions, display = tab
    actions.do({"do": "step"})
    actions.do({"do": "figures"})
    settled(player)
    run = player.run
    actions.do(wish)
    settled(player)
    assert player.run is run and run.baseline is None, "a model is taken away while it is read"
    gate.set()
    if wish["do"] == "reset":
        wait_for(lambda: player.run is not None and player.run is not run)
    else:
        wait_for(lambda: run.baseline is not None and not run.catching_up)
    settled(player)
    assert not player.doing() and shown(display, "panel", "figures") == {
        "rows": [],
        "day": -1,
        "window": "",
        "compared": wish["do"] == "compare",
    }


def test_the_measured_models_are_gone_before_others_are_built(monkeypatch, tab, gate):
    player, actions, _ = tab
    actions.do({"do": "figures"})
    settled(player)
    former = weakref.ref(player.run.policy)
    seen = []
    monkeypatch.setattr("sim.app.player.BESIDE_BYTES", 0)
    monkeypatch.setattr("sim.app.player.Run", lambda *given: seen.append(former()) or Run(*given))
    actions.do({"do": "reset"})
    gate.set()
    wait_for(lambda: seen and player.run is not None)
    assert seen == [None], "two whole cities in memory"


def test_closing_ends_a_measuring_before_the_models_go(tab, gate):
    player, actions, _ = tab
    actions.do({"do": "figures"})
    settled(player)
    run = player.run
    player.close()
    player._thread.join(0.2)
    assert player.run is run, "the models went while they were read"
    gate.set()
    player._thread.join(10)
    assert player.run is None


def test_a_step_is_a_day_and_reset_begins_another_run(tab):
    player, actions, display = tab
    first = player.run.number
    for _ in range(3):
        actions.do({"do": "step"})
    settled(player)
    assert player.run.policy.day == 3
    actions.do({"do": "switch", "id": "three_plus_one", "on": True})
    settled(player)
    assert player.run.policy.start_day("three_plus_one") == 3
    gone = weakref.ref(player.run.policy)
    actions.do({"do": "reset"})
    wait_for(lambda: player.run is not None and player.run.number == first + 1)
    settled(player)
    assert (player.run.policy.day, player.run.policy.start_day("three_plus_one")) == (0, 0)
    assert shown(display, "B", "place")["run"] == display.line.last.run == first + 1
    assert gone() is None, "the model of the former run is kept"


def test_a_baseline_added_late_catches_up_and_differs_only_by_the_policy(tab):
    player, actions, display = tab
    actions.do({"do": "switch", "id": "service_platform", "on": True})
    for _ in range(12):
        actions.do({"do": "step"})
    settled(player)
    actions.do({"do": "compare", "on": True})
    wait_for(lambda: player.run.baseline is not None and player.run.baseline.day == 12)
    for _ in range(8):
        actions.do({"do": "step"})
    settled(player)
    baseline = player.run.baseline
    assert baseline.day == player.run.policy.day == 20
    plain = GovernanceModel(watched(days=40), small_world())
    for _ in range(20):
        plain.step()
    assert baseline.ledger.records.tobytes() == plain.ledger.records.tobytes()
    assert player.run.policy.communities.records.tobytes() != plain.communities.records.tobytes()
    picture = display.line.last
    assert picture.day == 20 and set(picture.panes) == set(picture.points) == {"A", "B", "D"}
    assert shown(display, "charts", "series")["compared"]
    plain.release()
    actions.do({"do": "compare", "on": False})
    settled(player)
    assert player.run.baseline is None


@pytest.mark.parametrize("wish", [{"do": "reset"}, {"do": "apply", "days": 45}])
def test_a_baseline_catches_up_from_the_day_of_the_switch_and_another_run_keeps_nothing_of_it(monkeypatch, tab, wish):
    player, actions, _ = tab
    for day in range(12):
        if day == 8:
            actions.do({"do": "switch", "id": "service_platform", "on": True})
        actions.do({"do": "step"})
    settled(player)
    former = player.run
    kept = weakref.ref(former._kept["none"])
    assert player.held_bytes() > former.kept_bytes > 0
    said = []
    monkeypatch.setattr(player, "_show", lambda now, run: said.append(player.doing()))
    actions.do({"do": "compare", "on": True})
    wait_for(lambda: former.baseline is not None and not former.catching_up)
    settled(player)
    assert said == [f"The baseline catches up: day {day} of 12" for day in (9, 10, 11, 12)] and not player.busy
    actions.do({"do": "compare", "on": False})
    settled(player)
    assert former.kept_bytes > 0 and kept() is None
    kept = weakref.ref(former._kept["none"])
    actions.do(wish)
    wait_for(lambda: player.run is not None and player.run is not former)
    settled(player)
    assert player.run.kept_bytes == 0 and kept() is None, "a state of the former run is kept"


def test_without_a_policy_both_sides_are_the_same(tab):
    player, actions, _ = tab
    actions.do({"do": "compare", "on": True})
    for _ in range(10):
        actions.do({"do": "step"})
    settled(player)
    assert player.run.policy.ledger.records.tobytes() == player.run.baseline.ledger.records.tobytes()


def test_pictures_wait_for_the_browser(tab):
    player, _, display = tab
    settled(player)
    line = display.line
    sent = line.n_sent
    line.taken(sent)
    for expected in (1, 1):
        player.views.picture(player.run, line._sent_at + 0.5)
        assert line.n_sent == sent + expected, "the last picture has not been taken yet"
    line.taken(sent + 1)
    player.views.picture(player.run, line._sent_at + 0.5)
    assert line.n_sent == sent + 2
    player.views.picture(player.run, line._sent_at + 5.0)
    assert line.n_sent == sent + 3, "a browser that never answers still gets a picture a second"


def test_language_changes_every_label_and_not_the_run(tab):
    player, actions, display = tab
    actions.do({"do": "step"})
    actions.do({"do": "lang", "value": "zh"})
    settled(player)
    assert player.run.policy.day == 1
    assert display._everywhere["words"]["play"] == "播放"
    assert shown(display, "B", "legend")["name"] == "近60天解决"
    assert shown(display, "panel", "policies")[0]["name"] == "清理社区盖章证明"


def test_a_replayed_file_begins_anew_with_its_dates(tab):
    player, actions, _ = tab
    for _ in range(2):
        actions.do({"do": "step"})
    actions.do({"do": "switch", "id": "deliberation", "on": True})
    number = player.run.number
    actions.do({"do": "replay"})
    wait_for(lambda: player.run is not None and player.run.number > number)
    settled(player)
    assert player.run.policy.day == 0 and player.run.policy.start_day("deliberation") == 2


def test_what_is_done_is_said_with_its_seconds(monkeypatch, tab):
    player, actions, _ = tab
    states = []
    monkeypatch.setattr("sim.app.player.is_warm", lambda: False)
    monkeypatch.setattr("sim.app.player.warm_up", lambda: time.sleep(1.1))
    monkeypatch.setattr(player.display, "show", lambda name, **traits: states.append(traits.get("state")))
    actions.do({"do": "reset"})
    settled(player)
    said = [(state["busy"], state["busy_seconds"], state["ready"]) for state in states if state and state["busy"]]
    assert [text.split()[0] for text, _, _ in dict.fromkeys((s[0], 0, 0) for s in said)] == [
        "Building",
        "Compiling",
        "Placing",
    ]
    assert said[0][1] == 0 and said[-1][1] >= 1 and not any(ready for _, _, ready in said)


def test_each_tab_speaks_its_own_language():
    displays, players = {lang: Display() for lang in LANGUAGES}, {}
    for lang, display in displays.items():
        with speaking(lang):
            players[lang] = Player(watched(days=40), display)
    for player in players.values():
        player.start()
    for lang, player in players.items():
        wait_for(lambda: player.run is not None and not player.busy)  # noqa: B023 (asked within the turn)
        Actions(player).do({"do": "step"})
        settled(player)
        assert shown(displays[lang], "B", "legend")["name"] == getattr(MAP_MEASURES["resolved"].words, lang)
        card = next(card for card in shown(displays[lang], "panel", "policies") if card["id"] == "volunteers")
        assert card["name"] == getattr(registry()["volunteers"].title(), lang)
    for player in players.values():
        player.close()
        player.wait()


def test_before_the_first_run_the_colours_are_explained():
    display = Display()
    Player(watched(days=40), display)
    assert {"name", "unit"} <= set(shown(display, "B", "legend"))


def test_it_rests_while_nobody_is_heard_of(tab):
    player, actions, _ = tab
    actions.do({"do": "play", "on": True})
    player.heard_at = time.monotonic() - 1000.0
    settled(player)
    day = player.run.policy.day
    time.sleep(0.1)
    assert player.run.policy.day - day <= 1
    actions.do({"do": "alive"})
    wait_for(lambda: player.run.policy.day > day + 1)


def test_an_error_while_simulating_is_said_and_stops_the_run(monkeypatch, tab, capsys):
    player, actions, display = tab

    def broken(self):
        raise RuntimeError("a day that fails")

    monkeypatch.setattr(Run, "step", broken)
    actions.do({"do": "play", "on": True})
    wait_for(lambda: "a day that fails" in player.views.notice)
    settled(player)
    assert not player.playing
    assert "a day that fails" in shown(display, "bar", "state")["notice"]
    capsys.readouterr()
