"""Every mutant of the list fits the program as it stands, names a test there is, and is killed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from maintenance.mutants import KILLED, SURVIVED, mutants, run

ROOT = Path(__file__).resolve().parents[1]
PART = 5
"""The nightly tests try every fifth mutant; `python -m maintenance.mutants` tries all."""


def test_a_mutant_changes_one_place_of_the_program_and_names_a_test():
    faults = []
    for file, old, new, test in mutants():
        text = (ROOT / file).read_text(encoding="utf-8")
        name = re.split(r"[\[:]+", test)
        if not file.startswith("sim/") or old == new or text.count(old) != 1:
            faults.append(f"{file}: {old!r} stands {text.count(old)} times")
        if f"def {name[1]}(" not in (ROOT / name[0]).read_text(encoding="utf-8"):
            faults.append(f"{test}: no such test")
    assert not faults, "a mutant follows the rule that it turns round: change its line in tests/data/mutants.csv"


def test_no_mutant_is_listed_twice():
    assert not [place for place, n in Counter(one[:3] for one in mutants()).items() if n > 1]


@pytest.mark.nightly
def test_mutants_are_killed():
    chosen = mutants()[::PART]
    assert [mutant for mutant, found in run(chosen).items() if found != KILLED] == []


@pytest.mark.nightly
def test_a_change_that_changes_nothing_survives():
    harmless = mutants()[0]._replace(
        file="sim/agents/adaptation.py", old="MONTH_DAYS = 30.4\n", new="MONTH_DAYS = 30.40\n"
    )
    assert run([harmless]) == {harmless: SURVIVED}
