"""The sentences of the answer, in English and Chinese: each is chosen by rule in `sim.report.answer`."""

from __future__ import annotations

from sim.words import Words

ANSWERS = Words(
    {
        # The whole.
        "one_run": (
            "Each scenario was run once. One run cannot tell the effect of a policy from chance, so nothing is claimed "
            "here; compare again with --replications 10.",
            "每个情景仅运行一次。单次运行无法区分政策效果与随机波动，因此不作任何结论；请以 --replications 10 "
            "重新比较。",
        ),
        "few_runs": (
            "Each number rests on only {n} runs; the intervals assume nearly normal outcomes.",
            "每个数字仅由{n}次运行得出，区间以近似正态为前提。",
        ),
        "leader_one": (
            "{leader} has the highest real resolution, {level} of reported complaints against {usual} in the baseline, "
            "ahead of everything else compared.",
            "{leader}的真实解决率最高，为{level}（基准情景为{usual}），高于其他所有方案。",
        ),
        "leader_some": (
            "Real resolution is highest under {leaders}, against {usual} in the baseline; between them no "
            "difference can "
            "be told.",
            "真实解决率最高的是{leaders}（基准情景为{usual}），其间无法区分高下。",
        ),
        "leader_baseline": (
            "No policy is shown to resolve more than the baseline ({level}).",
            "没有任何方案被证明比基准情景（{level}）解决得更多。",
        ),
        "counted": (
            "Against the baseline, real resolution {parts}.",
            "与基准情景相比，真实解决率{parts}。",
        ),
        "counted_up": ("rises under {who}", "提高的有{who}"),
        "counted_down": ("falls under {who}", "降低的有{who}"),
        "counted_none": ("cannot be told to change under {who}", "无法判断的有{who}"),
        "choose_resolution": ("If real resolution counts most: {who}.", "若最看重真实解决率：{who}。"),
        "choose_needs": (
            "If all needs count, reported or not: {who}.",
            "若看重全部需求（含未表达的）：{who}。",
        ),
        "choose_gap": (
            "If the gap between town and village counts most: {who} (gap in real resolution {level}).",
            "若最看重城乡差距：{who}（真实解决率差距{level}）。",
        ),
        "choose_wait": (
            "If waiting counts most: {who} (a closed issue takes {level}).",
            "若最看重等待时间：{who}（平均办结用时{level}）。",
        ),
        "choose_price": ("{choice} Its price: {what}.", "{choice}代价：{what}。"),
        "choose_cost": (
            "If money counts most: {who}, the cheapest of those that raise real resolution ({cost} yuan per "
            "resident and "
            "year in all, against the baseline).",
            "若最看重成本：{who}，是能提高真实解决率的方案中最省的（与基准情景相比，人均每年合计{cost}元）。",
        ),
        "choose_cost_none": (
            "If money counts most: nothing that costs money is shown to raise real resolution.",
            "若最看重成本：没有任何方案被证明能提高真实解决率。",
        ),
        "front": (
            "Over resolution, the gap between town and village{cost} together, {who} is beaten by none.",
            "综合解决率、城乡差距{cost}，{who}不被任何方案全面超越。",
        ),
        "front_several": (
            "Over resolution, the gap between town and village{cost} together, {who} are beaten by none.",
            "综合解决率、城乡差距{cost}，{who}均不被任何方案全面超越。",
        ),
        "front_unsure": (
            "For {who} this could be chance (on the front in {share} of resamples of the runs).",
            "其中{who}可能出于偶然（重抽样中位于前沿的比例为{share}）。",
        ),
        "beaten": (
            "{who} does no better in any of these than {by}, and worse in some.",
            "就这几方面而言，{who}均不优于{by}，且至少一方面更差。",
        ),
        "no_best": (
            "No policy is best in everything: what is gained in one respect is paid for in another.",
            "没有一个方案面面俱优：一方面之所得，以另一方面为代价。",
        ),
        # One policy.
        "main_up": (
            "Raises real resolution by {size}, from {before} to {after} of reported complaints.",
            "使真实解决率提高{size}，由{before}升至{after}（占已表达诉求）。",
        ),
        "main_down": (
            "Lowers real resolution by {size}, from {before} to {after} of reported complaints.",
            "使真实解决率降低{size}，由{before}降至{after}（占已表达诉求）。",
        ),
        "main_none": (
            "For real resolution no difference from the baseline can be told ({range}).",
            "真实解决率与基准情景之差无法判断（{range}）。",
        ),
        "main_leans": (
            "Real resolution differs by {signed}, but among so many comparisons this can be chance: no difference is "
            "claimed.",
            "真实解决率之差为{signed}，但在多项比较之下可能出于偶然，故不作结论。",
        ),
        "main_missing": ("Real resolution is not known: no run gave a value.", "真实解决率未知：没有运行给出数值。"),
        "worlds_more": (
            "In {n} of {of} plausible worlds more {what} than in the baseline: {size}{doubt}.",
            "{of}种可能情形中有{n}种，{what}多于基准情景：{size}{doubt}。",
        ),
        "worlds_fewer": (
            "In {n} of {of} plausible worlds fewer {what} than in the baseline: {size}{doubt}.",
            "{of}种可能情形中有{n}种，{what}少于基准情景：{size}{doubt}。",
        ),
        "worlds_same": (
            "In {n} of {of} plausible worlds as many {what} as in the baseline: {size}.",
            "{of}种可能情形中有{n}种，{what}与基准情景相同：{size}。",
        ),
        "worlds_doubt": ("; which way it goes here is open", "；方向尚不明确"),
        "cost_worlds_more": (
            "In {n} of {of} plausible worlds it costs more in all, money moved, hours taken and what offices "
            "then spend: "
            "{size} per resident and year.",
            "{of}种可能情形中有{n}种，总成本（动用资金、占用工时与机构支出）上升：人均每年{size}。",
        ),
        "cost_worlds_less": (
            "In {n} of {of} plausible worlds it costs no more in all, money moved, hours taken and what offices then "
            "spend: {size} per resident and year.",
            "{of}种可能情形中有{n}种，总成本（动用资金、占用工时与机构支出）未上升：人均每年{size}。",
        ),
        "needs_up": (
            "Of all needs, reported or not, {size} more are solved.",
            "在全部需求（无论是否表达）中，多解决{size}。",
        ),
        "needs_down": (
            "Of all needs, reported or not, {size} fewer are solved.",
            "在全部需求（无论是否表达）中，少解决{size}。",
        ),
        "needs_none": (
            "Of all needs, no difference in what is solved can be told ({range}).",
            "全部需求的解决率之差无法判断（{range}）。",
        ),
        "needs_up_against": (
            "But of all needs, reported or not, {size} more are solved.",
            "但在全部需求（无论是否表达）中，多解决{size}。",
        ),
        "needs_down_against": (
            "But of all needs, reported or not, {size} fewer are solved.",
            "但在全部需求（无论是否表达）中，少解决{size}。",
        ),
        "both_gain": (
            "{first} gain more than {second}: {more} against {less} points of needs solved{ratio}.",
            "{first}比{second}受益更多：需求解决率分别提高{more}与{less}个百分点{ratio}。",
        ),
        "times": (", {ratio} times as much ({low} to {high})", "，前者为后者的{ratio}倍（{low}～{high}）"),
        "fare_better": (
            "{first} fare better than {second}: {more} against {less} points of needs solved.",
            "{first}的变化优于{second}：需求解决率之差分别为{more}与{less}个百分点。",
        ),
        "same_settings": (
            "Between villages and towns no difference in what is gained can be told ({range} of needs solved).",
            "农村与城市的受益差异尚不能判断（需求解决率{range}）。",
        ),
        "villages": ("Villages", "农村"),
        "towns": ("towns", "城市"),
        "villages_second": ("villages", "农村"),
        "towns_first": ("Towns", "城市"),
        "gain_most": ("Gain more than the average in needs solved: {who}.", "需求解决率增幅高于平均者：{who}。"),
        "harmed": ("Lose in needs solved: {who}.", "需求解决率下降者：{who}。"),
        "nobody_harmed": (
            "In needs solved no group by setting, region or kind of resident is shown to lose.",
            "就需求解决率而言，按城乡、片区和居民群体均未见明确受损者。",
        ),
        "others": (
            "Residents who are not clients of a linked team: {what}, compared with everybody in the baseline.",
            "非联动对象居民（与基准情景全体居民相比）：{what}。",
        ),
        "others_longer": ("they wait {size} longer", "多等{size}"),
        "others_shorter": ("they wait {size} less", "少等{size}"),
        "wait_up": ("A closed issue takes {size} longer.", "平均办结用时延长{size}。"),
        "wait_down": ("A closed issue takes {size} less.", "平均办结用时缩短{size}。"),
        "gap_down": (
            "The lead of towns over villages in real resolution shrinks by {size}, to {after}.",
            "城市领先农村的真实解决率差距缩小{size}，降至{after}。",
        ),
        "gap_up": (
            "The lead of towns over villages in real resolution grows by {size}, to {after}.",
            "城市领先农村的真实解决率差距扩大{size}，升至{after}。",
        ),
        "better": ("Better: {what}.", "改善：{what}。"),
        "worse": ("Worse: {what}.", "变差：{what}。"),
        "cost": (
            "Takes money and hours worth {cost} yuan per resident and year.",
            "占用资金与工时，折合人均每年{cost}元。",
        ),
        "cost_nothing": ("Asks for no new money and takes no hours from offices.", "不需新增资金，也不占用机构工时。"),
        "spend_up": (
            "Offices spend {size} more per resident and year on residents' issues.",
            "各级机构用于居民诉求的支出人均每年增加{size}。",
        ),
        "spend_down": (
            "Offices spend {size} less per resident and year on residents' issues.",
            "各级机构用于居民诉求的支出人均每年减少{size}。",
        ),
        # One scenario alone.
        "alone_main": (
            "{title}: of reported complaints {level} are really resolved{interval}.",
            "{title}：已表达诉求中{level}得到真正解决{interval}。",
        ),
        "alone_closed": (
            "{closed} are closed on record; {paper} of reported complaints are closed only nominally, and "
            "{dropped} are dropped unanswered.",
            "台账办结率为{closed}；已表达诉求中{paper}为形式办结，{dropped}杳无音讯。",
        ),
        "alone_needs": (
            "Of all needs {solved} are solved; {endured} are endured in silence.",
            "全部需求中{solved}得到解决，{endured}被默默忍受。",
        ),
        "interval": (" (95 % interval {low} to {high})", "（95%区间{low}～{high}）"),
        "alone_nothing": (
            "One scenario alone says nothing about a policy; use compare.",
            "单一情景不能说明政策效果，请使用 compare。",
        ),
    }
)
"""Every sentence, English and Chinese."""

NOUNS = Words(
    {
        "on_time_share": ("handled on time", "按时办理"),
        "satisfaction_share": ("satisfied residents", "满意率"),
        "dropped_share": ("complaints dropped unanswered", "杳无音讯的诉求"),
        "nominal_share": ("complaints nominally closed", "形式办结"),
        "trust_community": ("trust in the community", "对社区的信任"),
        "resolution_region_gap": ("gap between best and worst region", "片区差距"),
    }
)
"""Measures as they are named in lists of what else is better or worse."""

WORLD_NOUNS = Words(
    {
        "solved_per_need": ("of all needs are solved", "全部需求中得到解决的"),
        "resolution_share": ("of reported complaints are really resolved", "已表达诉求中真正解决的"),
    }
)
"""What is counted, as it follows "more" and "fewer"."""

PRICES = Words(
    {
        "closing_days_mean": ("days to close", "办结用时"),
        "resolution_urban_rural_gap": ("gap between town and village", "城乡差距"),
        "resolution_share": ("real resolution", "真实解决率"),
    }
)
"""Measures with sentences of their own, as they are named among the drawbacks of a choice."""


answer = ANSWERS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""
