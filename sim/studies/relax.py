"""Which constraint binds: one is relaxed at a time, and the same chance events are run again.

A constraint binds as far as more is resolved without it. Shares of waiting days say where issues stand, not what would
help: who gets money sooner may only wait for hours then. So each constraint is loosened by settings of the scenario,
and the runs are compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.scenario.scenario import Scenario, replace
from sim.vocabulary import Category
from sim.words import Sentence

TIMES = 3.0
MONEY_TIMES = 10.0
NO_LIMIT = 1e9
MEASURES = (
    "resolution_share",
    "solved_per_need",
    "on_time_share",
    "dropped_share",
    "nominal_share",
    "closing_days_q75",
)
"""What is told of every relaxation."""


@dataclass(frozen=True)
class Relaxation:
    """One constraint and how it is loosened.

    Attributes:
        id: Name of the variant.
        words: What is loosened, in both languages.
        changes: Function of the scenario that gives the settings to change, by dotted path.
    """

    id: str
    words: Sentence
    changes: Callable[[Scenario], dict[str, Any]]


def _hours(scenario: Scenario) -> dict[str, Any]:
    staff = scenario.staff
    most = {
        "issue_hours_factor": 5.0,
        "township_issue_share": 1.0,
        "district_staff_per_100k": 100.0,
        "municipal_staff_per_million": 100.0,
    }
    return {f"staff.{name}": min(high, TIMES * getattr(staff, name)) for name, high in most.items()}


def _money(scenario: Scenario) -> dict[str, Any]:
    money = scenario.money
    return {
        "money.issue_money_per_resident": min(500.0, MONEY_TIMES * money.issue_money_per_resident),
        "money.first_quarters_share": 0.25,
    }


def _authority(scenario: Scenario) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "work.village_authority_up": 0.0,
        "money.community_limit": NO_LIMIT,
        "money.township_limit": NO_LIMIT,
    }
    for category in Category:
        changes[f"work.authority_township.{category.key}"] = 0.0
        changes[f"work.authority_district.{category.key}"] = 0.0
        changes[f"work.authority_community.{category.key}"] = 1.0
    return changes


def _passing(scenario: Scenario) -> dict[str, Any]:
    return {
        "hand_over.delay_days": 1.0,
        "hand_over.delay_remote_days": 0.0,
        "hand_over.passing_hours": 0.0,
        "hand_over.passing_share": 0.0,
        "intake.reentry_hours": 0.0,
    }


def _loss(scenario: Scenario) -> dict[str, Any]:
    return {"hand_over.lost_registered_share": 0.0, "hand_over.lost_unregistered_share": 0.0}


def _departments(scenario: Scenario) -> dict[str, Any]:
    return {"work.refusal_share": 0.0, "intake.misrouted_town": 0.0, "intake.misrouted_village": 0.0}


def _nobody(scenario: Scenario) -> dict[str, Any]:
    return {"intake.nobody_responsible_share": 0.0}


def _book(scenario: Scenario) -> dict[str, Any]:
    names = ("counter_town", "counter_village", "online", "hotline", "grid_town", "grid_village")
    return {**{f"intake.registered_{name}": 1.0 for name in names}, "intake.registering_hours": 0.0}


PARTS: tuple[Relaxation, ...] = (
    Relaxation("hours", Sentence("hours: three times those of all offices", "工时：各级单位办件工时增至三倍"), _hours),
    Relaxation(
        "money", Sentence("money: ten times as much, in even quarters", "资金：增至十倍，按季度平均拨付"), _money
    ),
    Relaxation(
        "authority",
        Sentence("authority: communities may decide and pay everything", "权限：一切事项均可由社区决定和支付"),
        _authority,
    ),
    Relaxation("passing", Sentence("passing on: one day and no hours", "流转：一天送达且不占工时"), _passing),
    Relaxation("loss", Sentence("loss: no hand-over loses a thread", "丢失：流转中不再丢件"), _loss),
    Relaxation("departments", Sentence("departments: no refusal, no wrong one", "部门：无推诿、无误派"), _departments),
    Relaxation("nobody", Sentence("somebody is always responsible", "归口：件件有人负责"), _nobody),
    Relaxation("book", Sentence("every request is registered, at no hours", "登记：诉求全部登记且不占工时"), _book),
)
"""Constraints loosened one at a time."""


def _everything(scenario: Scenario) -> dict[str, Any]:
    return {path: value for part in PARTS for path, value in part.changes(scenario).items()}


RELAXATIONS: tuple[Relaxation, ...] = (
    *PARTS,
    Relaxation("everything", Sentence("all of these together", "以上全部"), _everything),
)
"""What `diagnose --relax` runs."""


def relaxed(scenario: Scenario) -> list[Scenario]:
    """The scenario with each constraint loosened, in the order of `RELAXATIONS`.

    Args:
        scenario: The scenario; its world stays what it is, so that draws are shared.
    """
    variants = [replace(scenario, relaxation.changes(scenario)) for relaxation in RELAXATIONS]
    return [
        variant.model_copy(update={"name": f"{scenario.name}+{relaxation.id}"})
        for relaxation, variant in zip(RELAXATIONS, variants, strict=True)
    ]
