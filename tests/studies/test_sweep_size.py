"""Large sweeps: asked about before anything is made, bounded in memory and open files, short in names."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.running import memory_peak_bytes
from sim.studies.run_store import RunStore
from sim.studies.sweep_folder import load_tables
from tests.studies.small_sweeps import PLACE, execute_run, here, plan_of, sweep, write_files
from tests.studies.sweep_processes import ROOT, n_files

GRID = """\
kind: sweep
baseline: base.yaml
uncertainties:
  voice.voice_share: {range: [0.2, 0.5]}
  voice.voice_cost: {range: [0.6, 1.9]}
  voice.voice_trust: {range: [0.75, 2.25]}
"""


def write_grid(folder: Path, levels: int, limit: str = "") -> Path:
    """A full factorial over three numbers."""
    (folder / "base.yaml").write_text(f"world:\n  place: {PLACE}\n", encoding="utf-8")
    size = "sample: 1.0\nreplications: 1\ndays: 5\nwarm_up_days: 0\n"
    text = f"{GRID}design: {{kind: full, levels: {levels}}}\n{size}{limit}"
    (folder / "grid.yaml").write_text(text, encoding="utf-8")
    return folder / "grid.yaml"


def test_a_grid_of_a_thousand_million_points_is_refused_at_once_without_being_made(tmp_path, capsys):
    """1000 levels of three factors; whatever --yes says, a list of them would take 24 GB."""
    file = write_grid(tmp_path, 1000)
    before, begun = memory_peak_bytes(), time.monotonic()
    assert main(["sweep", str(file), "--yes", "--out", str(tmp_path / "out")]) == 2
    assert "1000000000 points, at most 1000000" in capsys.readouterr().err
    assert time.monotonic() - begun < 5
    assert memory_peak_bytes() - before < 50_000_000
    assert not (tmp_path / "out").exists()


def test_above_the_limit_of_runs_the_command_asks_and_a_dry_run_tells(tmp_path, capsys):
    """90 x 90 x 90 = 729,000 runs: within what can be made, above what is done without being asked."""
    file, out = write_grid(tmp_path, 90), tmp_path / "out"
    begun = time.monotonic()
    assert main(["sweep", str(file), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "729000 runs, more than the limit of 20000" in said and "--yes" in said
    assert main(["sweep", str(file), "--dry-run", "--json", "--out", str(out)]) == 0
    assert json.loads(capsys.readouterr().out) == {"n_runs": 729000, "limit": 20000}
    assert time.monotonic() - begun < 10
    assert not out.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "said"), [("hours: 0.001", "minutes with"), ("gigabytes: 0.001", "MB on the disk")])
def test_above_the_limits_of_time_and_disk_the_command_asks_too(tmp_path, capsys, limit, said):
    """Sixteen cubed are 4096 runs of some hundredths of a second and 4 kilobytes each, so both limits are passed."""
    file, out = write_grid(tmp_path, 16, f"limits: {{{limit}}}\n"), tmp_path / "out"
    assert main(["sweep", str(file), "--jobs", "1", "--out", str(out)]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.usefixtures("quick_disk")
def test_a_limit_passed_with_yes_is_carried_out(tmp_path):
    file = write_grid(tmp_path, 2, "limits: {runs: 7}\n")
    assert main(["sweep", str(file), "--jobs", "1", "--out", str(tmp_path / "out")]) == 2
    assert main(["sweep", str(file), "--jobs", "1", "--yes", "--out", str(tmp_path / "out")]) == 0
    assert len(load_tables(tmp_path / "out").runs) == 8


# --------------------------------------------------------------------------------------- memory, files and names

COORDINATOR = """\
import os, resource, sys
from pathlib import Path
from sim.running import memory_peak_bytes
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
os.fsync = lambda handle: None
from sim.studies import sweep as module
module.versions = dict
from tests.studies.small_sweeps import here, invented, plan_of, sweep
if __name__ == "__main__":
    plan = plan_of(Path(sys.argv[1]))
    ends = sweep(plan, Path(sys.argv[2]), here(invented))
    assert ends.complete and len(ends.done) == int(sys.argv[3]), len(ends.done)
    print(memory_peak_bytes() // 2**20)
"""


def coordinate(tmp_path: Path, n_runs: int) -> int:
    """Executes so many invented runs in a process with 64 open files at most; gives its largest memory in MiB."""
    file = write_files(tmp_path / "files", points=n_runs // 20, replications=10)
    words = [sys.executable, "-c", COORDINATOR, str(file), str(tmp_path / ("a" * 100)), str(n_runs)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


@pytest.mark.nightly
def test_a_hundred_thousand_runs_need_little_memory_few_open_files_and_short_names(tmp_path):
    """Twice the 50,000 files that are promised; the coordinator stays below 500 MB."""
    assert coordinate(tmp_path, 100_000) < 500
    folder = tmp_path / ("a" * 100)
    assert n_files(folder) == 100_000
    rooms = [len(list(room.iterdir())) for room in (folder / "runs").iterdir()]
    assert len(rooms) == 256 and max(rooms) < 600
    found = load_tables(folder)
    assert len(found.runs) == 100_000 and set(found.runs["status"]) == {"done"}
    assert len(found.measures) == 300_000


def test_names_are_short_and_the_same_on_disks_that_know_no_capitals(tmp_path):
    store = RunStore(tmp_path)
    name = store.path("0123456789abcdef" * 4).relative_to(tmp_path)
    assert str(name) == str(name).lower() and len(name.name) == 68 and len(name.parts) == 3


def test_a_run_leaves_nothing_behind_that_only_the_garbage_collector_finds(tmp_path):
    """Models that point at themselves would pile up in a worker: they are few and large, so it is seldom called."""
    import gc

    from sim.model import GovernanceModel
    from sim.running import run_one, world_for

    scenario = plan_of(write_files(tmp_path / "files"))[1].scenario
    world = world_for(scenario)
    run_one(scenario, 1, world)

    def models() -> set[int]:
        return {id(thing) for thing in gc.get_objects() if issubclass(type(thing), GovernanceModel)}

    gc.collect()
    others = models()
    gc.disable()
    try:
        results = [run_one(scenario, seed, world) for seed in (2, 3)]
        assert models() <= others, "models of other tests may be there, none of these runs"
        assert gc.collect() < 50  # Small change of the libraries, no arrays.
    finally:
        gc.enable()
    assert [result.seed for result in results] == [2, 3] and all(len(result.table) for result in results)


# ---------------------------------------------------------------------------------------- numbers that are none


@pytest.mark.usefixtures("quick_disk")
def test_a_number_that_is_none_ends_its_run_says_where_and_is_not_averaged(tmp_path, monkeypatch):
    """A resident's trust is spoilt on the fourth day of one run, from inside the model."""
    from sim.model import GovernanceModel

    step = GovernanceModel.step

    def spoiling_step(self: GovernanceModel) -> None:
        step(self)
        if self.day == 3 and self.scenario.name == "policy" and self.run_seed == 2:
            self.residents.column("trust_district")[7] = float("nan")

    monkeypatch.setattr(GovernanceModel, "step", spoiling_step)
    plan = plan_of(write_files(tmp_path / "files"))
    ends = sweep(plan, tmp_path / "out", here(execute_run))
    assert ends.complete and len(ends.failed) == 3
    found = load_tables(tmp_path / "out")
    for failure in found.manifest["failed"]:
        assert (failure["scenario"], failure["seed"]) == ("policy", 2)
        assert "InvariantBroken" in failure["error"]
        assert "Resident 7 has trust_district = nan" in failure["error"] and "day 4" in failure["error"]
    spoilt = found.measures.query("scenario == 'policy' and seed == 2")
    assert spoilt.empty
    assert len(found.runs.query("status == 'failed'")) == 3
