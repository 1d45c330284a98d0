"""Writes docs/verification.md: what is claimed of the program, what shows it, and how to see it again.

`python -m maintenance.verification` writes the page; with --check it changes nothing and ends with 1 where the page
would change. Claims stand here, in the four parts that TRACE has for a model (Grimm et al. 2014); a test is named as
pytest names it, must exist, and the set that runs it is read from its marks. The table of mutants follows from
`tests/data/mutants.csv` and from what `python -m maintenance.mutants --keep` found of each.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from maintenance.generate_docs import table
from maintenance.mutants import KILLED, Mutant, mutants, outcomes, short
from sim.mechanisms import registry

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "verification.md"
LONG = ("nightly", "slow")
"""Marks that put a test into the long set."""

INTRODUCTION = """# Verification

This page is written by `python -m maintenance.verification`; change the claims there, not the page.

What is claimed, what shows it, and the command that shows it again, in the four parts of TRACE (Grimm et al. 2014,
Ecological Modelling 280) that are about evidence: is the idea sound, does the program do what the description says,
does it give what is seen in the world, are its data what they seem. None of it says that the numbers of a real place
are right: [validation.md](validation.md) holds them beside published figures and says what is missed.

`make test` runs the *short* set, `make verify` (also called `make nightly`) all of both sets and every mutant.
One test by itself: `.venv/bin/python -m pytest -m '' TEST`. Promises about faults have a page of their own with their
tests, [reliability.md](reliability.md).
"""
TEETH = """
## Do the tests bite?

A test that cannot fail shows nothing. `tests/data/mutants.csv` lists small wrong changes: a deadline off by one, a
weight forgotten, a sign turned, an interval with the wrong degrees of freedom, a sentence that says more than its
table. `python -m maintenance.mutants` makes each in a copy of the program and runs the one test named beside it,
which must fail. Kernels are tried on their second reading and as plain Python, so that no mutant compiles anything.
`--new` tries those of which no outcome is kept, `--keep` writes what was found to
[verification/kills.csv](verification/kills.csv).

"""
AUDIT = """
## Libraries with known weaknesses

`make audit` asks the open database of vulnerabilities (osv.dev) about every package of the lock and ends with 1 where
one is known. It needs the network. Where that address cannot be reached it ends with 4 and says `NOT AUDITED`: then
nothing is known, good or bad. It is no part of `make test` and `make verify`, whose outcome must not hang on what
others publish.
"""


class Claim(NamedTuple):
    """One claim.

    Attributes:
        text: What is claimed.
        tests: The tests that show it, as pytest names them without parameters, or whole files.
        command: Another command that shows it; "" for none but the tests.
        page: Page of docs/ where more is said; "" for none.
    """

    text: str
    tests: tuple[str, ...]
    command: str = ""
    page: str = ""


PARTS: dict[str, tuple[Claim, ...]] = {
    "Conceptual model": (
        Claim(
            "Every statement of the paper is represented, is an input, or is left out for a stated reason",
            (
                "test_paper.py::test_every_number_of_the_paper_is_in_a_row_of_its_section",
                "test_paper.py::test_the_page_is_fresh",
            ),
            "python -m maintenance.paper_table --check",
            "paper.md",
        ),
        Claim(
            "What represents a statement moves events by more than chance",
            ("test_paper.py::test_every_row_represented_moves_what_happens_by_more_than_chance",),
            "python -m maintenance.effects",
            "effects.md",
        ),
        Claim(
            "Each problem and cause of section 3 is turned off and made worse by named parameters",
            ("test_problems.py::test_a_problem_is_turned_by_its_parameters",),
            page="problems.md",
        ),
        Claim(
            "A mechanism moves levers and never an outcome: without its levers it shows nothing",
            (
                "mechanisms/test_all.py::test_without_its_levers_it_shows_nothing",
                "mechanisms/test_all.py::test_its_file_names_no_measure_no_outcome_and_no_other_mechanism",
            ),
            page="mechanisms.md",
        ),
        Claim(
            "No part of a mechanism does nothing without a word, and no gain is without a bearer",
            ("test_effects.py::test_no_part_does_nothing_without_a_word_and_no_gain_is_without_a_bearer",),
            page="effects.md",
        ),
        Claim(
            "The description (ODD) names every rule, draw, step and default of the program",
            (
                "test_docs.py::test_every_rule_of_behaviour_is_named_in_the_submodels",
                "test_docs.py::test_schedule_in_the_odd_has_the_words_and_the_order_of_the_program",
                "test_docs.py::test_writing_the_documents_again_changes_nothing",
            ),
            "python -m maintenance.generate_docs --check",
            "ODD.md",
        ),
        Claim(
            "Every parameter has unit, range, source and meaning, and a plausible range or a reason for none",
            ("scenario/test_real_scenario.py::test_every_parameter_has_unit_source_and_meaning_and_lies_in_its_range",),
            page="parameters.md",
        ),
    ),
    "Implementation": (
        Claim(
            "Every rule that engine and twin share is written a second time from the ODD alone, and agrees",
            (
                "second_reading/test_rules.py::test_the_program_does_what_the_description_says",
                "second_reading/test_complete.py::test_every_rule_has_a_second_reading",
            ),
        ),
        Claim(
            "Steps of a Monday, a month, a quarter and a year, which are no rules, are written a second time and agree",
            (
                "second_reading/test_governments.py",
                "second_reading/test_steps.py",
                "second_reading/test_months.py",
                "test_twin.py",
            ),
        ),
        Claim(
            "What kernels do around the rules, from an occasion for a need to what follows a failure, is written a "
            "second time from the ODD, and agrees branch by branch",
            (
                "second_reading/test_kernels.py",
                "second_reading/test_arising.py",
                "second_reading/test_desks.py",
                "second_reading/test_endings.py",
                "second_reading/test_meetings.py",
                "test_twin.py",
            ),
        ),
        Claim(
            "What every mechanism moves is written a second time from its page, and agrees",
            (
                "second_reading/test_policies.py",
                "second_reading/test_complete.py::test_every_mechanism_has_a_second_reading",
            ),
        ),
        Claim(
            "A plain model without kernels, queues or a store gives the same rows, bit for bit, on drawn scenarios",
            (
                "test_twin.py::test_ordinary_days_agree_and_most_that_can_happen_happens",
                "test_twin.py::test_with_every_lever_moved_the_two_agree",
                "test_twin.py::test_each_mechanism_alone_agrees",
                "test_twin.py::test_drawn_scenarios_agree",
                "test_twin.py::test_many_drawn_scenarios_agree",
                "test_twin.py::test_the_twin_notices_a_changed_rule",
            ),
        ),
        Claim(
            "Nothing appears or is lost: needs, hours, money, places and time balance every day",
            (
                "test_conservation.py::test_all_invariants_hold_every_day_over_a_fiscal_year",
                "test_conservation.py::test_every_need_ends_in_one_place",
                "test_conservation.py::test_a_broken_invariant_is_found",
                "test_hours.py",
            ),
        ),
        Claim(
            "The same scenario and seed give the same bytes, in any process, with any number of threads and workers",
            (
                "test_determinism.py::test_any_number_of_threads_gives_the_same_bytes",
                "test_determinism.py::test_another_process_and_hash_seed_give_the_same_bytes",
                "studies/test_sweep.py::test_the_number_of_processes_changes_no_byte",
            ),
            page="reliability.md",
        ),
        Claim(
            "Coverage 0 is the baseline to the byte, and policies meet the same needs on the same days",
            (
                "test_determinism.py::test_coverage_zero_is_the_baseline_to_the_byte",
                "test_determinism.py::test_policies_share_the_same_needs_on_the_same_days",
            ),
        ),
        Claim(
            "Draws are uniform, normal and Poisson, and independent over residents, purposes, seeds and occasions",
            (
                "test_randomness.py::test_mixer_is_splitmix64",
                "test_randomness.py::test_purposes_seeds_and_occasions_are_independent",
                "test_randomness.py::test_poisson_is_the_inverse_of_the_distribution",
            ),
        ),
        Claim(
            "Queues serve in the order of the rule, whatever the slots and whoever came first",
            (
                "test_queues.py::test_a_heap_serves_as_heapq_does",
                "test_queues.py::test_the_order_served_does_not_depend_on_slots_or_on_who_came_first",
            ),
        ),
        Claim(
            "Money is whole fen, shared by largest remainder and exact for any weights",
            ("test_money.py::test_float_weights_are_exact_too", "test_money.py::test_textbook_apportionment"),
        ),
        Claim(
            "Measures of inequality and waiting equal independent programs and published examples",
            (
                "measures/test_inequality.py::test_unweighted_indices_equal_pysal",
                "measures/test_inequality.py::test_world_bank_technical_note_7",
                "measures/test_survival.py::test_weighted_curve_equals_lifelines",
                "measures/test_survival.py::test_published_curve_of_freireich",
            ),
            page="measures.md",
        ),
        Claim(
            "Intervals hold the truth as often as they say, paired or not, with ties and with rare events",
            (
                "studies/test_statistics.py::test_t_interval_covers_normal_outcomes",
                "studies/test_statistics.py::test_paired_interval_covers_and_an_unpaired_one_would_be_far_too_wide",
                "studies/test_statistics.py::test_intervals_of_tied_differences_miss_no_more_often_than_they_say",
                "studies/test_statistics.py::test_holm_keeps_the_chance_of_any_false_alarm",
                "studies/test_sensitivity.py::test_intervals_of_sobol_indices_cover_the_truth",
            ),
        ),
        Claim(
            "A sentence of a report is never stronger than its table",
            ("report/test_answer.py", "report/test_text.py"),
            page="report.md",
        ),
        Claim(
            "A story is what the engine did: every step run again ends in its state and its ledger",
            (
                "trace/test_replay.py::test_every_step_of_every_district_comes_to_the_engines_state_and_every_decision_occurs",
                "trace/test_telling.py::test_every_story_agrees_with_the_ledger",
            ),
            page="stories.md",
        ),
        Claim(
            "Compiled kernels give the same bytes with another compiler, processor and bounds checked",
            (
                "test_kernels.py::test_the_ordinary_way_of_compiling_gives_the_same_bytes",
                "test_kernels.py::test_a_generic_processor_gives_the_same_bytes",
                "test_kernels.py::test_every_shipped_scenario_gives_its_kept_digests_with_bounds_checked_too",
            ),
        ),
        Claim(
            "Any file of somebody else is read or refused with code, file, line and key, in bounded time and memory",
            (
                "test_hostile_files.py::test_a_changed_file_is_read_or_refused_in_words",
                "test_hostile_files.py::test_thousands_of_changed_files_are_read_or_refused_in_words",
                "test_hostile_files.py::test_a_wrong_value_is_found_at_its_line_and_key",
                "test_hostile_files.py::test_what_is_refused_ends_with_2_or_4_and_leaves_nothing",
                "scenario/test_fuzz.py",
                "world/test_place_fuzz.py",
            ),
            page="errors.md",
        ),
        Claim(
            "No file that is read brings a program, none leads out of its folder, and free text is shown as text",
            (
                "test_hostile_files.py::test_no_file_that_is_read_can_bring_a_program",
                "test_hostile_files.py::test_a_folder_that_somebody_passes_on_leads_nowhere_else",
                "test_hostile_text.py",
            ),
        ),
        Claim(
            "A run that is killed, saved or resumed at any point gives the bytes of an undisturbed one",
            (
                "studies/test_saved_state.py::test_a_saved_model_goes_on_to_the_same_bytes",
                "studies/test_run_store.py::test_killed_at_every_step_of_writing_and_resumed_gives_the_same_tables",
                "studies/test_sweep_command.py",
            ),
            page="reliability.md",
        ),
    ),
    "Operation": (
        Claim(
            "The baseline meets the figures it was fitted to; those held back are shown beside it, met or missed",
            (
                "test_validation_page.py::test_most_rows_are_within_and_the_rest_is_admitted",
                "test_published_numbers.py::test_the_baseline_meets_what_the_paper_reports",
            ),
            "python run_sim.py validate",
            "validation.md",
        ),
        Claim(
            "Every mechanism first moves what its structure says, over paired seeds",
            tuple(f"mechanisms/test_{name}.py::test_must_show" for name in registry()),
            page="effects.md",
        ),
        Claim(
            "How much each number nobody knows matters: indices recover those of published functions",
            (
                "studies/test_sensitivity.py::test_sobol_indices_of_published_functions",
                "studies/test_sensitivity.py::test_elementary_effects_are_those_of_salib",
            ),
            "python run_sim.py sweep experiments/sensitivity.yaml",
        ),
        Claim(
            "What holds over plausible worlds is said with its share of worlds and its certainty",
            (
                "studies/test_plausible_worlds.py::test_the_report_leads_with_worlds_and_every_sentence_has_its_grade",
                "studies/test_plausible_worlds.py::test_every_policy_meets_the_same_worlds",
            ),
            "make demo",
            "report.md",
        ),
        Claim(
            "Drawn scenarios inside all declared ranges, and every parameter at each limit, run with all invariants on",
            (
                "test_ranges.py::test_drawn_scenarios_run_with_their_invariants_on",
                "test_ranges.py::test_every_parameter_at_each_limit_runs_with_invariants_on",
            ),
        ),
        Claim(
            "A start that has not died away, or a year that still drifts, is said and not averaged",
            ("studies/test_steady_state.py", "studies/test_drift.py"),
        ),
    ),
    "Data": (
        Claim(
            "The world has the published committees, residents, registration and product",
            (
                "test_published_numbers.py::test_the_world_has_the_published_committees_and_residents",
                "test_published_numbers.py::test_product_of_the_regions_is_the_published_one",
                "world/test_world.py::test_published_totals",
            ),
        ),
        Claim(
            "Every published number of the paper has one use, and defaults follow from them",
            (
                "test_published_numbers.py::test_every_number_has_one_use_and_what_it_names_exists",
                "test_published_numbers.py::test_defaults_follow_from_the_published_numbers",
            ),
        ),
        Claim(
            "Tickets give the program's own measures: a file written by the model gives the measures of its run",
            ("tickets/test_figures.py::test_a_file_written_by_the_model_gives_the_measures_of_its_run",),
            page="tickets.md",
        ),
        Claim(
            "Nothing damaged, cut, exchanged or foreign is read as a result",
            (
                "studies/test_sealed.py::test_a_file_cut_emptied_exchanged_or_taken_away_is_noticed",
                "studies/test_sealed.py::test_every_flipped_bit_of_every_file_is_noticed_by_every_reader",
            ),
            page="reliability.md",
        ),
        Claim(
            "Rows used to fit and rows held back are kept apart",
            ("studies/test_patterns.py::test_the_shipped_file_covers_all_patterns_and_keeps_fit_and_validation_apart",),
            page="validation.md",
        ),
    ),
}


@cache
def marked(file: str) -> dict[str, frozenset[str]]:
    """The tests of a file with their marks, those of the whole file among them.

    Args:
        file: Path below `tests/`.

    Raises:
        FileNotFoundError: There is none.
    """
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    whole = {
        name
        for node in tree.body
        if isinstance(node, ast.Assign) and "pytestmark" in (ast.unparse(target) for target in node.targets)
        for name in _marks(node.value)
    }
    return {
        node.name: frozenset(whole.union(*(_marks(one) for one in node.decorator_list)))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _marks(node: ast.AST) -> Iterator[str]:
    """Names of marks in a decorator."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "pytest.mark":
            yield part.attr


def set_of(test: str) -> str:
    """The set that runs a test, or the tests of a file: "short", "long", or both.

    Args:
        test: As a claim names it.

    Raises:
        KeyError: There is no such test.
    """
    file, _, name = test.partition("::")
    known = marked(file)
    chosen = [known[name]] if name else list(known.values())
    if not chosen:
        raise KeyError(test)
    sets = {"long" if marks & set(LONG) else "short" for marks in chosen}
    return " and ".join(name for name in ("short", "long") if name in sets)


def claims_of(part: str) -> str:
    """The table of one part."""
    rows = []
    for claim in PARTS[part]:
        shown = "; ".join(f"`{test}` ({set_of(test)})" for test in claim.tests)
        more = [f"`{claim.command}`" if claim.command else "", f"[{claim.page}]({claim.page})" if claim.page else ""]
        rows.append((claim.text, shown, ", ".join(word for word in more if word)))
    return table(("claim", "shown by (below `tests/`)", "also"), rows)


def _package(mutant: Mutant) -> str:
    return "/".join(mutant.file.split("/")[:2])


def kills() -> str:
    """How many mutants of each package are killed by which tests, and each of them."""
    found = outcomes()
    listed = mutants()
    packages = Counter(_package(mutant) for mutant in listed)
    killed = Counter(_package(mutant) for mutant in listed if found.get(mutant) == KILLED)
    killers = {package: {m.test.split("::")[0] for m in listed if _package(m) == package} for package in packages}
    rows = [
        (
            f"`{package}`",
            str(n),
            str(killed[package]),
            ", ".join(f"`{file.removeprefix('tests/')}`" for file in sorted(killers[package])),
        )
        for package, n in sorted(packages.items())
    ]
    each = [
        (f"`{m.file}`", _code(m.old), _code(m.new), f"`{m.test.removeprefix('tests/')}`", found.get(m, "not tried yet"))
        for m in sorted(listed)
    ]
    total = f"{len(listed)} mutants, {sum(killed.values())} killed.\n\n"
    return (
        total
        + table(("package", "mutants", "killed", "by tests of"), rows)
        + "\n### Each of them\n\n"
        + table(("file", "instead of", "it says", "killed by", "outcome"), each)
    )


def _code(text: str) -> str:
    """A piece of the program in a cell."""
    return f"`{short(text).replace('`', chr(39))}`"


def page() -> str:
    """The page."""
    parts = "".join(f"\n## {part}\n\n{claims_of(part)}" for part in PARTS)
    return INTRODUCTION + parts + TEETH + kills() + AUDIT


def main(arguments: list[str]) -> int:
    """Writes the page, or with --check only says whether it would change."""
    text = page()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{'out of date' if '--check' in arguments else 'written'}: docs/{PAGE.name}")
    if "--check" in arguments:
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
