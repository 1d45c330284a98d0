"""What the charts draw: lines over the days of a run, and of two runs with their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.app.model import ViewModel
from sim.app.words import say
from sim.vocabulary import Tier

MOST_POINTS = 180
"""Points of a line sent to the browser; more cannot be seen and would only cost time."""


@dataclass(frozen=True)
class Line:
    """One line: the collector's name, the key of its label, colour and dashes."""

    key: str
    word: str
    colour: str
    dashes: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes:
        id: Its key; also the key of its title in the words.
        lines: Its lines.
        scale: Shown units per collected unit.
        decimals: Digits of the values shown.
        per_residents: Whether values are divided by the residents (shown per 10,000).
        low: Smallest value of the axis, None to follow the lines.
        high: Largest value of the axis, None to follow the lines.
    """

    id: str
    lines: tuple[Line, ...]
    scale: float
    decimals: int
    per_residents: bool = False
    low: float | None = None
    high: float | None = None


CHARTS = (
    Chart(
        "chart_endings",
        (
            Line("closed_share", "closed_share", "#8a5a44"),
            Line("resolved_share", "resolved_share", "#1558b0"),
            Line("resolved_share_urban", "resolved_share_urban", "#00796b", "7 4"),
            Line("resolved_share_rural", "resolved_share_rural", "#c2571a", "2 3"),
        ),
        100.0,
        1,
        low=0.0,
        high=100.0,
    ),
    Chart(
        "chart_open",
        tuple(
            Line(f"open_{tier.key}", f"tier_{tier.key}", colour, dashes)
            for tier, colour, dashes in zip(
                Tier, ("#1558b0", "#c2571a", "#6a3d9a", "#555555"), ("", "7 4", "2 3", "9 3 2 3"), strict=True
            )
        ),
        1.0,
        1,
        per_residents=True,
        low=0.0,
    ),
    Chart(
        "chart_trust",
        tuple(
            Line(f"trust_{tier.key}", f"tier_{tier.key}", colour, dashes)
            for tier, colour, dashes in zip(
                Tier, ("#1558b0", "#c2571a", "#6a3d9a", "#555555"), ("", "7 4", "2 3", "9 3 2 3"), strict=True
            )
        ),
        100.0,
        1,
    ),
)
"""The charts from top to bottom. Colours keep a contrast of 4.5 on white and differ in lightness and dashes."""


def chosen_days(n: int) -> np.ndarray:
    """Which of n collected days are drawn: evenly spaced, the latest always among them.

    Args:
        n: Days collected.

    Returns:
        Indices in rising order, at most MOST_POINTS.
    """
    every = max(1, -(-n // MOST_POINTS))
    return np.arange(n - 1, -1, -every)[::-1]


def series(model: ViewModel, chart: Chart, line: Line, days: np.ndarray) -> list[float | None]:
    """A line's values on some days, in shown units; None where there is none.

    Args:
        model: The model whose collector is read.
        chart: The chart.
        line: The line.
        days: Indices of days.
    """
    collected = model.datacollector.model_vars[line.key]
    values = np.array([collected[day] for day in days], dtype=float) * chart.scale
    if chart.per_residents:
        values *= 10_000.0 / max(1, len(model.residents))
    return [None if np.isnan(value) else round(float(value), 3) for value in values]


def chart_data(policy: ViewModel, baseline: ViewModel | None) -> dict[str, Any]:
    """Everything the charts draw today.

    Args:
        policy: The model whose policies can be switched.
        baseline: The model it is compared with, or None.

    Returns:
        Days, ticks, marks of switchings, and charts with their lines; where there is a baseline, each line has its
        values there ("base") and the difference ("diff") too.
    """
    n = len(policy.datacollector.model_vars["date"])
    if baseline is not None:
        n = min(n, len(baseline.datacollector.model_vars["date"]))
    days = chosen_days(n)
    calendar = policy.calendar
    quarters = np.flatnonzero(calendar.quarter)
    every = max(1, -(-len(quarters) // 5))
    drawn = [_chart(chart, policy, baseline, days) for chart in CHARTS]
    return {
        "days": (days + 1).tolist(),
        "n_days": calendar.n_days,
        "charts": drawn,
        "compared": baseline is not None,
        "warm_up": policy.scenario.run.warm_up_days,
        "ticks": [{"day": int(day), "text": calendar.date(int(day)).strftime("%Y-%m")} for day in quarters[::every]],
        "marks": sorted({s.day for s in policy.switchings if s.day > 0}),
    }


def _chart(chart: Chart, policy: ViewModel, baseline: ViewModel | None, days: np.ndarray) -> dict[str, Any]:
    lines = []
    for line in chart.lines:
        values = series(policy, chart, line, days)
        drawn: dict[str, Any] = {
            "label": say(line.word),
            "colour": line.colour,
            "dashes": line.dashes,
            "values": values,
        }
        if baseline is not None:
            base = series(baseline, chart, line, days)
            drawn |= {"base": base, "diff": differences(values, base)}
        lines.append(drawn)
    return {
        "id": chart.id,
        "title": say(chart.id),
        "unit": say(f"{chart.id}_unit"),
        "lines": lines,
        "decimals": chart.decimals,
        "low": chart.low,
        "high": chart.high,
    }


def differences(values: Sequence[float | None], base: Sequence[float | None]) -> list[float | None]:
    """Value less base where both are there.

    Args:
        values: Values, None where there is none.
        base: What is taken away, as long.
    """
    pairs = zip(values, base, strict=True)
    return [None if a is None or b is None else round(a - b, 3) for a, b in pairs]
