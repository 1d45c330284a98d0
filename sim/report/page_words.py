"""Words of the page, in English and Chinese."""

from __future__ import annotations

from sim.words import Words

PAGE_WORDS = Words(
    {
        "title_compare": ("What {n} policies change", "{n}个方案带来的变化"),
        "title_one": ("What {title} changes", "{title}带来的变化"),
        "title_run": ("{title}: what one scenario gives", "{title}：单一情景结果"),
        "facts": (
            "{place}: {drawn}; {days} measured days. Runs of each scenario: {n}. Finished {date}.",
            "{place}：{drawn}；测量{days}天；每个情景运行{n}次；完成于{date}。",
        ),
        "facts_worlds": (
            "{place}: {drawn}; {days} measured days. {n} plausible worlds, each with townships of its own draw. "
            "Finished {date}.",
            "{place}：{drawn}；测量{days}天；{n}种可能情形，各自抽取镇街；完成于{date}。",
        ),
        "sample": ("sample of {sample} of the townships", "镇街抽样比例{sample}"),
        "choose": ("Which one to choose", "如何选择"),
        "uncertain": ("What is uncertain", "哪些尚不确定"),
        "policies": ("Policy by policy", "逐项说明"),
        "card_note": (
            "▲ better, ▼ worse, ○ cannot be told, – for information. In brackets: 95 % intervals over paired "
            "runs, over plausible worlds 5-95 % bands. "
            "Better or worse is said only where p is below 5 % after Holm's adjustment.",
            "▲改善，▼变差，○无法判断，–供参考。括号内为配对运行的95%区间，多种可能情形时为5%～95%范围；"
            "仅在 Holm 校正后 p 小于5%时才称改善或变差。",
        ),
        "tone_better": ("better", "改善"),
        "tone_worse": ("worse", "变差"),
        "tone_unsure": ("cannot be told", "无法判断"),
        "tone_plain": ("for information", "供参考"),
        "conditional": (
            "Intervals hold for the one world drawn ({drawn}): they say how much chance events matter, not "
            "how much another draw of townships or other assumptions would.",
            "区间以所抽取的世界（{drawn}）为条件：只反映随机事件的影响，不反映另抽镇街或改变假定的影响。",
        ),
        "worlds_differ": (
            "The scenarios have different worlds or days, so chance events are not shared between them.",
            "各情景的世界或模拟时段不同，随机事件并不共享。",
        ),
        "assumed_share": (
            "{assumed} of the {all} numbers of the model are assumed: no public figure supports them. These "
            "results do not show what other values would give; a sweep does (the verb sweep).",
            "模型{all}个参数中有{assumed}个为假设值，没有公开数据支撑。本报告不反映其他取值的结果，"
            "须另作扫描（命令 sweep）。",
        ),
        "assumed_in_worlds": (
            "{assumed} of the {all} numbers of the model, those of policies apart, are assumed: no public figure "
            "stands behind them. Between the worlds {n} numbers, those of all policies included, vary within what is "
            "plausible. How the model is built otherwise, and what it leaves out, was not varied.",
            "不计各方案自身的参数，模型{all}个参数中有{assumed}个为假设值，没有公开数据支撑。各可能情形之间有{n}个参数"
            "（含全部方案的参数）在可能范围内变动；模型结构的其余部分及未纳入的因素未作变动。",
        ),
        "certainty": (
            "Certainty runs from very low to high. It follows the share of worlds that bear a sentence out, and is a "
            "step lower where the sentence hangs on assumed numbers, as with every policy that nobody has evaluated, "
            "and another where no published figure checks the measure: so all worlds may agree at low certainty.",
            "确定性分极低、低、中等、高四级，取决于有多少种情形支持该结论；若结论取决于假设参数（如成效未见评估的方案），"
            "降一级；若该指标没有公开数据可供核对，再降一级：因此各种情形全部一致，确定性也可能为低。",
        ),
        "unevaluated": (
            "No evaluation of the outcomes of {who} is known; its numbers are assumptions.",
            "{who}的成效未见评估，其参数均为假设值。",
        ),
        "failed_runs": (
            "{failed} of {n} runs failed and are left out.",
            "{n}次运行中有{failed}次失败，未计入。",
        ),
        "interrupted": ("The study was interrupted; what is done is shown.", "研究曾被中断，仅显示已完成部分。"),
        "several": ("Together: {who}.", "同时实施：{who}。"),
        "glance": ("At a glance: difference from the baseline", "一览：与基准情景之差"),
        "glance_note": (
            "▲ better, ▼ worse than the baseline with certainty, ○ may be chance; shares in percentage points. "
            "Cost in all: money moved and hours taken (valued), and what offices then spend more or less, per resident "
            "and year in yuan.",
            "▲ 确定优于基准，▼ 确定劣于基准，○ 可能出于偶然；比率之差以百分点计。"
            "总成本含动用资金、占用工时折价及各级机构支出的变化（元/人·年）。",
        ),
        "glance_note_worlds": (
            "Medians with their 5-95 % bands over plausible worlds. ▲ better, ▼ worse than the baseline clearly: the "
            "whole band lies on one side; ○ which way cannot be told. Shares in percentage points. Cost in all: money "
            "moved and hours taken (valued), and what offices then spend more or less, per resident and year in yuan.",
            "各可能情形的中位数及5%～95%范围。▲ 明确优于基准，▼ 明确劣于基准：范围全在一侧；○ 无法判断方向。比率之差以"
            "百分点计。总成本含动用资金、占用工时折价及各级机构支出的变化（元/人·年）。",
        ),
        "policy": ("policy", "方案"),
        "comparison": ("The comparison in numbers", "数据对比"),
        "comparison_table": (
            "Baseline, and difference of each policy (shares in percentage points)",
            "基准情景及各方案之差（比率以百分点计）",
        ),
        "comparison_note": (
            "Below each difference its 95 % interval over {n} paired runs, over plausible worlds the 5-95 % band of "
            "{n} worlds, and then the difference is the median. Marked: p below 5 % after Holm's adjustment "
            "over the policies. “Equal in k of n seeds”: too few others for an interval, not told apart. All "
            "measures by "
            "all groups: comparison.csv.",
            "每项差值下方为{n}对运行的95%区间；多种可能情形时差值为中位数，其下为{n}种情形的5%～95%范围；“n个种子中k个相同”表示其余过少，无法给出区间，也无法区分高下。"
            "标记者在对各方案作 Holm 校正后 p 小于5%。全部指标与分组见 comparison.csv。",
        ),
        "summary_table": (
            "Mean over the runs, with 95 % intervals (over plausible worlds 5-95 % bands)",
            "各次运行均值及95%区间（多种可能情形时为5%～95%范围）",
        ),
        "measure": ("measure", "指标"),
        "baseline": ("baseline", "基准"),
        "value": ("value", "数值"),
        "forest": ("How large the differences are", "差异有多大"),
        "forest_message": (
            "Difference in real resolution: {what}.",
            "真实解决率之差：{what}。",
        ),
        "map": ("Where in the place", "区县分布"),
        "map_message": (
            "In the baseline real resolution ranges from {low} ({low_name}) to {high} ({high_name}) over the "
            "{n} districts "
            "with townships in the sample.{pale}",
            "基准情景下，{n}个有样本的区县真实解决率介于{low}（{low_name}）与{high}（{high_name}）之间。{pale}",
        ),
        "map_pale": (
            " Too few townships are drawn to judge single districts.",
            "抽取的镇街过少，不宜单独评判区县。",
        ),
        "stuck": ("Where issues get stuck", "事项卡在哪里"),
        "flow_message": (
            "Of {needs} needs per 1,000 residents and year, {endured} are endured and {self} solved among "
            "neighbours; of "
            "{issues} issues that reach an office, {resolved} are really resolved, {dropped} dropped unanswered "
            "and {nominal} nominally closed.",
            "每千居民每年{needs}件需求中，{endured}件被默默忍受，{self}件由邻里解决；到达机构的{issues}件事项中，"
            "{resolved}件真正解决，"
            "{dropped}件杳无音讯，{nominal}件形式办结。",
        ),
        "stuck_message": (
            "Most issues that end unresolved in the baseline end at: {tier} ({n} per 1,000 residents and year).",
            "基准情景下未解决事项最多止于{tier}（每千居民每年{n}件）。",
        ),
        "outcomes_message": (
            "Really resolved, of reported complaints: {what}.",
            "已表达诉求的真实解决率：{what}。",
        ),
        "waiting": ("How long residents wait", "居民要等多久"),
        "days_message": (
            "Really resolved within 30 days of being reported: {what}.",
            "提出后30天内真正解决的比例：{what}。",
        ),
        "over_time": ("Over time", "随时间的变化"),
        "drift_table": ("Does the last year still differ from the one before?", "最后一年与上一年相比是否仍在变化"),
        "drift_head": ("measure", "指标"),
        "drift_note": (
            "Below each value the change from the year before, with its 95 % interval over runs. In brackets "
            "the verdict "
            "on the last year: still drifts, steady (surely less than 2 % of the year before), or cannot be told. "
            "Resolved and lost are of what is no longer open. What drifts is not a steady state: say for which year a "
            "number holds.",
            "数值下方为与上一年之差及其 95% 区间（按各次运行）；括号内为对最后一年的判断：仍在变化、"
            "已稳定（变化确小于上一年的 2%）或无法判断。解决与丢失按已了结的诉求计。"
            "仍在变化即未达稳态，引用数字须注明年份。",
        ),
        "drift_drifts": ("still drifts", "仍在变化"),
        "drift_steady": ("steady", "已稳定"),
        "drift_untold": ("cannot be told", "无法判断"),
        "series_message": (
            "Really resolved, of what was reported within a period, lowest and highest of those not in grey: {what}.",
            "各时段所提诉求的真正解决率，灰色以外时段的最低与最高：{what}。",
        ),
        "series_range": ("{low} ({low_at}) and {high} ({high_at})", "{low}（{low_at}）与{high}（{high_at}）"),
        "equity": ("How evenly service and money are spread", "服务与资金是否均等"),
        "equity_table": ("Indices of inequality between communities", "社区间不平等指数"),
        "equity_note": (
            "Gini: 0 is equal. Concentration by gross domestic product per head of the district: above 0 is "
            "more for rich "
            "districts; for shares it is Erreygers' index.",
            "基尼系数0为完全均等。集中指数按区县人均生产总值排序，大于0表示更多惠及较富区县；比率用 Erreygers 指数。",
        ),
        "equity_message": (
            "The half of residents in the worst-served communities hold, of the money for issues: {what}.",
            "服务最差社区的一半居民占有的诉求资金份额：{what}。",
        ),
        "gini_resolution": ("Gini, resolution", "解决率基尼"),
        "gini_needs": ("Gini, needs solved", "需求解决基尼"),
        "gini_spending": ("Gini, money", "资金基尼"),
        "concentration_resolution": ("Concentration, resolution", "解决率集中指数"),
        "concentration_needs": ("Concentration, needs solved", "需求解决集中指数"),
        "concentration_spending": ("Concentration, money", "资金集中指数"),
        "scenario": ("scenario", "情景"),
        "unmet": ("Days of unmet need, and who bears them", "需求未满足的天数及其承担者"),
        "unmet_note": (
            "From the day a need arises until it is really solved or the measured days end, reported or not. Weighted: "
            "each day times the weight of its category (valuation.severity, assumed); groups below are weighted, and "
            "categories are the parts of the whole. Equal burden: what everybody alike would have to bear for "
            "it to be as "
            "bad, over communities, for three aversions to inequality; its excess over the weighted days is the "
            "price of "
            "inequality.",
            "自需求产生起，至真正解决或计量期结束止，无论是否提出。加权：每天乘以所属类别的权重（valuation.severity，假定）；以下各"
            "群体均为加权值，各类别为总量的各部分。均等当量：若人人同等承担、其不利程度与现状相当的负担，以社区为单位，取三种不平等"
            "厌恶系数；超出加权天数的部分为不均等的代价。",
        ),
        "who": ("Who gains and who loses", "谁受益、谁受损"),
        "who_table": ("Change of needs solved, percentage points", "需求解决率之差（百分点）"),
        "who_note": (
            "p adjusted after Holm over all groups of a policy.",
            "对每个方案的所有群体作 Holm 校正。",
        ),
        "who_message": (
            "Groups shown to gain, and to lose: {what}.",
            "明确受益与受损的群体数：{what}。",
        ),
        "who_count": ("{title} {gain} and {lose}", "{title}{gain}与{lose}"),
        "group": ("group", "群体"),
        "cost": ("Cost against effect", "成本与效果"),
        "cost_table": (
            "What the policies ask for a year: whole place in million yuan, and per resident",
            "各方案每年所需：全域（百万元）与人均",
        ),
        "cost_money": ("money moved", "动用资金"),
        "cost_hours": ("thousand hours", "工时（千小时）"),
        "cost_total": ("money and hours valued", "资金与工时折价"),
        "cost_head": ("yuan per resident", "元/人"),
        "cost_spending": ("offices spend, yuan per resident", "机构支出之差（元/人）"),
        "cost_note": (
            "Read off the levers each mechanism moves; hours at {committee:g} yuan (committees), {upper:g} yuan "
            "(offices "
            "above) and {resident:g} yuan (residents and volunteers), assumed. Hours that a policy frees are "
            "not counted as savings. The last column is measured in the runs.",
            "由各机制所动用的杠杆推算；工时按居村委会每小时{committee:g}元、上级机构{upper:g}元、居民与志愿者{resident:g}元计（假定）。"
            "节省的工时不计为负成本。末列为运行实测。",
        ),
        "price_table": (
            "Who gives what for a policy, per 1,000 residents and year",
            "各方案由谁付出多少（每千居民每年）",
        ),
        "price_hours": ("hours", "工时"),
        "price_yuan": ("yuan", "元"),
        "price_note": (
            "Above the baseline. Hours as measured in the runs: asked for by mechanisms, spent on tasks taken "
            "over from "
            "communities, or given without pay; money by the levers of the mechanisms. Nobody pays for unpaid "
            "hours: their "
            "value is these hours at half a wage (assumed), in full.",
            "与基准情景之差。工时为运行实测，包括机制占用、承接社区移交事务及无偿投入；资金由各机制所动用的杠杆推算。"
            "无偿工时无人付费：其价值按半数工资全额计算（假定）。",
        ),
        "payer_district_purse": ("districts' purses for issues", "区县诉求经费"),
        "payer_general_budget": ("districts' general budget", "区县一般预算"),
        "payer_treasury": ("treasury, capital works", "财政基建资金"),
        "payer_firms": ("units and firms", "辖区单位与企业"),
        "payer_sponsors": ("sponsors", "资助方"),
        "payer_unpaid_volunteer": ("volunteers: value of unpaid hours", "志愿者：无偿工时的时间价值"),
        "payer_unpaid_resident": ("residents: value of unpaid hours", "居民：无偿工时的时间价值"),
        "hours_section": ("Where hours come from and where they go", "工时的来源与去向"),
        "hours_table": ("Hours per 1,000 residents and year", "每千居民每年工时"),
        "hours_origin": ("from", "来源"),
        "hours_use": ("to", "用途"),
        "hours_relieved": ("communities' work borne by", "社区移出事务的承担者"),
        "hours_note": (
            "What a bearer has and what it gives are equal. The last rows say who bears the work that communities no "
            "longer do. Lines below one hour, or in which no policy differs by one, are left out; all are in "
            "hours.csv.",
            "每一主体的来源与用途相等。末几行为社区移出事务的承担者。不足一小时或各方案相差不足一小时的项目从略，"
            "全部见 hours.csv。",
        ),
        "front_message": (
            "Beaten by none in resolution, gap and cost together: {who}.",
            "在解决率、差距与成本上不被全面超越：{who}。",
        ),
        "front_message_no_cost": (
            "Beaten by none in resolution and gap together: {who}.",
            "在解决率与差距上不被全面超越：{who}。",
        ),
        "cost_effect_message": (
            "Change of spending against effect, and of the committee hours that mechanisms take.",
            "支出变化与效果，以及机制占用居村委会工时的变化与效果。",
        ),
        "capacities": ("The five capacities", "五项能力"),
        "capacity_message": ("In the baseline: {what}.", "基准情景：{what}。"),
        "assumptions": ("What is assumed", "所用假定"),
        "assumptions_text": (
            "A mechanism moves hours, money, authority and information only; its effect comes out of the model and was "
            "not observed anywhere. Numbers marked as assumed have no public source. §: section of the paper that the "
            "mechanism is taken from (He Honghua 2018, see docs/paper.md).",
            "机制只改变工时、资金、权限与信息；其效果由模型推出，并非实际观测。标为“假设值”的数字没有公开来源。"
            "§ 指机制所依据的论文章节（何洪华，2018，见 docs/paper.md）。",
        ),
        "origins": (
            "Districts, townships and residents are those of the place's own files. Of the numbers of the model {own} "
            "are your data (set in the scenarios), {national} are national, {elsewhere} published elsewhere, {assumed} "
            "assumed, and {chongqing} are a default, not of this place: Chongqing.",
            "区县、镇街与居民取自本地区文件。模型参数中，{own} 项为自有数据（情景中设定），{national} 项为全国数据，"
            "{elsewhere} 项为他处公开数据，{assumed} 项为假设值，{chongqing} 项为默认值，非本地数据：重庆。",
        ),
        "assumptions_note": (
            "Marked: assumed, unproven. All other numbers of the model: docs/parameters.md.",
            "有标记者为假设值、未经证实。模型其余参数见 docs/parameters.zh.md。",
        ),
        "changed_table": ("Settings that differ from the defaults", "与默认值不同的设置"),
        "parameter": ("parameter", "参数"),
        "yes": ("yes", "是"),
        "no": ("no", "否"),
        "meaning": ("meaning", "含义"),
        "default": ("default", "默认值"),
        "source": ("source", "来源"),
        "mechanism": ("mechanism", "机制"),
        "evidence": ("evidence of outcomes", "成效证据"),
        "evidence_none": ("none known", "未见"),
        "evidence_not_used": ("not used for these numbers", "未用于设定这些数值"),
        "too_short": (
            "{days} measured days are shorter than the horizon on which some of these mechanisms are to be "
            "judged, so that "
            "their slow part is missing from these numbers: {what}.",
            "测量期为{days}天，短于下列机制应有的评判期限，其缓慢显现的部分未反映在这些数字中：{what}。",
        ),
        "horizon_of": ("{who} ({n} years)", "{who}（{n}年）"),
        "evidence_title": ("What studies elsewhere found", "其他研究的发现"),
        "evidence_text": (
            "Published effects of the mechanisms switched on, and the change of the measure that comes nearest "
            "to what was "
            "measured there. They are of other places, sizes and definitions, none was fitted to, and a policy "
            "of several "
            "mechanisms shows what all of them do: the direction can be compared, the size hardly (docs/evidence.md).",
            "所用机制已发表的效应，及模型中与所测结果最接近之指标的变化。研究的地点、规模与定义各不相同，均未用于拟合；"
            "含多项机制的方案反映其共同作用：可比方向，难比幅度（docs/evidence.md）。",
        ),
        "evidence_missing": (
            "The table holds no finding on {who}.",
            "表中没有关于{who}的研究发现。",
        ),
        "evidence_table": ("Published findings compared with the model", "已发表的发现与模型结果"),
        "evidence_study": ("where and how", "地点与方法"),
        "evidence_outcome": ("outcome measured", "所测结果"),
        "evidence_found": ("published effect; grade", "已发表的效应；等级"),
        "evidence_model": ("the model", "模型"),
        "mechanisms_table": ("Mechanisms used, and what stands behind them", "所用机制及其依据"),
        "reproduce": ("How to make this again", "如何复现"),
        "reproduce_text": (
            "From the folder of the program, with FOLDER standing for the folder of this report. The same "
            "versions on the "
            "same machine give the same bytes.",
            "在程序目录下执行，FOLDER 指本报告所在文件夹。相同版本、同一台机器得到逐字节相同的结果。",
        ),
        "seeds": ("Seeds: {seeds}. World seed: {world}.", "种子：{seeds}。世界种子：{world}。"),
        "versions": ("Versions: {versions}.", "版本：{versions}。"),
        "hashes": ("Fingerprints of the scenarios (SHA-256 of all parameters)", "情景指纹（全部参数的 SHA-256）"),
        "file": ("file", "文件"),
    }
)
"""Every word, English and Chinese."""


page_word = PAGE_WORDS.say
"""A sentence in the present language: its key, and what fills its places as keywords."""
