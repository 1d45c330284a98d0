"""Files of the page are read as strictly as the command line reads them, and inputs are brought into their limits."""

from __future__ import annotations

import shutil

import pytest

from sim import shipped as shipped_files
from sim.app import scenario_files
from sim.app.policy_cards import cards, changed_parameters, inputs_of
from sim.app.scenario_files import scenario_from_text, shipped, shipped_scenario
from sim.app.tabs import asked
from sim.app.words import LANGUAGES, PAGE_WORDS
from sim.app.words_inspection import INSPECTION_WORDS
from sim.errors import InputError
from sim.mechanisms import registry
from sim.scenario.scenario import resolved_yaml
from tests.language import spoken


def test_a_file_may_extend_what_comes_with_the_program():
    read = scenario_from_text(
        "extends: baseline.yaml\nmechanisms:\n  deliberation: {coverage: 0.5}\n", "My Policy.yaml"
    )
    assert read.name == "my_policy" and read.mechanisms["deliberation"].coverage == 0.5


def test_a_file_named_like_a_shipped_one_can_extend_it():
    read = scenario_from_text("extends: baseline.yaml\nname: baseline\nrun: {seed: 77}\n", "baseline.yaml")
    assert read.run.seed == 77


def test_every_fault_is_said_in_the_readers_own_file():
    text = "extends: baseline.yaml\nrun:\n  days: -5\n  sead: 3\nmechanisms:\n  three_plus_two: {}\n"
    with pytest.raises(InputError) as problem:
        scenario_from_text(text, "mine.yaml")
    assert len(problem.value.faults) == 3
    assert {fault.file for fault in problem.value.faults} == {"mine.yaml"}
    assert "/tmp" not in spoken("zh", problem.value.render)


@pytest.mark.parametrize(
    "text", ["extends: ../../../etc/passwd.yaml", "extends: /etc/passwd.yaml", "a: &x 1\nb: *x", "[", ""]
)
def test_what_a_file_may_not_do_is_refused(text):
    with pytest.raises(InputError):
        scenario_from_text(text, "mine.yaml")


def test_a_file_too_large_is_refused():
    with pytest.raises(InputError) as problem:
        scenario_from_text("# " + "x" * 400_000 + "\nname: a\n", "mine.yaml")
    assert problem.value.faults[0].code == "GZ004"


def test_all_shipped_scenarios_are_offered_the_baseline_first():
    offered = [s.name for s in shipped()]
    assert offered[0] == "baseline" and {"three_plus_one", "flood", "all_mechanisms"} <= set(offered)
    assert all(s.title and s.title_zh for s in shipped())
    with pytest.raises(InputError):
        shipped_scenario("../baseline")


def test_settings_are_checked_like_set_on_the_command_line():
    base = resolved_yaml(shipped_scenario("baseline"))
    assert scenario_from_text(base, "b.yaml", ("run.seed=5",)).run.seed == 5
    with pytest.raises(InputError):
        scenario_from_text(base, "b.yaml", ("run.sead=5",))


@pytest.mark.parametrize("mechanism", sorted(registry()))
def test_every_mechanism_has_a_line_names_and_units_in_both_languages(mechanism):
    kind = registry()[mechanism]
    assert kind.what().en and kind.what().zh != kind.what().en
    for row in inputs_of(mechanism):
        assert row.doc.en.endswith(".") and row.doc.zh.endswith("。"), row.path
        assert row.unit.en in ("0-1", "") or row.unit.zh != row.unit.en, row.path
        assert row.source.zh != row.source.en, row.path


def test_no_word_is_said_twice():
    assert set(PAGE_WORDS) & set(INSPECTION_WORDS) == set()


@pytest.mark.parametrize(("sent", "kept"), [(0.25, 0.25), ("0.5", 0.5), ("1", 1.0)])
def test_a_number_is_taken_as_it_was_typed(sent, kept):
    standing = registry()["three_plus_one"].Parameters()
    assert changed_parameters("three_plus_one", standing, "coverage", sent).coverage == kept


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("coverage", "much"), ("coverage", float("nan")), ("coverage", 7), ("coverage", "-1"), ("coverage", ""),
        ("start_day", 3), ("no_such", 1), ("coverage", None), ("districts", 7),
    ],
)  # fmt: skip
def test_what_is_no_number_out_of_range_or_no_parameter_is_refused(path, sent):
    standing = registry()["three_plus_one"].Parameters()
    with pytest.raises((ValueError, InputError)):
        changed_parameters("three_plus_one", standing, path, sent)


def test_cards_show_what_is_in_force_and_what_was_drafted(played):
    draft = registry()["deliberation"].Parameters(coverage=0.125)
    card = next(c for c in spoken("zh", cards, played, {"deliberation": draft}) if c["id"] == "deliberation")
    assert (card["on"], card["standing"], card["name"]) == (False, "未启用", "社区协商")
    assert next(i for i in card["inputs"] if i["path"] == "coverage")["value"] == 0.125
    assert [c["id"] for c in cards(played, {})] == list(registry())


@pytest.mark.parametrize(
    ("search", "lang"),
    [("?lang=zh", "zh"), ("lang=en&x=1", "en"), ("", "zh"), ("lang=fr", "zh"), ("a=1&lang=en", "en")],
)
def test_the_address_says_the_language(search, lang):
    assert (asked(search, "lang", LANGUAGES) or "zh") == lang


def test_a_broken_scenario_beside_the_others_is_left_out_alone_and_named(tmp_path, monkeypatch):
    for name in ("baseline", "volunteers"):
        shutil.copy(shipped_files.SCENARIOS / f"{name}.yaml", tmp_path)
    (tmp_path / "broken.yaml").write_text("run: {dayz: 3}\n", encoding="utf-8")
    monkeypatch.setattr(scenario_files, "SCENARIOS", tmp_path)
    scenario_files._listed.cache_clear()
    try:
        assert [s.name for s in shipped()] == ["baseline", "volunteers"]
        (said,) = scenario_files.unreadable()
        assert "broken.yaml:1:7" in said and "unknown key 'dayz'" in said
    finally:
        scenario_files._listed.cache_clear()
