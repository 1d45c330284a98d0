"""Parameters of estates without a manager: how owners organise and whether they pay (phases take part, adapt)."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, parameter
from sim.words import T


class EstateParameters(ParameterGroup):
    """Owners' committees, service stations and fees (paper, section 4.3.4)."""

    owners_asked: int = parameter(
        30,
        unit="owners",
        low=1,
        high=200,
        zh="每月征询业主数",
        source=ASSUMED,
        doc=T("Owners of an unmanaged estate asked to sign in a month.", "无物业小区每月被征询签名的业主数。"),
    )
    sign_needed: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="业主同意比例",
        source=T("half of the owners; Property Law of 2007, article 76", "业主的半数；2007 年《物权法》第 76 条"),
        doc=T("Share of owners that must sign.", "必须签名的业主比例。"),
    )
    sign_intercept: float = parameter(
        -0.6,
        unit="logit",
        low=-10.0,
        high=10.0,
        zh="签名基准",
        source=ASSUMED,
        doc=T("Log-odds of signing without ties, at the reference trust.", "没有纽带、信任为参照值时签名的对数优势。"),
    )
    sign_trust: float = parameter(
        1.2,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="信任对签名",
        source=ASSUMED,
        doc=T(
            "Added log-odds of signing per unit of trust in the community.",
            "对社区的信任每增加一个单位，签名的对数优势增量。",
        ),
    )
    sign_ties: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="纽带对签名",
        source=ASSUMED,
        doc=T("Added log-odds of signing per unit of ties.", "纽带每增加一个单位，签名的对数优势增量。"),
    )
    sign_irresponsible: float = parameter(
        0.8,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="无责任者签名",
        source=ASSUMED,
        doc=T("Lost log-odds of irresponsible owners.", "无责任化业主的对数优势减量。"),
    )
    sign_indifferent: float = parameter(
        0.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="冷漠者签名",
        source=ASSUMED,
        doc=T("Lost log-odds of indifferent owners.", "冷漠化业主的对数优势减量。"),
    )
    estate_share: float = parameter(
        0.10,
        unit="share",
        low=0.01,
        high=1.0,
        zh="单个小区占比",
        source=ASSUMED,
        doc=T("Share of a community's homes that lie in one estate.", "一个小区占本社区住宅的比例。"),
    )
    fee_share: float = parameter(
        0.60,
        unit="share",
        low=0.01,
        high=0.99,
        zh="缴费率",
        source=ASSUMED,
        doc=T(
            "Share of owners who pay at reference_quality and with reference_paying of the others paying.",
            "服务质量为 reference_quality、其他业主缴费率为 reference_paying 时，业主缴费的比例。",
        ),
    )
    fee_quality: float = parameter(
        3.0,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="质量对缴费",
        source=ASSUMED,
        doc=T("Added log-odds of paying per unit of service quality.", "服务质量每增加一个单位，缴费的对数优势增量。"),
    )
    fee_others: float = parameter(
        2.5,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="他人缴费影响",
        source=ASSUMED,
        doc=T(
            "Added log-odds of paying per unit of the share of others who pay.",
            "其他业主缴费率每增加一个单位，缴费的对数优势增量。",
        ),
    )
    reference_quality: float = parameter(
        0.5,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="参照服务质量",
        source=ASSUMED,
        doc=T(
            "Service quality at which fee_share holds, and with which service begins.",
            "缴费率（fee_share）所对应的服务质量，也是服务开始时的质量。",
        ),
    )
    reference_paying: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="参照他人缴费率",
        source=ASSUMED,
        doc=T("Share of others who pay at which fee_share holds.", "缴费率（fee_share）所对应的他人缴费比例。"),
    )
    fee_money_first: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="物欲化对缴费",
        source=ASSUMED,
        doc=T(
            "Lost log-odds of paying per unit of money-first residents above the mean.",
            "物欲化居民比例超出均值的部分每增加一个单位，缴费的对数优势减量。",
        ),
    )
    fee_threshold: float = parameter(
        0.55,
        unit="share",
        low=0.0,
        high=1.0,
        zh="维持服务缴费率",
        source=ASSUMED,
        doc=T("Share of payers below which a quarter is poor.", "缴费率低于此值的季度，为收费不足的季度。"),
    )
    fee_poor_quarters: int = parameter(
        2,
        unit="quarters",
        low=1,
        high=40,
        zh="终止服务季度数",
        source=ASSUMED,
        doc=T("Poor quarters in a row after which service ends.", "连续此数季度收费不足后，物业服务终止。"),
    )
    fee_yuan: float = parameter(
        300.0,
        unit="yuan per resident and year",
        low=0.0,
        high=5000.0,
        zh="物业费",
        source=T(
            "assumed; some 25 m2 per person at 1 yuan per m2 and month", "假设值；人均约 25 平方米，每平方米每月 1 元"
        ),
        doc=T("Fee of a resident who pays.", "缴费居民的物业费。"),
    )
    fee_issue_share: float = parameter(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        zh="物业费用于诉求占比",
        source=ASSUMED,
        doc=T("Share of fees that pays hours on residents' issues.", "物业费中用于购买居民诉求工时的比例。"),
    )
    fee_yuan_per_hour: float = parameter(
        60.0,
        unit="yuan per hour",
        low=1.0,
        high=1000.0,
        zh="物业工时价格",
        source=ASSUMED,
        doc=T("Price of an hour of a manager.", "物业人员每小时的价格。"),
    )
    quality_rate: float = parameter(
        0.25,
        unit="share per quarter",
        low=0.0,
        high=1.0,
        zh="质量调整率",
        source=ASSUMED,
        doc=T("How fast service quality follows what is paid.", "服务质量随收费变化的快慢。"),
    )
