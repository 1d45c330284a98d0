"""Writes the folder of a study: complete with its manifest, or not there at all.

The folder is taken before the first run and everything is written into a hidden folder inside it, so that links, mount
points and the working folder serve as well as any other; the files are given their places at the end, the manifest
last, so that a reader never meets half a study. A folder that holds something is never overwritten.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import math
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim import __version__
from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.measures.records import RECORDS
from sim.running import drawn_for, names_for
from sim.scenario.scenario import Scenario, resolved_yaml, scenario_hash
from sim.shipped import checkout
from sim.studies.executor import Executed, Outcome
from sim.studies.interruption import held
from sim.studies.program import LIBRARIES, program_facts
from sim.studies.sealed import FORMAT, MANIFEST, sealed
from sim.words import Said, Sentence

SAMPLE_NOTE = (
    "Intervals are conditional on the world: they say how much chance events within one drawn world "
    "matter, not how much another draw of townships (world_seed) would."
)
UNFINISHED = ".unfinished"
"""Folder inside that of a study, there while somebody is at work."""


@dataclass
class Saved:
    """Results as they lie on the disk, complete, before anything is printed or drawn.

    Attributes:
        place: Their folder; None where they lie nowhere.
        problem: Why they do not lie in the folder they were meant for; None where they do.
        interrupted: Whether somebody asked for an end while they came about.
    """

    place: Path | None = None
    problem: EnvironmentProblem | None = None
    interrupted: bool = False

    @property
    def named(self) -> str | None:
        """The folder, for programs; None for nowhere."""
        return None if self.place is None else str(self.place)


class Folder(Saved):
    """The folder of a study, from before its first run until its results lie in it; use it as a context.

    Requests to end are kept back inside, except where something listens to them (`interruptible`). Leaving without
    having saved anything leaves no trace.

    Attributes:
        target: The folder; None for nowhere.
    """

    def __init__(self, target: Path | None, numbered: bool = False, replaces: bool = False) -> None:
        """Names the folder; entering takes it.

        Args:
            target: The folder to be; it may exist if it is empty. None writes nothing.
            numbered: Whether name-2, name-3 ... do as well where it exists.
            replaces: Whether what it holds is replaced, as it follows from the same runs.
        """
        super().__init__()
        self.target, self.numbered, self.replaces = target, numbered, replaces
        self._made = False
        self._hold = ExitStack()

    def __enter__(self) -> Folder:
        """Takes the folder and writes into it once, before anything is run.

        Raises:
            EnvironmentProblem: It holds something, somebody else is writing into it, or it cannot be written.
        """
        self._held = self._hold.enter_context(held())
        try:
            if self.target is not None:
                self.target = self._taken(self.target)
        except OSError as problem:
            self._hold.close()
            raise _unwritable(self.target or Path(), problem) from None
        except BaseException:
            self._hold.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *problem: object) -> None:
        """Removes what has not been saved, and lets requests to end through again."""
        if self.target is not None and self.place != self.target:
            self._drop(self.target)
        if kind is None:
            self.interrupted = self._held.taken()
        self._hold.close()

    def _taken(self, target: Path) -> Path:
        """Makes the folder, or takes one that is empty; of several commands at once only one can."""
        wanted, number = target, 2
        while True:
            # A link may lead to a folder that is yet to be made.
            _real(target).parent.mkdir(parents=True, exist_ok=True)
            try:
                _real(target).mkdir()
                self._made = True
            except FileExistsError:
                if self.numbered:
                    target, number = wanted.with_name(f"{wanted.name}-{number}"), number + 1
                    continue
            break
        if not target.is_dir():
            raise _taken_already(target)
        try:
            (target / UNFINISHED).mkdir()
        except FileExistsError:
            raise _in_use(target) from None
        try:
            if not self.replaces and _others(target):
                raise _taken_already(target)
            probe = target / UNFINISHED / MANIFEST
            probe.write_bytes(b" " * 4096)
            probe.unlink()
        except BaseException:
            self._drop(target)
            raise
        return target

    def save(self, write: Callable[[Path], None]) -> Path | None:
        """Writes the results: into the folder, or aside where the folder fails after the runs.

        Args:
            write: Writes everything into the folder it is given.

        Returns:
            Where they lie; None for nowhere. `problem` says why they do not lie in the folder.
        """
        if self.target is None:
            return None
        try:
            write(self.target / UNFINISHED)
            for path in _others(self.target):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            _move_out(self.target / UNFINISHED, self.target)
            self.place = self.target
        except (OSError, ValueError) as problem:
            self.place = self._aside(write)
            kept: Said = "" if self.place is None else Sentence(f"the results lie in {self.place} instead",
                                                                f"结果改存于 {self.place}")
            fault = Fault("GZ091", file=str(self.target), help=kept, facts={"problem": reason_of(problem)})
            self.problem = EnvironmentProblem(fault)
        return self.place

    def _aside(self, write: Callable[[Path], None]) -> Path | None:
        """Writes into the system's folder for temporary files; None where that fails as well."""
        place = None
        try:
            place = Path(tempfile.mkdtemp(prefix="gongzhi-"))
            write(place)
        except (OSError, ValueError):
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)
            return None
        return place

    def _drop(self, target: Path) -> None:
        """Removes what has been written, and the folder where it was made here."""
        shutil.rmtree(target / UNFINISHED, ignore_errors=True)
        if self._made:
            with suppress(OSError):
                _real(target).rmdir()


def _real(target: Path) -> Path:
    """A folder without the links that lead to it."""
    return Path(os.path.realpath(target))


def _others(folder: Path) -> list[Path]:
    """What a folder holds beside what is being written."""
    return [path for path in folder.iterdir() if path.name != UNFINISHED]


def _move_out(inner: Path, folder: Path) -> None:
    """Gives the files in an inner folder their places in the outer, the manifest last."""
    for path in sorted(inner.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
        path.rename(folder / path.name)
    inner.rmdir()


def _unwritable(folder: Path, problem: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        Fault("GZ091", file=str(folder), facts={"problem": reason_of(problem)})
    )


def _taken_already(target: Path) -> EnvironmentProblem:
    """The message that a folder holds something, with a name that is free."""
    named = target if target.name not in ("", "..") else _real(target)
    free = free_name(named) if named.name else Path("outputs")
    return EnvironmentProblem(Fault("GZ090", file=str(target), help=Sentence(
        f"add --out {free} to the command, or move the old one away", f"请在命令后加 --out {free}，或移走旧文件夹")))


def _in_use(target: Path) -> EnvironmentProblem:
    """The message that somebody else is writing into a folder, or was ended at once while doing so."""
    unfinished = target / UNFINISHED
    return EnvironmentProblem(Fault("GZ098", file=str(target), help=Sentence(
        f"choose another folder with --out; if that command has ended, delete {unfinished}",
        f"请用 --out 另选文件夹；若该命令已结束，请删除 {unfinished}")))


def free_name(target: Path) -> Path:
    """The first of name, name-2, name-3 ... that does not exist.

    Args:
        target: The name wanted.

    Returns:
        The free name, in the same folder.
    """
    number, found = 2, target
    while os.path.lexists(found):
        found = target.with_name(f"{target.name}-{number}")
        number += 1
    return found


def write_configuration(folder: Path, scenarios: Sequence[Scenario], several: bool) -> None:
    """Writes every scenario out in full, so that it can be run again.

    Args:
        folder: Where to write.
        scenarios: The scenarios.
        several: Whether to write `config/<name>.yaml` each instead of one `config.yaml`.
    """
    if several:
        (folder / "config").mkdir()
    for scenario in scenarios:
        path = folder / "config" / f"{scenario.name}.yaml" if several else folder / "config.yaml"
        path.write_text(resolved_yaml(scenario), encoding="utf-8")


def write_tables(folder: Path, executed: Executed, tables: Mapping[str, pd.DataFrame]) -> None:
    """Writes `runs.csv`, the tables of measures and of records as Parquet, and every other table as CSV.

    Args:
        folder: Where to write.
        executed: All runs.
        tables: Tables by name; the largest go into Parquet files with checksums of their pages.
    """
    runs_table(executed.outcomes).to_csv(folder / "runs.csv", index=False)
    for name, table in tables.items():
        if name in ("measures", *RECORDS):
            # Arrow takes no path whose name is no text.
            with (folder / f"{name}.parquet").open("wb") as file:
                whole = pa.Table.from_pandas(table, preserve_index=False)
                parquet.write_table(whole, file, compression="zstd", write_page_checksum=True)
        else:
            table.to_csv(folder / f"{name}.csv", index=False)


def runs_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """One row per run: scenario, seed, status, seconds, memory, counts and error.

    Args:
        outcomes: Outcomes in the order of the plan.

    Returns:
        The table; numbers of runs that failed are missing.
    """
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        row: dict[str, Any] = {"scenario": outcome.scenario, "seed": outcome.seed, "status": outcome.status}
        if outcome.result is not None:
            row["seconds"] = round(outcome.result.seconds["all"], 3)
            row["memory_peak_bytes"] = outcome.result.memory_peak_bytes
            row |= outcome.result.counts
        row["error"] = outcome.error
        rows.append(row)
    table = pd.DataFrame(rows)
    return table[[name for name in table.columns if name != "error"] + ["error"]]


def curves_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """The share of voiced issues resolved within so many days, run by run.

    Args:
        outcomes: Outcomes in the order of the plan.

    Returns:
        Columns scenario, seed, days, resolved_share.
    """
    rows = [
        (outcome.scenario, outcome.seed, day, share)
        for outcome in outcomes
        if outcome.result is not None
        for day, share in enumerate(outcome.result.curve)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "days", "resolved_share"])


def records_table(outcomes: Sequence[Outcome], name: str) -> pd.DataFrame:
    """A table by community or by issue of all runs.

    Args:
        outcomes: Outcomes in the order of the plan.
        name: One of `RECORDS`.

    Returns:
        Columns scenario and seed, then those of the table; empty where no run has it.
    """
    parts = [
        pd.DataFrame({"scenario": outcome.scenario, "seed": outcome.seed}, index=table.index).join(table)
        for outcome in outcomes
        if outcome.result is not None and (table := outcome.result.records.get(name)) is not None
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["scenario", "seed"])


def load_table(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """How busy the offices are: mean over the runs of each scenario.

    Args:
        outcomes: Outcomes in the order of the plan.

    Returns:
        Columns scenario, tier, setting (empty above the community), available_hours, offered_load,
        carried_load.
    """
    rows = [
        (
            outcome.scenario,
            load.tier.key,
            "" if load.setting is None else load.setting.key,
            load.available_hours,
            load.offered_load,
            load.carried_load,
        )
        for outcome in outcomes
        if outcome.result is not None
        for load in outcome.result.load
    ]
    keys = ["scenario", "tier", "setting"]
    table = pd.DataFrame(rows, columns=[*keys, "available_hours", "offered_load", "carried_load"])
    return table.groupby(keys, sort=False, as_index=False).mean()


def write_manifest_file(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Writes a manifest with its seal into its file; the results must be there already.

    Args:
        folder: Where to write.
        manifest: The manifest.
    """
    (folder / MANIFEST).write_bytes(sealed(folder, manifest))


def world_facts(scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """What a manifest says of the world and the place; asked before the first run, as a place may be gone after it.

    Args:
        scenarios: The scenarios, the baseline first.

    Returns:
        "world": what was drawn how, and "names": what the places, their regions and their districts are called.

    Raises:
        InputError: The folder of a place cannot be used.
    """
    settings = scenarios[0].world
    return {
        "world": {
            "place": settings.place,
            "sample": settings.sample,
            "drawn": drawn_for(scenarios[0])._asdict(),
            "world_seed": settings.world_seed,
            "note": SAMPLE_NOTE,
        },
        "names": names_for(scenarios).facts(),
    }


def manifest_of(
    command: str, scenarios: Sequence[Scenario], seeds: Sequence[int], executed: Executed,
    world: Mapping[str, Any], study: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Says what was run with what: names, fingerprints, seeds, versions, counts.

    Args:
        command: The verb.
        scenarios: The scenarios, the baseline first.
        seeds: Seeds of the replications.
        executed: All runs.
        world: What `world_facts` said before they began.
        study: What else belongs to the study, such as its question; None for nothing.

    Returns:
        The manifest, of plain values.
    """
    statuses = [outcome.status for outcome in executed.outcomes]
    first = next((o.result for o in executed.outcomes if o.result is not None), None)
    manifest = {
        "format": FORMAT,
        "command": command,
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "scenarios": [
            {"name": s.name, "title": s.title, "title_zh": s.title_zh, "hash": scenario_hash(s)}
            for s in scenarios
        ],
        "baseline": scenarios[0].name if command != "run" else None,
        "seeds": list(seeds),
        **world,
        "counts": {
            "n_runs": len(statuses),
            "n_done": statuses.count("done"),
            "n_failed": statuses.count("failed"),
            "n_not_run": statuses.count("not run"),
            "world": {} if first is None else first.counts,
        },
        "mean_seconds": _mean_seconds(executed.outcomes),
        "interrupted": executed.interrupted,
        "versions": versions(),
        "program": program_facts()["sources"],
    }
    if study is not None:
        manifest["study"] = dict(study)
    return manifest


def _mean_seconds(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Mean time of a run by step of the day."""
    found = [outcome.result.seconds for outcome in outcomes if outcome.result is not None]
    steps = found[0] if found else {}
    return {step: round(math.fsum(seconds.get(step, 0.0) for seconds in found) / len(found), 4) for step in steps}


def versions() -> dict[str, str | None]:
    """Versions of everything that can change a digit, and the project's commit where git knows it."""
    found: dict[str, str | None] = {
        "gongzhi": __version__,
        "commit": _commit(),
        "python": platform.python_version(),
    }
    found |= {name: importlib.metadata.version(name) for name in LIBRARIES}
    found["system"] = f"{platform.system()} {platform.machine()}"
    return found


def _commit() -> str | None:
    """The commit of the project's folder, marked where files differ from it; None outside a checkout of its own."""
    root = checkout()
    if root is None:
        return None
    try:
        said = subprocess.run(
            ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=40", "--match", "-"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.strip() or None
