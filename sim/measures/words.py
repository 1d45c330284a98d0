"""Definitions of all measures in Chinese, by id; the English ones stand where the measures are made.

Families of measures (quantiles, uses of hours, tiers, equity, capacities) have one sentence each, filled in.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.vocabulary import HoursUse, Tier

CURVES_ZH = {
    "resolution": "真正解决率，限诉求不少于 10 件的社区，按所代表的居民数计",
    "solved_per_need": "需求解决率，限需求不少于 10 件的社区，按所代表的居民数计",
    "spending": "用于居民诉求的资金，以社区为单位，按所代表的居民数计",
}
"""What each curve of inequality is of."""

DEFINITIONS_ZH: Mapping[str, str] = {
    # Handling.
    "response_share": "提出后 60 天内得到任何回应的诉求，占最后一天之前至少 60 天提出的诉求；运行更短则不适用。",
    "entered_share": "登记在册的诉求，占所提出的诉求。",
    "closure_share": "账面显示已办结的登记诉求（已解决、办而未成、形式办结，或逾期后失落），占已办结或已到承办期限的登记诉求"
                     "（应办结）；最后一天尚在期限内的在办件不计入。",
    "resolution_entered_share": "起因已消除的登记诉求，占登记诉求。",
    "on_time_share": "至今未超过任何一级承办期限的登记诉求，占登记诉求。",
    "satisfaction_share": "居民对答复满意的诉求，占已有答复的诉求。",
    "reopened_share": "回访居民后至少重办一次的登记诉求，占登记诉求。",
    "resolution_share": "起因已消除的诉求，占所提出的诉求；在办的按未解决计。",
    "failed_share": "办理失败却按办结销号的诉求，占所提出的诉求。",
    "nominal_share": "未实际办理、仅在纸面上办结的诉求，占所提出的诉求。",
    "lost_share": "没有任何答复便不了了之的诉求（无论是否仍在册），占所提出的诉求。",
    "open_share": "最后一天仍在办的诉求，占所提出的诉求。",
    "repeat_share": "因办理失败或石沉大海而向同一层级再次提出的诉求，占所提出的诉求。",
    "bypass_share": "越过未办成的层级、向上一级提出的诉求，占所提出的诉求。",
    "straight_up_share": "首次即向社区以上层级提出的诉求，占首次诉求。",
    "recurred_share": "此前只是临时修补、后又再次发生的诉求，占所提出的诉求。",
    "nobody_share": "起初无任何单位认领的诉求，占所提出的诉求（论文 3.1.1）。",
    "online_share": "通过线上渠道提出的诉求，占所提出的诉求。",
    "voiced_per_1000": "所提出的诉求（含重复提出及同一起因的多人提出），按居民与年数平均。",
    "entered_per_1000": "登记诉求，按居民与年数平均。",
    "needs_per_1000": "所产生的需求（无论是否提出），按居民与年数平均。",
    "solved_per_need": "邻里自行解决的需求与各级解决的起因之和，占需求。两者均按测量期计数，故此前产生的起因与此后解决的起因"
                       "大致相抵。",
    "voiced_per_need": "有人提出过的需求，占需求；重复提出不再计数。",
    "self_solved_share": "邻里之间自行解决的需求，占需求。",
    "endured_share": "既未解决、也未提出、且巡查未能及时发现的需求，占需求。",
    "discovered_per_need": "在有人提出之前由巡查或走访发现的起因，占需求。",
    "conflict_exposure": "1 − exp(−7 × 人均每年遇到的矛盾数，含自身及与邻里共有的)，限环境、物业、邻里纠纷三类；居住年限假定为 "
                         "7 年。对照：80% 以上居民遇到过矛盾（论文 3.1.2）。",
    "hand_overs_per_issue": "各单位之间的流转次数，按所提出的事项（工单）平均。",
    "solved_at_tier_share": "由该层级最后承办并真正解决的诉求，占全部真正解决的诉求。",
    "backlog_per_1000": "测量期内提出、最后一天仍在办的事项（工单），按居民平均。",
    "backlog_age_days": "最后一天在办事项自提出以来的平均天数。",
    "backlog_old_share": "在办超过 60 天（假定）的事项，占最后一天的在办事项。",
    "closing_days_mean": "有答复而办结的登记事项（工单）自提出至办结的平均天数。",
    "same_day_share": "提出当日即有答复而办结的登记事项，占有答复而办结的登记事项。",
    # Trust and participation.
    "trust_distance": "信任上高下低的程度（论文 3.1.1）：对市的平均信任减去对社区的平均信任。",
    "volunteer_share": "最后一天注册志愿者占居民的比例。",
    "engaged_share": "心态积极（即不属于五种失衡心态，论文 3.2.3）的居民，占最后一天的居民。",
    "volunteer_hours_offered": "测量期内志愿者可用于居民诉求的工时，按居民与年数平均。",
    "volunteer_hours_worked": "测量期内志愿者实际用于居民诉求的工时，按居民与年数平均。",
    # Capacity.
    "offered_load": "测量期内到来的工作量（含登记、咨询与应急值守）所需工时，与可用工时之比；大于 1 则积压增加。",
    "carried_load": "用于办理、移交、登记、咨询与应急值守的工时，与可用工时之比。",
    "worker_strain": "所需工时与实有工时之比（平滑值），在岗社工的平均。",
    "worker_vacancy_share": "最后一天空缺的社工岗位，占全部社工岗位。",
    "worker_turnover": "自模拟首日起社工岗位更替的次数，按岗位与年数平均。",
    "workers_per_10000": "最后一天在岗社工，按居民平均。",
    "facility_standard_share": "服务用房达标（不少于 300 平方米且每百户不少于 30 平方米，论文 4.4.1）的社区，占全部社区；2017 年"
                               "全市 11128 个社区有服务站 2729 个，占 24.5%（论文 2.1.2）。",
    "facility_shortfall_m2": "与达标（不少于 300 平方米且每百户不少于 30 平方米，论文 4.4.1）相比所缺的面积，按居民平均。",
    "infrastructure_condition": "最后一天基础设施状况，按居民平均。",
    "duty_undone_share": "最后一天仍未完成的应急值守工时，占测量期内产生及此前未完成的应急值守工时之和。",
    "enquiries_answered_share": "已答复的咨询，占测量期内产生及此前等候的咨询之和。",
    # Institutions.
    "joint_decisions_per_1000": "联席会议议决的多部门事项，按居民与年数平均。",
    "agenda_overflow": "未能列入联席会议议程的多部门事项，按会议次数平均。",
    "council_quorum_share": "参与方与居民达到法定人数的协商会，占召集的协商会。",
    "council_agreements_per_1000": "经协商会达成一致而解决的事项，按居民与年数平均。",
    "agreements_per_council": "经协商达成一致的事项，按达到法定人数的协商会平均（论文 4.3.1）。",
    "courtyard_hours_per_1000": "居民在院落自治组织中用于身边小事的工时，按居民与年数平均。",
    "duplicates_per_1000": "因各单位信息孤岛而使同一诉求形成的第二份工单（论文 3.1.4），按居民与年数平均。",
    "duplicate_hours_per_1000": "各单位用于重复工单的工时，按居民与年数平均。",
    "places_refused_per_1000": "申请日间或全托照料床位而无空位的诉求，按居民与年数平均。",
    "committee_skill": "最后一天居（村）委会成员与聘用人员的能力，按人员平均。",
    "committee_turnover": "测量期内人员离职的岗位数，按岗位与年数平均。",
    "committee_vacancy_share": "最后一天空缺的成员与聘用岗位，占全部岗位。",
    "committee_strain": "最后一天居（村）委会所需工时与实有工时之比（平滑值），按人员平均。",
    "ties": "最后一天的邻里纽带，按居民平均。",
    "legal_awareness": "最后一天的法律意识，按居民平均。",
    "managed_estates_share": "最后一天所在小区有物业、业主委员会或服务站的住户，按居民平均。",
    "fees_paid_share": "被接管小区中缴纳上季度物业费的业主，占该类小区业主。",
    # Money.
    "spending_per_resident": "测量期内各级账面上用于居民诉求的支出，按全域居民与年数平均；各层级之和即为总额。",
    "paid_per_resident": "该批起因中由各级出资办理的费用（每笔只计一次，不论由哪一级支付），按居民与年数平均。",
    "asked_per_resident": "已提出或被发现、且需要资金的起因所需费用（每项只计一次），按居民与年数平均。",
    "money_met_share": "该批起因中由各级出资办理的费用（每笔只计一次），占全部已提出或被发现的起因所需费用；n 为需要资金的起因数。",
    "purses_left": "最后一天各级经费的结余，按全域居民平均。",
    "cost_per_resolved": "测量期内各级支出，与真正解决的事项（工单）数之比。",
    "rural_spending_ratio": "农村居民人均获得的诉求资金，与城市居民人均之比；2016 年全国此类支出用于农村的不足 25%（论文 3.2.4）。",
    "spending_gini": "人均诉求资金的基尼系数，以社区为单位，按所代表的居民数加权。",
    "spending_concentration": "人均诉求资金按区县财力排序的集中指数；大于 0 表示偏向财力较强的区县。",
    # Paths of issues and curves of inequality.
    "issue_origins_per_1000": "事项（工作件）按来源：首次提出、因失败或无答复而再次提出（同级或向上）、网格巡访主动发现，按居民与年数平均。",
    "issue_paths_per_1000": "事项（工作件，提出或发现）按是否登记、最后承办层级与去向（在办以最后一天计），按居民与年数平均；"
                            "合计与 issue_origins_per_1000 相等。",
    **{f"{measure}_lorenz": f"服务最差社区的居民累计至某一人口占比时所占份额：{what}。"
       for measure, what in CURVES_ZH.items()},
    **{f"{measure}_concentration_curve": f"同上，社区按所在区县财力（人均生产总值）由低到高排列，财力相同者均分：{what}。"
       for measure, what in CURVES_ZH.items()},
    # Services.
    "purchases_per_resident": "在镇街购买社会组织服务的支出，按其居民与整个运行期（含预热期）年数平均；2016 年为 1.3336 亿元，"
                              "人均 4.4 元（论文 2.1.3）。",
    "hours_per_1000_yuan": "社会组织提供的工时与所付资金之比，整个运行期（含预热期）。",
    "purchases_unserved_share": "最后一天仍流标的购买资金，占其与自首日以来全部已付购买资金之和。",
    "society_per_resident": "资助方用于所认领项目的资金与各单位、企业共筹的资金，按居民与整个运行期（含预热期）年数平均。",
    "capital_per_resident": "用于建设服务用房的资金，按样本居民与整个运行期（含预热期）年数平均。",
    "projects_claimed_share": "被认领的公益项目，占自首日以来推出的项目；南岸区为 175 个中的 112 个（论文 2.3.5）。",
    "person_times_per_1000": "所认领项目服务的人次，按居民与整个运行期（含预热期）年数平均。",
    "care_places_used_share": "最后一天日间与全托照料的使用人数，占床位数；2017 年末为 84057 张中的 53666 张（论文 2.1.2）。",
    # Migration and situation.
    "moved": "测量期内由村迁入城镇的居民（按现居地计），按最后一天居民与年数平均。",
    "moved_away": "测量期内由村迁入城镇的居民（按原居地计），按最后一天居民与年数平均。",
    "town_share": "按城镇方式居住的居民占最后一天居民的比例：各社区居民数乘以其城镇比例（论文 3.2.2：62.60%，一年上升 1.66 个"
                  "百分点）。",
    "unsettled_risks_per_1000": "邻里与各级均未解决的公共安全与邻里纠纷需求，按居民与年数平均：以此代表安全感（论文 3.1.1；指标为"
                                "假定）。",
    "safety_resolved_per_1000": "已提出或由巡查发现、并真正解决的公共安全事项（工单），按居民与年数平均；可与论文 2.3.6 的破案数"
                                "对照。",
    "elsewhere_share": "非流动而户籍在外的居民（如拆迁安置居民，论文 3.1.1），占最后一天的居民。",
    "floating_share": "流动人口占最后一天居民的比例（论文 3.2.2）。",
    "recorded_per_need": "因首次提出时登记或由巡查发现而记录在册的需求，占需求（论文 3.1.3、4.2.3）。",
    "finding_days_mean": "未提出的需求自产生至被巡查或走访发现的平均天数（论文 3.1.3）。",
    # Supply.
    "solved_at_desk_share": "由该类岗位最后承办并真正解决的诉求，占全部真正解决的诉求：基本服务（居村委会与各级机关）、便民服务"
                            "（社会组织、物业）与志愿服务并列（论文 4.4.3）。",
    "by_social_workers_share": "由社工站最后承办并真正解决的诉求，占全部真正解决的诉求；按类别与群体即为论文 4.3.2 的服务线。",
    "telephone_share": "通过电话或热线提出的诉求，占所提出的诉求（呼叫系统：论文 3.1.4）。",
    "certificate_requests_per_1000": "有关证明与行政事务的诉求，按居民与年数平均（论文 4.3.3）。",
    # Five zeros.
    "zero_distance": "在窗口提出的诉求按最后一天计的路程成本，按全部所提出的诉求平均；其他渠道无路程（论文 2.3.2；计算方法为假定）。",
    "zero_errors": "办理失败的诉求，占办理完毕（失败或解决）的诉求（论文 2.3.2；计算方法为假定）。",
    "zero_bad_habits": "属于五种失衡心态之一的居民（论文 3.2.3），占最后一天的居民（论文 2.3.2；计算方法为假定）。",
    "zero_blind_spots": "既未解决、也未提出、且巡查未能及时发现的需求，占其与被发现需求之和（论文 2.3.2；计算方法为假定）。",
    "zero_seams": "流转中失落的事项（工单），与流转次数之比（论文 2.3.2；计算方法为假定）。",
}

CAPACITIES_ZH: Mapping[str, tuple[str, ...]] = {
    "capacity_coordination": ("需多部门办理且已解决的诉求", "按时办理的登记诉求", "流转中未失落的诉求"),
    "capacity_resilience": ("老年、残障与低收入居民已解决的需求", "上述居民已解决的诉求", "已解决的福利照护诉求"),
    "capacity_disputes": ("由邻里或各级解决的纠纷需求", "已解决的纠纷诉求", "并非重复、越级或复发的纠纷诉求"),
    "capacity_service": ("已解决的设施、环境、物业、证明与农业需求", "已答复的咨询", "服务用房达标的社区"),
    "capacity_lawfulness": ("登记在册的诉求", "并非形式办结的登记诉求", "未越级提出的诉求", "居民的法律意识"),
}
"""Parts of each capacity."""

OUTCOMES_ZH: Mapping[str, str] = {
    "solved_per_need": "由邻里或各级解决的需求占需求之比",
    "voiced_per_need": "所提出的需求占需求之比",
    "closing_days": "有答复而办结的登记事项自提出至办结的平均天数",
    "resolution": "真正解决的诉求占所提出诉求之比",
}
"""Outcomes whose distribution is measured; a longer id stands before one it begins with."""

COMMUNITIES_ZH = "以至少有 10 件诉求或需求的社区为单位，按所代表的居民数（人口乘以设计权数）加权"

EQUITY_ZH: Mapping[str, str] = {
    "urban_rural_gap": "{outcome}：城市社区减农村社区之差，按设计权数加权；越接近 0 越均等。",
    "urban_rural_ratio": "{outcome}：城市社区与农村社区之比；1 为均等。",
    "region_gap": "{outcome}：最高片区减最低片区之差，按设计权数加权；越接近 0 越均等。",
    "region_ratio": "{outcome}：最高片区与最低片区之比；1 为均等。",
    "gini": "{outcome}的基尼系数，{communities}。",
    "theil_t": "{outcome}的泰尔 T 指数，{communities}。",
    "theil_t_between_setting": "{outcome}的泰尔 T 指数中城乡之间的部分，{communities}。",
    "theil_t_within_setting": "{outcome}的泰尔 T 指数中城乡内部的部分，{communities}。",
    "theil_t_between_region": "{outcome}的泰尔 T 指数中片区之间的部分，{communities}。",
    "theil_t_within_region": "{outcome}的泰尔 T 指数中片区内部的部分，{communities}。",
    "theil_l": "{outcome}的泰尔 L 指数（平均对数偏差，有社区为零则不适用），{communities}。",
    "theil_l_between_setting": "{outcome}的泰尔 L 指数中城乡之间的部分，{communities}。",
    "theil_l_within_setting": "{outcome}的泰尔 L 指数中城乡内部的部分，{communities}。",
    "theil_l_between_region": "{outcome}的泰尔 L 指数中片区之间的部分，{communities}。",
    "theil_l_within_region": "{outcome}的泰尔 L 指数中片区内部的部分，{communities}。",
    "atkinson": "{outcome}的阿特金森指数（厌恶系数 0.5），{communities}。",
    "palma": "{outcome}最高 10% 与最低 40% 所占份额之比，{communities}。",
    "concentration": "{outcome}按区县财力（人均地区生产总值）排序的集中指数（比率用 Erreygers 指数），{communities}；大于 0 表示"
                     "偏向财力较强的区县。",
    "worst_decile": "居住在服务最差社区的十分之一居民中，{outcome}的均值，{communities}。",
}


def definition_zh(measure: str) -> str:
    """The Chinese definition of a measure.

    Args:
        measure: Its id.

    Returns:
        The definition; "" where there is none, which a test refuses for the measures of this program.
    """
    if measure in DEFINITIONS_ZH:
        return DEFINITIONS_ZH[measure]
    return _of_family(measure) or _of_equity(measure)


def _of_family(measure: str) -> str:
    """Quantiles, uses of hours, trust by tier, and capacities."""
    stem, _, level = measure.rpartition("_q")
    if stem == "resolution_days":
        return (f"真正解决的诉求占所提出诉求达到 {level}% 所需的天数（日间插值）：按累积发生率估计，在办事项在最后一天删失，"
                "以其他方式终结的在此之前仍计入风险集；达不到该比例则不适用。")
    if stem == "closing_days":
        return f"有答复而办结的登记事项（工单）中 {level}% 办结所需的天数（日间插值）。"
    for tier in Tier:
        if measure == f"trust_{tier.key}":
            return f"最后一天居民对{tier.label_zh}的平均信任。"
    for use in HoursUse:
        if measure == f"hours_{use.key}_share":
            return f"测量期内居（村）委会用于“{use.label_zh}”的工时，占各项用途之和（合计为 1）。"
    parts = CAPACITIES_ZH.get(measure.removesuffix("_urban_rural_gap"), ())
    if parts and measure.endswith("_urban_rural_gap"):
        return f"{measure.removesuffix('_urban_rural_gap')} 城市社区减农村社区之差；越接近 0 越均等。"
    if parts:
        return f"{len(parts)} 项比例的均值（假定）：{'；'.join(parts)}。n 为所提出的诉求数。"
    return ""


def _of_equity(measure: str) -> str:
    """Gaps, ratios and indices of an outcome."""
    for outcome, text in OUTCOMES_ZH.items():
        index = measure.removeprefix(f"{outcome}_")
        if index != measure and index in EQUITY_ZH:
            return EQUITY_ZH[index].format(outcome=text, communities=COMMUNITIES_ZH)
    return ""
