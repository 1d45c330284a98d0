"""One plus N: monthly joint meetings under the community's general Party committee (“1+N”, paper, section 2.3.4)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import AT_ONCE, Mechanism, MechanismParameters, part_given
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class OnePlusNParameters(MechanismParameters):
    """How long the agenda is, what part-time members and separate stations change, and whose hours it takes."""

    slots: float = parameter(
        2.0,
        unit="issues per community and month",
        low=0.0,
        high=100.0,
        zh="议题名额",
        source=ASSUMED,
        doc=T(
            "Issues that a community can bring to its township's monthly meeting.",
            "一个社区可提交镇街月度会商的诉求数。",
        ),
    )
    part_time_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="推诿减少比例",
        source=T("assumed; part-time members (paper, section 4.1.1)", "假设值；兼职委员制（论文第 4.1.1 节）"),
        doc=T("Refusals between departments that part-time members prevent.", "兼职委员所避免的部门推诿比例。"),
    )
    protected_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="居站分设保护工时",
        source=T("assumed; committee and station apart (paper, section 2.3.4)", "假设值；居站分设（论文第 2.3.4 节）"),
        doc=T(
            "Committee hours kept for residents when duty calls, as the station does the tasks; no more than duty "
            "leaves anyway (staff.duty_share) changes nothing.",
            "应急值守时由社区工作站承担任务，从而为居民保留的居（村）委会工时比例；不高于值守本就剩余的部分"
            "（staff.duty_share）则无影响。",
        ),
    )
    meeting_hours: float = parameter(
        1.0,
        unit="hours per month",
        low=0.0,
        high=40.0,
        zh="会议工时",
        source=ASSUMED,
        doc=T("Length of a meeting with its preparation, for each party.", "一次会议（含准备）的时长，按每一方计。"),
    )
    committee_parties: float = parameter(
        2.0,
        unit="persons",
        low=0.0,
        high=20.0,
        zh="居委会出席人数",
        source=ASSUMED,
        doc=T(
            "Members of the committee and its station who attend for a community.",
            "代表一个社区出席的居（村）委会及工作站成员数。",
        ),
    )
    township_hours: float = parameter(
        0.5,
        unit="hours per community and month",
        low=0.0,
        high=40.0,
        zh="镇街会议工时",
        source=ASSUMED,
        doc=T("Hours of the township, which has the chair.", "主持会议的镇街的工时。"),
    )
    district_hours: float = parameter(
        0.25,
        unit="hours per community and month",
        low=0.0,
        high=40.0,
        zh="部门会议工时",
        source=ASSUMED,
        doc=T("Hours of the district's departments.", "区县各部门的工时。"),
    )
    most_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="会议工时上限",
        source=ASSUMED,
        doc=T(
            "Largest share of an office's issue hours that meetings can take.", "会议最多占用一个单位诉求工时的比例。"
        ),
    )


class OnePlusN(Mechanism):
    """Departments and bodies decide issues of several departments together, once a month, under one committee.

    An issue on the agenda is worked through without refusals and without passing on; what is beyond the agenda waits
    for the next meeting. Part-time members make departments refuse less, and stations that do the tasks leave the
    committee time for residents. Every party's hours are taken from its work on issues; without an agenda nobody meets,
    and where a party cannot give all of its hours the agenda is shorter in the same proportion.
    """

    id = "one_plus_n"
    name = "one plus N"
    name_zh = "“1+N”运行管理"
    what_zh = "由一个委员会牵头，各部门与各方每月一次共同议决多部门事项。"
    section = "2.3.4"
    horizon = AT_ONCE
    Parameters = OnePlusNParameters
    parameters: OnePlusNParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Calls the meetings and takes the hours of those who attend."""
        p = self.parameters
        a_day = 12.0 / structure.working_days_per_year
        levers.remove("refusal", p.part_time_share * presence)
        levers.raise_to("protected", p.protected_share * presence)
        meets = presence if p.slots > 0.0 else 0.0 * presence
        asked = meets * p.meeting_hours * p.committee_parties * a_day
        own = np.minimum(asked, p.most_share * structure.issue_hours)
        of_township = structure.by_township(meets) * p.township_hours * a_day
        township = np.minimum(of_township, p.most_share * structure.township_hours)
        of_district = structure.by_district(meets) * p.district_hours * a_day
        district = np.minimum(of_district, p.most_share * structure.district_hours)
        above = np.minimum(
            part_given(township, of_township)[structure.township],
            part_given(district, of_district)[structure.district],
        )
        held = np.minimum(part_given(own, asked), above)
        levers.add("meeting_slots", p.slots * structure.by_township(presence * held))
        levers.add("mechanism_hours", own)
        levers.add("township_hours", -township)
        levers.add("district_hours", -district)
