"""Clearing of certificates that communities stamp (清理社区盖章证明, paper, section 4.3.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import AT_ONCE, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class CertificateClearingParameters(MechanismParameters):
    """How many stamps there are, how many go, and what departments must do instead."""

    stamp_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="盖章证明工时占比",
        source=ASSUMED,
        doc=T("Share of administrative hours that certificates take.", "行政工时中用于开具证明的比例。"),
    )
    cleared_share: float = parameter(
        0.75,
        unit="share",
        low=0.0,
        high=1.0,
        zh="清理比例",
        source=T(
            "assumed; a list of certificates that stay (paper, section 4.3.3)",
            "假设值；社区出具证明事项清单（论文第 4.3.3 节）",
        ),
        doc=T("Share of certificates that communities no longer issue.", "社区不再开具的证明比例。"),
    )
    hours_per_stamp: float = parameter(
        0.5,
        unit="hours",
        low=0.05,
        high=10.0,
        zh="每件盖章工时",
        source=ASSUMED,
        doc=T("Committee hours of a certificate.", "居（村）委会开具一件证明的工时。"),
    )
    verifying_hours: float = parameter(
        0.3,
        unit="hours",
        low=0.0,
        high=10.0,
        zh="部门核实工时",
        source=ASSUMED,
        doc=T(
            "Hours in which a department verifies itself what a certificate said, at most those of a stamp.",
            "部门自行核实原由证明说明之事的工时，不超过开具一件证明的工时。",
        ),
    )
    township_part: float = parameter(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        zh="镇街承担占比",
        source=ASSUMED,
        doc=T(
            "Part of verifying that townships do; districts do the rest.",
            "核实工作中由镇街承担的部分；其余由区县承担。",
        ),
    )


class CertificateClearing(Mechanism):
    """A list says which certificates a community may issue; nobody may ask it for others.

    Committees stamp less. Townships and departments must verify themselves, in hours of their own; what stamping took
    longer than verifying does, nobody needed. What becomes of freed hours is a rule of the offices.
    """

    id = "certificate_clearing"
    name = "certificate clearing"
    name_zh = "清理社区盖章证明"
    what_zh = "以清单明确社区可开具的证明，他人不得再要求社区出具清单以外的证明。"
    section = "4.3.3"
    horizon = AT_ONCE
    Parameters = CertificateClearingParameters
    parameters: CertificateClearingParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Takes stamps off committees and lets townships and departments verify."""
        p = self.parameters
        stamping = presence * structure.administrative_hours * p.stamp_share * p.cleared_share
        verifying = stamping * min(p.verifying_hours / p.hours_per_stamp, 1.0)
        levers.add("abolished_hours", stamping - verifying)
        levers.add("to_township_hours", verifying * p.township_part)
        levers.add("to_district_hours", verifying * (1.0 - p.township_part))
