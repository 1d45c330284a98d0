"""One file a run: whole or not there, never changed, never read when damaged."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest

from sim.errors import EnvironmentProblem, GongzhiError
from sim.scenario.scenario import Scenario
from sim.studies import run_store
from sim.studies.run_store import QUARANTINE, RunStore, encoded
from sim.studies.runs import Outcome, Run, WorldKeeper
from sim.studies.sweep_plan import SweepPlan
from tests.studies.small_sweeps import here, invented, plan_of, sweep, tables, write_files

KEY = "ab" * 32


def outcome(seed: int = 1) -> Outcome:
    """What an invented run gave."""
    return invented(Run(Scenario(name="base"), seed), WorldKeeper(1), 1, lambda: None)


@pytest.fixture
def store(tmp_path) -> RunStore:
    """A store in an empty folder."""
    made = RunStore(tmp_path)
    made.open()
    return made


def test_what_is_read_is_what_was_written(store):
    given = outcome()
    store.write(KEY, given)
    found = store.read(KEY)
    assert found is not None and given.result is not None
    assert (found.outcome.scenario, found.outcome.seed, found.outcome.result.counts) == ("base", 1, {"n_days": 5})
    pd.testing.assert_frame_equal(found.outcome.result.table, given.result.table)
    assert found.outcome.result.table["value"].tolist()[:2] == given.result.table["value"].tolist()[:2]


def test_every_flipped_bit_is_noticed_and_the_file_put_aside(store):
    store.write(KEY, outcome())
    path = store.path(KEY)
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        with pytest.raises(run_store.Damaged):
            run_store.decoded(bytes(spoilt), KEY)
    path.write_bytes(bytes(spoilt))
    assert store.read(KEY) is None and not path.exists()
    assert [file.read_bytes() for file in (store.folder / QUARANTINE).iterdir()] == [bytes(spoilt)]
    assert store.quarantined == [KEY]


def test_every_cut_is_noticed(store):
    whole = encoded(KEY, outcome())
    for length in range(len(whole)):
        with pytest.raises(run_store.Damaged):
            run_store.decoded(whole[:length], KEY)


@pytest.mark.parametrize("foreign", [b"", b"hello", b"\0" * 4096, b"gongzhi run\n{}\n"])
def test_a_foreign_file_is_put_aside(store, foreign):
    path = store.path(KEY)
    path.parent.mkdir()
    path.write_bytes(foreign)
    assert store.read(KEY) is None and (store.folder / QUARANTINE).is_dir()


def test_a_file_swapped_with_that_of_another_run_is_put_aside(store):
    store.write(KEY, outcome())
    other = "cd" * 32
    store.path(other).parent.mkdir()
    store.path(KEY).replace(store.path(other))
    assert store.read(other) is None and store.quarantined == [other]


def test_a_result_is_never_changed(store):
    store.write(KEY, outcome())
    before = store.path(KEY).stat().st_ino
    store.write(KEY, outcome())
    assert store.path(KEY).stat().st_ino == before


def test_two_results_of_the_same_run_raise_the_alarm(store):
    store.write(KEY, outcome(seed=1))
    with pytest.raises(GongzhiError, match="GZ078"):
        store.write(KEY, outcome(seed=2))
    found = store.read(KEY)
    assert found is not None and found.outcome.seed == 1


def test_a_failure_is_kept_with_its_traceback_until_the_run_succeeds(store):
    store.write(KEY, Outcome("base", 1, None, "Traceback: no such luck"))
    failure = store.failure(KEY)
    assert store.read(KEY) is None and failure is not None and failure.outcome.error == "Traceback: no such luck"
    store.write(KEY, outcome())
    assert store.failure(KEY) is None and store.read(KEY) is not None


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(store, monkeypatch, code, step):
    store.write(KEY, outcome())

    def refuse(*args: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(*((run_store.os, "fsync", refuse) if step == "fsync" else (Path, "replace", refuse)))
        with pytest.raises(EnvironmentProblem) as raised:
            store.write("cd" * 32, outcome(seed=2))
    assert raised.value.exit_code == 4
    assert os.strerror(code) in str(raised.value) and "--resume" in str(raised.value)
    assert list(store.found()) == [KEY] and store.read(KEY) is not None
    assert list((store.folder / run_store.UNFINISHED).iterdir()) == []


def test_the_content_is_on_the_disk_before_its_name_is(store, monkeypatch):
    """File forced, then renamed, then its folder forced: a name never stands for content that is not there."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(handle: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file")
        fsync(handle)

    def note_replace(self: Path, target: Path) -> Path:
        done.append("rename")
        return replace(self, target)

    monkeypatch.setattr(run_store.os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    store.write(KEY, outcome())
    assert done == ["folder", "file", "rename", "folder"]


# ------------------------------------------------------------------------- killed at every step of writing


class Fuse:
    """Kills its process at the k-th step of writing."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self) -> None:
        """One step nearer."""
        if not self.left:
            os.kill(os.getpid(), 9)
        self.left -= 1


def sweep_until(step: int, plan: SweepPlan, folder: Path) -> NoReturn:
    """A sweep in a process that is killed at a step; with exit code 7 where it comes to its end before."""
    fuse = Fuse(step)
    replace, write_open = Path.replace, Path.open

    def before_fsync(handle: int) -> None:
        fuse.step()

    def before_replace(self: Path, target: Path) -> Path:
        fuse.step()
        return replace(self, target)

    def before_open(self: Path, mode: str = "r", *rest: object, **more: object) -> object:
        if "w" in mode:
            fuse.step()
        return write_open(self, mode, *rest, **more)  # type: ignore[call-overload]

    os.fsync = before_fsync
    Path.replace = before_replace  # type: ignore[method-assign]
    Path.open = before_open  # type: ignore[method-assign,assignment]
    try:
        sweep(plan, folder, here(invented))
        os._exit(7)
    finally:
        os._exit(1)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_disk")
def test_killed_at_every_step_of_writing_and_resumed_gives_the_same_tables(tmp_path):
    file = write_files(tmp_path / "files", points=2, replications=1)
    plan = plan_of(file)
    sweep(plan, tmp_path / "undisturbed", here(invented))
    expected = tables(tmp_path / "undisturbed")
    step, ended = 0, False
    while not ended:
        folder = tmp_path / f"killed{step}"
        child = os.fork()
        if not child:
            sweep_until(step, plan, folder)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status) == 7
        assert ended or os.waitstatus_to_exitcode(status) == -9
        store = RunStore(folder)
        assert all(store.read(key) is not None for key in store.found())
        again = sweep(plan, folder, here(invented), resume=(folder / "plan.json").exists())
        assert again.complete and not again.failed and not again.quarantined
        assert tables(folder) == expected
        step += 1
    assert step > 4 * len(plan)


@pytest.mark.usefixtures("quick_disk")
@pytest.mark.parametrize("seed", range(3))
def test_random_damage_anywhere_in_the_folder_is_never_taken_for_a_result(tmp_path, seed):
    """Flips and cuts in any file of runs: after resuming, the tables are those of the undisturbed sweep."""
    file = write_files(tmp_path / "files")
    plan = plan_of(file)
    sweep(plan, tmp_path / "out", here(invented))
    expected = tables(tmp_path / "out")
    draw = random.Random(seed)
    files = sorted((tmp_path / "out" / "runs").rglob("*.run"))
    for path in draw.sample(files, 5):
        content = bytearray(path.read_bytes())
        if draw.random() < 0.5:
            content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        else:
            del content[draw.randrange(len(content)) :]
        path.write_bytes(bytes(content))
    ends = sweep(plan, tmp_path / "out", here(invented), resume=True)
    assert len(ends.quarantined) == 5 and ends.complete
    assert tables(tmp_path / "out") == expected
