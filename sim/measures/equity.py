"""Who is served well and who is not: gaps, ratios and indices of inequality between communities.

Indices are computed over communities: the value of each community, counted by the residents it stands
for (population times design weight). Communities with fewer than `LEAST_N` complaints (or needs) behind
their value are left out, because a share of a handful says nothing; what is left of chance in small
communities raises every index a little.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.measures.amounts import amount, cells_of, columns
from sim.measures.concentration import concentration_index, erreygers_index
from sim.measures.days import closing_tables
from sim.measures.grouping import Sums
from sim.measures.inequality import atkinson, gini, palma, worst_decile_mean
from sim.measures.measure import PER_NEED, Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import divided
from sim.measures.theil import TheilDecomposition, theil_decomposition
from sim.vocabulary import CLOSED_STATES, Setting
from sim.words import Sentence, T

LEAST_N = 10
"""Least complaints or needs behind the value of a community that enters an index (assumed)."""


class Values(NamedTuple):
    """The values an index is computed over, one per community that has enough behind it.

    Attributes:
        values: Value of each community.
        people: Residents it stands for.
        setting: Its setting.
        region: Its region.
        capacity: Fiscal capacity of its district (gross domestic product per head over the mean).
    """

    values: Floats
    people: Floats
    setting: np.ndarray
    region: np.ndarray
    capacity: Floats


class Outcome(NamedTuple):
    """An outcome whose distribution is judged.

    Attributes:
        id: First part of the names of its measures.
        label: English label.
        label_zh: Chinese label.
        unit: Unit.
        is_share: Whether it lies between 0 and 1.
        higher_is_better: Whether more of it is better.
        definition: What it is.
        per_community: Gives what is above and below the line in every community.
        sums: Gives the same over groups.
    """

    id: str
    label: str
    label_zh: str
    unit: str
    is_share: bool
    higher_is_better: bool
    definition: Sentence
    per_community: Callable[[Observation], tuple[Floats, Floats]]
    sums: Callable[[Observation], tuple[Sums, Sums]]


def _of_amounts(
    above: str, below: str
) -> tuple[Callable[[Observation], tuple[Floats, Floats]], Callable[[Observation], tuple[Sums, Sums]]]:
    """Both forms of a quotient of two amounts."""
    return (
        lambda o: (cells_of(o, above).sum(axis=1), cells_of(o, below).sum(axis=1)),
        lambda o: (amount(o, above), amount(o, below)),
    )


def days_per_community(observation: Observation) -> tuple[Floats, Floats]:
    """Days and number of closed registered issues in every community."""

    def make() -> tuple[Floats, Floats]:
        x = columns(observation)
        rows = np.flatnonzero(x.on_book & np.isin(x.state, CLOSED_STATES))
        n = len(observation.communities)
        where = x.community[rows]
        return (
            np.bincount(where, weights=x.days[rows], minlength=n).astype(np.float64),
            np.bincount(where, minlength=n).astype(np.float64),
        )

    return observation.remember("closing days of communities", make)


def _days_sums(observation: Observation) -> tuple[Sums, Sums]:
    """Days and number of closed registered issues over groups."""
    found = closing_tables(observation)
    days = {by: table[:, 1] @ np.arange(table.shape[2]) for by, table in found.tables.items()}
    return Sums(found.n, days), Sums(found.n, {by: table[:, 1].sum(axis=1) for by, table in found.tables.items()})


OUTCOMES = (
    Outcome(
        "resolution",
        "really resolved",
        "解决率",
        "share",
        True,
        True,
        T("reported complaints really resolved over reported complaints", "真正解决的诉求占所提出诉求之比"),
        *_of_amounts("resolved", "reported"),
    ),
    Outcome(
        "solved_per_need",
        "solved per need",
        "需求解决率",
        PER_NEED,
        True,
        True,
        T("needs solved by neighbours or offices over needs", "由邻里或各级解决的需求占需求之比"),
        *_of_amounts("solved", "needs"),
    ),
    Outcome(
        "reported_per_need",
        "reported per need",
        "需求表达率",
        "share",
        True,
        True,
        T("needs reported over needs", "所提出的需求占需求之比"),
        *_of_amounts("first_reported_rows", "needs"),
    ),
    Outcome(
        "closing_days",
        "days of closed issues",
        "办结用时",
        "days",
        False,
        False,
        T(
            "mean days from reporting to closing of registered issues closed with an answer",
            "有答复而办结的登记事项自提出至办结的平均天数",
        ),
        days_per_community,
        _days_sums,
    ),
)


def values_of(observation: Observation, outcome: Outcome) -> Values:
    """The outcome of each community with at least `LEAST_N` complaints or needs, and its residents.

    Args:
        observation: What was gathered.
        outcome: The outcome. Shares are cut at 1: causes from before the measured days may be solved in them.
    """

    def make() -> Values:
        above, below = outcome.per_community(observation)
        c = observation.communities
        people = c["population"] * observation.weight
        kept = (below >= LEAST_N) & (people > 0)
        values = divided(above[kept], below[kept])
        if outcome.is_share:
            values = np.minimum(values, 1.0)
        capacity = observation.districts["fiscal_capacity"][c["district"]].astype(np.float64)
        return Values(values, people[kept], c["setting"][kept], c["region"][kept], capacity[kept])

    return observation.remember(("values", outcome.id), make)


def _split(observation: Observation, outcome: Outcome, by: str) -> TheilDecomposition:
    """Theil T and L split by setting or region, computed once."""
    found = values_of(observation, outcome)
    groups = found.setting if by == "setting" else found.region
    return observation.remember(
        ("theil", outcome.id, by), lambda: theil_decomposition(found.values, found.people, groups)
    )


def _means(observation: Observation, outcome: Outcome, by: str) -> tuple[Floats, int]:
    """Weighted value of every group that has any, and the complaints or needs behind them."""
    above, below = outcome.sums(observation)
    means = divided(above.weighted[by], below.weighted[by])
    return means, round(float(below.counted[by].sum()))


def _setting_gap(observation: Observation, outcome: Outcome, ratio: bool) -> tuple[int, float]:
    means, n = _means(observation, outcome, "setting")
    town, village = float(means[Setting.URBAN]), float(means[Setting.RURAL])
    if not ratio:
        return n, town - village
    return n, town / village if village > 0 else math.nan


def _region_gap(observation: Observation, outcome: Outcome, ratio: bool) -> tuple[int, float]:
    means, n = _means(observation, outcome, "region")
    known = means[np.isfinite(means)]
    if known.size == 0:
        return n, math.nan
    high, low = float(known.max()), float(known.min())
    if not ratio:
        return n, high - low
    return n, high / low if low > 0 else math.nan


def _concentration(found: Values, outcome: Outcome) -> float:
    index = erreygers_index if outcome.is_share else concentration_index
    return index(found.values, found.people, found.capacity)


def _index(name: str, observation: Observation, outcome: Outcome) -> tuple[int, float]:
    """An index over communities: number of communities and value."""
    found = values_of(observation, outcome)
    n = int(found.values.size)
    if n == 0:
        return 0, math.nan
    if name.startswith("theil"):
        letter, _, rest = name.removeprefix("theil_").partition("_")
        part, _, by = rest.partition("_")
        split = _split(observation, outcome, by or "setting")
        parts = split.theil_t if letter == "t" else split.theil_l
        return n, getattr(parts, part or "total")
    simple: dict[str, Callable[[], float]] = {
        "gini": lambda: gini(found.values, found.people),
        "concentration": lambda: _concentration(found, outcome),
        "atkinson": lambda: atkinson(found.values, found.people, 0.5),
        "palma": lambda: palma(found.values, found.people),
        "worst_decile": lambda: worst_decile_mean(
            found.values, found.people, higher_is_better=outcome.higher_is_better
        ),
    }
    return n, simple[name]()


def _row(compute: Callable[[Observation], tuple[int, float]]) -> Callable[[Observation], list[Row]]:
    """Turns a number and its n into the one row of a measure of the whole place."""

    def rows(observation: Observation) -> list[Row]:
        n, value = compute(observation)
        return [Row("all", "all", n, value)]

    return rows


_OVER = T(
    f"over communities with at least {LEAST_N} complaints or needs, each counted by the residents it stands for "
    "(population times design weight)",
    f"以至少有 {LEAST_N} 件诉求或需求的社区为单位，按所代表的居民数（人口乘以设计权数）加权",
)

_INDICES = (
    ("gini", "Gini", "基尼系数", T("Gini index of {outcome}", "{outcome}的基尼系数")),
    ("theil_t", "Theil T", "泰尔T指数", T("Theil T of {outcome}", "{outcome}的泰尔 T 指数")),
    (
        "theil_t_between_setting",
        "Theil T between settings",
        "泰尔T城乡间",
        T("Part of Theil T between settings of {outcome}", "{outcome}的泰尔 T 指数中城乡之间的部分"),
    ),
    (
        "theil_t_within_setting",
        "Theil T within settings",
        "泰尔T城乡内",
        T("Part of Theil T within settings of {outcome}", "{outcome}的泰尔 T 指数中城乡内部的部分"),
    ),
    (
        "theil_t_between_region",
        "Theil T between regions",
        "泰尔T片区间",
        T("Part of Theil T between regions of {outcome}", "{outcome}的泰尔 T 指数中片区之间的部分"),
    ),
    (
        "theil_t_within_region",
        "Theil T within regions",
        "泰尔T片区内",
        T("Part of Theil T within regions of {outcome}", "{outcome}的泰尔 T 指数中片区内部的部分"),
    ),
    (
        "theil_l",
        "Theil L",
        "泰尔L指数",
        T(
            "Theil L, the mean log deviation; n/a where a community has zero of {outcome}",
            "{outcome}的泰尔 L 指数（平均对数偏差，有社区为零则不适用）",
        ),
    ),
    (
        "theil_l_between_setting",
        "Theil L between settings",
        "泰尔L城乡间",
        T("Part of Theil L between settings of {outcome}", "{outcome}的泰尔 L 指数中城乡之间的部分"),
    ),
    (
        "theil_l_within_setting",
        "Theil L within settings",
        "泰尔L城乡内",
        T("Part of Theil L within settings of {outcome}", "{outcome}的泰尔 L 指数中城乡内部的部分"),
    ),
    (
        "theil_l_between_region",
        "Theil L between regions",
        "泰尔L片区间",
        T("Part of Theil L between regions of {outcome}", "{outcome}的泰尔 L 指数中片区之间的部分"),
    ),
    (
        "theil_l_within_region",
        "Theil L within regions",
        "泰尔L片区内",
        T("Part of Theil L within regions of {outcome}", "{outcome}的泰尔 L 指数中片区内部的部分"),
    ),
    (
        "atkinson",
        "Atkinson",
        "阿特金森指数",
        T("Atkinson index with aversion 0.5 of {outcome}", "{outcome}的阿特金森指数（厌恶系数 0.5）"),
    ),
    (
        "palma",
        "Palma ratio",
        "帕尔马比值",
        T(
            "What the top 10 % hold over what the bottom 40 % hold of {outcome}",
            "{outcome}最高 10% 与最低 40% 所占份额之比",
        ),
    ),
)
"""Id, labels and meaning of each index of inequality."""


def _gaps(outcome: Outcome) -> list[Measure]:
    """Gaps and ratios between settings and regions of one outcome."""
    listed = []
    for place, label, label_zh, function, less, over in (
        (
            "urban_rural",
            "urban-rural",
            "城乡",
            _setting_gap,
            T("urban less rural communities", "城市社区减农村社区"),
            T("urban over rural communities", "城市社区与农村社区"),
        ),
        (
            "region",
            "regional",
            "片区",
            _region_gap,
            T("highest less lowest region", "最高片区减最低片区"),
            T("highest over lowest region", "最高片区与最低片区"),
        ),
    ):
        better = "none" if place == "urban_rural" else "lower"
        listed.append(
            Measure(
                f"{outcome.id}_{place}_gap",
                f"{outcome.label}, {label} gap",
                f"{outcome.label_zh}{label_zh}差距",
                outcome.unit,
                better,
                T(
                    "Difference in {outcome}: {less}; weighted by design; nearer to 0 is more equal.",
                    "{outcome}：{less}之差，按设计权数加权；越接近 0 越均等。",
                ).filled(outcome=outcome.definition, less=less),
                ("all",),
                _row(functools.partial(function, outcome=outcome, ratio=False)),
                signed=place == "urban_rural",
            )
        )
        listed.append(
            Measure(
                f"{outcome.id}_{place}_ratio",
                f"{outcome.label}, {label} ratio",
                f"{outcome.label_zh}{label_zh}比",
                "ratio",
                better,
                T("Ratio of {outcome}: {over}; 1 is equal.", "{outcome}：{over}之比；1 为均等。").filled(
                    outcome=outcome.definition, over=over
                ),
                ("all",),
                _row(functools.partial(function, outcome=outcome, ratio=True)),
            )
        )
    return listed


def _indices(outcome: Outcome) -> list[Measure]:
    """Indices of inequality of one outcome."""
    listed = [
        Measure(
            f"{outcome.id}_{name}",
            f"{outcome.label}, {label}",
            f"{outcome.label_zh}{label_zh}",
            "ratio" if name == "palma" else "index",
            "lower",
            T("{index}, {over}.", "{index}，{over}。").filled(
                index=text.filled(outcome=outcome.definition), over=_OVER
            ),
            ("all",),
            _row(functools.partial(_index, name, outcome=outcome)),
        )
        for name, label, label_zh, text in _INDICES
    ]
    kind = (
        T("Erreygers' index", "集中指数（Erreygers 指数）")
        if outcome.is_share
        else T("Concentration index", "集中指数")
    )
    listed.append(
        Measure(
            f"{outcome.id}_concentration",
            f"{outcome.label}, concentration by fiscal capacity",
            f"{outcome.label_zh}财力集中指数",
            "index",
            "none",
            T(
                "{kind} of {outcome} along the fiscal capacity of the district (gross domestic product per head), "
                "{over}; above 0: more in rich districts.",
                "{outcome}按区县财力（人均地区生产总值）排序的{kind}，{over}；大于 0 表示偏向财力较强的区县。",
            ).filled(kind=kind, outcome=outcome.definition, over=_OVER),
            ("all",),
            _row(functools.partial(_index, "concentration", outcome=outcome)),
            signed=True,
        )
    )
    listed.append(
        Measure(
            f"{outcome.id}_worst_decile",
            f"{outcome.label}, worst-served tenth",
            f"{outcome.label_zh}最差十分之一",
            outcome.unit,
            "higher" if outcome.higher_is_better else "lower",
            T(
                "Mean of {outcome} among the tenth of residents living in the worst-served communities, {over}.",
                "居住在服务最差社区的十分之一居民中，{outcome}的均值，{over}。",
            ).filled(outcome=outcome.definition, over=_OVER),
            ("all",),
            _row(functools.partial(_index, "worst_decile", outcome=outcome)),
        )
    )
    return listed


def measures() -> tuple[Measure, ...]:
    """Equity: gaps, ratios and indices of four outcomes."""
    return tuple(m for outcome in OUTCOMES for m in (*_gaps(outcome), *_indices(outcome)))
