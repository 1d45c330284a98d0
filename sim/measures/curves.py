"""Lorenz and concentration curves of service and money over communities, at every tenth of the residents.

The rows behind a curve are those behind the index of the same outcome (`equity`, `money`), so the area between a
whole curve and the diagonal is half that index.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.measures.amounts import cells_of
from sim.measures.checks import held_by_lowest
from sim.measures.equity import LEAST_N, OUTCOMES, values_of
from sim.measures.grouping import POPULATION_SHARES
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.words import T

AT = tuple(int(key) / 100.0 for key in POPULATION_SHARES)
"""Shares of the residents at which a curve is given."""

Held = tuple[Floats, Floats, Floats]
"""Value, residents and fiscal capacity of each community."""


def _served(id_: str) -> Callable[[Observation], Held]:
    """What an outcome of `equity` is in each community that has enough behind it."""
    outcome = next(outcome for outcome in OUTCOMES if outcome.id == id_)

    def held(observation: Observation) -> Held:
        found = values_of(observation, outcome)
        return found.values, found.people, found.capacity

    return held


def _paid(observation: Observation) -> Held:
    """Money that reached residents' issues, per resident of each community."""
    people = cells_of(observation, "residents").sum(axis=1)
    lived = people > 0
    capacity = observation.districts["fiscal_capacity"][observation.communities["district"]].astype(np.float64)
    money = cells_of(observation, "met_fen").sum(axis=1)
    return money[lived] / people[lived], (people * observation.weight)[lived], capacity[lived]


def _curve(held: Callable[[Observation], Held], by_capacity: bool) -> Callable[[Observation], list[Row]]:
    """The ordinates of one curve."""

    def rows(observation: Observation) -> list[Row]:
        values, people, capacity = held(observation)
        n = int(values.size)
        ordinates = [math.nan] * len(AT)
        if n and people.any():
            ordinates = held_by_lowest(values, people, capacity if by_capacity else values, AT)
        return [Row("population_share", key, n, y) for key, y in zip(POPULATION_SHARES, ordinates, strict=True)]

    return rows


SERVICE = T(
    f"over communities with at least {LEAST_N} complaints or needs, each counted by the residents it stands for",
    f"限至少有 {LEAST_N} 件诉求或需求的社区，按所代表的居民数计",
)
CURVES = (
    (
        "resolution",
        "really resolved",
        "解决率",
        T(f"the share really resolved {SERVICE.en}", f"真正解决率，{SERVICE.zh}"),
        _served("resolution"),
    ),
    (
        "solved_per_need",
        "solved per need",
        "需求解决率",
        T(f"the share of needs solved {SERVICE.en}", f"需求解决率，{SERVICE.zh}"),
        _served("solved_per_need"),
    ),
    (
        "spending",
        "spending",
        "投入",
        T(
            "the money that reached residents' issues, over communities counted by the residents they stand for",
            "用于居民诉求的资金，以社区为单位，按所代表的居民数计",
        ),
        _paid,
    ),
)
"""Outcomes with curves: id, labels, what is held, and the rows."""


def measures() -> tuple[Measure, ...]:
    """Lorenz and concentration curves of three outcomes."""
    listed = []
    for id_, label, label_zh, text, held in CURVES:
        listed.append(
            Measure(
                f"{id_}_lorenz",
                f"{label}, Lorenz curve",
                f"{label_zh}洛伦兹曲线",
                "share",
                "none",
                T(
                    f"Part of all that is held by the residents of the communities served worst, up to a share of the "
                    f"residents: {text.en}.",
                    f"服务最差社区的居民累计至某一人口占比时所占份额：{text.zh}。",
                ),
                ("population_share",),
                _curve(held, by_capacity=False),
            )
        )
        listed.append(
            Measure(
                f"{id_}_concentration_curve",
                f"{label}, concentration curve",
                f"{label_zh}集中曲线",
                "share",
                "none",
                T(
                    "The same with communities in the order of the fiscal capacity of their district (gross "
                    "domestic product "
                    f"per head), the poorest first; level ones share alike: {text.en}.",
                    f"同上，社区按所在区县财力（人均生产总值）由低到高排列，财力相同者均分：{text.zh}。",
                ),
                ("population_share",),
                _curve(held, by_capacity=True),
            )
        )
    return tuple(listed)
