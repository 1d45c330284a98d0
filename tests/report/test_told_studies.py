"""What reports of studies, sweeps, calibrations, ensembles and diagnoses say, number by number, of tables by hand."""

from __future__ import annotations

import math
from dataclasses import replace as changed
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.errors import Fault, InputError
from sim.measures.registry import measures as all_measures
from sim.mechanisms import registry
from sim.report import calibration_report as fitted
from sim.report import diagnosis_text, drift_section, ensemble_text, study_report, sweep_report
from sim.report.answer import BETTER, UNSURE, WORSE, Answer, Card, Facts, Statement, facts_of
from sim.report.assumptions import assumptions_of, is_assumed, plain_value
from sim.report.calibration_text import aligned, calibration_text, fit_lines, markdown, posterior_lines
from sim.report.evidence_section import evidence_section
from sim.report.page import Cell
from sim.report.report_tables import as_frame, assumption_tables
from sim.report.scenario_study import MOST_TOLD, complaints, missing_after, warnings_for
from sim.report.study_tables import (
    MOST_PAIRS,
    better_of,
    budget_text,
    cell_file,
    cell_name,
    cost_text,
    ends_text,
    interactions_text,
    measure_name,
    mechanism_name,
    pairs_text,
    scale_of,
    shown,
    sorted_options,
)
from sim.report.validation_text import (
    distance_text,
    number_of,
    result_text,
    tally_text,
    target_text,
    validation_markdown,
    validation_text,
)
from sim.report.wording import Estimate
from sim.report.words import title_of
from sim.scenario.scenario import Scenario, replace
from sim.studies.budget import AVERAGE, FREE, MARGINAL, RESOLVED, WITHIN, YARDSTICK
from sim.studies.compare import compare, summarise
from sim.studies.evidence import PER_CENT, unevaluated
from sim.studies.executor import Executed
from sim.studies.interactions import LESS, MORE, NOT_TOLD_APART
from sim.studies.relax import MEASURES, RELAXATIONS
from sim.studies.runs import Outcome
from sim.studies.statistics import FEW_RUNS, WORLDS
from sim.studies.study_folder import Study
from sim.trace.bottlenecks import Diagnosis, Load
from sim.trace.events import Office
from sim.trace.waiting import Ending, Wait, Waiting
from sim.vocabulary import Category, DeskKind, Setting, Tier
from sim.words import Sentence, T
from sim.world.places import PlaceNames
from tests.model_runs import SMALL_PLACE
from tests.report.tables import GAP, MAIN, NEEDS, RURAL, SPENDING, URBAN, measures, series
from tests.report.test_numbers_told import TITLES, compared, flow_summary, known, summary

nan = math.nan
ALL = ("resolution_share", "all", "all")


def texts(table) -> list[list[str]]:
    """What stands in the cells of a table."""
    return [[f"{cell.text}" for cell in row] for row in table.rows]


# Reports of a run and of a comparison.


def base(name: str = "base", mechanisms: tuple[str, ...] = (), **changes: object) -> Scenario:
    """A scenario of the small place with some mechanisms; settings by dotted path, their points as two underscores."""
    kinds = {kind: registry()[kind].Parameters() for kind in mechanisms}
    made = Scenario(name=name, title=TITLES.get(name, name), title_zh="", mechanisms=kinds)
    settings = {path.replace("__", "."): value for path, value in changes.items()}
    return replace(made, {"world.place": str(SMALL_PLACE), "run.days": 365, **settings})


def study(scenarios: tuple[Scenario, ...], command: str = "compare", **manifest: object) -> Study:
    """A study by hand: policies raise resolution by 4 points each, over ten runs."""
    cells = {}
    for k, scenario in enumerate(scenarios):
        up, own = 0.04 * (k > 0), 0.001 * k
        cells |= {(scenario.name, MAIN): series(0.5 + up, own), (scenario.name, NEEDS): series(0.4 + up, own)}
        cells |= {(scenario.name, GAP): series(0.1, own), (scenario.name, SPENDING): series(30.0, own)}
        cells |= {(scenario.name, RURAL): series(0.35 + up, own), (scenario.name, URBAN): series(0.45 + up, own)}
    table = measures(cells)
    names = [scenario.name for scenario in scenarios]
    tables = {
        "measures": table,
        "summary": summarise(table),
        "comparison": compare(table, names[0], names[1:]),
        "curves": pd.DataFrame(columns=["scenario", "seed", "days", "resolved_share"]),
    }
    facts = {
        "command": command,
        "finished": "2020-01-02T03:04:05",
        "seeds": list(range(1, 11)),
        "versions": {"gongzhi": "1.2", "numpy": ""},
        "counts": {"n_runs": 20, "n_failed": 0},
        "world": {"sample": 0.25, "world_seed": 7},
        "scenarios": [{"name": name, "hash": f"h_{name}"} for name in names],
        "names": {"place": ["Town", "城"], "region": {}, "district": {}},
    }
    return Study(None, {**facts, **manifest}, scenarios, tables)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "command", "title"),
    [
        (("base", "a", "b"), "compare", "What 2 policies change"),
        (("base", "a"), "compare", "What Alpha changes"),
        (("base",), "run", "Baseline: what one scenario gives"),
    ],
)
def test_the_title_says_how_many_policies_are_compared(names, command, title):
    report = study_report.study_report(study(tuple(base(name) for name in names), command))
    page = report.page
    assert page.title == title
    assert page.facts.startswith("Town: sample of 25.00 % of the townships; 365 measured days.")
    assert page.facts.endswith("Runs of each scenario: 10. Finished 2020-01-02.")
    ids = [section.id for section in page.sections]
    assert ("differences" in ids) == ("who" in ids) == ("cost" in ids) == (command == "compare")
    assert (page.glance is None) == (command == "run") and ids[-2:] == ["assumptions", "reproduce"]
    [table] = next(section.tables for section in page.sections if section.id == "comparison")
    assert table.csv == ("report_comparison.csv" if command == "compare" else "report_summary.csv")
    assert set(report.frames) >= {"report_answer.csv", "report_equity.csv", table.csv}
    assert ("report_pairs.csv" in report.frames) == (command == "compare")


def test_pairs_groups_and_the_front_go_into_files_of_their_own():
    frames = study_report.study_report(study((base(), base("a")))).frames
    assert "apart_low" in frames["report_groups.csv"] and "first" in frames["report_pairs.csv"]
    assert "on_front" in frames["report_front.csv"]
    assert list(frames["report_answer.csv"].columns) == ["part", "policy", "tone", "sentence", "certainty"]


def test_the_answer_as_a_table_has_every_sentence_in_its_part():
    answer = Answer(
        [Statement("lead", BETTER, "high")],
        ["choice"],
        [Card("a", "Alpha", (Statement("one", WORSE), Statement("two")))],
        ["caveat"],
    )
    assert study_report.answer_frame(answer).to_numpy().tolist() == [
        ["answer", "", BETTER, "lead", "high certainty"],
        ["choice", "", "", "choice", ""],
        ["policy", "Alpha", WORSE, "one", ""],
        ["policy", "Alpha", "plain", "two", ""],
        ["uncertain", "", "", "caveat", ""],
    ]


def cautions(found: Study) -> str:
    """All caveats of a study as one text."""
    return " ".join(study_report.caveats(found, assumptions_of(found.scenarios)))


def test_what_is_uncertain_of_one_world_of_worlds_and_of_draws():
    plain = cautions(study((base(), base("a"))))
    assert "hold for the one world drawn (sample of 25.00 %" in plain and "different worlds or days" not in plain
    found = assumptions_of([base()])
    assert (
        f"{found.n_assumed} of the {found.n_all} numbers of the model are assumed: no public figure supports" in plain
    )
    worlds = cautions(study((base(), base("a")), worlds={"n": 24, "n_numbers": 77}))
    assert "one world drawn" not in worlds and "Between the worlds 77 numbers" in worlds and "Certainty runs" in worlds
    assert "Certainty runs" not in plain
    drawn = cautions(study((base(), base("a", run__days=300)), study={"world_seeds": [1, 2]}))
    assert "one world drawn" not in drawn and "different worlds or days" not in drawn


@pytest.mark.parametrize(
    "change",
    [{"run__days": 300}, {"run__warm_up_days": 30}, {"run__start_date": "2018-03-01"}, {"world__world_seed": 9}],
)
def test_scenarios_of_other_days_or_worlds_share_no_chance(change):
    assert "different worlds or days" in cautions(study((base(), base("a", **change))))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"counts": {"n_runs": 20, "n_failed": 3}}, "3 of 20 runs failed"),
        ({"interrupted": True}, "The study was interrupted"),
    ],
)
def test_failed_runs_and_an_interruption_are_told(manifest, said):
    assert said in cautions(study((base(), base("a")), **manifest))
    assert said[2:] not in cautions(study((base(), base("a"))))


def test_mechanisms_that_nobody_has_evaluated_are_named():
    rows = assumptions_of([base(mechanisms=tuple(registry()))]).mechanisms
    unknown = [str(registry()[name].title()) for name in rows.loc[~rows["evaluated"], "mechanism"]]
    others = [str(registry()[name].title()) for name in rows.loc[rows["evaluated"], "mechanism"]]
    text = cautions(study((base(), base("a", tuple(registry())))))
    sentence = text[text.index("No evaluation of the outcomes of") :].split(" is known")[0]
    assert unknown and others and all(name in sentence for name in unknown)
    assert not [name for name in others if name in sentence.replace(" and ", ", ").split("of ", 2)[-1].split(", ")]


def test_horizons_that_days_do_not_reach_are_told_shortest_first():
    """Three years are 1095 days: reached to the day; five and ten years are not."""
    names = ("grid_management", "workforce", "service_facilities", "funding_balance")
    [text] = study_report.too_short([base("a", names, run__days=1095)])
    assert text.startswith("1095 measured days") and "grid" not in text
    assert text.index("(5 years)") < text.index("(10 years)") and "and" in text.split("(5 years)")[0]
    [short] = study_report.too_short([base("a", names, run__days=1094)])
    assert short.index("(3 years)") < short.index("(5 years)")


def test_what_a_policy_does_is_the_sentence_of_its_mechanism_or_their_names():
    one, two = ("volunteers",), ("volunteers", "workforce")
    assert study_report.what_of(base(mechanisms=one)) == str(registry()["volunteers"].what())
    both = study_report.what_of(base(mechanisms=two))
    assert both == f"Together: {registry()['volunteers'].title()} and {registry()['workforce'].title()}."
    assert study_report.what_of(base()) == ""


@pytest.mark.parametrize(
    ("command", "manifest", "by", "said"),
    [
        ("run", {}, (), "FOLDER/config.yaml --replications 10"),
        (
            "compare",
            {},
            ("year", "month"),
            "FOLDER/config/base.yaml FOLDER/config/a.yaml --replications 10 --by month,year",
        ),
        (
            "compare",
            {"worlds": {"n": 10}},
            (),
            "FOLDER/config/base.yaml FOLDER/config/a.yaml --worlds 10",
        ),
    ],
)
def test_how_to_repeat_a_study_names_its_files_and_options(command, manifest, by, said):
    made = study((base(), base("a"))[: 1 + (command == "compare")], command, **manifest)
    more = pd.DataFrame([("base", MAIN[0], one, "x", 0.1) for one in by], columns=made.tables["summary"].columns[:5])
    tables = {**made.tables, "summary": pd.concat([made.tables["summary"], more])}
    made = changed(made, tables=tables)
    section = study_report.reproduction(made, study_report._again(made))
    assert section.commands[0].endswith(f" {command} {said} --out again")
    assert section.commands[1].endswith("report FOLDER --lang zh")
    assert "Seeds: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10. World seed: 7." in section.text
    assert "Versions: gongzhi 1.2." in section.text
    assert texts(section.tables[0])[0] == ["base", "h_base"]


def test_settings_of_the_command_line_are_typed_again():
    assert study_report.overrides_text({"overrides": ["run.days=30", "a b"]}) == " --set run.days=30 --set 'a b'"
    assert study_report.overrides_text({}) == ""


def test_the_share_drawn_is_that_of_townships_and_else_what_was_asked_for():
    drawn = {"n_townships": 5, "n_residents": 1, "n_townships_place": 20, "n_residents_place": 2, "n_strata": 1}
    made = study((base(world__sample=0.4),), "run", world={"sample": 0.25, "world_seed": 7, "drawn": drawn})
    assert study_report.share_drawn(made) == pytest.approx(0.25)
    assert study_report.share_drawn(study((base(world__sample=0.4),), "run")) == pytest.approx(0.4)


def test_hours_are_priced_in_the_order_of_committees_offices_and_residents():
    """A wage of 33 yuan: with a fifth on top 40, with half on top 50, and half of it 16.50."""
    made = study((base(), base("a")))
    columns = [f"{who}_hours" for who in ("committee", "township", "district", "resident", "volunteer")]
    row = dict.fromkeys([*columns, "money_yuan", "total_yuan", "yuan_per_resident"], 1.0)
    costs = pd.DataFrame([{"scenario": name, **row} for name in ("base", "a")])
    made = changed(made, tables={**made.tables, "costs": costs})
    section = next(s for s in study_report.study_report(made).page.sections if s.id == "cost")
    assert "hours at 40 yuan (committees), 50 yuan (offices above) and 16.5 yuan (residents" in section.tables[0].note
    assert [p.name for p in section.pictures] == ["front", "cost_and_effect"]
    without = next(s for s in study_report.study_report(study((base(), base("a")))).page.sections if s.id == "cost")
    assert without.text == ["Costs were not computed for this study."]


def test_differences_by_world_are_from_the_baseline_of_the_same_world():
    """Worlds 1 and 2: .50 and .60 become .53 and .59."""
    table = measures({("base", MAIN): [0.5, 0.6], ("a", MAIN): [0.53, 0.59]})
    given = Facts(table, compared([]), {"base": "B", "a": "A"}, {}, pd.DataFrame(), PlaceNames(), WORLDS)
    apart, bands = study_report.differences_by_world(given)
    assert apart[MAIN[0]]["a"].tolist() == pytest.approx([0.03, -0.01]) and not apart[MAIN[0]]["base"].any()
    band = bands[("a", MAIN[0])]
    assert -0.0101 < band.low < band.high < 0.0301 and ("base", MAIN[0]) not in bands


def test_sections_stand_in_order_with_their_pictures_and_what_they_say():
    """The flow comes before the endings; measures by year have a figure and the table of what still drifts."""
    made = study((base(), base("a")))
    rows = [("base", "resolution_share", "month", f"2017-{m:02d}", 0.4 + 0.01 * m) for m in (1, 2)]
    rows += [("base", "unmet_burden", "all", "all", 12.0)]
    more = pd.concat([made.tables["summary"], flow_summary(), summary(rows)])
    yearly_rows = yearly("trust_community", {"2017": (0.40, 0.0), "2018": (0.45, 0.001)})
    tables = {
        **made.tables,
        "summary": more,
        "curves": pd.DataFrame([("base", 1, 30, 0.25)], columns=["scenario", "seed", "days", "resolved_share"]),
        "hours": pd.DataFrame(
            [("use", "committee", "counter", name, hours) for name, hours in (("base", 100.0), ("a", 90.0))],
            columns=["side", "bearer", "use", "scenario", "hours"],
        ),
        "measures": pd.concat(
            [made.tables["measures"], pd.DataFrame(yearly_rows, columns=made.tables["measures"].columns)]
        ),
    }
    page = study_report.study_report(changed(made, tables=tables)).page
    sections = {section.id: section for section in page.sections}
    order = ["comparison", "differences", "stuck", "waiting", "over_time", "equity", "unmet", "who", "cost", "hours"]
    assert [name for name in sections if name in order] == order
    assert [p.name for p in sections["stuck"].pictures] == ["flow", "stuck", "outcomes"]
    said = [p.message for p in sections["stuck"].pictures]
    assert (
        "Of 100 needs" in said[0] and said[1].startswith("Most issues") and "Baseline 50.0 %; Alpha 54.0 %" in said[2]
    )
    assert sections["waiting"].pictures[0].message.endswith("Baseline 25.0 %.")
    assert [p.name for p in sections["over_time"].pictures] == ["over_time_month"]
    assert "41.0 % (Jan 2017) and 42.0 % (Feb 2017)" in sections["over_time"].pictures[0].message
    assert [table.csv for table in sections["over_time"].tables] == ["report_drift.csv"]
    assert texts(sections["hours"].tables[0])[0][1:] == ["100", "90"]
    assert texts(sections["unmet"].tables[0])[0][1] == "12.0 d"
    assert sections["differences"].pictures[0].message.endswith(").") and "Alpha +4.0" in (
        sections["differences"].pictures[0].message
    )
    assert "map" not in sections and [table.csv for table in sections["who"].tables] == ["report_groups.csv"]


def test_an_experiment_is_called_as_its_file_says_and_asks_its_question(tmp_path):
    made = changed(study((base(), base("a"))), folder=tmp_path)
    answer = Answer([Statement("found")])
    found = study_report.kind_report(made, "Pairs", answer, [], dict, "FOLDER/experiment.yaml")
    assert found.page.title == "Pairs" and found.page.facts.startswith("Town: sample")
    assert [section.id for section in found.page.sections] == ["assumptions", "reproduce"]
    assert "compare FOLDER/experiment.yaml --out again" in found.page.sections[-1].commands[0]
    assert any("hold for the one world drawn" in text for text in answer.caveats)
    (tmp_path / "experiment.yaml").write_text("title: Mine\nquestion: Which?\n", encoding="utf-8")
    found = study_report.kind_report(made, "Pairs", Answer(), [], dict, "x", [base(run__days=90)])
    assert found.page.title == "Mine" and found.page.facts.startswith("Which? Town: sample")
    assert [row[0].text for row in found.page.sections[0].tables[-1].rows] == ["run.days"]


def test_over_seeds_nothing_is_known_of_worlds():
    made = study((base(), base("a")))
    given = facts_of(made.tables["measures"], made.tables["comparison"], TITLES, {}, PlaceNames())
    assert study_report.world_facts(made, given) is None and study_report.lead_of(made) == []
    one = study((base(), base("a")), worlds={"n": 1})
    one = changed(one, tables={**one.tables, "robust": pd.DataFrame()})
    assert study_report.world_facts(one, changed(given, grounds=SimpleNamespace())) is None


def test_all_settings_are_said_to_be_defaults_only_where_they_are():
    said = "All other settings are the defaults."
    for scenario, plain in ((replace(Scenario(name="base"), {}), True), (base(run__days=90), False)):
        found = assumptions_of([scenario])
        assert (said in study_report._assumptions(found, TITLES).text) == plain
        assert any(
            f"{found.n_assumed} of the {found.n_all} numbers" in t for t in study_report._assumptions(found, {}).text
        )


def test_pictures_that_were_not_drawn_are_left_out_with_sections_that_hold_nothing_else():
    from sim.report.page import Page, Picture, Section
    from sim.report.report import _with_images

    sections = [
        Section("one", "One", pictures=[Picture("a", "A", "m"), Picture("b", "B", "m")]),
        Section("two", "Two", pictures=[Picture("b", "B", "m")]),
        Section("three", "Three", text=["x"], pictures=[Picture("b", "B", "m")]),
    ]
    page = Page("t", "f", Answer(), None, sections, Picture("b", "B", "m"))
    drawn = _with_images(page, {"a": "data:a"}, True)
    assert [(s.id, [p.source for p in s.pictures]) for s in drawn.sections] == [("one", ["data:a"]), ("three", [])]
    assert drawn.picture is None
    told = _with_images(page, {}, False)
    assert [len(s.pictures) for s in told.sections] == [2, 1, 1] and told.picture is not None


# What moves from year to year.


def yearly(measure: str, values: dict[str, tuple[float, float]], scenario: str = "a") -> list[tuple]:
    """Ten runs of a measure by year: mean, and by how much runs differ from it to either side."""
    return [
        (scenario, seed, measure, "year", year, 100.0, mean + own * (1 if seed % 2 else -1) * (1 + seed / 100))
        for year, (mean, own) in values.items()
        for seed in range(1, 11)
    ]


def test_every_year_has_its_value_and_its_change_and_the_last_a_verdict():
    """Trust 40, 41, 45 of 100: 4 are more than a fiftieth of 41. The backlog stays within a fiftieth of 50."""
    rows = yearly("trust_community", {"2017": (0.40, 0.0), "2018": (0.41, 0.001), "2019": (0.45, 0.002)})
    rows += yearly("backlog_per_1000", {"2017": (50.0, 0.0), "2018": (50.1, 0.01), "2019": (50.2, 0.03)})
    table = drift_section.drift_section_table(
        pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"]), {"a": "Alpha"}
    )
    assert table is not None and list(table.head[1:]) == ["2017", "2018", "2019"]
    trust, backlog = table.rows
    assert f"{trust[0].text}" == str(all_measures()["trust_community"].words)
    assert [f"{cell.text}" for cell in trust[1:]] == [f"{x} points of 100" for x in ("40.00", "41.00", "45.00")]
    assert trust[1].below == "" and "+1.0" in f"{trust[2].below}" and "drifts" not in f"{trust[2].below}"
    assert "+4.0" in f"{trust[3].below}" and f"{trust[3].below}".endswith("(still drifts)")
    assert [cell.tone for cell in trust[1:]] == ["", "", UNSURE]
    low, high = (float(x) for x in f"{trust[3].below}".split("(")[1].split(")")[0].split(" to "))
    assert 3.5 < low < 4.0 < high < 4.5
    assert [f"{cell.text}" for cell in backlog[1:]] == ["50.000", "50.100", "50.200"]
    assert f"{backlog[3].below}".endswith("(steady)") and backlog[3].tone == ""


def test_of_several_scenarios_each_line_names_its_own():
    rows = [row for name in ("a", "b") for row in yearly("backlog_per_1000", {"2017": (5, 0), "2018": (6, 0.1)}, name)]
    frame = pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    table = drift_section.drift_section_table(frame, {"a": "Alpha", "b": "Beta"})
    assert table is not None and [f"{row[0].text}".split(":")[0] for row in table.rows] == ["Alpha", "Beta"]
    assert drift_section.drift_section_table(frame[frame["group"] == "2017"], TITLES) is None


# Assumptions and evidence.


@pytest.mark.parametrize(
    ("value", "said"), [(True, "yes"), (False, "no"), (0.12345678, "0.123457"), (3, "3"), ("x", "x"), (1e7, "1e+07")]
)
def test_a_value_is_said_in_six_digits_at_most(value, said):
    assert plain_value(value) == said


def test_a_number_is_assumed_where_its_source_says_so():
    assert is_assumed("Assumed, after a survey") and is_assumed("a law; size assumed") and not is_assumed("a survey")


def test_settings_name_the_scenarios_that_have_them_and_values_stand_once():
    """Two of three scenarios have 90 days; one has 80; all have another sample."""
    common = {"world__sample": 0.3}
    three = [base("base", **common), base("a", run__days=90, **common), base("b", run__days=80, **common)]
    three.append(base("c", run__days=90, **common))
    found = assumptions_of(three)
    rows = found.changed.set_index(["path", "value"])
    assert rows.loc[("run.days", "90"), "scenario"] == "a, c" and rows.loc[("run.days", "80"), "scenario"] == "b"
    assert rows.loc[("world.sample", "0.3"), "scenario"] == "" and "world.place" not in found.changed["path"].tolist()
    assert not len(found.mechanisms) and not len(found.parameters)
    table = assumption_tables(found, {**TITLES, "c": "Gamma"})[-1]
    cell = next(row for row in table.rows if row[0].text == "run.days" and row[2].text == "90")
    assert cell[0].below == "Alpha, Gamma" and cell[3].text == "365"


def test_a_number_that_any_scenario_sets_is_the_places_own():
    found = assumptions_of([base(), base("a", needs__quick_share=0.3)])
    plain = assumptions_of([base("a", needs__quick_share=0.3)])
    assert found.origins["own"] == plain.origins["own"] == 1 + assumptions_of([base()]).origins["own"]


def test_of_a_mechanism_its_numbers_are_counted_and_place_and_time_left_out():
    policy = registry()["volunteers"].Parameters
    field = next(name for name, info in policy.model_fields.items() if isinstance(info.default, float))
    value = getattr(policy(), field)
    other = base("b", ("volunteers",))
    moved = replace(other, {f"mechanisms.volunteers.{field}": value / 2.0})
    found = assumptions_of([base(), other, moved])
    [row] = found.mechanisms.to_dict("records")
    assert row["n_parameters"] == len(found.parameters) and row["n_assumed"] == found.parameters["assumed"].sum()
    assert row["n_assumed"] > 0
    paths = found.parameters["path"].tolist()
    assert not [path for path in paths if path.endswith((".districts", ".start_day", ".end_day"))]
    shown_value = found.parameters.set_index("path").loc[f"mechanisms.volunteers.{field}", "value"]
    assert shown_value == f"{plain_value(value)}, {plain_value(value / 2.0)}"
    started = replace(other, {"mechanisms.volunteers.start_day": 10})
    row = assumptions_of([started]).parameters.set_index("path").loc["mechanisms.volunteers.start_day"]
    assert (row["value"], row["default"]) == ("10", "0")


def test_mechanisms_without_evidence_are_marked():
    found = assumptions_of([base(mechanisms=tuple(registry()))])
    assert set(found.mechanisms.loc[~found.mechanisms["evaluated"], "mechanism"]) == set(unevaluated())
    table = assumption_tables(found, {})[0]
    for row, known_row in zip(table.rows, found.mechanisms.to_dict("records"), strict=True):
        assert row[3].mark == (not known_row["evaluated"]) and row[0].below == known_row["mechanism"]
        assert row[2].text == f"{known_row['n_assumed']} / {known_row['n_parameters']}"
        assert (row[3].text == "none known") == (not known_row["evaluated"])


def test_published_findings_stand_beside_policies_that_have_the_mechanism():
    """A policy of two mechanisms says that there is another; the baseline's own are not shown."""
    on = ("service_platform", "workforce")
    scenarios = [base(), base("a", on[:1]), base("b", on)]
    table = compared(
        [(name, ("dropped_share", "all", "all"), 0.2, d, d - 0.01, d + 0.01) for name, d in (("a", -0.1), ("b", 0.02))]
    )
    section = evidence_section(known(table), scenarios)
    assert section is not None
    model = [f"{row[4].text}" for row in section.tables[0].rows if "Alpha" in f"{row[4].text}"]
    assert model and all("Alpha: " in text and "; Beta (and 1 other mechanisms): " in text for text in model)
    only = evidence_section(known(table), [base("base", on[1:]), *scenarios[1:]])
    assert only is not None
    platform = {row[0].text for row in only.tables[0].rows}
    assert platform == {mechanism_name("service_platform")}
    of_workforce = [row for row in section.tables[0].rows if row[0].text == mechanism_name("workforce")]
    assert of_workforce and not [row for row in of_workforce if "Alpha" in f"{row[4].text}"]


def test_findings_without_a_measure_or_a_baseline_have_a_dash_and_mechanisms_without_findings_are_named():
    """Nothing lost in the baseline has no change in per cent; replies rise by five points all the same."""
    table = compared(
        [
            ("a", ("dropped_share", "all", "all"), 0.0, 0.1, 0.09, 0.11),
            ("a", ("response_share", "all", "all"), 0.7, 0.05, 0.04, 0.06),
        ]
    )
    section = evidence_section(known(table), [base(), base("a", ("service_platform", "volunteers")), base("b")])
    assert section is not None
    cells = {f"{row[4].below}": f"{row[4].text}" for row in section.tables[0].rows}
    assert cells[measure_name("dropped_share")] == "–" and cells["no measure stands for it"] == "–"
    assert cells[measure_name("response_share")].endswith("other mechanisms): +5.0 points (+4.0 to +6.0)")
    assert section.text[-1] == f"The table holds no finding on {mechanism_name('volunteers')}."


def test_a_scenario_without_a_title_is_called_by_its_name():
    assert title_of(Scenario(name="two_words")) == "two words" and title_of(base("a")) == "Alpha"


def test_a_change_in_per_cent_is_of_the_baseline():
    """From .20 by -.05 (-.06 to -.04) is a quarter less (30 to 20 %)."""
    from sim.report import evidence_section as module

    finding = SimpleNamespace(unit=PER_CENT, cell=None)
    found, unit = module._shown(Estimate(-0.05, -0.06, -0.04, 0.01), 0.2, finding)  # type: ignore[arg-type]
    assert found[:3] == pytest.approx((-0.25, -0.3, -0.2)) and unit == "relative"


# Pairs of mechanisms and budgets.


@pytest.mark.parametrize(
    ("measure", "scale", "unit"),
    [
        ("resolution_share", 100.0, "percentage points"),
        ("solved_per_need", 100.0, "percentage points"),
        ("closing_days_mean", 1.0, "days"),
        (RESOLVED, 1.0, "issues a year"),
        ("nobody_knows", 1.0, ""),
    ],
)
def test_shares_are_shown_in_points_and_everything_else_in_its_unit(measure, scale, unit):
    assert scale_of(measure) == (scale, unit)


def test_names_of_mechanisms_measures_and_cells():
    assert mechanism_name("issue_money").startswith("more money") and mechanism_name("unknown") == "unknown"
    assert mechanism_name("volunteers") == str(registry()["volunteers"].title())
    assert measure_name(RESOLVED) == "issues really resolved" and measure_name("x") == "x"
    assert [better_of(m) for m in ("resolution_share", "dropped_share", "spending_per_resident", RESOLVED)] == [
        "higher",
        "lower",
        "none",
        "higher",
    ]
    names = PlaceNames(parts={("district", "e-1"): Sentence("Eastern", "东区")})
    assert cell_name(ALL, names) == measure_name("resolution_share")
    assert cell_name(("resolution_share", "district", "e-1"), names).endswith(" (Eastern)")
    assert cell_file("budget", ALL) == "budget_resolution_share"
    assert cell_file("budget", ("resolution_share", "district", "e-1/x")) == "budget_resolution_share_district_e_1_x"
    assert shown(0.01254, 100.0) == "+1.25" and shown(-3.0) == "-3" and shown(nan) == "n/a"
    assert ends_text(Estimate(1.0, 0.5, 1.5, 0.1), 2.0) == "[+1, +3]"
    assert ends_text(Estimate(1.0, nan, nan, 0.1, 10, 8), 2.0) == "equal 8/10"


def pairs(interactions: list[float], verdicts: list[str], cell: tuple[str, str, str] = ALL) -> pd.DataFrame:
    """Pairs of the first mechanisms: 2 and 3 points alone, and so much beyond the sum."""
    names = list(registry())
    return pd.DataFrame(
        [
            {
                "mechanism_a": names[0],
                "mechanism_b": names[k + 1],
                "measure": cell[0],
                "by": cell[1],
                "group": cell[2],
                "n": 8 + k,
                "n_equal": 1,
                "alone_a": 0.02,
                "alone_b": 0.03,
                "together": 0.05 + x,
                "interaction": x,
                "difference": x,
                "ci_low": x - 0.001,
                "ci_high": x + 0.001,
                "p_adjusted": 0.01,
                "verdict": verdict,
            }
            for k, (x, verdict) in enumerate(zip(interactions, verdicts, strict=True))
        ]
    )


def test_pairs_are_counted_by_verdict_and_the_furthest_come_first():
    table = pairs([0.001, -0.02, 0.01, 0.003], [NOT_TOLD_APART, LESS, MORE, MORE])
    heading = pairs_text(ALL, table, PlaceNames())
    assert heading.endswith(": 2 of 4 pairs do more than the sum, 1 less, 1 are not told apart (11 runs)")
    lines = interactions_text(table, PlaceNames()).split("\n")
    assert lines[0] == heading and "percentage points" in lines[1]
    assert [line.split()[-5:-2] for line in lines[2:]] == [
        ["+5", "+3", "-2*"],
        ["+5", "+6", "+1*"],
        ["+5", "+5.3", "+0.3*"],
        ["+5", "+5.1", "+0.1"],
    ]
    assert lines[2].endswith("[-2.1, -1.9]")
    names = list(registry())
    assert lines[2].strip().startswith(f"{mechanism_name(names[0])} + {mechanism_name(names[2])}")
    many = pairs([0.01 * k for k in range(1, 9)], [MORE] * 8)
    assert len(interactions_text(many, PlaceNames()).split("\n")) == 2 + MOST_PAIRS
    rural = pairs([0.01], [MORE], ("resolution_share", "setting", "rural"))
    assert len(interactions_text(rural, PlaceNames()).split("\n")) == 1


def budget() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Volunteers bring 2 points a million, the yardstick 1, workforce 3; routine first costs nothing."""
    rows = [
        ("volunteers", WITHIN, AVERAGE, 0.02, 0.04),
        ("volunteers", WITHIN, MARGINAL, 0.005, 0.04),
        ("issue_money", YARDSTICK, AVERAGE, 0.01, 0.02),
        ("workforce", WITHIN, AVERAGE, 0.03, 0.06),
        ("routine_first", FREE, AVERAGE, nan, 0.07),
    ]
    effects = pd.DataFrame(
        [
            {
                "mechanism": name,
                "spending": spending,
                "measure": "resolution_share",
                "by": "all",
                "group": "all",
                "part": part,
                "n": 10,
                "n_equal": 1,
                "effect": effect,
                "effect_low": effect - 0.01,
                "effect_high": effect + 0.01,
                "per_million": per,
                "per_million_low": per - 0.001,
                "per_million_high": per + 0.001,
                "p_adjusted": 0.01,
            }
            for name, spending, part, per, effect in rows
        ]
    )
    costs = pd.DataFrame(
        [
            ("volunteers", WITHIN, 0.25, 2.0),
            ("issue_money", YARDSTICK, nan, 2.5),
            ("workforce", WITHIN, 0.5, 1.5),
            ("routine_first", FREE, 1.0, 0.0),
        ],
        columns=["mechanism", "spending", "coverage", "realised_million_yuan"],
    )
    return effects, costs


def test_options_of_a_budget_stand_by_their_average_effect_and_free_ones_below():
    effects, costs = budget()
    assert sorted_options(effects) == ["workforce", "volunteers", "issue_money"]
    unknown = effects.assign(per_million=[nan, 0.9, 0.01, 0.03, nan])
    assert sorted_options(unknown) == ["workforce", "issue_money", "volunteers"]
    lines = budget_text(effects, costs, PlaceNames()).split("\n")
    head, *options = lines[:4]
    assert head.startswith(measure_name("resolution_share")) and "percentage points" in head
    names = [mechanism_name(name) for name in ("workforce", "volunteers", "issue_money")]
    assert all(line.strip().startswith(name) for line, name in zip(options, names, strict=True))
    rest = [line.strip().removeprefix(name).split() for line, name in zip(options, names, strict=True)]
    assert rest[0] == ["1.5", "50.0", "%", "+3", "[+2.9,", "+3.1]"]
    assert rest[1] == ["2", "25.0", "%", "+2", "[+1.9,", "+2.1]", "+0.5", "[+0.4,", "+0.6]"]
    assert rest[2] == ["2.5", "+1", "[+0.9,", "+1.1]"]
    assert lines[4].strip().startswith("cost nothing")
    assert lines[5].strip().removeprefix(mechanism_name("routine_first")).split() == ["+7", "[+6,", "+8]"]


def test_the_table_of_costs_says_mechanisms_and_how_they_stand_to_the_budget():
    _, costs = budget()
    head, *lines = cost_text(costs).split("\n")
    assert head.split() == ["mechanism", "spending", "coverage", "realised"]
    assert lines[0].split()[-5:] == ["within", "the", "budget", "0.25", "2"] and lines[3].split()[-1] == "0"


# Sweeps.


def swept(**values: float) -> dict[str, object]:
    """A row of the differences of a sweep: Alpha resolves 4 points more on average, between 1 and 7."""
    row: dict[str, object] = {
        "scenario": "a",
        "measure": "resolution_share",
        "by": "all",
        "group": "all",
        "baseline": 0.5,
        "n_points": 40,
        "n_seeds": 5,
        "n_equal": 1,
        "difference": 0.04,
        "ci_low": 0.03,
        "ci_high": 0.05,
        "p_adjusted": 0.01,
        "better_share": 0.96,
        "q05": 0.01,
        "q50": 0.04,
        "q95": 0.07,
    }
    return row | values


@pytest.mark.parametrize(
    ("measure", "values", "tone", "said"),
    [
        ("resolution_share", {}, BETTER, "Alpha does better than the baseline at 96 % of 40 points"),
        ("resolution_share", {"better_share": 0.95}, BETTER, "at 95 % of 40 points"),
        ("resolution_share", {"better_share": 0.94}, UNSURE, "at 94 % of 40 points"),
        ("resolution_share", {"p_adjusted": 0.2}, UNSURE, "no difference in really resolved can be told (between +3"),
        (
            "resolution_share",
            {"difference": -0.04, "ci_low": -0.05, "ci_high": -0.03, "better_share": 0.05},
            WORSE,
            "at 5 % of",
        ),
        (
            "resolution_share",
            {"difference": -0.04, "ci_low": -0.05, "ci_high": -0.03, "better_share": 0.06},
            UNSURE,
            "at 6 % of",
        ),
        ("dropped_share", {"better_share": 0.05}, WORSE, "at 5 % of 40 points"),
        ("spending_per_resident", {"better_share": nan}, UNSURE, "Alpha: at nine tenths of 40 points the difference"),
        ("resolution_share", {"difference": nan}, UNSURE, "no conclusion"),
    ],
)
def test_how_often_a_policy_does_better_over_the_points(measure, values, tone, said):
    rows = pd.DataFrame([swept(measure=measure, **values), swept(measure="other")])
    [lead] = sweep_report._lead(rows, measure, TITLES, ["a"])
    assert said in lead.text and lead.tone == tone
    if measure == "resolution_share" and "difference" not in values:
        assert "between +1.0 and +7.0 points" in lead.text


def test_a_sweep_without_policies_says_so():
    [lead] = sweep_report._lead(pd.DataFrame(), "resolution_share", TITLES, [])
    assert lead.tone == UNSURE and "no policies" in lead.text


def test_the_card_of_a_sweep_says_mean_effects_and_what_they_hang_on():
    rows = pd.DataFrame(
        [
            swept(),
            swept(measure="dropped_share", difference=0.02, ci_low=0.01, ci_high=0.03),
            swept(measure="closing_days_mean", difference=-1.5, ci_low=-2.0, ci_high=-1.0),
            swept(measure="spending_per_resident", difference=1.0, ci_low=0.5, ci_high=1.5),
            swept(measure="on_time_share", p_adjusted=0.3),
            swept(measure="nominal_share", ci_low=nan, ci_high=nan),
            swept(scenario="b", measure="trust_community"),
        ]
    )
    factors = pd.DataFrame(
        [("f1", 0.9, 0.01), ("f2", -0.8, 0.02), ("f3", 0.7, 0.05)], columns=["factor", "correlation", "p_adjusted"]
    )
    card = sweep_report._card("a", "Alpha", rows, {"a": factors})
    assert [s.tone for s in card.sentences] == [BETTER, WORSE, BETTER, "plain", UNSURE, "plain"]
    said = [s.text for s in card.sentences]
    assert said[0] == "On average over the points, really resolved rises by 4.0 points (3.0 to 5.0)."
    assert "falls by 1.5 days (1.0 to 2.0)" in said[2] and "no difference" in said[4]
    assert said[5] == "Its effect depends most on f1 (+0.90) and f2 (−0.80) (rank correlation)."
    nothing = sweep_report._card("a", "Alpha", rows[:0], {"a": factors.assign(p_adjusted=0.05)})
    assert [s.tone for s in nothing.sentences] == [UNSURE] and "No factor" in nothing.sentences[0].text
    assert sweep_report._card("b", "Beta", rows[:0], {"a": factors}).sentences == ()


@pytest.mark.parametrize(
    ("measure", "unit"),
    [("resolution_share", "share"), ("closing_days_mean", "days"), ("trust_community", "index"), ("x", "index")],
)
def test_units_of_measures_as_sentences_know_them(measure, unit):
    assert sweep_report.kind_of_unit(measure) == unit


def sweep_tables(seeds: int = 5, kept: tuple[tuple[str, str], ...] = (("resolution_share", "all"),)) -> SimpleNamespace:
    """What is read of the folder of a sweep: two numbers and a word varied, over two points and forty runs."""
    factors = [
        SimpleNamespace(name="voice.cost", role="uncertainty", has_words=False),
        SimpleNamespace(name="teams", role="lever", has_words=True),
        SimpleNamespace(name="hours", role="uncertainty", has_words=False),
    ]
    points = pd.DataFrame({"voice.cost": [0.5, 0.25], "teams": ["all", "none"], "hours": [2.0, 3.0]})
    written = {
        "uncertainty": {"voice.cost": {"source": "assumed"}, "hours": {"source": "a survey"}},
        "lever": {},
    }
    world = SimpleNamespace(sample=0.25, world_seed=7)
    sweep = SimpleNamespace(written=written, seeds=list(range(1, seeds + 1)), baseline=SimpleNamespace(world=world))
    return SimpleNamespace(
        design=SimpleNamespace(factors=factors, table=lambda: points),
        sweep=sweep,
        runs=pd.DataFrame({"run": range(40)}),
        measures=pd.DataFrame(kept, columns=["measure", "by"]),
    )


def test_tables_of_a_sweep_have_every_number_in_its_column():
    """Shares in points with one digit, days with one, anything else with three."""
    rows = pd.DataFrame(
        [
            swept(),
            swept(
                measure="closing_days_mean", baseline=9.0, difference=-1.5, ci_low=-2.0, ci_high=-1.0, q05=-3.0, q95=1.0
            ),
            swept(measure="trust_community", better_share=nan),
        ]
    )
    factors = pd.DataFrame([("f1", 0.9, 0.01), ("f2", -0.8, 0.05)], columns=["factor", "correlation", "p_adjusted"])
    matter = {"a": factors, "b": factors[1:].assign(p_adjusted=0.01)}
    found = Study(None, {"versions": {"gongzhi": "1", "none": ""}}, (), {})  # type: ignore[arg-type]
    sections = sweep_report._sections(found, sweep_tables(), rows, matter, TITLES, "resolution_share")
    differences, which, varied, again = sections
    resolved, days, trust = texts(differences.tables[0])
    assert resolved == ["Alpha", "really resolved", "50.0", "+4.0", "96 %", "+1.0 … +7.0"]
    assert days[2:] == ["9.0", "−1.5", "96 %", "−3.0 … +1.0"] and trust[2] == "0.500" and trust[4] == "–"
    assert trust[5] == "+0.010 … +0.070"
    assert [row[3].tone for row in differences.tables[0].rows] == [BETTER, BETTER, BETTER]
    assert f"{differences.tables[0].rows[0][3].below}" == "[+3.0, +5.0]"
    assert differences.pictures[0].message == "Alpha +4.0 points (+3.0 to +5.0)"
    assert list(which.tables[0].head) == ["factor", "Alpha", "Beta"]
    assert texts(which.tables[0]) == [["f1", "+0.90", "–"], ["f2", "−0.80", "−0.80"]]
    assert [[cell.mark for cell in row[1:]] for row in which.tables[0].rows] == [[True, False], [False, True]]
    assert texts(varied.tables[0]) == [
        ["voice.cost", "uncertainty", "0.25 … 0.5", "assumed"],
        ["teams", "lever", "all, none", "–"],
        ["hours", "uncertainty", "2 … 3", "a survey"],
    ]
    assert [row[3].mark for row in varied.tables[0].rows] == [True, False, False]
    assert "Seeds: 1, 2, 3, 4, 5. World seed: 7." in again.text and "Versions: gongzhi 1." in again.text
    assert len(again.commands) == 3 and "sweep FOLDER/experiment.yaml --out again" in again.commands[0]
    bare = sweep_report._sections(found, sweep_tables(), rows[:0], {}, TITLES, "resolution_share")
    assert [section.id for section in bare] == ["assumptions", "reproduce"]


@pytest.mark.parametrize(("seeds", "few"), [(9, True), (10, False)])
def test_what_is_uncertain_of_a_sweep(seeds, few):
    failed = pd.DataFrame({"n_failed": [2, 1]})
    told = " ".join(sweep_report._caveats(sweep_tables(seeds), failed, None))
    assert "3 of 40 runs failed" in told and (f"Only {seeds} seeds" in told) == few
    assert "sample of 25.00 % of the townships" in told and "not probabilities" in told
    drawn = {"n_townships": 5, "n_residents": 1, "n_townships_place": 10, "n_residents_place": 2, "n_strata": 1}
    other = " ".join(sweep_report._caveats(sweep_tables(), failed[:0], drawn))
    assert "failed" not in other and "5 of 10 townships" in other


@pytest.mark.parametrize(
    ("kept", "main"),
    [
        ((("dropped_share", "all"), ("resolution_share", "all")), "resolution_share"),
        ((("resolution_share", "region"), ("dropped_share", "all"), ("on_time_share", "all")), "dropped_share"),
        ((), "resolution_share"),
    ],
)
def test_the_main_measure_is_real_resolution_where_it_was_kept(kept, main):
    assert sweep_report._main_measure(sweep_tables(kept=kept)) == main


# Calibrations and validations.


def posterior(**verdicts: str) -> pd.DataFrame:
    """Unknowns with other numbers in each column."""
    return pd.DataFrame(
        [
            {
                "parameter": name,
                "meaning": f"meaning of {name}",
                "prior_low": 0.1,
                "prior_high": 0.9,
                "default": 0.2,
                "recommended": 0.45,
                "q05": 0.3,
                "q95": 0.6,
                "width": 0.375,
                "verdict": verdict,
            }
            for name, verdict in verdicts.items()
        ]
    )


def fits() -> pd.DataFrame:
    """Three figures: one met before and after, one only before, one only before."""
    rows = [
        ("lost", 0.31, "share", "yes", "yes"),
        ("days", 12.0, "days", "yes", "no"),
        ("none", nan, "share", "yes", "no"),
    ]
    return pd.DataFrame(
        [
            {
                "id": name,
                "target": target,
                "unit": unit,
                "low": 0.2 if unit == "share" else 10.0,
                "high": 0.4 if unit == "share" else 14.0,
                "defaults": 0.5,
                "defaults_distance": 2.0,
                "defaults_within": before,
                "recommended": 0.33,
                "recommended_distance": 0.25,
                "recommended_within": after,
                "posterior_q05": 0.28,
                "posterior_q95": 0.38,
            }
            for name, target, unit, before, after in rows
        ]
    )


NO_PAIRS = pd.DataFrame({"a": ["x"], "b": ["y"], "correlation": [0.1], "confounded": [False]})


def test_a_fit_that_got_worse_is_called_worse_and_verdicts_stand_apart():
    table = posterior(x="identified", y="weakly identified", z="not identified")
    lead = fitted._answer(table, fits(), NO_PAIRS).lead
    assert lead[0].text.startswith("With the recommended values 1 of 3 figures") and lead[0].text.endswith(
        "defaults 3."
    )
    assert [s.tone for s in lead] == [WORSE, "plain", "plain", UNSURE]
    assert [s.text for s in lead[1:3]] == ["The figures pin down x.", "They say something about y."]
    same = fitted._answer(table, fits().assign(recommended_within="yes"), NO_PAIRS).lead[0]
    assert same.tone == "plain"


def test_tables_of_a_calibration_have_every_number_in_its_column():
    tables = {"posterior": posterior(x="identified", z="not identified"), "fit": fits(), "correlations": NO_PAIRS}
    manifest = {"versions": {"gongzhi": "1"}, "counts": {}, "study": {}}
    facts = {"recommended_settings": {"a.b": 0.45}, "overrides": ["run.days=30"]}
    sections = fitted._sections(Study(None, manifest, (), tables), facts)  # type: ignore[arg-type]
    fit, left, settings, again = sections
    assert texts(fit.tables[0])[0] == ["lost", "0.310", "0.500", "2.00", "0.330", "0.25"]
    first = fit.tables[0].rows[0]
    assert f"{first[1].below}" == "0.200 … 0.400" and [c.tone for c in fit.tables[0].rows[1]] == [
        *("", "", "", BETTER, "", WORSE)
    ]
    assert texts(fit.tables[0])[1][1] == "12.0" and texts(fit.tables[0])[2][1] == "–"
    assert texts(left.tables[0])[0] == ["x", "0.1 … 0.9", "0.2", "0.3 … 0.6", "0.45", "identified"]
    assert [row[5].mark for row in left.tables[0].rows] == [False, True]
    assert f"{left.tables[0].rows[0][0].below}" == "meaning of x"
    assert settings.commands == ["--set a.b=0.45"] and "--set run.days=30 --out again" in again.commands[0]


def test_the_terminal_shows_posterior_fit_and_what_is_confounded():
    waves = pd.DataFrame({"plausible_share": [0.5, 0.125], "foreseen_share": [nan, 0.9]})
    points = pd.DataFrame({"accepted": [True, False, True]})
    pairs_there = pd.DataFrame(
        {"a": ["x", "x"], "b": ["y", "z"], "correlation": [-0.8, 0.2], "confounded": [True, False]}
    )
    tables = {
        "posterior": posterior(x="identified"),
        "fit": fits(),
        "waves": waves,
        "points": points,
        "correlations": pairs_there,
    }
    text = calibration_text(tables, 120.0)
    assert "12.5% of the prior is plausible; the posterior is worth 120 independent draws; 2 of 3 points" in text
    assert ": x, y (-0.80)\n" in text and "90% was predicted" in text
    assert posterior_lines(tables["posterior"])[1] == (
        *("x", "0.1 to 0.9", "0.2", "0.3 to 0.6", "0.45", "0.38", "identified"),
    )
    assert fit_lines(fits())[1] == (
        *("lost", "0.310 (0.200 to 0.400)", "0.500", "2.00", "0.330", "0.25", "0.280 to 0.380"),
    )
    once = calibration_text({**tables, "waves": waves[:1], "correlations": NO_PAIRS}, 120.0)
    assert "Only one wave" in once and "posterior): -" in once
    assert aligned([("a", "bb"), ("ccc", "d")]) == "a    bb\nccc  d"
    assert markdown([("a", "b"), (1, 2)]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_the_page_of_a_calibration_counts_unknowns_figures_and_failed_runs():
    tables = {"posterior": posterior(x="identified", z="identified"), "fit": fits(), "correlations": NO_PAIRS}
    manifest = {
        "command": "calibrate",
        "finished": "2020-01-02T03:04:05",
        "versions": {"gongzhi": "1"},
        "counts": {"n_runs": 90, "n_failed": 4},
        "study": {"settings": {"title": "Fit", "title_zh": "拟合", "question": "Which?"}},
    }
    page = fitted.calibration_report(Study(None, manifest, (), tables)).page  # type: ignore[arg-type]
    assert page.title == "Fit"
    assert page.facts.startswith("Which? 2 parameters fitted to 3 published figures with 90 runs; finished 2020-01-02")
    assert page.answer.caveats[-1].startswith("4 of 90 runs failed")
    whole = {**manifest, "counts": {"n_runs": 90, "n_failed": 0}, "study": {}}
    page = fitted.calibration_report(Study(None, whole, (), tables)).page  # type: ignore[arg-type]
    assert page.title == "Calibration" and not [text for text in page.answer.caveats if "failed" in text]
    waves = pd.DataFrame({"plausible_share": [0.5, 0.25], "foreseen_share": [0.6, 0.9]})
    more = {**tables, "waves": waves, "points": pd.DataFrame({"accepted": [True]})}
    assert "90% was predicted" in calibration_text(more, 1.0)


def verdicts() -> pd.DataFrame:
    """Two rows to fit to, of which one agrees, and one held back that was not measured."""
    rows = [
        ("P1", "fit", "yes", 0.3, 0.31, 0.29, 0.33, 0.1, "share", "note"),
        ("P2", "fit", "no", nan, 12.25, nan, nan, 1.5, "days", ""),
        ("P3", "hold back", "not measured", 0.3, nan, nan, nan, nan, "share", ""),
    ]
    names = ("pattern", "use", "within", "target", "result", "ci_low", "ci_high", "distance", "unit", "note")
    table = pd.DataFrame(rows, columns=list(names))
    return table.assign(
        id=table["pattern"],
        low=[0.2, 10.0, 0.2],
        high=[0.4, 14.0, 0.4],
        scenario="baseline",
        what="share lost",
        what_zh="",
        source="a survey",
        source_zh="",
        note_zh="",
        confidence="high",
    )


def test_published_figures_and_results_stand_with_their_ranges():
    rows = [row for _, row in verdicts().iterrows()]
    assert [target_text(row) for row in rows] == ["0.300 (0.200 to 0.400)", "10.0 to 14.0", "0.300 (0.200 to 0.400)"]
    assert [result_text(row) for row in rows] == ["0.310 (0.290 to 0.330)", "12.2", "–"]
    assert [distance_text(row) for row in rows] == ["0.10", "1.50", "–"]
    assert [number_of(1.0, unit).typed for unit in ("share", "ratio", "days")] == ["1.000", "1.000", "1.0"]
    assert tally_text(verdicts()).split("\n")[:2] == [
        "fit: 1 of 2 within tolerance, 0 not measured",
        "hold back: 0 of 0 within tolerance, 1 not measured",
    ]
    assert validation_markdown(verdicts()).count("**no**") == 1
    lines = validation_text(verdicts()).split("\n")
    assert lines[2].split()[:4] == ["P1", "baseline:", "share", "lost"]
    assert lines[3].strip().startswith("a survey (") and lines[3].endswith(" [note]")
    assert sum("a survey" in line for line in lines) == 2, "rows that share a source show it once"


# Ensembles.


def test_the_lead_of_an_ensemble_counts_members_spread_and_coverage():
    """Of 40 members 30 meet the figures, 24 are kept; 10 miss them. Two of three numbers keep nine tenths."""
    tables = {
        "steps": pd.DataFrame({"step": [0, 1], "n_members": [50, 40], "n_failed": [1, 2], "within_share": [0.1, 0.75]}),
        "figures": pd.DataFrame({"use": ["fit", "hold back", "hold back"], "covered": ["no", "yes", "no"]}),
        "numbers": pd.DataFrame({"width": [0.95, 0.9, 0.74]}),
    }
    facts = {"n_kept": 24, "n_drawn": 50, "n_failed": 3, "tolerances": 2.0, "fitted": ["a", "b"], "n_steps": 1}
    first, second, third, fourth = ensemble_text.lead_of(tables, facts)
    assert first.startswith("24 members are kept of 50 drawn; 10 miss a fitted figure by more than 2 tolerances and 3")
    assert first.endswith("Further members that meet them are not needed.")
    assert "all 2 fitted figures: 10% of the members as drawn, 75% after 1 steps" in second
    assert third.startswith("Of 3 numbers, 2 keep at least nine tenths of their spread and 1 lose more than a quarter")
    assert "the median keeps 90%" in third and "cover 1 of 2 held-back" in fourth
    assert "not needed" not in ensemble_text.lead_of(tables, {**facts, "n_kept": 30})[0]
    edge = {**tables, "numbers": pd.DataFrame({"width": [0.89, 0.75]})}
    assert "0 keep at least nine tenths of their spread and 0 lose" in ensemble_text.lead_of(edge, facts)[2]
    assert ensemble_text.lead_of({**tables, "numbers": pd.DataFrame()}, facts) == ["The ensemble was not finished."]


def test_tables_of_an_ensemble_have_the_prior_before_the_members():
    row = {"scenario": "base", "what": "lost", "what_zh": "", "unit": "share", "use": "fit", "target": 0.3}
    bands = {"low": 0.2, "high": 0.4, "prior_q05": 0.1, "prior_q95": 0.8, "q05": 0.25, "q95": 0.45}
    figures = pd.DataFrame([row | bands | {"covered": "yes"}, row | bands | {"covered": "no", "target": nan}])
    table = ensemble_text.figure_table(figures)
    assert texts(table)[0][:5] == ["base: lost", "0.300 (0.200 to 0.400)", "0.100 to 0.800", "0.250 to 0.450", "yes"]
    assert [r[4].tone for r in table.rows] == [BETTER, WORSE] and texts(table)[1][1] == "0.200 to 0.400"
    steps = pd.DataFrame([{"step": 1, "n_members": 40, "n_failed": 2, "within_share": 0.75, "spread_kept": 0.9}])
    assert texts(ensemble_text.step_table(steps)) == [["1", "40", "2", "75%", "90%"]]
    number = {"grade": "assumed", "low": 0.1, "high": 0.9, "q05": 0.2, "q95": 0.6}
    numbers = pd.DataFrame(
        [
            {"key": "wide", "scale": "log", "width": 0.9, "shift": -0.5, **number},
            {"key": "narrow", "scale": "log", "width": 0.4, "shift": 0.25, **number},
            {"key": "kinds", "scale": "alternatives", "width": 0.1, "shift": 0.0, **number},
        ]
    )
    assert texts(ensemble_text.number_table(numbers)) == [
        ["narrow", "assumed", "0.1 to 0.9", "0.2 to 0.6", "40%", "+0.25"],
        ["wide", "assumed", "0.1 to 0.9", "0.2 to 0.6", "90%", "−0.50"],
    ]


# Diagnoses.


def load(kind: DeskKind | None, setting: Setting | None = None, office: Office | None = None, k: int = 1) -> Load:
    """Desks of 100 hours in 50 days: 120 k asked for, 90 k worked, 4 k issues of 30 k hours waiting."""
    return Load(kind, setting, office, 1, 100.0, 120.0 * k, 90.0 * k, 4.0 * k, 30.0 * k, 2.0 * k, 50)


@pytest.fixture
def diagnosis() -> Diagnosis:
    """Of 100 issues 60 on time; 10 late and 30 dropped, of the first category in villages, the others of the second."""
    days = np.zeros((len(Ending), len(Category), len(Setting), len(Tier), len(Wait)))
    issues, longest = np.zeros(days.shape[:-1]), np.zeros((len(Ending), len(Wait)))
    rural, first, second = int(Setting.RURAL), 0, 1
    for ending, category, n, waits in (
        (Ending.ON_TIME, second, 60.0, {Wait.HOURS: 60.0, Wait.WORKED: 60.0}),
        (Ending.LATE, first, 10.0, {Wait.MONEY: 150.0, Wait.DAYS_OFF: 250.0}),
        (Ending.DROPPED, first, 30.0, {Wait.LOST: 400.0, Wait.WORKED: 200.0}),
        (Ending.DROPPED, second, 0.0, {}),
    ):
        issues[ending, category, rural, Tier.TOWNSHIP] += n
        for wait, amount in waits.items():
            days[ending, category, rural, Tier.TOWNSHIP, wait] += amount
    longest[Ending.LATE, Wait.MONEY], longest[Ending.DROPPED, Wait.LOST] = 10.0, 30.0
    longest[Ending.ON_TIME, Wait.HOURS] = 60.0
    n = np.array([6, 1, 0, 0, 3, 0, 0])
    township = Office(DeskKind.TOWNSHIP, Tier.TOWNSHIP, 501, T("Stone town", "石镇"))
    district = Office(DeskKind.CIVIL_AFFAIRS, Tier.DISTRICT, 500, T("all departments of East", "东区各部门合计"))
    kinds = (load(DeskKind.COMMITTEE, Setting.RURAL), changed(load(DeskKind.MUNICIPAL, k=3), available_hours=0.0))
    waiting = Waiting(days, issues, longest, n)
    return Diagnosis(
        "base", 3, 50, kinds, (load(None, None, district, 2),), (load(DeskKind.TOWNSHIP, None, township),), waiting
    )


def test_a_diagnosis_says_how_issues_ended_and_what_they_waited_for(diagnosis):
    """Forty are unsolved or late, 1000 days: 400 lost, 250 off, 200 at work, 150 for money; 25 days each."""
    lines = diagnosis_text.diagnosis_text(diagnosis, "Base").split("\n")
    assert lines[0] == "Base, seed 3, 50 measured days"
    words = {ending: str(ending.words) for ending in Ending}
    ended = {ending: next(x for x in lines if x.strip().startswith(word)) for ending, word in words.items()}
    assert ended[Ending.ON_TIME].split()[-6:] == ["60.0", "%", "of", "issues,", "2.0", "days"]
    assert ended[Ending.LATE].split()[-6:] == ["10.0", "%", "of", "issues,", "40.0", "days"]
    assert ended[Ending.DROPPED].split()[-6:] == ["30.0", "%", "of", "issues,", "20.0", "days"]
    assert ended[Ending.FAILED].split()[-6:] == ["0.0", "%", "of", "issues,", "-", "days"]
    at = next(k for k, x in enumerate(lines) if x.startswith("What unsolved and late"))
    assert "(40 issues, 25.0 days each)" in lines[at]
    rows = lines[at + 2 : at + 2 + len(Wait)]
    order = (Wait.LOST, Wait.DAYS_OFF, Wait.WORKED, Wait.MONEY)
    assert all(row.strip().startswith(str(wait.words)) for row, wait in zip(rows, order, strict=False))
    assert [row.split()[-6::2] for row in rows[:4]] == [
        ["40.0", "0.0", "75.0"],
        ["25.0", "0.0", "0.0"],
        ["20.0", "50.0", "0.0"],
        ["15.0", "0.0", "25.0"],
    ]


def test_cuts_name_the_two_longest_waits_without_work_and_days_off(diagnosis):
    """All forty of the first category are bad, none of the sixty of the second; villages have 40 of 100."""
    first, second = list(Category)[:2]
    lines = diagnosis_text._cuts(diagnosis, "category")
    assert len(lines) == 2 and lines[0].strip().startswith(str(first.words)) and str(second.words) in lines[1]
    assert "100.0 %    25.0" in lines[0]
    assert lines[0].endswith(f"{Wait.LOST.short} 40.0 %; {Wait.MONEY.short} 15.0 %")
    assert "0.0 %" in lines[1]
    [village] = diagnosis_text._cuts(diagnosis, "setting")
    assert str(Setting.RURAL.words) in village and "40.0 %" in village


def test_loads_show_offered_then_carried_and_the_queue(diagnosis):
    """120 and 90 over 100 hours; 30 hours at two a day are 15 days."""
    line = diagnosis_text._load_line(diagnosis.kinds[0])
    assert line.split()[-9:] == ["1.20", "/", "0.90", "4", "open", "15.0", "d", "of", "work"]
    assert f"{DeskKind.COMMITTEE.words} ({Setting.RURAL.words})" in line
    text = diagnosis_text.diagnosis_text(diagnosis, "Base")
    assert str(DeskKind.MUNICIPAL.words) not in text, "desks without hours are not shown"
    assert "Stone town" in text and "2.40 / 1.80" in text


def test_a_diagnosis_for_programs_has_the_same_numbers(diagnosis):
    found = diagnosis_text.diagnosis_dict(diagnosis)
    assert (found["scenario"], found["seed"], found["days"]) == ("base", 3, 50)
    assert found["endings"]["on_time"]["issues"] == 60.0 and found["endings"]["dropped"]["n"] == 3
    bad = found["unsolved_or_late"]
    assert (bad["issues"], bad["days_each"]) == (40.0, 25.0) and bad["shares"]["money"] == pytest.approx(0.15)
    first, second = (category.key for category in list(Category)[:2])
    assert (found["by_category"][first]["issues"], found["by_category"][first]["all_issues"]) == (40.0, 40.0)
    assert (found["by_category"][second]["issues"], found["by_category"][second]["all_issues"]) == (0.0, 60.0)
    assert found["by_category"][second]["days_each"] is None
    assert (found["by_setting"]["rural"]["issues"], found["by_setting"]["rural"]["all_issues"]) == (40.0, 100.0)
    office = found["busiest"][0]
    assert office["office"] == {"code": 501, "tier": "township", "name": "Stone town"}
    assert (office["offered_load"], office["carried_load"], office["waiting"]) == (1.2, 0.9, 4.0)
    assert (office["waiting_hours"], office["overdue"]) == (30.0, 2.0) and found["offices"][1]["offered_load"] is None
    assert found["districts"][0]["kind"] is None and found["districts"][0]["offered_load"] == 2.4


def test_tables_of_offices_and_of_waits_are_row_by_row(diagnosis):
    [row] = diagnosis_text.office_table(diagnosis).to_dict("records")
    assert row == {
        "tier": "township",
        "kind": "township",
        "code": 501,
        "name": "Stone town",
        "available_hours": 100.0,
        "offered_load": 1.2,
        "carried_load": 0.9,
        "waiting": 4.0,
        "waiting_hours": 30.0,
        "backlog_days": 15.0,
        "overdue": 2.0,
    }
    table = diagnosis_text.waiting_table(diagnosis).set_index(["ending", "wait"])
    assert len(table) == 6 and table.loc[("late", "money"), "days"] == 150.0
    assert table.loc[("dropped", "lost"), "issues"] == 30.0 and set(table["tier"]) == {"township"}
    assert set(table["setting"]) == {"rural"} and table["days"].sum() == 1120.0


def relaxed_runs(n: int = 5) -> pd.DataFrame:
    """Relaxation k raises every share by k points (k / 10 days), certain to half of that."""
    rows = [
        (f"base+{relaxation.id}", measure, "all", "all", *(size * x for x in (1.0, 0.5, 1.5)), 0.01, n, 1)
        for k, relaxation in enumerate(RELAXATIONS)
        for measure in MEASURES
        for size in [0.1 * k if measure.startswith("closing") else 0.01 * k]
    ]
    names = ["scenario", "measure", "by", "group", "difference", "ci_low", "ci_high", "p_adjusted", "n", "n_equal"]
    return pd.DataFrame(rows, columns=names)


def test_relaxations_are_ranked_by_resolution_and_days_are_no_points():
    table = pd.concat([relaxed_runs(), relaxed_runs().assign(by="setting", difference=9.0)])
    order = [relaxation.id for relaxation, _ in diagnosis_text.ranked(table, "base")]
    assert order == [relaxation.id for relaxation in reversed(RELAXATIONS)]
    lines = diagnosis_text.relaxations_text(table, "base", 5).split("\n")
    assert "5 paired runs" in lines[0]
    top = 3
    most = len(RELAXATIONS) - 1
    assert lines[top].split()[-6:] == [f"+{most:.1f}"] * 5 + [f"+{0.1 * most:.1f}"]
    assert lines[top + 1].split()[-6] == f"[+{0.5 * most:.1f},+{1.5 * most:.1f}]"
    assert lines[top + 1].split()[-1] == f"[+{0.05 * most:.1f},+{0.15 * most:.1f}]"
    found = diagnosis_text.relaxations_dict(table, "base")
    assert found[0]["id"] == RELAXATIONS[-1].id
    assert found[0]["differences"]["closing_days_q75"]["difference"] == pytest.approx(0.1 * most)
    once = relaxed_runs(1).assign(ci_low=nan, ci_high=nan)
    text = diagnosis_text.relaxations_text(once, "base", 1)
    assert "One run: no interval" in text and "[" not in text and "One run" not in "\n".join(lines)
    assert diagnosis_text.relaxations_dict(once, "base")[0]["differences"]["on_time_share"]["ci_low"] is None


# Warnings and failures.


@pytest.mark.parametrize(
    ("others", "n", "said"),
    [
        ({}, 1, "a single run says nothing"),
        ({}, FEW_RUNS - 1, f"only {FEW_RUNS - 1} runs"),
        ({"run__days": 300}, FEW_RUNS, "run over different days"),
        ({"world__world_seed": 9}, FEW_RUNS, "have different worlds"),
    ],
)
def test_warnings_say_what_intervals_are_worth(others, n, said):
    found = warnings_for([base(), base("a", **others)], range(1, n + 1))
    assert [said in text for text in found].count(True) == 1
    assert found[-1].startswith("Intervals are conditional on the world drawn")
    assert not [text for text in warnings_for([base(), base("a")], range(1, FEW_RUNS + 1)) if said in text]
    assert not [text for text in warnings_for([base(), base("a", **others)], [1], WORLDS) if "Warning" in text]


def test_failed_runs_are_told_one_by_one_as_far_as_three_and_then_counted():
    outcomes = [Outcome("a", seed, None, "Boom\nwhat went wrong") for seed in range(1, MOST_TOLD + 3)]
    outcomes += [Outcome("a", 8, object()), Outcome("a", 9, object()), Outcome("a", 10, None)]  # type: ignore[arg-type]
    lines = complaints(Executed(tuple(outcomes), True), "runs.csv")
    assert lines[:MOST_TOLD] == [f"a, seed {seed}: what went wrong" for seed in range(1, MOST_TOLD + 1)]
    assert "5" in lines[MOST_TOLD] and "8" in lines[MOST_TOLD] and len(lines) == MOST_TOLD + 2
    assert lines[-1] == "interrupted: 2 of 8 runs are done and kept"
    assert complaints(Executed((Outcome("a", 1, object()),), False), "") == []  # type: ignore[arg-type]


def test_what_fails_after_the_results_are_saved_is_told_with_its_reason():
    def fails(problem: Exception) -> None:
        raise problem

    assert missing_after(lambda: None) is None
    for problem, said in ((ValueError("odd"), "ValueError: odd"), (InputError(Fault("GZ096", file="f")), "f")):
        found = missing_after(lambda problem=problem: fails(problem), "gongzhi report f")
        assert found is not None and found.faults[0].code == "GZ093"
        assert said in found.render() and "gongzhi report f" in found.render()


def test_a_table_as_columns_tells_columns_of_the_same_head_apart():
    from sim.report.page import Table

    table = Table("c", ["", "x", "x"], [[Cell("r", "note"), Cell("1"), Cell("2", "b")]], numbers=False)
    frame = as_frame(table)
    assert list(frame.columns) == ["", " *", "x", "x (3)", "x (3) *"] and frame.iloc[0].tolist() == [
        "r",
        "note",
        "1",
        "2",
        "b",
    ]


def test_hand_made_summaries_are_as_the_program_makes_them():
    assert set(summary([("base", *MAIN, 0.5)]).columns) <= set(
        summarise(measures({("base", MAIN): series(0.5)})).columns
    )
