"""The project can be picked up anywhere: locks, version, changelog, scenarios, and nothing of one machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.txt", "requirements-all.txt")
SCENARIOS = sorted((ROOT / "scenarios").glob("**/*.yaml"))

# Written in two parts, so that this file does not hold what it looks for.
FORBIDDEN = ("/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "gz", "TO" + "DO", "FIX" + "ME", "shared/" + "design")


def project_files() -> list[Path]:
    """The files git tracks or would track; all but the hidden folders where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    except (OSError, subprocess.CalledProcessError):
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
        ]
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def canonical(name: str) -> str:
    """A package's name as indexes spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, set[str]]:
    """The versions of each package in a lock, by package."""
    versions: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^ ;\\]+)", text, re.M):
        versions.setdefault(canonical(name), set()).add(version)
    return versions


def required(extra: str | None = None) -> set[str]:
    """The names of the packages the core, or an extra, asks for."""
    lines = PROJECT["dependencies"] if extra is None else PROJECT["optional-dependencies"][extra]
    return {canonical(re.match(r"[\w.-]+", line).group()) for line in lines}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.M)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_an_exact_version_and_a_hash(lock):
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))[1:]
    assert len(entries) > len(PROJECT["dependencies"])
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for_and_the_core_stays_light():
    core, everything = (locked(lock) for lock in LOCKS)
    extras = {name: required(name) for name in PROJECT["optional-dependencies"]}
    assert required() <= set(core)
    assert [name for name, packages in extras.items() if not packages <= set(everything)] == []
    assert set.union(*extras.values()).isdisjoint(core)


def test_the_locks_agree_on_every_version():
    core, everything = (locked(lock) for lock in LOCKS)
    assert {name: everything[name] for name in core} == core


def test_the_version_is_said_once_everywhere():
    code = "import sim, sys; print(sim.__version__, 'numpy' in sys.modules, 'numba' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == [PROJECT["version"], "False", "False"]
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_mentions_one_machine_or_leaves_work_open():
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []


def test_the_makefile_compares_scenarios_that_exist():
    named = re.findall(r"scenarios/\w+\.yaml", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_there_are_scenarios():
    assert {"baseline", "chongqing_2017"} <= {path.stem for path in SCENARIOS}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_opens_with_what_it_is_about(path):
    opening = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert re.match(r"# \S", opening), "the first line of a scenario is a comment that says what it is about"


def test_results_stay_out_of_git_and_their_page_stays_in():
    ignored = subprocess.run(["git", "check-ignore", "-q", "outputs/demo/runs.csv"], cwd=ROOT, check=False)
    if ignored.returncode == 128:
        pytest.skip("not a git checkout")
    kept = subprocess.run(["git", "check-ignore", "-q", "outputs/README.md"], cwd=ROOT, check=False)
    assert (ignored.returncode, kept.returncode) == (0, 1)
