"""Parameters of taking up, working on and passing on issues."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, CALIBRATED, ParameterGroup, ShareSum, assumed_in, parameter
from sim.scenario.tables import (
    AmountsByCategory,
    DaysByTier,
    SharesByCategory,
    SpreadsByCategory,
)
from sim.vocabulary import Category
from sim.words import T


class IntakeParameters(ParameterGroup):
    """Registering, triage and routing (phase intake) and what patrols find (phase discover)."""

    registered_counter_town: float = parameter(
        0.49,
        unit="share",
        low=0.0,
        high=1.0,
        zh="城市窗口登记率",
        source=CALIBRATED,
        doc=T("Chance that a request at an urban counter is registered.", "城市窗口收到的诉求登记入册的概率。"),
    )
    registered_counter_village: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        zh="农村窗口登记率",
        source=CALIBRATED,
        doc=T("Chance that a request at a village counter is registered.", "农村窗口收到的诉求登记入册的概率。"),
    )
    registered_online: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="线上登记率",
        source=T("by construction", "由渠道性质决定"),
        doc=T("Chance that an online request is registered.", "线上诉求登记在册的概率。"),
    )
    registered_petition: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="信访登记率",
        source=T(
            "Regulation on letters and visits 2005, article 21: whatever is received shall be registered",
            "《信访条例》（2005 年）第 21 条：收到信访事项应当予以登记",
        ),
        doc=T("Chance that a petition to the municipality is registered.", "向市级提出的信访登记在册的概率。"),
    )
    registered_hotline: float = parameter(
        0.95,
        unit="share",
        low=0.0,
        high=1.0,
        zh="热线登记率",
        source=ASSUMED,
        doc=T("Chance that a hotline request is registered.", "热线诉求登记在册的概率。"),
    )
    registered_grid_town: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="城市网格登记率",
        source=ASSUMED,
        doc=T("Chance that what an urban grid worker hears is registered.", "城市网格员听到的诉求登记在册的概率。"),
    )
    registered_grid_village: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        zh="农村网格登记率",
        source=ASSUMED,
        doc=T("Chance that what a village grid worker hears is registered.", "农村网格员听到的诉求登记在册的概率。"),
    )
    registering_hours: float = parameter(
        0.1,
        unit="hours",
        low=0.0,
        high=2.0,
        zh="登记工时",
        source=ASSUMED,
        doc=T(
            "Hours to register a request; done only while hours are left.",
            "登记一件诉求的工时；仅在尚有工时时登记。",
        ),
    )
    island_share: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="信息孤岛程度",
        source=T(
            "offices are information islands (paper, section 3.1.4); size assumed",
            "各单位是信息孤岛（论文第 3.1.4 节）；大小为假设值",
        ),
        doc=T(
            "Chance that a request reported through two channels becomes two rows of work.",
            "经两个渠道提出的诉求成为两件工单的概率。",
        ),
    )
    reentry_hours: float = parameter(
        0.1,
        unit="hours",
        low=0.0,
        high=5.0,
        zh="重复录入工时",
        source=T(
            "data are collected again by each office (paper, section 3.1.4); size assumed",
            "各单位重复采集数据（论文第 3.1.4 节）；大小为假设值",
        ),
        doc=T("Hours of entering a request again after a hand-over.", "移交后重新录入诉求的工时。"),
    )
    triage_hours: float = parameter(
        0.3,
        unit="hours",
        low=0.0,
        high=2.0,
        zh="分流工时",
        source=ASSUMED,
        doc=T("Hours of triage, part of the work at the first desk.", "分流工时，属首个承办岗位工作的一部分。"),
    )
    misrouted_town: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="城市误派率",
        source=ASSUMED,
        doc=T("Chance that an urban request is sent to a wrong department.", "城市诉求被派错部门的概率。"),
    )
    misrouted_village: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=1.0,
        zh="农村误派率",
        source=ASSUMED,
        doc=T("Chance that a rural request is sent to a wrong department.", "农村诉求被派错部门的概率。"),
    )
    rerouting_hours: float = parameter(
        0.5,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="改派工时",
        source=ASSUMED,
        doc=T("Hours to find out and redirect a misrouted request.", "发现误派并改派的工时。"),
    )
    nobody_responsible_share: float = parameter(
        0.35,
        unit="share",
        low=0.0,
        high=1.0,
        zh="无人管占比",
        source=assumed_in("3.1.1"),
        doc=T(
            "Chance that no office owns the request of a resident registered elsewhere.",
            "户籍在别处居民的诉求无单位认领的概率。",
        ),
    )
    nobody_responsible_days: float = parameter(
        15.0,
        unit="days",
        low=1.0,
        high=120.0,
        zh="无人管天数",
        source=ASSUMED,
        doc=T("Mean days until the township names an office responsible.", "镇街指定承办单位之前的平均天数。"),
    )
    nobody_responsible_limit_days: int = parameter(
        120,
        unit="days",
        low=1,
        high=365,
        zh="无人管天数上限",
        source=ASSUMED,
        doc=T("Most days until the township names an office responsible.", "镇街指定承办单位之前的最多天数。"),
    )
    patience_median_days: float = parameter(
        17.0,
        unit="days",
        low=1.0,
        high=200.0,
        zh="耐心中位数",
        source=ASSUMED,
        doc=T(
            "Median days until a resident gives up on an unregistered request.", "居民放弃未登记诉求之前天数的中位数。"
        ),
    )
    patience_sigma: float = parameter(
        0.6,
        unit="log days",
        low=0.0,
        high=2.0,
        zh="耐心离散度",
        source=ASSUMED,
        doc=T("Spread of patience (log-normal).", "耐心的离散程度（对数正态）。"),
    )
    patience_limit_days: int = parameter(
        120,
        unit="days",
        low=1,
        high=365,
        zh="耐心上限",
        source=ASSUMED,
        doc=T(
            "Days after which every resident gives up on an unregistered request.",
            "超过此天数后，任何居民都会放弃未登记诉求。",
        ),
    )
    enquiries_per_request: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=4.0,
        zh="咨询与诉求比",
        source=T(
            "enquiry share 0.50: Yichun 2023 0.51, Beijing 2021 0.585",
            "咨询占比 0.50：宜春 2023 年为 0.51，北京 2021 年为 0.585",
        ),
        doc=T("Enquiries at the counter per reported request.", "每件提出的诉求对应的窗口咨询次数。"),
    )
    reference_reported_town: float = parameter(
        0.108,
        unit="requests per resident and year",
        low=0.0,
        high=0.5,
        zh="城市咨询基数",
        source=ASSUMED,
        doc=T("Reported requests behind the enquiry volume, town.", "推算咨询量所用的提出诉求数，城市。"),
    )
    reference_reported_village: float = parameter(
        0.070,
        unit="requests per resident and year",
        low=0.0,
        high=0.5,
        zh="农村咨询基数",
        source=ASSUMED,
        doc=T("Reported requests behind the enquiry volume, village.", "推算咨询量所用的提出诉求数，农村。"),
    )
    enquiry_hours: float = parameter(
        0.12,
        unit="hours",
        low=0.0,
        high=2.0,
        zh="咨询工时",
        source=ASSUMED,
        doc=T("Hours to answer an enquiry.", "答复一次咨询的工时。"),
    )
    visit_hours_per_1000: float = parameter(
        0.1,
        unit="hours per 1,000 residents and day",
        low=0.0,
        high=10.0,
        zh="走访工时",
        source=ASSUMED,
        doc=T("Patrol and visits on a working day before any mechanism.", "任何机制之前，每个工作日的巡查与走访工时。"),
    )
    discovery_rate: float = parameter(
        0.01,
        unit="per hour per 1,000 residents and day",
        low=0.0,
        high=1.0,
        zh="发现率",
        source=ASSUMED,
        doc=T(
            "Daily rate at which one visit hour per 1,000 residents finds a given need.",
            "每千名居民每一走访小时发现某项既有需求的日比率。",
        ),
    )
    patrol_visibility: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=10.0,
        zh="外显需求可见度",
        source=ASSUMED,
        doc=T(
            "How much easier patrols find facility, environment and safety needs.",
            "巡查发现设施、环境与公共安全需求的容易程度倍数。",
        ),
    )
    forgotten_days: int = parameter(
        60,
        unit="days",
        low=1,
        high=120,
        zh="遗忘天数",
        source=ASSUMED,
        doc=T("Days after which an endured need is no longer looked for.", "隐忍的需求超过此天数后不再被查找。"),
    )


class WorkParameters(ParameterGroup):
    """What the work is and in which order it is done (phases assign and work)."""

    share_sums = (
        *(
            ShareSum(tuple(f"authority_{tier}.{category}" for tier in ("community", "township", "district")))
            for category in SharesByCategory.model_fields
        ),
        ShareSum(("departments_two_share", "departments_three_share")),
    )

    work_hours: AmountsByCategory = parameter(
        AmountsByCategory(**Category.defaults("work_hours")),
        unit="hours",
        zh="办理工时中位数",
        source=ASSUMED,
        doc=T("Median hours of work at the tier that solves it.", "解决诉求的层级所用工时的中位数。"),
    )
    work_sigma: SpreadsByCategory = parameter(
        SpreadsByCategory(**Category.defaults("work_sigma")),
        unit="log hours",
        zh="办理工时离散度",
        source=ASSUMED,
        doc=T("Spread of the hours of work (log-normal).", "办理工时的离散程度（对数正态）。"),
    )
    quick_hours: float = parameter(
        0.4,
        unit="hours",
        low=0.0,
        high=4.0,
        zh="即办工时",
        source=ASSUMED,
        doc=T("Hours of a quick matter.", "即办事项的工时。"),
    )
    lead_first_share: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("lead_first_share")),
        unit="share",
        zh="首选牵头部门占比",
        source=ASSUMED,
        doc=T(
            "Share of issues led by the category's first department; its second leads the rest.",
            "由该类别首选部门牵头的诉求比例；其余由次选部门牵头。",
        ),
    )
    authority_community: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("authority_community")),
        unit="share",
        zh="社区权限占比",
        source=ASSUMED,
        doc=T("Share of issues an urban community has the authority to solve.", "城市社区有权限解决的诉求比例。"),
    )
    authority_township: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("authority_township")),
        unit="share",
        zh="镇街权限占比",
        source=ASSUMED,
        doc=T("Share of issues that need the township's authority.", "需要镇街权限的诉求比例。"),
    )
    authority_district: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("authority_district")),
        unit="share",
        zh="区县权限占比",
        source=ASSUMED,
        doc=T(
            "Share of issues that need the district's authority; the rest needs the municipality's.",
            "需要区县权限的诉求比例；其余需要市级权限。",
        ),
    )
    village_authority_up: float = parameter(
        0.24,
        unit="share",
        low=0.0,
        high=1.0,
        zh="农村权限上移",
        source=ASSUMED,
        doc=T("Share of community-level issues that a village must pass up.", "社区层级的诉求中，村必须上报的比例。"),
    )
    village_authority_township: float = parameter(
        0.80,
        unit="share",
        low=0.0,
        high=1.0,
        zh="上移至镇街占比",
        source=ASSUMED,
        doc=T("Share of those that end with the township (else the district).", "其中止于镇街的比例（否则止于区县）。"),
    )
    departments_two_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="两部门占比",
        source=ASSUMED,
        doc=T("Share of issues above the community that need two departments.", "社区以上的诉求中需要两个部门的比例。"),
    )
    departments_three_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="三部门占比",
        source=ASSUMED,
        doc=T(
            "Share of issues above the community that need three departments.", "社区以上的诉求中需要三个部门的比例。"
        ),
    )
    refusal_share: float = parameter(
        0.20,
        unit="share",
        low=0.0,
        high=0.95,
        zh="推诿率",
        source=assumed_in("3.1.2"),
        doc=T(
            "Chance that the next department refuses to take its part (推诿).", "下一部门拒绝承担其部分的概率（推诿）。"
        ),
    )
    refusal_hours: float = parameter(
        0.5,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="推诿协调工时",
        source=ASSUMED,
        doc=T("Hours to ask a refusing department again.", "再次商请推诿部门的工时。"),
    )
    travel_village: float = parameter(
        1.35,
        unit="ratio",
        low=1.0,
        high=3.0,
        zh="农村路程倍数",
        source=ASSUMED,
        doc=T("Hours of village work against the same work in town.", "农村办理工时与城市同样工作之比。"),
    )
    travel_remote: float = parameter(
        1.10,
        unit="ratio",
        low=1.0,
        high=3.0,
        zh="边远路程倍数",
        source=ASSUMED,
        doc=T("Further factor in villages of remote regions.", "偏远地区村的进一步倍数。"),
    )
    file_work_township: float = parameter(
        1.15,
        unit="ratio",
        low=1.0,
        high=3.0,
        zh="镇街文牍倍数",
        source=ASSUMED,
        doc=T("Hours at the township against the same work in the community.", "镇街办理工时与社区同样工作之比。"),
    )
    file_work_district: float = parameter(
        1.5,
        unit="ratio",
        low=1.0,
        high=3.0,
        zh="区县文牍倍数",
        source=ASSUMED,
        doc=T(
            "Hours at the district and above against the same work in the community.",
            "区县及以上办理工时与社区同样工作之比。",
        ),
    )
    hours_per_day_limit: float = parameter(
        4.0,
        unit="hours",
        low=0.5,
        high=24.0,
        zh="单件日工时上限",
        source=ASSUMED,
        doc=T(
            "Most hours one issue gets on one day, at any tier and any sample.",
            "一件诉求一天内得到的最多工时，适用于任何层级与任何抽样。",
        ),
    )
    order: str = parameter(
        "easy",
        unit="word",
        choices=("easy", "due"),
        zh="办理次序",
        source=T("easy first matches the published median of 2.9 days", "先易后难与公布的中位数 2.9 天相符"),
        doc=T(
            "Order within a class: easy (least remaining hours first) or due (earliest due first).",
            "同类诉求之内的办理次序：easy 为剩余工时最少者先办，due 为期限最早者先办。",
        ),
    )
    liaison_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="联络工时占比",
        source=ASSUMED,
        doc=T(
            "Share of the hours the committee keeps when a helper takes an issue over.",
            "协助者接办诉求时，居（村）委会保留的工时比例。",
        ),
    )
    helper_town: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("helper_town")),
        unit="share",
        zh="城市可协助占比",
        source=ASSUMED,
        doc=T(
            "Share of issues a helper is able to take over, town (volunteers, managers, mediators, social workers, "
            "police by category).",
            "协助者能够接办的诉求比例，城市（按类别为志愿者、物业、调解员、社工、民警）。",
        ),
    )
    helper_village: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("helper_village")),
        unit="share",
        zh="农村可协助占比",
        source=ASSUMED,
        doc=T("Share of issues a helper is able to take over, village.", "协助者能够接办的诉求比例，农村。"),
    )
    success: SharesByCategory = parameter(
        SharesByCategory(**Category.defaults("success")),
        unit="share",
        zh="办成率",
        source=T(
            "dispute: 0.698 of pre-court mediations 2024 succeed; the others calibrated (docs/validation.md)",
            "邻里纠纷：2024 年诉前调解成功 0.698；其余经校准（docs/validation.md）",
        ),
        doc=T(
            "Chance that finished work removes the cause, at the reference skill and one department.",
            "能力为参照水平且只涉及一个部门时，办理完毕即消除起因的概率。",
        ),
    )
    success_skill: float = parameter(
        4.0,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="技能对办成",
        source=ASSUMED,
        doc=T(
            "Added log-odds of success per unit of skill above the reference.",
            "能力超出参照水平的部分每增加一个单位，办成的对数优势增量。",
        ),
    )
    reference_skill: float = parameter(
        0.5,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="参照能力",
        source=ASSUMED,
        doc=T("Skill at which the chances of success hold.", "办成率所对应的能力水平。"),
    )
    success_departments: float = parameter(
        0.35,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="多部门对办成",
        source=ASSUMED,
        doc=T("Lost log-odds of success per further department.", "每增加一个部门，办成的对数优势减量。"),
    )
    success_specialist: float = parameter(
        0.5,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="专业对办成",
        source=ASSUMED,
        doc=T(
            "Added log-odds where a specialist (police, mediator, social worker) works.",
            "由专业人员（民警、调解员、社工）办理时增加的对数优势。",
        ),
    )
    success_strain: float = parameter(
        0.6,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="过劳对办成",
        source=ASSUMED,
        doc=T("Lost log-odds where the worker is overstrained.", "办理人员过劳时减少的对数优势。"),
    )
    success_trust: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="信任对调解成功",
        source=T(
            "low trust below keeps disputes unsettled (paper, section 3.1.1); size assumed",
            "对基层信任低使纠纷久拖不决（论文第 3.1.1 节）；大小为假设值",
        ),
        doc=T(
            "Added log-odds of settling a dispute per unit of trust in the tier that mediates above the reference.",
            "对调解层级的信任超出参照水平的部分每增加一个单位，纠纷调解成功的对数优势增量。",
        ),
    )
    retry_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重办工时占比",
        source=ASSUMED,
        doc=T("Hours of a second attempt against the first.", "第二次办理工时与第一次之比。"),
    )
    retries_in_time: int = parameter(
        1,
        unit="times",
        low=0,
        high=10,
        zh="期限内重办次数",
        source=ASSUMED,
        doc=T(
            "Failed attempts after which an office tries again while the issue is in time.",
            "期限之内，办理未成后再次办理的次数上限。",
        ),
    )
    retries_checked: int = parameter(
        2,
        unit="times",
        low=0,
        high=10,
        zh="复核后重办次数",
        source=ASSUMED,
        doc=T(
            "Failed attempts after which an office tries again because its own re-check found them.",
            "经本单位复核发现未成后再次办理的次数上限。",
        ),
    )
    due_soon_days: int = parameter(
        1,
        unit="days",
        low=0,
        high=30,
        zh="临期天数",
        source=ASSUMED,
        doc=T(
            "Days before its due day from which a registered issue comes before those that are not due.",
            "已登记诉求在期限之前此天数内优先于未临期者办理。",
        ),
    )
    failed_dispute_up_share: float = parameter(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        zh="调解失败上交",
        source=ASSUMED,
        doc=T("Chance that a dispute whose settlement failed goes up a tier.", "调解失败的纠纷上交一级的概率。"),
    )
    saved_days: float = parameter(
        3.0,
        unit="working days",
        low=0.0,
        high=30.0,
        zh="工时可留存天数",
        source=ASSUMED,
        doc=T(
            "Days' worth of unused hours that communities and townships can use later.",
            "社区与镇街可留待日后使用的剩余工时，以天数计。",
        ),
    )
    saved_days_scaled: float = parameter(
        15.0,
        unit="working days",
        low=0.0,
        high=60.0,
        zh="抽样工时可留存天数",
        source=ASSUMED,
        doc=T(
            "The same for district and municipal desks that stand for a sampled part of their area.",
            "代表辖区抽样部分的区县与市级岗位可留待日后使用的剩余工时，以天数计。",
        ),
    )
    saved_days_team: float = parameter(
        60.0,
        unit="working days",
        low=0.0,
        high=261.0,
        zh="小组工时可留存天数",
        source=ASSUMED,
        doc=T(
            "The same for a linked team, whose members give their hours when a client needs them.",
            "联动小组可留待日后使用的工时，以天数计；其成员在结对对象需要时投入工时。",
        ),
    )
    caseload_limit: float = parameter(
        18.0,
        unit="open cases",
        low=1.0,
        high=100.0,
        zh="社工在办上限",
        source=T("17.8 cases per English child social worker", "英格兰儿童社工人均 17.8 件个案"),
        doc=T("Most open cases of a social worker.", "一名社工在办个案的最多件数。"),
    )
    duplicate_work_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重复件工时占比",
        source=ASSUMED,
        doc=T(
            "Share of the work a second office does before it finds out that another has the same request.",
            "第二个单位发现同一诉求已由他处受理之前所做工作的比例。",
        ),
    )
    double_check_hours: float = parameter(
        1.0,
        unit="hours",
        low=0.0,
        high=10.0,
        zh="复核工时",
        source=ASSUMED,
        doc=T("Hours of an office's own re-check of finished work.", "本单位对办毕工作自行复核的工时。"),
    )
    place_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="养老床位诉求占比",
        source=ASSUMED,
        doc=T(
            "Share of older residents' welfare requests that ask for a care place.",
            "老年人的福利诉求中请求照料床位的比例。",
        ),
    )
    courtyard_limit_hours: float = parameter(
        6.0,
        unit="hours",
        low=0.0,
        high=50.0,
        zh="小微事项工时上限",
        source=ASSUMED,
        doc=T("Largest matter a courtyard committee takes.", "院落自治组织承接的最大事项。"),
    )
    courtyard_skill: float = parameter(
        0.41,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="院落自治能力",
        source=T("assumed; as in villages", "假设值；与村相同"),
        doc=T("Skill of courtyard committees.", "院落自治组织的能力。"),
    )
    courtyard_saved_days: float = parameter(
        14.0,
        unit="days",
        low=1.0,
        high=60.0,
        zh="院落工时结余天数",
        source=ASSUMED,
        doc=T("Days' worth of hours a courtyard committee can save.", "院落自治组织可结余的工时，以天数计。"),
    )


class HandOverParameters(ParameterGroup):
    """Passing an issue on (phase hand over)."""

    delay_days: float = parameter(
        3.5,
        unit="days",
        low=1.0,
        high=30.0,
        zh="移交天数",
        source=ASSUMED,
        doc=T("Mean days of a hand-over (geometric).", "一次移交的平均天数（几何分布）。"),
    )
    delay_remote_days: float = parameter(
        1.5,
        unit="days",
        low=0.0,
        high=30.0,
        zh="边远移交附加",
        source=ASSUMED,
        doc=T("Added days in remote regions.", "偏远地区增加的天数。"),
    )
    delay_emergency_days: float = parameter(
        1.0,
        unit="days",
        low=1.0,
        high=30.0,
        zh="紧急移交天数",
        source=ASSUMED,
        doc=T("Mean days of a hand-over of an emergency.", "移交一件紧急诉求的平均天数。"),
    )
    delay_limit_days: int = parameter(
        100,
        unit="days",
        low=1,
        high=365,
        zh="移交天数上限",
        source=ASSUMED,
        doc=T("Most days of a hand-over.", "一次移交的最多天数。"),
    )
    lost_registered_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="登记件丢失率",
        source=ASSUMED,
        doc=T("Chance that a hand-over loses a registered request.", "移交中丢失已登记诉求的概率。"),
    )
    lost_unregistered_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="未登记件丢失率",
        source=ASSUMED,
        doc=T("Chance that a hand-over loses an unregistered request.", "移交中丢失未登记诉求的概率。"),
    )
    passing_hours: float = parameter(
        0.5,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="上报工时",
        source=ASSUMED,
        doc=T("Fixed hours of passing an issue up.", "上报一件诉求的固定工时。"),
    )
    passing_share: float = parameter(
        0.12,
        unit="share",
        low=0.0,
        high=1.0,
        zh="上报工时占比",
        source=ASSUMED,
        doc=T("Further hours of passing up as a share of the work.", "上报另需的工时，占办理工时的比例。"),
    )
    clock_days: DaysByTier = parameter(
        DaysByTier(community=7, township=15, district=30, municipality=60),
        unit="days",
        zh="办理时限",
        source=T(
            "7 days on the platform, 7/15 working days on hotlines, 60 in the petition rules",
            "平台 7 天，热线 7／15 个工作日，信访条例 60 天",
        ),
        doc=T(
            "Days each holder has, from the day after the matter comes to it.",
            "每一级承办单位的办理期限，自事项到达次日起算。",
        ),
    )
    clock_counts: str = parameter(
        "calendar",
        unit="word",
        choices=("calendar", "working"),
        zh="时限计日方式",
        source=T(
            "7 days on the platform, 60 in the petition rules; hotlines count working days",
            "平台 7 天、信访条例 60 天均按日历日计；热线按工作日计",
        ),
        doc=T(
            "Which days a deadline counts: calendar (one that would end on a day off ends on the next working day) "
            "or working (working days alone).",
            "办理时限所计的日子：calendar 为日历日（期满日遇休息日的，顺延至下一个工作日），working 为仅计工作日。",
        ),
    )
