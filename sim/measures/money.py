"""Money: what was asked, paid and left, what a solved issue costs, and how evenly money is spread."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.calendar import PERIODS
from sim.measures.amounts import amount, cells_of
from sim.measures.concentration import concentration_index
from sim.measures.grouping import PEOPLE, PEOPLE_AND_PERIODS, Sums
from sim.measures.inequality import gini
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import per_year, quotient, rows_of
from sim.vocabulary import Tier
from sim.words import T

FEN = 100.0
"""Fen in a yuan."""

ASKED_BY = (*PEOPLE, "category", "departments", *PERIODS)

BOOK_PLACES = ("all", "tier", "region", "district")


def _by_office(observation: Observation, amounts: tuple[Floats, Floats, Floats]) -> Sums:
    """Sums of money held or paid by offices, by place and by tier of the office."""
    c, t, d = observation.communities, observation.townships, observation.districts
    weights = (observation.weight, t["weight"], observation.district_weight)
    districts = (c["district"], t["district"], np.arange(len(d)))
    found = []
    for weigh in (False, True):
        by_district = np.zeros(len(d))
        by_tier = np.zeros(len(Tier))
        for tier, money in enumerate(amounts):
            value = money * weights[tier] if weigh else money
            by_district += np.bincount(districts[tier], weights=value, minlength=len(d))
            by_tier[tier] = value.sum()
        by_region = np.bincount(d["region"], weights=by_district, minlength=len(observation.region_keys))
        found.append(
            {
                "all": np.array([by_district.sum()]),
                "tier": by_tier,
                "region": by_region,
                "district": by_district,
            }
        )
    return Sums(*found)


def _residents(observation: Observation) -> Sums:
    """Residents by place; every tier serves all of them."""
    people = amount(observation, "residents")
    return Sums(
        *(
            {
                "all": part["all"],
                "tier": np.repeat(part["all"], len(Tier)),
                "region": part["region"],
                "district": part["district"],
            }
            for part in people
        )
    )


def spending_per_resident(observation: Observation) -> list[Row]:
    """Yuan that offices paid for residents' issues per resident and year.

    Args:
        observation: What was gathered.
    """
    factor = 1.0 / FEN / observation.years if observation.years > 0 else math.nan
    return quotient(
        observation,
        BOOK_PLACES,
        _by_office(observation, observation.spent_fen),
        _residents(observation),
        factor,
    )


def money_met(observation: Observation) -> list[Row]:
    """Money that reached issues over money they asked for.

    Args:
        observation: What was gathered.
    """
    return quotient(
        observation,
        ASKED_BY,
        amount(observation, "met_fen"),
        amount(observation, "asked_fen"),
        n=amount(observation, "asked_rows"),
    )


def purses_per_resident(observation: Observation) -> list[Row]:
    """Yuan left in offices' purses on the last day per resident.

    Args:
        observation: What was gathered.
    """
    left = tuple(
        np.asarray(p["purse_fen"], dtype=np.float64)
        for p in (observation.communities, observation.townships, observation.districts)
    )
    return quotient(
        observation,
        BOOK_PLACES,
        _by_office(observation, (left[0], left[1], left[2])),
        _residents(observation),
        1.0 / FEN,
    )


def cost_per_resolved(observation: Observation) -> list[Row]:
    """Yuan that offices paid per issue really resolved.

    Args:
        observation: What was gathered.
    """
    by = ("all", "region", "district")
    return quotient(
        observation,
        by,
        _by_office(observation, observation.spent_fen),
        amount(observation, "resolved_rows"),
        1.0 / FEN,
    )


def _over_communities(
    index: Callable[[Observation, Floats, Floats], float],
) -> Callable[[Observation], list[Row]]:
    """An index of money paid per resident over communities."""

    def rows(observation: Observation) -> list[Row]:
        people = cells_of(observation, "residents").sum(axis=1)
        lived = people > 0
        if not lived.any():
            return [Row("all", "all", 0, math.nan)]
        per_head = np.divide(
            cells_of(observation, "met_fen").sum(axis=1), people, out=np.zeros(len(people)), where=lived
        )
        return [Row("all", "all", int(lived.sum()), index(observation, per_head, people * observation.weight))]

    return rows


def _concentration(observation: Observation, per_head: Floats, people: Floats) -> float:
    capacity = observation.districts["fiscal_capacity"][observation.communities["district"]]
    return concentration_index(per_head, people, capacity)


def rural_spending_ratio(observation: Observation) -> list[Row]:
    """Money paid per rural resident over money paid per urban resident.

    Args:
        observation: What was gathered.
    """
    paid, people = amount(observation, "met_fen"), amount(observation, "residents")
    per_head = np.divide(
        paid.weighted["setting"],
        people.weighted["setting"],
        out=np.full(3, math.nan),
        where=people.weighted["setting"] > 0,
    )
    ratio = float(per_head[1] / per_head[0]) if per_head[0] > 0 else math.nan
    return rows_of(observation, ("all",), people.counted, {"all": np.array([ratio])})


def measures() -> tuple[Measure, ...]:
    """Money."""
    yuan = "yuan per resident and year"
    paid = T(
        "Cost of the cohort's causes that offices paid for, each payment once, whichever tier paid",
        "该批起因中由各级出资办理的费用（每笔只计一次，不论由哪一级支付）",
    )
    return (
        Measure(
            "spending_per_resident",
            "spending of offices",
            "人均支出",
            yuan,
            "none",
            T(
                "What offices paid for residents' issues on measured days, by their accounts, over residents of the "
                "place and years; the tiers add up to the whole.",
                "测量期内各级账面上用于居民诉求的支出，按全域居民与年数平均；各层级之和即为总额。",
            ),
            BOOK_PLACES,
            spending_per_resident,
        ),
        Measure(
            "paid_per_resident",
            "money that reached residents' issues",
            "人均诉求投入",
            yuan,
            "higher",
            T(f"{paid.en}; over residents and years.", f"{paid.zh}，按居民与年数平均。"),
            PEOPLE_AND_PERIODS,
            per_year("met_fen", "residents", PEOPLE_AND_PERIODS, 1.0 / FEN),
        ),
        Measure(
            "asked_per_resident",
            "money residents' issues ask for",
            "人均资金需求",
            yuan,
            "none",
            T(
                "Cost of the causes reported or found that need money, each once, over residents and years.",
                "已提出或被发现、且需要资金的起因所需费用（每项只计一次），按居民与年数平均。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("asked_fen", "residents", PEOPLE_AND_PERIODS, 1.0 / FEN),
        ),
        Measure(
            "money_met_share",
            "money asked and met",
            "资金满足率",
            "share",
            "higher",
            T(
                f"{paid.en}; over the cost of all causes reported or found. n counts causes that need money.",
                f"{paid.zh}，占全部已提出或被发现的起因所需费用；n 为需要资金的起因数。",
            ),
            ASKED_BY,
            money_met,
        ),
        Measure(
            "purses_left",
            "left in purses",
            "结余",
            "yuan per resident",
            "none",
            T(
                "Money left in offices' purses on the last day over residents of the place.",
                "最后一天各级经费的结余，按全域居民平均。",
            ),
            BOOK_PLACES,
            purses_per_resident,
        ),
        Measure(
            "cost_per_resolved",
            "cost of a resolved issue",
            "单件解决成本",
            "yuan per issue",
            "lower",
            T(
                "What offices paid on measured days over issues (rows of work) really resolved.",
                "测量期内各级支出，与真正解决的事项（工单）数之比。",
            ),
            ("all", "region", "district"),
            cost_per_resolved,
        ),
        Measure(
            "rural_spending_ratio",
            "rural over urban spending",
            "农村与城市人均投入比",
            "ratio",
            "none",
            T(
                "Money that reached residents' issues per rural resident over the same per urban resident; below 25 % "
                "of national spending reached villages in 2016 (paper, section 3.2.4).",
                "农村居民人均获得的诉求资金，与城市居民人均之比；2016 年全国此类支出用于农村的不足 25%（论文 3.2.4）。",
            ),
            ("all",),
            rural_spending_ratio,
        ),
        Measure(
            "spending_gini",
            "spending, Gini",
            "投入基尼系数",
            "index",
            "lower",
            T(
                "Gini index of money that reached residents' issues per resident, over communities counted by the "
                "residents they stand for.",
                "人均诉求资金的基尼系数，以社区为单位，按所代表的居民数加权。",
            ),
            ("all",),
            _over_communities(lambda _, x, people: gini(x, people)),
        ),
        Measure(
            "spending_concentration",
            "spending, concentration by fiscal capacity",
            "投入财力集中指数",
            "index",
            "none",
            T(
                "Concentration index of the same along the fiscal capacity of the district; above 0: more in "
                "rich ones.",
                "人均诉求资金按区县财力排序的集中指数；大于 0 表示偏向财力较强的区县。",
            ),
            ("all",),
            _over_communities(_concentration),
            signed=True,
        ),
    )
