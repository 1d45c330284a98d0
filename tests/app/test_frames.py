"""What the map and the charts are sent: classes, bytes, differences, worked out by hand."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from sim.app.charts import CHARTS, MOST_POINTS, chart_data, chosen_days, differences
from sim.app.frames import (
    COLOURS,
    DIFFERENCE_COLOURS,
    MAP_MEASURES,
    NO_DATA,
    Values,
    classes,
    difference,
    edges_of,
    frame,
    legend,
    points,
    values_of,
)
from sim.app.rolling import ENDED, WINDOW_DAYS
from sim.app.words import say
from sim.report.headlines import HEADLINES
from sim.vocabulary import Tier
from tests.language import spoken


def test_an_edge_belongs_to_the_class_above_and_nan_to_none():
    found = classes(np.array([9.9, 10.0, 19.9, 20.0, 99.0, np.nan]), (10.0, 20.0))
    assert found.tolist() == [1, 2, 2, 3, 3, NO_DATA]
    assert found.dtype == np.uint8


def test_differences_are_classed_around_zero():
    edges = edges_of(MAP_MEASURES["resolved"], compared=True)
    assert edges == (-10, -5, -2, 2, 5, 10)
    assert classes(np.array([0.0, -2.1, 2.0, 10.0]), edges).tolist() == [4, 3, 5, 7]


@pytest.mark.parametrize("measure", MAP_MEASURES.values(), ids=lambda m: m.id)
def test_every_measure_has_seven_classes_and_rising_edges(measure):
    assert len(measure.breaks) == 6 == len(COLOURS) - 1 == len(DIFFERENCE_COLOURS) - 1
    assert list(measure.breaks) == sorted(measure.breaks) and list(measure.steps) == sorted(measure.steps)
    assert measure.steps[0] > 0
    for lang in ("en", "zh"):
        told = spoken(lang, legend, measure, compared=True)
        assert len(told["ranges"]) == len(told["colours"]) == 7 and told["name"] and told["unit"]
        percent = measure.short[0] == "%"
        assert (told["short"] in ("percentage points", "个百分点")) == percent and told["short"] != "%"


def test_no_name_of_a_window_is_the_name_of_a_whole_period():
    """What looks back 60 days says so in its name, and shares no name with a measure of all measured days."""
    for lang in ("en", "zh"):
        of_all = {getattr(headline.words, lang).lower() for headline in HEADLINES}
        short_names = [getattr(MAP_MEASURES[key].words, lang) for key in ("resolved", "days")]
        short_names += [spoken(lang, say, line.word) for line in CHARTS[0].lines[:2]]
        for name in short_names:
            assert str(WINDOW_DAYS) in name and name.lower() not in of_all
        assert all(str(WINDOW_DAYS) in spoken(lang, say, key) for key in ("chart_endings", "figures_note"))


def test_values_are_the_ratios_of_their_columns(played):
    """Backlog and trust of one community, from the views of its desks and residents."""
    row = 3
    people = [
        played.residents[i]
        for i in range(int(played.communities.first_resident[row]), int(played.communities.end_resident[row]))
    ]
    n_open = sum(played.desks[desk].n_open for desk in range(6 * row, 6 * row + 6))
    found = values_of(played, MAP_MEASURES["backlog"]).communities[row]
    assert found == pytest.approx(1000.0 * n_open / len(people))
    played._read_trust()
    trust = values_of(played, MAP_MEASURES["trust"]).communities[row]
    assert trust == pytest.approx(100.0 * np.mean([view.trust_community for view in people]), rel=1e-5)


def test_days_and_resolution_agree_with_the_ledger(played):
    today, row = played.day - 1, int(np.argmax(played.endings.sums[ENDED]))
    own = [
        r for r in played.ledger.records if r["community"] == row and r["closed"] > today - 60 and not r["flags"] & 64
    ]
    ended = sum(int(r["complaints"]) for r in own)
    resolved = sum(int(r["complaints"]) for r in own if r["state"] == 6)
    closed = [r for r in own if r["state"] in (6, 7, 8)]
    days = sum(int(r["complaints"]) * (int(r["closed"]) - int(r["reported"])) for r in closed)
    assert ended > 5
    assert values_of(played, MAP_MEASURES["resolved"]).communities[row] == pytest.approx(100.0 * resolved / ended)
    expected = days / sum(int(r["complaints"]) for r in closed)
    assert values_of(played, MAP_MEASURES["days"]).communities[row] == pytest.approx(expected)


def test_districts_weigh_communities_by_design(played):
    c = played.communities
    values = values_of(played, MAP_MEASURES["spent"])
    here = c.district == 0
    yuan = float((c.spent_fen[here] * c.weight[here]).sum()) / 100.0
    people = float((c.population[here] * c.weight[here]).sum())
    assert values.districts[0] == pytest.approx(yuan / people / (played.day / 365.0))


def test_a_picture_has_one_byte_per_community(played):
    values = values_of(played, MAP_MEASURES["resolved"])
    picture = frame(values, MAP_MEASURES["resolved"], seq=5, run=2, day=80)
    raw = np.frombuffer(base64.b64decode(picture["v"]), np.uint8)
    assert raw.tolist() == classes(values.communities, MAP_MEASURES["resolved"].breaks).tolist()
    assert (picture["seq"], picture["run"], picture["day"]) == (5, 2, 80)
    assert len(picture["d"]) == len(picture["dv"]) == len(played.districts)
    assert picture["n"] == int((raw != NO_DATA).sum())


def test_a_difference_is_policy_less_baseline():
    ours = Values(np.array([60.0, np.nan]), np.array([50.0]))
    theirs = Values(np.array([55.0, 40.0]), np.array([52.0]))
    less = difference(ours, theirs)
    assert less.communities[0] == 5.0 and np.isnan(less.communities[1]) and less.districts.tolist() == [-2.0]


def test_points_are_parts_of_the_drawing(played):
    sent = points(played, lambda degrees: degrees, (360.0, 90.0))
    xy = np.frombuffer(base64.b64decode(sent["xy"]), "<u2").reshape(-1, 2)
    expected = played.communities.longitude[4] / 360.0 * 65535
    assert xy[4, 0] == pytest.approx(expected, abs=1.0)
    assert np.frombuffer(base64.b64decode(sent["district"]), np.uint8).tolist() == played.communities.district.tolist()


@pytest.mark.parametrize("n", [0, 1, 7, MOST_POINTS, MOST_POINTS + 1, 3650])
def test_chosen_days_end_with_the_latest_and_are_few(n):
    days = chosen_days(n)
    assert len(days) <= MOST_POINTS and (n == 0 or days[-1] == n - 1)
    assert (np.diff(days) > 0).all() and len(set(np.diff(days).tolist())) <= 1


def test_charts_show_what_the_collector_has(played):
    told = spoken("zh", chart_data, played, played)
    resolved = told["charts"][0]["lines"][1]
    assert resolved["values"][-1] == pytest.approx(
        100.0 * played.datacollector.model_vars["resolved_share"][-1], abs=1e-3
    )
    assert resolved["label"] == "近60天解决" and set(resolved["diff"]) <= {0.0, None}
    n_open = next(chart for chart in told["charts"] if chart["id"] == "chart_open")["lines"]
    total = sum(line["values"][-1] for line in n_open) * len(played.residents) / 10_000.0
    assert total == pytest.approx(float(played.desks.n_open.sum()), rel=1e-3, abs=0.05)
    trust = next(chart for chart in told["charts"] if chart["id"] == "chart_trust")["lines"]
    assert len(trust) == len(Tier)


def test_differences_need_both():
    assert differences([1.0, None, 3.0], [0.5, 1.0, None]) == [0.5, None, None]
