"""3+1 linkage (“3+1”联动, paper, section 2.3.1)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import AT_ONCE, Mechanism, MechanismParameters, part_given
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class ThreePlusOneParameters(MechanismParameters):
    """Who is a client and what each tier gives."""

    farmer_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="种养大户结对率",
        source=ASSUMED,
        doc=T("Share of large-scale farmers who are clients.", "种养大户中结对对象的比例。"),
    )
    owner_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="企业主结对率",
        source=ASSUMED,
        doc=T("Share of business owners who are clients.", "企业主中结对对象的比例。"),
    )
    resident_share: float = parameter(
        0.02,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社区群众结对率",
        source=ASSUMED,
        doc=T("Share of other residents who are clients.", "其他居民中结对对象的比例。"),
    )
    visit_hours_per_month: float = parameter(
        0.05,
        unit="hours per client and month",
        low=0.0,
        high=4.0,
        zh="走访工时",
        source=T(
            "assumed; half an hour a month for a household of 2.8 persons, a third of the months",
            "假设值；2.8 人之户每月半小时，三分之一的月份有走访",
        ),
        doc=T("Contact visits, which reach clients only.", "联系走访，仅限服务对象。"),
    )
    case_hours_per_year: float = parameter(
        1.2,
        unit="hours per client and year",
        low=0.0,
        high=40.0,
        zh="办理工时",
        source=T(
            "assumed; a tenth of a request reported and a tenth found on visits a year, half of them quick, the "
            "others at some nine hours with travel; a third more in reserve",
            "假设值；每年提出与走访发现的诉求各十分之一件，一半为简易件，其余每件含路途约九小时；另留三分之一余量",
        ),
        doc=T("Hours set aside for clients' issues and the ledger.", "为结对对象的诉求与台账预留的工时。"),
    )
    ledger_share: float = parameter(
        1.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="台账登记率",
        source=T("the team keeps a ledger (paper, section 2.3.1)", "建立台账（论文第 2.3.1 节）"),
        doc=T(
            "Clients' requests that the team writes into its ledger, as long as it has hours for it.",
            "联动小组在有工时的情况下记入台账的服务对象诉求比例。",
        ),
    )
    limit_cut: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=0.9,
        zh="限时缩短比例",
        source=T(
            "solved within a time limit (paper, section 2.3.1); size assumed",
            "限时解决（论文第 2.3.1 节）；大小为假设值",
        ),
        doc=T(
            "By how much the ledger shortens the usual limit of the tier that must decide.",
            "台账对有权层级通常办理期限的缩短比例。",
        ),
    )
    watched_share: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="台账督办程度",
        source=ASSUMED,
        doc=T(
            "How closely the team watches its ledger: overdue requests are visible above, and clients are "
            "asked about closings, out of the team's hours.",
            "联动小组督办台账的程度：超期为上级所见，并以小组工时就办结情况回访服务对象。",
        ),
    )
    village_part: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="村社承担占比",
        source=ASSUMED,
        doc=T("Part of a team's hours that the village or community cadre gives.", "小组工时中由村社干部投入的部分。"),
    )
    township_part: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="镇街承担占比",
        source=ASSUMED,
        doc=T(
            "Part that the township cadre gives; the district cadre gives the rest.",
            "由镇街干部投入的部分；其余由区县干部投入。",
        ),
    )
    most_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="承担上限",
        source=ASSUMED,
        doc=T(
            "Largest share of an office's issue hours that teams can take.", "联动小组最多占用一个单位诉求工时的比例。"
        ),
    )


class ThreePlusOne(Mechanism):
    """Gives each client a team of one district, one township and one village cadre that carries the client's issues.

    The team has an own queue and the authority of all three tiers, and need not hand over. It writes clients' requests
    into a ledger, which sets a limit for the tier that must decide and is watched. All its hours come out of the issue
    hours of the three offices; contact visits, which reach clients only, are paid from them first. No outcome
    evaluation of the mechanism is known, so every number here is an assumption.
    """

    id = "three_plus_one"
    name = "3+1 linkage"
    name_zh = "“3+1”联动"
    what_zh = "为每个对象配备由区县、镇街、村社各一名干部组成的小组，负责其全部诉求。"
    section = "2.3.1"
    horizon = AT_ONCE
    Parameters = ThreePlusOneParameters
    parameters: ThreePlusOneParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves clients to teams and hours from the three offices to the teams."""
        p = self.parameters
        here = presence > 0.0
        levers.raise_to("client_farmers", np.where(here, p.farmer_share * presence, 0.0))
        levers.raise_to("client_owners", np.where(here, p.owner_share * presence, 0.0))
        levers.raise_to("client_others", np.where(here, p.resident_share * presence, 0.0))
        counts = structure.group_counts
        farmers, owners = counts[:, 6], counts[:, 7]
        others = structure.population - farmers - owners
        clients = presence * (p.farmer_share * farmers + p.owner_share * owners + p.resident_share * others)
        visits = clients * p.visit_hours_per_month * 12.0 / structure.working_days_per_year
        wanted = visits + clients * p.case_hours_per_year / structure.working_days_per_year
        from_village = np.minimum(wanted * p.village_part, p.most_share * structure.issue_hours)
        from_township = self._shared(
            structure.by_township, structure.township_hours, structure.township, wanted * p.township_part
        )
        from_district = self._shared(
            structure.by_district,
            structure.district_hours,
            structure.district,
            wanted * max(0.0, 1.0 - p.village_part - p.township_part),
        )
        given = from_village + from_township + from_district
        visiting = np.minimum(visits, given)
        levers.add("mechanism_hours", from_village)
        levers.add("township_hours", -structure.by_township(from_township))
        levers.add("district_hours", -structure.by_district(from_district))
        levers.raise_to(
            "client_visits", np.divide(1000.0 * visiting, clients, out=np.zeros_like(clients), where=clients > 0.0)
        )
        levers.add("team_hours", given - visiting)
        levers.raise_to("client_ledger", p.ledger_share * here)
        levers.remove("client_clock", p.limit_cut * here)
        levers.raise_to("client_watched", p.watched_share * here)

    def _shared(self, total_by, office_hours: np.ndarray, row: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """What an upper office gives to each community's team: what is wanted, cut to its largest share."""
        asked = total_by(wanted)
        granted = np.minimum(asked, self.parameters.most_share * office_hours)
        return wanted * part_given(granted, asked)[row]
