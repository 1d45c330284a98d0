"""Sentences of the page in English and Chinese."""

from __future__ import annotations

from sim.words import LANGUAGES, Words

WORDS = Words({
    "title": ("Gongzhi · community governance in {place}", "共治 · {place}社区治理"),
    "language": ("中文", "English"),
    "map": (
        "Really resolved, of voiced complaints that ended in the last {days} days",
        "近 {days} 天办结或失落的诉求中真正解决的比例",
    ),
    "legend": ("really resolved, %", "真正解决（%）"),
    "not_drawn": ("not in the sample", "未抽中"),
    "nothing_yet": ("nothing ended yet", "尚无结果"),
    "complaints": ("complaints", "件诉求"),
    "pale": (
        "Sample {sample:g}: pale, because a district is judged by few townships; hover for the number of complaints.",
        "抽样比例 {sample:g}：各区县样本镇街少，故以浅色显示；悬停可见诉求数。",
    ),
    "boundaries": ("Boundaries simplified, for display only.", "边界经简化，仅供展示。"),
    "chart": ("Voiced complaints that ended in the last {days} days, %", "近 {days} 天结束的诉求（%）"),
    "closed_share": ("closed on the books", "账面办结"),
    "resolved_share": ("really resolved", "真正解决"),
    "resolved_share_urban": ("… in urban communities", "……城市社区"),
    "resolved_share_rural": ("… in villages", "……农村"),
    "mechanisms": ("Mechanisms: a switch acts on the running model from today", "机制：开关自今日起作用于运行中的模型"),
    "off": ("off", "未启用"),
    "starts": ("starts on {date}", "自 {date} 起"),
    "in_force": ("in force since {date}: {percent:.0f} % phased in", "自 {date} 起生效，已推行 {percent:.0f}%"),
    "today": ("{date} · day {day} of {n_days}", "{date} · 第 {day} 天／共 {n_days} 天"),
    "residents": ("{n:,} residents, {communities:,} communities", "居民 {n:,} 人，社区 {communities:,} 个"),
    "open": ("{n:,} matters lie at offices", "各级在办 {n:,} 件"),
    "sample": ("Share of townships (RESET applies it)", "镇街抽样比例（按 RESET 生效）"),
    "seed": ("Seed (RESET applies it)", "随机种子（按 RESET 生效）"),
    "switched_on": ("{name} on", "启用{name}"),
    "switched_off": ("{name} off", "停用{name}"),
    "serving": ("The page is at {address} (Ctrl+C ends it)", "页面地址：{address}（按 Ctrl+C 结束）"),
    "preparing": ("preparing the model ...", "正在准备模型……"),
})
"""Every sentence of the page, English and Chinese."""

say = WORDS.say
"""A sentence in a language: `say(key, lang)`, with what fills its places as keywords."""

__all__ = ["LANGUAGES", "WORDS", "say"]
