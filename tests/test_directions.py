"""Each number of behaviour moves what it is about, the way that docs/ODD.md says, by more than chance."""

from __future__ import annotations

import pytest

from sim.scenario.fields import find_field
from sim.scenario.model_parameters import ModelParameters
from tests.directions import SEEDS, SHOWN, SIGNED, Row, agrees, found, measured, numbers_of_behaviour, rows, run
from tests.model_runs import state_bytes

ROWS = rows()
EVERY = 40
"""Every so-manieth row of the table, and so some of every group, is run in the regular tests; all of them nightly."""


def names(chosen: list[Row]) -> list[str]:
    return [row.parameter for row in chosen]


def test_every_number_of_behaviour_has_a_row_and_no_row_is_about_nothing():
    assert names(ROWS) == list(numbers_of_behaviour()), "tests/data/directions.csv"
    for row in ROWS:
        facts = find_field(ModelParameters, row.parameter.split("."))
        assert facts is not None and facts.low <= row.low < row.high <= facts.high, row.parameter
        assert row.sign in "+-0~" and (bool(row.reason) == (row.sign in "0~")), row.parameter
        assert row.measure or row.sign in "0~", row.parameter


def checked(row: Row) -> None:
    """Fails where a row does not do what it says."""
    if row.sign in SIGNED:
        got = found(row)
        assert got.word == SHOWN, (row.parameter, got)
    elif row.sign == "~":
        assert any(state_bytes(run(row, row.low, s)) != state_bytes(run(row, row.high, s)) for s in SEEDS[:2])
    elif row.measure:
        assert agrees(row), [(measured(row, row.low, s), measured(row, row.high, s)) for s in SEEDS]
    else:
        assert state_bytes(run(row, row.low, SEEDS[0])) == state_bytes(run(row, row.high, SEEDS[0]))


@pytest.mark.parametrize("row", ROWS[::EVERY], ids=names(ROWS[::EVERY]))
def test_some_numbers_move_what_they_are_about(row):
    checked(row)


@pytest.mark.nightly
@pytest.mark.parametrize("row", ROWS, ids=names(ROWS))
def test_every_number_moves_what_it_is_about(row):
    checked(row)
