"""Comparisons over plausible worlds: what a world is, how a study grows and goes on, and what its report says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import GongzhiError
from sim.report.numbers import Number
from sim.studies.certainty import GRADES
from sim.studies.goals_file import read_goals
from sim.studies.plausible_worlds import AGAIN, plausible_worlds
from sim.studies.robustness import COST, Goal
from sim.studies.study_folder import read_study
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
    words = {"en": "plausible world", "zh": "可能世界"}[lang]
    assert words in answer["sentence"].iloc[0]
    assert page.index('id="answer"') < page.index('id="worlds"') < page.index('id="comparison"')
    for section in ("hangs", "information"):
        assert f'id="{section}"' in page


def test_worlds_and_seeds_exclude_each_other(baseline: sim.Scenario, platform: sim.Scenario) -> None:
    with pytest.raises(GongzhiError, match="worlds"):
        sim.compare(baseline, platform, worlds=3, seeds=3)
    with pytest.raises(GongzhiError, match="GZ023"):
        sim.compare(baseline, platform, worlds=0)


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


def test_goals_are_counted_over_worlds(baseline: sim.Scenario, platform: sim.Scenario, tmp_path: Path) -> None:
    file = tmp_path / "goals.yaml"
    file.write_text("goals:\n  resolution_share: {at_least: 0}\n  yuan_per_resident: {at_most: 0}\n")
    found = sim.compare(baseline, platform, worlds=2, jobs=1, goals=file).tables["goals"].set_index("scenario")
    assert found["share"].to_dict() == {"baseline": 1.0, "platform": 0.0}  # The platform costs money.


def test_a_zero_has_no_sign() -> None:
    assert [str(Number(x, "+.1f")) for x in (-0.04, 0.0, 0.06, -2.0)] == ["0.0", "0.0", "+0.1", "−2.0"]
