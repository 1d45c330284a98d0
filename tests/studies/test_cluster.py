"""Sweeps on a real Dask cluster of this machine: the same bytes, and what happens when a part of it is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import main
from sim.errors import EnvironmentProblem, InputError
from sim.studies.cluster import check_address, on_cluster
from sim.studies.sweep_folder import load_tables
from sim.studies.sweep_plan import SweepPlan
from tests.studies import small_sweeps as small
from tests.studies.plugins import installed, plugin, write
from tests.studies.small_sweeps import here, plan_of, pool, sweep, tables, write_files
from tests.studies.sweep_processes import ROOT, SweepCommand, n_files, resume_words, wait_for

__all__ = ["installed"]

distributed = pytest.importorskip("distributed", reason="needs the extra 'cluster' (make install-all)")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Three workers, each a process of one thread; pages about the cluster at a port that is free.

    A killed worker is waited for: by itself a cluster gives up after 15 seconds, which a busy machine may take.
    """
    import dask

    with (
        dask.config.set({"distributed.deploy.lost-worker-timeout": "10 minutes"}),
        distributed.LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SweepPlan:
    """Twelve runs of the small place."""
    return plan_of(write_files(tmp_path_factory.mktemp("files")))


@pytest.fixture(scope="module")
def undisturbed(plan: SweepPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an undisturbed sweep in one process."""
    folder = tmp_path_factory.mktemp("sweeps") / "undisturbed"
    assert sweep(plan, folder, pool(jobs=1)).complete
    return folder


def workers_of(cluster: Any, number: int) -> list[int]:
    """The processes of the workers, as soon as there are so many."""
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=180)
        found: list[int] = list(client.run(os.getpid).values())
    return found


def states_of(cluster: Any) -> set[str]:
    """The states in which the scheduler holds the runs that it knows."""
    return {task.state for task in list(cluster.scheduler.tasks.values())}


def test_a_cluster_gives_the_bytes_of_one_process_and_so_does_one_with_fewer_workers(
    cluster, plan, undisturbed, tmp_path
):
    told = [0, 0]

    def tell(days: int, runs: int) -> None:
        told[0], told[1] = told[0] + days, told[1] + runs

    assert sweep(plan, tmp_path / "three", on_cluster(cluster.scheduler_address), tell=tell).complete
    assert tables(tmp_path / "three") == tables(undisturbed)
    assert told == [12 * 5, 12]
    cluster.scale(2)
    assert wait_for(lambda: len(cluster.scheduler_info["workers"]) == 2)
    assert sweep(plan, tmp_path / "two", on_cluster(cluster.scheduler_address)).complete
    assert tables(tmp_path / "two") == tables(undisturbed)
    cluster.scale(3)
    assert len(workers_of(cluster, 3)) == 3


def test_workers_of_a_cluster_that_are_killed_change_no_byte(cluster, plan, undisturbed, tmp_path):
    victims = workers_of(cluster, 3)
    killed: list[int] = []

    def kill_two(days: int, runs: int) -> None:
        if runs and len(killed) < 2:
            killed.append(victims[len(killed)])
            os.kill(killed[-1], signal.SIGKILL)

    ends = sweep(plan, tmp_path / "out", on_cluster(cluster.scheduler_address), tell=kill_two)
    assert len(killed) == 2 and ends.complete and not ends.failed
    assert tables(tmp_path / "out") == tables(undisturbed)
    assert not set(killed) & set(workers_of(cluster, 3))


@pytest.mark.nightly
def test_results_that_are_lost_with_their_workers_before_they_were_fetched_are_made_again(
    cluster, plan, undisturbed, tmp_path
):
    victims = workers_of(cluster, 3)
    first: list[int] = []

    def kill_all_when_all_are_done(days: int, runs: int) -> None:
        if first:
            return
        first.append(runs)
        assert wait_for(lambda: states_of(cluster) == {"memory"} and len(cluster.scheduler.tasks) >= 4)
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        assert wait_for(lambda: "memory" not in states_of(cluster))

    ends = sweep(plan, tmp_path / "out", on_cluster(cluster.scheduler_address), tell=kill_all_when_all_are_done)
    assert first and ends.complete and not ends.failed
    assert tables(tmp_path / "out") == tables(undisturbed)


@pytest.mark.nightly
def test_a_run_that_kills_every_worker_it_is_given_to_fails_alone(cluster, plan, tmp_path):
    """One death is made enough, so that runs that merely waited in the same process are taken along at first."""
    workers_of(cluster, 3)
    usual = cluster.scheduler.allowed_failures
    cluster.scheduler.allowed_failures = 0
    try:
        ends = sweep(plan, tmp_path / "out", on_cluster(cluster.scheduler_address, execute_one=small.poisonous))
    finally:
        cluster.scheduler.allowed_failures = usual
    assert ends.complete and len(ends.failed) == 3 and len(ends.done) == 9
    for failure in load_tables(tmp_path / "out").manifest["failed"]:
        assert "died again and again" in failure["error"]
        assert (failure["scenario"], failure["seed"]) == ("policy", 2)


@pytest.mark.nightly
def test_a_thousand_runs_on_a_cluster_whose_workers_are_killed_give_the_table_of_processes(cluster, tmp_path):
    """The promise at its full size; the processes alone are disturbed in test_sweep_command.py."""
    plan = plan_of(write_files(tmp_path / "files", points=250))
    assert len(plan) == 1000
    draw, killed, done = random.Random(5), list[int](), [0]

    def kill_now_and_then(days: int, runs: int) -> None:
        done[0] += runs
        if runs and done[0] % 100 == 0:
            killed.append(draw.choice(workers_of(cluster, 2)))
            os.kill(killed[-1], signal.SIGKILL)

    ends = sweep(plan, tmp_path / "cluster", on_cluster(cluster.scheduler_address), tell=kill_now_and_then)
    assert len(set(killed)) == 10 and ends.complete and not ends.failed
    assert sweep(plan, tmp_path / "processes", pool(jobs=2)).complete
    assert tables(tmp_path / "cluster") == tables(tmp_path / "processes")


@pytest.mark.nightly
def test_the_command_is_interrupted_on_a_cluster_and_finished_by_processes(cluster, tmp_path):
    workers_of(cluster, 3)
    file = write_files(tmp_path / "files", points=15)
    command = SweepCommand(file, "--dask", cluster.scheduler_address, "--out", tmp_path / "out")
    assert wait_for(lambda: n_files(tmp_path / "out") >= 5 or command.process.poll() is not None)
    command.process.send_signal(signal.SIGTERM)
    end = command.ended()
    assert end.code == 130 and command.nobody_is_left(), end.err
    words = resume_words(end.err)
    assert words[1:3] == ["--dask", cluster.scheduler_address]
    end = SweepCommand(file, "--jobs", "2", "--out", tmp_path / "out", "--resume").ended()
    assert end.code == 0, end.err
    assert sweep(plan_of(file), tmp_path / "clean", pool()).complete
    assert tables(tmp_path / "out") == tables(tmp_path / "clean")


@pytest.mark.parametrize(
    "verb",
    [
        "compare",
        "interactions",
        pytest.param("worlds", marks=pytest.mark.nightly),
        pytest.param("ensemble", marks=pytest.mark.nightly),
    ],
)
def test_every_study_gives_the_bytes_of_one_process(cluster, tmp_path, verb):
    workers_of(cluster, 3)
    base = write_files(tmp_path / "files").with_name("base.yaml")
    study = base.with_name("interactions.yaml")
    study.write_text(
        "kind: interactions\nbaseline: base.yaml\nmechanisms: [three_plus_one, service_platform]\n", encoding="utf-8"
    )
    base.with_name("figures.csv").write_text(
        "id,pattern,scenario,measure,by,group,statistic,against,target,low,high,unit,use,source,confidence,note\n"
        "lost,P5,baseline,dropped_share,all,all,value,,0.2,0.0,0.4,share,fit,made up,assumed,\n",
        encoding="utf-8",
    )
    members = base.with_name("ensemble.yaml")
    members.write_text(
        "kind: ensemble\npatterns: figures.csv\nmechanisms: [service_platform]\ndrawn: 3\nsteps: 1\n"
        "tolerances: 10\nbaseline: base.yaml\n",
        encoding="utf-8",
    )
    scenarios = [base, base.with_name("policy.yaml")]
    asked = {
        "compare": [*scenarios, "--replications", "2"],
        "worlds": [*scenarios, "--worlds", "7"],
        "interactions": [study, "--replications", "2"],
        "ensemble": [members, "--replications", "2"],
    }[verb]
    words = [
        "compare" if verb == "worlds" else verb,
        *asked,
        "--sample",
        "1",
        "--days",
        "5",
        "--set",
        "run.warm_up_days=0",
        "--no-figures",
    ]
    for name, executor in (("one", ["--jobs", "1"]), ("three", ["--dask", cluster.scheduler_address])):
        assert main([str(word) for word in (*words, *executor, "--out", tmp_path / name)]) == 0
    found = [
        {
            path.name: path.read_bytes()
            for path in (tmp_path / name).iterdir()
            if path.suffix in (".csv", ".parquet") and path.name != "runs.csv"
        }
        for name in ("one", "three")
    ]
    assert found[0] == found[1] and "measures.parquet" in found[0]
    assert {"worlds": "robust.csv", "ensemble": "ensemble.csv"}.get(verb, "summary.csv") in found[0]


# ----------------------------------------------------------------- a cluster made of commands, as on several machines

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `dask ...` commands and ends them at the end of the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def dask(*words: str, root: Path = ROOT, packages: Sequence[Path] = ()) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, [*packages, root]))}
        command = [sys.executable, "-m", "dask", *words]
        begun.append(
            subprocess.Popen(
                command,
                cwd=root,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return begun[-1]

    yield dask
    for process in begun:
        process.kill()
        process.wait()


def scheduler(start: Start, file: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A scheduler and its address."""
    import json

    process = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    assert wait_for(lambda: file.exists() and file.stat().st_size)
    return process, json.loads(file.read_text(encoding="utf-8"))["address"]


WORKER = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")


@pytest.mark.nightly
def test_a_lost_scheduler_ends_the_sweep_and_what_came_back_is_kept(start, tmp_path):
    file = write_files(tmp_path / "files", points=15)
    process, address = scheduler(start, tmp_path / "scheduler.json")
    for _ in range(2):
        start("worker", address, *WORKER)
    command = SweepCommand(file, "--dask", address, "--out", tmp_path / "out")
    assert wait_for(lambda: n_files(tmp_path / "out") >= 5 or command.process.poll() is not None)
    process.kill()
    end = command.ended()
    assert end.code == 4 and "GZ079" in end.err and "Traceback" not in end.err, end.err
    assert "--resume" in end.err
    kept = n_files(tmp_path / "out")
    assert 5 <= kept < 60
    assert sweep(plan_of(file), tmp_path / "out", pool(), resume=True).complete
    assert sweep(plan_of(file), tmp_path / "clean", pool()).complete
    assert tables(tmp_path / "out") == tables(tmp_path / "clean")


def test_a_worker_with_another_program_is_refused_and_runs_nothing(start, plan, tmp_path):
    other = shutil.copytree(ROOT / "sim", tmp_path / "other" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "model.py").open("a", encoding="utf-8") as source:
        source.write("\n# One comment more, and it is another program.\n")
    shutil.copytree(ROOT / "tests", tmp_path / "other" / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    _, address = scheduler(start, tmp_path / "scheduler.json")
    start("worker", address, *WORKER, root=tmp_path / "other")
    with pytest.raises(EnvironmentProblem, match="GZ077") as raised:
        sweep(plan, tmp_path / "out", on_cluster(address))
    assert raised.value.exit_code == 4
    assert n_files(tmp_path / "out") == 0
    assert sweep(plan, tmp_path / "out", here(small.invented), resume=True).complete


def test_a_worker_whose_mechanisms_have_another_helper_is_refused(start, installed, tmp_path):
    own, other = plugin(tmp_path / "own elders"), plugin(tmp_path / "other elders")
    write(other[0], {"elders/helper.py": "HOURS = 2.0\n"})
    installed(own)
    plan = plan_of(write_files(tmp_path / "files"))
    _, address = scheduler(start, tmp_path / "scheduler.json")
    start("worker", address, *WORKER, packages=other)
    with pytest.raises(EnvironmentProblem, match="GZ077"):
        sweep(plan, tmp_path / "out", on_cluster(address, execute_one=small.invented))
    assert n_files(tmp_path / "out") == 0


def test_a_connection_lost_in_the_middle_of_a_question_is_said_in_a_line(start, plan, tmp_path, monkeypatch):
    from sim.studies import cluster as module

    def lost(*_: object) -> None:
        raise distributed.comm.CommClosedError("in a question:\n connection reset")

    monkeypatch.setattr(module._Cluster, "work", lost)
    _, address = scheduler(start, tmp_path / "scheduler.json")
    with pytest.raises(EnvironmentProblem, match="GZ079") as raised:
        sweep(plan, tmp_path / "out", on_cluster(address))
    assert raised.value.exit_code == 4 and "in a question: connection reset" in str(raised.value)


def test_where_no_scheduler_or_no_worker_is_the_sweep_says_so(start, plan, tmp_path, monkeypatch):
    from sim.studies import cluster as module

    monkeypatch.setattr(module, "CONNECT_SECONDS", 1)
    monkeypatch.setattr(module, "WORKER_SECONDS", 1)
    with pytest.raises(EnvironmentProblem, match="GZ079"):
        sweep(plan, tmp_path / "nobody", on_cluster("tcp://127.0.0.1:9"))
    _, address = scheduler(start, tmp_path / "scheduler.json")
    monkeypatch.setattr(module, "CONNECT_SECONDS", 30)
    with pytest.raises(EnvironmentProblem, match="no worker has come within 1 seconds"):
        sweep(plan, tmp_path / "idle", on_cluster(address))


# ------------------------------------------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("tcp://127.0.0.1:8786", False),
        ("127.0.0.1:8786", False),
        ("localhost:8786", False),
        ("tcp://[::1]:8786", False),
        ("tls://head.example.org:8786", False),
        ("tcp://head.example.org:8786", True),
    ],
)
def test_addresses_of_this_machine_and_encrypted_ones_are_accepted(address, plain):
    check_address(address, plain)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://head.example.org:8786",
        "head:8786",
        "10.0.0.4:8786",
        "tcp://0.0.0.0:8786",
        "tcp://localhost.example.org:1",
    ],
)
def test_a_plain_address_of_another_machine_is_refused(address):
    with pytest.raises(InputError, match="not encrypted"):
        check_address(address, False)


@pytest.mark.parametrize(
    "address",
    ["", "head", "tcp://", "http://127.0.0.1:8786", "tcp://127.0.0.1", "127.0.0.1:x", "tcp://127.0.0.1:99999"],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InputError, match="is no address"):
        check_address(address, True)


def test_the_command_refuses_a_plain_foreign_address_before_it_writes_anything(tmp_path, capsys):
    file = write_files(tmp_path / "files")
    assert main(["sweep", str(file), "--dask", "tcp://10.0.0.4:8786", "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "not encrypted" in said and "--plain-network" in said
    assert not (tmp_path / "out").exists()
