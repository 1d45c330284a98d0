"""Linkage of community, social organisations and social workers (三社联动, paper, sections 2.2.1 and 4.3.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class ThreeSocietyLinkageParameters(MechanismParameters):
    """What the three give each other and what linking them costs."""

    burden_share: float = parameter(
        0.40, unit="share", low=0.0, high=1.0, zh="减负比例",
        source=T("community burden cut by over 40 % (paper, section 2.2.1)",
                 "社区负担减少 40% 以上（论文第 2.2.1 节）"),
        doc=T("Share of administrative hours that the task list and access rule hand back.",
              "任务清单与准入制度所归还的行政工时比例。"))
    lines_share: float = parameter(
        0.25, unit="share", low=0.0, high=1.0, zh="社工服务线占比",
        source=T("assumed; service lines of section 4.3.2", "假设值；第 4.3.2 节的服务线"),
        doc=T("Further share of welfare and dispute issues social workers are able to take.",
              "社工能够承接的福利与纠纷诉求的新增比例。"))
    worker_hours_share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0, zh="社工工时占比", source=ASSUMED,
        doc=T("Share of the purchases that pays case hours of social workers; the rest is put out to organisations.",
              "购买服务中支付社工个案工时的比例；其余向社会组织招标。"))
    purchase_yuan: float = parameter(
        1.0, unit="yuan per resident and year", low=0.0, high=50.0, zh="购买服务",
        source=T("assumed; a quarter of the purchases of 2016 (paper, section 2.1.3)",
                 "假设值；2016 年购买服务的四分之一（论文第 2.1.3 节）"),
        doc=T("Further purchases of services, out of the district's purse for issues.",
              "增加的购买服务，出自区县诉求经费。"))
    price_yuan: float = parameter(
        60.0, unit="yuan per hour", low=1.0, high=1000.0, zh="服务单价", source=ASSUMED,
        doc=T("Price of a purchased hour.", "购买一小时服务的价格。"))
    issue_share: float = parameter(
        0.2, unit="share", low=0.0, high=1.0, zh="购买工时可用占比", source=ASSUMED,
        doc=T("Share of social workers' purchased hours that go to cases, not to activities.",
              "所购社工工时中用于个案而非活动的比例。"))
    coordination_hours: float = parameter(
        1.5, unit="hours per week", low=0.0, high=40.0, zh="协调工时", source=ASSUMED,
        doc=T("Committee hours of coordinating the three.", "居（村）委会协调三方的工时。"))


class ThreeSocietyLinkage(Mechanism):
    """Makes the community a platform, organisations carriers and social workers the support.

    A task list and an access rule hand back administrative hours (what becomes of freed hours is a rule of the
    offices, not of this mechanism). Social workers take more kinds of cases and refer to organisations without a
    hand-over when they are full. Purchases are paid from the district's purse, coordination from committee hours, so
    villages without organisations may lose.
    """

    id = "three_society_linkage"
    name = "three-society linkage"
    name_zh = "三社联动"
    what_zh = "以社区为平台、社会组织为载体、社工为支撑。"
    section = "2.2.1"
    Parameters = ThreeSocietyLinkageParameters
    parameters: ThreeSocietyLinkageParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Frees administrative hours, links the three and pays for it."""
        p = self.parameters
        levers.remove("administrative_hours", p.burden_share * presence)
        levers.raise_to("lines", p.lines_share * presence)
        levers.raise_to("referral", presence)
        levers.add("mechanism_hours", presence * p.coordination_hours / 5.0)
        reached = presence * structure.population
        paid = 100.0 * p.purchase_yuan * structure.by_district(reached) / np.maximum(structure.district_population, 1.0)
        levers.add("purchase_fen", paid * (1.0 - p.worker_hours_share))
        levers.add("running_fen", paid * p.worker_hours_share)
        hours = p.purchase_yuan / p.price_yuan * p.worker_hours_share / structure.working_days_per_year
        levers.add("worker_hours", hours * p.issue_share * structure.by_township(reached))
