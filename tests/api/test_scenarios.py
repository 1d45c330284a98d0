"""Scenarios from Python are those of the files, with changes checked like settings of the command line."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

import sim
from sim.errors import InputError
from sim.scenario.scenario import load_scenario, parameter_at, replace
from tests.api.conftest import SHORT


def test_loading_with_changes_equals_the_settings_of_the_command_line(files):
    changes = {
        "world.sample": np.float64(0.01),
        "run.days": np.int64(30),
        "run.check_invariants": True,
        "run.start_date": datetime.date(2017, 1, 2),
        "needs.need_rate_town": 1e-05,
        "name": "mine",
    }
    written = [
        "world.sample=0.01",
        "run.days=30",
        "run.check_invariants=true",
        "run.start_date=2017-01-02",
        "needs.need_rate_town=0.00001",
        "name=mine",
    ]
    assert sim.load(files / "base.yaml", changes) == load_scenario(files / "base.yaml", {}, written)


def test_a_file_of_the_project_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert sim.load("scenarios/baseline.yaml").name == "baseline"
    with pytest.raises(InputError, match="baselin"):
        sim.load("scenarios/baselin.yaml")


def test_every_fault_is_said_at_once(files):
    with pytest.raises(InputError) as caught:
        sim.load(files / "base.yaml", {"run.dais": 3, "world.sample": 2.0})
    assert len(caught.value.faults) == 2


def test_varying_switches_a_mechanism_on_and_off_and_leaves_the_first_alone(baseline):
    half = sim.vary(baseline, {"mechanisms.three_plus_one.coverage": 0.5, "name": "half"})
    assert parameter_at(half, "mechanisms.three_plus_one.coverage") == 0.5
    assert half.name == "half" and not baseline.mechanisms
    assert sim.vary(half, {"mechanisms.three_plus_one": "off", "name": baseline.name}) == baseline
    assert set(sim.vary(baseline, {"mechanisms.volunteers": {}}).mechanisms) == {"volunteers"}
    assert sim.vary(baseline, {"run.days": 5}) == replace(baseline, {"run.days": 5})


@pytest.mark.parametrize(
    "changes", [{"mechanisms.three_plus_two": {}}, {"mechanisms.three_plus_one.cover": 1}, {"needs.rate": 1}]
)
def test_varying_refuses_what_there_is_not(baseline, changes):
    with pytest.raises(InputError):
        sim.vary(baseline, changes)


def test_names_given_twice_and_bad_numbers_are_refused_together(baseline):
    with pytest.raises(InputError) as caught:
        sim.compare(baseline, [sim.vary(baseline, {"run.days": 9})], seeds=0, jobs=0)
    assert sorted(fault.code for fault in caught.value.faults) == ["GZ023", "GZ023", "GZ061"]
    with pytest.raises(InputError, match="different whole numbers"):
        sim.run(baseline, seeds=[3, 3])
    assert SHORT["run.days"] == 60


def test_what_is_not_on_can_be_switched_off_without_effect():
    base = sim.load("baseline")
    for off in ("off", False):
        assert sim.vary(base, {"mechanisms.certificate_clearing": off, "run.days": 9}) == sim.vary(
            base, {"run.days": 9}
        )
