"""The table of the paper is complete, its page is fresh, and every name in it leads somewhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from maintenance.effects import COLUMNS
from maintenance.paper_table import KINDS, PAGE, STATUSES, Coverage, Statement, faults, load, not_run, page, unshown
from sim.mechanisms import registry

SECTIONS = (
    "abstract",
    "1",
    *(f"2.1.{n}" for n in range(1, 5)),
    *(f"2.2.{n}" for n in range(1, 4)),
    *(f"2.3.{n}" for n in range(1, 7)),
    *(f"3.1.{n}" for n in range(1, 6)),
    *(f"3.2.{n}" for n in range(1, 5)),
    *(f"4.1.{n}" for n in range(1, 4)),
    *(f"4.2.{n}" for n in range(1, 4)),
    *(f"4.3.{n}" for n in range(1, 5)),
    *(f"4.4.{n}" for n in range(1, 4)),
    *(f"4.5.{n}" for n in range(1, 4)),
)
# Every number of the paper but dates, as it is printed there.
NUMBERS = {
    "2.1.1": "8043 156 3085 207",
    "2.1.2": "8082 9.36 12 9.09 340 5.26 2729 17.58 918 7.37 1648 2.08 2435 10.83 29104 3.82 54953 18.77 19990 9.56 "
    "33676 28.73",
    "2.1.3": "2 18 55 13336.44",
    "2.1.4": "1000 100 5 2",
    "2.2.1": "40",
    "2.2.2": "320",
    "2.2.3": "22 100",
    "2.3.3": "1 3 2 10 4 488 3000",
    "2.3.5": "175 100 112 2200 50",
    "2.3.6": "137 72 61 30 20 5 1 120 52",
    "3.1.2": "80",
    "3.2.1": "9.14 5.79 3.73 3.54 2 6 1 3",
    "3.2.2": "3048.43 1908.45 62.60 1.66 500.78 157.10 44.98",
    "3.2.4": "148 10561 17.8 37 1/4 20",
    "4.4.1": "30 300",
}
LISTS = ("files", "mechanisms", "parameters", "levers", "measures", "scenarios", "tests")


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return load()


def test_every_name_in_the_table_exists(coverage):
    assert faults(coverage) == [], "see python -m maintenance.paper_table --check"


def test_every_row_represented_moves_what_happens_by_more_than_chance(coverage):
    assert unshown(coverage) == [], "see python -m maintenance.paper_table --check"


@pytest.mark.nightly
def test_every_row_represented_stands_in_the_kept_run(coverage):
    assert not_run(coverage) == [], "run python -m maintenance.effects"


def test_the_page_is_fresh(coverage):
    assert PAGE.read_text(encoding="utf-8") == page(coverage), "run python -m maintenance.paper_table"


def test_every_section_of_the_paper_has_rows_in_the_order_of_the_paper(coverage):
    assert tuple(coverage.sections) == SECTIONS
    assert list(dict.fromkeys(row.section for row in coverage.rows)) == list(SECTIONS)


@pytest.mark.parametrize("section", NUMBERS)
def test_every_number_of_the_paper_is_in_a_row_of_its_section(coverage, section):
    said = " ".join(f"{row.statement_zh} {row.statement}" for row in coverage.rows if row.section == section)
    said = re.sub(r"(?<=\d),(?=\d)", "", said)
    missing = [n for n in NUMBERS[section].split() if not re.search(rf"(?<![\d.]){re.escape(n)}(?!\d|\.\d)", said)]
    assert missing == []


def test_problems_causes_and_paths_stand_where_the_paper_has_them(coverage):
    wanted = {"3.1": "problem", "3.2": "cause", "4": "path"}
    for section in SECTIONS:
        kinds = {row.kind for row in coverage.rows if row.section == section}
        for start, kind in wanted.items():
            if section.startswith(start):
                assert kind in kinds, section


def test_no_problem_and_no_cause_is_left_out(coverage):
    assert not [row.statement for row in coverage.rows if row.kind in ("problem", "cause") and row.status == "outside"]


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_mechanism_stands_for_a_statement_of_its_own_section(coverage, name):
    sections = re.findall(r"\d(?:\.\d)+", registry()[name].section)
    if not sections:
        pytest.skip("it names no section, so it is not of the paper")
    rows = [row.section for row in coverage.rows if name in row.mechanisms]
    assert [s for s in sections if not any(row == s or row.startswith(f"{s}.") for row in rows)] == []


def test_rows_are_short_and_none_is_written_twice(coverage):
    said = [(row.section, row.statement_zh) for row in coverage.rows]
    assert len(set(said)) == len(said)
    for row in coverage.rows:
        assert re.search("[一-鿿]", row.statement_zh) and len(row.statement_zh) <= 40, row.statement_zh
        assert row.statement.endswith((".", "?")) and row.represented_by.endswith("."), row.statement_zh
        for name in LISTS:
            assert len(set(getattr(row, name))) == len(getattr(row, name)), row.statement_zh


def test_the_summary_counts_every_row(coverage):
    summary = page(coverage).partition("## Abstract")[0]
    counts = re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", summary, re.MULTILINE)
    assert [name for name, *_ in counts] == [*KINDS, "all"]
    for name, *numbers in counts:
        rows = [row for row in coverage.rows if name in (row.kind, "all")]
        assert [int(n) for n in numbers] == [*(sum(r.status == s for r in rows) for s in STATUSES), len(rows)]


# ------------------------------------------------------------------------ the checks themselves find what is wrong

SOUND = Statement(
    section="2.2.3",
    statement_zh="办结率",
    statement="The closure rate.",
    kind="number",
    represented_by="A measure.",
    status="input",
    files=("sim/model.py",),
    parameters=("closing", "world.communities.facility_minimum_m2"),
    levers=("seen",),
    measures=("closure_share",),
    scenarios=("baseline",),
    tests=("tests/test_paper.py::test_a_sound_row_has_no_fault",),
    published={"world.communities.facility_minimum_m2": 300.0},
)
SHOWN = {"status": "represented", "switch": "rule_of_law.teaching", "measure": "dropped_share", "moves": "down"}


def faults_of(**changes: object) -> list[str]:
    """What is said about the sound row after some changes."""
    return faults(Coverage({"2.2.3": ("平台", "platform")}, (replace(SOUND, **changes),)))


def test_a_sound_row_has_no_fault():
    assert faults_of() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"files": ("sim/no_such_file.py",)}, "no file sim/no_such_file.py"),
        ({"mechanisms": ("no_such_mechanism",)}, "no mechanism no_such_mechanism"),
        ({"mechanisms": ("no_such_mechanism",)}, "no scenario no_such_mechanism"),
        ({"mechanisms": ("no_such_mechanism",)}, "tests/mechanisms/test_no_such_mechanism.py::test_must_show"),
        ({"parameters": ("closing.no_such_parameter",)}, "no parameter closing.no_such_parameter"),
        ({"parameters": ("clos",)}, "no parameter clos"),
        ({"levers": ("no_such_lever",)}, "no lever no_such_lever"),
        ({"measures": ("no_such_measure",)}, "no measure no_such_measure"),
        ({"scenarios": ("no_such_scenario",)}, "no scenario no_such_scenario"),
        ({"tests": ("tests/test_paper.py::test_no_such_test",)}, "no test tests/test_paper.py::test_no_such_test"),
        ({"tests": ("tests/test_paper.py::faults_of",)}, "no test tests/test_paper.py::faults_of"),
        ({"tests": ("tests/no_such_file.py::test_it",)}, "no test tests/no_such_file.py::test_it"),
        ({"published": {"world.communities.facility_minimum_m2": 301.0}}, "is 300, the paper says 301"),
        ({"section": "2.2.9"}, "no section 2.2.9"),
        ({"kind": "rumour"}, "unknown kind 'rumour'"),
        ({"status": "planned"}, "unknown status 'planned'"),
        ({"status": "outside"}, "a reason is given"),
        ({"reason": "because"}, "a reason is given"),
        ({"tests": ()}, "no test shows it"),
        ({"files": (), "parameters": (), "measures": ()}, "neither where it is represented nor how"),
        ({"mechanisms": ("funding_balance",), "levers": ("seen",)}, "none of its mechanisms moves the lever seen"),
        ({"status": "represented"}, "a switch, a measure and its direction are given"),
        ({"switch": "volunteers", "measure": "dropped_share", "moves": "up"}, "a switch, a measure and its direction"),
        ({**SHOWN, "moves": "sideways"}, "a switch, a measure and its direction are given"),
        ({**SHOWN, "measure": "legal_awareness"}, "legal_awareness is a stock or an account"),
        ({**SHOWN, "measure": "courtyard_hours_per_1000"}, "courtyard_hours_per_1000 is a stock or an account"),
        ({**SHOWN, "measure": "no_such_measure"}, "no measure no_such_measure"),
        ({**SHOWN, "measure": "needs_per_1000 by tier township"}, "needs_per_1000 is not given by tier"),
        ({**SHOWN, "measure": "dropped_share by tier"}, "neither a measure nor"),
    ],
)
def test_a_fault_in_a_row_is_found(changes, said):
    assert [fault for fault in faults_of(**changes) if said in fault]


@pytest.mark.parametrize(
    ("difference", "low", "high", "said"),
    [
        (-0.03, -0.04, -0.02, None),
        (0.03, 0.02, 0.04, "does not move it down"),
        (-0.03, -0.07, 0.01, "does not move it down"),
        (-0.009, -0.0091, -0.0089, "noise 0.01"),
    ],
)
def test_a_row_whose_switch_moves_nothing_is_found(difference, low, high, said):
    row = replace(SOUND, **SHOWN)
    kept = pd.DataFrame(
        [("rule_of_law.teaching", "dropped_share", "all", "all", 3, 0.5, difference, low, high, 0.01)],
        columns=list(COLUMNS),
    ).set_index(["switch", "measure", "by", "group"], drop=False)
    found = unshown(Coverage({}, (row,)), kept)
    assert found == [] if said is None else len(found) == 1 and said in found[0]
    assert not_run(Coverage({}, (row,)), kept) == []
    other = Coverage({}, (replace(row, switch="volunteers"),))
    assert unshown(other, kept) == [] and "volunteers, dropped_share" in not_run(other, kept)[0]
