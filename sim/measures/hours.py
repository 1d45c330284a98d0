"""The balance of hours: where the hours of every bearer come from and what they go to."""

from __future__ import annotations

import math

from sim.agents.office_hours import origins_of, uses_of
from sim.hours import DESKS, ENTRIES, ORIGIN, RELIEVED, USE
from sim.levers import COMMUNITY, DISTRICT, TOWNSHIP
from sim.measures.amounts import amount
from sim.measures.grouping import HOURS_GROUPS
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.participation import desk_map
from sim.vocabulary import Bearer
from sim.words import T

_LEVEL_OF = {entry.bearer: entry.level for entry in ENTRIES if entry.side != RELIEVED}


def hours_by_line(observation: Observation) -> dict[str, Floats]:
    """Hours of every line of the balance on measured days, one per office of the bearer.

    Args:
        observation: What was gathered.

    Returns:
        Hours by group of the grouping "hours", in its order.
    """
    o, found = observation, {}
    for bearer in (*DESKS, Bearer.RESIDENT):
        for what, hours in origins_of(o.hours, bearer).items():
            found[f"{ORIGIN}.{bearer.key}.{what.key}"] = hours
        for use, hours in uses_of(o.hours, bearer, o.desks, o.communities, desk_map(o)).items():
            found[f"{USE}.{bearer.key}.{use.key}"] = hours
    for entry in ENTRIES:
        if entry.side == RELIEVED:
            found[f"{RELIEVED}.{entry.bearer.key}.{entry.what.key}"] = o.hours.of(entry)
    return {key: found[key] for key in HOURS_GROUPS}


def balance_of_hours(observation: Observation) -> list[Row]:
    """Hours of every line per 1,000 residents and year; offices count with their design weights.

    Args:
        observation: What was gathered.
    """
    residents = float(amount(observation, "residents").weighted["all"][0])
    weights = {
        COMMUNITY: observation.weight,
        TOWNSHIP: observation.townships["weight"],
        DISTRICT: observation.district_weight,
    }
    rows = []
    for key, hours in hours_by_line(observation).items():
        side, bearer, _ = key.split(".")
        level = COMMUNITY if side == RELIEVED else _LEVEL_OF[Bearer[bearer.upper()]]
        below = residents * observation.years
        value = 1000.0 * float(weights[level] @ hours) / below if below > 0.0 else math.nan
        rows.append(Row("hours", key, round(float(hours.sum())), value))
    return rows


def measures() -> tuple[Measure, ...]:
    """The balance of hours."""
    return (
        Measure(
            "hours_balance",
            "balance of hours",
            "工时收支",
            "hours per 1,000 residents and year",
            "none",
            T(
                "Hours of measured days by bearer: where they come from (origin) and what they go to (use), which are "
                "equal for every bearer; and who bears the work that communities no longer do (relieved). Over "
                "residents "
                "and years.",
                "测量期内各主体的工时：来源（origin）与用途（use），每一主体两者相等；以及社区不再承担的事务由谁承担"
                "（relieved）。按居民与年数平均。",
            ),
            ("hours",),
            balance_of_hours,
            signed=True,
        ),
    )
