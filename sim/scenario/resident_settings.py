"""The parameters of residents, and the two short forms in which the parameters of the world are declared."""

from __future__ import annotations

import math
from typing import Any, Self

from pydantic import model_validator

from sim.scenario.parameter import ParameterGroup, parameter
from sim.words import Sentence

_CNNIC = "CNNIC, 40th statistical report on internet development, mid-2017"


def share(
    default: float, doc: str, zh: str, source: str = "assumed", low: float = 0.0, high: float = 1.0
) -> Any:
    """Declares a parameter that is a share."""
    return parameter(default, unit="share", low=low, high=high, source=source, doc=doc, zh=zh)


def number(
    default: float,
    unit: str,
    high: float,
    doc: str,
    zh: str,
    source: str = "assumed",
    low: float = 0.0,
) -> Any:
    """Declares a parameter that is a number with a unit."""
    return parameter(default, unit=unit, low=low, high=high, source=source, doc=doc, zh=zh)


class GroupShares(ParameterGroup):
    """Shares of the resident groups in one kind of place; the rest are ordinary residents."""

    @model_validator(mode="after")
    def _leave_room(self) -> Self:
        total = math.fsum(getattr(self, name) for name in type(self).model_fields)
        if total > 1.0:
            raise ValueError(Sentence(f"the shares of the groups add up to {total:g}, more than 1",
                                      f"各群体占比之和为 {total:g}，大于 1"))
        return self


class TownGroups(GroupShares):
    """Groups among town residents."""

    older: float = share(0.17, "Older residents in towns, share of all.", "城市老年人比重")
    family: float = share(
        0.2, "Families with children or youths in towns, share of all.", "城市儿童青少年家庭比重"
    )
    disabled: float = share(0.025, "Disabled residents in towns, share of all.", "城市残障人士比重")
    low_income: float = share(0.02, "Low-income residents in towns, share of all.", "城市低收入比重")
    floating: float = share(0.18, "Floating residents in towns, share of all.", "城市流动人口比重")
    farmer: float = share(0.0, "Large-scale farmers in towns, share of all.", "城市种养大户比重")
    owner: float = share(0.03, "Business owners in towns, share of all.", "城市企业主比重")


class VillageGroups(GroupShares):
    """Groups among villagers."""

    older: float = share(0.22, "Older residents in villages, share of all.", "农村老年人比重")
    family: float = share(
        0.18, "Families with children or youths in villages, share of all.", "农村儿童青少年家庭比重"
    )
    disabled: float = share(0.03, "Disabled residents in villages, share of all.", "农村残障人士比重")
    low_income: float = share(0.05, "Low-income residents in villages, share of all.", "农村低收入比重")
    floating: float = share(0.03, "Floating residents in villages, share of all.", "农村流动人口比重")
    farmer: float = share(0.02, "Large-scale farmers in villages, share of all.", "农村种养大户比重")
    owner: float = share(0.01, "Business owners in villages, share of all.", "农村企业主比重")


class ResidentSettings(ParameterGroup):
    """Who the residents are: groups, registration, dispositions and access."""

    town_groups: TownGroups = TownGroups()
    village_groups: VillageGroups = VillageGroups()
    elsewhere_urban: float = share(
        0.10, "Non-floating town residents registered elsewhere.", "城市人户分离比重"
    )
    elsewhere_village: float = share(0.03, "Non-floating villagers registered elsewhere.", "农村人户分离比重")
    elsewhere_mixed: float = share(
        0.25, "Non-floating residents of mixed communities registered elsewhere.", "混居人户分离比重"
    )
    money_first: float = share(
        0.15, "Residents who put money first (kind: paper, section 3.2.3).", "物欲化比重"
    )
    indifferent: float = share(0.25, "Indifferent residents (kind: paper, section 3.2.3).", "冷漠化比重")
    agitated: float = share(0.15, "Agitated residents (kind: paper, section 3.2.3).", "躁动化比重")
    irresponsible: float = share(
        0.15, "Irresponsible residents (kind: paper, section 3.2.3).", "无责任化比重"
    )
    insincere: float = share(0.10, "Insincere residents (kind: paper, section 3.2.3).", "虚假化比重")
    online_urban: float = share(0.694, "Town residents with internet access.", "城市上网比重", _CNNIC)
    online_village: float = share(0.340, "Villagers with internet access.", "农村上网比重", _CNNIC)
    online_older_ratio: float = share(
        0.5,
        "Access of older residents relative to others; the mean of the community stays.",
        "老年人上网比率",
    )
    phone_urban: float = share(0.35, "Town residents who know the service number.", "城市知晓服务电话比重")
    phone_village: float = share(0.15, "Villagers who know the service number.", "农村知晓服务电话比重")
    volunteer: float = share(
        0.152,
        "Residents registered as volunteers.",
        "注册志愿者比重",
        "Blue Book of Philanthropy 2017: Chongqing, registered share 2016",
    )
    origin_outside_share: float = share(
        0.41,
        "Floating residents from outside the municipality: 1.571 million (paper) of about 3.8 million.",
        "市外流入比重",
        "paper, migration figures; the total of floating residents is assumed",
    )
    origin_least_km: float = number(
        20.0,
        "km",
        500.0,
        "Distance used for moves within a district or between very near ones.",
        "流动最小距离",
        low=1.0,
    )

    @model_validator(mode="after")
    def _leave_room(self) -> Self:
        total = self.money_first + self.indifferent + self.agitated + self.irresponsible + self.insincere
        if total > 1.0:
            raise ValueError(Sentence(f"the shares of the dispositions add up to {total:g}, more than 1",
                                      f"各类心态占比之和为 {total:g}，大于 1"))
        return self
