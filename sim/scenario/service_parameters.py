"""Parameters of services: purchases by tender, the project market, service rooms and care places."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, ShareSum, parameter
from sim.scenario.tables import Share

ASSUMED = "assumed"
PAPER = "paper, section "


class SharesByField(ParameterGroup):
    """A share (0-1) for each field of social organisations (paper, section 2.1.1); together 1."""

    convenience: Share
    elder_care: Share
    charity: Share
    harmony: Share
    culture: Share
    farm_income: Share
    agricultural_technology: Share

    share_sums = (ShareSum(("convenience", "elder_care", "charity", "harmony", "culture", "farm_income",
                            "agricultural_technology"), whole=True),)


class ServiceParameters(ParameterGroup):
    """Purchases of services, public-benefit projects, service rooms and care places (phase adapt)."""

    purchase_shares_town: SharesByField = Field(
        default=SharesByField(convenience=0.18, elder_care=0.26, charity=0.20, harmony=0.12, culture=0.20,
                              farm_income=0.02, agricultural_technology=0.02),
        description="How purchase money for residents of towns divides over fields of service.",
        json_schema_extra={"unit": "share", "label_zh": "城镇购买服务领域占比", "source": ASSUMED})
    purchase_shares_village: SharesByField = Field(
        default=SharesByField(convenience=0.10, elder_care=0.16, charity=0.12, harmony=0.06, culture=0.06,
                              farm_income=0.25, agricultural_technology=0.25),
        description="How purchase money for residents of villages divides over fields of service.",
        json_schema_extra={"unit": "share", "label_zh": "农村购买服务领域占比", "source": ASSUMED})
    bid_same_field: float = parameter(1.0, unit="score", low=0.0, high=10.0, source=ASSUMED, zh="同领域投标倾向",
                                      doc="Added to the score of a lot in the organisation's own field.")
    bid_distance: float = parameter(0.3, unit="score per log km", low=0.0, high=5.0, source=ASSUMED, zh="距离投标阻力",
                                    doc="Lost from the score of a lot per log of the way to its district.")
    bid_capacity: float = parameter(0.5, unit="score per log ratio", low=0.0, high=5.0, source=ASSUMED,
                                    doc="Added to the score of a lot per log of its district's fiscal capacity.",
                                    zh="财力投标吸引")
    bid_least: float = parameter(-1.5, unit="score", low=-20.0, high=10.0, source=ASSUMED, zh="最低投标意愿",
                                 doc="Score below which an organisation does not bid for a lot.")
    tax_share: float = parameter(0.06, unit="share", low=0.0, high=0.5, zh="组织税负占比",
                                 source="3 % value-added tax of small taxpayers; further levies assumed",
                                 doc="Share of an organisation's income that is paid as tax without relief.")
    size_change_limit: float = parameter(0.10, unit="share per quarter", low=0.0, high=1.0, source=ASSUMED,
                                         doc="Most by which an organisation's hours grow or shrink in a quarter.",
                                         zh="组织规模季度变幅")
    registered_capital: float = parameter(30000.0, unit="yuan", low=0.0, high=1e8, zh="注册资金门槛",
                                          source="Regulation on the registration of social organisations 2016, "
                                                 "article 10: 30,000 yuan for local ones",
                                          doc="Funds that the founders of an organisation must show.")
    founders_capital: float = parameter(15000.0, unit="yuan", low=1.0, high=1e8, source=ASSUMED, zh="发起人资金中位数",
                                        doc="Median of the funds that founders have.")
    founders_capital_sigma: float = parameter(1.0, unit="log yuan", low=0.0, high=5.0, source=ASSUMED,
                                              doc="Spread of the funds that founders have.", zh="发起人资金离散度")
    claimed_share: float = parameter(0.64, unit="share", low=0.0, high=1.0, zh="项目认领率",
                                     source=PAPER + "2.3.5: 112 of 175 projects claimed",
                                     doc="Chance that a sponsor claims a proposed project at the mean endowment.")
    claim_endowment: float = parameter(0.3, unit="share per ratio", low=0.0, high=2.0, source=ASSUMED,
                                       doc="How strongly that chance follows firms and fiscal capacity of the place.",
                                       zh="禀赋对认领")
    project_yuan: float = parameter(196000.0, unit="yuan", low=100.0, high=1e8, zh="项目金额",
                                    source=PAPER + "2.3.5: 22 million yuan for 112 projects",
                                    doc="Money a sponsor puts into a claimed project, paid over four quarters.")
    project_person_times: int = parameter(4464, unit="person-times", low=0, high=10**7, zh="项目服务人次",
                                          source=PAPER + "2.3.5: 500,000 person-times by 112 projects",
                                          doc="Residents served by a claimed project, each time counted.")
    project_yuan_per_hour: float = parameter(60.0, unit="yuan per hour", low=1.0, high=1000.0, source=ASSUMED,
                                             doc="Money per hour of a project's work.", zh="项目每小时成本")
    project_issue_share: float = parameter(0.06, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="项目工时可用占比",
                                           doc="Share of projects' hours fit for residents' issues.")
    society_money: float = parameter(26.0, unit="yuan per resident and year", low=0.0, high=1000.0, zh="社会资金",
                                     source=PAPER + "2.3.5: 22 million yuan over 0.86 million residents of Nan'an",
                                     doc="Money that firms and sponsors hold ready for the run.")
    pooled_limit: float = parameter(5.0, unit="yuan per resident and year", low=0.0, high=1000.0, source=ASSUMED,
                                    doc="Most that units and firms of a place of mean endowment pool.", zh="共建资金上限")
    building_yuan_per_m2: float = parameter(2500.0, unit="yuan per m2", low=100.0, high=50000.0, source=ASSUMED,
                                            doc="Cost of building service rooms.", zh="用房造价")
    least_built_m2: float = parameter(1.0, unit="m2", low=0.0, high=1000.0, source=ASSUMED, zh="最小建设面积",
                                      doc="A smaller gap is no reason to build.")
    most_room: float = parameter(1.5, unit="ratio", low=1.0, high=10.0, source=ASSUMED, zh="用房指数上限",
                                 doc="Most that rooms over the starting mean help.")
    building_days: int = parameter(274, unit="days", low=1, high=3650, source=ASSUMED + ", nine months", zh="建设天数",
                                   doc="Days from the start of building to the opening day.")
    capital_money: float = parameter(50.0, unit="yuan per resident and year", low=0.0, high=10000.0, source=ASSUMED,
                                     doc="Money for capital works that the treasury holds ready for the run.",
                                     zh="基建资金")
    place_stay_months: float = parameter(6.0, unit="months", low=1.0, high=240.0, source=ASSUMED, zh="照料床位停留月数",
                                         doc="Mean months for which a care place is used: one over the share of users "
                                             "who leave in a month.")
