"""Units, firms and mass organisations of a place pool people and money (多方协作共治, paper, section 4.5.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, TIES_GROW_LITTLE, parameter
from sim.structure import Structure
from sim.words import T

OWNERS = 7
"""Column of business owners among the groups of residents."""


class CoGovernanceParameters(MechanismParameters):
    """What units and firms give and what bringing them together costs."""

    joining_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="参与率",
        source=ASSUMED,
        doc=T("Share of business owners whose unit or firm joins.", "企业主中其单位或企业参与共治的比例。"),
    )
    pooled_yuan: float = parameter(
        300.0,
        unit="yuan per firm and year",
        low=0.0,
        high=100000.0,
        zh="单位年出资",
        source=ASSUMED,
        doc=T("Money a firm pools at mean fiscal capacity.", "平均财力下一家企业的出资。"),
    )
    hours_per_month: float = parameter(
        2.0,
        unit="hours per firm and month",
        low=0.0,
        high=100.0,
        zh="单位月工时",
        source=ASSUMED,
        doc=T(
            "Hours that people of a firm give to care, safety and culture.",
            "一家企业的人员投入照护、安全与文化的工时。",
        ),
    )
    issue_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="可用于诉求占比",
        source=ASSUMED,
        doc=T("Share of these hours that is fit for residents' issues.", "上述工时中适合办理居民诉求的比例。"),
    )
    patrol_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="联防占比",
        source=T("paper, section 4.5.2 (治安联防); size assumed", "论文第 4.5.2 节（治安联防）；大小为假设值"),
        doc=T("Share of them spent on joint safety patrols.", "上述工时中用于治安联防的比例。"),
    )
    able_share: float = parameter(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        zh="服务扩展",
        source=ASSUMED,
        doc=T(
            "Further environment and care issues their people are able to take.",
            "其人员能够承接的环境与照护诉求的新增比例。",
        ),
    )
    care_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="困难救助承接占比",
        source=T(
            "help in difficulties and care (paper, section 4.5.2); size assumed",
            "困难救助、亲情关爱（论文第 4.5.2 节）；大小为假设值",
        ),
        doc=T(
            "Further care issues of older, disabled, low-income and floating residents and of families they take.",
            "其人员承接的老年、残障、低收入、流动居民及儿童家庭照护诉求的新增比例。",
        ),
    )
    ties_per_year: float = parameter(
        0.01,
        unit="per year",
        low=0.0,
        high=1.0,
        zh="邻里纽带年增",
        source=TIES_GROW_LITTLE,
        doc=T(
            "Growth of ties by joint activities where as many firms join as named below.",
            "参与企业达到下列数目时，共同活动所增加的邻里纽带。",
        ),
    )
    firms_per_1000: float = parameter(
        10.0,
        unit="firms per 1,000 residents",
        low=0.1,
        high=500.0,
        zh="充分参与单位数",
        source=ASSUMED,
        doc=T("Joining firms at which activities reach everybody.", "活动覆盖所有居民所需的参与企业数。"),
    )
    coordination_hours: float = parameter(
        0.5,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="协调工时",
        source=ASSUMED,
        doc=T("Committee hours of bringing the parties together.", "居（村）委会组织各方的工时。"),
    )


class CoGovernance(Mechanism):
    """Brings units, firms, mass organisations and owners together to pool people and money for their community.

    What comes together follows who is there: firms and the means of the place. Most villages have few firms, pay the
    hours of coordination all the same, and get little.
    """

    id = "co_governance"
    name = "co-governance of many parties"
    name_zh = "多方协作共治"
    what_zh = "汇聚辖区单位、企业、群团组织与业主，为所在社区共筹人力和资金。"
    section = "4.5.2"
    horizon = GROWN
    Parameters = CoGovernanceParameters
    parameters: CoGovernanceParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Pools the firms' money and hours, lets ties grow, and takes the hours of coordination."""
        p = self.parameters
        firms = presence * p.joining_share * structure.group_counts[:, OWNERS]
        people = np.maximum(structure.population, 1.0)
        levers.add("pooled_fen", 100.0 * p.pooled_yuan * firms * structure.fiscal_capacity / people)
        daily = firms * p.hours_per_month * 12.0 / 365.0
        patrol = np.minimum(p.patrol_share, 1.0 - p.issue_share)
        levers.add("volunteer_hours", daily * p.issue_share)
        levers.add("giving_hours", daily * (1.0 - p.issue_share))
        levers.add("patrol_hours", firms * p.hours_per_month * 12.0 / structure.working_days_per_year * patrol)
        density = np.minimum(1000.0 * firms / people / p.firms_per_1000, 1.0)
        levers.raise_to("able_volunteer", p.able_share * density)
        levers.raise_to("able_volunteer_key", p.care_share * density)
        levers.add("ties_gain", p.ties_per_year * density)
        levers.add("mechanism_hours", presence * p.coordination_hours / 5.0)
