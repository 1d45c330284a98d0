"""Five zeros: no distance, no error, no bad habits, no blind spots, no seams (“五零”目标, paper, section 2.3.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure

_HOURS = "hours per week and 1,000 residents"


class FiveZerosParameters(MechanismParameters):
    """How far each of the five parts is carried out, what it does, and what it asks of the committee."""

    distance: float = parameter(1.0, unit="0-1", low=0.0, high=1.0, source="paper, section 2.3.2 (零距离)",
                                zh="零距离力度",
                                doc="Strength of going out to residents.")
    error: float = parameter(1.0, unit="0-1", low=0.0, high=1.0, source="paper, section 2.3.2 (零失误)",
                             zh="零失误力度",
                             doc="Strength of checking finished work.")
    habits: float = parameter(1.0, unit="0-1", low=0.0, high=1.0, source="paper, section 2.3.2 (零陋习)",
                              zh="零陋习力度",
                              doc="Strength of educating residents.")
    blind_spots: float = parameter(1.0, unit="0-1", low=0.0, high=1.0, source="paper, section 2.3.2 (零盲点)",
                                   doc="Strength of patrolling the grid.", zh="零盲点力度")
    seams: float = parameter(1.0, unit="0-1", low=0.0, high=1.0, source="paper, section 2.3.2 (零缝隙)",
                             zh="零缝隙力度",
                             doc="Strength of linking community, organisations and social workers.")
    outreach_hours: float = parameter(0.15, unit=_HOURS, low=0.0, high=20.0, source="assumed", zh="走访工时",
                                      doc="Visits to residents (distance).")
    contact_km: float = parameter(2.0, unit="km", low=0.0, high=20.0, source="assumed", zh="服务点距离",
                                  doc="Way to the nearest contact point (distance).")
    checked_share: float = parameter(0.2, unit="share", low=0.0, high=1.0, source="assumed", zh="复核比例",
                                     doc="Finished work that the office looks at again, in its own hours (error).")
    education_hours: float = parameter(0.05, unit=_HOURS, low=0.0, high=20.0, source="assumed", zh="教育工时",
                                       doc="Education of residents (bad habits).")
    ties_per_year: float = parameter(0.03, unit="per year", low=0.0, high=1.0, source="assumed", zh="纽带增长",
                                     doc="Growth of neighbourhood ties by education (bad habits).")
    awareness_per_year: float = parameter(0.03, unit="per year", low=0.0, high=1.0, source="assumed", zh="法治意识增长",
                                          doc="Growth of legal awareness by education (bad habits).")
    patrol_hours: float = parameter(0.15, unit=_HOURS, low=0.0, high=20.0, source="assumed", zh="网格巡查工时",
                                    doc="Patrol of the grid (blind spots).")
    owned_share: float = parameter(0.6, unit="share", low=0.0, high=1.0, source="assumed", zh="无人管减少比例",
                                   doc="Requests of residents from elsewhere that now have an owner (blind spots).")
    coordination_hours: float = parameter(0.05, unit=_HOURS, low=0.0, high=20.0, source="assumed", zh="协调工时",
                                          doc="Linking community, organisations and social workers (seams).")
    kept_share: float = parameter(0.5, unit="share", low=0.0, high=1.0, source="assumed", zh="移交丢失减少比例",
                                  doc="Hand-overs that no longer lose a request (seams).")
    most_share: float = parameter(0.3, unit="share", low=0.0, high=1.0, source="assumed", zh="工时占用上限",
                                  doc="Largest share of a committee's issue hours that the parts can take.")


class FiveZeros(Mechanism):
    """Five parts, each with its own means: outreach, checking, education, grid patrol, and linkage.

    Every part asks for hours of the committee, and all of them compete for the same hours: what they ask for beyond a
    share of the issue hours is cut for all alike, and each part then reaches only as far as its hours do. Checking
    takes its hours when work is finished.
    """

    id = "five_zeros"
    name = "five zeros"
    name_zh = "“五零”目标"
    what_zh = "五个方面各有手段：上门走访、复核、教育、网格巡查与联动衔接。"
    section = "2.3.2"
    Parameters = FiveZerosParameters
    parameters: FiveZerosParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves the levers of the five parts, as far as the hours go that all of them share."""
        p = self.parameters
        per_week = (p.distance * p.outreach_hours + p.habits * p.education_hours + p.blind_spots * p.patrol_hours
                    + p.seams * p.coordination_hours)
        per_day = structure.population / 1000.0 / 5.0
        asked = presence * per_week * per_day
        given = np.minimum(asked, presence * p.most_share * structure.issue_hours)
        reach = presence * np.divide(given, asked, out=np.ones_like(asked), where=asked > 0.0)
        levers.add("mechanism_hours", given)
        levers.add("visit_hours", reach * per_day * (p.distance * p.outreach_hours + p.blind_spots * p.patrol_hours))
        near = p.distance * reach
        levers.lower_to("counter_km", p.contact_km / np.maximum(near, 1e-9), near > 0.0)
        levers.raise_to("double_check", p.error * p.checked_share * presence)
        levers.add("ties_gain", p.habits * p.ties_per_year * reach)
        levers.add("awareness_gain", p.habits * p.awareness_per_year * reach)
        levers.remove("nobody", p.blind_spots * p.owned_share * reach)
        levers.raise_to("referral", p.seams * reach)
        for name in ("lost_entered", "lost_unentered"):
            levers.remove(name, p.seams * p.kept_share * reach)
