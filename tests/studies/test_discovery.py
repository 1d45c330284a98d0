"""Scenario discovery finds a box that was put there, and says what is missing."""

import sys

import numpy as np
import pytest

from sim.errors import EnvironmentProblem
from sim.studies.designs import make_design
from sim.studies.discovery import discover
from sim.studies.factors import Distribution, Factor

FACTORS = (
    *(Factor(n, "uncertainty", distribution=Distribution("uniform", 0.0, 10.0)) for n in "abc"),
    Factor("word", "lever", values=("old", "new")),
)


def test_a_box_that_was_put_there_is_found():
    pytest.importorskip("ema_workbench")
    design = make_design(FACTORS, "lhs", n=1000, seed=1)
    cases = (design.points[:, 0] > 6) & (design.points[:, 1] < 5) & (design.points[:, 3] == 1)
    found = discover(design, cases)
    chosen = found.boxes[found.boxes["chosen"]].iloc[0]
    assert chosen["density"] > 0.8
    assert chosen["coverage"] > 0.8
    limits = found.limits.set_index("factor")
    assert set(limits.index) == {"a", "b", "word"}
    assert limits.loc["a", "low"] == pytest.approx(6, abs=0.7)
    assert limits.loc["b", "high"] == pytest.approx(5, abs=0.7)
    assert limits.loc["word", "values"] == "new"
    assert (limits["p_value"] < 0.001).all()
    assert (found.n_cases, found.n_points) == (int(cases.sum()), 1000)


def test_chance_alone_gives_no_dense_box_and_that_is_said():
    pytest.importorskip("ema_workbench")
    design = make_design(FACTORS, "lhs", n=400, seed=2)
    found = discover(design, np.random.default_rng(3).random(400) < 0.3)
    assert any("explain the cases only in part" in text.en for text in found.warnings)


def test_too_few_cases_give_no_box():
    pytest.importorskip("ema_workbench")
    design = make_design(FACTORS, "lhs", n=100, seed=2)
    found = discover(design, np.arange(100) < 4)
    assert found.boxes.empty
    assert "4 of 100" in found.warnings[0].en


def test_without_ema_workbench_the_message_says_what_to_install(monkeypatch):
    for name in ("ema_workbench", "ema_workbench.analysis", "ema_workbench.analysis.prim"):
        monkeypatch.setitem(sys.modules, name, None)
    design = make_design(FACTORS, "lhs", n=100, seed=2)
    with pytest.raises(EnvironmentProblem) as caught:
        discover(design, np.arange(100) < 50)
    assert "gongzhi[discovery]" in caught.value.render()
