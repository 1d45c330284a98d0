"""Reads back any folder that the command line or `import sim` wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from pyarrow import parquet

from sim.api.results import Results, SweepResults
from sim.api.scenarios import read_scenario
from sim.errors import EnvironmentProblem, Fault, InputError
from sim.studies.store import MANIFEST
from sim.studies.sweep_folder import PLAN, load_tables
from sim.studies.sweep_tables import read_sweep
from sim.words import Sentence

TEXTS = frozenset({"scenario", "measure", "by", "group", "status", "error", "tier", "setting", "verdict"})
"""Columns that are text whatever stands in them."""


def read(folder: str | Path) -> Results:
    """Reads the folder of a run, comparison, sweep, or any other study.

    Args:
        folder: Such as "outputs/demo".

    Returns:
        Its tables, each under the name of its file; of a sweep `SweepResults`.

    Raises:
        InputError: It is no folder of results.
        EnvironmentProblem: A sweep that is not finished, or a file that is damaged.
    """
    place = Path(folder)
    if (place / PLAN).is_file():
        return _sweep(place)
    if not (place / MANIFEST).is_file():
        advice = Sentence("give the folder of a study", "请给出一次研究的结果文件夹")
        raise InputError(Fault("GZ001", file=str(place / MANIFEST), help=advice))
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        tables = {"runs": _csv(place / "runs.csv")}
        if (place / "measures.parquet").is_file():
            tables["measures"] = parquet.read_table(place / "measures.parquet").to_pandas()
        # What the report writes for spreadsheets says the same once more, for people.
        tables |= {path.stem: _csv(path) for path in sorted(place.glob("*.csv"))
                   if path.stem != "runs" and not path.stem.startswith("report_")}
    except (OSError, ValueError) as problem:
        raise EnvironmentProblem(Fault("GZ075", file=str(place), facts={"problem": str(problem)})) from None
    files = [place / "config" / f"{s['name']}.yaml" for s in manifest["scenarios"]]
    if (place / "config.yaml").is_file():
        files = [place / "config.yaml"]
    scenarios = tuple(read_scenario(path) for path in files if path.is_file())
    return Results(manifest["command"], tables, manifest, scenarios, place)


def _sweep(place: Path) -> SweepResults:
    """A finished sweep."""
    found = read_sweep(place)
    tables = {"runs": found.runs, "measures": found.measures, "design": found.design.table()}
    manifest = load_tables(place).manifest
    return SweepResults("sweep", tables, manifest, found.sweep.scenarios, place, sweep=found)


def _csv(path: Path) -> pd.DataFrame:
    """A table as it was before it was written: text stays text, and an empty text is no missing number."""
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    return pd.DataFrame({name: _typed(str(name), raw[name]) for name in raw.columns})


def _typed(name: str, texts: pd.Series) -> pd.Series:
    """A column of numbers, of true and false, or of text."""
    if name in TEXTS or (len(texts) and (texts == "").all()):
        return texts
    if len(texts) and texts.isin(["True", "False"]).all():
        return texts == "True"
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce")
    return texts if (numbers.isna() & (texts != "") & (texts != "nan")).any() else numbers
