"""Groupings: for whom a measure is given, and the sums of an amount over the groups of each grouping.

An amount is summed twice: by community and cell of residents (group and registration), and by what kind
of issue it is (category, tier, client, money, departments) within strata of equal design weight. All
groupings follow from these two tables, so millions of records are walked through once per amount.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.calendar import PERIODS
from sim.hours import BOOKED, DESKS, ENTRIES, ORIGIN, USE
from sim.measures.observation import Floats, Observation, RunKeys
from sim.vocabulary import Bearer, Category, DeskKind, Group, HoursOrigin, HoursUse, Setting, Tier, Word
from sim.words import Sentence, Words
from sim.world.places import PlaceNames

RELIABLE_SAMPLE = 0.3
"""Least share of townships in the sample for figures of single districts (assumed)."""

GROUPINGS = Words(
    {
        "all": ("the whole place", "全域"),
        "setting": ("urban, rural or mixed community", "城乡类型"),
        "region": ("region", "片区"),
        "district": ("district or county", "区县"),
        "resident_group": ("group of residents", "居民群体"),
        "registration": ("registered here, floating or registered elsewhere", "户籍状况"),
        "tier": ("tier that holds or held the issue last", "最后承办层级"),
        "category": ("category of the issue", "诉求类别"),
        "client": ("client of a linked team or not", "是否联动对象"),
        "money": ("whether solving it costs money", "是否需要资金"),
        "departments": ("departments needed", "所需部门数"),
        "desk": ("kind of desk", "岗位类型"),
        "origin": ("how an issue came up", "事项来源"),
        "hours": ("whose hours and where they come from or go to", "工时主体与来源或用途"),
        "path": ("registered or not, tier that holds or held the issue last, and how it ended", "登记、承办层级与去向"),
        "population_share": ("share of the residents, lowest first, in per cent", "居民累计占比（%）"),
        "month": ("calendar month of reporting, finding or need", "提出、发现或需求产生所在月份"),
        "week": ("the same by weeks of ISO 8601, Monday to Sunday", "同上，按周（ISO 8601，周一至周日）"),
        "quarter": ("the same by quarters of the calendar year", "同上，按季度"),
        "year": (
            "the same by calendar years; of stocks, their value at the year's end",
            "同上，按自然年；存量取年末值",
        ),
    }
)
"""Name of each grouping: English and Chinese label."""

PERIOD_NAMES = Words(
    {"month": ("month", "月"), "week": ("week", "周"), "quarter": ("quarter", "季度"), "year": ("year", "年")}
)
"""Short name of each period of the calendar."""

REGISTRATIONS = Words(
    {
        "local": ("local", "本地户籍"),
        "floating": ("floating", "流动人口"),
        "elsewhere": ("elsewhere", "人户分离"),
    }
)
"""Where a resident is registered: floating residents apart from others whose registration is elsewhere."""

GROUPS = Words(
    {
        "all": ("all", "全域"),
        "client": ("client", "联动对象"),
        "other": ("other", "其他居民"),
        "money": ("money", "需要资金"),
        "no_money": ("no money", "不需资金"),
        "one": ("one", "一个部门"),
        "two": ("two", "两个部门"),
        "three": ("three", "三个部门"),
    }
)
"""Groups that are no word of the vocabulary."""

ORIGINS = Words(
    {
        "first_voice": ("reported for the first time", "首次表达"),
        "reported_again": ("reported again", "再次表达"),
        "patrol": ("found by patrols", "主动发现"),
    }
)
"""How issues come up."""

REGISTERS = Words({"registered": ("registered", "已登记"), "unregistered": ("not registered", "未登记")})
"""Whether an issue was registered."""

ENDS = Words(
    {
        "resolved": ("really resolved", "真正解决"),
        "failed": ("worked on without success", "办而未成"),
        "nominal": ("nominally closed", "形式办结"),
        "dropped": ("dropped unanswered", "杳无音讯"),
        "open": ("still open", "在办"),
    }
)
"""How issues end, as far as the last day."""

PERIOD_LABELS = Words(
    {
        "month": ("{n} {year}", "{year}年{n}月"),
        "week": ("week {n} of {year}", "{year}年第{n}周"),
        "quarter": ("quarter {n} of {year}", "{year}年第{n}季度"),
        "year": ("{year}", "{year}年"),
    }
)
"""Label of a period within its year."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

PATHS = tuple(f"{register}_{tier.key}_{end}" for register in REGISTERS for tier in Tier for end in ENDS)
"""Every way an issue can go."""

POPULATION_SHARES = tuple(str(10 * k) for k in range(1, 10))
"""Shares of the residents at which curves of inequality are given, in per cent."""

PLACES = ("all", "setting", "region", "district")
PEOPLE = (*PLACES, "resident_group", "registration")
KINDS = ("tier", "category", "client", "money", "departments")
EVERY = (*PEOPLE, *KINDS)
PEOPLE_AND_PERIODS = (*PEOPLE, *PERIODS)
EVERY_AND_PERIODS = (*EVERY, *PERIODS)
NEEDS_BY = (*PEOPLE, "category", *PERIODS)
"""Groupings of what is counted among needs, of which only who has them and the category is known."""

KIND_SHAPE = (len(Category), len(Tier), 2, 2, 3)
N_KINDS = int(np.prod(KIND_SHAPE))
_KIND_AXIS = {"category": 0, "tier": 1, "client": 2, "money": 3, "departments": 4}


HOURS_GROUPS = (
    *(f"{entry.side}.{entry.bearer.key}.{entry.what.key}" for entry in ENTRIES),
    *(f"{USE}.{bearer.key}.{use.key}" for bearer in DESKS for use in (*BOOKED, HoursUse.SAVED)),
    *(f"{USE}.{Bearer.RESIDENT.key}.{use.key}" for use in (HoursUse.WORK, HoursUse.IDLE, HoursUse.SAVED)),
)
"""Lines of the balance of hours: side, bearer, and origin or use."""


class Sums(NamedTuple):
    """An amount summed over the groups of every grouping it has.

    Attributes:
        counted: As counted in the sample, by grouping; shape (n_groups,).
        weighted: Times the design weight, by grouping.
    """

    counted: dict[str, Floats]
    weighted: dict[str, Floats]


def periods_among(groupings: Iterable[str]) -> tuple[str, ...]:
    """The periods of the calendar among some groupings, each once, in the order of `PERIODS`.

    Args:
        groupings: Names of groupings.
    """
    found = set(groupings)
    return tuple(by for by in PERIODS if by in found)


def group_keys(observation: Observation | RunKeys, by: str) -> tuple[str, ...]:
    """Keys of the groups of a grouping in the order of their sums.

    Args:
        observation: Names the regions and districts of the place, and the measured days.
        by: Name of the grouping.

    Raises:
        KeyError: No such grouping.
    """
    if by == "region":
        return observation.region_keys
    if by == "district":
        return observation.district_keys
    if by in PERIODS:
        return observation.days.periods(by)[0]
    fixed = {
        "all": ("all",),
        "setting": tuple(s.key for s in Setting),
        "resident_group": tuple(g.key for g in Group),
        "registration": tuple(REGISTRATIONS),
        "tier": tuple(t.key for t in Tier),
        "category": tuple(c.key for c in Category),
        "client": ("other", "client"),
        "money": ("no_money", "money"),
        "departments": ("one", "two", "three"),
        "desk": tuple(d.key for d in DeskKind),
        "origin": tuple(ORIGINS),
        "path": PATHS,
        "hours": HOURS_GROUPS,
        "population_share": POPULATION_SHARES,
    }
    return fixed[by]


def group_label(by: str, key: str, names: PlaceNames) -> Sentence:
    """English and Chinese label of a group; one that nobody has words for is named by its key.

    Args:
        by: Name of the grouping.
        key: Key of the group.
        names: What the place calls its regions and districts.
    """
    if (by, key) in names.parts:
        return names.parts[by, key]
    words: dict[str, type[Word]] = {
        "setting": Setting,
        "resident_group": Group,
        "tier": Tier,
        "category": Category,
        "desk": DeskKind,
    }
    for word in words.get(by, ()):
        if word.key.replace("_", "") == key.replace("_", ""):
            return Sentence(word.label, word.label_zh)
    if by == "path":
        register, tier, end = key.split("_")
        holder = Tier[tier.upper()]
        parts = REGISTERS[register], Sentence(holder.label, holder.label_zh), ENDS[end]
        return Sentence(", ".join(part.en for part in parts), "，".join(part.zh for part in parts))
    if by == "hours":
        side, bearer, what = key.split(".")
        whose, line = Bearer[bearer.upper()], (HoursOrigin if side == ORIGIN else HoursUse)[what.upper()]
        return Sentence(f"{whose.label}: {line.label}", f"{whose.label_zh}：{line.label_zh}")
    if by in PERIODS:
        return period_label(by, key)
    if by == "population_share":
        return Sentence(f"lowest {key} %", f"最低{key}%居民")
    named = {"registration": REGISTRATIONS, "origin": ORIGINS}.get(by, GROUPS)
    return named[key] if key in named else Sentence(key.replace("_", " "), key)


def period_label(by: str, key: str) -> Sentence:
    """English and Chinese label of a period.

    Args:
        by: One of `PERIODS`.
        key: Key of the period.
    """
    year, n = key[:4], int(key[5:].lstrip("WQ") or 0)
    number = Sentence(MONTHS[n - 1], str(n)) if by == "month" else n
    return PERIOD_LABELS.phrase(by, year=year, n=number)


def by_registration(cells: Floats) -> Floats:
    """Sums over cells of residents turned into local, floating, elsewhere.

    Args:
        cells: Sums by cell (group * 2 + elsewhere), shape (..., N_CELLS).

    Returns:
        Shape (..., 3).
    """
    table = cells.reshape(*cells.shape[:-1], len(Group), 2)
    floating = table[..., Group.FLOATING, :].sum(axis=-1)
    others = np.delete(table, Group.FLOATING, axis=-2).sum(axis=-2)
    return np.stack([others[..., 0], floating, others[..., 1]], axis=-1)


def sums_of_places(observation: Observation, per_community: Floats) -> Sums:
    """Sums an amount per community over the groupings of places.

    Args:
        observation: Knows where communities lie and what they weigh.
        per_community: Amount of each community, shape (n_communities,).
    """
    c = observation.communities
    codes = {
        "setting": (c["setting"], len(Setting)),
        "region": (c["region"], len(observation.region_keys)),
        "district": (c["district"], len(observation.district_keys)),
    }
    found = []
    for amount in (per_community, per_community * observation.weight):
        sums = {"all": np.array([amount.sum()])}
        for by, (code, size) in codes.items():
            sums[by] = np.bincount(code, weights=amount, minlength=size).astype(np.float64)
        found.append(sums)
    return Sums(*found)


def sums_of_cells(observation: Observation, cells: Floats) -> Sums:
    """Sums an amount by community and cell over the groupings of places and of people.

    Args:
        observation: Knows where communities lie and what they weigh.
        cells: Amounts, shape (n_communities, N_CELLS).
    """
    sums = sums_of_places(observation, cells.sum(axis=1))
    for part, over in ((sums.counted, cells.sum(axis=0)), (sums.weighted, observation.weight @ cells)):
        part["resident_group"] = over.reshape(len(Group), 2).sum(axis=1)
        part["registration"] = by_registration(over)
    return sums


def sums_of_periods(
    observation: Observation, day: np.ndarray, community: np.ndarray, amounts: np.ndarray | None
) -> Sums:
    """Sums amounts over the periods of the calendar that are asked for.

    Args:
        observation: Knows the measured days and what communities weigh.
        day: Day on which each amount counts.
        community: Its community.
        amounts: The amounts; None for one each.
    """
    sums = Sums({}, {})
    for by in observation.wanted_periods:
        numbers = observation.period_numbers(by)
        codes, size = numbers[day - observation.first_day], len(observation.period_years(by))
        weight = observation.weight[community]
        weighted = weight if amounts is None else amounts * weight
        sums.counted[by] = np.bincount(codes, weights=amounts, minlength=size).astype(np.float64)
        sums.weighted[by] = np.bincount(codes, weights=weighted, minlength=size).astype(np.float64)
    return sums


def sums_of_kinds(kinds: Floats, stratum_weight: Floats) -> Sums:
    """Sums an amount by stratum and kind of issue over the groupings of issues.

    Args:
        kinds: Amounts, shape (n_strata, N_KINDS).
        stratum_weight: Design weight of each stratum.
    """
    found = []
    for table in (kinds.sum(axis=0), stratum_weight @ kinds):
        cube = table.reshape(KIND_SHAPE)
        sums = {by: cube.sum(axis=tuple(a for a in range(5) if a != axis)) for by, axis in _KIND_AXIS.items()}
        found.append(sums)
    return Sums(*found)
