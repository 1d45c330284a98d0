"""Small sweeps for tests: files on the small place, and runs that misbehave in other processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from sim.running import RunResult
from sim.scenario.scenario import scenario_hash
from sim.studies.executor import Ends, Executor, local
from sim.studies.plan import Plan
from sim.studies.pool import Ended, PoolSettings
from sim.studies.program import fingerprint
from sim.studies.runs import Outcome, Progress, Run, WorldKeeper, execute_run
from sim.studies.sweep import SweepFolder
from sim.studies.sweep_file import load_sweep
from sim.studies.sweep_folder import TABLES
from sim.studies.sweep_plan import SweepPlan

PLACE = Path(__file__).parents[1] / "data" / "small_place"
SWEEP = """\
kind: sweep
baseline: base.yaml
policies: [policy.yaml]
uncertainties:
  needs.need_rate_town: {range: [0.2, 0.6]}
  work.success_skill: {range: [2, 6]}
levers:
  mechanisms.three_plus_one.coverage: {range: [0.1, 1]}
"""


def write_files(folder: Path, points: int = 3, replications: int = 2, days: int = 5) -> Path:
    """Writes a baseline, a policy and a sweep over them; gives the file of the sweep."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.yaml").write_text(f"title: The base\nworld:\n  place: {PLACE}\n", encoding="utf-8")
    (folder / "policy.yaml").write_text("extends: base.yaml\nmechanisms: {three_plus_one: {}}\n", encoding="utf-8")
    rest = (
        f"design: {{kind: lhs, n: {points}}}\nreplications: {replications}\ndays: {days}\nwarm_up_days: 0\n"
        "sample: 1.0\nmeasures: [resolution_share, resolution_share by setting, dropped_share]\n"
    )
    (folder / "sweep.yaml").write_text(SWEEP + rest, encoding="utf-8")
    return folder / "sweep.yaml"


def plan_of(file: Path, overrides: Sequence[str] = ()) -> SweepPlan:
    """The plan of a sweep file."""
    return SweepPlan(load_sweep(file, overrides))


def quiet(days: int, runs: int) -> None:
    """Progress nobody looks at."""


def sweep(
    plan: SweepPlan,
    folder: Path,
    executor: Executor,
    resume: bool = False,
    retry_failed: bool = False,
    tell: Progress = quiet,
) -> Ends:
    """Executes a sweep in a folder."""
    with SweepFolder(folder, plan, resume) as study:
        return study.execute(executor, tell, retry_failed)


def tables(folder: Path) -> list[bytes]:
    """The final tables as bytes."""
    return [(folder / name).read_bytes() for name in TABLES]


def pool(jobs: int = 2, execute: Callable[..., Outcome] = execute_run, **settings: float | int | None) -> Executor:
    """Processes of this machine."""
    return local(PoolSettings(jobs, tries=3, execute=execute, **settings))  # type: ignore[arg-type]


def here(execute: Callable[..., Outcome]) -> Executor:
    """Executes runs in this process, one after another."""

    def through(plan: Plan, order: Sequence[int], tell: Progress, ended: Ended) -> bool:
        keeper = WorldKeeper(1)
        for index in order:
            outcome = execute(plan[index], keeper, 1, lambda: None)
            ended(index, Outcome(outcome.scenario, outcome.seed, outcome.result, outcome.error, fingerprint()))
        return False

    return through


def invented(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """A result that follows from scenario and seed and takes no time."""
    number = int(scenario_hash(run.scenario)[:12], 16) / 16**12
    rows = [("resolution_share", "all", "all", run.seed, number)]
    rows += [("dropped_share", "all", "all", run.seed, 1 / (1 + number))]
    rows += [("resolution_share", "setting", "rural", 0, float("nan"))]
    table = pd.DataFrame(rows, columns=["measure", "by", "group", "n", "value"])
    seconds = {"all": time.monotonic() % 1.0}
    result = RunResult(run.scenario.name, "", run.seed, table, (), {"n_days": 5}, seconds, (), 0)
    return Outcome(run.scenario.name, run.seed, result)


def poisonous(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The second seed of the policy kills its process every time."""
    if run.seed == 2 and run.scenario.name == "policy":
        os.kill(os.getpid(), 9)
    return invented(run, keeper, threads, day_done)


def hanging(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The second seed of the policy never ends."""
    while run.seed == 2 and run.scenario.name == "policy":
        time.sleep(0.1)
    return invented(run, keeper, threads, day_done)


def leaving(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The second seed of the policy ends its process without a result and without a fault."""
    if run.seed == 2 and run.scenario.name == "policy":
        os._exit(0)
    return invented(run, keeper, threads, day_done)


def stillborn(*args: object) -> None:
    """In place of the life of a worker: its process ends before it has said that it is there."""
    os._exit(3)


def failing(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The second seed of the policy raises in the model, because its number of days has been spoilt."""
    if run.seed == 2 and run.scenario.name == "policy":
        spoilt = run.scenario.model_copy(update={"needs": None})
        return execute_run(Run(spoilt, run.seed), keeper, threads, day_done)
    return invented(run, keeper, threads, day_done)


def memory_hungry(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The second seed of the policy asks for more memory than its process may have."""
    if run.seed == 2 and run.scenario.name == "policy":
        try:
            bytearray(2**62)
        except MemoryError as problem:
            return Outcome(run.scenario.name, run.seed, None, f"MemoryError: {problem}")
    return invented(run, keeper, threads, day_done)


def numbered(run: Run, keeper: WorldKeeper, threads: int, day_done: Callable[[], None]) -> Outcome:
    """The number of the process instead of a result, to see who executed what."""
    outcome = invented(run, keeper, threads, day_done)
    assert outcome.result is not None
    outcome.result.counts["n_days"] = os.getpid()
    return outcome
