"""What figures draw: the numbers of their lines, bars and labels against tables made by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from sim.measures.capacities import CAPACITIES
from sim.measures.curves import AT, CURVES
from sim.measures.grouping import POPULATION_SHARES
from sim.report import analysis_figures, maps, sweep_figures
from sim.report.calibration_figures import FURTHEST, ensemble_figure, fit_figure, posterior_figure, validation_figure
from sim.report.diagnosis_figure import draw_diagnosis
from sim.report.drawing import drawing
from sim.report.figures import COLOURS, forest, gains, outcome_bars, resolution_curves, series_figure, study_figures
from sim.report.flow import STUCK, flow_of
from sim.report.flow_figures import END_COLOURS, TIER_COLOURS, _columns, _links, flow_figure, stuck_figure
from sim.report.headlines import HEADLINES
from sim.report.policy_figures import capacity_figure, cost_and_effect, front_figure, inequality_curves, look
from sim.report.study_figures import budget_figures, interaction_figures, per_million, triangle
from sim.report.world_figure import _spread, dots_figure
from sim.studies.budget import FREE
from sim.studies.statistics import Interval
from sim.studies.steady_state import WarmUp
from sim.vocabulary import Tier
from sim.words import Sentence
from sim.world.places import read_place
from tests.model_runs import SMALL_PLACE
from tests.report.tables import GAP, MAIN, NEEDS, SPENDING, measures, series
from tests.report.test_numbers_told import NAMES, TITLES, compared, flow_summary, summary
from tests.report.test_told_studies import budget, diagnosis, fits, pairs, posterior, verdicts

__all__ = ["diagnosis"]

nan = math.nan
BLACK, WHITE = "#000000", "#ffffff"


@pytest.fixture(autouse=True)
def style():
    """Figures are drawn as the project draws them."""
    with drawing():
        yield


def lines(axis, least: int = 1) -> list[tuple[list[float], list[float], str]]:
    """Lines of so many points at least: across, upwards and colour; nothing of legends' empty ones."""
    return [
        ([float(x) for x in line.get_xdata()], [float(y) for y in line.get_ydata()], to_hex(line.get_color()))
        for line in axis.lines
        if len(np.atleast_1d(line.get_xdata())) >= least
    ]


def dots(axis) -> list[tuple[float, float, str, bool]]:
    """Single points: across, upwards, colour, and whether they are filled."""
    return [
        (
            float(np.asarray(line.get_xdata(), float).ravel()[0]),
            float(np.asarray(line.get_ydata(), float).ravel()[0]),
            to_hex(line.get_color()),
            to_hex(line.get_markerfacecolor()) != WHITE,
        )
        for line in axis.lines
        if np.asarray(line.get_xdata()).size == 1 and line.get_marker() not in ("None", None, "")
    ]


def spans(axis) -> list[tuple[float, float, float]]:
    """Level lines of two points: left end, right end, height."""
    found = []
    for line in axis.lines:
        x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        if x.size == 2 and y[0] == y[1] and line.get_transform() == axis.transData:
            found.append((float(x[0]), float(x[1]), float(y[0])))
    return found


def bars(axis) -> list[tuple[float, float, float, str]]:
    """Bars: left end, width, middle height, colour."""
    return [
        (p.get_x(), p.get_width(), p.get_y() + p.get_height() / 2.0, to_hex(p.get_facecolor()))
        for p in axis.patches
        if isinstance(p, Rectangle)
    ]


def ticks(axis) -> list[str]:
    """Labels of the heights, from the first on, on one line each."""
    return [label.get_text().replace("\n", " ") for label in axis.get_yticklabels()]


def legend(figure) -> dict[str, str]:
    """Colour of each label of the figure's legend."""
    handles = figure.legends[0].legend_handles
    labels = [text.get_text().replace("\n", " ") for text in figure.legends[0].get_texts()]
    return {
        label: to_hex(handle.get_facecolor() if isinstance(handle, Rectangle) else handle.get_color())
        for label, handle in zip(labels, handles, strict=True)
    }


def near(found, expected) -> bool:
    """Whether two rows of numbers are equal."""
    return np.allclose(np.asarray(found, float), np.asarray(expected, float), equal_nan=True)


# Comparisons.


def test_differences_stand_at_their_measures_with_their_intervals_filled_where_certain():
    """Alpha +4 (3 to 5) is certain and Beta -2 (-5 to 1) is not; days are drawn in days in a panel of their own."""
    days = ("closing_days_q50", "all", "all")
    table = compared(
        [
            ("a", MAIN, 0.5, 0.04, 0.03, 0.05),
            ("b", MAIN, 0.5, -0.02, -0.05, 0.01),
            ("b", NEEDS, 0.4, 0.01, nan, nan),
            ("a", days, 9.0, -1.5, -2.0, -1.0),
        ]
    )
    figure = forest(table.assign(p_adjusted=[0.01, 0.01, 0.3, 0.01]), TITLES)
    shares, other = figure.axes
    assert ticks(shares) == [f"{h.words} ↑" for h in HEADLINES if h.key in (MAIN, NEEDS)]
    assert [label[-1] for label in ticks(other)] == ["↓"]
    drawn = dots(shares)
    assert near([d[:2] for d in drawn], [(4.0, -0.34), (-2.0, 0.34), (1.0, 1.34)])
    assert [d[3] for d in drawn] == [True, False, False]
    assert [d[2] for d in drawn] == [COLOURS[0].lower(), COLOURS[1].lower(), COLOURS[1].lower()]
    assert near(spans(shares), [(3.0, 5.0, -0.34), (-5.0, 1.0, 0.34)])
    assert near([d[:2] for d in dots(other)], [(-1.5, -0.34)]) and near(spans(other), [(-2.0, -1.0, -0.34)])
    assert legend(figure) == {"Alpha": COLOURS[0].lower(), "Beta": COLOURS[1].lower()}
    assert shares.get_ylim() == (1.5, -0.5) and "10 runs" in figure.texts[-1].get_text().replace("\n", " ")


def test_endings_are_stacked_from_the_left_and_named_by_colour():
    rows = [
        ("base", measure, "all", "all", value)
        for measure, value in (
            ("resolution_share", 0.5),
            ("failed_share", 0.2),
            ("nominal_share", 0.15),
            ("dropped_share", 0.02),
            ("open_share", 0.13),
        )
    ]
    rows += [("a", "resolution_share", "all", "all", 0.6), ("a", "dropped_share", "all", "all", 0.4)]
    rows += [("a", "resolution_share", "setting", "rural", 0.1)]
    figure = outcome_bars(summary(rows), TITLES)
    assert figure is not None
    axis = figure.axes[0]
    left = {(round(bar[0], 6), round(bar[1], 6), bar[2]): bar[3] for bar in bars(axis)}
    expected = [
        (0, 50, 0, "#009e73"),
        (50, 20, 0, "#e69f00"),
        (70, 15, 0, "#cc79a7"),
        (85, 2, 0, "#d55e00"),
        (87, 13, 0, "#bbbbbb"),
    ]
    for x, width, height, colour in [*expected, (0, 60, 1, "#009e73"), (60, 40, 1, "#d55e00")]:
        assert left[(x, width, height)] == colour
    assert ticks(axis) == ["Baseline", "Alpha"] and axis.yaxis_inverted()
    written = [text.get_text() for text in axis.texts if text.get_text()]
    assert sorted(written) == sorted(["50.0", "60.0", "20.0", "15.0", "40.0", "13.0"]), "2 per cent leave no room"
    labels = [text.get_text() for text in axis.get_legend().get_texts()]
    assert labels == [
        "really resolved",
        "worked on without success",
        "nominally closed",
        "dropped unanswered",
        "still open",
    ]
    assert outcome_bars(summary([("base", *NEEDS, 0.1)]), TITLES) is None


def test_curves_of_waiting_are_means_over_runs_with_the_range_of_the_runs():
    rows = [("base", 1, 10, 0.1), ("base", 2, 10, 0.3), ("base", 1, 0, 0.0), ("base", 2, 0, 0.0), ("a", 1, 20, 0.6)]
    curves = pd.DataFrame(rows, columns=["scenario", "seed", "days", "resolved_share"])
    axis = resolution_curves(curves, TITLES).axes[0]
    first, second = axis.lines
    assert near(first.get_xdata(), [0, 10]) and near(first.get_ydata(), [0, 20]) and to_hex(first.get_color()) == BLACK
    assert near(second.get_ydata(), [60]) and to_hex(second.get_color()) == COLOURS[0].lower()
    band = axis.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((0.0, 30.0)) and 10.0 in band[:, 1].round(6)
    assert axis.get_xlim() == (0.0, 20.0)
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["Baseline", "Alpha"]


def test_measures_over_time_stand_in_the_order_of_periods_open_ones_in_grey():
    rows = [
        (name, measure, "month", key, value + 0.1 * k)
        for name in ("base", "a")
        for measure, value in ((MAIN[0], 0.2 if name == "base" else 0.3), ("reported_per_1000", 50.0))
        for k, key in enumerate(("2017-12", "2017-11", "2018-01"))
    ]
    rows += [("a", "open_share", "month", key, share) for key, share in (("2017-12", 0.005), ("2018-01", 0.02))]
    figure = series_figure(summary(rows), dict(list(TITLES.items())[:2]), "month")
    reported, resolved, still = figure.axes[:3]
    assert reported.get_title(loc="left") == "Reported, per 1,000 and year"
    assert resolved.get_title(loc="left").endswith("(%)")
    drawn = lines(resolved, 3)
    assert near(drawn[0][1], [30, 20, 40]) and near(drawn[1][1], [40, 30, 50]) and near(drawn[0][0], [0, 1, 2])
    assert (drawn[0][2], drawn[1][2]) == (BLACK, COLOURS[0].lower()) and near(
        lines(reported, 3)[0][1], [50.1, 50, 50.2]
    )
    band = resolved.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((18.0, 44.0))
    assert near([(bar[0], bar[1]) for bar in bars(resolved)], [(1.5, 1.0)])
    assert [label.get_text() for label in still.get_xticklabels()] == ["Nov 2017", "Dec 2017", "Jan 2018"]
    assert len(figure.axes) == 4 and not figure.axes[3].get_visible()
    assert "(3)" in figure.texts[-1].get_text() and "1 %" in figure.texts[-1].get_text()


def test_who_gains_is_blue_and_who_loses_orange_in_the_panel_of_the_policy():
    rows = [
        ("a", "setting", "rural", 0.03, 0.02, 0.04, "gains"),
        ("a", "region", "plain", -0.02, -0.03, -0.01, "loses"),
        ("b", "setting", "rural", 0.01, nan, nan, "unclear"),
    ]
    table = pd.DataFrame(rows, columns=["scenario", "by", "group", "difference", "ci_low", "ci_high", "verdict"])
    figure = gains(table.assign(measure="solved_per_need"), TITLES, NAMES)
    assert figure is not None
    first, second = figure.axes
    assert [axis.get_title() or axis.get_title(loc="left") for axis in (first, second)] == ["Alpha", "Beta"]
    assert near([bar[:3] for bar in bars(first)], [(0, 3, 0), (0, -2, 1)])
    assert [bar[3] for bar in bars(first)] == [COLOURS[0].lower(), COLOURS[1].lower()]
    assert near(spans(first)[:2], [(2, 4, 0), (-3, -1, 1)])
    assert near([bar[:3] for bar in bars(second)], [(0, 1, 0)]) and bars(second)[0][3] == "#bbbbbb"
    assert ticks(first) == ["rural", "Plain"] and first.yaxis_inverted()
    assert gains(table.assign(measure="other"), TITLES, NAMES) is None


# Policies.


def test_curves_of_inequality_hold_what_the_lowest_hold():
    """The measure of the second outcome is drawn in the second column, Lorenz above and concentration below."""
    rows = [
        (name, f"{id_}_{kind}", "population_share", group, share * (0.9 - 0.1 * k - 0.2 * j))
        for name, k in (("base", 0), ("a", 1))
        for column, (id_, *_) in enumerate(CURVES)
        for j, kind in enumerate(("lorenz", "concentration_curve"))
        for group, share in zip(POPULATION_SHARES, AT, strict=True)
        if (column, k, j) != (1, 1, 0)
    ]
    figure = inequality_curves(summary(rows), TITLES)
    assert figure is not None
    axes = np.array(figure.axes).reshape(2, len(CURVES))
    for j in (0, 1):
        for column in range(len(CURVES)):
            drawn = lines(axes[j, column], 5)
            assert near(drawn[0][1], [0, *(100 * share * (0.9 - 0.2 * j) for share in AT), 100])
            assert near(drawn[0][0], [0, *(100 * share for share in AT), 100]) and drawn[0][2] == BLACK
            assert len(drawn) == (1 if (column, j) == (1, 0) else 2)
    assert near(lines(axes[0, 0], 5)[1][1], [0, *(80 * share for share in AT), 100])
    assert legend(figure)["Alpha"] == COLOURS[0].lower()
    assert axes[0, 0].get_ylabel().startswith("Lorenz") and axes[1, 0].get_ylabel().startswith("Concentration")
    assert inequality_curves(summary(rows[:0]), TITLES) is None


def front_of(gaps: tuple[float, float, float] = (0.1, 0.08, 0.12), costs: dict[str, float] | None = None):
    """Alpha 4 points up and 1 yuan dearer, Beta 2 points down and 3 yuan dearer; the front is Alpha's alone."""
    cells = {}
    for k, name in enumerate(TITLES):
        own = 0.001 * k
        cells |= {(name, MAIN): series((0.50, 0.54, 0.48)[k], own), (name, GAP): series(gaps[k], own)}
        cells |= {(name, SPENDING): series(30.0 + (0.0, -1.0, 2.0)[k], own)}
    front = pd.DataFrame(
        {
            "scenario": list(TITLES),
            "on_front": [False, True, False],
            "resolution_urban_rural_gap": list(gaps),
        }
    )
    return front_figure(measures(cells), front, TITLES, {"base": 0.0, "a": 2.0, "b": 1.0} if costs is None else costs)


def test_the_front_shows_effect_against_cost_and_gap_as_differences():
    """Levers of 2 and 1 yuan, and spending 1 less and 2 more: 1 and 3 yuan. Gaps move by -2 and +2 points."""
    figure = front_of()
    assert figure is not None
    cost, gap = figure.axes
    assert near(np.array([d[:2] for d in dots(cost)]), [(0, 0), (1, 4), (3, -2)])
    assert near(np.array([d[:2] for d in dots(gap)]), [(0, 0), (-2, 4), (2, -2)])
    assert [d[3] for d in dots(cost)] == [False, True, False] and dots(cost)[0][2] == look(0)[0]
    assert "cost" in cost.get_xlabel() and "town less village" in gap.get_xlabel()
    [(low, high, height)] = [s for s in spans(cost) if s[0] < 1.0 < s[1] and s[1] < 1.5]
    assert low < 1.0 < high and height == pytest.approx(4.0)
    stairs = [line for line in lines(cost, 4) if len(line[0]) > 2]
    assert near(stairs[0][1][1:-1], [0, 4]) and near(stairs[0][0][1:-1], [0, 1])
    assert lines(gap, 3), "all gaps are of the same side"
    other = front_of((-0.1, 0.08, 0.12))
    assert other is not None and not lines(other.axes[1], 3) and lines(other.axes[0], 3)
    free = front_of(costs={})
    assert free is not None and len(free.axes) == 1 and "town less village" in free.axes[0].get_xlabel()
    assert list(legend(figure)) == ["Baseline", "Alpha", "Beta"]


def test_cost_and_effect_are_drawn_in_yuan_and_in_points():
    hours = ("hours_mechanism_share", "all", "all")
    table = compared(
        [
            ("a", MAIN, 0.5, 0.04, 0.03, 0.06),
            ("a", SPENDING, 30.0, 2.0, 1.5, 3.0),
            ("a", hours, 0.0, 0.05, 0.04, 0.07),
            ("b", MAIN, 0.5, -0.02, nan, nan),
            ("b", SPENDING, 30.0, -1.0, -1.5, -0.5),
        ]
    )
    figure = cost_and_effect(table, TITLES)
    assert figure is not None
    money, time = figure.axes
    first, second = money.containers
    assert near(np.ravel(first.lines[0].get_xydata()), (2, 4)) and near(
        np.ravel(second.lines[0].get_xydata()), (-1, -2)
    )
    across, up = (bar.get_segments()[0] for bar in first.lines[2])
    assert near(across, [(1.5, 4), (3, 4)]) and near(up, [(2, 3), (2, 6)])
    [across] = [bar.get_segments()[0] for bar in second.lines[2]]
    assert near(across, [(-1.5, -2), (-0.5, -2)])
    [only] = time.containers
    assert near(np.ravel(only.lines[0].get_xydata()), (5, 4)) and "hours" in time.get_xlabel()
    assert [to_hex(c.lines[0].get_color()) for c in money.containers] == [COLOURS[0].lower(), COLOURS[1].lower()]
    assert cost_and_effect(table[table["measure"] != MAIN[0]], TITLES) is None


def test_capacities_are_drawn_scenario_by_scenario():
    rows = [
        (name, f"capacity_{c.id}", "all", "all", 0.1 * (k + 1) + 0.01 * j)
        for j, name in enumerate(("base", "a"))
        for k, c in enumerate(CAPACITIES)
    ]
    figure = capacity_figure(summary([*rows, ("b", rows[0][1], "all", "all", 0.5)]), TITLES)
    assert figure is not None
    axis = figure.axes[0]
    expected = [(0.1 * (k + 1) + 0.01 * j, k - 0.32 + 0.64 * j) for j in (0, 1) for k in range(len(CAPACITIES))]
    assert near([d[:2] for d in dots(axis)], expected)
    assert near(spans(axis)[0], (0.09, 0.11, -0.32)) and ticks(axis) == [str(c.words) for c in CAPACITIES]
    assert list(legend(figure)) == ["Baseline", "Alpha"] and axis.get_ylim() == (len(CAPACITIES) - 0.5, -0.5)


# The flow.


def test_the_flow_has_bars_and_ribbons_of_the_right_width():
    """Forty issues, 32 of them registered; townships end 2 resolved and 9 dropped."""
    flow = flow_of(flow_summary(), "base")
    assert flow is not None
    needs, parts, issues, registers, tiers, ends = _columns(flow)
    assert needs == {"needs": 100.0} and issues == {"issues": 40.0}
    assert sum(parts.values()) == pytest.approx(100.0 + 10.0)
    assert registers == pytest.approx({"registered": 32.0, "unregistered": 8.0})
    assert tiers == pytest.approx({"community": 17.0, "township": 11.0, "district": 8.0, "municipality": 4.0})
    assert ends == pytest.approx(
        {"end_resolved": 16.0, "end_failed": 1.0, "end_nominal": 7.0, "end_dropped": 9.0, "end_open": 7.0}
    )
    ribbons = {(start, end): (amount, colour) for start, end, amount, colour in _links(flow)}
    assert ribbons["needs", "endured"][0] == pytest.approx(30.0) and ribbons["patrol", "issues"][0] == 5.0
    assert ribbons["reported_again", "issues"][0] == 10.0 and ("needs", "reported_again") not in ribbons
    assert ribbons["issues", "unregistered"][0] == 8.0 and ribbons["registered", "township"][0] == 3.0
    assert ribbons["township", "end_dropped"] == (9.0, END_COLOURS["dropped"])
    assert ribbons["community", "end_resolved"] == (14.0, END_COLOURS["resolved"])
    figure = flow_figure(flow, "Baseline", 7)
    written = [text.get_text().replace("\n", " ") for text in figure.axes[0].texts]
    assert "needs 100" in written and "endured in silence 30" in written and "issues 40" in written
    assert "dropped unanswered 9.0" in written and "found by patrols 5.0" in written
    heights = {round(p.get_x()): p.get_height() for p in figure.axes[0].patches if isinstance(p, Rectangle)}
    assert heights[0] == pytest.approx(100.0) and "7 runs" in figure.texts[-1].get_text().replace("\n", " ")


def test_what_is_stuck_is_stacked_by_tier_in_the_panel_of_its_end():
    table = pd.concat([flow_summary(), flow_summary("a")])
    table.loc[(table["scenario"] == "a") & (table["group"] == "registered_township_dropped"), "mean"] = 5.0
    figure = stuck_figure(table, TITLES)
    assert figure is not None
    found = dict(zip(STUCK, figure.axes, strict=True))
    dropped = [bar for bar in bars(found["dropped"]) if bar[1] > 0]
    assert near([bar[:3] for bar in dropped], [(0, 9, 0), (0, 11, 1)])
    assert {bar[3] for bar in dropped} == {TIER_COLOURS[Tier.TOWNSHIP].lower()}
    still = [bar for bar in bars(found["open"]) if bar[1] > 0 and bar[2] == 0]
    assert near([bar[:2] for bar in still], [(0, 3), (3, 4)])
    assert [bar[3] for bar in still] == [TIER_COLOURS[0].lower(), TIER_COLOURS[3].lower()]
    assert [text.get_text().strip() for text in found["open"].texts] == ["7.0", "7.0"]
    assert [text.get_text().strip() for text in found["dropped"].texts] == ["9.0", "11.0"]
    assert ticks(found["failed"]) == ["Baseline", "Alpha"]
    titles = [axis.get_title() or axis.get_title(loc="left") for axis in figure.axes]
    assert titles == ["worked on without success", "nominally closed", "dropped unanswered", "still open"]
    assert stuck_figure(summary([("base", *MAIN, 0.1)]), TITLES) is None


# Maps.


def squares() -> dict[str, list[np.ndarray]]:
    """Two districts, as squares beside each other."""
    corner = np.array([(0.0, 30.0), (1.0, 30.0), (1.0, 31.0), (0.0, 31.0)])
    return {"east": [corner + np.array([1.0, 0.0])], "west": [corner]}


def test_a_map_colours_districts_by_value_and_leaves_unknown_ones_grey():
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    from sim.report.drawing import subplots

    _, axis = subplots(figsize=(2, 2))
    maps.one_map(axis, {"west": 40.0, "east": nan}, squares(), "viridis", Normalize(0, 80), True)
    east, west = axis.collections
    assert to_hex(west.get_facecolor()[0]) == to_hex(colormaps["viridis"](0.5)) and west.get_alpha() == maps.PALE
    assert to_hex(east.get_facecolor()[0]) == maps.NOT_DRAWN.lower() and east.get_alpha() == 1.0
    assert axis.get_aspect() == pytest.approx(1.0 / math.cos(math.radians(30.5)))
    _, axis = subplots(figsize=(2, 2))
    maps.one_map(axis, {"west": 40.0}, squares(), "viridis", Normalize(0, 80), False)
    assert axis.collections[1].get_alpha() == 1.0


def test_maps_hold_levels_first_then_what_policies_change():
    place = read_place(SMALL_PLACE)
    keys = list(place.district_keys)
    rows = [("base", MAIN[0], "district", key, 0.405 + 0.1 * k) for k, key in enumerate(keys)]
    rows += [("a", MAIN[0], "district", key, 0.5) for key in keys] + [
        ("base", "dropped_share", "district", keys[0], 0.9)
    ]
    cells = {("base", (MAIN[0], "district", key)): [0.4, 0.4] for key in keys}
    table = compared([("a", (MAIN[0], "district", key), 0.4, 0.02, 0.01, 0.03) for key in keys])
    titles = {"base": "Baseline", "a": "Alpha"}
    levels = maps._by_district(summary(rows), "mean", titles)
    assert levels[0] == ("Baseline", pytest.approx({key: 40.5 + 10.0 * k for k, key in enumerate(keys)}))
    assert maps._by_district(table, "difference", {"a": "Alpha"}) == [
        ("Alpha", pytest.approx(dict.fromkeys(keys, 2.0)))
    ]
    assert maps._complaints(measures(cells), "base") == dict.fromkeys(keys, 100.0)
    for sample, pale in ((0.29, True), (0.3, False)):
        figure = maps.district_maps(measures(cells), summary(rows), table, titles, SMALL_PLACE, sample)
        assert figure is not None
        shown = [axis for axis in figure.axes if axis.get_title() or axis.get_title(loc="left")]
        heads = [(axis.get_title() or axis.get_title(loc="left")).replace("\n", " ") for axis in shown]
        assert heads == ["Baseline: resolved, %", "Alpha: resolved, %", "Alpha: difference, pp"]
        assert shown[0].collections[0].get_alpha() == (maps.PALE if pale else 1.0)
        assert ("29.0 %" in figure.texts[-1].get_text().replace("\n", " ")) == pale
        scales = [axis for axis in figure.axes if axis not in shown and axis.get_label() == "<colorbar>"]
        assert scales[0].get_ylim() == pytest.approx((40.0, 41.0 + 10.0 * (len(keys) - 1)))
        assert scales[2].get_ylim() == pytest.approx((-2.0, 2.0))


def test_figures_of_a_study_are_those_its_tables_allow():
    table = compared([("a", MAIN, 0.5, 0.04, 0.03, 0.05)])
    nothing = pd.DataFrame(columns=["scenario", "seed", "days", "resolved_share"])
    cells = measures({("base", MAIN): series(0.5)})
    tables = {"summary": summary([("base", *MAIN, 0.5)]), "curves": nothing, "measures": cells, "comparison": table}
    made = study_figures(tables, {"base": "B", "a": "A"}, SMALL_PLACE, 1.0)
    assert {name for name, figure in made.items() if figure is not None} == {"outcomes", "differences"}


@pytest.mark.parametrize(
    ("changes", "most"), [((0.01, -0.03, 0.02), 2.96), ((-0.001, 0.002, 0.001), 0.5), ((nan, nan, nan), 0.5)]
)
def test_differences_have_one_scale_around_zero_that_ends_at_the_largest_but_half_a_point_at_least(changes, most):
    """Of sizes 1, 2 and 3 points the 98th of a hundred lies at 2.96."""
    keys = list(read_place(SMALL_PLACE).district_keys)
    rows = [("base", MAIN[0], "district", key, 0.5) for key in keys]
    table = compared([("a", (MAIN[0], "district", key), 0.5, d, d, d) for key, d in zip(keys, changes, strict=True)])
    cells = measures({("base", (MAIN[0], "district", key)): [0.5] for key in keys})
    figure = maps.district_maps(cells, summary(rows), table, {"base": "B", "a": "A"}, SMALL_PLACE, 1.0)
    assert figure is not None
    scale = [axis for axis in figure.axes if axis.get_label() == "<colorbar>"][-1]
    assert scale.get_ylim() == pytest.approx((-most, most))


def test_complaints_are_written_into_districts_that_are_wide_enough_and_have_some():
    from sim.report.drawing import subplots

    _, axis = subplots(figsize=(2, 2))
    outlines = {**squares(), "thin": [np.array([(0.0, 30.0), (0.2, 30.0), (0.2, 31.0)])]}
    maps._write_numbers(axis, {"east": 5.4, "west": 0.0, "thin": 9.0, "nowhere": 3.0}, outlines)
    assert [(text.get_text(), text.get_position()) for text in axis.texts] == [("5", (1.5, 30.5))]


def test_figures_of_an_analysis_and_of_cells_are_called_by_what_they_show(tmp_path, monkeypatch):
    kept = {}
    monkeypatch.setattr(analysis_figures, "save", lambda _, figures: kept.update(figures) or list(figures))
    rows = [("a", "resolution_share", by, "x", 0.02, 0.01, 0.03) for by in ("region", "all")]
    names = ["scenario", "measure", "by", "group", "difference", "ci_low", "ci_high"]
    boxes = pd.DataFrame({"coverage": [0.9], "density": [0.3], "n_restricted": [1], "chosen": [True], "cases": "c"})
    tables = {"differences": pd.DataFrame(rows, columns=names), "boxes": boxes.assign(scenario="a")}
    assert analysis_figures.draw_analysis(tmp_path, tables, TITLES, NAMES) == ["boxes_a", "regional_resolution_share"]
    assert "(Alpha)" in kept["boxes_a"].axes[0].get_title(loc="left").replace("\n", " ")
    assert len(ticks(kept["regional_resolution_share"].axes[0])) == 1
    rural = ("resolution_share", "setting", "rural")
    table = pd.concat([pairs([0.01], ["more"]), pairs([0.02], ["more"], rural)])
    assert list(interaction_figures(table, NAMES)) == [
        "interactions_resolution_share",
        "interactions_resolution_share_setting_rural",
    ]
    effects, costs = budget()
    prices = {"budget": 5.0, "committee": 40.0, "upper": 50.0}
    assert list(budget_figures(effects, costs, prices, NAMES)) == ["budget_resolution_share"]


# Pairs and budgets.


def test_the_triangle_of_pairs_has_each_pair_in_its_cell_in_the_wanted_direction():
    table = pairs([0.02, -0.01], ["more", "not told apart"]).assign(p_adjusted=[0.01, 0.05])
    table.loc[1, ["ci_low", "ci_high"]] = (-0.02, 0.001)
    figure = triangle(table, "resolved")
    assert figure is not None
    axis = figure.axes[0]
    assert near(np.ma.filled(axis.images[0].get_array(), nan), [(2.0, nan), (-1.0, nan)])
    assert axis.images[0].get_clim() == pytest.approx((-2.0, 2.0))
    assert [text.get_text() for text in axis.texts] == ["+2", "-1"]
    assert [text.get_position() for text in axis.texts] == [(0, 0), (0, 1)]
    assert near([d[:2] for d in dots(axis)], [(0, 0.28)]), "only the pair that is told apart has a dot"
    hatched = [p.get_xy() for p in axis.patches if isinstance(p, Rectangle) and p.get_hatch()]
    assert hatched == [(-0.5, 0.5)], "only the pair whose interval contains zero is hatched"
    lost = triangle(table.assign(measure="dropped_share"), "dropped")
    assert lost is not None and near(np.ma.filled(lost.axes[0].images[0].get_array(), nan), [(-2, nan), (1, nan)])
    assert triangle(table.assign(interaction=nan), "resolved") is None


def test_a_million_buys_on_average_left_and_at_the_margin_right_best_first():
    effects, costs = budget()
    effects["p_adjusted"] = [0.01, 0.2, 0.01, 0.05, 0.01]
    figure = per_million(effects, costs, "resolved", {"budget": 5.0, "committee": 40.0, "upper": 50.0})
    assert figure is not None
    average, marginal, free = figure.axes
    assert near([d[:2] for d in dots(average)], [(3, 0), (2, 1), (1, 2)])
    assert [d[3] for d in dots(average)] == [False, True, True]
    assert [d[2] for d in dots(average)] == [COLOURS[0].lower(), COLOURS[0].lower(), COLOURS[1].lower()]
    assert near(spans(average)[:3], [(2.9, 3.1, 0), (1.9, 2.1, 1), (0.9, 1.1, 2)])
    assert near([d[:2] for d in dots(marginal)], [(0.5, 1)]) and near([d[:2] for d in dots(free)], [(7, 0)])
    assert near(spans(free)[:1], [(6, 8, 0)])
    assert [label.split("(")[-1] for label in ticks(average)] == ["1.5, 50 %)", "2, 25 %)", "2.5)"]
    assert per_million(effects[effects["spending"] == FREE], costs, "x", {}) is None


# Sweeps and analyses.


def test_a_sweep_shows_band_interval_mean_and_share_of_each_policy():
    from tests.report.test_told_studies import swept

    rows = pd.DataFrame([swept(), swept(scenario="b", difference=-0.02, ci_low=nan, ci_high=nan, better_share=nan)])
    factors = {
        "a": pd.DataFrame([("f1", 0.9, 0.01), ("f2", -0.3, 0.05)], columns=["factor", "correlation", "p_adjusted"]),
        "b": pd.DataFrame([("f2", 0.4, 0.01)], columns=["factor", "correlation", "p_adjusted"]),
    }
    made = sweep_figures.sweep_figures(rows, factors, TITLES, "resolution_share", 40)
    axis = made["sweep_differences"].axes[0]
    assert near(spans(axis)[:3], [(1, 7, 0), (3, 5, 0), (1, 7, 1)])
    assert near([d[:2] for d in dots(axis)], [(4, 0), (-2, 1)]) and ticks(axis) == ["Alpha", "Beta"]
    assert [text.get_text() for text in axis.texts] == ["96 %"] and "40 points" in made[
        "sweep_differences"
    ].get_suptitle()
    axis = made["sweep_factors"].axes[0]
    assert near([d[:2] for d in dots(axis)], [(0.9, 0), (-0.3, 1), (0.4, 1)])
    assert [d[3] for d in dots(axis)] == [True, False, True] and ticks(axis) == ["f1", "f2"]
    assert [d[2] for d in dots(axis)] == [look(1)[0].lower(), look(1)[0].lower(), look(2)[0].lower()]
    assert sweep_figures.sweep_figures(rows.assign(difference=nan), {}, TITLES, "resolution_share", 40) == {}


def hlines(axis) -> list[tuple[float, float, float]]:
    """Level lines that are drawn together: left end, right end, height."""
    return [
        (float(line[0][0]), float(line[1][0]), float(line[0][1]))
        for found in axis.collections
        if hasattr(found, "get_segments")
        for line in found.get_segments()
        if len(line)
    ]


def test_indices_of_factors_are_drawn_the_largest_on_top():
    table = pd.DataFrame(
        {
            "scenario": "base",
            "measure": "resolution_share",
            "factor": ["f1", "f2"],
            **{"first": [0.1, 0.3], "total": [0.2, 0.6]},
            **{
                "first_low": [0.05, 0.25],
                "first_high": [0.15, 0.35],
                "total_low": [0.1, 0.5],
                "total_high": [0.3, 0.7],
            },
            **{"mu_star": [0.02, 0.01], "mu_star_low": [0.01, 0.005], "mu_star_high": [0.03, 0.015]},
            **{"sigma": [0.004, 0.008], "sigma_low": [0.003, 0.006], "sigma_high": [0.005, 0.01]},
        }
    )
    figure = analysis_figures._sobol(table)
    assert figure is not None
    axis = figure.axes[0]
    assert ticks(axis) == ["f2", "f1"]
    first, total = (line for line in axis.lines if len(line.get_xdata()) == 2 and line.get_marker() != "None")
    assert near(first.get_xdata(), [0.3, 0.1]) and near(first.get_ydata(), [-0.12, 0.88])
    assert near(total.get_xdata(), [0.6, 0.2]) and near(total.get_ydata(), [0.12, 1.12])
    assert near(hlines(axis), [(0.25, 0.35, -0.12), (0.05, 0.15, 0.88), (0.5, 0.7, 0.12), (0.1, 0.3, 1.12)])
    assert [text.get_text().split(" (")[0] for text in axis.get_legend().get_texts()] == ["first index", "total index"]
    figure = analysis_figures._morris(table)
    assert figure is not None
    size, spread = figure.axes
    assert ticks(size) == ["f1", "f2"] and near(size.lines[0].get_xdata(), [2, 1])
    assert near(spread.lines[0].get_xdata(), [0.4, 0.8]) and near(hlines(size), [(1, 3, 0), (0.5, 1.5, 1)])
    assert near(hlines(spread), [(0.3, 0.5, 0), (0.6, 1, 1)]) and "percentage points" in size.get_xlabel()
    assert "mu*" in size.get_xlabel() and "sigma" in spread.get_xlabel()
    assert analysis_figures._sobol(table.assign(total=nan)) is None
    assert analysis_figures._morris(table.assign(mu_star=nan)) is None


def test_policies_run_stand_by_resolution_against_the_size_of_the_gap_and_cost():
    table = pd.DataFrame(
        {
            "scenario": ["base", "a"],
            "point": [-1, 3],
            "resolution": [0.5, 0.54],
            "equity_gap": [0.1, -0.05],
            "cost_million_yuan": [0.0, 2.5],
            "on_front": [False, True],
            "on_front_share": [0.1, 0.875],
        }
    )
    figure = analysis_figures._pareto(table, TITLES)
    gap, cost = figure.axes
    assert near([d[:2] for d in dots(gap)], [(10, 50), (5, 54)]) and near(
        [d[:2] for d in dots(cost)], [(0, 50), (2.5, 54)]
    )
    assert [d[3] for d in dots(gap)] == [False, True]
    assert [text.get_text() for text in gap.texts] == ["Baseline (0.10)", "Alpha 3 (0.88)"]
    assert len(analysis_figures._pareto(table.assign(cost_million_yuan=nan), TITLES).axes) == 1


def test_regions_are_drawn_from_the_top_down_policy_by_policy():
    rows = [("a", "plain", 0.02), ("a", "hills", 0.01), ("b", "hills", -0.03)]
    table = pd.DataFrame(
        [(name, "resolution_share", "region", group, d, d - 0.005, d + 0.005) for name, group, d in rows],
        columns=["scenario", "measure", "by", "group", "difference", "ci_low", "ci_high"],
    )
    figure = analysis_figures._regional(table, TITLES, NAMES)
    assert figure is not None
    axis = figure.axes[0]
    assert ticks(axis) == ["Plain", "Hills"]
    first, second = axis.lines[:2]
    assert near(first.get_xdata(), [2, 1]) and near(first.get_ydata(), [-0.2, 0.8])
    assert near(second.get_xdata(), [nan, -3]) and near(second.get_ydata(), [0.2, 1.2])
    assert near(hlines(axis)[:2], [(1.5, 2.5, -0.2), (0.5, 1.5, 0.8)])
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["Alpha", "Beta"]
    assert analysis_figures._regional(table.assign(difference=nan), TITLES, NAMES) is None


def test_boxes_are_drawn_by_coverage_and_density_with_the_chosen_one_ringed():
    table = pd.DataFrame(
        {"coverage": [0.9, 0.4], "density": [0.3, 0.8], "n_restricted": [1, 2], "chosen": [False, True], "cases": "c"}
    )
    axis = analysis_figures._tradeoff(table, "Alpha").axes[0]
    every, ring = axis.collections[:2]
    assert near(every.get_offsets(), [(0.9, 0.3), (0.4, 0.8)]) and near(ring.get_offsets(), [(0.4, 0.8)])
    assert ("coverage" in axis.get_xlabel(), "density" in axis.get_ylabel()) == (True, True)
    assert near(every.get_array(), [1, 2])


def test_outcomes_of_an_analysis_have_names_of_their_own():
    table = pd.DataFrame(
        [("base", "value", "m", "all"), ("a", "difference", "m", "all"), ("a", "value", "m", "region")],
        columns=["scenario", "outcome", "measure", "by"],
    )
    assert [name for name, _ in analysis_figures._by_outcome(table)] == ["m_base", "m_a_difference"]


@pytest.mark.parametrize(("steady", "label"), [(True, "cut after 10 days"), (False, "no steady state")])
def test_the_warm_up_is_cut_at_the_day_of_the_check(steady, label, tmp_path, monkeypatch):
    kept = {}
    monkeypatch.setattr(analysis_figures, "save", lambda _, figures: kept.update(figures) or ["warm_up"])
    check = WarmUp(steady, 10, np.array([3.0, 2.0, 1.0]), 0.0, 0.5, 2, 30, Sentence("Why.", "原因。"))
    values = np.vstack([np.arange(30.0), np.arange(30.0) + 2.0])
    assert analysis_figures.draw_warm_up(tmp_path, values, check) == ["warm_up"]
    left, right = kept["warm_up"].axes
    mean = [line for line in left.lines if to_hex(line.get_color()) == COLOURS[0].lower()]
    assert near(mean[0].get_ydata(), np.arange(30.0) + 1.0)
    assert near(right.lines[0].get_xdata(), [0, 5, 10]) and near(right.lines[0].get_ydata(), [3, 2, 1])
    assert [float(axis.lines[-1].get_xdata()[0]) for axis in (left, right)] == [10.0, 10.0]
    assert (
        left.get_legend().get_texts()[0].get_text() == label
        and "mean of 2 runs" in kept["warm_up"].texts[-1].get_text()
    )


# Calibrations, ensembles, worlds and diagnoses.


def test_the_fit_stands_below_zero_where_a_value_is_below_the_published_one():
    """Of .31, .5 lies two tolerances above; recommended .33 a quarter above, and .29 a quarter below."""
    table = fits()[:2].assign(target=[0.31, 0.31], recommended=[0.33, 0.29])
    axis = fit_figure(table).axes[0]
    defaults, recommended = (line for line in axis.lines if len(line.get_xdata()) == 2 and line.get_marker() != "None")
    assert near(defaults.get_xdata(), [2, 2]) and near(recommended.get_xdata(), [0.25, -0.25])
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["defaults", "recommended"]
    assert ticks(axis) == ["lost", "days"] and axis.yaxis_inverted()


def test_verdicts_stand_by_use_and_far_ones_at_the_edge():
    """The second has no figure but a range of 10 to 14 days; 12.25 lies above its middle, 11 below."""
    table = verdicts().assign(distance=[0.1, 1.5, 9.0], result=[0.31, 11.0, 0.5])
    figure = validation_figure(table)
    assert figure is not None
    drawn = {line.get_label(): line for line in figure.axes[0].lines if line.get_marker() not in ("None", "")}
    assert near(drawn["fit"].get_xdata(), [0.1, -1.5]) and near(drawn["fit"].get_ydata(), [0, 1])
    assert near(drawn["hold back"].get_xdata(), [FURTHEST]) and near(drawn["hold back"].get_ydata(), [2])
    assert ticks(figure.axes[0])[0] == "P1 (baseline)"
    measured = validation_figure(verdicts())
    assert measured is not None and len(ticks(measured.axes[0])) == 2
    assert validation_figure(table.assign(distance=nan)) is None


def test_the_posterior_has_each_unknown_over_its_prior():
    table = posterior(x="identified", y="identified").assign(
        prior_low=[0.0, 1.0], prior_high=[1.0, 3.0], default=[0.2, 2.0]
    )
    draws = pd.DataFrame({"x": [0.4, 0.6, 0.5], "y": [1.5, 2.5, 2.0]})
    figure = posterior_figure(table, draws)
    axes = np.array(figure.axes).reshape(2, 2)
    below = axes[1, 0]
    assert near(below.lines[1].get_xdata(), draws["x"]) and near(below.lines[1].get_ydata(), draws["y"])
    assert below.get_xlim() == (0.0, 1.0) and below.get_ylim() == (1.0, 3.0)
    assert float(below.lines[0].get_xdata()[0]) == 0.2 and float(below.lines[2].get_ydata()[0]) == 2.0
    assert (below.get_xlabel(), below.get_ylabel()) == ("x", "y") and axes[1, 1].get_xlim() == (1.0, 3.0)
    assert not axes[0, 1].axison and sum(p.get_height() for p in axes[1, 1].patches) == 3


def test_bands_of_an_ensemble_are_in_tolerances_prior_above_members():
    """A figure of .3 (.2 to .4): .25 is half a tolerance below, .8 five above."""
    row = {"id": "lost", "use": "fit", "target": 0.3, "low": 0.2, "high": 0.4}
    bands = {"prior_q05": 0.1, "prior_q50": 0.4, "prior_q95": 0.9, "q05": 0.25, "q50": 0.32, "q95": 0.45}
    figure = ensemble_figure(pd.DataFrame([row | bands, row | bands | {"q50": nan}]))
    assert figure is not None
    axis = figure.axes[0]
    before, after = (line for line in axis.lines if line.get_marker() not in ("None", ""))
    assert near(before.get_xydata(), [(1.0, -0.15)]) and near(after.get_xydata(), [(0.2, 0.15)])
    assert near(hlines(axis), [(-2.0, FURTHEST, -0.15), (-0.5, 1.5, 0.15)])
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["as drawn", "members"]
    assert ticks(axis) == ["lost (fit)"]


def test_every_world_is_a_dot_of_its_policy_around_the_median():
    from types import SimpleNamespace

    table = pd.DataFrame({"base": [0.0, 0.0, 0.0], "a": [0.01, 0.03, 0.02], "b": [-0.01, 0.0, -0.05]})
    world = SimpleNamespace(facts=SimpleNamespace(policies=["a", "b"]), title=TITLES.__getitem__)
    bands = {(name, m): Interval(-0.04 * k, 0.03) for k, name in enumerate("ab") for m in (NEEDS[0], MAIN[0])}
    figure = dots_figure(world, {MAIN[0]: 2.0 * table, NEEDS[0]: table}, bands)  # type: ignore[arg-type]
    needs, resolved = figure.axes
    first, second = (line for line in needs.lines if line.get_marker() not in ("None", ""))
    assert near(first.get_xdata(), [1, 3, 2]) and near(second.get_xdata(), [-1, 0, -5])
    assert near(first.get_ydata(), [0, 0, 0]) and near(second.get_ydata(), [1, 1, 1])
    assert near([s for s in spans(needs) if s[2] in (0, 1)][:2], [(0, 3, 0), (-4, 3, 1)])
    assert [float(line.get_xdata()[0]) for line in needs.lines if to_hex(line.get_color()) == BLACK] == [2.0, -1.0]
    assert near(next(x for x in resolved.lines if x.get_marker() not in ("None", "")).get_xdata(), [2, 6, 4])
    assert ticks(needs) == ["Alpha", "Beta"]


def test_dots_of_the_same_slice_are_kept_apart_and_others_are_not_moved():
    heights = _spread(np.array([1.0, 1.0, 5.0]), 4.0)
    assert heights[2] == 0.0 and heights[0] == pytest.approx(-heights[1]) and heights[1] == pytest.approx(0.055)
    many = _spread(np.ones(20), 4.0)
    assert np.ptp(many) == pytest.approx(0.8 / 20 * 19)


def test_days_of_issues_are_stacked_by_what_they_went_to(diagnosis, tmp_path, monkeypatch):
    """Late issues: 150 of 400 days for money, then 250 off; on time 60 of 120 at work before 60 for hours."""
    from sim.report import diagnosis_figure

    kept = {}
    monkeypatch.setattr(diagnosis_figure, "save", lambda _, figures: kept.update(figures) or ["waiting"])
    draw_diagnosis(tmp_path, diagnosis, "Base")
    axis = kept["waiting"].axes[0]
    found = [bar for bar in bars(axis) if bar[1] > 0]
    colours = {wait.name: colour.lower() for wait, colour in diagnosis_figure.WAIT_COLOURS.items()}
    assert near([bar[:2] for bar in found if bar[2] == 1.0], [(0, 37.5), (37.5, 62.5)])
    assert [bar[3] for bar in found if bar[2] == 1.0] == [colours["MONEY"], colours["DAYS_OFF"]]
    assert [bar[3] for bar in found if bar[2] == 0.0] == [colours["WORKED"], colours["HOURS"]]
    assert ticks(axis)[1].startswith("resolved late") and "(40 d)" in ticks(axis)[1] and "(" not in ticks(axis)[2]
