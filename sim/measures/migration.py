"""Moving to town: who moved, from where to where, and who lives as urban (paper, section 3.2.2)."""

from __future__ import annotations

import numpy as np

from sim.measures.amounts import amount
from sim.measures.grouping import PLACES, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import quotient
from sim.words import T


def _per_1000(observation: Observation, column: str) -> list[Row]:
    people = sums_of_places(observation, np.asarray(observation.communities[column], dtype=np.float64))
    years = observation.years
    return quotient(
        observation,
        PLACES,
        people,
        amount(observation, "residents"),
        1000.0 / years if years > 0 else np.nan,
    )


def moved(observation: Observation) -> list[Row]:
    """Residents who moved from a village to a town, by their new home, per 1,000 residents and year.

    Args:
        observation: What was gathered.
    """
    return _per_1000(observation, "n_arrived")


def moved_away(observation: Observation) -> list[Row]:
    """Residents who moved from a village to a town, by their former home, per 1,000 residents and year.

    Args:
        observation: What was gathered.
    """
    return _per_1000(observation, "n_left")


def town_share(observation: Observation) -> list[Row]:
    """Residents who live as urban over residents on the last day.

    Args:
        observation: What was gathered.
    """
    c = observation.communities
    urban = sums_of_places(observation, c["urban_share"] * c["population"])
    return quotient(observation, PLACES, urban, amount(observation, "residents"))


def measures() -> tuple[Measure, ...]:
    """Urbanisation."""
    unit = "residents per 1,000 residents and year"
    return (
        Measure(
            "moved",
            "residents who moved to town, by new home",
            "进城迁入居民",
            unit,
            "none",
            T(
                "Residents who moved from a village to a town on measured days, counted where they live now, over "
                "residents on the last day and years.",
                "测量期内由村迁入城镇的居民（按现居地计），按最后一天居民与年数平均。",
            ),
            PLACES,
            moved,
        ),
        Measure(
            "moved_away",
            "residents who moved to town, by former home",
            "进城迁出居民",
            unit,
            "none",
            T(
                "Residents who moved from a village to a town on measured days, counted where they lived before, over "
                "residents on the last day and years.",
                "测量期内由村迁入城镇的居民（按原居地计），按最后一天居民与年数平均。",
            ),
            PLACES,
            moved_away,
        ),
        Measure(
            "town_share",
            "town residents",
            "城镇居民比例",
            "share",
            "none",
            T(
                "Residents who live as urban over residents on the last day: each community's residents times "
                "its urban "
                "share (paper, section 3.2.2: 62.60 %, up 1.66 points in a year).",
                "按城镇方式居住的居民占最后一天居民的比例：各社区居民数乘以其城镇比例（论文 3.2.2：62.60%，一年上升 "
                "1.66 个百分点）。",
            ),
            PLACES,
            town_share,
        ),
    )
