"""What each mechanism changes, in one line of English and of Chinese."""

from __future__ import annotations

from sim.mechanisms import registry

LINES_ZH: dict[str, str] = {
    "certificate_clearing": "列明社区可开具的证明，清单之外任何部门不得要求社区盖章。",
    "co_governance": "驻区单位、企业、群团和业主出人出钱，共同参与本社区事务。",
    "community_policing": "民警在社区的工时增加，用于巡查和群组联络，并共享警务记录。",
    "deliberation": "每月由八方主体与居民共同协商纠纷和公共事项，寻求一致意见。",
    "estate_management": "动员无物业小区的业主成立业委会，或由物业服务站托管。",
    "five_zeros": "走访、核查、宣教、网格巡查、部门联动五项做法，各有投入。",
    "funding_balance": "总额不变，资金按需求而非财力分配，设保底，按季均衡拨付。",
    "grid_management": "社区划分网格，由居（村）委会自有工时巡查登记。",
    "information_sharing": "村、镇街、区县、市共用一份记录：流转快、不重复、分派准。",
    "one_plus_n": "各部门每月会商一次，在一个委员会下共同决定跨部门事项。",
    "online_party_grid": "让上网居民与社区“一键可达”，并动员党员协助办理。",
    "routine_first": "为常规工作保留工时，明确人户分离和混居居民事项的责任人。",
    "rule_of_law": "普法并在每个社区设调解，纠纷逐步走法治渠道。",
    "self_governance": "院委会、家委会、监委会自行解决院落小事。",
    "service_facilities": "用建设资金补齐社区服务用房；启用之日前不产生效果。",
    "service_platform": "村、镇街、区县共用一本台账：登记事项可跟踪、可评价、可退回重办。",
    "service_purchase": "区县出资购买社会组织工时，并降低其成立与存续的门槛。",
    "smart_community": "服务上网、三个渠道受理，上网居民不必再跑窗口。",
    "social_work_132": "每个社区一个标准社工站，社工有督导并各带六名志愿者，设两条服务线。",
    "three_plus_one": "每名结对对象由区县、镇街、村社各一名干部组成小组，包办其事项。",
    "three_society_linkage": "以社区为平台、社会组织为载体、社工为支撑，三者联动。",
    "volunteers": "向赞助方推介项目，登记志愿者，服务时间存入“时间银行”。",
    "workforce": "由区县出资招聘、发薪并培训社区工作者。",
}
"""The Chinese line by mechanism; the English one is the first of the mechanism's own description."""


def line_of(mechanism: str, lang: str) -> str:
    """What a mechanism changes, in one line; a mechanism of another package speaks its own language.

    Args:
        mechanism: Its id.
        lang: "en" or "zh".
    """
    own = (registry()[mechanism].__doc__ or "").strip().splitlines()
    return LINES_ZH.get(mechanism, "") if lang == "zh" and mechanism in LINES_ZH else (own[0] if own else "")
