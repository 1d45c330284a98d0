"""What is said over plausible worlds is what the tables hold; every world here is made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.report import robust_answer
from sim.report.answer import BETTER, PLAIN, UNSURE, Facts, facts_of
from sim.report.robust_answer import WorldFacts, choices, criteria, lead
from sim.studies.certainty import Grounds
from sim.studies.compare import compare
from sim.studies.information import EVERYTHING, HINGE_COLUMNS, INFORMATION_COLUMNS
from sim.studies.robustness import criteria_table, outcomes_by_world, robust_table
from sim.studies.statistics import WORLDS
from sim.world.places import PlaceNames
from tests.report.tables import MAIN, NEEDS

N = 20
TITLES = {"base": "Baseline", "sure": "Sure", "wild": "Wild"}
CHECKED = Grounds(checked={"solved_per_need", "resolution_share"})
STEADY = np.full(N, 0.02) + 0.001 * np.arange(N) / N
SWINGS = np.where(np.arange(N) < 14, 0.10, -0.02) + 0.001 * np.arange(N) / N
"""What two policies gain: one a little in every world, one much in 14 of 20 and less than nothing in the others."""


def measured(gains: dict[str, np.ndarray], cell=NEEDS) -> list[tuple[object, ...]]:
    """Rows of the table of all runs: the baseline solves 40 %, a policy so much more in each world."""
    return [
        (name, world, *cell, 100.0, 0.4 + float(gain))
        for name, by_world in {"base": np.zeros(N), **gains}.items()
        for world, gain in enumerate(by_world, start=1)
    ]


def worlds(
    gains: dict[str, np.ndarray], hinges: list[tuple[object, ...]] = (), information: list[tuple[object, ...]] = ()
) -> WorldFacts:
    """Everything that sentences over worlds are made of, in the share of needs solved alone."""
    titles = {name: TITLES[name] for name in ("base", *gains)}
    table = pd.DataFrame(measured(gains), columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    compared = compare(table, "base", list(gains), over=WORLDS)
    facts: Facts = facts_of(table, compared, titles, {}, PlaceNames(), WORLDS, CHECKED)
    outcomes = outcomes_by_world(table, list(titles), {})
    tables = {
        "robust": robust_table(outcomes),
        "criteria": criteria_table(outcomes),
        "hinges": pd.DataFrame(list(hinges), columns=list(HINGE_COLUMNS)),
        "information": pd.DataFrame(list(information), columns=list(INFORMATION_COLUMNS)),
    }
    return WorldFacts(facts, tables, CHECKED, {"n": N})


def texts(statements) -> list[str]:
    """What is said, sentence by sentence."""
    return [statement.text for statement in statements]


def hinge(parameter: str, p: float) -> tuple[object, ...]:
    """A row of hinges of needs solved: only the number and its p matter."""
    row = dict.fromkeys(HINGE_COLUMNS, 0.5) | {"measure": NEEDS[0], "first": "wild", "second": "sure"}
    return tuple(
        (row | {"parameter": parameter, "p_adjusted": p, "break_even": float("nan")})[c] for c in HINGE_COLUMNS
    )


def worth_of(parameter: str, value: float, measure: str = NEEDS[0]) -> tuple[object, ...]:
    """A row of information."""
    row = {"parameter": parameter, "measure": measure, "value": value}
    return tuple(row[column] for column in INFORMATION_COLUMNS)


def test_a_policy_that_helps_in_every_world_leads_before_one_that_helps_more_but_not_always():
    first = lead(worlds({"sure": STEADY, "wild": SWINGS}))[0]
    assert "In all 20 plausible worlds Sure" in first.text and "not certain" not in first.text
    assert (first.tone, first.grade) == (BETTER, "moderate")  # Wilson's lower end of 20 in 20 is .839.


def test_where_no_band_lies_above_zero_the_best_by_the_median_is_named_with_doubt():
    first = lead(worlds({"wild": SWINGS, "sure": -STEADY}))[0]
    assert "not certain" in first.text and "Wild" in first.text and "14 of 20" in first.text
    assert first.tone == UNSURE


def test_a_policy_that_helps_nowhere_is_not_said_to_help():
    first = lead(worlds({"sure": -STEADY}))[0]
    assert first.text.startswith("No policy") and first.tone == UNSURE


def test_who_is_best_in_how_many_worlds():
    mostly = lead(worlds({"sure": STEADY, "wild": SWINGS}))[1]
    assert mostly.text.index("Wild in 14") < mostly.text.index("Sure in 6") and "Baseline" not in mostly.text
    everywhere = lead(worlds({"sure": STEADY}))[1]
    assert "Sure is best in all 20 worlds" in everywhere.text


@pytest.mark.parametrize(
    ("rows", "hinges", "named"),
    [
        ([worth_of("work.retry_share", 0.01)], [hinge("work.retry_share", 0.01)], "work.retry_share"),
        ([worth_of("work.retry_share", 0.01)], [hinge("work.retry_share", 0.2)], None),
        ([worth_of("work.retry_share", 0.0001)], [hinge("work.retry_share", 0.01)], None),
        ([worth_of("work.retry_share", 0.01)], [], None),
    ],
)
def test_a_number_is_named_where_the_order_turns_on_it_and_it_is_worth_a_tenth_of_everything(rows, hinges, named):
    world = worlds({"sure": STEADY, "wild": SWINGS}, hinges, [worth_of(EVERYTHING, 0.04), *rows])
    turning = [s for s in texts(lead(world)) if s.startswith("Whether")]
    assert len(turning) == sum(row[list(HINGE_COLUMNS).index("p_adjusted")] < 0.05 for row in hinges)
    said = texts(lead(world))[2 + len(turning) :]
    if named is None:
        assert len(said) == 1 and said[0].startswith("Knowing everything") and "4.0 points" in said[0]
    else:
        assert (
            len(said) == 1
            and "hours of a second attempt" in said[0]
            and "1.0 points" in said[0]
            and "4.0 points" in said[0]
        )


def test_where_one_is_best_in_every_world_nothing_turns():
    told = texts(lead(worlds({"sure": STEADY}, [hinge("work.retry_share", 0.01)])))
    assert "best in all 20 worlds" in told[1] and not [text for text in told if text.startswith("Whether")]


def test_of_two_respects_the_one_with_a_number_to_name_is_told():
    """Solved needs come first among what is chosen by; but where only the other respect has a number, that is told."""
    hinges = [
        tuple({**dict(zip(HINGE_COLUMNS, hinge("work.retry_share", 0.01), strict=True)), "measure": MAIN[0]}.values())
    ]
    rows = [
        worth_of(EVERYTHING, 0.04),
        worth_of(EVERYTHING, 0.04, MAIN[0]),
        worth_of("work.retry_share", 0.02, MAIN[0]),
    ]
    [turning, said] = texts(lead(worlds({"sure": STEADY, "wild": SWINGS}, hinges, rows)))[2:]
    assert "depends on hours of a second attempt" in turning
    assert "hours of a second attempt" in said and "2.0 points" in said


def test_nothing_need_be_found_out_where_knowing_everything_is_worth_nothing():
    said = lead(worlds({"sure": STEADY}, [], [worth_of(EVERYTHING, 0.0)]))[2]
    assert "Nothing need be found out" in said.text and "Sure" in said.text and "20 of 20" in said.text
    assert said.tone == PLAIN


def test_a_choice_is_open_among_those_that_are_best_somewhere_and_clearly_beaten_by_none():
    [line] = choices(worlds({"sure": STEADY, "wild": SWINGS}))
    assert "Wild (best in 14 of 20)" in line and "Sure (best in 6 of 20)" in line and "cannot be told" in line
    assert "Clearly better than today: Sure (20 of 20 worlds" in line and "Baseline (best" not in line
    [line] = choices(worlds({"sure": STEADY}))
    assert "Sure (best in 20 of 20 worlds, by 2.0 points against today" in line and "cannot be told" not in line
    [line] = choices(worlds({"wild": SWINGS}))
    assert "today (best in 6 of 20)" in line and "No policy is clearly better than today" in line


def test_criteria_agree_or_are_told_apart():
    [said] = criteria(worlds({"sure": STEADY}))
    assert "every criterion chooses Sure" in said.text and said.tone == PLAIN
    [said] = criteria(worlds({"sure": STEADY, "wild": SWINGS}))
    assert "depends on the criterion" in said.text and said.tone == UNSURE
    assert said.text.index("Wild") != said.text.index("Sure")


def test_where_a_number_could_be_found_out():
    ways = {
        path: robust_answer.how_to_find_out(path) for path in ("work.x", "voice.x", "intake.x", "money.x", "shocks.x")
    }
    assert len(set(ways.values())) == len(ways)
    assert "timesheets" in ways["work.x"] and "survey" in ways["voice.x"] and "register" in ways["intake.x"]
