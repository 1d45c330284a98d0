"""What a mechanism costs a year: the money it moves and the hours it asks for, read off the levers it pulls.

Costs are those of the whole place: every community counts with its design weight. Money is what a mechanism asks the
purses, the treasury's capital, units and firms, and sponsors for; hours are those it takes from committees and from the
offices above, and those that people give unpaid (residents in councils and courtyards, volunteers), all valued at a
price. Hours freed by a mechanism and hours it adds elsewhere are no negative cost; they show in what it achieves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from sim.agents.resident import logistic, logit
from sim.hours import RELIEVED_TO
from sim.issues.meetings import OFFICES, PARTIES
from sim.levers import Levers
from sim.mechanisms import registry
from sim.mechanisms.base import Mechanism
from sim.model import GovernanceModel
from sim.running import world_for
from sim.scenario.scenario import Scenario, replace
from sim.structure import Structure
from sim.vocabulary import Bearer
from sim.world.world import World

FEN_PER_YUAN = 100.0
MILLION = 1e6
LARGEST_SAMPLE = 0.1
"""Largest share of townships that costs of a comparison are read from (assumed)."""

PURSE_LEVERS: Mapping[str, str] = {
    "running_fen": "running_yuan",
    "general_fen": "general_yuan",
    "purchase_fen": "purchase_yuan",
    "capital_fen": "capital_yuan",
    "pooled_fen": "pooled_yuan",
}
"""Levers in fen per resident and year, and the part of the cost each becomes."""


@dataclass(frozen=True)
class Prices:
    """What an hour costs, in yuan: a wage of 60,000 yuan over 1,800 hours a year, 33 yuan, and overheads (assumed).

    Attributes:
        committee: An hour of a committee; a fifth of overheads (assumed).
        upper: An hour of a township or district office, where staff are better paid and offices cost more: half as
            much again for grade and overheads (assumed).
        resident: An hour that people give unpaid, in councils, courtyard committees or as volunteers: half of that wage
            (assumed; half an hourly income is the usual value of time off work, US Department of Transportation 2016).
    """

    committee: float = 40.0
    upper: float = 50.0
    resident: float = 16.5


@dataclass(frozen=True)
class Ground:
    """The place a cost is computed on.

    Attributes:
        structure: What mechanisms look at.
        community_weight: Communities that each community stands for.
        township_weight: Townships that each township stands for.
        district_weight: Residents that each resident of a district stands for.
        residents: Residents of the whole place.
        project_yuan: Money an average proposed project brings, the chance of being claimed included.
        council_people: Residents and unpaid parties that come to a council in the reference case.
        volunteer_hours: Hours a year and resident that a time bank of so much strength (0-1) adds once everybody has
            thought again about volunteering, at the reference trust.
    """

    structure: Structure
    community_weight: np.ndarray
    township_weight: np.ndarray
    district_weight: np.ndarray
    residents: float
    project_yuan: float
    council_people: float = 0.0
    volunteer_hours: Callable[[float], float] = lambda strength: 0.0


@dataclass(frozen=True)
class Cost:
    """Yearly cost of a mechanism over the whole place.

    Attributes:
        running_yuan: Running costs out of district purses.
        general_yuan: Staff and rooms out of the districts' general budget.
        purchase_yuan: Purchases of services out of district purses.
        capital_yuan: Capital money out of the treasury.
        pooled_yuan: Money that units and firms pool.
        project_yuan: Money that sponsors put into proposed projects.
        committee_hours: Hours of committees.
        township_hours: Hours taken from township offices, tasks taken over from communities and reporting included.
        district_hours: Hours taken from district departments, likewise.
        resident_hours: Hours that residents give to councils and courtyard committees.
        volunteer_hours: Hours that volunteers give beyond their usual ones, to residents' cases or not.
    """

    running_yuan: float = 0.0
    general_yuan: float = 0.0
    purchase_yuan: float = 0.0
    capital_yuan: float = 0.0
    pooled_yuan: float = 0.0
    project_yuan: float = 0.0
    committee_hours: float = 0.0
    township_hours: float = 0.0
    district_hours: float = 0.0
    resident_hours: float = 0.0
    volunteer_hours: float = 0.0

    def times(self, factor: float) -> Cost:
        """The cost of a part of it.

        Args:
            factor: The part, such as the share of the days it works.
        """
        return Cost(**{field.name: factor * getattr(self, field.name) for field in fields(self)})

    def money_yuan(self) -> float:
        """Yuan moved in a year."""
        return math.fsum(
            (
                self.running_yuan,
                self.general_yuan,
                self.purchase_yuan,
                self.capital_yuan,
                self.pooled_yuan,
                self.project_yuan,
            )
        )

    def total_yuan(self, prices: Prices) -> float:
        """Yuan in a year, hours valued.

        Args:
            prices: What an hour costs.
        """
        hours = (
            prices.committee * self.committee_hours
            + prices.upper * (self.township_hours + self.district_hours)
            + prices.resident * (self.resident_hours + self.volunteer_hours)
        )
        return self.money_yuan() + hours


def ground_of(baseline: Scenario, world: World) -> Ground:
    """What costs depend on, read off the opened baseline.

    Args:
        baseline: The baseline.
        world: Its world.

    Returns:
        The structure and the design weights.
    """
    model = GovernanceModel(baseline, world)
    try:
        c, structure = model.communities, model.structure
        weight = np.array(c.weight, float)
        drawn = np.maximum(structure.district_population, 1.0)
        services, people = baseline.services, baseline.participation
        return Ground(
            structure=structure,
            community_weight=weight,
            township_weight=np.array(model.townships.weight, float),
            district_weight=structure.by_district(weight * structure.population) / drawn,
            residents=float(weight @ structure.population),
            project_yuan=services.claimed_share * services.project_yuan,
            council_people=(
                people.council_invited * people.council_attendance_share + (PARTIES - OFFICES) * people.party_presence
            ),
            volunteer_hours=partial(_time_bank_hours, people, baseline.staff),
        )
    finally:
        model.release()


def _time_bank_hours(people: Any, staff: Any, strength: float) -> float:
    """Hours a year and resident that more volunteers give where a time bank adds to the log-odds of being one."""
    share = logistic(logit(people.volunteer_share) + people.volunteer_time_bank * strength)
    return float(12.0 * staff.volunteer_hours_per_month * (share - people.volunteer_share))


def yearly_cost(mechanism: Mechanism, ground: Ground) -> Cost:
    """What a mechanism costs a year at full strength in the communities it covers.

    Args:
        mechanism: The mechanism, with its coverage.
        ground: The place.

    Returns:
        The cost, by kind of money and office. A mechanism that gives an office as many hours as it takes from it
        elsewhere in the same district is charged for what it takes.
    """
    s = ground.structure
    sizes = {
        "community": len(s.population),
        "township": len(s.township_hours),
        "district": len(s.district_hours),
        "place": 1,
    }
    levers = Levers(sizes)
    mechanism.apply(levers, s, s.covered(mechanism.id, mechanism.parameters.coverage))
    residents = {
        "community": ground.community_weight * s.population,
        "township": ground.township_weight * s.township_population,
        "district": ground.district_weight * s.district_population,
    }
    known = levers.by_name
    parts = {
        part: float(residents[known[name].level] @ levers[name]) / FEN_PER_YUAN
        for name, part in PURSE_LEVERS.items()
        if name in known
    }
    if "proposals" in known:
        parts["project_yuan"] = float(ground.community_weight @ levers["proposals"]) * ground.project_yuan
    days = s.working_days_per_year
    taken = {
        name: np.maximum(-levers[name], 0.0) if name in known else 0.0
        for name in ("issue_hours", "township_hours", "district_hours", "justice_hours")
    }
    asked = np.maximum(levers["mechanism_hours"], 0.0) + taken["issue_hours"]
    reported = 1.5 * levers["reporting_hours"]  # the first of a ranking reports once, the last twice
    meetings = 12.0 * levers["council_hours"] * (levers["council_slots"] >= 1.0) * ground.council_people
    moved = {
        bearer: math.fsum(
            float(ground.community_weight @ levers[name]) for name, (_, to) in RELIEVED_TO.items() if to is bearer
        )
        for bearer in (Bearer.TOWNSHIP, Bearer.DISTRICT)
    }
    return Cost(
        **parts,
        committee_hours=days * float(ground.community_weight @ asked),
        township_hours=days
        * (float(ground.township_weight @ (taken["township_hours"] + reported)) + moved[Bearer.TOWNSHIP]),
        district_hours=days
        * (float(ground.district_weight @ (taken["district_hours"] + taken["justice_hours"])) + moved[Bearer.DISTRICT]),
        resident_hours=float(ground.community_weight @ (365.0 * levers["courtyard_hours"] + meetings)),
        volunteer_hours=float(
            ground.community_weight
            @ (
                365.0 * (levers["volunteer_hours"] + levers["giving_hours"])
                + s.population * [ground.volunteer_hours(strength) for strength in levers["time_bank"]]
            )
        ),
    )


def scenario_cost(scenario: Scenario, ground: Ground) -> Cost:
    """Yearly cost of all mechanisms that are on, as far as they are phased in on the measured days.

    Args:
        scenario: The scenario.
        ground: The place.
    """
    run, parts = scenario.run, []
    for name, parameters in scenario.mechanisms.items():
        mechanism = registry()[name](parameters)  # type: ignore[arg-type]
        parts.append(yearly_cost(mechanism, ground).times(strength_over(mechanism, run.warm_up_days, run.days)))
    return Cost(**{field.name: math.fsum(getattr(part, field.name) for part in parts) for field in fields(Cost)})


def policy_costs(scenarios: Sequence[Scenario], ground: Ground, prices: Prices) -> pd.DataFrame:
    """What each scenario costs a year, by kind of money and office, and per resident above the first scenario.

    Args:
        scenarios: The scenarios, the baseline first.
        ground: The place.
        prices: What an hour costs.

    Returns:
        Columns scenario, one for each part of a `Cost` (yuan and hours a year of the whole place), money_yuan,
        total_yuan (hours valued), yuan_per_resident (total above the baseline's) and residents of the whole place.
    """
    costs = [scenario_cost(scenario, ground) for scenario in scenarios]
    usual = costs[0].total_yuan(prices)
    rows = [
        {
            "scenario": scenario.name,
            **asdict(cost),
            "money_yuan": cost.money_yuan(),
            "total_yuan": cost.total_yuan(prices),
            "yuan_per_resident": (cost.total_yuan(prices) - usual) / ground.residents,
            "residents": ground.residents,
        }
        for scenario, cost in zip(scenarios, costs, strict=True)
    ]
    return pd.DataFrame(rows)


def costs_of(scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Costs of some scenarios, on a world of the baseline's settings.

    Args:
        scenarios: The scenarios, the baseline first. Of a sample larger than `LARGEST_SAMPLE` so much is drawn, since
            costs stand for the whole place whatever is drawn and a second whole city would not fit into memory.

    Returns:
        The table of `policy_costs`, hours at the usual prices.
    """
    first = scenarios[0]
    small = replace(first, {"world.sample": min(first.world.sample, LARGEST_SAMPLE)})
    prices = Prices()
    return policy_costs(scenarios, ground_of(small, world_for(small)), prices)


def strength_over(mechanism: Mechanism, first_day: int, n_days: int) -> float:
    """Mean strength of a mechanism over some days, by which its yearly cost is reduced while it is phased in.

    Args:
        mechanism: The mechanism.
        first_day: First day of the run that counts.
        n_days: Number of days.

    Returns:
        0-1.
    """
    return math.fsum(mechanism.strength(day) for day in range(first_day, first_day + n_days)) / n_days
