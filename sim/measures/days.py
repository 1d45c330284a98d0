"""Days to resolution and to closing for every group, open issues taken for what they are.

Days to *resolution* answer: by which day was this share of all reported complaints really resolved? The share by day
is the cumulative incidence of resolution among competing ends (failed, nominally closed, dropped). An issue still open
is censored on the last day. One that ended otherwise stays among those at risk until the last day it could have been
followed: taking it for censored at its end would pretend that it might still be resolved, and make waiting look
shorter. Since every follow-up ends with the run and so is known, the product-limit estimator of those at risk gives
one minus the cumulative incidence, as the estimator of Aalen and Johansen does (Fine and Gray 1999, Journal of the
American Statistical Association 94; Geskus 2011, Biometrics 67). A quantile that the share resolved never reaches is
n/a.

Days of *closed* issues are those that offices publish: registered issues that are closed on record
with an answer, each work order once however many residents complained.

Quantiles are interpolated between days (`SurvivalCurve.quantile`): days are whole, and without it most runs of two
policies would tie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.measures.amounts import columns
from sim.measures.grouping import EVERY_AND_PERIODS, KIND_SHAPE, N_KINDS, group_keys
from sim.measures.measure import Measure, Row
from sim.measures.observation import N_CELLS, Floats, Observation
from sim.measures.survival import SurvivalCurve, kaplan_meier
from sim.vocabulary import CLOSED_STATES, Group, Setting
from sim.words import T

_KIND_AXES = ("category", "tier", "client", "money", "departments")


class DayTables(NamedTuple):
    """Weighted complaints or issues by group, kind of end and day.

    Attributes:
        tables: Weighted amounts by grouping, shape (n_groups, 2, n_days): followed to the last day seen (0), event on
            that day (1).
        n: Complaints or issues as counted, by grouping, shape (n_groups,).
    """

    tables: dict[str, Floats]
    n: dict[str, Floats]


def _tables(
    observation: Observation, chosen: np.ndarray, days: np.ndarray, event: np.ndarray, each: np.ndarray
) -> DayTables:
    """Histograms of chosen issues by every grouping, each counted as given."""
    x = columns(observation)
    rows = np.flatnonzero(chosen)
    day, happened = days[rows], event[rows].astype(np.int32)
    n_days = int(day.max()) + 1 if rows.size else 1
    c = observation.communities
    place = c["district"] * len(Setting) + c["setting"]
    community = x.community[rows]
    people_key = place[community] * N_CELLS + x.cell[rows] % N_CELLS
    kind_key = x.kind[rows] % N_KINDS
    counted = each[rows]
    weighted = counted * observation.weight[community]
    n_districts = len(observation.district_keys)
    sizes = (n_districts * len(Setting) * N_CELLS, N_KINDS)
    found = []
    for key, size in zip((people_key, kind_key), sizes, strict=True):
        cells = np.bincount((key * 2 + happened) * n_days + day, weights=weighted, minlength=size * 2 * n_days)
        counts = np.bincount(key, weights=counted, minlength=size)
        found.append((cells.reshape(size, 2, n_days).astype(np.float64), counts[:, None, None].astype(np.float64)))
    (people, people_n), (kinds, kinds_n) = found
    regions = observation.districts["region"]
    tables = {**_by_people(people, regions, observation), **_by_kind(kinds)}
    n = {**_by_people(people_n, regions, observation), **_by_kind(kinds_n)}
    n = {by: table[:, 0, 0] for by, table in n.items()}
    for by in observation.wanted_periods:
        numbers = observation.period_numbers(by)
        key, size = numbers[x.reported_day[rows] - observation.first_day], len(observation.period_years(by))
        cells = np.bincount((key * 2 + happened) * n_days + day, weights=weighted, minlength=size * 2 * n_days)
        tables[by] = cells.reshape(size, 2, n_days).astype(np.float64)
        n[by] = np.bincount(key, weights=counted, minlength=size).astype(np.float64)
    return DayTables(tables, n)


def _by_people(table: Floats, regions: np.ndarray, observation: Observation) -> dict[str, Floats]:
    """Sums a table by district, setting and cell over the groupings of places and people."""
    rest = table.shape[1:]
    cube = table.reshape(len(observation.district_keys), len(Setting), len(Group), 2, *rest)
    by_district = cube.sum(axis=(1, 2, 3))
    by_region = np.zeros((len(observation.region_keys), *rest))
    np.add.at(by_region, regions, by_district)
    cells = cube.sum(axis=(0, 1))
    others = np.delete(cells, Group.FLOATING, axis=0).sum(axis=0)
    return {
        "all": by_district.sum(axis=0, keepdims=True),
        "district": by_district,
        "region": by_region,
        "setting": cube.sum(axis=(0, 2, 3)),
        "resident_group": cells.sum(axis=1),
        "registration": np.stack([others[0], cells[Group.FLOATING].sum(axis=0), others[1]]),
    }


def _by_kind(table: Floats) -> dict[str, Floats]:
    """Sums a table by kind of issue over the groupings of issues."""
    cube = table.reshape(*KIND_SHAPE, *table.shape[1:])
    return {by: cube.sum(axis=tuple(a for a in range(5) if a != axis)) for axis, by in enumerate(_KIND_AXES)}


def _curve(table: Floats) -> SurvivalCurve | None:
    """The curve of one group's histogram; None where it is empty."""
    if not table.sum() > 0:
        return None
    n_days = table.shape[1]
    days = np.tile(np.arange(n_days), 2)
    return kaplan_meier(days, np.repeat([False, True], n_days), table.ravel())


def resolution_tables(observation: Observation) -> DayTables:
    """Reported complaints by the day they were resolved, or the last day they could be followed.

    Args:
        observation: What was gathered.
    """

    def make() -> DayTables:
        x = columns(observation)
        return _tables(observation, x.reported, np.where(x.resolved, x.days, x.followed_days), x.resolved, x.complaints)

    return observation.remember("resolution tables", make)


def closing_tables(observation: Observation) -> DayTables:
    """Registered issues that are closed on record with an answer, by their days from reporting to closing.

    Args:
        observation: What was gathered.
    """

    def make() -> DayTables:
        x = columns(observation)
        chosen = x.on_book & np.isin(x.state, CLOSED_STATES)
        return _tables(observation, chosen, x.days, chosen, np.ones(len(x.days)))

    return observation.remember("closing tables", make)


def _rows(observation: Observation, found: DayTables, value: Callable[[str, int], float]) -> list[Row]:
    """One row per group in which anybody lives."""
    lived = np.bincount(observation.communities["district"], minlength=len(observation.district_keys)) > 0
    rows = []
    for by in observation.asked(EVERY_AND_PERIODS):
        for i, key in enumerate(group_keys(observation, by)):
            if by != "district" or lived[i]:
                rows.append(Row(by, key, round(float(found.n[by][i])), value(by, i)))
    return rows


def quantile_rows(
    tables: Callable[[Observation], DayTables], name: str, probability: float
) -> Callable[[Observation], list[Row]]:
    """A function that gives the days by which a share of a group's complaints had its event.

    Args:
        tables: Gives the histograms.
        name: Name under which the curves are kept.
        probability: Share, above 0 and at most 1.
    """

    def rows(observation: Observation) -> list[Row]:
        found = tables(observation)
        curves = observation.remember(
            ("curves", name), lambda: {by: [_curve(t) for t in tables] for by, tables in found.tables.items()}
        )

        def value(by: str, i: int) -> float:
            curve = curves[by][i]
            return float("nan") if curve is None else curve.quantile(probability)

        return _rows(observation, found, value)

    return rows


def mean_days(observation: Observation) -> list[Row]:
    """Mean days of closed registered issues.

    Args:
        observation: What was gathered.
    """
    found = closing_tables(observation)

    def value(by: str, i: int) -> float:
        per_day = found.tables[by][i][1]
        total = float(per_day.sum())
        return float(per_day @ np.arange(per_day.size)) / total if total > 0 else float("nan")

    return _rows(observation, found, value)


def same_day_share(observation: Observation) -> list[Row]:
    """Share of closed registered issues that were closed on the day they were reported.

    Args:
        observation: What was gathered.
    """
    found = closing_tables(observation)

    def value(by: str, i: int) -> float:
        per_day = found.tables[by][i][1]
        return float(per_day[0] / per_day.sum()) if per_day.sum() > 0 else float("nan")

    return _rows(observation, found, value)


_LEVELS = (
    (0.25, "first quartile", "下四分位"),
    (0.5, "median", "中位数"),
    (0.75, "third quartile", "上四分位"),
    (0.9, "ninth decile", "九分位"),
)


def measures() -> tuple[Measure, ...]:
    """Days to resolution and days of closed issues."""
    listed = []
    for level, label, label_zh in _LEVELS:
        listed.append(
            Measure(
                f"resolution_days_q{round(100 * level)}",
                f"days to resolution, {label}",
                f"解决用时{label_zh}",
                "days",
                "lower",
                T(
                    f"Days by which {level:.0%} of reported complaints were really resolved, interpolated "
                    "between days: "
                    "cumulative incidence, open issues censored on the last day, issues that ended otherwise at risk "
                    "until then; n/a where that share is not reached.",
                    f"真正解决的诉求占所提出诉求达到 {level:.0%} 所需的天数（日间插值）：按累积发生率估计，在办事项在"
                    "最后一天删失，以其他方式终结的在此之前仍计入风险集；达不到该比例则不适用。",
                ),
                EVERY_AND_PERIODS,
                quantile_rows(resolution_tables, "resolution", level),
            )
        )
        listed.append(
            Measure(
                f"closing_days_q{round(100 * level)}",
                f"days of closed issues, {label}",
                f"办结用时{label_zh}",
                "days",
                "lower",
                T(
                    f"Days by which {level:.0%} of registered issues (work orders) closed with an answer were closed, "
                    "interpolated between days.",
                    f"有答复而办结的登记事项（工单）中 {level:.0%} 办结所需的天数（日间插值）。",
                ),
                EVERY_AND_PERIODS,
                quantile_rows(closing_tables, "closing", level),
            )
        )
    listed.append(
        Measure(
            "closing_days_mean",
            "days of closed issues, mean",
            "办结用时均值",
            "days",
            "lower",
            T(
                "Mean days from reporting to closing of registered issues (work orders) closed with an answer.",
                "有答复而办结的登记事项（工单）自提出至办结的平均天数。",
            ),
            EVERY_AND_PERIODS,
            mean_days,
        )
    )
    listed.append(
        Measure(
            "same_day_share",
            "closed on the same day",
            "当日办结率",
            "share",
            "higher",
            T(
                "Registered issues closed with an answer on the day of reporting, over all closed with an answer.",
                "提出当日即有答复而办结的登记事项，占有答复而办结的登记事项。",
            ),
            EVERY_AND_PERIODS,
            same_day_share,
        )
    )
    return tuple(listed)
