"""The one idea behind all agents: declared columns, kept in arrays, with a Mesa view for every row.

A kind of agent declares its columns once. The population keeps them as NumPy memory, one record per row, so that the
fields of an agent lie together and a kernel gets one argument per kind; a column is a view of one field. A column that
kernels read for every row and alone is declared apart, and is an array of its own. Kernels read the records, people
read a row's view, which is a real `mesa.Agent`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any, ClassVar
from weakref import WeakKeyDictionary, WeakValueDictionary

import mesa
import numpy as np

AT_LEAST_0 = (
    "hours",
    "persons",
    "issues",
    "enquiries",
    "fen",
    "m2",
    "km",
    "ratio",
    "meetings",
    "matters",
    "stock",
    "yuan",
    "times",
    "cost units",
    "rows",
    "requests",
    "quarters",
    "slots",
)
"""Beginnings of units whose amounts are never below 0."""

MEASURING = "measuring"
MONTH = "month"
WEEK = "week"
"""When a column is set back: at the end of the warm-up, every month, every Monday."""


class Column:
    """One attribute of every agent of a kind; on a view it reads and writes the row's cell."""

    def __init__(
        self, dtype: Any, *, unit: str, doc: str, default: float = 0, apart: bool = False, resets: str = ""
    ) -> None:
        """Declares the column.

        Args:
            dtype: NumPy type of a cell.
            unit: Unit in plain words, "" for none.
            doc: What it means, one sentence.
            default: Starting value where nothing else is said.
            apart: Whether it is an array of its own instead of a field of the records.
            resets: When it is set back to the default: MEASURING, MONTH or WEEK; never where empty.
        """
        self.dtype = np.dtype(dtype)
        self.unit = unit
        self.default = default
        self.doc = doc
        self.apart = apart
        self.resets = resets
        self.name = ""

    @property
    def limits(self) -> tuple[float, float]:
        """Smallest and largest value, as the unit says: a share lies between 0 and 1, hours are not below 0."""
        if self.unit in ("share", "0-1"):
            return 0.0, 1.0
        return (0.0 if self.unit.startswith(AT_LEAST_0) else -math.inf), math.inf

    def __set_name__(self, owner: type, name: str) -> None:
        """Learns the name it was declared under."""
        self.name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        """The column itself on the class; the row's value on a view."""
        if view is None:
            return self
        return view._population.column(self.name)[view.row].item()

    def __set__(self, view: Any, value: Any) -> None:
        """Writes the row's value through to the array."""
        view._population.column(self.name)[view.row] = value


class _Numbers:
    """Numbers for the agents of each model from 1 on, without keeping the model as Mesa's own table does."""

    def __init__(self) -> None:
        self._next: WeakKeyDictionary[Any, Iterator[int]] = WeakKeyDictionary()

    def __getitem__(self, model: Any) -> Iterator[int]:
        """What counts the agents of a model."""
        return self._next.setdefault(model, count(1))


class ColumnAgent(mesa.Agent):
    """A row's view. Institutions are registered with the model; residents' views are made when asked for."""

    columns: ClassVar[dict[str, Column]] = {}
    _ids = _Numbers()
    _own = frozenset({"row", "_population", "model", "unique_id", "pos"})

    def __init_subclass__(cls, further: Mapping[str, Column] = MappingProxyType({})) -> None:
        """Collects the columns declared on the class and its parents.

        Args:
            further: Columns that are declared elsewhere, by name.
        """
        super().__init_subclass__()
        for name, column in further.items():
            if name in vars(cls):
                raise TypeError(f"column {name!r} of {cls.__name__} is declared twice")
            column.__set_name__(cls, name)
            setattr(cls, name, column)
        cls.columns = {**cls.columns, **{k: v for k, v in vars(cls).items() if isinstance(v, Column)}}

    def __init__(self, model: Any, population: Population, row: int, registered: bool = True) -> None:
        """Makes the view of one row.

        Args:
            model: The model the agent lives in.
            population: The population that keeps the row.
            row: Row number.
            registered: Whether Mesa's registry keeps it (institutions) or not (residents on demand).
        """
        if registered:
            super().__init__(model)
        else:
            self.model, self.unique_id, self.pos = model, None, None
        self._population = population
        self.row = row

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuses names that are no column: a typing slip must not be swallowed."""
        if name not in self._own and name not in type(self).columns and not hasattr(type(self), name):
            raise AttributeError(f"{type(self).__name__} has no column {name!r}; it has {', '.join(self.columns)}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        """Kind and row, for people."""
        return f"<{type(self).__name__} {self.row}>"


@cache
def layout(*fields: tuple[Any, ...]) -> np.dtype[np.void]:
    """The NumPy type of records with these fields, one object per process.

    Kernels know the type of a record by the object; an equal one of another model's would be compared with it field by
    field at every call, which takes twenty times as long as the call.

    Args:
        fields: Name, type and, of a field that is an array, shape.
    """
    return np.dtype(list(fields), align=True)


def record_type(kind: type[ColumnAgent]) -> np.dtype[np.void]:
    """The NumPy type of one row of a kind of agent: its columns, widest first, so without gaps between them."""
    fields = [(name, column.dtype) for name, column in kind.columns.items() if not column.apart]
    return layout(*sorted(fields, key=lambda field: -field[1].itemsize))


class ColumnModel(mesa.Model):
    """A Mesa model whose registered populations enter Mesa's registry when somebody first asks for it or for a view.

    A nation has a million institutions, and a run needs the view of none.
    """

    _waiting: tuple[Population, ...] = ()

    def _register_all(self) -> None:
        """Makes and registers the views of the populations that wait, in the order in which they were made."""
        waiting, self._waiting = self._waiting, ()
        for population in waiting:
            population.register()

    def wait(self, population: Population) -> None:
        """Lets a population wait until its views are asked for."""
        self._waiting = (*self._waiting, population)

    @mesa.Model.agents.getter
    def agents(self) -> Any:
        """All agents of Mesa's registry."""
        self._register_all()
        return self._all_agents

    @property
    def agent_types(self) -> list[type]:
        """Kinds of agents in Mesa's registry."""
        self._register_all()
        return super().agent_types

    @property
    def agents_by_type(self) -> Any:
        """The agents of Mesa's registry by kind."""
        self._register_all()
        return super().agents_by_type

    def remove_all_agents(self) -> None:
        """Removes all agents, those that wait included."""
        self._waiting = ()
        super().remove_all_agents()


class Population:
    """All agents of one kind.

    Attributes:
        records: One record per row, of all columns that are not apart.
        apart: Array of each column that is apart, by name.
        arrays: Array of every column by name: those, and views of `records`.
    """

    def __init__(self, model: Any, kind: type[ColumnAgent], n: int, *, registered: bool, defaults: bool = True) -> None:
        """Allocates the columns with their defaults.

        Args:
            model: The model, handed to views.
            kind: The class that declares the columns.
            n: Number of rows.
            registered: Whether Mesa's registry keeps all views: from now on, or in a `ColumnModel` when asked for.
            defaults: Write starting values other than zero; not where every row is filled at once afterwards.
        """
        self.model, self.view_class, self.n = model, kind, n
        self.records = np.zeros(n, record_type(kind))
        self.apart = {name: np.zeros(n, column.dtype) for name, column in kind.columns.items() if column.apart}
        self.arrays = {
            name: self.apart[name] if column.apart else self.records[name] for name, column in kind.columns.items()
        }
        for name, column in kind.columns.items():
            if defaults and column.default != 0:  # the memory is zero already, and not even there before it is written
                self.arrays[name][...] = column.default
        self._on_demand: WeakValueDictionary[int, ColumnAgent] = WeakValueDictionary()
        self._registered = registered
        self._views: list[ColumnAgent] = []
        if registered and isinstance(model, ColumnModel):
            model.wait(self)
        elif registered:
            self.register()

    def register(self) -> None:
        """Makes the views of all rows and puts them into Mesa's registry."""
        self._views = [self.view_class(self.model, self, row) for row in range(self.n)]

    def __len__(self) -> int:
        """Number of rows."""
        return self.n

    def __iter__(self) -> Iterator[ColumnAgent]:
        """Views in row order."""
        return (self[row] for row in range(self.n))

    def __getitem__(self, row: int) -> ColumnAgent:
        """The view of a row; the same object while anybody holds it.

        Raises:
            IndexError: No such row.
        """
        if not 0 <= row < self.n:
            raise IndexError(f"row {row} of {self.n} {self.view_class.__name__} rows")
        if self._registered:
            if not self._views:
                _ = self.model.agents  # asking makes them
            return self._views[row]
        view = self._on_demand.get(row)
        if view is None:
            view = self._on_demand[row] = self.view_class(self.model, self, row, registered=False)
        return view

    def renumber(self, new_row: np.ndarray) -> None:
        """Lets views that somebody holds follow their agents to other rows.

        Args:
            new_row: New row of each former row.
        """
        held = list(self._on_demand.values())
        for view in held:
            view.row = int(new_row[view.row])
        self._on_demand = WeakValueDictionary({view.row: view for view in held})

    def reset(self, when: str) -> None:
        """Sets back the columns that are declared to start afresh then.

        Args:
            when: MEASURING, MONTH or WEEK.
        """
        for name, column in self.view_class.columns.items():
            if column.resets == when:
                self.arrays[name][...] = column.default

    def column(self, name: str) -> np.ndarray:
        """The array behind a column."""
        return self.arrays[name]

    def __getattr__(self, name: str) -> np.ndarray:
        """Columns as attributes: `model.communities.staff`."""
        arrays = self.__dict__.get("arrays")
        if arrays is None or name not in arrays:
            owner = self.__dict__.get("view_class", type(self)).__name__
            raise AttributeError(f"{name!r} is no column of {owner}")
        return arrays[name]
