"""Makes .venv from a lock, and mends it where files of it are missing or cut short: `make` runs it before all else.

    python maintenance/environment.py requirements-all.txt

A stamp in .venv holds what was installed with what. Where it fits and every file that the installed packages list
is there with its size, nothing is done. Otherwise packages that are damaged are forgotten, and pip installs what is
missing from the lock, with hashes, and the project itself from its folder.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = Path(".venv")
OLDEST = (3, 11)
PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet")
SHARED_SIZES = ("__pycache__", "direct_url.json", "INSTALLER", "REQUESTED", "RECORD")
"""What Python or pip writes anew, so that its size says nothing."""


def site_packages(venv: Path) -> Path | None:
    """The folder of the installed packages; None where there is none.

    Args:
        venv: The environment.
    """
    found = sorted(venv.glob("lib/python3*/site-packages")) + sorted(venv.glob("Lib/site-packages"))
    return found[0] if len(found) == 1 else None


def damaged(packages: Path) -> list[Path]:
    """The `.dist-info` folders of packages of which a file is missing or has another size than when it was installed.

    Args:
        packages: The folder of the installed packages.
    """
    return [folder for folder in sorted(packages.glob("*.dist-info")) if not _is_whole(folder)]


def _is_whole(folder: Path) -> bool:
    try:
        with (folder / "RECORD").open(encoding="utf-8", newline="") as stream:
            listed = [row for row in csv.reader(stream) if row]
        for name, _, size in listed:
            counts = size and not any(part in SHARED_SIZES for part in Path(name).parts)
            if counts and (folder.parent / name).stat().st_size != int(size):
                return False
    except (OSError, ValueError, csv.Error):
        return False
    return bool(listed)


def facts(lock: Path, venv: Path) -> dict[str, object]:
    """What an installation depends on, and which packages it holds.

    Args:
        lock: The lock.
        venv: The environment.
    """
    packages = site_packages(venv)
    return {
        "python": sys.version,
        "project": str(ROOT),
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest(),
        "settings": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "packages": sorted(path.name for path in packages.glob("*.dist-info")) if packages else [],
    }


def install(lock: Path, venv: Path) -> None:
    """Installs a lock and the project, making the environment where there is none that works.

    Args:
        lock: The lock.
        venv: The environment.
    """
    stamp = venv / f"installed-{lock.stem}.json"
    packages = site_packages(venv)
    broken = damaged(packages) if packages else []
    if stamp.is_file() and not broken and _stamped(stamp) == facts(lock, venv) and _works(venv):
        return
    stamp.unlink(missing_ok=True)
    if not _works(venv):
        print(f"Making {venv} ...", flush=True)
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        broken = []
    for folder in broken:
        print(f"Files of {folder.name.removesuffix('.dist-info')} are missing or cut short; it is installed again.")
        # What pip does not know of, it installs.
        shutil.rmtree(folder)
    print(f"Installing {lock} ...", flush=True)
    _in(venv, *PIP, "--no-compile", "--no-deps", "--require-hashes", "-r", str(lock))
    # The project itself, so that a package that asks for "gongzhi" gets this one and looks for none elsewhere.
    _in(venv, *PIP, "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    _compile(venv)
    stamp.write_text(json.dumps(facts(lock, venv), indent=1) + "\n", encoding="utf-8")


def _compile(venv: Path) -> None:
    """Compiles what was installed on all processors, where pip uses one; tests of libraries are left as they are."""
    subprocess.run(
        [_python(venv), "-m", "compileall", "-q", "-q", "-j", "0", "-x", r"[/\\]tests[/\\]", str(site_packages(venv))],
        check=False,
    )


def _stamped(stamp: Path) -> object:
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _python(venv: Path) -> str:
    return str(venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def _works(venv: Path) -> bool:
    """Whether the environment has this very Python, and a pip that starts."""
    code = "import sys, pip._internal.cli.main; print(sys.version)"
    try:
        said = subprocess.run([_python(venv), "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return said.strip() == sys.version.strip()


def _in(venv: Path, *words: str) -> None:
    """Runs the environment's Python and ends with its exit code where it fails."""
    code = subprocess.run([_python(venv), *words], check=False).returncode
    if code:
        sys.exit(code)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        print(
            f"Gongzhi needs Python 3.11 or later; '{sys.executable}' is {sys.version.split()[0]}. "
            "Name another one: make PYTHON=/path/to/python3.12 ...",
            file=sys.stderr,
        )
        sys.exit(2)
    install(Path(sys.argv[1]), VENV)
