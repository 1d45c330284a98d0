"""The page of validation says what the committed results say, and these are about the shipped patterns."""

import json
from pathlib import Path

import pandas as pd
import pytest

from maintenance.result_digests import results
from maintenance.validation_table import KEPT, PAGE, page
from sim.scenario.loading import load
from sim.scenario.scenario import Scenario, parameter_at
from sim.studies.patterns import load_patterns

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def verdicts() -> pd.DataFrame:
    """The committed verdicts."""
    return pd.read_csv(KEPT / "validation.csv", keep_default_na=False).set_index("id")


def test_writing_the_page_again_changes_nothing() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("verb", ["validate", "calibrate", "ensemble"])
def test_no_change_has_moved_results_since_they_were_kept(verb: str) -> None:
    facts = json.loads((KEPT / "facts.json").read_text(encoding="utf-8"))[verb]
    assert facts.get("results") == results(facts["scenarios"]), (
        f"stale: run_sim.py {verb}, then python -m maintenance.validation_table with its folder"
    )


def test_a_changed_result_changes_the_page(tmp_path: Path) -> None:
    for file in KEPT.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = pd.read_csv(tmp_path / "validation.csv", keep_default_na=False)
    table.loc[table["id"] == "resolution", "result"] = "0.111"
    table.to_csv(tmp_path / "validation.csv", index=False)
    assert page(tmp_path) != PAGE.read_text(encoding="utf-8")


def test_the_results_are_about_the_shipped_patterns(verdicts: pd.DataFrame) -> None:
    targets = load_patterns(ROOT / "data" / "chongqing" / "patterns.csv", ROOT / "scenarios")
    assert [target.id for target in targets] == list(verdicts.index)
    for target in targets:
        row = verdicts.loc[target.id]
        assert (float(row["low"]), float(row["high"]), row["use"]) == (target.low, target.high, target.use)
        assert row["source"] == target.source
        if row["within"] != "not measured":
            result = float(row["result"])
            assert row["within"] == ("yes" if target.low <= result <= target.high else "no")
            assert float(row["distance"]) == pytest.approx(target.distance(result), rel=1e-3, abs=1e-4)


def test_most_rows_are_within_and_the_rest_is_admitted(verdicts: pd.DataFrame) -> None:
    for use in ("fit", "hold back"):
        said = verdicts.loc[verdicts["use"] == use, "within"]
        assert (said == "yes").sum() > len(said) / 2
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("**no**") == (verdicts["within"] == "no").sum()


def test_every_unknown_has_a_verdict() -> None:
    posterior = pd.read_csv(KEPT / "posterior.csv")
    assert set(posterior["verdict"]) <= {"identified", "weakly identified", "not identified", "nothing fits"}
    paths = {path for row in posterior["paths"] for path in row.split()}
    assert set(pd.read_csv(KEPT / "settings.csv")["path"]) == paths


def test_the_shipped_baseline_is_the_calibrated_one() -> None:
    baseline = load(ROOT / "scenarios" / "baseline.yaml", Scenario, {})
    for row in pd.read_csv(KEPT / "settings.csv").itertuples():
        shipped = parameter_at(baseline, row.path)
        assert row.default == shipped, f"{row.path}: the calibration began from another baseline"
        assert row.q05 <= shipped <= row.q95, row.path
    fit = pd.read_csv(KEPT / "fit.csv")
    assert (fit["defaults_within"] == "yes").all(), "the shipped defaults meet every fitted figure"
