"""Social work by "132": one station, three teams, two kinds of services (“132”模式, paper, section 2.3.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class SocialWork132Parameters(MechanismParameters):
    """Who is deployed, who trains and helps them, for whom, and what it costs."""

    full_workers: float = parameter(
        7.4,
        unit="persons per 10,000 residents",
        low=0.0,
        high=50.0,
        zh="社工配备标准",
        source=T(
            "488 social workers of Yuzhong (paper, section 2.3.3) per resident",
            "渝中区 488 名社工（论文第 2.3.3 节），按居民平均",
        ),
        doc=T("Social workers where the model is complete.", "模式完备之地的社工人数。"),
    )
    deployed_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社工配备到位率",
        source=ASSUMED,
        doc=T(
            "Share of the way from today's number of workers to the complete one.",
            "从现有社工数到完备数之间已补足的比例。",
        ),
    )
    training_hours: float = parameter(
        40.0,
        unit="hours per head and year",
        low=0.0,
        high=400.0,
        zh="督导培训时数",
        source=ASSUMED,
        doc=T(
            "Training of social workers by supervisors from universities, out of their case hours.",
            "高校督导对社工的培训，占用社工个案工时。",
        ),
    )
    trainer_yuan: float = parameter(
        10.0,
        unit="yuan per hour and head",
        low=0.0,
        high=1000.0,
        zh="培训单价",
        source=ASSUMED,
        doc=T("Cost of supervisors for an hour of training of one person.", "为一人督导培训一小时的费用。"),
    )
    volunteers_per_worker: float = parameter(
        6.0,
        unit="persons",
        low=0.0,
        high=50.0,
        zh="每名社工志愿者",
        source=T(
            "over 3,000 volunteers, 488 workers (paper, section 2.3.3)",
            "3000 多名志愿者，488 名社工（论文第 2.3.3 节）",
        ),
        doc=T(
            "Registered volunteers whom each worker deployed leads to cases, as far as there are any.",
            "每名到岗社工带领参与个案的注册志愿者，以现有人数为限。",
        ),
    )
    leading_hours: float = parameter(
        0.2,
        unit="hours per volunteer and month",
        low=0.0,
        high=20.0,
        zh="带领志愿者工时",
        source=ASSUMED,
        doc=T("Case hours that a worker spends on leading a volunteer.", "社工带领一名志愿者所投入的个案工时。"),
    )
    able_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="志愿者可办占比",
        source=ASSUMED,
        doc=T(
            "Further share of welfare and environment issues they are able to take.",
            "其能够承接的福利与环境诉求的新增比例。",
        ),
    )
    key_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="重点人群服务线",
        source=ASSUMED,
        doc=T(
            "Further share of key groups' welfare and dispute issues that workers take.",
            "社工承接的重点人群福利与纠纷诉求的新增比例。",
        ),
    )
    general_share: float = parameter(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        zh="普通居民服务线",
        source=ASSUMED,
        doc=T("The same for other residents.", "社工承接的其他居民福利与纠纷诉求的新增比例。"),
    )
    wage_yuan: float = parameter(
        60000.0,
        unit="yuan per head and year",
        low=0.0,
        high=500000.0,
        zh="社工人工成本",
        source=ASSUMED,
        doc=T("Cost of a social worker.", "一名社工的费用。"),
    )
    room_yuan: float = parameter(
        10000.0,
        unit="yuan per community and year",
        low=0.0,
        high=500000.0,
        zh="社工室费用",
        source=ASSUMED,
        doc=T("Cost of a standard station.", "一个标准社工室的费用。"),
    )
    purse_share: float = parameter(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        zh="诉求经费承担比例",
        source=ASSUMED,
        doc=T(
            "Share of wages, training and rooms out of the district's purse for issues; the district's general "
            "budget pays all the rest.",
            "工资、培训与场所费用中出自区县诉求经费的比例；其余全部由区县一般预算支付。",
        ),
    )


class SocialWork132(Mechanism):
    """A standard station in every community, supervised workers with six volunteers each, and two service lines.

    Workers are added in proportion to the residents covered, supervisors from universities raise their skill in hours
    that cases lack, and a line for key groups and one for everybody else let them take more welfare issues and
    disputes. The volunteers they lead are registered ones, who give no more hours than others. Wages, training and
    rooms are paid in full: a part out of the district's purse for issues, which leaves less for repairs, the rest out
    of its general budget.
    """

    id = "social_work_132"
    name = "social work by 132"
    name_zh = "“132”社区社工"
    what_zh = "每个社区设标准社工室，社工有督导，每人带六名志愿者，设两条服务线。"
    section = "2.3.3"
    horizon = GROWN
    Parameters = SocialWork132Parameters
    parameters: SocialWork132Parameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Deploys workers and volunteers, opens the lines and pays for them."""
        p = self.parameters
        reached = presence * structure.population
        in_township = structure.by_township(reached)
        share = in_township / np.maximum(structure.township_population, 1.0)
        missing = p.full_workers / 1e4 * in_township - share * structure.n_workers
        further = p.deployed_share * np.maximum(missing, 0.0)
        levers.add("workers", further)
        levers.add("worker_training", p.training_hours * share)
        trained = p.training_hours * (share * structure.n_workers + further)
        leading = p.volunteers_per_worker * p.leading_hours * 12.0 * further
        levers.add("worker_hours", -(trained + leading) / structure.working_days_per_year)
        per_resident = np.divide(further, in_township, out=np.zeros_like(further), where=in_township > 0.0)
        workers = per_resident[structure.township] * reached
        levers.add("led_volunteers", workers * p.volunteers_per_worker)
        levers.raise_to("able_volunteer", p.able_share * presence)
        levers.raise_to("lines_key", p.key_share * presence)
        levers.raise_to("lines", p.general_share * presence)
        training = np.bincount(
            structure.district_of_township, minlength=len(structure.district_hours), weights=trained * p.trainer_yuan
        )
        yuan = structure.by_district(p.wage_yuan * workers + p.room_yuan * presence) + training
        fen = 100.0 * yuan / np.maximum(structure.district_population, 1.0)
        levers.add("running_fen", p.purse_share * fen)
        levers.add("general_fen", (1.0 - p.purse_share) * fen)
