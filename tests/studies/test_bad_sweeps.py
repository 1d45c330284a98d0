"""Every broken sweep file is refused with its code, line, key and nearest name, with nothing else, and writes nothing.

What is expected follows from the files, which are named by what is wrong with them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.errors import InputError
from sim.studies.sweep_file import load_sweep

FOLDER = Path(__file__).parents[1] / "bad_inputs" / "sweeps"
SHARE, FRIENDS = "uncertainties.voice.voice_share", "uncertainties.trust.n_friends"
Expected = tuple[str, int | None, str, str]

TABLE: dict[str, list[Expected]] = {
    "unknown_parameter": [("GZ012", 4, "uncertainties.voice.voice_shar", "voice.voice_share")],
    "unknown_group": [("GZ012", 4, "uncertainties.voise.voice_share", "voice.voice_share")],
    "unknown_mechanism": [
        ("GZ012", 6, "levers.mechanisms.three_plus_won.coverage", "mechanisms.three_plus_one.coverage")
    ],
    "unknown_key": [("GZ012", 5, "replicatons", "replications")],
    "empty_list": [("GZ027", 4, f"{SHARE}.values", "")],
    "value_twice": [("GZ027", 4, f"{SHARE}.values", "")],
    "range_reversed": [("GZ027", 4, f"{SHARE}.range", "")],
    "range_of_one_point": [("GZ027", 4, f"{SHARE}.range", "")],
    "range_of_three": [("GZ027", 4, f"{SHARE}.range", "")],
    "range_not_a_number": [("GZ022", 4, f"{SHARE}.range.0", "")],
    "range_infinite": [("GZ024", 4, f"{SHARE}.range.1", "")],
    "range_outside": [("GZ023", 4, SHARE, "")],
    "range_and_values": [("GZ027", 4, f"{SHARE}.values", "")],
    "step_in_a_range": [("GZ012", 4, f"{SHARE}.step", "")],
    "decimal_for_whole": [("GZ022", 4, FRIENDS, "")],
    "words_for_a_number": [("GZ022", 4, FRIENDS, ""), ("GZ022", 4, FRIENDS, "")],
    "factor_is_a_number": [("GZ022", 4, SHARE, "")],
    "factors_as_list": [("GZ022", 3, "uncertainties", "")],
    "nothing_varied": [("GZ062", 1, "uncertainties", "")],
    "unknown_distribution": [("GZ025", 4, f"{SHARE}.distribution", "normal")],
    "distribution_without_mean": [("GZ027", 4, f"{SHARE}.mean", "")],
    "distribution_outside": [("GZ027", 4, SHARE, "")],
    "negative_deviation": [("GZ023", 4, f"{SHARE}.standard_deviation", "")],
    "uncertainty_and_lever": [("GZ027", 6, "levers.voice.voice_share", "")],
    "same_factor_twice": [("GZ010", 5, SHARE, "")],
    "seed_as_factor": [("GZ012", 4, "uncertainties.run.seed", "")],
    "seeds_as_list": [("GZ022", 5, "seed", "")],
    "seed_negative": [("GZ023", 5, "seed", "")],
    "no_replications": [("GZ023", 5, "replications", "")],
    "half_a_replication": [("GZ022", 5, "replications", "")],
    "replications_without_end": [("GZ023", 5, "replications", "")],
    "replications_too_many": [("GZ023", 5, "replications", "")],
    "sobol_of_a_hundred": [("GZ027", 5, "design.n", "")],
    "morris_of_three_levels": [("GZ027", 5, "design.levels", "")],
    "no_points": [("GZ023", 5, "design.n", "")],
    "unknown_design": [("GZ025", 5, "design.kind", "")],
    "design_is_a_word": [("GZ022", 5, "design", "")],
    "trajectories_of_a_hypercube": [("GZ027", 5, "design.trajectories", "")],
    "table_without_file": [("GZ027", 5, "design.file", "")],
    "table_is_missing": [("GZ027", 5, "design.file", "")],
    "table_lacks_a_column": [("GZ051", 1, "", "")],
    "table_with_bad_cells": [
        ("GZ053", 3, "voice.voice_share", ""),
        ("GZ053", 4, "voice.voice_share", ""),
        ("GZ053", 6, "voice.voice_share", ""),
        ("GZ052", 7, "", ""),
    ],
    "table_without_rows": [("GZ059", None, "", "")],
    "policy_is_the_baseline": [("GZ061", 3, "policies", "")],
    "policy_twice": [("GZ061", 3, "policies", "")],
    "policy_is_missing": [("GZ042", 3, "policies", "")],
    "unknown_measure": [("GZ025", 5, "measures", "resolution_share")],
    "unknown_grouping": [("GZ025", 5, "measures", "setting")],
    "no_measures": [("GZ027", 5, "measures", "")],
    "limit_below_zero": [("GZ023", 5, "limits.hours", "")],
    "mechanism_of_no_scenario": [("GZ027", 7, "mechanisms.service_platform.coverage", "")],
    "baseline_is_missing": [("GZ042", 2, "baseline", "")],
    "another_kind": [("GZ062", 1, "kind", "")],
    "unknown_kind": [("GZ025", 1, "kind", "sweep")],
    "many_at_once": [
        ("GZ012", 4, "uncertainties.voice.voice_shar", "voice.voice_share"),
        ("GZ027", 5, f"{FRIENDS}.values", ""),
        ("GZ027", 7, "levers.trust.n_friends", ""),
        ("GZ027", 8, "design.n", ""),
        ("GZ023", 9, "replications", ""),
        ("GZ025", 10, "measures", "resolution_share"),
        ("GZ061", 11, "policies", ""),
        ("GZ012", 12, "replicatons", "replications"),
    ],
}
FILES_MISSING = ("policy_is_missing", "baseline_is_missing")
"""The nearest file is a matter of what lies in the folder."""


def test_every_file_of_the_folder_is_in_the_table():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {*TABLE, "base", "teams"}


@pytest.mark.parametrize("name", TABLE)
def test_a_broken_sweep_is_refused_with_all_its_faults_at_their_places(name):
    with pytest.raises(InputError) as caught:
        load_sweep(FOLDER / f"{name}.yaml")
    found = [
        (fault.code, fault.line, fault.key_path, "" if name in FILES_MISSING else fault.nearest)
        for fault in caught.value.faults
    ]
    assert found == TABLE[name]
    assert all(fault.file for fault in caught.value.faults)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_says_all_faults_of_file_and_options_in_one_message_and_writes_nothing(tmp_path, capsys, lang):
    words = [
        "sweep",
        str(FOLDER / "many_at_once.yaml"),
        "--jobs",
        "0",
        "--replications",
        "x",
        "--sample",
        "7",
        "--out",
        str(tmp_path / "out"),
        "--lang",
        lang,
    ]
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    for part in (
        "voice_shar",
        "n_friends",
        "design.n",
        "resolution_shar",
        "replicatons",
        "--jobs",
        "--replications",
        "--sample 7",
        "many_at_once.yaml:12",
    ):
        assert part in said.err, part
    assert main([*words, "--json"]) == 2
    assert len(json.loads(capsys.readouterr().out)["errors"]) == 10
    assert list(tmp_path.iterdir()) == []
