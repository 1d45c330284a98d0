"""Tables, names and shares that Python programs are given: each value at its place, each number worked out by hand."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.api import ema, execution, folders, progress, studies, sweeps
from sim.api.batch_model import _split
from sim.api.names import cells_named, identifier, outcome_name, outcomes_of, path_of
from sim.api.progress import ProgressShown
from sim.api.results import Results
from sim.api.scenarios import setting_texts, vary
from sim.errors import EnvironmentProblem, InputError, RunsFailed
from sim.mechanisms import registry
from sim.scenario.scenario import Scenario
from sim.studies.factors import Distribution, Factor
from sim.studies.statistics import SEEDS, WORLDS

# ---- results ----


def results(**manifest: Any) -> Results:
    """Results of five runs of two scenarios, two of them done."""
    runs = pd.DataFrame(
        {
            "scenario": ["b", "b", "a", "a", "a"],
            "seed": [1, 2, 1, 2, 3],
            "status": ["done", "failed", "done", "not run", "not run"],
        }
    )
    return Results("compare", {"runs": runs, "robust": runs.iloc[:1]}, manifest, (Scenario(name="b"),))


def test_runs_are_counted_by_their_status_and_scenarios_named_in_order() -> None:
    found = results()
    assert (found.n_planned, found.n_done, found.n_failed, found.n_not_run) == (5, 2, 1, 2)
    assert found.names == ["b", "a"]
    assert repr(found) == ("<compare of b, a: 5 runs planned, 2 done, 1 failed, 2 not run; tables runs, robust>")
    assert len(found.robust) == 1
    for name in ("measures", "summary", "curves", "offices", "comparison", "winners", "information"):
        with pytest.raises(AttributeError, match=f"no table '{name}'; there are runs, robust"):
            getattr(found, name)


def test_notes_speak_of_worlds_where_a_study_is_over_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("sim.api.results.warnings_for", lambda s, seeds, over: asked.append((seeds, over)) or [])
    results().notes()
    results(worlds={"n": 3}).notes()
    assert asked == [([1, 2, 3], SEEDS), ([1, 2, 3], WORLDS)]


def test_results_that_no_report_is_made_of_are_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="results of 'nothing' are drawn by the command line"):
        Results("nothing", {}, {}, ()).draw(tmp_path)


# ---- a labelled array ----


def test_a_labelled_array_holds_each_value_at_its_scenario_seed_and_group() -> None:
    """Of run (a, 2) nothing is known, so it is missing; groups stand in the order in which they come."""
    pytest.importorskip("xarray")
    from sim.api.arrays import dataset_of

    runs = pd.DataFrame({"scenario": ["b", "b", "a", "a"], "seed": [5, 2, 5, 2]})
    rows = [("b", 5, 0.1), ("b", 2, 0.2), ("a", 5, 0.3)]
    measures = pd.DataFrame(
        [(s, k, "dropped_share", "all", "all", 9, x) for s, k, x in rows]
        + [
            (s, k, "dropped_share", "setting", g, 9, x + d) for s, k, x in rows for g, d in (("urban", 1), ("rural", 2))
        ],
        columns=["scenario", "seed", "measure", "by", "group", "n", "value"],
    )
    found = dataset_of(runs, measures)
    assert list(found.data_vars) == ["dropped_share", "dropped_share by setting"]
    assert found["scenario"].values.tolist() == ["b", "a"] and found["seed"].values.tolist() == [5, 2]
    assert found["setting"].values.tolist() == ["urban", "rural"]
    assert np.array_equal(found["dropped_share"].values, [[0.1, 0.2], [0.3, np.nan]], equal_nan=True)
    by = found["dropped_share by setting"]
    assert float(by.sel(scenario="b", seed=2, setting="rural")) == pytest.approx(2.2)
    assert float(by.sel(scenario="a", seed=5, setting="urban")) == pytest.approx(1.3)
    assert found["dropped_share"].attrs["unit"] == "share" and found["dropped_share"].attrs["better"] == "lower"


def test_points_of_a_sweep_carry_their_factors_and_nothing_of_the_runs() -> None:
    pytest.importorskip("xarray")
    from sim.api.arrays import dataset_of

    runs = pd.DataFrame(
        {"point": [2, 1], "scenario": ["b", "b"], "seed": [1, 1], "status": ["done"] * 2, "needs.rate": [0.2, 0.1]}
    )
    measures = pd.DataFrame(
        [(2, "b", 1, "x", "all", "all", 1, 5.0), (1, "b", 1, "x", "all", "all", 1, 4.0)],
        columns=["point", "scenario", "seed", "measure", "by", "group", "n", "value"],
    )
    found = dataset_of(runs, measures)
    assert found["x"].dims == ("point", "scenario", "seed") and found["x"].values.ravel().tolist() == [5.0, 4.0]
    assert found["needs.rate"].values.tolist() == [0.2, 0.1] and "status" not in found.coords
    assert found["x"].attrs == {}


# ---- names ----


def test_names_for_other_programs() -> None:
    assert identifier("needs.need_rate_town") == "needs__need_rate_town"
    assert path_of("needs__need_rate_town") == path_of("needs.need_rate_town") == "needs.need_rate_town"
    assert outcome_name(("dropped_share", "all", "all")) == "dropped_share"
    assert outcome_name(("dropped_share", "district", "Cloud  Hills-2")) == "dropped_share__district__Cloud_Hills_2"
    assert cells_named(["dropped_share", "dropped_share by setting"]) == (
        ("dropped_share", "all"),
        ("dropped_share", "setting"),
    )
    assert _split("a, b by c ,d") == ["a", "b by c", "d"] and _split(["a, b"]) == ["a, b"]


def test_outcomes_are_looked_up_by_measure_grouping_and_group() -> None:
    table = pd.DataFrame(
        [("m", "all", "all", 1.0), ("m", "setting", "rural", 2.0), ("k", "setting", "rural", 3.0)],
        columns=["measure", "by", "group", "value"],
    )
    found = outcomes_of(table, [("k", "setting", "rural"), ("m", "all", "all"), ("m", "setting", "urban")])
    assert list(found) == ["k__setting__rural", "m", "m__setting__urban"]
    assert (found["k__setting__rural"], found["m"]) == (3.0, 1.0) and math.isnan(found["m__setting__urban"])


# ---- tables read back ----


@pytest.mark.parametrize(
    ("name", "cells", "numeric", "found"),
    [
        ("value", ["1", "", "2.5"], False, [1.0, math.nan, 2.5]),
        ("value", ["", ""], True, [math.nan, math.nan]),
        ("value", ["", ""], False, ["", ""]),
        ("value", ["1", "nan"], False, [1.0, math.nan]),
        ("value", ["1", "x"], False, ["1", "x"]),
        ("value", ["True", "False"], False, [True, False]),
        ("value", ["True", ""], False, ["True", ""]),
        ("group", ["1", "2"], False, ["1", "2"]),
        ("scenario", ["007"], True, ["007"]),
    ],
)
def test_a_column_is_read_back_as_numbers_truth_or_text(
    name: str, cells: list[str], numeric: bool, found: list[Any]
) -> None:
    column = folders._typed(name, pd.Series(cells), numeric).tolist()
    assert len(column) == len(found)
    for one, other in zip(column, found, strict=True):
        assert type(one) is type(other) and (one == other or (one != one and other != other))


# ---- processors ----


@pytest.mark.parametrize(
    ("n_runs", "jobs", "threads", "found"),
    [
        (1, None, None, (1, 8)),
        (3, None, None, (3, 2)),
        (20, None, None, (8, 1)),
        (20, 3, None, (3, 2)),
        (20, 16, None, (16, 1)),
        (1, None, 5, (1, 5)),
        (20, 2, 3, (2, 3)),
    ],
)
def test_processors_are_shared_out_among_runs_then_threads(
    monkeypatch: pytest.MonkeyPatch, n_runs: int, jobs: int | None, threads: int | None, found: tuple[int, int]
) -> None:
    """Of eight processors three runs leave two to each; more processes than processors have one thread each."""
    monkeypatch.setattr(execution, "n_processors", lambda: 8)
    assert execution.shared_out(n_runs, jobs, threads) == found


# ---- progress ----


def test_progress_is_told_at_every_tenth_with_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 200 days 19 tell nothing, 20 are 10 %; 95 then are 47 %, so that 50 % is next, which 99 days are not.

    The clock begins with the first day: after 20 seconds for 20 days the other 180 take 180.
    """
    clock = itertools.chain([0.0, 100.0, 120.0], itertools.repeat(195.0))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    said = []
    monkeypatch.setattr(progress, "say", lambda key, **facts: said.append((key, facts)) or "")
    with ProgressShown(200, 4) as shown:
        shown(19, 0)
        shown(1, 1)
        shown(75, 1)
        shown(4, 0)
        shown(1, 0)
    told = [facts for key, facts in said if key == "progress"]
    assert next((facts["percent"], facts["gone"], facts["left"]) for facts in told) == (10, 20.0, 180.0)
    assert [facts["percent"] for facts in told] == [10, 47, 50]
    assert [facts["done"] for key, facts in said if key == "runs_done"] == [1, 2, 2]
    assert told[1]["left"] == pytest.approx(95.0 / 95 * 105)
    capsys.readouterr()


# ---- numbers asked for ----


def test_numbers_of_processes_and_seeds_have_limits() -> None:
    assert studies.number_faults(jobs=1, threads=execution.MOST_PROCESSES) == []
    found = studies.number_faults(jobs=0, threads=execution.MOST_PROCESSES + 1, other=None)
    assert [(f.file, f.found, f.low, f.high) for f in found] == [
        ("jobs", "0", "1", "1024"),
        ("threads", "1025", "1", "1024"),
    ]


@pytest.mark.parametrize(
    ("first", "seeds", "found"),
    [
        (5, 3, (5, 6, 7)),
        (5, 100_000, None),
        (5, 100_001, ()),
        (5, 0, ()),
        (5, [9, 2], (9, 2)),
        (5, [0], (0,)),
        (5, [], ()),
        (5, [1, 1], ()),
        (5, [-1, 3], ()),
    ],
)
def test_seeds_are_counted_from_the_scenarios_or_given(first: int, seeds: Any, found: tuple[int, ...] | None) -> None:
    chosen, faults = studies._seeds(first, seeds)
    assert bool(faults) == (found == ()) and (found is None or chosen == found)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"worlds": 0}, ["worlds"]),
        ({"worlds": studies.MOST_WORLDS + 1}, ["worlds"]),
        ({"worlds": 3, "seeds": 2}, ["worlds"]),
        ({"seeds": 2, "goals": "nowhere.yaml"}, ["goals", "nowhere.yaml"]),
        ({"seeds": 0}, ["seeds"]),
        ({"jobs": 0, "threads": 0}, ["jobs", "threads"]),
        ({"tables": "isues"}, ["tables"]),
        ({"by": "day"}, ["by"]),
    ],
)
def test_whatever_is_wrong_with_a_comparison_is_said_before_any_run(given: dict[str, Any], where: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        studies.compare(Scenario(name="a"), Scenario(name="b"), **given)
    assert [Path(f.file).name for f in refused.value.faults] == where


def test_a_comparison_has_something_to_compare_with() -> None:
    with pytest.raises(InputError, match="nothing to compare with the baseline"):
        studies.compare(Scenario(name="a"), [])
    with pytest.raises(InputError, match="GZ061"):
        studies.compare(Scenario(name="a"), Scenario(name="a"))


# ---- scenarios ----


def test_changes_are_written_as_the_command_line_writes_them() -> None:
    changes = {"a.b": 0.5, "c": True, "d": "重庆", "e": np.int64(3), "f": [1, 2], "g": {}, "h": np.float64(0.25)}
    assert setting_texts(changes) == ["a.b=0.5", "c=true", 'd="重庆"', "e=3", "f=[1, 2]", "g={}", "h=0.25"]


def test_a_mechanism_that_is_mentioned_is_switched_on_with_its_defaults() -> None:
    name, kind = next(iter(registry().items()))
    base = Scenario(name="base")
    assert vary(base, {f"mechanisms.{name}": {}}).mechanisms == {name: kind.Parameters()}
    assert vary(base, {f"mechanisms.{name}.coverage": 0.5}).mechanisms[name].coverage == 0.5
    on = vary(base, {f"mechanisms.{name}.coverage": 0.5})
    again = vary(on, {f"mechanisms.{name}.start_day": 3}).mechanisms[name]
    assert (again.coverage, again.start_day) == (0.5, 3)
    assert vary(on, {f"mechanisms.{name}": False}).mechanisms == {} and on.mechanisms


# ---- sweeps ----


def limits(hours: float, gigabytes: float) -> Any:
    """A plan with these limits."""
    return SimpleNamespace(
        sweep=SimpleNamespace(experiment=SimpleNamespace(limits=SimpleNamespace(hours=hours, gigabytes=gigabytes)))
    )


@pytest.mark.parametrize(
    ("minutes", "megabytes", "above"),
    [(120.0, 3000.0, False), (121.0, 3000.0, True), (120.0, 3001.0, True), (1.0, 1.0, False)],
)
def test_a_sweep_is_large_above_its_hours_or_its_gigabytes(minutes: float, megabytes: float, above: bool) -> None:
    facts = {"minutes": minutes, "megabytes": megabytes, "free_megabytes": 1e6, "jobs": 1, "seconds": 1.0, "world": 1.0}
    facts |= {"n_runs": 9, "n_worlds": 1, "n_points": 1, "n_scenarios": 1, "n_seeds": 1}
    assert bool(sweeps.above_limits(limits(2.0, 3.0), facts, Path("x"))) == above


def test_a_sweep_that_the_disk_has_no_room_for_is_refused() -> None:
    facts = {"minutes": 1.0, "megabytes": 100.5, "free_megabytes": 100.4}
    with pytest.raises(EnvironmentProblem) as refused:
        sweeps.above_limits(limits(2.0, 3.0), facts, Path("x"))
    assert refused.value.faults[0].code == "GZ075"


class Planned:
    """A plan of seven runs at a few worlds."""

    n_points, n_worlds = 7, 3
    sweep = SimpleNamespace(scenarios=[1], seeds=[1])

    def __init__(self, n_worlds: int) -> None:
        self.n_worlds = n_worlds

    def __len__(self) -> int:
        return 7

    def __getitem__(self, index: int) -> Any:
        return SimpleNamespace(scenario=index)


@pytest.mark.parametrize(
    ("n_worlds", "jobs", "minutes"),
    [(1, 2, (4 * 30.0 + 2 * 6.0 / 2) / 60), (3, 2, (4 * 30.0 + 3 * 6.0 / 2) / 60), (1, 1, (7 * 30.0 + 6.0) / 60)],
)
def test_a_sweep_is_expected_to_take_its_waves_of_runs_and_its_worlds(
    monkeypatch: pytest.MonkeyPatch, n_worlds: int, jobs: int, minutes: float
) -> None:
    """Seven runs of 30 s in two processes are four waves; one world is built by each process, three once each: 6 s.

    A run of two million bytes is two megabytes, seven are 14.
    """
    clock = iter((10.0, 16.0))
    monkeypatch.setattr(sweeps, "compile_first", lambda: 0.0)
    monkeypatch.setattr(sweeps.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(sweeps, "WorldKeeper", lambda threads: SimpleNamespace(world=lambda scenario: None))
    done = SimpleNamespace(result=SimpleNamespace(seconds={"all": 30.0}))
    monkeypatch.setattr(sweeps, "execute_run", lambda *words: done)
    monkeypatch.setattr(sweeps, "SweepFolder", lambda *words: SimpleNamespace(bytes_of_a_run=lambda outcome: 2e6))
    monkeypatch.setattr(sweeps, "free_bytes", lambda folder: 5e9)
    found = sweeps.expected(Planned(n_worlds), jobs, 1, Path("x"))  # type: ignore[arg-type]
    assert found["minutes"] == pytest.approx(minutes) and found["world"] == 6.0 and found["seconds"] == 30.0
    assert (found["megabytes"], found["free_megabytes"], found["n_runs"], found["jobs"]) == (14.0, 5000.0, 7, jobs)
    assert (found["n_points"], found["n_worlds"], found["n_scenarios"], found["n_seeds"]) == (7, n_worlds, 1, 1)


def test_a_sweep_whose_first_run_fails_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "compile_first", lambda: 0.0)
    monkeypatch.setattr(sweeps, "WorldKeeper", lambda threads: SimpleNamespace(world=lambda scenario: None))
    monkeypatch.setattr(sweeps, "execute_run", lambda *words: SimpleNamespace(result=None, error="it broke"))
    with pytest.raises(RunsFailed, match="it broke"):
        sweeps.expected(Planned(1), 1, 1, Path("x"))  # type: ignore[arg-type]


# ---- EMA Workbench ----


def test_seeds_of_replications_are_those_of_the_file_counted_on_or_given() -> None:
    sweep: Any = SimpleNamespace(seeds=(4, 5, 6))
    assert ema._seeds(sweep, None) == [4, 5, 6]
    assert ema._seeds(sweep, 2) == [4, 5] and ema._seeds(sweep, 5) == [4, 5, 6, 7, 8]
    assert ema._seeds(sweep, [9, 1]) == [9, 1]


def test_a_cut_distribution_reaches_from_its_lowest_to_its_highest_value() -> None:
    """Uniform from 2 to 6: the median is 4, and 5 is the third quartile."""
    one = ema.CutDistribution(Distribution("uniform", 2.0, 6.0))
    assert (one.a, one.b) == (2.0, 6.0)
    assert one.ppf([0.25, 0.5]).tolist() == [3.0, 4.0] and float(one.cdf(5.0)) == 0.75


def factor(name: str = "needs.rate", **more: Any) -> Factor:
    """A factor of a sweep."""
    return Factor(name, more.pop("role", "uncertainty"), **more)


def test_a_value_is_given_as_a_scenario_takes_it() -> None:
    whole = ema._plain(np.float64(3.0), factor(whole=True))
    assert whole == 3 and isinstance(whole, int)
    assert ema._plain(np.float64(0.5), factor()) == 0.5 and isinstance(ema._plain(np.float64(0.5), factor()), float)
    assert ema._plain("easy", factor(whole=True, values=("easy", "due"))) == "easy"


def test_a_measure_is_to_be_raised_or_lowered_as_it_is_better() -> None:
    assert ema.DIRECTIONS == {"higher": "MAXIMIZE", "lower": "MINIMIZE", "none": "INFO"}


def test_the_value_of_a_lever_is_that_of_the_scenario_or_its_first_possible_one() -> None:
    base = Scenario(name="base")
    found = ema._value_in(base, factor("needs.quick_share", distribution=Distribution("uniform", 0.1, 0.9)))
    assert found == base.needs.quick_share
    absent = factor("mechanisms.three_plus_one.coverage", distribution=Distribution("uniform", 0.1, 0.9))
    assert ema._value_in(base, absent) == pytest.approx(0.1)
