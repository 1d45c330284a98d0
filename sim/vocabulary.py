"""The words of the field as enumerations, each with its English and Chinese label.

Every table, figure and message names a tier, a setting or a category through these classes, so a label is
written once. The numbers are the codes stored in the columns; they never change their meaning.
"""

from __future__ import annotations

from enum import IntEnum


class Word(IntEnum):
    """A coded word with an English and a Chinese label."""

    label: str
    label_zh: str

    def __new__(cls, code: int, label: str, label_zh: str) -> Word:
        """Makes a member from its code and its two labels."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.label_zh = label_zh
        return member

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


class Category(Word):
    """What an issue is about; the 22 classes of the Chongqing platform map onto these eight."""

    FACILITY = 0, "public facilities and repair", "公共设施维修"
    ENVIRONMENT = 1, "environment and sanitation", "环境卫生"
    PROPERTY = 2, "property management and parking", "物业停车"
    DISPUTE = 3, "neighbour disputes", "邻里纠纷"
    WELFARE = 4, "welfare and care", "福利照护"
    SAFETY = 5, "public safety", "公共安全"
    CERTIFICATE = 6, "certificates and administrative requests", "证明办事"
    FARMING = 7, "farming and livelihood", "农业生计"


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

    COUNTER = 0, "counter", "柜台"
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


class DeskKind(Word):
    """The desks an issue can lie on. A desk has its own hours and its own queue."""

    COMMITTEE = 0, "committee", "居（村）委会"
    VOLUNTEER = 1, "volunteers", "志愿者"
    MANAGER = 2, "property manager", "物业"
    POLICE = 3, "community police", "社区民警"
    MEDIATOR = 4, "mediators", "调解员"
    TEAM = 5, "linked team", "联动小组"
    TOWNSHIP = 6, "township office", "镇街办"
    SOCIAL_WORKER = 7, "social work station", "社工站"
    ORGANISATION = 8, "social organisations", "社会组织"
    CIVIL_AFFAIRS = 9, "civil affairs", "民政"
    HOUSING = 10, "housing and construction", "住建"
    CITY_MANAGEMENT = 11, "city management and environment", "城管环保"
    TRANSPORT = 12, "transport and water", "交通水务"
    AGRICULTURE = 13, "agriculture", "农业"
    JUSTICE = 14, "police and justice", "公安司法"
    SOCIAL_SECURITY = 15, "social security and health", "社保卫健"
    MUNICIPAL = 16, "municipal office", "市级部门"


class State(Word):
    """Where an issue stands. Failed work and paper closing are kept apart (both count as closed)."""

    LATENT = 0, "latent need", "潜在需求"
    IN_TRANSIT = 1, "in transit", "流转中"
    QUEUED = 2, "waiting for work", "待办"
    WAITING_MONEY = 3, "waiting for money", "待资金"
    WAITING_HOLDER = 4, "nobody responsible yet", "无人管"
    LOST_ON_BOOK = 5, "lost on the way, still on the book", "途中丢失在册"
    RESOLVED = 6, "resolved", "已解决"
    FAILED = 7, "worked on without success, closed as done", "办而未成"
    NOMINAL = 8, "closed on paper", "形式办结"
    LOST = 9, "lost", "杳无音讯"


class Region(Word):
    """The four regions of the municipality used in comparisons; another place names its own."""

    MAIN_CITY = 0, "main city", "主城区"
    WEST = 1, "west", "渝西"
    NORTHEAST = 2, "north-east", "渝东北"
    SOUTHEAST = 3, "south-east", "渝东南"


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


DEPARTMENT_KINDS = (
    DeskKind.CIVIL_AFFAIRS,
    DeskKind.HOUSING,
    DeskKind.CITY_MANAGEMENT,
    DeskKind.TRANSPORT,
    DeskKind.AGRICULTURE,
    DeskKind.JUSTICE,
    DeskKind.SOCIAL_SECURITY,
)
"""The district's departments, in the order of their desks."""

CLOSED_STATES = (State.RESOLVED, State.FAILED, State.NOMINAL)
"""States that the office's own book shows as closed (办结)."""

COMMON_CATEGORIES = (Category.FACILITY, Category.ENVIRONMENT, Category.PROPERTY)
"""Categories whose cause is shared with neighbours, so that several may complain of one cause."""
