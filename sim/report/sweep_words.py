"""Sentences of the reports of sweeps and calibrations, in English and Chinese."""

from __future__ import annotations

from sim.words import Words

SWEEP_WORDS = Words(
    {
        "facts": (
            "{points} points, {scenarios} scenarios, {seeds} seeds: {runs} runs; finished {date}.",
            "{points}个设计点、{scenarios}个情景、{seeds}个种子，共{runs}次运行；完成于{date}。",
        ),
        "often": (
            "{title} does better than the baseline at {share} of {n} points ({measure}); at nine tenths of them the "
            "difference "
            "lies {range}.",
            "{title}在{n}个设计点中的{share}优于基准情景（{measure}）；九成设计点的差值{range}。",
        ),
        "often_unsure": (
            "{title}: on average over {n} points no difference in {measure} can be told ({mean}); its mean was "
            "better at "
            "{share} of the points, at nine tenths of them {range}, but few seeds stand behind each.",
            "{title}：{n}个设计点平均，{measure}之差无法判断（{mean}）；{share}的设计点均值占优，九成设计点{range}，"
            "但每点种子较少。",
        ),
        "ranges": (
            "{title}: at nine tenths of {n} points the difference in {measure} lies {range}.",
            "{title}：{n}个设计点中九成的差值（{measure}）{range}。",
        ),
        "withheld": (
            "{title}: no conclusion, because too many points lack a run or a value.",
            "{title}：缺失的设计点过多，不作结论。",
        ),
        "no_policies": (
            "The sweep has no policies; it shows what moves the baseline.",
            "该扫描没有政策情景，只说明哪些因素影响基准情景。",
        ),
        "mean_up": (
            "On average over the points, {measure} rises by {size}.",
            "各设计点平均，{measure}上升{size}。",
        ),
        "mean_down": (
            "On average over the points, {measure} falls by {size}.",
            "各设计点平均，{measure}下降{size}。",
        ),
        "mean_none": (
            "On average over the points, no difference in {measure} can be told ({range}).",
            "各设计点平均，{measure}之差无法判断（{range}）。",
        ),
        "hangs_on": (
            "Its effect depends most on {who} (rank correlation).",
            "其效果最取决于{who}（秩相关）。",
        ),
        "hangs_on_none": (
            "No factor is shown to move its effect steadily.",
            "未见任何因素单调地影响其效果。",
        ),
        "ranges_assumed": (
            "Shares of points are not probabilities of the world: they hold for the ranges of the design, most "
            "of which are "
            "assumed.",
            "设计点比例并非现实概率：只对设计所取范围成立，而范围多为假定。",
        ),
        "few_seeds": (
            "Only {n} seeds per point; single points are noisy.",
            "每个设计点仅{n}个种子，单点结果波动较大。",
        ),
        "how_often": ("How often a policy does better", "方案在多大程度上占优"),
        "differences": (
            "Difference from the baseline, mean over the points (shares in percentage points)",
            "与基准情景之差，各设计点均值（比率以百分点计）",
        ),
        "differences_note": (
            "In brackets 95 % intervals over seeds, p adjusted after Holm over the policies.",
            "方括号内为按种子的95%区间，p 对各方案作 Holm 校正。",
        ),
        "difference": ("difference", "差"),
        "what_matters": ("Which factors matter", "哪些因素重要"),
        "correlations": ("Rank correlation with the policy's effect", "与方案效果的秩相关系数"),
        "matter_message": (
            "Correlation of each factor with the effect on {measure}.",
            "各因素与效果（{measure}）的相关系数。",
        ),
        "factor": ("factor", "因素"),
        "role": ("role", "角色"),
        "range": ("range run", "取值范围"),
        "factor_source": ("source", "来源"),
        "uncertainty": ("uncertainty", "不确定因素"),
        "lever": ("lever", "政策杠杆"),
        "calibration_facts": (
            "{parameters} parameters fitted to {targets} published figures with {runs} runs; finished {date}.",
            "{parameters}个参数拟合{targets}项公开数据，共{runs}次运行；完成于{date}。",
        ),
        "fitted_within": (
            "With the recommended values {after} of {n} figures used to fit lie within tolerance, with the defaults "
            "{before}.",
            "采用建议值时，{n}项拟合目标中有{after}项在容许范围内；默认值为{before}项。",
        ),
        "identified": ("The figures pin down {who}.", "数据能够确定{who}。"),
        "weakly": ("They say something about {who}.", "数据对{who}有一定约束。"),
        "not_identified": (
            "They say nothing about {who}: any value of the prior fits as well.",
            "数据无法识别{who}：先验范围内取值均可。",
        ),
        "nothing_fits": (
            "No point that was run meets all figures, so nothing can be concluded about {who}: the model "
            "contradicts the figures, or the tolerances are too narrow.",
            "所运行的设计点中没有一个同时满足全部数据，因此对{who}不作任何判断：模型与数据相矛盾，或容许范围过窄。",
        ),
        "confounded": ("Hard to tell apart: {who}.", "难以相互区分：{who}。"),
        "fit_is_no_test": (
            "Figures used to fit validate nothing; see the verb validate for those held back.",
            "用于拟合的数据不构成检验；保留数据的检验见命令 validate。",
        ),
        "tolerances_assumed": (
            "Tolerances stand for what the model leaves out, and many are assumed.",
            "容许范围代表模型误差，多为假定。",
        ),
        "fit": ("How the figures are met", "与公开数据的吻合"),
        "posterior": ("What the figures leave open", "数据未能确定的部分"),
        "target": ("target", "目标"),
        "posterior_range": ("posterior 90 %", "后验90%"),
        "recommended": ("recommended", "建议值"),
        "verdict": ("verdict", "判定"),
        "settings": ("Settings to take over", "可采用的设置"),
    }
)
"""Every sentence, English and Chinese."""


sweep_word = SWEEP_WORDS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""
