"""What a file of tickets gives for the program's own measures, with tolerances, and what it cannot give.

Definitions are those of `sim.measures`: shares over all registered requests, open ones included, and days by the same
product-limit curve and quantiles. Tolerances are 95 % intervals of drawing whole blocks of the calendar again, so that
a busy week counts as one observation; they say nothing of how well the model's definitions fit an office's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import nearest
from sim.measures.registry import measures as all_measures
from sim.measures.survival import SurvivalCurve, kaplan_meier
from sim.tickets.coding import YES_BIT
from sim.tickets.reading import CATEGORY_KEYS, FURTHER, NOT_GIVEN, Reading
from sim.tickets.tally import AMOUNTS, SMALL, Tally
from sim.vocabulary import Category
from sim.words import Sentence, T, Words

Floats = NDArray[np.float64]

REDRAWN = 400
"""How many times blocks are drawn again (assumed)."""

SEED = 20_180_101
"""Seed of drawing blocks again, so that a file gives the same tolerances every time."""

LEAST_REQUESTS = 50
"""Requests of a group from which its figures become rows (assumed)."""

LEAST_SHARE, LEAST_DAYS, LEAST_RATIO = 0.01, 0.5, 0.02
"""Least tolerance of a share, of days, and of an amount as a part of it; finer agreement means nothing between
definitions that are never quite the same (assumed)."""

MOST_STRANGERS = 8
"""Areas named that are no district of the place, the most frequent ones."""

ASKED_SHARE = 0.9
"""Share of closed requests that must have been asked for an answer to stand for all of them (assumed)."""

WHOLE_YEAR = 360
"""Days from which receptions cover a year: a small place has none on some days at its ends (assumed)."""

LEVELS = {"closing_days_q25": 0.25, "closing_days_q50": 0.5, "closing_days_q75": 0.75, "closing_days_q90": 0.9}
OF_GROUPS = (
    "resolution_registered_share",
    "closure_share",
    "on_time_share",
    "same_day_share",
    "closing_days_q50",
    "closing_days_q75",
)
"""Figures that are given by category, by district and by month too."""

CAVEATS = Words(
    {
        "strangers": (
            "{share:.0%} of the requests ({n:,}) lie in areas that are no district of the place{named}, and stand in "
            "no district's figures. Where such a word means a district, put it into the short_zh or name_en of its row "
            "in districts.csv and read the file again.",
            "{share:.0%} 的诉求（{n:,} 件）所属片区不是该地区的区县{named}，未计入任何区县的数据。若该名称指某一区县，"
            "请写入 districts.csv 中该行的 short_zh 或 name_en，再重新读取文件。",
        ),
        "no_due": (
            "No column says by when a request had to be closed, so closure of those due (closure_share) and on time "
            "(on_time_share) cannot be given. Map `due` or `overdue`, or write deadline_days into the mapping.",
            "没有办理期限列，无法给出应办结件的办结率（closure_share）和按时率（on_time_share）。"
            "请映射 due 或 overdue 列，或在映射文件中写明 deadline_days。",
        ),
        "due_for_closure": (
            "Without a column of deadlines closure of those due (closure_share) cannot be given.",
            "没有办理期限列，无法给出应办结件的办结率（closure_share）。",
        ),
        "no_resolved": (
            "No column says whether a matter was solved. Closed is not resolved: resolution_registered_share "
            "cannot be given.",
            "没有“是否解决”列。办结不等于解决：无法给出登记诉求解决率（resolution_registered_share）。",
        ),
        "few_resolved": (
            "Only {share:.0%} of closed requests say whether the matter was solved; they stand for all "
            "closed ones, and those who are not asked may differ.",
            "仅 {share:.0%} 的办结件注明是否解决；以其代表全部办结件，而未回访者可能不同。",
        ),
        "few_rated": (
            "Only {share:.0%} of closed requests are rated; satisfaction is that of residents who answered, "
            "while the model's is that of all.",
            "仅 {share:.0%} 的办结件有评价；满意率为作答居民的满意率，而模型计全部居民。",
        ),
        "no_satisfied": (
            "No column says whether residents were satisfied: satisfaction_share cannot be given.",
            "没有满意度列，无法给出满意率（satisfaction_share）。",
        ),
        "no_residents": (
            "The folder is no place with districts yet, so requests per 1,000 residents cannot be given.",
            "该文件夹尚无区县数据，无法给出每千居民诉求量。",
        ),
        "short": (
            "Receptions cover only {n} days: seasons are unknown, and volumes per year are no more than a guess.",
            "受理仅覆盖 {n} 天：不含季节变化，年度总量只是粗略推算。",
        ),
        "seen_longer": (
            "Receptions end {n} days before the last day seen. A run ends with its last reception, so it sees "
            "long cases a little less often than this file.",
            "最后受理日早于观察截止日 {n} 天。模型运行止于最后受理日，故所见的长期件略少于本文件。",
        ),
        "undated": (
            "{n} closed requests have no usable day of closing; they count as closed and not among days.",
            "{n} 件办结件没有可用的办结日期；计入办结，不计入天数。",
        ),
        "requests": (
            "Days of a run count a matter once, however many residents report it; a file counts every request. Mark "
            "those that repeat another's matter as copies where you can.",
            "运行结果的天数按事项计，同一事项不论多少居民反映只计一次；文件按每件诉求计。"
            "如能识别，请将反映同一事项的工单标为重单。",
        ),
        "hidden": (
            "A ticket file holds what was registered. What was never reported, or lost before it was "
            "registered, is not in it.",
            "工单文件只含登记在册的诉求；从未提出、未登记或登记前便失落的诉求不在其中。",
        ),
    }
)
"""What a file cannot give, or gives differently."""


class Value(NamedTuple):
    """One figure by the program's definition.

    Attributes:
        measure: Id of the measure.
        by: Grouping: all, category, district or month.
        group: Key of the group.
        n: Requests it rests on.
        value: The figure.
        low: Lower end of its tolerance.
        high: Upper end.
    """

    measure: str
    by: str
    group: str
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """Everything a file gives for the program's measures.

    Attributes:
        values: The figures.
        caveats: What it cannot give, or gives differently.
    """

    values: Sequence[Value]
    caveats: Sequence[Sentence]


def closing_curve(days: np.ndarray) -> SurvivalCurve | None:
    """The curve of closed requests, as `closing_days_*` of the model; None without any.

    Args:
        days: Weight of closings by days, shape (n_days,).
    """
    if not days.sum() > 0:
        return None
    return kaplan_meier(np.arange(len(days)), np.ones(len(days), bool), days)


def waiting_curve(table: np.ndarray) -> SurvivalCurve | None:
    """The curve of all requests, open ones taken for as long as they were seen; None without any.

    Args:
        table: Requests by whether they are closed, and by days, shape (2, n_days).
    """
    if not table.sum() > 0:
        return None
    n_days = table.shape[1]
    return kaplan_meier(np.tile(np.arange(n_days), 2), np.repeat([False, True], n_days), table.ravel())


def figures_of(reading: Reading, months: bool = False) -> Figures:
    """The figures of a file.

    Args:
        reading: What was read.
        months: Whether those of every month are wanted too.
    """
    tally = reading.tally
    weights = np.random.default_rng(SEED).multinomial(
        tally.blocks.n, np.full(tally.blocks.n, 1 / tally.blocks.n), size=REDRAWN
    )
    weights = np.vstack([np.ones(tally.blocks.n, np.int64), weights])
    values = _of_group(reading, "all", 0, "all", weights)
    groupings: list[tuple[str, Sequence[str], int]] = [
        ("category", CATEGORY_KEYS, len(Category)),
        ("area", reading.areas, reading.n_districts),
    ]
    if months:
        groupings.append(("month", tally.month_keys, len(tally.month_keys)))
    for by, keys, n in groupings:
        for group in range(n):
            given = _of_group(reading, by, group, keys[group], weights)
            values += [value for value in given if value.measure in OF_GROUPS and not _gives_away(value)]
    return Figures(values, caveats_of(reading))


def _gives_away(value: Value) -> bool:
    """Whether a share of a group, whose size is shown, would tell a count that is hidden."""
    fewer = min(value.value, 1.0 - value.value) * value.n
    return all_measures()[value.measure].unit == "share" and 0.5 < fewer < SMALL - 0.5


def _of_group(reading: Reading, by: str, group: int, key: str, weights: np.ndarray) -> list[Value]:
    """Figures of one group of requests, or of all together."""
    tally, name = reading.tally, "district" if by == "area" else by
    drawn = {what: weights @ tally.amounts[by][group, :, k] for k, what in enumerate(AMOUNTS)}
    first = {what: int(counts[0]) for what, counts in drawn.items()}
    if first["registered"] < LEAST_REQUESTS:
        return []
    found = list[Value]()

    def share(part: str, whole: str) -> Floats:
        nothing = np.full(len(weights), math.nan)
        given: Floats = np.divide(drawn[part], drawn[whole], out=nothing, where=drawn[whole] > 0)
        return given

    def add(measure: str, n: str, value: Floats) -> None:
        found.append(_value(measure, name, key, first[n], value))

    if first["clocked"] == first["registered"]:
        add("on_time_share", "clocked", share("on_time", "clocked"))
    if "due" in reading.mapping.columns or reading.mapping.deadline_days is not None:
        add("closure_share", "fallen_due", share("closed", "fallen_due"))
    if first["asked_resolved"] >= LEAST_REQUESTS:
        solved = share("closed", "registered") * share("resolved", "asked_resolved")
        add("resolution_registered_share", "registered", solved)
    for measure, part, whole in (
        ("satisfaction_share", "satisfied", "rated"),
        ("reopened_share", "reopened", "asked_reopened"),
        ("repeat_share", "repeated", "asked_repeated"),
    ):
        if first[whole] >= LEAST_REQUESTS:
            add(measure, whole, share(part, whole))
    if by == "all" and not math.isnan(reading.residents):
        per_year = 365.0 / tally.period.days * 1000.0 / reading.residents
        add("registered_per_1000", "registered", drawn["registered"].astype(np.float64) * per_year)
    if first["dated"] >= LEAST_REQUESTS:
        found += _days(tally, by, group, name, key, weights)
    return found


def _days(tally: Tally, by: str, group: int, name: str, key: str, weights: np.ndarray) -> list[Value]:
    """Figures of days of one group."""
    block, closed, days, counts = tally.days[by].of(group)
    block, days, counts = (column[closed == 1] for column in (block, days, counts))
    table = np.zeros((tally.blocks.n, int(days.max()) + 1))
    np.add.at(table, (block, days), counts)
    drawn = weights @ table
    total = drawn.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        given = {"closing_days_mean": drawn @ np.arange(drawn.shape[1]) / total, "same_day_share": drawn[:, 0] / total}
    curves = [closing_curve(row) for row in drawn]
    for measure, level in LEVELS.items():
        given[measure] = np.array([math.nan if curve is None else curve.quantile(level) for curve in curves])
    return [_value(measure, name, key, int(counts.sum()), value) for measure, value in given.items()]


def _value(measure: str, by: str, group: str, n: int, drawn: Floats) -> Value:
    """A figure with its tolerance, from the figure itself and those of blocks drawn again."""
    value, unit = float(drawn[0]), all_measures()[measure].unit
    low, high = np.nanquantile(drawn[1:], [0.025, 0.975]) if np.isfinite(drawn[1:]).any() else (value, value)
    least = LEAST_SHARE if unit == "share" else LEAST_DAYS if unit == "days" else LEAST_RATIO * value
    low, high = min(float(low), value - least), max(float(high), value + least)
    most = 1.0 if unit == "share" else math.inf
    return Value(measure, by, group, n, value, max(0.0, low), min(most, high))


def caveats_of(reading: Reading) -> list[Sentence]:
    """What a file cannot give by the program's definitions, or gives differently.

    Args:
        reading: What was read.
    """
    tally, columns = reading.tally, reading.mapping.columns
    total = {name: int(tally.total(name)[0]) for name in AMOUNTS}
    found = [*_strangers(reading), CAVEATS["hidden"]]
    if "due" not in columns and reading.mapping.deadline_days is None:
        found.append(CAVEATS["due_for_closure" if "overdue" in columns else "no_due"])
    for key, asked in (("resolved", "asked_resolved"), ("satisfied", "rated")):
        assert key in YES_BIT
        if key not in columns or not total[asked]:
            found.append(CAVEATS[f"no_{key}"])
        elif total[asked] < ASKED_SHARE * total["closed"]:
            name = "few_resolved" if key == "resolved" else "few_rated"
            found.append(CAVEATS.phrase(name, share=total[asked] / max(1, total["closed"])))
    if math.isnan(reading.residents):
        found.append(CAVEATS["no_residents"])
    period = tally.period
    if "copy" not in columns:
        found.append(CAVEATS["requests"])
    if period.days < WHOLE_YEAR:
        found.append(CAVEATS.phrase("short", n=period.days))
    if period.end - 1 - period.last > 30:
        found.append(CAVEATS.phrase("seen_longer", n=period.end - 1 - period.last))
    if total["closed"] > total["dated"]:
        found.append(CAVEATS.phrase("undated", n=total["closed"] - total["dated"]))
    return found


def _strangers(reading: Reading) -> list[Sentence]:
    """That areas of the file are no districts of the place: the most frequent ones, each with the nearest district."""
    if reading.place is None or "area" not in reading.mapping.columns:
        return []
    counts = dict(zip(reading.areas, reading.tally.total("registered", "area").tolist(), strict=True))
    others = {k: counts[k] for k in reading.areas[reading.n_districts :] if k != NOT_GIVEN and counts[k]}
    if not others:
        return []
    names = {name for row in reading.place.districts for name in (row.name_zh, row.short_zh, row.name_en)}
    named = list[Sentence]()
    for word, n in sorted(others.items(), key=lambda pair: -pair[1]):
        # An area of a few requests is not named: it might be an address that somebody has typed.
        if n >= SMALL and word != FURTHER and len(named) < MOST_STRANGERS:
            near = nearest(word, names)
            named.append((NEAR if near else COUNTED).filled(word=word, n=int(n), near=near))
    areas = Sentence("; ".join(text.en for text in named), "；".join(text.zh for text in named))
    listed = LISTED.filled(areas=areas) if named else ""
    n = int(sum(others.values()))
    return [CAVEATS.phrase("strangers", share=n / max(1, int(reading.tally.total("registered")[0])), n=n, named=listed)]


NO_NAME = T("not given", "未填写")
COUNTED = T("{word}: {n:,}", "{word}：{n:,}")
NEAR = T("{word}: {n:,}, nearest '{near}'", "{word}：{n:,}，最接近“{near}”")
LISTED = T(" ({areas})", "（{areas}）")
