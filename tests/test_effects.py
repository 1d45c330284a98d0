"""What is kept of mechanisms and their parts is about those there are, and says what the page says."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import sim
from maintenance import effects as study
from maintenance.effects import (
    BASELINE,
    COLUMNS,
    FACTS,
    TAKEN_FEN,
    TAKEN_HOURS,
    Contrast,
    Part,
    Specification,
    cell_of,
    event_measures,
    kept,
    moves,
    specification,
    switch_text,
)
from maintenance.effects_page import PAGE, faults, page
from maintenance.generate_docs import parameters
from maintenance.result_digests import results
from sim.measures.grouping import group_keys
from sim.measures.registry import measures
from sim.mechanisms import registry


def test_every_mechanism_has_parts_and_every_part_is_taken_away_by_parameters_there_are():
    parts = specification().parts
    assert {part.mechanism for part in parts} == set(registry())
    assert len({part.switch for part in parts}) == len(parts)
    for part in parts:
        assert part.changes and all(parameters()[path].default != value for path, value in part.changes.items()), part


def test_parts_name_measures_of_events_that_are_given_so():
    for part in specification().parts:
        measure, by, group = cell_of(part.measure)
        assert measure in event_measures() and by in measures()[measure].by, part
        assert by == "region" or group in group_keys(None, by), part


@pytest.mark.parametrize(
    "name",
    [
        "ties",
        "legal_awareness",
        "trust_community",
        "managed_estates_share",
        "workers_per_10000",
        "facility_standard_share",
        "hours_administrative_share",
        "courtyard_hours_per_1000",
    ],
)
def test_stocks_hours_and_books_are_no_events(name):
    assert name in measures() and name not in event_measures()


def test_the_page_is_fresh():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m maintenance.effects --page"


@pytest.mark.nightly
def test_no_change_has_moved_results_since_they_were_kept():
    assert json.loads(FACTS.read_text(encoding="utf-8"))["results"] == results(), "stale: python -m maintenance.effects"


def test_no_part_does_nothing_without_a_word_and_no_gain_is_without_a_bearer():
    assert faults(specification(), kept()) == []


# ------------------------------------------------------------------------------------------- how effects are told


def values(having: list[float], lacking: list[float], measure: str = "dropped_share") -> pd.DataFrame:
    """Values of runs of two scenarios, one per seed."""
    rows = [
        (name, seed, measure, "all", "all", 1.0, value)
        for name, found in (("with", having), (BASELINE, lacking))
        for seed, value in enumerate(found)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def contrast(*cells: str) -> Contrast:
    """A contrast of two scenarios that differ in their names."""
    base = sim.load("baseline")
    return Contrast("a switch", cells, sim.vary(base, {"name": "with"}), base)


def test_an_effect_is_the_mean_of_paired_differences_with_its_t_interval_and_noise():
    having, lacking = [0.30, 0.34, 0.35], [0.20, 0.22, 0.27]
    (row,) = study.effects(values(having, lacking), [contrast("dropped_share")]).to_dict("records")
    differences = np.subtract(having, lacking)
    half = 4.302653 * differences.std(ddof=1) / math.sqrt(3)  # Student's t of two degrees of freedom, 97.5 %
    assert (row["n"], row["without"]) == (3, pytest.approx(0.23))
    assert row["difference"] == pytest.approx(differences.mean())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((differences.mean() - half, differences.mean() + half))
    assert row["noise"] == pytest.approx(np.std(lacking, ddof=1))
    assert moves(row)


@pytest.mark.parametrize(
    ("difference", "low", "high", "noise", "found"),
    [
        (0.02, 0.01, 0.03, 0.005, True),
        (-0.02, -0.03, -0.01, 0.005, True),
        (0.02, -0.01, 0.05, 0.005, False),
        (0.02, 0.01, 0.03, 0.021, False),
        (math.nan, math.nan, math.nan, math.nan, False),
        (0.0, 0.0, 0.0, 0.0, False),
    ],
)
def test_what_chance_does_to_a_run_is_no_effect(difference, low, high, noise, found):
    assert moves({"difference": difference, "ci_low": low, "ci_high": high, "noise": noise}) == found


def test_a_cell_or_a_scenario_that_was_not_run_has_no_effect():
    table = values([0.3], [0.2])
    found = study.effects(table, [contrast("dropped_share by setting rural")])
    assert found["n"].tolist() == [0] and found["difference"].isna().all()
    assert study.effects(table[table["scenario"] == BASELINE], [contrast("dropped_share")])["n"].tolist() == [0]


def test_a_switch_is_said_as_it_is_written():
    assert switch_text("five_zeros.habits") == "five_zeros.habits"
    assert switch_text({"a.b": 0.5, "c.d": False}) == "a.b = 0.5, c.d = False"
    assert cell_of("dropped_share") == ("dropped_share", "all", "all")
    assert cell_of("dropped_share by setting rural") == ("dropped_share", "setting", "rural")
    with pytest.raises(ValueError, match="neither a measure"):
        cell_of("dropped_share by setting")


# ---------------------------------------------------------------------------------------- what may not be is found

PART = Part("volunteers", "time_bank", "the time bank", {"time_bank": 0}, "dropped_share")


def table_of(**rows: tuple[str, float]) -> pd.DataFrame:
    """Kept rows: measure and difference by name; effects are certain, and one below 0.01 is noise."""
    lines = []
    for switch, (measure, difference) in rows.items():
        by, group = ("payer", "committee") if measure in (TAKEN_HOURS, TAKEN_FEN) else ("all", "all")
        name = switch.partition("__")[0].replace("_part", ".time_bank")
        lines.append((name, measure, by, group, 3, 0.5, difference, difference, difference, 0.01))
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    return table.set_index(["switch", "measure", "by", "group"], drop=False)


def test_a_part_that_does_nothing_needs_a_word():
    idle = table_of(volunteers=("solved_per_need", -0.1), volunteers_part=("dropped_share", 0.001))
    assert faults(Specification((PART,)), idle, ["volunteers"]) == [
        "volunteers.time_bank: does nothing, and no sentence says why"
    ]
    excused = Part(**{**vars(PART), "why": "Nobody redeems within a year."})
    assert faults(Specification((excused,)), idle, ["volunteers"]) == []
    busy = table_of(volunteers=("solved_per_need", -0.1), volunteers_part=("dropped_share", 0.2))
    assert faults(Specification((PART,)), busy, ["volunteers"]) == []
    assert faults(Specification((excused,)), busy, ["volunteers"]) == [
        "volunteers.time_bank: moves dropped_share, and a sentence says why it does not"
    ]
    assert (
        "not in the kept run"
        in faults(Specification((PART,)), table_of(volunteers=("solved_per_need", 0)), ["volunteers"])[0]
    )


def test_a_gain_needs_a_bearer():
    gain = {"volunteers": ("solved_per_need", 0.1), "volunteers_part": ("dropped_share", 0.2)}
    spec = Specification((PART,))
    assert faults(spec, table_of(**gain), ["volunteers"]) == ["volunteers: a gain without a bearer"]
    assert faults(spec, table_of(**gain, volunteers__hours=(TAKEN_HOURS, 3.0)), ["volunteers"]) == []
    assert faults(Specification((PART,), {"volunteers": "Others."}), table_of(**gain), ["volunteers"]) == []
