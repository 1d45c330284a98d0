"""Measures as labelled arrays: every value at its labels, and nan where a run is missing."""

from __future__ import annotations

import pytest

import sim
from sim.errors import InputError
from tests.studies.small_sweeps import failing, here, plan_of, sweep, write_files

pytest.importorskip("xarray", reason="needs xarray (the extra 'xarray')")


def test_every_value_stands_at_its_labels(compared):
    found = compared.to_xarray()
    for (measure, by), rows in compared.measures.groupby(["measure", "by"], sort=False):
        labels = ["scenario", "seed", *([] if by == "all" else [by])]
        expected = rows.rename(columns={"group": by}).set_index(labels)["value"]
        values = found[measure if by == "all" else f"{measure} by {by}"].to_series().reorder_levels(labels)
        assert values.dropna().to_dict() == expected.dropna().to_dict(), (measure, by)
    assert found["dropped_share"].dims == ("scenario", "seed")
    assert found["dropped_share by setting"].dims == ("scenario", "seed", "setting")
    assert found["dropped_share"].attrs["better"] == "lower" and found["dropped_share"].attrs["label_zh"]


def test_chosen_measures_only(compared):
    chosen = ["dropped_share", "dropped_share by setting"]
    assert list(compared.to_xarray(chosen)) == chosen
    with pytest.raises(InputError):
        compared.to_xarray(["dropped_shar"])


def test_a_sweep_has_points_with_their_factors_and_nan_for_failed_runs(tmp_path):
    sweep(plan_of(write_files(tmp_path / "files")), tmp_path / "out", here(failing))
    results = sim.read(tmp_path / "out")
    assert results.n_failed == 3
    found = results.to_xarray(["resolution_share"])["resolution_share"]
    assert found.dims == ("point", "scenario", "seed") and found.shape == (3, 2, 2)
    assert found.isnull().sum() == 3 and found.sel(scenario="policy", seed=2).isnull().all()
    assert found["needs.need_rate_town"].values.tolist() == results.design["needs.need_rate_town"].tolist()
