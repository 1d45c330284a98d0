"""A law corner, a mediation centre and a legal team in every community (常态普法, paper, section 4.5.3)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import BUILT, Mechanism, MechanismParameters, part_given
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class RuleOfLawParameters(MechanismParameters):
    """What the law corner teaches, who mediates, and who pays."""

    awareness_per_year: float = parameter(
        0.05,
        unit="per year",
        low=0.0,
        high=1.0,
        zh="法律意识年增",
        source=ASSUMED,
        doc=T(
            "Growth of legal awareness by a law corner with its full hours.", "工时充足的法律图书角所增加的法律意识。"
        ),
    )
    teaching_hours: float = parameter(
        0.25,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="普法工时",
        source=ASSUMED,
        doc=T("Committee hours for the law corner and its lectures.", "居（村）委会用于法律图书角及讲座的工时。"),
    )
    lawyer_hours: float = parameter(
        1.0,
        unit="hours per 1,000 residents and week",
        low=0.0,
        high=40.0,
        zh="每千人周调解工时",
        source=ASSUMED,
        doc=T("Hours of mediators and lawyers in the mediation centre.", "调解员与律师在调解中心的工时。"),
    )
    justice_part: float = parameter(
        0.05,
        unit="share",
        low=0.0,
        high=1.0,
        zh="司法部门承担占比",
        source=T(
            "police, prosecutors and justice offices take part (paper, section 4.5.3); size assumed",
            "公安、检察与司法所参与（论文第 4.5.3 节）；大小为假设值",
        ),
        doc=T(
            "Part of these hours that the department of police and justice gives.",
            "上述工时中由公安司法部门承担的部分。",
        ),
    )
    most_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="司法工时上限",
        source=ASSUMED,
        doc=T("Largest share of that department's hours that can be taken.", "最多可占用该部门工时的比例。"),
    )
    price_yuan: float = parameter(
        60.0,
        unit="yuan per hour",
        low=0.0,
        high=2000.0,
        zh="律师补贴单价",
        source=T("assumed; allowance of public-interest lawyers", "假设值；公益律师补贴"),
        doc=T("Price of an hour of a lawyer.", "律师每小时的价格。"),
    )
    able_share: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        zh="调解范围扩展",
        source=ASSUMED,
        doc=T("Further disputes that mediators are able to take.", "调解员能够承接的纠纷的新增比例。"),
    )


class RuleOfLaw(Mechanism):
    """Teaches the law, mediates in every community, and so lets disputes take the lawful road, slowly.

    Legal awareness grows with the law corner; mediators and lawyers take disputes. Their hours are the department of
    justice's or are paid out of the district's purse; the law corner takes committee hours at once while awareness
    grows over years. The department of justice is small and handles disputes itself, so a large part asked of it does
    harm.
    """

    id = "rule_of_law"
    name = "rule of law in the community"
    name_zh = "常态普及法治"
    what_zh = "普及法律、在每个社区开展调解，使纠纷逐步走上依法解决的道路。"
    section = "4.5.3"
    horizon = BUILT
    Parameters = RuleOfLawParameters
    parameters: RuleOfLawParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Opens law corners and mediation centres and charges their hours to justice, purse and committee."""
        p = self.parameters
        levers.add("awareness_gain", p.awareness_per_year * presence)
        levers.add("mechanism_hours", p.teaching_hours / 5.0 * presence)
        wanted = presence * p.lawyer_hours * structure.population / 1000.0 / 5.0
        by_district = structure.by_district(wanted)
        granted = np.minimum(p.justice_part * by_district, p.most_share * structure.justice_hours)
        given = part_given(granted, by_district)
        paid = (1.0 - p.justice_part) * by_district
        levers.add("mediator_hours", wanted * (1.0 - p.justice_part + given[structure.district]))
        levers.add("justice_hours", -granted)
        levers.add(
            "running_fen",
            100.0
            * p.price_yuan
            * paid
            * structure.working_days_per_year
            / np.maximum(structure.district_population, 1.0),
        )
        levers.raise_to("able_mediator", p.able_share * presence)
