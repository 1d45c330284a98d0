"""One measure: its name, unit, wanted direction, definition, and how it is computed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.words import Sentence

if TYPE_CHECKING:
    from sim.measures.observation import Observation


PER_NEED = "per need"
"""Unit of what is counted in the same days as needs are: old causes count, so more may be solved than arose."""


class Row(NamedTuple):
    """One value of a measure for one group.

    Attributes:
        by: Name of the grouping ("all", "setting", ...).
        group: Key of the group inside the grouping.
        n: Complaints, issues, residents, communities or hours behind the value, as counted (no design weights).
        value: The value; nan where there is nothing to divide by.
    """

    by: str
    group: str
    n: int
    value: float


@dataclass(frozen=True)
class Measure:
    """A measure of the registry.

    Attributes:
        id: Name in tables.
        label: English label.
        label_zh: Chinese label.
        unit: Unit in plain words.
        better: "higher", "lower" or "none" where neither is wanted.
        definition: What is divided by what, over whom, with the source of any number.
        by: Groupings it is given for.
        function: Computes its rows from an observation.
        signed: Whether it is a difference, or an index, that may lie below 0.
    """

    id: str
    label: str
    label_zh: str
    unit: str
    better: str
    definition: Sentence
    by: tuple[str, ...]
    function: Callable[[Observation], list[Row]]
    signed: bool = False

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest value that its unit allows: a share lies between 0 and 1."""
        high = 1.0 if self.unit in ("share", "0-1") else math.inf
        return (-high if self.signed else 0.0), high

    @property
    def in_per_cent(self) -> bool:
        """Whether it is shown in per cent and its differences in percentage points."""
        return self.unit in ("share", PER_NEED)

    @property
    def words(self) -> Sentence:
        """The label in both languages."""
        return Sentence(self.label, self.label_zh)

    def __post_init__(self) -> None:
        """Refuses an unknown direction.

        Raises:
            ValueError: `better` is none of the three words.
        """
        if self.better not in ("higher", "lower", "none"):
            raise ValueError(f"{self.id}: better is {self.better!r}; use 'higher', 'lower' or 'none'")
