"""Services: what was purchased, what society gave, what was built, and who found a care place."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.measures.amounts import amount
from sim.measures.grouping import PLACES, Sums, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import quotient, rows_of
from sim.words import T

FEN = 100.0
"""Fen in a yuan."""

CARE_BY = ("all", "region", "district")


def _run_years(observation: Observation) -> float:
    """Years of the whole run, warm-up included; nan where no day was simulated."""
    return observation.end_day / 365.0 if observation.end_day > 0 else math.nan


def _column(observation: Observation, values: Floats) -> Floats:
    """Values per community, zeros where nothing was counted."""
    return values if len(values) else np.zeros(len(observation.communities))


def _spread(observation: Observation, by_township: Floats) -> Floats:
    """What townships got, spread over their communities by residents."""
    c, n = observation.communities, len(observation.townships)
    if not len(by_township):
        return np.zeros(len(c))
    people = np.bincount(c["township"], weights=c["population"], minlength=n)
    each = np.divide(by_township, people, out=np.zeros(n), where=people > 0)
    return np.asarray(each[c["township"]] * c["population"], dtype=np.float64)


def purchases_per_resident(observation: Observation) -> list[Row]:
    """Yuan paid to social organisations per resident and year.

    Args:
        observation: What was gathered.
    """
    paid = sums_of_places(observation, _spread(observation, observation.services.purchased_fen))
    factor = 1.0 / FEN / _run_years(observation)
    return quotient(observation, PLACES, paid, amount(observation, "residents"), factor)


def hours_per_purchased_yuan(observation: Observation) -> list[Row]:
    """Hours of service per 1,000 yuan paid to social organisations.

    Args:
        observation: What was gathered.
    """
    hours = sums_of_places(observation, _spread(observation, observation.services.purchased_hours))
    paid = sums_of_places(observation, _spread(observation, observation.services.purchased_fen))
    return quotient(observation, PLACES, hours, paid, 1000.0 * FEN, n=amount(observation, "residents"))


def unserved_share(observation: Observation) -> list[Row]:
    """Purchase money that nobody has served over all that was put out.

    Args:
        observation: What was gathered.
    """
    d, size = observation.districts, len(observation.region_keys)
    left = observation.services.unserved_fen if len(observation.services.unserved_fen) else np.zeros(len(d))
    c = observation.communities
    paid = np.bincount(
        c["district"], weights=_spread(observation, observation.services.purchased_fen), minlength=len(d)
    )
    sums = []
    for above in (left, left + paid):
        parts = []
        for money in (above, above * observation.district_weight):
            region = np.bincount(d["region"], weights=money, minlength=size)
            parts.append({"all": np.array([money.sum()]), "region": region, "district": money})
        sums.append(Sums(*parts))
    return quotient(observation, CARE_BY, sums[0], sums[1], n=amount(observation, "residents"))


def _per_resident(values: Callable[[Observation], Floats], factor: float) -> Callable[[Observation], list[Row]]:
    """An amount per community over residents and years of the whole run."""

    def rows(observation: Observation) -> list[Row]:
        above = sums_of_places(observation, _column(observation, values(observation)))
        return quotient(observation, PLACES, above, amount(observation, "residents"), factor / _run_years(observation))

    return rows


def claimed_share(observation: Observation) -> list[Row]:
    """Projects claimed over projects put forward.

    Args:
        observation: What was gathered.
    """
    services = observation.services
    claimed = sums_of_places(observation, _column(observation, services.n_claimed))
    proposed = sums_of_places(observation, _column(observation, services.n_proposals))
    return quotient(observation, PLACES, claimed, proposed)


def building_per_resident(observation: Observation) -> list[Row]:
    """Capital money paid for service rooms per resident and year.

    Args:
        observation: What was gathered.
    """
    n = float(observation.residents.n.sum())
    value = observation.services.built_fen / FEN / n / _run_years(observation) if n > 0 else math.nan
    return [Row("all", "all", round(n), value)]


def occupied_share(observation: Observation) -> list[Row]:
    """Care places in use over care places.

    Args:
        observation: What was gathered.
    """
    d, size = observation.districts, len(observation.region_keys)
    used, places = d["places_used"].astype(np.float64), d["places"].astype(np.float64)
    values, counted = {}, {}
    for by, code, n in (
        ("all", np.zeros(len(d), np.int64), 1),
        ("region", d["region"], size),
        ("district", np.arange(len(d)), len(d)),
    ):
        above, below = (np.bincount(code, weights=x * observation.district_weight, minlength=n) for x in (used, places))
        counted[by] = np.bincount(code, weights=places, minlength=n).astype(np.float64)
        values[by] = np.divide(above, below, out=np.full(n, math.nan), where=below > 0)
    return rows_of(observation, CARE_BY, counted, values)


def measures() -> tuple[Measure, ...]:
    """Services."""
    yuan, run = "yuan per resident and year", T("the whole run, warm-up included", "整个运行期（含预热期）")
    return (
        Measure(
            "purchases_per_resident",
            "purchases of services",
            "人均购买服务支出",
            yuan,
            "none",
            T(
                f"Paid to social organisations for services worked in a township, over its residents and years of "
                f"{run.en}; 133.36 million yuan in 2016, 4.4 per resident (paper, section 2.1.3).",
                f"在镇街购买社会组织服务的支出，按其居民与{run.zh}年数平均；2016 年为 1.3336 亿元，人均 "
                "4.4 元（论文 2.1.3）。",
            ),
            PLACES,
            purchases_per_resident,
        ),
        Measure(
            "hours_per_1000_yuan",
            "hours bought with 1,000 yuan",
            "每千元购买工时",
            "hours",
            "higher",
            T(
                f"Hours of organisations over money paid to them, {run.en}.",
                f"社会组织提供的工时与所付资金之比，{run.zh}。",
            ),
            PLACES,
            hours_per_purchased_yuan,
        ),
        Measure(
            "purchases_unserved_share",
            "purchase money nobody serves",
            "购买服务流标率",
            "share",
            "lower",
            T(
                "Purchase money left in lots on the last day over that and all that was paid since the first day.",
                "最后一天仍流标的购买资金，占其与自首日以来全部已付购买资金之和。",
            ),
            CARE_BY,
            unserved_share,
        ),
        Measure(
            "society_per_resident",
            "money of society",
            "人均社会资金",
            yuan,
            "higher",
            T(
                "Money of sponsors for claimed projects, and of units and firms that pool, over residents and years of "
                f"{run.en}.",
                f"资助方用于所认领项目的资金与各单位、企业共筹的资金，按居民与{run.zh}年数平均。",
            ),
            PLACES,
            _per_resident(lambda o: o.services.society_fen, 1.0 / FEN),
        ),
        Measure(
            "capital_per_resident",
            "capital money for service rooms",
            "人均服务用房投资",
            yuan,
            "none",
            T(
                f"Paid for building service rooms over sampled residents and years of {run.en}.",
                f"用于建设服务用房的资金，按样本居民与{run.zh}年数平均。",
            ),
            ("all",),
            building_per_resident,
        ),
        Measure(
            "projects_claimed_share",
            "projects claimed",
            "公益项目认领率",
            "share",
            "higher",
            T(
                "Projects that a sponsor claimed over projects put forward since the first day; 112 of 175 in Nan'an "
                "(paper, section 2.3.5).",
                "被认领的公益项目，占自首日以来推出的项目；南岸区为 175 个中的 112 个（论文 2.3.5）。",
            ),
            PLACES,
            claimed_share,
        ),
        Measure(
            "person_times_per_1000",
            "person-times of projects",
            "每千人项目服务人次",
            "per 1,000 residents and year",
            "higher",
            T(
                f"Person-times served by claimed projects over residents and years of {run.en}.",
                f"所认领项目服务的人次，按居民与{run.zh}年数平均。",
            ),
            PLACES,
            _per_resident(lambda o: o.services.person_times, 1000.0),
        ),
        Measure(
            "care_places_used_share",
            "care places in use",
            "照料床位使用率",
            "share",
            "none",
            T(
                "Users of day and overnight care on the last day over beds; 53,666 of 84,057 at the end of 2017 "
                "(paper, "
                "section 2.1.2).",
                "最后一天日间与全托照料的使用人数，占床位数；2017 年末为 84057 张中的 53666 张（论文 2.1.2）。",
            ),
            CARE_BY,
            occupied_share,
        ),
    )
