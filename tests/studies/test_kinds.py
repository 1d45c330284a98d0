"""Kinds of study without a run: what they plan, what follows from made-up results, what their tables and pages say."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.kinds import ensemble, interactions, validate
from sim.mechanisms import registry
from sim.report.answer import BETTER, UNSURE, WORSE
from sim.report.study_tables import mechanism_name
from sim.running import RunResult
from sim.scenario.members import ENSEMBLE, read_members
from sim.studies.budget import RESOLVED_FROM
from sim.studies.interactions import LESS, MORE, NOT_TOLD_APART
from sim.studies.kinds import Heading, kinds
from sim.studies.patterns import COLUMNS as PATTERN_COLUMNS
from sim.studies.runs import Outcome
from sim.studies.study_kind import Asked
from sim.studies.validation import COLUMNS
from sim.words import Sentence
from sim.world.places import PlaceNames
from tests.language import spoken
from tests.model_runs import SMALL_PLACE

NAN = math.nan
PLACE = (f"world.place={SMALL_PLACE}", "world.sample=1")

FIGURES = (
    "lost,P5,baseline,dropped_share,all,all,value,,0.2,0.1,0.3,share,fit,made up,assumed,",
    "held,P1,baseline,satisfaction_share,all,all,value,,0.6,0.5,0.7,share,hold back,made up,assumed,",
    "put_in,P1,baseline,same_day_share,all,all,value,,0.6,0.5,0.7,share,input,made up,assumed,",
    "elsewhere,P1,status_quo,dropped_share,all,all,value,,0.6,0.5,0.7,share,hold back,made up,assumed,",
    "half,P1,baseline,dropped_share,all,all,difference,status_quo:dropped_share,0,-1,1,share,hold back,made up,low,",
)
"""One figure is fitted to; one is held back and needs no other run, two others do; one is put in."""


def figures(folder: Path, *rows: str) -> Path:
    """A file of published figures."""
    path = folder / "figures.csv"
    path.write_text("\n".join([",".join(PATTERN_COLUMNS), *(rows or FIGURES)]) + "\n", encoding="utf-8")
    return path


def gave(scenario: str, seed: int, **values: float) -> Outcome:
    """A run that has ended and gave so much over everybody."""
    rows = [(name, "all", "all", 1, value) for name, value in values.items()]
    table = pd.DataFrame(rows, columns=["measure", "by", "group", "n", "value"])
    return Outcome(scenario, seed, RunResult(scenario, "", seed, table, (), {}, {}, (), 0))


# Ensembles


def members(folder: Path, text: str = "", **options: str) -> ensemble.Kind:
    """An ensemble of three members out of five in one step, as its file asks for it."""
    figures(folder)
    file = folder / "mine.yaml"
    usual = "patterns: figures.csv\nmechanisms: [volunteers]\nreplications: 3\nsteps: 1\ndays: 30\nseed: 7\n"
    file.write_text(f"kind: ensemble\n{usual}{text}", encoding="utf-8")
    return ensemble.Kind.read(Asked("ensemble", file=str(file), overrides=PLACE, options=options))


def test_an_ensemble_fits_what_is_to_be_fitted_and_holds_back_what_the_same_runs_give(tmp_path):
    kind = members(tmp_path)
    assert [t.id for t in kind.targets] == ["lost", "held"] and kind.n_fitted == 1
    assert [s.name for s in kind.scenarios] == ["baseline"]
    assert list(kind.cells) == [("dropped_share", "all"), ("satisfaction_share", "all")]
    assert kind.kept == {"dropped_share", "satisfaction_share"}
    # Three are wanted, 1.4 are drawn for each, which is 4.2 and so five; they run as drawn and after one step.
    assert kind.n_drawn == 5 and kind.waves == 2 and list(kind.seeds) == list(range(7, 17))
    assert "1 figures: lost" in kind.outline() and f"{len(kind.ranges)} unknowns" in kind.outline()
    assert any(one.key.startswith("mechanisms.volunteers.") for one in kind.ranges)


def test_settings_of_an_ensemble():
    usual = ensemble.Settings()
    assert (usual.replications, usual.drawn, usual.steps, usual.tolerances, usual.patterns) == (200, 1.4, 2, 2.0, None)


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [((FIGURES[1],), "GZ059", "no row of the patterns has the use 'fit'"), (FIGURES[:1], "", "")],
)
def test_without_a_figure_to_fit_there_is_no_ensemble(tmp_path, rows, code, words):
    file = tmp_path / "mine.yaml"
    file.write_text("kind: ensemble\npatterns: figures.csv\nmechanisms: [volunteers]\n", encoding="utf-8")
    figures(tmp_path, *rows)
    asked = Asked("ensemble", file=str(file), overrides=PLACE)
    if not code:
        assert [t.id for t in ensemble.Kind.read(asked).targets] == ["lost"]
        return
    with pytest.raises(InputError, match=words):
        ensemble.Kind.read(asked)


def test_where_members_cannot_be_written_is_said_before_the_first_run(tmp_path):
    with pytest.raises(InputError, match="GZ001"):
        members(tmp_path, members=str(tmp_path / "nowhere" / "a.csv"))
    with pytest.raises(InputError, match="GZ002"):
        members(tmp_path, members=str(tmp_path))
    assert members(tmp_path, members=str(tmp_path / "a.csv")).members == str(tmp_path / "a.csv")


def test_every_member_has_a_seed_and_townships_of_its_own_in_every_step(tmp_path):
    kind = members(tmp_path)
    plan = kind.plan()
    first = kind.experiment.baseline.world.world_seed
    assert [run.seed for run in plan] == [7, 8, 9, 10, 11]
    assert [run.scenario.world.world_seed for run in plan] == [first + k for k in range(5)]
    assert {run.measures for run in plan} == {frozenset({"dropped_share", "satisfaction_share"})}
    assert {run.cells for run in plan} == {frozenset({("dropped_share", "all"), ("satisfaction_share", "all")})}
    assert len({run.scenario.work.quick_hours for run in plan}) == 5
    assert kind.done[0].members.tolist() == [1, 2, 3, 4, 5] and kind.done[0].points.shape == (5, len(kind.ranges))


def test_a_member_whose_run_failed_is_lost_and_the_others_go_on_under_their_numbers(tmp_path):
    """Member 2 gave nothing; after the step members 1, 4 and 5 lie within two tolerances of .1 about .2, 3 does not."""
    kind = members(tmp_path, members=str(tmp_path / "kept.csv"))
    plan = kind.plan()
    outcomes = [
        gave("baseline", run.seed, dropped_share=0.09 * k, satisfaction_share=0.5)
        if k != 1
        else Outcome("baseline", 8, None)
        for k, run in enumerate(plan)
    ]
    again = kind.further(outcomes)
    first = kind.experiment.baseline.world.world_seed
    assert kind.failed == [1] and kind.found is None
    assert [run.seed for run in again] == [12, 14, 15, 16]
    assert [run.scenario.world.world_seed for run in again] == [first + k for k in (5, 7, 8, 9)]
    later = {12: (0.15, 0.45), 14: (0.41, 0.9), 15: (0.39, 0.55), 16: (0.1, NAN)}
    outcomes += [gave("baseline", s, dropped_share=a, satisfaction_share=b) for s, (a, b) in later.items()]
    assert kind.further(outcomes) == []
    assert kind.failed == [1, 0] and kind.found is not None
    assert kind.found.kept.members.tolist() == [1, 4, 5] and kind.found.last.members.tolist() == [1, 3, 4, 5]
    tables = kind.analyse(pd.DataFrame())
    steps = tables["steps"]
    assert steps["n_members"].tolist() == [4, 4] and steps["n_failed"].tolist() == [1, 0]
    # As drawn 0, .18, .27 and .36 lost: all within .2 of .2.
    assert steps["within_share"].tolist() == [1.0, 0.75]
    rows = tables["figures"].set_index("id")
    assert rows["covered"].to_dict() == {"lost": "yes", "held": "no"}
    assert rows.loc["held", ["q05", "q50", "q95"]].tolist() == pytest.approx([0.455, 0.5, 0.545])
    assert rows.loc["lost", "q50"] == 0.15 and rows.loc["lost", "prior_q50"] == pytest.approx(0.225)
    facts = kind.facts(tables)
    said = {"n_drawn": 5, "n_wanted": 3, "n_kept": 3, "n_failed": 1, "n_steps": 1, "tolerances": 2.0, "days": 30}
    assert {name: facts[name] for name in said} == said
    assert (facts["seed"], facts["sample"], facts["steps"], facts["world_seeds"]) == (7, 1.0, 1, [first])
    assert facts["within_share"] == [1.0, 0.75] and facts["held_back_covered"] == [0, 1]
    assert facts["fitted"] == ["lost"] and facts["targets"] == {"lost": [0.2, 0.1, 0.3]}
    assert facts["n_ranges"] == len(kind.ranges) and facts["baseline"] == "baseline"
    assert facts["mechanisms"] == ["volunteers"] and facts["kind"] == "ensemble"
    out = tmp_path / "out"
    out.mkdir()
    kind.write(out)
    assert (out / ENSEMBLE).read_bytes() == (tmp_path / "kept.csv").read_bytes()
    table = read_members(out / ENSEMBLE).table
    assert table.index.tolist() == [1, 2, 3]
    assert table["work.quick_hours"].tolist() == [again[k].scenario.work.quick_hours for k in (0, 2, 3)]
    assert (out / "patterns.csv").read_bytes() == (tmp_path / "figures.csv").read_bytes()
    assert 'patterns: "patterns.csv"' in (out / "experiment.yaml").read_text(encoding="utf-8")


def test_with_fewer_than_two_members_an_ensemble_ends(tmp_path):
    kind = members(tmp_path)
    plan = kind.plan()
    outcomes = [gave("baseline", plan[0].seed, dropped_share=0.2, satisfaction_share=0.5)]
    assert kind.further(outcomes) == [] and kind.failed == [4] and kind.found is None
    tables = kind.analyse(pd.DataFrame())
    assert not len(tables["figures"]) and not len(tables["numbers"])
    assert math.isnan(tables["steps"].loc[0, "spread_kept"])
    facts = kind.facts(tables)
    assert facts["n_kept"] == 0 and facts["held_back_covered"] == [0, 0]
    out = tmp_path / "out"
    out.mkdir()
    kind.write(out)
    assert not (out / ENSEMBLE).exists() and (out / "experiment.yaml").exists()


def test_what_an_ensemble_depends_on(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    kind, other = members(tmp_path / "a"), members(tmp_path / "b", "drawn: 2\n")
    assert kind.depends_on["targets"] == {"lost": [0.2, 0.1, 0.3]} and kind.depends_on["steps"] == 1
    assert (kind.depends_on["n_drawn"], other.depends_on["n_drawn"]) == (5, 6)
    assert kind.depends_on["ranges"] == other.depends_on["ranges"]


# Validation


def judged(folder: Path, replications: int | None = None, *rows: str) -> validate.Kind:
    """The figures of a file held beside the small place."""
    file = figures(folder, *rows)
    return validate.Kind.read(
        Asked("validate", overrides=PLACE, replications=replications, options={"patterns": str(file)})
    )


def test_every_scenario_is_judged_with_a_seed_and_a_draw_for_each_replication(tmp_path):
    kind = judged(tmp_path, 2)
    first = kind.scenarios[0]
    assert [s.name for s in kind.scenarios] == ["baseline", "status_quo"]
    assert kind.seeds == [first.run.seed, first.run.seed + 1]
    assert kind.world_seeds == [first.world.world_seed, first.world.world_seed + 1]
    assert kind.last_seed == max(*kind.seeds, *kind.world_seeds)
    plan = kind.plan()
    assert [(r.scenario.name, r.seed - first.run.seed) for r in plan] == [
        ("baseline", 0),
        ("baseline", 1),
        ("status_quo", 0),
        ("status_quo", 1),
    ]
    for run in plan:
        usual = next(s for s in kind.scenarios if s.name == run.scenario.name)
        assert run.scenario.world.world_seed - usual.world.world_seed == run.seed - first.run.seed
        assert run.measures == {"dropped_share", "satisfaction_share", "same_day_share"}
    assert kind.outline() == "baseline, status_quo"
    assert len(judged(tmp_path).seeds) == 5


def test_figures_are_counted_by_use_and_verdict(tmp_path):
    kind = judged(tmp_path, 2)
    values = [
        ("baseline", "dropped_share", (0.25, 0.27)),
        ("baseline", "satisfaction_share", (0.75, 0.73)),
        ("status_quo", "dropped_share", (0.55, 0.57)),
    ]
    measures = pd.DataFrame(
        [(s, seed, m, "all", "all", 1.0, v) for s, m, both in values for seed, v in zip(kind.seeds, both, strict=True)],
        columns=["scenario", "seed", "measure", "by", "group", "n", "value"],
    )
    tables = kind.analyse(measures)
    table = tables["validation"].set_index("id")
    assert table["within"].to_dict() == {
        "lost": "yes",
        "held": "no",
        "put_in": "not measured",
        "elsewhere": "yes",
        "half": "yes",
    }
    assert table.loc["half", "result"] == pytest.approx(-0.3) and table.loc["lost", "distance"] == pytest.approx(0.6)
    assert table.loc["held", "distance"] == pytest.approx(1.4)
    facts = kind.facts(tables)
    assert facts["tally"] == {
        "fit": {"within": 1, "outside": 0, "not_measured": 0},
        "hold back": {"within": 2, "outside": 1, "not_measured": 0},
        "input": {"within": 0, "outside": 0, "not_measured": 1},
    }
    assert facts["world_seeds"] == kind.world_seeds and facts["overrides"] == list(PLACE)
    assert facts["patterns"] == str(tmp_path / "figures.csv")


@pytest.mark.parametrize(("n", "said"), [(1, "single run"), (2, "only 2 runs"), (9, "only 9 runs"), (10, "")])
def test_below_ten_seeds_a_reader_is_warned(tmp_path, n, said):
    kind = judged(tmp_path, n)
    measures = pd.DataFrame(columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    text = kind.text(kind.analyse(measures), {"world": {"sample": 1.0}})
    assert text.startswith(f"Published figures and what the model gives: {n} replications")
    warned = [line for line in text.split("\n") if line.startswith("Warning")]
    assert len(warned) == bool(said) and all(said in line for line in warned)
    assert "0 of 0 within tolerance, 1 not measured" in text


def page_row(**own: Any) -> dict[str, Any]:
    """A row of the table of verdicts."""
    usual = dict.fromkeys(COLUMNS, "") | {
        "pattern": "P4",
        "scenario": "baseline",
        "what": "days",
        "what_zh": "天数",
        "unit": "days",
        "target": 3.0,
        "low": 2.0,
        "high": 7.0,
        "n_runs": 5,
        "result": 5.0,
        "ci_low": 4.0,
        "ci_high": 6.0,
        "distance": 0.5,
        "within": "yes",
        "use": "fit",
        "source": "a table",
        "confidence": "high",
        "note": "a note",
        "source_zh": "某表",
    }
    return usual | own


def test_the_page_of_figures_is_coloured_by_their_verdicts():
    rows = [
        page_row(),
        page_row(within="no", distance=1.5, use="hold back", note="", confidence="low"),
        page_row(within="not measured", distance=NAN, result=NAN, ci_low=NAN, target=NAN, use="input"),
    ]
    table = validate._table(pd.DataFrame(rows))
    assert [row[3].tone for row in table.rows] == [BETTER, WORSE, UNSURE]
    told = [[(str(cell.text), str(cell.below)) for cell in row] for row in table.rows]
    assert told[0] == [
        ("baseline: days", "P4"),
        ("3.0 (2.0 to 7.0)", ""),
        ("5.0 (4.0 to 6.0)", ""),
        ("0.50", ""),
        ("fit", ""),
        ("a table; a note", "high"),
    ]
    assert told[1][3:] == [("1.50", ""), ("hold back", ""), ("a table", "low")]
    assert [text for text, _ in told[2][1:5]] == ["2.0 to 7.0", "–", "–", "input"]
    assert len(table.head) == 6 and table.csv == "report_validation.csv"
    chinese = spoken("zh", validate._table, pd.DataFrame(rows[:1])).rows[0]
    assert str(chinese[0].text) == "baseline: 天数" and str(chinese[5].text) == "某表; a note"


# Pairs of mechanisms


def pair_rows(*rows: tuple[float, float, float, str]) -> pd.DataFrame:
    """Pairs of the first mechanism with others: alone a, alone b, beyond the sum, and the verdict."""
    names = list(registry())
    return pd.DataFrame(
        [
            {
                "mechanism_a": names[0],
                "mechanism_b": names[k + 1],
                "measure": "resolution_share",
                "by": "all",
                "group": "all",
                "n": 8,
                "n_equal": 1,
                "baseline": 0.5,
                "alone_a": a,
                "alone_b": b,
                "together": a + b + beyond,
                "interaction": beyond,
                "ci_low": beyond - 0.001,
                "ci_high": beyond + 0.001,
                "p_adjusted": 0.01,
                "verdict": verdict,
            }
            for k, (a, b, beyond, verdict) in enumerate(rows)
        ]
    )


def test_pairs_stand_by_their_distance_from_the_sum_in_points_with_sum_together_and_beyond():
    rows = pair_rows((0.02, 0.03, 0.004, MORE), (0.02, 0.01, -0.01, LESS), (0.01, 0.01, 0.001, NOT_TOLD_APART))
    table = interactions._pairs_table(("resolution_share", "all", "all"), rows)
    names = list(registry())
    told = [[str(cell.text) for cell in row] for row in table.rows]
    first, second = (f"{mechanism_name(names[0])} + {mechanism_name(names[k])}" for k in (2, 1))
    assert told[0][0] == first and told[1][0] == second
    assert [line[1][:2] for line in told] == ["+3", "+5", "+2"]
    assert [line[2][:4] for line in told] == ["+2.0", "+5.4", "+2.1"] or [line[2][:2] for line in told] == [
        "+2",
        "+5",
        "+2",
    ]
    assert [line[3][:4] for line in told] == ["−1.0", "+0.4", "+0.1"] or told[0][3].startswith("−1")
    assert [row[3].tone for row in table.rows] == [WORSE, BETTER, ""]
    assert "percentage points" in table.note and len(table.head) == 4


def test_ten_pairs_are_listed_at_most():
    rows = pair_rows(*[(0.01, 0.01, 0.001 * k, NOT_TOLD_APART) for k in range(12)])
    table = interactions._pairs_table(("resolution_share", "all", "all"), rows)
    assert interactions.MOST_PAIRS == len(table.rows) == 10
    assert str(table.rows[0][0].text).endswith(mechanism_name(list(registry())[12]))


def test_what_mechanisms_do_alone_stands_measure_by_measure_over_everybody():
    rows = [
        (name, measure, by, "all", 9, 0.5, value, value - 0.01, value + 0.01)
        for name, measure, by, value in (
            ("volunteers", "resolution_share", "all", 0.02),
            ("five_zeros", "resolution_share", "all", 0.03),
            ("volunteers", "resolution_share", "setting", 0.9),
            ("five_zeros", "closing_days_mean", "all", -1.5),
        )
    ]
    columns = ["mechanism", "measure", "by", "group", "n", "baseline", "difference", "ci_low", "ci_high"]
    alone = pd.DataFrame(rows, columns=columns).assign(n_equal=1, p_adjusted=0.01)
    study: Any = type("Made", (), {"tables": {"alone": alone}, "names": PlaceNames()})()
    table = interactions._alone_table(study)
    told = [[str(cell.text) for cell in row] for row in table.rows]
    assert [line[0] for line in told] == [mechanism_name("volunteers"), mechanism_name("five_zeros")]
    assert told[0][1].startswith("+2") and told[0][2] == "–"
    assert told[1][1].startswith("+3") and told[1][2].startswith("−1.5")
    assert len(table.head) == 3 and "percentage points" in table.head[1] and "days" in table.head[2]


def test_the_measures_looked_at_where_nothing_is_asked():
    assert interactions.Settings().measures == (
        "resolution_share",
        "resolution_share by setting",
        "solved_per_need",
        "closing_days_mean",
        "on_time_share",
        "dropped_share",
        "resolution_urban_rural_gap",
    )
    assert interactions.Settings.fewest_mechanisms == 2


# Kinds


def test_the_kinds_of_this_program_and_what_is_typed_for_them():
    found = kinds()
    assert list(found) == ["budget", "ensemble", "interactions", "validate"]
    assert [name for name, kind in found.items() if kind.heading.file] == ["budget", "ensemble", "interactions"]
    assert found["ensemble"].heading.option_names == ["members"]
    assert found["validate"].heading.option_names == ["patterns"] and found["budget"].heading.option_names == []
    some = Heading(Sentence("a", "b"), options={"--more-words FILE": Sentence("a", "b")})
    assert some.option_names == ["more_words"] and some.file
    for name, kind in found.items():
        assert kind.load() is __import__(f"sim.kinds.{name}", fromlist=["Kind"]).Kind and kind.name == name


def test_a_budget_keeps_what_resolved_issues_are_counted_from(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("kind: budget\nmechanisms: [volunteers]\nmillion_yuan: 2\nmeasures: [trust_community]\n", "utf-8")
    kind = kinds()["budget"].load().read(Asked("budget", file=str(file), overrides=PLACE, replications=3))
    assert kind.kept == {"trust_community"} | RESOLVED_FROM and kind.needs_world
    assert list(kind.cells) == [("trust_community", "all")] and len(kind.seeds) == 3
    assert kind.facts_beforehand() == {"mechanisms": ["volunteers"]}


def test_pairs_need_two_mechanisms_and_are_run_alone_and_together(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("kind: interactions\nmechanisms: [volunteers, five_zeros]\nmeasures: [dropped_share]\n", "utf-8")
    kind = kinds()["interactions"].load().read(Asked("interactions", file=str(file), overrides=PLACE))
    assert [s.name for s in kind.scenarios] == ["baseline", "five_zeros", "volunteers", "five_zeros--volunteers"]
    values = {"baseline": 0.5, "five_zeros": 0.4, "volunteers": 0.45, "five_zeros--volunteers": 0.3}
    noise = np.array([0.0, 0.001, -0.002, 0.0005])
    measures = pd.DataFrame(
        [
            (name, seed, measure, "all", "all", 1.0, value + shift * (2.0 if "--" in name else 1.0))
            for measure in ("dropped_share", "not_asked_for")
            for name, value in values.items()
            for seed, shift in enumerate(noise)
        ],
        columns=["scenario", "seed", "measure", "by", "group", "n", "value"],
    )
    tables = kind.analyse(measures)
    assert set(tables["measures"]["measure"]) == {"dropped_share"}
    row = tables["interactions"].iloc[0]
    # Fewer losses are wanted: 10 and 5 points less alone, 20 together, which is more than 15.
    assert row["interaction"] == pytest.approx(-0.05 - 0.000125, abs=1e-3) and row["verdict"] == MORE
    assert [row["alone_a"], row["alone_b"], row["together"]] == pytest.approx([-0.1, -0.05, -0.2], abs=1e-3)
    assert tables["alone"]["mechanism"].tolist() == ["five_zeros", "volunteers"]
