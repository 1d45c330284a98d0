"""Hours kept for routine work, and a clear duty for everybody (常规管理, paper, section 3.1.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import AT_ONCE, Mechanism, MechanismParameters, share_known
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class RoutineFirstParameters(MechanismParameters):
    """What is kept from emergency duty, and who answers for residents from elsewhere."""

    protected_share: float = parameter(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        zh="常规工时保护比例",
        source=ASSUMED,
        doc=T("Share of committee hours that emergency duty may not take.", "应急值守不得占用的居（村）委会工时比例。"),
    )
    owned_share: float = parameter(
        0.8,
        unit="share",
        low=0.0,
        high=1.0,
        zh="责任明确比例",
        source=T(
            "nobody in charge of mixed and relocated residents (paper, section 3.1.1); size assumed",
            "混居与拆迁安置居民无人管（论文第 3.1.1 节）；大小为假设值",
        ),
        doc=T(
            "Share of requests of residents from elsewhere that so far nobody owned and now the community of "
            "residence does, where all of them are on its list.",
            "清册齐全时，原先无单位认领的外来居民诉求中改由居住地社区认领的比例。",
        ),
    )
    record_hours: float = parameter(
        0.1,
        unit="hours per household and year",
        low=0.001,
        high=40.0,
        zh="每户清册工时",
        source=ASSUMED,
        doc=T(
            "Hours to keep one household of residents from elsewhere on the list; with fewer that share is on it.",
            "将一户外来居民保持在清册上所需的工时；工时不足时，仅相应比例在册。",
        ),
    )
    list_hours: float = parameter(
        0.25,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="清册维护工时",
        source=ASSUMED,
        doc=T("Committee hours of keeping the list of residents and duties.", "居（村）委会维护居民与职责清册的工时。"),
    )


class RoutineFirst(Mechanism):
    """Keeps a share of hours for routine work and names who answers for mixed and relocated residents.

    Emergency duty may not take the protected hours, so it is done later: emergencies wait. Requests that nobody owned
    now load the community of residence.
    """

    id = "routine_first"
    name = "routine work first"
    name_zh = "常规管理优先"
    what_zh = "为常规管理保留一定工时，并明确农居混居与拆迁安置居民由谁负责。"
    section = "3.1.1"
    horizon = AT_ONCE
    Parameters = RoutineFirstParameters
    parameters: RoutineFirstParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Protects routine hours, makes duties clear, and takes the hours of the list."""
        p = self.parameters
        levers.raise_to("protected", p.protected_share * presence)
        a_day = p.list_hours / 5.0 * presence
        needed = p.record_hours * structure.households * structure.elsewhere_share
        levers.remove("nobody", p.owned_share * share_known(a_day * structure.working_days_per_year, needed))
        levers.add("mechanism_hours", a_day)
