"""The page of claims is fresh, names tests there are, and says in which set each runs."""

from __future__ import annotations

import pytest

from maintenance import mutants, verification
from maintenance.mutants import KILLED, Mutant


def test_the_page_is_fresh():
    assert verification.PAGE.read_text(encoding="utf-8") == verification.page(), (
        "run python -m maintenance.verification"
    )


def test_a_claim_names_tests_there_are_and_their_set():
    assert verification.set_of("test_ranges.py::test_drawn_scenarios_run_with_their_invariants_on") == "short"
    assert verification.set_of("test_ranges.py::test_many_drawn_scenarios_run_with_their_invariants_on") == "long"
    assert verification.set_of("measures/test_over_time.py::test_periods_are_those_of_pandas") == "long", "file's mark"
    assert verification.set_of("test_ranges.py") == "short and long"
    with pytest.raises(KeyError):
        verification.set_of("test_ranges.py::test_that_nobody_wrote")
    with pytest.raises(FileNotFoundError):
        verification.set_of("test_that_nobody_wrote.py")


def test_every_part_of_the_evidence_has_claims_and_no_claim_is_without_a_test():
    assert list(verification.PARTS) == ["Conceptual model", "Implementation", "Operation", "Data"]
    claims = [claim for part in verification.PARTS.values() for claim in part]
    assert all(claim.tests for claim in claims) and len({claim.text for claim in claims}) == len(claims)


def test_what_is_kept_of_mutants_is_of_the_list_and_none_survived():
    kept = mutants.outcomes()
    assert set(kept) <= set(mutants.mutants())
    assert {mutant: found for mutant, found in kept.items() if found != KILLED} == {}


def test_outcomes_are_kept_beside_those_of_others_and_forgotten_with_their_line(tmp_path, monkeypatch):
    one, other, gone = (Mutant("sim/a.py", "x", f"y{k}", "tests/t.py::test") for k in range(3))
    monkeypatch.setattr(mutants, "KEPT", tmp_path / "kept" / "kills.csv")
    monkeypatch.setattr(mutants, "mutants", lambda: [other, one, gone])
    mutants.keep({one: KILLED, gone: KILLED})
    monkeypatch.setattr(mutants, "mutants", lambda: [other, one])
    mutants.keep({other: "survived"})
    assert mutants.outcomes() == {one: KILLED, other: "survived"}
