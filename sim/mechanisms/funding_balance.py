"""Balanced and sufficient funding (均衡化·充分化, paper, sections 3.2.4, 4.2.1 and 4.2.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, assumed_in, parameter
from sim.structure import Structure
from sim.words import T


class FundingBalanceParameters(MechanismParameters):
    """How far money follows people instead of means."""

    balance_region: float = parameter(
        0.7,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="区域均衡度",
        source=assumed_in("4.2.1"),
        doc=T("How far money follows need instead of fiscal capacity.", "资金按需求而非财力分配的程度。"),
    )
    balance_rural: float = parameter(
        0.7,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="城乡均衡度",
        source=assumed_in("4.2.2"),
        doc=T("How far a rural resident counts like an urban one.", "一名农村居民与一名城市居民同等计算的程度。"),
    )
    floor_yuan: float = parameter(
        10.0,
        unit="yuan per resident and year",
        low=0.0,
        high=500.0,
        zh="人均保底",
        source=ASSUMED,
        doc=T(
            "Least money per resident of a community, lifted by the others pro rata.",
            "社区居民人均资金的下限，由其他社区按比例补足。",
        ),
    )
    even_quarters: bool = parameter(
        True,
        unit="yes or no",
        zh="均衡拨付",
        source=T("paper, section 3.1.5 (long-term input)", "论文第 3.1.5 节（长效投入机制）"),
        doc=T("Money comes in even quarters and is kept over the year's end.", "资金按季均衡拨付，年末结余可留用。"),
    )


class FundingBalance(Mechanism):
    """Lets money follow need instead of fiscal capacity, with a floor, in even quarters, from an unchanged total.

    Rich districts get less unless the total grows. Money without hours to spend it on may stay unspent. Coverage is
    the share of the way to the new rule, as money is allotted over the whole place.
    """

    id = "funding_balance"
    name = "funding balance"
    name_zh = "均衡化·充分化投入"
    what_zh = "资金随需求而非财力分配，设人均保底，按季均衡拨付，总额不变。"
    section = "4.2"
    horizon = GROWN
    Parameters = FundingBalanceParameters
    parameters: FundingBalanceParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Moves the allocation rule; the next funding day follows it."""
        p = self.parameters
        share = float(np.max(presence, initial=0.0)) * p.coverage
        levers.raise_to("balance_region", p.balance_region * share)
        levers.raise_to("balance_rural", p.balance_rural * share)
        levers.raise_to("floor_fen", 100.0 * p.floor_yuan * share)
        if p.even_quarters and share > 0.0:
            levers.raise_to("even_quarters", 1.0)
