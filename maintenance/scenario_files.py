"""The scenarios shipped beside the baseline: mechanisms alone, local practices, paths, budgets and shocks.

`python maintenance/write_scenarios.py` writes each to scenarios/<name>.yaml; a test fails when the files are stale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.mechanisms import registry
from sim.scenario.scenario import Scenario, parameter_at


def times(factor: float, path: str) -> float:
    """So many times the baseline's value of a parameter, to four digits.

    Args:
        factor: How many times.
        path: Dotted path of the parameter.
    """
    return float(f"{factor * float(parameter_at(Scenario(), path)):.4g}")


@dataclass(frozen=True)
class ScenarioFile:
    """One scenario as it stands in its file.

    Attributes:
        name: Name, also of the file.
        title: English title.
        title_zh: Chinese title.
        description: What it is and what its numbers rest on.
        mechanisms: Parameters that differ, by mechanism.
        changes: Parameters of the model that differ, by group; groups may be nested.
    """

    name: str
    title: str
    title_zh: str
    description: str
    mechanisms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The whole file."""
        lines = [
            "# yaml-language-server: $schema=schema.json",
            f"name: {self.name}",
            f"title: {quoted(self.title)}",
            f"title_zh: {quoted(self.title_zh)}",
            "extends: baseline.yaml",
            f"description: {quoted(self.description)}",
        ]
        lines += group_lines(self.changes, 0)
        if self.mechanisms:
            lines.append("mechanisms:")
        for name, values in self.mechanisms.items():
            inner = ", ".join(f"{key}: {quoted(value)}" for key, value in values.items())
            lines.append(f"  {name}: {{{inner}}}")
        return "\n".join(lines) + "\n"


def quoted(value: Any) -> str:
    """A value as it is written in YAML; words in double quotes."""
    return json.dumps(value, ensure_ascii=False)


def group_lines(group: Mapping[str, Any], indent: int) -> list[str]:
    """The lines of a group of parameters, nested groups indented."""
    lines = []
    for key, value in group.items():
        if isinstance(value, Mapping):
            lines += [f"{'  ' * indent}{key}:", *group_lines(value, indent + 1)]
        else:
            lines.append(f"{'  ' * indent}{key}: {quoted(value)}")
    return lines


def alone(name: str, title: str, title_zh: str, description: str) -> ScenarioFile:
    """A mechanism alone, everywhere, at its defaults."""
    return ScenarioFile(name, title, title_zh, description, {name: {}})


MECHANISMS = (
    alone(
        "service_facilities",
        "Service facilities",
        "社区综合服务设施建设",
        "Service rooms are built to 30 m2 per hundred households and at least 300 m2 (paper, section 4.4.1). "
        "Building takes nine months, so a single year shows little; service_facilities_three_years measures three.",
    ),
    ScenarioFile(
        "service_facilities_three_years",
        "Service facilities over three years",
        "社区综合服务设施建设三年",
        "Service rooms as in service_facilities, measured over 1,095 days, so that most of what is built in "
        "the first years is open. Compare it with the baseline at --set run.days=1095.",
        {"service_facilities": {}},
        {"run": {"days": 1095}},
    ),
    alone(
        "workforce",
        "Community workforce",
        "社区服务队伍建设",
        "More, better paid and better trained community workers, paid out of the districts' money for issues (paper, "
        "sections 4.4.2 and 2.1.4). Training takes hours now; skill grows over years.",
    ),
    alone(
        "service_purchase",
        "Purchase of services",
        "政府购买服务",
        "Half as much again as in 2016 is spent on services of social organisations and on tasks of committees, the "
        "threshold for new ones is halved and their tax forgiven (paper, sections 2.1.1, 2.1.3, 4.1.2 and 4.4.3).",
    ),
    alone(
        "self_governance",
        "Residents' self-governance",
        "群众组织自治",
        "Courtyard, family and supervision committees of residents solve small matters (paper, section 4.5.1).",
    ),
    alone(
        "co_governance",
        "Co-governance of many parties",
        "多方协作共治",
        "Units, firms and mass organisations of a place pool people and money (paper, section 4.5.2).",
    ),
    alone(
        "rule_of_law",
        "Rule of law in the community",
        "常态普及法治",
        "A law corner, a mediation centre and a legal team in every community (paper, section 4.5.3). Awareness "
        "grows over years.",
    ),
    alone(
        "online_party_grid",
        "Online Party grid",
        "“互联网+党建+社会”网格",
        "Message groups and a cloud platform bring residents online within a message of their community, and Party "
        "members help (paper, section 4.1.3).",
    ),
    alone(
        "grid_management",
        "Grid management",
        "网格化管理",
        "Grids of some three hundred households are patrolled and recorded, out of committee hours and in town also "
        "by hired staff (paper, section 3.1.3).",
    ),
    alone(
        "routine_first",
        "Routine work first",
        "常规管理优先",
        "Hours are kept from emergency duty for routine work, and mixed and relocated residents get somebody who "
        "answers for them: section 3.1.1 of the paper turned round.",
    ),
)

PRACTICES = (
    ScenarioFile(
        "tongnan_three_plus_one",
        "Tongnan: 3+1 linkage",
        "潼南：“3+1”联动",
        "Teams of a district, a township and a village cadre in Tongnan alone (paper, section 2.3.1). Who is "
        "a client and what a team gives are assumptions.",
        {"three_plus_one": {"districts": "Tongnan"}},
    ),
    ScenarioFile(
        "liangjiang_five_zeros",
        "Liangjiang New Area: five zeros",
        "两江新区：“五零”",
        "The five zeros (paper, section 2.3.2) in Liangjiang New Area, which has 1,200 of the 2,431 square "
        "kilometres of Jiangbei, Yubei and Beibei: half of their communities.",
        {"five_zeros": {"districts": "Jiangbei, Yubei, Beibei", "coverage": 0.5}},
    ),
    ScenarioFile(
        "yuzhong_132",
        "Yuzhong: “132” social work",
        "渝中：“132”社区社会工作",
        "Standard stations in every community of Yuzhong, 488 professional social workers for 658,400 "
        "residents (7.4 per 10,000) and over 3,000 volunteers, six for each (paper, section 2.3.3).",
        {
            "social_work_132": {
                "districts": "Yuzhong",
                "full_workers": 7.4,
                "deployed_share": 1.0,
                "volunteers_per_worker": 6.0,
            }
        },
    ),
    ScenarioFile(
        "yuzhong_policing",
        "Yuzhong: Internet + community policing",
        "渝中：互联网+社区警务",
        "Community police at least 20 hours a week in every community of Yuzhong, with shared records and "
        "message groups (paper, section 2.3.6). The hours leave other police work of the district.",
        {"community_policing": {"districts": "Yuzhong", "coverage": 1.0, "beat_hours": 20.0}},
    ),
    ScenarioFile(
        "jiulongpo_one_plus_n",
        "Jiulongpo: 1+N",
        "九龙坡：“1+N”",
        "Monthly meetings of all bodies under the community's general Party committee in Jiulongpo (paper, "
        "section 2.3.4).",
        {"one_plus_n": {"districts": "Jiulongpo"}},
    ),
    ScenarioFile(
        "nanan_volunteers",
        "Nan'an: social workers + volunteers",
        "南岸：社工+志愿者",
        "A market of public-benefit projects in Nan'an: 175 projects in 100 of its 147 communities and "
        "villages (paper, section 2.3.5), 1.75 a year each.",
        {"volunteers": {"districts": "Nan'an", "coverage": 0.68, "projects_per_year": 1.75}},
    ),
    ScenarioFile(
        "mass_work_platform",
        "The mass-work platform as meant",
        "群工系统：件件有着落、事事有回音",
        "The platform everywhere from the first day, and nearly everything is registered (paper, section "
        "2.2.3: every item is followed up). chongqing_2017.yaml has it at its real, low use.",
        {"service_platform": {"written_down_share": 0.9, "phase_in_days": 0}},
    ),
    ScenarioFile(
        "smart_city",
        "Smart city",
        "智慧城市：网上办事与信息共享",
        "Some 320 services online (paper, section 2.2.2) on a shared four-level network (section 4.2.3).",
        {"smart_community": {}, "information_sharing": {}},
    ),
)

PATHS = (
    ScenarioFile(
        "path_4_1_party_led",
        "Path 4.1: Party-led, governing together",
        "路径4.1：党建引领与融合共治",
        "The mechanisms of section 4.1 of the paper together: part-time members and joint meetings, services "
        "bought from society, the online Party grid.",
        {"one_plus_n": {}, "service_purchase": {}, "online_party_grid": {}},
    ),
    ScenarioFile(
        "path_4_2_balance",
        "Path 4.2: balanced input, shared information",
        "路径4.2：行政推动与共建共享",
        "The mechanisms of section 4.2 of the paper together: money by need, shared records on four tiers.",
        {"funding_balance": {}, "information_sharing": {}},
    ),
    ScenarioFile(
        "path_4_3_services",
        "Path 4.3: consulting, linking, unburdening",
        "路径4.3：科学发展与有效治理",
        "The mechanisms of section 4.3 of the paper together: deliberation, three-society linkage, clearing "
        "of certificates, managers for old estates.",
        {"deliberation": {}, "three_society_linkage": {}, "certificate_clearing": {}, "estate_management": {}},
    ),
    ScenarioFile(
        "path_4_4_facilities",
        "Path 4.4: rooms, workers, services",
        "路径4.4：服务提升行动",
        "The mechanisms of section 4.4 of the paper together: service rooms, the workforce, purchased "
        "services and volunteers.",
        {"service_facilities": {}, "workforce": {}, "service_purchase": {}, "volunteers": {}},
    ),
    ScenarioFile(
        "path_4_5_rule_of_law",
        "Path 4.5: self-governance, co-governance, law",
        "路径4.5：依法治理与文明浸润",
        "The mechanisms of section 4.5 of the paper together.",
        {"self_governance": {}, "co_governance": {}, "rule_of_law": {}},
    ),
)

EQUAL_COST = (
    "At equal total cost with status_quo, all_for_town, all_for_village and balanced: the yuan per resident for issues "
    "and for purchases, the number of social workers and the hours of committees and townships are the same in all "
    "four; only who gets the money, the social workers and the organisations differs. "
)


def division(capacity: float, rural: float, workers: float, town: float, village: float) -> dict[str, Any]:
    """How equal resources are divided over two years.

    Args:
        capacity: How strongly money follows fiscal capacity.
        rural: Money per rural resident against an urban one.
        workers: Weight of a rural resident in allotting social workers.
        town: Organisations per urban committee.
        village: Organisations per village.
    """
    return {
        "run": {"days": 730},
        "money": {"capacity_exponent": capacity, "rural_ratio": rural},
        "world": {
            "institutions": {
                "social_worker_rural_weight": workers,
                "organisations_per_committee": town,
                "organisations_per_village": village,
            }
        },
    }


BUDGETS = (
    ScenarioFile(
        "status_quo",
        "Status quo",
        "现状分配",
        EQUAL_COST + "Here money follows means and towns, as in the baseline.",
        changes=division(1.0, 0.3, 0.3, 1 / 3, 1 / 12),
    ),
    ScenarioFile(
        "all_for_town",
        "All for the town",
        "全部投向城镇",
        EQUAL_COST + "Here a rural resident counts for almost nothing.",
        changes=division(1.0, 0.0, 0.0, 0.4, 0.001),
    ),
    ScenarioFile(
        "all_for_village",
        "All for the village",
        "全部投向农村",
        EQUAL_COST + "Here a rural resident counts twice in money, and organisations are at home in villages.",
        changes=division(0.0, 2.0, 1.0, 0.05, 0.4),
    ),
    ScenarioFile(
        "balanced",
        "Balanced",
        "城乡均衡",
        EQUAL_COST + "Here every resident counts the same, wherever at home.",
        changes=division(0.0, 1.0, 1.0, 0.25, 0.25),
    ),
)

SHOCKS = (
    ScenarioFile(
        "flood",
        "A flood",
        "洪涝",
        "A flood in July of the measured year in Tongnan, Tongliang and Hechuan, on the Fu and Jialing "
        "rivers; it is felt by half behind each border. Size and days are assumed.",
        changes={"shocks": {"flood": {"start_day": 374, "districts": "Tongnan, Tongliang, Hechuan"}}},
    ),
    ScenarioFile(
        "epidemic",
        "An epidemic",
        "疫情",
        "An epidemic that begins in Wanzhou in the middle of January of the measured year and crosses a "
        "border a week. Size and days are assumed.",
        changes={"shocks": {"epidemic": {"start_day": 200, "districts": "Wanzhou"}}},
    ),
    ScenarioFile(
        "campaign",
        "A campaign from above",
        "专项行动",
        "A campaign for the environment called everywhere from above in the spring of the measured year. Its "
        "matters come first and everybody has more administrative work. Size and days are assumed.",
        changes={"shocks": {"campaign": {"start_day": 274, "category": "environment"}}},
    ),
)

LOW_TRUST = ScenarioFile(
    "low_trust_below",
    "Villagers trust least below",
    "农村信任逐级走低",
    "As the baseline, but villagers trust an office the less the nearer it is, as the paper says (section 3.1.1) and "
    "Xiao and Wang 2010 found in 60 villages of five places, Chongqing among them (管理世界 2010(9)): some ten points "
    "less with each tier, a little over 30 % at township and village. The reference levels stay those of the "
    "baseline, so that low trust has its consequences.",
    changes={"trust": {"start_village": {"community": 0.33, "township": 0.35, "district": 0.45, "municipality": 0.55}}},
)

ACCOUNTABLE = ScenarioFile(
    "accountable",
    "Accountable: the full bundle over three years",
    "问责：全套机制三年",
    "The platform with half of all closings checked and townships ranked every month, burdens and certificates "
    "cleared, trained and better staffed committees, money by need, twice the money and 1.4 times the hours of "
    "townships and districts, over 1,095 days: whether resolution climbs once offices answer for it and have the "
    "means. Sizes are assumed.",
    {
        "service_platform": {"rating_online": 0.5, "rating_other": 0.5, "written_down_share": 0.6, "ranked": True},
        "three_society_linkage": {},
        "certificate_clearing": {},
        "information_sharing": {},
        "workforce": {},
        "funding_balance": {},
    },
    {
        "run": {"days": 1095},
        "money": {"issue_money_per_resident": times(2.0, "money.issue_money_per_resident")},
        "staff": {name: times(1.4, f"staff.{name}") for name in ("township_issue_share", "district_staff_per_100k")},
    },
)

OVER_YEARS: Mapping[str, Mapping[str, Any]] = {
    "money": {"growth": 0.025, "cost_growth": 0.01},
    "staffing": {"asked_share": 0.5, "budget_growth": 0.025, "wage_growth": 0.02},
    "voice": {"told_channel_share": 0.05, "heard_habit_share": 0.15},
}
"""What moves from year to year. Growth of money: Chongqing's general public budget expenditure rose from 400.2 billion
yuan (2016) to 530.5 billion (2023), 4.1 % a year, consumer prices by some 1.6 %; all else is assumed."""

YEARS_MEASURED = {3: 1095, 5: 1826, 10: 3652}
"""Days from 1 January 2017 to the end of the last year, leap days included."""


def horizon(years: int, zh: str) -> ScenarioFile:
    """The baseline over some calendar years, with everything that moves from year to year.

    Args:
        years: One of `YEARS_MEASURED`.
        zh: The number in Chinese.
    """
    return ScenarioFile(
        f"horizon_{years}",
        f"The baseline over {years} years",
        f"基准情景{zh}年",
        f"The baseline over {years} calendar years, in which posts follow money and load, money and what requests cost "
        "grow, and people hear from neighbours of channels and of outcomes. Rates are those of Chongqing's public "
        "budget (2016 to 2023), at constant prices, or assumed. For measures year by year add --by year.",
        changes={"run": {"days": YEARS_MEASURED[years]}, **OVER_YEARS},
    )


HORIZONS = (
    horizon(3, "三"),
    horizon(5, "五"),
    horizon(10, "十"),
    ScenarioFile(
        "horizon_5_accountable",
        "Accountable over five years",
        "问责五年",
        "The bundle of accountable over five calendar years in which posts, money and voice move as in horizon_5, with "
        "advertisements for the service number: how far the number of requests grows once answers can be relied on. "
        "Sizes are assumed.",
        {
            **ACCOUNTABLE.mechanisms,
            "service_platform": {**ACCOUNTABLE.mechanisms["service_platform"], "advertised": 0.3},
        },
        {
            "run": {"days": YEARS_MEASURED[5]},
            "staff": ACCOUNTABLE.changes["staff"],
            "money": {**ACCOUNTABLE.changes["money"], **OVER_YEARS["money"]},
            "staffing": OVER_YEARS["staffing"],
            "voice": OVER_YEARS["voice"],
        },
    ),
)

CONTRASTS = (
    ScenarioFile(
        "platform_checked",
        "Platform, half of all closings checked",
        "群工系统：半数办结件回访",
        "The platform, with half of all closings asked about by telephone or online, instead of 35 and 10 %: "
        "what announced checking adds to a ledger, as in Telangana (docs/evidence.md).",
        {"service_platform": {"rating_online": 0.5, "rating_other": 0.5}},
    ),
    ScenarioFile(
        "platform_unreported",
        "Platform that reports nothing upwards",
        "群工系统：逾期不上报",
        "The platform, without overdue matters going up by themselves: against service_platform it shows what "
        "reporting to superiors adds (docs/evidence.md).",
        {"service_platform": {"goes_up": False}},
    ),
)

EVERYTHING = ScenarioFile(
    "all_mechanisms",
    "All mechanisms together",
    "全部机制并行",
    "Every mechanism of the paper at its defaults: what they add to each other, and how far hours and money reach when "
    "all of them ask for some.",
    {name: {} for name in sorted(registry())},
)

SCENARIO_FILES: tuple[ScenarioFile, ...] = (
    *MECHANISMS,
    *PRACTICES,
    *PATHS,
    *BUDGETS,
    *SHOCKS,
    LOW_TRUST,
    ACCOUNTABLE,
    *HORIZONS,
    *CONTRASTS,
    EVERYTHING,
)
