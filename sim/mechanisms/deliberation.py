"""Deliberation councils of eight parties (城乡社区内部协商, paper, section 4.3.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters, part_given
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class DeliberationParameters(MechanismParameters):
    """What a council can take and whose hours it takes."""

    slots: float = parameter(
        3.0,
        unit="issues per month",
        low=0.0,
        high=50.0,
        zh="议题名额",
        source=ASSUMED,
        doc=T(
            "Matters that a council can take in a month; below one it does not meet.",
            "协商会一个月内可议的事项数；不足一项时不开会。",
        ),
    )
    meeting_hours: float = parameter(
        2.0,
        unit="hours per party and month",
        low=0.0,
        high=20.0,
        zh="会议工时",
        source=ASSUMED,
        doc=T("Length of a council.", "一次协商会的时长。"),
    )
    committee_parties: float = parameter(
        3.0,
        unit="parties",
        low=0.0,
        high=8.0,
        zh="村居承担方数",
        source=T(
            "assumed; Party branch, committee, supervision (paper, section 4.3.1)",
            "假设值；党组织、村（居）委会、村（居）务监督委员会（论文第 4.3.1 节）",
        ),
        doc=T(
            "Parties among the eight whose hours are the committee's; the township is one more, the others give "
            "their own time.",
            "八方主体中由居（村）委会投入工时的方数；镇街另计一方，其余各方自备时间。",
        ),
    )
    staff_hours: float = parameter(
        4.0,
        unit="hours per month",
        low=0.0,
        high=80.0,
        zh="筹备工时",
        source=ASSUMED,
        doc=T("Committee hours of calling and preparing a council.", "居（村）委会召集与筹备协商会的工时。"),
    )
    most_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="工时占用上限",
        source=ASSUMED,
        doc=T(
            "Largest share of an office's issue hours that councils can take.", "协商会最多占用一个单位诉求工时的比例。"
        ),
    )


class Deliberation(Mechanism):
    """A monthly council of eight parties and residents takes disputes and common matters and seeks an agreement.

    An agreement says who does what: that part of the work is done, the rest is left to those who are committed by it,
    with hours and money. Carried out, it stands for some years. Whether enough residents and parties come, and whether
    they agree, is theirs to decide; the hours of calling and holding the council are spent in any case, by offices
    and by those who give time of their own. Where committee or township cannot give all of theirs, the council takes
    fewer matters in the same proportion.
    """

    id = "deliberation"
    name = "deliberation"
    name_zh = "社区协商"
    what_zh = "每月由八方与居民召开协商会，讨论纠纷和公共事务，议定由谁做什么。"
    section = "4.3.1"
    horizon = LEARNT
    Parameters = DeliberationParameters
    parameters: DeliberationParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Calls the councils and takes the hours of those who serve on them."""
        p = self.parameters
        a_day = 12.0 / structure.working_days_per_year
        asked = presence * (p.meeting_hours * p.committee_parties + p.staff_hours) * a_day
        own = np.minimum(asked, p.most_share * structure.issue_hours)
        of_township = structure.by_township(presence) * p.meeting_hours * a_day
        township = np.minimum(of_township, p.most_share * structure.township_hours)
        held = np.minimum(part_given(own, asked), part_given(township, of_township)[structure.township])
        levers.add("council_slots", p.slots * presence * held)
        levers.raise_to("council_hours", p.meeting_hours * (presence > 0.0))
        levers.add("mechanism_hours", own)
        levers.add("township_hours", -township)
