"""The program's rules of behaviour against their second reading, on drawn parameters and drawn and extreme stocks."""

from __future__ import annotations

import math
from functools import cache

import pytest

from tests.second_reading import compare_offices, compare_residents, compare_staff
from tests.second_reading.comparing import CHECKS, name_of
from tests.second_reading.draws import Drawn

N_SETS = 40
"""Sets of parameters each rule is compared on; the first are the defaults."""
N_TIMES = 12
"""Comparisons on each set."""
COMPARED = (compare_offices, compare_residents, compare_staff)
"""Where the comparisons stand."""


@cache
def sets() -> tuple[Drawn, ...]:
    """The sets of parameters, the same for every rule."""
    return tuple(Drawn(seed) for seed in range(N_SETS))


@pytest.mark.parametrize("rule", CHECKS, ids=name_of)
def test_the_program_does_what_the_description_says(rule):
    for d in sets():
        d.begin(name_of(rule))
        for _ in range(N_TIMES):
            CHECKS[rule](d)


def test_the_drawn_numbers_leave_the_defaults_and_are_finite():
    drawn = [d.params for d in sets()[1:]]
    assert all(math.isfinite(value) for params in drawn for value in vars(params).values())
    still = [name for name in vars(drawn[0]) if len({getattr(params, name) for params in drawn}) == 1]
    assert not still, "parameters that are never drawn"
