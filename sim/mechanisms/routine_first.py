"""Hours kept for routine work, and a clear duty for everybody (常规管理, paper, section 3.1.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure


class RoutineFirstParameters(MechanismParameters):
    """What is kept from emergency duty, and who answers for residents from elsewhere."""

    protected_share: float = parameter(0.6, unit="share", low=0.0, high=1.0, source="assumed", zh="常规工时保护比例",
                                       doc="Share of committee hours that emergency duty may not take.")
    owned_share: float = parameter(0.8, unit="share", low=0.0, high=1.0, zh="责任明确比例",
                                   source="nobody in charge of mixed and relocated residents (paper, section 3.1.1); "
                                          "size assumed",
                                   doc="Share of requests of residents from elsewhere that so far nobody owned and now "
                                       "the community of residence does.")
    list_hours: float = parameter(0.25, unit="hours per week", low=0.0, high=40.0, source="assumed", zh="清册维护工时",
                                  doc="Committee hours of keeping the list of residents and duties.")


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
    Parameters = RoutineFirstParameters
    parameters: RoutineFirstParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Protects routine hours, makes duties clear, and takes the hours of the list."""
        p = self.parameters
        levers.raise_to("protected", p.protected_share * presence)
        levers.remove("nobody", p.owned_share * presence)
        levers.add("mechanism_hours", p.list_hours / 5.0 * presence)
