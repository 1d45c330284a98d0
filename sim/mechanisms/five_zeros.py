"""Five zeros: no distance, no error, no bad habits, no blind spots, no seams (“五零”目标, paper, section 2.3.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters, part_given, share_known
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T

_HOURS = "hours per week and 1,000 residents"


class FiveZerosParameters(MechanismParameters):
    """How far each of the five parts is carried out, what it does, and what it asks of the committee."""

    distance: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="零距离力度",
        source=T("paper, section 2.3.2 (零距离)", "论文第 2.3.2 节（零距离）"),
        doc=T("Strength of going out to residents.", "走访居民的力度。"),
    )
    error: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="零失误力度",
        source=T("paper, section 2.3.2 (零失误)", "论文第 2.3.2 节（零失误）"),
        doc=T("Strength of checking finished work.", "复核办毕工作的力度。"),
    )
    habits: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="零陋习力度",
        source=T("paper, section 2.3.2 (零陋习)", "论文第 2.3.2 节（零陋习）"),
        doc=T("Strength of educating residents.", "教育居民的力度。"),
    )
    blind_spots: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="零盲点力度",
        source=T("paper, section 2.3.2 (零盲点)", "论文第 2.3.2 节（零盲点）"),
        doc=T("Strength of patrolling the grid.", "网格巡查的力度。"),
    )
    seams: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="零缝隙力度",
        source=T("paper, section 2.3.2 (零缝隙)", "论文第 2.3.2 节（零缝隙）"),
        doc=T("Strength of linking community, organisations and social workers.", "联动社区、社会组织与社工的力度。"),
    )
    outreach_hours: float = parameter(
        0.15,
        unit=_HOURS,
        low=0.0,
        high=20.0,
        zh="走访工时",
        source=ASSUMED,
        doc=T("Visits to residents (distance).", "走访居民（零距离）。"),
    )
    contact_km: float = parameter(
        2.0,
        unit="km",
        low=0.0,
        high=20.0,
        zh="服务点距离",
        source=ASSUMED,
        doc=T("Way to the nearest contact point (distance).", "到最近联系点的路程（零距离）。"),
    )
    checked_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="复核比例",
        source=ASSUMED,
        doc=T(
            "Finished work that the office re-checks, in its own hours (error).",
            "单位以自有工时再次复核的办毕工作比例（零失误）。",
        ),
    )
    education_hours: float = parameter(
        0.2,
        unit=_HOURS,
        low=0.0,
        high=20.0,
        zh="教育工时",
        source=ASSUMED,
        doc=T("Teaching residents good habits and reminding them (bad habits).", "文明习惯的宣讲与提醒（零陋习）。"),
    )
    patrol_hours: float = parameter(
        0.15,
        unit=_HOURS,
        low=0.0,
        high=20.0,
        zh="网格巡查工时",
        source=ASSUMED,
        doc=T("Patrol of the grid (blind spots).", "网格巡查（零盲点）。"),
    )
    owned_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="无人管减少比例",
        source=ASSUMED,
        doc=T(
            "Share of requests that nobody owned whose resident the patrol's records would place (blind spots).",
            "无人认领的诉求中可由巡查所记信息判明居民归属的比例（零盲点）。",
        ),
    )
    record_hours: float = parameter(
        0.1,
        unit="hours per household and year",
        low=0.001,
        high=40.0,
        zh="每户信息工时",
        source=ASSUMED,
        doc=T(
            "Patrol that it takes to know who lives where; with fewer hours that share of households is known (blind "
            "spots).",
            "掌握每户人员所需的巡查工时；工时不足时，仅掌握相应比例的户（零盲点）。",
        ),
    )
    coordination_hours: float = parameter(
        0.05,
        unit=_HOURS,
        low=0.0,
        high=20.0,
        zh="协调工时",
        source=ASSUMED,
        doc=T("Linking community, organisations and social workers (seams).", "联动社区、社会组织与社工（零缝隙）。"),
    )
    followed_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="移交跟进比例",
        source=ASSUMED,
        doc=T(
            "Hand-overs that the office that sends follows up with a call, in its own hours; what is followed up is "
            "not lost (seams).",
            "移交单位以自有工时电话跟进的移交比例；经跟进的诉求不会丢失（零缝隙）。",
        ),
    )
    most_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="工时占用上限",
        source=ASSUMED,
        doc=T(
            "Largest share of a committee's issue hours that the parts can take.",
            "各项做法最多占用居（村）委会诉求工时的比例。",
        ),
    )


class FiveZeros(Mechanism):
    """Five parts, each with its own means: outreach, checking, education, grid patrol, and linkage.

    Outreach lets more needs be reported, checking lets less work fail, education gives residents habits that fade again
    and of which fewer conflicts arise, patrol records who lives where and so finds an owner for more requests, linkage
    follows hand-overs up.
    Every part asks for hours of the committee, and all of them compete for the same hours: what they ask for beyond a
    share of the issue hours is cut for all alike, and each part then reaches only as far as its hours do. Checking
    takes its hours when work is finished, following up when an issue is passed on, from whoever passes it on.
    """

    id = "five_zeros"
    name = "five zeros"
    name_zh = "“五零”目标"
    what_zh = "五个方面各有手段：上门走访、复核、教育、网格巡查与联动衔接。"
    section = "2.3.2"
    horizon = LEARNT
    Parameters = FiveZerosParameters
    parameters: FiveZerosParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves the levers of the five parts, as far as the hours go that all of them share."""
        p = self.parameters
        per_week = (
            p.distance * p.outreach_hours
            + p.habits * p.education_hours
            + p.blind_spots * p.patrol_hours
            + p.seams * p.coordination_hours
        )
        per_day = structure.population / 1000.0 / 5.0
        asked = presence * per_week * per_day
        given = np.minimum(asked, presence * p.most_share * structure.issue_hours)
        reach = presence * part_given(given, asked)
        levers.add("mechanism_hours", given)
        levers.add("visit_hours", reach * per_day * (p.distance * p.outreach_hours + p.blind_spots * p.patrol_hours))
        near = p.distance * reach
        levers.lower_to("counter_km", p.contact_km / np.maximum(near, 1e-9), near > 0.0)
        levers.raise_to("double_check", p.error * p.checked_share * presence)
        levers.add("teaching_hours", reach * per_day * p.habits * p.education_hours)
        patrol = reach * per_day * p.blind_spots * p.patrol_hours * structure.working_days_per_year
        levers.remove("nobody", p.owned_share * share_known(patrol, p.record_hours * structure.households))
        levers.raise_to("referral", p.seams * reach)
        levers.raise_to("followed_up", p.seams * p.followed_share * presence)
