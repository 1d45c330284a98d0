"""What worlds hang on, what they are, and how published figures move them: numbers by hand and by closed forms."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy

from sim.mechanisms import registry
from sim.running import RunResult
from sim.scenario.members import ENSEMBLE, write_members
from sim.scenario.plausible import PlausibleRange, deviates, worlds_at
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.studies import calibration as fitting
from sim.studies import history_matching as matching
from sim.studies.calibration_file import Calibration, CalibrationExperiment, FittedParameter
from sim.studies.compare import MEASURES_COLUMNS
from sim.studies.ensemble import (
    Conditioned,
    Wave,
    coverage,
    figures_table,
    numbers_table,
    standardised,
    steps_table,
    widths,
    within,
)
from sim.studies.executor import Executed
from sim.studies.history_matching import TWO_SIDED
from sim.studies.information import (
    EVERYTHING,
    LEAST_WORLDS,
    MOST_HINGES,
    best_limit,
    box_table,
    break_even,
    contenders,
    correlation_interval,
    hinge_table,
    information_table,
    n_terms,
    perfect,
    rank_correlations,
    varied,
)
from sim.studies.patterns import COLUMNS, Cell, Target, load_patterns
from sim.studies.plausible_worlds import (
    AGAIN,
    BLOCK,
    ENSEMBLE_SOURCE,
    RANGES_SOURCE,
    PlausibleWorlds,
    _ranges,
    assumed_numbers,
    plausible_worlds,
)
from sim.studies.robustness import Goal
from sim.studies.runs import Outcome
from sim.studies.validation import (
    described,
    judge,
    measures_needed,
    own_patterns,
    periods_needed,
    place_simulated,
    run_name,
    scenario_folders,
    tally,
    unknown_groups,
    values_by_seed,
    verdict_table,
)
from sim.studies.world_tables import checked_measures, numbers_of, world_tables
from sim.words import Sentence
from sim.world.places import PlaceNames, read_place
from tests.model_runs import SMALL_PLACE

NAN = math.nan
ROOT = Path(__file__).resolve().parents[2]


# What the choice hangs on


def test_only_numbers_that_differ_between_worlds_are_looked_at():
    table = pd.DataFrame({"x": [1.0, 2.0], "same": [3, 3], "switch": [True, False], "word": ["a", "b"], "n": [1, 2]})
    found = varied(table)
    assert found.columns.tolist() == ["x", "switch", "n"] and found["switch"].tolist() == [1.0, 0.0]


@pytest.mark.parametrize(("n", "terms"), [(19, 1), (20, 2), (59, 2), (60, 3), (149, 3), (150, 5), (1000, 5)])
def test_more_worlds_carry_more_bends(n, terms):
    assert n_terms(n) == terms


def test_the_contenders_are_the_two_best_by_the_mean_and_of_equal_ones_the_first():
    table = pd.DataFrame({"a": [1.0, 3.0], "b": [5.0, 0.0], "c": [2.0, 2.0], "d": [0.0, 4.5]})
    assert contenders(table) == ("b", "d")
    assert contenders(table[["c", "a"]]) == ("c", "a") and contenders(table[["a", "c"]]) == ("a", "c")


def test_perfect_information_by_hand():
    """The best of each world are 5, 3 and 4, mean 4; the best by the mean has (5 + 1 + 4) / 3."""
    assert perfect(np.array([[5.0, 0.0], [1.0, 3.0], [4.0, 4.0]])) == pytest.approx(4.0 - 10.0 / 3.0)


@pytest.mark.parametrize(("n", "told"), [(LEAST_WORLDS - 1, False), (LEAST_WORLDS, True)])
def test_ten_worlds_are_needed_to_say_what_a_choice_hangs_on(n, told):
    assert LEAST_WORLDS == 10
    x = np.linspace(-1.0, 1.0, n)
    outcomes = {"closing_days_mean": pd.DataFrame({"b": np.zeros(n), "p": x})}
    parameters = pd.DataFrame({"x": x})
    information = information_table(outcomes, parameters)
    assert information["parameter"].tolist() == [EVERYTHING, "x"][: 1 + told]
    # Fewer days are wanted: p is better where x is below 0; half the mean of |x| is what knowing is worth.
    assert information["value"].iloc[0] == pytest.approx(np.abs(x).mean() / 2)
    assert bool(len(hinge_table(outcomes, parameters))) == told


def test_a_hinge_is_told_of_what_the_first_gains_over_the_second():
    """B gains 4.5 - x over p with x from 0 to 9 in ten worlds, in days: p has x more days, b 4.5 the mean 0."""
    x = np.arange(10.0)
    outcomes = {"closing_days_mean": pd.DataFrame({"b": np.zeros(10), "p": x - 4.0})}
    noise = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0.0])
    parameters = pd.DataFrame({"noise": noise, "x": x, "minus": -(x**3), "same": 1.0, "word": list("abcdefghij")})
    found = hinge_table(outcomes, parameters)
    assert found["parameter"].tolist()[:2] == ["x", "minus"] and len(found) == 3
    first = found.iloc[0]
    # Fewer days are better: p has .5 more on average, so b is first; it gains x - 4 over p.
    assert (first["measure"], first["first"], first["second"], first["n_worlds"]) == ("closing_days_mean", "b", "p", 10)
    assert (first["correlation"], first["low"], first["high"]) == pytest.approx((1.0, 1.0, 1.0))
    assert found.iloc[1]["correlation"] == pytest.approx(-1.0)
    assert first["break_even"] == pytest.approx(4.0) == first["break_even_low"] == first["break_even_high"]
    last = found.iloc[2]
    assert last["parameter"] == "noise" and last["correlation"] == pytest.approx(
        scipy.stats.spearmanr(noise, x).statistic
    )
    assert (last["low"], last["high"]) == correlation_interval(last["correlation"], 10)
    assert last["low"] < last["correlation"] < last["high"] < 0 and 0 < first["p_adjusted"] <= last["p_adjusted"]


def test_a_break_even_value_is_sought_for_the_ten_largest_alone():
    x = np.arange(12.0)
    parameters = pd.DataFrame({f"p{k:02d}": x + 0.01 * k for k in range(MOST_HINGES + 2)})
    found = hinge_table({"m": pd.DataFrame({"b": np.zeros(12), "p": x - 5.0})}, parameters, {"m": "higher"})
    assert MOST_HINGES == 10
    assert found["break_even"].notna().tolist() == [True] * 10 + [False] * 2


def test_where_two_policies_always_differ_by_the_same_nothing_hinges():
    outcomes = {"m": pd.DataFrame({"b": np.arange(12.0), "p": np.arange(12.0) + 1.0})}
    assert not len(hinge_table(outcomes, pd.DataFrame({"x": np.arange(12.0)}), {"m": "higher"}))
    varying = {"m": pd.DataFrame({"b": np.zeros(12), "p": np.arange(12.0)})}
    assert not len(hinge_table(varying, pd.DataFrame({"x": np.ones(12)}), {"m": "higher"}))


def test_p_after_a_search_is_a_share_of_two_hundred():
    draws = np.random.default_rng(0)
    _, p_values = rank_correlations(draws.normal(size=(20, 3)), draws.normal(size=20))
    assert np.allclose(200 * p_values, np.rint(200 * p_values)) and (p_values > 1 / 200).all()
    assert (p_values <= 1.0).all()


def test_a_correlation_of_one_has_no_width():
    assert correlation_interval(-1.0, 20) == (-1.0, -1.0) and correlation_interval(1.0, 20) == (1.0, 1.0)


def test_both_ends_of_a_break_even_value_are_where_the_line_just_differs_from_zero():
    """At an end the fitted line is as far from zero as t of its own standard error (Fieller 1954)."""
    draws = np.random.default_rng(3)
    x = draws.uniform(2.0, 9.0, 14)
    y = 1.5 * (x - 5.0) + draws.normal(0.0, 1.0, 14)
    root, low, high = break_even(x, y)
    fit = scipy.stats.linregress(x, y)
    assert root == pytest.approx(-fit.intercept / fit.slope) and low < root < high
    rest = y - fit.intercept - fit.slope * x
    variance, squares = (rest**2).sum() / 12, ((x - x.mean()) ** 2).sum()
    for end in (low, high):
        error = math.sqrt(variance * (1 / 14 + (end - x.mean()) ** 2 / squares))
        assert abs(fit.intercept + fit.slope * end) / error == pytest.approx(scipy.stats.t.ppf(0.975, 12))
    down = break_even(x, -y)
    assert down == pytest.approx((root, low, high))


@pytest.mark.parametrize(("n", "told"), [(3, False), (4, True)])
def test_a_line_needs_four_worlds(n, told):
    x = np.arange(float(n))
    assert math.isfinite(break_even(x, x - 1.5)[0]) == told


def test_the_best_limit_lies_on_the_side_of_the_cases():
    """Of 20 worlds the cases are the first 7: a limit above the seventh holds all and no other."""
    numbers = np.column_stack([np.zeros(20), np.arange(20.0)])
    cases = np.arange(20) < 7
    assert best_limit(numbers, cases, 7) == (1.0, 1, -math.inf, 6.5)
    assert best_limit(numbers, ~cases, 13) == (1.0, 1, 6.5, math.inf)
    # Of 14 cases in all seven are here: density 1, coverage one half, their harmonic mean two thirds.
    assert best_limit(numbers, cases, 14)[0] == pytest.approx(2 / 3)


def test_a_box_is_told_of_what_the_second_needs_to_be_better():
    """Fewer days are wanted: p is better where x is at least 26 of 40; it is worse by the mean."""
    x = np.arange(40.0)
    outcomes = {"closing_days_mean": pd.DataFrame({"b": np.zeros(40), "p": np.where(x >= 26, -1.0, 5.0)})}
    found = box_table(outcomes, pd.DataFrame({"x": x, "same": 1.0}))
    assert len(found) == 1
    row = found.iloc[0]
    assert row[["measure", "first", "second", "step", "parameter"]].tolist() == ["closing_days_mean", "b", "p", 1, "x"]
    assert row[["low", "high", "n_worlds", "density", "coverage"]].tolist() == [25.5, math.inf, 14, 1.0, 1.0]
    assert row["p_value"] == pytest.approx(1 / 200)


def test_a_second_limit_has_no_p_of_its_own():
    x = np.arange(60.0)
    y = np.tile(np.arange(6.0), 10)
    better = (x >= 30) & (y < 3)
    outcomes = {"m": pd.DataFrame({"b": np.zeros(60), "p": np.where(better, 1.0, -5.0)})}
    found = box_table(outcomes, pd.DataFrame({"x": x, "y": y}), {"m": "higher"})
    assert found["step"].tolist() == [1, 2] and math.isnan(found.loc[1, "p_value"])
    assert found.loc[1, ["n_worlds", "density", "coverage"]].tolist() == [15, 1.0, 1.0]


# What worlds are


def made_up_worlds(n: int, source: str = RANGES_SOURCE) -> PlausibleWorlds:
    """Worlds with two numbers of which the second belongs to a mechanism."""
    members = pd.DataFrame(
        {"work.quick_hours": np.linspace(0.5, 1.5, n), "mechanisms.volunteers.time_bank": np.linspace(0.1, 0.9, n)},
        index=pd.RangeIndex(1, n + 1, name="world"),
    )
    return PlausibleWorlds(members, source, Scenario())


@pytest.mark.parametrize(("n", "again"), [(5, 0), (6, 1), (11, 1), (12, 2), (24, 4)])
def test_one_world_in_six_is_run_twice(n, again):
    worlds = made_up_worlds(n)
    assert (len(worlds), worlds.n_again) == (n, again)
    table = worlds.table(range(50, 50 + n), 8)
    assert table.columns.tolist() == ["world", "seed", "second_seed", "world_seed", *worlds.members.columns]
    assert table["world"].tolist() == list(range(1, n + 1)) and table["seed"].tolist() == list(range(50, 50 + n))
    assert table["world_seed"].tolist() == list(range(8, 8 + n))
    assert table["second_seed"].tolist() == [50 + k + AGAIN if k < again else 0 for k in range(n)]
    assert table["work.quick_hours"].tolist() == pytest.approx(np.linspace(0.5, 1.5, n).tolist())
    assert worlds.manifest_facts() == {"n": n, "source": RANGES_SOURCE, "n_again": again, "n_numbers": 2}


def test_worlds_are_known_by_their_source_and_the_first_of_them():
    few, many = made_up_worlds(3), made_up_worlds(9)
    assert few.facts() == many.facts() and few.facts()["source"] == RANGES_SOURCE
    other = PlausibleWorlds(few.members.iloc[1:], RANGES_SOURCE, Scenario())
    assert other.facts()["members"] != few.facts()["members"]
    assert made_up_worlds(3, ENSEMBLE_SOURCE).facts() != few.facts()


def test_a_scenario_in_a_world_has_its_numbers_and_its_townships():
    worlds, base = made_up_worlds(5), Scenario(name="base")
    there = worlds.scenario(base, 3)
    assert there.work.quick_hours == pytest.approx(1.25) and there.name == "base"
    assert there.world.world_seed == base.world.world_seed + 3
    assert worlds.scenario(base, 0).world.world_seed == base.world.world_seed


def test_further_worlds_are_another_block_with_the_next_seed():
    """Two hundred worlds are one Latin hypercube; world 201 is the first of the next."""
    base = with_changes(Scenario(name="base"), {"world.place": str(SMALL_PLACE), "run.seed": 31})
    found = plausible_worlds([base], BLOCK + 2)
    assert BLOCK == 200 and len(found) == BLOCK + 2 and found.source == RANGES_SOURCE and found.origin is base
    assert found.members.index.tolist() == list(range(1, BLOCK + 3))
    ranges = _ranges(base)
    later = worlds_at(ranges, deviates(len(ranges), BLOCK, 32)[:2])
    numbers = later.select_dtypes("number").columns
    assert len(numbers) > 100
    assert found.members[numbers].iloc[BLOCK:].to_numpy(float) == pytest.approx(later[numbers].to_numpy(float))
    assumed = assumed_numbers(base)
    assert assumed == {one.key for one in ranges if one.grade == "C"} and 0 < len(assumed) < len(ranges)


@pytest.mark.parametrize(("n", "source"), [(4, ENSEMBLE_SOURCE), (5, RANGES_SOURCE)])
def test_members_of_the_place_are_taken_where_they_are_enough(n, source, tmp_path):
    place = Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
    members = made_up_worlds(4).members
    write_members(place / ENSEMBLE, members, {"place": "made up"})
    base = with_changes(Scenario(name="base"), {"world.place": str(place)})
    found = plausible_worlds([base], n)
    assert (found.source, len(found)) == (source, n)
    if source == ENSEMBLE_SOURCE:
        assert found.origin is None and found.members["work.quick_hours"].tolist() == pytest.approx(
            [0.5, 5 / 6, 7 / 6, 1.5]
        )
        assert plausible_worlds([base], 2).members.index.tolist() == [1, 2]


def policy(*mechanisms: str) -> Scenario:
    """A scenario with some mechanisms."""
    return Scenario(name="policy", mechanisms={name: registry()[name].Parameters() for name in mechanisms})


def test_numbers_of_mechanisms_that_no_scenario_has_are_left_out():
    table = made_up_worlds(3).table([4, 5, 6], 1)
    without, having = numbers_of(table, [Scenario(), policy("five_zeros")]), numbers_of(table, [policy("volunteers")])
    assert without.columns.tolist() == ["work.quick_hours"] and without.index.tolist() == [4, 5, 6]
    assert having.columns.tolist() == ["work.quick_hours", "mechanisms.volunteers.time_bank"]


def test_the_tables_over_worlds_take_second_seeds_for_chance_and_not_for_worlds():
    """Twelve worlds; p resolves 1, 2, ... 12 hundredths more; run again the first two give half a hundredth more."""
    n = 12
    worlds, seeds = made_up_worlds(n), list(range(101, 101 + n))
    scenarios = [with_changes(Scenario(name="base"), {"world.place": str(SMALL_PLACE)}), policy("volunteers")]
    rows: list[tuple[Any, ...]] = []
    for seed, gain in [(s, 0.01 * (s - 100)) for s in seeds] + [(101 + AGAIN, 0.02), (102 + AGAIN, 0.03)]:
        rows += [
            (name, seed, "solved_per_need", "all", "all", 1.0, 0.5 + x) for name, x in (("base", 0), ("policy", gain))
        ]
        rows += [(name, seed, "trust_community", "all", "all", 1.0, 0.5) for name in ("base", "policy")]
    measures = pd.DataFrame(rows, columns=list(MEASURES_COLUMNS))
    costs = pd.DataFrame({"scenario": ["base", "policy"], "yuan_per_resident": [0.0, 3.0]})
    goals = (Goal("solved_per_need", 0.065, None, True), Goal("trust_community", 0.5, None, False))
    found = world_tables(scenarios, worlds, seeds, measures, costs, goals)
    assert list(found) == ["worlds", "robust", "criteria", "chance", "information", "hinges", "boxes", "goals"]
    assert set(found["robust"]["measure"]) == {"solved_per_need"}
    row = found["robust"].set_index("scenario").loc["policy"]
    assert (row["n_worlds"], row["better_share"]) == (12, 1.0) and row["median"] == pytest.approx(0.065)
    chance = found["chance"].iloc[0]
    # The second runs differ from the first by a hundredth: half its square over the variance of 1 to 12, 13.
    assert chance["n_pairs"] == 2 and chance["chance_share"] == pytest.approx(0.5 / 13.0)
    share = found["goals"].set_index("scenario")["share"]
    assert share.to_dict() == {"base": 0.0, "policy": 0.5}
    assert set(found["hinges"]["parameter"]) == {"work.quick_hours", "mechanisms.volunteers.time_bank"}
    assert list(world_tables(scenarios, worlds, seeds, measures, costs)) == list(found)[:-1]


def test_a_measure_is_checked_where_a_trusted_figure_of_everybody_stands_beside_it(tmp_path):
    place = Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
    base = with_changes(Scenario(name="base"), {"world.place": str(place)})
    (place / "patterns.csv").unlink(missing_ok=True)
    assert checked_measures(base) == frozenset()
    rows = [
        f"{name},P1,baseline,{name},{by},value,,0.2,0.1,0.3,share,hold back,made up,{confidence},"
        for name, by, confidence in (
            ("dropped_share", "all,all", "high"),
            ("satisfaction_share", "all,all", "medium"),
            ("resolution_share", "all,all", "low"),
            ("on_time_share", "all,all", "assumed"),
            ("solved_per_need", "setting,urban", "high"),
        )
    ]
    (place / "patterns.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    assert checked_measures(base) == {"dropped_share", "satisfaction_share"}
    (place / "patterns.csv").write_text("nothing,that,can,be,read\n", encoding="utf-8")
    assert checked_measures(base) == frozenset()


# Published figures


def figure(centre: float | None, low: float, high: float, **own: Any) -> Target:
    """A published figure of what is lost."""
    cell = Cell("baseline", "dropped_share", "all", "all")
    usual = Target(
        "x", "P1", "baseline", cell, "value", None, centre, low, high, "share", "fit", "s", "high", "n", "来", "注"
    )
    return replace(usual, **own)


@pytest.mark.parametrize(
    ("target", "value", "width", "distance", "inside"),
    [
        (figure(3.0, 2.0, 7.0), 3.0, 4.0, 0.0, True),
        (figure(3.0, 2.0, 7.0), 2.999, 1.0, 0.001, True),
        (figure(3.0, 3.0, 7.0), 1.0, 4.0, 0.5, False),
        (figure(None, 2.0, 6.0), 9.0, 2.0, 1.5, False),
        (figure(None, 2.0, 6.0), 1.0, 2.0, 0.5, False),
        (figure(None, 2.0, 6.0), 6.0, 2.0, 0.0, True),
        (figure(None, 2.0, 6.0), 2.0, 2.0, 0.0, True),
    ],
)
def test_distances_by_hand(target, value, width, distance, inside):
    assert target.width(value) == pytest.approx(width)
    assert target.distance(value) == pytest.approx(distance) and target.within(value) is inside


def test_what_a_figure_needs_of_runs():
    other = Cell("status_quo@365", "closing_days_q50", "month", "2018-03")
    target = figure(1.0, 0.0, 2.0, against=other, statistic="difference")
    assert target.cells() == (target.cell, other) and figure(1.0, 0.0, 2.0, cell=None).cells() == ()
    assert measures_needed([target]) == {"dropped_share", "closing_days_q50"}
    assert periods_needed([target]) == ("month",) and periods_needed([figure(1.0, 0.0, 2.0)]) == ()
    assert run_name("status_quo@365") == "status_quo-365" and run_name("baseline") == "baseline"


def by_seed(**cells: list[float]) -> pd.DataFrame:
    """Runs of the baseline and of status-quo-365: what is lost, by key scenario__by__group."""
    rows = []
    for key, values in cells.items():
        scenario, by, group = key.split("__")
        rows += [(scenario.replace("_", "-"), k, "dropped_share", by, group, 1.0, v) for k, v in enumerate(values)]
    return pd.DataFrame(rows, columns=list(MEASURES_COLUMNS))


def test_statistics_seed_by_seed():
    """Ratios leave out seeds whose divisor is zero or missing; a spread takes the groups that a seed has."""
    runs = by_seed(
        baseline__all__all=[0.2, 0.3, 0.5],
        status_365__all__all=[0.1, 0.0, NAN],
        baseline__setting__urban=[0.2, 0.3],
        baseline__setting__rural=[0.5, NAN],
        baseline__setting__mixed=[0.1, 0.4],
    )
    other = Cell("status@365", "dropped_share", "all", "all")
    cell = Cell("baseline", "dropped_share", "setting", "")
    assert values_by_seed(figure(1.0, 0.0, 2.0), runs).to_dict() == {0: 0.2, 1: 0.3, 2: 0.5}
    ratio = values_by_seed(figure(1.0, 0.0, 2.0, against=other, statistic="ratio"), runs)
    assert ratio.to_dict() == pytest.approx({0: 2.0})
    apart = values_by_seed(figure(1.0, 0.0, 2.0, against=other, statistic="difference"), runs)
    assert apart.to_dict() == pytest.approx({0: 0.1, 1: 0.3})
    spread = values_by_seed(figure(1.0, 0.0, 2.0, cell=cell, statistic="spread"), runs)
    assert spread.to_dict() == pytest.approx({0: 0.4, 1: 0.1})
    rural = values_by_seed(figure(1.0, 0.0, 2.0, cell=replace(cell, group="rural")), runs)
    assert rural.to_dict() == {0: 0.5}
    assert not len(values_by_seed(figure(1.0, 0.0, 2.0, cell=None), runs))
    assert not len(values_by_seed(figure(1.0, 0.0, 2.0, cell=replace(cell, group="nobody")), runs))


def test_every_column_of_the_table_of_verdicts():
    """Losses .2, .3, .4: mean .3, deviation .1; t of two degrees is 4.302653; .3 lies half a tolerance above .2."""
    runs = by_seed(baseline__all__all=[0.2, 0.3, 0.4], one__all__all=[0.9])
    one = figure(None, 0.0, 0.5, id="one", cell=Cell("one", "dropped_share", "all", "all"), use="hold back")
    verdicts = judge([figure(0.2, 0.1, 0.4), one], runs)
    half = 4.302653 * 0.1 / math.sqrt(3)
    table = verdict_table(verdicts, PlaceNames())
    row = table.iloc[0].to_dict()
    assert [row[k] for k in ("id", "pattern", "scenario", "what", "unit", "use", "source", "confidence", "note")] == [
        "x",
        "P1",
        "baseline",
        "dropped_share",
        "share",
        "fit",
        "s",
        "high",
        "n",
    ]
    assert (row["source_zh"], row["note_zh"], row["within"]) == ("来", "注", "yes")
    assert row["what_zh"] != row["what"]
    numbers = [row[k] for k in ("target", "low", "high", "n_runs", "result", "ci_low", "ci_high", "distance")]
    assert numbers == pytest.approx([0.2, 0.1, 0.4, 3, 0.3, 0.3 - half, 0.3 + half, 0.5], abs=1e-6)
    single = table.iloc[1]
    assert (single["n_runs"], single["result"], single["within"]) == (1, 0.9, "no")
    assert single[["target", "ci_low", "ci_high"]].isna().all() and single["distance"] == pytest.approx(1.6)
    assert tally(table) == {"fit": (1, 0, 0), "hold back": (0, 1, 0), "input": (0, 0, 0)}


def test_what_a_figure_measures_in_words():
    names = PlaceNames(parts={("district", "e-1"): Sentence("Eastern", "东区")})
    cell = Cell("baseline", "dropped_share", "district", "e-1")
    other = Cell("status_quo", "dropped_share", "all", "all")
    assert described(figure(1, 0, 2, cell=None, id="two_words"), names).en == "two words"
    assert described(figure(1, 0, 2), names).en == "dropped_share"
    assert described(figure(1, 0, 2, cell=cell), names).en == "dropped_share of e-1"
    assert "东区" in described(figure(1, 0, 2, cell=cell), names).zh
    spread = figure(1, 0, 2, cell=replace(cell, group=""), statistic="spread")
    assert described(spread, names).en == "dropped_share, highest less lowest by district"
    own = figure(1, 0, 2, against=replace(other, scenario="baseline"), cell=cell, statistic="difference")
    assert described(own, names).en == "dropped_share of e-1 less dropped_share"
    away = figure(1, 0, 2, against=other, cell=cell, statistic="ratio")
    assert described(away, names).en == "dropped_share of e-1 over dropped_share of status_quo"


def test_the_figures_of_a_place_lie_in_its_folder(tmp_path):
    folder = Path(shutil.copytree(SMALL_PLACE, tmp_path / "place"))
    (folder / "patterns.csv").write_text("", encoding="utf-8")
    assert own_patterns(str(folder)) == folder / "patterns.csv"
    first, second = scenario_folders(str(folder))
    assert first == folder and second == ROOT / "scenarios"


def test_patterns_have_their_texts_in_both_languages_where_they_are_given(tmp_path):
    head = [*COLUMNS, "source_zh", "note_zh"]
    row = "a,P1,baseline,dropped_share,all,all,value,,,0.1,0.3,share,hold back,made up,high,,来源,说明"
    (tmp_path / "p.csv").write_text(",".join(head) + f"\n{row}\n", encoding="utf-8")
    [found] = load_patterns(tmp_path / "p.csv", ROOT / "scenarios")
    assert (found.source_zh, found.note_zh, found.target, found.centre) == ("来源", "说明", None, pytest.approx(0.2))


def test_districts_and_months_that_no_run_has_are_told(tmp_path):
    """From 1 January 2018 on thirty days are measured: January is there, February is not."""
    base = with_changes(
        Scenario(name="baseline"),
        {"world.place": str(SMALL_PLACE), "run.start_date": "2018-01-01", "run.warm_up_days": 0, "run.days": 30},
    )
    [key, *_] = read_place(SMALL_PLACE).district_keys
    cells = {
        (by, group): Cell(scenario, "dropped_share", by, group)
        for scenario, by, group in (
            ("baseline", "month", "2018-01"),
            ("baseline", "month", "2018-02"),
            ("baseline", "district", key),
            ("baseline", "district", "nowhere"),
            ("baseline", "district", ""),
            ("baseline", "setting", "nowhere"),
            ("absent", "month", "1999-01"),
        )
    }
    faults = unknown_groups(tmp_path / "p.csv", [figure(0.2, 0.1, 0.3, cell=cell) for cell in cells.values()], [base])
    assert [(fault.code, fault.found) for fault in faults] == [("GZ059", "2018-02"), ("GZ059", "nowhere")]


def test_the_place_simulated_is_that_of_the_baseline_or_of_the_settings():
    assert place_simulated() == Scenario().world.place == place_simulated(["run.days=nothing"])
    assert place_simulated([f"world.place={SMALL_PLACE}"]) == str(SMALL_PLACE)


# Ensembles


def test_results_are_standardised_by_half_the_range_read_as_two_sided():
    """From .1 to .4 about .2: half the range is .15; .5 is two of them above, which is 3.92 deviations."""
    target = figure(0.2, 0.1, 0.4)
    found = standardised([target], np.array([[0.2], [0.5], [-0.1], [9.0], [-9.0]])).ravel()
    assert found.tolist() == pytest.approx([0.0, 2 * 1.96, -2 * 1.96, 8 * 1.96, -8 * 1.96]) and TWO_SIDED == 1.96


def test_members_meet_all_figures_or_none():
    targets = [figure(0.2, 0.1, 0.3), figure(None, 0.0, 1.0)]
    results = np.array([[0.25, 0.5], [0.25, 1.4], [0.25, 1.6], [0.31, 0.5], [NAN, 0.5]])
    assert within(targets, results, 1.0).tolist() == [True, True, False, False, False]
    assert within(targets, results[:0], 1.0).shape == (0,)


def conditioned() -> Conditioned:
    """Four members before, and two that are kept with half the spread and a shift in the first number."""
    points = np.array([[-1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [-1.0, -1.0, 1.0], [1.0, 1.0, -1.0]])
    prior = Wave(np.arange(1, 5), points, np.array([[0.1], [0.2], [0.3], [0.4]]))
    last = Wave(np.array([2, 4]), np.array([[1.0, 2.0, 0.5], [2.0, 2.5, -0.5]]), np.array([[0.2], [0.3]]))
    return Conditioned(prior, last, last)


def test_what_the_figures_say_of_every_number():
    """Deviations before are sqrt(4/3), sqrt(4/3) and sqrt(2/3); after sqrt(1/2), sqrt(1/8) and sqrt(1/2)."""
    ranges = [
        PlausibleRange("a", 1.0, 3.0, "linear", "A", False, 2.0),
        PlausibleRange("b", 1.0, 3.0, "linear", "C", True, 2.0),
        PlausibleRange("c", NAN, NAN, "alternatives", "B", False, "x", weights=(("x", 0.5), ("y", 0.5))),
    ]
    worlds = pd.DataFrame({"a": [2.0, 3.0], "b": [10.0, 20.0], "c": ["x", "y"]})
    table = numbers_table(ranges, conditioned(), worlds).set_index("key")
    assert table["width"].tolist() == pytest.approx([math.sqrt(3 / 8), math.sqrt(3 / 32), math.sqrt(3 / 4)])
    assert table["shift"].tolist() == pytest.approx([1.5, 2.25, 0.0])
    assert table["grade"].tolist() == ["A", "C", "B"] and table["by_rule"].tolist() == ["no", "yes", "no"]
    assert table.loc["a", ["low", "high"]].tolist() == pytest.approx([1.0, 3.0], abs=1e-3)
    assert table.loc["a", ["q05", "q50", "q95"]].tolist() == pytest.approx([2.05, 2.5, 2.95])
    assert table.loc["b", ["q05", "q50", "q95"]].tolist() == pytest.approx([10.5, 15.0, 19.5])
    assert table.loc["c", ["low", "high", "q05", "q50", "q95"]].isna().all()
    one = Conditioned(conditioned().prior, conditioned().last, conditioned().last.chosen(np.array([0])))
    single = numbers_table(ranges, one, worlds.iloc[:1])
    assert single["width"].isna().all() and single["shift"].tolist() == pytest.approx([1.0, 2.0, 0.5])
    nobody = Conditioned(conditioned().prior, conditioned().last, conditioned().last.chosen(np.array([], dtype=int)))
    assert numbers_table(ranges, nobody, worlds.iloc[:0])["shift"].isna().all()


def test_bands_of_figures_before_and_after():
    """Before .1 to .4: 5 % lies at .115, 95 % at .385; after .205 and .295. The figure .21 is covered, .2 is not."""
    targets = [figure(0.21, 0.1, 0.3)]
    table = figures_table(targets, conditioned(), PlaceNames())
    row = table.iloc[0]
    assert row[["prior_q05", "prior_q50", "prior_q95"]].tolist() == pytest.approx([0.115, 0.25, 0.385])
    assert row[["q05", "q50", "q95"]].tolist() == pytest.approx([0.205, 0.25, 0.295])
    assert row[["target", "low", "high"]].tolist() == [0.21, 0.1, 0.3] and row["covered"] == "yes"
    assert row[["id", "scenario", "what", "use", "unit"]].tolist() == ["x", "baseline", "dropped_share", "fit", "share"]
    missed = figures_table([figure(0.2, 0.1, 0.3)], conditioned(), PlaceNames())
    assert missed["covered"].tolist() == ["no"]


def test_figures_held_back_are_counted_by_whether_bands_cover_them():
    table = pd.DataFrame(
        {"use": ["fit", "hold back", "hold back", "hold back", "input"], "covered": ["no", "yes", "no", "", "yes"]}
    )
    assert coverage(table) == (2, 3)


def test_steps_tell_members_losses_hits_and_spread():
    before, after = conditioned().prior, conditioned().last
    table = steps_table([figure(0.2, 0.1, 0.3)], [before, after], [3, 2], 1.0)
    assert table["step"].tolist() == [0, 1] and table["n_members"].tolist() == [4, 2]
    assert table["n_failed"].tolist() == [3, 2]
    assert table["within_share"].tolist() == [0.75, 1.0]
    spread = widths(before.points, after.points)
    assert table["spread_kept"].tolist() == pytest.approx([1.0, float(np.median(spread))])


# History matching and calibration


@dataclass
class Line:
    """A stand-in for an emulator: a line in the first parameter, with a variance of its own."""

    slope: float
    variance: float
    noise: float = 0.0
    column: int = 0

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance at points."""
        return self.slope * points[:, self.column], np.full(len(points), self.variance)


def test_results_are_foreseen_within_two_deviations_of_emulator_and_chance():
    """Variance 1 and noise 3 make a deviation of 2: up to 4 away is foreseen; a failed run says nothing."""
    points = np.zeros((5, 1))
    results = np.array([[4.0], [-4.0], [4.1], [0.0], [NAN]])
    assert matching._foreseen([Line(0.0, 1.0, 3.0)], points, results) == pytest.approx(0.75)
    assert math.isnan(matching._foreseen([], points, results))


def test_the_next_points_are_plausible_ones_and_their_share_of_the_prior_is_told():
    """A line from 0 to 1 about .5 with a deviation of .05: three of them leave .35 to .65, three tenths."""
    target = figure(0.5, 0.5 - 1.96 * 0.05, 0.5 + 1.96 * 0.05)
    first = matching.Wave(np.array([[0.5, 0.5]]), np.array([[0.5]]), NAN, 1.0)
    points, share = matching._next_points([Line(1.0, 0.0)], [target], [first], 12, 2000, np.random.default_rng(1))
    assert share == pytest.approx(0.3, abs=0.002) and points.shape == (12, 2)
    assert (np.abs(points[:, 0] - 0.5) <= 0.15 + 1e-9).all() and points[:, 1].std() > 0.2
    far = figure(9.0, 8.99, 9.01)
    points, share = matching._next_points([Line(1.0, 0.0)], [far], [first], 12, 2000, np.random.default_rng(1))
    assert share == 0.0 and (points[:, 0] > 1.0 - 12.5 / 2000).all(), "the least implausible ones are the largest"


def test_of_fifty_choices_the_best_spread_one_is_taken():
    candidates = np.random.default_rng(3).random((200, 2))
    taken = np.array([[0.5, 0.5]])

    def apart(points: np.ndarray) -> float:
        every = np.concatenate([points, taken])
        return float(scipy.spatial.distance.pdist(every).min())

    found = matching._spread(candidates, taken, 6, np.random.default_rng(4))
    usual = [apart(np.random.default_rng(k).choice(candidates, 6, replace=False)) for k in range(200)]
    assert apart(found) > np.quantile(usual, 0.9)
    assert all((candidates == point).all(axis=1).any() for point in found)


def test_a_flat_emulator_leaves_the_whole_prior_and_all_draws():
    posterior = matching._posterior([Line(0.0, 0.0)], [figure(0.0, -1.0, 1.0)], 2, 500, 50, np.random.default_rng(5))
    assert posterior.effective_size == pytest.approx(500.0) and posterior.plausible_share == 1.0
    assert posterior.draws.shape == (50, 2) and (posterior.predicted == 0.0).all()
    assert len(np.unique(posterior.draws, axis=0)) == 50


def test_draws_are_as_many_as_their_weights_say():
    """A deviation of .02 about .5 on the prior from 0 to 1: the draws have it, and .1 of the prior is within five."""
    target = figure(0.5, 0.5 - 1.96 * 0.02, 0.5 + 1.96 * 0.02)
    found = matching._posterior([Line(1.0, 0.0)], [target], 1, 20_000, 2000, np.random.default_rng(5))
    assert found.draws.mean() == pytest.approx(0.5, abs=0.002) and found.draws.std() == pytest.approx(0.02, rel=0.05)
    assert found.plausible_share == pytest.approx(0.12, abs=0.001)
    # Kish: the squared sum of normal weights over the sum of their squares is 2 sqrt(pi) deviations of the prior.
    assert found.effective_size == pytest.approx(20_000 * 2 * math.sqrt(math.pi) * 0.02, rel=0.02)
    assert found.predicted.ravel() == pytest.approx(found.draws.ravel())


def calibration(**experiment: Any) -> Calibration:
    """Two unknowns fitted to two figures of one scenario."""
    unknowns = {
        "hours": FittedParameter(paths=("staff.issue_hours_factor",), low=1.0, high=3.0),
        "quick": FittedParameter(paths=("needs.quick_share",), low=0.1, high=0.5),
    }
    second = Cell("baseline", "satisfaction_share", "all", "all")
    targets = (figure(0.2, 0.1, 0.3), figure(0.5, 0.4, 0.8, id="y", cell=second))
    settings = CalibrationExperiment(runs=20, waves=3, seed=50, **experiment)
    base = with_changes(Scenario(name="baseline"), {"world.world_seed": 9})
    return Calibration(settings, unknowns, targets, (base,), Path())


def matched(draws: np.ndarray) -> matching.Matched:
    """Two waves of which the first has a point that meets all figures, and lines for emulators."""
    waves = (
        matching.Wave(np.array([[0.0, 0.0], [0.5, 1.0]]), np.array([[0.2, 0.5], [0.35, 0.5]]), NAN, 1.0),
        matching.Wave(np.array([[1.0, 0.25]]), np.array([[0.3, 0.9]]), 0.75, 0.4),
    )
    surrogates = (Line(0.4, 0.0, 0.01), Line(-2.0, 0.0, 0.04, column=1))
    return matching.Matched(waves, surrogates, matching.Posterior(draws, draws, 1.0, 0.125))  # type: ignore[arg-type]


def test_a_budget_is_spread_evenly_and_the_first_waves_take_the_rest():
    """Twenty runs over three waves are 7, 7 and 6; with two seeds a point ten points, 4, 3 and 3."""
    assert calibration().sizes == (7, 7, 6) and calibration().runs_per_point == 1
    twice = calibration(replications=2)
    assert twice.sizes == (4, 3, 3) and twice.runs_per_point == 2


def test_settings_of_a_calibration():
    usual = CalibrationExperiment()
    assert (usual.runs, usual.waves, usual.replications, usual.confirmations, usual.seed) == (150, 3, 1, 5, 1)
    assert (usual.sample, usual.candidates, usual.draws, usual.patterns) == (0.02, 40_000, 2000, None)


def test_tables_of_a_calibration_by_hand():
    c = calibration()
    draws = np.column_stack([np.linspace(0.2, 0.8, 201), np.linspace(0.9, 1.0, 201)])
    m = matched(draws)
    waves = fitting.waves_table(m)
    assert waves["wave"].tolist() == ["1", "2", "end"] and waves["n_points"].tolist() == [2, 1, 0]
    assert waves["plausible_share"].tolist() == [1.0, 0.4, 0.125]
    assert waves["foreseen_share"].tolist() == pytest.approx([NAN, 0.75, NAN], nan_ok=True)
    points = fitting.points_table(c, m)
    assert points["wave"].tolist() == [1, 1, 2] and points["hours"].tolist() == [1.0, 2.0, 3.0]
    assert points["quick"].tolist() == pytest.approx([0.1, 0.5, 0.2])
    assert points["x"].tolist() == [0.2, 0.35, 0.3] and points["y"].tolist() == [0.5, 0.5, 0.9]
    # Tolerances .1 about .2, and .3 above .5: distances 0; 1.5 and 0; 1 and 4/3. Implausible by 1.96 of them.
    assert points["largest_distance"].tolist() == pytest.approx([0.0, 1.5, 4 / 3])
    assert points["implausibility"].tolist() == pytest.approx([0.0, 1.96 * 1.5, 1.96 * 4 / 3])
    assert points["accepted"].tolist() == [True, False, False]
    # Over the middle half: .4 times .5, and -2 times .5; half the ranges are .1 and .2.
    influence = fitting.influence_table(c, m, np.array([0.5, 0.5]))
    assert influence[["parameter", "target"]].to_numpy().tolist() == [
        ["hours", "x"],
        ["hours", "y"],
        ["quick", "x"],
        ["quick", "y"],
    ]
    assert influence["change"].tolist() == pytest.approx([0.2, 0.0, 0.0, -1.0])
    assert influence["tolerances"].tolist() == pytest.approx([2.0, 0.0, 0.0, -5.0])
    noise = fitting.noise_table(c, m)
    assert noise["noise_sd"].tolist() == pytest.approx([0.1, 0.2])
    assert noise["tolerance_sd"].tolist() == pytest.approx([0.1 / 1.96, 0.3 / 1.96])
    table = fitting.posterior_table(c, m, {"hours": 2.0, "quick": 0.48}).set_index("parameter")
    # 5 and 95 % of draws from .2 to .8 are .23 and .77: .54 / .9 = .6 of the prior, weakly; of .9 to 1 they are .1.
    assert table["width"].tolist() == pytest.approx([0.6, 0.1])
    assert table["verdict"].tolist() == ["weakly identified", "identified"]
    assert table.loc["hours", ["q05", "q50", "q95"]].tolist() == pytest.approx([1.46, 2.0, 2.54])
    assert table.loc["hours", ["prior_low", "prior_high", "recommended"]].tolist() == [1.0, 3.0, 2.0]
    assert table.loc["quick", "default"] == Scenario().needs.quick_share


@pytest.mark.parametrize(("correlation", "confounded"), [(0.49, False), (-0.51, True)])
def test_pairs_of_unknowns_are_confounded_from_a_half_on_either_side(correlation, confounded):
    """Three unknowns, of which the second follows the first; the closest pair stands first."""
    random = np.random.default_rng(1)
    a, b, c = scipy.stats.zscore(np.linalg.qr(random.normal(size=(50, 4)))[0], axis=0).T[1:]
    a, b, c = (x - x.mean() for x in (a, b, c))
    b = b - a * (a @ b) / (a @ a)
    c = c - a * (a @ c) / (a @ a) - b * (b @ c) / (b @ b)
    a, b, c = (x / np.linalg.norm(x) for x in (a, b, c))
    mixed = correlation * a + math.sqrt(1 - correlation**2) * b
    table = fitting.correlation_table(["c", "a", "mixed"], np.column_stack([c, a, mixed]))
    assert table.loc[0, ["a", "b"]].tolist() == ["a", "mixed"]
    assert table.loc[0, "correlation"] == pytest.approx(correlation) and bool(table.loc[0, "confounded"]) == confounded
    assert len(table) == 3 and not table["confounded"].iloc[1:].any()


def outcome(run: Any, **values: float) -> Any:
    """A run that has ended and gave so much over everybody."""
    rows = [(name, "all", "all", 1, value) for name, value in values.items()]
    table = pd.DataFrame(rows, columns=["measure", "by", "group", "n", "value"])
    result = RunResult(run.scenario.name, "", run.seed, table, (), {}, {}, (), 0)
    return Outcome(run.scenario.name, run.seed, result)


def test_points_are_run_with_fresh_seeds_and_give_means_over_them():
    """Two seeds a point: point 1 has seeds 50 and 51, point 2 has 52 and 53, the next wave goes on with 54."""
    seen: list[Any] = []

    def execute(plan: Any) -> Executed:
        seen.extend(plan)
        ended = [
            outcome(run, dropped_share=0.01 * run.seed, satisfaction_share=run.scenario.staff.issue_hours_factor)
            for run in plan
        ]
        return Executed(tuple(ended), False)

    runner = fitting.Runner(calibration(replications=2), execute)
    results = runner(np.array([[0.0, 0.0], [0.5, 1.0]]))
    assert [run.seed for run in seen] == [50, 51, 52, 53]
    assert [run.scenario.world.world_seed for run in seen] == [9, 10, 11, 12]
    assert [run.scenario.staff.issue_hours_factor for run in seen] == [1.0, 1.0, 2.0, 2.0]
    assert results == pytest.approx(np.array([[0.505, 1.0], [0.525, 2.0]]))
    assert runner(np.array([[1.0, 0.0]])) == pytest.approx(np.array([[0.545, 3.0]]))
    assert [run.seed for run in seen[4:]] == [54, 55] and len(runner.outcomes) == 6
    tables = runner.tables()
    assert tables["points"]["x"].tolist() == pytest.approx([0.505, 0.525, 0.545])
    assert tables["points"]["hours"].tolist() == [1.0, 2.0, 3.0] and len(tables["measures"]) == 12
    usual = runner.plan_of(None, 6, 2)
    assert [run.seed for run in usual] == [56, 57]
    assert {run.scenario.staff.issue_hours_factor for run in usual} == {Scenario().staff.issue_hours_factor}
    assert runner.results_of([]) == pytest.approx([NAN, NAN], nan_ok=True)


@pytest.mark.parametrize(("form", "unmoved"), [("value", 2.0), ("factor", 1.0), ("log_odds", 0.0)])
def test_an_unknown_leaves_the_scenario_as_it_is_at_its_neutral_value(form, unmoved):
    base = with_changes(Scenario(), {"staff.issue_hours_factor": 2.0})
    unknown = FittedParameter(paths=("staff.issue_hours_factor",), form=form, low=0.5, high=3.0)
    assert unknown.unmoved(base) == unmoved
