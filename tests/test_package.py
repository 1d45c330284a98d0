"""The wheel and the sdist hold what every verb needs, and run from any folder, whatever lies in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import shipped
from sim.kernel_files import sources_digest
from sim.kernels import entry_points
from tests.test_project import project_files

ROOT = Path(__file__).resolve().parents[1]
TINY = ("--sample", "0.002", "--days", "5", "--set", "run.warm_up_days=0")


def built(hook: str, source: Path, folder: Path) -> Path:
    """What a hook of the build backend makes of a source folder, without a network."""
    code = f"import sys; from setuptools import build_meta; print(build_meta.{hook}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=source, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    """The sdist of the project's files, unpacked."""
    pytest.importorskip("setuptools", "77", reason="needs setuptools 77 or later (make install-all)")
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("sdist")
    for path in project_files():
        if path.is_file() and ".venv" not in path.parts:
            target = source / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    with tarfile.open(built("build_sdist", source, made)) as archive:
        archive.extractall(made, filter="data")
    return next(path for path in made.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory) -> Path:
    """The wheel made of the sdist."""
    return built("build_wheel", sdist, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def gongzhi(wheel, tmp_path_factory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command of a fresh environment that has the wheel and the locked libraries, run in a folder of a user's.

    In that folder lies a `sim.py` of the user's own, and Python is told to look there first.
    """
    environment, folder = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    packages = next(environment.glob("lib/python3*/site-packages"))
    (packages / "locked.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")) + "\n")
    # Scripts, styles and settings of the page's libraries lie outside their packages.
    for name in ("share", "etc"):
        (environment / name).symlink_to(Path(pytest.__file__).resolve().parents[4] / name)
    python = environment / "bin" / "python"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            python,
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            "--disable-pip-version-check",
            "--ignore-installed",
            wheel,
        ],
        check=True,
    )
    (folder / "sim.py").write_text('raise SystemExit("the sim.py of the user")\n')
    (folder / "teams.yaml").write_text(
        "extends: baseline\nworld: {place: chongqing}\nmechanisms: {three_plus_one: {}}\n"
    )
    variables = {name: value for name, value in os.environ.items() if name != "GONGZHI_LANG"}
    variables["PYTHONPATH"] = str(folder)
    cache = tmp_path_factory.mktemp("cache")
    variables["XDG_CACHE_HOME"] = str(cache)

    def run(*words: str, wait: bool = True) -> subprocess.CompletedProcess[str] | subprocess.Popen[str]:
        command = [environment / "bin" / "gongzhi", *words]
        if not wait:
            return subprocess.Popen(
                command, cwd=folder, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        return subprocess.run(
            command, cwd=folder, env=variables, capture_output=True, text=True, timeout=900, check=False
        )

    run.folder, run.cache = folder, cache
    return run


def fine(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package_and_of_the_folders_that_come_with_it(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(ROOT) for path in project_files() if path.is_relative_to(ROOT)]
    wanted = {str(path) for path in files if path.parts[0] == "sim"} | {"gongzhi.py"}
    wanted |= {f"sim/shipped_files/{path}" for path in files if path.parts[0] in ("scenarios", "experiments", "data")}
    assert wanted - inside == set()
    more = {name for name in inside if ".dist-info/" not in name} - wanted
    kernels = {name for name in more if name.startswith(f"sim/compiled_kernels/{sources_digest()}/")}
    assert more == kernels
    assert len(kernels) == len(entry_points()) + 1


@pytest.mark.nightly
@pytest.mark.slow
def test_the_first_run_of_the_wheel_compiles_and_writes_no_kernel(gongzhi):
    assert "compiled already" in fine(gongzhi("warmup"))
    fine(gongzhi("run", "baseline", *TINY, "--out", "first"))
    assert not list(gongzhi.cache.rglob("*.kernel"))


@pytest.mark.slow
def test_check_finds_scenarios_places_and_experiments_by_name(gongzhi):
    assert "three_plus_one" in fine(gongzhi("check", "baseline", "scenarios/all_four.yaml", "teams.yaml"))
    assert "runs" in fine(gongzhi("interactions", "interactions", "--dry-run", *TINY))
    wrong = gongzhi("check", "basline", "teams.yaml", "--set", "world.place=chonqing")
    assert wrong.returncode == 2 and "did you mean 'baseline'" in wrong.stderr
    wrong = gongzhi("check", "teams.yaml", "--set", "world.place=chonqing")
    assert wrong.returncode == 2 and "did you mean 'chongqing'" in wrong.stderr


@pytest.mark.nightly
@pytest.mark.slow
def test_run_compare_and_report_leave_their_results_in_the_working_folder(gongzhi):
    fine(gongzhi("run", "baseline", *TINY))
    assert (gongzhi.folder / "outputs" / "baseline" / "report.html").is_file()
    fine(gongzhi("compare", "baseline", "teams.yaml", *TINY, "--replications", "2", "--jobs", "2", "--out", "both"))
    page = gongzhi.folder / "both" / "report.html"
    assert "gongzhi compare" in page.read_text(encoding="utf-8")
    page.unlink()
    fine(gongzhi("report", "both", "--lang", "zh"))
    assert "font/woff" in page.read_text(encoding="utf-8"), "the Chinese font comes with the program"
    manifest = (gongzhi.folder / "both" / "manifest.json").read_text(encoding="utf-8")
    assert '"commit": null' in manifest, "no commit of whatever repository the environment lies in"


@pytest.mark.slow
def test_the_page_answers(gongzhi):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = gongzhi("view", "--port", str(port), *TINY[:2], wait=False)
    try:
        said = ""
        until = time.monotonic() + 600
        while "http://" not in said and time.monotonic() < until:
            line = serving.stdout.readline()
            assert line, said
            said += line
        address = said[said.index("http://") :].split()[0]
        with urllib.request.urlopen(address, timeout=120) as answer:
            assert answer.status == 200 and b"<html" in answer.read().lower()
    finally:
        serving.terminate()
        serving.wait(timeout=60)


@pytest.mark.slow
def test_the_sdist_runs_where_it_is_unpacked(sdist, tmp_path):
    done = subprocess.run(
        [sys.executable, sdist / "run_sim.py", "check", "all_four"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "all_four: in order" in fine(done)


def test_what_is_shipped_is_found_by_name_by_path_and_never_outside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    baseline = ROOT / "scenarios" / "baseline.yaml"
    assert shipped.scenario_file("baseline") == shipped.scenario_file("scenarios/baseline.yaml") == baseline
    assert shipped.experiment_file("budget") == ROOT / "experiments" / "budget.yaml"
    assert shipped.place_folder("data/chongqing") == ROOT / "data" / "chongqing"
    assert shipped.place_path("chongqing") == "data/chongqing"
    for given in ("../scenarios/baseline.yaml", "baseline.yaml", "budget", "x" * 300, "a\0b"):
        assert shipped.scenario_file(given) == Path(given)
    (tmp_path / "baseline").write_text("title: mine\n")
    (tmp_path / "chongqing").mkdir()
    assert shipped.scenario_file("baseline") == Path("baseline"), "what lies in the working folder comes first"
    assert shipped.place_path("chongqing") == "chongqing"
