"""The program's kernels as plain functions that draw what a test says, on rows that hold what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import FunctionType, SimpleNamespace
from typing import Any

from sim.agents.purposes import Purpose
from sim.trace.rows import PLAIN_NUMPY

MODULES = tuple(
    f"sim.issues.{name}"
    for name in (
        "arising",
        "attributes",
        "closing",
        "courtyard",
        "events",
        "intake",
        "judging",
        "meetings",
        "outcomes",
        "queues",
        "work",
    )
) + tuple(
    f"sim.agents.{name}"
    for name in ("adaptation", "attention", "estates", "neighbours", "office", "participation", "resident")
)
STREAMS = range(len(Purpose))
"""Stream keys by which a draw knows its purpose."""


class Row(SimpleNamespace):
    """A record of which a test names the fields that matter; all others are 0."""

    def __getattr__(self, name: str) -> Any:
        """A field that was not named."""
        if name.startswith("__"):
            raise AttributeError(name)
        return 0


class Slots(list[Row]):
    """Issues of a district: what is put into a slot is copied, as an array copies a record."""

    def __setitem__(self, slot: Any, row: Any) -> None:
        """Copies a row into a slot."""
        super().__setitem__(slot, Row(**vars(row)))


class Heard:
    """Stands for a kernel, keeps what it was told, and gives one answer to all."""

    def __init__(self, answer: Any = None) -> None:
        self.said: list[tuple[Any, ...]] = []
        self.answer = answer

    def __call__(self, *given: Any) -> Any:
        """Keeps what is given."""
        self.said.append(given)
        return self.answer


@cache
def plain_kernels() -> dict[int, FunctionType]:
    """The plain function of every kernel and rule of the modules, by the kernel's identity."""
    return {
        id(value): value.py_func
        for module in MODULES
        for value in vars(import_module(module)).values()
        if getattr(getattr(value, "py_func", None), "__module__", "") == module
    }


@cache
def kernel_names() -> dict[str, list[tuple[str, int]]]:
    """Names that stand for kernels in each module, its own and imported ones, with the kernel's identity."""
    return {
        module: [
            (name, id(value)) for name, value in vars(import_module(module)).items() if id(value) in plain_kernels()
        ]
        for module in MODULES
    }


def kernels(draws: Mapping[str, float], **instead: Callable[..., Any]) -> SimpleNamespace:
    """All kernels of an issue's life by name, bound anew.

    Args:
        draws: The uniform (or normal) number of each purpose by its name; other purposes draw 0.5.
        instead: Functions that stand for kernels or rules of that name.
    """
    names = {module: dict(vars(import_module(module))) for module in MODULES}
    bound = {
        kernel: FunctionType(plain.__code__, names[plain.__module__], plain.__name__, plain.__defaults__)
        for kernel, plain in plain_kernels().items()
    }

    def drawn(purpose: int, *_: Any) -> float:
        return draws.get(Purpose(purpose).name, 0.5)

    found = SimpleNamespace()
    for module in MODULES:
        names[module].update({name: bound[kernel] for name, kernel in kernel_names()[module]})
        names[module].update(np=PLAIN_NUMPY, uniform=drawn, standard_normal=drawn)
        names[module].update({name: function for name, function in instead.items() if name in names[module]})
        vars(found).update({name: value for name, value in names[module].items() if isinstance(value, FunctionType)})
    return found


def stage(d: Any, **rows: Any) -> Row:
    """A stage of one place of each kind with the drawn parameters; day 0 unless said otherwise."""
    given = {
        "communities": [Row()],
        "townships": [Row()],
        "districts": [Row()],
        "desks": [Row()],
        "residents": [Row()],
        "keys": [1],
        "working": [True] * 400,
    }
    clock = [Row(streams=STREAMS, day=rows.pop("day", 0))]
    return Row(params=[d.params], kinds=d.kinds, clock=clock, **{**given, **rows})
