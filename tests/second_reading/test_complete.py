"""Every rule of the program has a second reading, and every second reading is compared with something.

What needs one: the rules that engine and plain twin share (`@rule`), what else the twin takes from the program instead
of writing it out, and what every mechanism moves. All other behaviour, in kernels and in the steps of a day, the twin
writes out by itself (tests/reference).
"""

from __future__ import annotations

import ast
import importlib
from functools import cache
from pathlib import Path

from sim.mechanisms import registry
from tests.second_reading import policies
from tests.second_reading.comparing import name_of
from tests.second_reading.test_rules import CHECKS

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
READINGS = ("common", "residents", "offices", "attention", "staff", "money", "policies")
ELSEWHERE = {
    "sim.money.allocate": "whole fen by largest remainder: tests/test_money.py holds it against exact fractions",
    "sim.mechanisms.registry.registry": "finds the mechanisms; it decides nothing",
}
"""What the twin takes from the program and has no second reading here, and why."""


@cache
def rules() -> frozenset[str]:
    """Module and name of every function that engine and twin share: those that `rule` makes callable from kernels."""
    found = set()
    for path in sorted((ROOT / "sim").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(text).body if "@rule" in text else ():
            if isinstance(node, ast.FunctionDef):
                marks = (mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list)
                if any(isinstance(mark, ast.Name) and mark.id == "rule" for mark in marks):
                    found.add(f"{module}.{node.name}")
    return frozenset(found)


@cache
def taken_by_the_twin() -> frozenset[str]:
    """Functions of the program that the plain twin imports by name, at the head of its files."""
    found = set()
    for path in sorted((ROOT / "tests" / "reference").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                module = importlib.import_module(node.module or "")
                for alias in node.names:
                    value = getattr(module, alias.name)
                    if callable(value) and not isinstance(value, type):
                        found.add(f"{value.__module__}.{value.__name__}")
    return frozenset(found)


def test_every_rule_has_a_second_reading():
    assert len(rules()) > 100, "the rules are found by their mark"
    missing = sorted((rules() | taken_by_the_twin()) - {name_of(rule) for rule in CHECKS} - set(ELSEWHERE))
    assert not missing, "read these in docs/ODD.md and write them down again (tests/second_reading)"


def test_every_mechanism_has_a_second_reading():
    missing = sorted(name for name in registry() if not callable(getattr(policies, name, None)))
    assert not missing, "read these on docs/mechanisms.md and write down again what they move"


def test_what_stands_elsewhere_is_still_taken_from_the_program():
    assert not set(ELSEWHERE) - taken_by_the_twin() - rules()


def test_a_second_reading_knows_nothing_of_the_program():
    for name in READINGS:
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["math"], name
            elif isinstance(node, ast.ImportFrom):
                assert node.module in ("__future__", *(f"tests.second_reading.{other}" for other in READINGS)), name


def test_every_second_reading_is_compared():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.py")))
    for name in READINGS:
        for node in ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name not in registry():
                assert text.count(f"{node.name}(") > 1 or f"{node.name}," in text, f"{name}.{node.name} is never used"
