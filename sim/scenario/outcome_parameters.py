"""Parameters of closing, trust, taking part and deciding."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, assumed_in, parameter
from sim.scenario.tables import LogitsByDisposition, SharesByTier
from sim.words import T


class ClosingParameters(ParameterGroup):
    """How issues are closed, judged and taken up again (phase close)."""

    nominal_intercept: float = parameter(
        -0.2,
        unit="logit",
        low=-10.0,
        high=10.0,
        zh="形式办结基准",
        source=ASSUMED,
        doc=T(
            "Log-odds of closing an overdue issue nominally at each review of it.",
            "每次查看时将逾期诉求形式办结的对数优势。",
        ),
    )
    look_days: int = parameter(
        7,
        unit="days",
        low=1,
        high=120,
        zh="逾期查看间隔",
        source=ASSUMED,
        doc=T(
            "Days between two reviews by an office of an issue that is past its clock.",
            "单位对超期诉求两次查看之间的天数。",
        ),
    )
    nominal_seen: float = parameter(
        1.6,
        unit="logit",
        low=-5.0,
        high=10.0,
        zh="被看见对形式办结",
        source=ASSUMED,
        doc=T("Added where overdue issues are visible from above.", "逾期为上级所见时，形式办结的对数优势增量。"),
    )
    nominal_stuck: float = parameter(
        1.0,
        unit="logit",
        low=-5.0,
        high=10.0,
        zh="卡住对形式办结",
        source=ASSUMED,
        doc=T("Added where money or authority is missing.", "缺少资金或权限时，形式办结的对数优势增量。"),
    )
    nominal_checked: float = parameter(
        4.0,
        unit="logit",
        low=0.0,
        high=20.0,
        zh="核查信念对形式办结",
        source=ASSUMED,
        doc=T(
            "Lost per unit of the office's belief that closings are checked.",
            "认为办结会受核查的信念每增加一个单位，形式办结的对数优势减量。",
        ),
    )
    nominal_emergency: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="紧急对形式办结",
        source=ASSUMED,
        doc=T("Lost where the issue is an emergency.", "属紧急诉求时，形式办结的对数优势减量。"),
    )
    seen_by_statistics: float = parameter(
        0.5,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="月报可见度",
        source=ASSUMED,
        doc=T(
            "How far monthly statistics show an overdue issue to the tier above.", "月度统计使上级看见逾期诉求的程度。"
        ),
    )
    belief_start: float = parameter(
        0.04,
        unit="share",
        low=0.0,
        high=1.0,
        zh="初始核查信念",
        source=ASSUMED,
        doc=T("Starting belief that a closing is checked.", "认为办结会受核查的初始信念。"),
    )
    belief_rate: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="信念更新率",
        source=ASSUMED,
        doc=T("Monthly weight of the share of closings really checked.", "实际核查的办结比例在信念更新中的每月权重。"),
    )
    practice_drift: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="做法趋同",
        source=ASSUMED,
        doc=T(
            "Monthly drift of an office's belief towards the mean of its township.",
            "单位信念每月向本镇街均值趋近的程度。",
        ),
    )
    checked_share: float = parameter(
        0.04,
        unit="share",
        low=0.0,
        high=1.0,
        zh="核查率",
        source=ASSUMED,
        doc=T(
            "Chance that the resident is asked after a closing without a rating system.",
            "没有评价系统时，办结后回访居民的概率。",
        ),
    )
    call_hours: float = parameter(
        0.15,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="回访工时",
        source=ASSUMED,
        doc=T(
            "Hours of asking a client about a closing where somebody watches a team's ledger.",
            "台账有人督办时，就办结情况回访服务对象的工时。",
        ),
    )
    reopened_share: float = parameter(
        0.8,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重开率",
        source=ASSUMED,
        doc=T("Chance that an unsolved issue found by asking is reopened.", "回访发现未解决的诉求被重办的概率。"),
    )
    reopenings_limit: int = parameter(
        3,
        unit="times",
        low=0,
        high=20,
        zh="重开上限",
        source=ASSUMED,
        doc=T("Most reopenings of one issue.", "一件诉求的最多重办次数。"),
    )
    satisfied_resolved: float = parameter(
        2.4,
        unit="logit",
        low=-10.0,
        high=10.0,
        zh="解决满意",
        source=ASSUMED,
        doc=T("Log-odds of satisfaction with an issue resolved at once.", "立即解决的诉求的满意对数优势。"),
    )
    satisfied_resolved_delay: float = parameter(
        0.45,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="迟延不满",
        source=ASSUMED,
        doc=T(
            "Lost per log of 1 + days over satisfied_resolved_days.",
            "ln(1 + 天数／satisfied_resolved_days) 每增加一个单位，满意的对数优势减量（已解决）。",
        ),
    )
    satisfied_resolved_days: float = parameter(
        3.0,
        unit="days",
        low=0.1,
        high=365.0,
        zh="解决迟延尺度",
        source=ASSUMED,
        doc=T("Days over which delay of what is resolved begins to weigh.", "已解决事项的迟延开始影响满意的天数尺度。"),
    )
    satisfied_nominal: float = parameter(
        -0.75,
        unit="logit",
        low=-10.0,
        high=10.0,
        zh="未解决满意",
        source=ASSUMED,
        doc=T("Log-odds of satisfaction with failed work or nominal closing.", "办而未成或形式办结的满意对数优势。"),
    )
    satisfied_nominal_delay: float = parameter(
        0.2,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="未解决迟延不满",
        source=ASSUMED,
        doc=T(
            "Lost per log of 1 + days over satisfied_nominal_days.",
            "ln(1 + 天数／satisfied_nominal_days) 每增加一个单位，满意的对数优势减量（未解决）。",
        ),
    )
    satisfied_nominal_days: float = parameter(
        7.0,
        unit="days",
        low=0.1,
        high=365.0,
        zh="未解决迟延尺度",
        source=ASSUMED,
        doc=T(
            "Days over which delay of what is not resolved begins to weigh.", "未解决事项的迟延开始影响满意的天数尺度。"
        ),
    )
    satisfied: LogitsByDisposition = parameter(
        LogitsByDisposition(
            engaged=0.5, money_first=0.0, indifferent=0.0, agitated=-0.4, irresponsible=-0.2, insincere=-0.1
        ),
        unit="logit",
        zh="心态对满意",
        source=assumed_in("3.2.3"),
        doc=T(
            "Added log-odds of satisfaction by disposition: the agitated blame the committee, the irresponsible "
            "others. The mean is 0 at the default shares of dispositions.",
            "按心态增加的满意对数优势：躁动化者责怪居（村）委会，无责任化者推给别人；按各心态的默认比例，其均值为 0。",
        ),
    )
    repeat_nominal_share: float = parameter(
        0.22,
        unit="share",
        low=0.0,
        high=1.0,
        zh="未解决重复率",
        source=T(
            "repeats about a tenth of requests (Daying 2017: 9.6 %)", "重复反映约占诉求的十分之一（大英 2017 年：9.6%）"
        ),
        doc=T(
            "Chance of complaining again after failed work or nominal closing.", "办而未成或形式办结后再次反映的概率。"
        ),
    )
    repeat_silent_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="沉默重复率",
        source=ASSUMED,
        doc=T("Chance of complaining again after silence.", "石沉大海后再次反映的概率。"),
    )
    repeat_days: float = parameter(
        30.0,
        unit="days",
        low=1.0,
        high=120.0,
        zh="重复间隔",
        source=ASSUMED,
        doc=T("Longest time until a repeat.", "再次反映之前的最长时间。"),
    )
    bypass_share: float = parameter(
        0.05,
        unit="share",
        low=0.001,
        high=0.9,
        zh="越级率",
        source=ASSUMED,
        doc=T(
            "Chance of going over heads after a failure, at the reference trust.",
            "失败后越级反映的概率，按参照信任计。",
        ),
    )
    recurrence_days: float = parameter(
        60.0,
        unit="days",
        low=2.0,
        high=1000.0,
        zh="复发间隔",
        source=ASSUMED,
        doc=T(
            "Mean days until a cosmetic repair or failed settlement comes back.",
            "应付式维修或调解失败之后再次发生的平均天数。",
        ),
    )
    recurrence_limit_days: int = parameter(
        365,
        unit="days",
        low=1,
        high=3650,
        zh="复发期限",
        source=ASSUMED,
        doc=T("Days after which it no longer comes back.", "超过此天数后不再复发。"),
    )


class TrustParameters(ParameterGroup):
    """Trust in the four tiers and how experience and word of mouth move it (phase close)."""

    start_town: SharesByTier = parameter(
        SharesByTier(community=0.62, township=0.70, district=0.74, municipality=0.82),
        unit="0-1",
        zh="城市初始信任",
        source=T(
            "Ash Center surveys 2016 (township .70, county .74, province .82); community assumed",
            "哈佛大学艾什中心 2016 年调查（乡镇 0.70、县 0.74、省 0.82）；社区为假设值",
        ),
        doc=T("Starting trust of urban residents.", "城市居民的初始信任。"),
    )
    start_village: SharesByTier = parameter(
        SharesByTier(community=0.63, township=0.50, district=0.50, municipality=0.53),
        unit="0-1",
        zh="农村初始信任",
        source=T(
            "HEPS 2012 (village .63, county .50, province .53); township assumed",
            "HEPS 2012（村 0.63、县 0.50、省 0.53）；镇街为假设值",
        ),
        doc=T("Starting trust of rural residents.", "农村居民的初始信任。"),
    )
    reference_town: SharesByTier = parameter(
        SharesByTier(community=0.62, township=0.70, district=0.74, municipality=0.82),
        unit="0-1",
        zh="城市参照信任",
        source=T("the surveys of start_town", "与 start_town 同一调查"),
        doc=T(
            "Trust of urban residents at which the shares of reporting, going above, settling, volunteering, coming "
            "and signing hold.",
            "城市居民表达、越级、调解成功、志愿、出席与签名各比例所对应的信任水平。",
        ),
    )
    reference_village: SharesByTier = parameter(
        SharesByTier(community=0.63, township=0.50, district=0.50, municipality=0.53),
        unit="0-1",
        zh="农村参照信任",
        source=T("the survey of start_village", "与 start_village 同一调查"),
        doc=T("Trust of rural residents at which the same shares hold.", "农村居民上述各比例所对应的信任水平。"),
    )
    gain: float = parameter(
        0.04,
        unit="share of the distance to 1",
        low=0.0,
        high=0.5,
        zh="信任增益",
        source=ASSUMED,
        doc=T("Gain of trust when an issue is resolved.", "诉求得到解决时信任的增加。"),
    )
    loss: float = parameter(
        0.08,
        unit="share of trust",
        low=0.0,
        high=0.5,
        zh="信任损失",
        source=T(
            "negative experience weighs more (Kampen, Van de Walle and Bouckaert 2006); size assumed",
            "负面经历影响更大（Kampen、Van de Walle 与 Bouckaert 2006）；大小为假设值",
        ),
        doc=T("Loss of trust after failure, nominal closing or silence.", "办而未成、形式办结或石沉大海后信任的损失。"),
    )
    passed_on_share: float = parameter(
        0.30,
        unit="share",
        low=0.0,
        high=1.0,
        zh="连带信任占比",
        source=ASSUMED,
        doc=T(
            "Share of the change that reaches the tier below the one that failed or above the one that solved.",
            "信任变化波及下一级（失败时）或上一级（解决时）的比例。",
        ),
    )
    heard_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="口碑占比",
        source=ASSUMED,
        doc=T("Share of the change that each friend takes over.", "每名联系人承接信任变化的比例。"),
    )
    n_friends: int = parameter(
        8,
        unit="persons",
        low=0,
        high=32,
        zh="联系人数",
        source=ASSUMED,
        doc=T(
            "Residents who hear of an outcome: all but one in the same community.",
            "得知办理结果的居民数：除一人外均在同一社区。",
        ),
    )
    disposition_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="心态转变率",
        source=ASSUMED,
        doc=T("Chance that repeated experience moves a disposition.", "反复经历使心态转变的概率。"),
    )
    disposition_times: int = parameter(
        2,
        unit="times",
        low=1,
        high=100,
        zh="心态转变经历次数",
        source=ASSUMED,
        doc=T("Experiences of one kind that make a disposition move.", "使心态发生转变所需的同类经历次数。"),
    )


class ParticipationParameters(ParameterGroup):
    """Volunteering and deliberation (phase take part)."""

    volunteer_share: float = parameter(
        0.152,
        unit="share",
        low=0.001,
        high=0.9,
        zh="注册志愿者占比",
        source=T(
            "Chongqing 2016: 15.20 % registered (Blue Book of volunteering)",
            "重庆 2016 年：注册比例 15.20%（《志愿服务蓝皮书》）",
        ),
        doc=T("Chance that a resident is a volunteer at the reference case.", "参照情形下居民成为志愿者的概率。"),
    )
    volunteer_trust: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="信任对志愿",
        source=ASSUMED,
        doc=T(
            "Added log-odds per unit of trust in the community.",
            "对社区的信任每增加一个单位，参加志愿服务的对数优势增量。",
        ),
    )
    cooperation: LogitsByDisposition = parameter(
        LogitsByDisposition(
            engaged=0.8, money_first=-0.4, indifferent=-0.2, agitated=0.0, irresponsible=-0.2, insincere=-0.2
        ),
        unit="logit",
        zh="心态对共事",
        source=assumed_in("3.2.3"),
        doc=T(
            "Added log-odds, by disposition, of doing one's part: solving with neighbours, settling a dispute, "
            "volunteering, coming to a council. The mean is 0 at the default shares of dispositions.",
            "按心态增加的共事对数优势：与邻里自行解决、调解中让步、参加志愿服务、出席协商；"
            "按各心态的默认比例，其均值为 0。",
        ),
    )
    volunteer_time_bank: float = parameter(
        0.5,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="时间银行对志愿",
        source=ASSUMED,
        doc=T(
            "Added log-odds of volunteering where hours given earn credit.",
            "服务时间可积分时，参加志愿服务的对数优势增量。",
        ),
    )
    council_invited: int = parameter(
        100,
        unit="persons",
        low=1,
        high=1000,
        zh="协商邀请人数",
        source=ASSUMED,
        doc=T("Residents invited to a deliberation council.", "受邀参加协商会的居民数。"),
    )
    council_attendance_share: float = parameter(
        0.15,
        unit="share",
        low=0.001,
        high=0.99,
        zh="协商出席率",
        source=ASSUMED,
        doc=T("Chance that an invited resident comes at the reference case.", "参照情形下受邀居民出席的概率。"),
    )
    council_trust: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="信任对出席",
        source=ASSUMED,
        doc=T(
            "Added log-odds of coming per unit of trust in the community.",
            "对社区的信任每增加一个单位，出席的对数优势增量。",
        ),
    )
    quorum_residents: int = parameter(
        12,
        unit="persons",
        low=0,
        high=1000,
        zh="协商居民法定人数",
        source=ASSUMED,
        doc=T("Residents a council needs.", "协商会所需的居民人数。"),
    )
    quorum_parties: int = parameter(
        5,
        unit="parties",
        low=0,
        high=8,
        zh="协商主体法定数",
        source=T("eight parties (paper, section 4.3.1); quorum assumed", "八方主体（论文第 4.3.1 节）；法定数为假设值"),
        doc=T("Parties a council needs, of eight.", "协商会所需的主体数（共八方）。"),
    )
    party_presence: float = parameter(
        0.75,
        unit="share",
        low=0.0,
        high=1.0,
        zh="主体出席率",
        source=ASSUMED,
        doc=T("Chance that a party comes.", "每一方主体出席的概率。"),
    )
    position_sigma: float = parameter(
        0.25,
        unit="0-1",
        low=0.01,
        high=1.0,
        zh="立场分散度",
        source=ASSUMED,
        doc=T("Standard deviation of a party's position on one matter.", "一方对某一事项所持立场的标准差。"),
    )
    position_lean: float = parameter(
        0.2,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="心态立场偏向",
        source=T("assumed; who blames others (paper, section 3.2.3)", "假设值；责任推给他人者（论文第 3.2.3 节）"),
        doc=T(
            "How far engaged residents and offices stand on the side of neighbours doing it themselves, and "
            "residents who are neither engaged nor indifferent on the other side.",
            "积极者与各单位偏向居民自己动手、除冷漠者外的其余居民偏向推给他人的立场幅度。",
        ),
    )
    position_sides: float = parameter(
        0.15,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="纠纷双方立场",
        source=ASSUMED,
        doc=T("How far the sides of a dispute stand from the middle.", "纠纷双方立场偏离中间的幅度。"),
    )
    position_tolerance: float = parameter(
        0.25,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="立场容忍度",
        source=ASSUMED,
        doc=T(
            "Distance from its own position at which a party still accepts a proposal.",
            "一方仍能接受方案时，方案与其自身立场的距离。",
        ),
    )
    position_narrowing: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=0.95,
        zh="纽带收敛立场",
        source=ASSUMED,
        doc=T("How far strong ties bring positions together.", "牢固的纽带使立场趋近的程度。"),
    )
    agreement_share: float = parameter(
        2.0 / 3.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="协商通过比例",
        source=ASSUMED,
        doc=T("Share of the parties present that must accept a proposal.", "方案通过所需的到会主体比例。"),
    )
    settled_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="协商完成工作占比",
        source=ASSUMED,
        doc=T(
            "Share of the work on a common matter that is finding out who is to do what: an agreement does it.",
            "公共事项的工作中，用于商定由谁做什么的比例；达成协议即完成这一部分。",
        ),
    )
    settled_dispute_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="协商完成调处占比",
        source=ASSUMED,
        doc=T("The same for a dispute, where most of the work is talking.", "纠纷中的同一比例；调处工作以商谈为主。"),
    )
    agreement_residents: float = parameter(
        30.0,
        unit="persons",
        low=0.0,
        high=1000.0,
        zh="协议约束人数",
        source=ASSUMED,
        doc=T(
            "Residents whom an agreement binds once it is carried out; their share counts like ties.",
            "协议履行后所约束的居民人数；其占居民的比例与纽带作用相同。",
        ),
    )
    agreement_half_life_days: float = parameter(
        730.0,
        unit="days",
        low=30.0,
        high=7300.0,
        zh="协议半衰期",
        source=ASSUMED,
        doc=T("Days until half of the standing agreements are forgotten.", "现有协议被遗忘一半所需的天数。"),
    )
    ties_half_life_days: float = parameter(
        730.0,
        unit="days",
        low=30.0,
        high=36500.0,
        zh="纽带半衰期",
        source=ASSUMED,
        doc=T(
            "Days until half of what activities have added to neighbourhood ties is gone again.",
            "活动所增加的邻里纽带消退一半所需的天数。",
        ),
    )
    reconsidered_share: float = parameter(
        1.0 / 12.0,
        unit="share per month",
        low=0.0,
        high=1.0,
        zh="每月重新考虑占比",
        source=ASSUMED,
        doc=T(
            "Share of residents who think again about volunteering in a month.",
            "一个月内重新考虑是否参加志愿服务的居民比例。",
        ),
    )


class GovernmentParameters(ParameterGroup):
    """How offices decide (phases fund, adapt): rules, not coin flips."""

    moved_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=0.5,
        zh="区县机动占比",
        source=T("off in the baseline: habit shares", "基线中关闭：按惯例分配"),
        doc=T(
            "Share of a district's flexible staff hours moved each quarter towards the departments with most "
            "overdue hours.",
            "区县每季度调往逾期工时最多部门的机动人员工时比例。",
        ),
    )
    need_index_least: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        zh="需求指数下限",
        source=ASSUMED,
        doc=T(
            "Least weight of a community's demand for money per resident over the mean.",
            "社区人均资金需求相对均值的最低权重。",
        ),
    )
    need_index_most: float = parameter(
        2.0,
        unit="ratio",
        low=1.0,
        high=10.0,
        zh="需求指数上限",
        source=ASSUMED,
        doc=T(
            "Most weight of a community's demand for money per resident over the mean.",
            "社区人均资金需求相对均值的最高权重。",
        ),
    )
    need_index_days: int = parameter(
        365,
        unit="days",
        low=1,
        high=3650,
        zh="需求指数观察天数",
        source=ASSUMED,
        doc=T(
            "Days of demand that must have been seen before money follows it.", "资金随需求分配之前须观察需求的天数。"
        ),
    )
    municipal_by_residents: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="市级工时按人口分配占比",
        source=ASSUMED,
        doc=T(
            "Share of the municipality's hours divided by residents; the rest by open issues.",
            "市级工时按人口分配的比例；其余按未结事项分配。",
        ),
    )
    campaign_threshold: float = parameter(
        0.12,
        unit="share",
        low=0.0,
        high=1.0,
        zh="专项行动门槛",
        source=ASSUMED,
        doc=T(
            "Overdue share of a category's open issues above which a district calls a campaign.",
            "某类在办诉求的逾期比例超过此值时，区县开展专项行动。",
        ),
    )
    campaign_least_issues: int = parameter(
        20,
        unit="issues",
        low=1,
        high=10000,
        zh="专项行动最少件数",
        source=ASSUMED,
        doc=T(
            "Open issues of a category below which its overdue share is no reason for a campaign.",
            "某类在办诉求少于此数时，其逾期比例不作为开展专项行动的理由。",
        ),
    )
    campaign_days: int = parameter(
        28,
        unit="days",
        low=1,
        high=365,
        zh="专项行动天数",
        source=T("20 working days", "20 个工作日"),
        doc=T("Length of a campaign.", "一次专项行动的长度。"),
    )
    campaign_rest_days: int = parameter(
        150,
        unit="days",
        low=0,
        high=1000,
        zh="专项行动间隔",
        source=ASSUMED,
        doc=T("Days before a district calls the next campaign.", "区县开展下一次专项行动之前的天数。"),
    )
    campaign_administrative: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="专项行政占用",
        source=ASSUMED,
        doc=T("Added administrative share of everybody during a campaign.", "专项行动期间各方增加的行政事务占用比例。"),
    )
    turnover_per_year: float = parameter(
        0.20,
        unit="per year",
        low=0.0,
        high=1.0,
        zh="年离职率",
        source=T("a fifth of community staff quit in one provincial capital", "某省会城市有五分之一的社区工作人员离职"),
        doc=T("Hazard of leaving of a social worker at normal strain.", "负荷正常时社工的离职风险率。"),
    )
    turnover_strain: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="过劳对离职",
        source=ASSUMED,
        doc=T(
            "Added log-hazard of leaving per unit of strain above 1.",
            "负荷超出 1 的部分每增加一个单位，离职对数风险率的增量。",
        ),
    )
    strain_usual: float = parameter(
        1.4,
        unit="ratio",
        low=0.1,
        high=2.0,
        zh="常态负荷",
        source=T("assumed; the load of committees", "假设值；居（村）委会的负荷"),
        doc=T(
            "Ratio of hours asked to hours available at which committee staff leave at the usual rate.",
            "居（村）委会人员按通常比率离职时，所需工时与实有工时之比。",
        ),
    )
    strain_felt_limit: float = parameter(
        2.0,
        unit="ratio",
        low=1.0,
        high=10.0,
        zh="离职负荷上限",
        source=ASSUMED,
        doc=T(
            "Ratio of hours asked to hours available beyond which committee staff leave no more often.",
            "所需工时与实有工时之比超过此值后，居（村）委会人员的离职不再增加。",
        ),
    )
    strain_load_limit: float = parameter(
        4.0,
        unit="ratio",
        low=1.0,
        high=100.0,
        zh="月负荷上限",
        source=ASSUMED,
        doc=T(
            "Largest ratio of hours asked to hours available in one month that counts in strain.",
            "单月所需工时与实有工时之比计入负荷的上限。",
        ),
    )
    turnover_pay: float = parameter(
        0.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="待遇对离职",
        source=ASSUMED,
        doc=T(
            "Lost log-hazard of leaving per unit of pay above the mean.",
            "待遇超出均值的部分每增加一个单位，离职对数风险率的减量。",
        ),
    )
    skill_per_40_hours: float = parameter(
        0.08,
        unit="0-1",
        low=0.0,
        high=0.5,
        zh="督导培训增益",
        source=ASSUMED,
        doc=T("Skill gained by 40 hours of supervised training.", "40 小时督导培训所增加的能力。"),
    )
    skill_fading: float = parameter(
        0.20,
        unit="share per year",
        low=0.0,
        high=1.0,
        zh="技能衰减",
        source=ASSUMED,
        doc=T("Share of the skill gained by training that fades in a year.", "培训所增加的能力在一年内消退的比例。"),
    )
    skill_limit: float = parameter(
        0.80,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="技能上限",
        source=ASSUMED,
        doc=T("Highest skill that training can reach.", "培训所能达到的能力上限。"),
    )
    vacancy_days: int = parameter(
        90,
        unit="days",
        low=0,
        high=730,
        zh="缺员天数",
        source=ASSUMED,
        doc=T("Days until a leaver is replaced.", "离职者岗位得到补充之前的天数。"),
    )
    novice_skill: float = parameter(
        0.15,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="新手技能差",
        source=ASSUMED,
        doc=T("Skill a newcomer lacks, regained over a year.", "新人欠缺的能力，一年内补足。"),
    )
    strain_weight: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="过劳平滑",
        source=ASSUMED,
        doc=T(
            "Monthly weight of the ratio of hours asked to hours available in a worker's strain.",
            "所需工时与实有工时之比在人员过劳程度中的每月权重。",
        ),
    )
    volunteers_per_worker: float = parameter(
        6.0,
        unit="persons",
        low=0.0,
        high=100.0,
        zh="每社工志愿者",
        source=T(
            "488 social workers, over 3,000 volunteers (paper, section 2.3.3)",
            "488 名社工，3000 多名志愿者（论文第 2.3.3 节）",
        ),
        doc=T(
            "Volunteers per social worker below which the worker recruits.",
            "每名社工的志愿者少于此数时，社工开展招募。",
        ),
    )
    recruiting_hours: float = parameter(
        2.0,
        unit="hours",
        low=0.0,
        high=100.0,
        zh="招募工时",
        source=ASSUMED,
        doc=T("Hours to recruit one volunteer.", "招募一名志愿者的工时。"),
    )
    organisation_entry: float = parameter(
        0.02,
        unit="per quarter",
        low=0.0,
        high=1.0,
        zh="组织进入率",
        source=ASSUMED,
        doc=T(
            "Hazard that founders set up an organisation in a quarter in which as much money in their field is "
            "unserved as it needs to earn.",
            "本领域有待承接的资金恰好达到其所需收入时，发起人在一个季度内成立社会组织的风险率。",
        ),
    )
    organisation_closing: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=1.0,
        zh="组织退出门槛",
        source=ASSUMED,
        doc=T(
            "Income over cost below which a quarter of an organisation is poor.",
            "收入与成本之比低于此值的季度，为社会组织的亏损季度。",
        ),
    )
    organisation_poor_quarters: int = parameter(
        2,
        unit="quarters",
        low=1,
        high=40,
        zh="组织退出季度数",
        source=ASSUMED,
        doc=T("Poor quarters in a row after which an organisation closes.", "社会组织连续亏损此数季度后关闭。"),
    )


class MigrationParameters(ParameterGroup):
    """Villagers who move to towns on 1 January (phase adapt)."""

    urbanisation_points: float = parameter(
        0.0166,
        unit="share of all residents per year",
        low=0.0,
        high=0.3,
        zh="年城镇化百分点",
        source=T(
            "paper, section 3.2.2: urban share 62.60 %, 1.66 points in a year",
            "论文第 3.2.2 节：城镇化率 62.60%，一年上升 1.66 个百分点",
        ),
        doc=T(
            "Rise of the urban share in a year, as a share of all residents; 0 means that nobody moves.",
            "一年内城镇化率的上升，按占全体居民的比例计；0 表示无人迁移。",
        ),
    )
    move_distance_exponent: float = parameter(
        1.0,
        unit="exponent",
        low=0.0,
        high=3.0,
        zh="迁移距离指数",
        source=T("gravity model of migration (Zipf 1946)", "人口迁移的引力模型（Zipf 1946）"),
        doc=T(
            "How strongly movers prefer near districts; 0 means not at all.", "迁移者偏好邻近区县的强度；0 表示不偏好。"
        ),
    )
    move_capacity_exponent: float = parameter(
        1.0,
        unit="exponent",
        low=0.0,
        high=3.0,
        zh="迁移财力指数",
        source=ASSUMED,
        doc=T(
            "How strongly movers prefer districts of high fiscal capacity; 0 means not at all.",
            "迁移者偏好财力较强区县的强度；0 表示不偏好。",
        ),
    )
