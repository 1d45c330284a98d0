"""Mesa's own `batch_run` executes our model, and measures what our own runs measure."""

from __future__ import annotations

import gc
import math
import weakref

import pytest
from mesa.batchrunner import batch_run

import sim
from sim.errors import InputError
from sim.running import run_one
from tests.api.conftest import SHORT

SETTINGS = {path.replace(".", "__"): value for path, value in SHORT.items()}


def value(table, measure, by="all", group="all"):
    """One value of a run's table."""
    return table[(table["measure"] == measure) & (table["by"] == by) & (table["group"] == group)]["value"].item()


def test_measures_equal_those_of_our_own_runs(files, baseline):
    parameters = {
        **SETTINGS,
        "scenario": str(files / "base.yaml"),
        "run__seed": [1, 2],
        "mechanisms__three_plus_one__coverage": [0.1, 1.0],
        "measures": "dropped_share, trust_community by setting",
    }
    rows = batch_run(sim.BatchModel, parameters, number_processes=1, display_progress=False)
    assert len(rows) == 4 and all(row["finished"] for row in rows)
    for row in rows:
        change = {"mechanisms.three_plus_one.coverage": row["mechanisms__three_plus_one__coverage"]}
        table = run_one(sim.vary(baseline, change), row["run__seed"]).table
        assert row["dropped_share"] == value(table, "dropped_share")
        assert row["trust_community__setting__rural"] == value(table, "trust_community", "setting", "rural")
        assert row["day"] == 70


def test_the_usual_measures_are_those_of_a_sweep(files):
    made = sim.BatchModel(str(files / "base.yaml"), **SETTINGS)
    names = set(made.datacollector.model_reporters)
    assert {"resolution_share", "resolution_urban_rural_gap", "solved_per_need"} <= names
    assert {"resolution_share__setting__urban", "resolution_share__setting__rural"} <= names
    made.release()


def test_a_run_cut_short_says_so_and_has_no_measures(files):
    parameters = {**SETTINGS, "scenario": str(files / "base.yaml"), "measures": "dropped_share"}
    (row,) = batch_run(sim.BatchModel, parameters, number_processes=1, max_steps=20, display_progress=False)
    assert not row["finished"] and math.isnan(row["dropped_share"]) and row["day"] in (20, 21)


def test_iterations_with_one_seed_are_identical(files):
    """A trap of `batch_run`: replications need seeds."""
    parameters = {**SETTINGS, "scenario": str(files / "base.yaml"), "measures": "dropped_share"}
    with pytest.warns() if _deprecates_iterations() else _nothing():
        one, two = batch_run(sim.BatchModel, parameters, number_processes=1, iterations=2, display_progress=False)
    assert (one["iteration"], two["iteration"]) == (0, 1)
    assert one["dropped_share"] == two["dropped_share"]


def test_a_finished_model_is_freed(files):
    made = sim.BatchModel(str(files / "base.yaml"), seed=3, **SETTINGS)
    while made.running:
        made.step()
    assert made.run_seed == 3 and len(made.datacollector.model_vars["day"]) == 70
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_contradicting_seeds_and_unknown_names_are_refused(baseline):
    with pytest.raises(InputError, match="twice"):
        sim.BatchModel(baseline, seed=1, run__seed=2)
    with pytest.raises(InputError):
        sim.BatchModel(baseline, needs__need_rat_town=0.2)
    with pytest.raises(InputError):
        sim.BatchModel(baseline, measures="dropped_shar")


def _deprecates_iterations():
    import inspect

    return "rng" in inspect.signature(batch_run).parameters


def _nothing():
    from contextlib import nullcontext

    return nullcontext()
