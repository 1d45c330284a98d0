"""Parameters of how needs arise and are reported, in the order of the day."""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.parameter import ASSUMED, CALIBRATED, ParameterGroup, assumed_in, parameter
from sim.scenario.tables import (
    LogitsByCategory,
    LogitsByDisposition,
    MixByCategory,
)
from sim.vocabulary import Category, Group, NeedsOfGroups
from sim.words import Sentence, T

HOTLINE_MIXES = T(
    "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)",
    "台州 2018 年与四平 2022 年的热线诉求构成，按城乡调整（假设值）",
)

MOST_OCCASIONS = 3.0
"""Candidate occasions of a resident in a year; at 3, one in 130 is a third within four weeks and does not count."""


class NeedParameters(ParameterGroup):
    """How needs arise (phase arise)."""

    need_rate_town: float = parameter(
        0.30,
        unit="needs per resident and year",
        low=0.0,
        high=1.0,
        zh="城市需求率",
        source=ASSUMED,
        doc=T("Needs of an urban resident at the starting stocks.", "期初存量水平下城市居民的需求。"),
    )
    need_rate_village: float = parameter(
        0.25,
        unit="needs per resident and year",
        low=0.0,
        high=1.0,
        zh="农村需求率",
        source=ASSUMED,
        doc=T("Needs of a rural resident at the starting stocks.", "期初存量水平下农村居民的需求。"),
    )
    mix_town: MixByCategory = parameter(
        MixByCategory(**Category.defaults("mix_town")),
        unit="share",
        zh="城市需求构成",
        source=HOTLINE_MIXES,
        doc=T(
            "Share of each category among the needs of urban residents; together 1.",
            "城市居民需求中各类别的比例，合计为 1。",
        ),
    )
    mix_village: MixByCategory = parameter(
        MixByCategory(**Category.defaults("mix_village")),
        unit="share",
        zh="农村需求构成",
        source=HOTLINE_MIXES,
        doc=T(
            "Share of each category among the needs of rural residents; together 1.",
            "农村居民需求中各类别的比例，合计为 1。",
        ),
    )
    rate_bound: float = parameter(
        2.0,
        unit="ratio",
        low=1.0,
        high=10.0,
        zh="候选率上界",
        source=T(
            "assumed; proved at the start and on every day that no resident's needs exceed it",
            "假设值；开始时及每日均验证任何居民的需求不超过此上界",
        ),
        doc=T(
            "Candidate occasions per expected need at the higher of town's and village's rate; needs are thinned "
            "from them. A run in which some resident's needs come to exceed it ends with a fault.",
            "按城乡较高需求率计，每项期望需求对应的候选次数；实际需求由候选中筛取。若有居民的需求超过此上界，运行即报错终止。",
        ),
    )
    emergency_share: float = parameter(
        0.08,
        unit="share",
        low=0.0,
        high=1.0,
        zh="应急占比",
        source=ASSUMED,
        doc=T("Share of needs that are emergencies.", "需求中紧急需求的比例。"),
    )
    quick_share: float = parameter(
        0.47,
        unit="share",
        low=0.0,
        high=1.0,
        zh="即办占比",
        source=CALIBRATED,
        doc=T(
            "Share of the other needs that take minutes, no money and no authority.",
            "其余需求中只需几分钟、不需资金与权限即可办理的比例。",
        ),
    )
    shared_neighbours: float = parameter(
        3.0,
        unit="persons",
        low=0.0,
        high=5.0,
        zh="共同受影响邻居数",
        source=ASSUMED,
        doc=T(
            "Mean number of neighbours who share the cause of a facility, environment or parking need and may join "
            "the complaint.",
            "因同一设施、环境或停车问题受影响、可能一同反映的邻居的平均人数。",
        ),
    )
    hazard_condition: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="设施老化系数",
        source=ASSUMED,
        doc=T(
            "Growth of facility needs per unit of infrastructure condition lost.",
            "基础设施状况每下降一个单位，设施需求的增长。",
        ),
    )
    hazard_unmanaged: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="无物业系数",
        source=ASSUMED,
        doc=T(
            "Growth of property and environment needs with estates without manager.",
            "物业与环境需求随无物业小区增多的增长。",
        ),
    )
    hazard_mixed: float = parameter(
        1.0,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="人户分离系数",
        source=assumed_in("3.1.1"),
        doc=T(
            "Growth of disputes with the share of residents registered elsewhere.",
            "邻里纠纷随户籍在别处居民比例的增长。",
        ),
    )
    hazard_ties: float = parameter(
        0.8,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="邻里纽带系数",
        source=ASSUMED,
        doc=T("Fall of disputes with neighbourhood ties.", "邻里纠纷随邻里纽带的下降。"),
    )
    hazard_floating: float = parameter(
        0.8,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="流动人口系数",
        source=ASSUMED,
        doc=T("Growth of safety needs with the share of floating residents.", "公共安全需求随流动人口比例的增长。"),
    )
    hazard_habits: float = parameter(
        0.7,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="文明习惯系数",
        source=ASSUMED,
        doc=T(
            "Fall of conflicts (environment, property and parking, disputes) with the share of residents who keep "
            "good habits; .7 halves them where all do.",
            "矛盾类需求（环境、物业停车、纠纷）随养成文明习惯居民比例的下降；取 0.7 时，人人养成则减半。",
        ),
    )
    taught_per_hour: float = parameter(
        20.0,
        unit="persons per hour",
        low=0.0,
        high=1000.0,
        zh="每工时宣讲人数",
        source=ASSUMED,
        doc=T("Residents whom an hour of teaching or reminding reaches.", "每一宣讲或提醒工时所触及的居民人数。"),
    )
    taught_adopt_share: float = parameter(
        0.2,
        unit="share",
        low=0.0,
        high=1.0,
        zh="宣讲后养成比例",
        source=ASSUMED,
        doc=T("Share of those reached who take good habits up.", "被触及居民中养成文明习惯的比例。"),
    )
    good_habit_half_life_days: float = parameter(
        180.0,
        unit="days",
        low=7.0,
        high=7300.0,
        zh="文明习惯半衰期",
        source=T(
            "assumed; repeated reminders faded by 10 to 20 % a year (Allcott and Rogers 2014), single ones in weeks",
            "假设值；反复提醒的效果每年消退 10%—20%（Allcott 与 Rogers 2014），单次提醒数周内消退",
        ),
        doc=T(
            "Days until half of those who took good habits up have fallen back.",
            "养成文明习惯者中一半故态复萌所需的天数。",
        ),
    )
    welfare_older: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=6.0,
        zh="老年福利需求倍数",
        source=ASSUMED,
        doc=T("Welfare needs of an older resident against an ordinary one.", "老年人的福利需求相对于普通居民的倍数。"),
    )
    welfare_disabled: float = parameter(
        3.0,
        unit="ratio",
        low=0.0,
        high=6.0,
        zh="残障福利需求倍数",
        source=ASSUMED,
        doc=T(
            "Welfare needs of a disabled resident against an ordinary one.", "残障人士的福利需求相对于普通居民的倍数。"
        ),
    )
    welfare_low_income: float = parameter(
        2.5,
        unit="ratio",
        low=0.0,
        high=6.0,
        zh="低收入福利需求倍数",
        source=ASSUMED,
        doc=T(
            "Welfare needs of a low-income resident against an ordinary one.",
            "低收入居民的福利需求相对于普通居民的倍数。",
        ),
    )
    farming_farmer: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=6.0,
        zh="大户农业需求倍数",
        source=ASSUMED,
        doc=T(
            "Farming needs of a large-scale farmer against another villager.",
            "种养大户的农业需求相对于其他村民的倍数。",
        ),
    )

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Names every contradiction; residents have at most two occasions for a need in four weeks."""
        found = super().cross_checks()
        if self.most_needs > MOST_OCCASIONS:
            product = f"{self.most_needs:g}"
            found.append(
                (
                    "rate_bound",
                    Sentence(
                        f"rate_bound times the higher need rate is {product}, above {MOST_OCCASIONS:g} occasions "
                        "a year",
                        f"rate_bound 与较高需求率之积为 {product}，超过每年 {MOST_OCCASIONS:g} 次",
                    ),
                )
            )
        return found

    def factors(self, by_groups: NeedsOfGroups) -> dict[str, float]:
        """How many times an ordinary resident's needs the groups with more of them have, by key of the group.

        Args:
            by_groups: What a category says of groups.
        """
        if by_groups is NeedsOfGroups.CARE:
            return {
                Group.OLDER.key: self.welfare_older,
                Group.DISABLED.key: self.welfare_disabled,
                Group.LOW_INCOME.key: self.welfare_low_income,
            }
        return {Group.FARMER.key: self.farming_farmer} if by_groups is NeedsOfGroups.FARMING else {}

    def mean_factor(self, by_groups: NeedsOfGroups, shares: Mapping[str, float]) -> float:
        """The mean of these factors over residents; 1 where it is 0, for it then divides nothing but zeros.

        Args:
            by_groups: What a category says of groups.
            shares: Share of residents by key of the group.
        """
        mean = 1.0
        for group, factor in self.factors(by_groups).items():
            mean = mean + shares[group] * (factor - 1.0)
        return mean or 1.0

    @property
    def most_needs(self) -> float:
        """The bound on anybody's yearly needs (rule `most_needs`)."""
        return self.rate_bound * max(self.need_rate_town, self.need_rate_village)


class VoiceParameters(ParameterGroup):
    """Whether, how and where a need is reported (phase voice)."""

    self_solve: LogitsByCategory = parameter(
        LogitsByCategory(**Category.defaults("self_solve")),
        unit="logit",
        zh="邻里自解",
        source=T(
            "assumed; avoidance and bilateral talk dominate in villages (Michelson 2008)",
            "假设值；农村以回避与私下商谈为主（Michelson 2008）",
        ),
        doc=T(
            "Log-odds that neighbours solve it among themselves, at mean ties and dispositions.",
            "纽带与心态处于平均水平时，邻里自行解决的对数优势。",
        ),
    )
    self_solve_ties: float = parameter(
        0.8,
        unit="logit per sd",
        low=0.0,
        high=3.0,
        zh="纽带对自解",
        source=ASSUMED,
        doc=T(
            "Log-odds of solving it among neighbours per standard deviation of today's ties.",
            "纽带每增加一个标准差，邻里自行解决的对数优势增量。",
        ),
    )
    voice_share: float = parameter(
        0.36,
        unit="share",
        low=0.01,
        high=0.99,
        zh="表达倾向",
        source=ASSUMED,
        doc=T(
            "Chance that a need not solved among neighbours is reported at the reference case (routine, mean trust, "
            "mean cost, no habit).",
            "参照情形（日常、平均信任、平均成本、无习惯）下，邻里未解决的需求被提出的概率。",
        ),
    )
    voice_emergency: float = parameter(
        1.2,
        unit="logit",
        low=0.0,
        high=4.0,
        zh="紧急对表达",
        source=ASSUMED,
        doc=T("Added log-odds of reporting an emergency.", "紧急需求被提出的对数优势增量。"),
    )
    voice_trust: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="信任对表达",
        source=ASSUMED,
        doc=T(
            "Added log-odds of reporting per unit of trust in the community.",
            "对社区的信任每增加一个单位，提出需求的对数优势增量。",
        ),
    )
    voice_cost: float = parameter(
        1.25,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="渠道成本对表达",
        source=ASSUMED,
        doc=T(
            "Lost log-odds of reporting per unit of channel cost.", "渠道成本每增加一个单位，提出需求的对数优势减量。"
        ),
    )
    reference_cost: float = parameter(
        0.40,
        unit="cost units",
        low=0.0,
        high=2.0,
        zh="参照成本",
        source=ASSUMED,
        doc=T("Channel cost of the reference case.", "参照情形的渠道成本。"),
    )
    cost_counter: float = parameter(
        0.20,
        unit="cost units",
        low=0.0,
        high=2.0,
        zh="窗口成本",
        source=ASSUMED,
        doc=T("Cost of going to the counter next door.", "到近旁服务窗口办理的成本。"),
    )
    cost_per_km: float = parameter(
        0.22,
        unit="cost units per km",
        low=0.0,
        high=2.0,
        zh="每公里成本",
        source=ASSUMED,
        doc=T("Cost of each kilometre to the counter.", "到服务窗口每公里路程的成本。"),
    )
    cost_phone: float = parameter(
        0.30,
        unit="cost units",
        low=0.0,
        high=2.0,
        zh="电话成本",
        source=ASSUMED,
        doc=T("Cost of a call, for those who know the number.", "打电话的成本，适用于知道号码者。"),
    )
    cost_online: float = parameter(
        0.15,
        unit="cost units",
        low=0.0,
        high=2.0,
        zh="线上成本",
        source=ASSUMED,
        doc=T(
            "Cost of an online request, for those with access who know the service.",
            "线上提出的成本，适用于能上网且知道该服务者。",
        ),
    )
    cost_grid_worker: float = parameter(
        0.05,
        unit="cost units",
        low=0.0,
        high=2.0,
        zh="上门成本",
        source=ASSUMED,
        doc=T("Cost of telling a grid worker who is at the door.", "向上门网格员反映的成本。"),
    )
    door_rate: float = parameter(
        0.15,
        unit="per hour per 1,000 residents and day",
        low=0.0,
        high=2.0,
        zh="上门率",
        source=ASSUMED,
        doc=T(
            "Rate at which one visit hour per 1,000 residents brings a grid worker to a given door on a given day.",
            "每千名居民每一走访小时在某一天使网格员走到某一户的比率。",
        ),
    )
    online_awareness_share: float = parameter(
        0.10,
        unit="share",
        low=0.0,
        high=1.0,
        zh="线上知晓率",
        source=ASSUMED,
        doc=T("Share of residents with access who know the online service.", "能上网居民中知道线上服务的比例。"),
    )
    stance: LogitsByDisposition = parameter(
        LogitsByDisposition(
            engaged=0.5, money_first=-0.4, indifferent=-0.8, agitated=0.6, irresponsible=-0.4, insincere=0.0
        ),
        unit="logit",
        zh="心态对表达",
        source=assumed_in("3.2.3"),
        doc=T(
            "Added log-odds of reporting by disposition (money first and insincere: where no money is at stake).",
            "按心态增加的提出需求的对数优势（物欲化与虚假化：指不涉及钱财时）。",
        ),
    )
    stance_money_at_stake: float = parameter(
        0.4,
        unit="logit",
        low=-4.0,
        high=4.0,
        zh="涉钱表达",
        source=ASSUMED,
        doc=T(
            "Added log-odds of a money-first or insincere resident where money is at stake.",
            "涉及钱财时物欲化与虚假化居民增加的对数优势。",
        ),
    )
    double_share: float = parameter(
        0.08,
        unit="share",
        low=0.0,
        high=1.0,
        zh="多渠道重复反映率",
        source=ASSUMED,
        doc=T(
            "Share of reported requests that are also reported through a second channel.",
            "提出的诉求中又经第二个渠道重复提出的比例。",
        ),
    )
    habit_first_success: float = parameter(
        0.73,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="首次成功习惯",
        source=T(
            "first report fixed: a second is 1.57 times as likely (Sjoberg, Mellon and Peixoto 2017, n = 399,364)",
            "首次反映得到处理者，再次反映的可能性为 1.57 倍（Sjoberg、Mellon 与 Peixoto 2017，n = 399364）",
        ),
        doc=T("Habit gained by a first success.", "首次成功所增加的习惯。"),
    )
    habit_success: float = parameter(
        0.2,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="再次成功习惯",
        source=ASSUMED,
        doc=T("Habit gained by a later success.", "再次成功所增加的习惯。"),
    )
    habit_nominal: float = parameter(
        -0.3,
        unit="logit",
        low=-3.0,
        high=0.0,
        zh="未解决习惯",
        source=ASSUMED,
        doc=T("Habit lost by failed work or nominal closing.", "办而未成或形式办结所减少的习惯。"),
    )
    habit_silence: float = parameter(
        -0.6,
        unit="logit",
        low=-3.0,
        high=0.0,
        zh="石沉大海习惯",
        source=ASSUMED,
        doc=T("Habit lost by silence.", "石沉大海所减少的习惯。"),
    )
    habit_limit: float = parameter(
        1.5,
        unit="logit",
        low=0.0,
        high=5.0,
        zh="习惯上限",
        source=ASSUMED,
        doc=T("Largest size of the habit.", "习惯的最大值。"),
    )
    habit_half_life_days: float = parameter(
        365.0,
        unit="days",
        low=10.0,
        high=3650.0,
        zh="习惯半衰期",
        source=ASSUMED,
        doc=T("Days until half the habit has faded.", "习惯消退一半所需的天数。"),
    )
    heard_habit_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="口碑习惯占比",
        source=T(
            "assumed; 0 in the baseline, whose year is the reference. That repairs bring new complainants: Trucco 2017",
            "假设值；基准情景为参照年，取 0。维修带来新的反映者：Trucco 2017",
        ),
        doc=T(
            "Share of the change of habit that each friend who hears of an outcome takes over.",
            "每名得知结果的联系人承接习惯变化的比例。",
        ),
    )
    told_channel_share: float = parameter(
        0.0,
        unit="share",
        low=0.0,
        high=1.0,
        zh="渠道口碑知晓率",
        source=T(
            "assumed; 0 in the baseline, whose shares of knowledge are the reference",
            "假设值；基准情景的知晓率即参照值，取 0",
        ),
        doc=T(
            "Chance that a friend who hears of a request made by telephone or online learns of the channel.",
            "联系人得知有人经电话或线上反映后，由此知晓该渠道的概率。",
        ),
    )
    channel_forgotten: float = parameter(
        0.1,
        unit="per year",
        low=0.0,
        high=2.0,
        zh="渠道遗忘率",
        source=ASSUMED,
        doc=T("Yearly rate at which a channel that was learned of is forgotten.", "已知晓的渠道被遗忘的年率。"),
    )
    tier_township: float = parameter(
        -1.92,
        unit="logit",
        low=-10.0,
        high=5.0,
        zh="直诉镇街",
        source=ASSUMED,
        doc=T("Log-odds of going to the township rather than the community.", "直接向镇街而非社区提出的对数优势。"),
    )
    tier_district: float = parameter(
        -2.75,
        unit="logit",
        low=-10.0,
        high=5.0,
        zh="直诉区县",
        source=ASSUMED,
        doc=T("Log-odds of going to the district or hotline.", "直接向区县或热线提出的对数优势。"),
    )
    tier_municipality: float = parameter(
        -4.4,
        unit="logit",
        low=-10.0,
        high=5.0,
        zh="直诉市级",
        source=ASSUMED,
        doc=T("Log-odds of petitioning the municipality.", "向市级信访的对数优势。"),
    )
    tier_trust: float = parameter(
        2.0,
        unit="logit",
        low=0.0,
        high=6.0,
        zh="信任差对越级",
        source=ASSUMED,
        doc=T(
            "Added log-odds per unit of trust that a higher tier has over the community, beyond the same "
            "difference of the references.",
            "上级信任超出社区信任的部分（扣除参照差距）每增加一个单位，对数优势的增量。",
        ),
    )
    tier_agitated: float = parameter(
        0.6,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="躁动者越级",
        source=ASSUMED,
        doc=T(
            "Added log-odds of the two highest tiers for an agitated resident.",
            "躁动化居民向最高两级提出的对数优势增量。",
        ),
    )
    tier_awareness: float = parameter(
        0.8,
        unit="logit",
        low=0.0,
        high=3.0,
        zh="法律意识抑制越级",
        source=ASSUMED,
        doc=T(
            "Lost log-odds of petitioning per unit of legal awareness above the reference.",
            "法律意识超出参照水平的部分每增加一个单位，信访的对数优势减量。",
        ),
    )
    reference_awareness: float = parameter(
        0.3,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="参照法律意识",
        source=ASSUMED,
        doc=T(
            "Legal awareness at which the shares of petitioning, complaining again and bypassing hold.",
            "信访、重复投诉与越级比例所对应的法律意识水平。",
        ),
    )
