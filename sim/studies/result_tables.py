"""Tables of a study of scenarios, made of its runs and written into its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.measures.records import RECORDS
from sim.scenario.scenario import Scenario, resolved_yaml
from sim.studies.executor import Executed, Outcome


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
    """The share of reported issues resolved within so many days, run by run.

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
