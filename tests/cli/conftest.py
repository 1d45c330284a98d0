"""A small study on the small place, as a planner would start it."""

from __future__ import annotations

import contextlib
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.main import main

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
    """Runs the command line with some words, in this process, which has loaded what all commands need.

    That `python run_sim.py` does the same by itself is shown by tests/test_readme.py and tests/cli/test_durability.py.
    """

    def start(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        with (
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(streams[0]),
            contextlib.redirect_stderr(streams[1]),
        ):
            code = main([str(word) for word in words])
        said = [stream.buffer.getvalue().decode("utf-8") for stream in streams]  # type: ignore[attr-defined]
        return subprocess.CompletedProcess([str(word) for word in words], code, *said)

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
