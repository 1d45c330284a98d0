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
    definition: str
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
    """Days and number of closed entered issues in every community."""

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
    """Days and number of closed entered issues over groups."""
    found = closing_tables(observation)
    days = {by: table[:, 1] @ np.arange(table.shape[2]) for by, table in found.tables.items()}
    return Sums(found.n, days), Sums(
        found.n, {by: table[:, 1].sum(axis=1) for by, table in found.tables.items()}
    )


OUTCOMES = (
    Outcome(
        "resolution",
        "really resolved",
        "解决率",
        "share",
        True,
        True,
        "voiced complaints really resolved over voiced complaints",
        *_of_amounts("resolved", "voiced"),
    ),
    Outcome(
        "solved_per_need",
        "solved per need",
        "需求解决率",
        PER_NEED,
        True,
        True,
        "needs solved by neighbours or offices over needs",
        *_of_amounts("solved", "needs"),
    ),
    Outcome(
        "voiced_per_need",
        "voiced per need",
        "需求表达率",
        "share",
        True,
        True,
        "needs voiced over needs",
        *_of_amounts("first_voiced_rows", "needs"),
    ),
    Outcome(
        "closing_days",
        "days of closed issues",
        "办结用时",
        "days",
        False,
        False,
        "mean days from voicing to closing of entered issues closed with an answer",
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


_UNIT = (
    f"over communities with at least {LEAST_N} complaints or needs, each counted by the residents it "
    "stands for "
    "(population times design weight)"
)

_INDICES = (
    ("gini", "Gini", "基尼系数", "Gini index"),
    ("theil_t", "Theil T", "泰尔T指数", "Theil T"),
    (
        "theil_t_between_setting",
        "Theil T between settings",
        "泰尔T城乡间",
        "part of Theil T between settings",
    ),
    ("theil_t_within_setting", "Theil T within settings", "泰尔T城乡内", "part of Theil T within settings"),
    ("theil_t_between_region", "Theil T between regions", "泰尔T片区间", "part of Theil T between regions"),
    ("theil_t_within_region", "Theil T within regions", "泰尔T片区内", "part of Theil T within regions"),
    ("theil_l", "Theil L", "泰尔L指数", "Theil L, the mean log deviation; n/a where a community has zero"),
    (
        "theil_l_between_setting",
        "Theil L between settings",
        "泰尔L城乡间",
        "part of Theil L between settings",
    ),
    ("theil_l_within_setting", "Theil L within settings", "泰尔L城乡内", "part of Theil L within settings"),
    ("theil_l_between_region", "Theil L between regions", "泰尔L片区间", "part of Theil L between regions"),
    ("theil_l_within_region", "Theil L within regions", "泰尔L片区内", "part of Theil L within regions"),
    ("atkinson", "Atkinson", "阿特金森指数", "Atkinson index with aversion 0.5"),
    ("palma", "Palma ratio", "帕尔马比值", "what the top 10 % hold over what the bottom 40 % hold"),
)


def _gaps(outcome: Outcome) -> list[Measure]:
    """Gaps and ratios between settings and regions of one outcome."""
    listed = []
    for place, label, label_zh, function, text in (
        ("urban_rural", "urban-rural", "城乡", _setting_gap, "urban less rural communities"),
        ("region", "regional", "片区", _region_gap, "highest less lowest region"),
    ):
        better = "none" if place == "urban_rural" else "lower"
        listed.append(
            Measure(
                f"{outcome.id}_{place}_gap",
                f"{outcome.label}, {label} gap",
                f"{outcome.label_zh}{label_zh}差距",
                outcome.unit,
                better,
                f"Difference in {outcome.definition}: {text}; weighted by design; nearer to 0 is more equal.",
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
                f"Ratio of {outcome.definition}: {text.replace('less', 'over')}; 1 is equal.",
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
            f"{text[0].upper()}{text[1:]} of {outcome.definition}, {_UNIT}.",
            ("all",),
            _row(functools.partial(_index, name, outcome=outcome)),
        )
        for name, label, label_zh, text in _INDICES
    ]
    kind = "Erreygers' index" if outcome.is_share else "concentration index"
    listed.append(
        Measure(
            f"{outcome.id}_concentration",
            f"{outcome.label}, concentration by fiscal capacity",
            f"{outcome.label_zh}财力集中指数",
            "index",
            "none",
            f"{kind[0].upper()}{kind[1:]} of {outcome.definition} along the fiscal capacity of the "
            "district (gross domestic "
            f"product per head), {_UNIT}; above 0: more in rich districts.",
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
            f"Mean of {outcome.definition} among the tenth of residents living in the worst-served "
            f"communities, {_UNIT}.",
            ("all",),
            _row(functools.partial(_index, "worst_decile", outcome=outcome)),
        )
    )
    return listed


def measures() -> tuple[Measure, ...]:
    """Equity: gaps, ratios and indices of four outcomes."""
    return tuple(m for outcome in OUTCOMES for m in (*_gaps(outcome), *_indices(outcome)))
