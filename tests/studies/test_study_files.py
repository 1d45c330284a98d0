"""Files of studies: what they say where they say nothing, which numbers they take, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import Fault, InputError
from sim.kinds.ensemble import Settings as EnsembleSettings
from sim.mechanisms import registry
from sim.running import OfficeLoad, RunResult
from sim.scenario.fields import find_field
from sim.scenario.scenario import Scenario
from sim.scenario.scenario import replace as with_changes
from sim.studies import run_store
from sim.studies.calibration_file import (
    POINTS_PER_PARAMETER,
    CalibrationExperiment,
    FittedParameter,
    load_calibration,
)
from sim.studies.common_days import acting, common_days
from sim.studies.evidence import COLUMNS as EVIDENCE_COLUMNS
from sim.studies.evidence import DESIGNS, DIRECTIONS, GRADES, UNITS, Finding, findings_of, load_evidence
from sim.studies.experiment import Experiment, _of_the_place, load_experiment, variant
from sim.studies.factor_file import FactorSettings, facts_at, known_paths, value_fault
from sim.studies.goals_file import BOUNDS, goals_facts, goals_of, read_goals
from sim.studies.patterns import COLUMNS as PATTERN_COLUMNS
from sim.studies.patterns import Cell, load_patterns
from sim.studies.relax import PARTS, RELAXATIONS, relaxed
from sim.studies.robustness import Goal
from sim.studies.run_store import RunStore, decoded, encoded
from sim.studies.runs import Outcome
from sim.studies.saved_state import _differences, _digest
from sim.studies.store import _results, free_name, plan_facts
from sim.studies.sweep_file import (
    DEFAULT_MEASURES,
    DesignSettings,
    LimitSettings,
    SweepExperiment,
    load_sweep,
    mechanism_of,
)
from sim.vocabulary import Category, Setting, Tier
from sim.words import Sentence
from tests.language import spoken
from tests.model_runs import SMALL_PLACE

ROOT = Path(__file__).resolve().parents[2]
PLACE = [f"world.place={SMALL_PLACE}"]


# What files say where they say nothing


def test_settings_of_an_experiment_where_nothing_is_said():
    usual = Experiment()
    assert (usual.replications, usual.mechanisms, usual.baseline) == (10, ("all",), "baseline")
    assert (usual.seed, usual.sample, usual.days, usual.warm_up_days) == (None, None, None, None)


@pytest.mark.parametrize(
    ("kind", "n", "levels"),
    [("lhs", 100, 3), ("sobol", 128, 3), ("full", 128, 3), ("morris", 128, 4), ("table", 128, 3)],
)
def test_sizes_of_designs_where_nothing_is_said(kind, n, levels):
    found = DesignSettings(kind=kind, file="a.csv" if kind == "table" else None).sizes()
    assert found == {"n": n, "levels": levels, "trajectories": 20}


def test_sizes_of_designs_are_those_asked_for():
    assert DesignSettings(kind="morris", levels=6, trajectories=7).sizes() == {"n": 128, "levels": 6, "trajectories": 7}
    assert DesignSettings(kind="lhs", n=12, seed=3).sizes()["n"] == 12
    assert DesignSettings().kind == "lhs" and DesignSettings().seed == 1


def test_a_sweep_asks_before_twenty_thousand_runs_twelve_hours_or_five_gigabytes():
    limits = LimitSettings()
    assert (limits.runs, limits.hours, limits.gigabytes) == (20_000, 12.0, 5.0)
    assert SweepExperiment().measures == DEFAULT_MEASURES and SweepExperiment().policies == ()
    assert {"resolution_share", "resolution_urban_rural_gap", "solved_per_need_urban_rural_gap"} <= set(
        DEFAULT_MEASURES
    )


# Which numbers they take


def limits_of(group: type, name: str) -> tuple[Any, Any]:
    """The least and the largest value that a setting takes."""
    facts = find_field(group, [name])
    assert facts is not None
    return facts.low, facts.high


@pytest.mark.parametrize(
    ("group", "name", "low", "high"),
    [
        (Experiment, "replications", 1, 100_000),
        (Experiment, "seed", 0, 2**63 - 1),
        (Experiment, "sample", 0.0005, 1.0),
        (Experiment, "days", 1, 3650),
        (Experiment, "warm_up_days", 0, 3650),
        (EnsembleSettings, "replications", 2, 100_000),
        (EnsembleSettings, "drawn", 1.0, 10.0),
        (EnsembleSettings, "steps", 1, 20),
        (EnsembleSettings, "tolerances", 0.5, 10.0),
        (DesignSettings, "n", 2, 1_000_000),
        (DesignSettings, "levels", 2, 1000),
        (DesignSettings, "trajectories", 2, 100_000),
        (DesignSettings, "seed", 0, 2**31 - 1),
        (LimitSettings, "runs", 1, 10**9),
        (LimitSettings, "hours", 0.001, 100_000),
        (LimitSettings, "gigabytes", 0.001, 1_000_000),
        (CalibrationExperiment, "runs", 8, 1_000_000),
        (CalibrationExperiment, "waves", 1, 20),
        (CalibrationExperiment, "replications", 1, 1000),
        (CalibrationExperiment, "confirmations", 2, 1000),
        (CalibrationExperiment, "sample", 0.0005, 1.0),
        (CalibrationExperiment, "candidates", 1000, 10_000_000),
        (CalibrationExperiment, "draws", 100, 1_000_000),
    ],
)
def test_the_limits_of_settings(group, name, low, high):
    assert limits_of(group, name) == (low, high)


def problems(group: Any) -> list[str]:
    """Where settings contradict each other."""
    return [path for path, _ in group.cross_checks()]


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"kind": "lhs", "n": 7}, []),
        ({"kind": "sobol", "n": 64}, []),
        ({"kind": "sobol", "n": 2}, []),
        ({"kind": "sobol", "n": 96}, ["n"]),
        ({"kind": "full", "n": 9}, ["n"]),
        ({"kind": "full", "levels": 5}, []),
        ({"kind": "morris", "levels": 5}, ["levels"]),
        ({"kind": "morris", "levels": 6, "trajectories": 9}, []),
        ({"kind": "lhs", "levels": 4}, ["levels"]),
        ({"kind": "sobol", "trajectories": 4}, ["trajectories"]),
        ({"kind": "table"}, ["file"]),
        ({"kind": "table", "file": "a.csv"}, []),
        ({"kind": "lhs", "file": "a.csv"}, ["file"]),
    ],
)
def test_what_a_design_has_and_has_not(settings, wrong):
    assert problems(DesignSettings(**settings)) == wrong


def test_the_powers_of_two_on_either_side_are_named():
    [(_, said)] = DesignSettings(kind="sobol", n=100).cross_checks()
    assert "such as 64 or 128, found 100" in said.en


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"range": (0.0, 1.0)}, []),
        ({"range": (1.0, 1.0)}, ["range"]),
        ({"range": (0.0, 1.0), "values": (1, 2)}, ["values"]),
        ({"values": (1, 2), "distribution": "normal"}, ["distribution"]),
        ({"values": (1, 1)}, ["values"]),
        ({"values": (1, 2), "low": 0.0}, ["low"]),
        ({"distribution": "uniform", "low": 0.0, "high": 1.0}, []),
        ({"distribution": "uniform", "low": 0.0}, ["high"]),
        ({"distribution": "normal", "mean": 0.0, "standard_deviation": 1.0}, []),
        ({"distribution": "normal", "mean": 0.0, "standard_deviation": 1.0, "low": -1.0, "high": 1.0}, []),
        ({"distribution": "normal", "mean": 0.0}, ["standard_deviation"]),
        ({"distribution": "normal", "mean": 0.0, "standard_deviation": 1.0, "mode": 0.0}, ["mode"]),
        ({"distribution": "lognormal", "median": 1.0}, ["log_standard_deviation"]),
        ({"distribution": "triangular", "low": 0.0, "mode": 0.0, "high": 1.0}, []),
        ({"distribution": "triangular", "low": 0.0, "mode": 1.0, "high": 1.0}, []),
        ({"distribution": "triangular", "low": 0.0, "mode": 1.1, "high": 1.0}, ["mode"]),
        ({"distribution": "triangular", "low": 2.0, "mode": 1.0, "high": 1.0}, ["high"]),
        ({"distribution": "beta", "alpha": 1.0, "beta": 1.0, "low": 0.0, "high": 1.0}, []),
        ({"distribution": "beta", "alpha": 1.0, "low": 0.0, "high": 1.0}, ["beta"]),
    ],
)
def test_what_a_factor_is_made_of(settings, wrong):
    assert problems(FactorSettings(**settings)) == wrong


def test_what_can_and_what_cannot_be_a_factor():
    known = known_paths()
    assert "voice.voice_share" in known and "mechanisms.three_plus_one.coverage" in known
    assert not {"run.seed", "run.days", "run.warm_up_days", "world.place", "name"} & set(known)
    assert facts_at("mechanisms.three_plus_one") is None and facts_at("mechanisms.nobody.coverage") is None
    coverage = facts_at("mechanisms.three_plus_one.coverage")
    assert coverage is not None and (coverage.low, coverage.high) == (0.0, 1.0)
    assert mechanism_of("mechanisms.three_plus_one.coverage") == "three_plus_one"
    assert mechanism_of("voice.voice_share") == "" and mechanism_of("mechanisms.three_plus_one") == ""


@pytest.mark.parametrize(
    ("path", "kind", "value", "code"),
    [
        ("needs.quick_share", float, 0.0, ""),
        ("needs.quick_share", float, 1.0, ""),
        ("needs.quick_share", float, -0.001, "GZ023"),
        ("needs.quick_share", float, 1.001, "GZ023"),
        ("needs.quick_share", float, True, "GZ022"),
        ("needs.quick_share", float, "half", "GZ022"),
        ("trust.n_friends", int, 4.0, ""),
        ("trust.n_friends", int, 4.5, "GZ022"),
        ("work.order", str, "due", ""),
        ("work.order", str, "whim", "GZ025"),
        ("work.order", str, 3, "GZ022"),
    ],
)
def test_values_of_factors_are_of_their_kind_and_within_their_limits(path, kind, value, code):
    codes: list[str] = []

    def fault(code: str, **facts: Any) -> Fault:
        codes.append(code)
        return Fault(code, found=str(facts.get("found", "")))

    place: Any = SimpleNamespace(fault=fault)
    limits = facts_at(path)
    assert limits is not None
    made = value_fault(place, value, limits, kind)
    assert (made is None) == (not code) and codes == ([code] if code else [])


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"paths": ("x",), "low": 0.0, "high": 1.0}, []),
        ({"paths": ("x",), "low": 1.0, "high": 1.0}, ["low"]),
        ({"paths": (), "low": 0.0, "high": 1.0}, ["paths"]),
        ({"paths": ("x",), "low": 0.0, "high": 1.0, "prior": "loguniform"}, ["low"]),
        ({"paths": ("x",), "low": 1e-9, "high": 1.0, "prior": "loguniform"}, []),
        ({"paths": ("x",), "low": -1.7e308, "high": 1.7e308}, ["high"]),
        ({"paths": ("x",), "low": -1.0, "high": 1.7e308}, []),
    ],
)
def test_what_an_unknown_is_made_of(settings, wrong):
    assert problems(FittedParameter(**settings)) == wrong


FIGURE = "lost,P5,baseline,dropped_share,all,all,value,,0.2,0.1,0.3,share,fit,made up,assumed,"


@pytest.mark.parametrize(
    ("runs", "waves", "told"), [(8, 2, ""), (8, 3, "runs must be 12"), (12, 3, ""), (15, 4, "runs must be 16")]
)
def test_every_wave_needs_four_points_for_an_unknown(tmp_path, runs, waves, told):
    assert POINTS_PER_PARAMETER == 4
    (tmp_path / "p.csv").write_text(",".join(PATTERN_COLUMNS) + f"\n{FIGURE}\n", "utf-8")
    file = tmp_path / "study.yaml"
    file.write_text(
        f"kind: calibration\npatterns: p.csv\nruns: {runs}\nwaves: {waves}\nsample: 1\nparameters:\n"
        "  hours: {paths: [staff.issue_hours_factor], low: 0.5, high: 4.0}\n",
        "utf-8",
    )
    if told:
        with pytest.raises(InputError, match=told):
            load_calibration(file, PLACE)
    else:
        found = load_calibration(file, PLACE)
        assert (
            sum(found.sizes) == runs and found.experiment.name == "study" and [t.id for t in found.targets] == ["lost"]
        )
        assert load_calibration(file, PLACE, {"runs": runs + 4}).experiment.runs == runs + 4


# What becomes of them


def test_the_command_line_has_the_last_word_and_seeds_count_from_the_baselines(tmp_path):
    (tmp_path / "base.yaml").write_text("run: {seed: 70, days: 40}\n", "utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(
        "kind: interactions\nbaseline: base.yaml\nmechanisms: [volunteers, five_zeros]\nreplications: 3\n", "utf-8"
    )
    study = load_experiment(file, "interactions")
    assert study.seeds == (70, 71, 72) and study.baseline.run.days == 40 and study.experiment.replications == 3
    assert study.mechanisms == ("five_zeros", "volunteers") and study.experiment.name == "mine"
    fewer = load_experiment(file, "interactions", ["run.seed=5", "run.days=9"], 2)
    assert fewer.seeds == (5, 6) and fewer.baseline.run.days == 9 and fewer.experiment.replications == 2
    file.write_text(file.read_text("utf-8") + "seed: 8\ndays: 11\nwarm_up_days: 2\nsample: 0.5\n", "utf-8")
    own = load_experiment(file, "interactions", ["run.days=9"])
    assert (own.seeds[0], own.baseline.run.days, own.baseline.run.warm_up_days, own.baseline.world.sample) == (
        8,
        9,
        2,
        0.5,
    )


def test_a_variant_has_further_mechanisms_and_all_else_of_the_baseline():
    base = Scenario(
        name="base", title="Base", title_zh="基准", mechanisms={"volunteers": registry()["volunteers"].Parameters()}
    )
    found = variant(base, "more", {"five_zeros": registry()["five_zeros"].Parameters()})
    assert list(found.mechanisms) == ["five_zeros", "volunteers"] and (found.name, found.title, found.title_zh) == (
        "more",
        "",
        "",
    )
    assert found.run == base.run and found.world == base.world and list(base.mechanisms) == ["volunteers"]


def test_a_scenario_of_the_place_that_the_command_line_names_is_taken_by_its_name(tmp_path):
    (tmp_path / "place.yaml").write_text("title: Own\n", "utf-8")
    named = [f"world.place={tmp_path}"]
    assert _of_the_place("baseline", named) == tmp_path / "place.yaml"
    assert _of_the_place("baseline", []) is None and _of_the_place("mine.yaml", named) is None
    assert _of_the_place("baseline", [f"world.place={SMALL_PLACE}", *named]) == tmp_path / "place.yaml"


def sweep_of(folder: Path, text: str, replications: int | None = None) -> Any:
    """A sweep over the share of people who speak up."""
    (folder / "base.yaml").write_text("run: {seed: 20}\n", "utf-8")
    file = folder / "asked.yaml"
    file.write_text(
        f"kind: sweep\nbaseline: base.yaml\nuncertainties:\n  voice.voice_share: {{range: [0.2, 0.5]}}\n{text}", "utf-8"
    )
    return load_sweep(file, PLACE, replications)


def test_a_sweep_has_its_points_and_its_seeds(tmp_path):
    sweep = sweep_of(tmp_path, "design: {kind: full, levels: 7}\nreplications: 4\n")
    assert sweep.n_points == 7 and sweep.seeds == (20, 21, 22, 23) and sweep.scenarios == (sweep.baseline,)
    assert [factor.name for factor in sweep.factors] == ["voice.voice_share"] and sweep.factors[0].role == "uncertainty"
    assert sweep_of(tmp_path, "design: {kind: sobol, n: 16}\n", 2).n_points == 16 * 3
    assert sweep_of(tmp_path, "design: {kind: sobol, n: 16}\n", 2).seeds == (20, 21)


@pytest.mark.parametrize(("levels", "told"), [(1000, True), (999, False)])
def test_a_million_points_are_the_most(tmp_path, levels, told):
    """A thousand levels of each of two factors are a million points; one more factor of two values is too many."""
    text = f"  voice.voice_cost: {{range: [0.5, 2]}}\ndesign: {{kind: full, levels: {levels}}}\n"
    assert sweep_of(tmp_path, text).n_points == levels**2
    more = text.replace("design", "  trust.n_friends: {values: [4, 8]}\ndesign")
    with pytest.raises(InputError, match="at most 1000000"):
        sweep_of(tmp_path, more)


def test_goals_bound_values_or_changes_from_below_or_above(tmp_path):
    file = tmp_path / "goals.yaml"
    file.write_text(
        "goals:\n  dropped_share: {at_least: 1, at_most: 2, change_at_least: 3, change_at_most: -4}\n", "utf-8"
    )
    goals, faults = read_goals(str(file))
    assert not faults and list(BOUNDS) == ["at_least", "at_most", "change_at_least", "change_at_most"]
    assert goals == (
        Goal("dropped_share", 1.0, None, False),
        Goal("dropped_share", None, 2.0, False),
        Goal("dropped_share", 3.0, None, True),
        Goal("dropped_share", None, -4.0, True),
    )
    facts = goals_facts(goals)
    assert facts == {"dropped_share": {"at_least": 1.0, "at_most": 2.0, "change_at_least": 3.0, "change_at_most": -4.0}}
    assert goals_of(facts) == goals


@pytest.mark.parametrize("bound", ["true", ".inf", ".nan", "'3'", "[1]"])
def test_bounds_are_finite_numbers(tmp_path, bound):
    file = tmp_path / "goals.yaml"
    file.write_text(f"goals:\n  dropped_share: {{at_least: {bound}}}\n", "utf-8")
    goals, faults = read_goals(str(file))
    assert goals == () and [fault.code for fault in faults] == ["GZ022"]


# Findings


def test_words_of_findings():
    assert {key: (text.en, text.zh) for key, text in DIRECTIONS.items()} == {
        "+": ("rises", "上升"),
        "-": ("falls", "下降"),
        "0": ("no effect found", "未见影响"),
        "": ("", ""),
    }
    assert {key: text.en for key, text in UNITS.items()} == {
        "percentage points": "percentage points",
        "per cent": "%",
        "standard deviations": "standard deviations",
        "": "",
    }
    assert {key: (text.en, text.zh) for key, text in GRADES.items()} == {
        "high": ("high", "高"),
        "medium": ("medium", "中"),
        "low": ("low", "低"),
        "none": ("none", "无"),
    }
    assert {key: (text.en, text.zh) for key, text in DESIGNS.items()} == {
        "experiment": ("randomised experiment", "随机实验"),
        "review": ("systematic review", "系统综述"),
        "quasi-experiment": ("quasi-experiment", "准实验"),
        "panel": ("panel data", "面板数据"),
        "survey": ("survey", "问卷调查"),
        "before-after": ("before and after, no control", "前后对比，无对照"),
        "case": ("case study", "个案研究"),
        "none": ("none found", "未见"),
    }


def finding(**own: Any) -> Finding:
    """A finding of the service platform."""
    nothing = Sentence("", "")
    usual = {
        "id": "x",
        "mechanism": "service_platform",
        "place": nothing,
        "design": "survey",
        "direction": "+",
        "effect": 4.0,
        "low": None,
        "high": None,
        "unit": "percentage points",
        "outcome": nothing,
        "cell": None,
        "grade": "low",
        "source": "s",
        "published": 2020,
        "link": "",
        "note": nothing,
    }
    return Finding(**{**usual, **own})


def test_sizes_of_effects_and_what_was_found_of_a_mechanism():
    assert str(finding().size) == "+4 percentage points"
    assert str(finding(low=1.5, high=6.0).size) == "+4 [+1.5, +6] percentage points"
    assert str(finding(effect=None, direction="0").size) == "no effect found"
    every = [finding(), finding(grade="none"), finding(mechanism="volunteers"), finding(id="y", grade="high")]
    assert [one.id for one in findings_of("service_platform", every)] == ["x", "y"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, ""),
        ({"effect": "0", "low": "-1", "high": "1", "direction": "0"}, ""),
        ({"effect": "-8", "low": "-8", "high": "-8", "direction": "-"}, ""),
        ({"effect": "8", "low": "8.5", "high": "9"}, "low"),
        ({"effect": "8", "low": "1", "high": "7.5"}, "low"),
        ({"effect": "8", "low": "", "high": "9"}, "low"),
        ({"effect": "8", "direction": "-"}, "direction"),
        ({"effect": "", "low": "", "high": "", "unit": ""}, ""),
        ({"effect": "", "low": "1", "high": "9", "unit": ""}, "unit"),
        ({"effect": "", "low": "", "high": ""}, "unit"),
        ({"link": "ftp://example.org"}, "link"),
        ({"link": "http://example.org/a"}, ""),
        ({"published": "1900"}, ""),
        ({"published": "1899"}, "published"),
        ({"published": "2100"}, ""),
        ({"published": "2101"}, "published"),
        ({"mechanism": ""}, ""),
        ({"design": "none"}, "design"),
        ({"measure": "dropped_share/setting/urban"}, ""),
        ({"measure": "dropped_share/setting"}, "measure"),
    ],
)
def test_findings_say_the_same_everywhere(tmp_path, change, column):
    usual = {
        "id": "a",
        "mechanism": "service_platform",
        "place": "somewhere",
        "design": "survey",
        "direction": "+",
        "effect": "8",
        "low": "4",
        "high": "12",
        "unit": "per cent",
        "outcome": "losses",
        "measure": "dropped_share",
        "grade": "low",
        "source": "a journal",
        "published": "2020",
    }
    row = {**dict.fromkeys(EVIDENCE_COLUMNS, ""), **usual, **change}
    path = tmp_path / "evidence.csv"
    path.write_text(",".join(EVIDENCE_COLUMNS) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    if column:
        with pytest.raises(InputError) as said:
            load_evidence(path)
        assert [fault.key_path for fault in said.value.faults] == [column]
    else:
        [found] = load_evidence(path)
        assert found.id == "a" and found.place == ("somewhere", "somewhere")
        assert (found.cell is None) == (not row["measure"])


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({}, ""),
        ({"low": "0.2", "target": "0.2"}, ""),
        ({"high": "0.2", "target": "0.2"}, ""),
        ({"low": "0.3"}, "high"),
        ({"target": "0.301"}, "target"),
        ({"target": "0.099"}, "target"),
        ({"target": ""}, "target"),
        ({"target": "", "use": "hold back"}, ""),
        ({"measure": "", "by": "", "group": "", "use": "input"}, ""),
        ({"measure": "", "by": "", "group": ""}, "measure"),
        ({"measure": "", "group": "", "use": "input"}, "measure"),
        ({"by": "setting", "group": "urban"}, ""),
        ({"by": "setting", "group": ""}, "group"),
        ({"group": "urban"}, "group"),
        ({"by": "setting", "group": "", "statistic": "spread"}, ""),
        ({"by": "setting", "group": "urban", "statistic": "spread"}, "group"),
        ({"group": "", "statistic": "spread"}, "by"),
        ({"scenario": "baseline@365"}, ""),
        ({"scenario": "baseline@0"}, "scenario"),
        ({"scenario": "baseline@10000"}, "scenario"),
        ({"statistic": "ratio", "against": "status_quo@30:resolution_share/setting/urban"}, ""),
        ({"statistic": "ratio", "against": "resolution_share/setting"}, "against"),
        ({"statistic": "ratio", "against": "nobody:resolution_share"}, "against"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_patterns_say_the_same_everywhere(tmp_path, change, column):
    row = {**dict(zip(PATTERN_COLUMNS, FIGURE.split(","), strict=True)), **change}
    path = tmp_path / "p.csv"
    path.write_text(",".join(PATTERN_COLUMNS) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    if column:
        with pytest.raises(InputError) as said:
            load_patterns(path, ROOT / "scenarios")
        assert [fault.key_path for fault in said.value.faults] == [column]
    else:
        [found] = load_patterns(path, ROOT / "scenarios")
        assert (found.cell is None) == (not row["measure"]) and (found.target is None) == (not row["target"])
        assert found.scenario == row["scenario"] and (found.against is None) == (not row["against"])
        if found.against is not None:
            assert found.against == Cell("status_quo@30", "resolution_share", "setting", "urban")


def test_words_of_faults_are_in_the_language_of_the_reader(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(",".join(PATTERN_COLUMNS) + f"\n{FIGURE.replace('0.3,share', '0.05,share')}\n", "utf-8")
    with pytest.raises(InputError) as said:
        load_patterns(path, ROOT / "scenarios")
    assert "a number above 0.1" in said.value.render() and "大于 0.1 的数" in spoken("zh", said.value.render)


# Which constraint binds


def test_each_constraint_is_loosened_by_its_settings_alone():
    base = with_changes(
        Scenario(name="base"),
        {"staff.issue_hours_factor": 1.5, "staff.township_issue_share": 0.5, "money.issue_money_per_resident": 60.0},
    )
    changes = {part.id: part.changes(base) for part in PARTS}
    assert list(changes) == ["hours", "money", "authority", "passing", "loss", "departments", "nobody", "book"]
    staff = base.staff
    assert changes["hours"] == {
        "staff.issue_hours_factor": 4.5,
        "staff.township_issue_share": 1.0,
        "staff.district_staff_per_100k": min(100.0, 3 * staff.district_staff_per_100k),
        "staff.municipal_staff_per_million": min(100.0, 3 * staff.municipal_staff_per_million),
    }
    assert changes["money"] == {"money.issue_money_per_resident": 500.0, "money.first_quarters_share": 0.25}
    poor = with_changes(base, {"money.issue_money_per_resident": 20.0})
    assert PARTS[1].changes(poor)["money.issue_money_per_resident"] == 200.0
    assert changes["passing"] == {
        "hand_over.delay_days": 1.0,
        "hand_over.delay_remote_days": 0.0,
        "hand_over.passing_hours": 0.0,
        "hand_over.passing_share": 0.0,
        "intake.reentry_hours": 0.0,
    }
    assert changes["loss"] == {"hand_over.lost_registered_share": 0.0, "hand_over.lost_unregistered_share": 0.0}
    assert changes["departments"] == {
        "work.refusal_share": 0.0,
        "intake.misrouted_town": 0.0,
        "intake.misrouted_village": 0.0,
    }
    assert changes["nobody"] == {"intake.nobody_responsible_share": 0.0}
    authority = changes["authority"]
    assert authority["work.village_authority_up"] == 0.0
    assert authority["money.community_limit"] == authority["money.township_limit"] == 1e9
    for category in Category:
        own = [authority[f"work.authority_{tier}.{category.key}"] for tier in ("community", "township", "district")]
        assert own == [1.0, 0.0, 0.0]
    book = changes["book"]
    assert book.pop("intake.registering_hours") == 0.0 and len(book) == 6 and set(book.values()) == {1.0}
    everything = RELAXATIONS[-1]
    assert everything.id == "everything"
    assert everything.changes(base) == {path: value for part in PARTS for path, value in part.changes(base).items()}
    names = [s.name for s in relaxed(base)]
    assert names == [f"base+{part.id}" for part in RELAXATIONS] and len(names) == 9


# What makes a result the same


def result_of(**own: Any) -> RunResult:
    """A result of which every part is something."""
    table = pd.DataFrame({"measure": ["m"], "by": ["all"], "group": ["all"], "n": [3], "value": [0.1]})
    usual = {
        "scenario": "base",
        "scenario_hash": "h",
        "seed": 4,
        "table": table,
        "curve": (0.0, 0.5),
        "counts": {"n_days": 5, "share": np.float64(0.25)},
        "seconds": {"day": 1.23456},
        "load": (OfficeLoad(Tier(1), None, 1.0, 2.0, 3.0), OfficeLoad(Tier(0), Setting(1), 4.0, 5.0, 6.0)),
        "memory_peak_bytes": 77,
        "records": {"issues": pd.DataFrame({"a": [1, 2]})},
    }
    return RunResult(**{**usual, **own})


def test_a_run_comes_back_from_its_file_as_it_was():
    found = decoded(encoded("k", Outcome("base", 4, result_of())), "k").outcome
    back = found.result
    assert (found.scenario, found.seed, found.error) == ("base", 4, "") and back is not None
    assert (back.scenario, back.scenario_hash, back.seed, back.curve) == ("base", "h", 4, (0.0, 0.5))
    assert back.counts == {"n_days": 5, "share": 0.25} and back.memory_peak_bytes == 77
    assert back.load == result_of().load and back.seconds == {"day": 1.2346}
    pd.testing.assert_frame_equal(back.table, result_of().table)
    pd.testing.assert_frame_equal(back.records["issues"], result_of().records["issues"])


@pytest.mark.parametrize(
    ("own", "same"),
    [
        ({"seconds": {"day": 9.0}}, True),
        ({"memory_peak_bytes": 1}, True),
        ({"curve": (0.0, 0.6)}, False),
        ({"counts": {"n_days": 6}}, False),
        ({"scenario_hash": "i"}, False),
        ({"load": ()}, False),
        ({"records": {"issues": pd.DataFrame({"a": [1, 3]})}}, False),
        ({"table": result_of().table.assign(value=0.2)}, False),
        ({"table": result_of().table.assign(n=4)}, False),
        ({"table": result_of().table.assign(group="urban")}, False),
    ],
)
def test_two_results_are_the_same_but_for_time_and_memory(own, same, tmp_path):
    usual, other = (decoded(encoded("k", Outcome("base", 4, r)), "k").digest for r in (result_of(), result_of(**own)))
    assert (usual == other) == same
    store = RunStore(tmp_path)
    store.open()
    key = "cd" * 32
    store.write(key, Outcome("base", 4, result_of()))
    if same:
        store.write(key, Outcome("base", 4, result_of(**own)))
    else:
        with pytest.raises(Exception, match="GZ078"):
            store.write(key, Outcome("base", 4, result_of(**own)))
    assert list(store.found()) == [key] and store.path(key) == tmp_path / "runs" / "cd" / f"{key}.run"


def test_failures_stand_apart_and_results_of_this_session_are_known(tmp_path):
    disk = RunStore(tmp_path)
    disk.open()
    store, key = run_store.MemoryStore(disk), "ef" * 32
    assert store.kept and store.read(key) is None and store.failure(key) is None
    store.write(key, Outcome("base", 4, None, "it broke"))
    failed = store.failure(key)
    assert failed is not None and failed.outcome.error == "it broke" and store.read(key) is None
    assert disk.path(key, "failed").exists() and disk.failure(key) is not None
    store.write(key, Outcome("base", 4, result_of()))
    assert store.failure(key) is None and store.read(key) is not None
    assert not disk.path(key, "failed").exists() and disk.path(key).exists()
    again = run_store.MemoryStore(RunStore(tmp_path))
    found = again.read(key)
    assert found is not None and found.outcome.result is not None and again.quarantined == []
    assert not run_store.MemoryStore().kept and run_store.MemoryStore().quarantined == []


@pytest.mark.parametrize(
    "other",
    [
        np.array([1.0, 2.0, 3.5]),
        np.array([1.0, 2.0, 3.0], dtype=np.float32),
        np.array([[1.0, 2.0, 3.0]]),
        np.array([1.0, 2.0]),
        np.array([]),
    ],
)
def test_an_array_is_known_by_type_shape_and_content(other):
    usual = np.array([1.0, 2.0, 3.0])
    assert _digest(usual) == _digest(np.array([1.0, 9.0, 2.0, 9.0, 3.0])[::2]) != _digest(other)


def test_differences_name_eight_entries_and_cut_fingerprints():
    before = {f"k{n}": str(n) for n in range(9)} | {"same": "1", "long": "f" * 41, "gone": "x"}
    now = {f"k{n}": str(n + 1) for n in range(9)} | {"same": "1", "long": "e" * 41, "new": "y"}
    text = _differences(before, now)
    assert text == "; ".join(["gone x -> -", *(f"k{n} {n} -> {n + 1}" for n in range(7)), "..."])
    assert _differences({"a": "f" * 41}, {"a": "b" * 40}) == f"a {'f' * 12}... -> {'b' * 40}"
    assert _differences({"a": "1"}, {"a": "1"}) == ""


def test_a_plan_names_a_row_of_seeds_by_its_first_and_number():
    scenarios = [with_changes(Scenario(name=name), {"world.place": str(SMALL_PLACE)}) for name in ("first", "second")]
    facts = plan_facts("compare", scenarios, range(7, 12), {"measures": ["a"]})
    assert facts["seeds"] == {"first": 7, "n": 5} and facts["baseline"] == "first" and facts["command"] == "compare"
    assert facts["measures"] == ["a"] and facts["format"] == run_store.FORMAT
    assert (
        plan_facts("compare", scenarios, (7, 9))["seeds"] == [7, 9]
        and plan_facts("compare", scenarios, ())["seeds"] == []
    )


def test_new_results_replace_their_own_and_leave_what_others_put_there(tmp_path):
    for name in ("mine.txt", "plan.json", "notes", "runs"):
        (tmp_path / name).mkdir() if "." not in name else (tmp_path / name).write_text("x", "utf-8")
    assert _results(tmp_path, False) == []
    assert {path.name for path in _results(tmp_path, True)} == {"mine.txt", "notes"}


def test_a_name_that_is_taken_is_counted_up(tmp_path):
    assert free_name(tmp_path / "a") == tmp_path / "a"
    for name in ("a", "a-2"):
        (tmp_path / name).mkdir()
    assert free_name(tmp_path / "a") == tmp_path / "a-3"


def on(name: str, seed: int = 1, **mechanisms: dict[str, Any]) -> Scenario:
    """A scenario of thirty days with some mechanisms."""
    chosen = {m: registry()[m].Parameters(**values) for m, values in mechanisms.items()}
    return with_changes(
        Scenario(name=name, mechanisms=chosen), {"run.days": 25, "run.warm_up_days": 5, "run.seed": seed}
    )


def test_days_in_common_end_where_the_first_mechanism_of_either_begins():
    base, late, later = on("a"), on("b", volunteers={"start_day": 9}), on("c", volunteers={"start_day": 12})
    assert acting(base).mechanisms == () and [day for day, _ in acting(late).mechanisms] == [9]
    assert acting(base).until(9) == acting(late).until(9) != acting(late).until(10)
    assert acting(on("x", volunteers={"start_day": 30})).mechanisms == (), "it begins after the last day"
    assert [day for day, _ in acting(on("x", volunteers={"start_day": 29})).mechanisms] == [29]
    assert acting(base).common == acting(on("z", 99)).common, "a seed is no setting"
    assert acting(base).common != acting(with_changes(base, {"voice.voice_share": 0.31})).common
    found = common_days([base, late, later, with_changes(base, {"name": "d", "voice.voice_share": 0.31})])
    # All three have 9 days in common, which saves 18; two of them 12, which saves 12.
    assert [(one.days, one.group, one.alike) for one in found] == [(9, 0, True)] * 3 + [(0, -1, False)]


def test_an_empty_list_of_values_is_told_once():
    [(path, said)] = FactorSettings(values=()).cross_checks()
    assert path == "values" and "empty" in said.en
