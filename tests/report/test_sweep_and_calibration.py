"""Reports of sweeps and calibrations whose truth is known."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from sim.report.answer import BETTER, UNSURE
from sim.report.calibration_report import calibration_report
from sim.report.page import rendered
from sim.report.sweep_report import sweep_report
from sim.studies.study_folder import Study
from sim.studies.sweep_tables import read_sweep
from tests.language import spoken
from tests.studies.sweep_folders import sweep_folder
from tests.studies.test_analysis import PEOPLE, helped

MANIFEST = {"command": "sweep", "finished": "2020-01-02T03:04:05", "versions": {"gongzhi": "0"}}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    text = PEOPLE.replace("n: 60", "n: 24").replace("[0.2, 0.5]", "[0.2, 0.5], source: assumed")
    text = text.replace("[0.5, 2]", "[0.5, 2], source: a survey")
    folder = sweep_folder(tmp_path_factory.mktemp("swept"), text, helped)
    return Study(folder, MANIFEST, (), {})


def test_how_often_a_policy_is_better_is_counted_over_the_points(swept):
    """Teams help where reporting is cheap (below 1) and harm elsewhere; the noise of a mean is a tenth of that."""
    cheap = float((read_sweep(swept.folder).design.points[:, 1] < 1).mean())
    report = sweep_report(swept)
    lead = next(s.text for s in report.page.answer.lead if s.text.startswith("teams"))
    assert f"at {100 * cheap:.0f} % of 24 points" in lead or f"at {100 * cheap:.0f} % of the points" in lead
    ends = [float(x.replace("−", "-")) for x in re.findall(r"between ([−+][\d.]+) and ([−+][\d.]+) points", lead)[-1]]
    assert ends == pytest.approx([-5.0, 20.0], abs=1.0)


def test_a_factor_that_matters_is_named_and_one_that_does_not_is_not(swept):
    card = next(card for card in sweep_report(swept).page.answer.cards if card.name == "teams")
    sentence = card.sentences[-1].text
    assert "voice.voice_cost (−" in sentence
    assert "voice.voice_share" not in sentence and "coverage" not in sentence


def test_a_policy_without_effect_is_not_called_better(swept):
    report = sweep_report(swept)
    lead = next(s for s in report.page.answer.lead if s.text.startswith("desk"))
    assert lead.tone == UNSURE and "no difference in" in lead.text
    card = next(card for card in report.page.answer.cards if card.name == "desk")
    assert not [s for s in card.sentences if s.tone == BETTER]
    assert "No factor is shown" in card.sentences[-1].text


def test_both_languages_of_a_sweep_can_be_rendered(swept):
    for lang, word in (("en", "Which factors matter"), ("zh", "哪些因素重要")):
        text = rendered(spoken(lang, sweep_report, swept).page)
        assert word in text and "report_varied.csv" in text


def test_what_is_assumed_of_a_factor_is_said_in_both_languages(swept):
    for lang, word in (("en", "assumed"), ("zh", "假设值")):
        frame = spoken(lang, sweep_report, swept).frames["report_varied.csv"]
        assert list(frame.iloc[:, -1]) == [word, "a survey", "–"]


def test_failed_runs_of_a_sweep_are_told(tmp_path):
    folder = sweep_folder(
        tmp_path,
        PEOPLE.replace("n: 60", "n: 12").replace("replications: 12", "replications: 3"),
        helped,
        lambda scenario, point, seed: (scenario, point, seed) in (("teams", 3, 1), ("teams", 4, 2), ("desk", 5, 1)),
    )
    answer = sweep_report(Study(folder, MANIFEST, (), {})).page.answer
    assert any("3 of 108 runs failed" in line for line in answer.caveats)
    lead = next(s for s in answer.lead if s.text.startswith("teams"))
    assert lead.tone == UNSURE and "no conclusion" in lead.text


@pytest.fixture
def fitted():
    """Two unknowns: one pinned down, one that could be anything; one of two figures met before, both after."""
    draws = np.random.default_rng(1).random((50, 2))
    tables = {
        "posterior": pd.DataFrame(
            {
                "parameter": ["hours", "quick"],
                "meaning": ["hours", "quick share"],
                "prior_low": [0.0, 0.0],
                "prior_high": [1.0, 1.0],
                "default": [0.5, 0.5],
                "recommended": [0.6, 0.5],
                "q05": [0.55, 0.02],
                "q95": [0.65, 0.97],
                "verdict": ["identified", "not identified"],
            }
        ),
        "fit": pd.DataFrame(
            {
                "id": ["lost", "closed"],
                "target": [0.3, 0.9],
                "low": [0.2, 0.8],
                "high": [0.4, 1.0],
                "unit": ["share", "share"],
                "defaults": [0.5, 0.9],
                "defaults_distance": [2.0, 0.0],
                "defaults_within": ["no", "yes"],
                "recommended": [0.31, 0.91],
                "recommended_distance": [0.1, 0.1],
                "recommended_within": ["yes", "yes"],
            }
        ),
        "correlations": pd.DataFrame({"a": ["hours"], "b": ["quick"], "correlation": [-0.8], "confounded": [True]}),
        "draws": pd.DataFrame(draws, columns=["hours", "quick"]),
    }
    manifest = {
        "command": "calibrate",
        "finished": "2020-01-02",
        "versions": {"gongzhi": "0"},
        "counts": {"n_runs": 9, "n_failed": 0},
        "study": {
            "question": "Which?",
            "settings": {"title": "Fit", "title_zh": "拟合"},
            "recommended_settings": {"staff.issue_hours_factor": 1.5},
        },
    }
    return Study(None, manifest, (), tables)  # type: ignore[arg-type]


def test_what_was_fitted_and_what_was_not_identified(fitted):
    answer = calibration_report(fitted).page.answer
    assert [s.text for s in answer.lead] == [
        "With the recommended values 2 of 2 figures used to fit lie within tolerance, with the defaults 1.",
        "The figures pin down hours.",
        "They say nothing about quick: any value of the prior fits as well.",
        "Hard to tell apart: hours – quick (−0.80).",
    ]
    assert answer.lead[0].tone == BETTER


def test_where_nothing_fits_nothing_is_called_identified(fitted):
    fitted.tables["posterior"]["verdict"] = "nothing fits"
    for lang, word, wrong in (
        ("en", "No point that was run meets all figures", "pin down"),
        ("zh", "没有一个同时满足全部数据", "能够确定"),
    ):
        text = rendered(spoken(lang, calibration_report, fitted).page)
        assert word in text
        assert wrong not in text


def test_both_languages_of_a_calibration_can_be_rendered(fitted):
    for lang, word in (("en", "--set staff.issue_hours_factor=1.5"), ("zh", "数据无法识别quick")):
        assert word in rendered(spoken(lang, calibration_report, fitted).page)
