"""From options to scenarios: everything wrong with files and options is said at once, before any run."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.cli.parser import whole_number
from sim.errors import Fault, InputError
from sim.mechanisms import registry
from sim.scenario.scenario import Scenario, load_scenario
from sim.words import Sentence

SHORT_OPTIONS = {"sample": "world.sample", "days": "run.days", "seed": "run.seed"}
"""Options that are short for a setting."""

MOST_REPLICATIONS = 100_000
MOST_PROCESSES = 1024


@dataclass(frozen=True)
class Effort:
    """How much is to be run and by how many at once."""

    replications: int
    jobs: int
    threads: int


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
    classes = {name: kind.Parameters for name, kind in registry().items()}
    scenarios: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            scenarios.append(load_scenario(file, classes, overrides))
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


def distinct_names(files: Sequence[str], scenarios: Sequence[Scenario]) -> list[Fault]:
    """Finds scenarios that share a name, which tables could not tell apart.

    Args:
        files: The files.
        scenarios: The scenarios in the same order.
    """
    first: dict[str, str] = {}
    faults = []
    for file, scenario in zip(files, scenarios, strict=True):
        if scenario.name in first:
            help_ = Sentence(f"give one of them another 'name:'; the other is {first[scenario.name]}",
                             f"请给其中之一另取 name:；另一个是 {first[scenario.name]}")
            faults.append(Fault("GZ061", file=file, key_path="name", found=scenario.name, help=help_))
        first.setdefault(scenario.name, file)
    return faults


def too_many_seeds(last: int) -> Sentence:
    """Says that the seeds of all replications do not fit into 63 bits.

    Args:
        last: The last seed.
    """
    return Sentence(f"the seeds would reach {last}; the largest is {2**63 - 1}",
                    f"种子将达到 {last}，上限为 {2**63 - 1}")


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
    processors = _n_processors()
    jobs = min(processors, replications * n_scenarios)
    if options.jobs is not None:
        jobs, found = whole_number("--jobs", options.jobs, 1, MOST_PROCESSES)
        faults += found
    threads = max(1, processors // jobs)
    if options.threads is not None:
        threads, found = whole_number("--threads", options.threads, 1, MOST_PROCESSES)
        faults += found
    return Effort(replications, jobs, threads), faults


def _n_processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def folder_for(options: argparse.Namespace, name: str) -> Path:
    """Where results go: `--out`, else a folder of outputs/ named after the first scenario.

    Args:
        options: The command line.
        name: Name of the study.
    """
    if options.out:
        return Path(options.out)
    from sim.studies.store import free_name

    return free_name(Path("outputs") / name)
