"""Linkage of community, social organisations and social workers (三社联动, paper, sections 2.2.1 and 4.3.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, ShareSum, parameter
from sim.structure import Structure
from sim.words import T


class ThreeSocietyLinkageParameters(MechanismParameters):
    """Who bears what communities hand back, what the three give each other, and what linking them costs."""

    share_sums = (ShareSum(("moved_up_part", "online_part", "bought_part")),)

    burden_share: float = parameter(
        0.40,
        unit="share",
        low=0.0,
        high=1.0,
        zh="减负比例",
        source=T(
            "community burden cut by over 40 % (paper, section 2.2.1)", "社区负担减少 40% 以上（论文第 2.2.1 节）"
        ),
        doc=T(
            "Share of administrative hours that the task list and access rule take off communities.",
            "任务清单与准入制度从社区移出的行政工时比例。",
        ),
    )
    moved_up_part: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="上移占比",
        source=T(
            "assumed; the list says what departments may no longer pass down (paper, section 2.2.1)",
            "假设值；目录与准入制度规定部门不得再下放的事项（论文第 2.2.1 节）",
        ),
        doc=T(
            "Part of it that townships and departments do in hours of their own, which they then lack.",
            "其中改由镇街与部门以自身工时承担的部分，其工时相应减少。",
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
            "Part of what moves up that townships do; departments of the district do the rest.",
            "上移事务中由镇街承担的部分；其余由区县部门承担。",
        ),
    )
    online_part: float = parameter(
        0.15,
        unit="share",
        low=0.0,
        high=1.0,
        zh="转为线上占比",
        source=ASSUMED,
        doc=T("Part of it that records and forms online do.", "其中改由线上台账与表单完成的部分。"),
    )
    online_yuan: float = parameter(
        10.0,
        unit="yuan per hour",
        low=0.0,
        high=1000.0,
        zh="线上运维单价",
        source=ASSUMED,
        doc=T(
            "Upkeep of the online service for each hour of tasks that it does, out of the district's purse.",
            "线上服务每承担一小时事务所需的运维费用，出自区县诉求经费。",
        ),
    )
    bought_part: float = parameter(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        zh="购买占比",
        source=ASSUMED,
        doc=T(
            "Part of it that contractors are paid for, out of the district's purse. The rest is abolished: reports "
            "of the same figures to several offices, ledgers, plaques and appraisals that nobody uses. A diary of "
            "hours by task, kept before and after the list, measures it: what no office does afterwards is "
            "abolished.",
            "其中向承接方购买的部分，出自区县诉求经费。其余予以取消：向多个部门重复上报的报表，以及无人使用的台账、挂牌"
            "与考核评比。可用清单实施前后按事项记录的工时日志测量：此后无任何单位再做的即为取消。",
        ),
    )
    price_yuan: float = parameter(
        60.0,
        unit="yuan per hour",
        low=1.0,
        high=1000.0,
        zh="服务单价",
        source=ASSUMED,
        doc=T("Price of an hour that a contractor takes over.", "承接方承担一小时事务的价格。"),
    )
    outreach_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="平台：入户走访占比",
        source=T(
            "assumed, like committees' unused hours; the community is the platform (paper, section 2.2.1)",
            "假设值，与居（村）委会空闲工时相同；社区为平台（论文第 2.2.1 节）",
        ),
        doc=T(
            "Platform: share of the unused hours of social workers and organisations that become visits to homes, "
            "because the community tells them whom to visit. They find welfare needs and disputes only.",
            "平台：社工与社会组织的空闲工时中，因社区提供走访对象而转为入户走访的比例；只能发现福利需求与纠纷。",
        ),
    )
    referral: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="平台：转介",
        source=T("assumed; the three are linked (paper, section 4.3.2)", "假设值；三方联动（论文第 4.3.2 节）"),
        doc=T(
            "Platform: a case that finds social workers full goes on to an organisation without another hand-over; "
            "above 0 it does.",
            "平台：社工满负荷时个案直接转介社会组织，不再移交；大于 0 即可转介。",
        ),
    )
    programme_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="载体：项目个案占比",
        source=T("assumed; service programmes of section 4.3.2", "假设值；第 4.3.2 节的服务项目"),
        doc=T(
            "Carriers: share of organisations' hours in programmes that take residents' cases, at the price of their "
            "other activities.",
            "载体：社会组织工时中用于承接居民个案的服务项目的比例，其他活动相应减少。",
        ),
    )
    able_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="载体：项目承接占比",
        source=T("assumed, as for social workers", "假设值，与社工相同"),
        doc=T(
            "Carriers: further share of the issues of their fields that these programmes are able to take.",
            "载体：社会组织服务项目能够承接的本领域诉求的新增比例。",
        ),
    )
    purchase_yuan: float = parameter(
        1.0,
        unit="yuan per resident and year",
        low=0.0,
        high=50.0,
        zh="购买服务",
        source=T(
            "assumed; a quarter of the purchases of 2016 (paper, section 2.1.3)",
            "假设值；2016 年购买服务的四分之一（论文第 2.1.3 节）",
        ),
        doc=T(
            "Further purchases of services, out of the district's purse for issues.",
            "增加的购买服务，出自区县诉求经费。",
        ),
    )
    worker_share: float = parameter(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        zh="社工购买占比",
        source=ASSUMED,
        doc=T(
            "Share of the purchases that pays social workers; the rest is put out to organisations.",
            "购买服务中用于社工的比例；其余向社会组织招标。",
        ),
    )
    wage_yuan: float = parameter(
        60000.0,
        unit="yuan per head and year",
        low=1.0,
        high=500000.0,
        zh="社工人工成本",
        source=ASSUMED,
        doc=T("Cost of a social worker.", "一名社工的费用。"),
    )
    lines_share: float = parameter(
        0.25,
        unit="share",
        low=0.0,
        high=1.0,
        zh="支撑：社工服务线占比",
        source=T("assumed; service lines of section 4.3.2", "假设值；第 4.3.2 节的服务线"),
        doc=T(
            "Support: further share of welfare needs and disputes that social workers take as case managers.",
            "支撑：由社工以个案管理方式承接的福利需求与纠纷的新增比例。",
        ),
    )
    coordination_hours: float = parameter(
        1.5,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="协调工时",
        source=ASSUMED,
        doc=T("Committee hours of coordinating the three.", "居（村）委会协调三方的工时。"),
    )


class ThreeSocietyLinkage(Mechanism):
    """Lets organisations and social workers serve residents through the community, which hands routine tasks back.

    A task list and an access rule take administrative tasks off communities: some nobody needed, the others are done
    by the offices above, online or by contractors (what becomes of freed hours is a rule of the offices). The
    community as platform tells social workers and organisations whom to visit and refers cases among the three.
    Organisations as carriers put hours into programmes, social workers as support manage cases over more service
    lines, as many as their caseload holds. Purchases are paid from the district's purse, coordination from committee
    hours, so villages without organisations may lose.
    """

    id = "three_society_linkage"
    name = "three-society linkage"
    name_zh = "三社联动"
    what_zh = "以社区为平台、社会组织为载体、社工为支撑。"
    section = "2.2.1"
    horizon = GROWN
    Parameters = ThreeSocietyLinkageParameters
    parameters: ThreeSocietyLinkageParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Takes tasks off committees and gives them to their bearers, links the three and pays for both."""
        p = self.parameters
        tasks = p.burden_share * presence * structure.administrative_hours
        online, bought, above = p.online_part * tasks, p.bought_part * tasks, p.moved_up_part * tasks
        levers.add("to_township_hours", above * p.township_part)
        levers.add("to_district_hours", above * (1.0 - p.township_part))
        levers.add("online_hours", online)
        levers.add("bought_hours", bought)
        levers.add("abolished_hours", (1.0 - p.moved_up_part - p.online_part - p.bought_part) * tasks)
        people = np.maximum(structure.district_population, 1.0)
        yuan = structure.by_district(p.online_yuan * online + p.price_yuan * bought) * structure.working_days_per_year
        levers.add("running_fen", 100.0 * yuan / people)
        reached = presence * structure.population
        in_township = structure.by_township(reached)
        share = in_township / np.maximum(structure.township_population, 1.0)
        levers.raise_to("outreach", p.outreach_share * share)
        levers.raise_to("referral", p.referral * presence)
        levers.raise_to("organisation_cases", p.programme_share * share)
        levers.raise_to("able_organisation", p.able_share * presence)
        levers.raise_to("lines", p.lines_share * presence)
        levers.add("mechanism_hours", presence * p.coordination_hours / 5.0)
        paid = 100.0 * p.purchase_yuan * structure.by_district(reached) / people
        levers.add("purchase_fen", paid * (1.0 - p.worker_share))
        levers.add("running_fen", paid * p.worker_share)
        levers.add("workers", p.purchase_yuan * p.worker_share / p.wage_yuan * in_township)
