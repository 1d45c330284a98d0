"""Every scenario shipped loads, runs, and is what its file says; the generated files are fresh."""

from __future__ import annotations

from pathlib import Path

import pytest

from maintenance.write_scenarios import baseline_text, schema_text
from sim.mechanisms import registry
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.scenario import load_scenario, replace, scenario_hash
from tests.model_runs import all_records, finished, small_world

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
PARAMETERS = {name: kind.Parameters for name, kind in registry().items()}


def test_the_baseline_lists_every_parameter_at_its_default():
    assert (FOLDER / "baseline.yaml").read_text(encoding="utf-8") == baseline_text()
    loaded = load_scenario(FOLDER / "baseline.yaml", PARAMETERS)
    defaults = ModelParameters()
    assert {name: getattr(loaded, name) for name in ModelParameters.model_fields} == dict(defaults)
    assert loaded.mechanisms == {}


def test_the_schema_for_editors_is_fresh():
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_there_is_one_scenario_for_every_mechanism_and_one_for_all():
    assert {path.stem for path in FILES} >= {"baseline", "chongqing_2017", "all_four", *registry()}
    for name in registry():
        assert list(load_scenario(FOLDER / f"{name}.yaml", PARAMETERS).mechanisms) == [name]
    assert set(load_scenario(FOLDER / "all_four.yaml", PARAMETERS).mechanisms) >= {
        "three_plus_one", "three_society_linkage", "service_platform", "funding_balance"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_runs(path):
    scenario = load_scenario(path, PARAMETERS)
    assert scenario.title and scenario.title_zh
    short = replace(scenario, {"run.days": 70, "run.warm_up_days": 10, "run.check_invariants": True})
    assert len(all_records(finished(short, small_world()))) > 0


def test_scenarios_differ():
    assert len({scenario_hash(load_scenario(path, PARAMETERS)) for path in FILES}) == len(FILES)
