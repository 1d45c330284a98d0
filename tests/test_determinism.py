"""Same seed, same bytes: across threads, processes and hash seeds; and what must not matter does not matter."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import running
from sim.mechanisms import registry
from sim.vocabulary import Tier
from tests.model_runs import all_records, finished, scenario, small_world, state_bytes

BUSY = {
    "needs.need_rate_town": 0.9,
    "needs.need_rate_village": 0.9,
    "run.check_invariants": True,
    "world.institutions.social_workers_per_10k": 20.0,
}
ALL = {name: {"phase_in_days": 10} for name in registry()}
PROGRAM = """
import hashlib
from tests.model_runs import finished, scenario, small_world, state_bytes
from tests.test_determinism import ALL, BUSY
print(hashlib.sha256(state_bytes(finished(scenario(BUSY, ALL, days=70), small_world()))).hexdigest())
"""


def digest(model) -> str:
    """A short name for everything a run leaves behind."""
    return hashlib.sha256(state_bytes(model)).hexdigest()


def test_any_number_of_threads_gives_the_same_bytes():
    runs = [digest(finished(scenario(BUSY, ALL, days=70), small_world(), threads=n)) for n in (1, 2, 3)]
    assert runs[0] == runs[1] == runs[2]


def test_another_process_and_hash_seed_give_the_same_bytes():
    here = digest(finished(scenario(BUSY, ALL, days=70), small_world()))
    root = Path(__file__).parent.parent
    for hash_seed in ("0", "4711"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == here


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
