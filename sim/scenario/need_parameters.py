"""Parameters of how needs arise and are voiced, in the order of the day."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from sim.scenario.parameter import CALIBRATED, ParameterGroup, parameter
from sim.scenario.tables import (
    LogitsByCategory,
    LogitsByDisposition,
    MixByCategory,
)
from sim.vocabulary import Category, Group, NeedsOfGroups
from sim.words import Sentence

ASSUMED = "assumed"
PAPER = "paper, section "
MOST_OCCASIONS = 3.0
"""Candidate occasions of a resident in a year; at 3, one in 130 is a third within four weeks and does not count."""


class NeedParameters(ParameterGroup):
    """How needs arise (phase arise)."""

    need_rate_town: float = parameter(0.30, unit="needs per resident and year", low=0.0, high=1.0, source=ASSUMED,
                                      doc="Needs of an urban resident at the starting stocks.", zh="城市需求率")
    need_rate_village: float = parameter(0.25, unit="needs per resident and year", low=0.0, high=1.0, source=ASSUMED,
                                         doc="Needs of a rural resident at the starting stocks.", zh="农村需求率")
    mix_town: MixByCategory = Field(
        default=MixByCategory(**Category.defaults("mix_town")),
        description="Share of each category among the needs of urban residents; together 1.",
        json_schema_extra={"unit": "share", "label_zh": "城市需求构成",
                           "source": "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)"})
    mix_village: MixByCategory = Field(
        default=MixByCategory(**Category.defaults("mix_village")),
        description="Share of each category among the needs of rural residents; together 1.",
        json_schema_extra={"unit": "share", "label_zh": "农村需求构成",
                           "source": "hotline mixes of Taizhou 2018 and Siping 2022, shifted by setting (assumed)"})
    rate_bound: float = parameter(2.0, unit="ratio", low=1.0, high=10.0, source="must exceed every hazard ratio met",
                                  doc="Candidate occasions per expected need at the higher of town's and village's "
                                      "rate; needs are thinned from them.", zh="候选率上界")
    emergency_share: float = parameter(0.08, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="应急占比",
                                       doc="Share of needs that are emergencies.")
    quick_share: float = parameter(0.47, unit="share", low=0.0, high=1.0, zh="即办占比",
                                   source=CALIBRATED,
                                   doc="Share of the other needs that take minutes, no money and no authority.")
    shared_neighbours: float = parameter(3.0, unit="persons", low=0.0, high=5.0, source=ASSUMED, zh="共同受影响邻居数",
                                         doc="Mean number of neighbours who share the cause of a facility, "
                                             "environment or parking need and may join the complaint.")
    hazard_condition: float = parameter(1.5, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="设施老化系数",
                                        doc="Growth of facility needs per unit of infrastructure condition lost.")
    hazard_unmanaged: float = parameter(1.0, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="无物业系数",
                                        doc="Growth of property and environment needs with estates without manager.")
    hazard_mixed: float = parameter(1.0, unit="logit", low=0.0, high=4.0, source=ASSUMED + " (" + PAPER + "3.1.1)",
                                    doc="Growth of disputes with the share of residents registered elsewhere.",
                                    zh="人户分离系数")
    hazard_ties: float = parameter(0.8, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="邻里纽带系数",
                                   doc="Fall of disputes with neighbourhood ties.")
    hazard_floating: float = parameter(0.8, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="流动人口系数",
                                       doc="Growth of safety needs with the share of floating residents.")
    welfare_older: float = parameter(2.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="老年福利需求倍数",
                                     doc="Welfare needs of an older resident against an ordinary one.")
    welfare_disabled: float = parameter(3.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="残障福利需求倍数",
                                        doc="Welfare needs of a disabled resident against an ordinary one.")
    welfare_low_income: float = parameter(2.5, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="低收入福利需求倍数",
                                          doc="Welfare needs of a low-income resident against an ordinary one.")
    farming_farmer: float = parameter(2.0, unit="ratio", low=0.0, high=6.0, source=ASSUMED, zh="大户农业需求倍数",
                                      doc="Farming needs of a large-scale farmer against another villager.")

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Names every contradiction; residents have at most two occasions for a need in four weeks."""
        found = super().cross_checks()
        if self.most_needs > MOST_OCCASIONS:
            product = f"{self.most_needs:g}"
            found.append(("rate_bound", Sentence(
                f"rate_bound times the higher need rate is {product}, above {MOST_OCCASIONS:g} occasions a year",
                f"rate_bound 与较高需求率之积为 {product}，超过每年 {MOST_OCCASIONS:g} 次")))
        return found

    def factors(self, by_groups: NeedsOfGroups) -> dict[str, float]:
        """How many times an ordinary resident's needs the groups with more of them have, by key of the group.

        Args:
            by_groups: What a category says of groups.
        """
        if by_groups is NeedsOfGroups.CARE:
            return {Group.OLDER.key: self.welfare_older, Group.DISABLED.key: self.welfare_disabled,
                    Group.LOW_INCOME.key: self.welfare_low_income}
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
    """Whether, how and where a need is voiced (phase voice)."""

    self_solve: LogitsByCategory = Field(
        default=LogitsByCategory(**Category.defaults("self_solve")),
        description="Log-odds that neighbours solve it among themselves, at mean ties.",
        json_schema_extra={"unit": "logit", "label_zh": "邻里自解", "source": "assumed; avoidance and bilateral talk "
                           "dominate in villages (Michelson 2008)"})
    self_solve_ties: float = parameter(0.8, unit="logit per sd", low=0.0, high=3.0, source=ASSUMED, zh="纽带对自解",
                                       doc="Log-odds of solving it among neighbours per standard deviation of ties.")
    self_solve_engaged: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="积极者自解",
                                          doc="Added log-odds where the resident is engaged.")
    voice_share: float = parameter(0.36, unit="share", low=0.01, high=0.99, source=ASSUMED, zh="表达倾向",
                                   doc="Chance that a need not solved among neighbours is voiced at the reference "
                                       "case (routine, mean trust, mean cost, no habit).")
    voice_emergency: float = parameter(1.2, unit="logit", low=0.0, high=4.0, source=ASSUMED, zh="紧急对表达",
                                       doc="Added log-odds of voicing an emergency.")
    voice_trust: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="信任对表达",
                                   doc="Added log-odds of voicing per unit of trust in the community.")
    voice_cost: float = parameter(1.25, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="渠道成本对表达",
                                  doc="Lost log-odds of voicing per unit of channel cost.")
    reference_cost: float = parameter(0.40, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="参照成本",
                                      doc="Channel cost of the reference case.")
    cost_counter: float = parameter(0.20, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="窗口成本",
                                    doc="Cost of going to the counter next door.")
    cost_per_km: float = parameter(0.22, unit="cost units per km", low=0.0, high=2.0, source=ASSUMED, zh="每公里成本",
                                   doc="Cost of each kilometre to the counter.")
    cost_phone: float = parameter(0.30, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="电话成本",
                                  doc="Cost of a call, for those who know the number.")
    cost_online: float = parameter(0.15, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="线上成本",
                                   doc="Cost of an online request, for those with access who know the service.")
    cost_grid_worker: float = parameter(0.05, unit="cost units", low=0.0, high=2.0, source=ASSUMED, zh="上门成本",
                                        doc="Cost of telling a grid worker who is at the door.")
    door_rate: float = parameter(0.15, unit="per hour per 1,000 residents and day", low=0.0, high=2.0, source=ASSUMED,
                                 doc="Rate at which one visit hour per 1,000 residents brings a grid worker to a "
                                     "given door on a given day.", zh="上门率")
    online_awareness_share: float = parameter(0.10, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="线上知晓率",
                                              doc="Share of residents with access who know the online service.")
    stance: LogitsByDisposition = Field(
        default=LogitsByDisposition(engaged=0.5, money_first=-0.4, indifferent=-0.8, agitated=0.6,
                                    irresponsible=-0.4, insincere=0.0),
        description="Added log-odds of voicing by disposition (money first: where no money is at stake).",
        json_schema_extra={"unit": "logit", "label_zh": "心态对表达", "source": "assumed (paper, section 3.2.3)"})
    stance_money_at_stake: float = parameter(0.4, unit="logit", low=-4.0, high=4.0, source=ASSUMED, zh="涉钱表达",
                                             doc="Added log-odds of a money-first resident where money is at stake.")
    double_share: float = parameter(0.08, unit="share", low=0.0, high=1.0, source=ASSUMED, zh="多渠道重复反映率",
                                    doc="Share of voiced requests that are also voiced through a second channel.")
    habit_first_success: float = parameter(0.73, unit="logit", low=0.0, high=3.0, zh="首次成功习惯",
                                           source="first report fixed: a second is 1.57 times as likely "
                                                  "(Sjoberg, Mellon and Peixoto 2017, n = 399,364)",
                                           doc="Habit gained by a first success.")
    habit_success: float = parameter(0.2, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="再次成功习惯",
                                     doc="Habit gained by a later success.")
    habit_nominal: float = parameter(-0.3, unit="logit", low=-3.0, high=0.0, source=ASSUMED, zh="未解决习惯",
                                     doc="Habit lost by failed work or paper closing.")
    habit_silence: float = parameter(-0.6, unit="logit", low=-3.0, high=0.0, source=ASSUMED, zh="石沉大海习惯",
                                     doc="Habit lost by silence.")
    habit_limit: float = parameter(1.5, unit="logit", low=0.0, high=5.0, source=ASSUMED, zh="习惯上限",
                                   doc="Largest size of the habit.")
    habit_half_life_days: float = parameter(365.0, unit="days", low=10.0, high=3650.0, source=ASSUMED, zh="习惯半衰期",
                                            doc="Days until half the habit has faded.")
    tier_township: float = parameter(-1.92, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉镇街",
                                     doc="Log-odds of going to the township rather than the community.")
    tier_district: float = parameter(-2.75, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉区县",
                                     doc="Log-odds of going to the district or hotline.")
    tier_municipality: float = parameter(-4.4, unit="logit", low=-10.0, high=5.0, source=ASSUMED, zh="直诉市级",
                                         doc="Log-odds of petitioning the municipality.")
    tier_trust: float = parameter(2.0, unit="logit", low=0.0, high=6.0, source=ASSUMED, zh="信任差对越级",
                                  doc="Added log-odds per unit of trust that a higher tier has over the community, "
                                      "beyond the starting difference.")
    tier_agitated: float = parameter(0.6, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="躁动者越级",
                                     doc="Added log-odds of the two highest tiers for an agitated resident.")
    tier_awareness: float = parameter(0.8, unit="logit", low=0.0, high=3.0, source=ASSUMED, zh="法律意识抑制越级",
                                      doc="Lost log-odds of petitioning per unit of legal awareness above 0.3.")
