"""Unmet need: days without a solution, weighed by severity and by how unequally they are borne.

A need is unmet from the day it arises until it is really solved, else until the last day. What counts, of the needs
that arose on measured days:

- solved among neighbours or in a courtyard: solved on the day it arose, no days;
- reported or found by a patrol: to the day it was resolved. Failing, nominal closing and getting lost end nothing, and
  complaining again or over heads is the same need;
- patched up (a cosmetic repair, a failed settlement) and not complained about again: rests until it comes back, which
  the tallies of needs count as a new one;
- neither reported nor found, or on the last day not found yet: to the last day.

A need from before the measured days counts if it is reported (again) or found in them, from that day; others of before
leave no trace. One need counts once, however many neighbours share its cause. Needs that nobody reported leave only
tallies: by community, and by day for the whole place between Mondays and firsts of a month. They are taken to have
arisen evenly in between, and in every community in the weeks in which those of their category and group of residents
did in the whole place.

The power mean is over communities counted by the residents they stand for, not over individuals: most residents have
no need in a year and a few have one, so that among individuals it would measure chance; and needs that nobody reported
are known by community only.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.issues.store import BYPASS, COSMETIC, ENDURED, PLAN_DISCOVER, REPEAT
from sim.measures.amounts import amount, columns, round_ids
from sim.measures.grouping import PEOPLE, PLACES, Sums, group_keys, sums_of_cells
from sim.measures.inequality import equal_burden
from sim.measures.measure import Measure, Row
from sim.measures.observation import N_CELLS, Floats, Observation
from sim.measures.ratios import quotient
from sim.vocabulary import Category, State
from sim.words import T

EPSILONS = (0.5, 1.0, 2.0)
"""Aversions to inequality for which the equal burden is given (Atkinson's usual ones)."""

ROUNDS = 8
"""Occasions of one need: its rounds of complaint are numbered within them."""

LAST_ROUND = 6
"""After this round nothing follows, so that a cause only patched up comes back no more (`sim.issues.closing`)."""

MEDIATED = Category.where("mediated")
BY = (*PEOPLE, "category")


class UnmetDays(NamedTuple):
    """Days of unmet need as counted by community and cell, and over groups.

    Attributes:
        cells: Shape (n_communities, N_CELLS).
        sums: Over the groupings of places and people, and by category.
    """

    cells: Floats
    sums: Sums


def days_of_rows(observation: Observation) -> Floats:
    """What each row of the cohort adds to the days of unmet need, closed ones first.

    A need counts with its first row in the cohort, to the end or to where that row solves or patches it up. A later
    row of the same need takes away what comes after its own solution, so that the rows of a need sum to its days.

    Args:
        observation: What was gathered.
    """

    def make() -> Floats:
        x = columns(observation)
        column, end = observation.column, observation.end_day
        arose = column("arose").astype(np.int32)
        begun = np.where(arose >= observation.first_day, arose, x.reported_day)
        closed = np.where(x.is_closed, column("closed"), end)
        again = x.has(REPEAT | BYPASS)
        followed, linked = _complained_again(observation, again)
        patched = x.has(COSMETIC) | (x.of(*MEDIATED) & (x.state == State.FAILED))
        patched &= x.is_closed & ~followed & (column("occasion") % ROUNDS < LAST_ROUND)
        stopped = np.where(x.resolved | patched, closed, end)
        return (stopped - np.where(linked, end, begun)).astype(np.float64)

    return observation.remember("days of unmet rows", make)


def _complained_again(observation: Observation, again: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which rows are followed by a complaint about the same need, and which follow on a row of the cohort."""
    x, column, hidden = columns(observation), observation.column, observation.hidden
    later = np.flatnonzero(again)
    ended = np.flatnonzero(x.is_closed & ~x.resolved)
    ids = [round_ids(column("resident_key")[rows], column("occasion")[rows]) for rows in (later, ended)]
    coming = hidden[hidden["plan"] != PLAN_DISCOVER]
    to_come = round_ids(coming["resident_key"], coming["occasion"])
    one = np.uint64(1)
    followed, linked = np.zeros(len(again), bool), np.zeros(len(again), bool)
    followed[ended] = np.isin(ids[1] + one, np.concatenate([ids[0], to_come]))
    linked[later] = np.isin(ids[0] - one, ids[1])
    return followed, linked


def days_left(observation: Observation) -> Floats:
    """Mean days from arising to the last day of needs that were neither solved nor reported; (N_CELLS, categories).

    Args:
        observation: What was gathered.
    """
    first, end = observation.first_day, observation.end_day
    looks = sorted(day for day in observation.tallied if first < day < end)
    edges = np.array([first, *looks, end])
    whole = observation.tallies[ENDURED].sum(axis=0, dtype=np.float64)
    so_far = np.stack([np.zeros_like(whole), *(observation.tallied[day][ENDURED, 0] for day in looks), whole])
    arisen = np.diff(so_far, axis=0)
    left = end - (edges[:-1] + edges[1:] - 1) / 2
    return np.divide(np.tensordot(left, arisen, 1), whole, out=np.zeros_like(whole), where=whole > 0)


def unmet_days(observation: Observation, severity: Floats) -> UnmetDays:
    """Days of unmet need, each weighed.

    Args:
        observation: What was gathered.
        severity: Weight of a day by category.
    """
    return observation.remember(("unmet", severity.tobytes()), lambda: _unmet_days(observation, severity))


def _unmet_days(observation: Observation, severity: Floats) -> UnmetDays:
    x, weight = columns(observation), observation.weight
    size, n_categories = len(weight), len(Category)
    hidden = observation.hidden
    hidden = hidden[(hidden["plan"] == PLAN_DISCOVER) & (hidden["arose"] >= observation.first_day)]
    cell = hidden["group"].astype(np.int64) * 2 + (hidden["registered_elsewhere"] != 0)
    parts = (
        (x.cell, x.category, x.community, days_of_rows(observation)),
        (
            hidden["community"].astype(np.int64) * N_CELLS + cell,
            hidden["category"],
            hidden["community"],
            observation.end_day - hidden["arose"].astype(np.float64),
        ),
    )
    endured, left = observation.tallies[ENDURED], days_left(observation) * severity
    cells = np.einsum("cgk,gk->cg", endured, left)
    kinds = [np.einsum("cgk,gk->k", endured, left), np.einsum("c,cgk,gk->k", weight, endured, left)]
    for where, category, community, days in parts:
        weighed = days * severity[category]
        cells += np.bincount(where, weights=weighed, minlength=size * N_CELLS).reshape(size, N_CELLS)
        for total, each in zip(kinds, (weighed, weighed * weight[community]), strict=True):
            total += np.bincount(category, weights=each, minlength=n_categories)
    sums = sums_of_cells(observation, cells)
    return UnmetDays(cells, Sums(*({**part, "category": kind} for part, kind in zip(sums, kinds, strict=True))))


def _severity(observation: Observation, weighed: bool) -> Floats:
    """The scenario's weights, or 1 for every category."""
    return observation.severity if weighed else np.ones_like(observation.severity)


def per_resident(weighed: bool) -> Callable[[Observation], list[Row]]:
    """A function that gives days of unmet need per resident and year.

    Args:
        weighed: Whether days weigh by severity.
    """

    def rows(observation: Observation) -> list[Row]:
        above = unmet_days(observation, _severity(observation, weighed)).sums
        people = amount(observation, "residents")
        below = Sums(*({**part, "category": np.repeat(part["all"], len(Category))} for part in people))
        return quotient(observation, BY, above, below, n=amount(observation, "needs"), yearly=True)

    return rows


def equally_borne(observation: Observation, epsilon: float) -> list[Row]:
    """The equal burden within every place, over its communities.

    Args:
        observation: What was gathered.
        epsilon: Aversion to inequality.
    """
    c, rows = observation.communities, []
    lived = (c["population"] > 0) & (observation.years > 0)
    burden = unmet_days(observation, observation.severity).cells.sum(axis=1)
    values = burden / np.where(lived, c["population"] * observation.years, 1.0)
    people = c["population"] * observation.weight
    for by in PLACES:
        code = np.zeros(len(c), np.int64) if by == "all" else c[by]
        for i, key in enumerate(group_keys(observation, by)):
            here = lived & (code == i)
            if here.any():
                # Rounding may leave a place that had nothing unmet a hair below nothing.
                rows.append(
                    Row(by, key, int(here.sum()), equal_burden(np.maximum(values[here], 0.0), people[here], epsilon))
                )
            elif by == "all":
                rows.append(Row(by, key, 0, math.nan))
    return rows


_UNTIL = T(
    "from the day it arises to the day it is really solved by neighbours or offices, or to the last day; reported or "
    "not; a cause only patched up rests until it comes back",
    "自需求产生之日起，至由邻里或各级真正解决之日，未解决者至最后一天；无论是否提出；仅作表面修补者至再次发生前不计",
)


def measures() -> tuple[Measure, ...]:
    """Days of unmet need, plain, weighed, and weighed for inequality."""
    listed = [
        Measure(
            "unmet_days",
            "days of unmet need",
            "未满足需求天数",
            "days per resident and year",
            "lower",
            T(
                "Measured days on which a need is unmet, {until}; over residents and years. Every need weighs alike. "
                "n counts needs.",
                "需求未得到满足的计量天数（{until}），按居民与年平均。各类需求同等计算。n 为需求数。",
            ).filled(until=_UNTIL),
            BY,
            per_resident(weighed=False),
        ),
        Measure(
            "unmet_burden",
            "severity-weighted days of unmet need",
            "未满足需求加权天数",
            "days per resident and year",
            "lower",
            T(
                "Measured days on which a need is unmet, {until}; each day times the weight of its category "
                "(valuation.severity, assumed), over residents and years; by category the parts of the whole. n counts "
                "needs.",
                "需求未得到满足的计量天数（{until}），每天乘以所属类别的权重（valuation.severity，假定），按居民与年平均；"
                "分类别时为总量的各部分。n 为需求数。",
            ).filled(until=_UNTIL),
            BY,
            per_resident(weighed=True),
        ),
    ]
    for epsilon in EPSILONS:
        order = f"{1 + epsilon:g}"
        listed.append(
            Measure(
                f"unmet_burden_equal_{f'{epsilon:g}'.replace('.', '_')}",
                f"equal burden of unmet need, aversion {epsilon:g}",
                f"未满足需求均等当量（厌恶系数 {epsilon:g}）",
                "days per resident and year",
                "lower",
                T(
                    "The burden (unmet_burden) that, borne by all residents alike, would be as bad as the one "
                    "there is: "
                    "power mean of order {order}, one plus an aversion to inequality of {epsilon}, over "
                    "communities counted "
                    "by the residents they stand for. Its excess over unmet_burden is the price of inequality; "
                    "equal where "
                    "all communities bear the same (Atkinson 1970, turned to a bad as in Sheriff and Maguire "
                    "2020). n counts "
                    "communities.",
                    "若由全体居民均等承担、其不利程度与现状相当的负担（unmet_burden）："
                    "以社区为单位、按所代表的居民数加权的 "
                    "{order} 次幂平均，即 1 加不平等厌恶系数 {epsilon}。超出 unmet_burden 的部分为不均等的代价；"
                    "各社区负担"
                    "相同则两者相等（Atkinson 1970，按 Sheriff 与 Maguire 2020 用于负担）。n 为社区数。",
                ).filled(order=order, epsilon=f"{epsilon:g}"),
                PLACES,
                functools.partial(equally_borne, epsilon=epsilon),
            )
        )
    return tuple(listed)
