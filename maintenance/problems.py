"""Writes docs/problems.md: the problems and causes of section 3 of the paper, and the parameters that turn each.

`python -m maintenance.problems` writes the page; with --check it changes nothing and ends with 1 where the page would
change. tests/test_problems.py runs every line: the baseline, the problem turned off, and the problem made worse.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maintenance.generate_docs import parameters, shown, table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "problems.md"
INTRODUCTION = """# The problems and what turns them

This page is written by `python -m maintenance.problems`; change the rows there, not the page.

Section 3 of the paper (何洪华 2018, 绿色科技 2018(10) 246-250) tells five problems and four causes, and all of them
are in the baseline. Each is turned by named parameters, which a scenario can set: turned off, the thing named moves
as the arrow says; made worse, it moves the other way. A test runs every line on a slice of Chongqing and asks for both
strictly. Parameters are told in [parameters.md](parameters.md), measures in [measures.md](measures.md), the statements
of the paper in [paper.md](paper.md). More hours alone do not shorten the backlog: where offices have time they close
less nominally, and what waits for money stays open.
"""


@dataclass(frozen=True)
class Problem:
    """A problem or cause of section 3 and the parameters that turn it.

    Attributes:
        section: Section of the paper.
        text_zh: Short quotation or paraphrase.
        text: The problem in English.
        off: Dotted paths of parameters and the values at which the problem is gone.
        worse: The same parameters and values at which it is worse; empty where the baseline is the worst there is.
        measure: Id of the measure that then moves.
        rises: True where turning the problem off makes the measure rise, False where it makes it fall.
        by: Grouping in which it is looked at.
        group: Group within it.
        warm_up_days: Days before the measured ones; 184 make the last measured day the last of a fiscal year.
    """

    section: str
    text_zh: str
    text: str
    off: Mapping[str, Any]
    measure: str
    rises: bool
    worse: Mapping[str, Any] = field(default_factory=dict)
    by: str = "all"
    group: str = "all"
    warm_up_days: int = 0


MENTALITIES = ("money_first", "indifferent", "agitated", "irresponsible", "insincere")
HELPED = ("environment", "property", "dispute", "welfare", "safety")
REGISTERED = tuple(
    f"intake.registered_{name}"
    for name in ("counter_town", "counter_village", "online", "hotline", "grid_town", "grid_village")
)


def _all(paths: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The same value for several parameters."""
    return dict.fromkeys(paths, value)


def _each(path: str, names: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The same value for several parameters of a group."""
    return {f"{path}.{name}": value for name in names}


def _public_service() -> tuple[Problem, ...]:
    """Section 3.1.1."""
    elsewhere = tuple(f"world.residents.elsewhere_{name}" for name in ("urban", "village", "mixed"))
    safe = ("work.success.dispute", "work.success.safety")
    starts = tuple(f"trust.start_{place}.community" for place in ("town", "village"))
    return (
        Problem(
            "3.1.1",
            "群众反映“无人管”，职责出现真空",
            "For residents from elsewhere nobody is responsible.",
            {"intake.nobody_responsible_share": 0.0},
            "nobody_share",
            False,
            {"intake.nobody_responsible_share": 0.7},
        ),
        Problem(
            "3.1.1",
            "重应急管理，轻常规管理",
            "Emergencies are managed, routine is neglected.",
            {"staff.duty_days_per_year": 0.0, "needs.emergency_share": 0.0},
            "hours_emergency_duty_share",
            False,
            {"staff.duty_days_per_year": 90.0, "needs.emergency_share": 0.16},
        ),
        Problem(
            "3.1.1",
            "“农居混居”：不同户籍同地生活",
            "Different registration in one place makes for conflicts.",
            {"needs.hazard_mixed": 0.0, "needs.hazard_floating": 0.0},
            "needs_per_1000",
            False,
            {"needs.hazard_mixed": 3.0, "needs.hazard_floating": 0.0},
            "setting",
            "mixed",
        ),
        Problem(
            "3.1.1",
            "拆迁居民人户分离严重",
            "Relocated residents are registered where they no longer live.",
            _all(elsewhere, 0.0),
            "nobody_share",
            False,
            _all(elsewhere, 0.4),
        ),
        Problem(
            "3.1.1",
            "对高层政府的信任度较高，对基层却很低",
            "Trust is high above and low below.",
            _all(starts, 0.8),
            "trust_distance",
            False,
            _all(starts, 0.4),
        ),
        Problem(
            "3.1.1",
            "对社区治理信心的不足",
            "Residents go straight above the community.",
            _all(starts, 0.9),
            "straight_up_share",
            False,
            _all(starts, 0.3),
        ),
        Problem(
            "3.1.1",
            "社区安全感丧失或缺失",
            "Disputes and unsafe places stay, and the feeling of safety goes.",
            _all(safe, 0.98),
            "unsettled_risks_per_1000",
            False,
            _all(safe, 0.3),
        ),
    )


def _co_operation() -> tuple[Problem, ...]:
    """Section 3.1.2."""
    several = ("work.departments_two_share", "work.departments_three_share", "work.refusal_share")
    return (
        Problem(
            "3.1.2",
            "部门单打独斗，很难成合力",
            "Departments act alone, refuse and pass on.",
            _all(several, 0.0),
            "hand_overs_per_issue",
            False,
            {"work.departments_two_share": 0.4, "work.departments_three_share": 0.3, "work.refusal_share": 0.5},
        ),
        Problem(
            "3.1.2",
            "社区内部协作配合机制不健全",
            "Inside the community nobody takes over from the committee.",
            {**_each("work.helper_town", HELPED, 0.6), **_each("work.helper_village", HELPED, 0.6)},
            "hours_work_share",
            False,
            {**_each("work.helper_town", HELPED, 0.0), **_each("work.helper_village", HELPED, 0.0)},
        ),
        Problem(
            "3.1.2",
            "超过80%的受访居民遭遇过社区矛盾",
            "Over 80 % of residents have met conflicts.",
            {"needs.shared_neighbours": 0.0},
            "conflict_exposure",
            False,
            {"needs.shared_neighbours": 5.0},
        ),
        Problem(
            "3.1.2",
            "产生的矛盾，协调解决往往较难",
            "Conflicts are hard to settle.",
            {"work.success.dispute": 0.98},
            "zero_errors",
            False,
            {"work.success.dispute": 0.3},
            "category",
            "dispute",
        ),
    )


def _grids() -> tuple[Problem, ...]:
    """Section 3.1.3."""
    return (
        Problem(
            "3.1.3",
            "采集基础信息进度较慢",
            "Data are gathered slowly.",
            {"intake.discovery_rate": 0.1},
            "recorded_per_need",
            True,
            {"intake.discovery_rate": 0.0},
        ),
        Problem(
            "3.1.3",
            "协调力度较小，导致积案较多",
            "Offices co-ordinate little, and a backlog grows.",
            {"hand_over.delay_days": 1.0, "hand_over.delay_remote_days": 0.0},
            "backlog_per_1000",
            False,
            {"hand_over.delay_days": 15.0, "hand_over.delay_remote_days": 10.0},
        ),
        Problem(
            "3.1.3",
            "互动平台短缺，回应性不足",
            "Many channels to speak, few that answer.",
            _all(REGISTERED, 1.0),
            "registered_share",
            True,
            _all(REGISTERED, 0.1),
        ),
        Problem(
            "3.1.3",
            "反映情况后“杳无音讯”",
            "Residents report and never hear again.",
            {**_all(REGISTERED, 1.0), "hand_over.lost_registered_share": 0.0, "hand_over.lost_unregistered_share": 0.0},
            "dropped_share",
            False,
            {**_all(REGISTERED, 0.1), "hand_over.lost_registered_share": 0.3, "hand_over.lost_unregistered_share": 0.5},
        ),
    )


def _information() -> tuple[Problem, ...]:
    """Section 3.1.4."""
    skill = ("world.communities.skill_urban", "world.communities.skill_village")
    phone = ("world.residents.phone_urban", "world.residents.phone_village")
    return (
        Problem(
            "3.1.4",
            "各自为政，“信息孤岛”",
            "Offices that share no record make second rows of work.",
            {"intake.island_share": 0.0},
            "duplicates_per_1000",
            False,
            {"intake.island_share": 1.0, "voice.double_share": 0.3},
        ),
        Problem(
            "3.1.4",
            "网站信息长时间不更新，点击率低",
            "Sites are built, and few visit them.",
            {"voice.online_awareness_share": 0.8},
            "online_share",
            True,
            {"voice.online_awareness_share": 0.0},
        ),
        Problem(
            "3.1.4",
            "工作人员缺乏计算机知识和培训",
            "Committee staff lack skill and training.",
            _all(skill, 0.9),
            "zero_errors",
            False,
            _all(skill, 0.2),
        ),
        Problem(
            "3.1.4",
            "缺少资金，有呼叫系统的社区不多",
            "Few communities have a call system.",
            _all(phone, 1.0),
            "telephone_share",
            True,
            _all(phone, 0.0),
        ),
        Problem(
            "3.1.4",
            "农村社区信息化更落后",
            "Villages lag further behind online.",
            {"world.residents.online_village": 0.694},
            "online_share",
            True,
            {"world.residents.online_village": 0.1},
            "setting",
            "rural",
        ),
    )


def _money() -> tuple[Problem, ...]:
    """Section 3.1.5."""
    return (
        Problem(
            "3.1.5",
            "硬环境建设投入不足",
            "Hard infrastructure decays for lack of money.",
            {"money.decay_per_year": 0.0},
            "infrastructure_condition",
            True,
            {"money.decay_per_year": 0.2},
        ),
        Problem(
            "3.1.5",
            "维修维护没有预算，居委会无能为力",
            "Repair has no budget.",
            {"money.issue_money_per_resident": 200.0},
            "money_met_share",
            True,
            {"money.issue_money_per_resident": 10.0},
        ),
        Problem(
            "3.1.5",
            "拖着不办，简单处理、应付了事",
            "What is put off is nominally closed.",
            {"closing.nominal_intercept": -6.0},
            "nominal_share",
            False,
            {"closing.nominal_intercept": 1.0},
        ),
        Problem(
            "3.1.5",
            "缺乏一种长效的投入机制",
            "Money comes so late in the year that it cannot be spent.",
            {"money.first_quarters_share": 0.25},
            "purses_left",
            False,
            {"money.first_quarters_share": 0.02},
            warm_up_days=184,
        ),
    )


def _causes() -> tuple[Problem, ...]:
    """Section 3.2."""
    mentalities = tuple(f"world.residents.{name}" for name in MENTALITIES)
    return (
        Problem(
            "3.2.1",
            "区域发展不平衡",
            "Money follows the fiscal capacity of the region.",
            {"money.capacity_exponent": 0.0},
            "spending_concentration",
            False,
            {"money.capacity_exponent": 2.0},
        ),
        Problem(
            "3.2.2",
            "城乡二元治理模式",
            "A villager counts less than a town resident.",
            {"money.rural_ratio": 1.0},
            "rural_spending_ratio",
            True,
            {"money.rural_ratio": 0.1},
        ),
        Problem(
            "3.2.2",
            "每年都有大量农民工进入城市",
            "Every year many villagers move to town.",
            {"migration.urbanisation_points": 0.0},
            "moved",
            False,
            {"migration.urbanisation_points": 0.05},
        ),
        Problem(
            "3.2.2",
            "流动人口服务管理成为难点",
            "Floating residents are served by nobody in particular.",
            {"world.residents.town_groups.floating": 0.0, "world.residents.village_groups.floating": 0.0},
            "nobody_share",
            False,
            {"world.residents.town_groups.floating": 0.4, "world.residents.village_groups.floating": 0.1},
        ),
        Problem(
            "3.2.3",
            "居民的心态不平衡",
            "Five mentalities keep residents from common affairs.",
            _all(mentalities, 0.0),
            "reported_per_need",
            True,
            {**_all(mentalities, 0.1), "world.residents.indifferent": 0.6},
        ),
        Problem(
            "3.2.4",
            "政府对农村人均投资水平较低",
            "Government invests little per head in the countryside.",
            {"money.rural_ratio": 1.0},
            "paid_per_resident",
            True,
            {"money.rural_ratio": 0.1},
            "setting",
            "rural",
        ),
    )


def problems() -> tuple[Problem, ...]:
    """All problems and causes in the order of the paper."""
    return (*_public_service(), *_co_operation(), *_grids(), *_information(), *_money(), *_causes())


def _turned(values: Mapping[str, Any]) -> str:
    """Parameters with their defaults and the values they are turned to, where these differ."""
    known = parameters()
    return "<br>".join(
        f"`{path}`: {shown(known[path].default)} → {shown(value)}"
        for path, value in values.items()
        if known[path].default != value
    )


def page() -> str:
    """The whole page.

    Returns:
        Markdown.
    """
    head = ("section", "problem", "turned off by", "made worse by", "what then moves when it is off")
    rows = []
    for problem in problems():
        where = "" if problem.by == "all" else f" ({problem.by}: {problem.group})"
        rows.append(
            (
                problem.section,
                f"{problem.text_zh}<br>{problem.text}",
                _turned(problem.off),
                _turned(problem.worse),
                f"`{problem.measure}`{where} {'↑' if problem.rises else '↓'}",
            )
        )
    return f"{INTRODUCTION}\n{table(head, rows)}"


def main(arguments: list[str]) -> int:
    """Writes the page, or with --check only tells whether it would change.

    Args:
        arguments: Words of the command line.

    Returns:
        0, or 1 where --check finds the page out of date.
    """
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if stale:
        print("docs/problems.md is out of date")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
