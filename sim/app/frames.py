"""What the map draws: six measures of communities as classes of colour, packed into one byte per community.

Everything here is a plain function of a model, so it is tested without a browser.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.office import DeskMap
from sim.app.model import ViewModel
from sim.app.rolling import CLOSED, DAYS, ENDED, RESOLVED, WINDOW_DAYS, ratio
from sim.app.words import say
from sim.vocabulary import DeskKind, Tier
from sim.words import Sentence, T

Floats = NDArray[np.float64]

COLOURS = ("#efdc86", "#b4e0a2", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#172976")
"""Seven sequential classes, distinguishable by colour-blind readers (after ColorBrewer YlGnBu, Harrower and Brewer
2003; the two palest are darkened, since points lie on a light ground)."""

DIFFERENCE_COLOURS = ("#b35806", "#e08214", "#fdb863", "#cfd3d8", "#b2abd2", "#8073ac", "#542788")
"""Seven diverging classes around "about equal" (ColorBrewer PuOr with a grey middle)."""

NO_DATA = 0
"""Class of a community with nothing to show."""


@dataclass(frozen=True)
class MapMeasure:
    """A measure of communities that the map can show: a ratio of two columns, so that districts add up.

    Attributes:
        id: Its key.
        words: Its name in both languages.
        unit: Its unit, as the legend says it, with the days it looks at.
        short: The unit behind a single value.
        breaks: Six edges between the seven classes, in shown units (assumed, around values seen).
        steps: Three distances from zero that divide differences, in shown units (assumed).
        scale: Shown units per unit of the ratio.
        decimals: Digits shown.
        parts: Numerator and denominator of every community.
    """

    id: str
    words: Sentence
    unit: Sentence
    short: Sentence
    breaks: tuple[float, ...]
    steps: tuple[float, float, float]
    scale: float
    decimals: int
    parts: Callable[[ViewModel], tuple[Floats, Floats]]


def _resolved(model: ViewModel) -> tuple[Floats, Floats]:
    return model.endings.sums[RESOLVED].astype(float), model.endings.sums[ENDED].astype(float)


def _days(model: ViewModel) -> tuple[Floats, Floats]:
    return model.endings.sums[DAYS].astype(float), model.endings.sums[CLOSED].astype(float)


def _backlog(model: ViewModel) -> tuple[Floats, Floats]:
    n = len(model.communities)
    desks = model.desks.n_open[: n * DeskMap.PER_COMMUNITY].reshape(n, DeskMap.PER_COMMUNITY)
    return desks.sum(axis=1).astype(float), model.communities.population.astype(float)


def _load(model: ViewModel) -> tuple[Floats, Floats]:
    rows = model.desk_map.of_communities(DeskKind.COMMITTEE)
    asked = sum(
        model.desks.column(name)[rows] for name in ("offered_hours", "intake_hours", "enquiry_hours", "duty_hours")
    )
    return np.asarray(asked, float), model.desks.available_hours[rows].astype(float)


def _trust(model: ViewModel) -> tuple[Floats, Floats]:
    return model.trust[Tier.COMMUNITY], model.communities.population.astype(float)


def _spent(model: ViewModel) -> tuple[Floats, Floats]:
    years = max(1, model.day) / 365.0
    return model.communities.spent_fen / 100.0, model.communities.population * years


MAP_MEASURES = {
    measure.id: measure
    for measure in (
        MapMeasure(
            "resolved",
            T(f"resolved, {WINDOW_DAYS} days", f"近{WINDOW_DAYS}天解决"),
            T(f"% of reported matters that ended in the last {WINDOW_DAYS} days", f"近 {WINDOW_DAYS} 天结束诉求中的 %"),
            T("%", "%"),
            (35, 45, 50, 55, 60, 70),
            (2, 5, 10),
            100.0,
            0,
            _resolved,
        ),
        MapMeasure(
            "days",
            T(f"days to close, {WINDOW_DAYS} days", f"近{WINDOW_DAYS}天办结天数"),
            T(f"mean of matters closed in the last {WINDOW_DAYS} days", f"近 {WINDOW_DAYS} 天办结诉求的平均天数"),
            T("days", "天"),
            (4, 7, 10, 14, 20, 30),
            (1, 3, 6),
            1.0,
            1,
            _days,
        ),
        MapMeasure(
            "backlog",
            T("matters waiting", "积压"),
            T("open at the community's desks today, per 1,000 residents", "今日社区在办件数／千人"),
            T("per 1,000 residents", "件／千人"),
            (0.5, 1, 2, 4, 8, 16),
            (0.25, 1, 3),
            1000.0,
            1,
            _backlog,
        ),
        MapMeasure(
            "load",
            T("load of the committee", "居（村）委会负荷"),
            T("hours asked today, % of the hours it has", "今日所需工时占可用工时 %"),
            T("%", "%"),
            (50, 70, 85, 100, 125, 160),
            (3, 10, 25),
            100.0,
            0,
            _load,
        ),
        MapMeasure(
            "trust",
            T("trust in the community", "对社区的信任"),
            T("residents' mean today, 0–100", "今日居民均值，0–100"),
            T("of 100", "分（满分 100）"),
            (35, 40, 45, 50, 55, 60),
            (0.5, 1.5, 4),
            100.0,
            1,
            _trust,
        ),
        MapMeasure(
            "spent",
            T("spent on residents' matters", "办事支出"),
            T("yuan per resident and year by the community, since the first day", "自首日起社区人均支出，元/年"),
            T("yuan a year", "元/年"),
            (1, 2, 4, 6, 9, 13),
            (0.25, 1, 3),
            1.0,
            1,
            _spent,
        ),
    )
}
"""The measures of the map, in the order in which they are offered."""


@dataclass(frozen=True)
class Values:
    """A measure on a day, in shown units; nan where there is nothing.

    Attributes:
        communities: One value per community.
        districts: One value per district, communities weighed by their design weight.
    """

    communities: Floats
    districts: Floats


def values_of(model: ViewModel, measure: MapMeasure) -> Values:
    """A measure of all communities and districts today.

    Args:
        model: The model.
        measure: The measure.
    """
    part, whole = measure.parts(model)
    weight, district, n = model.communities.weight, model.communities.district, len(model.districts)
    by_district = [np.bincount(district, weights=amount * weight, minlength=n) for amount in (part, whole)]
    return Values(measure.scale * ratio(part, whole), measure.scale * ratio(by_district[0], by_district[1]))


def difference(policy: Values, baseline: Values) -> Values:
    """Policy less baseline, community by community and district by district.

    Args:
        policy: Values of the policy's model.
        baseline: Values of the baseline's model, of the same world.
    """
    return Values(policy.communities - baseline.communities, policy.districts - baseline.districts)


def edges_of(measure: MapMeasure, compared: bool) -> tuple[float, ...]:
    """The six edges of a measure's classes, or of its differences.

    Args:
        measure: The measure.
        compared: Whether differences are shown.
    """
    if not compared:
        return measure.breaks
    return (*(-step for step in reversed(measure.steps)), *measure.steps)


def classes(values: Floats, edges: tuple[float, ...]) -> NDArray[np.uint8]:
    """The class of each value: 1 below the first edge, up to one more than there are edges; NO_DATA where nan.

    Args:
        values: Values in shown units.
        edges: Edges in rising order; an edge belongs to the class above it.
    """
    found = 1 + np.searchsorted(np.array(edges, float), np.nan_to_num(values), side="right")
    return np.where(np.isnan(values), NO_DATA, found).astype(np.uint8)


def packed(numbers: np.ndarray) -> str:
    """An array's bytes as base64, the form in which they travel to the browser.

    Args:
        numbers: The array.
    """
    return base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode("ascii")


def shown_districts(values: Values, measure: MapMeasure, compared: bool = False) -> dict[str, Any]:
    """What a picture says beside its points.

    Args:
        values: What is shown.
        measure: The measure.
        compared: Whether the values are differences.

    Returns:
        JSON values: the measure's id, "d" and "dv" the classes and values of districts, "n" the communities that have
        a value.
    """
    return {
        "measure": measure.id,
        "d": classes(values.districts, edges_of(measure, compared)).tolist(),
        "dv": [None if np.isnan(v) else round(float(v), measure.decimals + 1) for v in values.districts],
        "n": int(np.count_nonzero(~np.isnan(values.communities))),
    }


def shown_points(values: Values, measure: MapMeasure, compared: bool = False) -> NDArray[np.uint8]:
    """The class of every community, one byte each.

    Args:
        values: What is shown.
        measure: The measure.
        compared: Whether the values are differences.
    """
    return classes(values.communities, edges_of(measure, compared))


def frame(values: Values, measure: MapMeasure, *, seq: int, run: int, day: int) -> dict[str, Any]:
    """One picture of the map as JSON values, for Mesa's own page, which has no line for pictures.

    Args:
        values: What is shown.
        measure: The measure.
        seq: Number of the picture.
        run: Number of the run.
        day: Days simulated.

    Returns:
        The districts, and in "v" the points as base64.
    """
    points_of = packed(shown_points(values, measure))
    return {"seq": seq, "run": run, "day": day, "v": points_of, **shown_districts(values, measure)}


def legend(measure: MapMeasure, compared: bool = False) -> dict[str, Any]:
    """The legend of a measure or of its differences.

    Args:
        measure: The measure.
        compared: Whether differences are shown.
    """
    edges = [f"{edge:+g}".replace("-", "−") if compared else f"{edge:g}" for edge in edges_of(measure, compared)]
    ranges = [
        f"< {edges[0]}",
        *(f"{a} … {b}" if compared else f"{a}–{b}" for a, b in pairwise(edges)),
        f"≥ {edges[-1]}",
    ]
    unit, short = str(measure.unit), str(measure.short)
    if compared and short == "%":
        unit, short = f"{say('points')} · {unit}", say("points")
    return {
        "id": measure.id,
        "name": str(measure.words),
        "unit": unit,
        "short": short,
        "ranges": ranges,
        "colours": list(DIFFERENCE_COLOURS if compared else COLOURS),
        "decimals": measure.decimals,
        "signed": compared,
    }


def points(model: ViewModel, project: Callable[[np.ndarray], np.ndarray], size: tuple[float, float]) -> dict[str, Any]:
    """Where communities lie in the drawing.

    Args:
        model: The model.
        project: Degrees, shape (n, 2), to units of the drawing.
        size: Width and height of the drawing.

    Returns:
        "xy": base64 of uint16 pairs, 65535 being the width and the height; "district": base64 of uint8.
    """
    c = model.communities
    at = project(np.column_stack([c.longitude, c.latitude])) / np.array(size)
    return {
        "n": len(c),
        "xy": packed((np.clip(at, 0.0, 1.0) * 65535).astype("<u2")),
        "district": packed(c.district.astype(np.uint8)),
    }
