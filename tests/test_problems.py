"""Each problem and cause of section 3 can be turned off and made worse by named parameters, and the world answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from maintenance.problems import PAGE, Problem, page, problems
from sim.measures.registry import Observation, measures, observe
from sim.model import GovernanceModel
from sim.world.world import build_world
from tests.model_runs import CHONGQING, chongqing, scenario

SAMPLE = 0.005
DAYS = 250
SECTIONS = (*(f"3.1.{n}" for n in range(1, 6)), *(f"3.2.{n}" for n in range(1, 5)))


def observed(changes: Mapping[str, Any], warm_up_days: int) -> Observation:
    """What is observed after a run with some parameters turned."""
    days = 365 if warm_up_days else DAYS
    settings = scenario(dict(changes), days=days, warm_up_days=warm_up_days)
    moved = any(path.startswith("world.") for path in changes)
    world = build_world(CHONGQING, settings.world, SAMPLE, 1) if moved else chongqing(SAMPLE)
    model = GovernanceModel(settings, world, seed=1)
    model.run()
    return observe(model)


@cache
def baseline(warm_up_days: int) -> Observation:
    """The baseline, run once."""
    return observed({}, warm_up_days)


def value(found: Observation, problem: Problem) -> float:
    """The thing that the problem names."""
    rows = measures()[problem.measure].function(found)
    return next(row.value for row in rows if (row.by, row.group) == (problem.by, problem.group))


@pytest.mark.parametrize("problem", problems(), ids=lambda p: f"{p.section} {p.measure}")
def test_a_problem_is_turned_by_its_parameters(problem):
    usual = value(baseline(problem.warm_up_days), problem)
    off = value(observed(problem.off, problem.warm_up_days), problem)
    worse = value(observed(problem.worse, problem.warm_up_days), problem)
    if problem.rises:
        assert off > usual > worse
    else:
        assert off < usual < worse


def test_every_section_has_a_problem_and_both_sides_turn_known_parameters():
    assert tuple(dict.fromkeys(p.section for p in problems())) == SECTIONS
    for problem in problems():
        assert problem.off and problem.worse, problem.text
        assert problem.measure in measures() and problem.by in measures()[problem.measure].by, problem.text


def test_the_page_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m maintenance.problems"
