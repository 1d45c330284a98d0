"""Courtyard, family and supervision committees of residents (群众组织自治, paper, section 4.5.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters, part_given
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class SelfGovernanceParameters(MechanismParameters):
    """How many residents work in committees of their own, and what helping them costs."""

    member_share: float = parameter(
        0.015,
        unit="share per unit of ties",
        low=0.0,
        high=1.0,
        zh="成员率",
        source=ASSUMED,
        doc=T(
            "Share of engaged residents who are members, per unit of neighbourhood ties.",
            "邻里纽带每一单位对应的、心态积极居民中成员的比例。",
        ),
    )
    hours_per_month: float = parameter(
        1.0,
        unit="hours per member and month",
        low=0.0,
        high=60.0,
        zh="成员月工时",
        source=ASSUMED,
        doc=T("Hours a member gives to the small matters of others.", "一名成员投入他人小微事项的工时。"),
    )
    support_hours: float = parameter(
        0.5,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="指导工时",
        source=ASSUMED,
        doc=T(
            "Hours with which the community committee convenes them, whatever they do.",
            "居（村）委会召集院落自治组织的工时，与其办事多少无关。",
        ),
    )
    supervision_share: float = parameter(
        0.25,
        unit="hours per hour of members",
        low=0.0,
        high=2.0,
        zh="监督工时比例",
        source=ASSUMED,
        doc=T(
            "Hours with which the community committee guides and supervises an hour of their work.",
            "成员每投入一小时，居（村）委会用于指导与监督的工时。",
        ),
    )
    most_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="工时占用上限",
        source=ASSUMED,
        doc=T(
            "Largest share of a committee's issue hours that this can take; members work no more than that allows.",
            "最多占用居（村）委会诉求工时的比例；成员投入以此为限。",
        ),
    )


class SelfGovernance(Mechanism):
    """Lets residents' own committees (院委会, 家委会, 监委会) solve small matters of their courtyard.

    The hours are residents' own: those engaged in common affairs, as far as neighbourhood ties make them join. Where
    nobody is engaged or nobody knows another, there is no committee. Whoever keeps a matter to himself is not helped,
    and what they fail at goes on to the offices. Convening and supervising them costs hours of the community
    committee, and members work no more than it can supervise.
    """

    id = "self_governance"
    name = "residents' self-governance"
    name_zh = "群众组织自治"
    what_zh = "由居民自己的组织（院委会、家委会、监委会）解决院落里的小事。"
    section = "4.5.1"
    horizon = LEARNT
    Parameters = SelfGovernanceParameters
    parameters: SelfGovernanceParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Gives courtyards their members' hours and takes the hours of convening and supervising them."""
        p = self.parameters
        members = structure.population * structure.engaged_share * np.minimum(p.member_share * structure.ties, 1.0)
        a_year = members * p.hours_per_month * 12.0
        asked = presence * (p.support_hours / 5.0 + p.supervision_share * a_year / structure.working_days_per_year)
        given = np.where(members > 0.0, np.minimum(asked, presence * p.most_share * structure.issue_hours), 0.0)
        reach = presence * part_given(given, asked)
        levers.add("courtyard_hours", reach * a_year / 365.0)
        levers.add("mechanism_hours", given)
