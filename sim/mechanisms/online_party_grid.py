"""Message groups and a Party cloud platform (“互联网+党建+社会”网格, paper, section 4.1.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure


class OnlinePartyGridParameters(MechanismParameters):
    """Who is reached, who helps, and what moderating costs."""

    reach_share: float = parameter(0.6, unit="share", low=0.0, high=1.0, source="assumed", zh="群组触达率",
                                   doc="Share of residents with access who are in a message group.")
    moderation_hours: float = parameter(0.3, unit="hours per 1,000 members and week", low=0.0, high=40.0,
                                        source="assumed", doc="Committee hours of moderating.", zh="群组维护工时")
    party_share: float = parameter(0.064, unit="share", low=0.0, high=1.0, zh="党员占比",
                                   source="89.56 million of 1,390 million residents at the end of 2017 (Central "
                                          "Organisation Department; National Bureau of Statistics)",
                                   doc="Party members among residents.")
    active_share: float = parameter(0.2, unit="share", low=0.0, high=1.0, source="assumed", zh="党员志愿参与率",
                                    doc="Share of Party members who help where they live.")
    hours_per_month: float = parameter(0.42, unit="hours per head and month", low=0.0, high=20.0, zh="党员志愿月工时",
                                       source="as registered volunteers: 3-6 active hours a year",
                                       doc="Hours such a member gives in a month.")
    issue_share: float = parameter(0.06, unit="share", low=0.0, high=1.0, source="assumed, as of other volunteers",
                                   doc="Share of these hours that is fit for residents' issues.", zh="可用于诉求占比")


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
    Parameters = OnlinePartyGridParameters
    parameters: OnlinePartyGridParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Opens the online road, calls Party members, and takes the hours of moderating."""
        p = self.parameters
        levers.raise_to("online_awareness", p.reach_share * presence)
        members = presence * structure.population * structure.online_share * p.reach_share
        levers.add("mechanism_hours", members / 1000.0 * p.moderation_hours / 5.0)
        helping = presence * structure.population * p.party_share * p.active_share
        levers.add("volunteer_hours", helping * p.hours_per_month * 12.0 / 365.0 * p.issue_share)
