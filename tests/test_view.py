"""What `view` says where the page cannot be served, and how the map is drawn from polygons."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import numpy as np
import pytest

from sim.app import serve, server
from sim.app.shapes import MARGIN, WIDTH, district_shapes
from sim.app.words import WORDS
from sim.errors import EnvironmentProblem
from sim.world.places import read_place

CHONGQING = Path(__file__).resolve().parents[1] / "data" / "chongqing"


def test_a_missing_browser_extra_is_said_with_the_remedy(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "solara" else found(name))
    with pytest.raises(EnvironmentProblem) as problem:
        serve()
    assert "solara" in problem.value.render() and "install-all" in problem.value.render()
    assert problem.value.exit_code == 4


def test_a_taken_port_is_said(monkeypatch):
    monkeypatch.setattr(server, "NEEDED", ())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentProblem) as problem:
            serve(port=port)
    assert f"127.0.0.1:{port}" in problem.value.render() and "--port" in problem.value.render()


def test_the_map_has_every_district_inside_the_drawing_north_up():
    place = read_place(CHONGQING)
    shapes, height = district_shapes(place)
    assert [shape["id"] for shape in shapes] == [str(row.code) for row in place.districts]
    for shape in shapes:
        numbers = shape["d"].replace("M", " ").replace("L", " ").replace("Z", " ").split()
        points = np.array(numbers, dtype=float).reshape(-1, 2)
        assert points.min() >= 0 and points[:, 0].max() <= WIDTH - MARGIN + 0.1 and points[:, 1].max() <= height
        assert points[:, 0].min() < shape["x"] < points[:, 0].max()
    by_name = {shape["en"]: shape for shape in shapes}
    assert by_name["Chengkou"]["y"] < by_name["Xiushan"]["y"], "Chengkou is the northernmost county"
    assert by_name["Wushan"]["x"] > by_name["Rongchang"]["x"], "Rongchang lies in the west"


def test_every_sentence_has_both_languages_with_the_same_gaps():
    for key, (english, chinese) in WORDS.items():
        assert english and chinese, key
        gaps = [{part.split("}")[0].split(":")[0] for part in text.split("{")[1:]} for text in (english, chinese)]
        assert gaps[0] == gaps[1], key
