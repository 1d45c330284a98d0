"""What docs/validation.md says of the shipped ensemble, from the tables that `ensemble` left."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.report.calibration_text import markdown
from sim.report.ensemble_text import figure_table, lead_of, number_table, step_table
from sim.report.page import Cell, Table
from sim.studies.study_folder import stored_by

TABLES = ("steps", "figures", "numbers")
HEAD = """
## The ensemble

`python run_sim.py ensemble experiments/ensemble.yaml`: {n_ranges} unknowns, {n_drawn} members drawn, {n_steps} steps,
sample {sample:g}; program {program}. Every member is run with a seed and townships of its own in every step, and an
ensemble smoother (Emerick and Reynolds 2013) moves it by the fitted figures. Bands hold the chance of one run of that
sample, too. Spread kept is the standard deviation of a number against its prior's, on the scale of its range.

"""


def kept_name(table: str) -> str:
    """The file in which a table of the ensemble is kept.

    Args:
        table: Its name in the folder of the study.
    """
    return f"ensemble_{table}.csv"


def section(folder: Path, facts: Mapping[str, Any]) -> str:
    """The section, from the tables that are kept; nothing where there are none.

    Args:
        folder: Where they are kept.
        facts: What the manifest said of the study.
    """
    if not facts:
        return ""
    stored = stored_by("ensemble")
    assert stored is not None
    tables = {
        name: pd.read_csv(
            folder / kept_name(name),
            keep_default_na=False,
            na_values={column: [""] for column in stored.tables[name].numbers},
        )
        for name in TABLES
    }
    said = "".join(f"- {line}\n" for line in lead_of(tables, facts))
    head = HEAD.format(**{**facts, "program": facts["program"][:12]})
    return (
        head
        + said
        + "".join(
            f"\n{_lines(table)}"
            for table in (
                step_table(tables["steps"]),
                figure_table(tables["figures"]),
                number_table(tables["numbers"]),
                _spread(tables),
            )
        )
    )


def _spread(tables: Mapping[str, pd.DataFrame]) -> Table:
    """How many numbers keep how much of their spread, by grade."""
    numbers, parts = tables["numbers"], ((0.0, 0.5), (0.5, 0.75), (0.75, 0.9), (0.9, 1.1), (1.1, 99.0))
    lines = []
    for low, high in parts:
        within = numbers[(numbers["width"] >= low) & (numbers["width"] < high)]
        name = f"{low:.0%} to {high:.0%}" if high < 99 else f"{low:.0%} and more"
        lines.append([Cell(name), *(Cell(str(int((within["grade"] == grade).sum()))) for grade in "ABC")])
    return Table("spread kept", ["spread kept", "numbers of grade A", "B", "C"], lines)


def _lines(table: Table) -> str:
    """A table of the page as Markdown."""
    return markdown([tuple(table.head), *(tuple(cell.text for cell in row) for row in table.rows)])
