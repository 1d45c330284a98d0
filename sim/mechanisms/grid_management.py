"""Grids of some three hundred households with patrols (网格化管理, paper, section 3.1.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure


class GridManagementParameters(MechanismParameters):
    """How large a grid is and what it takes."""

    households: float = parameter(300.0, unit="households per grid", low=50.0, high=2000.0, source="assumed; grids of "
                                  "200 to 400 households are usual", doc="Size of a grid.", zh="每网格户数")
    patrol_hours: float = parameter(0.4, unit="hours per grid and week", low=0.0, high=40.0, source="assumed",
                                    doc="Patrol and visits in a grid.", zh="网格巡查工时")
    data_hours: float = parameter(0.1, unit="hours per grid and week", low=0.0, high=40.0, zh="信息采集工时",
                                  source="slow collection of basic data (paper, section 3.1.3); size assumed",
                                  doc="Keeping the records of a grid up to date.")
    most_share: float = parameter(0.5, unit="share", low=0.0, high=1.0, source="assumed", zh="承担上限",
                                  doc="Largest share of a committee's issue hours that grids can take.")


class GridManagement(Mechanism):
    """Divides a community into grids that are patrolled and recorded, out of the committee's own hours.

    Patrols find needs nobody voiced and are a channel at the door. Every hour of patrol and records is an hour less for
    requests already in hand, so where hours are short more is found than can be done.
    """

    id = "grid_management"
    name = "grid management"
    name_zh = "网格化管理"
    what_zh = "把社区划分为网格，巡查并采集信息，占用居（村）委会自身工时。"
    section = "3.1.3"
    Parameters = GridManagementParameters
    parameters: GridManagementParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Turns committee hours into patrols and records."""
        p = self.parameters
        grids = presence * structure.households / p.households
        patrol, records = grids * p.patrol_hours / 5.0, grids * p.data_hours / 5.0
        asked = patrol + records
        taken = np.minimum(asked, p.most_share * structure.issue_hours)
        part = np.divide(taken, asked, out=np.zeros_like(asked), where=asked > 0.0)
        levers.add("mechanism_hours", taken)
        levers.add("visit_hours", patrol * part)
