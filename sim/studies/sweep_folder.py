"""Reads the tables of a finished sweep, never of one that is not finished or has been damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.errors import EnvironmentProblem, Fault, is_there
from sim.words import Sentence

PLAN, MANIFEST, EXPERIMENT, DESIGN = "plan.json", "manifest.json", "experiment.yaml", "design.csv"
TABLES = ("runs.parquet", "measures.parquet")
DONE = "done"
"""Status of a run that finished, as the table of runs has it."""


@dataclass(frozen=True)
class FinishedTables:
    """A finished sweep as it lies in its folder.

    Attributes:
        runs: One row a run: point, scenario, seed, status, key, factors.
        measures: Columns point, scenario, seed, measure, by, group, n, value.
        manifest: What was run, and what failed.
    """

    runs: pd.DataFrame
    measures: pd.DataFrame
    manifest: dict[str, Any]


def load_tables(folder: Path) -> FinishedTables:
    """Reads the tables of a finished sweep, after comparing their checksums.

    Args:
        folder: Folder of the sweep.

    Returns:
        The tables.

    Raises:
        EnvironmentProblem: It is not finished, is no sweep, or a table is damaged.
    """
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise EnvironmentProblem(Fault("GZ073", file=str(folder))) from None
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        contents = {name: (folder / name).read_bytes() for name in TABLES}
    except FileNotFoundError:
        n_ended = sum(1 for room in ("runs", "failed") for _ in (folder / room).glob("??/*.run"))
        fault = Fault("GZ076", file=str(folder), found=str(n_ended), allowed=str(plan["n_runs"]))
        raise EnvironmentProblem(fault) from None
    except (OSError, ValueError) as problem:
        raise EnvironmentProblem(Fault("GZ075", file=str(folder), facts={"problem": str(problem)})) from None
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != manifest["tables"][name]:
            facts = {"problem": Sentence("its checksum is wrong; make it again with --resume",
                                         "校验和不符，请用 --resume 重新生成")}
            raise EnvironmentProblem(Fault("GZ075", file=str(folder / name), facts=facts))
    runs, measures = (parquet.read_table(pa.BufferReader(contents[name])).to_pandas() for name in TABLES)
    return FinishedTables(runs, measures, manifest)


def free_bytes(folder: Path) -> int:
    """Free room on the disk of a folder that may not exist yet.

    Args:
        folder: The folder.

    Returns:
        Bytes.
    """
    there = next((path for path in (folder.absolute(), *folder.absolute().parents) if is_there(path)), Path("/"))
    return shutil.disk_usage(there).free
