"""More, better paid and better trained community workers (社区服务队伍建设, paper, sections 4.4.2 and 2.1.4)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class WorkforceParameters(MechanismParameters):
    """Posts, pay, training and what they cost."""

    heads_per_1000: float = parameter(
        0.10,
        unit="persons per 1,000 residents",
        low=0.0,
        high=5.0,
        zh="每千人新增岗位",
        source=ASSUMED,
        doc=T("New posts at mean fiscal capacity.", "平均财力下新增的岗位。"),
    )
    issue_share: float = parameter(
        0.8,
        unit="share",
        low=0.0,
        high=1.0,
        zh="新增岗位诉求占比",
        source=ASSUMED,
        doc=T(
            "Share of a new post's hours that goes to issues; the rest goes to routine services.",
            "新增岗位工时中用于诉求的比例；其余用于日常服务。",
        ),
    )
    wage_yuan: float = parameter(
        60000.0,
        unit="yuan per head and year",
        low=0.0,
        high=500000.0,
        zh="人均用工成本",
        source=ASSUMED,
        doc=T("Cost of a post, and the mean that better pay is above.", "一个岗位的费用，也是加薪所参照的均值。"),
    )
    pay_share: float = parameter(
        0.03,
        unit="share",
        low=0.0,
        high=1.0,
        zh="加薪幅度",
        source=ASSUMED,
        doc=T("Pay above the mean, at mean fiscal capacity.", "平均财力下高于均值的薪酬幅度。"),
    )
    training_hours: float = parameter(
        16.0,
        unit="hours per head and year",
        low=0.0,
        high=400.0,
        zh="年培训工时",
        source=T(
            "paper, section 4.4.2 (管理、考核、培训); two days a year assumed",
            "论文第 4.4.2 节（管理、考核、培训）；每年两天为假设值",
        ),
        doc=T(
            "Supervised training and assessment of committee staff, within issue hours.",
            "居（村）委会人员的督导培训与考核，计入诉求工时。",
        ),
    )
    worker_hours: float = parameter(
        16.0,
        unit="hours per head and year",
        low=0.0,
        high=400.0,
        zh="社工督导工时",
        source=ASSUMED,
        doc=T("Supervised training of social workers.", "社工的督导培训。"),
    )
    trainer_yuan: float = parameter(
        10.0,
        unit="yuan per hour and head",
        low=0.0,
        high=1000.0,
        zh="培训单价",
        source=ASSUMED,
        doc=T("Cost of trainers for an hour of training of one person.", "为一人培训一小时的讲师费用。"),
    )
    most_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="培训工时上限",
        source=ASSUMED,
        doc=T(
            "Largest share of a committee's issue hours that training can take.",
            "培训最多占用居（村）委会诉求工时的比例。",
        ),
    )


class Workforce(Mechanism):
    """Hires, pays and trains community workers out of the district's purse.

    Posts and pay follow fiscal capacity, because wages are paid from local money: a rich district hires more. Training
    takes hours now and gives skill over years. Wages leave less money for requests that need money.
    """

    id = "workforce"
    name = "community workforce"
    name_zh = "社区服务队伍建设"
    what_zh = "用区县经费招聘社区工作者、提高待遇并开展培训。"
    section = "4.4.2"
    horizon = GROWN
    Parameters = WorkforceParameters
    parameters: WorkforceParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Adds posts, pay and training, and charges wages and trainers to the district's purse."""
        p = self.parameters
        means = presence * structure.fiscal_capacity
        heads = means * p.heads_per_1000 * structure.population / 1000.0
        levers.add("issue_hours", heads * p.issue_share * structure.hours_per_head)
        levers.add("routine_hours", heads * (1.0 - p.issue_share) * structure.hours_per_head)
        levers.add("pay", p.pay_share * means)
        asked = presence * structure.staff * p.training_hours / structure.working_days_per_year
        taken = np.minimum(asked, p.most_share * structure.issue_hours)
        levers.add("mechanism_hours", taken)
        yearly = taken * structure.working_days_per_year
        levers.add("training_hours", yearly / np.maximum(structure.staff, 1.0))
        covered = self._share_of_township(structure, presence)
        levers.add("worker_training", p.worker_hours * covered)
        levers.add("worker_hours", -covered * structure.n_workers * p.worker_hours / structure.working_days_per_year)
        wages = p.wage_yuan * (heads + p.pay_share * means * structure.staff) + p.trainer_yuan * yearly
        workers = np.bincount(
            structure.district_of_township,
            minlength=len(structure.district_hours),
            weights=covered * structure.n_workers * p.worker_hours * p.trainer_yuan,
        )
        levers.add(
            "running_fen",
            100.0 * (structure.by_district(wages) + workers) / np.maximum(structure.district_population, 1.0),
        )

    def _share_of_township(self, structure: Structure, presence: np.ndarray) -> np.ndarray:
        """Presence in each township, by residents."""
        return structure.by_township(presence * structure.population) / np.maximum(structure.township_population, 1.0)
