"""The mass-work service platform (群工系统, paper, section 2.2.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class ServicePlatformParameters(MechanismParameters):
    """What the ledger sees, what it costs, and how far residents rate."""

    written_down_share: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        zh="登记提升",
        source=ASSUMED,
        doc=T(
            "Share of requests that stayed unregistered and are now registered.",
            "原先未入册的诉求中，现已登记的比例。",
        ),
    )
    registering_hours: float = parameter(
        0.1,
        unit="hours per request",
        low=0.0,
        high=2.0,
        zh="录入工时",
        source=ASSUMED,
        doc=T("Further hours to register a request.", "录入一件诉求另需的工时。"),
    )
    rating_online: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        zh="线上评价率",
        source=ASSUMED,
        doc=T("Chance that a resident with access rates a closing.", "能上网居民评价办结结果的概率。"),
    )
    rating_other: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="回访率",
        source=ASSUMED,
        doc=T("Chance that another resident is called back.", "其他居民接到回访的概率。"),
    )
    online_awareness: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        zh="平台知晓率",
        source=ASSUMED,
        doc=T("Share of residents with access who know the platform.", "能上网居民中知道该平台的比例。"),
    )
    upkeep_hours: float = parameter(
        0.5,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="平台维护工时",
        source=ASSUMED,
        doc=T("Committee hours of keeping the platform up to date.", "居（村）委会维护平台的工时。"),
    )
    advertised: float = parameter(
        0.0,
        unit="per year",
        low=0.0,
        high=2.0,
        zh="热线宣传率",
        source=ASSUMED,
        doc=T(
            "Yearly rate at which advertisements teach residents the service number and the platform.",
            "宣传使居民知晓服务热线与平台的年率。",
        ),
    )
    advert_yuan: float = parameter(
        1.0,
        unit="yuan per resident",
        low=0.0,
        high=100.0,
        zh="人均宣传费",
        source=ASSUMED,
        doc=T(
            "Cost of advertisements that teach at a rate of 1 for a year, out of the district's purse.",
            "年率为 1 的宣传所需的人均费用，由区县账上支付。",
        ),
    )
    goes_up: bool = parameter(
        True,
        unit="yes or no",
        zh="逾期自动上报",
        source=T("paper, section 2.2.3 (倒逼机制)", "论文第 2.2.3 节（倒逼机制）"),
        doc=T("Overdue issues go up by themselves.", "逾期诉求自动上报。"),
    )

    ranked: bool = parameter(
        False,
        unit="yes or no",
        zh="镇街月度排名",
        source=T(
            "Beijing ranks its 343 townships and streets by response, resolution and satisfaction",
            "北京按响应率、解决率、满意率为 343 个街道乡镇排名",
        ),
        doc=T(
            "Townships are ranked every month by what the ledger says of their issues.",
            "每月按台账上的办件情况为镇街排名。",
        ),
    )
    reporting_hours: float = parameter(
        8.0,
        unit="hours per week",
        low=0.0,
        high=200.0,
        zh="排名填报工时",
        source=ASSUMED,
        doc=T(
            "Hours a ranked township reports for the ranking; the last one, which has to explain itself, twice as "
            "much.",
            "参加排名的镇街用于填报的工时；垫底者须作说明，加倍。",
        ),
    )


class ServicePlatform(Mechanism):
    """Joins village, township and district in one ledger: registered requests are tracked, seen, rated and reopened.

    Nothing registered is lost on the way, more is registered, overdue issues are seen from above and go up by
    themselves, and residents rate closings. Registering costs hours; being seen presses offices to close nominally
    where they lack the means.
    """

    id = "service_platform"
    name = "mass-work service platform"
    name_zh = "群工系统"
    what_zh = "村社、镇街、区县共用一本台账：登记的诉求可跟踪、可查看、可评价、可重办。"
    section = "2.2.3"
    horizon = LEARNT
    Parameters = ServicePlatformParameters
    parameters: ServicePlatformParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Puts the ledger, the deadlines seen from above and the ratings in place."""
        p = self.parameters
        levers.remove("lost_registered", presence)
        levers.remove("unregistered", p.written_down_share * presence)
        levers.add("registering_hours", p.registering_hours * presence)
        levers.raise_to("seen", presence)
        levers.raise_to("rating_online", p.rating_online * presence)
        levers.raise_to("rating_other", p.rating_other * presence)
        levers.raise_to("online_awareness", p.online_awareness * presence)
        levers.add("advertising", p.advertised * presence)
        levers.add(
            "running_fen",
            100.0
            * p.advert_yuan
            * p.advertised
            * structure.by_district(presence * structure.population)
            / np.maximum(structure.district_population, 1.0),
        )
        levers.add("mechanism_hours", p.upkeep_hours / 5.0 * presence)
        if p.goes_up:
            levers.raise_to("goes_up", np.floor(presence))
        if p.ranked:
            covered = structure.by_township(presence * structure.population)
            part = covered / np.maximum(structure.township_population, 1.0)
            levers.raise_to("ranked", part)
            levers.add("reporting_hours", p.reporting_hours / 5.0 * part)
