"""Parameters of shocks: floods, epidemics and campaigns from above (phase calendar)."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, parameter
from sim.vocabulary import Category

ASSUMED = "assumed"
CATEGORIES = tuple(category.key for category in Category)


class ShockParameters(ParameterGroup):
    """When and where a shock strikes and what it asks of offices; off while the starting day is -1."""

    start_day: int = parameter(-1, unit="day of the run", low=-1, high=100000, source=ASSUMED, zh="发生日",
                               doc="First day; -1 for never. Day 0 is the first day of the warm-up.")
    days: int = parameter(14, unit="days", low=1, high=3650, source=ASSUMED, zh="持续天数",
                          doc="Days it lasts in a district.")
    districts: str = parameter("everywhere", unit="", source=ASSUMED, zh="发生区县",
                               doc="Where it begins: names or codes of districts, separated by commas, or 'everywhere'.")
    duty_share: float = parameter(0.0, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="应急占用工时",
                                  doc="Committees' issue hours that emergency duty asks for on working days.")
    absent_share: float = parameter(0.0, unit="share", low=0.0, high=0.9, source=ASSUMED, zh="缺勤比例",
                                    doc="Staff of committees kept from work.")
    counter_cost: float = parameter(0.0, unit="cost units", low=0.0, high=5.0, source=ASSUMED, zh="窗口可达性损失",
                                    doc="What it adds to the way to the counter.")
    emergency_share: float = parameter(0.0, unit="share", low=0.0, high=0.9, source=ASSUMED, zh="紧急诉求增量",
                                       doc="Further share of needs that are emergencies.")
    damage: float = parameter(0.0, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="设施损毁",
                              doc="Condition of the infrastructure lost on the day it reaches a district.")
    spread_share: float = parameter(0.0, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="跨界强度",
                                    doc="Intensity behind a border over that before it; 0 stops at the border.")
    spread_days: int = parameter(2, unit="days", low=0, high=365, source=ASSUMED, zh="跨界天数",
                                 doc="Days until it crosses a border.")


class CampaignShockParameters(ShockParameters):
    """A campaign called from above."""

    category: str = parameter("environment", unit="", source=ASSUMED, zh="专项类别", choices=CATEGORIES,
                              doc="Category that comes first.")


class ShocksParameters(ParameterGroup):
    """Floods, epidemics and campaigns from above; all off in the baseline."""

    flood: ShockParameters = Field(
        default=ShockParameters(days=10, duty_share=0.9, absent_share=0.1, counter_cost=0.3, emergency_share=0.2,
                                damage=0.10, spread_share=0.5, spread_days=1), description="A flood (洪涝).")
    epidemic: ShockParameters = Field(
        default=ShockParameters(days=60, duty_share=0.7, absent_share=0.1, counter_cost=0.5, emergency_share=0.05,
                                spread_share=0.7, spread_days=7), description="An epidemic (疫情).")
    campaign: CampaignShockParameters = Field(
        default=CampaignShockParameters(days=28), description="A campaign called from above (专项行动).")
