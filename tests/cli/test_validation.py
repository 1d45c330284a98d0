"""The verbs that compare the model with published figures and fit it to them, on the small place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.scenario.scenario import Scenario
from sim.studies.validation import own_patterns
from tests.cli.conftest import ROOT, TINY, Command

PATTERNS = """\
id,pattern,scenario,measure,by,group,statistic,against,target,low,high,unit,use,source,confidence,note
level,P2,baseline,resolution_share,all,all,value,,0.5,0.0,1.0,share,fit,a table,high,
never,P1,baseline,closure_share,all,all,value,,,1.5,2.0,share,hold back,a table,low,cannot be met
gain,P7,service_platform,registered_per_1000,all,all,difference,baseline:registered_per_1000,,0,900,n,hold back,a,low,
put in,P6,baseline,,,,value,,1.57,1.4,1.75,ratio,input,a table,high,no table holds it
"""


@pytest.fixture(scope="module")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small file of patterns."""
    path = tmp_path_factory.mktemp("patterns") / "patterns.csv"
    path.write_text(PATTERNS, encoding="utf-8")
    return path


@pytest.mark.slow
def test_validate_prints_and_writes_every_row_and_does_not_fail_on_a_no(
    command: Command, patterns: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = command("validate", *TINY, "--patterns", patterns, "--replications", "2", "--jobs", "1", "--out", out)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(out / "validation.csv").set_index("id")
    assert dict(table["within"]) == {"level": "yes", "never": "no", "gain": "yes", "put in": "not measured"}
    assert list(table["n_runs"]) == [2, 2, 2, 0]
    result = table.loc["level", "result"]
    assert table.loc["level", "distance"] == pytest.approx(abs(result - 0.5) / 0.5)
    closure = table.loc["never", "result"]
    assert table.loc["never", "distance"] == pytest.approx((1.5 - closure) / 0.25)
    runs = pd.read_csv(out / "runs.csv")
    assert sorted(zip(runs["scenario"], runs["seed"], strict=True)) == [
        ("baseline", 1),
        ("baseline", 2),
        ("service_platform", 1),
        ("service_platform", 2),
    ]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["study"]["tally"]["hold back"] == {"within": 1, "outside": 1, "not_measured": 0}
    assert "hold back: 1 of 2 within tolerance" in done.stdout
    assert "used to fit validate nothing" in done.stdout
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "hold back: 1 of 2 within tolerance" in page and "cannot be met" in page and page.count("<img") == 1
    assert "--set world.sample=1 --set run.days=60" in page
    assert command("report", out, "--lang", "zh").returncode == 0
    assert "留作检验：2 项中 1 项" in (out / "report.html").read_text(encoding="utf-8")


def test_faults_in_patterns_and_options_are_said_together(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "patterns.csv"
    path.write_text(PATTERNS.replace("fit,a", "fitted,a"), encoding="utf-8")
    done = command("validate", "--patterns", path, "--replications", "0", "--sample", "7")
    assert done.returncode == 2
    assert "fitted" in done.stderr and "--replications" in done.stderr


@pytest.mark.nightly
@pytest.mark.slow
def test_calibrate_fits_and_repeats_itself(command: Command, patterns: Path, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    study = tmp_path / "study.yaml"
    study.write_text(
        f"kind: calibration\npatterns: {patterns}\nruns: 12\nwaves: 2\nconfirmations: 2\nsample: 1\n"
        "candidates: 1000\ndraws: 100\nparameters:\n"
        "  hours: {paths: [staff.issue_hours_factor], low: 0.5, high: 4.0, prior: loguniform}\n",
        encoding="utf-8",
    )
    plan = command("calibrate", study, *TINY, "--dry-run", "--json")
    told = json.loads(plan.stdout)
    drawn = told.pop("drawn")
    assert drawn["n_townships"] == drawn["n_townships_place"] and drawn["n_residents"] == drawn["n_residents_place"]
    assert told == {"n": 1, "targets": 1, "runs": 12, "waves": 2, "sample": 1.0, "confirm": 4}
    for name in ("first", "second"):
        done = command("calibrate", study, *TINY, "--jobs", "1", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
    first, second = tmp_path / "first", tmp_path / "second"
    for table in ("posterior", "fit", "points", "draws", "waves", "correlations", "influence"):
        assert (first / f"{table}.csv").read_bytes() == (second / f"{table}.csv").read_bytes()
    posterior = pd.read_csv(first / "posterior.csv")
    assert list(posterior["default"]) == [Scenario().staff.issue_hours_factor]
    assert 0.5 <= posterior.loc[0, "q05"] < posterior.loc[0, "q95"] <= 4.0
    assert len(pd.read_csv(first / "points.csv")) == 12
    assert len(pd.read_csv(first / "runs.csv")) == 12 + 4
    assert (first / "posterior.png").read_bytes().startswith(b"\x89PNG")
    assert "hours" in done.stdout and str(second / "report.html") in done.stdout
    again = command("report", second, "--lang", "zh")
    assert again.returncode == 0, again.stderr
    assert "拟合" in (second / "report.html").read_text(encoding="utf-8")
    assert (first / "posterior.csv").read_bytes() == (second / "posterior.csv").read_bytes()


def test_an_unknown_path_in_a_calibration_is_refused(command: Command, patterns: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    text = (ROOT / "experiments" / "calibration.yaml").read_text(encoding="utf-8")
    text = text.replace("../data/chongqing/patterns.csv", str(patterns))
    study.write_text(text.replace("needs.quick_share", "needs.quickshare"), encoding="utf-8")
    done = command("calibrate", study)
    assert done.returncode == 2
    assert "quickshare" in done.stderr


def test_a_place_is_judged_by_its_own_figures_or_not_at_all(command: Command, patterns: Path, tmp_path: Path) -> None:
    done = command("validate", *TINY)
    assert done.returncode == 2 and "no published figures" in done.stderr
    chongqing = ROOT / "data" / "chongqing" / "patterns.csv"
    done = command("validate", "--patterns", chongqing, *TINY)
    assert done.returncode == 2 and "published figures of 'chongqing'" in done.stderr
    done = command("calibrate", "calibration", *TINY)
    assert done.returncode == 2 and "no published figures" in done.stderr
    place = Path(shutil.copytree(ROOT / "tests" / "data" / "small_place", tmp_path / "place"))
    shutil.copy(patterns, place / "patterns.csv")
    own = own_patterns(str(place))
    assert own == place / "patterns.csv"
    assert own_patterns("data/chongqing").samefile(chongqing)
