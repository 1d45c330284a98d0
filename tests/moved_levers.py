"""A mechanism for tests that moves given levers by given amounts, in the engine and in the twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.levers import LOWER, WAYS, Levers
from sim.mechanisms import Mechanism, MechanismParameters
from sim.model import GovernanceModel
from sim.structure import Structure


class Moves(Mechanism):
    """Moves levers by fixed amounts from the first day."""

    id, name, name_zh, section, Parameters = "moves", "moves", "动", "0", MechanismParameters

    def __init__(self, amounts: Mapping[str, Any]) -> None:
        """Makes the mechanism.

        Args:
            amounts: Lever to amount, one value or one per row.
        """
        super().__init__(MechanismParameters(phase_in_days=0))
        self.amounts = dict(amounts)

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves the levers, each in its own way."""
        for name, amount in self.amounts.items():
            combine = levers.by_name[name].combine
            where = [np.ones(len(levers[name]), bool)] if combine == LOWER else []
            getattr(levers, WAYS[combine])(name, amount, *where)


def with_levers(model: GovernanceModel, amounts: Mapping[str, Any]) -> GovernanceModel:
    """The model with the given levers moved besides whatever its scenario moves."""
    mechanism = Moves(amounts)
    model.mechanisms.append(mechanism)
    model._coverage[mechanism.id] = model.structure.covered(mechanism.id, 1.0)
    return model
