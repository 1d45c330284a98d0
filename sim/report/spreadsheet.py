"""Tables for spreadsheets: UTF-8 that Excel recognises, and no cell that a spreadsheet would execute."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A text beginning so is taken for a formula by spreadsheets (OWASP, CSV injection)."""


def harmless(value: object) -> object:
    """A value no spreadsheet takes for a formula: such a text gets an apostrophe before it; numbers stay.

    Args:
        value: A value of a table.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def write_spreadsheet(path: Path, table: pd.DataFrame) -> None:
    """Writes a table as CSV for spreadsheets.

    Args:
        path: The file.
        table: The table.
    """
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.assign(**{name: table[name].map(harmless) for name in texts})
    safe.columns = pd.Index([harmless(name) for name in safe.columns])
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
