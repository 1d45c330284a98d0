"""Finds all mechanisms: every file of this package, and what other packages register.

What another package registers and cannot be used is left out alone: it is named in one warning, and in a fault at
the line of a scenario that asks for it.
"""

from __future__ import annotations

import importlib
import inspect
import multiprocessing
import pkgutil
import warnings
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

import numpy as np

import sim.mechanisms as package
from sim.errors import Fault, InputError, LeftOutWarning
from sim.levers import MISUSES, Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.description import parameter_table
from sim.scenario.header import is_name
from sim.scenario.loading import KnownMechanisms
from sim.scenario.parameter import ParameterGroup
from sim.structure import Structure
from sim.vocabulary import Group
from sim.words import Sentence, T, Text, Words, both

ENTRY_POINTS = "gongzhi.mechanisms"

PROBLEMS = Words(
    {
        "unusable": (
            "the package {owner} registers '{entry}', which cannot be used: {problem}",
            "软件包 {owner} 注册的“{entry}”无法使用：{problem}",
        ),
        "no_name": ("its id '{id}' must consist of a-z, 0-9, '_' and '-'", "其 id“{id}”不是由 a-z、0-9、_、- 组成"),
        "no_parameters": (
            "its 'Parameters' is not a subclass of sim.mechanisms.MechanismParameters",
            "其 Parameters 不是 sim.mechanisms.MechanismParameters 的子类",
        ),
    }
)
"""Why a mechanism cannot be used."""


class _Found(NamedTuple):
    """What there is: mechanisms by id, and why others cannot be used, by the names a scenario may call them."""

    usable: dict[str, type[Mechanism]]
    unusable: dict[str, Sentence]


def registry() -> dict[str, type[Mechanism]]:
    """All mechanisms by id, sorted by id.

    A file in this package that defines a subclass of `Mechanism` is found by being there. Another package registers
    its class under the entry point group ``gongzhi.mechanisms``; one that cannot be used is left out with a warning.

    Returns:
        Id to class.

    Raises:
        ValueError: A file of this package does not say all that a mechanism has to.
    """
    return _found().usable


def unusable() -> dict[str, Sentence]:
    """Why mechanisms that other packages register cannot be used.

    Returns:
        The reason by the name of the entry point and, where it is known, by the mechanism's id.
    """
    return _found().unusable


def known_mechanisms() -> KnownMechanisms:
    """What scenarios are read with: the parameters of every mechanism, and what is wrong with those left out."""
    return KnownMechanisms({name: kind.Parameters for name, kind in registry().items()}, unusable(), lever_faults)


def lever_faults(name: str, parameters: ParameterGroup) -> list[Fault]:
    """Tries a mechanism on a made-up place and finds levers that do not exist or are moved in another way.

    Args:
        name: Id of the mechanism.
        parameters: Its parameters.

    Returns:
        The first such fault. Whatever else goes wrong may be due to the place, and is left to the run.
    """
    structure = _made_up_place()
    levers = Levers({"community": 2, "township": 1, "district": 1, "place": 1})
    try:
        with np.errstate(all="ignore"):
            registry()[name](parameters).apply(levers, structure, np.ones(2))  # type: ignore[arg-type]
    except InputError as problem:
        return [fault for fault in problem.faults if fault.code in MISUSES]
    except Exception:
        return []
    return []


@cache
def _found() -> _Found:
    usable: dict[str, type[Mechanism]] = {}
    for own in _files():
        wrong = _problem_of(own)
        if wrong:
            raise ValueError(f"mechanism {own.__name__}: {both(wrong).en}")
        if usable.setdefault(own.id, own) is not own:
            raise ValueError(f"two mechanisms are called {own.id!r}")
    loaded = [(entry, *_loaded(entry)) for entry in entry_points(group=ENTRY_POINTS)]
    owners: dict[str, set[object]] = {name: {kind} for name, kind in usable.items()}
    for _, kind, problem in loaded:
        if kind is not None and not problem:
            owners.setdefault(kind.id, set()).add(kind)
    refused: dict[str, Sentence] = {}
    for entry, kind, problem in loaded:
        if kind is not None and not problem and len(owners[kind.id]) > 1:
            problem = T("another mechanism already has the id '{id}'", "另有机制使用同一 id“{id}”").filled(id=kind.id)
        if kind is not None and not problem:
            usable[kind.id] = kind
            continue
        reason = _reason(entry, problem)
        refused |= {entry.name: reason} | ({str(kind.id): reason} if kind is not None and hasattr(kind, "id") else {})
        if multiprocessing.parent_process() is None:
            warnings.warn(LeftOutWarning(reason), stacklevel=2)
    return _Found(dict(sorted(usable.items())), {name: why for name, why in refused.items() if name not in usable})


def _files() -> Iterator[type[Mechanism]]:
    """The mechanisms of this package."""
    for module in pkgutil.iter_modules(package.__path__):
        for _, kind in inspect.getmembers(importlib.import_module(f"{package.__name__}.{module.name}"), _is_own):
            yield kind


def _is_own(thing: object) -> bool:
    """Whether a member of a module is a complete mechanism."""
    return inspect.isclass(thing) and issubclass(thing, Mechanism) and not inspect.isabstract(thing)


def _loaded(entry: EntryPoint) -> tuple[type[Mechanism] | None, Text]:
    """What another package registers, and what is wrong with it: its code may do anything while it is imported."""
    try:
        kind = entry.load()
    except (Exception, SystemExit) as problem:
        return None, _in_a_line(problem)
    return kind, _problem_of(kind)


def _problem_of(kind: object) -> Text:
    """Why a class is no complete mechanism; empty where it is one."""
    if not (inspect.isclass(kind) and issubclass(kind, Mechanism)):
        return T("it is not a subclass of sim.mechanisms.Mechanism", "它不是 sim.mechanisms.Mechanism 的子类")
    if inspect.isabstract(kind):
        return T("it has no method 'apply'", "缺少方法 apply")
    try:
        for attribute in ("id", "name", "name_zh", "section"):
            if not isinstance(getattr(kind, attribute, None), str) or not getattr(kind, attribute):
                return T("it does not define its '{attribute}'", "未给出 {attribute}").filled(attribute=attribute)
        if not is_name(kind.id):
            return PROBLEMS.phrase("no_name", id=kind.id)
        parameters = getattr(kind, "Parameters", None)
        if not (inspect.isclass(parameters) and issubclass(parameters, MechanismParameters)):
            return PROBLEMS.phrase("no_parameters")
        kind(parameters())
        parameter_table(parameters)
        kind.what()
    except Exception as problem:
        return _in_a_line(problem)
    return ""


def _in_a_line(problem: BaseException) -> str:
    """An error of somebody else's code, as Python would name it."""
    return " ".join(f"{type(problem).__name__}: {problem}".split())


def _reason(entry: EntryPoint, problem: Text) -> Sentence:
    """Which package registers a mechanism that cannot be used, under which name, and why."""
    owner = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "?"
    return PROBLEMS.phrase("unusable", owner=owner, entry=f"{entry.name} = {entry.value}", problem=problem)


@cache
def _made_up_place() -> Structure:
    """A place of one township with a town and a village, in which everything is one, to try mechanisms on."""
    one_row = (
        "township_hours",
        "township_population",
        "district_of_township",
        "district_hours",
        "district_population",
        "organisation_hours",
        "justice_hours",
        "n_workers",
    )
    values: dict[str, np.ndarray] = {
        field.name: np.ones(1 if field.name in one_row else 2)
        for field in fields(Structure)
        if "ndarray" in str(field.type)
    }
    rows = {
        name: np.zeros(1 if name in one_row else 2, np.int64)
        for name in ("township", "district", "district_of_township")
    }
    values |= rows | {"code": np.array([1, 2]), "group_counts": np.ones((2, len(Group)))}
    return Structure(coverage_seed=1, working_days_per_year=250.0, district_names=(("1", "made up"),), **values)
