"""Balanced and sufficient funding (均衡化·充分化, paper, sections 3.2.4, 4.2.1 and 4.2.2)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import parameter
from sim.structure import Structure


class FundingBalanceParameters(MechanismParameters):
    """How far money follows people instead of means."""

    balance_region: float = parameter(0.7, unit="0-1", low=0.0, high=1.0, source="assumed (paper, section 4.2.1)",
                                      doc="How far money follows need instead of fiscal capacity.", zh="区域均衡度")
    balance_rural: float = parameter(0.7, unit="0-1", low=0.0, high=1.0, source="assumed (paper, section 4.2.2)",
                                     doc="How far a rural resident counts like an urban one.", zh="城乡均衡度")
    floor_yuan: float = parameter(10.0, unit="yuan per resident and year", low=0.0, high=500.0, source="assumed",
                                  doc="Least money per resident of a community, lifted by the others pro rata.",
                                  zh="人均保底")
    even_quarters: bool = parameter(True, unit="yes or no", source="paper, section 3.1.5 (long-term input)",
                                    doc="Money comes in even quarters and is kept over the year's end.", zh="均衡拨付")


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
