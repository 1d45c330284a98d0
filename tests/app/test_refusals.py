"""What a page wishes and cannot have is refused in words, and changes nothing."""

from __future__ import annotations

import base64
import shutil

import pytest

from sim.app import scenario_files
from sim.app.runs import Run
from sim.app.settings import ViewSettings, allowed_on, scenario_of
from sim.errors import InputError
from sim.scenario.scenario import replace
from tests.app.playing import settled, shown, wait_for
from tests.language import spoken
from tests.model_runs import SMALL_PLACE


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
        assert list(refused) == [field] and refused[field].startswith("Not accepted"), value
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
