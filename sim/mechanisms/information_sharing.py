"""Shared information over four levels (信息资源共享, paper, sections 3.1.4 and 4.2.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class InformationSharingParameters(MechanismParameters):
    """What shared records save, and what building, upkeep and training take."""

    transfer_days: float = parameter(
        0.75,
        unit="days",
        low=0.1,
        high=30.0,
        zh="流转天数",
        source=ASSUMED,
        doc=T("Mean days of a hand-over at middling skill.", "能力居中时一次移交的平均天数。"),
    )
    routed_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="错派减少比例",
        source=ASSUMED,
        doc=T("Wrong routings that a common table of duties prevents.", "统一职责清单所避免的误派比例。"),
    )
    merged_share: float = parameter(
        0.9,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重复件减少比例",
        source=T(
            "assumed; no datum with several sources (paper, section 4.2.3)", "假设值；避免一数多源（论文第 4.2.3 节）"
        ),
        doc=T("Requests reported twice that are recognised as one.", "重复提出的诉求中被识别为同一件的比例。"),
    )
    written_once_share: float = parameter(
        0.9,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重复录入减少比例",
        source=ASSUMED,
        doc=T("Repeated entry that is saved.", "节省的重复录入比例。"),
    )
    kept_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="登记件移交丢失减少比例",
        source=T("assumed; islands are joined (paper, section 4.2.3)", "假设值；打通信息“孤岛”（论文第 4.2.3 节）"),
        doc=T(
            "Hand-overs that no longer lose a registered request, because the next office reads the same record.",
            "下一单位可查同一记录，从而不再丢失已登记诉求的移交比例。",
        ),
    )
    training_hours: float = parameter(
        20.0,
        unit="hours per head and year",
        low=0.0,
        high=400.0,
        zh="推行期培训",
        source=T("assumed; staff lack skills (paper, section 3.1.4)", "假设值；人员技能不足（论文第 3.1.4 节）"),
        doc=T(
            "Training of committee staff while the records are introduced.", "推行信息共享期间居（村）委会人员的培训。"
        ),
    )
    retraining_hours: float = parameter(
        4.0,
        unit="hours per head and year",
        low=0.0,
        high=400.0,
        zh="日常培训",
        source=ASSUMED,
        doc=T("Training of committee staff afterwards.", "此后居（村）委会人员的培训。"),
    )
    yuan: float = parameter(
        0.8,
        unit="yuan per resident and year",
        low=0.0,
        high=50.0,
        zh="建设运维费用",
        source=ASSUMED,
        doc=T("Building and upkeep of the records.", "信息共享的建设与运维。"),
    )


class InformationSharing(Mechanism):
    """One record for village, township, district and city: short transfers, no duplicates, right routing.

    A request that stands in the record is read by the next office and lost less often; one that was never written down
    is lost as before. A township joins as a whole, as far as its communities do. All savings grow with the skill of the
    staff: where it is low, transfers stay slower and more is misrouted. Training takes hours of the committee, most of
    them while the records are introduced; building and upkeep are paid out of the district's purse for issues.
    """

    id = "information_sharing"
    name = "information sharing"
    name_zh = "信息资源共享"
    what_zh = "村社、镇街、区县与市共用一份记录：流转快、不重复、派单准。"
    section = "4.2.3"
    horizon = LEARNT
    Parameters = InformationSharingParameters
    parameters: InformationSharingParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Joins the records of a township's communities and takes the hours of training."""
        p = self.parameters
        people = np.maximum(structure.township_population, 1.0)
        joined = (structure.by_township(presence * structure.population) / people)[structure.township]
        reach = joined * np.minimum(structure.skill / 0.5, 1.0)
        levers.lower_to("delay_days", p.transfer_days / np.maximum(reach, 1e-9), reach > 0.0)
        levers.remove("misrouted", p.routed_share * reach)
        levers.remove("duplicates", p.merged_share * reach)
        levers.remove("reentry", p.written_once_share * reach)
        levers.remove("lost_registered", p.kept_share * reach)
        introducing = np.where(presence > 0.0, 1.0 - presence, 0.0)
        hours = p.training_hours * introducing + p.retraining_hours * presence
        levers.add("mechanism_hours", structure.staff * hours / structure.working_days_per_year)
        reached = structure.by_district(presence * structure.population)
        levers.add("running_fen", 100.0 * p.yuan * reached / np.maximum(structure.district_population, 1.0))
