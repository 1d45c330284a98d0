"""What the keys at the top of a scenario and its groups of parameters mean, in Chinese."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "Short name: a-z, 0-9, '_' and '-', at most 64.": "短名称：a-z、0-9、'_' 与 '-'，至多 64 个字符。",
    "Title in English.": "英文标题。",
    "Title in Chinese.": "中文标题。",
    "What the scenario is for.": "本情景的用途。",
    "The governance mechanisms switched on, with their parameters.": "启用的治理机制及其参数。",
    # Groups of parameters.
    "Length, start and seed of a run.": "运行的长度、起始日期与随机种子。",
    "Place, sample and starting stocks.": "地区、抽样与期初存量。",
    "How needs arise.": "需求如何产生。",
    "How needs are voiced.": "需求如何提出。",
    "Registering and discovery.": "登记与发现。",
    "Work and its order.": "办理及其次序。",
    "Hours and helpers.": "工时与协助者。",
    "Purses and costs.": "经费与费用。",
    "Passing issues on.": "诉求的移交。",
    "Closing and judging.": "办结与评价。",
    "Trust and word of mouth.": "信任与口碑。",
    "Volunteering and deliberation.": "志愿服务与协商。",
    "Owners, fees and estates without a manager.": "业主、物业费与无物业小区。",
    "Decisions of offices, workers and organisations.": "各单位、社工与社会组织的决策。",
    "Floods, epidemics and campaigns from above.": "洪涝、疫情与上级部署的专项行动。",
    "A flood (洪涝).": "洪涝。",
    "An epidemic (疫情).": "疫情。",
    "A campaign called from above (专项行动).": "上级部署的专项行动。",
    "Villagers who move to towns.": "向城镇迁移的农村居民。",
    "Purchases, projects, service rooms and care places.": "购买服务、公益项目、服务用房与照料床位。",
}
"""The Chinese sentence by the English one, in the order of declaration."""
