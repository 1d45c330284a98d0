"""Calibration files are read strictly; a calibration recovers parameters that are known."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.scenario import parameter_at
from sim.studies.calibration import Runner, calibrate, settings_table
from sim.studies.calibration_file import Calibration, FittedParameter, load_calibration, write_experiment
from sim.studies.compare import measures_table
from sim.studies.executor import execute, nearby
from sim.studies.history_matching import Matched, Posterior, Wave
from sim.studies.patterns import COLUMNS
from sim.studies.runs import Run
from sim.studies.validation import measures_needed, values_of

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
SHIPPED = ROOT / "experiments" / "calibration.yaml"
HEAD = f"kind: calibration\npatterns: {ROOT / 'data' / 'chongqing' / 'patterns.csv'}\nruns: 60\n"


def load(folder: Path, text: str) -> Calibration:
    """Reads a calibration file."""
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return load_calibration(path)


def faults_of(folder: Path, text: str) -> list[tuple[str, str]]:
    """Code and key of everything wrong with a file."""
    with pytest.raises(InputError) as said:
        load(folder, text)
    return [(fault.code, fault.key_path) for fault in said.value.faults]


def test_the_shipped_file_fits_only_rows_that_are_used_to_fit() -> None:
    calibration = load_calibration(SHIPPED)
    assert {target.use for target in calibration.targets} == {"fit"}
    assert sum(calibration.sizes) == calibration.experiment.runs
    assert [scenario.name for scenario in calibration.scenarios] == ["baseline"]
    moved = {path for unknown in calibration.parameters.values() for path in unknown.paths}
    assert "work.success.dispute" not in moved  # a published figure stands behind it


def test_all_faults_are_said_together(tmp_path: Path) -> None:
    text = HEAD + (
        "wave: 3\nsample: 2\nparameters:\n"
        "  a: {paths: [needs.quick_share], low: 0.4, high: 0.2}\n"
        "  b: {paths: [], low: 0.1, high: 0.2}\n"
        "  c: {paths: [staff.issue_hours_factor], low: 0, high: 1, prior: loguniform}\n"
        "  d: {paths: [staff.issue_hours_factor], low: 1, high: 2, form: power}\n"
        "  e: 3\n"
    )
    found = faults_of(tmp_path, text)
    assert ("GZ012", "wave") in found and ("GZ023", "sample") in found
    keys = {key for _, key in found}
    assert {"parameters.a.low", "parameters.b.paths", "parameters.c.low", "parameters.d.form"} <= keys
    assert len(found) == 7


@pytest.mark.parametrize(
    ("entry", "part"),
    [
        ("{paths: [needs.quik_share], low: 0.1, high: 0.2}", "quik_share"),
        ("{paths: [needs.quick_share], low: 0.1, high: 1.2}", "1.2"),
        ("{paths: [run.name], low: 0.1, high: 0.2}", "run.name"),
        ("{paths: [needs.quick_share, needs.quick_share], low: 0.1, high: 0.2}", "twice"),
    ],
)
def test_paths_and_ends_are_checked_against_the_scenario(tmp_path: Path, entry: str, part: str) -> None:
    with pytest.raises(InputError) as said:
        load(tmp_path, HEAD + f"parameters:\n  a: {entry}\n")
    assert part in str(said.value)
    assert said.value.faults[0].line == 5


def test_a_budget_too_small_for_the_parameters_is_refused(tmp_path: Path) -> None:
    text = HEAD.replace("60", "11") + "parameters:\n  a: {paths: [needs.quick_share], low: 0.1, high: 0.2}\n"
    with pytest.raises(InputError) as said:
        load(tmp_path, text)
    assert "runs must be 12" in str(said.value)  # 4 points x 3 waves x 1 scenario


def test_forms_by_hand() -> None:
    log_odds = FittedParameter(paths=("x",), form="log_odds", low=-1.0, high=1.0)
    assert log_odds.moved(0.5, math.log(3.0)) == pytest.approx(0.75)
    assert log_odds.moved(0.8, 0.0) == pytest.approx(0.8)
    assert (log_odds.moved(0.0, 1.0), log_odds.moved(1.0, -1.0)) == (0.0, 1.0)
    assert FittedParameter(paths=("x",), form="factor", low=0.5, high=2.0).moved(0.084, 1.5) == pytest.approx(0.126)
    wide = FittedParameter(paths=("x",), low=1.0, high=4.0, prior="loguniform")
    assert (wide.at(0.0), wide.at(0.5), wide.at(1.0)) == pytest.approx((1.0, 2.0, 4.0))
    assert FittedParameter(paths=("x",), low=1.0, high=4.0).at(1 / 3) == pytest.approx(2.0)


def test_a_point_moves_every_path_together() -> None:
    calibration = load_calibration(SHIPPED)
    base = calibration.scenarios[0]
    moved = calibration.scenario_at(base, {"upper_hours": 1.5, "success": math.log(2.0)})
    assert parameter_at(moved, "staff.township_issue_share") == pytest.approx(
        1.5 * parameter_at(base, "staff.township_issue_share")
    )
    odds = [parameter_at(s, "work.success.facility") for s in (base, moved)]
    assert odds[1] / (1 - odds[1]) == pytest.approx(2 * odds[0] / (1 - odds[0]))


def test_settings_follow_the_unknowns_draws() -> None:
    calibration = load_calibration(SHIPPED)
    names = list(calibration.parameters)
    draws = np.tile(np.linspace(0.0, 1.0, 201), (len(names), 1)).T
    met = np.array([[target.centre for target in calibration.targets]])
    matched = Matched((Wave(draws[:1], met, 1.0, 1.0),), (), Posterior(draws, draws, 1.0, 1.0))
    middle = {name: unknown.at(0.5) for name, unknown in calibration.parameters.items()}
    table = settings_table(calibration, matched, middle).set_index("path")
    base = calibration.scenarios[0]
    for name, unknown in calibration.parameters.items():
        for path in unknown.paths:
            row = table.loc[path]
            assert row["parameter"] == name and row["default"] == parameter_at(base, path)
            for key, share in (("q05", 0.05), ("recommended", 0.5), ("q95", 0.95)):
                expected = unknown.moved(float(row["default"]), unknown.at(share))
                assert row[key] == pytest.approx(expected, rel=6e-3), (path, key)
    assert set(table["verdict"]) == {"not identified"}, "draws from the whole prior tell nothing"
    far = np.array([[target.high + (target.high - target.low) for target in calibration.targets]])
    missed = Matched((Wave(draws[:1], far, 1.0, 1.0),), (), Posterior(draws[90:110], draws[90:110], 1.0, 1.0))
    assert set(settings_table(calibration, missed, middle)["verdict"]) == {"nothing fits"}
    near = Matched((*missed.waves, *matched.waves), (), missed.posterior)
    assert set(settings_table(calibration, near, middle)["verdict"]) == {"identified"}


def test_an_experiment_that_was_kept_is_the_one_that_was_carried_out(tmp_path: Path) -> None:
    changed = load_calibration(SHIPPED, ["world.sample=0.02"], {"replications": 2, "runs": 400})
    write_experiment(tmp_path, changed)
    kept = load_calibration(tmp_path / "experiment.yaml", ["world.sample=0.02"])
    assert kept.experiment == changed.experiment.model_copy(update={"patterns": "patterns.csv"})
    assert kept.parameters == changed.parameters and kept.targets == changed.targets
    assert kept.scenarios == changed.scenarios


@pytest.mark.nightly
def test_a_run_with_known_parameters_is_recovered_by_calibrating_to_it(tmp_path: Path) -> None:
    """Targets are what a run with other parameters gave; its parameters must lie within the posterior.

    Half the default hours, so that hours are short and the targets can tell them.
    """
    pytest.importorskip("sklearn")
    truth = {"hours": 0.95, "quick": 0.3}
    patterns = tmp_path / "patterns.csv"
    cells = {"on_time_share": 0.02, "same_day_share": 0.01, "resolution_share": 0.02}

    def write(figures: dict[str, float]) -> None:
        rows = [
            (
                name,
                "P4",
                "baseline",
                name,
                "all",
                "all",
                "value",
                "",
                x,
                x - cells[name],
                x + cells[name],
                "share",
                "fit",
                "a run",
                "high",
                "",
            )
            for name, x in figures.items()
        ]
        pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(patterns, index=False)

    text = (
        f"kind: calibration\npatterns: {patterns}\nruns: 40\nwaves: 2\nconfirmations: 2\nsample: 0.0005\n"
        "parameters:\n  hours: {paths: [staff.issue_hours_factor], low: 0.4, high: 3.5, prior: loguniform}\n"
        "  quick: {paths: [needs.quick_share], low: 0.1, high: 0.6}\n"
    )
    write(dict.fromkeys(cells, 0.5))
    calibration = load(tmp_path, text)
    known = calibration.scenario_at(calibration.scenarios[0], truth)
    done = execute([Run(known, seed, measures_needed(calibration.targets)) for seed in range(900, 906)], nearby(1, 1))
    measures = measures_table([o.result for o in done.outcomes if o.result is not None])
    write({target.id: float(values_of(target, measures).mean()) for target in calibration.targets})
    runner = Runner(load(tmp_path, text), lambda plan: execute(plan, nearby(1, 1)))
    found = calibrate(runner)
    posterior = found.tables["posterior"].set_index("parameter")
    for name, value in truth.items():
        assert posterior.loc[name, "q05"] <= value <= posterior.loc[name, "q95"]
        assert posterior.loc[name, "width"] < 0.6, posterior
    fit = found.tables["fit"]
    assert (fit["recommended_distance"] < fit["defaults_distance"]).all()
    assert len(runner.outcomes) == 40 + 4
    assert json.dumps(dict(found.recommended))
    assert np.isfinite(found.tables["draws"].to_numpy()).all()


@given(base=st.floats(0.0, 1.0), value=st.floats(-1e9, 1e9))
def test_log_odds_of_any_size_give_a_share(base: float, value: float) -> None:
    moved = FittedParameter(paths=("x",), form="log_odds", low=-1.0, high=1.0).moved(base, value)
    assert 0.0 <= moved <= 1.0
    assert (moved - base) * value >= -1e-9  # it grows with a positive value and shrinks with a negative one


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{paths: [staff.issue_hours_factor], form: log_odds, low: -1000, high: 1000}", "no share"),
        ("{paths: [needs.quick_share], form: log_odds, low: -1000, high: 1e400}", "finite"),
        ("{paths: [needs.quick_share], low: -1e308, high: 1e308}", "wider than a number"),
        ("{paths: [needs.quick_share], low: 1e-300, high: 1e300, prior: loguniform}", "wider than a number"),
    ],
)
def test_a_prior_that_leaves_the_numbers_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as said:
        load(tmp_path, f"{HEAD}parameters:\n  a: {text}\n")
    assert words in str(said.value)
