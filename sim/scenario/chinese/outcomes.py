"""What the parameters of closing, trust and participation mean, in Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # closing
    "Log-odds of closing an overdue issue on paper, weekly.": "每周将逾期诉求形式办结的对数优势。",
    "Added where the overdue is seen from above.": "逾期为上级所见时，形式办结的对数优势增量。",
    "Added where money or authority is missing.": "缺少资金或权限时，形式办结的对数优势增量。",
    "Lost per unit of the office's belief that closings are checked.":
        "认为办结会受核查的信念每增加一个单位，形式办结的对数优势减量。",
    "Lost where the issue is an emergency.": "属紧急诉求时，形式办结的对数优势减量。",
    "How far monthly statistics show an overdue issue to the tier above.": "月度统计使上级看见逾期诉求的程度。",
    "Starting belief that a closing is checked.": "认为办结会受核查的初始信念。",
    "Monthly weight of the share of closings really checked.": "实际核查的办结比例在信念更新中的每月权重。",
    "Monthly drift of an office's belief towards the mean of its township.": "单位信念每月向本镇街均值趋近的程度。",
    "Chance that the resident is asked after a closing without a rating system.":
        "没有评价系统时，办结后回访居民的概率。",
    "Chance that an unsolved issue found by asking is reopened.": "回访发现未解决的诉求被重办的概率。",
    "Most reopenings of one issue.": "一件诉求的最多重办次数。",
    "Log-odds of satisfaction with an issue resolved at once.": "立即解决的诉求的满意对数优势。",
    "Lost per log of 1 + days over satisfied_resolved_days.":
        "ln(1 + 天数／satisfied_resolved_days) 每增加一个单位，满意的对数优势减量（已解决）。",
    "Days over which delay of what is resolved begins to weigh.": "已解决事项的迟延开始影响满意的天数尺度。",
    "Days over which delay of what is not resolved begins to weigh.": "未解决事项的迟延开始影响满意的天数尺度。",
    "Experiences of one kind that make a disposition move.": "使心态发生转变所需的同类经历次数。",
    "Share of engaged residents at which the shares of volunteering and of coming to a council hold.":
        "志愿服务率与协商出席率所对应的积极者比例。",
    "Share of money-first residents at which the share of volunteering holds.": "志愿服务率所对应的物欲化居民比例。",
    "Least weight of a community's demand for money per resident over the mean.":
        "社区人均资金需求相对均值的最低权重。",
    "Most weight of a community's demand for money per resident over the mean.":
        "社区人均资金需求相对均值的最高权重。",
    "Share of the municipality's hours divided by residents; the rest by open issues.":
        "市级工时按人口分配的比例；其余按未结事项分配。",
    "Log-odds of satisfaction with failed work or paper closing.": "办而未成或形式办结的满意对数优势。",
    "Lost per log of 1 + days over satisfied_nominal_days.":
        "ln(1 + 天数／satisfied_nominal_days) 每增加一个单位，满意的对数优势减量（未解决）。",
    "Added for agitated residents.": "躁动化居民满意的对数优势增量。",
    "Added for engaged and for insincere residents.": "心态积极与虚假化居民满意的对数优势增量。",
    "Chance of complaining again after failed work or paper closing.": "办而未成或形式办结后再次反映的概率。",
    "Chance of complaining again after silence.": "石沉大海后再次反映的概率。",
    "Longest time until a repeat.": "再次反映之前的最长时间。",
    "Chance of going over heads after a failure, at the starting trust.": "失败后越级反映的概率，按初始信任计。",
    "Mean days until a cosmetic repair or failed settlement comes back.":
        "应付式维修或调解失败之后再次发生的平均天数。",
    "Days after which it comes back no more.": "超过此天数后不再复发。",
    # trust
    "Starting trust of urban residents.": "城市居民的初始信任。",
    "Starting trust of rural residents.": "农村居民的初始信任。",
    "Gain of trust when an issue is resolved.": "诉求得到解决时信任的增加。",
    "Loss of trust after failure, paper closing or silence.": "办而未成、形式办结或石沉大海后信任的损失。",
    "Share of the change that reaches the tier below the one that failed or above the one that solved.":
        "信任变化波及下一级（失败时）或上一级（解决时）的比例。",
    "Share of the change that each friend takes over.": "每名联系人承接信任变化的比例。",
    "Residents who hear of an outcome: all but one in the same community.":
        "得知办理结果的居民数：除一人外均在同一社区。",
    "Chance that repeated experience moves a disposition.": "反复经历使心态转变的概率。",
    # participation
    "Chance that a resident is a volunteer at the reference case.": "参照情形下居民成为志愿者的概率。",
    "Added log-odds per unit of trust in the community.": "对社区的信任每增加一个单位，参加志愿服务的对数优势增量。",
    "Added log-odds for engaged residents.": "心态积极居民参加志愿服务的对数优势增量。",
    "Lost log-odds for money-first residents.": "物欲化居民参加志愿服务的对数优势减量。",
    "Added log-odds of volunteering where hours given earn credit.": "服务时间可积分时，参加志愿服务的对数优势增量。",
    "Residents invited to a deliberation council.": "受邀参加协商会的居民数。",
    "Chance that an invited resident comes at the reference case.": "参照情形下受邀居民出席的概率。",
    "Added log-odds of coming per unit of trust in the community.": "对社区的信任每增加一个单位，出席的对数优势增量。",
    "Added log-odds of coming of engaged residents.": "心态积极居民出席的对数优势增量。",
    "Residents a council needs.": "协商会所需的居民人数。",
    "Parties a council needs, of eight.": "协商会所需的主体数（共八方）。",
    "Chance that a party comes.": "每一方主体出席的概率。",
    "Standard deviation of the parties' positions.": "各方立场的标准差。",
    "Distance from the middle at which a party still accepts a proposal.": "一方仍能接受方案时与中间立场的距离。",
    "How far strong ties bring positions together.": "牢固的纽带使立场趋近的程度。",
    "What one agreement adds to the standing agreements; they count like ties.":
        "一次协议使现有协议存量增加的量；其作用与纽带相同。",
    "Days until half of the standing agreements are forgotten.": "现有协议被遗忘一半所需的天数。",
    "Share of residents who think again about volunteering in a month.": "一个月内重新考虑是否参加志愿服务的居民比例。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
