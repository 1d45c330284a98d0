"""Parameters of attention: what offices give their hours to, by what they expect to be seen, asked and ranked for."""

from __future__ import annotations

from sim.scenario.parameter import ASSUMED, ParameterGroup, ShareSum, parameter
from sim.words import T


class AttentionParameters(ParameterGroup):
    """How offices divide hours and care, what a ranking counts, and how it is gamed (phases mechanisms to close)."""

    share_sums = (ShareSum(("score_response", "score_resolution")),)

    weight_seen: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=5.0,
        zh="可见对注意力",
        source=ASSUMED,
        doc=T(
            "Extra weight of residents' issues against duties that nobody assesses where overdue issues are "
            "fully visible from above, compared with where nothing is visible.",
            "超期事项完全为上级所见时，与无人考核的职责相比，居民诉求增加的权重（以完全不可见为准）。",
        ),
    )
    weight_checked: float = parameter(
        0.5,
        unit="ratio",
        low=0.0,
        high=5.0,
        zh="核查对注意力",
        source=ASSUMED,
        doc=T("The same for the belief that closings are checked.", "认为办结必受核查时增加的权重。"),
    )
    weight_ranked: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=5.0,
        zh="排名对注意力",
        source=ASSUMED,
        doc=T(
            "The same for the belief that the office's township comes last in the next ranking.",
            "认为本镇街下次排名垫底时增加的权重。",
        ),
    )
    reference_seen: float = parameter(
        0.5,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="参照可见度",
        source=T("closing.seen_by_statistics of the baseline", "基准情景的 closing.seen_by_statistics"),
        doc=T(
            "How visible overdue issues are where hours are divided as calibrated.",
            "工时按校准值分配时，超期事项的可见程度。",
        ),
    )
    reference_checked: float = parameter(
        0.025,
        unit="share",
        low=0.0,
        high=1.0,
        zh="参照核查信念",
        source=T(
            "what offices of the baseline learn: closing.checked_share of registered closings, some three in five",
            "基准情景下各单位所习得：closing.checked_share 只及已登记的办结，约占五分之三",
        ),
        doc=T(
            "Belief that closings are checked where hours are divided as calibrated.",
            "工时按校准值分配时，认为办结受核查的信念。",
        ),
    )
    unassessed_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="无人考核工时占比",
        source=ASSUMED,
        doc=T(
            "Share of the paid hours of townships and departments spent on inspections and upkeep of public "
            "places, which nobody assesses; hours for reporting and for more attention to issues come out of "
            "it.",
            "镇街与区县部门全部工时中，用于无人考核的巡查与养护的比例；迎检填报与加强办件所需工时由此挤出。",
        ),
    )
    routine_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="日常走访工时占比",
        source=ASSUMED,
        doc=T(
            "Share of a committee's hours of counter duty and routine services that nobody waits for at the counter: "
            "visits and patrols among them.",
            "居（村）委会窗口与日常服务工时中，不在窗口等候受理的部分所占比例，走访巡查在其中。",
        ),
    )
    work_off_days: float = parameter(
        5.0,
        unit="working days",
        low=1.0,
        high=60.0,
        zh="积压消化天数",
        source=ASSUMED,
        doc=T(
            "Working days in which an office wants to work off what waits; it turns no more hours to issues.",
            "单位希望消化待办事项的工作日数；转用于办件的工时不超过此需要。",
        ),
    )
    decay_uninspected_per_year: float = parameter(
        0.08,
        unit="per year",
        low=0.0,
        high=1.0,
        zh="无巡查设施年折旧",
        source=ASSUMED,
        doc=T(
            "Loss of infrastructure condition in a year without repair where nobody inspects and keeps places up; "
            "with the usual inspections it is money.decay_per_year.",
            "无人巡查养护且不维修时，设施状况一年的损失；巡查养护如常时为 money.decay_per_year。",
        ),
    )
    unranked_stake: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="无排名时的利害",
        source=T(
            "announced calls without sanction lowered non-delivery by 7.8 % (Muralidharan and others 2021); "
            "size assumed",
            "仅预告电话回访而无惩处，未送达减少 7.8%（Muralidharan 等 2021）；大小为假设值",
        ),
        doc=T(
            "Weight of a resident's negative rating where there is no ranking, against 1 for a township that "
            "expects to come last.",
            "没有排名时，居民的“未解决”评价对单位的利害；预期排名垫底的镇街为 1。",
        ),
    )
    nominal_ranked: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=10.0,
        zh="排名对形式办结",
        source=ASSUMED,
        doc=T(
            "Log-odds of nominal closing that a feared rank adds where nobody asks residents; where everybody"
            " is asked it subtracts as much, since the score sheet then shows a negative rating.",
            "无人回访时，对排名的顾忌使形式办结增加的对数优势；人人受访时减少同样数额，因为考核表上会多一个“未解决”。",
        ),
    )
    press_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="央求改评占比",
        source=ASSUMED,
        doc=T(
            "Share of negative ratings that an office asks residents to change when it expects to come last "
            "and no second call.",
            "预期排名垫底且预期不会二次回访的单位，央求居民改评的“未解决”评价所占比例。",
        ),
    )
    press_hours: float = parameter(
        0.5,
        unit="hours",
        low=0.0,
        high=8.0,
        zh="央求改评工时",
        source=ASSUMED,
        doc=T("Hours of pressing a resident for a good rating.", "央求一名居民改评的工时。"),
    )
    yields_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="居民改评占比",
        source=ASSUMED,
        doc=T("Chance that a pressed resident changes the negative rating.", "受央求的居民改评的概率。"),
    )
    refused_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="拒不登记占比",
        source=ASSUMED,
        doc=T(
            "Share of requests beyond its authority that a committee whose township expects to come last keeps off "
            "the register, where no ledger takes requests past it.",
            "所属镇街预期排名垫底、且无台账可绕过本单位登记时，居（村）委会对超出自身权限的诉求拒不登记的比例。",
        ),
    )
    score_response: float = parameter(
        1.0 / 3.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="排名中响应权重",
        source=T(
            "response, resolution and satisfaction are ranked in Beijing (三率); equal weights assumed",
            "北京按响应率、解决率、满意率（三率）排名；等权为假设值",
        ),
        doc=T(
            "Weight of the response rate in the ranking: of what was closed or is overdue, what was closed.",
            "响应率（已办结占已办结与逾期未办之和）在排名中的权重。",
        ),
    )
    score_resolution: float = parameter(
        1.0 / 3.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="排名中解决权重",
        source=T("as score_response", "同 score_response"),
        doc=T(
            "Weight of the resolution rate (closings without a negative rating); satisfaction of those asked "
            "has the rest.",
            "解决率（没有居民评价为未解决的办结）的权重；其余为受访居民满意率的权重。",
        ),
    )
