"""Machines that are not like ours: without Unix's modules, with long paths, narrow terminals, no locks, no children."""

from __future__ import annotations

import ast
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import textwrap
import unicodedata
from pathlib import Path

import pytest

from tests.model_runs import SMALL_PLACE

ROOT = Path(__file__).resolve().parents[1]
ABSENT = ("fcntl", "resource", "termios", "pwd", "grp", "pty", "tty", "posix", "syslog")
"""Modules of Unix that Windows lacks."""

HIDDEN = f"""
import builtins, importlib, pkgutil, sys
ABSENT = {ABSENT!r}
real = builtins.__import__
def hiding(name, globals=None, locals=None, fromlist=(), level=0):
    asks = (globals or {{}}).get("__name__", "").partition(".")[0]
    if level == 0 and name.partition(".")[0] in ABSENT and asks in ("sim", "filelock", "tqdm"):
        raise ImportError(f"No module named {{name!r}}", name=name)
    return real(name, globals, locals, fromlist, level)
builtins.__import__ = hiding
"""
SMALL = f"""
import sim
if __name__ == "__main__":
    base = sim.vary(sim.Scenario(), {{"world.place": {str(SMALL_PLACE)!r}, "world.sample": 1.0, "run.days": 3,
                                      "run.warm_up_days": 0}})
"""


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with the project on its path."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


# ------------------------------------------------------------------------------------------------------- Windows


def test_no_file_needs_a_module_that_windows_lacks():
    """Such an import stands where its failure is expected: inside `try`. The page is held to it too."""
    found = []
    for path in sorted((ROOT / "sim").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        tried = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Try) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            )
            if id(node) not in tried and {name.partition(".")[0] for name in names} & set(ABSENT):
                found.append(f"{path.relative_to(ROOT)}: {names}")
    assert found == []


@pytest.mark.slow
def test_all_is_imported_and_a_sweep_is_run_without_them(tmp_path):
    from tests.studies.small_sweeps import write_files

    file = write_files(tmp_path / "files", points=2, replications=1, days=2)
    done = python(
        HIDDEN
        + f"""
for module in pkgutil.walk_packages(importlib.import_module("sim").__path__, "sim."):
    if not module.name.startswith("sim.app") and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
{SMALL}
import sim.running
class Nowhere(type(sim.running.Path())):
    def read_text(self, *words, **more):
        raise OSError("no /proc")
known, sim.running.Path = sim.running.Path, Nowhere
assert sim.running.memory_peak_bytes() == 0
sim.running.Path = known
found = sim.run(base, out={str(tmp_path / "run")!r})
assert found.n_done == 1 and len(found.measures) > 100
swept = sim.sweep({str(file)!r}, out={str(tmp_path / "out")!r}, jobs=1)
assert swept.n_done == 4
"""
    )
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------- locks and processes


def test_a_folder_is_locked_where_the_file_system_knows_no_locks(tmp_path):
    done = python(f"""
import errno, fcntl
def missing(*words):
    raise OSError(errno.ENOSYS, "Function not implemented")
fcntl.flock = missing
from pathlib import Path
from sim.errors import EnvironmentProblem
from sim.studies.folder_lock import FolderLock
folder = Path({str(tmp_path)!r})
for _ in range(2):
    with FolderLock(folder):
        try:
            FolderLock(folder).__enter__()
        except EnvironmentProblem as problem:
            assert "GZ070" in str(problem) and "process" in str(problem), problem
        else:
            raise SystemExit("two at once")
    assert [path.name for path in folder.iterdir()] == []
""")
    assert done.returncode == 0 and not done.stderr, done.stderr


def test_nothing_of_the_lock_stays_behind(tmp_path):
    from sim.studies.folder_lock import FolderLock

    with FolderLock(tmp_path):
        assert (tmp_path / "LOCK").exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_processes_start_however_long_the_path_of_temporary_files_is(tmp_path):
    long = tmp_path / ("t" * 100)
    long.mkdir()
    done = python(
        SMALL
        + """
    assert sim.run(base, seeds=2, jobs=2).n_done == 2
    import tempfile
    assert len(tempfile.gettempdir()) > 100
""",
        TMPDIR=str(long),
    )
    assert done.returncode == 0, done.stderr


def test_where_the_path_of_a_socket_is_too_long_all_the_same_the_remedy_is_said(tmp_path):
    long = tmp_path / ("t" * 100)
    long.mkdir()
    done = python(
        SMALL
        + """
    from sim.studies import pool
    pool.SHORT_FOLDERS = ()
    from sim.errors import EnvironmentProblem
    try:
        sim.run(base, seeds=2, jobs=2)
    except EnvironmentProblem as problem:
        for lang in ("en", "zh"):
            with sim.speaking(lang):
                print(problem.render(), problem.exit_code)
""",
        TMPDIR=str(long),
    )
    assert "GZ092" in done.stdout and done.stdout.count("TMPDIR") == 2 and done.stdout.strip().endswith("4"), done


@pytest.mark.slow
def test_a_process_that_may_have_no_children_runs_all_itself(tmp_path):
    from tests.studies.small_sweeps import write_files

    file = write_files(tmp_path / "files", points=2, replications=1, days=2)
    done = python(f"""
import multiprocessing
def work():
    import sim
    base = sim.vary(sim.Scenario(), {{"world.place": {str(SMALL_PLACE)!r}, "world.sample": 1.0, "run.days": 2,
                                      "run.warm_up_days": 0}})
    assert sim.run(base, seeds=2, jobs=2).n_done == 2
    assert sim.sweep({str(file)!r}, out={str(tmp_path / "out")!r}, jobs=2).n_done == 4
process = multiprocessing.get_context("fork").Process(target=work, daemon=True)
process.start()
process.join()
raise SystemExit(process.exitcode)
""")
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------------------------------ terminals


def width(text: str) -> int:
    """Columns of a text."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.mark.parametrize(("columns", "lang"), [(200, "en"), (60, "zh"), (24, "en"), (8, "zh"), (1, "en"), (0, "zh")])
def test_the_bar_is_never_wider_than_the_terminal(columns, lang):
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    code = f"""
from sim.api.progress import ProgressShown
from sim.words import speaking
with speaking({lang!r}), ProgressShown(1000, 100) as shown:
    for _ in range(100):
        shown(10, 1)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=side, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
    )
    os.close(side)
    said = b""
    try:
        while part := os.read(main, 65536):
            said += part
    except OSError:
        pass  # The other end is closed.
    os.close(main)
    assert process.wait() == 0
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[[0-9;]*[A-Z]", "", said.decode("utf-8")))
    limit = columns if columns > 1 else 90
    assert lines and max(width(line) for line in lines) <= limit, max(lines, key=width)
