"""What every mechanism has: a name, a place in the paper, dates, coverage, and levers it moves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

import numpy as np

from sim.levers import Levers
from sim.scenario.parameter import ASSUMED, ParameterGroup, parameter
from sim.structure import Structure
from sim.words import Sentence, T


class Horizon(NamedTuple):
    """After how long a mechanism is to be judged.

    Attributes:
        years: Measured years; over fewer, what is slow about it is not there yet.
        why: What is slow about it.
    """

    years: int
    why: Sentence


AT_ONCE = Horizon(1, T("hours, order and authority act within the year", "工时、次序与权限当年即起作用"))
LEARNT = Horizon(
    3,
    T(
        "beliefs, habits, trust and knowledge of a service settle over some years",
        "信念、习惯、信任和对服务的知晓要几年才稳定",
    ),
)
GROWN = Horizon(
    5,
    T(
        "posts are filled, skill, organisations, ties and what repairs keep up grow over several years",
        "岗位到位，技能、组织、纽带与设施状况要多年积累",
    ),
)
BUILT = Horizon(10, T("a stock is built up a little every year", "存量逐年建成"))
"""What a mechanism's horizon is one of; years are assumed, from half-lives and rates of the stocks that it moves."""


class MechanismParameters(ParameterGroup):
    """Where and when a mechanism works."""

    coverage: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="覆盖率",
        source=ASSUMED,
        doc=T(
            "Share of the districts' communities in which the mechanism works.",
            "实施区县的社区中该机制发挥作用的比例。",
        ),
    )
    districts: str = parameter(
        "everywhere",
        unit="names",
        zh="实施区县",
        source=ASSUMED,
        doc=T(
            "Districts in which it works: names or codes, separated by commas, or 'everywhere'; a rule for the "
            "money of the whole place holds everywhere.",
            "实施区县的名称或代码，以逗号分隔；或写 'everywhere'，表示全境；针对全境资金的规则处处适用。",
        ),
    )
    start_day: int = parameter(
        0,
        unit="day of the run",
        low=0,
        high=100000,
        zh="起始日",
        source=ASSUMED,
        doc=T(
            "First day on which it works; day 0 is the first day of the warm-up.",
            "发挥作用的首日；第 0 天为预热期首日。",
        ),
    )
    end_day: int = parameter(
        100000,
        unit="day of the run",
        low=0,
        high=100000,
        zh="终止日",
        source=ASSUMED,
        doc=T("First day on which it no longer works.", "不再发挥作用的首日。"),
    )
    phase_in_days: int = parameter(
        60,
        unit="days",
        low=0,
        high=3650,
        zh="逐步推行天数",
        source=ASSUMED,
        doc=T("Days over which it grows to full strength.", "逐步达到全部力度的天数。"),
    )


def part_given(given: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The part of the hours asked of an office that it gives, float64, 0 to 1; all where nothing is asked.

    What the hours are for happens to that part, so that nothing is done in hours that nobody gave.
    """
    return np.divide(given, asked, out=np.ones_like(asked), where=asked > 0.0)


def share_known(hours: np.ndarray, needed: np.ndarray) -> np.ndarray:
    """The share of households whose records are kept, for want of hours not all of them; 0 where there are none.

    Args:
        hours: Hours spent on records.
        needed: Hours that the records of all households take, in the same time.
    """
    return np.minimum(np.divide(hours, needed, out=np.zeros_like(needed), where=needed > 0.0), 1.0)


class Mechanism(ABC):
    """A coordination mechanism: moves levers, by a rule of structure alone, and never reads a measure.

    Attributes:
        id: Name in scenarios and tables.
        name: English name.
        name_zh: Chinese name.
        what_zh: What it does, in one Chinese sentence; the English one is the first line of its docstring.
        section: Section of the paper it comes from.
        horizon: After how long it is to be judged.
        Parameters: Its parameters.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    name_zh: ClassVar[str]
    what_zh: ClassVar[str] = ""
    section: ClassVar[str]
    horizon: ClassVar[Horizon] = AT_ONCE
    Parameters: ClassVar[type[MechanismParameters]]

    def __init__(self, parameters: MechanismParameters) -> None:
        """Makes the mechanism of one scenario.

        Args:
            parameters: Its parameters there.
        """
        self.parameters = parameters

    @classmethod
    def title(cls) -> Sentence:
        """The name in both languages."""
        return Sentence(cls.name, cls.name_zh)

    @classmethod
    def what(cls) -> Sentence:
        """What it does, in one sentence; English where a mechanism has no Chinese one."""
        english = (cls.__doc__ or "").strip().split("\n")[0]
        return Sentence(english, cls.what_zh or english)

    def strength(self, day: int) -> float:
        """How far it is phased in on a day, 0 to 1."""
        p = self.parameters
        if day < p.start_day or day >= p.end_day:
            return 0.0
        if p.phase_in_days == 0:
            return 1.0
        return min(1.0, (day - p.start_day + 1) / p.phase_in_days)

    def covered(self, structure: Structure) -> np.ndarray:
        """Which communities it covers, by its districts and its coverage there; 1.0 or 0.0, one per community."""
        return structure.covered(self.id, self.parameters.coverage, self.parameters.districts)

    def presence(self, structure: Structure, day: int) -> np.ndarray:
        """Strength of the mechanism in each community on a day: coverage times phase-in; float64, 0 to 1."""
        return self.covered(structure) * self.strength(day)

    @abstractmethod
    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves the levers of a day.

        Args:
            levers: The levers, already moved by others or not; the result must not depend on that.
            structure: The standing structure of the place.
            presence: Strength in each community today, float64, 0 to 1.
        """
