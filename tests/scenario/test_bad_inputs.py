"""Every bad input is refused with its code, line, key and nearest name, and with nothing else.

What is expected follows from the files themselves, which are named by what is wrong with them.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.error_messages import CATALOGUE
from sim.errors import InputError
from tests.language import spoken
from tests.scenario.small import BAD_INPUTS, load_small

Expected = tuple[str, int | None, str, str]

TABLE: dict[str, list[Expected]] = {
    "empty.yaml": [("GZ003", None, "", "")],
    "only_comments.yaml": [("GZ003", None, "", "")],
    "root_is_a_list.yaml": [("GZ021", 1, "", "")],
    "root_is_a_word.yaml": [("GZ021", 1, "", "")],
    "saved_as_gbk.yaml": [("GZ005", 2, "", "")],
    "saved_as_utf16.yaml": [("GZ005", 1, "", "")],
    "broken_byte.yaml": [("GZ005", 2, "", "")],
    "nul_character.yaml": [("GZ006", 1, "", "")],
    "bidi_character.yaml": [("GZ006", 1, "", "")],
    "zero_width_space.yaml": [("GZ006", 2, "", "")],
    "escaped_control_character.yaml": [("GZ006", 1, "title", "")],
    "tab_indent.yaml": [("GZ007", 2, "", "")],
    "tab_after_colon.yaml": [("GZ007", 2, "", "")],
    "full_width_colon.yaml": [("GZ008", 3, "", "")],
    "full_width_colon_of_group.yaml": [("GZ008", 1, "", "")],
    "full_width_digits.yaml": [("GZ008", 2, "run.days", "")],
    "full_width_comma.yaml": [("GZ008", 1, "tiers", "")],
    "unclosed_bracket.yaml": [("GZ009", 1, "", "")],
    "unclosed_quote.yaml": [("GZ009", 1, "", "")],
    "wrong_indent.yaml": [("GZ009", 2, "", "")],
    "colon_in_text.yaml": [("GZ009", 1, "", "")],
    "duplicate_key.yaml": [("GZ010", 4, "run.days", "")],
    "duplicate_group.yaml": [("GZ010", 4, "run", "")],
    "alias_bomb.yaml": [("GZ011", line, "abcdefghi"[line - 1], "") for line in range(1, 10)],
    "merge_key.yaml": [("GZ011", 2, "run", "")],
    "recursive_anchor.yaml": [("GZ011", 1, "tiers", "")],
    "python_tag.yaml": [("GZ013", 1, "title", "")],
    "own_tag.yaml": [("GZ013", 2, "run.days", "")],
    "number_of_5000_digits.yaml": [("GZ016", 2, "run.days", "")],
    "leading_zero.yaml": [("GZ017", 2, "run.days", "")],
    "leading_zero_share.yaml": [("GZ017", 2, "needs.emergency_share", "")],
    "base_60.yaml": [("GZ018", 2, "run.days", "")],
    "two_documents.yaml": [("GZ019", 2, "", "")],
    "list_as_key.yaml": [("GZ020", 1, "", "")],
    "mapping_as_key.yaml": [("GZ020", 1, "", "")],
    "key_without_word.yaml": [("GZ020", 2, "run", "")],
    "unknown_key.yaml": [("GZ012", 2, "run.dayz", "days")],
    "unknown_key_nothing_near.yaml": [("GZ012", 2, "run.zzzzzz", "")],
    "unknown_group.yaml": [("GZ012", 1, "ran", "run")],
    "key_of_another_group.yaml": [("GZ012", 2, "needs.seed", "run.seed")],
    "dotted_key.yaml": [("GZ012", 1, "run.days", "")],
    "word_on_as_key.yaml": [("GZ012", 2, "run.on", "")],
    "yes_for_true.yaml": [("GZ022", 2, "run.check", "")],
    "number_in_quotes.yaml": [("GZ022", 2, "run.days", "")],
    "number_with_separators.yaml": [("GZ022", 2, "run.days", "")],
    "decimal_for_whole_number.yaml": [("GZ022", 2, "run.days", "")],
    "true_for_whole_number.yaml": [("GZ022", 2, "run.days", "")],
    "true_for_share.yaml": [("GZ022", 2, "needs.emergency_share", "")],
    "text_for_share.yaml": [("GZ022", 2, "needs.emergency_share", "")],
    "text_seed.yaml": [("GZ022", 2, "run.seed", "")],
    "word_nan.yaml": [("GZ022", 2, "needs.emergency_share", "")],
    "number_for_text.yaml": [("GZ022", 1, "title", "")],
    "word_for_list.yaml": [("GZ022", 1, "tiers", "")],
    "word_in_list.yaml": [("GZ022", 1, "tiers.1", "")],
    "number_for_group.yaml": [("GZ022", 1, "needs", "")],
    "empty_group.yaml": [("GZ022", 1, "needs", "")],
    "mechanisms_as_list.yaml": [("GZ022", 1, "mechanisms", "")],
    "negative_days.yaml": [("GZ023", 2, "run.days", "")],
    "no_days.yaml": [("GZ023", 2, "run.days", "")],
    "astronomical_days.yaml": [("GZ023", 2, "run.days", "")],
    "too_large_seed.yaml": [("GZ023", 2, "run.seed", "")],
    "percentage_for_share.yaml": [("GZ023", 2, "needs.emergency_share", "")],
    "percentage_with_decimals.yaml": [("GZ023", 2, "needs.emergency_share", "")],
    "percentage_in_table.yaml": [("GZ023", 2, "needs.mix.dispute", "")],
    "too_large_share.yaml": [("GZ023", 2, "needs.emergency_share", "")],
    "mechanism_percentage.yaml": [("GZ023", 3, "mechanisms.three_plus_one.coverage", "")],
    "not_a_number.yaml": [("GZ024", 2, "needs.emergency_share", "")],
    "infinite.yaml": [("GZ024", 2, "needs.emergency_share", "")],
    "overflowing_number.yaml": [("GZ024", 2, "needs.rate", "")],
    "unknown_word.yaml": [("GZ025", 2, "needs.order", "easy")],
    "missing_key.yaml": [("GZ026", 2, "mechanisms.needs_place.place", "")],
    "shares_sum_to_too_little.yaml": [("GZ027", 2, "needs.mix", "")],
    "contradiction_within_group.yaml": [("GZ027", 3, "run.report_every_days", "")],
    "mechanism_contradiction.yaml": [("GZ027", 2, "mechanisms.three_plus_one.end_day", "")],
    "title_too_long.yaml": [("GZ028", 1, "title", "")],
    "bad_name.yaml": [("GZ029", 1, "name", "")],
    "device_name.yaml": [("GZ029", 1, "name", "")],
    "path_as_name.yaml": [("GZ029", 1, "name", "")],
    "Name With Spaces.yaml": [("GZ029", None, "name", "")],
    "no_such_day.yaml": [("GZ032", 2, "run.start_date", "")],
    "unknown_mechanism.yaml": [("GZ030", 2, "mechanisms.three_plus_two", "three_plus_one")],
    "unknown_mechanism_off.yaml": [("GZ030", 2, "mechanisms.three_plus_two", "three_plus_one")],
    "mechanism_unknown_key.yaml": [("GZ012", 2, "mechanisms.three_plus_one.coverag", "coverage")],
    "mechanism_without_value.yaml": [("GZ031", 2, "mechanisms.three_plus_one", "")],
    "mechanism_on.yaml": [("GZ031", 2, "mechanisms.three_plus_one", "")],
    "extends_number.yaml": [("GZ040", 1, "extends", "")],
    "extends_list.yaml": [("GZ040", 1, "extends", "")],
    "extends_table.yaml": [("GZ040", 1, "extends", "")],
    "extends_outside.yaml": [("GZ041", 1, "extends", "")],
    "extends_absolute.yaml": [("GZ040", 1, "extends", "")],
    "extends_windows_path.yaml": [("GZ041", 1, "extends", "")],
    "extends_home.yaml": [("GZ041", 1, "extends", "")],
    "extends_folder.yaml": [("GZ042", 1, "extends", "")],
    "extends_missing.yaml": [
        ("GZ042", 1, "extends", "extends_circle_one.yaml"),
        ("GZ012", 2, "run.dayz", "days"),
    ],
    "extends_itself.yaml": [("GZ043", 1, "extends", "")],
    "extends_circle_one.yaml": [("GZ043", 1, "extends", "")],
    "extends_circle_two.yaml": [("GZ043", 1, "extends", "")],
    "extends_faulty.yaml": [("GZ012", 2, "run.dayz", "days"), ("GZ023", 3, "needs.emergency_share", "")],
    "newer_format.yaml": [("GZ049", 1, "format", "")],
    "format_as_word.yaml": [("GZ049", 1, "format", "")],
    "many_at_once.yaml": [
        ("GZ012", 2, "run.dayz", "days"),
        ("GZ017", 3, "run.seed", ""),
        ("GZ010", 5, "run.days", ""),
        ("GZ023", 7, "needs.emergency_share", ""),
        ("GZ025", 8, "needs.order", "easy"),
        ("GZ030", 11, "mechanisms.three_plus_two", "three_plus_one"),
        ("GZ023", 12, "mechanisms.three_plus_one.coverage", ""),
    ],
}


def faults_of(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_small(path)
    return caught.value


@pytest.mark.parametrize("name", sorted(TABLE))
def test_bad_input_is_refused_with_exactly_its_faults(name: str) -> None:
    problem = faults_of(BAD_INPUTS / name)
    assert [(f.code, f.line, f.key_path, f.nearest) for f in problem.faults] == TABLE[name]
    assert problem.exit_code == 2


@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_message_names_the_file_and_leaves_no_hole(name: str, lang: str) -> None:
    problem = faults_of(BAD_INPUTS / name)
    text = problem.render()
    assert str(BAD_INPUTS) in text
    for fault in problem.faults:
        assert fault.code in text
        assert "''" not in str(fault.message()) and "“”" not in str(fault.message())
        assert "{found}" not in text and "Traceback" not in text


def test_every_file_of_the_folder_is_in_the_table() -> None:
    assert {path.name for path in BAD_INPUTS.glob("*.yaml")} == set(TABLE)


def test_every_code_of_the_catalogue_speaks_both_languages() -> None:
    for code, entry in CATALOGUE.items():
        assert entry.en and entry.zh, code
        assert bool(entry.help_en) == bool(entry.help_zh), code


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("percentage_for_share.yaml", "did you mean 0.30?"),
        ("percentage_with_decimals.yaml", "did you mean 0.125?"),
        ("leading_zero.yaml", "write 17, or put it in quotes if it is a code"),
        ("base_60.yaml", "write it in one unit, for example 90, or put it in quotes if it is text"),
        ("yes_for_true.yaml", "write true"),
        ("number_in_quotes.yaml", "write 5, without quotes or separators"),
        ("number_with_separators.yaml", "write 1000, without quotes or separators"),
        ("decimal_for_whole_number.yaml", "write 5"),
        ("number_for_text.yaml", "put it in quotes"),
        ("full_width_colon.yaml", "use ':' (half-width)"),
        ("full_width_digits.yaml", "use '3' (half-width)"),
        ("tab_indent.yaml", "use spaces"),
        ("unknown_key.yaml", "did you mean 'days'?"),
        ("dotted_key.yaml", "in a file, write 'run: {days: ...}'"),
        ("too_large_share.yaml", ""),
        ("unknown_key_nothing_near.yaml", ""),
    ],
)
def test_advice_says_what_to_write(name: str, advice: str) -> None:
    assert faults_of(BAD_INPUTS / name).faults[0].advice().en == advice


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("no_days.yaml", "1 to 3650 (days)"),
        ("too_large_seed.yaml", f"0 to {2**63 - 1}"),
        ("percentage_for_share.yaml", "0 to 1 (share)"),
        ("unknown_key_nothing_near.yaml", "days, report_every_days, seed, start_date, check"),
        ("unknown_mechanism.yaml", "three_plus_one, service_platform, needs_place"),
        ("unknown_word.yaml", "easy, due"),
    ],
)
def test_what_is_allowed_is_said(name: str, allowed: str) -> None:
    assert faults_of(BAD_INPUTS / name).faults[0].limits().en == allowed


def test_gbk_is_recognised_and_its_byte_named() -> None:
    message = faults_of(BAD_INPUTS / "saved_as_gbk.yaml").faults[0].message().en
    assert message == "byte 0xD6 is not UTF-8 (it looks like GBK)"


def test_both_lines_of_a_duplicate_are_shown() -> None:
    text = faults_of(BAD_INPUTS / "duplicate_key.yaml").render()
    assert "2 |   days: 3" in text and "4 |   days: 4" in text and "first in line 2" in text


def test_circle_is_shown_as_a_chain() -> None:
    text = faults_of(BAD_INPUTS / "extends_circle_one.yaml").render()
    assert "extends_circle_one.yaml -> extends_circle_two.yaml -> extends_circle_one.yaml" in text


def test_fault_of_the_scenario_extended_points_into_its_own_file() -> None:
    first, second = faults_of(BAD_INPUTS / "extends_faulty.yaml").faults
    assert Path(first.file).name == "unknown_key.yaml" and Path(second.file).name == "extends_faulty.yaml"


def test_tag_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    faults_of(BAD_INPUTS / "python_tag.yaml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 5000, "GZ014"),
        ("- " * 5000, "GZ014"),
        ("\n".join(" " * depth + "a:" for depth in range(400)), "GZ014"),
        ("title: x\n" + "#" * 300_000, "GZ004"),
        ("x" * 20_000_000, "GZ004"),
        ("\n".join(f"k{n}: 1" for n in range(15_000)), "GZ015"),
        ("tiers: [" + "1," * 60_000 + "1]", "GZ015"),
    ],
    ids=["brackets", "dashes", "indents", "comment", "20 MB", "keys", "list"],
)
def test_huge_files_are_refused_at_once(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "huge.yaml"
    path.write_text(text)
    start = time.perf_counter()
    problem = faults_of(path)
    assert [fault.code for fault in problem.faults] == [code]
    assert time.perf_counter() - start < 5.0
    assert len(problem.render()) < 2000


def test_at_most_twenty_faults_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("run:\n" + "".join(f"  qqq{n}: 1\n" for n in range(33)))
    problem = faults_of(path)
    assert len(problem.faults) == 33
    assert problem.render().count("error[GZ012]") == 20
    assert problem.render().endswith("... and 13 more")
    assert spoken("zh", problem.render).endswith("……另有 13 处错误")


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "baseline.yaml").write_text("title: x\n")
    fault = faults_of(tmp_path / "baselin.yaml").faults[0]
    assert (fault.code, fault.nearest) == ("GZ001", "baseline.yaml")


def test_folder_is_no_scenario(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(tmp_path).faults] == ["GZ002"]
