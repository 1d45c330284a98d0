"""The table of findings is read strictly, shown with its grade, and stands beside what the model gives."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sim.mechanisms import registry
from sim.report.answer import Facts
from sim.report.evidence_section import evidence_section
from sim.scenario.scenario import Scenario
from sim.shipped import PLACES, SCENARIOS
from sim.studies.evidence import COLUMNS, GRADES, NONE, findings_of, load_evidence, unevaluated
from sim.studies.patterns import HOLD_BACK, load_patterns
from sim.world.places import PlaceNames
from tests.language import spoken

GOOD = {
    "id": "checks",
    "mechanism": "service_platform",
    "place": "somewhere",
    "design": "experiment",
    "direction": "-",
    "effect": "-8",
    "low": "-12",
    "high": "-4",
    "unit": "per cent",
    "outcome": "losses",
    "measure": "dropped_share",
    "grade": "high",
    "source": "a journal",
    "published": "2020",
    "link": "https://example.org/1",
    "note": "a note",
    "place_zh": "某地",
    "outcome_zh": "损失",
    "note_zh": "说明",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    """A file of findings; each row differs from the good one."""
    path = folder / "evidence.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(GOOD | {"id": f"row{k}"} | row for k, row in enumerate(rows))
    return path


def test_the_shipped_findings_are_of_mechanisms_and_have_a_source_and_both_languages() -> None:
    found = load_evidence()
    assert {finding.mechanism for finding in found} <= {*registry(), ""}
    for finding in found:
        assert finding.note.zh != finding.note.en and (finding.grade == NONE or finding.source)
        assert finding.grade == NONE or finding.outcome.zh != finding.outcome.en
        assert finding.grade != "high" or finding.link
    assert {"three_plus_one", "social_work_132", "one_plus_n", "five_zeros"} <= unevaluated()
    assert all(not findings_of(name, found) for name in unevaluated())


def test_experiments_are_held_back() -> None:
    targets = [t for t in load_patterns(PLACES / "chongqing" / "patterns.csv", SCENARIOS) if t.pattern.startswith("E")]
    assert len(targets) > 5 and all(target.use == HOLD_BACK for target in targets)


def test_a_size_is_shown_with_its_interval_and_a_direction_without(tmp_path: Path) -> None:
    sized, plain = load_evidence(written(tmp_path, {}, {"effect": "", "low": "", "high": "", "unit": ""}))
    assert sized.size == ("−8 [−12, −4] %", "−8 [−12, −4] %")
    assert plain.size == ("falls", "下降")


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"mechanism": "servce_platform"},
        {"design": "trial"},
        {"grade": "sure"},
        {"measure": "lost_shares"},
        {"measure": "dropped_share/town/urban"},
        {"effect": "eight"},
        {"effect": "-20"},
        {"direction": "+"},
        {"unit": ""},
        {"high": ""},
        {"link": "example.org"},
        {"published": "20"},
        {"source": ""},
        {"grade": "none"},
        {"id": "row0"},
    )
    with pytest.raises(InputError) as said:
        load_evidence(path)
    told: dict[int, list[str]] = {}
    for fault in said.value.faults:
        told.setdefault(fault.line or 0, []).append(fault.key_path)
    assert {line: keys[0] for line, keys in told.items()} == {
        2: "mechanism",
        3: "design",
        4: "grade",
        5: "measure",
        6: "measure",
        7: "effect",
        8: "low",
        9: "direction",
        10: "unit",
        11: "low",
        12: "link",
        13: "published",
        14: "source",
        15: "design",
        16: "id",
    }
    assert set(told[15]) == {"design", "direction", "effect", "low", "high", "unit", "measure", "source"}
    assert spoken("zh", said.value.render)


def compared() -> Facts:
    """A comparison in which the platform halves what is lost and raises replies by five points."""
    rows = [
        ("platform", measure, "all", "all", 3, base, base + d, d, d - 0.01, d + 0.01, 0.01, 0)
        for measure, base, d in (("dropped_share", 0.2, -0.1), ("response_share", 0.7, 0.05))
    ]
    comparison = pd.DataFrame(
        rows,
        columns=[
            "scenario",
            "measure",
            "by",
            "group",
            "n",
            "baseline",
            "mean",
            "difference",
            "ci_low",
            "ci_high",
            "p_adjusted",
            "n_equal",
        ],
    )
    return Facts(pd.DataFrame(), comparison, {"base": "Base", "platform": "Platform"}, {}, pd.DataFrame(), PlaceNames())


@pytest.mark.parametrize(
    ("lang", "relative", "points"),
    [
        ("en", "Platform: −50.0 % (−55.0 to −45.0)", "Platform: +5.0 points (+4.0 to +6.0)"),
        ("zh", "Platform：−50.0%（−55.0～−45.0）", "Platform：+5.0个百分点（+4.0～+6.0）"),
    ],
)
def test_the_report_shows_the_change_in_the_unit_of_the_finding(lang: str, relative: str, points: str) -> None:
    base = Scenario(name="base")
    platform = Scenario(name="platform", mechanisms={"service_platform": registry()["service_platform"].Parameters()})
    section = evidence_section(compared(), [base, platform])
    assert section is not None
    shown = {row[4].text for row in section.tables[0].rows}
    assert relative in shown and points in shown
    assert {row[3].below for row in section.tables[0].rows} <= {str(grade) for grade in GRADES.values()}
    assert len(section.tables[0].rows) == len(findings_of("service_platform", load_evidence()))


def test_a_comparison_without_further_mechanisms_has_no_such_section() -> None:
    on = {"service_platform": registry()["service_platform"].Parameters()}
    scenarios = [Scenario(name=name, mechanisms=on) for name in ("base", "platform")]
    assert evidence_section(compared(), scenarios) is None
