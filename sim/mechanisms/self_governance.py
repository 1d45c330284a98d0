"""Courtyard, family and supervision committees of residents (群众组织自治, paper, section 4.5.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class SelfGovernanceParameters(MechanismParameters):
    """How many residents work in committees of their own, and what helping them costs."""

    member_share: float = parameter(
        0.015, unit="share per unit of ties", low=0.0, high=1.0, zh="成员率", source=ASSUMED,
        doc=T("Share of engaged residents who are members, per unit of neighbourhood ties.",
              "邻里纽带每一单位对应的、心态积极居民中成员的比例。"))
    hours_per_month: float = parameter(
        1.0, unit="hours per member and month", low=0.0, high=60.0, zh="成员月工时", source=ASSUMED,
        doc=T("Hours a member gives to the small matters of others.", "一名成员投入他人小微事项的工时。"))
    support_hours: float = parameter(
        0.5, unit="hours per week", low=0.0, high=40.0, zh="指导工时", source=ASSUMED,
        doc=T("Hours with which the community committee guides and convenes them.",
              "居（村）委会指导与召集院落自治组织的工时。"))


class SelfGovernance(Mechanism):
    """Lets residents' own committees (院委会, 家委会, 监委会) solve small matters of their courtyard.

    The hours are residents' own: those engaged in common affairs, as far as neighbourhood ties make them join. Where
    nobody is engaged or nobody knows another, there is no committee. Guiding them costs hours of the community
    committee.
    """

    id = "self_governance"
    name = "residents' self-governance"
    name_zh = "群众组织自治"
    what_zh = "由居民自己的组织（院委会、家委会、监委会）解决院落里的小事。"
    section = "4.5.1"
    Parameters = SelfGovernanceParameters
    parameters: SelfGovernanceParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Gives courtyards their members' hours and takes the hours of guiding them."""
        p = self.parameters
        members = structure.population * structure.engaged_share * np.minimum(p.member_share * structure.ties, 1.0)
        levers.add("courtyard_hours", presence * members * p.hours_per_month * 12.0 / 365.0)
        levers.add("mechanism_hours", np.where(members > 0.0, presence * p.support_hours / 5.0, 0.0))
