"""From options to scenarios: everything wrong with files and options is said at once, before any run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sim.api.execution import MOST_PROCESSES, shared_out
from sim.cli.parser import whole_number
from sim.errors import Fault, InputError
from sim.mechanisms import known_mechanisms
from sim.scenario.scenario import Scenario, load_scenario
from sim.studies.cluster import check_address, on_cluster
from sim.studies.executor import Executor, nearby
from sim.words import Sentence

if TYPE_CHECKING:
    from sim.studies.store import Folder

SHORT_OPTIONS = {"sample": "world.sample", "days": "run.days", "seed": "run.seed"}
"""Options that are short for a setting."""

MOST_REPLICATIONS = 100_000

Read = TypeVar("Read")


@dataclass(frozen=True)
class Effort:
    """How much is to be run and by how many at once."""

    replications: int
    jobs: int
    threads: int
    executor: Executor = field(repr=False, compare=False)
    retry_failed: bool = False


def overrides_of(options: argparse.Namespace) -> list[str]:
    """The settings given on the command line, as "path=value".

    Args:
        options: The command line; short options come before `--set`, so that `--set` has the last word.
    """
    short = [
        f"{path}={getattr(options, name)}"
        for name, path in SHORT_OPTIONS.items()
        if getattr(options, name, None) is not None
    ]
    return short + list(options.settings)


def load_scenarios(files: Sequence[str], options: argparse.Namespace) -> list[Scenario]:
    """Reads several scenario files.

    Args:
        files: The files.
        options: The command line, with settings laid over each of them.

    Returns:
        The scenarios, in order.

    Raises:
        InputError: With every fault in any of them, each once.
    """
    overrides = overrides_of(options)
    known = known_mechanisms()
    scenarios: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            scenarios.append(load_scenario(file, known, overrides))
        except InputError as problem:
            faults += [with_option(fault, options.settings) for fault in problem.faults]
    if faults:
        once = {(f.code, f.file, f.line, f.column, f.key_path, f.found): f for f in faults}
        raise InputError(sorted(once.values(), key=lambda f: f.file.startswith("--")))
    return scenarios


def with_option(fault: Fault, written: Sequence[str]) -> Fault:
    """Names the short option where the fault came from one, not from a `--set` as written.

    Args:
        fault: The fault.
        written: The settings given by `--set`.
    """
    if fault.file in {f"--set {text}" for text in written}:
        return fault
    for name, path in SHORT_OPTIONS.items():
        if fault.file.startswith(f"--set {path}="):
            return replace(fault, file=fault.file.replace(f"--set {path}=", f"--{name} "))
    return fault


def read_with(options: argparse.Namespace, faults: Sequence[Fault], read: Callable[[], Read]) -> Read:
    """Reads a file under the settings of a command line; what is wrong with either is said together.

    Args:
        options: The command line.
        faults: What is wrong with other options.
        read: Reads the file.

    Raises:
        InputError: Something is wrong.
    """
    try:
        found = read()
    except InputError as problem:
        raise InputError([*(with_option(f, options.settings) for f in problem.faults), *faults]) from None
    if faults:
        raise InputError(faults)
    return found


def effort_of(options: argparse.Namespace, n_scenarios: int, usual: int = 1) -> tuple[Effort, list[Fault]]:
    """Reads how much is to be run.

    Args:
        options: The command line.
        n_scenarios: Number of scenarios.
        usual: Replications where the command line says nothing of them.

    Returns:
        The effort, and what is wrong with the options. Where they are silent there are as many processes as
        processors, and runs share among their threads the processors left over.
    """
    written = str(usual) if options.replications is None else options.replications
    replications, faults = whole_number("--replications", written, 1, MOST_REPLICATIONS)
    asked: dict[str, int | None] = {"jobs": None, "threads": None}
    for name in asked:
        if getattr(options, name) is not None:
            asked[name], found = whole_number(f"--{name}", getattr(options, name), 1, MOST_PROCESSES)
            faults += found
    jobs, threads = shared_out(replications * n_scenarios, asked["jobs"], asked["threads"])
    executor = nearby(jobs, threads)
    dask, retry_failed = getattr(options, "dask", None), getattr(options, "retry_failed", False)
    if retry_failed and not options.resume:
        faults.append(
            Fault(
                "GZ062",
                file="--retry-failed",
                facts={"problem": Sentence("it goes with --resume", "须与 --resume 合用")},
            )
        )
    if dask is not None:
        try:
            check_address(dask, options.plain_network)
        except InputError as problem:
            faults += problem.faults
        # The processors of this machine say nothing about those of a cluster.
        executor = on_cluster(dask, 1 if options.threads is None else threads)
    return Effort(replications, jobs, threads, executor, retry_failed), faults


def folder_for(options: argparse.Namespace, name: str) -> Folder:
    """Where results go: `--out`, else a folder of outputs/ named after the first scenario.

    Args:
        options: The command line.
        name: Name of the study.
    """
    # Imported here because not every verb needs pandas and Arrow.
    from sim.studies.store import Folder

    if options.out:
        return Folder(Path(options.out), resume=options.resume)
    return Folder(Path("outputs") / name, numbered=True, resume=options.resume)
