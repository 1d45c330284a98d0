"""Parameters of taking up, working on and passing on issues."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.parameter import CALIBRATED, ParameterGroup, ShareSum, parameter
from sim.scenario.tables import (
    AmountsByCategory,
    DaysByTier,
    SharesByCategory,
    SpreadsByCategory,
)
from sim.vocabulary import Category

ASSUMED = "assumed"
PAPER = "paper, section "


class IntakeParameters(ParameterGroup):
    """Registering, triage and routing (phase intake) and what patrols find (phase discover)."""

    entered_counter_town: float = parameter(0.49, unit="share", low=0.0, high=1.0, zh="城市窗口登记率",
                                            source=CALIBRATED,
                                            doc="Chance that a request at an urban counter is written in the book.")
    entered_counter_village: float = parameter(0.20, unit="share", low=0.0, high=1.0, zh="农村窗口登记率",
                                               source=CALIBRATED,
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
    island_share: float = parameter(1.0, unit="share", low=0.0, high=1.0, zh="信息孤岛程度",
                                    source="offices are information islands (paper, section 3.1.4); size assumed",
                                    doc="Chance that a request voiced through two channels becomes two rows of work.")
    reentry_hours: float = parameter(0.1, unit="hours", low=0.0, high=5.0, zh="重复录入工时",
                                     source="data are collected again by each office (paper, section 3.1.4); size "
                                            "assumed",
                                     doc="Hours of writing a request down again after a hand-over.")
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
    enquiries_per_request: float = parameter(1.0, unit="ratio", low=0.0, high=4.0, zh="咨询与诉求比",
                                             source="enquiry share 0.50: Yichun 2023 0.51, Beijing 2021 0.585",
                                             doc="Enquiries at the counter per voiced request.")
    reference_voiced_town: float = parameter(0.108, unit="requests per resident and year", low=0.0, high=0.5,
                                             source=ASSUMED, doc="Voiced requests behind the enquiry volume, town.",
                                             zh="城市咨询基数")
    reference_voiced_village: float = parameter(0.070, unit="requests per resident and year", low=0.0, high=0.5,
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

    share_sums = (
        *(ShareSum(tuple(f"authority_{tier}.{category}" for tier in ("community", "township", "district")))
          for category in SharesByCategory.model_fields),
        ShareSum(("departments_two_share", "departments_three_share")),
    )

    work_hours: AmountsByCategory = Field(
        default=AmountsByCategory(**Category.defaults("work_hours")),
        description="Median hours of work at the tier that solves it.",
        json_schema_extra={"unit": "hours", "label_zh": "办理工时中位数", "source": ASSUMED})
    work_sigma: SpreadsByCategory = Field(
        default=SpreadsByCategory(**Category.defaults("work_sigma")),
        description="Spread of the hours of work (log-normal).",
        json_schema_extra={"unit": "log hours", "label_zh": "办理工时离散度", "source": ASSUMED})
    quick_hours: float = parameter(0.4, unit="hours", low=0.0, high=4.0, source=ASSUMED, zh="即办工时",
                                   doc="Hours of a quick matter.")
    lead_first_share: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("lead_first_share")),
        description="Share of issues led by the category's first department; its second leads the rest.",
        json_schema_extra={"unit": "share", "label_zh": "首选牵头部门占比", "source": ASSUMED})
    authority_community: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("authority_community")),
        description="Share of issues an urban community has the authority to solve.",
        json_schema_extra={"unit": "share", "label_zh": "社区权限占比", "source": ASSUMED})
    authority_township: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("authority_township")),
        description="Share of issues that need the township's authority.",
        json_schema_extra={"unit": "share", "label_zh": "镇街权限占比", "source": ASSUMED})
    authority_district: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("authority_district")),
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
        default=SharesByCategory(**Category.defaults("helper_town")),
        description="Share of issues a helper is able to take over, town (volunteers, managers, mediators, social "
                    "workers, police by category).",
        json_schema_extra={"unit": "share", "label_zh": "城市可协助占比", "source": ASSUMED})
    helper_village: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("helper_village")),
        description="Share of issues a helper is able to take over, village.",
        json_schema_extra={"unit": "share", "label_zh": "农村可协助占比", "source": ASSUMED})
    success: SharesByCategory = Field(
        default=SharesByCategory(**Category.defaults("success")),
        description="Chance that finished work removes the cause, at skill 0.5 and one department.",
        json_schema_extra={"unit": "share", "label_zh": "办成率", "source": "dispute: 0.698 of pre-court mediations "
                           "2024 succeed; the others " + CALIBRATED})
    success_skill: float = parameter(4.0, unit="logit", low=0.0, high=10.0, source=ASSUMED, zh="技能对办成",
                                     doc="Added log-odds of success per unit of skill above 0.5.")
    success_departments: float = parameter(0.35, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="多部门对办成",
                                           doc="Lost log-odds of success per further department.")
    success_specialist: float = parameter(0.5, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="专业对办成",
                                          doc="Added log-odds where a specialist (police, mediator, social worker) works.")
    success_strain: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="过劳对办成",
                                      doc="Lost log-odds where the worker is overstrained.")
    success_trust: float = parameter(1.5, unit="logit", low=0.0, high=10.0, zh="信任对调解成功",
                                     source="low trust below keeps disputes unsettled (paper, section 3.1.1); size "
                                            "assumed",
                                     doc="Added log-odds of settling a dispute per unit of trust in the tier that "
                                         "mediates, beyond the start.")
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
    duplicate_work_share: float = parameter(0.5, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="重复件工时占比",
                                            doc="Share of the work a second office does before it finds out that "
                                                "another has the same request.")
    double_check_hours: float = parameter(1.0, unit="hours", low=0.0, high=10.0, source=ASSUMED, zh="复核工时",
                                          doc="Hours of an office's own second look at finished work.")
    place_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="养老床位诉求占比",
                                   doc="Share of older residents' welfare requests that ask for a care place.")
    courtyard_limit_hours: float = parameter(6.0, unit="hours", low=0.0, high=50.0, source=ASSUMED, zh="小微事项工时上限",
                                             doc="Largest matter a courtyard committee takes.")
    courtyard_skill: float = parameter(0.41, unit="0-1", low=0.0, high=1.0, source="assumed; as in villages",
                                       doc="Skill of courtyard committees.", zh="院落自治能力")
    courtyard_saved_days: float = parameter(14.0, unit="days", low=1.0, high=60.0, source=ASSUMED, zh="院落工时结余天数",
                                            doc="Days' worth of hours a courtyard committee can save.")


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
