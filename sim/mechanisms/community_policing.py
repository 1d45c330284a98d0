"""Community policing with shared records (互联网+社区警务, paper, section 2.3.6)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T

WEEKS_PER_YEAR = 365.0 / 7.0


class CommunityPolicingParameters(MechanismParameters):
    """How long the police are in the community, what they bring, and who goes without."""

    coverage: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="覆盖率",
        source=T("assumed; a pilot (paper, section 2.3.6)", "假设值；试点（论文第 2.3.6 节）"),
        doc=T("Share of communities in which the mechanism works.", "该机制发挥作用的社区比例。"),
    )
    beat_hours: float = parameter(
        20.0,
        unit="hours per week",
        low=0.0,
        high=80.0,
        zh="社区民警在岗时间",
        source=T("at least 20 hours a week (paper, section 2.3.6)", "每周至少 20 小时（论文第 2.3.6 节）"),
        doc=T("Hours of the police in a covered community.", "民警在覆盖社区的工时。"),
    )
    most_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="抽调上限",
        source=ASSUMED,
        doc=T("Largest share of the hours of other beats that can be moved.", "可从其他警务区调出的工时的最大比例。"),
    )
    justice_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="公安司法抽调上限",
        source=ASSUMED,
        doc=T(
            "Largest share of the hours of police and justice that can be moved, where other beats do not suffice.",
            "其他警务区不足时，可从公安司法调出的工时的最大比例。",
        ),
    )
    patrol_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="巡逻占比",
        source=T("assumed; four-level patrol (paper, section 2.3.6)", "假设值；四级巡逻防控（论文第 2.3.6 节）"),
        doc=T("Share of the hours gained that is patrol.", "增加的工时中用于巡逻的比例。"),
    )
    able_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="民警可办占比",
        source=ASSUMED,
        doc=T(
            "Further share of safety issues that the police are able to take on the spot.",
            "民警能够当场承接的公共安全诉求的新增比例。",
        ),
    )
    records_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="流动人口信息共享",
        source=T(
            "assumed; one collects, all use (paper, section 2.3.6)", "假设值；一人采集、全警共享（论文第 2.3.6 节）"
        ),
        doc=T(
            "Requests of residents from elsewhere that shared records give an owner.",
            "外来居民的诉求中，因信息共享而有单位认领的比例。",
        ),
    )
    group_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="警民群知晓率",
        source=T("assumed; message groups (paper, section 2.3.6)", "假设值；警民微信群（论文第 2.3.6 节）"),
        doc=T(
            "Share of residents with access who are in a message group of the police.",
            "能上网居民中加入警民微信群的比例。",
        ),
    )


class CommunityPolicing(Mechanism):
    """Police spend more hours in covered communities, on patrol and in message groups, and share their records.

    The hours come from a real pool: first the beats of the other communities of the district, then the department of
    police and justice. Where everybody is covered there are no other beats, and little can be gained.
    """

    id = "community_policing"
    name = "community policing"
    name_zh = "互联网+社区警务"
    what_zh = "民警在所覆盖社区投入更多时间，巡逻、建警民群，并共享信息。"
    section = "2.3.6"
    horizon = LEARNT
    Parameters = CommunityPolicingParameters
    parameters: CommunityPolicingParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves police hours to covered communities, out of the rest of the district."""
        p = self.parameters
        wanted = presence * np.maximum(p.beat_hours - structure.beat_hours_per_week, 0.0)
        asked = structure.by_district(wanted)
        beats = np.where(presence > 0.0, 0.0, p.most_share * structure.beat_hours_per_week)
        lendable = structure.by_district(beats)
        days_per_week = structure.working_days_per_year / WEEKS_PER_YEAR
        from_beats = np.minimum(asked, lendable)
        from_justice = np.minimum(asked - from_beats, p.justice_share * structure.justice_hours * days_per_week)
        ratio = np.divide(from_beats + from_justice, asked, out=np.zeros_like(asked), where=asked > 0.0)
        gained = wanted * ratio[structure.district]
        drawn = np.divide(from_beats, lendable, out=np.zeros_like(lendable), where=lendable > 0.0)
        levers.add("police_hours", gained - beats * drawn[structure.district])
        levers.add("justice_hours", -from_justice / days_per_week)
        levers.add("patrol_hours", p.patrol_share * gained / days_per_week)
        levers.raise_to("able_police", p.able_share * presence)
        levers.remove("nobody", p.records_share * presence)
        levers.raise_to("online_awareness", p.group_share * presence)
