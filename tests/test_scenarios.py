"""Every scenario shipped loads, runs, and is what its file says; the generated files are fresh."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from maintenance.scenario_files import BUDGETS, SCENARIO_FILES
from maintenance.write_scenarios import baseline_text, schema_text
from sim.agents.government import money_weights
from sim.agents.shocks import KINDS
from sim.errors import InputError
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.scenario import Scenario, load_scenario, replace, scenario_hash
from sim.world.world import build_world
from tests.model_runs import SMALL_PLACE, all_records, finished, small_world
from tests.model_runs import scenario as small_scenario

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
PARAMETERS = {name: kind.Parameters for name, kind in registry().items()}


@cache
def loaded(path: Path) -> Scenario:
    """A shipped scenario, read once for all tests."""
    return load_scenario(path, PARAMETERS)


def test_the_baseline_lists_every_parameter_at_its_default():
    assert (FOLDER / "baseline.yaml").read_text(encoding="utf-8") == baseline_text()
    found = loaded(FOLDER / "baseline.yaml")
    defaults = ModelParameters()
    assert {name: getattr(found, name) for name in ModelParameters.model_fields} == dict(defaults)
    assert found.mechanisms == {}


def test_the_schema_for_editors_is_fresh():
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_there_is_one_scenario_for_every_mechanism_and_one_for_all():
    assert {path.stem for path in FILES} >= {"baseline", "chongqing_2017", "all_four", *registry()}
    for name in registry():
        assert list(loaded(FOLDER / f"{name}.yaml").mechanisms) == [name]
    assert set(loaded(FOLDER / "all_four.yaml").mechanisms) >= {
        "three_plus_one",
        "three_society_linkage",
        "service_platform",
        "funding_balance",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_runs(path):
    scenario = loaded(path)
    assert scenario.title and scenario.title_zh
    short = replace(
        scenario, {"run.days": 40, "run.warm_up_days": 10, "run.check_invariants": True} | anywhere(scenario)
    )
    assert len(all_records(finished(short, small_world()))) > 0


def anywhere(scenario):
    """Changes that lay a scenario over another place: what is tied to districts of Chongqing holds everywhere."""
    paths = [f"mechanisms.{name}.districts" for name in scenario.mechanisms]
    paths += [f"shocks.{name}.districts" for name in KINDS]
    return dict.fromkeys(paths, "everywhere")


@pytest.mark.parametrize("file", SCENARIO_FILES, ids=lambda file: file.name)
def test_a_written_scenario_is_fresh_and_says_what_it_is(file):
    path = FOLDER / f"{file.name}.yaml"
    assert path.read_text(encoding="utf-8") == file.text()
    found = loaded(path)
    assert (found.name, found.title, found.title_zh) == (file.name, file.title, file.title_zh)
    assert found.description == file.description and len(found.description) > 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_districts_that_a_scenario_names_are_of_chongqing(path):
    """Every name in a scenario is a district of the place it is written for, and not only of the tests' place."""
    scenario = loaded(path)
    with (FOLDER.parent / "data" / "chongqing" / "districts.csv").open(encoding="utf-8") as file:
        names = {row["name_en"] for row in csv.DictReader(file)}
    named = [getattr(group, "districts", "everywhere") for group in scenario.mechanisms.values()]
    named += [getattr(scenario.shocks, name).districts for name in KINDS]
    assert {word.strip() for text in named for word in text.split(",")} <= names | {"everywhere"}


def test_a_practice_works_only_in_its_district():
    """Levers move in the named district alone; a name that no district has is refused with the names there are."""
    scenario = small_scenario({}, {"routine_first": {"districts": "Fields", "phase_in_days": 0}})
    model = GovernanceModel(scenario, small_world(), seed=1)
    model.step()
    inside = np.array(model.world.districts.name_en)[model.communities.district] == "Fields"
    assert (model.levers["protected"][inside] > 0.0).all() and inside.any()
    assert (model.levers["protected"][~inside] == 0.0).all() and (~inside).any()
    wrong = small_scenario({}, {"routine_first": {"districts": "Nowhere"}})
    with pytest.raises(InputError, match="Nowhere"):
        GovernanceModel(wrong, small_world(), seed=1)


def test_the_ways_of_dividing_cost_the_same():
    """All for the town, all for the village, balanced and as it is: equal yuan, equal workers, equal hours.

    Only workers and organisations are moved between places, so each total is the same up to the rounding of shares.
    """
    totals = []
    for file in BUDGETS:
        scenario = loaded(FOLDER / f"{file.name}.yaml")
        world = build_world(SMALL_PLACE, scenario.world, 1.0, 1)
        model = GovernanceModel(scenario, world, seed=1)
        totals.append(
            (
                model.opening_fen,
                model.yearly_fen,
                len(world.social_workers),
                float(world.social_workers.hours_per_year.sum()),
                float(world.communities.gross_hours.sum()),
                float(world.townships.staff.sum()),
                scenario.run.days,
            )
        )
    for other in totals[1:]:
        assert other == pytest.approx(totals[0], rel=1e-9)


def test_the_ways_of_dividing_move_money_as_they_say():
    """Money per head of villages over that of towns: least all for the town, even when balanced, then above it."""
    ratio = {}
    for file in BUDGETS:
        scenario = loaded(FOLDER / f"{file.name}.yaml")
        model = GovernanceModel(scenario, build_world(SMALL_PLACE, scenario.world, 1.0, 1), seed=1)
        weights = money_weights(model) / model.communities.population
        village = model.communities.urban_share < 0.5
        ratio[file.name] = weights[village].mean() / weights[~village].mean()
    assert ratio["all_for_town"] < ratio["status_quo"] < ratio["balanced"] < ratio["all_for_village"]
    assert ratio["balanced"] == pytest.approx(1.0)


def test_scenarios_differ():
    assert len({scenario_hash(loaded(path)) for path in FILES}) == len(FILES)
