"""What a mechanism may touch. The only bridge between mechanisms and behaviour.

Every lever declares how several mechanisms combine on it, so their order never matters: hours and money add up,
independent removals multiply what is left, presences take the largest value, delays the shortest. Chances of success,
satisfaction, trust and the arrival of needs are no levers: a mechanism changes structure, never an outcome.

A lever is declared once: the parameter it starts from and the column `lever_NAME` of the agents it acts on follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.columns import Column
from sim.errors import Fault, InputError, nearest, words_allowed
from sim.former_names import LEVERS as FORMER

ADD = "add"
REMOVE = "remove"
RAISE = "raise"
LOWER = "lower"
COMMUNITY = "community"
TOWNSHIP = "township"
DISTRICT = "district"
PLACE = "place"
NEUTRAL: Mapping[str, float] = MappingProxyType({ADD: 0.0, REMOVE: 1.0, RAISE: 0.0, LOWER: np.inf})
"""What leaves everything as it is, by how a lever combines: where levers start, and what one without base moves."""

COMBINED: Mapping[str, np.ufunc] = MappingProxyType(
    {ADD: np.add, REMOVE: np.multiply, RAISE: np.maximum, LOWER: np.minimum}
)
"""How a lever moves its base, by how it combines."""

ROUNDING = 1e-9
"""By how much sums and quotients may miss a limit."""


@dataclass(frozen=True)
class Lever:
    """One thing a mechanism may move.

    Attributes:
        name: Name used in mechanism files.
        level: Where it acts: community, township, district or place (one value).
        combine: add, remove (a share is taken off what is left), raise (largest) or lower (smallest).
        unit: Unit of what it moves; removals are shares of it.
        doc: What it is, as a label.
        doc_zh: The same in Chinese.
        base: Parameter of the scenario it starts from, by dotted path; several where `at` puts them together.
        at: The base in an agent of the level, from that agent (or all of them as arrays) and the parameters.
        column: Whether agents of the level have today's value as column `lever_NAME`; the others steps of the day read.
    """

    name: str
    level: str
    combine: str
    unit: str
    doc: str
    doc_zh: str
    base: str | tuple[str, ...] = ()
    at: Callable[..., Any] | None = None
    column: bool = True

    @property
    def parameters(self) -> tuple[str, ...]:
        """Dotted paths of the parameters it starts from."""
        return (self.base,) if isinstance(self.base, str) else self.base

    @property
    def sentence(self) -> str:
        """What it is, as documents say it."""
        return f"{self.doc[0].upper()}{self.doc[1:]}."

    def start(self, scenario: Any, agents: Any) -> Any:
        """What holds where no mechanism moves the lever: its base, or the neutral value.

        Args:
            scenario: The scenario.
            agents: One agent of the level, or their population.
        """
        if not self.base:
            return NEUTRAL[self.combine]
        numbers = [attrgetter(path)(scenario) for path in self.parameters]
        return self.at(agents, *numbers) if self.at else numbers[0]


LEVERS: tuple[Lever, ...] = (
    Lever(
        "issue_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "committee hours for issues",
        "居（村）委会办件工时",
        column=False,
    ),
    Lever(
        "routine_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "hours of new posts for routine services",
        "新增岗位用于日常服务的工时",
        column=False,
    ),
    Lever(
        "abolished_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "administrative tasks that nobody needed",
        "无人需要而取消的行政事务",
        column=False,
    ),
    Lever(
        "to_township_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "administrative tasks that townships do instead",
        "改由镇街承担的行政事务",
        column=False,
    ),
    Lever(
        "to_district_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "administrative tasks that departments do instead",
        "改由区县部门承担的行政事务",
        column=False,
    ),
    Lever(
        "online_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "administrative tasks that go online",
        "改为线上办理的行政事务",
        column=False,
    ),
    Lever(
        "bought_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "administrative tasks that contractors are paid for",
        "向承接方购买的行政事务",
        column=False,
    ),
    Lever(
        "lost_registered",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that a hand-over loses a registered request",
        "已登记诉求移交时丢失的概率",
        base="hand_over.lost_registered_share",
    ),
    Lever(
        "lost_unregistered",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that a hand-over loses an unregistered request",
        "未登记诉求移交时丢失的概率",
        base="hand_over.lost_unregistered_share",
    ),
    Lever(
        "followed_up",
        COMMUNITY,
        RAISE,
        "share",
        "hand-overs that the office that sends follows up by a call",
        "移交单位电话跟进的移交比例",
    ),
    Lever(
        "delay_days",
        COMMUNITY,
        LOWER,
        "days",
        "mean days of a hand-over",
        "移交平均用时（天）",
        base=("hand_over.delay_days", "hand_over.delay_remote_days"),
        at=lambda place, days, remote: days + remote * place.remote,
    ),
    Lever(
        "misrouted",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that a request goes to a wrong department",
        "分派有误的概率",
        base=("intake.misrouted_town", "intake.misrouted_village"),
        at=lambda place, town, village: village + (town - village) * place.urban_share,
    ),
    Lever(
        "unregistered",
        COMMUNITY,
        REMOVE,
        "share",
        "factor on the chance of staying unregistered",
        "不予登记概率的系数",
    ),
    Lever(
        "registering_hours",
        COMMUNITY,
        ADD,
        "hours",
        "hours to register a request",
        "登记一件诉求所需工时",
        base="intake.registering_hours",
    ),
    Lever(
        "seen",
        COMMUNITY,
        RAISE,
        "0-1",
        "how visible an overdue issue is from above",
        "超期事项对上级的可见程度",
        base="closing.seen_by_statistics",
    ),
    Lever("goes_up", COMMUNITY, RAISE, "0-1", "overdue issues go up by themselves", "超期事项自动升级"),
    Lever(
        "rating_online",
        COMMUNITY,
        RAISE,
        "share",
        "chance that a resident with access rates a closing",
        "线上反映者评价办理结果的概率",
        base="closing.checked_share",
    ),
    Lever(
        "rating_other",
        COMMUNITY,
        RAISE,
        "share",
        "chance that another resident is asked about a closing",
        "其他居民被回访的概率",
        base="closing.checked_share",
    ),
    Lever(
        "online_awareness",
        COMMUNITY,
        RAISE,
        "share",
        "residents with access who know the online service",
        "线上渠道知晓率",
        base="voice.online_awareness_share",
    ),
    Lever(
        "nobody",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that nobody owns a request of a resident from elsewhere",
        "人户分离居民的诉求无人认领的概率",
        base="intake.nobody_responsible_share",
    ),
    Lever(
        "protected", COMMUNITY, RAISE, "share", "committee hours protected for routine work", "为日常工作保留的工时占比"
    ),
    Lever(
        "visit_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "hours of patrol and visits per working day",
        "每工作日巡查走访工时",
        base="intake.visit_hours_per_1000",
        at=lambda place, hours: hours * place.population / 1000.0,
    ),
    Lever(
        "visits_key",
        COMMUNITY,
        RAISE,
        "ratio",
        "further visits to homes of key groups that records point to",
        "信息指引下对重点人群家庭增加的走访",
    ),
    Lever("visits_other", COMMUNITY, REMOVE, "share", "visits to other homes", "对其他家庭的走访"),
    Lever(
        "volunteer_visits",
        COMMUNITY,
        RAISE,
        "share",
        "volunteers' unused hours that become home visits",
        "志愿者空闲工时转为入户探访的比例",
    ),
    Lever(
        "client_farmers",
        COMMUNITY,
        RAISE,
        "share",
        "large farmers who are clients of a linked team",
        "种养大户中联动小组服务对象的比例",
    ),
    Lever(
        "client_owners",
        COMMUNITY,
        RAISE,
        "share",
        "business owners who are clients of a linked team",
        "企业主中联动小组服务对象的比例",
    ),
    Lever(
        "client_others",
        COMMUNITY,
        RAISE,
        "share",
        "other residents who are clients of a linked team",
        "其他居民中联动小组服务对象的比例",
    ),
    Lever(
        "client_visits",
        COMMUNITY,
        RAISE,
        "hours per 1,000 clients and working day",
        "contact visits to clients",
        "对联动小组服务对象的联系走访",
    ),
    Lever(
        "client_ledger",
        COMMUNITY,
        RAISE,
        "share",
        "clients' requests that the linked team writes into its ledger",
        "联动小组将服务对象诉求记入台账的比例",
    ),
    Lever(
        "client_clock",
        COMMUNITY,
        REMOVE,
        "share",
        "factor on the time limit of each tier for clients' requests",
        "服务对象诉求各级办理期限的系数",
    ),
    Lever(
        "client_watched",
        COMMUNITY,
        RAISE,
        "share",
        "how closely the ledger is watched: overdue requests of clients are noticed, and clients are asked "
        "about closings",
        "台账督办程度：超期可见，办结后回访服务对象",
    ),
    Lever(
        "team_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "hours of the linked team (an extra office) per working day",
        "联动小组每工作日工时",
    ),
    Lever(
        "referral",
        COMMUNITY,
        RAISE,
        "0-1",
        "referral among committee, social workers and organisations",
        "社区、社工与社会组织之间的转介",
    ),
    Lever(
        "lines_key",
        COMMUNITY,
        RAISE,
        "share",
        "further welfare and dispute issues of key groups that social workers take",
        "社工新增承接重点人群诉求的比例",
    ),
    Lever(
        "lines",
        COMMUNITY,
        RAISE,
        "share",
        "further welfare and dispute issues social workers take",
        "社工新增承接诉求的比例",
    ),
    Lever(
        "mechanism_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "committee hours that mechanisms ask for",
        "各机制占用的居（村）委会工时",
    ),
    Lever(
        "counter_online_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "counter duty that goes online",
        "改为线上办理的窗口事务",
        column=False,
    ),
    Lever(
        "counter_to_township_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "what is left of it for the township's centre",
        "线上办理后由镇街中心承担的窗口事务",
        column=False,
    ),
    Lever("enquiries", COMMUNITY, REMOVE, "share", "enquiries that still come to the counter", "仍到窗口咨询的比例"),
    Lever(
        "counter_km", COMMUNITY, LOWER, "km", "way to the nearest service counter", "到最近服务窗口的距离", column=False
    ),
    Lever(
        "duplicates",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that a request reported twice becomes two rows of work",
        "另经其他渠道形成重复件的概率",
        base="intake.island_share",
    ),
    Lever(
        "reentry",
        COMMUNITY,
        REMOVE,
        "hours",
        "hours of entering a request again after a hand-over",
        "移交后重复录入工时",
        base="intake.reentry_hours",
    ),
    Lever(
        "refusal",
        COMMUNITY,
        REMOVE,
        "share",
        "chance that the next department refuses",
        "下一部门推诿的概率",
        base="work.refusal_share",
    ),
    Lever("double_check", COMMUNITY, RAISE, "share", "finished work that the office itself re-checks", "办后复核比例"),
    Lever(
        "patrol_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "hours of patrol that finds unsafe places only",
        "安全巡查工时",
    ),
    Lever(
        "police_hours",
        COMMUNITY,
        ADD,
        "hours per week",
        "hours of the community police on its beat",
        "社区民警在辖区的工时",
        column=False,
    ),
    Lever(
        "mediator_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "mediators' and lawyers' hours",
        "调解员与律师的工时",
        column=False,
    ),
    Lever(
        "volunteer_hours",
        COMMUNITY,
        ADD,
        "hours per day",
        "volunteers' hours fit for issues",
        "可用于办件的志愿者工时",
        column=False,
    ),
    Lever(
        "giving_hours",
        COMMUNITY,
        ADD,
        "hours per day",
        "further hours that people give, not for issues",
        "无偿投入中不用于办件的工时",
        column=False,
    ),
    Lever(
        "led_volunteers",
        COMMUNITY,
        ADD,
        "persons",
        "registered volunteers whom social workers lead",
        "由社工带领的注册志愿者",
        column=False,
    ),
    Lever(
        "able_volunteer",
        COMMUNITY,
        RAISE,
        "share",
        "further environment and welfare issues volunteers take",
        "志愿者新增承接诉求的比例",
    ),
    Lever(
        "able_volunteer_key",
        COMMUNITY,
        RAISE,
        "share",
        "further care issues of key groups that volunteers take",
        "志愿者新增承接重点人群照护诉求的比例",
    ),
    Lever(
        "able_police",
        COMMUNITY,
        RAISE,
        "share",
        "further safety issues the community police takes",
        "民警新增承接安全事项的比例",
    ),
    Lever("able_mediator", COMMUNITY, RAISE, "share", "further disputes mediators take", "调解员新增承接纠纷的比例"),
    Lever(
        "able_organisation",
        COMMUNITY,
        RAISE,
        "share",
        "further issues organisations of the field take",
        "社会组织新增承接诉求的比例",
    ),
    Lever("time_bank", COMMUNITY, RAISE, "0-1", "time bank: volunteering earns credit for own needs", "时间银行"),
    Lever(
        "courtyard_hours",
        COMMUNITY,
        ADD,
        "hours per day",
        "residents' own hours in courtyard committees per day",
        "院落自治组织每日工时",
    ),
    Lever(
        "council_slots",
        COMMUNITY,
        ADD,
        "issues per month",
        "matters a deliberation council can take per month",
        "协商议事会每月可议事项数",
    ),
    Lever("council_hours", COMMUNITY, RAISE, "hours", "length of a deliberation council", "一次协商议事会的时长"),
    Lever(
        "estate_effort",
        COMMUNITY,
        RAISE,
        "0-1",
        "how many owners of unmanaged estates are asked to organise",
        "无物业小区业主的动员程度",
    ),
    Lever(
        "training_hours",
        COMMUNITY,
        ADD,
        "hours per head and year",
        "supervised training of committee staff, hours per head and year",
        "人均年培训工时",
    ),
    Lever(
        "pay",
        COMMUNITY,
        ADD,
        "ratio to mean",
        "pay of committee staff above the mean",
        "社区工作者待遇高出平均水平的幅度",
    ),
    Lever(
        "advertising",
        COMMUNITY,
        ADD,
        "per year",
        "rate at which advertisements teach the service number",
        "宣传使居民知晓服务热线的年率",
    ),
    Lever("ties_gain", COMMUNITY, ADD, "per year", "growth of neighbourhood ties per year", "邻里纽带的年增量"),
    Lever(
        "teaching_hours",
        COMMUNITY,
        ADD,
        "hours per working day",
        "hours of teaching good habits and reminding of them",
        "文明习惯宣讲与提醒的工时",
    ),
    Lever("awareness_gain", COMMUNITY, ADD, "per year", "growth of legal awareness per year", "法律意识的年增量"),
    Lever(
        "meeting_slots",
        TOWNSHIP,
        ADD,
        "issues per month",
        "issues a joint meeting of departments decides per month",
        "联席会议每月可议定的件数",
    ),
    Lever(
        "outreach",
        TOWNSHIP,
        RAISE,
        "share",
        "unused hours of social workers and organisations that become home visits",
        "社工与社会组织空闲工时转为入户走访的比例",
    ),
    Lever(
        "organisation_cases",
        TOWNSHIP,
        RAISE,
        "share",
        "organisations' hours that go to residents' cases",
        "社会组织工时中用于居民个案的比例",
        base="staff.organisation_issue_share",
    ),
    Lever("workers", TOWNSHIP, ADD, "persons", "further social workers at work in the station", "新增社工"),
    Lever(
        "worker_training",
        TOWNSHIP,
        ADD,
        "hours per head and year",
        "supervised training of social workers",
        "社工人均年培训工时",
        column=False,
    ),
    Lever(
        "township_hours",
        TOWNSHIP,
        ADD,
        "hours per working day",
        "township hours for issues",
        "镇街办件工时",
        column=False,
    ),
    Lever(
        "ranked",
        TOWNSHIP,
        RAISE,
        "0-1",
        "townships are ranked every month by how they handle issues",
        "镇街每月按办件情况排名",
    ),
    Lever(
        "reporting_hours",
        TOWNSHIP,
        ADD,
        "hours per working day",
        "hours of reporting for the ranking; a township at its end reports twice as much",
        "排名填报工时（垫底者加倍）",
        column=False,
    ),
    Lever(
        "worker_hours",
        TOWNSHIP,
        ADD,
        "hours per working day",
        "case hours of social workers",
        "社工个案工时",
        column=False,
    ),
    Lever(
        "district_hours",
        DISTRICT,
        ADD,
        "hours per working day",
        "district hours for issues",
        "区县办件工时",
        column=False,
    ),
    Lever(
        "justice_hours",
        DISTRICT,
        ADD,
        "hours per working day",
        "hours of the department of police and justice",
        "公安司法部门工时",
        column=False,
    ),
    Lever(
        "running_fen",
        DISTRICT,
        ADD,
        "fen per resident and year",
        "running costs paid out of the district purse",
        "由区县账上支付的运行经费",
        column=False,
    ),
    Lever(
        "general_fen",
        DISTRICT,
        ADD,
        "fen per resident and year",
        "staff and rooms paid out of the districts' general budget",
        "由区县一般预算支付的人员与场所经费",
        column=False,
    ),
    Lever(
        "purchase_fen",
        DISTRICT,
        ADD,
        "fen per resident and year",
        "purchases paid out of the district purse",
        "由区县账上支付的购买服务经费",
        column=False,
    ),
    Lever(
        "balance_region",
        PLACE,
        RAISE,
        "0-1",
        "how far money follows need instead of fiscal capacity",
        "经费按需求而非财力分配的程度",
        column=False,
    ),
    Lever(
        "balance_rural",
        PLACE,
        RAISE,
        "0-1",
        "how far a rural resident counts like an urban one",
        "农村居民与城镇居民同等计算的程度",
        column=False,
    ),
    Lever(
        "floor_fen",
        PLACE,
        RAISE,
        "fen per resident and year",
        "least money of a community",
        "社区经费下限",
        column=False,
    ),
    Lever(
        "even_quarters",
        PLACE,
        RAISE,
        "0-1",
        "money in even quarters, kept over the year's end",
        "经费按季均衡拨付并可跨年结转",
        column=False,
    ),
    Lever(
        "entry_threshold",
        PLACE,
        REMOVE,
        "share",
        "registered capital asked of new organisations",
        "新设社会组织的注册资金要求",
        column=False,
    ),
    Lever(
        "tax_relief",
        PLACE,
        RAISE,
        "share",
        "tax on organisations' income that is forgiven",
        "社会组织收入减免的税",
        column=False,
    ),
    Lever(
        "proposals",
        COMMUNITY,
        ADD,
        "projects per year",
        "public-benefit projects put forward to sponsors",
        "向资助方申报的公益项目",
        column=False,
    ),
    Lever(
        "pooled_fen",
        COMMUNITY,
        ADD,
        "fen per resident and year",
        "money that units and firms of a place pool",
        "辖区单位与企业统筹的经费",
        column=False,
    ),
    Lever(
        "building_share",
        COMMUNITY,
        RAISE,
        "share",
        "how far the shortfall of service rooms is to be built",
        "服务用房缺口的拟建比例",
        column=False,
    ),
    Lever(
        "capital_fen",
        DISTRICT,
        ADD,
        "fen per resident and year",
        "capital money for building service rooms",
        "服务用房建设经费",
        column=False,
    ),
)

BY_NAME: Mapping[str, Lever] = MappingProxyType({lever.name: lever for lever in LEVERS})
"""The levers by name, fixed when this file is loaded: a lever that nothing in the model reads cannot be added."""

WAYS: Mapping[str, str] = MappingProxyType({ADD: "add", REMOVE: "remove", RAISE: "raise_to", LOWER: "lower_to"})
"""The method that moves a lever, by how it combines."""

MISUSES = ("GZ034", "GZ035")
"""Codes of a lever that does not exist and of one moved in another way than its own."""


def lever_columns(level: str) -> dict[str, Column]:
    """The columns that agents of a level have for today's levers, by name."""
    return {
        f"lever_{lever.name}": Column(
            np.float64, unit=lever.unit, doc=lever.sentence, default=0.0 if lever.base else NEUTRAL[lever.combine]
        )
        for lever in LEVERS
        if lever.column and lever.level == level
    }


class Levers:
    """The levers of one day: neutral until mechanisms move them.

    Attributes:
        values: Name to array, one value per row of the lever's level.
    """

    def __init__(self, n_rows: Mapping[str, int]) -> None:
        """Makes neutral levers.

        Args:
            n_rows: Rows of each level (community, township, district, place).
        """
        self.by_name = BY_NAME
        self.n_rows = dict(n_rows)
        self.values: dict[str, np.ndarray] = {}
        self.reset()

    def reset(self) -> None:
        """Puts every lever back to neutral: nothing added, nothing removed, nothing present, no delay shortened."""
        for lever in BY_NAME.values():
            self.values[lever.name] = np.full(self.n_rows[lever.level], NEUTRAL[lever.combine])

    def write(self, scenario: Any, agents: Mapping[str, Any]) -> None:
        """Writes today's values into the columns `lever_NAME`: each base, moved as far as mechanisms have moved it.

        Args:
            scenario: The scenario.
            agents: Population of each level that has columns.
        """
        for lever in self.by_name.values():
            if lever.column:
                rows = agents[lever.level]
                COMBINED[lever.combine](
                    lever.start(scenario, rows), self.values[lever.name], out=rows.column(f"lever_{lever.name}")
                )

    def _lever(self, name: str) -> Lever:
        lever = BY_NAME.get(name)
        if lever is None:
            near = FORMER.get(name) or nearest(str(name), BY_NAME)
            raise InputError(Fault("GZ034", found=str(name), allowed=words_allowed(BY_NAME), nearest=near))
        return lever

    def _checked(self, name: str, combine: str, amount: np.ndarray | float) -> np.ndarray:
        lever = self._lever(name)
        if lever.combine != combine:
            facts = {"way": f"levers.{WAYS[combine]}"}
            raise InputError(Fault("GZ035", found=name, allowed=f"levers.{WAYS[lever.combine]}", facts=facts))
        amount = np.broadcast_to(np.asarray(amount, float), (self.n_rows[lever.level],))
        if not np.isfinite(amount).all():
            raise ValueError(f"lever {name!r} got a value that is not finite")
        return amount

    def add(self, name: str, amount: np.ndarray | float) -> None:
        """Adds hours or money (negative: takes away).

        Args:
            name: An additive lever.
            amount: One value, or one per row of the lever's level, in its unit.

        Raises:
            InputError: There is no such lever, or it is moved in another way; so for the other three.
        """
        amount = self._checked(name, ADD, amount)
        self.values[name] += amount

    def remove(self, name: str, share: np.ndarray | float) -> None:
        """Removes a share (0-1) of what other mechanisms have left.

        Raises:
            ValueError: A share outside 0-1.
        """
        share = self._checked(name, REMOVE, share)
        if (share < -ROUNDING).any() or (share > 1.0 + ROUNDING).any():
            raise ValueError(f"lever {name!r}: a removed share must lie between 0 and 1")
        self.values[name] *= 1.0 - np.clip(share, 0.0, 1.0)

    def raise_to(self, name: str, value: np.ndarray | float) -> None:
        """Raises a presence or reach to at least a value; a share is no larger than 1.

        Raises:
            ValueError: A share or presence above 1.
        """
        value = self._checked(name, RAISE, value)
        if self.by_name[name].unit in ("share", "0-1"):
            if (value > 1.0 + ROUNDING).any():
                raise ValueError(f"lever {name!r}: a share must lie between 0 and 1")
            value = np.minimum(value, 1.0)
        np.maximum(self.values[name], value, out=self.values[name])

    def lower_to(self, name: str, value: np.ndarray | float, where: np.ndarray) -> None:
        """Shortens a delay to at most a value.

        Args:
            name: A lever moved by 'lower'.
            value: One value, or one per row.
            where: Rows it acts on, boolean.
        """
        value = np.where(where, self._checked(name, LOWER, value), np.inf)
        np.minimum(self.values[name], value, out=self.values[name])

    def __getitem__(self, name: str) -> np.ndarray:
        """The combined value of a lever, one per row."""
        return self.values[self._lever(name).name]
