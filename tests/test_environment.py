"""`make` notices an environment of which files are missing or cut short, and mends that and nothing else."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

BACKEND = '''
from zipfile import ZipFile


def build_editable(folder, config_settings=None, metadata_directory=None):
    """A wheel that says that the project is there."""
    name = "project-1-py3-none-any.whl"
    with ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("project-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: project\\nVersion: 1\\n")
        wheel.writestr("project-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("project-1.dist-info/RECORD", "project-1.dist-info/METADATA,,\\n")
    return name
'''


def wheel(folder: Path, name: str) -> str:
    """Writes a wheel of one package with a module and a file; gives its line of a lock."""
    files = {
        f"{name}/__init__.py": "WHOLE = True\n",
        f"{name}/part/facts.txt": "facts\n",
        f"{name}-1.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{name}-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},"
        f"{len(text)}"
        for path, text in files.items()
    ]
    record = f"{name}-1.dist-info/RECORD"
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inner, text in {**files, record: "\n".join([*listed, f"{record},,"]) + "\n"}.items():
            archive.writestr(inner, text)
    return f"{name}==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A project of two packages whose environment has been made."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "maintenance").mkdir()
    shutil.copy(ROOT / "maintenance" / "environment.py", folder / "maintenance")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
        'backend-path = ["."]\n[project]\nname = "project"\nversion = "1"\n'
    )
    (folder / "backend.py").write_text(BACKEND)
    (folder / "lock.txt").write_text(wheel(folder, "first") + wheel(folder, "second"))
    assert "Making .venv" in make(folder)
    return folder


def make(folder: Path) -> str:
    """Does what `make install` does; gives what it says."""
    environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    done = subprocess.run(
        [sys.executable, "maintenance/environment.py", "lock.txt"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def packages(folder: Path) -> Path:
    return next((folder / ".venv").glob("lib/python3*/site-packages"))


@pytest.mark.slow
def test_a_sound_environment_is_left_alone_and_holds_the_project(made):
    assert make(made) == ""
    assert {"first-1.dist-info", "second-1.dist-info", "project-1.dist-info"} <= {
        path.name for path in packages(made).iterdir()
    }


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["folder", "file", "cut", "forgotten", "record"])
def test_a_damaged_package_is_installed_again_and_no_other(made, damage):
    first, second = packages(made) / "first", packages(made) / "second" / "__init__.py"
    before = second.stat().st_mtime_ns
    if damage == "folder":
        shutil.rmtree(first)
    elif damage == "file":
        (first / "part" / "facts.txt").unlink()
    elif damage == "cut":
        (first / "__init__.py").write_text("")
    elif damage == "forgotten":
        shutil.rmtree(packages(made) / "first-1.dist-info")
    else:
        (packages(made) / "first-1.dist-info" / "RECORD").unlink()
    said = make(made)
    assert ("first-1 are missing or cut short" in said) is (damage != "forgotten")
    assert "second" not in said and second.stat().st_mtime_ns == before
    assert (first / "__init__.py").read_text() == "WHOLE = True\n"
    assert (first / "part" / "facts.txt").read_text() == "facts\n"
    assert make(made) == ""


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("damage", ["pip", "python"])
def test_an_environment_that_cannot_mend_itself_is_made_anew(made, damage):
    if damage == "pip":
        shutil.rmtree(packages(made) / "pip" / "_internal")
    else:
        (made / ".venv" / "bin" / "python").unlink()
    assert "Making .venv" in make(made)
    assert make(made) == ""


@pytest.mark.slow
def test_a_changed_lock_installs_again(made):
    lock = made / "lock.txt"
    lock.write_text("# changed\n" + lock.read_text())
    assert "Installing lock.txt" in make(made)
    assert make(made) == ""
