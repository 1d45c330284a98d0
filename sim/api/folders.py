"""Reads back any folder that the command line or `import sim` wrote."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from functools import partial
from io import BytesIO
from pathlib import Path

import pandas as pd

from sim.api.results import Results, SweepResults
from sim.api.scenarios import read_scenario
from sim.studies.sealed import Columns, csv_table, parquet_table
from sim.studies.study_folder import RECORDS, opened_study, stored_by
from sim.studies.sweep_folder import DESIGN
from sim.studies.sweep_tables import read_sweep

TEXTS = frozenset({"scenario", "measure", "by", "group", "status", "error", "tier", "setting", "verdict"})
"""Columns that are text whatever stands in them."""


def read(folder: str | Path) -> Results:
    """Reads the folder of a run, comparison, sweep, or any other study.

    Args:
        folder: Such as "outputs/demo".

    Returns:
        Its tables, each under the name of its file; of a sweep `SweepResults`.

    Raises:
        InputError: It is no folder of results, or files are missing.
        EnvironmentProblem: A sweep that is not finished, or files that are not as they were written.
    """
    place = Path(folder)
    if os.path.lexists(place / DESIGN):
        found: Results = _sweep(place)
    else:
        study = opened_study(place)
        stored = stored_by(str(study.manifest["command"]))
        known = {} if stored is None else stored.tables
        tables = {"runs": csv_table(place / "runs.csv", _csv, Columns(("scenario", "status"), ("seed",)))}
        for path in sorted(place.iterdir()):
            # What the report writes for spreadsheets says the same once more, for people.
            is_sealed = path.name in study.files if study.files is not None else not path.stem.startswith("report_")
            if is_sealed and path.suffix == ".parquet":
                tables[path.stem] = parquet_table(path, RECORDS.get(path.stem))
            elif is_sealed and path.suffix == ".csv" and path.stem != "runs":
                numbers = known.get(path.stem, Columns()).numbers
                tables[path.stem] = csv_table(path, partial(_csv, numbers=numbers))
        files = [place / "config" / f"{s['name']}.yaml" for s in study.manifest["scenarios"]]
        if (place / "config.yaml").exists():
            files = [place / "config.yaml"]
        scenarios = tuple(read_scenario(path) for path in files if path.exists())
        found = Results(study.manifest["command"], tables, study.manifest, scenarios, place)
        if study.notice is not None:
            warnings.warn(study.notice.en, RuntimeWarning, stacklevel=2)
    return found


def _sweep(place: Path) -> SweepResults:
    """A finished sweep."""
    found = read_sweep(place)
    if found.notice is not None:
        warnings.warn(found.notice.en, RuntimeWarning, stacklevel=3)
    tables = {"runs": found.runs, "measures": found.measures, "design": found.design.table()}
    return SweepResults("sweep", tables, found.manifest, found.sweep.scenarios, place, sweep=found)


def _csv(file: BytesIO, numbers: Collection[str] = ()) -> pd.DataFrame:
    """A table as it was before it was written: text stays text, and an empty text is no missing number."""
    try:
        raw = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8")
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    return pd.DataFrame({name: _typed(str(name), raw[name], name in numbers) for name in raw.columns})


def _typed(name: str, texts: pd.Series, numeric: bool) -> pd.Series:
    """A column of numbers, of true and false, or of text; one that is known to hold numbers may be empty."""
    if name in TEXTS or (len(texts) and (texts == "").all() and not numeric):
        return texts
    if len(texts) and texts.isin(["True", "False"]).all():
        return texts == "True"
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce")
    return texts if (numbers.isna() & (texts != "") & (texts != "nan")).any() else numbers
