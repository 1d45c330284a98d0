"""One plus N: monthly joint meetings under the community's general Party committee (“1+N”, paper, section 2.3.4)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure


class OnePlusNParameters(MechanismParameters):
    """How long the agenda is, what part-time members and separate stations change, and whose hours it takes."""

    slots: float = parameter(2.0, unit="issues per community and month", low=0.0, high=100.0, source="assumed",
                             doc="Issues that a community can bring to its township's monthly meeting.", zh="议题名额")
    part_time_share: float = parameter(0.3, unit="share", low=0.0, high=1.0, zh="推诿减少比例",
                                       source="assumed; part-time members (paper, section 4.1.1)",
                                       doc="Refusals between departments that part-time members prevent.")
    protected_share: float = parameter(0.15, unit="share", low=0.0, high=1.0, zh="居站分设保护工时",
                                       source="assumed; committee and station apart (paper, section 2.3.4)",
                                       doc="Committee hours kept for residents, as the station does the tasks.")
    meeting_hours: float = parameter(1.0, unit="hours per month", low=0.0, high=40.0, source="assumed", zh="会议工时",
                                     doc="Length of a meeting with its preparation, for each party.")
    committee_parties: float = parameter(2.0, unit="persons", low=0.0, high=20.0, source="assumed", zh="居委会出席人数",
                                         doc="Members of the committee and its station who attend for a community.")
    township_hours: float = parameter(0.5, unit="hours per community and month", low=0.0, high=40.0, source="assumed",
                                      doc="Hours of the township, which has the chair.", zh="镇街会议工时")
    district_hours: float = parameter(0.25, unit="hours per community and month", low=0.0, high=40.0, source="assumed",
                                      doc="Hours of the district's departments.", zh="部门会议工时")
    most_share: float = parameter(0.2, unit="share", low=0.0, high=1.0, source="assumed", zh="会议工时上限",
                                  doc="Largest share of an office's issue hours that meetings can take.")


class OnePlusN(Mechanism):
    """Departments and bodies decide issues of several departments together, once a month, under one committee.

    An issue on the agenda is worked through without refusals and without passing on; what is beyond the agenda waits
    for the next meeting. Part-time members make departments refuse less, and stations that do the tasks leave the
    committee time for residents. Every party's hours are taken from its work on issues; without an agenda nobody meets.
    """

    id = "one_plus_n"
    name = "one plus N"
    name_zh = "“1+N”运行管理"
    what_zh = "由一个委员会牵头，各部门与各方每月一次共同议决多部门事项。"
    section = "2.3.4"
    Parameters = OnePlusNParameters
    parameters: OnePlusNParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Calls the meetings and takes the hours of those who attend."""
        p = self.parameters
        a_day = 12.0 / structure.working_days_per_year
        levers.add("meeting_slots", p.slots * structure.by_township(presence))
        levers.remove("refusal", p.part_time_share * presence)
        levers.raise_to("protected", p.protected_share * presence)
        meets = presence if p.slots > 0.0 else 0.0 * presence
        own = meets * p.meeting_hours * p.committee_parties * a_day
        levers.add("mechanism_hours", np.minimum(own, p.most_share * structure.issue_hours))
        township = structure.by_township(meets) * p.township_hours * a_day
        levers.add("township_hours", -np.minimum(township, p.most_share * structure.township_hours))
        district = structure.by_district(meets) * p.district_hours * a_day
        levers.add("district_hours", -np.minimum(district, p.most_share * structure.district_hours))
