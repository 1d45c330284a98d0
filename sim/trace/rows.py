"""Arrays of records as plain Python sees them: a row's fields are Python numbers, and writing one writes the array."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

PLAIN_NUMPY = SimpleNamespace(int64=int, float64=float, empty=np.empty, full=np.full)
"""What kernels ask of NumPy, in plain Python: whole numbers and doubles as Python's own."""


class Row:
    """One record; fields are read as Python numbers (float32 as double) and written in place."""

    __slots__ = ("_columns", "_index")

    def __init__(self, columns: dict[str, np.ndarray], index: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_index", index)

    def __getattr__(self, name: str) -> Any:
        """The field's value."""
        try:
            return self._columns[name].item(self._index)
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Writes the field."""
        self._columns[name][self._index] = value

    def as_dict(self) -> dict[str, Any]:
        """All fields by name."""
        return {name: column.item(self._index) for name, column in self._columns.items()}


class Rows:
    """An array of records or numbers, indexed and sliced like the array itself."""

    __slots__ = ("array", "columns")

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self.columns = {name: array[name] for name in array.dtype.names or ()}

    def __getitem__(self, index: Any) -> Any:
        """A row, or the rows of a slice; of numbers a Python number."""
        if isinstance(index, slice):
            return Rows(self.array[index])
        return Row(self.columns, index) if self.columns else self.array.item(index)

    def __setitem__(self, index: int, row: Row) -> None:
        """Copies a row over another."""
        for name, value in row.as_dict().items():
            self.columns[name][index] = value

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.array)
