"""The parameters of the world: where, how much of it, and every assumption made in filling it."""

from __future__ import annotations

from pydantic import field_validator

from sim.scenario.parameter import ASSUMED, CALIBRATED, ParameterGroup, ShareSum, paper, parameter
from sim.scenario.resident_settings import ResidentSettings, number, share
from sim.shipped import place_path
from sim.words import T

LAW_OF_URBAN_COMMITTEES = T("Organic Law of Urban Residents' Committees, article 7", "《城市居民委员会组织法》第 7 条")
LAW_OF_VILLAGE_COMMITTEES = T("Organic Law of Villagers' Committees, article 6", "《村民委员会组织法》第 6 条")

_PERSONS = "persons"

WORKING_YEAR = (1_600.0, 2_000.0, "C")
"""Plausible hours of a full post: 250 working days of 8 hours at most, a fifth less with leave and training (assumed).
"""


class CommunitySettings(ParameterGroup):
    """How large communities are, who works in them, and in what condition they are."""

    size_noise_sigma: float = number(
        0.35,
        "log residents",
        high=1.5,
        zh="社区规模离散度",
        doc=T(
            "Spread of community sizes around the district's mean, on the log.",
            "社区规模围绕区县均值的离散程度，取对数。",
        ),
    )
    committee_cap: int = parameter(
        14_000,
        unit=_PERSONS,
        low=1,
        high=65_535,
        zh="居委会人口上限",
        source=ASSUMED,
        doc=T(
            "Residents above this number in one committee are counted to villages, which become mixed.",
            "一个居委会的居民超过此数时，超出部分计入村，该村即成为农居混居。",
        ),
    )
    mixed_from_urban_share: float = share(
        0.05,
        zh="混居认定城镇人口比重",
        doc=T(
            "A village with at least this share of urban residents counts as mixed.",
            "城市居民占比达到此值的村视为农居混居。",
        ),
    )
    mixed_most_urban_share: float = share(
        0.50,
        high=0.95,
        zh="混居城镇人口比重上限",
        doc=T(
            "Overflow of a committee fills villages of its own township up to this share of urban residents.",
            "居委会超出的人口填入本镇街各村，直至城市居民占比达到此值。",
        ),
    )
    remote_fiscal_capacity: float = number(
        0.75,
        "ratio to mean",
        high=5.0,
        zh="偏远区域财力界线",
        doc=T("A region below this fiscal capacity is remote.", "财力低于此值的片区视为偏远地区。"),
    )
    distance_urban_km: float = number(
        0.5,
        "km",
        high=50.0,
        zh="城市到服务点距离",
        doc=T("Way to the service counter in towns.", "城市居民到服务窗口的路程。"),
    )
    distance_village_km: float = number(
        2.0,
        "km",
        high=50.0,
        zh="农村到服务点距离",
        doc=T("Way to the service counter in villages.", "农村居民到服务窗口的路程。"),
    )
    distance_remote_km: float = number(
        3.0,
        "km",
        high=50.0,
        zh="偏远农村到服务点距离",
        doc=T("Way to the service counter in villages of remote regions.", "偏远地区农村居民到服务窗口的路程。"),
    )
    skill_urban: float = share(
        0.50, zh="城市社区干部能力", doc=T("Skill of committee members in towns.", "城市居委会成员的能力。")
    )
    skill_village: float = share(
        0.41, zh="农村社区干部能力", doc=T("Skill of committee members in villages.", "村委会成员的能力。")
    )
    skill_remote_loss: float = share(
        0.06,
        zh="偏远地区能力差距",
        doc=T(
            "Skill lost in remote regions, where staff is scarce (direction: paper, section 3.2.1).",
            "偏远地区人手缺乏所致的能力差距（方向依据论文第 3.2.1 节）。",
        ),
    )
    condition_urban: float = share(
        0.60, zh="城市设施状况", doc=T("Mean condition of public facilities in towns.", "城市公共设施的平均状况。")
    )
    condition_village: float = share(
        0.50, zh="农村设施状况", doc=T("Mean condition of public facilities in villages.", "农村公共设施的平均状况。")
    )
    condition_noise: float = share(
        0.10,
        zh="设施状况离散度",
        doc=T("Standard deviation of condition between communities.", "社区之间设施状况的标准差。"),
    )
    unmanaged_urban: float = share(
        0.30,
        zh="城市无物业小区比重",
        doc=T("Mean share of town estates without a property manager.", "城市小区中没有物业管理者的平均比例。"),
    )
    unmanaged_noise: float = share(
        0.12,
        zh="无物业比重离散度",
        doc=T(
            "Standard deviation of the unmanaged share between town communities.", "城市社区之间无物业比例的标准差。"
        ),
    )
    managed_village: float = share(
        0.03,
        zh="农村物业覆盖比重",
        doc=T("Share of village homes under a property manager.", "农村住宅中有物业管理的比例。"),
    )
    ties_urban: float = share(
        0.50, zh="城市邻里纽带", doc=T("Mean strength of neighbourhood ties in towns.", "城市邻里纽带的平均强度。")
    )
    ties_village: float = share(
        0.60, zh="农村邻里纽带", doc=T("Mean strength of neighbourhood ties in villages.", "农村邻里纽带的平均强度。")
    )
    ties_noise: float = share(
        0.10,
        zh="邻里纽带离散度",
        doc=T("Standard deviation of ties between communities.", "社区之间邻里纽带的标准差。"),
    )
    awareness: float = share(
        0.30, zh="居民法律意识", doc=T("Mean legal awareness of residents.", "居民法律意识的平均水平。")
    )
    awareness_noise: float = share(
        0.05,
        zh="法律意识离散度",
        doc=T("Standard deviation of legal awareness between communities.", "社区之间法律意识的标准差。"),
    )
    facility_met_urban: float = share(
        0.60,
        zh="城市服务用房达标率",
        doc=T(
            "Chance that a town community's service space meets the standard; split by setting assumed, together "
            "near the 24.5 % of Chongqing communities with a full station.",
            "城市社区服务用房达标的概率；城乡分配为假设值，合计接近重庆 24.5% 的社区有完整服务站这一数字。",
        ),
    )
    facility_met_village: float = share(
        0.12,
        zh="农村服务用房达标率",
        doc=T("Chance that a village's service space meets the standard.", "村服务用房达标的概率。"),
    )
    facility_short_low: float = share(
        0.20,
        zh="未达标用房下限",
        doc=T("Smallest part of the standard where it is not met.", "未达标时，现有面积占标准的最小比例。"),
    )
    facility_short_high: float = share(
        0.90,
        zh="未达标用房上限",
        doc=T("Largest part of the standard where it is not met.", "未达标时，现有面积占标准的最大比例。"),
    )
    facility_minimum_m2: float = number(
        300.0,
        "m2",
        high=5_000.0,
        zh="服务用房最低面积",
        source=paper("4.4.1"),
        doc=T("Smallest service space a community must have.", "社区服务用房的最小面积。"),
    )
    facility_m2_per_household: float = number(
        0.30,
        "m2 per household",
        high=10.0,
        zh="每户服务用房面积",
        source=paper("4.4.1"),
        doc=T("Service space standard, 30 m2 per hundred households.", "服务用房标准，每百户 30 平方米。"),
    )
    household_persons: float = number(
        2.8,
        "persons per household",
        low=1.0,
        high=10.0,
        zh="户均人口",
        plausible=(2.5, 3.1, "C"),
        doc=T("Mean household size.", "户均人口。"),
    )


class StaffSettings(ParameterGroup):
    """Who works in committees, villages and township offices, and where their hours go."""

    share_sums = (
        ShareSum(("meetings_share_urban", "counter_share_urban", "leave_share", "issue_share_least")),
        ShareSum(
            (
                "meetings_share_village",
                "meetings_share_remote",
                "counter_share_village",
                "leave_share",
                "issue_share_least",
            )
        ),
    )

    members_urban_residents_each: float = number(
        900.0,
        "residents per member",
        low=1.0,
        high=10_000.0,
        zh="每名居委会成员服务人口",
        doc=T("Residents per member of an urban committee.", "居委会每名成员服务的居民数。"),
    )
    members_urban_least: int = parameter(
        5,
        unit=_PERSONS,
        low=1,
        high=50,
        zh="居委会成员下限",
        source=LAW_OF_URBAN_COMMITTEES,
        doc=T("Fewest members of an urban committee.", "居委会成员的最少人数。"),
    )
    members_urban_most: int = parameter(
        9,
        unit=_PERSONS,
        low=1,
        high=50,
        zh="居委会成员上限",
        source=LAW_OF_URBAN_COMMITTEES,
        doc=T("Most members of an urban committee.", "居委会成员的最多人数。"),
    )
    members_village_base: float = number(
        3.0,
        _PERSONS,
        high=20.0,
        zh="村委会基本人数",
        doc=T("Members of a village before size counts.", "不计规模时村委会的成员数。"),
    )
    members_village_residents_each: float = number(
        700.0,
        "residents per member",
        low=1.0,
        high=10_000.0,
        zh="每增一名村委会成员对应人口",
        doc=T("Residents per further village member.", "村委会每增加一名成员所对应的居民数。"),
    )
    members_village_least: int = parameter(
        3,
        unit=_PERSONS,
        low=1,
        high=50,
        zh="村委会成员下限",
        source=LAW_OF_VILLAGE_COMMITTEES,
        doc=T("Fewest members of a village committee.", "村委会成员的最少人数。"),
    )
    members_village_most: int = parameter(
        7,
        unit=_PERSONS,
        low=1,
        high=50,
        zh="村委会成员上限",
        source=LAW_OF_VILLAGE_COMMITTEES,
        doc=T("Most members of a village committee.", "村委会成员的最多人数。"),
    )
    contract_workers_per_1000: float = number(
        0.45,
        "persons per 1,000 urban residents",
        high=10.0,
        zh="每千城镇人口专职人员",
        doc=T("Contract workers at mean fiscal capacity.", "平均财力下的专职（聘用）社区工作者。"),
    )
    fiscal_exponent: float = number(
        0.7,
        "exponent",
        high=3.0,
        zh="财力弹性",
        doc=T(
            "How strongly fiscal capacity moves paid staff and social workers.", "财力对专职人员与社工数量的影响强度。"
        ),
    )
    hours_per_member_urban: float = number(
        1_800.0,
        "hours a year",
        high=3_000.0,
        zh="城市成员年工时",
        plausible=WORKING_YEAR,
        doc=T("Paid hours of a member in towns.", "城市居委会成员的带薪工时。"),
    )
    hours_per_member_village: float = number(
        1_500.0,
        "hours a year",
        high=3_000.0,
        zh="农村成员年工时",
        doc=T("Hours of a part-time village member.", "兼职村委会成员的工时。"),
    )
    hours_per_contract_worker: float = number(
        1_800.0,
        "hours a year",
        high=3_000.0,
        zh="专职人员年工时",
        plausible=WORKING_YEAR,
        doc=T("Paid hours of a contract worker.", "专职（聘用）社区工作者的带薪工时。"),
    )
    administrative_share: float = share(
        0.60,
        zh="行政事务工时比重",
        plausible=(0.5, 0.7, "C"),
        doc=T(
            "Mean share of hours that administrative tasks take; near 1,870 recorded tasks a year in two Hubei "
            "communities in 2003.",
            "行政事务占用工时的平均比例；2003 年湖北两个社区每年记录的任务近 1870 项。",
        ),
    )
    administrative_noise: float = share(
        0.02,
        zh="行政事务比重离散度",
        doc=T(
            "Standard deviation of the administrative share between communities.", "社区之间行政事务占用比例的标准差。"
        ),
    )
    administrative_least: float = share(
        0.40, zh="行政事务比重下限", doc=T("Smallest administrative share.", "行政事务占用工时的最小比例。")
    )
    administrative_most: float = share(
        0.80, zh="行政事务比重上限", doc=T("Largest administrative share.", "行政事务占用工时的最大比例。")
    )
    meetings_share_urban: float = share(
        0.10,
        zh="城市会议专项比重",
        doc=T("Share of hours for meetings and campaigns in towns.", "城市社区用于会议与专项工作的工时比例。"),
    )
    meetings_share_village: float = share(
        0.12,
        zh="农村会议专项比重",
        doc=T("Share of hours for meetings and campaigns in villages.", "农村用于会议与专项工作的工时比例。"),
    )
    meetings_share_remote: float = share(
        0.02,
        zh="偏远农村专项加成",
        doc=T("Further share in remote villages, for the poverty campaign.", "偏远农村因脱贫攻坚而增加的占用比例。"),
    )
    counter_share_urban: float = share(
        0.132,
        zh="城市窗口日常服务比重",
        doc=T(
            "Share of hours at the counter and in routine services in towns.", "城市社区用于窗口与日常服务的工时比例。"
        ),
    )
    counter_share_village: float = share(
        0.169,
        zh="农村窗口日常服务比重",
        source=CALIBRATED,
        doc=T(
            "Share of hours at the counter and in routine services in villages.", "农村用于窗口与日常服务的工时比例。"
        ),
    )
    leave_share: float = share(
        0.05, zh="休假缺员比重", doc=T("Share of hours lost to leave and vacancies.", "因休假与缺员而损失的工时比例。")
    )
    issue_share_least: float = share(
        0.01,
        zh="办理事项工时下限",
        doc=T("Share of hours that always remains for issues.", "始终保留用于办理诉求的工时比例。"),
    )
    township_staff_base: float = number(
        16.0,
        _PERSONS,
        high=500.0,
        zh="镇街基本编制",
        doc=T("Staff of a township before size counts.", "不计规模时镇街的工作人员数。"),
    )
    township_staff_per_1000: float = number(
        1.15,
        "persons per 1,000 residents",
        high=20.0,
        zh="每千人镇街编制",
        doc=T("Further township staff by residents.", "镇街按居民数增配的工作人员。"),
    )


class InstitutionSettings(ParameterGroup):
    """Social workers, social organisations, police, property managers and mediators."""

    social_workers_per_10k: float = number(
        0.96,
        "persons per 10,000 residents",
        high=20.0,
        zh="每万人在岗社工",
        source=T(
            "licensed: China Social Work 2017 (327,000); deployed share assumed",
            "持证人数：中国社会工作 2017 年（32.7 万人）；在岗比例为假设值",
        ),
        doc=T(
            "Social workers deployed on cases: 40 % (assumed) of 2.4 licensed per 10,000.",
            "从事个案工作的社工：每万人 2.4 名持证社工的 40%（假设值）。",
        ),
    )
    social_worker_rural_weight: float = share(
        0.3,
        zh="社工配置农村权重",
        doc=T(
            "Weight of a rural resident beside an urban one in allotting social workers.",
            "配置社工时一名农村居民相对于一名城市居民的权重。",
        ),
    )
    social_worker_skill: float = share(0.5, zh="社工能力", doc=T("Skill of a social worker.", "社工的能力。"))
    social_worker_hours: float = number(
        1_780.0,
        "hours a year",
        high=3_000.0,
        zh="社工年工时",
        plausible=WORKING_YEAR,
        doc=T("Paid hours of a social worker.", "社工的带薪工时。"),
    )
    purchased_yuan_per_resident: float = number(
        4.4,
        "yuan a year",
        high=500.0,
        zh="人均购买服务经费",
        source=T(
            "paper, section 2.1.3: 133.36 million yuan / 30.48 million residents",
            "论文第 2.1.3 节：1.3336 亿元／3048 万居民",
        ),
        doc=T(
            "Services purchased from social organisations: 133.36 million yuan.", "向社会组织购买的服务：1.3336 亿元。"
        ),
    )
    purchased_yuan_per_hour: float = number(
        60.0,
        "yuan per hour",
        low=1.0,
        high=1_000.0,
        zh="购买服务每小时价格",
        doc=T("Price of an hour.", "每小时服务的价格。"),
    )
    organisations_per_committee: float = number(
        1 / 3,
        "organisations",
        high=10.0,
        zh="每居委会社会组织数",
        doc=T(
            "Social organisations per urban committee at mean fiscal capacity.",
            "平均财力下每个居委会对应的社会组织数。",
        ),
    )
    organisations_per_village: float = number(
        1 / 12,
        "organisations",
        high=10.0,
        zh="每村社会组织数",
        doc=T("Social organisations per village at mean fiscal capacity.", "平均财力下每个村对应的社会组织数。"),
    )
    organisation_farm_share_town: float = share(
        0.04,
        zh="城市涉农组织比重",
        doc=T("Organisations at home in towns whose field is farming.", "驻在城市的社会组织中以农业为领域者的比例。"),
    )
    organisation_farm_share_village: float = share(
        0.50,
        zh="农村涉农组织比重",
        doc=T(
            "Organisations at home in villages whose field is farming.", "驻在农村的社会组织中以农业为领域者的比例。"
        ),
    )
    organisation_hours_sigma: float = number(
        0.5,
        "log hours",
        high=2.0,
        zh="组织工时离散度",
        doc=T(
            "Spread of hours between the organisations of a district, on the log.",
            "同一区县各社会组织之间工时的离散程度，取对数。",
        ),
    )
    organisation_reserve_share: float = share(
        0.3,
        zh="储备组织比重",
        doc=T(
            "Groups that could found an organisation, beside each one at work.",
            "每个在运作的社会组织之外，可能成立组织的团队数。",
        ),
    )
    organisation_price_sigma: float = number(
        0.2,
        "log yuan",
        high=2.0,
        zh="组织单价离散度",
        doc=T(
            "Spread of the price of an hour between organisations, on the log.",
            "各社会组织之间每小时价格的离散程度，取对数。",
        ),
    )
    day_beds_per_10k: float = number(
        9.55,
        "beds per 10,000 residents",
        high=1_000.0,
        zh="每万人日间照料床位",
        source=T(
            "paper, section 2.1.2: 29,104 beds / 30.48 million residents", "论文第 2.1.2 节：29104 张床位／3048 万居民"
        ),
        doc=T(
            "Beds of day care where the place's folder gives no number.",
            "日间照料床位，用于地区数据目录未给出数字之处。",
        ),
    )
    overnight_beds_per_10k: float = number(
        18.03,
        "beds per 10,000 residents",
        high=1_000.0,
        zh="每万人留宿照料床位",
        source=T(
            "paper, section 2.1.2: 54,953 beds / 30.48 million residents", "论文第 2.1.2 节：54953 张床位／3048 万居民"
        ),
        doc=T(
            "Beds of overnight care where the place's folder gives no number.",
            "留宿照料床位，用于地区数据目录未给出数字之处。",
        ),
    )
    day_users_share: float = share(
        0.687,
        zh="日间照料床位使用率",
        source=T("paper, section 2.1.2: 19,990 users / 29,104 beds", "论文第 2.1.2 节：19990 名使用者／29104 张床位"),
        doc=T(
            "Share of day beds in use where the place's folder gives no number.",
            "日间照料床位的使用比例，用于地区数据目录未给出数字之处。",
        ),
    )
    overnight_users_share: float = share(
        0.613,
        zh="留宿照料床位使用率",
        source=T("paper, section 2.1.2: 33,676 users / 54,953 beds", "论文第 2.1.2 节：33676 名使用者／54953 张床位"),
        doc=T(
            "Share of overnight beds in use where the place's folder gives no number.",
            "留宿照料床位的使用比例，用于地区数据目录未给出数字之处。",
        ),
    )
    beds_fiscal_exponent: float = number(
        0.3,
        "exponent",
        high=3.0,
        zh="床位财力弹性",
        doc=T("How strongly fiscal capacity moves the allotment of care beds.", "财力对照料床位配置的影响强度。"),
    )
    beat_hours_per_week: float = number(
        8.0,
        "hours a week",
        high=168.0,
        zh="社区民警每周工时",
        doc=T("Hours of the community police on residents' issues.", "社区民警用于居民诉求的工时。"),
    )
    manager_hours_per_resident_day: float = number(
        0.0006,
        "hours per resident and day",
        high=1.0,
        zh="物业人日工时",
        doc=T("Property managers' hours for issues in managed estates.", "有物业管理的小区中，物业用于诉求的工时。"),
    )
    mediator_hours_per_1000_days: float = number(
        0.2,
        "hours per 1,000 residents and day",
        high=10.0,
        zh="每千人日调解工时",
        doc=T("Mediators' hours.", "调解员的工时。"),
    )


class WorldSettings(ParameterGroup):
    """The place, the sample, the seed of the world, and what is assumed about it."""

    place: str = parameter(
        "data/chongqing",
        unit="",
        zh="地区数据目录",
        source=T(
            "statistical yearbook and codes, see the folder's README", "统计年鉴与行政区划代码，见该目录的 README"
        ),
        doc=T(
            "Folder that describes the place, or the name of a place that comes with the program.",
            "描述该地区的数据目录，或程序自带地区的名称。",
        ),
    )
    sample: float = parameter(
        0.05,
        unit="share",
        low=0.0005,
        high=1.0,
        zh="抽样比例",
        source=ASSUMED,
        doc=T(
            "Share of townships drawn; all residents of a drawn township are present.",
            "抽取镇街的比例；被抽中镇街的居民全部在场。",
        ),
    )
    world_seed: int = parameter(
        1,
        unit="",
        low=0,
        high=2**63 - 1,
        zh="世界种子",
        source=ASSUMED,
        doc=T(
            "Seed of everything drawn while the world is built, apart from the seed of the runs.",
            "生成世界时一切抽取所用的种子，与运行的种子分开。",
        ),
    )
    communities: CommunitySettings = CommunitySettings()
    staff: StaffSettings = StaffSettings()
    residents: ResidentSettings = ResidentSettings()
    institutions: InstitutionSettings = InstitutionSettings()

    @field_validator("place")
    @classmethod
    def _one_way_to_write_it(cls, place: str) -> str:
        return place_path(place)
