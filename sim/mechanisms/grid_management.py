"""Grids of some three hundred households with patrols (网格化管理, paper, section 3.1.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import LEARNT, Mechanism, MechanismParameters, part_given, share_known
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T

KEY_GROUPS = slice(1, 6)
"""Older residents, families with children, disabled, low-income and floating residents (paper, section 2.3.3)."""


class GridManagementParameters(MechanismParameters):
    """How large a grid is and what it takes."""

    households: float = parameter(
        300.0,
        unit="households per grid",
        low=50.0,
        high=2000.0,
        zh="每网格户数",
        source=T("assumed; grids of 200 to 400 households are usual", "假设值；网格通常为 200 至 400 户"),
        doc=T("Size of a grid.", "一个网格的规模。"),
    )
    patrol_hours: float = parameter(
        0.4,
        unit="hours per grid and week",
        low=0.0,
        high=40.0,
        zh="网格巡查工时",
        source=ASSUMED,
        doc=T("Patrol and visits in a grid.", "一个网格的巡查与走访。"),
    )
    data_hours: float = parameter(
        0.3,
        unit="hours per grid and week",
        low=0.0,
        high=40.0,
        zh="信息采集工时",
        source=T(
            "slow collection of basic data (paper, section 3.1.3); size assumed",
            "基础数据采集缓慢（论文第 3.1.3 节）；大小为假设值",
        ),
        doc=T("Keeping the records of a grid up to date.", "一个网格的信息更新维护。"),
    )
    record_hours: float = parameter(
        0.1,
        unit="hours per household and year",
        low=0.001,
        high=40.0,
        zh="每户信息工时",
        source=ASSUMED,
        doc=T(
            "What it takes to know who lives where and in what need; with fewer hours that share of households is "
            "known.",
            "掌握每户人员与需求所需的工时；工时不足时，仅掌握相应比例的户。",
        ),
    )
    aim_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="按需走访占比",
        source=ASSUMED,
        doc=T(
            "Share of home visits that go to key groups where all households are known.",
            "信息齐全时改为走访重点人群的入户走访比例。",
        ),
    )
    routed_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="地址误派占比",
        source=ASSUMED,
        doc=T(
            "Share of misrouted requests whose address or holder records would have told.",
            "误派诉求中可由基础信息判明地址或责任单位的比例。",
        ),
    )
    known_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="人户分离可认领占比",
        source=T(
            "nobody answers for residents registered elsewhere (paper, section 3.1.1); size assumed",
            "人户分离居民“无人管”（论文第 3.1.1 节）；大小为假设值",
        ),
        doc=T(
            "Share of requests that nobody owned whose resident records would have placed.",
            "无人认领的诉求中可由基础信息判明居民归属的比例。",
        ),
    )
    hired_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="专职网格员占比",
        source=ASSUMED,
        doc=T(
            "Share of a grid's hours that hired grid staff gives in town; the rest is out of the committee's hours.",
            "城市网格工时中由专职网格员承担的比例；其余占用居（村）委会工时。",
        ),
    )
    wage_yuan: float = parameter(
        40000.0,
        unit="yuan per head and year",
        low=0.0,
        high=500000.0,
        zh="网格员人工成本",
        source=ASSUMED,
        doc=T("Cost of hired grid staff, out of the district's general budget.", "专职网格员费用，出自区县一般预算。"),
    )
    most_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="承担上限",
        source=ASSUMED,
        doc=T(
            "Largest share of a committee's issue hours that grids can take.",
            "网格工作最多占用居（村）委会诉求工时的比例。",
        ),
    )


class GridManagement(Mechanism):
    """Divides a community into grids that are patrolled and recorded, by the committee and by hired grid staff.

    Patrols find needs nobody reported and are a channel at the door. Records say who lives where and in what need:
    visits to homes go to key groups more and to others as much less, fewer requests go to a wrong department, and
    residents registered elsewhere have somebody who answers. Hired staff is paid in full; every other hour is one less
    for requests already in hand, so where hours are short more is found than can be done.
    """

    id = "grid_management"
    name = "grid management"
    name_zh = "网格化管理"
    what_zh = "把社区划分为网格，由居（村）委会和专职网格员巡查并采集信息。"
    section = "3.1.3"
    horizon = LEARNT
    Parameters = GridManagementParameters
    parameters: GridManagementParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Turns committee hours and paid ones into patrols and records, and uses the records."""
        p = self.parameters
        grids = presence * structure.households / p.households
        patrol, records = grids * p.patrol_hours / 5.0, grids * p.data_hours / 5.0
        asked = patrol + records
        hired = p.hired_share * structure.urban_share * asked
        taken = np.minimum(asked - hired, p.most_share * structure.issue_hours)
        part = part_given(hired + taken, asked)
        levers.add("issue_hours", hired)
        levers.add("mechanism_hours", hired + taken)
        levers.add("visit_hours", patrol * part)
        wages = structure.by_district(hired / np.maximum(structure.hours_per_head, 1e-9)) * p.wage_yuan
        levers.add("general_fen", 100.0 * wages / np.maximum(structure.district_population, 1.0))
        needed = p.record_hours * structure.households / structure.working_days_per_year
        known = share_known(records * part, needed)
        levers.remove("misrouted", p.routed_share * known)
        levers.remove("nobody", p.known_share * known)
        key = structure.group_counts[:, KEY_GROUPS].sum(axis=1) / np.maximum(structure.population, 1.0)
        aimed = np.where(key > 0.0, p.aim_share * known, 0.0)
        levers.remove("visits_other", aimed)
        levers.raise_to("visits_key", np.divide(aimed * (1.0 - key), key, out=np.zeros_like(key), where=key > 0.0))
