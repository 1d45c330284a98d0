"""Managers for old estates: owners' committees and service stations (老旧小区物业化, paper, section 4.3.4)."""

from __future__ import annotations

import numpy as np

from sim.levers import Levers
from sim.mechanisms.base import GROWN, Mechanism, MechanismParameters
from sim.scenario.parameter import ASSUMED, parameter
from sim.structure import Structure
from sim.words import T


class EstateManagementParameters(MechanismParameters):
    """How hard owners are asked, and what asking takes."""

    effort: float = parameter(
        1.0,
        unit="0-1",
        low=0.0,
        high=1.0,
        zh="组建力度",
        source=ASSUMED,
        doc=T(
            "How far owners of estates without a manager are asked to organise.", "动员无物业小区业主组织起来的力度。"
        ),
    )
    organising_hours: float = parameter(
        3.0,
        unit="hours per week",
        low=0.0,
        high=40.0,
        zh="组建工时",
        source=ASSUMED,
        doc=T(
            "Committee hours of asking owners, in a town community without any managed estate; less where fewer "
            "estates are left.",
            "居委会征询业主的工时，按没有任何物业小区的城市社区计；剩余小区较少时相应减少。",
        ),
    )


class EstateManagement(Mechanism):
    """Owners of estates without a manager are asked to form a committee or to take a service station.

    An estate is taken over where enough owners sign, and is served as long as enough of them pay; both are the
    owners' choice, and free riders can end it. Asking takes hours of the committee. Villages have no such estates.
    """

    id = "estate_management"
    name = "estate management"
    name_zh = "老旧小区物业化"
    what_zh = "动员无物业小区的业主成立业主委员会，或接受服务站托管。"
    section = "4.3.4"
    horizon = GROWN
    Parameters = EstateManagementParameters
    parameters: EstateManagementParameters

    def apply(self, levers: Levers, structure: Structure, presence: np.ndarray) -> None:
        """Lets owners be asked and takes the hours of asking."""
        p = self.parameters
        town = np.where(structure.urban_share > 0.0, presence, 0.0)
        levers.raise_to("estate_effort", p.effort * town)
        unmanaged = structure.unmanaged_share * structure.urban_share
        levers.add("mechanism_hours", p.effort * p.organising_hours / 5.0 * town * unmanaged)
