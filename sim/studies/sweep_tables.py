"""Reads the folder of a finished sweep: its runs, measures and design, checked against one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import Fault, InputError, is_file
from sim.studies.designs import Design
from sim.studies.sealed import Columns, csv_table
from sim.studies.store import PLAN
from sim.studies.study_folder import EXPERIMENT, names_of
from sim.studies.sweep_file import Sweep, design_of, load_sweep
from sim.studies.sweep_folder import DESIGN, DONE, load_tables
from sim.words import Sentence
from sim.world.places import PlaceNames

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class SweepTables:
    """What a sweep left behind.

    Attributes:
        sweep: The experiment, read again from the folder.
        design: Its points.
        runs: One row a planned run: point, scenario, seed, status.
        measures: One row per run, measure and group: point, scenario, seed, measure, by, group, n, value.
        manifest: What was run, and what failed.
        notice: What a reader must know of the folder; None for nothing.
    """

    sweep: Sweep
    design: Design
    runs: pd.DataFrame
    measures: pd.DataFrame
    manifest: dict[str, Any]
    notice: Sentence | None = None

    @property
    def names(self) -> PlaceNames:
        """What the place, its regions and its districts are called."""
        return names_of(self.manifest, self.sweep.scenarios)


def read_sweep(folder: Path) -> SweepTables:
    """Reads a folder.

    Args:
        folder: The folder of a sweep.

    Returns:
        Its tables.

    Raises:
        InputError: A file is missing or the files do not fit together.
        EnvironmentProblem: The sweep is not finished or damaged, or the design needs a library that is not installed.
    """
    missing = [name for name in (PLAN, EXPERIMENT, DESIGN) if not is_file(folder / name)]
    if missing:
        advice = Sentence("give the folder of a finished sweep", "请给出已完成扫描的文件夹")
        raise InputError([Fault("GZ001", file=str(folder / name), help=advice) for name in missing])
    finished = load_tables(folder)
    sweep = load_sweep(folder / EXPERIMENT)
    design = design_of(sweep)
    numbers = tuple(factor.name for factor in design.factors if not factor.has_words)
    _same_points(csv_table(folder / DESIGN, pd.read_csv, Columns((), numbers)), design, folder)
    runs, measures = finished.runs, finished.measures
    text = {name: measures[name].astype(str) for name in ("scenario", "measure", "by", "group")}
    runs = runs.assign(scenario=runs["scenario"].astype(str))
    return SweepTables(sweep, design, runs, measures.assign(**text), finished.manifest, finished.notice)


def _same_points(written: pd.DataFrame, design: Design, folder: Path) -> None:
    """Refuses a folder whose design is not the one that its experiment gives today."""
    expected = design.table()
    same = len(written) == len(expected) and all(name in written.columns for name in design.names)
    for factor in design.factors if same else ():
        if factor.has_words:
            same &= list(map(str, written[factor.name])) == list(map(str, expected[factor.name]))
        else:
            same &= bool(
                np.allclose(
                    written[factor.name].to_numpy(float), expected[factor.name].to_numpy(float), rtol=1e-9, atol=0
                )
            )
    if not same:
        problem = Sentence(
            "design.csv is not the design that experiment.yaml gives; one of them was changed",
            "design.csv 与 experiment.yaml 给出的试验设计不符，其中之一已被改动",
        )
        raise InputError(Fault("GZ059", file=str(folder / "design.csv"), facts={"problem": problem}))


def cells_of(measures: pd.DataFrame) -> Iterator[tuple[Cell, pd.DataFrame]]:
    """The values of every cell, one row per point and seed, one column per scenario.

    Args:
        measures: The table of measures.

    Yields:
        (measure, by, group) and the values, rows by point and then seed; not a number where a run has no value.
    """
    for (measure, by, group), rows in measures.groupby(["measure", "by", "group"], sort=False):
        found = rows.pivot(index=["point", "seed"], columns="scenario", values="value")
        yield (str(measure), str(by), str(group)), found.sort_index()


def by_point(values: pd.DataFrame, n_points: int) -> dict[str, np.ndarray]:
    """The values of one cell as arrays.

    Args:
        values: One cell as `cells_of` gives it.
        n_points: Points of the design.

    Returns:
        For every scenario an array of shape (n_points, n_seeds), not a number where there is no value.
    """
    wide = {str(name): values[name].unstack("seed").reindex(range(n_points)) for name in values.columns}
    return {name: table.to_numpy(float) for name, table in wide.items()}


def failures(runs: pd.DataFrame) -> pd.DataFrame:
    """How many runs of each scenario were planned, finished and failed.

    Args:
        runs: The table of runs.

    Returns:
        Columns scenario, n_planned, n_ok, n_failed, failed_share, one row for each status other than done in
        `statuses` as "status: number".
    """
    rows = []
    for scenario, part in runs.groupby("scenario", sort=False):
        status = part["status"].astype(str)
        n_ok = int((status == DONE).sum())
        other = ", ".join(f"{name}: {n}" for name, n in status[status != DONE].value_counts().sort_index().items())
        rows.append((scenario, len(part), n_ok, len(part) - n_ok, 1 - n_ok / len(part), other))
    return pd.DataFrame(rows, columns=["scenario", "n_planned", "n_ok", "n_failed", "failed_share", "statuses"])
