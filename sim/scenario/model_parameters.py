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
        """Names every contradiction between parameters.

        Returns:
            Pairs of dotted path and what is wrong, empty when all is well.
        """
        faults: list[tuple[str, Sentence]] = []
        for path, table in (("needs.mix_town", self.needs.mix_town), ("needs.mix_village", self.needs.mix_village),
                            ("staff.department_shares", self.staff.department_shares),
                            ("services.purchase_shares_town", self.services.purchase_shares_town),
                            ("services.purchase_shares_village", self.services.purchase_shares_village)):
            total = math.fsum(table.model_dump().values())
            if abs(total - 1.0) > 1e-9:
                faults.append((path, Sentence(f"the shares add up to {total:.6g}, not to 1",
                                              f"各占比之和为 {total:.6g}，应为 1")))
        authority = zip(self.work.authority_community, self.work.authority_township,
                        self.work.authority_district, strict=True)
        for (name, a), (_, b), (_, c) in authority:
            if a + b + c > 1.0 + 1e-9:
                faults.append((f"work.authority_community.{name}",
                               Sentence(f"the shares of community, township and district add up to {a + b + c:.6g}, above 1",
                                        f"社区、镇街、区县占比之和为 {a + b + c:.6g}，大于 1")))
        if self.money.community_share + self.money.township_share > 1.0:
            faults.append(("money.community_share", Sentence("the shares of community and township add up to more than 1",
                                                              "社区与镇街占比之和大于 1")))
        if self.work.departments_two_share + self.work.departments_three_share > 1.0:
            faults.append(("work.departments_two_share", Sentence("the shares of two and three departments exceed 1",
                                                                 "两个部门与三个部门的占比之和大于 1")))
        if self.work.order not in ("easy", "due"):
            faults.append(("work.order", Sentence(f"'{self.work.order}' is neither 'easy' nor 'due'",
                                                  f"“{self.work.order}”既不是 easy 也不是 due")))
        return faults
