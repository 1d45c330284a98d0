"""What was weighed, in English and in Chinese: each decision, and each term that a rule adds up."""

from __future__ import annotations

from sim.words import T, Words

DECISIONS = Words(
    {
        "EMERGENCY": ("it is an emergency", "属于紧急事项"),
        "QUICK": ("it takes minutes only", "属于即办事项"),
        "SELF_SOLVE": ("neighbours solve it", "邻里自行解决"),
        "COURTYARD": ("the courtyard committee succeeds", "院落自治组织解决"),
        "DOOR": ("a grid worker is at the door", "网格员正好上门"),
        "AWARE_ONLINE": ("the resident knows the online service", "居民知晓线上渠道"),
        "VOICE": ("the resident speaks up", "居民表达诉求"),
        "JOINS": ("a neighbour joins", "邻居联名"),
        "SECOND_CHANNEL": ("a second channel makes a second row", "另经其他渠道反映，形成重复件"),
        "REGISTERED": ("it is registered", "登记在册"),
        "MISROUTED": ("it is sent to a wrong department", "分派有误"),
        "NOBODY": ("nobody is responsible", "无人认领"),
        "CLIENT": ("the resident is a client", "居民是服务对象"),
        "LOST": ("it is lost on the way", "途中丢失"),
        "REFUSAL": ("the next department refuses", "下一部门推诿"),
        "SUCCESS": ("the work removes the cause", "办理后问题得到解决"),
        "DOUBLE_CHECK": ("the office looks again", "承办单位办后复核"),
        "DISPUTE_UP": ("the dispute goes up", "纠纷上交"),
        "CARE_PLACE": ("a care place is asked for", "需要照护床位"),
        "NOMINAL": ("it is nominally closed", "形式办结"),
        "REFUSED_ENTRY": ("the committee keeps it off the register", "居（村）委会拒不登记"),
        "PRESSED": ("the resident is pressed to change the negative rating", "央求居民改评"),
        "YIELDS": ("the resident changes the negative rating", "居民同意改评"),
        "ASKED_TWICE": ("a second call reveals it", "二次回访查实"),
        "CHECKED": ("the closing is checked", "办结后被回访"),
        "REOPENED": ("the resident gives a negative rating", "居民不认可"),
        "SATISFIED": ("the resident is satisfied", "居民满意"),
        "BYPASS": ("the resident goes over heads", "居民越级反映"),
        "REPEAT": ("the resident complains again", "居民再次投诉"),
        "DISPOSITION": ("experience can change the disposition", "经历可能改变居民心态"),
    }
)
"""What a draw below the chance means, by stream."""

TIERS_WEIGHED = T("the tier addressed", "选择向该层级反映")

WEIGHED = Words(
    {
        "decision": (
            "{name}: chance {chance:.1%}, draw {draw:.3f}, {ended}{terms}",
            "{name}：概率 {chance:.1%}，随机数 {draw:.3f}，{ended}{terms}",
        ),
        "tier": ("{name}: chance {chance:.1%}{terms}", "{name}：概率 {chance:.1%}{terms}"),
        "happens": ("happens", "发生"),
        "does_not": ("does not happen", "未发生"),
        "terms": ("; log-odds: {terms}", "；对数优势：{terms}"),
        "comma": (", ", "，"),
    }
)
"""How a decision is told: its draw, its chance, and the terms the chance is made of."""

TERMS = Words(
    {
        # solved_among_neighbours
        "kind.self_solve": ("usual for the category", "该类事项的通常水平"),
        "params.self_solve_ties * ties_more / params.ties_sd": ("neighbourhood ties", "邻里纽带"),
        "cooperation(params, disposition)": ("disposition", "心态"),
        # voices
        "logit(params.voice_share)": ("usual share", "通常倾向"),
        "params.voice_emergency * emergency": ("emergency", "紧急程度"),
        "params.voice_trust * (trust - trust_reference)": ("trust in the community", "对社区的信任"),
        "-(params.voice_cost * (cost - params.reference_cost))": ("cost of the channel", "反映渠道的成本"),
        "habit": ("habit", "表达习惯"),
        "stance(params, disposition, money_at_stake)": ("disposition", "心态"),
        # tier_addressed
        "params.tier_township": ("usual", "通常水平"),
        "params.tier_district": ("usual", "通常水平"),
        "params.tier_municipality": ("usual", "通常水平"),
        "params.tier_trust * gap_township": ("trust above less trust below", "对上下级的信任差"),
        "params.tier_trust * gap_district": ("trust above less trust below", "对上下级的信任差"),
        "params.tier_trust * gap_municipality": ("trust above less trust below", "对上下级的信任差"),
        "params.tier_agitated * agitated": ("agitated resident", "躁动化居民"),
        "-(params.tier_awareness * (awareness - params.reference_awareness))": ("legal awareness", "法律意识"),
        # goes_over_heads, complains_again
        "logit(params.bypass_share)": ("usual share", "通常倾向"),
        "params.tier_trust * gap": ("trust above less trust below", "对上下级的信任差"),
        "logit(share)": ("usual share", "通常倾向"),
        # is_satisfied
        "params.satisfied_resolved": ("solved", "已解决"),
        "-(params.satisfied_resolved_delay * delay)": ("days waited", "等待天数"),
        "params.satisfied_nominal": ("not solved", "未解决"),
        "-(params.satisfied_nominal_delay * delay)": ("days waited", "等待天数"),
        "contentment(params, disposition)": ("disposition", "心态"),
        # succeeds
        "logit(kind.success)": ("usual for the category", "该类事项的通常水平"),
        "params.success_skill * (skill - params.reference_skill)": ("skill", "技能"),
        "-(params.success_departments * (departments - 1))": ("several departments", "多部门协作"),
        "params.success_specialist * specialist": ("specialists", "专业人员"),
        "-(params.success_strain * strained)": ("overstrained", "工作超负荷"),
        "params.success_trust * trust_more": ("trust in who mediates", "对调解人的信任"),
        "willing": ("disposition of the party", "当事人心态"),
        # closes_nominally
        "params.nominal_intercept": ("usual", "通常水平"),
        "params.nominal_seen * seen": ("visible from above", "上级的可见程度"),
        "params.nominal_stuck * stuck": ("money or authority missing", "缺乏资金或权限"),
        "-(params.nominal_checked * belief)": ("fear of a check", "顾忌被核查"),
        "-(params.nominal_emergency * emergency)": ("emergency", "紧急程度"),
        "params.nominal_ranked * ranked * (1.0 - 2.0 * belief)": ("fear for the rank", "对排名的顾忌"),
    }
)
"""Terms of the rules by their source; a test holds this table against the rules' own text."""
