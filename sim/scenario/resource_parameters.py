"""Parameters of hours and money."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import CALIBRATED, ParameterGroup, ShareSum, parameter
from sim.scenario.tables import (
    AmountsByCategory,
    SharesByCategory,
    SharesByDepartment,
    SpreadsByCategory,
)
from sim.vocabulary import Category

ASSUMED = "assumed"
PAPER = "paper, section "


class StaffParameters(ParameterGroup):
    """Hours of the upper tiers, of helpers, and what happens to hours (phases mechanisms and work)."""

    working_days_per_year: float = parameter(261.0, unit="days", low=200.0, high=366.0, source="52.2 weeks of 5 days",
                                             doc="Working days over which yearly hours are spread.", zh="年工作日")
    issue_hours_factor: float = parameter(1.9, unit="ratio", low=0.1, high=5.0, source=CALIBRATED,
                                          doc="Factor on the issue hours of all committees.", zh="诉求工时倍数")
    township_issue_share: float = parameter(0.091, unit="share", low=0.0, high=1.0, source=CALIBRATED, zh="镇街诉求工时占比",
                                            doc="Share of township staff hours that go to residents' issues.")
    upper_hours_per_head: float = parameter(1800.0, unit="hours per year", low=500.0, high=3000.0, source=ASSUMED,
                                            doc="Yearly hours of a member of staff above the community.", zh="上级人均工时")
    district_staff_per_100k: float = parameter(5.6, unit="persons per 100,000 residents", low=0.0, high=100.0,
                                               source=CALIBRATED, zh="区县办件人员",
                                               doc="Case-handling staff of a district, all departments together.")
    municipal_staff_per_million: float = parameter(4.0, unit="persons per million residents", low=0.0, high=100.0,
                                                   source=ASSUMED, zh="市级办件人员",
                                                   doc="Case-handling staff of the municipality.")
    department_shares: SharesByDepartment = Field(
        default=SharesByDepartment(civil_affairs=0.07, housing=0.39, city_management=0.10, transport=0.10,
                                   agriculture=0.03, justice=0.24, social_security=0.07),
        description="How a district's case-handling staff divides over departments; together 1.",
        json_schema_extra={"unit": "share", "label_zh": "部门人员占比",
                           "source": "assumed, in proportion to the load of a first run"})
    skill_upper: float = parameter(0.5, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="上级技能",
                                   doc="Skill of staff above the community.")
    volunteer_hours_per_month: float = parameter(0.42, unit="hours", low=0.0, high=20.0, zh="志愿者月工时",
                                                 source="3-6 active hours a year per registered volunteer",
                                                 doc="Hours a registered volunteer gives in a month.")
    volunteer_issue_share: float = parameter(0.06, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="志愿工时可用占比",
                                             doc="Share of volunteer hours fit for residents' issues.")
    police_issue_share: float = parameter(0.38, unit="share", low=0.0, high=1.0, zh="警务工时可用占比",
                                          source="62 % of beat time goes to non-police matters (Sheyang)",
                                          doc="Share of the beat officer's community hours usable for issues.")
    social_worker_direct_share: float = parameter(0.5, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="社工直接服务占比",
                                                  doc="Share of a social worker's hours spent with cases.")
    organisation_issue_share: float = parameter(0.06, unit="share", low=0.0, high=1.0, source=ASSUMED,
                                                doc="Share of organisations' hours fit for residents' issues.",
                                                zh="社会组织工时可用占比")
    recaptured_share: float = parameter(0.30, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="减负回流占比",
                                        doc="Share of freed administrative hours that new tasks take again.")
    freed_to_issues_share: float = parameter(0.60, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="减负用于诉求占比",
                                             doc="Share of the rest that goes to issues, else to routine services.")
    idle_to_visits_share: float = parameter(0.5, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="空闲转走访占比",
                                            doc="Share of a day's expiring unused hours that becomes visits.")
    duty_days_per_year: float = parameter(45.0, unit="days", low=0.0, high=300.0, source=ASSUMED, zh="应急值守天数",
                                          doc="Days a year on which a district is on emergency duty (blocks of 5).")
    duty_share: float = parameter(0.7, unit="share", low=0.0, high=1.0, source=ASSUMED + " (" + PAPER + "3.1.1)",
                                  doc="Emergency work of such a day against a committee's issue hours.", zh="应急占用")
    lent_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="镇街支援占比",
                                  doc="Share of a township's issue hours lent each Monday to the community with most "
                                      "overdue hours per head.")


class MoneyParameters(ParameterGroup):
    """Purses and how they are filled (phase fund). Whole fen; the sum over all accounts never changes."""

    share_sums = (ShareSum(("community_share", "township_share")),)

    issue_money_per_resident: float = parameter(40.0, unit="yuan per resident and year", low=0.0, high=500.0,
                                                source=ASSUMED + ", 9 times the purchases of 4.37 yuan per head",
                                                doc="Public money for residents' issues, all tiers together.",
                                                zh="人均诉求经费")
    capacity_exponent: float = parameter(1.0, unit="exponent", low=0.0, high=3.0, source=ASSUMED, zh="财力指数",
                                         doc="How strongly money follows fiscal capacity (GDP per head over mean).")
    rural_ratio: float = parameter(0.30, unit="ratio", low=0.0, high=2.0, zh="农村投入比",
                                   source="rural investment per head below a quarter of the national mean, 37 % in "
                                          "1990 (paper, section 3.2.4)",
                                   doc="Money per rural resident against an urban one at equal capacity.")
    community_share: float = parameter(0.22, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="社区经费占比",
                                       doc="Share of the money that communities hold.")
    township_share: float = parameter(0.33, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="镇街经费占比",
                                      doc="Share of the money that townships hold; the district holds the rest.")
    community_limit: float = parameter(5000.0, unit="yuan per item", low=0.0, high=1e9, source=ASSUMED, zh="社区单项限额",
                                       doc="Largest item a community may pay.")
    township_limit: float = parameter(30000.0, unit="yuan per item", low=0.0, high=1e9, source=ASSUMED, zh="镇街单项限额",
                                      doc="Largest item a township may pay.")
    first_quarters_share: float = parameter(1.0 / 6.0, unit="share", low=0.0, high=1.0 / 3.0, zh="前三季度拨款占比",
                                            source=ASSUMED + " (" + PAPER + "3.1.5)",
                                            doc="Share of the year's money that arrives in each of the first three "
                                                "quarters; the last brings the rest.")
    money_share: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("money_share")),
        description="Share of issues that cost money.",
        json_schema_extra={"unit": "share", "label_zh": "需资金占比", "source": ASSUMED})
    cost: AmountsByCategory = Field(
        default=AmountsByCategory(**Category.defaults("cost")),
        description="Median cost of those that cost money.",
        json_schema_extra={"unit": "yuan", "label_zh": "资金中位数", "source": ASSUMED})
    cost_sigma: SpreadsByCategory = Field(
        default=SpreadsByCategory(**Category.defaults("cost_sigma")),
        description="Spread of the cost (log-normal).",
        json_schema_extra={"unit": "log yuan", "label_zh": "资金离散度", "source": ASSUMED})
    application_hours: float = parameter(0.5, unit="hours", low=0.0, high=8.0, source=ASSUMED, zh="申请工时",
                                         doc="Hours of applying for money one tier up.")
    cosmetic_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED + " (" + PAPER + "3.1.5)",
                                      doc="Share of the cost that a cosmetic repair spends when an issue that waits "
                                          "for money is closed on paper.", zh="应付式维修占比")
    repair_value_per_resident: float = parameter(800.0, unit="yuan per resident", low=100.0, high=10000.0,
                                                 source=ASSUMED, zh="设施人均价值",
                                                 doc="Real repairs per resident that lift condition by one.")
    decay_per_year: float = parameter(0.04, unit="per year", low=0.0, high=1.0, source=ASSUMED, zh="设施年折旧",
                                      doc="Loss of infrastructure condition in a year without repair.")
