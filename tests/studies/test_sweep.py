"""A sweep loses nothing, whatever dies, and its final tables are those of an undisturbed one, byte for byte."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.errors import EnvironmentProblem
from sim.studies import pool as pool_module
from sim.studies import run_store
from sim.studies.folder_lock import FolderLock, holder
from sim.studies.program import fingerprint
from sim.studies.runs import Outcome, Run
from sim.studies.sweep import SweepFolder
from sim.studies.sweep_folder import load_tables
from sim.studies.sweep_plan import SweepPlan
from tests.studies import small_sweeps as small
from tests.studies.small_sweeps import here, plan_of, pool, sweep, tables, write_files

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SweepPlan:
    """Three points, a baseline and a policy, two seeds: twelve runs of the small place."""
    return plan_of(write_files(tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="module")
def undisturbed(plan: SweepPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an undisturbed sweep of real runs in one process."""
    folder = tmp_path_factory.mktemp("sweeps") / "undisturbed"
    assert sweep(plan, folder, pool(jobs=1)).complete
    return folder


# --------------------------------------------------------------------------------------------- what is kept


def test_the_tables_hold_every_run_with_its_factors(plan, undisturbed):
    found = load_tables(undisturbed)
    assert found.runs.columns.tolist() == [
        "point",
        "scenario",
        "seed",
        "status",
        "key",
        "needs.need_rate_town",
        "work.success_skill",
        "mechanisms.three_plus_one.coverage",
    ]
    whole = pd.MultiIndex.from_product([range(3), [1, 2], ["base", "policy"]])
    assert pd.MultiIndex.from_frame(found.runs[["point", "seed", "scenario"]]).equals(whole)
    assert set(found.runs["status"]) == {"done"} and found.runs["key"].is_unique
    design = pd.read_csv(undisturbed / "design.csv").set_index("point")
    for row in found.runs.to_dict("records"):
        assert row["needs.need_rate_town"] == design.loc[row["point"], "needs.need_rate_town"]
    assert found.measures.columns.tolist() == ["point", "scenario", "seed", "measure", "by", "group", "n", "value"]
    assert set(found.measures["measure"]) == {"resolution_share", "dropped_share"}
    assert found.measures.groupby(["point", "scenario", "seed"], sort=False).ngroups == 12


def test_a_stored_run_is_the_run_that_its_row_describes(plan, undisturbed):
    """The measures of one row, simulated again outside the sweep."""
    from sim.running import run_one

    run = plan[7]
    point, seed, which = plan.where(7)
    table = run.kept(run_one(run.scenario, run.seed).table)
    found = load_tables(undisturbed).measures
    rows = found[
        (found["point"] == point)
        & (found["seed"] == plan.sweep.seeds[seed])
        & (found["scenario"] == plan.sweep.scenarios[which].name)
    ]
    assert (point, run.seed, run.scenario.name) == (1, 2, "policy")
    assert rows["value"].to_numpy().tobytes() == table["value"].to_numpy().tobytes()
    assert rows["group"].tolist() == table["group"].tolist()


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_number_of_processes_changes_no_byte(plan, undisturbed, tmp_path, jobs):
    assert sweep(plan, tmp_path / "out", pool(jobs, runs_per_worker=5)).complete
    assert tables(tmp_path / "out") == tables(undisturbed)


def test_the_same_run_at_several_points_is_carried_out_once(tmp_path):
    """Where only levers vary, the baseline is the same at every point."""
    file = write_files(tmp_path / "files")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("  needs.need_rate_town: {range: [0.2, 0.6]}\n", "").replace(
            "uncertainties:\n  work.success_skill: {range: [2, 6]}\n", ""
        ),
        encoding="utf-8",
    )
    plan = plan_of(file)
    begun: list[int] = []
    ends = sweep(plan, tmp_path / "out", here(small.invented), tell=lambda days, runs: begun.append(runs))
    assert ends.complete and len(ends.done) == 12
    assert len(list((tmp_path / "out" / "runs").rglob("*.run"))) == 2 + 3 * 2
    assert len(load_tables(tmp_path / "out").runs) == 12


# -------------------------------------------------------------------------------------------- what goes wrong


def test_workers_killed_at_random_change_no_byte(plan, undisturbed, tmp_path):
    draw, killed = random.Random(1), []

    def kill_sometimes(days: int, runs: int) -> None:
        # A run counts as failed when its process has died three times, so two deaths can fail none.
        if runs and len(killed) < 2 and draw.random() < 0.6:
            victims = multiprocessing.active_children()
            if victims:
                killed.append(victims[0].pid)
                victims[0].kill()

    ends = sweep(plan, tmp_path / "out", pool(), tell=kill_sometimes)
    assert killed and ends.complete and not ends.failed
    assert tables(tmp_path / "out") == tables(undisturbed)


@pytest.mark.parametrize(
    ("execute", "said"),
    [
        (small.poisonous, "SIGKILL"),
        (small.leaving, "exit code 0"),
        (small.hanging, "without a sign of life"),
        (small.failing, "Traceback"),
        (small.memory_hungry, "MemoryError"),
    ],
)
@pytest.mark.nightly
def test_a_run_that_cannot_be_carried_out_fails_alone(plan, tmp_path, execute, said):
    executor = pool(execute=execute, silent_seconds=2.0 if execute is small.hanging else 60.0)
    ends = sweep(plan, tmp_path / "out", executor)
    assert ends.complete and len(ends.failed) == 3 and len(ends.done) == 9
    found = load_tables(tmp_path / "out")
    lost = found.runs[found.runs["status"] == "failed"]
    assert set(zip(lost["scenario"], lost["seed"], strict=True)) == {("policy", 2)} and len(lost) == 3
    assert found.manifest["counts"] == {"n_runs": 12, "n_done": 9, "n_failed": 3}
    for failure in found.manifest["failed"]:
        assert said in failure["error"] and (failure["scenario"], failure["seed"]) == ("policy", 2)


def test_where_no_process_gets_as_far_as_its_first_run_the_sweep_stops_at_once(plan, tmp_path, monkeypatch):
    """A machine on which workers cannot begin (memory, libraries) must not have every run tried and failed."""
    monkeypatch.setattr(pool_module, "_work_through", small.stillborn)
    with pytest.raises(EnvironmentProblem, match=r"10 processes in a row ended before their first run.*exit code 3"):
        sweep(plan, tmp_path / "out", pool())
    assert multiprocessing.active_children() == []
    monkeypatch.undo()
    ends = sweep(plan, tmp_path / "out", here(small.invented), resume=True)
    assert len(ends.done) == 12 and not ends.failed


def test_failed_runs_are_carried_out_again_only_when_asked(plan, tmp_path):
    sweep(plan, tmp_path / "clean", here(small.invented))
    assert len(sweep(plan, tmp_path / "out", here(small.failing)).failed) == 3
    first = tables(tmp_path / "out")
    again = sweep(plan, tmp_path / "out", here(small.invented), resume=True)
    assert len(again.failed) == 3 and tables(tmp_path / "out") == first
    healed = sweep(plan, tmp_path / "out", here(small.invented), resume=True, retry_failed=True)
    assert healed.complete and not healed.failed
    assert tables(tmp_path / "out") == tables(tmp_path / "clean")


def test_an_old_process_is_replaced(plan, tmp_path):
    sweep(plan, tmp_path / "out", pool(jobs=1, execute=small.numbered, runs_per_worker=5))
    store = run_store.RunStore(tmp_path / "out")
    runs = [store.read(key) for key in store.found()]
    processes = [run.outcome.result.counts["n_days"] for run in runs if run is not None]
    assert sorted(processes.count(number) for number in set(processes)) == [2, 5, 5]
    assert os.getpid() not in processes


def test_an_interruption_keeps_what_is_done_and_leaves_no_process(plan, undisturbed, tmp_path):
    n_done = 0

    def stop(days: int, runs: int) -> None:
        nonlocal n_done
        n_done += runs
        if n_done == 3:
            raise KeyboardInterrupt

    ends = sweep(plan, tmp_path / "out", pool(), tell=stop)
    assert ends.interrupted and not ends.complete and len(ends.done) == 3
    assert multiprocessing.active_children() == []
    with pytest.raises(EnvironmentProblem, match="3 of 12 runs have ended"):
        load_tables(tmp_path / "out")
    assert sweep(plan, tmp_path / "out", pool(), resume=True).complete
    assert tables(tmp_path / "out") == tables(undisturbed)


def test_a_full_disk_stops_the_sweep_and_loses_nothing(plan, tmp_path, monkeypatch):
    sweep(plan, tmp_path / "clean", here(small.invented))
    write_whole, left = run_store.write_whole, [5]

    def until_full(path: Path, content: bytes, aside: Path | None = None) -> None:
        if not left[0]:
            raise run_store.unwritable(path, OSError(28, "No space left on device"))
        left[0] -= 1
        write_whole(path, content, aside)

    with monkeypatch.context() as patched:
        patched.setattr(run_store, "write_whole", until_full)
        with pytest.raises(EnvironmentProblem, match="No space left on device"):
            sweep(plan, tmp_path / "out", pool(execute=small.invented))
    assert multiprocessing.active_children() == []
    assert len(list((tmp_path / "out" / "runs").rglob("*.run"))) == 5
    ends = sweep(plan, tmp_path / "out", here(small.invented), resume=True)
    assert ends.complete and not ends.quarantined
    assert tables(tmp_path / "out") == tables(tmp_path / "clean")


def test_a_disk_that_fills_while_the_tables_are_made_leaves_no_table(plan, tmp_path, monkeypatch):
    from sim.studies import sweep as module

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(module.parquet, "ParquetWriter", full)
        with pytest.raises(EnvironmentProblem, match="No space left on device"):
            sweep(plan, tmp_path / "out", here(small.invented))
    with pytest.raises(EnvironmentProblem, match="12 of 12 runs have ended"):
        load_tables(tmp_path / "out")
    assert sweep(plan, tmp_path / "out", here(small.invented), resume=True).complete
    load_tables(tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_refused_before_the_first_run(plan, tmp_path, monkeypatch):
    """A parent that is a file stands for every folder that cannot be made; root may write in read-only ones."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="GZ091") as raised:
        sweep(plan, tmp_path / "file" / "out", here(small.invented))
    assert raised.value.exit_code == 4
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(EnvironmentProblem, match="GZ091"):
            sweep(plan, tmp_path / "closed" / "out", here(small.invented))


def test_the_clock_has_no_part_in_keys_and_tables(plan, tmp_path, monkeypatch):
    sweep(plan, tmp_path / "now", here(small.invented))
    for number, years in enumerate((-1, 1)):
        shifted = time.time() + years * 365 * 86400
        monkeypatch.setattr(time, "time", lambda shifted=shifted: shifted)
        sweep(plan, tmp_path / f"then{number}", here(small.invented))
        assert tables(tmp_path / f"then{number}") == tables(tmp_path / "now")


def test_a_worker_with_another_program_is_refused(plan, tmp_path):
    def foreign(plan, order, tell, ended):
        outcome = small.invented(plan[order[0]], small.WorldKeeper(1), 1, lambda: None)
        ended(order[0], small.Outcome(outcome.scenario, outcome.seed, outcome.result, "", "another"))
        return False

    with pytest.raises(EnvironmentProblem, match="GZ077"):
        sweep(plan, tmp_path / "out", foreign)
    assert list((tmp_path / "out" / "runs").rglob("*.run")) == []


# ------------------------------------------------------------------------------------- what has been changed


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The file and the folder of a sweep of invented runs."""
    folder = tmp_path_factory.mktemp("finished")
    file = write_files(folder / "files")
    sweep(plan_of(file), folder / "out", here(small.invented))
    return file, folder / "out"


@pytest.mark.parametrize(
    ("old", "new", "name", "said"),
    [
        ("range: [2, 6]", "range: [2, 5]", "sweep.yaml", "design.points"),
        ("replications: 2", "replications: 1", "sweep.yaml", "seeds.n: 2 -> 1"),
        ("days: 5", "days: 6", "sweep.yaml", "scenarios.base.run.days: 5 -> 6"),
        ("dropped_share", "open_share", "sweep.yaml", "measures"),
        ("n: 3", "n: 4", "sweep.yaml", "design.n_points: 3 -> 4"),
        ("replications: 2", "replications: 2\nseed: 5", "sweep.yaml", "seeds.first: 1 -> 5"),
        (
            "title: The base",
            "voice: {voice_share: 0.31}\ntitle: The base",
            "base.yaml",
            "scenarios.base.voice.voice_share",
        ),
        (
            "three_plus_one: {}",
            "three_plus_one: {start_day: 3}",
            "policy.yaml",
            "scenarios.policy.mechanisms.three_plus_one.start_day",
        ),
    ],
)
def test_a_changed_sweep_is_explained_and_refused(finished, tmp_path, old, new, name, said):
    file, folder = finished
    copy = shutil.copytree(file.parent, tmp_path / "files")
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new), encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(EnvironmentProblem, match="GZ071") as raised:
        sweep(plan_of(copy / "sweep.yaml"), folder, here(small.invented), resume=True)
    assert said in str(raised.value) and raised.value.exit_code == 4
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_changed_title_changes_nothing(finished, tmp_path):
    file, folder = finished
    copy = shutil.copytree(file.parent, tmp_path / "files")
    for name in ("base.yaml", "sweep.yaml"):
        text = (copy / name).read_text(encoding="utf-8").replace("title: The base\n", "")
        (copy / name).write_text(f"title: Another one\n{text}", encoding="utf-8")
    assert sweep(plan_of(copy / "sweep.yaml"), folder, here(small.invented), resume=True).complete


def test_further_seeds_and_policies_run_only_what_is_new(finished, tmp_path):
    file, done = finished
    folder = shutil.copytree(done, tmp_path / "out")
    copy = shutil.copytree(file.parent, tmp_path / "files")
    text = (copy / "sweep.yaml").read_text(encoding="utf-8")
    (copy / "second.yaml").write_text("extends: base.yaml\nmechanisms: {service_platform: {}}\n", encoding="utf-8")
    (copy / "sweep.yaml").write_text(
        text.replace("replications: 2", "replications: 3").replace("[policy.yaml]", "[policy.yaml, second.yaml]"),
        encoding="utf-8",
    )
    begun: list[tuple[str, int]] = []

    def counted(run: Run, *how: Any) -> Outcome:
        begun.append((run.scenario.name, run.seed))
        return small.invented(run, *how)

    assert sweep(plan_of(copy / "sweep.yaml"), folder, here(counted), resume=True).complete
    seeds = sorted({seed for _, seed in begun})
    assert (
        sorted(begun)
        == sorted(3 * ([(name, seeds[-1]) for name in ("base", "policy")] + [("second", seed) for seed in seeds]))
        and len(seeds) == 3
    )
    sweep(plan_of(copy / "sweep.yaml"), tmp_path / "afresh", here(small.invented))
    assert tables(folder) == tables(tmp_path / "afresh")
    assert (folder / "config" / "second.yaml").is_file()


@pytest.mark.parametrize("what", ["sources", "numpy"])
def test_a_changed_program_is_explained_and_refused(finished, monkeypatch, what):
    from sim.studies import plan

    file, folder = finished
    facts = {**plan.program_facts(), what: "9.9.9"}
    monkeypatch.setattr(plan, "program_facts", lambda: facts)
    with pytest.raises(EnvironmentProblem, match=rf"program\.{what}: .* -> 9\.9\.9"):
        sweep(plan_of(file), folder, here(small.invented), resume=True)


def test_changed_data_of_the_place_are_explained_and_refused(finished, tmp_path):
    file, folder = finished
    moved = shutil.copytree(small.PLACE, tmp_path / "place")
    plan = plan_of(file)
    (moved / "townships.csv").write_text((moved / "townships.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    place = next(iter(plan.names.data))
    plan.names.data = {place: {**plan.names.data[place], **sweep_data(moved)}}
    with pytest.raises(EnvironmentProblem, match=r"townships\.csv: "):
        sweep(plan, folder, here(small.invented), resume=True)


def sweep_data(folder: Path) -> dict[str, str]:
    """Fingerprints of a place."""
    from sim.studies.program import place_facts

    return place_facts(folder)


def test_a_sweep_is_neither_overwritten_nor_resumed_from_nothing(finished, tmp_path):
    file, folder = finished
    with pytest.raises(EnvironmentProblem, match=r"GZ090[\s\S]*--resume"):
        sweep(plan_of(file), folder, here(small.invented))
    with pytest.raises(EnvironmentProblem, match="GZ073"):
        sweep(plan_of(file), tmp_path / "nowhere", here(small.invented), resume=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="GZ090"):
        sweep(plan_of(file), tmp_path / "mine", here(small.invented))
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_damaged_table_is_noticed_and_made_again(finished):
    file, folder = finished
    whole = tables(folder)
    path = folder / "measures.parquet"
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 4
    path.write_bytes(bytes(spoilt))
    with pytest.raises(EnvironmentProblem, match="checksum"):
        load_tables(folder)
    assert sweep(plan_of(file), folder, here(small.invented), resume=True).complete
    assert tables(folder) == whole


@pytest.mark.parametrize("spoil", [lambda text: text[: len(text) // 2], lambda text: "", lambda text: "[1]"])
def test_a_damaged_plan_is_refused(finished, tmp_path, spoil):
    file, folder = finished
    copy = shutil.copytree(folder, tmp_path / "out")
    text = (copy / "plan.json").read_text(encoding="utf-8")
    (copy / "plan.json").write_text(spoil(text), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="GZ071"):
        sweep(plan_of(file), copy, here(small.invented), resume=True)


# ----------------------------------------------------------------------------------------- two in one folder


def test_a_second_sweep_in_the_folder_is_refused_and_told_who_is_there(plan, tmp_path):
    with SweepFolder(tmp_path / "out", plan), pytest.raises(EnvironmentProblem, match="GZ070") as raised:
        sweep(plan, tmp_path / "out", here(small.invented), resume=True)
    assert f"process {os.getpid()} on " in str(raised.value)
    assert not (tmp_path / "out" / "LOCK").exists()
    assert sweep(plan, tmp_path / "out", here(small.invented), resume=True).complete


def hold_and_die(folder: str) -> None:
    """Takes the lock and is killed."""
    FolderLock(Path(folder)).__enter__()
    os.kill(os.getpid(), 9)


def try_to_hold(folder: str, gate: Any, found: Any, release: Any) -> None:
    """Takes the lock when the gate opens and keeps it until all have tried, or is refused."""
    gate.wait()
    try:
        with FolderLock(Path(folder)):
            found.put("held")
            release.wait(60)
    except EnvironmentProblem:
        found.put("refused")


def test_of_several_that_begin_at_once_one_gets_the_folder(tmp_path):
    context = multiprocessing.get_context("forkserver")
    gate, found, release = context.Event(), context.Queue(), context.Event()
    words = (str(tmp_path), gate, found, release)
    processes = [context.Process(target=try_to_hold, args=words) for _ in range(4)]
    for process in processes:
        process.start()
    gate.set()
    said = sorted(found.get(timeout=120) for _ in processes)
    release.set()
    for process in processes:
        process.join()
    assert said == ["held", "refused", "refused", "refused"]


def test_the_lock_of_a_dead_process_is_taken_over_and_said(tmp_path):
    process = multiprocessing.get_context("forkserver").Process(target=hold_and_die, args=(str(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == -9 and (tmp_path / "LOCK").exists()
    with FolderLock(tmp_path) as lock:
        assert f"process {process.pid} on" in lock.taken_over.en
    assert not (tmp_path / "LOCK").exists()


def test_a_lock_of_another_machine_is_not_taken_over(tmp_path):
    facts = {**holder(), "host": "elsewhere"}
    (tmp_path / "LOCK").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match=r"elsewhere.*\n(.*\n)*.*delete .*LOCK"), FolderLock(tmp_path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[1, 2]"])
def test_a_lock_cut_short_is_taken_over(tmp_path, text):
    (tmp_path / "LOCK").write_text(text, encoding="utf-8")
    with FolderLock(tmp_path):
        assert json.loads((tmp_path / "LOCK").read_text(encoding="utf-8"))["process"] == os.getpid()


def test_the_fingerprint_of_the_program_is_the_same_in_every_process():
    context = multiprocessing.get_context("forkserver")
    with context.Pool(1) as processes:
        assert processes.apply(fingerprint) == fingerprint()
