"""Clearing of certificates that communities stamp (清理社区盖章证明, paper, section 4.3.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class CertificateClearingParameters(MechanismParameters):
    """How many stamps there are, how many go, and what departments must do instead."""

    stamp_share: float = parameter(
        0.15, unit="share", low=0.0, high=1.0, zh="盖章证明工时占比", source=ASSUMED,
        doc=T("Share of administrative hours that certificates take.", "行政工时中用于开具证明的比例。"))
    cleared_share: float = parameter(
        0.75, unit="share", low=0.0, high=1.0, zh="清理比例",
        source=T("assumed; a list of certificates that stay (paper, section 4.3.3)",
                 "假设值；社区出具证明事项清单（论文第 4.3.3 节）"),
        doc=T("Share of certificates that communities no longer issue.", "社区不再开具的证明比例。"))
    hours_per_stamp: float = parameter(
        0.5, unit="hours", low=0.05, high=10.0, zh="每件盖章工时", source=ASSUMED,
        doc=T("Committee hours of a certificate.", "居（村）委会开具一件证明的工时。"))
    verifying_hours: float = parameter(
        0.3, unit="hours", low=0.0, high=10.0, zh="部门核实工时", source=ASSUMED,
        doc=T("Hours in which a department verifies itself what a certificate said.",
              "部门自行核实原由证明说明之事的工时。"))
    from_issues_share: float = parameter(
        0.1, unit="share", low=0.0, high=1.0, zh="占用诉求工时比例", source=ASSUMED,
        doc=T("Share of verifying that falls on those who handle residents' issues; the rest falls on other staff.",
              "核实工作中由办理居民诉求人员承担的比例；其余由其他人员承担。"))
    township_part: float = parameter(
        0.7, unit="share", low=0.0, high=1.0, zh="镇街承担占比", source=ASSUMED,
        doc=T("Part of verifying that townships do; districts do the rest.",
              "核实工作中由镇街承担的部分；其余由区县承担。"))
    most_share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0, zh="工时占用上限", source=ASSUMED,
        doc=T("Largest share of an office's issue hours that verifying can take.",
              "核实工作最多占用一个单位诉求工时的比例。"))


class CertificateClearing(Mechanism):
    """A list says which certificates a community may issue; nobody may ask it for others.

    Administrative hours fall by the certificates that go (what becomes of freed hours is a rule of the offices).
    Townships and departments must verify themselves, in hours of their own, some of them meant for issues.
    """

    id = "certificate_clearing"
    name = "certificate clearing"
    name_zh = "清理社区盖章证明"
    what_zh = "以清单明确社区可开具的证明，他人不得再要求社区出具清单以外的证明。"
    section = "4.3.3"
    Parameters = CertificateClearingParameters
    parameters: CertificateClearingParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Hands administrative hours back and lets townships and departments verify."""
        p = self.parameters
        levers.remove("administrative_hours", p.stamp_share * p.cleared_share * presence)
        stamps = presence * structure.administrative_hours * p.stamp_share * p.cleared_share / p.hours_per_stamp
        hours = stamps * p.verifying_hours * p.from_issues_share
        township = structure.by_township(hours * p.township_part)
        levers.add("township_hours", -np.minimum(township, p.most_share * structure.township_hours))
        district = structure.by_district(hours * (1.0 - p.township_part))
        levers.add("district_hours", -np.minimum(district, p.most_share * structure.district_hours))
