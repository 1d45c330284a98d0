"""Sentences about plausible worlds, in English and Chinese."""

from __future__ import annotations

from sim.words import Words

ROBUST = Words(
    {
        "lead": (
            "In {n} of {of} plausible worlds {title} {does}: {size}.",
            "{of}种可能情形中有{n}种，{title}{does}：{size}。",
        ),
        "lead_all": (
            "In all {of} plausible worlds {title} {does}: {size}.",
            "在全部{of}种可能情形中，{title}都{does}：{size}。",
        ),
        "lead_doubt": (
            "That any policy {does} is not certain: {title} comes closest, in {n} of {of} plausible worlds: {size}.",
            "尚不能断定有方案{does}：最接近的是{title}，{of}种可能情形中有{n}种如此：{size}。",
        ),
        "nothing": ("No policy {does} in any plausible world.", "没有方案在任何可能情形中{does}。"),
        "best_everywhere": (
            "In {what}, {title} is best in all {of} worlds.",
            "就{what}而言，{title}在全部{of}种可能情形中均为最优。",
        ),
        "best_mostly": (
            "In {what} no scenario is best everywhere: {who} of {of} worlds.",
            "就{what}而言，没有一个方案在所有情形下都最优：{of}种可能情形中，{who}。",
        ),
        "best_in": ("{title} in {n}", "{title}占{n}种"),
        "hinge": (
            "Whether {first} or {second} is ahead in {what} depends on {parameter}{turn}.",
            "{first}与{second}谁的{what}更优，取决于{parameter}{turn}。",
        ),
        "turn": (
            "; they draw level at about {value} {unit}, above it {ahead} is ahead",
            "；约为{value}{unit}时两者持平，高于此值则{ahead}更优",
        ),
        "hinge_none": (
            "Which numbers decide the order of the best two in {what} cannot be told from {n} worlds; more "
            "worlds may tell (--worlds 200).",
            "就{what}而言，前两名的先后取决于哪些参数，{n}种可能情形尚不足以判断，增加情形后或可判断（--worlds 200）。",
        ),
        "find_out": (
            "Before choosing by {what}, find out {parameter}. Knowing it would let you choose better by {value} on "
            "average; knowing everything, by {all}. {how}",
            "若按{what}选择，宜先查明{parameter}：查明后再选，平均可多得{value}；若一切已知，可多得{all}。{how}",
        ),
        "find_nothing": (
            "Knowing everything before choosing would be worth {all} in {what}; which single number is worth finding "
            "out cannot be told from {n} worlds; more of them may tell (--worlds 200).",
            "若选择之前一切已知，{what}平均可多得{all}；宜先查明哪一个参数，{n}种可能情形尚不足以判断，增加情形后或可"
            "判断（--worlds 200）。",
        ),
        "find_no_need": (
            "Nothing need be found out first to choose by {what}: {title} is best, or within {least} of the best, in "
            "{n} of {of} worlds.",
            "若按{what}选择，无须先查明什么：{of}种可能情形中有{n}种，{title}最优，或与最优相差不到{least}。",
        ),
        "choose": ("If {what} counts most: {who}.", "若最看重{what}：{who}。"),
        "choose_one": (
            "{title} (best in {n} of {of} worlds{by}; {grade})",
            "{title}（{of}种可能情形中{n}种最优{by}；{grade}）",
        ),
        "by_median": (", by {size} against today", "，与现状相差{size}"),
        "choose_open": (
            "{who}; which of them cannot be told ({grade}). {sure}",
            "{who}；难分高下（{grade}）。{sure}",
        ),
        "in_question": ("{title} (best in {n} of {of})", "{title}（{of}种中{n}种最优）"),
        "sure": ("Clearly better than today: {who}", "明确优于现状的有：{who}"),
        "sure_one": ("{title} ({n} of {of} worlds, {grade})", "{title}（{of}种中{n}种，{grade}）"),
        "sure_none": ("No policy is clearly better than today", "没有方案明确优于现状"),
        "worse": ("{sure}. Clearly worse: {who}", "{sure}。明确劣于现状的有：{who}"),
        "today": ("today", "现状"),
        "agree": (
            "In {what} every criterion chooses {title}: mean, median, worst world, regret, and how often it is best.",
            "就{what}而言，各项准则一致选择{title}：均值、中位数、最差情形、后悔值与最优次数。",
        ),
        "disagree": (
            "In {what} the choice depends on the criterion: {who}.",
            "就{what}而言，选择取决于准则：{who}。",
        ),
        "by_criterion": ("by {criterion} {title}", "按{criterion}选{title}"),
        "goals_are": ("The planner's goals are: {goals}.", "规划者的目标为：{goals}。"),
        "goals": (
            "{title} meets all goals in {n} of {of} worlds ({low} to {high}).",
            "{of}种可能情形中有{n}种，{title}达到全部目标（{low}～{high}）。",
        ),
        # Sections.
        "section": ("What holds over plausible worlds", "哪些结论在各种情形下都成立"),
        "section_text": (
            "Each of {n} worlds has its own values of {numbers} numbers that nobody knows, its own draw of townships "
            "and its own seed; every policy is run in each, and differences are taken world by world. {source}",
            "{n}种可能情形各有{numbers}个未知参数的取值、自己的镇街抽样与种子；每个方案在每种情形下运行，差值逐一配对。{source}",
        ),
        "from_ensemble": (
            "The worlds are members of the place's ensemble, which could all have produced its published figures.",
            "这些情形取自本地样本集，其成员均能重现已公布的数据。",
        ),
        "from_ranges": (
            "The worlds are drawn from the plausible ranges alone: no published figure has ruled out those "
            "that could not be this place, so bands tend to be too wide.",
            "这些情形仅由各参数的可能范围抽取，未以公布数据筛除与本地不符者，因此范围偏宽。",
        ),
        "few_worlds": (
            "With fewer than 19 worlds a band spans everything seen and holds less than nine in ten.",
            "可能情形少于19种时，范围即所见全部，涵盖不足九成。",
        ),
        "robust_table": ("Differences from the baseline over {n} worlds", "与基准情景之差（{n}种可能情形）"),
        "robust_note": (
            "Median and 5-95 % band, in how many worlds it is better than the baseline, and how certain that "
            "direction is. ▲ ▼ where the band lies on one side of zero, ○ where it does not.",
            "中位数与5%～95%范围、优于基准的情形数及方向的确定性。范围在零的一侧标▲▼，否则标○。",
        ),
        "better_in": ("better in {n} of {of}", "{of}种中{n}种更优"),
        "best_note": (
            "In how many worlds each scenario is best of all, below it its regret: what it falls short of the best "
            "scenario of the world, on average and in the worst twentieth.",
            "各方案最优的情形数，其下为后悔值：与该情形下最优方案之差的均值，以及最差二十分之一处的差距。",
        ),
        "policy": ("policy", "方案"),
        "median": ("median", "中位数"),
        "band": ("5-95 % band", "5%～95%范围"),
        "share": ("against the baseline", "与基准相比"),
        "grade": ("certainty", "确定性"),
        "worlds_message": (
            "Each dot is one plausible world: what the policy changes there. The bar is the median, the band 5-95 %. "
            "{what}",
            "每点为一种可能情形中该方案带来的变化；竖线为中位数，横带为5%～95%范围。{what}",
        ),
        "dots": ("In {what}: {who}.", "在{what}方面：{who}。"),
        "in_of": ("{title} better in {n} of {of}", "{title}{of}种中{n}种更优"),
        "hangs": ("What would have to be true", "在什么情况下成立"),
        "hangs_text": (
            "For the best two scenarios by the mean over worlds, in each respect: the numbers with which the "
            "difference "
            "between them rises or falls. p is that of the largest of all numbers in shuffled worlds. The "
            "break-even value "
            "is where both are expected to do equally well, all other numbers left free. Numbers are named where p is "
            "below 5 %; all of them are in hinges.csv.",
            "就每一方面，取各可能情形均值最优的两个方案，列出其差值随之升降的参数。p "
            "以打乱情形后全部参数中的最大者为准。"
            "持平值指其余参数不定时两者预期相同之处。仅列 p 低于5%者，全部见 hinges.csv。",
        ),
        "hangs_head": ("first against second", "前者对后者"),
        "hangs_table": ("Numbers on which the order turns", "左右先后的参数"),
        "parameter": ("number", "参数"),
        "correlation": ("rank correlation", "秩相关"),
        "p_value": ("p", "p 值"),
        "break_even": ("break-even", "持平值"),
        "box_line": (
            "{second} beats {first} in {what} where {limits}: so in {density} of such worlds, which are {coverage} of "
            "all in which it does{chance}.",
            "就{what}而言，当{limits}时{second}优于{first}：此类情形中占{density}，涵盖其胜出情形的{coverage}{chance}。",
        ),
        "by_chance": (" (p {p} after the search over all numbers)", "（在全部参数中搜索之后 p 为{p}）"),
        "above": ("{parameter} is above {value}", "{parameter}高于{value}"),
        "below": ("{parameter} is below {value}", "{parameter}低于{value}"),
        "information": ("What to find out first", "先查明什么"),
        "information_text": (
            "What it is worth on average to know a number before choosing, in units of the objective: the gain from "
            "being able to choose another policy where the number says so. Knowing everything is an upper limit. "
            "Numbers are named where the order of the best two turns on them beyond chance; all of them are in "
            "information.csv.",
            "选择之前知道某一参数平均值多少，以目标的单位计：即能据此改选方案所带来的收益。知道一切为其上限。"
            "仅列前两名先后明显取决于其值的参数，全部见 information.csv。",
        ),
        "information_table": ("Worth of knowing before choosing", "选择之前知情的价值"),
        "how": ("how to find out", "如何查明"),
        "respect": ("respect", "方面"),
        "chance": (
            "Share of the spread over worlds that is chance alone (another seed of the same world): {who}. "
            "The rest comes from unknown numbers and from which townships were drawn.",
            "各可能情形间的差异中，随机波动（同一情形换种子）所占：{who}。其余来自未知参数与镇街抽样。",
        ),
        "chance_one": ("{title} {share} ({low} to {high})", "{title}占{share}（{low}～{high}）"),
        "measure_staff": ("For instance by a week of timesheets in ten offices.", "例如请十个单位记录一周工时。"),
        "measure_residents": ("For instance by a telephone survey of 400 residents.", "例如对400名居民作电话调查。"),
        "measure_register": (
            "For instance by following 200 cases drawn from the register.",
            "例如从登记册抽取200件并跟踪。",
        ),
        "measure_accounts": (
            "For instance from the accounts of ten townships for one year.",
            "例如查阅十个镇街一年的账目。",
        ),
        "measure_mechanism": (
            "For instance by a pilot in ten communities with ten others beside it.",
            "例如在十个社区试点，另设十个对照。",
        ),
        "measure_statistics": (
            "For instance from the statistics and registers of the districts.",
            "例如查阅各区县统计与登记资料。",
        ),
    }
)
"""Every sentence, English and Chinese."""

DOES = Words(
    {
        "solved_per_need": ("solves more needs than today", "比现状解决更多需求"),
        "resolution_share": ("resolves more of what is reported than today", "比现状真正解决更多已表达诉求"),
    }
)
"""What a policy does, as it leads the report."""

RESPECTS = Words(
    {
        "solved_per_need": ("needs solved", "需求解决率"),
        "resolution_share": ("real resolution", "真实解决率"),
        "resolution_urban_rural_gap": ("the gap between town and village", "城乡差距"),
        "closing_days_mean": ("waiting", "办结用时"),
        "yuan_per_resident": ("cost", "成本"),
        "unmet_burden": ("the burden of unmet need", "未满足需求负担"),
    }
)
"""The objectives, as they stand in sentences and tables."""

CRITERIA_WORDS = Words(
    {
        "mean": ("the mean", "均值"),
        "median": ("the median", "中位数"),
        "worst": ("the worst world", "最差情形"),
        "regret_95": ("regret", "后悔值"),
        "best_share": ("how often it is best", "最优次数"),
    }
)
"""Criteria by which a policy is chosen."""

GOAL_WORDS = Words(
    {
        "value_least": ("{what}: at least {value}{unit}", "{what}：不低于{value}{unit}"),
        "value_most": ("{what}: at most {value}{unit}", "{what}：不高于{value}{unit}"),
        "change_least": ("{what}: change at least {value}{unit}", "{what}：变化不低于{value}{unit}"),
        "change_most": ("{what}: change at most {value}{unit}", "{what}：变化不高于{value}{unit}"),
    }
)
"""Goals of a planner."""
