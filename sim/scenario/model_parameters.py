"""All parameters of a scenario except the mechanisms, in the order of the day.

Each parameter carries meaning, unit, range, default and source. "assumed" is a legal source and is shown as such
wherever the parameter appears. Coefficients in log-odds act on centred quantities, so every intercept is the share
observed at the reference case.
"""

from __future__ import annotations

import math

from pydantic import Field

from sim.scenario.estate_parameters import EstateParameters
from sim.scenario.need_parameters import NeedParameters, VoiceParameters
from sim.scenario.office_parameters import HandOverParameters, IntakeParameters, WorkParameters
from sim.scenario.outcome_parameters import (
    ClosingParameters,
    GovernmentParameters,
    MigrationParameters,
    ParticipationParameters,
    TrustParameters,
)
from sim.scenario.parameter import ParameterGroup, parameter
from sim.scenario.resource_parameters import MoneyParameters, StaffParameters
from sim.scenario.service_parameters import ServiceParameters
from sim.scenario.shock_parameters import ShocksParameters
from sim.scenario.world_settings import WorldSettings
from sim.vocabulary import Category, Group
from sim.words import Sentence


class RunSettings(ParameterGroup):
    """How long a run is and where its randomness starts."""

    days: int = parameter(365, unit="days", low=1, high=3650, source="one fiscal year", zh="测量天数",
                          doc="Measured days after the warm-up.")
    warm_up_days: int = parameter(184, unit="days", low=0, high=3650, source="1 July to 31 December", zh="预热天数",
                                  doc="Days simulated but not measured; 184 make the measured year a fiscal year.")
    start_date: str = parameter("2016-07-01", unit="ISO date", source="the paper's figures are of 2016 and 2017",
                                doc="Calendar date of the first simulated day.", zh="起始日期")
    seed: int = parameter(1, unit="", low=0, high=2**63 - 1, source="any whole number", zh="随机种子",
                          doc="Seed of the first replication; replication k uses seed + k.")
    check_invariants: bool = parameter(False, unit="yes or no", source="costs about a tenth of the time",
                                       doc="Check conservation of issues and money after every day.", zh="守恒检查")


class ModelParameters(ParameterGroup):
    """Everything a scenario can set except the mechanisms."""

    run: RunSettings = Field(default_factory=RunSettings, description="Length, start and seed of a run.")
    world: WorldSettings = Field(default_factory=WorldSettings, description="Place, sample and starting stocks.")
    needs: NeedParameters = Field(default_factory=NeedParameters, description="How needs arise.")
    voice: VoiceParameters = Field(default_factory=VoiceParameters, description="How needs are voiced.")
    intake: IntakeParameters = Field(default_factory=IntakeParameters, description="Registering and discovery.")
    work: WorkParameters = Field(default_factory=WorkParameters, description="Work and its order.")
    staff: StaffParameters = Field(default_factory=StaffParameters, description="Hours and helpers.")
    money: MoneyParameters = Field(default_factory=MoneyParameters, description="Purses and costs.")
    hand_over: HandOverParameters = Field(default_factory=HandOverParameters, description="Passing issues on.")
    closing: ClosingParameters = Field(default_factory=ClosingParameters, description="Closing and judging.")
    trust: TrustParameters = Field(default_factory=TrustParameters, description="Trust and word of mouth.")
    participation: ParticipationParameters = Field(default_factory=ParticipationParameters,
                                                   description="Volunteering and deliberation.")
    estates: EstateParameters = Field(default_factory=EstateParameters,
                                      description="Owners, fees and estates without a manager.")
    governments: GovernmentParameters = Field(default_factory=GovernmentParameters,
                                              description="Decisions of offices, workers and organisations.")
    shocks: ShocksParameters = Field(default_factory=ShocksParameters,
                                     description="Floods, epidemics and campaigns from above.")
    migration: MigrationParameters = Field(default_factory=MigrationParameters,
                                           description="Villagers who move to towns.")
    services: ServiceParameters = Field(default_factory=ServiceParameters,
                                        description="Purchases, projects, service rooms and care places.")

    def cross_checks(self) -> list[tuple[str, Sentence]]:
        """Names every contradiction, and a bound on the rate of needs that residents exceed from the start."""
        found = super().cross_checks()
        bound, highest = self.needs.most_needs, self._highest_needs()
        if highest > bound * (1.0 + 1e-9):
            found.append(("needs.rate_bound", Sentence(
                f"some residents have {highest:.3g} needs a year, above rate_bound times the higher need rate, {bound:.3g}",
                f"部分居民每年有 {highest:.3g} 项需求，高于 rate_bound 与较高需求率之积 {bound:.3g}")))
        return found

    def _highest_needs(self) -> float:
        """The highest yearly needs of a group there is, in towns or in villages at their mean starting stocks."""
        n, people = self.needs, self.world.residents
        highest = 0.0
        for rate, mix, groups in ((n.need_rate_town, n.mix_town, people.town_groups),
                                  (n.need_rate_village, n.mix_village, people.village_groups)):
            shares = dict(groups)
            shares[Group.ORDINARY.key] = 1.0 - math.fsum(shares.values())
            factors = [(getattr(mix, category.key), n.factors(category.row.by_groups)) for category in Category]
            means = [n.mean_factor(category.row.by_groups, shares) for category in Category]
            for group in (group for group, share in shares.items() if share > 1e-9):
                ratio = math.fsum(part * factor.get(group, 1.0) / mean
                                  for (part, factor), mean in zip(factors, means, strict=True))
                highest = max(highest, rate * ratio)
        return highest
