"""Sentences of tables and figures in English and Chinese, and the labels of groups."""

from __future__ import annotations

import pandas as pd

from sim.measures.grouping import group_label
from sim.scenario.scenario import Scenario
from sim.words import T, Words
from sim.world.places import PlaceNames

SENTENCES = Words(
    {
        "failed_run": ("{scenario}, seed {seed}: {error}", "{scenario}，种子 {seed}：{error}"),
        "runs_done": ("{done} of {n} runs", "已完成 {n} 次运行中的 {done} 次"),
        "progress": (
            "{percent:3d} %  {runs}  {gone:.0f} s gone, about {left:.0f} s left",
            "{percent:3d}%  {runs}  已用 {gone:.0f} 秒，约剩 {left:.0f} 秒",
        ),
        "bar": (
            "{l_bar}{bar}| {postfix[0]} of {postfix[1]} runs, {elapsed} gone, {remaining} left",
            "{l_bar}{bar}| 运行 {postfix[0]}／{postfix[1]}，已用 {elapsed}，剩余 {remaining}",
        ),
        "results": ("Results", "结果文件夹"),
        "report": ("Report", "报告"),
        "compiling": (
            "compiling, once per version of the sources; this takes about half a minute ...",
            "正在编译（仅首次需要，约半分钟）……",
        ),
        "comparison": (
            "Difference from the baseline ({baseline}) over {n} paired runs, shares in percentage points,\n"
            "95 % intervals in brackets",
            "与基准情景（{baseline}）之差，{n} 对配对运行；比率之差以百分点计，方括号内为 95% 区间",
        ),
        "comparison_worlds": (
            "Difference from the baseline ({baseline}) over {n} plausible worlds, shares in percentage points:\n"
            "the median, 5-95 % bands in brackets",
            "与基准情景（{baseline}）之差，{n} 种可能情形的中位数；比率之差以百分点计，方括号内为 5%～95% 范围",
        ),
        "star_worlds": (
            "* the band lies on one side of zero, and p < 0.05 (sign test, adjusted after Holm over the {k} policies)",
            "* 范围在零的一侧，且校正后 p < 0.05（符号检验，按 {k} 个方案作 Holm 校正）",
        ),
        "star": (
            "* adjusted p < 0.05 (paired t-test, adjusted after Holm over the {k} policies for each measure)",
            "* 校正后 p < 0.05（配对 t 检验，对每项指标按 {k} 个方案作 Holm 校正）",
        ),
        "ties": (
            "equal k/n: the same difference in k of n seeds; too few others for an interval, not told apart",
            "k/n相同：n 个种子中有 k 个差值相同，其余过少，无法给出区间，也无法区分高下",
        ),
        "winners": (
            "Who gains and who loses (groups whose interval excludes zero; percentage points or days)",
            "谁受益、谁受损（区间不含零的群体；单位为百分点或天）",
        ),
        "summary": ("{title}: mean of {n} runs and 95 % interval", "{title}：{n} 次运行的均值与 95% 区间"),
        "offices": (
            "How busy the offices are: offered / carried hours over available ones (above 1: cannot keep up)",
            "各层级忙闲程度：需求工时／实际承担工时与可用工时之比（大于 1 即应付不过来）",
        ),
        "one_run": (
            "Warning: no interval; a single run says nothing about chance (use --replications 10).",
            "注意：单次运行无法给出区间，请用 --replications 10。",
        ),
        "few_runs": (
            "Warning: only {n} runs; the intervals assume nearly normal outcomes (use at least {least}).",
            "注意：仅 {n} 次运行，区间以近似正态为前提，建议不少于 {least} 次。",
        ),
        "worlds": (
            "Warning: the scenarios have different worlds, so chance events are not shared between them.",
            "注意：各情景的世界设置不同，随机事件并不共享。",
        ),
        "days": (
            "Warning: the scenarios run over different days.",
            "注意：各情景的模拟时段不同。",
        ),
        "conditional": (
            "Intervals are conditional on the world drawn: {drawn}.",
            "区间以所抽取的世界为条件：{drawn}。",
        ),
        "interrupted": (
            "interrupted: {n} of {all} runs are done and kept",
            "已中断：{all} 次运行中已完成并保留 {n} 次",
        ),
        "interrupted_saved": ("finished results are complete in {folder}", "已完成的部分已完整保存在 {folder}"),
        "resume_with": ("go on with the rest with\n  {command}", "继续其余运行请用\n  {command}"),
        "pp": ("difference from the baseline, percentage points", "与基准情景之差（百分点）"),
        "days_axis": ("difference from the baseline, days", "与基准情景之差（天）"),
        "resolved": ("really resolved", "真正解决"),
        "failed": ("worked on without success", "办而未成"),
        "nominal": ("nominally closed", "形式办结"),
        "dropped": ("dropped unanswered", "杳无音讯"),
        "open": ("still open", "在办"),
        "forest_note": (
            "Bars: 95 % intervals of the paired difference over {n} runs, or 5-95 % bands over {n} plausible worlds; "
            "without a bar: the same in too many of them. Filled: adjusted p < 0.05.",
            "横线为 {n} 对运行配对差的 95% 区间，或 {n} 种可能情形的 5%～95% 范围，相同者过多时不画；"
            "实心点表示校正后 p < 0.05。",
        ),
        "series": ("{measure}, by {by}", "{measure}，按{by}"),
        "series_long": (
            "There are {n} periods ({by}): their rows are in summary.csv and comparison.csv, the figure in the report.",
            "共 {n} 个时段（{by}）：逐期数据见 summary.csv 与 comparison.csv，图见报告。",
        ),
        "still_open": (
            "{periods}: more than {share} of what was reported then is still open on the last day. It counts as not "
            "resolved, though it may be later: shares look lower than before, and a slower policy worse.",
            "{periods}：当时提出的诉求至最后一天仍有超过{share}在办，按未解决计，日后仍可能解决，"
            "故比率低于此前，较慢的方案显得更差。",
        ),
        "series_title": ("By {by} of reporting", "按提出时所在的{by}"),
        "series_note": (
            "Bands: 95 % intervals of the mean over the runs ({n}). Grey: in some scenario more than {share} is "
            "still open "
            "on the last day and may yet be resolved.",
            "色带为运行均值的 95% 区间（运行数 {n}）；灰色时段在某一情景中至最后一天仍有超过{share}在办，"
            "日后仍可能解决。",
        ),
        "gains_title": ("Who gains and who loses: needs solved", "谁受益、谁受损：需求解决率的变化"),
        "gains_note": (
            "Blue: gains, orange: loses, with p < 0.05 after Holm over all groups of a policy; grey: cannot be told. "
            "Black: 95 % intervals, none where too many seeds are equal. Each policy has its own scale.",
            "蓝：受益；橙：受损（对每个方案的所有群体作 Holm 校正后 p < 0.05）；灰：无法判断。黑线为95%区间，"
            "相同的种子过多时不画。各方案刻度不同。",
        ),
        "cost_x": ("spending per resident, yuan a year: difference", "人均支出之差（元/年）"),
        "pair_title": (
            "Together more or less than the sum of both: {measure}",
            "两项机制并行是否超过各自之和：{measure}",
        ),
        "pair_axis": (
            "beyond the sum of both alone, {unit}; above 0: more of what is wanted",
            "超出各自之和的部分（{unit}）；大于 0 表示所期望的变化更多",
        ),
        "pair_neutral": ("beyond the sum of both alone, {unit}", "超出各自之和的部分（{unit}）"),
        "pair_note": (
            "Mean over {n} paired runs. Hatched: the 95 % interval contains 0 or ties leave none. Dot: adjusted "
            "p < 0.05 (Holm, over the {k} pairs).",
            "{n} 对配对运行的均值。斜线：95% 区间含 0 或因相同者过多而无区间；"
            "圆点：校正后 p < 0.05（对 {k} 对机制作 Holm 校正）。",
        ),
        "points": ("percentage points", "百分点"),
        "pair_heading": (
            "{measure}: {more} of {k} pairs do more than the sum, {less} less, {none} are not told apart ({n} runs)",
            "{measure}：{k} 对机制中，超过各自之和 {more} 对，不及 {less} 对，无法区分 {none} 对（{n} 次运行）",
        ),
        "pair_strongest": ("the pairs furthest from the sum ({unit})", "偏离各自之和最大的机制对（{unit}）"),
        "pair_columns": ("both alone, summed | together | beyond the sum", "各自之和 | 并行 | 超出部分"),
        "budget_title": ("What a million yuan buys: {measure}", "每百万元的效果：{measure}"),
        "budget_average": ("average, from 0 to the budget", "平均（自 0 至全部预算）"),
        "budget_marginal": ("marginal, from half of the budget to the whole", "边际（自一半至全部预算）"),
        "budget_axis": ("{unit} per million yuan", "每百万元的{unit}"),
        "budget_free": ("cost nothing (redistribution): effect, {unit}", "不花钱的机制（再分配）：效果（{unit}）"),
        "budget_note": (
            "Budget {budget:.3g} million yuan a year. In brackets: cost of the communities drawn in million yuan, and "
            "coverage. Bars: 95 % intervals over {n} paired runs; hours are valued at {committee:g} and "
            "{upper:g} yuan.",
            "预算为每年 {budget:.3g} 百万元。括号内为所抽社区的实际成本（百万元）与覆盖率。"
            "横线为 {n} 对运行的 95% 区间；工时按每小时 {committee:g} 元与 {upper:g} 元计价。",
        ),
        "budget_columns": (
            "million yuan | coverage | average per million | marginal per million",
            "百万元 | 覆盖率 | 每百万元平均效果 | 每百万元边际效果",
        ),
        "validation": (
            "Published figures and what the model gives: {n} replications, each with its own seed and draw of "
            "townships\n"
            "(the first: {drawn})",
            "公开数据与模型结果对照：{n} 次重复，每次种子与抽取的镇街均不同\n（首次：{drawn}）",
        ),
        "validation_reading": (
            "Distance: 0 at the published figure, 1 at the end of its tolerance. Rows used to fit validate nothing.\n"
            "Inputs come out as they were put in. The verdict rests on the mean.",
            "距离：等于公开数据为 0，到容许范围边缘为 1。用于拟合的行不构成检验；输入行按设定产生；判定依据均值。",
        ),
        "tally": (
            "{use}: {yes} of {all} within tolerance, {missing} not measured",
            "{use}：{all} 项中 {yes} 项在容许范围内，{missing} 项未测量",
        ),
        "calibration_plan": (
            "{n} parameters fitted to {targets} figures: {runs} runs in {waves} waves and {confirm} to confirm, "
            "each with its own draw of townships (the first: {drawn})",
            "{n} 个参数拟合 {targets} 项公开数据：{waves} 轮共 {runs} 次运行，另 {confirm} 次用于确认，"
            "每次抽取的镇街不同"
            "（首次：{drawn}）",
        ),
        "defaults": ("defaults", "默认值"),
        "recommended": ("recommended", "建议值"),
        "posterior_figure": (
            "Posterior over the prior's range; dotted: the default",
            "先验范围内的后验分布；虚线为默认值",
        ),
        "fit_figure": (
            "distance from the published figure in tolerances (grey: within)",
            "与公开数据之距离，以容许范围计（灰色区内为吻合）",
        ),
        "confounded": ("Hard to tell apart (correlation in the posterior)", "难以区分的参数对（后验相关系数）"),
        "calibration_facts": (
            "{share:.1%} of the prior is plausible; the posterior is worth {size:.0f} independent draws; {accepted} of "
            "{points} points\nmet all figures within tolerance.",
            "先验中 {share:.1%} 仍属可信；后验相当于 {size:.0f} 个独立样本；\n"
            "{points} 个点中 {accepted} 个全部目标在容许范围内。",
        ),
        "calibration_foreseen": (
            "Of the last wave, {foreseen:.0%} was predicted within two standard deviations (95 % wanted).",
            "最后一轮有 {foreseen:.0%} 落在预测的两个标准差之内（应约为 95%）。",
        ),
        "calibration_not_foreseen": (
            "Only one wave: nothing was predicted, so the emulators have not been tested.",
            "只有一轮：没有可供检验的预测，代理模型未经检验。",
        ),
        "dry_runs": (
            "{n_scenarios} variants x {n_seeds} seeds = {n_runs} runs of {n_days} days;\n{drawn}",
            "{n_scenarios} 个方案 x {n_seeds} 个种子 = {n_runs} 次运行，每次 {n_days} 天；\n{drawn}",
        ),
        "dry_time": (
            "one run takes {seconds:.1f} s, building the world {world:.1f} s: about {minutes:.1f} minutes with "
            "{jobs} at "
            "a time",
            "单次运行 {seconds:.1f} 秒，生成世界 {world:.1f} 秒；{jobs} 个进程并行约需 {minutes:.1f} 分钟",
        ),
        "sweep_dry": (
            "{n_points} points x {n_scenarios} scenarios x {n_seeds} seeds = {n_runs} runs, {n_worlds} world(s)",
            "{n_points} 个设计点 x {n_scenarios} 个情景 x {n_seeds} 个种子 = {n_runs} 次运行，{n_worlds} 个世界",
        ),
        "sweep_disk": (
            "{megabytes:.1f} MB on the disk, of {free_megabytes:.0f} MB free",
            "约占磁盘 {megabytes:.1f} MB，可用 {free_megabytes:.0f} MB",
        ),
        "sweep_runs": ("{n} runs, more than the limit of {most}", "共 {n} 次运行，超过上限 {most} 次"),
        "sweep_ask": ("Run it anyway? [y/N]", "仍要执行吗？[y/N]"),
        "sweep_taken_over": (
            "took over the lock of a command that no longer runs ({who})",
            "已接管一条已终止命令的锁（{who}）",
        ),
        "sweep_damaged": (
            "{n} damaged results were moved to {folder}/quarantine and run again",
            "{n} 个损坏的结果已移至 {folder}/quarantine 并重新运行",
        ),
        "sweep_interrupted": (
            "interrupted: {done} of {n} runs are done and kept, {failed} failed, {rest} are missing; go on with\n"
            "  {command}",
            "已中断：{n} 次运行中已完成并保留 {done} 次，失败 {failed} 次，尚缺 {rest} 次；继续请用\n  {command}",
        ),
        "sweep_done": ("{done} of {n} runs are done, {failed} failed", "{n} 次运行中完成 {done} 次，失败 {failed} 次"),
        "hours_x": (
            "committee hours that mechanisms take, % of all: difference",
            "机制占用居村委会工时之差（%）",
        ),
        "map_title": ("Resolved, of reported complaints, by district", "各区县诉求解决率"),
        "map_base": ("{title}: resolved, %", "{title}：解决率（%）"),
        "map_difference": ("{title}: difference, pp", "{title}：差（百分点）"),
        "map_grey": (
            "Of the townships {sample} are drawn, less than 30 %: too few to judge districts singly; they are "
            "pale, the "
            "number is that of complaints seen in a run, and light grey districts have no township in the sample.",
            "抽取的镇街占{sample}，不足30%：不宜单独评判区县，故以浅色显示；"
            "数字为单次运行所见诉求数，浅灰为未抽中区县。",
        ),
        "office_urban": ("towns", "城市社区"),
        "office_rural": ("villages", "农村社区"),
        "office_mixed": ("mixed", "农居混居社区"),
        "office_community": ("community", "社区"),
        "office_township": ("township", "镇街"),
        "office_district": ("district", "区县"),
        "office_municipality": ("municipal", "市"),
        "winners_solved_per_need": ("solved per need", "需求解决率"),
        "winners_closing_days_q75": ("days to close, third quartile", "办结天数上四分位"),
        "who_gains": ("{measure}: gain {who}", "{measure}：受益 {who}"),
        "who_loses": ("{measure}: lose {who}", "{measure}：受损 {who}"),
        "winners_unclear": ("nobody clearly gains or loses", "谁受益、谁受损尚不明确"),
        "outcome_value": ("value", "数值"),
        "outcome_difference": ("difference", "差值"),
        "steady": ("steady state after {n} days", "第 {n} 天后为稳态"),
        "variance_ratio": (
            "x: variance-reduction factor of common random numbers",
            "x：共同随机数使差值方差缩小的倍数",
        ),
    }
)
"""Every sentence, English and Chinese."""


say = SENTENCES.say
"""A sentence in the present language: its key, and what fills its places as keywords."""


def title_of(scenario: Scenario) -> str:
    """What a scenario is called in tables and figures.

    Args:
        scenario: The scenario.
    """
    return str(T(scenario.title, scenario.title_zh)) or scenario.name.replace("_", " ")


def group_labels(table: pd.DataFrame, names: PlaceNames) -> dict[tuple[str, str], str]:
    """Labels of all groups in a table, by grouping and key.

    Args:
        table: Any table with the columns by and group.
        names: What the place calls its regions and districts.

    Returns:
        Labels; a group nobody has words for is named by its key.
    """
    groups = dict.fromkeys(zip(table["by"], table["group"], strict=True))
    return {(by, group): str(group_label(str(by), str(group), names)) for by, group in groups}
