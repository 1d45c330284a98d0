"""Words of the figures that only the report has, in English and Chinese."""

from __future__ import annotations

from sim.words import Words

FIGURE_WORDS = Words(
    {
        "flow_title": (
            "From need to outcome, per 1,000 residents and year: {title}",
            "从需求到结果（每千居民每年，件）：{title}",
        ),
        "flow_note": (
            "Needs as they arose; issues are rows of work, so that a shared complaint counts once. Width in "
            "proportion; "
            "mean of {n} runs. What is open was open on the last day.",
            "需求按发生计；事项按工单计，共同诉求只计一次。宽度与数量成比例，为{n}次运行的均值。“在办”指最后一日仍未办结。",
        ),
        "needs": ("needs", "需求"),
        "self_solved": ("solved among\nneighbours", "邻里自行解决"),
        "endured": ("endured in silence", "默默忍受"),
        "undecided": ("not yet found", "尚未发现"),
        "first_voice": ("reported for the\nfirst time", "首次表达"),
        "reported_again": ("reported again", "再次表达"),
        "patrol": ("found by patrols", "主动发现"),
        "issues": ("issues", "事项"),
        "registered": ("registered", "已登记"),
        "unregistered": ("not registered", "未登记"),
        "stuck_title": (
            "Where issues end unresolved, per 1,000 residents and year",
            "未获解决的事项止于何处（每千居民每年，件）",
        ),
        "stuck_note": (
            "By the tier that holds or held the issue last. Mean over the runs.",
            "按最后承办层级。各次运行的均值。",
        ),
        "lorenz_title": ("How evenly service and money are spread", "服务与资金的分布"),
        "lorenz_row": ("Lorenz", "洛伦兹曲线"),
        "concentration_row": ("Concentration", "集中曲线"),
        "resolution": ("complaints really resolved", "诉求真实解决率"),
        "solved_per_need": ("needs solved", "需求解决率"),
        "spending": ("money for residents' issues", "用于诉求的资金"),
        "lorenz_x": ("residents, worst-served communities first, %", "居民累计（服务最差的社区在前，%）"),
        "concentration_x": ("residents, poorest districts first, %", "居民累计（最穷区县在前，%）"),
        "lorenz_y": ("share held, % of all", "累计占有份额（%）"),
        "lorenz_note": (
            "Grey line: everybody alike. Communities are counted by the residents they stand for; districts are "
            "ranked by "
            "gross domestic product per head. Above the line in the lower row: more for poor districts.",
            "灰线表示完全均等。社区按其所代表的居民计；区县按人均生产总值排序。下排曲线高于灰线表示更多惠及较穷区县。",
        ),
        "front_cost": ("cost: difference, yuan per resident and year", "成本之差（元/人·年）"),
        "front_gap": ("town less village: difference, percentage points", "城乡差距之差（百分点）"),
        "front_note": (
            "Filled: beaten by none in resolution, gap and cost together. Dashed: nothing is better in both "
            "respects of a "
            "panel. Lines: 95 % intervals, or bands over worlds. Cost: money moved, hours taken (valued), and "
            "the change in what offices spend.",
            "实心：在解决率、差距与成本上不被任何方案全面超越。虚线：该图两方面的前沿。横竖线为95%区间或各世界范围。"
            "成本含动用资金、占用工时折价及各级机构支出的变化。",
        ),
        "front_note_no_cost": (
            "Filled: beaten by none in resolution and gap together. Dashed: nothing is better in both. Lines: 95 % "
            "intervals.",
            "实心：在解决率与差距上不被任何方案全面超越。虚线为前沿。横竖线为95%区间或各世界范围。",
        ),
        "capacity_title": ("The five capacities of the paper", "五项能力"),
        "capacity_x": ("index, 0 to 1", "指数（0–1）"),
        "capacity_note": (
            "Each is the mean of three or four shares that stand for it (assumed). Bars: 95 % intervals, or "
            "5-95 % bands over plausible worlds.",
            "各为三至四项比率的均值（指标选取为假定）。横线为95%区间，或各可能情形的5%～95%范围。",
        ),
        "sweep_title": ("Difference from the baseline over {n} points", "{n}个设计点上与基准情景之差"),
        "sweep_note": (
            "Dot: mean over all points with its 95 % interval over seeds. Bar: middle nine tenths of the points. "
            "Number: share "
            "of points at which the policy does better.",
            "圆点为各设计点均值及其95%区间（按种子）；粗线为中间九成设计点；数字为方案占优的设计点比例。",
        ),
        "matter_x": ("rank correlation with the outcome over the points", "与结果的秩相关系数"),
        "matter_note": (
            "Spearman's correlation over the points of the design; filled: p < 0.05 after Holm over the factors. It "
            "tells a "
            "steady rise or fall, not a bend.",
            "各设计点上的斯皮尔曼秩相关；实心：对各因素作 Holm 校正后 p < 0.05。只反映单调变化。",
        ),
    }
)
"""Every word, English and Chinese."""


word = FIGURE_WORDS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""
