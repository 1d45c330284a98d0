"""Stocks as the end of every year leaves them, and the posts that offices have gained or lost."""

from __future__ import annotations

import math

from sim.measures.grouping import group_keys
from sim.measures.measure import Measure, Row
from sim.measures.observation import Observation
from sim.vocabulary import STOCKS
from sim.words import T

YEAR = "year"


def at_ends_of_years(observation: Observation, stock: str) -> list[Row]:
    """A stock on the last day of each calendar year that was measured, or the last measured day.

    Args:
        observation: What was gathered.
        stock: One of `STOCKS`.

    Returns:
        One row a year, none where years are not asked for; n counts residents.
    """
    if YEAR not in observation.wanted_periods:
        return []
    numbers = observation.period_numbers(YEAR)
    people = int(observation.communities["population"].sum())
    rows = []
    for number, key in enumerate(group_keys(observation, YEAR)):
        end = observation.first_day + int((numbers <= number).sum())
        noted = observation.stocks.get(end)
        rows.append(Row(YEAR, key, people, math.nan if noted is None else float(noted[STOCKS.index(stock)])))
    return rows


def posts_gained(observation: Observation) -> list[Row]:
    """Posts filled on the last day less those of the first, per 10,000 residents.

    Args:
        observation: What was gathered.
    """
    noted = observation.stocks.get(observation.end_day)
    people = int(observation.communities["population"].sum())
    value = math.nan if noted is None else float(noted[STOCKS.index("posts")])
    return [Row("all", "all", people, value), *at_ends_of_years(observation, "posts")]


def measures() -> tuple[Measure, ...]:
    """Posts."""
    return (
        Measure(
            "posts_gained_per_10000",
            "posts gained",
            "新增在岗人数",
            "persons per 10,000 residents",
            "none",
            T(
                "Posts for residents' issues filled on the last day less those of the first (parameters "
                "staffing), over "
                "residents; posts that mechanisms pay for do not count. By year on its last day.",
                "最后一天诉求岗位在岗人数与期初之差（staffing 参数），按居民平均；不含各机制出资的岗位。按年时取年末。",
            ),
            ("all", YEAR),
            posts_gained,
            signed=True,
        ),
    )
