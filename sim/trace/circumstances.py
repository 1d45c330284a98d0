"""What differs around a resident between two runs on the same day: levers, hours, queues, purses, trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import levers
from sim.trace.offices import Offices
from sim.vocabulary import Tier
from sim.words import Sentence, T


def _levers(level: str) -> dict[str, Sentence]:
    """Today's levers of a level, by column."""
    return {f"lever_{x.name}": T(x.doc, x.doc_zh) for x in levers.LEVERS if x.column and x.level == level}


COMMUNITY: dict[str, Sentence] = {
    **_levers(levers.COMMUNITY),
    "lever_issue_hours": T("issue hours of the committee per working day", "居（村）委会每工作日办件工时"),
    "lever_freed_hours": T("administrative hours freed per working day", "每工作日减负释放的行政工时"),
    "lever_freed_counter_hours": T("counter hours freed per working day", "每工作日减负释放的窗口工时"),
    "counter_cost": T("cost of the way to the counter", "到窗口办事的路途成本"),
    "visit_hours_today": T("visit hours of the latest working day", "最近一个工作日的走访工时"),
    "home_visit_hours": T("home visits of social workers and organisations", "社工与社会组织入户走访工时"),
    "purse_fen": T("purse of the community, fen", "社区账上经费（分）"),
    "room": T("service rooms against the standard", "服务用房达标程度"),
    "condition": T("condition of the infrastructure", "设施状况"),
    "inspected": T("inspections and upkeep against the usual", "巡查养护与平常之比"),
    "ties": T("neighbourhood ties", "邻里纽带"),
    "awareness": T("legal awareness", "法律意识"),
    "number_learned": T("residents who have learned the service number", "新知晓服务热线的居民占比"),
    "online_learned": T("residents who have learned of the online service", "新知晓线上服务的居民占比"),
    "heard_habit": T("what neighbours' outcomes add to the habit of speaking up", "邻里结果对表达习惯的影响"),
    "posts_filled": T("posts gained or lost since the start", "期初以来增减的岗位"),
    "good_habits": T("residents with good habits", "养成文明习惯的居民占比"),
    "agreements": T("residents bound by agreements", "受协商协议约束的居民占比"),
    "unmanaged_share": T("estates without manager", "无物业小区占比"),
    "campaign_category": T("category under campaign", "正在专项整治的类别"),
    "lent_hours": T("hours lent by the township", "镇街支援的工时"),
}
"""Columns of a community that can differ between policies."""

TOWNSHIP: dict[str, Sentence] = {
    **_levers(levers.TOWNSHIP),
    "purse_fen": T("purse of the township, fen", "镇街账上经费（分）"),
    "rank_belief": T("fear of coming last in the ranking", "对排名垫底的担忧"),
    "lever_hours": T("issue hours of the township per working day", "镇街每工作日办件工时"),
    "lever_worker_hours": T("case hours of social workers per working day", "社工每工作日个案工时"),
}
DISTRICT: dict[str, Sentence] = {
    **_levers(levers.DISTRICT),
    "purse_fen": T("purse of the district, fen", "区县账上经费（分）"),
    "lever_hours": T("issue hours of the district per working day", "区县每工作日办件工时"),
    "lever_municipal_hours": T("hours of the municipal office for the district", "市级部门用于该区县的工时"),
    "places_used": T("care places in use", "在用照护床位"),
}
RESIDENT: dict[str, Sentence] = {
    **{
        f"trust_{tier.key}": T(f"the resident's trust in the {tier.label}", f"居民对{tier.label_zh}的信任")
        for tier in Tier
    },
    "habit": T("the resident's habit of speaking up", "居民的表达习惯"),
    "disposition": T("the resident's disposition", "居民的心态"),
}
DESK: dict[str, Sentence] = {
    "hours": T("hours on a working day", "每工作日工时"),
    "left": T("hours left", "剩余工时"),
    "n_open": T("issues in the queue", "待办件数"),
    "skill": T("skill", "技能"),
    "belief": T("belief in being checked", "核查预期"),
}
OF_OFFICE = T("{what} of {office}", "{office}的{what}")
DIFFERS = Sentence("{name}: {a:g} -> {b:g}", "{name}：{a:g} -> {b:g}")
"""A difference as a line of text."""

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Difference:
    """One circumstance that differs.

    Attributes:
        name: Name of the column, with its holder in front.
        label: What it is.
        baseline: Value under the baseline.
        policy: Value under the policy.
        is_lever: Whether a mechanism moves it directly.
    """

    name: str
    label: Sentence
    baseline: float
    policy: float
    is_lever: bool

    @property
    def column(self) -> str:
        """Name of the column without its holder."""
        return self.name.rpartition(".")[2]

    @property
    def desk(self) -> str:
        """Kind of the desk whose column it is, "" for a community's, township's, district's or resident's."""
        return self.name.split(".")[1] if self.name.startswith("desk.") else ""

    def __str__(self) -> str:
        """The difference as a line of text."""
        return str(DIFFERS.filled(name=self.label, a=self.baseline, b=self.policy))


def differences(baseline: Any, policy: Any, resident: int) -> list[Difference]:
    """What differs around a resident between two models on the same day, levers first.

    Args:
        baseline: One model.
        policy: The other, of the same world.
        resident: The resident's key.
    """
    found: list[Difference] = []
    rows = [int(np.flatnonzero(m.residents.key == resident)[0]) for m in (baseline, policy)]
    homes = [
        int(np.searchsorted(m.communities.first_resident, row, side="right")) - 1
        for m, row in zip((baseline, policy), rows, strict=True)
    ]
    _compare(found, COMMUNITY, "community", baseline.communities, policy.communities, homes)
    towns = [int(m.communities.township[c]) for m, c in zip((baseline, policy), homes, strict=True)]
    _compare(found, TOWNSHIP, "township", baseline.townships, policy.townships, towns)
    districts = [int(m.communities.district[c]) for m, c in zip((baseline, policy), homes, strict=True)]
    _compare(found, DISTRICT, "district", baseline.districts, policy.districts, districts)
    _compare(found, RESIDENT, "resident", baseline.residents, policy.residents, rows)
    offices = Offices(policy)
    for one, other in zip(desks_of(baseline, homes[0]), desks_of(policy, homes[1]), strict=True):
        office = offices.at(other)
        words = {column: OF_OFFICE.filled(what=label, office=office.name) for column, label in DESK.items()}
        _compare(found, words, f"desk.{office.kind.key}", baseline.desks, policy.desks, [one, other])
    return sorted(found, key=lambda d: not d.is_lever)


def desks_of(model: Any, community: int) -> list[int]:
    """Rows of all desks that can hold a request of a community: its own, its township's, its district's."""
    m = model.desk_map
    township, district = int(model.communities.township[community]), int(model.communities.district[community])
    first = m.first_district + district * m.PER_DISTRICT
    town = m.first_township + township * m.PER_TOWNSHIP
    return [
        *range(community * m.PER_COMMUNITY, (community + 1) * m.PER_COMMUNITY),
        *range(town, town + m.PER_TOWNSHIP),
        *range(first, first + m.PER_DISTRICT),
    ]


def _compare(
    found: list[Difference], words: dict[str, Sentence], holder: str, baseline: Any, policy: Any, rows: list[int]
) -> None:
    """Adds the columns that differ between two rows."""
    for column, label in words.items():
        a, b = float(baseline.column(column)[rows[0]]), float(policy.column(column)[rows[1]])
        if abs(a - b) > TOLERANCE and not (np.isnan(a) and np.isnan(b)):
            lever = column.startswith("lever_") or column == "hours"
            found.append(Difference(f"{holder}.{column}", label, a, b, lever))
