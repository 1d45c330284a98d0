"""Messages look like a compiler's, line up under Chinese text and cannot steer a terminal."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sim.error_messages import CATALOGUE, as_markdown
from sim.errors import EnvironmentProblem, Fault, GongzhiError, InputError, RunsFailed, nearest, visible
from tests.language import spoken

FAULT = Fault(
    "GZ012",
    file="city.yaml",
    line=14,
    column=5,
    key_path="tiers.township.dedline",
    nearest="deadline",
    width=7,
    allowed="budget, deadline",
    source_line="    dedline: 3",
    facts={"key": "dedline"},
)


def test_block_of_a_fault() -> None:
    assert FAULT.render() == (
        "error[GZ012]: unknown key 'dedline'\n"
        "  --> city.yaml:14:5  (tiers.township.dedline)\n"
        "14 |     dedline: 3\n"
        "   |     ^^^^^^^\n"
        "   = allowed: budget, deadline\n"
        "   = help: did you mean 'deadline'?"
    )


def test_block_in_chinese() -> None:
    assert spoken("zh", FAULT.render).splitlines()[0] == "错误[GZ012]: 未知的键“dedline”"
    assert spoken("zh", FAULT.render).splitlines()[-1] == "   = 建议: 是否想写“deadline”？"


def test_caret_stands_under_text_after_chinese_characters() -> None:
    fault = Fault("GZ022", file="f", line=1, column=5, width=2, source_line="重庆: 12")
    # Two characters of two columns, a colon and a space come before it: six columns.
    assert fault.render().splitlines()[3] == "  |       ^^"


def test_long_line_is_cut_around_the_place() -> None:
    fault = Fault("GZ022", file="f", line=1, column=5000, width=3, source_line="x" * 4999 + "abc" + "y" * 5000)
    lines = fault.render().splitlines()
    shown, marks = lines[2][4:], lines[3][4:]
    assert len(shown) <= 100 and shown[marks.index("^") : marks.index("^") + 3] == "abc"


def test_foreign_text_cannot_steer_the_terminal() -> None:
    fault = Fault("GZ001", file="a\x1b[2Jb\u202e.yaml", source_line="\x07", line=1, found="\x1b")
    assert not {"\x1b", "\u202e", "\x07"} & set(fault.render())
    assert visible("a\u202eb\tc") == "a<U+202E>b→c"


def test_braces_in_foreign_text_are_shown_as_they_are() -> None:
    assert Fault("GZ025", found="{{7*7}} {0} {found}").message().en == ("'{{7*7}} {0} {found}' is not an allowed value")


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("dayz", ["seed", "days"], "days"),
        ("DAYS", ["days"], "days"),
        ("three_plus_on", ["three_plus_one"], "three_plus_one"),
        ("zzz", ["days"], ""),
        ("", ["days"], ""),
        ("x" * 100_000, ["days"], ""),
        ("a", [], ""),
    ],
)
def test_nearest(word: str, known: list[str], near: str) -> None:
    assert nearest(word, known) == near


@pytest.mark.parametrize(
    ("kind", "code"), [(InputError, 2), (EnvironmentProblem, 4), (RunsFailed, 1), (GongzhiError, 1)]
)
def test_exit_codes(kind: type[GongzhiError], code: int) -> None:
    assert kind("something").exit_code == code
    assert kind([FAULT, FAULT]).render().count("error[GZ012]") == 2
    again = pickle.loads(pickle.dumps(kind(FAULT)))
    assert type(again) is kind and again.faults == (FAULT,)


def test_fault_for_programs() -> None:
    assert FAULT.as_dict() == {
        "code": "GZ012",
        "message": "unknown key 'dedline'",
        "file": "city.yaml",
        "line": 14,
        "column": 5,
        "key": "tiers.township.dedline",
        "found": "",
        "allowed": "budget, deadline",
        "help": "did you mean 'deadline'?",
    }


def test_page_of_messages_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "errors.md"
    assert page.read_text(encoding="utf-8") == as_markdown(), "python -m sim.error_messages > docs/errors.md"
    assert as_markdown().count("| GZ") == len(CATALOGUE)


def test_faults_for_programs_are_never_cut() -> None:
    assert len(InputError([FAULT] * 50).as_dicts()) == 50
