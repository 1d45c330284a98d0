"""Same seed, same bytes: across threads, processes and hash seeds; and what must not matter does not matter."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import running
from sim.mechanisms import registry
from sim.studies import pool
from sim.vocabulary import Tier
from tests.model_runs import SMALL_PLACE, all_records, finished, scenario, small_world, state_bytes

ROOT = Path(__file__).resolve().parents[1]

BUSY = {
    "needs.need_rate_town": 0.9,
    "needs.need_rate_village": 0.9,
    "run.check_invariants": True,
    "world.institutions.social_workers_per_10k": 20.0,
}
ALL = {name: {"phase_in_days": 10} for name in registry()}
PROGRAM = f"""
import hashlib
from sim.mechanisms import registry
from tests.model_runs import finished, scenario, small_world, state_bytes
BUSY, ALL = {BUSY!r}, {{name: {{"phase_in_days": 10}} for name in registry()}}
print(hashlib.sha256(state_bytes(finished(scenario(BUSY, ALL, days=70), small_world()))).hexdigest())
"""


def digest(model) -> str:
    """A short name for everything a run leaves behind."""
    return hashlib.sha256(state_bytes(model)).hexdigest()


def test_any_number_of_threads_gives_the_same_bytes():
    runs = [digest(finished(scenario(BUSY, ALL, days=70), small_world(), threads=n)) for n in (1, 2, 3)]
    assert runs[0] == runs[1] == runs[2]


def digest_elsewhere(python: str = sys.executable, before: str = "", **environment: str) -> str:
    """The digest of the busy run in another process.

    Args:
        python: The interpreter.
        before: Program text that runs first.
        environment: Variables beside those of this process.
    """
    run = subprocess.run(
        [python, "-c", before + PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


LOCALES = ("C", "C.UTF-8", "zh_CN.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8")
"""Whoever lacks one gets C: Turkish has another small I, German another decimal point, C another coding."""
ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati")
"""Time zones east and west of all others, one with daylight saving and half hours."""
BACKWARDS = """
import glob, os
listed, scanned = os.listdir, os.scandir
os.listdir = lambda *words: sorted(listed(*words), reverse=True)
class Scanned:
    def __init__(self, *words):
        with scanned(*words) as found:
            self.entries = iter(sorted(found, key=lambda entry: entry.name, reverse=True))
    def __iter__(self):
        return self.entries
    def __next__(self):
        return next(self.entries)
    def __enter__(self):
        return self
    def __exit__(self, *words):
        pass
    def close(self):
        pass
os.scandir = Scanned
assert listed(".") and os.listdir(".") == sorted(os.listdir("."), reverse=True)
"""
"""Lists every folder in the opposite of alphabetical order, whatever the file system's own."""
SET_LOCALE = "import locale\ntry:\n    locale.setlocale(locale.LC_ALL, '')\nexcept locale.Error:\n    pass\n"


def test_another_process_and_hash_seed_give_the_same_bytes():
    here = digest(finished(scenario(BUSY, ALL, days=70), small_world()))
    for hash_seed in ("0", "4711"):
        assert digest_elsewhere(PYTHONHASHSEED=hash_seed) == here


def test_another_language_time_zone_and_order_of_files_give_the_same_bytes():
    here = digest(finished(scenario(BUSY, ALL, days=70), small_world()))
    assert digest_elsewhere(before=BACKWARDS, LC_ALL="C", TZ="America/St_Johns", PYTHONUTF8="0") == here


@pytest.mark.nightly
@pytest.mark.parametrize("name", LOCALES)
def test_no_locale_changes_a_byte(name):
    elsewhere = digest_elsewhere(before=SET_LOCALE, LC_ALL=name, LANG=name, PYTHONUTF8="0")
    assert elsewhere == digest(finished(scenario(BUSY, ALL, days=70), small_world()))


@pytest.mark.nightly
@pytest.mark.parametrize("zone", ZONES)
def test_no_time_zone_changes_a_byte(zone):
    assert digest_elsewhere(TZ=zone) == digest(finished(scenario(BUSY, ALL, days=70), small_world()))


@pytest.mark.nightly
def test_asserts_and_docstrings_left_out_change_no_byte():
    found = digest_elsewhere(PYTHONOPTIMIZE="2")
    assert found == digest(finished(scenario(BUSY, ALL, days=70), small_world()))


@pytest.mark.nightly
@pytest.mark.parametrize("way", ["fork", "forkserver", "spawn"])
def test_ways_of_starting_processes_give_the_same_measures(way, monkeypatch):
    base = sim.vary(
        sim.Scenario(),
        {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 40, "run.warm_up_days": 0},
    )
    alone = sim.run(base, seeds=3, jobs=1).measures
    if way != "fork":
        monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context(way))
        found = sim.run(base, seeds=3, jobs=2).measures
    else:
        program = "from tests.test_determinism import in_a_fork\nin_a_fork()\n"
        run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert run.stdout.strip() == digest(finished(scenario(BUSY, ALL, days=70), small_world()))
        return
    pd.testing.assert_frame_equal(found, alone, check_exact=True)


def in_a_fork() -> None:
    """Prints the digest of the busy run, from a forked child."""

    def child(pipe) -> None:
        pipe.send(digest(finished(scenario(BUSY, ALL, days=70), small_world())))

    near, far = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=child, args=(far,))
    process.start()
    print(near.recv())
    process.join()


@pytest.mark.nightly
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_versions_of_python_give_the_same_bytes(version, tmp_path):
    """With the locked libraries in an environment of its own; left out where the machine lacks that Python."""
    python = shutil.which(f"python{version}")
    known = python and subprocess.run([python, "-c", "import venv"], capture_output=True, check=False).returncode == 0
    if not known:
        pytest.skip(f"no Python {version} on this machine")
    subprocess.run([python, "-m", "venv", tmp_path / "env"], check=True)
    own = str(tmp_path / "env" / "bin" / "python")
    locked = [own, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(ROOT / "requirements.txt")]
    done = subprocess.run(locked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = digest_elsewhere(own, NUMBA_CACHE_DIR=str(tmp_path / "kernels"), PYTHONPYCACHEPREFIX=str(tmp_path / "code"))
    assert found == digest(finished(scenario(BUSY, ALL, days=70), small_world()))


def test_another_seed_gives_another_run():
    one, two = (finished(scenario(BUSY, days=70), small_world(), seed=seed) for seed in (1, 2))
    assert digest(one) != digest(two)


@pytest.mark.parametrize("name", sorted(registry()))
def test_coverage_zero_is_the_baseline_to_the_byte(name):
    baseline = finished(scenario(BUSY, days=70), small_world())
    nobody = finished(scenario(BUSY, {name: {"coverage": 0.0}}, days=70), small_world())
    assert digest(baseline) == digest(nobody)


@pytest.mark.parametrize("name", sorted(registry()))
def test_before_its_first_day_a_mechanism_changes_nothing(name):
    baseline = finished(scenario(BUSY, days=50), small_world())
    later = finished(scenario(BUSY, {name: {"start_day": 50}}, days=50), small_world())
    assert digest(baseline) == digest(later)


@pytest.mark.parametrize("name", sorted(registry()))
def test_at_work_a_mechanism_changes_something(name):
    baseline = finished(scenario(BUSY, days=120), small_world())
    at_work = finished(scenario(BUSY, {name: {"phase_in_days": 0}}, days=120), small_world())
    assert digest(baseline) != digest(at_work)


def test_policies_share_the_same_needs_on_the_same_days():
    """What a resident meets is drawn before any policy acts: the same issue keeps its attributes under both."""
    stocks = ("condition", "unmanaged", "mixed", "ties", "floating", "habits")
    still = BUSY | {f"needs.hazard_{stock}": 0.0 for stock in stocks}  # else stocks would, rightly, move the needs
    one = all_records(finished(scenario(still, days=100), small_world()))
    two = all_records(finished(scenario(still, ALL, days=100), small_world()))
    names = ["arose", "category", "emergency", "quick", "cost_fen"]
    first = {(r["resident_key"], r["occasion"]): tuple(r[n] for n in names) for r in one if r["occasion"] % 8 == 0}
    second = {(r["resident_key"], r["occasion"]): tuple(r[n] for n in names) for r in two if r["occasion"] % 8 == 0}
    both = first.keys() & second.keys()
    assert len(both) > 100
    assert all(first[key] == second[key] for key in both)


def test_the_order_of_mechanisms_in_a_scenario_does_not_matter():
    forward = scenario(BUSY, ALL, days=60)
    backward = scenario(BUSY, dict(reversed(ALL.items())), days=60)
    assert digest(finished(forward, small_world())) == digest(finished(backward, small_world()))


def test_looking_changes_nothing():
    """Reading every view, every measure column and checking invariants leaves the run as it is."""
    quiet = finished(scenario(BUSY | {"run.check_invariants": False}, days=60), small_world())
    watched_scenario = scenario(BUSY, days=60)
    from sim.model import GovernanceModel

    watched = GovernanceModel(watched_scenario, small_world(), seed=1)
    while watched.day < 60:
        watched.step()
        watched.open_records()
        _ = [view.condition for view in watched.communities]
        _ = np.mean([watched.residents[row].trust_community for row in range(50)])
    assert digest(quiet) == digest(watched)


def test_hours_of_departments_are_summed_exactly(monkeypatch):
    """Python's own sum rounds after each step up to 3.11 and no longer from 3.12 on; both must give the same."""
    hours = iter([0.0, 0.0, 0.0, 0.0, 1e16, 1.0, 1.0, 1.0, 1.0, 1.0, -1e16, 0.0])
    monkeypatch.setattr(
        running,
        "_load",
        lambda _desks, _rows, tier, setting, _weights: running.OfficeLoad(tier, setting, *[next(hours)] * 3),
    )
    found = running.office_load(finished(scenario(days=5), small_world()))
    district = next(load for load in found if load.tier == Tier.DISTRICT)
    assert (district.available_hours, district.offered_hours, district.carried_hours) == (5.0, 5.0, 5.0)
