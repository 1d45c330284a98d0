"""What holds for every mechanism: it acts through levers alone, from structure alone, and shows what it must."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import numpy as np
import pytest

from sim.levers import LEVERS, Levers
from sim.measures.registry import measures
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.fields import facts_of
from sim.structure import Structure
from tests.mechanisms import pairs as paired
from tests.model_runs import chongqing, finished, scenario, small_world, state_bytes

NAMES = sorted(registry())
FOLDER = Path(__file__).parent.parent.parent / "sim" / "mechanisms"
NOW = {"phase_in_days": 0}
ALLOWED_IMPORTS = {
    "__future__",
    "math",
    "numpy",
    "sim.levers",
    "sim.mechanisms.base",
    "sim.scenario.parameter",
    "sim.structure",
    "sim.words",
}


def test_the_package_holds_mechanisms():
    assert len(NAMES) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_without_its_levers_it_shows_nothing(name, monkeypatch):
    """The test of what a mechanism must show can fail: with `apply` emptied, it does."""
    module = importlib.import_module(f"tests.mechanisms.test_{name}")
    monkeypatch.setattr(registry()[name], "apply", lambda self, levers, structure, presence: None)
    monkeypatch.setattr(paired, "MOST_SEEDS", 1)
    with pytest.raises(AssertionError):
        module.must_show()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["no coverage", "emptied"])
def test_without_coverage_or_levers_it_is_the_baseline(name, how, monkeypatch):
    """All that a mechanism does, it does through its levers, and only where it covers somebody: byte for byte."""
    if how == "emptied":
        monkeypatch.setattr(registry()[name], "apply", lambda self, levers, structure, presence: None)
    parameters = NOW | ({"coverage": 0.0} if how == "no coverage" else {})
    changed = finished(scenario({}, {name: parameters}, days=60), small_world())
    baseline = finished(scenario(days=60), small_world())
    assert state_bytes(changed) == state_bytes(baseline)


def words(path: Path) -> tuple[set[str], set[str]]:
    """The names and short strings that a file uses, and the modules that it imports."""
    used, imported = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            used.add(node.value)
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    return used, imported


@pytest.mark.parametrize("name", NAMES)
def test_its_file_names_no_measure_no_outcome_and_no_other_mechanism(name):
    used, imported = words(FOLDER / f"{name}.py")
    assert imported <= ALLOWED_IMPORTS
    forbidden = set(measures()) | {other for other in registry() if other != name}
    allowed = {lever.name for lever in LEVERS} | set(Structure.__dataclass_fields__)
    assert not used & (forbidden - allowed)


def moved_levers(model: GovernanceModel, names: list[str], presence: float | None = None) -> Levers:
    """Neutral levers after the mechanisms of a model have moved them, in the order of the names."""
    levers = Levers(model.levers.n_rows)
    by_name = {mechanism.id: mechanism for mechanism in model.mechanisms}
    for name in names:
        full = np.ones(len(model.communities)) * (1.0 if presence is None else presence)
        by_name[name].apply(levers, model.structure, full)
    return levers


@pytest.fixture(scope="module")
def everything() -> GovernanceModel:
    """A slice of Chongqing with every mechanism switched on, before its first day."""
    return GovernanceModel(scenario({}, dict.fromkeys(NAMES, NOW)), chongqing(0.005), seed=1)


@pytest.mark.parametrize("name", NAMES)
def test_it_moves_levers_where_it_is_present_and_none_elsewhere(name, everything):
    neutral = Levers(everything.levers.n_rows)
    present, absent = moved_levers(everything, [name]), moved_levers(everything, [name], 0.0)
    assert any((present[lever.name] != neutral[lever.name]).any() for lever in LEVERS)
    assert [lever.name for lever in LEVERS if (absent[lever.name] != neutral[lever.name]).any()] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_pure_in_the_day(name, everything):
    """Applied twice to neutral levers, it moves them to the same values."""
    one, two = (moved_levers(everything, [name], 0.5) for _ in range(2))
    assert all((one[lever.name] == two[lever.name]).all() for lever in LEVERS)


def test_the_order_of_mechanisms_does_not_matter(everything):
    generator = np.random.default_rng(1)
    expected = moved_levers(everything, NAMES)
    for _ in range(5):
        found = moved_levers(everything, list(generator.permutation(NAMES)))
        for lever in LEVERS:
            np.testing.assert_allclose(found[lever.name], expected[lever.name], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_who_it_is(name):
    kind = registry()[name]
    assert kind.id == name
    assert kind.name and kind.name_zh and kind.section
    for field, info in kind.Parameters.model_fields.items():
        said = facts_of(info)
        assert said.doc.en and said.unit and said.source.en and said.label_zh, f"{name}.{field}"
