"""A run with switches, saved as a scenario, is the run of that scenario; where it cannot be, the page says so."""

from __future__ import annotations

import pytest

from sim.app.live_policies import LivePolicies
from sim.app.model import ViewModel
from sim.app.scenario_files import saved, scenario_from_text
from sim.cli.main import main
from sim.measures.registry import measure_all
from sim.mechanisms import registry
from sim.running import run_one
from sim.scenario.scenario import replace
from sim.world.world import World
from tests.app.conftest import watched
from tests.model_runs import small_world


def parameters(mechanism: str, **values):
    return registry()[mechanism].Parameters(**values)


def test_one_start_and_one_end_can_be_told():
    live = LivePolicies({})
    live.switch_on("three_plus_one", 10, parameters("three_plus_one", coverage=0.5, start_day=3, end_day=5))
    live.switch_off("three_plus_one", 30)
    told = live.told()["three_plus_one"]
    assert (told.coverage, told.start_day, told.end_day) == (0.5, 10, 30)
    assert live.unrecorded == set()


def test_what_never_worked_leaves_no_trace():
    live = LivePolicies({})
    live.switch_on("three_plus_one", 10, parameters("three_plus_one"))
    live.switch_off("three_plus_one", 10)
    assert live.told() == {} and live.unrecorded == set()
    live.switch_on("three_plus_one", 20, parameters("three_plus_one"))
    assert live.told()["three_plus_one"].start_day == 20 and live.unrecorded == set()


def test_off_and_on_again_within_a_day_goes_on_as_before():
    live = LivePolicies({})
    live.switch_on("three_plus_one", 10, parameters("three_plus_one"))
    live.switch_off("three_plus_one", 30)
    live.switch_on("three_plus_one", 30, parameters("three_plus_one"))
    assert live.told()["three_plus_one"].start_day == 10
    assert live.told()["three_plus_one"].end_day > 1000 and live.unrecorded == set()


def test_working_twice_cannot_be_told():
    live = LivePolicies({})
    live.switch_on("three_plus_one", 10, parameters("three_plus_one"))
    live.switch_off("three_plus_one", 30)
    live.switch_on("three_plus_one", 40, parameters("three_plus_one"))
    assert live.unrecorded == {"three_plus_one"}


def test_a_change_before_the_first_working_day_can_be_told_and_one_after_it_not():
    live = LivePolicies({})
    live.switch_on("three_plus_one", 10, parameters("three_plus_one"))
    live.change("three_plus_one", 10, parameters("three_plus_one", coverage=0.25))
    assert live.unrecorded == set()
    assert (live.told()["three_plus_one"].coverage, live.told()["three_plus_one"].start_day) == (0.25, 10)
    live.change("three_plus_one", 11, parameters("three_plus_one", coverage=0.75))
    assert live.unrecorded == {"three_plus_one"}


def test_a_change_acts_from_the_next_day_on_and_leaves_the_dates():
    model = ViewModel(watched(service_platform={"phase_in_days": 0}))
    model.step()
    full = model.communities.lever_goes_up.sum()
    model.change("service_platform", parameters("service_platform", coverage=0.0, phase_in_days=0))
    model.step()
    assert full > 0.0 and model.communities.lever_goes_up.sum() == 0.0
    assert model.start_day("service_platform") == 0 and model.as_scenario().mechanisms["service_platform"].coverage == 0
    model.release()


def test_measures_of_the_page_are_those_of_the_command_line():
    """Warm-up included: the page watches issues of the warm-up, and leaves them out where it measures."""
    scenario = watched(days=40, warm_up_days=20, three_plus_one={})
    model = ViewModel(scenario)
    while model.running:
        model.step()
    assert (model.ledger.records["reported"] < 20).any(), "nothing to leave out"
    ran = run_one(scenario, seed=scenario.run.seed, world=small_world()).table
    assert measure_all(model.observation()).equals(ran)
    model.release()


def test_a_saved_run_with_live_switches_is_repeated_by_the_command_line(tmp_path, capsys):
    """Through the text of the file and the command line's own table."""
    import pandas as pd

    model = ViewModel(watched(days=50, warm_up_days=10, volunteers={}))
    for day in range(60):
        if day == 15:
            model.switch("three_plus_one", True, parameters("three_plus_one", coverage=0.6))
            model.switch("volunteers", False)
        if day == 40:
            model.switch("three_plus_one", False)
        model.step()
    written = saved(model)
    assert written.exact
    file = tmp_path / written.file_name
    file.write_text(written.text, encoding="utf-8")
    assert main(["run", str(file), "--out", str(tmp_path / "out"), "--no-figures"]) == 0
    capsys.readouterr()
    table = pd.read_parquet(tmp_path / "out" / "measures.parquet")
    ours = measure_all(model.observation())
    merged = ours.merge(table, on=["measure", "by", "group"], suffixes=("", "_cli"))
    assert len(merged) == len(ours) == len(table)
    pd.testing.assert_series_equal(merged["value"], merged["value_cli"], check_names=False, check_exact=True)
    assert (merged["n"] == merged["n_cli"]).all()
    model.release()


def test_a_saved_run_loads_back_to_the_same_scenario():
    model = ViewModel(watched())
    for _ in range(5):
        model.step()
    model.switch("deliberation", True)
    back = scenario_from_text(saved(model).text, "anything.yaml")
    told = model.as_scenario()
    assert back.mechanisms == told.mechanisms and back.run == told.run and back.world == told.world
    model.release()


@pytest.mark.parametrize("held", [True, False])
def test_a_world_is_shared_while_somebody_holds_it(held):
    import gc

    from sim.worlds import Worlds

    kept = Worlds()
    first: World | None = kept.world(watched())
    number = id(first)
    if held:
        assert id(kept.world(watched())) == number
    else:
        del first
        gc.collect()
        assert len(kept) == 0


def test_the_last_worlds_are_remembered_where_asked(monkeypatch):
    import gc

    from sim import worlds as module

    monkeypatch.setattr(module, "REMEMBERED_WORLDS", 2)
    kept = module.Worlds()
    asked = [replace(watched(), {"world.world_seed": n}) for n in (1, 2, 3)]
    numbers = [id(kept.world(scenario, remember=True)) for scenario in asked]
    gc.collect()
    assert len(kept) == 2, "the world asked for first is forgotten"
    assert [id(kept.world(scenario)) for scenario in asked[1:]] == numbers[1:]
