"""All parameters of behaviour, in the order of the day: meaning, unit, range, default and source of each.

"assumed" is a legal source and is shown as such wherever the parameter appears. Coefficients in log-odds act on
centred quantities, so every intercept is the share observed at the reference case.
"""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.tables import (
    AmountsByCategory,
    DaysByTier,
    LogitsByCategory,
    LogitsByDisposition,
    SharesByCategory,
    SharesByDepartment,
    SharesByTier,
)
from sim.scenario.world_settings import WorldSettings

ASSUMED = "assumed"
PAPER = "paper, section "


class RunSettings(ParameterGroup):
    """How long a run is and where its randomness starts."""

    days: int = parameter(365, unit="days", low=1, high=3650, source="one fiscal year", zh="测量天数",
                          doc="Measured days after the warm-up.")
    warm_up_days: int = parameter(184, unit="days", low=0, high=3650, source="1 July to 31 December", zh="预热天数",
                                  doc="Days simulated but not measured; 184 make the measured year a fiscal year.")
    start_date: str = parameter("2016-07-01", unit="ISO date", source="the paper's figures are of 2016 and 2017",
                                doc="Calendar date of the first simulated day.", zh="起始日期")
    seed: int = parameter(1, unit="", low=0, high=2**63 - 1, source="any whole number", zh="随机种子",
                          doc="Seed of the first replication; replication k uses seed + k.")
    check_invariants: bool = parameter(False, unit="yes or no", source="costs about a tenth of the time",
                                       doc="Check conservation of issues and money after every day.", zh="守恒检查")


class NeedParameters(ParameterGroup):
    """How needs arise (phase arise)."""

    need_rate_town: float = parameter(0.30, unit="needs per resident and year", low=0.0, high=1.0, source=ASSUMED,
                                      doc="Needs of an urban resident at the starting stocks.", zh="城市需求率")
    need_rate_village: float = parameter(0.25, unit="needs per resident and year", low=0.0, high=1.0, source=ASSUMED,
                                         doc="Needs of a rural resident at the starting stocks.", zh="农村需求率")
    mix_town: SharesByCategory = Field(
        default=SharesByCategory(facility=0.27, environment=0.18, property=0.18, dispute=0.13, welfare=0.10,
                                 safety=0.09, certificate=0.05, farming=0.0),
        description="Share of each category among the needs of urban residents; together 1.",
        json_schema_extra={"unit": "share", "label_zh": "城市需求构成",
                           "source": "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)"})
    mix_village: SharesByCategory = Field(
        default=SharesByCategory(facility=0.27, environment=0.14, property=0.03, dispute=0.16, welfare=0.17,
                                 safety=0.06, certificate=0.06, farming=0.11),
        description="Share of each category among the needs of rural residents; together 1.",
        json_schema_extra={"unit": "share", "label_zh": "农村需求构成",
                           "source": "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)"})
    rate_bound: float = parameter(2.0, unit="ratio", low=1.0, high=10.0, source="must exceed every hazard ratio met",
                                  doc="Candidate occasions per expected need of an urban resident; needs are thinned "
                                      "from them.", zh="候选率上界")
    emergency_share: float = parameter(0.08, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="应急占比",
                                       doc="Share of needs that are emergencies.")
    quick_share: float = parameter(0.28, unit="share", low=0.0, high=1.0, zh="即办占比",
                                   source="a quarter of New York 311 requests closes within the day (Q1 0.1 days)",
                                   doc="Share of the other needs that take minutes, no money and no authority.")
    shared_neighbours: float = parameter(3.0, unit="persons", low=0.0, high=5.0, source=ASSUMED, zh="共同受影响邻居数",
                                         doc="Mean number of neighbours who share the cause of a facility, "
                                             "environment or parking need and may join the complaint.")
    hazard_condition: float = parameter(1.5, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="设施老化系数",
                                        doc="Growth of facility needs per unit of infrastructure condition lost.")
    hazard_unmanaged: float = parameter(1.0, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="无物业系数",
                                        doc="Growth of property and environment needs with estates without manager.")
    hazard_mixed: float = parameter(1.0, unit="logit", low=0.0, high=4.0, source=ASSUMED + " (" + PAPER + "3.1.1)",
                                    doc="Growth of disputes with the share of residents registered elsewhere.",
                                    zh="人户分离系数")
    hazard_ties: float = parameter(0.8, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="邻里纽带系数",
                                   doc="Fall of disputes with neighbourhood ties.")
    hazard_floating: float = parameter(0.8, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="流动人口系数",
                                       doc="Growth of safety needs with the share of floating residents.")
    welfare_older: float = parameter(2.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="老年福利需求倍数",
                                     doc="Welfare needs of an older resident against an ordinary one.")
    welfare_disabled: float = parameter(3.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="残障福利需求倍数",
                                        doc="Welfare needs of a disabled resident against an ordinary one.")
    welfare_low_income: float = parameter(2.5, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="低收入福利需求倍数",
                                          doc="Welfare needs of a low-income resident against an ordinary one.")
    farming_farmer: float = parameter(2.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="大户农业需求倍数",
                                      doc="Farming needs of a large-scale farmer against another villager.")


class VoiceParameters(ParameterGroup):
    """Whether, how and where a need is voiced (phase voice)."""

    self_solve: LogitsByCategory = Field(
        default=LogitsByCategory(facility=-2.5, environment=-1.4, property=-1.6, dispute=-0.7, welfare=-1.1,
                                 safety=-2.5, certificate=-20.0, farming=-1.1),
        description="Log-odds that neighbours solve it among themselves, at mean ties.",
        json_schema_extra={"unit": "logit", "label_zh": "邻里自解", "source": "assumed; avoidance and bilateral talk "
                           "dominate in villages (Michelson 2008)"})
    self_solve_ties: float = parameter(0.8, unit="logit per sd", low=0.0, high=3.0, source=ASSUMED, zh="纽带对自解",
                                       doc="Log-odds of solving it among neighbours per standard deviation of ties.")
    self_solve_engaged: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="积极者自解",
                                          doc="Added log-odds where the resident is engaged.")
    voice_share: float = parameter(0.36, unit="share", low=0.01, high=0.99, source=ASSUMED, zh="表达倾向",
                                   doc="Chance that a need not solved among neighbours is voiced at the reference "
                                       "case (routine, mean trust, mean cost, no habit).")
    voice_emergency: float = parameter(1.2, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="紧急对表达",
                                       doc="Added log-odds of voicing an emergency.")
    voice_trust: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对表达",
                                   doc="Added log-odds of voicing per unit of trust in the community.")
    voice_cost: float = parameter(1.25, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="渠道成本对表达",
                                  doc="Lost log-odds of voicing per unit of channel cost.")
    reference_cost: float = parameter(0.40, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="参照成本",
                                      doc="Channel cost of the reference case.")
    cost_counter: float = parameter(0.20, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="柜台成本",
                                    doc="Cost of going to the counter next door.")
    cost_per_km: float = parameter(0.22, unit="cost units per km", low=0.0, high=2.0, source=ASSUMED, zh="每公里成本",
                                   doc="Cost of each kilometre to the counter.")
    cost_phone: float = parameter(0.30, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="电话成本",
                                  doc="Cost of a call, for those who know the number.")
    cost_online: float = parameter(0.15, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="线上成本",
                                   doc="Cost of an online request, for those with access who know the service.")
    cost_grid_worker: float = parameter(0.05, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="上门成本",
                                        doc="Cost of telling a grid worker who is at the door.")
    door_rate: float = parameter(0.15, unit="per hour per 1,000 residents and day", low=0.0, high=2.0, source=ASSUMED,
                                 doc="Rate at which one visit hour per 1,000 residents brings a grid worker to a "
                                     "given door on a given day.", zh="上门率")
    online_awareness_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="线上知晓率",
                                              doc="Share of residents with access who know the online service.")
    stance: LogitsByDisposition = Field(
        default=LogitsByDisposition(engaged=0.5, money_first=-0.4, indifferent=-0.8, agitated=0.6,
                                    irresponsible=-0.4, insincere=0.0),
        description="Added log-odds of voicing by disposition (money first: where no money is at stake).",
        json_schema_extra={"unit": "logit", "label_zh": "心态对表达", "source": "assumed (paper, section 3.2.3)"})
    stance_money_at_stake: float = parameter(0.4, unit="logit", low=-4.0, high=4.0, source=ASSUMED, zh="涉钱表达",
                                             doc="Added log-odds of a money-first resident where money is at stake.")
    habit_first_success: float = parameter(0.73, unit="logit", low=0.0, high=3.0, zh="首次成功习惯",
                                           source="first report fixed: a second is 1.57 times as likely "
                                                  "(Sjoberg, Mellon and Peixoto 2017, n = 399,364)",
                                           doc="Habit gained by a first success.")
    habit_success: float = parameter(0.2, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="再次成功习惯",
                                     doc="Habit gained by a later success.")
    habit_nominal: float = parameter(-0.3, unit="logit", low=-3.0, high=0.0, source=ASSUMED, zh="未解决习惯",
                                     doc="Habit lost by failed work or paper closing.")
    habit_silence: float = parameter(-0.6, unit="logit", low=-3.0, high=0.0, source=ASSUMED, zh="石沉大海习惯",
                                     doc="Habit lost by silence.")
    habit_limit: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="习惯上限",
                                   doc="Largest size of the habit.")
    habit_half_life_days: float = parameter(365.0, unit="days", low=10.0, high=3650.0, source=ASSUMED, zh="习惯半衰期",
                                            doc="Days until half the habit has faded.")
    tier_township: float = parameter(-1.92, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉镇街",
                                     doc="Log-odds of going to the township rather than the community.")
    tier_district: float = parameter(-2.75, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉区县",
                                     doc="Log-odds of going to the district or hotline.")
    tier_municipality: float = parameter(-4.4, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉市级",
                                         doc="Log-odds of petitioning the municipality.")
    tier_trust: float = parameter(2.0, unit="logit", low=0.0, high=6.0, source=ASSUMED, zh="信任差对越级",
                                  doc="Added log-odds per unit of trust that a higher tier has over the community, "
                                      "beyond the starting difference.")
    tier_agitated: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="躁动者越级",
                                     doc="Added log-odds of the two highest tiers for an agitated resident.")
    tier_awareness: float = parameter(0.8, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="法律意识抑制越级",
                                      doc="Lost log-odds of petitioning per unit of legal awareness above 0.3.")


class IntakeParameters(ParameterGroup):
    """Registering, triage and routing (phase intake) and what patrols find (phase discover)."""

    entered_counter_town: float = parameter(0.63, unit="share", low=0.0, high=1.0, zh="城市柜台登记率",
                                            source="set so that 0.69 of urban requests are entered (assumed)",
                                            doc="Chance that a request at an urban counter is written in the book.")
    entered_counter_village: float = parameter(0.30, unit="share", low=0.0, high=1.0, zh="农村柜台登记率",
                                               source="set so that 0.43 of rural requests are entered (assumed)",
                                               doc="Chance that a request at a village counter is written down.")
    entered_online: float = parameter(1.0, unit="share", low=0.0, high=1.0, source="by construction", zh="线上登记率",
                                      doc="Chance that an online request or petition is in the book.")
    entered_hotline: float = parameter(0.95, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="热线登记率",
                                       doc="Chance that a hotline request is in the book.")
    entered_grid_town: float = parameter(0.6, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="城市网格登记率",
                                         doc="Chance that what an urban grid worker hears is in the book.")
    entered_grid_village: float = parameter(0.4, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="农村网格登记率",
                                            doc="Chance that what a village grid worker hears is in the book.")
    entering_hours: float = parameter(0.1, unit="hours", low=0.0, high=2.0, source=ASSUMED, zh="登记工时",
                                      doc="Hours to write a request into the book; done only while hours are left.")
    triage_hours: float = parameter(0.3, unit="hours", low=0.0, high=2.0, source=ASSUMED, zh="分流工时",
                                    doc="Hours of triage, part of the work at the first desk.")
    misrouted_town: float = parameter(0.15, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="城市误派率",
                                      doc="Chance that an urban request is sent to a wrong department.")
    misrouted_village: float = parameter(0.20, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="农村误派率",
                                         doc="Chance that a rural request is sent to a wrong department.")
    rerouting_hours: float = parameter(0.5, unit="hours", low=0.0, high=8.0, source=ASSUMED, zh="改派工时",
                                       doc="Hours to find out and redirect a misrouted request.")
    nobody_responsible_share: float = parameter(0.35, unit="share", low=0.0, high=1.0, zh="无人管占比",
                                                source=ASSUMED + " (" + PAPER + "3.1.1)",
                                                doc="Chance that no office owns the request of a resident "
                                                    "registered elsewhere.")
    nobody_responsible_days: float = parameter(15.0, unit="days", low=1.0, high=120.0, source=ASSUMED, zh="无人管天数",
                                               doc="Mean days until the township names a holder.")
    patience_median_days: float = parameter(17.0, unit="days", low=1.0, high=200.0, source=ASSUMED, zh="耐心中位数",
                                            doc="Median days until a resident gives up on an unentered request.")
    patience_sigma: float = parameter(0.6, unit="log days", low=0.0, high=2.0, source=ASSUMED, zh="耐心离散度",
                                      doc="Spread of patience (log-normal).")
    enquiries_per_request: float = parameter(1.0, unit="ratio", low=0.0, high=5.0, zh="咨询与诉求比",
                                             source="enquiry share 0.50: Yichun 2023 0.51, Beijing 2021 0.585",
                                             doc="Enquiries at the counter per voiced request.")
    reference_voiced_town: float = parameter(0.108, unit="requests per resident and year", low=0.0, high=1.0,
                                             source=ASSUMED, doc="Voiced requests behind the enquiry volume, town.",
                                             zh="城市咨询基数")
    reference_voiced_village: float = parameter(0.070, unit="requests per resident and year", low=0.0, high=1.0,
                                                source=ASSUMED, zh="农村咨询基数",
                                                doc="Voiced requests behind the enquiry volume, village.")
    enquiry_hours: float = parameter(0.12, unit="hours", low=0.0, high=2.0, source=ASSUMED, zh="咨询工时",
                                     doc="Hours to answer an enquiry.")
    visit_hours_per_1000: float = parameter(0.1, unit="hours per 1,000 residents and day", low=0.0, high=10.0,
                                            source=ASSUMED, zh="走访工时",
                                            doc="Patrol and visits on a working day before any mechanism.")
    discovery_rate: float = parameter(0.01, unit="per hour per 1,000 residents and day", low=0.0, high=1.0,
                                      source=ASSUMED, zh="发现率",
                                      doc="Daily rate at which one visit hour per 1,000 residents finds a given need.")
    patrol_visibility: float = parameter(2.0, unit="ratio", low=0.0, high=10.0, source=ASSUMED, zh="外显需求可见度",
                                         doc="How much easier patrols find facility, environment and safety needs.")
    forgotten_days: int = parameter(60, unit="days", low=1, high=120, source=ASSUMED, zh="遗忘天数",
                                    doc="Days after which an endured need is no longer looked for.")


class WorkParameters(ParameterGroup):
    """What the work is and in which order it is done (phases assign and work)."""

    work_hours: AmountsByCategory = Field(
        default=AmountsByCategory(facility=5.0, environment=4.0, property=8.0, dispute=12.0, welfare=8.0, safety=6.0,
                                  certificate=1.5, farming=4.0),
        description="Median hours of work at the tier that solves it.",
        json_schema_extra={"unit": "hours", "label_zh": "办理工时中位数", "source": ASSUMED})
    work_sigma: AmountsByCategory = Field(
        default=AmountsByCategory(facility=0.9, environment=0.8, property=0.9, dispute=0.9, welfare=0.9, safety=0.8,
                                  certificate=0.5, farming=0.9),
        description="Spread of the hours of work (log-normal).",
        json_schema_extra={"unit": "log hours", "label_zh": "办理工时离散度", "source": ASSUMED})
    quick_hours: float = parameter(0.4, unit="hours", low=0.0, high=4.0, source=ASSUMED, zh="即办工时",
                                   doc="Hours of a quick matter.")
    authority_community: SharesByCategory = Field(
        default=SharesByCategory(facility=0.48, environment=0.60, property=0.56, dispute=0.80, welfare=0.55,
                                 safety=0.52, certificate=0.60, farming=0.55),
        description="Share of issues an urban community has the authority to solve.",
        json_schema_extra={"unit": "share", "label_zh": "社区权限占比", "source": ASSUMED})
    authority_township: SharesByCategory = Field(
        default=SharesByCategory(facility=0.36, environment=0.29, property=0.29, dispute=0.16, welfare=0.33,
                                 safety=0.31, certificate=0.30, farming=0.32),
        description="Share of issues that need the township's authority.",
        json_schema_extra={"unit": "share", "label_zh": "镇街权限占比", "source": ASSUMED})
    authority_district: SharesByCategory = Field(
        default=SharesByCategory(facility=0.14, environment=0.10, property=0.14, dispute=0.04, welfare=0.11,
                                 safety=0.16, certificate=0.10, farming=0.12),
        description="Share of issues that need the district's authority; the rest needs the municipality's.",
        json_schema_extra={"unit": "share", "label_zh": "区县权限占比", "source": ASSUMED})
    village_authority_up: float = parameter(0.24, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="农村权限上移",
                                            doc="Share of community-level issues that a village must pass up.")
    village_authority_township: float = parameter(0.80, unit="share", low=0.0, high=1.0, source=ASSUMED,
                                                  doc="Share of those that end with the township (else the district).",
                                                  zh="上移至镇街占比")
    departments_two_share: float = parameter(0.25, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="两部门占比",
                                             doc="Share of issues above the community that need two departments.")
    departments_three_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="三部门占比",
                                               doc="Share of issues above the community that need three departments.")
    refusal_share: float = parameter(0.20, unit="share", low=0.0, high=0.95, source=ASSUMED + " (" + PAPER + "3.1.2)",
                                     doc="Chance that the next department refuses to take its part (推诿).", zh="推诿率")
    refusal_hours: float = parameter(0.5, unit="hours", low=0.0, high=8.0, source=ASSUMED, zh="推诿协调工时",
                                     doc="Hours to ask a refusing department again.")
    travel_village: float = parameter(1.35, unit="ratio", low=1.0, high=3.0, source=ASSUMED, zh="农村路程倍数",
                                      doc="Hours of village work against the same work in town.")
    travel_remote: float = parameter(1.10, unit="ratio", low=1.0, high=3.0, source=ASSUMED, zh="边远路程倍数",
                                     doc="Further factor in villages of remote regions.")
    file_work_township: float = parameter(1.15, unit="ratio", low=1.0, high=3.0, source=ASSUMED, zh="镇街文牍倍数",
                                          doc="Hours at the township against the same work in the community.")
    file_work_district: float = parameter(1.5, unit="ratio", low=1.0, high=3.0, source=ASSUMED, zh="区县文牍倍数",
                                          doc="Hours at the district and above against the same work in the community.")
    hours_per_day_limit: float = parameter(4.0, unit="hours", low=0.5, high=24.0, source=ASSUMED, zh="单件日工时上限",
                                           doc="Most hours one issue gets on one day, at any tier and any sample.")
    order: str = parameter("easy", unit="word", source="easy first matches the published median of 2.9 days",
                           doc="Order within a class: easy (least remaining hours first) or due (earliest due first).",
                           zh="办理次序", choices=("easy", "due"))
    liaison_share: float = parameter(0.25, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="联络工时占比",
                                     doc="Share of the hours the committee keeps when a helper takes an issue over.")
    helper_town: SharesByCategory = Field(
        default=SharesByCategory(facility=0.0, environment=0.10, property=0.45, dispute=0.10, welfare=0.25,
                                 safety=0.45, certificate=0.0, farming=0.0),
        description="Share of issues a helper is able to take over, town (volunteers, managers, mediators, social "
                    "workers, police by category).",
        json_schema_extra={"unit": "share", "label_zh": "城市可协助占比", "source": ASSUMED})
    helper_village: SharesByCategory = Field(
        default=SharesByCategory(facility=0.0, environment=0.05, property=0.05, dispute=0.15, welfare=0.08,
                                 safety=0.25, certificate=0.0, farming=0.05),
        description="Share of issues a helper is able to take over, village.",
        json_schema_extra={"unit": "share", "label_zh": "农村可协助占比", "source": ASSUMED})
    success: SharesByCategory = Field(
        default=SharesByCategory(facility=0.84, environment=0.82, property=0.70, dispute=0.68, welfare=0.84,
                                 safety=0.74, certificate=0.97, farming=0.78),
        description="Chance that finished work removes the cause, at skill 0.5 and one department.",
        json_schema_extra={"unit": "share", "label_zh": "办成率", "source": "dispute: 0.698 of pre-court mediations "
                           "2024 succeed; the others assumed"})
    success_skill: float = parameter(4.0, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="技能对办成",
                                     doc="Added log-odds of success per unit of skill above 0.5.")
    success_departments: float = parameter(0.35, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="多部门对办成",
                                           doc="Lost log-odds of success per further department.")
    success_specialist: float = parameter(0.5, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="专业对办成",
                                          doc="Added log-odds where a specialist (police, mediator, social worker) works.")
    success_strain: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="过劳对办成",
                                      doc="Lost log-odds where the worker is overstrained.")
    retry_share: float = parameter(0.6, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="重办工时占比",
                                   doc="Hours of a second attempt against the first.")
    failed_dispute_up_share: float = parameter(0.4, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="调解失败上交",
                                               doc="Chance that a dispute whose settlement failed goes up a tier.")
    saved_days: float = parameter(3.0, unit="working days", low=0.0, high=30.0, source=ASSUMED, zh="工时可留存天数",
                                  doc="Days' worth of unused hours that communities and townships can use later.")
    saved_days_scaled: float = parameter(15.0, unit="working days", low=0.0, high=60.0, source=ASSUMED,
                                         doc="The same for district and municipal desks that stand for a sampled part "
                                             "of their area.", zh="抽样工时可留存天数")
    saved_days_team: float = parameter(60.0, unit="working days", low=0.0, high=261.0, source=ASSUMED,
                                       doc="The same for a linked team, whose members give their hours when a client "
                                           "needs them.", zh="小组工时可留存天数")
    caseload_limit: float = parameter(18.0, unit="open cases", low=1.0, high=100.0, zh="社工在办上限",
                                      source="17.8 cases per English child social worker",
                                      doc="Most open cases of a social worker.")


class StaffParameters(ParameterGroup):
    """Hours of the upper tiers, of helpers, and what happens to hours (phases mechanisms and work)."""

    working_days_per_year: float = parameter(261.0, unit="days", low=200.0, high=366.0, source="52.2 weeks of 5 days",
                                             doc="Working days over which yearly hours are spread.", zh="年工作日")
    issue_hours_factor: float = parameter(1.6, unit="ratio", low=0.1, high=5.0, source="assumed; fitted to the load",
                                          doc="Factor on the issue hours of all committees.", zh="诉求工时倍数")
    township_issue_share: float = parameter(0.084, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="镇街诉求工时占比",
                                            doc="Share of township staff hours that go to residents' issues.")
    upper_hours_per_head: float = parameter(1800.0, unit="hours per year", low=500.0, high=3000.0, source=ASSUMED,
                                            doc="Yearly hours of a member of staff above the community.", zh="上级人均工时")
    district_staff_per_100k: float = parameter(5.2, unit="persons per 100,000 residents", low=0.0, high=100.0,
                                               source=ASSUMED, zh="区县办件人员",
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
        default=SharesByCategory(facility=0.60, environment=0.25, property=0.30, dispute=0.0, welfare=0.35,
                                 safety=0.10, certificate=0.0, farming=0.35),
        description="Share of issues that cost money.",
        json_schema_extra={"unit": "share", "label_zh": "需资金占比", "source": ASSUMED})
    cost: AmountsByCategory = Field(
        default=AmountsByCategory(facility=2500.0, environment=1200.0, property=2000.0, dispute=0.0, welfare=800.0,
                                  safety=1500.0, certificate=0.0, farming=1800.0),
        description="Median cost of those that cost money.",
        json_schema_extra={"unit": "yuan", "label_zh": "资金中位数", "source": ASSUMED})
    cost_sigma: AmountsByCategory = Field(
        default=AmountsByCategory(facility=1.4, environment=1.2, property=1.2, dispute=0.0, welfare=0.8, safety=1.2,
                                  certificate=0.0, farming=1.2),
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


class HandOverParameters(ParameterGroup):
    """Passing an issue on (phase hand over)."""

    delay_days: float = parameter(3.5, unit="days", low=1.0, high=30.0, source=ASSUMED, zh="移交天数",
                                  doc="Mean days of a hand-over (geometric).")
    delay_remote_days: float = parameter(1.5, unit="days", low=0.0, high=30.0, source=ASSUMED, zh="边远移交附加",
                                         doc="Added days in remote regions.")
    lost_entered_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="登记件丢失率",
                                          doc="Chance that a hand-over loses an entered request.")
    lost_unentered_share: float = parameter(0.25, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="未登记件丢失率",
                                            doc="Chance that a hand-over loses an unentered request.")
    passing_hours: float = parameter(0.5, unit="hours", low=0.0, high=8.0, source=ASSUMED, zh="上报工时",
                                     doc="Fixed hours of passing an issue up.")
    passing_share: float = parameter(0.12, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="上报工时占比",
                                     doc="Further hours of passing up as a share of the work.")
    clock_days: DaysByTier = Field(
        default=DaysByTier(community=7, township=15, district=30, municipality=60),
        description="Calendar days each holder has.",
        json_schema_extra={"unit": "days", "label_zh": "办理时限",
                           "source": "7 days on the platform, 7/15 working days on hotlines, 60 in the petition rules"})


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
                                                doc="Lost per log of 1 + days/3.")
    satisfied_nominal: float = parameter(-0.75, unit="logit", low=-10.0, high=10.0, source=ASSUMED, zh="未解决满意",
                                         doc="Log-odds of satisfaction with failed work or paper closing.")
    satisfied_nominal_delay: float = parameter(0.2, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="未解决迟延不满",
                                               doc="Lost per log of 1 + days/7.")
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


class ParticipationParameters(ParameterGroup):
    """Volunteering (phase take part)."""

    volunteer_share: float = parameter(0.152, unit="share", low=0.001, high=0.9, zh="注册志愿者占比",
                                       source="Chongqing 2016: 15.20 % registered (Blue Book of volunteering)",
                                       doc="Chance that a resident is a volunteer at the reference case.")
    volunteer_trust: float = parameter(1.0, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对志愿",
                                       doc="Added log-odds per unit of trust in the community.")
    volunteer_engaged: float = parameter(0.6, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="积极者志愿",
                                         doc="Added log-odds for engaged residents.")
    volunteer_money_first: float = parameter(0.8, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="物欲者志愿",
                                             doc="Lost log-odds for money-first residents.")
    reconsidered_share: float = parameter(1.0 / 12.0, unit="share per month", low=0.0, high=1.0, source=ASSUMED,
                                          doc="Share of residents who think again about volunteering in a month.",
                                          zh="每月重新考虑占比")


class GovernmentParameters(ParameterGroup):
    """How offices decide (phases fund, adapt): rules, not coin flips."""

    moved_share: float = parameter(0.0, unit="share", low=0.0, high=0.5, source="off in the baseline: habit shares",
                                   doc="Share of a district's flexible staff hours moved each quarter towards the "
                                       "departments with most overdue hours.", zh="区县机动占比")
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
                                          doc="Chance per quarter and township that an organisation enters where "
                                              "purchase money is unspent.")
    organisation_closing: float = parameter(0.5, unit="ratio", low=0.0, high=1.0, source=ASSUMED, zh="组织退出门槛",
                                            doc="Income over cost below which an organisation closes after two "
                                                "quarters.")


class ModelParameters(ParameterGroup):
    """Everything a scenario can set except the mechanisms."""

    run: RunSettings = Field(default_factory=RunSettings, description="Length, start and seed of a run.")
    world: WorldSettings = Field(default_factory=WorldSettings, description="Place, sample and starting stocks.")
    needs: NeedParameters = Field(default_factory=NeedParameters, description="How needs arise.")
    voice: VoiceParameters = Field(default_factory=VoiceParameters, description="How needs are voiced.")
    intake: IntakeParameters = Field(default_factory=IntakeParameters, description="Registering and discovery.")
    work: WorkParameters = Field(default_factory=WorkParameters, description="Work and its order.")
    staff: StaffParameters = Field(default_factory=StaffParameters, description="Hours and helpers.")
    money: MoneyParameters = Field(default_factory=MoneyParameters, description="Purses and costs.")
    hand_over: HandOverParameters = Field(default_factory=HandOverParameters, description="Passing issues on.")
    closing: ClosingParameters = Field(default_factory=ClosingParameters, description="Closing and judging.")
    trust: TrustParameters = Field(default_factory=TrustParameters, description="Trust and word of mouth.")
    participation: ParticipationParameters = Field(default_factory=ParticipationParameters,
                                                   description="Volunteering.")
    governments: GovernmentParameters = Field(default_factory=GovernmentParameters,
                                              description="Decisions of offices, workers and organisations.")

    def cross_checks(self) -> list[tuple[str, str]]:
        """Names every contradiction between parameters.

        Returns:
            Pairs of dotted path and what is wrong, empty when all is well.
        """
        faults: list[tuple[str, str]] = []
        for path, table in (("needs.mix_town", self.needs.mix_town), ("needs.mix_village", self.needs.mix_village),
                            ("staff.department_shares", self.staff.department_shares)):
            total = sum(table.model_dump().values())
            if abs(total - 1.0) > 1e-9:
                faults.append((path, f"the shares add up to {total:.6g}, not to 1"))
        authority = zip(self.work.authority_community, self.work.authority_township,
                        self.work.authority_district, strict=True)
        for (name, a), (_, b), (_, c) in authority:
            if a + b + c > 1.0 + 1e-9:
                faults.append((f"work.authority_community.{name}",
                               f"the shares of community, township and district add up to {a + b + c:.6g}, above 1"))
        if self.money.community_share + self.money.township_share > 1.0:
            faults.append(("money.community_share", "the shares of community and township add up to more than 1"))
        if self.work.departments_two_share + self.work.departments_three_share > 1.0:
            faults.append(("work.departments_two_share", "the shares of two and three departments exceed 1"))
        if self.work.order not in ("easy", "due"):
            faults.append(("work.order", f"'{self.work.order}' is neither 'easy' nor 'due'"))
        return faults
