"""Comparisons over plausible worlds: what a world is, how a study grows and goes on, and what its report says."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import GongzhiError
from sim.model import GovernanceModel
from sim.report.numbers import Number
from sim.running import run_one, world_for
from sim.studies import runs
from sim.studies.certainty import GRADES
from sim.studies.executor import execute, nearby
from sim.studies.goals_file import goals_facts, goals_of, goals_text, read_goals
from sim.studies.plausible_worlds import AGAIN, plausible_worlds
from sim.studies.robustness import COST, Goal
from sim.studies.scenario_study import ScenarioStudy
from sim.studies.study_folder import read_study
from sim.world.world import World
from tests.model_runs import SMALL_PLACE

SHORT = {"world.place": str(SMALL_PLACE), "world.sample": 1.0, "run.days": 20, "run.warm_up_days": 5}
TABLES = (
    "robust.csv",
    "criteria.csv",
    "chance.csv",
    "information.csv",
    "hinges.csv",
    "boxes.csv",
    "worlds.csv",
    "comparison.csv",
    "summary.csv",
    "measures.parquet",
)


@pytest.fixture(scope="module")
def baseline() -> sim.Scenario:
    return sim.load("baseline", SHORT)


@pytest.fixture(scope="module")
def platform(baseline: sim.Scenario) -> sim.Scenario:
    return sim.vary(baseline, {"name": "platform", "mechanisms.service_platform": {}})


@pytest.fixture(scope="module")
def study(baseline: sim.Scenario, platform: sim.Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six worlds, one of them with a second seed."""
    out = tmp_path_factory.mktemp("worlds") / "six"
    sim.compare(baseline, platform, worlds=6, jobs=1, out=out)
    return out


def test_every_policy_meets_the_same_worlds(baseline: sim.Scenario, platform: sim.Scenario) -> None:
    worlds = plausible_worlds([baseline, platform], 3)
    for k in range(3):
        here, there = worlds.scenario(baseline, k), worlds.scenario(platform, k)
        assert here.model_dump(exclude={"name", "mechanisms"}) == there.model_dump(exclude={"name", "mechanisms"})
        assert here.world.world_seed == baseline.world.world_seed + k
        assert there.mechanisms.keys() == {"service_platform"} and not here.mechanisms
    drawn = [worlds.scenario(platform, k) for k in range(3)]
    assert len({s.needs.model_dump_json() for s in drawn}) == 3
    assert len({s.mechanisms["service_platform"].model_dump_json() for s in drawn}) == 3


def test_a_world_is_the_same_however_many_there_are(baseline: sim.Scenario) -> None:
    few, more = plausible_worlds([baseline], 2).members, plausible_worlds([baseline], 5).members
    pd.testing.assert_frame_equal(few, more.iloc[:2])


def test_what_a_policy_decides_is_left_to_it(baseline: sim.Scenario) -> None:
    decided = sim.vary(baseline, {"name": "hours", "work.order": "due"})
    worlds = plausible_worlds([baseline, decided], 8)
    assert {worlds.scenario(decided, k).work.order for k in range(8)} == {"due"}


def test_the_folder_holds_the_tables_and_second_seeds_are_no_worlds(study: Path) -> None:
    found = read_study(study)
    robust = found.tables["robust"]
    assert list(robust.columns) == [
        "scenario",
        "measure",
        "n_worlds",
        "median",
        "low",
        "high",
        "better_share",
        "best_share",
        "regret_mean",
        "regret_95",
        "certainty",
    ]
    assert set(robust.loc[robust["measure"] == "solved_per_need", "n_worlds"]) == {6}
    assert set(robust.loc[robust["scenario"] == "platform", "certainty"]) <= set(GRADES)
    assert set(found.tables["measures"]["seed"]) == set(found.manifest["seeds"])
    first = found.manifest["seeds"][0]
    runs = pd.read_csv(study / "runs.csv")
    assert set(runs["seed"]) == {*range(first, first + 6), first + AGAIN}
    assert found.tables["worlds"]["second_seed"].tolist() == [first + AGAIN, 0, 0, 0, 0, 0]
    assert list(found.tables["information"].columns) == ["parameter", "measure", "value"]


def test_differences_are_medians_with_bands(study: Path) -> None:
    tables = read_study(study).tables
    cell = (tables["measures"]["measure"] == "solved_per_need") & (tables["measures"]["by"] == "all")
    values = tables["measures"][cell].pivot(index="seed", columns="scenario", values="value")
    apart = values["platform"] - values["baseline"]
    rows = tables["comparison"]
    row = rows[(rows["measure"] == "solved_per_need") & (rows["by"] == "all")].iloc[0]
    assert row["difference"] == pytest.approx(apart.median())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((apart.min(), apart.max()))  # Six worlds: all of them.


@pytest.mark.nightly
def test_a_study_grows_by_worlds_to_the_same_bytes(
    baseline: sim.Scenario, platform: sim.Scenario, tmp_path: Path, study: Path
) -> None:
    grown = tmp_path / "grown"
    sim.compare(baseline, platform, worlds=2, jobs=1, out=grown)
    before = {path.name for path in (grown / "runs").rglob("*.run")}
    for path in list((grown / "runs").rglob("*.run"))[:1]:
        path.unlink()  # As if it had been killed before that run had ended.
    sim.compare(baseline, platform, worlds=6, jobs=1, out=grown, resume=True)
    assert before < {path.name for path in (grown / "runs").rglob("*.run")}
    assert {name: (grown / name).read_bytes() for name in TABLES} == {
        name: (study / name).read_bytes() for name in TABLES
    }


def test_a_folder_of_seeds_is_not_taken_for_one_of_worlds(
    baseline: sim.Scenario, platform: sim.Scenario, tmp_path: Path, study: Path
) -> None:
    copy = shutil.copytree(study, tmp_path / "copy")
    with pytest.raises(GongzhiError, match="GZ071"):
        sim.compare(baseline, platform, seeds=6, jobs=1, out=copy, resume=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_leads_with_worlds_and_every_sentence_has_its_grade(study: Path, lang: str, tmp_path: Path) -> None:
    from sim.report.report import write_report

    copy = shutil.copytree(study, tmp_path / "copy")
    with sim.speaking(lang):
        page = write_report(copy, figures=False).read_text(encoding="utf-8")
    answer = pd.read_csv(copy / "report_answer.csv")
    graded = answer[answer["part"].isin(("answer", "policy"))]
    assert len(graded) and graded["certainty"].notna().all()
    words = {"en": "plausible world", "zh": "可能情形"}[lang]
    assert words in answer["sentence"].iloc[0]
    assert page.index('id="answer"') < page.index('id="worlds"') < page.index('id="comparison"')
    for section in ("hangs", "information"):
        assert f'id="{section}"' in page


def test_worlds_and_seeds_exclude_each_other(baseline: sim.Scenario, platform: sim.Scenario) -> None:
    with pytest.raises(GongzhiError, match="worlds"):
        sim.compare(baseline, platform, worlds=3, seeds=3)
    with pytest.raises(GongzhiError, match="GZ023"):
        sim.compare(baseline, platform, worlds=0)


def test_all_scenarios_share_a_world_and_the_days_before_they_part_and_give_what_each_gives_alone(
    baseline: sim.Scenario, platform: sim.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = sim.vary(baseline, {"name": "late", "mechanisms.service_platform": {"start_day": 15}})
    scenarios = baseline, platform, late
    study = ScenarioStudy("compare", scenarios, (1, 2), worlds=plausible_worlds(scenarios, 2))
    built: list[str] = []
    days: list[int] = []

    def build(scenario: sim.Scenario, threads: int) -> World:
        built.append(scenario.name)
        return world_for(scenario, threads)

    def begin_day(model: GovernanceModel, usual: Callable[..., None] = GovernanceModel.set_levers) -> None:
        days.append(model.scenario.run.seed)
        usual(model)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "world_for", build)
        patched.setattr(GovernanceModel, "set_levers", begin_day)
        found = execute(study.plan, nearby(1, 1))
    assert len(built) == 2  # Each once.
    assert len(days) <= 6 * 25 - 2 * 15  # The late policy goes on from the baseline's fifteenth day or a later one.
    for run, outcome in zip(study.plan, found.outcomes, strict=True):
        alone = run_one(run.scenario, run.seed, records=run.records)
        assert outcome.result is not None
        pd.testing.assert_frame_equal(outcome.result.table, alone.table, check_exact=True)
        assert outcome.result.counts == alone.counts and outcome.result.curve == alone.curve


def test_goals_are_read_with_all_their_faults(tmp_path: Path) -> None:
    good = tmp_path / "goals.yaml"
    good.write_text("goals:\n  solved_per_need: {change_at_least: 0.01}\n  yuan_per_resident: {at_most: 5}\n")
    goals, faults = read_goals(str(good))
    assert not faults
    assert goals == (Goal("solved_per_need", 0.01, None, True), Goal(COST, None, 5.0, False))
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "goals:\n  solved_per_ned: {at_least: 1}\n  dropped_share: {at_mots: 1}\n"
        "  closing_days_mean: {at_most: many}\n  trust_community: 3\nother: 1\n"
    )
    faults = read_goals(str(bad))[1]
    assert {fault.line for fault in faults} == {2, 3, 4, 5, 6}
    assert {fault.nearest for fault in faults} >= {"solved_per_need", "at_most"}
    assert read_goals(str(tmp_path / "none.yaml"))[1]


@pytest.mark.parametrize("bound", [0.01, -2.5, 1e-7, 12345678.9, 1e22, 0.0])
def test_goals_are_written_as_they_are_read(bound: float, tmp_path: Path) -> None:
    goals = (
        Goal("solved_per_need", bound, None, True),
        Goal("solved_per_need", None, bound, False),
        Goal(COST, None, bound, True),
        Goal("dropped_share", bound, None, False),
    )
    file = tmp_path / "goals.yaml"
    file.write_text(goals_text(goals), encoding="utf-8")
    assert read_goals(str(file)) == (goals, [])
    assert goals_of(goals_facts(goals)) == goals


def test_goals_are_counted_over_worlds_and_kept(baseline: sim.Scenario, platform: sim.Scenario, tmp_path: Path) -> None:
    from sim.report.report import write_report

    file, out = tmp_path / "mine.yaml", tmp_path / "out"
    file.write_text("goals:\n  resolution_share: {change_at_least: -1}\n  yuan_per_resident: {at_most: 0}\n")
    found = sim.compare(baseline, platform, worlds=2, jobs=1, goals=file, out=out)
    # The platform costs money, and no share falls by more than the whole.
    assert found.tables["goals"].set_index("scenario")["share"].to_dict() == {"baseline": 1.0, "platform": 0.0}
    file.unlink()
    assert (
        read_study(out).goals
        == read_goals(str(out / "goals.yaml"))[0]
        == (
            Goal("resolution_share", -1.0, None, True),
            Goal(COST, None, 0.0, False),
        )
    )
    pages = {}
    for lang in ("en", "zh"):
        with sim.speaking(lang):
            pages[lang] = write_report(out, figures=False).read_text(encoding="utf-8")
        assert "--goals FOLDER/goals.yaml" in pages[lang]
    assert "cost: at most 0 yuan a resident and year" in pages["en"]
    assert "really resolved: change at least −100 points" in pages["en"]
    assert "成本：不高于0元／人·年" in pages["zh"] and "变化不低于−100个百分点" in pages["zh"]


def test_goals_without_worlds_are_refused(baseline: sim.Scenario, platform: sim.Scenario, tmp_path: Path) -> None:
    with pytest.raises(GongzhiError, match="goals"):
        sim.compare(baseline, platform, seeds=2, goals=tmp_path / "none.yaml")


def test_a_zero_has_no_sign() -> None:
    assert [str(Number(x, "+.1f")) for x in (-0.04, 0.0, 0.06, -2.0)] == ["0.0", "0.0", "+0.1", "−2.0"]
