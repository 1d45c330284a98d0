"""All parameters of a scenario except the mechanisms, in the order of the day.

Each parameter carries meaning, unit, range, default and source. "assumed" is a legal source and is shown as such
wherever the parameter appears. Coefficients in log-odds act on centred quantities, so every intercept is the share
observed at the reference case.
"""

from __future__ import annotations

import math

from sim.scenario.attention_parameters import AttentionParameters
from sim.scenario.estate_parameters import EstateParameters
from sim.scenario.need_parameters import NeedParameters, VoiceParameters
from sim.scenario.office_parameters import HandOverParameters, IntakeParameters, WorkParameters
from sim.scenario.outcome_parameters import (
    ClosingParameters,
    GovernmentParameters,
    MigrationParameters,
    ParticipationParameters,
    TrustParameters,
)
from sim.scenario.parameter import ParameterGroup, described, parameter
from sim.scenario.resource_parameters import MoneyParameters, StaffParameters
from sim.scenario.service_parameters import ServiceParameters
from sim.scenario.shock_parameters import ShocksParameters
from sim.scenario.staffing_parameters import StaffingParameters
from sim.scenario.valuation_parameters import ValuationParameters
from sim.scenario.world_settings import WorldSettings
from sim.vocabulary import Category, Group
from sim.words import Sentence, T


class RunSettings(ParameterGroup):
    """How long a run is and where its randomness starts."""

    days: int = parameter(
        365,
        unit="days",
        low=1,
        high=3653,
        zh="测量天数",
        source=T("one fiscal year", "一个财政年度"),
        doc=T("Measured days after the warm-up.", "预热期之后的测量天数。"),
    )
    warm_up_days: int = parameter(
        184,
        unit="days",
        low=0,
        high=3650,
        zh="预热天数",
        source=T("1 July to 31 December", "7 月 1 日至 12 月 31 日"),
        doc=T(
            "Days simulated but not measured; 184 make the measured year a fiscal year.",
            "模拟但不计量的天数；取 184 时，测量年度恰为一个财政年度。",
        ),
    )
    start_date: str = parameter(
        "2016-07-01",
        unit="ISO date",
        zh="起始日期",
        source=T("the paper's figures are of 2016 and 2017", "论文数字为 2016 与 2017 年"),
        doc=T("Calendar date of the first simulated day.", "模拟首日的日历日期。"),
    )
    seed: int = parameter(
        1,
        unit="",
        low=0,
        high=2**63 - 1,
        zh="随机种子",
        source=T("any whole number", "任意整数"),
        doc=T(
            "Seed of the first replication; replication k uses seed + k.",
            "首次重复的随机种子；第 k 次重复使用“种子 + k”。",
        ),
    )
    check_invariants: bool = parameter(
        False,
        unit="yes or no",
        zh="守恒检查",
        source=T("costs about a tenth of the time", "约多用十分之一的时间"),
        doc=T("Check conservation of issues and money after every day.", "每日结束后检查事项与资金是否守恒。"),
    )


class ModelParameters(ParameterGroup):
    """Everything a scenario can set except the mechanisms."""

    run: RunSettings = described(
        RunSettings, doc=T("Length, start and seed of a run.", "运行的长度、起始日期与随机种子。")
    )
    world: WorldSettings = described(
        WorldSettings, doc=T("Place, sample and starting stocks.", "地区、抽样与期初存量。")
    )
    needs: NeedParameters = described(NeedParameters, doc=T("How needs arise.", "需求如何产生。"))
    voice: VoiceParameters = described(VoiceParameters, doc=T("How needs are reported.", "需求如何提出。"))
    intake: IntakeParameters = described(IntakeParameters, doc=T("Registering and discovery.", "登记与发现。"))
    work: WorkParameters = described(WorkParameters, doc=T("Work and its order.", "办理及其次序。"))
    staff: StaffParameters = described(StaffParameters, doc=T("Hours and helpers.", "工时与协助者。"))
    money: MoneyParameters = described(MoneyParameters, doc=T("Purses and costs.", "经费与费用。"))
    hand_over: HandOverParameters = described(HandOverParameters, doc=T("Passing issues on.", "诉求的移交。"))
    closing: ClosingParameters = described(ClosingParameters, doc=T("Closing and judging.", "办结与评价。"))
    attention: AttentionParameters = described(
        AttentionParameters,
        doc=T("What offices give hours and care to, rankings and gaming.", "单位的工时与用心投向何处，排名与应付。"),
    )
    trust: TrustParameters = described(TrustParameters, doc=T("Trust and word of mouth.", "信任与口碑。"))
    participation: ParticipationParameters = described(
        ParticipationParameters, doc=T("Volunteering and deliberation.", "志愿服务与协商。")
    )
    estates: EstateParameters = described(
        EstateParameters, doc=T("Owners, fees and estates without a manager.", "业主、物业费与无物业小区。")
    )
    governments: GovernmentParameters = described(
        GovernmentParameters,
        doc=T("Decisions of offices, workers and organisations.", "各单位、社工与社会组织的决策。"),
    )
    staffing: StaffingParameters = described(
        StaffingParameters, doc=T("Posts that follow money and load.", "随经费与负荷增减的岗位。")
    )
    shocks: ShocksParameters = described(
        ShocksParameters, doc=T("Floods, epidemics and campaigns from above.", "洪涝、疫情与上级部署的专项行动。")
    )
    migration: MigrationParameters = described(
        MigrationParameters, doc=T("Villagers who move to towns.", "向城镇迁移的农村居民。")
    )
    services: ServiceParameters = described(
        ServiceParameters,
        doc=T("Purchases, projects, service rooms and care places.", "购买服务、公益项目、服务用房与照料床位。"),
    )
    valuation: ValuationParameters = described(
        ValuationParameters, doc=T("What measures weigh needs by; it changes no run.", "指标给需求的权重；不影响运行。")
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Names every contradiction, and a bound on the rate of needs that residents exceed from the start."""
        found = super().cross_checks()
        bound, highest = self.needs.most_needs, self._highest_needs()
        if highest > bound * (1.0 + 1e-9):
            found.append(
                (
                    "needs.rate_bound",
                    Sentence(
                        f"some residents have {highest:.3g} needs a year, above rate_bound times the higher need rate, "
                        f"{bound:.3g}",
                        f"部分居民每年有 {highest:.3g} 项需求，高于 rate_bound 与较高需求率之积 {bound:.3g}",
                    ),
                )
            )
        return found

    def _highest_needs(self) -> float:
        """The highest yearly needs of a group there is, in towns or in villages at their mean starting stocks."""
        n, people = self.needs, self.world.residents
        highest = 0.0
        for rate, mix, groups in (
            (n.need_rate_town, n.mix_town, people.town_groups),
            (n.need_rate_village, n.mix_village, people.village_groups),
        ):
            shares = dict(groups)
            shares[Group.ORDINARY.key] = 1.0 - math.fsum(shares.values())
            factors = [(getattr(mix, category.key), n.factors(category.row.by_groups)) for category in Category]
            means = [n.mean_factor(category.row.by_groups, shares) for category in Category]
            for group in (group for group, share in shares.items() if share > 1e-9):
                ratio = math.fsum(
                    part * factor.get(group, 1.0) / mean for (part, factor), mean in zip(factors, means, strict=True)
                )
                highest = max(highest, rate * ratio)
        return highest
