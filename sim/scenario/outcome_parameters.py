"""Parameters of closing, trust, taking part and deciding."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.tables import SharesByTier

ASSUMED = "assumed"


class ClosingParameters(ParameterGroup):
    """How issues are closed, judged and taken up again (phase close)."""

    paper_intercept: float = parameter(-0.2, unit="logit", low=-10.0, high=10.0, source=ASSUMED, zh="形式办结基准",
                                       doc="Log-odds of closing an overdue issue on paper, weekly.")
    paper_seen: float = parameter(1.6, unit="logit", low=-5.0, high=10.0, source=ASSUMED, zh="被看见对形式办结",
                                  doc="Added where the overdue is seen from above.")
    paper_stuck: float = parameter(1.0, unit="logit", low=-5.0, high=10.0, source=ASSUMED, zh="卡住对形式办结",
                                   doc="Added where money or authority is missing.")
    paper_checked: float = parameter(4.0, unit="logit", low=0.0, high=20.0, source=ASSUMED, zh="核查信念对形式办结",
                                     doc="Lost per unit of the office's belief that closings are checked.")
    paper_emergency: float = parameter(1.0, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="紧急对形式办结",
                                       doc="Lost where the issue is an emergency.")
    seen_by_statistics: float = parameter(0.5, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="月报可见度",
                                          doc="How far monthly statistics show an overdue issue to the tier above.")
    belief_start: float = parameter(0.04, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="初始核查信念",
                                    doc="Starting belief that a closing is checked.")
    belief_rate: float = parameter(0.2, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="信念更新率",
                                   doc="Monthly weight of the share of closings really checked.")
    practice_drift: float = parameter(0.1, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="做法趋同",
                                      doc="Monthly drift of an office's belief towards the mean of its township.")
    checked_share: float = parameter(0.04, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="核查率",
                                     doc="Chance that the resident is asked after a closing without a rating system.")
    reopened_share: float = parameter(0.8, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="重开率",
                                      doc="Chance that an unsolved issue found by asking is reopened.")
    reopenings_limit: int = parameter(3, unit="times", low=0, high=20, source=ASSUMED, zh="重开上限",
                                      doc="Most reopenings of one issue.")
    satisfied_resolved: float = parameter(2.4, unit="logit", low=-10.0, high=10.0, source=ASSUMED, zh="解决满意",
                                          doc="Log-odds of satisfaction with an issue resolved at once.")
    satisfied_resolved_delay: float = parameter(0.45, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="迟延不满",
                                                doc="Lost per log of 1 + days over satisfied_resolved_days.")
    satisfied_resolved_days: float = parameter(3.0, unit="days", low=0.1, high=365.0, source=ASSUMED, zh="解决迟延尺度",
                                               doc="Days over which delay of what is resolved begins to weigh.")
    satisfied_nominal: float = parameter(-0.75, unit="logit", low=-10.0, high=10.0, source=ASSUMED, zh="未解决满意",
                                         doc="Log-odds of satisfaction with failed work or paper closing.")
    satisfied_nominal_delay: float = parameter(0.2, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="未解决迟延不满",
                                               doc="Lost per log of 1 + days over satisfied_nominal_days.")
    satisfied_nominal_days: float = parameter(7.0, unit="days", low=0.1, high=365.0, source=ASSUMED, zh="未解决迟延尺度",
                                              doc="Days over which delay of what is not resolved begins to weigh.")
    satisfied_agitated: float = parameter(-0.5, unit="logit", low=-5.0, high=5.0, source=ASSUMED, zh="躁动者满意",
                                          doc="Added for agitated residents.")
    satisfied_engaged: float = parameter(0.3, unit="logit", low=-5.0, high=5.0, source=ASSUMED, zh="积极者满意",
                                         doc="Added for engaged and for insincere residents.")
    repeat_nominal_share: float = parameter(0.22, unit="share", low=0.0, high=1.0, zh="未解决重复率",
                                            source="repeats about a tenth of requests (Daying 2017: 9.6 %)",
                                            doc="Chance of complaining again after failed work or paper closing.")
    repeat_silent_share: float = parameter(0.15, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="沉默重复率",
                                           doc="Chance of complaining again after silence.")
    repeat_days: float = parameter(30.0, unit="days", low=1.0, high=120.0, source=ASSUMED, zh="重复间隔",
                                   doc="Longest time until a repeat.")
    bypass_share: float = parameter(0.05, unit="share", low=0.001, high=0.9, source=ASSUMED, zh="越级率",
                                    doc="Chance of going over heads after a failure, at the starting trust.")
    recurrence_days: float = parameter(60.0, unit="days", low=2.0, high=1000.0, source=ASSUMED, zh="复发间隔",
                                       doc="Mean days until a cosmetic repair or failed settlement comes back.")
    recurrence_limit_days: int = parameter(365, unit="days", low=1, high=3650, source=ASSUMED, zh="复发期限",
                                           doc="Days after which it comes back no more.")


class TrustParameters(ParameterGroup):
    """Trust in the four tiers and how experience and word of mouth move it (phase close)."""

    start_town: SharesByTier = Field(
        default=SharesByTier(community=0.62, township=0.70, district=0.74, municipality=0.82),
        description="Starting trust of urban residents.",
        json_schema_extra={"unit": "0-1", "label_zh": "城市初始信任",
                           "source": "Ash Center surveys 2016 (township .70, county .74, province .82); community "
                                     "assumed"})
    start_village: SharesByTier = Field(
        default=SharesByTier(community=0.63, township=0.50, district=0.50, municipality=0.53),
        description="Starting trust of rural residents.",
        json_schema_extra={"unit": "0-1", "label_zh": "农村初始信任",
                           "source": "HEPS 2012 (village .63, county .50, province .53); township assumed"})
    gain: float = parameter(0.04, unit="share of the distance to 1", low=0.0, high=0.5, source=ASSUMED, zh="信任增益",
                            doc="Gain of trust when an issue is resolved.")
    loss: float = parameter(0.08, unit="share of trust", low=0.0, high=0.5, zh="信任损失",
                            source="negative experience weighs more (Kampen, Van de Walle and Bouckaert 2006); size "
                                   "assumed",
                            doc="Loss of trust after failure, paper closing or silence.")
    passed_on_share: float = parameter(0.30, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="连带信任占比",
                                       doc="Share of the change that reaches the tier below the one that failed or "
                                           "above the one that solved.")
    heard_share: float = parameter(0.15, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="口碑占比",
                                   doc="Share of the change that each friend takes over.")
    n_friends: int = parameter(8, unit="persons", low=0, high=32, source=ASSUMED, zh="联系人数",
                               doc="Residents who hear of an outcome: all but one in the same community.")
    disposition_share: float = parameter(0.1, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="心态转变率",
                                         doc="Chance that repeated experience moves a disposition.")
    disposition_times: int = parameter(2, unit="times", low=1, high=100, source=ASSUMED, zh="心态转变经历次数",
                                       doc="Experiences of one kind that make a disposition move.")


class ParticipationParameters(ParameterGroup):
    """Volunteering and deliberation (phase take part)."""

    volunteer_share: float = parameter(0.152, unit="share", low=0.001, high=0.9, zh="注册志愿者占比",
                                       source="Chongqing 2016: 15.20 % registered (Blue Book of volunteering)",
                                       doc="Chance that a resident is a volunteer at the reference case.")
    volunteer_trust: float = parameter(1.0, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对志愿",
                                       doc="Added log-odds per unit of trust in the community.")
    volunteer_engaged: float = parameter(0.6, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="积极者志愿",
                                         doc="Added log-odds for engaged residents.")
    volunteer_money_first: float = parameter(0.8, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="物欲者志愿",
                                             doc="Lost log-odds for money-first residents.")
    reference_engaged: float = parameter(0.2, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="参照积极者比例",
                                         doc="Share of engaged residents at which the shares of volunteering and of coming to a "
                                             "council hold.")
    reference_money_first: float = parameter(0.15, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="参照物欲化比例",
                                             doc="Share of money-first residents at which the share of volunteering holds.")
    volunteer_time_bank: float = parameter(0.5, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="时间银行对志愿",
                                           doc="Added log-odds of volunteering where hours given earn credit.")
    council_invited: int = parameter(100, unit="persons", low=1, high=1000, source=ASSUMED, zh="协商邀请人数",
                                     doc="Residents invited to a deliberation council.")
    council_attendance_share: float = parameter(0.15, unit="share", low=0.001, high=0.99, source=ASSUMED, zh="协商出席率",
                                                doc="Chance that an invited resident comes at the reference case.")
    council_trust: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对出席",
                                     doc="Added log-odds of coming per unit of trust in the community.")
    council_engaged: float = parameter(0.6, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="积极者出席",
                                       doc="Added log-odds of coming of engaged residents.")
    quorum_residents: int = parameter(12, unit="persons", low=0, high=1000, source=ASSUMED, zh="协商居民法定人数",
                                      doc="Residents a council needs.")
    quorum_parties: int = parameter(5, unit="parties", low=0, high=8, zh="协商主体法定数",
                                    source="eight parties (paper, section 4.3.1); quorum assumed",
                                    doc="Parties a council needs, of eight.")
    party_presence: float = parameter(0.75, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="主体出席率",
                                      doc="Chance that a party comes.")
    position_sigma: float = parameter(0.25, unit="0-1", low=0.01, high=1.0, source=ASSUMED, zh="立场分散度",
                                      doc="Standard deviation of the parties' positions.")
    position_tolerance: float = parameter(0.25, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="立场容忍度",
                                          doc="Distance from the middle at which a party still accepts a proposal.")
    position_narrowing: float = parameter(0.3, unit="share", low=0.0, high=0.95, source=ASSUMED, zh="纽带收敛立场",
                                          doc="How far strong ties bring positions together.")
    agreement_gain: float = parameter(0.01, unit="stock", low=0.0, high=1.0, source=ASSUMED, zh="协议存量增益",
                                      doc="What one agreement adds to the standing agreements; they count like ties.")
    agreement_half_life_days: float = parameter(730.0, unit="days", low=30.0, high=7300.0, source=ASSUMED,
                                                doc="Days until half of the standing agreements are forgotten.",
                                                zh="协议半衰期")
    reconsidered_share: float = parameter(1.0 / 12.0, unit="share per month", low=0.0, high=1.0, source=ASSUMED,
                                          doc="Share of residents who think again about volunteering in a month.",
                                          zh="每月重新考虑占比")


class GovernmentParameters(ParameterGroup):
    """How offices decide (phases fund, adapt): rules, not coin flips."""

    moved_share: float = parameter(0.0, unit="share", low=0.0, high=0.5, source="off in the baseline: habit shares",
                                   doc="Share of a district's flexible staff hours moved each quarter towards the "
                                       "departments with most overdue hours.", zh="区县机动占比")
    need_index_least: float = parameter(0.5, unit="ratio", low=0.0, high=1.0, source=ASSUMED, zh="需求指数下限",
                                        doc="Least weight of a community's demand for money per resident over the mean.")
    need_index_most: float = parameter(2.0, unit="ratio", low=1.0, high=10.0, source=ASSUMED, zh="需求指数上限",
                                       doc="Most weight of a community's demand for money per resident over the mean.")
    municipal_by_residents: float = parameter(0.5, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="市级工时按人口分配占比",
                                              doc="Share of the municipality's hours divided by residents; the rest by "
                                                  "open issues.")
    campaign_threshold: float = parameter(0.12, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="专项行动门槛",
                                          doc="Overdue share of a category's open issues above which a district calls "
                                              "a campaign.")
    campaign_days: int = parameter(28, unit="days", low=1, high=365, source="20 working days", zh="专项行动天数",
                                   doc="Length of a campaign.")
    campaign_rest_days: int = parameter(150, unit="days", low=0, high=1000, source=ASSUMED, zh="专项行动间隔",
                                        doc="Days before a district calls the next campaign.")
    campaign_administrative: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="专项行政占用",
                                               doc="Added administrative share of everybody during a campaign.")
    turnover_per_year: float = parameter(0.20, unit="per year", low=0.0, high=1.0, zh="年离职率",
                                         source="a fifth of community staff quit in one provincial capital",
                                         doc="Hazard of leaving of a social worker at normal strain.")
    turnover_strain: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="过劳对离职",
                                       doc="Added log-hazard of leaving per unit of strain above 1.")
    strain_usual: float = parameter(1.4, unit="ratio", low=0.1, high=2.0, source="assumed; the load of committees",
                                    doc="Hours asked over hours had at which committee staff leave at the usual rate.",
                                    zh="常态负荷")
    turnover_pay: float = parameter(0.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="待遇对离职",
                                    doc="Lost log-hazard of leaving per unit of pay above the mean.")
    skill_per_40_hours: float = parameter(0.08, unit="0-1", low=0.0, high=0.5, source=ASSUMED, zh="督导培训增益",
                                          doc="Skill gained by 40 hours of supervised training.")
    skill_fading: float = parameter(0.20, unit="share per year", low=0.0, high=1.0, source=ASSUMED, zh="技能衰减",
                                    doc="Share of the skill gained by training that fades in a year.")
    skill_limit: float = parameter(0.80, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="技能上限",
                                   doc="Skill that training cannot lift above.")
    vacancy_days: int = parameter(90, unit="days", low=0, high=730, source=ASSUMED, zh="缺员天数",
                                  doc="Days until a leaver is replaced.")
    novice_skill: float = parameter(0.15, unit="0-1", low=0.0, high=1.0, source=ASSUMED, zh="新手技能差",
                                    doc="Skill a newcomer lacks, regained over a year.")
    strain_weight: float = parameter(0.25, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="过劳平滑",
                                     doc="Monthly weight of hours asked over hours had in a worker's strain.")
    volunteers_per_worker: float = parameter(6.0, unit="persons", low=0.0, high=100.0, zh="每社工志愿者",
                                             source="488 social workers, over 3,000 volunteers (paper, section 2.3.3)",
                                             doc="Volunteers per social worker below which the worker recruits.")
    recruiting_hours: float = parameter(2.0, unit="hours", low=0.0, high=100.0, source=ASSUMED, zh="招募工时",
                                        doc="Hours to recruit one volunteer.")
    organisation_entry: float = parameter(0.02, unit="per quarter", low=0.0, high=1.0, source=ASSUMED, zh="组织进入率",
                                          doc="Hazard that founders set up an organisation in a quarter in which as "
                                              "much money in their field is unserved as it needs to earn.")
    organisation_closing: float = parameter(0.5, unit="ratio", low=0.0, high=1.0, source=ASSUMED, zh="组织退出门槛",
                                            doc="Income over cost below which an organisation closes after two "
                                                "quarters.")


class MigrationParameters(ParameterGroup):
    """Villagers who move to towns on 1 January (phase adapt)."""

    urbanisation_points: float = parameter(0.0166, unit="share of all residents per year", low=0.0, high=0.3,
                                           source="paper, section 3.2.2: urban share 62.60 %, 1.66 points in a year",
                                           doc="Rise of the urban share in a year, as a share of all residents; "
                                               "0 means that nobody moves.", zh="年城镇化百分点")
    move_distance_exponent: float = parameter(1.0, unit="exponent", low=0.0, high=3.0, zh="迁移距离指数",
                                              source="gravity model of migration (Zipf 1946)",
                                              doc="How strongly movers prefer near districts; 0 means not at all.")
    move_capacity_exponent: float = parameter(1.0, unit="exponent", low=0.0, high=3.0, source=ASSUMED, zh="迁移财力指数",
                                              doc="How strongly movers prefer districts of high fiscal capacity; "
                                                  "0 means not at all.")
