"""A baseline and a policy on the small place, and one comparison of them made by `import sim`."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from tests.model_runs import SMALL_PLACE

SHORT = {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 60, "run.warm_up_days": 10}
"""What makes a run short."""


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a baseline and a policy."""
    folder = tmp_path_factory.mktemp("api") / "scenarios"
    folder.mkdir()
    (folder / "base.yaml").write_text("title: The base\ntitle_zh: 基准\n", encoding="utf-8")
    (folder / "teams.yaml").write_text("extends: base.yaml\nmechanisms: {three_plus_one: {}}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def baseline(files: Path) -> sim.Scenario:
    """The baseline on the small place."""
    return sim.load(files / "base.yaml", SHORT)


@pytest.fixture(scope="session")
def compared(files: Path, baseline: sim.Scenario, tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """A comparison over two seeds, left in a folder."""
    out = tmp_path_factory.mktemp("compared") / "study"
    return sim.compare(baseline, [sim.load(files / "teams.yaml", SHORT)], seeds=2, jobs=1, out=out)
