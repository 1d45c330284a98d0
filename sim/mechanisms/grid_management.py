"""Grids of some three hundred households with patrols (网格化管理, paper, section 3.1.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class GridManagementParameters(MechanismParameters):
    """How large a grid is and what it takes."""

    households: float = parameter(
        300.0, unit="households per grid", low=50.0, high=2000.0, zh="每网格户数",
        source=T("assumed; grids of 200 to 400 households are usual", "假设值；网格通常为 200 至 400 户"),
        doc=T("Size of a grid.", "一个网格的规模。"))
    patrol_hours: float = parameter(
        0.4, unit="hours per grid and week", low=0.0, high=40.0, zh="网格巡查工时", source=ASSUMED,
        doc=T("Patrol and visits in a grid.", "一个网格的巡查与走访。"))
    data_hours: float = parameter(
        0.1, unit="hours per grid and week", low=0.0, high=40.0, zh="信息采集工时",
        source=T("slow collection of basic data (paper, section 3.1.3); size assumed",
                 "基础数据采集缓慢（论文第 3.1.3 节）；大小为假设值"),
        doc=T("Keeping the records of a grid up to date.", "一个网格的信息更新维护。"))
    most_share: float = parameter(
        0.5, unit="share", low=0.0, high=1.0, zh="承担上限", source=ASSUMED,
        doc=T("Largest share of a committee's issue hours that grids can take.",
              "网格工作最多占用居（村）委会诉求工时的比例。"))


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
