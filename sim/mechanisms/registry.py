"""Finds all mechanisms: every file of this package, and what other packages register."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from importlib.metadata import entry_points

import sim.mechanisms as package
from sim.mechanisms.base import Mechanism

ENTRY_POINTS = "gongzhi.mechanisms"


@cache
def registry() -> dict[str, type[Mechanism]]:
    """All mechanisms by id, sorted by id.

    A file in this package that defines a subclass of `Mechanism` is found by being there. Another package registers
    its class under the entry point group ``gongzhi.mechanisms``.

    Returns:
        Id to class.

    Raises:
        ValueError: Two mechanisms share an id, or one lacks a name, a section or parameters.
    """
    found: dict[str, type[Mechanism]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        for _, kind in inspect.getmembers(importlib.import_module(f"{package.__name__}.{module.name}"), _is_own):
            _register(found, kind)
    for entry in entry_points(group=ENTRY_POINTS):
        _register(found, entry.load())
    return dict(sorted(found.items()))


def _is_own(thing: object) -> bool:
    """Whether a member of a module is a complete mechanism."""
    return inspect.isclass(thing) and issubclass(thing, Mechanism) and not inspect.isabstract(thing)


def _register(found: dict[str, type[Mechanism]], kind: type[Mechanism]) -> None:
    """Adds one mechanism after checking that it says who it is."""
    for attribute in ("id", "name", "name_zh", "section", "Parameters"):
        if not hasattr(kind, attribute):
            raise ValueError(f"mechanism {kind.__name__} does not say its {attribute!r}")
    if found.get(kind.id, kind) is not kind:
        raise ValueError(f"two mechanisms are called {kind.id!r}")
    found[kind.id] = kind
