"""Figures of an analysed sweep: indices, boxes, the front, regional differences and the warm-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.measures.grouping import group_label
from sim.report.drawing import drawing, subplots
from sim.report.figures import COLOURS, GREY, MARKERS, broken, note, save
from sim.report.study_tables import measure_name, scale_of
from sim.studies.steady_state import BATCH_DAYS, WarmUp
from sim.words import T, Words
from sim.world.places import PlaceNames

WORDS = Words(
    {
        "sobol": ("Sobol' indices: {name}", "Sobol' 指数：{name}"),
        "first": ("first index (alone)", "一阶指数（单独）"),
        "total": ("total index (with interactions)", "总指数（含交互）"),
        "share": ("share of the variance", "方差占比"),
        "morris": ("Elementary effects: {name}", "基本效应：{name}"),
        "mu_star": ("mu*, mean size of an effect ({unit})", "mu*，效应平均幅度（{unit}）"),
        "sigma": ("sigma, spread of an effect ({unit})", "sigma，效应离散程度（{unit}）"),
        "bars": ("Bars: 95 % bootstrap intervals. {scenario}.", "横线为 95% 自助法区间。{scenario}。"),
        "pareto": ("Resolution, equity and cost of the policies run", "已运行政策的解决率、公平与成本"),
        "resolution": ("resolution", "解决率"),
        "cost": ("million yuan a year above the baseline", "较基准每年增加（百万元）"),
        "front": (
            "Filled: on the front. Number: share of resamples of the seeds in which it is.",
            "实心为前沿方案；数字为重抽样种子中位于前沿的比例。",
        ),
        "tradeoff": ("Scenario discovery: {cases} ({scenario})", "情景发现：{cases}（{scenario}）"),
        "coverage": ("coverage of cases", "覆盖率"),
        "density": ("density of cases", "密度"),
        "difference": ("difference from the baseline ({unit})", "与基准情景之差（{unit}）"),
        "regional": ("Where it helps: {name}", "效果的地区分布：{name}"),
        "warm_up": ("Open issues from the first day on", "自首日起的在办诉求"),
        "day": ("day of the run", "运行日"),
        "cut": ("cut after {days} days", "截去前 {days} 天"),
        "mean_runs": (
            "Grey: single runs. Line: mean of {n} runs. {reason}",
            "灰线为单次运行，实线为 {n} 次均值。{reason}",
        ),
    }
)
"""Words of the figures, English and Chinese."""

MOST_FACTORS = 20


_say = WORDS.say


def draw_analysis(
    folder: Path, tables: dict[str, pd.DataFrame], titles: Mapping[str, str], names: PlaceNames
) -> list[str]:
    """Draws what the tables of an analysis allow.

    Args:
        folder: Where to write.
        tables: Tables of `sim.studies.analysis.analyse` by name.
        titles: Titles of the scenarios by name.
        names: What the place calls its regions and districts.

    Returns:
        Names of the figures written, without endings.
    """
    with drawing():
        figures: dict[str, Figure | None] = {}
        for kind, draw in (("sobol", _sobol), ("morris", _morris)):
            for key, rows in _by_outcome(tables.get(kind)):
                figures[f"{kind}_{key}"] = draw(rows)
        for scenario, rows in _groups(tables.get("boxes"), "scenario"):
            figures[f"boxes_{scenario}"] = _tradeoff(rows, titles.get(scenario, scenario))
        if "pareto" in tables:
            figures["pareto"] = _pareto(tables["pareto"], titles)
        found = tables.get("differences")
        if found is not None:
            regions = found[found["by"] == "region"]
            for measure, rows in _groups(regions, "measure"):
                figures[f"regional_{measure}"] = _regional(rows, titles, names)
        return save(folder, figures)


def draw_warm_up(folder: Path, series: NDArray[np.float64], check: WarmUp) -> list[str]:
    """Draws the daily series with the cut, beside it the rule's statistic.

    Args:
        folder: Where to write.
        series: Shape (n_runs, n_days).
        check: What the check says.

    Returns:
        Names of the figures written.
    """
    with drawing():
        figure, (left, right) = subplots(1, 2, figsize=(10, 3.6), width_ratios=(2, 1), layout="constrained")
        left.plot(series.T, color="#CCCCCC", linewidth=0.6)
        left.plot(series.mean(axis=0), color=COLOURS[0])
        label = _say("cut", days=check.cut_days) if check.steady else str(T("no steady state", "无稳态"))
        left.axvline(check.cut_days, color=COLOURS[1], linewidth=1.2, label=label)
        left.legend(frameon=False)
        left.set(xlabel=_say("day"), ylabel=str(T("open issues per 1,000 residents", "每千居民在办诉求（件）")))
        right.plot(np.arange(len(check.statistic)) * BATCH_DAYS, check.statistic, color=COLOURS[0])
        right.axvline(check.cut_days, color=COLOURS[1], linewidth=1.2)
        right.set(xlabel=_say("day"), ylabel="MSER-5", yscale="log")
        # Powers of ten are written as formulas otherwise, which are not drawn (see sim/report/fonts.py).
        for axis_format in (right.yaxis.set_major_formatter, right.yaxis.set_minor_formatter):
            axis_format(lambda value, _: f"{value:g}")
        figure.suptitle(_say("warm_up"), x=0.01, ha="left", fontsize=11)
        note(figure, _say("mean_runs", n=check.n_runs, reason=str(check.reason)))
        return save(folder, {"warm_up": figure})


def _groups(table: pd.DataFrame | None, column: str) -> list[tuple[str, Any]]:
    """The rows of every value of a column, in the order first met."""
    return [] if table is None else [(str(key), rows) for key, rows in table.groupby(column, sort=False)]


def _by_outcome(table: pd.DataFrame | None) -> list[tuple[str, Any]]:
    """The rows of every outcome over everybody, with a name for its file."""
    if table is None:
        return []
    found = []
    for (scenario, outcome, measure), rows in table[table["by"] == "all"].groupby(
        ["scenario", "outcome", "measure"], sort=False
    ):
        found.append((f"{measure}_{scenario}" + ("_difference" if outcome == "difference" else ""), rows))
    return found


def _title(rows: Any, key: str) -> str:
    first = rows.iloc[0]
    return broken(_say(key, name=measure_name(first["measure"])), 70)


def _sobol(rows: Any) -> Figure | None:
    """First and total index of each factor with intervals, the most important on top."""
    if not rows["total"].notna().any():
        return None
    chosen = rows.sort_values("total", ascending=False, kind="stable").head(MOST_FACTORS)
    figure, axis = subplots(figsize=(7.5, 0.34 * len(chosen) + 1.6), layout="constrained")
    for shift, (name, colour) in enumerate(zip(("first", "total"), COLOURS, strict=False)):
        height = np.arange(len(chosen)) + 0.24 * shift - 0.12
        axis.hlines(height, chosen[f"{name}_low"], chosen[f"{name}_high"], color=colour, linewidth=1.6)
        axis.plot(chosen[name], height, MARKERS[shift], color=colour, label=_say(name), markersize=5)
    _factor_axis(axis, chosen["factor"])
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_xlabel(_say("share"))
    axis.legend(frameon=False)
    axis.set_title(_title(rows, "sobol"), loc="left")
    note(figure, _say("bars", scenario=rows.iloc[0]["scenario"]), width=90)
    return figure


def _factor_axis(axis: Any, names: Any) -> None:
    """Names of factors from the top down."""
    axis.set_yticks(range(len(names)), list(names))
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.tick_params(axis="y", length=0)


def _morris(rows: Any) -> Figure | None:
    """Mu* with its interval, and sigma beside it."""
    if not rows["mu_star"].notna().any():
        return None
    scale, unit = scale_of(str(rows["measure"].iloc[0]))
    chosen = rows.sort_values("mu_star", ascending=False, kind="stable").head(MOST_FACTORS)
    figure, axes = subplots(1, 2, figsize=(9.5, 0.34 * len(chosen) + 1.6), sharey=True, layout="constrained")
    for axis, name, colour in zip(axes, ("mu_star", "sigma"), COLOURS, strict=False):
        height = np.arange(len(chosen))
        axis.hlines(height, scale * chosen[f"{name}_low"], scale * chosen[f"{name}_high"], color=colour, linewidth=1.6)
        axis.plot(scale * chosen[name], height, "o", color=colour, markersize=5)
        axis.set_xlim(left=0)
        axis.set_xlabel(_say(name, unit=unit))
    _factor_axis(axes[0], chosen["factor"])
    figure.suptitle(_title(rows, "morris"), x=0.01, ha="left", fontsize=11)
    note(figure, _say("bars", scenario=rows.iloc[0]["scenario"]), width=110)
    return figure


def _tradeoff(rows: Any, scenario: str) -> Figure:
    """Density against coverage of all boxes, the chosen one ringed."""
    figure, axis = subplots(figsize=(5.6, 4.2), layout="constrained")
    dots = axis.scatter(rows["coverage"], rows["density"], c=rows["n_restricted"], cmap="viridis", s=24)
    chosen = rows[rows["chosen"]]
    axis.scatter(chosen["coverage"], chosen["density"], s=130, facecolor="none", edgecolor=COLOURS[1], linewidth=1.6)
    figure.colorbar(dots, ax=axis, label=str(T("factors restricted", "受限因素数")))
    axis.set(xlabel=_say("coverage"), ylabel=_say("density"), xlim=(0, 1.03), ylim=(0, 1.03))
    title = _say("tradeoff", cases=rows.iloc[0]["cases"], scenario=scenario)
    axis.set_title(broken(title, 52), loc="left")
    return figure


def _pareto(table: pd.DataFrame, names: Mapping[str, str]) -> Figure:
    """Resolution against equity, against cost where costs are known."""
    with_cost = bool(table["cost_million_yuan"].notna().any())
    figure, axes = subplots(1, 1 + with_cost, figsize=(5.4 * (1 + with_cost), 4.2), squeeze=False, layout="constrained")
    panels = [(axes[0, 0], 100 * table["equity_gap"].abs(), str(T("size of the urban-rural gap", "城乡差距幅度")))]
    if with_cost:
        panels.append((axes[0, 1], table["cost_million_yuan"], _say("cost")))
    for axis, across, label in panels:
        for (_, row), x in zip(table.iterrows(), across, strict=True):
            face = COLOURS[0] if row["on_front"] else "white"
            y = 100 * row["resolution"]
            axis.plot(x, y, "o", color=COLOURS[0] if row["on_front"] else GREY, markerfacecolor=face, markersize=6)
            if len(table) <= MOST_FACTORS:
                where = "" if row["point"] < 0 else f" {row['point']}"
                name = broken(f"{names.get(row['scenario'], row['scenario'])}{where}", 26)
                axis.annotate(
                    f"{name} ({row['on_front_share']:.2f})",
                    (x, y),
                    fontsize=7.5,
                    xytext=(5, 3),
                    textcoords="offset points",
                )
        axis.set(xlabel=label, ylabel=f"{_say('resolution')} (%)")
        axis.margins(x=0.2)
    figure.suptitle(_say("pareto"), x=0.01, ha="left", fontsize=11)
    note(figure, _say("front"), width=110)
    return figure


def _regional(rows: Any, titles: Mapping[str, str], names: PlaceNames) -> Figure | None:
    """Difference of each policy in each region, with intervals."""
    if not rows["difference"].notna().any():
        return None
    measure = str(rows["measure"].iloc[0])
    scale, unit = scale_of(measure)
    groups, policies = list(dict.fromkeys(rows["group"])), list(dict.fromkeys(rows["scenario"]))
    figure, axis = subplots(figsize=(7.5, 0.3 * len(groups) * len(policies) + 1.6), layout="constrained")
    for number, policy in enumerate(policies):
        own = rows[rows["scenario"] == policy].set_index("group").reindex(groups)
        height = np.arange(len(groups)) + (number - (len(policies) - 1) / 2) * 0.8 / len(policies)
        colour = COLOURS[number % len(COLOURS)]
        axis.hlines(height, scale * own["ci_low"], scale * own["ci_high"], color=colour, linewidth=1.6)
        axis.plot(
            scale * own["difference"],
            height,
            MARKERS[number % len(MARKERS)],
            color=colour,
            label=titles.get(policy, policy),
            markersize=5,
        )
    _factor_axis(axis, [broken(str(group_label("region", group, names)), 24) for group in groups])
    axis.axvline(0, color="black", linewidth=0.8)
    axis.set_xlabel(_say("difference", unit=unit))
    axis.legend(frameon=False, fontsize=8)
    axis.set_title(broken(_say("regional", name=measure_name(measure)), 70), loc="left")
    return figure
