"""The parameters of a scenario as flat records that compiled kernels and plain Python read alike.

A rule takes `params` (all numbers of the scenario) and, where the category matters, `kind` (the row of that category).
Kernels get NumPy records; the reference twin gets plain namespaces with the same names and Python numbers.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.columns import layout
from sim.scenario.fields import facts_of
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.parameter import ParameterGroup
from sim.scenario.tables import AmountsByCategory, LogitsByCategory, SharesByCategory, SpreadsByCategory
from sim.vocabulary import Category, NeedsOfGroups

_CATEGORY_TABLES = (SharesByCategory, AmountsByCategory, SpreadsByCategory, LogitsByCategory)
_GROUPS = (
    "needs",
    "voice",
    "intake",
    "work",
    "staff",
    "money",
    "hand_over",
    "closing",
    "attention",
    "trust",
    "participation",
    "estates",
    "governments",
    "staffing",
    "migration",
    "services",
)


def flat_numbers(parameters: ModelParameters) -> dict[str, float]:
    """All scalar parameters of behaviour by their own name; tables by tier or disposition as name_key.

    A word is the number of its place among the words allowed, from 0.

    Args:
        parameters: The scenario.

    Returns:
        Name to number (float), in the order of declaration.

    Raises:
        ValueError: Two groups declare the same name.
    """
    numbers: dict[str, float] = {}
    for group in _GROUPS:
        for name, value in getattr(parameters, group):
            if isinstance(value, _CATEGORY_TABLES):
                continue
            words = facts_of(type(getattr(parameters, group)).model_fields[name]).choices
            if isinstance(value, ParameterGroup):
                entries = [(f"{name}_{key}", number) for key, number in value]
            else:
                entries = [(name, value)]
            for full, number in entries:
                if full in numbers:
                    raise ValueError(f"parameter {full!r} is declared twice")
                numbers[full] = float(words.index(number)) if words else float(number)
    numbers |= _derived(parameters)
    return numbers


def _derived(parameters: ModelParameters) -> dict[str, float]:
    """Numbers that follow from several parameters, worked out once."""
    needs = parameters.needs
    residents = parameters.world.residents
    derived: dict[str, float] = {"ties_sd": max(parameters.world.communities.ties_noise, 0.01)}
    for place in ("town", "village"):
        shares = dict(getattr(residents, f"{place}_groups"))
        derived[f"welfare_mean_{place}"] = needs.mean_factor(NeedsOfGroups.CARE, shares)
        derived[f"farming_mean_{place}"] = needs.mean_factor(NeedsOfGroups.FARMING, shares)
    return derived


def category_rows(parameters: ModelParameters) -> list[dict[str, float]]:
    """One mapping of name to number for each category, in the order of `Category`: its traits and parameters."""
    rows = [category.row.traits for category in Category]
    for group in _GROUPS:
        for name, value in getattr(parameters, group):
            if isinstance(value, _CATEGORY_TABLES):
                for category in Category:
                    rows[category][name] = float(getattr(value, category.key))
    return rows


def as_record(numbers: dict[str, float]) -> np.ndarray:
    """The numbers as an array of one record, for kernels."""
    return np.array([tuple(numbers.values())], layout(*((name, np.float64) for name in numbers)))


def as_table(rows: list[dict[str, float]]) -> np.ndarray:
    """The rows as an array of records, for kernels."""
    return np.array([tuple(row.values()) for row in rows], layout(*((name, np.float64) for name in rows[0])))


class Rulebook:
    """The numbers of one scenario in both forms.

    Attributes:
        record: Array of one record, all scalar parameters (float64).
        categories: Array of one record per category.
        plain: The scalars as a namespace of Python floats.
        plain_categories: The categories as namespaces of Python floats.
    """

    def __init__(self, parameters: ModelParameters) -> None:
        numbers = flat_numbers(parameters)
        rows = category_rows(parameters)
        self.record: np.ndarray = as_record(numbers)
        self.categories: np.ndarray = as_table(rows)
        self.plain: Any = SimpleNamespace(**numbers)
        self.plain_categories: list[Any] = [SimpleNamespace(**row) for row in rows]
