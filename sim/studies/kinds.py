"""Finds the kinds of study: every file of `sim/kinds/`, and what other packages register.

A kind is one module: a class `Kind` (`sim.studies.study_kind.StudyKind`) and, before it, `HEADING`, what the command
line says of it. That one statement is evaluated by itself where help is printed, so that help loads none of the
libraries that studies need.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.errors import Fault, InputError, LeftOutWarning
from sim.words import Sentence, T, Text, Words

PACKAGE = "sim.kinds"
ENTRY_POINTS = "gongzhi.studies"
HEADING = "HEADING"

PROBLEMS = Words(
    {
        "unusable": ("the kind of study '{entry}' cannot be used: {problem}", "研究类型“{entry}”无法使用：{problem}"),
        "no_heading": ("its module has no statement HEADING = Heading(...)", "其模块缺少语句 HEADING = Heading(...)"),
        "no_kind": (
            "its Kind is not a subclass of sim.studies.study_kind.StudyKind",
            "其 Kind 不是 sim.studies.study_kind.StudyKind 的子类",
        ),
        "lacks": ("its Kind does not define: {names}", "其 Kind 未给出：{names}"),
    }
)
"""Why a kind of study cannot be used."""


@dataclass(frozen=True)
class Heading:
    """What the command line says of a kind of study.

    Attributes:
        does: What its verb does.
        file: Whether it is asked for by an experiment file; its options say everything otherwise.
        options: Help of its own options, each of which takes a value, by what is typed such as "--patterns FILE".
    """

    does: Sentence
    file: bool = True
    options: Mapping[str, Sentence] = field(default_factory=dict)

    @property
    def option_names(self) -> list[str]:
        """Names of its own options as attributes, such as "patterns"."""
        return [written.split()[0].removeprefix("--").replace("-", "_") for written in self.options]


@dataclass(frozen=True)
class KnownKind:
    """A kind of study that is there, loaded or not.

    Attributes:
        name: Its name: the verb, the command of its manifests, and the `kind` of its experiment files.
        heading: What the command line says of it.
        module: Its module.
    """

    name: str
    heading: Heading
    module: str

    def load(self) -> Any:
        """Its class, a `StudyKind`; the libraries of studies are loaded.

        Raises:
            InputError: The module cannot be loaded, or holds no complete kind.
        """
        if self.module.startswith(f"{PACKAGE}."):
            return importlib.import_module(self.module).Kind
        try:
            kind = importlib.import_module(self.module).Kind
            problem = _problem_of(kind)
        except (Exception, SystemExit) as error:  # A module of somebody else may do anything while it is loaded.
            problem = " ".join(f"{type(error).__name__}: {error}".split())
        if problem:
            raise InputError(Fault("GZ062", file=self.module, facts={"problem": _why(self.name, problem)}))
        return kind


def _problem_of(kind: object) -> Text:
    """Why a class is no complete kind of study; empty where it is one."""
    from sim.studies.study_kind import StudyKind  # It needs the libraries of studies.

    if not (inspect.isclass(kind) and issubclass(kind, StudyKind)):
        return PROBLEMS.phrase("no_kind")
    lacking = sorted({*kind.__abstractmethods__, *({"stored"} - {*dir(kind)})})
    return PROBLEMS.phrase("lacks", names=", ".join(lacking)) if lacking else ""


@cache
def kinds() -> Mapping[str, KnownKind]:
    """All kinds of study by name: those of this program, then those of other packages.

    Another package registers its module under the entry point group ``gongzhi.studies``, whose name is the kind's; one
    that cannot be used is left out with a warning.
    """
    found = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__)):
        heading = _heading(find_spec(f"{PACKAGE}.{name}"))
        assert heading is not None, f"sim/kinds/{name}.py has no HEADING"
        found[name] = KnownKind(name, heading, f"{PACKAGE}.{name}")
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        problem: Text = ""
        try:
            heading = _heading(find_spec(entry.module))
        except Exception as error:  # A package of somebody else may do anything while it is looked up.
            heading, problem = None, f"{type(error).__name__}: {error}"
        if entry.name in found:
            problem = T("another one has this name", "已有同名类型")
        elif not re.fullmatch("[a-z][a-z0-9_]*", entry.name):
            problem = T("its name must consist of a-z, 0-9 and '_'", "其名称不是由 a-z、0-9、_ 组成")
        elif heading is not None:
            found[entry.name] = KnownKind(entry.name, heading, entry.module)
            continue
        warnings.warn(LeftOutWarning(_why(entry.name, problem or PROBLEMS.phrase("no_heading"))), stacklevel=2)
    return found


def _why(name: str, problem: Text) -> Sentence:
    return PROBLEMS.phrase("unusable", entry=name, problem=problem)


def _heading(spec: ModuleSpec | None) -> Heading | None:
    """The heading of a module, of which nothing else is executed; None where it has none."""
    if spec is None or spec.origin is None:
        return None
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [HEADING]:
            known = {"Heading": Heading, "T": T, "Sentence": Sentence}
            found = eval(compile(ast.Expression(node.value), spec.origin, "eval"), {"__builtins__": {}}, known)
            return found if isinstance(found, Heading) else None
    return None
