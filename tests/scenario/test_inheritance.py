"""Which layer of a scenario has the last word, how far ranges reach, and what is said of a value that is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.errors import Fault, InputError
from sim.mechanisms import known_mechanisms
from sim.scenario import plausible
from sim.scenario.fields import FieldFacts, all_share_sums, bare_type, facts_of, find_field, leaf_paths
from sim.scenario.inheritance import override_trees, scenario_root
from sim.scenario.loading import KnownMechanisms, _written, as_yaml, changed, content_hash, in_order, load
from sim.scenario.parameter import ParameterGroup, ShareSum, parameter
from sim.scenario.plausible import (
    ALTERNATIVES,
    AT_LIMIT,
    DECIDED,
    KNOWN,
    LINEAR,
    LOG,
    LOGIT,
    NO_NUMBER,
    QUANTILE_90,
    PlausibleRange,
    by_rule,
    laid_over,
    plausible_ranges,
    scale_of,
    why_certain,
    worlds_at,
)
from sim.scenario.scenario import Scenario, load_scenario, replace
from sim.scenario.text_source import SourceText
from sim.scenario.validation import _short_number, contradictions, shown_number
from sim.scenario.written_range import WrittenRange, _unfit
from sim.scenario.yaml_source import MOST_DEPTH, MOST_FAULTS, MOST_KEY_CHARACTERS, MOST_NODES, parse
from sim.words import Sentence
from tests.scenario.conftest import Write
from tests.scenario.small import MECHANISMS, Mechanism, Run, SmallScenario, load_small

NOTHING = Sentence("", "")


def faults_of(path: Path, *overrides: str) -> list[Fault]:
    """Everything wrong with a small scenario."""
    with pytest.raises(InputError) as caught:
        load_small(path, overrides)
    return list(caught.value.faults)


# ---- layers ----


def test_the_nearest_file_has_the_last_word_and_settings_come_after_all_files(write: Write) -> None:
    """Days are said by three files and twice on the command line; each other value by one of them."""
    write("one.yaml", "run: {days: 10, seed: 11, report_every_days: 2}\nneeds: {rate: 0.1, order: easy}\ntiers: [1]\n")
    write("two.yaml", "extends: one.yaml\nrun: {days: 20, seed: 22}\nneeds: {rate: 0.2}\ntiers: []\n")
    top = write("three.yaml", "extends: two.yaml\nrun: {days: 30}\n")
    found = load_small(top)
    assert (found.run.days, found.run.seed, found.run.report_every_days) == (30, 22, 2)
    assert (found.needs.rate, found.needs.order, found.tiers) == (0.2, "easy", ())
    found = load_small(top, ["run.days=40", "run.seed=5", "run.days=50"])
    assert (found.run.days, found.run.seed, found.run.report_every_days) == (50, 5, 2)


def test_a_setting_may_hold_a_sign_of_equality_blanks_and_whole_groups(write: Write) -> None:
    path = write("town.yaml", "run: {seed: 7}\n")
    found = load_small(path, ["title = a = b ", "run={days: 9}", "name=other"])
    assert (found.title, found.run.days, found.run.seed, found.name) == ("a = b", 9, 7, "other")


@pytest.mark.parametrize("key", ["extends", "format"])
def test_what_belongs_to_a_file_is_no_setting(key: str) -> None:
    trees, faults = override_trees([f"{key}=1"])
    assert trees == [] and [(f.code, f.key_path) for f in faults] == [("GZ048", key)]


@pytest.mark.parametrize(
    ("text", "good"), [("1", True), ("2", False), ("true", False), ("1.0", True), ("'1'", False), ("0", False)]
)
def test_a_file_of_this_version_alone_is_read(write: Write, text: str, good: bool) -> None:
    path = write("town.yaml", f"format: {text}\nrun: {{days: 3}}\n")
    if good:
        assert load_small(path).run.days == 3
    else:
        assert [fault.code for fault in faults_of(path)] == ["GZ049"]


def test_the_folder_of_a_scenario_is_the_nearest_called_scenarios_or_its_own(tmp_path: Path) -> None:
    assert scenario_root(tmp_path / "scenarios" / "a" / "scenarios" / "b" / "x.yaml") == (
        tmp_path / "scenarios" / "a" / "scenarios"
    )
    assert scenario_root(tmp_path / "scenarios" / "x.yaml") == tmp_path / "scenarios"
    assert scenario_root(tmp_path / "own" / "x.yaml") == tmp_path / "own"


def test_files_that_extend_in_a_circle_are_named_in_their_order(write: Write) -> None:
    write("a.yaml", "extends: b.yaml\n")
    write("b.yaml", "extends: c.yaml\n")
    path = write("c.yaml", "extends: a.yaml\n")
    (fault,) = faults_of(path)
    assert (fault.code, fault.found, Path(fault.file).name) == (
        "GZ043",
        "c.yaml -> a.yaml -> b.yaml -> c.yaml",
        "b.yaml",
    )


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("~/x.yaml", "GZ041", ""),
        ("C:/x.yaml", "GZ041", ""),
        ("sub\\\\x.yaml", "GZ041", ""),
        ("../x.yaml", "GZ041", ""),
        ("sub/bsae.yaml", "GZ042", "sub/base.yaml"),
        ("sub/base.txt", "GZ040", ""),
        ("''", "GZ040", ""),
        ("3", "GZ040", ""),
    ],
)
def test_what_cannot_be_extended_is_told_with_the_nearest(write: Write, text: str, code: str, near: str) -> None:
    write("here/sub/base.yaml", "run: {days: 3}\n")
    write("here/sub/base.txt", "run: {days: 3}\n")
    write("x.yaml", "run: {days: 3}\n")
    path = write("here/town.yaml", f"extends: {text}\n")
    assert [(f.code, f.nearest) for f in faults_of(path)] == [(code, near)]


def test_what_a_missing_file_may_explain_is_left_unsaid_but_nothing_else(write: Write) -> None:
    text = "run: {days: 3, report_every_days: 4}\nneeds: {order: no}\n"
    assert sorted(f.code for f in faults_of(write("whole.yaml", text))) == ["GZ025", "GZ027"]
    lost = write("lost.yaml", f"extends: none.yaml\n{text}")
    assert [f.code for f in faults_of(lost)] == ["GZ042", "GZ025"]


@pytest.mark.parametrize(
    ("said", "from_here", "found"),
    [
        (".", False, "town"),
        ("./near", False, "town/near"),
        ("near", False, "town/near"),
        ("near", True, "near"),
        ("./near", True, "town/near"),
        ("far", False, "far"),
    ],
)
def test_a_place_is_looked_for_from_here_then_beside_the_file(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, from_here: bool, found: str
) -> None:
    """What begins with a dot lies beside the file that names it, whoever extends that file from elsewhere."""
    (tmp_path / "town" / "near").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    if from_here:
        (tmp_path / "work" / "near").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    base = write("town/base.yaml", f"extends: baseline\nworld: {{place: {said}}}\n")
    top = write("elsewhere/top.yaml", f"extends: {base}\n")
    place = load_scenario(top, {}).world.place
    assert place == (found if not found.startswith("town") else str(tmp_path / found))


def test_faults_stand_in_the_order_of_files_and_lines_with_options_last_and_once() -> None:
    faults = [
        Fault("GZ022", file="--set x=1", line=None),
        Fault("GZ022", file="b.yaml", line=9),
        Fault("GZ023", file="a.yaml", line=5, column=7),
        Fault("GZ022", file="b.yaml", line=2),
        Fault("GZ022", file="a.yaml", line=5, column=2),
        Fault("GZ022", file="b.yaml", line=9),
    ]
    assert [(f.file, f.line, f.column) for f in in_order(faults)] == [
        ("b.yaml", 2, None),
        ("b.yaml", 9, None),
        ("a.yaml", 5, 2),
        ("a.yaml", 5, 7),
        ("--set x=1", None, None),
    ]


# ---- mechanisms ----


def test_a_mechanism_that_cannot_be_used_or_is_wrong_beyond_its_parameters_is_told_at_its_key(write: Write) -> None:
    tried = []

    def refuse(key: str, group: ParameterGroup) -> list[Fault]:
        tried.append((key, group))
        return [Fault("GZ055", found="here", allowed="there")] if key == "service_platform" else []

    known = KnownMechanisms(MECHANISMS, {"broken": Sentence("it cannot be imported", "无法导入")}, refuse)
    text = "title: x\nmechanisms:\n  broken: {}\n  service_platform: {coverage: 0.2}\n  three_plus_one: {coverage: 7}\n"
    with pytest.raises(InputError) as caught:
        load(write("town.yaml", text), SmallScenario, known)
    assert [(f.code, f.line, f.key_path) for f in caught.value.faults] == [
        ("GZ033", 3, "mechanisms.broken"),
        ("GZ055", 4, "mechanisms.service_platform"),
        ("GZ023", 5, "mechanisms.three_plus_one.coverage"),
    ]
    assert "it cannot be imported" in caught.value.faults[0].message().en
    assert tried[0] == ("service_platform", Mechanism(coverage=0.2))


def test_changes_keep_what_is_switched_on_unless_they_speak_of_it(write: Write) -> None:
    text = "mechanisms: {three_plus_one: {coverage: 0.3, start_day: 2}, service_platform: {coverage: 0.4}}\n"
    scenario = load_small(write("town.yaml", text))
    other = changed(scenario, {"mechanisms.three_plus_one.start_day": 5})
    assert other.mechanisms["three_plus_one"] == Mechanism(coverage=0.3, start_day=5)
    assert other.mechanisms["service_platform"] == Mechanism(coverage=0.4)
    assert list(changed(scenario, {"mechanisms.service_platform": False}).mechanisms) == ["three_plus_one"]
    both = changed(scenario, {"mechanisms": {"three_plus_one": Mechanism(end_day=9), "service_platform": "off"}})
    assert both.mechanisms == {"three_plus_one": Mechanism(end_day=9)}
    assert changed(scenario, {"run": Run(days=4), "run.seed": 9}).run == Run(days=4, seed=9)


def test_changes_of_one_path_come_after_those_before_it(write: Write) -> None:
    scenario = load_small(write("town.yaml", "title: x\n"))
    assert changed(scenario, {"run": {"days": 4, "seed": 3}, "run.days": 6}).run == Run(days=6, seed=3)
    with pytest.raises(InputError) as caught:
        changed(scenario, {"run..days": 3, "run.days": 0})
    assert [f.code for f in caught.value.faults] == ["GZ046", "GZ023"]


# ---- written out ----


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-7, "1.0e-07"),
        (1.5e300, "1.5e+300"),
        (2.0, "2.0"),
        (1e22, "1.0e+22"),
        (math.nan, "nan"),
        (True, "true"),
        ("on", '"on"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("重庆", '"重庆"'),
        ([1, 2], "[1, 2]"),
    ],
)
def test_values_are_written_so_that_every_reader_takes_them_alike(value: Any, text: str) -> None:
    assert _written(value) == text


def test_a_scenario_is_written_with_its_ranges_nested_and_only_what_they_say(write: Write) -> None:
    text = (
        "plausible:\n  needs: {rate: {low: 0.2, high: 0.4, grade: B}, order: {weights: {due: 2, easy: 1}}}\n"
        "  mechanisms: {three_plus_one: {end_day: {fixed: true}}}\n"
    )
    scenario = load_small(write("town.yaml", text))
    written = yaml.safe_load(as_yaml(scenario))
    assert next(iter(written)) == "format" and list(written)[-1] == "plausible"
    assert written["plausible"] == {
        "mechanisms": {"three_plus_one": {"end_day": {"grade": "C", "fixed": True}}},
        "needs": {
            "rate": {"low": 0.2, "high": 0.4, "grade": "B"},
            "order": {"grade": "C", "weights": {"due": 2.0, "easy": 1.0}},
        },
    }
    assert load_small(write("again.yaml", as_yaml(scenario))).plausible == scenario.plausible


def test_a_hash_is_blind_to_words_ranges_and_the_sign_of_nought_and_to_nothing_else(write: Write) -> None:
    plain = load_small(write("a.yaml", "needs: {rate: 0}\n"))
    same = load_small(
        write("b.yaml", "title: T\ndescription: D\nneeds: {rate: -0.0}\nplausible: {needs: {rate: {fixed: true}}}\n")
    )
    assert content_hash(plain) == content_hash(same)
    for text in ("needs: {rate: 1e-9}\n", "needs: {rate: 0}\ntiers: [1, 2]\n", "needs: {rate: 0, order: easy}\n"):
        assert content_hash(load_small(write("c.yaml", text))) != content_hash(plain)


# ---- what is said of a value ----


@pytest.mark.parametrize(
    ("setting", "code", "help_", "word", "low", "high"),
    [
        ("needs.emergency_share=30", "GZ023", "share", "0.30", "0", "1"),
        ("needs.emergency_share=100", "GZ023", "share", "1.00", "0", "1"),
        ("needs.emergency_share=101", "GZ023", "", "", "0", "1"),
        ("needs.emergency_share=2.5", "GZ023", "share", "0.025", "0", "1"),
        ("needs.emergency_share=-1", "GZ023", "", "", "0", "1"),
        ("run.days=0", "GZ023", "", "", "1", "3650"),
        ("run.days=3651", "GZ023", "", "", "1", "3650"),
        ("needs.rate=-0.5", "GZ023", "", "", "0", ""),
        ("run.days=5.0", "GZ022", "write", "5", "", ""),
        ("run.days=5.5", "GZ022", "", "", "", ""),
        ("run.days='1,000'", "GZ022", "plain_number", "1000", "", ""),
        ("run.days='1.5'", "GZ022", "", "", "", ""),
        ("needs.rate='1.5'", "GZ022", "plain_number", "1.5", "", ""),
        ("run.check=yes", "GZ022", "write", "true", "", ""),
        ("run.check=Off", "GZ022", "write", "false", "", ""),
        ("run.check=1", "GZ022", "", "", "", ""),
        ("title=5", "GZ022", "quotes", "", "", ""),
        ("run=", "GZ022", "empty_group", "", "", ""),
        ("run.start_date=2016-7-1", "GZ032", "", "", "", ""),
        ("run.start_date=20160701", "GZ022", "quotes", "", "", ""),
        ("run.start_date='20160701'", "GZ032", "", "", "", ""),
        ("run.start_date=2016-02-30", "GZ032", "", "", "", ""),
        ("needs.order=esay", "GZ025", "", "", "", ""),
    ],
)
def test_a_value_that_is_refused_is_told_its_limits_and_how_it_was_meant(
    write: Write, setting: str, code: str, help_: str, word: str, low: str, high: str
) -> None:
    (fault,) = faults_of(write("town.yaml", "title: Town\n"), setting)
    assert (fault.code, fault.help, fault.facts.get("word", "")) == (code, help_, word)
    assert str(fault.low).split(" ")[0] == low and str(fault.high).split(" ")[0] == high
    if code == "GZ025":
        assert (str(fault.allowed), fault.nearest) == ("easy, due", "easy")


@pytest.mark.parametrize(
    ("text", "near", "help_"),
    [
        ("run: {dais: 3}\n", "days", ""),
        ("days: 3\n", "run.days", ""),
        ("run.days: 3\n", "", "nested"),
        ("extend: a\n", "extends", ""),
    ],
)
def test_an_unknown_key_is_told_the_nearest_one_or_where_it_belongs(
    write: Write, text: str, near: str, help_: str
) -> None:
    (fault,) = faults_of(write("town.yaml", text))
    assert (fault.code, fault.nearest, fault.help) == ("GZ012", near, help_)
    assert ("format" in str(fault.allowed)) == (near in ("extends", "run.days") or help_ == "nested")
    assert (fault.line, fault.column) == (1, text.index("{") + 2 if "{" in text else 1)


def test_a_parameter_that_has_to_be_given_is_asked_for_in_its_mechanism(write: Write) -> None:
    (fault,) = faults_of(write("town.yaml", "title: x\nmechanisms:\n  needs_place: {coverage: 0.5}\n"))
    assert (fault.code, fault.key_path, fault.line) == ("GZ026", "mechanisms.needs_place.place", 3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (0.25, "0.25"),
        (1e15, "1e+15"),
        (999_999_999_999_999.0, "999999999999999"),
        (7, "7"),
        (1e-9, "1e-09"),
    ],
)
def test_numbers_are_shown_as_a_person_writes_them(value: float, text: str) -> None:
    assert shown_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**25 - 1, str(10**25 - 1)),
        (10**25, "a whole number of 26 digits"),
        (-(10**4000), "a whole number of thousands"),
    ],
)
def test_very_long_numbers_are_shown_by_their_length(value: int, text: str) -> None:
    assert str(_short_number(value)).startswith(text)


class Inner(ParameterGroup):
    """Two shares and a number."""

    a: float = parameter(0.5, unit="share", low=0.0, high=1.0, source="assumed", doc="A.", zh="甲")
    b: float = parameter(0.3, unit="share", low=0.0, high=1.0, source="assumed", doc="B.", zh="乙")
    n: int | None = parameter(None, unit="days", low=2, source="paper", doc="N.", zh="丙")

    share_sums = (ShareSum(("a", "b")),)


class Outer(ParameterGroup):
    """A group and a mapping of shares."""

    inner: Inner = Inner()
    other: float = parameter(1.0, unit="years", source="assumed", doc="O.", zh="丁")


def test_contradictions_are_found_within_groups_at_their_place() -> None:
    """.8 and .3 are more than one whole; one of three fields makes the sum stand at its first part."""
    made = Outer(inner=Inner(a=0.8, b=0.3))
    ((path, problem),) = contradictions(made, ("mechanisms", "m"))
    assert path == ("mechanisms", "m", "inner", "a") and "add up to 1.1" in problem.en
    assert list(contradictions(Outer(inner=Inner(a=0.7, b=0.3)))) == []


@pytest.mark.parametrize(
    ("values", "whole", "wrong"),
    [
        ((0.5, 0.5), True, False),
        ((0.5, 0.4), True, True),
        ((0.5, 0.4), False, False),
        ((0.5, 0.6), False, True),
        ((0.5, 0.5 + 1e-10), True, False),
        ((0.5, 0.5 + 1e-8), False, True),
    ],
)
def test_shares_make_up_a_whole_or_at_most_one(values: tuple[float, float], whole: bool, wrong: bool) -> None:
    assert (ShareSum(("a", "b"), whole).fault(values) is not None) == wrong
    assert ("exactly 1" if whole else "at most 1") in ShareSum(("a", "b"), whole).rule().en


def test_what_is_known_of_a_field_is_found_along_its_path() -> None:
    facts = find_field(Outer, ["inner", "n"])
    assert facts is not None and (facts.low, facts.high, facts.unit, facts.default) == (2, None, "days", None)
    assert bare_type(facts.annotation) is int and bare_type(int | str) == int | str
    assert find_field(Outer, ["inner", "x"]) is None and find_field(Outer, ["other", "x"]) is None
    assert list(leaf_paths(Outer)) == ["inner.a", "inner.b", "inner.n", "other"]
    assert list(all_share_sums(Outer)) == [ShareSum(("inner.a", "inner.b"))]
    shared = find_field(SmallScenario, ["needs", "mix", "dispute"])
    assert shared is not None and (shared.unit, shared.source.en, shared.high) == ("share", "assumed", 1.0)
    assert facts_of(Inner.model_fields["a"]).source.en == "assumed"


# ---- ranges ----


def facts(unit: str = "days", low: float | None = 0.0, high: float | None = None, **more: Any) -> FieldFacts:
    """A declaration."""
    usual = {"annotation": float, "default": None, "source": Sentence("assumed", ""), "doc": NOTHING, "label_zh": ""}
    return FieldFacts(low=low, high=high, unit=unit, choices=more.pop("choices", ()), **(usual | more))


@pytest.mark.parametrize(
    ("unit", "low", "high", "scale"),
    [
        ("share", 0.0, 1.0, LOGIT),
        ("share of hours", 0.0, 0.9, LOGIT),
        ("share", 0.0, 2.0, LOG),
        ("share", 0.0, None, LOG),
        ("share", -1.0, 1.0, LINEAR),
        ("0-1", 0.0, 1.0, LOGIT),
        ("per year", 0.0, 1.0, LOGIT),
        ("per quarter", 0.0, 1.0, LOGIT),
        ("per year", 0.0, 5.0, LOG),
        ("per month", 0.0, 1.0, LOG),
        ("days", 1.0, 9.0, LOG),
        ("days", None, 9.0, LINEAR),
        ("logit", 0.0, 20.0, LINEAR),
        ("logit per year", 0.0, 1.0, LINEAR),
        ("score", 0.0, 1.0, LINEAR),
        ("exponent", 0.0, 1.0, LINEAR),
    ],
)
def test_the_scale_of_a_parameter_goes_by_its_unit_and_limits(
    unit: str, low: float | None, high: float | None, scale: str
) -> None:
    assert scale_of(facts(unit, low, high)) == scale


@pytest.mark.parametrize(
    ("source", "grade", "share", "size", "part"),
    [("paper, section 2", "A", 1.1, 1.1, 0.1), ("a survey", "B", 1.4, 1.25, 0.25), ("assumed", "C", 1.8, 1.5, 0.4)],
)
def test_the_rule_reaches_as_far_as_the_grade_says(
    source: str, grade: str, share: float, size: float, part: float
) -> None:
    """Odds of .2 are 1 to 4; a size of ten; a coefficient of minus two."""
    said = Sentence(source, "")
    one = by_rule("x", 0.2, facts("share", 0.0, 1.0, source=said))
    assert one is not None and one.scale == LOGIT and one.grade == grade and one.by_rule
    assert (one.low, one.high) == pytest.approx((0.25 / share / (1 + 0.25 / share), 0.25 * share / (1 + 0.25 * share)))
    two = by_rule("x", 10.0, facts("days", 1.0, 90.0, source=said, annotation=int))
    assert two is not None and (two.scale, two.whole, two.least, two.most) == (LOG, True, 1.0, 90.0)
    assert (two.low, two.high) == pytest.approx((10 / size, 10 * size))
    three = by_rule("x", -2.0, facts("logit", -5.0, 5.0, source=said))
    assert three is not None and three.scale == LINEAR and not three.whole
    assert (three.low, three.high) == pytest.approx((-2 - 2 * part, -2 + 2 * part)) and three.value == -2.0


@pytest.mark.parametrize(
    ("value", "unit", "low", "high", "given"),
    [
        (0, "days", 0.0, None, False),
        (0.0, "share", 0.0, 1.0, False),
        (1.0, "share", 0.0, 1.0, False),
        (0.99, "share", 0.0, 1.0, True),
        (5.0, "logit", -5.0, 5.0, False),
        (-5.0, "logit", -5.0, 5.0, False),
        (9.0, "days", 0.0, 9.0, True),
    ],
)
def test_nought_the_whole_and_limits_of_coefficients_have_no_range(
    value: float, unit: str, low: float, high: float | None, given: bool
) -> None:
    assert (by_rule("x", value, facts(unit, low, high)) is not None) == given


@pytest.mark.parametrize(
    ("scale", "low", "high", "limits", "whole", "points"),
    [
        (LINEAR, 1.0, 3.0, (None, None), False, (1.0, 2.0, 3.0)),
        (LOG, 1.0, 4.0, (None, None), False, (1.0, 2.0, 4.0)),
        (LOGIT, 0.2, 0.8, (0.0, 1.0), False, (0.2, 0.5, 0.8)),
        (LINEAR, 1.0, 3.0, (1.5, 2.5), False, (1.5, 2.0, 2.5)),
        (LINEAR, 1.0, 4.0, (None, None), True, (1, 2, 4)),
        (LOG, 1.00004, 1.00004, (None, None), False, (1.0, 1.0, 1.0)),
    ],
)
def test_a_draw_is_carried_over_by_the_scale_and_cut_at_the_limits(
    scale: str,
    low: float,
    high: float,
    limits: tuple[float | None, float | None],
    whole: bool,
    points: tuple[float, float, float],
) -> None:
    """At the quantiles of 5, 50 and 95 %, with four digits; half of 1 and 4 is 2.5, rounded to the even 2."""
    one = PlausibleRange("x", low, high, scale, "C", True, 1.0, "", *limits, whole)
    found = tuple(one.at(side * QUANTILE_90) for side in (-1.0, 0.0, 1.0))
    assert found == points and all(isinstance(value, int) == whole for value in found)
    assert one.ends == (float(points[0]), float(points[2]))
    assert math.isclose(QUANTILE_90, 1.644854, abs_tol=1e-6)


def test_words_are_drawn_by_their_weights() -> None:
    """A quarter, a half and a quarter: quantiles at -0.674 and 0.674."""
    weights = (("a", 0.25), ("b", 0.5), ("c", 0.25))
    one = PlausibleRange("x", math.nan, math.nan, ALTERNATIVES, "C", True, "a", weights=weights)
    assert [one.at(z) for z in (-9.0, -0.68, -0.67, 0.0, 0.67, 0.68, 9.0)] == ["a", "a", "b", "b", "b", "c", "c"]
    assert all(math.isnan(end) for end in one.ends)


def range_of(written: WrittenRange, declared: FieldFacts, value: Any = 0.5) -> Any:
    """What becomes of a written range."""
    return plausible._as_written(written, "x", value, declared)


@pytest.mark.parametrize(
    ("low", "high", "scale", "declared", "found"),
    [
        (0.2, 0.4, None, facts("share", 0.0, 1.0), LOGIT),
        (0.0, 0.4, None, facts("share", 0.0, 1.0), LINEAR),
        (0.2, 1.0, None, facts("share", 0.0, 1.0), LINEAR),
        (0.2, 0.4, LOG, facts("share", 0.0, 1.0), LOG),
        (0.0, 4.0, None, facts("days"), LINEAR),
        (0.1, 4.0, None, facts("days"), LOG),
        (-1.0, 1.0, None, facts("logit", -5.0), LINEAR),
    ],
)
def test_a_written_range_takes_its_own_scale_or_that_of_the_rule_where_it_fits(
    low: float, high: float, scale: str | None, declared: FieldFacts, found: str
) -> None:
    one = range_of(WrittenRange(low=low, high=high, scale=scale, grade="B"), declared)
    assert (one.scale, one.low, one.high, one.grade, one.by_rule) == (found, low, high, "B", False)
    assert (one.least, one.most, one.unit) == (declared.low, declared.high, declared.unit)


def test_written_weights_become_shares_and_what_is_fixed_is_known() -> None:
    one = range_of(WrittenRange(weights={"a": 1, "b": 3}, grade="A"), facts(choices=("a", "b")), "a")
    assert one.weights == (("a", 0.25), ("b", 0.75)) and one.scale == ALTERNATIVES and one.grade == "A"
    assert range_of(WrittenRange(fixed=True), facts()) is KNOWN


@pytest.mark.parametrize(
    ("written", "declared", "said"),
    [
        ({"low": 0.0, "high": 1.0}, facts("share", 0.0, 1.0), ""),
        ({"low": -0.1, "high": 0.5}, facts("share", 0.0, 1.0), "leaves the limits of the parameter, 0 to 1"),
        ({"low": 0.1, "high": 1.1}, facts("share", 0.0, 1.0), "leaves the limits"),
        ({"low": 0.1, "high": 99.0}, facts("days"), ""),
        ({"low": -1.0, "high": 99.0}, facts("days"), "0 to …"),
        ({"low": 0.0, "high": 1.0, "scale": "log"}, facts("days"), "needs a low above 0"),
        ({"low": 0.1, "high": 1.0, "scale": "log"}, facts("days"), ""),
        ({"low": 0.1, "high": 1.0, "scale": "logit"}, facts("days"), "between 0 and 1"),
        ({"low": 0.0, "high": 0.9, "scale": "logit"}, facts("days"), "between 0 and 1"),
        ({"low": 0.1, "high": 0.9, "scale": "logit"}, facts("days"), ""),
        ({"low": 0.1, "high": 0.9}, facts(annotation=str), "not a number"),
        ({"low": 0.1, "high": 0.9}, facts(choices=("a",)), "give 'weights'"),
        ({"weights": {"a": 1}}, facts(), "not a choice"),
        ({"weights": {"a": 1, "c": 1}}, facts(choices=("a", "b")), "no word 'c'; there are: a, b"),
        ({"weights": {"a": 1, "b": 0}}, facts(choices=("a", "b")), ""),
        ({"weights": {"a": 0}}, facts(choices=("a", "b")), "one of them is above"),
        ({"weights": {"a": 2, "b": -1}}, facts(choices=("a", "b")), "not below 0"),
        ({"fixed": True}, facts(annotation=str), ""),
    ],
)
def test_a_written_range_fits_its_parameter_or_is_told_why_not(
    written: dict[str, Any], declared: FieldFacts, said: str
) -> None:
    problem = _unfit(WrittenRange(**written), declared)
    assert (problem is None) == (not said) and (problem is None or said in problem.en)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ({}, ""),
        ({"low": 1.0, "high": 2.0}, None),
        ({"low": 1.0}, "high"),
        ({"high": 1.0}, "low"),
        ({"low": 1.0, "high": 1.0}, "low"),
        ({"low": 2.0, "high": 1.0}, "low"),
        ({"low": 1.0, "high": 2.0, "fixed": True}, ""),
        ({"weights": {"a": 1}, "fixed": True}, ""),
        ({"fixed": True}, None),
    ],
)
def test_a_written_range_has_one_form(written: dict[str, Any], key: str | None) -> None:
    assert [path for path, _ in WrittenRange(**written).cross_checks()] == ([] if key is None else [key])


def test_ranges_of_a_nearer_file_take_the_place_of_other_forms_and_keep_the_rest(write: Write) -> None:
    base = (
        "plausible:\n  needs: {rate: {low: 0.2, high: 0.4, grade: A, scale: log}, "
        "emergency_share: {low: 0.1, high: 0.2}, order: {weights: {due: 1}}}\n"
    )
    write("base.yaml", base)
    top = write(
        "top.yaml",
        "extends: base.yaml\nplausible: {needs: {rate: {grade: B}, emergency_share: {high: 0.3, grade: B}}}\n",
    )
    with_settings = load_small(write("b.yaml", base))
    again = changed(
        with_settings, {"plausible": {"needs": {"rate": {"fixed": True}, "emergency_share": {"grade": "B"}}}}
    )
    assert again.plausible["needs.rate"] == WrittenRange(fixed=True, grade="A")
    assert again.plausible["needs.emergency_share"] == WrittenRange(low=0.1, high=0.2, grade="B")
    assert again.plausible["needs.order"] == WrittenRange(weights={"due": 1.0})
    merged = load_small(top).plausible
    assert merged["needs.rate"] == WrittenRange(low=0.2, high=0.4, grade="B", scale="log")
    assert merged["needs.emergency_share"] == WrittenRange(low=0.1, high=0.3, grade="B")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("mechanisms.x.coverage", DECIDED),
        ("mechanisms.x.start_day", DECIDED),
        ("mechanisms.x.end_day", DECIDED),
        ("mechanisms.x.districts", DECIDED),
        ("mechanisms.x.limit_cut", None),
        ("run.days", plausible.CERTAIN["run"]),
        ("world.staff.members_urban_least", plausible.CERTAIN["world.staff.members_urban_least"]),
        ("world.staff.pay", None),
        ("needs.rate", None),
        ("valuation.x.y", plausible.CERTAIN["valuation"]),
    ],
)
def test_what_is_no_unknown_is_told_by_its_name_or_that_of_its_group(key: str, reason: Sentence | None) -> None:
    assert why_certain(key) is reason


class Declared(ParameterGroup):
    """A number whose range is declared."""

    size: float = parameter(
        4.0, unit="days", low=1.0, high=90.0, source="paper", doc="S.", zh="丁", plausible=(2.0, 9.0, "B")
    )


@pytest.mark.parametrize(
    ("value", "low", "high", "grade", "by_rule_"), [(4.0, 2.0, 9.0, "B", False), (5.0, 5.0 / 1.1, 5.5, "A", True)]
)
def test_of_a_range_that_is_declared_only_the_default_has_it(
    value: float, low: float, high: float, grade: str, by_rule_: bool
) -> None:
    """Away from its default a number lies in the range of the rule, as nobody has published one for it."""
    declared = find_field(Declared, ["size"])
    assert declared is not None and declared.plausible == (2.0, 9.0, "B")
    one = plausible._range_of(Scenario(name="base"), "work.size", value, declared)
    assert isinstance(one, PlausibleRange)
    assert (one.low, one.high) == pytest.approx((low, high)) and (one.grade, one.by_rule) == (grade, by_rule_)
    assert (one.value, one.scale, one.least, one.most) == (value, LOG, 1.0, 90.0)


def test_why_others_have_no_range_is_told() -> None:
    ranges = plausible_ranges(replace(Scenario(name="base"), {"work.quick_hours": 0.0}))
    by_key = {one.key: one for one in ranges}
    assert "work.quick_hours" not in by_key and ranges.certain["work.quick_hours"] is AT_LIMIT
    assert ranges.certain["run.days"] is plausible.CERTAIN["run"]
    assert NO_NUMBER in ranges.certain.values()
    order = by_key["work.order"]
    assert (dict(order.weights), order.by_rule, order.grade) == ({"easy": 0.7, "due": 0.3}, True, "C")


# ---- worlds ----


def test_shares_of_a_whole_are_scaled_to_what_others_leave_and_the_largest_takes_the_rest() -> None:
    """.6 and .3 beside a fixed .2 have .8 to share: .5333 and .2667. Thirds are .3333, .3333 and .3334."""
    one = ShareSum(("a", "b", "c"), whole=True)
    found = plausible._divided(one, ["a", "b"], {"a": 0.6, "b": 0.3}, [0.5, 0.3, 0.2])
    assert found == {"a": 0.5333, "b": 0.2667}
    thirds = plausible._divided(one, ["a", "b", "c"], {"a": 0.2, "b": 0.2, "c": 0.2}, [0.3, 0.3, 0.4])
    assert sorted(thirds.values()) == [0.3333, 0.3333, 0.3334] and math.fsum(thirds.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("own", "drawn", "found"),
    [
        ([0.3, 0.3], [0.4, 0.2], {"a": 0.4, "b": 0.2}),
        ([0.3, 0.2], [0.4, 0.3], {"a": 0.3333, "b": 0.25}),
        ([0.2, 0.2], [0.5, 0.4], {}),
        ([0.2, 0.2], [0.8, 0.6], {"a": 0.5714, "b": 0.4286}),
        ([0.2, 0.2], [0.6, 0.4], {}),
    ],
)
def test_what_shares_leave_to_somebody_else_is_one_more_share_unless_it_is_most_of_the_whole(
    own: list[float], drawn: list[float], found: dict[str, float]
) -> None:
    """Leaving .4: .6 and .4 are one. Leaving .5: .4, .3 and .5 are scaled by 1 / 1.2. Leaving .6: only above one."""
    given = plausible._divided(ShareSum(("a", "b")), ["a", "b"], dict(zip("ab", drawn, strict=True)), own)
    assert given == pytest.approx(found)


@pytest.mark.parametrize(
    ("own", "drawn", "found"),
    [(10, 20, 15), (10, 13, 11), (10, 7, 9), (1.0, 2.0, 1.5), (1.0, 1.001, 1.0), (1.0, 1.0011, 1.001), ("a", "b", "a")],
)
def test_half_the_way_back_ends_at_the_scenarios_own_value(own: Any, drawn: Any, found: Any) -> None:
    assert plausible._halfway(own, drawn) == found


@pytest.mark.parametrize(
    ("own", "value", "found"),
    [(3, 4.0, 4), (3, 4.5, 4.5), (3.0, 4, 4.0), ("a", "b", "b"), (0.5, np.float64(0.25), 0.25), (3, np.int64(4), 4)],
)
def test_a_value_of_a_table_takes_the_kind_of_the_scenarios(own: Any, value: Any, found: Any) -> None:
    made = plausible._of_kind(own, value)
    assert made == found and type(made) is type(found)


def test_a_world_leaves_alone_what_the_scenario_decides() -> None:
    """A policy that moves a number keeps it; one as in the baseline takes the world's; so in its mechanism."""
    base = load_scenario("baseline", known_mechanisms())
    policy = replace(
        load_scenario("three_plus_one", known_mechanisms()),
        {"work.success_skill": 5.0, "mechanisms.three_plus_one.limit_cut": 0.33},
    )
    values = {
        "work.success_skill": 3.0,
        "trust.gain": 0.02,
        "mechanisms.three_plus_one.limit_cut": 0.1,
        "mechanisms.volunteers.time_bank": 0.5,
    }
    found = laid_over(policy, values, base)
    assert (found.work.success_skill, found.trust.gain) == (5.0, 0.02)
    assert found.mechanisms["three_plus_one"].limit_cut == 0.33 and set(found.mechanisms) == {"three_plus_one"}
    origin = replace(base, {"work.success_skill": 5.0})
    assert laid_over(policy, values, origin).work.success_skill == 3.0


def test_worlds_are_numbered_from_one_with_a_column_for_each_range() -> None:
    ranges = [
        PlausibleRange("a", 1.0, 3.0, LINEAR, "C", True, 2.0),
        PlausibleRange("b", 1.0, 4.0, LOG, "C", True, 2.0),
    ]
    table = worlds_at(ranges, np.array([[0.0, QUANTILE_90], [QUANTILE_90, 0.0]]))
    assert table.index.tolist() == [1, 2] and table.index.name == "world"
    assert table.to_dict("list") == {"a": [2.0, 3.0], "b": [4.0, 2.0]}


@pytest.mark.parametrize(
    ("key", "group"),
    [("work.success.dispute", "work"), ("mechanisms.x.limit", "mechanisms.x"), ("world.staff.pay", "world.staff")],
)
def test_parameters_are_judged_together_with_their_group(key: str, group: str) -> None:
    assert plausible._group(key) == group


# ---- limits of a file ----


def codes_of(text: str) -> list[str]:
    """What is wrong with a text."""
    return [fault.code for fault in parse(SourceText("x", text))[1]]


def test_a_file_is_read_up_to_its_limits() -> None:
    deep = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert codes_of(deep) == [] and codes_of(f"[{deep}]") == ["GZ014"]
    many = "[" + "1," * (MOST_NODES - 1) + "]"
    assert codes_of(many) == [] and codes_of(many.replace("[", "[1,")) == ["GZ015"]
    assert codes_of(f"{'k' * MOST_KEY_CHARACTERS}: 1") == [] and codes_of(f"{'k' * (MOST_KEY_CHARACTERS + 1)}: 1") == [
        "GZ020"
    ]
    assert len(codes_of("\n".join(f"- 0{k + 1}" for k in range(MOST_FAULTS + 50)))) == MOST_FAULTS
    assert codes_of("a: 1\n---\nb: 2\n") == ["GZ019"]


def test_a_key_that_comes_twice_is_shown_with_both_lines() -> None:
    (fault,) = parse(SourceText("x", "a: 1\nb: 2\na: 3\n"))[1]
    assert (fault.code, fault.line, fault.facts["first_line"], fault.related) == ("GZ010", 3, "1", (1, "a: 1"))
