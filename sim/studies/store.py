"""Writes the folder of a study: complete under its name, or not there at all.

Everything is written into a hidden folder beside it and given its name at the end, so that a reader never
meets half
a study. A folder that holds something is never overwritten.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim import __version__
from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.scenario.scenario import Scenario, resolved_yaml, scenario_hash
from sim.shipped import checkout
from sim.studies.executor import Executed, Outcome
from sim.studies.program import LIBRARIES
from sim.words import Sentence

SAMPLE_NOTE = (
    "Intervals are conditional on the world: they say how much chance events within one drawn world "
    "matter, not how much another draw of townships (world_seed) would."
)
FORMAT = 1
MANIFEST = "manifest.json"


class Folder:
    """A folder in the making: write into `path`, then `keep` it under its name or `drop` it."""

    def __init__(self, target: Path) -> None:
        """Checks that the target is free and can be written, before anything is run.

        Args:
            target: The folder to be; it may exist if it is empty.

        Raises:
            EnvironmentProblem: It holds something, or its parent cannot be written.
        """
        self.target = target
        if target.exists() and not (target.is_dir() and not any(_entries(target))):
            free = free_name(target)
            raise EnvironmentProblem(
                Fault(
                    "GZ090",
                    file=str(target),
                    help=Sentence(f"add --out {free} to the command, or move the old one away",
                                  f"请在命令后加 --out {free}，或移走旧文件夹"),
                )
            )
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            self.path = Path(
                tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
            )
        except OSError as problem:
            raise _unwritable(target, problem) from None

    def keep(self) -> Path:
        """Gives the folder its name.

        Returns:
            The folder.

        Raises:
            EnvironmentProblem: Meanwhile somebody else has taken the name, or the disk refuses.
        """
        try:
            self.path.chmod(0o777 & ~_umask())
            self.path.replace(self.target)
        except OSError as problem:
            if self.target.is_dir() and any(_entries(self.target)):
                raise EnvironmentProblem(
                    Fault("GZ090", file=str(self.target), help=Sentence(f"the results are kept in {self.path}",
                                                                            f"结果保留在 {self.path}"))
                ) from None
            raise _unwritable(self.target, problem) from None
        return self.target

    def drop(self) -> None:
        """Removes what has been written."""
        shutil.rmtree(self.path, ignore_errors=True)


def _entries(folder: Path) -> list[Path]:
    """What a folder holds; a folder that cannot be read is an error of the machine."""
    try:
        return list(folder.iterdir())
    except OSError as problem:
        raise _unwritable(folder, problem) from None


def _umask() -> int:
    """The permissions that new folders do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(folder: Path, problem: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        Fault("GZ091", file=str(folder), facts={"problem": reason_of(problem)})
    )


def free_name(target: Path) -> Path:
    """The first of name, name-2, name-3 ... that does not exist.

    Args:
        target: The name wanted.

    Returns:
        The free name, in the same folder.
    """
    number, found = 2, target
    while found.exists():
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
    """Writes `runs.csv`, `measures.parquet` and every other table as CSV.

    Args:
        folder: Where to write.
        executed: All runs.
        tables: Tables by name; "measures" goes into a Parquet file with checksums of its pages.
    """
    runs_table(executed.outcomes).to_csv(folder / "runs.csv", index=False)
    for name, table in tables.items():
        if name == "measures":
            parquet.write_table(
                pa.Table.from_pandas(table, preserve_index=False),
                folder / "measures.parquet",
                compression="zstd",
                write_page_checksum=True,
            )
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


def write_manifest(
    folder: Path, command: str, scenarios: Sequence[Scenario], seeds: Sequence[int], executed: Executed,
    study: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Writes down what was run with what.

    Args:
        folder: Where to write.
        command: The verb.
        scenarios: The scenarios, the baseline first.
        seeds: Seeds of the replications.
        executed: All runs.
        study: What else belongs to the study, such as its question; None for nothing.

    Returns:
        The manifest.
    """
    manifest = manifest_of(command, scenarios, seeds, executed, study)
    write_manifest_file(folder, manifest)
    return manifest


def write_manifest_file(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Writes a manifest into its file.

    Args:
        folder: Where to write.
        manifest: The manifest.
    """
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def manifest_of(
    command: str, scenarios: Sequence[Scenario], seeds: Sequence[int], executed: Executed,
    study: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Says what was run with what: names, fingerprints, seeds, versions, counts.

    Args:
        command: The verb.
        scenarios: The scenarios, the baseline first.
        seeds: Seeds of the replications.
        executed: All runs.
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
        "world": {
            "place": scenarios[0].world.place,
            "sample": scenarios[0].world.sample,
            "world_seed": scenarios[0].world.world_seed,
            "note": SAMPLE_NOTE,
        },
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
    }
    if study is not None:
        manifest["study"] = dict(study)
    return manifest


def _mean_seconds(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Mean time of a run by step of the day."""
    found = [outcome.result.seconds for outcome in outcomes if outcome.result is not None]
    steps = found[0] if found else {}
    return {step: round(sum(seconds.get(step, 0.0) for seconds in found) / len(found), 4) for step in steps}


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
