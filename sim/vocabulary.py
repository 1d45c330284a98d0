"""The words of the field as enumerations, each with its English and Chinese label.

Every table, figure and message names a tier, a setting or a category through these classes, so a label is
written once. The numbers are the codes stored in the columns; they never change their meaning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Self

from sim.words import Sentence, Words


class Word(IntEnum):
    """A coded word with an English and a Chinese label."""

    label: str
    label_zh: str

    def __new__(cls, code: int, label: str, label_zh: str, row: object = None) -> Self:
        """Makes a member from its code, its two labels and, where there is a table of its kind, its row."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.label_zh = label_zh
        member.__dict__["row"] = row
        return member

    @property
    def words(self) -> Sentence:
        """Its label in both languages."""
        return Sentence(self.label, self.label_zh)

    @property
    def key(self) -> str:
        """The word as it is written in tables and scenarios: lower case with underscores."""
        return self.name.lower()


class Tier(Word):
    """The four tiers of government that can hold an issue."""

    COMMUNITY = 0, "community", "社区"
    TOWNSHIP = 1, "township or street", "镇街"
    DISTRICT = 2, "district or county", "区县"
    MUNICIPALITY = 3, "municipality", "市"


class Setting(Word):
    """What kind of place a community is."""

    URBAN = 0, "urban", "城市"
    RURAL = 1, "rural", "农村"
    MIXED = 2, "mixed", "农居混居"


class Group(Word):
    """The group a resident belongs to; one group each, the most particular first."""

    ORDINARY = 0, "ordinary residents", "普通居民"
    OLDER = 1, "older residents", "老年人"
    FAMILY = 2, "families with children or youths", "儿童青少年家庭"
    DISABLED = 3, "disabled residents", "残障人士"
    LOW_INCOME = 4, "low-income residents", "低保低收入"
    FLOATING = 5, "floating residents", "流动人口"
    FARMER = 6, "large-scale farmers", "种养大户"
    OWNER = 7, "business owners", "企业主"


class Disposition(Word):
    """The resident's stance towards common affairs (paper, section 3.2.3); engaged is the sixth, the rest."""

    ENGAGED = 0, "engaged", "积极参与"
    MONEY_FIRST = 1, "money first", "物欲化"
    INDIFFERENT = 2, "indifferent", "冷漠化"
    AGITATED = 3, "agitated", "躁动化"
    IRRESPONSIBLE = 4, "irresponsible", "无责任化"
    INSINCERE = 5, "insincere", "虚假化"


class Channel(Word):
    """The way a request reaches an office."""

    COUNTER = 0, "counter", "窗口"
    PHONE = 1, "telephone", "电话"
    ONLINE = 2, "online", "线上"
    GRID_WORKER = 3, "grid worker at the door", "网格员上门"
    HOTLINE = 4, "hotline", "热线"
    PETITION = 5, "petition", "信访"


class Helper(Word):
    """Who besides the committee is able to take an issue over inside the community."""

    NONE = 0, "nobody else", "无"
    VOLUNTEER = 1, "volunteer", "志愿者"
    MANAGER = 2, "property manager", "物业"
    POLICE = 3, "community police", "社区民警"
    MEDIATOR = 4, "mediator", "调解员"
    SOCIAL_WORKER = 5, "social worker", "社工"
    ORGANISATION = 6, "social organisation", "社会组织"
    TEAM = 7, "linked team", "联动小组"


@dataclass(frozen=True)
class DeskRow:
    """One row of the table of desks. Desks at places of one tier follow each other, the office's own first.

    Attributes:
        place: Each place of this tier has one such desk; the municipality has one for each district.
        tier: Tier of the office it belongs to, whose authority and purse it has; that of its place where not given.
        department: It is a department of the district.
        helps: It takes issues over from the committee.
        specialist: Those who work there are specialists for what they take.
        works_daily: It works on days off too.
    """

    place: Tier
    tier: Tier | None = None
    department: bool = False
    helps: bool = False
    specialist: bool = False
    works_daily: bool = False


class DeskKind(Word):
    """The desks an issue can lie on. A desk has its own hours and its own queue."""

    row: DeskRow

    @classmethod
    def at(cls, place: Tier) -> tuple[DeskKind, ...]:
        """The desks of one place of a tier, in the order of their rows there.

        Args:
            place: Community, township or district.
        """
        return tuple(kind for kind in cls if kind.row.place is place)

    COMMITTEE = 0, "committee", "居（村）委会", DeskRow(Tier.COMMUNITY)
    VOLUNTEER = 1, "volunteers", "志愿者", DeskRow(Tier.COMMUNITY, helps=True, works_daily=True)
    MANAGER = 2, "property manager", "物业", DeskRow(Tier.COMMUNITY, helps=True)
    POLICE = 3, "community police", "社区民警", DeskRow(Tier.COMMUNITY, helps=True, works_daily=True, specialist=True)
    MEDIATOR = 4, "mediators", "调解员", DeskRow(Tier.COMMUNITY, helps=True, specialist=True)
    TEAM = 5, "linked team", "联动小组", DeskRow(Tier.COMMUNITY, helps=True)
    TOWNSHIP = 6, "township office", "镇街办", DeskRow(Tier.TOWNSHIP)
    SOCIAL_WORKER = (
        7,
        "social work station",
        "社工站",
        DeskRow(Tier.TOWNSHIP, tier=Tier.COMMUNITY, helps=True, specialist=True),
    )
    ORGANISATION = 8, "social organisations", "社会组织", DeskRow(Tier.TOWNSHIP, tier=Tier.COMMUNITY, helps=True)
    CIVIL_AFFAIRS = 9, "civil affairs", "民政", DeskRow(Tier.DISTRICT, department=True)
    HOUSING = 10, "housing and construction", "住建", DeskRow(Tier.DISTRICT, department=True)
    CITY_MANAGEMENT = 11, "city management and environment", "城管环保", DeskRow(Tier.DISTRICT, department=True)
    TRANSPORT = 12, "transport and water", "交通水务", DeskRow(Tier.DISTRICT, department=True)
    AGRICULTURE = 13, "agriculture", "农业", DeskRow(Tier.DISTRICT, department=True)
    JUSTICE = 14, "police and justice", "公安司法", DeskRow(Tier.DISTRICT, department=True)
    SOCIAL_SECURITY = 15, "social security and health", "社保卫健", DeskRow(Tier.DISTRICT, department=True)
    MUNICIPAL = 16, "municipal office", "市级部门", DeskRow(Tier.DISTRICT, tier=Tier.MUNICIPALITY)


DEPARTMENT_KINDS = tuple(kind for kind in DeskKind if kind.row.department)
"""The district's departments, in the order of their desks."""


class Field(Word):
    """What a kind of request asks of social organisations: the fields of service that can take it over."""

    NONE = 0, "no field", "无"
    WELFARE = 1, "elder care and charity", "养老慈善"
    DISPUTE = 2, "harmony", "和谐共建"
    ENVIRONMENT = 3, "convenience services", "便民服务"
    FARMING = 4, "farm income and technology", "增收农技"


class NeedsOfGroups(Word):
    """Which groups of residents have more needs of a category than others."""

    ALIKE = 0, "all groups alike", "各群体相同"
    CARE = 1, "older, disabled and low-income residents", "老年、残障、低收入者"
    FARMING = 2, "large-scale farmers", "种养大户"


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    """One row of the table of categories: how the rules treat a category, and its default numbers.

    A new category is one more member of `Category` with its row. Rules read the row as `kind`; whoever is able to
    help, where the hazard comes from and who leads is said nowhere else.

    Attributes:
        leads: The department in the lead, or two of them of which `lead_first_share` chooses.
        helper: Who is usually able to take an issue over besides the committee.
        managed_estates_only: The helper serves estates with a property manager only.
        needs_rooms: The helper needs service rooms.
        volunteers: Volunteers whom mechanisms enable may take it over; likewise `police`, `mediators`,
            `social_workers`.
        field: The fields of social organisations that serve it.
        shared: Neighbours share its cause and may join a complaint.
        agreeable: Neighbours can settle it by agreement, in a courtyard committee or a council.
        visible: Patrols see it more easily.
        patrolled: Patrols for unsafe places find it.
        renews: A repair that costs money renews the infrastructure.
        mediated: It is a quarrel between parties: settling it takes trust in who mediates, a failed settlement goes
            up or breaks out again.
        asks_for_places: Older residents may ask for a care place.
        by_groups: Which groups have more such needs.
        from_condition: Needs grow with lost infrastructure condition; likewise `from_unmanaged` with estates without
            manager, `from_mixed` with residents registered elsewhere and with lost ties, `from_floating` with
            floating residents.
        conflict: The paper's survey names it among conflicts: garbage, parking, neighbours (section 3.1.2).
        service: The place supplies a service in it; care, disputes and safety stand in other capacities.
        risk: Residents' feeling of safety hangs on it (paper, section 3.1.1).
        mix_town: Default of `needs.mix_town`; so with all further numbers. Mixes are divided by their sum.
    """

    leads: tuple[DeskKind, ...]
    helper: Helper = Helper.NONE
    managed_estates_only: bool = False
    needs_rooms: bool = False
    volunteers: bool = False
    police: bool = False
    mediators: bool = False
    social_workers: bool = False
    field: Field = Field.NONE
    shared: bool = False
    agreeable: bool = False
    visible: bool = False
    patrolled: bool = False
    renews: bool = False
    mediated: bool = False
    asks_for_places: bool = False
    by_groups: NeedsOfGroups = NeedsOfGroups.ALIKE
    from_condition: bool = False
    from_unmanaged: bool = False
    from_mixed: bool = False
    from_floating: bool = False
    conflict: bool = False
    service: bool = False
    risk: bool = False
    mix_town: float
    mix_village: float
    self_solve: float
    lead_first_share: float = 1.0
    work_hours: float
    work_sigma: float
    authority_community: float
    authority_township: float
    authority_district: float
    helper_town: float = 0.0
    helper_village: float = 0.0
    success: float
    money_share: float = 0.0
    cost: float = 0.0
    cost_sigma: float = 0.0
    severity: float = 1.0

    @property
    def traits(self) -> dict[str, float]:
        """What is no parameter of a scenario, as numbers that kernels read: codes, and 1 for yes."""
        lead = [DEPARTMENT_KINDS.index(kind) for kind in self.leads]
        codes = {
            "lead": lead[0],
            "second_lead": lead[-1],
            "helper": self.helper,
            "field": self.field,
            "by_groups": self.by_groups,
        }
        yes = {f.name: getattr(self, f.name) for f in fields(self) if f.type == "bool"}
        return {name: float(value) for name, value in (codes | yes).items()}


class Category(Word):
    """What an issue is about; the 22 classes of the Chongqing platform map onto these."""

    row: CategoryRow

    FACILITY = (
        0,
        "public facilities and repair",
        "公共设施维修",
        CategoryRow(
            leads=(DeskKind.HOUSING, DeskKind.TRANSPORT),
            lead_first_share=0.7,
            shared=True,
            visible=True,
            renews=True,
            from_condition=True,
            service=True,
            mix_town=0.27,
            mix_village=0.27,
            self_solve=-2.35,
            work_hours=5.0,
            work_sigma=0.9,
            authority_community=0.48,
            authority_township=0.36,
            authority_district=0.14,
            success=0.59,
            money_share=0.60,
            cost=2500.0,
            cost_sigma=1.4,
        ),
    )
    ENVIRONMENT = (
        1,
        "environment and sanitation",
        "环境卫生",
        CategoryRow(
            leads=(DeskKind.CITY_MANAGEMENT,),
            helper=Helper.VOLUNTEER,
            volunteers=True,
            field=Field.ENVIRONMENT,
            shared=True,
            agreeable=True,
            visible=True,
            from_unmanaged=True,
            conflict=True,
            service=True,
            mix_town=0.18,
            mix_village=0.14,
            self_solve=-1.25,
            work_hours=4.0,
            work_sigma=0.8,
            authority_community=0.60,
            authority_township=0.29,
            authority_district=0.10,
            helper_town=0.10,
            helper_village=0.05,
            success=0.56,
            money_share=0.25,
            cost=1200.0,
            cost_sigma=1.2,
        ),
    )
    PROPERTY = (
        2,
        "property management and parking",
        "物业停车",
        CategoryRow(
            leads=(DeskKind.HOUSING,),
            helper=Helper.MANAGER,
            managed_estates_only=True,
            shared=True,
            agreeable=True,
            from_unmanaged=True,
            conflict=True,
            service=True,
            mix_town=0.18,
            mix_village=0.03,
            self_solve=-1.45,
            work_hours=8.0,
            work_sigma=0.9,
            authority_community=0.56,
            authority_township=0.29,
            authority_district=0.14,
            helper_town=0.45,
            helper_village=0.05,
            success=0.39,
            money_share=0.30,
            cost=2000.0,
            cost_sigma=1.2,
            severity=0.5,
        ),
    )
    DISPUTE = (
        3,
        "neighbour disputes",
        "邻里纠纷",
        CategoryRow(
            leads=(DeskKind.JUSTICE,),
            helper=Helper.MEDIATOR,
            needs_rooms=True,
            mediators=True,
            social_workers=True,
            field=Field.DISPUTE,
            agreeable=True,
            mediated=True,
            from_mixed=True,
            conflict=True,
            risk=True,
            mix_town=0.13,
            mix_village=0.16,
            self_solve=-0.55,
            work_hours=12.0,
            work_sigma=0.9,
            authority_community=0.80,
            authority_township=0.16,
            authority_district=0.04,
            helper_town=0.10,
            helper_village=0.15,
            success=0.68,
        ),
    )
    WELFARE = (
        4,
        "welfare and care",
        "福利照护",
        CategoryRow(
            leads=(DeskKind.CIVIL_AFFAIRS, DeskKind.SOCIAL_SECURITY),
            lead_first_share=0.5,
            helper=Helper.SOCIAL_WORKER,
            needs_rooms=True,
            volunteers=True,
            social_workers=True,
            field=Field.WELFARE,
            asks_for_places=True,
            by_groups=NeedsOfGroups.CARE,
            mix_town=0.10,
            mix_village=0.17,
            self_solve=-0.95,
            work_hours=8.0,
            work_sigma=0.9,
            authority_community=0.55,
            authority_township=0.33,
            authority_district=0.11,
            helper_town=0.25,
            helper_village=0.08,
            success=0.59,
            money_share=0.35,
            cost=800.0,
            cost_sigma=0.8,
            severity=2.0,
        ),
    )
    SAFETY = (
        5,
        "public safety",
        "公共安全",
        CategoryRow(
            leads=(DeskKind.JUSTICE,),
            helper=Helper.POLICE,
            police=True,
            visible=True,
            patrolled=True,
            from_floating=True,
            risk=True,
            mix_town=0.09,
            mix_village=0.06,
            self_solve=-2.35,
            work_hours=6.0,
            work_sigma=0.8,
            authority_community=0.52,
            authority_township=0.31,
            authority_district=0.16,
            helper_town=0.45,
            helper_village=0.25,
            success=0.44,
            money_share=0.1,
            cost=1500.0,
            cost_sigma=1.2,
            severity=2.0,
        ),
    )
    CERTIFICATE = (
        6,
        "certificates and administrative requests",
        "证明办事",
        CategoryRow(
            leads=(DeskKind.SOCIAL_SECURITY,),
            service=True,
            mix_town=0.05,
            mix_village=0.06,
            self_solve=-20.0,
            work_hours=1.5,
            work_sigma=0.5,
            authority_community=0.60,
            authority_township=0.30,
            authority_district=0.10,
            success=0.90,
            severity=0.5,
        ),
    )
    FARMING = (
        7,
        "farming and livelihood",
        "农业生计",
        CategoryRow(
            leads=(DeskKind.AGRICULTURE,),
            helper=Helper.ORGANISATION,
            needs_rooms=True,
            field=Field.FARMING,
            by_groups=NeedsOfGroups.FARMING,
            service=True,
            mix_town=0.0,
            mix_village=0.11,
            self_solve=-0.95,
            work_hours=4.0,
            work_sigma=0.9,
            authority_community=0.55,
            authority_township=0.32,
            authority_district=0.12,
            helper_village=0.05,
            success=0.49,
            money_share=0.35,
            cost=1800.0,
            cost_sigma=1.2,
        ),
    )

    @classmethod
    def defaults(cls, name: str) -> dict[str, float]:
        """The default of a parameter by category: its column of the table; a mix is divided by its sum.

        Args:
            name: Name of a number of `CategoryRow`.
        """
        numbers = {category.key: getattr(category.row, name) for category in cls}
        total = math.fsum(numbers.values()) if name.startswith("mix_") else 1.0
        return {key: number / total for key, number in numbers.items()}

    @classmethod
    def where(cls, trait: str) -> tuple[Category, ...]:
        """The categories that have a trait.

        Args:
            trait: Name of a yes-or-no column of `CategoryRow`.
        """
        return tuple(category for category in cls if getattr(category.row, trait))


class State(Word):
    """Where an issue stands. Failed work and nominal closing are kept apart (both count as closed)."""

    LATENT = 0, "latent need", "潜在需求"
    IN_TRANSIT = 1, "in transit", "流转中"
    QUEUED = 2, "waiting for work", "待办"
    WAITING_MONEY = 3, "waiting for money", "待资金"
    WAITING_HOLDER = 4, "nobody responsible yet", "无人管"
    LOST_ON_BOOK = 5, "lost on the way, still on the register", "途中丢失在册"
    RESOLVED = 6, "resolved", "已解决"
    FAILED = 7, "worked on without success, closed as done", "办而未成"
    NOMINAL = 8, "nominally closed", "形式办结"
    DROPPED = 9, "dropped unanswered", "杳无音讯"


class HoursUse(Word):
    """What the hours of an office go to."""

    ADMINISTRATIVE = 0, "administrative tasks", "行政事务"
    MEETINGS = 1, "meetings and campaigns", "会议专项"
    COUNTER = 2, "counter duty and routine services", "窗口与日常服务"
    LEAVE = 3, "leave and vacancy", "休假缺员"
    EMERGENCY_DUTY = 4, "emergency duty", "应急值守"
    ENQUIRIES = 5, "enquiries", "咨询"
    INTAKE = 6, "registering and triage", "登记分流"
    WORK = 7, "work on issues", "办理"
    HAND_OVER = 8, "passing on", "移交"
    VISITS = 9, "visits and patrol", "走访巡查"
    LENT = 10, "lent to another office", "支援"
    MECHANISM = 11, "asked for by mechanisms", "机制占用"
    IDLE = 12, "not used", "空闲"
    NEW_TASKS = 13, "new tasks in place of those handed back", "减负后新增任务"
    MOVED_UP = 14, "tasks taken over from communities", "承接社区移交事务"
    OTHER = 15, "other duties", "其他职责"
    SAVED = 16, "saved for later days", "结转备用"
    REPORTING = 17, "reporting for a ranking", "排名填报"


class HoursOrigin(Word):
    """Where hours come from."""

    PAID = 0, "paid as a matter of course", "常规在岗工时"
    BEYOND_PAY = 1, "beyond paid hours, as fitted", "在岗之外的工时（拟合）"
    LENT = 2, "lent by the township", "镇街支援"
    MECHANISM = 3, "brought by mechanisms", "机制带来"
    PURCHASED = 4, "bought with public money", "政府购买"
    FEES = 5, "paid from owners' fees", "物业费支付"
    GIVEN = 6, "given without pay", "无偿投入"
    SPONSORED = 7, "paid by sponsors", "社会资助"


class Bearer(Word):
    """Whoever has hours to give, and what else becomes of work that communities no longer do."""

    COMMITTEE = 0, "committees", "居（村）委会"
    TEAM = 1, "linked teams", "联动小组"
    VOLUNTEER = 2, "volunteers", "志愿者"
    RESIDENT = 3, "residents in councils and courtyard committees", "参与协商与院落自治的居民"
    MANAGER = 4, "property managers", "物业"
    POLICE = 5, "community police", "社区民警"
    MEDIATOR = 6, "mediators and lawyers", "调解员与律师"
    TOWNSHIP = 7, "township offices", "镇街"
    SOCIAL_WORKER = 8, "social workers", "社工"
    ORGANISATION = 9, "social organisations", "社会组织"
    DISTRICT = 10, "district departments", "区县部门"
    MUNICIPALITY = 11, "municipal office", "市级部门"
    NOBODY = 12, "nobody: abolished", "无人承担：已取消"
    ONLINE = 13, "online services", "线上服务"
    CONTRACTOR = 14, "contractors", "承接方（购买）"


CLOSED_STATES = (State.RESOLVED, State.FAILED, State.NOMINAL)
"""States that the office's own register shows as closed (办结)."""

UNITS = Words(
    {
        "": ("", ""),
        "0-1": ("0-1", "0—1"),
        "GB": ("GB", "GB"),
        "ISO date": ("ISO date", "日期"),
        "beds per 10,000 residents": ("beds per 10,000 residents", "张床位／万人"),
        "complaints per 1,000 residents and year": ("complaints per 1,000 residents and year", "件／千人·年"),
        "conflicts per 1,000 residents and year": ("conflicts per 1,000 residents and year", "件／千人·年"),
        "cost units": ("cost units", "成本单位"),
        "cost units per km": ("cost units per km", "成本单位／千米"),
        "day of the run": ("day of the run", "模拟日序"),
        "days": ("days", "天"),
        "days per resident and year": ("days per resident and year", "天／人·年"),
        "difference of shares": ("difference of shares", "比例之差"),
        "exponent": ("exponent", "指数"),
        "factor": ("factor", "倍数"),
        "firms per 1,000 residents": ("firms per 1,000 residents", "家／千人"),
        "hand-overs": ("hand-overs", "次"),
        "hours": ("hours", "小时"),
        "hours a week": ("hours a week", "小时／周"),
        "hours a year": ("hours a year", "小时／年"),
        "hours per 1,000 members and week": ("hours per 1,000 members and week", "小时／千名成员·周"),
        "hours per 1,000 residents and day": ("hours per 1,000 residents and day", "小时／千人·日"),
        "hours per 1,000 residents and week": ("hours per 1,000 residents and week", "小时／千人·周"),
        "hours per 1,000 residents and year": ("hours per 1,000 residents and year", "小时／千人·年"),
        "hours per volunteer and month": ("hours per volunteer and month", "小时／志愿者·月"),
        "hours per 1,000 clients and working day": ("hours per 1,000 clients and working day", "小时／千名对象·工作日"),
        "hours per client and month": ("hours per client and month", "小时／对象·月"),
        "hours per client and year": ("hours per client and year", "小时／对象·年"),
        "hours per community and month": ("hours per community and month", "小时／社区·月"),
        "hours per community and week": ("hours per community and week", "小时／社区·周"),
        "hours per firm and month": ("hours per firm and month", "小时／单位·月"),
        "hours per grid and week": ("hours per grid and week", "小时／网格·周"),
        "hours per household and year": ("hours per household and year", "小时／户·年"),
        "hours per head and month": ("hours per head and month", "小时／人·月"),
        "hours per head and year": ("hours per head and year", "小时／人·年"),
        "hours per hour of members": ("hours per hour of members", "小时／成员工时"),
        "hours per member and month": ("hours per member and month", "小时／成员·月"),
        "hours per month": ("hours per month", "小时／月"),
        "hours per party and month": ("hours per party and month", "小时／方·月"),
        "hours per request": ("hours per request", "小时／件"),
        "hours per resident and day": ("hours per resident and day", "小时／人·日"),
        "hours per week": ("hours per week", "小时／周"),
        "hours per week and 1,000 residents": ("hours per week and 1,000 residents", "小时／周·千人"),
        "hours per year": ("hours per year", "小时／年"),
        "households per grid": ("households per grid", "户／网格"),
        "index": ("index", "指数值"),
        "issues": ("issues", "件"),
        "issues per 1,000 residents and year": ("issues per 1,000 residents and year", "件／千人·年"),
        "issues per community and month": ("issues per community and month", "件／社区·月"),
        "issues per meeting": ("issues per meeting", "件／次会议"),
        "issues per month": ("issues per month", "件／月"),
        "km": ("km", "千米"),
        "log days": ("log days", "天（对数）"),
        "log hours": ("log hours", "小时（对数）"),
        "log residents": ("log residents", "居民数（对数）"),
        "log yuan": ("log yuan", "元（对数）"),
        "logit": ("logit", "对数优势"),
        "logit per sd": ("logit per sd", "对数优势／标准差"),
        "losses per hand-over": ("losses per hand-over", "件／次流转"),
        "m2": ("m2", "平方米"),
        "m2 per 1,000 residents": ("m2 per 1,000 residents", "平方米／千人"),
        "m2 per household": ("m2 per household", "平方米／户"),
        "matters per 1,000 residents and year": ("matters per 1,000 residents and year", "项／千人·年"),
        "matters per council": ("matters per council", "项／次协商"),
        "months": ("months", "月"),
        "names": ("names", "名称"),
        "needs per 1,000 residents and year": ("needs per 1,000 residents and year", "项需求／千人·年"),
        "needs per resident and year": ("needs per resident and year", "项需求／人·年"),
        "open cases": ("open cases", "在办个案"),
        "open issues per 1,000 residents": ("open issues per 1,000 residents", "件在办／千人"),
        "organisations": ("organisations", "家社会组织"),
        "owners": ("owners", "位业主"),
        "parties": ("parties", "方"),
        "per 1,000 residents and year": ("per 1,000 residents and year", "／千人·年"),
        "per 10,000 residents": ("per 10,000 residents", "／万人"),
        "per hour per 1,000 residents and day": ("per hour per 1,000 residents and day", "／小时·千人·日"),
        "per need": ("per need", "／项需求"),
        "per post and year": ("per post and year", "／岗位·年"),
        "per quarter": ("per quarter", "／季"),
        "per year": ("per year", "／年"),
        "person-times": ("person-times", "人次"),
        "persons": ("persons", "人"),
        "persons per hour": ("persons per hour", "人／小时"),
        "persons per 1,000 residents": ("persons per 1,000 residents", "人／千人"),
        "persons per 1,000 urban residents": ("persons per 1,000 urban residents", "人／千名城镇居民"),
        "persons per 10,000 residents": ("persons per 10,000 residents", "人／万人"),
        "persons per 100,000 residents": ("persons per 100,000 residents", "人／十万人"),
        "persons per household": ("persons per household", "人／户"),
        "persons per million residents": ("persons per million residents", "人／百万人"),
        "projects per community and year": ("projects per community and year", "个项目／社区·年"),
        "quarters": ("quarters", "季度"),
        "ratio": ("ratio", "比值"),
        "ratio to mean": ("ratio to mean", "与均值之比"),
        "requests per 1,000 residents and year": ("requests per 1,000 residents and year", "件／千人·年"),
        "requests per resident and year": ("requests per resident and year", "件／人·年"),
        "residents per 1,000 residents and year": ("residents per 1,000 residents and year", "人／千人·年"),
        "residents per member": ("residents per member", "居民／成员"),
        "rows per 1,000 residents and year": ("rows per 1,000 residents and year", "件／千人·年"),
        "runs": ("runs", "次运行"),
        "score": ("score", "分"),
        "score per log km": ("score per log km", "分／千米（对数）"),
        "score per log ratio": ("score per log ratio", "分／比值（对数）"),
        "share": ("share", "比例"),
        "share of all residents per year": ("share of all residents per year", "占全体居民比例／年"),
        "share of the distance to 1": ("share of the distance to 1", "占距 1 差额的比例"),
        "share of trust": ("share of trust", "占信任的比例"),
        "share per month": ("share per month", "比例／月"),
        "share per quarter": ("share per quarter", "比例／季"),
        "share per ratio": ("share per ratio", "比例／比值"),
        "share per unit of ties": ("share per unit of ties", "比例／单位纽带"),
        "share per year": ("share per year", "比例／年"),
        "stock": ("stock", "存量"),
        "times": ("times", "次"),
        "word": ("word", "文字"),
        "working days": ("working days", "工作日"),
        "years": ("years", "年"),
        "yes or no": ("yes or no", "是或否"),
        "yuan": ("yuan", "元"),
        "yuan a year": ("yuan a year", "元／年"),
        "yuan per community and year": ("yuan per community and year", "元／社区·年"),
        "yuan per firm and year": ("yuan per firm and year", "元／单位·年"),
        "yuan per head and year": ("yuan per head and year", "元／人·年"),
        "yuan per hour": ("yuan per hour", "元／小时"),
        "yuan per hour and head": ("yuan per hour and head", "元／小时·人"),
        "yuan per issue": ("yuan per issue", "元／件"),
        "yuan per item": ("yuan per item", "元／项"),
        "yuan per m2": ("yuan per m2", "元／平方米"),
        "yuan per m2 and year": ("yuan per m2 and year", "元／平方米·年"),
        "yuan per resident": ("yuan per resident", "元／人"),
        "yuan per resident and year": ("yuan per resident and year", "元／人·年"),
    }
)
"""Units of parameters and measures, by their English wording."""


def unit_of(unit: str) -> Sentence:
    """A unit in both languages.

    Args:
        unit: Its English wording; one that is not known, as a package of somebody else's may have, stays English.
    """
    return UNITS[unit] if unit in UNITS else Sentence(unit, unit)


def in_brackets(unit: str) -> Sentence:
    """A unit in brackets, to stand after a number; nothing for no unit.

    Args:
        unit: Its English wording.
    """
    known = unit_of(unit)
    return Sentence(f" ({known.en})", f"（{known.zh}）") if unit else known


STOCKS = (*(f"trust_{tier.key}" for tier in Tier), "backlog", "posts")
"""Stocks that a run notes at the end of every year: mean trust in each tier, open issues per 1,000 residents, posts
gained per 10,000 residents."""
