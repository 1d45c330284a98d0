"""Social workers with volunteers: projects, registration, time bank (社工+志愿者, paper, sections 2.3.5 and 4.4.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class VolunteersParameters(MechanismParameters):
    """What is proposed, what volunteers earn and are able to do, and what recruiting takes."""

    projects_per_year: float = parameter(
        1.75,
        unit="projects per community and year",
        low=0.0,
        high=100.0,
        zh="公益项目数",
        source=T("175 projects in 100 communities (paper, section 2.3.5)", "100 个社区 175 个项目（论文第 2.3.5 节）"),
        doc=T("Public-benefit projects that a community puts forward.", "一个社区提出的公益项目。"),
    )
    time_bank: float = parameter(
        0.8,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="时间银行",
        source=T("assumed; incentives and giving back (paper, section 4.4.3)", "假设值；激励与回馈（论文第 4.4.3 节）"),
        doc=T(
            "Credit for an hour of volunteering, which volunteers redeem when a need of their own arises.",
            "每小时志愿服务所得积分；志愿者自身有需求时兑换。",
        ),
    )
    visits_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="入户探访占比",
        source=T(
            "assumed, like committees' unused hours; social workers lead volunteers (paper, section 2.3.5)",
            "假设值，与居（村）委会空闲工时相同；社工带领志愿者（论文第 2.3.5 节）",
        ),
        doc=T(
            "Share of volunteers' unused hours that become visits to homes, because somebody matches them with "
            "homes. They find care needs and disputes only.",
            "志愿者空闲工时中因有人匹配而转为入户探访的比例；只能发现照护需求与纠纷。",
        ),
    )
    able_share: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="志愿者可办占比",
        source=T("assumed; registration and training (paper, section 4.4.3)", "假设值；注册与培训（论文第 4.4.3 节）"),
        doc=T(
            "Further share of environment and welfare issues that volunteers are able to take.",
            "志愿者能够承接的环境与福利诉求的新增比例。",
        ),
    )
    recruiting_hours: float = parameter(
        0.08,
        unit="hours per week and 1,000 residents",
        low=0.0,
        high=20.0,
        zh="招募工时",
        source=ASSUMED,
        doc=T("Committee hours of recruiting, registering and matching.", "居（村）委会招募、登记与匹配志愿者的工时。"),
    )


class Volunteers(Mechanism):
    """Puts projects forward to sponsors, registers volunteers, and credits their hours in a time bank.

    Whether a resident volunteers stays the resident's choice, and it rests on disposition and trust; sponsors choose
    projects themselves. Volunteers redeem credit when they have a need that volunteers can meet, and hours that no
    case asks for become visits to homes. Recruiting and matching take hours of the committee, whether or not anybody
    comes.
    """

    id = "volunteers"
    name = "volunteers with social workers"
    name_zh = "社工+志愿者"
    what_zh = "向资助方推介公益项目，登记志愿者，并用时间银行记录其服务时数。"
    section = "2.3.5"
    horizon = GROWN
    Parameters = VolunteersParameters
    parameters: VolunteersParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Puts projects forward, opens the time bank and takes the hours of recruiting."""
        p = self.parameters
        levers.add("proposals", p.projects_per_year * presence)
        levers.raise_to("time_bank", p.time_bank * presence)
        levers.raise_to("volunteer_visits", p.visits_share * presence)
        levers.raise_to("able_volunteer", p.able_share * presence)
        levers.add("mechanism_hours", p.recruiting_hours * structure.population / 1000.0 / 5.0 * presence)
