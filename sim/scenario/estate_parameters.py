"""Parameters of estates without a manager: how owners organise and whether they pay (phases take part, adapt)."""

from __future__ import annotations

from sim.scenario.parameter import ParameterGroup, parameter

ASSUMED = "assumed"


class EstateParameters(ParameterGroup):
    """Owners' committees, service stations and fees (paper, section 4.3.4)."""

    owners_asked: int = parameter(30, unit="owners", low=1, high=200, source=ASSUMED, zh="每月征询业主数",
                                  doc="Owners of an unmanaged estate asked to sign in a month.")
    sign_needed: float = parameter(0.5, unit="share", low=0.0, high=1.0, zh="业主同意比例",
                                   source="half of the owners; Property Law of 2007, article 76",
                                   doc="Share of owners that must sign.")
    sign_intercept: float = parameter(-0.6, unit="logit", low=-10.0, high=10.0, source=ASSUMED, zh="签名基准",
                                      doc="Log-odds of signing without ties, at the starting trust.")
    sign_trust: float = parameter(1.2, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对签名",
                                  doc="Added log-odds of signing per unit of trust in the community.")
    sign_ties: float = parameter(1.0, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="纽带对签名",
                                 doc="Added log-odds of signing per unit of ties.")
    sign_irresponsible: float = parameter(0.8, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="无责任者签名",
                                          doc="Lost log-odds of irresponsible owners.")
    sign_indifferent: float = parameter(0.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="冷漠者签名",
                                        doc="Lost log-odds of indifferent owners.")
    estate_share: float = parameter(0.10, unit="share", low=0.01, high=1.0, source=ASSUMED, zh="单个小区占比",
                                    doc="Share of a community's homes that lie in one estate.")
    fee_share: float = parameter(0.60, unit="share", low=0.01, high=0.99, source=ASSUMED, zh="缴费率",
                                 doc="Share of owners who pay at reference_quality and with reference_paying of the others paying.")
    fee_quality: float = parameter(3.0, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="质量对缴费",
                                   doc="Added log-odds of paying per unit of service quality.")
    fee_others: float = parameter(2.5, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="他人缴费影响",
                                  doc="Added log-odds of paying per unit of the share of others who pay.")
    reference_quality: float = parameter(0.5, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="参照服务质量",
                                         doc="Service quality at which fee_share holds, and with which service begins.")
    reference_paying: float = parameter(0.6, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="参照他人缴费率",
                                        doc="Share of others who pay at which fee_share holds.")
    fee_money_first: float = parameter(1.0, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="物欲化对缴费",
                                       doc="Lost log-odds of paying per unit of money-first residents above the mean.")
    fee_threshold: float = parameter(0.55, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="维持服务缴费率",
                                     doc="Share of payers below which, two quarters in a row, service ends.")
    fee_yuan: float = parameter(300.0, unit="yuan per resident and year", low=0.0, high=5000.0, zh="物业费",
                                source="assumed; some 25 m2 per person at 1 yuan per m2 and month",
                                doc="Fee of a resident who pays.")
    fee_issue_share: float = parameter(0.05, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="物业费用于诉求占比",
                                       doc="Share of fees that pays hours on residents' issues.")
    fee_yuan_per_hour: float = parameter(60.0, unit="yuan per hour", low=1.0, high=1000.0, source=ASSUMED,
                                         doc="Price of an hour of a manager.", zh="物业工时价格")
    quality_rate: float = parameter(0.25, unit="share per quarter", low=0.0, high=1.0, source=ASSUMED, zh="质量调整率",
                                    doc="How fast service quality follows what is paid.")
