"""Smart community: services online on three channels (智慧社区, paper, section 2.2.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class SmartCommunityParameters(MechanismParameters):
    """How many residents use the services online, what they replace, and what they cost."""

    reach_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="线上服务使用率",
        source=ASSUMED,
        doc=T("Share of residents with access who know the online services.", "能上网居民中知道各项线上服务的比例。"),
    )
    transactions_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="可上网办事占比",
        source=T(
            "assumed; some 320 services are online (paper, section 2.2.2)",
            "假设值；约 320 项服务可网上办理（论文第 2.2.2 节）",
        ),
        doc=T("Share of counter time that is transactions which go online.", "窗口工时中转为网上办理的办事比例。"),
    )
    back_office_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="后台办理占比",
        source=ASSUMED,
        doc=T(
            "Share of the time of such a transaction that somebody in the township's centre still spends on it.",
            "此类网上办理事项中，仍须由镇街中心工作人员投入的工时占比。",
        ),
    )
    enquiries_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="可上网查询占比",
        source=T(
            "assumed; a search page answers them (paper, section 2.2.2)", "假设值；由查询页面答复（论文第 2.2.2 节）"
        ),
        doc=T("Share of enquiries that a search online answers.", "网上查询即可答复的咨询比例。"),
    )
    build_yuan: float = parameter(
        2.0,
        unit="yuan per resident",
        low=0.0,
        high=100.0,
        zh="建设费用",
        source=ASSUMED,
        doc=T("Building the services, paid in even parts over some years.", "服务建设费用，分若干年均摊。"),
    )
    build_years: float = parameter(
        5.0,
        unit="years",
        low=1.0,
        high=20.0,
        zh="建设分摊年数",
        source=ASSUMED,
        doc=T("Years over which building is paid.", "建设费用分摊的年数。"),
    )
    upkeep_yuan: float = parameter(
        0.3,
        unit="yuan per resident and year",
        low=0.0,
        high=20.0,
        zh="运维费用",
        source=ASSUMED,
        doc=T("Keeping the services up to date.", "服务的更新维护。"),
    )


class SmartCommunity(Mechanism):
    """Puts services online on three channels, so that residents with access need no counter.

    Counter duty falls by the transactions that go online and fewer enquiries come to the counter, each in proportion to
    the residents who have access; a part of each transaction is left for the township's centre. What becomes of freed
    hours is a rule of the offices. Requests reported online write themselves down. Building and upkeep are paid out of
    the district's purse for issues. Residents without access gain only what the freed hours bring, so towns gain first.
    """

    id = "smart_community"
    name = "smart community"
    name_zh = "智慧社区"
    what_zh = "服务经三种渠道上网，能上网的居民不必再到窗口。"
    section = "2.2.2"
    horizon = LEARNT
    Parameters = SmartCommunityParameters
    parameters: SmartCommunityParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Opens the online services and takes their users off the counter."""
        p = self.parameters
        levers.raise_to("online_awareness", p.reach_share * presence)
        users = presence * p.reach_share * structure.online_share
        leaving = p.transactions_share * users * structure.counter_hours
        levers.add("counter_online_hours", leaving * (1.0 - p.back_office_share))
        levers.add("counter_to_township_hours", leaving * p.back_office_share)
        levers.remove("enquiries", p.enquiries_share * users)
        reached = structure.by_district(presence * structure.population)
        yuan = p.build_yuan / p.build_years + p.upkeep_yuan
        levers.add("running_fen", 100.0 * yuan * reached / np.maximum(structure.district_population, 1.0))
