"""Reads what a planner wants of a policy: a YAML file with bounds for measures, or for their change.

    goals:
      solved_per_need: {change_at_least: 0.01}
      resolution_urban_rural_gap: {change_at_most: 0}
      yuan_per_resident: {at_most: 5}

`at_least` and `at_most` bound the value over everybody, `change_at_least` and `change_at_most` its difference from the
baseline, in the unit of the measure. `yuan_per_resident` is what a policy costs in all above the baseline.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from sim.errors import Fault, InputError, nearest, shortened, words_allowed
from sim.measures.registry import measures
from sim.scenario.tree import Node
from sim.scenario.yaml_source import read_mapping
from sim.studies.robustness import COST, Goal
from sim.words import Sentence

GOALS = "goals"
FILE = "goals.yaml"
"""What the goals of a comparison are called in its folder."""

BOUNDS = {
    "at_least": (False, True),
    "at_most": (False, False),
    "change_at_least": (True, True),
    "change_at_most": (True, False),
}
"""Keys of a goal: whether each bounds the change, and whether from below."""


def read_goals(path: str) -> tuple[tuple[Goal, ...], list[Fault]]:
    """Reads a file of goals.

    Args:
        path: The file.

    Returns:
        The goals, one for each bound, and everything wrong with the file.
    """
    try:
        tree, faults = read_mapping(Path(path), path)
    except InputError as problem:
        return (), list(problem.faults)
    if tree is None or not isinstance(tree.value, dict):
        return (), list(faults)
    faults = list(faults)
    faults += [_unknown(node, key, [GOALS]) for key, node in tree.value.items() if key != GOALS]
    written = tree.value.get(GOALS)
    if written is None or not isinstance(written.value, dict) or not written.value:
        faults.append(
            tree.fault("GZ026", key=GOALS)
            if written is None
            else _expected(written, Sentence("measures with their bounds", "指标及其界限"))
        )
        return (), faults
    goals: list[Goal] = []
    known = [COST, *(name for name, measure in measures().items() if "all" in measure.by)]
    for measure, node in written.value.items():
        if measure not in known:
            faults.append(_unknown(node, measure, known))
            continue
        found, wrong = _goals(measure, node)
        goals += found
        faults += wrong
    return tuple(goals), faults


def goals_facts(goals: Sequence[Goal]) -> dict[str, dict[str, float]]:
    """What a manifest says of goals: the bounds of each measure, as a file of goals writes them.

    Args:
        goals: The goals, one for each bound.
    """
    keys = {kind: key for key, kind in BOUNDS.items()}
    found: dict[str, dict[str, float]] = {}
    for goal in goals:
        bound = goal.low if goal.low is not None else goal.high
        assert bound is not None
        found.setdefault(goal.measure, {})[keys[goal.change, goal.low is not None]] = bound
    return found


def goals_of(facts: Mapping[str, Mapping[str, float]]) -> tuple[Goal, ...]:
    """The goals that a manifest tells of.

    Args:
        facts: What `goals_facts` gave.
    """
    return tuple(_goal(name, key, float(bound)) for name, bounds in facts.items() for key, bound in bounds.items())


def goals_text(goals: Sequence[Goal]) -> str:
    """The text of a file of goals.

    Args:
        goals: The goals, one for each bound.

    Returns:
        YAML that `read_goals` reads back as the same goals.
    """
    return yaml.safe_dump({GOALS: goals_facts(goals)}, sort_keys=False)


def _goal(measure: str, key: str, bound: float) -> Goal:
    """One bound of a measure."""
    change, from_below = BOUNDS[key]
    low, high = (bound, None) if from_below else (None, bound)
    return Goal(measure, low, high, change)


def _goals(measure: str, node: Node) -> tuple[list[Goal], list[Fault]]:
    """The bounds of one measure."""
    if not isinstance(node.value, dict) or not node.value:
        return [], [_expected(node, Sentence(words_allowed(BOUNDS), words_allowed(BOUNDS)))]
    goals: list[Goal] = []
    faults: list[Fault] = []
    for key, bound in node.value.items():
        value = bound.value
        if key not in BOUNDS:
            faults.append(_unknown(bound, key, list(BOUNDS)))
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            faults.append(_expected(bound, Sentence("a number", "数字")))
        else:
            goals.append(_goal(measure, key, float(value)))
    return goals, faults


def _unknown(node: Node, key: str, known: list[str]) -> Fault:
    """A key that nobody knows."""
    fault = node.fault("GZ025", at_key=True, found=shortened(key))
    return replace(fault, allowed=words_allowed(known), nearest=nearest(key, known))


def _expected(node: Node, expected: Sentence) -> Fault:
    """A value of the wrong kind."""
    return node.fault("GZ022", expected=expected, found=shortened(str(node.plain())))
