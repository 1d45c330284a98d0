"""Message groups and a Party cloud platform (“互联网+党建+社会”网格, paper, section 4.1.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class OnlinePartyGridParameters(MechanismParameters):
    """Who is reached, who helps, and what moderating costs."""

    reach_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="群组触达率",
        source=ASSUMED,
        doc=T("Share of residents with access who are in a message group.", "能上网居民中加入微信群的比例。"),
    )
    moderation_hours: float = parameter(
        0.3,
        unit="hours per 1,000 members and week",
        low=0.0,
        high=40.0,
        zh="群组维护工时",
        source=ASSUMED,
        doc=T("Committee hours of moderating.", "居（村）委会维护群组的工时。"),
    )
    party_share: float = parameter(
        0.064,
        unit="share",
        low=0.0,
        high=1.0,
        zh="党员占比",
        source=T(
            "89.56 million of 1,390 million residents at the end of 2017 (Central Organisation Department; "
            "National Bureau of Statistics)",
            "2017 年底 13.9 亿居民中有党员 8956 万名（中央组织部；国家统计局）",
        ),
        doc=T("Party members among residents.", "居民中的党员比例。"),
    )
    active_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="党员志愿参与率",
        source=ASSUMED,
        doc=T("Share of Party members who help where they live.", "在居住地参与服务的党员比例。"),
    )
    hours_per_month: float = parameter(
        0.42,
        unit="hours per head and month",
        low=0.0,
        high=20.0,
        zh="党员志愿月工时",
        source=T("as registered volunteers: 3-6 active hours a year", "同注册志愿者：每年活跃 3—6 小时"),
        doc=T("Hours such a member gives in a month.", "这类党员每月投入的工时。"),
    )
    issue_share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=1.0,
        zh="可用于诉求占比",
        source=T("assumed, as of other volunteers", "假设值，与其他志愿者相同"),
        doc=T("Share of these hours that is fit for residents' issues.", "上述工时中适合办理居民诉求的比例。"),
    )


class OnlinePartyGrid(Mechanism):
    """Brings residents with access within a message of their community and calls Party members to help.

    A message costs a resident less than a way or a call, so more is asked of offices. Moderating takes committee hours,
    and whatever nobody has hours for waits: with no capacity behind it, everybody waits longer. Residents without
    access gain nothing.
    """

    id = "online_party_grid"
    name = "online Party grid"
    name_zh = "“互联网+党建+社会”网格"
    what_zh = "让能上网的居民一条消息即可联系社区，并号召党员参与服务。"
    section = "4.1.3"
    horizon = LEARNT
    Parameters = OnlinePartyGridParameters
    parameters: OnlinePartyGridParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Opens the online road, calls Party members, and takes the hours of moderating."""
        p = self.parameters
        levers.raise_to("online_awareness", p.reach_share * presence)
        members = presence * structure.population * structure.online_share * p.reach_share
        levers.add("mechanism_hours", members / 1000.0 * p.moderation_hours / 5.0)
        helping = presence * structure.population * p.party_share * p.active_share
        daily = helping * p.hours_per_month * 12.0 / 365.0
        levers.add("volunteer_hours", daily * p.issue_share)
        levers.add("giving_hours", daily * (1.0 - p.issue_share))
