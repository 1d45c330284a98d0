"""Building service rooms to the standard (社区综合服务设施, paper, section 4.4.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import BUILT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class ServiceFacilitiesParameters(MechanismParameters):
    """How much of the gap to the standard is built and what building and upkeep cost."""

    built_share: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="补齐比例",
        source=T(
            "paper, section 4.4.1: 30 m2 per hundred households and at least 300 m2",
            "论文第 4.4.1 节：每百户 30 平方米，且不少于 300 平方米",
        ),
        doc=T("Share of the missing floor area that is to be built.", "计划补建的缺额面积比例。"),
    )
    capital_yuan: float = parameter(
        20.0,
        unit="yuan per resident and year",
        low=0.0,
        high=500.0,
        zh="建设资金",
        source=T(
            "assumed; a village of 2,000 residents that lacks half of its 300 m2 is paid for in some ten years",
            "假设值；2000 名居民、缺 300 平方米之半的村，约十年付清",
        ),
        doc=T("Capital money of a district, out of the pot for capital works.", "区县的建设资金，出自基建资金。"),
    )
    upkeep_yuan: float = parameter(
        30.0,
        unit="yuan per m2 and year",
        low=0.0,
        high=500.0,
        zh="运维单价",
        source=ASSUMED,
        doc=T(
            "Upkeep out of the district's purse for issues, for the area that a year's capital money builds.",
            "一年建设资金所建面积的运维费用，出自区县诉求经费。",
        ),
    )
    price_yuan: float = parameter(
        2500.0,
        unit="yuan per m2",
        low=100.0,
        high=50000.0,
        zh="用房造价",
        source=ASSUMED,
        doc=T(
            "Price at which a year's capital money is expected to become floor area.",
            "一年建设资金折算为面积所用的单价。",
        ),
    )


class ServiceFacilities(Mechanism):
    """Builds the service rooms a community lacks, out of capital money; nothing changes before the opening day.

    Rooms limit which helpers find a place to work in, so more requests find one once they are open. A district starts
    where most is missing per household and saves for the next building. Upkeep comes out of its purse for issues, so a
    poor district pays for rooms with repairs it can no longer pay.
    """

    id = "service_facilities"
    name = "service facilities"
    name_zh = "社区综合服务设施建设"
    what_zh = "用建设资金补齐社区所缺的服务用房；启用之前一切照旧。"
    section = "4.4.1"
    horizon = BUILT
    Parameters = ServiceFacilitiesParameters
    parameters: ServiceFacilitiesParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Asks for the missing rooms and for the money of building and upkeep."""
        p = self.parameters
        missing = np.maximum(structure.facility_standard_m2 - structure.facility_m2, 0.0) * p.built_share
        levers.raise_to("building_share", p.built_share * np.sign(presence))
        people = np.maximum(structure.district_population, 1.0)
        reached = structure.by_district(presence * structure.population)
        capital = p.capital_yuan * reached
        levers.add("capital_fen", 100.0 * capital / people)
        wanted = structure.by_district(presence * missing)
        levers.add("running_fen", 100.0 * p.upkeep_yuan * np.minimum(wanted, capital / p.price_yuan) / people)
