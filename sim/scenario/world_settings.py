"""The parameters of the world: where, how much of it, and every assumption made in filling it."""

from __future__ import annotations

from pydantic import field_validator

from sim.scenario.parameter import CALIBRATED, ParameterGroup, ShareSum, parameter
from sim.scenario.resident_settings import ResidentSettings, number, share
from sim.shipped import place_path

_PERSONS = "persons"


class CommunitySettings(ParameterGroup):
    """How large communities are, who works in them, and in what condition they are."""

    size_noise_sigma: float = number(
        0.35,
        "log residents",
        1.5,
        "Spread of community sizes around the district's mean, on the log.",
        "社区规模离散度",
    )
    committee_cap: int = parameter(
        14_000,
        unit=_PERSONS,
        low=1,
        high=65_535,
        source="assumed",
        doc="Residents above this number in one committee are counted to villages, which become mixed.",
        zh="居委会人口上限",
    )
    mixed_from_urban_share: float = share(
        0.05, "A village with at least this share of urban residents counts as mixed.", "混居认定城镇人口比重"
    )
    mixed_most_urban_share: float = share(
        0.50,
        "Overflow of a committee fills villages of its own township up to this share of urban residents.",
        "混居城镇人口比重上限",
        high=0.95,
    )
    remote_fiscal_capacity: float = number(
        0.75, "ratio to mean", 5.0, "A region below this fiscal capacity is remote.", "偏远区域财力界线"
    )
    distance_urban_km: float = number(
        0.5, "km", 50.0, "Way to the service counter in towns.", "城市到服务点距离"
    )
    distance_village_km: float = number(
        2.0, "km", 50.0, "Way to the service counter in villages.", "农村到服务点距离"
    )
    distance_remote_km: float = number(
        3.0, "km", 50.0, "Way to the service counter in villages of remote regions.", "偏远农村到服务点距离"
    )
    skill_urban: float = share(0.50, "Skill of committee members in towns.", "城市社区干部能力")
    skill_village: float = share(0.41, "Skill of committee members in villages.", "农村社区干部能力")
    skill_remote_loss: float = share(
        0.06,
        "Skill lost in remote regions, where staff is scarce (direction: paper, section 3.2.1).",
        "偏远地区能力差距",
    )
    condition_urban: float = share(0.60, "Mean condition of public facilities in towns.", "城市设施状况")
    condition_village: float = share(0.50, "Mean condition of public facilities in villages.", "农村设施状况")
    condition_noise: float = share(
        0.10, "Standard deviation of condition between communities.", "设施状况离散度"
    )
    unmanaged_urban: float = share(
        0.30, "Mean share of town estates without a property manager.", "城市无物业小区比重"
    )
    unmanaged_noise: float = share(
        0.12, "Standard deviation of the unmanaged share between town communities.", "无物业比重离散度"
    )
    managed_village: float = share(
        0.03, "Share of village homes under a property manager.", "农村物业覆盖比重"
    )
    ties_urban: float = share(0.50, "Mean strength of neighbourhood ties in towns.", "城市邻里纽带")
    ties_village: float = share(0.60, "Mean strength of neighbourhood ties in villages.", "农村邻里纽带")
    ties_noise: float = share(0.10, "Standard deviation of ties between communities.", "邻里纽带离散度")
    awareness: float = share(0.30, "Mean legal awareness of residents.", "居民法律意识")
    awareness_noise: float = share(
        0.05, "Standard deviation of legal awareness between communities.", "法律意识离散度"
    )
    facility_met_urban: float = share(
        0.60,
        "Chance that a town community's service space meets the standard; split by setting assumed, "
        "together near the 24.5 % of Chongqing communities with a full station.",
        "城市服务用房达标率",
    )
    facility_met_village: float = share(
        0.12, "Chance that a village's service space meets the standard.", "农村服务用房达标率"
    )
    facility_short_low: float = share(
        0.20, "Smallest part of the standard where it is not met.", "未达标用房下限"
    )
    facility_short_high: float = share(
        0.90, "Largest part of the standard where it is not met.", "未达标用房上限"
    )
    facility_minimum_m2: float = number(
        300.0,
        "m2",
        5_000.0,
        "Smallest service space a community must have.",
        "服务用房最低面积",
        "paper, section 4.4.1",
    )
    facility_m2_per_household: float = number(
        0.30,
        "m2 per household",
        10.0,
        "Service space standard, 30 m2 per hundred households.",
        "每户服务用房面积",
        "paper, section 4.4.1",
    )
    household_persons: float = number(
        2.8, "persons per household", 10.0, "Mean household size.", "户均人口", low=1.0
    )


class StaffSettings(ParameterGroup):
    """Who works in committees, villages and township offices, and where their hours go."""

    share_sums = (
        ShareSum(("meetings_share_urban", "counter_share_urban", "leave_share", "issue_share_least")),
        ShareSum(("meetings_share_village", "meetings_share_remote", "counter_share_village", "leave_share",
                  "issue_share_least")),
    )

    members_urban_residents_each: float = number(
        900.0,
        "residents per member",
        10_000.0,
        "Residents per member of an urban committee.",
        "每名居委会成员服务人口",
        low=1.0,
    )
    members_urban_least: int = parameter(
        5,
        unit=_PERSONS,
        low=1,
        high=50,
        source="Organic Law of Urban Residents' Committees, article 7",
        doc="Fewest members of an urban committee.",
        zh="居委会成员下限",
    )
    members_urban_most: int = parameter(
        9,
        unit=_PERSONS,
        low=1,
        high=50,
        source="Organic Law of Urban Residents' Committees, article 7",
        doc="Most members of an urban committee.",
        zh="居委会成员上限",
    )
    members_village_base: float = number(
        3.0, _PERSONS, 20.0, "Members of a village before size counts.", "村委会基本人数"
    )
    members_village_residents_each: float = number(
        700.0,
        "residents per member",
        10_000.0,
        "Residents per further village member.",
        "每增一名村委会成员对应人口",
        low=1.0,
    )
    members_village_least: int = parameter(
        3,
        unit=_PERSONS,
        low=1,
        high=50,
        source="Organic Law of Villagers' Committees, article 6",
        doc="Fewest members of a village committee.",
        zh="村委会成员下限",
    )
    members_village_most: int = parameter(
        7,
        unit=_PERSONS,
        low=1,
        high=50,
        source="Organic Law of Villagers' Committees, article 6",
        doc="Most members of a village committee.",
        zh="村委会成员上限",
    )
    contract_workers_per_1000: float = number(
        0.45,
        "persons per 1,000 urban residents",
        10.0,
        "Contract workers at mean fiscal capacity.",
        "每千城镇人口专职人员",
    )
    fiscal_exponent: float = number(
        0.7, "exponent", 3.0, "How strongly fiscal capacity moves paid staff and social workers.", "财力弹性"
    )
    hours_per_member_urban: float = number(
        1_800.0, "hours a year", 3_000.0, "Paid hours of a member in towns.", "城市成员年工时"
    )
    hours_per_member_village: float = number(
        1_500.0, "hours a year", 3_000.0, "Hours of a part-time village member.", "农村成员年工时"
    )
    hours_per_contract_worker: float = number(
        1_800.0, "hours a year", 3_000.0, "Paid hours of a contract worker.", "专职人员年工时"
    )
    administrative_share: float = share(
        0.60,
        "Mean share of hours that administrative tasks take; near 1,870 recorded tasks a year in two Hubei "
        "communities in 2003.",
        "行政事务工时比重",
    )
    administrative_noise: float = share(
        0.02, "Standard deviation of the administrative share between communities.", "行政事务比重离散度"
    )
    administrative_least: float = share(0.40, "Smallest administrative share.", "行政事务比重下限")
    administrative_most: float = share(0.80, "Largest administrative share.", "行政事务比重上限")
    meetings_share_urban: float = share(
        0.10, "Share of hours for meetings and campaigns in towns.", "城市会议专项比重"
    )
    meetings_share_village: float = share(
        0.12, "Share of hours for meetings and campaigns in villages.", "农村会议专项比重"
    )
    meetings_share_remote: float = share(
        0.02, "Further share in remote villages, for the poverty campaign.", "偏远农村专项加成"
    )
    counter_share_urban: float = share(
        0.132, "Share of hours at the counter and in routine services in towns.", "城市窗口日常服务比重"
    )
    counter_share_village: float = share(
        0.169, "Share of hours at the counter and in routine services in villages.", "农村窗口日常服务比重", CALIBRATED
    )
    leave_share: float = share(0.05, "Share of hours lost to leave and vacancies.", "休假缺员比重")
    issue_share_least: float = share(
        0.01, "Share of hours that always remains for issues.", "办理事项工时下限"
    )
    township_staff_base: float = number(
        16.0, _PERSONS, 500.0, "Staff of a township before size counts.", "镇街基本编制"
    )
    township_staff_per_1000: float = number(
        1.15, "persons per 1,000 residents", 20.0, "Further township staff by residents.", "每千人镇街编制"
    )


class InstitutionSettings(ParameterGroup):
    """Social workers, social organisations, police, property managers and mediators."""

    social_workers_per_10k: float = number(
        0.96,
        "persons per 10,000 residents",
        20.0,
        "Social workers deployed on cases: 40 % (assumed) of 2.4 licensed per 10,000.",
        "每万人在岗社工",
        "licensed: China Social Work 2017 (327,000); deployed share assumed",
    )
    social_worker_rural_weight: float = share(
        0.3, "Weight of a rural resident beside an urban one in allotting social workers.", "社工配置农村权重"
    )
    social_worker_skill: float = share(0.5, "Skill of a social worker.", "社工能力")
    social_worker_hours: float = number(
        1_780.0, "hours a year", 3_000.0, "Paid hours of a social worker.", "社工年工时"
    )
    purchased_yuan_per_resident: float = number(
        4.4,
        "yuan a year",
        500.0,
        "Services purchased from social organisations: 133.36 million yuan.",
        "人均购买服务经费",
        "paper, section 2.1.3: 133.36 million yuan / 30.48 million residents",
    )
    purchased_yuan_per_hour: float = number(
        60.0, "yuan per hour", 1_000.0, "Price of an hour.", "购买服务每小时价格", low=1.0
    )
    organisations_per_committee: float = number(
        1 / 3,
        "organisations",
        10.0,
        "Social organisations per urban committee at mean fiscal capacity.",
        "每居委会社会组织数",
    )
    organisations_per_village: float = number(
        1 / 12,
        "organisations",
        10.0,
        "Social organisations per village at mean fiscal capacity.",
        "每村社会组织数",
    )
    organisation_farm_share_town: float = share(
        0.04, "Organisations at home in towns whose field is farming.", "城市涉农组织比重"
    )
    organisation_farm_share_village: float = share(
        0.50, "Organisations at home in villages whose field is farming.", "农村涉农组织比重"
    )
    organisation_hours_sigma: float = number(
        0.5,
        "log hours",
        2.0,
        "Spread of hours between the organisations of a district, on the log.",
        "组织工时离散度",
    )
    organisation_reserve_share: float = share(
        0.3, "Groups that could found an organisation, beside each one at work.", "储备组织比重"
    )
    organisation_price_sigma: float = number(
        0.2, "log yuan", 2.0, "Spread of the price of an hour between organisations, on the log.", "组织单价离散度"
    )
    day_beds_per_10k: float = number(
        9.55,
        "beds per 10,000 residents",
        1_000.0,
        "Beds of day care where the place's folder gives no number.",
        "每万人日间照料床位",
        "paper, section 2.1.2: 29,104 beds / 30.48 million residents",
    )
    overnight_beds_per_10k: float = number(
        18.03,
        "beds per 10,000 residents",
        1_000.0,
        "Beds of overnight care where the place's folder gives no number.",
        "每万人留宿照料床位",
        "paper, section 2.1.2: 54,953 beds / 30.48 million residents",
    )
    day_users_share: float = share(
        0.687,
        "Share of day beds in use where the place's folder gives no number.",
        "日间照料床位使用率",
        "paper, section 2.1.2: 19,990 users / 29,104 beds",
    )
    overnight_users_share: float = share(
        0.613,
        "Share of overnight beds in use where the place's folder gives no number.",
        "留宿照料床位使用率",
        "paper, section 2.1.2: 33,676 users / 54,953 beds",
    )
    beds_fiscal_exponent: float = number(
        0.3, "exponent", 3.0, "How strongly fiscal capacity moves the allotment of care beds.", "床位财力弹性"
    )
    beat_hours_per_week: float = number(
        8.0, "hours a week", 168.0, "Hours of the community police on residents' issues.", "社区民警每周工时"
    )
    manager_hours_per_resident_day: float = number(
        0.0006,
        "hours per resident and day",
        1.0,
        "Property managers' hours for issues in managed estates.",
        "物业人日工时",
    )
    mediator_hours_per_1000_days: float = number(
        0.2, "hours per 1,000 residents and day", 10.0, "Mediators' hours.", "每千人日调解工时"
    )


class WorldSettings(ParameterGroup):
    """The place, the sample, the seed of the world, and what is assumed about it."""

    place: str = parameter(
        "data/chongqing",
        unit="",
        source="statistical yearbook and codes, see the folder's README",
        doc="Folder that describes the place, or the name of a place that comes with the program.",
        zh="地区数据目录",
    )
    sample: float = parameter(
        0.05,
        unit="share",
        low=0.0005,
        high=1.0,
        source="assumed",
        doc="Share of townships drawn; all residents of a drawn township are present.",
        zh="抽样比例",
    )
    world_seed: int = parameter(
        1,
        unit="",
        low=0,
        high=2**63 - 1,
        source="assumed",
        doc="Seed of everything drawn while the world is built, apart from the seed of the runs.",
        zh="世界种子",
    )
    communities: CommunitySettings = CommunitySettings()
    staff: StaffSettings = StaffSettings()
    residents: ResidentSettings = ResidentSettings()
    institutions: InstitutionSettings = InstitutionSettings()

    @field_validator("place")
    @classmethod
    def _one_way_to_write_it(cls, place: str) -> str:
        return place_path(place)
