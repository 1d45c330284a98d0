"""Parameters of shocks: floods, epidemics and campaigns from above (phase calendar)."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, described, parameter
from sim.vocabulary import Category
from sim.words import T

CATEGORIES = tuple(category.key for category in Category)


class ShockParameters(ParameterGroup):
    """When and where a shock strikes and what it asks of offices; off while the starting day is -1."""

    start_day: int = parameter(
        -1,
        unit="day of the run",
        low=-1,
        high=100000,
        zh="发生日",
        source=ASSUMED,
        doc=T(
            "First day; -1 for never. Day 0 is the first day of the warm-up.",
            "首日；-1 表示从不发生。第 0 天为预热期首日。",
        ),
    )
    days: int = parameter(
        14,
        unit="days",
        low=1,
        high=3650,
        zh="持续天数",
        source=ASSUMED,
        doc=T("Days it lasts in a district.", "在一个区县持续的天数。"),
    )
    districts: str = parameter(
        "everywhere",
        unit="",
        zh="发生区县",
        source=ASSUMED,
        doc=T(
            "Where it begins: names or codes of districts, separated by commas, or 'everywhere'.",
            "起始地：区县名称或代码，以逗号分隔；或写 'everywhere'，表示全境。",
        ),
    )
    duty_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="应急占用工时",
        source=ASSUMED,
        doc=T(
            "Committees' issue hours that emergency duty asks for on working days.",
            "工作日应急值守占用的居（村）委会诉求工时比例。",
        ),
    )
    absent_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=0.9,
        zh="缺勤比例",
        source=ASSUMED,
        doc=T("Staff of committees kept from work.", "居（村）委会人员无法到岗的比例。"),
    )
    counter_cost: float = parameter(
        0.0,
        unit="cost units",
        low=0.0,
        high=5.0,
        zh="窗口可达性损失",
        source=ASSUMED,
        doc=T("What it adds to the way to the counter.", "到服务窗口的路程所增加的成本。"),
    )
    emergency_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=0.9,
        zh="紧急诉求增量",
        source=ASSUMED,
        doc=T("Further share of needs that are emergencies.", "需求中紧急需求比例的增量。"),
    )
    damage: float = parameter(
        0.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="设施损毁",
        source=ASSUMED,
        doc=T(
            "Condition of the infrastructure lost on the day it reaches a district.",
            "波及某区县当日基础设施状况的损失。",
        ),
    )
    spread_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="跨界强度",
        source=ASSUMED,
        doc=T(
            "Intensity behind a border over that before it; 0 stops at the border.",
            "越过边界后的强度与此前之比；0 表示止于边界。",
        ),
    )
    spread_days: int = parameter(
        2,
        unit="days",
        low=0,
        high=365,
        zh="跨界天数",
        source=ASSUMED,
        doc=T("Days until it crosses a border.", "越过边界之前的天数。"),
    )


class CampaignShockParameters(ShockParameters):
    """A campaign called from above."""

    category: str = parameter(
        "environment",
        unit="",
        choices=CATEGORIES,
        zh="专项类别",
        source=ASSUMED,
        doc=T("Category that comes first.", "优先办理的类别。"),
    )


class ShocksParameters(ParameterGroup):
    """Floods, epidemics and campaigns from above; all off in the baseline."""

    flood: ShockParameters = described(
        ShockParameters(
            days=10,
            duty_share=0.9,
            absent_share=0.1,
            counter_cost=0.3,
            emergency_share=0.2,
            damage=0.10,
            spread_share=0.5,
            spread_days=1,
        ),
        doc=T("A flood (洪涝).", "洪涝。"),
    )
    epidemic: ShockParameters = described(
        ShockParameters(
            days=60,
            duty_share=0.7,
            absent_share=0.1,
            counter_cost=0.5,
            emergency_share=0.05,
            spread_share=0.7,
            spread_days=7,
        ),
        doc=T("An epidemic (疫情).", "疫情。"),
    )
    campaign: CampaignShockParameters = described(
        CampaignShockParameters(days=28), doc=T("A campaign called from above (专项行动).", "上级部署的专项行动。")
    )
    share_limit: float = parameter(
        0.9,
        unit="share",
        low=0.0,
        high=0.9,
        zh="冲击合计比例上限",
        source=ASSUMED,
        doc=T(
            "Most that all shocks together take of hours, of staff, and add to the share of emergencies.",
            "各类冲击合计占用的工时、人员比例及增加的紧急需求比例的上限。",
        ),
    )
    cost_limit: float = parameter(
        10.0,
        unit="cost units",
        low=0.0,
        high=100.0,
        zh="冲击合计成本上限",
        source=ASSUMED,
        doc=T("Most that all shocks together add to the way to the counter.", "各类冲击合计增加的窗口路程成本的上限。"),
    )
