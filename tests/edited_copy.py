"""A copy of the program with a few lines changed, as a stranger would change them, and run in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def edited_copy(folder: Path, edits: Mapping[str, Sequence[tuple[str, str]]]) -> Callable[..., str]:
    """Copies the program and its tests, replacing in some files texts that stand there once.

    Args:
        folder: An empty folder.
        edits: File to pairs of what stands there and what shall; a file that is not there is made of the second texts.

    Returns:
        A function that runs Python with arguments in the copy and gives what it printed; it must end well.
    """
    for name in ("sim", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("run_sim.py", "gongzhi.py"):  # links would lead the interpreter back to the checkout
        shutil.copy(ROOT / name, folder)
    for name in ("data", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    for name, changes in edits.items():
        file = folder / name
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        for old, new in changes:
            assert not text or text.count(old) == 1, f"{name}: {old!r} stands there {text.count(old)} times"
            text = text.replace(old, new) if text else new
        file.write_text(text, encoding="utf-8")

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run
