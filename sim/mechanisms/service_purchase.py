"""Buying services from social organisations (政府购买服务, paper, sections 2.1.1, 2.1.3, 4.1.2 and 4.4.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class ServicePurchaseParameters(MechanismParameters):
    """What is bought, and how the law treats those who sell."""

    purchase_yuan: float = parameter(
        2.2,
        unit="yuan per resident and year",
        low=0.0,
        high=50.0,
        zh="购买服务",
        source=T(
            "half as much again as in 2016: 133.36 million yuan over 30.48 million residents (paper, section 2.1.3)",
            "比 2016 年再增一半：1.3336 亿元／3048 万居民（论文第 2.1.3 节）",
        ),
        doc=T(
            "Further purchases at mean fiscal capacity, out of the district's purse.",
            "平均财力下增加的购买服务，出自区县诉求经费。",
        ),
    )
    threshold_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="准入门槛降幅",
        source=T("lower threshold (paper, section 2.1.1); size assumed", "降低门槛（论文第 2.1.1 节）；大小为假设值"),
        doc=T(
            "Share of the registered capital no longer asked of new organisations.",
            "对新成立的社会组织免除的注册资金比例。",
        ),
    )
    relief_share: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="税收优惠比例",
        source=T(
            "tax relief (paper, section 2.1.3); full relief assumed", "税收优惠（论文第 2.1.3 节）；全额减免为假设值"
        ),
        doc=T("Share of the tax on organisations' income that is forgiven.", "社会组织收入税负中减免的比例。"),
    )
    tasks_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="购买社区事务占比",
        source=T(
            "public services of communities are bought, so that committees turn to residents (paper, section "
            "4.1.2); size assumed",
            "社区公共服务向社会购买，社区重心转向服务群众（论文第 4.1.2 节）；大小为假设值",
        ),
        doc=T(
            "Part of the purchases that buys tasks off committees; the rest is put out to organisations.",
            "购买服务中用于承接居（村）委会事务的比例；其余向社会组织招标。",
        ),
    )
    price_yuan: float = parameter(
        60.0,
        unit="yuan per hour",
        low=1.0,
        high=1000.0,
        zh="服务单价",
        source=ASSUMED,
        doc=T("Price of an hour of tasks that a contractor takes over.", "承接方承担一小时事务的价格。"),
    )
    case_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="个案服务占比",
        source=T(
            "social work, help for the poor, the old and orphans are bought (paper, section 2.1.3); size assumed",
            "购买社会工作、扶贫济困、扶老助孤等服务（论文第 2.1.3 节）；大小为假设值",
        ),
        doc=T(
            "Share of organisations' hours that contracts direct to residents' cases, at the price of their other "
            "activities.",
            "合同规定用于居民个案的社会组织工时比例，其他活动相应减少。",
        ),
    )
    able_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="服务目录扩展",
        source=T(
            "list of services to be bought (paper, sections 4.1.2, 4.4.3); assumed",
            "公共服务目录（论文第 4.1.2、4.4.3 节）；假设值",
        ),
        doc=T(
            "Further issues of their fields that organisations are asked to take.",
            "社会组织受托承接的本领域诉求的新增比例。",
        ),
    )
    contract_hours: float = parameter(
        0.1,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="合同工时",
        source=ASSUMED,
        doc=T("Committee hours of asking for services and checking them.", "居（村）委会提出服务需求并验收的工时。"),
    )


class ServicePurchase(Mechanism):
    """Buys hours of social organisations with the district's money and makes it easier to found and keep one.

    Part of the money takes tasks off committees, which contractors do instead; the rest is put out to organisations for
    cases in their fields. Purchases follow fiscal capacity and are sold by organisations, which are at home in towns,
    so hours go where both are; a poor district buys little. What is set aside is no longer there for requests that need
    money, also where nobody sells.
    """

    id = "service_purchase"
    name = "purchase of services"
    name_zh = "政府购买服务"
    what_zh = "用区县资金购买社会组织的工时与社区事务，并降低社会组织成立与存续的门槛。"
    section = "2.1.3"
    horizon = GROWN
    Parameters = ServicePurchaseParameters
    parameters: ServicePurchaseParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Spends purchase money, lowers the threshold and the tax, and widens the list of services."""
        p = self.parameters
        reached = presence * structure.population
        yuan = p.purchase_yuan * reached * structure.fiscal_capacity
        per_head = 100.0 * structure.by_district(yuan) / np.maximum(structure.district_population, 1.0)
        levers.add("purchase_fen", (1.0 - p.tasks_share) * per_head)
        levers.add("running_fen", p.tasks_share * per_head)
        levers.add("bought_hours", p.tasks_share * yuan / p.price_yuan / structure.working_days_per_year)
        in_township = structure.by_township(reached) / np.maximum(structure.township_population, 1.0)
        levers.raise_to("organisation_cases", p.case_share * in_township)
        share = float(reached.sum() / max(1.0, structure.population.sum()))
        levers.remove("entry_threshold", p.threshold_share * share)
        levers.raise_to("tax_relief", p.relief_share * share)
        levers.raise_to("able_organisation", p.able_share * presence)
        levers.add("mechanism_hours", p.contract_hours / 5.0 * presence)
