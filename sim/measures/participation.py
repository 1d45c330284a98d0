"""Taking part: volunteers, their hours, and residents who care for common affairs."""

from __future__ import annotations

import numpy as np

from sim.agents.office import DeskMap
from sim.measures.amounts import amount
from sim.measures.grouping import PEOPLE, PLACES, sums_of_cells, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import quotient
from sim.vocabulary import DeskKind
from sim.words import T


def desk_map(observation: Observation) -> DeskMap:
    """Where each kind of desk lies.

    Args:
        observation: What was gathered.
    """
    return DeskMap(len(observation.communities), len(observation.townships), len(observation.districts))


def volunteer_share(observation: Observation) -> list[Row]:
    """Registered volunteers over residents on the last day.

    Args:
        observation: What was gathered.
    """
    volunteers = sums_of_cells(observation, observation.residents.volunteers)
    return quotient(observation, PEOPLE, volunteers, amount(observation, "residents"))


def engaged_share(observation: Observation) -> list[Row]:
    """Residents of the engaged disposition over residents on the last day.

    Args:
        observation: What was gathered.
    """
    engaged = sums_of_cells(observation, observation.residents.engaged)
    return quotient(observation, PEOPLE, engaged, amount(observation, "residents"))


def _volunteer_hours(observation: Observation, column: str) -> list[Row]:
    hours = observation.desks[column][desk_map(observation).of_communities(DeskKind.VOLUNTEER)]
    years = observation.years
    return quotient(
        observation,
        PLACES,
        sums_of_places(observation, np.asarray(hours, dtype=np.float64)),
        amount(observation, "residents"),
        1000.0 / years if years > 0 else np.nan,
    )


def volunteer_hours_offered(observation: Observation) -> list[Row]:
    """Hours volunteers had for residents' issues per 1,000 residents and year.

    Args:
        observation: What was gathered.
    """
    return _volunteer_hours(observation, "available_hours")


def volunteer_hours_worked(observation: Observation) -> list[Row]:
    """Hours volunteers worked on residents' issues per 1,000 residents and year.

    Args:
        observation: What was gathered.
    """
    return _volunteer_hours(observation, "work_hours")


def measures() -> tuple[Measure, ...]:
    """Participation."""
    unit = "hours per 1,000 residents and year"
    return (
        Measure(
            "volunteer_share",
            "registered volunteers",
            "注册志愿者比例",
            "share",
            "higher",
            T("Registered volunteers over residents on the last day.", "最后一天注册志愿者占居民的比例。"),
            PEOPLE,
            volunteer_share,
        ),
        Measure(
            "engaged_share",
            "engaged residents",
            "积极参与居民比例",
            "share",
            "higher",
            T(
                "Residents of the engaged disposition, that is of none of the five mentalities (paper, section 3.2.3), "
                "over residents on the last day.",
                "心态积极（即不属于五种失衡心态，论文 3.2.3）的居民，占最后一天的居民。",
            ),
            PEOPLE,
            engaged_share,
        ),
        Measure(
            "volunteer_hours_offered",
            "hours volunteers offer",
            "志愿服务可用工时",
            unit,
            "higher",
            T(
                "Hours volunteers had for residents' issues on measured days, over residents and years.",
                "测量期内志愿者可用于居民诉求的工时，按居民与年数平均。",
            ),
            PLACES,
            volunteer_hours_offered,
        ),
        Measure(
            "volunteer_hours_worked",
            "hours volunteers work",
            "志愿服务实际工时",
            unit,
            "higher",
            T(
                "Hours volunteers worked on residents' issues on measured days, over residents and years.",
                "测量期内志愿者实际用于居民诉求的工时，按居民与年数平均。",
            ),
            PLACES,
            volunteer_hours_worked,
        ),
    )
