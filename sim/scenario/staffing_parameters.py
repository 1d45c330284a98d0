"""Parameters of staffing: how posts follow money and load from year to year."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, parameter
from sim.words import T


class StaffingParameters(ParameterGroup):
    """How the establishment of offices follows their money and their load (phase adapt, on 1 January)."""

    asked_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="增编申请比例",
        source=T(
            "assumed; 0 in the baseline, whose year is too short for a budget to follow its load",
            "假设值；基准情景为 0，一年之内编制来不及随负荷调整",
        ),
        doc=T(
            "Share of the hours an office was short of in the year before for which it asks for posts; at 0 posts "
            "neither grow nor vanish.",
            "单位就上一年所缺工时申请增编的比例；为 0 时编制不增不减。",
        ),
    )
    load_wanted: float = parameter(
        0.9,
        unit="ratio",
        low=0.1,
        high=2.0,
        zh="申请增编的负荷",
        source=ASSUMED,
        doc=T(
            "Ratio of hours asked to hours available in a year above which an office is short of hours.",
            "全年所需工时与所有工时之比超过此值，即为工时不足。",
        ),
    )
    post_issue_share: float = parameter(
        0.8,
        unit="share",
        low=0.1,
        high=1.0,
        zh="岗位诉求工时占比",
        source=T("assumed, as in the mechanism workforce", "假设值，与 workforce 机制相同"),
        doc=T(
            "Share of a committee post's hours that residents' issues gain or lose with it; the rest is counter "
            "duty. Posts above handle issues alone.",
            "居（村）委会一个岗位的增减中归于诉求的工时比例，其余为窗口事务；上级岗位全部用于诉求。",
        ),
    )
    least_share: float = parameter(
        0.7,
        unit="share",
        low=0.1,
        high=1.0,
        zh="最低保障工时比例",
        source=ASSUMED,
        doc=T(
            "Least share of its opening hours for issues that an office keeps however little money there is.",
            "无论经费多少，单位至少保留的期初诉求工时比例。",
        ),
    )
    committee_wage_yuan: float = parameter(
        60000.0,
        unit="yuan per head and year",
        low=1000.0,
        high=500000.0,
        zh="社区岗位年费用",
        source=T("assumed, as in the mechanism workforce", "假设值，与 workforce 机制相同"),
        doc=T("What a post in a committee costs in the first year.", "居（村）委会一个岗位首年的费用。"),
    )
    upper_wage_yuan: float = parameter(
        90000.0,
        unit="yuan per head and year",
        low=1000.0,
        high=500000.0,
        zh="上级岗位年费用",
        source=T("assumed: 1,800 hours at 50 yuan, overheads included", "假设值：1800 工时，每小时 50 元，含间接费用"),
        doc=T("What a post in a township or department costs in the first year.", "镇街或部门一个岗位首年的费用。"),
    )
    budget_growth: float = parameter(
        0.0,
        unit="share per year",
        low=-0.2,
        high=0.2,
        zh="人员经费年增长",
        source=ASSUMED,
        doc=T(
            "Yearly growth of the money for these posts, at prices of the first year.",
            "此类岗位人员经费的年增长，按首年价格计。",
        ),
    )
    wage_growth: float = parameter(
        0.0,
        unit="share per year",
        low=-0.1,
        high=0.2,
        zh="岗位费用年增长",
        source=ASSUMED,
        doc=T("Yearly growth of what a post costs, at prices of the first year.", "岗位费用的年增长，按首年价格计。"),
    )
