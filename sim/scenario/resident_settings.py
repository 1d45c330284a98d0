"""The parameters of residents, and the two short forms in which the parameters of the world are declared."""

from __future__ import annotations

from typing import Any

from sim.scenario.parameter import ASSUMED, ParameterGroup, ShareSum, parameter
from sim.words import T, Text

CNNIC = T(
    "CNNIC, 40th statistical report on internet development, mid-2017",
    "中国互联网络信息中心第 40 次《中国互联网络发展状况统计报告》，2017 年年中",
)


def share(
    default: float,
    *,
    doc: Text,
    zh: str,
    source: Text = ASSUMED,
    low: float = 0.0,
    high: float = 1.0,
    plausible: tuple[float, float, str] | None = None,
) -> Any:
    """Declares a parameter that is a share."""
    return parameter(default, unit="share", low=low, high=high, source=source, doc=doc, zh=zh, plausible=plausible)


def number(
    default: float,
    unit: str,
    *,
    high: float,
    doc: Text,
    zh: str,
    source: Text = ASSUMED,
    low: float = 0.0,
    plausible: tuple[float, float, str] | None = None,
) -> Any:
    """Declares a parameter that is a number with a unit."""
    return parameter(default, unit=unit, low=low, high=high, source=source, doc=doc, zh=zh, plausible=plausible)


class GroupShares(ParameterGroup):
    """Shares of the resident groups in one kind of place; the rest are ordinary residents."""

    share_sums = (ShareSum(("older", "family", "disabled", "low_income", "floating", "farmer", "owner")),)


class TownGroups(GroupShares):
    """Groups among town residents."""

    older: float = share(
        0.17, zh="城市老年人比重", doc=T("Older residents in towns, share of all.", "城市老年人占全体居民的比例。")
    )
    family: float = share(
        0.2,
        zh="城市儿童青少年家庭比重",
        doc=T(
            "Families with children or youths in towns, share of all.", "城市有儿童或青少年的家庭成员占全体居民的比例。"
        ),
    )
    disabled: float = share(
        0.025,
        zh="城市残障人士比重",
        doc=T("Disabled residents in towns, share of all.", "城市残障人士占全体居民的比例。"),
    )
    low_income: float = share(
        0.02,
        zh="城市低收入比重",
        doc=T("Low-income residents in towns, share of all.", "城市低收入居民占全体居民的比例。"),
    )
    floating: float = share(
        0.18,
        zh="城市流动人口比重",
        doc=T("Floating residents in towns, share of all.", "城市流动人口占全体居民的比例。"),
    )
    farmer: float = share(
        0.0,
        zh="城市种养大户比重",
        doc=T("Large-scale farmers in towns, share of all.", "城市种养大户占全体居民的比例。"),
    )
    owner: float = share(
        0.03, zh="城市企业主比重", doc=T("Business owners in towns, share of all.", "城市企业主占全体居民的比例。")
    )


class VillageGroups(GroupShares):
    """Groups among villagers."""

    older: float = share(
        0.22, zh="农村老年人比重", doc=T("Older residents in villages, share of all.", "农村老年人占全体居民的比例。")
    )
    family: float = share(
        0.18,
        zh="农村儿童青少年家庭比重",
        doc=T(
            "Families with children or youths in villages, share of all.",
            "农村有儿童或青少年的家庭成员占全体居民的比例。",
        ),
    )
    disabled: float = share(
        0.03,
        zh="农村残障人士比重",
        doc=T("Disabled residents in villages, share of all.", "农村残障人士占全体居民的比例。"),
    )
    low_income: float = share(
        0.05,
        zh="农村低收入比重",
        doc=T("Low-income residents in villages, share of all.", "农村低收入居民占全体居民的比例。"),
    )
    floating: float = share(
        0.03,
        zh="农村流动人口比重",
        doc=T("Floating residents in villages, share of all.", "农村流动人口占全体居民的比例。"),
    )
    farmer: float = share(
        0.02,
        zh="农村种养大户比重",
        doc=T("Large-scale farmers in villages, share of all.", "农村种养大户占全体居民的比例。"),
    )
    owner: float = share(
        0.01, zh="农村企业主比重", doc=T("Business owners in villages, share of all.", "农村企业主占全体居民的比例。")
    )


class ResidentSettings(ParameterGroup):
    """Who the residents are: groups, registration, dispositions and access."""

    share_sums = (ShareSum(("money_first", "indifferent", "agitated", "irresponsible", "insincere")),)

    town_groups: TownGroups = TownGroups()
    village_groups: VillageGroups = VillageGroups()
    elsewhere_urban: float = share(
        0.10,
        zh="城市人户分离比重",
        doc=T("Non-floating town residents registered elsewhere.", "城市非流动居民中户籍在别处的比例。"),
    )
    elsewhere_village: float = share(
        0.03,
        zh="农村人户分离比重",
        doc=T("Non-floating villagers registered elsewhere.", "农村非流动居民中户籍在别处的比例。"),
    )
    elsewhere_mixed: float = share(
        0.25,
        zh="混居人户分离比重",
        doc=T(
            "Non-floating residents of mixed communities registered elsewhere.",
            "农居混居社区非流动居民中户籍在别处的比例。",
        ),
    )
    money_first: float = share(
        0.15,
        zh="物欲化比重",
        doc=T(
            "Residents who put money first (kind: paper, section 3.2.3).",
            "物欲化居民的比例（类型依据论文第 3.2.3 节）。",
        ),
    )
    indifferent: float = share(
        0.25,
        zh="冷漠化比重",
        doc=T("Indifferent residents (kind: paper, section 3.2.3).", "冷漠化居民的比例（类型依据论文第 3.2.3 节）。"),
    )
    agitated: float = share(
        0.15,
        zh="躁动化比重",
        doc=T("Agitated residents (kind: paper, section 3.2.3).", "躁动化居民的比例（类型依据论文第 3.2.3 节）。"),
    )
    irresponsible: float = share(
        0.15,
        zh="无责任化比重",
        doc=T(
            "Irresponsible residents (kind: paper, section 3.2.3).", "无责任化居民的比例（类型依据论文第 3.2.3 节）。"
        ),
    )
    insincere: float = share(
        0.10,
        zh="虚假化比重",
        doc=T("Insincere residents (kind: paper, section 3.2.3).", "虚假化居民的比例（类型依据论文第 3.2.3 节）。"),
    )
    online_urban: float = share(
        0.694,
        zh="城市上网比重",
        source=CNNIC,
        doc=T("Town residents with internet access.", "城市居民中能上网的比例。"),
    )
    online_village: float = share(
        0.340, zh="农村上网比重", source=CNNIC, doc=T("Villagers with internet access.", "农村居民中能上网的比例。")
    )
    online_older_ratio: float = share(
        0.5,
        zh="老年人上网比率",
        doc=T(
            "Access of older residents relative to others; the mean of the community stays.",
            "老年人上网率与其他居民之比；社区均值不变。",
        ),
    )
    phone_urban: float = share(
        0.35,
        zh="城市知晓服务电话比重",
        doc=T("Town residents who know the service number.", "城市居民中知道服务电话的比例。"),
    )
    phone_village: float = share(
        0.15,
        zh="农村知晓服务电话比重",
        doc=T("Villagers who know the service number.", "农村居民中知道服务电话的比例。"),
    )
    volunteer: float = share(
        0.152,
        zh="注册志愿者比重",
        source=T(
            "Blue Book of Philanthropy 2017: Chongqing, registered share 2016",
            "《慈善蓝皮书》2017：重庆 2016 年注册志愿者比例",
        ),
        doc=T("Residents registered as volunteers.", "居民中注册志愿者的比例。"),
    )
    origin_outside_share: float = share(
        0.41,
        zh="市外流入比重",
        source=T(
            "paper, migration figures; the total of floating residents is assumed",
            "论文的人口流动数字；流动人口总数为假设值",
        ),
        doc=T(
            "Floating residents from outside the municipality: 1.571 million (paper) of about 3.8 million.",
            "流动人口中来自市外者的比例：约 380 万人中的 157.1 万人（论文）。",
        ),
    )
    origin_least_km: float = number(
        20.0,
        "km",
        low=1.0,
        high=500.0,
        zh="流动最小距离",
        doc=T(
            "Distance used for moves within a district or between very near ones.",
            "区县内部或相距极近的区县之间流动时采用的距离。",
        ),
    )
