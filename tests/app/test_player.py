"""The player without a browser: its thread plays, pauses, compares, resets, refuses and ends."""

from __future__ import annotations

import base64
import shutil
import threading
import time
import weakref
from types import SimpleNamespace

import pytest

from sim.app import measuring, scenario_files
from sim.app.actions import Actions
from sim.app.display import Display
from sim.app.frames import MAP_MEASURES
from sim.app.player import Player
from sim.app.runs import Run
from sim.app.settings import ViewSettings, allowed_on, scenario_of
from sim.errors import InputError
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import replace
from sim.words import LANGUAGES, speaking
from tests.app.conftest import watched
from tests.language import spoken
from tests.model_runs import SMALL_PLACE, small_world


def wait_for(condition, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.005)


@pytest.fixture
def tab():
    display = Display()
    player = Player(watched(days=40), display)
    player.speed = 0
    player.start()
    wait_for(lambda: player.run is not None and not player.busy)
    yield player, Actions(player), display
    player.close()
    player._thread.join(10)
    assert not player._thread.is_alive()


def shown(display, name, trait):
    return display._shown[name][trait]


def settled(player):
    done = threading.Event()
    player.post(done.set)
    assert done.wait(30)


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


def loaded(text, name="mine.yaml"):
    data = text if isinstance(text, bytes) else text.encode()
    return {"do": "load", "name": name, "data": base64.b64encode(data).decode()}


def as_it_was(player, actions):
    """What a refusal must leave alone."""
    settled(player)
    views = player.views
    return player.run, player.setup, views.file, dict(views.drafts), player.playing, player.run.policy.day


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"do": "apply", "sample": 1, "settings": "run.sead=3"}, "run.sead"),
        ({"do": "apply", "settings": "world.place=nowhere"}, "nowhere"),
        ({"do": "apply", "settings": "world.place=scenarios"}, "scenarios"),
        ({"do": "apply", "settings": "mechanisms.three_plus_one={districts: Atlantis}"}, "Atlantis"),
        ({"do": "apply", "settings": "run.days=3\n" * 2000}, "20,000"),
        ({"do": "choose", "name": "none"}, "none"),
        (loaded("run: {days: -1}"), "mine.yaml"),
        (loaded("extends: baseline.yaml\nworld: {place: nowhere}\n"), "nowhere"),
        (loaded("title: 镇街".encode("gbk")), "GBK"),
        (loaded(b"\xff\xfet\x00"), "UTF-16"),
        (loaded(b""), "no settings"),
        ({"do": "load", "name": "mine.yaml", "data": "%%%"}, "UTF-8"),
        ({"do": "load", "name": "mine.yaml", "size": 20_000_000}, "19531 KB"),
        (loaded(b"# " + b"x" * 300_000), "292 KB"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_changes_nothing(tab, wish, said):
    player, actions, display = tab
    for _ in range(2):
        actions.do({"do": "step"})
    before = as_it_was(player, actions)
    actions.do(wish)
    assert as_it_was(player, actions) == before
    assert said in shown(display, "panel", "notice")
    actions.do({"do": "lang", "value": "zh"})
    settled(player)
    assert "未更改" in shown(display, "panel", "notice")
    actions.do({"do": "step"})
    settled(player)
    assert player.run.policy.day == 3 and not player.busy


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("days", (-7, "0", "", "1e9", "x", 1.5)),
        ("warm_up_days", ("-1", "", 3651)),
        ("seed", ("-1", "", "1e99", "9223372036854775808")),
        ("world_seed", ("-1", "no")),
        ("sample", (99, 0, -1, "")),
    ],
)
def test_a_number_outside_its_limits_is_refused_beside_its_field(tab, field, values):
    player, actions, display = tab
    before = as_it_was(player, actions)
    for value in values:
        actions.do({"do": "apply", field: value})
        assert as_it_was(player, actions) == before
        refused = shown(display, "panel", "refused")
        assert list(refused) == [field] and refused[field].startswith("Not taken"), value
        assert shown(display, "panel", "notice").startswith("Not changed")


def test_a_seed_beyond_what_a_browser_counts_is_taken_exactly(tab):
    player, actions, display = tab
    actions.do({"do": "apply", "seed": "9007199254740993"})
    wait_for(lambda: player.setup.scenario.run.seed == 9007199254740993)
    settled(player)
    assert shown(display, "panel", "scenario")["seed"] == "9007199254740993"
    assert shown(display, "panel", "refused") == {} and shown(display, "panel", "notice") == ""


@pytest.mark.parametrize("value", ["7", -1, "", None, "half", float("nan"), True])
def test_a_parameter_outside_its_limits_is_refused_beside_its_field(tab, value):
    player, actions, display = tab
    actions.do({"do": "switch", "id": "three_plus_one", "on": True})
    before = as_it_was(player, actions)
    actions.do({"do": "parameter", "id": "three_plus_one", "path": "coverage", "value": value})
    assert as_it_was(player, actions) == before
    assert list(shown(display, "panel", "refused")) == ["three_plus_one.coverage"]
    actions.do({"do": "parameter", "id": "three_plus_one", "path": "districts", "value": "Atlantis"})
    settled(player)
    assert "Atlantis" in shown(display, "panel", "refused")["three_plus_one.districts"]
    actions.do({"do": "parameter", "id": "three_plus_one", "path": "coverage", "value": "0.25"})
    settled(player)
    assert player.run.policy.parameters("three_plus_one").coverage == 0.25
    assert shown(display, "panel", "refused") == {}


def test_a_shared_page_takes_no_other_place_and_no_large_sample():
    settings = ViewSettings(overrides=("world.sample=0.0005",), shared=True)
    first = scenario_of(settings)
    for changes, said in (({"world.place": str(SMALL_PLACE)}, "world.place"), ({"world.sample": 0.3}, "0.1")):
        with pytest.raises(InputError) as problem:
            allowed_on(settings, replace(first, changes))
        assert said in problem.value.render() and spoken("zh", problem.value.render)
        allowed_on(ViewSettings(overrides=settings.overrides), replace(first, changes))
    allowed_on(settings, replace(first, {"world.sample": 0.1, "run.days": 20}))


def test_a_run_that_cannot_be_built_leaves_the_present_one(monkeypatch, tab, capsys):
    player, actions, display = tab
    actions.do({"do": "step"})
    before = as_it_was(player, actions)
    monkeypatch.setattr("sim.app.player.Run", lambda *given: [][1])
    actions.do({"do": "apply", "days": 30})
    wait_for(lambda: "IndexError" in player.views.notice)
    assert as_it_was(player, actions) == before and not player.busy and shown(display, "bar", "state")["ready"]
    capsys.readouterr()


def test_a_run_that_had_to_go_first_is_built_again_where_the_next_cannot_be(monkeypatch, tab):
    player, actions, _ = tab
    monkeypatch.setattr("sim.app.player.BESIDE_BYTES", 0)

    def refused_for(setup, number):
        if setup.scenario.run.days == 30:
            raise MemoryError
        return Run(setup, number)

    monkeypatch.setattr("sim.app.player.Run", refused_for)
    actions.do({"do": "apply", "days": 30})
    wait_for(lambda: "memory" in player.views.notice)
    settled(player)
    assert player.run.policy.scenario.run.days == player.setup.scenario.run.days == 40 and not player.busy


@pytest.mark.parametrize(
    "wish",
    [
        None,
        7,
        {},
        {"do": "rm"},
        {"do": "speed", "value": 1e9},
        {"do": "measure", "value": "x"},
        {"do": "switch", "id": "x", "on": True},
        {"do": "inspect", "ref": "c:999999"},
        {"do": "network", "district": "x"},
        {"do": "lang", "value": "fr"},
        {"do": "view", "value": "x"},
    ],
)
def test_nonsense_changes_nothing(tab, wish):
    player, actions, _ = tab
    before = (player.run, player.speed, player.views.measure, player.views.lang, player.views.chosen)
    actions.do(wish)
    settled(player)
    assert (player.run, player.speed, player.views.measure, player.views.lang, player.views.chosen) == before


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


@pytest.mark.parametrize("wish", [{"do": "apply", "sample": 1.0, "days": 50}, {"do": "compare", "on": True}])
def test_a_run_too_large_for_the_memory_is_refused_before_anything_goes(monkeypatch, tab, wish):
    player, actions, display = tab
    actions.do({"do": "step"})
    before = as_it_was(player, actions)
    monkeypatch.setattr("sim.app.player.free_bytes", lambda: 0)
    monkeypatch.setattr("sim.app.player.residents_of", lambda scenario: 10**6 * scenario.run.days)
    actions.do(wish)
    assert as_it_was(player, actions) == before and not player.busy
    assert "smaller sample" in shown(display, "bar", "state")["notice"]
    actions.do({"do": "reset"})
    wait_for(lambda: player.run is not before[0])
    settled(player)
    assert player.run.policy.day == 0 and not player.views.notice, "as large as the present one, which goes"


def test_a_broken_scenario_beside_the_others_is_named_and_stops_nothing(monkeypatch, tab, tmp_path):
    player, actions, display = tab
    for path in scenario_files.SCENARIOS.glob("b*.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "mine.yaml").write_text("extends: baseline.yaml\nrun: {dais: 3}\n", encoding="utf-8")
    monkeypatch.setattr(scenario_files, "SCENARIOS", tmp_path)
    scenario_files._listed.cache_clear()
    actions.do({"do": "step"})
    settled(player)
    player.views.scenario(player.run)
    scenario_files._listed.cache_clear()
    listed = shown(display, "panel", "scenario")
    assert "baseline" in [f["name"] for f in listed["files"]] and "mine" not in [f["name"] for f in listed["files"]]
    assert len(listed["unreadable"]) == 1 and "mine.yaml:2" in listed["unreadable"][0]
    assert "dais" in listed["unreadable"][0] and player.run.policy.day == 1


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
