"""The real scenario: its defaults are free of contradictions and survive being written and read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.parameter import ParameterGroup
from sim.scenario.scenario import (
    Scenario,
    json_schema,
    load_scenario,
    parameter_at,
    parameter_table,
    replace,
    resolved_yaml,
    scenario_hash,
)
from tests.scenario.small import Mechanism

MECHANISMS: dict[str, type[ParameterGroup]] = {"three_plus_one": Mechanism}


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "town.yaml"
    path.write_text("title: Town\nmechanisms: {three_plus_one: {coverage: 0.05}}\n")
    return load_scenario(path, MECHANISMS, ["run.warm_up_days=0", "run.days=30"])


def test_settings_reach_their_parameters(scenario: Scenario) -> None:
    assert (scenario.run.warm_up_days, scenario.run.days) == (0, 30)
    assert parameter_at(scenario, "mechanisms.three_plus_one.coverage") == 0.05
    assert replace(scenario, {"run.days": 31}).run.days == 31 and scenario.run.days == 30


def test_every_parameter_is_written_out_and_read_back(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(resolved_yaml(scenario), encoding="utf-8")
    again = load_scenario(path, MECHANISMS)
    assert again == scenario and scenario_hash(again) == scenario_hash(scenario)


def test_every_parameter_has_unit_source_and_meaning_and_lies_in_its_range() -> None:
    rows = parameter_table(Scenario)
    assert len(rows) > 100
    for row in rows:
        if row.path in {"name", "title", "title_zh", "description", "plausible"}:
            continue
        assert row.source.en and row.doc.en and row.label_zh, row.path
        if isinstance(row.default, int | float) and not isinstance(row.default, bool):
            assert row.low is None or row.low <= row.default, row.path
            assert row.high is None or row.default <= row.high, row.path


def test_every_parameter_can_be_set_by_its_path(scenario: Scenario) -> None:
    for row in parameter_table(Scenario):
        assert parameter_at(replace(scenario, {row.path: parameter_at(scenario, row.path)}), row.path) == parameter_at(
            scenario, row.path
        )


def test_contradictions_are_found(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text("needs:\n  mix_town:\n    dispute: 0.5\n")
    with pytest.raises(InputError) as caught:
        load_scenario(path, {})
    assert [(f.code, f.line, f.key_path) for f in caught.value.faults] == [("GZ027", 2, "needs.mix_town")]


def test_schema_is_json_and_closed() -> None:
    schema = json_schema(MECHANISMS)
    assert json.loads(json.dumps(schema)) == schema
    for name, definition in schema["$defs"].items():
        assert definition.get("additionalProperties") is False, name


def test_one_of_a_pair_of_settings_is_shown_at_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_text("work:\n  authority_township: {facility: 0.9}\n  courtyard_skill: 0.5\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path, {})
    (fault,) = caught.value.faults
    assert (fault.line, fault.key_path) == (2, "work.authority_township.facility")


def test_a_place_may_lie_beside_the_scenario_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "study" / "towns").mkdir(parents=True)
    path = tmp_path / "study" / "town.yaml"
    path.write_text("world: {place: towns}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("study/town.yaml", {}).world.place == "study/towns"
    assert load_scenario(path, {}, {"world.place": "towns"}).world.place == "towns"  # an option is meant from here
    (tmp_path / "towns").mkdir()
    assert load_scenario("study/town.yaml", {}).world.place == "towns"
