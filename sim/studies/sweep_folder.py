"""Reads the tables of a finished sweep, never of one that is not finished or has been damaged."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import EnvironmentProblem, Fault, is_there
from sim.studies.sealed import MANIFEST, Columns, contents, json_object, parquet_table
from sim.studies.store import PLAN
from sim.studies.study_folder import opened_study
from sim.words import Sentence

DESIGN = "design.csv"
TABLES = {
    "runs.parquet": Columns(("scenario", "status"), ("point", "seed")),
    "measures.parquet": Columns(("scenario", "measure", "by", "group"), ("point", "seed", "n", "value")),
}
"""What is made of the runs when all have ended."""

DONE = "done"
"""Status of a run that finished, as the table of runs has it."""


@dataclass(frozen=True)
class FinishedTables:
    """A finished sweep as it lies in its folder.

    Attributes:
        runs: One row a run: point, scenario, seed, status, key, factors.
        measures: Columns point, scenario, seed, measure, by, group, n, value.
        manifest: What was run, and what failed.
        notice: What a reader must know of the folder; None for nothing.
    """

    runs: pd.DataFrame
    measures: pd.DataFrame
    manifest: dict[str, Any]
    notice: Sentence | None = None


def load_tables(folder: Path) -> FinishedTables:
    """Reads the tables of a finished sweep, after comparing the checksums of all files.

    Args:
        folder: Folder of the sweep.

    Returns:
        The tables.

    Raises:
        EnvironmentProblem: It is not finished, is no sweep, or a table is damaged.
    """
    if not os.path.lexists(folder / PLAN):
        raise EnvironmentProblem(Fault("GZ073", file=str(folder)))
    plan = json_object(folder / PLAN, contents(folder / PLAN))
    if not all(os.path.lexists(folder / name) for name in (MANIFEST, *TABLES)):
        n_ended = sum(1 for room in ("runs", "failed") for _ in (folder / room).glob("??/*.run"))
        fault = Fault("GZ076", file=str(folder), found=str(n_ended), allowed=str(plan.get("n_runs", "?")))
        raise EnvironmentProblem(fault)
    found = opened_study(folder)
    if found.manifest["command"] != "sweep":
        raise EnvironmentProblem(Fault("GZ073", file=str(folder)))
    runs, measures = (parquet_table(folder / name, columns) for name, columns in TABLES.items())
    return FinishedTables(runs, measures, found.manifest, found.notice)


def free_bytes(folder: Path) -> int:
    """Free room on the disk of a folder that may not exist yet.

    Args:
        folder: The folder.

    Returns:
        Bytes.
    """
    there = next((path for path in (folder.absolute(), *folder.absolute().parents) if is_there(path)), Path("/"))
    return shutil.disk_usage(there).free
