"""Parameters of hours and money."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, CALIBRATED, ParameterGroup, ShareSum, assumed_in, parameter
from sim.scenario.tables import (
    AmountsByCategory,
    SharesByCategory,
    SharesByDepartment,
    SpreadsByCategory,
)
from sim.vocabulary import Category
from sim.words import T


class StaffParameters(ParameterGroup):
    """Hours of the upper tiers, of helpers, and what happens to hours (phases mechanisms and work)."""

    working_days_per_year: float = parameter(
        250.0,
        unit="days",
        low=200.0,
        high=366.0,
        zh="年工作日",
        source=T(
            "365 days less 104 days of rest and 11 holidays (Ministry of Labour and Social Security, 2008 no. 3)",
            "365 天减 104 个休息日与 11 个法定节假日（劳社部发〔2008〕3 号）",
        ),
        doc=T("Working days over which yearly hours are spread.", "全年工时分摊的工作日数。"),
    )
    issue_hours_factor: float = parameter(
        1.9,
        unit="ratio",
        low=0.1,
        high=5.0,
        zh="诉求工时倍数",
        source=CALIBRATED,
        doc=T("Factor on the issue hours of all committees.", "所有居（村）委会诉求工时的倍数。"),
    )
    township_issue_share: float = parameter(
        0.091,
        unit="share",
        low=0.0,
        high=1.0,
        zh="镇街诉求工时占比",
        source=CALIBRATED,
        doc=T("Share of township staff hours that go to residents' issues.", "镇街工作人员工时中用于居民诉求的比例。"),
    )
    upper_hours_per_head: float = parameter(
        1800.0,
        unit="hours per year",
        low=500.0,
        high=3000.0,
        zh="上级人均工时",
        source=ASSUMED,
        doc=T("Yearly hours of a member of staff above the community.", "社区以上每名工作人员的全年工时。"),
    )
    district_staff_per_100k: float = parameter(
        5.6,
        unit="persons per 100,000 residents",
        low=0.0,
        high=100.0,
        zh="区县办件人员",
        source=CALIBRATED,
        doc=T("Case-handling staff of a district, all departments together.", "区县各部门办件人员合计。"),
    )
    district_issue_share: float = parameter(
        0.091,
        unit="share",
        low=0.001,
        high=1.0,
        zh="区县诉求工时占比",
        source=T("assumed, as in townships", "假设值，与镇街相同"),
        doc=T(
            "Share of departments' staff hours that case handlers are; the others have other duties, which tasks "
            "taken over from communities push aside.",
            "区县部门工时中办件人员所占的比例；其余人员另有职责，承接社区事务会挤占这些职责。",
        ),
    )
    municipal_staff_per_million: float = parameter(
        4.0,
        unit="persons per million residents",
        low=0.0,
        high=100.0,
        zh="市级办件人员",
        source=ASSUMED,
        doc=T("Case-handling staff of the municipality.", "市级办件人员。"),
    )
    department_shares: SharesByDepartment = parameter(
        SharesByDepartment(
            civil_affairs=0.07,
            housing=0.39,
            city_management=0.10,
            transport=0.10,
            agriculture=0.03,
            justice=0.24,
            social_security=0.07,
        ),
        unit="share",
        zh="部门人员占比",
        source=T("assumed, in proportion to the load of a first run", "假设值，与首次运行的负荷成比例"),
        doc=T(
            "How a district's case-handling staff divides over departments; together 1.",
            "区县办件人员在各部门之间的分配，合计为 1。",
        ),
    )
    skill_upper: float = parameter(
        0.5,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="上级技能",
        source=ASSUMED,
        doc=T("Skill of staff above the community.", "社区以上工作人员的能力。"),
    )
    volunteer_hours_per_month: float = parameter(
        0.42,
        unit="hours",
        low=0.0,
        high=20.0,
        zh="志愿者月工时",
        source=T("3-6 active hours a year per registered volunteer", "每名注册志愿者每年活跃 3—6 小时"),
        doc=T("Hours a registered volunteer gives in a month.", "一名注册志愿者每月投入的工时。"),
    )
    volunteer_issue_share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=1.0,
        zh="志愿工时可用占比",
        source=ASSUMED,
        doc=T("Share of volunteer hours fit for residents' issues.", "志愿工时中适合办理居民诉求的比例。"),
    )
    led_issue_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="受带领志愿工时可用占比",
        source=ASSUMED,
        doc=T("The same where a social worker leads the volunteer to cases.", "由社工带领参与个案时的同一比例。"),
    )
    police_issue_share: float = parameter(
        0.38,
        unit="share",
        low=0.0,
        high=1.0,
        zh="警务工时可用占比",
        source=T("62 % of beat time goes to non-police matters (Sheyang)", "社区民警 62% 的时间用于非警务事项（射阳）"),
        doc=T(
            "Share of the beat officer's community hours usable for issues.", "社区民警在社区的工时中可用于诉求的比例。"
        ),
    )
    social_worker_direct_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社工直接服务占比",
        source=ASSUMED,
        doc=T("Share of a social worker's hours spent with cases.", "社工工时中用于个案的比例。"),
    )
    organisation_issue_share: float = parameter(
        0.06,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社会组织工时可用占比",
        source=ASSUMED,
        doc=T("Share of organisations' hours fit for residents' issues.", "社会组织工时中适合办理居民诉求的比例。"),
    )
    recaptured_share: float = parameter(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        zh="减负回流占比",
        source=ASSUMED,
        doc=T("Share of freed hours that new tasks take again.", "减负腾出的行政工时中被新任务重新占用的比例。"),
    )
    freed_to_issues_share: float = parameter(
        0.60,
        unit="share",
        low=0.0,
        high=1.0,
        zh="减负用于诉求占比",
        source=ASSUMED,
        doc=T(
            "Share of the rest that goes to issues, else to routine services.",
            "其余部分中用于诉求的比例，剩下的用于日常服务。",
        ),
    )
    moved_from_issues_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="移交事务占用诉求工时比例",
        source=T(
            "assumed; close to the share of township hours that issues have (0.091)",
            "假设值；接近诉求在镇街工时中所占的比例（0.091）",
        ),
        doc=T(
            "Share of tasks taken over from communities that falls on those who handle residents' issues in "
            "townships and departments; the rest is done instead of other duties.",
            "镇街与部门所承接的社区事务中，由办理居民诉求的人员承担的比例；其余挤占其他职责的工时。",
        ),
    )
    moved_most_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="移交事务占用上限",
        source=ASSUMED,
        doc=T(
            "Largest share of an office's issue hours that such tasks can take.",
            "此类事务最多占用一个单位诉求工时的比例。",
        ),
    )
    idle_to_visits_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="空闲转走访占比",
        source=ASSUMED,
        doc=T(
            "Share of a day's expiring unused hours that becomes visits.", "当日即将失效的剩余工时中转为走访的比例。"
        ),
    )
    duty_days_per_year: float = parameter(
        45.0,
        unit="days",
        low=0.0,
        high=300.0,
        zh="应急值守天数",
        source=ASSUMED,
        doc=T("Days a year on which a district is on emergency duty.", "区县每年处于应急值守的天数。"),
    )
    duty_block_days: int = parameter(
        5,
        unit="days",
        low=1,
        high=60,
        zh="应急值守连续天数",
        source=ASSUMED,
        doc=T("Days in a row that emergency duty lasts.", "一次应急值守连续的天数。"),
    )
    duty_share: float = parameter(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        zh="应急占用",
        source=assumed_in("3.1.1"),
        doc=T(
            "Emergency work of such a day against a committee's issue hours.",
            "应急值守日的应急工作占居（村）委会诉求工时的比例。",
        ),
    )
    lent_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="镇街支援占比",
        source=ASSUMED,
        doc=T(
            "Share of a township's issue hours lent each Monday to the community with most overdue hours per head.",
            "镇街诉求工时中，每周一借给人均逾期工时最多的社区的比例。",
        ),
    )


class MoneyParameters(ParameterGroup):
    """Purses and how they are filled (phase fund). Whole fen; the sum over all accounts never changes."""

    share_sums = (ShareSum(("community_share", "township_share")),)

    issue_money_per_resident: float = parameter(
        40.0,
        unit="yuan per resident and year",
        low=0.0,
        high=500.0,
        zh="人均诉求经费",
        source=T("assumed, 9 times the purchases of 4.37 yuan per head", "假设值，为人均购买服务 4.37 元的 9 倍"),
        doc=T("Public money for residents' issues, all tiers together.", "用于居民诉求的公共资金，各级合计。"),
    )
    growth: float = parameter(
        0.0,
        unit="share per year",
        low=-0.2,
        high=0.2,
        zh="经费年增长",
        source=T("0 in the baseline, which is one year", "基准情景仅一年，取 0"),
        doc=T(
            "Yearly growth of that money and of the purchases of services, at prices of the first year.",
            "上述资金与购买服务经费的年增长，按首年价格计。",
        ),
    )
    cost_growth: float = parameter(
        0.0,
        unit="share per year",
        low=-0.1,
        high=0.2,
        zh="费用年增长",
        source=T("0 in the baseline, which is one year", "基准情景仅一年，取 0"),
        doc=T(
            "Yearly growth of what requests cost, at prices of the first year.", "诉求所需资金的年增长，按首年价格计。"
        ),
    )
    capacity_exponent: float = parameter(
        1.0,
        unit="exponent",
        low=0.0,
        high=3.0,
        zh="财力指数",
        source=ASSUMED,
        doc=T(
            "How strongly money follows fiscal capacity (GDP per head over mean).",
            "资金随财力（人均地区生产总值与均值之比）变动的强度。",
        ),
    )
    rural_ratio: float = parameter(
        0.30,
        unit="ratio",
        low=0.0,
        high=2.0,
        zh="农村投入比",
        source=T(
            "rural investment per head below a quarter of the national mean, 37 % in 1990 (paper, section 3.2.4)",
            "农村人均投资不足全国均值的四分之一，1990 年为 37%（论文第 3.2.4 节）",
        ),
        doc=T(
            "Money per rural resident against an urban one at equal capacity.",
            "财力相同时，农村居民人均资金与城市居民之比。",
        ),
    )
    community_share: float = parameter(
        0.22,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社区经费占比",
        source=ASSUMED,
        doc=T("Share of the money that communities hold.", "社区掌握的资金比例。"),
    )
    township_share: float = parameter(
        0.33,
        unit="share",
        low=0.0,
        high=1.0,
        zh="镇街经费占比",
        source=ASSUMED,
        doc=T(
            "Share of the money that townships hold; the district holds the rest.",
            "镇街掌握的资金比例；其余由区县掌握。",
        ),
    )
    community_limit: float = parameter(
        5000.0,
        unit="yuan per item",
        low=0.0,
        high=1e9,
        zh="社区单项限额",
        source=ASSUMED,
        doc=T("Largest item a community may pay.", "社区可支付的单项最高金额。"),
    )
    township_limit: float = parameter(
        30000.0,
        unit="yuan per item",
        low=0.0,
        high=1e9,
        zh="镇街单项限额",
        source=ASSUMED,
        doc=T("Largest item a township may pay.", "镇街可支付的单项最高金额。"),
    )
    first_quarters_share: float = parameter(
        1.0 / 6.0,
        unit="share",
        low=0.0,
        high=1.0 / 3.0,
        zh="前三季度拨款占比",
        source=assumed_in("3.1.5"),
        doc=T(
            "Share of the year's money that arrives in each of the first three quarters; the last brings the rest.",
            "前三个季度各自到位的全年资金比例；其余在最后一个季度到位。",
        ),
    )
    money_share: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("money_share")),
        unit="share",
        zh="需资金占比",
        source=ASSUMED,
        doc=T("Share of issues that cost money.", "需要花钱的诉求比例。"),
    )
    cost: AmountsByCategory = parameter(
        AmountsByCategory(**Category.defaults("cost")),
        unit="yuan",
        zh="资金中位数",
        source=ASSUMED,
        doc=T("Median cost of those that cost money.", "需要花钱的诉求所需资金的中位数。"),
    )
    cost_sigma: SpreadsByCategory = parameter(
        SpreadsByCategory(**Category.defaults("cost_sigma")),
        unit="log yuan",
        zh="资金离散度",
        source=ASSUMED,
        doc=T("Spread of the cost (log-normal).", "所需资金的离散程度（对数正态）。"),
    )
    application_hours: float = parameter(
        0.5,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="申请工时",
        source=ASSUMED,
        doc=T("Hours of applying for money one tier up.", "向上一级申请资金的工时。"),
    )
    cosmetic_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="应付式维修占比",
        source=assumed_in("3.1.5"),
        doc=T(
            "Share of the cost that a cosmetic repair spends when an issue that waits for money is nominally closed.",
            "等待资金的诉求被形式办结时，应付式维修所花费用占全额的比例。",
        ),
    )
    repair_value_per_resident: float = parameter(
        800.0,
        unit="yuan per resident",
        low=100.0,
        high=10000.0,
        zh="设施人均价值",
        source=ASSUMED,
        doc=T(
            "Real repairs per resident that lift condition by one.", "使设施状况提升一个单位所需的人均实际维修金额。"
        ),
    )
    decay_per_year: float = parameter(
        0.04,
        unit="per year",
        low=0.0,
        high=1.0,
        zh="设施年折旧",
        source=ASSUMED,
        doc=T("Loss of infrastructure condition in a year without repair.", "一年不维修时基础设施状况的损失。"),
    )
