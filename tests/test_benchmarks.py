"""The benchmarks start and leave what the report needs; their figures are never tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def run(root: Path, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    path = root / "benchmarks" / script
    return subprocess.run([sys.executable, str(path), *words], capture_output=True, text=True, check=False)


def a_result(value: float, quick: bool = False) -> dict[str, object]:
    criterion = {
        "what": "speed", "result": value, "target": 300, "stretch": 500, "unit": "times",
        "higher_is_better": True, "spread": {"n": 3, "min": 310, "median": value, "max": 420},
        "verdict": "met",
    }  # fmt: skip
    machine = dict.fromkeys(
        ("cores", "processor", "memory_gib", "system", "python", "mesa", "numba", "numpy", "date"), "x"
    )
    return {
        "id": "T1", "title": "A race", "method": "By stop-watch.", "criteria": [criterion], "facts": {"a": "b"},
        "tables": {"Turns": [["day", "ratio"], ["0", "1"]]}, "notes": ["A note."], "quick": quick,
        "command": "python benchmarks/t1_twin.py",
        "machine": {**machine, "load_average": 0.5, "load_average_before": 0.4},
    }  # fmt: skip


@pytest.mark.parametrize("quick", [False, True])
def test_report_states_target_result_and_verdict_and_never_judges_a_smoke_test(
    project_root: Path, tmp_path: Path, quick: bool
) -> None:
    (tmp_path / "t1_twin.json").write_text(json.dumps(a_result(356.7, quick)), encoding="utf-8")
    page = tmp_path / "page.md"
    done = run(project_root, "write_report.py", "--results", str(tmp_path), "--out", str(page))
    assert done.returncode == 0, done.stderr
    row = next(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| T1 |"))
    expected = ["T1", "speed", "≥ 300 times", "≥ 500", "**357** times", "310 to 420 (n = 3)"]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [*expected, "smoke test, not judged" if quick else "met"]


def test_report_without_results_is_refused(project_root: Path, tmp_path: Path) -> None:
    done = run(project_root, "write_report.py", "--results", str(tmp_path), "--out", str(tmp_path / "page.md"))
    assert done.returncode == 2
    assert not (tmp_path / "page.md").exists()


@pytest.mark.parametrize(
    ("result", "higher_is_better", "verdict"),
    [(299, True, "missed"), (300, True, "met"), (500, True, "stretch met"),
     (501, False, "missed"), (500, False, "met"), (300, False, "stretch met")],
)  # fmt: skip
def test_verdicts(
    project_root: Path, result: float, higher_is_better: bool, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(project_root / "benchmarks"))
    import common

    target, stretch = (300, 500) if higher_is_better else (500, 300)
    assert common.Criterion("x", result, target, stretch, "times", higher_is_better).verdict == verdict


@pytest.mark.slow
@pytest.mark.parametrize("name", ["t1_twin", "t2_full_city", "t3_cost_per_issue", "t4_sweep", "t7_paired", "t9_nation"])
def test_smoke_tests_leave_a_result(project_root: Path, tmp_path: Path, name: str) -> None:
    done = run(project_root, f"{name}.py", "--quick", "--results", str(tmp_path))
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert result["quick"] is True
    assert {"cores", "processor", "memory_gib", "python", "numba", "numpy"} <= set(result["machine"])
    # Only memory may grow by nothing.
    assert all(c["result"] > 0 or (c["unit"] == "MiB" and c["result"] == 0) for c in result["criteria"])
