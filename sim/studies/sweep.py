"""A sweep in its folder: begun, interrupted, resumed and finished, with the same tables to the byte in the end.

The folder holds `plan.json` (everything the results depend on), `experiment.yaml`, `config/`, `design.csv`, one file a
run in `runs/` (`failed/` where a run failed), and, once every run has ended, `runs.parquet`, `measures.parquet` and
`manifest.json`. The tables are made from the files of the runs in the order of the plan, so nothing in them depends on
who executed what, when, and in which order.
"""

from __future__ import annotations

import datetime
import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.errors import is_there
from sim.running import calendar_notes, drawn_for, names_for
from sim.scenario.scenario import resolved_yaml
from sim.studies.executor import Ends, Executor, complete
from sim.studies.interruption import interruptible
from sim.studies.run_store import COLUMNS, FAILED, UNFINISHED_NAME, RunStore, encoded, unwritable, write_whole
from sim.studies.runs import Outcome, Progress
from sim.studies.sealed import FORMAT, MANIFEST, contents, json_object, sealed
from sim.studies.store import PLAN, UNFINISHED, Folder, refuse_other
from sim.studies.study_folder import EXPERIMENT
from sim.studies.study_manifest import SAMPLE_NOTE, versions
from sim.studies.sweep_file import as_yaml
from sim.studies.sweep_folder import DESIGN, DONE, TABLES
from sim.studies.sweep_plan import SweepPlan

RUNS_TOGETHER = 500
"""Runs whose rows are written into a table at once."""

TRIES = 3
"""How often a run is begun before it counts as failed, where its process dies or hangs."""

RUNS_PER_WORKER = 500
"""A process is replaced after so many runs (assumed)."""

SILENT_SECONDS = 3600.0
"""A process that shows no progress for so long is ended (assumed); building the largest world takes a minute."""


class SweepFolder(Folder):
    """The folder of a sweep: locked, refused and resumed like every other, but its runs are too many for memory.

    Attributes:
        folder: The folder.
        plan: What is to be run.
        disk: The results of its runs.
    """

    beginnings = frozenset({EXPERIMENT, DESIGN, "config"})

    def __init__(self, folder: Path, plan: SweepPlan, resume: bool = False) -> None:
        """Names the folder; entering takes it.

        Args:
            folder: The folder.
            plan: What is to be run.
            resume: Whether to go on with the sweep in it.
        """
        super().__init__(folder, resume=resume)
        self.folder, self.plan, self.disk = folder, plan, RunStore(folder)

    def begin(self) -> None:
        """Writes what is to be run, where it does not lie there already; results are kept from now on."""
        shutil.rmtree(self.folder / UNFINISHED)  # Tables are written in their places, part by part.
        for place in (self.folder, self.folder / "config"):
            for rest in place.glob(f".*{UNFINISHED_NAME}"):
                rest.unlink()
        path, facts = self.folder / PLAN, json.loads(json.dumps(self.plan.facts()))
        if is_there(path):
            refuse_other(self.folder, facts)
        if not is_there(path) or json_object(path, contents(path)).get("n_runs") != len(self.plan):
            self._write_beginnings()
        self.keep(facts)
        self.place = self.folder

    def _write_beginnings(self) -> list[str]:
        """Writes what is run; the plan comes after it, so that a folder with a plan is whole. Gives the names."""
        sweep = self.plan.sweep
        files = [f"config/{scenario.name}.yaml" for scenario in sweep.scenarios]
        for name, scenario in zip(files, sweep.scenarios, strict=True):
            write_whole(self.folder / name, resolved_yaml(scenario).encode())
        table = DESIGN if sweep.experiment.design.kind == "table" else None
        write_whole(self.folder / EXPERIMENT, as_yaml(sweep, files[0], files[1:], table).encode())
        write_whole(self.folder / DESIGN, self.plan.factor_columns().to_csv(index=False).encode())
        return [PLAN, EXPERIMENT, DESIGN, *files]

    def execute(self, executor: Executor, tell: Progress, retry_failed: bool = False) -> Ends:
        """Executes what is missing, keeping each result as it comes; then makes the tables where all have ended.

        Args:
            executor: What executes runs.
            tell: Told of days and runs.
            retry_failed: Whether runs that failed are executed again.

        Returns:
            How far the sweep is now.

        Raises:
            EnvironmentProblem: The disk refuses, or a worker has another version of the program.
        """
        ends = complete(self.plan, self.disk, executor, tell, retry_failed, self._drop_tables)
        ends.quarantined = self.disk.quarantined
        if ends.interrupted:
            # The interruption may have come between the writing of a result and its being counted.
            there = self.ends_by_name()
            ends.done, ends.failed = there.done, there.failed
        if ends.complete:
            with interruptible():
                self._finish(ends)
            ends.interrupted = False
        return ends

    def _drop_tables(self) -> None:
        """Removes what was made of the runs so far, since more of them are coming."""
        for name in (MANIFEST, *TABLES):
            (self.folder / name).unlink(missing_ok=True)

    def ends_by_name(self) -> Ends:
        """How far the sweep is by the names of the files, none of which is read.

        Returns:
            What seems to be done and to have failed, and that somebody interrupted.
        """
        found = Ends(len(self.plan), interrupted=True)
        for index in range(len(self.plan)):
            key = self.plan.key(index)
            if self.disk.path(key).exists():
                found.done.add(index)
            elif self.disk.path(key, FAILED).exists():
                found.failed.add(index)
        return found

    def bytes_of_a_run(self, outcome: Outcome) -> int:
        """Room on the disk that one run takes, in whole blocks of four kilobytes, with its share of the tables.

        Args:
            outcome: What a run gave.

        Returns:
            Bytes.
        """
        size = len(encoded("0" * 64, outcome))
        return -(-size // 4096) * 4096 + size

    def _finish(self, ends: Ends) -> None:
        """Makes the tables and the manifest; they replace those of an earlier time."""
        for name, tables in (("runs.parquet", self._runs_tables), ("measures.parquet", self._measures_tables)):
            self._write_table(self.folder / name, tables())
        failed = []
        for index in sorted(ends.failed)[:100]:
            stored = self.disk.failure(self.plan.key(index))
            error = "" if stored is None else stored.outcome.error
            point, seed, which = self.plan.where(index)
            failed.append(
                {
                    "point": point,
                    "scenario": self.plan.sweep.scenarios[which].name,
                    "seed": self.plan.sweep.seeds[seed],
                    "key": self.plan.key(index),
                    "error": error,
                }
            )
        experiment = self.plan.sweep.experiment
        manifest = {
            "format": FORMAT,
            "command": "sweep",
            "name": experiment.name,
            "question": experiment.question,
            "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "counts": {"n_runs": ends.n_runs, "n_done": len(ends.done), "n_failed": len(ends.failed)},
            "failed": failed,
            "seconds_per_run": self._seconds(ends),
            "quarantined": ends.quarantined,
            "drawn": drawn_for(self.plan.sweep.baseline)._asdict(),
            "calendar": [list(note) for note in calendar_notes(self.plan.sweep.scenarios)],
            "names": names_for(self.plan.sweep.scenarios).facts(),
            "note": SAMPLE_NOTE,
            "versions": versions(),
        }
        # What was written when the sweep was begun may have been damaged since.
        names = [*self._write_beginnings(), *TABLES]
        write_whole(self.folder / MANIFEST, sealed(self.folder, manifest, names))

    def _seconds(self, ends: Ends) -> float | None:
        """Mean seconds of the runs executed this time; None where none was."""
        return round(math.fsum(ends.seconds) / len(ends.seconds), 4) if ends.seconds else None

    def _write_table(self, path: Path, tables: Iterator[pd.DataFrame]) -> None:
        """Writes a table part by part, so that memory does not grow with the sweep."""
        unfinished = path.with_name(f".{path.name}{UNFINISHED_NAME}")
        try:
            # Arrow takes no path whose name is no text.
            with unfinished.open("wb") as file:
                writer: parquet.ParquetWriter | None = None
                for part in tables:
                    table = pa.Table.from_pandas(part, preserve_index=False)
                    if writer is None:
                        writer = parquet.ParquetWriter(file, table.schema, compression="zstd", write_page_checksum=True)
                    writer.write_table(table)
                if writer is not None:
                    writer.close()
            unfinished.replace(path)
        except OSError as problem:
            raise unwritable(path, problem) from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _places(self) -> Iterator[list[int]]:
        """Positions of the plan, some hundred at a time."""
        for first in range(0, len(self.plan), RUNS_TOGETHER):
            yield list(range(first, min(first + RUNS_TOGETHER, len(self.plan))))

    def _runs_tables(self) -> Iterator[pd.DataFrame]:
        """One row a run: point, scenario, seed, status, key, then the factors."""
        factors = self.plan.factor_columns().drop(columns="point")
        sweep = self.plan.sweep
        for places in self._places():
            where = [self.plan.where(index) for index in places]
            keys = [self.plan.key(index) for index in places]
            known = [self.disk.path(key).exists() for key in keys]
            table = pd.DataFrame(
                {
                    "point": [point for point, _, _ in where],
                    "scenario": [sweep.scenarios[which].name for _, _, which in where],
                    "seed": [sweep.seeds[seed] for _, seed, _ in where],
                    "status": [DONE if there else "failed" for there in known],
                    "key": keys,
                }
            )
            rows = factors.iloc[[point for point, _, _ in where]].reset_index(drop=True)
            yield pd.concat([table, rows], axis=1)

    def _measures_tables(self) -> Iterator[pd.DataFrame]:
        """One row for every run, measure and group."""
        for places in self._places():
            parts = [self._measured(index) for index in places]
            yield pd.concat(parts, ignore_index=True).astype({"point": "int64", "seed": "int64"})

    def _measured(self, index: int) -> pd.DataFrame:
        """The measures of one run; none where it failed."""
        stored = self.disk.read(self.plan.key(index))
        point, seed, which = self.plan.where(index)
        if stored is not None and stored.outcome.result is not None:
            table = stored.outcome.result.table
        else:
            table = pd.DataFrame({name: [] for name in COLUMNS})
            table = table.astype({"measure": "str", "by": "str", "group": "str", "n": "int64", "value": "float64"})
        table.insert(0, "seed", self.plan.sweep.seeds[seed])
        table.insert(0, "scenario", self.plan.sweep.scenarios[which].name)
        table.insert(0, "point", point)
        return table
