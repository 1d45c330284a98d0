"""A small study on the small place, as a planner would start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TINY = (
    "--sample",
    "1",
    "--days",
    "60",
    "--set",
    "run.warm_up_days=10",
    "--set",
    "world.place=tests/data/small_place",
)

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def command() -> Command:
    """Runs `python run_sim.py` with some words."""

    def start(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "run_sim.py"), *map(str, words)],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=400,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )

    return start


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a baseline and two policies."""
    folder = tmp_path_factory.mktemp("policies") / "scenarios"
    folder.mkdir()
    (folder / "base.yaml").write_text("title: The base\ntitle_zh: 基准\n", encoding="utf-8")
    for name in ("service_platform", "three_plus_one"):
        text = f"extends: base.yaml\nmechanisms: {{{name}: {{}}}}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def study(command: Command, scenarios: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder and the printed text of one comparison."""
    folder = tmp_path_factory.mktemp("results") / "study"
    files = [scenarios / f"{name}.yaml" for name in ("base", "service_platform", "three_plus_one")]
    done = command("compare", *files, *TINY, "--replications", "3", "--jobs", "1", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout
